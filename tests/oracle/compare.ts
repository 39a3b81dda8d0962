// Compares strided's answer to a case with NumPy's: errors, layout, values, and the final bytes of
// the inputs. The wording of an error is a `soft` difference, counted apart.

import { decode, itemsize, sameElement } from "./bytes.js";
import type { Answer, Case, DWire, Tolerance, Wire, WireError } from "./case.js";
import { compareData, type Difference, hard, show } from "./compare-data.js";
import { compareScalar, compareValue, plain } from "./compare-value.js";
import { type Layout, layoutOf, wireOf } from "./dtypes.js";

type ArrayWire = Extract<Wire, { k: "array" }>;

const EXACT: Tolerance = {};

/** Python's classes, and what strided may throw for them. */
const ERROR_NAMES: Readonly<Record<string, readonly string[]>> = {
  AxisError: ["AxisError"],
  IndexError: ["IndexError"],
  KeyError: ["KeyError", "ValueError", "IndexError"],
  OverflowError: ["OverflowError"],
  ZeroDivisionError: ["ZeroDivisionError"],
  // Python reads shapes in dtype strings as programs
  SyntaxError: ["DTypeError", "ValueError"],
  MemoryError: ["MemoryError"],
  _ArrayMemoryError: ["MemoryError"],
  DTypePromotionError: ["DTypePromotionError"],
  UFuncTypeError: ["UFuncTypeError", "DTypeError", "TypeError"],
  TypeError: ["TypeError", "DTypeError", "UFuncTypeError", "DTypePromotionError"],
  OSError: ["FileError"],
  BufferError: ["ValueError"],
  // not public there
  ConverterError: ["ValueError"],
  ValueError: ["ValueError"],
  LookupError: ["ValueError", "IndexError"],
  RuntimeError: ["RuntimeError", "ValueError"],
  AttributeError: ["TypeError", "AttributeError", "DTypeError"],
  NotImplementedError: ["TypeError", "DTypeError", "ValueError", "NotImplementedError"],
};
/** Errors of Python itself, where NumPy does not look at what it was given: any refusal will do. */
const ACCIDENTS =
  /object has no attribute|not supported between instances|object is not (iterable|subscriptable|callable)|unsupported operand|bad operand type|truth value of an array|must be integers or slices|string indices must be integers|returned a result with an exception set|doesn't define __|has no len\(\)|did not return an iterable|to integer ratio|must have magnitude|invalid index to scalar variable|not 'datetime\.|referenced before assignment|not associated with a value/;

/** What NumPy says of axes that no C int holds; here they are out of bounds as any other. */
const C_INTEGERS = /too large to convert to C (int|long)|won't fit into a C int/;

/** Python's tuples and lists are both arrays here. */
const plainText = (message: string): string =>
  message
    .replaceAll("'tuple' object", "'list' object")
    .replace(/'?[^\s']*\/oracle-[^\s']*'?/g, "a file")
    .replace(
      "integer argument expected, got float",
      "'float' object cannot be interpreted as an integer",
    );

function compareErrors(expected: WireError, actual: WireError): Difference[] {
  if (ACCIDENTS.test(expected.message) && actual.class !== "crash") return [];
  if (C_INTEGERS.test(expected.message) && actual.class === "AxisError") return [];
  const known = expected.mro.find((name) => name in ERROR_NAMES);
  const allowed = known === undefined ? [expected.class] : ERROR_NAMES[known]!;
  if (!allowed.includes(actual.class)) {
    const text = `NumPy ${expected.class}: ${expected.message}\n  strided ${actual.class}: ${actual.message}`;
    return [hard(`error class ${expected.class}≠${actual.class}`, text)];
  }
  // The parser's own words, which change from one Python to the next.
  if (expected.class === "SyntaxError") return [];
  // NumPy's sentence comes first; facts and a mend may follow.
  if (plainText(actual.message).startsWith(plainText(expected.message))) return [];
  const text = `NumPy: ${expected.message}\n  strided: ${actual.message}`;
  return [hard(`message of ${expected.class}`, text)];
}
/** Strides that can be told apart: of axes longer than 1, in an array that is not empty. */
function visibleStrides(array: ArrayWire): string {
  if (array.shape.includes(0)) return "empty";
  return array.strides.map((s, i) => (array.shape[i]! > 1 ? s : "·")).join(",");
}

function compareLayout(expected: ArrayWire, actual: ArrayWire, tol: Tolerance): Difference[] {
  const result: Difference[] = [];
  if (visibleStrides(expected) !== visibleStrides(actual)) {
    result.push(
      hard(
        "strides",
        `shape [${expected.shape}]: NumPy [${expected.strides}], strided [${actual.strides}]`,
      ),
    );
  } else if (String(expected.strides) !== String(actual.strides)) {
    const text = `shape [${expected.shape}]: NumPy [${expected.strides}], strided [${actual.strides}]`;
    result.push(hard("strides of axes of length 0 or 1", text));
  }
  for (const letter of "CFWA") {
    if (letter === tol.openFlag) continue;
    if (expected.flags.includes(letter) !== actual.flags.includes(letter)) {
      result.push(hard(`flag ${letter}`, `NumPy ${expected.flags}, strided ${actual.flags}`));
    }
  }
  if (tol.openFlag !== "O" && expected.flags.includes("O") !== actual.flags.includes("O")) {
    const text = `NumPy ${expected.flags}, strided ${actual.flags}`;
    result.push(hard("owndata", text));
  }
  if (String(expected.at) !== String(actual.at)) {
    const inBlock = [expected, actual].some((one) => typeof one.at?.[0] === "number");
    const text = `NumPy at ${expected.at}, strided at ${actual.at}`;
    // Which fresh array a result is a view of is not visible in its values; a view of an input is.
    if (inBlock) result.push(hard("view or copy", text));
    else result.push({ kind: "offset in own memory", text, soft: true });
  }
  return result;
}
/** One variable: NumPy's answer, strided's answer, and what a difference is called. */
export function compareWires(
  expected: Wire,
  actual: Wire,
  tol: Tolerance,
  bound: DataView | readonly DataView[] | null = null,
  mask: DataView | null = null,
): Difference[] {
  if (expected.k === "object" || expected.k === "unknown")
    return [hard("not comparable", JSON.stringify(expected))];
  if (actual.k === "tuple" && expected.k === "tuple") {
    if (expected.items.length !== actual.items.length) {
      return [
        hard("number of results", `NumPy ${expected.items.length}, strided ${actual.items.length}`),
      ];
    }
    return expected.items.flatMap((item, i) =>
      compareWires(item, actual.items[i]!, tol, Array.isArray(bound) ? bound[i]! : bound, mask).map(
        (d) => ({
          ...d,
          text: `result ${i}: ${d.text}`,
        }),
      ),
    );
  }
  if (actual.k === "tuple" && (expected.k === "array" || expected.k === "scalar")) {
    // Inside a record: arrays and records in Python's tuple, nested values in strided's object.
    const shape = expected.k === "array" ? expected.shape : [];
    return compareWires(nested(expected.dtype, expected.data, shape), actual, tol);
  }
  const one = Array.isArray(bound) ? null : (bound as DataView | null);
  if (actual.k === "value") return compareValue(expected, actual, tol, one);
  if (
    expected.k === "none" ||
    actual.k === "none" ||
    expected.k === "dtype" ||
    actual.k === "dtype"
  ) {
    return compareOther(expected, actual);
  }
  if (actual.k !== "array" || (expected.k !== "array" && expected.k !== "scalar")) {
    return [
      hard(
        "kind of result",
        `NumPy ${JSON.stringify(expected)}, strided ${JSON.stringify(actual)}`,
      ),
    ];
  }
  if (expected.k === "scalar") return compareScalar(expected, actual, tol, one);
  if (show(expected.dtype) !== show(actual.dtype)) {
    return [hard("dtype", `NumPy ${show(expected.dtype)}, strided ${show(actual.dtype)}`)];
  }
  if (String(expected.shape) !== String(actual.shape)) {
    return [hard("shape", `NumPy [${expected.shape}], strided [${actual.shape}]`)];
  }
  const layout = actual.isValue ? [] : compareLayout(expected, actual, tol);
  if (tol.noData === true) return layout;
  return [...layout, ...compareData(expected, actual.data, tol, one, mask)];
}

/** Elements as nested tuples of scalars: an array by its axes, a record by its fields. */
function nested(dtype: DWire, data: string, shape: readonly number[]): Wire {
  const bytes = Buffer.from(data, "base64");
  const part = (from: number, length: number): string =>
    bytes.subarray(from, from + length).toString("base64");
  const [length, ...rest] = shape;
  if (length !== undefined) {
    const step = length === 0 ? 0 : bytes.length / length;
    const items = Array.from({ length }, (_, i) => nested(dtype, part(i * step, step), rest));
    return { k: "tuple", items };
  }
  if (typeof dtype === "string") return { k: "scalar", dtype, data };
  if ("sub" in dtype) return nested(dtype.sub[0], data, dtype.sub[1]);
  const items = dtype.formats.map((format, i) =>
    nested(format, part(dtype.offsets[i]!, itemsize(format)), []),
  );
  return { k: "tuple", items };
}

function compareOther(expected: Wire, actual: Wire): Difference[] {
  const same =
    expected.k === actual.k &&
    (expected.k !== "dtype" ||
      (actual.k === "dtype" && show(expected.dtype) === show(actual.dtype)));
  return same
    ? []
    : [
        hard(
          expected.k === "dtype" ? "dtype" : "kind of result",
          `NumPy ${JSON.stringify(expected)}, strided ${JSON.stringify(actual)}`,
        ),
      ];
}

/** The final bytes of the inputs: every changed byte must be explained by an element that agrees. */
function compareMemory(one: Case, tol: Tolerance, expected: Answer, actual: Answer): Difference[] {
  const result: Difference[] = [];
  for (const [number, initial] of one.mem.entries()) {
    const [a, b] = [expected, actual].map((answer) => decode(answer.mem[number] ?? initial)) as [
      DataView,
      DataView,
    ];
    const differing = new Set<number>();
    for (let i = 0; i < a.byteLength; i++) if (a.getUint8(i) !== b.getUint8(i)) differing.add(i);
    if (differing.size === 0) continue;
    for (const [name, spec] of Object.entries(one.arrays)) {
      if (spec.mem === number) explain(name, spec, one, [a, b], tol, expected, differing);
    }
    if (differing.size > 0) {
      const at = [...differing][0]!;
      const before = decode(initial);
      const text = `block ${number}: ${differing.size} bytes, first at ${at}: before ${before.getUint8(at)}, NumPy ${a.getUint8(at)}, strided ${b.getUint8(at)}`;
      result.push(hard("memory", text));
    }
  }
  return result;
}

/** Whether the array is an output of a case whose results are not compared: neither is what it holds then. */
function isOpen(name: string, { steps }: Case, tol: Tolerance): boolean {
  if (tol.noData !== true) return false;
  const outputs = steps.map((step) => ("kw" in step ? step.kw?.["out"] : undefined));
  return JSON.stringify(outputs).includes(`{"v":"${name}"}`);
}

function explain(
  name: string,
  spec: Case["arrays"][string],
  one: Case,
  [a, b]: readonly [DataView, DataView],
  tol: Tolerance,
  expected: Answer,
  differing: Set<number>,
): void {
  const dtype = wireOf(spec.dtype);
  const size = itemsize(dtype);
  const open = isOpen(name, one, tol);
  const bound = typeof expected.bound === "string" ? decode(expected.bound) : null;
  const walk = (axis: number, at: number, position: number): void => {
    if (axis < spec.shape.length) {
      for (let i = 0; i < spec.shape[axis]!; i++) {
        walk(axis + 1, at + i * spec.strides[axis]!, position * spec.shape[axis]! + i);
      }
      return;
    }
    const limit =
      bound === null ? null : bound.getFloat64(bound.byteLength === 8 ? 0 : position * 8, true);
    const isBeyond = bound !== null && bound.byteLength > 8 && position * 8 >= bound.byteLength;
    if (!open && (isBeyond || !sameElement(a, b, at, dtype, tol, limit))) return;
    for (let i = at; i < at + size; i++) differing.delete(i);
  };
  walk(0, spec.offset, 0);
}

/** By design a 64-bit integer that no JavaScript number holds is refused, not rounded. */
function isRefusedInteger(one: Case, expected: Answer, actual: Answer): boolean {
  const { error } = actual;
  if (error?.class !== "RangeError") return false;
  if (expected.error !== undefined && expected.error.step <= error.step) return false;
  if (!/itemBigInt|keepdims|bigint/i.test(error.message)) return false;
  if (one.tol?.noData === true) return true;
  const unsafe = (wire: Wire): boolean => {
    if (wire.k === "tuple") return wire.items.some(unsafe);
    const value = plain(wire)?.value;
    return (
      typeof value === "string" && /^-?\d{16,}$/.test(value) && !Number.isSafeInteger(Number(value))
    );
  };
  return Object.values(expected.results).some(unsafe);
}

/** Integers beyond 64 bits make objects in NumPy, which strided has not: it refuses them, or reads them as weak. */
function isObjectWork(one: Case, expected: Answer, actual: Answer): boolean {
  if (!/"i":"-?\d{19,}"/.test(JSON.stringify(one.steps))) return false;
  const refused = actual.error?.message.includes("strided has no object arrays") === true;
  return refused || expected.error?.message.includes("dtype('O')") === true;
}

/** Whether elements are floats, or records or subarrays of such: what becomes of those out of range is up to C. */
function holdsFloats({ kind, fields, sub }: Layout): boolean {
  if (/[fc]/.test(kind)) return true;
  if (sub !== undefined) return holdsFloats(sub.base);
  return fields?.some(({ layout }) => holdsFloats(layout)) === true;
}

/** Every difference between NumPy's answer to the case and strided's. */
export function compareAnswers(one: Case, expected: Answer, actual: Answer): Difference[] {
  if (expected.crashed !== undefined) {
    return [{ kind: "NumPy crashed", text: expected.crashed, soft: true }];
  }
  if (expected.broken !== undefined) return [hard("broken case", expected.broken)];
  const { loop } = expected;
  const unsafe = one.steps.some((step) => "kw" in step && step.kw?.["casting"] === "unsafe");
  const fromFloat =
    unsafe ||
    one.tol?.fromFloat === true ||
    Object.values(one.arrays).some((spec) => holdsFloats(layoutOf(spec.dtype)));
  const tol = { ...(one.tol ?? EXACT), ...(loop === undefined ? {} : { loop }), fromFloat };
  if (Object.values(expected.results).some((wire) => wire.k === "object")) {
    // strided has no object dtype: anything but a refusal would be a guess.
    return actual.error === undefined ? [hard("no object dtype", "NumPy makes objects")] : [];
  }
  if (isRefusedInteger(one, expected, actual) || isObjectWork(one, expected, actual)) return [];
  if (expected.error !== undefined || actual.error !== undefined) {
    if (expected.error === undefined) {
      const { class: name, message } = actual.error!;
      return [hard(`unexpected ${name}`, `strided ${name}: ${message}`)];
    }
    if (actual.error === undefined) {
      const { class: name, message } = expected.error;
      return [hard(`no ${name}`, `NumPy ${name}: ${message}\n  strided: no error`)];
    }
    // A call that fails writes nothing in strided; NumPy may have begun to. What both wrote must be the same.
    const written = actual.untouched === true ? [] : compareMemory(one, tol, expected, actual);
    return [
      ...compareErrors(expected.error, actual.error),
      ...written.map((each) => ({ ...each, kind: "memory after an error" })),
    ];
  }
  const result: Difference[] = [];
  const bound =
    expected.bound === undefined
      ? null
      : typeof expected.bound === "string"
        ? decode(expected.bound)
        : expected.bound.map(decode);
  for (const [name, wire] of Object.entries(expected.results)) {
    const mask =
      one.mask?.of === name && expected.mask !== undefined ? decode(expected.mask) : null;
    const found = actual.results[name];
    if (found === undefined) result.push(hard("missing result", name));
    else result.push(...compareWires(wire, found, tol, bound, mask));
  }
  return [
    ...result,
    ...compareMemory(one, tol, expected, actual),
    ...compareFloatingPointErrors(one, expected, actual),
    ...compareWarnings(expected, actual),
  ];
}

/** Lists and tuples are both arrays here, and what a path is called depends on the side. */
const plainWarning = (said: string): string => plainText(said).replace(/[[\](),]/g, "");

/** Warnings, where the case's group compares them. Those that strided gave before it does not give again. */
function compareWarnings(expected: Answer, actual: Answer): Difference[] {
  if (expected.warned === undefined || actual.warned === undefined) return [];
  const known = expected.warned.map(plainWarning);
  const before = [...(actual.warnedBefore ?? [])].map(plainWarning);
  const found = actual.warned.map(plainWarning);
  const missing = known.filter((said) => !before.some((one) => one.startsWith(said)));
  const more = found.filter((said) => !known.some((one) => said.startsWith(one)));
  if (missing.length === 0 && more.length === 0) return [];
  const text = `NumPy [${expected.warned.join("; ")}], strided [${actual.warned.join("; ")}]`;
  return [hard("warnings", text)];
}

/** What a case is made of, by which it is told whether an error follows from how NumPy's machine computes. */
interface Makings {
  readonly hasComplex: boolean;
  readonly hasHalves: boolean;
  readonly hasWords: boolean;
  readonly isUneven: boolean;
  readonly isMasked: boolean;
  readonly isSquareAt: boolean;
  readonly hasBlas: boolean;
  readonly isStepping: boolean;
}

/** Errors that NumPy reports or not as strides and numbers of elements decide; docs/differences.md has a row for each. */
const BY_MACHINE: readonly ((said: string, makings: Makings) => boolean)[] = [
  // a complex modulus overflows silently where the processor takes several
  (said, { hasComplex }) => hasComplex && said === "overflow encountered in absolute",
  // products are added up before they are rounded, but where an operand runs backward or stands still
  (said, { hasComplex, isUneven }) =>
    hasComplex &&
    isUneven &&
    /^(overflow|invalid value) encountered in (multiply|square)$/.test(said),
  // sorting halves leaves NaN that signal, and comparing those as wider numbers is invalid
  (said, { hasHalves, hasComplex }) =>
    (hasHalves || hasComplex) && said === "invalid value encountered in equal",
  // one at a time, squares of complex numbers are multiplied in another way than side by side
  (said, { hasComplex, isSquareAt }) =>
    hasComplex && isSquareAt && said.endsWith("encountered in at"),
  // floats become uint32 one by one through a wider integer, and several at a time not
  (said, { hasWords }) => hasWords && said.startsWith("invalid value"),
  // BLAS computes with elements that it only pads with, and adds up in an order of its own
  (said, { hasBlas }) =>
    hasBlas &&
    /^(invalid value|overflow) encountered in (dot|matmul|matvec|vecmat|vecdot)$/.test(said),
  // with AVX-512, reductions of these step over elements
  (said, { isStepping }) => isStepping && /^\S+( \S+)? encountered in reduce(at)?$/.test(said),
  // sums under a mask are added up in an order of their own
  (said, { isMasked }) => isMasked && /^(overflow|invalid value) encountered in reduce$/.test(said),
];

function makingsOf(one: Case): Makings {
  const steps = JSON.stringify(one.steps);
  const specs = Object.values(one.arrays);
  const words = `${steps} ${JSON.stringify(specs.map(({ dtype }) => dtype))}`;
  return {
    hasComplex: /[<>]c\d|"[<>]?[FD]"|complex/.test(words),
    hasHalves: /[<>]f2|"e"|float16/.test(words),
    hasWords: /[<>]u4|"[<>]?[IL]"|uint32/.test(words),
    isUneven:
      /outer"/.test(steps) || specs.some(({ strides }) => strides.some((stride) => stride < 0)),
    isMasked: steps.includes('"where":'),
    isStepping: /"(power|arctan2|ldexp)\.reduce/.test(steps),
    hasBlas:
      /[<>]f[48]|[<>]c\d|"[<>]?[fdFD]"|complex|"f":|"c":|[<>]f2.*[<>][iu][248]|[<>][iu][248].*[<>]f2|"l":.*[<>]f2/.test(
        words,
      ),
    isSquareAt: steps.includes('"square.at"'),
  };
}

/** Whether an error does not follow from how NumPy's machine computes. */
function isCertain(one: Case): (said: string) => boolean {
  const makings = makingsOf(one);
  return (said) => !BY_MACHINE.some((isSo) => isSo(said, makings));
}

/**
 * Overflows that complex numbers report beside invalid values, on the way to NaN: they depend on the order in which
 * a machine multiplies and adds up the parts.
 */
function isOnTheWay(one: Case, known: readonly string[], found: readonly string[]) {
  const { hasComplex } = makingsOf(one);
  return (said: string): boolean => {
    const invalid = said.replace("overflow", "invalid value");
    return hasComplex && invalid !== said && known.includes(invalid) && found.includes(invalid);
  };
}

/** Floating-point errors that were reported, unless the case says that NumPy's depend on its machine. */
function compareFloatingPointErrors(one: Case, expected: Answer, actual: Answer): Difference[] {
  if (one.fpe === false || expected.fpe === undefined || actual.fpe === undefined) return [];
  const isHidden = isOnTheWay(one, expected.fpe, actual.fpe);
  const [known, found] = [expected.fpe, actual.fpe].map((said) =>
    said.filter(isCertain(one)).filter((each) => !isHidden(each)),
  );
  if (String(known) === String(found)) return [];
  const text = `NumPy [${known!.join("; ")}], strided [${found!.join("; ")}]`;
  return [{ kind: "floating-point errors", text, soft: false }];
}
