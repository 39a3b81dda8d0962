// What other libraries of this kind are known to answer wrongly without a word, each with NumPy's answer (or the
// error) written out. One test for each promise; read it as a list.

import { Buffer } from "node:buffer";
import * as np from "strided";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/temp.js";

const loose = np as unknown as Record<string, (...args: unknown[]) => unknown>;
const grid = () => np.arange(12).reshape(3, 4).copy();

describe("assignment through an index", () => {
  it("writes through slices", () => {
    const a = grid();
    a.set([":", "1:3"], 0);
    expect(a.tolist()).toEqual([
      [0, 0, 0, 3],
      [4, 0, 0, 7],
      [8, 0, 0, 11],
    ]);
    a.set(
      ["::-2", "::3"],
      [
        [1, 2],
        [3, 4],
      ],
    );
    expect(a.tolist()).toEqual([
      [3, 0, 0, 4],
      [4, 0, 0, 7],
      [1, 0, 0, 2],
    ]);
  });

  it("writes one row through an integer, one element through two", () => {
    const a = grid();
    a.set(1, [9, 8, 7, 6]);
    a.set([2, -1], 5);
    expect(a.tolist()).toEqual([
      [0, 1, 2, 3],
      [9, 8, 7, 6],
      [8, 9, 10, 5],
    ]);
  });

  it("writes where a mask is true: one value, or one for each", () => {
    const a = grid();
    a.set(a.greater(8), 0);
    expect(a.tolist()).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 0, 0, 0],
    ]);
    a.set(a.less(3).logical_and(a.greater(0)), [10, 20]);
    expect(a.at(0).tolist()).toEqual([0, 10, 20, 3]);
  });

  it("refuses as many values as there are not places", () => {
    const a = grid();
    expect(() => a.set(a.greater(8), [1, 2])).toThrow(
      "NumPy boolean array indexing assignment cannot assign 2 input values to the 3 output values where the mask is true",
    );
    expect(a.tolist()).toEqual(grid().tolist());
  });

  it("writes at integer arrays, the last of equal positions winning", () => {
    const a = np.zeros(5, "int64");
    a.set([[0, 3, 3]], [1, 2, 9]);
    expect(a.tolist()).toEqual([1, 0, 0, 9, 0]);
    const b = grid();
    b.set(
      [
        [0, 2],
        [1, -1],
      ],
      [100, 200],
    );
    expect([b.item(0, 1), b.item(2, 3)]).toEqual([100, 200]);
  });

  it("broadcasts, or says why not", () => {
    const a = grid();
    a.set([":", "0:2"], [7, 8]);
    expect(a.at(":, 0:2").tolist()).toEqual([
      [7, 8],
      [7, 8],
      [7, 8],
    ]);
    expect(() => a.set(0, [1, 2, 3])).toThrow(
      "could not broadcast input array from shape (3,) into shape (4,)",
    );
    expect(() => a.set([[0, 1]], np.zeros([3, 4]))).toThrow(
      "shape mismatch: value array of shape (3,4) could not be broadcast to indexing result of shape (2,4)",
    );
  });

  it("refuses an argument too many, which is an index not nested", () => {
    const a = grid();
    expect(() => (a.set as (...args: unknown[]) => void)(0, 1, 5)).toThrow(TypeError);
    expect(a.tolist()).toEqual(grid().tolist());
  });

  it("refuses indices out of bounds, in the middle and through arrays", () => {
    const a = grid();
    expect(() => a.set([3, 0], 1)).toThrow("index 3 is out of bounds for axis 0 with size 3");
    expect(() => a.at([0, 1, 3])).toThrow("index 3 is out of bounds for axis 0 with size 3");
    expect(() => a.at(0, 1, 2)).toThrow(
      "too many indices for array: array is 2-dimensional, but 3 were indexed",
    );
    expect(() => a.at(np.ones(4, "bool"))).toThrow(
      "boolean index did not match indexed array along axis 0; size of axis is 3 but size of corresponding boolean axis is 4",
    );
    expect(() => a.at(0.5)).toThrow("only integers, slices");
  });
});

describe("source and target that overlap", () => {
  it("are read before they are written: slices", () => {
    const a = np.arange(6);
    a.set("1:", a.at(":-1"));
    expect(a.tolist()).toEqual([0, 0, 1, 2, 3, 4]);
    const b = np.arange(6);
    b.set(":", b.at("::-1"));
    expect(b.tolist()).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it("are read before they are written: copyto", () => {
    const x = np.arange(6);
    np.copyto(x.at("1:"), x.at(":-1"));
    expect(x.tolist()).toEqual([0, 0, 1, 2, 3, 4]);
    const y = np.arange(6);
    np.copyto(y.at("1:"), y.at(":-1"), { where: [true, true, false, true, true] });
    expect(y.tolist()).toEqual([0, 0, 1, 3, 3, 4]);
  });

  it("are read before they are written: integer arrays, and ufuncs into out", () => {
    const a = np.arange(5);
    a.set([[1, 2, 3, 4]], a.at("0:4"));
    expect(a.tolist()).toEqual([0, 0, 1, 2, 3]);
    const b = np.arange(5);
    np.add(b.at("1:"), b.at(":-1"), { out: b.at("1:") });
    expect(b.tolist()).toEqual([0, 1, 3, 5, 7]);
  });
});

describe("dtypes", () => {
  it("int32 times 0.5 is float64, and not truncated", () => {
    const product = np.array([1, 2, 3], "int32").multiply(0.5);
    expect([product.dtype.name, product.tolist()]).toEqual(["float64", [0.5, 1, 1.5]]);
  });

  it("integers wrap around, numbers that do not fit are refused", () => {
    expect(
      np
        .array([200], "uint8")
        .add(np.array([100], "uint8"))
        .tolist(),
    ).toEqual([44]);
    expect(() => np.array([300], "uint8")).toThrow("Python integer 300 out of bounds for uint8");
    expect(() => np.array([1], "int8").add(300)).toThrow(np.OverflowError);
  });

  it("64-bit integers are exact, or refused as numbers", () => {
    const a = np.array([2n ** 62n + 1n]);
    expect(a.itemBigInt(0)).toBe(2n ** 62n + 1n);
    expect(() => a.item(0)).toThrow(RangeError);
    expect(() => np.sum(a)).toThrow(RangeError);
  });

  it("in place, a float does not become an integer unasked", () => {
    const a = np.arange(3);
    expect(() => np.add(a, 0.5, { out: a })).toThrow("Cannot cast ufunc 'add' output");
    expect(a.tolist()).toEqual([0, 1, 2]);
  });
});

describe("memory order", () => {
  it("F is F in reshape, ravel and creation", () => {
    const a = np.arange(6);
    expect(a.reshape([2, 3], { order: "F" }).tolist()).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
    expect(a.reshape(2, 3).ravel("F").tolist()).toEqual([0, 3, 1, 4, 2, 5]);
    expect(np.zeros([2, 3], { order: "F" }).strides).toEqual([8, 16]);
  });

  it("F is F in .npy, with the same elements in either order", () => {
    const folder = temporaryFolder();
    const a = np.array(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { order: "F" },
    );
    const path = folder("f.npy");
    np.save(path, a);
    const back = np.load(path) as np.NDArray;
    expect([back.tolist(), back.strides]).toEqual([
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [8, 16],
    ]);
  });

  it("a view of a transpose, written, writes the original", () => {
    const a = np.zeros([2, 3]);
    a.T.set([2, 0], 7);
    expect(a.item(0, 2)).toBe(7);
  });
});

describe("views", () => {
  it("broadcast_to is read-only: one write would be many", () => {
    const wide = np.broadcast_to(np.arange(3), [2, 3]);
    expect(wide.flags.writeable).toBe(false);
    expect(() => wide.set([0, 0], 9)).toThrow("assignment destination is read-only");
    const diagonal = np.diagonal(grid());
    expect(() => diagonal.set(0, 9)).toThrow("assignment destination is read-only");
  });

  it("a locked base locks views that are taken later, and cannot be unlocked through them", () => {
    const base = np.arange(3);
    base.setflags({ write: false });
    const view = base.at(":");
    expect(() => view.set(0, 1)).toThrow("read-only");
    expect(() => view.setflags({ write: true })).toThrow(
      "cannot set WRITEABLE flag to True of this array",
    );
  });

  it("are over after dispose, all of them", () => {
    const a = np.zeros(1000);
    const view = a.at("10:20");
    const flat = a.flat;
    a.dispose();
    for (const use of [() => view.item(0), () => view.add(1), () => a.at(0), () => flat.next()]) {
      expect(use).toThrow(np.DisposedError);
    }
  });

  it("a basic index is a view, an advanced one a copy", () => {
    const a = np.arange(5);
    expect(np.shares_memory(a, a.at("1:3"))).toBe(true);
    expect(np.shares_memory(a, a.at([1, 2]))).toBe(false);
    expect(np.shares_memory(a, a.at(a.greater(1)))).toBe(false);
  });
});

describe("shares_memory", () => {
  it("is exact: interleaved views do not share", () => {
    const a = np.zeros(10, "uint8");
    expect(np.shares_memory(a.at("::2"), a.at("1::2"))).toBe(false);
    expect(np.may_share_memory(a.at("::2"), a.at("1::2"))).toBe(true);
    expect(np.shares_memory(a.at("::2"), a.at("::3"))).toBe(true);
    const b = np.zeros([4, 4]);
    expect(np.shares_memory(b.at(":, 0"), b.at(":, 1"))).toBe(false);
    expect(np.shares_memory(b.at(0), b.T.at(0))).toBe(true);
  });

  it("sees memory that came from outside", () => {
    const bytes = Buffer.alloc(16);
    const [low, high] = [np.frombuffer(bytes, "uint8"), np.frombuffer(bytes, "int32")];
    expect(np.shares_memory(low.at("4:8"), high.at("1:2"))).toBe(true);
    expect(np.shares_memory(low.at("0:4"), high.at("1:2"))).toBe(false);
  });
});

describe("arguments that are not understood", () => {
  it("are errors, not ignored: options", () => {
    expect(() => loose["sum"]!([[1, 2]], { axes: 0 })).toThrow(
      "got an unexpected keyword argument 'axes'",
    );
    expect(() => loose["zeros"]!([2], { dtypes: "int8" })).toThrow(TypeError);
    expect(() => loose["copyto"]!(np.zeros(1), 1, { were: true })).toThrow(TypeError);
    expect(() => loose["take"]!([1], 0, { mod: "clip" })).toThrow(TypeError);
    expect(() => loose["nditer"]!([1], { flag: [] })).toThrow(TypeError);
  });

  it("are errors, not ignored: words, dtypes and axes", () => {
    expect(() => loose["take"]!([1], 0, { mode: "bounce" })).toThrow(np.ValueError);
    expect(() => loose["zeros"]!([2], "float31")).toThrow(TypeError);
    expect(() => loose["sum"]!([[1, 2]], 2)).toThrow(
      "axis 2 is out of bounds for array of dimension 2",
    );
    expect(() => loose["reshape"]!([1, 2], [2, 1], { order: "Q" })).toThrow("order must be one of");
    expect(() => np.arange(3).at("1..2")).toThrow(np.IndexError);
  });

  it("shapes that do not fit are errors, not truncated", () => {
    expect(() => np.add([1, 2, 3], [1, 2, 3, 4])).toThrow(
      "operands could not be broadcast together with shapes (3,) (4,) ",
    );
    expect(() => np.arange(6).reshape(4, 2)).toThrow("cannot reshape array of size 6 into shape");
    expect(() => np.array([[1, 2], [3]])).toThrow(np.ValueError);
  });
});
