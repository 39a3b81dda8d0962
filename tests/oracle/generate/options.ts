// Every option of every routine of numbers, crossed with values that nobody would give it: wrong types, negative, huge,
// empty, 0-d, of other dtypes. The other groups draw what their routine is for; this one what their options may be.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { anyDtype, layoutOf, NUMERIC, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { list, operand } from "./shared.js";
import { time, timed } from "./times.js";

/** A routine: what comes by position, then its options. Their names say what is drawn. */
interface Row {
  readonly name: string;
  readonly args: readonly string[];
  readonly options: readonly string[];
  /** How far rounding may take a result. */
  readonly ulp?: number;
}

const row = (text: string, ulp?: number): Row => {
  const [name, ...words] = text.split(" ");
  const bar = words.indexOf("|");
  return {
    name: name!,
    args: words.slice(0, bar),
    options: words.slice(bar + 1),
    ...(ulp === undefined ? {} : { ulp }),
  };
};

const ROWS: readonly Row[] = [
  row("sum a | axis dtype out keepdims initial where", 64),
  row("prod a | axis dtype out keepdims initial where", 64),
  row("mean a | axis dtype out keepdims where", 64),
  row("std a | axis dtype out keepdims where ddof correction mean", 4096),
  row("var a | axis dtype out keepdims where ddof correction mean", 4096),
  row("max a | axis out keepdims initial where"),
  row("min a | axis out keepdims initial where"),
  row("any a | axis out keepdims where"),
  row("all a | axis out keepdims where"),
  row("ptp a | axis out keepdims"),
  row("argmax a | axis out keepdims"),
  row("argmin a | axis out keepdims"),
  row("count_nonzero a | axis keepdims"),
  row("cumsum a | axis dtype out", 64),
  row("cumprod a | axis dtype out", 64),
  row("cumulative_sum a | axis dtype out include_initial", 64),
  row("cumulative_prod a | axis dtype out include_initial", 64),
  row("nansum a | axis dtype out keepdims initial where", 64),
  row("nanprod a | axis dtype out keepdims initial where", 64),
  row("nanmean a | axis dtype out keepdims where", 64),
  row("nanstd a | axis dtype out keepdims where ddof correction mean", 4096),
  row("nanvar a | axis dtype out keepdims where ddof correction mean", 4096),
  row("nanmax a | axis out keepdims initial where"),
  row("nanmin a | axis out keepdims initial where"),
  row("nanargmax a | axis out keepdims"),
  row("nanargmin a | axis out keepdims"),
  row("nancumsum a | axis dtype out", 64),
  row("nancumprod a | axis dtype out", 64),
  row("median a | axis out keepdims overwrite_input", 16),
  row("nanmedian a | axis out keepdims overwrite_input", 16),
  row("percentile a q | axis out keepdims overwrite_input method weights", 64),
  row("quantile a q | axis out keepdims overwrite_input method weights", 64),
  row("nanpercentile a q | axis out keepdims overwrite_input method weights", 64),
  row("nanquantile a q | axis out keepdims overwrite_input method weights", 64),
  row("average a | axis weights returned keepdims", 4096),
];

/** Floats out of range are cast to uint32 as their number decides. */
const WITHOUT_WORDS = NUMERIC.filter((type) => type !== "u4");

const METHODS = [
  "inverted_cdf",
  "averaged_inverted_cdf",
  "closest_observation",
  "interpolated_inverted_cdf",
  "hazen",
  "weibull",
  "linear",
  "median_unbiased",
  "normal_unbiased",
  "lower",
  "higher",
  "midpoint",
  "nearest",
];

/** What one case draws its arguments from. */
interface Scene {
  readonly builder: CaseBuilder;
  readonly random: Random;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly name: string;
}

/** A value that hardly any option is meant for. */
export function odd(scene: Scene): Arg {
  const { builder, random, shape } = scene;
  return random.pick<() => Arg>([
    () => null,
    () => random.chance(0.5),
    () => random.pick([-1, 0, 1, 2, 7, -9]),
    () => ({ f: random.pick(["0.5", "-2.5", "nan", "inf", "1e300"]) }),
    () => ({ c: ["1.5", "-2"] }),
    () => random.pick(["x", "", "1"]),
    () => random.pick<Arg>([[], [0], [0, 0], { l: [] }, { l: [1] }, { l: [1, { f: "2.5" }] }]),
    () => operand(builder, { dtype: numeric(random), shape: [], values: "unit" }),
    () => operand(builder, { dtype: numeric(random), shape: [1] }),
    () => operand(builder, { dtype: numeric(random), shape: random.pick([[0], [2], shape]) }),
    () => operand(builder, { dtype: anyDtype(random), shape: random.pick([[], [2], shape]) }),
    () => operand(builder, { dtype: timed(random), shape: random.pick([[], [2], shape]) }),
    () => time(random),
    () => ({
      i: random.pick(["9223372036854775807", "18446744073709551615", "-9223372036854775808"]),
    }),
  ])();
}

const isArrayOf = (scene: Scene, value: Arg, kinds: RegExp, ndim?: number): boolean => {
  if (typeof value !== "object" || value === null || !("v" in value)) return false;
  const spec = scene.builder.arrays[value.v as string]!;
  const fits = typeof spec.dtype === "string" && kinds.test(spec.dtype);
  return fits && (ndim === undefined || spec.shape.length === ndim);
};

/** Arrays that are integers of no dimensions, which count as integers, and those that do not. */
const INDEX = /[iu]\d|\?/;
const LENIENT = /nan|^(med|ave|qu|per)/;
const SUMS = /sum|prod|mean|std|var|median|average|quantile|percentile/;

/**
 * Which odd values an option is given. What is left out: texts that NumPy adds up as texts, objects, lists where
 * it takes tuples only, and what nothing but the parsers of Python and C refuses: huge integers, truths of arrays.
 */
function isFitting(scene: Scene, name: string, value: Arg): boolean {
  const text = JSON.stringify(value);
  const isArray = typeof value === "object" && value !== null && "v" in value;
  const isList = /^\[|"l":/.test(text);
  const isHuge = /"i":|1e300/.test(text);
  switch (name) {
    case "a":
      if (value === null || text === "[]" || text === '{"l":[]}') return false;
      // a masked array of texts or records
      // which loop refuses these, NumPy decides on its way, and single values go another
      if (
        /nan|average|var|std/.test(scene.name) &&
        (!isArray || isArrayOf(scene, value, /[SUVmM]/))
      )
        return false;
      if (isArray && typeof scene.builder.arrays[value.v as string]!.dtype !== "string")
        return false;
      if (/"t":/.test(text)) return false;
      return !(
        SUMS.test(scene.name) &&
        (typeof value === "string" || isArrayOf(scene, value, /[SUV]/))
      );
    case "axis":
      if (/"l":/.test(text) || isHuge) return false;
      // whether an axis or a dtype is looked at first
      if (/^nan/.test(scene.name)) return typeof value === "number" || value === null;
      // an empty text is no axes, and a truth is refused here or there
      if (typeof value === "string" || typeof value === "boolean")
        return !LENIENT.test(scene.name) && !/mean|std|var/.test(scene.name);
      return !isArray || isArrayOf(scene, value, LENIENT.test(scene.name) ? /[iu]\d/ : INDEX, 0);
    case "keepdims":
    case "returned":
    case "include_initial":
    case "overwrite_input":
      // of nothing, NumPy takes a mean
      if (/nan/.test(scene.name) && scene.shape.includes(0)) return typeof value === "boolean";
      if (/std|var|average/.test(scene.name))
        return typeof value === "boolean" || typeof value === "number";
      return (
        !isList &&
        !isHuge &&
        (!isArray || isArrayOf(scene, value, /[iu]1|\?/, 0)) &&
        !/"t":/.test(text)
      );
    case "initial":
      return !isList && (!isArray || isArrayOf(scene, value, /[iufcb]\d|\?/, 0));
    case "where":
      if (/mean|std|var/.test(scene.name)) return isArrayOf(scene, value, /\?/);
      return !isList;
    case "dtype":
      return !isList && !/"t":/.test(text);
    case "ddof":
    case "correction":
      return /^(\d|-\d|\{"f"|true|false)/.test(text);
    case "mean":
      return isArrayOf(scene, value, /[iufcb]\d|\?/, 0);
    case "q":
      // integers that are multiplied by counts, and none at all
      if (
        isArrayOf(scene, value, /u8|i8/) ||
        (isArray && scene.builder.arrays[value.v as string]!.shape.includes(0))
      )
        return false;
      return (
        typeof value !== "string" &&
        (!isArray || isArrayOf(scene, value, /[iuf]\d|\?/)) &&
        value !== null &&
        !/"t":|"c":/.test(text)
      );
    case "method":
      return !isList && !isArray && !/"t":/.test(text);
    case "out":
      // what is no array: NumPy's iterators find words for shapes that depend on the way there, as for what some write
      // into item by item
      return !/nan|cumulative|quantile|percentile|std|var/.test(scene.name) && !isArray;
    default:
      return true;
  }
}

function fitting(scene: Scene, name: string): Arg {
  // the input is never changed here
  if (name === "overwrite_input") return scene.random.pick<Arg>([false, 0, null]);
  const { arrays } = scene.builder;
  const known = new Set(Object.keys(arrays));
  for (let tries = 0; tries < 200; tries++) {
    const value = odd(scene);
    if (isFitting(scene, name, value)) return value;
    for (const one of Object.keys(arrays)) if (!known.has(one)) delete arrays[one];
  }
  return name === "out" ? null : USUAL[name]!(scene);
}

const axisIn = (random: Random, ndim: number): number =>
  ndim === 0 ? random.pick([0, -1]) : random.int(-ndim, ndim - 1);

/** A value that the option of this name is meant for. */
const USUAL: Readonly<Record<string, (scene: Scene) => Arg>> = {
  // NumPy's median of masked arrays lies as its masks do
  a: ({ builder, dtype, shape, random, name }) =>
    operand(builder, {
      dtype,
      shape,
      ...(name === "nanmedian" ? { placement: "C" } : {}),
      values: random.pick(["small", "small", "special", "unit"]),
    }),
  axis: ({ random, shape, name }) =>
    random.chance(0.7) || /^(nan)?(cum|arg)/.test(name)
      ? axisIn(random, shape.length)
      : random.shuffle(shape.map((_, i) => i)).slice(0, random.int(0, shape.length)),
  dtype: ({ random }) => ({ d: numeric(random, WITHOUT_WORDS, 0) }),
  keepdims: ({ random }) => random.chance(0.6),
  initial: ({ random }) =>
    random.pick<Arg>([0, 1, 5, -300, { f: "2.5" }, { f: "nan" }, { c: ["1", "2"] }, true]),
  where: ({ builder, random, shape }) =>
    operand(builder, { dtype: "?", shape: narrowed(random, shape, 0.2) }),
  ddof: ({ random }) => random.pick<Arg>([0, 1, 2, 9, { f: "0.5" }]),
  correction: ({ random }) => random.pick<Arg>([0, 1, 2, { f: "1.5" }]),
  mean: ({ builder, random, shape }) =>
    operand(builder, {
      dtype: numeric(random),
      shape: shape.map((n) => (random.chance(0.6) ? 1 : n)),
    }),
  include_initial: ({ random }) => random.chance(0.6),
  overwrite_input: () => false,
  q: ({ random }) =>
    random.pick<() => Arg>([
      () => ({ f: "0.375" }),
      () => 0,
      () => 1,
      () => list(random.int(0, 3), () => random.pick<Arg>([{ f: "0.25" }, 0, 1, { f: "0.8" }])),
      () => ({ l: [{ l: [0, { f: "0.5" }] }, { l: [{ f: "0.75" }, 1] }] }),
    ])(),
  method: ({ random }) => random.pick(METHODS),
  weights: ({ builder, random, shape }) =>
    operand(builder, {
      dtype: numeric(random, ["i4", "f8", "f4", "u1", "?"]),
      shape: random.chance(0.5) ? shape : [shape.at(random.chance(0.5) ? 0 : -1) ?? 1],
      values: random.pick(["positive", "positive", "small"]),
    }),
  returned: ({ random }) => random.chance(0.7),
};

/** One random case of a routine with its options. */
export function options(builder: CaseBuilder): void {
  const { random } = builder;
  const one = random.pick(ROWS);
  builder.op = one.name;
  // which of NumPy's loops refuses times and weights, or reads a span as an integer, it decides late
  const plain = /average|mean|cumulative|std|var|nan[mpq]|median|tile/.test(one.name);
  const dtype = plain || random.chance(0.9) ? numeric(random) : timed(random);
  const shape = randomShape(random, undefined, 4);
  const scene: Scene = { builder, random, shape, dtype, name: one.name };
  const names = one.options.filter((name) => random.chance(name === "out" ? 0.2 : 0.35));
  // one thing at a time: which of two refusals comes first is nobody's business
  const strange =
    random.chance(0.6) && !/[mM]8/.test(dtype) ? random.pick([...one.args, ...names]) : null;
  const unless = (other: string, name: string): void => {
    if ([...one.args, ...names].includes(other) && names.includes(name))
      names.splice(names.indexOf(name), 1);
  };
  unless("ddof", "correction");
  // what a mean of nothing but NumPy's own layout is stored in
  if (strange === "a" || strange === "dtype" || shape.length === 0) unless(one.args[0]!, "mean");
  if (/nan/.test(one.name)) unless("mean", "keepdims");
  if (strange === "out") unless(one.args[0]!, "axis");
  if (strange === "dtype" && /cumulative/.test(one.name) && !names.includes("axis")) {
    names.push("axis");
  }
  // an array of no axes has none, which is refused before or after
  if (strange !== null && shape.length === 0) unless(one.args[0]!, "axis");
  // under a mask factors come in another order, and overflow on the way or not
  if (/prod/.test(one.name) && /f2/.test(dtype)) unless(one.args[0]!, "where");
  const draw = (name: string): Arg =>
    name === strange ? fitting(scene, name) : USUAL[name]!(scene);
  const args = one.args.map(draw);
  const kw: Record<string, Arg> = {};
  for (const name of names) if (name !== "out" || strange === "out") kw[name] = draw(name);
  // the only method that takes them
  if (kw["weights"] !== undefined && one.options.includes("method") && strange !== "method") {
    if (random.chance(0.95)) kw["method"] = "inverted_cdf";
  }
  if (strange !== null) builder.op += ` odd ${strange}`;
  // what NumPy raises on the way to deviations from a mean of another kind follows from its steps
  if (kw["mean"] !== undefined || /^(nan)?(var|std)$/.test(one.name)) builder.fpe = false;
  const { kind, itemsize } = layoutOf(dtype);
  const loop =
    kw["mean"] !== undefined
      ? { loop: 2 }
      : /[fc]/.test(kind) && one.ulp
        ? { loop: kind === "c" ? itemsize / 2 : itemsize }
        : {};
  builder.tol = {
    ...loop,
    zeroSign: true,
    anyNaN: true,
    overflow: true,
    fromFloat: true,
    ...(one.ulp ? { ulp: one.ulp } : {}),
  };
  if (names.includes("out") && strange !== "out") {
    // an output as large as the result
    builder.op += " out";
    builder.call("s", one.name, args, { ...kw });
    // a negative number has no place in large unsigned integers: C leaves open what becomes of it
    const items = /nan(quantile|percentile|median)/.test(one.name);
    const type = numeric(
      random,
      items ? ["f8", "c16"] : ["?", "i1", "i2", "i4", "i8", "u1", "f2", "f4", "f8", "c8", "c16"],
    );
    if (!/[fc]/.test(type)) builder.tol = { noData: true };
    builder.call("o", "ones_like", [{ v: "s" }], { dtype: { d: type } });
    kw["out"] = { v: "o" };
    builder.call("r", one.name, args, kw);
    builder.show = ["s", "o", "r"];
    builder.fpe = false;
    return;
  }
  builder.call("r", one.name, args, kw);
}
