// Lines cut into fields as genfromtxt cuts them: at a text, at white space, or at fixed widths.

import { pythonType } from "../../core/python-values.js";
import { DTypeError } from "../../memory/errors.js";
import { splitAtSpace, strip, stripOf } from "./spaces.js";

/** Where fields end: a text between them, one width, or a width for each; null for white space. */
export type Delimiter = string | number | readonly number[] | null;

/** A function that cuts lines. */
export function lineSplitter(
  delimiter: Delimiter,
  comments: string | null,
  autostrip: boolean,
): (line: string) => string[] {
  const cut = cutterOf(delimiter);
  return (line) => {
    const at = comments === null ? -1 : findComment(line, comments);
    const fields = cut(at < 0 ? line : line.slice(0, at));
    return autostrip ? fields.map(strip) : fields;
  };
}

/** Where a comment begins. @throws ValueError for an empty mark */
export function findComment(line: string, comments: string): number {
  return line.indexOf(comments);
}

function cutterOf(delimiter: Delimiter): (line: string) => string[] {
  if (delimiter === null || delimiter === "" || delimiter === 0) {
    return (line) => {
      const text = stripOf(line, " \r\n");
      return text === "" ? [] : splitAtSpace(text);
    };
  }
  if (typeof delimiter === "string") {
    return (line) => {
      const text = stripOf(line, " \r\n");
      return text === "" ? [] : text.split(delimiter);
    };
  }
  if (typeof delimiter === "number") {
    const width = Math.trunc(delimiter);
    return (line) => {
      const text = stripOf(line, "\r\n");
      const fields: string[] = [];
      for (let at = 0; at < text.length; at += width) fields.push(text.slice(at, at + width));
      return fields;
    };
  }
  if (!Array.isArray(delimiter)) {
    throw new DTypeError(
      `int() argument must be a string, a bytes-like object or a real number, not '${pythonType(delimiter)}'`,
    );
  }
  const ends: number[] = [];
  let end = 0;
  for (const width of delimiter) {
    end += Number(width);
    ends.push(end);
  }
  return (line) => {
    if (line === "") return [];
    return ends.map((to, i) => line.slice(i === 0 ? 0 : ends[i - 1], to));
  };
}
