// The arguments of reductions as the user gives them, np.sum(a, 0), np.sum(a, [0, 1], { keepdims: true }) or
// np.sum(a, { axis: 0 }), and their results as the user gets them. What they compute is elsewhere.

import type { DTypeLike } from "../core/dtype.js";
import type { AxisArgument } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import { pythonIndex, shown } from "../core/python-values.js";
import { scalarOf } from "../ufunc/reduce.js";
import { wantedDtype } from "../ufunc/resolve.js";

/** Checked options with the axis among them; `undefined` and `null` mean all axes. */
export type WithAxis<O> = O & { axis: AxisArgument };

/**
 * Reads `(axis?, options?)`.
 *
 * @param before - what NumPy checks before it looks at the axis; by default the dtype option
 * @throws TypeError for unknown options, or an axis given twice
 */
export function axisAndOptions<O extends { axis?: AxisArgument | undefined }>(
  routine: string,
  second: unknown,
  third: unknown,
  names: readonly (keyof O & string)[],
  before?: (given: O) => void,
): WithAxis<O> {
  const first = (found: O) => (before === undefined ? checkDtype(found) : () => before(found));
  const positional = second !== undefined && !isOptions(second);
  const given = options<O>(routine, (positional ? third : second) as O | undefined, names) as O;
  if (!positional) {
    // np.sum(a, undefined, { … })
    const late = options<O>(routine, third as O | undefined, names) as O;
    const found = second === undefined ? late : given;
    const axis = axisOf(routine, found.axis, first(found));
    checkGivenOut(routine, found);
    return { ...found, axis };
  }
  if (given.axis !== undefined) {
    throw new TypeError(`${routine}() got multiple values for argument 'axis'`);
  }
  const axis = axisOf(routine, second, first(given));
  checkGivenOut(routine, given);
  return { ...given, axis };
}

/** @throws TypeError for an output that is no array */
function checkGivenOut(routine: string, given: object): void {
  const { out } = given as { readonly out?: unknown };
  if (out === undefined || out === null || out instanceof NDArray) return;
  const sentence = ALONG.test(routine)
    ? "output must be an array"
    : "return arrays must be of ArrayType";
  throw new TypeError(`${sentence} (got ${shown(out)} as 'out')`);
}

const isTruth = (axis: unknown): boolean => typeof axis === "boolean";

/** Routines that run along one axis. */
const ALONG = /^(nan)?cum|^arg/;

/** A dtype that no loop has is refused before the axis. */
const checkDtype = (given: object) => () => {
  wantedDtype((given as { dtype?: DTypeLike }).dtype);
};

/** Routines of Python's, to which a truth is an integer and any list one of axes. */
const LENIENT = /^(nan)?(median|quantile|percentile)$|^average$/;

function axisOf(routine: string, axis: unknown, before: () => void): AxisArgument {
  if (axis === undefined || axis === null) return null;
  if (typeof axis === "number") return axis;
  if (typeof axis === "bigint") return Number(axis);
  const lenient = LENIENT.test(routine);
  const truths = Array.isArray(axis) && !ALONG.test(routine) ? axis.some(isTruth) : isTruth(axis);
  if (truths && !lenient) {
    before();
    throw new TypeError(`an integer is required${ALONG.test(routine) ? " for the axis" : ""}`);
  }
  if (Array.isArray(axis) && !ALONG.test(routine)) return axis as AxisArgument;
  if (typeof axis === "boolean") return Number(axis);
  if (axis instanceof NDArray) {
    if (lenient && axis.ndim > 0) return axis.tolist() as number[];
    before();
    return pythonIndex(axis, `the axis of ${routine}`);
  }
  before();
  pythonIndex(axis, `the axis of ${routine}`);
  return null;
}

/** The result as the user gets it: the array given as `out`, the value of a 0-d result, else the array. */
export function answer(result: NDArray, out: NDArray | null | undefined): unknown {
  return result.ndim === 0 && (out === undefined || out === null) ? scalarOf(result) : result;
}

/** Without `undefined` and `null` outputs, which the ufuncs would take for given. */
export function withoutNullOut<O extends { out?: NDArray | null | undefined }>(given: O): O {
  if (given.out !== null && given.out !== undefined) return given;
  const { out: _, ...rest } = given;
  return rest as O;
}
