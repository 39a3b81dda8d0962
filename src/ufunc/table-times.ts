// The loops of datetime64 and timedelta64, which the rows of the table add to their own. Elements are the 64-bit
// counts; resolve-times.ts has brought them to one unit before. NaT is the least of all integers.

import { NaT } from "../core/datetime-calendar.js";
import type { NDArray } from "../core/ndarray.js";
import type { Body, Builder, Value } from "../kernel/builder.js";
import { DIVIDE, type ErrorRule, type FlagNodes } from "../kernel/errors.js";
import type { Node } from "../kernel/ir.js";
import { isNaT } from "../kernel/math/datetime.js";
import { floorDivide, remainder } from "../kernel/math/division.js";
import { type Loop, mixed } from "./loops.js";

/** `value`, but NaT where the condition is true. */
function natWhere(b: Builder, condition: Value, value: Value): Value {
  return b.select(condition, b.const("i64", NaT), value);
}

function either(b: Builder, x: Value, y: Value): Value {
  return b.or(isNaT(b, x), isNaT(b, y));
}

function isZero(b: Builder, x: Value): Value {
  return b.eq(x, b.const(x, 0));
}

const double = (b: Builder, x: Value): Value => b.cast(x, "f64");
// what is no finite number of 64 bits becomes the least one, which is NaT
const counted = (b: Builder, x: Value): Value => b.cast(x, "i64");

const add: Body = (b, x, y) => natWhere(b, either(b, x!, y!), b.add(x!, y!));
const subtract: Body = (b, x, y) => natWhere(b, either(b, x!, y!), b.sub(x!, y!));
const scaled: Body = (b, x, y) => natWhere(b, isNaT(b, x!), b.mul(x!, y!));
const stretched: Body = (b, x, y) =>
  natWhere(b, isNaT(b, x!), counted(b, b.mul(double(b, x!), y!)));
const swapped =
  (body: Body): Body =>
  (b, x, y) =>
    body(b, y!, x!);
const shrunk: Body = (b, x, y) => natWhere(b, isNaT(b, x!), counted(b, b.div(double(b, x!), y!)));

const portion: Body = (b, x, y) => natWhere(b, b.or(isNaT(b, x!), isZero(b, y!)), b.div(x!, y!));

const ratio: Body = (b, x, y) =>
  b.select(either(b, x!, y!), b.const("f64", Number.NaN), b.div(double(b, x!), double(b, y!)));

function wholeRatio(b: Builder, x: Value, y: Value): Value {
  const none = b.or(either(b, x, y), isZero(b, y));
  return b.select(none, b.const("i64", 0), floorDivide(b, x, y));
}

function rest(b: Builder, x: Value, y: Value): Value {
  return natWhere(b, b.or(either(b, x, y), isZero(b, y)), remainder(b, x, y));
}

/** The same, where the division itself is to say that it was by zero: NaT is divided by nothing. */
function tellingRest(b: Builder, x: Value, y: Value): Value {
  const none = either(b, x, y);
  const divisor = b.select(none, b.const("i64", 1), y as Node);
  return natWhere(b, b.or(none, isZero(b, y)), remainder(b, x, divisor));
}

type Ordering = "lt" | "le" | "gt" | "ge";

/** NaT is below every count: only the side that would win by it is looked at. */
function ordered(order: Ordering): Body {
  const loser = order === "lt" || order === "le" ? 0 : 1;
  return (b, ...xy) => b.and(b[order](xy[0]!, xy[1]!), b.not(isNaT(b, xy[loser]!)));
}

const equal: Body = (b, x, y) => b.and(b.eq(x!, y!), b.not(isNaT(b, x!)));
const differ: Body = (b, x, y) => b.or(b.ne(x!, y!), isNaT(b, x!));

const compared = (body: Body) => mixed("MM->? mm->?", body);
const chosen = (body: Body) => mixed("mm->m MM->M", body);
const tested = (body: Body) => mixed("M->? m->?", body);

function sign(b: Builder, x: Value): Value {
  const zero = b.const(x, 0);
  const one = b.select(b.gt(x, zero), b.const(x, 1), zero);
  // NaT is negative to NumPy
  return b.select(b.lt(x, zero), b.const(x, -1), one);
}

const fmin: Body = (b, x, y) =>
  b.select(isNaT(b, x!), y!, b.select(isNaT(b, y!), x!, b.min(x!, y!)));

/** Loops whose errors are no row's: NumPy raises them by what the counts are. */
function raising(signatures: string, body: Body, flags: TimeFlags): Loop[] {
  const errors: ErrorRule = {
    ofInputs: true,
    byZero: 0,
    flags: (b, [x, y]) => flags(b, x!, y!),
    suspects: (b, [x, y]) => {
      const any = Object.values(flags(b, x!, y!)).reduce((one, other) => b.or(one, other) as Node);
      return [b.select(any, b.lit("f64", Number.NaN), b.lit("f64", 0)) as Node];
    },
  };
  return mixed(signatures, body).map((loop) => ({ ...loop, errors }));
}

type TimeFlags = (b: Builder, x: Value, y: Value) => FlagNodes;

/** One divisor for all elements, which NumPy's loops look at beforehand: its iterators step over axes of length 1 by 0. */
function isOne(spans: NDArray, divisor: NDArray, size: number, iterated: boolean): boolean {
  if (divisor.size !== 1) return false;
  if (iterated) return true;
  // alone beside one span it is an array like that one
  return divisor.ndim === 0 || size > 1 || (spans.ndim > 0 && spans.ndim !== divisor.ndim);
}

/** Quotients by integers: only one divisor for all is told to be zero. */
const portions = raising("mq->m", portion, (b, _x, y) => ({ divide: b.real(isZero(b, y)) })).map(
  (loop): Loop => ({
    ...loop,
    settled: (flags, [spans, divisor], size, iterated) =>
      isOne(spans!, divisor!, size, iterated) ? flags : 0,
  }),
);

const all = (b: Builder, ...conditions: Value[]): Node =>
  conditions.reduce((one, other) => b.and(one, other)) as Node;

/** Errors of a quotient of two counts, or of a count and a float, that is a float. */
const ofRatio: TimeFlags = (b, x, y) => {
  const none = isNaT(b, x);
  const known = b.kind(y) === "f" ? b.not(none) : b.not(b.or(none, isNaT(b, y)));
  const byZero = all(b, known, isZero(b, y));
  return {
    divide: all(b, byZero, b.not(isZero(b, x))),
    invalid: all(b, byZero, isZero(b, x)),
  };
};

/** Errors of a float that becomes a count: one that is infinite does not, without an error. */
function ofCounting(b: Builder, count: Value): Node {
  const size = b.abs(count);
  const limit = b.lit("f64", 2 ** 63);
  return all(b, b.ge(size, limit), b.lt(size, b.lit("f64", Number.POSITIVE_INFINITY)));
}

const ofShrunk: TimeFlags = (b, x, y) => {
  const { divide, invalid } = ofRatio(b, x, y);
  const known = b.not(isNaT(b, x));
  const quotient = b.div(double(b, x), y);
  const infinite = b.eq(b.abs(quotient), b.lit("f64", Number.POSITIVE_INFINITY));
  return {
    divide: divide!,
    over: all(b, known, infinite, b.not(isZero(b, y))),
    invalid: b.or(invalid!, all(b, ofCounting(b, quotient), known)) as Node,
  };
};

const ofStretched: TimeFlags = (b, x, y) => {
  const known = b.not(isNaT(b, x));
  const product = b.mul(double(b, x), y);
  const finite = b.lt(b.abs(y), b.lit("f64", Number.POSITIVE_INFINITY));
  const made = all(b, b.isnan(product), b.not(b.isnan(y)));
  const infinite = b.eq(b.abs(product), b.lit("f64", Number.POSITIVE_INFINITY));
  return {
    over: all(b, known, finite, infinite),
    invalid: all(b, known, b.or(made, ofCounting(b, product))),
  };
};

const ofRemainder: TimeFlags = (b, x, y) => ({
  divide: all(b, b.not(either(b, x, y)), isZero(b, y)),
});

/** A whole quotient has no NaT to be. */
const ofWholeRatio: TimeFlags = (b, x, y) => ({
  ...ofRemainder(b, x, y),
  invalid: b.real(either(b, x, y)),
});

const isZeroSpan = (span: NDArray): boolean => {
  const { views } = span.live();
  for (let at = 0; at < 8; at++) if (views.u8[span.byteOffset + at] !== 0) return false;
  return true;
};

/** One divisor for all that is zero is told before NaT is looked for. */
const wholeRatios = raising("mm->q", (b, x, y) => wholeRatio(b, x!, y!), ofWholeRatio).map(
  (loop): Loop => ({
    ...loop,
    settled: (flags, [spans, divisor], size, iterated) =>
      flags !== 0 && isOne(spans!, divisor!, size, iterated) && isZeroSpan(divisor!)
        ? DIVIDE
        : flags,
  }),
);

const otherWay =
  (flags: TimeFlags): TimeFlags =>
  (b, x, y) =>
    flags(b, y, x);

/** The loops over times of each ufunc that has some. */
export const timeLoops = {
  add: mixed("Mm->M mm->m mM->M", add),
  subtract: mixed("Mm->M mm->m MM->m", subtract),
  multiply: [
    ...mixed("mq->m", scaled),
    ...mixed("qm->m", swapped(scaled)),
    ...raising("md->m", stretched, ofStretched),
    ...raising("dm->m", swapped(stretched), otherWay(ofStretched)),
  ],
  divide: [...portions, ...raising("md->m", shrunk, ofShrunk), ...raising("mm->d", ratio, ofRatio)],
  floor_divide: [
    // NumPy rounds it to zero, as divide does
    ...portions,
    ...raising("md->m", shrunk, ofShrunk),
    ...wholeRatios,
  ],
  // reductions of it look for divisions alone
  remainder: mixed("mm->m", (b, x, y) => tellingRest(b, x!, y!)),
  divmod: raising("mm->qm", (b, x, y) => [wholeRatio(b, x!, y!), rest(b, x!, y!)], ofWholeRatio),
  absolute: mixed("m->m", (b, x) => b.abs(x!)),
  negative: mixed("m->m", (b, x) => b.neg(x!)),
  positive: mixed("m->m", (_b, x) => x!),
  sign: mixed("m->m", (b, x) => sign(b, x!)),
  equal: compared(equal),
  not_equal: compared(differ),
  less: compared(ordered("lt")),
  less_equal: compared(ordered("le")),
  greater: compared(ordered("gt")),
  greater_equal: compared(ordered("ge")),
  maximum: chosen((b, x, y) => natWhere(b, either(b, x!, y!), b.max(x!, y!))),
  minimum: chosen((b, x, y) => b.min(x!, y!)),
  fmax: chosen((b, x, y) => b.max(x!, y!)),
  fmin: chosen(fmin),
  isnat: tested((b, x) => isNaT(b, x!)),
  isnan: tested((b, x) => isNaT(b, x!)),
  isinf: tested((b) => b.lit("bool", false)),
  isfinite: tested((b, x) => b.not(isNaT(b, x!))),
} satisfies Record<string, readonly Loop[]>;
