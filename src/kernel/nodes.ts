// The node table: every operation of the IR once, with its arity, lanes, result rule, algebraic facts and
// reference meaning. Lowerings are further tables over the same keys; nothing here knows about them.

import { exponentOf, fusedMultiplyAdd, limitMagnitude, mantissaOf, scaleFloat } from "./float.js";
import { type Lane, type LaneKind, laneInfo } from "./lanes.js";
import {
  bitsOf,
  castScalar,
  fromBits,
  rint,
  roundFloat,
  type Scalar,
  wrapInteger,
} from "./scalar.js";

/**
 * How a node's result lane follows from its operands:
 * - `same`: all operands and the result are one lane
 * - `compare`: operands are one lane, the result is bool
 * - `select`: a bool, then two operands of the result's lane
 * - `cast`: any lane to any lane
 * - `bitcast`: any lane to one of the same width
 * - `free`: the node itself carries its lane (leaves and calls)
 */
export type ResultRule = "same" | "compare" | "select" | "cast" | "bitcast" | "free";

/** One operation of the IR. */
export interface NodeRow {
  readonly arity: number;
  readonly rule: ResultRule;
  /** Kinds of lane its operands may be. */
  readonly kinds: string;
  /** `f(x, y) = f(y, x)`, bit for bit, on integers and booleans (on floats the NaN's payload may differ). */
  readonly commutative?: true;
  /** The value for operands of `lane` (the first operand's), producing `result`; absent for leaves and calls. */
  readonly reference?: (args: readonly Scalar[], lane: Lane, result: Lane) => Scalar;
}

const kindOf = (lane: Lane): LaneKind => laneInfo[lane].kind;

/** A float operation on numbers and an exact integer operation on bigints, as one lane operation. */
function arithmetic(
  onFloats: (x: number, y: number) => number,
  onIntegers: (x: bigint, y: bigint) => bigint,
): NodeRow["reference"] {
  return ([x, y], lane) =>
    kindOf(lane) === "f"
      ? roundFloat(lane, onFloats(Number(x), Number(y)))
      : wrapInteger(lane, onIntegers(BigInt(x!), BigInt(y!)));
}

function rounding(f: (x: number) => number): NodeRow["reference"] {
  return ([x], lane) => roundFloat(lane, f(Number(x)));
}

function comparing(f: (x: Scalar, y: Scalar) => boolean): NodeRow["reference"] {
  return ([x, y]) => (f(x!, y!) ? 1 : 0);
}

function bitwise(f: (x: bigint, y: bigint) => bigint): NodeRow["reference"] {
  return ([x, y], lane) => fromBits(lane, f(bitsOf(lane, x!), bitsOf(lane, y!)));
}

const pick = (first: boolean, x: Scalar, y: Scalar): Scalar => (first ? x : y);

const FLOAT = "f";
const NUMBER = "iuf";
const BITS = "biu";
const ANY = "biuf";

const rows = {
  // Leaves. `load` reads an operand's element, `argument` a value handed to a step (reductions).
  load: { arity: 0, rule: "free", kinds: ANY },
  argument: { arity: 0, rule: "free", kinds: ANY },
  const: { arity: 0, rule: "free", kinds: ANY },
  /** A function not yet composed of nodes, by its name in math/functions.ts; operands and result are floats or integers. */
  call: { arity: -1, rule: "free", kinds: ANY },

  /** An entry of a table that the node carries, at an index modulo the table's length, which is a power of two. */
  lookup: { arity: 1, rule: "free", kinds: "i" },

  cast: {
    arity: 1,
    rule: "cast",
    kinds: ANY,
    reference: ([x], lane, result) => castScalar(lane, result, x!),
  },
  bitcast: {
    arity: 1,
    rule: "bitcast",
    kinds: ANY,
    reference: ([x], lane, result) => fromBits(result, bitsOf(lane, x!)),
  },

  add: {
    arity: 2,
    rule: "same",
    kinds: NUMBER,
    commutative: true,
    reference: arithmetic(
      (x, y) => x + y,
      (x, y) => x + y,
    ),
  },
  sub: {
    arity: 2,
    rule: "same",
    kinds: NUMBER,
    reference: arithmetic(
      (x, y) => x - y,
      (x, y) => x - y,
    ),
  },
  mul: {
    arity: 2,
    rule: "same",
    kinds: NUMBER,
    commutative: true,
    reference: arithmetic(
      (x, y) => x * y,
      (x, y) => x * y,
    ),
  },
  /** Integers: toward zero; by zero gives 0 (NumPy); the most negative value by -1 wraps. */
  div: {
    arity: 2,
    rule: "same",
    kinds: NUMBER,
    reference: arithmetic(
      (x, y) => x / y,
      (x, y) => (y === 0n ? 0n : x / y),
    ),
  },
  /** The remainder of `div`, with the dividend's sign (C's fmod on floats); integers by zero give 0. */
  rem: {
    arity: 2,
    rule: "same",
    kinds: NUMBER,
    reference: arithmetic(
      (x, y) => x % y,
      (x, y) => (y === 0n ? 0n : x % y),
    ),
  },
  /** IEEE 754-2019 minimum: NaN wins, -0 is below +0. */
  min: {
    arity: 2,
    rule: "same",
    kinds: ANY,
    commutative: true,
    reference: ([x, y], lane) =>
      kindOf(lane) === "f" ? Math.min(Number(x), Number(y)) : pick(x! < y!, x!, y!),
  },
  /** IEEE 754-2019 maximum: NaN wins, +0 is above -0. */
  max: {
    arity: 2,
    rule: "same",
    kinds: ANY,
    commutative: true,
    reference: ([x, y], lane) =>
      kindOf(lane) === "f" ? Math.max(Number(x), Number(y)) : pick(x! > y!, x!, y!),
  },
  neg: {
    arity: 1,
    rule: "same",
    kinds: NUMBER,
    reference: ([x], lane) => (kindOf(lane) === "f" ? -Number(x) : wrapInteger(lane, -BigInt(x!))),
  },
  /** The most negative integer stays as it is. */
  abs: {
    arity: 1,
    rule: "same",
    kinds: NUMBER,
    reference: ([x], lane) =>
      kindOf(lane) === "f" ? Math.abs(Number(x)) : x! < 0 ? wrapInteger(lane, -BigInt(x!)) : x!,
  },
  sqrt: { arity: 1, rule: "same", kinds: FLOAT, reference: rounding(Math.sqrt) },
  floor: { arity: 1, rule: "same", kinds: FLOAT, reference: rounding(Math.floor) },
  ceil: { arity: 1, rule: "same", kinds: FLOAT, reference: rounding(Math.ceil) },
  trunc: { arity: 1, rule: "same", kinds: FLOAT, reference: rounding(Math.trunc) },
  /** x y + z, rounded once. Halves are rounded from single precision, as all of their arithmetic. */
  fma: {
    arity: 3,
    rule: "same",
    kinds: FLOAT,
    reference: ([x, y, z], lane) =>
      roundFloat(lane, fusedMultiplyAdd(lane, Number(x), Number(y), Number(z))),
  },
  /**
   * x 2^floor(y), rounded once. A NaN times 2^infinity is infinity and times 2^-infinity 0 (if it is a quiet NaN),
   * so that exponentials of infinities need no care.
   */
  scale: {
    arity: 2,
    rule: "same",
    kinds: FLOAT,
    reference: ([x, y], lane) => roundFloat(lane, scaleFloat(Number(x), Number(y))),
  },
  /** floor(log2(|x|)): -infinity for zeros, infinity for infinities. */
  exponent: { arity: 1, rule: "same", kinds: FLOAT, reference: rounding(exponentOf) },
  /** x 2^-k with the k for which it is in [3/4, 3/2). Zeros and infinity give 1, negative numbers NaN. */
  mantissa: { arity: 1, rule: "same", kinds: FLOAT, reference: rounding(mantissaOf) },
  /** The smaller magnitude of x and y, with the sign of x; for a NaN x the magnitude of y. */
  limit: {
    arity: 2,
    rule: "same",
    kinds: FLOAT,
    reference: ([x, y], lane) => roundFloat(lane, limitMagnitude(Number(x), Number(y))),
  },
  /** To the nearest integer, ties to even. */
  rint: { arity: 1, rule: "same", kinds: FLOAT, reference: rounding(rint) },

  eq: {
    arity: 2,
    rule: "compare",
    kinds: ANY,
    commutative: true,
    reference: comparing((x, y) => x === y),
  },
  ne: {
    arity: 2,
    rule: "compare",
    kinds: ANY,
    commutative: true,
    reference: comparing((x, y) => x !== y),
  },
  lt: { arity: 2, rule: "compare", kinds: ANY, reference: comparing((x, y) => x < y) },
  le: { arity: 2, rule: "compare", kinds: ANY, reference: comparing((x, y) => x <= y) },
  gt: { arity: 2, rule: "compare", kinds: ANY, reference: comparing((x, y) => x > y) },
  ge: { arity: 2, rule: "compare", kinds: ANY, reference: comparing((x, y) => x >= y) },
  select: { arity: 3, rule: "select", kinds: ANY, reference: ([c, x, y]) => (c ? x! : y!) },
  /** `select` whose condition is seldom true: a lowering may branch around what only x needs. */
  rarely: { arity: 3, rule: "select", kinds: ANY, reference: ([c, x, y]) => (c ? x! : y!) },

  and: {
    arity: 2,
    rule: "same",
    kinds: BITS,
    commutative: true,
    reference: bitwise((x, y) => x & y),
  },
  or: {
    arity: 2,
    rule: "same",
    kinds: BITS,
    commutative: true,
    reference: bitwise((x, y) => x | y),
  },
  xor: {
    arity: 2,
    rule: "same",
    kinds: BITS,
    commutative: true,
    reference: bitwise((x, y) => x ^ y),
  },
  /** Bitwise on integers, logical on booleans. */
  not: {
    arity: 1,
    rule: "same",
    kinds: BITS,
    reference: ([x], lane) => (lane === "bool" ? (x ? 0 : 1) : wrapInteger(lane, ~BigInt(x!))),
  },
  /** By the width or more, or by a negative count: 0. */
  shl: {
    arity: 2,
    rule: "same",
    kinds: "iu",
    reference: ([x, y], lane) =>
      y! >= 0 && y! < laneInfo[lane].bits
        ? wrapInteger(lane, BigInt(x!) << BigInt(y!))
        : wrapInteger(lane, 0n),
  },
  /** By the width or more, or by a negative count: 0, or -1 for negative values. */
  shr: {
    arity: 2,
    rule: "same",
    kinds: "iu",
    reference: ([x, y], lane) =>
      y! >= 0 && y! < laneInfo[lane].bits
        ? wrapInteger(lane, BigInt(x!) >> BigInt(y!))
        : wrapInteger(lane, x! < 0 ? -1n : 0n),
  },
} satisfies Record<string, NodeRow>;

/** The name of an IR operation. */
export type NodeOp = keyof typeof rows;

/** Every IR operation once. */
export const nodeTable: Readonly<Record<NodeOp, NodeRow>> = rows;

/** All operation names. */
export const nodeOps = Object.keys(rows) as readonly NodeOp[];
