// The ufunc objects, made from the table: callable, with reduce, accumulate, reduceat, outer and at. What
// they compute is in the table, how in call.ts, reduce.ts and scatter.ts.

import type { DType } from "../core/dtype.js";
import type { NDArray } from "../core/ndarray.js";
import { callUfunc } from "./call.js";
import type { UfuncInfo } from "./loop-kernels.js";
import type { UfuncRow } from "./loops.js";
import {
  type AccumulateOptions,
  accumulateUfunc,
  type ReduceOptions,
  reduceatUfunc,
  reduceUfunc,
} from "./reduce.js";
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
  declare readonly name: string;

  get nin(): number {
    return infoOf(this).row.nin;
  }
  get nout(): number {
    return infoOf(this).row.nout;
  }
  get nargs(): number {
    return this.nin + this.nout;
  }
  get ntypes(): number {
    return infoOf(this).row.loops.length;
  }
  get types(): readonly string[] {
    return infoOf(this).row.loops.map((loop) => `${loop.inputs}->${loop.outputs}`);
  }
  get identity(): number | boolean | null {
    return infoOf(this).row.identity;
  }
  get signature(): string | null {
    return infoOf(this).row.core?.text ?? null;
  }
  get doc(): string {
    return infoOf(this).row.doc;
  }
  reduce(array: unknown, options?: ReduceOptions): unknown {
    return reduceUfunc(infoOf(this), array, options);
  }
  accumulate(array: unknown, options?: AccumulateOptions): NDArray {
    return accumulateUfunc(infoOf(this), array, options);
  }
  reduceat(array: unknown, indices: unknown, options?: AccumulateOptions): NDArray {
    return reduceatUfunc(infoOf(this), array, indices, options);
  }
  outer(...args: unknown[]): NDArray {
    return outerUfunc(infoOf(this), args) as NDArray;
  }
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
  toString(): string {
    return `<ufunc '${infoOf(this).name}'>`;
  }
}

/** A ufunc object for a row; `run` calls it with the arguments as given. */
export function makeUfunc(
  name: string,
  row: UfuncRow,
  run: (info: UfuncInfo, args: readonly unknown[]) => unknown = callUfunc,
): ufunc {
  const info: UfuncInfo = { name, row, kernels: new Map(), loops: new Map() };
  const call = (...args: unknown[]) => run(info, args);
  Object.defineProperty(call, "name", { value: name });
  Object.setPrototypeOf(call, ufunc.prototype);
  infos.set(call, info);
  return call as unknown as ufunc;
}

/** Every ufunc of the table, by name. */
export const ufuncs = Object.fromEntries(
  Object.entries(ufuncTable).map(([name, row]) => [name, makeUfunc(name, row)]),
) as unknown as { readonly [K in keyof typeof ufuncTable]: UfuncOf<(typeof ufuncTable)[K]> };
