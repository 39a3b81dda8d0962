// The package as npm packs it, and projects that have it installed: unpacked into their node_modules, with its
// dependencies linked from the repository's, so that nothing is fetched.

import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll } from "vitest";
import type { ChildResult } from "../support/child.js";

/** The repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  name: string;
  version: string;
  bin: Record<string, string>;
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};
export const { version } = manifest;
/** What users get with strided; koffi among it. */
export const dependencies = Object.keys({
  ...manifest.dependencies,
  ...manifest.optionalDependencies,
});

/** One file of the tarball. */
export interface PackedFile {
  readonly path: string;
  readonly mode: number;
  readonly bytes: Uint8Array;
}

function newest(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
    }),
  );
}

/** Compiles dist/ where it is missing or older than the sources; `npm test` has done so before. */
function built(): void {
  const made = statSync(join(root, "dist", "index.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (made >= newest(join(root, "src"))) return;
  const program = 'import("./scripts/setup.mjs").then(({ build }) => build())';
  const result = spawnSync(process.execPath, ["-e", program], { cwd: root, encoding: "utf8" });
  if (result.status !== 0) throw new Error(result.stdout + result.stderr);
}

/** The files of `npm pack`. */
export function packed(): PackedFile[] {
  built();
  const folder = mkdtempSync(join(tmpdir(), "strided-pack-"));
  const npm = process.env["npm_execpath"];
  const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  const [command, first] = /\.c?js$/.test(npm ?? "") ? [process.execPath, [npm!]] : ["npm", []];
  const result = spawnSync(command, [...first, ...args], { cwd: root, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`npm pack: ${result.stderr}`);
  const [name] = readdirSync(folder);
  const files = untar(gunzipSync(readFileSync(join(folder, name!))));
  rmSync(folder, { recursive: true });
  return files;
}

/** Reads the tar format as far as npm writes it: plain files, long names as pax headers. */
function untar(tar: Buffer): PackedFile[] {
  const text = (start: number, length: number) =>
    tar.toString("utf8", start, start + length).replace(/\0.*$/s, "");
  const files: PackedFile[] = [];
  let longName: string | null = null;
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const bytes = tar.subarray(at + 512, at + 512 + size);
    const type = text(at + 156, 1);
    if (type === "x") longName = /\d+ path=(.*)\n/.exec(bytes.toString("utf8"))?.[1] ?? null;
    if (type === "0" || type === "") {
      const [prefix, name] = [text(at + 345, 155), text(at, 100)];
      const path = longName ?? (prefix === "" ? name : `${prefix}/${name}`);
      files.push({ path, mode: Number.parseInt(text(at + 100, 8), 8), bytes });
      longName = null;
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** A project of a user's. */
export interface Project {
  readonly folder: string;
  write(name: string, text: string): void;
  /** Runs a command of node_modules/.bin, or `node`. */
  run(command: string, ...args: string[]): Promise<ChildResult>;
}

/** A project that has strided, and the packages named, from the repository; gone after the test file. */
export function project(files: readonly PackedFile[], packages: readonly string[]): Project {
  const folder = mkdtempSync(join(tmpdir(), "strided-user-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const modules = join(folder, "node_modules");
  for (const { path, mode, bytes } of files) {
    const target = join(modules, "strided", path.replace(/^package\//, ""));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    chmodSync(target, mode);
  }
  for (const name of packages) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name), "dir");
  }
  mkdirSync(join(modules, ".bin"));
  for (const [name, path] of Object.entries(manifest.bin)) {
    const target = join(modules, "strided", path);
    chmodSync(target, 0o755); // npm does so
    symlinkSync(target, join(modules, ".bin", name));
  }
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  write("package.json", '{ "private": true, "type": "module" }\n');
  return { folder, write, run: (command, ...args) => run(folder, command, args) };
}

function run(cwd: string, command: string, args: readonly string[]): Promise<ChildResult> {
  const path = [join(cwd, "node_modules", ".bin"), dirname(process.execPath), process.env["PATH"]];
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, PATH: path.join(delimiter), NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 50_000,
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
}
