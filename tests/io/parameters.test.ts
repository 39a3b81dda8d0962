// What the parameters of readers and writers of binary files do with values that hardly anyone gives them: each class
// of difference that the fuzzer's group of file options found, with NumPy's answers.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as np from "strided";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/temp.js";

const at = temporaryFolder();
const given = (options: object): never => options as never;

/** The sentence of what a call throws. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was thrown";
}

function saved(name: string): string {
  const path = at(name);
  np.save(path, np.arange(6).reshape(2, 3));
  return path;
}

describe("np.load", () => {
  test("maps the file by the truth of its mode, and refuses modes that NumPy can't open it with", () => {
    const path = saved("mode.npy");
    expect(np.load(path, given({ mmap_mode: "" }))).not.toBeInstanceOf(np.Memmap);
    expect(np.load(path, given({ mmap_mode: 0 }))).not.toBeInstanceOf(np.Memmap);
    expect(np.load(path, given({ mmap_mode: "readonly" }))).toBeInstanceOf(np.Memmap);
    expect(refusal(() => np.load(path, given({ mmap_mode: "copyonwrite" })))).toMatch(
      /^invalid mode: 'copyonwriteb'/,
    );
    expect(refusal(() => np.load(path, given({ mmap_mode: "ab" })))).toMatch(
      /^mode must be one of \['r', .*\] \(got 'ab'\)/,
    );
    expect(refusal(() => np.load(path, given({ mmap_mode: true })))).toMatch(
      /^argument of type 'bool' is not iterable/,
    );
  });

  test("compares the header's length with any number, and trusts by truth", () => {
    const path = saved("header.npy");
    expect(np.load(path, given({ max_header_size: Number.NaN })).size).toBe(6);
    expect(np.load(path, given({ max_header_size: 0, allow_pickle: "yes" })).size).toBe(6);
    expect(refusal(() => np.load(path, given({ max_header_size: 1.5 })))).toMatch(
      /^Header info length \(118\) is large/,
    );
    expect(refusal(() => np.load(path, given({ max_header_size: null })))).toMatch(
      /not supported between instances of 'NoneType' and 'int'/,
    );
    expect(refusal(() => np.load(path, given({ allow_pickle: np.zeros(2) })))).toMatch(
      /^The truth value of an array with more than one element is ambiguous/,
    );
  });
});

describe("np.memmap", () => {
  test("elements that are arrays become axes", () => {
    const path = at("sub.bin");
    writeFileSync(path, Uint8Array.from([1, 0, 2, 0, 3, 0, 4, 0]));
    const map = np.memmap(path, { dtype: np.dtype(["<i2", [2]]) as never, mode: "r" });
    expect([map.shape, map.dtype.str, map.strides]).toEqual([[2, 2], "<i2", [4, 2]]);
    map.close();
  });

  test("modes, orders and dtypes that are none", () => {
    const path = at("odd.bin");
    writeFileSync(path, new Uint8Array(16));
    expect(refusal(() => np.memmap(path, given({ mode: null })))).toMatch(
      /^mode must be one of \[.*\] \(got None\)/,
    );
    expect(refusal(() => np.memmap(path, given({ order: 2 })))).toMatch(
      /^order must be str, not int/,
    );
    const map = np.memmap(path, given({ order: null, dtype: null, mode: "r" }));
    expect([map.dtype.str, map.shape]).toEqual(["<f8", [2]]);
    map.close();
    const one = np.memmap(path, given({ shape: true, mode: "r" }));
    expect(one.shape).toEqual([1]);
    one.close();
  });

  test("an empty file can't be mapped from anywhere", () => {
    const path = at("empty.bin");
    writeFileSync(path, "");
    expect(refusal(() => np.memmap(path, { mode: "r", offset: 1 }))).toMatch(
      /^cannot mmap an empty file/,
    );
  });
});

describe("np.lib.format", () => {
  const { open_memmap, magic, descr_to_dtype, header_data_from_array_1_0 } = np.lib.format;

  test("open_memmap looks at version and dtype before it touches a file", () => {
    const path = at("new.npy");
    const make = (options: object) => () => open_memmap(path, given(options));
    expect(refusal(make({ mode: "w+", version: [9, 0] }))).toMatch(
      /^we only support format version \(1,0\), \(2,0\), and \(3,0\), not \(9, 0\)/,
    );
    expect(refusal(make({ mode: "w+", dtype: "no" }))).toMatch(/^data type 'no' not understood/);
    expect(refusal(make({ mode: "write", shape: [1] }))).toMatch(/^invalid mode: 'writeb'/);
    expect(refusal(make({ mode: "w+", shape: null }))).toMatch(/^shape must be given/);
    expect(refusal(make({ mode: 7 }))).toMatch(/^argument of type 'int' is not iterable/);
    expect(refusal(make({ mode: "1" }))).toMatch(/No such file or directory/);
    expect(existsSync(path)).toBe(false);
    const made = open_memmap(path, given({ mode: "w+", shape: [2, 2], fortran_order: 1 }));
    expect(made.strides).toEqual([8, 16]);
    made.close();
    expect(readFileSync(path, "latin1")).toContain("'fortran_order': True");
  });

  test("parts that need no file", () => {
    expect(refusal(() => magic(256, 0))).toMatch(/^major version must be 0 <= major < 256/);
    expect(refusal(() => magic(0.5, 0))).toMatch(/^'float' object cannot be interpreted/);
    expect([...magic(given(true as never), 0)].at(-2)).toBe(1);
    expect(refusal(() => descr_to_dtype("x"))).toMatch(/^data type 'x' not understood/);
    expect(Object.keys(header_data_from_array_1_0(np.zeros(1)))).toEqual([
      "shape",
      "fortran_order",
      "descr",
    ]);
  });
});

test("frombuffer takes integers that C has", () => {
  const bytes = new Uint8Array(8);
  expect(refusal(() => np.frombuffer(bytes, given({ count: null })))).toMatch(
    /^'NoneType' object cannot be interpreted as an integer/,
  );
  expect(refusal(() => np.frombuffer(bytes, given({ count: 2n ** 64n })))).toMatch(
    /^Python int too large to convert to C ssize_t/,
  );
});
