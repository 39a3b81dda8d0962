// How the fluent methods get onto NDArray: as plain, hidden properties of its prototype.

import { NDArray } from "../core/ndarray.js";

/** Installs methods on every array. */
export function defineMethods(methods: Record<PropertyKey, (...args: never[]) => unknown>): void {
  for (const name of Reflect.ownKeys(methods)) {
    Object.defineProperty(NDArray.prototype, name, {
      value: methods[name as string],
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
}

/** Functions whose first argument is the array, as methods of that array under the same names. */
export function defineFluent(functions: Record<string, unknown>): void {
  const entries = Object.entries(functions).map(([name, call]) => {
    const run = call as (...args: unknown[]) => unknown;
    return [
      name,
      function (this: NDArray, ...args: unknown[]) {
        return run(this, ...args);
      },
    ] as const;
  });
  defineMethods(Object.fromEntries(entries));
}

/** Installs a property that is computed when it is read. */
export function defineGetter(name: string, get: (array: NDArray) => unknown): void {
  Object.defineProperty(NDArray.prototype, name, {
    get(this: NDArray) {
      return get(this);
    },
    configurable: true,
    enumerable: false,
  });
}
