// The front door of shape and stride arithmetic: pure functions from layouts to layouts, without
// NDArray and without memory. What each means is told in the layout-*.ts file that holds it.

export {
  type AxisArgument,
  normalizeAxes,
  normalizeAxis,
  reductionAxes,
  transposeAxes,
} from "./layout-axes.js";
export { broadcastOperands, broadcastShapes, broadcastStrides } from "./layout-broadcast.js";
export {
  keepOrderAxes,
  likeStrides,
  type OperandLayout,
  outputStrides,
  reductionStrides,
  sortedStrides,
  stridesInOrder,
} from "./layout-order.js";
export { reshapeOrder, reshapeStrides, resolveShape } from "./layout-reshape.js";
export {
  byteBounds,
  contiguousStrides,
  countOf,
  freshStrides,
  isCContiguous,
  isFContiguous,
  MAX_NDIM,
  type MemoryOrder,
  type OrderName,
  type Shape,
  type Strides,
  sameNumbers,
  shapeText,
  sizeOf,
  tupleText,
} from "./layout-shape.js";
