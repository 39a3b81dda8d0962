// Source text in, the same program with hooks out: pure, no files, no globals. TypeScript stays TypeScript
// (types are stripped afterwards), no line moves, and the program means what it meant.
//
//   function f(a) {                    function f(a) {const __strided$f=__strided$.e(1);try{
//     const b = g(a)          →          __strided$.l(__strided$f,2);const b = g(a)
//       .h();                              .h(...__strided$.y(__strided$f,3));
//   }                                  }finally{__strided$.x(__strided$f)}}
//
// (On one line where it was on one line.) What a program could still notice: the text of its functions
// (`f.toString()`), columns in stack traces, and a deeper stack.

import type { Node } from "oxc-parser";
import { innerScope, walkExpression, walkInitializer } from "./expressions.js";
import { type FunctionSite, findFunctions } from "./functions.js";
import type { InstrumentedFunction, Mark } from "./marks.js";
import { claim, insert, lineEvent, lineOf, type Scope, type Session } from "./scope.js";
import { walkStatements } from "./statements.js";
import {
  type AnyFunction,
  childrenOf,
  isFunction,
  isTypeOnly,
  parse,
  type Syntax,
  withoutComments,
} from "./syntax.js";
import type { SourceTools } from "./tools.js";

export type { InstrumentedFunction, Mark } from "./marks.js";

export interface InstrumentOptions {
  /** Path of the file: its extension says whether it is TypeScript. */
  readonly file: string;
  /** Which functions to instrument, with everything inside them. */
  readonly select: (site: FunctionSite) => boolean;
  /** Whether to instrument the top level of the file (its functions are `select`'s). */
  readonly topLevel: boolean;
  /** Number for the first function; the others count up from it. */
  readonly firstId: number;
}

export interface Instrumented {
  /** The source with hooks; the very source if nothing was selected. */
  readonly code: string;
  readonly functions: readonly InstrumentedFunction[];
  readonly marks: readonly Mark[];
  readonly isModule: boolean;
}

/** The global names under which the hooks can be had: a source uses the first that it does not contain. */
export const hookNames = ["__strided$", "__strided$$", "__strided$$$"] as const;

/** Hooks that do nothing, for a thread in which nobody set up real ones. */
const idleHooks =
  "{e(){},x(){},l(){},t(){},u(){},m:v=>v,n:v=>v,y:()=>[],z:()=>[]," +
  "p:(f,v)=>v,r:(f,v)=>v,a:(f,v)=>v,o:(f,v)=>v,d:(i,f)=>f()}";

/**
 * Instruments a file.
 *
 * @returns `null` if the file does not parse: the engine then reports its errors better than we could.
 */
export function instrument(
  tools: SourceTools,
  source: string,
  options: InstrumentOptions,
): Instrumented | null {
  const syntax = parse(tools, options.file, source);
  return syntax === null ? null : instrumentSyntax(tools, syntax, options);
}

/** Instruments a parsed file. */
export function instrumentSyntax(
  tools: SourceTools,
  syntax: Syntax,
  options: InstrumentOptions,
): Instrumented {
  const sites = new Map(findFunctions(syntax).map((site) => [site.node, site]));
  const walk = new FileWalk(tools, syntax, options, sites);
  return walk.run();
}

class FileWalk implements Session {
  readonly syntax: Syntax;
  readonly edits: Session["edits"];
  readonly hook: string;
  readonly counted = new Set<number>();
  readonly marks: Mark[] = [];
  readonly #functions: InstrumentedFunction[] = [];
  readonly #options: InstrumentOptions;
  readonly #sites: ReadonlyMap<AnyFunction, FunctionSite>;
  /** How many selected functions (or the top level) enclose the place being walked. */
  #inside = 0;

  constructor(
    tools: SourceTools,
    syntax: Syntax,
    options: InstrumentOptions,
    sites: ReadonlyMap<AnyFunction, FunctionSite>,
  ) {
    this.syntax = syntax;
    this.edits = new tools.MagicString(syntax.source);
    this.hook =
      hookNames.find(
        (name) => !syntax.source.includes(`${name}.`) && !syntax.source.includes(`${name}f`),
      ) ?? hookNames[0];
    this.#options = options;
    this.#sites = sites;
  }

  run(): Instrumented {
    const { program } = this.syntax;
    const body = program.body.filter((node) => !isDirective(node));
    const first = body[0];
    if (this.#options.topLevel && first !== undefined) this.#walkTopLevel(body);
    else this.#seek(program);
    if (this.#functions.length > 0 && first !== undefined) {
      this.edits.prependLeft(
        Math.min(first.start, ...decoratorStarts(first)),
        `;globalThis.${this.hook}??=${idleHooks};`,
      );
    }
    return {
      code: this.edits.toString(),
      functions: this.#functions,
      marks: this.marks,
      isModule: this.syntax.isModule,
    };
  }

  addFunction(info: Omit<InstrumentedFunction, "id">): number {
    const id = this.#options.firstId + this.#functions.length;
    this.#functions.push({ ...info, id });
    return id;
  }

  visitFunction(node: AnyFunction): void {
    if (node.body === null) return;
    const site = this.#sites.get(node)!;
    const selected = this.#options.select(site);
    if (!selected && this.#inside === 0) {
      for (const child of childrenOf(node)) this.#seek(child);
      return;
    }
    this.#inside++;
    this.#instrument(node, site, selected);
    this.#inside--;
  }

  staticBlock(body: readonly Node[], start: number, end: number): void {
    const open = this.syntax.source.indexOf("{", start) + 1;
    const line = this.syntax.lines.lineAt(start);
    const scope = innerScope({ session: this }, line);
    const id = this.addFunction({
      name: "static",
      kind: "initializer",
      line,
      endLine: this.syntax.lines.lineAt(end - 1),
      counts: claim(this, line),
      reusable: true,
      selected: false,
    });
    insert(scope, open, `${this.hook}.d(${id},(${scope.frame})=>{`);
    walkStatements(body, scope);
    insert(scope, end - 1, "});");
  }

  /** Looks for selected functions where nothing else is instrumented. */
  #seek(node: Node): void {
    if (isTypeOnly(node)) return;
    if (isFunction(node)) this.visitFunction(node);
    else for (const child of childrenOf(node)) this.#seek(child);
  }

  #walkTopLevel(body: readonly Node[]): void {
    const first = body[0]!;
    const last = body.at(-1)!;
    const scope: Scope = {
      session: this,
      frame: `${this.hook}t`,
      suspends: true,
      asyncGenerator: false,
      loose: false,
      line: null,
      targets: [],
    };
    const id = this.addFunction({
      name: "(top level)",
      kind: "module",
      line: 1,
      endLine: this.syntax.lines.count,
      counts: false,
      reusable: false,
      selected: true,
    });
    const start = Math.min(first.start, ...decoratorStarts(first));
    insert(scope, start, `const ${scope.frame}=${this.hook}.e(${id});`);
    this.#inside++;
    walkStatements(body, scope);
    this.#inside--;
    insert(scope, last.end, `;${this.hook}.x(${scope.frame});`);
  }

  #instrument(node: AnyFunction, site: FunctionSite, selected: boolean): void {
    const body = node.body!;
    const { line } = site;
    const scope: Scope = {
      session: this,
      frame: `${this.hook}f`,
      suspends: node.async || node.generator,
      asyncGenerator: node.async && node.generator,
      loose: body.type === "BlockStatement" && breaksInBlock(body.body as Node[]),
      line,
      targets: [],
    };
    const id = this.addFunction({
      name: site.name,
      kind: "function",
      line,
      endLine: site.endLine,
      counts: claim(this, line),
      reusable: !scope.suspends && !scope.loose,
      selected,
    });
    const enter = `const ${scope.frame}=${this.hook}.e(${id});`;
    const leave = `${this.hook}.x(${scope.frame})`;
    for (const parameter of node.params) this.#walkParameter(parameter, scope);

    if (body.type !== "BlockStatement") {
      insert(scope, this.#afterArrow(node), `{${enter}try{${bodyEvent(scope, body)}return(`);
      walkExpression(body, scope);
      insert(scope, body.end, `)}finally{${leave}}}`);
      return;
    }
    const statements = body.body.filter((one) => !isDirective(one)) as Node[];
    const directive = body.body.findLast((one) => isDirective(one as Node));
    insert(
      scope,
      directive === undefined ? body.start + 1 : directive.end,
      `${directive === undefined ? "" : ";"}${enter}${scope.loose ? "" : "try{"}`,
    );
    walkStatements(statements, scope);
    insert(scope, body.end - 1, scope.loose ? `;${leave};` : `}finally{${leave}}`);
  }

  /** Default values run before the body: each gets a frame of its own. */
  #walkParameter(node: Node, scope: Scope): void {
    if (isTypeOnly(node)) return;
    if (node.type === "AssignmentPattern") {
      this.#walkParameter(node.left, scope);
      const name = node.left.type === "Identifier" ? node.left.name : "default";
      walkInitializer(scope, node.right, name);
      return;
    }
    if (isFunction(node)) this.visitFunction(node);
    else for (const child of childrenOf(node)) this.#walkParameter(child, scope);
  }

  #afterArrow(node: AnyFunction): number {
    const from = node.returnType?.end ?? node.params.at(-1)?.end ?? node.start;
    const text = withoutComments(this.syntax, from, node.body!.start);
    return from + text.lastIndexOf("=>") + 2;
  }
}

/** The event of an arrow's expression, if it is not on the arrow's own line. */
function bodyEvent(scope: Scope, body: Node): string {
  const line = lineOf(scope, body.start);
  return line === scope.line ? "" : `${lineEvent(scope, line, body.start)};`;
}

function isDirective(node: Node): boolean {
  return node.type === "ExpressionStatement" && typeof node.directive === "string";
}

function decoratorStarts(node: Node): number[] {
  const inner =
    node.type === "ExportNamedDeclaration" || node.type === "ExportDefaultDeclaration"
      ? node.declaration
      : node;
  return inner?.type === "ClassDeclaration" ? inner.decorators.map((one) => one.start) : [];
}

/**
 * Whether putting a body into a block would change it. In a block, function declarations are lexical: a
 * second declaration of the same name, by `function` or `var`, is then an error or another binding.
 */
function breaksInBlock(body: readonly Node[]): boolean {
  const functions = new Set<string>();
  const others = new Set<string>();
  const names = (node: Node, direct: boolean): void => {
    if (node.type === "FunctionDeclaration") {
      const name = node.id?.name ?? "";
      if (direct && functions.has(name)) others.add(name);
      (direct ? functions : others).add(name);
      return;
    }
    if (isFunction(node) || isTypeOnly(node)) return;
    if (node.type === "VariableDeclaration" && node.kind === "var") {
      for (const one of node.declarations) bindingNames(one.id, others);
    }
    const inner = direct && node.type === "LabeledStatement";
    for (const child of childrenOf(node)) names(child, inner);
  };
  for (const statement of body) names(statement, true);
  return [...functions].some((name) => others.has(name));
}

function bindingNames(node: Node, into: Set<string>): void {
  if (node.type === "Identifier") into.add(node.name);
  else if (!isFunction(node)) for (const child of childrenOf(node)) bindingNames(child, into);
}
