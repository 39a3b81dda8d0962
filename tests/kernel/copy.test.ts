// Moving elements: every bit survives, whatever the size, order, alignment or overlap.

import fc from "fast-check";
import { expect, test } from "vitest";
import { copyElements, copyItems, fillElements, swapItems } from "../../src/kernel/copy.js";
import { elementType, type NumericName, numericNames } from "../../src/kernel/lanes.js";
import { viewsOf } from "../../src/memory/buffer-views.js";
import { blank, place, read } from "./memory.js";

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 37 + 11) & 255);

test("items of any size and spacing keep their bytes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 5 }),
      fc.boolean(),
      (itemsize, shape, gap, offset, fortran) => {
        const axes = shape.map((_, axis) => axis);
        if (fortran) axes.reverse();
        const strides = shape.map(() => 0);
        let step = itemsize + gap;
        for (const axis of axes.reverse()) {
          strides[axis] = step;
          step *= Math.max(1, shape[axis]!);
        }
        const from = viewsOf(bytesOf(step + offset + itemsize).buffer);
        const packed: number[] = [];
        let place = itemsize;
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          packed[axis] = place;
          place *= shape[axis]!;
        }
        const to = viewsOf(new ArrayBuffer(Math.max(place, 1)));
        copyItems(
          shape,
          itemsize,
          { views: to, byteOffset: 0, byteStrides: packed },
          { views: from, byteOffset: offset, byteStrides: strides },
        );
        const count = shape.reduce((x, y) => x * y, 1);
        for (let i = 0; i < count; i++) {
          let rest = i;
          let at = offset;
          for (let axis = shape.length - 1; axis >= 0; axis--) {
            at += (rest % shape[axis]!) * strides[axis]!;
            rest = Math.floor(rest / shape[axis]!);
          }
          const item = to.u8.slice(i * itemsize, (i + 1) * itemsize);
          expect(item).toEqual(from.u8.slice(at, at + itemsize));
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("NaN payloads and signalling NaN survive copies of floats", () => {
  const bits = BigUint64Array.from([0x7ff0000000000001n, 0xfff8dead00000001n, 0x7ff0000000000000n]);
  const type = elementType("float64");
  for (const stride of [8, 16]) {
    const to = viewsOf(new ArrayBuffer(64));
    const from = { views: viewsOf(bits.buffer), byteOffset: 0, byteStrides: [8] };
    copyElements([3], { views: to, byteOffset: 0, byteStrides: [stride] }, type, from, type);
    expect([0, 1, 2].map((i) => to.dataView.getBigUint64(i * stride, true))).toEqual([...bits]);
  }
});

test("overlapping contiguous runs move as memmove", () => {
  for (const [from, to] of [
    [0, 100],
    [100, 0],
  ] as const) {
    const views = viewsOf(bytesOf(2000).buffer);
    const expected = views.u8.slice(from, from + 1600);
    const at = (byteOffset: number) => ({ views, byteOffset, byteStrides: [8] });
    copyItems([200], 8, at(to), at(from));
    expect(views.u8.slice(to, to + 1600)).toEqual(expected);
  }
});

test.each(numericNames)("%s changes its byte order and back", (name: NumericName) => {
  const native = elementType(name);
  const swapped = elementType(name, true);
  const count = 9;
  const source = viewsOf(bytesOf(count * native.itemsize).buffer);
  const from = { views: source, byteOffset: 0, byteStrides: [native.itemsize] };
  const there = blank(native, count);
  const back = blank(native, count);
  copyElements([count], there, swapped, from, native);
  copyElements([count], back, native, there, swapped);
  expect(back.views.u8).toEqual(source.u8);
  const width = native.itemsize / native.components;
  for (let i = 0; i < count * native.components; i++) {
    const part = source.u8.slice(i * width, (i + 1) * width).reverse();
    expect(there.views.u8.slice(i * width, (i + 1) * width)).toEqual(part);
  }
});

test("parts of items are swapped one by one", () => {
  const views = viewsOf(bytesOf(24).buffer);
  const to = viewsOf(new ArrayBuffer(24));
  const at = (of: typeof views) => ({ views: of, byteOffset: 0, byteStrides: [12] });
  swapItems([2], 4, 3, at(to), at(views));
  for (let i = 0; i < 6; i++) {
    expect(to.dataView.getUint32(i * 4, false)).toBe(views.dataView.getUint32(i * 4, true));
  }
});

test.each([
  ["int8", 300, 44],
  ["uint64", 2n ** 63n + 5n, 2n ** 63n + 5n],
  ["int64", -5n, -5n],
  ["bool", 2, 1],
  ["float16", 0.1, 0.0999755859375],
  ["float32", 0.1, Math.fround(0.1)],
] as const)("filling %s with %s", (name, value, expected) => {
  const type = elementType(name);
  const out = place([0, 0, 0], { type, byteOffset: 2, stride: type.itemsize * 2 });
  fillElements([3], out, type, value);
  expect(read(out, type, 3)).toEqual([expected, expected, expected]);
});

test("filling with a complex number", () => {
  const type = elementType("complex64");
  const out = blank(type, 2);
  fillElements([2], out, type, { re: 1.5, im: -2 });
  expect(read(out, type, 2)).toEqual([1.5, -2, 1.5, -2]);
  const real = blank(elementType("float64"), 1);
  fillElements([1], real, elementType("float64"), { re: 1.5, im: -2 });
  expect(read(real, elementType("float64"), 1)).toEqual([1.5]);
});
