// What an index means for an array, before any element is touched: the basic part as a new layout, the
// advanced part (integer and boolean arrays) as a list of byte offsets and the place of its axes in the result.
// Getting and setting through a plan is done in index-get.ts and index-set.ts.

import { type DType, dtype } from "../core/dtype.js";
import { IndexError, OverflowError } from "../core/errors.js";
import { MAX_NDIM, sameNumbers } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { parseIndex, resolveSlice, Slice } from "../core/slice.js";
import { arrayFromValues, isMemory, scalarArray, viewOfMemory } from "./convert.js";
import {
  checkedIndex,
  commonShape,
  integerLookup,
  isNear,
  joinFar,
  joinLookups,
  type Lookup,
  maskLookup,
  pointOrder,
} from "./index-lookup.js";
import { exactIndices } from "./index-values.js";
import { offsetsOf, type Picks } from "./picks.js";

const bool = dtype("bool") as DType;
const int64 = dtype("int64") as DType;

/** Anything that may stand in an index: see `NDArray.at`. */
export type IndexItem =
  | number
  | bigint
  | boolean
  | string
  | null
  | Slice
  | NDArray
  | ArrayBufferView
  | readonly unknown[];

/** An index, resolved against an array's shape and strides. */
export interface IndexPlan {
  byteOffset: number;
  /** The basic axes of the result. */
  shape: number[];
  strides: number[];
  advanced: AdvancedPart | null;
  /** Whether every axis was given an integer, so that the result is one element. */
  scalar: boolean;
  /** Whether an integer came as a 0-d array: reading copies then, as NumPy does. */
  copies: boolean;
}

/** The part of an index that strides cannot express. */
export interface AdvancedPart {
  /** The index arrays' common shape. @throws IndexError where they have none */
  readonly shape: number[];
  /**
   * Byte offset of each point of that shape, in C order. As in NumPy, bounds are checked only now, and
   * not at all where nothing is picked.
   *
   * @throws IndexError
   */
  points: () => Float64Array;
  /** The same points in 32-bit integers, null for memory beyond their reach. @throws IndexError */
  picks: () => Picks | null;
  /** The order of its axes in memory where there are no basic ones; null for C order. */
  order: () => number[] | null;
  /** Where its axes stand among the basic axes. */
  position: number;
  /** Whether the index is one mask of the array's own shape. */
  wholeMask: boolean;
  /** How many index arrays there are: a mask counts as one for each of its axes. */
  arrays: number;
}

type Step =
  | { kind: "integer"; value: number; exact?: bigint; fromArray?: boolean }
  | { kind: "slice"; slice: Slice }
  | { kind: "newaxis" }
  | { kind: "ellipsis" }
  | { kind: "integers"; array: NDArray }
  | { kind: "mask"; array: NDArray };

/** @throws IndexError in NumPy's words */
export function planIndex(array: NDArray, items: readonly unknown[]): IndexPlan {
  return resolve(array, expandEllipsis(array, stepsOf(items)));
}

function stepsOf(items: readonly unknown[]): Step[] {
  const steps: Step[] = [];
  for (const item of items) addSteps(item, steps);
  return steps;
}

function addSteps(item: unknown, steps: Step[]): void {
  if (typeof item === "number") steps.push({ kind: "integer", value: checkedInteger(item) });
  else if (typeof item === "string") for (const part of parseIndex(item)) addBasic(part, steps);
  else if (typeof item === "bigint") {
    steps.push({ kind: "integer", value: fromBigint(item), exact: item });
  } else if (item === null || item instanceof Slice) addBasic(item, steps);
  else if (typeof item === "boolean") steps.push({ kind: "mask", array: scalarArray(item, bool) });
  else addArray(item, steps);
}

function addBasic(item: number | Slice | "..." | null, steps: Step[]): void {
  if (typeof item === "number") steps.push({ kind: "integer", value: item });
  else if (item === null) steps.push({ kind: "newaxis" });
  else if (item === "...") {
    // before the items behind it, which may be no indices at all
    if (steps.some((step) => step.kind === "ellipsis")) {
      throw new IndexError("an index can only have a single ellipsis ('...')");
    }
    steps.push({ kind: "ellipsis" });
  } else steps.push({ kind: "slice", slice: item });
}

function addArray(item: unknown, steps: Step[]): void {
  const array = indexArray(item);
  if (array.dtype.kind === "b") steps.push({ kind: "mask", array });
  else if (array.ndim === 0) {
    const [signed] = exactIndices(array) as [bigint];
    const exact = array.dtype.kind === "u" ? BigInt.asUintN(64, signed) : signed;
    const value = Number(exact);
    if (value >= 2 ** 63) throw new OverflowError("Python int too large to convert to C long");
    steps.push({ kind: "integer", value, exact, fromArray: true });
  } else steps.push({ kind: "integers", array });
}

function indexArray(item: unknown): NDArray {
  let array: NDArray;
  if (item instanceof NDArray) array = item;
  else if (isMemory(item)) array = viewOfMemory(item);
  else if (Array.isArray(item)) {
    // an empty list has no dtype of its own and picks nothing, as in NumPy
    array = arrayFromValues(item, isEmptyNested(item) ? int64 : null, "C", true);
  } else throw badItem(item);
  const { kind } = array.dtype;
  if (kind !== "i" && kind !== "u" && kind !== "b") {
    throw new IndexError(
      `arrays used as indices must be of integer (or boolean) type (got an array of dtype ${array.dtype})`,
    );
  }
  return array;
}

function isEmptyNested(list: readonly unknown[], depth = 0): boolean {
  // an array that contains itself has no end
  if (depth > MAX_NDIM) return false;
  return list.every((item) => Array.isArray(item) && isEmptyNested(item, depth + 1));
}

function checkedInteger(value: number): number {
  if (!Number.isInteger(value)) throw badItem(value);
  return value;
}

/** Beyond 64 bits Python's integers are no indices. */
function fromBigint(item: bigint): number {
  if (BigInt.asIntN(64, item) !== item) throw badItem(item);
  return Number(item);
}

function badItem(item: unknown): IndexError {
  return new IndexError(
    `only integers, slices (\`:\`), ellipsis (\`...\`), numpy.newaxis (\`None\`) and integer or boolean arrays are valid indices (got ${typeof item === "number" ? `the number ${item}` : `a value of type ${typeof item}`})`,
  );
}

function consumedAxes(step: Step): number {
  switch (step.kind) {
    case "newaxis":
    case "ellipsis":
      return 0;
    case "mask":
      return step.array.ndim;
    default:
      return 1;
  }
}

const everything = new Slice(null, null, null);

/** Replaces `...` (or the missing end) by full slices, so that the steps consume every axis. */
function expandEllipsis(array: NDArray, steps: Step[]): Step[] {
  let consumed = 0;
  let ellipsis = -1;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    if (step.kind === "ellipsis") ellipsis = i;
    consumed += consumedAxes(step);
  }
  if (consumed > array.ndim) {
    throw new IndexError(
      `too many indices for array: array is ${array.ndim}-dimensional, but ${consumed} were indexed`,
    );
  }
  const fill = Array.from(
    { length: array.ndim - consumed },
    (): Step => ({ kind: "slice", slice: everything }),
  );
  // an ellipsis that stands for nothing still separates advanced indices, so it stays as a mark
  if (ellipsis < 0) return [...steps, ...fill];
  const mark: Step[] = fill.length === 0 ? [{ kind: "ellipsis" }] : fill;
  return [...steps.slice(0, ellipsis), ...mark, ...steps.slice(ellipsis + 1)];
}

function resolve(array: NDArray, steps: readonly Step[]): IndexPlan {
  const hasArrays = steps.some((step) => step.kind === "integers" || step.kind === "mask");
  if (hasArrays) checkMasks(array, steps);
  const shape: number[] = [];
  const strides: number[] = [];
  const lookups: Lookup[] = [];
  let byteOffset = array.byteOffset;
  let axis = 0;
  let scalar = true;
  // advanced axes stand where the first of them stood if they are all neighbours, else in front
  let position = -1;
  let apart = false;
  let sinceLast = false;
  const noteAdvanced = () => {
    if (position < 0) position = shape.length;
    else if (sinceLast) apart = true;
    sinceLast = false;
  };
  for (const step of steps) {
    switch (step.kind) {
      case "integer": {
        const length = array._shape[axis]!;
        const at = checkedIndex(step.value, length, axis, step.exact);
        byteOffset += at * array._strides[axis]!;
        // beside an index array an integer is itself an index array without axes
        if (hasArrays) noteAdvanced();
        axis += 1;
        break;
      }
      case "slice": {
        const range = resolveSlice(step.slice, array._shape[axis]!);
        byteOffset += range.start * array._strides[axis]!;
        shape.push(range.length);
        strides.push(array._strides[axis]! * range.step);
        axis += 1;
        scalar = false;
        sinceLast = true;
        break;
      }
      case "newaxis":
        shape.push(1);
        strides.push(0);
        scalar = false;
        sinceLast = true;
        break;
      case "ellipsis":
        scalar = false;
        sinceLast = true;
        break;
      case "integers":
        noteAdvanced();
        lookups.push(integerLookup(step.array, array, axis));
        axis += 1;
        scalar = false;
        break;
      case "mask":
        noteAdvanced();
        lookups.push(maskLookup(step.array, array, axis));
        axis += step.array.ndim;
        scalar = false;
        break;
    }
  }
  const copies = steps.some((step) => step.kind === "integer" && step.fromArray === true);
  if (lookups.length === 0) return { byteOffset, shape, strides, advanced: null, scalar, copies };
  let joined: number[] | null = null;
  const pointShape = () => {
    joined ??= commonShape(lookups);
    return joined;
  };
  const only = steps.length === 1 ? steps[0]! : null;
  return {
    byteOffset,
    shape,
    strides,
    advanced: {
      // asked for late: a value to assign is converted before, as in NumPy
      get shape() {
        return pointShape();
      },
      points: () =>
        isNear(array)
          ? offsetsOf(joinLookups(lookups, pointShape()))
          : joinFar(lookups, pointShape()),
      picks: () => (isNear(array) ? joinLookups(lookups, pointShape()) : null),
      order: () => (shape.length > 0 ? null : pointOrder(lookups, pointShape())),
      position: apart ? 0 : position,
      arrays: lookups.reduce((count, one) => count + one.listed.length, 0),
      wholeMask: only?.kind === "mask" && sameNumbers(only.array._shape, array._shape),
    },
    scalar,
    copies,
  };
}

/** Masks must have the lengths of the axes they stand for; this is found before anything else is wrong. */
function checkMasks(array: NDArray, steps: readonly Step[]): void {
  let axis = 0;
  for (const step of steps) {
    if (step.kind === "mask") checkMask(step.array, array, axis);
    axis += consumedAxes(step);
  }
}

function checkMask(mask: NDArray, array: NDArray, axis: number): void {
  for (let i = 0; i < mask.ndim; i++) {
    // NumPy lets a mask of length 0 pass: it picks nothing
    if (mask._shape[i] === 0) continue;
    if (mask._shape[i] !== array._shape[axis + i]) {
      throw new IndexError(
        `boolean index did not match indexed array along axis ${axis + i}; size of axis is ${array._shape[axis + i]} but size of corresponding boolean axis is ${mask._shape[i]}`,
      );
    }
  }
}
