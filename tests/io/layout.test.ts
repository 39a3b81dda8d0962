// How arrays that come out of files lie in memory: whose memory it is, and the strides of axes that are short or
// empty. What the files hold is npy.test.ts's and text/'s. Expectations are NumPy's.

import * as np from "strided";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/temp.js";

const file = temporaryFolder();

const layout = (array: np.NDArray) => ({
  strides: [...array.strides],
  owndata: array.flags.owndata,
});

describe(".npy and .npz", () => {
  const saved = (array: np.NDArray) => {
    const path = file("layout.npy");
    np.save(path, array);
    return np.load(path);
  };

  it("an array is a view of the one axis that it was read to", () => {
    expect(layout(saved(np.arange(6)))).toEqual({ strides: [8], owndata: false });
    expect(layout(saved(np.zeros([2, 3])))).toEqual({ strides: [24, 8], owndata: false });
    expect(layout(saved(np.zeros([2, 3]).T))).toEqual({ strides: [8, 24], owndata: false });
    expect(layout(saved(np.array(1)))).toEqual({ strides: [], owndata: false });
    const path = file("layout.npz");
    np.savez(path, { a: np.zeros([2, 2], "u2") });
    expect(layout(np.load<np.NpzFile>(path).get("a")!)).toEqual({
      strides: [4, 2],
      owndata: false,
    });
  });

  it("an empty one has the strides of a reshape", () => {
    expect(saved(np.zeros([1, 6, 0, 2], "f4")).strides).toEqual([48, 8, 8, 4]);
    expect(saved(np.zeros([1, 0], "?")).strides).toEqual([1, 1]);
    expect(saved(np.zeros([0])).strides).toEqual([0]);
  });

  it("disposing of it gives the memory back all the same", () => {
    const array = saved(np.zeros([100, 100]));
    const view = array.at(0);
    const { base } = array;
    array.dispose();
    expect(() => view.at(0)).toThrow(np.DisposedError);
    expect(() => (base as np.NDArray).at(0)).toThrow(np.DisposedError);
  });

  it("disposing of a view of it leaves it", () => {
    const array = saved(np.ones([2, 2]));
    array.at(0).dispose();
    expect(String(array)).toBe("[[1. 1.]\n [1. 1.]]");
  });
});

describe("fromfile and fromstring", () => {
  it("the strides are those of what was asked for", () => {
    const path = file("bytes.bin");
    np.zeros(0).tofile(path);
    const pairs = np.dtype(["f4", [2]]);
    expect(np.fromfile(path, "f4").strides).toEqual([0]);
    expect(np.fromfile(path, "f4", { count: 2 }).strides).toEqual([4]);
    expect(np.fromfile(path, pairs, { count: 2 }).strides).toEqual([8, 4]);
    expect(np.fromfile(path, pairs).strides).toEqual([0, 0]);
    expect(np.fromfile(path, "f4", { sep: " " }).strides).toEqual([4]);
    expect(np.fromfile(path, "f4", { sep: " ", count: 0 }).strides).toEqual([0]);
    expect(np.fromstring("", "f4", { sep: " " }).strides).toEqual([4]);
  });
});

describe("loadtxt and genfromtxt", () => {
  it("without axes of length 1 to drop, the array is the one that was read", () => {
    expect(np.genfromtxt(["1,2", "3,4"], { delimiter: "," }).flags.owndata).toBe(true);
    expect(np.genfromtxt(["1,2"], { delimiter: "," }).flags.owndata).toBe(false);
    expect(np.loadtxt(["1 2", "3 4"]).flags.owndata).toBe(true);
    expect(np.loadtxt([], { dtype: [["f0", ">i2"]] }).flags.owndata).toBe(true);
    const one = np.zeros([2, 3]);
    expect(np.squeeze(one)).toBe(one);
    expect(np.squeeze(one, { axis: [] })).toBe(one);
    expect(np.squeeze(np.zeros([1, 3])).flags.owndata).toBe(false);
  });

  it("rows without columns lie as NumPy's, whose room was made for the rows asked for", () => {
    const lines = ["1 2", "3 4", "5 6"];
    const read = (max_rows: number | null) =>
      np.loadtxt(lines, { usecols: [], ndmin: 2, max_rows }).strides;
    expect(read(null)).toEqual([8, 8]);
    expect(read(2)).toEqual([0, 0]);
    expect(read(3)).toEqual([0, 0]);
    expect(read(4)).toEqual([8, 8]);
    expect(read(0)).toEqual([0, 0]);
  });

  it("a line without anything ends a quoted field", () => {
    const read = (lines: string[]) =>
      np.loadtxt(lines, { dtype: "U8", quotechar: '"', ndmin: 1 }).tolist();
    expect(read(['"', "", "2.5", "1"])).toEqual(["", "2.5", "1"]);
    expect(read(['"a', 'b"', "2.5"])).toEqual(["ab", "2.5"]);
    expect(read(['"a', "", 'b"', "2.5"])).toEqual(["a", 'b"', "2.5"]);
  });

  it("a record of one field is read of bytes, as its errors show", () => {
    const read = (text: string, format: string) => () =>
      np.genfromtxt(["1", text], { delimiter: ";", dtype: [["f0", format]] as never });
    expect(read("58% x", "i4")).toThrow("invalid literal for int() with base 10: b'58% x'");
    expect(read("é'", "u8")).toThrow(`invalid literal for int() with base 10: b"\\xe9'"`);
    expect(read("x", "f4")).toThrow("could not convert string to float: b'x'");
    expect(read("x", "c16")).toThrow("complex() arg is a malformed string");
    expect(String(read("7", "i4")())).toBe("[(1,) (7,)]");
    const rows = (first: string) => () =>
      np.genfromtxt([first, "N/A"], { names: "a", dtype: "i1" });
    expect(rows("-999")).toThrow("Python integer -999 out of bounds for int8");
    expect(rows("-9")).toThrow("invalid literal for int() with base 10: b'N/A'");
    const wide = () => np.genfromtxt(["24", "97x"], { delimiter: [2, 3], dtype: [["f0", "i4"]] });
    expect(wide).toThrow("could not assign tuple of length 2 to structure with 1 fields.");
  });

  it("bytes that are no UTF-8 are named, also across the pieces of a file", () => {
    const read = (bytes: number[]) => () =>
      np.loadtxt(new Uint8Array(bytes), { encoding: "utf-8" });
    expect(read([0x31, 0xff])).toThrow(
      "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte",
    );
    expect(read([0x31, 0xe4, 0xb8])).toThrow(
      "'utf-8' codec can't decode bytes in position 1-2: unexpected end of data",
    );
    expect(read([0xe4, 0xb8, 0x31])).toThrow(
      "'utf-8' codec can't decode bytes in position 0-1: invalid continuation byte",
    );
    const complex = (bytes: number[]) => () =>
      np.frombuffer(new Uint8Array(bytes), "S3").astype("c16");
    expect(complex([0x61, 0x62, 0xff])).toThrow(
      "'utf-8' codec can't decode byte 0xff in position 2: invalid start byte",
    );
    expect(complex([0x61, 0xc3, 0xa9])).toThrow("complex() arg is a malformed string");
  });
});

describe("from_dlpack", () => {
  it("a copy keeps the order of the memory", () => {
    const a = np.zeros([2, 3]).T;
    expect(np.from_dlpack(a, { copy: true }).strides).toEqual([8, 24]);
  });
});
