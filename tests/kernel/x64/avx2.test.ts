// Machine code without AVX-512: as on a processor that has AVX2 only, random kernels against JavaScript, bit for bit.

import * as np from "strided";
import { expect, test } from "vitest";
import { mapKernel } from "../../../src/kernel/describe.js";
import { elementType } from "../../../src/kernel/lanes.js";
import { lowerMap } from "../../../src/kernel/x64/avx2/map.js";
import { nativeStatus } from "../../../src/kernel/x64/cpu.js";
import { compareEngines, compareLines, comparePlanes } from "../random-kernels.js";
import { compareWatches } from "../watches.js";

// Read when machine code is first asked for.
process.env["STRIDED_CPU"] = "avx2";

function isHere(): boolean {
  try {
    return nativeStatus().vectors === "avx2";
  } catch {
    return false;
  }
}

const here = isHere();
const KERNELS = 1000;
const SEED = 20261124;

test.runIf(here)(
  `${KERNELS} random kernels of seed ${SEED} give the same bits in AVX2 code and in JavaScript`,
  () => {
    const { native, difference } = compareEngines(SEED, 0, KERNELS);
    expect(difference).toBe(null);
    expect(native).toBeGreaterThan(KERNELS / 2);
  },
);

test.runIf(here)("so do their planes", () => {
  const { native, difference } = comparePlanes(SEED, 0, KERNELS / 10);
  expect(difference).toBe(null);
  expect(native).toBeGreaterThan(KERNELS / 20);
});

test.runIf(here)("so do reductions of lines, and searches in them", () => {
  const { native, difference } = compareLines(SEED, 0, KERNELS / 4);
  expect(difference).toBe(null);
  expect(native).toBeGreaterThan(KERNELS / 10);
});

test.runIf(here)("so do looks for underflow", () => {
  const { native, differences } = compareWatches([2], "e");
  expect(differences).toEqual([]);
  expect(native).toBeGreaterThan(40);
});

test.runIf(here)("the library runs such code, and says so", () => {
  const { engine, simd, native_runs } = np.config();
  if (engine === "js") return; // STRIDED_ENGINE=js
  expect([engine, simd]).toEqual(["native", "avx2"]);
  const a = np.arange(1000, "float64");
  expect(np.sum(np.add(a, a.at("::-1")))).toBe(999_000);
  expect(np.exp(np.log(a.at("1:"))).size).toBe(999);
  expect(np.config().native_runs).toBeGreaterThan(native_runs + 3);
});

test("its instructions have no registers of 512 bits, none above 15 and no opmasks", () => {
  const [double, small, half] = (["float64", "int8", "float16"] as const).map((name) =>
    elementType(name),
  );
  for (const access of [0, 1, 2]) {
    const kernel = mapKernel({
      name: "all",
      body: (b, x, y, z) => {
        const sum = b.add(b.cast(b.mul(y!, y!), "float64"), b.div(x!, b.cast(z!, "float64")));
        return b.select(b.lt(sum, b.max(x!, sum)), b.sqrt(sum), b.rint(sum));
      },
      inputs: [double!, small!, half!],
      outputs: [small!],
      where: true,
    });
    const { text } = lowerMap(kernel, [access, 0, access, 0, 0], { listing: true });
    expect(text).toMatch(/vaddpd ymm/);
    expect(text).not.toMatch(/zmm|[xy]mm(1[6-9]|2\d|3\d)|\{|\bk[0-7]\b/);
  }
});
