// Cases for the `dtype` option of ufuncs and their methods where it names more or less than a number's dtype: times with
// and without a unit, text, byte orders. Dtypes of numbers are drawn with every call, in ufunc.ts and reduce.ts.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { timed } from "./times.js";
import { UFUNCS, type UfuncRow } from "./ufunc-table.js";

const ASKED = ["M8", "m8", "M8[s]", "m8[3D]", "S", "U", "S3", "<U2", ">f8", "V", "V3"] as const;

/** How results are rounded is drawn elsewhere; here it is which loop there is. */
const ROWS = UFUNCS.filter((row) => row.ulp === undefined && row.product !== true);

const ONE_OPERAND = /^(negative|positive|absolute|sign)$/;

function operandDtype(random: Random): string {
  return random.weighted([
    [numeric(random), 5],
    [timed(random), 4],
    [random.pick(["S2", "<U1"]), 1],
  ] as const);
}

/** What NumPy makes of it is an accident, or nothing that strided has. */
function isLeftOut(row: UfuncRow, dtype: string, asked: string, way: string): boolean {
  const isText = /[SU]/.test(dtype);
  if (row.complexUlp !== undefined && /c\d/.test(dtype)) return true;
  // there are no ufuncs that join text
  if (row.name === "add" && (isText || /[SU]/.test(asked))) return true;
  // the words name classes or dtypes, as what was asked for before decides
  if (ONE_OPERAND.test(row.name) && asked === "m8" && (isText || /M|\?/.test(dtype))) return true;
  // NumPy may end there
  return way !== "" && (isText || /^[SUV<]/.test(asked));
}

/** One random case of a loop asked for. */
export function askedLoops(builder: CaseBuilder): void {
  const { random } = builder;
  const row = random.pick(ROWS);
  const way = row.nin === 2 ? random.pick(["", "", ".reduce", ".accumulate", ".reduceat"]) : "";
  const asked = random.pick(ASKED);
  const dtype = operandDtype(random);
  builder.op = `${row.name}${way} asked for ${asked}`;
  if (isLeftOut(row, dtype, asked, way)) return;
  const shape = way === "" ? randomShape(random) : [random.int(1, 4)];
  const operand = (): Arg => ({ v: builder.array({ dtype, shape, values: "small" }) });
  const args = way === "" ? Array.from({ length: row.nin }, operand) : [operand()];
  if (way === ".reduceat") args.push({ l: [0] });
  builder.call("r", `${row.name}${way}`, args, { dtype: { d: asked } });
}
