// Comparing strings: the equal, less … loops for S and U arrays, which no numeric kernel has. Code point by
// code point, trailing NULs not counted, as NumPy.

import { arrayFromValues, asArray } from "../array/convert.js";
import type { Casting } from "../core/casting.js";
import { type DType, dtype } from "../core/dtype.js";
import { codecOf } from "../core/element.js";
import {
  broadcastOperands,
  broadcastStrides,
  type OrderName,
  outputStrides,
} from "../core/layout.js";
import { NDArray, newArrayWithStrides } from "../core/ndarray.js";
import type { Operand } from "./operand.js";
import { checkInputCast, checkOutputCast } from "./resolve.js";
import { noLoopOfClasses } from "./resolve-words.js";

const bytes = dtype("S") as DType;

const verdicts: Record<string, (order: number) => boolean> = {
  equal: (order) => order === 0,
  not_equal: (order) => order !== 0,
  less: (order) => order < 0,
  less_equal: (order) => order <= 0,
  greater: (order) => order > 0,
  greater_equal: (order) => order >= 0,
};

interface Settings {
  out: (NDArray | null)[];
  where: NDArray | null;
  casting: Casting;
  order: OrderName;
}

/** The operands, JavaScript strings beside an array of bytes as bytes. @throws ValueError for a character that is none */
export function withBytes(given: readonly unknown[], operands: readonly Operand[]): Operand[] {
  const isBytes = (one: unknown) => one instanceof NDArray && one.dtype.kind === "S";
  const isText = (one: Operand) => one instanceof NDArray && one.dtype.kind === "U";
  const areBytes = given.some(isBytes);
  return operands.map((one, i) =>
    areBytes && isText(one) && !(given[i] instanceof NDArray) ? asArray(given[i], bytes) : one,
  );
}

/** @throws UFuncTypeError if only one operand is a string, or they are arrays of bytes and of text */
export function compareStrings(
  name: string,
  operands: readonly Operand[],
  dtypes: readonly DType[],
  settings: Settings,
): NDArray {
  const areTexts = dtypes.every((one) => one.kind === "U" || one.kind === "S");
  if (!areTexts || dtypes[0]!.kind !== dtypes[1]!.kind) {
    throw noLoopOfClasses(name, 2, dtypes, null, operands);
  }
  dtypes.forEach((one, i) => {
    checkInputCast(name, i, 2, one, one.newbyteorder("="), settings.casting);
  });
  const given = settings.out[0] ?? null;
  const bool = dtype("bool") as DType;
  if (given !== null) {
    checkOutputCast(name, 0, { nin: 2, nout: 1 }, bool, given.dtype, settings.casting);
  }
  const arrays = operands.map((one, i) =>
    one instanceof NDArray ? one : arrayFromValues(one, dtypes[i]!, "C"),
  );
  const shape = broadcastOperands(
    arrays.map((one) => one._shape),
    [given === null ? null : given._shape],
    settings.where === null ? null : settings.where._shape,
  );
  const out =
    given ??
    newArrayWithStrides(
      shape,
      outputStrides(
        shape,
        1,
        settings.order,
        arrays.map((one) => ({
          shape: one._shape,
          strides: one._strides,
          itemsize: one.itemsize,
        })),
      ),
      bool,
    );
  const [x, y] = arrays as [NDArray, NDArray];
  const verdict = verdicts[name]!;
  const readX = reader(x, shape);
  const readY = reader(y, shape);
  const readWhere = settings.where === null ? null : reader(settings.where, shape);
  const write = codecOf(out.dtype).write;
  const view = out.live().views.dataView;
  const counter = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < out.size; i++) {
    if (readWhere === null || readWhere(counter) === true) {
      const answer = verdict(compareText(readX(counter) as string, readY(counter) as string));
      write(view, offsetOf(out.byteOffset, out._strides, counter), answer);
    }
    for (let k = shape.length - 1; k >= 0; k--) {
      if (++counter[k]! < shape[k]!) break;
      counter[k] = 0;
    }
  }
  return out;
}

function reader(array: NDArray, shape: readonly number[]): (at: readonly number[]) => unknown {
  const strides = broadcastStrides(array._shape, array._strides, shape);
  const { read } = codecOf(array.dtype);
  const view = array.live().views.dataView;
  return (at) => read(view, offsetOf(array.byteOffset, strides, at));
}

function offsetOf(start: number, strides: readonly number[], at: readonly number[]): number {
  let offset = start;
  for (let k = 0; k < at.length; k++) offset += at[k]! * strides[k]!;
  return offset;
}

/** Order of two texts by code points: JavaScript's `<` compares UTF-16 units, which differs beyond U+FFFF. */
export function compareText(x: string, y: string): number {
  if (x === y) return 0;
  const a = [...x];
  const b = [...y];
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = a[i]!.codePointAt(0)! - b[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
