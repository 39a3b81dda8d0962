// The same hooks for Node 20, which runs them in a thread of their own and awaits them.

import { stripped, typescriptUrl } from "./ts-hooks.mjs";

export async function resolve(specifier, context, nextResolve) {
  const url = typescriptUrl(specifier, context.parentURL);
  return url === null
    ? nextResolve(specifier, context)
    : { url, format: "module", shortCircuit: true };
}

export async function load(url, context, nextLoad) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
  return { format: "module", source: stripped(url), shortCircuit: true };
}
