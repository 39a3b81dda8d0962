// Puts each ufunc's documentation into the declaration files, so that an editor shows it at `np.add` and at
// `a.add`: its row of the table is the only place where it is written.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A row as a documentation comment, its lines after `indent`. */
function commentOf(row, indent) {
  const inputs = row.nin === 1 ? "The input is an array" : "The inputs are arrays";
  const outputs = row.nout === 1 ? "a new array (a copy)" : `${row.nout} new arrays (copies)`;
  const lines = [
    row.doc,
    "",
    `${inputs}, or what becomes one, and are broadcast together; see {@link UfuncOptions}.`.replace(
      /^(The input is .*), and are broadcast together/,
      "$1",
    ),
    "",
    `@returns ${outputs}${row.signature === undefined ? " of the broadcast shape" : ""}, or \`out\`; JavaScript values where every input is one`,
    "@throws ValueError for shapes that cannot be broadcast together",
    "@throws UFuncTypeError for dtypes that it has no loop for, or a cast that `casting` forbids",
    "@throws TypeError for an unknown option",
    "@example",
    "```ts",
    ...`${row.example[0]}; // => ${row.example[1]}`.split("\n"),
    "```",
  ];
  const body = lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n");
  return `${indent}/**\n${body}\n${indent} */\n`;
}

const dist = fileURLToPath(new URL("../dist/ufunc/", import.meta.url));
const { ufuncTable, ufuncAliases } = await import(pathToFileURL(join(dist, "table.js")).href);

function docOf(name, indent) {
  const row = ufuncTable[name];
  return row === undefined
    ? `${indent}/** Another name of \`${ufuncAliases[name]}\`. */\n`
    : commentOf(row, indent);
}

const known = (name) => Object.hasOwn(ufuncTable, name) || Object.hasOwn(ufuncAliases, name);

function rewrite(file, pattern, replacer) {
  const path = join(dist, file);
  writeFileSync(path, readFileSync(path, "utf8").replace(pattern, replacer));
}

rewrite("exports.d.ts", /(^export declare const |, )(\w+): /gm, (text, start, name) => {
  if (!known(name)) return text;
  return `${start === ", " ? ";\n" : ""}${docOf(name, "")}export declare const ${name}: `;
});

// methods are a mapped type over the table, which keeps the comments
rewrite("table.d.ts", /^( {4})readonly (\w+): (?=[{"])/gm, (text, indent, name) =>
  known(name) ? `${docOf(name, indent)}${text}` : text,
);
