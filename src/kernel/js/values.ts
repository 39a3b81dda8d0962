// How lanes live in generated JavaScript: what a value's text is, how it is read from and written to
// typed arrays and DataViews. Knows memory's text, not operations.

import type { Lane } from "../lanes.js";

/**
 * A lane's value as JavaScript text.
 * - `number`: a number (bool: 0 or 1; f16: its 16 bits)
 * - `cond`: a JavaScript boolean (bool lanes only)
 * - `wide`: a 64-bit integer as two int32 halves. Bigints lose here: they are slow until the optimising
 *   compiler sees them, and allocate in loops that carry them (measured: 6 ns against 1.4 for a sum).
 */
export type JsValue =
  | { readonly form: "number"; readonly text: string }
  | { readonly form: "cond"; readonly text: string }
  | { readonly form: "wide"; readonly lo: string; readonly hi: string };

export const num = (text: string): JsValue => ({ form: "number", text });
export const cond = (text: string): JsValue => ({ form: "cond", text });
export const wide = (lo: string, hi: string): JsValue => ({ form: "wide", lo, hi });

/** The text of a value that is a number; booleans become 0 or 1. */
export function asNumber(value: JsValue): string {
  if (value.form === "number") return value.text;
  if (value.form === "cond") return `(${value.text} ? 1 : 0)`;
  throw new TypeError("a 64-bit value has no number text");
}

/** The text of a bool lane as a condition. */
export function asCondition(value: JsValue): string {
  if (value.form === "cond") return value.text;
  return `(${asNumber(value)} !== 0)`;
}

/** Which typed array of a BufferViews holds a lane. 64-bit integers are read as int32 halves. */
export type ViewKind = "u8" | "i8" | "u16" | "i16" | "u32" | "i32" | "f32" | "f64";

export const viewOfLane = {
  bool: "u8",
  i8: "i8",
  u8: "u8",
  i16: "i16",
  u16: "u16",
  f16: "u16",
  i32: "i32",
  u32: "u32",
  i64: "i32",
  u64: "i32",
  f32: "f32",
  f64: "f64",
} as const satisfies Record<Lane, ViewKind>;

/** Bytes of one element of a view. */
export const viewBytes: Readonly<Record<ViewKind, 1 | 2 | 4 | 8>> = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  f32: 4,
  f64: 8,
};

const accessor: Readonly<Record<ViewKind, string>> = {
  u8: "Uint8",
  i8: "Int8",
  u16: "Uint16",
  i16: "Int16",
  u32: "Uint32",
  i32: "Int32",
  f32: "Float32",
  f64: "Float64",
};

/** A place in memory: an array (or DataView) variable and an index expression. */
export interface Place {
  readonly lane: Lane;
  readonly array: string;
  readonly index: string;
  /** Read and written through a DataView, `index` then counts bytes. */
  readonly bytes: boolean;
  /** The other byte order; only with `bytes`. */
  readonly swapped: boolean;
}

function at(index: string, add: number): string {
  return add === 0 ? index : `${index} + ${add}`;
}

/** Reads component `component` of the element at a place. */
export function readPlace(place: Place, component: number): JsValue {
  const view = viewOfLane[place.lane];
  const isWide = place.lane === "i64" || place.lane === "u64";
  if (!place.bytes) {
    if (!isWide) return num(`${place.array}[${at(place.index, component)}]`);
    const low = `${place.array}[${at(place.index, component * 2)}]`;
    return wide(low, `${place.array}[${at(place.index, component * 2 + 1)}]`);
  }
  const get = (byte: number) =>
    viewBytes[view] === 1
      ? `${place.array}.get${accessor[view]}(${at(place.index, byte)})`
      : `${place.array}.get${accessor[view]}(${at(place.index, byte)}, ${!place.swapped})`;
  if (!isWide) return num(get(component * viewBytes[view]));
  const first = component * 8;
  return place.swapped ? wide(get(first + 4), get(first)) : wide(get(first), get(first + 4));
}

/** Statements that write a component of the element at a place. */
export function writePlace(place: Place, component: number, value: JsValue): string {
  const view = viewOfLane[place.lane];
  if (!place.bytes) {
    if (value.form !== "wide") {
      return `${place.array}[${at(place.index, component)}] = ${asNumber(value)};`;
    }
    return `${place.array}[${at(place.index, component * 2)}] = ${value.lo}; ${place.array}[${at(place.index, component * 2 + 1)}] = ${value.hi};`;
  }
  const set = (byte: number, text: string) =>
    viewBytes[view] === 1
      ? `${place.array}.set${accessor[view]}(${at(place.index, byte)}, ${text});`
      : `${place.array}.set${accessor[view]}(${at(place.index, byte)}, ${text}, ${!place.swapped});`;
  if (value.form !== "wide") return set(component * viewBytes[view], asNumber(value));
  const first = component * 8;
  const [low, high] = place.swapped ? [first + 4, first] : [first, first + 4];
  return `${set(low, value.lo)} ${set(high, value.hi)}`;
}
