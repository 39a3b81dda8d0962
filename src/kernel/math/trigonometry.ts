// sin, cos and tan composed of nodes: the remainder by pi/2, then both polynomials, of which the quarter chooses one and
// its sign. The forms of the polynomials are those of FDLIBM's k_sin.c and k_cos.c (Sun Microsystems, 1993).

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import {
  bitsOf,
  flipSign,
  forLane,
  laneOf,
  type Parts,
  polynomial,
  real,
  signBit,
} from "./format.js";
import { fastSum, type Pair, quotient } from "./pairs.js";
import { LARGE, type Quarter, reduceLarge, reduceQuarter } from "./reduction.js";

/** sin r = r + r z q(z), z = r²; scripts/minimax.py. */
const SIN: Parts = {
  f32: [-0.16666655242443085, 0.008332190103828907, -0.0001951840822584927],
  f64: [
    -0.1666666666666663, 0.008333333333321945, -0.00019841269829484602, 2.755731359108751e-6,
    -2.5050743528454354e-8, 1.5896000046150026e-10,
  ],
};

/** cos r = 1 - z/2 + z² q(z). */
const COS: Parts = {
  f32: [0.04166664555668831, -0.0013887311797589064, 2.4432742065982893e-5],
  f64: [
    0.041666666666666595, -0.0013888888888873433, 2.4801587289088995e-5, -2.7557314246727625e-7,
    2.087570973642429e-9, -1.1358979878585515e-11,
  ],
};

/** The sine and the cosine of a remainder, each as a larger and a smaller term. */
function wavesOf(b: Builder, { r, tail }: Quarter): readonly [Pair, Pair] {
  const z = real(b.mul(r, r));
  const half = real(b.mul(z, b.lit(r, 0.5)));
  const one = b.lit(r, 1);
  const cube = b.mul(z, r);
  const sine = b.fma(cube, polynomial(b, z, forLane(r, SIN)), b.fma(b.neg(half), tail, tail));
  const near = real(b.sub(one, half));
  const small = b.fma(b.neg(r), tail, b.sub(b.sub(one, near), half));
  const cosine = b.fma(b.mul(z, z), polynomial(b, z, forLane(r, COS)), small);
  return [
    [r, sine],
    [near, cosine],
  ];
}

function isOdd(b: Builder, q: Node): Node {
  return b.ne(b.and(q, b.lit(q, 1)), b.lit(q, 0));
}

/** The sine (of a quarter more: the cosine) of a reduced magnitude; `sign` is the argument's sign bit. */
function waveOf(b: Builder, quarter: Quarter, sign: Node | null): Node {
  const { q } = quarter;
  const [sine, cosine] = wavesOf(b, quarter).map(([high, low]) => b.add(high, low)) as [Node, Node];
  const width = q.lane === "i64" ? 62 : 30;
  let turned = b.shl(q, b.lit(q, width));
  if (sign !== null) turned = b.xor(turned, sign);
  return flipSign(b, real(b.select(isOdd(b, q), cosine, sine)), signBit(b, turned));
}

/** A function of the quarter and the sign of x, of any size; NaN for infinities. */
function periodic(b: Builder, x: Node, f: (quarter: Quarter) => Node): Node {
  const magnitude = b.abs(x);
  const isOrdinary = b.lt(magnitude, b.lit(x, Infinity));
  const large = b.select(isOrdinary, f(reduceLarge(b, magnitude)), b.sub(x, x));
  const isLarge = b.ge(magnitude, b.lit(x, forLane(x, LARGE)));
  return b.rarely(isLarge, large, f(reduceQuarter(b, magnitude)));
}

/** The sine. */
export function sin(b: Builder, x: Node): Node {
  return periodic(b, x, (quarter) => waveOf(b, quarter, bitsOf(b, x)));
}

/** The cosine. */
export function cos(b: Builder, x: Node): Node {
  return periodic(b, x, ({ r, tail, q }) => {
    return waveOf(b, { r, tail, q: real(b.add(q, b.lit(q, 1))) }, null);
  });
}

/** Both of an angle below LARGE. */
export function sineAndCosine(b: Builder, x: Node): { readonly sine: Node; readonly cosine: Node } {
  const quarter = reduceQuarter(b, b.abs(x));
  const q = real(b.add(quarter.q, b.lit(quarter.q, 1)));
  return { sine: waveOf(b, quarter, bitsOf(b, x)), cosine: waveOf(b, { ...quarter, q }, null) };
}

/** The quotient of what odd and even quarters have above and below, in single precision. */
function shortTangent(b: Builder, { r, tail, q }: Quarter): Node {
  const z = real(b.mul(r, r));
  const sine = b.add(r, b.fma(b.mul(z, r), polynomial(b, z, SIN.f32), tail));
  const cosine = polynomial(b, z, [1, -0.5, ...COS.f32]);
  const odd = isOdd(b, q);
  return real(b.div(b.select(odd, cosine, sine), b.select(odd, sine, cosine)));
}

/** The tangent: the quotient of both, in odd quarters minus its inverse. */
export function tan(b: Builder, x: Node): Node {
  return periodic(b, x, (quarter) => {
    const { q } = quarter;
    const turned = b.shl(q, b.lit(q, q.lane === "i64" ? 63 : 31));
    const sign = signBit(b, b.xor(turned, bitsOf(b, x)));
    if (laneOf(x) === "f32") return flipSign(b, shortTangent(b, quarter), sign);
    const [sine, cosine] = wavesOf(b, quarter).map(([high, low]) => fastSum(b, high, low)) as [
      Pair,
      Pair,
    ];
    const odd = isOdd(b, q);
    const choose = (one: Pair, other: Pair): Pair => [
      real(b.select(odd, one[0], other[0])),
      real(b.select(odd, one[1], other[1])),
    ];
    return flipSign(b, quotient(b, choose(cosine, sine), choose(sine, cosine)), sign);
  });
}
