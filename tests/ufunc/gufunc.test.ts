// Generalized ufuncs and how loops are asked for: what differed from NumPy once, and what a fuzzer can't say.

import * as np from "strided";
import { describe, expect, test } from "vitest";

const a = np.arange(6).reshape(2, 3);
const v = np.array([1, 2, 3]);

describe("matmul and its like", () => {
  test("are ufuncs with a signature and loops", () => {
    expect(np.matmul).toBeInstanceOf(np.ufunc);
    expect(np.matmul.signature).toBe("(n?,k),(k,m?)->(n?,m?)");
    expect(np.vecdot.signature).toBe("(n),(n)->()");
    expect(np.add.signature).toBe(null);
    expect(np.matvec.types).toContain("??->?");
    expect(np.matvec.ntypes).toBe(14);
  });

  test("take one product at a time", () => {
    expect(np.matvec(a, v).tolist()).toEqual([8, 26]);
    expect(np.vecmat([1, 2], a).tolist()).toEqual([6, 9, 12]);
    expect(np.vecdot(a, v).tolist()).toEqual([8, 26]);
    expect(np.vecdot([new np.Complex(1, 2)], [new np.Complex(3, 1)])).toEqual(
      new np.Complex(5, -5),
    );
  });

  test("find their core axes where axes, axis and keepdims say", () => {
    expect(np.vecdot(a, a, { axis: 0 }).tolist()).toEqual([9, 17, 29]);
    expect(np.vecdot(a, a, { axis: 0, keepdims: true }).shape).toEqual([1, 3]);
    const turned = np.matmul(a, a.T, {
      axes: [
        [0, 1],
        [0, 1],
        [1, 0],
      ],
    });
    expect(turned.tolist()).toEqual([
      [5, 14],
      [14, 50],
    ]);
    expect(() => np.matmul(a, a.T, { axis: 0 })).toThrow(
      "matmul: axis can only be used with a single shared core dimension, not with the 3 distinct ones implied by signature (n?,k),(k,m?)->(n?,m?).",
    );
    expect(() => np.matvec(a, v, { keepdims: true })).toThrow(
      "matvec does not support keepdims: its signature (m,n),(n)->(m) requires input 1 to have 1 core dimensions",
    );
    expect(() =>
      np.matmul(a, a.T, {
        axes: [
          [0, 0],
          [0, 1],
          [0, 1],
        ],
      }),
    ).toThrow("axes item 0 has value 0 repeated");
    expect(() => np.vecdot(a, v, { axes: [[0, 1], 0] })).toThrow(np.AxisError);
  });

  test("add halves in single precision and write outputs anywhere", () => {
    const halves = np.full([2048], 1, "float16");
    expect(np.vecdot(halves, np.full([2048], 1.5, "float16"))).toBe(3072);
    const bytes = new ArrayBuffer(33);
    const out = np.frombuffer(bytes, { dtype: "f8", offset: 1, count: 2 });
    expect(np.matvec(a.astype("f8"), v, { out }).tolist()).toEqual([8, 26]);
    const same = np.eye(3);
    expect(np.matmul(same.at(":2"), same, { out: same.at("1:") }).tolist()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });

  test("compute in the dtype that is asked for, not in a wider one", () => {
    const huge = np.array([[1e5]]);
    expect(np.matmul(huge, [[0]], { dtype: "float16" }).item()).toBeNaN();
  });

  test("have no reductions", () => {
    expect(() => np.matmul.reduce(a)).toThrow("Reduction not defined on ufunc with signature");
    expect(() => np.matmul.outer(a, a)).toThrow(
      "method outer is not allowed in ufunc with non-trivial signature",
    );
    expect(() => np.vecdot.at(np.zeros([2]), 0, v)).toThrow(
      "vecdot.at does not support ufunc with non-trivial signature",
    );
  });
});

describe("signature and resolve_dtypes", () => {
  test("name a loop", () => {
    expect(String(np.add([1], [2], { signature: "ff->f" }).dtype)).toBe("float32");
    expect(String(np.add([1], [2], { signature: [null, null, "d"] }).dtype)).toBe("float64");
    expect(() => np.add([1], [2], { signature: "ddd" })).toThrow(
      "a type-string for add, 2 typecode(s) before and 1 after the -> sign",
    );
    expect(() => np.add([1], [2], { signature: "dd->d", dtype: "d" })).toThrow(
      "cannot specify both 'signature' and 'dtype'",
    );
    expect(() => np.add([1], [2], { signature: ["f", null, "d"] })).toThrow(
      "No loop matching the specified signature and casting was found for ufunc add",
    );
  });

  test("tell the dtypes of a call", () => {
    const names = (...dtypes: np.OperandDType[]) => np.add.resolve_dtypes(dtypes).map(String);
    expect(names(np.dtype("i4"), np.dtype("f4"), null)).toEqual(["float64", "float64", "float64"]);
    expect(names(np.dtype("i4"), 0.5, null)[0]).toBe("float64");
    expect(names(np.dtype("f4"), 0.5, null)[0]).toBe("float32");
    const sum = np.add.resolve_dtypes([null, np.dtype("i2"), null], { reduction: true });
    expect(String(sum[0])).toBe("int64");
  });
});
