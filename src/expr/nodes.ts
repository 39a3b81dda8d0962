// The syntax tree of an expression: what the parser makes and everything behind it reads. Data only.

import type { DType } from "../core/dtype.js";
import type { MapFunction } from "./map-functions.js";
import type { PyOperator, PyScalar } from "./python-scalar.js";
import type { ReductionName } from "./reductions.js";
import type { Span } from "./source.js";

/** An operand given from outside, by its position. */
export interface OperandNode {
  readonly kind: "operand";
  readonly index: number;
  readonly span: Span;
}

/** A number, `True`, `False`, or a named constant. */
export interface LiteralNode {
  readonly kind: "literal";
  readonly scalar: PyScalar;
  readonly span: Span;
}

/** A function of one element of each operand: what fuses. */
export interface ApplyNode {
  readonly kind: "apply";
  readonly apply: MapFunction;
  /** The operator it was written as, which Python's scalars know; null for calls. */
  readonly operator: PyOperator | null;
  readonly args: readonly Node[];
  readonly span: Span;
}

/** A reduction along axes. */
export interface ReduceNode {
  readonly kind: "reduce";
  readonly reduction: ReductionName;
  readonly arg: Node;
  readonly axis: Node | SpecialNode | null;
  readonly keepdims: boolean;
  readonly dtype: DType | null;
  readonly ddof: number;
  readonly span: Span;
}

/** A matrix product. */
export interface MatmulNode {
  readonly kind: "matmul";
  readonly args: readonly [Node, Node];
  readonly span: Span;
}

/** `x.T`. */
export interface TransposeNode {
  readonly kind: "transpose";
  readonly arg: Node;
  readonly span: Span;
}

/** `x[items]`. */
export interface IndexNode {
  readonly kind: "index";
  readonly arg: Node;
  readonly items: readonly IndexPart[];
  readonly span: Span;
}

/** What has a value. */
export type Node =
  | OperandNode
  | LiteralNode
  | ApplyNode
  | ReduceNode
  | MatmulNode
  | TransposeNode
  | IndexNode;

/** `start:stop:step`. */
export interface SliceNode {
  readonly kind: "slice";
  readonly start: Node | SpecialNode | null;
  readonly stop: Node | SpecialNode | null;
  readonly step: Node | SpecialNode | null;
  readonly span: Span;
}

/** What has a meaning in some places only: axes, indexes, dtypes. */
export type SpecialNode =
  | { readonly kind: "none" | "ellipsis"; readonly span: Span }
  | { readonly kind: "text"; readonly text: string; readonly span: Span }
  | { readonly kind: "dtype"; readonly dtype: DType; readonly span: Span }
  | {
      readonly kind: "tuple" | "list";
      readonly items: readonly (Node | SpecialNode)[];
      readonly span: Span;
    };

/** One item of an index. */
export type IndexPart = Node | SpecialNode | SliceNode;

/** The nodes right under a node, those of its index and axis included. */
export function childrenOf(node: IndexPart): readonly IndexPart[] {
  switch (node.kind) {
    case "apply":
    case "matmul":
      return node.args;
    case "reduce":
      return node.axis === null ? [node.arg] : [node.arg, node.axis];
    case "transpose":
      return [node.arg];
    case "index":
      return [node.arg, ...node.items];
    case "slice":
      return [node.start, node.stop, node.step].filter((part) => part !== null);
    case "tuple":
    case "list":
      return node.items;
    default:
      return [];
  }
}

/**
 * The expressions inside a part of an index or an axis. An operand alone is none: it is taken as it was given, a
 * `np.slice` or `null` as well as a number.
 */
export function valuesIn(part: IndexPart): readonly Node[] {
  switch (part.kind) {
    case "slice":
    case "tuple":
    case "list":
      return childrenOf(part).flatMap(valuesIn);
    case "operand":
    case "none":
    case "ellipsis":
    case "text":
    case "dtype":
      return [];
    default:
      return [part];
  }
}
