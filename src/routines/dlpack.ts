// DLPack in JavaScript: how arrays of different libraries look at one memory. There is no pointer to hand over here;
// the capsule is a plain object that names a buffer and what lies in it, with DLPack's own words and codes.
// https://dmlc.github.io/dlpack/latest/

import { copyArray } from "../array/copy.js";
import { type DType, dtype as toDType } from "../core/dtype.js";
import { DTypeError, ValueError } from "../core/errors.js";
import { byteBounds } from "../core/layout.js";
import { makeArray, makeView, NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { pythonType } from "../core/python-values.js";
import { external } from "../memory/allocator.js";
import type { AnyBuffer } from "../memory/buffer-views.js";

/** What `__dlpack__` gives: DLPack's DLManagedTensorVersioned, with a buffer where C has a pointer. */
export interface DLPackCapsule {
  /** The memory. */
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  /** The byte of it at which element (0, …, 0) lies. */
  readonly byte_offset: number;
  /** Length of each axis. */
  readonly shape: readonly number[];
  /** In elements, not bytes. */
  readonly strides: readonly number[];
  /** DLDataType: code 0 int, 1 uint, 2 float, 5 complex, 6 bool. */
  readonly dtype: { readonly code: number; readonly bits: number; readonly lanes: number };
  /** DLDevice: type 1 is the processor. */
  readonly device: readonly [type: number, id: number];
  /** Of the protocol. */
  readonly version: readonly [major: number, minor: number];
  /** Whether the memory may not be written. */
  readonly readonly: boolean;
  /** The object whose memory it is. */
  readonly owner: unknown;
}

/** What `__dlpack__` takes. */
export interface DLPackOptions {
  /** Must be null (default): there are no streams on a processor. */
  readonly stream?: null | undefined;
  /** The newest version the caller knows; without it (null) an old one, which knows no read-only memory. */
  readonly max_version?: readonly [major: number, minor: number] | null | undefined;
  /** The device the caller wants; the processor (null) without it. */
  readonly dl_device?: readonly [type: number, id: number] | null | undefined;
  /** true copies, false and null (default) do not. */
  readonly copy?: boolean | null | undefined;
}

/** An object that takes part in DLPack. */
export interface DLPackExporter {
  __dlpack__(options?: DLPackOptions): DLPackCapsule;
  __dlpack_device__(): readonly [type: number, id: number];
}

const codes: Readonly<Record<string, number>> = { i: 0, u: 1, f: 2, c: 5, b: 6 };
const kinds = ["i", "u", "f", undefined, undefined, "c", "b"] as const;

/** `NDArray.prototype.__dlpack__`. */
export function exportArray(array: NDArray, given?: DLPackOptions): DLPackCapsule {
  const known = options<DLPackOptions>("__dlpack__", given, [
    "stream",
    "max_version",
    "dl_device",
    "copy",
  ]);
  const { stream = null, max_version = null, dl_device = null, copy = null } = known;
  if (stream !== null) throw new ValueError("NumPy only supports stream=None. (strided, too)");
  if (dl_device !== null && !Array.isArray(dl_device)) {
    throw new TypeError("dl_device must be a tuple (a pair of numbers here, as in [1, 0])");
  }
  if (dl_device !== null && (dl_device[0] !== 1 || dl_device[1] !== 0)) {
    throw new ValueError(`unsupported device requested ((${dl_device.join(", ")}))`);
  }
  const source = copy === true ? copyArray(array, "K") : array;
  const { dtype } = source;
  const code = dtype.names === null ? codes[dtype.kind] : undefined;
  if (dtype.names === null && !dtype.isnative) {
    throw new ValueError(`DLPack only supports native byte order. (dtype ${String(dtype)})`);
  }
  if (code === undefined) {
    throw new ValueError(
      `DLPack only supports signed/unsigned integers, float and complex dtypes. (dtype ${String(dtype)})`,
    );
  }
  const { shape, strides, itemsize } = source;
  if (strides.some((stride, i) => shape[i] !== 1 && stride % itemsize !== 0)) {
    throw new ValueError("DLPack only supports strides which are a multiple of itemsize.");
  }
  if (!source.writeable && (max_version === null || max_version[0] < 1)) {
    throw new ValueError(
      "Cannot export readonly array since signalling readonly is unsupported by DLPack (supported by newer DLPack version).",
    );
  }
  return {
    buffer: source.live().buffer as ArrayBuffer,
    byte_offset: source.byteOffset,
    shape,
    strides: strides.map((stride) => Math.trunc(stride / itemsize)),
    dtype: { code, bits: itemsize * 8, lanes: 1 },
    device: [1, 0],
    version: max_version === null || max_version[0] < 1 ? [0, 8] : [1, 0],
    readonly: !source.writeable,
    owner: source,
  };
}

/** What `np.from_dlpack` takes beside the object. */
export interface FromDLPackOptions {
  /** `"cpu"`, which is where everything is; null (default) says nothing. */
  readonly device?: "cpu" | null | undefined;
  /** true copies, false never, null (default) only where it must, which it never must. */
  readonly copy?: boolean | null | undefined;
}

/**
 * An array over the memory of an object of another library, by the DLPack protocol: the object has `__dlpack__` and
 * `__dlpack_device__`, as strided's arrays have. A view, read-only where the object's memory is; a copy if `copy` is
 * true.
 *
 * @throws TypeError for an object that knows no DLPack; ValueError for a device other than the processor, or a capsule
 * that is none.
 * @example
 * ```ts
 * const a = np.arange(3);
 * const b = np.from_dlpack(a);
 * b.set(0, 9);
 * a; // => [9 1 2]
 * np.from_dlpack([1, 2] as never); // => DTypeError
 * ```
 */
export function from_dlpack(x: DLPackExporter, given?: FromDLPackOptions): NDArray {
  const known = options<FromDLPackOptions>("from_dlpack", given, ["device", "copy"]);
  const { device = null, copy = null } = known;
  if (device !== null && device !== "cpu") {
    const shown = Array.isArray(device) ? `(${(device as unknown[]).join(", ")})` : String(device);
    throw new ValueError(`Device not understood. Only "cpu" is allowed, but received: ${shown}`);
  }
  const exporter = x as Partial<DLPackExporter> | null | undefined;
  if (typeof exporter?.__dlpack__ !== "function") {
    throw new DTypeError(`'${pythonType(x)}' object has no attribute '__dlpack__'`);
  }
  const wanted = { max_version: [1, 0], ...(copy === null ? {} : { copy }) } as const;
  return arrayOf(exporter.__dlpack__(wanted));
}

function arrayOf(capsule: DLPackCapsule): NDArray {
  const { owner, shape, buffer, byte_offset: start } = capsule;
  const dtype = dtypeOf(capsule);
  if (capsule.device[0] !== 1) {
    throw new ValueError(`Unsupported device in DLTensor. (type ${capsule.device[0]})`);
  }
  const strides = capsule.strides.map((stride) => stride * dtype.itemsize);
  if (owner instanceof NDArray) {
    return makeView(owner, start, shape, strides, dtype, "from_dlpack", !capsule.readonly);
  }
  const [low, high] = byteBounds(start, shape, strides, dtype.itemsize);
  if (low < 0 || high > buffer.byteLength) {
    throw new ValueError(
      `the capsule's elements lie outside its buffer (bytes ${low} to ${high} of ${buffer.byteLength})`,
    );
  }
  const storage = external(buffer as AnyBuffer, low, high - low, !capsule.readonly);
  return makeArray(storage, start, shape, strides, dtype, owner ?? buffer, !capsule.readonly);
}

function dtypeOf(capsule: DLPackCapsule): DType {
  const { code, bits, lanes } = capsule.dtype;
  const kind = kinds[code];
  try {
    if (kind === undefined || lanes !== 1) throw new DTypeError("no such dtype");
    return toDType(kind === "b" ? "bool" : `${kind}${bits / 8}`) as DType;
  } catch (error) {
    throw new ValueError(
      `Unsupported dtype in DLTensor. (code ${code}, ${bits} bits, ${lanes} lanes)`,
      { cause: error },
    );
  }
}
