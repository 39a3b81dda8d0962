// Cases for manipulation: reshaping, moving axes, joining, splitting, searching, sorting, dot.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg, DSpec, Step } from "../case.js";
import { anyDtype, layoutOf, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { weak } from "./arguments.js";

const axisOf = (random: Random, ndim: number): number =>
  ndim === 0 || random.chance(0.04)
    ? random.pick([ndim, -ndim - 1, 0])
    : random.int(-ndim, ndim - 1);

/** Another shape of as many elements; sometimes with -1, rarely wrong. */
function sameSize(random: Random, shape: readonly number[]): number[] {
  const factors = shape.flatMap((length) => {
    for (const prime of [2, 3, 5]) {
      if (length > prime && length % prime === 0) return [prime, length / prime];
    }
    return [length];
  });
  const result: number[] = [];
  for (const factor of random.shuffle(factors)) {
    if (result.length > 0 && random.chance(0.5)) result[result.length - 1]! *= factor;
    else result.push(factor);
  }
  while (random.chance(0.2)) result.splice(random.int(0, result.length), 0, 1);
  if (result.length > 0 && random.chance(0.25)) result[random.int(0, result.length - 1)] = -1;
  if (random.chance(0.03)) result.push(7);
  return result;
}

function reshape(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "reshape";
  const shape = randomShape(random);
  const name = builder.array({ shape });
  const kw: Record<string, Arg> = {};
  if (random.chance(0.5)) kw["order"] = random.pick(["C", "F", "A"]);
  if (random.chance(0.2)) kw["copy"] = random.chance(0.5);
  const wanted = sameSize(random, shape);
  if (random.chance(0.5)) builder.method("r", name, "reshape", [wanted], kw);
  else builder.call("r", "reshape", [{ v: name }, wanted], kw);
}

function flat(builder: CaseBuilder): void {
  const { random } = builder;
  const method = random.pick(["ravel", "flatten", "tobytes", "copy"]);
  builder.op = method;
  // tobytes gives NumPy's undefined padding away.
  const name = builder.array(method === "tobytes" ? { dtype: numeric(random) } : {});
  const kw: Record<string, Arg> = random.chance(0.7)
    ? { order: random.pick(["C", "F", "A", "K"]) }
    : {};
  builder.method("r", name, method, [], kw);
}

function axes(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["transpose", "swapaxes", "squeeze", "expand_dims", "moveaxis", "T"]);
  builder.op = fn;
  const shape = randomShape(random);
  const name = builder.array({ shape });
  const ndim = shape.length;
  if (fn === "T") builder.step({ to: "r", attr: [name, "T"] });
  else if (fn === "transpose") {
    const order = random
      .shuffle(shape.map((_, i) => i))
      .map((i) => (random.chance(0.3) ? i - ndim : i));
    if (random.chance(0.04)) order.push(0);
    const args: Arg[] = random.chance(0.3) ? [] : [order];
    if (random.chance(0.5)) builder.method("r", name, fn, args);
    else builder.call("r", fn, [{ v: name }, ...args]);
  } else if (fn === "swapaxes" || fn === "moveaxis") {
    builder.call("r", fn, [{ v: name }, axisOf(random, ndim), axisOf(random, ndim)]);
  } else if (fn === "squeeze") {
    const ones = shape.flatMap((length, i) => (length === 1 ? [i] : []));
    const choice = random.chance(0.4)
      ? undefined
      : random.chance(0.7)
        ? ones
        : axisOf(random, ndim);
    builder.call("r", fn, [{ v: name }], choice === undefined ? {} : { axis: choice });
  } else {
    const several = Array.from({ length: random.int(1, 2) }, (_, i) => random.int(0, ndim) + i);
    const axis = random.chance(0.6)
      ? random.int(-ndim - 1, ndim + (random.chance(0.05) ? 1 : 0))
      : several;
    builder.call("r", fn, [{ v: name }, axis]);
  }
}

function join(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["concatenate", "concatenate", "stack", "hstack", "vstack"]);
  builder.op = fn;
  const shape = randomShape(
    random,
    random.weighted([
      [0, 0.2],
      [1, 3],
      [2, 3],
      [3, 1],
    ] as const),
    4,
  );
  const ndim = shape.length;
  const axis = fn === "stack" ? random.int(-ndim - 1, ndim) : axisOf(random, ndim);
  const shared = random.chance(0.6) ? anyDtype(random) : null;
  const joined =
    fn === "hstack" ? Math.min(1, ndim - 1) : fn === "vstack" ? 0 : axis < 0 ? axis + ndim : axis;
  const names = Array.from({ length: random.int(1, 4) }, () => {
    const own = [...shape];
    if (fn !== "stack" && random.chance(0.5) && joined >= 0 && joined < ndim)
      own[joined] = random.int(0, 4);
    if (random.chance(0.02)) own.push(1);
    return builder.array({ dtype: shared ?? numeric(random), shape: own });
  });
  const kw: Record<string, Arg> = {};
  if ((fn === "concatenate" || fn === "stack") && random.chance(0.8)) kw["axis"] = axis;
  if (fn === "concatenate" && random.chance(0.08)) kw["axis"] = null;
  if (random.chance(0.15)) kw["dtype"] = { d: numeric(random) };
  if (random.chance(0.15)) kw["casting"] = random.pick(["no", "safe", "same_kind", "unsafe"]);
  builder.call("r", fn, [names.map((v) => ({ v }))], kw);
}

function split(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["split", "array_split"]);
  builder.op = fn;
  const shape = randomShape(random, random.int(1, 3));
  const name = builder.array({ shape });
  const axis = axisOf(random, shape.length);
  const length = shape.at(axis) ?? 1;
  const divisors = [1, 2, 3, length].filter((n) => n > 0 && length % n === 0);
  const sections: Arg = random.chance(0.6)
    ? random.chance(0.85) && fn === "split"
      ? random.pick(divisors.length > 0 ? divisors : [1])
      : random.int(random.chance(0.05) ? 0 : 1, 4)
    : { l: Array.from({ length: random.int(0, 3) }, () => random.int(-1, length + 1)) };
  builder.call("r", fn, [{ v: name }, sections], random.chance(0.8) ? { axis } : {});
}

function select(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["where", "where", "nonzero", "clip"]);
  builder.op = fn;
  const shape = randomShape(random);
  if (fn === "nonzero") {
    builder.call("r", fn, [
      { v: builder.array({ dtype: numeric(random), shape, values: "unit" }) },
    ]);
    return;
  }
  const side = (): Arg =>
    random.chance(0.25)
      ? weak(random)
      : { v: builder.array({ dtype: numeric(random), shape: narrowed(random, shape, 0.25) }) };
  if (fn === "where") {
    const condition = builder.array({
      dtype: random.chance(0.8) ? "?" : numeric(random),
      shape: narrowed(random, shape, 0.15),
    });
    builder.call(
      "r",
      fn,
      random.chance(0.15) ? [{ v: condition }] : [{ v: condition }, side(), side()],
    );
    return;
  }
  const name = builder.array({ dtype: numeric(random), shape });
  const kw: Record<string, Arg> = {};
  if (random.chance(0.15)) {
    kw["out"] = { v: builder.array({ dtype: numeric(random), shape, target: true }) };
    if (random.chance(0.5)) kw["casting"] = "unsafe";
  }
  builder.tol = { zeroSign: true };
  const bound = (): Arg => (random.chance(0.12) ? null : side());
  builder.call("r", fn, [{ v: name }, bound(), bound()], kw);
}

function sortable(random: Random, swapped?: number): DSpec {
  if (random.chance(0.8)) return numeric(random, undefined, swapped);
  return random.pick(["S4", "<U3", swapped === 0 ? "<U3" : ">U3"]);
}

function sorting(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["sort", "argsort", "ndarray.sort"]);
  builder.op = fn;
  const shape = random.chance(0.2) ? [random.int(17, 120)] : randomShape(random, random.int(1, 3));
  const name = builder.array({ dtype: sortable(random), shape, target: fn === "ndarray.sort" });
  const kw: Record<string, Arg> = {};
  if (random.chance(0.6))
    kw["axis"] = random.chance(0.15) && fn !== "ndarray.sort" ? null : axisOf(random, shape.length);
  // Only a stable order is defined where elements are equal.
  if (fn === "argsort" || random.chance(0.5)) kw["kind"] = random.pick(["stable", "mergesort"]);
  else builder.tol = { zeroSign: true };
  if (fn === "ndarray.sort") builder.step({ m: [name, "sort"], args: [], kw });
  else builder.call("r", fn, [{ v: name }], kw);
}

function unique(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "unique";
  const shape = randomShape(random, random.int(0, 3));
  // NumPy hashes swapped bytes as if they were not, and so takes some numbers for NaN.
  const dtype = sortable(random, 0);
  const along = random.chance(0.15) && shape.length > 0;
  // the halves of rows are ordered as those of records, in which NaN comes first to NumPy
  const halves = along && layoutOf(dtype).kind === "f" && layoutOf(dtype).itemsize === 2;
  const values = random.pick(["small", "unit", halves ? "small" : "special"] as const);
  const name = builder.array({ dtype, shape, values });
  const kw: Record<string, Arg> = {};
  for (const key of ["return_index", "return_inverse", "return_counts"]) {
    if (random.chance(0.3)) kw[key] = true;
  }
  // without return_index NumPy's sort is not stable: which NaN is which is then its own affair
  const unstable = kw["return_inverse"] === true && kw["return_index"] !== true;
  if (random.chance(0.2)) kw["equal_nan"] = unstable || random.chance(0.5);
  if (along) kw["axis"] = random.int(0, shape.length - 1);
  builder.tol = { zeroSign: true, anyNaN: true };
  builder.call("r", "unique", [{ v: name }], kw);
}

/** |a| · |b|, what the error of a product of matrices is measured by. */
function productBound(fn: string, a: string, b: string): Step[] {
  const size = (to: string, name: string): Step[] => [
    { to, fn: "absolute", args: [{ v: name }] },
    { to, m: [to, "astype"], args: [{ d: "<f8" }] },
    { to, fn: "absolute", args: [{ v: to }] },
  ];
  return [...size("i", a), ...size("j", b), { to: "bound", fn, args: [{ v: "i" }, { v: "j" }] }];
}

function products(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["dot", "matmul"]);
  builder.op = fn;
  const inner = random.int(0, 5);
  const stack = random.chance(0.4) ? randomShape(random, random.int(1, 2), 3) : [];
  const left = [
    ...narrowed(random, stack, 0.3),
    ...(random.chance(0.75) ? [random.int(0, 4)] : []),
    inner,
  ];
  const wrong = random.chance(0.05) ? inner + 1 : inner;
  const right = random.chance(0.25)
    ? [wrong]
    : [...narrowed(random, stack, 0.3), wrong, random.int(0, 4)];
  const shared = random.chance(0.5) ? numeric(random) : null;
  const dtypes = [shared ?? numeric(random), shared ?? numeric(random)];
  // BLAS leaves out products with zero, so that infinity times zero is zero: no infinities.
  const whole = dtypes.every((dtype) => /[biu]/.test(layoutOf(dtype).kind));
  const values = random.pick(["small", "small", "unit", whole ? "special" : "positive"] as const);
  const [a, b] = [left, right].map((shape, i) =>
    builder.array({ dtype: dtypes[i]!, shape: random.chance(0.04) ? [] : shape, values }),
  );
  if (dtypes.some((dtype) => /[fc]/.test(layoutOf(dtype).kind))) {
    builder.tol = { bound: productBound(fn, a!, b!), factor: 16 };
  }
  builder.call("r", fn, [{ v: a! }, { v: b! }]);
}

/** What an array is filled with: mostly a number, now and then a sequence, which is no value but to records. */
function filling(builder: CaseBuilder, dtype: DSpec): Arg {
  const { random } = builder;
  const isRecord = layoutOf(dtype).kind === "V";
  if (isRecord || random.chance(0.7)) return weak(random);
  if (random.chance(0.5)) return { l: random.pick([[1], [], [0, 2], [[0]]]) as Arg[] };
  return { v: builder.array({ dtype: numeric(random), shape: random.pick([[], [1], [0], [2]]) }) };
}

function small(builder: CaseBuilder): void {
  const { random } = builder;
  const what = random.pick([
    "fill",
    "tolist",
    "item",
    "attributes",
    "real",
    "imag",
    "conj",
    "view",
  ]);
  builder.op = what;
  const numbers = ["real", "imag", "conj"].includes(what);
  const dtype = numbers ? numeric(random) : anyDtype(random);
  const name = builder.array({ dtype, target: what === "fill" });
  if (what === "fill") builder.step({ m: [name, "fill"], args: [filling(builder, dtype)] });
  else if (what === "tolist") builder.method("r", name, "tolist", []);
  else if (what === "view") builder.method("r", name, "view", []);
  else if (what === "conj") builder.method("r", name, "conj", []);
  else if (what === "item") {
    const size = builder.arrays[name]!.shape.reduce((x, y) => x * y, 1);
    builder.method("r", name, "item", size === 1 ? [] : [random.int(-size, size)]);
  } else if (what === "attributes") {
    for (const [i, attribute] of ["ndim", "size", "itemsize", "nbytes", "dtype"].entries()) {
      builder.step({ to: `r${i}`, attr: [name, attribute] });
    }
  } else builder.step({ to: "r", attr: [name, what] });
}

/** One random manipulation case. */
export function manipulation(builder: CaseBuilder): void {
  builder.random.weighted([
    [reshape, 4],
    [flat, 3],
    [axes, 4],
    [join, 4],
    [split, 2],
    [select, 4],
    [sorting, 3],
    [unique, 2],
    [products, 3],
    [small, 3],
  ] as const)(builder);
}
