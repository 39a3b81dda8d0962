// Starts the fuzzer on the TypeScript sources, without a build: types are stripped as they load.

import * as nodeModule from "node:module";
import { load, resolve } from "./ts-hooks.mjs";

if (typeof nodeModule.registerHooks === "function") nodeModule.registerHooks({ resolve, load });
else nodeModule.register("./ts-hooks-async.mjs", import.meta.url);

// RuntimeWarnings of empty means and the like are expected by the thousand.
process.removeAllListeners("warning");

const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
