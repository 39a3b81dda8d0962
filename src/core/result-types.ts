// The key of an operation's result: promotion, comparisons, sums, means, division. The type-level
// side of promotion.ts, derived from the same table; no value lives here.

import type { Complex } from "./complex.js";
import type { ScalarRow, scalarTypes } from "./scalar-types.js";
import type {
  ComplexName,
  DTypeKey,
  DTypeLikeObject,
  FloatName,
  IntegerName,
  NumericName,
  ResolveDType,
  Struct,
} from "./types.js";

type RowOf<N> = Extract<ScalarRow, { name: N }>;

/** Everything `N` casts to safely, `N` included. */
type SafeTargets<N> = N extends NumericName ? N | SafeTargets<RowOf<N>["safe"][number]> : never;

/** The first of the table's names that is in `U`. */
type FirstInTable<U, Rows = typeof scalarTypes> = Rows extends readonly [
  infer R extends ScalarRow,
  ...infer Rest,
]
  ? R["name"] extends U
    ? R["name"]
    : FirstInTable<U, Rest>
  : never;

type PromoteNumeric<A, B> = FirstInTable<SafeTargets<A> & SafeTargets<B>>;

/** The keys of instants and of spans of time. */
export type TimeName = "datetime64" | "timedelta64";

/** Integers that count in any unit: all but those of 64 bits without a sign, and booleans. */
type CountName = "bool" | Exclude<IntegerName, "uint64">;

/** Instants beside anything timed are instants, integers beside spans are spans. */
type PromoteTimes<A extends TimeName, B> = B extends TimeName
  ? "datetime64" extends A | B
    ? "datetime64"
    : "timedelta64"
  : A extends "timedelta64"
    ? B extends CountName
      ? A
      : never
    : never;

type PromoteDistinct<A, B> = A extends TimeName
  ? PromoteTimes<A, B>
  : B extends TimeName
    ? PromoteTimes<B, A>
    : PromotePlain<A, B>;

type PromotePlain<A, B> = A extends NumericName
  ? B extends NumericName
    ? PromoteNumeric<A, B>
    : B extends "str" | "bytes"
      ? B
      : never
  : A extends "str" | "bytes"
    ? B extends NumericName
      ? A
      : B extends "str" | "bytes"
        ? A extends B
          ? A
          : "str"
        : never
    : A extends "void"
      ? B extends "void"
        ? "void"
        : never
      : A extends Struct
        ? B extends Struct
          ? [A, B] extends [B, A]
            ? A
            : Struct
          : never
        : never;

/**
 * The key that `promote_types` gives: `Promote<"int8", "uint8">` is `"int16"`; `never` where there
 * is none.
 */
export type Promote<A, B> = [DTypeKey] extends [A]
  ? DTypeKey
  : [DTypeKey] extends [B]
    ? DTypeKey
    : PromoteDistinct<A, B>;

/** The key that `promote_types` gives for two dtype specifications. */
// Inferring K keeps the compiler from expanding everything where they are not known yet.
export type PromoteTypes<A, B> =
  Promote<ResolveDType<A>, ResolveDType<B>> extends infer K extends DTypeKey ? K : never;

// --- scalars ------------------------------------------------------------------------------------

/** A JavaScript value that takes part in promotion by its kind only (NEP 50). */
export type WeakScalar = number | bigint | Complex;

/** A JavaScript value that an operation takes in place of an array. */
export type ScalarLike = WeakScalar | boolean;

/** Whether a number literal is written as an integer; of `number` itself it can't be said. */
type NumberKind<V extends number> = number extends V
  ? "int" | "float"
  : `${V}` extends `${bigint}`
    ? "int"
    : "float";

type WeakKind<V> = V extends bigint
  ? "int"
  : V extends number
    ? NumberKind<V>
    : V extends Complex
      ? "complex"
      : never;

type WithWeak<D, K> = K extends "int"
  ? D extends "bool"
    ? "int64"
    : D
  : K extends "float"
    ? D extends "bool" | IntegerName
      ? "float64"
      : D
    : D extends NumericName
      ? PromoteNumeric<D, D extends "bool" | IntegerName ? "complex128" : "complex64">
      : never;

/**
 * The key of an array of `D` together with a JavaScript value: of int32 and `2` int32, of int32 and
 * `2.5` float64, and either of them for a `number` that the compiler can't see.
 */
export type PromoteScalar<D, V> = V extends boolean
  ? Promote<D, "bool">
  : [DTypeKey] extends [D]
    ? DTypeKey
    : D extends NumericName
      ? WithWeak<D, WeakKind<V>>
      : D extends "timedelta64"
        ? WeakKind<V> extends "float" | "complex"
          ? never
          : D
        : never;

/** The key of one argument of `result_type`, or of an operand: an array's, a value's, a dtype's. */
export type OperandKey<T> =
  T extends DTypeLikeObject<infer D>
    ? D
    : T extends { readonly dtype: DTypeLikeObject<infer D> }
      ? D
      : T extends boolean
        ? "bool"
        : T extends WeakScalar
          ? { int: "int64"; float: "float64"; complex: "complex128" }[WeakKind<T>]
          : ResolveDType<T>;

/** The key of two operands together, either of which may be an array or a value. */
export type PromoteOperands<A, B> = A extends WeakScalar
  ? B extends WeakScalar
    ? Promote<OperandKey<A>, OperandKey<B>>
    : PromoteScalar<OperandKey<B>, A>
  : B extends WeakScalar
    ? PromoteScalar<OperandKey<A>, B>
    : Promote<OperandKey<A>, OperandKey<B>>;

type OperandsKey<T extends readonly unknown[]> = T extends readonly [infer A]
  ? OperandKey<A>
  : T extends readonly [infer A, infer B]
    ? PromoteOperands<A, B>
    : DTypeKey;

/** The key that `result_type` gives for one or two arguments; of more, what can be said. */
// Inferring K keeps the compiler from expanding everything where T is not known yet.
/** The dtype key of `np.result_type` over a list of operands: arrays, dtypes and weak scalars. */
export type ResultType<T extends readonly unknown[]> =
  OperandsKey<T> extends infer K extends DTypeKey ? K : never;

// --- results ------------------------------------------------------------------------------------

/** Comparisons and tests give booleans, whatever they compare. */
export type ComparisonKey = "bool";

/** Sums and products: small integers and booleans grow to 64 bits, everything else stays. */
export type SumKey<D> = [DTypeKey] extends [D]
  ? DTypeKey
  : D extends "bool" | Extract<ScalarRow, { kind: "i" }>["name"]
    ? "int64"
    : D extends IntegerName
      ? "uint64"
      : D;

/** Means, variances, `linspace`: integers and booleans become float64, everything else stays. */
export type MeanKey<D> = [DTypeKey] extends [D]
  ? DTypeKey
  : D extends "bool" | IntegerName
    ? "float64"
    : D;

/** Functions of one real variable (`sqrt`, `sin`): the smallest float that holds every value. */
export type FloatKey<D> = [DTypeKey] extends [D]
  ? DTypeKey
  : D extends NumericName
    ? FirstInTable<Extract<SafeTargets<D>, FloatName | ComplexName>>
    : never;

/** `abs`, `real`, `imag`, `var`: the float of a complex number's parts, else the same. */
export type RealKey<D> = [DTypeKey] extends [D]
  ? DTypeKey
  : D extends ComplexName
    ? { complex64: "float32"; complex128: "float64" }[D]
    : D;
