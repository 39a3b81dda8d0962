// What instrumenting tells of a source: its functions, and where lines are counted. Types only, and none of the
// parser's, so that the package's declarations do not need the parser's.

/** Where a line is counted; the plain-node watch puts its breakpoints there. */
export interface Mark {
  readonly offset: number;
  readonly line: number;
  /** Whether it is a call in the middle of a statement, rather than the statement's start. */
  readonly call: boolean;
}

/** A function, the top level of a file, or an initialiser that got a frame of its own. */
export interface InstrumentedFunction {
  readonly id: number;
  readonly name: string;
  readonly kind: "function" | "module" | "initializer";
  /** 1-based first and last line. */
  readonly line: number;
  readonly endLine: number;
  /** Whether entering it counts an occurrence of its first line: no statement does. */
  readonly counts: boolean;
  /** Whether a call's frame may be used again once left: false for those that can be suspended. */
  readonly reusable: boolean;
  /** Whether it was selected itself, rather than for lying inside a selected one. */
  readonly selected: boolean;
}
