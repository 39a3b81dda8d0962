// Loads the parser and the source editor when a profile first needs them, synchronously, so that importing
// strided costs neither their time nor their presence (a browser has none). No syntax is known here.

import type MagicString from "magic-string";
import type { parseSync } from "oxc-parser";

/** What instrumenting a source needs. */
export interface SourceTools {
  readonly parseSync: typeof parseSync;
  readonly MagicString: typeof MagicString;
}

let loaded: SourceTools | null | undefined;

/** A built-in module of Node (or of a runtime that has it), without an import that browsers would trip over. */
export function builtinIfAny<T>(name: string): T | null {
  const host = (globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } }).process;
  return (host?.getBuiltinModule?.(name) as T | undefined) ?? null;
}

/** The parser and the editor, or `null` where they cannot be loaded. */
export function sourceTools(): SourceTools | null {
  if (loaded !== undefined) return loaded;
  loaded = null;
  const nodeModule = builtinIfAny<typeof import("node:module")>("node:module");
  if (nodeModule === null) return null;
  try {
    const require = nodeModule.createRequire(import.meta.url);
    const { parseSync: parse } = require("oxc-parser") as typeof import("oxc-parser");
    const editor = require("magic-string") as { default?: typeof MagicString };
    loaded = {
      parseSync: parse,
      MagicString: editor.default ?? (editor as unknown as typeof MagicString),
    };
  } catch {
    loaded = null;
  }
  return loaded;
}
