// Random kernels: expression graphs over random lanes, and operands laid out at random, run by two engines and
// compared bit for bit. The test runs some thousands; `node tests/kernel/engines.mjs 1000000` as many as it is told.

import type { Body, Builder } from "../../src/kernel/builder.js";
import { argKernel, castKernel, mapKernel, reduceKernel } from "../../src/kernel/describe.js";
import type { Node } from "../../src/kernel/ir.js";
import { runLoops } from "../../src/kernel/js/run.js";
import type { ArgKernel, Kernel, MapKernel, ReduceKernel } from "../../src/kernel/kernel.js";
import {
  allLanes,
  type ElementType,
  elementType,
  laneInfo,
  type NumericName,
  numericNames,
} from "../../src/kernel/lanes.js";
import { type NodeOp, nodeOps, nodeTable } from "../../src/kernel/nodes.js";
import type { Operand } from "../../src/kernel/operand.js";
import { castScalar } from "../../src/kernel/scalar.js";
import { runNativeLoops, runNativeSingle, unrolling } from "../../src/kernel/x64/run.js";
import { runNativeAccumulate } from "../../src/kernel/x64/run-accumulate.js";
import { runNativeArg } from "../../src/kernel/x64/run-arg.js";
import { runNativeReduce } from "../../src/kernel/x64/run-reduce.js";
import { viewsOf } from "../../src/memory/buffer-views.js";
import { Random } from "../oracle/random.js";

/** A kernel with operands to run it over; `fresh` gives the same operands again, in memory of their own. */
export interface RandomKernel {
  readonly kernel: MapKernel;
  readonly count: number;
  readonly fresh: () => Operand[];
  /** Its operations, for a report. */
  readonly text: string;
}

const lastingOps = nodeOps.filter(
  (op) => nodeTable[op].reference && nodeTable[op].rule !== "select",
);
/** What becomes of infinities and NaN in these depends on bits of a NaN that JavaScript does not keep. */
const finiteOps: readonly NodeOp[] = ["scale", "limit"];
/** Tables to look things up in, by lane; entries of 64 bits are exact in both. */
const tables = new Map(
  (["f32", "f64", "i32", "i64"] as const).map((lane) => [
    lane,
    Array.from({ length: 8 }, (_, i) => castScalar("i8", lane, i * 31 - 100)),
  ]),
);

/** A value without NaNs: which bits a NaN has is the engine's business. */
function plain(b: Builder, x: Node): Node {
  if (laneInfo[x.lane].kind !== "f") return x;
  return b.graph.node("select", x.lane, [
    b.graph.node("eq", "bool", [x, x]),
    x,
    b.graph.constant(x.lane, 0),
  ]);
}

/** A random graph over the inputs; every operation is given lanes that it takes. */
function randomBody(seed: number, number: number, log: string[]): Body {
  return (b: Builder, ...inputs) => {
    // The same draw every time: a kernel may be built more than once.
    const random = new Random(seed, number);
    log.length = 0;
    const values: Node[] = inputs.flatMap((input) =>
      "re" in input ? [input.re, input.im] : [input],
    );
    const pick = () => random.pick(values);
    const steps = 1 + random.int(0, 9);
    for (let step = 0; step < steps; step++) {
      const op = random.pick(lastingOps) as NodeOp;
      const { kinds, arity, rule } = nodeTable[op];
      let x = pick();
      if (rule === "cast") {
        values.push(b.graph.node("cast", random.pick(allLanes), [x]));
      } else if (rule === "bitcast") {
        const lanes = allLanes.filter(
          (lane) =>
            lane !== "bool" && x.lane !== "bool" && laneInfo[lane].bits === laneInfo[x.lane].bits,
        );
        if (lanes.length > 0)
          values.push(b.graph.node("bitcast", random.pick(lanes), [plain(b, x)]));
      } else {
        const lanes = allLanes.filter((lane) => kinds.includes(laneInfo[lane].kind));
        if (finiteOps.includes(op)) x = b.graph.node("cast", "i16", [x]);
        if (!lanes.includes(x.lane)) x = b.graph.node("cast", random.pick(lanes), [x]);
        const args = [x];
        while (args.length < arity) {
          const next = pick();
          const finite = finiteOps.includes(op) ? b.graph.node("cast", "i16", [next]) : next;
          args.push(b.graph.node("cast", x.lane, [finite]));
        }
        values.push(b.graph.node(op, rule === "compare" ? "bool" : x.lane, args));
      }
      log.push(op);
    }
    if (random.int(0, 5) === 0) {
      const lane = random.pick([...tables.keys()]);
      const index = b.graph.node("cast", laneInfo[lane].bytes === 8 ? "i64" : "i32", [pick()]);
      values.push(b.graph.lookup(`table ${lane}`, lane, tables.get(lane)!, index));
      log.push("lookup");
    }
    if (random.int(0, 2) === 0) {
      const condition = b.graph.node("cast", "bool", [pick()]);
      const x = pick();
      const choice = random.pick(["select", "rarely"] as const);
      values.push(
        b.graph.node(choice, x.lane, [condition, x, b.graph.node("cast", x.lane, [pick()])]),
      );
      log.push(choice);
    }
    return values.at(-1)!;
  };
}

/** Bytes of random elements, with many special values among the floats. */
function randomBytes(random: Random, type: ElementType, start: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = random.int(0, 255);
  if (type.lane === "f32") quietNaNs(bytes, start % 4, type.swapped);
  if (type.lane === "bool") for (let i = 0; i < length; i++) bytes[i] = bytes[i]! & 1;
  return bytes;
}

/** JavaScript makes a signalling NaN of single precision a quiet one when it reads it: there are none. */
function quietNaNs(bytes: Uint8Array, start: number, swapped: boolean): void {
  for (let at = start; at + 4 <= bytes.length; at += 4) {
    const high = swapped ? at : at + 3;
    const next = swapped ? at + 1 : at + 2;
    if ((bytes[high]! & 0x7f) === 0x7f) bytes[next]! |= 0x40;
  }
}

/** Random kernel number `number` of a seed. */
export function randomKernel(seed: number, number: number): RandomKernel {
  const random = new Random(seed, number);
  const draw = () => elementType(random.pick(numericNames), random.int(0, 7) === 0);
  const inputs = Array.from({ length: random.int(1, 3) }, draw);
  const output = draw();
  const log: string[] = [];
  const kernel = mapKernel({
    name: `random${number}`,
    body: randomBody(seed, number, log),
    inputs,
    outputs: [output],
    where: random.int(0, 5) === 0,
    exactHalves: true,
  });
  const count = random.pick([1, 2, 7, 8, 9, 15, 16, 17, 31, 63, 64, 65, 100, 130]);
  const layouts = kernel.operands.map(({ type, role }) => {
    const isOutput = role === "out";
    const stride = isOutput
      ? type.itemsize * random.pick([1, 1, 1, 2, -1, 3, 4, 5, -2])
      : type.itemsize * random.pick([1, 1, 1, 0, 2, -1, 3, 4, 7, -3]);
    const span = Math.abs(stride) * (count - 1) + type.itemsize;
    const start = random.pick([0, 0, type.itemsize, 1]);
    const bytes = randomBytes(random, type, start, span + start + 8);
    return { stride, byteOffset: start + (stride < 0 ? span - type.itemsize : 0), bytes };
  });
  return {
    kernel,
    count,
    text: log.join(" "),
    fresh: () =>
      layouts.map(({ stride, byteOffset, bytes }) => ({
        views: viewsOf(bytes.slice().buffer),
        byteOffset,
        byteStrides: [stride],
      })),
  };
}

const shapes = [
  [20, 3],
  [600, 5],
  [70, 70],
  [130, 65],
  [3, 200],
  [5, 40, 4],
  [3, 17, 33],
];

/** A copy as it is: lines may become columns. */
function randomCopy(random: Random) {
  const name = random.pick(["float64", "int32", "complex128", "complex64", "uint16"] as const);
  const type = elementType(name, random.int(0, 2) === 0);
  return { kernel: castKernel(type, type), text: `copy of ${name}` };
}

/** The same kernel over several axes, each operand's in an order of its own, with gaps, repeated or backward. */
export function randomPlanes(seed: number, number: number) {
  const random = new Random(seed, number + 0x40000000);
  const { kernel, text } = number % 3 === 2 ? randomCopy(random) : randomKernel(seed, number);
  const shape = random.pick(shapes);
  const layouts = kernel.operands.map(({ type, role }) => {
    const order = shape.map((_, axis) => axis);
    if (random.int(0, 1) === 0) order.reverse();
    const strides = shape.map(() => 0);
    let span = type.itemsize;
    let first = 0;
    for (const axis of order.reverse()) {
      if (role !== "out" && random.int(0, 5) === 0) continue;
      strides[axis] = span;
      span *= shape[axis]!;
      if (random.int(0, 3) === 0) span += type.itemsize;
      if (random.int(0, 5) > 0) continue;
      first += strides[axis]! * (shape[axis]! - 1);
      strides[axis]! *= -1;
    }
    const bytes = randomBytes(random, type, 0, Math.ceil(span / 8) * 8);
    return { strides, byteOffset: first, bytes };
  });
  const fresh = () =>
    layouts.map(({ strides, byteOffset, bytes }) => ({
      views: viewsOf(bytes.slice().buffer),
      byteOffset,
      byteStrides: strides,
    }));
  return { kernel, text, shape, fresh };
}

/** Runs planes of kernels `from` up to `to` of a seed as machine code and as JavaScript. */
export function comparePlanes(seed: number, from: number, to: number): Comparison {
  let native = 0;
  for (let number = from; number < to; number++) {
    const { kernel, text, shape, fresh } = randomPlanes(seed, number);
    const [left, right] = [fresh(), fresh()];
    const strides = left.map(({ byteStrides }) => byteStrides);
    const loops = { shape, strides, offsets: left.map(() => 0) };
    unrolling.after = number % 2 === 0 ? 0 : 2 ** 16;
    if (!runNativeLoops(kernel, loops, left)) continue;
    native++;
    runLoops(kernel, "map", loops, right);
    const at = firstDifference(kernel, left[kernel.inputs]!, right[kernel.inputs]!);
    if (at < 0) continue;
    const difference = `planes ${number} of seed ${seed} (${shape.join(", ")}; ${text}): byte ${at}`;
    return { native, difference };
  }
  return { native, difference: null };
}

const sum: Body = (b, x, y) => b.add(x!, y!);
/** The extreme of those of two that are no NaN. */
const ofNumbers =
  (pick: "min" | "max"): Body =>
  (b, x, y) =>
    b.select(b.isnan(y!), x!, b.select(b.isnan(x!), y!, b[pick](x!, y!)));
const reductions: readonly { body: Body; names: readonly NumericName[]; more?: object }[] = [
  { body: sum, names: ["float64", "float32"], more: { pairwise: true } },
  { body: sum, names: ["complex128", "complex64"], more: { pairwise: true } },
  { body: sum, names: ["int64", "uint8", "int32"] },
  { body: (b, x, y) => b.mul(x!, y!), names: ["int64", "uint32", "float64", "float32"] },
  { body: (b, x, y) => b.min(x!, y!), names: ["int32", "uint64"] },
  { body: (b, x, y) => b.max(x!, y!), names: ["float64", "float32", "int16", "uint64"] },
  { body: ofNumbers("max"), names: ["float64", "float32"] },
  { body: ofNumbers("min"), names: ["float64", "float32", "float16"] },
  { body: (b, x, y) => b.or(x!, y!), names: ["bool"], more: { absorbing: true } },
  { body: (b, x, y) => b.and(x!, y!), names: ["bool"], more: { absorbing: false } },
];
const greater: Body = (b, best, candidate) => b.gt(candidate!, best!);
const less: Body = (b, best, candidate) => b.lt(candidate!, best!);

/** Lines of random lengths and distances, reduced or searched along the inner axis. */
function randomLines(seed: number, number: number) {
  const random = new Random(seed, number + 0x20000000);
  const length = random.pick([1, 5, 8, 9, 100, 127, 128, 129, 300, 1000, 5000, 9001, 40000]);
  const lines = length > 1000 ? random.pick([1, 2]) : random.pick([1, 2, 5, 33]);
  const { body, names, more } = random.pick(reductions);
  const loop = random.pick(names);
  const search = random.int(0, 2) === 0;
  const input = elementType(
    loop === "bool" || search || random.int(0, 1) === 0 ? random.pick(numericNames) : loop,
  );
  const isComplex = loop === "complex128" || loop === "complex64";
  const plain = input.components === 2 ? elementType("float16") : input;
  const real = isComplex ? elementType(loop) : plain;
  const kernel: ReduceKernel | ArgKernel = search
    ? argKernel({ name: "search", better: random.pick([greater, less]), input: real })
    : reduceKernel({
        name: "reduce",
        body,
        inputs: [real],
        loop,
        output: elementType(loop),
        ...more,
      });
  const step = real.itemsize * (search ? 1 : random.pick([1, 1, 2, 3, -1]));
  const across = Math.abs(step) * length + real.itemsize * random.pick([0, 0, 3]);
  const output = kernel.operands[1]!.type;
  const span = across * lines;
  const bytes = randomBytes(random, real, 0, span);
  // few different values, so that equals are met, and truth values that do not decide at once
  const seldom = random.int(0, 1) === 0;
  if (seldom) for (let i = 0; i < span; i++) if (i % 997 > 1) bytes[i] = 0;
  const fresh = (): Operand[] => [
    {
      views: viewsOf(bytes.slice().buffer),
      byteOffset: step < 0 ? -step * (length - 1) : 0,
      byteStrides: [across, step],
    },
    {
      views: viewsOf(new ArrayBuffer(lines * output.itemsize + 8)),
      byteOffset: 0,
      byteStrides: [output.itemsize, 0],
    },
  ];
  return { kernel, fresh, shape: [lines, length] };
}

/** Runs reductions and searches `from` up to `to` of a seed as machine code and as JavaScript. */
export function compareLines(seed: number, from: number, to: number): Comparison {
  let native = 0;
  for (let number = from; number < to; number++) {
    const { kernel, fresh, shape } = randomLines(seed, number);
    const [left, right] = [fresh(), fresh()];
    const strides = left.map(({ byteStrides }) => byteStrides);
    const loops = { shape, strides, offsets: [0, 0] };
    const variant = kernel.form === "arg" ? "arg" : number % 3 === 0 ? "accumulate" : "reduce";
    if (variant === "accumulate") {
      // results as long as the lines, in the room of their own
      const { itemsize } = kernel.operands[1]!.type;
      strides[1] = [itemsize * shape[1]!, itemsize];
      for (const side of [left, right]) {
        const room = shape[0]! * shape[1]! * itemsize;
        side[1] = { ...side[1]!, views: viewsOf(new ArrayBuffer(room)), byteStrides: strides[1] };
      }
    }
    const done =
      kernel.form === "arg"
        ? runNativeArg(kernel, loops, left)
        : variant === "accumulate"
          ? runNativeAccumulate(kernel, loops, left)
          : runNativeReduce(kernel, "reduce", loops, left);
    if (!done) continue;
    native++;
    runLoops(kernel, variant, loops, right);
    const at = firstDifference(kernel, left[1]!, right[1]!);
    if (at < 0) continue;
    const { type } = kernel.operands[0]!;
    const difference = `lines ${number} of seed ${seed} (${kernel.name} of ${type.name}, ${shape.join(", ")}): byte ${at}`;
    return { native, difference };
  }
  return { native, difference: null };
}

/** The first byte at which two results differ, NaNs of floats being alike; -1 if none does. */
export function firstDifference(kernel: Kernel, left: Operand, right: Operand): number {
  const { type } = kernel.operands[kernel.inputs]!;
  const [a, b] = [left.views.u8, right.views.u8];
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue;
    if (laneInfo[type.lane].kind !== "f" || !bothNaN(type, left, right, i)) return i;
  }
  return -1;
}

function bothNaN(type: ElementType, left: Operand, right: Operand, byte: number): boolean {
  const { bytes } = laneInfo[type.lane];
  const start = left.byteOffset % bytes;
  const at = Math.floor((byte - start) / bytes) * bytes + start;
  if (at < 0) return false;
  return [left, right].every(({ views }) => {
    const raw = views.u8.slice(at, at + bytes);
    if (!type.swapped) raw.reverse();
    let value = 0n;
    for (const one of raw) value = (value << 8n) | BigInt(one);
    const [exponent, fraction] = { 2: [5n, 10n], 4: [8n, 23n], 8: [11n, 52n] }[bytes as 2 | 4 | 8]!;
    const ones = (1n << exponent!) - 1n;
    return ((value >> fraction!) & ones) === ones && (value & ((1n << fraction!) - 1n)) !== 0n;
  });
}

/** What a comparison of engines found. */
export interface Comparison {
  /** Kernels that ran as machine code; the others have none. */
  readonly native: number;
  /** The first kernel that differed, in words. */
  readonly difference: string | null;
}

/** Runs kernels `from` up to `to` of a seed as machine code and as JavaScript. */
export function compareEngines(seed: number, from: number, to: number): Comparison {
  let native = 0;
  for (let number = from; number < to; number++) {
    const { kernel, count, fresh, text } = randomKernel(seed, number);
    const [left, right] = [fresh(), fresh()];
    const strides = left.map(({ byteStrides }) => byteStrides);
    const steps = strides.map(([step]) => step!);
    // every other kernel in the form that it takes after many elements
    unrolling.after = number % 2 === 0 ? 0 : 2 ** 16;
    if (!runNativeSingle(kernel, count, left, steps)) continue;
    native++;
    const offsets = left.map(() => 0);
    runLoops(kernel, "map", { shape: [count], strides, offsets }, right);
    const at = firstDifference(kernel, left[kernel.inputs]!, right[kernel.inputs]!);
    if (at < 0) continue;
    const types = kernel.operands.map(({ type }) => (type.swapped ? "swapped " : "") + type.name);
    const difference = `kernel ${number} of seed ${seed} (${types.join(", ")}; ${text}): byte ${at} of ${count} elements`;
    return { native, difference };
  }
  return { native, difference: null };
}
