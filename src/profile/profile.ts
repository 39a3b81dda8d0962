// np.profile: wraps a function so that each call of it yields a line-by-line memory profile. Which mechanism
// tells the lines apart (hooks or watching) is chosen here; what they measure is theirs.

import { options } from "../core/options.js";
import { hookNames } from "./instrument.js";
import type { FunctionRecord } from "./recorder.js";
import { difference, type ProfileReport, sectionOf, snapshot } from "./report.js";
import { program, sharedRecorder } from "./state.js";
import { profileTable } from "./table.js";
import { builtinIfAny } from "./tools.js";
import { callerName, type RunningProfile, watch } from "./watch.js";

/** Options of `np.profile`. */
export interface ProfileOptions {
  /** Decimals of the MiB columns; 3 unless told. */
  readonly precision?: number | undefined;
  /** Whether to print the table after each outermost call; true unless told. */
  readonly print?: boolean | undefined;
  /** Where to print it; standard output unless told. */
  readonly stream?: { write(text: string): unknown };
}

/** A function that records a profile each time it is called. */
export type Profiled<F> = F & {
  /** The profile of the last finished call; `null` before the first. */
  readonly report: ProfileReport | null;
};

type Callable = (...args: never[]) => unknown;

/** What TypeScript and JavaScript pass to a method decorator as its second argument. */
interface DecoratorContext {
  readonly kind: string;
  readonly name: string | symbol;
}

/**
 * Wraps a function so that calling it prints where its memory goes, line by line: a table like
 * memory_profiler's (`Line #`, `Mem usage`, `Increment`, `Occurrences`, `Line Contents`) with the array
 * bytes that each line allocated and copied.
 *
 * Array bytes are exact: they are counted where strided allocates and copies, never sampled. `Mem usage` and
 * `Increment` are the process's resident memory, so they see everything else too, but only memory that was
 * touched. The numbers of a line include what the functions it calls do. `Increment` falls below zero only
 * by what the line itself gave back (`dispose`); what the garbage collector takes meanwhile is not charged to
 * the line that happens to run.
 *
 * A function of a program started by `strided profile` or `strided run` was given hooks when its file was
 * loaded (10 to 40 ns for each line that begins). Elsewhere, as in plain `node`, lines are told apart by
 * breakpoints that never pause (about 70 µs each) and array events by their stack (about 20 µs each): array
 * bytes and occurrences are the same (but for the last, empty turn of a `for … of`), long loops take their
 * time, and `Mem usage` and `Increment` do not know recursion and waiting.
 *
 * An exception passes through, after the table. An async function is profiled until its promise settles, a
 * generator until it is done; what other code does meanwhile is not charged to it. Nested calls belong to
 * the outermost. It also works as a decorator of methods, `@np.profile` or `@np.profile({ precision: 1 })`.
 *
 * @param fn Function to profile.
 * @param options `precision`, `print`, `stream`.
 * @returns A function of the same type; its `report` is the last call's profile as plain data.
 * @throws TypeError if `fn` is no function, or an option is unknown.
 *
 * @example
 * ```ts
 * const work = np.profile(
 *   () => {
 *     const a = np.zeros([1000]);
 *     return a.add(1);
 *   },
 *   { print: false },
 * );
 * work();
 * work.report?.sections[0]?.lines.map((line) => line.allocated).join(); // => 0,8000,8000,0
 * ```
 */
export function profile<F extends Callable>(fn: F, options?: ProfileOptions): Profiled<F>;
export function profile<F extends Callable>(fn: F, context: DecoratorContext): Profiled<F>;
export function profile(
  options: ProfileOptions,
): <F extends Callable>(fn: F, context?: DecoratorContext) => Profiled<F>;
export function profile(
  target: Callable | ProfileOptions,
  second?: ProfileOptions | DecoratorContext | string | symbol,
  descriptor?: PropertyDescriptor,
): unknown {
  // TypeScript's older decorators pass the prototype, the method's name and its descriptor.
  if (descriptor !== undefined) return legacyDecorator(descriptor, {});
  if (typeof target === "function") {
    return wrap(target, isContext(second) ? {} : checked(second as ProfileOptions | undefined));
  }
  if (typeof target !== "object" || target === null) {
    throw new TypeError(
      `profile() takes a function, received ${target === null ? "null" : typeof target}`,
    );
  }
  const chosen = checked(target);
  return (fn: Callable, _context?: unknown, legacy?: PropertyDescriptor) =>
    legacy === undefined ? wrap(fn, chosen) : legacyDecorator(legacy, chosen);
}

function legacyDecorator(
  descriptor: PropertyDescriptor,
  chosen: ProfileOptions,
): PropertyDescriptor {
  const { value, get } = descriptor;
  if (typeof value === "function") return { ...descriptor, value: wrap(value as Callable, chosen) };
  if (get !== undefined) return { ...descriptor, get: wrap(get as Callable, chosen) };
  return descriptor;
}

function isContext(value: unknown): value is DecoratorContext {
  return typeof value === "object" && value !== null && "kind" in value && "name" in value;
}

function checked(given: ProfileOptions | undefined): ProfileOptions {
  return options("profile", given, ["precision", "print", "stream"]);
}

function wrap<F extends Callable>(fn: F, chosen: ProfileOptions): Profiled<F> {
  const runs = new Runs(fn, chosen);
  const wrapped = function (this: unknown, ...args: never[]): unknown {
    return runs.call(this, args, new.target);
  };
  Object.defineProperties(wrapped, {
    name: { value: fn.name, configurable: true },
    length: { value: fn.length, configurable: true },
    report: { get: () => runs.report, configurable: true },
  });
  if (fn.prototype !== undefined) wrapped.prototype = fn.prototype;
  return wrapped as unknown as Profiled<F>;
}

/** The calls of one wrapped function: those that overlap share one profile. */
class Runs {
  report: ProfileReport | null = null;
  readonly #fn: Callable;
  readonly #options: ProfileOptions;
  #calls = 0;
  #running: RunningProfile | null = null;

  constructor(fn: Callable, chosen: ProfileOptions) {
    this.#fn = fn;
    this.#options = chosen;
  }

  call(self: unknown, args: never[], newTarget: unknown): unknown {
    this.#begin();
    let result: unknown;
    try {
      result = callers[callerName]!(this.#fn, self, args, newTarget);
    } catch (error) {
      this.#end();
      throw error;
    }
    if (result instanceof Promise) {
      return result.finally(() => this.#end());
    }
    if (isGenerator(result)) {
      this.#followGenerator(result);
      return result;
    }
    this.#end();
    return result;
  }

  #begin(): void {
    if (this.#calls++ === 0) this.#running = startProfile(this.#fn);
  }

  #end(): void {
    if (--this.#calls > 0 || this.#running === null) return;
    this.report = this.#running.end();
    this.#running = null;
    const { print = true, stream, precision } = this.#options;
    if (program.collect !== null) program.collect(this.report);
    if (!print || (program.collect !== null && stream === undefined)) return;
    const text = profileTable(this.report, precision === undefined ? {} : { precision });
    if (stream !== undefined) stream.write(text);
    else writeOut(text);
  }

  /** Ends when the generator does, however it is driven. */
  #followGenerator(generator: Iterator<unknown> & AsyncIterator<unknown>): void {
    let ended = false;
    const end = (): void => {
      if (!ended) this.#end();
      ended = true;
    };
    for (const name of ["next", "return", "throw"] as const) {
      const original = generator[name] as (...args: unknown[]) => unknown;
      const follow = (result: unknown): unknown => {
        if ((result as IteratorResult<unknown>).done) end();
        return result;
      };
      const replacement = (...args: unknown[]): unknown => {
        try {
          const result = original.apply(generator, args);
          if (!(result instanceof Promise)) return follow(result);
          return result.then(follow, (error) => {
            end();
            throw error;
          });
        } catch (error) {
          end();
          throw error;
        }
      };
      Object.defineProperty(generator, name, {
        value: replacement,
        configurable: true,
        writable: true,
      });
    }
  }
}

// An object's method, so that the engine gives the function this very name on stacks.
const callers: Record<
  string,
  (fn: Callable, self: unknown, args: never[], newTarget: unknown) => unknown
> = {
  [callerName](fn, self, args, newTarget) {
    return newTarget === undefined
      ? Reflect.apply(fn, self, args)
      : Reflect.construct(fn, args, newTarget as Callable);
  },
};

function isGenerator(value: unknown): value is Iterator<unknown> & AsyncIterator<unknown> {
  const tag = Object.prototype.toString.call(value);
  return tag === "[object Generator]" || tag === "[object AsyncGenerator]";
}

function writeOut(text: string): void {
  const { stdout } = builtinIfAny<NodeJS.Process>("node:process") ?? {};
  if (stdout === undefined) console.log(text);
  else stdout.write(text);
}

function startProfile(fn: Callable): RunningProfile {
  const record = instrumentedRecord(fn);
  return record === null ? watch(fn) : new RecordedProfile(record);
}

/** What the recorder knows of a function whose source carries hooks. */
function instrumentedRecord(fn: Callable): FunctionRecord | null {
  const text = Function.prototype.toString.call(fn);
  if (!hookNames.some((name) => text.includes(`${name}.e(`))) return null;
  // Functions are numbered outer before inner, so the function's own number is the lowest.
  const ids = [...text.matchAll(/=__strided\$+\.e\((\d+)\)/g)].map((match) => Number(match[1]));
  return sharedRecorder().functionOf(Math.min(...ids)) ?? null;
}

/** A stretch of the shared recorder's numbers for the lines of one function. */
class RecordedProfile implements RunningProfile {
  readonly #fn: FunctionRecord;
  readonly #before = new Map();
  readonly #calls: number;
  readonly #outside;
  readonly #events: number;

  constructor(fn: FunctionRecord) {
    const recorder = sharedRecorder();
    this.#fn = fn;
    for (let line = fn.info.line; line <= fn.info.endLine; line++) {
      const record = fn.file.lines[line]!;
      this.#before.set(record, snapshot(record));
      record.memory = 0;
    }
    this.#calls = fn.calls;
    this.#outside = { ...recorder.outside };
    this.#events = recorder.events;
    recorder.start();
  }

  end(): ProfileReport {
    const recorder = sharedRecorder();
    recorder.stop();
    const { info, file, calls } = this.#fn;
    const section = sectionOf(
      file,
      {
        name: info.name,
        startLine: info.line,
        endLine: info.endLine,
        calls: calls - this.#calls,
      },
      this.#before,
    );
    for (const [record, before] of this.#before) {
      record.memory = Math.max(record.memory, before.memory);
    }
    return {
      version: 1,
      method: "instrumented",
      sections: [section],
      outside: difference(recorder.outside, this.#outside),
      events: recorder.events - this.#events,
    };
  }
}
