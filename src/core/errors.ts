// The typed errors under the name that the floors above use. The classes live in memory/errors.ts,
// because the memory floor throws them too; nothing is defined here.
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
} from "../memory/errors.js";
