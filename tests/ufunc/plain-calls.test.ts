// The short ways through a ufunc's call give what the long one gives: an option that changes nothing takes the long one.

import * as np from "strided";
import { describe, expect, test } from "vitest";

const numbers = (shape: number[], start: number, dtype: np.DTypeLike = "float64") =>
  np
    .arange(start, start + shape.reduce((n, length) => n * length, 1))
    .astype(dtype)
    .reshape(shape);

/** Everything that tells two arrays apart. */
function facts(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(facts);
  const array = result as np.NDArray;
  const { shape, strides, flags } = array;
  const bytes = [...array.tobytes()].join();
  return { dtype: String(array.dtype), shape, strides, owndata: flags.owndata, bytes };
}

const long = { casting: "same_kind" } as const;

const a = numbers([3, 4, 5], 1);
const layouts: readonly [string, np.NDArray, np.NDArray | number][] = [
  ["packed", a, numbers([3, 4, 5], 7)],
  ["a row", a, numbers([5], 7)],
  ["a column", a, numbers([4, 1], 7)],
  ["planes", a, numbers([3, 1, 1], 7)],
  ["outer", numbers([3, 1], 1), numbers([4], 7)],
  ["turned", a.T, numbers([5, 4, 3], 7)],
  ["turned alike", a.T, numbers([3, 4, 5], 7).T],
  ["turned beside a number", a.T, 2.5],
  ["every second", a.at("...", "::2"), numbers([3], 7)],
  ["backward", a.at("::-1", ":", "::-1"), a],
  ["a row and a 0-d array", numbers([5], 1), np.array(2.5)],
  ["one axis of length 1", a.at(":", "0:1", ":"), numbers([3, 1, 5], 7)],
  ["unaligned", np.frombuffer(new Uint8Array(49), { offset: 1 }).reshape([2, 3]), 1],
  ["mixed dtypes", numbers([3, 4], 1, "int32"), numbers([4], 7, "float32")],
  ["small integers", numbers([3, 4], 1, "int8").T, numbers([3], 7, "uint8")],
  ["stretched", np.broadcast_to(numbers([4], 1), [3, 4]), numbers([3, 4], 7)],
];

describe("as the long way", () => {
  for (const [name, x, y] of layouts) {
    test(name, () => {
      for (const ufunc of [np.add, np.less, np.divmod, np.power] as const) {
        const call = ufunc as (...args: unknown[]) => unknown;
        const expected = facts(call(x, y, long));
        // three times, since what was found is remembered
        for (let turn = 0; turn < 3; turn++) expect(facts(call(x, y))).toEqual(expected);
        expect(facts(call(y, x))).toEqual(facts(call(y, x, long)));
      }
      for (const ufunc of [np.negative, np.sqrt, np.modf, np.frexp] as const) {
        const call = ufunc as (...args: unknown[]) => unknown;
        if (x.dtype.kind !== "f" && ufunc === np.frexp) continue;
        for (let turn = 0; turn < 2; turn++) expect(facts(call(x))).toEqual(facts(call(x, long)));
      }
    });
  }
});

test("more layouts than are remembered", () => {
  for (let turn = 0; turn < 3; turn++) {
    for (let n = 1; n <= 40; n++) {
      const x = numbers([n, 3], 1);
      expect(
        np
          .add(x, numbers([3], n))
          .at(n - 1)
          .tolist(),
      ).toEqual(
        np
          .add(x, numbers([3], n), long)
          .at(n - 1)
          .tolist(),
      );
    }
  }
});

test("an array whose shape, strides or dtype were changed", () => {
  const x = numbers([6], 1);
  const y = numbers([6], 1);
  expect(np.add(x, y).shape).toEqual([6]);
  Object.assign(x, { shape: [2, 3] });
  expect(() => np.add(x, y)).toThrow("operands could not be broadcast together");
  Object.assign(y, { shape: [2, 3] });
  expect(np.add(x, y).tolist()).toEqual([
    [2, 4, 6],
    [8, 10, 12],
  ]);
  Object.assign(y, { strides: [8, 16] });
  expect(np.add(x, y).tolist()).toEqual([
    [2, 5, 8],
    [6, 9, 12],
  ]);
  const z = numbers([4], 1, "int32");
  expect(np.add(z, z).tolist()).toEqual([2, 4, 6, 8]);
  Object.assign(z, { dtype: "int64" });
  expect(np.add(z, z).tolist()).toEqual([2 ** 33 * 2 + 2, 2 ** 33 * 4 + 6]);
});

test("an array that was resized", () => {
  const x = np.arange(6);
  expect([np.add(x, x).size, np.max(x), np.argmax(x)]).toEqual([6, 5, 5]);
  x.resize([0]);
  expect(np.add(x, x).shape).toEqual([0]);
  expect(np.sum(x)).toBe(0);
  expect(() => np.max(x)).toThrow("zero-size array to reduction operation maximum");
  expect(() => np.argmax(x)).toThrow("attempt to get argmax of an empty sequence");
  x.resize([2, 2]);
  x.set([1, 1], 7);
  expect(np.add(x, x).tolist()).toEqual([
    [0, 0],
    [0, 14],
  ]);
  expect(np.max(x)).toBe(7);
  const turned = np.arange(4).reshape([2, 2]).copy("F");
  expect(np.negative(turned).strides).toEqual([8, 16]);
  turned.resize([4]);
  expect(np.negative(turned).tolist()).toEqual([-0, -2, -1, -3].map((n) => n + 0));
});

test("errors are looked for as is set at the time", () => {
  const zeros = np.zeros([2, 3]);
  const row = np.ones([3]);
  const divide = () => np.divide(row, zeros);
  np.errstate({ all: "ignore" }, divide);
  expect(() => np.errstate({ divide: "raise" }, divide)).toThrow("divide by zero encountered");
  np.errstate({ all: "ignore" }, divide);
  const both = () => np.divmod(zeros.at(":", ":1"), zeros);
  expect(() => np.errstate({ invalid: "raise" }, both)).toThrow(
    "invalid value encountered in divmod",
  );
});

test("masked outputs", () => {
  const mask = np.array([true, false, true, false, true]);
  for (const dtype of ["float64", "float32", "int64", "uint8"] as const) {
    const [x, y] = [np.arange(5).astype(dtype), np.arange(1, 6).astype(dtype)];
    for (const ufunc of [np.add, np.maximum, np.floor_divide] as const) {
      const call = ufunc as (...args: unknown[]) => np.NDArray;
      const into = (where: np.NDArray, more: object) =>
        facts(call(x, y, { out: np.full([5], 9, dtype), where, ...more }));
      expect(into(mask, {})).toEqual(into(mask, { casting: "same_kind" }));
      expect(into(mask.at("::-1"), {})).toEqual(into(mask.at("::-1"), { casting: "same_kind" }));
      const own = x.copy();
      call(own, y, { out: own, where: mask });
      expect(facts(own)).toEqual(facts(call(x, y, { out: x.copy(), where: mask.astype("bool") })));
    }
  }
  const zeros = np.zeros(5);
  const divide = (where: np.NDArray) => np.divide(np.ones(5), np.arange(5), { out: zeros, where });
  np.errstate({ all: "raise" }, () => divide(np.array([false, true, true, true, true])));
  expect(zeros.at(0).item()).toBe(0);
  expect(() => np.errstate({ all: "raise" }, () => divide(mask))).toThrow("divide by zero");
  const call = np.add as (...args: unknown[]) => np.NDArray;
  expect(() => call(zeros, 1, { out: zeros, where: np.arange(5) })).toThrow(TypeError);
  expect(call(zeros, 1, { out: zeros, where: mask.reshape([5, 1]).at(":1").ravel() }).size).toBe(5);
});

test("what is refused", () => {
  const fixed = np.zeros([3]);
  fixed.setflags({ write: false });
  expect(() => np.add(np.ones(3), np.ones(3), fixed)).toThrow("output array is read-only");
  expect(() => np.power(numbers([3], 1, "int64"), numbers([2, 3], -9, "int64"))).toThrow(
    "Integers to negative integer powers are not allowed.",
  );
  expect(() => (np.add as (...args: unknown[]) => unknown)(np.ones(3))).toThrow(
    "add() takes from 2 to 3 positional arguments but 1 was given",
  );
  expect(() => np.add(np.ones(3), np.ones(3), undefined as never)).not.toThrow();
  const gone = np.ones([3]);
  gone.dispose();
  expect(() => np.add(np.ones([2, 3]), gone)).toThrow(np.DisposedError);
  expect(() => np.modf(gone)).toThrow(np.DisposedError);
  const moved = np.frombuffer(new Float64Array(3));
  np.add(moved, moved);
  structuredClone(moved.storage.buffer, { transfer: [moved.storage.buffer as ArrayBuffer] });
  expect(() => np.add(moved, moved)).toThrow(np.DisposedError);
  expect(np.add.length).toBe(0);
});

test("who watches memory is told of results alone", () => {
  const x = numbers([3, 4], 1);
  const row = numbers([4], 1);
  for (const action of [() => np.add(x, x), () => np.add(x, row), () => np.negative(x.T)]) {
    const { allocations, copies } = np.memory.track(action);
    expect([allocations.length, copies.length]).toEqual([1, 0]);
  }
});

test("takes numbers in the other byte order as it takes others", () => {
  for (const [a, b, dtype] of [
    [">i4", "int32", "int32"],
    [">f8", "float64", "float64"],
    [">f4", ">i2", "float32"],
    [">c16", "float64", "complex128"],
    ["uint8", ">u8", "uint64"],
  ] as const) {
    for (const again of [1, 2]) {
      const x = np.arange(again, 20 + again).astype(a);
      const y = np.arange(40, 20, -1).astype(b);
      const sum = np.add(x, y);
      expect(sum.dtype.name).toBe(dtype);
      expect(sum.dtype.isnative).toBe(true);
      expect(np.array_equal(sum, np.full(20, 40 + again))).toBe(true);
      const same = x.copy();
      expect([same.dtype.str, same.tobytes()]).toEqual([x.dtype.str, x.tobytes()]);
      expect(np.array_equal(x.astype("float64").astype(a), x)).toBe(true);
    }
  }
});
