// The typed errors that every floor throws. Only classes live here; the sentences are written
// where the facts are known. Messages begin with NumPy's own sentence so that it can be searched for.

/** A value is of the right type but not acceptable (Python's `ValueError`). */
export class ValueError extends Error {
  override readonly name: string = "ValueError";
}

/** An index is out of bounds or of an unusable type (NumPy's `IndexError`). */
export class IndexError extends RangeError {
  override readonly name: string = "IndexError";
}

/** An axis is out of bounds for the number of dimensions (`numpy.exceptions.AxisError`). */
export class AxisError extends IndexError {
  override readonly name: string = "AxisError";
  /** The axis that was asked for, where one axis is to blame. */
  readonly axis: number | undefined;
  /** The number of dimensions of the array. */
  readonly ndim: number | undefined;

  constructor(axis: number | string, ndim?: number, prefix?: string) {
    super(
      typeof axis === "string"
        ? axis
        : `${prefix ? `${prefix}: ` : ""}axis ${axis} is out of bounds for array of dimension ${ndim}`,
    );
    this.axis = typeof axis === "number" ? axis : undefined;
    this.ndim = ndim;
  }
}

/** Memory could not be had: the limit of `np.memory.limit`, or the machine's. */
export class MemoryError extends RangeError {
  override readonly name: string = "MemoryError";
}

/** Something copied inside `np.memory.no_copy`, or with `copy: false` where a copy is needed. */
export class CopyError extends Error {
  override readonly name: string = "CopyError";
}

/** A dtype is not understood, or an operation is not defined for it. */
export class DTypeError extends TypeError {
  override readonly name: string = "DTypeError";
}

/** Dtypes have no common dtype (`numpy.exceptions.DTypePromotionError`). */
export class DTypePromotionError extends DTypeError {
  override readonly name: string = "DTypePromotionError";
}

/** A ufunc has no loop for these dtypes, or a cast is not allowed (`numpy.exceptions` UFuncTypeError). */
export class UFuncTypeError extends DTypeError {
  override readonly name: string = "UFuncTypeError";
}

/** A value does not fit the dtype that must hold it (Python's `OverflowError`). */
export class OverflowError extends RangeError {
  override readonly name: string = "OverflowError";
}

/** A division by the integer zero where Python raises (Python's `ZeroDivisionError`). */
export class ZeroDivisionError extends RangeError {
  override readonly name: string = "ZeroDivisionError";
}

/** A floating-point operation divided by zero, overflowed or was invalid where that raises (`np.errstate`). */
export class FloatingPointError extends RangeError {
  override readonly name: string = "FloatingPointError";
}

/** What was asked for can't be done in this state (Python's `RuntimeError`). */
export class RuntimeError extends Error {
  override readonly name: string = "RuntimeError";
}

/** An array was used after its memory was given back (`dispose`, `close`) or detached. */
export class DisposedError extends Error {
  override readonly name: string = "DisposedError";
}

/** An optional package that this feature needs could not be loaded. */
export class DependencyError extends Error {
  override readonly name: string = "DependencyError";
}

/** A file is missing, short, malformed or not writable. `code` is the system's, such as `ENOENT`. */
export class FileError extends Error {
  override readonly name: string = "FileError";
  /** The system's code, such as `ENOENT`; undefined where the system had none. */
  readonly code: string | undefined;

  constructor(message: string, code?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A defect in strided itself: the message carries what is needed to report it. */
export class InternalError extends Error {
  override readonly name: string = "InternalError";
}
