// Planes over buffers too large for int32 indexes: cut into windows, or run by code with larger indexes.

import {
  BYTES,
  FIRST_OPERAND,
  INNER_COUNT,
  OUTER_COUNT,
  PER_OPERAND,
  type Variant,
} from "../access.js";
import type { Kernel } from "../kernel.js";
import type { Operand } from "../operand.js";
import { codeOf, type JsOperand } from "./compile.js";
import {
  accessOf,
  classes,
  INDEX_LIMIT,
  invoke,
  NO_LISTS,
  parameters,
  release,
  views,
} from "./frame.js";

const arrayTypes = [
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
] as const;

/** Bytes that one call may span from its window's beginning. */
const WINDOW_BYTES = 2 ** 30;

/** An operand in a plane of two loops. */
export interface PlaneOperand {
  readonly operand: Operand;
  readonly outer: number;
  readonly inner: number;
}

/**
 * A plane over buffers too large for int32 indexes: halved until each piece fits windows, typed arrays that
 * begin near the piece instead of at the buffer's first byte. Lines whose elements depend on each other in a
 * way that cutting would change run on code with larger indexes.
 */
export function runFar(
  kernel: Kernel,
  variant: Variant,
  lines: readonly PlaneOperand[],
  offsets: readonly number[],
  outerCount: number,
  innerCount: number,
): void {
  const code = codeOf(kernel);
  const n = lines.length;
  const reaches = lines.map(
    ({ outer, inner }, k) =>
      Math.abs(outer) * (outerCount - 1) +
      Math.abs(inner) * (innerCount - 1) +
      code.operands[k]!.itemsize,
  );
  const counts = Math.max(outerCount, innerCount);
  // A chain also reads the line before its first.
  const fits = counts < INDEX_LIMIT && Math.max(...reaches) <= WINDOW_BYTES;
  if (fits && variant !== "chain") {
    lines.forEach((line, k) => {
      bindWindow(k, code.operands[k]!, line, offsets[k]!, outerCount, innerCount);
    });
    parameters[OUTER_COUNT] = outerCount;
    parameters[INNER_COUNT] = innerCount;
    invoke(kernel, code, variant, n);
    release(n);
    return;
  }
  const further = (by: "outer" | "inner", count: number) =>
    offsets.map((offset, k) => offset + count * lines[k]![by]);
  if (outerCount > 1 && variant !== "chain" && variant !== "rows") {
    const half = Math.floor(outerCount / 2);
    runFar(kernel, variant, lines, offsets, half, innerCount);
    runFar(kernel, variant, lines, further("outer", half), outerCount - half, innerCount);
  } else if (innerCount > 1 && mayCut(kernel, variant)) {
    const half = Math.floor(innerCount / 2);
    runFar(kernel, variant, lines, offsets, 1, half);
    runFar(kernel, variant, lines, further("inner", half), 1, innerCount - half);
  } else {
    lines.forEach(({ operand, outer, inner }, k) => {
      bindFar(k, operand, offsets[k]!, outer, inner);
    });
    parameters[OUTER_COUNT] = outerCount;
    parameters[INNER_COUNT] = innerCount;
    invoke(kernel, code, variant, n, NO_LISTS, true);
    release(n);
  }
}

/** Whether a line may run in pieces: not where its state or its order of additions spans it. */
function mayCut(kernel: Kernel, variant: Variant): boolean {
  if (variant === "map" || variant === "combine") return true;
  return variant === "reduce" && kernel.form === "reduce" && !kernel.pairwise;
}

/** Sets an operand up for far code: bytes of the whole buffer. */
export function bindFar(
  k: number,
  operand: Operand,
  byteOffset: number,
  outer: number,
  inner: number,
): void {
  const base = FIRST_OPERAND + k * PER_OPERAND;
  classes[k] = BYTES;
  views[k] = operand.views.dataView;
  parameters[base] = byteOffset;
  parameters[base + 1] = outer;
  parameters[base + 2] = inner;
}

/** As `bind`, through a view that covers just the bytes of one piece. */
function bindWindow(
  k: number,
  facts: JsOperand,
  { operand, outer, inner }: PlaneOperand,
  byteOffset: number,
  outerCount: number,
  innerCount: number,
): void {
  const access = accessOf(facts, byteOffset, outer, inner);
  const [down, along] = [outer * (outerCount - 1), inner * (innerCount - 1)];
  const first = byteOffset + Math.min(0, down) + Math.min(0, along);
  const length = Math.abs(down) + Math.abs(along) + facts.itemsize;
  const buffer = operand.views.buffer as ArrayBuffer;
  const base = FIRST_OPERAND + k * PER_OPERAND;
  const bytes = access === BYTES;
  const scale = bytes ? 1 : facts.perByte;
  classes[k] = access;
  views[k] = bytes
    ? new DataView(buffer, first, length)
    : new arrayTypes[facts.view]!(buffer, first, length / facts.viewBytes);
  parameters[base] = (byteOffset - first) * scale;
  parameters[base + 1] = outer * scale;
  parameters[base + 2] = inner * scale;
}
