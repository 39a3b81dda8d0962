// Floating-point errors that machine code looks for by itself, underflow among them: those that JavaScript finds.

import { expect, test } from "vitest";
import { nativeStatus } from "../../../src/kernel/x64/cpu.js";
import { compareWatches } from "../watches.js";

test.runIf(nativeStatus().available)("errors of ufuncs' loops", () => {
  const { native, differences } = compareWatches([1, 2]);
  expect(differences).toEqual([]);
  expect(native).toBeGreaterThan(200);
});
