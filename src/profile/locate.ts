// Asks the engine, through its inspector, where a function is and what source it was compiled from, and puts
// breakpoints there whose condition calls us and says no: the program never pauses. Knows no profile.

import type { Session } from "node:inspector";
import { findFunctions } from "./functions.js";
import { instrumentSyntax, type Mark } from "./instrument.js";
import { pathOf } from "./paths.js";
import { parse, splitLines } from "./syntax.js";
import { builtinIfAny, sourceTools } from "./tools.js";

/** Where a function is. */
export interface Place {
  /** Path, or URL if it is no file. */
  readonly path: string;
  /** What stack traces may call the file. */
  readonly names: readonly string[];
  readonly text: readonly string[];
  readonly name: string;
  /** 1-based. */
  readonly startLine: number;
  readonly endLine: number;
  readonly scriptId: string;
  /** Where each counted line begins. */
  readonly marks: readonly (Mark & { readonly column: number })[];
}

/** An inspector session on this very thread: answers come back before `post` returns. */
export class Inspector {
  readonly #session: Session;
  readonly #urls = new Map<string, string>();

  private constructor(session: Session) {
    this.#session = session;
    session.connect();
    session.on("Debugger.scriptParsed", ({ params }) => {
      this.#urls.set(params.scriptId, params.url);
    });
    this.post("Debugger.enable", {});
  }

  /** `null` where the engine has no inspector. */
  static open(): Inspector | null {
    const inspector = builtinIfAny<typeof import("node:inspector")>("node:inspector");
    if (inspector === null) return null;
    try {
      return new Inspector(new inspector.Session());
    } catch {
      return null;
    }
  }

  close(): void {
    this.#session.disconnect();
  }

  post<T>(method: string, params: object): T {
    let answer: unknown;
    let failure: Error | null = null;
    this.#session.post(method, params, (error: Error | null, result?: object) => {
      failure = error;
      answer = result;
    });
    if (failure !== null) throw failure;
    return answer as T;
  }

  /** Finds a function's place; `null` if it has none (native, bound) or its source does not parse. */
  locate(fn: (...args: never[]) => unknown): Place | null {
    const at = this.#location(fn);
    const tools = sourceTools();
    if (at === null || tools === null) return null;
    const { scriptSource } = this.post<{ scriptSource: string }>("Debugger.getScriptSource", {
      scriptId: at.scriptId,
    });
    const syntax = parse(tools, "script.js", scriptSource);
    if (syntax === null) return null;
    const offset = syntax.lines.startOf(at.lineNumber + 1) + at.columnNumber;
    // The innermost function whose head holds the place: an outer one may have it in a parameter.
    const site = findFunctions(syntax).findLast(
      ({ node }) => node.start <= offset && offset <= node.body!.start,
    );
    if (site === undefined) return null;
    const { marks } = instrumentSyntax(tools, syntax, {
      file: "script.js",
      select: (one) => one === site || one.node === site.node,
      topLevel: false,
      firstId: 0,
    });
    const url = this.#urls.get(at.scriptId) ?? "";
    const path = pathOf(url);
    return {
      path,
      names: [...new Set([url, path])],
      text: originalText(path, scriptSource),
      name: site.name,
      startLine: site.line,
      endLine: site.endLine,
      scriptId: at.scriptId,
      marks: marks.map((mark) => ({
        ...mark,
        column: mark.offset - syntax.lines.startOf(mark.line),
      })),
    };
  }

  /** Runs `expression(line)` whenever a line of the place begins. */
  breakpoints(place: Place, expression: (line: number) => string): void {
    const { locations } = this.post<{ locations: Location[] }>("Debugger.getPossibleBreakpoints", {
      start: { scriptId: place.scriptId, lineNumber: place.startLine - 1, columnNumber: 0 },
      end: { scriptId: place.scriptId, lineNumber: place.endLine, columnNumber: 0 },
    });
    for (const mark of place.marks) {
      const location = locations.find(
        (one) =>
          one.lineNumber === mark.line - 1 &&
          one.columnNumber >= mark.column &&
          (!mark.call || one.type === "call"),
      );
      if (location === undefined) continue;
      try {
        this.post("Debugger.setBreakpoint", {
          location,
          condition: `(${expression(mark.line)},false)`,
        });
      } catch {
        // Two marks at one place: the first stands.
      }
    }
  }

  #location(fn: (...args: never[]) => unknown): Location | null {
    const scope = globalThis as unknown as Record<string, unknown>;
    const key = "__strided$fn";
    scope[key] = fn;
    try {
      const { result } = this.post<{ result: { objectId?: string } }>("Runtime.evaluate", {
        expression: `globalThis.${key}`,
      });
      const { internalProperties } = this.post<{
        internalProperties?: { name: string; value?: { value?: Location } }[];
      }>("Runtime.getProperties", { objectId: result.objectId, ownProperties: true });
      const found = internalProperties?.find(({ name }) => name === "[[FunctionLocation]]");
      return found?.value?.value ?? null;
    } finally {
      delete scope[key];
    }
  }
}

interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
  readonly type?: string;
}

/** The file's own text if the compiled source is it with types blanked out in place, else the compiled one. */
function originalText(path: string, compiled: string): readonly string[] {
  const lines = splitLines(compiled);
  try {
    const fs = builtinIfAny<typeof import("node:fs")>("node:fs")!;
    const original = splitLines(fs.readFileSync(path, "utf8"));
    // Node adds a line that names the source; every other line keeps its length.
    if (original.every((line, at) => line.length === lines[at]?.length)) return original;
  } catch {
    // Not a file, or not there any more.
  }
  return lines;
}
