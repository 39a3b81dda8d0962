// Archives that lie: about sizes, places and names. Each lie is a typed error and costs no memory to speak of.

import { deflateRawSync } from "node:zlib";
import * as np from "strided";
import { expect, test } from "vitest";
import { crc32 } from "../../../src/io/crc32.js";
import { RowReader } from "../../../src/io/text/tokenizer.js";

interface Member {
  readonly name: string;
  readonly method: 0 | 8;
  readonly packed: Uint8Array;
  readonly crc: number;
  readonly size: number;
  /** Where the directory says that it begins; where it does, without it. */
  readonly offset?: number;
  /** Sizes in the fields of ZIP64: unpacked, packed, place. */
  readonly wide?: readonly bigint[];
  /** The name in its own header. */
  readonly nameThere?: string;
}

function record(
  length: number,
  write: (view: DataView) => void,
  ...rest: Uint8Array[]
): Uint8Array {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return Buffer.concat([bytes, ...rest]);
}

function zip64(values: readonly bigint[]): Uint8Array {
  return record(4 + 8 * values.length, (view) => {
    view.setUint16(0, 1, true);
    view.setUint16(2, 8 * values.length, true);
    values.forEach((value, i) => {
      view.setBigUint64(4 + 8 * i, value, true);
    });
  });
}

function archive(members: readonly Member[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let position = 0;
  for (const { name, method, packed, crc, size, offset, nameThere, wide } of members) {
    const facts = (view: DataView, from: number) => {
      view.setUint16(from, method, true);
      view.setUint32(from + 6, crc, true);
      view.setUint32(from + 10, packed.length, true);
      view.setUint32(from + 14, size, true);
    };
    const there = Buffer.from(nameThere ?? name);
    const here = Buffer.from(name);
    const local = record(
      30,
      (view) => {
        view.setUint32(0, 0x04034b50, true);
        facts(view, 8);
        view.setUint16(26, there.length, true);
      },
      there,
      packed,
    );
    directory.push(
      record(
        46,
        (view) => {
          view.setUint32(0, 0x02014b50, true);
          facts(view, 10);
          view.setUint16(28, here.length, true);
          view.setUint32(42, offset ?? position, true);
          if (wide === undefined) return;
          view.setUint16(30, 4 + 8 * wide.length, true);
          for (const at of [20, 24, 42].slice(0, wide.length)) view.setUint32(at, 0xffffffff, true);
        },
        here,
        wide === undefined ? Buffer.alloc(0) : zip64(wide),
      ),
    );
    parts.push(local);
    position += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = record(22, (view) => {
    view.setUint32(0, 0x06054b50, true);
    view.setUint16(8, members.length, true);
    view.setUint16(10, members.length, true);
    view.setUint32(12, listed.length, true);
    view.setUint32(16, position, true);
  });
  return Buffer.concat([...parts, listed, end]);
}

function npyOf(array: np.NDArray): Uint8Array {
  const file = new np.lib.npyio.BytesIO();
  np.save(file, array);
  return file.getvalue();
}

/** A .npy file whose header promises `count` bytes. */
function promising(count: number, data: Uint8Array): Uint8Array {
  const header = npyOf(np.zeros(0, "uint8")).slice(0, 128);
  const text = Buffer.from(header).toString("latin1").replace("(0,)", `(${count},)`).slice(0, 127);
  return Buffer.concat([Buffer.from(`${text}\n`, "latin1"), data]);
}

const stored = (name: string, content: Uint8Array): Member => ({
  name,
  method: 0,
  packed: content,
  crc: crc32(content),
  size: content.length,
});

const open = (members: readonly Member[]) => np.load<np.NpzFile>(archive(members));
const good = npyOf(np.arange(3));

test("the archive made here is a good one", () => {
  expect(
    open([stored("a.npy", good)])
      .get("a")
      .tolist(),
  ).toEqual([0, 1, 2]);
});

test("a packed member that promises more than it holds costs what it holds", () => {
  const noise = new Uint8Array(300_000);
  for (let i = 0; i < noise.length; i++) noise[i] = (i * 7919) >> 3;
  const content = promising(2 ** 27, noise);
  const packed = deflateRawSync(content, { level: 0 });
  const lie: Member = { ...stored("a.npy", content), method: 8, packed, size: 2 ** 27 + 128 };
  const file = open([lie]);
  const report = np.memory.track(() => {
    expect(() => file.get("a")).toThrow(/^Failed to read all data for array/);
  });
  expect(report.bytes_peak).toBeLessThan(4 * 2 ** 20);
});

test("a member that is really large stops at the limit", () => {
  const zeros = deflateRawSync(promising(2 ** 26, new Uint8Array(2 ** 26)));
  expect(zeros.length).toBeLessThan(2 ** 17);
  const bomb: Member = {
    ...stored("a.npy", new Uint8Array()),
    method: 8,
    packed: zeros,
    size: 2 ** 26 + 128,
  };
  using _ = np.memory.limit(np.memory.info().live.bytes + 2 ** 24);
  expect(() => open([bomb]).get("a")).toThrow(np.MemoryError);
});

test("members on top of each other", () => {
  const inner = archive([stored("b.npy", good)]);
  expect(() =>
    open([stored("a.npy", good), { ...stored("b.npy", good), offset: 0 }]).get("b"),
  ).toThrow(/and header differ/);
  const outer = [
    { ...stored("a.npy", inner) },
    { ...stored("b.npy", good), offset: 30 + "a.npy".length },
  ];
  expect(() => open(outer).get("a")).toThrow(/^Overlapped entries: 'a.npy' \(possible zip bomb\)/);
  const twice = [stored("a.npy", good), { ...stored("a.npy", good), offset: 0 }];
  expect(() => {
    const file = open(twice);
    file.get("a");
    for (const [, array] of file.items()) String(array);
  }).not.toThrow(TypeError);
});

test("a name that is not the one in the member's header", () => {
  expect(() => open([{ ...stored("a.npy", good), nameThere: "b.npy" }]).get("a")).toThrow(
    /^File name in directory 'a.npy' and header differ\./,
  );
});

test("lies in the fields of ZIP64", () => {
  const n = BigInt(good.length);
  const cases: bigint[][] = [
    [2n ** 40n, n],
    [n, 2n ** 40n],
    [2n ** 40n, 2n ** 40n],
    [2n ** 64n - 1n, 2n ** 64n - 1n],
    [n, n, 2n ** 60n],
    [n, n, 2n ** 64n - 1n],
  ];
  for (const wide of cases) {
    for (const method of [0, 8] as const) {
      const report = np.memory.track(() => {
        expect(() => open([{ ...stored("a.npy", good), method, wide }]).get("a")).toThrow(
          np.ValueError,
        );
      });
      expect(report.bytes_peak).toBeLessThan(2 ** 16);
    }
  }
});

test("names that would leave a folder are only names", () => {
  const file = open([stored("../../etc/passwd.npy", good), stored("/abs.npy", good)]);
  expect(file.files).toEqual(["../../etc/passwd", "/abs"]);
  expect(file.get("/abs").tolist()).toEqual([0, 1, 2]);
});

test("a checksum that is wrong, a place that is none", () => {
  expect(() => open([{ ...stored("a.npy", good), crc: 1 }]).get("a")).toThrow(
    /^Bad CRC-32 for file 'a.npy'/,
  );
  expect(() => open([{ ...stored("a.npy", good), offset: 2 ** 31 }]).get("a")).toThrow(
    /^Truncated file header/,
  );
  expect(() => open([{ ...stored("a.npy", good), offset: 3 }]).get("a")).toThrow(
    /^Bad magic number for file header/,
  );
});

test("a member that is no .npy file gives its bytes", () => {
  const file = open([stored("note.txt", new TextEncoder().encode("hi"))]);
  expect([...(file.get("note.txt") as unknown as Uint8Array)]).toEqual([104, 105]);
});

test("a directory of a great many entries takes no great time", () => {
  const one = stored("a.npy", good);
  const many = Array.from({ length: 60_000 }, () => ({
    ...one,
    packed: new Uint8Array(),
    size: 0,
  }));
  const started = performance.now();
  expect(open(many).files).toEqual(["a"]);
  expect(performance.now() - started).toBeLessThan(5000);
});

test("a text without line ends stops at a line's longest length", { timeout: 30_000 }, () => {
  const piece = "1".repeat(2 ** 22);
  const source = { byLine: false, totalBytes: null, bytesRead: 0, next: () => piece };
  const rows = new RowReader(source, { delimiter: 44, comment: 35, quote: 34 });
  expect(() => rows.next()).toThrow(/^line too long to handle while reading file/);
});
