// np.save, np.load and np.lib.format: NumPy's golden files through and through, every kind of file and
// target, and what is wrong with files.

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import * as np from "strided";
import { describe, expect, it } from "vitest";
import { broadcastTo } from "../../src/array/axes.js";
import { libcStatus } from "../../src/memory/libc.js";
import { linesOf } from "../support/child.js";
import { temporaryFolder } from "../support/temp.js";

const file = temporaryFolder();
const golden = new URL("../oracle/golden/npy/", import.meta.url);
const { BytesIO } = np.lib.npyio;
const mapsAvailable = libcStatus().available;

function bytesOf(array: unknown): Uint8Array {
  const io = new BytesIO();
  np.save(io, array);
  return io.getvalue();
}

const range = (n: number) => np.array(BigInt64Array.from({ length: n }, (_, i) => BigInt(i)));
const equal = (a: np.NDArray, b: np.NDArray) => np.logical_and.reduce(np.equal(a, b).ravel());

describe("golden files", () => {
  const index = JSON.parse(readFileSync(new URL("index.json", golden), "utf8")) as {
    files: Record<
      string,
      { dtype: string; shape: number[]; fortran: boolean; bytes: string | null }
    >;
  };

  it.each(Object.entries(index.files))("%s", (name, expected) => {
    const url = new URL(`${name}.npy`, golden);
    const loaded = [np.load(url), np.load(readFileSync(url))];
    if (mapsAvailable) loaded.push(np.load(url, { mmap_mode: "r" }));
    for (const array of loaded) {
      expect(array.dtype.repr()).toBe(expected.dtype);
      expect(array.shape).toEqual(expected.shape);
      expect(array.flags.f_contiguous && !array.flags.c_contiguous).toBe(expected.fortran);
      if (expected.bytes !== null) {
        expect(Buffer.from(array.tobytes()).toString("hex")).toBe(expected.bytes);
      }
      if (!/^(version-[23]|python2)/.test(name)) {
        expect(Buffer.from(bytesOf(array)).equals(readFileSync(url))).toBe(true);
      }
    }
  });
});

describe("np.save", () => {
  it("adds .npy where it is missing", () => {
    np.save(file("named"), [1, 2]);
    np.save(file("named2.npy"), [1, 2]);
    np.save(pathToFileURL(file("named3")), [1, 2]);
    for (const name of ["named.npy", "named2.npy", "named3.npy"]) {
      expect(np.load(file(name)).tolist()).toEqual([1, 2]);
    }
    expect(existsSync(file("named"))).toBe(false);
  });

  it("takes what becomes an array", () => {
    expect(
      np
        .load(
          bytesOf([
            [1.5, 2],
            [3, 4],
          ]),
        )
        .tolist(),
    ).toEqual([
      [1.5, 2],
      [3, 4],
    ]);
    expect(np.load(bytesOf(7)).shape).toEqual([]);
    expect(np.load(bytesOf("word")).item()).toBe("word");
    expect(np.load(bytesOf(Uint16Array.of(1, 2))).dtype.name).toBe("uint16");
  });

  it("writes any layout, in Fortran order where the array is in it", () => {
    const base = range(2 * 3 * 4 * 5).reshape(2, 3, 4, 5);
    const layouts = [
      base,
      base.T,
      base.transpose(1, 0, 3, 2),
      base.at("::-1", 0, "..., ::2"),
      base.at(":", ":", ":", 1),
      broadcastTo(base.at(0, 0), [7, 4, 5]),
      base.at("1:1"),
      base.view("uint8").at("..., ::3"),
    ];
    for (const array of layouts) {
      const loaded = np.load(bytesOf(array));
      expect(loaded.shape).toEqual(array.shape);
      expect(loaded.tolist()).toEqual(array.tolist());
      if (array.size > 0) {
        expect(loaded.flags.f_contiguous).toBe(
          array.flags.f_contiguous && !array.flags.c_contiguous,
        );
      }
    }
  });

  it("writes a large non-contiguous array through little memory", () => {
    const array = range(3_000_000).reshape(1000, 3000).at(":", "::-2");
    const written: number[] = [];
    const { allocations, copies } = np.memory.track(() => {
      np.save({ write: (bytes: Uint8Array) => written.push(bytes.length) }, array);
    });
    expect(written.reduce((a, b) => a + b)).toBe(128 + array.nbytes);
    expect(Math.max(...allocations.map(({ bytes }) => bytes))).toBeLessThanOrEqual(2 ** 22);
    expect(copies).toMatchObject([
      { bytes: array.nbytes, reason: "contiguous", operation: "save" },
    ]);
    expect(equal(np.load(bytesOf(array)), array)).toBe(true);
    const columns = range(1_500_000).reshape(3, 500_000).at("::2").T.at("::-1");
    expect(equal(np.load(bytesOf(columns)), columns)).toBe(true);
  });

  it("overwrites files, shorter and longer ones, and keeps their mode", () => {
    const path = file("over.npy");
    for (const length of [5, 500_000, 2, 300_000]) {
      np.save(path, np.zeros(length));
      expect(statSync(path).size).toBe(128 + 8 * length);
      expect(np.load(path).size).toBe(length);
      chmodSync(path, 0o600);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("appends to open files, which load goes through again", () => {
    const path = file("several.npy");
    const out = openSync(path, "w");
    np.save(out, [1]);
    np.save({ fd: out }, [2.5, 3]);
    closeSync(out);
    const back = openSync(path, "r");
    expect(np.load(back).tolist()).toEqual([1]);
    expect(np.load({ fd: back }).tolist()).toEqual([2.5, 3]);
    expect(() => np.load(back)).toThrow(/^No data left in file/);
    closeSync(back);
  });

  it("does not hurt a file that is mapped", () => {
    if (!mapsAvailable) return;
    const path = file("mapped.npy");
    np.save(path, range(100_000));
    const map = np.load(path, { mmap_mode: "r" });
    np.save(path, map.at("::-1"));
    expect(map.item(99_999)).toBe(99_999);
    expect(np.load(path).item(0)).toBe(99_999);
    map.close();
    expect(readdirSync(file(".")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("leaves a file alone when the array can't be written, and removes one that it began", () => {
    const path = file("kept.npy");
    np.save(path, [1, 2]);
    const overlapping = np.zeros(2, {
      dtype: { names: ["a", "b"], formats: ["i4", "i2"], offsets: [0, 2] },
    });
    expect(() => np.save(path, overlapping)).toThrow(/dtype.descr is not defined/);
    expect(np.load(path).tolist()).toEqual([1, 2]);
    expect(() => np.save(file("none/x.npy"), [1])).toThrow(
      /^\[Errno 2\] No such file or directory/,
    );
    expect(() => np.save(new PassThrough() as never, [1])).toThrow(/a stream keeps the bytes/);
    expect(() => np.save(null as never, [1])).toThrow(np.DTypeError);
    expect(() => np.save(path, [1], { pickle: true } as never)).toThrow(
      /unexpected keyword argument/,
    );
  });

  it("says that the disk is full", (context) => {
    const disk = file("disk");
    mkdirSync(disk);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]).status !== 0) {
      context.skip("a small file system can't be mounted here (not root)");
    }
    try {
      const message = "Not enough free space to write 2097280 bytes";
      expect(() => np.save(`${disk}/a.npy`, np.zeros(2 ** 18))).toThrow(message);
      expect(existsSync(`${disk}/a.npy`)).toBe(false);
      np.save(`${disk}/b.npy`, [1, 2]);
      expect(() => np.save(`${disk}/b.npy`, np.zeros(2 ** 18))).toThrow(message);
      expect(np.load(`${disk}/b.npy`).tolist()).toEqual([1, 2]);
      // sizes that are not known beforehand fail when the disk is full
      const noise = np.array(Float64Array.from({ length: 2 ** 18 }, Math.random));
      expect(() => np.savez_compressed(`${disk}/c.npz`, noise)).toThrow(
        /^\[Errno 28\] No space left on device/,
      );
      expect(existsSync(`${disk}/c.npz`)).toBe(false);
    } finally {
      spawnSync("umount", ["-l", disk]);
    }
  });
});

describe("np.load", () => {
  it("refuses what is no array, without allocating", () => {
    expect(() => np.load(file("missing.npy"))).toThrow(/^\[Errno 2\] No such file or directory/);
    expect(() => np.load(new Uint8Array(0))).toThrow(/^No data left in file/);
    expect(() => np.load(Buffer.from("\x80\x04pickle"))).toThrow(
      /^This file contains pickled \(object\) data\. If you trust the file/,
    );
    const objects = Buffer.from(bytesOf([1]))
      .toString("latin1")
      .replace("'<i8'", "'|O' ");
    expect(() => np.load(Buffer.from(objects, "latin1"))).toThrow(
      /^Object arrays cannot be loaded when allow_pickle=False/,
    );
    expect(() => np.load(Buffer.from(objects, "latin1"), { allow_pickle: true })).toThrow(
      /^Object arrays are pickled Python objects/,
    );
    expect(() => np.load(bytesOf([1]), { encoding: "utf8" as "latin1" })).toThrow(
      "encoding must be 'ASCII', 'latin1', or 'bytes'",
    );
    expect(() => np.load(bytesOf([1]), { mmap: "r" } as never)).toThrow(
      /unexpected keyword argument 'mmap'/,
    );
    expect(() => np.load(bytesOf([1]), { max_header_size: 10 })).toThrow(/^Header info length/);
  });

  it("refuses files that are cut short, or claim too much, before it allocates", () => {
    const path = file("short.npy");
    np.save(path, range(10));
    truncateSync(path, 128 + 8 * 4 + 3);
    const message =
      "Failed to read all data for array. Expected (10,) = 10 elements, could only read 4 elements. " +
      "(file seems not fully written?)";
    expect(() => np.load(path)).toThrow(message);
    const claims = Buffer.from(bytesOf([1]))
      .toString("latin1")
      .replace("(1,), }   ", "(10000,), }");
    expect(() => np.load(Buffer.from(claims, "latin1"))).toThrow(
      /Expected \(10000,\) = 10000 elements/,
    );
    const absurd = Buffer.from(
      Buffer.from(bytesOf([1]))
        .toString("latin1")
        .replace("(1,), }".padEnd(30), "(9007199254740991, 99), }".padEnd(30)),
      "latin1",
    );
    expect(() => np.load(absurd)).toThrow(np.ValueError);
    if (!mapsAvailable) return;
    for (const mmap_mode of ["r", "r+", "c"] as const) {
      expect(() => np.load(path, { mmap_mode })).toThrow(/^mmap length is greater than file size/);
    }
    expect(statSync(path).size).toBe(128 + 8 * 4 + 3);
  });

  it("reads from pipes", () => {
    const path = file("piped.npy");
    np.save(path, [1, 2, 3]);
    const lines = spawnSync(
      "sh",
      [
        "-c",
        `cat "$1" | node --import "$2" --input-type=module -e 'import * as np from "strided"; console.log(String(np.load(0).tolist()))'`,
        "sh",
        path,
        new URL("../support/register-typescript.mjs", import.meta.url).href,
      ],
      { encoding: "utf8" },
    );
    expect(lines.stdout).toBe("1,2,3\n");
  });

  it.skipIf(!mapsAvailable)("maps with mmap_mode", () => {
    const path = file("mode.npy");
    np.save(
      path,
      np.asfortranarray([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    );
    const map = np.load(path, { mmap_mode: "r+" });
    expect([map.mode, map.offset, map.filename]).toEqual(["r+", 128, path]);
    expect(map.flags.f_contiguous).toBe(true);
    map.set([0, 2], 99);
    map.close();
    expect(np.load(path).tolist()).toEqual([
      [1, 2, 99],
      [4, 5, 6],
    ]);
    const read = np.load(path, { mmap_mode: "r" });
    expect(() => read.set([0, 0], 1)).toThrow(/read-only/);
    read.close();
    expect(() => np.load(readFileSync(path), { mmap_mode: "r" } as never)).toThrow(
      /^Filename must be a string or a path-like object/,
    );
    expect(() => np.load(path, { mmap_mode: "w+" as "r" })).toThrow(/would empty the file/);
    expect(() => np.load(path, { mmap_mode: "x" as "r" })).toThrow(/^mode must be one of/);
  });

  // half a minute and 5 GiB of memory: STRIDED_LARGE_TESTS=1 runs it
  it.skipIf(process.env["STRIDED_LARGE_TESTS"] !== "1")("reads more than 4 GiB", () => {
    const path = file("large.npy");
    const length = 4.5 * 2 ** 30;
    const { format } = np.lib;
    const out = openSync(path, "w");
    format.write_array_header_1_0(out, { descr: "|u1", fortran_order: false, shape: [length] });
    writeSync(out, Uint8Array.of(1), 0, 1, 128);
    writeSync(out, Uint8Array.of(2), 0, 1, 128 + length - 1);
    closeSync(out);
    const lines = linesOf(`
      import * as np from "strided";
      const array = np.load(${JSON.stringify(path)});
      console.log(array.item(0), array.item(-1), array.size);`);
    expect(lines).toEqual([`1 2 ${length}`]);
  });
});

describe("np.lib.format", () => {
  const { format } = np.lib;

  it.skipIf(!mapsAvailable)("open_memmap creates and opens .npy files", () => {
    const path = file("created.npy");
    const made = format.open_memmap(path, {
      mode: "w+",
      dtype: ">i2",
      shape: [2, 3],
      fortran_order: true,
    });
    expect([made.offset, made.mode, made.flags.f_contiguous]).toEqual([128, "w+", true]);
    made.set([1, ":"], [7, 8, 9]);
    made.close();
    const expected = np.zeros([2, 3], { dtype: ">i2", order: "F" });
    expected.set([1, ":"], [7, 8, 9]);
    expect(Buffer.from(bytesOf(expected)).equals(readFileSync(path))).toBe(true);
    const opened = format.open_memmap(path, { mode: "r" });
    expect(opened.tolist()).toEqual([
      [0, 0, 0],
      [7, 8, 9],
    ]);
    opened.close();
    expect(() => format.open_memmap(path, { mode: "w+" })).toThrow(
      "shape must be given if mode == 'w+'",
    );
    expect(() => format.open_memmap(3 as never)).toThrow(/Memmap cannot use existing file handles/);
    expect(format.open_memmap(file("default.npy"), { mode: "w+", shape: 2 }).dtype.name).toBe(
      "float64",
    );
  });

  it("has the format's parts under NumPy's names", () => {
    const io = new BytesIO();
    const array = np.asfortranarray([
      [1, 2],
      [3, 4],
    ]);
    format.write_array(io, array, { version: [2, 0] });
    io.seek(0);
    expect(format.read_magic(io)).toEqual([2, 0]);
    const [shape, fortran, dtype] = format.read_array_header_2_0(io);
    expect([shape, fortran, dtype.str]).toEqual([[2, 2], true, "<i8"]);
    expect(io.tell()).toBe(128);
    io.seek(0);
    expect(format.read_array(io).tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);

    const again = new BytesIO();
    format.write_array_header_2_0(again, format.header_data_from_array_1_0(array));
    expect([...again.getvalue()]).toEqual([...io.getvalue().slice(0, 128)]);
    const record = np.dtype(
      [
        ["a", "i1"],
        ["b", "f8", [2]],
      ],
      { align: true },
    );
    expect(format.descr_to_dtype(format.dtype_to_descr(record)).itemsize).toBe(24);
    expect(format.dtype_to_descr("f4")).toBe("<f4");
    expect([...format.magic(1, 0)]).toEqual([...format.MAGIC_PREFIX, 1, 0]);
    expect([format.isfileobj(3), format.isfileobj("x"), format.isfileobj(null)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("BytesIO", () => {
  it("is a file in memory", () => {
    const io = new BytesIO(Uint8Array.of(1, 2, 3));
    expect([...io.read(2)]).toEqual([1, 2]);
    expect(io.write(Uint8Array.of(9, 9))).toBe(2);
    expect([...io.getvalue()]).toEqual([1, 2, 9, 9]);
    io.seek(6);
    io.write(Uint8Array.of(5));
    expect([...io.getvalue()]).toEqual([1, 2, 9, 9, 0, 0, 5]);
    expect(io.tell()).toBe(7);
    expect([...io.read()]).toEqual([]);
    io.seek(100);
    expect([io.read(3).length, io.readInto(new Uint8Array(2)), io.remaining]).toEqual([0, 0, 0]);
    expect(() => io.seek(-1)).toThrow(RangeError);
  });
});
