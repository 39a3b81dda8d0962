// Which floating-point errors the kernels of ufuncs tell of, by machine code and by JavaScript: one pair of operands at a
// time, so that none hides behind another's.

import { runLoops } from "../../src/kernel/js/run.js";
import { elementType, type NumericName } from "../../src/kernel/lanes.js";
import { raised } from "../../src/kernel/raised.js";
import { runNativeSingle } from "../../src/kernel/x64/run.js";
import { viewsOf } from "../../src/memory/buffer-views.js";
import { kernelFor, namesOf, type Watch } from "../../src/ufunc/loop-kernels.js";
import { loopInput, loopOutput } from "../../src/ufunc/resolve.js";
import { infoOf, ufuncs } from "../../src/ufunc/ufunc.js";

const COUNT = 20;

/** Numbers of a type that are near what goes wrong. */
function edges(name: NumericName): readonly (number | bigint)[] {
  const { lane } = elementType(name);
  const limits = {
    f64: [2 ** -1022, 2 ** -1074, 2 ** -540, Number.MAX_VALUE, 1e200],
    f32: [2 ** -126, 2 ** -149, 2 ** -70, 2 ** 127, 1e25],
    f16: [2 ** -14, 2 ** -24, 2 ** -8, 65504, 300],
  }[lane as "f64"];
  if (limits === undefined) return name.includes("64") ? [0n, 1n, 2n, 5n] : [0, 1, 2, 5];
  return [0, -0, 1, -1.5, ...limits, Number.POSITIVE_INFINITY, Number.NaN, 20.5];
}

function operand(name: NumericName, value: number | bigint) {
  const { itemsize, components } = elementType(name);
  const views = viewsOf(new ArrayBuffer(COUNT * itemsize));
  for (let i = 0; i < COUNT; i++) write(views, elementType(name).lane, i * components, value);
  return { views, byteOffset: 0, byteStrides: [itemsize] };
}

function write(views: ReturnType<typeof viewsOf>, lane: string, at: number, value: unknown): void {
  if (lane === "f16") views.u16[at] = halfOf(value as number);
  else if (lane === "bool") views.u8[at] = Number(value);
  else (views as unknown as Record<string, Record<number, unknown>>)[lane]![at] = value;
}

/** A half's bits; the numbers above are halves. */
function halfOf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | ((size / 2 ** exponent - 1) * 1024);
}

/** What differs among loops of some float types, and how many kernels ran as machine code. */
export function compareWatches(watches: readonly Watch[], types = "efd") {
  const differences: string[] = [];
  let native = 0;
  for (const ufunc of Object.values(ufuncs)) {
    const info = infoOf(ufunc);
    for (const loop of info.row.loops) {
      if (loop.dtypes !== undefined || !/^[?bhilqBHILQefd]+$/.test(loop.inputs + loop.outputs)) {
        continue;
      }
      if (![...types].some((type) => loop.inputs.includes(type))) continue;
      const inputs = [...loop.inputs].map((_, i) => loopInput(loop, i));
      const outputs = [...loop.outputs].map((_, i) => loopOutput(loop, i));
      const names = namesOf(loop.inputs);
      const firsts = edges(names[0]!);
      const seconds = names.length === 2 ? edges(names[1]!) : [0];
      for (const watch of watches) {
        const kernel = kernelFor(info, loop, inputs, outputs, false, watch);
        const steps = kernel.operands.map(({ type }) => type.itemsize);
        let ran = false;
        for (const first of firsts) {
          for (const second of seconds) {
            const given = [operand(names[0]!, first)];
            if (names.length === 2) given.push(operand(names[1]!, second));
            const results = namesOf(loop.outputs).map((name) => operand(name, 0 as never));
            const operands = [...given, ...results];
            raised.flags = 0;
            if (!runNativeSingle(kernel, COUNT, operands, steps)) break;
            ran = true;
            const found = raised.flags;
            raised.flags = 0;
            const strides = steps.map((step) => [step]);
            const nest = { shape: [COUNT], strides, offsets: steps.map(() => 0) };
            runLoops(kernel, "map", nest, operands);
            if (found === raised.flags) continue;
            const about = `${info.name} ${loop.inputs} of ${first}, ${second}, watch ${watch}`;
            differences.push(`${about}: ${found} as machine code, ${raised.flags} as JavaScript`);
          }
        }
        if (ran) native++;
      }
    }
  }
  return { native, differences };
}
