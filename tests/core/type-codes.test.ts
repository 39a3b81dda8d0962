// NumPy's older vocabulary of types, against NumPy.
import * as np from "strided";
import { expect, test } from "vitest";
import { golden } from "./golden-dtype.js";

test("mintypecode", () => {
  for (const [chars, char] of golden.old.mintypecode) expect(np.mintypecode(chars)).toBe(char);
  expect(np.mintypecode(["d", { dtype: np.dtype("c8") }, { dtype: np.dtype("f4") }])).toBe("D");
  // of a dtype itself NumPy makes an object
  expect(np.mintypecode([np.dtype("f4") as never])).toBe("d");
  expect(np.mintypecode("f", { typeset: "d", default: "x" })).toBe("x");
});

test("common_type", () => {
  for (const [specs, expected] of golden.old.common_type) {
    const call = () => np.common_type(...specs.map((spec) => ({ dtype: np.dtype(spec) })));
    if (typeof expected === "string") expect(String(call())).toBe(expected);
    else expect(call).toThrow(expected.error);
  }
});

test("sctypeDict has NumPy's names, save for a deprecated one and two types it has twice", () => {
  const ours = Object.fromEntries(
    Object.entries(np.sctypeDict).map(([name, type]) => [name, String(type)]),
  );
  const { a: _deprecated, longlong, ulonglong, ...theirs } = golden.old.sctypeDict;
  expect([longlong, ulonglong]).toEqual(["<class 'numpy.longlong'>", "<class 'numpy.ulonglong'>"]);
  expect(ours).toMatchObject(theirs);
  expect(ours["longlong"]).toBe("<class 'numpy.int64'>");
  expect(np.ScalarType).toHaveLength(19);
});

test("typecodes", () => {
  expect(np.typecodes.AllInteger).toBe("bBhHiIlL");
  expect(np.typecodes.Float).toBe("efd");
  expect([...np.typecodes.All].every((char) => np.dtype(char).char === char)).toBe(true);
  expect([np.little_endian, np.True_, np.False_]).toEqual([true, true, false]);
});
