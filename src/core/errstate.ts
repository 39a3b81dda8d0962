// Floating-point errors: what is done when a division by zero, an overflow, an underflow or an invalid operation is
// found, and how that is set. How they are found is the kernels' business.

import { FloatingPointError, ValueError } from "../memory/errors.js";
import { options as checked } from "./options.js";
import { shown } from "./python-values.js";
import { warnRuntime } from "./warn.js";

/** What to do about an error: see {@link seterr}. */
export type ErrorMode = "ignore" | "warn" | "raise" | "call" | "print" | "log";

/** What is done about each kind of error, as {@link geterr} gives it. */
export interface ErrorModes {
  /** A finite number divided by zero, and functions at their poles, such as the logarithm of 0. Default `"warn"`. */
  readonly divide: ErrorMode;
  /** Results too large for their dtype. Default `"warn"`. */
  readonly over: ErrorMode;
  /** Results so close to zero that digits were lost. Default `"ignore"`. */
  readonly under: ErrorMode;
  /** Results that are no number, such as 0 / 0; casts to integers of what does not fit. Default `"warn"`. */
  readonly invalid: ErrorMode;
}

/** A function called for an error: with its kind, such as `"divide by zero"`, and all kinds found as bits. */
export type ErrorCall = (kind: string, flags: number) => void;

/** An object that error messages are written to. */
export interface ErrorLog {
  /** Takes one line, which ends in a newline. */
  readonly write: (message: string) => unknown;
}

/** Modes to set; those left out, `undefined` or `null` stay as they are. */
export interface ErrorModesInit {
  /** Sets all four kinds; those given beside it come first. Default: none. */
  readonly all?: ErrorMode | null | undefined;
  /** Division by zero. Unchanged by default. */
  readonly divide?: ErrorMode | null | undefined;
  /** Overflow. Unchanged by default. */
  readonly over?: ErrorMode | null | undefined;
  /** Underflow. Unchanged by default. */
  readonly under?: ErrorMode | null | undefined;
  /** Invalid operations. Unchanged by default. */
  readonly invalid?: ErrorMode | null | undefined;
}

/** What {@link errstate} sets: modes, and what is called. */
export interface ErrorStateInit extends ErrorModesInit {
  /** What `"call"` calls or `"log"` writes to; unchanged by default. */
  readonly call?: ErrorCall | ErrorLog | null | undefined;
}

const modeNames = ["all", "divide", "over", "under", "invalid"] as const;
const allModes: readonly unknown[] = ["ignore", "warn", "raise", "call", "print", "log"];

/** The kinds in the order in which they are reported, with their bits and NumPy's words. */
const kinds = [
  ["divide", 1, "divide by zero"],
  ["over", 2, "overflow"],
  ["under", 4, "underflow"],
  ["invalid", 8, "invalid value"],
] as const;

let modes: ErrorModes = Object.freeze({
  divide: "warn",
  over: "warn",
  under: "ignore",
  invalid: "warn",
});
let target: ErrorCall | ErrorLog | null = null;

/** Which kinds are not ignored, as bits: kernels look for no others. */
export const watched = { flags: 11 };

/** How kernels are to look for errors: 0 not at all, 1 without underflow, 2 with it. */
export function watchLevel(): 0 | 1 | 2 {
  const { flags } = watched;
  return flags === 0 ? 0 : (flags & 4) === 0 ? 1 : 2;
}

function setModes(next: ErrorModes): void {
  modes = next;
  let flags = 0;
  for (const [name, bit] of kinds) if (modes[name] !== "ignore") flags |= bit;
  watched.flags = flags;
}

function merged(given: ErrorModesInit): ErrorModes {
  const all = readMode(given.all);
  const next = { ...modes };
  for (const [name] of kinds) next[name] = readMode(given[name]) ?? all ?? modes[name];
  return Object.freeze(next);
}

function readMode(mode: ErrorMode | null | undefined): ErrorMode | undefined {
  if (mode === undefined || mode === null) return undefined;
  if (allModes.includes(mode)) return mode;
  const shown = typeof mode === "string" ? `'${mode}'` : String(mode);
  throw new ValueError(`invalid error mode ${shown} (known: ${allModes.join(", ")})`);
}

function readTarget(given: ErrorCall | ErrorLog | null): ErrorCall | ErrorLog | null {
  const writes = typeof (given as Partial<ErrorLog> | null)?.write === "function";
  if (given === null || typeof given === "function" || writes) return given;
  throw new TypeError(
    `python object must be callable or have a callable write method (got ${typeof given})`,
  );
}

/**
 * Sets what is done about floating-point errors, for the whole program, until set again: `"ignore"` nothing, `"warn"`
 * a Node warning named RuntimeWarning (once for each place in the program), `"raise"` a FloatingPointError, `"call"`
 * a call of the function given to {@link seterrcall}, `"print"` a line on standard output, `"log"` a line written to
 * the object given to {@link seterrcall}. Results are written in any case.
 *
 * @param init - the modes to set
 * @returns the modes that held before: no array
 * @throws ValueError for an unknown mode
 * @throws TypeError for an unknown kind of error
 *
 * @example
 * ```ts
 * const before = np.seterr({ all: "raise" });
 * before.divide; // => warn
 * np.divide([1], 0); // => FloatingPointError
 * np.seterr(before).over; // => raise
 * ```
 */
export function seterr(init?: ErrorModesInit): ErrorModes {
  const before = modes;
  setModes(merged(checked("seterr", init, modeNames)));
  return { ...before };
}

/**
 * What is done about each kind of floating-point error.
 *
 * @returns a new object of modes, no array
 * @throws nothing
 * @example
 * ```ts
 * np.geterr().under; // => ignore
 * np.geterr().divide; // => warn
 * ```
 */
export function geterr(): ErrorModes {
  return { ...modes };
}

/**
 * Sets the function that `"call"` calls, or the object that `"log"` writes to.
 *
 * @param func - called with the kind of error and all kinds found as bits (1 divide, 2 over, 4 under, 8 invalid), or
 *   an object with a method `write`; `null` for none
 * @returns the function or object set before: no array
 * @throws TypeError for anything else
 *
 * @example
 * ```ts
 * const seen: string[] = [];
 * np.seterrcall((kind) => { seen.push(kind); });
 * np.errstate({ all: "call" }, () => np.divide([1, 0], 0));
 * seen; // => divide by zero,invalid value
 * np.seterrcall(null);
 * ```
 */
export function seterrcall(func: ErrorCall | ErrorLog | null): ErrorCall | ErrorLog | null {
  const before = target;
  target = readTarget(func ?? null);
  return before;
}

/**
 * The function that `"call"` calls, or the object that `"log"` writes to; `null` if there is none.
 *
 * @returns no array: the function or object
 * @throws nothing
 * @example
 * ```ts
 * np.geterrcall(); // => null
 * ```
 */
export function geterrcall(): ErrorCall | ErrorLog | null {
  return target;
}

/** Error modes that hold until they are disposed of, as {@link errstate} gives them. */
export type ErrorStateScope = ErrorModes & Disposable;

/**
 * Sets what is done about floating-point errors for a while: until the end of the block in which the result was
 * declared by `using`, or while `action` runs (an asynchronous one: until it settles). Then the modes from before the
 * call hold again. They are those of the whole program: other asynchronous work running meanwhile sees them too.
 *
 * @param init - the modes, as in {@link seterr}, and `call`, as in {@link seterrcall}
 * @param action - run under the modes; its result is returned
 * @returns no array: the modes in force, disposable; or what `action` returns
 * @throws ValueError for an unknown mode
 * @throws TypeError for an unknown kind of error
 *
 * @example
 * ```ts
 * np.errstate({ divide: "ignore" }, () => np.divide([1, 2], 0)); // => [inf inf]
 * np.errstate({ invalid: "raise" }, () => np.sqrt([-1])); // => FloatingPointError
 * {
 *   using _ = np.errstate({ all: "ignore" });
 *   np.log([0]); // => [-inf]
 * }
 * ```
 */
export function errstate(init?: ErrorStateInit): ErrorStateScope;
export function errstate<R>(init: ErrorStateInit | undefined, action: () => R): R;
export function errstate<R>(init?: ErrorStateInit, action?: () => R): ErrorStateScope | R {
  const known = checked("errstate", init, [...modeNames, "call"]);
  const [modesBefore, targetBefore] = [modes, target];
  if (action !== undefined && typeof action !== "function") {
    throw new TypeError(
      `the second argument of errstate must be a function (got ${shown(action)})`,
    );
  }
  const next = merged(known);
  if (known.call !== undefined) target = readTarget(known.call);
  setModes(next);
  const restore = (): void => {
    setModes(modesBefore);
    target = targetBefore;
  };
  if (action === undefined) return scopeOf(next, restore);
  let result: R;
  try {
    result = action();
  } catch (error) {
    restore();
    throw error;
  }
  if (result instanceof Promise) return result.finally(restore) as R;
  restore();
  return result;
}

function scopeOf(values: ErrorModes, restore: () => void): ErrorStateScope {
  const scope = { ...values };
  let open = true;
  const dispose = (): void => {
    // A second disposal must not undo what was set since the first.
    if (open) restore();
    open = false;
  };
  Object.defineProperty(scope, Symbol.dispose, { value: dispose });
  return scope as ErrorStateScope;
}

/** Runs `action` without looking for errors: for inner steps whose errors are not the caller's. */
export function quietly<R>(action: () => R): R {
  const before = watched.flags;
  watched.flags = 0;
  try {
    return action();
  } finally {
    watched.flags = before;
  }
}

/** Runs `action` without looking for errors of some kinds, given as bits. */
export function ignoring<R>(kinds: number, action: () => R): R {
  const before = watched.flags;
  watched.flags &= ~kinds;
  try {
    return action();
  } finally {
    watched.flags = before;
  }
}

/** What an operation's errors are reported as, where that is not its name. */
let renamed: ((name: string) => string) | null = null;

function renaming<R>(rename: (name: string) => string, action: () => R): R {
  const before = renamed;
  renamed = rename;
  try {
    return action();
  } finally {
    renamed = before;
  }
}

/**
 * Runs an operation that NumPy does on scalars: its errors are then named as those of `scalar divide` and the like.
 */
export function scalarly<R>(action: () => R): R {
  return renaming((name) => `scalar ${name}`, action);
}

/** Runs ufuncs whose errors are those of a function of another name. */
export function reportedAs<R>(name: string, action: () => R): R {
  return renaming(() => name, action);
}

/**
 * Does what is to be done about errors that were found.
 *
 * @param flags - the kinds, as bits
 * @param name - the ufunc, or "cast", "reduce" …
 * @throws FloatingPointError where the mode is "raise"
 */
export function reportErrors(flags: number, name: string): void {
  const seen = flags & watched.flags;
  if (seen === 0) return;
  if (gathered !== null && name === "cast") {
    gathered |= flags;
    return;
  }
  const of = renamed !== null && name !== "cast" ? renamed(name) : name;
  for (const [kind, bit, words] of kinds) {
    if ((seen & bit) !== 0) handle(modes[kind], words, of, flags);
  }
}

/** What casts found in a cast of which they are parts; null where none is running. */
let gathered: number | null = null;

/** Runs a cast that is made of several: what they find is reported once, when all are done. */
export function reportCastsTogether(run: () => void): void {
  if (gathered !== null) {
    run();
    return;
  }
  let flags = 0;
  gathered = 0;
  try {
    run();
  } finally {
    flags = gathered;
    gathered = null;
  }
  reportErrors(flags, "cast");
}

let toldOfCasts = false;

/**
 * Reports that a number was too large for the float dtype it is stored in. Warnings about many elements of one list
 * are one.
 */
export function reportCastOverflow(): void {
  if (modes.over === "warn") {
    if (toldOfCasts) return;
    toldOfCasts = true;
    queueMicrotask(() => {
      toldOfCasts = false;
    });
  }
  reportErrors(2, "cast");
}

interface Console {
  readonly process?: { readonly stdout?: ErrorLog };
  readonly console?: { log(message: string): void };
}

function handle(mode: ErrorMode, words: string, name: string, flags: number): void {
  const message = `${words} encountered in ${name}`;
  switch (mode) {
    case "ignore":
      return;
    case "warn":
      warnRuntime(message);
      return;
    case "raise":
      throw new FloatingPointError(message);
    case "call":
      if (typeof target === "function") target(words, flags);
      else {
        throw new TypeError(
          `python callback specified for ${words} (in  ${name}) but no function found. (give one to np.seterrcall)`,
        );
      }
      return;
    case "print": {
      const { process, console } = globalThis as Console;
      if (process?.stdout !== undefined) process.stdout.write(`Warning: ${message}\n`);
      else console?.log(`Warning: ${message}`);
      return;
    }
    default: {
      const log = target as Partial<ErrorLog> | null;
      if (typeof log?.write !== "function") {
        throw new TypeError(
          `log specified for ${words} (in ${name}) but no object with write method found. (give one to np.seterrcall)`,
        );
      }
      log.write(`Warning: ${message}\n`);
    }
  }
}
