// finfo and iinfo against NumPy: every attribute, repr and str.
import * as np from "strided";
import { expect, test } from "vitest";
import { fromPython, golden } from "./golden-dtype.js";

test.each(Object.entries(golden.finfo))("finfo(%s)", (name, expected) => {
  const info = np.finfo(np.dtype(name));
  expect(info.repr()).toBe(expected["repr"]);
  expect(String(info)).toBe(expected["str"]);
  expect(String(info.dtype)).toBe(expected["dtype"]);
  for (const [key, value] of Object.entries(expected)) {
    if (key === "repr" || key === "str" || key === "dtype") continue;
    const ours = info[key as keyof np.FloatInfo];
    expect(ours, key).toBe(typeof value === "number" ? value : fromPython(value));
  }
});

test.each(Object.entries(golden.iinfo))("iinfo(%s)", (name, expected) => {
  const info = np.iinfo(np.dtype(name));
  expect(info.repr()).toBe(expected["repr"]);
  expect(String(info)).toBe(expected["str"]);
  expect([String(info.min), String(info.max), String(info.dtype)]).toEqual([
    expected["min"],
    expected["max"],
    expected["dtype"],
  ]);
  expect([info.bits, info.kind, info.key]).toEqual([
    expected["bits"],
    expected["kind"],
    expected["key"],
  ]);
  expect(typeof info.max).toBe(info.bits === 64 ? "bigint" : "number");
});

test("values stand for their dtype, other dtypes are refused", () => {
  expect(np.finfo(1.5).dtype.name).toBe("float64");
  expect(np.iinfo(5).dtype.name).toBe("int64");
  expect(() => np.finfo("i4")).toThrow("data type <class 'numpy.int32'> not inexact");
  expect(() => np.finfo(3)).toThrow("data type <class 'numpy.int64'> not inexact");
  expect(() => np.iinfo("f4")).toThrow("Invalid integer data type 'f'.");
  expect(() => np.iinfo("?")).toThrow("Invalid integer data type 'b'.");
});
