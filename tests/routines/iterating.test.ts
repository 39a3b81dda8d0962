// ndindex, ndenumerate, broadcast, and the functions that build indices and grids.

import * as np from "strided";
import { describe, expect, it } from "vitest";

describe("ndindex", () => {
  it("takes lengths or a list, with or without new", () => {
    const all = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ];
    expect([...np.ndindex(2, 2)]).toEqual(all);
    expect([...new np.ndindex([2, 2])]).toEqual(all);
    expect(np.ndindex(2)).toBeInstanceOf(np.ndindex);
    expect([...np.ndindex()]).toEqual([[]]);
    expect([...np.ndindex(0, 2)]).toEqual([]);
    expect(() => np.ndindex(-1)).toThrow("negative dimensions are not allowed");
    expect(() => np.ndindex(2.5)).toThrow("'float' object cannot be interpreted as an integer");
  });

  it("gives lists of its own", () => {
    const [first, second] = np.ndindex(2);
    expect([first, second]).toEqual([[0], [1]]);
  });
});

describe("ndenumerate", () => {
  it("gives positions and values", () => {
    const a = np.array([
      [1, 2],
      [3, 4],
    ]).T;
    expect([...np.ndenumerate(a)]).toEqual([
      [[0, 0], 1],
      [[0, 1], 3],
      [[1, 0], 2],
      [[1, 1], 4],
    ]);
    expect([...np.ndenumerate(5)]).toEqual([[[], 5]]);
  });
});

describe("broadcast", () => {
  it("walks arrays in their common shape", () => {
    const b = np.broadcast([1, 2], [[3], [4]]);
    expect([b.shape, b.size, b.ndim, b.nd, b.numiter]).toEqual([[2, 2], 4, 2, 2, 2]);
    b.next();
    b.next();
    expect([b.index, b.iters[0]!.index, b.iters[1]!.coords]).toEqual([2, 2, [1, 0]]);
    b.reset();
    expect([...b]).toEqual([
      [1, 3],
      [2, 3],
      [1, 4],
      [2, 4],
    ]);
    expect(np.broadcast(b, 5).numiter).toBe(3);
  });

  it("refuses what does not fit", () => {
    expect(() => np.broadcast([1, 2], [1, 2, 3])).toThrow(
      "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with shape (2,) and arg 1 with shape (3,).",
    );
    expect(() => np.broadcast(...new Array(65).fill(1))).toThrow(
      "Need at least 0 and at most 64 array objects.",
    );
  });
});

describe("flat positions and positions along axes", () => {
  it("go one into the other", () => {
    for (const order of ["C", "F"] as const) {
      const [i, j] = np.unravel_index([22, 41, 37], [7, 6], order) as [np.NDArray, np.NDArray];
      expect(np.ravel_multi_index([i, j], [7, 6], { order }).tolist()).toEqual([22, 41, 37]);
    }
  });

  it("are exact where doubles are not", () => {
    const dims = [2 ** 31, 2 ** 31];
    const flat = 2n ** 61n + 12345678901n;
    const [i, j] = np.unravel_index(np.array([flat]), dims) as [np.NDArray, np.NDArray];
    expect(np.ravel_multi_index([i, j], dims).itemBigInt()).toBe(flat);
  });

  it("say what NumPy says", () => {
    expect(() => np.unravel_index(5, [2, 2])).toThrow(
      "index 5 is out of bounds for array with size 4",
    );
    expect(() => np.unravel_index([0.5], [2, 2])).toThrow("only int indices permitted");
    expect(() => np.unravel_index([], [2, 2])).toThrow("indices must be integral");
    expect(() => np.ravel_multi_index([2, 0], [2, 2])).toThrow(
      "invalid entry in coordinates array",
    );
    expect(() => np.ravel_multi_index([0, 0, 0], [2, 2])).toThrow(
      "parameter multi_index must be a sequence of length 2",
    );
    expect(() => np.ravel_multi_index([0, 0], [2, 2], { mode: ["clip"] })).toThrow(
      "list of clipmodes has wrong length (1 instead of 2)",
    );
    expect(() => np.ravel_multi_index([0, 0], [0, 2])).toThrow(
      "cannot unravel if shape has zero entries (is empty).",
    );
  });
});

describe("what stands between square brackets", () => {
  it("r_ takes ranges, numbers and arrays", () => {
    expect(np.r_("1:4, 7", [8, 9]).tolist()).toEqual([1, 2, 3, 7, 8, 9]);
    expect(np.r_("5:").tolist()).toEqual([0, 1, 2, 3, 4]);
    expect(np.r_("0:1:0.25").tolist()).toEqual([0, 0.25, 0.5, 0.75]);
    expect(np.r_(np.array([1], "float32"), 2.5).dtype.name).toBe("float32");
    expect(() => np.r_(np.array([1], "int8"), 300)).toThrow(np.OverflowError);
  });

  it("r_ is directed by its first string", () => {
    expect(np.r_("1,2,0", [1, 2], [3, 4]).tolist()).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(np.r_("r", [1, 2]).shape).toEqual([1, 2]);
    expect(np.r_("c", [1, 2]).shape).toEqual([2, 1]);
    expect(() => np.r_("a", 1)).toThrow("unknown special directive");
    expect(() => np.r_("a,b", 1)).toThrow("unknown special directive 'a,b'");
    expect(() => np.r_(1, "0")).toThrow("special directives must be the first entry.");
    expect(() => np.r_()).toThrow("need at least one array to concatenate");
  });

  it("s_ and index_exp keep an index", () => {
    expect(String(np.s_("1:4"))).toBe("slice(1, 4, None)");
    const a = np.arange(12).reshape(3, 4);
    expect(a.at(...np.index_exp("1:, ::2", null)).shape).toEqual([2, 2, 1]);
  });

  it("ix_ turns masks into positions", () => {
    const a = np.arange(10).reshape(2, 5);
    const index = np.ix_([true, true], [false, false, true, false, true]);
    expect(a.at(...index).tolist()).toEqual([
      [2, 4],
      [7, 9],
    ]);
    expect(() => np.ix_([[1]])).toThrow("Cross index must be 1 dimensional");
  });
});

describe("grids", () => {
  it("know one slice from a tuple of one", () => {
    expect(np.mgrid("0:4").shape).toEqual([4]);
    expect(np.mgrid("0:4,").shape).toEqual([1, 4]);
    expect(np.mgrid(["0:4"]).shape).toEqual([1, 4]);
    expect(np.mgrid("0:2", "0:3").shape).toEqual([2, 2, 3]);
    expect(np.ogrid("0:2", "0:3").map((one) => one.shape)).toEqual([
      [2, 1],
      [1, 3],
    ]);
  });

  it("count points with an imaginary step", () => {
    expect(np.mgrid("-1:1:5j").tolist()).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(np.mgrid("0:1:1j").tolist()).toEqual([0]);
  });

  it("are int64 unless a float is among the numbers", () => {
    expect(np.mgrid("0:4:2", "0:1").dtype.name).toBe("int64");
    expect(np.mgrid("0:4:2", "0:1:0.5").dtype.name).toBe("float64");
  });

  it("say what NumPy says", () => {
    expect(() => np.mgrid("4:0", "0:2")).toThrow("negative dimensions are not allowed");
    expect(() => np.mgrid("0:4:0", "0:2")).toThrow("division by zero");
    expect(() => np.mgrid(5 as never)).toThrow("object has no attribute 'step'");
  });
});

describe("diagonals", () => {
  it("fill_diagonal wraps in tall matrices, and repeats values", () => {
    const a = np.zeros([5, 3], "int64");
    np.fill_diagonal(a, [1, 2], { wrap: true });
    expect(a.tolist()).toEqual([
      [1, 0, 0],
      [0, 2, 0],
      [0, 0, 1],
      [0, 0, 0],
      [2, 0, 0],
    ]);
    const cube = np.zeros([2, 2, 2], "int64");
    np.fill_diagonal(cube, 4);
    expect([cube.item(0, 0, 0), cube.item(1, 1, 1), cube.sum()]).toEqual([4, 4, 8]);
    expect(() => np.fill_diagonal(np.zeros(3), 1)).toThrow("array must be at least 2-d");
    expect(() => np.fill_diagonal(np.zeros([2, 2, 3]), 1)).toThrow(
      "All dimensions of input must be of equal length",
    );
  });
});
