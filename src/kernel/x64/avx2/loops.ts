// Functions that need loops: remainders of floats, powers of integers, greatest common divisors, least common multiples. All
// lanes of a turn go on until the last one is done. The methods are those of ../division.ts and ../integer-functions.ts.

import { type Lane, laneInfo } from "../../lanes.js";
import { NotLowered } from "../selection.js";
import type { VirtualRegister } from "../virtual.js";
import { castLane } from "./casts.js";
import { exponent, precision, scale } from "./floats.js";
import { divideIntegers, inWider, isEqual, isGreater, magnitude, multiply } from "./integers.js";
import type { Selection } from "./selection.js";

type Values = readonly VirtualRegister[];

/** Quiet predicates of VCMPPD that are false of NaN, but for the second. */
const PREDICATES = { less: 17, notEqual: 4, greaterOrEqual: 29 };

/** `register` becomes x. */
function set(s: Selection, register: VirtualRegister, x: VirtualRegister): void {
  s.into(register, "vmovdqu", [x], true);
}

/**
 * C's fmod, exactly: as long as the quotient is too large to be exact, multiples of y times a power of two are taken
 * off. Each step's remainder is a float, for it is a multiple of the same power of two as y and smaller.
 */
export function floatRemainder(s: Selection, lane: Lane, [x, y]: Values): VirtualRegister {
  const p = precision(lane);
  const [bits, digits] = lane === "f64" ? [64, 50] : [32, 21];
  const value = (name: string, ...sources: readonly (VirtualRegister | number)[]) =>
    s.value(lane, `v${name}${p}`, sources);
  const compare = (a: VirtualRegister, b: VirtualRegister, predicate: number) =>
    value("cmp", a, b, predicate);
  const sign = 1n << BigInt(bits - 1);
  const absolute = (one: VirtualRegister) =>
    s.value(lane, "vpand", [one, s.repeated(lane, sign - 1n)]);
  const [ax, ay] = [absolute(x!), absolute(y!)];
  const rest = s.copy(ax);
  const ofY = exponent(s, lane, [ay]);
  const zero = s.constant(lane, 0);
  s.repeatWhileAny(() => {
    const apart = value("sub", exponent(s, lane, [rest]), ofY);
    // Of a NaN and a number the second is taken.
    const up = value("max", value("sub", apart, s.constant(lane, digits)), zero);
    const divisor = scale(s, lane, [ay, up]);
    const whole = value("round", value("div", rest, divisor), 11);
    const next = s.value(lane, `?fnmadd.${p}`, [whole, divisor, rest]);
    const isNegative = compare(next, zero, PREDICATES.less);
    set(s, rest, value("add", next, s.value(lane, "vpand", [isNegative, divisor])));
    return compare(rest, ay, PREDICATES.greaterOrEqual);
  });
  s.overlay(rest, compare(ax, ay, PREDICATES.less), ax);
  return s.value(lane, "vpor", [rest, s.value(lane, "vpand", [x!, s.repeated(lane, sign)])]);
}

/** x to a power, modulo 2^bits, by squaring; the exponent is not negative. */
function power(s: Selection, lane: Lane, args: Values): VirtualRegister {
  return inWider(s, lane, 4, args, (word, [x, y]) => {
    const one = s.repeated(word, 1n);
    const [result, base, rest] = [s.copy(one), s.copy(x!), s.copy(y!)];
    const size = laneInfo[word].bytes === 8 ? "q" : "d";
    s.repeatWhileAny(() => {
      const isOdd = isEqual(s, word, s.value(word, "vpand", [rest, one]), one);
      s.overlay(result, isOdd, multiply(s, word, [result, base]));
      set(s, base, multiply(s, word, [base, base]));
      set(s, rest, s.value(word, `vpsrl${size}`, [rest, 1]));
      return rest;
    });
    return result;
  });
}

/** Euclid's algorithm on doubles that are whole numbers. */
function gcdOfDoubles(s: Selection, x: VirtualRegister, y: VirtualRegister): VirtualRegister {
  const [a, c] = [s.copy(x), s.copy(y)];
  const zero = s.constant("f64", 0);
  const value = (mnemonic: string, ...sources: readonly (VirtualRegister | number)[]) =>
    s.value("f64", mnemonic, sources);
  s.repeatWhileAny(() => {
    const goes = value("vcmppd", c, zero, PREDICATES.notEqual);
    const whole = value("vroundpd", value("vdivpd", a, c), 11);
    const next = value("?fnmadd.pd", whole, c, a);
    // A quotient that was rounded up leaves a remainder below zero.
    const isNegative = value("vcmppd", next, zero, PREDICATES.less);
    const left = value("vaddpd", next, value("vpand", isNegative, c));
    s.overlay(a, goes, c);
    s.overlay(c, goes, left);
    return value("vcmppd", c, zero, PREDICATES.notEqual);
  });
  return a;
}

/** The same on 64-bit magnitudes, which are doubles as soon as they are small enough. */
function gcdOfWide(s: Selection, x: VirtualRegister, y: VirtualRegister): VirtualRegister {
  const [a, c] = [s.copy(x), s.copy(y)];
  const limit = s.repeated("u64", (1n << 53n) - 1n);
  const zero = s.repeated("u64", 0n);
  const isLarge = () => {
    const large = isGreater(s, "u64", s.value("u64", "vpor", [a, c]), limit);
    return s.value("u64", "vpandn", [isEqual(s, "u64", c, zero), large]);
  };
  s.ifAny(isLarge(), () => {
    s.repeatWhileAny(() => {
      const goes = isLarge();
      const { remainder } = divideIntegers(s, "u64", [a, c], true);
      s.overlay(a, goes, c);
      s.overlay(c, goes, remainder);
      return isLarge();
    });
  });
  const [from, by] = [a, c].map((one) => castLane(s, "u64", "f64", one));
  const small = castLane(s, "f64", "u64", gcdOfDoubles(s, from!, by!));
  // Where there is no second number the first was the answer, exactly.
  return s.choose("u64", isEqual(s, "u64", c, zero), a, small);
}

/** The magnitude of the most negative number is itself, read as unsigned. */
const unsigned = (lane: Lane) => `u${laneInfo[lane].bits}` as Lane;

function gcd(s: Selection, lane: Lane, [x, y]: Values): VirtualRegister {
  const [a, c] = [magnitude(s, lane, x!), magnitude(s, lane, y!)];
  if (laneInfo[lane].wide) return gcdOfWide(s, a, c);
  const double = (value: VirtualRegister) => castLane(s, unsigned(lane), "f64", value);
  const found = gcdOfDoubles(s, double(a), double(c));
  return castLane(s, "i64", lane, castLane(s, "f64", "i64", found));
}

function lcm(s: Selection, lane: Lane, [x, y]: Values): VirtualRegister {
  const [a, c] = [magnitude(s, lane, x!), magnitude(s, lane, y!)];
  const { quotient } = divideIntegers(s, unsigned(lane), [a, gcd(s, lane, [x!, y!])]);
  return multiply(s, lane, [quotient, c]);
}

const functions: Readonly<Record<string, typeof power | undefined>> = {
  ipow: power,
  ipow64: power,
  gcd,
  gcdI64: gcd,
  gcdU64: gcd,
  lcm,
  lcmI64: lcm,
  lcmU64: lcm,
};

/** A function by name. Those that are composed of nodes have been replaced by them. */
export function callFunction(s: Selection, lane: Lane, name: string, args: Values) {
  const write = functions[name];
  if (write === undefined) throw new NotLowered(name);
  return write(s, lane, args);
}
