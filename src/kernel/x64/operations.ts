// The x86-64 lowering's table: the instructions of every IR operation, AVX-512 (F, BW, DQ, VL). An operation that
// is null here, or a lane that one of them refuses, leaves the kernel to another engine.

import type { Node } from "../ir.js";
import { type Lane, laneInfo } from "../lanes.js";
import type { NodeOp } from "../nodes.js";
import { castLane, castWidth } from "./casts.js";
import { divideIntegers, floatRemainder, inWords } from "./division.js";
import { integerFunctions } from "./integer-functions.js";
import { at as memoryAt, RAX } from "./operands.js";
import { NotLowered, type Selection, suffix } from "./selection.js";
import type { VirtualRegister } from "./virtual.js";

type Values = readonly VirtualRegister[];
type Operation = (s: Selection, node: Node, args: Values) => VirtualRegister;

const kindOf = (lane: Lane) => laneInfo[lane].kind;

/** `pd` or `ps`: halves are computed in single precision, so no node needs more. */
function precision(lane: Lane): "pd" | "ps" {
  if (lane === "f16") throw new NotLowered("half precision arithmetic");
  return lane === "f64" ? "pd" : "ps";
}

const signBit = (lane: Lane): bigint => 1n << BigInt(laneInfo[lane].bits - 1);

/** An arithmetic operation with one instruction per kind of lane. */
function arithmetic(float: string, integer: string): Operation {
  return (s, { lane }, args) => {
    if (kindOf(lane) === "f") return s.value(lane, `v${float}${precision(lane)}`, args);
    return s.value(lane, `vp${integer}${suffix(lane)}`, args);
  };
}

const multiply: Operation = (s, { lane }, args) => {
  if (kindOf(lane) === "f") return s.value(lane, `vmul${precision(lane)}`, args);
  return inWords(s, lane, args, (word, wide) => s.value(word, `vpmull${suffix(word)}`, wide));
};

const divide: Operation = (s, { lane }, args) => {
  if (kindOf(lane) === "f") return s.value(lane, `vdiv${precision(lane)}`, args);
  return divideIntegers(s, lane, args).quotient;
};

const remainder: Operation = (s, { lane }, args) => {
  if (kindOf(lane) === "f") return floatRemainder(s, lane, args);
  return divideIntegers(s, lane, args).remainder;
};

/** Functions with loops. Those that are composed of nodes have been replaced by them. */
const call: Operation = (s, { lane, name }, args) => {
  const write = integerFunctions[name];
  if (write === undefined) throw new NotLowered(name);
  return write(s, lane, args);
};

/** VRANGE orders -0 below +0 but lets numbers win over NaN: lanes with a NaN take the sum, which is NaN. */
function extreme(name: "min" | "max"): Operation {
  return (s, { lane }, args) => {
    const { kind } = laneInfo[lane];
    if (kind === "b") return s.value("bool", name === "min" ? "kandq" : "korq", args);
    if (kind !== "f") {
      const sign = kind === "i" ? "s" : "u";
      return s.value(lane, `vp${name}${sign}${suffix(lane)}`, args);
    }
    const p = precision(lane);
    const best = s.value(lane, `vrange${p}`, [...args, name === "min" ? 4 : 5]);
    const unordered = s.value("bool", `vcmp${p}`, [...args, 3]);
    return s.value(lane, `vadd${p}`, args, { mask: unordered, over: best });
  };
}

const negate: Operation = (s, { lane }, [x]) => {
  if (kindOf(lane) === "f") {
    const result = s.value(lane, "vpxorq", [x!, s.repeated(lane, signBit(lane))]);
    s.negations.set(result, x!);
    return result;
  }
  return s.value(lane, `vpsub${suffix(lane)}`, [s.repeated(lane, 0n), x!]);
};

const absolute: Operation = (s, { lane }, [x]) => {
  const kind = kindOf(lane);
  if (kind === "u") return x!;
  if (kind === "i") return s.value(lane, `vpabs${suffix(lane)}`, [x!]);
  return s.value(lane, "vpandq", [x!, s.repeated(lane, signBit(lane) - 1n)]);
};

/** VRNDSCALE to whole numbers; bit 3 keeps the inexact flag down. */
function rounding(mode: number): Operation {
  return (s, { lane }, [x]) => s.value(lane, `vrndscale${precision(lane)}`, [x!, mode | 8]);
}

/** Negated operands are taken as they were: there is an instruction for each case. */
const fuse: Operation = (s, { lane }, [x, y, z]) => {
  const p = precision(lane);
  const [nx, ny, nz] = [x!, y!, z!].map((one) => s.negations.get(one));
  const isNegative = (nx === undefined) !== (ny === undefined);
  const name = `?f${isNegative ? "n" : ""}m${nz === undefined ? "add" : "sub"}.${p}`;
  return s.value(lane, name, [nx ?? x!, ny ?? y!, nz ?? z!]);
};

/** An instruction with an immediate. */
function controlled(name: string, control: number): Operation {
  return (s, { lane }, args) => s.value(lane, `v${name}${precision(lane)}`, [...args, control]);
}

/** A table of one or two registers is permuted; entries of a longer one are gathered: RAX is nobody's in a turn. */
const lookup: Operation = (s, { lane, table, args: [index] }, [at]) => {
  const { bytes } = laneInfo[lane];
  if (bytes < 4 || laneInfo[index!.lane].bytes !== bytes) throw new NotLowered("lookup");
  const precision = bytes === 8 ? "pd" : "ps";
  const held = s.lanes;
  if (s.lanes * bytes >= 32 && table!.length <= 2 * held) {
    const memory = s.table(lane, table!, 2 * held);
    if (table!.length <= held) return s.value(lane, `vperm${suffix(lane)}`, [at!, { memory }]);
    const low = s.value(lane, "vmovdqu64", [{ memory }]);
    const high = { ...memory, pool: memory.pool + held * bytes };
    return s.into(low, `vpermt2${precision}`, [at!, { memory: high }], { over: low });
  }
  const memory = s.table(lane, table!, table!.length);
  const last = s.repeated(index!.lane, BigInt(table!.length - 1));
  const inside = s.value(index!.lane, "vpandq", [at!, last]);
  // Cleared first: a gather waits for its destination's old value.
  const zero = s.repeated(lane, 0n);
  const clear = s.value(lane, "vpxorq", [zero, zero]);
  const mask = s.value("bool", "kmovq", [s.repeated("bool", 1n)]);
  s.address(RAX, memory);
  const place = s.register(lane).file as "zmm";
  return s.into(
    clear,
    bytes === 8 ? "vpgatherqq" : "vpgatherdd",
    [{ memory: { ...memoryAt(RAX), scale: bytes, vector: place }, index: inside }],
    { mask, over: clear },
  );
};

/** The predicates of VCMPPS (quiet ones) and VPCMP. */
const predicates = {
  eq: { float: 0, integer: 0 },
  ne: { float: 4, integer: 4 },
  lt: { float: 17, integer: 1 },
  le: { float: 18, integer: 2 },
  gt: { float: 30, integer: 6 },
  ge: { float: 29, integer: 5 },
} as const;

/** x op y on opmasks, as (mnemonic, operands swapped, then inverted). */
const booleans = {
  eq: ["kxnorq", false, false],
  ne: ["kxorq", false, false],
  lt: ["kandnq", false, false],
  gt: ["kandnq", true, false],
  ge: ["kandnq", false, true],
  le: ["kandnq", true, true],
} as const;

function compare(name: keyof typeof predicates): Operation {
  return (s, node, args) => {
    const { lane } = node.args[0]!;
    const { kind } = laneInfo[lane];
    if (kind === "b") {
      const [mnemonic, swapped, inverted] = booleans[name];
      const result = s.value("bool", mnemonic, swapped ? [args[1]!, args[0]!] : args);
      return inverted ? invert(s, result) : result;
    }
    if (kind === "f") {
      const single = lane === "f16" ? args.map((x) => castLane(s, "f16", "f32", x)) : args;
      const p = lane === "f64" ? "pd" : "ps";
      return s.value("bool", `vcmp${p}`, [...single, predicates[name].float]);
    }
    const mnemonic = `vpcmp${kind === "u" ? "u" : ""}${suffix(lane)}`;
    return s.value("bool", mnemonic, [...args, predicates[name].integer]);
  };
}

function invert(s: Selection, x: VirtualRegister): VirtualRegister {
  return s.value("bool", "knotq", [x]);
}

const select: Operation = (s, { lane }, [condition, x, y]) => {
  if (lane === "bool") {
    const left = s.value("bool", "kandq", [condition!, x!]);
    const right = s.value("bool", "kandnq", [condition!, y!]);
    return s.value("bool", "korq", [left, right]);
  }
  return s.value(lane, `vpblendm${suffix(lane)}`, [y!, x!], { mask: condition!, chooses: true });
};

/** Bitwise on integers, logical on booleans. */
function bitwise(vector: string, mask: string): Operation {
  return (s, { lane }, args) => s.value(lane, lane === "bool" ? mask : vector, args);
}

const not: Operation = (s, { lane }, [x]) => {
  if (lane === "bool") return invert(s, x!);
  return s.value(lane, "vpxorq", [x!, s.repeated(lane, (1n << BigInt(laneInfo[lane].bits)) - 1n)]);
};

/** Counts beyond the width give 0 or the sign, negative ones too: they are large when read unsigned. */
function shift(left: boolean): Operation {
  return (s, { lane }, args) => {
    const name = left ? "sll" : kindOf(lane) === "i" ? "sra" : "srl";
    return inWords(s, lane, args, (word, wide) => s.value(word, `vp${name}v${suffix(word)}`, wide));
  };
}

const operations: Readonly<Record<NodeOp, Operation | null>> = {
  // Leaves are written by the loop that they are read in.
  load: null,
  argument: null,
  call,
  const: (s, { lane, value }) => s.constant(lane, value!),
  cast: (s, node, [x]) => castLane(s, node.args[0]!.lane, node.lane, x!),
  bitcast: (_s, _node, [x]) => x!,
  add: arithmetic("add", "add"),
  sub: arithmetic("sub", "sub"),
  mul: multiply,
  div: divide,
  rem: remainder,
  min: extreme("min"),
  max: extreme("max"),
  neg: negate,
  abs: absolute,
  sqrt: (s, { lane }, [x]) => s.value(lane, `vsqrt${precision(lane)}`, [x!]),
  floor: rounding(1),
  ceil: rounding(2),
  trunc: rounding(3),
  rint: rounding(0),
  fma: fuse,
  scale: (s, { lane }, args) => s.value(lane, `vscalef${precision(lane)}`, args),
  exponent: (s, { lane }, args) => s.value(lane, `vgetexp${precision(lane)}`, args),
  // To [3/4, 3/2); negative numbers give NaN.
  mantissa: controlled("getmant", 0b1111),
  // The smaller magnitude, with the first operand's sign.
  limit: controlled("range", 0b0010),
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
  and: bitwise("vpandq", "kandq"),
  or: bitwise("vporq", "korq"),
  xor: bitwise("vpxorq", "kxorq"),
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
    case "shl":
    case "shr":
      return kind === "f" ? bytes : Math.max(bytes, 2);
    case "call":
      // Powers are computed in their lane, the others in double precision.
      return node.name.startsWith("ipow") ? Math.max(bytes, 2) : 8;
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
