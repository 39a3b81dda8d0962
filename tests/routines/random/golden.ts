// Runs the cases of golden_random.py: calls on one generator, each compared with NumPy's answer.

import { createHash } from "node:crypto";
import * as np from "strided";

/** An argument as JSON holds it. */
type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

interface Expected {
  error?: [name: string, message: string];
  value?: Json;
  "near value"?: number;
  dtype?: string;
  shape?: number[];
  sha?: string;
  near?: number[];
}

/** A generator and the calls on it. */
export interface Case {
  family: "pcg" | "mt" | "legacy" | "legacy-pcg";
  seed: Json;
  calls: [method: string, args: Json[], options: Record<string, Json>, expected: Expected][];
}

type Caller = Record<string, (...args: unknown[]) => unknown>;

function make({ family, seed }: Case): Caller {
  const { default_rng, Generator, MT19937, PCG64, RandomState } = np.random;
  const value = read(seed) as number;
  const made = {
    pcg: () => default_rng(value),
    mt: () => new Generator(new MT19937(value)),
    legacy: () => new RandomState(value),
    "legacy-pcg": () => new RandomState(new PCG64(value)),
  }[family]();
  return made as unknown as Caller;
}

/** A JSON argument as the value that the Python script used. */
export function read(json: Json): unknown {
  if (Array.isArray(json)) return json.map(read);
  if (typeof json !== "object" || json === null) return json;
  if ("int" in json) return BigInt(json.int as string);
  if ("float" in json) return Number(json.float);
  const shape = json.array as number[];
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Array.from({ length: size }, (_, i) => i);
  const array = np
    .array(values, "int64")
    .astype(json.dtype as "int64")
    .reshape(shape);
  switch (json.view) {
    case "T":
      return array.T;
    case "reversed":
      return array.at("::-1");
    case "every other":
      return array.at("..., ::2");
    default:
      return array;
  }
}

/** Differences from NumPy, in words; none if all calls agree. */
export function differences(one: Case): string[] {
  const generator = make(one);
  const found: string[] = [];
  for (const [method, args, options, expected] of one.calls) {
    const given = args.map(read);
    const names = Object.entries(options).map(([name, value]) => [name, read(value)]);
    const last = names.length > 0 ? [Object.fromEntries(names)] : [];
    const problem = compare(() => answer(generator, method, given, last), expected);
    if (problem !== null) {
      found.push(
        `${one.family} seed ${JSON.stringify(one.seed)} ${method}(${JSON.stringify(args)}, ${JSON.stringify(options)}): ${problem}`,
      );
    }
  }
  return found;
}

function answer(generator: Caller, method: string, args: unknown[], last: unknown[]): unknown {
  const result = generator[method]!(...args, ...last);
  if (method === "shuffle") return np.asarray(args[0]);
  return result instanceof Uint8Array ? np.asarray(result) : result;
}

function compare(run: () => unknown, expected: Expected): string | null {
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    const { name, message } = error as Error;
    if (expected.error === undefined) return `threw ${(error as Error).stack}`;
    const [wanted, sentence] = expected.error;
    if (!sameClass(name, wanted)) return `threw ${name}, NumPy ${wanted}`;
    return message.startsWith(sentence) ? null : `said "${message}", NumPy "${sentence}"`;
  }
  if (expected.error !== undefined) return `gave ${result}, NumPy threw ${expected.error}`;
  if (expected.dtype === undefined) return compareValue(result, expected);
  if (!(result instanceof np.NDArray)) return `gave ${result}, NumPy an array`;
  if (String(result.dtype) !== expected.dtype) return `dtype ${result.dtype}`;
  if (String(result.shape) !== String(expected.shape)) return `shape ${result.shape}`;
  if (expected.near !== undefined)
    return compareNear(result.ravel().tolist() as number[], expected.near);
  const digest = createHash("sha256").update(result.tobytes()).digest("hex").slice(0, 16);
  return digest === expected.sha ? null : `other values: ${result}`;
}

/** strided's DTypeError and the like extend the class that NumPy throws. */
function sameClass(name: string, wanted: string): boolean {
  return name === wanted || (name === "DTypeError" && wanted === "TypeError");
}

function compareValue(result: unknown, expected: Expected): string | null {
  const near = expected["near value"];
  if (near !== undefined) return compareNear([result as number], [near]);
  const wanted = read(expected.value!);
  return Object.is(result, wanted) ? null : `gave ${result}, NumPy ${wanted}`;
}

function compareNear(results: number[], wanted: number[]): string | null {
  for (const [i, value] of results.entries()) {
    if (Math.abs(value - wanted[i]!) > 2 * Number.EPSILON * Math.abs(wanted[i]!)) {
      return `element ${i}: ${value}, NumPy ${wanted[i]}`;
    }
  }
  return null;
}
