// The short ways of reductions, running results, positions, clip, where and put give what the long ones give.

import * as np from "strided";
import { describe, expect, test } from "vitest";

function facts(result: unknown): unknown {
  if (!(result instanceof np.NDArray)) return Object.is(result, -0) ? "-0" : result;
  const { dtype, shape, strides, flags } = result;
  const bytes = [...result.tobytes()].join();
  return { dtype: String(dtype), shape, strides, owndata: flags.owndata, bytes };
}

/** What a call gives, or the error, and what it reports. */
function outcome(action: () => unknown): unknown {
  const said: string[] = [];
  let result: unknown;
  np.errstate({ all: "log", under: "ignore", call: { write: (line) => said.push(line) } }, () => {
    try {
      result = facts(action());
    } catch (error) {
      result = String(error);
    }
  });
  return { result, said };
}

const arrays: readonly [string, np.NDArray][] = [
  ["float64", np.arange(60).divide(7).reshape([3, 4, 5])],
  ["float32", np.arange(60).divide(7).astype("float32").reshape([3, 4, 5])],
  ["float16", np.arange(60).divide(7).astype("float16").reshape([3, 4, 5])],
  ["int8", np.arange(60).astype("int8").reshape([3, 4, 5])],
  ["uint64", np.arange(60).astype("uint64").reshape([3, 4, 5])],
  ["bool", np.arange(60).remainder(7).equal(0).reshape([3, 4, 5])],
  ["complex128", np.arange(60).astype("complex128").reshape([3, 4, 5])],
  ["swapped", np.arange(60).astype(">f8").reshape([3, 4, 5])],
  ["turned", np.arange(60).divide(7).reshape([5, 4, 3]).T],
  [
    "an infinity and a NaN",
    np.array([
      [1, Infinity, -0],
      [2, 3, -0],
      [NaN, -Infinity, -0],
    ]),
  ],
  [
    "too large",
    np.array([
      [1e308, 1],
      [1e308, 2],
    ]),
  ],
  ["a line", np.arange(100).divide(7)],
  ["a long line", np.arange(1000).divide(7)],
  ["one element", np.array([[2.5]])],
  ["no elements", np.zeros([0, 3])],
];

type Routine = (a: unknown, second?: unknown) => unknown;

describe("reductions", () => {
  const routines = {
    sum: np.sum,
    prod: np.prod,
    max: np.max,
    min: np.min,
    any: np.any,
    all: np.all,
  };
  for (const [name, array] of arrays) {
    test(name, () => {
      for (const routine of Object.values(routines) as Routine[]) {
        expect(outcome(() => routine(array))).toEqual(
          outcome(() => routine(array, { axis: null })),
        );
        for (const axis of [0, 1, -1, 3, 0.5]) {
          expect(outcome(() => routine(array, axis))).toEqual(
            outcome(() => routine(array, { axis })),
          );
        }
      }
      for (const routine of [np.mean, np.cumsum, np.cumprod, np.argmax, np.argmin] as Routine[]) {
        expect(outcome(() => routine(array))).toEqual(
          outcome(() => routine(array, { axis: null })),
        );
      }
    });
  }

  test("of what is gone", () => {
    const gone = np.ones([3, 3]);
    gone.dispose();
    for (const routine of [np.sum, np.max, np.mean, np.argmax] as Routine[]) {
      expect(() => routine(gone)).toThrow(np.DisposedError);
    }
    expect(() => np.sum(gone, 0)).toThrow(np.DisposedError);
  });

  test("who watches memory is told of the results", () => {
    const a = np.ones([3, 4]);
    expect(np.memory.track(() => np.sum(a, 0)).allocations.length).toBe(1);
    expect(np.memory.track(() => np.cumsum(a)).allocations.length).toBe(1);
  });
});

test("clip", () => {
  const values = np.array([-5, -0, 0, 2.5, 7, NaN, Infinity, -Infinity]);
  for (const dtype of ["float64", "float32", "float16", "int32"] as const) {
    const a = np.errstate({ all: "ignore" }, () => values.astype(dtype));
    for (const [low, high] of [
      [-2, 3],
      [-0, 0],
      [3, -2],
      [NaN, 1],
      [0, NaN],
      [1e300, 1e301],
      [0.5, 2],
    ]) {
      const long = outcome(() => np.clip(a, low!, high!, { casting: "same_kind" }));
      expect(outcome(() => np.clip(a, low!, high!))).toEqual(long);
    }
  }
  const grid = values.reshape([2, 4]);
  expect(facts(np.clip(grid, -2, 3))).toEqual(
    facts(np.clip(grid, -2, 3, { casting: "same_kind" })),
  );
});

test("where", () => {
  const x = np.arange(12).reshape([3, 4]);
  const mask = x.remainder(2).equal(0);
  for (const dtype of ["float64", "int8", "bool", "complex64", "float16"] as const) {
    const [yes, no] = [x.astype(dtype), x.add(20).astype(dtype)];
    // a stretched operand takes the long way
    const long = np
      .where(np.broadcast_to(mask, [1, 3, 4]), yes, no)
      .reshape([3, 4])
      .copy();
    expect(facts(np.where(mask, yes, no))).toEqual(facts(long));
  }
  expect(np.where(mask, x, x.astype("float32")).dtype.name).toBe("float64");
  expect(facts(np.where(mask.T, x.T, x.T))).toEqual(facts(x.T.copy("K")));
});

test("put", () => {
  const a = np.zeros([2, 3]);
  np.put(a, np.array([0, -1, 4, 4]), 2.5);
  expect(a.tolist()).toEqual([
    [2.5, 0, 0],
    [0, 2.5, 2.5],
  ]);
  expect(() => np.put(a, np.array([0, 6]), 7)).toThrow("index 6 is out of bounds");
  expect(a.item(0)).toBe(2.5);
  a.setflags({ write: false });
  expect(() => np.put(a, np.array([0]), 1)).toThrow("put: output array is read-only");
  const turned = np.zeros([2, 3]).T;
  np.put(turned, np.array([1]), 5);
  expect(turned.tolist()).toEqual([
    [0, 5],
    [0, 0],
    [0, 0],
  ]);
});

test("repeated and turned", () => {
  const a = np.arange(6).reshape([2, 3]);
  for (const dtype of ["float64", "float32", "int16", "complex128", ">f8"] as const) {
    const b = a.astype(dtype);
    const list = b.ravel().tolist() as unknown[];
    expect(np.repeat(b, 2).tolist()).toEqual(list.flatMap((x) => [x, x]));
    expect(np.tile(b, [2, 1]).ravel().tolist()).toEqual([...list, ...list]);
    expect(np.ascontiguousarray(b.T).tolist()).toEqual(b.T.tolist());
    expect(np.ascontiguousarray(b.at("::-1, ::-1")).tolist()).toEqual(b.at("::-1, ::-1").tolist());
  }
});

test("powers of integers", () => {
  const base = np.array([3, -2, 1, 0]);
  for (const dtype of ["int8", "int16", "int32", "int64"] as const) {
    const a = base.astype(dtype);
    const powers = np.array([2, 3, 0, 5]).astype(dtype);
    expect(np.power(a, powers).tolist()).toEqual([9, -8, 1, 0]);
    expect(np.power(a, 2).tolist()).toEqual([9, 4, 1, 0]);
    expect(np.power(2, powers).tolist()).toEqual([4, 8, 1, 32]);
    const words = "Integers to negative integer powers are not allowed.";
    expect(() => np.power(a, a)).toThrow(words);
    expect(() => np.power(2, a)).toThrow(words);
    expect(() => np.power(a, -1)).toThrow(words);
    expect(() => np.power(powers, a, { out: powers })).toThrow(words);
    expect(powers.tolist()).toEqual([2, 3, 0, 5]);
    const grid = a.reshape([2, 2]);
    expect(() => np.power(grid, grid.T)).toThrow(words);
    const least = np.full([600], 1, dtype);
    least.set(599, -128);
    expect(() => np.power(least, least)).toThrow(words);
  }
  expect(np.power(base.astype("uint8"), base.astype("uint8")).item(1)).toBe(0);
});

describe("runs of packed arrays", () => {
  const grid = np.arange(2 * 60 * 50).reshape([2, 60, 50]);
  const views = [grid, grid.astype("float32"), grid.astype("uint8"), np.multiply(grid, 1.5)];
  const expectSame = (found: unknown, expected: unknown) =>
    expect(facts(found)).toEqual(facts(expected));
  /** The same elements, not packed. */
  const apart = (a: np.NDArray) =>
    np.concatenate([a, a], a.ndim - 1).at(`..., :${a.shape[a.ndim - 1]}`);

  test.each(views.map((a) => [a.dtype.name, a] as const))("of %s are joined as any", (_, a) => {
    const b = np.flip(a).copy();
    for (const axis of [0, 1, 2]) {
      expectSame(np.concatenate([a, b, a], axis), np.concatenate([apart(a), apart(b), a], axis));
    }
    for (const axis of [0, 1, 2, 3]) {
      expectSame(np.stack([a, b], axis), np.stack([apart(a), apart(b)], axis));
    }
  });

  test.each(views.map((a) => [a.dtype.name, a] as const))("of %s are repeated as any", (_, a) => {
    for (const axis of [0, 1, 2]) {
      expectSame(np.repeat(a, 3, axis), np.repeat(apart(a), 3, axis));
      expectSame(np.roll(a, 7, axis), np.roll(apart(a), 7, axis).copy());
      expectSame(np.roll(a, -1, axis), np.roll(apart(a), -1, axis).copy());
    }
    expectSame(np.roll(a, 61), np.roll(apart(a), 61));
    expectSame(np.tile(a, [3, 1, 1]), np.tile(apart(a), [3, 1, 1]));
    expectSame(np.tile(a, [2, 1, 1, 1]), np.tile(apart(a), [2, 1, 1, 1]));
  });

  test.each(views.map((a) => [a.dtype.name, a] as const))("of %s are picked as any", (_, a) => {
    const positions = np.array([...Array(40).keys()].map((i) => ((i * 7) % 60) - 30));
    for (const indices of [positions, positions.astype("int32"), positions.reshape([4, 10])]) {
      expectSame(np.take(a, indices, 1), np.take(apart(a), indices, 1));
      expectSame(np.take(a, indices), np.take(apart(a), indices));
      expectSame(a.at(":", indices), apart(a).at(":", indices));
      expectSame(a.at(0).at(indices), apart(a.at(0)).at(indices));
    }
    positions.set(39, 60);
    expect(() => np.take(a, positions, 1)).toThrow("index 60 is out of bounds for axis 1");
    expect(() => a.at(0).at(positions)).toThrow("index 60 is out of bounds for axis 0");
  });

  test("numbers beside arrays are chosen as any", () => {
    const a = np.multiply(grid, 1.5);
    const mask = np.greater(a, 1000);
    expectSame(np.where(mask, a, -1), np.where(mask, a, np.full(a.shape, -1.0)));
    expectSame(np.where(mask, 2.5, a), np.where(mask, np.full(a.shape, 2.5), a));
  });
});

describe("positions in many lines", () => {
  test.each(["float64", "float32", "int64", "uint8", "bool"] as const)(
    "of %s are those of each",
    (dtype) => {
      for (const shape of [
        [300, 4],
        [4, 300],
        [70, 3, 5],
        [5, 70, 2],
        [9000, 9],
      ]) {
        const size = shape.reduce((product, length) => product * length, 1);
        const a = np.arange(size).multiply(7).remainder(11).astype(dtype).reshape(shape);
        if (dtype === "float64") a.set([3, 1, ...shape.slice(2).map(() => 0)], Number.NaN);
        for (let axis = 0; axis < shape.length; axis++) {
          const lines = np.moveaxis(a, axis, -1).copy();
          const rest = lines.shape.slice(0, -1);
          const each = (find: (line: np.NDArray) => unknown) =>
            np
              .array(
                [...lines.reshape([-1, shape[axis]!])].map((line) =>
                  Number(find(line as np.NDArray)),
                ),
              )
              .reshape(rest);
          expect(
            np.array_equal(
              np.argmax(a, axis),
              each((line) => np.argmax(line)),
            ),
          ).toBe(true);
          expect(
            np.array_equal(
              np.argmin(a, axis),
              each((line) => np.argmin(line)),
            ),
          ).toBe(true);
        }
      }
    },
  );
});

describe("running results line by line", () => {
  test.each(["float64", "float32", "int64", "uint8", "complex128"] as const)("of %s", (dtype) => {
    const a = np
      .arange(60 * 40)
      .remainder(13)
      .astype(dtype)
      .reshape([60, 40]);
    const columns = np.ascontiguousarray(a.T);
    for (const running of [np.add, np.multiply, np.maximum]) {
      const expected = running.accumulate(columns, { axis: 1 }).T;
      const found = running.accumulate(a, { axis: 0 });
      expect([...found.tobytes()]).toEqual([...np.ascontiguousarray(expected).tobytes()]);
    }
  });

  test("tells the errors of long lines", () => {
    const a = np.full(1000, 1e306);
    const all = { over: "raise" } as const;
    expect(() => np.errstate(all, () => np.cumsum(a))).toThrow(
      "overflow encountered in accumulate",
    );
    expect(np.errstate(all, () => np.cumsum(a.at(":100"))).size).toBe(100);
  });
});
