// What a cast of records is made of: the casts of their elements, field by field. What each of them loses or says is
// told here from their dtypes; the casts themselves are array/cast-items.ts's.

import type { DType } from "./dtype-class.js";

/**
 * Whether a cast between these dtypes holds one between two plain elements of which something is true: records meet
 * field by field, whatever else goes into every field.
 */
export function someCast(
  from: DType,
  to: DType,
  isSuch: (from: DType, to: DType) => boolean,
): boolean {
  if (from.subdtype !== null) return someCast(from.subdtype.base, to, isSuch);
  if (to.subdtype !== null) return someCast(from, to.subdtype.base, isSuch);
  if (to.fields !== null) {
    const names = from.names;
    return to.names!.some((name, i) => {
      const other = names === null ? from : from.fields!.get(names[i] ?? "")?.dtype;
      return other !== undefined && someCast(other, to.fields!.get(name)!.dtype, isSuch);
    });
  }
  if (from.fields !== null) {
    const [first] = from.names!;
    if (first === undefined || to.kind === "V") return false;
    return someCast(from.fields.get(first)!.dtype, to, isSuch);
  }
  return isSuch(from, to);
}

/** Whether floating-point errors are looked for after a cast of plain elements. */
function looksForErrors(from: DType, to: DType): boolean {
  if (from.kind === to.kind && from.typeName === to.typeName) return false;
  return (to.kind !== "S" && to.kind !== "U") || from.kind === "m" || from.kind === "M";
}

/** To write NaN of halves as text is invalid in NumPy, which shows where another field has errors looked for. */
export function tellsOfHalves(from: DType, to: DType): boolean {
  return someCast(from, to, looksForErrors);
}
