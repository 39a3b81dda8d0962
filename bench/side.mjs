// The JavaScript sides: runs cases with the library that it is told to, strided or numpy-ts, in a process of its own.
// One JSON line in, one out. Usage: node side.mjs strided|numpy-ts MODULE

import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [library, location] = process.argv.slice(2);
const np = await import(location);

// Warnings of overflow and the like are counted by nobody.
process.removeAllListeners("warning");
process.on("warning", () => {});

const blocks = new Map();

/** The bytes of a block, from its file. A few are kept. */
function blockOf(file) {
  let bytes = blocks.get(file);
  if (bytes === undefined) {
    if (blocks.size >= 8) blocks.delete(blocks.keys().next().value);
    bytes = readFileSync(file);
    blocks.set(file, bytes);
  }
  return bytes;
}

/** `length` bytes that repeat a block. */
function repeated(block, length) {
  const bytes = new Uint8Array(new ArrayBuffer(length));
  for (let at = 0; at < length; at += block.length) {
    bytes.set(block.subarray(0, Math.min(block.length, length - at)), at);
  }
  return bytes;
}

const libraries = {
  strided: {
    version: () => JSON.parse(readFileSync(new URL("../package.json", location), "utf8")).version,
    about: () => np.config(),
    // Copied, so that operands lie in memory as this library's own arrays do.
    make: (bytes, dtype, shape) => {
      const array = np.empty(shape, dtype);
      np.copyto(array, np.frombuffer(bytes, { dtype }).reshape(shape));
      return array;
    },
    at: (array, index) => array.at(index),
    turn: (array) => array.T,
    bytes: (array) => array.tobytes(),
    drop: () => {},
    before: "",
  },
  "numpy-ts": {
    version: () => "1.7",
    about: () => ({}),
    make: (bytes, dtype, shape) => {
      const array = np.empty(shape, dtype);
      const { buffer, byteOffset, byteLength } = array.data;
      new Uint8Array(buffer, byteOffset, byteLength).set(bytes);
      return array;
    },
    at: (array, index) => array.slice(...index.split(",").map((part) => part.trim())),
    turn: (array) => array.T,
    bytes: ({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice(),
    // Its arrays lie in a WebAssembly heap that a loop fills for good unless results are disposed of, as it advises.
    drop: (arrays) => {
      for (const array of arrays) array.dispose?.();
    },
    before: "last?.dispose?.(); ",
  },
};
const lib = libraries[library];
// The heap of 256 MiB that numpy-ts has by default would hold no three arrays of the largest cases.
if (library === "numpy-ts") np.configureWasm({ maxMemory: 2 ** 31 });

function makeOperand({ dtype, shape, file, itemsize, view = [] }) {
  const count = shape.reduce((product, length) => product * length, 1);
  let array = lib.make(repeated(blockOf(file), count * itemsize), dtype, shape);
  for (const step of view) {
    if (step === "T") array = lib.turn(array);
    else if (step.at !== undefined) array = lib.at(array, step.at);
    else array = np.broadcast_to(array, step.broadcast);
  }
  return array;
}

/** The results of a program: arrays, and scalars by what they are. */
function describe(result, file) {
  const parts = Array.isArray(result) ? result : [result];
  const bytes = [];
  const described = parts.map((part) => {
    const array = np.asarray(part);
    const data = lib.bytes(np.ascontiguousarray(array));
    bytes.push(data);
    return {
      dtype: String(array.dtype),
      shape: [...array.shape],
      bytes: data.length,
      scalar: part === null || typeof part !== "object" || part.shape === undefined,
    };
  });
  writeFileSync(file, Buffer.concat(bytes));
  return described;
}

let loop = null;
let operandsAtWork = [];

const commands = {
  about: () => ({ version: lib.version(), runtime: `Node ${process.version}`, ...lib.about() }),
  prepare({ program, operands, result, file }) {
    loop = null;
    lib.drop(operandsAtWork);
    globalThis.gc?.();
    const names = operands.map((one) => one.name);
    const arrays = operands.map(makeOperand);
    operandsAtWork = arrays;
    const keep = result === undefined ? `${lib.before}last = ` : "";
    const make = new Function(
      "np",
      ...names,
      `return (times) => { let last; for (let turn = 0; turn < times; turn++) { ${keep}${program}; } return last; };`,
    );
    loop = make(np, ...arrays);
    const answer = loop(1);
    return {
      results: describe(result === undefined ? answer : arrays[names.indexOf(result)], file),
    };
  },
  calibrate({ nanoseconds, warm }) {
    warmUp(warm);
    for (let times = 1; ; times *= 2) {
      const spent = timed(times);
      if (spent >= nanoseconds) {
        return {
          times: Math.max(1, Math.round((times * nanoseconds) / spent)),
          each: spent / times,
        };
      }
    }
  },
  time: ({ times }) => ({ each: timed(times) / times }),
};

/**
 * Calls that count for nothing, until the compiler of hot code has done its work: for so many nanoseconds, and up to ten
 * times as many while calls still become faster.
 */
function warmUp(nanoseconds) {
  let best = Number.POSITIVE_INFINITY;
  for (let all = 0; all < 10 * nanoseconds; ) {
    let spent = 0;
    let times = 0;
    for (let next = 1; spent < nanoseconds / 2; next *= 2) {
      spent += timed(next);
      times += next;
    }
    all += spent;
    const each = spent / times;
    if (all >= nanoseconds && each > 0.9 * best) return;
    best = Math.min(best, each);
  }
}

/** Nanoseconds of so many calls: by the clock, or of this process on the processor. */
function timed(times) {
  if (process.env.STRIDED_BENCH_CLOCK === "cpu") {
    const start = process.cpuUsage();
    loop(times);
    const { user, system } = process.cpuUsage(start);
    return (user + system) * 1000;
  }
  const start = process.hrtime.bigint();
  loop(times);
  return Number(process.hrtime.bigint() - start);
}

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const message = JSON.parse(line);
    let answer;
    try {
      answer = commands[message.do](message);
    } catch (error) {
      answer = { error: String(error?.message ?? error).split("\n")[0] };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  })
  .on("close", () => process.exit(0));
