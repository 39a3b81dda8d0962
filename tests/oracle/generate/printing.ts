// Cases that cross every parameter of what prints: arrays of every dtype under print options of the call, of a while
// and of the program, single floats, and integers in other bases. Most values are usual ones; some are of wrong kinds.
// print.ts draws options that make sense together.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg, DSpec, FunctionName } from "../case.js";
import { anyDtype, COMPLEX, FLOATS, INTS, numeric, structured } from "../dtypes.js";
import type { Values } from "../values.js";
import { either, type Kind, pick } from "./parameters.js";
import { integers, operand } from "./shared.js";

const zeroInteger = (high: number) => (builder: CaseBuilder) =>
  integers(builder, [], () => builder.random.int(0, high));

const FORMATTER_KEYS = [
  "bool",
  "int",
  "timedelta",
  "datetime",
  "float",
  "longfloat",
  "complexfloat",
  "longcomplexfloat",
  "void",
  "numpystr",
  "object",
  "all",
  "int_kind",
  "float_kind",
  "complex_kind",
  "str_kind",
];

/**
 * Formatters by kind of element. A dictionary with a name that is no kind is refused by strided, and ignored there; an
 * element without text ends in an error of Python's
 * `max`, and what is no text in one of several, or is the answer itself.
 */
const formatter: Kind = {
  usual: ({ random }) => {
    const keys = random.shuffle([...FORMATTER_KEYS]).slice(0, random.int(1, 4));
    const write = (): Arg =>
      random.chance(0.15) ? null : { py: random.pick<FunctionName>(["star", "lines"]) };
    return { o: Object.fromEntries(keys.map((key) => [key, write()])) };
  },
  odd: pick({ o: {} }),
};

// texts in the place of numbers, numbers in the place of texts: NumPy finds those out when it prints, in Python's words
const PRINT_OPTIONS: Readonly<Record<string, Kind>> = {
  precision: {
    usual: ({ random }) => random.int(0, 17),
    odd: either(
      pick(
        null,
        -1,
        -4,
        40,
        400,
        { f: "1.5" },
        { f: "nan" },
        "x",
        "3",
        true,
        false,
        { l: [] },
        [1],
      ),
      zeroInteger(5),
    ),
  },
  threshold: {
    usual: ({ random }) => random.int(0, 30),
    odd: either(
      pick(null, -1, { f: "1.5" }, { f: "nan" }, { f: "inf" }, "x", "3", true, false, { l: [] }),
      pick({ i: "9999999999999999999" }, [1]),
      zeroInteger(5),
    ),
  },
  edgeitems: {
    usual: ({ random }) => random.int(0, 4),
    // a format of nothing but what is not finite writes no float in NumPy: a format of nothing is one
    odd: (builder, { dtype }) =>
      typeof dtype === "string" && !/[fc]/.test(dtype)
        ? builder.random.pick([-1, -2, -3])
        : builder.random.pick([null, true, false, 2000]),
  },
  linewidth: {
    usual: ({ random }) => random.int(10, 120),
    odd: pick(null, 0, 1, -5, { f: "20.5" }, { f: "inf" }, { f: "nan" }, true, 100000),
  },
  suppress: {
    usual: pick(true, false),
    odd: pick(null, 0, 1, "", "x", { f: "0.5" }, { f: "nan" }),
  },
  nanstr: { usual: pick("NaN", "n/a", "nan"), odd: pick("", null, "not a number", "é漢😀") },
  infstr: { usual: pick("Inf", "∞", "inf"), odd: pick("", null, "beyond it all", "😀") },
  formatter,
  override_repr: { usual: pick({ py: "star" }), odd: pick(null) },
  sign: {
    usual: pick("-", "+", " "),
    odd: pick(null, true, false, "", "x", "--", "+-", 1, { f: "1.5" }, { l: [] }),
  },
  floatmode: {
    usual: pick("fixed", "unique", "maxprec", "maxprec_equal"),
    odd: pick(null, true, "", "x", "Fixed", "max", 1, { f: "1.5" }, { l: [] }, ["fixed"]),
  },
};

const {
  linewidth: max_line_width,
  suppress: suppress_small,
  nanstr: _nan,
  infstr: _infinity,
  override_repr: _repr,
  ...shared
} = PRINT_OPTIONS;

const frame = (...odd: Arg[]): Kind => ({
  usual: pick(", ", ",", " | ", "\t", " ", "(", "array("),
  odd: pick("", "\n", ",\n", "é漢", "😀 ", "  ", "x".repeat(30), ...odd),
});

const TEXT_OPTIONS = {
  max_line_width: max_line_width!,
  precision: shared["precision"]!,
  suppress_small: suppress_small!,
};
const STRING_OPTIONS: Readonly<Record<string, Kind>> = {
  ...TEXT_OPTIONS,
  ...shared,
  separator: frame(),
  prefix: frame(),
  suffix: frame(),
};

/** Options of a table, each there or not; at most one or two are odd. */
function drawn(
  builder: CaseBuilder,
  table: Readonly<Record<string, Kind>>,
  probability = 0.3,
  dtype: DSpec | null = null,
): Record<string, Arg> {
  const { random } = builder;
  const names = random.shuffle(Object.keys(table).filter(() => random.chance(probability)));
  const odd = random.weighted([
    [0, 5],
    [1, 4],
    [2, 1],
  ] as const);
  const context = { shape: null, dtype };
  return Object.fromEntries(
    names.map((name, i) => [name, table[name]![i < odd ? "odd" : "usual"](builder, context)]),
  );
}

const TIMES = ["<M8[s]", ">M8[D]", "<m8[ms]", ">m8[ns]", "<M8[2h]", "<M8[Y]", "<m8", "<M8[us]"];

/** A dtype of any kind, records of all kinds too. */
function kindOf(builder: CaseBuilder): DSpec {
  const { random } = builder;
  return random.weighted<() => DSpec>([
    [() => numeric(random, FLOATS), 4],
    [() => numeric(random, COMPLEX), 2],
    [() => numeric(random, INTS), 2],
    [() => anyDtype(random), 3],
    [() => random.pick(TIMES), 2],
    [() => structured(random), 2],
    [
      () => ({
        list: [
          ["t", random.pick(TIMES)],
          ["x", numeric(random), random.pick([[2], [2, 2], [9], [3, 4]])],
        ],
      }),
      1,
    ],
  ])();
}

function subject(builder: CaseBuilder): { v: string } {
  const { random } = builder;
  const values = random.pick<Values>(["small", "special", "bits", "unit", "positive"]);
  const shape = random.weighted<() => number[]>([
    [() => randomShape(random), 6],
    [() => [], 2],
    [() => [random.int(15, 60)], 2],
    [
      () => random.pick([[1001], [300, 4], [2, 600], [11, 11, 11], [7, 9], [2, 3, 9], [9, 1, 8]]),
      2,
    ],
    [() => random.pick([[0], [0, 3], [2, 0], [1, 0, 2]]), 0.7],
  ])();
  return operand(builder, { dtype: kindOf(builder), shape, values });
}

function text(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["array2string", "array2string", "array_repr", "array_str"]);
  builder.op = fn;
  const a = subject(builder);
  const { dtype } = builder.arrays[a.v]!;
  const kw = drawn(builder, fn === "array2string" ? STRING_OPTIONS : TEXT_OPTIONS, 0.3, dtype);
  const po = random.chance(0.4) ? drawn(builder, PRINT_OPTIONS, 0.2, dtype) : {};
  builder.step({
    to: "r",
    fn,
    args: [a],
    ...(Object.keys(kw).length > 0 ? { kw } : {}),
    ...(Object.keys(po).length > 0 ? { po } : {}),
  });
}

function settings(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = random.pick(["set_printoptions", "printoptions"]);
  const a = subject(builder);
  const { dtype } = builder.arrays[a.v]!;
  const given = drawn(builder, PRINT_OPTIONS, 0.3, dtype);
  const fn = random.pick(["str", "repr"]);
  const hasFunctions = given["formatter"] !== undefined || given["override_repr"] !== undefined;
  if (builder.op === "set_printoptions") {
    for (let i = random.int(0, 1); i >= 0; i--) {
      builder.call(
        "n",
        "set_printoptions",
        [],
        i === 0 ? given : drawn(builder, PRINT_OPTIONS, 0.3, dtype),
      );
    }
    if (!hasFunctions) builder.call("s", "get_printoptions", []);
    builder.call("r", fn, [a]);
    return;
  }
  if (!hasFunctions) builder.step({ to: "s", fn: "get_printoptions", po: given });
  builder.step({ to: "r", fn, args: [a], po: given });
  builder.call("t", "get_printoptions", []);
}

const count: Kind = {
  usual: ({ random }) => random.int(0, 18),
  odd: either(pick(null, -1, -7, { f: "1.5" }, { f: "nan" }, true, false, 60, 400), zeroInteger(9)),
};
const flag: Kind = {
  usual: pick(true, false),
  odd: pick(0, 1, 2, "", "x", { f: "0.5" }, null, { l: [] }),
};
const FLOAT_OPTIONS: Readonly<Record<string, Kind>> = {
  precision: count,
  unique: flag,
  // NumPy puts blanks before what it found until there are 100 characters
  trim: { usual: pick("k", ".", "0", "-"), odd: pick("k".repeat(100), "é".repeat(101)) },
  sign: flag,
  pad_left: count,
  min_digits: count,
};

/** A float as Python and NumPy hold one, and what is none. */
function floatLike(builder: CaseBuilder): Arg {
  const { random } = builder;
  const values = random.pick<Values>(["small", "special", "bits", "unit"]);
  return random.weighted<() => Arg>([
    [() => operand(builder, { dtype: numeric(random, FLOATS), shape: [], values }), 6],
    [() => operand(builder, { dtype: numeric(random, INTS), shape: [], values }), 1],
    [() => operand(builder, { dtype: numeric(random, FLOATS), shape: [random.int(0, 2)] }), 0.5],
    [
      () =>
        operand(builder, { dtype: random.pick(["?", "<c8", "S3", "<U2", "<m8[s]"]), shape: [] }),
      0.5,
    ],
    [() => random.int(-99, 99), 1],
    [() => ({ f: String((2 * random.int(-2000, 2000) + 1) / 2 ** random.int(1, 40)) }), 3],
    [() => ({ f: random.pick(["nan", "inf", "-inf", "1e300", "5e-324", "1e22"]) }), 1],
    [() => random.pick<Arg>([null, "x", "1.5", true, { c: ["1", "2"] }, { l: [1] }, { l: [] }]), 1],
    [() => ({ i: random.pick(["12345678901234567890", "-9223372036854775808"]) }), 0.3],
  ])();
}

function singleFloat(builder: CaseBuilder): void {
  const { random } = builder;
  const isPositional = random.chance(0.6);
  builder.op = isPositional ? "format_float_positional" : "format_float_scientific";
  const own: Readonly<Record<string, Kind>> = isPositional
    ? { ...FLOAT_OPTIONS, fractional: flag, pad_right: count }
    : { ...FLOAT_OPTIONS, exp_digits: count };
  const kw = drawn(builder, own);
  const given = floatLike(builder);
  const isArray = typeof given === "object" && given !== null && "v" in given;
  // an array of no dimensions is a scalar here, and indexed to one there
  if (isArray && builder.arrays[given.v]!.shape.length === 0) {
    builder.step({ to: "s", get: [given.v, []] });
    builder.call("r", builder.op, [{ v: "s" }], kw);
    builder.show = ["r"];
  } else builder.call("r", builder.op, [given], kw);
}

function bases(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = random.pick(["base_repr", "binary_repr"]);
  const number = random.weighted<() => Arg>([
    [() => random.int(-40, 300), 5],
    [() => ({ i: String(BigInt(random.bits()) * BigInt(random.bits()) * 7n - 2n ** 60n) }), 2],
    [() => operand(builder, { dtype: numeric(random, INTS), shape: [], values: "special" }), 1],
    [() => random.pick<Arg>([0, true, false, { f: "1.5" }, { f: "-7.25" }, "12", "x", null]), 1],
    [
      () =>
        random.pick<Arg>([{ l: [1] }, { l: [] }, { c: ["1", "0"] }, { f: "nan" }, { f: "inf" }]),
      0.5,
    ],
    [() => operand(builder, { dtype: numeric(random, FLOATS), shape: [], values: "small" }), 0.5],
    [() => integers(builder, [random.int(0, 2)], () => random.int(-5, 5)), 0.5],
  ])();
  const table: Record<string, Kind> =
    builder.op === "base_repr"
      ? {
          base: {
            usual: ({ random }) => random.int(2, 36),
            odd: either(pick(0, 1, -1, -2, -16, 37, 100, true, "2")),
          },
          padding: {
            usual: ({ random }) => random.int(0, 9),
            odd: pick(-1, -9, { f: "1.5" }, true, "2", null, ""),
          },
        }
      : {
          width: {
            usual: ({ random }) => random.int(1, 12),
            odd: pick(0, -1, -9, null, true, false),
          },
        };
  const kw = drawn(builder, table, 0.7);
  builder.call("r", builder.op, [number], kw);
}

/** One random case of printing, its parameters crossed. */
export function printing(builder: CaseBuilder): void {
  builder.random.weighted([
    [text, 8],
    [settings, 4],
    [singleFloat, 4],
    [bases, 2],
  ] as const)(builder);
}
