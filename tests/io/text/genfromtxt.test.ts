// np.genfromtxt and np.fromregex: what NumPy answered. The fuzzer (group files) compares far more.

import { writeFileSync } from "node:fs";
import * as np from "strided";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/temp.js";

const at = temporaryFolder();
const text = (array: unknown) => String(array).replace(/\s+/g, " ");

describe("what is missing", () => {
  test("has the default of the dtype, or the filling value", () => {
    const lines = ["1,,3", "4,5,N/A"];
    expect(text(np.genfromtxt(lines, { delimiter: "," }))).toBe("[[ 1. nan 3.] [ 4. 5. nan]]");
    expect(text(np.genfromtxt(lines, { delimiter: ",", dtype: "int32" }))).toBe(
      "[[ 1 -1 3] [ 4 5 -1]]",
    );
    expect(
      text(np.genfromtxt(lines, { delimiter: ",", dtype: "int64", filling_values: [0, 7, 9] })),
    ).toBe("[[1 7 3] [4 5 9]]");
    expect(
      text(np.genfromtxt(lines, { delimiter: ",", filling_values: { 1: 0.5 }, dtype: "float64" })),
    ).toBe("[[1. 0.5 3. ] [4. 5. nan]]");
  });

  test("is told of where loose is false, unless it is named as missing", () => {
    expect(() => np.genfromtxt(["1 x"], { loose: false })).toThrow("Cannot convert string 'x'");
    const known = { loose: false, missing_values: "x" } as const;
    expect(text(np.genfromtxt(["1 x"], known))).toBe("[ 1. nan]");
  });
});

describe("dtype null", () => {
  test("finds bool, int, float, complex and text, column by column", () => {
    const lines = ["True 1 1 1j ab", "false 2 2.5 2 c"];
    const { dtype } = np.genfromtxt(lines, { dtype: null });
    expect(dtype.names!.map((name) => String(dtype.fields!.get(name)!.dtype))).toEqual([
      "bool",
      "int64",
      "float64",
      "complex128",
      "<U2",
    ]);
  });

  test("columns of one dtype make a plain array", () => {
    expect(String(np.genfromtxt(["1 2", "3 4"], { dtype: null }).dtype)).toBe("int64");
    expect(np.genfromtxt(["a bcd"], { dtype: null }).tolist()).toEqual(["a", "bcd"]);
  });

  test("integers that int64 can't hold are floats", () => {
    expect(np.genfromtxt(["99999999999999999999"], { dtype: null }).item()).toBe(1e20);
  });

  test("integers and then texts are texts, where NumPy 2.4 ends in a TypeError of its own", () => {
    expect(np.genfromtxt(["1", "a"], { dtype: null }).tolist()).toEqual(["1", "a"]);
  });
});

describe("names", () => {
  test("of the first line, also behind a comment's mark", () => {
    const table = np.genfromtxt(["# a b", "1 2"], { names: true });
    expect(table.dtype.names).toEqual(["a", "b"]);
  });

  test("are made valid and different", () => {
    const options = { names: "x y,file,x y,,C!", delimiter: ",", dtype: null } as const;
    expect(np.genfromtxt(["1,2,3,4,5"], options).dtype.names).toEqual([
      "x_y",
      "file_",
      "x_y_1",
      "f0",
      "C",
    ]);
    const upper = np.genfromtxt(["1 2"], { names: ["a", "b"], case_sensitive: false });
    expect(upper.dtype.names).toEqual(["A", "B"]);
    expect(() => np.genfromtxt(["1"], { case_sensitive: "x" as never })).toThrow(
      "unrecognized case_sensitive value x.",
    );
  });

  test("choose columns", () => {
    const lines = ["a b c", "1 2 3"];
    const table = np.genfromtxt(lines, { names: true, usecols: ["c", "a"] });
    expect([table.dtype.names, table.item()]).toEqual([["c", "a"], { c: 3, a: 1 }]);
  });
});

describe("lines", () => {
  test("of another length are an error, or left out", () => {
    const lines = ["1 2", "3", "4 5"];
    expect(() => np.genfromtxt(lines)).toThrow(
      "Some errors were detected !\n    Line #2 (got 1 columns instead of 2)",
    );
    expect(text(np.genfromtxt(lines, { invalid_raise: false }))).toBe("[[1. 2.] [4. 5.]]");
  });

  test("of fixed widths", () => {
    const table = np.genfromtxt(["11.3abcde"], { dtype: null, delimiter: [1, 3, 5] });
    expect(table.item()).toEqual({ f0: 1, f1: 1.3, f2: "abcde" });
    expect(text(np.genfromtxt(["123456"], { delimiter: 2 }))).toBe("[12. 34. 56.]");
  });

  test("skipped at both ends, and counted", () => {
    const lines = ["head", "1", "2", "3", "foot"];
    const options = { skip_header: 1, skip_footer: 1 } as const;
    expect(np.genfromtxt(lines, options).tolist()).toEqual([1, 2, 3]);
    expect(np.genfromtxt(lines, { skip_header: 1, max_rows: 2 }).tolist()).toEqual([1, 2]);
    expect(() => np.genfromtxt(lines, { max_rows: 2, skip_footer: 1 })).toThrow(
      "The keywords 'skip_footer' and 'max_rows' can not be specified at the same time.",
    );
  });
});

test("converters, by number and by name; a column keeps the dtype that was asked for", () => {
  const percent = (field: string) => Number.parseFloat(field) / 100;
  expect(text(np.genfromtxt(["1 50%"], { converters: { 1: percent } }))).toBe("[1. 0.5]");
  const table = np.genfromtxt(["1 50%"], { names: "n,p", converters: { p: percent } });
  expect(table.field("p" as never).tolist()).toBe(0.5);
});

test("masked arrays are refused in so many words", () => {
  expect(() => np.genfromtxt(["1"], { usemask: true })).toThrow("no masked arrays yet");
});

describe("fromregex", () => {
  const num = [["num", "i8"]] as const;
  test("records from groups, values from one group", () => {
    writeFileSync(at("r.txt"), "1312 foo\n1534  bar\n");
    const both = np.fromregex(at("r.txt"), /(\d+)\s+(...)/, [
      ["num", "i8"],
      ["key", "S3"],
    ]);
    expect(both.tolist()).toEqual([
      { num: 1312, key: "foo" },
      { num: 1534, key: "bar" },
    ]);
    expect(np.fromregex(at("r.txt"), "(?P<n>\\d+)", num).field("num").tolist()).toEqual([
      1312, 1534,
    ]);
    expect(np.fromregex(at("r.txt"), "none", num).shape).toEqual([0]);
  });

  test("Python's \\w is Unicode's", () => {
    const bytes = new TextEncoder().encode("größe");
    const words = np.fromregex(bytes, "(\\w+)", [["w", "U9"]], { encoding: "utf-8" });
    expect(words.field("w").tolist()).toEqual(["größe"]);
  });

  test("errors", () => {
    expect(() => np.fromregex(at("r.txt"), "x", "i8")).toThrow(
      "dtype must be a structured datatype.",
    );
    expect(() => np.fromregex(at("r.txt"), "(", num)).toThrow(np.ValueError);
    expect(() => np.fromregex(at("r.txt"), "(foo)", num)).toThrow(
      "invalid literal for int() with base 10: 'foo'",
    );
  });
});

describe("columns that functions of the program read", () => {
  const word = () => "ab";
  const read = (lines: readonly string[], options: object) => {
    try {
      const { dtype } = np.genfromtxt([...lines], options as never) as np.NDArray;
      return String(dtype);
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message.split(" (")[0]}`;
    }
  };
  const empty = "ValueError: max() arg is an empty sequence";

  test("have the type of what a function makes of a sample, also without any row", () => {
    expect(read([], { converters: { 0: word }, usecols: [0, -1] })).toBe(empty);
    expect(read([], { converters: { 0: word }, usecols: [0, -1], dtype: null })).toBe(empty);
    expect(read([], { converters: { 0: () => true }, usecols: [0, -1], dtype: null })).toBe("bool");
    expect(read([], { converters: { 0: () => 5 }, usecols: [0, -1], dtype: null })).toBe(
      "[('f0', '<i8'), ('f1', '?')]",
    );
    expect(read(["1 2"], { converters: { 0: word }, dtype: null, filling_values: 7 })).toBe(
      "ValueError: invalid literal for int() with base 10: 'ab'",
    );
  });

  test("are counted among the keys, too, where a text gets its length", () => {
    expect(read([], { converters: { 1: word }, usecols: [0, -1], dtype: "U3" })).toBe(empty);
    expect(read(["1 2"], { converters: { 0: word }, usecols: [1, 0], dtype: "S2" })).toBe(
      "[('f0', 'S1'), ('f1', '<U2')]",
    );
  });

  test("of a column counted from the end keep the dtype asked for", () => {
    const converters = new Map([[-1, word]]);
    expect(read(["1 2"], { converters, dtype: "S2" })).toBe("|S2");
    expect(read(["1 2"], { converters })).toBe(
      "ValueError: could not convert string to float: 'ab'",
    );
  });
});

test("names that two columns would have are refused before any value is read", () => {
  const dtype = [
    ["f0", "c16"],
    ["f1", ">i2"],
  ];
  const options = { dtype, usecols: [0, -1], names: ["a", "b", "c"] };
  expect(() => np.genfromtxt(["1,4.5", "0,7e2%5"], options as never)).toThrow(
    /^Duplicate field names given\./,
  );
});

test("what is filled in for a column without values is false where it counts as false", () => {
  const options = { delimiter: [1, 2, 2], dtype: null } as const;
  const at = (filling_values: number) =>
    String(np.genfromtxt(["nan", ""], { ...options, filling_values }));
  expect(at(0)).toBe("['n' 'an' 'False']");
  expect(at(2)).toBe("['n' 'an' '2']");
});

test("lines of bytes that are passed over are not decoded", () => {
  const lines = [new Uint8Array([0xff, 0x31]), "1 2"];
  const read = (options: object) => String(np.genfromtxt(lines, options as never));
  expect(read({ skip_header: 1, encoding: "utf-8" })).toBe("[1. 2.]");
  expect(read({ skip_header: 2, encoding: "nope" })).toBe("[]");
  expect(() => read({ encoding: "nope" })).toThrow(/^unknown encoding: nope/);
  expect(() => read({ encoding: "utf-8\0" })).toThrow(/^embedded null character/);
  expect(np.genfromtxt(new TextEncoder().encode("x\n1\n2"), { skip_header: 2 }).item()).toBe(2);
});
