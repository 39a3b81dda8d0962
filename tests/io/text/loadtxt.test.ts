// np.loadtxt: what NumPy answered, and files as streams. The fuzzer (group files) compares far more.

import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import * as np from "strided";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/temp.js";

const at = temporaryFolder();

function file(name: string, content: string | Uint8Array): string {
  const path = at(name);
  writeFileSync(path, content);
  return path;
}

const text = (array: unknown) => String(array).replace(/\s+/g, " ");

describe("rows and fields", () => {
  test("white space, comments and empty lines", () => {
    const lines = ["# head", "", "  1 2\t3 ", "4  5 6 # tail", "   "];
    expect(text(np.loadtxt(lines))).toBe("[[1. 2. 3.] [4. 5. 6.]]");
  });

  test("an item of an iterable with an embedded newline is refused, in comments it is not", () => {
    expect(() => np.loadtxt(["1\n2"])).toThrow(
      "Found an unquoted embedded newline within a single line of input.",
    );
    expect(text(np.loadtxt(["1 # a\n2", "3"]))).toBe("[1. 3.]");
  });

  test("line ends of every kind in a file", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      expect(text(np.loadtxt(file("ends.txt", `1 2${end}3 4${end}`)))).toBe("[[1. 2.] [3. 4.]]");
    }
  });

  test("quotes: delimiters, doubled quotes and line ends inside", () => {
    const path = file("quoted.csv", 'a,"b,c"\n"say ""hi""","two\r\nlines"\n');
    const array = np.loadtxt(path, { dtype: "U", delimiter: ",", quotechar: '"' });
    expect(array.tolist()).toEqual([
      ["a", "b,c"],
      ['say "hi"', "two\nlines"],
    ]);
    expect(String(array.dtype)).toBe("<U9");
  });

  test("an unquoted last field that is empty ends no line of white space", () => {
    expect(np.loadtxt(["1 2 "]).shape).toEqual([2]);
    expect(() => np.loadtxt(["1,2,"], { delimiter: "," })).toThrow(
      "could not convert string '' to float64 at row 0, column 3.",
    );
  });

  test("rows that lie across the pieces a file is read in", () => {
    const rows = 40_000;
    const lines = Array.from({ length: rows }, (_, i) => `${i},${i / 8},"x${i}"`);
    const path = file("pieces.csv", `${lines.join("\r\n")}\r\n`);
    const array = np.loadtxt(path, {
      delimiter: ",",
      quotechar: '"',
      dtype: [
        ["i", "i4"],
        ["f", "f8"],
        ["s", "U6"],
      ],
    });
    expect(array.shape).toEqual([rows]);
    expect(array.at(-1).item()).toEqual({ i: 39_999, f: 39_999 / 8, s: "x39999" });
    expect(np.sum(array.field("i"))).toBe((rows * (rows - 1)) / 2);
  });

  test("gzip files, also of several members, and damaged ones", () => {
    const members = Buffer.concat([gzipSync("1 2\n3 "), gzipSync("4\n")]);
    expect(text(np.loadtxt(file("members.gz", members)))).toBe("[[1. 2.] [3. 4.]]");
    const packed = gzipSync("1 2\n3 4\n".repeat(1000));
    packed[packed.length - 6]! ^= 1;
    expect(() => np.loadtxt(file("crc.gz", packed))).toThrow(np.FileError);
    const short = packed.subarray(0, packed.length - 20);
    expect(() => np.loadtxt(file("short.gz", short))).toThrow(np.FileError);
    expect(() => np.loadtxt(file("none.gz", "1 2 3 4 5 6 7 8 9 10 11"))).toThrow(np.FileError);
  });

  test("the packed file is found where the plain one is missing", () => {
    file("only.txt.gz", gzipSync("7\n"));
    expect(np.loadtxt(at("only.txt")).item()).toBe(7);
    expect(() => np.loadtxt(at("none.txt"))).toThrow(/none\.txt not found\./);
  });
});

describe("numbers", () => {
  test("floats of every form, rounded once", () => {
    const fields = ["1e22", "1e23", "0.1", "123456789012345678", "2.5e-324", "-inf", "1e400", ".5"];
    expect(np.loadtxt(fields).tolist()).toEqual(
      fields.map((one) => Number(one.replace("inf", "Infinity"))),
    );
  });

  test("64-bit integers are exact, and their ends are guarded", () => {
    const array = np.loadtxt(["9223372036854775807", "-9223372036854775808"], { dtype: "int64" });
    expect(array.at(0).itemBigInt()).toBe(2n ** 63n - 1n);
    expect(array.at(1).itemBigInt()).toBe(-(2n ** 63n));
    expect(() => np.loadtxt(["18446744073709551616"], { dtype: "uint64" })).toThrow(
      "could not convert string '18446744073709551616' to uint64 at row 0, column 1.",
    );
    expect(() => np.loadtxt(["1.0"], { dtype: "int32" })).toThrow(np.ValueError);
  });

  test("complex numbers with +- and parentheses", () => {
    const array = np.loadtxt(["(1+-2j) 3j 4"], { dtype: "complex128" });
    expect(text(array)).toBe("[1.-2.j 0.+3.j 4.+0.j]");
  });
});

describe("parameters", () => {
  test("converters, by column and for all", () => {
    expect(
      text(
        np.loadtxt(["1 10%", "2 20%"], { converters: { 1: (s: string) => Number.parseFloat(s) } }),
      ),
    ).toBe("[[ 1. 10.] [ 2. 20.]]");
    expect(text(np.loadtxt(["1 x"], { converters: () => 7 }))).toBe("[7. 7.]");
    const bytes: unknown[] = [];
    np.loadtxt(["1"], { encoding: "bytes", converters: (s: Uint8Array) => bytes.push(s) });
    expect(bytes[0]).toBeInstanceOf(Uint8Array);
  });

  test("a converter's error names row and column, and nothing is kept", () => {
    const convert = () => {
      throw new Error("no");
    };
    expect(() => np.loadtxt(["5"], { converters: convert })).toThrow(
      "could not convert string '5' to float64 at row 0, column 1. (no)",
    );
  });

  test("unpack of records gives an array for each field", () => {
    const [n, x] = np.loadtxt(["1 2.5", "3 4"], {
      dtype: [
        ["n", "i4"],
        ["x", "f8"],
      ],
      unpack: true,
    }) as readonly np.NDArray[];
    expect(n!.tolist()).toEqual([1, 3]);
    expect(x!.tolist()).toEqual([2.5, 4]);
  });

  test("several comments, and errors of control characters", () => {
    expect(text(np.loadtxt(["1 // a", "2 % b"], { comments: ["//", "%"] }))).toBe("[1. 2.]");
    expect(() => np.loadtxt(["1"], { delimiter: "ab" })).toThrow(
      "Text reading control character must be a single unicode character or None; but got: 'ab'",
    );
    expect(() => np.loadtxt(["1"], { delimiter: "#" })).toThrow(
      "The values for control characters 'comment' and 'delimiter' are incompatible",
    );
  });

  test("max_rows allocates by what comes, not by what is asked", () => {
    const report = np.memory.track(() => np.loadtxt(["1 2", "3 4"], { max_rows: 1e12 }));
    expect(report.result.shape).toEqual([2, 2]);
    expect(report.bytes_peak).toBeLessThan(20_000);
  });
});

describe("hostile text", () => {
  test("a line without an end is refused before it fills memory", () => {
    const line = "x".repeat(2 ** 20);
    function* endless() {
      for (let i = 0; i < 100; i++) yield line;
    }
    // of an iterable each item is a line, which fails at once
    expect(() => np.loadtxt(endless())).toThrow(np.ValueError);
  });

  test("wide texts do not make rows out of nothing", () => {
    const report = np.memory.track(() => {
      expect(() => np.loadtxt(["a b"], { dtype: "U1000", max_rows: 5 })).not.toThrow();
      expect(() => np.loadtxt(["a", "b c"], { dtype: "U1000" })).toThrow(
        "the number of columns changed from 1 to 2 at row 2; use `usecols` to select a subset and avoid this error",
      );
    });
    expect(report.bytes_peak).toBeLessThan(100_000);
  });

  test("bytes that are no UTF-8 are told of", () => {
    const path = file("bad.txt", new Uint8Array([0x31, 0xff]));
    expect(() => np.loadtxt(path)).toThrow(
      "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte",
    );
    expect(() => np.loadtxt(path, { encoding: "nonsense" })).toThrow("unknown encoding: nonsense");
  });

  test("what is no file", () => {
    expect(() => np.loadtxt(true as never)).toThrow(
      "fname must be a string, filehandle, list of strings,\nor generator. Got <class 'bool'> instead.",
    );
    expect(() => np.loadtxt([1] as never)).toThrow("non-string returned while reading data");
  });
});
