// The elements of an array in C order as one line, whatever its shape and strides: NumPy's flatiter, `a.flat`.
// Reads and writes by flat position; what an index over several axes means is index-plan.ts.

import { type DType, dtype as toDtype } from "../core/dtype.js";
import { codecOf } from "../core/element.js";
import { IndexError, ValueError } from "../core/errors.js";
import { isCContiguous } from "../core/layout.js";
import { makeArray, makeView, NDArray, newArray } from "../core/ndarray.js";
import { parseIndex, resolveSlice, Slice } from "../core/slice.js";
import type { DTypeKey, ItemOf } from "../core/types.js";
import { noteCopy } from "../memory/tracker.js";
import { arrayFromValues, isMemory, viewOfMemory } from "./convert.js";
import { castArray, copyArray } from "./copy.js";
import { setIndex, valueArray } from "./index-set.js";
import { indexValues } from "./index-values.js";
import { moveItems } from "./move-items.js";
import { mayOverlap } from "./overlapping.js";
import { flattenArray, ravelArray } from "./reshape.js";
import { exactNumber } from "./values.js";
import { byteOffsets } from "./walk.js";

/** What `flat.at` and `flat.set` take: an integer, a slice (or its text), a mask, integer positions. */
export type FlatIndex =
  | number
  | bigint
  | string
  | Slice
  | NDArray
  | ArrayBufferView
  | readonly unknown[];

/** Flat positions: a progression, or a list of them. */
type Positions =
  | { kind: "range"; start: number; step: number; length: number }
  | { kind: "list"; values: Float64Array; shape: readonly number[] };

const int64 = toDtype("int64");

/** Where to write: one position, or others that are looked at late. */
type FlatTarget = { kind: "one"; at: number } | { kind: "many"; places: () => Positions };

/**
 * An iterator over the elements of an array in C order, which also reads and writes by flat position. Got from
 * `a.flat`; each access makes a new one, at the first element. Iterating gives JavaScript values, as `item` does:
 * nothing is allocated for them.
 *
 * @example
 * ```ts
 * const a = np.array([[1, 2], [3, 4]]);
 * [...a.T.flat]; // => 1,3,2,4
 * a.flat.at("1:3"); // => [2 3]
 * a.flat.set([0, 3], [10, 40]);
 * a; // => [[10  2] [ 3 40]]
 * ```
 */
export class FlatIter<D extends DTypeKey = DTypeKey> implements IterableIterator<ItemOf<D>> {
  /** The array that is walked. */
  readonly base: NDArray<D>;
  #index = 0;
  #byte: number;
  readonly #counter: number[];

  /** @internal Got from `a.flat`. */
  constructor(base: NDArray<D>) {
    if (!((base as unknown) instanceof NDArray)) {
      throw new TypeError(
        "cannot create 'numpy.flatiter' instances (a.flat gives the one of an array)",
      );
    }
    base.touch();
    this.base = base;
    this.#byte = base.byteOffset;
    this.#counter = new Array<number>(base.ndim).fill(0);
  }

  /** The flat position of the element that comes next. */
  get index(): number {
    return this.#index;
  }

  /** The position along each axis of the element that comes next. */
  get coords(): number[] {
    return this.#counter.slice();
  }

  /** How many elements there are in all. */
  get length(): number {
    return this.base.size;
  }

  [Symbol.iterator](): this {
    return this;
  }

  /**
   * The next element.
   *
   * @returns a step of JavaScript's iteration, its value as `item()` gives it
   * @throws RangeError for a 64-bit integer that a number cannot hold
   * @example
   * ```ts
   * np.array([5, 7]).flat.next().value; // => 5
   * ```
   */
  next(): IteratorResult<ItemOf<D>, undefined> {
    const { base } = this;
    if (this.#index >= base.size) return { done: true, value: undefined };
    const view = base.touch().views.dataView;
    const value = exactNumber(codecOf(base.dtype).read(view, this.#byte), base.dtype);
    this.#step();
    return { done: false, value: value as ItemOf<D> };
  }

  #step(): void {
    const { _shape: shape, _strides: strides } = this.base;
    this.#index += 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      this.#byte += strides[axis]!;
      // the outermost axis runs past its end, as NumPy's coords show
      if (++this.#counter[axis]! < shape[axis]! || axis === 0) return;
      this.#byte -= shape[axis]! * strides[axis]!;
      this.#counter[axis] = 0;
    }
    if (shape.length === 0) this.#index = 1;
  }

  /**
   * Goes back to the first element. Ours, for `np.broadcast`; returns no array.
   *
   * @throws nothing
   * @example
   * ```ts
   * const flat = np.array([5, 7]).flat;
   * flat.next();
   * flat.rewind();
   * flat.index; // => 0
   * ```
   */
  rewind(): void {
    this.#index = 0;
    this.#byte = this.base.byteOffset;
    this.#counter.fill(0);
  }

  /**
   * Elements by flat position: a copy for slices, masks and lists of positions, a 0-d view for an integer.
   *
   * @throws IndexError out of bounds, or for what is no index of one axis
   * @example
   * ```ts
   * np.arange(6).reshape(2, 3).T.flat.at("1:4"); // => [3 1 4]
   * ```
   */
  at(...index: FlatIndex[]): NDArray<D> {
    const { base } = this;
    base.live();
    const target = targetOf(base.size, itemsOf(index));
    if (target.kind === "one") {
      const byte = byteOf(base, withinSize(target.at, base.size));
      return makeView(base, byte, [], [], base.dtype, "flat.at");
    }
    const places = target.places();
    const shape = places.kind === "range" ? [places.length] : places.shape;
    const made = newArray(shape.slice(), base.dtype);
    move(made, ownPoints(made), base, bytesOf(base, places));
    noteCopy(made.nbytes, "advanced-index", "flat.at");
    return made;
  }

  /**
   * Assigns by flat position. Values are taken in C order, repeated where there are fewer than positions; further
   * ones are left. A list of positions may stand by itself, `flat.set([0, 3], …)`, since there is one axis only.
   * Returns no array.
   *
   * @throws IndexError out of bounds, ValueError for a read-only array or several values at one position
   * @example
   * ```ts
   * const a = np.zeros([2, 3], "int64");
   * a.flat.set("::2", [1, 2]);
   * a; // => [[1 0 2] [0 1 0]]
   * ```
   */
  set(index: FlatIndex, value: unknown): void {
    const { base } = this;
    base.live();
    base.assertWriteable("underlying array");
    const items = tupleOf(index);
    if (items.length === 0 || (items[0] === "..." && items[0] !== index)) {
      throw new IndexError("Assigning to a flat iterator with a 0-D index is not supported");
    }
    assignFlat(base, targetOf(base.size, itemsOf(items)), value);
  }

  /**
   * The elements in one dimension. A copy.
   *
   * @throws DisposedError if the array's memory is gone
   * @example
   * ```ts
   * np.array([[1, 2], [3, 4]]).T.flat.copy(); // => [1 3 2 4]
   * ```
   */
  copy(): NDArray<D> {
    return flattenArray(this.base);
  }

  /**
   * The elements in one dimension: a view of a contiguous array, else a copy. NumPy's `__array__`.
   *
   * @throws DisposedError if the array's memory is gone
   * @example
   * ```ts
   * np.array([[1, 2], [3, 4]]).flat.toArray(); // => [1 2 3 4]
   * ```
   */
  toArray(): NDArray<D> {
    return ravelArray(this.base);
  }

  /** `<numpy.flatiter object>`, as NumPy names it. */
  toString(): string {
    return "<numpy.flatiter object>";
  }
}

/**
 * `a.flat = value`: every element in C order, the values repeated as often as needed.
 *
 * @throws ValueError for a read-only array
 */
export function setFlat(array: NDArray, value: unknown): void {
  array.live();
  array.assertWriteable("array");
  const whole: Positions = { kind: "range", start: 0, step: 1, length: array.size };
  assignFlat(array, { kind: "many", places: () => whole }, value);
}

/** Writes values at flat positions `start`, `start + step`, …, repeated as often as needed. */
export function setFlatRange(
  array: NDArray,
  start: number,
  stop: number,
  step: number,
  value: unknown,
): void {
  array.live();
  array.assertWriteable("underlying array");
  const range = resolveSlice(new Slice(start, stop, step), array.size);
  assignFlat(array, { kind: "many", places: () => ({ kind: "range", ...range }) }, value);
}

/** Values are converted before the positions are looked at, as in NumPy; not so for a single position. */
function assignFlat(base: NDArray, index: FlatTarget, value: unknown): void {
  if (index.kind === "one") {
    assignOne(base, withinSize(index.at, base.size), value);
    return;
  }
  const values = flatValues(value, base);
  if (values.size === 0) return;
  const to = bytesOf(base, index.places());
  const from = new Float64Array(to.length);
  const { itemsize } = base.dtype;
  for (let i = 0, k = 0; i < from.length; i++) {
    from[i] = values.byteOffset + k * itemsize;
    if (++k === values.size) k = 0;
  }
  move(base, to, values, from);
}

function assignOne(base: NDArray, position: number, value: unknown): void {
  const { storage, dtype } = base;
  try {
    setIndex(makeArray(storage, byteOf(base, position), [], [], dtype, base), [], value);
  } catch (error) {
    throw new ValueError(`Error setting single item of array. (${(error as Error).message})`, {
      cause: error,
    });
  }
}

/** The values in one dimension, contiguous, of the target's dtype and in memory of their own. */
function flatValues(value: unknown, base: NDArray): NDArray {
  let given = valueArray(value, base);
  if (!given.dtype.equals(base.dtype)) given = castArray(given, base.dtype as DType, "C", "flat");
  const flat = ravelArray(given);
  return mayOverlap(flat, base) ? copyArray(flat, "C", "flat", "overlap") : flat;
}

function move(to: NDArray, toPoints: Float64Array, from: NDArray, fromPoints: Float64Array): void {
  moveItems(
    { views: to.storage.views, points: toPoints, strides: [] },
    { views: from.storage.views, points: fromPoints, strides: [] },
    [],
    to.dtype,
  );
}

function ownPoints(array: NDArray): Float64Array {
  const points = new Float64Array(array.size);
  for (let i = 0; i < points.length; i++) points[i] = array.byteOffset + i * array.itemsize;
  return points;
}

/** In `set` a JavaScript array is a tuple, unless it is a list of positions. */
function tupleOf(index: FlatIndex): readonly FlatIndex[] {
  if (!Array.isArray(index)) return [index];
  const numbers = index.every((one) => typeof one === "number" || typeof one === "bigint");
  if (numbers && index.length > 1) return [index];
  return index as readonly FlatIndex[];
}

function notAnIndex(item: unknown): IndexError {
  return new IndexError(
    `only integers, slices (\`:\`), ellipsis (\`...\`) and integer or boolean arrays are valid indices (got ${typeof item === "number" ? `the number ${item}` : item === null ? "null" : `a value of type ${typeof item}`})`,
  );
}

function tooMany(count: number): IndexError {
  return new IndexError(
    `too many indices for flat iterator: flat iterator is 1-dimensional, but ${count} were indexed`,
  );
}

/** The items of an index, its text read. @throws IndexError for more than one */
function itemsOf(index: readonly unknown[]): unknown[] {
  const items = index.flatMap((item): unknown[] =>
    typeof item === "string" ? [...parseIndex(item)] : [item],
  );
  if (items.length <= 1) return items;
  const strange = items.find((item) => item === "..." || item === null);
  if (strange !== undefined) throw notAnIndex(strange);
  throw tooMany(items.length);
}

/** What an index means: its form is proved now, its bounds when the places are asked for, as in NumPy. */
function targetOf(size: number, items: readonly unknown[]): FlatTarget {
  const whole: Positions = { kind: "range", start: 0, step: 1, length: size };
  const [item] = items;
  if (items.length === 0 || item === "...") return { kind: "many", places: () => whole };
  if (typeof item === "number" || typeof item === "bigint") {
    if (!Number.isInteger(Number(item))) throw notAnIndex(item);
    return { kind: "one", at: Number(item) };
  }
  if (item instanceof Slice) {
    return { kind: "many", places: () => ({ kind: "range", ...resolveSlice(item, size) }) };
  }
  const array = arrayItem(item);
  if (array.dtype.kind === "b") return maskTarget(size, array);
  if (array.ndim === 0) return { kind: "one", at: indexValues(array)[0]! };
  const places = (): Positions => {
    const values = indexValues(array);
    for (let i = 0; i < values.length; i++) values[i] = withinSize(values[i]!, size);
    return { kind: "list", values, shape: array._shape };
  };
  return { kind: "many", places };
}

function arrayItem(item: unknown): NDArray {
  let array: NDArray;
  if (item instanceof NDArray) array = item;
  else if (isMemory(item)) array = viewOfMemory(item);
  else if (Array.isArray(item)) {
    if (item.length === 0) return newArray([0], int64);
    array = arrayFromValues(item, null, "C", true);
    if (array.dtype.kind === "b") {
      throw new IndexError(
        "boolean indices for iterators are not supported because of previous behavior that was confusing (valid boolean indices are expected to work in the future) (a list of truth values; make it an array: np.array([true, …]))",
      );
    }
  } else throw notAnIndex(item);
  if (!"biu".includes(array.dtype.kind)) {
    throw new IndexError(
      `arrays used as indices must be of integer (or boolean) type (got dtype ${array.dtype.name})`,
    );
  }
  return array;
}

function maskTarget(size: number, mask: NDArray): FlatTarget {
  if (mask.ndim > 1) throw tooMany(mask.ndim);
  const flags = indexValues(mask);
  if (mask.ndim === 0) {
    if (flags[0] !== 0) return { kind: "one", at: 0 };
    return {
      kind: "many",
      places: () => ({ kind: "list", values: new Float64Array(0), shape: [0] }),
    };
  }
  if (mask.size !== size) {
    throw new IndexError(
      `boolean index did not match indexed flat iterator along axis 0; size of axis is ${size} but size of corresponding boolean axis is ${mask.size}`,
    );
  }
  let count = 0;
  for (let i = 0; i < flags.length; i++) {
    if (flags[i] !== 0) flags[count++] = i;
  }
  const values = flags.slice(0, count);
  return { kind: "many", places: () => ({ kind: "list", values, shape: [count] }) };
}

function withinSize(position: number, size: number): number {
  if (position < -size || position >= size) {
    throw new IndexError(`index ${position} is out of bounds for size ${size}`);
  }
  return position < 0 ? position + size : position;
}

function byteOf(array: NDArray, position: number): number {
  const { _shape: shape, _strides: strides } = array;
  let at = array.byteOffset;
  let rest = position;
  for (let axis = shape.length - 1; axis >= 0 && rest > 0; axis--) {
    at += (rest % shape[axis]!) * strides[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return at;
}

function bytesOf(array: NDArray, places: Positions): Float64Array {
  const count = places.kind === "range" ? places.length : places.values.length;
  const found = new Float64Array(count);
  const positionAt =
    places.kind === "range"
      ? (i: number) => places.start + i * places.step
      : (i: number) => places.values[i]!;
  const { byteOffset, itemsize } = array;
  if (isCContiguous(array._shape, array._strides, itemsize)) {
    for (let i = 0; i < count; i++) found[i] = byteOffset + positionAt(i) * itemsize;
    return found;
  }
  if (count * 4 < array.size) {
    for (let i = 0; i < count; i++) found[i] = byteOf(array, positionAt(i));
    return found;
  }
  const all = byteOffsets(byteOffset, array._shape, array._strides);
  for (let i = 0; i < count; i++) found[i] = all[positionAt(i)]!;
  return found;
}
