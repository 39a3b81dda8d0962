// Runs elementwise kernels as machine code: picks or makes the code for the operands' access classes, fills the
// block and calls.

import { addressOf } from "../../memory/address.js";
import type { MapKernel } from "../kernel.js";
import type { Operand } from "../operand.js";
import {
  accessClass,
  block,
  compile,
  eachPlane,
  invoke,
  isWithin,
  type Loops,
  MAX_OPERANDS,
  type NativeFunction,
  setOperand,
} from "./call.js";
import { lowerMap, streamedOutput } from "./map.js";
import { INNER_EXTENT, OUTER_EXTENT } from "./reach.js";

/** A kernel's machine code by access classes; null where another engine must run it. */
type MapCode = Map<number, NativeFunction | null>;

const classes = new Array<number>(MAX_OPERANDS).fill(0);

function functionFor(kernel: MapKernel, streams: boolean): NativeFunction | null {
  let code = kernel.compiled.native as MapCode | null;
  if (code === null) {
    code = new Map();
    kernel.compiled.native = code;
  }
  let key = streams ? 1 : 0;
  for (let i = 0; i < kernel.operands.length; i++) key = key * 3 + classes[i]!;
  let found = code.get(key);
  if (found === undefined) {
    const access = classes.slice(0, kernel.operands.length);
    found = compile(kernel, `map ${access.join("")}${streams ? " streams" : ""}`, (listing) =>
      lowerMap(kernel, access, { streams, listing }),
    );
    code.set(key, found);
  }
  return found;
}

/**
 * Bytes of all operands from which results are stored past the caches: what is stored would push out of them what
 * is read next, and a store would first read its line.
 */
const STREAM_BYTES = 2 ** 25;

/** Whether a single loop's results are to be stored past the caches. */
function isStreamed(kernel: MapKernel, operands: readonly Operand[], count: number): boolean {
  let bytes = 0;
  for (const { type } of kernel.operands) bytes += type.itemsize;
  if (bytes * count < STREAM_BYTES) return false;
  const output = streamedOutput(kernel, classes);
  if (output < 0) return false;
  const { views, byteOffset } = operands[output]!;
  return (addressOf(views) + byteOffset) % kernel.operands[output]!.type.itemsize === 0;
}

/**
 * One loop over `count` elements, each operand moving by `steps` bytes. False, with nothing done, if the kernel
 * or an operand is not for machine code. Allocates nothing once the code is there.
 */
export function runNativeSingle(
  kernel: MapKernel,
  count: number,
  operands: readonly Operand[],
  steps: readonly number[],
): boolean {
  const n = operands.length;
  if (n > MAX_OPERANDS) return false;
  for (let k = 0; k < n; k++) {
    const { views, byteOffset } = operands[k]!;
    const { itemsize } = kernel.operands[k]!.type;
    const step = steps[k]!;
    const reach = step * (count - 1);
    const first = reach < 0 ? byteOffset + reach : byteOffset;
    const end = (reach < 0 ? byteOffset : byteOffset + reach) + itemsize;
    // A detached buffer has length 0.
    if (first < 0 || end > views.buffer.byteLength) return false;
    classes[k] = accessClass(itemsize, step);
  }
  const run = functionFor(kernel, isStreamed(kernel, operands, count));
  if (run === null) return false;
  block[OUTER_EXTENT] = 1;
  block[INNER_EXTENT] = count;
  for (let k = 0; k < n; k++) {
    const { views, byteOffset } = operands[k]!;
    setOperand(k, views, byteOffset, 0, steps[k]!);
  }
  invoke(run);
  return true;
}

/** A nest of loops: its two inner ones in machine code, the others here. False, with nothing done, as above. */
export function runNativeLoops(
  kernel: MapKernel,
  loops: Loops,
  operands: readonly Operand[],
): boolean {
  if (operands.length > MAX_OPERANDS || !isWithin(kernel, loops, operands)) return false;
  const inner = loops.shape.length - 1;
  for (let k = 0; k < operands.length; k++) {
    classes[k] = accessClass(kernel.operands[k]!.type.itemsize, loops.strides[k]![inner]!);
  }
  const run = functionFor(kernel, false);
  if (run === null) return false;
  eachPlane(loops, operands, (offsets) => {
    block[OUTER_EXTENT] = inner > 0 ? loops.shape[inner - 1]! : 1;
    block[INNER_EXTENT] = loops.shape[inner]!;
    for (let k = 0; k < operands.length; k++) {
      const mine = loops.strides[k]!;
      const outerStride = inner > 0 ? mine[inner - 1]! : 0;
      setOperand(k, operands[k]!.views, offsets[k]!, outerStride, mine[inner]!);
    }
    invoke(run);
  });
  return true;
}
