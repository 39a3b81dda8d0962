// Files as stack traces, scripts and people name them.

import { builtinIfAny } from "./tools.js";

/** The path that a `file:` URL stands for; anything else as it is. */
export function pathOf(url: string): string {
  const nodeUrl = builtinIfAny<typeof import("node:url")>("node:url");
  return url.startsWith("file:") && nodeUrl !== null ? nodeUrl.fileURLToPath(url) : url;
}

/** A path as people say it: relative to the working directory when it lies inside. */
export function shownPath(path: string): string {
  const nodePath = builtinIfAny<typeof import("node:path")>("node:path");
  const process = builtinIfAny<NodeJS.Process>("node:process");
  if (nodePath === null || process === null || !nodePath.isAbsolute(path)) return path;
  const relative = nodePath.relative(process.cwd(), path);
  return relative === "" || relative.startsWith("..") ? path : relative;
}
