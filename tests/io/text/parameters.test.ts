// What the parameters of readers and writers of text do with values that hardly anyone gives them: each class of
// difference that the fuzzer's group of text options found, with NumPy's answers.

import { readFileSync, writeFileSync } from "node:fs";
import * as np from "strided";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/temp.js";

const at = temporaryFolder();

/** The sentence of what a call throws. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was thrown";
}

function saved(array: unknown, options?: object): string {
  const sink = new np.lib.npyio.BytesIO();
  np.savetxt(sink, array, options as np.SavetxtOptions);
  return Buffer.from(sink.getvalue()).toString("latin1");
}

const given = (options: object): never => options as never;

describe("texts that are none", () => {
  test("functions of C name the place of an argument", () => {
    const path = at("sep.txt");
    writeFileSync(path, "1 2");
    expect(refusal(() => np.fromstring("1", given({ sep: null })))).toMatch(
      /^fromstring\(\) argument 4 must be str, not None/,
    );
    expect(refusal(() => np.fromfile(path, given({ sep: [1] })))).toMatch(
      /^fromfile\(\) argument 4 must be str, not list/,
    );
    expect(refusal(() => np.ones(1).tofile(path, given({ format: 3 })))).toMatch(
      /^tofile\(\) argument 3 must be str, not int/,
    );
    expect(refusal(() => np.fromstring("1", { sep: "\0" }))).toMatch(/^embedded null character/);
  });

  test("savetxt adds texts up as Python does", () => {
    expect(refusal(() => saved([1], { newline: 1 }))).toMatch(/^Mismatch between array dtype/);
    expect(refusal(() => saved([1], { header: "a", newline: 1 }))).toMatch(
      /^can only concatenate str \(not "int"\) to str/,
    );
    expect(refusal(() => saved([[1, 2]], { delimiter: null }))).toMatch(/has no attribute 'join'/);
    expect(refusal(() => saved([1], { footer: 1.5 }))).toMatch(
      /^object of type 'float' has no len/,
    );
    expect(refusal(() => saved([1], { fmt: null }))).toMatch(/^invalid fmt: None/);
    expect(refusal(() => saved([1], { fmt: ["%d", 1] }))).toMatch(
      /^fmt has wrong shape. {2}\['%d', 1\]/,
    );
    expect(saved([1], { header: [], footer: {}, fmt: "%d" })).toBe("1\n");
  });

  test("savetxt refuses an encoding before it looks at the array", () => {
    expect(refusal(() => np.savetxt(at("x.txt"), [[[1]]], { encoding: "bytes" }))).toMatch(
      /^unknown encoding: bytes/,
    );
    expect(refusal(() => np.savetxt(at("x.txt"), [1], given({ encoding: 3 })))).toMatch(
      /^open\(\) argument 'encoding' must be str or None, not int/,
    );
  });

  test("characters that can't be encoded are told of as Python tells of them", () => {
    const save = () => np.savetxt(at("a.txt"), ["éü"], { fmt: "%s", encoding: "ascii" });
    expect(refusal(save)).toMatch(
      /^'ascii' codec can't encode characters in position 0-1: ordinal not in range\(128\)/,
    );
  });
});

describe("numbers", () => {
  test("counts and offsets are any integers that C's fit", () => {
    const path = at("count.txt");
    writeFileSync(path, "1 2 3");
    const two = np.array(2);
    expect(String(np.fromfile(path, given({ sep: " ", count: two })))).toBe("[1. 2.]");
    expect(String(np.fromfile(path, given({ sep: " ", count: true })))).toBe("[1.]");
    expect(refusal(() => np.fromfile(path, given({ count: 2n ** 64n })))).toMatch(
      /^Python int too large to convert to C ssize_t/,
    );
    expect(refusal(() => np.fromfile(path, given({ count: np.zeros(2) })))).toMatch(
      /^only integer scalar arrays can be converted to a scalar index/,
    );
  });

  test("lines to skip are counted, no truths, and more than there are end the walk", () => {
    expect(np.loadtxt(["1"], { skiprows: 2 ** 50 }).size).toBe(0);
    expect(refusal(() => np.loadtxt(["1"], given({ skiprows: true })))).toMatch(
      /^an integer is required/,
    );
    expect(refusal(() => np.loadtxt(["1"], given({ max_rows: [1] })))).toMatch(
      /^argument must be an integer/,
    );
    expect(np.loadtxt(["1", "2"], given({ skiprows: np.array(1) })).item()).toBe(2);
    expect(refusal(() => np.loadtxt(["1"], given({ max_rows: 2n ** 63n })))).toMatch(
      /^Python int too large to convert to C long/,
    );
  });

  test("genfromtxt compares with max_rows and cuts by skip_footer", () => {
    const lines = ["1", "2"];
    expect(np.genfromtxt(lines, given({ max_rows: 1.5 })).size).toBe(2);
    expect(refusal(() => np.genfromtxt(lines, given({ max_rows: 0.5 })))).toMatch(
      /^'max_rows' must be at least 1\./,
    );
    expect(refusal(() => np.genfromtxt(lines, given({ skip_footer: 0.5 })))).toMatch(
      /^slice indices must be integers or None or have an __index__ method/,
    );
    expect(refusal(() => np.genfromtxt(lines, given({ skip_header: null })))).toMatch(
      /^'NoneType' object cannot be interpreted as an integer/,
    );
  });

  test("ndmin is named as Python writes it", () => {
    expect(refusal(() => np.loadtxt(["1"], given({ ndmin: {} })))).toMatch(
      /^Illegal value of ndmin keyword: \{\}/,
    );
    expect(refusal(() => np.loadtxt(["1"], given({ ndmin: null })))).toMatch(
      /^Illegal value of ndmin keyword: None/,
    );
    expect(np.loadtxt(["1"], given({ ndmin: true })).shape).toEqual([1]);
  });
});

describe("truths", () => {
  test("flags are true of what is not empty or zero", () => {
    const lines = ["1 2", "3 4"];
    expect(np.loadtxt(lines, given({ unpack: 1 }))).toHaveProperty("strides", [8, 16]);
    expect(np.loadtxt(lines, given({ unpack: [] }))).toHaveProperty("strides", [16, 8]);
    expect(np.loadtxt(lines, given({ unpack: new Uint8Array(1) }))).toHaveProperty(
      "strides",
      [8, 16],
    );
    expect(
      String(np.genfromtxt([" a"], given({ dtype: null, autostrip: "x", delimiter: 2 }))),
    ).toBe("a");
    expect(refusal(() => np.genfromtxt(["x"], given({ loose: null })))).toMatch(
      /^Cannot convert string 'x'/,
    );
    expect(refusal(() => np.genfromtxt(["1"], given({ unpack: np.zeros(0) })))).toMatch(
      /^The truth value of an empty array is ambiguous/,
    );
  });
});

describe("loadtxt", () => {
  test("columns are what can be walked, or one", () => {
    expect(refusal(() => np.loadtxt(["1"], given({ usecols: "x" })))).toMatch(
      /contains at least one element of type 'str'/,
    );
    expect(refusal(() => np.loadtxt(["1"], given({ usecols: np.complex(1, 2) })))).toMatch(
      /contains at least one element of type 'complex'/,
    );
    expect(refusal(() => np.loadtxt(["1"], given({ usecols: np.zeros(1, "?") })))).toMatch(
      /contains at least one element of type 'numpy.bool'/,
    );
    expect(np.loadtxt(["1 2"], given({ usecols: np.array(1) })).item()).toBe(2);
  });

  test("marks may be bytes, and are named as Python writes them", () => {
    const comma = new Uint8Array([44]);
    expect(String(np.loadtxt(["1,2"], given({ delimiter: comma })))).toBe("[1. 2.]");
    expect(String(np.loadtxt(["1,2"], given({ comments: comma })))).toBe("1.0");
    expect(refusal(() => np.loadtxt(["1"], given({ quotechar: [] })))).toMatch(
      /must be a single unicode character or None; but got: \[\]/,
    );
  });

  test("an encoding that is no text is refused as NumPy refuses it", () => {
    const path = at("plain.txt");
    writeFileSync(path, "1");
    expect(refusal(() => np.loadtxt(path, given({ encoding: 3 })))).toMatch(
      /^fname must be a string, filehandle, list of strings,\nor generator\. Got <class 'str'>/,
    );
    expect(refusal(() => np.loadtxt(["1"], given({ encoding: 3 })))).toMatch(
      /^encoding must be a unicode string\./,
    );
  });

  test("no text is raw bytes, and texts of any length are read as objects", () => {
    expect(refusal(() => np.loadtxt(["a"], { dtype: "V3" }))).toMatch(
      /^could not convert string 'a' to \|V3 at row 0, column 1\./,
    );
    const fail = () => {
      throw new np.ValueError("no");
    };
    expect(refusal(() => np.loadtxt(["a"], { dtype: "U", converters: fail }))).toMatch(
      /^could not convert string 'a' to object at row 0, column 1\./,
    );
    expect(np.loadtxt(["a"], { dtype: "S4", converters: () => null }).item()).toBe("None");
    expect(np.loadtxt(["a"], { dtype: "S", converters: () => null }).item()).toBe("None");
  });
});

describe("genfromtxt", () => {
  test("widths that lead nowhere, and marks that are none", () => {
    expect(np.genfromtxt(["12"], { delimiter: -1 }).size).toBe(0);
    expect(String(np.genfromtxt(["12"], given({ delimiter: 1.5 })))).toBe("[1. 2.]");
    expect(refusal(() => np.genfromtxt(["1"], given({ comments: 3 })))).toMatch(
      /^must be str or None, not int/,
    );
    expect(refusal(() => np.genfromtxt(["1"], given({ delimiter: np.array(2) })))).toMatch(
      /^iteration over a 0-d array/,
    );
  });

  test("names by rules that are none", () => {
    const read = (options: object) => () => np.genfromtxt(["a b", "1 2"], given(options));
    expect(refusal(read({ names: true, replace_space: 3, delimiter: "," }))).toMatch(
      /^replace\(\) argument 2 must be str, not int/,
    );
    expect(refusal(read({ excludelist: "ab" }))).toMatch(/has no attribute 'extend'/);
    expect(refusal(read({ case_sensitive: 1 }))).toMatch(/has no attribute 'startswith'/);
    expect(read({ names: true, case_sensitive: null })().dtype.names).toEqual(["a", "b"]);
    expect(refusal(read({ names: "a,b", usecols: "c" }))).toMatch(/^'c' is not in list/);
    expect(refusal(read({ converters: { a: Number } }))).toMatch(/has no attribute 'index'/);
    expect(read({ dtype: "m8[s]", names: ["x", "y"] })().dtype.repr()).toBe(
      "dtype([('x', '<m8'), ('y', '<m8')])",
    );
  });

  test("names made anew keep the alignment", () => {
    const dtype = np.dtype(
      [
        ["f0", "u2"],
        ["f1", "i2"],
      ],
      { align: true },
    );
    expect(np.genfromtxt(["1 2"], { dtype, defaultfmt: "v%i" }).dtype.isalignedstruct).toBe(true);
  });

  test("names are counted by any format of Python's", () => {
    const read = (defaultfmt: string) =>
      np.genfromtxt(["1 x"], { dtype: null, defaultfmt }).dtype.names;
    expect(read("c%03d")).toEqual(["c000", "c001"]);
    expect(read("%x|%%")).toEqual(["0|%", "1|%"]);
    expect(refusal(() => read("x"))).toMatch(/^not all arguments converted/);
  });

  test("texts of bytes are bytes where nothing is said of them", () => {
    expect(np.genfromtxt(["a bc"], { dtype: null, encoding: "bytes" }).dtype.str).toBe("|S2");
    expect(np.genfromtxt(["a Ω"], { dtype: null, encoding: "bytes" }).dtype.str).toBe("<U1");
  });

  test("one record of one field that holds others is a view, as of plain fields", () => {
    const dtype = np.dtype([["f0", "S3", [1]]]);
    expect(np.genfromtxt(["7e2"], { dtype }).flags.owndata).toBe(false);
    expect(np.array([{ f0: "7e2" }], dtype).shape).toEqual([1]);
    const nested = np.dtype([["f0", [["a", "i4"]]]]);
    expect(np.array([{ f0: { a: 1 } }], nested).shape).toEqual([1]);
    expect(np.array([{ a: 1 }], nested).shape).toEqual([]);
  });

  test("a converter that is no function is refused when it is called", () => {
    expect(refusal(() => np.genfromtxt(["1"], given({ converters: { 0: 5 } })))).toMatch(
      /^'int' object is not callable/,
    );
    expect(refusal(() => np.genfromtxt(["1"], given({ converters: 5 })))).toMatch(
      /^The input argument 'converter' should be a valid dictionary \(got '<class 'int'>'/,
    );
  });
});

describe("fromregex", () => {
  const text = new TextEncoder().encode("12 é");

  test("as many matches as a field has elements are records all the same", () => {
    const dtype = np.dtype([
      ["a", "i4", [2]],
      ["b", "i4", [2]],
    ]);
    const found = np.fromregex(new TextEncoder().encode("1 2\n3 4"), "(\\d) (\\d)", dtype);
    expect(String(found)).toBe("[([1, 1], [2, 2]) ([3, 3], [4, 4])]");
  });

  test("records of other lengths, no fields, and bytes that are not ASCII", () => {
    expect(refusal(() => np.fromregex(text, "(\\d+) (.)", [["a", "i4"]]))).toMatch(
      /^could not assign tuple of length 2 to structure with 1 fields\./,
    );
    expect(refusal(() => np.fromregex(text, "()", []))).toMatch(/^tuple index out of range/);
    const path = at("regex.txt");
    writeFileSync(path, "é");
    expect(refusal(() => np.fromregex(path, ".", [["a", "S1"]]))).toMatch(
      /^'ascii' codec can't encode character '\\xe9' in position 0/,
    );
    expect(refusal(() => np.fromregex(path, given(text), [["a", "S1"]]))).toMatch(
      /^cannot use a bytes pattern on a string-like object/,
    );
  });
});

describe("times in texts", () => {
  const written = (array: np.NDArray, options: object): string => {
    const path = at("times.txt");
    array.tofile(path, options);
    return readFileSync(path, "latin1");
  };

  test("tofile writes Python's own objects", () => {
    const spans = np.array([13, 90061, -1, "NaT"] as never, "m8[s]");
    expect(written(spans, { sep: ";" })).toBe("0:00:13;1 day, 1:01:01;-1 day, 23:59:59;None");
    expect(written(spans.at([0]), { sep: ";", format: "%r" })).toBe(
      "datetime.timedelta(seconds=13)",
    );
    expect(written(np.array(["2020-01-02"], "M8[D]"), { sep: " " })).toBe("2020-01-02");
    expect(written(np.array(["2020-01-02T03:04"], "M8[m]"), { sep: " " })).toBe(
      "2020-01-02 03:04:00",
    );
    expect(written(np.array([5], "m8[ns]"), { sep: " ", format: "%d" })).toBe("5");
    expect(refusal(() => written(spans, { sep: " ", format: "%d" }))).toMatch(
      /^%d format: a real number is required, not datetime.timedelta/,
    );
  });

  test("savetxt writes NumPy's scalars", () => {
    expect(saved(np.array([19], "m8[s]"), { fmt: "%r" })).toBe("np.timedelta64(19,'s')\n");
  });
});

test("fromstring reads the bytes of an array", () => {
  const bytes = np.frombuffer(new TextEncoder().encode("1 2"), "u1");
  expect(String(np.fromstring(bytes as never, { sep: " " }))).toBe("[1. 2.]");
});
