// Reductions whole and along axes, the reductions of every ufunc that has them, positions of extremes, running results.

import { type Case, call, makeCase, type Operand, SIZES, square } from "../case.js";
import { domain, ordinary } from "./domains.js";
import { DTYPES, rows } from "./ufuncs.js";

const LARGER = SIZES.filter((size) => size >= 10_000);

/** Functions and the dtypes they are measured with. */
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  sum: ["float64", "float32", "int64", "int32", "uint8", "bool", "float16", "complex128"],
  mean: ["float64", "float32", "int64", "uint8"],
  max: ["float64", "float32", "int64", "uint8"],
  min: ["float64", "int32"],
  prod: ["float64", "int64"],
  any: ["bool", "float64"],
  all: ["bool"],
  std: ["float64", "float32"],
  ptp: ["float64"],
  argmax: ["float64", "float32", "int64", "uint8", "bool"],
  argmin: ["float64"],
  count_nonzero: ["bool", "float64", "int64"],
  nansum: ["float64"],
  nanmax: ["float64"],
};

const RUNNING: Readonly<Record<string, readonly string[]>> = {
  cumsum: ["float64", "float32", "int64", "uint8"],
  cumprod: ["float64"],
};

/** Factors whose product stays a number. */
function values(name: string, dtype: string): Operand["values"] {
  if (/prod/.test(name) && dtype.startsWith("float")) return { range: [0.999, 1.001] };
  if (name === "any" || name === "all") {
    // Nothing true: `any` has to look at every element.
    const [low, high] = name === "any" ? [0, 0] : [1, 1];
    return { range: [low, high] };
  }
  // Sums that are not near 0, where nothing but rounding errors would be left to compare.
  if (/^(sum|mean|cumsum)$/.test(name) && /^(float32|float64|complex)/.test(dtype)) {
    return { range: [0, 10] };
  }
  return ordinary(dtype);
}

function alongAxes(group: string, name: string, dtype: string, size: number): Case[] {
  const [count, columns] = square(size);
  const quick = size === 1_000_000 && /^(float64|bool)$/.test(dtype);
  const check = name === "std" ? ("close" as const) : ("same" as const);
  const kind = values(name, dtype);
  const line: Operand = { name: "a", dtype, shape: [size], values: kind };
  const grid: Operand = { name: "a", dtype, shape: [count, columns], values: kind };
  const thin: Operand = { name: "a", dtype, shape: [Math.floor(size / 4), 4], values: kind };
  const make = (what: string, a: Operand, axis: string) =>
    makeCase(group, `${name} ${dtype}${what}`, size, [a], `np.${name}(a${axis})`, { quick, check });
  const whole = make("", line, "");
  if (dtype !== "float64" && dtype !== "int64" && name !== "sum") return [whole];
  return [
    whole,
    make(" axis 0", grid, ", 0"),
    make(" axis 1", grid, ", 1"),
    make(" axis 1 of (n, 4)", thin, ", 1"),
    ...(name === "sum"
      ? [
          make(" of every second", { ...line, shape: [2 * size], view: [{ at: "::2" }] }, ""),
          make(" transposed, axis 0", { ...grid, view: ["T"] }, ", 0"),
        ]
      : []),
  ];
}

/** `np.NAME.reduce` of each ufunc that can reduce. */
function ofUfuncs(size: number): Case[] {
  return Object.entries(rows).flatMap(([name, row]) => {
    if (row.nin !== 2 || row.nout !== 1) return [];
    if (row.identity === null && row.reorderable !== true) return [];
    const loop = ["d", "l", "?"]
      .map((char) => row.loops.find((one) => one.inputs === char + char && one.outputs === char))
      .find((one) => one !== undefined);
    if (loop === undefined) return [];
    const dtype = DTYPES[loop.inputs[0]!]!;
    const kind: Operand["values"] =
      name === "multiply" ? { range: [0.999, 1.001] } : domain(name, 0, dtype);
    const a: Operand = { name: "a", dtype, shape: [size], values: kind };
    const grid = { ...a, shape: square(size) };
    const check = /hypot|logadd/.test(name) ? ("close" as const) : ("same" as const);
    return [
      makeCase("reduce", `${name}.reduce ${dtype}`, size, [a], `np.${name}.reduce(a)`, {
        check,
        quick: size === 1_000_000,
      }),
      makeCase(
        "reduce",
        `${name}.reduce ${dtype} axis 0`,
        size,
        [grid],
        call(`${name}.reduce`, ["a"], { axis: "0" }),
        {
          check,
        },
      ),
    ];
  });
}

function running(size: number): Case[] {
  const a: Operand = { name: "a", dtype: "float64", shape: [size], values: ordinary("float64") };
  const quick = size === 1_000_000;
  return [
    makeCase("running", "maximum.accumulate float64", size, [a], "np.maximum.accumulate(a)", {
      quick,
    }),
    makeCase(
      "running",
      "add.reduceat float64",
      size,
      [a],
      "np.add.reduceat(a, [0, 10, 50, 2000])",
      { quick },
    ),
  ];
}

export function reductionCases(): Case[] {
  const of = (group: string, table: Readonly<Record<string, readonly string[]>>) =>
    LARGER.flatMap((size) =>
      Object.entries(table).flatMap(([name, dtypes]) =>
        dtypes.flatMap((dtype) => alongAxes(group, name, dtype, size)),
      ),
    );
  return [
    ...of("reduce", FUNCTIONS),
    ...LARGER.flatMap(ofUfuncs),
    ...of("running", RUNNING),
    ...LARGER.flatMap(running),
  ];
}
