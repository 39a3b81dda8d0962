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

/** Whether a string is read as items: it begins with a count or a shape, or has a comma outside of a unit. */
function hasItems(spec: string): boolean {
  if (spec.replace(/\[[^\]]*\]/g, "").includes(",")) return true;
  // a number alone in parentheses makes no tuple; NumPy takes it beside other items only
  return /^[<>|=]?(?:\d|\((?! *\d+ *\)))/.test(spec);
}

// An order, a repeat count or shape (which takes commas and blanks in), an order again, and the name.
const itemPattern = /([<>|=]?)( *\(?[\d ,]*\)? *)([<>|=]?)([A-Za-z\d.?]*(?:\[[A-Za-z\d,.]*\])?)/y;
const separator = /\s*,\s*/y;

/** The items of a string, and whether they are the fields of a record; null for a single name. */
export function readItems(spec: string): { items: ItemParts[]; isRecord: boolean } | null {
  if (!hasItems(spec)) return null;
  const items: ItemParts[] = [];
  let isRecord = false;
  for (let at = 0; at < spec.length; ) {
    itemPattern.lastIndex = at;
    const [whole, outer, repeats, inner, name] = itemPattern.exec(spec) as unknown as string[];
    at += whole!.length;
    if (/^\s+$/.test(spec.slice(at))) at = spec.length;
    if (at < spec.length) {
      separator.lastIndex = at;
      const found = separator.exec(spec);
      if (found === null) throw notRecognized(spec, items.length + 1);
      at += found[0].length;
      isRecord = true;
    }
    const order = oneOrder(outer!, inner!);
    const shape = repeats === "" ? null : readShape(repeats!);
    if (shape === undefined) throw notRecognized(spec, items.length + 1);
    items.push({ name: `${order === ">" ? order : ""}${name}`, shape });
  }
  const last = items.at(-1)!;
  // as behind a comma at the end, there is nothing more
  if (isRecord && items.length > 1 && last.name === "" && last.shape === null) items.pop();
  return { items, isRecord };
}

function notRecognized(spec: string, position: number): ValueError {
  return new ValueError(`format number ${position} of ${JSON.stringify(spec)} is not recognized`);
}

function oneOrder(outer: string, inner: string): string {
  if (outer === "" || inner === "") return outer || inner;
  const known = (order: string) => (order === "=" ? nativeOrder : order);
  if (known(outer) !== known(inner)) {
    throw new ValueError(`inconsistent byte-order specification ${outer} and ${inner}`);
  }
  return inner;
}

/** A count or shape as Python reads it: one number makes a tuple only with a comma. Undefined where it is neither. */
function readShape(text: string): number | readonly number[] | undefined {
  const found = /^ *(\()?([\d ,]*)(\))? *$/.exec(text);
  if (found === null || (found[1] === undefined) !== (found[3] === undefined)) return undefined;
  const inside = found[1] !== undefined;
  const parts = found[2]!.split(",");
  const isTuple = parts.length > 1;
  if (parts.at(-1)!.trim() === "") parts.pop();
  if (parts.length === 0) return inside && !isTuple ? [] : undefined;
  // Python's numbers have no zeros in front
  if (!parts.every((part) => /^ *(?:0+|[1-9]\d*) *$/.test(part))) return undefined;
  if (isTuple) return parts.map(Number);
  if (inside) {
    warnOnce(
      "DeprecationWarning",
      'Passing in a parenthesized single number for repeats is deprecated; pass either a single number or indicate a tuple with a comma, like "(2,)".',
    );
  }
  return Number(parts[0]);
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
