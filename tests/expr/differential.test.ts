// Fused kernels against the same expression in steps: the same dtype, shape, memory order, bits and errors.

import * as np from "strided";
import { describe, expect, test } from "vitest";
import { Dice, dtypes, randomArray, randomText, whole } from "./random-expr.js";
import { stepwise } from "./stepwise.js";

const seed = Number(process.env["STRIDED_SEED"] ?? 20240611);
const cases = Number(process.env["STRIDED_CASES"] ?? 400);

type Operands = Record<string, np.NDArray>;

interface Outcome {
  readonly error?: string;
  readonly value?: unknown;
}

function outcome(run: () => unknown): Outcome {
  try {
    return { value: run() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // the place that expressions add is not in the steps' errors
    const message = error.message.replace(/ \(line \d+, column \d+\)\n[\s\S]*$/, "");
    return { error: `${error.name}: ${message}` };
  }
}

const fused = (text: string, operands: Operands) =>
  outcome(() => {
    const run = np.expr.compile(text);
    return run(Object.fromEntries(run.operands.map((name) => [name, operands[name]])));
  });

const steps = (text: string, operands: Operands) => outcome(() => stepwise(text, operands));

interface Strictness {
  /** Whether errors are compared by their text: of several that apply, a kernel meets types before shapes. */
  readonly errors: boolean;
}

function expectSame(got: Outcome, wanted: Outcome, strict: Strictness): void {
  if (strict.errors) expect(got.error).toBe(wanted.error);
  else expect(got.error === undefined).toBe(wanted.error === undefined);
  if (!(wanted.value instanceof np.NDArray)) return;
  if (!(got.value instanceof np.NDArray)) {
    expect(plain(got.value)).toEqual(plain(wanted.value.item()));
    return;
  }
  const [a, b] = [got.value, wanted.value];
  expect(a.dtype.str).toBe(b.dtype.str);
  expect(a.shape).toEqual(b.shape);
  if (a.size > 0) expect(a.strides).toEqual(b.strides);
  expect(bits(a)).toEqual(bits(b));
}

const plain = (value: unknown) =>
  value instanceof np.Complex ? [value.re, value.im] : (value as number);

/** The elements' bits; all NaN are one. */
function bits(array: np.NDArray): unknown {
  return (array.flatten().tolist() as unknown[]).map(plain);
}

/** Adds what was computed to a failed comparison. */
function about(what: string, compare: () => void): void {
  try {
    compare();
  } catch (error) {
    throw new Error(`${what}\n${(error as Error).message}`);
  }
}

function described(text: string, operands: Operands): string {
  const arrays = Object.entries(operands).map(
    ([name, one]) => `${name}: ${one.dtype.str} (${one.shape}) strides (${one.strides})`,
  );
  return `${text}\n${arrays.join("\n")}`;
}

const shapes = [[], [1], [7], [3, 4], [2, 3, 5], [130], [4, 1, 3], [0, 3]];

describe(`seed ${seed}`, () => {
  test(`${cases} expressions`, () => {
    let computed = 0;
    for (let k = 0; k < cases; k++) {
      const dice = new Dice(seed + k);
      const shape = dice.pick(shapes);
      const common = dice.below(3) === 0 ? dice.pick(dtypes) : null;
      const array = () => randomArray(dice, shape, common ?? dice.pick(dtypes));
      const operands = { a: array(), b: array(), c: array() };
      const depth = 1 + dice.below(3);
      const text = randomText(dice, ["a", "b", "c"], depth);
      const wanted = steps(text, operands);
      const strict = { errors: depth === 1 };
      about(described(text, operands), () => expectSame(fused(text, operands), wanted, strict));
      if (wanted.value !== undefined) computed += 1;
    }
    expect(computed).toBeGreaterThan(cases / 3);
  });

  test("functions whose last digit the engine decides", () => {
    const a = np.linspace(-4, 4, 200);
    const b = np.linspace(0.5, 9, 200);
    for (const text of [
      "exp(a) - sin(b)",
      "hypot(a, b) * arctan2(a, b)",
      "sum(log(b) + tanh(a))",
    ]) {
      const [got, wanted] = [fused(text, { a, b }), steps(text, { a, b })];
      expect(
        np.allclose(got.value as np.NDArray, wanted.value as np.NDArray, { rtol: 1e-13 }),
      ).toBe(true);
    }
  });

  /** A full reduction to an int64 beyond 2 ** 53, which is refused as a JavaScript number. */
  const isInexact = (got: Outcome) => got.error?.startsWith("RangeError: the ") === true;
  const reductions = ["sum", "prod", "min", "max", "mean", "any", "all"];
  const axes = ["", "", ", axis=0", ", axis=-1", ", axis=1", ", axis=(0, 1)", ", keepdims=True"];

  test(`${cases} reductions of integers, in any layout`, () => {
    const integers = ["bool", "int8", "uint16", "int32", "int64", "uint64"];
    let computed = 0;
    for (let k = 0; k < cases; k++) {
      const dice = new Dice(seed + 7 * k);
      const shape = dice.pick(shapes);
      const array = () => randomArray(dice, shape, dice.pick(integers));
      const operands = { a: array(), b: array() };
      const inner = randomText(dice, ["a", "b"], 1 + dice.below(2), whole);
      const text = `${dice.pick(reductions)}(${inner}${dice.pick(axes)})`;
      const [got, wanted] = [fused(text, operands), steps(text, operands)];
      if (isInexact(got)) continue;
      const strict = { errors: false };
      about(described(text, operands), () => expectSame(got, wanted, strict));
      if (wanted.value !== undefined) computed += 1;
    }
    expect(computed).toBeGreaterThan(cases / 3);
  });

  test(`${cases} reductions of floats that lie alike: summed in the same order`, () => {
    const floats = ["float16", "float32", "float64", "complex64", "complex128"] as const;
    let computed = 0;
    for (let k = 0; k < cases; k++) {
      const dice = new Dice(seed + 11 * k);
      const shape = dice.pick([[1000], [30, 40], [17], [5, 6, 7]]);
      const count = shape.reduce((x, y) => x * y);
      const dtype = dice.pick(floats);
      const array = () => {
        const values = Array.from({ length: count }, () => (dice.below(2000) - 1000) / 7);
        return np.array(values, dice.below(3) === 0 ? dice.pick(floats) : dtype).reshape(shape);
      };
      const operands: Operands = { a: array(), b: array() };
      const inner = randomText(dice, ["a", "b"], 1 + dice.below(2));
      const text = `${dice.pick(reductions)}(${inner}${dice.pick(axes)})`;
      const [got, wanted] = [fused(text, operands), steps(text, operands)];
      if (isInexact(got)) continue;
      const strict = { errors: false };
      about(described(text, operands), () => expectSame(got, wanted, strict));
      if (wanted.value !== undefined) computed += 1;
    }
    expect(computed).toBeGreaterThan(cases / 3);
  });
});
