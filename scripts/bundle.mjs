// Puts the library's modules into one file, dist/lib/strided.js: Node takes a third of a second to load hundreds of files
// and less than a tenth for one. Modules that the command's own files import from it stay as doors into it, so that
// there is one instance of everything; declarations stay as they are.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { lazyParts } from "./lazy.mjs";

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
    if (!code.includes("import.meta.url") || id === join(dist, "parts.js")) return null;
    const own = relative(join(dist, dirname(bundle)), id).replaceAll("\\", "/");
    return code.replaceAll("import.meta.url", `new URL("${own}", import.meta.url).href`);
  },
};

/**
 * V8 keeps a text with one letter beyond Latin-1 in two bytes a letter, and takes twice as long to parse it. The few
 * such letters are in strings, templates and regular expressions, where an escape means the same.
 */
function escapeBeyondAscii(file) {
  const escaped = readFileSync(file, "utf8").replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
    /[^\x00-\x7f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  writeFileSync(file, escaped);
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
  const facades = new Map();
  for (const [number, file] of ["index.js", ...doors].entries()) {
    const names = await exportsOf(file);
    const alias = (name) => (file === "index.js" ? name : `_${number}_${name}`);
    const listed = names.map((name) => (alias(name) === name ? name : `${name} as ${alias(name)}`));
    shared.push(`export { ${listed.join(", ")} } from "./${file}";`);
    const back = names.map((name) => (alias(name) === name ? name : `${alias(name)} as ${name}`));
    const path = posix.relative(posix.dirname(file), bundle);
    facades.set(
      file,
      `export { ${back.join(", ")} } from "${path.startsWith(".") ? path : `./${path}`}";\n`,
    );
  }
  const { plugin, withTexts, provider } = await lazyParts(dist, [...library]);
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
  await built.write({
    file: join(dist, bundle),
    format: "esm",
    // names stay, for stack traces; comments are in the declarations
    comments: false,
  });
  await built.close();
  rmSync(entry);
  const path = join(dist, bundle);
  escapeBeyondAscii(path);
  writeFileSync(path, withTexts(readFileSync(path, "utf8")));
  for (const file of library) {
    if (facades.has(file)) writeFileSync(join(dist, file), facades.get(file));
    else rmSync(join(dist, file));
  }
}

await bundleLibrary();
