// The command line of the bench.

import { parseArgs } from "node:util";
import { SIZES, type SideName, sizeName } from "./case.js";

export const USAGE = `npm run bench -- [options]
  --filter TEXT      cases whose id holds TEXT, or matches it where it is /a regular expression/;
                     given more than once, each adds its cases
  --group A,B        groups of cases (--list names them)
  --sizes 100,1e4    sizes: ${SIZES.map(sizeName).join(", ")}
  --rounds N         samples of each case and side (7; with --quick 3)
  --sample MS        milliseconds that a sample takes at least (10; with --quick 3)
  --clock cpu        count time on the processor, not by the clock: for busy machines;
                     leaves out all threads, whose times it would add up
  --quick            representative cases only, short samples; size 1e7 only if --sizes names it
  --sides A,B        numpy, numpy-ts, strided (one thread), strided-all (all threads)
  --baseline DIR     another build of strided (a folder with dist/index.js) as one more side
  --json FILE        write everything measured
  --svg FILE         draw a chart
  --compare OLD.json compare with an earlier run; no chart or mean of it is changed
  --from RUN.json    measure nothing: print, draw or compare an earlier run
  --install          put numpy-ts and a Node for it into a cache folder, if they are not there
  --list             list the cases, run nothing
  --help             this text`;

export interface Options {
  readonly filter: readonly string[];
  readonly groups: readonly string[] | null;
  readonly sizes: readonly number[] | null;
  readonly rounds: number;
  readonly sample: number;
  readonly quick: boolean;
  readonly clock: "wall" | "cpu";
  readonly sides: readonly SideName[];
  readonly baseline: string | null;
  readonly json: string | null;
  readonly svg: string | null;
  readonly compare: string | null;
  readonly from: string | null;
  readonly install: boolean;
  readonly list: boolean;
  readonly help: boolean;
}

export class UsageError extends Error {}

const SIDES: readonly SideName[] = ["numpy", "numpy-ts", "strided", "strided-all"];

function commas(text: string | undefined): string[] | null {
  if (text === undefined) return null;
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function positive(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new UsageError(`--${name} takes a positive number, not ${text}`);
  }
  return value;
}

/** Reads the options. */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parse(argv);
  const quick = values.quick ?? false;
  const sizes = commas(values.sizes)?.map((text) => {
    const size = Number(text);
    if (!(SIZES as readonly number[]).includes(size)) {
      throw new UsageError(`there is no size ${text}: ${SIZES.map(sizeName).join(", ")}`);
    }
    return size;
  });
  const sides = (commas(values.sides) as SideName[] | null) ?? SIDES;
  const clock = values.clock ?? "wall";
  if (clock !== "wall" && clock !== "cpu") {
    throw new UsageError(`--clock takes wall or cpu, not ${clock}`);
  }
  for (const side of sides) {
    if (!SIDES.includes(side)) {
      throw new UsageError(`there is no side ${side}: ${SIDES.join(", ")}`);
    }
  }
  return {
    filter: values.filter ?? [],
    groups: commas(values.group),
    sizes: sizes ?? null,
    rounds: Math.ceil(positive("rounds", values.rounds, quick ? 3 : 7)),
    sample: positive("sample", values.sample, quick ? 3 : 10),
    quick,
    clock,
    sides: clock === "cpu" ? sides.filter((side) => side !== "strided-all") : sides,
    baseline: values.baseline ?? null,
    json: values.json ?? null,
    svg: values.svg ?? null,
    compare: values.compare ?? null,
    from: values.from ?? null,
    install: values.install ?? false,
    list: values.list ?? false,
    help: values.help ?? false,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      allowPositionals: false,
      options: {
        filter: { type: "string", multiple: true },
        group: { type: "string" },
        sizes: { type: "string" },
        rounds: { type: "string" },
        sample: { type: "string" },
        clock: { type: "string" },
        quick: { type: "boolean" },
        sides: { type: "string" },
        baseline: { type: "string" },
        json: { type: "string" },
        svg: { type: "string" },
        compare: { type: "string" },
        from: { type: "string" },
        install: { type: "boolean" },
        list: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Whether an id passes the filter. */
export function passes(id: string, filter: readonly string[]): boolean {
  if (filter.length === 0) return true;
  return filter.some((text) => {
    const expression = /^\/(.*)\/$/.exec(text);
    return expression === null ? id.includes(text) : new RegExp(expression[1]!).test(id);
  });
}
