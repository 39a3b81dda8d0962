// Discrete convolution and correlation of two sequences. Sums are added up tap by tap into the result: the longer
// sequence is never copied into windows.

import { asArray, isMemory } from "../array/convert.js";
import { castArray } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { reshapeArray } from "../array/reshape.js";
import { reversedAlong, runAlong } from "../array/runs.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { quietly } from "../core/errstate.js";
import { NDArray, newArray } from "../core/ndarray.js";
import type { Promote } from "../core/result-types.js";
import { slice } from "../core/slice.js";
import type { Known } from "../core/types.js";
import type { Body } from "../kernel/builder.js";
import type { NumericName } from "../kernel/lanes.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { optionsOr } from "./arguments.js";
import type { ValueKey } from "./creation.js";
import { mapInto } from "./map-elements.js";
import { asSpans, factorsOf } from "./product-operands.js";

/** How much of a convolution is given back: where both overlap fully, as long as the longer one, or all. */
export type ConvolveMode = "valid" | "same" | "full";

/** Options of `convolve` and `correlate`. */
export interface ConvolveOptions {
  /** How much is given back: by default `"full"` of `convolve` and `"valid"` of `correlate`. */
  mode?: ConvolveMode | 0 | 1 | 2 | undefined;
}

type ConvolveKey<A, V> = Known<Promote<ValueKey<A>, ValueKey<V>>>;

const modes = ["valid", "same", "full"] as const;
const float32 = toDtype("float32") as DType;

function modeOf(routine: string, given: unknown, rest: unknown, fallback: ConvolveMode): number {
  const { mode } = optionsOr<ConvolveOptions>(routine, ["mode"], "mode", given, rest);
  if (mode === undefined) return modes.indexOf(fallback);
  const named: unknown = mode;
  if (typeof named === "number" || typeof named === "bigint") {
    if (typeof named === "number" && !Number.isInteger(named)) {
      throw new TypeError(`convolve/correlate mode not understood (got ${named})`);
    }
    if ([0, 1, 2].includes(Number(named))) return Number(named);
    throw new ValueError(`integer convolve/correlate mode must be 0, 1, or 2 (got ${named})`);
  }
  if (typeof named !== "string") {
    throw new TypeError(
      `convolve/correlate mode not understood (one of 'valid', 'same', 'full'; got ${String(named)})`,
    );
  }
  const found = modes.indexOf(named as ConvolveMode);
  if (found >= 0) return found;
  // NumPy knows a mode by its first letter, and then wants all of it
  if ("vsf".includes(named.slice(0, 1).toLowerCase() || "?")) {
    throw new ValueError(
      `Use one of 'valid', 'same', or 'full' for convolve/correlate mode (got '${named}')`,
    );
  }
  throw new ValueError(`mode must be one of 'valid', 'same', or 'full' (got '${named}')`);
}

/**
 * The discrete convolution of two sequences: `result[k]` is the sum of `a[i] * v[k - i]`. The mode `"full"` (default)
 * gives every k where they overlap, `"same"` as many as the longer one has, `"valid"` those where they overlap
 * fully. A copy, of the dtype that both promote to.
 *
 * @throws ValueError for an empty sequence, one of several dimensions, or an unknown mode
 * @example
 * ```ts
 * np.convolve([1, 2, 3], [0, 1, 0.5]); // => [0.  1.  2.5 4.  1.5]
 * np.convolve([1, 2, 3], [0, 1, 0.5], "same"); // => [1.  2.5 4. ]
 * np.convolve([1, 2, 3], [0, 1, 0.5], "valid"); // => [2.5]
 * ```
 */
export function convolve<const A, const V>(
  a: A,
  v: V,
  mode?: ConvolveMode | 0 | 1 | 2 | ConvolveOptions,
  options?: ConvolveOptions,
): NDArray<ConvolveKey<A, V>> {
  const [first, second] = [a, v].map((one) => {
    const array = asArray(one);
    return array.ndim === 0 ? reshapeArray(array, [1]) : array;
  }) as [NDArray, NDArray];
  if (first._shape[0] === 0) throw new ValueError("a cannot be empty");
  if (second._shape[0] === 0) throw new ValueError("v cannot be empty");
  const swapped = second._shape[0] > first._shape[0];
  const long = swapped ? second : first;
  const short = swapped ? first : second;
  const chosen = modeOf("convolve", mode, options, "full");
  for (const one of [long, short]) {
    if (one.ndim > 1) {
      throw new ValueError(
        `object too deep for desired array (convolve takes sequences of one dimension, got shape (${one._shape.join(", ")}))`,
      );
    }
  }
  const reversed = getIndex(short, [slice(null, null, -1)]);
  return correlated(long, reversed, chosen) as never;
}

/**
 * The cross-correlation of two sequences: `result[k]` is the sum of `a[k + i] * conj(v[i])`. The mode is `"valid"`
 * by default; see {@link convolve}. A copy, of the dtype that both promote to.
 *
 * @throws ValueError for an empty sequence, one that has not one dimension, or an unknown mode
 * @example
 * ```ts
 * np.correlate([1, 2, 3], [0, 1, 0.5]); // => [3.5]
 * np.correlate([1, 2, 3], [0, 1, 0.5], "full"); // => [0.5 2.  3.5 3.  0. ]
 * ```
 */
export function correlate<const A, const V>(
  a: A,
  v: V,
  mode?: ConvolveMode | 0 | 1 | 2 | ConvolveOptions,
  options?: ConvolveOptions,
): NDArray<ConvolveKey<A, V>> {
  const chosen = modeOf("correlate", mode, options, "valid");
  const [first, second] = [a, v].map((one) => {
    const array = asArray(one);
    if (array.ndim === 0) {
      throw new ValueError(
        "object of too small depth for desired array (correlate takes sequences of one dimension)",
      );
    }
    if (array.ndim > 1) {
      const known = one instanceof NDArray || isMemory(one);
      throw new ValueError(
        known
          ? `object too deep for desired array (correlate takes sequences of one dimension, got shape (${array._shape.join(", ")}))`
          : "setting an array element with a sequence. The requested array would exceed the maximum number of dimension of 1.",
      );
    }
    return array;
  }) as [NDArray, NDArray];
  if (first._shape[0] === 0) throw new ValueError("first array argument cannot be empty");
  if (second._shape[0] === 0) throw new ValueError("second array argument cannot be empty");
  const conjugated = second.dtype.kind === "c" ? (ufuncs.conjugate(second) as NDArray) : second;
  if (second._shape[0] <= first._shape[0]) return correlated(first, conjugated, chosen) as never;
  // the shorter one slides, and what comes out is written from the end
  return correlated(conjugated, first, chosen, true) as never;
}

/** The sums of products of a short sequence laid under a long one, for every place of it that `mode` asks for. */
function correlated(long: NDArray, short: NDArray, mode: number, turned = false): NDArray {
  const n = long._shape[0]!;
  const m = short._shape[0]!;
  const unavailable = "function not available for this data type";
  const factors = factorsOf("convolve", long, short, unavailable);
  if (factors.refusal !== null) throw factors.refusal;
  const { a: p, b: q, dtype, isSpan } = factors;
  // the first place is that of the short one's last element under the long one's first
  const skipped = mode === 0 ? m - 1 : mode === 1 ? Math.floor(m / 2) : 0;
  const length = mode === 0 ? n - m + 1 : mode === 1 ? n : n + m - 1;
  const first = mode === 1 ? m - 1 - skipped : skipped;
  const half = dtype.typeName === "float16";
  const sums = newArray([length], half ? float32 : dtype, "C", true);
  const frame = turned ? reversedAlong(sums, 0) : sums;
  for (let tap = 0; tap < m; tap++) {
    // place p of the result has element p + first - (m - 1) + tap of the long one under this tap
    const shift = first - (m - 1) + tap;
    const from = Math.max(0, -shift);
    const to = Math.min(length, n - shift);
    if (to <= from) continue;
    const target = runAlong(frame, 0, from, to);
    const source = runAlong(p, 0, from + shift, to + shift);
    const factor = runAlong(q, 0, tap, tap + 1);
    mapInto(tapOf(dtype), [target, source, factor], target);
  }
  if (isSpan) return asSpans(sums, isSpan);
  // NumPy looks for no errors here
  return half ? quietly(() => castArray(sums, dtype, "C", "convolve")) : sums;
}

const taps = new Map<string, { name: string; body: Body }>();

/** `sum + element * factor`, computed in the result's dtype; of booleans, whether any product is true. */
function tapOf(dtype: DType): { name: string; body: Body } {
  let tap = taps.get(dtype.char);
  if (tap === undefined) {
    const name = (dtype.typeName === "float16" ? "float32" : dtype.typeName) as NumericName;
    const body: Body = (b, sum, element, factor) => {
      const [x, y] = [b.cast(element!, name), b.cast(factor!, name)];
      if (dtype.kind === "b") return b.or(sum!, b.and(x, y));
      return b.add(sum!, b.mul(x, y));
    };
    tap = { name: `convolve_${dtype.char}`, body };
    taps.set(dtype.char, tap);
  }
  return tap;
}
