// Moves of raw elements and scans of masks as machine code, against loops written out here.

import * as np from "strided";
import { describe, expect, test } from "vitest";
import { nativeStatus } from "../../../src/kernel/x64/cpu.js";
import {
  type MoveLine,
  runNativeCount,
  runNativeGather,
  runNativeInRange,
  runNativeMove,
  runNativePositions,
} from "../../../src/kernel/x64/run-moves.js";
import { runNativeTurn } from "../../../src/kernel/x64/run-transpose.js";
import { viewsOf } from "../../../src/memory/buffer-views.js";
import { Random } from "../../oracle/random.js";

const here = nativeStatus().available;
const SEED = 20261123;

function randomSide(random: Random, bytes: number, count: number, lines: number, apart: boolean) {
  const listed = random.int(0, 1) === 0;
  const places = listed ? count + random.int(0, 5) : count;
  const size = apart ? bytes + random.pick([0, 0, 1, 8]) : random.pick([0, bytes, bytes + 3]);
  const stride = random.int(0, 3) === 0 ? -size : size;
  const line = size * places + random.pick([0, 16]);
  const span = line * lines + bytes + 70;
  const raw = new Uint8Array(span).map(() => random.int(0, 255));
  const base = 3 + (stride < 0 ? size * (places - 1) : 0);
  const order = Array.from({ length: places }, (_, i) => i);
  if (apart) order.sort(() => random.int(0, 2) - 1);
  const list = listed
    ? Int32Array.from({ length: count }, (_, i) => (apart ? order[i]! : random.int(0, places - 1)))
    : null;
  return { views: viewsOf(raw.buffer), base, stride, list, across: line } satisfies MoveLine;
}

function moveSlowly(to: MoveLine, from: MoveLine, count: number, lines: number, bytes: number) {
  const place = (side: MoveLine, line: number, i: number) =>
    side.base + line * side.across + side.stride * (side.list === null ? i : side.list[i]!);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < bytes; k++) {
        to.views.u8[place(to, line, i) + k] = from.views.u8[place(from, line, i) + k]!;
      }
    }
  }
}

describe.runIf(here)("moves as machine code", () => {
  test("elements of every size go where strides and lists say", () => {
    const random = new Random(SEED, 1);
    for (let run = 0; run < 2000; run++) {
      const bytes = random.pick([
        1, 2, 3, 4, 5, 7, 8, 12, 16, 20, 24, 32, 40, 64, 65, 100, 128, 200,
      ]);
      const count = random.pick([1, 2, 3, 4, 5, 8, 17, 40]);
      const lines = random.pick([1, 1, 2, 5]);
      const to = randomSide(random, bytes, count, lines, true);
      const from = randomSide(random, bytes, count, lines, false);
      const copy = { ...to, views: viewsOf(to.views.u8.slice().buffer) };
      expect(runNativeMove(to, from, count, lines, bytes)).toBe(true);
      moveSlowly(copy, from, count, lines, bytes);
      expect(Buffer.compare(to.views.u8, copy.views.u8), `run ${run}: ${bytes} bytes`).toBe(0);
    }
  });

  test("what is not in its buffer is refused", () => {
    const side = (length: number, more: Partial<MoveLine> = {}): MoveLine => {
      const views = viewsOf(new ArrayBuffer(length));
      return { views, base: 0, stride: 8, list: null, across: 0, ...more };
    };
    expect(runNativeMove(side(80), side(80), 10, 1, 8)).toBe(true);
    expect(runNativeMove(side(79), side(80), 10, 1, 8)).toBe(false);
    expect(runNativeMove(side(80), side(79), 10, 1, 8)).toBe(false);
    expect(runNativeMove(side(80), side(80, { stride: -8 }), 10, 1, 8)).toBe(false);
    expect(runNativeMove(side(160), side(80, { across: 8 }), 10, 2, 8)).toBe(false);
    expect(runNativeMove(side(80), side(80, { list: new Int32Array(9) }), 10, 1, 8)).toBe(false);
    const outside = side(80, { list: Int32Array.of(0, 10) });
    expect(() => runNativeMove(side(80), outside, 2, 1, 8)).toThrow(/outside of its memory/);
    const negative = side(80, { list: Int32Array.of(0, -1) });
    expect(() => runNativeMove(negative, side(80), 2, 1, 8)).toThrow(/outside of its memory/);
    const detached = side(80);
    structuredClone(detached.views.buffer, { transfer: [detached.views.buffer as ArrayBuffer] });
    expect(runNativeMove(side(80), detached, 1, 1, 8)).toBe(false);
  });
});

describe.runIf(here)("gathers by indices as machine code", () => {
  test("indices count from either end, in every line", () => {
    const random = new Random(SEED, 5);
    for (let run = 0; run < 500; run++) {
      const bytes = random.pick([1, 2, 3, 4, 8, 12, 16, 40, 64, 100]);
      const [count, lines, length] = [random.int(1, 20), random.int(1, 4), random.int(1, 9)];
      const width = random.pick([4, 8] as const);
      const list = Array.from({ length: count }, () => random.int(-length, length - 1));
      const raw = width === 4 ? Int32Array.from(list) : BigInt64Array.from(list.map(BigInt));
      const source = new Uint8Array(bytes * length * lines + 3).map(() => random.int(0, 255));
      const made = viewsOf(new ArrayBuffer(bytes * count * lines));
      const views = viewsOf(source.buffer);
      const [to, from] = [
        { views: made, offset: 0 },
        { views, offset: 3 },
      ];
      const indices = { views: viewsOf(raw.buffer), offset: 0, bytes: width, length };
      expect(runNativeGather(to, from, indices, count, lines, bytes)).toBe(true);
      for (let line = 0; line < lines; line++) {
        list.forEach((index, i) => {
          const place = 3 + bytes * (line * length + (index < 0 ? index + length : index));
          const at = bytes * (line * count + i);
          const found = made.u8.subarray(at, at + bytes);
          expect(Buffer.compare(found, source.subarray(place, place + bytes))).toBe(0);
        });
      }
    }
  });

  test("indices out of bounds are told of", () => {
    const views = viewsOf(new ArrayBuffer(160));
    const side = { views, offset: 0 };
    const target = { views: viewsOf(new ArrayBuffer(160)), offset: 0 };
    for (const bad of [10n, -11n, 2n ** 32n, -(2n ** 63n), 2n ** 63n - 1n]) {
      const raw = BigInt64Array.of(0n, -10n, 9n, bad, 3n);
      const indices = { views: viewsOf(raw.buffer), offset: 0, bytes: 8 as const, length: 10 };
      expect(runNativeGather(target, side, indices, 3, 2, 8)).toBe(true);
      expect(runNativeGather(target, side, indices, 4, 2, 8)).toBe(false);
      expect(runNativeGather(target, side, indices, 6, 1, 8)).toBe(false);
      expect(runNativeGather(target, side, { ...indices, length: 11 }, 3, 2, 8)).toBe(false);
    }
  });
});

describe.runIf(here)("turned copies as machine code", () => {
  test("lines become columns, whatever lies between them", () => {
    const random = new Random(SEED, 6);
    for (let run = 0; run < 600; run++) {
      const bytes = random.pick([4, 8, 16]);
      const side = 64 / bytes;
      const [lines, elements] = [side + random.int(0, 40), side + random.int(0, 40)];
      const plane = (count: number, length: number) => {
        const stride = length * bytes + random.pick([0, 0, 1, 5, 16, 64]);
        const backward = random.int(0, 2) === 0;
        const start = random.int(0, 70);
        const raw = new Uint8Array(start + stride * count + random.int(0, 9));
        const offset = start + (backward ? stride * (count - 1) : 0);
        return { views: viewsOf(raw.buffer), offset, stride: backward ? -stride : stride };
      };
      const [to, from] = [plane(lines, elements), plane(elements, lines)];
      from.views.u8.set(from.views.u8.map(() => random.int(0, 255)));
      const wanted = to.views.u8.slice();
      for (let i = 0; i < lines; i++) {
        for (let j = 0; j < elements; j++) {
          const at = from.offset + j * from.stride + i * bytes;
          wanted.set(from.views.u8.subarray(at, at + bytes), to.offset + i * to.stride + j * bytes);
        }
      }
      const turned = (one: typeof from, other: typeof to) =>
        runNativeTurn(
          other.views,
          other.offset,
          other.stride,
          one.views,
          one.offset,
          one.stride,
          lines,
          elements,
          bytes,
        );
      expect(turned(from, to)).toBe(true);
      const what = `run ${run}: ${lines} lines of ${elements} elements of ${bytes} bytes`;
      expect(Buffer.compare(to.views.u8, wanted), what).toBe(0);
    }
  });

  test("what is not in its buffer, too small or written twice is refused", () => {
    const views = viewsOf(new ArrayBuffer(8 * 64));
    const other = viewsOf(new ArrayBuffer(8 * 64));
    const turn = (
      to: [number, number],
      from: [number, number],
      lines = 8,
      elements = 8,
      bytes = 8,
    ) => runNativeTurn(views, to[0], to[1], other, from[0], from[1], lines, elements, bytes);
    expect(turn([0, 64], [0, 64])).toBe(true);
    expect(turn([7 * 64, -64], [7 * 64, -64])).toBe(true);
    expect(turn([1, 64], [0, 64])).toBe(false);
    expect(turn([0, 64], [1, 64])).toBe(false);
    expect(turn([0, 64], [0, 65])).toBe(false);
    expect(turn([0, -64], [0, 64])).toBe(false);
    expect(turn([0, 63], [0, 64])).toBe(false);
    expect(turn([0, 64], [0, 64], 7, 8)).toBe(false);
    expect(turn([0, 64], [0, 64], 8, 7)).toBe(false);
    expect(turn([0, 64], [0, 64], 8, 8, 2)).toBe(false);
    structuredClone(other.buffer, { transfer: [other.buffer as ArrayBuffer] });
    expect(turn([0, 64], [0, 64])).toBe(false);
  });

  test("arrays of all sizes are copied in another order", () => {
    for (const dtype of ["float64", "float32", "complex128", "int64", "complex64", ">f8", ">i4"]) {
      for (const [m, n] of [
        [8, 8],
        [10, 10],
        [37, 4],
        [130, 21],
        [16, 33],
        [701, 500],
      ] as const) {
        const a = np
          .arange(m * n, "float64")
          .reshape([m, n])
          .astype(dtype as "float64");
        for (const view of [a, a.at("::-1, :"), a.at(":, 1:"), np.stack([a, a], 1).at(":, 0")]) {
          const turned = np.ascontiguousarray(view.T);
          expect(turned.strides).toEqual([view.shape[0]! * a.itemsize, a.itemsize]);
          const back = np.ascontiguousarray(turned.T);
          expect(np.array_equal(back, view)).toBe(true);
          const [i, j] = [view.shape[0]! - 3, view.shape[1]! - 2];
          expect(String(turned.at(j, i))).toBe(String(view.at(i, j)));
          expect(np.array_equal(turned.at(1), view.at(":", 1))).toBe(true);
        }
      }
    }
  });

  test("planes of more axes too, among threads", () => {
    const a = np.arange(40 * 90 * 70, "float64").reshape([40, 90, 70]);
    for (const axes of [
      [0, 2, 1],
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
    ]) {
      const turned = np.ascontiguousarray(a.transpose(axes));
      for (let i = 0; i < turned.shape[0]!; i += 7) {
        const plane = a.transpose(axes).at(i);
        expect(turned.at(i).tolist()).toEqual(plane.tolist());
      }
      expect(np.sum(turned)).toBe(np.sum(a));
    }
  });
});

describe.runIf(here)("scans as machine code", () => {
  test("true bytes are counted and found", () => {
    const random = new Random(SEED, 2);
    for (let run = 0; run < 300; run++) {
      const count = random.pick([0, 1, 15, 16, 63, 64, 65, 130, 1000]);
      const often = random.pick([0, 1, 5, 100]);
      const bytes = new Uint8Array(count + 9).map(() =>
        random.int(0, often) === 0 ? random.int(1, 255) : 0,
      );
      const start = random.int(0, 9);
      const views = viewsOf(bytes.buffer);
      const expected = [...bytes.subarray(start, start + count)].flatMap((x, i) => (x ? [i] : []));
      expect(runNativeCount(views, start, count)).toBe(expected.length);
      expect([...runNativePositions(views, start, count)!]).toEqual(expected);
    }
    expect(runNativeCount(viewsOf(new ArrayBuffer(64)), 1, 64)).toBe(-1);
  });

  test("positions from either end come into range, others are told of", () => {
    for (const list of [BigInt64Array, Int32Array]) {
      const size = list.BYTES_PER_ELEMENT as 4 | 8;
      for (const count of [1, 7, 8, 9, 16, 17, 100]) {
        const numbers = Array.from({ length: count }, (_, i) => ((i * 37) % 21) - 10);
        const make = (all: readonly number[]) =>
          viewsOf(
            (list === Int32Array ? Int32Array.from(all) : BigInt64Array.from(all.map(BigInt)))
              .buffer,
          );
        const found = runNativeInRange(make(numbers), 0, count, size, 11);
        expect([...found!]).toEqual(numbers.map((x) => (x < 0 ? x + 11 : x)));
        for (const bad of [11, -12, 2 ** 31 - 1, -(2 ** 31)]) {
          const wrong = [...numbers.slice(0, -1), bad];
          expect(runNativeInRange(make(wrong), 0, count, size, 11)).toBe(null);
        }
      }
    }
  });
});

test.skipIf(here)(`no machine code here: ${nativeStatus().reason}`, () => {});
