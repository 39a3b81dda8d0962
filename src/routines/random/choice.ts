// `choice`: random samples of a range of integers or of an array, with and without replacement, with
// and without given probabilities. Generator and RandomState differ in draws and words: `Chooser`.

import { asArray } from "../../array/convert.js";
import { copyArray } from "../../array/copy.js";
import { getIndex } from "../../array/index-get.js";
import { ravelArray, reshapeArray } from "../../array/reshape.js";
import { dtype as toDtype } from "../../core/dtype.js";
import { ValueError } from "../../core/errors.js";
import { contiguousStrides, normalizeAxis } from "../../core/layout.js";
import { makeArray, type NDArray, newArray } from "../../core/ndarray.js";
import { type Parameter, type Size, shapeOfSize } from "./arguments.js";

/** What a family of generators does its own way. */
export interface Chooser {
  /** Fills with uniform doubles. */
  uniform(out: Float64Array): void;
  /** Independent positions below `population`. */
  positions(population: number, shape: readonly number[]): NDArray<"int64">;
  /** Different positions below `population`. */
  distinct(population: number, count: number): Float64Array;
  readonly words: ChoiceWords;
  /** Whether different positions are taken from a permutation of all of them. */
  readonly piece?: boolean;
}

/** NumPy's sentences, which differ between the families. */
export interface ChoiceWords {
  readonly noPopulation: string;
  readonly empty: string;
  readonly tooLarge: string;
  readonly p1d: string;
  readonly sameSize: string;
  readonly nan: string;
  readonly negative: string;
  readonly sum: string;
}

/** The arguments of `choice`. */
export interface ChoiceRequest {
  /** A number of items, or the items. */
  readonly a: unknown;
  readonly size: Size | null | undefined;
  readonly replace: boolean;
  readonly p: Parameter | null | undefined;
  readonly axis: number;
}

const int64 = toDtype("int64");

/** A sample: of integers, or of the sub-arrays of `a` along `axis`. */
export function choose(chooser: Chooser, request: ChoiceRequest): unknown {
  const items = itemsOf(request.a);
  const axis = items === null ? 0 : normalizeAxis(request.axis, items.ndim);
  const size = shapeOfSize(request.size);
  const shape = size ?? [];
  const count = shape.reduce((product, length) => product * length, 1);
  const population = items === null ? Number(request.a) : items.shape[axis]!;
  if (population <= 0 && count > 0) {
    throw new ValueError(
      items === null
        ? `${chooser.words.noPopulation}: got ${population}`
        : `${chooser.words.empty}: a has shape (${items.shape.join(", ")}) and axis is ${axis}`,
    );
  }
  const p = readProbabilities(request.p, population, chooser.words);
  const positions = request.replace
    ? withReplacement(chooser, population, shape, count, p)
    : withoutReplacement(chooser, population, shape, count, p);
  if (items === null) {
    if (size === null) return positions.item();
    // NumPy's sample without replacement is a piece of a permutation
    if (request.replace || p !== null) return positions;
    if (chooser.piece) return reshapeArray(ravelArray(positions), shape);
    // of several axes, the shape is given to it later: an empty one has no strides of zero then
    const strides = contiguousStrides(shape, 8, "C");
    const { storage, byteOffset } = positions;
    return shape.length < 2
      ? positions
      : makeArray(storage, byteOffset, shape, strides, int64, null);
  }
  const index: unknown[] = new Array(axis).fill(":");
  if (size !== null) return getIndex(items, [...index, positions]);
  const item = getIndex(items, [...index, positions.item()]);
  return item.ndim === 0 ? item.item() : copyArray(item, "C", "choice");
}

function itemsOf(a: unknown): NDArray | null {
  if (typeof a === "number" || typeof a === "bigint") {
    if (Number.isInteger(Number(a))) return null;
    throw new ValueError(`a must be a sequence or an integer, not ${a}`);
  }
  const array = asArray(a);
  if (array.ndim === 0) {
    throw new ValueError(`a must be a sequence or an integer, not ${String(a)}`);
  }
  return array;
}

/** Checked probabilities. NumPy sums them with Kahan's compensation, to within the root of epsilon. */
function readProbabilities(
  given: Parameter | null | undefined,
  population: number,
  words: ChoiceWords,
): Float64Array | null {
  if (given === null || given === undefined) return null;
  const array = asArray(given, "float64");
  if (array.ndim !== 1) throw new ValueError(words.p1d);
  if (array.size !== population) {
    throw new ValueError(`${words.sameSize}: ${population} and ${array.size}`);
  }
  const p = Float64Array.from(array.tolist() as number[]);
  let sum = 0;
  let lost = 0;
  for (const value of p) {
    const next = value - lost;
    const total = sum + next;
    lost = total - sum - next;
    sum = total;
  }
  if (Number.isNaN(sum)) throw new ValueError(words.nan);
  if (p.some((value) => value < 0)) throw new ValueError(words.negative);
  if (Math.abs(sum - 1) > Math.sqrt(Number.EPSILON)) {
    throw new ValueError(`${words.sum}: the sum is ${sum}`);
  }
  return p;
}

function withReplacement(
  chooser: Chooser,
  population: number,
  shape: readonly number[],
  count: number,
  p: Float64Array | null,
): NDArray<"int64"> {
  if (p === null) return chooser.positions(population, shape);
  const draws = new Float64Array(count);
  chooser.uniform(draws);
  return integersOf(searchCumulative(p, draws), shape);
}

function withoutReplacement(
  chooser: Chooser,
  population: number,
  shape: readonly number[],
  count: number,
  p: Float64Array | null,
): NDArray<"int64"> {
  if (count > population) {
    throw new ValueError(`${chooser.words.tooLarge}: ${count} of ${population}`);
  }
  if (p === null) return integersOf(chooser.distinct(population, count), shape);
  const possible = p.reduce((found, value) => found + (value > 0 ? 1 : 0), 0);
  if (possible < count) {
    throw new ValueError(`Fewer non-zero entries in p than size: ${possible} and ${count}`);
  }
  return integersOf(distinctByProbability(chooser, p.slice(), count), shape);
}

/** Draws until enough different positions were found; those found lose their probability. */
function distinctByProbability(chooser: Chooser, p: Float64Array, count: number): Float64Array {
  const found = new Set<number>();
  while (found.size < count) {
    const draws = new Float64Array(count - found.size);
    chooser.uniform(draws);
    for (const position of found) p[position] = 0;
    for (const position of searchCumulative(p, draws)) found.add(position);
  }
  return Float64Array.from(found);
}

/** For every draw the first position at which the running sum of `p`, scaled to 1, is greater. */
function searchCumulative(p: Float64Array, draws: Float64Array): Float64Array {
  const sums = new Float64Array(p.length);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    sum += p[i]!;
    sums[i] = sum;
  }
  for (let i = 0; i < sums.length; i++) sums[i]! /= sum;
  return draws.map((draw) => {
    let low = 0;
    let high = sums.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (draw < sums[middle]!) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

/** Whole numbers as an int64 array. */
function integersOf(numbers: Float64Array, shape: readonly number[]): NDArray<"int64"> {
  const array = newArray(shape, int64);
  const words = new Int32Array(array.storage.buffer, array.byteOffset, 2 * array.size);
  for (let i = 0; i < numbers.length; i++) {
    words[2 * i] = numbers[i]!;
    words[2 * i + 1] = numbers[i]! / 2 ** 32;
  }
  return array;
}
