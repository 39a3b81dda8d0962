// Files as storages: opening with a mode, flushing, closing, and the account of what is mapped. Shapes
// and dtypes are not known here, nor how pages are mapped (map-pages.ts).
//
// A file that loses its end under a map is a trap of every memory map: touching the lost pages ends the
// process (SIGBUS), which JavaScript can't catch. `check` sees it beforehand, for one system call: operations on
// whole arrays call it, and accesses to single elements do so unless the last call was `trustedFor` ago. What
// remains is the time between the check and the access, and raw typed arrays (`a.data`), which nothing guards.
// Maps of this process are looked after better: when strided itself shortens a file, it ends the maps that reach
// beyond the new end.

import { BufferViews } from "./buffer-views.js";
import { builtin } from "./builtin.js";
import { FileError, ValueError } from "./errors.js";
import {
  describeOpenFile,
  type FileIdentity,
  type FilePath,
  fileError,
  type MapMode,
  type OpenFile,
  openFile,
  reserveSpace,
  resolvePath,
  undoOpening,
  zeroContents,
} from "./files.js";
import { libc } from "./libc.js";
import {
  blankPages,
  type MappedPages,
  mapPages,
  type PageRange,
  pageIsThere,
  syncPages,
} from "./map-pages.js";
import { register, unregister } from "./registry.js";
import { Storage } from "./storage.js";
import { type StorageKind, tracker } from "./tracker.js";

/** What the account knows of one map. */
export interface MapInfo {
  readonly id: number;
  /** The file's absolute path; null when only a descriptor was given. */
  readonly path: string | null;
  readonly mode: MapMode;
  /** Byte of the file at which the map starts. */
  readonly offset: number;
  readonly bytes: number;
}

interface Entry extends MapInfo, FileIdentity {
  readonly storage: WeakRef<MappedStorage>;
  // a typed array that the program took may outlive the storage and every array
  readonly buffer: WeakRef<ArrayBufferLike>;
  readonly pages: PageRange;
}

const open = new Map<number, Entry>();
let openBytes = 0;
let peakBytes = 0;

/** The maps that are open: neither closed nor collected. */
export const mappings = {
  get count(): number {
    return open.size;
  },
  get bytes(): number {
    return openBytes;
  },
  get peakBytes(): number {
    return peakBytes;
  },
  list(): readonly MapInfo[] {
    return [...open.values()].map(({ id, path, mode, offset, bytes }) => ({
      id,
      path,
      mode,
      offset,
      bytes,
    }));
  },
};

function enter(entry: Entry): void {
  open.set(entry.id, entry);
  openBytes += entry.bytes;
  peakBytes = Math.max(peakBytes, openBytes);
}

function leave(id: number): void {
  const entry = open.get(id);
  if (entry === undefined) return;
  open.delete(id);
  openBytes -= entry.bytes;
}

// the map of a collected buffer is no longer open; map-pages.ts gives the addresses back
const leaveLater = new FinalizationRegistry<number>((id) => leave(id));

/**
 * Milliseconds for which a map that was found whole is taken to be whole by accesses to single elements: shorter
 * than any call that truncates a file takes, long enough that a loop over elements is not a loop of system calls.
 */
const trustedFor = 0.02;

/** A part of a file, mapped by the kernel. */
export class MappedStorage extends Storage {
  /** The file's absolute path; null when only a descriptor was given. */
  readonly path: string | null;
  readonly mode: MapMode;
  /** Byte of the file at which this storage starts. */
  readonly fileOffset: number;
  readonly #start: number;
  readonly #pages: PageRange;
  readonly #identity: FileIdentity;
  #checkedAt = 0;

  constructor(
    pages: MappedPages,
    range: { readonly offset: number; readonly byteLength: number },
    file: OpenFile,
    options: { path: string | null; mode: MapMode; kind: StorageKind },
  ) {
    const { address, length } = pages;
    const inPage = range.offset % libc().pageSize;
    super(
      new BufferViews(pages.buffer),
      pages.start + inPage,
      range.byteLength,
      options.kind,
      options.mode !== "r",
      (storage) => endPages(storage.id, { address, length }),
    );
    this.path = options.path;
    this.mode = options.mode;
    this.fileOffset = range.offset;
    this.#start = pages.start;
    this.#pages = { address, length };
    this.#identity = { dev: file.dev, ino: file.ino };
  }

  /**
   * Writes what was changed to the file and returns when the disk has it (`msync`). Does nothing in
   * modes `r` and `c`, which never change the file.
   *
   * @throws DisposedError after `close`.
   * @throws FileError when the system can't write, or the file lost its end.
   */
  flush(): void {
    this.check();
    if (this.mode === "r" || this.mode === "c") return;
    try {
      syncPages(this.#pages);
    } catch (error) {
      throw fileError(error, this.#name(), "changes are still in memory");
    }
  }

  /**
   * Proves that the bytes are still there, in the file too. An operation on a whole array calls it once
   * for each operand; it costs one system call (about a microsecond).
   *
   * @throws DisposedError after `close`.
   * @throws FileError when the file was truncated; the map is then closed, so that nothing later can
   * touch the lost pages.
   */
  override check(): void {
    this.assertLive();
    if (this.byteLength === 0 || this.#reachesItsEnd()) {
      this.#checkedAt = performance.now();
      return;
    }
    const name = this.#name();
    const end = this.fileOffset + this.byteLength;
    const message =
      `the file '${name}' was truncated while it was mapped: the map ends at byte ${end} and the file ` +
      `${this.#sizeNow()}; the map is closed, open it again with what is left`;
    this.dispose(message);
    throw new FileError(message, "EFAULT");
  }

  /** As `check`, unless the map was found whole a moment ago. */
  override glance(): void {
    if (performance.now() - this.#checkedAt < trustedFor) this.assertLive();
    else this.check();
  }

  #reachesItsEnd(): boolean {
    const last = this.byteOffset - this.#start + this.byteLength - 1;
    const there = pageIsThere(this.#pages, last);
    if (there !== null) return there;
    const stat = this.#statNow();
    return stat === null || Number(stat.size) >= this.fileOffset + this.byteLength;
  }

  #statNow(): { readonly size: bigint } | null {
    if (this.path === null) return null;
    const stat = builtin("node:fs").statSync(this.path, { bigint: true, throwIfNoEntry: false });
    // another file may have taken the name: it says nothing about ours
    const same = stat?.dev === this.#identity.dev && stat?.ino === this.#identity.ino;
    return stat !== undefined && same ? stat : null;
  }

  #sizeNow(): string {
    const stat = this.#statNow();
    return stat === null ? "ends before" : `at byte ${stat.size}`;
  }

  #name(): string {
    return this.path ?? "(a file descriptor)";
  }

  /**
   * Tells the kernel how the map will be read: `sequential` reads ahead further, `random` not at all,
   * `willneed` starts reading now. `dontneed` writes changes back and lets go of the memory that holds
   * the pages; they are read again when touched (not in modes `r` and `c`, whose changes are only there).
   */
  advise(advice: "normal" | "sequential" | "random" | "willneed" | "dontneed"): void {
    this.assertLive();
    const c = libc();
    if (advice === "dontneed") {
      if (this.mode === "r" || this.mode === "c") {
        throw new ValueError(
          `advice 'dontneed' would lose the changes of a map of mode '${this.mode}'`,
        );
      }
      this.flush();
    }
    const known = {
      normal: c.constants.MADV_NORMAL,
      sequential: c.constants.MADV_SEQUENTIAL,
      random: c.constants.MADV_RANDOM,
      willneed: c.constants.MADV_WILLNEED,
      dontneed: c.constants.MADV_DONTNEED,
    };
    c.madvise(this.#pages.address, this.#pages.length, known[advice]);
  }

  /**
   * Flushes, then takes the file out of reach: every array over it throws from now on, and raw typed
   * arrays that the program took from it read zeros. A second call does nothing.
   *
   * @throws FileError when the flush failed; the map is closed all the same.
   */
  close(): void {
    if (this.disposed) return;
    try {
      this.flush();
    } finally {
      this.dispose(
        `the memory map of '${this.#name()}' was closed; open the file again to go on with it`,
      );
    }
  }
}

function endPages(id: number, pages: PageRange): void {
  leave(id);
  unregister(id, pages.length);
  blankPages(pages);
}

/** How a file is mapped. */
export interface MapOptions {
  /** `r` read-only, `r+` read and write, `w+` create or empty first, `c` changes stay in memory. */
  readonly mode: MapMode;
  /** First byte of the file; any, not only a page's first. */
  readonly offset?: number;
  /** How many bytes; without it, to the file's end. */
  readonly byteLength?: number;
  /** `spill` for temporary files that stand in for memory. */
  readonly kind?: "mapped" | "spill";
}

/**
 * Maps a part of a file. Modes `r+` and `w+` make the file longer where it is too short, and give the
 * whole of it disk space first: a full disk is an error here, never a crash at a later write.
 * (A file that had holes before keeps them in mode `r+`: filling those can still meet a full disk.)
 *
 * A descriptor stays open and the caller's; it must be open for reading, and for writing in modes
 * `r+` and `w+`.
 *
 * @throws FileError when the file can't be opened, or the disk is full (`code` is the system's).
 * @throws ValueError when the range is not in the file, or is not one.
 * @throws DependencyError without koffi, or on a system where maps are not known.
 * @throws MemoryError when the system or the runtime can't map so much in one piece.
 */
export function mapFile(file: FilePath | number, options: MapOptions): MappedStorage {
  libc(); // before any file is touched
  const { mode, offset = 0, kind = "mapped" } = options;
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new ValueError(`offset must be a non-negative integer (got ${offset})`);
  }
  if (typeof file === "number") {
    return mapOpenFile(describeOpenFile(file, `(descriptor ${file})`), null, offset, options, kind);
  }
  const path = resolvePath(file);
  const opened = openFile(path, mode);
  try {
    return mapOpenFile(opened, path, offset, options, kind);
  } finally {
    builtin("node:fs").closeSync(opened.fd); // the map does not need it
  }
}

function mapOpenFile(
  file: OpenFile,
  path: string | null,
  offset: number,
  options: MapOptions,
  kind: StorageKind,
): MappedStorage {
  const { mode } = options;
  const byteLength = lengthOfMap(file, mode, offset, options.byteLength);
  const end = offset + byteLength;
  if (mode === "w+" || (mode === "r+" && end > file.size)) reserveSpace(file, end);
  const range = { offset, byteLength };
  let storage: MappedStorage;
  try {
    const inPage = offset % libc().pageSize;
    const pages = mapPages({
      fd: file.fd,
      offset: offset - inPage,
      length: Math.max(1, inPage + byteLength), // the kernel refuses to map nothing
      shared: mode === "r+" || mode === "w+",
    });
    storage = new MappedStorage(pages, range, file, { path, mode, kind });
    enterStorage(storage, pages, file);
  } catch (error) {
    undoOpening(file);
    throw error;
  }
  if (mode === "w+" && !file.created) emptyFile(file, end);
  if (tracker.listener !== null) tracker.listener.alloc(storage);
  return storage;
}

function enterStorage(storage: MappedStorage, pages: MappedPages, file: FileIdentity): void {
  const { id, path, mode, fileOffset, byteLength, buffer } = storage;
  enter({
    id,
    path,
    mode,
    offset: fileOffset,
    bytes: byteLength,
    dev: file.dev,
    ino: file.ino,
    storage: new WeakRef(storage),
    buffer: new WeakRef(buffer),
    pages: { address: pages.address, length: pages.length },
  });
  leaveLater.register(buffer, id);
  register(storage, storage.views, false);
}

function emptyFile(file: OpenFile, end: number): void {
  endMapsBeyond(file, end);
  try {
    zeroContents(file, end);
  } catch (error) {
    endMapsBeyond(file, 0); // another process took the space between: nothing is left to look at
    throw error;
  }
}

function lengthOfMap(
  file: OpenFile,
  mode: MapMode,
  offset: number,
  asked: number | undefined,
): number {
  const byteLength = asked ?? Math.max(0, file.size - offset);
  if (!Number.isSafeInteger(byteLength) || byteLength < 0) {
    throw new ValueError(`byteLength must be a non-negative integer (got ${byteLength})`);
  }
  const grows = mode === "r+" || mode === "w+";
  if (!grows && offset + byteLength > file.size) {
    throw new ValueError(
      `mmap length is greater than file size: '${file.path}' has ${file.size} bytes, and bytes ${offset} ` +
        `to ${offset + byteLength} were asked for; mode 'r+' would make the file longer`,
    );
  }
  return byteLength;
}

/** Whether this process has an open map of the file. */
export function isMapped(file: FileIdentity): boolean {
  for (const entry of open.values()) {
    if (entry.dev === file.dev && entry.ino === file.ino) return true;
  }
  return false;
}

/**
 * Ends the maps of a file that reach beyond its new end, before the file is shortened: their arrays throw
 * from then on, where touching them would end the process.
 */
export function endMapsBeyond(file: FileIdentity & { readonly path: string }, end: number): void {
  for (const entry of [...open.values()]) {
    const mapEnd = entry.offset + entry.bytes;
    if (entry.dev !== file.dev || entry.ino !== file.ino || mapEnd <= end) continue;
    const storage = entry.storage.deref();
    if (storage !== undefined) {
      storage.dispose(
        `the file '${file.path}' was made shorter (${end} bytes) while this map of its bytes ` +
          `${entry.offset} to ${mapEnd} was open`,
      );
    } else if (entry.buffer.deref() !== undefined) {
      endPages(entry.id, entry.pages);
    }
  }
}
