// Cases for searching and sets: places of elements, taking and putting, partitions, sets of values.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg, DSpec } from "../case.js";
import { anyDtype, layoutOf, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { integer, recordFor, scalarFor, weak } from "./arguments.js";
import { axisOf, integers, list, maybe, operand, size, spoil } from "./shared.js";

const MODES = ["raise", "wrap", "clip"] as const;

function sortable(random: Random): DSpec {
  return random.chance(0.85) ? numeric(random) : random.pick(["S4", "<U3", ">U3"]);
}

function places(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick([
    "argwhere",
    "flatnonzero",
    "nonzero",
    "count_nonzero",
    "extract",
    "compress",
  ]);
  builder.op = fn;
  const shape = randomShape(random);
  const dtype = random.chance(0.8) ? numeric(random) : anyDtype(random);
  const a = operand(builder, { dtype, shape, values: "unit" });
  const kw: Record<string, Arg> = {};
  if (fn === "extract" || fn === "compress") {
    const axis = axisOf(random, shape.length);
    const along = fn === "compress" && random.chance(0.6);
    const length = along ? (shape.at(axis) ?? 1) : size(shape);
    const condition = operand(builder, {
      dtype: random.chance(0.7) ? "?" : numeric(random),
      shape:
        fn === "extract" && random.chance(0.6) ? shape : [Math.max(0, length - random.int(0, 2))],
      values: "unit",
    });
    if (along) kw["axis"] = axis;
    if (fn === "compress" && random.chance(0.4)) builder.method("r", a.v, fn, [condition], kw);
    else builder.call("r", fn, [condition, a], kw);
    return;
  }
  if (fn === "count_nonzero") {
    maybe(random, 0.5, kw, "axis", () => axisOf(random, shape.length));
    maybe(random, 0.3, kw, "keepdims", () => random.chance(0.7));
  }
  if (fn === "nonzero" && random.chance(0.5)) builder.method("r", a.v, fn, []);
  else builder.call("r", fn, [a], kw);
}

/** NumPy's lexsort reads swapped keys of some kinds wrongly. */
function nativeComplex(dtype: DSpec): DSpec {
  return typeof dtype === "string" ? dtype.replace(">", "<") : dtype;
}

/** Integers that are places in an axis, rarely one that is not. */
function indexFor(builder: CaseBuilder, length: number, shape?: readonly number[]): Arg {
  const { random } = builder;
  const wrong = random.chance(0.06);
  const draw = (): number =>
    length === 0 ? 0 : random.int(wrong ? -length - 1 : -length, wrong ? length : length - 1);
  const roll = random.unit();
  if (shape === undefined && roll < 0.2) return draw();
  if (shape === undefined && roll < 0.4) return list(random.int(0, 4), draw);
  const own = shape ?? randomShape(random, random.int(0, 3), 3);
  if (roll < 0.8) return integers(builder, own, draw);
  return operand(builder, {
    dtype: numeric(random, ["i1", "u1", "?", "i4", "u8"]),
    shape: own,
    values: "unit",
  });
}

function taking(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["take", "take", "choose", "take_along_axis", "select"]);
  builder.op = fn;
  const shape = randomShape(random);
  const kw: Record<string, Arg> = {};
  if (fn === "select") {
    const count = random.int(random.chance(0.05) ? 0 : 1, 3);
    const one = (dtype: DSpec): Arg => operand(builder, { dtype, shape: narrowed(random, shape) });
    const conditions = Array.from({ length: count }, () =>
      one(random.chance(0.95) ? "?" : numeric(random)),
    );
    const choices = Array.from({ length: random.chance(0.95) ? count : count + 1 }, () =>
      random.chance(0.3) ? weak(random) : one(numeric(random)),
    );
    maybe(random, 0.4, kw, "default", () => weak(random));
    builder.call("r", fn, [{ l: conditions }, { l: choices }], kw);
    return;
  }
  if (fn === "choose") {
    const count = random.int(1, 4);
    const dtype = random.chance(0.6) ? numeric(random) : null;
    const choices = Array.from({ length: count }, () =>
      operand(builder, { dtype: dtype ?? numeric(random), shape: narrowed(random, shape) }),
    );
    const wrong = random.chance(0.1);
    const a = integers(builder, shape, () => random.int(wrong ? -1 : 0, wrong ? count : count - 1));
    maybe(random, 0.4, kw, "mode", () => random.pick(MODES));
    if (random.chance(0.4)) builder.method("r", a.v, fn, [choices], kw);
    else builder.call("r", fn, [a, choices], kw);
    return;
  }
  const dtype = anyDtype(random);
  const a = operand(builder, { dtype, shape });
  const axis = axisOf(random, shape.length);
  if (fn === "take_along_axis") {
    const at = axis < 0 ? axis + shape.length : axis;
    const own = shape.map((n, i) => (i === at ? random.int(0, 3) : random.chance(0.1) ? 1 : n));
    const index = indexFor(builder, shape[at] ?? 1, own);
    if (random.chance(0.1)) kw["axis"] = null;
    else kw["axis"] = axis;
    builder.call("r", fn, [a, index], kw);
    return;
  }
  const flat = random.chance(0.3);
  if (!flat) kw["axis"] = axis;
  else if (random.chance(0.3)) kw["axis"] = null;
  const length = flat ? size(shape) : (shape.at(axis) ?? 1);
  const index = indexFor(builder, length);
  maybe(random, 0.35, kw, "mode", () => random.pick(MODES));
  if (random.chance(0.4)) builder.method("r", a.v, fn, [index], kw);
  else builder.call("r", fn, [a, index], kw);
}

function putting(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["put", "place", "putmask", "put_along_axis", "ndarray.put"]);
  builder.op = fn;
  const dtype = random.chance(0.85) ? numeric(random) : anyDtype(random);
  const readonly = random.chance(0.04);
  const shape = randomShape(random, fn === "fill_diagonal" ? random.int(1, 3) : undefined);
  const a = operand(builder, { dtype, shape, target: true, readonly });
  const values = (): Arg => {
    const roll = random.unit();
    if (roll < 0.3) return scalarFor(random, dtype);
    // among records, a list that holds a number is a record itself
    const one = typeof dtype === "string" ? scalarFor : recordFor;
    if (roll < 0.5) return list(random.int(0, 4), () => one(random, dtype));
    return operand(builder, {
      dtype: random.chance(0.8) ? dtype : numeric(random),
      shape: randomShape(random, random.int(0, 2)),
    });
  };
  if (fn === "place" || fn === "putmask") {
    const mask = operand(builder, {
      dtype: random.chance(0.8) ? "?" : numeric(random),
      shape: random.chance(0.95) ? shape : [3],
      values: "unit",
    });
    builder.step({ fn, args: [a, mask, values()] });
  } else if (fn === "fill_diagonal") {
    builder.step({
      fn,
      args: [a, values()],
      ...(random.chance(0.3) ? { kw: { wrap: true } } : {}),
    });
  } else if (fn === "put_along_axis") {
    const axis = axisOf(random, shape.length);
    const at = axis < 0 ? axis + shape.length : axis;
    const own = shape.map((n, i) => (i === at ? random.int(0, 3) : n));
    builder.step({
      fn,
      args: [
        a,
        indexFor(builder, shape[at] ?? 1, own),
        random.chance(0.5)
          ? scalarFor(random, dtype)
          : operand(builder, { dtype, shape: narrowed(random, own) }),
        axis,
      ],
    });
  } else {
    const kw: Record<string, Arg> = {};
    maybe(random, 0.4, kw, "mode", () => random.pick(MODES));
    const args = [indexFor(builder, size(shape)), values()];
    if (fn === "put") builder.step({ fn, args: [a, ...args], kw });
    else builder.step({ m: [a.v, "put"], args, kw });
  }
}

function ordering(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick([
    "searchsorted",
    "searchsorted",
    "partition",
    "argpartition",
    "lexsort",
    "argsort",
    "sort",
    "sort_complex",
  ]);
  builder.op = fn;
  const kw: Record<string, Arg> = {};
  const dtype = sortable(random);
  if (fn === "searchsorted") {
    const length = random.int(0, 9);
    const a = operand(builder, {
      dtype,
      shape: random.chance(0.04) ? [2, 2] : [length],
      values: "small",
    });
    const sorted = random.chance(0.7);
    if (sorted) builder.call("a0", "sort", [a]);
    else {
      builder.call("a0", "argsort", [a], { kind: "stable" });
      kw["sorter"] = { v: "a0" };
    }
    builder.show = ["r"];
    const other = random.chance(0.6) ? dtype : numeric(random);
    const v = random.chance(0.2)
      ? scalarFor(random, dtype)
      : operand(builder, { dtype: other, values: "small" });
    maybe(random, 0.5, kw, "side", () => random.pick(["left", "right", "right", "l", "r"]));
    if (random.chance(0.4)) builder.method("r", sorted ? "a0" : a.v, fn, [v], kw);
    else builder.call("r", fn, [sorted ? { v: "a0" } : a, v], kw);
    return;
  }
  if (fn === "lexsort") {
    const shape = randomShape(random, random.int(0, 2));
    const keys = Array.from({ length: random.int(random.chance(0.04) ? 0 : 1, 3) }, () =>
      operand(builder, {
        dtype: nativeComplex(sortable(random)),
        shape: random.chance(0.97) ? shape : [2],
        values: "unit",
      }),
    );
    maybe(random, 0.4, kw, "axis", () => axisOf(random, shape.length));
    builder.call("r", fn, [keys], kw);
    return;
  }
  const shape = randomShape(random);
  const a = operand(builder, {
    dtype,
    shape,
    values: random.pick(["small", "special", "unit", "distinct"]),
  });
  if (fn === "sort_complex") {
    builder.tol = { zeroSign: true };
    builder.call("r", "sort", [a]);
    return;
  }
  const axis = axisOf(random, shape.length);
  maybe(random, 0.6, kw, "axis", () => (random.chance(0.12) ? null : axis));
  if (fn === "sort" || fn === "argsort") {
    kw["kind"] = random.pick(["stable", "mergesort", "heapsort", "quicksort"]);
    if (fn === "sort") builder.tol = { zeroSign: true };
    else kw["kind"] = "stable";
    if (fn === "argsort" && random.chance(0.5)) builder.method("r", a.v, fn, [], kw);
    else builder.call("r", fn, [a], kw);
    return;
  }
  const length =
    kw["axis"] === null ? size(shape) : (shape.at((kw["axis"] as number | undefined) ?? -1) ?? 1);
  const wrong = random.chance(0.06);
  const kth = (): number => (length === 0 ? 0 : random.int(-length, wrong ? length : length - 1));
  const args: Arg[] = [random.chance(0.7) ? kth() : list(random.int(1, 3), kth)];
  // Only what stands at the kth places is defined: the rest is looked at sorted.
  builder.call(fn === "partition" ? "q" : "q", fn, [a, ...args], kw);
  builder.call("r", "shape", [{ v: "q" }]);
  builder.show = ["r"];
}

function sets(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick([
    "intersect1d",
    "union1d",
    "setdiff1d",
    "setxor1d",
    "isin",
    "isin",
    "unique_values",
    "unique_counts",
    "unique_inverse",
    "unique_all",
    "unique",
  ]);
  builder.op = fn;
  // NumPy hashes swapped bytes as if they were not.
  const native = (): DSpec =>
    random.chance(0.85) ? numeric(random, undefined, 0) : random.pick(["S4", "<U3"]);
  const dtype = native();
  const other = random.chance(0.6) ? dtype : native();
  // Which of equal NaN comes first is left to an unstable sort.
  const complex = [dtype, other].some((one) => typeof one === "string" && one.includes("c"));
  // which of two zeros comes first too, which shows in their text
  const [one, two] = [dtype, other].map((each) => "SU".includes(layoutOf(each).kind));
  const unstable = complex || fn === "unique_inverse" || one !== two;
  const values = random.pick(["small", "unit", unstable ? "small" : "special"] as const);
  const a = operand(builder, {
    dtype,
    values,
    ...(random.chance(0.6) ? { shape: [random.int(0, 9)] } : {}),
  });
  const kw: Record<string, Arg> = {};
  builder.tol = { zeroSign: true, anyNaN: true };
  if (fn.startsWith("unique")) {
    if (fn === "unique_values") {
      builder.call("u", fn, [a]);
      // Hashed values come in no order that NumPy promises.
      builder.call("r", "sort", [{ v: "u" }], { axis: null });
      builder.show = ["r"];
    } else builder.call("r", fn, [a], kw);
    return;
  }
  const b = operand(builder, {
    dtype: other,
    values,
    ...(random.chance(0.6) ? { shape: [random.int(0, 9)] } : {}),
  });
  if (fn === "isin") {
    maybe(random, 0.3, kw, "invert", () => random.chance(0.7));
    maybe(random, 0.3, kw, "kind", () =>
      random.pick(["sort", values === "special" ? null : "table", null]),
    );
    builder.call("r", fn, [a, random.chance(0.1) ? integer(random) : b], kw);
    return;
  }
  if (fn === "intersect1d") maybe(random, 0.3, kw, "return_indices", () => true);
  builder.call("r", fn, [a, b], kw);
}

/** One random searching case. */
export function searching(builder: CaseBuilder): void {
  builder.random.weighted([
    [places, 3],
    [taking, 4],
    [putting, 4],
    [ordering, 4],
    [sets, 4],
  ] as const)(builder);
  // what is made anew may be of swapped bytes, which sets do not take: see there
  if (builder.random.chance(0.06) && !/unique|1d$/.test(builder.op)) spoil(builder);
}
