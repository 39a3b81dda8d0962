// The short ways behave as the long ones where somebody watches memory, where a limit is in force and where an array is
// gone: the same events, the same refusals, the same errors.

import * as np from "strided";
import { describe, expect, test } from "vitest";

type Way = (a: np.NDArray, b: np.NDArray) => unknown;

/** Calls that take a short way, each beside one that means the same and takes the long one. */
const ways: Record<string, readonly [short: Way, long: Way]> = {
  add: [(a, b) => np.add(a, b), (a, b) => np.add(a, b, { casting: "same_kind" })],
  "add to a number": [(a) => np.add(a, 2), (a) => np.add(a, 2, { order: "K" })],
  "add into": [
    (a, b) => np.add(a, b, { out: a }),
    (a, b) => np.add(a, b, { out: a, casting: "same_kind" }),
  ],
  modf: [(a) => np.modf(a), (a) => np.modf(a, { casting: "same_kind" })],
  sum: [(a) => np.sum(a), (a) => np.sum(a, { axis: null, keepdims: false })],
  max: [(a) => np.max(a), (a) => np.max(a, { axis: null, keepdims: false })],
  "sum along": [
    (a) => np.sum(a.reshape([2, -1]), 1),
    (a) => np.sum(a.reshape([2, -1]), { axis: 1, keepdims: false }),
  ],
  cumsum: [(a) => np.cumsum(a), (a) => np.cumsum(a, { axis: null })],
  clip: [(a) => np.clip(a, 1, 2), (a) => np.clip(a, 1, 2, { casting: "same_kind" })],
  "take by position": [(a) => a.at(np.array([2, 0, -1])), (a) => a.at([2, 0, -1])],
  concatenate: [(a, b) => np.concatenate([a, b]), (a, b) => np.concatenate([a, b], { axis: 0 })],
  copy: [(a) => a.copy(), (a) => np.array(a, { copy: true })],
};

const sizes = { "few elements": 10, "a slab's": 400, "a buffer's": 20_000 };

const operands = (size: number) =>
  [
    np.add(np.multiply(np.arange(size), 0.5), 0.25),
    np.subtract(size, np.arange(size, "float64")),
  ] as const;

/** What is told of a call: how much was allocated, copied and viewed. */
function told(action: () => unknown) {
  const { allocations, copies, views } = np.memory.track(action);
  return {
    allocated: allocations.map(({ bytes, kind, shape, dtype }) => ({ bytes, kind, shape, dtype })),
    copied: copies.map(({ bytes, reason }) => ({ bytes, reason })),
    views,
  };
}

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message.split("\n")[0]!.replace(/\d+ bytes live/, "")}`;
  }
  return "none";
}

describe.each(Object.entries(ways))("%s", (name, [short, long]) => {
  for (const [about, size] of Object.entries(sizes)) {
    test(`${about}: the same result, and the same events`, () => {
      const [a, b] = operands(size);
      const [c, d] = operands(size);
      expect(String(short(a, b))).toBe(String(long(c, d)));
      const positions = name === "take by position";
      const mine = told(() => short(a, b));
      const other = told(() => long(c, d));
      // the list of positions is an array of its own
      if (positions) {
        expect(mine.copied).toEqual(other.copied);
        expect(mine.allocated.at(-1)).toEqual(other.allocated.at(-1));
      } else expect(mine).toEqual(other);
    });

    test(`${about}: the same error of what is gone`, () => {
      for (const gone of [0, 1]) {
        const lost = (way: Way) => {
          const pair = operands(size);
          pair[gone]!.dispose();
          return refusal(() => way(...pair));
        };
        expect(lost(short)).toBe(lost(long));
        if (gone === 0) expect(lost(short)).toContain("DisposedError");
      }
    });
  }

  test("the same refusal beyond a limit, and arrays as they were", () => {
    const size = 40_000;
    const [a, b] = operands(size);
    const before = String(a.tobytes().length) + np.sum(a);
    const limited = (way: Way) => {
      using _ = np.memory.limit(1);
      // what was given back earlier is no new memory
      np.memory.empty_pool();
      return refusal(() => way(a, b));
    };
    const [mine, other] = [limited(short), limited(long)];
    expect(mine).toBe(other);
    if (name === "add" || name === "copy") expect(mine).toContain("MemoryError");
    if (name !== "add into") expect(String(a.tobytes().length) + np.sum(a)).toBe(before);
    expect(np.memory.info().limit).toBe(null);
  });
});

describe("in place", () => {
  test("numbers are written without a word, and refused to what is gone or read-only", () => {
    const a = np.zeros(4);
    expect(told(() => a.set(1, 5))).toEqual({ allocated: [], copied: [], views: 0 });
    expect(told(() => np.put(a, np.array([2, 3]), 7)).copied).toEqual([]);
    expect(a.tolist()).toEqual([0, 5, 7, 7]);
    const fixed = np.broadcast_to(np.zeros(1), [4]);
    expect(refusal(() => fixed.set(1, 5))).toBe(refusal(() => fixed.set("1", 5)));
    const gone = () => {
      const one = np.zeros(4);
      one.dispose();
      return one;
    };
    expect(refusal(() => gone().set(1, 5))).toBe(refusal(() => gone().set([1], [5])));
    expect(refusal(() => np.put(gone(), np.array([1]), 5))).toContain("DisposedError");
    expect(refusal(() => np.copyto(gone(), np.zeros(4)))).toContain("DisposedError");
    expect(refusal(() => np.copyto(np.zeros(4), gone()))).toContain("DisposedError");
  });

  test("views of slices are told of, and refused where a view was disposed", () => {
    const a = np.arange(6);
    expect(told(() => a.at("1:3")).views).toBe(told(() => a.at(np.slice(1, 3))).views);
    const lost = (way: (view: np.NDArray) => unknown) => {
      const view = np.arange(6).at("1:");
      view.dispose();
      return refusal(() => way(view));
    };
    expect(lost((view) => view.at("1:3"))).toBe(lost((view) => view.at(np.slice(1, 3))));
    expect(lost((view) => view.at("1:3"))).toContain("DisposedError");
    expect(lost((view) => view.at(np.array([0])))).toBe(lost((view) => view.at([0])));
    expect(lost((view) => np.add(view, view))).toContain("DisposedError");
    expect(lost((view) => np.sum(view))).toContain("DisposedError");
  });

  test("no_copy refuses copies of the short ways too", () => {
    const a = np.arange(6, "float64");
    const copying: (() => unknown)[] = [
      () => a.copy(),
      () => a.astype("float32"),
      () => a.at(np.array([1, 2])),
      () => a.at(a.greater(2)),
      () => np.concatenate([a, a]),
      () => np.repeat(a, 2),
    ];
    for (const action of copying) {
      expect(() => np.memory.no_copy(action)).toThrow(np.CopyError);
    }
    expect(np.memory.no_copy(() => np.sum(np.add(a, a)))).toBe(30);
  });
});
