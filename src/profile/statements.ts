// Walks statements: a line event before the first statement of each line, loop tests as events, frames that
// resume where a suspended function can come back. Expressions are expressions.ts's.

import type { BlockStatement, Expression, Node, Statement } from "oxc-parser";
import { canAllocate, eventBefore, walkExpression } from "./expressions.js";
import {
  call,
  claim,
  insert,
  type LoopFacts,
  lineEvent,
  lineOf,
  maybe,
  type Scope,
} from "./scope.js";
import { isFunction, isTypeOnly } from "./syntax.js";

/** Statements that run one after the other; the scope's line is where control comes from. */
export function walkStatements(statements: readonly Node[], scope: Scope): void {
  for (const statement of statements) walkStatement(statement, scope);
}

function walkStatement(statement: Node, scope: Scope): void {
  if (isTypeOnly(statement) || statement.type === "EmptyStatement") return;
  switch (statement.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
      return;
    case "FunctionDeclaration":
      scope.session.visitFunction(statement);
      return;
    case "BlockStatement":
      walkBlock(statement, scope);
      return;
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration": {
      const inner = statement.declaration;
      if (inner === null) return;
      if (isFunction(inner)) {
        scope.session.visitFunction(inner);
        return;
      }
      if (isTypeOnly(inner)) return;
      break;
    }
    case "LabeledStatement":
      walkLabeled(statement, scope);
      return;
    default:
  }
  begin(statement, scope);
  walkBody(statement as Statement, scope, []);
  // Coming out of a statement of several lines, nobody knows from which of them.
  const first = lineOf(scope, statement.start);
  scope.line = lineOf(scope, statement.end - 1) === first ? first : null;
}

/** The event in front of a statement, unless the frame is already at its line or its loop test is the event. */
function begin(statement: Node, scope: Scope): void {
  const start = startOf(statement);
  const line = lineOf(scope, start);
  const test = loopTest(statement);
  if (test !== null && lineOf(scope, test.start) === line) {
    if (scope.line !== line) insert(scope, start, `${call(scope, "t", line)};`);
    scope.line = line;
  } else if (scope.line !== line) {
    insert(scope, start, `${lineEvent(scope, line, start)};`);
  }
}

/** The test that counts a loop's line, once for each time it runs. */
function loopTest(statement: Node): Expression | null {
  if (statement.type === "ForStatement") return statement.test;
  if (statement.type === "WhileStatement") return statement.test;
  return null;
}

/** A statement's first character, its decorators included. */
function startOf(statement: Node): number {
  const inner =
    statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration"
      ? statement.declaration
      : statement;
  if (inner !== null && inner.type === "ClassDeclaration") {
    return Math.min(statement.start, ...inner.decorators.map((decorator) => decorator.start));
  }
  return statement.start;
}

function walkLabeled(statement: Node & { type: "LabeledStatement" }, scope: Scope): void {
  const labels: string[] = [];
  let inner: Node = statement;
  while (inner.type === "LabeledStatement") {
    labels.push(inner.label.name);
    inner = inner.body;
  }
  if (isFunction(inner)) {
    scope.session.visitFunction(inner);
    return;
  }
  // Before the labels: `continue` needs them right in front of their loop.
  const line = lineOf(scope, statement.start);
  if (scope.line !== line) {
    insert(scope, statement.start, `${lineEvent(scope, line, statement.start)};`);
  }
  const isLoop = /^(For|While|DoWhile)/.test(inner.type);
  if (isLoop) {
    walkBody(inner as Statement, scope, labels);
  } else {
    scope.targets.push({ labels, loop: null, isSwitch: false });
    if (inner.type === "BlockStatement") walkStatements(inner.body, scope);
    else walkBody(inner as Statement, scope, []);
    scope.targets.pop();
  }
  scope.line = lineOf(scope, statement.end - 1) === line ? line : null;
}

function walkBlock(block: BlockStatement, scope: Scope): void {
  walkStatements(block.body, scope);
}

/** The insides of a statement whose own event is written. */
function walkBody(statement: Statement, scope: Scope, labels: readonly string[]): void {
  switch (statement.type) {
    case "ForStatement":
      walkFor(statement, scope, labels);
      return;
    case "WhileStatement":
      eventBefore(scope, statement.test, { counts: countsTest(scope, statement.test) });
      inLoop(scope, labels, plainLoop(scope, statement), () => walkSub(statement.body, scope));
      return;
    case "DoWhileStatement":
      inLoop(scope, labels, plainLoop(scope, statement), () => walkSub(statement.body, scope));
      eventBefore(scope, statement.test);
      return;
    case "ForInStatement":
    case "ForOfStatement":
      walkForEach(statement, scope, labels);
      return;
    case "IfStatement":
      walkIf(statement, scope);
      return;
    case "SwitchStatement":
      walkSwitch(statement, scope);
      return;
    case "TryStatement":
      walkTry(statement, scope);
      return;
    case "ContinueStatement":
    case "BreakStatement":
      walkJump(statement, scope);
      return;
    case "ReturnStatement":
      walkReturn(statement, scope);
      return;
    case "WithStatement":
      // Names inside may be the object's properties, a proxy's even for our own: only what comes before.
      walkExpression(statement.object, scope);
      return;
    default:
      walkExpression(statement, scope);
  }
}

/** A body that may be a bare statement: braces make room for its event. */
function walkSub(body: Statement, scope: Scope, needsBlock = false): void {
  if (body.type === "BlockStatement") {
    walkBlock(body, scope);
    return;
  }
  if (body.type === "EmptyStatement" || isFunction(body) || body.type === "LabeledStatement") {
    if (body.type === "LabeledStatement" && !labelsFunction(body)) braces(body, scope);
    return;
  }
  if (needsBlock || scope.line !== lineOf(scope, body.start) || isJump(body)) braces(body, scope);
  else walkStatement(body, scope);
}

function labelsFunction(statement: Node & { type: "LabeledStatement" }): boolean {
  let inner: Node = statement;
  while (inner.type === "LabeledStatement") inner = inner.body;
  return isFunction(inner);
}

function braces(body: Statement, scope: Scope): void {
  insert(scope, body.start, "{");
  walkStatement(body, scope);
  insert(scope, body.end, "}");
}

/** Statements in front of which something may be inserted even on the line the frame is at. */
function isJump(statement: Statement): boolean {
  return statement.type === "ContinueStatement" || statement.type === "BreakStatement";
}

function countsTest(scope: Scope, test: Expression): boolean {
  return claim(scope.session, lineOf(scope, test.start));
}

function walkFor(
  statement: Statement & { type: "ForStatement" },
  scope: Scope,
  labels: readonly string[],
): void {
  if (statement.init !== null) walkExpression(statement.init, scope);
  if (statement.test !== null) {
    eventBefore(scope, statement.test, { counts: countsTest(scope, statement.test) });
  }
  const afterTest = scope.line;
  if (statement.update !== null) {
    // Comes after the body: back to its line first, if it could allocate.
    if (canAllocate(statement.update)) {
      const line = lineOf(scope, statement.update.start);
      scope.line = line;
      insert(scope, statement.update.start, `(${call(scope, "t", line)},`);
      walkExpression(statement.update, scope);
      insert(scope, statement.update.end, ")");
    } else {
      walkExpression(statement.update, scope);
    }
  }
  scope.line = statement.test === null ? null : afterTest;
  if (lineOf(scope, statement.start) === lineOf(scope, statement.end - 1)) scope.line = afterTest;
  inLoop(scope, labels, plainLoop(scope, statement), () => walkSub(statement.body, scope));
}

function plainLoop(scope: Scope, statement: Node): LoopFacts {
  return { line: lineOf(scope, statement.start), returnsToHead: false, awaits: false };
}

function walkForEach(
  statement: Statement & { type: "ForOfStatement" | "ForInStatement" },
  scope: Scope,
  labels: readonly string[],
): void {
  const line = lineOf(scope, statement.start);
  const awaits = statement.type === "ForOfStatement" && statement.await;
  const { body, right } = statement;
  walkExpression(statement.left, scope);
  if (awaits) insert(scope, right.start, `${scope.session.hook}.p(${scope.frame},`);
  walkExpression(right, scope);
  if (awaits) insert(scope, right.end, ")");

  const oneLine = lineOf(scope, statement.end - 1) === line;
  const facts = { line, returnsToHead: !oneLine, awaits };
  // Each iteration counts the head's line, as the last, empty one does before the loop.
  const resume = awaits ? `${call(scope, "a")};` : "";
  const head = `${resume}${lineEvent(scope, line, statement.left.start, true)};`;
  const tail = `;${backToHead(scope, facts)}`;
  inLoop(scope, labels, facts, () => {
    if (body.type === "BlockStatement") {
      insert(scope, body.start + 1, head);
      walkBlock(body, scope);
      insert(scope, body.end - 1, tail);
    } else {
      insert(scope, body.start, `{${head}`);
      walkStatement(body, scope);
      insert(scope, body.end, `${tail}}`);
    }
  });
  if (awaits) insert(scope, statement.end, `;${call(scope, "u")};`);
}

/** What to run before control goes back to a loop's head. */
function backToHead(scope: Scope, loop: LoopFacts): string {
  const move = loop.returnsToHead ? `${call(scope, "t", loop.line)};` : "";
  return loop.awaits ? `${move}${call(scope, "p")};` : move;
}

function inLoop(scope: Scope, labels: readonly string[], loop: LoopFacts, walk: () => void): void {
  scope.targets.push({ labels, loop, isSwitch: false });
  walk();
  scope.targets.pop();
}

function walkJump(
  statement: Statement & { type: "ContinueStatement" | "BreakStatement" },
  scope: Scope,
): void {
  const name = statement.label?.name;
  const continues = statement.type === "ContinueStatement";
  const target = scope.targets.findLast(({ labels, loop, isSwitch }) =>
    name !== undefined ? labels.includes(name) : loop !== null || (!continues && isSwitch),
  );
  const loop = target?.loop ?? null;
  if (loop === null) return;
  if (continues) insert(scope, statement.start, backToHead(scope, loop));
  // Leaving a `for await` early awaits its iterator's return().
  else if (loop.awaits) insert(scope, statement.start, `${call(scope, "p")};`);
}

function walkReturn(statement: Statement & { type: "ReturnStatement" }, scope: Scope): void {
  const { argument } = statement;
  const leave = scope.loose ? "o" : scope.asyncGenerator ? "p" : null;
  if (leave === null) {
    if (argument !== null) walkExpression(argument, scope);
    return;
  }
  if (argument === null) {
    insert(scope, statement.start + "return".length, ` ${call(scope, leave)}`);
    return;
  }
  insert(scope, argument.start, `${scope.session.hook}.${leave}(${scope.frame},`);
  walkExpression(argument, scope);
  insert(scope, argument.end, ")");
}

function walkIf(statement: Statement & { type: "IfStatement" }, scope: Scope): void {
  walkExpression(statement.test, scope);
  const afterTest = scope.line;
  walkSub(statement.consequent, scope);
  if (statement.alternate === null) return;
  scope.line = afterTest;
  walkSub(statement.alternate, scope);
}

function walkSwitch(statement: Statement & { type: "SwitchStatement" }, scope: Scope): void {
  walkExpression(statement.discriminant, scope);
  const oneLine = lineOf(scope, statement.start) === lineOf(scope, statement.end - 1);
  scope.targets.push({ labels: [], loop: null, isSwitch: true });
  const tested = scope.line;
  for (const one of statement.cases) {
    scope.line = tested;
    if (one.test !== null && one.test.type !== "Literal") {
      if (lineOf(scope, one.test.start) !== scope.line) eventBefore(scope, one.test);
      else walkExpression(one.test, scope);
    }
    // Reached by a jump from the tests or by falling through: from which line is not known.
    if (!oneLine) scope.line = null;
    walkStatements(one.consequent, scope);
  }
  scope.targets.pop();
}

function walkTry(statement: Statement & { type: "TryStatement" }, scope: Scope): void {
  const resume = (block: BlockStatement): void => {
    if (scope.suspends) insert(scope, block.start + 1, `${call(scope, "u")};`);
  };
  maybe(scope, () => walkBlock(statement.block, scope));
  if (statement.handler !== null) {
    scope.line = null;
    if (statement.handler.param !== null) walkExpression(statement.handler.param, scope);
    resume(statement.handler.body);
    walkBlock(statement.handler.body, scope);
  }
  if (statement.finalizer !== null) {
    scope.line = null;
    resume(statement.finalizer);
    walkBlock(statement.finalizer, scope);
  }
}
