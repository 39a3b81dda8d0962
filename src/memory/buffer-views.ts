// Typed arrays over one buffer, made when first asked for and then shared by every storage on it:
// element i of a view lies at byte i * BYTES_PER_ELEMENT of the buffer. No offsets, no ownership here.

/** Memory that JavaScript can look at. */
export type AnyBuffer = ArrayBuffer | SharedArrayBuffer;

/** What the collector's callback is told of a buffer: the piece of memory that it held last. */
export interface Watch {
  id: number;
}

/**
 * Lazily made typed arrays over the whole of a buffer, from byte 0; a tail too short for an element is left out.
 *
 * `u8` and `i8` of a buffer beyond the engine's longest typed array (2^32 elements in Node 20) throw a
 * RangeError: code that may meet such buffers works in windows.
 */
export class BufferViews {
  readonly buffer: AnyBuffer;
  /** The buffer's length when the views were made: a plain property, for paths that cannot afford a getter. */
  readonly byteLength: number;
  /** Where the buffer is in memory, once native code has asked for it (memory/address.ts); 0 before. */
  address = 0;
  /** Which live piece of memory the buffer holds (registry.ts). */
  watch: Watch | null = null;
  #u8: Uint8Array | undefined;
  #i8: Int8Array | undefined;
  #u16: Uint16Array | undefined;
  #i16: Int16Array | undefined;
  #u32: Uint32Array | undefined;
  #i32: Int32Array | undefined;
  #f32: Float32Array | undefined;
  #f64: Float64Array | undefined;
  #i64: BigInt64Array | undefined;
  #u64: BigUint64Array | undefined;
  #data: DataView | undefined;

  constructor(buffer: AnyBuffer) {
    this.buffer = buffer;
    this.byteLength = buffer.byteLength;
  }

  /**
   * Bytes that are there now: none once the buffer is detached, fewer once it has shrunk. Asked of a typed array where
   * there is one, since compilers of hot code read its length in place but call a function for a buffer's.
   */
  get attachedBytes(): number {
    const bytes = this.#u8;
    return bytes === undefined ? this.buffer.byteLength : bytes.length;
  }

  get u8(): Uint8Array {
    this.#u8 ??= new Uint8Array(this.buffer);
    return this.#u8;
  }
  get i8(): Int8Array {
    this.#i8 ??= new Int8Array(this.buffer);
    return this.#i8;
  }
  get u16(): Uint16Array {
    this.#u16 ??= new Uint16Array(this.buffer, 0, this.#whole(2));
    return this.#u16;
  }
  get i16(): Int16Array {
    this.#i16 ??= new Int16Array(this.buffer, 0, this.#whole(2));
    return this.#i16;
  }
  get u32(): Uint32Array {
    this.#u32 ??= new Uint32Array(this.buffer, 0, this.#whole(4));
    return this.#u32;
  }
  get i32(): Int32Array {
    this.#i32 ??= new Int32Array(this.buffer, 0, this.#whole(4));
    return this.#i32;
  }
  get f32(): Float32Array {
    this.#f32 ??= new Float32Array(this.buffer, 0, this.#whole(4));
    return this.#f32;
  }
  get f64(): Float64Array {
    this.#f64 ??= new Float64Array(this.buffer, 0, this.#whole(8));
    return this.#f64;
  }
  get i64(): BigInt64Array {
    this.#i64 ??= new BigInt64Array(this.buffer, 0, this.#whole(8));
    return this.#i64;
  }
  get u64(): BigUint64Array {
    this.#u64 ??= new BigUint64Array(this.buffer, 0, this.#whole(8));
    return this.#u64;
  }
  get dataView(): DataView {
    this.#data ??= new DataView(this.buffer);
    return this.#data;
  }

  #whole(elementBytes: number): number {
    return Math.floor(this.buffer.byteLength / elementBytes);
  }
}

const viewsOfBuffer = new WeakMap<AnyBuffer, BufferViews>();

/** The one BufferViews of a buffer that others may also hold. */
export function viewsOf(buffer: AnyBuffer): BufferViews {
  let views = viewsOfBuffer.get(buffer);
  if (views === undefined) {
    views = new BufferViews(buffer);
    viewsOfBuffer.set(buffer, views);
  }
  return views;
}

// Buffer.allocUnsafeSlow refuses more than buffer.constants.MAX_LENGTH (4 GiB in Node 20);
// there zeroed memory costs nothing more, since the kernel hands out zero pages.
const maxUnsafe = 2 ** 32 - 1;

/** A new buffer with whatever its memory held before, where that can be had. */
export function uninitialised(bytes: number): ArrayBuffer {
  if (typeof Buffer === "undefined" || bytes > maxUnsafe) return new ArrayBuffer(bytes);
  return Buffer.allocUnsafeSlow(bytes).buffer as ArrayBuffer;
}
