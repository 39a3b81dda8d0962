// What names mean in an expression: functions, constants, dtypes; and for a name that means nothing, what it may
// have been meant to be.

import { type DType, dtype as toDtype } from "../core/dtype.js";
import { isNumericName } from "../kernel/lanes.js";
import type { UfuncRow } from "../ufunc/loops.js";
import { type UfuncName, ufuncAliases, ufuncTable } from "../ufunc/table.js";
import {
  castFunction,
  clipFunction,
  imagFunction,
  type MapFunction,
  mapFunctionOf,
  realFunction,
  whereFunction,
} from "./map-functions.js";
import type { PyScalar } from "./python-scalar.js";
import { reductionNames } from "./reductions.js";

/** A callable elementwise function and its number of operands. */
export interface Callable {
  readonly apply: MapFunction;
  readonly nin: number;
}

const extra = new Map<string, Callable>([
  ["where", { apply: whereFunction, nin: 3 }],
  ["clip", { apply: clipFunction, nin: 3 }],
  ["real", { apply: realFunction, nin: 1 }],
  ["imag", { apply: imagFunction, nin: 1 }],
]);

const rows: Readonly<Record<string, UfuncRow>> = ufuncTable;
const aliases: Readonly<Record<string, UfuncName>> = ufuncAliases;

/** The ufunc of a name or alias, whatever its number of results. */
export function ufuncNamed(name: string): UfuncName | null {
  if (Object.hasOwn(rows, name)) return name as UfuncName;
  return Object.hasOwn(aliases, name) ? aliases[name] : null;
}

/** How many results a ufunc has. */
export function resultsOf(name: UfuncName): number {
  return rows[name].nout;
}

/** The elementwise function of a name: a ufunc of one result, `where`, a dtype and the like. */
export function callableNamed(name: string): Callable | null {
  const other = extra.get(name);
  if (other !== undefined) return other;
  const dtype = dtypeNamed(name);
  if (dtype !== null) return { apply: castFunction(dtype), nin: 1 };
  const ufunc = ufuncNamed(name);
  if (ufunc === null || resultsOf(ufunc) !== 1) return null;
  return { apply: mapFunctionOf(ufunc), nin: rows[ufunc].nin };
}

// NumPy's other names of the dtypes that kernels compute with, on 64-bit Linux
const dtypeAliases: Readonly<Record<string, string>> = {
  bool_: "bool",
  byte: "int8",
  ubyte: "uint8",
  short: "int16",
  ushort: "uint16",
  intc: "int32",
  uintc: "uint32",
  int_: "int64",
  intp: "int64",
  long: "int64",
  longlong: "int64",
  uint: "uint64",
  uintp: "uint64",
  ulong: "uint64",
  ulonglong: "uint64",
  half: "float16",
  single: "float32",
  double: "float64",
  csingle: "complex64",
  cdouble: "complex128",
};

/** The dtype of a name such as `float32`. */
export function dtypeNamed(name: string): DType | null {
  const known = Object.hasOwn(dtypeAliases, name) ? dtypeAliases[name] : name;
  return isNumericName(known) ? (toDtype(known) as DType) : null;
}

const constants: Readonly<Record<string, PyScalar>> = {
  True: { kind: "bool", value: true },
  False: { kind: "bool", value: false },
  pi: { kind: "float", value: Math.PI },
  inf: { kind: "float", value: Number.POSITIVE_INFINITY },
  nan: { kind: "float", value: Number.NaN },
};
const prefixed: Readonly<Record<string, PyScalar>> = {
  ...constants,
  e: { kind: "float", value: Math.E },
  euler_gamma: { kind: "float", value: 0.5772156649015329 },
};

/** The value of a constant; some are known as `np.` members only, so that the short name stays free. */
export function constantNamed(name: string, afterNp: boolean): PyScalar | null {
  const known = afterNp ? prefixed : constants;
  return Object.hasOwn(known, name) ? known[name] : null;
}

/** Every function name an expression can call. */
function callableNames(): string[] {
  return [
    ...Object.keys(rows).filter((name) => rows[name].nout === 1),
    ...Object.keys(aliases),
    ...extra.keys(),
    ...reductionNames.keys(),
    "matmul",
  ];
}

/** The known name nearest to an unknown one, if any is near. */
export function nearestName(unknown: string): string | null {
  let best: string | null = null;
  let least = unknown.length < 4 ? 2 : 3;
  for (const name of callableNames()) {
    const distance = editDistance(unknown, name);
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

/** Letters to insert, remove or exchange (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + same));
    }
    row = next;
  }
  return row[b.length];
}
