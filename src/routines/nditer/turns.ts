// How many elements np.nditer buffers at a time where an operand is a sum. NumPy reads whole turns of the inner axes; and
// where a sum begins to stand still, or to move, along the next axis, it keeps what the sum's buffer holds.

import type { IterLayout } from "./axes.js";

/** What is buffered together: so many turns of so many elements. */
export interface Turns {
  /** Elements of one turn. */
  readonly core: number;
  readonly turns: number;
  /** The axis of the turns, -1 where there is only one. */
  readonly axis: number;
  /** Whether a sum stands still along that axis and moves along those within, or the other way round. */
  readonly isKept: readonly boolean[];
}

/**
 * What is buffered from `position` on.
 *
 * @param most - elements that buffers hold
 * @param left - elements that are left to walk
 */
export function turnsAt(layout: IterLayout, position: number, most: number, left: number): Turns {
  const { axes, reduces } = layout;
  const still: (boolean | undefined)[] = reduces.map(() => undefined);
  const none = reduces.map(() => false);
  let core = 1;
  for (let k = axes.length - 1; k >= 0; k--) {
    const { length, strides } = axes[k]!;
    if (length === 1) continue;
    const isKept = reduces.map(
      (reduced, i) => reduced && still[i] !== undefined && still[i] !== (strides[i] === 0),
    );
    const begun = position % core;
    const few = Math.min(core - begun, left);
    if (isKept.includes(true)) {
      if (begun !== 0 || left < core || core >= most) {
        return { core: Math.min(few, most), turns: 1, axis: -1, isKept: none };
      }
      return turnsOf(core, length, k, isKept, position, most, left);
    }
    if (core * length > most) {
      if (core === 1) {
        const rest = length - (position % length);
        return { core: Math.min(most, rest, left), turns: 1, axis: -1, isKept: none };
      }
      const { turns } = turnsOf(core, length, k, none, position, most, left);
      const together = begun === 0 ? core * turns : few;
      return { core: Math.max(1, together), turns: 1, axis: -1, isKept: none };
    }
    core *= length;
    reduces.forEach((reduced, i) => {
      if (reduced) still[i] = strides[i] === 0;
    });
  }
  return { core: Math.min(core - (position % core), left), turns: 1, axis: -1, isKept: none };
}

function turnsOf(
  core: number,
  length: number,
  axis: number,
  isKept: readonly boolean[],
  position: number,
  most: number,
  left: number,
): Turns {
  const turns = Math.min(
    Math.floor(most / core),
    length - (Math.floor(position / core) % length),
    Math.floor(left / core),
  );
  return { core: turns === 0 ? left : core, turns: Math.max(1, turns), axis, isKept };
}
