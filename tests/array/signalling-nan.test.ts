// What is moved keeps every bit, also those of a NaN that signals: other bytes may stand behind it, as in numbers of the
// other byte order.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const DTYPES = ["<f4", ">f4", "<f8", ">f8", "<c8", ">c8", "<c16", ">c16", "<f2", ">f2"] as const;

/** Elements all of whose floats are NaN that signal, in one of the two byte orders. */
function signalling(dtype: (typeof DTYPES)[number], backward: boolean): [np.NDArray, string] {
  const array = np.zeros([4, 2], dtype);
  const size = array.itemsize / (dtype.includes("c") ? 2 : 1);
  const bytes = [1, 2, 3, 4, 5, 6]
    .slice(0, size - 2)
    .concat(size === 2 ? [0x21, 0x7c] : [0xa1, 0x7f]);
  if (size === 8) bytes[6] = 0xf1;
  const one = Buffer.from(backward ? bytes.reverse() : bytes).toString("hex");
  const memory = new Uint8Array(array.storage.buffer, array.byteOffset, array.nbytes);
  memory.set(Buffer.from(one.repeat(memory.length / size), "hex"));
  return [array, one];
}

describe.each(DTYPES)("%s", (dtype) => {
  it.each([false, true])("moved as it is (bytes backward: %s)", (backward) => {
    const [array, one] = signalling(dtype, backward);
    const moved: Record<string, np.NDArray> = {
      copy: array.copy(),
      transposed: array.T.copy(),
      backward: array.at("::-1").copy(),
      diagonal: array.diagonal().copy(),
      roll: np.roll(array, 3),
      take: np.take(array, [0, 3, 1]),
      rows: array.at([2, 0]),
      mask: array.at(np.ones([4, 2], "?")),
      tile: np.tile(array, 2),
      repeat: np.repeat(array, 3),
      astype: array.astype(dtype, { order: "F" }),
    };
    const target = np.zeros([2, 4], dtype);
    target.set("...", array.T);
    moved["set"] = target;
    for (const [way, result] of Object.entries(moved)) {
      const found = Buffer.from(result.tobytes()).toString("hex");
      expect(found, way).toBe(one.repeat(found.length / one.length));
    }
  });
});
