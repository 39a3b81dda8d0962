// What the parameters of np.lib.recfunctions do with values that hardly anyone gives them: each class of difference
// that the fuzzer's group of record options found, with NumPy's answers.

import * as np from "strided";
import { describe, expect, test } from "vitest";

const rf = np.lib.recfunctions;
const given = (value: unknown): never => value as never;
const pairs = np.array(
  [
    [1, 2],
    [3, 4],
  ],
  [
    ["a", "u1"],
    ["b", "i4"],
  ],
);

/** The sentence of what a call throws. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was thrown";
}

describe("flags are what is true of any value", () => {
  test("a layout is aligned by the truth of align", () => {
    expect(rf.repack_fields(pairs, given({ align: 0.5 })).dtype.isalignedstruct).toBe(true);
    expect(rf.repack_fields(pairs, given({ align: [] })).dtype.isalignedstruct).toBe(false);
    expect(rf.repack_fields(pairs, given({ align: "x" })).dtype.itemsize).toBe(8);
    expect(refusal(() => rf.repack_fields(pairs, given({ recurse: np.zeros(0) })))).toMatch(
      /^The truth value of an empty array is ambiguous/,
    );
    const row = np.zeros([1, 2], "i2");
    expect(rf.unstructured_to_structured(row, given({ align: 7 })).dtype.isalignedstruct).toBe(
      true,
    );
    const misfit = { dtype: "u1,i4", align: "x" };
    expect(
      refusal(() => rf.unstructured_to_structured(np.zeros([1, 2], "i4"), given(misfit))),
    ).toMatch(/^align was True but dtype is not aligned/);
  });

  test("copy, flatten, autoconvert, zero_unassigned and return_index", () => {
    const same = np.zeros(2, "i4,i4");
    const copied = rf.structured_to_unstructured(same, given({ copy: "x" }));
    expect(np.shares_memory(copied, same)).toBe(false);
    const nested = [pairs, np.zeros(2, [["c", "f8"]])];
    expect(rf.merge_arrays(given(nested), given({ flatten: "x" })).dtype.names).toEqual([
      "a",
      "b",
      "c",
    ]);
    expect(rf.merge_arrays(given(nested), given({ flatten: 0 })).dtype.names).toEqual(["f0", "c"]);
    const wide = np.zeros(1, [
      ["a", "i8"],
      ["b", "i4"],
    ]);
    expect(refusal(() => rf.stack_arrays([pairs, wide], given({ autoconvert: "" })))).toMatch(
      /^Incompatible type 'uint8' <> 'int64'/,
    );
    const target = np.ones(2, [["z", "i4"]]);
    rf.assign_fields_by_name(target, pairs, given({ zero_unassigned: [] }));
    expect(String(target)).toBe("[(1,) (1,)]");
    const found: unknown = rf.find_duplicates(pairs, given({ return_index: 0 }));
    expect(found instanceof np.NDArray).toBe(true);
  });
});

describe("names", () => {
  test("what is dropped is a name, or anything that can be walked", () => {
    expect(rf.drop_fields(pairs, given({ a: 1 })).dtype.names).toEqual(["b"]);
    expect(rf.drop_fields(pairs, given({})).dtype.names).toEqual(["a", "b"]);
    expect(rf.drop_fields(pairs, given(new Set(["b"]))).dtype.names).toEqual(["a"]);
    expect(refusal(() => rf.drop_fields(pairs, given(3)))).toMatch(/^'int' object is not iterable/);
  });

  test("a mapper is an object", () => {
    expect(refusal(() => rf.rename_fields(pairs, given(true)))).toMatch(
      /^'bool' object has no attribute 'get'/,
    );
    expect(refusal(() => rf.rename_fields(pairs, given(null)))).toMatch(/has no attribute 'get'/);
  });

  test("fields named by an object's keys, and by none", () => {
    const row = np.zeros([1, 1], "i2");
    expect(rf.unstructured_to_structured(row, given({ names: { q: 1 } })).dtype.names).toEqual([
      "q",
    ]);
    expect(refusal(() => rf.unstructured_to_structured(row, { names: [] }))).toMatch(
      /^not enough values to unpack \(expected 3, got 0\)/,
    );
  });

  test("keys that are none", () => {
    expect(refusal(() => rf.find_duplicates(pairs, given({ key: 7 })))).toMatch(/^7/);
    expect(rf.find_duplicates(pairs, { key: "" }).size).toBe(0);
    expect(refusal(() => rf.join_by(given([1]), pairs, pairs))).toMatch(
      /^r1 does not have key field 1/,
    );
  });
});

describe("join_by and stack_arrays", () => {
  test("postfixes are texts where they are needed", () => {
    expect(refusal(() => rf.join_by("a", pairs, pairs, given({ r1postfix: 3 })))).toMatch(
      /^can only concatenate str \(not "int"\) to str/,
    );
    expect(
      refusal(() => rf.join_by("a", pairs, pairs, given({ r1postfix: 0, r2postfix: "" }))),
    ).toMatch(/^r1 and r2 contain common names, r1postfix and r2postfix can't both be empty/);
    expect(refusal(() => rf.join_by("a", pairs, pairs, given({ jointype: true })))).toMatch(
      /\(got 'True' instead\)/,
    );
  });

  test("defaults are an object of values", () => {
    const other = np.zeros(1, [["c", "f8"]]);
    expect(refusal(() => rf.stack_arrays([pairs, other], given({ defaults: "x" })))).toMatch(
      /^'str' object has no attribute 'items'/,
    );
    expect(rf.stack_arrays([pairs, other], given({ defaults: 0 })).size).toBe(3);
  });
});

test("data that are single values are refused before double names are", () => {
  const append = () => rf.append_fields(pairs, ["a"], np.ones(1));
  expect(refusal(append)).toMatch(/^len\(\) of unsized object/);
});

test("one array in a list is viewed, also where it has one element", () => {
  const one = np.ones(1, "f4");
  expect(np.shares_memory(rf.merge_arrays([one]), one)).toBe(true);
  expect(refusal(() => rf.merge_arrays(np.array(1)))).toMatch(/^iteration over a 0-d array/);
  expect(refusal(() => rf.stack_arrays(np.array(1)))).toMatch(/^iteration over a 0-d array/);
});

test("a casting rule is named as Python writes it", () => {
  expect(refusal(() => np.zeros(1).astype("i4", given({ casting: "\n" })))).toMatch(
    /\(got '\\n'\)/,
  );
});

describe("what can't be stacked or joined is found in NumPy's order", () => {
  const words = np.zeros(1, [["a", "U2"]]);
  const numbers = np.zeros(1, [
    ["a", "i4"],
    ["b", "f8"],
  ]);
  const titled = np.zeros(1, [
    [["t", "a"], "i4"],
    ["b", "f8"],
  ]);
  const stacked = (arrays: np.NDArray[], options: object) =>
    refusal(() => rf.stack_arrays(arrays, given(options)));

  test("values before defaults", () => {
    expect(stacked([words, numbers], { autoconvert: true, defaults: { a: "x" } })).toMatch(
      /^invalid literal for int\(\) with base 10: np\.str_\(''\)/,
    );
  });

  test("names that are there twice, a title beside them, before values", () => {
    expect(stacked([numbers, titled], {})).toMatch(/^field 'a' occurs more than once/);
    expect(refusal(() => rf.join_by("b", numbers, titled))).toMatch(
      /^field 'a' occurs more than once/,
    );
    expect(refusal(() => rf.join_by("b", titled, titled))).toMatch(
      /^can only concatenate tuple \(not "str"\) to tuple/,
    );
  });

  test("defaults of no fields, and of several values", () => {
    const plain = np.zeros(1);
    expect(stacked([plain, plain], { defaults: { a: 1 } })).toMatch(
      /^argument of type 'NoneType' is not iterable/,
    );
    const other = np.zeros(2, [["c", "f8"]]);
    expect(stacked([numbers, other], { defaults: { a: [1, 2] } })).toMatch(
      /^int\(\) argument must be a string/,
    );
    const pair = np.zeros(1, [["p", "i4", [2]]]);
    expect(stacked([numbers, pair], { defaults: { p: [1, 2] } })).toBe("nothing was thrown");
    expect(stacked([other, pair], { defaults: { p: [1, 2] } })).toMatch(
      /^NumPy boolean array indexing assignment cannot assign 2 input values to the 4 output/,
    );
  });
});
