// What every watcher of a running function needs: a start and an end that come once, also for promises and errors, and
// the program's line where something happens. What is watched is the watchers' business.

import { isOptions } from "../core/options.js";
import { callSite } from "../memory/stack.js";

/** The program's line, as `file:line:column`, that causes what happens now; 20 µs. */
export function whereText(): string | null {
  const place = callSite();
  return place === null ? null : `${place.file}:${place.line}:${place.column}`;
}

/** Runs `fn` between a start and an end that come once, also for promises and errors. */
export function around<R>(fn: () => R, end: () => void): R {
  let result: R;
  try {
    result = fn();
  } catch (error) {
    end();
    throw error;
  }
  if (result instanceof Promise) return result.finally(end) as R;
  end();
  return result;
}

/** @throws TypeError for what is no function */
export function checkFunction(name: string, fn: unknown): void {
  if (typeof fn !== "function") {
    throw new TypeError(
      `np.memory.${name}() takes a function to run${isOptions(fn) ? ", not options" : ""} (got ${typeof fn})`,
    );
  }
}
