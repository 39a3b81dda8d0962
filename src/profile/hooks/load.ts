// What a program's files turn into when they are loaded under `strided profile` or `strided run`: types
// stripped, hooks put in where they were asked for. Shared by both ways of hooking into Node's loader.

import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type FunctionSite, findFunctions } from "../functions.js";
import { type InstrumentedFunction, instrumentSyntax } from "../instrument.js";
import { stripTypes } from "../strip-types.js";
import { parse, type Syntax, splitLines } from "../syntax.js";
import { sourceTools } from "../tools.js";

/** What to instrument: plain data, since it may travel to the loader's thread. */
export interface LoadPlan {
  /** URL of the program's first file. */
  readonly entry: string;
  /**
   * `profiled`: functions passed to np.profile. `entry`: those, or if the first file has none, all of it.
   * `all`: every file that is not in node_modules.
   */
  readonly scope: "profiled" | "entry" | "all";
  /** Names of functions to instrument, `*` standing for anything; overrides the scope. */
  readonly pattern: string | null;
  /** URL of strided's own entry, which programs get for `import "strided"`. */
  readonly library: string;
}

/** An instrumented file, made known to the recorder. */
export interface LoadedFile {
  readonly path: string;
  readonly text: readonly string[];
  readonly functions: readonly InstrumentedFunction[];
}

export type ModuleFormat = "module" | "commonjs";

export interface LoadedSource {
  readonly format: ModuleFormat;
  /** `undefined`: another loader has it. */
  readonly source: string | undefined;
}

/** One of several loaders of a program. */
export interface LoaderPart {
  /** The only format that it loads; both unless told. */
  readonly format?: ModuleFormat;
  /** Number for its first function; loaders of one program must not meet. */
  readonly firstId?: number;
}

const javascript = /\.[cm]?js$/;
const typescript = /\.[cm]?ts$/;

/** Turns files into what the engine runs. */
export class SourceLoader {
  readonly #plan: LoadPlan;
  readonly #announce: (file: LoadedFile) => void;
  readonly #ownFolder: string;
  readonly #format: ModuleFormat | undefined;
  #nextId: number;

  constructor(plan: LoadPlan, announce: (file: LoadedFile) => void, part: LoaderPart = {}) {
    this.#plan = plan;
    this.#format = part.format;
    this.#nextId = part.firstId ?? 1;
    this.#announce = announce;
    this.#ownFolder = dirname(fileURLToPath(plan.library)) + sep;
  }

  /** The source of a file, or `null` if the engine should load it as ever. */
  load(url: string): LoadedSource | null {
    if (!url.startsWith("file:")) return null;
    const path = fileURLToPath(url);
    const typed = typescript.test(path);
    if (!typed && !javascript.test(path)) return null;
    if (path.startsWith(this.#ownFolder)) return null;
    const foreign = path.includes(`${sep}node_modules${sep}`);
    if (foreign && !typed) return null;

    const source = readFileSync(path, "utf8");
    if (!typed && !this.#mayProfile(url, source)) return null;
    const tools = sourceTools();
    const syntax = tools === null ? null : parse(tools, path, source);
    // A file that does not parse is the engine's to refuse; types still have to go.
    const format = formatOf(path, syntax);
    if (this.#format !== undefined && this.#format !== format) {
      return typed ? { format, source: undefined } : null;
    }
    const code = syntax === null || foreign ? source : this.#instrument(url, path, syntax);
    if (!typed && code === source) return null;
    return { format, source: typed ? stripTypes(code, path, format === "module") : code };
  }

  /** A quick look that spares most files the parser. */
  #mayProfile(url: string, source: string): boolean {
    const { scope, pattern, entry } = this.#plan;
    if (pattern !== null || scope === "all") return true;
    return (scope === "entry" && url === entry) || source.includes("profile");
  }

  #instrument(url: string, path: string, syntax: Syntax): string {
    const whole = this.#wholeFile(url, syntax);
    const result = instrumentSyntax(sourceTools()!, syntax, {
      file: path,
      select: whole ? () => true : this.#selector(),
      topLevel: whole,
      firstId: this.#nextId,
    });
    if (result.functions.length === 0) return syntax.source;
    this.#nextId += result.functions.length;
    this.#announce({ path, text: splitLines(syntax.source), functions: result.functions });
    return result.code;
  }

  #wholeFile(url: string, syntax: Syntax): boolean {
    const { scope, pattern, entry } = this.#plan;
    if (pattern !== null) return false;
    if (scope === "all") return true;
    return (
      scope === "entry" && url === entry && !findFunctions(syntax).some((site) => site.profiled)
    );
  }

  #selector(): (site: FunctionSite) => boolean {
    const { pattern } = this.#plan;
    return pattern === null ? (site) => site.profiled : namePattern(pattern);
  }
}

/** A test for function names: the whole name, or its last part, matches the pattern. */
function namePattern(pattern: string): (site: FunctionSite) => boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  const expression = new RegExp(`^(?:.*\\.)?${escaped}$`);
  return (site) => expression.test(site.name);
}

/** Whether a file is an ES module, as Node decides it: extension, package, syntax. */
function formatOf(path: string, syntax: Syntax | null): ModuleFormat {
  const extension = extname(path);
  if (extension.startsWith(".m")) return "module";
  if (extension.startsWith(".c")) return "commonjs";
  const type = packageType(dirname(path));
  if (type === "module" || type === "commonjs") return type;
  return syntax?.isModule ? "module" : "commonjs";
}

const packageTypes = new Map<string, string | undefined>();

function packageType(folder: string): string | undefined {
  if (packageTypes.has(folder)) return packageTypes.get(folder);
  let type: string | undefined;
  try {
    const manifest = readFileSync(join(folder, "package.json"), "utf8");
    type = (JSON.parse(manifest) as { type?: string }).type;
  } catch {
    const parent = dirname(folder);
    type = parent === folder ? undefined : packageType(parent);
  }
  packageTypes.set(folder, type);
  return type;
}

/**
 * What an import of a program means beyond what Node knows: `strided` is the very instance that profiles,
 * and `./x.js` may be `./x.ts`.
 *
 * @returns a URL, or `null` for Node's own answer.
 */
export function resolveSpecifier(
  plan: LoadPlan,
  specifier: string,
  parent: string | undefined,
): string | null {
  if (parent?.includes("/node_modules/")) return null;
  if (specifier === "strided") return plan.library;
  if (!parent?.startsWith("file:") || !/^(\.\.?\/|file:)/.test(specifier)) return null;
  const target = new URL(specifier, parent);
  if (target.protocol !== "file:") return null;
  const path = fileURLToPath(target);
  if (existsSync(path) && extname(path) !== "") return null;
  const candidates = [path.replace(/\.([cm]?)js$/, ".$1ts"), `${path}.ts`, join(path, "index.ts")];
  const found = candidates.find((one) => typescript.test(one) && existsSync(one));
  return found === undefined ? null : pathToFileURL(found).href;
}
