// The public surface: re-exports only, grouped by floor and sorted inside a group.

// --- core ---------------------------------------------------------------------------------------
export { type CanCastOptions, type Casting, can_cast } from "./core/casting.js";
export { Complex, complex } from "./core/complex.js";
export {
  DType,
  type DTypeKey,
  type DTypeLike,
  type DTypeName,
  type DTypeOptions,
  dtype,
  type ItemOf,
  type ResolveDType,
  type Struct,
  type SubArray,
} from "./core/dtype.js";
export {
  AxisError,
  CopyError,
  DependencyError,
  DisposedError,
  DTypeError,
  DTypePromotionError,
  FileError,
  IndexError,
  InternalError,
  MemoryError,
  OverflowError,
  UFuncTypeError,
  ValueError,
  ZeroDivisionError,
} from "./core/errors.js";
export { min_scalar_type, promote_types, result_type } from "./core/promotion.js";
export type { Promote, ResultType, ScalarLike } from "./core/result-types.js";
