// Arguments as users write them: an option that may also stand alone in its place, integers, axes. Nothing
// here knows what the routines do with them.

import { Complex } from "../core/complex.js";
import { isOptions, options } from "../core/options.js";
import { pythonIndex } from "../core/python-values.js";

/**
 * The options of a call whose most used option may be given by itself in its place, as `axis` in
 * `concatenate(arrays, 1)`.
 *
 * @param alone - the option that a value that is no options object stands for
 * @param value - what was given in its place
 * @param rest - the options object that may follow it
 */
export function optionsOr<T extends object>(
  routine: string,
  names: readonly (keyof T & string)[],
  alone: keyof T & string,
  value: unknown,
  rest?: unknown,
): Partial<T> {
  if (value === undefined) return options<T>(routine, rest as T | undefined, names);
  if (isOptions(value)) return options<T>(routine, value as T, names);
  const known = options<T>(routine, rest as T | undefined, names);
  if (alone in known) {
    throw new TypeError(`${routine}() got multiple values for argument '${alone}'`);
  }
  return { ...known, [alone]: value } as Partial<T>;
}

/** An argument that must be an integer. @throws TypeError in Python's words */
export function integer(value: unknown, argument: string): number {
  return pythonIndex(value, argument);
}

/** Whether a value is a number, bigint, boolean or Complex: scalars in give scalars out, as with the ufuncs. */
export function isScalarValue(value: unknown): boolean {
  return (
    typeof value === "number" ||
    typeof value === "bigint" ||
    typeof value === "boolean" ||
    value instanceof Complex
  );
}
