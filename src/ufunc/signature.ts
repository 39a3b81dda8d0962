// The options `dtype` and `signature` of a ufunc call: which dtypes a loop must have, operand by operand. Which
// loop that is, is resolve.ts's business.

import type { DType, DTypeLike } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { charDtype, wantedDtype } from "./resolve.js";

/** The dtype that each operand must have in the loop, inputs first; `null` where any will do. */
export type Signature = readonly (DType | null)[];

/** What a `signature` option may be: `"dd->d"`, or a dtype (or `null`) for each operand. */
export type SignatureLike = string | readonly (DTypeLike | null)[];

/** The options that name a loop. */
export interface SignatureOptions {
  dtype?: DTypeLike | null | undefined;
  signature?: SignatureLike | undefined;
  sig?: SignatureLike | undefined;
}

interface Arity {
  readonly nin: number;
  readonly nout: number;
}

/**
 * The loop that the options ask for; `null` if they leave it open.
 *
 * @throws TypeError where two options say it, or a dtype says more than a loop can
 * @throws ValueError for text that is no signature of this ufunc
 */
export function signatureOption(
  name: string,
  arity: Arity,
  known: SignatureOptions,
): Signature | null {
  const { signature, sig } = known;
  if (signature !== undefined && sig !== undefined) {
    throw new TypeError("cannot specify both 'sig' and 'signature'");
  }
  const given = signature === undefined ? sig : signature;
  if (given !== undefined && known.dtype !== undefined) {
    throw new TypeError("cannot specify both 'signature' and 'dtype'");
  }
  const wanted = wantedDtype(known.dtype);
  if (given === undefined) return wanted === null ? null : outputsOf(arity, wanted);
  return readSignature(name, arity, given);
}

function outputsOf({ nin, nout }: Arity, dtype: DType): Signature {
  return [...new Array<null>(nin).fill(null), ...new Array<DType>(nout).fill(dtype)];
}

function readSignature(name: string, { nin, nout }: Arity, given: unknown): Signature | null {
  const nargs = nin + nout;
  if (typeof given !== "string" && !Array.isArray(given)) {
    throw new TypeError(
      `the signature object to ufunc must be a string or a tuple. (got ${typeof given}; a tuple is an array here)`,
    );
  }
  if (given.length === 1) {
    throw new TypeError("Use `dtype` or  fill the tuple with more than one 'None'.");
  }
  if (typeof given === "string") return readText(name, nin, nout, given);
  if (given.length !== nargs) {
    throw new ValueError(
      `a type-tuple must be specified of length ${nargs} for ufunc '${name}' (got ${given.length} items)`,
    );
  }
  const dtypes = given.map((one: DTypeLike | null) => wantedDtype(one));
  return dtypes.every((one) => one === null) ? null : dtypes;
}

function readText(name: string, nin: number, nout: number, text: string): Signature {
  const inputs = text.slice(0, nin);
  const outputs = text.slice(nin + 2);
  if (text.length !== nin + nout + 2 || text.slice(nin, nin + 2) !== "->") {
    throw new ValueError(
      `a type-string for ${name}, ${nin} typecode(s) before and ${nout} after the -> sign (got '${text}')`,
    );
  }
  return [...inputs, ...outputs].map((char) => {
    try {
      return charDtype(char);
    } catch {
      throw new ValueError(`Invalid data-type for array (got '${char}' in '${text}')`);
    }
  });
}
