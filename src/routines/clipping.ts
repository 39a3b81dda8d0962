// Values kept within bounds and values rounded: clip and round. Both are one kernel, run as a ufunc is.

import { asArray } from "../array/convert.js";
import { copyArray, copyInto } from "../array/copy.js";
import { mayOverlap } from "../array/overlapping.js";
import { NaT } from "../core/datetime-calendar.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { quietly, watchLevel } from "../core/errstate.js";
import { shapeText } from "../core/layout.js";
import { isPacked, NDArray, newArray, newPacked } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import type { PromoteOperands } from "../core/result-types.js";
import type { DTypeKey, DTypeLikeObject } from "../core/types.js";
import { integerBounds } from "../core/weak-scalar.js";
import type { Body, Value } from "../kernel/builder.js";
import { runLine } from "../kernel/engine.js";
import { isNaT } from "../kernel/math/datetime.js";
import { viewsOf } from "../memory/buffer-views.js";
import { allFinite } from "../ufunc/all-finite.js";
import { callUfunc } from "../ufunc/call.js";
import type { UfuncOptions } from "../ufunc/call-options.js";
import type { UfuncInfo } from "../ufunc/loop-kernels.js";
import { kernelFor, loopFor } from "../ufunc/loop-kernels.js";
import { complexes, mixed, reals, same, type UfuncRow } from "../ufunc/loops.js";
import { scratch, writeScalar } from "../ufunc/plain-plan.js";
import { PlainPlans } from "../ufunc/plain-plans.js";
import { scalarOf } from "../ufunc/reduce.js";
import { reportCall } from "../ufunc/report.js";
import { checkOutputCast } from "../ufunc/resolve.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { integer, isScalarValue, optionsOr } from "./arguments.js";
import { partOf } from "./complex-parts.js";
import type { ValueKey } from "./creation.js";
import { checkOut } from "./out-array.js";

/**
 * Complex numbers are ordered by real, then imaginary part. As in NumPy only a NaN of x stays for certain: one
 * in a bound counts where it takes part in a comparison.
 */
const clipComplex: Body = (b, x, low, high) => {
  const before = (p: Value, q: Value) =>
    b.select(b.eq(b.re(p), b.re(q)), b.lt(b.im(p), b.im(q)), b.lt(b.re(p), b.re(q)));
  const raised = b.select(b.or(b.isnan(x!), before(low!, x!)), x!, low!);
  return b.select(b.or(b.isnan(raised), before(raised, high!)), raised, high!);
};

/** NaT in any of the three is NaT. */
const clipTime: Body = (b, x, low, high) => {
  const none = b.or(isNaT(b, x!), b.or(isNaT(b, low!), isNaT(b, high!)));
  return b.select(none, b.const("i64", NaT), b.min(b.max(x!, low!), high!));
};

const clipRow: UfuncRow = {
  nin: 3,
  nout: 1,
  result: "promote",
  identity: null,
  loops: [
    ...same("?", 3, (b, x, low, high) => b.and(b.or(x, low), high)),
    ...same(reals, 3, (b, x, low, high) => b.min(b.max(x, low), high)),
    ...same(complexes, 3, clipComplex),
    ...mixed("mmm->m MMM->M", clipTime),
  ],
  times: "choose",
  doc: "x kept within [low, high]; NaN stays.",
  example: ["np.clip([1, 5, 9], 2, 8)", "[2 5 8]"],
};

function infoFor(name: string, row: UfuncRow): UfuncInfo {
  return { name, row, kernels: new Map(), loops: new Map(), plain: new PlainPlans() };
}

const float64 = toDtype("float64") as DType;
const float32 = toDtype("float32") as DType;
const clipInfo = infoFor("clip", clipRow);

/** Options of `clip`: those of every ufunc, and the bounds by name. */
export interface ClipOptions extends UfuncOptions {
  /** NumPy's older name of `min`; no limit by default. */
  a_min?: unknown;
  /** NumPy's older name of `max`; no limit by default. */
  a_max?: unknown;
  /** The least value; no limit by default. */
  min?: unknown;
  /** The greatest value; no limit by default. */
  max?: unknown;
}

const clipNames = [
  "a_min",
  "a_max",
  "min",
  "max",
  "out",
  "where",
  "casting",
  "order",
  "dtype",
  "subok",
] as const;

type Bound = number | bigint | NDArray | readonly unknown[] | null | undefined;

type ClipKey<A, L, H> = [L, H] extends [
  number | bigint | NDArray | null | undefined,
  number | bigint | NDArray | null | undefined,
]
  ? WithBound<WithBound<ValueKey<A>, L>, H>
  : DTypeKey;

type WithBound<K, B> = B extends null | undefined
  ? K & DTypeKey
  : PromoteOperands<{ readonly dtype: DTypeLikeObject<K> }, B> extends infer P extends DTypeKey
    ? P
    : DTypeKey;

/**
 * The values kept within bounds: smaller ones become `a_min`, greater ones `a_max`; `null` is no bound. A copy.
 *
 * @throws ValueError if the shapes do not broadcast; OverflowError for a bound that the dtype cannot hold
 * @example
 * ```ts
 * np.clip([1, 5, 9], 2, 8); // => [2 5 8]
 * np.clip([1, 5, 9], null, 4.5); // => [1.  4.5 4.5]
 * np.clip([1, 5, 9], { min: 3 }); // => [3 5 9]
 * ```
 */
export function clip(a: number, a_min: number | null, a_max: number | null): number;
export function clip<A, K extends DTypeKey>(
  a: A,
  a_min: Bound,
  a_max: Bound,
  options: ClipOptions & { out: NDArray<K> },
): NDArray<K>;
export function clip<A, const L extends Bound, const H extends Bound>(
  a: A,
  a_min: L,
  a_max: H,
  options?: ClipOptions,
): NDArray<ClipKey<A, L, H>>;
export function clip<A>(a: A, options?: ClipOptions): NDArray;
export function clip(a: unknown, ...args: unknown[]): unknown {
  if (args.length === 2 && a instanceof NDArray) {
    const clipped = clipPacked(a, args[0], args[1]);
    if (clipped !== null) return clipped;
  }
  const last = args[args.length - 1];
  const given = isOptions(last) ? (last as ClipOptions) : undefined;
  const positional = given === undefined ? args : args.slice(0, -1);
  const { a_min, a_max, min, max, ...known } = options<ClipOptions>("clip", given, clipNames);
  if (positional.length > 2) {
    throw new TypeError(
      `clip() takes from 1 to 3 positional arguments but ${positional.length + 1} were given (out goes into the options)`,
    );
  }
  if (positional.length > 0 && (a_min !== undefined || min !== undefined)) {
    throw new ValueError(
      "Passing `min` or `max` keyword argument when `a_min` and `a_max` are provided is forbidden.",
    );
  }
  const low = positional[0] ?? a_min ?? min ?? null;
  const high = positional[1] ?? a_max ?? max ?? null;
  const result = clipArray(asArray(a), low, high, known);
  const scalars = [a, low, high].every((one) => one === null || isScalarValue(one));
  return scalars && known.out === undefined ? scalarOf(result) : result;
}

/** The bounds of a packed clip, as the kernel reads them. Never short typed arrays of their own: V8 moves those. */
const bounds = viewsOf(new ArrayBuffer(64));

/** Floats, packed, kept within two numbers; `null` for all others. */
function clipPacked(array: NDArray, low: unknown, high: unknown): NDArray | null {
  const { dtype, itemsize } = array;
  if (dtype !== float64 && dtype !== float32) return null;
  if (typeof low !== "number" || typeof high !== "number" || !isPacked(array)) return null;
  if (!writeScalar(low, dtype)) return null;
  bounds.i32[0] = scratch.i32[0]!;
  bounds.i32[1] = scratch.i32[1]!;
  if (!writeScalar(high, dtype)) return null;
  bounds.i32[2] = scratch.i32[0]!;
  bounds.i32[3] = scratch.i32[1]!;
  const { views } = array.live();
  const result = newPacked(array, dtype);
  const loop = loopFor(clipInfo, [dtype, dtype, dtype], null);
  const kernel = kernelFor(clipInfo, loop, [dtype, dtype, dtype], [dtype], false, watchLevel());
  const byteStrides: readonly number[] = [];
  const operands = [
    { views, byteOffset: array.byteOffset, byteStrides },
    { views: bounds, byteOffset: 0, byteStrides },
    { views: bounds, byteOffset: 8, byteStrides },
    { views: result.storage.views, byteOffset: result.byteOffset, byteStrides },
  ];
  const flags = runLine(kernel, array.size, operands, [itemsize, 0, 0, itemsize]);
  if (flags !== 0) reportCall(flags, "clip", array.ndim < 2);
  return result;
}

function clipArray(array: NDArray, low: unknown, high: unknown, known: UfuncOptions): NDArray {
  const least = reaches(array.dtype, low, "least") ? null : low;
  const most = reaches(array.dtype, high, "most") ? null : high;
  const settings = { ...known };
  if (settings.out === null || settings.out === undefined) delete settings.out;
  if (least === null && most === null) {
    return ufuncs.positive(array, settings) as NDArray;
  }
  if (least === null) return ufuncs.minimum(array, most as number, settings) as NDArray;
  if (most === null) return ufuncs.maximum(array, least as number, settings) as NDArray;
  return callUfunc(clipInfo, [array, least, most, settings]) as NDArray;
}

/** Whether a JavaScript integer is no bound at all because the dtype ends before it. */
function reaches(dtype: DType, bound: unknown, side: "least" | "most"): boolean {
  if (dtype.kind !== "i" && dtype.kind !== "u") return false;
  if (typeof bound === "number") {
    if (!Number.isSafeInteger(bound)) return false;
    const span = 2 ** (8 * dtype.itemsize);
    const first = dtype.kind === "u" ? 0 : -span / 2;
    return side === "least" ? bound <= first : bound >= first + span - 1;
  }
  if (typeof bound !== "bigint") return false;
  const [least, most] = integerBounds(dtype);
  return side === "least" ? bound <= least : bound >= most;
}

/** Options of `round`. */
export interface RoundOptions {
  /** Digits after the point; before it if negative. 0 by default. */
  decimals?: number | undefined;
  /** An array for the result, which is returned; a new one by default. */
  out?: NDArray | null | undefined;
}

/** x · f or x / f, rounded to an integer, and back again; halves are rounded at every step, as NumPy does. */
function scaledRounding(divideFirst: boolean): Body {
  return (b, x, f) => {
    const first = divideFirst ? b.div(x, f) : b.mul(x, f);
    const whole = b.rint(first);
    return divideFirst ? b.mul(whole, f) : b.div(whole, f);
  };
}

/**
 * The same for halves: a kernel computes them in single precision, so each step is rounded to a half.
 */
function halfRounding(divideFirst: boolean): Body {
  return (b, x, f) => {
    const half = (value: Parameters<typeof b.cast>[0]) => b.cast(b.cast(value, "f16"), "f32");
    const first = half(divideFirst ? b.div(x, f) : b.mul(x, f));
    const whole = half(b.rint(first));
    return divideFirst ? b.mul(whole, f) : b.div(whole, f);
  };
}

function roundInfo(divideFirst: boolean): UfuncInfo {
  return infoFor("round", {
    nin: 2,
    nout: 1,
    result: "promote",
    identity: null,
    loops: [
      ...same("e", 2, halfRounding(divideFirst)),
      ...same("fd", 2, scaledRounding(divideFirst)),
    ],
    doc: "x rounded to a multiple of a power of ten.",
    example: ["np.round(2.675, 2)", "2.68"],
  });
}

const roundDown = roundInfo(false);
const roundUp = roundInfo(true);

/**
 * The values rounded to the given number of decimals, halves to even. A copy.
 *
 * @throws TypeError for values that are no numbers
 * @example
 * ```ts
 * np.round([1.25, 2.675, -0.5], 1); // => [ 1.2  2.7 -0.5]
 * np.round([1234, 5678], -2); // => [1200 5700]
 * np.round(3.14159, 2); // => 3.14
 * ```
 */
export function round(a: number, decimals?: number | RoundOptions): number;
export function round<A>(
  a: A,
  decimals?: number | RoundOptions,
  given?: RoundOptions,
): NDArray<ValueKey<A>>;
export function round(a: unknown, decimals?: number | RoundOptions, given?: RoundOptions): unknown {
  const known = optionsOr<RoundOptions>("round", ["decimals", "out"], "decimals", decimals, given);
  const result = roundArray(
    asArray(a),
    integer(known.decimals ?? 0, "decimals"),
    known.out ?? null,
  );
  return isScalarValue(a) && !known.out ? scalarOf(result) : result;
}

/** Another name of `round`. */
export const around = round;

function roundArray(array: NDArray, decimals: number, out: NDArray | null): NDArray {
  array.live();
  const { kind } = array.dtype;
  if (out !== null) checkOutSize(array, out);
  const into = out === null ? {} : { out };
  if (kind === "c") return roundParts(array, decimals, out);
  if (kind === "i" || kind === "u") {
    if (decimals < 0) return roundIntegers(array, decimals, out);
    if (out === null) return copyArray(array, "K", "round");
    copyInto(out, array, "round");
    return out;
  }
  if (decimals === 0) return ufuncs.rint(array, into) as NDArray;
  const info = decimals > 0 ? roundDown : roundUp;
  if (kind === "b") {
    const name = decimals > 0 ? "multiply" : "divide";
    checkOutputCast(name, 0, { nin: 1, nout: 1 }, float64, array.dtype, "same_kind");
  }
  // the result keeps the array's byte order
  const result = out ?? newArray(array._shape, array.dtype, array.flags.fnc ? "F" : "C");
  const held =
    out !== null && mayOverlap(out, array) ? copyArray(array, "K", "round", "overlap") : array;
  const scale = 10 ** Math.abs(decimals);
  quietly(() => callUfunc(info, [array, scale, { out: result }]));
  reportRounding(held, scale, decimals > 0, result);
  return result;
}

/** The errors of rounding, which NumPy does in three steps; where all is well nothing is worked out a second time. */
function reportRounding(array: NDArray, scale: unknown, multiplies: boolean, result: NDArray) {
  if (watchLevel() === 0 || allFinite(result)) return;
  const [first, last] = multiplies
    ? [ufuncs.multiply, ufuncs.divide]
    : [ufuncs.divide, ufuncs.multiply];
  const whole = newArray(array._shape, result.dtype);
  first(array, scale as number, { out: whole, casting: "unsafe" });
  ufuncs.rint(whole, { out: whole, casting: "unsafe" });
  last(whole, scale as number, { out: whole, casting: "unsafe" });
}

function roundIntegers(array: NDArray, decimals: number, out: NDArray | null): NDArray {
  const scale = 10 ** -decimals;
  if (out !== null) {
    checkOutputCast("divide", 0, { nin: 2, nout: 1 }, float64, out.dtype, "same_kind");
  }
  const rounded = callUfunc(roundUp, [array, asArray(scale, "float64")]) as NDArray;
  const result = out ?? newArray(array._shape, array.dtype, array.flags.fnc ? "F" : "C");
  copyInto(result, rounded, "round");
  return result;
}

function roundParts(array: NDArray, decimals: number, out: NDArray | null): NDArray {
  const result = out ?? copyArray(array, "K", "round");
  if (result.dtype.kind !== "c") {
    throw new TypeError(`array does not have imaginary part to set (out is ${result.dtype.name})`);
  }
  for (const part of ["re", "im"] as const) {
    copyInto(partOf(result, part), roundArray(partOf(array, part), decimals, null), "round");
  }
  return result;
}

/** NumPy counts the elements, and the shape later. */
function checkOutSize(array: NDArray, out: unknown): void {
  if (out instanceof NDArray && array.size !== out.size) {
    throw new ValueError(
      `invalid output shape (expected ${shapeText(array._shape)}, got ${shapeText(out._shape)})`,
    );
  }
  if (array.dtype.kind !== "c" && !"iu".includes(array.dtype.kind)) {
    checkOut(out, "output must be an array");
    return;
  }
  if (out instanceof NDArray) out.assertWriteable();
  else checkOut(out, "output must be an array");
}
