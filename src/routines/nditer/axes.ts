// In which order np.nditer walks: the broadcast shape, each operand's strides along it, the axes sorted by memory
// and walked forward, neighbours merged. Pure arithmetic on layouts; nothing is allocated or read.

import { InternalError, ValueError } from "../../core/errors.js";
import { isFContiguous, keepOrderAxes, MAX_NDIM, type OrderName } from "../../core/layout.js";
import { type Flags, type OpAxes, reads, writes } from "./flags.js";

/** An operand's layout; null for one that is still to be allocated. */
export interface OperandShape {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly itemsize: number;
}

/** One axis of the iteration. */
export interface IterAxis {
  length: number;
  /** Byte strides, one for each operand. */
  strides: number[];
  /** Step of the tracked index. */
  indexStride: number;
  /** The axis of the iteration's shape that it is, before sorting; meaningless once axes are merged. */
  readonly from: number;
  /** Whether it is walked from its end. */
  flipped: boolean;
}

/** What an iteration needs to know of its layout. Axes from outermost to innermost. */
export interface IterLayout {
  /** The broadcast shape, in the operands' order of axes. */
  readonly shape: number[];
  /** Axis of each operand along each axis of the shape, -1 where it has none. */
  readonly opAxis: number[][];
  readonly axes: IterAxis[];
  /** Bytes from each operand's first element to where the walk begins. */
  readonly offsets: number[];
  indexOffset: number;
  /** Whether an operand that is written stands still along some axis. */
  readonly reduces: boolean[];
}

/** NumPy leaves out unknown lengths in front and calls the others `newaxis`. */
function text(list: readonly number[]): string {
  const first = list.findIndex((length) => length >= 0);
  const words = first < 0 ? [] : list.slice(first).map((length) => named(length));
  return list.length === 1 && words.length === 1 ? `(${words[0]},)` : `(${words.join(",")})`;
}

const named = (length: number): string => (length < 0 ? "newaxis" : String(length));

export function iterationNdim(
  operands: readonly (OperandShape | null)[],
  opAxes: OpAxes | null,
  itershape: readonly number[] | null,
): number {
  if (opAxes !== null) {
    if (itershape !== null && itershape.length !== opAxes.ndim) {
      throw new ValueError(
        "'op_axes' and 'itershape' must have the same number of entries equal to the iterator ndim",
      );
    }
    return opAxes.ndim;
  }
  if (itershape !== null) return itershape.length;
  return Math.max(0, ...operands.map((one) => one?.shape.length ?? 0));
}

/** Operand axes along each iteration axis. @throws ValueError for axes that do not exist or come twice */
export function mapAxes(
  operands: readonly (OperandShape | null)[],
  opAxes: OpAxes | null,
  ndim: number,
): number[][] {
  if (opAxes !== null) {
    opAxes.lists.forEach((list, operand) => {
      const seen = new Set<number>();
      for (const axis of list ?? []) {
        if (axis < 0) continue;
        if (axis >= MAX_NDIM) {
          throw new ValueError(
            `The 'op_axes' provided to the iterator constructor for operand ${operand} contained invalid values ${axis}`,
          );
        }
        if (seen.has(axis)) {
          throw new ValueError(
            `The 'op_axes' provided to the iterator constructor for operand ${operand} contained duplicate value ${axis}`,
          );
        }
        seen.add(axis);
      }
    });
  }
  return operands.map((operand, i) => {
    const list = opAxes?.lists[i];
    if (list !== null && list !== undefined) return list.map((axis) => Math.max(-1, axis));
    const own = operand === null ? ndim : operand.shape.length;
    return Array.from({ length: ndim }, (_, axis) => Math.max(-1, axis - (ndim - own)));
  });
}

/** The broadcast shape. @throws ValueError in NumPy's words */
export function iterationShape(
  operands: readonly (OperandShape | null)[],
  opAxes: OpAxes | null,
  opAxis: readonly (readonly number[])[],
  itershape: readonly number[] | null,
  ndim: number,
): number[] {
  const shape = Array.from({ length: ndim }, (_, axis) => {
    const asked = itershape?.[axis] ?? -1;
    return asked < 0 ? 1 : asked;
  });
  const clash = () => notBroadcast(operands, opAxes, itershape, ndim);
  operands.forEach((operand, i) => {
    if (operand === null) return;
    const mapped = opAxes?.lists[i] ?? null;
    if (mapped === null && operand.shape.length > ndim) {
      throw new ValueError("input operand has more dimensions than allowed by the axis remapping");
    }
    for (let axis = 0; axis < ndim; axis++) {
      const own = (opAxis[i] as readonly number[])[axis] as number;
      if (own < 0) continue;
      if (own >= operand.shape.length) {
        throw new ValueError(
          `Iterator input op_axes[${i}][${ndim - 1 - axis}] (==${own}) is not a valid axis of op[${i}], which has ${operand.shape.length} dimensions `,
        );
      }
      const length = operand.shape[own] as number;
      if (length === 1 || length === shape[axis]) continue;
      if (shape[axis] !== 1) throw clash();
      shape[axis] = length;
    }
  });
  // a length of 1 that was asked for must not have grown
  if (itershape?.some((length, axis) => length >= 0 && length !== shape[axis])) throw clash();
  return shape;
}

function notBroadcast(
  operands: readonly (OperandShape | null)[],
  opAxes: OpAxes | null,
  itershape: readonly number[] | null,
  ndim: number,
): ValueError {
  const given = operands.flatMap((operand, i) => (operand === null ? [] : [{ operand, i }]));
  if (opAxes === null && itershape === null) {
    const shapes = given.map(({ operand }) => `${text(operand.shape)} `).join("");
    return new ValueError(`operands could not be broadcast together with shapes ${shapes}`);
  }
  const shapes = given.map(({ operand, i }) => {
    const list = opAxes?.lists[i] ?? null;
    if (list === null) return `${text(operand.shape)} `;
    const mapped = Array.from(
      { length: ndim },
      (_, axis) => operand.shape[list[axis] as number] ?? -1,
    );
    return `${text(operand.shape)}->${text(mapped)} `;
  });
  const asked = itershape === null ? "" : ` and requested shape ${text(itershape)}`;
  return new ValueError(
    `operands could not be broadcast together with remapped shapes [original->remapped]: ${shapes.join("")}${asked}`,
  );
}

/** @throws ValueError where an operand may not be stretched */
function checkStretched(flags: Flags, globals: Flags, dimension: number): void {
  if (!writes(flags)) return;
  if (!globals.has("reduce_ok")) {
    throw new ValueError(
      `output operand requires a reduction along dimension ${dimension}, but the reduction is not enabled. The dimension size of 1 does not match the expected output shape.`,
    );
  }
  if (!reads(flags)) {
    throw new ValueError(
      "output operand requires a reduction, but is flagged as write-only, not read-write",
    );
  }
}

/**
 * Strides of every operand along the broadcast shape, in its order of axes.
 *
 * @throws ValueError where an operand may not be stretched: NO_BROADCAST, or written without REDUCE_OK
 */
export function fillAxes(
  operands: readonly (OperandShape | null)[],
  opAxes: OpAxes | null,
  opAxis: number[][],
  shape: number[],
  globals: Flags,
  opFlags: readonly Flags[],
): IterLayout {
  const ndim = shape.length;
  const axes = shape.map(
    (length, from): IterAxis => ({
      length,
      strides: new Array<number>(operands.length).fill(0),
      indexStride: 0,
      from,
      flipped: false,
    }),
  );
  const reduces = new Array<boolean>(operands.length).fill(false);
  const lay = (operand: OperandShape | null, i: number, axis: number): void => {
    const flags = opFlags[i] as Flags;
    const list = opAxis[i] as number[];
    const mapped = opAxes?.lists[i] != null;
    const own = list[axis] as number;
    const length = operand === null || own < 0 ? 1 : (operand.shape[own] as number);
    if (operand === null && own >= 0) return;
    if (length !== 1) {
      (axes[axis] as IterAxis).strides[i] = (operand as OperandShape).strides[own] as number;
      return;
    }
    const stretched = (shape[axis] as number) !== 1;
    const missing = operand !== null && own < 0 && !mapped;
    if (!stretched && !(missing && flags.has("no_broadcast"))) return;
    if (flags.has("no_broadcast") && operand !== null && !(mapped && own < 0)) {
      throw notStretched(operand, mapped ? list : null, shape, flags);
    }
    checkStretched(flags, globals, mapped ? own : ndim - 1 - axis);
    if (writes(flags)) reduces[i] = true;
  };
  // NumPy looks from the innermost axis outwards, at all operands of each
  for (let axis = ndim - 1; axis >= 0; axis--) {
    operands.forEach((operand, i) => {
      lay(operand, i, axis);
    });
  }
  return {
    shape,
    opAxis,
    axes,
    offsets: new Array<number>(operands.length).fill(0),
    indexOffset: 0,
    reduces,
  };
}

function notStretched(
  operand: OperandShape,
  list: readonly number[] | null,
  shape: readonly number[],
  flags: Flags,
): ValueError {
  const what = writes(flags) ? "output operand" : "operand";
  // NumPy names the lengths from the last axis to the first
  const lengths = list?.map((axis) => (axis < 0 ? -1 : (operand.shape[axis] as number))).reverse();
  const mapped = lengths === undefined ? "" : ` [remapped to ${text(lengths)}]`;
  return new ValueError(
    `non-broadcastable ${what} with shape ${text(operand.shape)}${mapped} doesn't match the broadcast shape ${text(shape)}`,
  );
}

/** Steps of a C or F index along the axes of the shape. */
export function trackIndex(layout: IterLayout, fortran: boolean): void {
  let step = 1;
  const { axes } = layout;
  for (let i = 0; i < axes.length; i++) {
    const axis = axes[fortran ? i : axes.length - 1 - i] as IterAxis;
    axis.indexStride = axis.length === 1 ? 0 : step;
    step *= axis.length;
  }
}

/** Sorts the axes as `order` says and, in memory order, turns round those that all operands walk backwards. */
export function orderAxes(
  layout: IterLayout,
  order: OrderName,
  operands: readonly (OperandShape | null)[],
): void {
  const { axes, shape } = layout;
  if (order === "C") return;
  if (order === "F" || order === "A") {
    const fortran =
      order === "F" ||
      operands.every((one) => one === null || isFContiguous(one.shape, one.strides, one.itemsize));
    if (fortran) axes.reverse();
    return;
  }
  const present = operands.flatMap((one, i) => (one === null ? [] : [i]));
  const sorted = keepOrderAxes(
    shape,
    present.map((i) => axes.map((axis) => axis.strides[i] as number)),
  ).map((axis) => axes[axis] as IterAxis);
  axes.splice(0, axes.length, ...sorted);
  // a new array is laid out forward, so nothing is turned round
  if (present.length === operands.length) for (const axis of axes) turnRound(layout, axis);
}

function turnRound(layout: IterLayout, axis: IterAxis): void {
  if (axis.strides.some((stride) => stride > 0) || axis.strides.every((stride) => stride === 0)) {
    return;
  }
  const last = axis.length - 1;
  axis.strides = axis.strides.map((stride, i) => {
    layout.offsets[i] = (layout.offsets[i] as number) + last * stride;
    return -stride + 0;
  });
  layout.indexOffset += last * axis.indexStride;
  axis.indexStride = -axis.indexStride + 0;
  axis.flipped = true;
}

/** Byte strides of fresh memory for an operand whose axes lie as the iteration walks them. */
export function freshLayout(
  layout: IterLayout,
  operand: number,
  own: readonly number[],
  itemsize: number,
): number[] {
  const strides = new Array<number>(own.length).fill(0);
  if (own.includes(0)) return strides;
  const list = layout.opAxis[operand] as number[];
  let step = itemsize;
  const place = (axis: number) => {
    strides[axis] = step;
    step *= own[axis] as number;
  };
  // axes that the iteration leaves out lie innermost
  for (let axis = own.length - 1; axis >= 0; axis--) if (!list.includes(axis)) place(axis);
  for (let i = layout.axes.length - 1; i >= 0; i--) {
    const axis = list[(layout.axes[i] as IterAxis).from] as number;
    if (axis >= 0) place(axis);
  }
  return strides;
}

/** Takes an operand's strides anew, after it was replaced by a copy or allocated. */
export function replaceStrides(
  layout: IterLayout,
  operand: number,
  shape: readonly number[],
  strides: readonly number[],
): void {
  layout.offsets[operand] = 0;
  for (const axis of layout.axes) {
    const own = (layout.opAxis[operand] as number[])[axis.from] as number;
    const still = own < 0 || shape[own] === 1;
    const stride = still ? 0 : (strides[own] as number);
    axis.strides[operand] = axis.flipped ? -stride + 0 : stride;
    if (axis.flipped) {
      layout.offsets[operand] = (layout.offsets[operand] as number) + (axis.length - 1) * stride;
    }
  }
}

/** Merges neighbours that every operand (and the index) walks as one. */
export function mergeAxes(layout: IterLayout): void {
  const { axes } = layout;
  for (let i = axes.length - 1; i > 0; ) {
    const inner = axes[i];
    const outer = axes[i - 1];
    if (inner === undefined || outer === undefined) throw new InternalError("axes ran out");
    const steps = (axis: IterAxis) => [...axis.strides, axis.indexStride];
    const innerSteps = steps(inner);
    const joins = steps(outer).every((step, k) => {
      const within = innerSteps[k] as number;
      return (
        (inner.length === 1 && within === 0) ||
        (outer.length === 1 && step === 0) ||
        within * inner.length === step
      );
    });
    if (joins) {
      inner.strides = inner.strides.map((step, k) =>
        step === 0 ? (outer.strides[k] as number) : step,
      );
      if (inner.indexStride === 0) inner.indexStride = outer.indexStride;
      inner.length *= outer.length;
      axes.splice(i - 1, 1);
    }
    i -= 1;
  }
}
