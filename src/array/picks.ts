// Places in memory by number: a base, a stride, and which multiples of it. What gathering and scattering walk. All
// of it in 32-bit integers, which engines keep out of floating point; memory from 2 GiB on is move.ts's slow path.

/** Element i lies at byte `base + stride * (list === null ? i : list[i])`. */
export interface Picks {
  readonly base: number;
  readonly stride: number;
  readonly list: Int32Array | null;
  readonly count: number;
}

/** Elements one after the other. */
export function progression(base: number, stride: number, count: number): Picks {
  return { base, stride, list: null, count };
}

/** Byte offsets below 2^31 as picks, in the largest unit of which all are multiples. */
export function picksOf(offsets: Float64Array): Picks {
  const list = new Int32Array(offsets.length);
  for (let i = 0; i < list.length; i++) list[i] = offsets[i]!;
  return scaledPicks(list);
}

/** {@link picksOf} of a list that may be changed. No number in it is negative then, as machine code wants it. */
export function scaledPicks(list: Int32Array): Picks {
  let bits = 0;
  for (let i = 0; i < list.length; i++) bits |= list[i]!;
  if (bits < 0) return fromTheLowest(list);
  const shift = (bits & 3) === 0 ? 2 : (bits & 1) === 0 ? 1 : 0;
  if (shift > 0) for (let i = 0; i < list.length; i++) list[i] = list[i]! >> shift;
  return { base: 0, stride: 1 << shift, list, count: list.length };
}

function fromTheLowest(list: Int32Array): Picks {
  let lowest = 0;
  for (let i = 0; i < list.length; i++) if (list[i]! < lowest) lowest = list[i]!;
  for (let i = 0; i < list.length; i++) list[i]! -= lowest;
  return { ...scaledPicks(list), base: lowest };
}

/** The byte offset of every pick. */
export function offsetsOf(picks: Picks): Float64Array {
  const { base, stride, list, count } = picks;
  const offsets = new Float64Array(count);
  for (let i = 0; i < count; i++) offsets[i] = base + stride * (list === null ? i : list[i]!);
  return offsets;
}
