// A picture of an array's memory for the terminal: box drawing, no colours, 80 columns where it can.
// What is shown was decided in layout-picture.ts.

import {
  type AxisStep,
  grouped,
  type MemoryCell,
  type Picture,
  type Plane,
  signed,
} from "./layout-picture.js";

const lineWidth = 78;

/** Draws a picture in characters. */
export function drawText(picture: Picture): string {
  const parts: string[][] = [[...picture.heading]];
  if (picture.planes.length > 0) parts.push(...planes(picture));
  if (picture.fields.length > 0) parts.push(fieldTable(picture));
  if (picture.cells.length > 0) parts.push(memory(picture));
  return parts.map((lines) => lines.map((line) => line.trimEnd()).join("\n")).join("\n\n");
}

function lengthOf(text: string): number {
  return [...text].length;
}

function left(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - lengthOf(text)));
}

function right(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - lengthOf(text))) + text;
}

function border(
  widths: readonly number[],
  [start, middle, end]: readonly [string, string, string],
): string {
  return start + widths.map((width) => "─".repeat(width + 2)).join(middle) + end;
}

const top = ["┌", "┬", "┐"] as const;
const bottom = ["└", "┴", "┘"] as const;

// --- the array as it is indexed -------------------------------------------------------------------

function planes(picture: Picture): string[][] {
  const { shape, strides } = picture;
  const parts: string[][] = [];
  const outer = shape
    .slice(0, -2)
    .map((length, axis) => `axis ${axis}: ${length} planes, ${signed(strides[axis]!)} bytes apart`);
  if (outer.length > 0) parts.push(outer);
  picture.planes.forEach((plane, i) => {
    parts.push(grid(plane, i === 0 ? picture : null));
  });
  if (picture.morePlanes) parts.push(["⋮"]);
  return parts;
}

/** One plane; the first is drawn with its axes. */
function grid(plane: Plane, axes: Picture | null): string[] {
  const { rows, caption } = plane;
  const texts = rows.map((row) => row.map((cell) => cell?.text ?? "…"));
  const widths = texts[0]!.map((_, c) => Math.max(...texts.map((row) => lengthOf(row[c]!))));
  const side = axes === null || axes.shape.length < 2 ? [] : rowAxis(axes, rows.length);
  const margin = Math.max(2, ...side.map((text) => lengthOf(text) + 4));
  const lines = [
    " ".repeat(margin) + border(widths, top),
    ...texts.map((row, r) => {
      const cells = row.map((text, c) => right(text, widths[c]!)).join(" │ ");
      return `${left(`  ${side[r] ?? ""}`, margin)}│ ${cells} │`;
    }),
    " ".repeat(margin) + border(widths, bottom),
  ];
  if (axes !== null) {
    const last = axes.shape.length - 1;
    lines.unshift(`${" ".repeat(margin + 2)}axis ${last}: ${signed(axes.strides[last]!)} →`);
  }
  if (caption !== "") lines.unshift(caption);
  return lines;
}

function rowAxis({ shape, strides }: Picture, rows: number): string[] {
  const axis = shape.length - 2;
  const step = `${signed(strides[axis]!)} ↓`;
  return rows > 1 ? [`axis ${axis}:`, step] : [`axis ${axis}: ${step}`];
}

// --- records --------------------------------------------------------------------------------------

function fieldTable({ fields }: Picture): string[] {
  const names = Math.max(...fields.map(({ name }) => lengthOf(name)));
  const dtypes = Math.max(...fields.map(({ dtype }) => lengthOf(dtype)));
  const ends = fields.map(({ offset, size }) => String(offset + size));
  const width = Math.max(...ends.map((text) => text.length));
  return [
    "each element",
    ...fields.map(({ name, dtype, offset, size }) => {
      const bytes = size === 1 ? "1 byte" : `${grouped(size)} bytes`;
      return `  ${right(String(offset), width)}  ${left(name, names)}  ${left(dtype, dtypes)}  ${bytes}`;
    }),
  ];
}

// --- memory ---------------------------------------------------------------------------------------

interface Column extends MemoryCell {
  readonly width: number;
  /** Where its content begins on the line. */
  readonly at: number;
}

const memoryMargin = 2;

function memory(picture: Picture): string[] {
  const { steps } = picture;
  const lines = ["memory (byte, value, index)"];
  let first = 0;
  for (const columns of columnLines(picture)) {
    const widths = columns.map(({ width }) => width);
    const row = (text: (column: Column) => string) =>
      columns.map((column) => left(text(column), column.width)).join(" │ ");
    const indent = " ".repeat(memoryMargin);
    lines.push(
      `${indent}  ${columns.map(({ start, width }) => left(String(start), width + 3)).join("")}`,
      indent + border(widths, top),
      `${indent}│ ${columns.map(({ text, width }) => right(text, width)).join(" │ ")} │`,
      `${indent}│ ${row(({ label }) => label)} │`,
      indent + border(widths, bottom),
      ...stepLines(steps, columns, first),
    );
    first += columns.length;
  }
  return lines;
}

/** Breaks the cells into lines: of whole rows where they are elements of an array with rows. */
function columnLines({ cells, rowCells }: Picture): Column[][] {
  const needed = ({ text, label, start }: MemoryCell) =>
    Math.max(lengthOf(text), lengthOf(label), String(start).length + 1);
  const common = Math.max(0, ...cells.filter(({ group }) => group >= 0).map(needed));
  const most = Math.floor((lineWidth - memoryMargin - 1) / (Math.max(...cells.map(needed)) + 3));
  const perLine = rowCells > 1 && rowCells <= most ? most - (most % rowCells) : cells.length;
  const lines: Column[][] = [];
  let line: Column[] = [];
  let at = memoryMargin + 2;
  for (const cell of cells) {
    const width = Math.max(needed(cell), common);
    if (line.length > 0 && (line.length === perLine || at + width + 2 > lineWidth)) {
      lines.push(line);
      line = [];
      at = memoryMargin + 2;
    }
    line.push({ ...cell, width, at });
    at += width + 3;
  }
  lines.push(line);
  return lines;
}

/** The steps whose both ends are on this line: `╰─ axis 0: +24 ─▲`. */
function stepLines(
  steps: readonly AxisStep[],
  columns: readonly Column[],
  first: number,
): string[] {
  const lines: string[] = [];
  for (const { axis, stride, from, to } of [...steps].reverse()) {
    const start = columns[from - first];
    const end = columns[to - first];
    if (start === undefined || end === undefined) continue;
    const label = `axis ${axis}: ${signed(stride)}`;
    const low = Math.min(start.at, end.at);
    const high = Math.max(start.at, end.at);
    const room = high - low - 1;
    const [open, close] = stride > 0 ? ["╰", "▲"] : ["▲", "╯"];
    const indent = " ".repeat(low);
    if (label.length + 4 > room) {
      lines.push(`${indent}${open}${"─".repeat(room)}${close} ${label}`);
    } else {
      const rest = room - label.length - 2;
      const before = Math.floor(rest / 2);
      const after = "─".repeat(rest - before);
      lines.push(`${indent}${open}${"─".repeat(before)} ${label} ${after}${close}`);
    }
  }
  return lines;
}
