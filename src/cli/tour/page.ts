// How the tour looks: headings, the code of a cell as it runs, its output, the claims it checks. Colours in a
// terminal, plain text in a log. What is told is in the steps.

import { styleText } from "node:util";

type Style = "bold" | "cyan" | "dim" | "green" | "red" | "yellow";

/** Whether standard output takes colours. */
function wantsColor(): boolean {
  if (process.env["NO_COLOR"]) return false;
  if (process.env["FORCE_COLOR"]) return process.env["FORCE_COLOR"] !== "0";
  return process.stdout.isTTY === true;
}

/** Prints a value inside a cell. */
export type Print = (...values: unknown[]) => void;

/** A fact that the cell before showed; the tour fails if it does not hold. */
export interface Claim {
  readonly text: string;
  readonly holds: boolean;
}

/** Writes the tour to standard output and keeps count of its claims. */
export class Page {
  readonly claims: Claim[] = [];
  readonly #color = wantsColor();
  #step = 0;

  readonly print: Print = (...values) => {
    const text = values.map((value) => String(value)).join(" ");
    for (const line of text.split("\n")) this.#line(`  ${line}`);
  };

  title(text: string, under: string): void {
    this.#line("");
    this.#line(this.#paint("bold", text));
    this.#line(this.#paint("dim", under));
  }

  step(title: string): void {
    this.#step += 1;
    this.#line("");
    this.#line(
      this.#paint(
        "cyan",
        `── ${this.#step}. ${title} ${"─".repeat(Math.max(3, 66 - title.length))}`,
      ),
    );
  }

  /** A sentence or two between cells. */
  say(text: string): void {
    this.#line("");
    for (const line of wrapped(text, 78)) this.#line(line);
  }

  /** Shows the source of a function, then runs it. What it returns is handed on. */
  cell<T>(code: (print: Print) => T): T {
    this.#line("");
    for (const line of bodyOf(code)) this.#line(this.#paint("yellow", `  ${line}`));
    this.#line("");
    return code(this.print);
  }

  /** Checks a fact; a false one is shown at once and fails the tour at its end. */
  claim(text: string, holds: boolean): void {
    this.claims.push({ text, holds });
    this.#line(
      holds ? this.#paint("green", `  ✓ ${text}`) : this.#paint("red", `  ✗ NOT TRUE: ${text}`),
    );
  }

  /** The sum of all claims. Returns whether every one held. */
  finish(seconds: number): boolean {
    const failed = this.claims.filter((claim) => !claim.holds);
    this.#line("");
    this.#line(
      failed.length === 0
        ? this.#paint(
            "green",
            `${this.claims.length} claims checked, all true, in ${seconds.toFixed(1)} s.`,
          )
        : this.#paint("red", `${failed.length} of ${this.claims.length} claims failed:`),
    );
    for (const claim of failed) this.#line(this.#paint("red", `  ✗ ${claim.text}`));
    return failed.length === 0;
  }

  #line(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  #paint(style: Style, text: string): string {
    return this.#color ? styleText(style, text) : text;
  }
}

/** The lines of a function's body without their common indentation. */
function bodyOf(code: (...args: never[]) => unknown): string[] {
  const source = code.toString();
  const open = source.indexOf("{");
  const lines = source
    .slice(open + 1, source.lastIndexOf("}"))
    .split("\n")
    .filter((line, i, all) => line.trim() !== "" || (i > 0 && i < all.length - 1));
  const indents = lines
    .filter((line) => line.trim() !== "")
    .map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents);
  return lines
    .map((line) => halfIndented(line.slice(common)))
    .filter((line) => !line.startsWith("return "));
}

/** The compiler writes four spaces where people here write two. */
function halfIndented(line: string): string {
  const code = line.trimStart();
  return " ".repeat((line.length - code.length) / 2) + code;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  if (line !== "") lines.push(line);
  return lines;
}
