// Loops of times that are asked for (`dtype: "m8"`) where no operand is a time: NumPy finds the loop, and then looks
// past it at the operands, under the casting rule of the call. Expectations are NumPy 2.4's.

import * as np from "strided";
import { describe, expect, test } from "vitest";

type Loose = (...args: unknown[]) => unknown;
/** Calls that no type allows. */
const loose = np as unknown as Record<string, Loose & { outer: Loose }>;

const m8 = { dtype: "m8" };
const bools = np.array([true]);

describe("operands of numbers", () => {
  test.each(["remainder", "floor_divide"])(
    "%s searches its loops for one that the rule allows",
    (name) => {
      const words = (rule: string) =>
        `ufunc '${name}' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''${rule}''`;
      const call = (casting: string, a: unknown, b: unknown) => () =>
        loose[name]!(a, b, { casting, ...m8 });
      expect(call("equiv", bools, bools)).toThrow(words("equiv"));
      expect(call("no", bools, bools)).toThrow(words("no"));
      const int = np.array([5], "int32");
      expect(call("equiv", int, np.array([3], "int8"))).toThrow(words("equiv"));
      expect(call("no", int, int.astype(">i4"))).toThrow(words("no"));
      expect(call("equiv", int, int.astype(">i4"))).not.toThrow();
      expect(() => loose[name]!.outer(bools, bools, { casting: "equiv", ...m8 })).toThrow(
        words("equiv"),
      );
    },
  );

  test("an output that takes nothing of what fits is named by its character", () => {
    const int = np.array([5], "int32");
    const out = np.zeros(1, "float16");
    expect(() => np.remainder(int, int, { ...m8, out, casting: "safe" } as never)).toThrow(
      "ufunc 'remainder' output (typecode 'i') could not be coerced to provided output parameter (typecode 'e') according to the casting rule ''safe''",
    );
    // which may be a span, of which there is a loop too
    const span = np.zeros(1, "m8");
    const half = np.array([0.5]);
    expect(String(np.divide(int, half, { ...m8, out: span } as never))).toBe("[10]");
  });

  test("an operand without a loop is refused by its dtype", () => {
    expect(() => np.sign(bools, m8 as never)).toThrow(
      "ufunc 'sign' did not contain a loop with signature matching types dtype('bool') -> dtype('bool')",
    );
    expect(() => np.positive(bools, m8 as never)).toThrow("dtype('bool') -> dtype('bool')");
  });
});

describe("integers without a dtype", () => {
  test("become what the loop takes", () => {
    const int = np.array([5], "int32");
    expect(loose["add"]!(1, int, m8)).toHaveProperty("dtype.name", "timedelta64");
    expect(loose["floor_divide"]!(int, 2, m8)).toHaveProperty("dtype.name", "int64");
    expect(() => loose["remainder"]!(bools, 1, m8)).toThrow(
      "ufunc 'remainder' cannot use operands with types dtype('bool') and dtype('<m8')",
    );
    expect(() =>
      loose["maximum"]!(np.array([1], "int8"), 1, { dtype: "M8", casting: "no" }),
    ).toThrow(
      "Cannot cast ufunc 'maximum' input 0 from dtype('int8') to dtype('int64') with casting rule 'no'",
    );
  });
});

describe("scalars alone", () => {
  test("bend to each other under every rule but equiv", () => {
    expect(np.add(1, 2.5, { casting: "no" })).toBe(3.5);
    expect(np.hypot(3, 4, { casting: "no", dtype: "float32" })).toBe(5);
    expect(() => np.add(1, 2.5, { casting: "equiv" })).toThrow(
      "cannot cast Python int to float64 under the casting rule 'equiv'",
    );
    expect(() => np.add(2.5, 1, { casting: "equiv", dtype: "float32" })).toThrow(
      "cannot cast Python float to float32 under the casting rule 'equiv'",
    );
  });

  test("the only operand does not bend, and is cast as an array is", () => {
    expect(np.square(300, { dtype: "int8" })).toBe(-112);
    expect(() => np.negative(300, { dtype: "int8", casting: "no" })).toThrow(
      "Cannot cast ufunc 'negative' input from dtype('int64') to dtype('int8') with casting rule 'no'",
    );
    expect(() => np.sign(1.5, { dtype: "M8" } as never)).toThrow(
      "matching types <class 'numpy.dtypes.Float64DType'> -> <class 'numpy.dtypes.DateTime64DType'>",
    );
  });
});
