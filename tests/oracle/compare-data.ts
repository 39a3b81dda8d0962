// Compares the bytes of two answers element by element, and says where they differ.

import { decode, itemsize, readFloat, readInteger, sameElement, simple } from "./bytes.js";
import type { DWire, Tolerance } from "./case.js";

/** A difference has a kind, which failures are counted by, and a text; `soft` ones count apart. */
export interface Difference {
  readonly kind: string;
  readonly text: string;
  readonly soft: boolean;
}
/** A difference that makes the case fail. */
export const hard = (kind: string, text: string): Difference => ({ kind, text, soft: false });
/** A dtype as text. */
export function show(dtype: DWire): string {
  return typeof dtype === "string" ? dtype : JSON.stringify(dtype);
}

function index(position: number, shape: readonly number[]): string {
  const at: number[] = [];
  let left = position;
  for (const length of [...shape].reverse()) {
    at.unshift(left % length);
    left = Math.floor(left / length);
  }
  return `[${at.join(", ")}]`;
}

/** An element's value, for a message. */
function text(view: DataView, at: number, dtype: DWire): string {
  if (typeof dtype === "string") {
    const one = simple(dtype);
    const number = (offset: number, size: number): string => {
      const value = readFloat(view, at + offset, size, one.little);
      return Object.is(value, -0) ? "-0" : String(value);
    };
    const half = one.size / 2;
    if (one.kind === "f") return number(0, one.size);
    if (one.kind === "c") return `(${number(0, half)}, ${number(half, half)})`;
    if ("biu".includes(one.kind)) return String(readInteger(view, at, one));
  }
  return `0x${Buffer.from(view.buffer, view.byteOffset + at, itemsize(dtype)).toString("hex")}`;
}

/** Compares elements in C order; masked ones are left out, `bound` widens what counts as equal. */
export function compareData(
  expected: { dtype: DWire; data: string; shape: readonly number[] },
  data: string,
  tol: Tolerance,
  bound: DataView | null,
  mask: DataView | null,
): Difference[] {
  const [a, b] = [decode(expected.data), decode(data)];
  const step = itemsize(expected.dtype);
  if (a.byteLength !== b.byteLength) {
    return [hard("data length", `NumPy ${a.byteLength} bytes, strided ${b.byteLength}`)];
  }
  const count = step === 0 ? 0 : a.byteLength / step;
  const single = bound !== null && bound.byteLength === 8;
  const wrong: string[] = [];
  let total = 0;
  for (let i = 0; i < count; i++) {
    if (mask !== null && mask.getUint8(i) === 0) continue;
    const at = single ? 0 : i * 8;
    const limit = bound === null || at >= bound.byteLength ? null : bound.getFloat64(at, true);
    if (sameElement(a, b, i * step, expected.dtype, tol, limit)) continue;
    total++;
    if (wrong.length < 4) {
      const where = index(i, expected.shape);
      wrong.push(
        `${where} NumPy ${text(a, i * step, expected.dtype)}, strided ${text(b, i * step, expected.dtype)}`,
      );
    }
  }
  if (total === 0) return [];
  return [hard("data", `${total} of ${count} ${show(expected.dtype)}: ${wrong.join("; ")}`)];
}
