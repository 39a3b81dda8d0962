// What both sides of the zip container share: signatures, limits, and an entry's facts.
// Format: PKWARE APPNOTE.TXT 6.3.10; section numbers in the files beside this are its.

/** Bytes that can be read anywhere. */
export interface RandomAccess {
  readonly size: number;
  /** Fills `target` from `position` on; returns how many bytes there were. */
  readAt(position: number, target: Uint8Array): number;
}

/** An entry as the directory describes it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly headerOffset: number;
  /** Where the next entry or the directory begins: what an entry must not reach beyond. */
  readonly end: number;
}

export const STORED = 0;
export const DEFLATED = 8;

export const LOCAL_HEADER = 0x04034b50;
export const DIRECTORY_HEADER = 0x02014b50;
export const DIRECTORY_END = 0x06054b50;
export const DIRECTORY_END_64 = 0x06064b50;
export const LOCATOR_64 = 0x07064b50;
export const DATA_DESCRIPTOR = 0x08074b50;

export const IN_ZIP64_32 = 0xffff_ffff;
export const IN_ZIP64_16 = 0xffff;

/** The bytes' DataView. */
export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
