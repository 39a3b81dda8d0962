// Medians and geometric means.

/** The middle of some numbers, or the mean of the two in the middle. NaN of none. */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) return Number.NaN;
  const sorted = [...numbers].sort((x, y) => x - y);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** The geometric mean of positive numbers. NaN of none. */
export function geometricMean(numbers: readonly number[]): number {
  if (numbers.length === 0) return Number.NaN;
  return Math.exp(numbers.reduce((sum, x) => sum + Math.log(x), 0) / numbers.length);
}
