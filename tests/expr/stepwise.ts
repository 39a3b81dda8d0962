// Expressions evaluated the slow way, one ufunc after another with an array for every step: what fused kernels
// must equal bit for bit. Of the expression code it uses the parser only.

import * as np from "strided";
import { asArray } from "../../src/array/convert.js";
import type { Node } from "../../src/expr/nodes.js";
import { parse } from "../../src/expr/parser.js";
import { Source } from "../../src/expr/source.js";
import { meanOf } from "../../src/routines/statistics.js";
import { reduceArray } from "../../src/ufunc/reduce.js";
import { infoOf, ufuncs } from "../../src/ufunc/ufunc.js";

type Weak = number | bigint | boolean | np.Complex;
type Value = np.NDArray | Weak;
const combiners: Readonly<Record<string, object>> = {
  sum: np.add,
  prod: np.multiply,
  min: np.minimum,
  max: np.maximum,
  any: np.logical_or,
  all: np.logical_and,
};

type Call = (...args: unknown[]) => Value;

/** The value of an expression with named operands. Weak floats in it must not be integers in JavaScript. */
export function stepwise(text: string, operands: Readonly<Record<string, Value>>): Value {
  const names = Object.keys(operands);
  const root = parse(new Source([text]), (name) => names.indexOf(name));
  return visit(root, Object.values(operands));
}

function visit(node: Node, operands: readonly Value[]): Value {
  switch (node.kind) {
    case "operand":
      return operands[node.index];
    case "literal":
      return node.scalar.value;
    case "apply":
      return apply(
        node,
        node.args.map((arg) => visit(arg, operands)),
      );
    case "reduce": {
      const { axis } = node;
      let axes: number | number[] | null = null;
      if (axis?.kind === "literal") axes = Number(axis.scalar.value);
      if (axis?.kind === "tuple") {
        axes = axis.items.map((item) =>
          Number((item as { scalar: { value: number } }).scalar.value),
        );
      }
      const array = asArray(visit(node.arg, operands));
      const options = { axis: axes, keepdims: node.keepdims };
      if (node.reduction !== "mean") {
        return reduceArray(infoOf(combiners[node.reduction]), array, {
          ...options,
          ...(node.dtype === null ? {} : { dtype: node.dtype }),
        });
      }
      return meanOf(array, options);
    }
    case "transpose":
      return asArray(visit(node.arg, operands)).T;
    default:
      throw new Error(`stepwise: no ${node.kind}`);
  }
}

function apply(node: Node & { kind: "apply" }, args: Value[]): Value {
  const { name, ufunc } = node.apply;
  if (node.operator === "**" && !(args[1] instanceof np.NDArray) && args[0] instanceof np.NDArray) {
    const inexact = "fc".includes(args[0].dtype.kind);
    if (args[1] === 2) return np.square(args[0]);
    if (args[1] === -1 && inexact) return np.reciprocal(args[0]);
    if (args[1] === 0.5 && inexact) return np.sqrt(args[0]);
  }
  if (ufunc !== null) return (ufuncs[ufunc] as unknown as Call)(...args);
  if (name === "where") return np.where(...(args as [Value, Value, Value])) as np.NDArray;
  return asArray(args[0]).astype(name as "float32");
}
