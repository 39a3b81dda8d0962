// Names for the columns of a table, made into field names as genfromtxt does: characters deleted, blanks replaced,
// doubles numbered, the missing ones counted.

import { pythonList } from "../../core/python-values.js";
import { DTypeError, ValueError } from "../../memory/errors.js";
import { strip } from "./spaces.js";

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
  readonly #replaceSpace: string;

  constructor(rules: NameRules) {
    this.#excluded = new Set([
      ...(pythonList(rules.excludelist ?? [], "excludelist") as string[]),
      ...alwaysExcluded,
    ]);
    this.#deleted = new Set([
      ...(pythonList(rules.deletechars ?? defaultDeletechars, "deletechars") as string[]),
      '"',
    ]);
    this.#withCase = caseOf(rules.case_sensitive);
    this.#replaceSpace = rules.replace_space ?? "_";
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
      if (this.#replaceSpace !== "") name = name.replaceAll(" ", this.#replaceSpace);
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

function caseOf(given: NameRules["case_sensitive"]): (name: string) => string {
  if (given === undefined || given === true) return (name) => name;
  if (given === false || String(given).startsWith("u")) return (name) => name.toUpperCase();
  if (String(given).startsWith("l")) return (name) => name.toLowerCase();
  throw new ValueError(
    `unrecognized case_sensitive value ${String(given)}. (true, false, "upper" or "lower")`,
  );
}

/** Python's `format % number` for the one conversion of a default name. */
export function numbered(format: string, number: number): string {
  const found = /%(0?)(\d*)[diu]/.exec(format);
  if (found === null) {
    throw new DTypeError("not all arguments converted during string formatting");
  }
  const [all, zero, width] = found;
  const digits = String(number).padStart(Number(width), zero === "0" ? "0" : " ");
  return (
    format.slice(0, found.index) +
    digits +
    format.slice(found.index + all.length)
  ).replaceAll("%%", "%");
}
