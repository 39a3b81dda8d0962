// Node's built-in modules, asked for when they are first needed: importing strided must work where there
// are none (browsers). Nothing but the asking lives here.

import { DependencyError } from "./errors.js";

interface Builtins {
  "node:buffer": typeof import("node:buffer");
  "node:fs": typeof import("node:fs");
  "node:module": typeof import("node:module");
  "node:os": typeof import("node:os");
  "node:path": typeof import("node:path");
  "node:url": typeof import("node:url");
  "node:v8": typeof import("node:v8");
  "node:vm": typeof import("node:vm");
  "node:worker_threads": typeof import("node:worker_threads");
  "node:zlib": typeof import("node:zlib");
}

const loaded = new Map<string, unknown>();

/**
 * A built-in module of Node (Bun and Deno have the same ones).
 *
 * @throws DependencyError where there is none.
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  let found = loaded.get(name);
  if (found === undefined) {
    found = globalThis.process?.getBuiltinModule?.(name);
    if (found === undefined) {
      throw new DependencyError(
        `${name} is not available here: files and memory maps need Node 20.19 or newer, Bun or Deno`,
      );
    }
    loaded.set(name, found);
  }
  return found as Builtins[Name];
}
