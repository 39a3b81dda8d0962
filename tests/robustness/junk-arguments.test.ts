// Every public function, ufunc method, class and method, called with things it was not made for: in one place, in
// two, and as the value of every option it knows. Each answer is a value or an error that strided made, never one of
// the engine's own; an error leaves arrays as they were; nothing hangs or asks for absurd memory.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as np from "strided";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Random } from "../oracle/random.js";
import { temporaryFolder } from "../support/temp.js";

type Call = (...args: unknown[]) => unknown;

const SEED = 20261123;
/** Calls for each target beyond those with a single argument. */
const PAIRS = 10;

const good = () =>
  np.array([
    [3, 1, 2],
    [6, 5, 4],
  ]);

/** Fresh values of every kind, so that none is changed by a call before. */
const junk: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  "-1": () => -1,
  "2**53": () => 2 ** 53,
  NaN: () => Number.NaN,
  "0.5": () => 0.5,
  '"x"': () => "x",
  symbol: () => Symbol("s"),
  function: () => () => 1,
  "{}": () => ({}),
  "{ bogus }": () => ({ bogus: 1 }),
  "[]": () => [],
  ragged: () => [[1], [1, 2]],
  huge: () => [2 ** 40, 2 ** 40],
  "1n": () => 1n,
  true: () => true,
  date: () => new Date(0),
  map: () => new Map([[1, 2]]),
  array: good,
};

/** Not called: what sets the whole program's state, runs for a time, or writes to any descriptor it is given. */
const leftOut =
  /^(timeit|profile|config|show_config|memory\.limit|.*\.tofile|.*(Error|Warning)|lib\.format\.write_.*)$/;

interface Target {
  readonly name: string;
  readonly call: Call;
}

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

function targetsOf(members: object, prefix: string, depth: number): Target[] {
  return Object.entries(members).flatMap(([key, value]: [string, unknown]): Target[] => {
    const name = prefix + key;
    if (leftOut.test(name)) return [];
    if (typeof value === "function") {
      const call = value as Call;
      const ufunc = value instanceof np.ufunc || "reduceat" in value;
      const own = ufunc
        ? ["reduce", "accumulate", "reduceat", "outer", "at"].map((method) => ({
            name: `${name}.${method}`,
            call: (...args: unknown[]) =>
              Reflect.apply((value as never as Record<string, Call>)[method]!, value, args),
          }))
        : [];
      const made = isClass(value)
        ? (...args: unknown[]) =>
            new (call as unknown as new (...given: unknown[]) => unknown)(...args)
        : (...args: unknown[]) => Reflect.apply(call, members, args);
      return [{ name, call: made }, ...own];
    }
    const isSpace = typeof value === "object" && value !== null && depth < 3;
    const isValue = value instanceof np.NDArray || value instanceof np.DType;
    return isSpace && !isValue ? targetsOf(value, `${name}.`, depth + 1) : [];
  });
}

/** What reads files takes a number for an open one, which here is the test runner's. */
const readsFiles =
  /^(load|loadtxt|genfromtxt|fromfile|fromregex|memmap|save.*|lib\.(format|npyio)\..*|NpzFile|Memmap)$/;

/** Internals that TypeScript hides; they are called for every block of numbers and check nothing. */
const internal = /^(constructor|fill[A-Z].*|words|draw.*|raw.*)$/;

function methodsOf(label: string, make: () => object): Target[] {
  const names = new Map<PropertyKey, PropertyDescriptor>();
  for (let at: object = make(); at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) {
      if (!names.has(key)) names.set(key, Object.getOwnPropertyDescriptor(at, key)!);
    }
  }
  return [...names].flatMap(([key, { value }]): Target[] => {
    const name = `${label}.${String(key)}`;
    if (typeof value !== "function" || internal.test(String(key)) || leftOut.test(name)) return [];
    const call = (...args: unknown[]) => Reflect.apply(value as Call, make(), args);
    return [{ name, call }];
  });
}

const targets: readonly Target[] = [
  ...targetsOf(np, "", 0),
  ...methodsOf("ndarray", good),
  ...methodsOf("dtype", () => np.dtype("i4")),
  ...methodsOf("Generator", () => np.random.default_rng(1)),
  ...methodsOf("RandomState", () => new np.random.RandomState(1)),
  ...methodsOf("PCG64", () => new np.random.PCG64(1)),
  ...methodsOf("SeedSequence", () => new np.random.SeedSequence(1)),
];

const sources = fileURLToPath(new URL("../../src/", import.meta.url));
const lines = new Map<string, string[]>();

/** Sentences that were found to be ours; stacks are slow to read where sources are mapped. */
const known = new Set<string>();

/** Whether the error was made by a line of ours (or of this file) rather than by the engine. */
function isOurs(error: unknown): boolean {
  if (!(error instanceof Error) || error.name === "InternalError") return false;
  const isNative = [TypeError, RangeError, Error, SyntaxError, ReferenceError].some(
    (one) => error.constructor === one,
  );
  if (!isNative) return true;
  const sentence = error.message.slice(0, 40);
  if (known.has(sentence)) return true;
  const ours = isMadeHere(error);
  if (ours) known.add(sentence);
  return ours;
}

function isMadeHere(error: Error): boolean {
  const top = (error.stack ?? "").split("\n").find((line) => /^\s+at /.test(line)) ?? "";
  if (top.includes("junk-arguments.test")) return true;
  const place = /src\/([^:?]+\.ts)[^:]*:(\d+):(\d+)\)?$/.exec(top);
  if (place === null) return false;
  if (/at new \w*Error /.test(top)) return true;
  const [, file, line, column] = place as unknown as [string, string, string, string];
  let text = lines.get(file);
  if (text === undefined) {
    text = readFileSync(sources + file, "utf8").split("\n");
    lines.set(file, text);
  }
  const at = (text[Number(line) - 1] ?? "").slice(Math.max(0, Number(column) - 1));
  return /^(new \w+|\w*Error\()/.test(at);
}

class Sweep {
  calls = 0;
  slowest = { name: "", time: 0 };
  readonly problems = new Map<string, string>();

  run({ name, call }: Target, values: readonly unknown[], shown: string): unknown {
    const arrays = values.flatMap((one) => {
      const held = one instanceof np.NDArray ? [one] : Object.values((one ?? {}) as object);
      return held.filter((each): each is np.NDArray => each instanceof np.NDArray);
    });
    if (typeof values[0] === "number" && readsFiles.test(name)) return undefined;
    const before = arrays.map((one) => one.tolist());
    this.calls += 1;
    const start = performance.now();
    let thrown: unknown;
    try {
      const result = call(...values);
      if (result instanceof Promise) result.catch(() => undefined);
    } catch (error) {
      thrown = error;
    }
    const time = performance.now() - start;
    if (time > this.slowest.time) this.slowest = { name: `${name}(${shown})`, time };
    if (thrown === undefined) return undefined;
    const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    if (!isOurs(thrown)) this.#note(`${name}: ${text}`, shown, thrown);
    arrays.forEach((one, i) => {
      if (JSON.stringify(one.tolist()) !== JSON.stringify(before[i])) {
        this.#note(`${name} changed an array and then threw`, shown, thrown);
      }
    });
    return thrown;
  }

  #note(problem: string, shown: string, thrown: unknown): void {
    const frame = /\n\s+at (.*)/.exec((thrown as Error)?.stack ?? "")?.[1] ?? "";
    const key = problem.slice(0, 160);
    if (!this.problems.has(key)) this.problems.set(key, `(${shown}) at ${frame}`);
  }

  report(): string[] {
    return [...this.problems].map(([problem, where]) => `${problem} ${where}`);
  }
}

const names = Object.keys(junk);
const leads: readonly (() => unknown[])[] = [
  () => [],
  () => [good()],
  () => [good(), 1],
  () => [good(), good()],
  () => [3],
  () => [[2, 3]],
  () => ["x"],
];

/** The options that a function takes after these arguments, asked of its own error. */
function optionsOf(target: Target, lead: () => unknown[]): string[] {
  if (typeof lead()[0] === "number" && readsFiles.test(target.name)) return [];
  try {
    target.call(...lead(), { bogus_option: 1 });
  } catch (error) {
    const known = /keyword argument 'bogus_option' \(known: (.*)\)/.exec((error as Error).message);
    return known === null || known[1] === "none" ? [] : known[1]!.split(", ");
  }
  return [];
}

const here = process.cwd();
const folder = temporaryFolder()(".");
const printing = np.get_printoptions();
const errorState = np as unknown as { geterr?: () => unknown; seterr?: (state: unknown) => void };
const errors = errorState.geterr?.();
let warnings = 0;
const count = () => {
  warnings += 1;
};

beforeAll(() => {
  process.chdir(folder);
  process.on("warning", count);
  np.memory.limit("256 MiB");
});

afterAll(() => {
  np.memory.limit(null as never);
  np.set_printoptions(printing);
  if (errors !== undefined) errorState.seterr?.(errors);
  process.off("warning", count);
  process.chdir(here);
});

describe("junk as arguments", () => {
  it("knows what to call", () => {
    expect(targets.length).toBeGreaterThan(900);
  });

  it("in one place is answered by strided, whatever it is", () => {
    const sweep = new Sweep();
    for (const target of targets) {
      sweep.run(target, [], "");
      for (const name of names) {
        sweep.run(target, [junk[name]!()], name);
        sweep.run(target, [good(), junk[name]!()], `array, ${name}`);
      }
      np.set_printoptions(printing);
    }
    expect(sweep.report()).toEqual([]);
    expect(sweep.slowest.time, sweep.slowest.name).toBeLessThan(5000);
  }, 120_000);

  it("in two places is answered by strided, whatever it is", () => {
    const sweep = new Sweep();
    const random = new Random(SEED);
    for (const target of targets) {
      for (let i = 0; i < PAIRS; i++) {
        const [first, second, third] = [random.pick(names), random.pick(names), random.pick(names)];
        const values = [junk[first]!(), junk[second]!()];
        if (random.chance(0.3)) values.push(junk[third]!());
        sweep.run(target, values, `${first}, ${second}${values.length > 2 ? `, ${third}` : ""}`);
      }
      np.set_printoptions(printing);
    }
    expect(sweep.report()).toEqual([]);
    expect(sweep.slowest.time, sweep.slowest.name).toBeLessThan(5000);
  }, 120_000);

  it("as the value of any option is answered by strided, whatever it is", () => {
    const sweep = new Sweep();
    const random = new Random(SEED);
    for (const target of targets) {
      for (const lead of leads) {
        for (const option of optionsOf(target, lead)) {
          for (let i = 0; i < 2; i++) {
            const name = random.pick(names);
            const given = { [option]: junk[name]!() };
            sweep.run(
              target,
              [...lead(), given],
              `${lead().length} arguments, { ${option}: ${name} }`,
            );
          }
        }
      }
      np.set_printoptions(printing);
    }
    expect(sweep.calls).toBeGreaterThan(2000);
    expect(sweep.report()).toEqual([]);
    expect(sweep.slowest.time, sweep.slowest.name).toBeLessThan(5000);
  }, 120_000);

  it("brings no storm of warnings", () => {
    expect(warnings).toBeLessThan(50);
  });
});
