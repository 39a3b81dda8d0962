// Patterned matrices, grids and index lists against values that NumPy printed.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const list = (a: np.NDArray): unknown => a.tolist();
const lists = (arrays: readonly np.NDArray[]): unknown => arrays.map(list);

describe("eye, identity, tri", () => {
  it("put ones on or below a diagonal", () => {
    expect(list(np.eye(2, 3))).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(list(np.eye(3, { k: -1 }))).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(list(np.eye(2, null, 5))).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(list(np.identity(2, "int8"))).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(list(np.tri(2, 3, 1))).toEqual([
      [1, 1, 0],
      [1, 1, 1],
    ]);
  });

  it("take dtype and order", () => {
    expect(np.eye(2).dtype.name).toBe("float64");
    expect(np.eye(2, "int32").dtype.name).toBe("int32");
    expect(np.tri(2, 2, 0, "bool").dtype.name).toBe("bool");
    expect(np.eye(2, 3, { order: "F" }).strides).toEqual([8, 16]);
    expect(list(np.eye(2, "U3"))).toEqual([
      ["1", ""],
      ["", "1"],
    ]);
  });

  it("refuse sizes that are none", () => {
    expect(() => np.eye(-1)).toThrow("negative dimensions are not allowed");
    expect(() => np.eye(2.5)).toThrow("'float' object cannot be interpreted as an integer");
    expect(() => np.eye(2, { K: 1 } as never)).toThrow("known: M, k, dtype, order");
  });
});

describe("diag, diagflat", () => {
  it("take the diagonal of a matrix as a read-only view", () => {
    const a = np.arange(6).reshape(2, 3);
    const d = np.diag(a, 1);
    expect(list(d)).toEqual([1, 5]);
    expect([d.strides, d.writeable, d.storage === a.storage]).toEqual([[32], false, true]);
    expect(list(np.diag(a, { k: -2 }))).toEqual([]);
    expect(list(np.diag(a, 9))).toEqual([]);
  });

  it("make the matrix of a diagonal", () => {
    expect(list(np.diag([1, 2], -1))).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [0, 2, 0],
    ]);
    expect(list(np.diagflat([[1], [2]]))).toEqual([
      [1, 0],
      [0, 2],
    ]);
    expect(() => np.diag(np.zeros([1, 1, 1]))).toThrow("Input must be 1- or 2-d.");
  });
});

describe("tril, triu", () => {
  const stack = np.arange(8).reshape(2, 2, 2);

  it("cut each matrix of a stack", () => {
    expect(list(np.tril(stack))).toEqual([
      [
        [0, 0],
        [2, 3],
      ],
      [
        [4, 0],
        [6, 7],
      ],
    ]);
    expect(
      list(
        np.triu(
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
          1,
        ),
      ),
    ).toEqual([
      [0, 2, 3],
      [0, 0, 6],
    ]);
    expect(list(np.tril([1, 2]))).toEqual([
      [1, 0],
      [1, 2],
    ]);
  });

  it("work on strings and records, and give native bytes", () => {
    expect(
      list(
        np.triu([
          ["a", "b"],
          ["c", "d"],
        ]),
      ),
    ).toEqual([
      ["a", "b"],
      ["", "d"],
    ]);
    const records = np.array(
      [
        [
          [1, "x"],
          [2, "y"],
        ],
      ],
      {
        dtype: [
          ["n", "i4"],
          ["s", "U3"],
        ],
      },
    );
    expect(list(np.tril(records))).toEqual([
      [
        { n: 1, s: "x" },
        { n: 0, s: "" },
      ],
    ]);
    expect(np.tril(np.ones([2, 2], ">f8")).dtype.str).toBe("<f8");
  });

  it("refuse scalars", () => {
    expect(() => np.tril(3)).toThrow("tri() missing 1 required positional argument: 'N'");
  });
});

describe("vander", () => {
  it("raises to powers, falling or rising", () => {
    expect(list(np.vander([1, 2, 3]))).toEqual([
      [1, 1, 1],
      [4, 2, 1],
      [9, 3, 1],
    ]);
    expect(list(np.vander([2, 3], { N: 4, increasing: true }))).toEqual([
      [1, 2, 4, 8],
      [1, 3, 9, 27],
    ]);
    expect(np.vander(np.ones(2, "uint8")).dtype.name).toBe("int64");
    expect(() => np.vander([[1]])).toThrow("x must be a one-dimensional array or sequence.");
  });
});

describe("index lists", () => {
  it("name the positions of triangles", () => {
    expect(lists(np.tril_indices(2))).toEqual([
      [0, 1, 1],
      [0, 0, 1],
    ]);
    expect(lists(np.triu_indices(2, 1, { m: 3 }))).toEqual([
      [0, 0, 1],
      [1, 2, 2],
    ]);
    expect(lists(np.tril_indices_from(np.zeros([2, 3]), 1))).toEqual([
      [0, 0, 1, 1, 1],
      [0, 1, 0, 1, 2],
    ]);
    expect(() => np.triu_indices_from(np.zeros(3))).toThrow("input array must be 2-d");
  });

  it("name the positions of diagonals", () => {
    expect(lists(np.diag_indices(2, 3))).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(() => np.diag_indices_from(np.zeros([2, 3]))).toThrow(
      "All dimensions of input must be of equal length",
    );
  });
});

describe("grids", () => {
  it("meshgrid runs along columns first, or along rows with 'ij'", () => {
    expect(lists(np.meshgrid([1, 2], [3, 4, 5]))).toEqual([
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      [
        [3, 3],
        [4, 4],
        [5, 5],
      ],
    ]);
    expect(np.meshgrid([1, 2], [3, 4, 5], { indexing: "ij" })[0]!.shape).toEqual([2, 3]);
    expect(np.meshgrid([1, 2], [3, 4, 5], { sparse: true }).map((a) => a.shape)).toEqual([
      [1, 2],
      [3, 1],
    ]);
    expect(() => np.meshgrid([1], { indexing: "ab" } as never)).toThrow(
      "Valid values for `indexing` are 'xy' and 'ij'.",
    );
  });

  it("meshgrid without copies gives views that cannot be written", () => {
    const x = np.array([1, 2]);
    const [grid] = np.meshgrid(x, [3, 4, 5], { copy: false });
    expect([grid!.strides, grid!.writeable, grid!.base === x]).toEqual([[0, 8], false, true]);
  });

  it("indices count along each axis", () => {
    expect(list(np.indices([2, 2]))).toEqual([
      [
        [0, 0],
        [1, 1],
      ],
      [
        [0, 1],
        [0, 1],
      ],
    ]);
    expect(np.indices([2, 3], { sparse: true }).map((a) => a.shape)).toEqual([
      [2, 1],
      [1, 3],
    ]);
    expect(np.indices([2], "float32").dtype.name).toBe("float32");
    expect(np.indices([]).shape).toEqual([0]);
  });

  it("fromfunction hands over the grids", () => {
    expect(list(np.fromfunction((i, j) => i.multiply(j), [2, 3]))).toEqual([
      [0, 0, 0],
      [0, 1, 2],
    ]);
    expect(np.fromfunction(() => 3, [2])).toBe(3);
  });
});

describe("fromiter", () => {
  it("collects any iterable, records and sub-arrays too", () => {
    function* squares() {
      for (let i = 0; ; i++) yield i * i;
    }
    expect(list(np.fromiter(squares(), "int64", 4))).toEqual([0, 1, 4, 9]);
    expect(np.fromiter(new Array(100).fill(7), "uint8").size).toBe(100);
    expect(
      list(
        np.fromiter(
          [[1, 2]],
          [
            ["a", "i4"],
            ["b", "f8"],
          ],
        ),
      ),
    ).toEqual([{ a: 1, b: 2 }]);
    expect(list(np.fromiter([[1, 2]], "2i4"))).toEqual([[1, 2]]);
  });

  it("refuses what NumPy refuses", () => {
    expect(() => np.fromiter([1, 2], "i4", { count: 3 })).toThrow(
      "iterator too short: Expected 3 but iterator had only 2 items.",
    );
    expect(() => np.fromiter(["a"], "U")).toThrow("Must specify length");
    expect(() => np.fromiter([300], "i1")).toThrow("Python integer 300 out of bounds for int8");
    expect(() => np.fromiter(3 as never, "i4")).toThrow("object is not iterable");
  });
});
