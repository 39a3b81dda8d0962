// Tokens to a syntax tree: Python's expression grammar as far as NumPy gives it a meaning, by recursive descent.
// What names and calls mean is in names.ts and calls.ts.

import { dtype as toDtype } from "../core/dtype.js";
import { type Argument, type Arguments, Calls } from "./calls.js";
import { type Token, tokenize } from "./lexer.js";
import { mapFunctionOf, powerOperator } from "./map-functions.js";
import { callableNamed, constantNamed, dtypeNamed } from "./names.js";
import type { IndexPart, Node } from "./nodes.js";
import { type PyOperator, pyOperation } from "./python-scalar.js";
import { reductionNames } from "./reductions.js";
import { ExprSyntaxError, type Source, type Span } from "./source.js";

/** What a name that means nothing else stands for: the position of an operand, or null for nothing. */
export type NameReader = (name: string) => number | null;

const binary = {
  "+": mapFunctionOf("add"),
  "-": mapFunctionOf("subtract"),
  "*": mapFunctionOf("multiply"),
  "/": mapFunctionOf("divide"),
  "//": mapFunctionOf("floor_divide"),
  "%": mapFunctionOf("remainder"),
  "**": powerOperator,
  "&": mapFunctionOf("bitwise_and"),
  "|": mapFunctionOf("bitwise_or"),
  "^": mapFunctionOf("bitwise_xor"),
  "<<": mapFunctionOf("left_shift"),
  ">>": mapFunctionOf("right_shift"),
  "<": mapFunctionOf("less"),
  "<=": mapFunctionOf("less_equal"),
  ">": mapFunctionOf("greater"),
  ">=": mapFunctionOf("greater_equal"),
  "==": mapFunctionOf("equal"),
  "!=": mapFunctionOf("not_equal"),
} as const;

const unary = {
  "-": mapFunctionOf("negative"),
  "+": mapFunctionOf("positive"),
  "~": mapFunctionOf("invert"),
} as const;

/** Binary operators from the loosest to the tightest; comparisons are looser, `**` tighter. */
const levels: readonly (readonly string[])[] = [
  ["|"],
  ["^"],
  ["&"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "//", "%", "@"],
];
const comparisons = ["<", "<=", ">", ">=", "==", "!="];

const ambiguous =
  "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()";

const keywords: ReadonlyMap<string, string> = new Map([
  ["and", `${ambiguous}: write (x) & (y) instead of 'and'`],
  ["or", `${ambiguous}: write (x) | (y) instead of 'or'`],
  ["not", `${ambiguous}: write ~(x) instead of 'not'`],
  ["if", `${ambiguous}: write where(condition, x, y)`],
  ["else", "invalid syntax"],
  ["in", "'in' is not an expression of arrays: use np.isin outside"],
  ["is", "'is' compares objects: write =="],
  ["lambda", "a lambda is not an expression of arrays"],
]);

/** The longest expression: trees are walked by recursion. */
const MAX_TOKENS = 2000;

/** The most levels of parentheses, which keeps malicious text from overflowing the stack. */
const MAX_DEPTH = 200;

/** The syntax tree of a source. @throws ExprSyntaxError */
export function parse(source: Source, names: NameReader): Node {
  return new Parser(source, names).parse();
}

class Parser {
  readonly #source: Source;
  readonly #names: NameReader;
  readonly #calls: Calls;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(source: Source, names: NameReader) {
    this.#source = source;
    this.#names = names;
    this.#calls = new Calls(source);
    this.#tokens = tokenize(source);
  }

  parse(): Node {
    if (this.#tokens.length === 1) this.#fail("an expression is needed", this.#token.span);
    if (this.#tokens.length > MAX_TOKENS) {
      this.#fail(
        `an expression has at most ${MAX_TOKENS} names, numbers and operators: evaluate parts of it first`,
        this.#tokens[MAX_TOKENS].span,
      );
    }
    const root = this.#calls.value(this.#expression());
    if (this.#at < this.#tokens.length - 1) this.#unexpected();
    return root;
  }

  // --- tokens -------------------------------------------------------------------------------------

  get #token(): Token {
    return this.#tokens[this.#at];
  }

  #is(text: string): boolean {
    return this.#token.kind === "operator" && this.#token.text === text;
  }

  /** Steps over an operator if it is next. */
  #accept(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string, open: Span, after: string): void {
    if (this.#accept(text)) return;
    if (this.#token.kind === "end") this.#fail(`'${after}' was never closed`, open);
    this.#unexpected(`'${text}'`);
  }

  #unexpected(wanted?: string): never {
    const { kind, text, span } = this.#token;
    const keyword = kind === "name" ? keywords.get(text) : undefined;
    if (keyword !== undefined) this.#fail(keyword, span);
    if (this.#is("=")) {
      this.#fail(
        "'=' assigns; write == to compare, np.expr.into(out)`…` to write into an array",
        span,
      );
    }
    const found =
      kind === "end" ? "end of the expression" : kind === "operand" ? "an operand" : `'${text}'`;
    this.#fail(
      `invalid syntax: ${wanted === undefined ? "" : `${wanted} expected, `}unexpected ${found}`,
      span,
    );
  }

  #fail(sentence: string, span: Span): never {
    throw new ExprSyntaxError(sentence, this.#source, span);
  }

  // --- operators ----------------------------------------------------------------------------------

  #expression(): Argument {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.#fail("too many nested parentheses", this.#token.span);
    const left = this.#level(0);
    this.#depth -= 1;
    if (!this.#isComparison()) return left;
    const result = this.#operation(left, this.#operator(), this.#level(0));
    if (this.#isComparison()) {
      this.#fail(`${ambiguous}: write (x < y) & (y < z)`, this.#token.span);
    }
    return result;
  }

  #isComparison(): boolean {
    return this.#token.kind === "operator" && comparisons.includes(this.#token.text);
  }

  #operator(): Token {
    const token = this.#token;
    this.#at += 1;
    return token;
  }

  #level(level: number): Argument {
    if (level === levels.length) return this.#unary();
    let left = this.#level(level + 1);
    while (this.#token.kind === "operator" && levels[level].includes(this.#token.text)) {
      left = this.#operation(left, this.#operator(), this.#level(level + 1));
    }
    return left;
  }

  #operation(left: Argument, { text, span }: Token, right: Argument): Node {
    const args = [this.#calls.value(left), this.#calls.value(right)] as const;
    if (text === "@") return { kind: "matmul", args, span };
    const operator = text as keyof typeof binary;
    return { kind: "apply", apply: binary[operator], operator, args, span };
  }

  #unary(): Argument {
    const { kind, text, span } = this.#token;
    if (kind !== "operator" || !Object.hasOwn(unary, text)) return this.#power();
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.#fail("too many operators in a row", span);
    const operand = this.#calls.value(this.#unary());
    this.#depth -= 1;
    const operator = text as keyof typeof unary;
    if (operand.kind === "literal" && operator !== "~") {
      // -1 is as good as a literal, as an axis for instance
      const scalar = pyOperation(operator as PyOperator, [operand.scalar]);
      return { kind: "literal", scalar, span: { start: span.start, end: operand.span.end } };
    }
    return { kind: "apply", apply: unary[operator], operator, args: [operand], span };
  }

  #power(): Argument {
    const base = this.#postfix();
    if (!this.#is("**")) return base;
    // to the right: 2 ** 3 ** 2 is 2 ** 9; and the exponent may have a sign
    return this.#operation(base, this.#operator(), this.#unary());
  }

  // --- operands -----------------------------------------------------------------------------------

  #postfix(): Argument {
    let operand = this.#atom();
    for (;;) {
      const { span } = this.#token;
      if (this.#accept("[")) operand = this.#index(operand, span);
      else if (this.#accept(".")) operand = this.#member(operand);
      else if (this.#is("(")) this.#fail("this is not a function", operand.span);
      else return operand;
    }
  }

  #member(operand: Argument): Node {
    const name = this.#token;
    if (name.kind !== "name") this.#unexpected("a name");
    this.#at += 1;
    const { span } = name;
    if (!this.#is("(")) return this.#calls.attribute(operand, name.text, span);
    return this.#calls.method(operand, name.text, this.#arguments(), span);
  }

  #atom(): Argument {
    const token = this.#token;
    const { span } = token;
    switch (token.kind) {
      case "number":
        this.#at += 1;
        return { kind: "literal", scalar: token.scalar, span };
      case "operand":
        this.#at += 1;
        return { kind: "operand", index: token.index, span };
      case "string":
        this.#at += 1;
        return { kind: "text", text: token.text, span };
      case "name":
        return this.#name();
      default:
        if (this.#accept("(")) return this.#parenthesis(span);
        if (this.#accept("[")) return this.#list(span);
        if (this.#accept("...")) return { kind: "ellipsis", span };
        return this.#unexpected("an operand");
    }
  }

  #name(): Argument {
    const first = this.#token;
    this.#at += 1;
    let { text, span } = first;
    const afterNp = text === "np" && this.#is(".");
    if (afterNp) {
      this.#at += 1;
      const member = this.#token;
      if (member.kind !== "name") this.#unexpected("a name");
      this.#at += 1;
      text = member.text;
      span = { start: first.span.start, end: member.span.end };
    }
    const keyword = afterNp ? undefined : keywords.get(text);
    if (keyword !== undefined) this.#fail(keyword, span);
    if (this.#is("(")) return this.#calls.call(text, this.#arguments(), span);
    if (text === "newaxis" || (text === "None" && !afterNp)) return { kind: "none", span };
    if (text === "Ellipsis" && !afterNp) return { kind: "ellipsis", span };
    const scalar = constantNamed(text, afterNp);
    if (scalar !== null) return { kind: "literal", scalar, span };
    const dtype = dtypeNamed(text);
    if (dtype !== null) return { kind: "dtype", dtype, span };
    if (!afterNp && (text === "float" || text === "int" || text === "complex")) {
      return { kind: "dtype", dtype: toDtype(text), span };
    }
    return afterNp ? this.#undefined(`np.${text}`, text, span) : this.#operandName(text, span);
  }

  #operandName(name: string, span: Span): Argument {
    const isFunction = callableNamed(name) !== null || reductionNames.has(name);
    const index = isFunction ? null : this.#names(name);
    return index === null ? this.#undefined(name, name, span) : { kind: "operand", index, span };
  }

  #undefined(shown: string, name: string, span: Span): never {
    if (callableNamed(name) !== null || reductionNames.has(name)) {
      this.#fail(`'${shown}' is a function: call it, ${name}(x)`, span);
    }
    if (shown !== name) this.#fail(`'${shown}' is not a constant or function of expressions`, span);
    const remedy = constantNamed(name, true) === null ? `\${${name}}` : `np.${name}`;
    this.#fail(`name '${name}' is not defined (write ${remedy})`, span);
  }

  #parenthesis(open: Span): Argument {
    const items: Argument[] = [];
    let isTuple = this.#is(")");
    while (!this.#is(")")) {
      items.push(this.#expression());
      if (!this.#accept(",")) break;
      isTuple = true;
    }
    const end = this.#token.span.end;
    this.#expect(")", open, "(");
    return isTuple ? { kind: "tuple", items, span: { start: open.start, end } } : items[0];
  }

  #list(open: Span): Argument {
    const items: Argument[] = [];
    while (!this.#is("]")) {
      items.push(this.#expression());
      if (!this.#accept(",")) break;
    }
    const end = this.#token.span.end;
    this.#expect("]", open, "[");
    return { kind: "list", items, span: { start: open.start, end } };
  }

  #arguments(): Arguments {
    const open = this.#token.span;
    this.#at += 1;
    const positional: Argument[] = [];
    const named = new Map<string, Argument>();
    while (!this.#is(")")) {
      const { kind, text, span } = this.#token;
      const next = this.#tokens[this.#at + 1];
      if (kind === "name" && next.kind === "operator" && next.text === "=") {
        this.#at += 2;
        if (named.has(text)) this.#fail(`keyword argument repeated: ${text}`, span);
        named.set(text, this.#expression());
      } else {
        if (named.size > 0) this.#fail("positional argument follows keyword argument", span);
        positional.push(this.#expression());
      }
      if (!this.#accept(",")) break;
    }
    this.#expect(")", open, "(");
    return { positional, keywords: named };
  }

  // --- indexes ------------------------------------------------------------------------------------

  #index(operand: Argument, open: Span): Node {
    const items: IndexPart[] = [];
    if (this.#is("]")) this.#unexpected("an index");
    while (!this.#is("]")) {
      items.push(this.#indexItem());
      if (!this.#accept(",")) break;
    }
    const span = { start: open.start, end: this.#token.span.end };
    this.#expect("]", open, "[");
    const only = items.length === 1 ? items[0] : null;
    return {
      kind: "index",
      arg: this.#calls.value(operand),
      items: only?.kind === "tuple" ? only.items : items,
      span,
    };
  }

  #indexItem(): IndexPart {
    const { start } = this.#token.span;
    const isBound = () => !this.#is(":") && !this.#is(",") && !this.#is("]");
    const first = isBound() ? this.#expression() : null;
    if (!this.#accept(":")) return first ?? this.#unexpected("an index");
    const stop = isBound() ? this.#expression() : null;
    const step = this.#accept(":") && isBound() ? this.#expression() : null;
    return {
      kind: "slice",
      start: first,
      stop,
      step,
      span: { start, end: this.#token.span.start },
    };
  }
}
