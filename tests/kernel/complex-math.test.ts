// Complex functions composed of nodes: closeness to JavaScript's, and that what the compositions are not for (special
// values, huge and tiny numbers) is left to JavaScript whole.

import { describe, expect, test } from "vitest";
import * as np from "../../src/index.js";
import { mapKernel } from "../../src/kernel/describe.js";
import type { Node } from "../../src/kernel/ir.js";
import type { MapKernel } from "../../src/kernel/kernel.js";
import { elementType } from "../../src/kernel/lanes.js";
import { complexCompositions } from "../../src/kernel/math/complex.js";
import { kernelFunctions } from "../../src/kernel/math/functions.js";
import { raised } from "../../src/kernel/raised.js";
import { nativeStatus } from "../../src/kernel/x64/cpu.js";
import { runNativeLoops, runNativeSingle } from "../../src/kernel/x64/run.js";
import { Random } from "../oracle/random.js";
import { blank, place, read } from "./memory.js";

const names = Object.keys(complexCompositions);
const type = elementType("complex128");
const isPower = (name: string) => name.startsWith("cpow");

const kernels = new Map<string, MapKernel>();

function kernelOf(name: string): MapKernel {
  const kernel =
    kernels.get(name) ??
    mapKernel({
      name,
      body: (b, ...inputs) => {
        const parts = inputs.flatMap((one) => {
          const { re, im } = one as { re: Node; im: Node };
          return [re, im];
        });
        return b.complex(
          b.call(`${name}_re`, "f64", ...parts),
          b.call(`${name}_im`, "f64", ...parts),
        );
      },
      inputs: isPower(name) ? [type, type] : [type],
      outputs: [type],
    });
  kernels.set(name, kernel);
  return kernel;
}

/** What machine code makes of numbers given part by part, or null where it leaves them to JavaScript. */
function machine(name: string, operands: readonly (readonly number[])[]): number[] | null {
  const count = operands[0]!.length / 2;
  const stride = type.itemsize;
  const inputs = operands.map((parts) => place([...parts], { type, byteOffset: 0, stride }));
  const out = blank(type, count);
  const all = [...inputs, out];
  const steps = all.map(() => stride);
  raised.flags = 0;
  if (!runNativeSingle(kernelOf(name), count, all, steps)) return null;
  return read(out, type, count) as number[];
}

function reference(name: string, parts: readonly number[]): [number, number] {
  return [kernelFunctions[`${name}_re`]!(...parts), kernelFunctions[`${name}_im`]!(...parts)];
}

/** Parts of numbers of many sizes, zeros among them. */
function numbers(random: Random, count: number): number[] {
  return Array.from({ length: 2 * count }, () => {
    if (random.int(0, 12) === 0) return random.pick([0, -0, 1, -1, 0.5]);
    const size = random.pick([0.001, 0.5, 1, 3, 20]);
    return (random.int(-(10 ** 6), 10 ** 6) / 10 ** 6) * size;
  });
}

const isOrdinary = (name: string, parts: readonly number[]) =>
  parts.some((part) => part !== 0) && reference(name, parts).every(Number.isFinite);

describe.runIf(nativeStatus().available).each(names)("%s", (name) => {
  test("is close to JavaScript's, by its modulus", () => {
    const random = new Random(11, names.indexOf(name));
    const rows: number[][] = [];
    while (rows.length < 300) {
      const row = [...numbers(random, 1), ...(isPower(name) ? [0.3, 1.7] : [])];
      if (isOrdinary(name, row)) rows.push(row);
    }
    const operands = [rows.flatMap((row) => row.slice(0, 2))];
    if (isPower(name)) operands.push(rows.flatMap((row) => row.slice(2)));
    const result = machine(name, operands)!;
    expect(result).not.toBeNull();
    // What is rounded to single precision on the way may be rounded to either side.
    const unit = /(f|1p)$/.test(name) ? 2 ** -21 : 2 ** -48;
    rows.forEach((row, i) => {
      const [re, im] = reference(name, row);
      const off = Math.hypot(result[2 * i]! - re, result[2 * i + 1]! - im);
      const isClose = off <= unit * Math.max(Math.hypot(re, im), /1p|m1/.test(name) ? 1e-3 : 0);
      if (!isClose) {
        expect(`${name}(${row}) = ${result.slice(2 * i, 2 * i + 2)}`).toBe(`${re},${im}`);
      }
    });
  });

  test("leaves numbers that are not finite to JavaScript, wherever they stand", () => {
    const beside = [0.5, 0.25];
    for (const part of [Infinity, -Infinity, NaN]) {
      for (const place of [0, 1]) {
        for (const [count, at] of [
          [1, 0],
          [8, 3],
          [21, 20],
        ] as const) {
          const list = Array.from({ length: count }, () => beside).flat();
          list[2 * at + place] = part;
          const more = isPower(name) ? [Array.from({ length: count }, () => [0.3, 1]).flat()] : [];
          const result = machine(name, [list, ...more]);
          // e to the power -infinity is an ordinary number
          if (part === -Infinity && place === 0 && /exp/.test(name)) {
            expect(result!.slice(2 * at, 2 * at + 2)).toEqual(
              reference(name, list.slice(2 * at, 2 * at + 2)),
            );
          } else expect(result).toBeNull();
        }
      }
    }
    expect(raised.flags).toBe(0);
  });

  test("does not run onto its own operand, whose odd elements would be lost", () => {
    const list = [0.5, 0.25, 1, 2];
    const operand = place(list, { type, byteOffset: 0, stride: type.itemsize });
    const operands = isPower(name) ? [operand, operand, operand] : [operand, operand];
    const strides = operands.map(() => [type.itemsize]);
    const offsets = operands.map(() => 0);
    const steps = operands.map(() => type.itemsize);
    expect(runNativeSingle(kernelOf(name), 2, operands, steps)).toBe(false);
    expect(runNativeLoops(kernelOf(name), { shape: [2], strides, offsets }, operands)).toBe(false);
    expect(read(operand, type, 2)).toEqual(list);
  });
});

describe("arrays with a special value", () => {
  const long = np.multiply(np.ones([100], "complex128"), np.complex(0.5, -0.25));

  test("have it, and all others as they are elsewhere", () => {
    const a = long.copy();
    a.set(70, np.complex(-Infinity, NaN));
    const result = np.exp(a);
    expect(String(result.item(70))).toBe("0j");
    expect(np.allclose(result.at("80:"), np.exp(long).at("80:"))).toBe(true);
  });

  test("tell their errors, and only theirs", () => {
    const all = { all: "raise" } as const;
    const a = long.copy();
    expect(np.errstate(all, () => np.log(a)).dtype.name).toBe("complex128");
    a.set(3, 0);
    expect(() => np.errstate(all, () => np.log(a))).toThrow("divide by zero encountered in log");
    a.set(3, np.complex(1000, 1));
    expect(() => np.errstate(all, () => np.exp(a))).toThrow("overflow encountered in exp");
    expect(() => np.errstate(all, () => np.power(a, a))).toThrow("overflow encountered in power");
    const single = np.multiply(long, 100).astype("complex64");
    expect(() => np.errstate(all, () => np.power(single, np.conjugate(single)))).toThrow(
      "overflow encountered in power",
    );
  });

  test("are computed in place", () => {
    const a = long.copy();
    a.set(3, np.complex(NaN, 0));
    const expected = np.sqrt(a);
    expect(np.array_equal(np.sqrt(a, { out: a }), expected, { equal_nan: true })).toBe(true);
  });
});

test("sums of functions of numbers that are left to JavaScript count each of them once", () => {
  const a = np.ones([8, 42], "complex128");
  a.set([3], np.complex(0, 0));
  const mean = np.expr`mean(${a} ** 0.5, axis=0)`;
  expect(np.allclose(mean, 7 / 8)).toBe(true);
});
