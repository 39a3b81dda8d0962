// Text as the operand of a ufunc that computes with numbers: kernels neither read nor write it, so numbers stand in
// for it. Which casts are allowed is decided before; comparing text is in compare-strings.ts.

import { castArray, copyInto, elementTypeOf } from "../array/copy.js";
import { copyMasked } from "../array/masked.js";
import { type NDArray, newArray } from "../core/ndarray.js";
import type { Loop } from "./loops.js";
import { loopInput, loopOutput } from "./resolve.js";

/** The inputs, text among them (which only unsafe casting lets in) read as numbers of the loop's dtypes. */
export function readAsNumbers(inputs: readonly NDArray[], loop: Loop): readonly NDArray[] {
  if (inputs.every((one) => elementTypeOf(one.dtype) !== null)) return inputs;
  return inputs.map((one, i) =>
    elementTypeOf(one.dtype) === null ? castArray(one, loopInput(loop, i)) : one,
  );
}

/** The outputs, those of text replaced by fresh numbers. */
export function numbersFor(
  outputs: readonly NDArray[],
  loop: Loop,
  shape: readonly number[],
): readonly NDArray[] {
  if (outputs.every((one) => elementTypeOf(one.dtype) !== null)) return outputs;
  return outputs.map((one, i) =>
    elementTypeOf(one.dtype) === null ? newArray(shape, loopOutput(loop, i), "C", true) : one,
  );
}

/** Writes the numbers that stood in for text where `where` lets them. */
export function writeAsText(
  outputs: readonly NDArray[],
  numbers: readonly NDArray[],
  where: NDArray | null,
  operation: string,
): void {
  outputs.forEach((one, i) => {
    const from = numbers[i]!;
    if (from === one) return;
    if (where === null) copyInto(one, from, operation);
    else copyMasked(one, from, where, operation);
  });
}
