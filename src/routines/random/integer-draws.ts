// Random integers with NumPy's arguments: dtype, bounds that may be arrays, open or closed above. What
// is drawn and how is in integers.ts and bounded.ts.

import { asArray } from "../../array/convert.js";
import { elements } from "../../array/values.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../../core/dtype.js";
import { DTypeError, ValueError } from "../../core/errors.js";
import { type NDArray, newArray } from "../../core/ndarray.js";
import { pythonInt } from "../../core/python-values.js";
import {
  broadcastReader,
  drawnShape,
  type IntegerParameter,
  isArrayLike,
  type Size,
  shapeOfSize,
} from "./arguments.js";
import type { BitStream } from "./bit-stream.js";
import { BoundedDraws, type DrawWidth } from "./bounded.js";
import { fillWindows } from "./fresh.js";
import { drawInteger, fillIntegers, fillIntegersEach, type UnsignedArray } from "./integers.js";

/** What `integers` and `randint` were asked for. */
export interface IntegerRequest {
  readonly routine: "integers" | "randint";
  readonly low: IntegerParameter;
  /** Without it the range is [0, low). */
  readonly high: IntegerParameter | null | undefined;
  readonly size: Size | null | undefined;
  readonly dtype: DTypeLike | undefined;
  /** Whether `high` itself may be drawn. */
  readonly endpoint: boolean;
}

/** A class of typed arrays. */
interface MemoryClass {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): UnsignedArray;
  readonly BYTES_PER_ELEMENT: number;
}

/** Kinds of elements that can be drawn: their unsigned memory, and the least and greatest value. */
interface IntegerKind {
  readonly width: DrawWidth;
  readonly memory: MemoryClass;
  readonly least: bigint;
  readonly greatest: bigint;
}

const memories = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array } as const;

function kindOf(dtype: DType, routine: string): IntegerKind {
  const { kind, itemsize } = dtype;
  if (kind !== "b" && kind !== "i" && kind !== "u") {
    throw new DTypeError(`Unsupported dtype ${dtype.repr()} for ${routine}`);
  }
  if (!dtype.isnative) {
    throw new ValueError(
      "Providing a dtype with a non-native byteorder is not supported. If you require platform-independent byteorder, call byteswap when required.",
    );
  }
  const memory = memories[itemsize as keyof typeof memories];
  if (kind === "b") return { width: 1, memory, least: 0n, greatest: 1n };
  const width = (8 * itemsize) as DrawWidth;
  const least = kind === "i" ? -(2n ** BigInt(width - 1)) : 0n;
  return { width, memory, least, greatest: least + 2n ** BigInt(width) - 1n };
}

const int64 = toDtype("int64");

/**
 * Draws the integers: a value if there is neither a size nor an array among the bounds.
 *
 * @throws ValueError in NumPy's words for bounds that are out of range or in the wrong order
 */
export function drawIntegers(bits: BitStream, request: IntegerRequest): unknown {
  const dtype = request.dtype === undefined ? int64 : toDtype(request.dtype);
  const kind = kindOf(dtype, request.routine);
  const draws = new BoundedDraws(bits, kind.width, request.routine === "randint");
  const shape = shapeOfSize(request.size);
  if (shape?.includes(0)) return newArray(shape, dtype);
  const [low, high] =
    request.high === null || request.high === undefined
      ? [0, request.low]
      : [request.low, request.high];
  if (isArrayLike(low) || isArrayLike(high)) {
    const bounds = arrayBounds(low, high, kind, dtype, request, shape);
    const array = newArray(bounds.shape, dtype);
    fillIntegersEach(draws, memoryOf(array, kind), bounds.low, bounds.range);
    return array;
  }
  const bottom = integerOf(low);
  const top = integerOf(high) - (request.endpoint ? 0n : 1n);
  checkExtremes([bottom], [top], kind, dtype);
  checkOrder(bottom, top, request.endpoint, bottom === 0n);
  if (shape !== null) {
    const array = newArray(shape, dtype);
    fillWindows(array, kind.memory, (out) => fillIntegers(draws, out, bottom, top - bottom));
    return array;
  }
  if (!isSafe(bottom) || !isSafe(top)) {
    throw new RangeError(
      `integers from ${bottom} to ${top} are not all exact as JavaScript numbers: pass size: [] for a 0-d array and read it with itemBigInt()`,
    );
  }
  const drawn = drawInteger(draws, Number(bottom), Number(top));
  return kind.width === 1 ? drawn === 1 : drawn;
}

const isSafe = (value: bigint) => Number.isSafeInteger(Number(value));

function memoryOf(array: NDArray, kind: IntegerKind): UnsignedArray {
  return new kind.memory(array.live().buffer, array.byteOffset, array.size);
}

/** A bound as an integer; fractions are cut off, as Python's `int` does. */
function integerOf(value: unknown): bigint {
  if (typeof value === "bigint") return value;
  return BigInt(pythonInt(typeof value === "object" ? asArray(value).item() : value));
}

interface ArrayBounds {
  readonly shape: readonly number[];
  readonly low: (position: number) => bigint;
  readonly range: (position: number) => bigint;
}

function arrayBounds(
  low: unknown,
  high: unknown,
  kind: IntegerKind,
  dtype: DType,
  { endpoint }: IntegerRequest,
  size: readonly number[] | null,
): ArrayBounds {
  const lows = asArray(low);
  const highs = asArray(high);
  const shape = drawnShape(size, [lows.shape, highs.shape], false);
  const bottoms = [...elements(lows)].map(integerOf);
  const tops = [...elements(highs)].map((value) => integerOf(value) - (endpoint ? 0n : 1n));
  checkExtremes(bottoms, tops, kind, dtype);
  const bottom = broadcastReader(bottoms, lows.shape, shape);
  const top = broadcastReader(tops, highs.shape, shape);
  const fromZero = bottoms.every((value) => value === 0n);
  const count = shape.reduce((product, length) => product * length, 1);
  for (let i = 0; i < count; i++) checkOrder(bottom(i), top(i), endpoint, fromZero);
  return { shape, low: bottom, range: (position) => top(position) - bottom(position) };
}

/** Proves that the dtype holds all bounds, of which `high` are included. */
function checkExtremes(
  low: readonly bigint[],
  high: readonly bigint[],
  { least, greatest }: IntegerKind,
  dtype: DType,
): void {
  const holds = `${dtype.name} holds ${least} to ${greatest}`;
  for (const value of low) {
    if (value >= least) continue;
    throw new ValueError(`low is out of bounds for ${dtype.name}: got ${value}, ${holds}`);
  }
  for (const value of high) {
    if (value <= greatest) continue;
    throw new ValueError(
      `high is out of bounds for ${dtype.name}: integers up to ${value}, ${holds}`,
    );
  }
}

/** Proves that there is an integer to draw; `fromZero` changes the words only. */
function checkOrder(low: bigint, high: bigint, endpoint: boolean, fromZero: boolean): void {
  if (low <= high) return;
  if (fromZero) throw new ValueError(endpoint ? "high < 0" : "high <= 0");
  throw new ValueError(
    endpoint
      ? `low > high (no integer from ${low} to ${high})`
      : `low >= high (no integer from ${low} up to, but not ${high + 1n})`,
  );
}
