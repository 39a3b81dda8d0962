// Every parameter of what reads and writes tables of text, crossed with usual and unusual values. The group of files
// draws the texts themselves; here they are plain, so that what differs is what a parameter does.

import type { CaseBuilder } from "../arrays.js";
import type { Arg, DSpec, FieldSpec } from "../case.js";
import { numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { operand } from "./shared.js";
import { type Exclusions, type Options, one, unusual, utf8, withOptions } from "./unusual.js";

/** What one case reads: rows of cells, and what lies between them. */
interface Table {
  readonly columns: number;
  readonly delimiter: string | null;
  readonly source: Arg;
}

const NUMBERS = ["1", "22", "-3", "4.5", "0", "7e2", "1"];
const WORDS = ["abc", "x", "nan", "N/A", "é", '"q"', "1+2j", "True", "1 2", ""];

function cell(random: Random, wild: number): string {
  return random.pick(random.chance(wild) ? WORDS : NUMBERS);
}

function table(builder: CaseBuilder): Table {
  const { random } = builder;
  const columns = random.int(1, 3);
  const delimiter = random.pick([null, null, ",", ",", ";", "\t"]);
  const wild = random.pick([0, 0, 0, 0.1]);
  const lines: string[] = [];
  if (random.chance(0.2)) lines.push(random.pick(["# a b c", "a,b,c", "a b c", "", "#"]));
  for (let i = random.int(0, 4); i > 0; i--) {
    const cells = Array.from({ length: columns }, () => cell(random, wild));
    const tail = random.pick(["", "", "", " ", " # note", "%5"]);
    lines.push(cells.join(delimiter ?? " ") + tail);
  }
  return { columns, delimiter, source: sourceOf(builder, lines) };
}

/** Lines of text or bytes, or a file. */
function sourceOf(builder: CaseBuilder, lines: readonly string[]): Arg {
  const { random } = builder;
  return random.weighted<() => Arg>([
    [() => ({ l: [...lines] }), 5],
    [() => [...lines], 1],
    [() => ({ l: lines.map((line): Arg => ({ by: utf8(line) })) }), 1],
    [() => ({ tx: [utf8(lines.map((line) => `${line}\n`).join("")), ".txt"] }), 3],
    [() => ({ tx: [utf8(lines.join("\n")), ".gz"] }), 0.5],
  ])();
}

/** What is no source: numbers are open files here, and bytes their contents. */
const noSource = (builder: CaseBuilder): Arg =>
  builder.random.chance(0.3)
    ? { tx: [null, ".txt"] }
    : unusual(builder, ["int", "float", "bytes", "huge", "truth", "text", "dict", "list", "array"]);

/** What nothing can be written to. */
const noSink = (builder: CaseBuilder): Arg =>
  unusual(builder, ["int", "float", "bytes", "huge", "truth", "text"]);

const FIELDS = ["f8", "i4", "U5", "S3", ">i2", "?", "c16", "M8[D]", "f4", "u1", "m8[s]"] as const;

function record(random: Random, columns: number): DSpec {
  const list = Array.from({ length: columns }, (_, i): FieldSpec => {
    const type = random.pick(FIELDS);
    if (random.chance(0.08)) return [`f${i}`, { list: [["a", type]] }];
    return random.chance(0.08) ? [`f${i}`, type, random.pick([[1], [2]])] : [`f${i}`, type];
  });
  return { list, align: random.chance(0.2) };
}

const dtypeFor =
  (columns: number) =>
  (builder: CaseBuilder): Arg => {
    const { random } = builder;
    return random.weighted<() => Arg>([
      [() => ({ d: numeric(random) }), 4],
      [() => ({ d: record(random, random.chance(0.9) ? columns : columns + 1) }), 4],
      [() => random.pick(["S", "U", "S2", ">U3", "M8[D]", "M8", "m8[s]", "V3", "f4,i2"]), 2],
      [() => ({ d: { sub: ["f8", [2]] } }), 0.3],
    ])();
  };

const READERS = ["length", "halves", "word", "nothing", "refusal"] as const;

const converters =
  (columns: number, names: readonly string[]) =>
  ({ random }: CaseBuilder): Arg => {
    const reader = (): Arg => ({ py: random.pick(READERS) });
    const keys = random
      .shuffle<string | number>([...Array(columns).keys(), -1, ...names])
      .slice(0, random.int(0, 2));
    return { di: keys.map((key) => [key, reader()] as const) };
  };

/** Values of the options that read a table as plain as these. */
function loadtxtOptions({ columns, delimiter }: Table): Options {
  return {
    dtype: dtypeFor(columns),
    comments: one<Arg>("#", null, "%", "//", { l: ["#", "%"] }, ["# "], { l: [] }),
    delimiter: one<Arg>(delimiter, delimiter, " ", ","),
    converters: (builder) =>
      builder.random.chance(0.3)
        ? { py: builder.random.pick(READERS) }
        : converters(columns, [])(builder),
    skiprows: one<Arg>(0, 1, 2, 9),
    usecols: one<Arg>(0, [0], { l: [-1] }, [1, 0], { l: [0, 0] }, [], columns - 1, -columns),
    unpack: one(true, false),
    ndmin: one(0, 1, 2),
    encoding: one<Arg>("utf-8", "latin1", null, "ascii", "bytes"),
    max_rows: one<Arg>(null, 1, 2, 0, 9),
    quotechar: one<Arg>('"', null, "'"),
    like: one<Arg>(null),
  };
}

const TABLE_NAMES = ["a", "b", "c"] as const;

function genfromtxtOptions({ columns, delimiter }: Table): Options {
  const list = (...values: readonly Arg[]): Arg => ({ l: values.slice(0, columns) });
  return {
    dtype: ({ random }: CaseBuilder) =>
      random.chance(0.3)
        ? null
        : random.chance(0.15)
          ? { l: Array.from({ length: columns }, () => random.pick(["f8", "i4", "U3"])) }
          : dtypeFor(columns)({ random } as CaseBuilder),
    comments: one<Arg>("#", null, "%", "//"),
    delimiter: one<Arg>(delimiter, delimiter, " ", 2, [1, 2], { l: [3, 1] }, ""),
    skip_header: one(0, 1, 2, 9),
    skip_footer: one(0, 1, 2, 9),
    converters: converters(columns, ["a", "zz"]),
    missing_values: one<Arg>("N/A", "N/A,abc", list("x", "abc"), {
      di: [
        [0, "x"],
        ["b", ["N/A", "abc"]],
      ],
    }),
    filling_values: one<Arg>(0, -1, { f: "1.5" }, list(7, 8), [9], "q", {
      di: [
        [0, 3],
        ["b", 4],
      ],
    }),
    usecols: one<Arg>(0, -1, [0], { l: [1, 0] }, "a", "a,b", ["b"], [0, -1], 5),
    names: one<Arg>(true, "a,b,c", list(...TABLE_NAMES), null, "a", [...TABLE_NAMES], false),
    excludelist: one<Arg>({ l: ["a"] }, { l: ["b", "file"] }, null, "ab"),
    deletechars: one<Arg>("", "ab", null, { l: ["a"] }, "!"),
    replace_space: one("", "-", "_", "ab"),
    autostrip: one(true, false),
    case_sensitive: one<Arg>(true, false, "upper", "lower"),
    defaultfmt: one("f%i", "var_%i", "c%02d", "x"),
    unpack: one(true, false),
    loose: one(true, false),
    invalid_raise: one(true, false),
    max_rows: one<Arg>(null, 1, 2, 9),
    encoding: one<Arg>("utf-8", "latin1", null, "bytes", "ascii"),
    ndmin: one(0, 1, 2),
    like: one<Arg>(null),
  };
}

/** Unusual values that say nothing: masks, other libraries' arrays, and what Python's own methods say of them. */
const EXCLUDED: Exclusions = {
  dtype: ["text", "bytes", "list", "dict", "array", "array0", "huge"],
  like: null,
  count: ["huge"],
  // any object may be compared with a number there
  excludelist: ["text"],
  // widths that are texts are added up by a ufunc
  delimiter: ["list", "dict", "array"],
  case_sensitive: ["bytes"],
  defaultfmt: [
    "none",
    "int",
    "float",
    "complex",
    "truth",
    "list",
    "bytes",
    "dict",
    "array",
    "array0",
    "huge",
  ],
  filling_values: ["list", "bytes", "dict", "array", "array0", "huge"],
  // no JavaScript number names such a column exactly
  usecols: ["bytes", "huge", "array", "array0"],
  skip_footer: ["array0"],
  offset: ["huge"],
  encoding: ["array"],
  max_rows: ["huge"],
  comments: ["list", "array", "array0"],
  ndmin: ["array"],
};

/**
 * Only what does not make objects: numbers of converters go into a dtype of numbers by design, and there is none for
 * null or what is refused. What is filled in tells the dtype, too.
 */
function fitConverters(kw: Record<string, Arg>, columns: number): void {
  const given = kw["converters"] as
    | { di?: readonly (readonly [string | number, Arg])[] }
    | undefined;
  if (given?.di === undefined) return;
  const { dtype, names } = kw;
  const words = JSON.stringify(dtype ?? "");
  const isRecord = columns > 1 && (words.includes(",i2") || /"f1"/.test(words));
  for (const other of ["filling_values", "skip_header", "skip_footer"]) delete kw[other];
  if ((dtype !== undefined && dtype !== null && !isRecord) || (dtype === undefined && names)) {
    delete kw["converters"];
    return;
  }
  const known = isRecord
    ? ["length", "halves", "word", "refusal"]
    : dtype === null
      ? ["length", "halves", "word"]
      : ["halves", "word"];
  kw["converters"] = {
    di: given.di
      .filter(([key]) => key !== -1)
      .map(([key, reader]) => {
        const { py } = reader as { py: string };
        return [key, known.includes(py) ? reader : { py: "halves" as const }] as const;
      }),
  };
}

function reader(name: "loadtxt" | "genfromtxt") {
  return (builder: CaseBuilder): void => {
    const { random } = builder;
    const given = table(builder);
    const options = name === "loadtxt" ? loadtxtOptions(given) : genfromtxtOptions(given);
    builder.op = name;
    const always = given.delimiter === null ? [] : ["delimiter"];
    const plain = random.chance(0.95);
    const kw = withOptions(builder, options, EXCLUDED, always, plain ? 0.5 : 0);
    // a text is no raw bytes there
    if (kw["dtype"] === "V3") delete kw["converters"];
    if (name === "genfromtxt") fitConverters(kw, given.columns);
    builder.call("r", name, [plain ? given.source : noSource(builder)], kw);
  };
}

const FORMATS = ["%d", "%.3f", "%s", "%10.4g", "%r", "%5d|", "%-6s", "%e", "%x", "%c", "%+i", "%o"];

function savetxt(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "savetxt";
  const columns = random.int(1, 3);
  const format = (): string => random.pick(FORMATS);
  const shape = random.pick([[2], [0], [2, columns], [1, columns], [], [2, 2, 1], [3, 0]]);
  const x: Arg = random.chance(0.9)
    ? operand(builder, {
        dtype: random.chance(0.2)
          ? record(random, columns)
          : random.pick<DSpec>([numeric(random), numeric(random), "S2", "U3", "M8[D]", "m8[s]"]),
        shape,
        values: "small",
      })
    : unusual(builder, ["none", "bytes", "dict", "huge", "list"]);
  const width = shape.length === 2 ? shape[1]! : 1;
  const plain = random.chance(0.95);
  const kw = withOptions(
    builder,
    {
      fmt: () =>
        random.pick<Arg>([
          format(),
          format(),
          { l: Array.from({ length: width }, format) },
          Array.from({ length: width }, format).join(","),
        ]),
      delimiter: one(",", ";", "", " - ", "é"),
      newline: one("\n", "\r\n", "", "|"),
      header: one("a b", "x\ny", "", "ü"),
      footer: one("end", "x\ny\n", ""),
      comments: one("", "% ", "//", "é"),
      encoding: one<Arg>(null, "utf-8", "latin1", "ascii", "utf-16-le", "bytes"),
    },
    // arrays are added to texts by a ufunc
    {
      newline: ["array", "array0"],
      comments: ["array", "array0"],
      delimiter: ["bytes"],
    },
    [],
    plain ? 0.5 : 0,
  );
  builder.step({
    to: "f",
    fn: "path",
    args: [{ tx: [null, random.pick([".txt", ".txt", ".gz"])] }],
  });
  builder.step({ fn: "savetxt", args: [plain ? { v: "f" } : noSink(builder), x], kw });
  builder.step({ to: "r", fn: "contents", args: [{ v: "f" }] });
  builder.show = ["r"];
}

function fromregex(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "fromregex";
  const dtype: Arg = random.chance(0.85)
    ? { d: record(random, random.int(1, 2)) }
    : random.pick<Arg>([null, "f8", "x", 3, { l: [] }, "i4,f8", "S3"]);
  // one text is refused as an instant in the words of a codec, several are not
  const isTime = JSON.stringify(dtype).includes("M8");
  const text = random.pick(["12 ab\n7 x\n", isTime ? "1.5 e" : "1.5 é", "", "a=1 b=2", "12 ab"]);
  const isThere = random.chance(0.93);
  const usual: Options = { encoding: one<Arg>(null, "utf-8", "latin1", "ascii") };
  const kw = isThere ? withOptions(builder, usual, EXCLUDED) : {};
  const file: Arg = { tx: [isThere ? utf8(text) : null, ".txt"] };
  const regexp: Arg = random.chance(0.85)
    ? random.pick(["(\\d+)\\s+(\\w+)", "(\\d+)", "\\d", "(a)|(b)", "()", "(\\w)=(\\d)", "[^ ]+"])
    : random.pick<Arg>([null, 3, { f: "1.5" }, true, { by: "a" }]);
  builder.call("r", "fromregex", [file, regexp, dtype], kw);
}

function separated(builder: CaseBuilder): void {
  const { random } = builder;
  const name = random.pick(["fromfile", "fromstring"]);
  builder.op = name;
  const sep = random.pick([" ", ",", ", ", ";", "ab", ""]);
  const text =
    random.chance(0.5) || sep !== ""
      ? Array.from({ length: random.int(0, 4) }, () => cell(random, 0.1)).join(sep || " ")
      : "\x01\x02\x03\x04\x05\x06\x07\x08";
  const plain = random.chance(0.95);
  const kw = withOptions(
    builder,
    {
      dtype: ({ random: draw }) =>
        draw.weighted<() => Arg>([
          [() => ({ d: numeric(draw) }), 5],
          [
            () => draw.pick(["S2", "U1", "V2", "M8[D]", "m8[s]", "M8", "f4,i2", "S", "U", "2i4"]),
            2,
          ],
          [() => ({ d: { sub: ["i2", [2]] } }), 0.5],
        ])(),
      // of too few numbers NumPy leaves the rest as it finds it
      count: name === "fromfile" ? one(-1, 0, 1, 2, 9, -5) : one(-1, 0, -5),
      sep: one<Arg>(sep, sep, sep, " ", ","),
      ...(name === "fromfile" ? { offset: one<Arg>(0, 1, 4, 9) } : { like: one<Arg>(null) }),
    },
    name === "fromfile" ? EXCLUDED : { ...EXCLUDED, count: ["huge", "int", "truth", "array0"] },
    ["sep"],
    plain ? 0.5 : 0,
  );
  const source: Arg = plain
    ? name === "fromfile"
      ? { tx: [utf8(text), ".txt"] }
      : random.chance(0.8)
        ? text
        : { by: utf8(text) }
    : noSource(builder);
  builder.call("r", name, [source], kw);
}

function tofile(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "tofile";
  const dtype = random.pick<DSpec>([numeric(random), numeric(random), "S2", "M8[D]", "m8[s]"]);
  const x = builder.array({ dtype, values: "small" });
  const kw = withOptions(builder, {
    sep: one<Arg>("", " ", ", ", "\n", "ab"),
    format: one<Arg>("%s", "%d", "%.3f", "%r", "", "%x", "%5s"),
  });
  builder.step({ to: "f", fn: "path", args: [{ tx: [null, ".bin"] }] });
  builder.step({
    m: [x, "tofile"],
    args: [random.chance(0.97) ? { v: "f" } : noSink(builder)],
    kw,
  });
  builder.step({ to: "r", fn: "contents", args: [{ v: "f" }] });
  builder.show = ["r"];
}

/** One random case of a reader or writer of text with its options. */
export function textOptions(builder: CaseBuilder): void {
  const make = builder.random.weighted([
    [reader("loadtxt"), 5],
    [reader("genfromtxt"), 6],
    [savetxt, 4],
    [fromregex, 1],
    [separated, 3],
    [tofile, 2],
  ] as const);
  make(builder);
}
