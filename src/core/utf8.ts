// Where bytes stop being UTF-8, in Python's words. Decoding itself is the platform's.

import { ValueError } from "./errors.js";

/** Bytes of the sequence that a first byte begins; 0 where it begins none. */
function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** Whether the byte `k` behind a first byte may be there: the second one's range depends on the first. */
function continues(first: number, byte: number, k: number): boolean {
  if ((byte & 0xc0) !== 0x80) return false;
  if (k > 1) return true;
  if (first === 0xe0) return byte >= 0xa0;
  if (first === 0xed) return byte < 0xa0;
  if (first === 0xf0) return byte >= 0x90;
  return first !== 0xf4 || byte < 0x90;
}

/** Python's sentence for the first bytes that are no UTF-8; null where all are. `before` counts bytes that came earlier. */
export function utf8Refusal(bytes: Uint8Array, before = 0): string | null {
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at]!;
    const length = sequenceLength(first);
    if (length === 0) return refusal(bytes, at, 1, before, "invalid start byte");
    let k = 1;
    while (k < length && at + k < bytes.length && continues(first, bytes[at + k]!, k)) k += 1;
    if (k < length) {
      const why = at + k === bytes.length ? "unexpected end of data" : "invalid continuation byte";
      return refusal(bytes, at, k, before, why);
    }
    at += length;
  }
  return null;
}

/**
 * Bytes that a complex number is read of, each a character of `codes`: Python decodes them first.
 *
 * @throws ValueError where they are no UTF-8
 */
export function decodable(codes: string): string {
  if (!/[^\0-\x7f]/.test(codes)) return codes;
  const sentence = utf8Refusal(Uint8Array.from(codes, (one) => one.charCodeAt(0)));
  if (sentence !== null) throw new ValueError(sentence);
  return codes;
}

/** How many bytes at the end begin a sequence that is not whole. */
export function unfinished(bytes: Uint8Array): number {
  for (let count = 1; count <= 3 && count <= bytes.length; count++) {
    const length = sequenceLength(bytes[bytes.length - count]!);
    if (length > 1) return length > count ? count : 0;
  }
  return 0;
}

function refusal(bytes: Uint8Array, at: number, count: number, before: number, why: string) {
  const start = before + at;
  const what =
    count === 1
      ? `byte 0x${bytes[at]!.toString(16).padStart(2, "0")} in position ${start}`
      : `bytes in position ${start}-${start + count - 1}`;
  return `'utf-8' codec can't decode ${what}: ${why}`;
}
