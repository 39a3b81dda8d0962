// Comparing records and raw bytes: what equal and not_equal answer for void arrays, which no kernel compares. NumPy
// has this behind its operators == and != alone; here the functions answer for them.

import { broadcastTo } from "../array/axes.js";
import { copyInto } from "../array/copy.js";
import { copyMasked } from "../array/masked.js";
import { fieldView } from "../array/reinterpret.js";
import { byteOffsets } from "../array/walk.js";
import { type DType, dtype } from "../core/dtype.js";
import { DTypeError, DTypePromotionError } from "../core/errors.js";
import {
  broadcastOperands,
  broadcastShapes,
  type OperandLayout,
  type OrderName,
  outputStrides,
} from "../core/layout.js";
import { NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { promote_types } from "../core/promotion.js";
import type { Operand } from "./operand.js";

/** Compares arrays of other dtypes, as the ufunc does; handed in by call.ts, which calls this file for records. */
export type CompareFields = (x: NDArray, y: NDArray) => NDArray;

interface Settings {
  out: (NDArray | null)[];
  where: NDArray | null;
  order: OrderName;
}

const bool = dtype("bool");

/**
 * Whether records are equal (or not, for `negated`): the bool array, or `out`.
 *
 * @throws TypeError in NumPy's words for what can't be compared with records
 */
export function compareRecords(
  operands: readonly Operand[],
  negated: boolean,
  settings: Settings,
  compareFields: CompareFields,
): NDArray {
  const [x, y] = operands as [Operand, Operand];
  if (
    !(x instanceof NDArray && y instanceof NDArray) ||
    x.dtype.kind !== "V" ||
    y.dtype.kind !== "V"
  ) {
    throw new DTypeError(
      "Cannot compare structured or void to non-void arrays. (compare a field: a.field(name))",
    );
  }
  checkComparable(x.dtype, y.dtype);
  const out = settings.out[0] ?? null;
  checkShapes(x, y);
  const shape = broadcastOperands(
    [x._shape, y._shape],
    [out === null ? null : out._shape],
    settings.where === null ? null : settings.where._shape,
  );
  const layouts = [x, y].map(layoutOf);
  const answer = newArrayWithStrides(shape, outputStrides(shape, 1, settings.order, layouts), bool);
  const compare = (one: NDArray, other: NDArray) => {
    const verdicts = newArray(one._shape, bool);
    copyInto(verdicts, compareFields(one, other));
    const start = verdicts.byteOffset;
    const found = verdicts.storage.views.u8.slice(start, start + verdicts.size);
    return negated ? found.map((unequal) => 1 - unequal) : found;
  };
  const equal = equalBytes(broadcastTo(x, shape), broadcastTo(y, shape), compare);
  const bytes = answer.storage.views.u8;
  byteOffsets(answer.byteOffset, shape, answer._strides).forEach((at, i) => {
    bytes[at] = equal[i]! ^ (negated ? 1 : 0);
  });
  if (out === null) return answer;
  if (settings.where === null) copyInto(out, answer, "equal");
  else copyMasked(out, answer, settings.where, "equal");
  return out;
}

function layoutOf({ _shape: shape, _strides: strides, itemsize }: NDArray): OperandLayout {
  return { shape, strides, itemsize };
}

/** The shape that NumPy compares first: that of the first field. */
function firstShape(array: NDArray): readonly number[] {
  const { names } = array.dtype;
  return names === null || names.length === 0
    ? array._shape
    : firstShape(fieldView(array, names[0]!));
}

/** @throws ValueError in NumPy's words where the shapes do not fit */
function checkShapes(x: NDArray, y: NDArray): void {
  try {
    broadcastShapes(x._shape, y._shape);
  } catch {
    broadcastOperands([firstShape(x), firstShape(y)], [], null);
  }
}

function checkComparable(x: DType, y: DType): void {
  if (x.names === null && y.names === null) {
    if (x.itemsize === y.itemsize) return;
    throw new DTypeError(
      `cannot compare unstructured voids of different length. Use bytes to compare. (This may return array of False in the future.) (${x.itemsize} and ${y.itemsize} bytes)`,
    );
  }
  if (x.names === null || y.names === null) {
    throw new DTypeError(
      "Cannot compare structured with unstructured void arrays. (unreachable error, please report to NumPy devs.) (view the bytes as the record's dtype)",
    );
  }
  try {
    promote_types(x, y);
  } catch (error) {
    if (!(error instanceof DTypePromotionError)) throw error;
    throw new DTypeError(
      `Cannot compare structured arrays unless they have a common dtype.  I.e. \`np.result_type(arr1, arr2)\` must be defined. (${x} and ${y})`,
    );
  }
}

/** A 1 for each pair of equal elements, in C order. */
type Compare = (x: NDArray, y: NDArray) => Uint8Array;

function equalBytes(x: NDArray, y: NDArray, compare: Compare): Uint8Array {
  if (x.dtype.names !== null) return equalRecords(x, y, compare);
  if (x.dtype.kind === "V") return equalRaw(x, y);
  // text is equal to text of its own kind only, and to no number
  const kinds = [x.dtype.kind, y.dtype.kind];
  if (kinds[0] !== kinds[1] && kinds.some((kind) => kind === "S" || kind === "U")) {
    return new Uint8Array(x.size);
  }
  return compare(x, y);
}

function equalRecords(x: NDArray, y: NDArray, compare: Compare): Uint8Array {
  const equal = new Uint8Array(x.size).fill(1);
  x.dtype.names!.forEach((name, position) => {
    const one = fieldView(x, name);
    const other = fieldView(y, y.dtype.names![position]!);
    const fields = equalBytes(one, other, compare);
    // a field of arrays is equal where all its elements are
    const width = x.size === 0 ? 0 : fields.length / x.size;
    for (let i = 0; i < fields.length; i++) {
      if (fields[i] === 0) equal[Math.floor(i / width)] = 0;
    }
  });
  return equal;
}

function equalRaw(x: NDArray, y: NDArray): Uint8Array {
  const { itemsize } = x.dtype;
  const from = x.live().views.dataView;
  const to = y.live().views.dataView;
  const others = byteOffsets(y.byteOffset, y._shape, y._strides);
  return Uint8Array.from(byteOffsets(x.byteOffset, x._shape, x._strides), (at, i) => {
    for (let k = 0; k < itemsize; k++) {
      if (from.getUint8(at + k) !== to.getUint8(others[i]! + k)) return 0;
    }
    return 1;
  });
}
