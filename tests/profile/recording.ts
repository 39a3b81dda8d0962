// Runs a program text under the recorder, in this very process, and tells what each of its lines did.

import * as np from "strided";
import { installHooks } from "../../src/profile/hooks.js";
import { instrument } from "../../src/profile/instrument.js";
import { type FileRecord, type LineRecord, Recorder } from "../../src/profile/recorder.js";
import type { MemoryMeter } from "../../src/profile/rss.js";
import { sourceTools } from "../../src/profile/tools.js";

/** A meter that reads what the test says. */
export function fakeMeter(): MemoryMeter & { bytes: number; reads: number } {
  return {
    source: "none",
    bytes: 0,
    reads: 0,
    read() {
      this.reads++;
      return this.bytes;
    },
  };
}

export interface Recording {
  readonly recorder: Recorder;
  readonly file: FileRecord;
  /** What the program returned. */
  readonly value: unknown;
  line(line: number): LineRecord;
  /** Lines that allocated, with their inclusive array bytes. */
  allocated(): Record<number, number>;
  ownAllocated(): Record<number, number>;
  occurrences(): Record<number, number>;
}

/**
 * Runs the body of an async function, its first line being line 1, with `np` and the given names in reach.
 */
export async function record(
  body: string,
  names: Record<string, unknown> = {},
  meter: MemoryMeter = fakeMeter(),
): Promise<Recording> {
  const recorder = new Recorder(meter);
  const uninstall = installHooks(recorder);
  const text = `export default async function program({ np, ${Object.keys(names).join(", ")} }) {${body}\n}`;
  const result = instrument(sourceTools()!, text, {
    file: "program.mjs",
    select: () => true,
    topLevel: false,
    firstId: 1,
  })!;
  recorder.register("program.mjs", text.split("\n"), result.functions);
  const file = recorder.files.get("program.mjs")!;
  const program = new Function(result.code.replace("export default", "return"))() as (
    scope: object,
  ) => Promise<unknown>;
  recorder.start();
  let value: unknown;
  try {
    value = await program({ np, ...names });
  } finally {
    recorder.stop();
    uninstall();
  }
  const table = (of: (line: LineRecord) => number): Record<number, number> =>
    Object.fromEntries(
      file.lines.filter((line) => of(line) > 0).map((line) => [line.line, of(line)]),
    );
  return {
    recorder,
    file,
    value,
    line: (line) => file.lines[line]!,
    allocated: () => table((line) => line.total.allocated),
    ownAllocated: () => table((line) => line.own.allocated),
    occurrences: () => table((line) => line.occurrences),
  };
}
