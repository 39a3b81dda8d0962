// Which way a value of one lane becomes one of another, whatever the vector extension. The ways themselves are casts.ts's
// and avx2/casts.ts's.

import { type Lane, laneInfo } from "../lanes.js";
import type { VirtualRegister } from "./virtual.js";

/** From a lane to another, of kinds that the name of the way says. */
type Way<S> = (s: S, from: Lane, to: Lane, x: VirtualRegister) => VirtualRegister;

/** The ways of a vector extension. */
export interface CastWays<S> {
  readonly toBool: (s: S, from: Lane, x: VirtualRegister) => VirtualRegister;
  readonly fromBool: (s: S, to: Lane, x: VirtualRegister) => VirtualRegister;
  readonly floatToInteger: Way<S>;
  readonly integerToFloat: Way<S>;
  readonly resize: Way<S>;
  /** A double as a single that becomes the half it would itself. */
  readonly singleForHalf: (s: S, x: VirtualRegister) => VirtualRegister;
}

interface Selecting {
  value(
    lane: Lane,
    mnemonic: string,
    sources: readonly (VirtualRegister | number)[],
  ): VirtualRegister;
}

function floatToFloat<S extends Selecting>(
  ways: CastWays<S>,
  s: S,
  from: Lane,
  to: Lane,
  x: VirtualRegister,
): VirtualRegister {
  if (from === "f16") {
    const single = s.value("f32", "vcvtph2ps", [x]);
    return to === "f32" ? single : s.value("f64", "vcvtps2pd", [single]);
  }
  if (to === "f16") {
    const single = from === "f64" ? ways.singleForHalf(s, x) : x;
    return s.value("f16", "vcvtps2ph", [single, 0]);
  }
  return s.value(to, to === "f64" ? "vcvtps2pd" : "vcvtpd2ps", [x]);
}

/** A value of one lane as a value of another. */
export function castBy<S extends Selecting>(
  ways: CastWays<S>,
  s: S,
  from: Lane,
  to: Lane,
  x: VirtualRegister,
): VirtualRegister {
  if (from === to) return x;
  const [source, target] = [laneInfo[from].kind, laneInfo[to].kind];
  if (target === "b") return ways.toBool(s, from, x);
  if (source === "b") return ways.fromBool(s, to, x);
  if (source === "f") {
    return target === "f"
      ? floatToFloat(ways, s, from, to, x)
      : ways.floatToInteger(s, from, to, x);
  }
  return target === "f" ? ways.integerToFloat(s, from, to, x) : ways.resize(s, from, to, x);
}
