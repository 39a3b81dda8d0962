// Runs running results as machine code: which kernels have any, the calls.

import type { NativeCode } from "../../memory/thread-pool.js";
import { UNIT } from "../access.js";
import type { ReduceKernel } from "../kernel.js";
import type { Operand } from "../operand.js";
import { lowerRunning } from "./accumulate.js";
import * as avx2 from "./avx2/accumulate.js";
import {
  accessClass,
  compile,
  eachPlane,
  invoke,
  isWithin,
  type Loops,
  MAX_OPERANDS,
  openBlock,
  setOperand,
  setSlot,
} from "./call.js";
import { chainStep, lowerChain } from "./chain.js";
import { withoutAvx512 } from "./cpu.js";
import { INNER_EXTENT, OUTER_EXTENT } from "./reach.js";
import { lineStep } from "./reduce.js";
import { ACCESS_CLASSES } from "./strided.js";

/** Machine code of running results by kernel (whose own slot is the reduction's) and access classes. */
const codes = new WeakMap<ReduceKernel, Map<number, NativeCode | null>>();

function codeFor(kernel: ReduceKernel, classes: readonly number[]): NativeCode | null {
  let known = codes.get(kernel);
  if (known === undefined) {
    known = new Map();
    codes.set(kernel, known);
  }
  const key = classes.reduce((sum, access) => sum * ACCESS_CLASSES + access, 0);
  let code = known.get(key);
  if (code === undefined) {
    const chain = chainStep(kernel);
    const step = chain ?? lineStep(kernel);
    const { type } = kernel.operands[kernel.output]!;
    // The state is stored as it is.
    const isPlain =
      step !== null && type.lane === step.lane && type.components === 1 && !type.swapped;
    code = isPlain
      ? compile(kernel, `running ${classes.join("")}`, (listing) =>
          chain === null
            ? (withoutAvx512() ? avx2.lowerRunning : lowerRunning)(kernel, step, classes, listing)
            : (withoutAvx512() ? avx2.lowerChain : lowerChain)(kernel, chain, classes, listing),
        )
      : null;
    known.set(key, code);
  }
  return code;
}

/** Running results along the inner loop. False, with nothing done, if that is not for machine code. */
export function runNativeAccumulate(
  kernel: ReduceKernel,
  loops: Loops,
  operands: readonly Operand[],
): boolean {
  if (operands.length > MAX_OPERANDS || !isWithin(kernel, loops, operands)) return false;
  const inner = loops.shape.length - 1;
  const classes = operands.map((_, at) =>
    accessClass(kernel.operands[at]!.type.itemsize, loops.strides[at]![inner]!),
  );
  if (classes[kernel.output] !== UNIT) return false;
  const run = codeFor(kernel, classes);
  if (run === null) return false;
  eachPlane(loops, operands, (offsets) => {
    openBlock(0);
    setSlot(OUTER_EXTENT, inner > 0 ? loops.shape[inner - 1]! : 1);
    setSlot(INNER_EXTENT, loops.shape[inner]!);
    operands.forEach(({ views }, at) => {
      const mine = loops.strides[at]!;
      setOperand(at, views, offsets[at]!, inner > 0 ? mine[inner - 1]! : 0, mine[inner]!);
    });
    invoke(run);
  });
  return true;
}
