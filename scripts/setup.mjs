// What `npm start` and `npm test` need before they can run on a fresh clone: the dependencies of the lock
// file and a build. Uses node and npm alone.

import { spawnSync } from "node:child_process";
import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a command in the repository; ends this process with its status if it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (result.error) {
    process.stderr.write(`${command}: ${result.error.message}\n`);
    process.exit(1);
  }
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Installs what package-lock.json names, unless it is there already. */
export function install() {
  const marker = join(root, "node_modules", ".package-lock.json");
  const lock = join(root, "package-lock.json");
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs) return;
  process.stdout.write("Installing dependencies …\n");
  const npm = process.env.npm_execpath;
  // not `npm ci`: it refuses a lock file written where the packages of other platforms could not be had
  const quiet = ["install", "--no-save", "--no-fund", "--no-audit", "--loglevel=error"];
  if (npm?.endsWith(".js") || npm?.endsWith(".cjs")) run(process.execPath, [npm, ...quiet]);
  else run(process.platform === "win32" ? "npm.cmd" : "npm", quiet);
}

/** Compiles src/ to dist/ and makes one file of it. */
export function build() {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.json"]);
  run(process.execPath, [join(root, "scripts/document-ufuncs.mjs")]);
  run(process.execPath, [join(root, "scripts/bundle.mjs")]);
}
