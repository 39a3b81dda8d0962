// Warnings as NumPy gives them: once for each place in the program that causes them. Errors are in errors.ts.

interface WarningProcess {
  emitWarning?: (message: string, type: string) => void;
}

const seen = new Set<string>();
const packageRoot = new URL("..", import.meta.url).href;

/** The first line of the stack that is not ours: the line of the program that the warning is about. */
function callerLine(): string {
  const lines = (new Error().stack ?? "").split("\n").slice(1);
  const path = packageRoot.replace(/^file:\/\//, "");
  return lines.find((line) => !line.includes(packageRoot) && !line.includes(path)) ?? "";
}

/**
 * Emits a NumPy RuntimeWarning (`process.on("warning")` hears it, Node prints it), the first time that a line of
 * the program causes it. Where there is no `process`, nothing happens.
 */
export function warnRuntime(message: string): void {
  const { process } = globalThis as { process?: WarningProcess };
  if (process?.emitWarning === undefined) return;
  const key = `${message}\n${callerLine()}`;
  if (seen.has(key)) return;
  seen.add(key);
  process.emitWarning(message, "RuntimeWarning");
}
