// The generator's own dtype arithmetic: sizes, alignments and field offsets of a described dtype,
// and random choices of one. It must not ask strided, which is what is being tested.

import type { DSpec, DWire, FieldSpec } from "./case.js";
import type { Random } from "./random.js";

export const INTS = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"] as const;
export const FLOATS = ["f2", "f4", "f8"] as const;
export const COMPLEX = ["c8", "c16"] as const;
export const NUMERIC = ["?", ...INTS, ...FLOATS, ...COMPLEX] as const;

/** The layout of a described dtype; `fields` in order, `sub` for a sub-array. */
export interface Layout {
  readonly kind: string;
  readonly itemsize: number;
  readonly alignment: number;
  readonly little: boolean;
  /** The unit of an instant or a span of time in brackets. */
  readonly unit?: string;
  readonly fields?: readonly { name: string; offset: number; layout: Layout }[];
  readonly sub?: {
    readonly base: Layout;
    readonly shape: readonly number[];
    readonly count: number;
  };
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function simpleLayout(spec: string): Layout {
  const order = "<>=|".includes(spec[0]!) ? spec[0]! : "=";
  const bare = order === spec[0] ? spec.slice(1) : spec;
  const kind = bare[0] === "?" ? "b" : bare[0]!;
  const size = bare === "?" ? 1 : Number.parseInt(bare.slice(1), 10);
  const itemsize = kind === "U" ? size * 4 : size;
  const alignment =
    kind === "S" || kind === "V" ? 1 : kind === "U" ? 4 : kind === "c" ? size / 2 : size;
  const little = order !== ">";
  if (kind === "M" || kind === "m")
    return { kind, itemsize, alignment, little, unit: bare.slice(2) };
  return { kind, itemsize, alignment, little };
}

function withShape(layout: Layout, shape: readonly number[] | undefined): Layout {
  if (shape === undefined) return layout;
  const count = product(shape);
  return {
    ...layout,
    kind: "V",
    itemsize: layout.itemsize * count,
    sub: { base: layout, shape, count },
  };
}

function listLayout(list: readonly FieldSpec[], align: boolean): Layout {
  let end = 0;
  let alignment = 1;
  const fields = list.map(([name, spec, shape]) => {
    const layout = withShape(layoutOf(spec), shape);
    if (align) {
      end = Math.ceil(end / layout.alignment) * layout.alignment;
      alignment = Math.max(alignment, layout.alignment);
    }
    const offset = end;
    end += layout.itemsize;
    return { name, offset, layout };
  });
  const itemsize = align ? Math.ceil(end / alignment) * alignment : end;
  return { kind: "V", itemsize, alignment, little: true, fields };
}

/** Sizes and offsets of a described dtype, by NumPy's rules. */
export function layoutOf(spec: DSpec): Layout {
  if (typeof spec === "string") return simpleLayout(spec);
  if ("list" in spec) return listLayout(spec.list, spec.align ?? false);
  if ("sub" in spec) return withShape(layoutOf(spec.sub[0]), spec.sub[1]);
  const { names, formats, offsets, itemsize } = spec.dict;
  const fields = names.map((name, i) => ({
    name,
    offset: offsets[i]!,
    layout: layoutOf(formats[i]!),
  }));
  const end = Math.max(...fields.map((field) => field.offset + field.layout.itemsize));
  return { kind: "V", itemsize: itemsize ?? end, alignment: 1, little: true, fields };
}

function wireOfLayout(layout: Layout): DWire {
  if (layout.sub !== undefined) {
    return { sub: [wireOfLayout(layout.sub.base), layout.sub.shape] };
  }
  if (layout.fields !== undefined) {
    return {
      names: layout.fields.map((field) => field.name),
      formats: layout.fields.map((field) => wireOfLayout(field.layout)),
      offsets: layout.fields.map((field) => field.offset),
      itemsize: layout.itemsize,
      align: false,
    };
  }
  const size = layout.kind === "U" ? layout.itemsize / 4 : layout.itemsize;
  return `${layout.little ? "<" : ">"}${layout.kind}${size}${layout.unit ?? ""}`;
}

/** A described dtype as answers would spell it, to read bytes by. */
export function wireOf(spec: DSpec): DWire {
  return wireOfLayout(layoutOf(spec));
}

/** Puts a byte order on a bare spelling: native mostly, swapped sometimes. */
export function ordered(random: Random, bare: string, swapped = 0.12): string {
  if (bare === "?" || /^[iu]1$/.test(bare) || /^[SV]/.test(bare)) {
    return bare === "?" ? "?" : bare;
  }
  return (random.chance(swapped) ? ">" : "<") + bare;
}

/** A random numeric or boolean dtype. */
export function numeric(
  random: Random,
  among: readonly string[] = NUMERIC,
  swapped = 0.12,
): string {
  const kind = random.pick([...new Set(among.map((type) => type[0]!))]);
  return ordered(random, random.pick(among.filter((type) => type[0] === kind)), swapped);
}

/** A random string, bytes or raw-bytes dtype. */
export function flexible(random: Random): string {
  const kind = random.pick(["S", "U", "U", "V"]);
  return ordered(random, `${kind}${random.int(1, kind === "V" ? 9 : 6)}`);
}

const FIELD_NAMES = ["x", "y", "name", "age", "q", "w", "the mass", "é"];

function fieldType(random: Random, depth: number): DSpec {
  const roll = random.unit();
  if (roll < 0.12 && depth < 2) return structured(random, depth + 1);
  if (roll < 0.3) return flexible(random);
  return numeric(random);
}

/** A random structured dtype: packed, aligned, or with explicit offsets; nested and with sub-arrays. */
export function structured(random: Random, depth = 0): DSpec {
  const names = random.shuffle(FIELD_NAMES).slice(0, random.int(1, depth > 0 ? 2 : 4));
  const list = names.map((name): FieldSpec => {
    const type = fieldType(random, depth);
    if (!random.chance(0.15)) return [name, type];
    return [name, type, random.pick([[2], [3], [2, 2], [1]])];
  });
  const form = random.unit();
  if (form < 0.55) return { list };
  if (form < 0.8) return { list, align: true };
  let end = random.int(0, 2);
  const offsets: number[] = [];
  const formats = list.map(([, type, shape]): DSpec => {
    const format: DSpec = shape === undefined ? type : { sub: [type, shape] };
    offsets.push(end);
    end += layoutOf(format).itemsize + random.pick([0, 0, 1, 3]);
    return format;
  });
  return { dict: { names, formats, offsets, itemsize: end } };
}

/** Any dtype that an array can have. */
export function anyDtype(random: Random): DSpec {
  const roll = random.unit();
  if (roll < 0.7) return numeric(random);
  if (roll < 0.85) return flexible(random);
  return structured(random);
}
