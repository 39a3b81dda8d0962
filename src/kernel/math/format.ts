// What compositions need to know of a float lane, and the few steps that many of them take.

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";

/** A lane that functions are composed for: halves are computed in single precision. */
export type FloatLane = "f32" | "f64";

/** A function of nodes of one float lane. */
export type Composition = (b: Builder, ...args: Node[]) => Node;

/** One value for each lane. */
export interface ByLane<T> {
  readonly f32: T;
  readonly f64: T;
}

/** A number as a sum of floats of each lane, the largest first. */
export type Parts = ByLane<readonly number[]>;

/** The integer lane as wide as a float lane. */
export const bitsLane = { f32: "i32", f64: "i64" } as const;

/** Adding it rounds a float to an integer, which stands in the low bits of the sum. */
export const ROUNDER: ByLane<number> = { f32: 1.5 * 2 ** 23, f64: 1.5 * 2 ** 52 };

export function laneOf(x: Node): FloatLane {
  return x.lane as FloatLane;
}

/** The entry of a table for a node's lane. */
export function forLane<T>(x: Node, values: ByLane<T>): T {
  return values[laneOf(x)];
}

/** c0 + c1 x + c2 x² + …, by Horner's rule. */
export function polynomial(b: Builder, x: Node, coefficients: readonly number[]): Node {
  let sum = b.lit(x, coefficients.at(-1)!);
  for (let i = coefficients.length - 2; i >= 0; i--)
    sum = b.fma(sum, x, b.lit(x, coefficients[i]!));
  return sum;
}

/** The same, even and odd powers apart: the processor works on both at a time. */
export function splitPolynomial(
  b: Builder,
  x: Node,
  square: Node,
  coefficients: readonly number[],
): Node {
  const part = (odd: number) => coefficients.filter((_, i) => i % 2 === odd);
  return b.fma(polynomial(b, square, part(1)), x, polynomial(b, square, part(0)));
}

/** The bits of a float as an integer. */
export function bitsOf(b: Builder, x: Node): Node {
  return b.bitcast(x, bitsLane[laneOf(x)]);
}

/** Only the sign bit of an integer that is a float's bits. */
export function signBit(b: Builder, bits: Node): Node {
  const least = bits.lane === "i64" ? -(2n ** 63n) : -(2n ** 31n);
  return b.and(bits, b.lit(bits, least));
}

/** x with its sign changed where the integer `sign`, which is a sign bit or 0, says so. */
export function flipSign(b: Builder, x: Node, sign: Node): Node {
  return b.bitcast(b.xor(bitsOf(b, x), sign), x.lane);
}

/** Real nodes for what the builder types as values. */
export function real(value: unknown): Node {
  return value as Node;
}
