// Exact memory overlap of strided arrays. Pure arithmetic on offsets, shapes and byte strides.
//
// Problem. Two arrays share a byte if and only if
//
//     offset_a + sum_i s_i x_i + u  =  offset_b + sum_j t_j y_j + v
//
// has a solution in integers 0 <= x_i < shape_a[i], 0 <= y_j < shape_b[j], 0 <= u < itemsize_a,
// 0 <= v < itemsize_b. Replacing a variable by (upper bound - itself) turns the sign of its
// coefficient, so with all terms on one side this is
//
//     A_0 X_0 + ... + A_n X_n = B,   A_k > 0,   0 <= X_k <= U_k
//
// a linear Diophantine equation with bounded variables. Terms with the same coefficient are one
// term. An array overlaps itself when two *different* index vectors meet; see `hasInternalOverlap`.
//
// Algorithm. Depth-first search over the terms by falling coefficient. With the terms above k
// chosen and R left over, X_k must leave a rest that the terms below can reach,
// 0 <= R - A_k X_k <= A_0 U_0 + ... + A_(k-1) U_(k-1), and that their greatest common divisor g
// divides, A_k X_k = R (mod g): an arithmetic progression inside an interval, found with the
// extended Euclidean algorithm. Where the terms below k are known to make *every* multiple of g in
// their reach (each coefficient a multiple of the ones below and no larger than their reach
// plus g), a non-empty progression is a solution and the search ends.
//
// Speed. For views made by slicing, each coefficient is about as large as the reach of those below
// it, so a level has one or two candidates and the answer takes microseconds. Strides from
// `as_strided` can encode bounded subset sum, which is NP-hard: then the number of candidates may
// grow exponentially with the number of dimensions.
//
// Failure. `maxWork` bounds the number of candidates that are followed to their end; beyond it the
// answer is "unknown", never a guess. All quantities are integers that doubles hold exactly: the
// total reach is checked against 2^53 (OverflowError beyond), and modular products that would
// round are taken in BigInt.
//
// References. P. Ramachandran, "Use of extended Euclidean algorithm in solving a system of linear
// Diophantine equations with bounded variables", Algorithmic Number Theory (2006). G. Cornuéjols,
// R. Urbaniak, R. Weismantel, L. Wolsey, "Decomposition of integer programs and of generating
// sets", ESA '97. NumPy's mem_overlap.c states the same problem.

import { OverflowError } from "../memory/errors.js";
import {
  byteBounds,
  isCContiguous,
  type Shape,
  type Strides,
  sameNumbers,
} from "./layout-shape.js";

/** Where an array lies: all that overlap depends on. Offsets count in one common buffer. */
export interface MemoryExtent {
  readonly offset: number;
  readonly shape: Shape;
  readonly strides: Strides;
  readonly itemsize: number;
}

/** The answer of a bounded search; "unknown" when `maxWork` was not enough. */
export type Overlap = "shared" | "disjoint" | "unknown";

/** The exact answer takes more work than allowed (`numpy.exceptions.TooHardError`). */
export class TooHardError extends Error {
  override readonly name: string = "TooHardError";
}

/**
 * Whether two arrays in one buffer have a byte in common. `maxWork` is the number of candidates to
 * follow: negative for the exact answer however long it takes, 0 to compare bounds only ("shared" is
 * then never said, since bounds can't prove it).
 *
 * @throws OverflowError when the arrays span more than 2^53 bytes
 */
export function findOverlap(a: MemoryExtent, b: MemoryExtent, maxWork = -1): Overlap {
  const [lowA, highA] = exactBounds(a);
  const [lowB, highB] = exactBounds(b);
  if (lowA >= highA || lowB >= highB || highA <= lowB || highB <= lowA) return "disjoint";
  if (maxWork === 0) return "unknown";
  // In a's terms the byte is lowA + (sum up), in b's it is highB - 1 - (sum up).
  const terms = new Map<number, number>();
  addExtent(terms, a);
  addExtent(terms, b);
  return new BoundedEquation(terms).solve(highB - 1 - lowA, maxWork);
}

/**
 * Whether some byte belongs to two different elements of the array, as in a broadcast view.
 * `maxWork` as in `findOverlap`, for each axis.
 *
 * Two index vectors meet when sum_i s_i d_i + e = 0 for differences -U_i <= d_i <= U_i, not all 0,
 * and |e| < itemsize. The sign may be chosen so that the first d_k that is not 0 is positive: one
 * ordinary equation for each k, in which the axes before k do not move.
 */
export function findInternalOverlap(a: MemoryExtent, maxWork = -1): Overlap {
  const [low, high] = exactBounds(a);
  if (low >= high) return "disjoint";
  const axes: { stride: number; limit: number }[] = [];
  for (let axis = 0; axis < a.shape.length; axis++) {
    if (a.shape[axis] === 1) continue;
    if (a.strides[axis] === 0) return "shared";
    axes.push({ stride: Math.abs(a.strides[axis]), limit: a.shape[axis] - 1 });
  }
  axes.sort((one, other) => other.stride - one.stride);
  let unknown = false;
  for (let k = 0; k < axes.length; k++) {
    const { stride, limit } = axes[k];
    const terms = new Map<number, number>();
    let target = a.itemsize - 1 - stride;
    addTerm(terms, 1, 2 * (a.itemsize - 1));
    addTerm(terms, stride, limit - 1);
    for (let below = k + 1; below < axes.length; below++) {
      addTerm(terms, axes[below].stride, 2 * axes[below].limit);
      target += axes[below].stride * axes[below].limit;
    }
    const answer = new BoundedEquation(terms).solve(target, maxWork);
    if (answer === "shared") return answer;
    if (answer === "unknown") unknown = true;
  }
  return unknown ? "unknown" : "disjoint";
}

/**
 * `np.shares_memory` for two arrays in one buffer.
 *
 * @throws TooHardError when `maxWork` candidates do not settle it
 */
export function sharesMemory(a: MemoryExtent, b: MemoryExtent, maxWork = -1): boolean {
  const answer = findOverlap(a, b, maxWork);
  if (answer === "unknown") {
    throw new TooHardError(
      `Exceeded max_work (${maxWork}); may_share_memory answers from the bounds alone`,
    );
  }
  return answer === "shared";
}

/** `np.may_share_memory` for two arrays in one buffer: false only when they surely don't. */
export function mayShareMemory(a: MemoryExtent, b: MemoryExtent, maxWork = 0): boolean {
  return findOverlap(a, b, maxWork) !== "disjoint";
}

/** Whether two elements of one array may share a byte: false only when they surely don't. */
export function hasInternalOverlap(a: MemoryExtent, maxWork = -1): boolean {
  return findInternalOverlap(a, maxWork) !== "disjoint";
}

/**
 * Whether an elementwise operation that writes `output` while it reads `input` (both broadcast to
 * the same shape) needs a copy of the input to behave as if it had read everything first. Reading
 * and writing the same elements in the same places needs none. Gives up, with a copy, after
 * one candidate, as NumPy's iterator does.
 */
export function needsCopy(output: MemoryExtent, input: MemoryExtent): boolean {
  const samePlaces =
    output.offset === input.offset &&
    output.itemsize === input.itemsize &&
    sameNumbers(output.shape, input.shape) &&
    sameNumbers(output.strides, input.strides);
  if (!samePlaces) return mayShareMemory(output, input, 1);
  return (
    !isCContiguous(output.shape, output.strides, output.itemsize) && hasInternalOverlap(output, 1)
  );
}

/** `byteBounds`, refused where a double can't hold them: rounding never brings a sum back in. */
function exactBounds(extent: MemoryExtent): [low: number, high: number] {
  const bounds = byteBounds(extent.offset, extent.shape, extent.strides, extent.itemsize);
  if (!Number.isSafeInteger(bounds[0]) || !Number.isSafeInteger(bounds[1])) throw tooLarge();
  return bounds;
}

function tooLarge(): OverflowError {
  return new OverflowError(
    "Integer overflow in computing overlap: the arrays span more than 2**53 bytes",
  );
}

function addExtent(terms: Map<number, number>, extent: MemoryExtent): void {
  addTerm(terms, 1, extent.itemsize - 1);
  for (let axis = 0; axis < extent.shape.length; axis++) {
    addTerm(terms, Math.abs(extent.strides[axis]), extent.shape[axis] - 1);
  }
}

function addTerm(terms: Map<number, number>, coefficient: number, limit: number): void {
  if (coefficient === 0 || limit <= 0) return;
  terms.set(coefficient, (terms.get(coefficient) ?? 0) + limit);
}

/** A_0 X_0 + ... + A_n X_n = B with 0 <= X_k <= U_k and 0 < A_0 < ... < A_n. */
class BoundedEquation {
  readonly #coefficients: number[];
  readonly #limits: number[];
  /** `#reach[k]`: the largest value of the terms up to k. */
  readonly #reach: number[] = [];
  /** `#divisor[k]`: greatest common divisor of the coefficients up to k. */
  readonly #divisor: number[] = [];
  /** `#complete[k]`: whether the terms up to k make every multiple of their divisor in reach. */
  readonly #complete: boolean[] = [];
  #workLeft = 0;

  constructor(terms: ReadonlyMap<number, number>) {
    this.#coefficients = [...terms.keys()].sort((a, b) => a - b);
    this.#limits = this.#coefficients.map((coefficient) => terms.get(coefficient)!);
    let reach = 0;
    let divisor = 0;
    let complete = true;
    for (let k = 0; k < this.#coefficients.length; k++) {
      const coefficient = this.#coefficients[k];
      complete &&= k === 0 || (coefficient % divisor === 0 && coefficient <= reach + divisor);
      divisor = greatestCommonDivisor(coefficient, divisor);
      // A sum or product beyond 2^53 is rounded, but never to something at or below 2^53 - 1.
      reach += coefficient * this.#limits[k];
      if (!(reach <= Number.MAX_SAFE_INTEGER)) throw tooLarge();
      this.#reach.push(reach);
      this.#divisor.push(divisor);
      this.#complete.push(complete);
    }
  }

  /** Whether a solution exists, following at most `maxWork` candidates (negative: all). */
  solve(target: number, maxWork: number): Overlap {
    this.#workLeft = maxWork < 0 ? Number.POSITIVE_INFINITY : maxWork;
    return this.#search(this.#coefficients.length - 1, target);
  }

  #search(k: number, target: number): Overlap {
    if (k < 0) return target === 0 ? "shared" : "disjoint";
    if (target < 0 || target > this.#reach[k] || target % this.#divisor[k] !== 0) return "disjoint";
    if (this.#complete[k]) return "shared";
    // Not complete, so k > 0: the first term alone always is.
    const coefficient = this.#coefficients[k];
    const below = this.#divisor[k - 1];
    const first = Math.max(0, Math.ceil((target - this.#reach[k - 1]) / coefficient));
    const last = Math.min(this.#limits[k], Math.floor(target / coefficient));
    const step = below / this.#divisor[k];
    const residue = this.#residue(k, target, step);
    const ahead = (residue - first) % step;
    let candidate = first + (ahead < 0 ? ahead + step : ahead);
    if (candidate > last) return this.#spend() ? "disjoint" : "unknown";
    if (this.#complete[k - 1]) return this.#spend() ? "shared" : "unknown";
    for (; candidate <= last; candidate += step) {
      const answer = this.#search(k - 1, target - coefficient * candidate);
      if (answer !== "disjoint") return answer;
    }
    return "disjoint";
  }

  /** X_k modulo `step` from A_k X_k = target (mod the divisor of the terms below). */
  #residue(k: number, target: number, step: number): number {
    if (step === 1) return 0;
    const divisor = this.#divisor[k];
    const inverse = inverseModulo((this.#coefficients[k] / divisor) % step, step);
    return multiplyModulo((target / divisor) % step, inverse, step);
  }

  #spend(): boolean {
    if (this.#workLeft === 0) return false;
    this.#workLeft--;
    return true;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small !== 0) [large, small] = [small, large % small];
  return large;
}

/** The inverse of `value` modulo `modulus`, which have no common divisor; in [0, modulus). */
function inverseModulo(value: number, modulus: number): number {
  let [remainder, nextRemainder] = [modulus, value];
  // Bezout coefficients stay below the modulus, so no product here is rounded.
  let [factor, nextFactor] = [0, 1];
  while (nextRemainder !== 0) {
    const quotient = Math.floor(remainder / nextRemainder);
    [remainder, nextRemainder] = [nextRemainder, remainder - quotient * nextRemainder];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return factor < 0 ? factor + modulus : factor;
}

function multiplyModulo(a: number, b: number, modulus: number): number {
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) return product % modulus;
  return Number((BigInt(a) * BigInt(b)) % BigInt(modulus));
}
