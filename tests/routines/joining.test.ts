// Joining and splitting against values, strides and sentences of NumPy.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const list = (a: np.NDArray): unknown => a.tolist();

describe("concatenate", () => {
  const a = np.arange(6).reshape(2, 3);

  it("joins along an axis, or flattened", () => {
    expect(list(np.concatenate([a, [[7, 8, 9]]]))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [7, 8, 9],
    ]);
    expect(list(np.concatenate([a, [[7], [8]]], 1))).toEqual([
      [0, 1, 2, 7],
      [3, 4, 5, 8],
    ]);
    expect(list(np.concatenate([a.T, 9], null))).toEqual([0, 3, 1, 4, 2, 5, 9]);
    expect(list(np.concatenate(a))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(np.concat).toBe(np.concatenate);
  });

  it("lies in memory as most of its arrays do", () => {
    const f = np.asfortranarray(a);
    expect(np.concatenate([f, f]).strides).toEqual([8, 32]);
    expect(np.concatenate([f, a]).strides).toEqual([24, 8]);
    expect(np.concatenate([np.zeros([1, 3]), f]).strides).toEqual([8, 24]);
    expect(np.concatenate([np.zeros([0, 3]), np.zeros([0, 3])]).strides).toEqual([0, 0]);
  });

  it("promotes: numbers, strings, records; numbers alone are weak", () => {
    expect(np.concatenate([np.zeros(2, "int8"), np.zeros(1, "uint8")]).dtype.name).toBe("int16");
    expect(np.concatenate([["a"], [1.5]]).dtype.str).toBe("<U32");
    expect(np.concatenate([np.zeros(1, ">f8")]).dtype.str).toBe("<f8");
    expect(np.concatenate([1.5, np.zeros(1, "float32")], null).dtype.name).toBe("float32");
    const one = np.zeros(1, [["n", "i4"]]);
    const other = np.zeros(1, [["n", "f8"]]);
    expect(np.concatenate([one, other]).dtype.field("n").name).toBe("float64");
  });

  it("writes into out and casts as allowed", () => {
    const out = np.zeros(3, "float32");
    expect(np.concatenate([[1, 2], [3]], { out, casting: "same_kind" })).toBe(out);
    expect(list(out)).toEqual([1, 2, 3]);
    expect(np.concatenate([[1.5], [2]], { dtype: "int8", casting: "unsafe" }).dtype.name).toBe(
      "int8",
    );
    expect(() => np.concatenate([[1.5]], { dtype: "int8" })).toThrow(
      "Cannot cast array data from dtype('float64') to dtype('int8') according to the rule 'same_kind'",
    );
  });

  it("reads before it writes where out overlaps", () => {
    const whole = np.arange(6);
    np.concatenate([whole.at("3:"), whole.at(":3")], { out: whole });
    expect(list(whole)).toEqual([3, 4, 5, 0, 1, 2]);
  });

  it("tells what it copied", () => {
    const seen = np.memory.track(() => np.concatenate([[1, 2], [3]]));
    expect(seen.copies.map((copy) => [copy.bytes, copy.reason])).toContainEqual([24, "gather"]);
  });

  it("refuses in NumPy's words", () => {
    expect(() => np.concatenate([])).toThrow("need at least one array to concatenate");
    expect(() => np.concatenate([1, 2])).toThrow("zero-dimensional arrays cannot be concatenated");
    expect(() => np.concatenate([a, [[1, 2]]])).toThrow(
      "all the input array dimensions except for the concatenation axis must match exactly, but along dimension 1, the array at index 0 has size 3 and the array at index 1 has size 2",
    );
    expect(() => np.concatenate([a, [1]])).toThrow(
      "all the input arrays must have same number of dimensions, but the array at index 0 has 2 dimension(s) and the array at index 1 has 1 dimension(s)",
    );
    expect(() => np.concatenate([a], 2)).toThrow(np.AxisError);
    expect(() => np.concatenate([a], { out: np.zeros(6) })).toThrow(
      "Output array has wrong dimensionality",
    );
    expect(() => np.concatenate([a], { out: np.zeros([2, 3]), dtype: "f8" } as never)).toThrow(
      "concatenate() only takes `out` or `dtype` as an argument, but both were provided.",
    );
    expect(() => np.concatenate([a], { axes: 1 } as never)).toThrow(
      "known: axis, out, dtype, casting",
    );
  });
});

describe("stack and its kin", () => {
  it("join along a new axis", () => {
    expect(
      list(
        np.stack(
          [
            [1, 2],
            [3, 4],
          ],
          -1,
        ),
      ),
    ).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(list(np.stack([1, 2]))).toEqual([1, 2]);
    expect(() => np.stack([])).toThrow("need at least one array to stack");
    expect(() => np.stack([[1], [1, 2]])).toThrow("all input arrays must have the same shape");
  });

  it("bring vectors into shape", () => {
    expect(list(np.vstack([1, 2]))).toEqual([[1], [2]]);
    expect(
      list(
        np.vstack([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(list(np.hstack([[1], [2, 3]]))).toEqual([1, 2, 3]);
    expect(list(np.hstack([[[1]], [[2]]]))).toEqual([[1, 2]]);
    expect(
      list(
        np.dstack([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toEqual([
      [
        [1, 3],
        [2, 4],
      ],
    ]);
    expect(
      list(
        np.column_stack([
          [1, 2],
          [[3], [4]],
        ]),
      ),
    ).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(() => np.vstack(3 as never)).toThrow('arrays to stack must be passed as a "sequence"');
    expect(() => np.dstack([[1]], { axis: 1 } as never)).toThrow("unexpected keyword");
  });

  it("append puts values at the end", () => {
    expect(list(np.append([[1, 2]], 3))).toEqual([1, 2, 3]);
    expect(list(np.append([[1, 2]], [[3, 4]], { axis: 0 }))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(np.append(np.zeros(1, "float32"), 1.5).dtype.name).toBe("float64");
  });
});

describe("block", () => {
  it("assembles nests of blocks", () => {
    const a = np.ones([2, 2], "int64");
    expect(
      list(
        np.block([
          [a, np.zeros([2, 1])],
          [np.full([1, 2], 7), 8],
        ]),
      ),
    ).toEqual([
      [1, 1, 0],
      [1, 1, 0],
      [7, 7, 8],
    ]);
    expect(list(np.block([1, 2, 3]))).toEqual([1, 2, 3]);
    expect(np.block(5).ndim).toBe(0);
  });

  it("refuses uneven and empty nests", () => {
    expect(() => np.block([1, [2]])).toThrow(
      "List depths are mismatched. First element was at depth 1, but there is an element at depth 2 (arrays[1][0])",
    );
    expect(() => np.block([[1, 2], []])).toThrow("List at arrays[1] cannot be empty");
  });
});

describe("split and its kin", () => {
  const a = np.arange(12).reshape(2, 6);

  it("give views", () => {
    const parts = np.split(a, 3, 1);
    expect(parts.map((part) => part.shape)).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
    expect(parts[1]!.strides).toEqual([48, 8]);
    expect(parts[1]!.storage).toBe(a.storage);
    expect(np.array_split(np.arange(5), 3).map(list)).toEqual([[0, 1], [2, 3], [4]]);
    expect(np.split(np.arange(5), [1, -1, 7]).map(list)).toEqual([[0], [1, 2, 3], [4], []]);
    expect(np.hsplit(a, 2)[1]!.item(0, 0)).toBe(3);
    expect(np.vsplit(a, 2)[1]!.shape).toEqual([1, 6]);
    expect(np.unstack(a, 1).map(list)[5]).toEqual([5, 11]);
  });

  it("refuse in NumPy's words", () => {
    expect(() => np.split(np.arange(3), 2)).toThrow(
      "array split does not result in an equal division",
    );
    expect(() => np.array_split([1], 0)).toThrow("number sections must be larger than 0.");
    expect(() => np.split([1], 0)).toThrow(np.ZeroDivisionError);
    expect(() => np.vsplit([1], 1)).toThrow("vsplit only works on arrays of 2 or more dimensions");
    expect(() => np.split(a, 1, 2)).toThrow("tuple index out of range");
    expect(() => np.unstack(5)).toThrow("Input array must be at least 1-d.");
  });
});

describe("atleast_1d, atleast_2d, atleast_3d", () => {
  it("add axes where NumPy does", () => {
    expect(np.atleast_1d(5).strides).toEqual([8]);
    expect(np.atleast_2d([1, 2]).shape).toEqual([1, 2]);
    expect(np.atleast_3d([1, 2]).shape).toEqual([1, 2, 1]);
    expect(np.atleast_3d([[1, 2]]).shape).toEqual([1, 2, 1]);
    expect(np.atleast_2d(1, [2]).map((one) => one.shape)).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});
