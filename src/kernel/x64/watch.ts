// Looks for floating-point errors in a turn of an elementwise kernel: which elements give one away, and what they
// raised. What an error is, is errors.ts; here it becomes code that costs little while nothing happens.

import {
  CAST_SHIFT,
  DIVIDE,
  type FlagNodes,
  INVALID,
  type MapErrors,
  OVER,
  SUSPECT,
  tiniestOf,
  UNDER,
} from "../errors.js";
import { commonly, type Node } from "../ir.js";
import { type Lane, laneInfo } from "../lanes.js";
import type { Body, Turn } from "./body.js";
import { castLane } from "./casts.js";
import { GUARD } from "./reach.js";
import { type Selection, suffix } from "./selection.js";
import type { VirtualRegister } from "./virtual.js";

/** VFPCLASS: quiet and signalling NaN, both infinities. */
const NOT_FINITE = 0x99;
/** Both zeros, and subnormal numbers. */
const TINY = 0x26;

/** The quiet predicate of VCMPPS that is false of NaN. */
const LESS = 17;

const bits = { divide: DIVIDE, over: OVER, under: UNDER, invalid: INVALID } as const;

/** Nodes whose values a turn needs before its errors can be looked for. */
export function watchedNodes(errors: MapErrors): readonly Node[] {
  return [...errors.witnesses, ...errors.traps.keys()];
}

/** Writes the code that leaves the kernel to another engine where an element is odd. */
export function watchOdd(
  s: Selection,
  odd: VirtualRegister,
  tail: boolean,
  where: VirtualRegister | null,
): void {
  const isShort = tail || s.lanes < 16;
  const counts = where ?? (isShort ? GUARD : null);
  const mask = counts === null ? odd : s.value("bool", "kandq", [odd, counts]);
  s.ifAny(mask, () => s.raise(SUSPECT));
}

/** Writes the code that raises a turn's errors. `where` is the opmask of elements that count, if not all do. */
export function watchTurn(
  s: Selection,
  body: Body,
  turn: Turn,
  errors: MapErrors,
  where: VirtualRegister | null,
): void {
  const counted = (mask: VirtualRegister, partial: boolean): VirtualRegister => {
    if (where !== null) return s.value("bool", "kandq", [mask, where]);
    return partial ? s.value("bool", "kandq", [mask, GUARD]) : mask;
  };
  // A turn of few small integers leaves part of a register empty, and zeros in it would count. Eight floats fill one.
  const isShort = turn.tail || s.lanes < 16;
  const raise = (mask: VirtualRegister, raised: number) => s.ifAny(mask, () => s.raise(raised));
  for (const [node, raised] of errors.traps) {
    const valueIn = (one: Node) => body.valueOf(turn, one);
    watchTrap(s, node, valueIn, raised, (mask, bits) => raise(counted(mask, isShort), bits));
  }
  if (errors.witnesses.length === 0) return;
  const tiny = errors.flags.under !== undefined;
  const odd = counted(
    errors.witnesses
      .map((node) => givesAway(s, node, body.valueOf(turn, node), tiny))
      .reduce((all, one) => s.value("bool", "korq", [all, one])),
    turn.tail,
  );
  // Only elements that gave themselves away are asked.
  const raiseOdd = (mask: VirtualRegister, raised: number) => {
    raise(s.value("bool", "kandq", [mask, odd]), raised);
  };
  s.ifAny(odd, () => {
    raiseFlags(body, turn, errors.flags, 0, raiseOdd);
    raiseFlags(body, turn, errors.castFlags, CAST_SHIFT, raiseOdd);
  });
}

/** Infinities and NaNs, and where underflow counts what is too small to be a normal number. */
function givesAway(s: Selection, node: Node, x: VirtualRegister, under: boolean): VirtualRegister {
  const { lane } = node;
  const classes = NOT_FINITE | (under ? TINY : 0);
  if (lane !== "f16") {
    return s.value("bool", `vfpclass${lane === "f64" ? "pd" : "ps"}`, [x, classes]);
  }
  const value = castLane(s, "f16", "f32", x);
  const odd = s.value("bool", "vfpclassps", [value, classes]);
  if (!under) return odd;
  // A half that is not normal is an ordinary single.
  const magnitude = s.value("f32", "vpandq", [value, s.repeated("u32", 0x7fffffffn)]);
  const tiny = s.value("bool", "vcmpps", [magnitude, s.constant("f32", tiniestOf(node)), LESS]);
  return s.value("bool", "korq", [odd, tiny]);
}

function raiseFlags(
  body: Body,
  turn: Turn,
  flags: FlagNodes,
  shift: number,
  raiseWhere: (mask: VirtualRegister, raised: number) => void,
): void {
  for (const name of ["divide", "over", "under", "invalid"] as const) {
    const node = flags[name];
    if (node === undefined || (node.op === "const" && node.value === 0)) continue;
    body.select(turn, commonly([node]));
    raiseWhere(body.valueOf(turn, node), bits[name] << shift);
  }
}

/** Integer divisions by zero or beyond the largest integer, and casts of floats that no integer is. */
function watchTrap(
  s: Selection,
  node: Node,
  valueIn: (node: Node) => VirtualRegister,
  raised: number,
  raiseWhere: (mask: VirtualRegister, raised: number) => void,
): void {
  if (node.op === "cast") {
    raiseWhere(beyond(s, node.args[0]!.lane, node.lane, valueIn(node.args[0]!)), raised);
    return;
  }
  const { lane, op, args } = node;
  const { kind, bits: width } = laneInfo[lane];
  const [x, y] = args.map(valueIn);
  const compare = (value: VirtualRegister, other: VirtualRegister) =>
    s.value("bool", `vpcmp${suffix(lane)}`, [value, other, 0]);
  raiseWhere(compare(y!, s.repeated(lane, 0n)), raised);
  if (op !== "div" || kind !== "i") return;
  const least = compare(x!, s.repeated(lane, 1n << BigInt(width - 1)));
  const minusOne = compare(y!, s.repeated(lane, (1n << BigInt(width)) - 1n));
  raiseWhere(s.value("bool", "kandq", [least, minusOne]), OVER);
}

/** The floats that an integer lane's conversion (see casts.ts) has no integer for. */
function beyond(s: Selection, from: Lane, to: Lane, x: VirtualRegister): VirtualRegister {
  const lane = from === "f64" ? "f64" : "f32";
  const value = from === "f16" ? castLane(s, "f16", "f32", x) : x;
  const mnemonic = lane === "f64" ? "vcmppd" : "vcmpps";
  const isWide = to === "i64" || to === "u64" || to === "u32";
  // The quiet predicates not-greater-or-equal (25), not-greater-than (26) and not-less-than (21): true of NaN.
  let below: VirtualRegister;
  if (isWide) below = s.value("bool", mnemonic, [value, s.constant(lane, -(2 ** 63)), 25]);
  else if (lane === "f64") {
    below = s.value("bool", mnemonic, [value, s.constant(lane, -(2 ** 31) - 1), 26]);
  } else below = s.value("bool", mnemonic, [value, s.constant(lane, -(2 ** 31)), 25]);
  const limit = to === "u64" ? 2 ** 64 : isWide ? 2 ** 63 : 2 ** 31;
  const above = s.value("bool", mnemonic, [value, s.constant(lane, limit), 21]);
  return s.value("bool", "korq", [below, above]);
}
