// The expression graph of a kernel: nodes over lanes, each distinct node once (hash-consing), checked as
// they are made, folded where all operands are constant. No loops, no memory layout, no complex numbers.

import { InternalError } from "../memory/errors.js";
import { type Lane, laneInfo } from "./lanes.js";
import { type NodeOp, nodeTable } from "./nodes.js";
import { bitsOf, roundFloat, type Scalar, wrapInteger } from "./scalar.js";

/** One operation on lanes. Made only by a {@link Graph}; equal nodes of one graph are the same object. */
export interface Node {
  /** Position in the graph: operands come before their users. */
  readonly id: number;
  readonly op: NodeOp;
  readonly lane: Lane;
  readonly args: readonly Node[];
  /** `load`: which operand; `argument`: which value. */
  readonly operand: number;
  /** `load` and `argument`: 0, or 1 for an imaginary part. */
  readonly component: number;
  /** `const`: the value. */
  readonly value: Scalar | null;
  /** `call`: the function's name; `lookup`: the table's. */
  readonly name: string;
  /** `lookup`: the table. */
  readonly table: readonly Scalar[] | null;
}

function describe(node: Node): string {
  const args = node.args.map((arg) => `%${arg.id}`).join(", ");
  switch (node.op) {
    case "load":
    case "argument":
      return `%${node.id}: ${node.lane} = ${node.op} ${node.operand}${node.component ? ".im" : ""}`;
    case "const":
      return `%${node.id}: ${node.lane} = const ${Object.is(node.value, -0) ? "-0" : node.value}`;
    case "call":
    case "lookup":
      return `%${node.id}: ${node.lane} = ${node.op} ${node.name}(${args})`;
    default:
      return `%${node.id}: ${node.lane} = ${node.op}${args ? ` ${args}` : ""}`;
  }
}

function invalid(op: NodeOp, lane: Lane, args: readonly Node[], rule: string): never {
  const operands = args.map((arg) => arg.lane).join(", ");
  throw new InternalError(`kernel IR: ${op}(${operands}) -> ${lane} is not valid: ${rule}`);
}

/** The node table's rule for one node; throws an InternalError that says what is wrong. */
function check(op: NodeOp, lane: Lane, args: readonly Node[]): void {
  const row = nodeTable[op];
  if (row.arity >= 0 && row.arity !== args.length) {
    invalid(op, lane, args, `it takes ${row.arity} operands`);
  }
  const first = args[row.rule === "select" ? 1 : 0];
  if (first !== undefined && !row.kinds.includes(laneInfo[first.lane].kind)) {
    invalid(op, lane, args, `its operands' kinds are among "${row.kinds}"`);
  }
  switch (row.rule) {
    case "same":
      if (args.some((arg) => arg.lane !== lane)) invalid(op, lane, args, "lanes must be equal");
      break;
    case "compare":
      if (lane !== "bool" || args[0]!.lane !== args[1]!.lane) {
        invalid(op, lane, args, "operands must be of one lane and the result bool");
      }
      break;
    case "select":
      if (args[0]!.lane !== "bool" || args[1]!.lane !== lane || args[2]!.lane !== lane) {
        invalid(op, lane, args, "a bool and two operands of the result's lane are needed");
      }
      break;
    case "bitcast":
      if (laneInfo[args[0]!.lane].bits !== laneInfo[lane].bits || lane === "bool") {
        invalid(op, lane, args, "widths must be equal");
      }
      break;
    default:
  }
}

const unknownOf = (args: readonly Node[]) => args[args[0]!.op === "const" ? 1 : 0]!;

/** What a logical operation on a truth that is known comes to: an operand, or the other one inverted; null where it stays. */
function withKnownTruth(op: NodeOp, args: readonly Node[]): Node | "not" | null {
  if (op !== "and" && op !== "or" && op !== "xor") return null;
  const at = args.findIndex((arg) => arg.op === "const");
  if (at < 0) return null;
  const truth = args[at]!.value !== 0;
  const other = args[1 - at]!;
  if (op === "xor") return truth ? "not" : other;
  return truth === (op === "and") ? other : args[at]!;
}

/** A growing set of distinct nodes. */
export class Graph {
  readonly nodes: Node[] = [];
  readonly #known = new Map<string, Node>();

  /** The node for an operation; the same object when it was asked for before. */
  node(op: NodeOp, lane: Lane, args: readonly Node[]): Node {
    check(op, lane, args);
    const row = nodeTable[op];
    if (row.reference && args.every((arg) => arg.op === "const")) {
      return this.constant(
        lane,
        row.reference(
          args.map((arg) => arg.value!),
          args[0]!.lane,
          lane,
        ),
      );
    }
    if ((op === "cast" || op === "bitcast") && args[0]!.lane === lane) return args[0]!;
    const known = lane === "bool" ? withKnownTruth(op, args) : null;
    if (known !== null) return known === "not" ? this.node("not", lane, [unknownOf(args)]) : known;
    let ordered = args;
    // NaN payloads make float addition not quite commutative; integers and booleans are.
    if (row.commutative && args[0]!.id > args[1]!.id && laneInfo[args[0]!.lane].kind !== "f") {
      ordered = [args[1]!, args[0]!];
    }
    return this.#intern(op, lane, ordered, 0, 0, null, "");
  }

  /** A constant, brought into its lane (wrapped or rounded). */
  constant(lane: Lane, value: Scalar | boolean): Node {
    const { kind } = laneInfo[lane];
    let exact: Scalar;
    if (kind === "f") exact = roundFloat(lane, Number(value));
    else if (kind === "b") exact = value ? 1 : 0;
    else exact = wrapInteger(lane, BigInt(value));
    return this.#intern("const", lane, [], 0, 0, exact, "");
  }

  /** The element of an operand (its real part, or the imaginary one for component 1). */
  load(operand: number, lane: Lane, component = 0): Node {
    return this.#intern("load", lane, [], operand, component, null, "");
  }

  /** A value handed in from outside the body: the state and the element of a reduction's step. */
  argument(index: number, lane: Lane, component = 0): Node {
    return this.#intern("argument", lane, [], index, component, null, "");
  }

  /** A function by name. */
  call(name: string, lane: Lane, args: readonly Node[]): Node {
    return this.#intern("call", lane, args, 0, 0, null, name);
  }

  /** An entry of a table of constants, which goes by its name. */
  lookup(name: string, lane: Lane, table: readonly Scalar[], index: Node): Node {
    if ((table.length & (table.length - 1)) !== 0 || laneInfo[index.lane].kind !== "i") {
      invalid("lookup", lane, [index], "a table is a power of two long and indexed by integers");
    }
    return this.#intern("lookup", lane, [index], 0, 0, null, name, table);
  }

  #intern(
    op: NodeOp,
    lane: Lane,
    args: readonly Node[],
    operand: number,
    component: number,
    value: Scalar | null,
    name: string,
    table: readonly Scalar[] | null = null,
  ): Node {
    let key = `${op} ${lane} ${operand} ${component} ${name}`;
    if (value !== null) key += ` ${bitsOf(lane, value)}`;
    for (const arg of args) key += ` ${arg.id}`;
    let node = this.#known.get(key);
    if (node === undefined) {
      node = { id: this.nodes.length, op, lane, args, operand, component, value, name, table };
      this.nodes.push(node);
      this.#known.set(key, node);
    }
    return node;
  }
}

function walk(roots: readonly Node[], argsOf: (node: Node) => readonly Node[]): Node[] {
  const seen = new Set<Node>();
  const order: Node[] = [];
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const arg of argsOf(node)) visit(arg);
    order.push(node);
  };
  for (const root of roots) visit(root);
  return order;
}

/** The nodes that `roots` need, operands first. */
export function reachable(roots: readonly Node[]): Node[] {
  return walk(roots, (node) => node.args);
}

/** The nodes that `roots` need for every element, operands first: not what is only for rare ones. */
export function commonly(roots: readonly Node[]): Node[] {
  return walk(roots, ({ op, args }) => (op === "rarely" ? [args[0]!, args[2]!] : args));
}

/** The IR under `roots` as text, one node a line. */
export function printGraph(roots: readonly Node[]): string {
  return reachable(roots).map(describe).join("\n");
}

/** What `evaluate` needs to know from outside. */
export interface Environment {
  load(operand: number, component: number): Scalar;
  argument?(index: number, component: number): Scalar;
  call?(name: string, args: readonly Scalar[], lane: Lane): Scalar;
}

/** The values of `roots` by the reference functions: the meaning every lowering must reproduce. */
export function evaluate(roots: readonly Node[], environment: Environment): Scalar[] {
  const values = new Map<Node, Scalar>();
  for (const node of reachable(roots)) {
    const args = node.args.map((arg) => values.get(arg)!);
    let value: Scalar;
    switch (node.op) {
      case "load":
        value = environment.load(node.operand, node.component);
        break;
      case "argument":
        value = environment.argument!(node.operand, node.component);
        break;
      case "const":
        value = node.value!;
        break;
      case "call":
        value = environment.call!(node.name, args, node.lane);
        break;
      case "lookup":
        value = node.table![Number(BigInt(args[0]!) & BigInt(node.table!.length - 1))]!;
        break;
      default:
        value = nodeTable[node.op].reference!(args, (node.args[0] ?? node).lane, node.lane);
    }
    values.set(node, value);
  }
  return roots.map((root) => values.get(root)!);
}
