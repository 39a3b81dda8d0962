// Several results as one: an array to destructure, with NumPy's names beside the positions.

/** An array of results whose members also have names. */
export type Named<T extends readonly unknown[], N extends object> = T & Readonly<N>;

/** `results` with the name of each member as a property, as NumPy's named tuples have. */
export function named<T extends readonly unknown[], N extends object>(
  results: T,
  names: readonly (keyof N & string)[],
): Named<T, N> {
  names.forEach((name, i) => {
    Object.defineProperty(results, name, { value: results[i], enumerable: false });
  });
  return results as Named<T, N>;
}
