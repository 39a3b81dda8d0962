// The table of AVX2 instructions (with FMA and F16C) of every IR operation. An operation that is null here, or a lane that
// one of them refuses, leaves the kernel to another engine.

import type { Node } from "../../ir.js";
import { type Lane, laneInfo } from "../../lanes.js";
import type { NodeOp } from "../../nodes.js";
import { at as memoryAt, RAX } from "../operands.js";
import { NotLowered, suffix } from "../selection.js";
import type { VirtualRegister } from "../virtual.js";
import { castLane, castWidth } from "./casts.js";
import { exponent, extremeOfFloats, limit, mantissa, precision, scale } from "./floats.js";
import {
  divideIntegers,
  extremeOf,
  isEqual,
  isGreater,
  magnitude,
  multiply as multiplyIntegers,
  shift as shiftIntegers,
} from "./integers.js";
import { boolOf, invert, maskFor } from "./lanes.js";
import { callFunction, floatRemainder } from "./loops.js";
import type { Selection } from "./selection.js";

type Values = readonly VirtualRegister[];
type Operation = (s: Selection, node: Node, args: Values) => VirtualRegister;

const kindOf = (lane: Lane) => laneInfo[lane].kind;
const signBit = (lane: Lane): bigint => 1n << BigInt(laneInfo[lane].bits - 1);

/** An operation that is one instruction on floats. */
const floating = (s: Selection, name: string, lane: Lane, args: Values) =>
  s.value(lane, `v${name}${precision(lane)}`, args);

/** An arithmetic operation with one instruction per kind of lane. */
function arithmetic(name: "add" | "sub"): Operation {
  return (s, { lane }, args) =>
    kindOf(lane) === "f"
      ? floating(s, name, lane, args)
      : s.value(lane, `vp${name}${suffix(lane)}`, args);
}

const multiply: Operation = (s, { lane }, args) =>
  kindOf(lane) === "f" ? floating(s, "mul", lane, args) : multiplyIntegers(s, lane, args);

const divide: Operation = (s, { lane }, args) =>
  kindOf(lane) === "f" ? floating(s, "div", lane, args) : divideIntegers(s, lane, args).quotient;

const remainder: Operation = (s, { lane }, args) => {
  if (kindOf(lane) === "f") return floatRemainder(s, lane, args);
  return divideIntegers(s, lane, args).remainder;
};

function extreme(name: "min" | "max"): Operation {
  return (s, { lane }, args) => {
    const kind = kindOf(lane);
    if (kind === "b") return s.value("bool", name === "min" ? "vpand" : "vpor", args);
    if (kind === "f") return extremeOfFloats(s, lane, name, args);
    return extremeOf(s, lane, name, args);
  };
}

const negate: Operation = (s, { lane }, [x]) => {
  if (kindOf(lane) === "f") {
    const result = s.value(lane, "vpxor", [x!, s.repeated(lane, signBit(lane))]);
    s.negations.set(result, x!);
    return result;
  }
  return s.value(lane, `vpsub${suffix(lane)}`, [s.repeated(lane, 0n), x!]);
};

const absolute: Operation = (s, { lane }, [x]) =>
  kindOf(lane) === "f"
    ? s.value(lane, "vpand", [x!, s.repeated(lane, signBit(lane) - 1n)])
    : magnitude(s, lane, x!);

/** To whole numbers; bit 3 keeps the inexact flag down. */
function rounding(mode: number): Operation {
  return (s, { lane }, [x]) => s.value(lane, `vround${precision(lane)}`, [x!, mode | 8]);
}

/** Negated operands are taken as they were: there is an instruction for each case. */
const fuse: Operation = (s, { lane }, [x, y, z]) => {
  const p = precision(lane);
  const [nx, ny, nz] = [x!, y!, z!].map((one) => s.negations.get(one));
  const isNegative = (nx === undefined) !== (ny === undefined);
  const name = `?f${isNegative ? "n" : ""}m${nz === undefined ? "add" : "sub"}.${p}`;
  return s.value(lane, name, [nx ?? x!, ny ?? y!, nz ?? z!]);
};

/** Entries of a table are gathered: RAX is nobody's in a turn. */
const lookup: Operation = (s, { lane, table, args: [index] }, [at]) => {
  const { bytes } = laneInfo[lane];
  if (bytes < 4 || laneInfo[index!.lane].bytes !== bytes) throw new NotLowered("lookup");
  const last = s.repeated(index!.lane, BigInt(table!.length - 1));
  const inside = s.value(index!.lane, "vpand", [at!, last]);
  const file = s.file(lane);
  // The gather clears the mask, and waits for its destination's old value.
  const mask = s.of(file, "vmovdqu", [s.repeated(lane, (1n << BigInt(bytes * 8)) - 1n)]);
  const clear = s.of(file, "vmovdqu", [s.repeated(lane, 0n)]);
  s.address(RAX, s.table(lane, table!));
  const memory = { ...memoryAt(RAX), scale: bytes, vector: file };
  const name = bytes === 8 ? "vpgatherqq" : "vpgatherdd";
  return s.into(clear, name, [{ memory, index: inside }, mask], true);
};

/** The quiet predicates of VCMPPS. */
const predicates = { eq: 0, ne: 4, lt: 17, le: 18, gt: 30, ge: 29 } as const;

/** x op y of bools, as (mnemonic, operands swapped, then inverted). */
const booleans = {
  eq: ["vpxor", false, true],
  ne: ["vpxor", false, false],
  lt: ["vpandn", false, false],
  gt: ["vpandn", true, false],
  ge: ["vpandn", false, true],
  le: ["vpandn", true, true],
} as const;

/** Integers: (equal or greater, operands swapped, then inverted). */
const integers = {
  eq: [isEqual, false, false],
  ne: [isEqual, false, true],
  gt: [isGreater, false, false],
  lt: [isGreater, true, false],
  le: [isGreater, false, true],
  ge: [isGreater, true, true],
} as const;

function compare(name: keyof typeof predicates): Operation {
  return (s, node, args) => {
    const { lane } = node.args[0]!;
    const [x, y] = args as [VirtualRegister, VirtualRegister];
    if (kindOf(lane) === "b") {
      const [mnemonic, swapped, inverted] = booleans[name];
      const result = s.value("bool", mnemonic, swapped ? [y, x] : [x, y]);
      return inverted ? invert(s, result) : result;
    }
    if (kindOf(lane) === "f") {
      const single = lane === "f16" ? args.map((one) => castLane(s, "f16", "f32", one)) : args;
      const wide = lane === "f64" ? "f64" : "f32";
      const mask = s.value(wide, `vcmp${precision(wide)}`, [...single, predicates[name]]);
      return boolOf(s, laneInfo[wide].bytes, mask);
    }
    const [ask, swapped, inverted] = integers[name];
    const mask = boolOf(s, laneInfo[lane].bytes, swapped ? ask(s, lane, y, x) : ask(s, lane, x, y));
    return inverted ? invert(s, mask) : mask;
  };
}

const select: Operation = (s, { lane }, [condition, x, y]) =>
  s.choose(lane, maskFor(s, lane, condition!), x!, y!);

/** Bitwise on integers, logical on booleans. */
function bitwise(mnemonic: string): Operation {
  return (s, { lane }, args) => s.value(lane, mnemonic, args);
}

const not: Operation = (s, { lane }, [x]) => {
  if (lane === "bool") return invert(s, x!);
  return s.value(lane, "vpxor", [x!, s.repeated(lane, (1n << BigInt(laneInfo[lane].bits)) - 1n)]);
};

const shift =
  (left: boolean): Operation =>
  (s, { lane }, args) =>
    shiftIntegers(s, lane, left, args);

const operations: Readonly<Record<NodeOp, Operation | null>> = {
  // Leaves are written by the loop that they are read in.
  load: null,
  argument: null,
  call: (s, { lane, name }, args) => callFunction(s, lane, name, args),
  const: (s, { lane, value }) => s.constant(lane, value!),
  cast: (s, node, [x]) => castLane(s, node.args[0]!.lane, node.lane, x!),
  bitcast: (_s, _node, [x]) => x!,
  add: arithmetic("add"),
  sub: arithmetic("sub"),
  mul: multiply,
  div: divide,
  rem: remainder,
  min: extreme("min"),
  max: extreme("max"),
  neg: negate,
  abs: absolute,
  sqrt: (s, { lane }, args) => floating(s, "sqrt", lane, args),
  floor: rounding(1),
  ceil: rounding(2),
  trunc: rounding(3),
  rint: rounding(0),
  fma: fuse,
  scale: (s, { lane }, args) => scale(s, lane, args),
  exponent: (s, { lane }, args) => exponent(s, lane, args),
  mantissa: (s, { lane }, args) => mantissa(s, lane, args),
  limit: (s, { lane, args: [, most] }, [x, y]) => {
    // The magnitude of a constant is known.
    const isKnown = most!.op === "const" && !Number.isNaN(most!.value);
    return limit(
      s,
      lane,
      x!,
      isKnown ? s.constant(lane, Math.abs(Number(most!.value))) : y!,
      isKnown,
    );
  },
  eq: compare("eq"),
  ne: compare("ne"),
  lt: compare("lt"),
  le: compare("le"),
  gt: compare("gt"),
  ge: compare("ge"),
  select,
  // A branch is the body's business.
  rarely: null,
  lookup,
  and: bitwise("vpand"),
  or: bitwise("vpor"),
  xor: bitwise("vpxor"),
  not,
  shl: shift(true),
  shr: shift(false),
};

/** Bytes per lane of the widest register that a node's code needs. */
export function widthOf(node: Node): number {
  const { bytes, kind } = laneInfo[node.lane];
  switch (node.op) {
    case "cast":
      return Math.max(bytes, castWidth(node.args[0]!.lane, node.lane));
    case "mul":
      return kind === "f" ? bytes : Math.max(bytes, 2);
    case "shl":
    case "shr":
      return Math.max(bytes, 4);
    case "call":
      // Powers are computed in their lane, the others in double precision.
      return node.name.startsWith("ipow") ? Math.max(bytes, 4) : 8;
    case "div":
    case "rem":
      return kind === "f" ? bytes : 8;
    default:
      // Halves are compared in single precision.
      return node.lane === "bool" && node.args[0]?.lane === "f16" ? 4 : bytes;
  }
}

/** Selects the instructions of one node. */
export function selectNode(s: Selection, node: Node, args: Values): VirtualRegister {
  const operation = operations[node.op];
  if (operation === null) throw new NotLowered(node.op);
  return operation(s, node, args);
}
