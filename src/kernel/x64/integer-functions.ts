// Integer functions that need loops: powers, greatest common divisors, least common multiples. All lanes of a turn
// go on until the last one is done.

import { type Lane, laneInfo } from "../lanes.js";
import { castLane } from "./casts.js";
import { divideIntegers, divideMagnitudes, inWords } from "./division.js";
import { GUARD } from "./reach.js";
import { type Selection, suffix } from "./selection.js";
import type { VirtualRegister } from "./virtual.js";

type Values = readonly VirtualRegister[];

/** x to a power, modulo 2^bits, by squaring; the exponent is not negative. */
function power(s: Selection, lane: Lane, args: Values): VirtualRegister {
  return inWords(s, lane, args, (word, [x, y]) => {
    const letter = suffix(word);
    const move = `vmovdqu${laneInfo[word].bits}`;
    const result = s.value(word, move, [s.repeated(word, 1n)]);
    const base = s.value(word, move, [x!]);
    const rest = s.value(word, move, [y!]);
    const one = s.repeated(word, 1n);
    s.repeatWhileAny(() => {
      const isOdd = s.value("bool", `vptestm${letter}`, [rest, one]);
      const product = s.value(word, `vpmull${letter}`, [result, base]);
      s.into(result, move, [product], { mask: isOdd, over: result });
      s.into(base, move, [s.value(word, `vpmull${letter}`, [base, base])], { over: base });
      s.into(rest, move, [s.value(word, `vpsrlv${letter}`, [rest, one])], { over: rest });
      return s.value("bool", "kandq", [s.value("bool", `vptestm${letter}`, [rest, rest]), GUARD]);
    });
    return result;
  });
}

/** Euclid's algorithm on doubles that are whole numbers. */
function gcdOfDoubles(s: Selection, x: VirtualRegister, y: VirtualRegister): VirtualRegister {
  const a = s.value("f64", "vmovdqu64", [x]);
  const c = s.value("f64", "vmovdqu64", [y]);
  const zero = s.constant("f64", 0);
  const more = () => s.value("bool", "vcmppd", [c, zero, 4]);
  s.repeatWhileAny(() => {
    const goes = more();
    const whole = s.value("f64", "vrndscalepd", [s.value("f64", "vdivpd", [a, c]), 11]);
    const next = s.value("f64", "?fnmadd.pd", [whole, c, a]);
    // A quotient that was rounded up leaves a remainder below zero.
    const isNegative = s.value("bool", "vcmppd", [next, zero, 17]);
    s.value("f64", "vaddpd", [next, c], { mask: isNegative, over: next });
    s.into(a, "vmovdqu64", [c], { mask: goes, over: a });
    s.into(c, "vmovdqu64", [next], { mask: goes, over: c });
    return s.value("bool", "kandq", [more(), GUARD]);
  });
  return a;
}

/** The same on 64-bit magnitudes, which are doubles as soon as they are small enough. */
function gcdOfWide(s: Selection, x: VirtualRegister, y: VirtualRegister): VirtualRegister {
  const a = s.value("u64", "vmovdqu64", [x]);
  const c = s.value("u64", "vmovdqu64", [y]);
  const limit = s.repeated("u64", 1n << 53n);
  const isLarge = () => {
    const either = s.value("u64", "vporq", [a, c]);
    const large = s.value("bool", "vpcmpuq", [either, limit, 5]);
    const nonzero = s.value("bool", "vptestmq", [c, c]);
    return s.value("bool", "kandq", [s.value("bool", "kandq", [large, nonzero]), GUARD]);
  };
  s.ifAny(isLarge(), () => {
    s.repeatWhileAny(() => {
      const goes = isLarge();
      const { remainder } = divideMagnitudes(s, a, c);
      s.into(a, "vmovdqu64", [c], { mask: goes, over: a });
      s.into(c, "vmovdqu64", [remainder], { mask: goes, over: c });
      return isLarge();
    });
  });
  const found = gcdOfDoubles(
    s,
    s.value("f64", "vcvtuqq2pd", [a]),
    s.value("f64", "vcvtuqq2pd", [c]),
  );
  const small = s.value("u64", "vcvttpd2uqq", [found]);
  // Where there is no second number the first was the answer, exactly.
  const isDone = s.value("bool", "vpcmpq", [c, s.repeated("u64", 0n), 0]);
  s.into(small, "vmovdqu64", [a], { mask: isDone, over: small });
  return small;
}

function magnitude(s: Selection, lane: Lane, x: VirtualRegister): VirtualRegister {
  return laneInfo[lane].kind === "u" ? x : s.value(lane, `vpabs${suffix(lane)}`, [x]);
}

function gcd(s: Selection, lane: Lane, [x, y]: Values): VirtualRegister {
  const [a, c] = [magnitude(s, lane, x!), magnitude(s, lane, y!)];
  if (laneInfo[lane].wide) return gcdOfWide(s, a, c);
  const double = (value: VirtualRegister) => castLane(s, unsigned(lane), "f64", value);
  const found = gcdOfDoubles(s, double(a), double(c));
  return castLane(s, "i64", lane, castLane(s, "f64", "i64", found));
}

/** The magnitude of the most negative number is itself, read as unsigned. */
function unsigned(lane: Lane): Lane {
  return `u${laneInfo[lane].bits}` as Lane;
}

function lcm(s: Selection, lane: Lane, [x, y]: Values): VirtualRegister {
  const [a, c] = [magnitude(s, lane, x!), magnitude(s, lane, y!)];
  const { quotient } = divideIntegers(s, unsigned(lane), [a, gcd(s, lane, [x!, y!])]);
  return inWords(s, lane, [quotient, c], (word, args) =>
    s.value(word, `vpmull${suffix(word)}`, args),
  );
}

/** Functions of the `call` node that are written here, by name. */
export const integerFunctions: Readonly<
  Record<string, ((s: Selection, lane: Lane, args: Values) => VirtualRegister) | undefined>
> = {
  ipow: power,
  ipow64: power,
  gcd,
  gcdI64: gcd,
  gcdU64: gcd,
  lcm,
  lcmI64: lcm,
  lcmU64: lcm,
};
