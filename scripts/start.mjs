// `npm start`: sets itself up and runs the tour.
import { join } from "node:path";
import { build, install, root, run } from "./setup.mjs";

install();
build();
run(process.execPath, [join(root, "dist/cli/main.js"), "tour", ...process.argv.slice(2)]);
