// Random scalar arguments. A float argument never has an integral value: JavaScript can't tell 2.0
// from 2, and strided reads an integral number as a weak integer, by design.

import type { Arg, DSpec } from "../case.js";
import { type Layout, layoutOf } from "../dtypes.js";
import type { Random } from "../random.js";

/** A Python integer: small, or at the limits of a dtype. */
export function integer(random: Random): Arg {
  if (random.chance(0.85)) return random.int(-9, 12);
  const size = random.pick([8, 16, 32, 64]);
  const edge = 2n ** BigInt(random.pick([size, size - 1]));
  const value = random.pick([edge, edge - 1n, -edge, -edge - 1n]);
  return { i: String(value) };
}

/** A Python float that is not integral, or not finite. */
export function float(random: Random): Arg {
  if (random.chance(0.15)) return { f: random.pick(["nan", "inf", "-inf"]) };
  return { f: String((2 * random.int(-20, 20) + 1) / random.pick([2, 4, 8])) };
}

export function complex(random: Random): Arg {
  const part = (): string => String(random.int(-20, 20) / 4);
  return { c: [part(), part()] };
}

const TEXTS = ["a", "ab", "abcdefgh", "", "12", "-3.5", "é漢", "'q'", "nan"];

function scalarForLayout(random: Random, layout: Layout): Arg {
  if (layout.sub !== undefined) {
    const { base, shape } = layout.sub;
    const nested = (axis: number): Arg =>
      axis === shape.length
        ? scalarForLayout(random, base)
        : { l: Array.from({ length: shape[axis]! }, () => nested(axis + 1)) };
    return nested(0);
  }
  if (layout.fields !== undefined) {
    return layout.fields.map((field) => scalarForLayout(random, field.layout));
  }
  switch (layout.kind) {
    case "b":
      return random.chance(0.5);
    case "i":
    case "u":
      return integer(random);
    case "f":
      return random.chance(0.5) ? integer(random) : float(random);
    case "c":
      return random.pick([integer, float, complex])(random);
    case "V":
      return random.chance(0.9) ? { by: random.pick(["a", "\x01\xff", "abcdefgh"]) } : 0;
    default:
      return random.pick(TEXTS);
  }
}

/** A scalar to put into an array of the dtype: mostly fitting, now and then not. */
export function scalarFor(random: Random, dtype: DSpec): Arg {
  const layout = layoutOf(dtype);
  if (random.chance(0.9) && layout.kind !== "V") return scalarForLayout(random, layout);
  if (layout.fields !== undefined && random.chance(0.9)) return scalarForLayout(random, layout);
  return random.pick([integer, float, complex, () => random.chance(0.5)])(random);
}

/** A record of the dtype, as a tuple. */
export function recordFor(random: Random, dtype: DSpec): Arg {
  return scalarForLayout(random, layoutOf(dtype));
}

/** Any weak scalar operand. */
export function weak(random: Random): Arg {
  return random.weighted([
    [integer, 5],
    [float, 4],
    [complex, 1],
    [(r: Random) => r.chance(0.5), 1],
  ] as const)(random);
}
