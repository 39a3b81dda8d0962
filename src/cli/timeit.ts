// `strided timeit CODE` and `strided memit CODE`: how long a line takes, and how much memory. They measure nothing
// themselves: np.timeit and np.memit do.

import { parseArgs } from "node:util";
import type { memit } from "../profile/memit.js";
import type { timeit } from "../profile/timeit.js";
import { libraryUrl, reportUsage, UsageError } from "./program.js";

interface Request {
  readonly code: string;
  readonly setup: string;
  readonly number: number | undefined;
  readonly repeat: number | undefined;
}

/** What the commands take of the library. */
interface Library {
  readonly timeit: typeof timeit;
  readonly memit: typeof memit;
}

export async function measureCommand(
  command: keyof Library,
  args: readonly string[],
): Promise<void> {
  try {
    const request = readArguments(command, args);
    const np = (await import(libraryUrl)) as Library;
    const fn = functionOf(request, np);
    const { number, repeat } = request;
    const found =
      command === "timeit" ? np.timeit(fn, { number, repeat }) : np.memit(fn, { repeat });
    process.stdout.write(`${String(found)}\n`);
  } catch (error) {
    reportUsage(command, error);
  }
}

function readArguments(command: string, args: readonly string[]): Request {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      setup: { type: "string", short: "s", default: "" },
      repeat: { type: "string", short: "r" },
      ...(command === "timeit" ? { number: { type: "string", short: "n" } as const } : {}),
    },
  }) as { values: Record<string, string | undefined>; positionals: string[] };
  if (positionals.length === 0) throw new UsageError("which CODE?");
  return {
    code: positionals.join("\n"),
    setup: values["setup"] ?? "",
    number: countOf("number", values["number"]),
    repeat: countOf("repeat", values["repeat"]),
  };
}

function countOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`--${option} takes a number of times, 1 or more, not ${text}`);
}

/** The code as a function: an expression, or else statements. */
function functionOf({ code, setup }: Request, np: unknown): () => unknown {
  const made = (body: string) => new Function("np", `${setup}\n;return () => ${body};`);
  let factory: ReturnType<typeof made>;
  try {
    factory = made(`(${code}\n)`);
  } catch {
    try {
      factory = made(`{ ${code}\n}`);
    } catch (error) {
      throw new UsageError(`that is no JavaScript: ${(error as Error).message}`);
    }
  }
  return factory(np) as () => unknown;
}
