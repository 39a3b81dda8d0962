// Which class of dtypes several operands have in common, and who is to blame where there is none: NumPy's search, which
// shows in what it says. Sizes, units and fields are promotion.ts's, as is what two dtypes have in common.

import type { DType } from "./dtype.js";
import type { WeakKind } from "./weak-scalar.js";

/** A class of dtypes: a representative of it, or the kind of a scalar that bends to the others. */
export type OperandClass = DType | WeakKind;

/** What two dtypes have in common, or null. */
type Common = (one: DType, other: DType) => DType | null;

/** What a search found: the class, or the two that do not go together. */
export type Found =
  | { readonly common: OperandClass }
  | { readonly refused: OperandClass; readonly by: OperandClass };

const weakOrder: readonly WeakKind[] = ["int", "float", "complex"];

/** The dtypes that weak scalars become by themselves, and beside small floats. */
export interface Defaults {
  readonly strong: Readonly<Record<WeakKind, DType>>;
  readonly complex64: DType;
}

function weakKnows(kind: WeakKind, other: OperandClass, { strong }: Defaults): OperandClass | null {
  if (typeof other === "string") {
    return weakOrder.indexOf(kind) > weakOrder.indexOf(other) ? kind : null;
  }
  const isKnown = other.kind === "b" || (kind !== "int" && "iu".includes(other.kind));
  return isKnown ? strong[kind] : null;
}

function knowsWeak(own: DType, kind: WeakKind, defaults: Defaults): DType | null {
  if (kind === "int") return "iufcm".includes(own.kind) ? own : null;
  if (kind === "float" || own.kind === "c") return "fc".includes(own.kind) ? own : null;
  if (own.kind !== "f") return null;
  return own.itemsize < 8 ? defaults.complex64 : defaults.strong.complex;
}

/** What one class makes of another, where it is the one that knows more; null where it does not know the other. */
function knows(
  own: OperandClass,
  other: OperandClass,
  common: Common,
  defaults: Defaults,
): OperandClass | null {
  if (typeof own === "string") return weakKnows(own, other, defaults);
  if (own.kind === "S" || own.kind === "U") {
    if (typeof other === "string") return null;
    return "biufc".includes(other.kind) || (own.kind === "U" && other.kind === "S") ? own : null;
  }
  if (typeof other === "string") return knowsWeak(own, other, defaults);
  if (other.kind === "S" || other.kind === "U") return null;
  // instants know spans of time, which do not know instants
  if (own.kind === "M" && other.kind === "m") return own;
  if (own.kind === "m" && other.kind === "M") return null;
  return other.num > own.num ? null : common(own, other);
}

/** NumPy's search for the common class: the one that knows most comes first, and is asked for each other. */
export function commonClass(
  operands: readonly OperandClass[],
  common: Common,
  defaults: Defaults,
): Found {
  if (operands.length === 1) return { common: operands[0]! };
  const order: (OperandClass | null)[] = [...operands];
  const ask = (own: OperandClass, other: OperandClass) => knows(own, other, common, defaults);
  let result = putFirst(order, ask);
  const first = order[0]!;
  for (let i = result === null ? 1 : 2; i < order.length; i++) {
    const other = order[i]!;
    if (other === null) continue;
    const promoted = ask(first, other);
    if (promoted === null) return { refused: other, by: first };
    result = result === null || result === promoted ? promoted : either(result, promoted, ask);
    if (result === null) return { refused: promoted, by: first };
  }
  return { common: result! };
}

function either(
  one: OperandClass,
  other: OperandClass,
  ask: (own: OperandClass, other: OperandClass) => OperandClass | null,
): OperandClass | null {
  return ask(one, other) ?? ask(other, one);
}

/**
 * Brings the class that knows most to the front, comparing from both ends and halving what is left; what has no part
 * in the result any more becomes null.
 */
function putFirst(
  order: (OperandClass | null)[],
  ask: (own: OperandClass, other: OperandClass) => OperandClass | null,
): OperandClass | null {
  for (let count = order.length; ; count -= Math.floor(count / 2)) {
    let result: OperandClass | null = null;
    for (let low = 0; low < Math.floor(count / 2); low++) {
      const high = count - 1 - low;
      const one = order[low]!;
      const other = order[high]!;
      result = one === other ? one : ask(one, other);
      if (result === null) [order[low], order[high]] = [other, one];
      else if (result === one) order[high] = null;
    }
    if (count === 2) return result;
  }
}
