// np.vectorize: JavaScript functions over arrays, in NumPy's way.

import * as np from "strided";
import { expect, test } from "vitest";

const sub = (a: number, b: number) => (a > b ? a - b : a + b);

test("elements broadcast, and the dtype is that of the first result", () => {
  const f = np.vectorize(sub);
  expect(String(f([1, 2, 3, 4], 2))).toBe("[3 4 1 2]");
  expect(String(f([[1], [9]], [2, 3]))).toBe("[[3 4]\n [7 6]]");
  expect(String((f([1, 2], 2.5) as np.NDArray).dtype)).toBe("float64");
  expect((f(1, 2) as np.NDArray).shape).toEqual([]);
});

test("otypes say what results are", () => {
  const f = np.vectorize(sub, { otypes: "d" });
  expect(String((f([1], [2]) as np.NDArray).dtype)).toBe("float64");
  expect(f.otypes).toBe("d");
  expect(np.vectorize(sub, { otypes: [np.dtype("float32")] }).otypes).toBe("f");
  expect(() => np.vectorize(sub, { otypes: "!" })).toThrow("Invalid otype specified: !");
  expect(() => np.vectorize(sub, { otypes: 3 as never })).toThrow("Invalid otype specification");
});

test("without elements there must be otypes", () => {
  const message = "cannot call `vectorize` on size 0 inputs unless `otypes` is set";
  expect(() => np.vectorize(sub)([], 2)).toThrow(message);
  const empty = np.vectorize(sub, { otypes: "d" })([], 2) as np.NDArray;
  expect([empty.shape, String(empty.dtype)]).toEqual([[0], "float64"]);
  const dot = np.vectorize(np.vecdot as never, { signature: "(n),(n)->()" });
  expect(() => dot(np.zeros([0, 3]), np.zeros([3]))).toThrow(message);
});

test("several results are several arrays", () => {
  const f = np.vectorize((x: number) => [x, x / 2]);
  const [whole, half] = f([1, 2]) as np.NDArray[];
  expect([String(whole), String(half)]).toEqual(["[1 2]", "[0.5 1. ]"]);
});

test("the first element is worked out twice, unless the first results are kept", () => {
  const seen: number[] = [];
  const look = (x: number) => seen.push(x);
  np.vectorize(look)([5, 6]);
  expect(seen).toEqual([5, 5, 6]);
  seen.length = 0;
  np.vectorize(look, { cache: true })([5, 6]);
  expect(seen).toEqual([5, 6]);
});

test("excluded arguments are left alone", () => {
  const value = (p: number[], x: number) => p.reduce((sum, one) => sum * x + one, 0);
  const f = np.vectorize(value, { excluded: [0] });
  expect(String(f([1, 2, 3], [0, 1]))).toBe("[3 6]");
  expect([...f.excluded]).toEqual([0]);
  expect(() => np.vectorize(value, { excluded: ["p"] as never })).toThrow(TypeError);
});

test("a signature hands over arrays", () => {
  const center = (x: np.NDArray) => np.subtract(x, np.mean(x));
  const f = np.vectorize(center, { signature: "(n)->(n)", otypes: "d" });
  expect(
    String(
      f([
        [1, 3],
        [2, 6],
      ]),
    ),
  ).toBe("[[-1.  1.]\n [-2.  2.]]");
  const dot = np.vectorize(np.vecdot as never, { signature: "(n),(n)->()" });
  expect(() => dot([1, 2], [1, 2, 3])).toThrow("inconsistent size for core dimension 'n': 3 vs 2");
  expect(() => dot(1, [1])).toThrow(
    "0-dimensional argument does not have enough dimensions for all core dimensions ('n',)",
  );
  expect(() => dot([1])).toThrow("wrong number of positional arguments: expected 2, got 1");
  expect(() => np.vectorize(center, { signature: "(n->n" })).toThrow(
    "not a valid gufunc signature: (n->n",
  );
});

test("a function with another number of results than it announced", () => {
  const f = np.vectorize(() => [1, 2], { otypes: "d" });
  expect(() => f([1])).toThrow("wrong number of outputs");
});
