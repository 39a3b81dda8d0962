// `node bench/compile.mjs [--runs N] [name ...]`: milliseconds from a kernel's description to machine code that can be
// called. Cold: the first kernel of a fresh process, whose time is mostly V8's first sight of the compiler; after another
// kernel; warm: the same compiler once V8 has optimised it. The least of several processes each, for machines are shared.

import { execFileSync } from "node:child_process";
import * as nodeModule from "node:module";
import { fileURLToPath } from "node:url";
import { load, resolve } from "../tests/oracle/ts-hooks.mjs";

const names = ["add", "sum", "copy", "exp", "sin", "power"];
const phases = ["describe", "expand", "lower", "install"];
const WARM_TURNS = 400;

/** Time of a kernel's phases in milliseconds, and the bytes of its code. */
async function compiler() {
  if (typeof nodeModule.registerHooks === "function") nodeModule.registerHooks({ resolve, load });
  else nodeModule.register("../tests/oracle/ts-hooks-async.mjs", import.meta.url);
  await import("../src/index.ts");
  const { engineName } = await import("../src/kernel/choice.ts");
  const { mapKernel, reduceKernel } = await import("../src/kernel/describe.ts");
  const { elementType } = await import("../src/kernel/lanes.ts");
  const { expandCalls } = await import("../src/kernel/math/expand.ts");
  const { lowerMap } = await import("../src/kernel/x64/map.ts");
  const { lineStep, lowerLines } = await import("../src/kernel/x64/reduce.ts");
  const { installCode } = await import("../src/memory/code-memory.ts");
  const math = await import("../src/kernel/math/elementary.ts");
  // Whether there is machine code is asked before the first kernel, once.
  if (engineName() !== "native") throw new Error("there is no machine code here");
  const type = elementType("float64");
  const bodies = {
    add: { access: [0, 0, 0], body: (b, x, y) => b.add(x, y) },
    // every seventh element
    copy: { access: [2, 0], body: (_b, x) => x },
    exp: { access: [0, 0], body: math.exp },
    sin: { access: [0, 0], body: math.sin },
    power: { access: [0, 0, 0], body: math.power },
  };
  return (name) => {
    const times = [performance.now()];
    const lap = () => times.push(performance.now());
    let code;
    if (name === "sum") {
      const more = { inputs: [type], loop: "float64", output: type, pairwise: true };
      const kernel = reduceKernel({ name, body: bodies.add.body, ...more });
      lap();
      lap();
      ({ code } = lowerLines(kernel, lineStep(kernel), [0]));
    } else {
      const { access, body } = bodies[name];
      const inputs = access.slice(1).map(() => type);
      const kernel = mapKernel({ name, body, inputs, outputs: [type] });
      lap();
      expandCalls(kernel);
      lap();
      ({ code } = lowerMap(kernel, access));
    }
    lap();
    installCode(code);
    lap();
    return { times: phases.map((_, i) => times[i + 1] - times[i]), bytes: code.length };
  };
}

async function child(name) {
  const compile = await compiler();
  const cold = compile(name);
  const next = Object.fromEntries(
    names.filter((one) => one !== name).map((one) => [one, compile(one)]),
  );
  for (let i = 0; i < WARM_TURNS; i++) compile(name);
  let warm = compile(name);
  for (let i = 0; i < 50; i++) {
    const one = compile(name);
    if (total(one) < total(warm)) warm = one;
  }
  process.stdout.write(JSON.stringify({ cold, next, warm }));
}

const total = ({ times }) => times.reduce((sum, time) => sum + time, 0);

/** For each phase the least of several. */
function least(all) {
  return {
    bytes: all[0].bytes,
    times: phases.map((_, i) => Math.min(...all.map((x) => x.times[i]))),
  };
}

function main(wanted, runs) {
  const column = (text) => text.padStart(9);
  const line = (title, one) => {
    const times = [...one.times, total(one)].map((time) => column(time.toFixed(2)));
    console.log(`${title.padEnd(16)}${times.join("")}${column(String(one.bytes))}`);
  };
  console.log("".padEnd(16) + [...phases, "total", "bytes"].map(column).join(""));
  for (const name of wanted) {
    const found = [];
    for (let run = 0; run < runs; run++) {
      const text = execFileSync(process.execPath, [
        fileURLToPath(import.meta.url),
        "--child",
        name,
      ]);
      found.push(JSON.parse(String(text)));
    }
    line(`${name}, first`, least(found.map(({ cold }) => cold)));
    const other = name === "add" ? "exp" : "add";
    line(`${other} after it`, least(found.map(({ next }) => next[other])));
    line(`${name}, warm`, least(found.map(({ warm }) => warm)));
  }
}

const given = process.argv.slice(2);
if (given[0] === "--child") await child(given[1]);
else {
  const at = given.indexOf("--runs");
  const runs = at < 0 ? 5 : Number(given.splice(at, 2)[1]);
  main(given.length > 0 ? given : names, runs);
}
