// The architecture's rule, held: a file imports only from floors below its own or from its own floor, and no
// files import each other in a circle. Types may refer to each other in circles; they are gone at run time.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../src", import.meta.url));

/** Top to bottom. A file directly in src/ is a floor of its own. */
const floors = [
  "index.ts",
  "cli",
  "testing",
  "profile",
  "expr",
  "io",
  "methods",
  "routines",
  "ufunc",
  "array",
  "kernel",
  "core",
  "memory",
];

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.[cm]?ts$/.test(entry.name) ? [path] : [];
  });
}

function floorOf(path) {
  const first = relative(root, path).split(sep)[0];
  const name = first === "methods.ts" ? "methods" : first;
  return floors.indexOf(name);
}

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:([^"';]*?)\s+from\s+)?["'](\.[^"']+)["']/gm;
const dynamic = /\bimport\(\s*["'](\.[^"']+)["']\s*\)/g;

/** Relative imports of a file; `typeOnly` where nothing of them is left at run time. */
function importsOf(path) {
  const text = readFileSync(path, "utf8");
  const found = [];
  for (const match of text.matchAll(statement)) {
    const [, type, names, target] = match;
    const inner = /^\{([\s\S]*)\}$/.exec((names ?? "").trim());
    const allTypes =
      inner !== null &&
      inner[1].trim() !== "" &&
      inner[1].split(",").every((name) => name.trim() === "" || name.trim().startsWith("type "));
    found.push({ target, typeOnly: type !== undefined || allTypes, lazy: false });
  }
  for (const match of text.matchAll(dynamic)) {
    found.push({ target: match[1], typeOnly: false, lazy: true });
  }
  return found.map((one) => ({
    ...one,
    path: resolve(dirname(path), one.target).replace(/\.([cm]?)js$/, ".$1ts"),
  }));
}

const problems = [];
const graph = new Map();
for (const path of sources(root)) {
  const floor = floorOf(path);
  if (floor < 0) problems.push(`${relative(root, path)}: no floor has this name`);
  const edges = importsOf(path);
  graph.set(
    path,
    edges.filter((edge) => !edge.typeOnly && !edge.lazy).map((edge) => edge.path),
  );
  for (const edge of edges) {
    if (floorOf(edge.path) < floor) {
      problems.push(
        `${relative(root, path)} imports upward: ${floors[floor]} → ${floors[floorOf(edge.path)]} (${edge.target})`,
      );
    }
  }
}

const done = new Set();
const open = [];
function visit(path) {
  const at = open.indexOf(path);
  if (at >= 0) {
    const circle = [...open.slice(at), path].map((one) => relative(root, one)).join(" → ");
    problems.push(`circle: ${circle}`);
    return;
  }
  if (done.has(path)) return;
  open.push(path);
  for (const next of graph.get(path) ?? []) visit(next);
  open.pop();
  done.add(path);
}
for (const path of graph.keys()) visit(path);

if (problems.length > 0) {
  process.stderr.write(`${problems.join("\n")}\n${problems.length} problems with the floors\n`);
  process.exit(1);
}
process.stdout.write(`floors: ${graph.size} files, no upward import, no circle\n`);
