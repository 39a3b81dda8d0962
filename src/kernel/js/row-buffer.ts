// When the buffer of a `rows` run is summed. NumPy's iterator fills its buffer with as many whole cores as
// fit; a core is as many of the innermost reduced loops as fit together. A new sum begins with each output.

import { BUFFER_ELEMENTS, type ReduceKernel } from "../kernel.js";

/** The buffer is summed at the end of the plane. */
export const FLUSH = 0;
/** It is summed at the end of the plane if another line would not fit: the core is one line. */
export const FLUSH_IF_FULL = 1;
/** What is in the buffer stays for the next plane. */
export const KEEP = 2;

/** Follows the outer loops of a `rows` run. */
export class RowBuffer {
  readonly #shape: readonly number[];
  /** First loop (outermost) that goes to the same output as the loops inside it. */
  readonly #group: number;
  /** First loop of the core, and its elements. */
  readonly #core: number;
  readonly #coreElements: number;
  readonly #planeElements: number;
  #kept = 0;

  constructor(
    kernel: ReduceKernel,
    loops: { readonly shape: readonly number[]; readonly strides: readonly (readonly number[])[] },
  ) {
    const { shape } = loops;
    const output = loops.strides[kernel.output]!;
    const inner = shape.length - 1;
    let group = inner;
    while (group > 0 && output[group - 1] === 0) group--;
    let core = inner;
    let elements = shape[inner]!;
    while (core > group && elements * shape[core - 1]! <= BUFFER_ELEMENTS) {
      core--;
      elements *= shape[core]!;
    }
    this.#shape = shape;
    this.#group = group;
    this.#core = core;
    this.#coreElements = elements;
    this.#planeElements = shape[inner]! * shape[inner - 1]!;
  }

  /** What becomes of the buffer after the plane at `position` of the outer loops. */
  afterPlane(position: readonly number[]): number {
    if (this.#isLast(position, this.#group)) return this.#flush();
    if (this.#core === this.#shape.length - 1) return FLUSH_IF_FULL;
    this.#kept += this.#planeElements;
    if (!this.#isLast(position, this.#core)) return KEEP;
    return this.#kept + this.#coreElements <= BUFFER_ELEMENTS ? KEEP : this.#flush();
  }

  #flush(): number {
    this.#kept = 0;
    return FLUSH;
  }

  /** Whether all outer loops from `loop` on are at their last turn. */
  #isLast(position: readonly number[], loop: number): boolean {
    for (let k = loop; k < position.length; k++) {
      if (position[k]! + 1 < this.#shape[k]!) return false;
    }
    return true;
  }
}
