import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^strided$/, replacement: source("index.ts") },
      { find: /^strided\/testing$/, replacement: source("testing/index.ts") },
      { find: /^strided\/testing\/(jest|vitest)$/, replacement: source("testing/$1.ts") },
    ],
  },
  test: {
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/support/quiet-warnings.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    typecheck: { enabled: false },
  },
});
