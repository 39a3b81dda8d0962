// Text to tokens: Python's numbers, names and operators, with interpolated operands as tokens of their own.
// Grammar is the parser's.

import { Complex } from "../core/complex.js";
import type { PyScalar } from "./python-scalar.js";
import { ExprSyntaxError, HOLE_LENGTH, type Source, type Span } from "./source.js";

/** One token. `text` is empty for operands and at the end. */
export type Token = { readonly span: Span; readonly text: string } & (
  | { readonly kind: "number"; readonly scalar: PyScalar }
  | { readonly kind: "operand"; readonly index: number }
  | { readonly kind: "name" | "operator" | "string" | "end" }
);

const digits = "\\d(?:_?\\d)*";
const patterns = {
  space: /(?:[ \t\r\n\f]|\\\r?\n|#[^\n]*)+/y,
  based: /0(?:[xX](?:_?[0-9a-fA-F])+|[oO](?:_?[0-7])+|[bB](?:_?[01])+)/y,
  decimal: new RegExp(
    `(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:[eE][+-]?${digits})?[jJ]?`,
    "y",
  ),
  name: /[\p{L}_][\p{L}\p{N}_]*/uy,
  string: /"[^"\\\n]*"|'[^'\\\n]*'/y,
  operator: /\.\.\.|\*\*|\/\/|<<|>>|<=|>=|==|!=|[-+*/%@&|^~<>()[\],:.=]/y,
  /** What JavaScript has and Python has not. */
  foreign: /===|!==|&&|\|\||[!?;{}$\\"'`]/y,
} as const;

const remedies: Readonly<Record<string, string>> = {
  "===": "write == to compare",
  "!==": "write != to compare",
  "&&": "write & between comparisons in parentheses, or logical_and()",
  "||": "write | between comparisons in parentheses, or logical_or()",
  "!": "write ~ or logical_not()",
  "?": "write where(condition, x, y)",
};

/** The tokens of an expression, an `end` last. @throws ExprSyntaxError */
export function tokenize(source: Source): Token[] {
  return new Lexer(source).tokens();
}

class Lexer {
  readonly #source: Source;
  readonly #text: string;
  #at = 0;
  #hole = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#text = source.text;
  }

  tokens(): Token[] {
    const tokens: Token[] = [];
    for (;;) {
      this.#match(patterns.space);
      tokens.push(this.#next());
      if (tokens[tokens.length - 1].kind === "end") return tokens;
    }
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    // a match never runs into an interpolated operand: "…" is in no pattern, and "$" ends them all
    this.#at += found[0].length;
    return found[0];
  }

  #next(): Token {
    const start = this.#at;
    const here = (): Span => ({ start, end: this.#at });
    if (this.#source.holes[this.#hole] === start) {
      this.#at += HOLE_LENGTH;
      return { kind: "operand", text: "", index: this.#hole++, span: here() };
    }
    if (start >= this.#text.length) return { kind: "end", text: "", span: here() };
    const based = this.#match(patterns.based);
    const number = based ?? this.#match(patterns.decimal);
    if (number !== null) {
      const scalar = this.#number(number, based !== null, here());
      return { kind: "number", text: number, scalar, span: here() };
    }
    const name = this.#match(patterns.name);
    if (name !== null) return { kind: "name", text: name, span: here() };
    const string = this.#match(patterns.string);
    if (string !== null) return { kind: "string", text: string.slice(1, -1), span: here() };
    // "!=" is an operator, "!==" is not: the longer is tried first
    const foreign = this.#foreign();
    if (foreign === null) {
      const operator = this.#match(patterns.operator);
      if (operator !== null) return { kind: "operator", text: operator, span: here() };
      this.#at += 1;
    }
    const text = foreign ?? this.#text.slice(start, this.#at);
    const remedy = remedies[text];
    throw new ExprSyntaxError(
      `invalid character '${text}'${remedy === undefined ? "" : `: ${remedy}`}`,
      this.#source,
      here(),
    );
  }

  #foreign(): string | null {
    const start = this.#at;
    const text = this.#match(patterns.foreign);
    if (text === "!" && this.#text[start + 1] === "=") {
      this.#at = start;
      return null;
    }
    return text;
  }

  #number(text: string, based: boolean, span: Span): PyScalar {
    const after = this.#text[this.#at];
    const afterHole = this.#source.holes[this.#hole] === this.#at;
    if (!afterHole && after !== undefined && /[\p{L}\p{N}_]/u.test(after)) {
      throw new ExprSyntaxError(`invalid decimal literal '${text}${after}'`, this.#source, {
        start: span.start,
        end: this.#at + 1,
      });
    }
    const plain = text.replaceAll("_", "");
    if (based) return integer(BigInt(plain.toLowerCase()));
    if (/[jJ]$/.test(plain)) {
      return { kind: "complex", value: new Complex(0, Number(plain.slice(0, -1))) };
    }
    if (/[.eE]/.test(plain)) return { kind: "float", value: Number(plain) };
    if (/^0+[1-9]/.test(plain)) {
      throw new ExprSyntaxError(
        "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
        this.#source,
        span,
      );
    }
    return integer(BigInt(plain));
  }
}

function integer(value: bigint): PyScalar {
  const small = Number(value);
  return { kind: "int", value: Number.isSafeInteger(small) ? small : value };
}
