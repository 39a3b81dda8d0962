// Random units, instants and spans of time, and texts that are or almost are ISO 8601.

import type { Arg } from "../case.js";
import { ordered } from "../dtypes.js";
import type { Random } from "../random.js";

const UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"] as const;
const COMMON = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns"] as const;

/** A unit without brackets, now and then several of it. */
export function unit(random: Random): string {
  const base = random.chance(0.8) ? random.pick(COMMON) : random.pick(UNITS);
  return random.chance(0.12) ? `${random.pick([2, 3, 7, 10, 25, 100])}${base}` : base;
}

/** The spelling of a datetime64 or timedelta64 dtype. */
export function timed(random: Random, kind: "M" | "m" = random.pick(["M", "m"])): string {
  const generic = kind === "m" && random.chance(0.08);
  // NumPy forgets to swap the bytes of spans without a unit
  return generic ? "<m8" : ordered(random, `${kind}8[${unit(random)}]`);
}

function count(random: Random): string {
  if (random.chance(0.1)) return "NaT";
  return String(random.chance(0.8) ? random.int(-60, 60) : random.int(-2000000, 2000000));
}

/** An instant or a span of time. */
export function time(random: Random, kind: "M" | "m" = random.pick(["M", "m"])): Arg {
  return { t: [kind, count(random), unit(random)] };
}

const two = (value: number): string => String(value).padStart(2, "0");

/** ISO 8601 to a random precision; without a zone, so that it means the same anywhere. */
export function isoText(random: Random): string {
  if (random.chance(0.06)) return random.pick(["NaT", "nat", ""]);
  const year = random.weighted([
    [random.int(1900, 2100), 8],
    [random.int(-9999, 9999), 1],
    [random.int(10000, 999999), 0.3],
  ] as const);
  const sign = year < 0 ? "-" : random.chance(0.03) ? "+" : "";
  let text = `${sign}${String(Math.abs(year)).padStart(4, "0")}`;
  const depth = random.int(0, 6);
  if (depth > 0) text += `-${two(random.int(1, 12))}`;
  if (depth > 1) text += `-${two(random.int(1, random.chance(0.8) ? 28 : 31))}`;
  if (depth > 2) text += `${random.pick(["T", "T", "T", " "])}${two(random.int(0, 23))}`;
  if (depth > 3) text += `:${two(random.int(0, 59))}`;
  if (depth > 4) text += `:${two(random.int(0, 59))}`;
  if (depth > 5) {
    const digits = random.int(0, random.chance(0.8) ? 9 : 19);
    text += `.${Array.from({ length: digits }, () => random.int(0, 9)).join("")}`;
  }
  if (depth > 2 && random.chance(0.08))
    text += random.pick(["Z", "+01", "-05:30", "+0130", "+25", " "]);
  // NumPy loses a sign behind blanks: see docs/differences.md
  return random.chance(0.12) ? broken(random, text).replace(/^ +-/, "-") : text;
}

/** The text with a character too many, too few, or another. */
function broken(random: Random, text: string): string {
  const at = random.int(0, text.length);
  const character = random.pick([..."0159-:T.Z xW+"]);
  return random.pick([
    text.slice(0, at) + character + text.slice(at),
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + character + text.slice(at + 1),
  ]);
}

/** A dtype specification that may be wrong. */
export function unitSuffix(random: Random): string {
  if (random.chance(0.6)) return `[${unit(random)}]`;
  return random.pick([
    "",
    "[generic]",
    "[D/8]",
    "[h/4]",
    "[Y/4]",
    "[3M/40]",
    "[s/7]",
    "[as/2]",
    "[x]",
    "[]",
    "[D",
    "D]",
    "[D]x",
    "[ D]",
    "[ 3D]",
    "[3 D]",
    "[-1D]",
    "[10]",
    "[D/]",
    "[D/7",
    "[3000000000s]",
    "[2147483647s]",
    "[generic/2]",
    "[μs]",
  ]);
}
