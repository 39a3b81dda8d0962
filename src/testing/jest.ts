// `import "strided/testing/jest"`: the matchers, in jest's global `expect` and its types.

import { type MemoryMatchers, memoryMatchers } from "./matchers.js";

const { expect } = globalThis as {
  expect?: { extend?: (matchers: typeof memoryMatchers) => void };
};
if (expect?.extend === undefined) {
  throw new TypeError(
    "strided/testing/jest adds its matchers to jest's global expect, and there is none: run under jest, and where injectGlobals is off import { memoryMatchers } from 'strided/testing' and call expect.extend(memoryMatchers)",
  );
}
expect.extend(memoryMatchers);

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: its parameters must be those that @types/jest declares
    interface Matchers<R, T = {}> extends MemoryMatchers<R> {}
  }
}
