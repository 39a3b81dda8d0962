// Cases for indexing, get and set: basic, advanced, mixed, masks, fields, out of bounds.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg, DSpec } from "../case.js";
import { anyDtype, layoutOf, numeric, structured } from "../dtypes.js";
import type { Random } from "../random.js";
import { scalarFor } from "./arguments.js";

const INDEX_TYPES = ["i8", "i8", "i8", "i4", "i2", "i1", "u1", "u2", "u4", "u8"] as const;

function integerIndex(random: Random, length: number): number {
  if (length === 0 || random.chance(0.03)) return random.pick([length, -length - 1, length + 5]);
  return random.int(-length, length - 1);
}

function sliceIndex(random: Random, length: number): Arg {
  const bound = (): number | null => {
    if (random.chance(0.35)) return null;
    return random.int(-length - 2, length + 2);
  };
  const step = random.weighted([
    [null, 5],
    [1, 1],
    [2, 2],
    [-1, 3],
    [-2, 1],
    [3, 1],
    [-7, 0.5],
    [0, 0.1],
  ] as const);
  return { sl: [bound(), bound(), step] };
}

/** An integer array index, as a declared array or as a nested list. */
function integerArray(builder: CaseBuilder, shape: readonly number[], length: number): Arg {
  const { random } = builder;
  if (random.chance(0.35) && shape.length > 0 && shape.every((n) => n > 0)) {
    const nested = (axes: readonly number[]): Arg =>
      axes.length === 0
        ? integerIndex(random, length)
        : { l: Array.from({ length: axes[0]! }, () => nested(axes.slice(1))) };
    return nested(shape);
  }
  const type = random.pick(INDEX_TYPES);
  const signed = type.startsWith("i");
  const { itemsize } = layoutOf(`<${type}`);
  const name = builder.exact(`<${type}`, shape, (view, at) => {
    let index = integerIndex(random, length);
    if (!signed && index < 0) index = Math.max(0, index + length);
    if (itemsize === 8) view.setBigInt64(at, BigInt(index), true);
    else if (itemsize === 4) view.setInt32(at, index, true);
    else if (itemsize === 2) view.setInt16(at, index, true);
    else view.setInt8(at, index);
  });
  return { v: name };
}

function maskArray(builder: CaseBuilder, axes: readonly number[]): Arg {
  const { random } = builder;
  const shape = axes.map((length) => (random.chance(0.03) ? length + 1 : length));
  if (random.chance(0.3) && shape.length === 1 && shape[0]! > 0) {
    return { l: Array.from({ length: shape[0]! }, () => random.chance(0.5)) };
  }
  const density = random.pick([0, 0.3, 0.5, 0.5, 0.5, 1]);
  const name = builder.exact("?", shape, (view, at) => {
    view.setUint8(at, random.chance(density) ? 1 : 0);
  });
  return { v: name };
}

/** A random index for an array of the given shape; `advanced` says how likely arrays in it are. */
export function randomIndex(
  builder: CaseBuilder,
  shape: readonly number[],
  advanced: number,
): Arg[] {
  const { random } = builder;
  const together = randomShape(
    random,
    random.weighted([
      [0, 0.3],
      [1, 3],
      [2, 1],
    ] as const),
    4,
  );
  const items: Arg[] = [];
  const consume = (axis: number): number => {
    const length = shape[axis]!;
    const useAdvanced = random.chance(advanced);
    if (useAdvanced && random.chance(0.25)) {
      const span = random.chance(0.3) ? Math.min(2, shape.length - axis) : 1;
      items.push(maskArray(builder, shape.slice(axis, axis + span)));
      return span;
    }
    if (useAdvanced) {
      const own = random.chance(0.03) ? [...together, 3] : narrowed(random, together, 0.15);
      items.push(integerArray(builder, own, length));
    } else if (random.chance(0.4)) items.push(integerIndex(random, length));
    else items.push(sliceIndex(random, length));
    return 1;
  };
  const wanted = random.int(random.chance(0.8) && shape.length > 0 ? 1 : 0, shape.length);
  for (let axis = 0; axis < wanted; ) axis += consume(axis);
  decorate(builder, items, advanced > 0);
  return items;
}

/** Adds an ellipsis, new axes, and rarely something that is not allowed. */
function decorate(builder: CaseBuilder, items: Arg[], arrays: boolean): void {
  const { random } = builder;
  const insert = (item: Arg): void => {
    items.splice(random.int(0, items.length), 0, item);
  };
  if (random.chance(0.25)) insert({ el: 1 });
  while (random.chance(0.15)) insert(null);
  if (random.chance(0.02)) insert(random.chance(0.5));
  if (random.chance(0.01)) insert({ el: 1 });
  if (random.chance(0.015)) insert({ f: "1.5" });
  if (random.chance(0.02)) insert(0);
  if (random.chance(0.01)) insert({ sl: [null, null, null] });
  if (random.chance(0.003))
    insert({ i: random.pick(["18446744073709551616", "-9223372036854775809"]) });
  if (!arrays) return;
  if (random.chance(0.02)) {
    insert({ v: builder.exact("?", [], (view, at) => view.setUint8(at, random.int(0, 1))) });
  }
  if (random.chance(0.015)) insert({ l: random.chance(0.7) ? [] : [{ l: [] }] });
  if (random.chance(0.01)) insert({ v: builder.array({ dtype: "<f8", shape: [2] }) });
  if (random.chance(0.01)) insert({ v: builder.exact("?", [0], () => {}) });
}

/** NumPy's shape of `array[index]` is not computed here: values broadcast or fail, both are tested. */
function assigned(builder: CaseBuilder, dtype: DSpec, shape: readonly number[]): Arg {
  const { random } = builder;
  const roll = random.unit();
  if (roll < 0.4) return scalarFor(random, dtype);
  if (roll < 0.5 && typeof dtype === "string" && dtype !== "?") {
    return { l: Array.from({ length: random.pick([1, 1, 2, 3]) }, () => scalarFor(random, dtype)) };
  }
  const source =
    typeof dtype === "string" && /[?iufc]/.test(dtype) && random.chance(0.6)
      ? numeric(random)
      : dtype;
  const kept = narrowed(random, shape, 0.4);
  // One raw element takes the bytes of whatever buffer an array has: not tested.
  const raw = typeof dtype === "string" && dtype.startsWith("V");
  return { v: builder.array({ dtype: source, shape: raw || random.chance(0.3) ? [] : kept }) };
}

function get(builder: CaseBuilder): void {
  const { random } = builder;
  const shape = randomShape(random);
  const name = builder.array({ shape });
  const advanced = random.pick([0, 0, 0.4, 0.9]);
  builder.op = advanced === 0 ? "get basic" : "get advanced";
  const index = randomIndex(builder, shape, advanced);
  builder.step({ to: "r", get: [name, index] });
  // Only an array is indexed again: Python's scalars are not arrays.
  const slices = index.some((item) => typeof item === "object" && item !== null && "sl" in item);
  if (random.chance(0.15) && advanced === 0 && slices) {
    builder.op = "get twice";
    builder.step({ to: "s", get: ["r", [{ el: 1 }, sliceIndex(random, 3)]] });
  }
}

function set(builder: CaseBuilder): void {
  const { random } = builder;
  const shape = randomShape(random);
  const dtype = anyDtype(random);
  const advanced = random.pick([0, 0, 0.4, 0.9]);
  builder.op = advanced === 0 ? "set basic" : "set advanced";
  const name = builder.array({ shape, dtype, target: true, readonly: random.chance(0.02) });
  const index = randomIndex(builder, shape, advanced);
  builder.step({ set: [name, index, assigned(builder, dtype, shape)] });
}

/** The value is exactly of the selected shape: assigned through a copy of the selection. */
function setSelection(builder: CaseBuilder): void {
  const { random } = builder;
  const shape = randomShape(random);
  const dtype = anyDtype(random);
  builder.op = "set selection";
  const name = builder.array({ shape, dtype, target: true });
  const other = builder.array({ shape, dtype, placement: "C" });
  const index = randomIndex(builder, shape, random.pick([0, 0.4, 0.9]));
  builder.step({ to: "r", get: [other, index] });
  builder.step({ set: [name, index, { v: "r" }] });
  builder.show = [];
}

function setOverlap(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "set overlap";
  const shape = randomShape(random, random.int(1, 3));
  const [target, source] = builder.overlapping(2, numeric(random), shape);
  builder.step({ set: [target!, [{ el: 1 }], { v: source! }] });
}

function fields(builder: CaseBuilder): void {
  const { random } = builder;
  const dtype = structured(random);
  const names = (layoutOf(dtype).fields ?? []).map((field) => field.name);
  const shape = randomShape(random);
  const name = builder.array({ dtype, shape, target: true });
  const single = random.chance(0.6);
  builder.op = single ? "field" : "fields";
  const field = random.chance(0.04) ? "missing" : random.pick(names);
  const several = random.shuffle(names).slice(0, random.int(1, names.length));
  builder.step({ to: "r", field: [name, single ? field : { l: several }] });
  if (random.chance(0.4)) {
    builder.op += " get";
    builder.step({ to: "s", get: ["r", randomIndex(builder, shape, 0.3)] });
  } else if (random.chance(0.3) && single) {
    const spec = layoutOf(dtype).fields?.find((one) => one.name === field)?.layout;
    if (spec !== undefined && /[biuf]/.test(spec.kind)) {
      builder.op += " set";
      builder.step({ set: ["r", randomIndex(builder, shape, 0.3), random.int(0, 9)] });
    }
  }
}

/** Several fields of records at once: a view that is written through. */
function setFields(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "set fields";
  const dtype = structured(random);
  const fieldsOf = layoutOf(dtype).fields ?? [];
  const names = fieldsOf.map((field) => field.name);
  const shape = randomShape(random);
  const name = builder.array({ dtype, shape, target: true });
  const several = random.shuffle(names).slice(0, random.int(1, names.length));
  builder.step({ to: "r", field: [name, { l: several }] });
  // which of several texts that are no numbers is met first depends on NumPy's buffers
  const same = fieldsOf.some(({ layout }) => !/[biufc]/.test(layout.kind) || layout.sub);
  const source = builder.array({ dtype, shape: narrowed(random, shape, 0.3) });
  builder.step({
    to: "s",
    field: [source, { l: same || random.chance(0.8) ? several : names.slice(0, several.length) }],
  });
  // through index arrays NumPy copies whole records, the fields that were not named too
  builder.step({
    set: ["r", random.chance(0.7) ? [{ el: 1 }] : randomIndex(builder, shape, 0), { v: "s" }],
  });
  builder.show = [];
}

/** One random indexing case. */
export function indexing(builder: CaseBuilder): void {
  builder.random.weighted([
    [get, 8],
    [set, 7],
    [setSelection, 3],
    [setOverlap, 2],
    [fields, 3],
    [setFields, 2],
  ] as const)(builder);
}
