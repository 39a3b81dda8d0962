// The header of a .npy file as bytes: magic string, version, and a Python dictionary with the keys descr,
// fortran_order and shape. Nothing here opens files, makes arrays, or allocates by what a header claims.
// The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

import { pyRepr, pyTuple } from "../core/py-repr.js";
import { pythonIndex, pythonRepr } from "../core/python-values.js";
import { ValueError } from "../memory/errors.js";
import { Dict, type Literal, literalRepr, parseLiteral, Tuple } from "./python-literal.js";
import { comparable } from "./text/arguments.js";

/** A format version: 1.0, 2.0 (longer headers) or 3.0 (names that are not latin-1). */
export type NpyVersion = readonly [major: number, minor: number];

/** `\x93NUMPY`, with which a .npy file begins. */
export const MAGIC_PREFIX: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Whether bytes begin as a .npy file does. */
export function isNpy(prefix: Uint8Array): boolean {
  return MAGIC_PREFIX.every((byte, i) => prefix[i] === byte);
}
/** Length of the magic string with the version. */
export const MAGIC_LEN = 8;
/** The data start at a multiple of this. */
export const ARRAY_ALIGN = 64;
/** Header length beyond which a file is not trusted, unless the caller says so. */
export const MAX_HEADER_SIZE = 10_000;
/** Room that lets the first axis grow in place to any length of 64 bits. */
export const GROWTH_AXIS_MAX_DIGITS = 21;

/** What a header says, not yet believed: the dtype is still Python's description. */
export interface NpyHeader {
  readonly version: NpyVersion;
  readonly descr: Literal;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Byte at which the data start, from where the header starts. */
  readonly dataOffset: number;
  /** What NumPy would warn of; null as a rule. */
  readonly warning: string | null;
}

/** Bytes, read one piece after the other: fewer than asked for at the end, never more. */
export interface ByteSource {
  read(length: number): Uint8Array;
}

function readExactly(source: ByteSource, length: number, what: string): Uint8Array {
  const bytes = source.read(length);
  if (bytes.length !== length) {
    throw new ValueError(
      `EOF: reading ${what}, expected ${length} bytes got ${bytes.length}; the file is cut short`,
    );
  }
  return bytes;
}

/**
 * Reads the magic string and version.
 *
 * @throws ValueError where there is another string, or the end.
 */
export function readMagic(source: ByteSource): NpyVersion {
  const bytes = readExactly(source, MAGIC_LEN, "magic string");
  if (!MAGIC_PREFIX.every((byte, i) => bytes[i] === byte)) {
    throw new ValueError(
      `the magic string is not correct; expected ${bytesRepr(MAGIC_PREFIX)}, got ` +
        `${bytesRepr([...bytes.subarray(0, 6)])}; the file is not a .npy file`,
    );
  }
  return [bytes[6]!, bytes[7]!];
}

function bytesRepr(bytes: readonly number[]): string {
  const text = bytes.map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x5c && byte !== 0x27
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, "0")}`,
  );
  return `b'${text.join("")}'`;
}

/**
 * The magic string of a version, as `numpy.lib.format.magic`.
 *
 * @throws ValueError for a version that is not two numbers below 256
 * @example
 * ```ts
 * np.lib.format.magic(1, 0).length; // => 8
 * ```
 */
export function magic(major: number, minor: number): Uint8Array {
  for (const [name, value] of [
    ["major", major],
    ["minor", minor],
  ] as const) {
    const number = comparable(value, name);
    if (number < 0 || number > 255) {
      throw new ValueError(`${name} version must be 0 <= ${name} < 256 (got ${pythonRepr(value)})`);
    }
  }
  const version = [pythonIndex(major, "major"), pythonIndex(minor, "minor")];
  return Uint8Array.from([...MAGIC_PREFIX, ...version]);
}

interface VersionForm {
  readonly lengthBytes: 2 | 4;
  readonly encoding: "latin1" | "utf8";
}

const forms: Readonly<Record<string, VersionForm>> = {
  "1,0": { lengthBytes: 2, encoding: "latin1" },
  "2,0": { lengthBytes: 4, encoding: "latin1" },
  "3,0": { lengthBytes: 4, encoding: "utf8" },
};

/** @throws ValueError for a version that there is not; null is the oldest that will do */
export function checkVersion(version: NpyVersion | null): void {
  if (version !== null) formOf(version);
}

function formOf(version: NpyVersion): VersionForm {
  const form = Array.isArray(version) ? forms[version.join(",")] : undefined;
  if (form === undefined) {
    const shown = typeof version === "string" ? version : pythonRepr(version);
    throw new ValueError(
      `we only support format version (1,0), (2,0), and (3,0), not ${Array.isArray(version) ? pyTuple(version.map(pythonRepr)) : shown}`,
    );
  }
  return form;
}

/**
 * Reads a whole header; the next byte of the source is then the first of the data.
 *
 * @throws ValueError in NumPy's words for everything that a header must not be.
 */
export function readHeader(source: ByteSource, maxHeaderSize: number = MAX_HEADER_SIZE): NpyHeader {
  return readHeaderAfterMagic(source, readMagic(source), maxHeaderSize);
}

/** As readHeader, where the magic string has been read. */
export function readHeaderAfterMagic(
  source: ByteSource,
  version: NpyVersion,
  maxHeaderSize: number,
): NpyHeader {
  const { lengthBytes, encoding } = formOf(version);
  const bytes = readExactly(source, lengthBytes, "array header length");
  let length = 0;
  for (let i = lengthBytes - 1; i >= 0; i--) length = length * 256 + bytes[i]!;
  // utf-8 takes at most 4 bytes for a character: what is surely too long is not even read
  if (length > maxHeaderSize * (encoding === "utf8" ? 4 : 1)) throw tooLarge(length, maxHeaderSize);
  const text = decode(readExactly(source, length, "array header"), encoding);
  const characters = encoding === "utf8" ? countCodePoints(text) : text.length;
  if (characters > maxHeaderSize) throw tooLarge(characters, maxHeaderSize);
  return { ...interpret(text, version), version, dataOffset: MAGIC_LEN + lengthBytes + length };
}

function tooLarge(length: number, limit: number): ValueError {
  return new ValueError(
    `Header info length (${length}) is large and may not be safe to load securely.\n` +
      "To allow loading, adjust `max_header_size` or fully trust the `.npy` file using " +
      "`allow_pickle=True`.\nFor safety against large resource use or crashes, sandboxing may be " +
      `necessary. (max_header_size is ${limit})`,
  );
}

function decode(bytes: Uint8Array, encoding: "latin1" | "utf8"): string {
  if (encoding === "utf8") {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (error) {
      throw new ValueError("'utf-8' codec can't decode the header: it is not UTF-8", {
        cause: error,
      });
    }
  }
  let text = ""; // TextDecoder's "latin1" is windows-1252
  for (let i = 0; i < bytes.length; i += 4096) {
    text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  }
  return text;
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

const PYTHON2_WARNING =
  "Reading `.npy` or `.npz` file required additional header parsing as it was created on Python 2. " +
  "Save the file again to speed up loading and avoid this warning.";

type Interpreted = Omit<NpyHeader, "version" | "dataOffset">;

function interpret(text: string, version: NpyVersion): Interpreted {
  const { value, hadLongSuffix } = parse(text, version);
  if (!(value instanceof Dict)) {
    throw new ValueError(`Header is not a dictionary: ${shown(value)}`);
  }
  const descr = value.get("descr");
  const fortranOrder = value.get("fortran_order");
  const shape = value.get("shape");
  if (
    descr === undefined ||
    fortranOrder === undefined ||
    shape === undefined ||
    value.entries.size !== 3
  ) {
    const keys = value.keys.map(literalRepr).sort();
    throw new ValueError(
      `Header does not contain the correct keys: ${cut(`[${keys.join(", ")}]`)}; ` +
        "they must be descr, fortran_order and shape",
    );
  }
  const lengths = shapeOf(shape);
  if (typeof fortranOrder !== "boolean") {
    throw new ValueError(`fortran_order is not a valid bool: ${shown(fortranOrder)}`);
  }
  return { descr, fortranOrder, shape: lengths, warning: hadLongSuffix ? PYTHON2_WARNING : null };
}

function parse(text: string, version: NpyVersion): { value: Literal; hadLongSuffix: boolean } {
  try {
    const parsed = parseLiteral(text);
    if (parsed.hadLongSuffix && version[0] > 2) throw new ValueError("an integer ends in L");
    return parsed;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ValueError(`Cannot parse header: ${cut(pyRepr(text))}: ${why}`, { cause: error });
  }
}

function shapeOf(shape: Literal): readonly number[] {
  if (!(shape instanceof Tuple) || !shape.items.every(isInteger)) {
    throw new ValueError(`shape is not valid: ${shown(shape)}; it must be a tuple of integers`);
  }
  if (shape.items.length > 64) {
    throw new ValueError(
      `maximum supported dimension for an ndarray is currently 64, found ${shape.items.length}`,
    );
  }
  return shape.items.map((item) => {
    const length = Number(item);
    if (!Number.isSafeInteger(length) || length < 0) {
      const why = length < 0 ? "negative dimensions are not allowed" : "array is too big";
      throw new ValueError(`shape is not valid: ${shown(shape)}; ${why}`);
    }
    return length;
  });
}

// Python's bool is an int
function isInteger(value: Literal): value is bigint | boolean {
  return typeof value === "bigint" || typeof value === "boolean";
}

function shown(value: Literal): string {
  return cut(literalRepr(value));
}

/** Hostile headers are long; errors are not. */
function cut(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** What is written into a header; `descr` is the dtype's as Python writes it (see descrRepr). */
export interface HeaderFacts {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** A header as bytes, ready to be followed by the data. */
export interface FormattedHeader {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly version: NpyVersion;
  /** What NumPy warns of when it chooses a version that old readers do not know; null as a rule. */
  readonly warning: string | null;
}

/**
 * Writes a header, byte for byte as NumPy does: spare room for the growing axis to become longer in place,
 * and padding so that the data start at a multiple of 64.
 *
 * @param version the version to use; without it, the oldest that can hold the header.
 * @throws ValueError when the header does not fit the version.
 */
export function formatHeader(
  facts: HeaderFacts,
  version: NpyVersion | null = null,
): FormattedHeader {
  const { descr, fortranOrder, shape } = facts;
  const growing = shape[fortranOrder ? shape.length - 1 : 0];
  const spare = growing === undefined ? 0 : GROWTH_AXIS_MAX_DIGITS - String(growing).length;
  const text =
    `{'descr': ${descr}, 'fortran_order': ${fortranOrder ? "True" : "False"}, ` +
    `'shape': ${pyTuple(shape)}, }${" ".repeat(Math.max(0, spare))}`;
  if (version !== null) return { bytes: wrap(text, version), version, warning: null };
  return wrapInOldest(text);
}

function wrapInOldest(text: string): FormattedHeader {
  if (!isLatin1(text)) {
    return {
      bytes: wrap(text, [3, 0]),
      version: [3, 0],
      warning: "Stored array in format 3.0. It can only be read by NumPy >= 1.17",
    };
  }
  try {
    return { bytes: wrap(text, [1, 0]), version: [1, 0], warning: null };
  } catch {
    return {
      bytes: wrap(text, [2, 0]),
      version: [2, 0],
      warning: "Stored array in format 2.0. It can only be read by NumPy >= 1.9",
    };
  }
}

function isLatin1(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is latin-1's
  return /^[\x00-\xff]*$/.test(text);
}

function wrap(text: string, version: NpyVersion): Uint8Array<ArrayBuffer> {
  const { lengthBytes, encoding } = formOf(version);
  const encoded = encode(text, encoding, version);
  const before = MAGIC_LEN + lengthBytes;
  const unpadded = encoded.length + 1; // and a line feed at the end
  const length = unpadded + ARRAY_ALIGN - ((before + unpadded) % ARRAY_ALIGN);
  if (length >= 256 ** lengthBytes) {
    throw new ValueError(`Header length ${unpadded} too big for version=${pyTuple(version)}`);
  }
  const bytes = new Uint8Array(before + length).fill(0x20);
  bytes.set(magic(version[0], version[1]));
  for (let i = 0, rest = length; i < lengthBytes; i++, rest = Math.floor(rest / 256)) {
    bytes[MAGIC_LEN + i] = rest % 256;
  }
  bytes.set(encoded, before);
  bytes[bytes.length - 1] = 0x0a;
  return bytes;
}

function encode(text: string, encoding: "latin1" | "utf8", version: NpyVersion): Uint8Array {
  const unfit = (codec: string) =>
    new ValueError(
      `'${codec}' codec can't encode a field name for version=${pyTuple(version)} of the format`,
    );
  if (encoding === "utf8") {
    if (/\p{Surrogate}/u.test(text)) throw unfit("utf-8");
    return new TextEncoder().encode(text);
  }
  if (!isLatin1(text)) throw unfit("latin-1");
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
