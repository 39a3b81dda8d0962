// Which of strided's public functions and methods a run has called, of those that NumPy has too.
// Functions count by identity: np.acos is called when np.arccos is.

import * as np from "strided";

const called = new Set<string>();

/** Notes a call by the path that the case named it with (`add.reduce`, `ndarray.sum`). */
export function noteCall(path: string): void {
  called.add(path);
}

/** What a path of NumPy's is in strided, or undefined. */
function find(path: string): unknown {
  const parts = path.split(".");
  const classes: Readonly<Record<string, unknown>> = { ndarray: np.NDArray, dtype: np.DType };
  let value: unknown = np;
  for (const [i, part] of parts.entries()) {
    if (i === 0 && part in classes && parts.length > 1) {
      value = (classes[part] as { prototype: unknown }).prototype;
    } else if (typeof value === "function" && /^[A-Z]/.test(value.name) && value.prototype) {
      value = member(value.prototype, part);
    } else {
      value = member(value, part);
    }
    if (value === undefined || value === null) return undefined;
  }
  return value;
}

/** A member by name, unless it is a getter that needs an instance. */
function member(of: unknown, name: string): unknown {
  try {
    return (of as Record<string, unknown> | undefined)?.[name];
  } catch {
    return undefined;
  }
}

/** What cannot be compared, and why. */
const INCOMPARABLE: Readonly<Record<string, string>> = {
  show_config: "tells of the build",
  object_: "there is no object dtype: NumPy's gives the object back",
  seterrcall: "takes a function, which each side calls in its own way",
  geterrcall: "gives the function that errstate of the oracle has set",
  get_include: "tells of files of C",
};

export interface Coverage {
  /** How many distinct callables NumPy and strided share and can be compared. */
  readonly shared: number;
  readonly called: number;
  /** Paths that no case named, aliases left out. */
  readonly never: readonly string[];
}

/** Compares NumPy's callables (paths) with what strided has and the cases called. */
export function coverage(names: readonly string[]): Coverage {
  const paths = new Map<unknown, string[]>();
  for (const name of names) {
    const value = find(name);
    if (typeof value !== "function" || name in INCOMPARABLE) continue;
    // A method of a ufunc is one function for all; it counts once for each ufunc.
    const owner = /\.(at|outer|reduce|accumulate|reduceat)$/.test(name) && !/[A-Z]/.test(name);
    const key = owner
      ? `${String(identity(find(name.replace(/\.\w+$/, ""))))}.${name.replace(/.*\./, "")}`
      : value;
    const list = paths.get(key);
    if (list === undefined) paths.set(key, [name]);
    else list.push(name);
  }
  const never: string[] = [];
  for (const list of paths.values()) {
    if (!list.some((name) => called.has(name))) never.push(list[0]!);
  }
  return { shared: paths.size, called: paths.size - never.length, never: never.sort() };
}

const identities = new Map<unknown, number>();

/** A number that stands for a function. */
function identity(value: unknown): number {
  if (!identities.has(value)) identities.set(value, identities.size);
  return identities.get(value)!;
}
