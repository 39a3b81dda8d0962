// Rows of the exponential, logarithmic, trigonometric and hyperbolic ufuncs. Their functions are composed in
// kernel/math/, once for all engines.

import type { Builder, Value } from "../kernel/builder.js";
import { isComplex } from "../kernel/builder.js";
import { anyInfinite, anyNaN, type ErrorRule, isInfinity, isOrdinary } from "../kernel/errors.js";
import type { Node } from "../kernel/ir.js";
import * as math from "../kernel/math/elementary.js";
import { complexes, floats, same, type UfuncRow } from "./loops.js";

type Unary = (b: Builder, x: Value) => Value;
type Binary = (b: Builder, x: Value, y: Value) => Value;

function unary(
  chars: string,
  f: Unary,
  doc: string,
  example: readonly [string, string],
  errors: ErrorRule = {},
) {
  return {
    nin: 1,
    nout: 1,
    result: "float",
    identity: null,
    errors,
    loops: same(chars, 1, (b, x) => f(b, x!)),
    doc,
    example,
  } as const satisfies UfuncRow;
}

function binary(f: Binary, doc: string, example: readonly [string, string]) {
  return {
    nin: 2,
    nout: 1,
    result: "float",
    identity: null,
    loops: same(floats, 2, (b, x, y) => f(b, x!, y!)),
    doc,
    example,
  } as const satisfies UfuncRow;
}

const all = floats + complexes;

/** An infinite result where a real operand is `at`, or either sign of it, is a division by zero. */
function poleAt(at: number): ErrorRule {
  const isAt = (b: Builder, x: Value) => b.eq(b.abs(x), b.const(x, at));
  return {
    pole: (b, x) =>
      isComplex(x!) ? (b.and(isAt(b, x.re), isZero(b, x.im)) as Node) : (isAt(b, x!) as Node),
  };
}

/** NumPy's loops subtract their operands, which tells an infinity from itself no more than a NaN. */
const ofLogarithms: ErrorRule = {
  flags: (b, inputs, results) => {
    const difference = b.sub(inputs[0]!, inputs[1]!);
    const made = b.or(anyInfinite(b, results), anyInfinite(b, [difference]));
    return { over: b.and(made, b.not(anyInfinite(b, inputs))), invalid: anyNaN(b, results) };
  },
  suspects: (b, [x, y]) => [b.sub(x!, y!) as Node],
};

type Complex = Extract<Value, { re: Node }>;

/** Errors beside those of the results, of a complex number that may have NaN or infinite parts. */
function beside(
  more: (b: Builder, re: Node, im: Node) => { invalid: Value; over?: Value },
): ErrorRule {
  return {
    flags: (b, [x], results) => {
      if (!isComplex(x!)) return null;
      const { re, im } = x as Complex;
      const { invalid, over } = more(b, re, im);
      const infinite = b.and(anyInfinite(b, results), b.not(anyInfinite(b, [x])));
      const made = b.and(anyNaN(b, results), b.not(anyNaN(b, [x])));
      return {
        invalid: b.or(made, invalid) as Node,
        over: over === undefined ? infinite : (b.or(infinite, over) as Node),
      };
    },
  };
}

const isZero = (b: Builder, x: Node): Value => b.eq(x, b.lit(x, 0));

/** C's exponential of a NaN and something else. */
const ofExponentials = beside((b, re, im) => ({
  invalid: b.or(
    b.and(b.isnan(im), isOrdinary(b, re)),
    b.and(b.isnan(re), b.and(b.not(b.isnan(im)), b.not(isZero(b, im)))),
  ),
}));

/** The exponential of the real part and the sine of the other one are taken by themselves. */
const ofExpm1 = beside((b, re, im) => {
  const most = re.lane === "f32" ? 88.72283172607422 : 709.782712893384;
  return {
    invalid: isInfinity(b, im),
    over: b.and(isOrdinary(b, re), b.gt(re, b.lit(re, most))),
  };
});

const ofSine = beside((b, re, im) => ({
  invalid: b.and(b.isnan(re), b.and(isOrdinary(b, im), b.not(isZero(b, im)))),
}));
const ofHyperbolicSine = beside((b, re, im) => ({
  invalid: b.and(b.isnan(im), b.and(isOrdinary(b, re), b.not(isZero(b, re)))),
}));
const ofTangent = beside((b, re, im) => ({ invalid: b.and(isInfinity(b, re), b.isnan(im)) }));
const ofHyperbolicTangent = beside((b, re, im) => ({
  invalid: b.and(isInfinity(b, im), b.isnan(re)),
}));

function scaled(factor: number): Unary {
  return (b, x) => b.mul(x, b.const(x, factor));
}

export const transcendentalRows = {
  exp: unary(
    all,
    math.exp,
    "e to the power x, element by element.",
    ["np.exp([0, 1])", "[1.         2.71828183]"],
    ofExponentials,
  ),
  exp2: unary(
    all,
    math.exp2,
    "2 to the power x, element by element.",
    ["np.exp2([1, 3])", "[2. 8.]"],
    ofExponentials,
  ),
  expm1: unary(
    all,
    math.expm1,
    "exp(x) - 1, exact also near 0, element by element.",
    ["np.expm1([0.0, 1e-10])", "[0.e+00 1.e-10]"],
    ofExpm1,
  ),
  log: unary(
    all,
    math.log,
    "The natural logarithm, element by element; NaN of negative numbers.",
    ["np.log([1, np.e])", "[0. 1.]"],
    poleAt(0),
  ),
  log2: unary(
    all,
    math.log2,
    "The logarithm to base 2, element by element.",
    ["np.log2([1, 8])", "[0. 3.]"],
    poleAt(0),
  ),
  log10: unary(
    all,
    math.log10,
    "The logarithm to base 10, element by element.",
    ["np.log10([1, 1000])", "[0. 3.]"],
    poleAt(0),
  ),
  log1p: unary(
    all,
    math.log1p,
    "log(1 + x), exact also near 0, element by element.",
    ["np.log1p([0.0, 1e-10])", "[0.e+00 1.e-10]"],
    { pole: (b, x) => b.eq(x!, b.const(x!, -1)) },
  ),
  logaddexp: {
    ...binary(math.logaddexp, "log(exp(x1) + exp(x2)) without overflow, element by element.", [
      "np.logaddexp([0.0], [0.0])",
      "[0.69314718]",
    ]),
    identity: Number.NEGATIVE_INFINITY,
    errors: ofLogarithms,
    reorderable: true,
    anyOrder: true,
    sticky: true,
  },
  logaddexp2: {
    ...binary(math.logaddexp2, "log2(2**x1 + 2**x2) without overflow, element by element.", [
      "np.logaddexp2([0.0], [0.0])",
      "[1.]",
    ]),
    identity: Number.NEGATIVE_INFINITY,
    errors: ofLogarithms,
    reorderable: true,
    anyOrder: true,
    sticky: true,
  },
  sqrt: unary(all, math.sqrt, "The square root, element by element; NaN of negative numbers.", [
    "np.sqrt([1, 4, 9])",
    "[1. 2. 3.]",
  ]),
  cbrt: unary(floats, math.cbrt, "The cube root, element by element.", [
    "np.cbrt([1, 8, -27])",
    "[ 1.  2. -3.]",
  ]),
  sin: unary(
    all,
    math.sin,
    "The sine of x radians, element by element.",
    ["np.sin([0.0])", "[0.]"],
    ofSine,
  ),
  cos: unary(all, math.cos, "The cosine of x radians, element by element.", [
    "np.cos([0.0])",
    "[1.]",
  ]),
  tan: unary(
    all,
    math.tan,
    "The tangent of x radians, element by element.",
    ["np.tan([0.0])", "[0.]"],
    ofTangent,
  ),
  arcsin: unary(
    all,
    math.arcsin,
    "The angle whose sine is x, in [-π/2, π/2], element by element.",
    ["np.arcsin([1.0])", "[1.57079633]"],
  ),
  arccos: unary(all, math.arccos, "The angle whose cosine is x, in [0, π], element by element.", [
    "np.arccos([-1.0])",
    "[3.14159265]",
  ]),
  arctan: unary(
    all,
    math.arctan,
    "The angle whose tangent is x, in [-π/2, π/2], element by element.",
    ["np.arctan([1.0])", "[0.78539816]"],
    {
      pole: (b, x) =>
        isComplex(x!)
          ? b.and(b.eq(x.re, b.lit(x.re, 0)), b.eq(b.abs(x.im), b.lit(x.im, 1)))
          : b.lit("bool", false),
    },
  ),
  arctan2: binary(
    math.arctan2,
    "The angle of the point (x2, x1), in [-π, π], element by element.",
    ["np.arctan2([1.0], [-1.0])", "[2.35619449]"],
  ),
  hypot: {
    ...binary(math.hypot, "sqrt(x1² + x2²) without overflow, element by element.", [
      "np.hypot([3.0], [4.0])",
      "[5.]",
    ]),
    identity: 0,
    reorderable: true,
    anyOrder: true,
    sticky: true,
  },
  sinh: unary(
    all,
    math.sinh,
    "The hyperbolic sine, element by element.",
    ["np.sinh([0.0])", "[0.]"],
    ofHyperbolicSine,
  ),
  cosh: unary(all, math.cosh, "The hyperbolic cosine, element by element.", [
    "np.cosh([0.0])",
    "[1.]",
  ]),
  tanh: {
    ...unary(
      all,
      math.tanh,
      "The hyperbolic tangent, element by element.",
      ["np.tanh([0.0, 100.0])", "[0. 1.]"],
      ofHyperbolicTangent,
    ),
    forgets: "fd",
  },
  arcsinh: unary(all, math.arcsinh, "The inverse hyperbolic sine, element by element.", [
    "np.arcsinh([0.0])",
    "[0.]",
  ]),
  arccosh: unary(all, math.arccosh, "The inverse hyperbolic cosine, element by element.", [
    "np.arccosh([1.0])",
    "[0.]",
  ]),
  arctanh: unary(
    all,
    math.arctanh,
    "The inverse hyperbolic tangent, element by element.",
    ["np.arctanh([0.0])", "[0.]"],
    poleAt(1),
  ),
  degrees: unary(floats, scaled(180 / Math.PI), "Radians as degrees, element by element.", [
    "np.degrees([np.pi])",
    "[180.]",
  ]),
  radians: unary(floats, scaled(Math.PI / 180), "Degrees as radians, element by element.", [
    "np.radians([180.0])",
    "[3.14159265]",
  ]),
  rad2deg: unary(floats, scaled(180 / Math.PI), "Radians as degrees, element by element.", [
    "np.rad2deg([np.pi / 2])",
    "[90.]",
  ]),
  deg2rad: unary(floats, scaled(Math.PI / 180), "Degrees as radians, element by element.", [
    "np.deg2rad([90.0])",
    "[1.57079633]",
  ]),
} as const satisfies Record<string, UfuncRow>;
