// `node bench/first.mjs [--runs N] [--dist FOLDER]...`: milliseconds that importing the built library and its first calls
// take, each in the order below, in fresh processes on one thread. The first call of an operation is one that no call
// before it has compiled anything for. Medians and extremes; `--dist` may name several builds, measured in turns.

import { execFileSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What a process does, in this order: `[name, f(np, its arrays)]`. */
const steps = [
  ["two small arrays", (np, at) => Object.assign(at, { a: np.ones(100), b: np.ones(100) })],
  // the C library is bound, the processor asked what it can do
  ["koffi, CPUID", (np) => np.config()],
  ["add", (np, { a, b }) => np.add(a, b)],
  ["multiply", (np, { a, b }) => np.multiply(a, b)],
  ["less", (np, { a, b }) => np.less(a, b)],
  ["sum of 10,000", (np) => np.sum(np.ones(10_000))],
  ["max of 10,000", (np) => np.max(np.ones(10_000))],
  ["exp", (np, { a }) => np.exp(a)],
  ["sin", (np, { a }) => np.sin(a)],
  ["every other", (np, { a, b }) => np.subtract(a.at("::2"), b.at("::2"))],
  ["int32 + float32", (np) => np.add(np.ones(100, "int32"), np.ones(100, "float32"))],
  ["sqrt", (np, { a }) => np.sqrt(a)],
  ["sqrt again", (np, { a }) => np.sqrt(a)],
];

/** Ufuncs and dtypes of the kernels whose first calls follow. */
const more = {
  ufuncs: ["subtract", "divide", "maximum", "minimum", "equal", "not_equal", "greater", "hypot"],
  dtypes: ["float64", "float32", "int32", "int64", "uint8", "int16"],
};

/** The median of the first calls of several ufuncs, each on several dtypes, in milliseconds. */
function medianOfMore(np) {
  const times = [];
  for (const dtype of more.dtypes) {
    const a = np.ones(100, dtype);
    for (const name of more.ufuncs) {
      const before = performance.now();
      np[name](a, a);
      times.push(performance.now() - before);
    }
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

async function child(dist) {
  const times = {};
  const timed = async (name, work) => {
    const before = performance.now();
    const result = await work();
    times[name] = performance.now() - before;
    return result;
  };
  const np = await timed("import", () => import(pathToFileURL(`${dist}/index.js`).href));
  const arrays = {};
  for (const [name, work] of steps) {
    const before = performance.now();
    work(np, arrays);
    times[name] = performance.now() - before;
  }
  times["median of 48 more"] = medianOfMore(np);
  process.stdout.write(JSON.stringify(times));
}

function main(dists, runs) {
  const env = { ...process.env, STRIDED_NUM_THREADS: "1" };
  const all = dists.map(() => []);
  for (let run = 0; run < runs; run++) {
    dists.forEach((dist, i) => {
      const own = [fileURLToPath(import.meta.url), "--child", dist];
      all[i].push(JSON.parse(String(execFileSync(process.execPath, own, { env }))));
    });
  }
  const column = (text) => text.padStart(10);
  dists.forEach((dist, i) => {
    console.log(dist.padEnd(24) + ["least", "median", "most"].map(column).join(""));
    for (const name of Object.keys(all[i][0])) {
      const times = all[i].map((one) => one[name]).sort((a, b) => a - b);
      const shown = [times[0], times[times.length >> 1], times.at(-1)];
      console.log(name.padEnd(24) + shown.map((time) => column(time.toFixed(2))).join(""));
    }
  });
}

const given = process.argv.slice(2);
if (given[0] === "--child") await child(given[1]);
else {
  const dists = [];
  let runs = 20;
  for (let i = 0; i < given.length; i += 2) {
    if (given[i] === "--dist") dists.push(given[i + 1]);
    else if (given[i] === "--runs") runs = Number(given[i + 1]);
    else throw new Error(`unknown option ${given[i]}: there are --dist and --runs`);
  }
  const own = fileURLToPath(new URL("../dist", import.meta.url));
  main(dists.length > 0 ? dists : [own], runs);
}
