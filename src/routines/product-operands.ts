// What products of dot's kind take: numbers of one dtype, spans of time as counts, and outputs that are just what the
// result would be. The sums are products.ts's business.

import { asArray } from "../array/convert.js";
import { castArray, copyInto } from "../array/copy.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { DTypeError, UFuncTypeError, ValueError } from "../core/errors.js";
import { sameNumbers } from "../core/layout.js";
import { makeArray, NDArray } from "../core/ndarray.js";
import { promoteDTypes } from "../core/promotion.js";
import { scalarOf } from "../ufunc/reduce.js";

const int64 = toDtype("int64") as DType;
const spans = toDtype("timedelta64") as DType;

/** Two operands and the dtype that their products are computed in. */
export interface Factors {
  readonly a: NDArray;
  readonly b: NDArray;
  readonly dtype: DType;
  /** Whether the products are counts of spans: results are spans without a unit. */
  readonly isSpan: boolean;
  /** Why there are no such products, which is told once the shapes fit. */
  readonly refusal: Error | null;
}

/**
 * The operands of a sum of products, spans among them read as counts, as NumPy reads them.
 *
 * @param unavailable - NumPy's sentence for instants
 * @throws TypeError for spans beside instants
 */
export function factorsOf(
  name: string,
  x: unknown,
  y: unknown,
  unavailable = "dot not available for this type",
): Factors {
  const [a, b] = factorArrays(x, y);
  for (const one of [a, b]) one.live();
  const kinds = a.dtype.kind + b.dtype.kind;
  if (kinds === "Mm" || kinds === "mM") {
    const [span, instant] = kinds === "mM" ? [a, b] : [b, a];
    throw new TypeError(
      `Cannot cast array data from ${span.dtype.repr()} to ${instant.dtype.repr()} according to the rule 'safe'`,
    );
  }
  // with uint64 spans have no dtype in common
  const isCount = ({ dtype }: NDArray) => dtype.kind !== "u" || dtype.itemsize < 8;
  if (/^(m[mbiu]|[biu]m)$/.test(kinds) && isCount(a) && isCount(b)) {
    const [p, q] = [castArray(a, int64), castArray(b, int64)];
    return { a: p, b: q, dtype: int64, isSpan: true, refusal: null };
  }
  const refusal = refusalOf(name, a, b, unavailable);
  const dtype = refusal === null ? promoteDTypes(a.dtype, b.dtype).newbyteorder("=") : int64;
  return { a, b, dtype, isSpan: false, refusal };
}

/** Both operands as arrays; an empty list, which has no dtype of its own, takes that of what comes before it. */
export function factorArrays(x: unknown, y: unknown): [NDArray, NDArray] {
  const [a, b] = [asArray(x), asArray(y)];
  const isNothing = (given: unknown, array: NDArray) => Array.isArray(given) && array.size === 0;
  if (isNothing(y, b) && !isNothing(x, a)) return [a, castArray(b, a.dtype)];
  return [a, b];
}

function refusalOf(name: string, a: NDArray, b: NDArray, unavailable: string): Error | null {
  const kinds = a.dtype.kind + b.dtype.kind;
  if (/^[biufc]*$/.test(kinds)) return null;
  const both = `${a.dtype.repr()} and ${b.dtype.repr()}`;
  if (/[SU]/.test(kinds) && !/[VMm]/.test(kinds)) {
    return new ValueError(
      `data type must provide an itemsize (${name} takes numbers, got ${both})`,
    );
  }
  if (kinds === "MM") return new ValueError(`${unavailable} (got ${a.dtype.repr()})`);
  if (/[Mm]/.test(kinds)) {
    return new DTypeError(`strided has no object arrays, which NumPy makes of products of ${both}`);
  }
  return new UFuncTypeError(
    `ufunc '${name}' did not contain a loop with signature matching types (${a.dtype.repr()}, ${b.dtype.repr()}) -> None`,
  );
}

/** Counts of spans as spans, any other array as it is. */
export function asSpans(made: NDArray, isSpan: boolean): NDArray {
  if (!isSpan) return made;
  return makeArray(made.storage, made.byteOffset, made._shape, made._strides, spans, null);
}

/** A result as the caller gets it: spans without a unit, a single value for no axes, or the output. */
export function delivered(made: NDArray, isSpan: boolean, out?: NDArray | null): unknown {
  const result = asSpans(made, isSpan);
  if (out === undefined || out === null) return result.ndim === 0 ? scalarOf(result) : result;
  copyInto(out, result, "dot");
  return out;
}

/** The option `out` of dot. @throws TypeError for what is no array */
export function dotOutput(out: unknown): NDArray | null {
  if (out === undefined || out === null) return null;
  if (!(out instanceof NDArray)) throw new TypeError("'out' must be an array");
  out.live();
  return out;
}

/** @throws ValueError unless the output is just what the result would be */
export function checkDotOutput(out: NDArray, shape: readonly number[], dtype: DType): void {
  const needed = `${dtype.name} of shape (${shape.join(", ")}) is needed`;
  const { c_contiguous, aligned, writeable } = out.flags;
  const isPlain = c_contiguous && aligned && writeable;
  if (!isPlain || !out.dtype.equals(dtype) || out.ndim !== shape.length) {
    throw new ValueError(
      `output array is not acceptable (must have the right datatype, number of dimensions, and be a C-Array): ${needed}`,
    );
  }
  if (!sameNumbers(out._shape, shape)) {
    throw new ValueError(`output array has wrong dimensions: ${needed}`);
  }
}

/** The dtype of a result: of sums of counts, spans. */
export function resultDtype({ dtype, isSpan }: Factors): DType {
  return isSpan ? spans : dtype;
}
