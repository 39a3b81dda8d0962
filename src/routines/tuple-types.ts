// How many arrays a routine returns, for the type checker: so that `const [x, y] = np.meshgrid(a, b)` holds under
// noUncheckedIndexedAccess, where an element of a plain list might be missing. No value lives here.

import type { NDArray } from "../core/ndarray.js";
import type { ValueKey } from "../core/value-types.js";

/** A list that is not empty. */
export type OneOrMore<T> = [T, ...T[]];

/** One array for each of the inputs, of its dtype. */
export type ArraysOf<X extends readonly unknown[]> = {
  -readonly [I in keyof X]: NDArray<ValueKey<X[I]>>;
};

/** As many as `N` has elements. */
export type ListOfLength<N extends readonly unknown[], T> = { -readonly [I in keyof N]: T };

/** What stands for an array where options may follow. */
export type ArrayArgument =
  | NDArray
  | ArrayBufferView
  | readonly unknown[]
  | number
  | bigint
  | boolean
  | string;

type Repeated<T, N extends number, Done extends T[] = []> = Done["length"] extends N
  ? Done
  : Done["length"] extends 32
    ? OneOrMore<T>
    : Repeated<T, N, [...Done, T]>;

/** As many as a number written in the call says, or one more than there are positions to cut at. */
export type PartsOf<T, Sections> = Sections extends number
  ? `${Sections}` extends `-${string}` | `${string}.${string}` | "0"
    ? OneOrMore<T>
    : number extends Sections
      ? OneOrMore<T>
      : Repeated<T, Sections>
  : Sections extends readonly unknown[]
    ? ListOfLength<Sections, T> extends infer L extends unknown[]
      ? [...L, T]
      : never
    : OneOrMore<T>;
