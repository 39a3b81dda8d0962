// Text encodings under Python's names: bytes to text piece by piece, and text to bytes. Errors are worded as
// Python words them. Files and lines are not known here.

import { pythonType } from "../../core/python-values.js";
import { unfinished, utf8Refusal } from "../../core/utf8.js";
import { DTypeError, ValueError } from "../../memory/errors.js";

/** Decodes pieces of a text in order; the last piece is marked, so that half a character is an error. */
export interface PieceDecoder {
  decode(bytes: Uint8Array, last: boolean): string;
}

const aliases: Readonly<Record<string, string>> = {
  utf8: "utf-8",
  u8: "utf-8",
  utf: "utf-8",
  latin1: "latin-1",
  latin: "latin-1",
  l1: "latin-1",
  iso88591: "latin-1",
  "88591": "latin-1",
  cp819: "latin-1",
  ascii: "ascii",
  usascii: "ascii",
  "646": "ascii",
  utf8sig: "utf-8-sig",
  utf16: "utf-16",
  u16: "utf-16",
  utf16le: "utf-16-le",
  utf16be: "utf-16-be",
};

/** Python's own name for an encoding, as its errors use it; unknown names as they are. */
function canonical(encoding: string): string {
  return aliases[encoding.toLowerCase().replace(/[-_ ]/g, "")] ?? encoding.toLowerCase();
}

/**
 * A decoder for an encoding.
 *
 * @throws ValueError for an encoding that is not known
 */
export function decoderOf(encoding: string): PieceDecoder {
  if (typeof encoding !== "string") {
    throw new DTypeError(`decode() argument 'encoding' must be str, not ${pythonType(encoding)}`);
  }
  if (encoding.includes("\0")) throw new ValueError("embedded null character (in an encoding)");
  const name = canonical(encoding);
  if (name === "latin-1") return { decode: latin1Text };
  if (name === "ascii") return { decode: asciiText };
  if (name === "utf-8") return utf8Decoder();
  const label = name === "utf-8-sig" ? "utf-8" : name === "utf-16" ? "utf-16le" : name;
  const keepsMark = !["utf-8-sig", "utf-16"].includes(name);
  let inner: InstanceType<typeof TextDecoder>;
  try {
    inner = new TextDecoder(label.replace(/^utf-16-/, "utf-16"), {
      fatal: true,
      ignoreBOM: keepsMark,
    });
  } catch (error) {
    throw new ValueError(`unknown encoding: ${encoding}`, { cause: error });
  }
  return {
    decode(bytes, last) {
      try {
        return inner.decode(bytes, { stream: !last });
      } catch (error) {
        throw new ValueError(`'${name}' codec can't decode the bytes: they are not ${name}`, {
          cause: error,
        });
      }
    },
  };
}

function latin1Text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

function asciiText(bytes: Uint8Array): string {
  const at = bytes.findIndex((byte) => byte >= 0x80);
  if (at >= 0) {
    throw new ValueError(
      `'ascii' codec can't decode byte ${hex(bytes[at]!)} in position ${at}: ordinal not in range(128)`,
    );
  }
  return latin1Text(bytes);
}

const hex = (byte: number) => `0x${byte.toString(16).padStart(2, "0")}`;

function utf8Decoder(): PieceDecoder {
  const inner = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let before = 0;
  let tail: Uint8Array = new Uint8Array(0);
  return {
    decode(bytes, last) {
      try {
        const text = inner.decode(bytes, { stream: !last });
        before += bytes.length;
        const ending = bytes.length >= 3 ? bytes.subarray(-3) : Buffer.concat([tail, bytes]);
        tail = ending.slice(ending.length - unfinished(ending));
        return text;
      } catch (error) {
        // a sequence may have begun in the piece before
        const all = tail.length === 0 ? bytes : Buffer.concat([tail, bytes]);
        const sentence = utf8Refusal(all, before - tail.length);
        throw new ValueError(`${sentence}; give the encoding of the text`, { cause: error });
      }
    },
  };
}

/** The bytes of one whole text; of none, Python does not look for the encoding. */
export function decodeAll(bytes: Uint8Array, encoding: string): string {
  if (bytes.length === 0) return "";
  return decoderOf(encoding).decode(bytes, true);
}

const limits: Readonly<Record<string, number>> = { "latin-1": 256, ascii: 128 };

/**
 * A text as bytes.
 *
 * @throws ValueError for an encoding that is not known, or a character that it does not have
 */
export function encodeText(text: string, encoding: string): Uint8Array {
  const name = canonical(encoding);
  const limit = limits[name];
  if (limit !== undefined) {
    refuseBeyond(text, limit, name);
    return Buffer.from(text, "latin1");
  }
  if (name === "utf-8") {
    refuseSurrogates(text);
    return Buffer.from(text, "utf8");
  }
  if (name === "utf-16-le") return Buffer.from(text, "utf16le");
  if (name === "utf-16-be") return Buffer.from(text, "utf16le").swap16();
  throw new ValueError(
    `unknown encoding: ${encoding} (strided writes utf-8, latin1, ascii, utf-16-le and utf-16-be)`,
  );
}

function refuseBeyond(text: string, limit: number, name: string): void {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) < limit) continue;
    const isBeyond = (one: string) => one.codePointAt(0)! >= limit;
    throw cannotEncode([...text], isBeyond, name, `ordinal not in range(${limit})`);
  }
}

function refuseSurrogates(text: string): void {
  if (!/\p{Surrogate}/u.test(text)) return;
  throw cannotEncode(
    [...text],
    (one) => /\p{Surrogate}/u.test(one),
    "utf-8",
    "surrogates not allowed",
  );
}

/** Python's refusal, which names the first characters that stand one after the other. */
function cannotEncode(
  characters: readonly string[],
  isWrong: (character: string) => boolean,
  name: string,
  why: string,
): ValueError {
  const first = characters.findIndex(isWrong);
  let last = first;
  while (last + 1 < characters.length && isWrong(characters[last + 1]!)) last += 1;
  const one = `character '${escaped(characters[first]!)}' in position ${first}`;
  const several = `characters in position ${first}-${last}`;
  return new ValueError(`'${name}' codec can't encode ${first === last ? one : several}: ${why}`);
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}
