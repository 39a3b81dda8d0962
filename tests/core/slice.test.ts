// Slices: Python's arithmetic by its definition, and the index syntax in text.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseIndex, resolveSlice, type Slice, slice } from "../../src/core/slice.js";
import { IndexError } from "../../src/memory/errors.js";

const SEED = 20;
const part = fc.option(fc.integer({ min: -12, max: 12 }));

/** The language reference: `s[i:j:k]` is the items i + n*k until j, positions being clamped. */
function takenByDefinition(
  start: number | null,
  stop: number | null,
  step: number,
  length: number,
): number[] {
  const wrap = (value: number) => (value < 0 ? value + length : value);
  const first = start === null ? (step > 0 ? 0 : length - 1) : wrap(start);
  const end = stop === null ? (step > 0 ? length : -1) : Math.max(wrap(stop), -1);
  // Begin at the first position of the clamped range.
  const begin =
    step > 0 ? Math.min(Math.max(first, 0), length) : Math.max(Math.min(first, length - 1), -1);
  const taken: number[] = [];
  for (let i = begin; step > 0 ? i < end : i > end; i += step) {
    if (i < 0 || i >= length) break;
    taken.push(i);
  }
  return taken;
}

describe("resolveSlice", () => {
  it("takes what Python takes", () => {
    fc.assert(
      fc.property(part, part, part, fc.nat(9), (start, stop, step, length) => {
        fc.pre(step !== 0);
        const range = resolveSlice(slice(start, stop, step), length);
        const taken = Array.from({ length: range.length }, (_, i) => range.start + i * range.step);
        expect(taken).toEqual(takenByDefinition(start, stop, step ?? 1, length));
        const [first, end, stride] = slice(start, stop, step).indices(length);
        const count = Math.max(0, Math.ceil((end - first) / stride));
        expect(count).toBe(range.length);
      }),
      { seed: SEED, numRuns: 5000 },
    );
  });

  it("stays inside the array when nothing is taken", () => {
    expect(resolveSlice(slice(5, 2, 3), 10)).toEqual({ start: 0, length: 0, step: 1 });
    expect(resolveSlice(slice(10, null), 10)).toEqual({ start: 0, length: 0, step: 1 });
  });

  it("takes bounds of any size", () => {
    const everything = slice(Number.NEGATIVE_INFINITY, Number.MAX_SAFE_INTEGER);
    expect(resolveSlice(everything, 4)).toEqual({ start: 0, length: 4, step: 1 });
    expect(resolveSlice(slice(null, null, 2 ** 40), 4)).toMatchObject({ start: 0, length: 1 });
  });

  it("refuses a step of zero", () => {
    expect(() => resolveSlice(slice(0, 1, 0), 4)).toThrow("slice step cannot be zero");
  });
});

describe("slice", () => {
  it("has Python's meaning of one, two and three arguments", () => {
    expect(String(slice(3))).toBe("slice(None, 3, None)");
    expect(String(slice(1, 3))).toBe("slice(1, 3, None)");
    expect(String(slice(null, undefined, -1))).toBe("slice(None, None, -1)");
    expect(slice(-0, 1).start).toBe(0);
  });

  it("refuses what is no integer", () => {
    const message = "slice indices must be integers or None or have an __index__ method";
    // as in Python, where it is used: np.r_ and np.mgrid take fractions
    expect(() => slice(1.5).indices(4)).toThrow(message);
    expect(() => resolveSlice(slice(Number.NaN), 4)).toThrow(message);
    expect(() => slice(0, 1, Number.POSITIVE_INFINITY).indices(4)).toThrow(message);
    expect(() => slice("1" as unknown as number)).toThrow(message);
    expect(() => (slice as () => Slice)()).toThrow("slice expected at least 1 argument, got 0");
  });
});

describe("parseIndex", () => {
  it.each([
    ["1:4", [slice(1, 4)]],
    [":", [slice(null, null)]],
    ["::-1", [slice(null, null, -1)]],
    [" 1 : None : 2 ", [slice(1, null, 2)]],
    ["-1", [-1]],
    ["+1_000", [1000]],
    ["-0", [0]],
    ["...", ["..."]],
    ["None", [null]],
    ["np.newaxis, newaxis", [null, null]],
    ["1:4, ..., None,-2", [slice(1, 4), "...", null, -2]],
    ["0,", [0]],
  ])("reads %j", (text, items) => {
    expect(parseIndex(text)).toEqual(items);
    expect(parseIndex(text)).toBe(parseIndex(text));
  });

  it.each(["", "age", "1:2:3:4", "1.5", "1:x", ",", "1,,2", "[1]", "1 2", "0x10", "1__0", "e"])(
    "refuses %j",
    (text) => {
      expect(() => parseIndex(text)).toThrow(IndexError);
      expect(() => parseIndex(text)).toThrow(
        "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or " +
          "boolean arrays are valid indices",
      );
    },
  );
});
