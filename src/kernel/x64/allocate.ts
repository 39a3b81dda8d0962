// Register allocation by linear scan: intervals in the order of their beginning, the one that ends last
// goes to the stack when registers run out (Poletto and Sarkar, "Linear scan register allocation", 1999). In code that is
// mostly jumped over it is one of that code's own, so that what always runs keeps its registers.

import type { Memory } from "./operands.js";
import type { RegisterClass, VirtualInstruction, VirtualRegister } from "./virtual.js";
import { END, IF_ANY, LOOP, usesOf, WHILE_ANY } from "./virtual.js";

/** Where a virtual register lives: in a register, on the stack, or, being constant, in the constant pool. */
export type Location =
  | { readonly register: number }
  | { readonly slot: number }
  | { readonly pool: Memory };

/** The answer: a place for each virtual register, and how many stack slots are needed. */
export interface Allocation {
  readonly locations: ReadonlyMap<VirtualRegister, Location>;
  readonly slots: number;
  /** Values on the stack that code reads or writes which is not jumped over. */
  readonly pressing: number;
  /** Classes of registers that were not enough. */
  readonly short: ReadonlySet<RegisterClass>;
}

interface Interval {
  readonly register: VirtualRegister;
  readonly start: number;
  end: number;
  /** Nothing but code that is mostly jumped over reads it, nor defines it unless it is a constant. */
  isRare: boolean;
}

/** From definition to last use; what is defined before the loop and used in it lives to its end. */
function liveIntervals(before: readonly VirtualInstruction[], loop: readonly VirtualInstruction[]) {
  const intervals = new Map<VirtualRegister, Interval>();
  const last = before.length + loop.length;
  const loops: number[] = [];
  let depth = 0;
  const visit = (instruction: VirtualInstruction, position: number) => {
    for (const register of usesOf(instruction)) {
      const interval = intervals.get(register);
      if (interval === undefined) continue;
      if (depth === 0) interval.isRare = false;
      const carried = position >= before.length && interval.start < before.length;
      interval.end = carried ? last : Math.max(interval.end, position);
    }
    // What is older than a loop and used in it is needed until its last turn ends.
    if (instruction.mnemonic === LOOP) loops.push(position);
    if (instruction.mnemonic === WHILE_ANY) {
      const start = loops.pop()!;
      for (const interval of intervals.values()) {
        if (interval.start < start && interval.end >= start) {
          interval.end = Math.max(interval.end, position);
        }
      }
    }
    const { defines, mnemonic } = instruction;
    if (mnemonic === IF_ANY) depth++;
    if (mnemonic === END) depth--;
    if (defines !== null && !intervals.has(defines)) {
      const isRare = depth > 0 || defines.constant !== undefined;
      intervals.set(defines, { register: defines, start: position, end: position, isRare });
    }
  };
  before.forEach(visit);
  loop.forEach((instruction, at) => {
    visit(instruction, before.length + at);
  });
  return [...intervals.values()].sort((a, b) => a.start - b.start);
}

const isRareConstant = ({ isRare, register }: Interval) =>
  isRare && register.constant !== undefined;

/** Which of the living values, or the new one, has to do without a register. */
function leaver(living: readonly Interval[], interval: Interval): Interval {
  const first = living.find(isRareConstant) ?? living[0];
  const isSpared = interval.isRare && first?.register.constant === undefined;
  const candidate = isSpared ? living.find(({ isRare }) => isRare) : first;
  return candidate !== undefined && candidate.end > interval.end ? candidate : interval;
}

/** Puts an interval behind those that end as late. */
function insert(living: Interval[], interval: Interval): void {
  let at = living.length;
  while (at > 0 && living[at - 1]!.end < interval.end) at--;
  living.splice(at, 0, interval);
}

/**
 * Registers for the code before a loop and the loop's body. `available` lists the registers of each class;
 * spilled values live in 64-byte slots, and whoever writes the code keeps scratch registers for them.
 */
export function allocate(
  before: readonly VirtualInstruction[],
  loop: readonly VirtualInstruction[],
  available: Readonly<Record<RegisterClass, readonly number[]>>,
): Allocation {
  const locations = new Map<VirtualRegister, Location>();
  const free = { vector: [...available.vector], mask: [...available.mask] };
  const active: Record<RegisterClass, Interval[]> = { vector: [], mask: [] };
  let slots = 0;
  let pressing = 0;
  const short = new Set<RegisterClass>();
  for (const interval of liveIntervals(before, loop)) {
    const kind = interval.register.class;
    // Sorted by their ends, the last one first.
    const living = active[kind];
    // A register whose last use is this instruction may be its destination.
    while (living.length > 0 && living.at(-1)!.end <= interval.start) {
      const location = locations.get(living.pop()!.register)!;
      if ("register" in location) free[kind].push(location.register);
    }
    const register = free[kind].pop();
    if (register !== undefined) {
      locations.set(interval.register, { register });
      insert(living, interval);
      continue;
    }
    const longest = leaver(living, interval);
    if (longest !== interval) {
      locations.set(interval.register, locations.get(longest.register)!);
      living.splice(living.indexOf(longest), 1);
      insert(living, interval);
    }
    short.add(kind);
    const { constant } = longest.register;
    if (constant === undefined && !longest.isRare) pressing++;
    locations.set(longest.register, constant ? { pool: constant } : { slot: slots++ });
  }
  return { locations, slots, pressing, short };
}
