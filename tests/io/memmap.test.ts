// np.memmap: NumPy's rules for shapes, sizes and modes, and what NumPy lacks: closing.

import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import * as np from "strided";
import { describe, expect, it } from "vitest";
import { libcStatus } from "../../src/memory/libc.js";
import { linesOf } from "../support/child.js";
import { temporaryFolder } from "../support/temp.js";

const file = temporaryFolder();
const status = libcStatus();

function bytesFile(name: string, length: number): string {
  const path = file(name);
  writeFileSync(
    path,
    Uint8Array.from({ length }, (_, i) => i & 255),
  );
  return path;
}

describe.skipIf(!status.available)(`np.memmap${status.reason ? ` (${status.reason})` : ""}`, () => {
  it("makes a file, and finds in it again what was set", () => {
    const path = file("made.dat");
    const made = np.memmap(path, { dtype: "float32", mode: "w+", shape: [3, 4] });
    expect(made.shape).toEqual([3, 4]);
    expect(made.dtype.name).toBe("float32");
    made.set([1, ":"], [1, 2, 3, 4]);
    made.flush();
    expect(statSync(path).size).toBe(48);
    const again = np.memmap(path, { dtype: "float32", mode: "r", shape: [3, 4] });
    expect(again.tolist()).toEqual([
      [0, 0, 0, 0],
      [1, 2, 3, 4],
      [0, 0, 0, 0],
    ]);
    again.close();
    made.close();
  });

  it("takes NumPy's defaults: uint8, r+, the whole file", () => {
    const path = bytesFile("defaults.dat", 100);
    const map = np.memmap(path);
    expect([map.dtype.name, map.mode, map.shape, map.offset]).toEqual(["uint8", "r+", [100], 0]);
    expect(map.filename).toBe(path);
    expect(map.item(99)).toBe(99);
    map.close();
  });

  it("infers the shape from what follows the offset", () => {
    const path = bytesFile("inferred.dat", 100);
    const map = np.memmap(path, { dtype: ">u2", mode: "r", offset: 3 + 1 });
    expect(map.shape).toEqual([48]);
    expect(map.item(0)).toBe(4 * 256 + 5);
    map.close();
    const odd = np.memmap(path, { dtype: "<u2", mode: "r", offset: 99 - 2 * 20, shape: 20 });
    expect(odd.flags.aligned).toBe(false);
    expect(odd.item(19)).toBe(97 + 98 * 256);
    odd.close();
    const none = np.memmap(path, { mode: "r", offset: 100 });
    expect(none.shape).toEqual([0]);
    none.close();
  });

  it("lays arrays in Fortran order where asked", () => {
    const path = bytesFile("fortran.dat", 6);
    const map = np.memmap(path, { shape: [2, 3], order: "F", mode: "r" });
    expect(map.tolist()).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
    expect(map.flags.f_contiguous).toBe(true);
    map.close();
  });

  it("maps records", () => {
    const path = file("records.dat");
    const dtype = np.dtype([
      ["name", "S4"],
      ["age", "<i4"],
    ]);
    const map = np.memmap(path, { dtype, mode: "w+", shape: 2 });
    map.set(1, ["Bob", 30]);
    map.field("age").set(0, 7);
    map.close();
    expect(readFileSync(path).toString("latin1")).toBe("\0\0\0\0\x07\0\0\0Bob\0\x1e\0\0\0");
  });

  it("knows all of NumPy's names for modes, and refuses others", () => {
    const path = bytesFile("modes.dat", 10);
    for (const [name, mode] of Object.entries({
      readonly: "r",
      copyonwrite: "c",
      readwrite: "r+",
    })) {
      const map = np.memmap(path, { mode: name as "readonly" });
      expect(map.mode).toBe(mode);
      map.close();
    }
    expect(() => np.memmap(path, { mode: "a" as "r" })).toThrow(
      "mode must be one of ['r', 'c', 'r+', 'w+', 'readonly', 'copyonwrite', 'readwrite', 'write'] (got 'a')",
    );
    expect(() => np.memmap(path, { order: "X" as "C" })).toThrow(/order must be one of/);
    expect(() => np.memmap(path, { shapes: 3 } as never)).toThrow(
      /unexpected keyword argument 'shapes'/,
    );
  });

  it("takes paths, URLs, bytes and open files", () => {
    const path = bytesFile("named.dat", 10);
    for (const name of [path, pathToFileURL(path), Buffer.from(path)]) {
      const map = np.memmap(name, { mode: "r" });
      expect(map.filename).toBe(path);
      map.close();
    }
    const fd = openSync(path, "r+");
    const map = np.memmap({ fd });
    expect(map.filename).toBeNull();
    map.set(0, 9);
    map.close();
    closeSync(fd);
    expect(readFileSync(path)[0]).toBe(9);
  });

  it("r refuses to be written, c keeps changes to itself", () => {
    const path = bytesFile("protected.dat", 10);
    const read = np.memmap(path, { mode: "r" });
    for (const write of [
      () => read.set(0, 1),
      () => read.at("2:4").fill(1),
      () => np.add(read, 1, { out: read }),
    ]) {
      expect(write).toThrow(/read-only/);
    }
    expect(() => read.set(0, 1)).toThrow(/^assignment destination is read-only/);
    expect(() => read.setflags({ write: true })).toThrow(np.ValueError);
    read.close();
    const copy = np.memmap(path, { mode: "c" });
    copy.set(0, 99);
    expect(copy.item(0)).toBe(99);
    copy.flush();
    copy.close();
    expect(readFileSync(path)[0]).toBe(0);
  });

  it("another process sees a change in place", () => {
    const path = bytesFile("seen.dat", 8 * 1000);
    const map = np.memmap(path, { dtype: "float64" });
    map.set("500:", 0.25);
    const code = `console.log(require("fs").readFileSync(${JSON.stringify(path)}).readDoubleLE(7992))`;
    expect(spawnSync(process.execPath, ["-e", code], { encoding: "utf8" }).stdout).toBe("0.25\n");
    map.close();
  });

  it("r+ makes the file longer where the shape needs it, r and c do not", () => {
    const path = bytesFile("longer.dat", 10);
    for (const mode of ["r", "c"] as const) {
      expect(() => np.memmap(path, { mode, shape: 11 })).toThrow(
        /^mmap length is greater than file size/,
      );
    }
    expect(statSync(path).size).toBe(10);
    const map = np.memmap(path, { shape: 20 });
    expect(map.item(9)).toBe(9);
    expect(map.item(19)).toBe(0);
    map.close();
    expect(statSync(path).size).toBe(20);
  });

  it("maps arrays without elements", () => {
    const path = file("empty.dat");
    const made = np.memmap(path, { mode: "w+", shape: [0, 3] });
    expect(made.shape).toEqual([0, 3]);
    made.close();
    expect(statSync(path).size).toBe(1); // NumPy can't map an empty file either
    const read = np.memmap(path, { mode: "r", shape: 0 });
    expect(read.size).toBe(0);
    read.close();
    truncateSync(path, 0);
    expect(() => np.memmap(path, { mode: "r" })).toThrow("cannot mmap an empty file");
  });

  it("says what does not fit, and leaves the file alone", () => {
    const path = bytesFile("unfit.dat", 10);
    expect(() => np.memmap(path, { dtype: "int32" })).toThrow(
      /^Size of available data is not a multiple of the data-type size\./,
    );
    expect(() => np.memmap(path, { offset: 11 })).toThrow(
      /^negative dimensions are not allowed \(mmap offset is greater than file size/,
    );
    expect(() => np.memmap(path, { offset: -1 })).toThrow(np.OverflowError);
    expect(() => np.memmap(path, { shape: [-2] })).toThrow(np.ValueError);
    expect(() => np.memmap(path, { shape: [2 ** 40, 2 ** 40] })).toThrow(np.ValueError);
    expect(() => np.memmap(path, { mode: "w+" })).toThrow("shape must be given if mode == 'w+'");
    expect(statSync(path).size).toBe(10);
    const missing = file("missing.dat");
    for (const mode of ["r", "r+", "c"] as const) {
      expect(() => np.memmap(missing, { mode })).toThrow(/^\[Errno 2\] No such file or directory/);
      expect(() => np.memmap(missing, { mode, shape: 3 })).toThrow(np.FileError);
    }
    expect(existsSync(missing)).toBe(false);
  });

  describe("views", () => {
    it("of a map are maps of the same file; results of operations are not", () => {
      const path = bytesFile("views.dat", 24);
      const map = np.memmap(path, { shape: [4, 6] });
      const view = map.at("1:3", "::2");
      const maps = [view, map.T, map.reshape(6, 4), map.view("uint16"), map.at(null)];
      for (const one of maps) {
        const same = one as typeof map;
        expect([same.filename, same.mode, same.offset]).toEqual([path, "r+", 0]);
        expect(same.base).toBe(map);
      }
      expect(map.flags.owndata).toBe(false);
      for (const other of [map.add(1), map.copy(), map.at([0, 1]), np.asarray([1])]) {
        expect("filename" in other).toBe(false);
      }
      (view as typeof map).flush();
      map.close();
    });

    it("and the map throw after close", () => {
      const path = bytesFile("closed.dat", 24);
      const map = np.memmap(path);
      const view = map.at("3:7");
      map.close();
      map.close();
      const message = `the memory map of '${path}' was closed; open the file again to go on with it`;
      for (const use of [
        () => map.item(0),
        () => view.item(0),
        () => view.set(0, 1),
        () => view.at("1:"),
        () => np.add.reduce(view),
        () => view.add(1),
        () => view.tolist(),
        () => map.flush(),
      ]) {
        expect(use).toThrow(message);
      }
    });

    it("give themselves up alone at the end of using, the map itself closes", () => {
      const path = bytesFile("using.dat", 24);
      let escaped: np.NDArray;
      {
        using map = np.memmap(path);
        {
          using view = map.at("3:7");
          view.set(0, 200);
        }
        expect(map.item(3)).toBe(200);
        escaped = map.at("5:");
      }
      expect(() => escaped.item(0)).toThrow(np.DisposedError);
    });
  });

  it("a file that was truncated is an error for whole-array operations, not the end of the process", () => {
    const path = bytesFile("cut.dat", 100_000);
    const lines = linesOf(`
      import { truncateSync } from "node:fs";
      import * as np from "strided";
      for (const use of [(m) => np.add.reduce(m), (m) => m.add(1), (m) => m.copy(), (m) => m.flush(), (m) => np.save("/dev/null", m)]) {
        const map = np.memmap(${JSON.stringify(path)}, { shape: 100_000 });
        truncateSync(${JSON.stringify(path)}, 5000);
        try { use(map); } catch (error) { console.log(error.name); }
        try { map.item(99_999); } catch (error) { console.log(error.name); }
      }`);
    expect(lines).toEqual(Array(5).fill(["FileError", "DisposedError"]).flat());
  });

  it("a file that was truncated is an error for single elements too", () => {
    const path = bytesFile("cut-items.dat", 1_000_000);
    const lines = linesOf(`
      import { truncateSync } from "node:fs";
      import * as np from "strided";
      const uses = {
        item: (m) => m.item(900_000),
        at: (m) => m.at(900_000).item(),
        set: (m) => m.set(900_000, 1),
        view: (m) => m.at("900000:").item(0),
        flat: (m) => m.flat.at(900_000),
        iteration: (m) => { for (const row of m.reshape([1000, 1000])) row.item(999); },
        tolist: (m) => m.tolist(),
        text: (m) => String(m),
        afterFlush: (m) => m.item(900_000),
        afterItem: (m) => m.item(900_000),
      };
      for (const [name, use] of Object.entries(uses)) {
        truncateSync(${JSON.stringify(path)}, 1_000_000);
        const map = np.memmap(${JSON.stringify(path)}, { shape: 1_000_000 });
        if (name === "afterFlush") map.flush();
        if (name === "afterItem") map.item(900_000);
        truncateSync(${JSON.stringify(path)}, 8);
        try { use(map); console.log(name, "no error"); } catch (error) { console.log(name, error.name); }
      }`);
    expect(lines).toEqual(
      [
        "item",
        "at",
        "set",
        "view",
        "flat",
        "iteration",
        "tolist",
        "text",
        "afterFlush",
        "afterItem",
      ].map((name) => `${name} FileError`),
    );
  });

  it("may be larger than the JavaScript heap", () => {
    const path = file("large.dat");
    const lines = linesOf(
      `import { statSync } from "node:fs";
      import v8 from "node:v8";
      import * as np from "strided";
      const limit = v8.getHeapStatistics().heap_size_limit;
      const bytes = Math.ceil(limit / 2 ** 20 + 16) * 2 ** 20;
      console.log(limit < 2 ** 28);
      const map = np.memmap(${JSON.stringify(path)}, { dtype: "float64", mode: "w+", shape: bytes / 8 });
      map.set(":1000", 1);
      map.set(-1, 0.5);
      console.log(np.add.reduce(map));
      map.close();
      console.log(statSync(${JSON.stringify(path)}).size === bytes);`,
      ["--max-old-space-size=48"],
    );
    expect(lines).toEqual(["true", "1000.5", "true"]);
  });

  it("is accounted for by np.memory", () => {
    const path = bytesFile("accounted.dat", 5000);
    const before = np.memory.info();
    const map = np.memmap(path);
    const during = np.memory.info();
    expect(during.mapped.bytes - before.mapped.bytes).toBe(5000);
    expect(during.kinds.mapped.pieces - before.kinds.mapped.pieces).toBe(1);
    expect(during.live).toEqual(before.live); // a file's bytes are no memory
    expect(np.memory.explain(map.at("1:")).owners.at(-1)).toBe(`map of ${path}, mode r+`);
    const report = np.memory.track(() => np.memmap(path).close());
    expect(report.allocations).toMatchObject([{ bytes: 5000, kind: "mapped", freed: true }]);
    map.close();
    expect(np.memory.info().mapped).toEqual(before.mapped);
  });

  it("shows as NumPy shows it, also when it is closed", () => {
    const map = np.memmap(bytesFile("shown.dat", 3));
    expect(String(map)).toBe("[0 1 2]");
    expect(np.array_repr(map)).toBe("memmap([0, 1, 2], dtype=uint8)");
    map.close();
    expect(inspect(map)).toBe("memmap(<disposed>, shape=(3,), dtype=uint8)");
  });

  it("spilled memory is told of once", () => {
    using _ = np.memory.limit("1 MiB", { spill: file(".") });
    const report = np.memory.track(() => np.zeros(2 ** 20).dispose());
    expect(report.allocations).toMatchObject([{ bytes: 2 ** 23, kind: "spill", freed: true }]);
  });
});

describe("what a file has no bytes for is refused in NumPy's order", () => {
  const empty = () => {
    const path = file("order.bin");
    writeFileSync(path, "");
    return path;
  };
  const refusal = (options: object): string => {
    try {
      return String(np.memmap(empty(), options as never).shape);
    } catch (error) {
      return (error as Error).message.split(/ \(|: /)[0]!;
    }
  };

  it("an unknown order after the map, but before lengths below zero", () => {
    expect(refusal({ mode: "r", order: "" })).toBe("cannot mmap an empty file");
    expect(refusal({ mode: "r", order: "", shape: [3] })).toBe(
      "mmap length is greater than file size",
    );
    expect(refusal({ mode: "r+", order: "", offset: 8 })).toBe(
      "order must be one of 'C', 'F', 'A', or 'K'",
    );
    expect(refusal({ mode: "r+", offset: 8 })).toBe("negative dimensions are not allowed");
    expect(refusal({ mode: "r", offset: 4096 })).toBe("memory mapped length must be positive");
  });

  it("one length of -1 is all that is mapped, a file that has nothing becomes one byte", () => {
    expect(refusal({ mode: "r+", shape: [-1] })).toBe("1");
    expect(refusal({ mode: "r+", offset: 8, dtype: "f8" })).toBe("0");
    expect(statSync(file("order.bin")).size).toBe(1);
  });

  it("an order may be bytes", () => {
    const order = new Uint8Array([0x46]);
    expect(np.zeros([2, 2], { order: order as never }).flags.f_contiguous).toBe(true);
    expect(() => np.zeros(2, { order: new Uint8Array(0) as never })).toThrow("(got b'')");
  });
});
