// What a picture of an array's memory shows: which elements, in which cells of memory, and one step
// along each axis. It decides what is drawn and what is left out; how it looks in a terminal is in
// layout-picture-text.ts, as SVG in layout-picture-svg.ts.

/** What a picture needs to know of an array. Bytes are counted from the start of its memory. */
export interface PictureSource {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** Byte of element (0, …, 0). */
  readonly offset: number;
  readonly itemsize: number;
  /** Bytes of the memory that the array is a view of, or its own. */
  readonly memoryBytes: number;
  /** Size of the elements that the memory was made of, where it was made for an array. */
  readonly memoryItemsize: number | null;
  /** Elements per row of the array that the memory was made for, so that lines may end where rows do. */
  readonly memoryRow: number;
  /** One line each on what the array is and what its flags are. */
  readonly heading: readonly string[];
  /** Parts of a record, if the elements are records. */
  readonly fields: readonly FieldPart[];
  /** Writes elements of this array. */
  readonly write: (offsets: readonly number[]) => string[];
  /** Writes elements of the memory that are not of this array. */
  readonly writeOther: (offsets: readonly number[]) => string[];
}

/** A field within one record. */
export interface FieldPart {
  readonly name: string;
  readonly dtype: string;
  readonly offset: number;
  readonly size: number;
}

/** A piece of memory: an element, or bytes that are not drawn one by one. */
export interface MemoryCell {
  readonly start: number;
  readonly size: number;
  readonly text: string;
  /** The first index that lies here, and how many do; empty where the array has nothing here. */
  readonly label: string;
  /** Which of the shown positions on the first axis it belongs to, for colour; -1 for none. */
  readonly group: number;
}

/** A step from the first element to the next along one axis. */
export interface AxisStep {
  readonly axis: number;
  readonly stride: number;
  /** Positions in `cells`. */
  readonly from: number;
  readonly to: number;
}

/** Elements along the last two axes (or the only one). A null is a place where some are left out. */
export interface Plane {
  /** The index that leads here, as in `[1, :, :]`; empty where there is only one plane. */
  readonly caption: string;
  readonly rows: readonly (readonly (PlaneCell | null)[])[];
}

export interface PlaneCell {
  readonly text: string;
  readonly group: number;
}

/** All that is drawn. */
export interface Picture {
  readonly heading: readonly string[];
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly fields: readonly FieldPart[];
  readonly planes: readonly Plane[];
  /** Whether planes are left out after the last. */
  readonly morePlanes: boolean;
  readonly cells: readonly MemoryCell[];
  readonly steps: readonly AxisStep[];
  /** Cells per row of the array that owns the memory; 0 where cells are not its elements. */
  readonly rowCells: number;
}

// An array of more elements is shown by its ends, which are at most so many.
const mostElements = 64;
const mostAtEnds = 24;
const mostCells = 64;
const mostPlanes = 4;
const longestText = 16;
const longestIndex = 20;

interface Element {
  readonly index: readonly number[];
  readonly offset: number;
  readonly group: number;
  readonly text: string;
}

/** Decides what a picture of the array shows. */
export function pictureOf(source: PictureSource): Picture {
  const { shape, strides, heading, fields } = source;
  const positions = shownPositions(shape);
  const elements = shownElements(source, positions);
  const cells = memoryCells(source, elements);
  const planes = planesOf(positions, elements);
  return {
    heading,
    shape,
    strides,
    fields,
    planes: planes.slice(0, mostPlanes),
    morePlanes: planes.length > mostPlanes,
    cells,
    steps: stepsOf(source, cells),
    rowCells: cells.every(({ size }) => size === source.memoryItemsize) ? source.memoryRow : 0,
  };
}

/** The positions shown on each axis: all, or those near its ends. */
function shownPositions(shape: readonly number[]): number[][] {
  const all = (length: number) => Array.from({ length }, (_, i) => i);
  if (product(shape) <= mostElements) return shape.map(all);
  let positions: number[][] = [];
  for (let edge = 3; edge >= 1; edge--) {
    positions = shape.map((length) =>
      length <= 2 * edge
        ? all(length)
        : all(2 * edge).map((i) => (i < edge ? i : length - 2 * edge + i)),
    );
    if (sizeOf(positions) <= mostAtEnds) return positions;
  }
  // Too many axes even for their ends: of the outer ones the first position only.
  for (let axis = 0; sizeOf(positions) > mostAtEnds; axis++) positions[axis] = [0];
  return positions;
}

function sizeOf(positions: readonly number[][]): number {
  return product(positions.map((list) => list.length));
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((result, length) => result * length, 1);
}

function shownElements(source: PictureSource, positions: readonly number[][]): Element[] {
  let places: { index: number[]; offset: number; group: number }[] = [
    { index: [], offset: source.offset, group: 0 },
  ];
  positions.forEach((list, axis) => {
    const stride = source.strides[axis]!;
    places = places.flatMap((place) =>
      list.map((i, nth) => ({
        index: [...place.index, i],
        offset: place.offset + i * stride,
        group: axis === 0 ? nth : place.group,
      })),
    );
  });
  const texts = source.write(places.map((place) => place.offset));
  return places.map((place, i) => ({ ...place, text: shortened(texts[i]!) }));
}

function shortened(text: string): string {
  const characters = [...text.trim()];
  if (characters.length <= longestText) return characters.join("");
  return `${characters.slice(0, longestText - 1).join("")}…`;
}

/** Memory from first to last byte, cut at every element shown. */
function memoryCells(source: PictureSource, elements: readonly Element[]): MemoryCell[] {
  const { itemsize, memoryBytes } = source;
  if (itemsize === 0) return [];
  const byStart = new Map<number, { element: Element; count: number }>();
  for (const element of elements) {
    const known = byStart.get(element.offset);
    if (known === undefined) byStart.set(element.offset, { element, count: 1 });
    else known.count++;
  }
  const isWhole = elements.length === product(source.shape);
  const starts = [...byStart.keys()].sort((a, b) => a - b);
  const cells: MemoryCell[] = [];
  let end = 0;
  starts.forEach((start, i) => {
    cells.push(...otherCells(source, end, start));
    const { element, count } = byStart.get(start)!;
    const next = starts[i + 1] ?? Number.POSITIVE_INFINITY;
    const size = Math.min(itemsize, next - start);
    const whole = element.index.join(",") || "()";
    const index = whole.length > longestIndex ? `…${whole.slice(1 - longestIndex)}` : whole;
    // Where elements are left out nobody knows how many more lie here.
    const more = count === 1 ? "" : isWhole ? ` ×${count}` : " …";
    cells.push({ start, size, text: element.text, label: index + more, group: element.group });
    end = start + size;
  });
  cells.push(...otherCells(source, end, memoryBytes));
  return cells;
}

/** What lies between elements of the array: elements of its base, or just so many bytes. */
function otherCells(source: PictureSource, start: number, end: number): MemoryCell[] {
  const size = end - start;
  if (size <= 0) return [];
  const { memoryItemsize, memoryBytes } = source;
  const isDrawn =
    memoryItemsize !== null &&
    memoryItemsize > 0 &&
    memoryBytes <= mostCells * memoryItemsize &&
    start % memoryItemsize === 0 &&
    size % memoryItemsize === 0;
  if (!isDrawn) return [{ start, size, text: `${grouped(size)} bytes`, label: "", group: -1 }];
  const offsets: number[] = [];
  for (let at = start; at < end; at += memoryItemsize) offsets.push(at);
  const texts = source.writeOther(offsets);
  return offsets.map((at, i) => ({
    start: at,
    size: memoryItemsize,
    text: shortened(texts[i]!),
    label: "",
    group: -1,
  }));
}

/** A number with its digits in groups, as in 1,234,567. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A byte step with its sign. */
export function signed(stride: number): string {
  return stride < 0 ? `-${grouped(-stride)}` : `+${grouped(stride)}`;
}

function stepsOf(
  { shape, strides, offset }: PictureSource,
  cells: readonly MemoryCell[],
): AxisStep[] {
  const cellAt = new Map(cells.map((cell, i) => [cell.start, i]));
  const from = cellAt.get(offset);
  if (from === undefined) return [];
  return shape.flatMap((length, axis) => {
    const stride = strides[axis]!;
    const to = cellAt.get(offset + stride);
    return length > 1 && stride !== 0 && to !== undefined && cells[to]!.group >= 0
      ? [{ axis, stride, from, to }]
      : [];
  });
}

function planesOf(positions: readonly number[][], elements: readonly Element[]): Plane[] {
  const ndim = positions.length;
  if (ndim === 0 || elements.length === 0) return [];
  const columns = positions[ndim - 1]!;
  const rows = ndim > 1 ? positions[ndim - 2]! : [0];
  const planes: Plane[] = [];
  const perPlane = rows.length * columns.length;
  for (let first = 0; first < elements.length; first += perPlane) {
    const leading = elements[first]!.index.slice(0, Math.max(ndim - 2, 0));
    const lines = rows.map((_, r) =>
      withGaps(
        columns,
        columns.map((_, c) => {
          const { text, group } = elements[first + r * columns.length + c]!;
          return { text, group };
        }),
      ),
    );
    planes.push({
      caption: leading.length === 0 ? "" : `[${[...leading, ":", ":"].join(", ")}]`,
      rows: withGaps(rows, lines).map((line) => line ?? columnsOfGap(lines[0]!)),
    });
  }
  return planes;
}

function columnsOfGap(line: readonly unknown[]): null[] {
  return line.map(() => null);
}

/** Puts null where the positions jump. */
function withGaps<T>(positions: readonly number[], items: readonly T[]): (T | null)[] {
  return items.flatMap((item, i) =>
    i > 0 && positions[i]! > positions[i - 1]! + 1 ? [null, item] : [item],
  );
}
