// Lines cut into fields as genfromtxt cuts them: at a text, at white space, or at fixed widths.

import { Complex } from "../../core/complex.js";
import { NDArray } from "../../core/ndarray.js";
import {
  pythonIndex,
  pythonInt,
  pythonList,
  pythonText,
  pythonType,
} from "../../core/python-values.js";
import { DTypeError, ValueError } from "../../memory/errors.js";
import { splitAtSpace, strip, stripOf } from "./spaces.js";

/** Where fields end: a text between them, one width, or a width for each; null for white space. */
export type Delimiter = string | Uint8Array | number | readonly number[] | null;

/** A function that cuts lines. @throws TypeError, ValueError for what neither separates nor is a width */
export function lineSplitter(
  delimiter: Delimiter,
  comments: unknown,
  autostrip: boolean,
): (line: string) => string[] {
  const cut = cutterOf(delimiter);
  return (line) => {
    const at = comments === null ? -1 : commentIn(line, comments);
    const fields = cut(at < 0 ? line : line.slice(0, at));
    return autostrip ? fields.map(strip) : fields;
  };
}

/** Where a comment begins. @throws TypeError, ValueError for what marks none */
function commentIn(line: string, comments: unknown): number {
  if (typeof comments !== "string") {
    throw new DTypeError(`must be str or None, not ${pythonType(comments)} (comments)`);
  }
  if (comments === "") throw new ValueError("empty separator (comments)");
  return line.indexOf(comments);
}

function cutterOf(delimiter: Delimiter): (line: string) => string[] {
  const separator = delimiter instanceof Uint8Array ? pythonText(delimiter) : delimiter;
  if (separator === null || typeof separator === "string") return separatedBy(separator ?? "");
  if (typeof separator === "object" && !(separator instanceof Complex)) return cutAt(separator);
  const width = Number(pythonInt(separator));
  return width === 0 ? separatedBy("") : cutEvery(width);
}

/** Fields between separators; without one, between white space. */
function separatedBy(separator: string): (line: string) => string[] {
  return (line) => {
    const text = stripOf(line, " \r\n");
    if (text === "") return [];
    return separator === "" ? splitAtSpace(text) : text.split(separator);
  };
}

function cutEvery(width: number): (line: string) => string[] {
  return (line) => {
    const text = stripOf(line, "\r\n");
    const fields: string[] = [];
    // of a negative width nothing is left
    for (let at = 0; width > 0 && at < text.length; at += width) {
      fields.push(text.slice(at, at + width));
    }
    return fields;
  };
}

function cutAt(widths: unknown): (line: string) => string[] {
  if (widths instanceof NDArray && widths.ndim === 0) {
    throw new DTypeError("iteration over a 0-d array (delimiter)");
  }
  const ends: number[] = [];
  let end = 0;
  for (const width of pythonList(widths, "delimiter")) {
    end += pythonIndex(width, "delimiter");
    ends.push(end);
  }
  return (line) => {
    if (line === "") return [];
    return ends.map((to, i) => line.slice(i === 0 ? 0 : ends[i - 1], to));
  };
}
