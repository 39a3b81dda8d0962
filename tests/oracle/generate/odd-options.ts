// Options of sorting, searching, sets, histograms, differences, products and comparisons, crossed with values that are
// seldom given. Those of reductions are in options.ts.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { numeric } from "../dtypes.js";
import { float as anyFloat, weak } from "./arguments.js";
import { integers, list, operand } from "./shared.js";

type Draw = (builder: CaseBuilder, shape: readonly number[], dtype: string) => Arg;

interface Row {
  readonly name: string;
  readonly args: readonly Draw[];
  readonly options: Readonly<Record<string, Draw>>;
  readonly ndim?: number;
  readonly dtypes?: readonly string[];
  readonly ulp?: number;
  /** Only the layout of the result counts. */
  readonly noData?: boolean;
}

const REAL = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "f2", "f4", "f8"] as const;
const a: Draw = (builder, shape, dtype) =>
  operand(builder, { dtype, shape, values: builder.random.pick(["small", "small", "special"]) });
const plain: Draw = (builder, shape, dtype) => operand(builder, { dtype, shape, values: "small" });
const other: Draw = (builder, shape) =>
  operand(builder, { dtype: numeric(builder.random, undefined, 0), shape, values: "small" });
const one =
  (...values: readonly Arg[]): Draw =>
  ({ random }) =>
    random.pick(values);
const any =
  (...draws: readonly Draw[]): Draw =>
  (builder, shape, dtype) =>
    builder.random.pick(draws)(builder, shape, dtype);
const flag = one(true, false, 1, 0, null, "x", "");
const zeroD =
  (...values: readonly number[]): Draw =>
  (builder) =>
    integers(builder, [], () => builder.random.pick(values));
const axis: Draw = (builder, shape) => {
  const { random } = builder;
  const at = shape.length === 0 ? 0 : random.int(-shape.length, shape.length - 1);
  return random.chance(0.7)
    ? at
    : random.pick<Draw>([one(null), zeroD(at), one(5)])(builder, shape, "");
};
const number: Draw = ({ random }) => weak(random);
const float: Draw = ({ random }) => anyFloat(random);
const real: Draw = ({ random }) => (random.chance(0.5) ? random.int(-5, 9) : anyFloat(random));
const line: Draw = (builder) =>
  operand(builder, {
    dtype: numeric(builder.random),
    shape: [builder.random.int(0, 5)],
    values: "small",
  });
const realLine: Draw = (builder) =>
  operand(builder, {
    dtype: numeric(builder.random, REAL),
    shape: [builder.random.int(0, 5)],
    values: "small",
  });
const scalarArray: Draw = (builder) =>
  operand(builder, { dtype: numeric(builder.random), shape: [], values: "small" });
const stretched: Draw = (builder, shape) =>
  operand(builder, {
    dtype: numeric(builder.random),
    shape: narrowed(builder.random, shape),
    values: "small",
  });
const nested: Draw = ({ random }) => list(random.int(0, 4), () => random.int(-4, 9));

const NATIVE_INTS = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"] as const;

const ROWS: readonly Row[] = [
  {
    name: "sort",
    args: [a],
    options: {
      axis,
      kind: one("stable", "quicksort", "mergesort", "heapsort", "Q", "s", "x", null),
      order: one(null),
    },
  },
  {
    name: "searchsorted",
    args: [one({ l: [0, 1, 5, 5] }, { l: [] }, { l: [-2, 3] }), any(a, number, nested)],
    options: { side: one("left", "right", "l", "R", "x", null), sorter: one(null) },
  },
  {
    name: "unique",
    args: [plain],
    dtypes: [...REAL, "c16"],
    options: {
      return_index: flag,
      return_inverse: flag,
      return_counts: flag,
      axis: one(null, null, 0, -1, 1),
      equal_nan: one(true, false),
      sorted: one(true),
    },
  },
  {
    name: "intersect1d",
    args: [plain, any(other, nested, number)],
    dtypes: NATIVE_INTS,
    options: { return_indices: flag },
  },
  { name: "union1d", args: [plain, any(other, nested, number)], dtypes: NATIVE_INTS, options: {} },
  {
    name: "setdiff1d",
    args: [plain, any(other, nested, number)],
    dtypes: NATIVE_INTS,
    options: {},
  },
  { name: "setxor1d", args: [plain, any(other, nested, number)], dtypes: NATIVE_INTS, options: {} },
  {
    name: "isin",
    args: [plain, any(other, nested, number)],
    // text joins the answers that NumPy's sorting gathers, which then are texts
    options: { invert: one(true, false, 1, 0, null), kind: one(null, "sort", "table", "x") },
    dtypes: REAL,
  },
  {
    name: "histogram",
    args: [plain],
    dtypes: ["?", "i4", "i8", "u1", "f4", "f8"],
    ulp: 64,
    options: {
      bins: any(
        one(
          3,
          1,
          0,
          -2,
          "auto",
          "fd",
          "doane",
          "scott",
          "stone",
          "rice",
          "sturges",
          "sqrt",
          "x",
          null,
          true,
        ),
        nested,
        zeroD(2, 4),
        one({ f: "2.5" }),
      ),
      range: one(
        null,
        [0, 5],
        [-3, 3],
        [2, 2],
        [5, 1],
        { l: [0, 9] },
        [{ f: "nan" }, 1],
        [{ f: "0.5" }, { f: "inf" }],
      ),
      density: flag,
      weights: plain,
    },
  },
  {
    name: "histogram_bin_edges",
    args: [plain],
    dtypes: ["?", "i4", "i8", "u1", "f4", "f8"],
    ulp: 64,
    options: {
      bins: any(
        one(3, 1, 0, "auto", "fd", "doane", "scott", "stone", "rice", "sturges", "sqrt", "x"),
        nested,
        zeroD(2, 4),
      ),
      range: one(null, [0, 5], [-3, 3], [2, 2]),
      weights: plain,
    },
  },
  {
    name: "bincount",
    args: [(b) => integers(b, [b.random.int(0, 6)], () => b.random.int(0, 7))],
    options: {
      weights: any(nested, line, one(null)),
      minlength: any(one(0, 3, 12, -1, { f: "2.5" }, null, "x"), zeroD(3)),
    },
  },
  {
    name: "digitize",
    args: [
      any(a, number),
      any(
        one({ l: [0, 1, 5] }, { l: [5, 1, 0] }, { l: [] }, { l: [1, 1] }, { l: [0, 2, 1] }, 3),
        realLine,
      ),
    ],
    dtypes: REAL,
    options: { right: flag },
  },
  {
    name: "diff",
    args: [a],
    options: {
      n: any(one(0, 1, 2, 3, -1, true), zeroD(1, 2)),
      axis,
      prepend: any(number, stretched, scalarArray),
      append: any(number, stretched, scalarArray),
    },
  },
  {
    name: "ediff1d",
    args: [a],
    options: {
      to_end: any(number, nested, line, scalarArray, one(null)),
      to_begin: any(number, nested, line, scalarArray, one(null)),
    },
  },
  {
    name: "gradient",
    args: [plain],
    options: { axis, edge_order: one(1, 2, 3, 0, null, true) },
    ulp: 16,
  },
  {
    name: "trapezoid",
    args: [plain],
    ulp: 64,
    options: { x: any(other, line, one(null)), dx: any(number, scalarArray), axis },
  },
  {
    name: "unwrap",
    ndim: 2,
    args: [plain],
    dtypes: ["f4", "f8", "i4", "i8"],
    ulp: 64,
    options: { discont: one(null, 3, { f: "0.5" }), axis, period: one(4, { f: "6.5" }, 7) },
  },
  {
    name: "convolve",
    args: [line, line],
    ulp: 256,
    options: { mode: one("full", "same", "valid", "f", "x", 0, 1, 2, 3, null) },
  },
  {
    name: "correlate",
    args: [line, line],
    ulp: 256,
    options: { mode: one("full", "same", "valid", "x", 0, 2, null) },
  },
  {
    name: "cov",
    args: [plain],
    ulp: 1e6,
    dtypes: ["?", "i4", "f4", "f8", "c16"],
    options: {
      rowvar: flag,
      bias: flag,
      ddof: any(one(0, 1, 2, null, { f: "0.5" }, { f: "1.5" }), zeroD(1)),
      dtype: one({ d: "f4" }, { d: "c16" }, { d: "f8" }),
      fweights: any(nested, one(null)),
      aweights: any(nested, one(null)),
    },
    noData: true,
  },
  {
    name: "corrcoef",
    args: [plain],
    dtypes: ["?", "i4", "f4", "f8", "c16"],
    options: { rowvar: flag, dtype: one({ d: "f4" }, { d: "c16" }, { d: "f8" }) },
    noData: true,
  },
  {
    name: "clip",
    args: [
      a,
      any(number, stretched, one(null), scalarArray, nested),
      any(number, stretched, one(null), scalarArray),
    ],
    options: {
      casting: one("unsafe", "same_kind", "safe"),
      dtype: one({ d: "f8" }, { d: "i4" }),
      where: one(true),
    },
  },
  {
    name: "clip",
    args: [a],
    options: { min: any(number, one(null), stretched), max: any(number, one(null), stretched) },
  },
  {
    name: "round",
    args: [any(a, number)],
    options: { decimals: any(one(0, 1, 2, -1, -3, true, 20, -20), zeroD(1, -1)) },
  },
  {
    name: "nan_to_num",
    args: [any(a, number, nested)],
    options: {
      copy: flag,
      nan: any(float, one(7, true)),
      posinf: any(float, one(5, null)),
      neginf: any(float, one(-5, null)),
    },
  },
  {
    name: "real_if_close",
    args: [any(a, number)],
    options: { tol: one(100, 0, 1, { f: "0.5" }, { f: "inf" }, { f: "nan" }, -3) },
  },
  {
    name: "isclose",
    args: [a, any(stretched, number)],
    options: {
      rtol: any(float, one(0), scalarArray),
      atol: any(float, one(0, 1), scalarArray, stretched),
      equal_nan: flag,
    },
  },
  {
    name: "allclose",
    args: [a, any(stretched, number)],
    options: { rtol: any(float, one(0)), atol: any(float, one(0, 1)), equal_nan: flag },
  },
  {
    name: "array_equal",
    args: [a, any(stretched, number, nested, other)],
    options: { equal_nan: flag },
  },
  { name: "array_equiv", args: [a, any(stretched, number, nested)], options: {} },
  {
    name: "trace",
    args: [plain],
    ulp: 64,
    options: {
      offset: any(one(0, 1, -1, 7, -9, true), zeroD(1)),
      axis1: any(axis, zeroD(0)),
      axis2: any(axis, zeroD(-1)),
      dtype: one({ d: "f4" }, { d: "c16" }, { d: "i2" }),
    },
  },
  {
    name: "tensordot",
    args: [plain, plain],
    ulp: 256,
    options: {
      axes: one(
        0,
        1,
        2,
        [0, 0],
        [-1, -1],
        [{ l: [0, 1] }, { l: [0, 1] }],
        [[0], [0]],
        [[], []],
        -1,
        true,
        [0],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    },
  },
  { name: "kron", args: [plain, any(plain, number, nested)], options: {}, ulp: 16 },
  { name: "outer", args: [any(plain, number, nested), any(other, number)], options: {}, ulp: 16 },
  { name: "inner", args: [plain, any(plain, number)], options: {}, ulp: 256 },
  { name: "dot", args: [plain, any(plain, number)], options: {}, ulp: 256 },
  { name: "vdot", args: [plain, any(plain, number)], options: {}, ulp: 256 },
  {
    name: "count_nonzero",
    args: [any(a, number, nested)],
    options: { axis, keepdims: one(true, false) },
  },
  { name: "angle", args: [any(a, number)], options: { deg: flag }, ulp: 8 },
  {
    name: "lexsort",
    args: [(b, shape, dtype) => [a(b, shape, dtype), a(b, shape, dtype)]],
    dtypes: REAL,
    ndim: 2,
    options: { axis },
  },
  {
    name: "vander",
    args: [line],
    options: { N: one(null, 0, 1, 3, -1), increasing: flag },
    ulp: 64,
  },
  {
    name: "trim_zeros",
    args: [plain],
    options: { trim: one("f", "b", "fb", "FB", "", "x"), axis: one(null) },
  },
  {
    name: "packbits",
    args: [plain],
    dtypes: NATIVE_INTS,
    options: { axis, bitorder: one("big", "little", "x") },
  },
  {
    name: "take",
    args: [a, any(one(0, -1, 3, -9, true), nested, scalarArray)],
    dtypes: REAL,
    options: { axis, mode: one("raise", "wrap", "clip", "x") },
  },
  { name: "repeat", args: [a, any(one(0, 2, -1, true), zeroD(2), nested)], options: { axis } },
  {
    name: "interp",
    args: [
      any(plain, real),
      one({ l: [0, 1, 4] }, { l: [0, 0, 1] }),
      one({ l: [1, 2, { f: "0.5" }] }, { l: [1, { f: "nan" }, { f: "inf" }] }),
    ],
    dtypes: REAL,
    options: {
      left: any(real, one(null)),
      right: any(real, one(null)),
      period: one(null, 3, { f: "2.5" }, 0),
    },
    ulp: 16,
  },
];

/** One random case of a routine with its options. */
export function oddOptions(builder: CaseBuilder): void {
  const { random } = builder;
  const row = random.pick(ROWS);
  builder.op = row.name;
  const shape = randomShape(random, row.ndim, 4);
  // sets hash the bytes of numbers, swapped or not
  const isSet = /1d$|isin|unique/.test(row.name);
  const dtype = numeric(random, row.dtypes, isSet ? 0 : 0.12);
  const args = row.args.map((draw) => draw(builder, shape, dtype));
  const kw: Record<string, Arg> = {};
  for (const [name, draw] of Object.entries(row.options)) {
    if (random.chance(0.35)) kw[name] = draw(builder, shape, dtype);
  }
  builder.tol = row.noData
    ? { noData: true }
    : {
        zeroSign: true,
        anyNaN: true,
        overflow: true,
        fromFloat: true,
        ...(row.ulp ? { ulp: row.ulp } : {}),
      };
  // without degrees of freedom NumPy divides where there are rows
  if (/^(cov|corrcoef)$/.test(row.name)) builder.fpe = false;
  builder.call("r", row.name, args, kw);
}
