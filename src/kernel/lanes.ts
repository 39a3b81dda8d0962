// Lane types (what one value inside a kernel is) and element types (how one array element lies in memory).
// A complex element is two lanes; a byte-swapped element is the same lane read backwards. No arrays here.

/** What a value inside a kernel is. */
export type Lane =
  | "bool"
  | "i8"
  | "i16"
  | "i32"
  | "i64"
  | "u8"
  | "u16"
  | "u32"
  | "u64"
  | "f16"
  | "f32"
  | "f64";

/** Boolean, signed integer, unsigned integer or floating point: NumPy's kind letters. */
export type LaneKind = "b" | "i" | "u" | "f";

/** The facts of a lane type that rules and lowerings ask for. */
export interface LaneInfo {
  readonly lane: Lane;
  readonly kind: LaneKind;
  readonly bytes: 1 | 2 | 4 | 8;
  readonly bits: number;
  /** 64-bit integers, whose values do not fit a JavaScript number. */
  readonly wide: boolean;
}

function info(lane: Lane, kind: LaneKind, bytes: 1 | 2 | 4 | 8): LaneInfo {
  return { lane, kind, bytes, bits: bytes * 8, wide: bytes === 8 && kind !== "f" };
}

/** Every lane type once. */
export const laneInfo: Readonly<Record<Lane, LaneInfo>> = {
  bool: info("bool", "b", 1),
  i8: info("i8", "i", 1),
  i16: info("i16", "i", 2),
  i32: info("i32", "i", 4),
  i64: info("i64", "i", 8),
  u8: info("u8", "u", 1),
  u16: info("u16", "u", 2),
  u32: info("u32", "u", 4),
  u64: info("u64", "u", 8),
  f16: info("f16", "f", 2),
  f32: info("f32", "f", 4),
  f64: info("f64", "f", 8),
};

/** All lanes, in the order of {@link laneInfo}. */
export const allLanes = Object.keys(laneInfo) as readonly Lane[];

/** The dtypes that kernels compute with. Others (strings, records, dates) are copied or viewed as these. */
export type NumericName =
  | "bool"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float16"
  | "float32"
  | "float64"
  | "complex64"
  | "complex128";

/** How one element lies in memory. One object per distinct type: compare with `===`. */
export interface ElementType {
  readonly name: NumericName;
  readonly lane: Lane;
  /** 2 for complex types: real, then imaginary. */
  readonly components: 1 | 2;
  /** Stored in the byte order that is not this machine's. Never set for one-byte types. */
  readonly swapped: boolean;
  readonly itemsize: number;
  /** A small number of its own: keys of caches are built from it. Native types are even, swapped ones odd. */
  readonly code: number;
}

const laneOf: Readonly<Record<NumericName, readonly [Lane, 1 | 2]>> = {
  bool: ["bool", 1],
  int8: ["i8", 1],
  uint8: ["u8", 1],
  int16: ["i16", 1],
  uint16: ["u16", 1],
  int32: ["i32", 1],
  uint32: ["u32", 1],
  int64: ["i64", 1],
  uint64: ["u64", 1],
  float16: ["f16", 1],
  float32: ["f32", 1],
  float64: ["f64", 1],
  complex64: ["f32", 2],
  complex128: ["f64", 2],
};

/** The names of all element types, in NumPy's order of type numbers. */
export const numericNames = Object.keys(laneOf) as readonly NumericName[];

const natives = new Map<string, ElementType>();
const swappeds = new Map<string, ElementType>();

numericNames.forEach((name, at) => {
  const [lane, components] = laneOf[name];
  const bytes = laneInfo[lane].bytes;
  const type = { name, lane, components, itemsize: bytes * components };
  const native: ElementType = Object.freeze({ ...type, swapped: false, code: at * 2 });
  natives.set(name, native);
  swappeds.set(
    name,
    bytes === 1 ? native : Object.freeze({ ...type, swapped: true, code: at * 2 + 1 }),
  );
});

/** The element type of a dtype name; `swapped` asks for the other byte order. */
export function elementType(name: NumericName, swapped = false): ElementType {
  return (swapped ? swappeds : natives).get(name)!;
}

/** Whether a dtype name is one that kernels compute with. */
export function isNumericName(name: string): name is NumericName {
  return natives.has(name);
}
