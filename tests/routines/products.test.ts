import * as np from "strided";
import { describe, expect, test } from "vitest";

const a = np.array([
  [1, 2, 3],
  [4, 5, 6],
]);
const b = np.array([
  [1, 0],
  [0, 1],
  [2, 2],
]);

describe("matmul", () => {
  test("multiplies matrices of any layout and dtype", () => {
    expect(np.matmul(a, b).tolist()).toEqual([
      [7, 8],
      [16, 17],
    ]);
    expect(np.matmul(b.T, a.T).tolist()).toEqual([
      [7, 16],
      [8, 17],
    ]);
    expect(String(np.matmul(a.astype("float32"), b.astype("int8")).dtype)).toBe("float32");
    expect(np.matmul(a.greater(2), b.greater(0)).tolist()).toEqual([
      [true, true],
      [true, true],
    ]);
    const z = np.array([[np.complex(0, 1), np.complex(1, 0)]]);
    expect(String(np.matmul(z, z.T))).toBe("[[0.+0.j]]");
  });

  test("wraps around as integers do, also beyond 2^53", () => {
    const big = np.array([[2n ** 40n, 3n]]);
    expect(np.matmul(big, big.T).itemBigInt(0, 0)).toBe(BigInt.asIntN(64, 2n ** 80n + 9n));
    const small = np.array([[100, 100]], "int8");
    expect(np.matmul(small, small.T).item(0, 0)).toBe(32);
  });

  test("broadcasts stacks and takes vectors", () => {
    const stack = np.arange(24).reshape([4, 2, 3]);
    expect(np.matmul(stack, b).shape).toEqual([4, 2, 2]);
    expect(np.matmul(stack, [1, 1, 1]).shape).toEqual([4, 2]);
    expect(np.matmul([1, 1], a).tolist()).toEqual([5, 7, 9]);
    expect(np.matmul([1, 2, 3], [4, 5, 6])).toBe(32);
    expect(np.matmul(np.zeros([2, 0]), np.zeros([0, 3])).tolist()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  test("says which lengths differ, as NumPy does", () => {
    expect(() => np.matmul(a, a)).toThrow(
      "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size 2 is different from 3)",
    );
    expect(() => np.matmul(a, 3)).toThrow("Input operand 1 does not have enough dimensions");
    expect(() => np.matmul(a, np.array(["x"]))).toThrow(np.UFuncTypeError);
    const out = np.zeros([2, 2], "int64");
    expect(np.matmul(a, b, { out })).toBe(out);
    expect(() => np.matmul(a, b, { out: np.zeros([2, 2], "int8") })).not.toThrow();
    expect(() => np.matmul(a.astype("f8"), b, { out })).toThrow(
      /Cannot cast ufunc 'matmul' output/,
    );
  });
});

test("dot, vdot, inner, outer, tensordot and kron", () => {
  expect(np.dot([1, 2, 3], [4, 5, 6])).toBe(32);
  expect(a.dot(b).tolist()).toEqual([
    [7, 8],
    [16, 17],
  ]);
  expect(np.dot(np.ones([2, 3, 4]), np.ones([5, 4, 6])).shape).toEqual([2, 3, 5, 6]);
  expect(np.dot(a, 2).tolist()).toEqual([
    [2, 4, 6],
    [8, 10, 12],
  ]);
  expect(() => np.dot(a, a)).toThrow("shapes (2,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)");
  expect(() => np.dot(a, b, { out: np.zeros([2, 2]) })).toThrow(/output array is not acceptable/);
  expect(String(np.vdot([np.complex(1, 2)], [np.complex(3, 4)]))).toBe("(11-2j)");
  expect(np.inner(a, [1, 1, 1])).toBeInstanceOf(np.NDArray);
  expect(String(np.inner(a, [1, 1, 1]))).toBe("[ 6 15]");
  expect(np.outer([1, 2], [3, 4]).tolist()).toEqual([
    [3, 4],
    [6, 8],
  ]);
  expect(np.tensordot(np.ones([2, 3, 4]), np.ones([3, 4, 5])).shape).toEqual([2, 5]);
  expect(np.tensordot(a, b, [[0], [1]]).tolist()).toEqual([
    [1, 4, 10],
    [2, 5, 14],
    [3, 6, 18],
  ]);
  expect(np.kron([[1, 10]], [[1], [2]]).tolist()).toEqual([
    [1, 10],
    [2, 20],
  ]);
});
