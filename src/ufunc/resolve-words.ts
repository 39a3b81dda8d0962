// What NumPy says where a ufunc has no loop for its operands, by the way in which it looked for one. Looking is
// resolve.ts's business.

import type { DType } from "../core/dtype.js";
import { UFuncTypeError } from "../core/errors.js";
import { className } from "../core/promotion.js";
import { weakKind } from "../core/weak-scalar.js";
import type { UfuncRow } from "./loops.js";
import type { Signature } from "./signature.js";

const pythonClasses = { int: "_PyLongDType", float: "_PyFloatDType", complex: "_PyComplexDType" };

/** NumPy's name of an operand's class: numbers without a dtype are Python's; `None` for the output of a reduction. */
function operandClass(dtype: DType, given: unknown): string {
  const weak = weakKind(given);
  if (weak !== null) return `<class 'numpy.dtypes.${pythonClasses[weak]}'>`;
  return given === null ? "None" : className(dtype);
}

/**
 * The sentence that names the classes of what was looked for.
 *
 * @param wanted - what the options ask for, which stands before the inputs' own
 * @param given - the operands: some may be numbers, and that of a reduction's output `null` if there is none
 */
export function noLoopOfClasses(
  name: string,
  nin: number,
  inputs: readonly DType[],
  wanted: Signature | null,
  given: readonly unknown[] | null = null,
): UFuncTypeError {
  const asked = wanted ?? [];
  const taken = inputs.map((one, i) => {
    if (asked[i] != null) return className(asked[i]);
    // a number that has nothing beside it does not bend
    return nin === 1 ? className(one) : operandClass(one, given?.[i]);
  });
  const made = asked.slice(nin).map((one) => (one === null ? "None" : className(one)));
  if (made.length === 0) made.push("None");
  return new UFuncTypeError(
    `ufunc '${name}' did not contain a loop with signature matching types ${listed(taken)} -> ${listed(made)}`,
  );
}

function listed(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `(${names.join(", ")})`;
}

/** NumPy's sentence where a `dtype` option leaves no loop. */
export function noSuchSignature(name: string): TypeError {
  return new TypeError(
    `No loop matching the specified signature and casting was found for ufunc ${name}`,
  );
}

/** NumPy's sentence where no loop takes the inputs; which one it is depends on how a ufunc finds its loops. */
export function noLoop(
  name: string,
  row: UfuncRow,
  inputs: readonly DType[],
  given: readonly unknown[] | null,
): TypeError {
  if (row.uniform === true) {
    const numeric = inputs.every((one) => "biufcMm".includes(one.kind));
    return numeric || row.strings === "compare" || inputs.length === 1
      ? noLoopOfClasses(name, row.nin, inputs, null, given)
      : noMatchingLoop(name, inputs);
  }
  return notSupported(name, inputs, "safe");
}

/** NumPy's sentence where no loop takes the inputs as `casting` allows it. */
export function notSupported(name: string, inputs: readonly DType[], casting: string): TypeError {
  return new TypeError(
    `ufunc '${name}' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''${casting}'' (got ${inputs.map((one) => one.name).join(", ")})`,
  );
}

/** NumPy's sentence where loops take the inputs, but no output takes what they make. */
export function outputNotCoerced(
  name: string,
  made: DType,
  out: DType,
  casting: string,
): TypeError {
  return new TypeError(
    `ufunc '${name}' output (typecode '${made.char}') could not be coerced to provided output parameter (typecode '${out.char}') according to the casting rule ''${casting}'' (${made.name} into ${out.name})`,
  );
}

/** The sentence that names the dtypes. */
export function noMatchingLoop(
  name: string,
  inputs: readonly DType[],
  output: DType | null = null,
): UFuncTypeError {
  const types = inputs.map((one) => one.repr()).join(", ");
  const list = inputs.length === 1 ? `(${types},)` : `(${types})`;
  return new UFuncTypeError(
    `ufunc '${name}' did not contain a loop with signature matching types ${list} -> ${output === null ? "None" : output.repr()}`,
  );
}

/** The sentence that names the dtype of one operand, where a loop that was asked for is of none of its class. */
export function noLoopOfDtypes(name: string, input: DType): UFuncTypeError {
  const type = input.newbyteorder("=").repr();
  return new UFuncTypeError(
    `ufunc '${name}' did not contain a loop with signature matching types ${type} -> ${type}`,
  );
}
