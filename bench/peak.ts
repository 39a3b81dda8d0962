// The machine's peak multiply-add: a loop of nothing but 512-bit fused multiply-adds in registers, on one thread. The
// bytes are written by hand, because no kernel needs this.

import { nativeStatus } from "../src/kernel/x64/cpu.js";
import { installCode } from "../src/memory/code-memory.js";
import { median } from "./statistics.js";

/** Sums that do not wait for each other: enough for two units of four cycles. */
const SUMS = 12;
const TURNS = 200_000;
const LANES = 8;

/** `vfmadd231pd zmmN, zmm12, zmm12` (EVEX.512.66.0F38.W1 B8 /r). */
function multiplyAdd(sum: number): number[] {
  const prefix = sum < 8 ? 0xd2 : 0x52;
  return [0x62, prefix, 0x9d, 0x48, 0xb8, 0xc0 | ((sum & 7) << 3) | 4];
}

function code(): Uint8Array {
  const turn = Array.from({ length: SUMS }, (_, sum) => multiplyAdd(sum)).flat();
  const count = [TURNS, TURNS >> 8, TURNS >> 16, TURNS >> 24].map((x) => x & 0xff);
  const back = -(turn.length + 3 + 6);
  const distance = [back, back >> 8, back >> 16, back >> 24].map((x) => x & 0xff);
  const vzeroall = [0xc5, 0xfc, 0x77];
  return Uint8Array.from([
    ...vzeroall,
    0xb9, // mov ecx, TURNS
    ...count,
    ...turn,
    ...[0x83, 0xe9, 0x01], // sub ecx, 1
    ...[0x0f, 0x85, ...distance], // jnz
    ...vzeroall,
    0xc3, // ret
  ]);
}

/** Floating-point operations per nanosecond, two for a multiply-add; null where it can't be measured. */
export function peakOperations(): number | null {
  if (!nativeStatus().available) return null;
  const { call } = installCode(code());
  const times: number[] = [];
  for (let k = 0; k < 15; k++) {
    const start = process.hrtime.bigint();
    call(0n);
    times.push(Number(process.hrtime.bigint() - start));
  }
  return (2 * LANES * SUMS * TURNS) / median(times);
}
