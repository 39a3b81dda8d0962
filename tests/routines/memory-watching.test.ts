import * as np from "strided";
import { afterEach, describe, expect, test } from "vitest";

afterEach(() => {
  np.memory.limit(null);
});

describe("np.memory.on", () => {
  test("tells each event with its line until it is disposed", () => {
    const told: unknown[] = [];
    const places: (string | null)[] = [];
    const stops = [
      np.memory.on("alloc", ({ bytes, shape, dtype, where }) => {
        told.push(["alloc", bytes, shape, dtype]);
        places.push(where);
      }),
      np.memory.on("copy", ({ bytes, reason, operation }) => told.push([operation, reason, bytes])),
      np.memory.on("view", ({ operation }) => told.push(operation)),
      np.memory.on("free", ({ bytes }) => told.push(["free", bytes])),
    ];
    const a = np.zeros([100, 10]);
    a.T.reshape([1000]);
    a.dispose();
    for (const one of stops) one[Symbol.dispose]();
    np.zeros(7);
    expect(told).toEqual([
      ["alloc", 8000, [100, 10], "float64"],
      "T",
      ["alloc", 8000, [10, 100], "float64"],
      ["reshape", "reshape", 8000],
      "reshape",
      ["free", 8000],
    ]);
    for (const where of places) expect(where).toMatch(/memory-watching\.test\.ts:\d+:\d+$/);
  });

  test("does not tell a listener of what it does itself", () => {
    let calls = 0;
    using _ = np.memory.on("alloc", () => {
      calls += 1;
      np.zeros(3);
    });
    np.zeros(3);
    expect(calls).toBe(1);
  });

  test("lets what a listener throws out of the operation, and goes on", () => {
    {
      using _ = np.memory.on("copy", () => {
        throw new Error("mine");
      });
      expect(() => np.ones([2, 3]).T.reshape([6])).toThrow("mine");
    }
    expect(np.ones([2, 3]).T.reshape([6]).size).toBe(6);
  });

  test("refuses what is no event and no function", () => {
    expect(() => np.memory.on("copies" as never, () => {})).toThrow(
      /event must be one of 'alloc', 'free', 'copy', 'view' \(got 'copies'\)/,
    );
    expect(() => np.memory.on("copy", 3 as never)).toThrow(TypeError);
  });
});

describe("np.memory.peak", () => {
  test("counts what is alive at once, not what waits for the collector", () => {
    const run = np.memory.peak(() => {
      const a = np.ones([1000, 1000]);
      for (let i = 0; i < 5; i++) a.add(i);
      return a.size;
    });
    expect(run.result).toBe(1_000_000);
    expect(run.bytes).toBe(16_000_000);
    expect(run.arrays.map(({ shape, dtype, bytes }) => [shape, dtype, bytes])).toEqual([
      [[1000, 1000], "float64", 8_000_000],
      [[1000, 1000], "float64", 8_000_000],
    ]);
    for (const { where } of run.arrays) expect(where).toMatch(/memory-watching\.test\.ts:\d+:/);
  });

  test("knows small arrays, views that keep memory, and raw memory that outlives its array", () => {
    const views: unknown[] = [];
    expect(
      np.memory.peak(() => {
        for (let i = 0; i < 4; i++) views.push(np.ones(100).at("::50"));
      }).bytes,
    ).toBe(3200);
    const raw: unknown[] = [];
    expect(
      np.memory.peak(() => {
        for (let i = 0; i < 3; i++) raw.push(np.ones(100_000).data);
      }).bytes,
    ).toBe(2_400_000);
    expect([views.length, raw.length]).toEqual([4, 3]);
  });

  test("disposed memory counts no more", () => {
    const run = np.memory.peak(() => {
      for (let i = 0; i < 5; i++) {
        const a = np.ones(10_000);
        a.dispose();
      }
    });
    expect(run.bytes).toBe(80_000);
  });

  test("looks only above what it is told to", () => {
    const work = () => {
      const a = np.ones(1000);
      return a.add(1).add(2).size;
    };
    expect(np.memory.peak(work, { above: "1 MiB" })).toMatchObject({ arrays: [] });
    expect(np.memory.peak(work, { above: 8000 }).bytes).toBe(24_000);
    expect(() => np.memory.peak(work, { above: "much" })).toThrow(np.ValueError);
    expect(() => np.memory.peak(work, { abov: 3 } as never)).toThrow(/known: above/);
  });

  test("follows a promise", async () => {
    const run = await np.memory.peak(async () => {
      const a = np.ones(1000);
      await null;
      return a.add(1).size;
    });
    expect([run.result, run.bytes]).toEqual([1000, 16_000]);
  });
});

describe("np.memory.survivors", () => {
  test("finds what is kept, not what is returned or dropped", () => {
    const kept: np.NDArray[] = [];
    const run = np.memory.survivors(() => {
      kept.push(np.ones([10, 10], "float32"));
      np.zeros(100_000);
      return np.zeros(50_000);
    });
    expect(run.bytes).toBe(400);
    expect(run.arrays).toMatchObject([{ shape: [10, 10], dtype: "float32", bytes: 400 }]);
    expect(run.arrays[0]?.where).toMatch(/memory-watching\.test\.ts:\d+:/);
  });

  test("a cache that is filled once is no leak after a warm-up, nor one that replaces", () => {
    const cache: { filled?: np.NDArray; last?: np.NDArray } = {};
    const filled = () => {
      cache.filled ??= np.ones(1000);
    };
    expect(np.memory.survivors(filled).bytes).toBe(8000);
    expect(np.memory.survivors(filled).bytes).toBe(0);
    delete cache.filled;
    expect(np.memory.survivors(filled, { warmups: 1 })).toEqual({ bytes: 0, arrays: [] });
    const replaced = np.memory.survivors(
      () => {
        cache.last = np.ones(1000);
      },
      { warmups: 2 },
    );
    expect(replaced.bytes).toBe(0);
    expect(replaced.arrays.map(({ bytes }) => bytes)).toEqual([8000]);
  });

  test("what the library does leaves nothing behind", () => {
    const a = np.random.default_rng(1).standard_normal([300, 300]);
    const everything = () => {
      np.sort(a.T).sum();
      np.dot(a, a).astype("float32").mean({ axis: 0 });
      np.concatenate([a, a.T]).reshape([-1]).cumsum();
      a.at(a.greater(0)).add(1);
      np.expr`${a} * 2 + ${a.at(0)}`;
      np.unique(np.round(a)).tolist();
      np.sin(a, { where: a.greater(0), out: np.zeros_like(a) });
      return String(a);
    };
    expect(np.memory.survivors(everything, { warmups: 2 })).toEqual({ bytes: 0, arrays: [] });
  });

  test("follows a promise, and refuses what is no count", async () => {
    const kept: np.NDArray[] = [];
    const run = await np.memory.survivors(
      async () => {
        await null;
        kept.push(np.ones(2000));
      },
      { warmups: 2 },
    );
    expect([run.bytes, kept.length]).toEqual([16_000, 3]);
    expect(() => np.memory.survivors(() => 1, { warmups: -1 })).toThrow(
      /^warmups is a number of calls, 0 or more \(got -1\)/,
    );
  });

  test("passes on what the function throws", async () => {
    const thrower = () => {
      throw new Error("mine");
    };
    expect(() => np.memory.survivors(thrower)).toThrow("mine");
    await expect(np.memory.survivors(async () => thrower())).rejects.toThrow("mine");
    expect(np.memory.survivors(() => 1).bytes).toBe(0);
  });
});

describe("np.memory.snapshot", () => {
  const pointsOf = (name: string) =>
    np.memory.snapshot().metrics.find((metric) => metric.name === `strided.memory.${name}`)?.points;

  test("is made of what OpenTelemetry takes", () => {
    const { metrics } = np.memory.snapshot();
    expect(new Set(metrics.map((metric) => metric.name)).size).toBe(metrics.length);
    for (const { name, description, unit, instrument, points } of metrics) {
      expect(name).toMatch(/^strided\.memory\.[a-z]+$/);
      expect(description.length).toBeGreaterThan(0);
      expect(unit).toMatch(/^By$|^\{\w+\}$/);
      expect(instrument).toMatch(/^Observable(Counter|UpDownCounter|Gauge)$/);
      expect(points.length).toBeGreaterThan(0);
      for (const { value } of points) expect(value).toBeGreaterThanOrEqual(0);
    }
    expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
  });

  test("counts copies by reason, whether anyone listens or not", () => {
    const bytes = () =>
      pointsOf("copied")?.find(({ attributes }) => attributes["strided.copy.reason"] === "reshape")
        ?.value ?? 0;
    const before = bytes();
    np.ones([10, 20]).T.reshape([200]);
    expect(bytes() - before).toBe(1600);
  });

  test("tells the limit where there is one", () => {
    expect(pointsOf("limit")).toBeUndefined();
    np.memory.limit("1GiB");
    expect(pointsOf("limit")).toEqual([{ value: 2 ** 30, attributes: {} }]);
  });
});
