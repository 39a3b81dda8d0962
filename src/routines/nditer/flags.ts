// The words and lists that np.nditer is told how to iterate with, read and checked one against another. Shapes and
// dtypes are looked at in axes.ts and operands.ts.

import { type Casting, readCasting } from "../../core/casting.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../../core/dtype.js";
import { ValueError } from "../../core/errors.js";
import type { OrderName } from "../../core/layout.js";
import { NDArray } from "../../core/ndarray.js";
import { pythonType } from "../../core/python-values.js";
import { integer } from "../arguments.js";

/** How `np.nditer` iterates: its global flags. */
export type NditerFlag =
  | "buffered"
  | "c_index"
  | "common_dtype"
  | "copy_if_overlap"
  | "delay_bufalloc"
  | "external_loop"
  | "f_index"
  | "grow_inner"
  | "growinner"
  | "multi_index"
  | "ranged"
  | "reduce_ok"
  | "refs_ok"
  | "zerosize_ok";

/** What `np.nditer` may do with one operand. */
export type NditerOpFlag =
  | "aligned"
  | "allocate"
  | "arraymask"
  | "contig"
  | "copy"
  | "nbo"
  | "no_broadcast"
  | "no_subtype"
  | "overlap_assume_elementwise"
  | "readonly"
  | "readwrite"
  | "updateifcopy"
  | "virtual"
  | "writemasked"
  | "writeonly";

/** Options of `nditer`. */
export interface NditerOptions {
  /** How to iterate: `"external_loop"`, `"multi_index"`, `"buffered"` and others; none by default. */
  flags?: readonly NditerFlag[] | null | undefined;
  /** What may be done with each operand; read-only by default, allocated for writing where it is `null`. */
  op_flags?: readonly NditerOpFlag[] | readonly (readonly NditerOpFlag[])[] | null | undefined;
  /** The dtype to iterate as, one for all or a list; the operands' own by default. */
  op_dtypes?: DTypeLike | readonly (DTypeLike | null)[] | null | undefined;
  /** `"C"`, `"F"`, `"A"` or `"K"` (default: as the operands lie in memory). */
  order?: OrderName | undefined;
  /** Which casts are allowed; `"safe"` by default. */
  casting?: Casting | undefined;
  /** For each operand, which of its axes is each axis of the iteration (-1 or `null`: none); by default as broadcast. */
  op_axes?: readonly (readonly (number | null)[] | null)[] | null | undefined;
  /** The shape to iterate over, -1 where the operands decide; by default they decide all of it. */
  itershape?: number | readonly number[] | null | undefined;
  /** Elements in a buffer; 8192 by default. */
  buffersize?: number | undefined;
}

export const nditerNames = [
  "flags",
  "op_flags",
  "op_dtypes",
  "order",
  "casting",
  "op_axes",
  "itershape",
  "buffersize",
] as const;

const globalNames: readonly string[] = [
  "buffered",
  "c_index",
  "common_dtype",
  "copy_if_overlap",
  "delay_bufalloc",
  "external_loop",
  "f_index",
  "grow_inner",
  "growinner",
  "multi_index",
  "ranged",
  "reduce_ok",
  "refs_ok",
  "zerosize_ok",
];

const operandNames: readonly string[] = [
  "aligned",
  "allocate",
  "arraymask",
  "contig",
  "copy",
  "nbo",
  "no_broadcast",
  "no_subtype",
  "overlap_assume_elementwise",
  "readonly",
  "readwrite",
  "updateifcopy",
  "virtual",
  "writemasked",
  "writeonly",
];

export type Flags = ReadonlySet<string>;

/** @throws ValueError for an unknown flag, or flags that do not go together */
export function readFlags(given: unknown): Flags {
  if (given === undefined || given === null) return new Set();
  if (!Array.isArray(given)) {
    throw new ValueError(
      `Iterator global flags must be a list or tuple of strings (got ${typeof given})`,
    );
  }
  for (const flag of given) {
    if (typeof flag !== "string") {
      throw new TypeError(`expected bytes, ${pythonType(flag)} found (a flag is text)`);
    }
    if (!globalNames.includes(flag as string)) {
      throw new ValueError(
        `Unexpected iterator global flag "${String(flag)}" (known: ${globalNames.join(", ")})`,
      );
    }
  }
  return new Set(given as string[]);
}

/** @throws ValueError for flags that do not go together */
export function checkFlags(flags: Flags): void {
  if (flags.has("c_index") && flags.has("f_index")) {
    throw new ValueError("Iterator flags C_INDEX and F_INDEX cannot both be specified");
  }
  if (!flags.has("external_loop")) return;
  if (flags.has("c_index") || flags.has("f_index") || flags.has("multi_index")) {
    throw new ValueError(
      "Iterator flag EXTERNAL_LOOP cannot be used if an index or multi-index is being tracked",
    );
  }
  if (flags.has("ranged") && !flags.has("buffered")) {
    throw new ValueError(
      "Iterator flag RANGED cannot be used with the flag EXTERNAL_LOOP unless BUFFERED is also enabled",
    );
  }
}

/** The operands as they were given: a list, or one alone. */
export function operandList(op: unknown): unknown[] {
  if (!Array.isArray(op)) return [op];
  if (op.length === 0) throw new ValueError("Must provide at least one operand");
  return [...op];
}

/** One set of flags for each operand. @throws ValueError for an unknown flag, or a list of the wrong length */
export function readOpFlags(given: unknown, ops: readonly unknown[]): Flags[] {
  if (given === undefined || given === null) {
    return ops.map((op) => new Set(op === null ? ["writeonly", "allocate"] : ["readonly"]));
  }
  const malformed = () => new ValueError("op_flags must be a tuple or array of per-op flag-tuples");
  if (!Array.isArray(given)) throw malformed();
  const nested = given.length === ops.length && given.every((one) => Array.isArray(one));
  if (nested) return given.map((one) => opFlagSet(one as unknown[], malformed));
  if (given.some((one) => typeof one !== "string")) throw malformed();
  const all = opFlagSet(given, malformed);
  return ops.map(() => all);
}

function opFlagSet(given: readonly unknown[], malformed: () => ValueError): Flags {
  for (const flag of given) {
    if (typeof flag !== "string") throw malformed();
    if (!operandNames.includes(flag)) {
      throw new ValueError(
        `Unexpected per-op iterator flag "${flag}" (known: ${operandNames.join(", ")})`,
      );
    }
  }
  return new Set(given as string[]);
}

/** @throws ValueError for flags of one operand that do not go together */
export function checkOpFlags(flags: Flags): void {
  const reads = ["readonly", "readwrite", "writeonly"].filter((flag) => flags.has(flag));
  if (reads.length > 1) {
    throw new ValueError(
      "Only one of the iterator flags READWRITE, READONLY, and WRITEONLY may be specified for an operand",
    );
  }
  if (reads.length === 0) {
    throw new ValueError(
      "None of the iterator flags READWRITE, READONLY, or WRITEONLY were specified for an operand",
    );
  }
  if (writes(flags) && flags.has("copy") && !flags.has("updateifcopy")) {
    throw new ValueError(
      "If an iterator operand is writeable, must use the flag UPDATEIFCOPY instead of COPY",
    );
  }
  if (flags.has("writemasked")) {
    if (!writes(flags)) {
      throw new ValueError(
        "The iterator flag WRITEMASKED may only be used with READWRITE or WRITEONLY",
      );
    }
    if (flags.has("arraymask")) {
      throw new ValueError("The iterator flag WRITEMASKED may not be used together with ARRAYMASK");
    }
  }
  if (flags.has("virtual") && !flags.has("readwrite")) {
    throw new ValueError("The iterator flag VIRTUAL should be be used together with READWRITE");
  }
}

/** @throws ValueError for masks without anything to mask, and the other way round */
export function checkMaskFlags(all: readonly Flags[]): void {
  const masks = all.filter((flags) => flags.has("arraymask")).length;
  const masked = all.some((flags) => flags.has("writemasked"));
  if (masks > 1) throw new ValueError("Only one iterator operand may receive an ARRAYMASK flag");
  if (masked && masks === 0) {
    throw new ValueError(
      "An iterator operand was flagged as WRITEMASKED, but no ARRAYMASK operand was given to supply the mask",
    );
  }
  if (masks > 0 && !masked) {
    throw new ValueError(
      "An iterator operand was flagged as the ARRAYMASK, but no WRITEMASKED operands were given to use the mask",
    );
  }
}

export const writes = (flags: Flags): boolean => flags.has("readwrite") || flags.has("writeonly");
export const reads = (flags: Flags): boolean => flags.has("readwrite") || flags.has("readonly");

/** A dtype for each operand, null where its own is meant. @throws TypeError for what is no dtype */
export function readOpDtypes(given: unknown, count: number): (DType | null)[] {
  if (given === undefined || given === null) return new Array<DType | null>(count).fill(null);
  if (Array.isArray(given) && given.length === count && !isFieldList(given)) {
    try {
      return given.map((one) =>
        one === null || one === undefined ? null : (toDtype(one as DTypeLike) as DType),
      );
    } catch {
      // the list itself may be meant as a dtype
    }
  }
  return new Array<DType | null>(count).fill(toDtype(given as DTypeLike) as DType);
}

/** `[["x", "f8"]]`, the fields of a structure, is not a list of dtypes. */
function isFieldList(given: readonly unknown[]): boolean {
  return given.length > 0 && given.every((one) => Array.isArray(one) && one.length > 1);
}

/** Axes of each operand, and how many axes they say the iteration has. */
export interface OpAxes {
  readonly ndim: number;
  readonly lists: readonly (readonly number[] | null)[];
}

/** @throws ValueError for lists of different lengths, or what is no list */
export function readOpAxes(given: unknown, count: number): OpAxes | null {
  if (given === undefined || given === null) return null;
  if (!Array.isArray(given) || given.length !== count) {
    throw new ValueError("op_axes must be a tuple/list matching the number of ops");
  }
  let ndim = -1;
  const lists = given.map((one): number[] | null => {
    if (one === null || one === undefined) return null;
    if (!Array.isArray(one)) {
      throw new ValueError("Each entry of op_axes must be None or a tuple/list");
    }
    if (ndim >= 0 && one.length !== ndim) {
      throw new ValueError("Each entry of op_axes must have the same size");
    }
    ndim = one.length;
    return one.map((axis) => (axis === null ? -1 : axisNumber(axis)));
  });
  if (ndim < 0) {
    throw new ValueError(
      "If op_axes is provided, at least one list of axes must be contained within it",
    );
  }
  return { ndim, lists };
}

function axisNumber(axis: unknown): number {
  if (typeof axis === "string") {
    throw new TypeError("'str' object cannot be interpreted as an integer (op_axes)");
  }
  return integer(axis, "op_axes");
}

/** @throws TypeError for lengths that are no integers */
export function readIterShape(given: unknown): number[] | null {
  if (given === undefined || given === null) return null;
  const list = Array.isArray(given) ? given : [given];
  return list.map((length) => {
    if (typeof length === "string") {
      throw new TypeError("'str' object cannot be interpreted as an integer (itershape)");
    }
    return integer(length, "itershape");
  });
}

export function readIterCasting(casting: unknown): Casting {
  return casting === undefined ? "safe" : readCasting(casting);
}

/** @throws TypeError for lists and numbers that are to be written into: they have no memory to write to */
export function checkWriteable(ops: readonly unknown[], all: readonly Flags[]): void {
  ops.forEach((op, i) => {
    const isArray = op instanceof NDArray || ArrayBuffer.isView(op);
    if (op !== null && !isArray && writes(all[i] as Flags)) {
      throw new TypeError(
        "Iterator operand is flagged as writeable, but is an object which cannot be written back to via WRITEBACKIFCOPY (make it an array first)",
      );
    }
  });
}
