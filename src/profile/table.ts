// A report as a text table in the manner of Python's memory_profiler, with two columns more: the array bytes
// that each line allocated and copied. Only text; no measuring.

import { shownPath } from "./paths.js";
import type { ProfileLine, ProfileReport, ProfileSection } from "./report.js";

export interface TableOptions {
  /** Decimals of the MiB columns; 3 unless told. */
  readonly precision?: number | undefined;
}

const columns = [
  { title: "Line #", width: 6 },
  { title: "Mem usage", width: 12 },
  { title: "Increment", width: 12 },
  { title: "Occurrences", width: 12 },
  { title: "Allocated", width: 15 },
  { title: "Copied", width: 15 },
] as const;

/** The tables of all sections, one after the other. */
export function profileTable(report: ProfileReport, options: TableOptions = {}): string {
  const parts = report.sections.map((section) => sectionTable(section, options));
  const notes = notesOf(report);
  if (notes !== "") parts.push(notes);
  return `${parts.join("\n")}\n`;
}

function sectionTable(section: ProfileSection, options: TableOptions): string {
  const precision = options.precision ?? 3;
  const calls = `${count(section.calls)} ${section.calls === 1 ? "call" : "calls"}`;
  const head = [`Filename: ${shownPath(section.file)}`];
  if (section.name !== null) head.push(`Function: ${section.name} (${calls})`);

  const cells = section.lines.map((line) => cellsOf(line, precision));
  const widths = columns.map(({ title, width }, at) =>
    Math.max(width, title.length, ...cells.map((row) => row[at]!.length)),
  );
  const row = (texts: readonly string[], contents: string): string =>
    `${texts.map((text, at) => text.padStart(widths[at]!)).join(" ")}   ${contents}`.trimEnd();
  const title = row(
    columns.map((column) => column.title),
    "Line Contents",
  );
  return [
    ...head,
    "",
    title,
    "=".repeat(title.length),
    ...section.lines.map((line, at) => row(cells[at]!, line.text)),
    "",
  ].join("\n");
}

function cellsOf(line: ProfileLine, precision: number): string[] {
  return [
    String(line.line),
    line.memory === null ? "" : mebibytes(line.memory, precision),
    line.increment === null ? "" : mebibytes(line.increment, precision),
    line.occurrences === null ? "" : count(line.occurrences),
    line.allocated === 0 ? "" : bytes(line.allocated),
    line.copied === 0 ? "" : bytes(line.copied),
  ];
}

function notesOf(report: ProfileReport): string {
  const { outside } = report;
  const notes: string[] = [];
  if (outside.allocated > 0 || outside.copied > 0) {
    notes.push(
      `Outside these lines: ${bytes(outside.allocated)} allocated, ${bytes(outside.copied)} copied.`,
    );
  }
  if (report.method === "traced") {
    notes.push("Lines come from stack traces here: occurrences and memory are not known.");
  }
  return notes.length === 0 ? "" : `${notes.join("\n")}\n`;
}

function mebibytes(value: number, precision: number): string {
  const text = (value / 2 ** 20).toFixed(precision);
  return `${/^-0(\.0*)?$/.test(text) ? text.slice(1) : text} MiB`;
}

function bytes(value: number): string {
  return `${count(value)} B`;
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
