// What a call of plain operands needs to know of their dtypes and layouts, remembered for each ufunc. How it is found
// and used is for plain-call.ts and plain-strided.ts.

import type { DType } from "../core/dtype.js";
import type { ElementCodec } from "../core/element.js";
import type { MapKernel, ReduceKernel } from "../kernel/kernel.js";
import type { Loop } from "./loops.js";

/** How operands that are not packed alike are walked, and how results lie. */
export interface PlainLayout {
  /** The shapes and strides that it is for, as `layoutKey` writes them. */
  readonly key: readonly number[];
  readonly shape: readonly number[];
  /** Byte strides of each input, broadcast to the shape, and of each result. */
  readonly strides: readonly (readonly number[])[];
}

/** What is known of a combination of operands' dtypes. */
export interface PlainPlan {
  readonly inputs: readonly DType[];
  readonly outputs: readonly DType[];
  readonly loop: Loop;
  /** Whether the ufunc may refuse inputs by their values. */
  readonly checks: boolean;
  /** Whether inputs are cast on their way into the loop. */
  readonly casts: boolean;
  /** Bytes from one element to the next of each operand of a packed call; 0 of a number. */
  readonly along: readonly number[];
  /** The kernel by how it looks for errors, made when first asked for. */
  readonly kernels: (MapKernel | null)[];
  /** The same for calls with a mask. */
  readonly masked: (MapKernel | null)[];
  /** Layouts that were met last, at the places that their keys give. */
  readonly layouts: (PlainLayout | null)[];
}

/** What a plain reduction needs to know of its dtype. */
export interface PlainReduction {
  readonly kernel: ReduceKernel;
  readonly output: DType;
  readonly codec: ElementCodec;
  /** Whether it starts from its first element. */
  readonly fromFirst: boolean;
  readonly identity: unknown;
  /** Whether floats are computed with: errors of their steps show in a result that is not finite. */
  readonly floats: boolean;
}

/** What plain running results need to know of their dtype. */
export interface PlainRunning {
  readonly loop: Loop;
  readonly output: DType;
  /** Whether the usual errors of many steps show in the last result. */
  readonly endsWell: boolean;
  /** The kernel by how it looks for errors, made when first asked for. */
  readonly kernels: (ReduceKernel | null)[];
}

/** Plans of a ufunc by the numbers of its operands' dtypes; `null` where there is none. */
export class PlainPlans {
  /** The dtypes of the arrays that a plan was asked for last, and the plan; of one array twice the same. */
  a: DType | null = null;
  b: DType | null = null;
  plan: PlainPlan | null = null;
  /** By the numbers of dtypes; `null` where there is none. */
  readonly reductions: (PlainReduction | null | undefined)[] = [];
  readonly runnings: (PlainRunning | null | undefined)[] = [];
  #lastKey = -1;
  #last: PlainPlan | null = null;
  readonly #known = new Map<number, PlainPlan | null>();

  /** What was put in under a key; `undefined` before. */
  get(key: number): PlainPlan | null | undefined {
    if (key === this.#lastKey) return this.#last;
    const plan = this.#known.get(key);
    if (plan !== undefined) {
      this.#lastKey = key;
      this.#last = plan;
    }
    return plan;
  }

  set(key: number, plan: PlainPlan | null): void {
    this.#known.set(key, plan);
  }
}
