// strided as its users get it: packed by npm, unpacked into projects of their own, used from plain JavaScript and
// strict TypeScript. Nothing is fetched.

import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as np from "strided";
import { beforeAll, describe, expect, test } from "vitest";
import { noPython, python, runPython } from "../support/python.js";
import {
  dependencies,
  type PackedFile,
  type Project,
  packed,
  project,
  root,
  version,
} from "./tarball.js";

const fixture = (name: string) =>
  readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8");

let files: PackedFile[];
let user: Project;

beforeAll(() => {
  files = packed();
  user = project(files, [...dependencies, "typescript", "@types/node"]);
});

async function output(command: string, ...args: string[]): Promise<string> {
  const result = await user.run(command, ...args);
  expect(result, result.stdout + result.stderr).toMatchObject({ status: 0, stderr: "" });
  return result.stdout;
}

describe("the tarball", () => {
  test("holds dist, docs and four files, nothing else", () => {
    const allowed =
      /^package\/(dist\/.*\.(js|d\.ts)|docs\/.*\.(md|svg|png)|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;
    const paths = files.map((file) => file.path);
    expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
    expect(paths.filter((path) => /\.test\.|\/tests?\//i.test(path))).toEqual([]);
    for (const name of ["README.md", "LICENSE", "CHANGELOG.md", "dist/index.js", "dist/index.d.ts"])
      expect(paths).toContain(`package/${name}`);
  });

  test("names no path of the machine it was made on", () => {
    const naming = files.filter((file) =>
      Buffer.from(file.bytes).includes(root.replace(/\/$/, "")),
    );
    expect(naming.map((file) => file.path)).toEqual([]);
  });

  test("documents every ufunc where an editor looks", async () => {
    const { ufuncTable } = await import("../../src/ufunc/table.js");
    const declared = files.find((file) => file.path === "package/dist/ufunc/exports.d.ts")!;
    const text = Buffer.from(declared.bytes).toString();
    for (const [name, row] of Object.entries(ufuncTable)) {
      const [comment] = text.split(new RegExp(`export declare const ${name}\\b`));
      expect(comment!.slice(comment!.lastIndexOf("/**")), name).toContain(row.doc);
    }
  });

  test("declares its types without those of other packages", () => {
    const texts = new Map(files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]));
    const found: string[] = [];
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      const imports = texts
        .get(path)!
        .matchAll(/^(?:import|export)(?: [^"';]* from)? "([^"]+)"|\bimport\("([^"]+)"\)/gm);
      for (const match of imports) {
        const name = (match[1] ?? match[2])!;
        if (name.startsWith(".")) visit(join(dirname(path), name).replace(/\.js$/, ".d.ts"));
        else found.push(`${path}: ${name}`);
      }
    };
    visit("package/dist/index.d.ts");
    expect(seen.size).toBeGreaterThan(100);
    expect(found).toEqual([]);
  });

  test("needs nothing that it does not declare", () => {
    // vitest is an optional peer: only the entry that adds matchers to it imports it
    const declared = new Set(["strided", "vitest", ...dependencies]);
    const undeclared = files.flatMap(({ path, bytes }) => {
      if (!path.endsWith(".js") && !path.endsWith(".d.ts")) return [];
      const imports = Buffer.from(bytes)
        .toString()
        .matchAll(
          /^(?:import|export)(?: [^"';]* from)? "([^".][^"]*)"|\bimport\("([^".][^"]*)"\)/gm,
        );
      return [...imports]
        .map((match) => match[1] ?? match[2]!)
        .map((name) => name.split("/", name.startsWith("@") ? 2 : 1).join("/"))
        .filter((name) => !name.startsWith("node:") && !declared.has(name))
        .map((name) => `${path}: ${name}`);
    });
    expect(undeclared).toEqual([]);
  });
});

describe("plain JavaScript", () => {
  test("prints what NumPy prints", async () => {
    const folder = join(user.folder, "data");
    mkdirSync(folder);
    user.write("main.mjs", fixture("main.mjs"));
    expect(await output("node", "main.mjs", folder)).toBe(fixture("main.txt"));
  });

  test.skipIf(python === null)(
    `main.txt is what NumPy prints${python === null ? `: ${noPython}` : ""}`,
    () => {
      const program = fixture("main.py").replace("import numpy as np", "");
      expect(`${runPython(program, user.folder)}\n`).toBe(fixture("main.txt"));
    },
  );

  test("has all that the sources have, arrays their methods too", async () => {
    const listing = `
      const names = (one) => Object.getOwnPropertyNames(one).sort();
      const spaces = Object.entries(np).filter(([, one]) => one !== null && typeof one === "object");
      const found = {
        exports: Object.keys(np).sort(),
        methods: names(np.NDArray.prototype),
        dtype: names(np.DType.prototype),
        spaces: Object.fromEntries(spaces.map(([name, one]) => [name, names(one)])),
      };`;
    user.write(
      "names.mjs",
      `import * as np from "strided"; ${listing} console.log(JSON.stringify(found));`,
    );
    const sources = new Function("np", `${listing} return found;`)(np);
    expect(JSON.parse(await output("node", "names.mjs"))).toEqual(sources);
  });

  test("importing it starts no thread and keeps no process alive", async () => {
    user.write(
      "import.mjs",
      `import { readdirSync, promises } from "node:fs";
       // Node's own pool first: its threads start with the first files read
       await Promise.all(Array.from({ length: 8 }, () => promises.readFile("package.json")));
       const threads = () => process.platform === "linux" ? readdirSync("/proc/self/task").length : 0;
       const before = { threads: threads(), handles: process.getActiveResourcesInfo() };
       const start = performance.now();
       const np = await import("strided");
       const took = performance.now() - start;
       np.arange(10).add(1);
       const after = { threads: threads(), handles: process.getActiveResourcesInfo() };
       console.log(JSON.stringify({ before, after, took }));`,
    );
    const { before, after, took } = JSON.parse(await output("node", "import.mjs"));
    expect(after).toEqual(before);
    console.info(`importing strided took ${Math.round(took)} ms`);
  });

  test("parts of the library are compiled when they are first used, under their lines of the file", async () => {
    user.write(
      "parts.mjs",
      `import { readFileSync } from "node:fs";
       const vm = process.getBuiltinModule("node:vm");
       const { compileFunction } = vm;
       let compiled = 0;
       vm.compileFunction = (...given) => {
         compiled++;
         return compileFunction(...given);
       };
       const np = await import("strided");
       const atImport = compiled;
       let line = "";
       try {
         np.pad([1], -1);
       } catch (error) {
         const [, path, number] = /(file:.*strided\\.js):(\\d+)/.exec(error.stack);
         line = readFileSync(new URL(path), "utf8").split("\\n")[number - 1];
       }
       console.log(JSON.stringify({ atImport, later: compiled, line, name: np.pad.name, length: np.pad.length }));`,
    );
    const { atImport, later, line, name, length } = JSON.parse(await output("node", "parts.mjs"));
    expect(atImport).toBe(0);
    expect(later).toBeGreaterThan(0);
    expect(line).toContain("ValueError");
    expect([name, length]).toEqual(["pad", 4]);
  });

  test("strided/testing counts what strided does", async () => {
    user.write(
      "memory.mjs",
      `import * as np from "strided";
       import { expectMemory } from "strided/testing";
       expectMemory(() => np.ones(100).add(1)).toAllocateAtMost(1600).copyAtMost(0).leakAtMost(0);
       try {
         expectMemory(() => np.ones([5, 5]).T.ravel()).noHiddenCopies();
       } catch (error) {
         console.log(error.message);
       }`,
    );
    expect(await output("node", "memory.mjs")).toMatch(
      /it was 200 bytes:\n {2}200 bytes {2}ravel: /,
    );
  });

  test("methods survive a bundler that drops what has no side effects", async () => {
    user.write(
      "bundled.mjs",
      `import { arange } from "strided";\nconsole.log(arange(6).sum(), String(arange(6).reshape(2, 3).T));\n`,
    );
    const { rolldown } = await import("rolldown");
    const bundle = await rolldown({
      input: join(user.folder, "bundled.mjs"),
      platform: "node",
      external: dependencies,
      logLevel: "silent",
    });
    await bundle.write({ dir: join(user.folder, "bundle"), format: "esm" });
    expect(await output("node", "bundle/bundled.js")).toBe("15 [[0 3]\n [1 4]\n [2 5]]\n");
  });
});

describe("without koffi", () => {
  test("everything but memory maps works, and np.memmap says what to install", async () => {
    const bare = project(
      files,
      dependencies.filter((name) => name !== "koffi"),
    );
    bare.write(
      "bare.mjs",
      `// machine code that is asked for by name would be refused
       delete process.env.STRIDED_ENGINE;
       const np = await import("strided");
       np.save("a.npy", np.arange(3));
       console.log(String(np.load("a.npy").add(1)), np.random.default_rng(1).integers(10));
       for (const map of [() => np.memmap("m.dat", { mode: "w+", shape: [2] }), () => np.load("a.npy", { mmap_mode: "r" })]) {
         try {
           map();
         } catch (error) {
           console.log(error instanceof np.DependencyError, error.message);
         }
       }`,
    );
    const { status, stdout, stderr } = await bare.run("node", "bare.mjs");
    expect(stderr).toBe("");
    const [sums, ...refusals] = stdout.trimEnd().split("\n");
    expect(sums).toBe("[1 2 3] 4");
    expect(refusals).toHaveLength(2);
    for (const refusal of refusals) expect(refusal).toMatch(/^true .*npm install koffi/);
    expect(status).toBe(0);
  });
});

describe("strict TypeScript", () => {
  const strict = {
    target: "ES2022",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noImplicitOverride: true,
    noPropertyAccessFromIndexSignature: true,
    verbatimModuleSyntax: true,
    skipLibCheck: false,
    declaration: true,
    types: ["node"],
  };
  const configure = (name: string, options: object, files = ["app.ts", "mistakes.ts"]) =>
    user.write(
      name,
      JSON.stringify({
        compilerOptions: { ...strict, ...options },
        files,
      }),
    );

  test("compiles, refuses every mistake, and runs", { timeout: 120_000 }, async () => {
    for (const name of ["app.ts", "mistakes.ts"]) user.write(name, fixture(name));
    configure("nodenext.json", { module: "nodenext", outDir: "out" });
    configure("bundler.json", { module: "esnext", moduleResolution: "bundler", noEmit: true });
    // without Node's types, as in a browser
    configure("browser.json", {
      module: "esnext",
      moduleResolution: "bundler",
      noEmit: true,
      types: [],
      lib: ["ES2023", "DOM"],
    });
    const said = await Promise.all(
      ["nodenext", "bundler", "browser"].map((name) => user.run("tsc", "-p", `${name}.json`)),
    );
    for (const result of said) expect(result.stdout).toBe("");
    expect(await output("node", "out/app.js")).toBe(fixture("app.txt"));
  });

  test("names, in declarations, only what users can import", async () => {
    user.write(
      "names.mjs",
      `import * as np from "strided";
       const names = Object.keys(np).map((name) => \`export const \${name}_ = np.\${name};\`);
       const methods = Object.getOwnPropertyNames(np.NDArray.prototype)
         .filter((name) => /^[a-z]/.test(name) && name !== "constructor")
         .map((name) => \`export const array_\${name} = array.\${name};\`);
       console.log(['import * as np from "strided";', ...names, "declare const array: np.NDArray;", ...methods].join("\\n"));`,
    );
    user.write("everything.ts", await output("node", "names.mjs"));
    configure("everything.json", { module: "nodenext", outDir: "everything" }, ["everything.ts"]);
    const { stdout } = await user.run("tsc", "-p", "everything.json");
    // "cannot be named without a reference to 'Name' from './node_modules/strided/dist/file.js'"; functions inside
    // the objects np.lib and np.memory are no matter, nobody hands on the whole object
    const unnamed = [...stdout.matchAll(/reference to '([A-Z]\w*)' from '[^']*dist\/([^']*)'/g)];
    expect(unnamed.map((match) => `${match[1]} of ${match[2]}`)).toEqual([]);
    expect(stdout.split("\n").filter((line) => /error/.test(line) && !/TS2883/.test(line))).toEqual(
      [],
    );
  });
});

describe("the command", () => {
  test("says its version, and its help without arguments", async () => {
    expect(await output("strided", "--version")).toBe(`${version}\n`);
    expect(await output("strided")).toMatch(/^Usage: strided <command>/);
  });

  test("profiles a TypeScript file", async () => {
    user.write("profiled.ts", fixture("profiled.ts"));
    const table = await output("strided", "profile", "profiled.ts");
    const bytesOf = (line: string) =>
      new RegExp(`^ +\\d+ .* ([\\d,]+) B +${line.replace(/[()[\].]/g, "\\$&")}`, "m").exec(
        table,
      )?.[1];
    expect(bytesOf("const a = np.zeros([1000, 1000])")).toBe("8,000,000");
    expect(bytesOf("const b = np.ones([500, 1000])")).toBe("4,000,000");
  });
});
