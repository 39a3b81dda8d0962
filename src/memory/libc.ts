// The C library's memory calls, through koffi: the only file that knows an FFI library. It is loaded when
// a call is first needed, never at import, and everything but memory maps works without it.

import { builtin } from "./builtin.js";
import { DependencyError } from "./errors.js";
import { keepFreedMemory } from "./malloc.js";

/** What is used of koffi (its own types would become part of ours). */
interface Koffi {
  load(path: string | null): {
    func(definition: string): (...args: unknown[]) => unknown;
    func(name: string, result: unknown, parameters: unknown[]): (...args: unknown[]) => unknown;
  };
  struct(members: Readonly<Record<string, string>>): unknown;
  view(address: bigint, length: number): ArrayBuffer;
  address(buffer: ArrayBufferLike | ArrayBufferView): bigint;
  errno(value?: number): number;
  decode(address: bigint, type: unknown): unknown;
  proto(definition: string): unknown;
}

/** Members of malloc.h's struct mallinfo2. */
const MALLINFO = [
  "arena",
  "ordblks",
  "smblks",
  "hblks",
  "hblkhd",
  "usmblks",
  "fsmblks",
  "uordblks",
  "fordblks",
  "keepcost",
];

/** The numbers behind the names, which differ between systems. */
interface Constants {
  readonly PROT_READ: number;
  readonly PROT_WRITE: number;
  readonly PROT_EXEC: number;
  readonly MAP_SHARED: number;
  readonly MAP_PRIVATE: number;
  readonly MAP_FIXED: number;
  readonly MAP_ANONYMOUS: number;
  readonly MAP_NORESERVE: number;
  readonly MS_SYNC: number;
  readonly MADV_NORMAL: number;
  readonly MADV_RANDOM: number;
  readonly MADV_SEQUENTIAL: number;
  readonly MADV_WILLNEED: number;
  readonly MADV_DONTNEED: number;
  /** Backs memory with large pages; null where the system can't. */
  readonly MADV_HUGEPAGE: number | null;
  /** Reads pages in and answers EFAULT where the file has none; null where the system can't. */
  readonly MADV_POPULATE_READ: number | null;
}

const COMMON = {
  PROT_READ: 1,
  PROT_WRITE: 2,
  PROT_EXEC: 4,
  MAP_SHARED: 1,
  MAP_PRIVATE: 2,
  MAP_FIXED: 0x10,
  MADV_NORMAL: 0,
  MADV_RANDOM: 1,
  MADV_SEQUENTIAL: 2,
  MADV_WILLNEED: 3,
  MADV_DONTNEED: 4,
};

// asm-generic/mman.h, which x86-64, arm64, RISC-V and LoongArch share
const LINUX: Constants = {
  ...COMMON,
  MAP_ANONYMOUS: 0x20,
  MAP_NORESERVE: 0x4000,
  MS_SYNC: 4,
  MADV_HUGEPAGE: 14,
  MADV_POPULATE_READ: 22,
};

const MACOS: Constants = {
  ...COMMON,
  MAP_ANONYMOUS: 0x1000,
  MAP_NORESERVE: 0x40,
  MS_SYNC: 0x10,
  MADV_HUGEPAGE: null,
  MADV_POPULATE_READ: null,
};

const FALLOC_FL_KEEP_SIZE = 1; // linux/falloc.h

/** A call to the C library failed; `code` is the error's name, such as `ENOMEM`. */
export class SystemCallError extends Error {
  override readonly name: string = "SystemCallError";
  readonly call: string;
  readonly errno: number;
  readonly code: string;

  constructor(call: string, errno: number) {
    const code = errnoName(errno);
    super(`${call}: ${code}`);
    this.call = call;
    this.errno = errno;
    this.code = code;
  }
}

/** The name of an error number on this system, such as `ENOSPC` for 28 on Linux. */
export function errnoName(errno: number): string {
  const names = Object.entries(builtin("node:os").constants.errno);
  return names.find(([, value]) => value === errno)?.[0] ?? `errno ${errno}`;
}

/** The number of an error name on this system; undefined for a name it does not have. */
export function errnoNumber(code: string): number | undefined {
  return (builtin("node:os").constants.errno as Readonly<Record<string, number>>)[code];
}

/** The C library, bound. Every call throws SystemCallError when it fails. */
export interface Libc {
  readonly constants: Constants;
  readonly pageSize: number;
  /** The longest buffer that `view` can make: a longer one would end the process (Node 20). */
  readonly maxViewLength: number;
  mmap(
    address: bigint | null,
    length: number,
    protection: number,
    flags: number,
    fd: number,
    offset: number,
  ): bigint;
  munmap(address: bigint, length: number): void;
  msync(address: bigint, length: number, flags: number): void;
  madvise(address: bigint, length: number, advice: number): void;
  ftruncate(fd: number, length: number): void;
  /** Closes a file that was opened by a call from here: Node's own `closeSync` warns of those in worker threads. */
  close(fd: number): void;
  /** Makes sure that the bytes have disk space; null where the system has no such call. */
  readonly posix_fallocate: ((fd: number, offset: number, length: number) => void) | null;
  /** The same without making the file longer; null where the system has no such call. */
  readonly fallocateBeyond: ((fd: number, offset: number, length: number) => void) | null;
  /** A file in memory, without a name; null where the system has no such call. */
  readonly memfd_create: ((name: string, flags: number) => number) | null;
  /** An ArrayBuffer over memory that JavaScript did not allocate; freeing it stays with the caller. */
  view(address: bigint, length: number): ArrayBuffer;
  address(buffer: ArrayBufferLike | ArrayBufferView): bigint;
  /** The 8 bytes at an address, which must be readable. */
  readUint64(address: bigint): bigint;
  /** Machine code at an address, as a function of one pointer. The code must be there and keep to the C ABI. */
  callable(address: bigint): (pointer: bigint) => void;
  /** The same as a function of nothing. */
  callableAlone(address: bigint): () => void;
  /** Tunes the allocator (malloc.h); null where the C library has no such call, and answers false where it refuses. */
  readonly mallopt: ((parameter: number, value: number) => boolean) | null;
  /** Memory of the allocator's own; 0 where it has none. What is got is to be given back. */
  malloc(length: number): bigint;
  free(address: bigint): void;
  /** What the allocator has of the system, and the way to give it back; null where the C library is not glibc 2.33 or newer. */
  readonly heap: Heap | null;
  /** Whether the process has a global symbol of this name (which allocator is it?). */
  hasSymbol(name: string): boolean;
}

/** glibc's view of the memory that it manages, but for pieces that are mapped for themselves. */
export interface Heap {
  /** Bytes that it has, and how many of them are free. */
  info(): { readonly length: number; readonly free: number };
  /** Gives whole pages of free memory back, but for so many bytes at the heap's end. */
  trim(keep: number): void;
}

let bound: Libc | null = null;
let failure: DependencyError | null = null;

/**
 * The C library's memory calls.
 *
 * @throws DependencyError when koffi is not installed, or on a system whose calls are not known here.
 */
export function libc(): Libc {
  if (bound !== null) return bound;
  if (failure !== null) throw failure;
  try {
    bound = bind(loadKoffi(), constantsOfSystem());
    keepFreedMemory(bound);
    return bound;
  } catch (error) {
    failure =
      error instanceof DependencyError
        ? error
        : new DependencyError(`the C library could not be bound: ${messageOf(error)}`, {
            cause: error,
          });
    throw failure;
  }
}

/** The calls if something has asked for them already: nothing is loaded. */
export function boundLibc(): Libc | null {
  return bound;
}

/** The calls, or null where they can't be had. */
export function usableLibc(): Libc | null {
  if (bound !== null || failure !== null) return bound;
  try {
    return libc();
  } catch {
    return null;
  }
}

/** Whether memory maps can be had here, and if not, why: for `np.show_config` and for skipping tests. */
export function libcStatus(): { readonly available: boolean; readonly reason: string | null } {
  try {
    libc();
    return { available: true, reason: null };
  } catch (error) {
    return { available: false, reason: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const INSTALL =
  "memory maps call the operating system through the optional package koffi: npm install koffi";

/** Where koffi is installed, for other threads to load it from; null where it is not. */
export function koffiPath(): string | null {
  try {
    return builtin("node:module")
      .createRequire(import.meta.url)
      .resolve("koffi");
  } catch {
    return null;
  }
}

function loadKoffi(): Koffi {
  try {
    const require = builtin("node:module").createRequire(import.meta.url);
    return require("koffi") as Koffi;
  } catch (error) {
    if (error instanceof DependencyError) throw error;
    const first = messageOf(error).split("\n", 1)[0];
    throw new DependencyError(`${INSTALL} (it could not be loaded: ${first})`, { cause: error });
  }
}

function constantsOfSystem(): Constants {
  const { platform, arch } = globalThis.process;
  const known64 = ["x64", "arm64", "riscv64", "loong64"].includes(arch);
  if (platform === "linux" && known64) return LINUX;
  if (platform === "darwin" && known64) return MACOS;
  throw new DependencyError(
    `memory maps are not available on ${platform} ${arch}: strided knows the calls of 64-bit Linux and ` +
      "macOS; read the file into memory instead (np.load without mmap_mode, or np.frombuffer)",
  );
}

function bind(koffi: Koffi, constants: Constants): Libc {
  const library = koffi.load(null); // what the process itself has linked: glibc, musl or libSystem
  const mmap = library.func(
    "void *mmap(void *address, size_t length, int protection, int flags, int fd, int64_t offset)",
  );
  const munmap = library.func("int munmap(void *address, size_t length)");
  const msync = library.func("int msync(void *address, size_t length, int flags)");
  const madvise = library.func("int madvise(void *address, size_t length, int advice)");
  const ftruncate = library.func("int ftruncate(int fd, int64_t length)");
  const close = library.func("int close(int fd)");
  const pageSize = Number(library.func("int getpagesize()")());
  const optional = (definition: string, result?: unknown) => {
    try {
      return result === undefined ? library.func(definition) : library.func(definition, result, []);
    } catch {
      return null; // not in this C library
    }
  };
  const posixFallocate = optional("int posix_fallocate(int fd, int64_t offset, int64_t length)");
  const fallocate = optional("int fallocate(int fd, int mode, int64_t offset, int64_t length)");
  const memfd = optional("int memfd_create(const char *name, unsigned int flags)");
  const mallopt = optional("int mallopt(int parameter, int value)");
  const malloc = library.func("uintptr_t malloc(size_t length)");
  const free = library.func("void free(uintptr_t address)");
  const mallinfo2 = optional(
    "mallinfo2",
    koffi.struct(Object.fromEntries(MALLINFO.map((member) => [member, "size_t"]))),
  );
  const mallocTrim = optional("int malloc_trim(size_t pad)");
  let prototype: unknown = null;
  let alone: unknown = null;
  const done = (call: string, result: unknown) => {
    if (result !== 0) throw new SystemCallError(call, koffi.errno());
  };
  return {
    constants,
    pageSize,
    maxViewLength: builtin("node:buffer").constants.MAX_LENGTH,
    mmap(address, length, protection, flags, fd, offset) {
      const at = mmap(address, length, protection, flags, fd, offset);
      // MAP_FAILED is (void *)-1
      if (typeof at !== "bigint" || BigInt.asIntN(64, at) === -1n) {
        throw new SystemCallError("mmap", koffi.errno());
      }
      return at;
    },
    munmap: (address, length) => done("munmap", munmap(address, length)),
    msync: (address, length, flags) => done("msync", msync(address, length, flags)),
    madvise: (address, length, advice) => done("madvise", madvise(address, length, advice)),
    ftruncate: (fd, length) => done("ftruncate", ftruncate(fd, length)),
    close: (fd) => done("close", close(fd)),
    posix_fallocate:
      posixFallocate &&
      ((fd, offset, length) => {
        const errno = Number(posixFallocate(fd, offset, length)); // returned, not left in errno
        if (errno !== 0) throw new SystemCallError("posix_fallocate", errno);
      }),
    fallocateBeyond:
      fallocate &&
      ((fd, offset, length) =>
        done("fallocate", fallocate(fd, FALLOC_FL_KEEP_SIZE, offset, length))),
    memfd_create:
      memfd &&
      ((name, flags) => {
        const fd = Number(memfd(name, flags));
        if (fd < 0) throw new SystemCallError("memfd_create", koffi.errno());
        return fd;
      }),
    view: (address, length) => koffi.view(address, length),
    address: (buffer) => koffi.address(buffer),
    readUint64: (address) => BigInt(koffi.decode(address, "uint64_t") as number | bigint),
    callable: (address) => {
      prototype ??= koffi.proto("void strided_kernel(void *block)");
      return koffi.decode(address, prototype) as (pointer: bigint) => void;
    },
    callableAlone: (address) => {
      alone ??= koffi.proto("void strided_usual_call()");
      return koffi.decode(address, alone) as () => void;
    },
    mallopt: mallopt && ((parameter, value) => mallopt(parameter, value) === 1),
    malloc: (length) => BigInt(malloc(length) as number | bigint),
    free: (address) => void free(address),
    heap: mallinfo2 &&
      mallocTrim && {
        info() {
          const { arena, fordblks } = mallinfo2() as Record<string, number | bigint>;
          return { length: Number(arena), free: Number(fordblks) };
        },
        trim: (keep) => void mallocTrim(keep),
      },
    hasSymbol: (name) => optional(`void ${name}()`) !== null,
  };
}
