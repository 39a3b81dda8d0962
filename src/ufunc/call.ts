// Calling a ufunc element by element: operands, casts, broadcasting, fresh outputs; then one kernel over everything
// (run-loop.ts). Reductions and their relatives are in reduce.ts.

import { broadcastTo } from "../array/axes.js";
import { itemOf, scalarArray } from "../array/convert.js";
import { castArray } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { exactNumber } from "../array/values.js";
import type { DType } from "../core/dtype.js";
import { OverflowError } from "../core/errors.js";
import { broadcastOperands, type OperandLayout, outputStrides } from "../core/layout.js";
import { NDArray, newArrayWithStrides } from "../core/ndarray.js";
import { isOptions } from "../core/options.js";
import { isTime } from "../core/python-values.js";
import { weakKind } from "../core/weak-scalar.js";
import {
  checkArgumentCount,
  type Settings,
  settingsOf,
  type UfuncOptions,
} from "./call-options.js";
import { compareRecords } from "./compare-records.js";
import { compareStrings, withBytes } from "./compare-strings.js";
import { loopFor, type UfuncInfo } from "./loop-kernels.js";
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
import {
  charDtype,
  checkInputCast,
  checkOutputCast,
  loopInput,
  loopOutput,
  takesTruth,
} from "./resolve.js";
import { noSuchSignature } from "./resolve-words.js";
import { isComputedApart, loopKernel, readFirst, runLoop, runLoopApart } from "./run-loop.js";
import { numbersFor, readAsNumbers, writeAsText } from "./text-operands.js";

/** Calls a ufunc with the arguments as the user gave them. */
export function callUfunc(info: UfuncInfo, args: readonly unknown[]): unknown {
  const plain = plainCall(info, args.length, args[0], args[1], args[2]);
  if (plain !== null) return plain;
  const { nin, nout } = info.row;
  const last = args[args.length - 1];
  const given = args.length > nin && isOptions(last) ? (last as UfuncOptions) : undefined;
  const positional = given === undefined ? args : args.slice(0, -1);
  checkArgumentCount(info, positional);
  const taken = positional.slice(0, nin).map(operandOf);
  const operands = info.row.strings === "compare" ? withBytes(positional, taken) : taken;
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
  const loop = loopFor(info, dtypes, settings.signature, operands, settings);
  if (settings.casting === "equiv") checkEquivalents(operands, loop);
  // as NumPy does, integers are proved to fit before casts are looked at, other scalars after
  const settled = operands.map((one, i) =>
    weakKind(one) === "int" ? settledInteger(one as WeakScalar, loop, i, dtypes) : one,
  );
  // integers compare with integers of any size, under any rule
  const compared = row.strings === "compare" && given.some((one) => weakKind(one) === "int");
  const anyInput =
    compared &&
    given.some((one) => one instanceof NDArray && "iu".includes(one.dtype.kind)) &&
    !(
      settings.casting === "no" &&
      given.some((one) => one instanceof NDArray && !one.dtype.isnative)
    );
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
  // what is only asked for its truth lies as it was given
  const laid = inputs.map((one, i) => {
    const [before, after] = [given[i], operands[i]];
    return before instanceof NDArray && before !== after ? before : one;
  });
  const outputs = outputsFor(info, loop, laid, settings, shape, uncast);
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
  const to = loopInput(loop, position);
  // the only operand is an int64, and cast as one
  if (dtypes.length === 1 && "iu".includes(to.kind) && isInt64(value)) {
    return castArray(scalarArray(value, charDtype("l")), to);
  }
  const isTimed = typeof value === "bigint" && dtypes.some((one) => one.unit !== null);
  if (isTimed && !isInt64(value)) {
    throw new OverflowError(`int too big to convert (${value} beside times)`);
  }
  return settledScalar(value, to);
}

const isInt64 = (value: WeakScalar): boolean =>
  (typeof value === "number" && Math.abs(value) < 2 ** 63) ||
  (typeof value === "bigint" && BigInt.asIntN(64, value) === value);

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
    const bending = isBending(operands);
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

/** Whether scalars bend: the only operand of a ufunc has its own dtype. */
const isBending = (operands: readonly Operand[]): boolean =>
  operands.length > 1 || operands.some((one) => one instanceof NDArray);

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

/**
 * What the casting rule "equiv" says of scalars, one after the other: to a weak integer no dtype is equivalent, though
 * integers compare with any.
 *
 * @throws TypeError
 */
export function checkEquivalents(operands: readonly Operand[], loop: Loop): void {
  if (!isBending(operands)) return;
  operands.forEach((one, i) => {
    if (one instanceof NDArray) return;
    const to = loopInput(loop, i);
    if (weakKind(one) !== "int") checkEquivalent(one, to);
    else {
      const compared = loop.outputs === "?" && "biu".includes(to.kind);
      if (!compared && to.char !== "l") throw equivalentToNothing("int", to);
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
