// The operands of np.nditer: their dtypes, whether those may be cast, which of them are allocated, copied or read
// through a buffer. The order of the walk is axes.ts.

import { asArray } from "../../array/convert.js";
import { castArray, copyInto, sizedFor } from "../../array/copy.js";
import { extentOf } from "../../array/overlapping.js";
import { type Casting, isCastAllowed } from "../../core/casting.js";
import type { DType } from "../../core/dtype.js";
import { ValueError } from "../../core/errors.js";
import { sameNumbers } from "../../core/layout.js";
import { isAligned, NDArray, newArrayWithStrides } from "../../core/ndarray.js";
import { findOverlap } from "../../core/overlap.js";
import { commonDType } from "../../core/promotion.js";
import { noteCopy } from "../../memory/tracker.js";
import { freshLayout, type IterLayout, type OperandShape, replaceStrides } from "./axes.js";
import { checkOpFlags, type Flags, reads, writes } from "./flags.js";

/** One operand on its way into the iterator. */
export interface IterOperand {
  /** What is walked; null until it is allocated. */
  array: NDArray | null;
  readonly flags: Flags;
  /** The dtype it is walked as. */
  dtype: DType | null;
  readonly dtypeGiven: boolean;
  /** Whether elements cannot be handed out where they lie. */
  forced: boolean;
  buffered: boolean;
  /** The array that a copy is written back to when the iterator is closed. */
  writeBack: NDArray | null;
  /** Whether it is scratch memory that the caller never sees. */
  readonly virtual: boolean;
}

/** @throws ValueError and TypeError in NumPy's words */
export function prepareOperands(
  given: readonly unknown[],
  opFlags: readonly Flags[],
  opDtypes: readonly (DType | null)[],
  globals: Flags,
): IterOperand[] {
  return given.map((op, i) => {
    const flags = opFlags[i] as Flags;
    checkOpFlags(flags);
    return prepareOperand(op, flags, opDtypes[i] ?? null, globals);
  });
}

function prepareOperand(
  op: unknown,
  flags: Flags,
  wanted: DType | null,
  globals: Flags,
): IterOperand {
  const isNull = op === null || op === undefined;
  const operand = (array: NDArray | null, dtype: DType | null, forced: boolean): IterOperand => ({
    array,
    flags,
    dtype,
    dtypeGiven: wanted !== null,
    forced,
    buffered: false,
    writeBack: null,
    virtual: isNull && !flags.has("allocate"),
  });
  if (isNull) {
    if (!flags.has("allocate") && !flags.has("virtual")) {
      throw new ValueError(
        "Iterator operand was NULL, but neither the ALLOCATE nor the VIRTUAL flag was specified",
      );
    }
    if (!writes(flags)) {
      throw new ValueError(
        "Automatic allocation was requested for an iterator operand, but it wasn't flagged for writing",
      );
    }
    if (reads(flags) && globals.has("buffered") && !globals.has("delay_bufalloc")) {
      throw new ValueError(
        "Automatic allocation was requested for an iterator operand, and it was flagged as readable, but buffering  without delayed allocation was enabled",
      );
    }
    const native = wanted !== null && flags.has("nbo") ? wanted.newbyteorder("=") : wanted;
    return operand(null, native, false);
  }
  const array = op instanceof NDArray ? op : asArray(op);
  array.live();
  if (writes(flags) && !array.writeable) {
    throw new ValueError("operand array with iterator write flag set is read-only");
  }
  if (array.size === 0 && !globals.has("zerosize_ok")) {
    throw new ValueError("Iteration of zero-sized operands is not enabled");
  }
  let dtype = wanted === null ? array.dtype : sizedFor(wanted, array.dtype);
  // NumPy casts where it had to replace the dtype, also where that makes it the operand's own
  const replaced = flags.has("nbo") && !dtype.isnative;
  if (replaced) dtype = dtype.newbyteorder("=") as DType;
  return operand(array, dtype, replaced || (flags.has("aligned") && !isAligned(array)));
}

/** Operands as layouts. */
export function operandShapes(operands: readonly IterOperand[]): (OperandShape | null)[] {
  return operands.map(({ array }) =>
    array === null
      ? null
      : { shape: array._shape, strides: array._strides, itemsize: array.dtype.itemsize },
  );
}

/** Settles dtypes that were not given. @throws TypeError if there is nothing to tell them by */
export function settleDtypes(operands: readonly IterOperand[], globals: Flags): void {
  const common = globals.has("common_dtype");
  if (!common && operands.every((one) => one.dtype !== null)) return;
  const known = operands.flatMap((one) =>
    one.dtype !== null && (common || reads(one.flags)) ? [one.dtype] : [],
  );
  if (known.length === 0) {
    throw new TypeError("no arrays or types available to calculate result type");
  }
  const dtype = known.length === 1 ? ownDtype(operands, known[0] as DType) : commonDType(known);
  for (const one of operands) {
    if (one.dtype === null || common) one.dtype = dtype;
  }
}

/** What one dtype alone stands for: a single element's is of native byte order, as a scalar's. */
function ownDtype(operands: readonly IterOperand[], dtype: DType): DType {
  const single = operands.some(
    (one) => one.array?.ndim === 0 && one.dtype === dtype && !one.dtypeGiven,
  );
  return single ? nativeOf(dtype) : dtype;
}

function nativeOf(dtype: DType): DType {
  return dtype.isnative ? dtype : (dtype.newbyteorder("=") as DType);
}

/** @throws TypeError for casts that the rule forbids */
export function checkCasts(operands: readonly IterOperand[], casting: Casting): void {
  operands.forEach((one, i) => {
    const dtype = one.dtype as DType;
    if (one.array === null || one.array.dtype.equals(dtype)) return;
    const own = one.array.dtype;
    if (reads(one.flags) && !isCastAllowed(own, dtype, casting)) {
      throw new TypeError(
        `Iterator operand ${i} dtype could not be cast from ${own.repr()} to ${dtype.repr()} according to the rule '${casting}'`,
      );
    }
    if (writes(one.flags) && !isCastAllowed(dtype, own, casting)) {
      throw new TypeError(
        `Iterator requested dtype could not be cast from ${dtype.repr()} to ${own.repr()}, the operand ${i} dtype, according to the rule '${casting}'`,
      );
    }
  });
}

/** Forces copies of operands that are written while others that are read share their memory. */
export function forceOverlapping(operands: readonly IterOperand[]): boolean[] {
  const forced = operands.map(() => false);
  operands.forEach((one, i) => {
    if (one.array === null || !writes(one.flags)) return;
    forced[i] = operands.some((other, k) => {
      if (k === i || other.array === null || !reads(other.flags) || forced[k]) return false;
      if (one.array?.storage.buffer !== other.array.storage.buffer) return false;
      const elementwise = [one, other].every((each) =>
        each.flags.has("overlap_assume_elementwise"),
      );
      if (elementwise && sameElements(one.array, other.array)) return false;
      return findOverlap(extentOf(one.array), extentOf(other.array), 1) !== "disjoint";
    });
  });
  return forced;
}

function sameElements(a: NDArray, b: NDArray): boolean {
  return (
    a.byteOffset === b.byteOffset &&
    a.dtype.equals(b.dtype) &&
    sameNumbers(a._shape, b._shape) &&
    sameNumbers(a._strides, b._strides)
  );
}

/**
 * Allocates what is missing and copies what must be, both laid out as the iteration walks.
 *
 * @throws ValueError for an axis mapping that does not make an array, TypeError where a copy is needed but not allowed
 */
export function allocateOperands(
  operands: readonly IterOperand[],
  layout: IterLayout,
  globals: Flags,
  overlapping: readonly boolean[],
): void {
  operands.forEach((one, i) => {
    allocateOperand(one, i, layout, globals, overlapping[i] === true);
    if (!one.flags.has("contig")) return;
    const inner = layout.axes[layout.axes.length - 1]?.strides[i] ?? 0;
    if (inner === (one.dtype as DType).itemsize) return;
    if (!globals.has("buffered")) {
      throw new TypeError(
        "Iterator operand required buffering, to be contiguous as requested, but buffering is not enabled",
      );
    }
    one.buffered = true;
  });
}

function allocateOperand(
  one: IterOperand,
  i: number,
  layout: IterLayout,
  globals: Flags,
  overlapping: boolean,
): void {
  const dtype = one.dtype as DType;
  if (one.array === null) {
    const shape = allocatedShape(layout, layout.opAxis[i] as number[]);
    const strides = freshLayout(layout, i, shape, dtype.itemsize);
    one.array = newArrayWithStrides(shape, strides, dtype, one.virtual);
    replaceStrides(layout, i, shape, strides);
    return;
  }
  const cast = !one.array.dtype.equals(dtype) || one.forced;
  // a single element that is only read is cast at once
  const single = one.array.ndim === 0 && !writes(one.flags);
  const copies =
    overlapping || (cast && (single || one.flags.has("copy") || one.flags.has("updateifcopy")));
  if (copies) {
    copyOperand(one, i, one.array, dtype, layout);
    return;
  }
  if (cast && !globals.has("buffered")) {
    throw new TypeError(
      "Iterator operand required copying or buffering, but neither copying nor buffering was enabled",
    );
  }
  one.buffered = cast;
}

function copyOperand(
  one: IterOperand,
  index: number,
  array: NDArray,
  dtype: DType,
  layout: IterLayout,
): void {
  const strides = freshLayout(layout, index, array._shape, dtype.itemsize);
  const copy = newArrayWithStrides(array._shape, strides, dtype);
  if (reads(one.flags)) {
    copyInto(copy, array.dtype.equals(dtype) ? array : castArray(array, dtype), "nditer");
  }
  noteCopy(copy.nbytes, array.dtype.equals(dtype) ? "overlap" : "cast", "nditer");
  if (writes(one.flags)) one.writeBack = array;
  one.array = copy;
  replaceStrides(layout, index, copy._shape, strides);
}

/** The shape of an operand that is allocated, from the axes it has along those of the iteration. */
function allocatedShape(layout: IterLayout, list: readonly number[]): number[] {
  const ndim = list.length;
  const count = list.filter((axis) => axis >= 0).length;
  const shape = new Array<number>(count).fill(-1);
  // from the innermost axis outwards, as NumPy finds what is wrong
  for (let i = layout.axes.length - 1; i >= 0; i--) {
    const axis = layout.axes[i];
    if (axis === undefined) continue;
    const own = list[axis.from] as number;
    if (own < 0) continue;
    if (own >= ndim) {
      throw new ValueError(
        `automatically allocated output array specified with an inconsistent axis mapping; the axis mapping cannot include dimension ${own} which is too large for the iterator dimension of ${ndim}.`,
      );
    }
    shape[own] = axis.length;
  }
  for (let own = 0; own < count; own++) {
    if (shape[own] === -1) {
      throw new ValueError(
        `automatically allocated output array specified with an inconsistent axis mapping; the axis mapping is missing an entry for dimension ${own}.`,
      );
    }
  }
  return shape;
}
