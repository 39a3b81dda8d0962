// `a.layout()`: gathers what a picture of an array's memory needs from the array and its base, and draws
// it. What is shown is decided in layout-picture.ts.

import type { DType } from "./dtype.js";
import { codecOf } from "./element.js";
import { isCContiguous } from "./layout.js";
import { type FieldPart, grouped, type PictureSource, pictureOf } from "./layout-picture.js";
import { drawSvg } from "./layout-picture-svg.js";
import { drawText } from "./layout-picture-text.js";
import { NDArray } from "./ndarray.js";
import { options as checked, oneOf } from "./options.js";
import { type ElementType, elementFormat } from "./print-element.js";
import { mergePrintOptions } from "./print-options.js";
import { pyTuple } from "./py-repr.js";

/** Options of `layout`. */
export interface LayoutOptions {
  /** `"text"` for the terminal (the default), or `"svg"` for an SVG element. */
  readonly format?: "text" | "svg" | undefined;
}

/**
 * A picture of how an array's shape and strides walk its memory: the elements as they are indexed, the
 * bytes of the memory that the array is a view of, which index lies where, and one step along each
 * axis. Large arrays are drawn by their ends. Reads only what it shows, copies nothing.
 *
 * The SVG is one self-contained element, for light and dark pages.
 *
 * @throws DisposedError if the memory is gone.
 *
 * @example
 * ```ts
 * const a = np.arange(6).reshape([2, 3]);
 * console.log(a.T.layout());
 * const picture = a.layout({ format: "svg" });
 * ```
 */
export function layoutOf(array: NDArray, options?: LayoutOptions): string {
  const { format = "text" } = checked("layout", options, ["format"]);
  const picture = pictureOf(pictureSource(array));
  return oneOf("format", format, ["text", "svg"]) === "svg" ? drawSvg(picture) : drawText(picture);
}

/** The bytes that an array's elements lie in: first, and one past the last. */
function boundsOf({ byteOffset, shape, strides, itemsize, size }: NDArray): [number, number] {
  let low = byteOffset;
  let high = byteOffset;
  if (size === 0) return [low, high];
  shape.forEach((length, axis) => {
    const reach = (length - 1) * strides[axis]!;
    if (reach < 0) low += reach;
    else high += reach;
  });
  return [low, high + itemsize];
}

function pictureSource(array: NDArray): PictureSource {
  const storage = array.live();
  const view = storage.views.dataView;
  const owner = array.base instanceof NDArray ? array.base : null;
  const made = owner ?? array;
  const [low, high] = boundsOf(made);
  // An owner may have been reshaped by its views beyond its own elements only through raw strides.
  const [ownLow, ownHigh] = boundsOf(array);
  const start = Math.min(low, ownLow);
  const memoryBytes = Math.max(high, ownHigh) - start;
  const isWhole = isCContiguous(made.shape, made.strides, made.itemsize);
  const writeAs = (dtype: DType, offsets: readonly number[]): string[] => {
    const absolute = offsets.map((offset) => offset + start);
    const context = {
      options: mergePrintOptions({ threshold: Number.POSITIVE_INFINITY }),
      readerOf: (type: ElementType) => {
        const codec = codecOf(type as DType);
        return (at: number) => codec.read(view, at);
      },
      scalarFloats: false,
    };
    const write = elementFormat(dtype, absolute, false, context);
    return absolute.map((at) => write(at).trim());
  };
  return {
    shape: array.shape,
    strides: array.strides,
    offset: array.byteOffset - start,
    itemsize: array.itemsize,
    memoryBytes,
    memoryItemsize: made.size > 0 ? made.itemsize : null,
    memoryRow: isWhole ? (made.shape.at(-1) ?? 0) : 0,
    heading: headingOf(array, owner, array.byteOffset - start, memoryBytes),
    fields: fieldsOf(array.dtype),
    write: (offsets) => writeAs(array.dtype, offsets),
    writeOther: (offsets) => writeAs(made.dtype, offsets),
  };
}

function headingOf(
  array: NDArray,
  owner: NDArray | null,
  offset: number,
  memoryBytes: number,
): string[] {
  const { shape, strides, flags } = array;
  const word = (flag: boolean) => (flag ? "True" : "False");
  const origin =
    owner !== null
      ? `a view of ${nounOf(owner.dtype)} array of shape ${pyTuple(owner.shape)}`
      : array.base !== null
        ? "a view of memory from outside"
        : "owns its memory";
  return [
    `${nameOf(array.dtype)} array, shape ${pyTuple(shape)}, strides ${pyTuple(strides)} bytes`,
    `${origin}: offset ${grouped(offset)} of ${grouped(memoryBytes)} bytes`,
    `C_CONTIGUOUS ${word(flags.c_contiguous)}, F_CONTIGUOUS ${word(flags.f_contiguous)}, WRITEABLE ${word(flags.writeable)}`,
  ];
}

function nameOf(dtype: DType): string {
  return dtype.names === null ? String(dtype) : "structured";
}

function nounOf(dtype: DType): string {
  const name = nameOf(dtype);
  return `${/^[aeiou]/.test(name) && !name.startsWith("uint") ? "an" : "a"} ${name}`;
}

/** The fields of a record, and the padding between them, in the order of their bytes. */
function fieldsOf(dtype: DType): FieldPart[] {
  if (dtype.names === null) return [];
  const fields = dtype.names.map((name) => {
    const field = dtype.fields!.get(name)!;
    const isPlain = field.dtype.names === null;
    const text = isPlain ? String(field.dtype) : "record";
    return { name, dtype: text, offset: field.offset, size: field.dtype.itemsize };
  });
  fields.sort((a, b) => a.offset - b.offset);
  const parts: FieldPart[] = [];
  let end = 0;
  const padTo = (offset: number): void => {
    if (offset > end) parts.push({ name: "", dtype: "padding", offset: end, size: offset - end });
  };
  for (const field of fields) {
    padTo(field.offset);
    parts.push(field);
    end = Math.max(end, field.offset + field.size);
  }
  padTo(dtype.itemsize);
  return parts;
}
