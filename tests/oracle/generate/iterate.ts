// Cases for iterators and for building indices: flat, ndindex, ndenumerate, broadcast, unravel_index, r_, mgrid.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg, DSpec } from "../case.js";
import { anyDtype, layoutOf, numeric, structured } from "../dtypes.js";
import type { Random } from "../random.js";
import { scalarFor, weak } from "./arguments.js";
import { randomIndex } from "./indexing.js";

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** An array of integers between two bounds (now and then beyond), in memory order C. */
function positions(
  builder: CaseBuilder,
  shape: readonly number[],
  low: number,
  high: number,
  type: string = builder.random.pick(["<i8", "<i8", "<i4", "|i1", ">i2", "|u1", "<u4"]),
): Arg {
  const { random } = builder;
  const { itemsize, little } = layoutOf(type);
  const unsigned = type[1] === "u";
  const name = builder.exact(type, shape, (view, at) => {
    const stray = random.chance(0.015) ? random.pick([-1, 1]) : 0;
    let value = random.int(low, Math.max(low, high)) + stray * 3;
    if (unsigned) value = Math.max(0, value);
    if (itemsize === 8) view.setBigInt64(at, BigInt(value), little);
    else if (itemsize === 4) view.setInt32(at, value, little);
    else if (itemsize === 2) view.setInt16(at, value, little);
    else view.setInt8(at, value);
  });
  return { v: name };
}

function flatIndex(builder: CaseBuilder, size: number): Arg {
  const { random } = builder;
  const kind = random.weighted([
    ["one", 3],
    ["slice", 5],
    ["list", 4],
    ["nested", 1],
    ["mask", 2],
    ["all", 1],
    ["wrong", 0.5],
  ] as const);
  if (kind === "one") {
    return random.chance(0.1) || size === 0
      ? random.pick([size, -size - 1])
      : random.int(-size, size - 1);
  }
  if (kind === "slice") {
    const bound = (): number | null =>
      random.chance(0.35) ? null : random.int(-size - 2, size + 2);
    return { sl: [bound(), bound(), random.pick([null, null, 1, 2, -1, -2, 3, 0])] };
  }
  if (kind === "list") return positions(builder, [random.int(0, 6)], -size, size - 1);
  if (kind === "nested") {
    return positions(builder, randomShape(random, random.pick([0, 2]), 3), -size, size - 1);
  }
  if (kind === "mask") {
    const length = random.chance(0.07) ? size + 1 : size;
    const shape = random.chance(0.05) ? [length, 1] : [length];
    const name = builder.exact("?", shape, (view, at) => view.setUint8(at, random.int(0, 1)));
    return { v: name };
  }
  if (kind === "all") return { el: 1 };
  // floats and bare truth values are deprecated there, and refused here
  return random.pick<Arg>([null, { l: [true, false] }, { l: [] }]);
}

function flat(builder: CaseBuilder): void {
  const { random } = builder;
  const shape = randomShape(random);
  const size = product(shape);
  const what = random.pick(["list", "get", "get", "set", "set", "assign", "coords"] as const);
  builder.op = `flat ${what}`;
  const dtype = what === "list" ? numeric(random) : anyDtype(random);
  const writes = what === "set" || what === "assign";
  const readonly = writes && random.chance(0.03);
  const values = what === "list" ? ({ values: "small" } as const) : {};
  const name = builder.array({ shape, dtype, target: writes, readonly, ...values });
  builder.step({ to: "f", attr: [name, "flat"] });
  builder.show = ["r"];
  if (what === "list") builder.call("r", "list", [{ v: "f" }]);
  else if (what === "get") {
    const index = flatIndex(builder, size);
    builder.step({ to: "r", get: ["f", [index]] });
  } else if (what === "set" || what === "assign") {
    const count = random.int(0, size + 2);
    const source = random.chance(0.3) ? scalarFor(random, dtype) : valuesFor(builder, dtype, count);
    if (what === "assign") builder.step({ setattr: [name, "flat", source] });
    else builder.step({ set: ["f", [flatIndex(builder, size)], source] });
  } else {
    for (const attribute of ["index", "coords"]) {
      builder.step({ to: attribute, attr: ["f", attribute] });
    }
    builder.method("r", "f", "copy", []);
    builder.show = ["r", "index", "coords"];
  }
}

function valuesFor(builder: CaseBuilder, dtype: DSpec, count: number): Arg {
  const { random } = builder;
  // raw elements take the bytes of whatever buffer an array has: not tested
  if (typeof dtype === "string" && dtype.startsWith("V")) return scalarFor(random, dtype);
  const number = typeof dtype === "string" && /[?iufc]/.test(dtype);
  const own = number && random.chance(0.5) ? numeric(random) : dtype;
  const shape = random.chance(0.3) && count % 2 === 0 ? [2, count / 2] : [count];
  return { v: builder.array({ dtype: own, shape }) };
}

function walk(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["ndindex", "ndenumerate", "broadcast"]);
  builder.op = fn;
  builder.show = ["r"];
  if (fn === "ndindex") {
    const shape = randomShape(random, random.int(0, 4), 4);
    if (random.chance(0.05)) shape.push(-1);
    builder.call("i", fn, random.chance(0.5) ? shape : [shape]);
  } else if (fn === "ndenumerate") {
    const name = builder.array({ dtype: numeric(random), values: "small" });
    builder.call("i", fn, [{ v: name }]);
  } else {
    const shape = randomShape(random, random.int(0, 3), 4);
    const names = Array.from({ length: random.int(0, 4) }, () =>
      builder.array({
        dtype: numeric(random),
        values: "small",
        shape: random.chance(0.05) ? [...shape, 7] : narrowed(random, shape),
      }),
    );
    builder.call(
      "i",
      fn,
      names.map((v) => ({ v })),
    );
    builder.show = ["r"];
    for (const attribute of ["shape", "size", "nd", "ndim", "numiter", "index"]) {
      builder.step({ to: attribute, attr: ["i", attribute] });
      builder.show.push(attribute);
    }
  }
  builder.call("r", "list", [{ v: "i" }]);
}

function unravel(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "unravel_index";
  const dims = randomShape(random, random.int(0, 4), 5);
  if (random.chance(0.05)) dims.push(2 ** random.pick([20, 31, 33, 52, 62]));
  const size = Math.min(product(dims), 100);
  const shape = randomShape(
    random,
    random.weighted([
      [0, 2],
      [1, 4],
      [2, 2],
      [3, 1],
    ] as const),
    4,
  );
  const roll = random.unit();
  const given: Arg =
    roll < 0.15
      ? random.int(-1, size)
      : roll < 0.2
        ? { v: builder.array({ dtype: random.pick(["?", "<f8", "S2"]), shape }) }
        : positions(builder, shape, 0, size - 1);
  const kw: Record<string, Arg> = {};
  if (random.chance(0.4)) kw["order"] = random.pick(["C", "F", "F", "A"]);
  const single = dims.length === 1 && random.chance(0.3);
  builder.call("r", "unravel_index", [given, single ? dims[0]! : dims], kw);
}

function ravel(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "ravel_multi_index";
  const dims = randomShape(random, random.int(0, 4), 5);
  const shape = randomShape(random, random.int(0, 2), 4);
  const mode = random.weighted([
    ["raise", 3],
    ["wrap", 2],
    ["clip", 2],
  ] as const);
  const slack = mode === "raise" ? 0 : 4;
  const list = dims.map((length): Arg => {
    if (random.chance(0.2)) return random.int(-slack, length - 1 + slack);
    const own = random.chance(0.03) ? [...shape, 3] : narrowed(random, shape);
    return positions(builder, own, -slack, length - 1 + slack);
  });
  if (random.chance(0.03)) list.push(0);
  const kw: Record<string, Arg> = {};
  if (random.chance(0.3)) kw["order"] = random.pick(["C", "F", "F", "K"]);
  if (random.chance(0.3)) kw["mode"] = dims.map(() => random.pick(["wrap", "clip", "raise"]));
  else if (mode !== "raise") kw["mode"] = mode;
  builder.call("r", "ravel_multi_index", [list, dims], kw);
}

function gridPart(random: Random): Arg {
  const bound = (): Arg =>
    random.chance(0.3) ? { f: String(random.int(-9, 9) + 0.5) } : random.int(-5, 8);
  const step = random.weighted<Arg>([
    [null, 3],
    [random.int(1, 3), 3],
    [-1, 1],
    [{ f: "0.75" }, 1],
    [{ c: ["0", String(random.int(1, 5))] }, 3],
    [0, 0.2],
  ]);
  return { sx: [random.chance(0.25) ? null : bound(), bound(), step] };
}

function grid(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["mgrid", "ogrid"]);
  builder.op = fn;
  builder.tol = { zeroSign: true };
  const items = Array.from({ length: random.int(1, 3) }, () => gridPart(random));
  builder.step({ to: "r", brackets: [fn, items] });
}

function brackets(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["r_", "r_", "c_"]);
  builder.op = fn;
  builder.tol = { zeroSign: true };
  const items: Arg[] = [];
  const directed = fn === "r_" && random.chance(0.5);
  if (directed) {
    items.push(
      random.pick([
        "0,2",
        "1,2",
        "0,2,0",
        "1,2,0",
        "-1,3,1",
        "0,3,-1",
        "1",
        "-1",
        "0,1",
        "a",
        "1,b",
      ]),
    );
  }
  const length = random.int(1, 4);
  const count = random.int(1, 4);
  for (let i = 0; i < count; i++) {
    const roll = random.unit();
    if (roll < 0.25) items.push(directed ? { sx: [0, length, null] } : gridPart(random));
    else if (roll < 0.45) items.push(weak(random));
    else if (roll < 0.6) items.push({ l: Array.from({ length }, () => random.int(-9, 9)) });
    else {
      const shape = random.chance(0.75) ? [length] : [random.int(1, 3), length];
      items.push({ v: builder.array({ dtype: numeric(random), shape }) });
    }
  }
  if (items.length === 1 && typeof items[0] === "string") items.push(1);
  // one string alone is a matrix expression in NumPy
  builder.step({ to: "r", brackets: [fn, items] });
}

function indexTools(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["ix_", "fill_diagonal", "fill_diagonal", "getfield", "setfield", "s_"]);
  builder.op = fn;
  if (fn === "ix_") {
    const lists = Array.from({ length: random.int(0, 4) }, (): Arg => {
      const length = random.int(0, 4);
      if (random.chance(0.3)) return { l: Array.from({ length }, () => random.chance(0.5)) };
      if (random.chance(0.3)) return { l: Array.from({ length }, () => random.int(0, 9)) };
      const shape = random.chance(0.05) ? [] : [length];
      return { v: builder.array({ dtype: numeric(random), shape }) };
    });
    builder.call("r", fn, lists);
  } else if (fn === "s_") {
    const shape = randomShape(random);
    const index = randomIndex(builder, shape, 0);
    builder.step({ to: "r", brackets: [random.pick(["s_", "index_exp"]), index] });
  } else if (fn === "fill_diagonal") {
    const side = random.int(0, 4);
    const shape = random.chance(0.7)
      ? [random.int(0, 7), random.int(0, 4)]
      : new Array<number>(random.int(1, 4)).fill(side);
    if (random.chance(0.05)) shape.push(side + 1);
    const dtype = anyDtype(random);
    const name = builder.array({ dtype, shape, target: true, readonly: random.chance(0.03) });
    const value = random.chance(0.5)
      ? scalarFor(random, dtype)
      : valuesFor(builder, dtype, random.int(0, 5));
    builder.step({
      fn,
      args: [{ v: name }, value],
      ...(random.chance(0.5) ? { kw: { wrap: random.chance(0.6) } } : {}),
    });
  } else {
    const dtype = random.chance(0.3) ? structured(random) : numeric(random);
    const name = builder.array({ dtype, target: fn === "setfield" });
    const { itemsize } = layoutOf(dtype);
    const part = numeric(random);
    const offset = random.chance(0.05)
      ? -1
      : random.int(0, Math.max(0, itemsize - layoutOf(part).itemsize));
    const rest: Arg[] = random.chance(0.3) ? [{ d: part }] : [{ d: part }, offset];
    if (fn === "getfield") builder.method("r", name, fn, rest);
    else builder.step({ m: [name, fn], args: [scalarFor(random, part), ...rest] });
  }
}

/** One random case of iterators and index builders. */
export function iterate(builder: CaseBuilder): void {
  builder.random.weighted([
    [flat, 6],
    [walk, 3],
    [unravel, 2],
    [ravel, 2],
    [grid, 2],
    [brackets, 3],
    [indexTools, 3],
  ] as const)(builder);
}
