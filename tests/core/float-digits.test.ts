// The quick path of digit generation against its definition by long division.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DigitRequest,
  exactDigits,
  type FloatWidth,
  generateDigits,
  shortestDigits,
} from "../../src/core/float-digits.js";
import { halfToNumber, numberToHalf } from "../../src/core/half.js";

const shortest: DigitRequest = {
  unique: true,
  count: "total",
  most: -1,
  least: -1,
  keepZeros: true,
};

/** A positive finite float of the width, from bits. */
function floatOf(bits: bigint, width: FloatWidth): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  if (width === 2) return Math.abs(halfToNumber(view.getUint16(0)));
  return Math.abs(width === 4 ? view.getFloat32(0) : view.getFloat64(0));
}

const floats = fc
  .tuple(fc.constantFrom<FloatWidth[]>(2, 4, 8), fc.bigInt(0n, 2n ** 64n - 1n), fc.nat(40))
  .map(([width, bits, shift]) => {
    // Half of them with few bits set, where ties and exact decimals are.
    const x = shift < 20 ? floatOf(bits, width) : floatOf((bits >> 40n) << 40n, width);
    return { width, x };
  })
  .filter(({ x }) => Number.isFinite(x) && x > 0);

describe("shortest digits", () => {
  it("are those of the definition for every float16", () => {
    for (let bits = 1; bits < 0x7c00; bits++) {
      const x = halfToNumber(bits);
      expect(shortestDigits(x, 2)).toEqual(exactDigits(x, 2, shortest));
    }
  });

  it("are those of the definition for every power of two", () => {
    const powers = (low: number, high: number) =>
      Array.from({ length: high - low + 1 }, (_, i) => 2 ** (low + i));
    for (const x of powers(-1074, 1023)) {
      expect(shortestDigits(x, 8)).toEqual(exactDigits(x, 8, shortest));
    }
    for (const x of powers(-149, 127)) {
      expect(shortestDigits(x, 4)).toEqual(exactDigits(x, 4, shortest));
    }
  });

  it("are those of the definition where two decimals are equally near", () => {
    // Multiples of 1.25 with a spacing of 0.25: half way between two tenths.
    for (let i = 0; i < 2000; i++) {
      const single = (1677722 + 2 * i + 1) * 1.25;
      expect(shortestDigits(single, 4)).toEqual(exactDigits(single, 4, shortest));
      const double = (900719925474100 + 2 * i + 1) * 1.25;
      expect(shortestDigits(double, 8)).toEqual(exactDigits(double, 8, shortest));
    }
  });

  it("read back as the same float, and no fewer do", () => {
    fc.assert(
      fc.property(floats, ({ x, width }) => {
        const round = (value: number) =>
          width === 2
            ? halfToNumber(numberToHalf(value))
            : width === 4
              ? Math.fround(value)
              : value;
        const { digits, exponent } = shortestDigits(x, width);
        expect(round(Number(`${digits}e${exponent - digits.length + 1}`))).toBe(x);
        if (digits.length > 1) {
          const fewer = Number(digits.slice(0, -1));
          const scale = exponent - digits.length + 2;
          expect(round(Number(`${fewer}e${scale}`))).not.toBe(x);
          expect(round(Number(`${fewer + 1}e${scale}`))).not.toBe(x);
        }
      }),
      { numRuns: 2000, seed: 11 },
    );
  });
});

describe("requested digits", () => {
  const request = fc.record({
    unique: fc.boolean(),
    count: fc.constantFrom<("fraction" | "total")[]>("fraction", "total"),
    most: fc.integer({ min: -1, max: 24 }),
    least: fc.integer({ min: -1, max: 20 }),
    keepZeros: fc.boolean(),
  });

  it("are those of the definition", () => {
    fc.assert(
      fc.property(floats, request, ({ x, width }, asked) => {
        const most = asked.unique || asked.most >= 0 ? asked.most : 3;
        const fixed = { ...asked, most: asked.count === "total" && most === 0 ? 1 : most };
        const least = fixed.most >= 0 ? Math.min(asked.least, fixed.most) : asked.least;
        const full = { ...fixed, least };
        const expected = exactDigits(x, width, full);
        const actual = generateDigits(x, width, full);
        if (full.keepZeros) {
          expect(actual).toEqual(expected);
          return;
        }
        // Zeros at the end are the caller's business.
        const value = (decimal: typeof actual) => {
          const digits = decimal.digits.replace(/0+$/, "");
          return digits === "" ? "0" : `${digits}e${decimal.exponent}`;
        };
        expect(value(actual)).toBe(value(expected));
      }),
      { numRuns: 5000, seed: 12 },
    );
  });
});
