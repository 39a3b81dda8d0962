// Whether arrays share memory, and which bytes they span.

import { asArray } from "../array/convert.js";
import { extentOf } from "../array/overlapping.js";
import { ValueError } from "../core/errors.js";
import { byteBounds, normalizeAxis } from "../core/layout.js";
import { options } from "../core/options.js";
import { mayShareMemory, sharesMemory } from "../core/overlap.js";
import { pythonIndex, pythonList, shown } from "../core/python-values.js";
import { optionsOr } from "./arguments.js";

/** Options of `shares_memory` and `may_share_memory`. */
export interface SharingOptions {
  /**
   * How many candidates to try: -1 until the answer is known however long it takes, 0 to compare
   * the bounds only. Of `shares_memory` -1 by default, of `may_share_memory` 0.
   */
  max_work?: number | null | undefined;
}

function workIn(routine: string, given: number | null | SharingOptions | undefined, none: number) {
  const known = optionsOr<SharingOptions>(routine, ["max_work"], "max_work", given);
  const work = known.max_work ?? none;
  if (!Number.isInteger(work)) {
    throw new ValueError(`max_work must be an integer (got ${shown(work)})`);
  }
  if (work < -2) {
    throw new ValueError(`Invalid value for max_work (${work}; -1 is exact, 0 compares bounds)`);
  }
  return work;
}

/**
 * Whether two arrays have a byte in common, exactly. Deciding it takes long for some arrays made by
 * `as_strided`: `max_work` bounds the work.
 *
 * @throws TooHardError if `max_work` candidates do not settle it, ValueError for a `max_work` that is no integer
 * @example
 * ```ts
 * const a = np.arange(6);
 * np.shares_memory(a.at("::2"), a.at("1::2")); // => false
 * np.shares_memory(a.at("::2"), a.at("::3")); // => true
 * ```
 */
export function shares_memory(
  a: unknown,
  b: unknown,
  max_work?: number | null | SharingOptions,
): boolean {
  const work = workIn("shares_memory", max_work, -1);
  const [one, other] = [asArray(a), asArray(b)];
  if (one.live().buffer !== other.live().buffer) return false;
  return sharesMemory(extentOf(one), extentOf(other), work);
}

/**
 * Whether the bytes that two arrays span overlap: never false for arrays that share memory, but true for some
 * that do not.
 *
 * @throws TypeError for an unknown option
 * @example
 * ```ts
 * const a = np.arange(6);
 * np.may_share_memory(a.at("::2"), a.at("1::2")); // => true
 * np.may_share_memory(a.at(":3"), a.at("3:")); // => false
 * ```
 */
export function may_share_memory(
  a: unknown,
  b: unknown,
  max_work?: number | null | SharingOptions,
): boolean {
  const work = workIn("may_share_memory", max_work, 0);
  const [one, other] = [asArray(a), asArray(b)];
  if (one.live().buffer !== other.live().buffer) return false;
  return mayShareMemory(extentOf(one), extentOf(other), work);
}

/**
 * The bytes that an array spans, `[low, high)`. They count from the start of the array's buffer: JavaScript has
 * no addresses.
 *
 * @returns two numbers
 * @throws DisposedError if the memory is gone
 * @example
 * ```ts
 * const [low, high] = np.lib.array_utils.byte_bounds(np.zeros(4).at("::-2"));
 * high - low; // => 24
 * ```
 */
export function byte_bounds(a: unknown): [low: number, high: number] {
  const array = asArray(a);
  array.live();
  return byteBounds(array.byteOffset, array._shape, array._strides, array.itemsize);
}

/**
 * An axis counted from the front.
 *
 * @throws AxisError
 * @example
 * ```ts
 * np.lib.array_utils.normalize_axis_index(-1, 3); // => 2
 * ```
 */
export function normalize_axis_index(
  axis: number,
  ndim: number,
  given?: string | null | { msg_prefix?: string | null | undefined },
): number {
  const known = optionsOr<{ msg_prefix: string | null }>(
    "normalize_axis_index",
    ["msg_prefix"],
    "msg_prefix",
    given,
  );
  return normalizeAxis(axis, pythonIndex(ndim, "ndim"), prefixOf(known.msg_prefix));
}

/** Text that errors begin with. @throws TypeError for what is no text */
function prefixOf(given: unknown): string | undefined {
  if (given === undefined || given === null || typeof given === "string") return given ?? undefined;
  throw new TypeError(`the prefix of an error must be text (got ${shown(given)})`);
}

/** Options of `normalize_axis_tuple`. */
export interface AxisTupleOptions {
  /** Name of the argument, for errors. */
  argname?: string | null | undefined;
  allow_duplicate?: boolean | undefined;
}

/**
 * Axes counted from the front, one or several.
 *
 * @throws AxisError, ValueError for an axis given twice
 * @example
 * ```ts
 * np.lib.array_utils.normalize_axis_tuple([0, -1], 3); // => 0,2
 * ```
 */
export function normalize_axis_tuple(
  axis: number | readonly number[],
  ndim: number,
  given?: AxisTupleOptions,
): number[] {
  const known = options("normalize_axis_tuple", given, ["argname", "allow_duplicate"]);
  const argument = prefixOf(known.argname);
  const axes = (typeof axis === "object" ? pythonList(axis, "axis") : [axis]).map((one) =>
    normalizeAxis(one as number, pythonIndex(ndim, "ndim"), argument),
  );
  if (known.allow_duplicate !== true && new Set(axes).size !== axes.length) {
    throw new ValueError(argument ? `repeated axis in \`${argument}\` argument` : "repeated axis");
  }
  return axes;
}

/** `np.lib.array_utils`. */
export const array_utils = { byte_bounds, normalize_axis_index, normalize_axis_tuple } as const;
