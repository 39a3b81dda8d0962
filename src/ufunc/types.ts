// What ufuncs are to the type checker: which dtype a call gives for which operands. No value lives here.

import type { Datetime64, Timedelta64 } from "../core/datetime-scalar.js";
import type { DType, DTypeLike, ItemOf } from "../core/dtype.js";
import type { NDArray } from "../core/ndarray.js";
import type {
  FloatKey,
  MeanKey,
  Promote,
  PromoteScalar,
  RealKey,
  ScalarLike,
  SumKey,
  TimeName,
  WeakScalar,
} from "../core/result-types.js";
import type { ComplexName, DTypeKey, Known, ResolveDType } from "../core/types.js";
import type { ValueKey } from "../core/value-types.js";
import type { AccumulateOptions } from "./accumulate.js";
import type { UfuncOptions } from "./call-options.js";
import type { ResultKind } from "./loops.js";
import type { ReduceOptions } from "./reduce.js";
import type { OperandDType, ResolveOptions } from "./resolve-dtypes.js";

/** What a ufunc takes beside arrays: scalars, typed arrays, nested arrays. */
export type Operand =
  | NDArray
  | ScalarLike
  | TimeScalar
  | ArrayBufferView
  | readonly unknown[]
  | string;

/** One instant or span of time. */
export type TimeScalar = Datetime64 | Timedelta64 | Date;

// --- keys ---------------------------------------------------------------------------------------

/** What a ufunc makes of its operands' common key. */
type RuleKey<R extends ResultKind, K> = R extends "promote" | "sum" | "difference" | "product"
  ? K
  : R extends "numbers" | "quotient"
    ? NoBool<K>
    : R extends "bool" | "uint8"
      ? R
      : R extends "float" | "frexp"
        ? FloatKey<K>
        : R extends "divide"
          ? MeanKey<K>
          : R extends "real"
            ? RealKey<K>
            : R extends "double"
              ? DoubleKey<K>
              : DTypeKey;

/** Booleans are computed with as int8 where a ufunc has no loop for them. */
type NoBool<K> = [DTypeKey] extends [K] ? DTypeKey : K extends "bool" ? "int8" : K;
type DoubleKey<K> = [DTypeKey] extends [K]
  ? DTypeKey
  : K extends ComplexName
    ? "complex128"
    : "float64";

/** The key of two operands together; numbers beside arrays are weak. */
type OperandsKey<A, B> = A extends WeakScalar
  ? B extends WeakScalar
    ? Promote<ValueKey<A>, ValueKey<B>>
    : PromoteScalar<ValueKey<B>, A>
  : B extends WeakScalar
    ? PromoteScalar<ValueKey<A>, B>
    : Promote<ValueKey<A>, ValueKey<B>>;

/** The dtype of a ufunc's result for an operand; that of `T`, if a dtype was asked for. */
export type UnaryResult<R extends ResultKind, A, T = never> = Known<
  [T] extends [never] ? RuleKey<R, ValueKey<A>> : AskedKey<R, T>
>;

/** The dtype of a ufunc's result for two operands; that of `T`, if a dtype was asked for. */
export type BinaryResult<R extends ResultKind, A, B, T = never> = Known<
  [T] extends [never]
    ? R extends "first"
      ? FloatKey<ValueKey<A>>
      : IsTimed<ValueKey<A> | ValueKey<B>> extends true
        ? TimesKey<R, ValueKey<A>, ValueKey<B>>
        : RuleKey<R, OperandsKey<A, B>>
    : AskedKey<R, T>
>;

/** Whether instants or spans are among the operands, and no operand is unknown to the compiler. */
type IsTimed<K> = [DTypeKey] extends [K]
  ? false
  : [Extract<K, TimeName>] extends [never]
    ? false
    : true;

/** What a ufunc makes of two operands of which one is timed. */
type TimesKey<R extends ResultKind, X, Y> = R extends "sum"
  ? Extract<X | Y, "datetime64"> extends never
    ? "timedelta64"
    : "datetime64"
  : R extends "difference"
    ? X extends "datetime64"
      ? Y extends "datetime64"
        ? "timedelta64"
        : "datetime64"
      : "timedelta64"
    : R extends "product" | "numbers"
      ? "timedelta64"
      : R extends "divide"
        ? Y extends "timedelta64"
          ? "float64"
          : "timedelta64"
        : R extends "quotient"
          ? Y extends "timedelta64"
            ? "int64"
            : "timedelta64"
          : RuleKey<R, Promote<X, Y>>;

type AskedKey<R extends ResultKind, T> = R extends "bool" ? "bool" : ResolveDType<T>;

/** A reduction keeps its operand's key, or widens it as sums do. */
type ReducedKey<R extends ResultKind, A> = Known<
  R extends "bool" ? "bool" : ValueKey<A> | SumKey<ValueKey<A>>
>;

// --- options ------------------------------------------------------------------------------------

/** Options of a call, with the dtype `T` if there is one. */
export interface CallOptions<T extends DTypeLike = DTypeLike> extends UfuncOptions {
  /** The dtype to compute and put out. */
  dtype?: T | undefined;
}

/** Options of a call whose result is a new array or a value. */
export interface FreshOptions<T extends DTypeLike = DTypeLike> extends CallOptions<T> {
  out?: null | undefined;
}

/** Where a result goes: an array, in second or third place or as the option `out`. */
export type Into<K extends DTypeKey> =
  | NDArray<K>
  | (Omit<UfuncOptions, "out"> & { out: NDArray<K> | readonly [NDArray<K>] });

/** Options that say where both results go. */
export interface IntoBoth<K extends DTypeKey, L extends DTypeKey>
  extends Omit<UfuncOptions, "out"> {
  out: readonly [NDArray<K>, NDArray<L>];
}

/** What every ufunc has beside being callable. */
export interface UfuncMembers<R extends ResultKind = ResultKind> {
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
  /**
   * The result of combining all elements along an axis: the first by default, all for `axis: null`. Of an array of
   * one axis that is a JavaScript value.
   */
  reduce: ReduceMethod<R>;
  /** The running results along an axis. A copy, of the array's shape. */
  accumulate: AccumulateMethod<R>;
  /** The results over the slices that begin at each of the indices. */
  reduceat<const A extends Operand>(
    array: A,
    indices: Operand,
    options?: AccumulateOptions,
  ): NDArray<ReducedKey<R, A>>;
  /** The results for every element of `a` with every element of `b`: shape `a.shape + b.shape`. */
  outer: OuterMethod<R>;
  /** `a[indices] = f(a[indices], b)` in place, unbuffered: repeated indices count each time. */
  at(a: NDArray, indices: unknown, b?: Operand): void;
  /**
   * The dtypes that a call would compute in, inputs first, for operands of these dtypes. A number stands for a
   * scalar that bends to the others, `null` for an output that is not given.
   */
  resolve_dtypes(dtypes: readonly OperandDType[], options?: ResolveOptions): DType[];
}

/** The overloads of `reduce`. */
export interface ReduceMethod<R extends ResultKind> {
  <K extends DTypeKey>(array: Operand, options: ReduceOptions & { out: NDArray<K> }): NDArray<K>;
  <const A extends Operand>(
    array: A,
    options: Omit<ReduceOptions, "out"> & { axis: null; keepdims?: false },
  ): ItemOf<ReducedKey<R, A>>;
  <const A extends Operand>(
    array: A,
    options: Omit<ReduceOptions, "out"> & { keepdims: true },
  ): NDArray<ReducedKey<R, A>>;
  <const A extends Operand>(
    array: A,
    options?: Omit<ReduceOptions, "out">,
  ): NDArray<ReducedKey<R, A>> | ItemOf<ReducedKey<R, A>>;
}

/** The overloads of `accumulate`. */
export interface AccumulateMethod<R extends ResultKind> {
  <K extends DTypeKey>(
    array: Operand,
    options: AccumulateOptions & { out: NDArray<K> },
  ): NDArray<K>;
  <const A extends Operand>(array: A, options?: AccumulateOptions): NDArray<ReducedKey<R, A>>;
}

/** The overloads of `outer`. */
export interface OuterMethod<R extends ResultKind> {
  <K extends DTypeKey>(a: Operand, b: Operand, out: Into<K>): NDArray<K>;
  // scalars are no weak ones here, as in NumPy
  <const A extends Operand, const B extends Operand, const T extends DTypeLike = never>(
    a: A,
    b: B,
    options?: CallOptions<T>,
  ): NDArray<BinaryResult<R, NDArray<ValueKey<A>>, NDArray<ValueKey<B>>, T>>;
}

/** A ufunc of one operand and one result. */
export interface UnaryUfunc<R extends ResultKind> extends UfuncMembers<R> {
  <K extends DTypeKey>(x: Operand, out: Into<K>): NDArray<K>;
  <const A extends ScalarLike | TimeScalar, const T extends DTypeLike = never>(
    x: A,
    options?: FreshOptions<T>,
  ): ItemOf<UnaryResult<R, A, T>>;
  <const A extends Operand, const T extends DTypeLike = never>(
    x: A,
    options?: CallOptions<T> | null,
  ): NDArray<UnaryResult<R, A, T>>;
}

/** A ufunc of two operands and one result. */
export interface BinaryUfunc<R extends ResultKind> extends UfuncMembers<R> {
  <K extends DTypeKey>(x1: Operand, x2: Operand, out: Into<K>): NDArray<K>;
  <
    const A extends ScalarLike | TimeScalar | string,
    const B extends ScalarLike | TimeScalar | string,
    const T extends DTypeLike = never,
  >(
    x1: A,
    x2: B,
    options?: FreshOptions<T>,
  ): ItemOf<BinaryResult<R, A, B, T>>;
  <const A extends Operand, const B extends Operand, const T extends DTypeLike = never>(
    x1: A,
    x2: B,
    options?: CallOptions<T> | null,
  ): NDArray<BinaryResult<R, A, B, T>>;
}

type Pair<R extends ResultKind, K extends DTypeKey> = R extends "frexp"
  ? [NDArray<K>, NDArray<"int32">]
  : [NDArray<K>, NDArray<K>];
type ItemPair<R extends ResultKind, K extends DTypeKey> = R extends "frexp"
  ? [ItemOf<K>, number]
  : [ItemOf<K>, ItemOf<K>];

/** A ufunc of one operand and two results. */
export interface UnaryPairUfunc<R extends ResultKind> extends UfuncMembers<R> {
  <const A extends ScalarLike | TimeScalar>(x: A): ItemPair<R, UnaryResult<R, A>>;
  <K extends DTypeKey, L extends DTypeKey>(
    x: Operand,
    options: IntoBoth<K, L>,
  ): [NDArray<K>, NDArray<L>];
  <const A extends Operand, const T extends DTypeLike = never>(
    x: A,
    options?: CallOptions<T>,
  ): Pair<R, UnaryResult<R, A, T>>;
}

/** A ufunc of two operands and two results. */
export interface BinaryPairUfunc<R extends ResultKind> extends UfuncMembers<R> {
  <const A extends ScalarLike | TimeScalar, const B extends ScalarLike | TimeScalar>(
    x1: A,
    x2: B,
  ): ItemPair<R, BinaryResult<R, A, B>>;
  <K extends DTypeKey, L extends DTypeKey>(
    x1: Operand,
    x2: Operand,
    options: IntoBoth<K, L>,
  ): [NDArray<K>, NDArray<L>];
  <const A extends Operand, const B extends Operand, const T extends DTypeLike = never>(
    x1: A,
    x2: B,
    options?: CallOptions<T>,
  ): Pair<R, BinaryResult<R, A, B, T>>;
}

/** The type of a row's ufunc. */
export type UfuncOf<Row> = Row extends { nin: infer I; nout: infer O; result: infer R }
  ? R extends ResultKind
    ? [I, O] extends [1, 1]
      ? UnaryUfunc<R>
      : [I, O] extends [2, 1]
        ? BinaryUfunc<R>
        : [I, O] extends [1, 2]
          ? UnaryPairUfunc<R>
          : BinaryPairUfunc<R>
    : never
  : never;

// --- methods ------------------------------------------------------------------------------------

// The array is `this`, and no parameter of these types, so that all arrays have the same methods: only then can the
// compiler call one on `NDArray<"int32"> | NDArray<"float32">`.

/** {@link UnaryUfunc} as a method. */
export interface UnaryMethod<R extends ResultKind> {
  <K extends DTypeKey>(this: NDArray, out: Into<K>): NDArray<K>;
  <A extends NDArray, const T extends DTypeLike = never>(
    this: A,
    options?: CallOptions<T>,
  ): NDArray<UnaryResult<R, A, T>>;
}

/** {@link BinaryUfunc} as a method. */
export interface BinaryMethod<R extends ResultKind> {
  <K extends DTypeKey>(this: NDArray, x2: Operand, out: Into<K>): NDArray<K>;
  <A extends NDArray, const B extends Operand, const T extends DTypeLike = never>(
    this: A,
    x2: B,
    options?: CallOptions<T>,
  ): NDArray<BinaryResult<R, A, B, T>>;
}

/** {@link UnaryPairUfunc} as a method. */
export type UnaryPairMethod<R extends ResultKind> = <
  A extends NDArray,
  const T extends DTypeLike = never,
>(
  this: A,
  options?: CallOptions<T>,
) => Pair<R, UnaryResult<R, A, T>>;

/** {@link BinaryPairUfunc} as a method. */
export type BinaryPairMethod<R extends ResultKind> = <
  A extends NDArray,
  const B extends Operand,
  const T extends DTypeLike = never,
>(
  this: A,
  x2: B,
  options?: CallOptions<T>,
) => Pair<R, BinaryResult<R, A, B, T>>;

/** A row's ufunc as a method. */
export type UfuncMethod<Row> = Row extends { nin: infer I; nout: infer O; result: infer R }
  ? R extends ResultKind
    ? [I, O] extends [1, 1]
      ? UnaryMethod<R>
      : [I, O] extends [2, 1]
        ? BinaryMethod<R>
        : [I, O] extends [1, 2]
          ? UnaryPairMethod<R>
          : BinaryPairMethod<R>
    : never
  : never;
