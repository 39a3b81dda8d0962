// Reading syntax trees: lines of positions, children in evaluation order, names of functions, text between
// nodes. Nothing here edits a source or knows what a profile is.

import type { ArrowFunctionExpression, Function as FunctionNode, Node, Program } from "oxc-parser";
import type { SourceTools } from "./tools.js";

export type AnyFunction = FunctionNode | ArrowFunctionExpression;

/** A parsed file. */
export interface Syntax {
  readonly source: string;
  readonly program: Program;
  readonly comments: readonly { readonly start: number; readonly end: number }[];
  /** Whether the file can only be an ES module (it has `import`, `export` or `import.meta`). */
  readonly isModule: boolean;
  readonly lines: LineIndex;
}

/** From offsets to 1-based lines. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(source: string) {
    // JavaScript's line terminators, as V8 counts lines: LF, CR, CRLF, LS and PS.
    for (const match of source.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) {
      this.#starts.push(match.index + match[0].length);
    }
  }

  get count(): number {
    return this.#starts.length;
  }

  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** Offset of the first character of a line. */
  startOf(line: number): number {
    return this.#starts[line - 1]!;
  }
}

/** The lines of a source, as `LineIndex` numbers them. */
export function splitLines(source: string): string[] {
  return source.split(/\r\n|[\n\r\u2028\u2029]/);
}

/** Parses a file; `null` when it has syntax errors, which are the engine's to report. */
export function parse(tools: SourceTools, file: string, source: string): Syntax | null {
  const typescript = /\.[cm]?tsx?$/.test(file);
  // A CommonJS file may return at top level; an ES module may await there without importing anything.
  for (const sourceType of ["unambiguous", "module", "commonjs"] as const) {
    const result = tools.parseSync(file, source, {
      lang: typescript ? "ts" : "js",
      sourceType,
      preserveParens: true,
    });
    if (result.errors.some((error) => error.severity === "Error")) continue;
    return {
      source,
      program: result.program,
      comments: result.comments,
      isModule: result.module.hasModuleSyntax || sourceType === "module",
      lines: new LineIndex(source),
    };
  }
  return null;
}

const notChildren = new Set([
  "type",
  "start",
  "end",
  "parent",
  "typeAnnotation",
  "typeParameters",
  "typeArguments",
  "superTypeArguments",
  "returnType",
  "implements",
]);

/** A node's children in source order, types left out. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (notChildren.has(key)) continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      if (isNode(item)) children.push(item);
    }
  }
  return children.sort((a, b) => a.start - b.start);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

export function isFunction(node: Node): node is AnyFunction {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}

/** Whether a node of this kind, among the children of a function, runs as part of that function. */
export function isTypeOnly(node: Node): boolean {
  return (
    node.type.startsWith("TS") &&
    node.type !== "TSAsExpression" &&
    node.type !== "TSSatisfiesExpression" &&
    node.type !== "TSNonNullExpression" &&
    node.type !== "TSTypeAssertion" &&
    node.type !== "TSInstantiationExpression" &&
    node.type !== "TSExportAssignment" &&
    node.type !== "TSParameterProperty" &&
    node.type !== "TSAbstractMethodDefinition"
  );
}

/** The text of a range with comments blanked out, positions kept. */
export function withoutComments(syntax: Syntax, start: number, end: number): string {
  let text = syntax.source.slice(start, end);
  for (const comment of syntax.comments) {
    if (comment.end <= start || comment.start >= end) continue;
    const from = Math.max(comment.start, start) - start;
    const to = Math.min(comment.end, end) - start;
    text = text.slice(0, from) + " ".repeat(to - from) + text.slice(to);
  }
  return text;
}

/** Looks at a node through the parentheses and type assertions around it. */
export function bare(node: Node): Node {
  let inner = node;
  while (
    inner.type === "ParenthesizedExpression" ||
    inner.type === "TSAsExpression" ||
    inner.type === "TSSatisfiesExpression" ||
    inner.type === "TSNonNullExpression" ||
    inner.type === "TSTypeAssertion"
  ) {
    inner = inner.expression;
  }
  return inner;
}
