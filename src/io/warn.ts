// Python's warnings, as Node shows them: on standard error, once each, and as "warning" events.

const said = new Set<string>();

/** Warns, the first time. */
export function warn(message: string): void {
  if (said.has(message)) return;
  said.add(message);
  if (typeof process !== "undefined" && typeof process.emitWarning === "function") {
    process.emitWarning(message, "UserWarning");
  }
}
