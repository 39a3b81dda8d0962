// The array: a view (storage, byte offset, shape, byte strides, dtype) over any memory, with NumPy's flags
// and base. Only what follows from these five lives here; whatever copies, converts or computes is installed
// from higher floors (see methods.ts).

import { allocate, allocateFor } from "../memory/allocator.js";
import { DisposedError, ValueError } from "../memory/errors.js";
import { Storage } from "../memory/storage.js";
import { noteView } from "../memory/tracker.js";
import type { DType } from "./dtype.js";
import { contiguousStrides, freshStrides, isCContiguous, isFContiguous, sizeOf } from "./layout.js";
import type { DTypeKey, DTypeLike } from "./types.js";

/** Memory that an array may be a view of without owning it. */
export type Base = NDArray | ArrayBufferView | ArrayBuffer | SharedArrayBuffer | object;

/** Which order a new array's memory has: rows first ("C") or columns first ("F"). */
export type MemoryOrder = "C" | "F";

/** Options of `new np.ndarray(shape, options)`. */
export interface NDArrayOptions {
  /** float64 by default. */
  dtype?: DTypeLike | null | undefined;
  /** Memory to lay the array over: fresh memory by default. */
  buffer?: NDArray | ArrayBufferView | ArrayBuffer | SharedArrayBuffer | null | undefined;
  /** The byte of the buffer at which the first element lies (default 0). */
  offset?: number | undefined;
  /** Bytes to step along each axis; by default those of contiguous memory. */
  strides?: readonly number[] | null | undefined;
  /** `"C"` (default) or `"F"`: which axis runs fastest where no strides are given. */
  order?: "C" | "F" | null | undefined;
}

let fromShape: ((args: readonly unknown[]) => NDArray) | null = null;

/** Says what `new np.ndarray(shape, …)` makes; a file of methods does. */
export function installConstructor(construct: (args: readonly unknown[]) => NDArray): void {
  fromShape = construct;
}

function constructed(target: unknown, args: readonly unknown[]): NDArray {
  if (target !== NDArray || fromShape === null) {
    throw new TypeError("memory maps are made by np.memmap, never with new");
  }
  return fromShape(args);
}

/**
 * An n-dimensional array: a view of memory through a shape, byte strides and a dtype.
 *
 * Arrays are made by the functions of `np`, such as `np.array` and `np.zeros`; views by `at`, `reshape`,
 * `transpose` and the like. Nothing here copies.
 *
 * @example
 * ```ts
 * const a = np.array([[1, 2, 3], [4, 5, 6]]);
 * a.strides; // => 24,8
 * a.T.strides; // => 8,24
 * ```
 */
export class NDArray<D extends DTypeKey = DTypeKey> {
  /** The memory; ours, not NumPy's. */
  readonly storage!: Storage;
  /** Byte of `storage.buffer` at which element (0, …, 0) lies. */
  readonly byteOffset!: number;
  /** Not to be changed by anyone; `shape` hands out the same array, frozen. */
  readonly _shape!: readonly number[];
  readonly _strides!: readonly number[];
  readonly _dtype!: DType<D>;
  readonly _base!: Base | null;
  readonly _size!: number;
  /** What `isPacked` found: 0 before it was asked. */
  _packing: 0 | 1 | 2 = 0;
  #writeable = false;
  #released = false;

  /**
   * An array of a shape, uninitialised, or laid over a buffer, as NumPy's `ndarray(shape, dtype, buffer, offset,
   * strides, order)`. Most arrays are made by functions such as `np.zeros` and `np.frombuffer`.
   *
   * @throws TypeError for a buffer that is too small or none, ValueError for strides that reach outside of it
   */
  constructor(shape: number | readonly number[], options?: NDArrayOptions);
  /** @internal Arrays are made by `makeArray`, `newArray` and `makeView`. */
  constructor(
    storage: Storage,
    byteOffset: number,
    shape: readonly number[],
    strides: readonly number[],
    dtype: DType<D>,
    base: Base | null,
    writeable: boolean,
  );
  constructor(
    storage: Storage | number | readonly number[],
    byteOffset?: unknown,
    shape?: unknown,
    strides?: unknown,
    dtype?: unknown,
    base?: unknown,
    writeable?: unknown,
  ) {
    if (!(storage instanceof Storage)) {
      // biome-ignore lint/correctness/noConstructorReturn: NumPy's signature makes another array
      return constructed(new.target, [storage, byteOffset, shape, strides, dtype, base]) as this;
    }
    const lengths = shape as readonly number[];
    this.storage = storage;
    this.byteOffset = byteOffset as number;
    this._shape = lengths;
    this._strides = strides as readonly number[];
    this._dtype = dtype as DType<D>;
    this._base = base as Base | null;
    let size = 1;
    for (let i = 0; i < lengths.length; i++) size *= lengths[i]!;
    this._size = size;
    this.#writeable = (writeable as boolean) && storage.writable;
  }

  /** What one element is: its kind, its bytes, their order. */
  get dtype(): DType<D> {
    return this._dtype;
  }

  /** The array or buffer whose memory this is a view of; `null` if the array owns its memory. */
  get base(): Base | null {
    return this._base;
  }

  /** Number of elements: the product of the shape. */
  get size(): number {
    return this._size;
  }

  /** Length of each axis. */
  get shape(): readonly number[] {
    return Object.freeze(this._shape);
  }

  /** Bytes to step along each axis. */
  get strides(): readonly number[] {
    return Object.freeze(this._strides);
  }

  /** Number of axes. */
  get ndim(): number {
    return this._shape.length;
  }

  /** Bytes of one element. */
  get itemsize(): number {
    return this._dtype.itemsize;
  }

  /** Bytes of all elements: `size * itemsize`, whatever the strides. */
  get nbytes(): number {
    return this._size * this._dtype.itemsize;
  }

  /** Length of the first axis, as Python's `len`. */
  get length(): number {
    return this._shape.length === 0 ? 0 : this._shape[0]!;
  }

  /** NumPy's flags, read when asked for. */
  get flags(): Flags {
    return new Flags(this);
  }

  /** Whether elements may be assigned. */
  get writeable(): boolean {
    return this.#writeable;
  }

  /** The array with its axes reversed. A view. */
  get T(): NDArray<D> {
    return makeView(
      this,
      this.byteOffset,
      this._shape.slice().reverse(),
      this._strides.slice().reverse(),
      this.dtype,
      "T",
    );
  }

  /**
   * Proves that the array's memory is still there and returns its storage: every operation on elements starts
   * here. Of a mapped file it asks the system, which costs about a microsecond; see `touch`.
   *
   * @returns the storage, which is no copy
   * @throws DisposedError if the array, its base, or its buffer is gone.
   * @throws FileError if the memory is a mapped file that was truncated.
   * @example
   * ```ts
   * np.zeros(3).live().byteLength >= 24; // => true
   * ```
   */
  live(): Storage {
    const storage = this.storage;
    storage.check();
    if (this.#released) releasedView();
    return storage;
  }

  /**
   * As `live` for one element or a new view: of a mapped file it asks the system only now and then.
   *
   * @returns the storage, which is no copy
   * @throws DisposedError if the array, its base, or its buffer is gone
   * @example
   * ```ts
   * np.zeros(3).touch().kind === np.zeros(3).storage.kind; // => true
   * ```
   */
  touch(): Storage {
    const storage = this.storage;
    storage.glance();
    if (this.#released) releasedView();
    return storage;
  }

  /**
   * Proves that elements may be assigned.
   *
   * @throws ValueError "assignment destination is read-only"
   * @example
   * ```ts
   * np.broadcast_to([1], [3]).assertWriteable(); // => ValueError
   * ```
   */
  assertWriteable(what = "assignment destination"): void {
    if (!this.#writeable) {
      throw new ValueError(
        `${what} is read-only: this array (shape ${this._shape.join("×") || "0-d"}, ${this.dtype.name}) is a broadcast view, a read-only map or was locked by setflags({ write: false }); assign into a copy()`,
      );
    }
  }

  /**
   * Sets the WRITEABLE flag of this array (not of its base).
   *
   * @throws ValueError if the memory itself cannot be written.
   * @example
   * ```ts
   * const a = np.zeros(3);
   * a.setflags({ write: false });
   * a.set(0, 1); // => ValueError
   * ```
   */
  setflags(
    flags: {
      write?: boolean | null | undefined;
      align?: boolean | null | undefined;
      uic?: boolean | null | undefined;
    } = {},
  ): void {
    if (typeof flags !== "object" || flags === null) {
      throw new TypeError(
        "setflags() takes its optional arguments in one object, as in { write: … }",
      );
    }
    for (const name of Object.keys(flags)) {
      if (name !== "write" && name !== "align" && name !== "uic") {
        throw new TypeError(
          `setflags() got an unexpected keyword argument '${name}' (known: write, align, uic)`,
        );
      }
    }
    if (flags.align && !isAligned(this)) {
      throw new ValueError("cannot set aligned flag of mis-aligned array to True");
    }
    if (flags.uic) {
      throw new ValueError("cannot set WRITEBACKIFCOPY flag to True");
    }
    if (flags.write === undefined || flags.write === null) return;
    if (flags.write && !canBeWriteable(this)) {
      throw new ValueError(
        "cannot set WRITEABLE flag to True of this array: its memory is read-only (mode 'r' map, or a base that is locked)",
      );
    }
    this.#writeable = Boolean(flags.write);
  }

  /**
   * Gives the array's memory back now: this array and all its views throw from then on. On a view or on memory
   * the caller owns, only this array is given up; the memory stays. A second call does nothing.
   *
   * @throws nothing: a second call does nothing; later uses throw DisposedError
   * @example
   * ```ts
   * const a = np.zeros([1000, 1000]);
   * a.dispose();
   * a.at(0); // => DisposedError
   * ```
   */
  dispose(): void {
    if (this.base === null || handedOver.has(this)) this.storage.dispose();
    else this.#released = true;
  }

  /** Lets `using a = …` give the memory back at the end of the block. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/**
 * NumPy's `ndarray.flags`.
 *
 * @example
 * ```ts
 * np.zeros([2, 3]).flags.c_contiguous; // => true
 * np.zeros([2, 3]).T.flags.f_contiguous; // => true
 * ```
 */
export class Flags {
  readonly #array: NDArray;

  constructor(array: NDArray) {
    this.#array = array;
  }
  /** Rows first, no gaps. */
  get c_contiguous(): boolean {
    const a = this.#array;
    return isCContiguous(a._shape, a._strides, a.dtype.itemsize) && madeIn.get(a) !== "F";
  }
  /** Columns first, no gaps. */
  get f_contiguous(): boolean {
    const a = this.#array;
    return isFContiguous(a._shape, a._strides, a.dtype.itemsize) && madeIn.get(a) !== "C";
  }
  /** F contiguous but not C contiguous. */
  get fnc(): boolean {
    return this.f_contiguous && !this.c_contiguous;
  }
  /** Contiguous in either order. */
  get forc(): boolean {
    return this.f_contiguous || this.c_contiguous;
  }
  /** Another name of `c_contiguous`. */
  get contiguous(): boolean {
    return this.c_contiguous;
  }
  /** Another name of `fnc`. */
  get fortran(): boolean {
    return this.fnc;
  }
  /** Aligned and writeable. */
  get behaved(): boolean {
    return this.aligned && this.writeable;
  }
  /** Aligned, writeable and C contiguous. */
  get carray(): boolean {
    return this.behaved && this.c_contiguous;
  }
  /** Aligned, writeable and F contiguous, but not C contiguous. */
  get farray(): boolean {
    return this.behaved && this.fnc;
  }
  /** Whether the array owns its memory. */
  get owndata(): boolean {
    return this.#array.base === null;
  }
  /** Whether elements may be assigned. Setting it is `setflags({ write })`. */
  get writeable(): boolean {
    return this.#array.writeable;
  }
  set writeable(value: boolean) {
    this.#array.setflags({ write: value });
  }
  /** Whether every element lies at a multiple of its dtype's alignment. */
  get aligned(): boolean {
    return isAligned(this.#array);
  }
  /** Always false: strided writes to where it was told to, never back later. */
  get writebackifcopy(): boolean {
    return false;
  }
  /** The flags as an integer, bit by bit as NumPy numbers them. */
  get num(): number {
    return (
      (this.c_contiguous ? 1 : 0) |
      (this.f_contiguous ? 2 : 0) |
      (this.owndata ? 4 : 0) |
      (this.aligned ? 0x100 : 0) |
      (this.writeable ? 0x400 : 0)
    );
  }
  /**
   * Another name of `c_contiguous`, NumPy's key in `a.flags["C_CONTIGUOUS"]`.
   *
   * @deprecated NumPy's upper-case spelling, as in `a.flags["C_CONTIGUOUS"]`.
   */
  get C_CONTIGUOUS(): boolean {
    return this.c_contiguous;
  }
  /** Another name of `f_contiguous`. */
  get F_CONTIGUOUS(): boolean {
    return this.f_contiguous;
  }
  /** Another name of `owndata`. */
  get OWNDATA(): boolean {
    return this.owndata;
  }
  /** Another name of `writeable`. */
  get WRITEABLE(): boolean {
    return this.writeable;
  }
  /** Another name of `aligned`. */
  get ALIGNED(): boolean {
    return this.aligned;
  }
  /** Another name of `writebackifcopy`. */
  get WRITEBACKIFCOPY(): boolean {
    return this.writebackifcopy;
  }

  /** The flags one a line, as NumPy prints them. */
  toString(): string {
    const word = (flag: boolean) => (flag ? "True" : "False");
    return [
      `  C_CONTIGUOUS : ${word(this.c_contiguous)}`,
      `  F_CONTIGUOUS : ${word(this.f_contiguous)}`,
      `  OWNDATA : ${word(this.owndata)}`,
      `  WRITEABLE : ${word(this.writeable)}`,
      `  ALIGNED : ${word(this.aligned)}`,
      `  WRITEBACKIFCOPY : ${word(this.writebackifcopy)}`,
      "",
    ].join("\n");
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** What of an array changes when it is reshaped in place. */
interface Changeable {
  _shape: readonly number[];
  _strides: readonly number[];
  _dtype: DType;
  _size: number;
}

/** Gives an array another layout of the same memory. The caller proves that it stays within the memory. */
export function changeLayout(
  array: NDArray,
  shape: readonly number[],
  strides: readonly number[],
  dtype: DType = array._dtype,
): void {
  const target = array as unknown as Changeable;
  target._shape = shape;
  target._strides = strides;
  target._dtype = dtype;
  target._size = shape.reduce((product, length) => product * length, 1);
  array._packing = 0;
}

/** Whether there are elements, one after the other in C order. Found once for each array. */
export function isPacked(array: NDArray): boolean {
  if (array._packing === 0) {
    const { _shape, _strides, _dtype } = array;
    const packed = array._size > 0 && isCContiguous(_shape, _strides, _dtype.itemsize);
    array._packing = packed ? 1 : 2;
  }
  return array._packing === 1;
}

function releasedView(): never {
  throw new DisposedError("this view was disposed; take a new view of its base");
}

function canBeWriteable(array: NDArray): boolean {
  if (!array.storage.writable) return false;
  return array.base instanceof NDArray ? array.base.writeable : true;
}

/** Whether every element of the array lies at a multiple of the dtype's alignment. */
export function isAligned(array: NDArray): boolean {
  const { alignment } = array.dtype;
  if (alignment <= 1 || array.size === 0) return true;
  if (array.byteOffset % alignment !== 0) return false;
  for (let axis = 0; axis < array._shape.length; axis++) {
    if (array._shape[axis]! > 1 && array._strides[axis]! % alignment !== 0) return false;
  }
  return true;
}

/** An array over a storage. `base` is `null` only for the array that owns the storage. */
export function makeArray<D extends DTypeKey>(
  storage: Storage,
  byteOffset: number,
  shape: readonly number[],
  strides: readonly number[],
  dtype: DType<D>,
  base: Base | null,
  writeable = true,
): NDArray<D> {
  return new NDArray(storage, byteOffset, shape, strides, dtype, base, writeable);
}

const handedOver = new WeakSet<NDArray>();

/**
 * Says that a view is all that its caller sees of fresh memory: NumPy made it by reshaping an array that it keeps to
 * itself, so the view does not own its memory, but to dispose of it is to give the memory back.
 */
export function handOver<A extends NDArray>(view: A): A {
  handedOver.add(view);
  return view;
}

/** Makes the views of arrays that are more than arrays (memory maps) of their own class. */
export interface ViewMaker {
  makeView<D extends DTypeKey>(
    byteOffset: number,
    shape: readonly number[],
    strides: readonly number[],
    dtype: DType<D>,
    base: Base,
    writeable: boolean,
  ): NDArray<D>;
}

/**
 * A view of `array`'s memory. As in NumPy, the base is the array that owns the memory, not the view it was
 * taken from. The caller proves that offset, shape and strides stay within the memory.
 */
export function makeView<D extends DTypeKey>(
  array: NDArray,
  byteOffset: number,
  shape: readonly number[],
  strides: readonly number[],
  dtype: DType<D>,
  operation: string,
  writeable: boolean = array.writeable,
): NDArray<D> {
  array.touch();
  noteView(operation);
  const base = array.base instanceof NDArray ? array.base : array;
  const maker = array as Partial<ViewMaker>;
  if (maker.makeView !== undefined) {
    return maker.makeView(byteOffset, shape, strides, dtype, base, writeable);
  }
  return new NDArray(array.storage, byteOffset, shape, strides, dtype, base, writeable);
}

/**
 * The order that arrays of several axes were asked for whose elements have no bytes: strides do not tell, but NumPy's
 * flags do, until there is a view.
 */
const madeIn = new WeakMap<NDArray, MemoryOrder>();

/**
 * A new array that owns fresh memory, uninitialised unless `zeroed`.
 *
 * @throws ValueError for negative or too large shapes, MemoryError when memory cannot be had.
 */
export function newArray<D extends DTypeKey>(
  shape: readonly number[],
  dtype: DType<D>,
  order: MemoryOrder = "C",
  zeroed = false,
  scratch = false,
): NDArray<D> {
  const sub = dtype.kind === "V" ? dtype.subdtype : null;
  // elements that are arrays become axes of their own
  if (sub !== null) return newArray([...shape, ...sub.shape], sub.base, order, zeroed) as never;
  const bytes = sizeOf(shape, dtype.itemsize) * dtype.itemsize;
  const clean = zeroed || hasGaps(dtype);
  const storage = scratch
    ? allocate(bytes, { zeroed: clean, scratch, shape, dtype: dtype.name })
    : allocateFor(bytes, clean, shape, dtype);
  const strides = freshStrides(shape, dtype.itemsize, order);
  const array = new NDArray(storage, storage.byteOffset, shape, strides, dtype, null, true);
  if (dtype.itemsize === 0 && array._size > 0 && shape.filter((one) => one > 1).length > 1) {
    madeIn.set(array, order);
  }
  return array;
}

/** A new array whose axes lie in memory in the given order of decreasing stride. Owns its memory. */
export function newArrayWithStrides<D extends DTypeKey>(
  shape: readonly number[],
  strides: readonly number[],
  dtype: DType<D>,
  zeroed = false,
): NDArray<D> {
  const sub = dtype.kind === "V" ? dtype.subdtype : null;
  if (sub !== null) {
    const inner = contiguousStrides(sub.shape, sub.base.itemsize, "C");
    const all = [...shape, ...sub.shape];
    return newArrayWithStrides(all, [...strides, ...inner], sub.base, zeroed) as never;
  }
  const bytes = sizeOf(shape, dtype.itemsize) * dtype.itemsize;
  const storage = allocateFor(bytes, zeroed || hasGaps(dtype), shape, dtype);
  return new NDArray(storage, storage.byteOffset, shape, strides, dtype, null, true);
}

/** A new array of numbers of the shape of one that is packed, uninitialised and itself packed. Owns its memory. */
export function newPacked<D extends DTypeKey>(like: NDArray, dtype: DType<D>): NDArray<D> {
  const { itemsize } = dtype;
  const shape = like._shape;
  const storage = allocateFor(like._size * itemsize, false, shape, dtype);
  const ndim = shape.length;
  const strides = ndim === 1 ? [itemsize] : contiguousStrides(shape, itemsize, "C");
  const made = new NDArray(storage, storage.byteOffset, shape, strides, dtype, null, true);
  made._packing = 1;
  return made;
}

/** Whether elements may have bytes that no field writes: they must not show, or write to files, other arrays' bytes. */
function hasGaps(dtype: DType): boolean {
  return dtype.kind === "V";
}
