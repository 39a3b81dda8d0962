// Finds the functions of a file: their names as people say them, their places, and which of them the file
// itself passes to np.profile. Reads trees only.

import type { Node } from "oxc-parser";
import {
  type AnyFunction,
  bare,
  childrenOf,
  isFunction,
  isTypeOnly,
  type Syntax,
} from "./syntax.js";

/** A function found in a file. */
export interface FunctionSite {
  readonly node: AnyFunction;
  /** `work`, `Model.train`, `get Model.size`, or `(anonymous)`. */
  readonly name: string;
  /** True when `np.profile` is called on it, or decorates it, in the same file. */
  readonly profiled: boolean;
  /** 1-based first and last line. */
  readonly line: number;
  readonly endLine: number;
}

/** All functions of a file, outer before inner. */
export function findFunctions(syntax: Syntax): FunctionSite[] {
  const found: { node: AnyFunction; name: string; decorated: boolean; start: number }[] = [];
  const profile = profileCallees(syntax);
  const wantedNames = new Set<string>();
  const wantedNodes = new Set<Node>();

  const isProfile = (node: Node): boolean => profile(bare(node));
  const want = (argument: Node | undefined): void => {
    if (argument === undefined) return;
    const node = bare(argument);
    if (isFunction(node)) wantedNodes.add(node);
    else if (node.type === "Identifier") wantedNames.add(node.name);
    else if (node.type === "MemberExpression" && node.property.type === "Identifier") {
      wantedNames.add(node.property.name);
    }
  };

  const visit = (node: Node, name: string, owner: string, decorated: boolean): void => {
    if (isTypeOnly(node)) return;
    if (isFunction(node)) {
      if (node.body === null) return;
      const own = node.id?.name ?? name;
      found.push({ node, name: own === "" ? "(anonymous)" : own, decorated, start: node.start });
      for (const child of childrenOf(node)) visit(child, "", "", false);
      return;
    }
    if (node.type === "CallExpression" && isProfile(node.callee)) want(node.arguments[0]);
    if (node.type === "ClassDeclaration" || node.type === "ClassExpression") {
      const className = node.id?.name ?? name;
      for (const child of childrenOf(node)) visit(child, "", className, false);
      return;
    }
    if (node.type === "MethodDefinition" || node.type === "PropertyDefinition") {
      const kind = "kind" in node && (node.kind === "get" || node.kind === "set") ? node.kind : "";
      const key = keyName(syntax, node.key);
      const full = `${kind === "" ? "" : `${kind} `}${owner === "" ? "" : `${owner}.`}${key}`;
      const isDecorated = node.decorators.some((decorator) => {
        const expression = bare(decorator.expression);
        return isProfile(expression.type === "CallExpression" ? expression.callee : expression);
      });
      for (const child of childrenOf(node)) {
        visit(child, child === node.value ? full : "", "", isDecorated && child === node.value);
      }
      return;
    }
    for (const child of childrenOf(node)) visit(child, nameFor(syntax, node, child), owner, false);
  };
  visit(syntax.program, "", "", false);

  return found.map(({ node, name, decorated }) => ({
    node,
    name,
    profiled:
      decorated ||
      wantedNodes.has(node) ||
      wantedNames.has(name) ||
      wantedNames.has(name.slice(name.lastIndexOf(".") + 1)),
    line: syntax.lines.lineAt(node.start),
    endLine: syntax.lines.lineAt(node.end - 1),
  }));
}

/** The name that the surroundings give to a function without one of its own. */
function nameFor(syntax: Syntax, parent: Node, child: Node): string {
  if (parent.type === "VariableDeclarator" && parent.init === child) {
    return parent.id.type === "Identifier" ? parent.id.name : "";
  }
  if (parent.type === "AssignmentExpression" && parent.right === child) {
    return syntax.source.slice(parent.left.start, parent.left.end);
  }
  if (parent.type === "Property" && parent.value === child) return keyName(syntax, parent.key);
  if (parent.type === "ParenthesizedExpression") return "";
  if (parent.type === "ExportDefaultDeclaration") return "default";
  return "";
}

function keyName(syntax: Syntax, key: Node): string {
  if (key.type === "PrivateIdentifier") return `#${key.name}`;
  if (key.type === "Identifier") return key.name;
  if (key.type === "Literal" && typeof key.value === "string") return key.value;
  return syntax.source.slice(key.start, key.end);
}

/** A test for "this expression is strided's `profile`", from the file's imports and requires. */
function profileCallees(syntax: Syntax): (node: Node) => boolean {
  const namespaces = new Set<string>();
  const direct = new Set<string>();
  for (const statement of syntax.program.body) {
    if (statement.type === "ImportDeclaration" && statement.source.value === "strided") {
      for (const specifier of statement.specifiers) {
        if (specifier.type !== "ImportSpecifier") namespaces.add(specifier.local.name);
        else if (importedName(specifier.imported) === "profile") direct.add(specifier.local.name);
      }
    }
    if (statement.type === "VariableDeclaration") {
      for (const { id, init } of statement.declarations) {
        if (init === null || !loadsStrided(bare(init))) continue;
        if (id.type === "Identifier") namespaces.add(id.name);
        if (id.type !== "ObjectPattern") continue;
        for (const property of id.properties) {
          if (property.type !== "Property" || property.value.type !== "Identifier") continue;
          if (keyName(syntax, property.key) === "profile") direct.add(property.value.name);
        }
      }
    }
  }
  return (node) =>
    (node.type === "Identifier" && direct.has(node.name)) ||
    (node.type === "MemberExpression" &&
      node.object.type === "Identifier" &&
      namespaces.has(node.object.name) &&
      node.property.type === "Identifier" &&
      !node.computed &&
      node.property.name === "profile");
}

function importedName(node: Node): string {
  return node.type === "Identifier" ? node.name : "";
}

function loadsStrided(node: Node): boolean {
  const call = node.type === "AwaitExpression" ? bare(node.argument) : node;
  const argument =
    call.type === "CallExpression" &&
    call.callee.type === "Identifier" &&
    call.callee.name === "require"
      ? call.arguments[0]
      : call.type === "ImportExpression"
        ? call.source
        : undefined;
  return argument?.type === "Literal" && argument.value === "strided";
}
