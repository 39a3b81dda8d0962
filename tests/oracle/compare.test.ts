// The comparison itself: what it must notice, and what it must let pass. An oracle that can't say no
// proves nothing.

import { describe, expect, test } from "vitest";
import type { Answer, Case, Tolerance, Wire } from "./case.js";
import { compareAnswers, compareWires } from "./compare.js";
import { GROUPS, makeCase } from "./generate/index.js";
import { pythonSnippet, typescriptSnippet } from "./snippet.js";

type ArrayWire = Extract<Wire, { k: "array" }>;

const base64 = (view: ArrayBufferView): string =>
  Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("base64");

function floats(values: readonly number[], more: Partial<ArrayWire> = {}): ArrayWire {
  return {
    k: "array",
    dtype: "<f8",
    shape: [values.length],
    strides: [8],
    flags: "CFWAO",
    at: ["r", 0],
    data: base64(Float64Array.from(values)),
    ...more,
  };
}

function kinds(expected: Wire, actual: Wire, tol: Tolerance = {}, bound?: number[]): string[] {
  const limits = bound === undefined ? null : new DataView(Float64Array.from(bound).buffer);
  return compareWires(expected, actual, tol, limits).map((each) => each.kind);
}

describe("a difference is seen in", () => {
  const one = floats([1, 2, 3]);
  test.each<[string, Partial<ArrayWire>, string]>([
    ["one bit of data", { data: floats([1, 2, 3.0000000000000004]).data }, "data"],
    ["the dtype", { dtype: "<i8" }, "dtype"],
    ["the byte order", { dtype: ">f8" }, "dtype"],
    ["the shape", { shape: [3, 1], strides: [8, 8] }, "shape"],
    ["the strides", { strides: [16] }, "strides"],
    ["contiguity", { flags: "WAO" }, "flag C"],
    ["writeability", { flags: "CFAO" }, "flag W"],
    ["view or copy", { at: [0, 0] }, "view or copy"],
    ["owning memory", { flags: "CFWA" }, "owndata"],
  ])("%s", (_name, change, kind) => {
    expect(kinds(one, { ...one, ...change })).toContain(kind);
    expect(kinds(one, one)).toEqual([]);
  });

  test("the sign of a zero, unless it is left open", () => {
    expect(kinds(floats([0]), floats([-0]))).toEqual(["data"]);
    expect(kinds(floats([0]), floats([-0]), { zeroSign: true })).toEqual([]);
  });

  test("the offset of a view", () => {
    expect(kinds(floats([1], { at: [0, 8] }), floats([1], { at: [0, 16] }))).toEqual([
      "view or copy",
    ]);
  });

  test("a JavaScript value", () => {
    const scalar: Wire = { k: "scalar", dtype: "<i8", data: base64(BigInt64Array.of(7n)) };
    expect(kinds(scalar, { k: "value", type: "int", value: "7" })).toEqual([]);
    expect(kinds(scalar, { k: "value", type: "int", value: "8" })).toEqual(["value"]);
    expect(kinds(scalar, { k: "value", type: "bool", value: true })).toEqual(["value"]);
    expect(kinds(scalar, { k: "value", type: "str", value: "8" })).toEqual(["value"]);
    expect(kinds({ k: "none" }, { k: "value", type: "int", value: "0" })).toEqual(["value"]);
  });

  test("a record's field, but not in the padding between fields", () => {
    const dtype = { names: ["x"], formats: ["|i1"], offsets: [0], itemsize: 2, align: false };
    const record = (...bytes: number[]): Wire => ({
      ...floats([]),
      dtype,
      shape: [1],
      strides: [2],
      data: base64(Uint8Array.from(bytes)),
    });
    expect(kinds(record(1, 5), record(1, 6))).toEqual([]);
    expect(kinds(record(1, 5), record(2, 5))).toEqual(["data"]);
  });
});

describe("a tolerance", () => {
  const next = (value: number, steps: number): number => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    view.setBigInt64(0, view.getBigInt64(0) + BigInt(steps));
    return view.getFloat64(0);
  };

  test("of some ulp ends there", () => {
    expect(kinds(floats([1.5]), floats([next(1.5, 4)]), { ulp: 4 })).toEqual([]);
    expect(kinds(floats([1.5]), floats([next(1.5, 5)]), { ulp: 4 })).toEqual(["data"]);
    expect(kinds(floats([Number.NaN]), floats([1]), { ulp: 4 })).toEqual(["data"]);
    expect(kinds(floats([Number.POSITIVE_INFINITY]), floats([1e300]), { ulp: 4 })).toEqual([
      "data",
    ]);
  });

  test("by an error bound ends there", () => {
    const tol = { factor: 16 };
    expect(kinds(floats([0]), floats([1e-15]), tol, [1])).toEqual([]);
    expect(kinds(floats([0]), floats([1e-14]), tol, [1])).toEqual(["data"]);
    expect(kinds(floats([0]), floats([Number.NaN]), tol, [1])).toEqual(["data"]);
  });

  test("does not loosen integers", () => {
    const integers = (value: bigint): Wire => ({
      ...floats([0]),
      dtype: "<i8",
      data: base64(BigInt64Array.of(value)),
    });
    expect(kinds(integers(5n), integers(6n), { ulp: 64 })).toEqual(["data"]);
  });

  test("passes any NaN for any other", () => {
    const payload: ArrayWire = {
      ...floats([0]),
      data: base64(BigUint64Array.of(0xfff8000000000001n)),
    };
    expect(kinds(floats([Number.NaN]), payload)).toEqual([]);
  });
});

describe("answers", () => {
  const one: Case = {
    group: "test",
    op: "test",
    mem: [base64(Float64Array.of(1, 2))],
    arrays: { a: { mem: 0, dtype: "<f8", shape: [2], strides: [8], offset: 0 } },
    steps: [{ to: "r", fn: "add", args: [{ v: "a" }, 1] }],
  };
  const error = (name: string, message: string): Answer => ({
    results: {},
    mem: [null],
    error: { step: 0, class: name, mro: [name, "Exception"], message },
  });
  const good: Answer = { results: { r: floats([2, 3]) }, mem: [null] };

  test("must fail alike", () => {
    expect(compareAnswers(one, good, error("ValueError", "x"))[0]?.kind).toBe(
      "unexpected ValueError",
    );
    expect(compareAnswers(one, error("ValueError", "x"), good)[0]?.kind).toBe("no ValueError");
    expect(compareAnswers(one, error("ValueError", "x"), error("IndexError", "x"))[0]?.soft).toBe(
      false,
    );
    expect(compareAnswers(one, error("ValueError", "x"), error("ValueError", "x; mend"))).toEqual(
      [],
    );
    expect(compareAnswers(one, error("ValueError", "x"), error("ValueError", "y"))[0]?.soft).toBe(
      false,
    );
    expect(compareAnswers(one, error("TypeError", "x"), error("crash", "x"))[0]?.soft).toBe(false);
  });

  test("after an error, memory that was written must be NumPy's, or what it was before", () => {
    const failed = { ...error("ValueError", "x"), mem: [base64(Float64Array.of(1, 9))] };
    const other = { ...error("ValueError", "x"), mem: [base64(Float64Array.of(8, 9))] };
    expect(compareAnswers(one, failed, { ...other, untouched: true })).toEqual([]);
    expect(compareAnswers(one, failed, { ...other, untouched: false })[0]).toMatchObject({
      kind: "memory after an error",
      soft: false,
    });
  });

  test("must leave the inputs alike", () => {
    const written: Answer = { ...good, mem: [base64(Float64Array.of(1, 9))] };
    expect(compareAnswers(one, good, written).map((each) => each.kind)).toEqual(["memory"]);
    expect(compareAnswers(one, written, good).map((each) => each.kind)).toEqual(["memory"]);
    expect(compareAnswers(one, written, written)).toEqual([]);
  });

  test("into an output agree as far as the results do", () => {
    const arrays = { o: { mem: 1, dtype: "<f8", shape: [2], strides: [8], offset: 0 } };
    const into: Case = {
      ...one,
      mem: [...one.mem, base64(Float64Array.of(0, 0))],
      arrays: { ...one.arrays, ...arrays },
      steps: [{ to: "r", fn: "power", args: [{ v: "a" }, 3], kw: { out: { v: "o" } } }],
    };
    const answer = (value: number): Answer => ({
      results: { r: floats([1, value]) },
      mem: [null, base64(Float64Array.of(1, value))],
    });
    const kindsAt = (tol: Tolerance, value: number): string[] =>
      compareAnswers({ ...into, tol }, answer(8), answer(value)).map((each) => each.kind);
    expect(kindsAt({ ulp: 2 }, 8 + 2 ** -49)).toEqual([]);
    expect(kindsAt({ ulp: 2 }, 9)).toEqual(["data", "memory"]);
    // of results that are not compared the memory is not either, that of inputs is
    expect(kindsAt({ noData: true }, 9)).toEqual([]);
    const input: Answer = { ...answer(8), mem: [base64(Float64Array.of(1, 9)), null] };
    const found = compareAnswers({ ...into, tol: { noData: true } }, answer(8), input);
    expect(found.map((each) => each.kind)).toEqual(["memory"]);
  });

  test("must all be there", () => {
    expect(compareAnswers(one, good, { results: {}, mem: [null] })[0]?.kind).toBe("missing result");
  });

  test("leave masked elements out", () => {
    const masked: Answer = { ...good, mask: base64(Uint8Array.of(1, 0)) };
    const other: Answer = { results: { r: floats([2, 99]) }, mem: [null] };
    expect(compareAnswers({ ...one, mask: { of: "r", by: "a" } }, masked, other)).toEqual([]);
    expect(compareAnswers(one, good, other)[0]?.kind).toBe("data");
  });
});

describe("cases", () => {
  test.each(Object.keys(GROUPS))("of %s come again from their seed", (group) => {
    for (let number = 0; number < 50; number++) {
      const one = makeCase(7, number, [group]);
      expect(makeCase(7, number, [group])).toEqual(one);
      expect(pythonSnippet(one)).toContain("import numpy");
      expect(typescriptSnippet(one)).toContain("strided");
    }
    const texts = Array.from({ length: 50 }, (_, i) => JSON.stringify(makeCase(7, i, [group])));
    expect(new Set(texts).size).toBeGreaterThan(40);
  });
});
