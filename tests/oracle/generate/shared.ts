// What several generators draw alike: axes, operands, sections of lists, and arguments that are wrong.

import { type ArrayOptions, type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg, Step } from "../case.js";
import { numeric } from "../dtypes.js";
import type { Random } from "../random.js";

/** An axis of an array of `ndim` dimensions; rarely one that is not there. */
export function axisOf(random: Random, ndim: number): number {
  if (ndim === 0 || random.chance(0.04)) return random.pick([ndim, -ndim - 1, 0]);
  return random.int(-ndim, ndim - 1);
}

/** Now and then an option. */
export function maybe(
  random: Random,
  probability: number,
  kw: Record<string, Arg>,
  name: string,
  value: () => Arg,
): void {
  if (random.chance(probability)) kw[name] = value();
}

/** Declares an array and refers to it. */
export function operand(builder: CaseBuilder, options: ArrayOptions = {}): { v: string } {
  return { v: builder.array(options) };
}

/** Declares an array of int64 with the values that `draw` gives. */
export function integers(
  builder: CaseBuilder,
  shape: readonly number[],
  draw: () => number,
): { v: string } {
  return {
    v: builder.exact("<i8", shape, (view, at) => view.setBigInt64(at, BigInt(draw()), true)),
  };
}

export function size(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** A list of integers. */
export function list(count: number, draw: () => Arg): Arg {
  return { l: Array.from({ length: count }, draw) };
}

/** Where a mask lies: the shape itself, or one that broadcasts into it. */
export function maskFor(builder: CaseBuilder, shape: readonly number[], narrow = 0.15): Arg {
  return operand(builder, { dtype: "?", shape: narrowed(builder.random, shape, narrow) });
}

const WRONG_WORDS = ["x", "", "unsaf", "CF", "raise!"] as const;
const WORD_KEYS = new Set([
  "casting",
  "order",
  "mode",
  "kind",
  "side",
  "method",
  "indexing",
  "trim",
]);

/** A value of the wrong kind for an option of this name. */
function wrongOption(builder: CaseBuilder, key: string): Arg {
  const { random } = builder;
  // NumPy goes on with an integer that is no clip mode, its error still pending
  if (key === "mode") return random.pick<Arg>([...WRONG_WORDS, { f: "1.5" }]);
  if (WORD_KEYS.has(key)) return random.pick<Arg>([...WRONG_WORDS, 3, { f: "1.5" }]);
  if (key === "axis" || key === "axis1" || key === "axis2") {
    return random.pick<Arg>([7, -8, { f: "0.5" }, "x", [0, 0], [5]]);
  }
  if (key === "dtype") return random.pick<Arg>(["x", "f7", "float63", ""]);
  if (key === "out") {
    return random.pick<Arg>([
      3,
      { l: [1, 2] },
      operand(builder, { shape: randomShape(random), target: true }),
      operand(builder, { shape: randomShape(random), target: true, readonly: true }),
    ]);
  }
  if (key === "where") {
    return operand(builder, {
      dtype: random.pick(["<i4", "<f8", "?"]),
      shape: randomShape(random),
    });
  }
  return random.pick<Arg>([-1, { f: "0.5" }, { l: [1, { l: [2, 3] }] }]);
}

const CHANGEABLE = new Set([
  "axis",
  "axis1",
  "axis2",
  "dtype",
  "out",
  "casting",
  "order",
  "mode",
  "kind",
  "side",
  "method",
  "where",
  "offset",
  "decimals",
  "ddof",
]);

const isVariable = (arg: Arg): boolean => typeof arg === "object" && arg !== null && "v" in arg;

/** Makes one argument of the last call wrong: an option, or an operand. */
export function spoil(builder: CaseBuilder): void {
  const { random } = builder;
  const step = builder.steps.at(-1) as
    | (Step & { args?: readonly Arg[]; kw?: Readonly<Record<string, Arg>> })
    | undefined;
  if (step === undefined || (step.args === undefined && step.kw === undefined)) return;
  // What a bound is computed of may no longer be what the call is given.
  if (builder.tol?.bound !== undefined) builder.tol = { noData: true };
  // nor does an operand of another dtype add up in the same order
  builder.tol ??= { ulp: 16, zeroSign: true };
  const keys = Object.keys(step.kw ?? {}).filter((key) => CHANGEABLE.has(key));
  if (keys.length > 0 && random.chance(0.8)) {
    const key = random.pick(keys);
    const kw = { ...step.kw, [key]: wrongOption(builder, key) };
    builder.steps[builder.steps.length - 1] = { ...step, kw } as Step;
    builder.op += " spoiled";
    return;
  }
  const args = [...(step.args ?? [])];
  if (args.length === 0) return;
  const places = args.flatMap((arg, i) => (isVariable(arg) ? [i] : []));
  if (places.length === 0) return;
  const at = random.pick(places);
  // a list of JavaScript may be a record: what is ragged for NumPy is one that does not fit
  const records = Object.values(builder.arrays).some(({ dtype }) => typeof dtype !== "string");
  const ragged: (() => Arg)[] = [
    () => ({ l: [1, { l: [2, 3] }] }),
    () => ({ l: [{ l: [1, 2] }, { l: [3] }] }),
  ];
  args[at] = random.pick<() => Arg>([
    ...(records ? [] : ragged),
    () => operand(builder, { dtype: numeric(random), shape: [] }),
    () => operand(builder, { dtype: numeric(random), shape: randomShape(random) }),
  ])();
  builder.steps[builder.steps.length - 1] = { ...step, args } as Step;
  builder.op += " spoiled";
}

/** Σ|x| over the same axes, what the error of a sum is measured by. */
export function sizeSteps(name: string, to = "w"): Step[] {
  return [
    { to: "m", fn: "absolute", args: [{ v: name }] },
    { to, m: ["m", "astype"], args: [{ d: "<f8" }] },
    { to, fn: "absolute", args: [{ v: to }] },
  ];
}
