// Rows of values as an array of records, and dtypes with other names or laid flat, as genfromtxt needs them.

import { arrayFromValues } from "../../array/convert.js";
import { type DType, type DTypeLike, structDType, dtype as toDType } from "../../core/dtype.js";
import { type NDArray, newArray } from "../../core/ndarray.js";
import { pyBytes, pyRepr } from "../../core/py-repr.js";
import { parseFloat64 } from "../../core/python-values.js";
import { decodable } from "../../core/utf8.js";
import { ValueError } from "../../memory/errors.js";
import { warn } from "../warn.js";
import { wideReader } from "./string-converter.js";

/** Texts as the bytes that they were, unless there are some that are none. */
export function withBytes(types: readonly DType[], data: readonly (readonly unknown[])[]): DType[] {
  const columns = types.flatMap((dtype, i) => (dtype.kind === "U" ? [i] : []));
  if (columns.length > 0) {
    warn(
      "Reading unicode strings without specifying the encoding argument is deprecated. Set the encoding, use None for the system default.",
      "VisibleDeprecationWarning",
    );
  }
  const isBytes = data.every((row) => columns.every((i) => /^[\0-\xff]*$/.test(row[i] as string)));
  return types.map((dtype) => (isBytes && dtype.kind === "U" ? (toDType("S") as DType) : dtype));
}

export function records(
  data: readonly (readonly unknown[])[],
  names: readonly string[],
  types: readonly DType[],
): NDArray {
  return recordsOf(data, toDType(names.map((name, i) => [name, types[i]!]) as DTypeLike) as DType);
}

export function recordsOf(
  data: readonly (readonly unknown[])[],
  dtype: DType,
  read: ((value: unknown) => unknown) | null = null,
): NDArray {
  if (data.length === 0) return newArray([0], dtype);
  const fields = dtype.names!.length;
  const other = data.find((row) => row.length !== fields);
  if (other !== undefined) {
    throw new ValueError(
      `could not assign tuple of length ${other.length} to structure with ${fields} fields.`,
    );
  }
  const values = read === null ? data : data.map((row) => row.map(read));
  const hasParts = dtype.names!.some((name) => {
    const field = dtype.fields!.get(name)!.dtype;
    return field.subdtype !== null || field.names !== null;
  });
  // a list within a list may be the elements of a field: an object is a record
  const rows = hasParts
    ? values.map((row) => Object.fromEntries(dtype.names!.map((name, i) => [name, row[i]])))
    : values;
  return arrayFromValues(rows, dtype, "C");
}

/** A number of a record of one field, which NumPy reads of bytes, as its errors show. */
export function ofBytes(value: unknown, dtype: DType): unknown {
  if (typeof value !== "string" || !"iufc".includes(dtype.kind)) return value;
  if (dtype.kind === "c") return decodable(value);
  try {
    return dtype.kind === "f" ? parseFloat64(value) : wideReader(dtype)(value);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ValueError(
      error.message.replace(pyRepr(value), () => pyBytes(value)),
      {
        cause: error,
      },
    );
  }
}

/** The scalar type without length, unit or byte order. */
export function typeOf(dtype: DType): DType {
  if (dtype.kind === "U" || dtype.kind === "S") return toDType(dtype.kind) as DType;
  if (dtype.kind === "M" || dtype.kind === "m") return toDType(`${dtype.kind}8`) as DType;
  if (dtype.kind === "V") return toDType("V") as DType;
  return dtype.newbyteorder("=") as DType;
}

export function renamed(dtype: DType, names: readonly string[]): DType {
  const old = dtype.names!;
  if (names.length !== old.length) {
    throw new ValueError(
      `must replace all names at once with a sequence of length ${old.length} (got ${names.length})`,
    );
  }
  if (new Set(names).size < names.length) {
    throw new ValueError(`Duplicate field names given. (${names.map(pyRepr).join(", ")})`);
  }
  if (names.every((name, i) => name === old[i])) return dtype;
  const fields = names.map((name, i) => ({ ...dtype.fields!.get(old[i]!)!, name }));
  return structDType(fields, dtype.itemsize, dtype.isalignedstruct);
}

/** The elements of a record, in order, with records and arrays inside taken apart. */
export function flattened(dtype: DType): DType[] {
  if (dtype.subdtype !== null) {
    const { base, shape } = dtype.subdtype;
    const count = shape.reduce((product, length) => product * length, 1);
    return Array.from({ length: count }, () => flattened(base)).flat();
  }
  if (dtype.names === null) return [dtype];
  return dtype.names.flatMap((name) => flattened(dtype.fields!.get(name)!.dtype));
}
