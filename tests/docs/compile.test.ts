// Every example in the documentation compiles under strict TypeScript, but for lines that show an error.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
  return `import * as np from "strided";\n${text.join("")}export {};\n`;
}

test("the examples compile", () => {
  const json = execFileSync(process.execPath, [script, "--json"], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  const folder = fileIn("examples");
  mkdirSync(folder);
  writeFileSync(join(folder, "examples.ts"), moduleOf(JSON.parse(json) as Entry[]));
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      noEmit: true,
      noUnusedLocals: false,
      rootDir: "/",
      typeRoots: [join(root, "node_modules/@types")],
      paths: { strided: [join(root, "src/index.ts")] },
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
  expect(output).toBe("");
});
