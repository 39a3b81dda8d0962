// Profiles one function that runs as it was loaded, without hooks: array bytes come from stack traces
// (exact), occurrences and resident memory from breakpoints that never pause. A line event costs about
// 70 µs this way, a thousand times more than in an instrumented source.

import type { StackPlace } from "../memory/stack.js";
import { Inspector, type Place } from "./locate.js";
import { pathOf } from "./paths.js";
import { FileRecord, type LineRecord } from "./recorder.js";
import { type ProfileReport, sectionOf } from "./report.js";
import { type MemoryMeter, memoryMeter } from "./rss.js";
import { builtinIfAny } from "./tools.js";
import { linesOfText, Trace, type TracedLines } from "./trace.js";

/** A profile that is running. */
export interface RunningProfile {
  /** Ends it. */
  end(): ProfileReport;
}

type Callable = (...args: never[]) => unknown;

/** Name of the function that calls the profiled one: the frame above it on the stack is the function. */
export const callerName = "stridedProfiledCall";

/** Starts to watch a function. */
export function watch(fn: Callable): RunningProfile {
  const inspector = Inspector.open();
  const place = inspector?.locate(fn) ?? null;
  if (inspector !== null && place !== null) return new Watch(inspector, place);
  inspector?.close();
  return traceOnly(fn);
}

let nextWatch = 1;
const watches = new Map<number, Watch>();
let sharedMeter: MemoryMeter | undefined;

class Watch implements RunningProfile {
  readonly #inspector: Inspector;
  readonly #place: Place;
  readonly #id = nextWatch++;
  readonly #file: FileRecord;
  readonly #trace: Trace;
  readonly #meter: MemoryMeter;
  #events = 0;
  #current: LineRecord;
  #rss: number;

  constructor(inspector: Inspector, place: Place) {
    this.#inspector = inspector;
    this.#place = place;
    sharedMeter ??= memoryMeter();
    this.#meter = sharedMeter;
    this.#file = new FileRecord(place.path, place.text);
    watches.set(this.#id, this);
    const scope = globalThis as unknown as Record<string, unknown>;
    scope["__strided$watch"] ??= (id: number, line: number) => watches.get(id)?.hit(line);
    inspector.breakpoints(place, (line) => `globalThis.__strided$watch(${this.#id},${line})`);
    this.#trace = new Trace({ file: this.#file, ...place });
    this.#current = this.#file.lines[place.startLine]!;
    this.#current.occurrences++;
    this.#rss = this.#meter.read();
    this.#current.memory = this.#rss;
  }

  hit(line: number): void {
    this.#events++;
    this.#closeLine();
    this.#current = this.#file.lines[line]!;
    this.#current.occurrences++;
  }

  end(): ProfileReport {
    this.#closeLine();
    this.#trace.stop();
    this.#inspector.close();
    watches.delete(this.#id);
    const { name, startLine, endLine } = this.#place;
    return {
      version: 1,
      method: "watched",
      sections: [sectionOf(this.#file, { name, startLine, endLine, calls: 1 })],
      outside: this.#trace.outside,
      events: this.#events,
    };
  }

  #closeLine(): void {
    const now = this.#meter.read();
    const grown = now - this.#rss;
    const line = this.#current;
    // A fall counts as far as the line gave arrays back; the rest is the collector's.
    line.increment += grown >= 0 ? grown : -Math.min(-grown, line.own.freed);
    line.memory = Math.max(line.memory, now);
    this.#rss = now;
  }
}

/** Without an inspector the lines are found from the stack of the first array event. */
function traceOnly(fn: Callable): RunningProfile {
  const trace = new Trace((stack) => locateOnStack(fn, stack));
  return {
    end() {
      trace.stop();
      const { lines } = trace;
      return {
        version: 1,
        method: "traced",
        sections:
          lines === null
            ? []
            : [
                sectionOf(lines.file, {
                  name: fn.name,
                  startLine: lines.startLine,
                  endLine: lines.endLine,
                  calls: 1,
                }),
              ],
        outside: trace.outside,
        events: 0,
      };
    },
  };
}

function locateOnStack(fn: Callable, stack: readonly StackPlace[]): TracedLines | null {
  const caller = stack.findIndex(({ functionName }) => functionName?.endsWith(callerName));
  const own = stack[caller - 1];
  if (own === undefined) return null;
  const fs = builtinIfAny<typeof import("node:fs")>("node:fs");
  const path = pathOf(own.file);
  try {
    const text = fs?.readFileSync(path, "utf8") ?? "";
    return linesOfText(path, [own.file], text, fn.toString(), own.line);
  } catch {
    return null;
  }
}
