// np.nditer: walks one or several arrays together, in memory order unless told otherwise, and hands out views of
// their elements. This file is what the user holds; reading the arguments, laying out the walk, walking it and
// buffering are in the files beside it.

import { copyInto } from "../../array/copy.js";
import { assignValue } from "../../array/index-set.js";
import { callableClass } from "../../core/callable.js";
import type { DType } from "../../core/dtype.js";
import { IndexError, RuntimeError, ValueError } from "../../core/errors.js";
import { makeArray, makeView, type NDArray } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import type { DTypeKey } from "../../core/types.js";
import { integer } from "../arguments.js";
import { type IterAxis, type IterLayout, mergeAxes } from "./axes.js";
import { maskOf, OperandBuffer, type Piece } from "./buffers.js";
import { buildState, type IterState } from "./build.js";
import { type NditerOptions, nditerNames, writes } from "./flags.js";
import type { IterOperand } from "./operands.js";
import { type Turns, turnsAt } from "./turns.js";
import { Walker } from "./walker.js";

/** So many elements that are read and written back together. */
interface Chunk {
  readonly start: number;
  readonly count: number;
  /** Elements of one turn: what is handed out as one run, at the most. */
  readonly core: number;
  readonly pieces: readonly (Piece | null)[];
}

const past = () => new ValueError("Iterator is past the end");
const invalid = () => new ValueError("Iterator is invalid (it was closed)");

/** Hands a state to the constructor, for iterators that are not made from a user's arguments. */
export class PreparedState {
  readonly state: IterState;
  readonly bases: readonly number[] | null;

  constructor(state: IterState, bases: readonly number[] | null = null) {
    this.state = state;
    this.bases = bases;
  }
}

/**
 * Walks arrays together; made by `np.nditer` and `np.nested_iters`. What it hands out are 0-d views of the elements
 * (1-d with `external_loop`): small JavaScript objects over memory that exists, so that a loop allocates no memory.
 *
 * @example
 * ```ts
 * np.nditer([1, 2, 3]) instanceof np.NDIter; // => true
 * ```
 */
export class NDIter<V = NDArray | NDArray[]> implements IterableIterator<V> {
  readonly #state: IterState;
  #walker: Walker;
  #bases: readonly number[];
  #buffers: (OperandBuffer | null)[];
  #chunk: Chunk | null = null;
  #multi: boolean;
  #external: boolean;
  #start = 0;
  #end: number;
  #started = false;
  #finished: boolean;
  #delayed: boolean;
  #closed = false;
  #child: NDIter | null = null;

  /** @internal Made by `np.nditer`. */
  constructor(op: unknown, given?: NditerOptions) {
    const prepared = op instanceof PreparedState ? op : null;
    this.#state =
      prepared?.state ??
      buildState(op, options<NditerOptions>("nditer", given, nditerNames) as NditerOptions);
    const { operands, layout, flags } = this.#state;
    this.#bases = prepared?.bases ?? operands.map((one) => arrayOf(one).byteOffset);
    this.#multi = flags.has("multi_index");
    this.#external = flags.has("external_loop");
    this.#walker = new Walker(layout, this.#bases);
    this.#buffers = operands.map(() => null);
    this.#end = this.#walker.size;
    this.#finished = this.#end === 0;
    this.#delayed = flags.has("buffered") && flags.has("delay_bufalloc");
    if (!this.#delayed) this.#load();
  }

  /** Whether elements are handed out a chunk at a time. */
  get #chunked(): boolean {
    const { flags, operands } = this.#state;
    return flags.has("buffered") && (this.#external || operands.some((one) => one.buffered));
  }

  #assertOpen(): void {
    if (this.#closed) throw invalid();
  }

  #assertInside(): void {
    if (this.#closed || this.#finished) throw past();
  }

  // --- chunks ---------------------------------------------------------------------------------

  /** Reads the chunk that begins where the walker stands. */
  #load(): void {
    this.#chunk = null;
    if (!this.#chunked || this.#finished || this.#walker.position >= this.#end) return;
    const walker = this.#walker;
    const { operands, bufferSize, layout } = this.#state;
    const turns = this.#turns();
    const count = turns === null ? this.#chunkLength() : turns.core * turns.turns;
    const core = turns?.core ?? count;
    const capacity = Math.min(Math.max(bufferSize, 1), Math.max(1, walker.size));
    const pieces = operands.map((one, i): Piece | null => {
      const across = turns === null ? 0 : (layout.axes[turns.axis]?.strides[i] ?? 0);
      if (!one.buffered) {
        if (!this.#external) return null;
        const { length, stride } = walker.straight(i);
        if ((walker.position % length) + core <= length || core === 1) {
          const byteOffset = walker.bytes[i] as number;
          return { memory: arrayOf(one), byteOffset, stride, turn: across };
        }
      }
      const buffer = this.#bufferOf(one, i);
      if (turns?.isKept[i] === true) return buffer.keep(walker, turns, Math.max(capacity, count));
      const piece = buffer.fill(walker, count, Math.max(capacity, count));
      return { ...piece, turn: core * piece.stride };
    });
    this.#chunk = { start: walker.position, count, core, pieces };
  }

  /** The turns that are buffered together where an operand is a sum, else `null`. */
  #turns(): Turns | null {
    const { operands, layout, bufferSize } = this.#state;
    if (!layout.reduces.includes(true)) return null;
    const walker = this.#walker;
    const { position } = walker;
    const left = this.#end - position;
    // what a mask forbids to write is forgotten after each run
    if (operands.some((one) => one.flags.has("arraymask"))) {
      const core = Math.min(bufferSize, left, walker.inner - (position % walker.inner));
      return { core, turns: 1, axis: -1, isKept: [] };
    }
    return turnsAt(layout, position, Math.max(bufferSize, this.#grown()), left);
  }

  /** Elements of a run that may be longer than buffers, where none is used and it was asked for; else 0. */
  #grown(): number {
    const { flags, operands } = this.#state;
    const isAsked = flags.has("grow_inner") || flags.has("growinner");
    if (!isAsked || operands.some((one) => one.buffered)) return 0;
    const run = Math.min(...operands.map((_, i) => this.#walker.straight(i).length));
    return run - (this.#walker.position % run);
  }

  #bufferOf(one: IterOperand, i: number): OperandBuffer {
    const found =
      this.#buffers[i] ?? new OperandBuffer(arrayOf(one), one.dtype as DType, one.flags, i);
    this.#buffers[i] = found;
    return found;
  }

  #chunkLength(): number {
    const left = this.#end - this.#walker.position;
    return Math.min(Math.max(this.#state.bufferSize, this.#grown()), left);
  }

  /** Writes what is buffered back. */
  #flush(): void {
    const chunk = this.#chunk;
    this.#chunk = null;
    if (chunk === null) return;
    const { operands } = this.#state;
    const at = operands.findIndex((one) => one.flags.has("arraymask"));
    const piece = at < 0 ? null : (chunk.pieces[at] ?? null);
    const mask =
      piece === null
        ? null
        : maskOf(piece, (operands[at] as IterOperand).dtype as DType, chunk.count);
    this.#buffers.forEach((buffer, i) => {
      if (buffer === null || chunk.pieces[i] === null) return;
      buffer.writeBack((operands[i] as IterOperand).flags.has("writemasked") ? mask : null);
    });
  }

  /** Goes to a place in the walk. */
  #goto(position: number): void {
    this.#flush();
    for (const buffer of this.#buffers) buffer?.forget();
    this.#walker.goto(position);
    this.#load();
    this.#rebaseChild();
  }

  /** One step on; false at the end. */
  #advance(): boolean {
    if (this.#closed || this.#finished) return false;
    const walker = this.#walker;
    const chunk = this.#chunk;
    if (chunk !== null && this.#external) {
      const next = walker.position + chunk.core;
      if (next - chunk.start >= chunk.count) this.#flush();
      walker.goto(Math.min(next, Math.max(0, walker.size - 1)));
      walker.position = next;
    } else if (this.#external && !this.#chunked) walker.stepRun();
    else walker.step();
    if (walker.position >= this.#end) {
      this.#flush();
      this.#finished = true;
      return false;
    }
    const isThrough = chunk !== null && walker.position - chunk.start >= chunk.count;
    if (isThrough) {
      this.#flush();
      this.#load();
    }
    this.#rebaseChild();
    return true;
  }

  /** @internal Makes `child` walk within the element that this one stands at. */
  adopt(child: NDIter): void {
    this.#child = child;
    this.#rebaseChild();
  }

  #rebaseChild(): void {
    const child = this.#child;
    if (child === null || this.#finished) return;
    child.#flush();
    child.#bases = this.#walker.bytes.slice();
    child.#walker.rebase(child.#bases);
    child.#started = false;
    child.#finished = child.#walker.size === 0;
    child.#load();
    child.#rebaseChild();
  }

  // --- what is handed out ---------------------------------------------------------------------

  #viewOf(i: number): NDArray {
    const one = this.#state.operands[i] as IterOperand;
    const array = arrayOf(one);
    const walker = this.#walker;
    const chunk = this.#chunk;
    const piece = chunk?.pieces[i] ?? null;
    const writeable = writes(one.flags);
    if (chunk === null || piece === null) {
      const byte = walker.bytes[i] as number;
      const last = walker.layout.axes.length - 1;
      const shape = this.#external ? [walker.inner] : [];
      const stride = last < 0 ? 0 : ((walker.layout.axes[last] as IterAxis).strides[i] as number);
      const strides = this.#external ? [stride] : [];
      return makeView(array, byte, shape, strides, array.dtype, "nditer", writeable);
    }
    const beyond = walker.position - chunk.start;
    const turn = Math.floor(beyond / chunk.core);
    const at = piece.byteOffset + turn * piece.turn + (beyond % chunk.core) * piece.stride;
    const shape = this.#external ? [chunk.core] : [];
    const strides = this.#external ? [piece.stride] : [];
    if (piece.memory === array) {
      return makeView(array, at, shape, strides, array.dtype, "nditer", writeable);
    }
    const { storage, dtype } = piece.memory;
    return makeArray(storage, at, shape, strides, dtype, piece.memory, writeable);
  }

  /**
   * The views of the current elements: one, or a list of one for each operand. Views of the operands, or of their
   * buffers: those hold other elements after the next step.
   */
  get value(): V {
    this.#assertInside();
    if (this.#delayed) {
      throw new ValueError(
        "Iterator construction used delayed buffer allocation, and no reset has been done yet",
      );
    }
    const count = this.#state.operands.length;
    if (count === 1) return this.#viewOf(0) as V;
    return Array.from({ length: count }, (_, i) => this.#viewOf(i)) as V;
  }

  [Symbol.iterator](): this {
    return this;
  }

  /**
   * The next elements, as `value` gives them: views.
   *
   * @throws DisposedError if an operand's memory is gone
   * @example
   * ```ts
   * np.nditer([[5], [7]]).next().done; // => false
   * ```
   */
  next(): IteratorResult<V, undefined> {
    const isOver = this.#closed || this.#finished || (this.#started && !this.#advance());
    if (isOver) return { done: true, value: undefined };
    this.#started = true;
    return { done: false, value: this.value };
  }

  /**
   * One step on, for loops that ask for `value` themselves.
   *
   * @returns whether there are elements there
   * @throws DisposedError if an operand's memory is gone
   * @example
   * ```ts
   * const it = np.nditer(np.arange(2));
   * it.iternext(); // => true
   * it.value; // => 1
   * it.iternext(); // => false
   * ```
   */
  iternext(): boolean {
    return this.#advance();
  }

  /**
   * Back to the first elements (of the range). Allocates buffers whose allocation was delayed. Returns no array.
   *
   * @throws ValueError after `close`
   * @example
   * ```ts
   * const it = np.nditer(np.arange(2));
   * [...it].length; // => 2
   * it.reset();
   * it.value; // => 0
   * ```
   */
  reset(): void {
    this.#assertOpen();
    this.#delayed = false;
    this.#started = false;
    this.#finished = this.#walker.size === 0;
    this.#goto(this.#start);
  }

  /**
   * One operand's current elements, as in NumPy's `it[i]`: a view.
   *
   * @throws IndexError for an operand that is not there, ValueError past the end
   * @example
   * ```ts
   * np.nditer([[5, 6], [7, 8]]).at(1); // => 7
   * ```
   */
  at(operand: number): NDArray {
    this.#assertInside();
    const i = this.#operandIndex(operand);
    return this.#viewOf(i);
  }

  /**
   * Writes one operand's current elements, as in NumPy's `it[i] = value`. Returns no array.
   *
   * @throws RuntimeError for an operand that is only read
   * @example
   * ```ts
   * const a = np.zeros(2);
   * const it = np.nditer(a, { op_flags: ["readwrite"] });
   * it.set(0, 5);
   * a; // => [5. 0.]
   * ```
   */
  set(operand: number, value: unknown): void {
    this.#assertInside();
    const i = this.#operandIndex(operand);
    if (!writes((this.#state.operands[i] as IterOperand).flags)) {
      throw new RuntimeError(`Iterator operand ${operand} is not writeable`);
    }
    assignValue(this.#viewOf(i), value);
  }

  #operandIndex(operand: number): number {
    const count = this.#state.operands.length;
    const i = operand < 0 ? operand + count : operand;
    if (!Number.isInteger(operand)) throw new TypeError("invalid index type for iterator indexing");
    if (i < 0 || i >= count) {
      throw new IndexError(`Iterator operand index ${operand} is out of bounds`);
    }
    return i;
  }

  // --- what it is -----------------------------------------------------------------------------

  /** Number of operands, as Python's `len`; 0 after `close`. */
  get length(): number {
    return this.#closed ? 0 : this.#state.operands.length;
  }

  /** Number of operands. */
  get nop(): number {
    this.#assertOpen();
    return this.#state.operands.length;
  }

  /** Number of axes of the walk, after neighbours that are walked as one were merged. */
  get ndim(): number {
    this.#assertOpen();
    return this.#walker.layout.axes.length;
  }

  /** Lengths of the walk's axes: those of the broadcast shape with `multi_index`, else from the innermost outwards. */
  get shape(): number[] {
    this.#assertInside();
    const { axes } = this.#walker.layout;
    if (!this.#multi) return axes.map((axis) => axis.length).reverse();
    return [...axes].sort((a, b) => a.from - b.from).map((axis) => axis.length);
  }

  /** The operands: those given, their copies, and those that were allocated. */
  get operands(): (NDArray | null)[] {
    this.#assertOpen();
    return this.#state.operands.map((one) => (one.virtual ? null : one.array));
  }

  /** The dtype that each operand is walked as. */
  get dtypes(): DType[] {
    this.#assertOpen();
    return this.#state.operands.map((one) => one.dtype as DType);
  }

  /** Views of the operands as they are walked: sorted, merged and turned axes. Not with buffers. */
  get itviews(): NDArray[] {
    this.#assertOpen();
    if (this.#state.flags.has("buffered")) {
      throw new ValueError("cannot provide an iterator view when buffering is enabled");
    }
    const { axes, offsets } = this.#walker.layout;
    return this.#state.operands.map((one, i) => {
      const array = arrayOf(one);
      return makeView(
        array,
        (this.#bases[i] as number) + (offsets[i] as number),
        axes.map((axis) => axis.length),
        axes.map((axis) => axis.strides[i] as number),
        array.dtype,
        "nditer",
        writes(one.flags),
      );
    });
  }

  /** Whether the walk is over. */
  get finished(): boolean {
    return !this.#closed && this.#finished;
  }

  /** Whether buffers are still to be allocated, by `reset`. */
  get has_delayed_bufalloc(): boolean {
    this.#assertOpen();
    return this.#delayed;
  }

  /** Whether an index is tracked: `c_index` or `f_index`. */
  get has_index(): boolean {
    this.#assertOpen();
    return this.#tracksIndex;
  }

  get #tracksIndex(): boolean {
    return this.#state.flags.has("c_index") || this.#state.flags.has("f_index");
  }

  /** Whether a position along each axis is tracked: `multi_index`. */
  get has_multi_index(): boolean {
    this.#assertOpen();
    return this.#multi;
  }

  /** Always false: there is no interpreter lock here. */
  get iterationneedsapi(): boolean {
    this.#assertOpen();
    return false;
  }

  /** How many elements the walk has. */
  get itersize(): number {
    this.#assertOpen();
    return this.#walker.size;
  }

  /** The tracked index of the current elements. Setting it goes there. */
  get index(): number {
    this.#assertInside();
    if (!this.#tracksIndex) throw new ValueError("Iterator does not have an index");
    return this.#walker.index;
  }

  set index(value: number) {
    this.#assertOpen();
    if (!this.#tracksIndex) throw new ValueError("Iterator does not have an index");
    this.#refuseBuffered("GotoIndex");
    const position = this.#walker.positionOfIndex(integer(value, "index"), this.#walker.size);
    if (position < 0) throw new IndexError("Iterator GotoIndex called with an out-of-bounds index");
    this.#gotoWithin(
      position,
      "Iterator GotoIndex called with an index outside the restricted iteration range.",
    );
  }

  /** The position along each axis of the current elements. Setting it goes there. */
  get multi_index(): number[] {
    this.#assertInside();
    if (!this.#multi) throw new ValueError("Iterator is not tracking a multi-index");
    return this.#walker.multiIndex();
  }

  set multi_index(value: readonly number[]) {
    this.#assertOpen();
    if (!this.#multi) throw new ValueError("Iterator is not tracking a multi-index");
    if (!Array.isArray(value)) throw new ValueError("multi_index must be set with a sequence");
    if (value.length !== this.#walker.layout.axes.length) {
      throw new ValueError("Wrong number of indices");
    }
    this.#refuseBuffered("GotoMultiIndex");
    const position = this.#walker.positionOf(value.map((one) => integer(one, "multi_index")));
    if (position < 0) {
      throw new IndexError("Iterator GotoMultiIndex called with an out-of-bounds multi-index");
    }
    this.#gotoWithin(
      position,
      "Iterator GotoMultiIndex called with a multi-index outside the restricted iteration range",
    );
  }

  /** The place of the current elements in the walk. Setting it goes there. */
  get iterindex(): number {
    this.#assertInside();
    return this.#walker.position;
  }

  set iterindex(value: number) {
    this.#assertOpen();
    const position = integer(value, "iterindex");
    if (this.#external) {
      throw new ValueError(
        "Cannot call GotoIterIndex on an iterator which has the flag EXTERNAL_LOOP",
      );
    }
    this.#gotoWithin(
      position,
      "Iterator GotoIterIndex called with an iterindex outside the iteration range.",
    );
  }

  #refuseBuffered(what: string): void {
    if (this.#state.flags.has("buffered")) {
      throw new ValueError(`Cannot call ${what} on an iterator which is buffered`);
    }
  }

  #gotoWithin(position: number, refusal: string): void {
    if (position < this.#start || position >= this.#end) throw new IndexError(refusal);
    this.#finished = false;
    this.#started = false;
    this.#goto(position);
  }

  /** The part of the walk that is walked. Setting it needs the flag `ranged`, and goes to its beginning. */
  get iterrange(): [start: number, end: number] {
    this.#assertOpen();
    return [this.#start, this.#end];
  }

  set iterrange(value: readonly [start: number, end: number]) {
    this.#assertOpen();
    if (!this.#state.flags.has("ranged")) {
      throw new ValueError(
        "Cannot call ResetToIterIndexRange on an iterator without requesting ranged iteration support in the constructor",
      );
    }
    const [start, end] = [integer(value[0], "iterrange"), integer(value[1], "iterrange")];
    if (start < 0 || end > this.#walker.size) {
      throw new ValueError(
        `Out-of-bounds range [${start}, ${end}) passed to ResetToIterIndexRange`,
      );
    }
    if (end < start) {
      throw new ValueError(`Invalid range [${start}, ${end}) passed to ResetToIterIndexRange`);
    }
    this.#flush();
    [this.#start, this.#end] = [start, end];
    this.#delayed = false;
    this.#started = false;
    this.#finished = start >= end;
    this.#goto(start);
  }

  // --- what changes it ------------------------------------------------------------------------

  /**
   * Takes one axis out of the walk, which then stays at its first place, and goes back to the beginning. Returns no
   * array.
   *
   * @throws RuntimeError without `multi_index`, with an index, or with buffers; ValueError for an axis out of bounds
   * @example
   * ```ts
   * const it = np.nditer(np.arange(6).reshape(2, 3), { flags: ["multi_index"] });
   * it.remove_axis(1);
   * it.shape; // => 2
   * ```
   */
  remove_axis(axis: number): void {
    this.#assertOpen();
    if (!this.#multi) {
      throw new RuntimeError(
        "Iterator RemoveAxis may only be called if a multi-index is being tracked",
      );
    }
    if (this.#tracksIndex) {
      throw new RuntimeError("Iterator RemoveAxis may not be called on an index is being tracked");
    }
    if (this.#state.flags.has("buffered")) {
      throw new RuntimeError("Iterator RemoveAxis may not be called on a buffered iterator");
    }
    const { layout } = this.#walker;
    const order = layout.axes.map((one) => one.from).sort((a, b) => a - b);
    const from = order[integer(axis, "axis")];
    if (from === undefined) throw new ValueError("axis out of bounds in iterator RemoveAxis");
    const at = layout.axes.findIndex((one) => one.from === from);
    if (layout.axes[at]?.length === 0) {
      throw new ValueError(
        "an axis of length 0 cannot be removed: the operands have no elements to walk without it",
      );
    }
    const [gone] = layout.axes.splice(at, 1) as [IterAxis];
    if (gone.flipped) {
      gone.strides.forEach((stride, i) => {
        layout.offsets[i] = (layout.offsets[i] as number) + (gone.length - 1) * stride;
      });
    }
    this.#rewalk();
  }

  /**
   * Stops tracking the position along each axis, merges axes that can be walked as one, and goes back to the
   * beginning. Returns no array.
   *
   * @throws ValueError after `close`
   * @example
   * ```ts
   * const it = np.nditer(np.arange(6).reshape(2, 3), { flags: ["multi_index"] });
   * it.remove_multi_index();
   * it.ndim; // => 1
   * ```
   */
  remove_multi_index(): void {
    this.#assertOpen();
    if (this.#multi) {
      this.#multi = false;
      mergeAxes(this.#walker.layout);
    }
    this.#rewalk();
  }

  /**
   * From now on whole runs of elements are handed out, as with the flag `external_loop`; goes back to the beginning.
   * Returns no array.
   *
   * @throws ValueError if an index or a multi-index is tracked
   * @example
   * ```ts
   * const it = np.nditer(np.arange(3));
   * it.enable_external_loop();
   * it.value; // => [0 1 2]
   * ```
   */
  enable_external_loop(): void {
    this.#assertOpen();
    if (this.#multi || this.#tracksIndex) {
      throw new ValueError(
        "Iterator flag EXTERNAL_LOOP cannot be used if an index or multi-index is being tracked",
      );
    }
    this.#flush();
    this.#external = true;
    this.#rewalk();
  }

  /** The layout has changed: the walk begins anew. */
  #rewalk(): void {
    this.#flush();
    this.#walker = new Walker(this.#walker.layout, this.#bases);
    this.#start = 0;
    this.#end = this.#walker.size;
    this.#started = false;
    this.#finished = this.#end === 0;
    this.#load();
  }

  /**
   * An iterator of its own over the same operands, at the same place. No copy of the operands is made.
   *
   * @throws ValueError after `close`
   * @example
   * ```ts
   * const it = np.nditer(np.arange(3));
   * it.iternext();
   * it.copy().value; // => 1
   * ```
   */
  copy(): NDIter<V> {
    this.#assertOpen();
    const layout = copyLayout(this.#walker.layout);
    const flags = new Set(this.#state.flags);
    if (this.#external) flags.add("external_loop");
    if (!this.#multi) flags.delete("multi_index");
    const twin = new NDIter<V>(new PreparedState({ ...this.#state, layout, flags }, this.#bases));
    twin.#start = this.#start;
    twin.#end = this.#end;
    twin.#delayed = this.#delayed;
    twin.#started = this.#started;
    twin.#finished = this.#finished;
    if (!this.#finished) {
      twin.#walker.goto(this.#walker.position);
      if (!twin.#delayed) twin.#load();
    }
    return twin;
  }

  /**
   * Writes buffers and copies back to their operands and ends the iteration; `using` does it by itself. A second
   * call does nothing. Returns no array.
   *
   * @throws DisposedError if an operand's memory is gone
   * @example
   * ```ts
   * const a = np.arange(3);
   * const it = np.nditer(a, { op_flags: ["readwrite"], op_dtypes: "float64", flags: ["buffered"], casting: "unsafe" });
   * for (const x of it) np.multiply(x, 1.5, { out: x });
   * it.close();
   * a; // => [0 1 3]
   * ```
   */
  close(): void {
    if (this.#closed) return;
    this.#flush();
    for (const one of this.#state.operands) {
      if (one.writeBack !== null && one.array !== null) {
        copyInto(one.writeBack, one.array, "nditer");
        one.writeBack = null;
      }
    }
    this.#buffers = this.#buffers.map(() => null);
    this.#closed = true;
  }

  /** Lets `using it = np.nditer(…)` close it at the end of the block. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Writes how the iterator walks to the console. Returns no array.
   *
   * @throws ValueError after `close`
   * @example
   * ```ts
   * np.nditer(np.arange(6)).debug_print(); // => undefined
   * ```
   */
  debug_print(): void {
    this.#assertOpen();
    const { operands, flags } = this.#state;
    const { axes } = this.#walker.layout;
    const lines = [
      "------ BEGIN ITERATOR DUMP ------",
      `| Flags: ${[...flags].join(" ")}`,
      `| NDim: ${axes.length}`,
      `| NOp: ${operands.length}`,
      `| IterSize: ${this.#walker.size}`,
      `| IterStart: ${this.#start}`,
      `| IterEnd: ${this.#end}`,
      `| IterIndex: ${this.#walker.position}`,
      `| Operand DTypes: ${operands.map((one) => one.array?.dtype.repr()).join(" ")}`,
      `| DTypes: ${operands.map((one) => one.dtype?.repr()).join(" ")}`,
      ...operands.map((one, i) => `| OpFlags[${i}]: ${[...one.flags].join(" ")}`),
      ...[...axes]
        .reverse()
        .map(
          (axis, i) =>
            `| AxisData[${i}]: shape ${axis.length}, strides ${axis.strides.join(" ")}${axis.flipped ? ", backwards" : ""}`,
        ),
      "------- END ITERATOR DUMP -------",
    ];
    console.log(lines.join("\n"));
  }
}

function arrayOf(one: IterOperand): NDArray {
  if (one.array === null) throw invalid();
  return one.array;
}

function copyLayout(layout: IterLayout): IterLayout {
  return {
    ...layout,
    axes: layout.axes.map((axis) => ({ ...axis, strides: axis.strides.slice() })),
    offsets: layout.offsets.slice(),
  };
}

/** How `np.nditer` is called, with or without `new`. */
export interface NDIterClass {
  <D extends DTypeKey>(
    op: NDArray<D>,
    options?: NditerOptions & { op_dtypes?: null | undefined },
  ): NDIter<NDArray<D>>;
  (op: NDArray, options?: NditerOptions): NDIter<NDArray>;
  <const X extends readonly [unknown, unknown, ...unknown[]]>(
    op: X,
    options?: NditerOptions,
  ): NDIter<{ -readonly [I in keyof X]: NDArray }>;
  (op: unknown, options?: NditerOptions): NDIter;
  new <D extends DTypeKey>(
    op: NDArray<D>,
    options?: NditerOptions & { op_dtypes?: null | undefined },
  ): NDIter<NDArray<D>>;
  new (op: NDArray, options?: NditerOptions): NDIter<NDArray>;
  new <const X extends readonly [unknown, unknown, ...unknown[]]>(
    op: X,
    options?: NditerOptions,
  ): NDIter<{ -readonly [I in keyof X]: NDArray }>;
  new (op: unknown, options?: NditerOptions): NDIter;
  /** What its instances inherit. */
  readonly prototype: NDIter;
}

/**
 * Walks arrays together, broadcast, as fast as their memory allows: in the order in which they lie, unless `order`
 * says otherwise. Hands out 0-d views of the elements, a list of them for several operands; with `external_loop`
 * 1-d views of runs. A `null` operand is allocated. Operands that are written through a buffer or a copy
 * (`buffered`, `updateifcopy`) have their values only after `close()`, which `using` calls.
 *
 * Views are made anew at each step but no memory is: buffers are allocated once. What a buffer's view shows changes
 * with the next chunk.
 *
 * @param op - an array, or a list of operands
 * @throws ValueError and TypeError in NumPy's words for flags, shapes and casts that do not go together
 * @example
 * ```ts
 * const a = np.arange(6).reshape(2, 3);
 * [...np.nditer(a.T)].join(" "); // => 0 1 2 3 4 5
 * for (const x of np.nditer(a, { op_flags: ["readwrite"] })) x.set("...", x.item() * 2);
 * a; // => [[ 0  2  4] [ 6  8 10]]
 * const it = np.nditer([a, [10, 20, 30], null]);
 * for (const [x, y, z] of it) np.add(x, y, { out: z });
 * it.operands[2]; // => [[10 22 34] [16 28 40]]
 * ```
 */
export const nditer: NDIterClass = callableClass("nditer", NDIter);
