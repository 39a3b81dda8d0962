// Structured arrays themselves: comparison, recognising records in nests, order, and what the fuzzer found.
import * as np from "strided";
import { expect, test } from "vitest";

const two = np.dtype("i4,f8");
const a = np.array(
  [
    [1, 2],
    [3, 4],
  ],
  two,
);

test("records are equal where all their fields are", () => {
  const b = a.copy();
  b.field("f1").set(1, 5);
  expect(String(np.equal(a, b))).toBe("[ True False]");
  expect(String(a.not_equal(b))).toBe("[False  True]");
  expect(String(np.equal(a, a.at("0:1")))).toBe("[ True False]");
  expect(np.array_equal(a, a.copy())).toBe(true);
  const nan = np.array([[1, Number.NaN]], two);
  expect(String(np.equal(nan, nan))).toBe("[False]");
  const sub = np.zeros(2, "i4,(2,2)i4");
  expect(String(np.equal(sub, sub))).toBe("[ True  True]");
  const out = np.zeros(2, "i4");
  np.equal(a, b, { out, where: [false, true] });
  expect(String(out)).toBe("[0 0]");
});

test("raw bytes are equal where all bytes are", () => {
  const v = np.zeros(2, "V4");
  expect(String(np.equal(v, v))).toBe("[ True  True]");
  expect(() => np.equal(v, np.zeros(2, "V6"))).toThrow(
    "cannot compare unstructured voids of different length. Use bytes to compare.",
  );
});

test("what cannot be compared with records is refused in NumPy's words", () => {
  expect(() => np.equal(a, 1)).toThrow("Cannot compare structured or void to non-void arrays.");
  expect(() =>
    np.equal(
      a,
      np.zeros(2, [
        ["x", "i4"],
        ["y", "f8"],
      ]),
    ),
  ).toThrow("Cannot compare structured arrays unless they have a common dtype.");
  expect(() => np.equal(a, np.zeros(3, two))).toThrow(
    "operands could not be broadcast together with shapes (2,) (3,)",
  );
  expect(() => np.less(a, a)).toThrow("ufunc 'less' did not contain a loop");
});

test("comparing keeps the order of the operands in memory", () => {
  const f = np.zeros([2, 3], { dtype: two, order: "F" });
  expect(np.equal(f, f).flags.f_contiguous).toBe(true);
});

test("a record of another length is refused, not taken for a row of records", () => {
  expect(() => np.array([[1, 2, 3]], two)).toThrow(
    "could not assign tuple of length 3 to structure with 2 fields.",
  );
  expect(() => np.array([[1, 2], [3]], two)).toThrow(
    "could not assign tuple of length 1 to structure with 2 fields.",
  );
  expect(String(np.array([1, 2, 3], two))).toBe("[(1, 1.) (2, 2.) (3, 3.)]");
  expect(np.array([[{ f0: 1, f1: 2 }], [{ f0: 3, f1: 4 }]], two).shape).toEqual([2, 1]);
});

test("one record takes no array of several", () => {
  const b = a.copy();
  expect(() => b.set(0, a)).toThrow("setting an array element with a sequence.");
  expect(() => b.set(0, np.zeros(1, "i4,i4,i4"))).toThrow("Cannot cast array data from dtype(");
});

test("sub-arrays are ordered by their bytes", () => {
  const s = np.array([[[-2, 0]], [[19, 0]]], [["x", "i4", 2]]);
  expect(String(np.argsort(s))).toBe("[1 0]");
});

test("an unknown field to sort by is refused also where there is nothing to sort", () => {
  expect(() => np.argsort(a.at("0:0"), { order: "nothing" })).toThrow(
    "unknown field name: nothing",
  );
});

test("records count where any field does", () => {
  expect(np.count_nonzero(np.zeros(3, two))).toBe(0);
  expect(np.count_nonzero(a)).toBe(2);
  // along an axis NumPy casts them to booleans, which only records of one field can be
  expect(() => np.count_nonzero(a.reshape(1, 2), 0)).toThrow("Cannot cast array data from dtype");
});

test("promotion errors name NumPy's pair and the full list", () => {
  const list = (...names: string[]) =>
    `(${names.map((name) => `<class 'numpy.dtypes.${name}DType'>`).join(", ")})`;
  const refused = (specs: np.DTypeLike[]) => () => np.result_type(...specs);
  expect(refused(["f4", "i4", "V4"])).toThrow(
    `The DType <class 'numpy.dtypes.VoidDType'> could not be promoted by <class 'numpy.dtypes.Int32DType'>. This means that no common DType exists for the given inputs. For example they cannot be stored in a single array unless the dtype is \`object\`. The full list of DTypes is: ${list("Float32", "Int32", "Void")}`,
  );
  expect(refused(["S3", "V4"])).toThrow(
    "The DType <class 'numpy.dtypes.BytesDType'> could not be promoted by <class 'numpy.dtypes.VoidDType'>.",
  );
  expect(refused(["V3", "V4", "f4"])).toThrow(
    "The DType <class 'numpy.dtypes.Float32DType'> could not be promoted by <class 'numpy.dtypes.VoidDType'>.",
  );
});

test("bytes that are no number are shown as Python shows bytes", () => {
  const v = np.frombuffer(Uint8Array.from([2, 0xd4, 0x61]), "V3");
  expect(() => v.astype("i4")).toThrow("invalid literal for int() with base 10: b'\\x02\\xd4a'");
  expect(() => v.astype("f8")).toThrow("setting an array element with a sequence.");
  expect(() => v.astype("c8")).toThrow("could not convert string to float: b'\\x02\\xd4a'");
  expect(
    np
      .frombuffer(Uint8Array.from([0x31, 0x32]), "V2")
      .astype("f4")
      .item(),
  ).toBe(12);
  const s = np.array(["a'b"], "S3");
  expect(() => s.astype("i4")).toThrow('invalid literal for int() with base 10: b"a\'b"');
});

test("text that is not ASCII names the run of characters", () => {
  expect(() => np.array(["aé漢b"], "S4")).toThrow(
    "'ascii' codec can't encode characters in position 1-2: ordinal not in range(128)",
  );
  expect(() => np.array(["a漢"], "U2").astype("S")).toThrow(
    "'ascii' codec can't encode character '\\u6f22' in position 1: ordinal not in range(128)",
  );
});

test("integers beyond 64 bits are too large to be read at all", () => {
  expect(() => np.array([2n ** 64n], "u1")).toThrow("Python int too large to convert to C long");
  expect(() => np.array([2n ** 63n], "u4")).toThrow(
    "Python integer 9223372036854775808 out of bounds for uint32",
  );
});
