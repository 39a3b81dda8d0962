// The functions that fuse: for each, which loop it takes for given operands and how a scalar operand becomes
// an element of that loop. Ufuncs come from the table; where, clip, casts and parts are added here.

import { scalarArray } from "../array/convert.js";
import type { DType } from "../core/dtype.js";
import { dtype as toDtype } from "../core/dtype.js";
import { OverflowError } from "../core/errors.js";
import { type NDArray, newArray } from "../core/ndarray.js";
import { integersDType, promoteDTypes } from "../core/promotion.js";
import { integerBounds } from "../core/weak-scalar.js";
import type { Body } from "../kernel/builder.js";
import { preparedOperand } from "../ufunc/call.js";
import type { Loop, UfuncRow } from "../ufunc/loops.js";
import { comparable, type Operand, settledDtypes, settledScalar } from "../ufunc/operand.js";
import { charDtype, resolveLoop } from "../ufunc/resolve.js";
import { type UfuncName, ufuncTable } from "../ufunc/table.js";
import type { PyScalar } from "./python-scalar.js";

/** An operand as typing sees it: an array's dtype, or a Python scalar. */
export type OperandType = { readonly dtype: DType } | { readonly scalar: PyScalar };

/** A scalar operand: the dtype it is handed to the kernel in, and how it gets there. */
export interface ScalarInput {
  readonly dtype: DType;
  /** @throws OverflowError and the like where the value does not fit */
  make(scalar: PyScalar): NDArray;
}

/** The loop a function takes for some operands. */
export interface Resolved {
  /** What each operand is cast to; operands beyond the list are not read. */
  readonly inputs: readonly DType[];
  /** For each operand that is a scalar, how it comes in. */
  readonly scalars: readonly (ScalarInput | null)[];
  readonly output: DType;
  readonly body: Body;
  readonly exactHalves: boolean;
  /** The ufunc's loop, for the row's check of values. */
  readonly loop: Loop | null;
}

/** An elementwise function. */
export interface MapFunction {
  readonly name: string;
  /** The ufunc it is, if it is one: what is no number is left to it. */
  readonly ufunc: UfuncName | null;
  resolve(operands: readonly OperandType[]): Resolved;
  /** The row's check of values, run before anything is written. */
  readonly check: UfuncRow["check"] | null;
  /** How a result of its own would lie in memory: as a ufunc's, an iterator's or a copy's of its operand. */
  readonly layout: "ufunc" | "iterator" | "copy";
  /** Which property of a scalar operand, beyond its kind, `resolve` depends on. */
  readonly looksAt: "range" | "exponent" | null;
}

const bool = toDtype("bool") as DType;
const int64 = toDtype("int64") as DType;
const float64 = toDtype("float64") as DType;
const complex128 = toDtype("complex128") as DType;

const standIns = new Map<DType, NDArray>();

/** An array of a dtype, for rules that look at dtypes only. */
function standIn(dtype: DType): NDArray {
  let found = standIns.get(dtype);
  if (found === undefined) {
    found = newArray([], dtype, "C", true, true);
    standIns.set(dtype, found);
  }
  return found;
}

/** An operand as the ufuncs' rules take it. A weak float must not look like an integer. */
function ruleOperand(operand: OperandType): Operand {
  if ("dtype" in operand) return standIn(operand.dtype);
  const { scalar } = operand;
  if (scalar.kind === "bool") return standIn(bool);
  return scalar.kind === "float" ? 0.5 : scalar.value;
}

/** The dtype a Python scalar has on its own. */
export function ownDtypeOf(scalar: PyScalar): DType {
  switch (scalar.kind) {
    case "bool":
      return bool;
    case "int":
      return typeof scalar.value === "bigint" ? integersDType([scalar.value]) : int64;
    case "float":
      return float64;
    default:
      return complex128;
  }
}

/** A Python scalar as a 0-d array of a dtype. @throws OverflowError, TypeError if it does not fit */
export function scalarAs(scalar: PyScalar, dtype: DType): NDArray {
  const { value } = scalar;
  return scalarArray(
    typeof value === "boolean" && dtype.kind !== "b" ? Number(value) : value,
    dtype,
  );
}

/** A scalar made in its own dtype: the kernel casts it, wrapping where that wraps. */
function ownInput(operand: OperandType): ScalarInput | null {
  if ("dtype" in operand) return null;
  const dtype = ownDtypeOf(operand.scalar);
  return { dtype, make: (scalar) => scalarAs(scalar, dtype) };
}

// --- ufuncs ---------------------------------------------------------------------------------------

function resolveUfunc(name: UfuncName, operands: readonly OperandType[]): Resolved {
  const row: UfuncRow = ufuncTable[name];
  const given = operands.map(ruleOperand);
  const prepared = given.map((one) => preparedOperand(row, one, given));
  const loop = resolveLoop(name, row, settledDtypes(prepared, row.strings === "compare"), null);
  const inputs = [...loop.inputs].map(charDtype);
  const compares = row.strings === "compare";
  return {
    inputs,
    scalars: operands.map((operand, i) => {
      if ("dtype" in operand) return null;
      const to = inputs[i];
      const make = (scalar: PyScalar) => {
        if (scalar.kind === "bool") return scalarAs(scalar, to);
        return settledScalar(compares ? comparable(scalar.value, given) : scalar.value, to);
      };
      return { dtype: to, make };
    }),
    output: charDtype(loop.outputs),
    body: loop.body,
    exactHalves: row.exactHalves ?? false,
    loop,
  };
}

function ufuncFunction(name: UfuncName): MapFunction {
  const row: UfuncRow = ufuncTable[name];
  return {
    name,
    ufunc: name,
    resolve: (operands) => resolveUfunc(name, operands),
    check: row.check ?? null,
    layout: "ufunc",
    looksAt: row.strings === "compare" ? "range" : null,
  };
}

const ufuncFunctions = new Map<UfuncName, MapFunction>();

/** A ufunc of one result. */
export function mapFunctionOf(name: UfuncName): MapFunction {
  let found = ufuncFunctions.get(name);
  if (found === undefined) {
    found = ufuncFunction(name);
    ufuncFunctions.set(name, found);
  }
  return found;
}

/**
 * The ufunc that `x ** exponent` becomes for a few Python exponents, as `ndarray.__pow__` chooses it (a
 * booleans' square is int8), and for a float's square and reciprocal, which np.power multiplies and divides out.
 */
function powerShortcut(base: OperandType, exponent: OperandType): UfuncName | null {
  if (!("dtype" in base) || !("scalar" in exponent)) return null;
  const { kind } = base.dtype;
  const { scalar } = exponent;
  if (!"biufc".includes(kind) || scalar.kind === "complex" || scalar.kind === "bool") return null;
  const isInt = scalar.kind === "int";
  const isReal = kind === "f";
  switch (scalar.value) {
    case 2:
      return isInt || isReal ? "square" : null;
    case -1:
      return isReal || (isInt && kind === "c") ? "reciprocal" : null;
    case 0.5:
      return isReal || kind === "c" ? "sqrt" : null;
    default:
      return null;
  }
}

/** The `**` operator. */
export const powerOperator: MapFunction = {
  ...ufuncFunction("power"),
  looksAt: "exponent",
  resolve(operands) {
    const shortcut = powerShortcut(operands[0], operands[1]);
    if (shortcut === null) return resolveUfunc("power", operands);
    return { ...resolveUfunc(shortcut, operands.slice(0, 1)), loop: null };
  },
};

// --- beyond the ufuncs ----------------------------------------------------------------------------

function plain(
  name: string,
  layout: MapFunction["layout"],
  resolve: MapFunction["resolve"],
): MapFunction {
  return { name, ufunc: null, resolve, check: null, layout, looksAt: null };
}

function resolved(
  inputs: readonly DType[],
  scalars: readonly (ScalarInput | null)[],
  output: DType,
  body: Body,
): Resolved {
  return { inputs, scalars, output, body, exactHalves: true, loop: null };
}

/** `where(condition, x, y)`. */
export const whereFunction = plain("where", "iterator", (operands) => {
  const [x, y] = settledDtypes(operands.slice(1).map(ruleOperand));
  const output = promoteDTypes(x, y);
  return resolved([bool, output, output], operands.map(ownInput), output, (b, c, x, y) =>
    b.select(c, x, y),
  );
});

/** A bound of `clip` as NumPy takes a Python integer: beyond the dtype's end it bounds nothing. */
function boundInput(operand: OperandType, dtype: DType, side: "least" | "greatest" | null) {
  if ("dtype" in operand) return null;
  const make = (scalar: PyScalar): NDArray => {
    if (scalar.kind !== "int" || (dtype.kind !== "i" && dtype.kind !== "u")) {
      return scalarAs(scalar, dtype);
    }
    const [least, greatest] = integerBounds(dtype);
    if (side === "least" && scalar.value < least) return scalarArray(least, dtype);
    if (side === "greatest" && scalar.value > greatest) return scalarArray(greatest, dtype);
    if (scalar.value < least || scalar.value > greatest) {
      throw new OverflowError(`Python integer ${scalar.value} out of bounds for ${dtype.typeName}`);
    }
    return scalarArray(scalar.value, dtype);
  };
  return { dtype, make };
}

/** `clip(x, least, greatest)`. */
export const clipFunction = plain("clip", "ufunc", (operands) => {
  const output = settledDtypes(operands.map(ruleOperand)).reduce(promoteDTypes);
  const sides = [null, "least", "greatest"] as const;
  return resolved(
    [output, output, output],
    operands.map((operand, i) => boundInput(operand, output, sides[i])),
    output,
    (b, x, least, greatest) => b.min(b.max(x, least), greatest),
  );
});

const casts = new Map<DType, MapFunction>();

/** A cast to a dtype: `x.astype("f4")`, `float32(x)`. */
export function castFunction(dtype: DType): MapFunction {
  let found = casts.get(dtype);
  if (found === undefined) {
    found = plain(dtype.name, "copy", ([operand]) => {
      const make = (scalar: PyScalar) => scalarAs(scalar, dtype);
      const scalar = "dtype" in operand ? null : { dtype, make };
      return resolved([dtype], [scalar], dtype, (_b, x) => x);
    });
    casts.set(dtype, found);
  }
  return found;
}

function part(name: "real" | "imag"): MapFunction {
  return plain(name, "copy", ([operand]) => {
    const from =
      "dtype" in operand ? promoteDTypes(operand.dtype, operand.dtype) : ownDtypeOf(operand.scalar);
    const output = from.kind === "c" ? charDtype(from.itemsize === 8 ? "f" : "d") : from;
    return resolved([from], [ownInput(operand)], output, (b, x) =>
      name === "real" ? b.re(x) : b.im(x),
    );
  });
}

/** `x.real`: real numbers are their own. */
export const realFunction = part("real");
/** `x.imag`: 0 of real numbers. */
export const imagFunction = part("imag");
