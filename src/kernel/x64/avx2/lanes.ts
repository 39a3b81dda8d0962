// Lanes of other widths: integers cut off or extended, masks brought to the width that a lane or a bool has.

import { type Lane, laneInfo } from "../../lanes.js";
import type { VirtualRegister } from "../virtual.js";
import { fileOf, type Selection } from "./selection.js";

const NAMES = { 1: "b", 2: "w", 4: "d", 8: "q" } as const;
type Bytes = keyof typeof NAMES;

/** Bytes of 128 bits that bring the low bytes of lanes together. */
function gatherLow(from: number, to: number): Uint8Array {
  // A byte with its top bit set gives 0.
  const pattern = new Uint8Array(16).fill(0x80);
  for (let lane = 0; lane < 16 / from; lane++) {
    for (let byte = 0; byte < to; byte++) pattern[lane * to + byte] = lane * from + byte;
  }
  return pattern;
}

/** Lanes cut off to fewer bytes. */
export function narrow(s: Selection, from: number, to: number, x: VirtualRegister) {
  const file = fileOf(s.lanes * from * 8);
  const low = s.of(file, "vpshufb", [x, s.vector(gatherLow(from, to), file)]);
  if (file === "xmm") return low;
  // What is left of each half, side by side.
  const bytes = (16 * to) / from;
  if (bytes === 8) return s.of("xmm", "vpermq", [low, 0b1000], "ymm");
  const high = s.of("xmm", "vextracti128", [low, 1]);
  return s.of("xmm", bytes === 4 ? "vpunpckldq" : "vpunpcklwd", [s.use(low, "xmm"), high]);
}

/** Lanes extended to more bytes. */
export function widen(
  s: Selection,
  from: number,
  to: number,
  signed: boolean,
  x: VirtualRegister,
): VirtualRegister {
  const name = `vpmov${signed ? "s" : "z"}x${NAMES[from as Bytes]}${NAMES[to as Bytes]}`;
  return s.of(fileOf(s.lanes * to * 8), name, [x]);
}

/** An integer of another width: sign or zero extended, or cut off. */
export function resize(s: Selection, from: Lane, to: Lane, x: VirtualRegister): VirtualRegister {
  const [have, want] = [laneInfo[from].bytes, laneInfo[to].bytes];
  if (have === want) return x;
  if (have > want) return narrow(s, have, want, x);
  return widen(s, have, want, laneInfo[from].kind === "i", x);
}

/** A bool from a mask of lanes of so many bytes. */
export function boolOf(s: Selection, bytes: number, mask: VirtualRegister): VirtualRegister {
  return bytes === s.maskBytes ? mask : widen(s, bytes, s.maskBytes, true, mask);
}

/** A bool as a mask of lanes of a type. */
export function maskFor(s: Selection, lane: Lane, mask: VirtualRegister): VirtualRegister {
  const bytes = lane === "bool" ? s.maskBytes : laneInfo[lane].bytes;
  if (bytes === s.maskBytes) return mask;
  return s.remembered(`mask ${mask.virtual} ${bytes}`, () => narrow(s, s.maskBytes, bytes, mask));
}

/** The bool that is true where another is not. */
export function invert(s: Selection, mask: VirtualRegister): VirtualRegister {
  return s.value("bool", "vpxor", [mask, s.allBits(true)]);
}
