// What the golden streams do not show: states, shared functions, out, memory, errors of our own.

import * as np from "strided";
import { beforeEach, describe, expect, it } from "vitest";

const { random } = np;
const text = (array: unknown) => JSON.stringify((array as np.NDArray).tolist());

describe("the shared functions", () => {
  beforeEach(() => random.seed(42));

  it("draw from one state, which seed starts over", () => {
    const first = [random.rand(), random.randint(100), random.randn()];
    random.seed(42);
    const state = new random.RandomState(42);
    expect([state.rand(), state.randint(100), state.randn()]).toEqual(first);
    expect([random.rand(), random.randint(100), random.randn()]).toEqual(first);
  });

  it("can be taken out of the namespace", () => {
    const { seed, rand } = random;
    seed(0);
    expect(rand()).toBe(0.5488135039273248);
  });

  it("put the state away and back, the second normal number included", () => {
    random.randn();
    const tuple = random.get_state();
    const [kind, key, pos, has_gauss, cached] = tuple;
    expect([kind, key.shape, pos, has_gauss]).toEqual(["MT19937", [624], 4, 1]);
    const next = text(random.randn(5));
    expect(JSON.parse(next)[0]).toBe(cached);
    random.set_state(tuple);
    expect(text(random.randn(5))).toBe(next);
    random.set_state(tuple);
    const dictionary = random.get_state({ legacy: false });
    random.seed(1);
    random.set_state(dictionary);
    expect(text(random.randn(5))).toBe(next);
  });

  it("are unpredictable without a seed", () => {
    random.seed();
    const one = random.randint(0, 2 ** 50, 4);
    random.seed();
    expect(text(random.randint(0, 2 ** 50, 4))).not.toBe(text(one));
  });

  it("refuse other states", () => {
    expect(() => random.set_state(["PCG64", [], 0])).toThrow(
      "set_state can only be used with legacy MT19937 state instances",
    );
    expect(() => new random.RandomState(new random.PCG64(1)).seed(1)).toThrow(
      "can only re-seed a MT19937 BitGenerator",
    );
    expect(() => {
      new random.PCG64(1).state = new random.MT19937(1).state as never;
    }).toThrow("state must be for a PCG64 RNG");
  });
});

describe("seeds", () => {
  it("are integers and arrays of them, in any clothes", () => {
    const draw = (seed: Parameters<typeof random.default_rng>[0]) =>
      random.default_rng(seed).random();
    const wanted = draw([1, 2, 3]);
    expect(draw(np.array([1, 2, 3]))).toBe(wanted);
    expect(draw(new Uint8Array([1, 2, 3]))).toBe(wanted);
    expect(draw([1n, [2, 3]])).toBe(wanted);
    expect(draw(new random.SeedSequence([1, 2, 3]))).toBe(wanted);
    expect(draw(new random.PCG64([1, 2, 3]))).toBe(wanted);
  });

  it("are refused in NumPy's words", () => {
    const { default_rng, RandomState } = random;
    expect(() => default_rng(-1)).toThrow("expected non-negative integer");
    expect(() => default_rng("a" as never)).toThrow(
      "SeedSequence expects int or sequence of ints for entropy not a",
    );
    expect(() => default_rng(1.5)).toThrow(TypeError);
    expect(() => default_rng(2 ** 60)).toThrow("write a bigint");
    expect(() => new RandomState(-1)).toThrow("Seed must be between 0 and 2**32 - 1");
    expect(() => new RandomState(2 ** 32)).toThrow("Seed must be between 0 and 2**32 - 1");
    expect(() => new RandomState([])).toThrow("Seed must be non-empty");
    expect(() => new RandomState([[1]])).toThrow("Seed array must be 1-d");
    expect(() => new RandomState(1.5)).toThrow("Cannot cast scalar from dtype('float64')");
    expect(() => new random.Generator(3 as never)).toThrow(TypeError);
  });

  it("pass generators through", () => {
    const rng = random.default_rng(1);
    expect(random.default_rng(rng)).toBe(rng);
    const state = new random.RandomState(1);
    const shared = random.default_rng(state);
    shared.random(2);
    expect(state.rand()).toBe(new random.RandomState(1).rand(3).item(2));
  });

  it("show themselves as in NumPy", () => {
    expect(String(random.default_rng(1))).toBe("Generator(PCG64)");
    expect(String(new random.RandomState(1))).toBe("RandomState(MT19937)");
    expect(String(new random.SeedSequence(5, { spawn_key: [1] }))).toBe(
      "SeedSequence(\n    entropy=5,\n    spawn_key=(1,),\n)",
    );
  });

  it("spawn generators that differ and can be made again", () => {
    const [a, b] = random.default_rng(5).spawn(2);
    const again = random.default_rng(5).spawn(2);
    const draws = [a!.random(), b!.random()];
    expect(draws[0]).not.toBe(draws[1]);
    expect(again.map((rng) => rng.random())).toEqual(draws);
  });
});

describe("out", () => {
  it("is filled in place and returned", () => {
    const out = np.zeros([2, 3]);
    expect(random.default_rng(1).random({ out })).toBe(out);
    expect(text(out)).toBe(text(random.default_rng(1).random([2, 3])));
    const single = np.zeros(4, "float32");
    random.default_rng(1).standard_normal({ out: single, dtype: "float32" });
    expect(text(single)).toBe(text(random.default_rng(1).standard_normal(4, { dtype: "float32" })));
  });

  it("of columns first is filled in the order of its memory", () => {
    const out = np.zeros([3, 2]).T;
    random.default_rng(1).random({ out });
    expect(text(out.T)).toBe(text(random.default_rng(1).random([3, 2])));
  });

  it("is refused where it cannot be filled", () => {
    const rng = random.default_rng(1);
    expect(() => rng.random({ out: np.zeros(3, "float32") as never })).toThrow(
      "Supplied output array has the wrong type. Expected float64, got float32",
    );
    expect(() => rng.random(4, { out: np.zeros(3) })).toThrow(
      "size must match out.shape when used together",
    );
    expect(() => rng.random({ out: np.zeros(6).at("::2") })).toThrow(
      "Supplied output array must be contiguous, writable, aligned, and in machine byte-order.",
    );
  });
});

describe("arguments", () => {
  it("come in NumPy's order, by name, or both", () => {
    const draw = (call: (rng: np.Generator) => np.NDArray) => text(call(random.default_rng(3)));
    const wanted = draw((rng) => rng.normal(1, 2, [2, 2]));
    expect(draw((rng) => rng.normal({ loc: 1, scale: 2, size: [2, 2] }))).toBe(wanted);
    expect(draw((rng) => rng.normal(1, { scale: 2, size: [2, 2] }))).toBe(wanted);
    expect(draw((rng) => rng.normal(1, 2, { size: np.array([2, 2]) }))).toBe(wanted);
  });

  it("are checked", () => {
    const rng = random.default_rng(3);
    expect(() => rng.random({ sise: 3 } as never)).toThrow("known: size, dtype, out");
    expect(() => rng.normal(0, { loc: 1 } as never)).toThrow(
      "normal() got multiple values for argument 'loc'",
    );
    expect(() => (rng.integers as (...all: unknown[]) => void)(1, 2, 3, "i4", true, 6)).toThrow(
      "at most 5",
    );
    expect(() => rng.integers(0, 2n ** 60n)).toThrow("itemBigInt()");
  });
});

describe("memory", () => {
  it("of a result is written once, through no temporary array", () => {
    const rng = random.default_rng(1);
    for (const draw of [
      () => random.rand(300, 300),
      () => random.randn(300, 300),
      () => rng.random([300, 300]),
      () => rng.normal(3, 2, [300, 300]),
      () => rng.uniform(3, 4, [300, 300]),
      () => rng.integers(-5, 2n ** 40n, [300, 300]),
      () => rng.normal(np.zeros(300), 1, [300, 300]),
    ]) {
      const report = np.memory.track(() => {
        draw();
      });
      expect(report.copies).toEqual([]);
      const bytes = report.allocations.reduce((sum, one) => sum + one.bytes, 0);
      expect(bytes - 720_000).toBeLessThan(5000);
    }
  });

  it("of a view is shuffled in place, the rest left alone", () => {
    const a = np.array(Array.from({ length: 20 }, (_, i) => i)).reshape(4, 5);
    const before = text(a.at(":", "::2"));
    random.default_rng(1).shuffle(a.at(1));
    expect(text(a.at(0))).toBe("[0,1,2,3,4]");
    expect(text(a.at(":", "::2"))).not.toBe(before);
    expect((a.at(1).tolist() as number[]).sort((x, y) => x - y)).toEqual([5, 6, 7, 8, 9]);
  });

  it("of the caller is shuffled in place too", () => {
    const mine = new Int16Array([1, 2, 3, 4, 5, 6]);
    random.default_rng(1).shuffle(mine);
    const list = ["a", "b", "c", "d"];
    random.default_rng(2).shuffle(list);
    expect([...mine].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...mine]).not.toEqual([1, 2, 3, 4, 5, 6]);
    expect(list).toEqual(["d", "c", "a", "b"]);
  });

  it("that is read-only is not shuffled", () => {
    const a = np.zeros(5);
    a.setflags({ write: false });
    expect(() => random.shuffle(a)).toThrow("array is read-only");
    expect(() => random.default_rng(1).shuffle(np.array(3))).toThrow("len() of unsized object");
  });

  it("of records is moved whole", () => {
    const people = np.array(
      [
        ["Ann", 1],
        ["Bob", 2],
        ["Cleo", 3],
      ],
      {
        dtype: [
          ["name", "U5"],
          ["age", "i1"],
        ],
      },
    );
    random.default_rng(2).shuffle(people);
    for (const { name, age } of people.tolist() as { name: string; age: number }[]) {
      expect(["Ann", "Bob", "Cleo"].indexOf(name)).toBe(age - 1);
    }
  });
});

describe("long draws", () => {
  // Beyond a window (16384) and a block (512), where draws are taken in several pieces.
  const sizes = [511, 512, 513, 16_383, 16_384, 16_385, 40_001];

  it("are the same in one call and in many", () => {
    for (const size of sizes) {
      for (const draw of [
        (rng: np.Generator, n: number) => rng.random(n),
        (rng: np.Generator, n: number) => rng.standard_normal(n),
        (rng: np.Generator, n: number) => rng.integers(0, 1000, n),
        (rng: np.Generator, n: number) => rng.integers(0, 2n ** 60n, n),
      ]) {
        const [whole, parts] = [random.default_rng(size), random.default_rng(size)];
        draw(whole, size);
        draw(parts, size - 300);
        draw(parts, 300);
        expect(whole.integers(2 ** 40)).toBe(parts.integers(2 ** 40));
      }
    }
  });
});
