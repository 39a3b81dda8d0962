// Kernel pages of a file as an ArrayBuffer, and how those pages end. Addresses stay in this file and in
// libc.ts: elsewhere a map is a buffer.
//
// The end has two steps, because unmapping under a typed array that the program still holds kills the
// process. `blank` lays anonymous zero pages over the addresses: from then on stray typed arrays read
// zeros and the file is out of reach. The addresses themselves are given back when the ArrayBuffer has
// been collected, so that their lifetime hangs on the only thing through which they can be reached.

import { builtin } from "./builtin.js";
import { FileError, MemoryError } from "./errors.js";
import { type Libc, libc, SystemCallError } from "./libc.js";

/** Mapped addresses: from a page's start to the last byte asked for. */
export interface PageRange {
  readonly address: bigint;
  readonly length: number;
}

/** A range of a file that is mapped, and the buffer through which it is seen. */
export interface MappedPages extends PageRange {
  readonly buffer: ArrayBuffer;
  /** Where in `buffer` the first mapped page starts. */
  readonly start: number;
}

/** What to map: `offset` is the start of a page. */
export interface PagesWanted {
  readonly fd: number;
  readonly offset: number;
  readonly length: number;
  /** Writes go to the file; otherwise they stay in this process. */
  readonly shared: boolean;
}

/**
 * Maps pages of a file, readable and writable.
 *
 * A read-only file is mapped privately and writable too: a write through a raw typed array then changes
 * a page of this process, where a page without the right to write would kill it.
 *
 * @throws MemoryError when the system has no room for the map.
 */
export function mapPages(wanted: PagesWanted): MappedPages {
  const c = libc();
  const pages =
    wanted.length <= c.maxViewLength ? viewOverMap(c, wanted) : mapOverBuffer(c, wanted);
  keepInPlace(pages.buffer);
  return pages;
}

function flagsOf(c: Libc, wanted: PagesWanted): number {
  const { MAP_SHARED, MAP_PRIVATE, MAP_NORESERVE } = c.constants;
  // without MAP_NORESERVE a private map larger than memory is refused for fear of its copies
  return wanted.shared ? MAP_SHARED : MAP_PRIVATE | MAP_NORESERVE;
}

function viewOverMap(c: Libc, wanted: PagesWanted): MappedPages {
  const { length, fd, offset } = wanted;
  const access = c.constants.PROT_READ | c.constants.PROT_WRITE;
  let address: bigint;
  try {
    address = c.mmap(null, length, access, flagsOf(c, wanted), fd, offset);
  } catch (error) {
    throw noRoom(error, length);
  }
  let buffer: ArrayBuffer;
  try {
    buffer = c.view(address, length);
  } catch (error) {
    c.munmap(address, length);
    throw new FileError(
      "this runtime refuses buffers over memory that it did not allocate",
      "ENOTSUP",
      {
        cause: error,
      },
    );
  }
  const pages = { buffer, start: 0, address, length };
  unmapLater.register(buffer, { address, length });
  return pages;
}

function noRoom(error: unknown, length: number): unknown {
  if (!(error instanceof SystemCallError) || error.code !== "ENOMEM") return error;
  return new MemoryError(
    `Unable to map ${length} bytes: the process has no address space or no map entries left; ` +
      "close() the maps that are no longer needed",
    { cause: error },
  );
}

const unmapLater = new FinalizationRegistry<PageRange>((pages) => {
  libc().munmap(pages.address, pages.length);
});

/**
 * A buffer can't be longer than `maxViewLength` when it lies over foreign memory (Node 20: 4 GiB), but
 * one that the engine allocates can. glibc takes such a block straight from the kernel and has nothing
 * on its pages, so the file is mapped over their addresses, and the engine's own free() unmaps it.
 * Another allocator might put the pages to use again, and with them the file: hence the proof.
 */
function mapOverBuffer(c: Libc, wanted: PagesWanted): MappedPages {
  const { length, fd, offset } = wanted;
  const page = c.pageSize;
  const tooLong = (why: string, cause?: unknown) =>
    new MemoryError(
      `Unable to map ${length} bytes in one piece: ${why}. Buffers of this runtime end at ` +
        `${c.maxViewLength} bytes over mapped memory (Node 22 and newer have no such end); ` +
        "map parts of the file with offset and shape",
      { cause },
    );
  if (!allocatorIsGlibc(c)) {
    throw tooLong("the allocator in use is not one whose blocks can be mapped over");
  }
  let buffer: ArrayBuffer;
  try {
    buffer = new ArrayBuffer(length + 2 * page);
  } catch (error) {
    throw tooLong("the system would not reserve as much memory", error);
  }
  const block = c.address(buffer);
  if (!isBlockOfItsOwn(c, block, buffer.byteLength)) {
    throw tooLong("the allocator did not give the block pages of its own");
  }
  const address = (block + BigInt(page - 1)) & ~BigInt(page - 1);
  const access = c.constants.PROT_READ | c.constants.PROT_WRITE;
  const flags = flagsOf(c, wanted) | c.constants.MAP_FIXED;
  c.mmap(address, length, access, flags, fd, offset);
  return { buffer, start: Number(address - block), address, length };
}

function allocatorIsGlibc(c: Libc): boolean {
  const others = ["mallctl", "je_mallctl", "mi_malloc", "tc_malloc", "hoard_malloc"];
  return c.hasSymbol("gnu_get_libc_version") && !others.some((name) => c.hasSymbol(name));
}

/** Reads glibc's header of a block: size and flags in the 8 bytes before it, padding before those. */
function isBlockOfItsOwn(c: Libc, block: bigint, length: number): boolean {
  const header = 16n;
  const page = BigInt(c.pageSize);
  // only just after a page's start is the header sure to be readable, and only there is it the block's own
  if (block % page !== header) return false;
  const padding = c.readUint64(block - 16n);
  const sizeAndFlags = c.readUint64(block - 8n);
  const mappedAlone = (sizeAndFlags & 7n) === 2n;
  const size = sizeAndFlags & ~7n;
  return mappedAlone && padding === 0n && size % page === 0n && size >= BigInt(length) + header;
}

/** A buffer over foreign memory must not move to another ArrayBuffer: ours would be collected, and unmap it. */
function keepInPlace(buffer: ArrayBuffer): void {
  const refuse = () => {
    throw new TypeError(
      "the buffer of a memory map can't be transferred: copy it, or open the file where it is needed",
    );
  };
  for (const method of ["transfer", "transferToFixedLength", "transferToImmutable"]) {
    if (method in buffer) Object.defineProperty(buffer, method, { value: refuse });
  }
  // newer versions of Node mark it themselves, and Node 24 dies at exit if it is marked twice
  const workers: {
    isMarkedAsUntransferable?(buffer: ArrayBuffer): boolean;
    markAsUntransferable?(buffer: ArrayBuffer): void;
  } = builtin("node:worker_threads");
  if (workers.isMarkedAsUntransferable?.(buffer) !== true) workers.markAsUntransferable?.(buffer);
}

/** Writes changed pages to the file and waits until they are there. */
export function syncPages(pages: PageRange): void {
  const c = libc();
  c.msync(pages.address, pages.length, c.constants.MS_SYNC);
}

/**
 * Replaces the pages by empty ones: the file is out of reach, and stray typed arrays read zeros. Only
 * while the buffer is alive: afterwards the addresses may be anything's.
 */
export function blankPages(pages: PageRange): void {
  const c = libc();
  const { PROT_READ, PROT_WRITE, MAP_FIXED, MAP_PRIVATE, MAP_ANONYMOUS, MAP_NORESERVE } =
    c.constants;
  const flags = MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  c.mmap(pages.address, pages.length, PROT_READ | PROT_WRITE, flags, -1, 0);
}

/** Whether the file still has the page with the byte at `position` of the range; null if nobody can tell. */
export function pageIsThere(pages: PageRange, position: number): boolean | null {
  const c = libc();
  if (c.constants.MADV_POPULATE_READ === null) return null;
  const inPage = position % c.pageSize;
  try {
    c.madvise(pages.address + BigInt(position - inPage), 1, c.constants.MADV_POPULATE_READ);
    return true;
  } catch (error) {
    const code = error instanceof SystemCallError ? error.code : "";
    if (code === "EFAULT") return false;
    return null; // EINVAL: Linux before 5.14
  }
}
