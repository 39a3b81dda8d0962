// dtype strings: `float64`, `<f8`, `U10`, and the items of a comma string, `i4, (2,3)f8`. Only the
// grammar; whoever calls applies shapes and places fields.

import { parseUnitSuffix } from "./datetime-unit.js";
import { type ByteOrder, characterDType, type DType, scalarDType } from "./dtype-class.js";
import { DTypeError, ValueError } from "./errors.js";
import { pyRepr } from "./py-repr.js";
import {
  nativeOrder,
  scalarTypeByCode,
  scalarTypeByName,
  scalarTypeBySpelling,
  scalarTypes,
  unsupportedTypes,
} from "./scalar-types.js";
import { warnOnce } from "./warn.js";

/** One item: the element's name, and how often it repeats. */
export interface ItemParts {
  readonly name: string;
  /** A repeat count, a shape, or null where there is none. */
  readonly shape: number | readonly number[] | null;
}

/** The items of a string with commas outside of shapes and units, or null where it has none. */
export function splitItems(spec: string): string[] | null {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < spec.length; i++) {
    const character = spec[i]!;
    if (character === "(" || character === "[") depth++;
    else if (character === ")" || character === "]") depth--;
    else if (character === "," && depth === 0) {
      items.push(spec.slice(start, i));
      start = i + 1;
    }
  }
  if (items.length === 0) return null;
  // "i4," is a record of one field, as Python's (x,) is a tuple of one; the machine's own order says nothing
  if (!/^[<|=]?$/.test(spec.slice(start).trim())) items.push(spec.slice(start));
  return items.map((item) => item.trim());
}

// An order, a repeat count or shape, an order again, and the name.
const itemPattern =
  /^([<>|=]?)(?:(\d+)|(\([\d, ]*\))) *([<>|=]?)([A-Za-z\d?][A-Za-z\d.?]*(?:\[[^\]]*\])?)?$/;

// What a name in a comma string may look like, whether there is such a dtype or not.
const namePattern = /^[<>|=]?[A-Za-z\d.?]+(?:\[[^\]]*\])?$/;

/** Reads one item. `spec` is the whole string and `position` the item's, for the error. */
export function parseItem(item: string, spec: string, position: number): ItemParts {
  if (!/^[<>|=]?[\d(]/.test(item)) {
    if (item !== spec && !namePattern.test(item)) throw notRecognized(spec, position);
    return { name: item, shape: null };
  }
  const match = itemPattern.exec(item);
  const shape = match === null ? null : readShape(match[2], match[3], item === spec);
  if (match === null || shape === null) throw notRecognized(spec, position);
  // only behind a shape may an element repeat once more
  const name = match[5] ?? "";
  if (match[2] !== undefined && /^\d/.test(name)) throw notRecognized(spec, position);
  return { name: `${oneOrder(match[1]!, match[4]!)}${name}`, shape };
}

function notRecognized(spec: string, position: number): ValueError | DTypeError {
  return splitItems(spec) !== null || /^[<>|=]?(\d|\((?! *\d+ *\)))/.test(spec)
    ? new ValueError(`format number ${position} of ${JSON.stringify(spec)} is not recognized`)
    : notUnderstood(spec);
}

function oneOrder(outer: string, inner: string): string {
  if (outer === "" || inner === "") return outer || inner;
  const known = (order: string) => (order === "=" ? nativeOrder : order);
  if (known(outer) !== known(inner)) {
    throw new ValueError(`inconsistent byte-order specification ${outer} and ${inner}`);
  }
  return inner;
}

function readShape(
  count: string | undefined,
  tuple: string | undefined,
  alone: boolean,
): number | readonly number[] | null {
  // Python's numbers have no zeros in front
  if (/(?<!\d)0+[1-9]/.test(count ?? tuple!)) return null;
  if (count !== undefined) return Number(count);
  const items = tuple!.slice(1, -1).split(",");
  // Python's rule: one number makes a tuple only with a comma after it. NumPy still takes it inside a list.
  const last = items.at(-1)!.trim();
  if (last === "") items.pop();
  else if (items.length === 1) {
    if (alone || !/^ *\d+ *$/.test(items[0]!)) return null;
    warnOnce(
      "DeprecationWarning",
      'Passing in a parenthesized single number for repeats is deprecated; pass either a single number or indicate a tuple with a comma, like "(2,)".',
    );
    return Number(items[0]);
  }
  return items.every((text) => /^ *\d+ *$/.test(text)) ? items.map(Number) : null;
}

function notUnderstood(name: string): DTypeError {
  const unsupported = unsupportedTypes.get(name.replace(/^[<>|=]/, "").replace(/\[.*\]$/, ""));
  const known = scalarTypes.map((row) => row.name).join(", ");
  return unsupported === undefined
    ? new DTypeError(`data type ${pyRepr(name)} not understood; strided has ${known}`)
    : new DTypeError(
        `data type ${pyRepr(name)} not understood: strided has no ${unsupported}; it has ${known}`,
      );
}

const bytesPerCharacter = 4;
const largestItemsize = 2 ** 31 - 1;

/** Reads a name (`float64`), a character (`d`) or a code (`<f8`, `U10`). */
export function parseName(name: string): DType {
  const row = scalarTypeBySpelling.get(name);
  if (row !== undefined) return scalarDType(row.name);
  const ordered = /^[<>|=]/.test(name);
  const timed = parseTimed(name);
  if (timed !== null) return timed;
  const dtype = parseCode(ordered ? name.slice(1) : name, ordered ? (name[0] as ByteOrder) : "=");
  if (dtype === null) throw notUnderstood(name);
  return dtype;
}

/** A datetime64 or timedelta64 with what it counts: `M8[D]`, `>m8[25s]`, `datetime64[ns]`; null for anything else. */
function parseTimed(name: string): DType | null {
  const match = /^(?:([<>|=]?)([Mm])8|(datetime|timedelta)64)(.*)$/s.exec(name);
  if (match === null) return null;
  const [, order, letter, word, suffix] = match;
  const typeName = letter === "M" || word === "datetime" ? "datetime64" : "timedelta64";
  const unit = parseUnitSuffix(suffix!);
  return scalarDType(typeName, (order || "=") as ByteOrder, undefined, unit);
}

function parseCode(code: string, order: ByteOrder): DType | null {
  if (code === "c") return characterDType;
  // A single letter may follow a byte order ("<d"), a whole name may not ("<float64").
  const row = code.length === 1 ? scalarTypeBySpelling.get(code) : undefined;
  if (row !== undefined) return scalarDType(row.name, order);
  const match = /^([a-zA-Z])([ +]?\d+)$/.exec(code);
  if (match === null) return null;
  const length = Number(match[2]);
  const sized = scalarTypeByCode.get(`${match[1]}${length}`);
  if (sized !== undefined) return scalarDType(sized.name, order);
  const flexible = scalarTypeBySpelling.get(match[1]!);
  if (flexible === undefined || scalarTypeByName.get(flexible.name)!.itemsize !== 0) return null;
  const itemsize = flexible.kind === "U" ? length * bytesPerCharacter : length;
  return itemsize > largestItemsize ? null : scalarDType(flexible.name, order, itemsize);
}
