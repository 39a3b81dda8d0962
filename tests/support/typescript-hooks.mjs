// Module hooks with which a plain `node` runs the sources as they are: types are stripped, `.js` finds
// `.ts`, and "strided" is src/index.ts. For tests that need a process of their own.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { transformSync } from "@swc/wasm-typescript";

const sources = new URL("../../src/", import.meta.url).href;

export async function resolve(specifier, context, next) {
  if (specifier === "strided") return { url: `${sources}index.ts`, shortCircuit: true };
  if (specifier.startsWith(".") || specifier.startsWith("file:")) {
    const url = new URL(specifier, context.parentURL).href.replace(/\.js$/, ".ts");
    if (url.startsWith(sources) && existsSync(fileURLToPath(url)))
      return { url, shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith(sources)) return next(url, context);
  const source = await readFile(fileURLToPath(url), "utf8");
  const { code } = transformSync(source, { mode: "strip-only" });
  return { format: "module", source: code, shortCircuit: true };
}
