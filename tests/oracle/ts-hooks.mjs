// Module hooks that run this repository's TypeScript: `.js` may mean a `.ts` beside it, "strided"
// is the source tree, and types are stripped. Synchronous, as newer Nodes want them.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transformSync } from "@swc/wasm-typescript";

const ENTRY = new URL("../../src/index.ts", import.meta.url).href;

/** The TypeScript file that an import means, or null when it is none of ours. */
export function typescriptUrl(specifier, parentURL) {
  if (specifier === "strided") return ENTRY;
  if (!/^(\.|file:)/.test(specifier) || parentURL === undefined) return null;
  const url = new URL(specifier, parentURL);
  if (url.protocol !== "file:") return null;
  if (url.pathname.endsWith(".js")) {
    const path = fileURLToPath(url).replace(/\.js$/, ".ts");
    return existsSync(path) ? pathToFileURL(path).href : null;
  }
  return url.pathname.endsWith(".ts") ? url.href : null;
}

/** The JavaScript of a TypeScript file. */
export function stripped(url) {
  const source = readFileSync(fileURLToPath(url), "utf8");
  return transformSync(source, { mode: "strip-only" }).code;
}

export function resolve(specifier, context, nextResolve) {
  const url = typescriptUrl(specifier, context.parentURL);
  return url === null
    ? nextResolve(specifier, context)
    : { url, format: "module", shortCircuit: true };
}

export function load(url, context, nextLoad) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
  return { format: "module", source: stripped(url), shortCircuit: true };
}
