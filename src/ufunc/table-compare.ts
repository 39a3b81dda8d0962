// Rows of the comparing and logical ufuncs, and of the larger and the smaller of two.

import type { Body, Builder, Value } from "../kernel/builder.js";
import { isComplex } from "../kernel/builder.js";
import type { ErrorRule } from "../kernel/errors.js";
import { signbit } from "../kernel/math/bits.js";
import { integers, type Loop, mixed, numbers, same, test, type UfuncRow } from "./loops.js";
import { timeLoops } from "./table-times.js";

/**
 * Loops of a comparison. int64 with uint64 has its own, exact: as float64, to which both promote, 2**63 and
 * 2**63 + 1 would be equal.
 */
function comparison(body: Body, exact: (b: Builder, x: Value, y: Value) => Value): Loop[] {
  return [
    ...test(`?${integers}`, 2, body),
    ...mixed("lL->? Ll->?", (b, x, y) => exact(b, x!, y!)),
    ...test("efdFD", 2, body),
  ];
}

type Ordering = "lt" | "le" | "gt" | "ge";

/** Orders an int64 and a uint64: a negative one is below every uint64, the rest compare as uint64. */
function orderMixed(order: Ordering): (b: Builder, x: Value, y: Value) => Value {
  return (b, x, y) => {
    const signedFirst = b.kind(x) === "i";
    const signed = signedFirst ? x : y;
    const negative = b.lt(signed, b.const(signed, 0));
    const ux = b.cast(x, "u64");
    const uy = b.cast(y, "u64");
    const less = order === "lt" || order === "le";
    const whenNegative = b.lit("bool", signedFirst === less);
    return b.select(negative, whenNegative, b[order](ux, uy));
  };
}

function equalMixed(negated: boolean): (b: Builder, x: Value, y: Value) => Value {
  return (b, x, y) => {
    const signed = b.kind(x) === "i" ? x : y;
    const negative = b.lt(signed, b.const(signed, 0));
    const ux = b.cast(x, "u64");
    const uy = b.cast(y, "u64");
    return b.select(negative, b.lit("bool", negated), negated ? b.ne(ux, uy) : b.eq(ux, uy));
  };
}

/** Loops of a logical ufunc: of the truth of each operand. */
function logical(body: Body): Loop[] {
  return test(`?${numbers}`, 2, (b, x, y) => body(b, b.truth(x!), b.truth(y!)));
}

/** Ordering complex numbers compares their parts, and a NaN is in no order. */
const ofOrder: ErrorRule = {
  ofInputs: true,
  flags: (b, [x, y]) => {
    if (!isComplex(x!) || !isComplex(y!)) return {};
    const parts = b.or(b.isnan(x.re), b.isnan(y.re));
    const last = b.or(b.isnan(x.im), b.isnan(y.im));
    return { invalid: b.or(parts, b.and(b.eq(x.re, y.re), last)) };
  },
};

const quiet = { quiet: true } as const;
const truthRule = { kind: "truth" } as const;

/** The one of two that is not NaN (the first of two NaNs), else the smaller or larger. */
function ignoringNaN(pick: "min" | "max"): Body {
  return (b, x, y) => {
    if (b.kind(x!) !== "f" && b.kind(x!) !== "c") return b[pick](x!, y!);
    return b.select(b.isnan(y!), x!, b.select(b.isnan(x!), y!, b[pick](x!, y!)));
  };
}

function extreme(pick: "min" | "max", onBool: Body): Loop[] {
  return [...same("?", 2, onBool), ...same(numbers, 2, (b, x, y) => b[pick](x!, y!))];
}

function either(b: Builder, x: Value, f: (part: Value) => Value): Value {
  return isComplex(x) ? b.or(f(x.re), f(x.im)) : f(x);
}

function both(b: Builder, x: Value, f: (part: Value) => Value): Value {
  return isComplex(x) ? b.and(f(x.re), f(x.im)) : f(x);
}

function infinite(b: Builder, part: Value): Value {
  if (b.kind(part) !== "f") return b.lit("bool", false);
  return b.eq(b.abs(part), b.const(part, Number.POSITIVE_INFINITY));
}

function finite(b: Builder, part: Value): Value {
  if (b.kind(part) !== "f") return b.lit("bool", true);
  return b.lt(b.abs(part), b.const(part, Number.POSITIVE_INFINITY));
}

const or: Body = (b, x, y) => b.or(x!, y!);
const and: Body = (b, x, y) => b.and(x!, y!);

export const compareRows = {
  equal: {
    nin: 2,
    nout: 1,
    result: "bool",
    identity: null,
    forgets: "fd",
    strings: "compare",
    uniform: true,
    times: "compare",
    loops: [...comparison((b, x, y) => b.eq(x!, y!), equalMixed(false)), ...timeLoops.equal],
    doc: "Whether x1 == x2, element by element.",
    example: ["np.equal([1, 2, 3], [1, 5, 3])", "[ True False  True]"],
  },
  not_equal: {
    nin: 2,
    nout: 1,
    result: "bool",
    identity: null,
    forgets: "fd",
    strings: "compare",
    uniform: true,
    times: "compare",
    loops: [...comparison((b, x, y) => b.ne(x!, y!), equalMixed(true)), ...timeLoops.not_equal],
    doc: "Whether x1 != x2, element by element.",
    example: ["np.not_equal([1, 2], [1, 5])", "[False  True]"],
  },
  less: {
    nin: 2,
    nout: 1,
    result: "bool",
    identity: null,
    forgets: "fd",
    errors: ofOrder,
    strings: "compare",
    uniform: true,
    times: "compare",
    loops: [...comparison((b, x, y) => b.lt(x!, y!), orderMixed("lt")), ...timeLoops.less],
    doc: "Whether x1 < x2, element by element.",
    example: ["np.less([1, 2, 3], 2)", "[ True False False]"],
  },
  less_equal: {
    nin: 2,
    nout: 1,
    result: "bool",
    identity: null,
    forgets: "fd",
    errors: ofOrder,
    strings: "compare",
    uniform: true,
    times: "compare",
    loops: [...comparison((b, x, y) => b.le(x!, y!), orderMixed("le")), ...timeLoops.less_equal],
    doc: "Whether x1 <= x2, element by element.",
    example: ["np.less_equal([1, 2, 3], 2)", "[ True  True False]"],
  },
  greater: {
    nin: 2,
    nout: 1,
    result: "bool",
    identity: null,
    forgets: "fd",
    errors: ofOrder,
    strings: "compare",
    uniform: true,
    times: "compare",
    loops: [...comparison((b, x, y) => b.gt(x!, y!), orderMixed("gt")), ...timeLoops.greater],
    doc: "Whether x1 > x2, element by element.",
    example: ["np.greater([1, 2, 3], 2)", "[False False  True]"],
  },
  greater_equal: {
    nin: 2,
    nout: 1,
    result: "bool",
    identity: null,
    forgets: "fd",
    errors: ofOrder,
    strings: "compare",
    uniform: true,
    times: "compare",
    loops: [...comparison((b, x, y) => b.ge(x!, y!), orderMixed("ge")), ...timeLoops.greater_equal],
    doc: "Whether x1 >= x2, element by element.",
    example: ["np.greater_equal([1, 2, 3], 2)", "[False  True  True]"],
  },
  logical_and: {
    nin: 2,
    nout: 1,
    result: "bool",
    identity: true,
    forgets: "fd",
    reorderable: true,
    absorbing: false,
    rule: truthRule,
    loops: logical((b, x, y) => b.and(x!, y!)),
    doc: "Whether both are true (not zero), element by element.",
    example: ["np.logical_and([true, true], [false, true])", "[False  True]"],
  },
  logical_or: {
    nin: 2,
    nout: 1,
    result: "bool",
    identity: false,
    forgets: "fd",
    reorderable: true,
    absorbing: true,
    rule: truthRule,
    loops: logical((b, x, y) => b.or(x!, y!)),
    doc: "Whether either is true (not zero), element by element.",
    example: ["np.logical_or([0, 1], [0, 0])", "[False  True]"],
  },
  logical_xor: {
    nin: 2,
    nout: 1,
    result: "bool",
    identity: false,
    reorderable: true,
    rule: truthRule,
    loops: logical((b, x, y) => b.xor(x!, y!)),
    doc: "Whether exactly one is true (not zero), element by element.",
    example: ["np.logical_xor([0, 1], [1, 1])", "[ True False]"],
  },
  logical_not: {
    nin: 1,
    nout: 1,
    result: "bool",
    identity: null,
    loops: test(`?${numbers}`, 1, (b, x) => b.not(b.truth(x!))),
    doc: "Whether x is false (zero), element by element.",
    example: ["np.logical_not([0, 2])", "[ True False]"],
  },
  maximum: {
    nin: 2,
    nout: 1,
    result: "promote",
    identity: null,
    indexed: "compares",
    forgets: "fdFD",
    errors: quiet,
    uniform: true,
    reorderable: true,
    times: "choose",
    loops: [...extreme("max", or), ...timeLoops.maximum],
    doc: "The larger of two, element by element; NaN if either is NaN.",
    example: ["np.maximum([1, 5], [4, 2])", "[4 5]"],
  },
  minimum: {
    nin: 2,
    nout: 1,
    result: "promote",
    identity: null,
    indexed: "compares",
    forgets: "fdFD",
    errors: quiet,
    uniform: true,
    reorderable: true,
    times: "choose",
    loops: [...extreme("min", and), ...timeLoops.minimum],
    doc: "The smaller of two, element by element; NaN if either is NaN.",
    example: ["np.minimum([1, 5], [4, 2])", "[1 2]"],
  },
  fmax: {
    nin: 2,
    nout: 1,
    result: "promote",
    identity: null,
    forgets: "fdFD",
    errors: quiet,
    uniform: true,
    reorderable: true,
    times: "choose",
    loops: [...[...same("?", 2, or), ...same(numbers, 2, ignoringNaN("max"))], ...timeLoops.fmax],
    doc: "The larger of two, element by element; a NaN is passed over.",
    example: ["np.fmax([1, NaN], [0, 2])", "[1. 2.]"],
  },
  fmin: {
    nin: 2,
    nout: 1,
    result: "promote",
    identity: null,
    forgets: "fdFD",
    errors: quiet,
    uniform: true,
    reorderable: true,
    times: "choose",
    loops: [...[...same("?", 2, and), ...same(numbers, 2, ignoringNaN("min"))], ...timeLoops.fmin],
    doc: "The smaller of two, element by element; a NaN is passed over.",
    example: ["np.fmin([1, NaN], [0, 2])", "[0. 2.]"],
  },
  isnan: {
    nin: 1,
    nout: 1,
    result: "bool",
    identity: null,
    forgets: "efdFD",
    times: "one",
    loops: [...test(`?${numbers}`, 1, (b, x) => b.isnan(x!)), ...timeLoops.isnan],
    doc: "Whether x is NaN, element by element.",
    example: ["np.isnan([1, NaN])", "[False  True]"],
  },
  isinf: {
    nin: 1,
    nout: 1,
    result: "bool",
    identity: null,
    forgets: "efdFD",
    times: "one",
    loops: [
      ...test(`?${numbers}`, 1, (b, x) => either(b, x!, (part) => infinite(b, part))),
      ...timeLoops.isinf,
    ],
    doc: "Whether x is positive or negative infinity, element by element.",
    example: ["np.isinf([1, Infinity])", "[False  True]"],
  },
  isfinite: {
    nin: 1,
    nout: 1,
    result: "bool",
    identity: null,
    forgets: "efdFD",
    times: "one",
    loops: [
      ...test(`?${numbers}`, 1, (b, x) => both(b, x!, (part) => finite(b, part))),
      ...timeLoops.isfinite,
    ],
    doc: "Whether x is neither infinite nor NaN, element by element.",
    example: ["np.isfinite([1, NaN, Infinity])", "[ True False False]"],
  },
  isnat: {
    nin: 1,
    nout: 1,
    result: "bool",
    identity: null,
    rule: { kind: "times-only" },
    times: "one",
    loops: timeLoops.isnat,
    doc: "Whether a datetime64 or timedelta64 is NaT (not a time), element by element.",
    example: ['np.isnat(np.array(["NaT", "2020-01-31"], "datetime64[D]"))', "[ True False]"],
  },
  signbit: {
    nin: 1,
    nout: 1,
    result: "bool",
    identity: null,
    forgets: "efd",
    exactHalves: true,
    loops: test("efd", 1, (b, x) => signbit(b, x!)),
    doc: "Whether the sign bit is set (also of -0.0), element by element.",
    example: ["np.signbit([-1.0, 2.0])", "[ True False]"],
  },
} as const satisfies Record<string, UfuncRow>;
