// exp and exp2 composed of nodes. x = n ln 2 + r with |r| <= ln(2)/2, e^x = 2^n e^r; e^r by a polynomial. As in
// W. J. Cody and W. Waite, "Software Manual for the Elementary Functions" (1980), chapter 6.

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import { forLane, type Parts, polynomial, ROUNDER, real } from "./format.js";

/** ln 2 in full parts: its products with whole numbers are taken off in fused steps, the first of them exactly. */
const LN2: Parts = {
  f32: [0.6931471824645996, -1.9046542121259336e-9],
  f64: [Math.LN2, 2.3190468138462996e-17],
};

/** e^r = 1 + r + r² q(r); scripts/minimax.py. */
const EXP: Parts = {
  f32: [0.5, 0.16666516661643982, 0.04166645556688309, 0.008369090035557747, 0.0013935733586549759],
  f64: [
    0.5000000000000013, 0.16666666666666685, 0.041666666666511594, 0.008333333333316045,
    0.001388888894785691, 0.00019841269898289082, 2.480148918461251e-5, 2.7557233346625435e-6,
    2.7631521154919834e-7, 2.5112462617515585e-8,
  ],
};

/** 2^r = 1 + r q(r). */
const EXP2: Parts = {
  f32: [
    0.6931471824645996, 0.24022650718688965, 0.05550358071923256, 0.009618077427148819,
    0.0013391644461080432, 0.000154563516844064,
  ],
  f64: [
    Math.LN2,
    0.24022650695910136,
    0.055504108664822936,
    0.009618129107592435,
    0.0013333558146164347,
    0.00015403530459040215,
    1.5252734036962858e-5,
    1.321543439661632e-6,
    1.017798553520224e-7,
    7.073924982319006e-9,
    4.4655596816064505e-10,
  ],
};

/** x as n ln 2 + r: (n, r). Where x is infinite or far too large, r is one half or any number below it. */
export function reduceByLn2(b: Builder, x: Node): readonly [Node, Node] {
  const rounder = b.lit(x, forLane(x, ROUNDER));
  const n = real(b.sub(b.fma(x, b.lit(x, Math.LOG2E), rounder), rounder));
  const r = forLane(x, LN2).reduce((rest, part) => b.fma(n, b.lit(x, -part), rest), x);
  return [n, b.limit(r, b.lit(x, 0.5))];
}

/** e^x. */
export function exp(b: Builder, x: Node): Node {
  const [n, r] = reduceByLn2(b, x);
  return b.scale(polynomial(b, r, [1, 1, ...forLane(x, EXP)]), n);
}

/** 2^x. */
export function exp2(b: Builder, x: Node): Node {
  const n = real(b.rint(x));
  const r = b.sub(x, n) as Node;
  return b.scale(b.fma(polynomial(b, r, forLane(x, EXP2)), r, b.lit(x, 1)), n);
}
