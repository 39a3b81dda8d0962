// How many bins of equal width suit some data: the estimators that `bins` of histograms names. Counting into bins is
// histogram.ts's business.

import { asArray } from "../array/convert.js";
import { ValueError } from "../core/errors.js";
import type { NDArray } from "../core/ndarray.js";
import { pyRepr } from "../core/py-repr.js";
import { warnRuntime } from "../core/warn.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { quantile } from "./quantiles.js";
import { ptp } from "./reductions.js";
import { mean, std } from "./statistics.js";

/** Names of the estimators. */
export type BinEstimator =
  | "auto"
  | "doane"
  | "fd"
  | "rice"
  | "scott"
  | "sqrt"
  | "stone"
  | "sturges";

/** The data: not empty, within the range. `countsOf` counts them into as many bins. */
interface Sample {
  readonly array: NDArray;
  readonly size: number;
  readonly spread: number;
  /** Rounds to the data's precision, where NumPy computes in it. */
  readonly rounded: (value: number) => number;
  readonly countsOf: (bins: number) => NDArray;
}

/** A width, and whether it is of the data's precision. */
type Width = readonly [value: number, own: boolean];

const sturges = ({ spread, size }: Sample): Width => [spread / (Math.log2(size) + 1), false];
const squareRoot = ({ spread, size }: Sample): Width => [spread / Math.sqrt(size), false];

/** D. Freedman and P. Diaconis, "On the histogram as a density estimator" (1981). */
function freedman({ array, size, rounded }: Sample): Width {
  const [high, low] = quantile(array, [0.75, 0.25]).tolist() as [number, number];
  return [rounded(rounded(2 * rounded(high - low)) * size ** (-1 / 3)), true];
}

/** D. P. Doane, "Aesthetic frequency classifications" (1976). */
function doane({ array, size, spread }: Sample): Width {
  if (size <= 2) return [0, false];
  const skew = Math.sqrt((6 * (size - 2)) / ((size + 1) * (size + 3)));
  const sigma = std(array) as number;
  if (!(sigma > 0)) return [0, false];
  const away = ufuncs.divide(ufuncs.subtract(array, mean(array) as never), sigma as never);
  const third = mean(asArray(ufuncs.power(away as NDArray, 3))) as number;
  return [spread / (1 + Math.log2(size) + Math.log2(1 + Math.abs(third) / skew)), false];
}

/** C. J. Stone, "An asymptotically optimal histogram selection rule" (1984): the least estimated loss. */
function stone({ size, spread, rounded, countsOf }: Sample): Width {
  if (size <= 1 || spread === 0) return [0, false];
  const most = Math.max(100, Math.floor(Math.sqrt(size)));
  let best = 1;
  let least = Number.POSITIVE_INFINITY;
  for (let bins = 1; bins <= most; bins++) {
    const parts = (countsOf(bins).tolist() as number[]).map((count) => count / size);
    const square = parts.reduce((sum, part) => sum + part * part, 0);
    const loss = (2 - (size + 1) * square) / rounded(spread / bins);
    if (loss < least) [best, least] = [bins, loss];
  }
  if (best === most) warnRuntime("The number of bins estimated may be suboptimal.");
  return [rounded(spread / best), true];
}

const estimators: Record<BinEstimator, (sample: Sample) => Width> = {
  stone,
  auto: (sample) => {
    const [fd, root, other] = [freedman(sample), squareRoot(sample), sturges(sample)];
    const wide: Width = root[0] / 2 > fd[0] ? [root[0] / 2, false] : fd;
    return other[0] < wide[0] ? other : wide;
  },
  doane,
  fd: freedman,
  // the cube root of twice the size
  rice: ({ spread, size, rounded }) => [rounded(spread / (2 * size ** (1 / 3))), true],
  scott: ({ array, size, rounded }) => [
    rounded(((24 * Math.PI ** 0.5) / size) ** (1 / 3) * (std(array) as number)),
    true,
  ],
  sqrt: squareRoot,
  sturges,
};

/** @throws ValueError for a name that is none of theirs */
export function checkEstimator(name: string): asserts name is BinEstimator {
  if (!Object.hasOwn(estimators, name)) {
    throw new ValueError(
      `${pyRepr(name)} is not a valid estimator for \`bins\` (there are ${Object.keys(estimators).join(", ")})`,
    );
  }
}

/** How many bins an estimator asks for between two ends. */
export function estimatedBins(
  name: BinEstimator,
  array: NDArray,
  distance: number,
  countsOf: (bins: number) => NDArray,
): number {
  if (array.size === 0) return 1;
  const isSingle = array.dtype.kind === "f" && array.itemsize === 4;
  const rounded = isSingle ? Math.fround : (value: number) => value;
  const spread = Number(ptp(array));
  const [width, own] = estimators[name]({ array, size: array.size, spread, rounded, countsOf });
  if (width === 0 || Number.isNaN(width)) return 1;
  const least = "iu".includes(array.dtype.kind) ? Math.max(width, 1) : width;
  return Math.ceil(own ? rounded(distance / least) : distance / least);
}
