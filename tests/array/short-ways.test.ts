// The short ways of copies, joins, indices and fresh arrays give what the long ones give.

import * as np from "strided";
import { describe, expect, test } from "vitest";

function facts(array: np.NDArray): unknown {
  const { shape, strides, flags } = array;
  return {
    dtype: String(array.dtype),
    shape,
    strides,
    owndata: flags.owndata,
    bytes: bytesOf(array),
  };
}
const bytesOf = (array: np.NDArray) => [...array.tobytes()].join();

const dtypes = [
  "bool",
  "int8",
  "uint16",
  "int32",
  "float16",
  "float32",
  "int64",
  "complex128",
] as const;

describe("copies and casts", () => {
  test("of every pair of dtypes, packed or not", () => {
    for (const from of [...dtypes, ">f8"] as const) {
      // every second element takes the long way
      const a = np.arange(24).astype(from, { casting: "unsafe" });
      const b = np.repeat(a, 2).at("::2").reshape([4, 6]);
      const packed = np.array(a.tolist(), from).reshape([4, 6]);
      expect(facts(packed.copy())).toEqual(facts(b.copy()));
      for (const to of dtypes) {
        if (from === "complex128" && to !== "complex128") continue;
        expect(facts(packed.astype(to))).toEqual(facts(b.astype(to)));
      }
    }
  });

  test("bits stay as they are", () => {
    const words = np.array([0x7ff00001, 0x7ff80002, -1, 1], "int32");
    const signalling = np
      .stack([np.zeros(4, "int32"), words], 1)
      .copy()
      .view("float64")
      .ravel();
    expect(bytesOf(signalling.copy())).toBe(bytesOf(signalling));
    expect(bytesOf(np.concatenate([signalling, signalling]))).toBe(
      [bytesOf(signalling), bytesOf(signalling)].join(),
    );
    const positions = np.array([3, 0, 1]);
    expect(bytesOf(signalling.at(positions))).toBe(bytesOf(signalling.view("int64").at(positions)));
    // memory seen as truths may hold other bytes than 0 and 1
    const odd = np.frombuffer(new Uint8Array([0, 1, 2, 255]), { dtype: "bool" });
    expect(bytesOf(odd.copy())).toBe("0,1,2,255");
  });

  test("errors of casts are looked for as is set at the time", () => {
    const large = np.array([1e300]);
    const cast = () => large.astype("int32");
    np.errstate({ all: "ignore" }, cast);
    expect(() => np.errstate({ invalid: "raise" }, cast)).toThrow(
      "invalid value encountered in cast",
    );
    expect(() => np.errstate({ over: "raise" }, () => large.astype("float32"))).toThrow(
      "overflow encountered in cast",
    );
  });

  test("the tracker is told of each", () => {
    const a = np.arange(6);
    const seen = (action: () => unknown) => {
      const { allocations, copies } = np.memory.track(action);
      return [allocations.length, ...copies.map((one) => `${one.reason} ${one.operation}`)];
    };
    expect(seen(() => a.copy())).toEqual([1, "requested copy"]);
    expect(seen(() => a.astype("float32"))).toEqual([1, "cast astype"]);
    expect(seen(() => np.concatenate([a, a]))).toEqual([1, "gather concatenate"]);
    expect(seen(() => np.take(a, a))).toEqual([1, "gather take"]);
    expect(seen(() => a.at(a))).toEqual([1, "advanced-index at"]);
    expect(seen(() => a.at(a.greater(2)))[0]).toBe(2);
    expect(seen(() => np.arange(6))).toEqual([1]);
    expect(seen(() => np.full([6], 1))).toEqual([1]);
    expect(seen(() => a.at("1:3"))).toEqual([0]);
    expect(seen(() => np.copyto(a, np.zeros(6, "int64")))).toEqual([1]);
  });

  test("copyto within one array", () => {
    const a = np.arange(8);
    np.copyto(a.at("1:"), a.at(":-1"));
    expect(a.tolist()).toEqual([0, 0, 1, 2, 3, 4, 5, 6]);
    const fixed = np.broadcast_to(np.arange(2), [2, 2]);
    expect(() => np.copyto(fixed, np.zeros([2, 2], "int64"))).toThrow("is read-only");
  });
});

test("joined along the first axis", () => {
  const a = np.arange(6).reshape([2, 3]);
  const long = { dtype: "int64" } as const;
  expect(facts(np.concatenate([a, a]))).toEqual(facts(np.concatenate([a, a], long)));
  expect(facts(np.concatenate([a, a.T.copy().T]))).toEqual(
    facts(np.concatenate([a, a.T.copy().T], long)),
  );
  expect(np.concatenate([a, np.ones([1, 3])]).dtype.name).toBe("float64");
  expect(np.concatenate([np.arange(2), np.zeros(0, "int64")]).tolist()).toEqual([0, 1]);
  expect(() => np.concatenate([a, np.arange(3)])).toThrow("same number of dimensions");
  expect(() => np.concatenate([a, np.arange(4).reshape([2, 2])])).toThrow("must match exactly");
  const gone = np.arange(3);
  gone.dispose();
  expect(() => np.concatenate([np.arange(3), gone])).toThrow(np.DisposedError);
});

describe("picked from a line", () => {
  const lines: readonly [string, np.NDArray][] = [
    ["packed", np.arange(10).astype("float64")],
    ["every second", np.arange(20).astype("float32").at("::2")],
    ["backward", np.arange(10).at("::-1")],
    ["stretched", np.broadcast_to(np.array(7), [10])],
    ["swapped", np.arange(10).astype(">i8")],
    ["small", np.arange(10).astype("int8")],
  ];
  for (const [name, line] of lines) {
    test(name, () => {
      const list = line.tolist() as unknown[];
      const picks = [0, -1, 3, 3, -10, 9];
      const wanted = picks.map((i) => list.at(i));
      expect(line.at(np.array(picks)).tolist()).toEqual(wanted);
      expect(line.at(np.array(picks, "int32")).tolist()).toEqual(wanted);
      expect(np.take(line, np.array(picks)).tolist()).toEqual(wanted);
      const grid = np.array(picks).reshape([2, 3]);
      expect(line.at(grid).tolist()).toEqual([wanted.slice(0, 3), wanted.slice(3)]);
      expect(line.at(grid.T).flags.f_contiguous).toBe(true);
      expect(line.at(grid.T.copy()).flags.c_contiguous).toBe(true);
      const mask = picks.concat([1, 2, 3, 4]).map((i) => i > 2);
      expect(line.at(np.array(mask)).tolist()).toEqual(list.filter((_, i) => mask[i]));
      expect(line.at(np.zeros(10, "bool")).tolist()).toEqual([]);
    });
  }

  test("what is refused", () => {
    const line = np.arange(10);
    for (const wrong of [10, -11, 2 ** 40, -(2 ** 40)]) {
      const words = `index ${wrong} is out of bounds for axis 0 with size 10`;
      expect(() => line.at(np.array([0, wrong]))).toThrow(words);
      expect(() => np.take(line, np.array([0, wrong]))).toThrow(words);
    }
    expect(() => line.at(np.ones(9, "bool"))).toThrow("boolean index did not match");
    expect(() => line.at("99")).toThrow("index 99 is out of bounds for axis 0 with size 10");
    expect(() => line.at("::0")).toThrow("slice step cannot be zero");
    expect(() => line.at("1:2, 3")).toThrow("too many indices for array");
    const gone = np.arange(3);
    gone.dispose();
    expect(() => gone.at("1:")).toThrow(np.DisposedError);
    expect(() => gone.at(np.array([0]))).toThrow(np.DisposedError);
    expect(() => line.at(gone)).toThrow(np.DisposedError);
  });
});

test("one number assigned", () => {
  for (const dtype of [
    "float64",
    "float32",
    "int16",
    "uint64",
    ">f8",
    "bool",
    "complex64",
  ] as const) {
    const a = np.zeros(3, dtype);
    a.set(-1, 1);
    a.set("0", 1);
    expect(a.at(2).toString()).toBe(a.at(0).toString());
  }
  const a = np.zeros(3, "int8");
  expect(() => a.set(0, 300)).toThrow(np.OverflowError);
  expect(() => a.set(3, 1)).toThrow("index 3 is out of bounds for axis 0 with size 3");
  expect(() => a.set(0.5, 1)).toThrow(np.IndexError);
  expect(() => a.set(0, Number.NaN)).toThrow("cannot convert float NaN to integer");
  a.setflags({ write: false });
  expect(() => a.set(0, 1)).toThrow("is read-only");
  const grid = np.zeros([2, 2]);
  grid.set(0, 7);
  expect(grid.tolist()).toEqual([
    [7, 7],
    [0, 0],
  ]);
});

test("shapes", () => {
  const a = np.arange(6);
  expect(a.reshape([2, 3]).base === a).toBe(true);
  expect(a.reshape([6, 1]).strides).toEqual([8, 8]);
  expect(a.reshape([1, 6]).strides).toEqual([48, 8]);
  expect(() => a.reshape([2, 4])).toThrow("cannot reshape array of size 6 into shape (2,4)");
  expect(() => np.reshape(a, [2.5, 2.4])).toThrow(TypeError);
  expect(() => np.reshape(a, ["2", "3"] as never)).toThrow(TypeError);
  expect(a.reshape([2, 3], { copy: true }).base === a).toBe(false);
});

test("fresh arrays", () => {
  expect(facts(np.arange(512))).toEqual(facts(np.arange(0, 512)));
  expect(facts(np.arange(513))).toEqual(facts(np.arange(0, 513)));
  expect(np.arange(2.5).tolist()).toEqual([0, 1, 2]);
  const first = np.arange(4);
  first.set(0, 9);
  expect(np.arange(4).tolist()).toEqual([0, 1, 2, 3]);
  expect(facts(np.full([3], 2.5))).toEqual(facts(np.full([3], 2.5, "float64")));
  expect(facts(np.full([3], -7))).toEqual(facts(np.full([3], -7, "int64")));
  expect(Object.is(np.full([1], -0).item(), -0)).toBe(true);
  expect(np.full([2], 2 ** 60).dtype.name).toBe("float64");
  expect(np.full([0, 2], 1).strides).toEqual([0, 0]);
  expect(np.ones([2, 2]).tolist()).toEqual([
    [1, 1],
    [1, 1],
  ]);
  expect(() => np.zeros([-1])).toThrow("negative dimensions are not allowed");
  expect(() => np.zeros([1.5])).toThrow("'float' object cannot be interpreted as an integer");
  for (let turn = 0; turn < 200; turn++) {
    const made = np.full([50], turn);
    expect(np.zeros([50]).any()).toBe(false);
    made.dispose();
  }
});
