// Elements in and out of plain buffers for kernel tests: a reader and writer independent of the kernels.

import {
  type ElementType,
  elementType,
  laneInfo,
  type NumericName,
} from "../../src/kernel/lanes.js";
import type { Operand } from "../../src/kernel/operand.js";
import { bitsOf, fromBits, type Scalar } from "../../src/kernel/scalar.js";
import { viewsOf } from "../../src/memory/buffer-views.js";

/** Where an operand's elements lie. */
export interface Placement {
  readonly type: ElementType;
  readonly byteOffset: number;
  readonly stride: number;
}

/** A buffer holding `values` (component after component) as placed, the rest filled with a pattern. */
export function place(values: readonly Scalar[], { type, byteOffset, stride }: Placement): Operand {
  const count = values.length / type.components;
  const span = byteOffset + Math.abs(stride) * Math.max(0, count - 1) + type.itemsize + 8;
  const buffer = new ArrayBuffer(span);
  new Uint8Array(buffer).fill(0xa5);
  const first = stride < 0 ? byteOffset - stride * (count - 1) : byteOffset;
  const operand = { views: viewsOf(buffer), byteOffset: first, byteStrides: [stride] };
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < type.components; c++) {
      writeLane(operand, type, first + i * stride, c, values[i * type.components + c]!);
    }
  }
  return operand;
}

/** `count` elements of an operand, component after component. */
export function read(operand: Operand, type: ElementType, count: number): Scalar[] {
  const values: Scalar[] = [];
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < type.components; c++) {
      values.push(readLane(operand, type, operand.byteOffset + i * operand.byteStrides[0]!, c));
    }
  }
  return values;
}

function order(bytes: Uint8Array, swapped: boolean): Uint8Array {
  return swapped ? bytes.reverse() : bytes;
}

function writeLane(
  operand: Operand,
  type: ElementType,
  at: number,
  c: number,
  value: Scalar,
): void {
  const width = laneInfo[type.lane].bytes;
  let bits = bitsOf(type.lane, value);
  const bytes = new Uint8Array(width).map(() => {
    const byte = Number(bits & 255n);
    bits >>= 8n;
    return byte;
  });
  operand.views.u8.set(order(bytes, type.swapped), at + c * width);
}

function readLane(operand: Operand, type: ElementType, at: number, c: number): Scalar {
  const width = laneInfo[type.lane].bytes;
  const start = at + c * width;
  const bytes = order(operand.views.u8.slice(start, start + width), type.swapped);
  let bits = 0n;
  for (let i = width - 1; i >= 0; i--) bits = (bits << 8n) | BigInt(bytes[i]!);
  return fromBits(type.lane, bits);
}

/** An array as the golden files hold it. */
export interface Packed {
  readonly dtype: NumericName;
  readonly data: string;
}

/** A golden array as an operand, and its length. */
export function unpack(packed: Packed): { operand: Operand; type: ElementType; count: number } {
  const bytes = Uint8Array.from(Buffer.from(packed.data, "base64"));
  const type = elementType(packed.dtype);
  const operand = { views: viewsOf(bytes.buffer), byteOffset: 0, byteStrides: [type.itemsize] };
  return { operand, type, count: bytes.length / type.itemsize };
}

/** An operand of `count` zero elements. */
export function blank(type: ElementType, count: number): Operand {
  const views = viewsOf(new ArrayBuffer(count * type.itemsize));
  return { views, byteOffset: 0, byteStrides: [type.itemsize] };
}

/** Whether two values are the same: -0 differs from 0, any NaN equals any NaN. */
export function same(x: Scalar, y: Scalar): boolean {
  return Object.is(x, y);
}

const float = new Float32Array(2);
const floatBits = new Int32Array(float.buffer);
const double = new Float64Array(2);
const doubleBits = new BigInt64Array(double.buffer);

/** Distance in units in the last place of a float lane; 0 for two NaN, infinite for one. */
export function ulps(lane: "f32" | "f64", x: number, y: number): number {
  if (Object.is(x, y) || x === y) return 0;
  if (Number.isNaN(x) || Number.isNaN(y)) return Infinity;
  if (lane === "f32") {
    float[0] = x;
    float[1] = y;
    const line = (bits: number) => (bits < 0 ? -(bits & 0x7fffffff) : bits);
    return Math.abs(line(floatBits[0]!) - line(floatBits[1]!));
  }
  double[0] = x;
  double[1] = y;
  const line = (bits: bigint) => (bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits);
  return Math.abs(Number(line(doubleBits[0]!) - line(doubleBits[1]!)));
}
