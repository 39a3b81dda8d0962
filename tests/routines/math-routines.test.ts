// The mathematical routines that are no ufuncs, where the fuzzer's classes of differences and NumPy's newest names
// (which the oracle's version lacks) are kept as cases of their own.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const loose = np as unknown as Record<string, (...args: unknown[]) => unknown>;
const text = (value: unknown) => String(value).replace(/\s+/g, " ");

describe("top_k", () => {
  it("takes NaN last in both modes", () => {
    const [largest, at] = np.top_k([1, Number.NaN, 3, 2], 2);
    expect([text(largest), text(at)]).toEqual(["[3. 2.]", "[2 3]"]);
    expect(text(np.top_k([Number.NaN, 3, 2], 3, { mode: "smallest" })[0])).toBe("[ 2. 3. nan]");
    expect(text(np.top_k([Number.NaN, 3, 2], 3)[0])).toBe("[ 3. 2. nan]");
  });

  it("goes along any axis, keeps the dtype and takes no elements too", () => {
    const a = np.array(
      [
        [1, 2, 3, 4, 5],
        [5, 4, 3, 2, 1],
      ],
      "uint8",
    );
    const [values, indices] = np.top_k(a, 2, { axis: 0 });
    expect(values.tolist()).toEqual([
      [5, 4, 3, 4, 5],
      [1, 2, 3, 2, 1],
    ]);
    expect(indices.at("0").tolist()).toEqual([1, 1, 0, 0, 0]);
    expect(values.dtype.name).toBe("uint8");
    expect(np.top_k(a, 0)[0].shape).toEqual([2, 0]);
    expect(np.top_k(["b", "c", "a"], 2)[0].tolist()).toEqual(["c", "b"]);
  });

  it("refuses what NumPy refuses", () => {
    expect(() => np.top_k([1], -1)).toThrow("k(=-1) provided must be a non-negative integer.");
    expect(() => np.top_k([1], 2)).toThrow("kth(=1) out of bounds (1)");
    expect(() => loose.top_k!([1], 1, { axis: null })).toThrow("axis=None is not supported.");
    expect(() => loose.top_k!([1], 1, { mode: "x" })).toThrow('mode(="x") must be either');
    expect(() => np.top_k([1], 1, { axis: 1 })).toThrow(np.AxisError);
  });
});

describe("descending sorts", () => {
  it("put the greatest first, NaN last, and keep the order of equals", () => {
    const values = [2, Number.NaN, -0, 3, 0, Number.NEGATIVE_INFINITY];
    for (const dtype of ["float64", "float32", "float16"] as const) {
      const a = np.array(values, dtype);
      expect(text(np.sort(a, { descending: true }))).toBe("[ 3. 2. -0. 0. -inf nan]");
      expect(text(np.argsort(a, { descending: true }))).toBe("[3 0 2 4 5 1]");
    }
    expect(np.sort([3, 1, 2], { descending: true }).tolist()).toEqual([3, 2, 1]);
    expect(np.argsort(["b", "c", "a"], { descending: true }).tolist()).toEqual([1, 0, 2]);
    expect(np.sort(np.array([1n, 2n ** 63n], "uint64"), { descending: true }).tolist()).toEqual([
      2n ** 63n,
      1,
    ]);
  });

  it("order complex numbers with NaN as ascending ones do, behind the others", () => {
    const z = np.array([
      np.complex(1, 2),
      np.complex(Number.NaN, 1),
      np.complex(3, 4),
      np.complex(1, Number.NaN),
      np.complex(1, 3),
    ]);
    expect(np.argsort(z, { descending: true }).tolist()).toEqual([2, 4, 0, 3, 1]);
  });

  it("go for partitions and in place, and not together with a kind", () => {
    expect(np.partition([1, 3, 2], 0, { descending: true }).at(0).item()).toBe(3);
    expect(np.argpartition([1, 3, 2], 0, { descending: true }).at(0).item()).toBe(1);
    const a = np.array([
      [1, 2],
      [4, 3],
    ]);
    a.sort({ axis: 0, descending: true });
    expect(a.tolist()).toEqual([
      [4, 3],
      [1, 2],
    ]);
    expect(() => np.sort([1], { kind: "quicksort", descending: true })).toThrow(
      "`kind` and keyword parameters can't be provided at the same time.",
    );
  });
});

describe("resize in place", () => {
  it("keeps elements in memory order and fills up with zeros", () => {
    const a = np.array([
      [0, 1],
      [2, 3],
    ]);
    const view = a.at(0);
    expect(a.resize(3, 2)).toBeUndefined();
    expect(a.tolist()).toEqual([
      [0, 1],
      [2, 3],
      [0, 0],
    ]);
    a.set([0, 0], 9);
    // views keep the memory from before
    expect(view.tolist()).toEqual([0, 1]);
    a.resize([2], { refcheck: false });
    expect(a.tolist()).toEqual([9, 1]);
    a.resize([]);
    expect([a.ndim, a.item()]).toEqual([0, 9]);
    a.resize();
    expect(a.ndim).toBe(0);
  });

  it("keeps Fortran order", () => {
    const f = np.array(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { order: "F" },
    );
    f.resize([2, 2]);
    expect(f.tolist()).toEqual([
      [1, 2],
      [4, 5],
    ]);
    expect(f.strides).toEqual([8, 16]);
  });

  it("refuses views, gaps and negative lengths, and then changes nothing", () => {
    const a = np.arange(6);
    expect(() => a.at(":3").resize(4)).toThrow(
      "cannot resize this array: it does not own its data",
    );
    expect(() => a.at("::2").resize(2)).toThrow("resize only works on single-segment arrays");
    expect(() => a.resize(-1)).toThrow("negative dimensions not allowed");
    expect(() => a.resize(2, { bogus: 1 } as never)).toThrow(TypeError);
    expect(a.shape).toEqual([6]);
    const same = a.at(":");
    same.resize(2, 3);
    expect(same.shape).toEqual([2, 3]);
  });
});

describe("classes of differences that the fuzzer found", () => {
  it("gradient: samples of booleans are no floats on the way", () => {
    const coordinates = np.array([-250, 200.5, 141.25], "float32");
    const slope = np.gradient([true, true, false], coordinates, { edge_order: 2 });
    expect(slope.at(0).item()).toBe(-0.01943354681134224);
  });

  it("correlate: a longer second sequence gives a fresh array, not a view", () => {
    const r = np.correlate([1, 2], [0, 1, 0.5]);
    expect([r.base, r.tolist(), r.strides]).toEqual([null, [2, 2], [8]]);
  });

  it("sinc: of zeros that are integers, and of text", () => {
    expect(np.sinc(0)).toBe(1);
    expect(np.sinc([0]).tolist()).toEqual([1]);
    expect(() => np.sinc(["a"])).toThrow(
      "ufunc 'multiply' did not contain a loop with signature matching types (dtype('float64'), dtype('<U1')) -> None",
    );
  });

  it("nancumsum: of a repeated axis, the result lies as a copy of the array would", () => {
    const memory = np.zeros(250);
    const a = np.lib.stride_tricks.as_strided(memory, { shape: [6, 2, 3], strides: [8, 0, 48] });
    expect(np.nancumsum(a, 1).strides).toEqual([16, 8, 96]);
  });

  it("isposinf: names the dtype as NumPy's str does", () => {
    expect(() => np.isposinf(np.zeros(1, ">c16"))).toThrow(
      "This operation is not supported for >c16 values because it would be ambiguous.",
    );
  });
});

describe("variances", () => {
  const size = 60;
  const masks = [undefined, np.ones([size, size], "bool")];

  it("make no array of the input's size", () => {
    for (const dtype of ["float64", "float32", "float16", "complex64", "int32"] as const) {
      const whole = np.ones([size, 2 * size], dtype);
      for (const a of [
        whole.at(":", `:${size}`),
        whole.at("::-1", "::2"),
        whole.at(":", `:${size}`).T,
      ]) {
        for (const name of ["var", "std", "nanvar", "nanstd", "mean", "nanmean"]) {
          for (const axis of [null, 0, 1, [0, 1]]) {
            for (const where of masks) {
              const { bytes_peak } = np.memory.track(() =>
                loose[name]!(a, { axis, where, keepdims: true }),
              );
              expect(bytes_peak, `${name} of ${dtype} along ${axis}`).toBeLessThan(a.size);
            }
          }
        }
      }
    }
  });

  it("are as exact as two passes over pairwise sums", () => {
    const far = np.array([1e8 + 4, 1e8 + 7, 1e8 + 13, 1e8 + 16]);
    expect(np.var(far)).toBe(22.5);
    expect(np.var(far, { ddof: 1 })).toBe(30);
    const tenths = np.full(100_000, 0.1, "float32");
    expect(np.var(tenths)).toBeLessThan(1e-12);
  });
});

describe("device and like", () => {
  const array = np.ones(2);
  const made: Record<string, (given: object) => unknown> = {
    zeros: (given) => np.zeros(2, given),
    full: (given) => np.full(2, 1, given),
    arange: (given) => np.arange(3, given as never),
    asarray: (given) => np.asarray([1], given),
    eye: (given) => np.eye(2, given),
  };

  it("are taken, and refused in NumPy's words where they are something else", () => {
    for (const make of Object.values(made)) {
      expect(make({ device: "cpu", like: array })).toBeInstanceOf(np.NDArray);
      expect(make({ device: null, like: null })).toBeInstanceOf(np.NDArray);
      expect(() => make({ device: "gpu" })).toThrow(
        'Device not understood. Only "cpu" is allowed, but received: gpu',
      );
      expect(() => make({ like: 3 })).toThrow(
        "The `like` argument must be an array-like that implements the `__array_function__` protocol.",
      );
    }
    expect(() => np.linspace(0, 1, 3, { device: "x" as never })).toThrow(np.ValueError);
    expect(() => np.zeros_like([1], { device: "x" as never })).toThrow(np.ValueError);
  });
});
