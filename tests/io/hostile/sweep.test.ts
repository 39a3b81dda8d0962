// Files that are damaged on purpose, byte by byte: whatever is flipped or cut off, reading gives an array or a typed
// error, in no time and without allocating what a lie in the header asks for.

import { writeFileSync } from "node:fs";
import * as np from "strided";
import { describe, expect, test } from "vitest";
import { libcStatus } from "../../../src/memory/libc.js";
import { temporaryFolder } from "../../support/temp.js";

const at = temporaryFolder();
const { BytesIO } = np.lib.npyio;

/** The errors that reading may end in; anything else is a defect. */
const typed = [np.ValueError, np.FileError, np.MemoryError, np.OverflowError];
const isTyped = (error: unknown) => typed.some((kind) => error instanceof kind);

function npyOf(array: unknown): Uint8Array {
  const file = new BytesIO();
  np.save(file, array as np.NDArray);
  return file.getvalue();
}

function npzOf(arrays: Record<string, unknown>, packed: boolean): Uint8Array {
  const file = new BytesIO();
  (packed ? np.savez_compressed : np.savez)(file, arrays);
  return file.getvalue();
}

const subjects: Record<string, np.NDArray> = {
  float64: np.arange(6, "float64").reshape([2, 3]),
  "0-d": np.array(5, "int16"),
  empty: np.zeros([0, 3], ">i4"),
  fortran: np.array(
    [
      [1, 2],
      [3, 4],
    ],
    { dtype: "<u2", order: "F" },
  ),
  text: np.array(["ab", "c"]),
  record: np.zeros(2, [
    ["größe", "f4"],
    ["sub", "i2", [2]],
    ["inner", [["a", "S3"]]],
  ] as never),
};

/** Reads what may be anything; answers how it ended, and what was allocated on the way. */
function outcome(read: () => unknown): { error: unknown; bytes: number } {
  let error: unknown = null;
  const report = np.memory.track(() => {
    try {
      read();
    } catch (thrown) {
      error = thrown;
    }
  });
  return { error, bytes: report.bytes_peak };
}

function judge(label: string, read: () => unknown, bound: number, complaints: string[]): void {
  const { error, bytes } = outcome(read);
  if (error !== null && !isTyped(error)) {
    complaints.push(`${label}: ${(error as Error).name}: ${(error as Error).message}`);
  }
  if (bytes > bound) complaints.push(`${label}: ${bytes} bytes allocated`);
}

describe(".npy", () => {
  for (const [name, array] of Object.entries(subjects)) {
    const good = npyOf(array);
    // data of this size are there: no array may be larger, whatever the header says
    const bound = 4 * good.length + 4096;

    test(`${name}: every byte of the header replaced`, () => {
      const complaints: string[] = [];
      const header = Math.min(good.length, 10 + good[8]! + 256 * good[9]!);
      for (let i = 0; i < header; i++) {
        for (const value of [0, 0x01, 0x20, 0x27, 0x29, 0x2d, 0x39, 0x7f, 0xff, good[i]! ^ 0x80]) {
          const bad = good.slice();
          bad[i] = value;
          judge(`byte ${i} = ${value}`, () => np.load(bad), bound, complaints);
        }
      }
      expect(complaints).toEqual([]);
    });

    test(`${name}: cut off at every length`, () => {
      const complaints: string[] = [];
      for (let length = 0; length < good.length; length++) {
        const { error, bytes } = outcome(() => np.load(good.slice(0, length)));
        if (!isTyped(error)) complaints.push(`length ${length}: ${String(error)}`);
        if (bytes > bound) complaints.push(`length ${length}: ${bytes} bytes allocated`);
      }
      expect(complaints).toEqual([]);
    });
  }

  test.skipIf(!libcStatus().available)("mapped: bytes replaced, and cut off", () => {
    const complaints: string[] = [];
    const good = npyOf(subjects["float64"]);
    const path = at("swept.npy");
    const map = () => {
      const array = np.load(path, { mmap_mode: "r" });
      array.tolist();
      array.close();
    };
    for (let i = 0; i < 128; i++) {
      const bad = good.slice();
      bad[i] = bad[i]! ^ 0x1f;
      writeFileSync(path, bad);
      judge(`byte ${i}`, map, 4096 * 4, complaints);
    }
    for (let length = 0; length < good.length; length += 3) {
      writeFileSync(path, good.subarray(0, length));
      const { error } = outcome(map);
      if (!isTyped(error)) complaints.push(`length ${length}: ${String(error)}`);
    }
    expect(complaints).toEqual([]);
  });
});

/** A .npy file with any text as its header. */
function withHeader(
  text: string,
  data = 64,
  version: readonly [number, number] = [1, 0],
): Uint8Array {
  const header = new TextEncoder().encode(text);
  const wide = version[0] > 1;
  const bytes = new Uint8Array(8 + (wide ? 4 : 2) + header.length + data);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), ...version]);
  const view = new DataView(bytes.buffer);
  if (wide) view.setUint32(8, header.length, true);
  else view.setUint16(8, header.length, true);
  bytes.set(header, wide ? 12 : 10);
  return bytes;
}

const facts = (descr: string, shape: string, order = "False") =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

describe("headers that lie", () => {
  const shapes = [
    "(1152921504606846976,)",
    "(4294967296, 4294967296)",
    "(9223372036854775807,)",
    "(9223372036854775807, 9223372036854775807)",
    "(18446744073709551616,)",
    "(99999999999999999999999999,)",
    "(0, 9223372036854775807, 9223372036854775807)",
    "(-1,)",
    "(-9223372036854775808,)",
    "(2, -3)",
    "(1e5,)",
    "(True, False)",
    "[1, 2]",
    "5",
    "()",
    "None",
    "('a',)",
    `(${"1, ".repeat(64)})`,
    `(${"1, ".repeat(65)})`,
    `(${"0, ".repeat(3000)})`,
  ];
  test("about the shape", () => {
    const complaints: string[] = [];
    for (const shape of shapes) {
      for (const descr of [
        "'<f8'",
        "'|u1'",
        "'|S100000'",
        "'|V0'",
        "[('a', '<f8', (1000, 1000))]",
      ]) {
        const bytes = withHeader(facts(descr, shape));
        judge(`${descr} ${shape}`, () => np.load(bytes), 8192, complaints);
      }
    }
    expect(complaints).toEqual([]);
  });

  const descrs = [
    "'O'",
    "'|O8'",
    "[('a', 'O')]",
    "[('a', [('b', '|O')])]",
    "'<f8, <f8'",
    "''",
    "'float'",
    "'<f9'",
    "'<U1152921504606846976'",
    "'<U536870911'",
    "'|S2147483648'",
    "'|V-1'",
    "('<f8', (2147483647, 2147483647))",
    "('<f8', (-1,))",
    "('<f8', ())",
    "('<f8', 3)",
    "[]",
    "[('a', '<f8'), ('a', '<f8')]",
    "[('', '<f8')]",
    "[(1, '<f8')]",
    "[('a',)]",
    "[('a', '<f8', (2,), 4)]",
    "[('a', '<f8', ('x',))]",
    "{'names': ['a'], 'formats': ['<f8'], 'offsets': [1000000000]}",
    "None",
    "True",
    "3.5",
    "'M8[s]'",
    "'<M8[parsecs]'",
    "'\\u0000'",
    "'\\x'",
    "'\\N{BULLET}'",
    "__import__('os').system('true')",
    "[].append",
    "lambda: 0",
    "f'{1}'",
    "1 + 1",
    "b'<f8'",
    `${"[".repeat(5000)}${"]".repeat(5000)}`,
    `[('a', ${"[('a', ".repeat(80)}'<f8'${")]".repeat(80)})]`,
    `${"(".repeat(3000)}`,
    `'${"x".repeat(9000)}'`,
    `${"-".repeat(9000)}1`,
    "9".repeat(5000),
  ];
  test("about the dtype, with code, and nested deeply", () => {
    const complaints: string[] = [];
    for (const descr of descrs) {
      for (const options of [{}, { allow_pickle: true }, { max_header_size: 1e6 }]) {
        const bytes = withHeader(facts(descr, "(2,)"));
        judge(descr.slice(0, 60), () => np.load(bytes, options), 8192, complaints);
      }
    }
    expect(complaints).toEqual([]);
  });

  test("about everything else", () => {
    const complaints: string[] = [];
    const texts = [
      "",
      "{}",
      "{'descr': '<f8'}",
      "[1, 2]",
      `${facts("'<f8'", "(1,)")}; import os`,
      facts("'<f8'", "(1,)", "1"),
      facts("'<f8'", "(1,)", "None"),
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'extra': 1}",
      "{'descr': '<f8', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
      "{[]: 1}",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)",
      "\0".repeat(100),
      "é".repeat(50),
    ];
    for (const text of texts) {
      for (const version of [
        [1, 0],
        [2, 0],
        [3, 0],
        [0, 0],
        [4, 0],
        [1, 1],
        [255, 255],
      ] as const) {
        const bytes = withHeader(text, 64, version);
        judge(`${version} ${text.slice(0, 60)}`, () => np.load(bytes), 8192, complaints);
      }
    }
    expect(complaints).toEqual([]);
  });

  test("about their own length", () => {
    const complaints: string[] = [];
    for (const length of [0, 1, 64, 9999, 10_000, 10_001, 2 ** 31, 2 ** 32 - 1]) {
      for (const version of [
        [2, 0],
        [3, 0],
      ] as const) {
        const bytes = withHeader(facts("'<f8'", "(1,)"), 64, version);
        new DataView(bytes.buffer).setUint32(8, length, true);
        judge(`length ${length}`, () => np.load(bytes), 8192, complaints);
        judge(`length ${length}`, () => np.load(bytes, { allow_pickle: true }), 8192, complaints);
      }
    }
    expect(complaints).toEqual([]);
  });

  test("of mapped and created files", () => {
    const complaints: string[] = [];
    for (const shape of shapes) {
      const path = at("lies.npy");
      writeFileSync(path, withHeader(facts("'<f8'", shape)));
      judge(`mapped ${shape}`, () => np.load(path, { mmap_mode: "c" }).close(), 16_384, complaints);
    }
    expect(complaints).toEqual([]);
  });
});

describe(".npz", () => {
  for (const packed of [false, true]) {
    const good = npzOf({ a: np.arange(50), b: np.array(["text"]) }, packed);
    const readAll = (bytes: Uint8Array) => () => {
      const file = np.load(bytes) as unknown as np.NpzFile;
      if (file instanceof np.NDArray) return;
      for (const [, array] of file.items()) String(array);
      file.close();
    };

    test(`${packed ? "deflated" : "stored"}: every byte flipped`, () => {
      const complaints: string[] = [];
      for (let i = 0; i < good.length; i++) {
        for (const mask of [0xff, 0x01]) {
          const bad = good.slice();
          bad[i] = bad[i]! ^ mask;
          judge(`byte ${i} ^ ${mask}`, readAll(bad), 16_384, complaints);
        }
      }
      expect(complaints).toEqual([]);
    });

    test(`${packed ? "deflated" : "stored"}: cut off at every length`, () => {
      const complaints: string[] = [];
      for (let length = 0; length < good.length; length++) {
        const { error } = outcome(readAll(good.slice(0, length)));
        if (!isTyped(error)) complaints.push(`length ${length}: ${String(error)}`);
      }
      expect(complaints).toEqual([]);
    });
  }
});
