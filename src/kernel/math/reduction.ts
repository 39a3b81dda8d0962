// The remainder of a magnitude by pi/2, for sines and their relatives: in parts of pi/2 where it is not large, else
// by multiplying with just those bits of 2/pi that matter (M. Payne and R. Hanek, "Radian reduction for trigonometric
// functions", 1983).

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import {
  type ByLane,
  bitsLane,
  bitsOf,
  forLane,
  laneOf,
  type Parts,
  ROUNDER,
  real,
} from "./format.js";

/** A magnitude as q pi/2 + r: the remainder with what rounding took from it, and q modulo 4 in the low bits. */
export interface Quarter {
  readonly r: Node;
  /** What is to be added to r. */
  readonly tail: Node;
  readonly q: Node;
}

/** pi/2 as a sum. */
const HALF_PI: Parts = {
  f32: [1.5707963705062866, -4.371138828673793e-8, -1.7151245100058819e-15],
  f64: [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33],
};

/** Magnitudes below it are reduced with three parts of pi/2. */
export const LARGE: ByLane<number> = { f32: 2 ** 18, f64: 2 ** 30 };

/** The remainder of a magnitude below LARGE. */
export function reduceQuarter(b: Builder, x: Node): Quarter {
  const [first, second, third] = forLane(x, HALF_PI).map((part) => b.lit(x, part)) as [
    Node,
    Node,
    Node,
  ];
  const rounder = b.lit(x, forLane(x, ROUNDER));
  const shifted = b.fma(x, b.lit(x, 2 / Math.PI), rounder);
  const n = b.neg(b.sub(shifted, rounder));
  const q = bitsOf(b, shifted);
  // Exact: both terms are multiples of the same power of two, and what remains is below 1.
  const high = b.fma(n, first, x);
  const product = real(b.mul(n, second));
  const lost = b.fma(n, second, b.neg(product));
  const r = real(b.add(high, product));
  const rest = b.add(b.sub(high, r), product);
  return { r, tail: b.fma(n, third, b.add(rest, lost)), q };
}

/** The first 1280 bits of 2/pi. */
const TWO_BY_PI = BigInt(
  "0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e0" +
    "06492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f4" +
    "9c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d" +
    "7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6babf0cfbc209af4361d",
);

interface LargeFormat {
  /** Bits of a limb: half of a lane. */
  readonly limb: number;
  readonly fraction: number;
  readonly bias: number;
  readonly entries: number;
  /** Zero bits before 2/pi. */
  readonly lead: number;
}

const largeFormats: ByLane<LargeFormat> = {
  f32: { limb: 16, fraction: 23, bias: 127, entries: 16, lead: 32 },
  f64: { limb: 32, fraction: 52, bias: 1023, entries: 64, lead: 64 },
};

const windows = new Map<string, readonly bigint[]>();

/** Entry i is the lane of bits that begins at limb i of 2/pi, after `lead` zero bits. */
function windowsOf(name: string, { limb, entries, lead }: LargeFormat): readonly bigint[] {
  let table = windows.get(name);
  if (table === undefined) {
    const length = (entries + 1) * limb;
    const bits = TWO_BY_PI >> BigInt(1280 + lead - length);
    table = Array.from({ length: entries }, (_, i) =>
      BigInt.asUintN(2 * limb, bits >> BigInt(length - (i + 2) * limb)),
    );
    windows.set(name, table);
  }
  return table;
}

const LIMBS = 6;

/** The remainder of a finite magnitude from LARGE on. */
export function reduceLarge(b: Builder, x: Node): Quarter {
  const lane = laneOf(x);
  const format = largeFormats[lane];
  const { limb, fraction, bias, lead } = format;
  const signed = bitsLane[lane];
  const unsigned = lane === "f64" ? "u64" : "u32";
  const lit = (value: number | bigint) => b.lit(unsigned, BigInt(value));
  const mask = lit((1n << BigInt(limb)) - 1n);
  const low = (value: Node) => b.and(value, mask);
  const high = (value: Node) => b.shr(value, lit(limb));
  const sum = (...terms: Node[]) => terms.reduce((all, one) => real(b.add(all, one)));

  // x = mantissa 2^exponent. Bits of 2/pi whose products are multiples of 4 are left out.
  const bits = b.bitcast(x, unsigned);
  const exponent = b.sub(b.shr(bits, lit(fraction)), lit(bias + fraction));
  const mantissa = b.or(
    b.and(bits, lit((1n << BigInt(fraction)) - 1n)),
    lit(1n << BigInt(fraction)),
  );
  const position = real(b.add(exponent, lit(lead - 2)));
  const first = b.shr(position, lit(Math.log2(limb)));
  const shift = b.sub(lit(limb), b.and(position, lit(limb - 1)));
  const table = windowsOf(lane, format);
  const limbs = Array.from({ length: LIMBS }, (_, i) => {
    const index = b.bitcast(b.add(first, lit(i)), signed);
    return low(b.shr(b.lookup(`2/pi ${lane}`, unsigned, table, index), shift));
  });

  // The product modulo 2^(6 limbs), by columns from the lowest: halves of products are too short to overflow a sum.
  const [m0, m1] = [low(mantissa), high(mantissa)];
  const product: Node[] = [];
  let carry: Node | null = null;
  for (let column = 0; column < LIMBS; column++) {
    const terms: Node[] = carry === null ? [] : [carry];
    const at = (i: number) => limbs[LIMBS - 1 - i]!;
    const times = (m: Node, i: number) => real(b.mul(m, at(i)));
    terms.push(low(times(m0, column)));
    if (column >= 1) terms.push(high(times(m0, column - 1)), low(times(m1, column - 1)));
    if (column >= 2) terms.push(high(times(m1, column - 2)));
    const total = sum(...terms);
    product.push(low(total));
    carry = high(total);
  }
  const join = (top: Node, bottom: Node) => b.or(b.shl(top, lit(limb)), bottom);
  const top = join(product[5]!, product[4]!);
  const rest = join(product[3]!, product[2]!);

  // The top two bits are the quarter, rounded; what is below them is the fraction, signed.
  const two = 2 * limb - 2;
  const q = b.shr(b.add(top, lit(1n << BigInt(two - 1))), lit(two));
  const whole = b.bitcast(b.sub(top, b.shl(q, lit(two))), signed);
  const cast = (value: Node) => real(b.cast(value, lane));
  const near = cast(whole);
  const missed = cast(real(b.sub(whole, b.cast(near, signed))));
  const tiny = b.fma(cast(rest), b.lit(x, 2 ** (-2 * limb)), missed);
  const sumOf = real(b.add(near, tiny));
  const left = b.add(b.sub(near, sumOf), tiny);
  const unit = b.lit(x, 2 ** -two);
  const [p1, p2] = forLane(x, HALF_PI).map((part) => b.lit(x, part)) as [Node, Node];
  const turned = real(b.mul(sumOf, unit));
  const r = real(b.mul(turned, p1));
  const error = b.fma(turned, p1, b.neg(r));
  const tail = b.add(error, b.fma(turned, p2, b.mul(b.mul(left, unit), p1)));
  return { r, tail: real(tail), q: b.bitcast(q, signed) };
}
