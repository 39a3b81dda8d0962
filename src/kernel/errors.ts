// Floating-point errors of a kernel: which results give one away, and which errors an element raised. Both are IR,
// so that any lowering can tell; one that reads the processor's flags needs the second only for what they can't say.

import { type Builder, isComplex, type Value } from "./builder.js";
import type { Node } from "./ir.js";
import { laneInfo } from "./lanes.js";

/** Bits of a set of errors, as NumPy numbers them. */
export const DIVIDE = 1;
export const OVER = 2;
export const UNDER = 4;
export const INVALID = 8;
/** Errors of casts on the way in are these bits moved up by so many. */
export const CAST_SHIFT = 4;
/** Errors of the first elements' casts, where a reduction starts from them, are moved up by so many. */
export const FIRST_SHIFT = 9;
/** Beside errors: there may be more, which the variant `flags` tells. */
export const SUSPECT = 256;

/** For each error whether an element raised it, as a bool node. */
export interface FlagNodes {
  divide?: Node;
  over?: Node;
  under?: Node;
  invalid?: Node;
}

/**
 * What errors a body raises. Without any of this: a NaN that no operand was is invalid, an infinity that no operand
 * was is an overflow.
 */
export interface ErrorRule {
  /** Nothing can go wrong: the results are chosen from the operands, or always ordinary numbers. */
  readonly quiet?: boolean;
  /** Where an infinite result is a division by zero. */
  readonly pole?: (b: Builder, ...inputs: Value[]) => Node;
  /** The errors themselves, where they do not follow from operands and results; `null` where they do. */
  readonly flags?: (
    b: Builder,
    inputs: readonly Value[],
    results: readonly Value[],
  ) => FlagNodes | null;
  /** The same for what is computed one by one, such as a step of a reduction, where that is done otherwise. */
  readonly stepFlags?: NonNullable<ErrorRule["flags"]>;
  /** Floats on the way to the results that give an error away where the results do not. */
  readonly suspects?: (b: Builder, inputs: readonly Value[]) => readonly Node[];
  /** Whether the flags follow from the operands alone: then they are the witnesses. */
  readonly ofInputs?: boolean;
  /** What an integer division by zero raises; a division by zero by default. */
  readonly byZero?: number;
  /** Results that are exact where they are tiny: there is no underflow. */
  readonly exactTiny?: boolean;
  /** The parts of a complex result come from the same parts of the operands: each is judged by its own. */
  readonly byParts?: boolean;
}

/** A rule for elements that are computed one by one: the steps of a reduction, or of `at`. */
export function stepRule(rule: ErrorRule): ErrorRule {
  return rule.stepFlags === undefined ? rule : { ...rule, flags: rule.stepFlags };
}

/** How a kernel is to look for errors. */
export interface ErrorSpec {
  readonly rule: ErrorRule;
  /** Outputs may lie on inputs: every element is looked at before it is stored. */
  readonly early: boolean;
  /** Underflow counts, which costs a comparison for each element. */
  readonly under: boolean;
}

/** What an elementwise kernel knows of its errors. */
export interface MapErrors {
  /** Floats of each element; if one of any element is not finite, something may have gone wrong. */
  readonly witnesses: readonly Node[];
  /** Errors of the operation, of an element. */
  readonly flags: FlagNodes;
  /** Errors of casts on the way in. */
  readonly castFlags: FlagNodes;
  /** Integer operations that raise these bits by themselves: divisions by zero, casts of floats out of range. */
  readonly traps: ReadonlyMap<Node, number>;
  readonly early: boolean;
  readonly under: boolean;
}

/** What a reduction kernel knows of its errors; argument 0 is the state, argument 1 the element. */
export interface ReduceErrors {
  /** Errors of one step. */
  readonly flags: FlagNodes;
  /** Errors of the cast from memory to the element. */
  readonly elementFlags: FlagNodes;
  /** Errors of storing a state (argument 0). */
  readonly finishFlags: FlagNodes;
  readonly traps: ReadonlyMap<Node, number>;
  /** Errors of a state made from a first element. */
  readonly first: MapErrors | null;
}

export function lanesOf(value: Value): readonly Node[] {
  return isComplex(value) ? [value.re, value.im] : [value];
}

const isFloat = (node: Node): boolean => laneInfo[node.lane].kind === "f";

function floatsOf(values: readonly Value[]): Node[] {
  return values.flatMap(lanesOf).filter(isFloat);
}

function anyOf(b: Builder, nodes: readonly Node[]): Node {
  return nodes.reduce((all, one) => b.or(all, one), b.lit("bool", false));
}

export function isInfinity(b: Builder, x: Node): Node {
  return b.eq(b.abs(x), b.lit(x, Number.POSITIVE_INFINITY));
}

export function isOrdinary(b: Builder, x: Node): Node {
  return b.lt(b.abs(x), b.lit(x, Number.POSITIVE_INFINITY));
}

/** Whether any float of the values is NaN. */
export function anyNaN(b: Builder, values: readonly Value[]): Node {
  return anyOf(
    b,
    floatsOf(values).map((one) => b.isnan(one)),
  );
}

/** Whether any float of the values is infinite. */
export function anyInfinite(b: Builder, values: readonly Value[]): Node {
  return anyOf(
    b,
    floatsOf(values).map((one) => isInfinity(b, one)),
  );
}

const tiniest = { f16: 2 ** -14, f32: 2 ** -126, f64: 2 ** -1022 } as const;

/** The least normal number of a float lane. */
export function tiniestOf(node: Node): number {
  return tiniest[node.lane as keyof typeof tiniest];
}

/** The errors of a body by its rule. */
export function flagsOf(
  b: Builder,
  rule: ErrorRule,
  inputs: readonly Value[],
  results: readonly Value[],
  under: boolean,
): FlagNodes {
  if (rule.quiet === true) return {};
  if (rule.ofInputs !== true && floatsOf(results).length === 0) return {};
  const own = rule.flags?.(b, inputs, results) ?? null;
  if (own !== null) return own;
  if (rule.byParts === true && results.some(isComplex)) return partFlags(b, inputs, results[0]!);
  const infinite = b.and(anyInfinite(b, results), b.not(anyInfinite(b, inputs)));
  const pole = rule.pole === undefined ? b.lit("bool", false) : rule.pole(b, ...inputs);
  return {
    divide: b.and(infinite, pole),
    over: b.and(infinite, b.not(pole)),
    invalid: b.and(anyNaN(b, results), b.not(anyNaN(b, inputs))),
    ...(under && rule.exactTiny !== true ? { under: underflow(b, inputs, results) } : {}),
  };
}

/** An infinity or a NaN in a part of the result that was in the same part of no operand. */
function partFlags(b: Builder, inputs: readonly Value[], result: Value): FlagNodes {
  const parts = lanesOf(result).map((part, at) => {
    const own = inputs.map((one) => lanesOf(one)[at]!);
    return {
      over: b.and(anyInfinite(b, [part]), b.not(anyInfinite(b, own))),
      invalid: b.and(anyNaN(b, [part]), b.not(anyNaN(b, own))),
    };
  });
  return {
    over: anyOf(
      b,
      parts.map((one) => one.over),
    ),
    invalid: anyOf(
      b,
      parts.map((one) => one.invalid),
    ),
  };
}

/** A tiny result of operands none of which is zero, infinite or NaN. */
function underflow(b: Builder, inputs: readonly Value[], results: readonly Value[]): Node {
  const tiny = floatsOf(results).map((one) => b.lt(b.abs(one), b.lit(one, tiniestOf(one))));
  const plain = floatsOf(inputs).map((one) => b.and(b.ne(one, b.lit(one, 0)), isOrdinary(b, one)));
  return plain.reduce((all, one) => b.and(all, one), anyOf(b, tiny));
}

/** What the cast of one lane to another can do: overflow is told by its result, the rest it tells by itself. */
export interface CastErrors {
  readonly over: Node | null;
  readonly traps: boolean;
}

/** The errors of a cast, whose result `to` is of `from`. */
export function castErrors(b: Builder, from: Node, to: Node): CastErrors {
  const none = { over: null, traps: false };
  if (from === to || to.op === "const") return none;
  const [source, target] = [laneInfo[from.lane], laneInfo[to.lane]];
  if (source.kind === "f" && (target.kind === "i" || target.kind === "u")) {
    return { over: null, traps: true };
  }
  if (target.kind !== "f") return none;
  const narrows =
    source.kind === "f" ? target.bits < source.bits : to.lane === "f16" && source.bits > 8;
  if (!narrows) return none;
  const infinite = isInfinity(b, to);
  return {
    over: source.kind === "f" ? b.and(infinite, isOrdinary(b, from)) : infinite,
    traps: false,
  };
}

/** Integer divisions among nodes, and what they raise. */
export function divisionTraps(nodes: readonly Node[], rule: ErrorRule): Map<Node, number> {
  const traps = new Map<Node, number>();
  for (const node of nodes) {
    const { kind } = laneInfo[node.lane];
    if (rule.byZero === 0) break;
    if ((node.op !== "div" && node.op !== "rem") || kind === "f") continue;
    traps.set(node, rule.byZero ?? DIVIDE);
  }
  return traps;
}
