// `strided/testing`: what tests of array programs say about memory. Re-exports only.

export type { Size } from "./check.js";
export { expectMemory, MemoryAssertionError, type MemoryExpectation } from "./expectation.js";
export { type MatcherResult, type MemoryMatchers, memoryMatchers } from "./matchers.js";
