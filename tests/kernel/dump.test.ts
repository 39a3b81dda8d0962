// What the environment asks of the kernel compiler, seen by a process of its own.

import { expect, test } from "vitest";
import { nativeStatus } from "../../src/kernel/x64/cpu.js";
import { runNode, sourceUrl } from "../support/child.js";

const program = (environment: Record<string, string>) => `
Object.assign(process.env, ${JSON.stringify(environment)});
const { mapKernel } = await import(${JSON.stringify(sourceUrl("kernel/describe.ts"))});
const { runMap } = await import(${JSON.stringify(sourceUrl("kernel/engine.ts"))});
const { elementType } = await import(${JSON.stringify(sourceUrl("kernel/lanes.ts"))});
const { viewsOf } = await import(${JSON.stringify(sourceUrl("memory/buffer-views.ts"))});
const type = elementType("int16");
const kernel = mapKernel({ name: "twice", body: (b, x) => b.add(x, x), inputs: [type], outputs: [type] });
const views = viewsOf(Int16Array.from([1, 2, 3, 4]).buffer);
const operand = { views, byteOffset: 0, byteStrides: [4, 2] };
for (let i = 0; i < 2; i++) runMap(kernel, [2, 2], [operand, operand]);
console.log(String(views.i16));
`;

test("STRIDED_DUMP prints IR once, plans and code", () => {
  const { stdout, stderr } = runNode(program({ STRIDED_DUMP: "ir,plan,js", STRIDED_ENGINE: "js" }));
  expect(stdout.trim()).toBe("4,8,12,16");
  expect(stderr.match(/kernel twice #\d+ \(map\): in int16, out int16/g)).toHaveLength(1);
  expect(stderr).toContain("%1: i16 = add %0, %0");
  expect(stderr).toContain("plan of twice over (2, 2)\nfor 4 (axes 0, 1): +2 +2");
  expect(stderr.match(/return function twice_map\(V, P, X\)/g)).toHaveLength(1);
});

test.runIf(nativeStatus().available)("STRIDED_DUMP prints machine code", () => {
  const environment = { STRIDED_DUMP: "asm", STRIDED_ENGINE: "native" };
  const { stdout, stderr } = runNode(program(environment));
  expect(stdout.trim()).toBe("4,8,12,16");
  expect(stderr.match(/# twice #\d+ map 00/g)).toHaveLength(1);
  expect(stderr).toContain("vpaddw");
});

test("without it nothing is printed", () => {
  const { stdout, stderr } = runNode(program({}));
  expect(stdout.trim()).toBe("4,8,12,16");
  expect(stderr).toBe("");
});

test("STRIDED_ENGINE takes the engines there are", () => {
  expect(runNode(program({ STRIDED_ENGINE: "js" })).status).toBe(0);
  const { status, stderr } = runNode(program({ STRIDED_ENGINE: "cuda" }));
  expect(status).not.toBe(0);
  expect(stderr).toContain("STRIDED_ENGINE=cuda: there is no such engine here; known: js, native");
});

const work = (engine: string) => `
process.env.STRIDED_ENGINE = ${JSON.stringify(engine)};
const np = await import(${JSON.stringify(sourceUrl("index.ts"))});
const a = np.arange(1000).astype("float64");
np.add(a, a);
np.sum(a);
const { engine, native_runs } = np.config();
console.log(engine, native_runs > 0);
`;

test("STRIDED_ENGINE=js runs nothing as machine code", () => {
  expect(runNode(work("js")).stdout.trim()).toBe("js false");
});

test.runIf(nativeStatus().available)("STRIDED_ENGINE=native runs kernels as machine code", () => {
  expect(runNode(work("native")).stdout.trim()).toBe("native true");
});
