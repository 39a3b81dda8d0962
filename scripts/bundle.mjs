// Puts the library's modules into one file, dist/lib/strided.js: Node takes a third of a second to load hundreds of files
// and less than a tenth for one. Modules that the command's own files import from it stay as doors into it, so that
// there is one instance of everything; declarations stay as they are.
//
// In that file the library is text, which it compiles itself: so V8 can be given what it made of the same text before
// (scripts/bytecode.mjs), which Node has no way of for modules.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { escapeAscii, lazyParts } from "./lazy.mjs";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const bundle = "lib/strided.js";
const entry = join(dist, "entry.js");

const read = (file) => readFileSync(join(dist, file), "utf8");

/** The modules that a module imports, as paths within dist/. */
function importsOf(file) {
  const found = read(file).matchAll(
    /^(?:import|export)\b[^;]*?from "(\.[^"]+)"|^import "(\.[^"]+)"/gm,
  );
  return [...found].map((match) => posix.join(posix.dirname(file), match[1] ?? match[2]));
}

function reachableFrom(file, seen = new Set()) {
  if (!seen.has(file)) {
    seen.add(file);
    for (const next of importsOf(file)) reachableFrom(next, seen);
  }
  return seen;
}

/** Names that a module exports. */
async function exportsOf(file) {
  return Object.keys(await import(pathToFileURL(join(dist, file)).href));
}

/** Each module keeps the address that it had as a file of its own. */
const addresses = {
  name: "addresses",
  transform(code, id) {
    if (!code.includes("import.meta.url")) return null;
    const own = relative(join(dist, dirname(bundle)), id).replaceAll("\\", "/");
    return code.replaceAll("import.meta.url", `new URL("${own}", $bundle).href`);
  },
};

/**
 * A text as a string of as many lines, which V8 reads twice as quickly as a template. One with a letter beyond Latin-1 it
 * would keep in two bytes a letter, and take twice as long to parse.
 */
function quoted(text) {
  const escaped = escapeAscii(text).replace(/[\\"]/g, (found) => `\\${found}`);
  return `"${escaped.replaceAll("\n", "\\n\\\n")}"`;
}

/**
 * The file: texts by name, each that of a function of `parameters`, and what compiles them. Lines of a text are those of
 * this file, so that stack traces are true.
 */
function fileOf(texts, names) {
  const lines = ["const parts = {"];
  const entries = [...texts].map(([name, { parameters, text }]) => {
    const whole = `(function(${parameters.join(", ")}) {"use strict"; ${text}\n})`;
    const digest = createHash("sha256").update(whole).digest("hex").slice(0, 12);
    return { name, file: `${name}-${digest}`, code: quoted(whole) };
  });
  let line = lines.length;
  for (const { name, file, code } of entries) {
    const entry = `${name}: { file: "${file}", line: ${line}, text: ${code} },`;
    lines.push(entry);
    line += entry.split("\n").length;
  }
  return `${lines.join("\n")}
};
const system = (name) => globalThis.process?.getBuiltinModule?.(name);
/** What V8 made of a text when the library was built, if this is the same V8. */
function bytecode(file) {
  try {
    const { arch, versions } = globalThis.process;
    const path = new URL("./bytecode/" + file + "-" + arch + "-" + versions.v8, import.meta.url);
    return system("node:fs").readFileSync(path);
  } catch {
    return undefined;
  }
}
function compiled(name) {
  const { file, line, text } = parts[name];
  const vm = system("node:vm");
  // an indirect eval: nothing of this file is in its sight
  if (vm === undefined) return (0, eval)(text);
  // not where it lies: the bytecode would say where it was made
  const filename = "strided:dist/lib/strided.js";
  const options = { filename, lineOffset: line, cachedData: bytecode(file) };
  const script = new vm.Script(text, options);
  // whoever writes bytecode listens
  globalThis[Symbol.for("strided.bytecode")]?.(file, script);
  return script.runInThisContext();
}
function part(name, modules) {
  const exports = {};
  compiled(name)(exports, (module) => modules[module]);
  return exports;
}
const library = {};
compiled("library")(library, import.meta.url, part);
const { ${names.map((name) => `${name}: $${name}`).join(", ")} } = library;
export { ${names.map((name) => `$${name} as ${name}`).join(", ")} };
`;
}

async function bundleLibrary() {
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".js"));
  const library = reachableFrom("index.js");
  const doors = new Set(
    files
      .filter((file) => !library.has(file))
      .flatMap(importsOf)
      .filter((file) => library.has(file)),
  );
  const shared = [];
  const exported = [];
  const facades = new Map();
  for (const [number, file] of ["index.js", ...doors].entries()) {
    const names = await exportsOf(file);
    const alias = (name) => (file === "index.js" ? name : `_${number}_${name}`);
    const listed = names.map((name) => (alias(name) === name ? name : `${name} as ${alias(name)}`));
    shared.push(`export { ${listed.join(", ")} } from "./${file}";`);
    exported.push(...names.map(alias));
    const back = names.map((name) => (alias(name) === name ? name : `${alias(name)} as ${name}`));
    const path = posix.relative(posix.dirname(file), bundle);
    facades.set(
      file,
      `export { ${back.join(", ")} } from "${path.startsWith(".") ? path : `./${path}`}";\n`,
    );
  }
  const { plugin, texts, provider } = await lazyParts(dist, [...library]);
  writeFileSync(entry, [...shared, `import ${JSON.stringify(provider)};`].join("\n"));
  const built = await rolldown({
    input: entry,
    platform: "node",
    external: (id) => !id.startsWith(".") && !id.startsWith("/") && !/^[A-Za-z]:/.test(id),
    plugins: [plugin, addresses],
    // modules that install methods are imported for that alone
    treeshake: false,
    logLevel: "warn",
  });
  // names stay, for stack traces; comments are in the declarations
  const { output } = await built.generate({ format: "cjs", exports: "named", comments: false });
  await built.close();
  rmSync(entry);
  texts.set("library", { parameters: ["exports", "$bundle", "$part"], text: output[0].code });
  mkdirSync(join(dist, dirname(bundle)), { recursive: true });
  writeFileSync(join(dist, bundle), fileOf(texts, exported));
  for (const file of library) {
    if (facades.has(file)) writeFileSync(join(dist, file), facades.get(file));
    else rmSync(join(dist, file));
  }
}

await bundleLibrary();
