// What dtype JavaScript values have by themselves, for the type checker: of literals exactly, of a number that
// the compiler can't see either of two. The values' side is array/discover.ts; no value lives here.

import type { Complex } from "./complex.js";
import type { DTypeKey, HasDType, Known } from "./types.js";

/** What one scalar's type tells; `number` is one that may or may not be an integer. */
type Scalar = "truth" | "integer" | "number" | "float" | "complex" | "text";

type KindOf<T> = T extends boolean
  ? "truth"
  : T extends bigint
    ? "integer"
    : T extends number
      ? number extends T
        ? "number"
        : `${T}` extends `${bigint}`
          ? "integer"
          : "float"
      : T extends string
        ? "text"
        : T extends Complex
          ? "complex"
          : T extends HasDType<infer D>
            ? D
            : T extends Date
              ? "datetime64"
              : T extends ArrayBufferView
                ? TypedArrayKey<T>
                : DTypeKey;

/** The dtype of scalars of all the kinds of `K` together. */
type JoinScalars<K> = "text" extends K
  ? "str"
  : "complex" extends K
    ? "complex128"
    : "float" extends K
      ? "float64"
      : "number" extends K
        ? "int64" | "float64"
        : "integer" extends K
          ? "int64"
          : "bool";

/** Of these every two have one of themselves as the common dtype. */
type Chain = "bool" | "int64" | "float64" | "complex128";

/** The dtype of elements of all the kinds of `K` together; arrays among scalars are not looked into. */
type Join<K> = [K] extends [never]
  ? "float64"
  : [K] extends [Scalar]
    ? JoinScalars<K>
    : [K] extends [Chain] | [Single<K>]
      ? K
      : DTypeKey;

/** `K` if it is no union. */
type Single<K, All = K> = K extends unknown ? ([All] extends [K] ? K : never) : never;

type Inner<T> = T extends readonly (infer E)[] ? E : T;
/** Every level is taken off by name, so that recursive types such as `type Nest = (number | Nest)[]` end. */
type Inner4<T> = Inner<Inner<Inner<Inner<T>>>>;
/** What lies in nested arrays, up to eight levels deep. */
type Leaf<T> = Exclude<Inner4<Inner4<T>>, readonly unknown[]>;

/** The dtype of a typed array's elements. */
export type TypedArrayKey<T> = T extends Float64Array
  ? "float64"
  : T extends Float32Array
    ? "float32"
    : T extends Int32Array
      ? "int32"
      : T extends Uint32Array
        ? "uint32"
        : T extends Int16Array
          ? "int16"
          : T extends Uint16Array
            ? "uint16"
            : T extends Int8Array
              ? "int8"
              : T extends Uint8Array | Uint8ClampedArray
                ? "uint8"
                : T extends BigInt64Array
                  ? "int64"
                  : T extends BigUint64Array
                    ? "uint64"
                    : DTypeKey;

type IsAny<T> = 0 extends 1 & T ? true : false;

type KeyOfValue<T> = T extends { readonly dtype: unknown }
  ? KindOf<T>
  : T extends ArrayBufferView
    ? TypedArrayKey<T>
    : T extends ArrayBuffer | SharedArrayBuffer
      ? "uint8"
      : T extends readonly unknown[]
        ? IsAny<Leaf<T>> extends true
          ? DTypeKey
          : Join<KindOf<Leaf<T>>>
        : Join<KindOf<T>>;

/**
 * The dtype that values have by themselves, as far as their types tell: that of `[1, 2]` is int64 and that of
 * `[1, 2.5]` float64 where they are written in the call; that of a `number[]` may be either.
 */
export type ValueKey<T> = Known<IsAny<T> extends true ? DTypeKey : KeyOfValue<T>>;

/** The dtype of numbers together, such as the bounds of a range. */
export type NumbersKey<A, B = A, C = A> = Known<Join<KindOf<A> | KindOf<B> | KindOf<C>>>;
