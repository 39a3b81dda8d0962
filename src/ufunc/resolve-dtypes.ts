// `ufunc.resolve_dtypes`: which dtypes a call would compute in, asked without arrays.

import { type Casting, readCasting } from "../core/casting.js";
import { Complex } from "../core/complex.js";
import { DType, dtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { options } from "../core/options.js";
import { result_type } from "../core/promotion.js";
import { loopFor, type UfuncInfo } from "./loop-kernels.js";
import type { Loop, UfuncRow } from "./loops.js";
import { checkWeakCast, ownDtype, type WeakScalar } from "./operand.js";
import { reductionLoop } from "./reduction-loop.js";
import {
  charDtype,
  checkInputCast,
  checkOutputCast,
  loopInput,
  loopOutput,
  takesTruth,
} from "./resolve.js";
import { type SignatureLike, signatureOption } from "./signature.js";

/** Options of `ufunc.resolve_dtypes`. */
export interface ResolveOptions {
  /** The loop asked for, as in a call. By default it is found for the dtypes. */
  signature?: SignatureLike | undefined;
  /** Which casts are allowed; `"same_kind"` by default. */
  casting?: Casting | undefined;
  /** Whether it is a reduction: the first dtype is then the output's, or `null`. Default `false`. */
  reduction?: boolean | undefined;
}

/** What stands for an operand: its dtype, a number that bends to the others, `null` for an output not given. */
export type OperandDType = DType | WeakScalar | null;

/** The dtypes of a call's loop for operands of the dtypes given. */
export function resolveDtypes(
  info: UfuncInfo,
  given: readonly OperandDType[],
  known?: ResolveOptions,
): DType[] {
  const { signature, casting, reduction } = options("resolve_dtypes", known, [
    "signature",
    "casting",
    "reduction",
  ]);
  const { nin, nout } = info.row;
  if (reduction === true && (nin !== 2 || nout !== 1)) {
    throw new ValueError(
      `ufunc is not compatible with reduction operations. (${info.name} has ${nin} inputs and ${nout} outputs)`,
    );
  }
  const rule = casting === undefined ? "same_kind" : readCasting(casting);
  const wanted = signatureOption(info.name, info.row, { signature });
  if (!Array.isArray(given) || given.length !== nin + nout) {
    throw new TypeError(
      `resolve_dtypes: The dtypes must be a tuple of \`ufunc.nargs\` length. (an array of ${nin + nout})`,
    );
  }
  given.forEach(checkDtype);
  if (reduction === true) return reductionDtypes(info, given, rule);
  const inputs = given.slice(0, nin);
  if (inputs.includes(null)) {
    throw new TypeError("All input dtypes must be provided (except the first one in reductions)");
  }
  if (info.row.strings === "compare" && wanted === null && inputs.every(isText)) {
    return [...(inputs as DType[]), charDtype("?")].map((one) => one.newbyteorder("="));
  }
  const dtypes = settled(info.row, inputs as (DType | WeakScalar)[]);
  const weakTruth =
    info.row.rule?.kind === "truth" && inputs.some((one) => !(one instanceof DType));
  const loop = loopFor(info, weakTruth ? dtypes.map(() => charDtype("?")) : dtypes, wanted, inputs);
  if (!takesTruth(info.row, loop)) {
    dtypes.forEach((one, i) => {
      const input = inputs[i] as DType | WeakScalar;
      const to = loopInput(loop, i);
      if (input instanceof DType) checkInputCast(info.name, i, nin, one, to, rule);
      else if (wanted?.[i] == null) checkWeakCast(info.name, i, nin, input, to, rule);
    });
  }
  checkOutputs(info, loop, given.slice(nin), rule);
  return loopDtypes(loop);
}

function isText(one: OperandDType | undefined): boolean {
  return one instanceof DType && (one.kind === "U" || one.kind === "S");
}

function checkDtype(one: unknown): void {
  const weak = typeof one === "number" || typeof one === "bigint" || one instanceof Complex;
  if (one === null || weak || one instanceof DType) return;
  throw new TypeError(
    "Provided dtype must be a valid NumPy dtype, int, float, complex, or None. (a dtype object, a number that stands for all of its kind, or null)",
  );
}

function settled(row: UfuncRow, inputs: readonly (DType | WeakScalar)[]): DType[] {
  const strong = inputs.filter((one) => one instanceof DType);
  const bends = row.rule?.kind !== "truth" && strong.every((one) => "biufc".includes(one.kind));
  return inputs.map((one) => {
    if (one instanceof DType) return one;
    return strong.length === 0 || !bends ? ownDtype(one) : result_type(...strong, one);
  });
}

function checkOutputs(
  info: UfuncInfo,
  loop: Loop,
  given: readonly OperandDType[],
  rule: Casting,
): void {
  given.forEach((one, i) => {
    if (one === null) return;
    const to = one instanceof DType ? one : ownDtype(one);
    checkOutputCast(info.name, i, info.row, loopOutput(loop, i), to, rule);
  });
}

function reductionDtypes(
  info: UfuncInfo,
  [out, input, result]: readonly OperandDType[],
  rule: Casting,
): DType[] {
  if (result !== null) {
    throw new TypeError(
      "Output dtype must not be passed for reductions, pass the first input instead.",
    );
  }
  if (!(input instanceof DType)) {
    throw new TypeError("All input dtypes must be provided (except the first one in reductions)");
  }
  const first = out instanceof DType ? out : null;
  if (info.name === "add" && isText(input) && (first === null || first.kind === input.kind)) {
    throw joinsLengthen(first ?? input, input);
  }
  const loop = reductionLoop(info, input, null, first);
  [first ?? input, input].forEach((one, i) => {
    if (takesTruth(info.row, loop)) return;
    checkInputCast(info.name, i, 2, one, loopInput(loop, i), rule);
  });
  if (first !== null) checkOutputs(info, loop, [first], rule);
  return loopDtypes(loop);
}

/** Two texts joined are longer than either: what a reduction starts as cannot hold them. */
function joinsLengthen(one: DType, other: DType): TypeError {
  const native = [one, other].map((each) => each.newbyteorder("="));
  const long = dtype(`${one.kind}${native.reduce((sum, each) => sum + lengthOf(each), 0)}`);
  const shown = [...native, long].map((each) => each.repr()).join(", ");
  return new TypeError(
    `the resolved dtypes are not compatible with add.resolve_dtypes. Resolved (${shown})`,
  );
}

const lengthOf = ({ kind, itemsize }: DType): number => (kind === "U" ? itemsize / 4 : itemsize);

function loopDtypes(loop: Loop): DType[] {
  return loop.dtypes !== undefined
    ? [...loop.dtypes]
    : [...loop.inputs, ...loop.outputs].map(charDtype);
}
