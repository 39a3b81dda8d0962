// The loop nests that were planned last, by what they depend on: most programs walk a few layouts over and over, and
// to plan a nest costs more than a small kernel takes.

import type { Nest } from "./nest.js";
import type { Operand } from "./operand.js";

interface Entry {
  readonly key: readonly number[];
  readonly nest: Nest;
}

/** Nests remembered; a power of two. */
const PLACES = 64;
/** Operands and axes of nests that are remembered, at most. */
const MOST = 8;

const entries: (Entry | null)[] = new Array<null>(PLACES).fill(null);
const key: number[] = [];
let length = 0;

function writeAxes(axes: readonly number[]): void {
  let bits = 0;
  for (let i = 0; i < axes.length; i++) bits |= 1 << axes[i]!;
  key[length++] = bits;
}

/** What a nest depends on, in `key`; the place for it. */
function writeKey(
  shape: readonly number[],
  operands: readonly Operand[],
  reduced: readonly number[],
  ordered: readonly number[],
): number {
  length = 0;
  key[length++] = shape.length;
  key[length++] = operands.length;
  writeAxes(reduced);
  writeAxes(ordered);
  for (let axis = 0; axis < shape.length; axis++) key[length++] = shape[axis]!;
  for (let k = 0; k < operands.length; k++) {
    const { byteStrides } = operands[k]!;
    for (let axis = 0; axis < shape.length; axis++) key[length++] = byteStrides[axis]!;
  }
  let hash = 0;
  for (let i = 0; i < length; i++) hash = (Math.imul(hash, 31) + key[i]!) | 0;
  return (hash ^ (hash >> 6) ^ (hash >> 12)) & (PLACES - 1);
}

function isKnown(entry: Entry): boolean {
  if (entry.key.length !== length) return false;
  for (let i = 0; i < length; i++) if (entry.key[i] !== key[i]) return false;
  return true;
}

/**
 * A nest over `shape`, as `make` plans it. Of one element or none it is planned each time: such a nest also depends on
 * what its elements are.
 */
export function rememberedNest(
  shape: readonly number[],
  operands: readonly Operand[],
  reduced: readonly number[],
  ordered: readonly number[],
  make: () => Nest,
): Nest {
  if (shape.length > MOST || operands.length > MOST) return make();
  let count = 1;
  for (let axis = 0; axis < shape.length; axis++) count *= shape[axis]!;
  if (count <= 1) return make();
  const place = writeKey(shape, operands, reduced, ordered);
  const known = entries[place]!;
  if (known !== null && isKnown(known)) return known.nest;
  const own = key.slice(0, length);
  const nest = make();
  entries[place] = { key: own, nest };
  return nest;
}
