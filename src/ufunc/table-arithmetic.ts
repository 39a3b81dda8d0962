// Rows of the arithmetic ufuncs. A row is the whole definition; nothing elsewhere knows their names.

import { ValueError } from "../core/errors.js";
import type { Body, Builder, Value } from "../kernel/builder.js";
import { isComplex } from "../kernel/builder.js";
import {
  anyInfinite,
  anyNaN,
  type ErrorRule,
  type FlagNodes,
  isInfinity,
} from "../kernel/errors.js";
import type { Node } from "../kernel/ir.js";
import { divmod, floorDivide, remainder } from "../kernel/math/division.js";
import { absolute, gcd, hypot, lcm, power } from "../kernel/math/elementary.js";
import { anyNegative } from "./any-negative.js";
import {
  powerFlags,
  powerSuspects,
  productFlags,
  quotientFlags,
  quotientScale,
} from "./complex-errors.js";
import {
  complexes,
  floats,
  integers,
  type Loop,
  numbers,
  reals,
  same,
  type UfuncRow,
} from "./loops.js";
import { timeLoops } from "./table-times.js";

const or: Body = (b, x, y) => b.or(x!, y!);
const and: Body = (b, x, y) => b.and(x!, y!);

/** Booleans as `or`/`and`, numbers by the node of the name. */
function arithmetic(onBool: Body, onNumbers: Body): Loop[] {
  return [...same("?", 2, onBool), ...same(numbers, 2, onNumbers)];
}

const quiet: ErrorRule = { quiet: true };
/** Sums and differences. */
const ofSums: ErrorRule = { exactTiny: true, byParts: true };
const ofProducts: ErrorRule = {
  flags: (b, [x, y]) => (isComplex(x!) && isComplex(y!) ? productFlags(b, x, y, true) : null),
  stepFlags: (b, [x, y]) => (isComplex(x!) && isComplex(y!) ? productFlags(b, x, y, false) : null),
};
const exactTiny: ErrorRule = { exactTiny: true };

/** Whether a number is zero, a complex one in both parts. */
function isZero(b: Builder, x: Value): Node {
  return b.eq(x, b.const(x, 0));
}

/**
 * A quotient beyond the largest number has been subtracted from itself on the way, which is invalid too. Halves are
 * computed in single precision, where it is an ordinary number.
 */
function quotientErrors(b: Builder, inputs: readonly Value[], quotient: Value): FlagNodes {
  const infinite = b.and(anyInfinite(b, [quotient]), b.not(anyInfinite(b, inputs)));
  const byZero = isZero(b, inputs[1]!);
  const over = b.and(infinite, b.not(byZero));
  const invalid = b.and(anyNaN(b, [quotient]), b.not(anyNaN(b, inputs)));
  const subtracted = b.lane(quotient) === "f16" ? invalid : b.or(invalid, over);
  return { divide: b.and(infinite, byZero), over, invalid: subtracted };
}

function divmodErrors(
  b: Builder,
  inputs: readonly Value[],
  [quotient, rest]: readonly Value[],
): FlagNodes {
  const flags = quotientErrors(b, inputs, quotient!);
  const invalid = b.and(anyNaN(b, [rest!]), b.not(anyNaN(b, inputs)));
  return { ...flags, invalid: b.or(flags.invalid!, invalid) };
}

const ofPowers: ErrorRule = {
  pole: (b, x) => isZero(b, x!),
  flags: (b, [x, y]) => (isComplex(x!) && isComplex(y!) ? powerFlags(b, x, y) : null),
  suspects: (b, [x, y]) => (isComplex(x!) && isComplex(y!) ? powerSuspects(b, x, y) : []),
};

/** The modulus of finite parts may be infinite. */
const ofSigns: ErrorRule = {
  flags: (b, [x]) => {
    if (!isComplex(x!)) return {};
    return { over: b.and(isInfinity(b, hypot(b, x.re, x.im) as Node), b.not(anyInfinite(b, [x]))) };
  },
  suspects: (b, [x]) => (isComplex(x!) ? [hypot(b, x.re, x.im) as Node] : []),
};

const negate: Body = (b, x) => b.neg(x!);
const identity: Body = (_b, x) => x!;

function signOf(b: Builder, x: Value): Value {
  if (isComplex(x)) {
    // x / |x|, and 0 of 0; one infinite part is the direction alone
    const modulus = b.real(hypot(b, x.re, x.im));
    const zero = b.const(x.re, 0);
    const infinite = b.const(x.re, Number.POSITIVE_INFINITY);
    const endless = b.eq(modulus, infinite);
    const sign = (part: Value) => b.select(b.lt(part, zero), b.const(x.re, -1), b.const(x.re, 1));
    const endlessRe = b.eq(b.abs(x.re), infinite);
    const endlessBoth = b.and(endlessRe, b.eq(b.abs(x.im), infinite));
    const direction = (part: Value, alone: Value) => {
      const ofEndless = b.select(endlessBoth, b.const(x.re, Number.NaN), alone);
      return b.real(b.select(endless, ofEndless, b.div(part, modulus)));
    };
    const unit = {
      re: direction(x.re, b.select(endlessRe, sign(x.re), zero)),
      // as in NumPy, also where the modulus of finite parts overflows
      im: direction(x.im, b.select(endlessRe, zero, sign(x.im))),
    };
    const nan = b.isnan(modulus);
    const isZero = b.eq(modulus, zero);
    const pick = (part: Value, fallback: Value) => b.real(b.select(isZero, fallback, part));
    const result = { re: pick(unit.re, zero), im: pick(unit.im, zero) };
    const bad = b.const(x.re, Number.NaN);
    return {
      re: b.real(b.select(nan, bad, result.re)),
      im: b.real(b.select(nan, bad, result.im)),
    };
  }
  const zero = b.const(x, 0);
  const one = b.const(x, 1);
  if (b.kind(x) === "u") return b.select(b.gt(x, zero), one, zero);
  const ofNonzero = b.select(b.lt(x, zero), b.const(x, -1), b.select(b.gt(x, zero), one, zero));
  return b.select(b.isnan(x), x, ofNonzero);
}

const noBooleanSubtract =
  "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.";
const noBooleanNegative =
  "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead.";

/**
 * 1 / x; Smith's formula for complex numbers, so that zeros keep their signs. NumPy divides integers as
 * doubles: 1 / 0 is an infinity cast back, the least integer of 32 and 64 bits.
 */
function reciprocal(b: Builder, x: Value): Value {
  if (!isComplex(x)) {
    const quotient = b.div(b.const(x, 1), x);
    if (x.lane !== "i32" && x.lane !== "i64") return quotient;
    const least = x.lane === "i32" ? -(2 ** 31) : -(2n ** 63n);
    return b.select(b.eq(x, b.const(x, 0)), b.const(x, least), quotient);
  }
  const one = b.const(x.re, 1);
  const flat = b.div(x.im, x.re);
  const flatSize = b.add(x.re, b.mul(x.im, flat));
  const steep = b.div(x.re, x.im);
  const steepSize = b.add(b.mul(x.re, steep), x.im);
  return b.select(
    b.le(b.abs(x.im), b.abs(x.re)),
    b.complex(b.real(b.div(one, flatSize)), b.real(b.neg(b.div(flat, flatSize)))),
    b.complex(b.real(b.div(steep, steepSize)), b.real(b.neg(b.div(one, steepSize)))),
  );
}

export const arithmeticRows = {
  add: {
    wideHalves: true,
    nin: 2,
    nout: 1,
    result: "sum",
    identity: 0,
    indexed: "all",
    sticky: true,
    errors: ofSums,
    uniform: true,
    reorderable: true,
    pairwise: true,
    times: "add",
    loops: [...arithmetic(or, (b, x, y) => b.add(x!, y!)), ...timeLoops.add],
    doc: "The sum x1 + x2, element by element; of booleans, their logical or.",
    example: ["np.add([1, 2, 3], 10)", "[11 12 13]"],
  },
  subtract: {
    wideHalves: true,
    nin: 2,
    nout: 1,
    result: "difference",
    identity: null,
    indexed: "all",
    sticky: true,
    errors: ofSums,
    uniform: true,
    rule: { kind: "no-bool", message: noBooleanSubtract },
    times: "subtract",
    loops: [...same(numbers, 2, (b, x, y) => b.sub(x!, y!)), ...timeLoops.subtract],
    doc: "The difference x1 - x2, element by element.",
    example: ["np.subtract([5, 6], [1, 2])", "[4 4]"],
  },
  multiply: {
    wideHalves: true,
    nin: 2,
    nout: 1,
    result: "product",
    identity: 1,
    indexed: "all",
    sticky: true,
    uniform: true,
    reorderable: true,
    errors: ofProducts,
    times: "multiply",
    loops: [...arithmetic(and, (b, x, y) => b.mul(x!, y!)), ...timeLoops.multiply],
    doc: "The product x1 * x2, element by element; of booleans, their logical and.",
    example: ["np.multiply([1, 2, 3], 2.5)", "[2.5 5.  7.5]"],
  },
  divide: {
    wideHalves: true,
    nin: 2,
    nout: 1,
    result: "divide",
    identity: null,
    indexed: "real",
    errors: {
      pole: (b, _x, y) => isZero(b, y!),
      flags: (b, [x, y]) => (isComplex(x!) && isComplex(y!) ? quotientFlags(b, x, y) : null),
      suspects: (b, [, y]) => quotientScale(b, y!),
    },
    rule: { kind: "divide" },
    times: "divide",
    loops: [...same(floats + complexes, 2, (b, x, y) => b.div(x!, y!)), ...timeLoops.divide],
    doc: "The quotient x1 / x2, element by element; of integers, a float64.",
    example: ["np.divide([1, 2], 4)", "[0.25 0.5 ]"],
  },
  floor_divide: {
    nin: 2,
    nout: 1,
    result: "quotient",
    identity: null,
    indexed: "all",
    divides: true,
    errors: { flags: (b, inputs, [quotient]) => quotientErrors(b, inputs, quotient!) },
    times: "divide",
    loops: [...same(reals, 2, (b, x, y) => floorDivide(b, x!, y!)), ...timeLoops.floor_divide],
    doc: "The largest integer not above x1 / x2, element by element; integers divided by 0 give 0.",
    example: ["np.floor_divide([7, -7], 2)", "[ 3 -4]"],
  },
  remainder: {
    nin: 2,
    nout: 1,
    result: "numbers",
    identity: null,
    divides: true,
    errors: exactTiny,
    times: "remainder",
    loops: [...same(reals, 2, (b, x, y) => remainder(b, x!, y!)), ...timeLoops.remainder],
    doc: "The remainder of x1 / x2 with the sign of x2 (Python's `%`), element by element.",
    example: ["np.remainder([7, -7], 3)", "[1 2]"],
  },
  fmod: {
    nin: 2,
    nout: 1,
    result: "numbers",
    identity: null,
    divides: true,
    errors: exactTiny,
    loops: same(reals, 2, (b, x, y) => b.rem(x!, y!)),
    doc: "The remainder of x1 / x2 with the sign of x1 (C's `fmod`), element by element.",
    example: ["np.fmod([7, -7], 3)", "[ 1 -1]"],
  },
  divmod: {
    nin: 2,
    nout: 2,
    result: "numbers",
    identity: null,
    divides: true,
    errors: { flags: divmodErrors },
    times: "remainder",
    loops: [...same(reals, 2, (b, x, y) => divmod(b, x!, y!), 2), ...timeLoops.divmod],
    doc: "Quotient and remainder, (x1 // x2, x1 % x2), element by element.",
    example: ["np.divmod([7, -7], 2)", "[ 3 -4],[1 1]"],
  },
  power: {
    nin: 2,
    nout: 1,
    result: "numbers",
    identity: null,
    errors: ofPowers,
    loops: [
      ...same(integers, 2, (b, x, y) => power(b, x!, y!)),
      ...same(floats + complexes, 2, (b, x, y) => power(b, x!, y!)),
    ],
    check: (inputs, loop, actual) => {
      if ("bhil".includes(loop.inputs[1]!) && anyNegative(actual(inputs[1]!))) {
        throw new ValueError(
          "Integers to negative integer powers are not allowed. (make one of them a float: np.float_power, or astype('float64'))",
        );
      }
    },
    doc: "x1 to the power x2, element by element; integers to negative integer powers are refused.",
    example: ["np.power([1, 2, 3], 2)", "[1 4 9]"],
  },
  float_power: {
    nin: 2,
    nout: 1,
    result: "double",
    identity: null,
    errors: ofPowers,
    loops: same("dD", 2, (b, x, y) => power(b, x!, y!)),
    doc: "x1 to the power x2 in float64 or complex128, element by element.",
    example: ["np.float_power([2, 4], -1)", "[0.5  0.25]"],
  },
  negative: {
    nin: 1,
    nout: 1,
    result: "promote",
    identity: null,
    forgets: "fd",
    errors: quiet,
    uniform: true,
    rule: { kind: "no-bool", message: noBooleanNegative },
    times: "one",
    loops: [...same(numbers, 1, negate), ...timeLoops.negative],
    doc: "-x, element by element.",
    example: ["np.negative([1, -2])", "[-1  2]"],
  },
  positive: {
    nin: 1,
    nout: 1,
    result: "promote",
    identity: null,
    errors: quiet,
    uniform: true,
    rule: { kind: "no-bool", message: null },
    times: "one",
    loops: [...same(numbers, 1, identity), ...timeLoops.positive],
    doc: "+x: a copy, element by element.",
    example: ["np.positive([1, -2])", "[ 1 -2]"],
  },
  absolute: {
    nin: 1,
    nout: 1,
    result: "real",
    identity: null,
    forgets: "fdFD",
    errors: quiet,
    uniform: true,
    times: "one",
    loops: [
      ...same(`?${reals}`, 1, (b, x) => (b.kind(x!) === "b" ? x! : absolute(b, x!))),
      { inputs: "F", outputs: "f", body: (b, x) => absolute(b, x!) },
      { inputs: "D", outputs: "d", body: (b, x) => absolute(b, x!) },
      ...timeLoops.absolute,
    ],
    doc: "|x|, element by element; of complex numbers sqrt(re² + im²).",
    example: ["np.absolute([-1.5, 2])", "[1.5 2. ]"],
  },
  fabs: {
    nin: 1,
    nout: 1,
    result: "float",
    identity: null,
    errors: quiet,
    loops: same(floats, 1, (b, x) => b.abs(x!)),
    doc: "|x| as a float, element by element.",
    example: ["np.fabs([-1, 2])", "[1. 2.]"],
  },
  sign: {
    nin: 1,
    nout: 1,
    result: "promote",
    identity: null,
    forgets: "fd",
    errors: ofSigns,
    uniform: true,
    rule: { kind: "no-bool", message: null },
    times: "one",
    loops: [...same(numbers, 1, (b, x) => signOf(b, x!)), ...timeLoops.sign],
    doc: "-1, 0 or 1 by the sign of x (NaN of NaN); of complex numbers x / |x|.",
    example: ["np.sign([-5, 0, 3])", "[-1  0  1]"],
  },
  square: {
    nin: 1,
    nout: 1,
    result: "numbers",
    identity: null,
    errors: { flags: (b, [x]) => (isComplex(x!) ? productFlags(b, x, x, true) : null) },
    loops: same(numbers, 1, (b, x) => b.mul(x!, x!)),
    doc: "x * x, element by element.",
    example: ["np.square([2, -3])", "[4 9]"],
  },
  reciprocal: {
    nin: 1,
    nout: 1,
    result: "numbers",
    identity: null,
    divides: true,
    errors: {
      pole: (b, x) => isZero(b, x!),
      flags: (b, [x]) => (isComplex(x!) ? quotientFlags(b, null, x) : null),
      suspects: (b, [x]) => quotientScale(b, x!),
      byZero: 9,
    },
    loops: same(numbers, 1, (b, x) => reciprocal(b, x!)),
    doc: "1 / x, element by element; integers are divided as integers.",
    example: ["np.reciprocal([0.5, 4])", "[2.   0.25]"],
  },
  gcd: {
    nin: 2,
    nout: 1,
    result: "numbers",
    identity: 0,
    uniform: true,
    reorderable: true,
    anyOrder: true,
    rule: { kind: "no-bool", message: null },
    loops: same(integers, 2, (b, x, y) => gcd(b, x!, y!)),
    doc: "The greatest common divisor of |x1| and |x2|, element by element.",
    example: ["np.gcd([12, 18], 8)", "[4 2]"],
  },
  lcm: {
    nin: 2,
    nout: 1,
    result: "numbers",
    identity: null,
    uniform: true,
    rule: { kind: "no-bool", message: null },
    loops: same(integers, 2, (b, x, y) => lcm(b, x!, y!)),
    doc: "The least common multiple of |x1| and |x2|, element by element.",
    example: ["np.lcm([4, 6], 10)", "[20 30]"],
  },
} as const satisfies Record<string, UfuncRow>;
