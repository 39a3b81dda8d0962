// Which loop a reduction runs: NumPy looks for one that gives back what it takes first. Running it is reduce.ts's
// business, loops of element-by-element calls are resolve.ts's.

import { type DType, dtype } from "../core/dtype.js";
import { warnOfLostParts } from "../core/exceptions.js";
import type { UfuncInfo } from "./loop-kernels.js";
import type { Loop } from "./loops.js";
import {
  charDtype,
  looksPast,
  loopInput,
  loopOutput,
  resolveLoop,
  searchedLoop,
} from "./resolve.js";
import { noLoopOfClasses, noSuchSignature } from "./resolve-words.js";

const int64 = dtype("int64") as DType;
const uint64 = dtype("uint64") as DType;

/**
 * The loop of a reduction. A `dtype` names it; else it is found for the output array (if one is given) and the
 * input, and sums and products of small integers are 64-bit ones.
 *
 * @throws TypeError where there is none
 */
export function reductionLoop(
  info: UfuncInfo,
  input: DType,
  wanted: DType | null,
  out: DType | null,
  method = "reduce",
): Loop {
  const plain = wanted === null && out === null && method === "reduce" && input.isbuiltin === 1;
  if (!plain) return findLoop(info, input, wanted, out, method);
  let known = plainLoops.get(info);
  if (known === undefined) {
    known = new Map();
    plainLoops.set(info, known);
  }
  let loop = known.get(input);
  if (loop === undefined) {
    loop = findLoop(info, input, null, null, method);
    known.set(input, loop);
  }
  return loop;
}

/** Loops of reductions to which nothing but the array is given. */
const plainLoops = new WeakMap<UfuncInfo, Map<DType, Loop>>();

function findLoop(
  info: UfuncInfo,
  input: DType,
  wanted: DType | null,
  out: DType | null,
  method: string,
): Loop {
  const { row, name } = info;
  const isFree = wanted === null ? row.times !== undefined : looksPast(row);
  if (input.unit !== null && isFree) {
    return timedLoop(info, out ?? input, input, method);
  }
  if (wanted !== null) warnOfLostParts(input, wanted);
  if (wanted === null && row.rule?.kind === "truth") return truthLoop(info);
  const asked = wanted ?? (out === null ? widened(name, input) : null);
  // what no loop reads is cast to the one that is asked for
  const isRead = wanted !== null && wanted.unit === null && "SUV".includes(input.kind);
  const read = isRead ? wanted : input;
  // numbers that are computed in the dtype asked for are converted to times at the end
  const isPutAway = wanted?.char === input.char && out?.unit != null && hasOwnLoop(info, input);
  const operands = [isPutAway ? read : (out ?? read), read] as const;
  if (row.strings === "compare" && "SU".includes(input.kind) && asked === null) {
    if (out !== null && !"SU".includes(out.kind)) {
      throw noLoopOfClasses(name, 2, [out, input], null);
    }
    throw noSuchSignature(name);
  }
  if (asked !== null) {
    try {
      return resolveLoop(name, row, operands, [asked, null, asked], [out, read]);
    } catch (error) {
      if (!isRead) throw error;
      // in the words of what was given
      resolveLoop(name, row, [out ?? input, input], [asked, null, asked], [out, input]);
      throw error;
    }
  }
  const loop = resolveLoop(name, row, operands, null, [out, input]);
  if (out !== null) warnOfLostParts(loopOutput(loop), out);
  return loop.inputs[0] === loop.outputs ? loop : givingBack(info, loop, input, out);
}

/** Whether there is a loop of one dtype throughout, which NumPy finds without a look at the output. */
function hasOwnLoop({ row }: UfuncInfo, { char }: DType): boolean {
  return row.loops.some(({ inputs, outputs }) => inputs === char + char && outputs === char);
}

/** The loop of `accumulate` and `reduceat`: all of one dtype. @throws TypeError where it is not */
export function accumulationLoop(
  info: UfuncInfo,
  method: "accumulate" | "reduceat",
  input: DType,
  wanted: DType | null,
  out: DType | null,
): Loop {
  const loop = reductionLoop(info, input, wanted, out, method);
  if (loop.inputs[0] !== loop.inputs[1]) throw incompatible(info, method, loop);
  return loop;
}

/** Sums and products of booleans and small integers are of 64 bits. */
function widened(name: string, { kind }: DType): DType | null {
  if (name !== "add" && name !== "multiply") return null;
  if (kind === "b" || kind === "i") return int64;
  return kind === "u" ? uint64 : null;
}

function truthLoop({ row }: UfuncInfo): Loop {
  return row.loops.find((one) => one.inputs === "??")!;
}

/** Where a loop makes something else than it takes, NumPy looks for one that takes what is made. */
function givingBack(info: UfuncInfo, loop: Loop, input: DType, out: DType | null): Loop {
  const { name, row } = info;
  const made = charDtype(loop.outputs);
  // it finds the same loop again, for it has just remembered it for these operands
  if (out?.char === made.char) throw noLoopOfClasses(name, 2, [made, input], null);
  const found = searchedLoop(row, [out ?? input, input], [made, null, null]);
  if (found === null || found.inputs[0] !== found.outputs) throw noSuchSignature(name);
  return found;
}

/** The loop over instants or spans of time: NumPy looks past a `dtype` there. @throws TypeError if there is none */
function timedLoop(info: UfuncInfo, start: DType, input: DType, method: string): Loop {
  // of two spans or instants no comparison is what it takes
  if (info.row.times === "compare" && start.kind === input.kind) throw noSuchSignature(info.name);
  const loop = resolveLoop(info.name, info.row, [start, input], null);
  const [x, y, result] = loop.dtypes as readonly [DType, DType, DType];
  // spans are added to an instant, though not to each of several
  if (x === result && (y === result || method === "reduce")) return loop;
  if (result.kind === "b" && start.kind === "b") {
    throw noLoopOfClasses(info.name, 2, [start, input], null);
  }
  if (result.kind === "b") throw noSuchSignature(info.name);
  throw incompatible(info, method, loop);
}

function incompatible({ name }: UfuncInfo, method: string, loop: Loop): TypeError {
  const dtypes = [loopInput(loop, 0), loopInput(loop, 1), loopOutput(loop)];
  return new TypeError(
    `the resolved dtypes are not compatible with ${name}.${method}. Resolved (${dtypes.map((one) => one.repr()).join(", ")})`,
  );
}
