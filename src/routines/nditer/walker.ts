// Where np.nditer stands: counters along its axes, one byte offset for each operand, the tracked index. It knows no
// dtypes and touches no memory; buffers are buffers.ts.

import type { IterLayout } from "./axes.js";

/** Walks a layout element by element, or run by run of its innermost axis. */
export class Walker {
  readonly layout: IterLayout;
  /** Byte offsets of the operands' elements; not to be changed by others. */
  readonly bytes: number[];
  readonly counter: number[];
  /** The tracked index. */
  index = 0;
  /** How many elements come before this one. */
  position = 0;
  /** Byte offset of each operand's first element. */
  #bases: number[];

  constructor(layout: IterLayout, bases: readonly number[]) {
    this.layout = layout;
    this.#bases = bases.map((base, i) => base + (layout.offsets[i] as number));
    this.bytes = this.#bases.slice();
    this.counter = new Array<number>(layout.axes.length).fill(0);
    this.index = layout.indexOffset;
  }

  get size(): number {
    let size = 1;
    for (const axis of this.layout.axes) size *= axis.length;
    return size;
  }

  /** Elements of one run along the innermost axis. */
  get inner(): number {
    const { axes } = this.layout;
    return axes.length === 0 ? 1 : (axes[axes.length - 1]?.length ?? 1);
  }

  /** Begins elsewhere: the operands' first elements lie at other bytes. */
  rebase(bases: readonly number[]): void {
    this.#bases = bases.map((base, i) => base + (this.layout.offsets[i] as number));
    this.goto(0);
  }

  goto(position: number): void {
    const { axes, indexOffset } = this.layout;
    const { bytes, counter } = this;
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.#bases[i] as number;
    this.index = indexOffset;
    this.position = position;
    let rest = position;
    for (let k = axes.length - 1; k >= 0; k--) {
      const axis = axes[k];
      if (axis === undefined) continue;
      const at = axis.length === 0 ? 0 : rest % axis.length;
      rest = axis.length === 0 ? 0 : Math.floor(rest / axis.length);
      counter[k] = at;
      this.index += at * axis.indexStride;
      for (let i = 0; i < bytes.length; i++) {
        bytes[i] = (bytes[i] as number) + at * (axis.strides[i] as number);
      }
    }
  }

  /** One element on. */
  step(): void {
    this.#advance(this.layout.axes.length - 1);
    this.position += 1;
  }

  /** To the next run of the innermost axis; it must stand at the beginning of one. */
  stepRun(): void {
    this.#advance(this.layout.axes.length - 2);
    this.position += this.inner;
  }

  #advance(from: number): void {
    const { axes } = this.layout;
    const { bytes, counter } = this;
    for (let k = from; k >= 0; k--) {
      const axis = axes[k];
      if (axis === undefined) return;
      const { strides, length } = axis;
      const next = (counter[k] as number) + 1;
      if (next < length) {
        counter[k] = next;
        this.index += axis.indexStride;
        for (let i = 0; i < bytes.length; i++) {
          bytes[i] = (bytes[i] as number) + (strides[i] as number);
        }
        return;
      }
      counter[k] = 0;
      this.index -= (length - 1) * axis.indexStride;
      for (let i = 0; i < bytes.length; i++) {
        bytes[i] = (bytes[i] as number) - (length - 1) * (strides[i] as number);
      }
    }
  }

  /** The position along each axis of the shape before sorting. */
  multiIndex(): number[] {
    const { axes } = this.layout;
    const found: [from: number, at: number][] = axes.map((axis, k) => {
      const at = this.counter[k] as number;
      return [axis.from, axis.flipped ? axis.length - 1 - at : at];
    });
    return found.sort((a, b) => a[0] - b[0]).map(([, at]) => at);
  }

  /** The place in the walk of a position along each axis; -1 if it is out of bounds. */
  positionOf(multiIndex: readonly number[]): number {
    const { axes } = this.layout;
    const order = axes.map((axis) => axis.from).sort((a, b) => a - b);
    let position = 0;
    for (const axis of axes) {
      const at = multiIndex[order.indexOf(axis.from)] as number;
      if (!(at >= 0 && at < axis.length)) return -1;
      position = position * axis.length + (axis.flipped ? axis.length - 1 - at : at);
    }
    return position;
  }

  /** The place in the walk of a tracked index; -1 if it is out of bounds. */
  positionOfIndex(index: number, size: number): number {
    if (!(index >= 0 && index < size)) return -1;
    const { axes } = this.layout;
    let position = 0;
    for (const axis of axes) {
      const step = Math.abs(axis.indexStride);
      const at = step === 0 ? 0 : Math.floor(index / step) % axis.length;
      position = position * axis.length + (axis.indexStride < 0 ? axis.length - 1 - at : at);
    }
    return position;
  }

  /** Elements, from any multiple of that many, along which an operand keeps one stride. */
  straight(operand: number): { length: number; stride: number } {
    const { axes } = this.layout;
    let length = 1;
    let stride = 0;
    let isSet = false;
    for (let k = axes.length - 1; k >= 0; k--) {
      const axis = axes[k];
      if (axis === undefined) continue;
      const step = axis.strides[operand] as number;
      if (axis.length === 1) continue;
      if (!isSet) {
        stride = step;
        isSet = true;
      } else if (step !== stride * length) break;
      length *= axis.length;
    }
    return { length, stride };
  }

  /** Byte offsets of an operand's next `count` elements, from the position where the walker stands. */
  offsets(operand: number, count: number): Float64Array {
    const found = new Float64Array(count);
    const { axes } = this.layout;
    const counter = this.counter.slice();
    let at = this.bytes[operand] as number;
    for (let i = 0; i < count; i++) {
      found[i] = at;
      for (let k = axes.length - 1; k >= 0; k--) {
        const axis = axes[k];
        if (axis === undefined) break;
        const step = axis.strides[operand] as number;
        const next = (counter[k] as number) + 1;
        if (next < axis.length) {
          counter[k] = next;
          at += step;
          break;
        }
        counter[k] = 0;
        at -= (axis.length - 1) * step;
      }
    }
    return found;
  }
}
