// The kernels of reductions, remembered by ufunc and dtypes. Running them is reduce.ts's, accumulate.ts's and
// reduceat.ts's business.

import { elementTypeOf } from "../array/copy.js";
import type { DType } from "../core/dtype.js";
import { watchLevel } from "../core/errstate.js";
import type { NDArray } from "../core/ndarray.js";
import type { Body } from "../kernel/builder.js";
import { reduceKernel } from "../kernel/describe.js";
import type { ErrorRule } from "../kernel/errors.js";
import type { ReduceKernel } from "../kernel/kernel.js";
import { type ElementType, elementType, type NumericName } from "../kernel/lanes.js";
import { namesOf, recounted, ruleOf, type UfuncInfo, unitsOf } from "./loop-kernels.js";
import type { Loop } from "./loops.js";
import { loopInput, loopOutput } from "./resolve.js";
import { noMatchingLoop } from "./resolve-words.js";

/**
 * Elements worked out from several arrays on their way into a reduction. The array that is reduced then only stands
 * for them: its dtype and layout count, its memory is not read.
 */
export interface ComputedElements {
  /** Broadcast to the array's shape. */
  readonly inputs: readonly NDArray[];
  /** From the inputs' elements to one of the array's dtype. */
  readonly element: Body;
  /** What was compiled for this body and these dtypes. */
  readonly kernels: Map<string, ReduceKernel>;
}

const reduceKernels = new WeakMap<UfuncInfo, Map<string, ReduceKernel>>();

/**
 * The kernel of a reduction, remembered. `castsFirst` is for those that NumPy casts all elements for beforehand, instead
 * of a buffer at a time: the sums of reduceat.
 */
export function reductionKernel(
  info: UfuncInfo,
  loop: Loop,
  input: DType,
  output: DType,
  masked: boolean,
  computed: ComputedElements | null = null,
  watched = false,
  single = false,
  castsFirst = false,
): ReduceKernel {
  let kernels = computed === null ? reduceKernels.get(info) : computed.kernels;
  if (kernels === undefined) {
    kernels = new Map();
    reduceKernels.set(info, kernels);
  }
  const from = elementTypeOf(input) as ElementType;
  const to = elementTypeOf(output) as ElementType;
  if (from === null || to === null) throw noMatchingLoop(info.name, [input, input]);
  const units =
    loop.dtypes === undefined ? "" : unitsOf([loopOutput(loop), loopInput(loop, 1), input, output]);
  const watch = watched ? watchLevel() : 0;
  const key = `${watch}${single ? "s" : ""}${castsFirst ? "c" : ""}${loop.outputs}${from.code},${to.code}${masked ? "?" : ""}${units}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    const state = namesOf(loop.outputs)[0]!;
    kernel = reduceKernel({
      name: `${info.name}.reduce`,
      body: stepOf(loop),
      ...(units === "" ? {} : { element: (b, x) => recounted(b, x!, input, loopInput(loop, 1)) }),
      ...(computed === null ? { inputs: [from] } : computedSpec(computed, from, to, state)),
      ...(castsFirst ? { buffered: false } : {}),
      loop: state,
      output: to,
      where: masked,
      pairwise: info.row.pairwise ?? false,
      anyOrder: info.row.anyOrder ?? false,
      exactHalves: info.row.exactHalves ?? false,
      roundsSteps: !(info.row.wideHalves || info.row.anyOrder),
      ...(info.row.element === undefined ? {} : { element: info.row.element }),
      ...(info.row.absorbing === undefined ? {} : { absorbing: info.row.absorbing }),
      errors: watch === 0 ? null : { rule: stepRule(info, loop, single), under: watch === 2 },
    });
    kernels.set(key, kernel);
  }
  return kernel;
}

/** The errors of a step; of one that is the `single` one of its loop they are those of the ufunc itself. */
function stepRule(info: UfuncInfo, loop: Loop, single: boolean): ErrorRule {
  const { stepFlags, ...rule } = ruleOf(info, loop);
  return single || stepFlags === undefined ? rule : { ...rule, stepFlags };
}

/** The loop's body over a state and an element of the state's type: `ldexp` alone takes another. */
function stepOf({ inputs, body }: Loop): Body {
  if (inputs[0] === inputs[1]) return body;
  const taken = namesOf(inputs[1]!)[0]!;
  return (b, state, element) => body(b, state!, b.cast(element!, taken));
}

/** What a kernel knows of computed elements: they are summed in the pieces an array of them would have been. */
function computedSpec(
  computed: ComputedElements,
  from: ElementType,
  to: ElementType,
  state: NumericName,
) {
  return {
    inputs: computed.inputs.map((one) => elementTypeOf(one.dtype) as ElementType),
    element: computed.element,
    buffered: from !== elementType(state) || to !== elementType(state),
  };
}
