// Archives of arrays: round trips, sizes that need ZIP64's fields, and archives that are damaged or lie.

import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import * as np from "strided";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/io/crc32.js";
import { readDirectory } from "../../src/io/zip-reader.js";
import { ZipWriter } from "../../src/io/zip-writer.js";
import { temporaryFolder } from "../support/temp.js";

const file = temporaryFolder();
const { BytesIO } = np.lib.npyio;

function archive(...args: unknown[]): Buffer {
  const io = new BytesIO();
  np.savez(io, ...args);
  return Buffer.from(io.getvalue());
}

function loadBytes(bytes: Uint8Array): np.NpzFile {
  return np.load<np.NpzFile>(bytes);
}

describe("np.savez and np.load", () => {
  it.each([
    ["savez", np.savez],
    ["savez_compressed", np.savez_compressed],
  ] as const)("%s keeps arrays, names and order", (name, save) => {
    const path = file(name);
    const long = np.array(Float64Array.from({ length: 100_000 }, (_, i) => i % 777));
    save(path, [1, 2], { x: [[1.5], [2.5]], größe: ["a", "bc"], long });
    const loaded = np.load(`${path}.npz`);
    expect(loaded).toBeInstanceOf(np.NpzFile);
    expect(loaded.files).toEqual(["x", "größe", "long", "arr_0"]);
    expect([...loaded]).toEqual(loaded.files);
    expect(loaded.length).toBe(4);
    expect(loaded.get("x").tolist()).toEqual([[1.5], [2.5]]);
    expect(loaded.f["größe"]!.tolist()).toEqual(["a", "bc"]);
    expect(Buffer.from(loaded.get("long.npy").tobytes()).equals(Buffer.from(long.tobytes()))).toBe(
      true,
    );
    expect([...loaded.items()].map(([key, array]) => [key, array.size])).toEqual([
      ["x", 2],
      ["größe", 2],
      ["long", 100_000],
      ["arr_0", 2],
    ]);
    expect([loaded.has("x"), loaded.has("y"), "x" in loaded.f]).toEqual([true, false, true]);
    expect(String(loaded)).toMatch(/^NpzFile '.*\.npz' with keys: x, größe, long, arr_0$/);
    const { fid, zip, allow_pickle, max_header_size, pickle_kwargs } = loaded;
    expect([typeof fid, allow_pickle, max_header_size]).toEqual(["number", false, 10_000]);
    expect(pickle_kwargs).toEqual({ encoding: "ASCII", fix_imports: true });
    expect(zip?.namelist()).toEqual(["x.npy", "größe.npy", "long.npy", "arr_0.npy"]);
    expect([loaded.has("x.npy"), loaded.get("y", null)]).toEqual([true, null]);
    expect(() => loaded.get("y")).toThrow(
      /^y is not a file in the archive; it has x, größe, long, arr_0/,
    );
    loaded.close();
    loaded.close();
    expect(() => loaded.get("x")).toThrow(np.DisposedError);
    const size = readFileSync(`${path}.npz`).length;
    expect(size < 200_000).toBe(name === "savez_compressed");
  });

  it("takes no arrays, and arrays without elements or axes", () => {
    expect(loadBytes(archive()).files).toEqual([]);
    expect(archive().length).toBe(22); // as every zip reader knows an empty archive
    const loaded = loadBytes(archive({ empty: np.zeros([0, 3]), scalar: 3.5 }));
    expect(loaded.get("empty").shape).toEqual([0, 3]);
    expect(loaded.get("scalar").item()).toBe(3.5);
    expect(() => np.savez(new BytesIO(), [1], { arr_0: [2] })).toThrow(
      "Cannot use un-named variables and keyword arr_0",
    );
  });

  it("gives the same bytes for the same arrays", () => {
    expect(archive({ a: [1, 2] }).equals(archive({ a: [1, 2] }))).toBe(true);
  });

  it("reads from open files", () => {
    const path = file("open.npz");
    writeFileSync(path, archive({ a: [1, 2] }));
    const fd = openSync(path, "r");
    expect(np.load<np.NpzFile>(fd).get("a").tolist()).toEqual([1, 2]);
    closeSync(fd);
  });

  it("closes with using", () => {
    const path = file("using.npz");
    np.savez(path, { a: [1] });
    let outer: np.NpzFile;
    {
      using loaded = np.load<np.NpzFile>(path);
      outer = loaded;
    }
    expect(() => outer.get("a")).toThrow(np.DisposedError);
  });
});

describe("the bytes are NumPy's", () => {
  const golden = new URL("../oracle/golden/npy/", import.meta.url);
  for (const name of ["none", "two", "record"]) {
    it(name, () => {
      const theirs = readFileSync(new URL(`${name}.npz`, golden));
      const loaded = loadBytes(theirs);
      const io = new BytesIO();
      np.savez(io, Object.fromEntries(loaded.items()));
      expect(Buffer.from(io.getvalue()).equals(theirs)).toBe(true);
      const path = file(`golden-${name}.npz`);
      np.savez(path, Object.fromEntries(loaded.items()));
      expect(readFileSync(path).equals(theirs)).toBe(true);
    });
  }
});

describe("archives that are wrong", () => {
  const whole = archive({ a: [1, 2, 3] });

  it("a damaged array is noticed", () => {
    const damaged = Buffer.from(whole);
    damaged[damaged.indexOf("\x93NUMPY", 0, "latin1") + 128] = 99; // its first element
    expect(() => loadBytes(damaged).get("a")).toThrow(/^Bad CRC-32 for file 'a\.npy'/);
    const io = new BytesIO();
    np.savez_compressed(io, { a: np.zeros(1000) });
    const packed = Buffer.from(io.getvalue());
    packed.fill(0xff, 60, 80);
    expect(() => loadBytes(packed).get("a")).toThrow(np.ValueError);
  });

  it("cut short anywhere, it is an error that says so", () => {
    for (let length = 4; length < whole.length; length += 7) {
      expect(() => {
        const loaded = loadBytes(whole.subarray(0, length));
        for (const name of loaded.files) loaded.get(name);
      }).toThrow(np.ValueError);
    }
  });

  it("sizes that can't be are refused before anything is allocated", () => {
    const directory = whole.indexOf("PK\x01\x02");
    const claims = (method: number, size: number, packed?: number) => {
      const bytes = Buffer.from(whole);
      bytes.writeUInt16LE(method, directory + 10);
      bytes.writeUInt32LE(size, directory + 24);
      if (packed !== undefined) bytes.writeUInt32LE(packed, directory + 20);
      return () => loadBytes(bytes).get("a");
    };
    const large = 2 ** 32 - 16;
    expect(claims(0, large)).toThrow(/the sizes of 'a\.npy' can't be right/);
    expect(claims(8, large)).toThrow(/the sizes of 'a\.npy' can't be right/);
    expect(claims(0, large, large)).toThrow(/^Overlapped entries: 'a\.npy' \(possible zip bomb\)/);
    expect(claims(14, 152)).toThrow(/^That compression method is not supported \(14/);
  });

  it("encrypted entries, and files that only begin like archives", () => {
    const encrypted = Buffer.from(whole);
    encrypted[encrypted.indexOf("PK\x01\x02") + 8]! |= 1;
    expect(() => loadBytes(encrypted)).toThrow(/^File 'a\.npy' is encrypted/);
    expect(() => loadBytes(Buffer.from("PK\x03\x04 and so on, without a directory"))).toThrow(
      /^File is not a zip file: it has no directory/,
    );
  });
});

it("more entries than the small records count", () => {
  const io = new BytesIO();
  const zip = new ZipWriter(io);
  for (let i = 0; i < 65_540; i++) zip.add(`${i}`, false, () => {});
  zip.end();
  const bytes = io.getvalue();
  const entries = readDirectory({
    size: bytes.length,
    readAt(position, target) {
      target.set(bytes.subarray(position, position + target.length));
      return target.length;
    },
  });
  expect(entries.length).toBe(65_540);
  expect(entries.at(-1)!.name).toBe("65539");
});

describe("crc32", () => {
  it("is the one of zip, in pieces too", () => {
    const check = new TextEncoder().encode("123456789");
    expect(crc32(check)).toBe(0xcbf43926);
    for (let cut = 0; cut <= 9; cut++) {
      expect(crc32(check.subarray(cut), crc32(check.subarray(0, cut)))).toBe(0xcbf43926);
    }
    expect(crc32(new Uint8Array(0))).toBe(0);
  });
});
