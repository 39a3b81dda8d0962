// Cases for reductions: the functions and methods, ufunc.reduce, accumulate and reduceat, with axis
// tuples, keepdims, dtype, initial, where, out and ddof. Float sums carry an error bound.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg, DSpec, Step } from "../case.js";
import { layoutOf, NUMERIC, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { weak } from "./arguments.js";
import { UFUNCS } from "./ufunc-table.js";

function randomAxis(random: Random, ndim: number, tuples: boolean): Arg | undefined {
  const roll = random.unit();
  if (roll < 0.3) return undefined;
  if (roll < 0.35) return null;
  if (tuples && ndim > 0 && roll < 0.6) {
    const axes = random.shuffle(Array.from({ length: ndim }, (_, i) => i));
    const chosen = axes.slice(0, random.int(0, ndim));
    if (random.chance(0.03)) chosen.push(chosen[0] ?? 0);
    return chosen.map((axis) => (random.chance(0.3) ? axis - ndim : axis));
  }
  if (ndim === 0 || random.chance(0.03)) return random.pick([ndim, -ndim - 1, 0]);
  return random.int(-ndim, ndim - 1);
}

/** dtype of the array under reduction: now and then long enough for pairwise blocks. */
function subject(builder: CaseBuilder): { name: string; dtype: DSpec; shape: readonly number[] } {
  const { random } = builder;
  const dtype = random.chance(0.35) ? random.pick(["<f4", "<f8", "<f2"]) : numeric(random);
  const long = random.pick([
    [random.int(100, 700)],
    [random.int(2, 5), random.int(60, 200)],
    [150, 3],
  ]);
  const shape = random.chance(0.1) ? long : randomShape(random);
  const values = random.weighted([
    ["small", 4],
    ["unit", 3],
    ["special", 2],
    ["bits", 0.5],
  ] as const);
  return { name: builder.array({ dtype, shape, values }), dtype, shape };
}

const isRounded = (dtype: DSpec): boolean => /[fc]/.test(layoutOf(dtype).kind);

/** The smallest float that a reduction of these dtypes computes with. */
function loopOf(...dtypes: DSpec[]): { loop?: number } {
  const sizes = dtypes.flatMap((dtype) => {
    const { kind, itemsize } = layoutOf(dtype);
    return kind === "f" ? [itemsize] : kind === "c" ? [itemsize / 2] : [];
  });
  return sizes.length === 0 ? {} : { loop: Math.min(...sizes) };
}

/** Steps that compute Σ|x| (or the like) over the same axes: what a sum's error is measured by. */
function sumBound(name: string, kw: Readonly<Record<string, Arg>>, initial: boolean): Step[] {
  const pick = ["axis", "keepdims", "where"].filter((key) => kw[key] !== undefined);
  const same = Object.fromEntries(pick.map((key) => [key, kw[key]!]));
  const steps: Step[] = [
    { to: "m", fn: "absolute", args: [{ v: name }], kw: {} },
    { to: "w", m: ["m", "astype"], args: [{ d: "<f8" }] },
    { to: "w", fn: "absolute", args: [{ v: "w" }] },
    { to: "bound", fn: "sum", args: [{ v: "w" }], kw: same },
  ];
  if (initial && kw["initial"] !== undefined) {
    steps.push({ to: "i", fn: "absolute", args: [kw["initial"]] });
    steps.push({ to: "bound", fn: "add", args: [{ v: "bound" }, { v: "i" }] });
  }
  return steps;
}

/**
 * |Π x| over the same axes; infinite where an order of multiplying could overflow or underflow on the way:
 * anything may come of that.
 */
function prodBound(name: string, kw: Readonly<Record<string, Arg>>, size: number): Step[] {
  const pick = ["axis", "keepdims", "where"].filter((key) => kw[key] !== undefined);
  const same = Object.fromEntries(pick.map((key) => [key, kw[key]!]));
  const prod = (to: string, of: string): Step => ({ to, fn: "prod", args: [{ v: of }], kw: same });
  const call = (to: string, fn: string, ...args: Arg[]): Step => ({ to, fn, args });
  const [large, small] = size === 2 ? [4e3, 1e-3] : size === 4 ? [1e37, 1e-36] : [1e306, 1e-305];
  return [
    call("m", "absolute", { v: name }),
    { to: "w", m: ["m", "astype"], args: [{ d: "<f8" }] },
    call("w", "absolute", { v: "w" }),
    prod("bound", "w"),
    call("q", "maximum", { v: "w" }, 1),
    prod("q", "q"),
    call("i", "equal", { v: "w" }, 0),
    call("j", "where", { v: "i" }, 1, { v: "w" }),
    call("j", "minimum", { v: "j" }, 1),
    prod("j", "j"),
    ...(kw["initial"] === undefined
      ? []
      : [
          call("i", "absolute", kw["initial"]),
          call("bound", "multiply", { v: "bound" }, { v: "i" }),
          call("q", "multiply", { v: "q" }, { v: "i" }),
          call("j", "multiply", { v: "j" }, { v: "i" }),
        ]),
    call("q", "greater", { v: "q" }, { f: String(large) }),
    call("j", "less", { v: "j" }, { f: String(small) }),
    call("q", "logical_or", { v: "q" }, { v: "j" }),
    call("bound", "where", { v: "q" }, { f: "inf" }, { v: "bound" }),
  ];
}

/** Something that an output of the reduction can be without being cast to on the way. */
function outDtype(random: Random, fn: string, dtype: DSpec): DSpec {
  const { kind } = layoutOf(dtype);
  if (fn === "any" || fn === "all") return numeric(random);
  if (kind === "c") return fn === "mean" || fn === "ptp" ? "<c16" : random.pick([dtype, "<c16"]);
  const wide: DSpec[] = ["<f8", "<f8", ">f8", "<c16"];
  if (fn === "mean") return random.pick(wide);
  if (kind === "f" || fn === "min" || fn === "max") return random.pick([dtype, dtype, ...wide]);
  return random.pick([kind === "u" ? "<u8" : "<i8", ...wide]);
}

function common(builder: CaseBuilder, shape: readonly number[], kw: Record<string, Arg>): void {
  const { random } = builder;
  const axis = randomAxis(random, shape.length, true);
  if (axis !== undefined) kw["axis"] = axis;
  if (random.chance(0.35)) kw["keepdims"] = random.chance(0.8);
}

/** The shape of the result, for `out`; null when the axis is wrong. */
function reducedShape(
  shape: readonly number[],
  kw: Readonly<Record<string, Arg>>,
): number[] | null {
  const given = kw["axis"];
  const ndim = shape.length;
  const axes =
    given === undefined || given === null
      ? shape.map((_, i) => i)
      : (Array.isArray(given) ? given : [given]).map((axis) => {
          const at = axis as number;
          return at < 0 ? at + ndim : at;
        });
  if (axes.some((axis) => axis < 0 || axis >= ndim)) return null;
  if (kw["keepdims"] === true) return shape.map((n, i) => (axes.includes(i) ? 1 : n));
  return shape.filter((_, i) => !axes.includes(i));
}

/** Not uint32: what becomes of floats out of range there depends on how many there are. */
function loopDtype(random: Random): string {
  return numeric(
    random,
    NUMERIC.filter((type) => type !== "u4"),
  );
}

function addOut(
  builder: CaseBuilder,
  shape: readonly number[],
  kw: Record<string, Arg>,
  dtype: DSpec,
): void {
  const { random } = builder;
  const own = reducedShape(shape, kw);
  if (own === null) return;
  const wrong = random.chance(0.06);
  kw["out"] = {
    v: builder.array({ dtype, shape: wrong ? [...own, 2] : own, target: true }),
  };
}

function addWhere(builder: CaseBuilder, shape: readonly number[], kw: Record<string, Arg>): void {
  kw["where"] = { v: builder.array({ dtype: "?", shape: narrowed(builder.random, shape, 0.15) }) };
}

function sums(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["sum", "sum", "prod", "mean"]);
  builder.op = fn;
  const { name, dtype, shape } = subject(builder);
  const kw: Record<string, Arg> = {};
  common(builder, shape, kw);
  let kind = dtype;
  if (random.chance(0.2)) {
    kind = loopDtype(random);
    kw["dtype"] = { d: kind };
  }
  if (fn !== "mean" && random.chance(0.15)) kw["initial"] = weak(random);
  if (random.chance(0.2)) addWhere(builder, shape, kw);
  const rounded = isRounded(dtype) || isRounded(kind) || fn === "mean";
  if (random.chance(0.15)) {
    // With a dtype and another output NumPy casts to the output and back on the way.
    addOut(builder, shape, kw, kw["dtype"] === undefined ? outDtype(random, fn, kind) : kind);
  }
  if (fn === "prod" && rounded) {
    const loop = loopOf(dtype, kind);
    builder.tol = { bound: prodBound(name, kw, loop.loop ?? 8), factor: 64, ...loop };
  } else if (rounded) {
    builder.tol = { bound: sumBound(name, kw, true), factor: 16, ...loopOf(dtype, kind) };
  }
  finish(builder, fn, name, kw);
}

/** Calls the function or, as often, the method. */
function finish(builder: CaseBuilder, fn: string, name: string, kw: Record<string, Arg>): void {
  const { random } = builder;
  const positional = kw["axis"] !== undefined && random.chance(0.4);
  const rest = { ...kw };
  if (positional) delete rest["axis"];
  const axis = positional ? [kw["axis"]!] : [];
  if (random.chance(0.4)) builder.method("r", name, fn, axis, rest);
  else builder.call("r", fn, [{ v: name }, ...axis], rest);
}

function spread(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["var", "std"]);
  builder.op = fn;
  const { name, dtype, shape } = subject(builder);
  const kw: Record<string, Arg> = {};
  common(builder, shape, kw);
  if (random.chance(0.4)) kw["ddof"] = random.pick([0, 1, 1, 2, 5]);
  if (random.chance(0.15)) kw["dtype"] = { d: numeric(random, ["f4", "f8"]) };
  if (random.chance(0.15)) addWhere(builder, shape, kw);
  // Relative to the squares summed over everything: generous, but far below a wrong formula.
  const size = layoutOf(dtype).itemsize;
  builder.tol = { bound: spreadBound(name, fn), factor: size <= 2 ? 4096 : 1024, ...loopOf(dtype) };
  finish(builder, fn, name, kw);
}

function spreadBound(name: string, fn: string): Step[] {
  const steps: Step[] = [
    { to: "m", fn: "absolute", args: [{ v: name }] },
    { to: "w", m: ["m", "astype"], args: [{ d: "<f8" }] },
    { to: "q", fn: "max", args: [{ v: "w" }], kw: { initial: 0 } },
  ];
  if (fn === "std") steps.push({ to: "bound", fn: "positive", args: [{ v: "q" }] });
  else steps.push({ to: "bound", fn: "square", args: [{ v: "q" }] });
  return steps;
}

function extremes(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["min", "max", "any", "all", "amin", "amax", "ptp"]);
  builder.op = fn;
  const { name, dtype, shape } = subject(builder);
  const kw: Record<string, Arg> = {};
  common(builder, shape, kw);
  if (fn !== "ptp" && random.chance(0.2)) addWhere(builder, shape, kw);
  if (/max|min/.test(fn) && random.chance(kw["where"] === undefined ? 0.15 : 0.8)) {
    kw["initial"] = weak(random);
  }
  if (random.chance(0.15))
    addOut(builder, shape, kw, outDtype(random, fn.replace(/^a(?=m)/, ""), dtype));
  builder.tol = { zeroSign: true, anyNaN: true };
  if (fn.startsWith("a") && fn !== "any" && fn !== "all") builder.call("r", fn, [{ v: name }], kw);
  else if (fn === "ptp") builder.call("r", fn, [{ v: name }], kw);
  else finish(builder, fn, name, kw);
}

function positions(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["argmin", "argmax", "count_nonzero"]);
  builder.op = fn;
  const { name, shape } = subject(builder);
  const kw: Record<string, Arg> = {};
  const axis = randomAxis(random, shape.length, fn === "count_nonzero");
  if (axis !== undefined) kw["axis"] = axis;
  if (random.chance(0.25)) kw["keepdims"] = random.chance(0.8);
  if (fn === "count_nonzero") builder.call("r", fn, [{ v: name }], kw);
  else finish(builder, fn, name, kw);
}

function cumulative(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["cumsum", "cumprod"]);
  builder.op = fn;
  const { name, dtype, shape } = subject(builder);
  const kw: Record<string, Arg> = {};
  const axis = randomAxis(random, shape.length, false);
  if (axis !== undefined) kw["axis"] = axis;
  if (random.chance(0.2)) kw["dtype"] = { d: loopDtype(random) };
  // A running sum has one order; only complex products may round differently.
  if (fn === "cumprod" && layoutOf(dtype).kind === "c")
    builder.tol = { ulp: 256, overflow: true, zeroSign: true };
  finish(builder, fn, name, kw);
}

function ofUfunc(builder: CaseBuilder): void {
  const { random } = builder;
  const row = random.pick(UFUNCS.filter((one) => one.reduce !== undefined));
  const way = random.pick(["reduce", "reduce", "accumulate", "reduceat"]);
  builder.op = `${row.name}.${way}`;
  const { name, dtype, shape } = subject(builder);
  const kw: Record<string, Arg> = {};
  const args: Arg[] = [{ v: name }];
  if (row.zeroSign === true) builder.tol = { zeroSign: true, anyNaN: true };
  if (row.name === "multiply" && isRounded(dtype)) {
    // In half precision segments overflow or not by where NumPy rounds: only their layout counts.
    builder.tol = layoutOf(dtype).itemsize === 2 ? { noData: true } : { ulp: 256, overflow: true };
  }
  if (way === "reduce") {
    common(builder, shape, kw);
    if (random.chance(0.15)) kw["initial"] = weak(random);
    if (random.chance(0.15)) addWhere(builder, shape, kw);
    const bound = kw["axis"] === undefined ? { ...kw, axis: 0 } : kw;
    if (row.name === "add") builder.tol = { bound: sumBound(name, bound, true), factor: 16 };
    if (row.name === "multiply" && isRounded(dtype)) {
      const loop = loopOf(dtype);
      builder.tol = { bound: prodBound(name, bound, loop.loop ?? 8), factor: 64, ...loop };
    }
  } else {
    const axis = randomAxis(random, shape.length, random.chance(0.1));
    if (axis !== undefined) kw["axis"] = axis;
    if (way === "reduceat") {
      const at = axis === undefined || axis === null || Array.isArray(axis) ? 0 : (axis as number);
      const length = shape.at(at) ?? 0;
      const high = length - (random.chance(0.06) ? 0 : 1);
      args.push({
        l: Array.from({ length: random.int(1, 5) }, () => random.int(0, Math.max(0, high))),
      });
      if (row.name === "add") builder.tol = { bound: totalBound(name), factor: 16 };
    }
  }
  if (random.chance(0.15)) kw["dtype"] = { d: loopDtype(random) };
  builder.call("r", `${row.name}.${way}`, args, kw);
}

/** Σ|x| of everything, for every element of the result. */
function totalBound(name: string): Step[] {
  return sumBound(name, {}, false);
}

/** One random reduction case. */
export function reduce(builder: CaseBuilder): void {
  builder.random.weighted([
    [sums, 6],
    [spread, 2],
    [extremes, 4],
    [positions, 2],
    [cumulative, 2],
    [ofUfunc, 4],
  ] as const)(builder);
}
