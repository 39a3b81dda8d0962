// Division that rounds toward minus infinity: floor_divide, remainder and divmod, on integers and floats.

import type { Builder, Value } from "../builder.js";
import { laneInfo } from "../lanes.js";
import { copysign } from "./bits.js";

/** The quotient rounded down and the remainder that goes with it (Python's divmod, NumPy's by zero). */
export function divmod(b: Builder, x: Value, y: Value): readonly [Value, Value] {
  return laneInfo[b.lane(x)].kind === "f" ? floatDivmod(b, x, y) : integerDivmod(b, x, y);
}

/** x // y. */
export function floorDivide(b: Builder, x: Value, y: Value): Value {
  return divmod(b, x, y)[0];
}

/** The remainder with the divisor's sign. */
export function remainder(b: Builder, x: Value, y: Value): Value {
  return divmod(b, x, y)[1];
}

function integerDivmod(b: Builder, x: Value, y: Value): readonly [Value, Value] {
  const quotient = b.div(x, y);
  const rest = b.rem(x, y);
  if (b.kind(x) === "u") return [quotient, rest];
  const zero = b.const(x, 0);
  const down = b.and(b.ne(rest, zero), b.ne(b.lt(rest, zero), b.lt(y, zero)));
  return [
    b.select(down, b.sub(quotient, b.const(x, 1)), quotient),
    b.select(down, b.add(rest, y), rest),
  ];
}

/** As Python's float_divmod: exact remainder first, then a quotient snapped to the nearest integer. */
function floatDivmod(b: Builder, x: Value, y: Value): readonly [Value, Value] {
  const zero = b.const(x, 0);
  const one = b.const(x, 1);
  const rest = b.rem(x, y);
  const apart = b.and(b.ne(rest, zero), b.ne(b.lt(y, zero), b.lt(rest, zero)));
  const mod = b.select(apart, b.add(rest, y), rest);
  const signedMod = b.select(b.ne(rest, zero), mod, copysign(b, zero, y));
  const exact = b.div(b.sub(x, rest), y);
  const quotient = b.select(apart, b.sub(exact, one), exact);
  const floored = b.floor(quotient);
  const up = b.gt(b.sub(quotient, floored), b.const(x, 0.5));
  const snapped = b.select(up, b.add(floored, one), floored);
  const ratio = b.div(x, y);
  const whole = b.select(b.ne(quotient, zero), snapped, copysign(b, zero, ratio));
  // By zero: the plain quotient (infinite or NaN) and NaN.
  const byZero = b.eq(y, zero);
  return [b.select(byZero, ratio, whole), b.select(byZero, rest, signedMod)];
}
