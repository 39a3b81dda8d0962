// The common dtype of several: NumPy 2's promotion, with weak scalars. Builtin numbers go through one
// table of bit sets derived from scalar-types.ts; casts are in casting.ts.

import { commonClass, type OperandClass } from "./common-class.js";
import type { Complex } from "./complex.js";
import { datetimeTextLength, timedeltaTextLength } from "./datetime-text.js";
import { commonUnit, genericUnit } from "./datetime-unit.js";
import {
  builtinDTypes,
  DType,
  type DTypeLike,
  namedFields,
  ownOrReadDType,
  readDType,
  scalarDType,
  subArrayDType,
  withUnit,
} from "./dtype.js";
import { placeFields } from "./dtype-struct.js";
import { DTypeError, DTypePromotionError, OverflowError, ValueError } from "./errors.js";
import { pyRepr, pyTuple } from "./py-repr.js";
import type { PromoteTypes, ResultType, ScalarLike } from "./result-types.js";
import { scalarTypeByName, scalarTypes } from "./scalar-types.js";
import type { HasDType } from "./types.js";
import { type WeakKind, weakKind } from "./weak-scalar.js";

// --- builtin numbers ----------------------------------------------------------------------------

const typeNumbers = 32;
const bytesPerCharacter = 4;

// Bit i of a set stands for row i of the table of builtin dtypes.
function safeTargets(name: string): number {
  const row = scalarTypeByName.get(name)!;
  const own = 1 << scalarTypes.indexOf(row);
  return row.safe.reduce((set, target) => set | safeTargets(target), own);
}

const isNumber = (dtype: DType): boolean => scalarTypeByName.get(dtype.typeName)!.text > 0;

/** By type number, the dtypes that hold every value of a number's dtype; 0 for what is no number. */
const targetsByNum = new Int32Array(typeNumbers);
/** The promoted dtype of two numbers' dtypes, at `a.num * 32 + b.num`. */
const promotedNumbers: (DType | undefined)[] = new Array(typeNumbers * typeNumbers).fill(undefined);

for (const dtype of builtinDTypes) {
  if (isNumber(dtype)) targetsByNum[dtype.num] = safeTargets(dtype.typeName);
}
for (const a of builtinDTypes.filter(isNumber)) {
  for (const b of builtinDTypes.filter(isNumber)) {
    promotedNumbers[a.num * typeNumbers + b.num] = firstTarget(
      targetsByNum[a.num]! & targetsByNum[b.num]!,
    );
  }
}

// The table lists the preferred dtypes first, so the lowest bit is the answer.
function firstTarget(set: number): DType {
  return builtinDTypes[31 - Math.clz32(set & -set)]!;
}

/** Whether every value of number dtype `from` has a place in number dtype `to`. */
export function isSafeNumberCast(from: DType, to: DType): boolean {
  return promotedNumbers[from.num * typeNumbers + to.num]!.num === to.num;
}

// --- two dtypes ---------------------------------------------------------------------------------

/** The common dtype of two: {@link promote_types} without reading specifications. */
export function promoteDTypes(a: DType, b: DType): DType {
  const number = promotedNumbers[a.num * typeNumbers + b.num];
  if (number !== undefined) return number;
  if (a.kind === "V" && b.kind === "V") return promoteVoid(a, b);
  if (a.kind === "V" || b.kind === "V") throw noCommon(a, b);
  if (a.unit !== null || b.unit !== null) return promoteTimes(a, b);
  const name = a.kind === "U" || b.kind === "U" ? "str" : "bytes";
  const length = Math.max(textLength(a), textLength(b));
  return scalarDType(name, "=", name === "str" ? length * bytesPerCharacter : length);
}

/** Instants beside anything timed are instants; integers beside spans are spans. */
function promoteTimes(a: DType, b: DType): DType {
  const timed = a.unit === null ? b : a;
  const other = a.unit === null ? a : b;
  if (other.unit === null) {
    const isSpan = timed.kind === "m" && "biu".includes(other.kind);
    if (!isSpan || (other.kind === "u" && other.itemsize === timed.itemsize)) throw noCommon(a, b);
    return withUnit(timed, timed.unit!);
  }
  const unit = commonUnit(a.unit ?? genericUnit, b.unit ?? genericUnit, ...strictness(a, b));
  return withUnit(a.kind === "M" ? a : b, unit);
}

/** Whether years must not be mixed with days, for each: not where the result is an instant. */
function strictness(a: DType, b: DType): [boolean, boolean] {
  const isSpan = a.kind === "m" && b.kind === "m";
  return [isSpan, isSpan];
}

/** Characters of the longest text of a string's or number's dtype. */
export function textLength(dtype: DType): number {
  if (dtype.kind === "U") return dtype.itemsize / bytesPerCharacter;
  if (dtype.kind === "M") return datetimeTextLength(dtype.unit!.base);
  if (dtype.kind === "m") return timedeltaTextLength;
  return dtype.kind === "S" ? dtype.itemsize : scalarTypeByName.get(dtype.typeName)!.text;
}

function promoteVoid(a: DType, b: DType): DType {
  if (a.names !== null && b.names !== null) return promoteStructs(a, b);
  if (a.names !== null || b.names !== null) throw invalidPromotion("structured datatype(s)", a, b);
  if (a.subdtype !== null && b.subdtype !== null) {
    if (String(a.shape) !== String(b.shape)) {
      throw invalidPromotion("subarray datatypes (shape mismatch)", a, b);
    }
    return subArrayDType(promoteDTypes(a.base, b.base), a.shape);
  }
  if (a.subdtype !== null || b.subdtype !== null) {
    throw invalidPromotion("structured datatype(s)", a, b);
  }
  if (a.itemsize !== b.itemsize) {
    throw new DTypePromotionError(
      "Invalid type promotion with void datatypes of different lengths. Use the `np.bytes_` " +
        `datatype instead to pad the shorter value with trailing zero bytes. They are ${a} and ${b}.`,
    );
  }
  return a;
}

function promoteStructs(a: DType, b: DType): DType {
  const left = namedFields(a);
  const right = namedFields(b);
  if (left.length !== right.length || left.some((field, i) => field.name !== right[i]!.name)) {
    const names = [a, b].map((dtype) => `\`${pyTuple(dtype.names!.map(pyRepr))}\``);
    throw new DTypePromotionError(`field names ${names[0]} and ${names[1]} mismatch.`);
  }
  const fields = left.map((field, i) => {
    const dtype = promoteDTypes(field.dtype, right[i]!.dtype);
    if (field.title !== right[i]!.title) {
      throw new DTypePromotionError(`field titles of field ${pyRepr(field.name)} mismatch`);
    }
    return { ...field, dtype };
  });
  return placeFields(fields, { align: a.isalignedstruct || b.isalignedstruct });
}

function invalidPromotion(what: string, a: DType, b: DType): DTypePromotionError {
  return new DTypePromotionError(`invalid type promotion with ${what}. They are ${a} and ${b}.`);
}

/** NumPy's name of a dtype's class, which its errors print: `numpy.dtypes.Int8DType`. */
export function className(dtype: DType): string {
  if (dtype.kind === "M") return "<class 'numpy.dtypes.DateTime64DType'>";
  if (dtype.kind === "m") return "<class 'numpy.dtypes.TimeDelta64DType'>";
  const name = dtype.typeName.replace(/^u?./, (start) =>
    start.length === 2 && dtype.kind === "u" ? "UI" : start[0]!.toUpperCase() + start.slice(1),
  );
  return `<class 'numpy.dtypes.${name}DType'>`;
}

const onlyAsObject =
  "For example they cannot be stored in a single array unless the dtype is `object`.";

function noCommon(a: DType, b: DType): DTypePromotionError {
  return new DTypePromotionError(
    `The DTypes ${className(a)} and ${className(b)} do not have a common DType. ${onlyAsObject} ` +
      `They are ${a} and ${b}.`,
  );
}

/**
 * The smallest dtype that both dtypes can be cast to safely, in native byte order.
 *
 * @throws DTypePromotionError where there is none.
 *
 * @example
 * ```ts
 * np.promote_types("int8", "uint8"); // => int16
 * np.promote_types("i8", "f4"); // => float64
 * np.promote_types("i4", "S3"); // => |S11
 * ```
 */
export function promote_types<const A extends DTypeLike, const B extends DTypeLike>(
  type1: A,
  type2: B,
): DType<PromoteTypes<A, B>> {
  const [one, other] = [readDType(type1), readDType(type2)];
  if ((type1 as unknown) === null || (type2 as unknown) === null) {
    throw new DTypeError("did not understand one of the types (null is none)");
  }
  return promoteDTypes(one, other) as DType as DType<PromoteTypes<A, B>>;
}

// --- many operands ------------------------------------------------------------------------------

/** The common dtype of any number of dtypes, which does not depend on their order. */
export function commonDType(dtypes: readonly DType[]): DType {
  const first = dtypes[0];
  if (first === undefined) throw new ValueError("at least one array or dtype is required");
  if (dtypes.length === 1) return promoteDTypes(first, first);
  if (dtypes.length === 2) return promoteDTypes(first, dtypes[1]!);
  // Pair by pair, int8, uint8 and float16 would pass through int16, which float16 can't hold.
  const targets = dtypes.reduce((set, dtype) => set & targetsByNum[dtype.num]!, -1);
  if (targets !== 0) return firstTarget(targets);
  const strings = dtypes.filter((dtype) => dtype.kind === "U" || dtype.kind === "S");
  return [...strings, ...dtypes.filter((dtype) => !strings.includes(dtype))].reduce(promoteDTypes);
}

const weakDefaults: Readonly<Record<WeakKind, DType>> = {
  int: scalarDType("int64"),
  float: scalarDType("float64"),
  complex: scalarDType("complex128"),
};
const complex64 = scalarDType("complex64");

const pythonClasses: Readonly<Record<WeakKind, string>> = {
  int: "_PyLongDType",
  float: "_PyFloatDType",
  complex: "_PyComplexDType",
};

/**
 * The dtype of an operation between arrays of `dtype` and a weak scalar: int8 and a weak integer give
 * int8, int8 and a weak float float64, float32 and a weak float float32.
 *
 * @throws DTypePromotionError for strings and void.
 */
export function promoteWeak(dtype: DType, kind: WeakKind): DType {
  switch (dtype.kind) {
    case "b":
      return weakDefaults[kind];
    case "i":
    case "u":
      return kind === "int" ? promoteDTypes(dtype, dtype) : weakDefaults[kind];
    case "f":
      return promoteDTypes(dtype, kind === "complex" ? complex64 : dtype);
    case "c":
      return promoteDTypes(dtype, dtype);
    case "m":
      if (kind === "int") return withUnit(dtype, dtype.unit!);
      throw noWeak(dtype, kind);
    default:
      throw noWeak(dtype, kind);
  }
}

function noWeak(dtype: DType, kind: WeakKind): DTypePromotionError {
  return new DTypePromotionError(
    `The DType ${className(dtype)} could not be promoted by <class 'numpy.dtypes.` +
      `${pythonClasses[kind]}'>. This means that no common DType exists for the given inputs. ` +
      `${onlyAsObject} They are ${dtype} and a JavaScript ${kind === "complex" ? "Complex" : "number"}.`,
  );
}

const kindOrder: readonly WeakKind[] = ["int", "float", "complex"];

const bool = scalarDType("bool");

// An operand of result_type: a weak scalar, or anything that has or describes a dtype.
function strongDType(operand: unknown): DType {
  if (typeof operand === "boolean") return bool;
  return ownOrReadDType(operand);
}

/**
 * The dtype that an operation on these operands gives: arrays and dtypes as they are, JavaScript
 * numbers, bigints and Complex by their kind only (NEP 50).
 *
 * @param operands - arrays, dtypes, anything {@link dtype} reads, and JavaScript values
 * @throws DTypePromotionError where they have no common dtype, ValueError for none.
 * @throws OverflowError for a bigint of more than 64 bits on its own.
 *
 * @example
 * ```ts
 * np.result_type("int8", 3); // => int8
 * np.result_type("int8", 3.5); // => float64
 * np.result_type("float32", 3.5); // => float32
 * np.result_type(1, 2.5); // => float64
 * ```
 */
export function result_type<const T extends readonly (DTypeLike | HasDType | ScalarLike)[]>(
  ...operands: T
): DType<ResultType<T>> {
  // NumPy collects dtypes before arrays and scalars, which shows in what it says of them
  const described = operands.filter(isDescription);
  const others = operands.filter((one) => !isDescription(one));
  return resultDType([...described, ...others]) as DType as DType<ResultType<T>>;
}

/** Whether an operand is a dtype, or what describes one. */
function isDescription(operand: unknown): boolean {
  if (typeof operand === "boolean" || weakKind(operand) !== null) return false;
  if (typeof operand === "function") return true;
  const held = (operand as { readonly dtype?: unknown } | null)?.dtype;
  return operand instanceof DType || !(held instanceof DType);
}

/** {@link result_type} without types. */
export function resultDType(operands: readonly unknown[]): DType {
  const kinds = operands.map(weakKind);
  const dtypes = operands.map((one, i) => (kinds[i] === null ? strongDType(one) : null));
  // numbers have a class in common, whichever they are
  if (dtypes.every((one) => one === null || isNumberType(one))) return commonOfOperands(operands);
  const classes = dtypes.map((one, i) => (one === null ? kinds[i]! : classByNum.get(one.num)!));
  const found = commonClass(classes, commonOrNull, { strong: weakDefaults, complex64 });
  if ("refused" in found) {
    throw new DTypePromotionError(
      `The DType ${nameOf(found.refused)} could not be promoted by ${nameOf(found.by)}. This means that ` +
        `no common DType exists for the given inputs. ${onlyAsObject} ` +
        `The full list of DTypes is: ${pyTuple(classes.map(nameOf))}`,
    );
  }
  // text takes no length from scalars that bend, instants no unit from integers
  const strong = dtypes.filter((one) => one !== null);
  const kind = typeof found.common === "string" ? "" : found.common.kind;
  if (kind === "M") return commonDType(strong.filter((one) => one.unit !== null).map(asInstants));
  return kind === "S" || kind === "U" ? commonDType(strong) : commonOfOperands(operands);
}

const instants = scalarDType("datetime64");

/** Spans of time beside instants count as such: months and days go together there. */
const asInstants = (dtype: DType): DType => withUnit(instants, dtype.unit!);

const classByNum = new Map(builtinDTypes.map((dtype) => [dtype.num, dtype]));

const isNumberType = (dtype: DType): boolean => "biufc".includes(dtype.kind);

const nameOf = (one: OperandClass): string =>
  typeof one === "string" ? `<class 'numpy.dtypes.${pythonClasses[one]}'>` : className(one);

function commonOrNull(one: DType, other: DType): DType | null {
  try {
    return classByNum.get(promoteDTypes(one, other).num)!;
  } catch {
    return null;
  }
}

function commonOfOperands(operands: readonly unknown[]): DType {
  const strong: DType[] = [];
  let weak: WeakKind | null = null;
  for (const operand of operands) {
    const kind = weakKind(operand);
    if (kind === null) strong.push(strongDType(operand));
    else if (weak === null || kindOrder.indexOf(kind) > kindOrder.indexOf(weak)) weak = kind;
  }
  if (weak === null) return commonDType(strong);
  // an integer leaves spans of time as they are, in their byte order too
  if (strong.length === 1 && strong[0]!.kind === "m" && weak === "int") return strong[0]!;
  if (strong.length > 0) return promoteWeak(commonDType(strong), weak);
  // one integer is an array of its own; several have only their kind in common
  if (weak !== "int" || operands.length > 1) return weakDefaults[weak];
  return integersDType(operands as (number | bigint)[]);
}

/**
 * The dtype of an array of these integers: int64, or uint64 where one needs it.
 *
 * @throws OverflowError where 64 bits are not enough.
 */
export function integersDType(values: readonly (number | bigint)[]): DType {
  let least = 0n;
  let greatest = 0n;
  for (const value of values) {
    if (typeof value !== "bigint") continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (least >= -(2n ** 63n) && greatest < 2n ** 63n) return weakDefaults.int;
  if (least === 0n && greatest < 2n ** 64n) return scalarDType("uint64");
  throw new OverflowError(
    `Python int too large to convert to C long: ${greatest < 2n ** 63n ? least : greatest} does not ` +
      "fit 64 bits; name a float dtype to store it rounded",
  );
}

// --- values -------------------------------------------------------------------------------------

/** A 0-d array, as far as {@link minScalarType} needs one. */
interface ZeroDimensional extends HasDType {
  readonly ndim: number;
  item(): unknown;
  itemBigInt(): bigint;
}

function isZeroDimensional(value: unknown): value is ZeroDimensional {
  const { ndim, item } = (value ?? {}) as Partial<ZeroDimensional>;
  return ndim === 0 && typeof item === "function";
}

/** `min_scalar_type` of what is no list. */
export function minScalarType(value: unknown): DType {
  if (isZeroDimensional(value)) {
    const { dtype } = value as { readonly dtype: unknown };
    const isInteger = "iu".includes((dtype as DType).kind);
    return smallestFor(isInteger ? value.itemBigInt() : value.item(), dtype as DType);
  }
  if (typeof value === "string") {
    return scalarDType("str", "=", Math.max(1, [...value].length) * bytesPerCharacter);
  }
  const kind = weakKind(value);
  if (kind !== null) return smallestFor(value, weakDefaults[kind]);
  return typeof value === "boolean" ? bool : ownOrReadDType(value);
}

function smallestFor(value: unknown, dtype: DType): DType {
  switch (dtype.kind) {
    case "i":
    case "u":
      return smallestInteger(BigInt(value as number | bigint));
    case "f":
      return smallestFloat(value as number, dtype);
    case "c":
      return smallestComplex(value as Complex, dtype);
    default:
      return dtype;
  }
}

function smallestInteger(value: bigint): DType {
  for (const bits of [8n, 16n, 32n, 64n]) {
    if (value >= 0n && value < 2n ** bits) return readDType(`uint${bits}`);
    if (value < 0n && value >= -(2n ** (bits - 1n))) return readDType(`int${bits}`);
  }
  return integersDType([value]);
}

// NumPy's thresholds: round numbers below the largest finite values, so that nothing overflows.
const largestHalf = 65000;
const largestSingle = 3.4e38;

function smallestFloat(value: number, dtype: DType): DType {
  if (dtype.itemsize === 2) return promoteDTypes(dtype, dtype);
  const magnitude = Math.abs(value);
  if (!Number.isFinite(value) || magnitude < largestHalf) return scalarDType("float16");
  return magnitude < largestSingle ? scalarDType("float32") : promoteDTypes(dtype, dtype);
}

// Unlike a float, a complex number with an infinity or NaN is not narrowed.
function smallestComplex(value: Complex, dtype: DType): DType {
  const single = Math.abs(value.re) < largestSingle && Math.abs(value.im) < largestSingle;
  return single ? complex64 : promoteDTypes(dtype, dtype);
}
