// Calling a ufunc element by element: operands, out, where, casting, order, broadcasting, overlap; then one
// kernel over everything. Reductions and their relatives are in reduce.ts.

import { broadcastTo } from "../array/axes.js";
import { asArray, itemOf, scalarArray } from "../array/convert.js";
import { castArray, castRefused, copyArray, copyInto, likeArray } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { copyMasked } from "../array/masked.js";
import { mayOverlap, overwrites } from "../array/overlapping.js";
import { exactNumber } from "../array/values.js";
import { type Casting, readCasting } from "../core/casting.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { OverflowError, ValueError } from "../core/errors.js";
import { reportErrors, watchLevel } from "../core/errstate.js";
import {
  broadcastOperands,
  broadcastStrides,
  type OperandLayout,
  type OrderName,
  outputStrides,
  sameNumbers,
} from "../core/layout.js";
import { NDArray, newArrayWithStrides } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import { isTime } from "../core/python-values.js";
import { warnOnce } from "../core/warn.js";
import { weakKind } from "../core/weak-scalar.js";
import { runMap } from "../kernel/engine.js";
import { CAST_SHIFT } from "../kernel/errors.js";
import type { MapKernel } from "../kernel/kernel.js";
import type { Operand as KernelOperand } from "../kernel/operand.js";
import { castFlags } from "./cast-flags.js";
import { compareRecords } from "./compare-records.js";
import { compareStrings } from "./compare-strings.js";
import { kernelFor, loopFor, type UfuncInfo, type Watch } from "./loop-kernels.js";
import type { Loop, UfuncRow } from "./loops.js";
import {
  checkEquivalent,
  checkWeakCast,
  comparable,
  equivalentToNothing,
  type Operand,
  operandOf,
  ownDtype,
  settledDtypes,
  settledScalar,
  type WeakScalar,
} from "./operand.js";
import { plainCall } from "./plain-call.js";
import { forgetsCasts, reportCall } from "./report.js";
import {
  charDtype,
  checkInputCast,
  checkOutputCast,
  loopInput,
  loopOutput,
  takesTruth,
} from "./resolve.js";
import { noSuchSignature } from "./resolve-words.js";
import { type Signature, type SignatureLike, signatureOption } from "./signature.js";
import { numbersFor, readAsNumbers, writeAsText } from "./text-operands.js";

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

interface Settings {
  out: (NDArray | null)[];
  where: NDArray | null;
  casting: Casting;
  order: OrderName;
  signature: Signature | null;
}

/** Calls a ufunc with the arguments as the user gave them. */
export function callUfunc(info: UfuncInfo, args: readonly unknown[]): unknown {
  const plain = plainCall(info, args.length, args[0], args[1], args[2]);
  if (plain !== null) return plain;
  const { nin, nout } = info.row;
  const last = args[args.length - 1];
  const given = args.length > nin && isOptions(last) ? (last as UfuncOptions) : undefined;
  const positional = given === undefined ? args : args.slice(0, -1);
  checkArgumentCount(info, positional);
  const operands = positional.slice(0, nin).map(operandOf);
  const settings = settingsOf(info, given, positional.slice(nin));
  const results = execute(info, operands, settings);
  const scalar = !settings.out.some((one) => one !== null) && operands.every(isScalar(positional));
  const values = scalar ? results.map(scalarResult) : results;
  return nout === 1 ? values[0] : values;
}

/** Scalars in, scalar out: only where no operand was an array. */
function isScalar(given: readonly unknown[]): (operand: Operand, position: number) => boolean {
  return (operand, position) =>
    !(operand instanceof NDArray) ||
    typeof given[position] === "boolean" ||
    typeof given[position] === "string" ||
    isTime(given[position]) ||
    given[position] instanceof Date;
}

function scalarResult(array: NDArray): unknown {
  return exactNumber(itemOf(array), array.dtype);
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

function settingsOf(
  info: UfuncInfo,
  given: UfuncOptions | undefined,
  positionalOut: readonly unknown[],
): Settings {
  const { nout } = info.row;
  const known = options<UfuncOptions>(info.name, given, optionNames);
  if (positionalOut.length > 0 && known.out !== undefined) {
    throw new TypeError("cannot specify 'out' as both a positional and keyword argument");
  }
  if (known.subok !== undefined && typeof known.subok !== "boolean") {
    throw new TypeError(`'subok' must be a boolean (got ${typeof known.subok})`);
  }
  const where = whereMask(known.where);
  if (positionalOut.length === 0) warnOfUninitialised(known, where);
  return {
    signature: signatureOption(info.name, info.row, known),
    out: outArrays(info, positionalOut.length > 0 ? filled(positionalOut, nout) : known.out, nout),
    where,
    casting: known.casting === undefined ? "same_kind" : readCasting(known.casting),
    order: orderOption(known.order),
  };
}

/** Positional outputs, those left out as `null`. */
export function filled(given: readonly unknown[], nout: number): unknown[] {
  return Array.from({ length: nout }, (_, i) => given[i] ?? null);
}

/** @throws ValueError for what is no memory order */
export function orderOption(given: unknown): OrderName {
  if (given === undefined || given === null) return "K";
  if (typeof given === "string" && /^[KACF]$/.test(given)) return given as OrderName;
  throw new ValueError(`order must be one of 'C', 'F', 'A', or 'K' (got '${String(given)}')`);
}

/** The arrays of an `out` option, one (or `null`) for each output. */
export function outArrays(info: UfuncInfo, given: unknown, nout: number): (NDArray | null)[] {
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
  return list.map((one: unknown) => {
    if (one === null || one === undefined) return null;
    if (!(one instanceof NDArray)) {
      throw new TypeError(`return arrays must be of ArrayType (got ${typeof one} as 'out')`);
    }
    one.live();
    one.assertWriteable("output array");
    return one;
  });
}

/** NumPy's warning where elements that a mask leaves out are nobody's. */
function warnOfUninitialised(known: Partial<UfuncOptions>, where: NDArray | null): void {
  if (where === null || known.out !== undefined) return;
  warnOnce(
    "UserWarning",
    "'where' used without 'out', expect unitialized memory in output. If this is intentional, use out=None.",
  );
}

/** The mask of a `where` option as a boolean array; `null` for everywhere. */
export function whereMask(given: unknown): NDArray | null {
  if (given === undefined || given === true || given === null) return null;
  const mask = asArray(given);
  if (mask.dtype.kind !== "b") {
    const refused = castRefused(mask.dtype, toDtype("bool"), "safe", mask.ndim);
    throw new TypeError(`${refused} (the 'where' mask must be boolean)`);
  }
  mask.live();
  return mask;
}

/** One element-by-element run; returns the output arrays. */
function execute(info: UfuncInfo, given: readonly Operand[], settings: Settings): NDArray[] {
  const { row } = info;
  if (row.rule?.kind === "truth" && settings.signature !== null) {
    loopFor(info, [], settings.signature);
  }
  if ((info.name === "equal" || info.name === "not_equal") && given.some(isVoid)) {
    return [recordsCompared(info, given, settings)];
  }
  const operands = given.map((one) => preparedOperand(row, one, given));
  const dtypes = settledDtypes(operands, row.strings === "compare");
  const timed = dtypes.some((one) => one.unit !== null);
  const texts = dtypes.some((one) => one.kind === "U" || one.kind === "S");
  if (row.strings === "compare" && texts && !timed) {
    const answer = settings.signature?.[row.nin] ?? null;
    if (answer !== null && answer.kind !== "b") throw noSuchSignature(info.name);
    return [compareStrings(info.name, operands, dtypes, settings)];
  }
  const loop = loopFor(info, dtypes, settings.signature, operands);
  if (settings.casting === "equiv") refuseInteger(operands, loop);
  // as NumPy does, integers are proved to fit before casts are looked at, other scalars after
  const settled = operands.map((one, i) =>
    weakKind(one) === "int" ? settledInteger(one as WeakScalar, loop, i, dtypes) : one,
  );
  // integers compare with integers of any size, under any rule
  const compared = row.strings === "compare" && given.some((one) => weakKind(one) === "int");
  const anyInput =
    compared && given.some((one) => one instanceof NDArray && "iu".includes(one.dtype.kind));
  checkCasts(info, loop, operands, dtypes, settings, anyInput);
  let inputs = settled.map((one, i) => {
    if (!(one instanceof NDArray)) return settledScalar(one, loopInput(loop, i));
    one.live();
    return one;
  });
  const shape = broadcastOperands(
    inputs.map((one) => one._shape),
    settings.out.map((one) => (one === null ? null : one._shape)),
    settings.where === null ? null : settings.where._shape,
  );
  const [{ dtype: first }] = inputs as [NDArray];
  const isOnlyAsked = takesTruth(row, loop) && first.unit === null && first.isnative;
  const uncast = anyInput || (isOnlyAsked && inputs.every(({ dtype }) => dtype === first));
  const outputs = outputsFor(info, loop, inputs, settings, shape, uncast);
  if (outputs[0]!.size > 0 && row.check !== undefined) {
    row.check(computed(inputs, loop, settings.where, shape), loop, (one) => one);
  }
  const apart = isComputedApart(loop, inputs, settings);
  inputs = inputs.map((one) => readFirst(one, settings.out, info.name));
  const where = settings.where === null ? null : readFirst(settings.where, settings.out, info.name);
  const numbers = numbersFor(outputs, loop, shape);
  const taken = readAsNumbers(inputs, loop);
  if (outputs[0]!.size > 0) {
    const placed = settings.out.some((one) => one !== null);
    if (apart) runLoopApart(info, loop, shape, taken, numbers, where);
    else runLoop(info, loop, shape, taken, numbers, where, placed);
    if (numbers !== outputs) writeAsText(outputs, numbers, where, info.name);
    // units that do not fit each other are refused though there is nothing to recount
  } else if (loop.dtypes !== undefined) loopKernel(info, loop, taken, numbers, where, 0);
  return outputs;
}

/** An integer as the loop takes it. @throws OverflowError: beside times NumPy reads it by itself, in other words */
function settledInteger(
  value: WeakScalar,
  loop: Loop,
  position: number,
  dtypes: readonly DType[],
): NDArray {
  const isTimed = typeof value === "bigint" && dtypes.some((one) => one.unit !== null);
  if (isTimed && BigInt.asIntN(64, value) !== value) {
    throw new OverflowError(`int too big to convert (${value} beside times)`);
  }
  return settledScalar(value, loopInput(loop, position));
}

function isVoid(one: Operand): boolean {
  return one instanceof NDArray && one.dtype.kind === "V";
}

/** What equal and not_equal say of records. */
function recordsCompared(info: UfuncInfo, given: readonly Operand[], settings: Settings): NDArray {
  const plain: Settings = { ...settings, out: [null], where: null, casting: "same_kind" };
  return compareRecords(given, info.name === "not_equal", settings, (x, y) => {
    return execute(info, [x, y], plain)[0]!;
  });
}

/** @throws TypeError where the casting rule refuses an input or an output, inputs first */
export function checkCasts(
  info: UfuncInfo,
  loop: Loop,
  operands: readonly Operand[],
  dtypes: readonly DType[],
  settings: Pick<Settings, "casting" | "out">,
  anyInput: boolean,
): void {
  const { nin } = info.row;
  const { casting } = settings;
  // what isnan and its like ask of times, no casting rule forbids, and the answer goes into any output
  if (info.row.times === "one" && loop.dtypes !== undefined && loop.outputs === "?") return;
  if (!anyInput && !takesTruth(info.row, loop)) {
    const bending = operands.some((one) => one instanceof NDArray);
    if (bending && casting === "equiv") {
      operands.forEach((one, i) => {
        if (!(one instanceof NDArray)) checkEquivalent(one, loopInput(loop, i));
      });
    }
    operands.forEach((one, i) => {
      const to = loopInput(loop, i);
      if (one instanceof NDArray || !bending) {
        checkInputCast(info.name, i, nin, dtypes[i]!, to, casting);
      } else checkWeakCast(info.name, i, nin, one, to, casting);
    });
  }
  settings.out.forEach((one, i) => {
    if (one === null) return;
    checkOutputCast(info.name, i, info.row, loopOutput(loop, i), one.dtype, casting);
  });
}

/** Scalars that do not simply bend to the arrays: those of logic have their own dtype. */
export function preparedOperand(row: UfuncRow, one: Operand, all: readonly Operand[]): Operand {
  if (one instanceof NDArray) return row.rule?.kind === "truth" ? truthOf(one) : one;
  if (row.rule?.kind === "truth") return scalarArray(one, ownDtype(one));
  return row.strings === "compare" ? comparable(one, all) : one;
}

/** Texts and records as whether they are empty, for which there are no loops; other arrays as they are. */
export function truthOf(array: NDArray): NDArray {
  return "SUV".includes(array.dtype.kind) ? castArray(array, charDtype("?")) : array;
}

/** @throws TypeError for a weak integer, to which no dtype is equivalent; integers compare with any */
function refuseInteger(operands: readonly Operand[], loop: Loop): void {
  if (!operands.some((one) => one instanceof NDArray)) return;
  operands.forEach((one, i) => {
    const to = loopInput(loop, i);
    const compared = loop.outputs === "?" && "biu".includes(to.kind);
    if (weakKind(one) === "int" && !compared && to.char !== "l") {
      throw equivalentToNothing("int", to);
    }
  });
}

function outputsFor(
  info: UfuncInfo,
  loop: Loop,
  inputs: readonly NDArray[],
  settings: Settings,
  shape: readonly number[],
  uncast: boolean,
): NDArray[] {
  const { nout } = info.row;
  const outputs: NDArray[] = [];
  for (let i = 0; i < nout; i++) {
    const given = settings.out[i]!;
    const made = loopOutput(loop, i);
    if (given !== null) {
      outputs.push(given);
      continue;
    }
    const layouts = operandLayouts(loop, inputs, settings, uncast);
    const strides = outputStrides(shape, made.itemsize, settings.order, layouts, nout > 1);
    outputs.push(newArrayWithStrides(shape, strides, made));
  }
  return outputs;
}

/**
 * What a fresh output's memory order is derived from: integers that compare with any, and what is only asked for its
 * truth, are not cast for that.
 */
function operandLayouts(
  loop: Loop,
  inputs: readonly NDArray[],
  settings: Settings,
  uncast: boolean,
): OperandLayout[] {
  const layouts = inputs.map((one, i) =>
    layoutOf(one, !uncast && one.dtype !== loopInput(loop, i)),
  );
  settings.out.forEach((one, i) => {
    if (one !== null) layouts.push(layoutOf(one, one.dtype !== loopOutput(loop, i)));
  });
  if (settings.where !== null) layouts.push(layoutOf(settings.where, true));
  return layouts;
}

function layoutOf(array: NDArray, buffered: boolean): OperandLayout {
  const { _shape, _strides, itemsize } = array;
  return { shape: _shape, strides: _strides, itemsize, buffered: buffered || !array.flags.aligned };
}

/** The inputs as the loop sees them: cast to its dtypes, and without what a mask leaves out. */
function computed(
  inputs: readonly NDArray[],
  loop: Loop,
  where: NDArray | null,
  shape: readonly number[],
): readonly NDArray[] {
  const cast = inputs.map((one, i) => {
    const dtype = loopInput(loop, i);
    return one.dtype.num === dtype.num ? one : castArray(one, dtype);
  });
  if (where === null) return cast;
  const mask = broadcastTo(where, shape);
  return cast.map((one) => getIndex(broadcastTo(one, shape), [mask]));
}

/** The operand, or a copy of it if an output would overwrite elements not yet read. */
export function readFirst(
  operand: NDArray,
  outputs: readonly (NDArray | null)[],
  name: string,
): NDArray {
  for (const output of outputs) {
    if (output !== null && overwrites(output, operand)) {
      return copyArray(operand, "K", name, "overlap");
    }
  }
  return operand;
}

/**
 * Whether errors are looked for, and an output is cast and overwrites an input: NumPy computes into an array of its own
 * and casts that, so that the errors of the cast are not the ufunc's.
 */
function isComputedApart(loop: Loop, inputs: readonly NDArray[], settings: Settings): boolean {
  if (watchLevel() === 0 || loop.dtypes !== undefined) return false;
  // inputs of one axis that are cast have been before that
  const flat = settings.where === null && inputs.every((one) => one.ndim < 2);
  const read = inputs.filter((one, i) => !flat || one.dtype.char === loopInput(loop, i).char);
  return settings.out.some((one, i) => {
    if (one === null || one.dtype.char === loopOutput(loop, i).char) return false;
    return "biufc".includes(one.dtype.kind) && read.some((input) => overwrites(one, input));
  });
}

function runLoopApart(
  info: UfuncInfo,
  loop: Loop,
  shape: readonly number[],
  inputs: readonly NDArray[],
  outputs: readonly NDArray[],
  where: NDArray | null,
): void {
  const computed = outputs.map((one, i) => likeArray(one, loopOutput(loop, i), "K"));
  if (where !== null) computed.forEach((one, i) => void copyInto(one, outputs[i]!, info.name));
  runLoop(info, loop, shape, inputs, computed, where, false);
  computed.forEach((one, i) => {
    if (where === null) copyInto(outputs[i]!, one, info.name);
    else copyMasked(outputs[i]!, one, where, info.name);
  });
}

function runLoop(
  info: UfuncInfo,
  loop: Loop,
  shape: readonly number[],
  inputs: readonly NDArray[],
  outputs: readonly NDArray[],
  where: NDArray | null,
  given: boolean,
): void {
  const level = watchLevel();
  const inPlace =
    level !== 0 && given && outputs.some((one) => inputs.some((input) => mayOverlap(one, input)));
  const watch = inPlace ? ((level + 2) as Watch) : level;
  const kernel = loopKernel(info, loop, inputs, outputs, where, watch);
  const operands = [...inputs, ...outputs];
  if (where !== null) operands.push(where);
  const masked = where === null ? 0 : maskedFlags(info, loop, inputs, given ? outputs : []);
  const found = runMap(
    kernel,
    shape,
    operands.map((one) => kernelOperand(one, shape)),
  );
  const all = found | masked;
  const flags = loop.settled?.(all, inputs, outputs[0]!.size) ?? all;
  if (flags !== 0) reportLoop(info, loop, inputs, where === null, flags);
}

/** Reports what a loop raised; casts that NumPy makes before its loop by their own name. */
function reportLoop(
  info: UfuncInfo,
  loop: Loop,
  inputs: readonly NDArray[],
  unmasked: boolean,
  flags: number,
): void {
  const forgets = forgetsCasts(info, loop);
  const early = castsEarly(loop, inputs);
  const isMixed = unmasked && early.includes(true) && early.includes(false);
  if (!isMixed) {
    reportCall(flags, info.name, unmasked && !early.includes(false), forgets);
    return;
  }
  const raised = inputs.map((one, i) => castFlags(one, loopInput(loop, i)));
  const of = (when: boolean) =>
    raised.reduce((all, one, i) => all | (early[i] === when ? one : 0), 0);
  if (of(true) !== 0) reportErrors(of(true), "cast");
  const own = flags & ((1 << CAST_SHIFT) - 1);
  reportCall(own | (of(false) << CAST_SHIFT), info.name, false, forgets);
}

/**
 * Which inputs NumPy casts before its loop: those without axes, and of one axis as long as none before takes a buffer.
 * Undefined for what is not cast.
 */
function castsEarly(loop: Loop, inputs: readonly NDArray[]): (boolean | undefined)[] {
  let simple = true;
  return inputs.map((one, i) => {
    if (one.dtype.char === loopInput(loop, i).char) return undefined;
    if (one.ndim === 0) return true;
    simple = simple && one.ndim === 1;
    return simple;
  });
}

/**
 * What NumPy's casts raise beside a mask: those of all elements, and of what the outputs held. A loop that forgets them
 * begins after them.
 */
function maskedFlags(
  info: UfuncInfo,
  loop: Loop,
  inputs: readonly NDArray[],
  outputs: readonly NDArray[],
): number {
  if (watchLevel() === 0 || forgetsCasts(info, loop)) return 0;
  const taken = inputs.map((one, i) => castFlags(one, loopInput(loop, i)));
  const held = outputs.map((one, i) => castFlags(one, loopOutput(loop, i)));
  return [...taken, ...held].reduce((all, one) => all | one, 0);
}

function loopKernel(
  info: UfuncInfo,
  loop: Loop,
  inputs: readonly NDArray[],
  outputs: readonly NDArray[],
  where: NDArray | null,
  watch: Watch,
): MapKernel {
  const [taken, made] = [inputs, outputs].map((arrays) => arrays.map((one) => one.dtype));
  return kernelFor(info, loop, taken!, made!, where !== null, watch);
}

/** An array as the kernels take it, broadcast to the shape they run over. */
export function kernelOperand(array: NDArray, shape: readonly number[]): KernelOperand {
  return {
    views: array.storage.views,
    byteOffset: array.byteOffset,
    byteStrides: sameNumbers(array._shape, shape)
      ? array._strides
      : broadcastStrides(array._shape, array._strides, shape),
  };
}
