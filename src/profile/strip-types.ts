// TypeScript to JavaScript, types blanked out in place so that lines and columns stay. What cannot be blanked
// out (enums, namespaces, parameter properties) is transformed; decorators need the project's own compiler.

import { FileError } from "../memory/errors.js";
import { builtinIfAny } from "./tools.js";

type Compiler = typeof import("@swc/wasm-typescript");

let compiler: Compiler | undefined;

function load(): Compiler {
  if (compiler === undefined) {
    const nodeModule = builtinIfAny<typeof import("node:module")>("node:module")!;
    compiler = nodeModule.createRequire(import.meta.url)("@swc/wasm-typescript") as Compiler;
  }
  return compiler;
}

/**
 * Removes the types of a TypeScript source.
 *
 * The compiler is the one inside Node, as a package, so that every Node from 20.19 on does the same.
 *
 * @throws SyntaxError with the compiler's words and the place, if the source is not TypeScript.
 */
export function stripTypes(source: string, file: string, isModule: boolean): string {
  const { transformSync } = load();
  const options = {
    filename: file,
    sourceMap: false,
    deprecatedTsModuleAsError: false,
    // Left open for CommonJS, which may say `import x = require("x")` and `export =`.
    ...(isModule ? { module: true } : {}),
    transform: {
      importExportAssignConfig: isModule ? ("NodeNext" as const) : ("Classic" as const),
      noEmptyExport: !isModule,
    },
  };
  try {
    return transformSync(source, { ...options, mode: "strip-only" }).code;
  } catch (error) {
    if (codeOf(error) !== "UnsupportedSyntax") throw readable(error, file);
  }
  try {
    return transformSync(source, { ...options, mode: "transform" }).code;
  } catch (error) {
    throw readable(error, file);
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | null)?.code;
}

/** The compiler throws plain objects: an error with a place is what people can use. */
function readable(error: unknown, file: string): Error {
  const { message, startLine, snippet } = error as {
    message?: string;
    startLine?: number;
    snippet?: string;
  };
  if (message === undefined) return new FileError(`${file}: ${String(error)}`);
  const place = startLine === undefined ? file : `${file}:${startLine}`;
  return new SyntaxError(`${message}\n    at ${place}\n${snippet ?? ""}`);
}
