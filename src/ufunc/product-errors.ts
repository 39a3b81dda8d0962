// The floating-point errors of products of matrices, told by going through the sums of those results that are not
// finite once more. How matrices are multiplied is matrix-product.ts's business.

import { broadcastTo } from "../array/axes.js";
import { castArray } from "../array/copy.js";
import { dtype as toDtype } from "../core/dtype.js";
import { quietly, reportErrors, watched } from "../core/errstate.js";
import { countOf } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { INVALID, OVER } from "../kernel/errors.js";
import { allFinite } from "./all-finite.js";

const complex128 = toDtype("complex128");

/** More steps than are worth knowing which of them went wrong. */
const MOST_STEPS = 2 ** 24;

/** Reports what the products of two stacks of matrices raised, where results are not finite. */
export function reportProduct(a: NDArray, b: NDArray, out: NDArray, name: string): void {
  if (watched.flags === 0 || !"fc".includes(out.dtype.kind) || allFinite(out)) return;
  const [m, n] = out._shape.slice(-2) as [number, number];
  const k = a._shape[a.ndim - 1]!;
  const stack = out._shape.slice(0, -2);
  if (out.size * k > MOST_STEPS) return;
  const parts = (array: NDArray, shape: readonly number[]) => {
    const spread = broadcastTo(array, [...stack, ...shape]);
    return partsOf(quietly(() => castArray(spread, complex128, "C")) as unknown as NDArray);
  };
  const [left, right, made] = [parts(a, [m, k]), parts(b, [k, n]), parts(out, [m, n])];
  const sum = new Sum(
    out.dtype.itemsize / (out.dtype.kind === "c" ? 2 : 1),
    out.dtype.kind === "c",
  );
  const count = countOf(stack);
  for (let at = 0; at < count * m * n; at++) {
    if (Number.isFinite(made[2 * at]!) && Number.isFinite(made[2 * at + 1]!)) continue;
    const matrix = Math.floor(at / (m * n));
    const row = (matrix * m + (Math.floor(at / n) % m)) * k;
    const column = matrix * k * n + (at % n);
    sum.begin();
    for (let i = 0; i < k; i++) sum.step(left, 2 * (row + i), right, 2 * (column + i * n));
    sum.end();
  }
  reportErrors(sum.flags, name);
}

function partsOf(array: NDArray): Float64Array {
  return new Float64Array(array.storage.buffer, array.byteOffset, 2 * array.size);
}

/** A running sum of products, and what its steps raised. */
class Sum {
  flags = 0;
  private re = 0;
  private im = 0;
  private readonly size: number;
  private readonly isComplex: boolean;

  constructor(size: number, isComplex: boolean) {
    this.size = size;
    this.isComplex = isComplex;
  }

  begin(): void {
    this.re = 0;
    this.im = 0;
  }

  step(a: Float64Array, i: number, b: Float64Array, j: number): void {
    const [x, y] = [a[i]!, b[j]!];
    this.re = this.added(this.re, this.product(x, y));
    if (!this.isComplex) return;
    const [v, w] = [a[i + 1]!, b[j + 1]!];
    this.re = this.added(this.re, -this.product(v, w));
    this.im = this.added(this.im, this.product(x, w));
    this.im = this.added(this.im, this.product(v, y));
  }

  /** Halves are added up as single floats. */
  end(): void {
    if (this.size === 2 && Math.abs(this.re) >= 65520 && Number.isFinite(this.re))
      this.flags |= OVER;
  }

  private rounded(value: number): number {
    return this.size < 8 ? Math.fround(value) : value;
  }

  private product(x: number, y: number): number {
    const made = this.rounded(x * y);
    this.look(made, x, y);
    return made;
  }

  private added(x: number, y: number): number {
    const made = this.rounded(x + y);
    this.look(made, x, y);
    return made;
  }

  private look(made: number, x: number, y: number): void {
    if (Number.isFinite(made)) return;
    if (Number.isNaN(made)) {
      if (!Number.isNaN(x) && !Number.isNaN(y)) this.flags |= INVALID;
    } else if (Number.isFinite(x) && Number.isFinite(y)) this.flags |= OVER;
  }
}
