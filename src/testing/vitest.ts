// `import "strided/testing/vitest"`: the matchers, in vitest's `expect` and its types.

import { expect } from "vitest";
import { type MemoryMatchers, memoryMatchers } from "./matchers.js";

expect.extend(memoryMatchers);

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: its parameters must be those that vitest declares
  interface Matchers<T = any>
    extends MemoryMatchers<T extends () => Promise<unknown> ? Promise<void> : void> {}
}
