// Reads a printed profile back: the cells of each line, by its number.

export interface Row {
  readonly occurrences: string;
  readonly allocated: string;
  readonly copied: string;
  readonly memory: string;
  readonly increment: string;
  readonly text: string;
}

/** The rows of the first table in `output`, or of the one for `name`. */
export function tableRows(output: string, name?: string): Map<number, Row> {
  const lines = output.split("\n");
  const from =
    name === undefined ? 0 : lines.findIndex((line) => line.startsWith(`Function: ${name} (`));
  const head = lines.findIndex((line, at) => at >= from && line.includes("Line Contents"));
  if (from < 0 || head < 0) throw new Error(`no table${name ? ` of ${name}` : ""} in:\n${output}`);
  const ends = [
    ...lines[head]!.matchAll(/Line #|Mem usage|Increment|Occurrences|Allocated|Copied/g),
  ].map((match) => match.index + match[0].length);
  const rows = new Map<number, Row>();
  for (const line of lines.slice(head + 2)) {
    const cells = ends.map((end, at) => line.slice(ends[at - 1] ?? 0, end).trim());
    const number = Number(cells[0]);
    if (cells[0] === "" || !Number.isInteger(number)) break;
    const [, memory, increment, occurrences, allocated, copied] = cells as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    rows.set(number, {
      memory,
      increment,
      occurrences,
      allocated,
      copied,
      text: line.slice(ends[5]! + 3),
    });
  }
  return rows;
}

/** The lines that allocated, with what they printed. */
export function allocatedRows(rows: ReadonlyMap<number, Row>): Record<number, string> {
  return Object.fromEntries(
    [...rows].filter(([, row]) => row.allocated !== "").map(([line, row]) => [line, row.allocated]),
  );
}
