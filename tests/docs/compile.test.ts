// Every example in the documentation compiles under strict TypeScript, but for lines that show an error; the pages'
// programs too.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/temp.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const script = join(root, "scripts/check-docs.mjs");
const fileIn = temporaryFolder();

interface Entry {
  name: string;
  doc: string | null;
}

/** The examples as one module, each in a block of its own. */
function moduleOf(entries: readonly Entry[]): string {
  const blocks = new Map<string, string>();
  for (const { name, doc } of entries) {
    for (const match of (doc ?? "").matchAll(/```ts\n([\s\S]*?)```/g)) blocks.set(match[1]!, name);
  }
  const text = [...blocks].map(([code, name]) => {
    const lines = code
      .split("\n")
      .map((line) =>
        /\/\/ => \w*Error/.test(line) ? `// @ts-ignore: shows an error\n${line}` : line,
      );
    return `// ${name}\n{\n${lines.join("\n")}}\n`;
  });
  return `import * as np from "strided";\nimport { expectMemory } from "strided/testing";\n${text.join("")}export {};\n`;
}

/** The programs of a page, each with its own imports, as modules. */
function pageModules(page: string): string[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => {
    const lines = code!
      .split("\n")
      .map((line) =>
        /\/\/ => \w*Error/.test(line) ? `// @ts-ignore: shows an error\n${line}` : line,
      );
    const own = /^import \* as np/m.test(code!) ? "" : 'import * as np from "strided";\n';
    return `${own}${lines.join("\n")}\nexport {};\n`;
  });
}

test("the examples, and the pages' programs, compile", () => {
  const json = execFileSync(process.execPath, [script, "--json"], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  const folder = fileIn("examples");
  mkdirSync(folder);
  writeFileSync(join(folder, "examples.ts"), moduleOf(JSON.parse(json) as Entry[]));
  const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  for (const page of ["README.md", ...pages.map((name) => `docs/${name}`)]) {
    pageModules(page).forEach((text, i) => {
      writeFileSync(join(folder, `${basename(page, ".md")}-${i}.ts`), text);
    });
  }
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      noEmit: true,
      noUnusedLocals: false,
      noUncheckedIndexedAccess: true,
      rootDir: "/",
      typeRoots: [join(root, "node_modules/@types")],
      paths: {
        strided: [join(root, "src/index.ts")],
        "strided/testing": [join(root, "src/testing/index.ts")],
      },
    },
    include: [join(folder, "*.ts")],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  let output = "";
  try {
    execFileSync(process.execPath, [tsc, "-p", join(folder, "tsconfig.json")], {
      encoding: "utf8",
    });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  // the library's own sources are compiled beside, but not under the strictest of rules
  const errors = output.split("\n").filter((line) => /examples\/[\w.-]+\.ts\(/.test(line));
  expect(errors).toEqual([]);
});
