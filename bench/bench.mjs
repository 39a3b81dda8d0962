// Starts the bench on its TypeScript sources, types stripped as they load. What is measured is the build: strided as
// its users run it.

import * as nodeModule from "node:module";
import { load, resolve } from "../tests/oracle/ts-hooks.mjs";

if (typeof nodeModule.registerHooks === "function") nodeModule.registerHooks({ resolve, load });
else nodeModule.register("../tests/oracle/ts-hooks-async.mjs", import.meta.url);

const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
