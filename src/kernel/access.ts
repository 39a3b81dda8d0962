// How an operand's elements are reached in the innermost loop, and the small block of numbers through
// which an engine hands addresses and strides to compiled code. Shared by all lowerings.

/**
 * - `unit`: consecutive elements of a typed array
 * - `broadcast`: one element for the whole inner loop (stride 0)
 * - `strided`: a constant stride, counted in a typed array's elements
 * - `bytes`: a constant stride in bytes, unaligned or byte-swapped
 * - `indexed`: byte offsets from a list, typed array
 * - `indexedBytes`: byte offsets from a list, unaligned or byte-swapped
 */
export type Access = "unit" | "broadcast" | "strided" | "bytes" | "indexed" | "indexedBytes";

/** Access classes by their code. */
export const accessClasses = [
  "unit",
  "broadcast",
  "strided",
  "bytes",
  "indexed",
  "indexedBytes",
] as const satisfies readonly Access[];

/** Codes of the access classes: positions in {@link accessClasses}. */
export const UNIT = 0;
export const BROADCAST = 1;
export const STRIDED = 2;
export const BYTES = 3;
export const INDEXED = 4;
export const INDEXED_BYTES = 5;

/**
 * How compiled code is to run:
 * - `map`: every element on its own
 * - `reduce`: the inner axis is combined into the output's one element per line
 * - `combine`: a reduction whose inner axis is not reduced: each element is combined into its own output
 * - `rows`: both axes are combined into one output, line after line through a buffer
 * - `accumulate`: running results along the inner axis
 * - `chain`: running results along the outer axis; the line before the first is already there
 * - `arg`: the position of the best element along the inner axis
 * - `flags`: nothing is stored; which floating-point errors the elements of `map` raised
 */
export type Variant =
  | "map"
  | "reduce"
  | "combine"
  | "rows"
  | "accumulate"
  | "chain"
  | "arg"
  | "flags";

// Layout of the parameter block: the two extents, then for each operand its offset and its outer and inner
// stride, in elements of its view (bytes for `bytes` and `indexed*`).
export const OUTER_COUNT = 0;
export const INNER_COUNT = 1;
export const FIRST_OPERAND = 2;
export const PER_OPERAND = 3;
