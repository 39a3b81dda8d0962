// np.memory.explain: the owner chain of an array, how its memory lies, and whether a reshape, ravel or astype
// would copy and why. Nothing is computed or moved.

import { type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { type OrderName, reshapeStrides, resolveShape, tupleText } from "../core/layout.js";
import { isAligned, NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { formatBytes } from "../memory/limit.js";
import { MappedStorage } from "../memory/mapping.js";
import type { StorageKind } from "../memory/tracker.js";
import { shapeOf } from "./shapes.js";

/** Questions to `explain`. */
export interface ExplainOptions {
  /** Would reshaping to this shape copy? */
  reshape?: number | readonly number[] | undefined;
  /** Would raveling in this order copy? */
  ravel?: OrderName | undefined;
  /** Would converting to this dtype copy? */
  astype?: DTypeLike | undefined;
}

/** Whether an operation gives a view, and why not. */
export interface Verdict {
  readonly copies: boolean;
  readonly bytes: number;
  readonly why: string;
}

/** What `explain` answers; its text is for reading. */
export interface Explanation {
  readonly kind: StorageKind;
  /** From the array to the owner of the memory. */
  readonly owners: readonly string[];
  readonly owns_memory: boolean;
  readonly writeable: boolean;
  readonly aligned: boolean;
  /** Largest power of two, up to 4096, that divides the address within the buffer. */
  readonly alignment: number;
  readonly contiguous: "C" | "F" | "C and F" | "no";
  /** Bytes of the elements, and of the memory that the array keeps alive. */
  readonly bytes: number;
  readonly memory_bytes: number;
  readonly reshape: Verdict | null;
  readonly ravel: Verdict;
  readonly astype: Verdict | null;
  toString(): string;
}

/** Questions of which one is whether a reshape would copy. */
interface ReshapeQuestion extends ExplainOptions {
  reshape: number | readonly number[];
}

/** Questions of which one is whether a conversion would copy. */
interface AstypeQuestion extends ExplainOptions {
  astype: DTypeLike;
}

/** See `np.memory.explain`. What was asked is answered. */
export function explain(
  array: NDArray,
  given: ReshapeQuestion,
): Explanation & { readonly reshape: Verdict };
export function explain(
  array: NDArray,
  given: AstypeQuestion,
): Explanation & { readonly astype: Verdict };
export function explain(array: NDArray, given?: ExplainOptions): Explanation;
export function explain(array: NDArray, given?: ExplainOptions): Explanation {
  if (!(array instanceof NDArray)) throw new TypeError("np.memory.explain() takes an array");
  const known = options("explain", given, ["reshape", "ravel", "astype"]);
  const storage = array.live();
  const facts = {
    kind: storage.kind,
    owners: ownersOf(array),
    owns_memory: array.base === null,
    writeable: array.writeable,
    aligned: isAligned(array),
    alignment: alignmentOf(array.byteOffset),
    contiguous: contiguity(array),
    bytes: array.nbytes,
    memory_bytes: storage.byteLength,
    reshape: known.reshape === undefined ? null : reshapeVerdict(array, known.reshape),
    ravel: ravelVerdict(array, known.ravel ?? "C"),
    astype: known.astype === undefined ? null : astypeVerdict(array, known.astype),
  };
  return { ...facts, toString: () => explanationText(array, facts) };
}

function ownersOf(array: NDArray): string[] {
  const owners: string[] = [];
  let at: unknown = array;
  while (at instanceof NDArray) {
    owners.push(`array ${tupleText(at._shape)} ${at.dtype.name}`);
    at = at.base;
  }
  if (at instanceof MappedStorage) {
    owners.push(`map of ${at.path ?? "an open file"}, mode ${at.mode}`);
  } else if (at !== null) {
    owners.push(`${Object.prototype.toString.call(at).slice(8, -1)} of the program`);
  }
  return owners;
}

function alignmentOf(byteOffset: number): number {
  let alignment = 1;
  while (alignment < 4096 && byteOffset % (alignment * 2) === 0) alignment *= 2;
  return alignment;
}

function contiguity(array: NDArray): Explanation["contiguous"] {
  const { c_contiguous, f_contiguous } = array.flags;
  if (c_contiguous && f_contiguous) return "C and F";
  if (c_contiguous) return "C";
  return f_contiguous ? "F" : "no";
}

const noCopy: Verdict = { copies: false, bytes: 0, why: "a view: the strides can express it" };

function reshapeVerdict(array: NDArray, target: number | readonly number[]): Verdict {
  const shape = resolveShape(shapeOf(target), array.size);
  const { _shape, _strides, itemsize } = array;
  if (reshapeStrides(_shape, _strides, itemsize, shape, "C") !== null) return noCopy;
  return {
    copies: true,
    bytes: array.nbytes,
    why: `strides ${tupleText(_strides)} of shape ${tupleText(_shape)} cannot be merged into shape ${tupleText(shape)}`,
  };
}

function ravelVerdict(array: NDArray, order: OrderName): Verdict {
  const { c_contiguous, f_contiguous, forc } = array.flags;
  const lies = order === "C" ? c_contiguous : order === "F" ? f_contiguous : forc || c_contiguous;
  if (lies || array.size <= 1) return noCopy;
  return {
    copies: true,
    bytes: array.nbytes,
    why: `the elements do not lie one after the other in order "${order}" (strides ${tupleText(array._strides)})`,
  };
}

function astypeVerdict(array: NDArray, target: DTypeLike): Verdict {
  const dtype = toDtype(target);
  if (dtype.equals(array.dtype)) {
    return {
      copies: true,
      bytes: array.nbytes,
      why: "astype copies also to the same dtype; pass { copy: false } to get the array itself",
    };
  }
  return {
    copies: true,
    bytes: array.size * dtype.itemsize,
    why: `${array.dtype.name} must be converted to ${dtype.name}; a ufunc with dtype or out converts as it goes, without a copy`,
  };
}

function explanationText(array: NDArray, facts: Omit<Explanation, "toString">): string {
  const verdict = (name: string, one: Verdict | null) =>
    one === null
      ? []
      : [`${name}: ${one.copies ? `copies ${formatBytes(one.bytes)}: ` : ""}${one.why}`];
  return [
    `${tupleText(array._shape)} ${array.dtype.name}, strides ${tupleText(array._strides)}`,
    `memory: ${facts.kind}, ${formatBytes(facts.memory_bytes)}, of which this array spans ${formatBytes(facts.bytes)}`,
    `owner: ${facts.owners.join(" → ")}`,
    `contiguous: ${facts.contiguous}; ${facts.writeable ? "writeable" : "read-only"}; ${facts.aligned ? "aligned" : "not aligned"} (to ${facts.alignment} bytes)`,
    ...verdict("reshape", facts.reshape),
    ...verdict("ravel", facts.ravel),
    ...verdict("astype", facts.astype),
  ].join("\n");
}
