// Cases for picking and writing by position: take, put, choose, compress, extract, place, putmask, select, along axes.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { anyDtype, layoutOf, NUMERIC, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { scalarFor, weak } from "./arguments.js";

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const modes = ["raise", "wrap", "clip"] as const;

/** Positions along an axis, mostly within it. */
function positions(
  builder: CaseBuilder,
  shape: readonly number[],
  length: number,
  stray: number,
  lists = true,
): Arg {
  const { random } = builder;
  const type = random.pick(["<i8", "<i8", "<i8", "<i4", "|i1", ">i2", "|u1", "?", "<u8", "<f8"]);
  const layout = layoutOf(type);
  const draw = (): number => {
    if (length === 0 || random.chance(stray)) return random.int(-2 * length - 1, 2 * length + 1);
    return random.int(-length, length - 1);
  };
  if (lists && random.chance(0.25) && shape.length === 1) {
    return { l: Array.from({ length: shape[0]! }, draw) };
  }
  const name = builder.exact(type, shape, (view, at) => {
    const value = draw();
    const { itemsize, little, kind } = layout;
    if (kind === "f") view.setFloat64(at, value, true);
    else if (kind === "b") view.setUint8(at, value & 1);
    else if (itemsize === 8)
      view.setBigInt64(at, BigInt(kind === "u" ? Math.abs(value) : value), little);
    else if (itemsize === 4) view.setInt32(at, value, little);
    else if (itemsize === 2) view.setInt16(at, value, little);
    else view.setInt8(at, kind === "u" ? Math.abs(value) : value);
  });
  return { v: name };
}

function axisOf(random: Random, ndim: number): number {
  return ndim === 0 || random.chance(0.03)
    ? random.int(-ndim - 1, ndim)
    : random.int(-ndim, ndim - 1);
}

function take(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "take";
  const shape = randomShape(random);
  const name = builder.array({ shape });
  const kw: Record<string, Arg> = {};
  const flat = random.chance(0.3);
  const axis = axisOf(random, shape.length);
  if (!flat) kw["axis"] = axis;
  else if (random.chance(0.3)) kw["axis"] = null;
  const length = flat ? product(shape) : (shape.at(axis) ?? 1);
  const drawn = random.chance(0.5) ? undefined : random.pick(modes);
  // NumPy adds 0 to an index below 0 until it is none, and so never ends
  const mode = drawn === "wrap" && length === 0 ? "clip" : drawn;
  if (mode !== undefined) kw["mode"] = mode;
  const own = randomShape(
    random,
    random.weighted([
      [0, 1],
      [1, 5],
      [2, 2],
    ] as const),
    4,
  );
  const stray = mode === undefined || mode === "raise" ? 0.01 : 0.3;
  const given =
    own.length === 0 && random.chance(0.5)
      ? random.int(-length - 1, length)
      : positions(builder, own, length, stray);
  if (random.chance(0.15)) {
    const at = axis < 0 ? axis + shape.length : axis;
    const result = flat ? own : [...shape.slice(0, at), ...own, ...shape.slice(at + 1)];
    const dtype = random.chance(0.6) ? builder.arrays[name]!.dtype : numeric(random);
    kw["out"] = {
      v: builder.array({
        dtype,
        shape: random.chance(0.1) ? [...result, 2] : result,
        target: true,
      }),
    };
  }
  if (random.chance(0.5)) builder.method("r", name, "take", [given], kw);
  else builder.call("r", "take", [{ v: name }, given], kw);
}

function put(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "put";
  const shape = randomShape(random);
  const dtype = anyDtype(random);
  const name = builder.array({ shape, dtype, target: true, readonly: random.chance(0.03) });
  const count = random.int(0, 5);
  const mode = random.chance(0.5) ? undefined : random.pick(modes);
  const stray = mode === undefined || mode === "raise" ? 0.01 : 0.3;
  const given = positions(
    builder,
    random.chance(0.2) ? [2, count] : [count],
    product(shape),
    stray,
  );
  const number = typeof dtype === "string" && /[?iufc]/.test(dtype);
  const source: Arg = random.chance(0.4)
    ? scalarFor(random, dtype)
    : {
        v: builder.array({
          dtype: number && random.chance(0.5) ? numeric(random) : dtype,
          shape: [random.int(0, 6)],
        }),
      };
  const raw = typeof dtype === "string" && dtype.startsWith("V");
  if (raw) {
    put(builder);
    return;
  }
  const kw: Record<string, Arg> = mode === undefined ? {} : { mode };
  if (random.chance(0.5)) builder.step({ fn: "put", args: [{ v: name }, given, source], kw });
  else builder.step({ m: [name, "put"], args: [given, source], kw });
}

function choose(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "choose";
  const shape = randomShape(random, random.int(0, 3), 4);
  const count = random.int(1, 4);
  const mode = random.chance(0.5) ? undefined : random.pick(modes);
  const stray = mode === undefined || mode === "raise" ? 0.005 : 0.3;
  const name = builder.exact("<i8", narrowed(random, shape), (view, at) => {
    const value = random.chance(stray) ? random.int(-6, 6) : random.int(0, count - 1);
    view.setBigInt64(at, BigInt(value), true);
  });
  const shared = random.chance(0.5) ? numeric(random) : null;
  const list = Array.from({ length: count }, (): Arg => {
    if (random.chance(0.15)) return weak(random);
    const own = random.chance(0.02) ? [...shape, 3] : narrowed(random, shape, 0.2);
    return { v: builder.array({ dtype: shared ?? numeric(random), shape: own }) };
  });
  // of integers beyond 64 bits alone NumPy makes objects
  const isNamed = (one: Arg) => typeof one === "object" && one !== null && "v" in one;
  if (!list.some(isNamed)) list[0] = { v: builder.array({ dtype: "<f8", shape: [] }) };
  const kw: Record<string, Arg> = mode === undefined ? {} : { mode };
  if (random.chance(0.1)) {
    // NumPy's casts of floats out of range to uint32 depend on how many there are
    const dtype = numeric(
      random,
      NUMERIC.filter((type) => type !== "u4"),
    );
    kw["out"] = { v: builder.array({ dtype, shape, target: true, placement: "C" }) };
  }
  builder.call("r", "choose", [{ v: name }, random.chance(0.5) ? { l: list } : list], kw);
}

function truths(builder: CaseBuilder, shape: readonly number[]): Arg {
  const { random } = builder;
  if (random.chance(0.2) && shape.length === 1) {
    return { l: Array.from({ length: shape[0]! }, () => random.chance(0.5)) };
  }
  if (random.chance(0.2))
    return { v: builder.array({ dtype: numeric(random), shape, values: "unit" }) };
  return { v: builder.exact("?", shape, (view, at) => view.setUint8(at, random.int(0, 1))) };
}

function underMask(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["compress", "extract", "place", "putmask", "place", "putmask", "copyto"]);
  builder.op = fn;
  const shape = randomShape(random);
  const size = product(shape);
  if (fn === "compress") {
    const name = builder.array({ shape });
    const kw: Record<string, Arg> = {};
    const axis = axisOf(random, shape.length);
    if (random.chance(0.7)) kw["axis"] = axis;
    const length = "axis" in kw ? (shape.at(axis) ?? 1) : size;
    const own = Math.max(0, length + random.pick([0, 0, 0, -1, 1]));
    builder.call(
      "r",
      fn,
      [truths(builder, random.chance(0.03) ? [own, 1] : [own]), { v: name }],
      kw,
    );
    return;
  }
  if (fn === "extract") {
    const name = builder.array({ shape });
    const own = random.chance(0.7) ? shape : [Math.max(0, size + random.pick([0, -1, 1]))];
    builder.call("r", fn, [truths(builder, own), { v: name }]);
    return;
  }
  const dtype = random.chance(0.7) ? numeric(random) : anyDtype(random);
  if (typeof dtype === "string" && dtype.startsWith("V")) {
    underMask(builder);
    return;
  }
  const name = builder.array({ shape, dtype, target: true, readonly: random.chance(0.02) });
  const number = typeof dtype === "string" && /[?iufc]/.test(dtype);
  const own = number && random.chance(0.4) ? numeric(random) : dtype;
  if (fn === "copyto") {
    const source: Arg = random.chance(0.3)
      ? number
        ? weak(random)
        : random.int(0, 9)
      : { v: builder.array({ dtype: own, shape: narrowed(random, shape) }) };
    const kw: Record<string, Arg> = { where: truths(builder, narrowed(random, shape)) };
    if (random.chance(0.5)) kw["casting"] = random.pick(["unsafe", "same_kind", "safe"]);
    builder.step({ fn, args: [{ v: name }, source], kw });
    return;
  }
  const source: Arg = random.chance(0.3)
    ? scalarFor(random, dtype)
    : { v: builder.array({ dtype: own, shape: random.chance(0.4) ? shape : [random.int(0, 6)] }) };
  const wrong = random.chance(0.03) ? [size + 1] : random.chance(0.3) ? [size] : shape;
  builder.step({ fn, args: [{ v: name }, truths(builder, wrong), source] });
}

function along(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["take_along_axis", "take_along_axis", "put_along_axis"]);
  builder.op = fn;
  const shape = randomShape(random, random.int(random.chance(0.05) ? 0 : 1, 3), 4);
  const dtype = fn === "take_along_axis" ? anyDtype(random) : numeric(random);
  const axis: number | null = random.chance(0.1) ? null : axisOf(random, shape.length);
  const target = fn === "put_along_axis";
  // NumPy flattens only what is contiguous
  const laid = target && axis === null ? ({ placement: "C" } as const) : {};
  const name = builder.array({ shape, dtype, target, ...laid });
  const at = axis === null ? 0 : axis < 0 ? axis + shape.length : axis;
  const own =
    axis === null
      ? [random.int(0, 5)]
      : shape.map((length, i) => (i === at ? random.int(0, 4) : random.chance(0.15) ? 1 : length));
  if (random.chance(0.03)) own.push(1);
  const index = positions(
    builder,
    own,
    axis === null ? product(shape) : (shape[at] ?? 1),
    0.003,
    false,
  );
  const kw: Record<string, Arg> = random.chance(0.85) || fn === "put_along_axis" ? { axis } : {};
  if (fn === "take_along_axis") builder.call("r", fn, [{ v: name }, index], kw);
  else {
    const value: Arg = random.chance(0.5)
      ? weak(random)
      : { v: builder.array({ dtype: numeric(random), shape: narrowed(random, own) }) };
    builder.step({ fn, args: [{ v: name }, index, value], kw });
  }
}

function select(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "select";
  const shape = randomShape(random, random.int(0, 3), 4);
  const count = random.int(random.chance(0.03) ? 0 : 1, 3);
  const conditions = Array.from({ length: count }, (): Arg => {
    const own = narrowed(random, shape);
    const name = builder.exact("?", own, (view, at) => view.setUint8(at, random.int(0, 1)));
    return random.chance(0.02)
      ? { v: builder.array({ dtype: numeric(random), shape: own }) }
      : { v: name };
  });
  const choices = Array.from(
    { length: random.chance(0.03) ? count + 1 : count },
    (): Arg =>
      random.chance(0.2)
        ? random.int(-5, 5)
        : { v: builder.array({ dtype: numeric(random), shape: narrowed(random, shape) }) },
  );
  const args: Arg[] = [{ l: conditions }, { l: choices }];
  if (random.chance(0.5)) args.push(random.int(-5, 5));
  builder.call("r", "select", args);
}

function nonzero(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["nonzero", "flatnonzero", "argwhere", "diagonal", "count_nonzero"]);
  builder.op = fn;
  const shape = randomShape(random, fn === "diagonal" ? random.int(2, 4) : undefined);
  const name = builder.array({ shape, dtype: numeric(random), values: "unit" });
  const kw: Record<string, Arg> = {};
  if (fn === "diagonal") {
    kw["offset"] = random.int(-3, 3);
    if (random.chance(0.5)) {
      kw["axis1"] = axisOf(random, shape.length);
      kw["axis2"] = axisOf(random, shape.length);
    }
  }
  builder.call("r", fn, [{ v: name }], kw);
}

/** One random case of picking and writing by position. */
export function taking(builder: CaseBuilder): void {
  builder.random.weighted([
    [take, 4],
    [put, 3],
    [choose, 2],
    [underMask, 5],
    [along, 3],
    [select, 1],
    [nonzero, 2],
  ] as const)(builder);
}
