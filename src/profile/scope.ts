// What the instrumenting walkers share: the file being edited, the function being walked, and the text of the
// hooks. A hook is a method of one global object, `__strided$`; their meanings are in hooks.ts.
//
// All text is inserted with appendLeft in the order of the source, so that insertions at one position keep
// the order in which they were made. Nothing inserted contains a line break: lines stay where they are.

import type MagicString from "magic-string";
import type { Node } from "oxc-parser";
import type { InstrumentedFunction, Mark } from "./marks.js";
import type { AnyFunction, Syntax } from "./syntax.js";

/** One file being instrumented. */
export interface Session {
  readonly syntax: Syntax;
  readonly edits: MagicString;
  /** Name of the global hook object. */
  readonly hook: string;
  readonly counted: Set<number>;
  readonly marks: Mark[];
  addFunction(info: Omit<InstrumentedFunction, "id">): number;
  /** Meets a function: instruments it or looks inside for others. */
  visitFunction(node: AnyFunction): void;
  /** Wraps the statements of a static block in a frame of their own. */
  staticBlock(body: readonly Node[], start: number, end: number): void;
}

/** A loop or label that `break` and `continue` may name. */
export interface Target {
  readonly labels: readonly string[];
  /** `null`: a label on something that is not a loop, or a switch. */
  readonly loop: LoopFacts | null;
  readonly isSwitch: boolean;
}

/** What a loop needs done before control goes back to its head. */
export interface LoopFacts {
  readonly line: number;
  /** The head runs code of its own between iterations (an iterator), away from its line. */
  readonly returnsToHead: boolean;
  /** The head awaits. */
  readonly awaits: boolean;
}

/** One function body being walked. */
export interface Scope {
  readonly session: Session;
  /** Name of the variable that holds the frame. */
  readonly frame: string;
  /** Whether it can be suspended (async, generator, a top level that awaits). */
  readonly suspends: boolean;
  readonly asyncGenerator: boolean;
  /** No try/finally around the body: leave at each return instead. */
  readonly loose: boolean;
  /** The line that the frame is known to be at here; `null` where paths with different lines meet. */
  line: number | null;
  readonly targets: Target[];
}

export function insert(scope: { readonly session: Session }, at: number, text: string): void {
  scope.session.edits.appendLeft(at, text);
}

/** A hook call on the scope's frame, with further arguments. */
export function call(scope: Scope, hook: string, ...rest: (string | number)[]): string {
  return `${scope.session.hook}.${hook}(${[scope.frame, ...rest].join(",")})`;
}

/** Whether the event about to be written is the one that counts its line. */
export function claim(session: Session, line: number): boolean {
  if (session.counted.has(line)) return false;
  session.counted.add(line);
  return true;
}

/** The event "now at `line`", counted if it is the first on that line; the scope is then at the line. */
export function lineEvent(
  scope: Scope,
  line: number,
  offset: number,
  counts = claim(scope.session, line),
): string {
  scope.line = line;
  if (counts) scope.session.marks.push({ offset, line, call: false });
  return call(scope, counts ? "l" : "t", line);
}

export function lineOf(scope: { readonly session: Session }, offset: number): number {
  return scope.session.syntax.lines.lineAt(offset);
}

/** Runs `walk`, whose code may or may not run: afterwards the line is known only if it did not change. */
export function maybe(scope: Scope, walk: () => void): void {
  const before = scope.line;
  walk();
  if (scope.line !== before) scope.line = null;
}
