// The floating-point errors that an action reports, as NumPy would write them.

import * as np from "strided";

/** Each once, sorted. Underflow is left out, as by default. */
export function told(action: () => unknown): string[] {
  const said = new Set<string>();
  const write = (line: string) => said.add(line.replace(/^Warning: |\n$/g, ""));
  np.errstate({ all: "log", under: "ignore", call: { write } }, () => {
    action();
  });
  return [...said].sort().map((line) => line.replace(" encountered in ", ": "));
}
