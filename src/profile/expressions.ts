// Walks expressions and marks the calls that run on another line than the one the frame is at: the later
// lines of a method chain, arguments over several lines. Also pauses the frame at await and yield.
//
// A mark must be the last thing evaluated before the call itself. It therefore wraps the last argument,
// `f(a, m(b))`, and where there is none spreads an empty list, `f(...z())`: that also works in optional
// chains, `super()` and direct `eval`, and leaves `this` and the argument count alone.

import type { Argument, Class, Expression, Node } from "oxc-parser";
import { call, claim, insert, lineEvent, lineOf, maybe, type Scope } from "./scope.js";
import { bare, childrenOf, isFunction, isTypeOnly, withoutComments } from "./syntax.js";

export function walkExpression(node: Node, scope: Scope): void {
  if (isTypeOnly(node)) return;
  if (isFunction(node)) {
    scope.session.visitFunction(node);
    return;
  }
  switch (node.type) {
    case "ClassDeclaration":
    case "ClassExpression":
      walkClass(node, scope);
      return;
    case "AwaitExpression":
      suspend(scope, node, node.argument, "a");
      return;
    case "YieldExpression":
      suspend(scope, node, node.argument, "r");
      return;
    case "ConditionalExpression":
      walkExpression(node.test, scope);
      walkEither(scope, node.consequent, node.alternate);
      return;
    case "LogicalExpression":
      walkExpression(node.left, scope);
      maybe(scope, () => walkExpression(node.right, scope));
      return;
    case "AssignmentPattern":
      walkExpression(node.left, scope);
      maybe(scope, () => walkExpression(node.right, scope));
      return;
    case "ChainExpression":
      maybe(scope, () => walkExpression(node.expression, scope));
      return;
    case "CallExpression":
    case "NewExpression":
      walkExpression(node.callee, scope);
      for (const argument of node.arguments) walkExpression(argument, scope);
      markCall(scope, node, node.callee, node.arguments);
      return;
    case "TaggedTemplateExpression":
      walkExpression(node.tag, scope);
      for (const expression of node.quasi.expressions) walkExpression(expression, scope);
      markCall(scope, node, node.tag, node.quasi.expressions);
      return;
    default:
      for (const child of childrenOf(node)) walkExpression(child, scope);
  }
}

function walkEither(scope: Scope, first: Node, second: Node): void {
  const before = scope.line;
  walkExpression(first, scope);
  const afterFirst = scope.line;
  scope.line = before;
  walkExpression(second, scope);
  if (scope.line !== afterFirst) scope.line = null;
}

/** `await x` becomes `resume(frame, await pause(frame, x))`, and `yield` likewise. */
function suspend(scope: Scope, node: Node, argument: Node | null, resume: string): void {
  const { hook } = scope.session;
  insert(scope, node.start, `${hook}.${resume}(${scope.frame},`);
  if (argument === null) {
    insert(scope, node.end, ` ${call(scope, "p")})`);
    return;
  }
  insert(scope, argument.start, `${hook}.p(${scope.frame},`);
  walkExpression(argument, scope);
  insert(scope, argument.end, "))");
}

function markCall(
  scope: Scope,
  node: Node,
  callee: Expression,
  given: readonly (Argument | Expression)[],
): void {
  const line = lineOf(scope, startOfCall(node, callee));
  if (line === scope.line) return;
  const { session } = scope;
  const last = given.at(-1);
  const counts = claim(session, line);
  if (counts) session.marks.push({ offset: startOfCall(node, callee), line, call: true });
  if (last === undefined) {
    const text = withoutComments(session.syntax, callee.end, node.end);
    if (node.type === "TaggedTemplateExpression" || !/\(\s*\)$/.test(text)) return;
    insert(scope, node.end - 1, `...${call(scope, counts ? "y" : "z", line)}`);
  } else {
    const target = last.type === "SpreadElement" ? last.argument : last;
    // Before everything else at this position: the argument is the outermost node that starts here.
    session.edits.prependLeft(target.start, `${session.hook}.${counts ? "n" : "m"}(`);
    insert(scope, target.end, `,${scope.frame},${line})`);
  }
  scope.line = line;
}

/** Where a reader sees a call: at its method's name, or where it starts. */
function startOfCall(node: Node, callee: Expression): number {
  if (node.type === "NewExpression") return node.start;
  const target = bare(callee);
  return target.type === "MemberExpression" ? target.property.start : target.start;
}

/** What runs when a class is defined; its methods are functions of their own. */
function walkClass(node: Class, scope: Scope): void {
  for (const decorator of node.decorators) walkExpression(decorator, scope);
  if (node.superClass !== null) walkExpression(node.superClass, scope);
  for (const element of node.body.body) {
    if (element.type === "StaticBlock") {
      scope.session.staticBlock(element.body, element.start, element.end);
      continue;
    }
    if (element.type === "TSIndexSignature") continue;
    for (const decorator of element.decorators) walkExpression(decorator, scope);
    if (element.computed) walkExpression(element.key, scope);
    if (element.value === null) continue;
    if (element.type === "MethodDefinition" || element.type === "TSAbstractMethodDefinition") {
      walkExpression(element.value, scope);
    } else {
      walkInitializer(scope, element.value, fieldName(scope, node, element.key));
    }
  }
}

function fieldName(scope: Scope, owner: Class, key: Node): string {
  const text = scope.session.syntax.source.slice(key.start, key.end);
  return owner.id === null ? text : `${owner.id.name}.${text}`;
}

/**
 * A field's or parameter's initial value runs outside the statements of any function: it gets a frame of its
 * own, if it can allocate at all. A function or class is left bare, since it takes its name from its place.
 */
export function walkInitializer(scope: Scope, value: Expression, name: string): void {
  const { session } = scope;
  if (namedByPlace(value) || !canAllocate(value)) {
    walkExpression(value, scope);
    return;
  }
  const line = lineOf(scope, value.start);
  const id = session.addFunction({
    name,
    kind: "initializer",
    line,
    endLine: lineOf(scope, value.end - 1),
    counts: claim(session, line),
    reusable: true,
    selected: false,
  });
  const inner = innerScope(scope, line);
  insert(scope, value.start, `${session.hook}.d(${id},(${inner.frame})=>(`);
  walkExpression(value, inner);
  insert(scope, value.end, "))");
}

/** The scope of an arrow that the instrumentation itself puts around code. */
export function innerScope(scope: Pick<Scope, "session">, line: number): Scope {
  return {
    session: scope.session,
    frame: `${scope.session.hook}f`,
    suspends: false,
    asyncGenerator: false,
    loose: false,
    line,
    targets: [],
  };
}

function namedByPlace(value: Node): boolean {
  const inner = bare(value);
  return isFunction(inner) || inner.type === "ClassExpression";
}

/** Whether running an expression can run other code. Getters are left out: they make views, not arrays. */
export function canAllocate(node: Node): boolean {
  if (isFunction(node) || isTypeOnly(node)) return false;
  if (node.type === "AwaitExpression" || node.type === "YieldExpression") return false;
  if (
    node.type === "CallExpression" ||
    node.type === "NewExpression" ||
    node.type === "TaggedTemplateExpression"
  ) {
    return true;
  }
  return childrenOf(node).some(canAllocate);
}

/** Wraps an expression so that a line event comes first: `(l(frame,7),test)`. */
export function eventBefore(
  scope: Scope,
  node: Expression,
  options: { readonly counts?: boolean } = {},
): void {
  const event = lineEvent(scope, lineOf(scope, node.start), node.start, options.counts);
  insert(scope, node.start, `(${event},`);
  walkExpression(node, scope);
  insert(scope, node.end, ")");
}
