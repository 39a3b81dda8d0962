// CommonJS files: Node's loader hooks either do not reach require() or give such a file a require() of less
// worth, so the CommonJS loader's own methods are wrapped. What happens to a file is load.ts's.

import { readFileSync } from "node:fs";
import nodeModule from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type LoadedFile, type LoadPlan, resolveSpecifier, SourceLoader } from "./load.js";

/** The parts of Node's CommonJS loader that tools have wrapped for a decade. */
interface CommonJsLoader {
  _extensions: Record<string, (module: CompiledModule, path: string) => void>;
  _resolveFilename(
    request: string,
    parent: { filename?: string } | undefined,
    ...rest: unknown[]
  ): string;
  prototype: CompiledModule;
}

interface CompiledModule {
  _compile(content: string, path: string, ...rest: unknown[]): unknown;
}

/** Function numbers from here on belong to CommonJS files; ES modules count from 1. */
const firstId = 2 ** 30;

export function wrapCommonJs(plan: LoadPlan, announce: (file: LoadedFile) => void): void {
  const loader = nodeModule as unknown as CommonJsLoader;
  const sources = new SourceLoader(plan, announce, { format: "commonjs", firstId });

  const { _compile: compile } = loader.prototype;
  loader.prototype._compile = function (content, path, ...rest) {
    const loaded = sources.load(pathToFileURL(path).href);
    return compile.call(this, loaded?.source ?? content, path, ...rest);
  };
  for (const extension of [".ts", ".cts"]) {
    loader._extensions[extension] = (module, path) => {
      module._compile(readFileSync(path, "utf8"), path);
    };
  }
  const resolve = loader._resolveFilename;
  loader._resolveFilename = function (request, parent, ...rest) {
    const from = parent?.filename === undefined ? undefined : pathToFileURL(parent.filename).href;
    const url = resolveSpecifier(plan, request, from);
    return url === null ? resolve.call(this, request, parent, ...rest) : fileURLToPath(url);
  };
}
