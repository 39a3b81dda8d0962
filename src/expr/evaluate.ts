// Evaluating arranged tasks: each region as one kernel, what does not fuse by the routine that does it, in the
// order that operands need. Errors get their place here.

import { transposeArray } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { getIndex } from "../array/index-get.js";
import { assignValue } from "../array/index-set.js";
import { reshapeArray } from "../array/reshape.js";
import { can_cast } from "../core/casting.js";
import { DTypeError, UFuncTypeError } from "../core/errors.js";
import { sameNumbers } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { callUfunc } from "../ufunc/call.js";
import { matmul } from "../ufunc/gufuncs.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import {
  type FusedTask,
  type ReduceTask,
  regionOf,
  type StepTask,
  type Task,
  type Values,
} from "./arrange.js";
import { fusedElements, planFor, runFused } from "./fused.js";
import { axisValue, indexItem } from "./given.js";
import { ownDtypeOf, scalarAs } from "./map-functions.js";
import type { PyScalar } from "./python-scalar.js";
import { type Elements, type ReductionOptions, reducedShape, reductions } from "./reductions.js";
import { pointAt, type Source, type Span } from "./source.js";
import type { LeafValue } from "./typing.js";

/** One evaluation: the operands as given, and as arrays and Python scalars. */
export class Evaluation {
  readonly raw: readonly unknown[];
  readonly #source: Source;
  readonly #values: Values;

  constructor(source: Source, raw: readonly unknown[], values: Values) {
    this.raw = raw;
    this.#source = source;
    this.#values = values;
  }

  /** A task's value. */
  evaluate(task: Task): NDArray | PyScalar {
    switch (task.task) {
      case "scalar":
        return this.#scalar(task);
      case "operand":
        return this.#values[task.index] as NDArray;
      case "fused":
        return this.#fused(task, null);
      case "reduce":
        return this.#reduce(task, null);
      default:
        return this.#step(task);
    }
  }

  /** A task's value written into an array, cast as far as `same_kind` allows. */
  evaluateInto(task: Task, out: NDArray): void {
    out.live();
    out.assertWriteable("output array");
    if (task.task === "fused") this.#fused(task, out);
    else if (task.task === "reduce" && reductions[task.node.reduction].fuses) {
      this.#reduce(task, out);
    } else this.#assign(out, this.evaluate(task), task.node.span);
  }

  #pointed<T>(span: Span, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw pointAt(error, this.#source, span);
    }
  }

  #scalar(task: Task & { task: "scalar" }): PyScalar {
    return task.constant ?? this.#pointed(task.node.span, () => task.evaluate(this.#values));
  }

  #array(task: Task): NDArray {
    const value = this.evaluate(task);
    return value instanceof NDArray ? value : scalarAs(value, ownDtypeOf(value));
  }

  // --- regions ------------------------------------------------------------------------------------

  #leaves(task: FusedTask): LeafValue[] {
    return regionOf(task).leaves.map((leaf) => this.evaluate(leaf.task));
  }

  #fused(task: FusedTask, out: NDArray | null): NDArray {
    const leaves = this.#leaves(task);
    const plan = planFor(regionOf(task), leaves, this.#source);
    if (plan !== null) return runFused(plan, leaves, this.#source, out);
    const result = this.#apart(task, leaves);
    if (out === null) return result;
    this.#assign(out, result, task.node.span);
    return out;
  }

  /** Function by function through the ufuncs, for dtypes that no kernel computes with: strings compare. */
  #apart(task: FusedTask, leaves: readonly LeafValue[]): NDArray {
    const results: NDArray[] = [];
    for (const { node, args } of regionOf(task).ops) {
      const { ufunc, name } = node.apply;
      this.#pointed(node.span, () => {
        const operands = args.map((arg) =>
          "op" in arg ? results[arg.op] : ufuncOperand(leaves[arg.leaf]),
        );
        if (ufunc === null) throw noNumbers(name, operands);
        results.push(asArray(callUfunc(infoOf(ufuncs[ufunc]), operands)));
      });
    }
    return results[results.length - 1];
  }

  // --- reductions ---------------------------------------------------------------------------------

  #elements(task: Task, out: NDArray | null): Elements {
    if (task.task === "fused") {
      const leaves = this.#leaves(task);
      const plan = planFor(regionOf(task), leaves, this.#source);
      if (plan !== null) return fusedElements(plan, leaves, this.#source, out);
      return { array: this.#apart(task, leaves), computed: null };
    }
    return { array: this.#array(task), computed: null };
  }

  #reduce(task: ReduceTask, out: NDArray | null): NDArray {
    const { node } = task;
    const { fuses, run } = reductions[node.reduction];
    const elements = fuses
      ? this.#elements(task.over, out)
      : { array: this.#array(task.over), computed: null };
    return this.#pointed(node.span, () => {
      const options: ReductionOptions = {
        axis: axisValue(node.axis, task.given, this),
        keepdims: node.keepdims,
      };
      const fits =
        out !== null && sameNumbers(reducedShape(elements.array._shape, options), out._shape);
      if (fits) options.out = out;
      if (node.dtype !== null) options.dtype = node.dtype;
      if (node.ddof !== 0) options.ddof = node.ddof;
      const result = run(elements, options);
      if (out !== null && !fits) this.#assign(out, result, node.span);
      return result;
    });
  }

  // --- steps --------------------------------------------------------------------------------------

  #step(task: StepTask): NDArray {
    if (task.task === "matmul") {
      const [x, y] = task.args.map((arg) => this.#array(arg));
      return this.#pointed(task.node.span, () => matrixProduct(x, y));
    }
    const over = this.#array(task.over);
    return this.#pointed(task.node.span, () => {
      if (task.task === "transpose") return transposeArray(over);
      const items = task.node.items.map((item) => indexItem(item, task.given, this));
      return getIndex(over, items);
    });
  }

  // --- outputs ------------------------------------------------------------------------------------

  #assign(out: NDArray, value: NDArray | PyScalar, span: Span): void {
    this.#pointed(span, () => {
      const from = value instanceof NDArray ? value.dtype : ownDtypeOf(value);
      const allowed =
        value instanceof NDArray
          ? can_cast(from, out.dtype, "same_kind")
          : kinds.indexOf(from.kind) <= kinds.indexOf(out.dtype.kind.replace("u", "i"));
      if (!allowed) {
        throw new UFuncTypeError(
          `Cannot cast array data from ${from.repr()} to ${out.dtype.repr()} according to the rule 'same_kind'`,
        );
      }
      assignValue(out, value instanceof NDArray ? value : value.value);
    });
  }
}

/** The product as an array also of two vectors, for which `matmul` answers a value: its dtype counts here. */
function matrixProduct(x: NDArray, y: NDArray): NDArray {
  if (x.ndim !== 1 || y.ndim !== 1) return matmul(x, y);
  return reshapeArray(matmul(x, reshapeArray(y, [y.size, 1])), []);
}

/** Kinds of number, each of which takes the ones before it. */
const kinds = "bifc";

function ufuncOperand(leaf: LeafValue): unknown {
  if (leaf instanceof NDArray) return leaf;
  // a float must not be taken for an integer
  return leaf.kind === "float" ? scalarAs(leaf, ownDtypeOf(leaf)) : leaf.value;
}

function noNumbers(name: string, operands: readonly unknown[]): DTypeError {
  const dtypes = operands.map((one) => String(asArray(one).dtype));
  return new DTypeError(
    `${name}() of an expression computes with numbers and booleans (got ${dtypes.join(", ")}): call it outside and interpolate the result`,
  );
}
