// Builds strided if the build is older than the sources: what is measured is what users run.

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function newest(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.reduce((latest, entry) => {
    const path = join(folder, entry.name);
    return Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }, 0);
}

export async function buildIfStale(): Promise<void> {
  const entry = join(root, "dist", "index.js");
  if (existsSync(entry) && statSync(entry).mtimeMs > newest(join(root, "src"))) return;
  process.stderr.write("building …\n");
  // Plain JavaScript that everything here is set up with.
  const setup = (await import(new URL("../scripts/setup.mjs", import.meta.url).href)) as {
    build(): void;
  };
  setup.build();
}
