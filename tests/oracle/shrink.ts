// Makes a failing case smaller while it still fails in the same way: fewer options, plain layouts,
// shorter axes, plain values. Each candidate runs on both sides.

import type { Arg, ArraySpec, Case, Step } from "./case.js";
import { layoutOf } from "./dtypes.js";

/** Copies an array's elements into a block of their own, contiguous. */
function gathered(
  one: Case,
  spec: ArraySpec,
  shape: readonly number[],
): { bytes: Uint8Array; strides: number[] } {
  const size = layoutOf(spec.dtype).itemsize;
  const count = shape.reduce((a, b) => a * b, 1);
  const from = Buffer.from(one.mem[spec.mem]!, "base64");
  const bytes = new Uint8Array(Math.max(1, count * size));
  let to = 0;
  const walk = (axis: number, at: number): void => {
    if (axis === shape.length) {
      bytes.set(from.subarray(at, at + size), to);
      to += size;
      return;
    }
    for (let i = 0; i < shape[axis]!; i++) walk(axis + 1, at + i * spec.strides[axis]!);
  };
  walk(0, spec.offset);
  const strides: number[] = [];
  let step = size;
  for (const length of [...shape].reverse()) {
    strides.unshift(step);
    step *= Math.max(1, length);
  }
  return { bytes, strides };
}

function replaceArray(one: Case, name: string, shape: readonly number[]): Case {
  const spec = one.arrays[name]!;
  const { bytes, strides } = gathered(one, spec, shape);
  const mem = [...one.mem, Buffer.from(bytes).toString("base64")];
  const laid: ArraySpec = { ...spec, mem: mem.length - 1, shape, strides, offset: 0 };
  return { ...one, mem, arrays: { ...one.arrays, [name]: laid } };
}

/** The same case without the blocks that no array lies on. */
function compacted(one: Case): Case {
  const used = [...new Set(Object.values(one.arrays).map((spec) => spec.mem))].sort(
    (a, b) => a - b,
  );
  const arrays = Object.fromEntries(
    Object.entries(one.arrays).map(([name, spec]) => [
      name,
      { ...spec, mem: used.indexOf(spec.mem) },
    ]),
  );
  return { ...one, mem: used.map((block) => one.mem[block]!), arrays };
}

function* fewerOptions(one: Case): Generator<Case> {
  for (const [position, step] of one.steps.entries()) {
    for (const part of ["kw", "po"] as const) {
      const held = (step as Partial<Record<typeof part, Readonly<Record<string, Arg>>>>)[part];
      for (const key of Object.keys(held ?? {})) {
        const { [key]: _dropped, ...rest } = held!;
        const changed = { ...step, [part]: rest } as Step;
        // An option that the mask or the bound was made for goes with it.
        const { mask, ...unmasked } = one;
        const base = key === "where" && mask !== undefined ? unmasked : one;
        yield { ...base, steps: one.steps.map((old, i) => (i === position ? changed : old)) };
      }
    }
  }
}

function* simplerArrays(one: Case): Generator<Case> {
  for (const [name, spec] of Object.entries(one.arrays)) {
    const shared = Object.values(one.arrays).filter((other) => other.mem === spec.mem).length > 1;
    const plain = gathered(one, spec, spec.shape).strides;
    if (!shared && (spec.offset !== 0 || String(plain) !== String(spec.strides))) {
      yield replaceArray(one, name, spec.shape);
    }
  }
}

/** Shortens one axis length wherever it occurs, so that arrays still fit each other. */
function* shorterAxes(one: Case): Generator<Case> {
  const lengths = new Set(Object.values(one.arrays).flatMap((spec) => spec.shape));
  for (const length of [...lengths].filter((n) => n > 1).sort((a, b) => b - a)) {
    for (const shorter of new Set([1, Math.floor(length / 2), length - 1])) {
      if (shorter < 1 || shorter >= length) continue;
      const arrays = Object.fromEntries(
        Object.entries(one.arrays).map(([name, spec]) => [
          name,
          { ...spec, shape: spec.shape.map((n) => (n === length ? shorter : n)) },
        ]),
      );
      yield { ...one, arrays };
    }
  }
}

function* plainerBytes(one: Case): Generator<Case> {
  for (const [block, text] of one.mem.entries()) {
    const bytes = Buffer.from(text, "base64");
    if (bytes.some((byte) => byte !== 0)) {
      yield {
        ...one,
        mem: one.mem.map((old, i) =>
          i === block ? Buffer.alloc(bytes.length).toString("base64") : old,
        ),
      };
    }
  }
}

/** Smaller neighbours of a case, the most promising first. */
function* candidates(one: Case): Generator<Case> {
  yield* fewerOptions(one);
  yield* simplerArrays(one);
  yield* shorterAxes(one);
  yield* plainerBytes(one);
}

/** Shrinks while `fails` says that the candidate fails in the same way; at most `budget` trials. */
export async function shrink(
  start: Case,
  fails: (candidate: Case) => Promise<boolean>,
  budget = 120,
): Promise<Case> {
  let best = start;
  let left = budget;
  for (let changed = true; changed && left > 0; ) {
    changed = false;
    for (const candidate of candidates(best)) {
      if (left-- <= 0) break;
      if (await fails(candidate)) {
        best = compacted(candidate);
        changed = true;
        break;
      }
    }
  }
  return best;
}
