// Cases for files: text read and written (loadtxt, savetxt, genfromtxt, fromregex, fromstring, fromfile, tofile), and
// .npy files, whose bytes must be NumPy's.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg, DSpec } from "../case.js";
import { anyDtype, type Layout, layoutOf, numeric, structured } from "../dtypes.js";
import type { Random } from "../random.js";

const NUMBERS = [
  "i4",
  "i8",
  "u1",
  "i1",
  "i2",
  "u2",
  "u4",
  "u8",
  "f2",
  "f4",
  "f8",
  "c8",
  "c16",
  "?",
];

/** The text of a number, valid or nearly. */
function numberText(random: Random): string {
  const roll = random.unit();
  if (roll < 0.3) return String(random.int(-300, 300));
  if (roll < 0.5) return String(random.int(-5000, 5000) / random.pick([2, 8, 10, 1000]));
  if (roll < 0.56)
    return (random.unit() * 10 ** random.int(-12, 12)).toExponential(random.int(0, 18));
  if (roll < 0.62) return String((random.unit() - 0.5) * 10 ** random.int(-3, 3));
  if (roll < 0.66)
    return `${random.int(-9, 9)}${random.pick(["+", "-", "+-"])}${random.int(0, 9)}j`;
  if (roll < 0.68) return `(${random.int(-9, 9)}+${random.int(0, 9)}.5j)`;
  if (roll < 0.7) return `${random.int(0, 9)}j`;
  return random.pick([
    "nan",
    "inf",
    "-inf",
    "NaN",
    "Infinity",
    "-infinity",
    "+5",
    "1.",
    ".5",
    "-.5e3",
    "1e5",
    "1E-5",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "255",
    "256",
    "-1",
    "-129",
    "65536",
    "0",
    "-0",
    "00012",
    "1e400",
    "-1e-400",
    "0.1",
    "123456789012345678",
    "9007199254740993",
    "1.7976931348623157e308",
    "4.9e-324",
    "2.5e-324",
    "1e",
    "0x10",
    "1_000",
    "abc",
    "",
    "True",
    "é",
    "1 2",
    "--1",
    "1.5.2",
    "1e5.5",
    "nanx",
    "(1)",
    "infj",
    "1d5",
    "12a",
    '"7"',
    "'8'",
    "#",
    "N/A",
    "-",
  ]);
}

/** Mostly numbers that any dtype takes, so that not every case ends in an error. */
function cellText(random: Random, wild: number): string {
  return random.chance(wild) ? numberText(random) : String(random.int(0, 99));
}

interface Table {
  readonly lines: string[];
  readonly delimiter: string | null;
}

function table(random: Random, columns = random.int(1, 4)): Table {
  const delimiter = random.pick([null, null, ",", ",", ";", "\t", "|"]);
  const wild = random.pick([0, 0, 0.05, 0.3]);
  const rows = random.pick([0, 1, 1, 2, 3, 5, 8]);
  const lines: string[] = [];
  for (let i = 0; i < rows; i++) {
    const count = random.chance(0.03) ? columns + random.pick([-1, 1]) : columns;
    const cells = Array.from({ length: count }, () => {
      const cell = cellText(random, wild);
      if (delimiter === null) return cell;
      return random.chance(0.1) ? ` ${cell} ` : cell;
    });
    const between = delimiter ?? random.pick([" ", " ", "  ", "\t", " \t "]);
    let line = cells.join(between);
    if (random.chance(0.05)) line = ` ${line}`;
    if (random.chance(0.05)) line += random.pick([" ", "  ", delimiter ?? " "]);
    if (random.chance(0.1)) line += random.pick([" # note", "#", "# 1 2", "% x", "//c"]);
    lines.push(line);
    if (random.chance(0.06)) lines.push(random.pick(["", " ", "# comment", "#"]));
  }
  return { lines, delimiter };
}

/** Lines as an iterable, as bytes, or as a file. */
function source(random: Random, lines: readonly string[]): Arg {
  const roll = random.unit();
  if (roll < 0.4) {
    return { l: random.chance(0.5) ? [...lines] : lines.map((line) => `${line}\n`) };
  }
  if (roll < 0.45) return { l: lines.map((line): Arg => ({ by: latin(line) })) };
  const end = random.pick(["\n", "\n", "\n", "\r\n", "\r"]);
  const text = lines.join(end) + (random.chance(0.7) ? end : "");
  return { tx: [utf8(text), random.pick([".txt", ".txt", ".gz"])] };
}

const utf8 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
const latin = (text: string): string => [...text].map((c) => (c > "ÿ" ? "?" : c)).join("");

const textDtype = (random: Random): DSpec =>
  random.weighted<DSpec>([
    ["f8", 6],
    [numeric(random, NUMBERS), 5],
    [random.pick(["S3", "U4", "S", "U", ">U2"]), 1],
  ]);

function loadtxt(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "loadtxt";
  const columns = random.int(1, 4);
  const { lines, delimiter } = table(random, columns);
  const kw: Record<string, Arg> = {};
  if (delimiter !== null || random.chance(0.05))
    kw["delimiter"] = delimiter ?? random.pick(["", "ab", "\n", "#"]);
  if (random.chance(0.6)) kw["dtype"] = { d: textDtype(random) };
  else if (random.chance(0.2)) {
    const count = random.chance(0.9) ? columns : columns + 1;
    kw["dtype"] = {
      d: {
        list: Array.from(
          { length: count },
          (_, i) => [`f${i}`, random.pick(["f8", "i4", "U5", "S3", ">i2"])] as const,
        ),
        align: random.chance(0.3),
      },
    };
  }
  if (random.chance(0.15)) {
    kw["comments"] = random.pick<Arg>([
      null,
      "%",
      "//",
      { l: ["#", "%"] },
      { l: [] },
      "",
      { l: ["//"] },
      ",",
    ]);
  }
  if (random.chance(0.15)) kw["skiprows"] = random.pick([0, 1, 2, 20, -1]);
  if (random.chance(0.2)) {
    kw["usecols"] = random.pick<Arg>([0, -1, [0], [1, 0], { l: [0, 0] }, [5], [-2], [], [0, -1]]);
  }
  if (random.chance(0.15)) kw["unpack"] = true;
  if (random.chance(0.2)) kw["ndmin"] = random.pick([0, 1, 2, 2, 3]);
  if (random.chance(0.15)) kw["max_rows"] = random.pick<Arg>([0, 1, 2, 100, -1, null]);
  if (random.chance(0.15)) kw["quotechar"] = random.pick<Arg>(['"', "'", null, "ab", ",", '"']);
  if (random.chance(0.05)) kw["encoding"] = random.pick(["latin1", "utf-8", "ascii"]);
  builder.call("r", "loadtxt", [source(random, lines)], kw);
}

/** Quoted cells, with delimiters, quotes and line ends inside. */
function quoted(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "loadtxt quotes";
  const cell = (): string => {
    const inner = random.pick([
      "a",
      "1",
      "a,b",
      'say ""hi""',
      "x # y",
      " s ",
      "",
      "two\nlines",
      "é",
      "2.5",
      '"',
      "a\rb",
    ]);
    return random.chance(0.6)
      ? `"${inner}"${random.chance(0.1) ? "tail" : ""}`
      : inner.replaceAll("\n", " ");
  };
  const columns = random.int(1, 3);
  const delimiter = random.pick([",", null, ";"]);
  const lines = Array.from({ length: random.int(0, 4) }, () =>
    Array.from({ length: columns }, cell).join(delimiter ?? " "),
  );
  const kw: Record<string, Arg> = {
    dtype: { d: random.pick(["U6", "U", "S4", "f8"]) },
    quotechar: '"',
  };
  if (delimiter !== null) kw["delimiter"] = delimiter;
  if (random.chance(0.3)) kw["usecols"] = random.pick<Arg>([0, -1]);
  if (random.chance(0.3)) kw["ndmin"] = 2;
  builder.call("r", "loadtxt", [source(random, lines)], kw);
}

function genfromtxt(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "genfromtxt";
  const columns = random.int(1, 4);
  const fixed = random.chance(0.08);
  const { lines: drawn, delimiter } = table(random, columns);
  // NumPy reads this as a long double, which is of another size here
  const lines = drawn.map((line) => line.replaceAll("0x10", "0y10"));
  const kw: Record<string, Arg> = {};
  if (fixed) kw["delimiter"] = random.pick<Arg>([2, 3, { l: [2, 3] }, [1, 2, 2]]);
  else if (delimiter !== null) kw["delimiter"] = delimiter;
  const gap = () => random.pick(["", "N/A", "nan", "-999", "xx"]);
  if (random.chance(0.5) && delimiter !== null) {
    lines.forEach((line, i) => {
      const cells = line.split(delimiter);
      if (random.chance(0.4)) cells[random.int(0, cells.length - 1)] = gap();
      lines[i] = cells.join(delimiter);
    });
  }
  const between = delimiter ?? " ";
  const labels = ["a", "b", "a", "x y", "file", "", "C!", "é", "(d)"];
  const names = Array.from({ length: columns }, () => random.pick(labels));
  if (random.chance(0.35)) {
    const roll = random.unit();
    if (roll < 0.6) {
      kw["names"] = true;
      lines.unshift(`${random.pick(["", "# ", "#"])}${names.join(between)}`);
    } else kw["names"] = roll < 0.8 ? names.join(",") : { l: names };
  }
  if (random.chance(0.35)) kw["dtype"] = null;
  else if (random.chance(0.5)) kw["dtype"] = { d: numeric(random, NUMBERS) };
  else if (random.chance(0.3)) {
    kw["dtype"] = {
      d: {
        list: Array.from({ length: columns }, (_, i) => [
          random.pick([`f${i}`, `q${i}`, `a ${i}`]),
          random.pick(["f8", "i4", "U5", "S3", "?", "c16"]),
        ]),
      },
    };
  } else if (random.chance(0.15)) kw["dtype"] = { d: random.pick(["U3", "S4"]) };
  if (random.chance(0.2))
    kw["missing_values"] = random.pick<Arg>(["N/A", "N/A,-999", { l: ["xx", "-999"] }, 5]);
  if (random.chance(0.25))
    kw["filling_values"] = random.pick<Arg>([0, { f: "1.5" }, { l: [7, 8] }, -1, 99]);
  if (random.chance(0.15))
    kw["usecols"] = random.pick<Arg>([0, -1, [0], { l: [1, 0] }, 5, "a", "0", [0, -1]]);
  if (random.chance(0.12)) kw["skip_header"] = random.int(0, 3);
  if (random.chance(0.12)) kw["skip_footer"] = random.int(0, 3);
  if (random.chance(0.1)) kw["max_rows"] = random.int(0, 4);
  if (random.chance(0.15)) kw["autostrip"] = true;
  if (random.chance(0.1)) kw["comments"] = random.pick<Arg>(["%", null, "//"]);
  if (random.chance(0.1))
    kw["case_sensitive"] = random.pick<Arg>([true, false, "upper", "lower", "x"]);
  if (random.chance(0.1)) kw["replace_space"] = random.pick(["", "-", "_"]);
  if (random.chance(0.1)) kw["deletechars"] = random.pick<Arg>(["!", "", null, "ab"]);
  if (random.chance(0.1)) kw["excludelist"] = { l: [random.pick(["a", "b"])] };
  if (random.chance(0.15)) kw["defaultfmt"] = random.pick(["var_%i", "c%02i", "f%i"]);
  if (random.chance(0.15)) kw["unpack"] = true;
  if (random.chance(0.15)) kw["ndmin"] = random.pick([0, 1, 2]);
  if (random.chance(0.15)) kw["loose"] = random.chance(0.3);
  if (random.chance(0.15)) kw["invalid_raise"] = random.chance(0.3);
  builder.call("r", "genfromtxt", [source(random, lines)], kw);
}

function fromregex(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "fromregex";
  const content = Array.from({ length: random.int(0, 5) }, () =>
    random.pick(["12 abc", "7 x", "n=5", "-3.5 zz", "", "é 1"]),
  ).join(random.pick(["\n", "\r\n", " "]));
  const [regexp, dtype] = random.pick<[string, DSpec]>([
    [
      "(\\d+) +(\\w+)",
      {
        list: [
          ["n", "i8"],
          ["s", "U3"],
        ],
      },
    ],
    ["(\\d+)", { list: [["n", "i4"]] }],
    ["\\d+", { list: [["n", "f8"]] }],
    [
      "(?P<n>\\d)|(x)",
      {
        list: [
          ["n", "S2"],
          ["s", "U1"],
        ],
      },
    ],
    ["(\\w+)", { list: [["n", "i4"]] }],
    ["(\\d+)", "i4"],
    [
      "(\\d)(\\d)(\\d)",
      {
        list: [
          ["n", "i8"],
          ["s", "U3"],
        ],
      },
    ],
  ]);
  builder.call("r", "fromregex", [{ tx: [utf8(content), ".txt"] }, regexp, { d: dtype }]);
}

const FORMATS = [
  "%.18e",
  "%d",
  "%.3f",
  "%10.4g",
  "%s",
  "%5d",
  "%-8.2f|",
  "%+.1e",
  "%x",
  "%r",
  "%i",
  "%08.3f",
  "%G",
  "% .2E",
  "%%",
  "%",
  "%y",
  "%.0f",
  "%#.3g",
  "%u",
  "%5s",
  "%.2s",
  "%o",
  "%c",
  "%a",
  "%(k)s",
  "%.25f",
  "%ld",
];

function savetxt(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "savetxt";
  const roll = random.unit();
  const dtype: DSpec =
    roll < 0.75
      ? numeric(random, NUMBERS)
      : roll < 0.85
        ? structured(random)
        : random.pick(["U3", "S3", "?"]);
  const shape = random.weighted([
    [[random.int(0, 4)], 4],
    [[random.int(0, 4), random.int(1, 3)], 6],
    [randomShape(random), 1],
  ] as const);
  const x = builder.array({ dtype, shape });
  const columns = shape.length === 2 ? shape[1]! : 1;
  const kw: Record<string, Arg> = {};
  if (random.chance(0.75)) {
    const one = () => random.pick(random.chance(0.7) ? FORMATS.slice(0, 14) : FORMATS);
    kw["fmt"] = random.weighted<Arg>([
      [one(), 6],
      [{ l: Array.from({ length: columns }, one) }, 2],
      [Array.from({ length: columns }, one).join(";"), 1],
      [{ l: [one()] }, 1],
      [`${one()}/${one()}`, 1],
    ]);
  }
  if (random.chance(0.4)) kw["delimiter"] = random.pick([",", "; ", "", "\t", "é"]);
  if (random.chance(0.2)) kw["newline"] = random.pick(["\r\n", "|", "\n"]);
  if (random.chance(0.2)) kw["header"] = random.pick(["a b", "two\nlines", "", "ü"]);
  if (random.chance(0.15)) kw["footer"] = random.pick(["end", "x\ny\n"]);
  if (random.chance(0.15)) kw["comments"] = random.pick(["", "% ", "//"]);
  if (random.chance(0.1)) kw["encoding"] = random.pick(["latin1", "utf-8", "ascii", "utf-16-le"]);
  builder.step({ to: "f", fn: "path", args: [{ tx: [null, random.pick([".txt", ".gz"])] }] });
  builder.step({ fn: "savetxt", args: [{ v: "f" }, { v: x }], kw });
  builder.step({ to: "r", fn: "contents", args: [{ v: "f" }] });
  builder.show = ["r"];
}

function separated(random: Random): { text: string; sep: string } {
  const sep = random.pick([" ", " ", ",", ",", "; ", ";", ", ", "\t", "ab", " - "]);
  const wild = random.pick([0, 0, 0.1, 0.3]);
  const cells = Array.from({ length: random.int(0, 6) }, () => cellText(random, wild));
  const between = random.pick([sep, sep, sep, sep.trim() || " ", `${sep} `, ` ${sep}`, "  "]);
  let text = cells.join(between);
  if (random.chance(0.1)) text = ` ${text}`;
  if (random.chance(0.15)) text += random.pick([" ", sep, "\n", "x"]);
  return { text, sep };
}

function fromtext(builder: CaseBuilder): void {
  const { random } = builder;
  const ofFile = random.chance(0.5);
  builder.op = ofFile ? "fromfile text" : "fromstring";
  const { text, sep } = separated(random);
  const kw: Record<string, Arg> = { sep };
  if (random.chance(0.7)) {
    kw["dtype"] = { d: random.chance(0.05) ? anyDtype(random) : numeric(random, NUMBERS) };
  }
  if (random.chance(0.2)) kw["count"] = ofFile ? random.int(-1, 7) : -1;
  if (random.chance(0.03)) delete kw["sep"];
  builder.call(
    "r",
    ofFile ? "fromfile" : "fromstring",
    [ofFile ? { tx: [utf8(text), ".txt"] } : text],
    kw,
  );
}

function fromfile(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "fromfile";
  const bytes = Array.from({ length: random.int(0, 60) }, () =>
    String.fromCharCode(random.int(0, 255)),
  ).join("");
  const kw: Record<string, Arg> = {};
  const dtype = random.chance(0.1) ? { sub: [numeric(random), [2]] as const } : anyDtype(random);
  if (random.chance(0.8)) kw["dtype"] = { d: dtype };
  if (random.chance(0.4)) kw["count"] = random.pick([-1, 0, 1, 2, 100, -7]);
  if (random.chance(0.4)) kw["offset"] = random.pick([0, 1, 8, 59, 70, 200, -1]);
  builder.call("r", "fromfile", [{ tx: [bytes, ".bin"] }], kw);
}

function tofile(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "tofile";
  const x = builder.array({
    dtype: random.chance(0.6) ? numeric(random, NUMBERS) : random.pick(["S3", "U2", "V3"]),
  });
  const kw: Record<string, Arg> = {};
  if (random.chance(0.6)) kw["sep"] = random.pick([" ", ", ", "\n"]);
  if (random.chance(0.4)) kw["format"] = random.pick(FORMATS);
  // text that is not ASCII ends NumPy's process
  if (kw["sep"] !== undefined && /[UV]/.test(String(builder.arrays[x]!.dtype))) delete kw["sep"];
  builder.step({ to: "f", fn: "path", args: [{ tx: [null, ".bin"] }] });
  builder.step({ m: [x, "tofile"], args: [{ v: "f" }], kw });
  builder.step({ to: "r", fn: "contents", args: [{ v: "f" }] });
  builder.show = ["r"];
}

/** Whether bytes of an element hold nothing, or what two fields share. */
function hasPadding(layout: Layout): boolean {
  if (layout.sub !== undefined) return hasPadding(layout.sub.base);
  if (layout.fields === undefined) return false;
  const held = layout.fields.reduce((sum, field) => sum + field.layout.itemsize, 0);
  return held !== layout.itemsize || layout.fields.some((field) => hasPadding(field.layout));
}

/** Archives: what NumPy wrote is read elsewhere; here the bytes of what is not packed must be its. */
function npz(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "savez";
  const names = ["a", "b", "größe", "x y", "arr_1"].slice(0, random.int(0, 3));
  const plain = () => builder.array({ dtype: numeric(random), shape: randomShape(random) });
  const positional = Array.from({ length: random.int(0, 2) }, plain);
  const kw: Record<string, Arg> = {};
  for (const name of names) kw[name] = random.chance(0.2) ? random.int(-5, 5) : { v: plain() };
  const compressed = random.chance(0.4);
  builder.step({ to: "f", fn: "path", args: [{ tx: [null, ".npz"] }] });
  const args: Arg[] = [{ v: "f" }, ...positional.map((name) => ({ v: name }))];
  builder.step({ fn: compressed ? "savez_compressed" : "savez", args, kw });
  if (!compressed) builder.step({ to: "r", fn: "contents", args: [{ v: "f" }] });
  builder.step({ to: "z", fn: "load", args: [{ v: "f" }] });
  builder.step({ to: "n", attr: ["z", "files"] });
  const first = names[0] ?? (positional.length > 0 ? "arr_0" : "none");
  builder.step({ to: "i", m: ["z", "get"], args: [first, null] });
  builder.show = compressed ? ["n", "i"] : ["r", "n", "i"];
}

function npy(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "save";
  const x = builder.array({ dtype: random.chance(0.4) ? structured(random) : anyDtype(random) });
  builder.step({ to: "f", fn: "path", args: [{ tx: [null, ".npy"] }] });
  builder.step({ fn: "save", args: [{ v: "f" }, { v: x }] });
  // padding between fields holds what it held: only without it are all bytes defined
  const padded = hasPadding(layoutOf(builder.arrays[x]!.dtype));
  if (!padded) builder.step({ to: "r", fn: "contents", args: [{ v: "f" }] });
  builder.step({ to: "l", fn: "load", args: [{ v: "f" }] });
  builder.show = padded ? ["l"] : ["r", "l"];
}

function memmap(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "memmap";
  const length = random.pick([0, 1, 8, 24, 60, 64, 5000]);
  const bytes = Array.from({ length }, (_, i) => String.fromCharCode((i * 7) % 256)).join("");
  const missing = random.chance(0.1);
  const kw: Record<string, Arg> = {};
  const mode = random.pick(["r", "r+", "c", "w+", "r", "r+", "readonly", "x", "copyonwrite"]);
  if (random.chance(0.85)) kw["mode"] = mode;
  if (random.chance(0.6))
    kw["dtype"] = { d: random.pick(["u1", "<i2", ">i4", "f8", "S3", "U2", "c16"]) };
  if (random.chance(0.35) && length > 0)
    kw["offset"] = random.pick([0, 1, 8, 16, 60, 4096, 4097, 9000, -1]);
  if (random.chance(0.6)) {
    kw["shape"] = random.pick<Arg>([
      3,
      [3],
      [2, 3],
      [],
      [0],
      [2, 0],
      8,
      [2, 2, 2],
      [-2, 3],
      [3000],
    ]);
  }
  if (random.chance(0.25)) kw["order"] = random.pick(["F", "C", "F", "A"]);
  builder.step({ to: "f", fn: "path", args: [{ tx: [missing ? null : bytes, ".bin"] }] });
  builder.step({ to: "m", fn: "memmap", args: [{ v: "f" }], kw });
  if (random.chance(0.5)) {
    builder.step({ set: ["m", [{ el: 1 }], random.pick<Arg>([7, 1, 100])] });
    builder.step({ m: ["m", "flush"], args: [] });
    builder.step({ to: "r", fn: "contents", args: [{ v: "f" }] });
  }
  builder.show = ["m", "r"];
}

/** Memory shared by protocol. */
function dlpack(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "from_dlpack";
  const dtype = random.chance(0.7) ? numeric(random) : anyDtype(random);
  const x = builder.array({ dtype, readonly: random.chance(0.2) });
  const kw: Record<string, Arg> = {};
  if (random.chance(0.2)) kw["copy"] = random.pick<Arg>([true, false, null]);
  if (random.chance(0.2)) kw["device"] = random.pick<Arg>(["cpu", null, "gpu", 5]);
  builder.call("r", "from_dlpack", [random.chance(0.05) ? { l: [1] } : { v: x }], kw);
}

/** One case of this group. */
export function files(builder: CaseBuilder): void {
  const make = builder.random.weighted([
    [loadtxt, 7],
    [quoted, 2],
    [genfromtxt, 7],
    [fromregex, 1],
    [savetxt, 5],
    [fromtext, 4],
    [fromfile, 2],
    [tofile, 2],
    [npy, 3],
    [npz, 2],
    [dlpack, 1],
    [memmap, 3],
  ] as const);
  make(builder);
}
