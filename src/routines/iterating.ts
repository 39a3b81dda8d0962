// Walking arrays and shapes in JavaScript's loops: ndindex, ndenumerate, broadcast, iterable. What is walked is not
// copied; nditer, which walks several arrays in any order, is in nditer/.

import { broadcastTo } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { FlatIter } from "../array/flat.js";
import { callableClass } from "../core/callable.js";
import { ValueError } from "../core/errors.js";
import { broadcastShapes, countOf } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { shown } from "../core/python-values.js";
import type { DTypeKey, ItemOf } from "../core/types.js";
import type { ValueKey } from "../core/value-types.js";
import { integer } from "./arguments.js";

/** Numbers, and arrays of one, below zero. */
function isNegative(length: unknown): boolean {
  const isNumber = typeof length === "number" || typeof length === "bigint";
  return (isNumber || length instanceof NDArray) && Number(length) < 0;
}

/**
 * Walks the positions of a shape, the last axis fastest; made by `np.ndindex`.
 *
 * @example
 * ```ts
 * np.ndindex(2, 2) instanceof np.NDIndex; // => true
 * ```
 */
export class NDIndex implements IterableIterator<number[]> {
  readonly #shape: readonly number[];
  readonly #counter: number[];
  #left: number;

  /** @internal Made by `np.ndindex`. */
  constructor(...shape: (number | readonly number[])[]) {
    const lengths = shape.length === 1 && Array.isArray(shape[0]) ? shape[0] : shape;
    // a length below zero is found out before one that is no integer
    const below = (lengths as readonly unknown[]).findIndex(isNegative);
    const others = (lengths as readonly unknown[]).slice(0, Math.max(0, below));
    if (below >= 0 && others.every((one) => typeof one === "number" || typeof one === "boolean")) {
      throw new ValueError(
        `negative dimensions are not allowed (shape (${(lengths as readonly unknown[]).map(shown).join(", ")}))`,
      );
    }
    this.#shape = (lengths as readonly unknown[]).map((one) => integer(one, "shape"));
    this.#counter = new Array<number>(this.#shape.length).fill(0);
    this.#left = countOf(this.#shape);
  }

  [Symbol.iterator](): this {
    return this;
  }

  /**
   * The next position.
   *
   * @returns a step of JavaScript's iteration, its value a new list of numbers
   * @throws nothing
   * @example
   * ```ts
   * np.ndindex(2, 2).next().value; // => 0,0
   * ```
   */
  next(): IteratorResult<number[], undefined> {
    if (this.#left === 0) return { done: true, value: undefined };
    this.#left -= 1;
    const counter = this.#counter;
    const value = counter.slice();
    for (let axis = counter.length - 1; axis >= 0; axis--) {
      if (++(counter[axis] as number) < (this.#shape[axis] as number)) break;
      counter[axis] = 0;
    }
    return { done: false, value };
  }
}

/** How `np.ndindex` is called, with or without `new`. */
export interface NDIndexClass {
  (...shape: number[]): NDIndex;
  (shape: readonly number[]): NDIndex;
  new (...shape: number[]): NDIndex;
  new (shape: readonly number[]): NDIndex;
  /** What its instances inherit. */
  readonly prototype: NDIndex;
}

/**
 * An iterator over all positions of a shape, given as lengths or as a list, in C order. Positions are new lists of
 * numbers; no array is made.
 *
 * @throws ValueError for negative lengths, TypeError for what is no integer
 * @example
 * ```ts
 * for (const [i, j] of np.ndindex(2, 2)) console.log(i, j);
 * [...np.ndindex([2, 1])].join(" "); // => 0,0 1,0
 * ```
 */
export const ndindex: NDIndexClass = callableClass("ndindex", NDIndex);

/**
 * Walks an array's positions and values; made by `np.ndenumerate`.
 *
 * @example
 * ```ts
 * np.ndenumerate([5]) instanceof np.NDEnumerate; // => true
 * ```
 */
export class NDEnumerate<D extends DTypeKey = DTypeKey>
  implements IterableIterator<[index: number[], value: ItemOf<D>]>
{
  /** The iterator over the values: its `coords` are the position that comes next. */
  readonly iter: FlatIter<D>;

  /** @internal Made by `np.ndenumerate`. */
  constructor(arr: unknown) {
    this.iter = new FlatIter(asArray(arr) as NDArray<D>);
  }

  [Symbol.iterator](): this {
    return this;
  }

  /**
   * The next position and value.
   *
   * @returns a step of JavaScript's iteration, its value a pair of them
   * @throws RangeError for a 64-bit integer that a number cannot hold
   * @example
   * ```ts
   * np.ndenumerate([5, 7]).next().value; // => 0,5
   * ```
   */
  next(): IteratorResult<[index: number[], value: ItemOf<D>], undefined> {
    const index = this.iter.coords;
    const { done, value } = this.iter.next();
    if (done === true) return { done, value: undefined };
    return { done: false, value: [index, value as ItemOf<D>] };
  }
}

/** How `np.ndenumerate` is called, with or without `new`. */
export interface NDEnumerateClass {
  <const A>(arr: A): NDEnumerate<ValueKey<A>>;
  new <const A>(arr: A): NDEnumerate<ValueKey<A>>;
  /** What its instances inherit. */
  readonly prototype: NDEnumerate;
}

/**
 * An iterator over pairs of an array's positions and values, in C order. The values are JavaScript values, as
 * `item()` gives them; no array is made.
 *
 * @throws RangeError, as it goes, for a 64-bit integer that a number cannot hold
 * @example
 * ```ts
 * for (const [[i, j], value] of np.ndenumerate([[1, 2], [3, 4]])) console.log(i, j, value);
 * [...np.ndenumerate([5, 7])].join(" "); // => 0,5 1,7
 * ```
 */
export const ndenumerate: NDEnumerateClass = callableClass("ndenumerate", NDEnumerate);

/** Most arrays that can be broadcast together. */
const mostArrays = 64;

/**
 * Walks several arrays in their common shape; made by `np.broadcast`.
 *
 * @example
 * ```ts
 * np.broadcast([1, 2], 5) instanceof np.Broadcast; // => true
 * ```
 */
export class Broadcast implements IterableIterator<unknown[]> {
  /** The common shape. */
  readonly shape: readonly number[];
  /** How many elements the common shape has. */
  readonly size: number;
  /** One iterator for each array, over its elements in the common shape. */
  readonly iters: readonly FlatIter[];
  #index = 0;

  /** @internal Made by `np.broadcast`. */
  constructor(...args: unknown[]) {
    const arrays = args.flatMap((one) =>
      one instanceof Broadcast ? one.iters.map((iter) => iter.base) : [asArray(one)],
    );
    if (arrays.length > mostArrays) {
      throw new ValueError(
        `Need at least 0 and at most ${mostArrays} array objects. (got ${arrays.length})`,
      );
    }
    const shape = arrays.length === 0 ? [] : broadcastShapes(...arrays.map((one) => one._shape));
    this.shape = Object.freeze(shape);
    this.size = countOf(shape);
    this.iters = Object.freeze(arrays.map((one) => new FlatIter(broadcastTo(one, shape))));
  }

  /** Number of axes of the common shape. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Number of axes of the common shape; NumPy's older name for `ndim`. */
  get nd(): number {
    return this.shape.length;
  }

  /** How many arrays are walked. */
  get numiter(): number {
    return this.iters.length;
  }

  /** The flat position of the elements that come next. */
  get index(): number {
    return this.#index;
  }

  /**
   * Goes back to the first elements. Returns no array.
   *
   * @throws nothing
   * @example
   * ```ts
   * const both = np.broadcast([1, 2], 5);
   * both.next();
   * both.reset();
   * both.index; // => 0
   * ```
   */
  reset(): void {
    this.#index = 0;
    for (const iter of this.iters) iter.rewind();
  }

  [Symbol.iterator](): this {
    return this;
  }

  /**
   * The next element of each array.
   *
   * @returns a step of JavaScript's iteration, its value a list of one JavaScript value from each
   * @throws RangeError for a 64-bit integer that a number cannot hold
   * @example
   * ```ts
   * np.broadcast([1, 2], 5).next().value; // => 1,5
   * ```
   */
  next(): IteratorResult<unknown[], undefined> {
    if (this.#index >= this.size) return { done: true, value: undefined };
    this.#index += 1;
    return { done: false, value: this.iters.map((iter) => iter.next().value) };
  }
}

/** How `np.broadcast` is called, with or without `new`. */
export interface BroadcastClass {
  (...arrays: unknown[]): Broadcast;
  new (...arrays: unknown[]): Broadcast;
  /** What its instances inherit. */
  readonly prototype: Broadcast;
}

/**
 * The arrays broadcast together, as an object: their common `shape`, `size` and `ndim`, and an iterator over lists
 * of one JavaScript value from each. Views; nothing is copied.
 *
 * @throws ValueError if the shapes do not broadcast, or for more than 64 arrays
 * @example
 * ```ts
 * const b = np.broadcast([1, 2, 3], [[10], [20]]);
 * b.shape; // => 2,3
 * [...b].join(" "); // => 1,10 2,10 3,10 1,20 2,20 3,20
 * ```
 */
export const broadcast: BroadcastClass = callableClass("broadcast", Broadcast);

/**
 * Whether a value can be walked with `for … of`: iterables, strings, arrays of at least one axis. No array is made.
 *
 * @throws nothing
 * @example
 * ```ts
 * np.iterable([1, 2, 3]); // => true
 * np.iterable(2); // => false
 * np.iterable(np.array(2)); // => false
 * ```
 */
export function iterable(y: unknown): boolean {
  if (y === null || y === undefined) return false;
  const walk: unknown = (y as Partial<Iterable<unknown>>)[Symbol.iterator];
  if (typeof walk !== "function") return false;
  return (y as { ndim?: unknown }).ndim !== 0;
}
