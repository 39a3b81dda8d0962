// What cases of ufuncs' methods have in common: one call in the making, dtypes of its operands and outputs, and how far
// its result may be apart.

import type { CaseBuilder } from "../arrays.js";
import type { Arg, DSpec } from "../case.js";
import { numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import type { Values } from "../values.js";
import { timed } from "./times.js";
import type { UfuncRow } from "./ufunc-table.js";

/** What running results of rounded numbers may be apart. */
const ROUNDED = /^(add|subtract|multiply|divide|floor_divide|remainder|fmod|power|float_power)$/;

/** One call in the making: what is operated on, and which of its arguments is the odd one. */
export interface Scene {
  readonly builder: CaseBuilder;
  readonly random: Random;
  readonly row: UfuncRow;
  readonly shape: readonly number[];
  readonly dtype: DSpec;
  readonly odd: string | null;
  /** No element of the operand lies on another. */
  readonly mayWrite?: boolean;
}

/** Dtypes of numbers, times and texts. */
export const operandType = (random: Random): DSpec =>
  random.chance(0.7) ? numeric(random) : random.chance(0.6) ? timed(random) : "<U2";

export function operandDtype(random: Random): DSpec {
  return random.weighted<() => DSpec>([
    [() => numeric(random), 7],
    [() => timed(random), 2],
    [() => random.pick(["S2", "<U1", ">U2", "V3"]), 0.5],
    [() => ({ list: [["a", "i4"]] }), 0.1],
  ])();
}

/** Dtypes of outputs: NumPy reads what lies in them, and texts and records are refused in the words of their casts. */
export const outputType = (random: Random): DSpec =>
  random.chance(0.8) ? numeric(random) : timed(random);

export function values(random: Random, row: UfuncRow): Values {
  if (row.tame === true || row.ulp !== undefined) return random.pick(["small", "unit", "positive"]);
  return random.pick(["small", "small", "special", "unit", "bits"]);
}

export const isOdd = (dtype: DSpec): boolean => typeof dtype !== "string" || /[SUV]/.test(dtype);

/** Whether NumPy has no loop where strided has one, or the other way round; docs/differences.md has a row for each. */
export function isElsewhere(row: UfuncRow, dtypes: readonly DSpec[]): boolean {
  const isText = dtypes.some((dtype) => typeof dtype === "string" && /[SU]/.test(dtype));
  const isRaw = dtypes.some((dtype) => typeof dtype !== "string" || dtype.startsWith("V"));
  if (/^(add|multiply)$/.test(row.name)) return isText;
  return row.test === true && row.nin === 2 && !row.name.startsWith("logical") && isRaw;
}

export function tolerate(builder: CaseBuilder, row: UfuncRow, specs: readonly DSpec[]): void {
  const isComplex = /[<>]c/.test(JSON.stringify(specs));
  const isFloat = isComplex || /[<>]f/.test(JSON.stringify(specs));
  const rounds = row.ulp !== undefined || (isComplex && row.complexUlp !== undefined);
  builder.tol =
    rounds || (isFloat && ROUNDED.test(row.name)) || (isComplex && row.product)
      ? { ulp: 256, zeroSign: true, anyNaN: true, overflow: true, fromFloat: true }
      : { zeroSign: true, anyNaN: true, fromFloat: true };
  if (isComplex && row.power === true) builder.tol = { noData: true };
}

/** An integer beyond 64 bits is an object to NumPy here, which strided does not have. */
export function within64(arg: Arg): Arg {
  return typeof arg === "object" && arg !== null && "i" in arg && /\d{19}/.test(arg.i) ? 3 : arg;
}
