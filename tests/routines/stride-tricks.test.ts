// Views with any strides: NumPy's where they stay inside their memory, refused where they do not. Sharing of
// memory, exactly and by bounds.

import fc from "fast-check";
import * as np from "strided";
import { describe, expect, it } from "vitest";

const { as_strided, sliding_window_view } = np.lib.stride_tricks;
const { byte_bounds, normalize_axis_index, normalize_axis_tuple } = np.lib.array_utils;
const list = (a: np.NDArray): unknown => a.tolist();

describe("as_strided", () => {
  it("walks memory as told", () => {
    const a = np.arange(6);
    const view = as_strided(a, [2, 3], [8, 16]);
    expect(list(view)).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
    view.set([0, 0], 9);
    expect(a.item(0)).toBe(9);
    expect(as_strided(a, [3]).strides).toEqual([8]);
    expect(as_strided(a, { shape: [2], strides: [0] }).tolist()).toEqual([9, 9]);
    expect(as_strided(a, [2], { strides: [8], writeable: false }).writeable).toBe(false);
  });

  it("may reach beyond a view, but never beyond its memory", () => {
    const a = np.arange(6);
    const middle = a.at("2:4");
    expect(list(as_strided(middle, [3], [-8]))).toEqual([2, 1, 0]);
    expect(list(as_strided(middle, [4], [8]))).toEqual([2, 3, 4, 5]);
    expect(() => as_strided(middle, [5], [8])).toThrow("reach outside its memory");
    expect(() => as_strided(middle, [4], [-8])).toThrow("reach outside its memory");
    expect(() => as_strided(a, [1], [8], { foo: 1 } as never)).toThrow("unexpected keyword");
    // neighbours in a slab are out of reach too
    expect(() => as_strided(np.zeros(1), [2], [8])).toThrow(np.ValueError);
    const borrowed = new Float64Array(8).subarray(2, 6);
    expect(() => as_strided(np.asarray(borrowed), [5], [8])).toThrow(np.ValueError);
    expect(() => as_strided(np.asarray(borrowed), [2], [-8])).toThrow(np.ValueError);
  });

  it("lets nothing through whose elements lie outside", () => {
    const length = fc.integer({ min: 0, max: 4 });
    const stride = fc.integer({ min: -20, max: 20 });
    const axes = fc.array(fc.tuple(length, stride), { maxLength: 4 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 11 }), axes, (start, layout) => {
        const base = np.zeros(12, "int16");
        const from = base.at(np.slice(start, null));
        const shape = layout.map(([n]) => n);
        const strides = layout.map(([, s]) => s);
        const bytes = layout.reduce(
          (places, [n, s]) =>
            Array.from({ length: n }, (_, i) => places.map((p) => p + i * s)).flat(),
          [2 * start],
        );
        const inside = bytes.every((byte) => byte >= 0 && byte + 2 <= 24);
        if (inside) expect(as_strided(from, shape, strides).shape).toEqual(shape);
        else expect(() => as_strided(from, shape, strides)).toThrow(np.ValueError);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it("refuses in NumPy's words", () => {
    expect(() => as_strided(np.arange(3), [2], [8, 8])).toThrow(
      "mismatch in length of strides and shape",
    );
    expect(() => as_strided(np.arange(3), [-1], [8])).toThrow("negative dimensions");
    expect(() => as_strided(np.arange(3), [1], [0.5])).toThrow("strides must be integers");
  });
});

describe("sliding_window_view", () => {
  const a = np.arange(12).reshape(3, 4);

  it("shows every window without copying", () => {
    const windows = sliding_window_view(a, [2, 3]);
    expect([windows.shape, windows.strides, windows.writeable]).toEqual([
      [2, 2, 2, 3],
      [32, 8, 32, 8],
      false,
    ]);
    expect(list(windows.at(1, 1))).toEqual([
      [5, 6, 7],
      [9, 10, 11],
    ]);
    expect(sliding_window_view(a, 2, { axis: -1 }).shape).toEqual([3, 3, 2]);
    expect(sliding_window_view(a, [2, 2], [1, 1]).shape).toEqual([3, 2, 2, 2]);
    expect(sliding_window_view(a, 0, 0).shape).toEqual([4, 4, 0]);
    expect(np.shares_memory(windows, a)).toBe(true);
  });

  it("refuses in NumPy's words", () => {
    expect(() => sliding_window_view(a, 2)).toThrow(
      "Since axis is `None`, must provide window_shape for all dimensions of `x`; got 1 window_shape elements and `x.ndim` is 2.",
    );
    expect(() => sliding_window_view(a, 5, 0)).toThrow(
      "window shape cannot be larger than input array shape",
    );
    expect(() => sliding_window_view(a, -1, 0)).toThrow(
      "`window_shape` cannot contain negative values",
    );
    expect(() => sliding_window_view(a, 2, [0, 1])).toThrow(
      "Must provide matching length window_shape and axis; got 1 window_shape elements and 2 axes elements.",
    );
  });
});

describe("sharing", () => {
  const a = np.arange(12);

  it("is exact, or by bounds", () => {
    const [even, odd] = [a.at("::2"), a.at("1::2")];
    expect(np.shares_memory(even, odd)).toBe(false);
    expect(np.may_share_memory(even, odd)).toBe(true);
    expect(np.may_share_memory(even, odd, { max_work: -1 })).toBe(false);
    expect(np.shares_memory(even, a.at("::3"))).toBe(true);
    expect(np.may_share_memory(a.at(":6"), a.at("6:"))).toBe(false);
    expect(np.shares_memory([1], [1])).toBe(false);
    const mine = new Float64Array(4);
    expect(np.shares_memory(np.asarray(mine), np.asarray(mine))).toBe(true);
  });

  it("gives up as told", () => {
    expect(() => np.shares_memory(a, a.at("::2"), 0)).toThrow(np.TooHardError);
    expect(() => np.shares_memory(a, a, -3)).toThrow("Invalid value for max_work");
    expect(() => np.shares_memory(a, a, 1.5)).toThrow("max_work must be an integer");
  });

  it("throws for arrays whose memory is gone", () => {
    const gone = np.zeros(1000);
    gone.dispose();
    expect(() => np.shares_memory(gone, a)).toThrow(np.DisposedError);
  });
});

describe("array_utils", () => {
  it("tells bytes and axes", () => {
    const [low, high] = byte_bounds(np.zeros([3, 4]).at("::-2, 1:3"));
    expect(high - low).toBe(64 + 16);
    expect(normalize_axis_index(-1, 3)).toBe(2);
    expect(() => normalize_axis_index(3, 2, "ab")).toThrow("ab: axis 3 is out of bounds");
    expect(normalize_axis_tuple([0, -1], 3)).toEqual([0, 2]);
    expect(() => normalize_axis_tuple([0, 0], 2, { argname: "q" })).toThrow(
      "repeated axis in `q` argument",
    );
    expect(normalize_axis_tuple([0, 0], 2, { allow_duplicate: true })).toEqual([0, 0]);
  });
});
