// Loops of many elements: two turns as one, in an order in which little waits, as far as there are registers. Which order
// that is, is schedule.ts's business; what a loop looks like, map.ts's and avx2/map.ts's.

import { BROADCAST, UNIT } from "../access.js";
import type { Allocation } from "./allocate.js";
import type { Reach } from "./reach.js";
import { scheduled } from "./schedule.js";
import type { VirtualInstruction } from "./virtual.js";

/** What the loop of many elements does at a time. */
export interface Order {
  readonly code: readonly VirtualInstruction[];
  readonly turns: number;
  readonly allocation: Allocation;
}

/** Whether two turns can be made one: all operands are consecutive lanes, or repeated. */
export function canUnroll(reaches: readonly Reach[]): boolean {
  return reaches.every(({ access, type }) => {
    return access === BROADCAST || (access === UNIT && type.components === 1);
  });
}

/**
 * Two turns as one, or one where there is no second, in an order in which little waits. Only if no more values live on the
 * stack for it: that costs more than waiting. `rooms` says for how many vectors there shall be registers, to be tried one
 * after the other: the more, the better the order of the code can be.
 */
export function inOrder(
  whole: readonly VirtualInstruction[],
  second: readonly VirtualInstruction[],
  allocation: Allocation,
  rooms: readonly number[],
  registersFor: (code: readonly VirtualInstruction[]) => Allocation,
): Order {
  for (const turns of second.length > 0 ? [2, 1] : [1]) {
    const all = turns === 2 ? [...whole, ...second] : whole;
    for (const room of rooms) {
      const code = scheduled(all, room);
      const found = registersFor(code);
      if (found.pressing <= turns * allocation.pressing) return { code, turns, allocation: found };
    }
  }
  return { code: whole, turns: 1, allocation };
}
