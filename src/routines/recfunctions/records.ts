// What the functions of np.lib.recfunctions share: their refusals, fields as specifications, parts of arrays, and
// the values that stand where a record has none. No public function lives here.

import { arrayFromValues, asArray, scalarArray } from "../../array/convert.js";
import { copyInto } from "../../array/copy.js";
import { getIndex } from "../../array/index-get.js";
import { assignValue } from "../../array/index-set.js";
import { fieldView, viewAs } from "../../array/reinterpret.js";
import { ravelArray } from "../../array/reshape.js";
import { DType, type NamedField, namedFields, readDType } from "../../core/dtype.js";
import { DTypeError, IndexError, OverflowError, ValueError } from "../../core/errors.js";
import { reportErrors } from "../../core/errstate.js";
import { VisibleDeprecationWarning } from "../../core/exceptions.js";
import { NDArray } from "../../core/ndarray.js";
import { array_repr } from "../../core/print.js";
import { pythonRepr, pythonType, truthFlag } from "../../core/python-values.js";
import { slice } from "../../core/slice.js";
import type { FieldLabel } from "../../core/types.js";
import { warnOnce } from "../../core/warn.js";
import { OVER } from "../../kernel/errors.js";

/** Options of the functions that give masked arrays in NumPy. */
export interface MaskOptions {
  /**
   * `false`, also by default: missing values are filled. NumPy's default is a masked array, which strided does not
   * have; `true` is an error.
   */
  usemask?: boolean | undefined;
  /** `false`, also by default. strided has no record arrays; `true` is an error. */
  asrecarray?: boolean | undefined;
}

/** @throws ValueError for options that ask for NumPy's classes of arrays */
export function refuseClasses(routine: string, { usemask, asrecarray }: MaskOptions): void {
  if (truthFlag(usemask)) {
    throw new ValueError(
      `${routine}() cannot give a masked array: strided has none. Leave usemask out: missing values are filled`,
    );
  }
  if (truthFlag(asrecarray)) {
    throw new ValueError(
      `${routine}() cannot give a record array: strided has none. Leave asrecarray out, and read fields with field(name)`,
    );
  }
}

/** The names of a dtype's fields. @throws DTypeError for a dtype without fields */
export function recordNames(dtype: DType, routine: string): readonly string[] {
  if (!(dtype instanceof DType)) {
    throw new DTypeError(
      `'${dtype === null ? "NoneType" : (dtype as unknown) instanceof NDArray ? "numpy.ndarray" : pythonType(dtype)}' object has no attribute 'names': ${routine}() takes a dtype, as in np.dtype([["a", "i4"]]) or array.dtype`,
    );
  }
  if (dtype.names === null) {
    throw new DTypeError(`'NoneType' object is not iterable: dtype ${dtype} has no fields`);
  }
  return dtype.names;
}

/** @throws DTypeError for what is no array */
export function assertArray(value: unknown, routine: string): NDArray {
  if (value instanceof NDArray) {
    value.live();
    return value;
  }
  throw new DTypeError(
    `'${pythonType(value)}' object has no attribute 'dtype': ${routine}() takes an array (np.array makes one)`,
  );
}

/** Whether fields are aligned: what is true of a value, with NumPy's warning where it is no boolean. */
export function alignOf(value: unknown): boolean {
  const isAligned = truthFlag(value);
  if (value !== undefined && typeof value !== "boolean") {
    const shown = value instanceof NDArray ? array_repr(value) : pythonRepr(value);
    warnOnce(
      VisibleDeprecationWarning,
      `dtype(): align should be passed as Python or NumPy boolean but got \`align=${shown}\`. Did you mean to pass a tuple to create a subarray type? (Deprecated NumPy 2.4)`,
    );
  }
  return isAligned;
}

/** A field's name, or title and name, and what it holds: an entry of a dtype's list form. */
export type Spec = readonly [label: FieldLabel, dtype: DType];

/** The fields of a dtype as specifications; of a dtype without fields, one without a name. */
export function specsOf(dtype: DType): Spec[] {
  if (dtype.names === null) return [["", dtype]];
  return namedFields(dtype).map((field) => [labelOf(field), field.dtype]);
}

/** A field's name, with its title where it has one. */
export function labelOf({ name, title }: NamedField): FieldLabel {
  return title === undefined ? name : [title, name];
}

/** The name in a label. */
export function nameIn(label: FieldLabel): string {
  return typeof label === "string" ? label : label[1];
}

/** The dtype of these fields one after the other. */
export function structOf(specs: readonly Spec[], align = false): DType {
  return readDType(specs, align);
}

/** A field of an array. @throws IndexError where the array has no fields, ValueError where it lacks this one */
export function fieldOf(array: NDArray, name: string): NDArray {
  if (array.dtype.names === null) {
    throw new IndexError(
      "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices " +
        `(an array of dtype ${array.dtype} has no field '${name}')`,
    );
  }
  return fieldView(array, name);
}

/** Elements `start` to `stop` along the first axis. A view. */
export function part(array: NDArray, start: number, stop: number): NDArray {
  return getIndex(array, [slice(start, stop)]);
}

/** The length of the first axis. @throws TypeError for a 0-d array */
export function lengthOf(array: NDArray): number {
  if (array.ndim === 0) throw new TypeError("len() of unsized object (the array is 0-d)");
  return array.length;
}

/** `target[...] = value`. */
export function assign(target: NDArray, value: unknown): void {
  target.live();
  target.assertWriteable();
  assignValue(target, value);
}

/** Anything as a one-dimensional array. */
export function flat(value: unknown): NDArray {
  return ravelArray(asArray(value));
}

// --- values where there are none ----------------------------------------------------------------

const missingInteger = scalarArray(999999, readDType("int64"));
const missingFloat = scalarArray(1e20, readDType("float64"));
const notATime = scalarArray(-(2n ** 63n), readDType("int64"));

/** Fills an array with what NumPy's masked arrays hold where they are masked, record by record. */
export function fillMissing(array: NDArray): void {
  const { dtype } = array;
  if (dtype.names !== null) {
    for (const name of dtype.names) fillMissing(fieldView(array, name));
    return;
  }
  if (dtype.kind === "b") assign(array, true);
  else if (dtype.kind === "i" || dtype.kind === "u") copyInto(array, missingInteger);
  else if (dtype.kind === "f" || dtype.kind === "c") copyInto(array, missingFloat);
  else if (dtype.kind === "S" || dtype.kind === "U") assign(array, "N/A");
  else if (dtype.kind === "V") copyInto(array, scalarArray(new TextEncoder().encode("???"), dtype));
  else copyInto(viewAs(array, readDType("int64").newbyteorder(dtype.byteorder)), notATime);
}

/**
 * Reports what NumPy's masked arrays raise as they are made, whether or not anything is missing: what stands for a
 * missing float is infinite as a half.
 */
export function reportMissing(dtype: DType): void {
  if (hasHalves(dtype)) reportErrors(OVER, "cast");
}

function hasHalves(dtype: DType): boolean {
  if (dtype.fields === null) return dtype.base.char === "e";
  return [...dtype.fields.values()].some((field) => hasHalves(field.dtype.base));
}

/**
 * Fills an array with a `fill_value`: one value for every field, or a list of values by field; `null` stands for
 * what {@link fillMissing} fills in. `within`: the array is a field of what is filled.
 */
export function fillWith(array: NDArray, value: unknown, within = false): void {
  const { dtype } = array;
  if (value === null) fillMissing(array);
  else if (dtype.names !== null) fillRecords(array, value);
  else if (within) assign(array, Array.isArray(value) ? value[0] : value);
  else assign(array, fillValue(value, dtype));
}

function fillRecords(array: NDArray, value: unknown): void {
  const values = Array.isArray(value) ? value : [value];
  array.dtype.names!.forEach((name, position) => {
    const field = fieldView(array, name);
    const one: unknown = values[position % values.length];
    if (field.dtype.names !== null) fillRecords(field, one);
    else assign(field, one);
  });
}

/** A fill value as an array of the dtype. @throws DTypeError where the dtype has no such value */
function fillValue(value: unknown, dtype: DType): NDArray {
  if (typeof value === "string" && !"SUV".includes(dtype.kind)) {
    throw new DTypeError(`Cannot set fill value of string with array of dtype ${dtype}`);
  }
  try {
    return arrayFromValues(value, dtype, "C");
  } catch (error) {
    if (!(error instanceof OverflowError || error instanceof ValueError)) throw error;
    throw new DTypeError(
      `Cannot convert fill_value ${String(value)} to dtype ${dtype}: ${error.message}`,
    );
  }
}
