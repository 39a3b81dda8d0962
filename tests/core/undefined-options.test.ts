// An option that is there but undefined is one that was not given: what TypeScript calls passing an optional
// parameter on. Held for every function and method that takes options, whose names its own error lists.
import * as np from "strided";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/temp.js";

type Call = (...args: unknown[]) => unknown;

const square = () =>
  np.array(
    [
      [4, 1],
      [2, 3],
    ],
    "float64",
  );
const line = () => np.array([3, 1, 2]);
/** Arguments that one function or another takes; the first that it takes without options are used. */
const samples: (() => unknown[])[] = [
  () => [],
  () => [square()],
  () => [square(), square()],
  () => [line()],
  () => [line(), line()],
  () => [3],
  () => [3, 2],
  () => [[2, 3], 7],
  () => [[square(), square()]],
  () => [line(), 1],
  () => [line(), 1, 5],
  () => [line(), [0], [7]],
  () => [square(), [0, 1], 1, 0],
  () => [line(), line(), line()],
  () => [[true, false, true], line()],
  () => [
    [1, 0, 1],
    [line(), line(), line()],
  ],
  () => [new Uint8Array(16)],
  () => [[1, 2, 3], "float64"],
  () => [(i: np.NDArray) => i, [3]],
  () => [() => 1],
];

const fileIn = temporaryFolder();
const bogus = { no_such_option: 1 };

/** The names of the options that a call takes after some sample of arguments, and those arguments. */
function optionsOf(call: Call): { names: string[]; args: () => unknown[] } | null {
  for (const args of samples) {
    try {
      call(...args());
    } catch {
      continue;
    }
    try {
      call(...args(), bogus);
    } catch (error) {
      const known = /\(known: (.*)\)$/.exec((error as Error).message)?.[1];
      if (known !== undefined && known !== "none") return { names: known.split(", "), args };
    }
  }
  return null;
}

/** What a call gives, as text: results, and arrays written into. */
function outcome(call: Call, args: readonly unknown[], ...none: readonly unknown[]): string {
  const text = (value: unknown): string =>
    value instanceof np.NDArray
      ? `${np.array_repr(value)} ${value.strides}`
      : Array.isArray(value)
        ? `[${value.map(text)}]`
        : String(value);
  return text([call(...args, ...none), ...args]);
}

// Files, threads, timings and what empty memory holds are other tests' matter.
const unfit =
  /^(empty|empty_like|config|timeit|memit|profile|save|savez|load|memmap|fromfile|fromregex|genfromtxt|set_printoptions|printoptions)/;
const functions = Object.entries(np).filter(
  ([name, value]) =>
    typeof value === "function" &&
    !unfit.test(name) &&
    !/^class /.test(Function.prototype.toString.call(value)),
) as [string, Call][];

describe("undefined options are none", () => {
  const found: string[] = [];
  test.each(functions)("np.%s", (name, call) => {
    const taken = optionsOf(call);
    if (taken === null) return;
    found.push(name);
    const none = Object.fromEntries(taken.names.map((one) => [one, undefined]));
    expect(outcome(call, taken.args(), none)).toBe(outcome(call, taken.args()));
  });

  test("most functions with options were among them", () => {
    for (const name of ["sum", "array", "zeros", "concatenate", "sort", "add", "clip", "linspace"])
      expect(found).toContain(name);
    expect(found.length).toBeGreaterThan(200);
  });

  const methods = Object.getOwnPropertyNames(np.NDArray.prototype).filter(
    (name) => /^[a-z]/.test(name) && !/^(constructor|dispose|layout|setflags|tofile)$/.test(name),
  );
  test.each(methods)("array.%s", (name) => {
    const call: Call = (array, ...rest) =>
      ((array as Record<string, unknown>)[name] as Call).apply(array, rest);
    if (typeof (square() as unknown as Record<string, unknown>)[name] !== "function") return;
    const taken = optionsOf((...args) => {
      if (!(args[0] instanceof np.NDArray)) throw new Error("no array");
      return call(...args);
    });
    if (taken === null) return;
    const none = Object.fromEntries(taken.names.map((one) => [one, undefined]));
    expect(outcome(call, taken.args(), none)).toBe(outcome(call, taken.args()));
  });

  test("np.save and np.load", () => {
    const file = fileIn("a.npy");
    np.save(file, line(), { allow_pickle: undefined });
    expect(String(np.load(file, { mmap_mode: undefined, allow_pickle: undefined }))).toBe(
      "[3 1 2]",
    );
  });
});
