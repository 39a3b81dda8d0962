// What nobody would ask about dtypes, or not so: NumPy's answers, found by crossing the parameters of all that asks.
import * as np from "strided";
import { describe, expect, test } from "vitest";

const said = (action: () => unknown): string => {
  try {
    return String(action());
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
};
const odd = (value: unknown) => value as never;

describe("dictionaries that hold what they should not", () => {
  const made = (entries: object) =>
    said(() => np.dtype(odd({ names: ["a"], formats: ["i4"], ...entries })));
  test.each([
    [{ aligned: 1 }, "ValueError: NumPy dtype descriptor includes 'aligned' entry"],
    [{ itemsize: true }, "TypeError: an integer is required"],
    [{ offsets: ["4"] }, "TypeError: 'str' object cannot be interpreted as an integer"],
    [{ names: [3] }, "ValueError: field names must be strings"],
    [{ names: "ab", formats: ["i4", "i2"] }, "[('a', '<i4'), ('b', '<i2')]"],
    [{ formats: 3 }, "ValueError: 'names', 'formats', 'offsets', and 'titles' dict entries"],
  ])("%o", (entries, text) => expect(made(entries)).toMatch(text));
});

describe("lists of fields that hold what they should not", () => {
  const made = (...field: unknown[]) => said(() => np.dtype(odd([field])));
  test("a dtype in the place of a shape gives its size, or must be as large", () => {
    expect(made("a", "V", null)).toBe("[('a', 'V8')]");
    expect(made("a", "i4", null)).toMatch("ValueError: mismatch in size of old and new data-descr");
  });
  test("lengths fit into C's integers", () => {
    expect(made("a", "i4", 2 ** 40)).toMatch("dimension does not fit into a C int.");
    expect(said(() => np.dtype(["S", 2 ** 40]))).toMatch("invalid itemsize in generic type tuple");
  });
});

test("align and copy are any values that are true or false", () => {
  const records = np.dtype("i1,i4", { align: odd(1), copy: odd("x") });
  expect([records.itemsize, records.isalignedstruct]).toEqual([8, true]);
});

test("what is no dtype equals none", () => {
  expect(np.dtype("i4").equals(odd(["a"]))).toBe(false);
  expect(np.dtype("i4").equals(odd({ names: ["a"], formats: [] }))).toBe(false);
});

test("members refuse what they don't take in NumPy's words", () => {
  expect(said(() => np.dtype("i4").newbyteorder(odd(3)))).toMatch("byteorder must be str, not int");
  expect(said(() => np.dtype("i4,i4").field(odd({})))).toMatch("Field key must be an integer");
});

describe("can_cast and promote_types", () => {
  const cast = (...args: unknown[]) =>
    said(() => (np.can_cast as (...all: unknown[]) => boolean)(...args));
  test("the first dtype is looked at last, and refused in one sentence", () => {
    const refused = "did not understand one of the types; 'None' not accepted";
    expect(cast(null, "i4")).toMatch(refused);
    expect(cast("x", "i4")).toMatch(refused);
    expect(cast("i4", "x", { casting: "x" })).toMatch("data type 'x' not understood");
    expect(cast(3, "x")).toMatch("data type 'x' not understood");
    expect(cast("i4", "i8", { casting: null })).toMatch("casting must be str, not NoneType");
  });
  test("null is no dtype to promote", () => {
    expect(said(() => np.promote_types(odd(null), "i4"))).toMatch("did not understand one of the");
  });
});

describe("result_type", () => {
  const result = (...operands: unknown[]) =>
    said(() => (np.result_type as (...all: unknown[]) => np.DType)(...operands));
  test("looks for the class that knows most as NumPy does, which may not find it", () => {
    expect(result("m8[ms]", "M8[s]", "i8")).toBe("datetime64[ms]");
    expect(result("m8[ms]", -2, np.array(0, "M8[2h]"), "m8[M]")).toBe("datetime64[ms]");
    expect(result("M8[s]", "i8", "m8[ms]")).toMatch(
      "could not be promoted by <class 'numpy.dtypes.Int64",
    );
    expect(result("S3", np.complex(0, 1), "half", "i1")).toMatch(
      "BytesDType'> could not be promoted by <class 'numpy.dtypes.Float16DType'>",
    );
    expect(result(np.complex128, "S20", np.array([1], "c16"), 0.5)).toBe("|S64");
  });
  test("text takes no length from weak scalars", () => {
    expect(result("u4", "U", -2, "u1")).toBe("<U10");
  });
});

test("min_scalar_type of lists, of wide integers and of halves", () => {
  expect(String(np.min_scalar_type([1, 2]))).toBe("int64");
  expect(String(np.min_scalar_type([]))).toBe("float64");
  expect(String(np.min_scalar_type(np.array(2n ** 63n, "u8")))).toBe("uint64");
  expect(String(np.min_scalar_type(np.array(65504, "f2")))).toBe("float16");
});

test("isdtype knows abstract types, which are of no kind", () => {
  const is = np.isdtype as (...all: unknown[]) => boolean;
  expect(is(np.inexact, np.inexact)).toBe(true);
  expect(is(np.inexact, "numeric")).toBe(false);
  expect(said(() => is(3, "bool"))).toMatch("NumPy dtype, but it is a <class 'int'>.");
  expect(said(() => is(np.dtype("i4"), 3))).toMatch("strings only, but is a <class 'int'>.");
});

test("finfo and iinfo ask what describes no dtype for its type", () => {
  const finfo = (x: unknown) => said(() => np.finfo(odd(x)));
  const iinfo = (x: unknown) => said(() => np.iinfo(odd(x)));
  expect(finfo("x")).toMatch("data type <class 'numpy.str_'> not inexact");
  expect(finfo(np.zeros(2))).toMatch("data type <class 'numpy.object_'> not inexact");
  expect(finfo(true)).toMatch("data type <class 'numpy.bool'> not inexact");
  expect(iinfo("x")).toMatch("Invalid integer data type 'U'.");
  expect(iinfo(np.zeros(2, "i4"))).toMatch("Invalid integer data type 'O'.");
  expect(iinfo(null)).toMatch("Invalid integer data type 'f'.");
});

test("finfo's text overflows nowhere", () => {
  expect(np.errstate({ all: "raise" }, () => String(np.finfo("f4")))).toMatch("max =");
});

test("older vocabulary", () => {
  const min = np.mintypecode as (...all: unknown[]) => unknown;
  expect(min(["g", "d"])).toBe("g");
  expect(min(["gd"])).toBe("gd");
  expect(min([3], { typeset: "l" })).toBe("l");
  expect(min([], { default: null })).toBe(null);
  expect(np.common_type(np.zeros(1, "m8[s]"))).toBe(np.float64);
});
