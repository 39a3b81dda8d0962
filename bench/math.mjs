// `node bench/math.mjs [--size N] [name ...]`: nanoseconds per element of elementary functions, strided's machine code
// and NumPy in turns on one thread, results into memory that is there. STRIDED_PYTHON names an interpreter with NumPy.

import { spawn } from "node:child_process";
import * as nodeModule from "node:module";
import { createInterface } from "node:readline";
import { load, resolve } from "../tests/oracle/ts-hooks.mjs";

if (typeof nodeModule.registerHooks === "function") nodeModule.registerHooks({ resolve, load });
else nodeModule.register("../tests/oracle/ts-hooks-async.mjs", import.meta.url);
process.env.STRIDED_NUM_THREADS = "1";
const np = await import("../src/index.ts");

const ROUNDS = 9;
const operands = {
  positive: "exp log sin cos tan tanh exp2 expm1 log2 log10 log1p arctan sinh cosh arcsinh cbrt",
  one: "arccosh",
  unit: "arcsin arccos arctanh",
  two: "power hypot arctan2 logaddexp logaddexp2 floor_divide remainder fmod divmod",
};
const integers = "floor_divide remainder gcd lcm power divmod";

/** How operands are drawn, the same here and there. */
const python = `
import sys, time
import numpy as np
np.seterr(all="ignore")
def operands(kind, dtype, n):
    i = np.arange(n)
    x = ((i * 7919) % 10007) / 10007
    y = ((i * 104729) % 10009) / 10009
    if kind == "two": return [(0.01 + 9 * x).astype(dtype), (0.5 + 3 * y).astype(dtype)]
    if kind == "integers": return [(1 + 1000000000 * x).astype(dtype), (1 + 15 * y).astype(dtype)]
    scale = {"positive": (0.01, 9), "one": (1, 9), "unit": (-0.99, 1.98)}[kind]
    return [(scale[0] + scale[1] * x).astype(dtype)]
for line in sys.stdin:
    name, kind, dtype, n, repeats = line.split()
    xs = operands(kind, dtype, int(n))
    f = getattr(np, name)
    out = f(*xs)
    out = out if isinstance(out, tuple) else (out,)
    best = []
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(int(repeats)): f(*xs, out=out)
        best.append(time.perf_counter() - start)
    print(min(best) / int(repeats) / int(n) * 1e9, flush=True)
`;
const numpy = spawn(process.env.STRIDED_PYTHON ?? "python3", ["-c", python], {
  stdio: ["pipe", "pipe", "inherit"],
});
const answers = createInterface({ input: numpy.stdout })[Symbol.asyncIterator]();

async function timeNumPy(...job) {
  numpy.stdin.write(`${job.join(" ")}\n`);
  return Number((await answers.next()).value);
}

function make(kind, dtype, n) {
  const draw = (f) =>
    np
      .array(
        Float64Array.from({ length: n }, (_, i) => f(i)).map((x) => x),
        "float64",
      )
      .astype(dtype);
  const x = (i) => ((i * 7919) % 10007) / 10007;
  const y = (i) => ((i * 104729) % 10009) / 10009;
  if (kind === "two") return [draw((i) => 0.01 + 9 * x(i)), draw((i) => 0.5 + 3 * y(i))];
  if (kind === "integers")
    return [draw((i) => Math.floor(1 + 1e9 * x(i))), draw((i) => Math.floor(1 + 15 * y(i)))];
  const [from, span] = { positive: [0.01, 9], one: [1, 9], unit: [-0.99, 1.98] }[kind];
  return [draw((i) => from + span * x(i))];
}

function timeOwn(name, xs, out, n, repeats) {
  let best = Infinity;
  for (let k = 0; k < 3; k++) {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) np[name](...xs, { out });
    best = Math.min(best, performance.now() - start);
  }
  return (best / repeats / n) * 1e6;
}

const args = process.argv.slice(2);
const sizeAt = args.indexOf("--size");
const sizes = sizeAt < 0 ? [10_000, 1_000_000] : [Number(args.splice(sizeAt, 2)[1])];
np.seterr({ all: "ignore" });
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const logs = [];
console.log(
  "| function | dtype | elements | strided | NumPy | NumPy / strided |\n| --- | --- | --- | --- | --- | --- |",
);
for (const [kind, list] of [...Object.entries(operands), ["integers", integers]]) {
  for (const name of list.split(" ")) {
    if (args.length > 0 && !args.includes(name)) continue;
    for (const dtype of kind === "integers" ? ["int64", "int32"] : ["float64", "float32"]) {
      for (const n of sizes) {
        const repeats = Math.max(1, Math.round(3e6 / n));
        const xs = make(kind, dtype, n);
        const first = np[name](...xs);
        const out = Array.isArray(first) ? first : first;
        const [own, theirs] = [[], []];
        for (let round = 0; round < ROUNDS; round++) {
          own.push(timeOwn(name, xs, out, n, repeats));
          theirs.push(await timeNumPy(name, kind, dtype, n, repeats));
        }
        const ratio = median(theirs) / median(own);
        logs.push(Math.log(ratio));
        console.log(
          `| ${name} | ${dtype} | ${n} | ${median(own).toFixed(2)} | ${median(theirs).toFixed(2)} | ${ratio.toFixed(2)} |`,
        );
      }
    }
  }
}
console.log(`geometric mean: ${Math.exp(logs.reduce((a, b) => a + b) / logs.length).toFixed(2)}`);
numpy.stdin.end();
