// Names for the columns of a table, made into field names as genfromtxt does: characters deleted, blanks replaced,
// doubles numbered, the missing ones counted.

import { dtype } from "../../core/dtype.js";
import { keysOf, pythonList, pythonType, truthFlag } from "../../core/python-values.js";
import { DTypeError, ValueError } from "../../memory/errors.js";
import { readFormat, writeFormat } from "./percent.js";
import { strip } from "./spaces.js";

const int64 = dtype("int64");

/** How names are made. */
export interface NameRules {
  readonly excludelist?: readonly string[] | null | undefined;
  readonly deletechars?: string | readonly string[] | null | undefined;
  readonly case_sensitive?: boolean | "upper" | "lower" | undefined;
  readonly replace_space?: string | undefined;
}

const alwaysExcluded = ["return", "file", "print"];
/** What is deleted from names where nothing else is said. */
export const defaultDeletechars = "~!@#$%^&*()-=+~\\|]}[{';: /?.>,<";

/** Makes field names by fixed rules. */
export class NameMaker {
  readonly #excluded: ReadonlySet<string>;
  readonly #deleted: ReadonlySet<string>;
  readonly #withCase: (name: string) => string;
  readonly #replaceSpace: unknown;

  constructor(rules: NameRules) {
    const { excludelist = null, replace_space = "_" } = rules;
    if (excludelist !== null && !Array.isArray(excludelist)) {
      throw new DTypeError(
        `'${pythonType(excludelist)}' object has no attribute 'extend' (excludelist is a list)`,
      );
    }
    this.#excluded = new Set([...((excludelist ?? []) as string[]), ...alwaysExcluded]);
    this.#deleted = new Set([...charactersOf(rules.deletechars ?? defaultDeletechars), '"']);
    this.#withCase = caseOf(rules.case_sensitive);
    this.#replaceSpace = replace_space;
  }

  #withoutSpace(name: string): string {
    if (typeof this.#replaceSpace === "string") return name.replaceAll(" ", this.#replaceSpace);
    throw new DTypeError(
      `replace() argument 2 must be str, not ${pythonType(this.#replaceSpace)} (replace_space)`,
    );
  }

  /**
   * Valid names for those given.
   *
   * @param defaultfmt Python's format of a name that is missing, such as `"f%i"`
   * @param count how many there shall be, if that is known: more are cut off, and the missing ones counted
   */
  names(given: readonly string[], defaultfmt: string, count?: number): string[] {
    const wanted =
      count === undefined ? given : Array.from({ length: count }, (_, i) => given[i] ?? "");
    const seen = new Map<string, number>();
    let empty = 0;
    return wanted.map((raw) => {
      let name = strip(this.#withCase(raw));
      if (truthFlag(this.#replaceSpace)) name = this.#withoutSpace(name);
      name = [...name].filter((character) => !this.#deleted.has(character)).join("");
      if (name === "") {
        name = numbered(defaultfmt, empty);
        while (wanted.includes(name)) {
          empty += 1;
          name = numbered(defaultfmt, empty);
        }
        empty += 1;
      } else if (this.#excluded.has(name)) name += "_";
      const times = seen.get(name) ?? 0;
      seen.set(name, times + 1);
      return times > 0 ? `${name}_${times}` : name;
    });
  }
}

/** What characters are deleted: those of a text, or of a list. */
function charactersOf(given: unknown): string[] {
  return pythonList(keysOf(given), "deletechars") as string[];
}

function caseOf(given: unknown): (name: string) => string {
  if (given === undefined || given === null || given === true) return (name) => name;
  if (given === false) return (name) => name.toUpperCase();
  if (typeof given !== "string") {
    throw new DTypeError(
      `'${pythonType(given)}' object has no attribute 'startswith' (case_sensitive)`,
    );
  }
  if (given.startsWith("u")) return (name) => name.toUpperCase();
  if (given.startsWith("l")) return (name) => name.toLowerCase();
  throw new ValueError(
    `unrecognized case_sensitive value ${String(given)}. (true, false, "upper" or "lower")`,
  );
}

/** Python's `format % number` for the one conversion of a default name. */
export function numbered(format: string, number: number): string {
  return writeFormat(readFormat(format, true), [number], [int64]);
}
