// np.savetxt, tofile with a format, and Python's percent formatting behind both. The fuzzer compares far more.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as np from "strided";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/temp.js";

const at = temporaryFolder();

function saved(array: unknown, options?: np.SavetxtOptions): string {
  const sink = new np.lib.npyio.BytesIO();
  np.savetxt(sink, array, options);
  return Buffer.from(sink.getvalue()).toString("latin1");
}

test("ties round to even, as C's printf does and JavaScript's toFixed does not", () => {
  expect(saved([0.5, 1.5, 2.5], { fmt: "%.0f" })).toBe("0\n2\n2\n");
  expect(saved([2 ** -28])).toBe("3.725290298461914062e-09\n");
  expect(saved([1e22], { fmt: "%.1f" })).toBe("10000000000000000000000.0\n");
});

test("complex numbers, one format or two for each column", () => {
  const z = np.array([np.complex(1, -2)]);
  expect(saved(z, { fmt: "%.1f" })).toBe(" (1.0-2.0j)\n");
  expect(saved(z, { fmt: "%.1f %+.1fj" })).toBe("1.0 -2.0j\n");
});

test("header, footer, newline, delimiter, formats by column", () => {
  const array = np.array([
    [1, 2.5],
    [3, 4],
  ]);
  expect(saved(array, { fmt: ["%d", "%.2f"], delimiter: ",", header: "a\nb", footer: "end" })).toBe(
    "# a\n# b\n1,2.50\n3,4.00\n# end\n",
  );
});

test("records have a column for each field", () => {
  const people = np.array([["Al", 3]], {
    dtype: [
      ["name", "U5"],
      ["age", "i4"],
    ],
  });
  expect(saved(people, { fmt: "%-4s|%d" })).toBe("Al  |3\n");
});

test("errors: NumPy's sentence first", () => {
  expect(() => saved([[[1]]])).toThrow("Expected 1D or 2D array, got 3D array instead");
  expect(() => saved(["a"])).toThrow(
    "Mismatch between array dtype ('<U1') and format specifier ('%.18e')",
  );
  expect(() => saved([1, 2], { fmt: ["%d", "%d"] })).toThrow("fmt has wrong shape.  ['%d', '%d']");
  expect(() => saved([1], { fmt: "%d %d" })).toThrow("fmt has wrong number of % formats:  %d %d");
  expect(() => np.savetxt(5.5 as never, [1])).toThrow(Error);
  expect(() => np.savetxt(null as never, [1])).toThrow("fname must be a string or file handle");
});

test("a packed file, read back by loadtxt", () => {
  const array = np.arange(3000).reshape([1000, 3]);
  np.savetxt(at("packed.txt.gz"), array, { fmt: "%d" });
  expect(gunzipSync(readFileSync(at("packed.txt.gz"))).length).toBe(
    saved(array, { fmt: "%d" }).length,
  );
  expect(np.array_equal(np.loadtxt(at("packed.txt.gz"), { dtype: "int64" }), array)).toBe(true);
});

test("every float survives the default format", () => {
  const rng = np.random.default_rng(7);
  const array = rng.standard_normal([200, 3]);
  np.savetxt(at("floats.txt"), array);
  expect(np.array_equal(np.loadtxt(at("floats.txt")), array)).toBe(true);
});

describe("tofile and fromfile", () => {
  test("bytes in C order, whatever the array's own", () => {
    const array = np.array(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: "int8", order: "F" },
    );
    array.tofile(at("order.bin"));
    expect([...readFileSync(at("order.bin"))]).toEqual([1, 2, 3, 4]);
    expect(np.fromfile(at("order.bin"), "int8", { count: 100 }).tolist()).toEqual([1, 2, 3, 4]);
  });

  test("text: Python's str of each element, or a format", () => {
    np.array([0.1, 2], "float32").tofile(at("t.txt"), ", ");
    expect(readFileSync(at("t.txt"), "latin1")).toBe("0.10000000149011612, 2.0");
    np.array([1, 20]).tofile(at("t.txt"), { sep: ";", format: "%04d" });
    expect(readFileSync(at("t.txt"), "latin1")).toBe("0001;0020");
  });

  test("a huge count allocates what is there", () => {
    np.arange(4).tofile(at("four.bin"));
    const report = np.memory.track(() => np.fromfile(at("four.bin"), "int64", { count: 2 ** 50 }));
    expect(report.result.shape).toEqual([4]);
    expect(report.bytes_peak).toBeLessThan(1000);
  });

  test("text that stops making sense is an error, at the end it is not", () => {
    expect(np.fromstring("1, 2,", { sep: "," }).tolist()).toEqual([1, 2]);
    expect(() => np.fromstring("1 x", { sep: " " })).toThrow(
      "string or file could not be read to its end due to unmatched data",
    );
    expect(() => np.fromstring("12")).toThrow(
      "The binary mode of fromstring is removed, use frombuffer instead",
    );
    expect(() => np.fromfile(at("four.bin"), { sep: " ", offset: 1 })).toThrow(
      "'offset' argument only permitted for binary files",
    );
  });

  test("numbers that lie across the pieces a file is read in", () => {
    const array = np.arange(100_000);
    array.tofile(at("long.txt"), " ");
    expect(np.array_equal(np.fromfile(at("long.txt"), "int64", { sep: " " }), array)).toBe(true);
  });
});

test("raw bytes are written as void scalars, and read as the text they are", () => {
  const raw = np.frombuffer(new Uint8Array([0x61, 0x7f]), "V1");
  expect(saved(raw, { fmt: "%s" })).toBe("b'\\x61'\nb'\\x7F'\n");
  expect(saved(raw, { fmt: "%r" })).toBe("np.void(b'\\x61')\nnp.void(b'\\x7F')\n");
  const digits = np.frombuffer(new Uint8Array([0x31, 0x32]), "V2");
  expect(saved(digits, { fmt: "%d" })).toBe("12\n");
  expect(saved(digits, { fmt: "%.1f" })).toBe("12.0\n");
  expect(() => saved(raw, { fmt: "%d" })).toThrow("invalid literal for int() with base 10: b'a'");
});
