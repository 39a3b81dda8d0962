// What reductions give, for the type checker: which dtype, and whether a JavaScript value or an array. The
// values' side is in reduction-arguments.ts.

import type { DTypeLike } from "../core/dtype.js";
import type { AxisArgument } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import type { MeanKey, RealKey, SumKey } from "../core/result-types.js";
import type { DTypeKey, ItemOf, Known, ResolveDType } from "../core/types.js";
import type { ValueKey } from "./creation.js";

/** How a reduction's dtype follows from its input's. */
export type ReductionRule = "same" | "sum" | "mean" | "real-mean" | "bool" | "int64";

type RuleKey<R extends ReductionRule, D extends DTypeKey> = R extends "sum"
  ? SumKey<D>
  : R extends "mean"
    ? MeanKey<D>
    : R extends "real-mean"
      ? RealKey<MeanKey<D>>
      : R extends "bool"
        ? "bool"
        : R extends "int64"
          ? "int64"
          : D;

/** The dtype of a reduction of `A`, or the one asked for. */
export type ReducedKey<R extends ReductionRule, A, T = never> = Known<
  [T] extends [never] ? RuleKey<R, ValueKey<A>> : ResolveDType<T>
>;

/**
 * The value of a full reduction. Of an array whose dtype the compiler can't see it is taken for a number, which is
 * wrong for complex arrays only.
 */
export type ReducedItem<K> = [DTypeKey] extends [K] ? number : ItemOf<K>;

/** Options of reductions whose dtype may be chosen: `sum`, `prod`. */
export interface SumOptions<T extends DTypeLike = DTypeLike> {
  /** The axis or axes to reduce; all for `null` (default). */
  axis?: AxisArgument | undefined;
  /** The dtype to compute in and put out; small integers are summed as 64-bit ones by default. */
  dtype?: T | undefined;
  /** An array for the result; it is returned. A new one by default. */
  out?: NDArray | null | undefined;
  /** Whether reduced axes stay, with length 1. False by default. */
  keepdims?: boolean | undefined;
  /**
   * What to start from. The operation's identity by default: 0 of sums, 1 of products, none of
   * `min` and `max`.
   */
  initial?: unknown;
  /** Elements to include: a boolean array that broadcasts to the array. All by default. */
  where?: NDArray | boolean | readonly unknown[];
}

/** Options of `min` and `max`. */
export type ExtremeOptions = Omit<SumOptions, "dtype">;
/** Options of `any` and `all`. */
export type TruthOptions = Omit<SumOptions, "dtype" | "initial">;
/** Options of `mean`. */
export type MeanOptions<T extends DTypeLike = DTypeLike> = Omit<SumOptions<T>, "initial">;

/** Options of `std` and `var`. */
export interface VarOptions<T extends DTypeLike = DTypeLike> extends MeanOptions<T> {
  /** The divisor is the number of elements less `ddof` (0 by default). */
  ddof?: number | undefined;
  /** The array API's name for `ddof`. 0 by default. */
  correction?: number | undefined;
  /** The mean, if it is known already, with reduced axes of length 1. Computed by default. */
  mean?: NDArray | number | undefined;
}

/** Options of `ptp`. */
export type PtpOptions = Omit<SumOptions, "dtype" | "initial" | "where">;

// --- overloads ----------------------------------------------------------------------------------

/** What leaves a full reduction a JavaScript value. */
interface ToValue {
  axis?: null | undefined;
  keepdims?: false | undefined;
  out?: null | undefined;
}

type ValueOptions<O> = Omit<O, "dtype" | keyof ToValue> & ToValue;
type ArrayOptions<O> = Omit<O, "dtype">;
/** The options that name an output array, alone or after the axis. */
type Into<O, K extends DTypeKey> =
  | [options: O & { out: NDArray<K> }]
  | [axis: AxisArgument, options: O & { out: NDArray<K> }];

/**
 * The overloads that reductions share: a JavaScript value where everything is reduced, an array where an axis or
 * `keepdims` is given (an array of one axis reduced along it gives a value all the same), `out` where that is given.
 */
export interface Reduction<R extends ReductionRule, O> {
  <const A>(
    a: A,
    axis?: null | ValueOptions<O>,
    options?: ValueOptions<O>,
  ): ReducedItem<ReducedKey<R, A>>;
  <K extends DTypeKey>(a: unknown, ...into: Into<O, K>): NDArray<K>;
  <const A>(a: A, axis: AxisArgument | O, options?: O): NDArray<ReducedKey<R, A>>;
}

/** {@link Reduction} with a dtype among the options. */
export interface DTypeReduction<R extends ReductionRule, O> {
  <const A, const T extends DTypeLike = never>(
    a: A,
    axis?: null | (ValueOptions<O> & { dtype?: T | undefined }),
    options?: ValueOptions<O> & { dtype?: T | undefined },
  ): ReducedItem<ReducedKey<R, A, T>>;
  <K extends DTypeKey>(a: unknown, ...into: Into<O, K>): NDArray<K>;
  <const A, const T extends DTypeLike = never>(
    a: A,
    axis: AxisArgument | (ArrayOptions<O> & { dtype?: T | undefined }),
    options?: ArrayOptions<O> & { dtype?: T | undefined },
  ): NDArray<ReducedKey<R, A, T>>;
}

/** {@link Reduction} as a method. The array is `this`, so that all arrays have the same method. */
export interface ReductionMethod<R extends ReductionRule, O> {
  <A extends NDArray>(
    this: A,
    axis?: null | ValueOptions<O>,
    options?: ValueOptions<O>,
  ): ReducedItem<ReducedKey<R, A>>;
  <K extends DTypeKey>(this: NDArray, ...into: Into<O, K>): NDArray<K>;
  <A extends NDArray>(this: A, axis: AxisArgument | O, options?: O): NDArray<ReducedKey<R, A>>;
}

/** {@link DTypeReduction} as a method. */
export interface DTypeReductionMethod<R extends ReductionRule, O> {
  <A extends NDArray, const T extends DTypeLike = never>(
    this: A,
    axis?: null | (ValueOptions<O> & { dtype?: T | undefined }),
    options?: ValueOptions<O> & { dtype?: T | undefined },
  ): ReducedItem<ReducedKey<R, A, T>>;
  <K extends DTypeKey>(this: NDArray, ...into: Into<O, K>): NDArray<K>;
  <A extends NDArray, const T extends DTypeLike = never>(
    this: A,
    axis: AxisArgument | (ArrayOptions<O> & { dtype?: T | undefined }),
    options?: ArrayOptions<O> & { dtype?: T | undefined },
  ): NDArray<ReducedKey<R, A, T>>;
}
