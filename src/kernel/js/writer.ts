// Writes straight-line JavaScript for IR nodes: names, temporaries, used helpers. No loops, no memory.

import type { Node } from "../ir.js";
import { laneInfo } from "../lanes.js";
import type { HelperName } from "./helpers.js";
import { lowerNode, type OperationContext } from "./operations.js";
import { asNumber, cond, type JsValue, num, wide } from "./values.js";

const simple = /^(?:[\w$]+|\(?-?[\d.]+(?:e[+-]?\d+)?\)?)$/;

/** The values that nodes already have at some point of the code. */
export type Bindings = Map<Node, JsValue>;

/** Gives the value of a leaf: a load, an argument. */
export type LeafReader = (node: Node) => JsValue;

/** Collects lines of code; one per function to be generated. */
export class Writer implements OperationContext {
  readonly helpers = new Set<HelperName>();
  readonly functions = new Set<string>();
  /** Nodes that raise errors by themselves, and what; their code sets the variable `E`. */
  traps: ReadonlyMap<Node, number> = new Map();
  #lines: string[] = [];
  #indent = 0;
  #next = 0;

  /** A fresh name. */
  name(prefix: string): string {
    return `${prefix}${this.#next++}`;
  }

  line(text: string): void {
    this.#lines.push("  ".repeat(this.#indent) + text);
  }

  /** `head {`, the lines of `inside`, `}`. */
  block(head: string, inside: () => void): void {
    this.line(`${head} {`);
    this.#indent++;
    inside();
    this.#indent--;
    this.line("}");
  }

  temp(expression: string): string {
    if (simple.test(expression)) return expression;
    const name = this.name("t");
    this.line(`const ${name} = ${expression};`);
    return name;
  }

  helper(name: HelperName): string {
    this.helpers.add(name);
    return name;
  }

  math(name: string): string {
    this.functions.add(name);
    return `f_${name}`;
  }

  trap(node: Node): number {
    return this.traps.get(node) ?? 0;
  }

  get text(): string {
    return this.#lines.join("\n");
  }

  /** A value whose texts are names or literals, safe to repeat. */
  hold(value: JsValue): JsValue {
    if (value.form === "number") return num(this.temp(value.text));
    if (value.form === "cond") return cond(this.temp(value.text));
    return wide(this.temp(value.lo), this.temp(value.hi));
  }

  /** Writes what `node` needs beyond `bindings`; its value. New values are added to `bindings`. */
  value(node: Node, bindings: Bindings, leaf: LeafReader): JsValue {
    const known = bindings.get(node);
    if (known !== undefined) return known;
    let value: JsValue;
    if (node.op === "load" || node.op === "argument") {
      value = leaf(node);
    } else {
      const args = node.args.map((arg) => this.value(arg, bindings, leaf));
      value = lowerNode(this, node, args);
    }
    const held = this.hold(value);
    bindings.set(node, held);
    return held;
  }

  /** The values of several roots. */
  values(roots: readonly Node[], bindings: Bindings, leaf: LeafReader): JsValue[] {
    return roots.map((root) => this.value(root, bindings, leaf));
  }

  /** Declares variables that start with the values given and can be assigned. */
  variables(prefix: string, nodes: readonly Node[], values: readonly JsValue[]): JsValue[] {
    return nodes.map((node, at) => {
      const value = values[at]!;
      const name = this.name(prefix);
      if (laneInfo[node.lane].wide && value.form === "wide") {
        this.line(`let ${name} = ${value.lo}, ${name}h = ${value.hi};`);
        return wide(name, `${name}h`);
      }
      this.line(`let ${name} = ${asNumber(value)};`);
      return num(name);
    });
  }

  /** Assigns new values to variables, all at once. */
  assign(variables: readonly JsValue[], values: readonly JsValue[]): void {
    variables.forEach((variable, at) => {
      const value = values[at]!;
      if (variable.form === "wide" && value.form === "wide") {
        this.line(`${variable.lo} = ${value.lo}; ${variable.hi} = ${value.hi};`);
      } else {
        this.line(`${asNumber(variable)} = ${asNumber(value)};`);
      }
    });
  }
}
