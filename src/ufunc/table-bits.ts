// Rows of the bitwise ufuncs and shifts.

import type { Body } from "../kernel/builder.js";
import { bitCount } from "../kernel/math/bits.js";
import { integers, type Loop, same, type UfuncRow } from "./loops.js";

/** Booleans and integers; the IR's bit nodes are logical on booleans. */
function bitwise(body: Body): Loop[] {
  return same(`?${integers}`, 2, body);
}

export const bitRows = {
  bitwise_and: {
    nin: 2,
    nout: 1,
    result: "promote",
    identity: -1,
    reorderable: true,
    loops: bitwise((b, x, y) => b.and(x!, y!)),
    doc: "The bits set in both, element by element; of booleans, logical and.",
    example: ["np.bitwise_and([13, 6], 7)", "[5 6]"],
  },
  bitwise_or: {
    nin: 2,
    nout: 1,
    result: "promote",
    identity: 0,
    reorderable: true,
    loops: bitwise((b, x, y) => b.or(x!, y!)),
    doc: "The bits set in either, element by element; of booleans, logical or.",
    example: ["np.bitwise_or([8, 2], 1)", "[9 3]"],
  },
  bitwise_xor: {
    nin: 2,
    nout: 1,
    result: "promote",
    identity: 0,
    reorderable: true,
    loops: bitwise((b, x, y) => b.xor(x!, y!)),
    doc: "The bits set in exactly one, element by element; of booleans, logical xor.",
    example: ["np.bitwise_xor([5, 6], 3)", "[6 5]"],
  },
  invert: {
    nin: 1,
    nout: 1,
    result: "promote",
    identity: null,
    loops: same(`?${integers}`, 1, (b, x) => b.not(x!)),
    doc: "All bits flipped (-x - 1 of signed integers), element by element; of booleans, logical not.",
    example: ["np.invert([0, 5])", "[-1 -6]"],
  },
  left_shift: {
    nin: 2,
    nout: 1,
    result: "numbers",
    identity: null,
    forgets: "iIlL",
    loops: same(integers, 2, (b, x, y) => b.shl(x!, y!)),
    doc: "The bits moved x2 places to the left, element by element; 0 beyond the width.",
    example: ["np.left_shift([1, 2], 3)", "[ 8 16]"],
  },
  right_shift: {
    nin: 2,
    nout: 1,
    result: "numbers",
    identity: null,
    loops: same(integers, 2, (b, x, y) => b.shr(x!, y!)),
    doc: "The bits moved x2 places to the right, the sign kept, element by element.",
    example: ["np.right_shift([16, -16], 3)", "[ 2 -2]"],
  },
  bitwise_count: {
    nin: 1,
    nout: 1,
    result: "uint8",
    identity: null,
    loops: [...integers].map((char) => ({
      inputs: char,
      outputs: "B",
      body: (b, x) => bitCount(b, x!),
    })),
    doc: "How many bits of |x| are set, element by element.",
    example: ["np.bitwise_count([7, 8])", "[3 1]"],
  },
} as const satisfies Record<string, UfuncRow>;
