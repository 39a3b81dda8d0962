// `node bench/ulp.mjs [--count N] [--seed N] [--worst] [name ...]`: the largest errors, in units in the last place, of
// elementary functions as machine code, as JavaScript and in NumPy, on the same inputs: random bits, the function's
// interesting range, and neighbours of values where it is hard. STRIDED_PYTHON names an interpreter with NumPy.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as nodeModule from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { load, resolve } from "../tests/oracle/ts-hooks.mjs";

const here = fileURLToPath(import.meta.url);
const PI_2 = Math.PI / 2;

/** Ranges to draw from (uniformly) and points whose neighbourhoods matter, by function; two lists for two operands. */
const unary = {
  exp: {
    ranges: [
      [-1, 1],
      [-746, 710],
      [-104, 89],
    ],
    points: [0, 709.78, -745.13, -708.4, 88.72, -103.97],
  },
  exp2: {
    ranges: [
      [-1, 1],
      [-1080, 1025],
      [-151, 129],
    ],
    points: [0, 1024, -1074, -1022, 128, -149],
  },
  expm1: {
    ranges: [
      [-1, 1],
      [-40, 710],
      [-20, 89],
    ],
    points: [0, 709.78, -37, 0.34, -0.34],
  },
  log: {
    ranges: [
      [0, 2],
      [0.5, 1.5],
      [0, 1e6],
    ],
    points: [1, 0.75, 1.5, 0.71],
  },
  log2: {
    ranges: [
      [0, 2],
      [0.5, 1.5],
      [0, 1e6],
    ],
    points: [1, 2, 4, 0.5, 0.75, 1.5],
  },
  log10: {
    ranges: [
      [0, 2],
      [0.5, 1.5],
      [0, 1e6],
    ],
    points: [1, 10, 100, 0.1, 0.75, 1.5],
  },
  log1p: {
    ranges: [
      [-1, 1],
      [-0.5, 0.5],
      [-1, 1e6],
    ],
    points: [0, -1, -0.25, 0.5],
  },
  sin: {
    ranges: [
      [-4, 4],
      [-100, 100],
      [-1e6, 1e6],
    ],
    points: multiples(),
  },
  cos: {
    ranges: [
      [-4, 4],
      [-100, 100],
      [-1e6, 1e6],
    ],
    points: multiples(),
  },
  tan: {
    ranges: [
      [-4, 4],
      [-100, 100],
      [-1e6, 1e6],
    ],
    points: multiples(),
  },
  arcsin: {
    ranges: [
      [-1, 1],
      [0.4, 0.6],
      [0.99, 1],
    ],
    points: [1, -1, 0.5, 0],
  },
  arccos: {
    ranges: [
      [-1, 1],
      [0.4, 0.6],
      [0.99, 1],
    ],
    points: [1, -1, 0.5, 0],
  },
  arctan: {
    ranges: [
      [-1, 1],
      [-10, 10],
      [-1e4, 1e4],
    ],
    points: [0, 1, 0.4375, 2.4375, 0.41421],
  },
  sinh: {
    ranges: [
      [-1, 1],
      [-30, 30],
      [-711, 711],
      [-90, 90],
    ],
    points: [0, 710.47, 89.41, 22, 1],
  },
  cosh: {
    ranges: [
      [-1, 1],
      [-30, 30],
      [-711, 711],
      [-90, 90],
    ],
    points: [0, 710.47, 89.41, 22, 1],
  },
  tanh: {
    ranges: [
      [-1, 1],
      [-10, 10],
      [-22, 22],
    ],
    points: [0, 0.55, 0.34, 19, 9],
  },
  arcsinh: {
    ranges: [
      [-1, 1],
      [-10, 10],
      [-1e6, 1e6],
    ],
    points: [0, 1, 0.5],
  },
  arccosh: {
    ranges: [
      [1, 2],
      [1, 10],
      [1, 1e6],
    ],
    points: [1, 2],
  },
  arctanh: {
    ranges: [
      [-1, 1],
      [-0.1, 0.1],
      [0.9, 1],
    ],
    points: [0, 1, -1, 0.5],
  },
  cbrt: {
    ranges: [
      [-8, 8],
      [-1e6, 1e6],
    ],
    points: [0, 1, 8, 27],
  },
  sqrt: { ranges: [[0, 8]], points: [1, 4] },
};
const binary = {
  power: [
    {
      ranges: [
        [0, 3],
        [0.9, 1.1],
        [0, 1e3],
      ],
      points: [1, 2, 10, 0.5],
    },
    {
      ranges: [
        [-10, 10],
        [-1000, 1000],
        [-100, 100],
      ],
      points: [1, 2, 0.5, -1, 3],
    },
  ],
  hypot: [
    {
      ranges: [
        [-1, 1],
        [0, 1e6],
      ],
      points: [1, 3],
    },
    {
      ranges: [
        [-1, 1],
        [0, 1e3],
      ],
      points: [1, 4],
    },
  ],
  arctan2: [
    {
      ranges: [
        [-1, 1],
        [-10, 10],
      ],
      points: [0, 1],
    },
    {
      ranges: [
        [-1, 1],
        [-10, 10],
      ],
      points: [0, 1, -1],
    },
  ],
  logaddexp: [
    {
      ranges: [
        [-1, 1],
        [-30, 30],
      ],
      points: [0, 1],
    },
    {
      ranges: [
        [-1, 1],
        [-30, 30],
      ],
      points: [0, 1],
    },
  ],
  logaddexp2: [
    {
      ranges: [
        [-1, 1],
        [-30, 30],
      ],
      points: [0, 1],
    },
    {
      ranges: [
        [-1, 1],
        [-30, 30],
      ],
      points: [0, 1],
    },
  ],
};

function multiples() {
  const points = [];
  for (let n = 0; n < 200; n++) points.push(n * PI_2);
  for (let n = 200; n < 1e9; n = Math.round(n * 1.7)) points.push(n * PI_2);
  for (let e = 20; e < 1023; e += 7) points.push(2 ** e, Math.round(2 ** e / PI_2) * PI_2);
  return points;
}

/** A small generator of its own: xorshift128+ on bigints is too slow, Lehmer's is good enough for floats. */
function generator(seed) {
  let state = (BigInt(seed) * 2n + 1n) * 0x9e3779b97f4a7c15n;
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return state ^ (state >> 29n);
  };
}

/** Inputs of a dtype: a third random bits, a third uniform in ranges, a third near points. */
function inputsOf({ ranges, points }, dtype, count, next) {
  const isDouble = dtype === "float64";
  const values = isDouble ? new Float64Array(count) : new Float32Array(count);
  const bits = isDouble ? new BigInt64Array(values.buffer) : new Int32Array(values.buffer);
  const random = () => Number(next() >> 11n) / 2 ** 53;
  const special = [
    0,
    -0,
    Infinity,
    -Infinity,
    NaN,
    5e-324,
    -5e-324,
    2.2250738585072014e-308,
    1e-45,
    1.1754943508222875e-38,
    1,
    -1,
    Number.MAX_VALUE,
    3.4028234663852886e38,
  ];
  for (let i = 0; i < count; i++) {
    if (i < special.length) values[i] = special[i];
    else if (i % 3 === 0)
      bits[i] = isDouble ? BigInt.asIntN(64, next()) : Number(BigInt.asIntN(32, next() >> 16n));
    else if (i % 3 === 1) {
      const [from, to] = ranges[Math.floor(random() * ranges.length)];
      values[i] = from + (to - from) * random();
    } else {
      values[i] = points[Math.floor(random() * points.length)];
      const off = Math.floor((random() - 0.5) * 4 ** (random() * 14));
      bits[i] += isDouble ? BigInt(off) : Math.trunc(off);
      if (random() < 0.5) values[i] = -values[i];
    }
  }
  return values;
}

async function compute(folder, engine) {
  if (typeof nodeModule.registerHooks === "function") nodeModule.registerHooks({ resolve, load });
  else nodeModule.register("../tests/oracle/ts-hooks-async.mjs", import.meta.url);
  const np = await import("../src/index.ts");
  np.seterr({ all: "ignore" });
  const jobs = JSON.parse(readFileSync(join(folder, "jobs.json"), "utf8"));
  for (const { name, dtype, inputs, results } of jobs) {
    const arrays = inputs.map((file) => np.frombuffer(readFileSync(join(folder, file)), dtype));
    const before = np.show_config({ mode: "dicts" });
    const result = np[name](...arrays);
    writeFileSync(join(folder, results[engine]), Buffer.from(result.tobytes()));
    void before;
  }
}

function main() {
  const args = process.argv.slice(2);
  const option = (name, fallback) => {
    const at = args.indexOf(`--${name}`);
    if (at < 0) return fallback;
    const [, value] = args.splice(at, 2);
    return Number(value);
  };
  const count = option("count", 200_000);
  const seed = option("seed", 1);
  const worstAt = args.indexOf("--worst");
  if (worstAt >= 0) args.splice(worstAt, 1);
  const dtypes = ["float64", "float32"];
  const all = { ...unary, ...binary };
  const names = args.length > 0 ? args : Object.keys(all);
  const folder = mkdtempSync(join(tmpdir(), "strided-ulp-"));
  try {
    const jobs = [];
    for (const dtype of dtypes) {
      for (const name of names) {
        const next = generator(seed * 7919 + jobs.length);
        const operands = Array.isArray(all[name]) ? all[name] : [all[name]];
        const inputs = operands.map((operand, at) => {
          const file = `${name}-${dtype}-${at}.bin`;
          const values = inputsOf(operand, dtype, count, next);
          // special values of both operands meet in all combinations
          if (operands.length === 2) {
            for (let i = 0; i < 196; i++)
              values[i] = values[at === 0 ? i % 14 : Math.floor(i / 14)];
            if (at === 1)
              for (let i = 195; i >= 0; i--)
                values[i] = inputsOf(operand, dtype, 14, next)[Math.floor(i / 14)];
          }
          writeFileSync(join(folder, file), Buffer.from(values.buffer));
          return file;
        });
        const results = { native: `${name}-${dtype}-native.bin`, js: `${name}-${dtype}-js.bin` };
        jobs.push({ name, dtype, inputs, results });
      }
    }
    writeFileSync(join(folder, "jobs.json"), JSON.stringify(jobs));
    for (const engine of ["native", "js"]) {
      const env = { ...process.env, STRIDED_ENGINE: engine };
      execFileSync(process.execPath, [here, "--compute", folder, engine], {
        env,
        stdio: "inherit",
      });
    }
    const python = process.env.STRIDED_PYTHON ?? "python3";
    const oracle = fileURLToPath(new URL("./ulp.py", import.meta.url));
    const { stdout, stderr, status } = spawnSync(python, [oracle, folder], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(stderr);
    console.log(
      "| function | dtype | native | JavaScript | NumPy |\n| --- | --- | --- | --- | --- |",
    );
    for (const line of stdout.trim().split("\n")) {
      // JSON has no infinity
      const row = JSON.parse(line.replace(/: Infinity/g, ": 1e999"));
      const cells = [row.native, row.js, row.numpy].map((error) => error.toFixed(3));
      console.log(`| ${row.name} | ${row.dtype} | ${cells.join(" | ")} |`);
      if (worstAt >= 0)
        console.log(`    native ${row.native_at}\n    js ${row.js_at}\n    numpy ${row.numpy_at}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[2] === "--compute") await compute(process.argv[3], process.argv[4]);
else main();
