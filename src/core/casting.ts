// Which casts are allowed: for any two dtypes, the strictest of NumPy's casting rules under which one
// may become the other. What the values become is the kernel floor's business.

import { unitCastLevel } from "./datetime-unit.js";
import { type DType, type DTypeLike, namedFields, ownOrReadDType, readDType } from "./dtype.js";
import { DTypeError, ValueError } from "./errors.js";
import { isOptions, options } from "./options.js";
import { isSafeNumberCast, textLength } from "./promotion.js";
import { pyRepr } from "./py-repr.js";
import { pythonType } from "./python-values.js";
import type { HasDType } from "./types.js";
import { weakKind } from "./weak-scalar.js";

/** NumPy's casting rules, strictest first. */
export type Casting = "no" | "equiv" | "safe" | "same_kind" | "unsafe";

const rules: readonly Casting[] = ["no", "equiv", "safe", "same_kind", "unsafe"];

// Levels: places in `rules`, and one beyond it for a cast that no rule allows.
const no = 0;
const equiv = 1;
const safe = 2;
const sameKind = 3;
const unsafe = 4;
const impossible = 5;

// A kind may become a later one without losing what it is.
const kindOrder = "buifcSUV";

function numberLevel(from: DType, to: DType): number {
  if (from.num === to.num) return from.byteorder === to.byteorder ? no : equiv;
  if (isSafeNumberCast(from, to)) return safe;
  return kindOrder.indexOf(from.kind) <= kindOrder.indexOf(to.kind) ? sameKind : unsafe;
}

// To a string: does the text fit? A string without a length takes any.
function stringLevel(from: DType, to: DType): number {
  if (from.kind === "V" || (from.kind === "U" && to.kind === "S")) return unsafe;
  const length = textLength(to);
  const needed = textLength(from);
  if (from.kind !== to.kind) return length === 0 || needed <= length ? safe : sameKind;
  if (length !== 0 && needed < length) return safe;
  if (length !== 0 && needed > length) return sameKind;
  return from.byteorder === to.byteorder ? no : equiv;
}

function voidLevel(from: DType, to: DType): number {
  if (from.kind !== "V") return to.itemsize === 0 || from.itemsize <= to.itemsize ? safe : unsafe;
  if (to.itemsize === 0 || from.itemsize === to.itemsize) return no;
  return from.itemsize < to.itemsize ? safe : sameKind;
}

// Fields are cast by position; only renamed ones make the cast more than a change of layout.
function fieldsLevel(from: DType, to: DType): number {
  const sources = namedFields(from);
  const targets = namedFields(to);
  if (sources.length !== targets.length) return impossible;
  let level = from.itemsize === to.itemsize ? no : equiv;
  sources.forEach((source, position) => {
    const target = targets[position]!;
    const renamed = source.name !== target.name || source.title !== target.title;
    const moved = source.offset !== target.offset;
    level = Math.max(
      level,
      castLevel(source.dtype, target.dtype),
      renamed ? safe : moved ? equiv : no,
    );
  });
  return level;
}

// A record of one field stands for that field; a value fills every field of a record.
function structLevel(from: DType, to: DType): number {
  if (from.names === null) {
    return Math.max(unsafe, ...namedFields(to).map((field) => castLevel(from, field.dtype)));
  }
  if (to.names !== null) return fieldsLevel(from, to);
  const fields = namedFields(from);
  return fields.length === 1 ? Math.max(unsafe, castLevel(fields[0]!.dtype, to)) : impossible;
}

function subArrayLevel(from: DType, to: DType): number {
  const inner = castLevel(from.base, to.base);
  // A value fills the sub-array. Void has no value to fill it with: its bytes are reinterpreted.
  if (from.subdtype === null) return Math.max(from.kind === "V" ? unsafe : safe, inner);
  if (to.subdtype !== null && String(from.shape) === String(to.shape)) return inner;
  return Math.max(unsafe, inner);
}

// Units decide within a kind. Instants and spans become each other only by force; integers are spans.
function timeLevel(from: DType, to: DType): number {
  if (from.unit === null) {
    if (to.kind === "M" || !"biu".includes(from.kind)) return unsafe;
    return from.kind === "u" && from.itemsize === to.itemsize ? sameKind : safe;
  }
  if (to.unit === null || from.kind !== to.kind) return unsafe;
  const level = unitCastLevel(from.unit, to.unit, to.kind === "m");
  if (level === "same") return from.byteorder === to.byteorder ? no : equiv;
  return level === "safe" ? safe : level === "same_kind" ? sameKind : unsafe;
}

function isUnsized(dtype: DType): boolean {
  return dtype.itemsize === 0 && dtype.names === null && dtype.subdtype === null;
}

/** The place in NumPy's rules of the strictest that allows a cast; beyond them where none does. */
export function castLevel(from: DType, to: DType): number {
  if (from === to) return no;
  // "V" without a size is any void dtype: records are that already, sub-arrays become one.
  if (to.kind === "V" && isUnsized(to) && from.kind === "V") return from.subdtype ? safe : no;
  if (from.names !== null || to.names !== null) return structLevel(from, to);
  if (from.subdtype !== null || to.subdtype !== null) return subArrayLevel(from, to);
  if (to.kind === "V") return voidLevel(from, to);
  if (from.unit !== null || to.unit !== null) return timeLevel(from, to);
  if (to.kind === "S" || to.kind === "U") return stringLevel(from, to);
  return kindOrder.indexOf(from.kind) < kindOrder.indexOf("S") ? numberLevel(from, to) : unsafe;
}

/** Whether a cast is allowed under a rule: {@link can_cast} without reading specifications. */
export function isCastAllowed(from: DType, to: DType, casting: Casting): boolean {
  return castLevel(from, to) <= rules.indexOf(casting);
}

/** A casting rule that came from outside, checked. @throws ValueError for any other word. */
export function readCasting(casting: unknown): Casting {
  if (typeof casting !== "string") {
    throw new TypeError(`casting must be str, not ${pythonType(casting)}`);
  }
  if (!rules.includes(casting as Casting)) {
    throw new ValueError(
      `casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe' (got ${pyRepr(casting)})`,
    );
  }
  return casting as Casting;
}

/** Options of {@link can_cast}. */
export interface CanCastOptions {
  /** The casting rule; `"safe"` by default. */
  readonly casting?: Casting | undefined;
}

/**
 * Whether a cast between two dtypes is allowed under a casting rule.
 *
 * @param from_ - a dtype or an array; JavaScript numbers have no dtype of their own
 * @param to - a dtype
 * @param casting - `"no"`, `"equiv"` (byte order may change), `"safe"` (the default: every value is
 * kept), `"same_kind"` (such as float64 to float32), `"unsafe"` (anything that can be done at all)
 * @throws DTypeError for what is no dtype, ValueError for a casting rule there is not, TypeError
 * for a number
 * @example
 * ```ts
 * np.can_cast("int32", "int64"); // => true
 * np.can_cast("float64", "float32"); // => false
 * np.can_cast("float64", "float32", "same_kind"); // => true
 * ```
 */
export function can_cast(
  from_: DTypeLike | HasDType,
  to: DTypeLike,
  casting: Casting | CanCastOptions = "safe",
): boolean {
  const given = isOptions(casting) ? options("can_cast", casting, ["casting"]).casting : casting;
  const target = readDType(to);
  const rule = given === undefined ? "safe" : readCasting(given);
  if ((to as unknown) === null) throw notUnderstood("to");
  if (weakKind(from_) !== null || typeof from_ === "boolean") {
    throw new DTypeError(
      "can_cast() does not support Python ints, floats, and complex because the result used to " +
        "depend on the value.\nThis change was part of adopting NEP 50, we may explicitly allow them again in the " +
        "future. Name a dtype, such as np.min_scalar_type(value).",
    );
  }
  return isCastAllowed(sourceDType(from_), target, rule);
}

/** The dtype that is cast, which NumPy refuses in one sentence, whatever is wrong with it. */
function sourceDType(from: DTypeLike | HasDType): DType {
  if ((from as unknown) === null) throw notUnderstood("from_");
  try {
    return ownOrReadDType(from);
  } catch (error) {
    throw notUnderstood(`from_: ${(error as Error).message}`);
  }
}

function notUnderstood(which: string): DTypeError {
  return new DTypeError(`did not understand one of the types; 'None' not accepted (${which})`);
}
