// What ufuncs are to the type checker: which dtype a call gives for which operands. No value lives here.

import type { DTypeLike, ItemOf } from "../core/dtype.js";
import type { NDArray } from "../core/ndarray.js";
import type {
  DivideKey,
  FloatKey,
  OperandKey,
  PromoteOperands,
  RealKey,
  ScalarLike,
} from "../core/result-types.js";
import type { DTypeKey, ResolveDType } from "../core/types.js";
import type { UfuncOptions } from "./call.js";
import type { ResultKind } from "./loops.js";
import type { AccumulateOptions, ReduceOptions } from "./reduce.js";

/** What a ufunc takes beside arrays: scalars, typed arrays, nested arrays. */
export type Operand = NDArray | ScalarLike | ArrayBufferView | readonly unknown[] | string;

type UnaryKey<R extends ResultKind, A> = R extends "bool"
  ? "bool"
  : R extends "uint8"
    ? "uint8"
    : R extends "float"
      ? FloatKey<OperandKey<A>>
      : R extends "real"
        ? RealKey<OperandKey<A>>
        : R extends "promote"
          ? OperandKey<A>
          : DTypeKey;

type BinaryKey<R extends ResultKind, A, B> = R extends "bool"
  ? "bool"
  : R extends "promote"
    ? PromoteOperands<A, B>
    : R extends "float2"
      ? FloatKey<PromoteOperands<A, B>>
      : R extends "divide"
        ? DivideKey<OperandKey<A>, OperandKey<B>>
        : DTypeKey;

/** The dtype that the options fix: that of `out`, or of `dtype`. */
type FixedKey<O, K> = O extends { out: NDArray<infer D> }
  ? D
  : O extends { dtype: infer T extends DTypeLike }
    ? ResolveDType<T>
    : K;

/** The dtype of a ufunc's result for an operand. */
// Inferring K keeps the compiler from expanding everything where the operands are not known yet.
export type UnaryResult<R extends ResultKind, A> = A extends NDArray | ScalarLike
  ? UnaryKey<R, A> extends infer K extends DTypeKey
    ? K
    : DTypeKey
  : DTypeKey;

/** The dtype of a ufunc's result for two operands. */
export type BinaryResult<R extends ResultKind, A, B> = [A, B] extends [
  NDArray | ScalarLike,
  NDArray | ScalarLike,
]
  ? BinaryKey<R, A, B> extends infer K extends DTypeKey
    ? K
    : DTypeKey
  : DTypeKey;

/** Options as a type parameter that literal dtypes are inferred from. */
type Options = UfuncOptions;

/** What every ufunc has beside being callable. */
export interface UfuncMembers {
  /** Name in NumPy. */
  readonly name: string;
  readonly nin: number;
  readonly nout: number;
  readonly nargs: number;
  /** How many loops there are. */
  readonly ntypes: number;
  /** The loops in NumPy's notation, such as `dd->d`. */
  readonly types: readonly string[];
  /** What a reduction starts from; `null` if from the first element. */
  readonly identity: number | boolean | null;
  readonly signature: string | null;
  /** What it computes, in one sentence. */
  readonly doc: string;
  /** The result of combining all elements along an axis (the first; all for `axis: null`). */
  reduce(array: Operand, options?: ReduceOptions): unknown;
  /** The running results along an axis. A copy, of the array's shape. */
  accumulate(array: Operand, options?: AccumulateOptions): NDArray;
  /** The results over the slices that begin at each of the indices. */
  reduceat(array: Operand, indices: Operand, options?: AccumulateOptions): NDArray;
  /** The results for every element of `a` with every element of `b`: shape `a.shape + b.shape`. */
  outer(a: Operand, b: Operand, options?: UfuncOptions): NDArray;
  /** `a[indices] = f(a[indices], b)` in place, unbuffered: repeated indices count each time. */
  at(a: NDArray, indices: unknown, b?: Operand): void;
}

/** A ufunc of one operand and one result. */
export interface UnaryUfunc<R extends ResultKind> extends UfuncMembers {
  <const A extends ScalarLike>(x: A): R extends "bool" ? boolean : ItemOf<UnaryResult<R, A>>;
  <A extends Operand, const O extends Options>(
    x: A,
    options: O,
  ): NDArray<FixedKey<O, UnaryResult<R, A>>>;
  <A extends Operand>(x: A, out?: NDArray | null): NDArray<UnaryResult<R, A>>;
}

/** A ufunc of two operands and one result. */
export interface BinaryUfunc<R extends ResultKind> extends UfuncMembers {
  <const A extends ScalarLike, const B extends ScalarLike>(
    x1: A,
    x2: B,
  ): R extends "bool" ? boolean : ItemOf<BinaryResult<R, A, B>>;
  <const A extends Operand, const B extends Operand, const O extends Options>(
    x1: A,
    x2: B,
    options: O,
  ): NDArray<FixedKey<O, BinaryResult<R, A, B>>>;
  <const A extends Operand, const B extends Operand>(
    x1: A,
    x2: B,
    out?: NDArray | null,
  ): NDArray<BinaryResult<R, A, B>>;
}

/** A ufunc of two results. */
export interface TwoResultUfunc<Nin extends 1 | 2> extends UfuncMembers {
  (
    ...args: Nin extends 1
      ? [x: Operand, options?: UfuncOptions]
      : [x1: Operand, x2: Operand, options?: UfuncOptions]
  ): [NDArray, NDArray];
}

/** The type of a row's ufunc. */
export type UfuncOf<Row> = Row extends { nout: 2; nin: infer N extends 1 | 2 }
  ? TwoResultUfunc<N>
  : Row extends { nin: 1; result: infer R extends ResultKind }
    ? UnaryUfunc<R>
    : Row extends { nin: 2; result: infer R extends ResultKind }
      ? BinaryUfunc<R>
      : never;

/** A row's ufunc as a method of an array of `D`. */
export type UfuncMethod<Row, D extends DTypeKey> = Row extends { nout: 2; nin: 1 }
  ? (options?: UfuncOptions) => [NDArray, NDArray]
  : Row extends { nout: 2 }
    ? (x2: Operand, options?: UfuncOptions) => [NDArray, NDArray]
    : Row extends { nin: 1; result: infer R extends ResultKind }
      ? <const O extends UfuncOptions = Record<never, never>>(
          options?: O,
        ) => NDArray<FixedKey<O, UnaryResult<R, NDArray<D>>>>
      : Row extends { nin: 2; result: infer R extends ResultKind }
        ? <const B extends Operand, const O extends UfuncOptions = Record<never, never>>(
            x2: B,
            options?: O,
          ) => NDArray<FixedKey<O, BinaryResult<R, NDArray<D>, B>>>
        : never;
