// Values for each kind of parameter: what it usually takes, of every sort, and what it does not take. The list of
// kinds is in kinds.ts, the table of functions in signatures.ts.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg, DSpec } from "../case.js";
import { anyDtype, layoutOf, NUMERIC, numeric } from "../dtypes.js";
import { float, integer, scalarFor } from "./arguments.js";
import { integers, list, operand } from "./shared.js";

/** What is known about the call so far: the shape of its first array, for axes and positions that fit. */
export interface Context {
  shape: readonly number[] | null;
  dtype: DSpec | null;
  /** Values are in the place of the array: texts of JavaScript stand for bytes too. */
  isLoose?: boolean;
}

export type Draw = (builder: CaseBuilder, context: Context) => Arg;

export interface Kind {
  readonly usual: Draw;
  readonly odd: Draw;
}

export const pick =
  (...values: readonly Arg[]): Draw =>
  ({ random }) =>
    random.pick(values);

export const either =
  (...draws: readonly Draw[]): Draw =>
  (builder, context) =>
    builder.random.pick(draws)(builder, context);

/** Dtypes as a user may write them, sizes and units left out too. */
const DTYPES = [
  "?",
  "i1",
  "i4",
  ">i2",
  "u8",
  "f2",
  "f4",
  ">f8",
  "c8",
  "c16",
  "S",
  "S3",
  "U",
  "U2",
  ">U4",
  "V4",
  "M8",
  "M8[s]",
  ">M8[D]",
  "M8[2h]",
  "m8",
  "m8[ms]",
  ">m8[ns]",
] as const;

const RECORDS: readonly DSpec[] = [
  { list: [["a", "i4"]] },
  {
    list: [
      ["a", ">i2"],
      ["b", "f8"],
    ],
    align: true,
  },
  {
    list: [
      ["x", "u1", [2]],
      ["t", "M8[s]"],
    ],
  },
];

/** A dtype of an array, instants and spans among them. */
export function elementType(builder: CaseBuilder): DSpec {
  const { random } = builder;
  return random.weighted<() => DSpec>([
    [() => anyDtype(random), 6],
    [() => random.pick(["<M8[s]", ">M8[D]", "<m8[ms]", ">m8[ns]", "<M8[2h]"]), 2],
    [() => random.pick(RECORDS), 0.5],
  ])();
}

export function array(builder: CaseBuilder, context: Context, options = {}): Arg {
  const shape = randomShape(builder.random, undefined, 4);
  const dtype = elementType(builder);
  if (context.shape === null) {
    context.shape = shape;
    context.dtype = dtype;
  }
  return operand(builder, { dtype, shape, ...options });
}

/** A single value or nested lists, in the place of an array. */
const scalarLike: Draw = (builder) => {
  const { random } = builder;
  return random.pick<() => Arg>([
    () => integer(random),
    () => float(random),
    () => ({ c: ["1.5", "-2"] }),
    () => random.chance(0.5),
    () => random.pick(["ab", ""]),
    () => ({ l: [] }),
    () => list(random.int(1, 3), () => random.int(-5, 9)),
    () => list(2, () => list(2, () => random.int(0, 9))),
    () => list(2, () => random.pick(["a", "bcd"])),
  ])();
};

// null and lists of unequal lengths make objects in NumPy, which strided has not

export const zeroD: Draw = (builder) =>
  operand(builder, {
    dtype: numeric(builder.random),
    shape: builder.random.pick([[], [], [1], [2]]),
    values: "unit",
  });

export const int = (low: number, high: number): Kind => ({
  usual: ({ random }) => random.int(low, high),
  odd: either(
    pick(-7, { f: "1.5" }, "x", "1", { l: [1] }, [2], []),
    // integers beyond C's are worded by each of C's readers in its own way
    (builder) => integers(builder, [], () => 1),
  ),
});

export const shapeArg: Kind = {
  usual: (builder) => {
    const { random } = builder;
    return random.weighted<() => Arg>([
      [() => randomShape(random, undefined, 4), 5],
      [() => random.int(0, 6), 1],
      [() => ({ l: randomShape(random, undefined, 4) }), 1],
      [() => integers(builder, [random.int(0, 3)], () => random.int(0, 3)), 0.5],
      [() => integers(builder, [], () => random.int(0, 3)), 0.3],
    ])();
  },
  odd: either(
    pick(-1, [-1], [2, -1], { f: "1.5" }, [{ f: "1.5" }], "x", "", null, [null], ["2"]),
    pick(true, [true, 2], [[1], 2], { l: [{ l: [2] }] }, [2 ** 45, 2 ** 45, 4]),
    pick({ i: "9223372036854775808" }, [{ i: "9223372036854775807" }, 2], { c: ["1", "0"] }),
    (builder) => operand(builder, { dtype: numeric(builder.random), shape: [2], values: "unit" }),
  ),
};

export const dtypeArg: Kind = {
  usual: (builder, { isLoose, dtype }) => {
    const { random } = builder;
    // single floats are cut to integers of swapped bytes by Python
    if (isLoose) return { d: numeric(random, NUMERIC, 0) };
    // texts that are no ASCII are refused as instants in the words of a codec
    const isText = dtype !== null && /[SU]/.test(JSON.stringify(dtype));
    if (isText || random.chance(0.45)) return { d: numeric(random) };
    return random.chance(0.8) ? { d: random.pick(DTYPES) } : { d: random.pick(RECORDS) };
  },
  odd: pick(null, "x", "", "i3", "M8[x]", "m8[", "S-1", 3, { f: "1.5" }, true, "i4,f8"),
};

/** Dtypes of elements that are arrays: in Fortran order NumPy reads and writes them past each other. */
export const subType: Kind = {
  usual: either(dtypeArg.usual, pick("3i4", ["i4", 2], ["f4", [2, 2]], { d: ">m8[s]" })),
  odd: dtypeArg.odd,
};

export const order = (usual: readonly string[]): Kind => ({
  usual: pick(...usual),
  odd: pick("c", "f", "a", "k", "CF", "", "x", null, 0, 3, { f: "1.5" }, true, "K", "A"),
});

export const truth: Kind = {
  usual: pick(true, false),
  // what is true of an object differs: lists and arrays are, here
  odd: pick(null, 0, 1, 2),
};

export const axis: Kind = {
  usual: ({ random }, { shape }) => {
    const ndim = shape?.length ?? 1;
    return ndim === 0 ? random.pick([0, -1, null]) : random.int(-ndim, ndim - 1);
  },
  odd: either(pick(null, 7, -8, { f: "0.5" }, "x", [0], [0, 1], [0, 0], [7], [null]), (builder) =>
    integers(builder, [], () => 0),
  ),
};

export const axesArg: Kind = {
  usual: ({ random }, { shape }) => {
    const own = random.shuffle((shape ?? [1]).map((_, i) => i));
    return random.chance(0.7) ? own : own.map((one) => one - own.length);
  },
  odd: pick([0, 1, 2], [1, 0], [], [0], [0, 0], [7], [{ f: "0.5" }]),
};

export const casting: Kind = {
  usual: pick("no", "equiv", "safe", "same_kind", "unsafe"),
  odd: pick("x", "", "Safe", "unsaf", null, 3, { f: "1.5" }, true, "same-kind", "sa"),
};

export const mode: Kind = {
  usual: pick("raise", "wrap", "clip"),
  odd: pick("x", "", "r", "Wrap", "clipx", null, { f: "1.5" }, true, [], ["wrap"], "CLIP"),
};

export const arrayArg: Kind = {
  usual: (builder, context) => array(builder, context),
  odd: either(
    (builder, context) => {
      context.isLoose = true;
      return scalarLike(builder, context);
    },
    (builder, context) => array(builder, context, { readonly: true }),
  ),
};

export const target: Kind = {
  usual: (builder, context) => array(builder, context, { target: true }),
  odd: either(
    (builder, context) => array(builder, context, { readonly: true, target: true }),
    scalarLike,
  ),
};

/** Positions that mostly lie within the first array. */
export const positions: Kind = {
  usual: (builder, { shape }) => {
    const { random } = builder;
    const high = Math.max(0, (shape === null || shape.length === 0 ? 1 : Math.min(...shape)) - 1);
    const draw = () => random.int(random.chance(0.8) ? 0 : -high - 1, high);
    return random.pick<() => Arg>([
      draw,
      () => list(random.int(0, 4), draw),
      () => integers(builder, randomShape(random, random.int(0, 2), 3), draw),
    ])();
  },
  odd: either(
    pick(99, -99, { f: "1.5" }, "x", "1", true, { l: [{ f: "1.5" }] }),
    pick({ l: [] }),
    (builder) => operand(builder, { dtype: elementType(builder), shape: [2, 3], values: "unit" }),
  ),
};

export const mask: Kind = {
  usual: (builder, { shape }) =>
    operand(builder, {
      dtype: "?",
      shape: shape ?? randomShape(builder.random),
    }),
  odd: either(
    pick(true, false, 1, 0, "x", "", { f: "1.5" }, { l: [true] }, { l: [] }, { l: [1, 0] }),
    (builder, { shape }) =>
      operand(builder, { dtype: elementType(builder), shape: shape ?? [2], values: "unit" }),
    (builder) => operand(builder, { dtype: "?" }),
  ),
};

export const fillValue: Kind = {
  usual: (builder, { dtype }) =>
    dtype !== null && !/M8|m8|V/.test(JSON.stringify(dtype)) && layoutOf(dtype).kind !== "V"
      ? scalarFor(builder.random, dtype)
      : builder.random.int(0, 9),
  odd: (builder, context) =>
    isRecord(context.dtype)
      ? 3
      : either(scalarLike, (one) => operand(one, { dtype: elementType(one) }))(builder, context),
};

/** Records take single values field by field, each in its own words; raw elements take texts for bytes. */
const isRecord = (dtype: DSpec | null): boolean =>
  dtype !== null && (typeof dtype !== "string" || dtype.startsWith("V"));

export const numberArg: Kind = {
  usual: ({ random }) =>
    random.chance(0.6) ? random.int(-9, 12) : { f: String(random.int(-9, 9) + 0.5) },
  odd: either(
    // of complex numbers NumPy's ranges count the lesser of both parts; texts and times promote in another order
    pick({ f: "nan" }, { f: "inf" }, true, false, { l: [1, 2] }, { l: [] }),
    (builder) => integers(builder, [], () => builder.random.int(1, 5)),
  ),
};

export const out: Kind = {
  usual: (builder, context) =>
    operand(builder, {
      dtype: context.dtype ?? numeric(builder.random),
      shape: context.shape ?? [],
      target: true,
      // choose writes past others, unless it raises
      placement: "C",
    }),
  odd: either(
    pick(3, null, "x", { l: [1, 2] }, []),
    (builder) => operand(builder, { dtype: elementType(builder), target: true, placement: "C" }),
    (builder, { shape, dtype }) => {
      // arrays that are read only are refused in the words of what happens to find out
      const own = dtype !== null && builder.random.chance(0.3) ? dtype : elementType(builder);
      const placement = "C";
      return operand(builder, {
        dtype: own,
        shape: shape ?? [],
        target: true,
        placement,
      });
    },
  ),
};

export const words = (usual: readonly Arg[], odd: readonly Arg[] = []): Kind => ({
  usual: pick(...usual),
  odd: pick(...odd, "x", "", null, 3, { f: "1.5" }, true),
});

/** Several arrays that mostly agree in shape. */
export const sequence: Kind = {
  usual: (builder, context) => {
    const { random } = builder;
    const shape = randomShape(random, random.int(0, 3), 3);
    // of three dtypes without a common one NumPy names another pair
    const shared = elementType(builder);
    const other = random.chance(0.6) ? shared : elementType(builder);
    context.shape = shape;
    context.dtype = shared;
    const items = Array.from({ length: random.int(1, 3) }, () =>
      operand(builder, { dtype: random.chance(0.6) ? shared : other, shape }),
    );
    return random.chance(0.5) ? items : { l: items };
  },
  odd: either(
    pick([], { l: [] }, { l: [1, 2] }, { l: [{ l: [1] }, { l: [2, 3] }] }),
    pick({ l: [{ l: [] }, { l: [] }] }, [{ l: [1] }, 2]),
    (builder) => operand(builder, { dtype: numeric(builder.random), shape: [2, 3] }),
  ),
};

export const sections: Kind = {
  usual: ({ random }) =>
    random.chance(0.5) ? random.int(1, 3) : list(random.int(0, 3), () => random.int(-2, 5)),
  odd: either(
    pick(0, -1, null, { f: "1.5" }, "x", true, { l: [{ f: "1.5" }] }, { l: [null] }, { l: ["a"] }),
    pick([1, 2], [], 99),
    (builder) => operand(builder, { dtype: elementType(builder), shape: [2], values: "unit" }),
  ),
};

export const padWidth: Kind = {
  usual: ({ random }) => random.pick<Arg>([1, 2, 0, [1, 2], [0, 3], [2], { l: [1, 0] }]),
  odd: pick(
    -1,
    [1, -1],
    { f: "1.5" },
    "x",
    null,
    [1, 2, 3],
    [],
    [[1, 2]],
    [[1], [2]],
    [
      [1, 2],
      [3, 4],
      [0, 0],
      [1, 1],
      [2, 2],
    ],
    { l: [] },
    true,
  ),
};

export const padValues: Kind = {
  usual: pick(3, [1, 2], 0, { f: "2.5" }, [[1, 2]]),
  odd: either(pick([1, 2, 3], [], { c: ["1", "2"] }, true, -1, { l: [1, 2] }), (builder) =>
    operand(builder, { dtype: numeric(builder.random), shape: [2], values: "small" }),
  ),
};
