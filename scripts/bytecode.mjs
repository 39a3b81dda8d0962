// Writes what V8 made of the library's texts beside them, for this version of Node: the functions that have run when the
// library was imported and called for the first time need not be compiled then. Another version of V8, or one with other
// flags, refuses it and compiles the text, as if it were not there.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const folder = join(dist, "lib", "bytecode");

/** What programs do first, of each kind a little: what runs here is kept, and takes time to load. */
function use(np) {
  const a = np.arange(100, "float64");
  const b = np.ones(100);
  const line = np.ones(2000);
  const plane = a.reshape([10, 10]);
  for (const name of ["add", "multiply", "divide", "less", "sqrt", "exp", "sin", "maximum"]) {
    const ufunc = np[name];
    if (ufunc.nin === 2) ufunc(a, b);
    else ufunc(b);
  }
  np.add(a, b, { out: b });
  np.add(plane, plane.T);
  np.add(plane, np.arange(10, "int32"));
  np.add(np.ones(100, "float32"), 1);
  np.add(np.ones(100, "int32"), np.ones(100, "int32"));
  np.subtract(a.at("::2"), b.at("::2"));
  for (const name of ["sum", "mean", "max", "min", "argmax", "any", "prod", "std", "cumsum"]) {
    np[name](line);
    np[name](plane, { axis: 0 });
  }
  np.concatenate([a, b]);
  np.where(np.greater(a, 1), a, b);
  plane.T.copy();
  a.astype("int32");
  np.array([
    [1, 2],
    [3, 4],
  ]).toString();
  np.expr`${a} * ${b} + 1`;
}

/** One process, whose environment says which of its parts are used. */
async function child() {
  const scripts = new Map();
  globalThis[Symbol.for("strided.bytecode")] = (file, script) => scripts.set(file, script);
  use(await import(pathToFileURL(join(dist, "index.js")).href));
  for (const [file, script] of scripts) {
    const path = join(folder, `${file}-${process.arch}-${process.versions.v8}`);
    if (!existsSync(path)) writeFileSync(path, script.createCachedData());
  }
}

if (process.argv[2] === "--child") await child();
else {
  mkdirSync(folder, { recursive: true });
  // the best code that can be had, then what other machines need instead
  for (const more of [{}, { STRIDED_CPU: "avx2" }, { STRIDED_ENGINE: "js" }]) {
    const env = { ...process.env, STRIDED_NUM_THREADS: "1", ...more };
    try {
      execFileSync(process.execPath, [fileURLToPath(import.meta.url), "--child"], {
        cwd: dirname(dist),
        env,
        stdio: ["ignore", "ignore", "pipe"],
      });
    } catch (error) {
      // such code cannot run here: where it can, its part is compiled from its text
      if (more.STRIDED_CPU === undefined) throw error;
    }
  }
}
