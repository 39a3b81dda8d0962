import { tmpdir } from "node:os";
import * as np from "strided";
import { afterEach, describe, expect, test } from "vitest";

afterEach(() => {
  np.memory.limit(null);
});

describe("np.memory.track", () => {
  test("tells exactly the bytes of each array, with the line that made it", () => {
    const run = np.memory.track(() => {
      const a = np.zeros([100, 10]);
      const b = np.ones([50], "int32");
      return np.add(a, 1).size + b.size;
    });
    expect(run.result).toBe(1050);
    expect(run.allocations.map((one) => one.bytes)).toEqual([8000, 200, 8000]);
    expect(run.allocations.map((one) => one.shape)).toEqual([[100, 10], [50], [100, 10]]);
    expect(run.bytes_allocated).toBe(16200);
    expect(run.copies).toEqual([]);
    for (const one of run.allocations) expect(one.where).toMatch(/memory\.test\.ts:\d+:\d+$/);
  });

  test("tells copies with their reasons, and views", () => {
    const a = np.zeros([4, 5]);
    const run = np.memory.track(() => {
      a.T.reshape([20]);
      a.at([[0, 1]]);
      a.astype("float32");
      a.copy();
      np.add(a.at("1:"), a.at(":-1"), { out: a.at("1:") });
    });
    expect(run.copies.map((one) => [one.operation, one.reason, one.bytes])).toEqual([
      ["reshape", "reshape", 160],
      ["at", "advanced-index", 80],
      ["astype", "cast", 80],
      ["copy", "requested", 160],
      ["add", "overlap", 120],
    ]);
    expect(run.views).toBeGreaterThan(0);
    expect(String(run)).toContain("reshape: reshape");
  });

  test("follows a promise to its end, and ends with an error", async () => {
    const run = await np.memory.track(async () => {
      await null;
      return np.zeros(8).size;
    });
    expect(run.bytes_allocated).toBe(64);
    expect(() =>
      np.memory.track(() => {
        throw new np.ValueError("mine");
      }),
    ).toThrow("mine");
    expect(() => np.memory.track(3 as never)).toThrow(TypeError);
  });
});

describe("np.memory.no_copy", () => {
  test("lets views and fresh results through and names what copies", () => {
    const a = np.ones([3, 4]);
    expect(np.memory.no_copy(() => a.T.at(0).add(1).tolist())).toEqual([2, 2, 2]);
    expect(() => np.memory.no_copy(() => a.T.reshape([12]))).toThrow(
      /^reshape copied 96 bytes: the strides cannot be merged/,
    );
    expect(() => np.memory.no_copy(() => a.T.reshape([12]))).toThrow(np.CopyError);
    expect(a.T.reshape([12]).size).toBe(12);
  });
});

describe("np.memory.limit", () => {
  test("refuses with shape, dtype, bytes wanted and live, and the largest arrays", () => {
    np.memory.limit("64 MiB");
    const keep = [np.zeros([1000, 1000])];
    let message = "";
    try {
      for (;;) keep.push(np.zeros([1000, 1000]));
    } catch (error) {
      expect(error).toBeInstanceOf(np.MemoryError);
      message = (error as Error).message;
    }
    expect(message).toMatch(
      /^Unable to allocate 7\.63 MiB for an array with shape \(1000, 1000\) and data type float64/,
    );
    expect(message).toContain("8000000 bytes wanted");
    expect(message).toMatch(/\d+ bytes live/);
    expect(message).toContain("7.63 MiB  shape (1000, 1000)  float64");
    expect(keep.length).toBeGreaterThan(3);
  });

  test("collects dropped arrays before it refuses, also in a synchronous loop", () => {
    np.memory.limit("80 MiB");
    for (let i = 0; i < 200; i++) np.zeros([1000, 1000]);
  });

  test("spills to a file when told to", () => {
    np.memory.limit("1 MiB", { spill: tmpdir() });
    const a = np.zeros([1000, 1000]);
    a.set([999, 999], 2.5);
    expect(a.storage.kind).toBe("spill");
    expect(np.add.reduce(a, { axis: null })).toBe(2.5);
  });

  test("gives the limit before back, and refuses sizes that are none", () => {
    np.memory.limit(1e9);
    np.memory.limit("2GiB")[Symbol.dispose]();
    expect(np.memory.info().limit).toBe(1e9);
    expect(() => np.memory.limit("much")).toThrow(np.ValueError);
    expect(() => np.memory.limit(1e9, { spil: "/tmp" } as never)).toThrow(/known: spill/);
  });
});

describe("dispose", () => {
  test("makes the array and every view throw", () => {
    const a = np.zeros([100, 100]);
    const view = a.at("1:");
    a.dispose();
    a.dispose();
    for (const use of [
      () => a.at(0),
      () => view.item(0, 0),
      () => np.add(view, 1),
      () => view.set(0, 1),
      () => view.tolist(),
      () => np.add.reduce(view),
    ]) {
      expect(use).toThrow(np.DisposedError);
    }
  });

  test("memory given back is never seen through an old array", () => {
    const a = np.full([2000], 1.5);
    const view = a.at("::2");
    a.dispose();
    const b = np.full([2000], 7.0);
    expect(() => view.item(0)).toThrow(np.DisposedError);
    expect(b.item(0)).toBe(7);
  });

  test("of a view leaves the base alone", () => {
    const a = np.ones([10]);
    const view = a.at("2:4");
    view.dispose();
    expect(a.item(3)).toBe(1);
    expect(() => view.item(0)).toThrow(np.DisposedError);
  });

  test("a buffer transferred away is refused, not read as nothing", () => {
    const mine = new Float64Array([1, 2, 3]);
    const a = np.asarray(mine);
    structuredClone(mine.buffer, { transfer: [mine.buffer] });
    expect(() => a.item(0)).toThrow(/detached/);
    expect(() => np.add(a, 1)).toThrow(np.DisposedError);
  });
});

test("np.memory.info counts by kind and names the largest arrays", () => {
  const before = np.memory.info();
  const a = np.zeros([300, 1000]);
  const after = np.memory.info();
  expect(after.live.bytes - before.live.bytes).toBe(2_400_000);
  expect(after.kinds.heap.bytes - before.kinds.heap.bytes).toBe(2_400_000);
  expect(after.largest.some((one) => one.shape?.join() === "300,1000")).toBe(true);
  a.dispose();
  expect(np.memory.info().live.bytes).toBe(before.live.bytes);
});

test("np.memory.explain tells owners, layout and what would copy", () => {
  const a = np.ones([3, 4]).T;
  const told = np.memory.explain(a, { reshape: [12], astype: "float32" });
  expect(told.contiguous).toBe("F");
  expect(told.owns_memory).toBe(false);
  expect(told.owners).toEqual(["array (4, 3) float64", "array (3, 4) float64"]);
  expect(told.reshape).toMatchObject({ copies: true, bytes: 96 });
  expect(told.ravel.copies).toBe(true);
  expect(told.astype?.bytes).toBe(48);
  expect(np.memory.explain(a.T, { reshape: [2, 6] }).reshape?.copies).toBe(false);
});

test("arrays of more than 4 GiB work, also of uint8", () => {
  const big = np.zeros([5 * 2 ** 30], "uint8");
  big.set(-1, 7);
  expect(big.item(5 * 2 ** 30 - 1)).toBe(7);
  const far = big.at(`${5 * 2 ** 30 - 1000}:`);
  expect(np.add.reduce(far)).toBe(7);
  expect(np.add(far, 1).at("-2:").tolist()).toEqual([1, 8]);
  const sparse = big.at(`::${2 ** 28}`);
  expect(sparse.shape).toEqual([20]);
  expect(sparse.copy().tolist()).toEqual(new Array(20).fill(0));
  big.dispose();
});

test("a synchronous loop that drops arrays stays bounded", () => {
  let most = 0;
  for (let i = 0; i < 600; i++) {
    const a = np.empty([1000, 1000]);
    a.set([0, 0], 1);
    if (i % 50 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers);
  }
  // 600 arrays are 4.8 GB
  expect(most).toBeLessThan(2.4e9);
});
