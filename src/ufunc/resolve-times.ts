// Which loop a ufunc runs where an operand is a datetime64 or timedelta64, and in which unit: NumPy's own rules for
// each of them. The loops are in table-times.ts; everything else is resolve.ts's.

import { commonUnit } from "../core/datetime-unit.js";
import { type DType, dtype, withUnit } from "../core/dtype.js";
import { DTypePromotionError, UFuncTypeError } from "../core/errors.js";
import { promoteDTypes, result_type } from "../core/promotion.js";
import type { Loop, TimeRule, UfuncRow } from "./loops.js";

const int64 = dtype("int64") as DType;
const float64 = dtype("float64") as DType;
const bool = dtype("bool") as DType;
const timedelta = dtype("timedelta64") as DType;

/** What the rules need of resolve.ts, which calls them. */
interface Refusals {
  /** NumPy's sentence where no loop takes the classes of the inputs. */
  readonly noLoopOfClasses: () => Error;
  /** The same, with the inputs' dtypes. */
  readonly noMatchingLoop: () => Error;
  /** Whether the options ask for times. */
  readonly isAsked: boolean;
}

/**
 * The loop for inputs of which one is timed, with the dtypes it works in; null where the ufunc has none.
 *
 * @throws UFuncTypeError for operands that have no place beside each other, DTypeError for units that have not
 */
export function resolveTimes(
  name: string,
  row: UfuncRow,
  inputs: readonly DType[],
  refusals: Refusals,
): Loop | null {
  if (row.times === undefined) return null;
  const [x, y] = inputs as [DType, DType];
  const rule: TimeRule = row.times;
  const refused = (): Error => cannotUse(name, x, y);
  switch (rule) {
    case "add":
      return sum(row, x, y, refused);
    case "subtract":
      return difference(row, x, y, refused);
    case "multiply":
      return product(row, x, y, refused);
    case "divide":
      return quotient(row, x, y, refused);
    case "remainder":
      return both(row, x, y, refused);
    case "one":
      return ofOne(row, x, refusals);
    default:
      return inputs.length === 3
        ? ofThree(row, inputs, refusals)
        : uniform(row, rule, x, y, refused, refusals);
  }
}

function cannotUse(name: string, x: DType, y: DType): UFuncTypeError {
  const types = [x, y].map((one) => (one.kind === "S" ? `dtype('S${one.itemsize}')` : one.repr()));
  return new UFuncTypeError(
    `ufunc '${name}' cannot use operands with types ${types[0]} and ${types[1]}`,
  );
}

const isWhole = (one: DType): boolean => "iu".includes(one.kind);
const isCount = (one: DType): boolean => isWhole(one) || one.kind === "b";
const native = (one: DType): DType => withUnit(one, one.unit!);
const spanOf = (one: DType): DType => withUnit(timedelta, one.unit!);

/** The row's loop of these characters, working in these dtypes: inputs, then outputs. */
function loopOf(row: UfuncRow, inputs: string, ...dtypes: DType[]): Loop {
  return { ...row.loops.find((one) => one.inputs === inputs)!, dtypes };
}

function commonSpan(x: DType, y: DType): DType {
  return withUnit(timedelta, commonUnit(x.unit!, y.unit!, true, true));
}

type Refused = () => Error;

function sum(row: UfuncRow, x: DType, y: DType, refused: Refused): Loop {
  const kinds = x.kind + y.kind;
  if (kinds === "mm") {
    const span = commonSpan(x, y);
    return loopOf(row, kinds, span, span, span);
  }
  if (kinds === "Mm" || kinds === "mM") {
    const instant = promoteDTypes(x, y);
    const span = spanOf(instant);
    return loopOf(row, kinds, ...(kinds === "Mm" ? [instant, span] : [span, instant]), instant);
  }
  // a count beside a time is of the time's unit
  const timed = x.unit === null ? y : x;
  if (!isCount(x.unit === null ? x : y)) throw refused();
  const own = native(timed);
  const span = spanOf(timed);
  const result = timed.kind === "M" ? own : span;
  return timed === x
    ? loopOf(row, `${timed.kind}m`, own, span, result)
    : loopOf(row, `m${timed.kind}`, span, own, result);
}

function difference(row: UfuncRow, x: DType, y: DType, refused: Refused): Loop {
  const kinds = x.kind + y.kind;
  if (kinds === "MM") {
    const instant = promoteDTypes(x, y);
    return loopOf(row, kinds, instant, instant, spanOf(instant));
  }
  if (y.kind === "M") throw refused();
  return sum(row, x, y, refused);
}

function product(row: UfuncRow, x: DType, y: DType, refused: Refused): Loop {
  const first = x.kind === "m";
  const [timed, factor] = first ? [x, y] : [y, x];
  const number = isCount(factor) ? int64 : factor.kind === "f" ? float64 : null;
  if (timed.kind !== "m" || number === null) throw refused();
  const span = native(timed);
  const char = number === int64 ? "q" : "d";
  return first
    ? loopOf(row, `m${char}`, span, number, span)
    : loopOf(row, `${char}m`, number, span, span);
}

function quotient(row: UfuncRow, x: DType, y: DType, refused: Refused): Loop {
  if (x.kind !== "m") throw refused();
  if (y.kind === "m") {
    const span = commonSpan(x, y);
    const whole = row.loops.some((one) => one.inputs === "mm" && one.outputs === "q");
    return loopOf(row, "mm", span, span, whole ? int64 : float64);
  }
  const number = isWhole(y) ? int64 : y.kind === "f" ? float64 : null;
  if (number === null) throw refused();
  const span = native(x);
  return loopOf(row, number === int64 ? "mq" : "md", span, number, span);
}

function both(row: UfuncRow, x: DType, y: DType, refused: Refused): Loop {
  if (x.kind !== "m" || y.kind !== "m") throw refused();
  const span = commonSpan(x, y);
  return row.nout === 2
    ? loopOf(row, "mm", span, span, int64, span)
    : loopOf(row, "mm", span, span, span);
}

function ofOne(row: UfuncRow, x: DType, refusals: Refusals): Loop {
  const loop = row.loops.find((one) => one.inputs === x.kind);
  if (loop === undefined) throw refusals.noLoopOfClasses();
  const own = native(x);
  return { ...loop, dtypes: [own, loop.outputs === "?" ? bool : own] };
}

/** Comparisons, and the larger or smaller: both operands in what they promote to. */
function uniform(
  row: UfuncRow,
  rule: "compare" | "choose",
  x: DType,
  y: DType,
  refused: Refused,
  refusals: Refusals,
): Loop {
  const mixedKinds = x.unit !== null && y.unit !== null && x.kind !== y.kind;
  if (mixedKinds && rule === "compare") throw refused();
  const common = commonOf(rule, x, y, refusals);
  const loop = loopOf(row, common.kind.repeat(2), common, common);
  return { ...loop, dtypes: [common, common, rule === "compare" ? bool : common] };
}

/** As the larger or smaller of two, for the bounds of clip. */
function ofThree(row: UfuncRow, inputs: readonly DType[], refusals: Refusals): Loop {
  // beside an instant no span is strict about its years
  if (inputs.some((one) => "SU".includes(one.kind))) throw refusals.noMatchingLoop();
  // where times are asked for, NumPy looks for what all have in common, in other words
  if (refusals.isAsked && !inputs.some((one) => one.kind === "V")) result_type(...inputs);
  const kinds = inputs.map((one) => (isWhole(one) || one.kind === "b" ? "i" : one.kind)).join("");
  const instant = inputs.find((one) => one.kind === "M");
  // an integer is a span to NumPy only if it meets one first, from the other end
  const counted = kinds === "mMi" ? inputs.slice(0, 2) : inputs;
  if (instant !== undefined && counted.some((one) => one.unit === null)) {
    throw refusals.noLoopOfClasses();
  }
  // beside an instant no span is strict about its years
  const dated =
    instant === undefined ? counted : counted.map((one) => withUnit(instant, one.unit!));
  const common = dated.reduce((x, y) => commonOf("choose", x, y, refusals));
  return loopOf(row, common.kind.repeat(3), common, common, common, common);
}

function commonOf(rule: "compare" | "choose", x: DType, y: DType, refusals: Refusals): DType {
  try {
    return promoteDTypes(x, y);
  } catch (error) {
    if (!(error instanceof DTypePromotionError)) throw error;
    const isOdd = "SUV".includes(x.kind) || "SUV".includes(y.kind);
    // where times are asked for, NumPy looks for what all have in common, in other words
    if (refusals.isAsked && rule === "choose" && !isOdd) result_type(x, y);
    throw isOdd && rule === "choose" ? refusals.noMatchingLoop() : refusals.noLoopOfClasses();
  }
}
