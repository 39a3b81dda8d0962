// Numbers as the text that a string array holds for them: NumPy's str of the scalar.

import type { Complex } from "../core/complex.js";
import type { DType } from "../core/dtype.js";
import type { FloatWidth } from "../core/float-digits.js";
import { complexScalarText, floatScalarText } from "../core/float-text.js";
import { pythonText } from "../core/python-values.js";

/** `str(value)` for an element of `dtype`. */
export function scalarText(dtype: DType, value: unknown): string {
  if (dtype.kind === "f") return floatScalarText(value as number, dtype.itemsize as FloatWidth);
  if (dtype.kind === "c") {
    const { re, im } = value as Complex;
    return complexScalarText(re, im, (dtype.itemsize / 2) as FloatWidth);
  }
  return pythonText(value);
}
