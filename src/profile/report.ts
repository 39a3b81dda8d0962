// What a profile found, as plain data that JSON can carry. How it looks as text is table.ts's.

import {
  type ArraySums,
  addSums,
  emptySums,
  type FileRecord,
  type LineRecord,
} from "./recorder.js";

/**
 * One line of source and what it did. Array numbers and `increment` include the functions that the line
 * called; `own` does not. `null`: not measured.
 */
export interface ProfileLine extends Readonly<ArraySums> {
  /** 1-based. */
  readonly line: number;
  /** The line's source. */
  readonly text: string;
  /** How often the line began; a loop's head begins once more than its body. */
  readonly occurrences: number | null;
  /** Highest resident set size of the process at the end of the line, in bytes. */
  readonly memory: number | null;
  /** Growth of the resident set while the line ran, in bytes, summed over its occurrences. */
  readonly increment: number | null;
  /** What the line itself did, without what it called. */
  readonly own: Readonly<ArraySums>;
  /** Bytes copied on the line itself, by reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** A function, or a whole file. */
export interface ProfileSection {
  /** Path of the file. */
  readonly file: string;
  /** The function's name; `null` for a whole file. */
  readonly name: string | null;
  /** First line of the function, from 1. */
  readonly startLine: number;
  /** Last line of the function. */
  readonly endLine: number;
  /** How often the function was called. */
  readonly calls: number;
  /** The function's lines, in order. */
  readonly lines: readonly ProfileLine[];
}

/** How the lines were told apart. */
export type ProfileMethod =
  /** The source was instrumented when it was loaded (`strided profile`, `strided run`). */
  | "instrumented"
  /** A debugger's breakpoints count lines, stack traces tell which line an array event came from. */
  | "watched"
  /** Stack traces alone: array bytes are exact, occurrences and memory are not known. */
  | "traced";

/** Everything a profile found. */
export interface ProfileReport {
  /** Version of this format. */
  readonly version: 1;
  /** How lines were found. */
  readonly method: ProfileMethod;
  /** One section for each profiled function. */
  readonly sections: readonly ProfileSection[];
  /** Array events that belong to no line of the sections. */
  readonly outside: Readonly<ArraySums>;
  /** Line events that were recorded. */
  readonly events: number;
}

/** A line's numbers at some moment, to be subtracted later. */
export interface LineSnapshot {
  readonly occurrences: number;
  readonly increment: number;
  readonly memory: number;
  readonly own: ArraySums;
  readonly total: ArraySums;
  readonly reasons: ReadonlyMap<string, number>;
}

export function snapshot(record: LineRecord): LineSnapshot {
  return {
    occurrences: record.occurrences,
    increment: record.increment,
    memory: record.memory,
    own: { ...record.own },
    total: { ...record.total },
    reasons: new Map(record.reasons),
  };
}

export interface SectionPlace {
  readonly name: string | null;
  readonly startLine: number;
  readonly endLine: number;
  readonly calls: number;
}

/** The section of a file's lines, less what they had counted `before`. */
export function sectionOf(
  file: FileRecord,
  place: SectionPlace,
  before?: ReadonlyMap<LineRecord, LineSnapshot>,
): ProfileSection {
  const lines: ProfileLine[] = [];
  for (let line = place.startLine; line <= place.endLine; line++) {
    const record = file.lines[line];
    const text = file.text[line - 1];
    if (record !== undefined && text !== undefined) {
      lines.push(profileLine(record, text, before?.get(record)));
    }
  }
  return { file: file.path, ...place, lines };
}

function profileLine(record: LineRecord, text: string, before?: LineSnapshot): ProfileLine {
  const occurrences = record.occurrences - (before?.occurrences ?? 0);
  const seen = record.memory > 0 && (occurrences > 0 || record.memory !== before?.memory);
  const reasons: Record<string, number> = {};
  for (const [reason, bytes] of record.reasons) {
    const during = bytes - (before?.reasons.get(reason) ?? 0);
    if (during > 0) reasons[reason] = during;
  }
  return {
    line: record.line,
    text,
    occurrences: occurrences > 0 ? occurrences : null,
    memory: seen ? record.memory : null,
    increment: seen ? record.increment - (before?.increment ?? 0) : null,
    ...difference(record.total, before?.total),
    own: difference(record.own, before?.own),
    reasons,
  };
}

/** The events between two moments. */
export function difference(after: ArraySums, before: ArraySums = emptySums()): ArraySums {
  return {
    allocated: after.allocated - before.allocated,
    allocations: after.allocations - before.allocations,
    freed: after.freed - before.freed,
    copied: after.copied - before.copied,
    copies: after.copies - before.copies,
    views: after.views - before.views,
  };
}

/** Several reports as one: sections of the same place are added up. */
export function mergeReports(reports: readonly ProfileReport[]): ProfileReport {
  const sections = new Map<string, ProfileSection>();
  const outside = emptySums();
  let events = 0;
  for (const report of reports) {
    addSums(outside, report.outside);
    events += report.events;
    for (const section of report.sections) {
      const key = `${section.file}:${section.startLine}:${section.name}`;
      const known = sections.get(key);
      sections.set(key, known === undefined ? section : mergeSections(known, section));
    }
  }
  return {
    version: 1,
    method: reports[0]?.method ?? "instrumented",
    sections: [...sections.values()],
    outside,
    events,
  };
}

function mergeSections(a: ProfileSection, b: ProfileSection): ProfileSection {
  return {
    ...a,
    calls: a.calls + b.calls,
    lines: a.lines.map((line, at) => mergeLines(line, b.lines[at]!)),
  };
}

function mergeLines(a: ProfileLine, b: ProfileLine): ProfileLine {
  const sums = emptySums();
  const own = emptySums();
  for (const one of [a, b]) {
    addSums(sums, one);
    addSums(own, one.own);
  }
  const reasons: Record<string, number> = { ...a.reasons };
  for (const [reason, bytes] of Object.entries(b.reasons)) {
    reasons[reason] = (reasons[reason] ?? 0) + bytes;
  }
  return {
    ...a,
    ...sums,
    own,
    reasons,
    occurrences: either(a.occurrences, b.occurrences, (x, y) => x + y),
    memory: either(a.memory, b.memory, Math.max),
    increment: either(a.increment, b.increment, (x, y) => x + y),
  };
}

function either(
  a: number | null,
  b: number | null,
  both: (a: number, b: number) => number,
): number | null {
  if (a === null) return b;
  return b === null ? a : both(a, b);
}
