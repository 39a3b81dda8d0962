// Assigning to attributes from plain JavaScript: NumPy's setters where it has them, NumPy's refusals elsewhere.
import * as np from "strided";
import { expect, test } from "vitest";

const set = (target: object, name: string, value: unknown) => {
  (target as Record<string, unknown>)[name] = value;
};
const array = () => np.arange(6).reshape(2, 3);

test("what follows from shape and dtype is refused", () => {
  for (const name of ["size", "ndim", "base", "nbytes", "itemsize", "T", "mT", "flags", "device"]) {
    expect(() => set(array(), name, 3), name).toThrow(
      `attribute '${name}' of 'numpy.ndarray' objects is not writable`,
    );
  }
});

test("flags and dtypes are refused too", () => {
  expect(() => set(array().flags, "c_contiguous", true)).toThrow(
    "attribute 'c_contiguous' of 'numpy._core.multiarray.flagsobj' objects is not writable",
  );
  expect(() => set(np.dtype("f8"), "name", "x")).toThrow(
    "attribute 'name' of 'numpy.dtype' objects is not writable",
  );
  expect(() => set(np.dtype("f8"), "itemsize", 3)).toThrow(TypeError);
  const a = array();
  set(a.flags, "writeable", false);
  expect(a.flags.writeable).toBe(false);
});

test("shape reshapes in place", () => {
  const a = array();
  set(a, "shape", [3, -1]);
  expect([a.shape, a.strides]).toEqual([
    [3, 2],
    [16, 8],
  ]);
  set(a, "shape", 6);
  expect(a.shape).toEqual([6]);
  expect(() => set(a, "shape", [4])).toThrow("cannot reshape array of size 6 into shape (4,)");
  expect(() => set(array().T, "shape", 6)).toThrow(
    "Incompatible shape for in-place modification. Use `.reshape()` to make a copy with the desired shape.",
  );
  expect(() => set(a, "shape", null)).toThrow("Use () not None as shape arguments");
  expect(() => set(a, "shape", "x")).toThrow("'str' object cannot be interpreted as an integer");
  expect(() => set(a, "shape", 1.5)).toThrow(
    "expected a sequence of integers or a single integer, got '1.5'",
  );
  expect(a.shape).toEqual([6]);
});

test("strides warn, and stay within the memory", async () => {
  const heard: string[] = [];
  const listen = (warning: Error) => heard.push(`${warning.name}: ${warning.message}`);
  process.on("warning", listen);
  const a = array();
  set(a, "strides", [8, 16]);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", listen);
  expect(heard[0]).toMatch(
    /^DeprecationWarning: Setting the strides on a NumPy array has been deprecated in NumPy 2\.4/,
  );
  expect(String(a)).toBe("[[0 2 4]\n [1 3 5]]");
  expect(() => set(a, "strides", [8])).toThrow("strides must be  same length as shape (2)");
  expect(() => set(a, "strides", [800, 8])).toThrow(
    "strides is not compatible with available memory",
  );
  expect(() => set(a, "strides", "x")).toThrow("invalid strides");
});

test("dtype reads the memory anew", () => {
  const a = array();
  set(a, "dtype", "i4");
  expect([a.shape, a.dtype.name, a.size, a.nbytes]).toEqual([[2, 6], "int32", 12, 48]);
  set(a, "dtype", "i4,i4");
  expect(a.shape).toEqual([2, 3]);
  expect(() => set(a, "dtype", "bad")).toThrow("invalid data-type for array");
  expect(() => set(array().T, "dtype", "i4")).toThrow(
    "To change to a dtype of a different size, the last axis must be contiguous",
  );
  expect(() => set(array(), "dtype", "c16")).toThrow(
    "When changing to a larger dtype, its size must be a divisor of the total size in bytes of the last axis of the array.",
  );
  const b = array();
  set(b, "dtype", "(2,)i4");
  expect([b.shape, b.dtype.name]).toEqual([[2, 3, 2], "int32"]);
});

test("real and imag take values", () => {
  const c = np.zeros(2, "c16");
  c.real = 5;
  c.imag = [1, 2];
  expect(String(c)).toBe("[5.+1.j 5.+2.j]");
  const a = array();
  a.real = 7;
  expect(a.sum()).toBe(42);
  expect(() => set(a, "imag", 1)).toThrow("array does not have imaginary part to set");
});
