// Kernel memory maps as storages: what reaches the file, what never does, and how a map ends.

import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { totalmem } from "node:os";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { DisposedError, FileError, MemoryError, ValueError } from "../../src/memory/errors.js";
import { libc, libcStatus } from "../../src/memory/libc.js";
import { endMapsBeyond, isMapped, mapFile, mappings } from "../../src/memory/mapping.js";
import { linesOf, runNode, sourceUrl } from "../support/child.js";
import { temporaryFolder } from "../support/temp.js";

const file = temporaryFolder();
const GiB = 2 ** 30;
const status = libcStatus();

function caught(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

function bytesFile(name: string, length: number): string {
  const path = file(name);
  writeFileSync(
    path,
    Uint8Array.from({ length }, (_, i) => i & 255),
  );
  return path;
}

describe.skipIf(!status.available)(`mapFile${status.reason ? ` (${status.reason})` : ""}`, () => {
  it("w+ creates a file of zeros, and what is written is in the file", () => {
    const path = file("created.dat");
    const map = mapFile(path, { mode: "w+", byteLength: 100_000 });
    expect(map.kind).toBe("mapped");
    expect(map.writable).toBe(true);
    expect(map.views.u8.every((byte) => byte === 0)).toBe(true);
    map.views.u8[99_999] = 7;
    map.flush();
    const contents = readFileSync(path);
    expect(contents.length).toBe(100_000);
    expect(contents[99_999]).toBe(7);
    map.close();
  });

  it("w+ empties a file that exists, shorter or longer", () => {
    for (const length of [10, 5000]) {
      const path = bytesFile(`emptied-${length}.dat`, 1000);
      const map = mapFile(path, { mode: "w+", byteLength: length });
      map.close();
      const contents = readFileSync(path);
      expect(contents.length).toBe(length);
      expect(contents.every((byte) => byte === 0)).toBe(true);
    }
  });

  it("another process reads what was changed, before any flush", () => {
    const path = bytesFile("shared.dat", 9000);
    const map = mapFile(path, { mode: "r+" });
    map.views.u8[8192] = 200;
    const reader = `process.stdout.write(String(require("fs").readFileSync(${JSON.stringify(path)})[8192]))`;
    expect(spawnSync(process.execPath, ["-e", reader], { encoding: "utf8" }).stdout).toBe("200");
    map.close();
  });

  it("starts at any byte", () => {
    const path = bytesFile("offset.dat", 20_000);
    for (const offset of [0, 3, 4095, 4096, 4097, 10_001, 19_999]) {
      const map = mapFile(path, { mode: "r", offset });
      expect(map.byteLength).toBe(20_000 - offset);
      expect(map.views.u8[map.byteOffset]).toBe(offset & 255);
      expect(map.views.u8[map.byteOffset + map.byteLength - 1]).toBe(19_999 & 255);
      map.close();
    }
  });

  it("maps nothing where nothing is asked for", () => {
    const path = bytesFile("nothing.dat", 4096);
    for (const offset of [0, 1, 4096]) {
      const map = mapFile(path, { mode: "r", offset, byteLength: 0 });
      map.assertLive();
      map.check();
      map.flush();
      map.close();
    }
  });

  it("r+ makes a short file longer, with zeros", () => {
    const path = bytesFile("grown.dat", 10);
    mapFile(path, { mode: "r+", byteLength: 8192 }).close();
    const contents = readFileSync(path);
    expect(contents.length).toBe(8192);
    expect([contents[9], contents[10], contents[8191]]).toEqual([9, 0, 0]);
    expect(statSync(path).blocks * 512).toBeGreaterThanOrEqual(8192); // space, not a hole
  });

  it("c and r never change the file, even through raw typed arrays", () => {
    const path = bytesFile("private.dat", 5000);
    for (const mode of ["c", "r"] as const) {
      const map = mapFile(path, { mode });
      expect(map.writable).toBe(mode === "c");
      const raw = map.views.u8;
      raw[0] = 99; // a map without the right to write would end the process here
      expect(raw[0]).toBe(99);
      map.flush();
      map.close();
      expect(readFileSync(path)[0]).toBe(0);
    }
  });

  it("takes paths, URLs, bytes and descriptors", () => {
    const path = bytesFile("named ü.dat", 300);
    const link = file("link.dat");
    symlinkSync(path, link);
    for (const name of [path, link, pathToFileURL(path), Buffer.from(path)]) {
      const map = mapFile(name, { mode: "r" });
      expect(map.views.u8[255]).toBe(255);
      expect(map.path).toBe(name === link ? link : path);
      map.close();
    }
    const fd = openSync(path, "r+");
    const map = mapFile(fd, { mode: "r+", byteLength: 400 });
    expect(map.path).toBeNull();
    closeSync(fd);
    map.views.u8[399] = 1;
    map.close();
    expect(readFileSync(path)[399]).toBe(1);
  });

  it("accounts for what is mapped", () => {
    const path = bytesFile("counted.dat", 3000);
    const [count, bytes] = [mappings.count, mappings.bytes];
    const map = mapFile(path, { mode: "r", offset: 1000 });
    expect(mappings.count).toBe(count + 1);
    expect(mappings.bytes).toBe(bytes + 2000);
    expect(mappings.peakBytes).toBeGreaterThanOrEqual(mappings.bytes);
    expect(mappings.list().at(-1)).toEqual({
      id: map.id,
      path,
      mode: "r",
      offset: 1000,
      bytes: 2000,
    });
    map.close();
    expect([mappings.count, mappings.bytes]).toEqual([count, bytes]);
  });

  it("advises, and gives memory back without losing changes", () => {
    const path = bytesFile("advised.dat", 100_000);
    const map = mapFile(path, { mode: "r+" });
    for (const advice of ["sequential", "random", "willneed", "normal"] as const)
      map.advise(advice);
    map.views.u8[50_000] = 123;
    map.advise("dontneed");
    expect(map.views.u8[50_000]).toBe(123);
    map.close();
    const copy = mapFile(path, { mode: "c" });
    expect(() => copy.advise("dontneed")).toThrow(ValueError);
    copy.close();
  });

  describe("closing", () => {
    it("throws from then on, and says what to do", () => {
      const path = bytesFile("closed.dat", 100);
      const map = mapFile(path, { mode: "r+" });
      map.close();
      map.close();
      expect(map.disposed).toBe(true);
      for (const use of [() => map.assertLive(), () => map.check(), () => map.flush()]) {
        const error = caught(use);
        expect(error).toBeInstanceOf(DisposedError);
        expect(error.message).toBe(
          `the memory map of '${path}' was closed; open the file again to go on with it`,
        );
      }
    });

    it("leaves stray typed arrays zeros to read, and writes to them nowhere, in a process that lives on", () => {
      const path = bytesFile("stray.dat", 10_000);
      const lines = linesOf(
        `import { mapFile } from ${JSON.stringify(sourceUrl("memory/mapping.ts"))};
        const map = mapFile(${JSON.stringify(path)}, { mode: "r+" });
        const raw = new Uint8Array(map.buffer);
        console.log(raw[9999]);
        map.close();
        console.log(raw[9999], raw.reduce((a, b) => a + b, 0));
        raw[3] = 77;
        for (let i = 0; i < 5; i++) { gc(); await new Promise((next) => setTimeout(next, 5)); }
        console.log(raw[3]);`,
        ["--expose-gc"],
      );
      expect(lines).toEqual([`${9999 & 255}`, "0 0", "77"]);
      expect(readFileSync(path)[3]).toBe(3);
    });

    it("unmaps when the buffer has been collected, not before", () => {
      const path = bytesFile("collected.dat", 100_000);
      const lines = linesOf(
        `import { readFileSync } from "node:fs";
        import { mapFile, mappings } from ${JSON.stringify(sourceUrl("memory/mapping.ts"))};
        const mapped = () => readFileSync("/proc/self/maps", "utf8").split("collected.dat").length - 1;
        const settle = async () => {
          for (let i = 0; i < 10; i++) { gc(); await new Promise((next) => setTimeout(next, 5)); }
        };
        let raw = (() => mapFile(${JSON.stringify(path)}, { mode: "r" }).views.u8)();
        await settle();
        console.log(mapped(), mappings.count, raw[255]);
        raw = null;
        await settle();
        console.log(mapped(), mappings.count);`,
        ["--expose-gc"],
      );
      expect(lines).toEqual(["1 1 255", "0 0"]);
    });

    it("is not fooled by a transfer of the buffer", () => {
      const path = bytesFile("transferred.dat", 5000);
      const { buffer } = mapFile(path, { mode: "r" });
      try {
        structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
      } catch {
        // newer versions of Node refuse, older ones copy
      }
      expect(buffer.byteLength).toBeGreaterThanOrEqual(5000);
      if ("transfer" in buffer) {
        expect(() => (buffer as { transfer(): unknown }).transfer()).toThrow(TypeError);
      }
    });
  });

  describe("a file that is shortened under a map", () => {
    it("is noticed by check and flush, and the map is closed instead of crashing", () => {
      const path = bytesFile("cut.dat", 50_000);
      const map = mapFile(path, { mode: "r+" });
      const raw = map.views.u8;
      map.check();
      truncateSync(path, 5000);
      const error = caught(() => map.flush()) as FileError;
      expect(error).toBeInstanceOf(FileError);
      expect(error.message).toBe(
        `the file '${path}' was truncated while it was mapped: the map ends at byte 50000 and the file ` +
          "at byte 5000; the map is closed, open it again with what is left",
      );
      expect(() => map.assertLive()).toThrow(DisposedError);
      expect(raw[49_999]).toBe(0); // would be SIGBUS
    });

    it("by strided itself ends the maps beyond the new end first", () => {
      const path = bytesFile("own.dat", 50_000);
      const head = mapFile(path, { mode: "r", byteLength: 100 });
      const all = mapFile(path, { mode: "r" });
      const raw = all.views.u8;
      const stat = statSync(path, { bigint: true });
      expect(isMapped(stat)).toBe(true);
      mapFile(path, { mode: "w+", byteLength: 6000 }).close();
      expect(() => all.assertLive()).toThrow(/was made shorter \(6000 bytes\)/);
      expect(raw[49_999]).toBe(0);
      head.check();
      expect(head.views.u8[5]).toBe(0); // emptied by w+
      head.close();
      expect(isMapped(stat)).toBe(false);
    });

    it("does not spare a raw typed array whose storage was dropped", () => {
      const path = bytesFile("dropped.dat", 50_000);
      const raw = (() => mapFile(path, { mode: "r" }).views.u8)();
      endMapsBeyond({ ...statSync(path, { bigint: true }), path }, 0);
      truncateSync(path, 0);
      expect(raw[49_999]).toBe(0);
    });
  });

  describe("errors leave the file untouched", () => {
    it("a missing file", () => {
      const path = file("missing.dat");
      for (const mode of ["r", "r+", "c"] as const) {
        const error = caught(() => mapFile(path, { mode })) as FileError;
        expect(error).toBeInstanceOf(FileError);
        expect(error.code).toBe("ENOENT");
        expect(error.message).toBe(
          `[Errno 2] No such file or directory: '${path}' (mode '${mode}' needs a file that exists; mode 'w+' creates one)`,
        );
        expect(existsSync(path)).toBe(false);
      }
      expect(
        caught(() => mapFile(file("no/folder.dat"), { mode: "w+", byteLength: 1 })),
      ).toMatchObject({
        code: "ENOENT",
      });
    });

    it("not a regular file", () => {
      expect(caught(() => mapFile(file("."), { mode: "r" }))).toMatchObject({ code: "EISDIR" });
      expect(caught(() => mapFile("/dev/null", { mode: "r" }))).toMatchObject({ code: "EINVAL" });
    });

    it("a range that is not in the file", () => {
      const path = bytesFile("short.dat", 10);
      const error = caught(() => mapFile(path, { mode: "r", offset: 4, byteLength: 7 }));
      expect(error).toBeInstanceOf(ValueError);
      expect(error.message).toMatch(/^mmap length is greater than file size: .* has 10 bytes/);
      expect(() => mapFile(path, { mode: "c", offset: -1 })).toThrow(ValueError);
      expect(() => mapFile(path, { mode: "r+", byteLength: 1.5 })).toThrow(ValueError);
    });

    it("a file longer than the file system can hold", () => {
      const path = bytesFile("huge.dat", 10);
      const error = caught(() => mapFile(path, { mode: "r+", byteLength: 2 ** 52 })) as FileError;
      expect(error.code).toMatch(/EFBIG|ENOSPC/);
      expect(statSync(path).size).toBe(10);
      const created = file("huge-created.dat");
      expect(() => mapFile(created, { mode: "w+", byteLength: 2 ** 52 })).toThrow(FileError);
      expect(existsSync(created)).toBe(false);
    });

    it("a full disk", (context) => {
      const disk = file("disk");
      mkdirSync(disk);
      const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]);
      if (mounted.status !== 0)
        context.skip("a small file system can't be mounted here (not root)");
      try {
        const created = `${disk}/created.dat`;
        const error = caught(() => mapFile(created, { mode: "w+", byteLength: 2 * 2 ** 20 }));
        expect(error).toMatchObject({ name: "FileError", code: "ENOSPC" });
        expect(error.message).toBe(
          `[Errno 28] No space left on device: '${created}' (2097152 bytes are needed; it was not created)`,
        );
        expect(existsSync(created)).toBe(false);
        const existing = `${disk}/existing.dat`;
        writeFileSync(existing, "contents");
        for (const mode of ["r+", "w+"] as const) {
          expect(() => mapFile(existing, { mode, byteLength: 2 * 2 ** 20 })).toThrow(
            /it is as it was/,
          );
          expect(readFileSync(existing, "utf8")).toBe("contents");
        }
        const fits = mapFile(existing, { mode: "w+", byteLength: 2 ** 19 });
        fits.views.u8.fill(1); // every byte has its place
        fits.close();
      } finally {
        spawnSync("umount", ["-l", disk]);
      }
    });
  });

  describe("more than 4 GiB", () => {
    it("is mapped in one piece, with little memory, and unmapped with its buffer", (context) => {
      if (libc().maxViewLength < 6 * GiB && totalmem() < 8 * GiB) {
        context.skip("this version of Node must reserve as much memory, and the machine has less");
      }
      const path = file("large.dat");
      const fd = openSync(path, "w");
      ftruncateSync(fd, 6 * GiB); // a hole
      closeSync(fd);
      const lines = linesOf(
        `import { openSync, readFileSync, readSync } from "node:fs";
        import { mapFile } from ${JSON.stringify(sourceUrl("memory/mapping.ts"))};
        const GiB = 2 ** 30;
        const path = ${JSON.stringify(path)};
        const mapped = () => readFileSync("/proc/self/maps", "utf8").split("large.dat").length - 1;
        let map = mapFile(path, { mode: "r+", offset: 24, byteLength: 5 * GiB });
        map.views.f64[(map.byteOffset + 5 * GiB - 8) / 8] = 2.5;
        map.check();
        const eight = Buffer.alloc(8);
        readSync(openSync(path), eight, 0, 8, 5 * GiB + 16);
        console.log(eight.readDoubleLE(), process.memoryUsage().rss < GiB);
        map.close();
        console.log(mapped());
        map = mapFile(path, { mode: "c", byteLength: 6 * GiB });
        console.log(mapped());
        map = null;
        for (let i = 0; i < 20; i++) { gc(); await new Promise((next) => setTimeout(next, 5)); }
        console.log(mapped());
        new ArrayBuffer(5 * GiB);
        console.log("alive");`,
        ["--expose-gc"],
      );
      expect(lines).toEqual(["2.5 true", "0", "1", "0", "alive"]);
    });

    it("is refused, not fatal, where the runtime has no way", () => {
      const path = file("larger.dat");
      const fd = openSync(path, "w");
      ftruncateSync(fd, 2 ** 42);
      closeSync(fd);
      try {
        mapFile(path, { mode: "r" }).close(); // Node 22 and newer
      } catch (error) {
        expect(error).toBeInstanceOf(MemoryError);
        expect(String(error)).toMatch(/Unable to map 4398046511104 bytes in one piece: .*Node 22/);
      }
    });
  });
});

describe("without koffi", () => {
  it("importing works, and mapping says what to install", () => {
    const code = `
      import Module from "node:module";
      const resolve = Module._resolveFilename;
      Module._resolveFilename = function (name, ...rest) {
        if (name === "koffi") throw Object.assign(new Error("Cannot find module 'koffi'"), { code: "MODULE_NOT_FOUND" });
        return resolve.call(this, name, ...rest);
      };
      const { mapFile } = await import(${JSON.stringify(sourceUrl("memory/mapping.ts"))});
      const { libcStatus } = await import(${JSON.stringify(sourceUrl("memory/libc.ts"))});
      try { mapFile(${JSON.stringify(file("never.dat"))}, { mode: "w+", byteLength: 8 }); }
      catch (error) { console.log(error.name, "|", error.message); }
      console.log(libcStatus().available, libcStatus().reason);`;
    const { stdout } = runNode(code);
    expect(stdout).toBe(
      "DependencyError | memory maps call the operating system through the optional package koffi: " +
        "npm install koffi (it could not be loaded: Cannot find module 'koffi')\n" +
        "false memory maps call the operating system through the optional package koffi: " +
        "npm install koffi (it could not be loaded: Cannot find module 'koffi')\n",
    );
    expect(existsSync(file("never.dat"))).toBe(false);
  });
});
