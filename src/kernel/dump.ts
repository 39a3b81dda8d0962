// STRIDED_DUMP=ir,plan,js prints what the kernel compiler makes, to stderr.

const environment: Record<string, string | undefined> =
  (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env ?? {};

/** The kinds of text that can be asked for. */
export type DumpKind = "ir" | "plan" | "js" | "asm";

const wanted = new Set((environment["STRIDED_DUMP"] ?? "").split(",").filter(Boolean));

/** Whether anything is to be printed at all. */
export const dumping = wanted.size > 0;

/** Prints `text()` if its kind was asked for. */
export function dumps(kind: DumpKind, text: () => string): void {
  if (dumping && wanted.has(kind)) console.error(`${text()}\n`);
}
