// Parts of the library that few programs need, or need late, are put into the bundle as text, and compiled when one of
// their functions is first called: V8 looks through every function of a program when it loads it, and that is most of
// what importing strided costs. A module of such a part is left as it is where others need more of it than functions:
// classes, constants, what runs at import.

import { readFileSync } from "node:fs";
import { isAbsolute, join, posix, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

/** The parts: folders and files of dist/, without `.js`. */
const PARTS = {
  avx2: ["kernel/x64/avx2/"],
  machine: ["kernel/x64/"],
  javascript: ["kernel/js/"],
  expressions: ["expr/"],
  files: ["io/"],
  profile: ["profile/"],
  iterators: ["routines/nditer/"],
  random: ["routines/random/"],
  records: ["routines/recfunctions/"],
  sorting: ["routines/sorting/"],
  analysis: [
    "routines/averages",
    "routines/binning",
    "routines/convolving",
    "routines/covariance",
    "routines/differences",
    "routines/gradients",
    "routines/histogram",
    "routines/interpolation",
    "routines/nan-quantiles",
    "routines/nan-reductions",
    "routines/nan-to-num",
    "routines/quantile-methods",
    "routines/quantiles",
  ],
  times: [
    "core/datetime-calendar",
    "core/datetime-cast",
    "core/datetime-parse",
    "core/datetime-text",
    "routines/business-calendar",
    "routines/business-days",
    "routines/datetimes",
    "routines/time-ranges",
  ],
  shapes: [
    "routines/blocks",
    "routines/diagonals",
    "routines/editing",
    "routines/grid-builders",
    "routines/grids",
    "routines/index-arithmetic",
    "routines/index-builders",
    "routines/pad-modes",
    "routines/padding",
    "routines/putting",
    "routines/stride-tricks",
  ],
  others: [
    "routines/bufsize",
    "routines/complex-parts",
    "routines/dlpack",
    "routines/finite",
    "routines/frombuffer",
    "routines/frompyfunc",
    "routines/function-lines",
    "routines/infinities",
    "routines/iterating",
    "routines/matrices",
    "routines/memory-explain",
    "routines/named",
    "routines/nonzero",
    "routines/number-text",
    "routines/packing",
    "routines/products",
    "routines/same-value",
    "routines/sharing",
    "routines/spaces",
    "routines/special",
    "routines/triangles",
    "routines/vectorize",
    "ufunc/compare-records",
    "ufunc/compare-strings",
    "ufunc/core-axes",
    "ufunc/gufunc",
    "ufunc/matrix-product",
    "ufunc/resolve-dtypes",
    "ufunc/resolve-words",
    "ufunc/scatter",
    "array/cast-items",
    "array/cast-times",
  ],
  functions: ["kernel/math/"],
  printing: [
    "core/float-digits",
    "core/float-text",
    "core/format-float",
    "core/layout-picture",
    "core/layout-picture-svg",
    "core/layout-picture-text",
    "core/picture",
    "core/print",
    "core/print-element",
    "core/print-layout",
    "core/print-number",
    "core/print-time",
    "core/py-repr",
  ],
};

/** Of these, what runs for each small array. */
const KEPT = new Set([
  "expr/plain.js",
  "kernel/js/run.js",
  "kernel/math/expand.js",
  "kernel/x64/call.js",
  "kernel/x64/cpu.js",
  "kernel/x64/planes.js",
  "kernel/x64/run.js",
  "kernel/x64/run-accumulate.js",
  "kernel/x64/run-arg.js",
  "kernel/x64/run-moves.js",
  "kernel/x64/run-reduce.js",
  "kernel/x64/run-repeats.js",
  "kernel/x64/run-transpose.js",
  "kernel/x64/strided.js",
  "kernel/x64/threads.js",
  "routines/nonzero.js",
]);

/** What each module imports from each other: `[{ file, names, all }]`, names as they are exported. */
function importsOf(text, file) {
  const found = [];
  const statements = text.matchAll(
    /^(?:import|export)\s+(?:([\w$]+)\s*,?\s*)?(?:\*(?:\s+as\s+[\w$]+)?|\{([^}]*)\})?\s*(?:from\s+)?"(\.[^"]+)"/gm,
  );
  for (const [statement, single, list, path] of statements) {
    const names = (list ?? "")
      .split(",")
      .map((one) => one.trim().split(/\s+as\s+/)[0])
      .filter((one) => one !== "");
    found.push({
      file: posix.join(posix.dirname(file), path),
      names,
      all: /^(?:import|export)\s+\*/.test(statement),
      bare: single === undefined && list === undefined && !statement.includes("*"),
    });
  }
  return found;
}

/** A function that can be called by another one in its place. */
function isPlainFunction(value) {
  return (
    typeof value === "function" &&
    Object.getPrototypeOf(value) === Function.prototype &&
    !/^class\b/.test(Function.prototype.toString.call(value)) &&
    Reflect.ownKeys(value).every((key) => ["length", "name", "prototype"].includes(key))
  );
}

/** Which modules of dist/ are in which part. */
async function partsOf(dist, files) {
  const texts = new Map(files.map((file) => [file, readFileSync(join(dist, file), "utf8")]));
  const imports = new Map(files.map((file) => [file, importsOf(texts.get(file), file)]));
  const modules = new Map();
  const partOf = new Map();
  for (const file of files) {
    const name = file.replace(/\.js$/, "");
    const part = Object.keys(PARTS).find((one) =>
      PARTS[one].some((place) => (place.endsWith("/") ? name.startsWith(place) : name === place)),
    );
    if (part === undefined || KEPT.has(file)) continue;
    // what needs to be a module of its own, or another package
    if (/\bimport\.meta\b|\bimport\(|^import\b[^;]*"[^.][^"]*";$/m.test(texts.get(file))) continue;
    // what does something when it is imported, such as giving arrays a method
    if (/^[\w$.]+\(/m.test(texts.get(file))) continue;
    partOf.set(file, part);
    modules.set(file, await import(pathToFileURL(join(dist, file)).href));
  }
  /** Names of a module that are needed outside of its part. */
  const needs = new Map();
  for (let changed = true; changed; ) {
    changed = false;
    needs.clear();
    for (const [from, list] of imports) {
      for (const { file, names, all, bare } of list) {
        const part = partOf.get(file);
        if (part === undefined || partOf.get(from) === part) continue;
        const known = needs.get(file) ?? new Set();
        needs.set(file, known);
        const exported = modules.get(file);
        for (const name of all ? Object.keys(exported) : names) known.add(name);
        if (bare || ![...known].every((name) => isPlainFunction(exported[name]))) {
          partOf.delete(file);
          changed = true;
        }
      }
    }
  }
  return { partOf, needs, imports, modules };
}

const escapeAscii = (text) =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
    /[^\x00-\x7f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** One part as text of a function body of `exports` and `require`. */
async function textOf(dist, part, { partOf, needs }) {
  const entry = "strided:part";
  const lines = [...needs]
    .filter(([file]) => partOf.get(file) === part)
    .map(([file, names], at) => {
      const listed = [...names].map((name) => `${name} as ${aliasOf(at, name)}`);
      return `export { ${listed.join(", ")} } from ${JSON.stringify(join(dist, file))};`;
    });
  const built = await rolldown({
    input: entry,
    platform: "node",
    treeshake: false,
    logLevel: "warn",
    plugins: [
      {
        name: "part",
        resolveId(source, importer) {
          if (source === entry) return entry;
          const path = isAbsolute(source) ? source : join(importer, "..", source);
          const file = relative(dist, path).replaceAll("\\", "/");
          return partOf.get(file) === part ? path : { id: `core:${file}`, external: true };
        },
        load: (id) => (id === entry ? lines.join("\n") : null),
      },
    ],
  });
  const { output } = await built.generate({ format: "cjs", exports: "named", comments: false });
  await built.close();
  return `"use strict"; ${escapeAscii(output[0].code)}`;
}

const aliasOf = (at, name) => `_${at}_${name}`;

/** Code that stands in place of a module: each function, under its name, calls its own. */
function stubOf(dist, file, at, part, names, exported, loader, written) {
  const lines = [`import { part_${part} } from ${JSON.stringify(loader)};`];
  const locals = new Set();
  for (const name of names) {
    const own = exported[name];
    const known = written.get(own);
    if (known !== undefined) {
      // one function under two names stays one
      const from = known.file === file ? "" : ` from ${JSON.stringify(join(dist, known.file))}`;
      const other = known.file === file ? known.local : known.name;
      lines.push(`export { ${other} as ${name} }${from};`);
      continue;
    }
    const parameters = Array.from({ length: own.length }, (_, i) => `_${i}`).join(", ");
    const isFree = /^[A-Za-z_$][\w$]*$/.test(own.name) && !locals.has(own.name);
    const local = isFree ? own.name : `${name}_`;
    locals.add(local);
    const call = `part_${part}().${aliasOf(at, name)}.apply(this, arguments)`;
    lines.push(`function ${local}(${parameters}) { return ${call}; }`);
    lines.push(`export { ${local} as ${name} };`);
    written.set(own, { file, local, name });
  }
  return lines.join("\n");
}

/** What stands in the bundle for a part's text, and for the line at which it begins, until that is known. */
const textMark = (part) => `text of the part ${part}`;
const lineMark = (at) => 987_654_321 + at;

/** A text as a string of as many lines, which V8 reads twice as quickly as a template. */
function quoted(text) {
  const escaped = text.replace(/[\\"]/g, (found) => `\\${found}`);
  return `"${escaped.replaceAll("\n", "\\n\\\n")}"`;
}

/** @throws for a name that is bound anew after import: a part is given values */
function refuseVariables(dist, file, names) {
  const variables = readFileSync(join(dist, file), "utf8").matchAll(
    /^export (?:let|var) ([\w$]+)/gm,
  );
  for (const [, name] of variables) {
    if (names.has(name))
      throw new Error(`${file}: ${name} is a variable, which a part would not see change`);
  }
}

/**
 * The module with the texts of all parts, which imports nothing, and the one that is evaluated last and gives them what
 * they import: so modules are evaluated in the order in which they were written.
 */
function loaderTexts(dist, parts, { partOf, imports, texts }) {
  const inputs = [];
  const provided = [];
  const bodies = parts.map((part, at) => {
    const wanted = new Map();
    for (const [from, list] of imports) {
      if (partOf.get(from) !== part) continue;
      for (const { file, names, all } of list) {
        if (partOf.get(file) === part) continue;
        const known = wanted.get(file) ?? new Set();
        for (const name of all ? texts.namesOf(file) : names) known.add(name);
        wanted.set(file, known);
      }
    }
    const cases = [...wanted].map(([file, names]) => {
      refuseVariables(dist, file, names);
      const local = (name) => `$${inputs.length}_${name}`;
      const fields = [...names].map((name) => `${name}: ${local(name)}`);
      const listed = [...names].map((name) => `${name} as ${local(name)}`);
      inputs.push(`import { ${listed.join(", ")} } from ${JSON.stringify(join(dist, file))};`);
      return `${JSON.stringify(`core:${file}`)}: { ${fields.join(", ")} }`;
    });
    provided.push(`provided.${part} = () => ({ ${cases.join(",\n")} });`);
    return `let loaded_${part} = null;
export function part_${part}() {
  if (loaded_${part} === null) loaded_${part} = evaluated(${lineMark(at)}, "${textMark(part)}", provided.${part}());
  return loaded_${part};
}`;
  });
  const loader = `export const provided = {};
/** Runs the text of a part; its lines are those of this file. */
function evaluated(lineOffset, text, modules) {
  const compile = globalThis.process?.getBuiltinModule?.("node:vm")?.compileFunction;
  const names = ["exports", "require"];
  const body = compile === undefined
    ? new Function(...names, text)
    : compile(text, names, { filename: import.meta.url, lineOffset });
  const exports = {};
  body(exports, (name) => modules[name]);
  return exports;
}
${bodies.join("\n")}`;
  return { loader, provider: [...inputs, ...provided].join("\n") };
}

/** The plugin that puts parts into the bundle, and what sets right their line numbers in its text. */
export async function lazyParts(dist, files) {
  const found = await partsOf(dist, files);
  const { partOf, needs, modules } = found;
  const parts = Object.keys(PARTS).filter((part) => [...partOf.values()].includes(part));
  const texts = new Map();
  for (const part of parts) texts.set(part, await textOf(dist, part, found));
  const all = new Map();
  for (const file of files)
    all.set(file, Object.keys(await import(pathToFileURL(join(dist, file)).href)));
  const loader = join(dist, "parts.js");
  const provider = join(dist, "provider.js");
  const written = loaderTexts(dist, parts, {
    ...found,
    texts: { of: (part) => texts.get(part), namesOf: (file) => all.get(file) },
  });
  const stubs = new Map();
  const stubbed = new Map();
  for (const part of parts) {
    [...needs]
      .filter(([file]) => partOf.get(file) === part)
      .forEach(([file, names], at) => {
        stubs.set(file, stubOf(dist, file, at, part, names, modules.get(file), loader, stubbed));
      });
  }
  const plugin = {
    name: "lazy-parts",
    resolveId: (source) => (source === loader || source === provider ? source : null),
    load(id) {
      if (id === loader) return written.loader;
      if (id === provider) {
        return `import { provided } from ${JSON.stringify(loader)};\n${written.provider}`;
      }
      return stubs.get(relative(dist, id).replaceAll("\\", "/")) ?? null;
    },
  };
  /** The bundle with the texts, and the lines at which they begin. */
  const withTexts = (bundle) => {
    let result = bundle;
    parts.forEach((part, at) => {
      const mark = JSON.stringify(textMark(part));
      const line = result.slice(0, result.indexOf(mark)).split("\n").length - 1;
      result = result
        .replace(mark, () => quoted(texts.get(part)))
        .replace(String(lineMark(at)), String(line));
    });
    return result;
  };
  return { plugin, withTexts, provider };
}
