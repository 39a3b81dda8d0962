// How Python writes a string as a literal. Printing, dtype texts and error sentences share it, so
// that they read as NumPy's do. Nothing about arrays belongs here.

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

// Python escapes what str.isprintable() refuses: the categories Other and Separator, save the space.
const needsEscape = /[\\'\n\r\t]|(?! )[\p{C}\p{Z}]/gu;

function escapeCharacter(character: string): string {
  const known = escapes[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0)!;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

/** Python's `repr` of a string: single quotes, unless it holds one and no double quote. */
export function pyRepr(text: string): string {
  const double = text.includes("'") && !text.includes('"');
  const body = text.replace(needsEscape, (character) =>
    character === "'" ? (double ? "'" : "\\'") : escapeCharacter(character),
  );
  return double ? `"${body}"` : `'${body}'`;
}

/** Python's `repr` of a single value: None, True, nan, a number, a string; anything else as it is. */
export function pyValue(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "string") return pyRepr(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Number.isNaN(value)) return "nan";
  return String(value).replace("Infinity", "inf");
}

/** Python's name for the type of a plain value; see pythonType for all values. */
export function pyType(value: unknown): string {
  if (value === null || value === undefined) return "NoneType";
  if (Array.isArray(value)) return "list";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  const known: Readonly<Record<string, string>> = { string: "str", boolean: "bool", bigint: "int" };
  return known[typeof value] ?? "dict";
}

/** Python's `repr` of a tuple whose items are already written: `()`, `(3,)`, `(2, 3)`. */
export function pyTuple(items: readonly (string | number)[]): string {
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
}

/** Python's `repr` of bytes, given as text of the same codes: `b'a\\xff'`. */
export function pyBytes(codes: string): string {
  const quote = codes.includes("'") && !codes.includes('"') ? '"' : "'";
  const body = codes.replace(/[^ -~]|[\\']/g, (character) => {
    if (character === "'") return quote === "'" ? "\\'" : "'";
    return escapes[character] ?? escapeCharacter(character);
  });
  return `b${quote}${body}${quote}`;
}

/** Python's sentence for text that is not ASCII, where bytes are asked for. */
export function asciiRefusal(text: string): string {
  const characters = [...text];
  const first = characters.findIndex((one) => one > "\x7f");
  let last = first;
  while (last + 1 < characters.length && characters[last + 1]! > "\x7f") last += 1;
  const code = characters[first]!.codePointAt(0)!;
  const [letter, digits] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
  const what =
    first === last
      ? `character '\\${letter}${code.toString(16).padStart(Number(digits), "0")}' in position ${first}`
      : `characters in position ${first}-${last}`;
  return `'ascii' codec can't encode ${what}: ordinal not in range(128)`;
}

/** A value in an error's words, whatever it is: not everything can be made a string. */
export function shown(value: unknown): string {
  let text: string;
  try {
    text = typeof value === "string" ? pyRepr(value) : String(value);
  } catch {
    text = Object.prototype.toString.call(value);
  }
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Length in characters, as Python counts them: an astral character is one. */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xd800 && code < 0xdc00) {
      const next = text.charCodeAt(i + 1);
      if (next >= 0xdc00 && next < 0xe000) {
        length--;
        i++;
      }
    }
  }
  return length;
}
