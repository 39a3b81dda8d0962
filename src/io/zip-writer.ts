// Zip archives written front to back, in the form that reads everywhere: sizes after the contents, and the
// fields of ZIP64 for entries of any length.

import type { ByteSink } from "./byte-streams.js";
import { crc32 } from "./crc32.js";
import { fflate } from "./fflate.js";
import {
  DATA_DESCRIPTOR,
  DEFLATED,
  DIRECTORY_END,
  DIRECTORY_END_64,
  DIRECTORY_HEADER,
  IN_ZIP64_16,
  IN_ZIP64_32,
  LOCAL_HEADER,
  LOCATOR_64,
  STORED,
  view,
  type ZipEntry,
} from "./zip-format.js";

/**
 * Writes an archive from front to back: entries, then the directory. Where the sink can go back, checksum and sizes
 * are written into each entry's header; else they follow its contents (4.3.9). Byte for byte as Python's zipfile.
 */
export class ZipWriter {
  readonly #sink: ByteSink;
  readonly #entries: ZipEntry[] = [];
  #at = 0;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  #put(bytes: Uint8Array): void {
    this.#sink.write(bytes);
    this.#at += bytes.length;
  }

  /** Writes one entry; `use` writes its contents. */
  add(name: string, compress: boolean, use: (sink: ByteSink) => void): void {
    const headerOffset = this.#at;
    const method = compress ? DEFLATED : STORED;
    const patch = this.#sink.patch?.bind(this.#sink);
    const descriptor = patch === undefined;
    const unknown = { name, method, crc: 0, compressedSize: 0, size: 0, headerOffset, end: 0 };
    this.#put(localHeader(unknown, descriptor));
    const start = this.#at;
    let size = 0;
    let crc = 0;
    const deflate = compress ? new (fflate().Deflate)((bytes) => this.#put(bytes)) : null;
    use({
      write: (bytes) => {
        size += bytes.length;
        crc = crc32(bytes, crc);
        if (deflate === null) this.#put(bytes);
        else deflate.push(bytes);
      },
    });
    deflate?.push(new Uint8Array(0), true);
    const entry = { ...unknown, crc, compressedSize: this.#at - start, size, end: this.#at };
    if (patch === undefined) this.#put(dataDescriptor(entry));
    else patch(headerOffset, localHeader(entry, false));
    this.#entries.push(entry);
  }

  /** Writes the directory. */
  end(): void {
    const offset = this.#at;
    const described = this.#sink.patch === undefined;
    for (const entry of this.#entries) this.#put(directoryHeader(entry, described));
    for (const record of directoryEnd(this.#entries.length, offset, this.#at - offset)) {
      this.#put(record);
    }
  }
}

type Field = readonly [bytes: 2 | 4 | 8, value: number];

function record(fields: readonly Field[], ...rest: readonly Uint8Array[]): Uint8Array {
  const fixed = fields.reduce((sum, [bytes]) => sum + bytes, 0);
  const bytes = new Uint8Array(fixed + rest.reduce((sum, part) => sum + part.length, 0));
  const data = view(bytes);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) data.setUint16(at, value, true);
    else if (width === 4) data.setUint32(at, value, true);
    else data.setBigUint64(at, BigInt(value), true);
    at += width;
  }
  for (const part of rest) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const VERSION_ZIP64 = 45;
const UNIX = 3 << 8;
// as Python's: beyond, the fields of ZIP64 are used
const LIMIT = 2 ** 31 - 1;
// who may read and write the file: rw-------
const PERMISSIONS = (0o600 << 16) >>> 0;
// 1980-01-01, the first day of zip: the same arrays give the same bytes
const DATE = 0x0021;
const TIME = 0;

function isAscii(name: string): boolean {
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) > 127) return false;
  return true;
}

/** Bit 3: a descriptor follows; bit 11: the name is UTF-8. */
function flagsOf(name: string, described: boolean): number {
  return (described ? 8 : 0) | (isAscii(name) ? 0 : 0x800);
}

function localHeader(entry: ZipEntry, described: boolean): Uint8Array {
  const { name, method, crc, compressedSize, size } = entry;
  const bytes = new TextEncoder().encode(name);
  const sizes = record([
    [2, 1],
    [2, 16],
    [8, size],
    [8, compressedSize],
  ]);
  return record(
    [
      [4, LOCAL_HEADER],
      [2, VERSION_ZIP64],
      [2, flagsOf(name, described)],
      [2, method],
      [2, TIME],
      [2, DATE],
      [4, crc],
      [4, IN_ZIP64_32],
      [4, IN_ZIP64_32],
      [2, bytes.length],
      [2, sizes.length],
    ],
    bytes,
    sizes,
  );
}

function dataDescriptor({ crc, compressedSize, size }: ZipEntry): Uint8Array {
  return record([
    [4, DATA_DESCRIPTOR],
    [4, crc],
    [8, compressedSize],
    [8, size],
  ]);
}

function directoryHeader(entry: ZipEntry, described: boolean): Uint8Array {
  const { name, method, crc, compressedSize, size, headerOffset } = entry;
  const bytes = new TextEncoder().encode(name);
  const isLarge = size > LIMIT || compressedSize > LIMIT;
  const isFar = headerOffset > LIMIT;
  const wide: Field[] = [];
  if (isLarge) wide.push([8, size], [8, compressedSize]);
  if (isFar) wide.push([8, headerOffset]);
  const extra = wide.length === 0 ? record([]) : record([[2, 1], [2, 8 * wide.length], ...wide]);
  return record(
    [
      [4, DIRECTORY_HEADER],
      [2, VERSION_ZIP64 | UNIX],
      [2, VERSION_ZIP64],
      [2, flagsOf(name, described)],
      [2, method],
      [2, TIME],
      [2, DATE],
      [4, crc],
      [4, isLarge ? IN_ZIP64_32 : compressedSize],
      [4, isLarge ? IN_ZIP64_32 : size],
      [2, bytes.length],
      [2, extra.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, PERMISSIONS],
      [4, isFar ? IN_ZIP64_32 : headerOffset],
    ],
    bytes,
    extra,
  );
}

/** The larger records only where they are needed: an archive without entries must begin with the small one. */
function directoryEnd(count: number, offset: number, size: number): readonly Uint8Array[] {
  const small = record([
    [4, DIRECTORY_END],
    [2, 0],
    [2, 0],
    [2, Math.min(count, IN_ZIP64_16)],
    [2, Math.min(count, IN_ZIP64_16)],
    [4, Math.min(size, IN_ZIP64_32)],
    [4, Math.min(offset, IN_ZIP64_32)],
    [2, 0],
  ]);
  if (count <= IN_ZIP64_16 && size <= LIMIT && offset <= LIMIT) return [small];
  const large = record([
    [4, DIRECTORY_END_64],
    [8, 44],
    [2, VERSION_ZIP64],
    [2, VERSION_ZIP64],
    [4, 0],
    [4, 0],
    [8, count],
    [8, count],
    [8, size],
    [8, offset],
  ]);
  const locator = record([
    [4, LOCATOR_64],
    [4, 0],
    [8, offset + size],
    [4, 1],
  ]);
  return [large, locator, small];
}
