// What a ufunc call is told beside its inputs: out, where, casting, order, dtype, signature. What is done with it is
// call.ts's business.

import { asArray } from "../array/convert.js";
import { castRefused } from "../array/copy.js";
import { type Casting, readCasting } from "../core/casting.js";
import { Complex } from "../core/complex.js";
import { type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import type { OrderName } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { readOrder } from "../core/order.js";
import { isTime, pythonBool } from "../core/python-values.js";
import { warnOnce } from "../core/warn.js";
import type { UfuncInfo } from "./loop-kernels.js";
import { type Signature, type SignatureLike, signatureOption } from "./signature.js";

/** Options of every ufunc call. */
export interface UfuncOptions {
  /** Where the result goes: an array, or one (or `null`) for each output. New arrays by default. */
  out?: NDArray | readonly (NDArray | null)[] | null | undefined;
  /** Elements to compute; where it is false the output keeps what it had. All by default. */
  where?: NDArray | boolean | readonly unknown[];
  /** Which casts of inputs and results are allowed; `"same_kind"` by default. */
  casting?: Casting | undefined;
  /** Memory order of a fresh result; `"K"` keeps the inputs'. `"K"` by default. */
  order?: OrderName | undefined;
  /** The dtype to compute and put out. What the operands promote to by default. */
  dtype?: DTypeLike | undefined;
  /** The loop to run: NumPy's text, such as `"dd->d"`, or a dtype (or `null`) for each input and output. Found by default. */
  signature?: SignatureLike | undefined;
  /** Another name of `signature`. */
  sig?: SignatureLike | undefined;
  /** Accepted for NumPy's sake; strided has no subclasses to pass through. */
  subok?: boolean | undefined;
}

const optionNames = [
  "out",
  "where",
  "casting",
  "order",
  "dtype",
  "signature",
  "sig",
  "subok",
] as const;

export interface Settings {
  out: (NDArray | null)[];
  where: NDArray | null;
  casting: Casting;
  order: OrderName;
  signature: Signature | null;
}

/** @throws TypeError for too few or too many positional arguments */
export function checkArgumentCount(info: UfuncInfo, positional: readonly unknown[]): void {
  const { nin, nout } = info.row;
  const count = positional.length;
  if (count >= nin && count <= nin + nout) return;
  throw new TypeError(
    `${info.name}() takes from ${nin} to ${nin + nout} positional arguments but ${count} ${count === 1 ? "was" : "were"} given`,
  );
}

export function settingsOf(
  info: UfuncInfo,
  given: UfuncOptions | undefined,
  positionalOut: readonly unknown[],
): Settings {
  const { nout } = info.row;
  const known = options<UfuncOptions>(info.name, given, optionNames);
  if (positionalOut.length > 0 && known.out !== undefined) {
    throw new TypeError("cannot specify 'out' as both a positional and keyword argument");
  }
  // in NumPy's order: of several that are wrong, it tells of the first
  const placed = outList(
    info,
    positionalOut.length > 0 ? filled(positionalOut, nout) : known.out,
    nout,
  );
  const signature = signatureOption(info.name, info.row, known);
  const out = placed.map(outArray);
  const where = whereMask(known.where);
  if (positionalOut.length === 0) warnOfUninitialised(known, where);
  return { signature, out, where, ...manners(known) };
}

/** How results are cast and laid out. @throws TypeError, ValueError */
export function manners(
  known: Pick<UfuncOptions, "casting" | "order" | "subok">,
): Pick<Settings, "casting" | "order"> {
  const casting = known.casting === undefined ? "same_kind" : readCasting(known.casting);
  const order = readOrder(known.order, "K");
  if (known.subok !== undefined && typeof known.subok !== "boolean") {
    throw new TypeError(`'subok' must be a boolean (got ${typeof known.subok})`);
  }
  return { casting, order };
}

/** Positional outputs, those left out as `null`. */
export function filled(given: readonly unknown[], nout: number): unknown[] {
  return Array.from({ length: nout }, (_, i) => given[i] ?? null);
}

/** The arrays of an `out` option, one (or `null`) for each output. @throws TypeError, ValueError */
export function outArrays(info: UfuncInfo, given: unknown, nout: number): (NDArray | null)[] {
  return outList(info, given, nout).map(outArray);
}

/** What an `out` option holds for each output. @throws TypeError, ValueError where it is too little or too much */
export function outList(info: UfuncInfo, given: unknown, nout: number): readonly unknown[] {
  if (given === undefined || given === null) return new Array<null>(nout).fill(null);
  const list = Array.isArray(given) ? given : [given];
  if (!Array.isArray(given) && nout > 1) {
    throw new TypeError(`'out' must be a tuple of arrays: ${info.name} has ${nout} outputs`);
  }
  if (list.length !== nout) {
    throw new ValueError(
      `The 'out' tuple must have exactly one entry per ufunc output (${info.name} has ${nout}, got ${list.length})`,
    );
  }
  return list;
}

/** One output. @throws TypeError for what is no array, ValueError for one that is read-only */
export function outArray(one: unknown): NDArray | null {
  if (one === null || one === undefined) return null;
  if (!(one instanceof NDArray)) {
    throw new TypeError(`return arrays must be of ArrayType (got ${typeof one} as 'out')`);
  }
  one.live();
  one.assertWriteable("output array");
  return one;
}

/** NumPy's warning where elements that a mask leaves out are nobody's. */
function warnOfUninitialised(known: Partial<UfuncOptions>, where: NDArray | null): void {
  if (where === null || known.out !== undefined) return;
  warnOnce(
    "UserWarning",
    "'where' used without 'out', expect unitialized memory in output. If this is intentional, use out=None.",
  );
}

function maskOf(given: unknown): NDArray {
  if (Array.isArray(given)) return asArray(given, "bool");
  const isValue = typeof given !== "object" || given === null || given instanceof Complex;
  return asArray(isValue || isTime(given) ? pythonBool(given) : given);
}

/** The mask of a `where` option as a boolean array; `null` for everywhere. */
export function whereMask(given: unknown): NDArray | null {
  if (given === undefined || given === true) return null;
  // as in NumPy, single values count by their truth, arrays only as booleans
  const mask = maskOf(given);
  if (mask.dtype.kind !== "b") {
    const refused = castRefused(mask.dtype, toDtype("bool"), "safe", mask.ndim);
    throw new TypeError(`${refused} (the 'where' mask must be boolean)`);
  }
  mask.live();
  return mask;
}
