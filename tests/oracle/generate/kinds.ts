// The kinds of parameters by name: see parameters.ts for what most of them take.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { NUMERIC, numeric } from "../dtypes.js";
import {
  array,
  arrayArg,
  axesArg,
  axis,
  type Context,
  casting,
  dtypeArg,
  either,
  elementType,
  fillValue,
  int,
  type Kind,
  mask,
  mode,
  numberArg,
  order,
  out,
  padValues,
  padWidth,
  pick,
  positions,
  sections,
  sequence,
  shapeArg,
  subType,
  target,
  truth,
  words,
  zeroD,
} from "./parameters.js";
import { integers, list, operand } from "./shared.js";

export const KINDS = {
  a: arrayArg,
  target,
  shape: shapeArg,
  lengths: {
    usual: ({ random }: CaseBuilder) =>
      random.chance(0.8) ? randomShape(random, undefined, 4) : { l: randomShape(random) },
    odd: pick([true, 2], [2, -1]),
  },
  /** Lengths that a text of an error names. */
  newShape: {
    usual: shapeArg.usual,
    odd: either(
      pick(-1, [-1], [2, -1], { f: "1.5" }, [{ f: "1.5" }], "x", null, [null], true, [true, 2]),
      pick(new Array(65).fill(1)),
    ),
  },
  dtype: dtypeArg,
  subType,
  order: order(["C", "F"]),
  order4: order(["C", "F", "A", "K"]),
  orderA: order(["C", "F", "A"]),
  truth,
  copy: { usual: pick(true, false, null), odd: truth.odd },
  axis,
  axes: axesArg,
  casting,
  mode,
  positions,
  mask,
  value: fillValue,
  number: numberArg,
  out,
  /** For what is made of numbers: no subarrays, raw bytes or texts. */
  numberType: {
    usual: ({ random }: CaseBuilder) => ({ d: numeric(random) }),
    odd: pick(null, "x", "", "i3", "M8[x]", 3, { f: "1.5" }, true),
  },
  sizedType: {
    usual: either(
      ({ random }) => ({ d: numeric(random) }),
      pick("3i4", ["i4", 2], "U1", "S2", "V4", "m8[s]"),
    ),
    odd: pick("x", "", 3, true),
  },
  oneAxis: { usual: pick(-1, 0), odd: pick(7, -8, "x") },
  gridType: {
    usual: ({ random }: CaseBuilder) => ({ d: numeric(random) }),
    odd: pick(null),
  },
  real: {
    usual: numberArg.usual,
    odd: pick({ f: "nan" }, true, { l: [1, 2] }, { l: [] }),
  },
  samples: { usual: pick(0, 1, 2, 7), odd: pick(-1, { f: "1.5" }) },
  single: {
    usual: fillValue.usual,
    odd: (builder: CaseBuilder, { dtype }: Context) =>
      typeof dtype === "string" && /[if]/.test(dtype)
        ? builder.random.pick<Arg>([{ l: [1, 2] }, { l: [] }, operand(builder, { dtype: "<i4" })])
        : 3,
  },
  int: int(-4, 5),
  count: int(0, 6),
  // where NumPy lets arange look at the number, which takes nearly anything
  size: { usual: pick(0, 1, 2, 5), odd: pick(-1) },
  step: { usual: pick(0, 1, -1, 3, -4), odd: pick(99, -99) },
  sequence,
  /** Where no list is taken for an array. */
  array: {
    usual: arrayArg.usual,
    odd: (builder: CaseBuilder, context: Context) => array(builder, context, { readonly: true }),
  },
  flags: {
    usual: (builder: CaseBuilder, { shape }: Context) =>
      operand(builder, { dtype: "?", shape: [Math.max(...(shape ?? []), 1)] }),
    odd: (builder: CaseBuilder) => operand(builder, { dtype: "?", shape: [0] }),
  },
  intArray: {
    usual: (builder: CaseBuilder, { shape }: Context) => integers(builder, shape ?? [1], () => 0),
    odd: (builder: CaseBuilder) => operand(builder, { dtype: "<i4", values: "unit" }),
  },
  places: {
    usual: positions.usual,
    odd: pick(99, -99, { l: [] }, { l: [99] }, { sl: [0, 2, null] }, true),
  },
  positive: {
    usual: pick(1, 5, { f: "2.5" }, { f: "0.25" }, 1000),
    odd: pick(0, -3, { f: "inf" }),
  },
  indices: {
    usual: (builder: CaseBuilder) => {
      const { random } = builder;
      const shape = randomShape(random, random.int(0, 2), 3);
      return list(random.int(1, 3), () => integers(builder, shape, () => random.int(0, 2)));
    },
    odd: sequence.odd,
  },
  masks: {
    usual: (builder: CaseBuilder, context: Context) => {
      const { random } = builder;
      context.shape = randomShape(random, random.int(0, 2), 3);
      return list(1, () => operand(builder, { dtype: "?", shape: context.shape! }));
    },
    odd: sequence.odd,
  },
  choices: {
    usual: (builder: CaseBuilder, { shape }: Context) =>
      list(1, () => operand(builder, { dtype: numeric(builder.random), shape: shape ?? [] })),
    odd: sequence.odd,
  },
  lists: {
    usual: (builder: CaseBuilder, context: Context) => {
      const given = sequence.usual(builder, context);
      return Array.isArray(given) ? { l: given } : given;
    },
    // of tuples, which are no lists, it says so
    odd: (builder: CaseBuilder, context: Context) => array(builder, context),
  },
  sections,
  padWidth,
  padValues,
  padMode: words(
    ["constant", "edge", "maximum", "minimum", "median", "reflect", "symmetric", "wrap", "empty"],
    ["Edge", "CONSTANT"],
  ),
  numberLists: {
    usual: (builder: CaseBuilder) => {
      const { random } = builder;
      const shape = randomShape(random, random.int(0, 2), 3);
      const dtype = numeric(random);
      return list(random.int(1, 3), () => operand(builder, { dtype, shape }));
    },
    odd: pick({ l: [] }, { l: [1, 2] }, [{ l: [1] }, 2]),
  },
  reflect: words(["even", "odd"], ["Even"]),
  statLength: {
    usual: pick(1, 2, 3, null, [1, 2]),
    odd: pick(0, -1, { f: "1.5" }, [], [1, 2, 3], 99, true),
  },
  trim: { usual: pick("f", "b", "fb", "F", "B", "bf"), odd: pick("xf", "fbx", "ff", "x", "") },
  indexing: words(["xy", "ij"], ["XY", "yx"]),
  device: words(["cpu", null], ["gpu", "CPU"]),
  times: {
    usual: pick(0, 1, 2, 3),
    odd: either(
      pick(-1, { f: "1.5" }, true, { l: [1, 2] }, { l: [] }, { l: [-1] }, [1, 0]),
      pick({ l: [{ f: "1.5" }] }, { l: [{ l: [1] }] }),
      (builder) => operand(builder, { dtype: elementType(builder), values: "unit" }),
    ),
  },
  reps: {
    usual: pick(0, 1, 2, [2, 1], [], [1, 2, 2], { l: [2] }),
    odd: either(pick(-1, { f: "1.5" }, [-1, 2], [{ f: "1.5" }], [true, 2]), (builder) =>
      integers(builder, [2], () => builder.random.int(0, 2)),
    ),
  },
  shift: {
    usual: ({ random }) => random.int(-5, 5),
    odd: either(pick({ f: "1.5" }, true, [], [1, 2], [1, 2, 3], { l: [1] }), zeroD),
  },
  text: { usual: pick("a", "", "ab é"), odd: pick(null, 3, { f: "1.5" }, true, { l: [] }) },
  plainNumbers: {
    usual: (builder: CaseBuilder) =>
      operand(builder, {
        dtype: numeric(builder.random, ["i4", "u8", "f4", "f8", "c16"]),
        shape: [builder.random.int(0, 4)],
        values: "small",
      }),
    odd: pick(3, { l: [] }, { l: [1, 2] }, { l: [{ l: [1] }] }),
  },
  numbers: {
    usual: (builder: CaseBuilder) =>
      operand(builder, {
        dtype: numeric(
          builder.random,
          NUMERIC.filter((one) => one !== "?"),
        ),
        shape: randomShape(builder.random, undefined, 4),
        values: "small",
      }),
    odd: either(pick(3, { f: "1.5" }, { l: [1, 2] }, { l: [] }, true), (builder) =>
      operand(builder, { dtype: numeric(builder.random), readonly: true }),
    ),
  },
} satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;
