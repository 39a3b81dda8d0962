// Compares a JavaScript value, which has no dtype, with a NumPy scalar or Python value.

import { decode, readFloat, readInteger, simple } from "./bytes.js";
import type { Tolerance, Wire } from "./case.js";
import { compareData, type Difference, hard, show } from "./compare-data.js";

/** A JavaScript value (which has no dtype) against a NumPy scalar or Python value. */ export function compareValue(
  expected: Wire,
  actual: Extract<Wire, { k: "value" }>,
  tol: Tolerance,
  bound: DataView | null,
): Difference[] {
  const wanted = plain(expected);
  const differs = (): Difference[] => [
    hard(
      "value",
      `NumPy ${JSON.stringify(expected)} = ${JSON.stringify(wanted)}, strided ${JSON.stringify(actual)}`,
    ),
  ];
  if (wanted === null) return differs();
  if (tol.noData === true) return [];
  if (actual.type === "str" && expected.k === "value" && expected.type === "bytes") {
    // Bytes are read as a string of the same codes, without the zeros at the end.
    return Buffer.from(expected.value, "base64").toString("latin1") === actual.value
      ? []
      : differs();
  }
  if (actual.type === "bool" || actual.type === "str") {
    return wanted.value === actual.value ? [] : differs();
  }
  if (actual.type === "bytes") {
    // Bytes may be read as a string of the same codes.
    const same = typeof wanted.value === "string" && wanted.value === actual.value;
    return same ? [] : differs();
  }
  const parts = actual.type === "complex" ? actual.value : [actual.value];
  const texts = Array.isArray(wanted.value) ? (wanted.value as string[]) : [String(wanted.value)];
  if (texts.length !== parts.length) return differs();
  const bytes = (from: readonly string[]): string => {
    const view = new DataView(new ArrayBuffer(8 * from.length));
    from.forEach((one, i) => {
      view.setFloat64(i * 8, Number(one), true);
    });
    return Buffer.from(view.buffer).toString("base64");
  };
  if (actual.type === "int" && texts[0] === parts[0]) return [];
  if (typeof wanted.value === "boolean") return differs();
  // Both sides read to float64; the tolerance is that of the scalar's own dtype.
  const size = wanted.floatSize;
  const dtype = parts.length === 2 ? "<c16" : "<f8";
  const widened = size === 8 ? tol : widen(tol, size);
  const found = compareData(
    { dtype, data: bytes(texts), shape: [] },
    bytes(parts),
    widened,
    bound,
    null,
  );
  return found.length === 0 ? [] : differs();
}

/** The tolerance of a small float, when its value is held in float64. */
function widen(tol: Tolerance, size: number): Tolerance {
  const ratio = size === 4 ? 2 ** 29 : 2 ** 42;
  return {
    ...tol,
    ...(tol.ulp === undefined ? {} : { ulp: tol.ulp * ratio }),
    ...(tol.factor === undefined ? {} : { factor: tol.factor * ratio }),
  };
}
/** A NumPy scalar or Python value as text or parts, to compare with a JavaScript value. */
export function plain(
  wire: Wire,
): { value: boolean | string | string[]; floatSize: number } | null {
  if (wire.k === "value") {
    const parts = (text: string): string => text.replace("inf", "Infinity").replace("nan", "NaN");
    if (wire.type === "float") return { value: parts(wire.value), floatSize: 8 };
    if (wire.type === "complex") return { value: wire.value.map(parts), floatSize: 8 };
    return { value: wire.value, floatSize: 8 };
  }
  if (wire.k !== "scalar" && wire.k !== "array") return null;
  if (typeof wire.dtype !== "string" || (wire.k === "array" && wire.shape.length > 0)) return null;
  const one = simple(wire.dtype);
  const view = decode(wire.data);
  switch (one.kind) {
    case "b":
      return { value: view.getUint8(0) !== 0, floatSize: 8 };
    case "i":
    case "u":
      return { value: String(readInteger(view, 0, one)), floatSize: 8 };
    case "f":
      return { value: repr(readFloat(view, 0, one.size, one.little)), floatSize: one.size };
    case "c": {
      const half = one.size / 2;
      const parts = [0, half].map((at) => repr(readFloat(view, at, half, one.little)));
      return { value: parts, floatSize: half };
    }
    case "U": {
      let result = "";
      for (let at = 0; at < one.size; at += 4)
        result += String.fromCodePoint(view.getUint32(at, one.little));
      return { value: result.replace(/\0+$/, ""), floatSize: 8 };
    }
    case "S":
      return {
        value: Buffer.from(wire.data, "base64").toString("latin1").replace(/\0+$/, ""),
        floatSize: 8,
      };
    default:
      return { value: wire.data, floatSize: 8 };
  }
}

const repr = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** The elements of a simple dtype in native byte order. */
function native(dtype: string, data: string): { dtype: string; data: string } {
  const one = simple(dtype);
  if (one.little) return { dtype, data };
  const bytes = Buffer.from(data, "base64");
  const unit = one.kind === "c" ? one.size / 2 : one.kind === "U" ? 4 : one.size;
  for (let at = 0; at < bytes.length; at += unit) bytes.subarray(at, at + unit).reverse();
  return { dtype: `<${dtype.slice(1)}`, data: bytes.toString("base64") };
}

/**
 * A NumPy scalar against strided's 0-d array: NumPy's scalars are of native byte order, and their
 * text is only as long as it is; the array keeps its dtype.
 */
export function compareScalar(
  expected: Extract<Wire, { k: "scalar" }>,
  actual: Extract<Wire, { k: "array" }>,
  tol: Tolerance,
  bound: DataView | null,
): Difference[] {
  if (actual.shape.length > 0) {
    return [hard("shape", `NumPy a scalar, strided shape [${actual.shape}]`)];
  }
  if (typeof expected.dtype !== "string" || typeof actual.dtype !== "string") {
    if (show(expected.dtype) !== show(actual.dtype)) {
      return [hard("dtype", `NumPy ${show(expected.dtype)}, strided ${show(actual.dtype)}`)];
    }
    return compareData({ ...expected, shape: [] }, actual.data, tol, bound, null);
  }
  const found = native(actual.dtype, actual.data);
  const kind = simple(expected.dtype).kind;
  if ((kind === "U" || kind === "S") && kind === simple(found.dtype).kind) {
    const [a, b] = [plain(expected)?.value, plain({ ...actual, ...found })?.value];
    return a === b
      ? []
      : [hard("data", `NumPy ${JSON.stringify(a)}, strided ${JSON.stringify(b)}`)];
  }
  if (expected.dtype !== found.dtype) {
    return [hard("dtype", `NumPy ${expected.dtype}, strided ${actual.dtype}`)];
  }
  if (tol.noData === true) return [];
  return compareData({ ...expected, shape: [] }, found.data, tol, bound, null);
}
