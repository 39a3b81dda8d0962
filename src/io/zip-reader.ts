// Zip archives read, as far as .npz files need it: entries stored or deflated, of any length (ZIP64). What
// the directory claims is checked before it is believed.

import type { Inflate } from "fflate";
import { ValueError } from "../memory/errors.js";
import type { ByteReader } from "./byte-streams.js";
import { crc32 } from "./crc32.js";
import { fflate } from "./fflate.js";
import {
  DEFLATED,
  DIRECTORY_END,
  DIRECTORY_END_64,
  DIRECTORY_HEADER,
  IN_ZIP64_32,
  LOCAL_HEADER,
  LOCATOR_64,
  type RandomAccess,
  STORED,
  view,
  type ZipEntry,
} from "./zip-format.js";

/** Python's sentence for what is wrong with an archive, and the facts. */
function broken(sentence: string, facts = ""): ValueError {
  return new ValueError(facts === "" ? sentence : `${sentence}: ${facts}`);
}

const notZip = "File is not a zip file";

function readRange(
  file: RandomAccess,
  position: number,
  length: number,
  what: string,
  sentence = notZip,
): DataView {
  if (position < 0 || length < 0 || !(position + length <= file.size)) {
    throw broken(sentence, `${what} lies outside the file`);
  }
  const bytes = new Uint8Array(length);
  if (file.readAt(position, bytes) !== length) throw broken(sentence, `${what} is cut short`);
  return view(bytes);
}

function big(data: DataView, at: number): number {
  return Number(data.getBigUint64(at, true));
}

interface DirectoryPlace {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

/** 4.3.16: the end record is the last thing but a comment of up to 65535 bytes. */
function findDirectory(file: RandomAccess): DirectoryPlace {
  const length = Math.min(file.size, 22 + 0xffff);
  const tail = readRange(file, file.size - length, length, "the end of the directory");
  for (let at = length - 22; at >= 0; at--) {
    if (tail.getUint32(at, true) !== DIRECTORY_END) continue;
    if (at + 22 + tail.getUint16(at + 20, true) > length) continue;
    const place = {
      count: tail.getUint16(at + 10, true),
      size: tail.getUint32(at + 12, true),
      offset: tail.getUint32(at + 16, true),
    };
    return findDirectory64(file, file.size - length + at) ?? place;
  }
  throw broken(notZip, "it has no directory");
}

/** 4.3.15, 4.3.14: the larger fields, where there is a locator just before the end record. */
function findDirectory64(file: RandomAccess, end: number): DirectoryPlace | null {
  if (end < 20) return null;
  const locator = readRange(file, end - 20, 20, "the directory's locator");
  if (locator.getUint32(0, true) !== LOCATOR_64) return null;
  const record = readRange(file, big(locator, 8), 56, "the end of the directory");
  if (record.getUint32(0, true) !== DIRECTORY_END_64)
    throw broken(notZip, "its locator points elsewhere");
  return { count: big(record, 32), size: big(record, 40), offset: big(record, 48) };
}

/**
 * The entries of an archive, in the directory's order.
 *
 * @throws ValueError where the file is no archive, or a damaged one.
 */
export function readDirectory(file: RandomAccess): ZipEntry[] {
  const { offset, size, count } = findDirectory(file);
  if (count * 46 > size)
    throw broken("Truncated central directory", `${size} bytes for ${count} entries`);
  const data = readRange(file, offset, size, "the directory");
  const entries: Omit<ZipEntry, "end">[] = [];
  for (let at = 0, i = 0; i < count; i++) {
    if (at + 46 > size) throw broken("Truncated central directory", `entry ${i} is not whole`);
    if (data.getUint32(at, true) !== DIRECTORY_HEADER) {
      throw broken("Bad magic number for central directory", `entry ${i} is damaged`);
    }
    const nameLength = data.getUint16(at + 28, true);
    const extraLength = data.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + data.getUint16(at + 32, true);
    if (next > size) throw broken("Truncated central directory", `entry ${i} is not whole`);
    entries.push(readEntry(data, at, nameLength, extraLength));
    at = next;
  }
  return withEnds(entries, offset);
}

/** Each entry ends where the next one in the file begins; two at one place can't both be. */
function withEnds(entries: readonly Omit<ZipEntry, "end">[], directory: number): ZipEntry[] {
  const ends = new Array<number>(entries.length);
  const order = [...entries.keys()].sort(
    (a, b) => entries[a]!.headerOffset - entries[b]!.headerOffset,
  );
  let end = directory;
  for (const i of order.reverse()) {
    ends[i] = end;
    end = entries[i]!.headerOffset;
  }
  return entries.map((entry, i) => ({ ...entry, end: ends[i]! }));
}

// 4.3.12
function readEntry(
  data: DataView,
  at: number,
  nameLength: number,
  extraLength: number,
): Omit<ZipEntry, "end"> {
  const nameBytes = new Uint8Array(data.buffer, data.byteOffset + at + 46, nameLength);
  const name = new TextDecoder().decode(nameBytes);
  if ((data.getUint16(at + 8, true) & 1) !== 0) {
    throw new ValueError(`File '${name}' is encrypted, password required for extraction`);
  }
  let size = data.getUint32(at + 24, true);
  let compressedSize = data.getUint32(at + 20, true);
  let headerOffset = data.getUint32(at + 42, true);
  // 4.5.3: the fields that are too small here, in this order
  let field = zip64Field(data, at + 46 + nameLength, extraLength);
  const wide = (narrow: number) => {
    if (narrow !== IN_ZIP64_32) return narrow;
    if (field === null || field.at + 8 > field.end)
      throw broken("Corrupt zip64 extra field", `'${name}' lacks its sizes`);
    const value = big(data, field.at);
    field = { at: field.at + 8, end: field.end };
    return value;
  };
  size = wide(size);
  compressedSize = wide(compressedSize);
  headerOffset = wide(headerOffset);
  return {
    name,
    method: data.getUint16(at + 10, true),
    crc: data.getUint32(at + 16, true),
    compressedSize,
    size,
    headerOffset,
  };
}

function zip64Field(
  data: DataView,
  start: number,
  length: number,
): { at: number; end: number } | null {
  for (let at = start; at + 4 <= start + length; ) {
    const end = at + 4 + data.getUint16(at + 2, true);
    if (data.getUint16(at, true) === 1 && end <= start + length) return { at: at + 4, end };
    at = end;
  }
  return null;
}

/**
 * A reader of an entry's contents, which checks their length and checksum when it comes to their end.
 *
 * @throws ValueError where the entry is damaged, or compressed in a way that is not known.
 */
export function readEntryContents(file: RandomAccess, entry: ZipEntry): ByteReader {
  const { name, method, headerOffset, compressedSize, size, end } = entry;
  const what = `the header of '${name}'`;
  const header = readRange(file, headerOffset, 30, what, "Truncated file header");
  if (header.getUint32(0, true) !== LOCAL_HEADER) {
    throw broken("Bad magic number for file header", `'${name}' is not where the directory says`);
  }
  const nameLength = header.getUint16(26, true);
  const start = headerOffset + 30 + nameLength + header.getUint16(28, true);
  const nameHere = readRange(file, headerOffset + 30, nameLength, what, "Truncated file header");
  if (new TextDecoder().decode(nameHere) !== name) {
    throw broken(`File name in directory '${name}' and header differ.`);
  }
  if (start + compressedSize > end) {
    throw broken(
      `Overlapped entries: '${name}' (possible zip bomb)`,
      `it would end at byte ${start + compressedSize}, and what follows begins at ${end}`,
    );
  }
  if (start + compressedSize > file.size) throw broken(notZip, `'${name}' lies outside the file`);
  const packed = new RangeReader(file, start, compressedSize);
  if (method === STORED && size === compressedSize) return new CheckedReader(packed, entry);
  // deflate can't do better than 1032 to 1: a larger claim is a lie that would be believed by an allocation
  if (method === DEFLATED && size <= 1032 * compressedSize + 1032) {
    return new CheckedReader(new InflatingReader(packed), entry);
  }
  throw method === STORED || method === DEFLATED
    ? broken(notZip, `the sizes of '${name}' can't be right`)
    : new ValueError(`That compression method is not supported (${method}, of '${name}')`);
}

/** Fills a target from front to back. */
interface Filler {
  fill(target: Uint8Array): number;
}

class RangeReader implements Filler {
  readonly #file: RandomAccess;
  #at: number;
  readonly #end: number;

  constructor(file: RandomAccess, start: number, length: number) {
    this.#file = file;
    this.#at = start;
    this.#end = start + length;
  }

  fill(target: Uint8Array): number {
    const wanted = Math.min(target.length, this.#end - this.#at);
    const count = this.#file.readAt(this.#at, target.subarray(0, wanted));
    this.#at += count;
    return count;
  }
}

class InflatingReader implements Filler {
  readonly #packed: Filler;
  readonly #input = new Uint8Array(1 << 14);
  readonly #ready: Uint8Array[] = [];
  readonly #inflate: Inflate;
  #ended = false;

  constructor(packed: Filler) {
    this.#packed = packed;
    this.#inflate = new (fflate().Inflate)((bytes) => {
      if (bytes.length > 0) this.#ready.push(bytes);
    });
  }

  fill(target: Uint8Array): number {
    let count = 0;
    while (count < target.length) {
      const ready = this.#ready[0];
      if (ready === undefined) {
        if (this.#ended) break;
        this.#more();
        continue;
      }
      const part = ready.subarray(0, target.length - count);
      target.set(part, count);
      count += part.length;
      if (part.length === ready.length) this.#ready.shift();
      else this.#ready[0] = ready.subarray(part.length);
    }
    return count;
  }

  #more(): void {
    const length = this.#packed.fill(this.#input);
    this.#ended = length < this.#input.length;
    try {
      this.#inflate.push(this.#input.slice(0, length), this.#ended);
    } catch (error) {
      throw new ValueError(`the compressed data are damaged: ${String(error)}`, { cause: error });
    }
  }
}

class CheckedReader implements ByteReader {
  readonly #bytes: Filler;
  readonly #entry: ZipEntry;
  #left: number;
  #crc = 0;

  constructor(bytes: Filler, entry: ZipEntry) {
    this.#bytes = bytes;
    this.#entry = entry;
    this.#left = entry.size;
  }

  get remaining(): number {
    return this.#left;
  }

  get isClaim(): boolean {
    return this.#entry.method !== STORED;
  }

  readInto(target: Uint8Array): number {
    const wanted = target.subarray(0, Math.min(target.length, this.#left));
    const count = this.#bytes.fill(wanted);
    this.#crc = crc32(wanted.subarray(0, count), this.#crc);
    this.#left -= count;
    if (count > 0 && this.#left === 0 && this.#crc !== this.#entry.crc) {
      throw new ValueError(`Bad CRC-32 for file '${this.#entry.name}': the archive is damaged`);
    }
    return count;
  }

  read(length: number): Uint8Array {
    const bytes = new Uint8Array(Math.min(length, this.#left));
    return bytes.subarray(0, this.readInto(bytes));
  }
}
