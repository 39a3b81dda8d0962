// From the arguments of np.nditer to what is walked: the steps in the order in which NumPy takes them, so that of
// several mistakes the same one is reported.

import { ValueError } from "../../core/errors.js";
import { isOptions } from "../../core/options.js";
import { readOrder } from "../../core/order.js";
import { integer } from "../arguments.js";
import {
  fillAxes,
  type IterLayout,
  iterationNdim,
  iterationShape,
  mapAxes,
  mergeAxes,
  orderAxes,
  trackIndex,
} from "./axes.js";
import {
  checkFlags,
  checkMaskFlags,
  checkWriteable,
  type Flags,
  type NditerOptions,
  operandList,
  readFlags,
  readIterCasting,
  readIterShape,
  readOpAxes,
  readOpDtypes,
  readOpFlags,
} from "./flags.js";
import {
  allocateOperands,
  checkCasts,
  forceOverlapping,
  type IterOperand,
  operandShapes,
  prepareOperands,
  settleDtypes,
} from "./operands.js";

/** Everything about an iterator that does not change while it walks. */
export interface IterState {
  readonly operands: readonly IterOperand[];
  readonly layout: IterLayout;
  readonly flags: Flags;
  readonly bufferSize: number;
}

const defaultBufferSize = 8192;

/** An operand without elements can't be walked by leaving its empty axis out: NumPy reads beyond its memory there. */
function refuseEmpty(shapes: ReturnType<typeof operandShapes>, shape: readonly number[]): void {
  if (shape.includes(0)) return;
  shapes.forEach((one, i) => {
    if (one?.shape.includes(0)) {
      throw new ValueError(
        `Iteration of zero-sized operands is not enabled (operand ${i} of shape (${one.shape.join(", ")}) has no elements, and op_axes leaves out the axis of length 0)`,
      );
    }
  });
}

/** @throws ValueError and TypeError in NumPy's words */
export function buildState(op: unknown, known: NditerOptions): IterState {
  const flags = readFlags(known.flags);
  const order = readOrder(known.order, "K");
  const casting = readIterCasting(known.casting);
  const itershape = readIterShape(known.itershape);
  const asked = known.buffersize === undefined ? 0 : integer(known.buffersize, "buffersize");
  if (isOptions(op)) throw new TypeError("nditer() missing required argument 'op' (pos 1)");
  const given = operandList(op);
  const opFlags = readOpFlags(known.op_flags, given);
  checkWriteable(given, opFlags);
  const opDtypes = readOpDtypes(known.op_dtypes, given.length);
  const opAxes = readOpAxes(known.op_axes, given.length);
  // whether these agree is looked at while they are read
  if (opAxes !== null) iterationNdim([], opAxes, itershape);

  checkFlags(flags);
  const operands = prepareOperands(given, opFlags, opDtypes, flags);
  checkMaskFlags(opFlags);
  const shapes = operandShapes(operands);
  const ndim = iterationNdim(shapes, opAxes, itershape);
  const opAxis = mapAxes(shapes, opAxes, ndim);
  const shape = iterationShape(shapes, opAxes, opAxis, itershape, ndim);
  refuseEmpty(shapes, shape);
  const layout = fillAxes(shapes, opAxes, opAxis, shape, flags, opFlags);
  if (flags.has("c_index") || flags.has("f_index")) trackIndex(layout, flags.has("f_index"));
  orderAxes(layout, order, shapes);
  settleDtypes(operands, flags);
  checkCasts(operands, casting);
  const overlapping = flags.has("copy_if_overlap") ? forceOverlapping(operands) : [];
  allocateOperands(operands, layout, flags, overlapping);
  if (layout.axes.length > 1 && !flags.has("multi_index")) mergeAxes(layout);
  // a mask is looked at when its chunk is written back
  for (const one of operands) {
    if (one.flags.has("arraymask") && operands.some((each) => each.buffered)) one.buffered = true;
  }
  return { operands, layout, flags, bufferSize: asked > 0 ? asked : defaultBufferSize };
}
