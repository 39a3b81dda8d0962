// What the outputs of a reduction begin as: an initial value, the ufunc's identity, or their first elements. NumPy writes
// it to the output first, so that it takes the output's dtype before the loop's.

import { scalarArray } from "../array/convert.js";
import { castArray, copyInto } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { refuseSequence } from "../array/index-set.js";
import { can_cast } from "../core/casting.js";
import type { DType } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { quietly } from "../core/errstate.js";
import { shapeText } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { slice } from "../core/slice.js";
import { castFlags, outputFlags } from "./cast-flags.js";
import type { UfuncInfo } from "./loop-kernels.js";

/**
 * The 0-d array that the outputs start as; `null` where they start from their first elements.
 *
 * @param given - the option `initial`
 * @param state - the dtype of the loop
 * @throws ValueError where nothing says what to start from
 */
export function startState(
  info: UfuncInfo,
  given: unknown,
  state: DType,
  array: NDArray,
  axes: readonly number[],
  where: NDArray | null,
): NDArray | null {
  const { identity } = info.row;
  if (given === undefined && identity !== null) {
    // all bits set, the identity of bitwise_and, is no -1 in an unsigned integer
    const allSet = identity === -1 && state.kind === "u";
    return scalarArray(allSet ? (1n << BigInt(8 * state.itemsize)) - 1n : identity, state);
  }
  const initial = given ?? null;
  if (initial !== null) return initialArray(initial, state);
  if (where !== null) {
    throw new ValueError(
      `reduction operation '${info.name}' does not have an identity, so to use a where mask one has to specify 'initial'`,
    );
  }
  if (axes.some((axis) => array._shape[axis] === 0)) {
    throw new ValueError(
      `zero-size array to reduction operation ${info.name} which has no identity (shape ${shapeText(array._shape)}; \`initial\` gives it a start)`,
    );
  }
  return null;
}

function initialArray(initial: unknown, state: DType): NDArray {
  if (initial instanceof NDArray) {
    refuseSequence(initial, state);
    return castArray(initial, state);
  }
  if (!Array.isArray(initial)) return scalarArray(initial, state);
  // of a list there is nothing but whether it is empty
  if (state.kind !== "b") refuseSequence(initial, state);
  return scalarArray(initial.length > 0, state);
}

/** Values that have been written to an output of another dtype and read again, and what either raised. */
export interface Passed {
  readonly array: NDArray;
  readonly written: number;
  readonly read: number;
}

/** Whether every value of the loop's dtype comes back from an output as it was: large integers do not from floats. */
export function comesBack(state: DType, out: DType): boolean {
  const rounds = "iu".includes(state.kind) && state.itemsize === 8 && "fc".includes(out.kind);
  return can_cast(state, out) && !rounds;
}

/** Values of the loop's dtype `state` as they come back from an output of dtype `out`. */
export function throughOutput(value: NDArray, state: DType, out: DType): Passed {
  const own = quietly(() => castArray(value, state));
  if (comesBack(state, out)) return { array: own, written: 0, read: 0 };
  const there = quietly(() => castArray(own, out));
  const back = quietly(() => castArray(there, state));
  return {
    array: back,
    written: outputFlags(own, out),
    read: castFlags(there, state),
  };
}

/** An array in the loop's dtype whose first elements along the reduced axes have passed through an output of `out`. */
export function firstThroughOutput(
  array: NDArray,
  axes: readonly number[],
  state: DType,
  out: DType,
): Passed {
  const items = array._shape.map((_, axis) => (axes.includes(axis) ? slice(0, 1) : slice(null)));
  const first = getIndex(array, items);
  const there = quietly(() => castArray(first, out));
  const made = quietly(() => castArray(array, state, "K", "reduce"));
  quietly(() => copyInto(getIndex(made, items), there, "reduce"));
  return { array: made, written: castFlags(first, out), read: castFlags(there, state) };
}
