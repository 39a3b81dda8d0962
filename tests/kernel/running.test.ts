// Long running sums and products of floats: each step is rounded, in order; errors on the way are reported at the end.

import * as np from "strided";
import { describe, expect, test } from "vitest";

const sums = (list: readonly number[], round: (x: number) => number, f: "add" | "mul") => {
  let state = f === "add" ? -0 : 1;
  return list.map((x) => {
    state = round(f === "add" ? state + x : state * x);
    return state;
  });
};
const itself = (x: number) => x;

describe("running sums and products", () => {
  test.each([255, 256, 257, 263, 1000])("of %i floats", (n) => {
    const a = np.random.default_rng(2).random(n);
    const single = a.astype("float32");
    const near = np.add(a, 0.5);
    expect(np.cumsum(a).tolist()).toEqual(sums(a.tolist() as number[], itself, "add"));
    expect(np.cumsum(single).tolist()).toEqual(
      sums(single.tolist() as number[], Math.fround, "add"),
    );
    expect(np.cumprod(near).tolist()).toEqual(sums(near.tolist() as number[], itself, "mul"));
    const backward = a.at("::-1");
    expect(np.cumsum(backward).tolist()).toEqual(
      sums((a.tolist() as number[]).reverse(), itself, "add"),
    );
  });

  test("along either axis, into other memory, of integers as floats", () => {
    const a = np.random.default_rng(4).integers(0, 50, { size: [40, 31] });
    const lines = (a.tolist() as number[][]).map((line) => sums(line, itself, "add"));
    expect(np.cumsum(a, 1, { dtype: "float64" }).tolist()).toEqual(lines);
    expect(np.cumsum(a.T, 0, { dtype: "float64" }).T.tolist()).toEqual(lines);
    const out = np.zeros([40, 62]);
    np.cumsum(a.astype("float64"), 1, { out: out.at(":", "::2") });
    expect(out.at(":", "::2").tolist()).toEqual(lines);
  });

  test("what they meet on the way is reported once", () => {
    const caught: string[] = [];
    const watch = (action: () => void) => {
      caught.length = 0;
      np.errstate(
        { all: "call", under: "ignore", call: (kind: string) => caught.push(kind) },
        action,
      );
      return caught.map((one) => one.split(" ")[0]);
    };
    const a = np.full(1000, 1e306);
    expect(watch(() => np.cumsum(a))).toEqual(["overflow"]);
    a.set(500, -Infinity);
    expect(watch(() => np.cumsum(a))).toEqual(["overflow", "invalid"]);
    expect(watch(() => np.cumprod(np.full(1000, 2)))).toEqual([]);
    expect(watch(() => np.cumprod(np.full(2000, 2.5)))).toEqual(["overflow"]);
    expect(np.cumsum(np.full(300, -0)).tolist()).toEqual(new Array(300).fill(-0));
  });
});
