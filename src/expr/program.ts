// A parsed expression and what is remembered of it: how it is arranged for arrays and scalars, and through the
// regions of that, the kernels for each combination of dtypes.

import { asArray, isMemory } from "../array/convert.js";
import { Complex } from "../core/complex.js";
import { NDArray } from "../core/ndarray.js";
import { pythonType } from "../core/python-values.js";
import { scalarOf } from "../ufunc/reduce.js";
import { arrange, type FusedTask, isScalarTask, SCALAR, type Task } from "./arrange.js";
import { Evaluation } from "./evaluate.js";
import { childrenOf, type IndexPart, type Node, valuesIn } from "./nodes.js";
import { type NameReader, parse } from "./parser.js";
import { type PlainExpr, plainExpr } from "./plain.js";
import { pyScalar } from "./python-scalar.js";
import { pointAt, type Source, type Span } from "./source.js";
import type { FusedPlan } from "./typing.js";

/** How an operand is used: as a value of the expression, or only as it was given, in an index or axis. */
interface OperandUse {
  readonly span: Span;
  isValue: boolean;
}

/** Operands that are indexes or axes only have a class of their own. */
const GIVEN = -2;

/** An expression, parsed once, to be evaluated with any operands. */
export class Program {
  readonly source: Source;
  /** The arrangements so far, by the operands' classes. */
  readonly arrangements = new Map<string, Task>();
  readonly #root: Node;
  readonly #uses: (OperandUse | undefined)[] = [];
  #lastClasses: readonly number[] = [];
  #last: Task | null = null;
  /** The short way for operands as they were last, and the plan for which it was looked for. */
  #plain: PlainExpr | null = null;
  #tried: FusedPlan | null = null;

  /** @throws ExprSyntaxError */
  constructor(source: Source, names: NameReader) {
    this.source = source;
    this.#root = parse(source, names);
    this.#markUses(this.#root, true);
  }

  #markUses(part: IndexPart, isValue: boolean): void {
    if (part.kind === "operand") {
      this.#uses[part.index] ??= { span: part.span, isValue: false };
      if (isValue) this.#uses[part.index]!.isValue = true;
      return;
    }
    if (part.kind === "index" || part.kind === "reduce") {
      this.#markUses(part.arg, true);
      const rest = part.kind === "index" ? part.items : part.axis === null ? [] : [part.axis];
      for (const one of rest) this.#markGiven(one);
      return;
    }
    for (const child of childrenOf(part)) this.#markUses(child, true);
  }

  #markGiven(part: IndexPart): void {
    if (part.kind === "operand") this.#markUses(part, false);
    else if (valuesIn(part).includes(part as Node)) this.#markUses(part, true);
    else for (const child of childrenOf(part)) this.#markGiven(child);
  }

  /**
   * The expression's value for operands: an array, or a JavaScript value where no array is left. With `out` it is
   * written there, and `out` is the answer.
   */
  evaluate(raw: readonly unknown[], out: NDArray | null): unknown {
    const plain = this.#plain === null ? null : this.#plain.run(raw, out);
    if (plain !== null) return plain;
    const value = this.#evaluate(raw, out);
    this.#learn(raw);
    return value;
  }

  /** Remembers what the short way needs. */
  #learn(raw: readonly unknown[]): void {
    const task = this.#last!;
    const plan = lastPlan(task);
    if (plan === null) return;
    if (plan !== this.#tried) {
      this.#tried = plan;
      this.#plain = plainExpr(task, this.#lastClasses, raw);
    }
    if (this.#plain?.task === task) this.#plain.learn(raw, this.source);
  }

  #evaluate(raw: readonly unknown[], out: NDArray | null): unknown {
    const task = this.#arranged(raw);
    const values = raw.map((value, k) => this.#value(value, k));
    const evaluation = new Evaluation(this.source, raw, values);
    if (out !== null) {
      evaluation.evaluateInto(task, out);
      return out;
    }
    const result = evaluation.evaluate(task);
    if (!(result instanceof NDArray)) return result.value;
    return result.ndim === 0 && isScalarTask(task) ? scalarOf(result) : result;
  }

  #value(value: unknown, k: number): unknown {
    const kind = this.#lastClasses[k];
    if (kind === SCALAR) return pyScalar(value as number);
    if (kind !== k) return null;
    const array = asArray(value);
    array.live();
    return array;
  }

  #arranged(raw: readonly unknown[]): Task {
    const before = this.#lastClasses;
    const classes = new Array<number>(raw.length);
    let isLast = this.#last !== null;
    for (let k = 0; k < raw.length; k++) {
      const kind = this.#classOf(raw, k);
      classes[k] = kind;
      if (kind !== before[k]) isLast = false;
    }
    if (isLast) return this.#last as Task;
    const key = classes.join();
    let task = this.arrangements.get(key);
    if (task === undefined) {
      task = arrange(this.#root, classes);
      this.arrangements.set(key, task);
    }
    this.#lastClasses = classes;
    this.#last = task;
    return task;
  }

  /** Scalar, or the position of the first operand that is the same array. */
  #classOf(raw: readonly unknown[], k: number): number {
    const use = this.#uses[k];
    if (use === undefined || !use.isValue) return GIVEN;
    const value = raw[k];
    if (value instanceof NDArray || isMemory(value) || Array.isArray(value)) {
      return raw.findIndex((other, j) => other === value && this.#uses[j]?.isValue === true);
    }
    if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") {
      return SCALAR;
    }
    if (value instanceof Complex) return SCALAR;
    throw pointAt(notAnOperand(value), this.source, use.span);
  }
}

/** The plan by which a task was last evaluated, if it is one kernel. */
function lastPlan(task: Task): FusedPlan | null {
  if (task.task === "fused") return task.region?.last ?? null;
  const isReduced = task.task === "reduce" && task.over.task === "fused";
  return isReduced ? ((task.over as FusedTask).region?.last ?? null) : null;
}

function notAnOperand(value: unknown): TypeError {
  if (typeof value === "string") {
    return new TypeError(
      "a string is not an operand of an expression: write names and numbers into the template itself, interpolate np.array([…]) to compare strings",
    );
  }
  return new TypeError(
    `'${value === undefined ? "undefined" : pythonType(value)}' is not an operand of an expression: arrays, typed arrays, nested arrays, numbers, bigints, booleans and np.complex are`,
  );
}
