// Rows of the rounding ufuncs and of those that take floating-point numbers apart.

import { anyInfinite } from "../kernel/errors.js";
import * as math from "../kernel/math/bits.js";
import { complexes, floats, integers, mixed, numbers, same, type UfuncRow } from "./loops.js";

const quiet = { quiet: true } as const;
const whole = `?${integers}`;

export const floatRows = {
  floor: {
    nin: 1,
    nout: 1,
    result: "promote",
    identity: null,
    errors: quiet,
    loops: [...same(whole, 1, (_b, x) => x!), ...same(floats, 1, (b, x) => b.floor(x!))],
    doc: "The largest integer not above x, element by element; of the dtype of x.",
    example: ["np.floor([1.7, -1.2])", "[ 1. -2.]"],
  },
  ceil: {
    nin: 1,
    nout: 1,
    result: "promote",
    identity: null,
    errors: quiet,
    loops: [...same(whole, 1, (_b, x) => x!), ...same(floats, 1, (b, x) => b.ceil(x!))],
    doc: "The smallest integer not below x, element by element; of the dtype of x.",
    example: ["np.ceil([1.2, -1.7])", "[ 2. -1.]"],
  },
  trunc: {
    nin: 1,
    nout: 1,
    result: "promote",
    identity: null,
    errors: quiet,
    loops: [...same(whole, 1, (_b, x) => x!), ...same(floats, 1, (b, x) => b.trunc(x!))],
    doc: "x without its fraction, element by element; of the dtype of x.",
    example: ["np.trunc([1.7, -1.7])", "[ 1. -1.]"],
  },
  rint: {
    nin: 1,
    nout: 1,
    result: "float",
    identity: null,
    errors: quiet,
    loops: same(floats + complexes, 1, (b, x) => b.rint(x!)),
    doc: "The nearest integer, ties to even, element by element.",
    example: ["np.rint([0.5, 1.5, 2.4])", "[0. 2. 2.]"],
  },
  conjugate: {
    nin: 1,
    nout: 1,
    result: "promote",
    identity: null,
    errors: quiet,
    loops: same(numbers, 1, (b, x) => ("re" in x! ? { re: x.re, im: b.real(b.neg(x.im)) } : x!)),
    doc: "The complex conjugate, element by element; real numbers are their own.",
    example: ["np.conjugate([np.complex(1, 2)])", "[1.-2.j]"],
  },
  copysign: {
    nin: 2,
    nout: 1,
    result: "float",
    identity: null,
    errors: quiet,
    exactHalves: true,
    loops: same(floats, 2, (b, x, y) => math.copysign(b, x!, y!)),
    doc: "|x1| with the sign of x2, element by element.",
    example: ["np.copysign([1.0, 2.0], -0.0)", "[-1. -2.]"],
  },
  nextafter: {
    nin: 2,
    nout: 1,
    result: "float",
    identity: null,
    errors: {
      flags: (b, [x], [next]) => ({
        over: b.and(anyInfinite(b, [next!]), b.not(anyInfinite(b, [x!]))),
      }),
    },
    exactHalves: true,
    loops: same(floats, 2, (b, x, y) => math.nextafter(b, x!, y!)),
    doc: "The floating-point number next to x1 towards x2, element by element.",
    example: ["np.subtract(np.nextafter([1.0], 2), 1)", "[2.22044605e-16]"],
  },
  spacing: {
    nin: 1,
    nout: 1,
    result: "float",
    identity: null,
    errors: {
      // only NumPy's loop for halves says so of infinities and NaN
      flags: (b, _inputs, [result]) => ({
        over: anyInfinite(b, [result!]),
        ...(b.lane(result!) === "f16" ? { invalid: b.isnan(result!) } : {}),
      }),
    },
    exactHalves: true,
    loops: same(floats, 1, (b, x) => math.spacing(b, x!)),
    doc: "The distance from x to the next floating-point number away from 0, element by element.",
    example: ["np.spacing([1.0])", "[2.22044605e-16]"],
  },
  heaviside: {
    nin: 2,
    nout: 1,
    result: "float",
    identity: null,
    errors: quiet,
    loops: same(floats, 2, (b, x, y) => {
      const zero = b.const(x!, 0);
      const one = b.const(x!, 1);
      const step = b.select(b.lt(x!, zero), zero, b.select(b.eq(x!, zero), y!, one));
      return b.select(b.isnan(x!), x!, step);
    }),
    doc: "0 where x1 < 0, x2 where x1 == 0, 1 where x1 > 0, element by element.",
    example: ["np.heaviside([-1.0, 0.0, 2.0], 0.5)", "[0.  0.5 1. ]"],
  },
  ldexp: {
    nin: 2,
    nout: 1,
    result: "first",
    identity: null,
    apart: true,
    loops: mixed("ei->e fi->f el->e fl->f di->d dl->d", (b, x, n) => math.ldexp(b, x!, n!)),
    doc: "x1 * 2**x2, element by element.",
    example: ["np.ldexp([1.0, 3.0], [2, 1])", "[4. 6.]"],
  },
  frexp: {
    nin: 1,
    nout: 2,
    result: "frexp",
    identity: null,
    errors: quiet,
    exactHalves: true,
    loops: mixed("e->ei f->fi d->di", (b, x) => math.frexp(b, x!)),
    doc: "Mantissa in [0.5, 1) and exponent with x = mantissa * 2**exponent, element by element.",
    example: ["np.frexp([8.0])", "[0.5],[4]"],
  },
  modf: {
    nin: 1,
    nout: 2,
    result: "float",
    identity: null,
    errors: quiet,
    loops: same(floats, 1, (b, x) => math.modf(b, x!), 2),
    doc: "Fractional and integral part, both with the sign of x, element by element.",
    example: ["np.modf([1.5, -2.25])", "[ 0.5  -0.25],[ 1. -2.]"],
  },
} as const satisfies Record<string, UfuncRow>;
