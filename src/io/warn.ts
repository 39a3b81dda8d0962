// Python's warnings, as Node shows them: on standard error, once each, and as "warning" events.

const said = new Set<string>();

/** Warns, the first time. `category` is the class of NumPy's warning. */
export function warn(message: string, category = "UserWarning"): void {
  if (said.has(message)) return;
  said.add(message);
  if (typeof process !== "undefined" && typeof process.emitWarning === "function") {
    process.emitWarning(message, category);
  }
}
