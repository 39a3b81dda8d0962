// What a benchmark case is: plain data, from which every side's program and operands derive. No timing and no
// values live here.

import type { ValueKind } from "./values.js";

/** Who runs a case. `strided` runs on one thread, `strided-all` on every core, `baseline` is another build. */
export type SideName = "numpy" | "numpy-ts" | "strided" | "strided-all" | "baseline";

/** An operand: an array of consecutive elements, and what is looked at of it. */
export interface Operand {
  readonly name: string;
  /** NumPy's name of the dtype; `>f8` and the like are byte-swapped. */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: ValueKind;
  /** Views of it, one after the other: an index in NumPy's notation, `T`, or a shape to broadcast to. */
  readonly view?: readonly ViewStep[];
  /** Other values than another operand of the same kind has. */
  readonly seed?: number;
}

export type ViewStep = "T" | { readonly at: string } | { readonly broadcast: readonly number[] };

/** What is run: one text that all sides understand, or one for each; null where a side has no such thing. */
export type Program =
  | string
  | { readonly python: string; readonly strided: string; readonly "numpy-ts": string | null };

/** How results are held against NumPy's: every bit, or floats to some units in the last place. */
export type Check = "same" | "close";

export interface Case {
  /** `group/name/size`, unique. */
  readonly id: string;
  readonly group: string;
  /** What is done, to what, how it lies in memory. */
  readonly name: string;
  /** The nominal number of elements. */
  readonly size: number;
  readonly operands: readonly Operand[];
  readonly program: Program;
  readonly check: Check;
  /** The operand to verify, of a program that answers nothing. */
  readonly result?: string;
  /** Whether `--quick` runs it. */
  readonly quick: boolean;
}

/** The nominal sizes: small, in the first caches, in the last ones, in memory. */
export const SIZES = [100, 10_000, 1_000_000, 10_000_000] as const;

/** `100`, `1e4` … as they are written in names and options. */
export function sizeName(size: number): string {
  return size < 1000 ? String(size) : size.toExponential().replace("+", "");
}

/** A case from its parts, with its id and the defaults. */
export function makeCase(
  group: string,
  name: string,
  size: number,
  operands: readonly Operand[],
  program: Program,
  more: { check?: Check; result?: string; quick?: boolean } = {},
): Case {
  const { check = "same", quick = false } = more;
  const id = `${group}/${name}/${sizeName(size)}`;
  const base = { id, group, name, size, operands, program, check, quick };
  return more.result === undefined ? base : { ...base, result: more.result };
}

/** The call of a function in each side's language. Options are texts that all languages share. */
export function call(
  fn: string,
  args: readonly string[],
  options: Readonly<Record<string, string>> = {},
): Program {
  const named = Object.entries(options);
  if (named.length === 0) return `np.${fn}(${args.join(", ")})`;
  const python = [...args, ...named.map(([name, value]) => `${name}=${value}`)].join(", ");
  const object = named.map(([name, value]) => `${name}: ${value}`).join(", ");
  return {
    python: `np.${fn}(${python})`,
    strided: `np.${fn}(${[...args, `{ ${object} }`].join(", ")})`,
    "numpy-ts": null,
  };
}

/** The text that a side runs, or null if it has none. */
export function programFor(one: Case, side: SideName): string | null {
  const { program } = one;
  if (typeof program === "string") return program;
  if (side === "numpy") return program.python;
  if (side === "numpy-ts") return program["numpy-ts"];
  return program.strided;
}

/** Square sides: as many rows as columns, about `size` elements. */
export function square(size: number): [number, number] {
  const side = Math.floor(Math.sqrt(size));
  return [side, side];
}
