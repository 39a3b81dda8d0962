// Warnings as NumPy gives them: once for each place in the program that causes them. Errors are in errors.ts.

interface WarningProcess {
  emitWarning?: (message: string | Error, type?: string) => void;
}

const seen = new Set<string>();
const packageRoot = new URL("..", import.meta.url).href;

/** The first line of the stack that is not ours: the line of the program that the warning is about. */
function callerLine(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  const lines = (new Error().stack ?? "").split("\n").slice(1);
  Error.stackTraceLimit = stackTraceLimit;
  const path = packageRoot.replace(/^file:\/\//, "");
  // built-in functions, such as forEach, stand in the stack without a file
  const ours = (line: string) =>
    line.includes(packageRoot) || line.includes(path) || line.includes("<anonymous>");
  return lines.find((line) => !ours(line)) ?? "";
}

/**
 * Emits a warning (`process.on("warning")` hears it, Node prints it), the first time that a line of the program
 * causes it. Where there is no `process`, nothing happens.
 *
 * @param category - the name that Node shows, or the class of the warning that listeners receive
 */
export function warnOnce(
  category: string | (new (message: string) => Error),
  message: string,
): void {
  const { process } = globalThis as { process?: WarningProcess };
  if (process?.emitWarning === undefined) return;
  const key = `${message}\n${callerLine()}`;
  if (seen.has(key)) return;
  seen.add(key);
  if (typeof category === "string") process.emitWarning(message, category);
  else process.emitWarning(new category(message));
}

/** Emits a NumPy RuntimeWarning, once for each line of the program. */
export function warnRuntime(message: string): void {
  warnOnce("RuntimeWarning", message);
}
