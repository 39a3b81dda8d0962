// Exchanges that put things in random order, and samples without replacement: which positions, in
// NumPy's order and with its draws.

import { MemoryError } from "../../core/errors.js";
import { refusal } from "../../memory/limit.js";
import { type BitStream, BLOCK } from "./bit-stream.js";
import { BoundedDraws, upperProduct } from "./bounded.js";
import { DrawBlock32 } from "./draw-block.js";

/**
 * How a position is drawn: by masked rejection (RandomState, and Generator where it shuffles arrays), or
 * by Lemire's method (Generator's samples without replacement).
 */
export type PositionDraw = "lemire" | "masked";

const WORD = 2 ** 32;

/** Draws positions in [0, last] for changing `last`. */
export class Positions {
  readonly #bits: BitStream;
  readonly #block: DrawBlock32;
  readonly #masked: boolean;
  readonly #wide = new Int32Array(2);
  readonly #wideDraws: BoundedDraws;

  constructor(bits: BitStream, draw: PositionDraw) {
    this.#bits = bits;
    this.#block = new DrawBlock32(bits, BLOCK);
    this.#masked = draw === "masked";
    this.#wideDraws = new BoundedDraws(bits, 64, this.#masked);
  }

  /** Announces `count` calls of {@link Positions.upTo} with `last` above 0. */
  expect(count: number): void {
    this.#block.due = count;
  }

  /** A position in [0, last]; 0 without a draw if `last` is 0. */
  upTo(last: number): number {
    if (last === 0) return 0;
    if (last >= WORD - 1) return this.#upToWide(last);
    const position = this.#masked ? this.#upToMasked(last) : this.#upToLemire(last);
    this.#block.due--;
    return position;
  }

  #upToMasked(last: number): number {
    const mask = 0xffffffff >>> Math.clz32(last);
    for (;;) {
      const value = (this.#block.next() & mask) >>> 0;
      if (value <= last) return value;
    }
  }

  #upToLemire(last: number): number {
    const size = last + 1;
    for (;;) {
      const draw = this.#block.next() >>> 0;
      const lower = Math.imul(draw, size) >>> 0;
      // The exact bound needs a division, and is below the size: test the size first.
      if (lower >= size || lower >= (WORD - size) % size) return upperProduct(draw, size, lower);
    }
  }

  /** More positions than 32 bits can number: the draws are taken singly. */
  #upToWide(last: number): number {
    this.#block.due--;
    if (last === WORD - 1) return this.#bits.next32();
    this.#wideDraws.fillWide(BigInt(last), this.#wide, 0, 1);
    return (this.#wide[1]! >>> 0) * WORD + (this.#wide[0]! >>> 0);
  }
}

/** A typed array of elements of any kind. */
type Exchangeable = { readonly length: number; [index: number]: number | bigint };

/** Puts `items` in random order; only positions from `first` on get their final item. */
export function shuffleItems<T extends Exchangeable>(positions: Positions, items: T, first = 1) {
  positions.expect(Math.max(items.length - first, 0));
  for (let i = items.length - 1; i >= first; i--) {
    const j = positions.upTo(i);
    const item = items[i]!;
    items[i] = items[j]!;
    items[j] = item;
  }
}

/** Calls `exchange(i, j)` for the exchanges that put `length` items in random order. */
export function shuffleBy(
  positions: Positions,
  length: number,
  exchange: (i: number, j: number) => void,
): void {
  positions.expect(length - 1);
  for (let i = length - 1; i >= 1; i--) {
    const j = positions.upTo(i);
    if (i !== j) exchange(i, j);
  }
}

/** The positions 0 to `length - 1` in random order. */
export function permutedPositions(positions: Positions, length: number): Float64Array {
  const order = countUpTo(length);
  shuffleItems(positions, order);
  return order;
}

/**
 * `count` different positions below `population`, as Generator.choice picks them: the end of a
 * partial shuffle for large samples of large populations, else R. Floyd's method with a set.
 */
export function samplePositions(
  positions: Positions,
  population: number,
  count: number,
  shuffled: boolean,
): Float64Array {
  const cutoff = shuffled ? 50 : 20;
  if (population > 10_000 && count > Math.floor(population / cutoff)) {
    const order = countUpTo(population);
    shuffleItems(positions, order, Math.max(population - count, 1));
    return order.slice(population - count);
  }
  const chosen = new Float64Array(count);
  const seen = new Set<number>();
  positions.expect(population === count ? count - 1 : count);
  for (let i = 0; i < count; i++) {
    const last = population - count + i;
    const draw = positions.upTo(last);
    chosen[i] = seen.has(draw) ? last : draw;
    seen.add(chosen[i]!);
  }
  if (shuffled) shuffleItems(positions, chosen);
  return chosen;
}

/** @throws MemoryError if there is not so much memory */
function countUpTo(length: number): Float64Array {
  let numbers: Float64Array;
  try {
    numbers = new Float64Array(length);
  } catch (error) {
    const purpose = { zeroed: false, shape: [length], dtype: "int64" };
    throw new MemoryError(refusal(8 * length, purpose, "the system refused the memory"), {
      cause: error,
    });
  }
  for (let i = 0; i < length; i++) numbers[i] = i;
  return numbers;
}
