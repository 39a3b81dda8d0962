// frexp, nextafter and spacing of every half there is: what they say of each other.

import * as np from "strided";
import { expect, test } from "vitest";

const bits = np.arange(65536).astype("uint16");
const halves = np.frombuffer(bits.tobytes(), { dtype: "float16" });
const finite = halves.at(np.isfinite(halves)) as np.NDArray<"float16">;

test("frexp of all halves is a fraction from 1/2 to 1 and a power of two", () => {
  const [fraction, exponent] = np.frexp(finite);
  expect(fraction.dtype.name).toBe("float16");
  expect(exponent.dtype.name).toBe("int32");
  expect(np.array_equal(np.ldexp(fraction.astype("float64"), exponent), finite)).toBe(true);
  const size = np.abs(fraction.at(np.not_equal(finite, 0)) as np.NDArray<"float16">);
  expect([np.min(size) >= 0.5, np.max(size) < 1]).toEqual([true, true]);
  const [odd, none] = np.frexp(np.array([Infinity, -Infinity, NaN, 0], "float16"));
  expect([String(odd), String(none)]).toEqual(["[ inf -inf  nan   0.]", "[0 0 0 0]"]);
});

test("nextafter of all halves is the next one, spacing the way there", () => {
  const next = np.nextafter(finite, np.float16(Infinity));
  const sorted = np.sort(finite.at(np.not_equal(finite, 0)) as np.NDArray<"float16">);
  const after = np.nextafter(sorted, np.float16(Infinity));
  const isSmallest = np.equal(np.abs(sorted), 2 ** -24);
  const expected = np.concatenate([sorted.at("1:"), np.array([Infinity], "float16")]);
  expect(np.all(np.logical_or(np.equal(after, expected), isSmallest))).toBe(true);
  const way = np.subtract(next.astype("float64"), finite.astype("float64"));
  expect(np.array_equal(np.spacing(finite).astype("float64"), way)).toBe(true);
  // NumPy has one NaN here, whatever the operands' is
  const odd = np.frombuffer(Uint16Array.of(0xfe01, 0x7d55).buffer, { dtype: "float16" });
  expect(np.nextafter(odd, np.float16(1)).view("uint16").tolist()).toEqual([0x7e00, 0x7e00]);
});
