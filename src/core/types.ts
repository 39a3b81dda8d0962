// dtypes at the level of types: the key that DType<D> and NDArray<D> carry, what a dtype spelling
// resolves to, and which key an operation gives. Everything derives from the table in
// scalar-types.ts; no value lives here.

import type { Complex } from "./complex.js";
import type { Datetime64, Timedelta64 } from "./datetime-scalar.js";
import type { DTypeName, ScalarRow } from "./scalar-types.js";

export type { DTypeName } from "./scalar-types.js";

/** The key of a structured dtype: its fields by name. It exists in types only. */
export interface Struct<F extends StructFields = StructFields> {
  /** The fields' dtype keys by name. */
  readonly fields: F;
}

/** The key of a field that holds an array in every record. It exists in types only. */
export interface SubArray<
  D extends DTypeKey = DTypeKey,
  S extends readonly number[] = readonly number[],
> {
  /** The dtype key of one element. */
  readonly element: D;
  /** The lengths of the axes that one element has. */
  readonly shape: S;
}

/** Keys of the fields of a structured dtype. */
export interface StructFields {
  readonly [name: string]: FieldKey;
}

/** What a dtype is to the type checker: a builtin's name, or the fields of a record. */
export type DTypeKey = DTypeName | Struct;

/** What a field can be: a dtype, or an array of a dtype in every record. */
export type FieldKey = DTypeKey | SubArray;

/** Names of the integer dtypes. */
export type IntegerName = Extract<ScalarRow, { kind: "i" | "u" }>["name"];
/** Names of the real floating-point dtypes. */
export type FloatName = Extract<ScalarRow, { kind: "f" }>["name"];
/** Names of the complex dtypes. */
export type ComplexName = Extract<ScalarRow, { kind: "c" }>["name"];
/** Names of the dtypes that arithmetic is defined for, bool among them. */
export type NumericName = "bool" | IntegerName | FloatName | ComplexName;

// --- values -------------------------------------------------------------------------------------

/** The value of one element of each builtin dtype. */
interface ScalarValues
  extends Record<IntegerName | FloatName, number>,
    Record<ComplexName, Complex> {
  bool: boolean;
  str: string;
  bytes: string;
  void: Uint8Array;
  datetime64: Datetime64;
  timedelta64: Timedelta64;
}

/** Nested arrays, one level for each dimension of `S`. */
export type Nested<T, S extends readonly number[]> = number extends S["length"]
  ? T[] | Nested<T, readonly []>[]
  : S extends readonly [number, ...infer Rest extends readonly number[]]
    ? Nested<T, Rest>[]
    : T;

/** The values of a record's fields by name, where the compiler knows no more. */
export interface RecordItem {
  [field: string]: NestedList<
    number | boolean | string | Complex | Uint8Array | Datetime64 | Timedelta64 | RecordItem
  >;
}

/**
 * The JavaScript value of one element: `number`, `boolean`, `string`, `Complex`, `Uint8Array` for
 * void, and a plain object for a record.
 */
// D must stand left of `extends` only: arrays of float64 are arrays to the compiler because of that.
/** The JavaScript value of one element of a dtype, as `item()` gives it. */
export type ItemOf<D> = D extends DTypeName
  ? ScalarValues[D]
  : D extends Struct<infer F>
    ? string extends keyof F
      ? RecordItem
      : { -readonly [K in keyof F]: ItemOf<F[K]> }
    : D extends SubArray<infer E, infer S>
      ? Nested<ItemOf<E>, S>
      : never;

/** A value, or nested arrays of values, of any depth. */
export type NestedList<T> = T | NestedList<T>[];

/** What `tolist` gives of an array of `D`: 64-bit integers that a number can't hold come as bigints. */
export type ListOf<D> = NestedList<ItemOf<D> | (D extends "int64" | "uint64" ? bigint : never)>;

/** The key of the arrays that a field gives: of a field of arrays, that of their elements. */
export type ElementKey<F> = F extends SubArray<infer E> ? ElementKey<E> : Extract<F, DTypeKey>;

/** The names of a record dtype's fields; any string where the fields are not known to the compiler. */
export type FieldName<D> = D extends Struct<infer F> ? Extract<keyof F, string> : never;

/** The key of field `N` of a record dtype. */
export type FieldOf<D, N extends string> =
  D extends Struct<infer F> ? (N extends keyof F ? ElementKey<F[N]> : never) : never;

/** The key of a record dtype with only the fields `N`. */
export type PickFields<D, N extends string> =
  D extends Struct<infer F> ? Struct<{ [K in N & keyof F]: F[K] }> : never;

// --- spellings ----------------------------------------------------------------------------------

type Order = "<" | ">" | "=" | "|";

/** Names, characters and aliases. */
type ByName = {
  [R in ScalarRow as R["name"] | R["char"] | R["aliases"][number]]: R["name"];
};

/** Those of `S` that are one character long. */
type OneCharacter<S extends string> = S extends `${infer C}${infer Rest}`
  ? Rest extends ""
    ? C
    : never
  : never;

/** What may follow a byte order: characters, and kind with byte count. */
type ByCode = {
  [R in ScalarRow as
    | R["char"]
    | OneCharacter<R["aliases"][number]>
    | `${R["kind"]}${R["itemsize"]}`]: R["name"];
};

/** Letters that take a length: `U10`, `S5`, `V8`. */
type Flexible = { S: "bytes"; a: "bytes"; U: "str"; V: "void" };

/** What stands before a unit in brackets. */
type Timed = { M8: "datetime64"; m8: "timedelta64" };
type TimedName = "datetime64" | "timedelta64";

type ResolveCode<S extends string> = S extends keyof ByCode
  ? ByCode[S]
  : S extends `${infer T extends keyof Timed}[${string}]`
    ? Timed[T]
    : S extends `${infer L extends keyof Flexible}${bigint}`
      ? Flexible[L]
      : S extends "c"
        ? "bytes"
        : never;

type ResolveName<S extends string> = S extends keyof ByName
  ? ByName[S]
  : S extends `${infer T extends TimedName}[${string}]`
    ? T
    : S extends `${Order}${infer C}`
      ? ResolveCode<C>
      : ResolveCode<S>;

type Trim<S extends string> = S extends ` ${infer R}` | `${infer R} ` ? Trim<R> : S;

/** The numbers of a written shape: `"2,3"` is `[2, 3]`. */
type ShapeOf<S extends string> =
  Trim<S> extends ""
    ? []
    : S extends `${infer H},${infer R}`
      ? Trim<H> extends `${infer N extends number}`
        ? [N, ...ShapeOf<R>]
        : never
      : Trim<S> extends `${infer N extends number}`
        ? [N]
        : never;

/** The key of a field that holds arrays of `F` of shape `S`. */
type WithShape<F, S> = [F] extends [never]
  ? never
  : S extends readonly []
    ? F
    : S extends readonly number[]
      ? F extends SubArray<infer E, infer T>
        ? SubArray<E, [...S, ...T]>
        : SubArray<Extract<F, DTypeKey>, S>
      : never;

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

/** Splits the leading digits off: `"12f4"` is `["12", "f4"]`. */
type LeadingDigits<
  S extends string,
  N extends string = "",
> = S extends `${infer C extends Digit}${infer R}` ? LeadingDigits<R, `${N}${C}`> : [N, S];

/** One item of a comma string: an optional order and repeat count or shape, then a name. */
type ResolveItem<S extends string> =
  S extends `${Order}${infer R extends `${Digit | "("}${string}`}`
    ? ResolveItem<R>
    : S extends `(${infer Shape})${infer R}`
      ? WithShape<ResolveName<Trim<R>>, ShapeOf<Shape>>
      : LeadingDigits<S> extends [infer N extends string, infer R extends string]
        ? N extends ""
          ? ResolveName<S>
          : R extends "S" | "U" | "V" | "a"
            ? Flexible[R]
            : WithShape<ResolveName<Trim<R>>, ShapeOf<N>>
        : never;

/** Items of a comma string; commas inside a shape do not separate. */
type Items<S extends string, Done extends string[] = []> = S extends `${infer A},${infer R}`
  ? A extends `${string}(${string}`
    ? S extends `${infer Shape})${infer After}`
      ? After extends `${infer Name},${infer Rest}`
        ? Items<Rest, [...Done, Trim<`${Shape})${Name}`>]>
        : [...Done, Trim<S>]
      : never
    : Items<R, [...Done, Trim<A>]>
  : Trim<S> extends ""
    ? Done
    : [...Done, Trim<S>];

type NumberedFields<
  I extends readonly string[],
  F = unknown,
  N extends 0[] = [],
> = I extends readonly [infer H extends string, ...infer R extends readonly string[]]
  ? NumberedFields<R, F & { [K in `f${N["length"]}`]: ResolveItem<H> }, [...N, 0]>
  : { [K in keyof F]: F[K] };

/** The key of a dtype string; of one unknown to the compiler, any key. */
type ResolveString<S extends string> = string extends S
  ? DTypeKey
  : S extends keyof ByName
    ? ByName[S]
    : S extends `(${string})${infer R}`
      ? R extends `${string},${string}`
        ? ResolveCommas<S>
        : ResolveItem<S>
      : S extends `${string},${string}`
        ? ResolveCommas<S>
        : ResolveItem<S>;

type ResolveCommas<S extends string> =
  NumberedFields<Items<S>> extends infer F extends StructFields ? Struct<F> : never;

/** A code with a byte order or none: `"f4"`, `">i2"`. */
type Code = keyof ByCode | `${Order}${keyof ByCode}`;

/**
 * The strings that name a dtype: names, codes, strings with a length, sub-arrays and comma lists. What is inside the
 * last two is not looked at.
 */
export type DTypeString =
  | keyof ByName
  | Code
  | `${Order | ""}${keyof Flexible}${number}`
  | `${Order | ""}${keyof Timed}[${string}]`
  | `${TimedName}[${string}]`
  | `${Digit | "("}${string}`
  | `${string},${string}`;

/**
 * A key that is known to be one. Inferring it, and of a tuple so that nothing distributes, keeps the compiler from
 * expanding all of `K` where it is not known yet: wrap the keys of results in this.
 */
export type Known<K> = [K] extends [infer Key extends DTypeKey] ? Key : DTypeKey;

// --- specifications -----------------------------------------------------------------------------

/** Anything that carries a dtype: a scalar type such as `np.float64`, an array. */
export interface HasDType<D extends DTypeKey = DTypeKey> {
  /** The dtype. */
  readonly dtype: DTypeLikeObject<D>;
}

/** Names the type-level key that every DType carries; neither it nor the property exists at run time. */
export declare const keyOf: unique symbol;

/** A DType as far as types need it; see the class in dtype.ts. */
export interface DTypeLikeObject<D> {
  readonly [keyOf]: D;
}

/** The key that an object carries. */
export type KeyOf<T extends DTypeLikeObject<DTypeKey>> = T[typeof keyOf];

/** A field's name, or its title and name. */
export type FieldLabel = string | readonly [title: string, name: string];

/** One field in a list: `[name, dtype]` or `[name, dtype, shape]`. */
export type FieldSpec =
  | readonly [label: FieldLabel, dtype: DTypeLike]
  | readonly [label: FieldLabel, dtype: DTypeLike, shape: number | readonly number[]];

/** Arrays of a dtype in every element: `[dtype, shape]`. */
export type SubArraySpec = readonly [base: DTypeLike, shape: number | readonly number[]];

/** The dictionary form of a structured dtype, with offsets and sizes given. */
export interface StructSpec {
  /** The fields' names. */
  readonly names: readonly string[];
  /** The fields' dtypes, one for each name. */
  readonly formats: readonly (DTypeLike | SubArraySpec)[];
  /** Byte at which each field starts; one after the other by default. */
  readonly offsets?: readonly number[] | undefined;
  /** A second name for each field; none by default. */
  readonly titles?: readonly (string | null | undefined)[] | undefined;
  /** Bytes of a whole record; by default up to the end of the last field. */
  readonly itemsize?: number | undefined;
  /** Whether fields are padded as a C compiler would; false by default. */
  readonly aligned?: boolean | undefined;
}

/** The dictionary form `{name: [dtype, offset]}`. */
export interface OffsetSpec {
  readonly [name: string]:
    | readonly [dtype: DTypeLike, offset: number]
    | readonly [dtype: DTypeLike, offset: number, title: string];
}

/** JavaScript constructors that stand for a dtype. */
interface Constructors {
  readonly bool: BooleanConstructor;
  readonly int8: Int8ArrayConstructor;
  readonly uint8: Uint8ArrayConstructor | Uint8ClampedArrayConstructor;
  readonly int16: Int16ArrayConstructor;
  readonly uint16: Uint16ArrayConstructor;
  readonly int32: Int32ArrayConstructor;
  readonly uint32: Uint32ArrayConstructor;
  readonly int64: BigIntConstructor | BigInt64ArrayConstructor;
  readonly uint64: BigUint64ArrayConstructor;
  readonly float32: Float32ArrayConstructor;
  readonly float64: NumberConstructor | Float64ArrayConstructor;
  readonly str: StringConstructor;
}

/**
 * What routines take as a dtype: a name or code, a list of fields, a scalar type such as `np.float64`, a dtype, an
 * array (its dtype), a JavaScript constructor, `{ names, formats }`, or nothing (float64). A string that the compiler
 * can't see, and the rarer forms of {@link DTypeSpec}, become a dtype through `np.dtype`.
 */
export type DTypeLike =
  | DTypeString
  | null
  | undefined
  | DTypeLikeObject<DTypeKey>
  | HasDType
  | Constructors[keyof Constructors]
  | readonly FieldSpec[]
  | StructSpec;

/** Everything that `np.dtype` understands, but for strings that the compiler can't see. */
export type DTypeSpec = DTypeLike | SubArraySpec | OffsetSpec;

type ResolveConstructor<T> = {
  [N in keyof Constructors]: T extends Constructors[N] ? N : never;
}[keyof Constructors];

type NameOf<L> = L extends readonly [string, infer N] ? N : L;

type ListFields<T extends readonly unknown[]> = {
  [E in Extract<T[number], readonly [unknown, unknown, ...unknown[]]> as NameOf<
    E[0]
  > extends infer N extends string
    ? N
    : never]: E extends readonly [unknown, infer D, infer S]
    ? WithShape<ResolveField<D>, S extends number ? [S] : S>
    : ResolveField<E[1]>;
};

type DictFields<T extends { names: readonly string[]; formats: readonly unknown[] }> = {
  [I in Extract<keyof T["names"], `${number}`> as Extract<
    T["names"][I],
    string
  >]: I extends keyof T["formats"] ? ResolveField<T["formats"][I]> : never;
};

type OffsetFields<T> = {
  [K in Extract<keyof T, string>]: T[K] extends readonly [infer D, ...unknown[]]
    ? ResolveField<D>
    : never;
};

type AsStruct<F> = F extends StructFields ? (string extends keyof F ? Struct : Struct<F>) : never;

/** The key of one field's specification; a list unknown to the compiler gives any key. */
type ResolveField<T> = [readonly FieldSpec[]] extends [T] ? DTypeKey : ResolveKnown<T>;

type ResolveKnown<T> = T extends string
  ? ResolveString<T>
  : T extends null | undefined
    ? "float64"
    : T extends DTypeLikeObject<infer D>
      ? D
      : T extends { readonly dtype: DTypeLikeObject<infer D> }
        ? D
        : T extends Constructors[keyof Constructors]
          ? ResolveConstructor<T>
          : T extends readonly [infer B, infer S extends number | readonly number[]]
            ? S extends number
              ? B extends "S" | "U" | "V"
                ? Flexible[B]
                : WithShape<ResolveField<B>, [S]>
              : WithShape<ResolveField<B>, S>
            : T extends readonly FieldSpec[]
              ? AsStruct<ListFields<T>>
              : T extends {
                    names: infer N extends readonly string[];
                    formats: infer M extends readonly unknown[];
                  }
                ? AsStruct<DictFields<{ names: N; formats: M }>>
                : AsStruct<OffsetFields<T>>;

/**
 * The key that a dtype specification stands for: `ResolveDType<"<f4">` is `"float32"`, and
 * `ResolveDType<[["name", "U10"], ["age", "i4"]]>` is `Struct<{ name: "str"; age: "int32" }>`.
 * A string that names no dtype resolves to `never`; one the compiler can't see, to `DTypeKey`.
 */
// Inferring K keeps the compiler from expanding the whole grammar where T is not known yet.
/**
 * The dtype key that a dtype specification means, so that `np.zeros(3, "f4")` is an
 * `NDArray<"float32">`.
 */
export type ResolveDType<T> =
  ElementKey<ResolveField<T>> extends infer K extends DTypeKey ? K : never;
