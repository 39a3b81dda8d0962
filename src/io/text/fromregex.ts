// np.fromregex: records from the matches of a regular expression in a text.

import { arrayFromValues } from "../../array/convert.js";
import { viewAs } from "../../array/reinterpret.js";
import { type DType, type DTypeLike, dtype as toDType } from "../../core/dtype.js";
import type { NDArray } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import { asciiRefusal } from "../../core/py-repr.js";
import type { ResolveDType } from "../../core/types.js";
import { DTypeError, IndexError, ValueError } from "../../memory/errors.js";
import { refuseEncoding } from "./options.js";
import { fileKind, linesOf, type TextFile, withText } from "./sources.js";
import { recordsOf } from "./table-records.js";

/** What `np.fromregex` takes beside file, expression and dtype. */
export interface FromregexOptions {
  /** Of the text; UTF-8 without it (latin-1 of bytes). */
  readonly encoding?: string | null | undefined;
}

/**
 * An array of records, one for each match of a regular expression in a text: each group is a field. A new array: a
 * copy.
 *
 * @param regexp an expression of JavaScript's, or one as text (Python's `(?P<name>…)` is understood).
 * @param dtype a structured dtype with a field for each group.
 * @throws TypeError for a dtype without fields.
 * @throws ValueError for a group that its field can't be read from.
 * @throws FileError when the file can't be read.
 *
 * @example
 * ```ts
 * const text = new TextEncoder().encode("1312 foo\n1534  bar\n444   qux");
 * np.fromregex(text, /(\d+)\s+(...)/, [["num", "i8"], ["key", "S3"]]).field("num"); // => [1312 1534 444]
 * np.fromregex(text, /\d+/, "i8"); // => DTypeError
 * ```
 */
export function fromregex<const T extends DTypeLike>(
  file: TextFile,
  regexp: string | RegExp,
  dtype: T,
  given?: FromregexOptions,
): NDArray<ResolveDType<T>> {
  const { encoding = null } = options<FromregexOptions>("fromregex", given, ["encoding"]);
  refuseEncoding(file, encoding);
  return withText(file, encoding, notAFile, (source) => {
    const wanted = toDType(dtype) as DType;
    if (wanted.names === null) {
      throw new DTypeError(`dtype must be a structured datatype. (got ${String(wanted)})`);
    }
    const parts: string[] = [];
    if (source.byLine) for (const line of linesOf(source)) parts.push(line);
    else for (let one = source.next(); one !== null; one = source.next()) parts.push(one);
    return matches(parts.join(""), expressionOf(regexp), wanted);
  }) as NDArray<ResolveDType<T>>;
}

function notAFile(file: unknown): DTypeError {
  const kind = fileKind(file).replace(/^<class '|'>$/g, "");
  return new DTypeError(`expected str, bytes or os.PathLike object, not ${kind}`);
}

function expressionOf(regexp: unknown): RegExp {
  if (regexp instanceof RegExp) {
    return regexp.global ? regexp : new RegExp(regexp.source, `${regexp.flags}g`);
  }
  if (regexp instanceof Uint8Array) {
    throw new DTypeError("cannot use a bytes pattern on a string-like object");
  }
  if (typeof regexp !== "string") {
    throw new DTypeError("first argument must be string or compiled pattern");
  }
  try {
    return new RegExp(translated(regexp), "gu");
  } catch (error) {
    throw new ValueError(
      `the regular expression is none: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

// Python's classes are Unicode's, JavaScript's ASCII's
const classes: Readonly<Record<string, string>> = {
  w: "\\p{L}\\p{N}_",
  d: "\\p{Nd}",
};

/** An expression of Python's in JavaScript's words: named groups, and what \\w and \\d stand for. */
function translated(regexp: string): string {
  let inClass = false;
  return regexp.replace(
    /\\([\s\S])|\(\?P<|\(\?P=(\w+)\)|[[\]]/g,
    (all: string, escaped?: string, name?: string) => {
      if (all === "(?P<") return "(?<";
      if (name !== undefined) return `\\k<${name}>`;
      if (escaped === undefined) {
        inClass = all === "[";
        return all;
      }
      const letters = classes[escaped];
      if (letters !== undefined) return inClass ? letters : `[${letters}]`;
      const others = classes[escaped.toLowerCase()];
      if (others !== undefined && !inClass) return `[^${others}]`;
      // with the u flag JavaScript refuses escapes that Python takes
      return /[A-Za-z0-9^$\\.*+?()[\]{}|/-]/.test(escaped) ? all : escaped;
    },
  );
}

function matches(text: string, expression: RegExp, dtype: DType): NDArray {
  const found = [...text.matchAll(expression)];
  const groups = found.length === 0 ? 0 : found[0]!.length - 1;
  if (found.length > 0 && groups <= 1) {
    // one group, or none: values, not records
    const [name] = dtype.names!;
    if (name === undefined)
      throw new IndexError("tuple index out of range (the dtype has no fields)");
    const first = dtype.fields!.get(name)!.dtype;
    const values = found.map((match) => match[groups] ?? "");
    for (const value of values) refuseBytes(value, first);
    // of a field that is a record each field is the text
    const items = first.names === null ? values : values.map((one) => first.names!.map(() => one));
    return viewAs(arrayFromValues(items, first, "C"), dtype);
  }
  const names = dtype.names!;
  if (found.length > 0 && groups !== names.length) {
    throw new ValueError(
      `could not assign tuple of length ${groups} to structure with ${names.length} fields.`,
    );
  }
  const rows = found.map((match) => match.slice(1).map((group) => group ?? ""));
  for (const row of rows) {
    row.forEach((value, i) => {
      refuseBytes(value, dtype.fields!.get(names[i]!)!.dtype);
    });
  }
  return recordsOf(rows, dtype);
}

/** @throws ValueError for a text that is to be bytes and is not ASCII */
function refuseBytes(value: string, dtype: DType): void {
  const { base } = dtype;
  for (const { dtype: inner } of base.fields?.values() ?? []) refuseBytes(value, inner);
  if (base.kind === "S" && /[^\0-\x7f]/.test(value)) throw new ValueError(asciiRefusal(value));
}
