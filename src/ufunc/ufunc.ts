// The ufunc objects, made from the table: callable, with reduce, accumulate, reduceat, outer and at. What
// they compute is in the table, how in call.ts, reduce.ts and scatter.ts.

import type { DType } from "../core/dtype.js";
import type { NDArray } from "../core/ndarray.js";
import { type AccumulateOptions, accumulateUfunc } from "./accumulate.js";
import { callUfunc } from "./call.js";
import type { UfuncInfo } from "./loop-kernels.js";
import type { UfuncRow } from "./loops.js";
import { plainCall } from "./plain-call.js";
import { PlainPlans } from "./plain-plans.js";
import { type ReduceOptions, reduceUfunc } from "./reduce.js";
import { reduceatUfunc } from "./reduceat.js";
import { type OperandDType, type ResolveOptions, resolveDtypes } from "./resolve-dtypes.js";
import { atUfunc, outerUfunc } from "./scatter.js";
import { ufuncTable } from "./table.js";
import type { UfuncMembers, UfuncOf } from "./types.js";

const infos = new WeakMap<object, UfuncInfo>();

/** What is known of a ufunc object. */
export function infoOf(ufunc: object): UfuncInfo {
  return infos.get(ufunc)!;
}

/** The members of ufuncs, whose types say more than a class could check. */
type Untyped<M> = {
  readonly [K in keyof M]: M[K] extends (...args: never[]) => unknown
    ? (...args: never[]) => unknown
    : M[K];
};

/**
 * A universal function: element by element over arrays, with broadcasting, casting, `out` and `where`.
 * `np.add` and the like are its instances; it has no public constructor.
 *
 * @example
 * ```ts
 * np.add instanceof np.ufunc; // => true
 * np.add.reduce([[1, 2], [3, 4]]); // => [4 6]
 * np.multiply.outer([1, 2], [3, 4]); // => [[3 4] [6 8]]
 * ```
 */
export class ufunc implements Untyped<UfuncMembers> {
  /** NumPy's name of it. */
  declare readonly name: string;

  /** @throws TypeError: ufuncs are there, and frompyfunc makes others of functions */
  constructor() {
    if (new.target !== ufunc) return;
    throw new TypeError(
      "cannot create 'numpy.ufunc' instances (np.frompyfunc makes one of a function)",
    );
  }

  /** Number of inputs. */
  get nin(): number {
    return infoOf(this).row.nin;
  }
  /** Number of outputs. */
  get nout(): number {
    return infoOf(this).row.nout;
  }
  /** Number of inputs and outputs. */
  get nargs(): number {
    return this.nin + this.nout;
  }
  /** Number of loops: of combinations of dtypes that it is defined for. */
  get ntypes(): number {
    return infoOf(this).row.loops.length;
  }
  /** The loops as NumPy writes them, inputs and outputs by type characters: `"dd->d"`. */
  get types(): readonly string[] {
    return infoOf(this).row.loops.map((loop) => `${loop.inputs}->${loop.outputs}`);
  }
  /**
   * What changes nothing when it is combined with another: 0 of `add`, 1 of `multiply`; null
   * without one.
   */
  get identity(): number | boolean | null {
    return infoOf(this).row.identity;
  }
  /**
   * The core dimensions of a generalised ufunc, as `"(n),(n)->()"`; null for one that goes element
   * by element.
   */
  get signature(): string | null {
    return infoOf(this).row.core?.text ?? null;
  }
  /** What it computes, in a sentence. */
  get doc(): string {
    return infoOf(this).row.doc;
  }
  /**
   * Combines the elements along an axis, the first by default, or along several: `np.add.reduce` is
   * a sum.
   *
   * @returns a JavaScript value for all elements, else a new array (a copy), or `out`
   * @throws ValueError unless it has two inputs and one output, or for an empty array without
   * identity; AxisError
   * @example
   * ```ts
   * np.add.reduce([[1, 2], [3, 4]]); // => [4 6]
   * np.multiply.reduce([[1, 2], [3, 4]], { axis: null }); // => 24
   * ```
   */
  reduce(array: unknown, options?: ReduceOptions): unknown {
    return reduceUfunc(infoOf(this), array, options);
  }
  /**
   * Every partial result of `reduce` along an axis, the first by default: `np.add.accumulate` is a
   * running sum. A copy.
   *
   * @throws ValueError unless it has two inputs and one output, TypeError for a 0-d array,
   * AxisError
   * @example
   * ```ts
   * np.add.accumulate([1, 2, 3]); // => [1 3 6]
   * ```
   */
  accumulate(array: unknown, options?: AccumulateOptions): NDArray {
    return accumulateUfunc(infoOf(this), array, options);
  }
  /**
   * `reduce` over the slices that begin at the given positions, each up to the next one. A copy.
   *
   * @throws ValueError unless it has two inputs and one output, IndexError for a position out of
   * bounds, AxisError
   * @example
   * ```ts
   * np.add.reduceat([1, 2, 3, 4], [0, 2]); // => [3 7]
   * ```
   */
  reduceat(array: unknown, indices: unknown, options?: AccumulateOptions): NDArray {
    return reduceatUfunc(infoOf(this), array, indices, options);
  }
  /**
   * Every element of one array with every element of the other: shape `[...a.shape, ...b.shape]`. A
   * copy.
   *
   * @throws ValueError unless it has two inputs
   * @example
   * ```ts
   * np.subtract.outer([10, 20], [1, 2]); // => [[ 9  8] [19 18]]
   * ```
   */
  outer(...args: unknown[]): NDArray {
    return outerUfunc(infoOf(this), args) as NDArray;
  }
  /**
   * Combines elements of an array with values, in place and one after the other, so that a position
   * may occur several times.
   *
   * @returns nothing
   * @throws IndexError for a position out of bounds, ValueError if the array is read-only or a
   * second operand is missing, UFuncTypeError for a cast that is not allowed
   * @example
   * ```ts
   * const counts = np.zeros(3, "int64");
   * np.add.at(counts, [0, 2, 2], 1);
   * counts; // => [1 0 2]
   * ```
   */
  at(a: NDArray, indices: unknown, b?: unknown): void {
    atUfunc(infoOf(this), a, indices, b);
  }
  /**
   * The dtypes that a call would compute in, inputs first: an array of `nargs` dtypes, no array of elements.
   *
   * @param dtypes - of each operand; a number stands for a scalar that bends to the others, `null` for an output
   *   that is not given
   * @throws TypeError where there is no loop, or a cast is refused
   * @throws ValueError for a reduction of a ufunc that has none
   * @example
   * ```ts
   * np.add.resolve_dtypes([np.dtype("int32"), np.dtype("float32"), null]); // => float64,float64,float64
   * np.add.resolve_dtypes([np.dtype("int8"), 1, null]); // => int8,int8,int8
   * ```
   */
  resolve_dtypes(dtypes: readonly OperandDType[], options?: ResolveOptions): DType[] {
    return resolveDtypes(infoOf(this), dtypes, options);
  }
  /** NumPy's `<ufunc 'add'>`. */
  toString(): string {
    return `<ufunc '${infoOf(this).name}'>`;
  }
}

/** A function that calls a ufunc, without a list of its arguments where the call is a plain one. */
function plainOr(info: UfuncInfo): (...args: unknown[]) => unknown {
  return function (a: unknown, b: unknown, c: unknown) {
    // biome-ignore lint/complexity/noArguments: a list of arguments would be made for each call
    const given = arguments;
    const plain = plainCall(info, given.length, a, b, c);
    return plain === null ? callUfunc(info, Array.from(given)) : plain;
  } as (...args: unknown[]) => unknown;
}

/** A ufunc object for a row; `run` calls it with the arguments as given. */
export function makeUfunc(
  name: string,
  row: UfuncRow,
  run: (info: UfuncInfo, args: readonly unknown[]) => unknown = callUfunc,
): ufunc {
  const plain = new PlainPlans();
  const info: UfuncInfo = { name, row, kernels: new Map(), loops: new Map(), plain };
  const call = run === callUfunc ? plainOr(info) : (...args: unknown[]) => run(info, args);
  Object.defineProperty(call, "length", { value: 0 });
  Object.defineProperty(call, "name", { value: name });
  Object.setPrototypeOf(call, ufunc.prototype);
  infos.set(call, info);
  return call as unknown as ufunc;
}

/** Every ufunc of the table, by name. */
export const ufuncs = Object.fromEntries(
  Object.entries(ufuncTable).map(([name, row]) => [name, makeUfunc(name, row)]),
) as unknown as { readonly [K in keyof typeof ufuncTable]: UfuncOf<(typeof ufuncTable)[K]> };
