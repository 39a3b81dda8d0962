// Cases that cross every parameter of what asks about dtypes: can_cast, promote_types, result_type, min_scalar_type,
// issubdtype, isdtype, common_type, mintypecode, finfo and iinfo with all they know, and np.dtype itself with
// dictionaries and lists that hold what they should not. dtype-specs.ts draws specifications that make sense.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { complex, float, integer } from "./arguments.js";
import { spec } from "./dtype-specs.js";
import { elementType } from "./parameters.js";
import { list, operand } from "./shared.js";

const CODES = [
  "?",
  "i1",
  "i2",
  "i4",
  "i8",
  "u1",
  "u2",
  "u4",
  "u8",
  "f2",
  "f4",
  "f8",
  "c8",
  "c16",
  "S",
  "S3",
  "S20",
  "U",
  "U2",
  "U30",
  "V",
  "V4",
  "M8",
  "M8[s]",
  "M8[2h]",
  "M8[Y]",
  "m8",
  "m8[ms]",
  "m8[D]",
  "m8[M]",
] as const;
const SWAPPED = [">i4", ">f8", ">c8", ">U3", ">M8[D]", ">m8", ">u2"] as const;
const CLASSES = [
  "bool",
  "int8",
  "int32",
  "int64",
  "uint8",
  "uint64",
  "float16",
  "float32",
  "float64",
  "complex64",
  "complex128",
  "str_",
  "bytes_",
  "void",
  "datetime64",
  "timedelta64",
] as const;
const ABSTRACT = [
  "generic",
  "number",
  "integer",
  "signedinteger",
  "unsignedinteger",
  "inexact",
  "floating",
  "complexfloating",
  "flexible",
  "character",
] as const;

const single = (random: Random): string =>
  random.chance(0.85) ? random.pick(CODES) : random.pick(SWAPPED);

/** A dtype in any form: a word, an object, a class, Python's type. */
function typeLike(builder: CaseBuilder): Arg {
  const { random } = builder;
  return random.weighted<() => Arg>([
    [() => single(random), 4],
    [() => ({ do: single(random) }), 4],
    [() => ({ n: random.pick(CLASSES) }), 2],
    [() => random.pick(["bool", "float", "int", "complex", "str", "bytes", "uint", "half"]), 1],
    [() => spec(random), 2],
    [() => null, 0.2],
    [() => random.pick<Arg>(["x", "", "i3", "M8[x]", ">", "float63", "integer", "number"]), 0.4],
    // a tuple is a pair, and a list of two a pair too where its second item is a shape: in JavaScript both are lists
    [() => random.pick<Arg>([{ l: [] }, { o: {} }, { o: { names: { l: [] } } }]), 0.3],
  ])();
}

/** Anything: an array, a number, a dtype, or what is none of these. */
function anything(builder: CaseBuilder): Arg {
  const { random } = builder;
  return random.weighted<() => Arg>([
    [() => typeLike(builder), 5],
    [() => operand(builder, { dtype: elementType(builder), shape: randomShape(random, 1, 2) }), 2],
    [() => operand(builder, { dtype: elementType(builder), shape: [] }), 2],
    [() => integer(random), 1.5],
    [() => float(random), 1],
    [() => complex(random), 0.6],
    [() => random.chance(0.5), 0.5],
    [() => ({ t: [random.pick(["M", "m"]), "5", random.pick(["s", "D", "h"])] }), 0.3],
  ])();
}

const CASTING = ["no", "equiv", "safe", "same_kind", "unsafe"] as const;
const BAD_CASTING: readonly Arg[] = [
  "x",
  "",
  "Safe",
  "same-kind",
  "s",
  null,
  3,
  { f: "1.5" },
  true,
];

function casts(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "can_cast";
  const kw: Record<string, Arg> = {};
  if (random.chance(0.7)) {
    kw["casting"] = random.chance(0.85) ? random.pick(CASTING) : random.pick(BAD_CASTING);
  }
  const from = random.chance(0.8) ? typeLike(builder) : anything(builder);
  builder.call(
    "r",
    "can_cast",
    [from, random.chance(0.97) ? typeLike(builder) : anything(builder)],
    kw,
  );
}

function promotions(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = random.pick(["promote_types", "result_type", "result_type"]);
  if (builder.op === "promote_types") {
    const two = [typeLike(builder), random.chance(0.97) ? typeLike(builder) : anything(builder)];
    builder.call("r", builder.op, two);
    return;
  }
  const count = random.weighted([
    [0, 0.1],
    [1, 1],
    [2, 4],
    [3, 2],
    [4, 1],
  ] as const);
  const args = Array.from({ length: count }, () => anything(builder));
  builder.call("r", builder.op, args);
}

function smallest(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "min_scalar_type";
  const given = random.weighted<() => Arg>([
    [() => integer(random), 4],
    [() => float(random), 2],
    [() => ({ f: random.pick(["100000.5", "65001.5", "1e39", "3.3e38", "-1e300", "0.1"]) }), 2],
    [() => complex(random), 1],
    [() => ({ c: [random.pick(["1e39", "1", "nan"]), random.pick(["inf", "100000.5", "2"])] }), 1],
    [() => operand(builder, { dtype: elementType(builder), shape: [] }), 4],
    [() => operand(builder, { dtype: elementType(builder) }), 1],
    [() => random.pick<Arg>(["", "a", "abc", "é漢😀", true, false]), 1],
    [() => list(random.int(0, 3), () => random.int(-5, 300)), 1],
    [() => list(2, () => float(random)), 0.5],
    [
      () => ({
        i: random.pick(["18446744073709551615", "9223372036854775808", "-9223372036854775808"]),
      }),
      0.5,
    ],
    [() => ({ t: [random.pick(["M", "m"]), "5", random.pick(["s", "D", "h"])] }), 0.5],
  ])();
  builder.call("r", builder.op, [given]);
}

const KIND_NAMES: readonly Arg[] = [
  "bool",
  "signed integer",
  "unsigned integer",
  "integral",
  "real floating",
  "complex floating",
  "numeric",
];

function hierarchy(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = random.pick(["issubdtype", "isdtype"]);
  if (builder.op === "issubdtype") {
    const one = (): Arg => (random.chance(0.4) ? { n: random.pick(ABSTRACT) } : typeLike(builder));
    builder.call("r", builder.op, [one(), random.chance(0.03) ? anything(builder) : one()]);
    return;
  }
  const type = (): Arg =>
    random.weighted<() => Arg>([
      [() => ({ do: single(random) }), 5],
      [() => ({ n: random.pick(CLASSES) }), 2],
      [() => ({ n: random.pick(ABSTRACT) }), 0.3],
      [() => random.pick<Arg>(["i4", null, 3, "numeric", { f: "1.5" }, true]), 0.4],
    ])();
  const kind = (): Arg =>
    random.weighted<() => Arg>([
      [() => random.pick(KIND_NAMES), 5],
      [type, 3],
      [() => random.pick<Arg>(["x", "", "Bool", "integer", null, 3, { f: "1.5" }, true]), 0.5],
    ])();
  const wanted: Arg = random.chance(0.6)
    ? kind()
    : Array.from({ length: random.int(0, 3) }, () => kind());
  builder.call("r", builder.op, [type(), wanted]);
}

function older(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = random.pick(["common_type", "mintypecode"]);
  if (builder.op === "common_type") {
    const args = Array.from({ length: random.int(0, 3) }, () =>
      operand(builder, {
        dtype: random.chance(0.85) ? numeric(random) : elementType(builder),
        shape: randomShape(random, undefined, 2),
      }),
    );
    builder.call("r", builder.op, args);
    return;
  }
  const chars = [..."?bBhHiIlLefdFDSUVMmpPcGgqQ", "x", "", "dd", "f8", "é"];
  const letter = (): Arg =>
    random.chance(0.85) ? random.pick(chars) : random.pick<Arg>([{ do: single(random) }, 3, null]);
  const given: Arg = random.weighted<() => Arg>([
    [() => ({ l: Array.from({ length: random.int(0, 4) }, letter) }), 4],
    [() => Array.from({ length: random.int(0, 4) }, letter), 2],
    [
      () =>
        Array.from({ length: random.int(0, 5) }, () => random.pick(chars.slice(0, 20))).join(""),
      3,
    ],
    [() => random.pick<Arg>([null, 3, { f: "1.5" }, true]), 0.3],
  ])();
  const kw: Record<string, Arg> = {};
  if (random.chance(0.35)) {
    kw["typeset"] = random.pick<Arg>(["GDFgdf", "fF", "dD", "", "i", { l: ["f", "d"] }, ["F"]]);
  }
  if (random.chance(0.35)) kw["default"] = random.pick<Arg>(["d", "q", "", "xyz", null, 3]);
  builder.call("r", builder.op, [given], kw);
}

const FLOAT_FACTS = [
  "bits",
  "dtype",
  "eps",
  "epsneg",
  "iexp",
  "machep",
  "max",
  "maxexp",
  "min",
  "minexp",
  "negep",
  "nexp",
  "nmant",
  "precision",
  "resolution",
  "smallest_normal",
  "smallest_subnormal",
  "tiny",
] as const;

function limits(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = random.pick(["finfo", "iinfo"]);
  const usual = builder.op === "finfo" ? ["f2", "f4", "f8", "c8", "c16"] : ["i1", "u4", "i8", "u8"];
  const given = random.weighted<() => Arg>([
    [() => ({ do: random.pick(usual) }), 3],
    [() => random.pick(usual), 2],
    [() => random.pick<Arg>([3, { f: "1.5" }, { c: ["1", "2"] }, true, null]), 1],
    [() => typeLike(builder), 3],
    [() => operand(builder, { dtype: elementType(builder), shape: random.pick([[], [2]]) }), 1.5],
  ])();
  builder.call("f", builder.op, [given]);
  if (random.chance(0.3)) {
    builder.call("r", random.pick(["str", "repr"]), [{ v: "f" }]);
    builder.show = ["r"];
    return;
  }
  const facts =
    builder.op === "finfo" ? FLOAT_FACTS : (["bits", "kind", "min", "max", "dtype"] as const);
  builder.step({ to: "r", attr: ["f", random.pick<string>(facts)] });
  builder.show = ["r"];
}

/** What a dictionary's entry or a field's part should not be. */
const JUNK: readonly Arg[] = [
  null,
  3,
  -1,
  { f: "1.5" },
  "x",
  "",
  true,
  { l: [] },
  { l: [null] },
  { l: ["a"] },
  { l: [1, 2] },
  { o: {} },
  { i: "9223372036854775807" },
];

/** What no dtype is: a list of two numbers is a pair in JavaScript, and of a field that is none its kind of list is told. */
const NO_TYPES = JUNK.filter((one) => JSON.stringify(one) !== '{"l":[1,2]}');
const NO_NAMES = [null, true, { o: {} }];
const NO_FIELDS = ["x", "", null, true, { o: {} }];
// a text without letters is a shape without axes, which NumPy keeps
const NO_SHAPES = JUNK.filter((one) => one !== "" && !/\[\]|\{\}/.test(JSON.stringify(one)));
const NO_TITLES = JUNK.filter((one) => typeof one === "string" || one === null);

function badDictionary(random: Random): Arg {
  const count = random.int(0, 3);
  const sequence = (items: readonly Arg[]): Arg => (random.chance(0.7) ? { l: items } : items);
  const part = (draw: (i: number) => Arg, junk = JUNK): Arg[] =>
    Array.from({ length: count + (random.chance(0.06) ? random.pick([-1, 1]) : 0) }, (_, i) =>
      random.chance(0.05) ? random.pick(junk) : draw(i),
    );
  let at = 0;
  const entries: Record<string, Arg> = {
    names: sequence(part((i) => "abc"[i] ?? "d")),
    formats: sequence(
      part(() => (random.chance(0.8) ? single(random) : spec(random, 1)), NO_TYPES),
    ),
  };
  if (random.chance(0.5)) {
    entries["offsets"] = sequence(
      part(() => {
        at += random.pick([0, 4, 8, 16, 120]);
        return at;
      }),
    );
  }
  // titles that are no text strided refuses
  if (random.chance(0.3)) {
    entries["titles"] = sequence(
      part((i) => random.pick<Arg>([null, `T${i}`, "a", ""]), NO_TITLES),
    );
  }
  if (random.chance(0.35)) {
    entries["itemsize"] = random.pick<Arg>([0, 4, 16, 100, 300, -1, null, "4", { f: "8.5" }, true]);
  }
  if (random.chance(0.35)) {
    entries["aligned"] = random.pick<Arg>([true, false, null, 0, 1, "x", "", { l: [] }]);
  }
  // names that are no list end in an error of C's
  const others = Object.keys(entries).filter((key) => key !== "names" && key !== "titles");
  if (random.chance(0.1)) entries[random.pick(others)] = random.pick(JUNK);
  return { o: entries };
}

function badFields(random: Random): Arg {
  const name = (i: number): Arg =>
    random.weighted<() => Arg>([
      [() => "abcd"[i]!, 6],
      [() => "", 0.5],
      [() => [`T${i}`, "abcd"[i]!], 1],
      [() => random.pick(NO_NAMES), 0.5],
      [() => random.pick<Arg>([["a"], [], ["t", 3], ["", ""], ["a", "b", "c"]]), 0.2],
    ])();
  const shape = (): Arg =>
    random.weighted<() => Arg>([
      [() => random.int(0, 3), 2],
      [() => Array.from({ length: random.int(0, 3) }, () => random.int(0, 3)), 3],
      [() => ({ l: [2, 2] }), 0.5],
      [() => random.pick(NO_SHAPES), 1],
    ])();
  const field = (i: number): Arg => {
    const type = random.chance(0.9) ? single(random) : random.pick(NO_TYPES);
    const parts = [name(i), type, ...(random.chance(0.4) ? [shape()] : [])];
    return random.chance(0.97) ? parts : random.pick(NO_FIELDS);
  };
  return { l: Array.from({ length: random.int(0, 3) }, (_, i) => field(i)) };
}

function made(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "dtype of anything";
  const given = random.weighted<() => Arg>([
    [() => badDictionary(random), 5],
    [() => badFields(random), 5],
    [() => typeLike(builder), 3],
    [
      () => [
        single(random),
        random.pick<Arg>([
          2,
          -1,
          [-1],
          [2],
          { f: "1.5" },
          { l: [1, 2] },
          { i: "9223372036854775807" },
        ]),
      ],
      2,
    ],
    [() => random.pick(NO_TYPES), 1],
  ])();
  const kw: Record<string, Arg> = {};
  if (random.chance(0.3)) kw["align"] = random.pick<Arg>([true, false, null, 0, 1, "x", ""]);
  if (random.chance(0.2)) kw["copy"] = random.pick<Arg>([true, false, null, 0, 1, "x", ""]);
  builder.call("d", "dtype", [given], kw);
  // a copy is no builtin object, and what a class of times makes is one
  const isOwn = kw["copy"] !== undefined || JSON.stringify(given).includes('"n"');
  builder.call("r", isOwn ? "repr" : "dtype_attributes", [{ v: "d" }]);
  builder.show = ["d", "r"];
}

function members(builder: CaseBuilder): void {
  const { random } = builder;
  const what = random.pick(["newbyteorder", "field", "equality"]);
  builder.op = `dtype ${what}`;
  builder.call("d", "dtype", [random.chance(0.6) ? single(random) : badFields(random)]);
  if (what === "newbyteorder") {
    const foreign = JSON.stringify(builder.steps).includes(">");
    const bad: readonly Arg[] = ["x", "", "xx", "é", null, 3, true, { f: "1.5" }, { l: [] }];
    const order = random.chance(0.5)
      ? random.pick([">", "=", "|", "B", "b", "N", "n", "I", "i", "big", "native", "ignore"])
      : random.pick(bad);
    builder.step({
      to: "e",
      m: ["d", "newbyteorder"],
      args: foreign && order === "" ? [">"] : [order],
    });
    builder.call("r", "repr", [{ v: "e" }]);
    builder.show = ["r"];
  } else if (what === "field") {
    builder.call("e", "dtype_field", [{ v: "d" }, random.pick(JUNK)]);
    builder.call("r", "repr", [{ v: "e" }]);
    builder.show = ["r"];
  } else {
    builder.call("r", "dtype_equal", [
      { v: "d" },
      random.chance(0.8) ? typeLike(builder) : random.pick(NO_TYPES),
    ]);
    builder.show = ["r"];
  }
}

/** One random case of a question about dtypes, its parameters crossed. */
export function types(builder: CaseBuilder): void {
  builder.random.weighted([
    [casts, 4],
    [promotions, 5],
    [smallest, 2],
    [hierarchy, 3],
    [older, 2],
    [limits, 3],
    [made, 6],
    [members, 2],
  ] as const)(builder);
}
