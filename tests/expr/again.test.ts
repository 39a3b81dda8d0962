// An expression that is evaluated again with operands like those before takes a short way; what is otherwise than before
// must not.

import * as np from "strided";
import { expect, test } from "vitest";

type Arrays = readonly np.NDArray[];
const of = (start: number, dtype: np.DTypeLike = "float64") =>
  np
    .arange(start, start + 6)
    .divide(7)
    .astype(dtype)
    .reshape([2, 3]);

function facts(array: np.NDArray): unknown {
  const { dtype, shape, strides } = array;
  return [String(dtype), shape, strides, [...array.tobytes()].join()];
}

/** Three operands in turns, each turn held against the ufuncs'. */
function held(turns: readonly Arrays[]): void {
  for (const turn of [...turns, ...turns]) {
    const [a, b, c] = turn as [np.NDArray, np.NDArray, np.NDArray];
    const evaluated = np.expr`${a} * ${b} + ${c}`;
    expect(facts(evaluated)).toEqual(facts(np.add(np.multiply(a, b), c) as np.NDArray));
  }
}

test("other shapes, strides and dtypes", () => {
  const row = np.arange(3).astype("float64");
  const column = row.at(":2").reshape([2, 1]);
  held([
    [of(1), of(2), of(3)],
    [of(1), of(2), of(3)],
    [of(1), row, column],
    [row, of(1), of(2)],
    [of(1).T, of(2).T, of(3).T],
    [of(1).T, of(2).reshape([3, 2]), of(3).T],
    [of(1).at("::-1"), of(2), of(3)],
    [row, row, row],
    [of(1, "float32"), of(2), of(3)],
    [of(1), of(2), of(3)],
    [of(1, "int64"), of(2, "int8"), of(3, ">f4")],
    [np.zeros([0, 3]), np.zeros([0, 3]), row],
    [np.array(2.5), np.array(1.5), np.array(3)],
    [of(1), of(2), of(3)],
  ]);
});

test("one array twice, or no longer", () => {
  const evaluate = (x: np.NDArray, y: np.NDArray) => np.expr`${x} - ${y} * 2.0`;
  const [x, y] = [of(1), of(2)];
  for (const [p, q] of [
    [x, y],
    [x, x],
    [x, y],
    [y, x],
    [y, y],
  ] as const) {
    expect(facts(evaluate(p, q))).toEqual(facts(np.subtract(p, np.multiply(q, 2)) as np.NDArray));
  }
});

test("arrays, then numbers and lists", () => {
  const evaluate = (x: np.ExprOperand, y: np.ExprOperand) => np.expr`${x} + ${y}`;
  const x = of(1);
  for (let turn = 0; turn < 2; turn++) {
    expect(facts(evaluate(x, x))).toEqual(facts(np.add(x, x)));
    expect(facts(evaluate(x, 2))).toEqual(facts(np.add(x, 2)));
    expect(facts(evaluate(x, [1, 2, 3]))).toEqual(facts(np.add(x, [1, 2, 3]) as np.NDArray));
    expect(evaluate(1, 2)).toBe(3);
    expect(() => evaluate(x, np.zeros(4))).toThrow("operands could not be broadcast together");
  }
});

test("into an array", () => {
  const evaluate = (out: np.NDArray, x: np.NDArray, y: np.NDArray) =>
    np.expr.into(out)`${x} + ${y}`;
  const line = () => np.arange(12).astype("float64");
  const [x, y, out] = [of(1), of(2), of(3)];
  expect(evaluate(out, x, y) === out).toBe(true);
  for (let turn = 0; turn < 2; turn++) {
    expect(facts(evaluate(out, x, y))).toEqual(facts(np.add(x, y)));
    const wanted = facts(np.add(x, y));
    const own = x.copy();
    expect(facts(evaluate(own, own, y))).toEqual(wanted);
    const shifted = line();
    const before = shifted.at("1:7").copy();
    evaluate(shifted.at("0:6"), shifted.at("1:7"), shifted.at("1:7"));
    expect(shifted.at("0:6").tolist()).toEqual(before.multiply(2).tolist());
    const backward = line();
    const held = backward.at("0:6").copy();
    evaluate(backward.at("1:7"), backward.at("0:6"), backward.at("0:6"));
    expect(backward.at("1:7").tolist()).toEqual(held.multiply(2).tolist());
    const small = np.zeros([2, 3], "float32");
    expect(evaluate(small, x, y).tolist()).toEqual(np.add(x, y).astype("float32").tolist());
    expect(() => evaluate(np.zeros([2, 3], "int64"), x, y)).toThrow(np.UFuncTypeError);
    expect(() => evaluate(np.zeros([3]), x, y)).toThrow(np.ValueError);
    const fixed = np.zeros([2, 3]);
    fixed.setflags({ write: false });
    expect(() => evaluate(fixed, x, y)).toThrow("read-only");
  }
});

test("sums", () => {
  const evaluate = (x: np.NDArray, y: np.NDArray) => np.expr<number>`sum((${x} - ${y}) ** 2)`;
  const slow = (x: np.NDArray, y: np.NDArray) => np.sum(np.square(np.subtract(x, y)));
  const lines = [100, 7, 1000, 129].map((n) => np.arange(n).divide(7));
  for (const x of [...lines, of(1), of(1, "float32"), of(1).T, np.zeros(0)]) {
    for (let turn = 0; turn < 2; turn++)
      expect(evaluate(x, x.multiply(3))).toBe(slow(x, x.multiply(3)));
  }
  const large = np.full([4], 1e200);
  const none = np.zeros([4]);
  evaluate(none, none);
  np.errstate({ all: "ignore" }, () => expect(evaluate(large, none)).toBe(Infinity));
  expect(np.memory.track(() => evaluate(none, none)).allocations.length).toBe(1);
});

test("what is gone", () => {
  const evaluate = (x: np.NDArray, y: np.NDArray) => np.expr`${x} * ${y}`;
  const [x, y] = [of(1), of(2)];
  evaluate(x, y);
  evaluate(x, y);
  x.dispose();
  expect(() => evaluate(x, y)).toThrow(np.DisposedError);
  expect(np.memory.track(() => evaluate(y, y)).allocations.length).toBe(1);
});
