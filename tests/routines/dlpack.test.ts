// DLPack in JavaScript: capsules of our own and of others, and what neither may do.

import * as np from "strided";
import { describe, expect, test } from "vitest";

describe("between arrays", () => {
  test("from_dlpack is a view, with strides and flags", () => {
    const a = np.arange(12, "float32").reshape([3, 4]);
    const view = np.from_dlpack(a.at("::-1, ::2"));
    expect([view.strides, view.flags.owndata, np.shares_memory(a, view)]).toEqual([
      [-16, 8],
      false,
      true,
    ]);
    view.set([0, 0], 99);
    expect(a.item(2, 0)).toBe(99);
    expect(np.shares_memory(np.from_dlpack(a, { copy: true }), a)).toBe(false);
  });

  test("read-only memory stays read-only, and old versions can't say so", () => {
    const a = np.broadcast_to([1, 2], [3, 2]);
    expect(np.from_dlpack(a).flags.writeable).toBe(false);
    expect(() => a.__dlpack__()).toThrow(
      "Cannot export readonly array since signalling readonly is unsupported by DLPack",
    );
  });

  test("disposed memory is gone for the view too", () => {
    const a = np.zeros(1000);
    const view = np.from_dlpack(a);
    a.dispose();
    expect(() => view.item(0)).toThrow(np.DisposedError);
  });

  test("what DLPack does not know", () => {
    expect(() => np.from_dlpack(np.array(["a"]))).toThrow(
      "DLPack only supports signed/unsigned integers, float and complex dtypes.",
    );
    expect(() => np.from_dlpack(np.array([1], ">i4"))).toThrow(
      "DLPack only supports native byte order.",
    );
    expect(() => np.arange(3).__dlpack__({ stream: 1 as never })).toThrow("stream=None");
    expect(() => np.arange(3).__dlpack__({ dl_device: [2, 0] })).toThrow(
      "unsupported device requested",
    );
    expect(() => np.from_dlpack(np.arange(3), { device: "gpu" as never })).toThrow(
      'Device not understood. Only "cpu" is allowed, but received: gpu',
    );
  });
});

describe("of another library", () => {
  const buffer = new ArrayBuffer(64);
  const other = (changes: Partial<np.DLPackCapsule> = {}): np.DLPackExporter => ({
    __dlpack_device__: () => [1, 0],
    __dlpack__: () => ({
      buffer,
      byte_offset: 8,
      shape: [2, 2],
      strides: [2, 1],
      dtype: { code: 2, bits: 64, lanes: 1 },
      device: [1, 0],
      version: [1, 0],
      readonly: false,
      owner: null,
      ...changes,
    }),
  });

  test("its memory is seen in place", () => {
    const array = np.from_dlpack(other());
    array.set([1, 1], 2.5);
    expect(new Float64Array(buffer)[4]).toBe(2.5);
    expect(String(array.dtype)).toBe("float64");
  });

  test("capsules that lie are refused", () => {
    expect(() => np.from_dlpack(other({ shape: [100], strides: [1] }))).toThrow(np.ValueError);
    expect(() => np.from_dlpack(other({ byte_offset: -8 }))).toThrow(np.ValueError);
    expect(() => np.from_dlpack(other({ strides: [-2, 1] }))).toThrow(np.ValueError);
    expect(() => np.from_dlpack(other({ device: [2, 0] }))).toThrow(np.ValueError);
    expect(() => np.from_dlpack(other({ dtype: { code: 2, bits: 128, lanes: 1 } }))).toThrow(
      "Unsupported dtype in DLTensor.",
    );
    expect(() => np.from_dlpack(other({ dtype: { code: 4, bits: 16, lanes: 1 } }))).toThrow(
      np.ValueError,
    );
    expect(() => np.from_dlpack({} as never)).toThrow("object has no attribute '__dlpack__'");
  });
});
