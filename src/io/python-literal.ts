// The part of Python's literals that .npy headers are written in, read and written without evaluating
// anything. What a header means is npy-header.ts's business.

import { pyRepr, pyTuple } from "../core/py-repr.js";
import { ValueError } from "../memory/errors.js";

/** A Python value: integers are bigint, floats number, lists arrays, None null. */
export type Literal = null | boolean | bigint | number | string | Tuple | Dict | readonly Literal[];

/** A Python tuple, which means something other than a list in a dtype's description. */
export class Tuple {
  readonly items: readonly Literal[];
  constructor(items: readonly Literal[]) {
    this.items = items;
  }
}

/** A Python dictionary: keys in order, a later one replacing an equal earlier one. */
export class Dict {
  readonly entries: ReadonlyMap<string, readonly [key: Literal, value: Literal]>;
  constructor(pairs: readonly (readonly [Literal, Literal])[]) {
    this.entries = new Map(pairs.map((pair) => [literalRepr(pair[0]), pair]));
  }
  get keys(): readonly Literal[] {
    return [...this.entries.values()].map(([key]) => key);
  }
  get(key: string): Literal | undefined {
    return this.entries.get(pyRepr(key))?.[1];
  }
}

/** Python's `repr` of a literal. */
export function literalRepr(value: Literal): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return pyRepr(value);
  if (typeof value === "number") return Number.isInteger(value) ? `${value}.0` : String(value);
  if (value instanceof Tuple) return pyTuple(value.items.map(literalRepr));
  if (value instanceof Dict) {
    const pairs = [...value.entries.values()];
    return `{${pairs.map(([key, item]) => `${literalRepr(key)}: ${literalRepr(item)}`).join(", ")}}`;
  }
  if (typeof value === "bigint") return String(value);
  return `[${value.map(literalRepr).join(", ")}]`;
}

/** What was read, and whether it had the `10L` of Python 2. */
export interface ParsedLiteral {
  readonly value: Literal;
  readonly hadLongSuffix: boolean;
}

/**
 * Reads one literal: None, booleans, numbers, strings, tuples, lists and dictionaries of these.
 *
 * @throws ValueError where the text is anything else. The message says where and what; it does not
 * repeat the text.
 */
export function parseLiteral(text: string): ParsedLiteral {
  return new LiteralReader(text).whole();
}

// Python gives up at 200 nested brackets and at integers of 4300 digits; no header comes near
const maximumDepth = 100;
const maximumDigits = 4300;

const numberPattern =
  /(?:0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+)(?:[eE][+-]?\d+)?)/y;
const wordPattern = /[A-Za-z_]\w*/y;
const stringStartPattern = /[uU]?['"]/y;
const spacePattern = /[ \t\r\n\f]*/y;

const simpleEscapes: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const hexEscapes: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

class LiteralReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #hadLongSuffix = false;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): ParsedLiteral {
    this.#skipSpace();
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail("the text goes on after the literal");
    return { value, hadLongSuffix: this.#hadLongSuffix };
  }

  #fail(what: string): never {
    throw new ValueError(`${what} (character ${this.#at})`);
  }

  #skipSpace(): void {
    this.#match(spacePattern);
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return null;
    this.#at += found.length;
    return found;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    this.#skipSpace();
    return true;
  }

  #value(): Literal {
    const first = this.#text[this.#at];
    if (first === undefined) return this.#fail("a value is missing at the end");
    if (first === "'" || first === '"') return this.#strings();
    if (first === "(" || first === "[" || first === "{") {
      if (++this.#depth > maximumDepth) this.#fail(`more than ${maximumDepth} nested brackets`);
      const value = first === "(" ? this.#tuple() : first === "[" ? this.#list() : this.#dict();
      this.#depth -= 1;
      return value;
    }
    if (first === "-" || first === "+") {
      this.#take(first);
      const value = this.#number();
      return first === "-" ? -value : value;
    }
    return /[\d.]/.test(first) ? this.#number() : this.#word();
  }

  #word(): Literal {
    if (this.#stringStarts()) return this.#strings();
    const word = this.#match(wordPattern);
    this.#skipSpace();
    if (word === "True") return true;
    if (word === "False") return false;
    if (word === "None") return null;
    return this.#fail(word === null ? "a value is expected" : `'${word}' is not a literal`);
  }

  #number(): bigint | number {
    const digits = this.#match(numberPattern);
    if (digits === null) return this.#fail("a number is expected");
    if (digits.length > maximumDigits) this.#fail(`a number of more than ${maximumDigits} digits`);
    const plain = digits.replaceAll("_", "");
    const isFloat = !/^0[xXoObB]/.test(plain) && /[.eE]/.test(plain);
    if (!isFloat && /^0+[1-9]/.test(plain)) this.#fail("leading zeros in an integer");
    if (!isFloat && this.#text[this.#at] === "L") {
      this.#at += 1;
      this.#hadLongSuffix = true;
    }
    if (/\w/.test(this.#text[this.#at] ?? "")) this.#fail("a malformed number");
    this.#skipSpace();
    return isFloat ? Number(plain) : BigInt(plain);
  }

  // Python 2 marks some strings with a u
  #stringStarts(): boolean {
    stringStartPattern.lastIndex = this.#at;
    return stringStartPattern.test(this.#text);
  }

  // adjacent strings are one
  #strings(): string {
    let text = "";
    while (this.#stringStarts()) {
      if (/[uU]/.test(this.#text[this.#at]!)) this.#at += 1;
      const quote = this.#text[this.#at]!;
      this.#at += 1;
      text += this.#stringUntil(quote);
      this.#skipSpace();
    }
    return text;
  }

  #stringUntil(quote: string): string {
    let text = "";
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined || character === "\n") this.#fail("a string does not end");
      this.#at += 1;
      if (character === quote) return text;
      text += character === "\\" ? this.#escape() : character;
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at] ?? this.#fail("a string does not end");
    this.#at += 1;
    const simple = simpleEscapes[letter];
    if (simple !== undefined) return simple;
    const digits = hexEscapes[letter];
    if (digits !== undefined) return this.#codePoint(digits);
    if (letter >= "0" && letter <= "7") {
      this.#at -= 1;
      return String.fromCharCode(Number.parseInt(this.#match(/[0-7]{1,3}/y)!, 8));
    }
    return `\\${letter}`; // Python keeps an escape that it does not know
  }

  #codePoint(digits: number): string {
    const hex = this.#text.slice(this.#at, this.#at + digits);
    const code = /^[\da-fA-F]+$/.test(hex) ? Number.parseInt(hex, 16) : Number.NaN;
    if (hex.length < digits || !(code <= 0x10ffff)) this.#fail("a malformed escape in a string");
    this.#at += digits;
    return String.fromCodePoint(code);
  }

  #tuple(): Literal {
    this.#take("(");
    const [items, trailing] = this.#items(")");
    return items.length === 1 && !trailing ? items[0]! : new Tuple(items);
  }

  #list(): Literal {
    this.#take("[");
    return this.#items("]")[0];
  }

  #items(end: string): [items: Literal[], trailingComma: boolean] {
    const items: Literal[] = [];
    for (;;) {
      if (this.#take(end)) return [items, true];
      items.push(this.#value());
      if (this.#take(",")) continue;
      if (this.#take(end)) return [items, false];
      this.#fail(`',' or '${end}' is expected`);
    }
  }

  #dict(): Dict {
    this.#take("{");
    const pairs: [Literal, Literal][] = [];
    for (;;) {
      if (this.#take("}")) return new Dict(pairs);
      const key = this.#value();
      if (!this.#take(":")) this.#fail("':' is expected");
      pairs.push([key, this.#value()]);
      if (this.#take(",")) continue;
      if (this.#take("}")) return new Dict(pairs);
      this.#fail("',' or '}' is expected");
    }
  }
}
