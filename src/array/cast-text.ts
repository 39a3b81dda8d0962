// Numbers as the text that a string array holds for them: NumPy's str of the scalar.

import type { Complex } from "../core/complex.js";
import type { Datetime64 } from "../core/datetime-scalar.js";
import { timedeltaTextLength } from "../core/datetime-text.js";
import type { DType } from "../core/dtype.js";
import { RuntimeError } from "../core/errors.js";
import type { FloatWidth } from "../core/float-digits.js";
import { complexScalarText, floatScalarText } from "../core/float-text.js";
import { pythonText } from "../core/python-values.js";

/** @throws RuntimeError where the characters of an element are too few for it: half a date would be another */
function isoText(value: Datetime64, length: number): string {
  const text = String(value);
  if (text.length <= length) return text;
  throw new RuntimeError(
    `The string provided for NumPy ISO datetime formatting was too short, with length ${length} (${text} needs ${text.length})`,
  );
}

/** `str(value)` for an element of `dtype`, to be stored in `length` characters. */
export function scalarText(
  dtype: DType,
  value: unknown,
  length = Number.POSITIVE_INFINITY,
): string {
  if (dtype.kind === "f") return floatScalarText(value as number, dtype.itemsize as FloatWidth);
  if (dtype.kind === "c") {
    const { re, im } = value as Complex;
    return complexScalarText(re, im, (dtype.itemsize / 2) as FloatWidth);
  }
  if (dtype.kind === "M") return isoText(value as Datetime64, length);
  // NumPy's own cast is to 21 characters, whatever the target has
  if (dtype.kind === "m") return String(value).slice(0, timedeltaTextLength);
  return pythonText(value);
}
