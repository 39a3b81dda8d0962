// Cases of every ufunc, derived from the table: consecutive operands, representative dtypes, allocating and into `out`.

import type { Loop, UfuncRow } from "../../src/ufunc/loops.js";
import { arithmeticRows } from "../../src/ufunc/table-arithmetic.js";
import { bitRows } from "../../src/ufunc/table-bits.js";
import { compareRows } from "../../src/ufunc/table-compare.js";
import { floatRows } from "../../src/ufunc/table-float.js";
import { transcendentalRows } from "../../src/ufunc/table-transcendental.js";
import { type Case, call, makeCase, type Operand, SIZES } from "../case.js";
import { domain } from "./domains.js";

/** NumPy's characters of dtypes as names. */
export const DTYPES: Readonly<Record<string, string>> = {
  "?": "bool",
  b: "int8",
  B: "uint8",
  h: "int16",
  H: "uint16",
  i: "int32",
  I: "uint32",
  l: "int64",
  L: "uint64",
  e: "float16",
  f: "float32",
  d: "float64",
  F: "complex64",
  D: "complex128",
};

/** Representative dtypes, the most telling ones first. */
const PREFERRED = "dlfiB?DhbHILeF";

/** How many of a ufunc's dtypes are measured at each size; at 1e4 most, at the others those of most use. */
const PER_SIZE: Readonly<Record<number, number>> = {
  100: 2,
  10000: 7,
  1000000: 3,
  10000000: 1,
};

const GROUPS: Readonly<Record<string, Readonly<Record<string, UfuncRow>>>> = {
  arithmetic: arithmeticRows,
  compare: compareRows,
  bits: bitRows,
  transcendental: transcendentalRows,
  rounding: floatRows,
};

/** Functions that are no more than rounded correctly within some units in the last place. */
const CLOSE = new Set([...Object.keys(transcendentalRows), "power", "float_power"]);

function representative(row: UfuncRow): Loop[] {
  const known = row.loops.filter((loop) => [...loop.inputs].every((char) => char in DTYPES));
  const rank = (loop: Loop) => PREFERRED.indexOf(loop.inputs[0]!);
  const first = new Map<string, Loop>();
  for (const loop of known) if (!first.has(loop.inputs[0]!)) first.set(loop.inputs[0]!, loop);
  return [...first.values()].sort((x, y) => rank(x) - rank(y));
}

function operandsOf(name: string, loop: Loop, size: number): Operand[] {
  return [...loop.inputs].map((char, k) => {
    const dtype = DTYPES[char]!;
    return { name: "abc"[k]!, dtype, shape: [size], values: domain(name, k, dtype), seed: k };
  });
}

function ufuncCases(group: string, name: string, row: UfuncRow): Case[] {
  if (row.core !== undefined) return [];
  const check = CLOSE.has(name) ? "close" : "same";
  const cases: Case[] = [];
  for (const size of SIZES) {
    const loops = representative(row).slice(0, PER_SIZE[size]);
    for (const [k, loop] of loops.entries()) {
      const operands = operandsOf(name, loop, size);
      const complexProduct = loop.inputs.includes("D") || loop.inputs.includes("F");
      const what = `${name} ${DTYPES[loop.inputs[0]!]}`;
      const args = operands.map((one) => one.name);
      const more = {
        check: complexProduct ? ("close" as const) : check,
        quick: k === 0 && size < 10_000_000,
      } as const;
      cases.push(makeCase(group, what, size, operands, call(name, args), more));
      if (k > 0 || row.nout > 1) continue;
      const out: Operand = {
        name: "o",
        dtype: DTYPES[loop.outputs[0]!]!,
        shape: [size],
        values: domain("", 0, DTYPES[loop.outputs[0]!]!),
      };
      cases.push(
        makeCase(group, `${what} out`, size, [...operands, out], call(name, args, { out: "o" }), {
          ...more,
          quick: false,
        }),
      );
    }
  }
  return cases;
}

export function allUfuncCases(): Case[] {
  return Object.entries(GROUPS).flatMap(([group, rows]) =>
    Object.entries(rows)
      .filter(([name]) => name !== "isnat")
      .flatMap(([name, row]) => ufuncCases(group, name, row)),
  );
}

/** The rows of the table by name, for cases that need their facts. */
export const rows: Readonly<Record<string, UfuncRow>> = Object.assign({}, ...Object.values(GROUPS));
