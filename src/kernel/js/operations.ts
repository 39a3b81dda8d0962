// The JavaScript lowering's table: the text of every IR operation. A missing one is a compile error.

import { OVER } from "../errors.js";
import type { Node } from "../ir.js";
import { type Lane, laneInfo } from "../lanes.js";
import type { NodeOp } from "../nodes.js";
import { bitsOf } from "../scalar.js";
import type { HelperName } from "./helpers.js";
import { asCondition, asNumber, cond, type JsValue, num, wide } from "./values.js";

/** What operations need from the code being written. */
export interface OperationContext {
  /** A new constant holding an expression; its name. */
  temp(expression: string): string;
  /** Declares that a function of js/helpers.ts is used; its name. */
  helper(name: HelperName): string;
  /** Declares that a function of math/functions.ts is used; its name. */
  math(name: string): string;
  /** Writes a statement. */
  line(text: string): void;
  /** What a node raises when it has to: bits for the variable `E`, or 0. */
  trap(node: Node): number;
}

type Operation = (c: OperationContext, node: Node, args: readonly JsValue[]) => JsValue;

/** Brings an integer expression into a lane of up to 32 bits. */
function wrap(lane: Lane, text: string): string {
  switch (lane) {
    case "i8":
      return `(${text}) << 24 >> 24`;
    case "i16":
      return `(${text}) << 16 >> 16`;
    case "i32":
      return `(${text}) | 0`;
    case "u8":
      return `(${text}) & 255`;
    case "u16":
      return `(${text}) & 65535`;
    default:
      return `(${text}) >>> 0`;
  }
}

/** A float operation's result in its lane: operands are numbers, the result rounded. */
function rounded(c: OperationContext, lane: Lane, text: string): JsValue {
  if (lane === "f64") return num(text);
  const single = `${c.helper("fround")}(${text})`;
  return num(lane === "f32" ? single : `${c.helper("toHalf")}(${single})`);
}

/** A float (or narrow integer) operand as a number: halves are looked up. */
function number(c: OperationContext, node: Node, value: JsValue): string {
  return node.lane === "f16" ? `${c.helper("halves")}[${asNumber(value)}]` : asNumber(value);
}

function wideOf(value: JsValue): { readonly lo: string; readonly hi: string } {
  if (value.form !== "wide") throw new TypeError("a 64-bit value is needed");
  return value;
}

type Wide = { readonly lo: string; readonly hi: string };

/** Calls a helper that returns the low half and leaves the high one in `R.hi`. */
function wideCall(c: OperationContext, name: HelperName, args: string): JsValue {
  const lo = c.temp(`${c.helper(name)}(${args})`);
  return wide(lo, c.temp(`${c.helper("R")}.hi`));
}

/** An operation with one text for numbers and one for 64-bit halves. */
function arithmetic(
  onFloats: (x: string, y: string) => string,
  onIntegers: (x: string, y: string, lane: Lane, c: OperationContext) => string,
  onWide: (c: OperationContext, x: Wide, y: Wide, signed: boolean) => JsValue,
): Operation {
  return (c, node, [x, y]) => {
    const { kind, wide: isWide } = laneInfo[node.lane];
    if (kind === "f") {
      return rounded(c, node.lane, onFloats(number(c, node, x!), number(c, node, y!)));
    }
    if (isWide) return onWide(c, wideOf(x!), wideOf(y!), kind === "i");
    return num(wrap(node.lane, onIntegers(asNumber(x!), asNumber(y!), node.lane, c)));
  };
}

/** Division by the integer zero gives 0, and raises; so does the one quotient that is out of range. */
function division(
  sign: "/" | "%",
  onWide: (c: OperationContext, x: Wide, y: Wide, signed: boolean) => JsValue,
): Operation {
  return (c, node, [x, y]) => {
    const { kind, wide: isWide, bits } = laneInfo[node.lane];
    if (kind === "f") {
      const text = `${number(c, node, x!)} ${sign} ${number(c, node, y!)}`;
      return rounded(c, node.lane, text);
    }
    const trap = c.trap(node);
    const overflows = trap !== 0 && kind === "i" && sign === "/";
    if (isWide) {
      const [p, q] = [wideOf(x!), wideOf(y!)];
      if (trap !== 0) c.line(`if ((${q.lo} | ${q.hi}) === 0) E |= ${trap};`);
      if (overflows) {
        const least = `${p.lo} === 0 && ${p.hi} === -2147483648`;
        c.line(`else if ((${q.lo} & ${q.hi}) === -1 && ${least}) E |= ${OVER};`);
      }
      return onWide(c, p, q, kind === "i");
    }
    const [p, q] = [asNumber(x!), asNumber(y!)];
    const byZero = trap === 0 ? "0" : `(E |= ${trap}, 0)`;
    let quotient = `${p} ${sign} ${q}`;
    if (overflows) {
      const least = -(2 ** (bits - 1));
      quotient = `${q} === -1 && ${p} === ${least} ? (E |= ${OVER}, ${least}) : ${quotient}`;
    }
    return num(wrap(node.lane, `${q} === 0 ? ${byZero} : ${quotient}`));
  };
}

const negateWide = (c: OperationContext, x: Wide): JsValue => {
  const lo = c.temp(`-${x.lo} | 0`);
  return wide(lo, c.temp(`~${x.hi} + (${lo} === 0 ? 1 : 0) | 0`));
};

const lessWide = (x: Wide, y: Wide, signed: boolean, orEqual: boolean): string => {
  const high = signed ? `${x.hi} < ${y.hi}` : `${x.hi} >>> 0 < ${y.hi} >>> 0`;
  return `(${high} || ${x.hi} === ${y.hi} && ${x.lo} >>> 0 ${orEqual ? "<=" : "<"} ${y.lo} >>> 0)`;
};

function ordering(sign: "<" | "<=" | ">" | ">="): Operation {
  return (c, node, [x, y]) => {
    const operand = node.args[0]!;
    const { wide: isWide, kind } = laneInfo[operand.lane];
    if (!isWide) return cond(`${number(c, operand, x!)} ${sign} ${number(c, operand, y!)}`);
    const [a, b] = sign[0] === "<" ? [x!, y!] : [y!, x!];
    return cond(lessWide(wideOf(a), wideOf(b), kind === "i", sign.length === 2));
  };
}

function equality(equal: boolean): Operation {
  return (c, node, [x, y]) => {
    const operand = node.args[0]!;
    if (laneInfo[operand.lane].wide) {
      const [a, b] = [wideOf(x!), wideOf(y!)];
      const text = `${a.lo} === ${b.lo} && ${a.hi} === ${b.hi}`;
      return cond(equal ? `(${text})` : `!(${text})`);
    }
    const sign = equal ? "===" : "!==";
    if (operand.lane === "bool") return cond(`${asCondition(x!)} ${sign} ${asCondition(y!)}`);
    return cond(`${number(c, operand, x!)} ${sign} ${number(c, operand, y!)}`);
  };
}

function extreme(name: "min" | "max"): Operation {
  return (c, node, [x, y]) => {
    const { kind, wide: isWide } = laneInfo[node.lane];
    if (kind === "b") return num(`${asNumber(x!)} ${name === "min" ? "&" : "|"} ${asNumber(y!)}`);
    if (isWide) {
      const [a, b] = name === "min" ? [wideOf(x!), wideOf(y!)] : [wideOf(y!), wideOf(x!)];
      const less = c.temp(lessWide(a, b, kind === "i", false));
      const [p, q] = [wideOf(x!), wideOf(y!)];
      return wide(`(${less} ? ${p.lo} : ${q.lo})`, `(${less} ? ${p.hi} : ${q.hi})`);
    }
    const text = `${c.helper(name)}(${number(c, node, x!)}, ${number(c, node, y!)})`;
    return num(node.lane === "f16" ? `${c.helper("toHalf")}(${text})` : text);
  };
}

function roundingCall(name: HelperName): Operation {
  return (c, node, [x]) => rounded(c, node.lane, `${c.helper(name)}(${number(c, node, x!)})`);
}

function binaryCall(name: HelperName): Operation {
  return (c, node, args) => {
    const operands = args.map((arg, at) => number(c, node.args[at]!, arg)).join(", ");
    return rounded(c, node.lane, `${c.helper(name)}(${operands})`);
  };
}

/** An entry of a table, which is written into the code: this is for tests, functions are called by name here. */
const lookup: Operation = (_c, node, [index]) => {
  const table = node.table!;
  const at = index!.form === "wide" ? index!.lo : asNumber(index!);
  const entry = (numbers: readonly number[]) =>
    num(`[${numbers.map(literal).join(", ")}][${at} & ${table.length - 1}]`);
  if (!laneInfo[node.lane].wide) return entry(table.map(Number));
  const half = (shift: bigint) =>
    entry(table.map((value) => Number(BigInt.asIntN(32, BigInt(value) >> shift))));
  return wide(asNumber(half(0n)), asNumber(half(32n)));
};

const select: Operation = (_c, node, [condition, x, y]) => {
  const test = asCondition(condition!);
  if (laneInfo[node.lane].wide) {
    const [a, b] = [wideOf(x!), wideOf(y!)];
    return wide(`(${test} ? ${a.lo} : ${b.lo})`, `(${test} ? ${a.hi} : ${b.hi})`);
  }
  if (x!.form === "cond" && y!.form === "cond") return cond(`(${test} ? ${x!.text} : ${y!.text})`);
  return num(`(${test} ? ${asNumber(x!)} : ${asNumber(y!)})`);
};

/** Bitwise on integers, on booleans either form. */
function bitwise(sign: "&" | "|" | "^"): Operation {
  const logical = sign === "&" ? "&&" : sign === "|" ? "||" : "!==";
  return (_c, node, [x, y]) => {
    if (node.lane === "bool") {
      if (x!.form === "number" && y!.form === "number") {
        return num(`(${x!.text} ${sign} ${y!.text})`);
      }
      return cond(`(${asCondition(x!)} ${logical} ${asCondition(y!)})`);
    }
    if (laneInfo[node.lane].wide) {
      const [a, b] = [wideOf(x!), wideOf(y!)];
      return wide(`(${a.lo} ${sign} ${b.lo})`, `(${a.hi} ${sign} ${b.hi})`);
    }
    const text = `(${asNumber(x!)} ${sign} ${asNumber(y!)})`;
    return num(node.lane === "u32" ? `${text} >>> 0` : text);
  };
}

function shift(left: boolean): Operation {
  return (c, node, [x, y]) => {
    const { kind, bits, wide: isWide } = laneInfo[node.lane];
    if (isWide) {
      const [a, b] = [wideOf(x!), wideOf(y!)];
      const name = left ? "shl64" : kind === "i" ? "sar64" : "shr64";
      return wideCall(c, name, `${a.lo}, ${a.hi}, ${b.lo}, ${b.hi}`);
    }
    const [value, count] = [asNumber(x!), asNumber(y!)];
    // A negative count read as unsigned is beyond any width.
    const inRange = `${count} >>> 0 < ${bits}`;
    if (left) return num(`(${inRange} ? ${wrap(node.lane, `${value} << ${count}`)} : 0)`);
    if (kind === "u") return num(`(${inRange} ? ${value} >>> ${count} : 0)`);
    return num(`${value} >> (${inRange} ? ${count} : 31)`);
  };
}

/** An integer literal, or a float one that keeps -0 and NaN. */
function literal(value: number): string {
  if (Object.is(value, -0)) return "(-0)";
  return value < 0 ? `(${value})` : `${value}`;
}

function constant(node: Node): JsValue {
  const { wide: isWide } = laneInfo[node.lane];
  if (isWide) {
    const bits = bitsOf(node.lane, node.value!);
    const half = (from: bigint) => literal(Number(BigInt.asIntN(32, from)));
    return wide(half(bits), half(bits >> 32n));
  }
  if (node.lane === "f16") return num(`${bitsOf("f16", node.value!)}`);
  return num(literal(Number(node.value)));
}

/** A float number (halves already looked up) as an integer or bool lane. */
function fromFloat(c: OperationContext, text: string, node: Node): JsValue {
  const x = c.temp(text);
  const to = node.lane;
  const trap = c.trap(node);
  const raised = (value: string) => (trap === 0 ? value : `(E |= ${trap}, ${value})`);
  if (trap !== 0 && (to === "i64" || to === "u64")) {
    const above = to === "i64" ? "9223372036854775808" : "18446744073709551616";
    c.line(`if (!(${x} >= -9223372036854775808 && ${x} < ${above})) E |= ${trap};`);
  }
  switch (to) {
    case "bool":
      return cond(`${x} !== 0`);
    case "i64":
      return wideCall(c, "floatToI64", x);
    case "u64":
      return wideCall(c, "floatToU64", x);
    case "u32":
      // ToUint32 truncates modulo 2^32, which is what the 64-bit conversion's low half holds.
      return num(
        `(${x} >= -9223372036854775808 && ${x} < 9223372036854775808 ? ${x} >>> 0 : ${raised("0")})`,
      );
    default: {
      const int32 = `(${x} > -2147483649 && ${x} < 2147483648 ? ${x} | 0 : ${raised("-2147483648")})`;
      return num(to === "i32" ? int32 : wrap(to, int32));
    }
  }
}

const cast: Operation = (c, node, [x]) => {
  const source = node.args[0]!;
  const from = laneInfo[source.lane];
  const to = laneInfo[node.lane];
  if (from.kind === "f") {
    const text = number(c, source, x!);
    if (to.kind !== "f") return fromFloat(c, text, node);
    if (node.lane === "f64") return num(text);
    return num(
      node.lane === "f32" ? `${c.helper("fround")}(${text})` : `${c.helper("toHalf")}(${text})`,
    );
  }
  if (from.wide) {
    const value = wideOf(x!);
    if (to.wide) return x!;
    if (to.kind === "b") return cond(`(${value.lo} | ${value.hi}) !== 0`);
    if (to.kind !== "f") return num(wrap(node.lane, value.lo));
    const low = `(${value.lo} >>> 0)`;
    if (node.lane === "f64") {
      return num(`${from.kind === "i" ? value.hi : `(${value.hi} >>> 0)`} * 4294967296 + ${low}`);
    }
    const name = from.kind === "i" ? "i64ToF32" : "u64ToF32";
    const single = `${c.helper(name)}(${value.lo}, ${value.hi})`;
    return num(node.lane === "f32" ? single : `${c.helper("toHalf")}(${single})`);
  }
  if (to.kind === "b") return cond(`${asNumber(x!)} !== 0`);
  // A bool byte that came from a view of other memory counts as 1.
  const text =
    from.kind === "b" && x!.form === "number" ? `(${x!.text} !== 0 ? 1 : 0)` : asNumber(x!);
  if (to.wide) {
    const lo = c.temp(`${text} | 0`);
    return wide(lo, from.kind === "i" ? `(${lo} >> 31)` : "0");
  }
  if (to.kind !== "f") return num(wrap(node.lane, text));
  if (node.lane === "f64") return num(text);
  const single = `${c.helper("fround")}(${text})`;
  return num(node.lane === "f32" ? single : `${c.helper("toHalf")}(${single})`);
};

const bitcast: Operation = (c, node, [x]) => {
  const source = node.args[0]!;
  const from = laneInfo[source.lane];
  const to = laneInfo[node.lane];
  if (from.wide && to.wide) return x!;
  if (from.wide) {
    const value = wideOf(x!);
    return num(`${c.helper("f64FromBits")}(${value.lo}, ${value.hi})`);
  }
  if (to.wide) return wideCall(c, "f64ToBits", asNumber(x!));
  if (source.lane === "f32")
    return num(wrap(node.lane, `${c.helper("f32ToBits")}(${asNumber(x!)})`));
  if (node.lane === "f32") return num(`${c.helper("f32FromBits")}(${asNumber(x!)})`);
  if (node.lane === "f16") return num(`${asNumber(x!)} & 65535`);
  return num(wrap(node.lane, asNumber(x!)));
};

const call: Operation = (c, node, args) => {
  const { kind, wide: isWide } = laneInfo[node.lane];
  const operands = args
    .map((arg, at) =>
      arg.form === "wide" ? `${arg.lo}, ${arg.hi}` : number(c, node.args[at]!, arg),
    )
    .join(", ");
  const text = `${c.math(node.name)}(${operands})`;
  if (isWide) return wide(c.temp(text), c.temp(`${c.helper("R")}.hi`));
  if (kind === "f") return rounded(c, node.lane, text);
  return kind === "b" ? cond(text) : num(wrap(node.lane, text));
};

/** Leaves are bound to memory and variables before any operation is written. */
const leaf: Operation = (_c, node) => {
  throw new TypeError(`${node.op} is not bound`);
};

export const operations = {
  load: leaf,
  argument: leaf,
  const: (_c, node) => constant(node),
  call,
  lookup,
  cast,
  bitcast,
  add: arithmetic(
    (x, y) => `${x} + ${y}`,
    (x, y) => `${x} + ${y}`,
    (c, x, y) => {
      const lo = c.temp(`${x.lo} + ${y.lo} | 0`);
      return wide(lo, c.temp(`${x.hi} + ${y.hi} + (${lo} >>> 0 < ${x.lo} >>> 0 ? 1 : 0) | 0`));
    },
  ),
  sub: arithmetic(
    (x, y) => `${x} - ${y}`,
    (x, y) => `${x} - ${y}`,
    (c, x, y) => {
      const lo = c.temp(`${x.lo} - ${y.lo} | 0`);
      return wide(lo, c.temp(`${x.hi} - ${y.hi} - (${x.lo} >>> 0 < ${y.lo} >>> 0 ? 1 : 0) | 0`));
    },
  ),
  mul: arithmetic(
    (x, y) => `${x} * ${y}`,
    (x, y, _lane, c) => `${c.helper("imul")}(${x}, ${y})`,
    (c, x, y) => {
      const imul = c.helper("imul");
      const high = `${c.helper("mulHigh")}(${x.lo}, ${y.lo})`;
      const lo = c.temp(`${imul}(${x.lo}, ${y.lo})`);
      return wide(
        lo,
        c.temp(`${high} + ${imul}(${x.hi}, ${y.lo}) + ${imul}(${x.lo}, ${y.hi}) | 0`),
      );
    },
  ),
  div: division("/", (c, x, y, signed) =>
    wideCall(c, signed ? "divI64" : "divU64", `${x.lo}, ${x.hi}, ${y.lo}, ${y.hi}`),
  ),
  rem: division("%", (c, x, y, signed) =>
    wideCall(c, signed ? "remI64" : "remU64", `${x.lo}, ${x.hi}, ${y.lo}, ${y.hi}`),
  ),
  min: extreme("min"),
  max: extreme("max"),
  neg: (c, node, [x]) => {
    const { kind, wide: isWide } = laneInfo[node.lane];
    if (node.lane === "f16") return num(`${asNumber(x!)} ^ 32768`);
    if (kind === "f") return num(`-${asNumber(x!)}`);
    return isWide ? negateWide(c, wideOf(x!)) : num(wrap(node.lane, `-${asNumber(x!)}`));
  },
  abs: (c, node, [x]) => {
    const { kind, wide: isWide } = laneInfo[node.lane];
    if (node.lane === "f16") return num(`${asNumber(x!)} & 32767`);
    if (kind === "f") return num(`${c.helper("abs")}(${asNumber(x!)})`);
    if (kind === "u") return x!;
    if (!isWide) return num(wrap(node.lane, `${c.helper("abs")}(${asNumber(x!)})`));
    const value = wideOf(x!);
    const negated = wideOf(negateWide(c, value));
    return wide(
      `(${value.hi} < 0 ? ${negated.lo} : ${value.lo})`,
      `(${value.hi} < 0 ? ${negated.hi} : ${value.hi})`,
    );
  },
  sqrt: roundingCall("sqrt"),
  floor: roundingCall("floor"),
  ceil: roundingCall("ceil"),
  trunc: roundingCall("trunc"),
  rint: roundingCall("rint"),
  fma: (c, node, args) => {
    const name = node.lane === "f64" ? "fma64" : "fma32";
    const operands = args.map((arg, at) => number(c, node.args[at]!, arg)).join(", ");
    return rounded(c, node.lane, `${c.helper(name)}(${operands})`);
  },
  scale: binaryCall("scaleFloat"),
  exponent: roundingCall("exponentOf"),
  mantissa: roundingCall("mantissaOf"),
  limit: binaryCall("limitMagnitude"),
  eq: equality(true),
  ne: equality(false),
  lt: ordering("<"),
  le: ordering("<="),
  gt: ordering(">"),
  ge: ordering(">="),
  select,
  rarely: select,
  and: bitwise("&"),
  or: bitwise("|"),
  xor: bitwise("^"),
  not: (_c, node, [x]) => {
    if (node.lane === "bool") return cond(`!${asCondition(x!)}`);
    if (laneInfo[node.lane].wide) {
      const value = wideOf(x!);
      return wide(`~${value.lo}`, `~${value.hi}`);
    }
    return num(wrap(node.lane, `~${asNumber(x!)}`));
  },
  shl: shift(true),
  shr: shift(false),
} satisfies Record<NodeOp, Operation>;

/** The lowering of one node. */
export function lowerNode(c: OperationContext, node: Node, args: readonly JsValue[]): JsValue {
  const operation: Operation = operations[node.op];
  return operation(c, node, args);
}
