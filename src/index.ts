// The public surface: re-exports only, grouped by floor and sorted inside a group.

// --- core ---------------------------------------------------------------------------------------
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
  FileError,
  IndexError,
  InternalError,
  MemoryError,
  OverflowError,
  UFuncTypeError,
  ValueError,
  ZeroDivisionError,
} from "./core/errors.js";
