// Memory for machine code: the same pages mapped twice, one address to write to and another to run from, so that no
// page is ever writable and executable at once. What the code does is not known here.

import { DependencyError } from "./errors.js";
import { type Libc, libc } from "./libc.js";
import type { NativeCode } from "./thread-pool.js";

/** Bytes mapped at a time; a longer piece of code gets a region of its own. */
const REGION = 1 << 20;
/** Pieces of code begin at a cache line. */
const ALIGNMENT = 64;

interface Region {
  readonly writable: Uint8Array;
  readonly executable: bigint;
  used: number;
}

let region: Region | null = null;

function mapRegion(calls: Libc, length: number): Region {
  if (calls.memfd_create === null) {
    throw new DependencyError("executable memory needs memfd_create, which this system lacks");
  }
  const { PROT_READ, PROT_WRITE, PROT_EXEC, MAP_SHARED } = calls.constants;
  const fd = calls.memfd_create("strided-code", 1); // MFD_CLOEXEC
  try {
    calls.ftruncate(fd, length);
    const writable = calls.mmap(null, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    const executable = calls.mmap(null, length, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
    return { writable: new Uint8Array(calls.view(writable, length)), executable, used: 0 };
  } finally {
    calls.close(fd);
  }
}

/** Writes machine code where it can be run; its address. */
function place(code: Uint8Array): bigint {
  const calls = libc();
  if (region === null || region.used + code.length > region.writable.length) {
    region = mapRegion(calls, Math.max(REGION, Math.ceil(code.length / 4096) * 4096));
  }
  const start = region.used;
  region.writable.set(code, start);
  region.used = Math.ceil((start + code.length) / ALIGNMENT) * ALIGNMENT;
  return region.executable + BigInt(start);
}

/**
 * Puts machine code where it can be run, for the life of the process.
 *
 * @returns the code, to be called with one pointer
 * @throws DependencyError where koffi or executable memory cannot be had
 * @throws SystemCallError where the system refuses the mapping
 */
export function installCode(code: Uint8Array): NativeCode {
  const calls = libc();
  const address = place(code);
  return { call: calls.callable(address), address: Number(address), usual: null };
}

/**
 * Makes ready the calls of code with one and the same pointer: without an argument they cost half as much. A few
 * instructions before the code put the pointer where the C ABI of x86-64 has it.
 */
export function makeUsual(code: NativeCode, pointer: bigint): () => void {
  const calls = libc();
  const bytes = new Uint8Array(22);
  const view = new DataView(bytes.buffer);
  bytes.set([0x48, 0xbf], 0); // mov rdi, pointer
  view.setBigUint64(2, pointer, true);
  bytes.set([0x48, 0xb8], 10); // mov rax, code
  view.setBigUint64(12, BigInt(code.address), true);
  bytes.set([0xff, 0xe0], 20); // jmp rax
  const usual = calls.callableAlone(place(bytes));
  code.usual = usual;
  return usual;
}
