// Builds a case: memory blocks with random content, and arrays laid over them in every way that a
// view can lie (Fortran order, steps, negative strides, broadcast, windows that overlap, offsets
// that are not aligned).

import type { Arg, ArraySpec, Case, DSpec, Step, Tolerance } from "./case.js";
import { anyDtype, type Layout, layoutOf } from "./dtypes.js";
import type { Random } from "./random.js";
import { type Values, writeValue } from "./values.js";

/** How an array lies in its block. */
export type Placement = "C" | "F" | "gaps" | "broadcast" | "windows" | "unaligned";

export interface ArrayOptions {
  readonly dtype?: DSpec;
  readonly shape?: readonly number[];
  readonly values?: Values;
  readonly placement?: Placement;
  readonly readonly?: boolean;
  /** The array will be written: no element may lie on another. */
  readonly target?: boolean;
}

interface Laid {
  readonly strides: number[];
  readonly offset: number;
  readonly bytes: number;
}

// Letters that no generator uses for a result or a bound.
const NAMES = "abcdefghkpuvxyz";

/** Strides of an array whose axes are packed in the given order (slowest first). */
function packed(shape: readonly number[], order: readonly number[], itemsize: number): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let step = itemsize;
  for (const axis of [...order].reverse()) {
    strides[axis] = step;
    step *= Math.max(1, shape[axis]!);
  }
  return strides;
}

function extent(shape: readonly number[], strides: readonly number[]): number {
  return shape.reduce((sum, length, i) => sum + Math.max(0, length - 1) * Math.abs(strides[i]!), 0);
}

/** Axes in random order, steps between elements, and some axes reversed. */
function withGaps(random: Random, shape: readonly number[], itemsize: number): Laid {
  const order = random.chance(0.5)
    ? shape.map((_, i) => i)
    : random.shuffle(shape.map((_, i) => i));
  const strides = new Array<number>(shape.length).fill(0);
  let step = itemsize;
  let offset = 0;
  for (const axis of [...order].reverse()) {
    const stride = step * random.pick([1, 1, 1, 2, 3]);
    const length = Math.max(1, shape[axis]!);
    const reversed = random.chance(0.3);
    strides[axis] = reversed ? -stride : stride;
    if (reversed) offset += (length - 1) * stride;
    step = stride * length;
  }
  const lead = random.pick([0, 0, 1, 2]) * itemsize;
  return { strides, offset: offset + lead, bytes: lead + extent(shape, strides) + itemsize };
}

function lay(random: Random, shape: readonly number[], layout: Layout, placement: Placement): Laid {
  const { itemsize } = layout;
  const axes = shape.map((_, i) => i);
  if (placement === "gaps") return withGaps(random, shape, itemsize);
  const strides = packed(shape, placement === "F" ? [...axes].reverse() : axes, itemsize);
  if (placement === "broadcast") {
    for (const axis of axes) if (random.chance(0.5)) strides[axis] = 0;
  } else if (placement === "windows") {
    for (const axis of axes) strides[axis] = itemsize * random.pick([0, 1, 1, 2, -1]);
  }
  const low = strides.reduce((sum, s, i) => sum + Math.min(0, s * Math.max(0, shape[i]! - 1)), 0);
  const lead = placement === "unaligned" ? random.int(1, Math.max(1, layout.alignment - 1)) : 0;
  return { strides, offset: lead - low, bytes: lead + extent(shape, strides) + itemsize };
}

/** A shape of the given number of dimensions (or a random one), now and then with a zero. */
export function randomShape(random: Random, ndim?: number, longest = 6): number[] {
  const count =
    ndim ??
    random.weighted([
      [0, 1],
      [1, 5],
      [2, 5],
      [3, 3],
      [4, 1],
    ] as const);
  const shape = Array.from({ length: count }, () =>
    random.weighted([
      [0, 0.03],
      [1, 0.15],
      [random.int(2, longest), 0.82],
    ] as const),
  );
  while (shape.reduce((a, b) => a * b, 1) > 400) shape[random.int(0, count - 1)] = 2;
  return shape;
}

/** A shape that broadcasts into `shape`: axes dropped from the left, others made 1. */
export function narrowed(random: Random, shape: readonly number[], strength = 0.25): number[] {
  const dropped = random.chance(strength) ? random.int(0, shape.length) : 0;
  return shape.slice(dropped).map((length) => (random.chance(strength) ? 1 : length));
}

/** One case in the making. */
export class CaseBuilder {
  readonly random: Random;
  readonly arrays: Record<string, ArraySpec> = {};
  readonly steps: Step[] = [];
  readonly group: string;
  /** The operation that failures are counted under. */
  op = "";
  tol: Tolerance | undefined;
  mask: { of: string; by: string } | undefined;
  show: string[] | undefined;
  /** Whether reported floating-point errors may differ, see {@link Case.fpe}. */
  fpe: false | undefined;
  private readonly blocks: Uint8Array[] = [];

  constructor(group: string, random: Random) {
    this.group = group;
    this.random = random;
  }

  private block(bytes: number, layout: Layout, values: Values, start: number): number {
    const content = new Uint8Array(Math.max(bytes, 1));
    const view = new DataView(content.buffer);
    const { itemsize } = layout;
    let position = 0;
    for (let at = start; itemsize > 0 && at + itemsize <= bytes; at += itemsize) {
      writeValue(this.random, view, at, layout, values, position++);
    }
    this.blocks.push(content);
    return this.blocks.length - 1;
  }

  private define(spec: ArraySpec): string {
    const name = NAMES[Object.keys(this.arrays).length]!;
    this.arrays[name] = spec;
    return name;
  }

  private placement(options: ArrayOptions): Placement {
    if (options.placement !== undefined) return options.placement;
    const shared = options.target === true ? 0 : 1;
    return this.random.weighted([
      ["C", 9],
      ["F", 2],
      ["gaps", 6],
      ["broadcast", shared],
      ["windows", shared],
      ["unaligned", 1],
    ] as const);
  }

  /** The content for an array: mostly ordinary numbers. */
  values(): Values {
    return this.random.weighted([
      ["small", 5],
      ["special", 3],
      ["unit", 1],
      ["positive", 1],
      ["bits", 2],
    ] as const);
  }

  /** Declares an array on a block of its own. */
  array(options: ArrayOptions = {}): string {
    const dtype = options.dtype ?? anyDtype(this.random);
    const shape = options.shape ?? randomShape(this.random);
    const layout = layoutOf(dtype);
    const placed = lay(this.random, shape, layout, this.placement(options));
    const start = layout.itemsize === 0 ? 0 : placed.offset % layout.itemsize;
    const mem = this.block(placed.bytes, layout, options.values ?? this.values(), start);
    const { strides, offset } = placed;
    return this.define({
      mem,
      dtype,
      shape,
      strides,
      offset,
      ...(options.readonly ? { readonly: true } : {}),
    });
  }

  /** Declares an array with the given elements (native order, contiguous). */
  exact(
    dtype: DSpec,
    shape: readonly number[],
    write: (view: DataView, at: number, i: number) => void,
  ): string {
    const { itemsize } = layoutOf(dtype);
    const count = shape.reduce((a, b) => a * b, 1);
    const content = new Uint8Array(Math.max(1, count * itemsize));
    const view = new DataView(content.buffer);
    for (let i = 0; i < count; i++) write(view, i * itemsize, i);
    this.blocks.push(content);
    const strides = packed(
      shape,
      shape.map((_, i) => i),
      itemsize,
    );
    return this.define({ mem: this.blocks.length - 1, dtype, shape, strides, offset: 0 });
  }

  /** Declares arrays of one shape and dtype that are windows of one block, so that they may overlap. */
  overlapping(count: number, dtype: DSpec, shape: readonly number[], values?: Values): string[] {
    const { random } = this;
    const layout = layoutOf(dtype);
    const slack = shape.map(() => random.int(0, 2));
    const whole = shape.map((length, i) => Math.max(1, length) + slack[i]!);
    const strides = packed(
      whole,
      whole.map((_, i) => i),
      layout.itemsize,
    );
    const bytes = extent(whole, strides) + layout.itemsize;
    const mem = this.block(bytes, layout, values ?? this.values(), 0);
    return Array.from({ length: count }, () => {
      let offset = 0;
      const own = strides.map((stride, i) => {
        const length = Math.max(1, shape[i]!);
        const first = random.int(0, slack[i]!);
        const reversed = random.chance(0.25);
        offset += (reversed ? first + length - 1 : first) * stride;
        return reversed ? -stride : stride;
      });
      // Two axes of one length may change places: the same elements in another order.
      const twin = shape.findIndex((length, i) => i > 0 && length === shape[i - 1]);
      if (twin > 0 && random.chance(0.4)) [own[twin], own[twin - 1]] = [own[twin - 1]!, own[twin]!];
      return this.define({ mem, dtype, shape, strides: own, offset });
    });
  }

  /** Whether an array's memory holds an infinite float. */
  holdsInfinity(name: string): boolean {
    const { mem, dtype, offset } = this.arrays[name]!;
    const { kind, itemsize, little } = layoutOf(dtype);
    if (kind !== "f") return false;
    const infinity = { 2: "7c00", 4: "7f800000", 8: "7ff0000000000000" }[itemsize];
    const content = this.blocks[mem]!;
    for (let at = offset % itemsize; at + itemsize <= content.length; at += itemsize) {
      const bytes = content.slice(at, at + itemsize);
      if (little) bytes.reverse();
      bytes[0]! &= 0x7f;
      if (Buffer.from(bytes).toString("hex") === infinity) return true;
    }
    return false;
  }

  step(step: Step): void {
    this.steps.push(step);
  }

  /** A call `to = np.fn(*args, **kw)`. */
  call(to: string, fn: string, args: readonly Arg[], kw: Readonly<Record<string, Arg>> = {}): void {
    this.step({ to, fn, args, ...(Object.keys(kw).length > 0 ? { kw } : {}) });
  }

  /** A method call `to = array.method(*args, **kw)`. */
  method(
    to: string,
    array: string,
    method: string,
    args: readonly Arg[],
    kw: Readonly<Record<string, Arg>> = {},
  ): void {
    this.step({ to, m: [array, method], args, ...(Object.keys(kw).length > 0 ? { kw } : {}) });
  }

  build(): Case {
    return {
      group: this.group,
      op: this.op,
      mem: this.blocks.map((block) => Buffer.from(block).toString("base64")),
      arrays: this.arrays,
      steps: this.steps,
      ...(this.show === undefined ? {} : { show: this.show }),
      ...(this.tol === undefined ? {} : { tol: this.tol }),
      ...(this.fpe === undefined ? {} : { fpe: this.fpe }),
      ...(this.mask === undefined ? {} : { mask: this.mask }),
    };
  }
}
