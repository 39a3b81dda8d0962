// Opening files and giving them disk space, with errors that name the file. Nothing is mapped here.

import { builtin } from "./builtin.js";
import { FileError } from "./errors.js";
import { errnoNumber, libc, libcStatus, SystemCallError } from "./libc.js";

/** How a file is named: a path, a `file:` URL, or the bytes of a path. */
export type FilePath = string | URL | Uint8Array;

/** How a file is opened for mapping, as `np.memmap` names it. */
export type MapMode = "r" | "r+" | "w+" | "c";

/** The absolute path behind any way to name a file. */
export function resolvePath(file: FilePath): string {
  const path = builtin("node:path");
  if (typeof file === "string") return path.resolve(file);
  if (file instanceof URL) return builtin("node:url").fileURLToPath(file);
  if (!ArrayBuffer.isView(file)) {
    const kind = file === null ? "null" : typeof file;
    throw new TypeError(
      `expected str, bytes or os.PathLike object, not ${kind} (a file is a path, a URL, the bytes of a path, or open)`,
    );
  }
  return path.resolve(new TextDecoder().decode(file));
}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: "No such file or directory",
  EACCES: "Permission denied",
  EPERM: "Operation not permitted",
  EISDIR: "Is a directory",
  ENOTDIR: "Not a directory",
  EEXIST: "File exists",
  ENOSPC: "No space left on device",
  EDQUOT: "Disk quota exceeded",
  EFBIG: "File too large",
  EROFS: "Read-only file system",
  EMFILE: "Too many open files",
  EIO: "Input/output error",
};

/** The system's error code in something thrown by `fs` or by the C library. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof SystemCallError) return error.code;
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** A FileError in Python's words, `[Errno 2] No such file or directory: 'x'`, followed by the mend. */
export function fileError(error: unknown, path: string, mend = ""): FileError {
  const code = codeOf(error);
  const sentence = code === undefined ? undefined : SENTENCES[code];
  const said =
    code !== undefined && sentence !== undefined
      ? `[Errno ${errnoNumber(code) ?? code}] ${sentence}: '${path}'`
      : `${error instanceof Error ? error.message : String(error)}: '${path}'`;
  return new FileError(mend === "" ? said : `${said} (${mend})`, code, { cause: error });
}

/** What identifies a file whatever its names: device and inode. */
export interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
}

/** A file that was opened, and what is needed to leave things as they were if the rest fails. */
export interface OpenFile extends FileIdentity {
  readonly fd: number;
  readonly path: string;
  /** Length in bytes when it was opened. */
  readonly size: number;
  /** Whether opening it created it. */
  readonly created: boolean;
}

/**
 * Opens a file as a memory map's mode wants it; `w+` creates it where it is missing, and leaves the
 * contents of one that exists alone until there is space for the new ones.
 *
 * @throws FileError when it can't be opened, or is not a regular file.
 */
export function openFile(path: string, mode: MapMode): OpenFile {
  const fs = builtin("node:fs");
  let fd: number;
  let created = false;
  try {
    if (mode === "w+") {
      const { O_RDWR, O_CREAT, O_EXCL } = fs.constants;
      try {
        fd = fs.openSync(path, O_RDWR | O_CREAT | O_EXCL, 0o666);
        created = true;
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error;
        fd = fs.openSync(path, O_RDWR | O_CREAT, 0o666);
      }
    } else {
      fd = fs.openSync(path, mode === "r+" ? "r+" : "r");
    }
  } catch (error) {
    throw fileError(error, path, mendOfOpening(error, mode));
  }
  try {
    return describeOpenFile(fd, path, created);
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}

function mendOfOpening(error: unknown, mode: MapMode): string {
  const code = codeOf(error);
  if (code === "ENOENT" && mode !== "w+") {
    return `mode '${mode}' needs a file that exists; mode 'w+' creates one`;
  }
  if (code === "EACCES" && mode === "r+") return "mode 'r' or 'c' needs no right to write";
  return "";
}

/** Looks at a file that is open already. */
export function describeOpenFile(fd: number, path: string, created = false): OpenFile {
  const fs = builtin("node:fs");
  const stat = fs.fstatSync(fd, { bigint: true });
  if (!stat.isFile()) {
    throw new FileError(
      `only regular files can be mapped: '${path}' is ${stat.isDirectory() ? "a directory" : "not one"}`,
      stat.isDirectory() ? "EISDIR" : "EINVAL",
    );
  }
  return { fd, path, size: Number(stat.size), created, dev: stat.dev, ino: stat.ino };
}

/**
 * Gives the file's first `length` bytes disk space, growing it where it is shorter, so that a full disk
 * is an error now and not a crash at a later write through the map. Old contents stay. When it fails the
 * file has its old length, and one that was created is removed.
 *
 * @throws FileError with code `ENOSPC` (or `EFBIG`, `EDQUOT` …).
 */
export function reserveSpace(file: OpenFile, length: number): void {
  try {
    allocateBlocks(file, length);
  } catch (error) {
    const want = `${length} bytes are needed`;
    const left = file.created ? "it was not created" : "it is as it was";
    undoOpening(file);
    throw fileError(error, file.path, `${want}; ${left}`);
  }
}

function allocateBlocks(file: OpenFile, length: number): void {
  const { posix_fallocate } = libc();
  if (posix_fallocate !== null) {
    try {
      posix_fallocate(file.fd, 0, length);
      return;
    } catch (error) {
      // musl, and some network file systems: no such call
      if (!["EOPNOTSUPP", "ENOTSUP", "EINVAL", "ENOSYS"].includes(codeOf(error) ?? "")) throw error;
    }
  }
  writeZeros(file.fd, file.size, length);
}

function writeZeros(fd: number, from: number, to: number): void {
  const fs = builtin("node:fs");
  const zeros = new Uint8Array(Math.max(0, Math.min(1 << 20, to - from)));
  for (let at = from; at < to; ) {
    at += fs.writeSync(fd, zeros, 0, Math.min(zeros.length, to - at), at);
  }
}

/** Puts the file back to its length when it was opened, or removes it if opening created it. */
export function undoOpening(file: OpenFile): void {
  const fs = builtin("node:fs");
  try {
    if (file.created) fs.unlinkSync(file.path);
    else if (fs.fstatSync(file.fd).size !== file.size) fs.ftruncateSync(file.fd, file.size);
  } catch {
    // what failed before is worth more to the caller than that the clean-up failed too
  }
}

/** Empties the file and gives it `length` zeroed bytes; the space was reserved before. */
export function zeroContents(file: OpenFile, length: number): void {
  try {
    builtin("node:fs").ftruncateSync(file.fd, 0);
    allocateBlocks({ ...file, size: 0 }, length);
  } catch (error) {
    if (file.created) undoOpening(file);
    throw fileError(error, file.path, `${length} bytes are needed`);
  }
}

/**
 * Sets disk space aside for the first `length` bytes of a file that is about to be written, where the
 * system can: writing is then faster, and a full disk an error beforehand.
 *
 * @throws FileError with code `ENOSPC` in NumPy's words; the file is then as it was.
 */
export function setSpaceAside(fd: number, length: number, path: string): void {
  if (!libcStatus().available) return;
  try {
    libc().fallocateBeyond?.(fd, 0, length);
  } catch (error) {
    const code = codeOf(error);
    if (code !== "ENOSPC" && code !== "EDQUOT") return; // not on this file system
    const fs = builtin("node:fs");
    fs.ftruncateSync(fd, fs.fstatSync(fd).size); // gives back what was had before the space ran out
    throw new FileError(`Not enough free space to write ${length} bytes: '${path}'`, code, {
      cause: error,
    });
  }
}
