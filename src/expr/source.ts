// The text of an expression and places in it: what error messages point at. Knows nothing of grammar.

/** A stretch of an expression's text, as offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How an interpolated operand is shown: its own source is not known. */
const HOLE = "$" + "{…}";

/** Characters of a line that are shown on either side of a place. */
const LONG = 60;

/** The length of an interpolated operand in the text. */
export const HOLE_LENGTH = HOLE.length;

/** An expression's text, with its interpolated operands drawn as `${…}`. */
export class Source {
  readonly text: string;
  /** Where in the text the interpolated operands are. */
  readonly holes: readonly number[];

  constructor(parts: readonly string[]) {
    const holes: number[] = [];
    let text = parts[0];
    for (const part of parts.slice(1)) {
      holes.push(text.length);
      text += HOLE + part;
    }
    this.text = text;
    this.holes = holes;
  }

  /** Line and column of an offset, counted from 1. */
  position(offset: number): { line: number; column: number } {
    const before = this.text.slice(0, offset);
    const line = before.split("\n").length;
    return { line, column: offset - before.lastIndexOf("\n") };
  }

  /** The line a span begins in, with carets under the span; of a long line the part around it. */
  frame(span: Span): string {
    const begin = this.text.lastIndexOf("\n", span.start - 1) + 1;
    const next = this.text.indexOf("\n", span.start);
    const end = next < 0 ? this.text.length : next;
    const from = span.start - begin > LONG ? span.start - LONG : begin;
    const to = Math.min(end, span.start + LONG);
    const [before, after] = [from > begin ? "… " : "", to < end ? " …" : ""];
    const margin = before + this.text.slice(from, span.start);
    const width = Math.max(1, Math.min(span.end, to) - span.start);
    const line = before + this.text.slice(from, to) + after;
    return `  ${line}\n  ${margin.replace(/[^\t]/g, " ")}${"^".repeat(width)}`;
  }
}

/** `sentence (line 1, column 5)` and the line with its carets. */
function pointedMessage(sentence: string, source: Source, span: Span): string {
  const { line, column } = source.position(span.start);
  return `${sentence.trimEnd()} (line ${line}, column ${column})\n${source.frame(span)}`;
}

/**
 * An expression of `np.expr` is not one. The message names the place and shows it.
 *
 * @example
 * ```ts
 * np.expr`1 + * 2`; // => ExprSyntaxError
 * ```
 */
export class ExprSyntaxError extends SyntaxError {
  override readonly name: string = "ExprSyntaxError";
  /** The line of the expression, from 1. */
  readonly line: number;
  /** The column in that line, from 1. */
  readonly column: number;
  /** The expression, operands drawn as `${…}`. */
  readonly source: string;

  constructor(sentence: string, source: Source, span: Span) {
    super(pointedMessage(sentence, source, span));
    const { line, column } = source.position(span.start);
    this.line = line;
    this.column = column;
    this.source = source.text;
  }
}

const pointed = new WeakSet<Error>();

/**
 * The same error with the place in the expression added to its message. An error that has a place already
 * keeps it: the innermost is the best.
 */
export function pointAt(error: unknown, source: Source, span: Span): unknown {
  if (!(error instanceof Error) || error instanceof ExprSyntaxError || pointed.has(error)) {
    return error;
  }
  const before = error.message;
  error.message = pointedMessage(before, source, span);
  // the stack was written with the message as it was
  if (error.stack !== undefined) error.stack = error.stack.replace(before, () => error.message);
  pointed.add(error);
  return error;
}
