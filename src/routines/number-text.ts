// Integers as text in other bases: base_repr, binary_repr.

import { elements } from "../array/values.js";
import { ValueError } from "../core/errors.js";
import { NDArray } from "../core/ndarray.js";
import { isSequence, pythonInt, pythonRepr, pythonType, truthFlag } from "../core/python-values.js";
import { integer, optionsOr } from "./arguments.js";

/** Options of `base_repr`. */
export interface BaseReprOptions {
  /** From 2 (default) to 36. */
  base?: number | undefined;
  /** How many zeros to put in front (default 0). */
  padding?: number | undefined;
}

const LONGEST = 2 ** 28;

/** An integer of any size, or a number cut to one, as Python's int() takes it. */
function wholeNumber(number: unknown): bigint {
  if (number instanceof NDArray && number.dtype.fields === null) {
    if (number.ndim > 0) {
      throw new TypeError(
        "only 0-dimensional arrays can be converted to Python scalars; pick an element with at()",
      );
    }
    return BigInt(pythonInt(elements(number).next().value));
  }
  if (isSequence(number)) {
    throw new TypeError(
      `int() argument must be a string, a bytes-like object or a real number, not '${pythonType(number)}'`,
    );
  }
  return BigInt(pythonInt(number));
}

/** Python's operator.index, of any size. @throws TypeError for what is no integer */
function wholeIndex(number: unknown): bigint {
  if (typeof number === "bigint") return number;
  if (!(number instanceof NDArray)) return BigInt(integer(number, "num"));
  integer(number, "num");
  return number.itemBigInt();
}

/** How often a digit is repeated. */
function times(count: unknown, argument: string): number {
  const isArray = count instanceof NDArray && count.ndim === 0;
  if (
    typeof count !== "number" ? typeof count !== "boolean" && !isArray : !Number.isInteger(count)
  ) {
    throw new TypeError(
      `can't multiply sequence by non-int of type '${pythonType(count)}' (${argument})`,
    );
  }
  const asked = integer(count, argument);
  if (asked <= LONGEST) return Math.max(0, asked);
  throw new ValueError(`${argument} must be at most ${LONGEST} (got ${asked})`);
}

/**
 * An integer as text in a base from 2 to 36, with `padding` zeros in front.
 *
 * @returns text, no array
 * @throws ValueError for another base
 * @example
 * ```ts
 * np.base_repr(5); // => 101
 * np.base_repr(-255, 16); // => -FF
 * np.base_repr(6, 5, { padding: 3 }); // => 00011
 * ```
 */
export function base_repr(
  number: number | bigint,
  base?: number | BaseReprOptions,
  options?: BaseReprOptions,
): string {
  const known = optionsOr<BaseReprOptions>("base_repr", ["base", "padding"], "base", base, options);
  const radix = integer(known.base ?? 2, "base");
  if (radix > 36) {
    throw new ValueError(`Bases greater than 36 not handled in base_repr. (got ${radix})`);
  }
  if (radix < 2) throw new ValueError(`Bases less than 2 not handled in base_repr. (got ${radix})`);
  const value = wholeNumber(number);
  const { padding } = known;
  const isPadded = truthFlag(padding);
  const zeros = isPadded ? "0".repeat(times(padding, "padding")) : "";
  const digits = value === 0n ? "" : (value < 0n ? -value : value).toString(radix).toUpperCase();
  const text = `${isNegative(number) ? "-" : ""}${zeros}${digits}`;
  return text === "" && !isPadded ? "0" : text;
}

/** Whether what the integer was made of is below zero: -0.5 is. @throws TypeError for text */
function isNegative(number: unknown): boolean {
  if (typeof number === "string") {
    throw new TypeError("'<' not supported between instances of 'str' and 'int'");
  }
  const value: unknown = number instanceof NDArray ? elements(number).next().value : number;
  return (value as number) < 0;
}

/** Options of `binary_repr`. */
export interface BinaryReprOptions {
  /** How long the text is to be; negative numbers are then two's complements. As long as it takes by default. */
  width?: number | null | undefined;
}

/**
 * An integer as binary text: a negative one with a minus sign, or, with a `width`, as two's complement.
 *
 * @returns text, no array
 * @throws ValueError if the number does not fit `width`, TypeError unless it is an integer
 * @example
 * ```ts
 * np.binary_repr(3, 4); // => 0011
 * np.binary_repr(-3); // => -11
 * np.binary_repr(-3, { width: 5 }); // => 11101
 * ```
 */
export function binary_repr(
  num: number | bigint,
  width?: number | null | BinaryReprOptions,
  options?: BinaryReprOptions,
): string {
  const known = optionsOr<BinaryReprOptions>("binary_repr", ["width"], "width", width, options);
  const value = wholeIndex(num);
  const asked: unknown = known.width ?? null;
  if (value === 0n) return "0".repeat(truthFlag(asked) ? times(asked, "width") : 1);
  if (value > 0n) return filled(value.toString(2), asked, "0");
  if (asked === null) return `-${(-value).toString(2)}`;
  let bits = (-value).toString(2).length;
  // -8 is 1000 in four bits, though 8 takes four itself
  if (1n << BigInt(bits - 1) === -value) bits -= 1;
  return filled(((1n << BigInt(bits + 1)) + value).toString(2), asked, "1");
}

function filled(digits: string, width: unknown, with_: string): string {
  const isArray = width instanceof NDArray && width.ndim === 0;
  const asked = Number((isArray ? width.item() : width) ?? 0);
  if (width !== null && asked < digits.length) {
    const text = typeof width === "boolean" ? pythonRepr(width) : String(asked);
    throw new ValueError(`Insufficient bit width=${text} provided for binwidth=${digits.length}`);
  }
  return digits.padStart(asked > digits.length ? times(width, "width") : 0, with_);
}
