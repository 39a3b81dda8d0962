// Finds the documentation comment of everything that the package's entries export: functions, classes and their members,
// namespaces such as np.random, and the properties of options. What must stand in them is in check-docs.mjs.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "src");

/**
 * @typedef {object} Documented
 * @property {string} name - as a user writes it: `np.sum`, `NDArray.at`, `SumOptions.axis`
 * @property {"function" | "class" | "value" | "type" | "member"} kind
 * @property {string | null} doc - the comment's text without its stars
 * @property {string} place - file and line
 * @property {string} result - the source text of the result's type, where it is written down
 */

const files = new Map();

/** A parsed file: its statements, comments, and what each imported name stands for. */
function open(path) {
  const known = files.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(path, "utf8");
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const imports = new Map();
  for (const node of program.body) {
    if (node.type !== "ImportDeclaration" || !node.source.value.startsWith(".")) continue;
    for (const one of node.specifiers) {
      if (one.type !== "ImportSpecifier") continue;
      imports.set(one.local.name, {
        path: pathOf(path, node.source.value),
        name: one.imported.name,
      });
    }
  }
  const file = { path, text, body: program.body, comments, imports };
  files.set(path, file);
  return file;
}

function pathOf(from, specifier) {
  return resolve(dirname(from), specifier).replace(/\.js$/, ".ts");
}

/** The text of the documentation comment right before a position, or null. */
function docBefore(file, position) {
  let start = position;
  for (let i = file.comments.length - 1; i >= 0; i--) {
    const comment = file.comments[i];
    if (comment.end > start) continue;
    if (file.text.slice(comment.end, start).trim() !== "") return null;
    // a line between, such as a linter is told by, does not part them
    if (comment.type === "Line") start = comment.start;
    if (comment.type !== "Block" || !comment.value.startsWith("*")) continue;
    return comment.value
      .slice(1)
      .split("\n")
      .map((line) => line.replace(/^\s*\* ?/, ""))
      .join("\n")
      .trim();
  }
  return null;
}

function placeOf(file, node) {
  const line = file.text.slice(0, node.start).split("\n").length;
  return `${relative(root, file.path)}:${line}`;
}

/** The declarations of a top-level name, each with the statement whose comment documents it. */
function declarationsOf(file, name) {
  const found = [];
  for (const statement of file.body) {
    const node = statement.declaration ?? statement;
    if (node === null) continue;
    if (node.type === "VariableDeclaration") {
      for (const one of node.declarations) {
        if (one.id.type === "Identifier" && one.id.name === name)
          found.push({ statement, node: one });
      }
    } else if (node.id?.name === name) found.push({ statement, node });
  }
  return found;
}

/** Where a name is declared, through imports and re-exports. */
function resolveName(path, name) {
  const file = open(path);
  const found = declarationsOf(file, name);
  if (found.length > 0) return { file, name, found };
  for (const statement of file.body) {
    if (statement.type !== "ExportNamedDeclaration") continue;
    for (const one of statement.specifiers) {
      if (one.exported.name !== name) continue;
      const local = one.local.name;
      if (statement.source !== null)
        return resolveName(pathOf(path, statement.source.value), local);
      return resolveName(path, local);
    }
  }
  const imported = file.imports.get(name);
  return imported === undefined ? null : resolveName(imported.path, imported.name);
}

const unwrap = (node) => {
  if (node?.type === "TSAsExpression" || node?.type === "TSSatisfiesExpression")
    return unwrap(node.expression);
  const frozen =
    node?.type === "CallExpression" && /^Object\.(freeze|assign)$/.test(calleeOf(node));
  return frozen ? unwrap(node.arguments[node.arguments.length - 1]) : node;
};

const calleeOf = (node) =>
  node.callee.type === "MemberExpression"
    ? `${node.callee.object.name}.${node.callee.property.name}`
    : (node.callee.name ?? "");

const textOf = (file, node) =>
  node === null || node === undefined ? "" : file.text.slice(node.start, node.end);

/** The name of a member that users see; null for private, internal and symbol-named ones. */
function memberName(member, owner, doc) {
  const accessible = member.accessibility === undefined || member.accessibility === null;
  if (!accessible && member.accessibility !== "public") return null;
  if (member.computed || member.key?.type === "PrivateIdentifier") return null;
  const name = member.key?.name ?? member.key?.value;
  if (name === undefined || name === "constructor" || name.startsWith("_")) return null;
  // an error's name is its class's, whatever it is
  if (name === "name" && owner.endsWith("Error")) return null;
  return doc?.includes("@internal") ? null : String(name);
}

/** The members of a class or interface body; overloads are one, documented by the first that has a comment. */
function membersOf(file, owner, body) {
  const found = new Map();
  for (const member of body) {
    const doc = docBefore(file, member.start);
    const name = memberName(member, owner, doc);
    if (name === null) continue;
    const callable = isCallable(member);
    const result = textOf(file, resultOf(member));
    const before = found.get(name);
    if (before !== undefined) {
      before.doc ??= doc;
      if (result !== "") before.result += ` | ${result}`;
      continue;
    }
    const kind = callable ? "function" : "member";
    const optional = member.optional === true;
    const place = placeOf(file, member);
    found.set(name, { name: `${owner}.${name}`, kind, doc, place, result, optional });
  }
  return [...found.values()];
}

function isCallable(member) {
  if (member.type === "TSMethodSignature") return member.kind === "method";
  if (member.type === "MethodDefinition" || member.type === "TSAbstractMethodDefinition")
    return member.kind === "method";
  return member.type === "PropertyDefinition" && member.value?.type === "ArrowFunctionExpression";
}

function resultOf(member) {
  const of = member.value?.returnType ?? member.returnType ?? member.typeAnnotation;
  return of?.typeAnnotation;
}

/** A class with the members of its ancestors that are not exported by themselves. */
function classMembers(at, owner, exported) {
  const { file, found } = at;
  const node = found[0].node;
  const members = membersOf(file, owner, node.body.body);
  const parent = node.superClass?.name;
  if (parent === undefined || exported.has(parent)) return members;
  const above = resolveName(file.path, parent);
  if (above === null) return members;
  const own = new Set(members.map((one) => one.name));
  return [...members, ...classMembers(above, owner, exported).filter((one) => !own.has(one.name))];
}

/** The methods that `declare module` merges into NDArray from the floors above. */
function mergedMembers(owner) {
  return sourcesIn(source)
    .filter((path) => readFileSync(path, "utf8").includes("declare module"))
    .map(open)
    .flatMap((file) =>
      file.body
        .filter((node) => node.type === "TSModuleDeclaration")
        .flatMap((node) => node.body.body)
        .filter((node) => node.type === "TSInterfaceDeclaration" && node.id.name === owner)
        .flatMap((node) => membersOf(file, owner, node.body.body)),
    );
}

function sourcesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sourcesIn(path) : [path];
  });
}

/** What an object literal holds, as a namespace. */
function namespaceMembers(file, owner, object, exported) {
  return object.properties.flatMap((property) => {
    if (property.type !== "Property") return [];
    const key = property.key.name ?? property.key.value;
    const name = `${owner}.${key}`;
    const doc = docBefore(file, property.start);
    const value = unwrap(property.value);
    if (value.type === "ObjectExpression") return namespaceMembers(file, name, value, exported);
    if (value.type !== "Identifier") {
      const kind = /Function/.test(value.type) ? "function" : "value";
      return [{ name, kind, doc, place: placeOf(file, property), result: "" }];
    }
    const at = resolveName(file.path, value.name);
    if (at === null)
      return [{ name, kind: "value", doc, place: placeOf(file, property), result: "" }];
    if (at.found[0].node.type === "ClassDeclaration" && isExported(at, exported)) return [];
    const [first, ...rest] = describe(at, name, exported);
    if (first === undefined) return [];
    return [{ ...first, doc: doc ?? first.doc }, ...rest];
  });
}

/** Whether a class of a namespace is exported by itself as well, and so described there. */
function isExported(at, exported) {
  const own = exported.get(at.name);
  const same = own === undefined ? null : resolveName(own.path, own.local);
  return same !== null && same.file === at.file && same.name === at.name;
}

/** np.random's functions are methods of one RandomState. */
function randomMembers(at, exported) {
  const own = namespaceMembers(at.file, "np.random", unwrap(at.found[0].node.init), exported);
  return own.filter((one) => !/^np\.random\.(ranf|sample)$/.test(one.name));
}

function kindOf(node) {
  if (node.type === "ClassDeclaration") return "class";
  if (/Function/.test(node.type)) return "function";
  if (node.type === "TSInterfaceDeclaration" || node.type === "TSTypeAliasDeclaration")
    return "type";
  const init = unwrap(node.init ?? null);
  if (init !== null && /Function/.test(init.type)) return "function";
  return "value";
}

/** The entries of one declared name: itself, then its members. */
function describe(at, name, exported) {
  const { file, found } = at;
  const values = found.filter((one) => kindOf(one.node) !== "type");
  const first = values[0] ?? found[0];
  const docs = found.map((one) => docBefore(file, one.statement.start));
  const doc = docs.find((one) => one !== null) ?? null;
  const kind = kindOf(first.node);
  const result = found
    .map(({ node }) => textOf(file, node.returnType ?? node.id?.typeAnnotation))
    .join(" | ");
  const entry = { name, kind, doc, place: placeOf(file, first.statement), result };
  if (doc?.includes("@internal")) return [];
  if (kind === "class") {
    const owner = name.replace(/^np\./, "");
    const members = classMembers({ ...at, found: [first] }, owner, exported);
    return [entry, ...members, ...(owner === "NDArray" ? mergedMembers(owner) : [])];
  }
  const interfaces = found.filter(({ node }) => node.type === "TSInterfaceDeclaration");
  const members = interfaces.flatMap(({ node }) =>
    membersOf(file, name.replace(/^np\./, ""), node.body.body),
  );
  if (kind === "type") return [entry, ...members];
  const init = unwrap(first.node.init ?? null);
  if (name === "np.random") return [entry, ...randomMembers(at, exported)];
  if (
    init?.type === "ObjectExpression" &&
    init.properties.some((one) => one.value?.type !== "Literal")
  ) {
    return [entry, ...namespaceMembers(file, name, init, exported)];
  }
  return [entry, ...members];
}

/** Every public name with its documentation. Ufuncs are left out: their rows document them. */
export function publicDocs() {
  return [...docsOf("index.ts", "np."), ...docsOf("testing/index.ts", "")];
}

/** What one entry of the package exports; `prefix` is how a program calls its values. */
function docsOf(entryFile, prefix) {
  const path = join(source, entryFile);
  const index = open(path);
  const names = new Map();
  for (const statement of index.body) {
    if (statement.type !== "ExportNamedDeclaration" || statement.source === null) continue;
    if (statement.source.value === "./ufunc/exports.js") continue;
    for (const one of statement.specifiers) {
      names.set(one.exported.name, {
        path: pathOf(path, statement.source.value),
        local: one.local.name,
      });
    }
  }
  const exported = names;
  const seen = new Set();
  const entries = [];
  for (const [name, { path: from, local }] of names) {
    const at = resolveName(from, local);
    if (at === null) {
      entries.push({ name: `${prefix}${name}`, kind: "value", doc: null, place: from, result: "" });
      continue;
    }
    // a second name of the same thing
    const key = `${at.file.path} ${at.name}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const isType = at.found.every((one) => kindOf(one.node) === "type");
    entries.push(...describe(at, isType ? name : `${prefix}${name}`, exported));
  }
  return entries;
}
