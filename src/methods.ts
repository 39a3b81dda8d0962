// The fluent methods of NDArray, installed here so that the floors below know no routine: each is one line to
// the function that does the work. No logic lives here.

import { swapAxes, transposeArray } from "./array/axes.js";
import { swapBytesOf } from "./array/byteswap.js";
import { convertMany } from "./array/convert-many.js";
import { castArray, copyArray, copyInto } from "./array/copy.js";
import { typedArrayOf } from "./array/export.js";
import { elementOffset, getIndex, readElement } from "./array/index-get.js";
import type { IndexItem } from "./array/index-plan.js";
import { assignValue, oneElement, setIndex, setNumber } from "./array/index-set.js";
import { fieldView, viewAs } from "./array/reinterpret.js";
import { flattenArray, ravelArray } from "./array/reshape.js";
import {
  exactNumber,
  onlyElement,
  subarrays,
  toBytes,
  toNested,
  toPrimitive,
} from "./array/values.js";
import { type DType, type DTypeLike, dtype as toDtype } from "./core/dtype.js";
import { installed } from "./core/dtype-class.js";
import type { AxisArgument, OrderName } from "./core/layout.js";
import type { NDArray } from "./core/ndarray.js";
import { isOptions, options } from "./core/options.js";
import { readOrder, readShapeOrder } from "./core/order.js";
import { type LayoutOptions, layoutOf } from "./core/picture.js";
import { array_str, inspectArray } from "./core/print.js";
import type {
  DTypeKey,
  FieldName,
  FieldOf,
  ItemOf,
  ListOf,
  PickFields,
  ResolveDType,
} from "./core/types.js";
import type { ValueKey } from "./core/value-types.js";
import { defineFluent, defineGetter, defineMethods } from "./methods/define.js";
import { type AstypeMethodOptions, castTo } from "./routines/casting.js";
import { readCopy } from "./routines/creation.js";
import { dot } from "./routines/products.js";
import { reshapeTo, squeeze } from "./routines/reshaping.js";
import "./methods/device.js";
import "./methods/indexing.js";
import "./methods/attributes.js";
import "./methods/construct.js";
import "./methods/manipulation.js";
import "./methods/reductions.js";
import type { OrderOptions, ReshapeOptions } from "./routines/reshaping.js";
import { type ShapeLike, shapeOf } from "./routines/shapes.js";
import "./methods/searching.js";
import { ufuncAliases, type ufuncTable } from "./ufunc/table.js";
import type { Operand, UfuncMethod } from "./ufunc/types.js";
import { ufuncs } from "./ufunc/ufunc.js";

installed.convertMany = convertMany;

type Rows = typeof ufuncTable;
type Aliases = typeof ufuncAliases;

/** Every ufunc of the table as a method, under each of its names. */
type UfuncMethods = {
  [K in keyof Rows]: UfuncMethod<Rows[K]>;
} & {
  [K in keyof Aliases]: UfuncMethod<Rows[Aliases[K]]>;
};

/** The typed array that holds the elements of a dtype. */
export type DataOf<D> = D extends "float64" | "complex128"
  ? Float64Array
  : D extends "float32" | "complex64"
    ? Float32Array
    : D extends "int64"
      ? BigInt64Array
      : D extends "uint64"
        ? BigUint64Array
        : D extends "int32"
          ? Int32Array
          : D extends "uint32"
            ? Uint32Array
            : D extends "int16"
              ? Int16Array
              : D extends "uint16" | "float16"
                ? Uint16Array
                : D extends "int8"
                  ? Int8Array
                  : Uint8Array;

declare module "./core/ndarray.js" {
  interface NDArray<D extends DTypeKey> extends UfuncMethods {
    /**
     * Indexing as NumPy's `a[...]`: a view for integers, slices, `...` and new axes, a copy as soon as an integer
     * or boolean array is among the items. Each argument is one item; a string may hold several between commas.
     *
     * @throws IndexError in NumPy's words
     * @example
     * ```ts
     * const a = np.array([[1, 2, 3], [4, 5, 6]]);
     * a.at(0); // => [1 2 3]
     * a.at(":", 1); // => [2 5]
     * a.at("::-1, :2"); // => [[4 5] [1 2]]
     * a.at(a.greater(3)); // => [4 5 6]
     * ```
     */
    at(...index: IndexItem[]): NDArray<D>;
    /**
     * One element as a JavaScript value: at integer positions (one per axis, or one flat position), or the only
     * one of an array of size 1.
     *
     * @returns the value, a copy: a number, boolean, string, Complex, Uint8Array or plain object
     * @throws IndexError, ValueError, RangeError for a 64-bit integer that a number cannot hold
     * @example
     * ```ts
     * np.array([[1, 2], [3, 4]]).item(1, 0); // => 3
     * ```
     */
    item(...position: (number | bigint)[]): ItemOf<D>;
    /**
     * As `item`, for integer arrays, always exact.
     *
     * @throws TypeError for an array that is not of integers, IndexError, ValueError
     * @example
     * ```ts
     * np.array([2n ** 62n]).itemBigInt(0); // => 4611686018427387904
     * ```
     */
    itemBigInt(...position: (number | bigint)[]): bigint;
    /**
     * Assignment as NumPy's `a[index] = value`, through any index, with broadcasting. A JavaScript array is a tuple
     * of index items, so a list of positions is nested: `a.set([[0, 3]], 5)`.
     *
     * @throws IndexError, ValueError, OverflowError; the array is then as it was
     * @example
     * ```ts
     * const a = np.zeros([2, 3], "int64");
     * a.set([0, ":"], 5);
     * a.set([1, [0, 2]], [7, 8]);
     * a; // => [[5 5 5] [7 0 8]]
     * ```
     */
    set(index: IndexItem | readonly IndexItem[], value: unknown): void;
    /**
     * The same elements in another shape; -1 stands for the length that fits. A view where the strides allow
     * it, else a copy.
     *
     * @throws ValueError if the sizes differ
     * @example
     * ```ts
     * np.arange(6).reshape([2, -1]); // => [[0 1 2] [3 4 5]]
     * ```
     */
    reshape(...shape: number[]): NDArray<D>;
    reshape(shape: ShapeLike, options?: ReshapeOptions): NDArray<D>;
    /**
     * One dimension: a view if the memory is contiguous in that order, else a copy.
     *
     * @throws ValueError for an order there is not
     * @example
     * ```ts
     * const a = np.array([[1, 2], [3, 4]]);
     * a.ravel(); // => [1 2 3 4]
     * a.ravel("F"); // => [1 3 2 4]
     * ```
     */
    ravel(options?: OrderOptions | OrderName): NDArray<D>;
    /**
     * One dimension, always a copy.
     *
     * @throws ValueError for an order there is not
     * @example
     * ```ts
     * np.array([[1, 2], [3, 4]]).flatten(); // => [1 2 3 4]
     * ```
     */
    flatten(options?: OrderOptions | OrderName): NDArray<D>;
    /**
     * The axes in another order, reversed by default. A view.
     *
     * @throws AxisError for an axis there is not, ValueError unless every axis is named once
     * @example
     * ```ts
     * np.zeros([2, 3, 4]).transpose().shape; // => 4,3,2
     * np.zeros([2, 3, 4]).transpose(1, 0, 2).shape; // => 3,2,4
     * ```
     */
    transpose(...axes: number[]): NDArray<D>;
    transpose(axes?: readonly number[] | null): NDArray<D>;
    /**
     * Two axes exchanged. A view.
     *
     * @throws AxisError for an axis there is not
     * @example
     * ```ts
     * np.zeros([2, 3, 4]).swapaxes(0, 2).shape; // => 4,3,2
     * ```
     */
    swapaxes(axis1: number, axis2: number): NDArray<D>;
    /**
     * Without axes of length 1. A view.
     *
     * @throws ValueError for an axis longer than 1, AxisError for one there is not
     * @example
     * ```ts
     * np.zeros([1, 3, 1]).squeeze().shape; // => 3
     * np.zeros([1, 3, 1]).squeeze(0).shape; // => 3,1
     * ```
     */
    squeeze(axis?: AxisArgument | { axis?: AxisArgument | undefined }): NDArray<D>;
    /**
     * The same memory as another dtype, or a plain view of it. A view.
     *
     * @throws ValueError where the last axis does not hold whole elements of the dtype, DTypeError
     * for what is no dtype
     * @example
     * ```ts
     * np.array([1.5]).view("uint64"); // => [4609434218613702656]
     * ```
     */
    view<const T extends DTypeLike>(dtype: T): NDArray<ResolveDType<T>>;
    view(): NDArray<D>;
    /**
     * A copy cast to another dtype. With `copy: false` the array itself, where nothing has to
     * change.
     *
     * @throws TypeError if `casting` forbids the cast
     * @example
     * ```ts
     * np.array([1.7, -1.7]).astype("int32"); // => [ 1 -1]
     * ```
     */
    astype<const T extends DTypeLike>(
      dtype: T,
      options?: AstypeMethodOptions,
    ): NDArray<ResolveDType<T>>;
    /**
     * A copy with memory of its own, in C order unless another is asked for.
     *
     * @throws ValueError for an order there is not, MemoryError if the memory cannot be had
     * @example
     * ```ts
     * const a = np.array([1, 2, 3]);
     * const b = a.copy();
     * b.set(0, 9);
     * a; // => [1 2 3]
     * ```
     */
    copy(options?: OrderOptions | OrderName): NDArray<D>;
    /**
     * One field of a structured array as an array, or several as a structured array. Views.
     *
     * @throws ValueError for a field there is not, DTypeError for an array without fields
     * @example
     * ```ts
     * const people = np.array([["Ann", 25], ["Bob", 30]], { dtype: [["name", "U10"], ["age", "i4"]] });
     * people.field("age"); // => [25 30]
     * ```
     */
    field<const N extends FieldName<D>>(names: readonly N[]): NDArray<PickFields<D, N>>;
    field<const N extends FieldName<D>>(name: N): NDArray<FieldOf<D, N>>;
    /**
     * Writes one value everywhere.
     *
     * @returns nothing
     * @throws ValueError if the array is read-only, the value is a sequence (`set("...", values)` broadcasts one),
     * or cannot be converted; OverflowError for an integer that does not fit
     * @example
     * ```ts
     * const a = np.zeros(3);
     * a.fill(2);
     * a; // => [2. 2. 2.]
     * ```
     */
    fill(value: unknown): void;
    /**
     * The memory of a C-contiguous array as a typed array, without a copy: writing to one changes the other.
     *
     * @throws ValueError if the array is not contiguous, not aligned, byte-swapped or read-only
     * @example
     * ```ts
     * const a = np.zeros(3);
     * a.data[1] = 5;
     * a; // => [0. 5. 0.]
     * ```
     */
    readonly data: DataOf<D>;
    /**
     * The dot product with another array; see `np.dot`.
     *
     * @returns a new array (a copy), or a JavaScript value for two vectors
     * @throws ValueError for shapes that do not fit
     * @example
     * ```ts
     * np.array([1, 2]).dot([3, 4]); // => 11
     * ```
     */
    dot(b: Operand, options?: { out?: NDArray | undefined }): NDArray;
    /**
     * The elements as nested JavaScript arrays; a bare value for a 0-d array. A copy. The compiler can't see how
     * deep they nest: say so, as in `const rows: number[][] = a.tolist()`.
     *
     * @throws DisposedError if the memory is gone
     * @example
     * ```ts
     * const rows: number[][] = np.array([[1, 2], [3, 4]]).tolist();
     * rows[1]; // => 3,4
     * ```
     */
    tolist<A extends NDArray, L extends ListOf<ValueKey<A>> = ListOf<ValueKey<A>>>(this: A): L;
    /**
     * The elements' bytes, packed in C order (or another). A copy.
     *
     * @throws ValueError for an order there is not
     * @example
     * ```ts
     * np.array([1, 2], "int16").tobytes(); // => 1,0,2,0
     * ```
     */
    tobytes(options?: OrderOptions | OrderName): Uint8Array<ArrayBuffer>;
    /**
     * Views of the sub-arrays along the first axis; of a 1-d array 0-d views, which count as their value in
     * JavaScript's arithmetic. `tolist()` gives plain values.
     *
     * @throws TypeError for a 0-d array
     * @example
     * ```ts
     * [...np.array([[1, 2], [3, 4]])].length; // => 2
     * ```
     */
    [Symbol.iterator](): Generator<NDArray<D>>;
    /**
     * The value of an array of one element in JavaScript's arithmetic and comparisons; else the text.
     *
     * @throws TypeError where a number is asked of several elements
     */
    [Symbol.toPrimitive](hint: "string" | "number" | "default"): string | number | boolean | bigint;
    /**
     * The bytes swapped, the dtype kept; in place with `true`. A copy otherwise.
     *
     * @throws ValueError if the array is read-only and `inplace` is true
     * @example
     * ```ts
     * np.array([1, 256], "int16").byteswap(); // => [256   1]
     * ```
     */
    byteswap(inplace?: boolean | { inplace?: boolean | undefined }): NDArray<D>;
    /**
     * NumPy's `str`: the elements in brackets, long arrays summarised; see `np.set_printoptions`.
     *
     * @example
     * ```ts
     * String(np.arange(2000)); // => [   0    1    2 ... 1997 1998 1999]
     * ```
     */
    toString(): string;
    /**
     * What `JSON.stringify` writes of an array: that of its `tolist()`.
     *
     * @returns nested lists of values: a copy
     */
    toJSON(): unknown;
    /**
     * A picture of how shape and strides walk the memory: the elements as they are indexed, which index lies
     * at which byte, one step along each axis. For the terminal, or `{ format: "svg" }`. Copies nothing.
     *
     * @throws DisposedError if the memory is gone
     * @example
     * ```ts
     * console.log(np.arange(6).reshape([2, 3]).T.layout());
     * ```
     */
    layout(options?: LayoutOptions): string;
  }
}

function orderOf(
  routine: string,
  given: OrderOptions | OrderName | undefined,
  fallback: OrderName,
): OrderName {
  if (given === undefined) return fallback;
  const order = typeof given === "string" ? given : options(routine, given, ["order"]).order;
  return readOrder(order, fallback);
}

/** The arguments of `item`: a list of them stands for Python's tuple. */
function positionsOf(given: readonly unknown[]): readonly (number | bigint)[] {
  const [first] = given;
  const positions = given.length === 1 && Array.isArray(first) ? (first as unknown[]) : given;
  if (positions.some((one) => typeof one === "boolean")) {
    throw new TypeError("an integer is required (an argument of item() is true or false)");
  }
  return positions as readonly (number | bigint)[];
}

function bigintAt(array: NDArray, positions: readonly (number | bigint)[]): bigint {
  if (!"iub".includes(array.dtype.kind)) {
    throw new TypeError(
      `itemBigInt() reads integer arrays; this one has dtype ${array.dtype.name}`,
    );
  }
  const at = positions.length === 0 ? onlyElement(array) : elementOffset(array, positions);
  return BigInt(readElement(array, at) as number);
}

defineMethods({
  at(this: NDArray, ...index: unknown[]) {
    return getIndex(this, index);
  },
  item(this: NDArray, ...given: unknown[]) {
    const position = positionsOf(given);
    const at = position.length === 0 ? onlyElement(this) : elementOffset(this, position);
    return exactNumber(readElement(this, at), this.dtype);
  },
  itemBigInt(this: NDArray, ...position: (number | bigint)[]) {
    return bigintAt(this, position);
  },
  set(this: NDArray, index: unknown, value: unknown, ...more: unknown[]) {
    if (more.length > 0) {
      throw new TypeError(
        `set() takes an index and a value, but ${2 + more.length} arguments were given: an index of several items is an array, as in a.set([0, ":"], 5)`,
      );
    }
    if (typeof index === "number" && typeof value === "number" && setNumber(this, index, value)) {
      return;
    }
    setIndex(this, Array.isArray(index) ? index : [index], value);
  },
  reshape(this: NDArray, ...args: unknown[]) {
    const last = args[args.length - 1];
    const given = isOptions(last) ? last : undefined;
    const shape = given === undefined ? args : args.slice(0, -1);
    const known = options("reshape", given as ReshapeOptions | undefined, ["order", "copy"]);
    const order = readShapeOrder(known.order);
    return reshapeTo(this, shape.length === 1 ? shape[0] : shape, order, readCopy(known.copy));
  },
  ravel(this: NDArray, given?: OrderOptions | OrderName) {
    return ravelArray(this, orderOf("ravel", given, "C"));
  },
  flatten(this: NDArray, given?: OrderOptions | OrderName) {
    return flattenArray(this, orderOf("flatten", given, "C"));
  },
  transpose(this: NDArray, ...axes: unknown[]) {
    if (axes.length === 0 || axes[0] === null) return transposeArray(this);
    return transposeArray(this, shapeOf(axes.length === 1 ? axes[0] : axes));
  },
  swapaxes(this: NDArray, axis1: number, axis2: number) {
    return swapAxes(this, axis1, axis2);
  },
  squeeze(this: NDArray, axis?: AxisArgument | { axis?: AxisArgument | undefined }) {
    return squeeze(this, axis);
  },
  view(this: NDArray, dtype?: DTypeLike) {
    return viewAs(this, dtype === undefined ? this.dtype : (toDtype(dtype) as DType));
  },
  astype(this: NDArray, dtype: DTypeLike, given?: AstypeMethodOptions) {
    return castTo(this, toDtype(dtype) as DType, given);
  },
  copy(this: NDArray, given?: OrderOptions | OrderName) {
    return copyArray(this, orderOf("copy", given, "C"));
  },
  field(this: NDArray, name: string | readonly string[]) {
    return fieldView(this, name);
  },
  fill(this: NDArray, value: unknown) {
    this.live();
    this.assertWriteable("assignment destination");
    // a sequence is no value, but for records, which take one value from it for each field
    const isOne = typeof value !== "object" || value === null;
    assignValue(this, isOne ? value : oneElement(this, value));
  },
  tolist(this: NDArray) {
    return toNested(this);
  },
  tobytes(this: NDArray, given?: OrderOptions | OrderName) {
    return toBytes(this, orderOf("tobytes", given, "C"));
  },
  [Symbol.iterator](this: NDArray) {
    return subarrays(this);
  },
  [Symbol.toPrimitive](this: NDArray, hint: "string" | "number" | "default") {
    return toPrimitive(this, hint);
  },
  byteswap(this: NDArray, given: boolean | { inplace?: boolean | undefined } = false) {
    const inplace = isOptions(given)
      ? Boolean(options("byteswap", given, ["inplace"]).inplace)
      : Boolean(given);
    if (this.dtype.kind === "U" || this.dtype.names !== null) {
      // not through values: swapped characters may be none
      if (inplace) this.assertWriteable();
      const turned = inplace ? this : copyArray(this, "A", "byteswap");
      swapBytesOf(turned);
      return turned;
    }
    const swapped = viewAs(this, this.dtype.newbyteorder("S"));
    const copy = castArray(swapped, this.dtype, "A", "byteswap");
    if (!inplace) return copy;
    this.assertWriteable();
    copyInto(this, copy, "byteswap");
    return this;
  },
  toString(this: NDArray) {
    return array_str(this);
  },
  toJSON(this: NDArray) {
    return toNested(this);
  },
  layout(this: NDArray, given?: LayoutOptions) {
    return layoutOf(this, given);
  },
  [Symbol.for("nodejs.util.inspect.custom")](this: NDArray) {
    return inspectArray(this);
  },
});

const ufuncNames = [
  ...Object.keys(ufuncs).map((name) => [name, name] as const),
  ...Object.entries(ufuncAliases),
];
defineMethods(
  Object.fromEntries(
    ufuncNames.map(([method, name]) => {
      const call = ufuncs[name as keyof Rows] as unknown as (...args: unknown[]) => unknown;
      return [
        method,
        function (this: NDArray, ...args: unknown[]) {
          return call(this, ...args);
        },
      ];
    }),
  ),
);

for (const name of ["conj", "conjugate"]) {
  defineMethods({
    // what has no imaginary part is its own conjugate: the array itself, as in NumPy
    [name](this: NDArray, ...args: unknown[]) {
      if (this.dtype.kind !== "c" && args.length === 0) return this;
      return ufuncs.conjugate(this, ...(args as []));
    },
  });
}

defineGetter("data", typedArrayOf);
defineFluent({ dot });

// as NumPy's methods, which give an array that is not complex itself; the ufunc copies it
const conjugate = function (this: NDArray, ...rest: unknown[]) {
  if (this.dtype.kind !== "c" && rest.length === 0) return this;
  return (ufuncs.conjugate as (...args: unknown[]) => unknown)(this, ...rest);
};
defineMethods({ conj: conjugate, conjugate });
