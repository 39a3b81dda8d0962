// The cases: every ufunc of the table is measured, and what the small ones say of strided runs.

import * as np from "strided";
import { describe, expect, it } from "vitest";
import { type Operand, programFor } from "../../bench/case.js";
import { allCases, select } from "../../bench/cases/index.js";
import { block } from "../../bench/values.js";
import { ufuncTable } from "../../src/ufunc/table.js";

const cases = allCases();

describe("all cases", () => {
  it("have different ids", () => {
    const ids = cases.map((one) => one.id);
    expect(ids.length - new Set(ids).size).toBe(0);
  });

  it("measure every elementwise ufunc of the table at every size", () => {
    const names = Object.entries(ufuncTable)
      .filter(([name, row]) => name !== "isnat" && !("core" in row))
      .map(([name]) => name);
    expect(names.length).toBeGreaterThan(80);
    for (const size of [100, 10_000, 1_000_000, 10_000_000]) {
      const measured = new Set(
        cases.filter((one) => one.size === size).map((one) => one.name.split(" ")[0]),
      );
      expect(names.filter((name) => !measured.has(name))).toEqual([]);
    }
  });

  it("are selected by group, size and --quick", () => {
    const some = select(cases, {
      filter: ["add"],
      groups: ["arithmetic"],
      sizes: [100],
      quick: true,
    });
    expect(some.map((one) => one.id)).toEqual(["arithmetic/add float64/100"]);
  });
});

/** An operand as the strided side makes it. */
function make({ dtype, shape, values, seed, view = [] }: Operand): np.NDArray {
  const count = shape.reduce((product, length) => product * length, 1);
  let array: np.NDArray = np
    .frombuffer(block(dtype, values, seed, count).buffer as ArrayBuffer, {
      dtype: dtype as "float64",
    })
    .reshape(shape)
    .copy();
  for (const step of view) {
    if (step === "T") array = array.T;
    else if ("at" in step) array = array.at(step.at);
    else array = np.broadcast_to(array, step.broadcast);
  }
  return array;
}

describe("programs of strided", () => {
  const small = cases.filter((one) => one.quick && one.size === 100);
  it.each(small.map((one) => [one.id, one] as const))("%s", (_id, one) => {
    const names = one.operands.map((operand) => operand.name);
    const run = new Function("np", ...names, `return ${programFor(one, "strided")};`);
    const answer: unknown = run(np, ...one.operands.map(make));
    if (one.result === undefined) expect(answer).toBeDefined();
  });
});
