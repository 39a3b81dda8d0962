// Nanoseconds per element of representative kernels, run straight through the engine (no arrays, no
// ufuncs). Build first: `npm run build`. Usage: node bench/kernel.mjs [filter] [count]

import { copyElements } from "../dist/kernel/copy.js";
import {
  runAccumulate,
  runArg,
  runMap,
  runReduce,
  runReduceFromFirst,
} from "../dist/kernel/engine.js";
import { argKernel, castKernel, mapKernel, reduceKernel } from "../dist/kernel/kernel.js";
import { elementType } from "../dist/kernel/lanes.js";
import { exp, sin } from "../dist/kernel/math/elementary.js";
import { viewsOf } from "../dist/memory/buffer-views.js";

const [filter = "", countText = "10000"] = process.argv.slice(2);
const COUNT = Number(countText);

/** An operand of `count` elements of small varied values. */
function operand(type, count, strides = [type.itemsize], offset = 0) {
  const bytes = count * Math.max(type.itemsize, Math.abs(strides.at(-1))) + 64;
  const views = viewsOf(new ArrayBuffer(bytes));
  if (type.lane === "f64")
    views.f64.forEach((_, i) => {
      views.f64[i] = (i % 1000) / 7 - 50;
    });
  else if (type.lane === "f32")
    views.f32.forEach((_, i) => {
      views.f32[i] = (i % 1000) / 7 - 50;
    });
  else if (type.lane === "i64")
    views.i64.forEach((_, i) => {
      views.i64[i] = BigInt((i % 1000) - 500);
    });
  else
    views.u8.forEach((_, i) => {
      views.u8[i] = type.lane === "bool" ? i & 1 : (i * 7) & 63;
    });
  return { views, byteOffset: offset, byteStrides: strides };
}

const f64 = elementType("float64");
const f32 = elementType("float32");
const f16 = elementType("float16");
const i64 = elementType("int64");
const i32 = elementType("int32");
const u8 = elementType("uint8");
const bool = elementType("bool");
const c128 = elementType("complex128");

const add = (b, x, y) => b.add(x, y);
const mul = (b, x, y) => b.mul(x, y);
const less = (b, x, y) => b.lt(x, y);
const and = (b, x, y) => b.and(x, y);
const max = (b, x, y) => b.max(x, y);

const cases = [];

function binary(name, body, x, y, out, count = COUNT) {
  const kernel = mapKernel({ name, body, inputs: [x, y], outputs: [out] });
  const operands = [operand(x, count), operand(y, count), operand(out, count)];
  cases.push([`${name} ${x.name}, ${y.name}`, count, () => runMap(kernel, [count], operands)]);
}

function unary(name, body, x, out, count = COUNT) {
  const kernel = mapKernel({ name, body, inputs: [x], outputs: [out] });
  const operands = [operand(x, count), operand(out, count)];
  cases.push([`${name} ${x.name}`, count, () => runMap(kernel, [count], operands)]);
}

for (const type of [f64, f32, i64, i32, u8, f16, c128]) binary("add", add, type, type, type);
for (const type of [f64, i64, i32, c128]) binary("multiply", mul, type, type, type);
for (const type of [f64, i64, u8]) binary("less", less, type, type, bool);
binary("and", and, bool, bool, bool);
binary("maximum", max, f64, f64, f64);
binary("divide", (b, x, y) => b.div(x, y), i64, i64, i64);
binary("divide", (b, x, y) => b.div(x, y), f64, f64, f64);
unary("exp", exp, f64, f64);
unary("sin", sin, f64, f64);
unary("sqrt", (b, x) => b.sqrt(x), f64, f64);
unary("exp", exp, c128, c128);
{
  const kernel = mapKernel({
    name: "mixed",
    body: add,
    inputs: [i32, f64],
    outputs: [f64],
    loop: { inputs: ["float64", "float64"], outputs: ["float64"] },
  });
  const operands = [operand(i32, COUNT), operand(f64, COUNT), operand(f64, COUNT)];
  cases.push(["add int32, float64", COUNT, () => runMap(kernel, [COUNT], operands)]);
  const scalar = mapKernel({ name: "scalar", body: add, inputs: [f64, f64], outputs: [f64] });
  const one = { ...operand(f64, 1), byteStrides: [0] };
  cases.push([
    "add float64, scalar",
    COUNT,
    () => runMap(scalar, [COUNT], [operands[1], one, operands[2]]),
  ]);
}
{
  const side = Math.floor(Math.sqrt(COUNT));
  const kernel = mapKernel({ name: "add", body: add, inputs: [f64, f64], outputs: [f64] });
  const [x, y, z] = [0, 0, 0].map(() => operand(f64, side * side));
  const rows = [side * 8, 8];
  const turned = { ...y, byteStrides: [8, side * 8] };
  const plain = { ...x, byteStrides: rows };
  const out = { ...z, byteStrides: rows };
  cases.push([
    "add a + b.T",
    side * side,
    () => runMap(kernel, [side, side], [plain, turned, out]),
  ]);
  const row = { ...y, byteStrides: [0, 8] };
  cases.push(["add a + row", side * side, () => runMap(kernel, [side, side], [plain, row, out])]);
  const every = { ...operand(f64, side * side, [16]), byteStrides: [side * 16, 16] };
  cases.push(["add strided", side * side, () => runMap(kernel, [side, side], [every, every, out])]);
  cases.push(["copy b.T", side * side, () => copyElements([side, side], out, f64, turned, f64)]);
}
for (const [from, to] of [
  [i64, f64],
  [f64, i64],
  [f64, f32],
  [f32, f64],
  [i32, i64],
  [f64, u8],
  [f64, f16],
  [f16, f64],
  [bool, i64],
]) {
  const kernel = castKernel(from, to);
  const operands = [operand(from, COUNT), operand(to, COUNT)];
  cases.push([`cast ${from.name} to ${to.name}`, COUNT, () => runMap(kernel, [COUNT], operands)]);
}
for (const type of [f64, i64, u8]) {
  const [from, to] = [operand(type, COUNT), operand(type, COUNT)];
  cases.push([`copy ${type.name}`, COUNT, () => copyElements([COUNT], to, type, from, type)]);
  const half = { ...from, byteStrides: [type.itemsize * 2] };
  cases.push([
    `copy strided ${type.name}`,
    COUNT / 2,
    () => copyElements([COUNT / 2], to, type, half, type),
  ]);
}
{
  const swapped = elementType("float64", true);
  const [from, to] = [operand(f64, COUNT), operand(f64, COUNT)];
  cases.push([
    "copy byte-swapped float64",
    COUNT,
    () => copyElements([COUNT], to, f64, from, swapped),
  ]);
}
for (const type of [f64, f32, i64, i32, c128]) {
  const kernel = reduceKernel({
    name: "sum",
    body: add,
    inputs: [type],
    loop: type.name,
    output: type,
    pairwise: true,
  });
  const x = operand(type, COUNT);
  const out = { ...operand(type, 1), byteStrides: [0] };
  cases.push([`sum ${type.name}`, COUNT, () => runReduce(kernel, [COUNT], [0], [x, out])]);
  if (type === f64) {
    const side = Math.floor(Math.sqrt(COUNT));
    const grid = { ...x, byteStrides: [side * 8, 8] };
    const line = operand(type, side);
    cases.push([
      "sum axis 0 float64",
      side * side,
      () => runReduce(kernel, [side, side], [0], [grid, { ...line, byteStrides: [0, 8] }]),
    ]);
    cases.push([
      "sum axis 1 float64",
      side * side,
      () => runReduce(kernel, [side, side], [1], [grid, { ...line, byteStrides: [8, 0] }]),
    ]);
    const thin = { ...x, byteStrides: [24, 8] };
    const rows = Math.floor(COUNT / 3);
    const many = operand(type, rows);
    cases.push([
      "sum axis 1 of (n, 3)",
      rows * 3,
      () => runReduce(kernel, [rows, 3], [1], [thin, { ...many, byteStrides: [8, 0] }]),
    ]);
    const all = operand(type, COUNT);
    cases.push(["cumsum float64", COUNT, () => runAccumulate(kernel, [COUNT], 0, [x, all])]);
  }
}
{
  const kernel = reduceKernel({
    name: "max",
    body: max,
    inputs: [f64],
    loop: "float64",
    output: f64,
  });
  const x = operand(f64, COUNT);
  const out = { ...operand(f64, 1), byteStrides: [0] };
  cases.push(["max float64", COUNT, () => runReduceFromFirst(kernel, [COUNT], [0], [x, out])]);
  const arg = argKernel({ name: "argmax", better: (b, x, y) => b.gt(y, x), input: f64 });
  const at = { ...operand(i64, 1), byteStrides: [0] };
  cases.push(["argmax float64", COUNT, () => runArg(arg, [COUNT], 0, [x, at])]);
}
for (const [type, count] of [
  [f64, 1],
  [f64, 100],
  [i64, 100],
]) {
  const kernel = mapKernel({ name: "small", body: add, inputs: [type, type], outputs: [type] });
  const operands = [operand(type, count), operand(type, count), operand(type, count)];
  cases.push([
    `add ${type.name}, ${count} elements, per call`,
    1,
    () => runMap(kernel, [count], operands),
  ]);
}

function measure(run) {
  for (let i = 0; i < 30; i++) run();
  let rounds = 1;
  let best = Infinity;
  for (let sample = 0; sample < 12; ) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < rounds; i++) run();
    const took = Number(process.hrtime.bigint() - start);
    if (took < 4e6) {
      rounds *= 2;
      continue;
    }
    sample++;
    best = Math.min(best, took / rounds);
  }
  return best;
}

for (const [name, count, run] of cases) {
  if (!name.includes(filter)) continue;
  const time = measure(run) / count;
  console.log(`${name.padEnd(40)} ${time.toFixed(2).padStart(9)} ns`);
}
