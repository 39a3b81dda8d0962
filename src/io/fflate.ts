// The compression package, loaded when something is first compressed or expanded: it costs more to load than most of
// strided. What the bytes are is not known here.

import { builtin } from "../memory/builtin.js";
import { DependencyError } from "../memory/errors.js";

type Fflate = typeof import("fflate");

let loaded: Fflate | null = null;

/** @throws DependencyError where the package cannot be loaded */
export function fflate(): Fflate {
  if (loaded !== null) return loaded;
  try {
    loaded = builtin("node:module").createRequire(import.meta.url)("fflate") as Fflate;
    return loaded;
  } catch (error) {
    throw new DependencyError(
      "compressed files need the package fflate, which could not be loaded: npm install fflate",
      { cause: error },
    );
  }
}
