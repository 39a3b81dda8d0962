// Shape, axes, order and repetition against values, strides and sentences of NumPy.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const list = (a: np.NDArray): unknown => a.tolist();
const grid = () => np.arange(6).reshape(2, 3);
const isView = (view: np.NDArray, of: np.NDArray) => view.storage === of.storage;

describe("reshape, ravel, squeeze, expand_dims", () => {
  it("view where strides allow, copy where not", () => {
    const a = grid();
    expect(isView(np.reshape(a, [3, -1]), a)).toBe(true);
    const copied = np.reshape(a.T, 6);
    expect([list(copied), isView(copied, a)]).toEqual([[0, 3, 1, 4, 2, 5], false]);
    expect(list(np.reshape(a, [3, 2], "F"))).toEqual([
      [0, 4],
      [3, 2],
      [1, 5],
    ]);
    expect(() => np.reshape(a.T, 6, { copy: false })).toThrow(
      "Unable to avoid creating a copy while reshaping.",
    );
    expect(() => np.reshape(a, 7)).toThrow("cannot reshape array of size 6 into shape (7,)");
  });

  it("work the strides out anew for -1, and keep them for the same shape", () => {
    const one = np.arange(4).at("::2").at(":1");
    expect(one.reshape(1).strides).toEqual([16]);
    expect(one.reshape(-1).strides).toEqual([8]);
  });

  it("ravel in any order, as memory lies with K", () => {
    const a = grid();
    expect(list(np.ravel(a.T, "K"))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(isView(np.ravel(a.T, "K"), a)).toBe(true);
    expect(list(np.ravel(a, { order: "F" }))).toEqual([0, 3, 1, 4, 2, 5]);
    const repeated = np.broadcast_to(np.array([[1, 2]]).T, [3, 2, 2]);
    expect(list(np.ravel(repeated, "K"))).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2]);
  });

  it("take out and put in axes of length 1", () => {
    const a = np.zeros([1, 2, 1]);
    expect(np.squeeze(a).shape).toEqual([2]);
    expect(np.squeeze(a, { axis: [0, -1] }).shape).toEqual([2]);
    expect(() => np.squeeze(a, 1)).toThrow(
      "cannot select an axis to squeeze out which has size not equal to one",
    );
    expect(() => np.squeeze(a, [0, 0])).toThrow("duplicate value in 'axis'");
    expect(np.expand_dims(grid(), [0, -1]).strides).toEqual([48, 24, 8, 8]);
    expect(() => np.expand_dims(a, 9)).toThrow("axis 9 is out of bounds for array of dimension 4");
    expect(() => np.expand_dims(a, [0, 0])).toThrow("repeated axis");
  });

  it("ndim, shape, size", () => {
    expect([np.ndim([[1]]), np.shape([[1, 2]]), np.size(grid())]).toEqual([2, [1, 2], 6]);
    expect([np.size(grid(), 1), np.size(grid(), { axis: [0, 1] })]).toEqual([3, 6]);
    expect(() => np.size(grid(), 2)).toThrow(np.AxisError);
  });
});

describe("transpose and its kin", () => {
  const a = np.zeros([2, 3, 4]);

  it("are views", () => {
    expect(np.transpose(a).strides).toEqual([8, 32, 96]);
    expect(np.permute_dims(a, { axes: [1, 0, 2] }).shape).toEqual([3, 2, 4]);
    expect(np.matrix_transpose(a).shape).toEqual([2, 4, 3]);
    expect(a.mT.shape).toEqual([2, 4, 3]);
    expect(np.swapaxes(a, 0, -1).shape).toEqual([4, 3, 2]);
    expect(np.moveaxis(a, [0, 1], [-1, -2]).shape).toEqual([4, 3, 2]);
    expect(np.rollaxis(a, 2).shape).toEqual([4, 2, 3]);
    expect(np.rollaxis(a, 0, 3).shape).toEqual([3, 4, 2]);
    expect(isView(np.rollaxis(a, 1, { start: -1 }), a)).toBe(true);
  });

  it("refuse in NumPy's words", () => {
    expect(() => np.transpose(a, [0])).toThrow("axes don't match array");
    expect(() => np.transpose(a, [0, 0, 1])).toThrow("repeated axis in transpose");
    expect(() => np.swapaxes(a, 0, 5)).toThrow("axis2: axis 5 is out of bounds");
    expect(() => np.moveaxis(a, [0, 1], [0])).toThrow(
      "`source` and `destination` arguments must have the same number of elements",
    );
    expect(() => np.rollaxis(a, 0, 5)).toThrow(
      "'start' arg requires -3 <= start < 4, but 5 was passed in",
    );
    expect(() => np.matrix_transpose([1])).toThrow(
      "Input array must be at least 2-dimensional, but it is 1",
    );
    expect(() => np.arange(2).mT).toThrow("matrix transpose with ndim < 2 is undefined");
  });
});

describe("broadcasting", () => {
  it("gives read-only views", () => {
    const a = np.array([1, 2]);
    const wide = np.broadcast_to(a, [3, 2]);
    expect([wide.strides, wide.writeable, wide.base === a]).toEqual([[0, 8], false, true]);
    expect(() => wide.set([0, 0], 5)).toThrow("assignment destination is read-only");
    const [x, y] = np.broadcast_arrays([1, 2], [[3], [4]]);
    expect([list(x!), list(y!)]).toEqual([
      [
        [1, 2],
        [1, 2],
      ],
      [
        [3, 3],
        [4, 4],
      ],
    ]);
    expect(np.broadcast_arrays(a, a)[1]).toBe(a);
    expect(np.broadcast_shapes([3, 1], 4, [2, 1, 1])).toEqual([2, 3, 4]);
  });

  it("refuses in NumPy's words", () => {
    expect(() => np.broadcast_to([1, 2], [3])).toThrow(
      "operands could not be broadcast together with remapped shapes [original->remapped]: (2,)  and requested shape (3,)",
    );
    expect(() => np.broadcast_arrays([1, 2], [1, 2, 3])).toThrow(
      "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with shape (2,) and arg 1 with shape (3,).",
    );
  });
});

describe("flip, rot90, roll", () => {
  it("flip by negative strides", () => {
    const a = grid();
    expect(list(np.flip(a))).toEqual([
      [5, 4, 3],
      [2, 1, 0],
    ]);
    expect(np.flip(a, 1).strides).toEqual([24, -8]);
    expect(list(np.fliplr(a).at(0))).toEqual([2, 1, 0]);
    expect(list(np.flipud(a).at(0))).toEqual([3, 4, 5]);
    expect(np.flip(np.zeros([0, 2])).shape).toEqual([0, 2]);
    expect(() => np.fliplr([1])).toThrow("Input must be >= 2-d.");
  });

  it("turn by views", () => {
    const a = grid();
    expect([1, 2, 3, 4].map((k) => np.rot90(a, k).strides)).toEqual([
      [-8, 24],
      [-24, -8],
      [8, -24],
      [24, 8],
    ]);
    expect(list(np.rot90(a, { k: -1, axes: [1, 0] }))).toEqual(list(np.rot90(a)));
    expect(() => np.rot90(a, 1, { axes: [0, 0] })).toThrow("Axes must be different.");
    expect(() => np.rot90(a, 1, { axes: [0] })).toThrow("len(axes) must be 2.");
  });

  it("roll along one axis, several, or flattened", () => {
    const a = grid();
    expect(list(np.roll(a, 1))).toEqual([
      [5, 0, 1],
      [2, 3, 4],
    ]);
    expect(list(np.roll(a, [1, -1], [0, 1]))).toEqual([
      [4, 5, 3],
      [1, 2, 0],
    ]);
    expect(list(np.roll(a, 2, [1, 1]))).toEqual(list(np.roll(a, 1, 1)));
    expect(np.roll(a.T, 1, 0).strides).toEqual([8, 24]);
    expect(list(np.roll(["a", "b", "c"], 1))).toEqual(["c", "a", "b"]);
  });
});

describe("repeat, tile, resize", () => {
  it("repeat elements, evenly or each as often as said", () => {
    const a = grid();
    expect(list(np.repeat(a, 2, 0).at(":, 0"))).toEqual([0, 0, 3, 3]);
    expect(list(a.repeat([2, 0, 1], { axis: 1 }))).toEqual([
      [0, 0, 2],
      [3, 3, 5],
    ]);
    expect(list(np.repeat(5, 3))).toEqual([5, 5, 5]);
    expect(np.repeat(a.T, 2, 0).strides).toEqual([16, 8]);
    expect(() => np.repeat(a, [1, 2, 3], 0)).toThrow(
      "operands could not be broadcast together with shape (2,) (3,)",
    );
    expect(() => np.repeat(a, [1, -1], 0)).toThrow("repeats may not contain negative values.");
    expect(() => np.repeat(a, np.array([1.5]))).toThrow("Cannot cast array data");
  });

  it("tile whole arrays", () => {
    expect(list(np.tile([1, 2], [2, 2]))).toEqual([
      [1, 2, 1, 2],
      [1, 2, 1, 2],
    ]);
    expect(np.tile(grid(), [2, 1, 2]).shape).toEqual([2, 2, 6]);
    expect(np.tile(grid().T, [1, 1]).strides).toEqual([8, 24]);
    expect(() => np.tile([1], -1)).toThrow("negative dimensions are not allowed");
  });

  it("resize by going round", () => {
    expect(list(np.resize([1, 2, 3], [2, 4]))).toEqual([
      [1, 2, 3, 1],
      [2, 3, 1, 2],
    ]);
    expect(list(np.resize(grid().T, 3))).toEqual([0, 3, 1]);
    expect(list(np.resize(np.zeros(0), 2))).toEqual([0, 0]);
    expect(() => np.resize([1], -1)).toThrow("all elements of `new_shape` must be non-negative");
  });
});

describe("insert, delete, trim_zeros", () => {
  const a = [1, 2, 3];

  it("insert before positions of the array as it was", () => {
    expect(list(np.insert(a, 1, [7, 8]))).toEqual([1, 7, 8, 2, 3]);
    expect(list(np.insert(a, [2, 0, 2], [7, 8, 9]))).toEqual([8, 1, 2, 7, 9, 3]);
    expect(list(np.insert(a, np.slice(0, 2), 9))).toEqual([9, 1, 9, 2, 3]);
    expect(list(np.insert(a, [true, false, true], 9))).toEqual([9, 1, 2, 9, 3]);
    expect(list(np.insert(grid(), 1, [7, 8], { axis: 1 }))).toEqual([
      [0, 7, 1, 2],
      [3, 8, 4, 5],
    ]);
    expect(list(np.insert(grid(), [1], [[7], [8]], 1))).toEqual([
      [0, 7, 1, 2],
      [3, 8, 4, 5],
    ]);
    expect(list(np.insert(a, -1, 1.9))).toEqual([1, 2, 1, 3]);
    expect(np.insert(grid().T, 1, 9, 0).strides).toEqual([8, 32]);
    expect(() => np.insert(a, 4, 9)).toThrow("index 4 is out of bounds for axis 0 with size 3");
    expect(() => np.insert(a, np.array([[1]]), 9)).toThrow("must be one dimensional or scalar");
  });

  it("delete positions, slices and masks", () => {
    expect(list(np.delete(a, [0, -1]))).toEqual([2]);
    expect(list(np.delete(a, np.slice(null, null, 2)))).toEqual([2]);
    expect(list(np.delete(a, [true, false, true]))).toEqual([2]);
    expect(list(np.delete(a, []))).toEqual(a);
    expect(list(np.delete(grid(), 1, 1))).toEqual([
      [0, 2],
      [3, 5],
    ]);
    expect(np.delete(grid().T, 0, 1).strides).toEqual([8, 24]);
    expect(() => np.delete(a, 3)).toThrow("index 3 is out of bounds for axis 0 with size 3");
    expect(() => np.delete(a, [true])).toThrow(
      "boolean array argument obj to delete must be one dimensional and match the axis length of 3",
    );
    expect(() => np.delete(a, np.array(1.5))).toThrow("arrays used as indices must be of integer");
  });

  it("trim zeros by views, and lists by lists", () => {
    const padded = np.array([0, 0, 1, 0, 2, 0]);
    expect(list(np.trim_zeros(padded))).toEqual([1, 0, 2]);
    expect(isView(np.trim_zeros(padded), padded)).toBe(true);
    expect(list(np.trim_zeros(padded, "b"))).toEqual([0, 0, 1, 0, 2]);
    expect(np.trim_zeros([0, 1, 0], { trim: "f" })).toEqual([1, 0]);
    expect(np.trim_zeros([0, 0])).toEqual([]);
    const square = np.zeros([4, 4]);
    square.set([1, 2], 5);
    expect(np.trim_zeros(square).shape).toEqual([1, 1]);
    expect(np.trim_zeros(square, { axis: 1 }).shape).toEqual([4, 1]);
    expect(() => np.trim_zeros(padded, "x")).toThrow("unexpected character(s) in `trim`: 'x'");
  });
});

describe("copyto, require", () => {
  it("copy with broadcasting, casting and a mask", () => {
    const a = np.zeros([2, 3], "int32");
    np.copyto(a, [1, 2, 3]);
    expect(list(a)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    np.copyto(a, 9, { where: [[true], [false]] });
    expect(list(a)).toEqual([
      [9, 9, 9],
      [1, 2, 3],
    ]);
    np.copyto(a, [1.7, 2, 3], { casting: "unsafe", where: [true, false, false] });
    expect(list(a.at(":, 0"))).toEqual([1, 1]);
    const text = np.array(["a", "b"]);
    np.copyto(text, ["x", "y"], { where: [false, true] });
    expect(list(text)).toEqual(["a", "y"]);
    const numbers = np.zeros(2);
    np.copyto(numbers, ["7", "no number"], { where: [true, false], casting: "unsafe" });
    expect(list(numbers)).toEqual([7, 0]);
  });

  it("reads overlapping memory first", () => {
    const a = np.arange(5);
    np.copyto(a.at("1:"), a.at(":-1"), { where: [true, true, false, true] });
    expect(list(a)).toEqual([0, 0, 1, 3, 3]);
  });

  it("refuses in NumPy's words", () => {
    const ints = np.zeros(2, "int32");
    expect(() => np.copyto(ints, 1.5)).toThrow(
      "Cannot cast scalar from dtype('float64') to dtype('int32') according to the rule 'same_kind'",
    );
    expect(() => np.copyto(ints, [1.5, 2])).toThrow(
      "Cannot cast array data from dtype('float64') to dtype('int32') according to the rule 'same_kind'",
    );
    expect(() => np.copyto(np.zeros(2, "uint8"), 300)).toThrow(
      "Python integer 300 out of bounds for uint8",
    );
    expect(() => np.copyto(ints, [1, 2, 3])).toThrow(
      "could not broadcast input array from shape (3,) into shape (2,)",
    );
    expect(() => np.copyto(ints, 1, { where: [true, true, true] })).toThrow(
      "could not broadcast where mask from shape (3,) into shape (2,)",
    );
    expect(() => np.copyto([1] as never, 2)).toThrow("must be a numpy.ndarray, not list");
    expect(() => np.copyto(np.broadcast_to(1, [3]), 1)).toThrow("read-only");
  });

  it("require copies only if it must", () => {
    const a = np.zeros([2, 3]);
    expect(np.require(a, { requirements: ["C", "A", "W"] })).toBe(a);
    expect(np.require(a, "int32", { requirements: "F" }).strides).toEqual([4, 8]);
    expect(np.require(a.at(":, :2"), { requirements: "O" }).base).toBe(null);
    expect(() => np.require(a, { requirements: ["C", "F"] })).toThrow(
      'Cannot specify both "C" and "F" order',
    );
  });
});
