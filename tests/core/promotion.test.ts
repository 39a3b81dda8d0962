// Promotion and casting against NumPy: every pair of a list of dtypes, every three numeric dtypes,
// weak scalars, smallest dtypes.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import * as np from "strided";
import { describe, expect, test } from "vitest";

type Result = string | { error: string };

interface Golden {
  names: np.DTypeName[];
  pairs: { spec: np.DTypeLike; promote: Result[]; cast: string }[];
  triples: number[][];
  weak: [np.DTypeName | np.DTypeName[] | null, string[], Result][];
  smallest: {
    integers: [string, string][];
    floats: [string, string][];
    complexes: [string, string, string][];
  };
}

const golden = JSON.parse(
  gunzipSync(
    readFileSync(new URL("../oracle/golden/promotion.json.gz", import.meta.url)),
  ).toString(),
) as Golden;

const castings = ["no", "equiv", "safe", "same_kind", "unsafe"] as const;

function outcome(make: () => np.DType): Result {
  try {
    return make().repr();
  } catch (error) {
    expect(error).toBeInstanceOf(np.DTypePromotionError);
    return { error: (error as Error).message };
  }
}

function expectResult(ours: Result, theirs: Result, what: string): void {
  if (typeof theirs === "string" || typeof ours === "string") {
    expect(ours, what).toEqual(theirs);
  } else {
    expect(ours.error.startsWith(theirs.error.replace(/\.$/, "")), `${what}: ${ours.error}`).toBe(
      true,
    );
  }
}

describe("two dtypes", () => {
  test.each(golden.pairs.map((row) => [JSON.stringify(row.spec), row] as const))("%s", (_, row) => {
    golden.pairs.forEach((other, position) => {
      const what = `${JSON.stringify(row.spec)} and ${JSON.stringify(other.spec)}`;
      expectResult(
        outcome(() => np.promote_types(row.spec, other.spec) as np.DType),
        row.promote[position]!,
        what,
      );
      const level = Number(row.cast[position]);
      castings.forEach((casting, strictness) => {
        expect(np.can_cast(row.spec, other.spec, casting), `${what}, ${casting}`).toBe(
          strictness >= level,
        );
      });
    });
  });
});

test("every three numeric dtypes, in any order", () => {
  const { names } = golden;
  let row = 0;
  for (let i = 0; i < names.length; i++) {
    for (let j = i; j < names.length; j++, row++) {
      golden.triples[row]!.forEach((expected, offset) => {
        const [a, b, c] = [names[i], names[j], names[j + offset]];
        for (const order of [
          [a, b, c],
          [c, b, a],
          [b, a, c],
        ]) {
          expect(np.result_type(...order).name, order.join()).toBe(names[expected]);
        }
      });
    }
  }
});

const weakValues: Record<string, np.ScalarLike> = {
  "1": 1,
  "-1": -1n,
  "300": 300,
  "1.5": 1.5,
  "1e300": 1e300,
  "2j": np.complex(0, 2),
  true: true,
};

test("weak scalars", () => {
  for (const [specs, names, expected] of golden.weak) {
    const operands = [
      ...(specs === null ? [] : Array.isArray(specs) ? specs : [specs]),
      ...names.map((name) => weakValues[name]!),
    ];
    expectResult(
      outcome(() => np.result_type(...operands)),
      expected,
      operands.map(String).join(),
    );
  }
});

test("result_type of nothing, of wide integers", () => {
  expect(() => np.result_type()).toThrow("at least one array or dtype is required");
  expect(np.result_type(2n ** 63n).name).toBe("uint64");
  expect(np.result_type(-(2n ** 63n)).name).toBe("int64");
  expect(() => np.result_type(2n ** 64n)).toThrow(np.OverflowError);
  expect(np.result_type("int8", 2n ** 70n).name).toBe("int8");
});

test("min_scalar_type", () => {
  for (const [value, name] of golden.smallest.integers) {
    expect(np.min_scalar_type(BigInt(value)).name, value).toBe(name);
    if (Number.isSafeInteger(Number(value))) {
      expect(np.min_scalar_type(Number(value)).name, value).toBe(name);
    }
  }
  const number = (text: string) => Number(text.replace("inf", "Infinity"));
  for (const [value, name] of golden.smallest.floats) {
    expect(np.min_scalar_type(number(value)).name, value).toBe(name);
  }
  for (const [re, im, name] of golden.smallest.complexes) {
    expect(np.min_scalar_type(np.complex(number(re), number(im))).name, `${re} ${im}`).toBe(name);
  }
  expect(np.min_scalar_type(true).name).toBe("bool");
  expect(np.min_scalar_type("ab").str).toBe("<U2");
  expect(np.min_scalar_type("").str).toBe("<U1");
  expect(() => np.min_scalar_type(2n ** 64n)).toThrow(np.OverflowError);
});

test("can_cast refuses what has no answer", () => {
  expect(() => np.can_cast(1 as unknown as "i4", "i4")).toThrow(
    "can_cast() does not support Python ints",
  );
  expect(() => np.can_cast("i4", "i8", "foo" as np.Casting)).toThrow(
    "casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe' (got 'foo')",
  );
  expect(() => np.can_cast("i4", "i8", { rule: "safe" } as np.CanCastOptions)).toThrow(TypeError);
  expect(np.can_cast("f8", "f4", { casting: "same_kind" })).toBe(true);
});

test("promotion is commutative, associative and keeps what it promotes", () => {
  const name = fc.constantFrom(...golden.names);
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      const ab = np.promote_types(a, b);
      expect(ab).toBe(np.promote_types(b, a));
      expect(np.can_cast(a, ab)).toBe(true);
      expect(np.result_type(a, b, c)).toBe(np.result_type(c, a, b));
    }),
    { numRuns: 200 },
  );
});

test("an array stands for its dtype where one is asked about, and is no specification of one", () => {
  const array = np.zeros(2, "f4");
  expect(String(np.result_type(array, "i8"))).toBe("float64");
  expect(np.can_cast(array, "f8")).toBe(true);
  expect(String(np.min_scalar_type(array))).toBe("float32");
  expect(np.mintypecode([array])).toBe("f");
  expect(np.common_type(array)).toBe(np.float32);
  const asDType = array as unknown as np.DTypeLike;
  for (const use of [
    () => np.dtype(asDType),
    () => np.can_cast("f4", asDType),
    () => np.promote_types(asDType, "f8"),
    () => np.zeros(2, asDType),
  ]) {
    expect(use).toThrow("Cannot construct a dtype from an array");
  }
});

describe("which pair is named where several dtypes have nothing in common", () => {
  const refusal = (...dtypes: np.DTypeLike[]) => {
    try {
      return String(np.result_type(...dtypes.map((one) => np.dtype(one))));
    } catch (error) {
      const [, one, other] =
        /<class 'numpy.dtypes.(\w+)DType'>.*?<class 'numpy.dtypes.(\w+)DType'>/.exec(
          (error as Error).message,
        )!;
      return `${one} by ${other}`;
    }
  };

  test("classes that another one holds are forgotten", () => {
    expect(refusal("S2", "U6", "V5", "f2")).toBe("Bytes by Void");
    expect(refusal("f2", "?", "m8[D]", "f4", "U6", "f2")).toBe("TimeDelta64 by Str");
    expect(refusal("f2", "V5", "f2", "U6", "M8[s]")).toBe("DateTime64 by Str");
  });

  test("whether integers, spans and instants meet depends on their order", () => {
    expect(refusal("m8[D]", "M8[s]", "i8")).toBe("datetime64[s]");
    expect(refusal("m8[D]", "i1", "M8[s]")).toBe("DateTime64 by Int8");
    expect(refusal("M8[s]", "m8[D]", "i8")).toBe("DateTime64 by TimeDelta64");
  });
});
