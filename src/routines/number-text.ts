// Integers as text in other bases: base_repr, binary_repr.

import { elements } from "../array/values.js";
import { ValueError } from "../core/errors.js";
import { NDArray } from "../core/ndarray.js";
import { pythonInt } from "../core/python-values.js";
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
  const array = number instanceof NDArray && number.size === 1 && number.dtype.fields === null;
  return BigInt(pythonInt(array ? elements(number).next().value : number));
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
  const padding = integer(known.padding ?? 0, "padding");
  if (padding > LONGEST) {
    throw new ValueError(`padding must be at most ${LONGEST} (got ${padding})`);
  }
  const zeros = "0".repeat(Math.max(0, padding));
  const digits = value === 0n ? "" : (value < 0n ? -value : value).toString(radix).toUpperCase();
  return `${value < 0n ? "-" : ""}${zeros}${digits}` || "0";
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
  const given: unknown = num;
  const value = typeof given === "bigint" ? given : BigInt(integer(given, "num"));
  const asked =
    known.width === undefined || known.width === null ? null : integer(known.width, "width");
  if (asked !== null && asked > LONGEST) {
    throw new ValueError(`width must be at most ${LONGEST} (got ${asked})`);
  }
  if (value === 0n) return "0".repeat(Math.max(0, asked ?? 1) || 1);
  if (value > 0n) return filled(value.toString(2), asked, "0");
  if (asked === null) return `-${(-value).toString(2)}`;
  let bits = (-value).toString(2).length;
  // -8 is 1000 in four bits, though 8 takes four itself
  if (1n << BigInt(bits - 1) === -value) bits -= 1;
  return filled(((1n << BigInt(bits + 1)) + value).toString(2), asked, "1");
}

function filled(digits: string, width: number | null, with_: string): string {
  if (width !== null && width < digits.length) {
    throw new ValueError(`Insufficient bit width=${width} provided for binwidth=${digits.length}`);
  }
  return digits.padStart(width ?? 0, with_);
}
