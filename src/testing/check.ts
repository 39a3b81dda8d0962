// What a function may do to memory, and the sentence about what it did: the rules of which `expectMemory` and the
// matchers of test runners are made. Only the library's own events count, never the resident memory.

import { options } from "../core/options.js";
import { ValueError } from "../memory/errors.js";
import { formatBytes, parseBytes } from "../memory/limit.js";
import {
  type LiveArray,
  type PeakReport,
  peak,
  type SurvivorsOptions,
  type SurvivorsReport,
  survivors,
} from "../routines/memory-lifetimes.js";
import {
  isHiddenCopy,
  reasonText,
  type TrackedAllocation,
  type TrackedCopy,
  type TrackReport,
  track,
} from "../routines/memory-track.js";

/** Bytes, or a text such as `"8MiB"` or `"500 kB"`. */
export type Size = number | string;

/** What a rule found. */
export interface Verdict {
  readonly pass: boolean;
  /** What was expected and what happened, with the lines that did it. */
  readonly message: string;
  readonly actual: number;
  readonly expected: number;
}

/** The function that is looked at: what it does is recorded once, at the first rule that asks. */
export class Subject {
  readonly fn: () => unknown;
  #run: TrackReport<unknown> | Promise<TrackReport<unknown>> | null = null;

  constructor(fn: unknown) {
    if (typeof fn !== "function") {
      throw new TypeError(
        `expectMemory() takes the function whose memory is looked at, as in expectMemory(() => work()) (got ${typeof fn})`,
      );
    }
    this.fn = fn as () => unknown;
  }

  run(): TrackReport<unknown> | Promise<TrackReport<unknown>> {
    this.#run ??= track(this.fn);
    return this.#run;
  }
}

/** A rule: it looks at a function, which it may call, and tells whether it holds. */
type Checked = Verdict | Promise<Verdict>;

function after<T>(value: T | Promise<T>, judge: (value: T) => Verdict): Checked {
  return value instanceof Promise ? value.then(judge) : judge(value);
}

export function allocatesAtMost(subject: Subject, most: Size): Checked {
  const expected = bytesOf(most);
  return after(subject.run(), ({ bytes_allocated, allocations }) =>
    verdict("allocate at most", expected, bytes_allocated, allocations.map(arrayLine)),
  );
}

export function copiesAtMost(subject: Subject, most: Size): Checked {
  const expected = bytesOf(most);
  return after(subject.run(), ({ bytes_copied, copies }) =>
    verdict("copy at most", expected, bytes_copied, copies.map(copyLine)),
  );
}

export function hasNoHiddenCopies(subject: Subject): Checked {
  return after(subject.run(), ({ copies }) => {
    const hidden = copies.filter(isHiddenCopy);
    const bytes = hidden.reduce((sum, copy) => sum + copy.bytes, 0);
    return verdict("make no hidden copies, which is", 0, bytes, hidden.map(copyLine));
  });
}

export function peaksAtMost(subject: Subject, most: Size): Checked {
  const expected = bytesOf(most);
  const found = peak(subject.fn, { above: expected }) as
    | PeakReport<unknown>
    | Promise<PeakReport<unknown>>;
  return after(found, ({ bytes, arrays }) =>
    verdict("hold at most", expected, bytes, arrays.map(arrayLine)),
  );
}

export function leaksAtMost(subject: Subject, most: Size, given?: SurvivorsOptions): Checked {
  const expected = bytesOf(most);
  const { warmups = 1 } = options("leakAtMost", given, ["warmups"]);
  const found = survivors(subject.fn, { warmups }) as SurvivorsReport | Promise<SurvivorsReport>;
  return after(found, ({ bytes, arrays }) =>
    verdict("leave behind at most", expected, bytes, arrays.map(arrayLine)),
  );
}

function bytesOf(size: Size): number {
  const bytes = parseBytes(size);
  if (bytes >= 0) return bytes;
  throw new ValueError(
    `a size is a number of bytes or a text such as "8MiB" or "500 kB" (got ${String(size)})`,
  );
}

/** Lines of a message: the largest say most. */
const SHOWN = 10;

interface Line {
  readonly bytes: number;
  readonly text: string;
}

function verdict(verb: string, expected: number, actual: number, lines: readonly Line[]): Verdict {
  const sorted = [...lines].sort((a, b) => b.bytes - a.bytes);
  const more = sorted.length - SHOWN;
  const pass = actual <= expected;
  return {
    pass,
    actual,
    expected,
    message: [
      `expected the function ${pass ? "not " : ""}to ${verb} ${bytesText(expected)}; it was ${bytesText(actual)}${lines.length > 0 ? ":" : ""}`,
      ...sorted.slice(0, SHOWN).map((line) => `  ${line.text}`),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ].join("\n"),
  };
}

function bytesText(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${formatBytes(bytes)} (${bytes} bytes)`;
}

function arrayLine({ bytes, kind, shape, dtype, where }: LiveArray | TrackedAllocation): Line {
  const what =
    shape === null ? kind : `${dtype} (${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  return { bytes, text: `${formatBytes(bytes)}  ${what}${place(where)}` };
}

function copyLine({ bytes, operation, reason, where }: TrackedCopy): Line {
  return {
    bytes,
    text: `${formatBytes(bytes)}  ${operation}: ${reasonText[reason]}${place(where)}`,
  };
}

const place = (where: string | null): string => (where === null ? "" : `  ${where}`);
