// A picture of an array's memory as SVG: one self-contained element without scripts, fonts or links,
// legible on light and dark pages. What is shown was decided in layout-picture.ts.

import {
  type AxisStep,
  grouped,
  type MemoryCell,
  type Picture,
  type Plane,
  signed,
} from "./layout-picture.js";

const charWidth = 7.3;
const lineHeight = 18;
const margin = 20;
const cellPadding = 14;
const valueHeight = 26;
const memoryHeight = 40;
const widest = 760;
const groups = 6;

// Fills of the cells by position on the first axis, light and dark.
const fills = ["#dbeafe", "#dcfce7", "#fef3c7", "#fce7f3", "#ede9fe", "#cffafe"];
const darkFills = ["#1e3a5f", "#14432a", "#4a3a10", "#4a1d3a", "#33275c", "#0f4450"];

const style = `
.sl{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#1f2937}
.sl-b{fill:#fff}.sl-m{fill:#6b7280}.sl-s{font-size:10px}.sl-h{font-weight:600}
.sl-c{stroke:#9ca3af}.sl-o{fill:none;stroke:#9ca3af;stroke-dasharray:3 3}
.sl-w{stroke:#fff;stroke-width:4;paint-order:stroke}
.sl-l{fill:none;stroke:#2563eb;stroke-width:1.5}.sl-a{fill:#2563eb}
${fills.map((fill, i) => `.sl-g${i}{fill:${fill}}`).join("")}
@media (prefers-color-scheme:dark){.sl{fill:#e5e7eb}.sl-b{fill:#111827}.sl-m{fill:#9ca3af}
.sl-c,.sl-o{stroke:#4b5563}.sl-w{stroke:#111827}.sl-l{stroke:#60a5fa}.sl-a{fill:#60a5fa}
${darkFills.map((fill, i) => `.sl-g${i}{fill:${fill}}`).join("")}}`;

/** Draws a picture as an SVG element. */
export function drawSvg(picture: Picture): string {
  const page = new Page();
  picture.heading.forEach((line, i) => {
    page.line(line, i === 0 ? "sl-h" : "sl-m");
  });
  if (picture.planes.length > 0) drawPlanes(page, picture);
  if (picture.fields.length > 0) drawFields(page, picture);
  if (picture.cells.length > 0) drawMemory(page, picture);
  return page.toString(picture.heading);
}

/** Rounds to a tenth, so that the text stays short. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[^\P{C}]/gu, "�");
}

function widthOf(text: string): number {
  return [...text].length * charWidth;
}

/** What has been drawn, and how far down. */
class Page {
  y = margin;
  #right = 0;
  readonly #parts: string[] = [];

  text(x: number, y: number, text: string, classes = "", anchor = "start"): void {
    if (text === "") return;
    const width = widthOf(text);
    this.grow(anchor === "start" ? x + width : anchor === "end" ? x : x + width / 2);
    const placed = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
    const styled = classes === "" ? "" : ` class="${classes}"`;
    this.#parts.push(`<text x="${n(x)}" y="${n(y)}"${placed}${styled}>${escaped(text)}</text>`);
  }

  line(text: string, classes = ""): void {
    this.y += lineHeight;
    this.text(margin, this.y - 5, text, classes);
  }

  cell(x: number, y: number, width: number, height: number, group: number): void {
    this.grow(x + width);
    const classes = group < 0 ? "sl-o" : `sl-c sl-g${group % groups}`;
    this.#parts.push(
      `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" class="${classes}"/>`,
    );
  }

  /** A curve to a point, with its head there: pointing up or down. */
  arrow(path: string, x: number, y: number, head: 1 | -1): void {
    this.#parts.push(
      `<path class="sl-l" d="${path}"/>`,
      `<path class="sl-a" d="M${n(x)} ${n(y)}l-3.5 ${7 * head}h7z"/>`,
    );
  }

  grow(x: number): void {
    this.#right = Math.max(this.#right, x);
  }

  toString(heading: readonly string[]): string {
    const width = Math.ceil(this.#right + margin);
    const height = Math.ceil(this.y + margin);
    const title = escaped(heading.join("; "));
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" class="sl">`,
      `<title>${title}</title><style>${style}</style>`,
      `<rect class="sl-b" width="${width}" height="${height}" rx="8"/>`,
      ...this.#parts,
      "</svg>",
    ].join("\n");
  }
}

// --- the array as it is indexed -------------------------------------------------------------------

function drawPlanes(page: Page, picture: Picture): void {
  const { shape, strides, planes } = picture;
  const last = shape.length - 1;
  page.y += 10;
  shape.slice(0, -2).forEach((length, axis) => {
    const step = signed(strides[axis]!);
    page.line(`axis ${axis}: ${length} planes, ${step} bytes apart`, "sl-m");
  });
  const side = last > 0 ? `axis ${last - 1}: ${signed(strides[last - 1]!)} ↓` : "";
  const left = margin + (side === "" ? 0 : widthOf(side) + 12);
  let x = left;
  let y = page.y;
  let bottom = y;
  planes.forEach((plane, i) => {
    const width = planeWidth(plane);
    if (i > 0 && x + width > widest) {
      x = left;
      y = bottom + 8;
    }
    const head = y + (plane.caption === "" ? 0 : lineHeight);
    page.text(x, head - 4, plane.caption, "sl-m");
    if (i === 0) {
      page.text(x, head + 13, `axis ${last}: ${signed(strides[last]!)} →`, "sl-m");
      page.text(margin, head + lineHeight + 17, side, "sl-m");
    }
    const end = drawGrid(page, plane, x, head + lineHeight);
    bottom = Math.max(bottom, end);
    x += width + 24;
  });
  if (picture.morePlanes) page.text(x, bottom - 10, "⋯", "sl-m");
  page.y = bottom;
}

function columnWidths({ rows }: Plane): number[] {
  return rows[0]!.map((_, c) =>
    Math.max(...rows.map((row) => widthOf(row[c]?.text ?? "…") + cellPadding)),
  );
}

function planeWidth(plane: Plane): number {
  return columnWidths(plane).reduce((sum, width) => sum + width, 0);
}

function drawGrid(page: Page, plane: Plane, left: number, top: number): number {
  const widths = columnWidths(plane);
  plane.rows.forEach((row, r) => {
    let x = left;
    const y = top + r * valueHeight;
    row.forEach((cell, c) => {
      const width = widths[c]!;
      page.cell(x, y, width, valueHeight, cell?.group ?? -1);
      page.text(x + width / 2, y + 17, cell?.text ?? "…", "", "middle");
      x += width;
    });
  });
  return top + plane.rows.length * valueHeight;
}

// --- records --------------------------------------------------------------------------------------

function drawFields(page: Page, { fields }: Picture): void {
  page.y += 12;
  page.line("each element", "sl-m");
  page.y += 14;
  let x = margin;
  for (const { name, dtype, offset, size } of fields) {
    const width = Math.max(widthOf(name), widthOf(dtype)) + cellPadding;
    const bytes = size === 1 ? "1 byte" : `${grouped(size)} bytes`;
    const full = Math.max(width, widthOf(bytes));
    page.text(x, page.y - 4, String(offset), "sl-m sl-s");
    page.cell(x, page.y, full, memoryHeight, -1);
    page.text(x + full / 2, page.y + 17, name, "", "middle");
    page.text(x + full / 2, page.y + 33, dtype, "sl-m sl-s", "middle");
    page.text(x + full / 2, page.y + memoryHeight + 12, bytes, "sl-m sl-s", "middle");
    x += full;
  }
  page.y += memoryHeight + 16;
}

// --- memory ---------------------------------------------------------------------------------------

interface PlacedCell {
  readonly middle: number;
  readonly line: number;
}

function drawMemory(page: Page, picture: Picture): void {
  page.y += 12;
  page.line("memory (byte, value, index)", "sl-m");
  const { lines, width } = linesOf(picture);
  const placed: PlacedCell[] = [];
  lines.forEach((line, number) => {
    page.y += 16;
    let x = margin;
    for (const cell of line) {
      const own = Math.max(width, widthOf(cell.text) + cellPadding);
      page.text(x, page.y - 4, String(cell.start), "sl-m sl-s");
      page.cell(x, page.y, own, memoryHeight, cell.group);
      page.text(x + own / 2, page.y + 17, cell.text, cell.group < 0 ? "sl-m" : "", "middle");
      page.text(x + own / 2, page.y + 33, cell.label, "sl-m sl-s", "middle");
      placed.push({ middle: x + own / 2, line: number });
      x += own;
    }
    page.y += memoryHeight;
    drawSteps(page, picture.steps, placed, number);
  });
}

/** Breaks the cells into lines, of whole rows where the memory has rows. */
function linesOf({ cells, rowCells }: Picture): { lines: Picture["cells"][]; width: number } {
  const own = cells.filter(({ group }) => group >= 0);
  const width = Math.max(
    ...own.map(({ text, label }) => Math.max(widthOf(text), widthOf(label) * 0.85) + cellPadding),
    ...cells.map(({ start }) => widthOf(String(start))),
  );
  const most = Math.floor((widest - 2 * margin) / width);
  const perLine = rowCells > 1 && rowCells <= most ? most - (most % rowCells) : cells.length;
  const lines: MemoryCell[][] = [[]];
  let x = margin;
  for (const cell of cells) {
    const needed = Math.max(width, widthOf(cell.text) + cellPadding);
    const line = lines.at(-1)!;
    if (line.length > 0 && (line.length === perLine || x + needed > widest - margin)) {
      lines.push([cell]);
      x = margin;
    } else {
      line.push(cell);
    }
    x += needed;
  }
  return { lines, width };
}

/** Draws the steps whose ends are both on this line, below it, the longer ones lower. */
function drawSteps(
  page: Page,
  steps: readonly AxisStep[],
  placed: readonly PlacedCell[],
  line: number,
): void {
  const here = steps
    .filter(({ from, to }) => placed[from]?.line === line && placed[to]?.line === line)
    .sort((a, b) => Math.abs(a.to - a.from) - Math.abs(b.to - b.from));
  const top = page.y + 3;
  here.forEach(({ from, to }, i) => {
    const start = placed[from]!.middle - 4 * i;
    const end = placed[to]!.middle + 4 * i;
    const depth = 16 + 20 * i;
    const path = `M${n(start)} ${n(top)}v${depth - 6}q0 6 6 6`;
    const direction = end > start ? 1 : -1;
    const curve = direction > 0 ? path : path.replace("6 6 6", "6 -6 6");
    page.arrow(
      `${curve}H${n(end - 6 * direction)}q${6 * direction} 0 ${6 * direction} -6V${n(top + 6)}`,
      end,
      top,
      1,
    );
  });
  // Last, so that no arrow crosses a label.
  here.forEach(({ axis, stride, from, to }, i) => {
    const x = Math.max(placed[from]!.middle, placed[to]!.middle) + 4 * i + 8;
    page.text(x, top + 19 + 20 * i, `axis ${axis}: ${signed(stride)}`, "sl-s sl-w");
  });
  page.y += here.length === 0 ? 4 : 20 * here.length + 8;
}
