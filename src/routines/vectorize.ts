// vectorize: a JavaScript function over arrays, with dtypes of its results, arguments that are left alone, and core
// dimensions. The plain way from a function to a ufunc is frompyfunc.ts.

import { broadcastTo } from "../array/axes.js";
import { arrayFromValues, asArray } from "../array/convert.js";
import { getIndex } from "../array/index-get.js";
import { assignValue } from "../array/index-set.js";
import { reshapeArray } from "../array/reshape.js";
import { elements } from "../array/values.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { broadcastOperands, broadcastShapes, countOf } from "../core/layout.js";
import { type NDArray, newArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { charDtype } from "../ufunc/resolve.js";
import type { ElementFunction } from "./frompyfunc.js";

/** Options of `vectorize`. */
export interface VectorizeOptions {
  /** Dtypes of the results: characters such as `"d"`, or a dtype for each. Found from the first results by default. */
  otypes?: string | readonly DTypeLike[] | null | undefined;
  /** What `doc` says. By default that it is the function of that name. */
  doc?: string | null | undefined;
  /** Positions of arguments that the function gets as they are. By default there are none. */
  excluded?: Iterable<number> | null | undefined;
  /** Whether the first results, from which dtypes are found, are kept, so that no element is worked out twice. Default `false`. */
  cache?: boolean | undefined;
  /** Core dimensions, as `"(n),(n)->()"`: the function then gets and gives arrays of them. By default it takes elements. */
  signature?: string | null | undefined;
}

const names = ["otypes", "doc", "excluded", "cache", "signature"] as const;

/** What {@link vectorize} gives. */
export interface Vectorized {
  (...args: unknown[]): NDArray | NDArray[];
  /** The function itself. */
  readonly pyfunc: ElementFunction;
  /** Characters of the results' dtypes, or `null`. */
  readonly otypes: string | null;
  /** Positions of arguments that are left alone. */
  readonly excluded: ReadonlySet<number>;
  /** Whether the first results are kept. */
  readonly cache: boolean;
  /** The core dimensions, or `null`. */
  readonly signature: string | null;
  /** What it is, in a sentence. */
  readonly doc: string;
}

type Func = (...args: unknown[]) => unknown;

interface Facts {
  readonly func: Func;
  readonly otypes: readonly DType[] | null;
  readonly excluded: ReadonlySet<number>;
  readonly cache: boolean;
  readonly core: CoreDims | null;
}

/** Names of the core dimensions of each argument and each result. */
interface CoreDims {
  readonly inputs: readonly (readonly string[])[];
  readonly outputs: readonly (readonly string[])[];
}

/**
 * A function of elements as one of arrays: called for every element of its arguments, which broadcast, in C order. A
 * convenience: it is as slow as a loop. A function that returns a JavaScript array has as many results, each of which
 * becomes an array. Unless `otypes` says what they are, the function is called once more for the first elements, to
 * find the dtypes (`cache` keeps what it returned).
 *
 * @param pyfunc - takes elements as `item()` gives them; with a `signature` also arrays
 * @returns a function that gives new arrays (copies), 0-d ones for scalars: one, or a list of them
 * @throws TypeError if `pyfunc` is no function, or an option is unknown
 * @throws ValueError for `otypes` or a `signature` that are none; when called without elements and without `otypes`
 * @example
 * ```ts
 * const clipped = np.vectorize((a: number, b: number) => (a > b ? a - b : a + b));
 * clipped([1, 2, 3, 4], 2); // => [3 4 1 2]
 * const both = np.vectorize((x: number) => [x, x / 2], { otypes: ["int64", "float64"] });
 * both([1, 2]); // => [1 2],[0.5 1. ]
 * const dot = np.vectorize((a: np.NDArray, b: np.NDArray) => np.vecdot(a, b), { signature: "(n),(n)->()" });
 * dot([[1, 2], [3, 4]], [1, 1]); // => [3 7]
 * ```
 */
export function vectorize(pyfunc: ElementFunction, given?: VectorizeOptions): Vectorized {
  const known = options<VectorizeOptions>("vectorize", given, names);
  if (typeof pyfunc !== "function") {
    throw new TypeError(
      `When used as a decorator, only accepts a callable. (got ${typeof pyfunc})`,
    );
  }
  const otypes = readOtypes(known.otypes);
  const signature = known.signature ?? null;
  const facts: Facts = {
    func: pyfunc as unknown as Func,
    otypes,
    excluded: readExcluded(known.excluded),
    cache: known.cache === true,
    core: signature === null ? null : readSignature(signature),
  };
  const name = pyfunc.name === "" ? "anonymous" : pyfunc.name;
  const call = (...args: unknown[]) => callVectorized(facts, args);
  return Object.assign(call, {
    pyfunc,
    otypes: otypes === null ? null : otypes.map((one) => one.char).join(""),
    excluded: facts.excluded,
    cache: facts.cache,
    signature,
    doc: known.doc ?? `The JavaScript function ${name}, element by element.`,
  });
}

function readOtypes(given: unknown): readonly DType[] | null {
  if (given === undefined || given === null) return null;
  if (typeof given === "string") {
    return [...given].map((char) => {
      if (/^[?bhilqpBHILQPefdgFDGSUVMm]$/.test(char)) return charDtype(char);
      throw new ValueError(`Invalid otype specified: ${char} (type characters, such as "d")`);
    });
  }
  if (!Array.isArray(given)) {
    throw new ValueError("Invalid otype specification (a text of type characters, or dtypes)");
  }
  return given.map((one: DTypeLike) => charDtype((toDtype(one) as DType).char));
}

function readExcluded(given: Iterable<unknown> | null | undefined): ReadonlySet<number> {
  const positions = new Set<number>();
  for (const one of given ?? []) {
    if (typeof one !== "number" || !Number.isInteger(one)) {
      throw new TypeError(
        `excluded takes positions of arguments (got ${String(one)}; JavaScript's arguments have no names)`,
      );
    }
    positions.add(one);
  }
  return positions;
}

function readSignature(text: string): CoreDims {
  const bare = typeof text === "string" ? text.replace(/\s+/g, "") : "";
  const list = String.raw`\((?:\w+(?:,\w+)*)?\)(?:,\((?:\w+(?:,\w+)*)?\))*`;
  if (!new RegExp(`^${list}->${list}$`).test(bare)) {
    throw new ValueError(`not a valid gufunc signature: ${String(text)}`);
  }
  const parsed = (side: string) =>
    [...side.matchAll(/\(([^)]*)\)/g)].map(([, dims]) => (dims === "" ? [] : dims!.split(",")));
  const [inputs, outputs] = bare.split("->");
  return { inputs: parsed(inputs!), outputs: parsed(outputs!) };
}

function callVectorized(facts: Facts, args: readonly unknown[]): NDArray | NDArray[] {
  const varied = args.filter((_, i) => !facts.excluded.has(i));
  const func: Func = (...values) => {
    const next = values[Symbol.iterator]();
    return facts.func(...args.map((one, i) => (facts.excluded.has(i) ? one : next.next().value)));
  };
  const results =
    facts.core === null ? byElements(facts, func, varied) : byCores(facts, func, varied);
  return results.length === 1 ? results[0]! : results;
}

/** The results of a call as a list, for a function that may have several. */
function partsOf(made: unknown): readonly unknown[] {
  return Array.isArray(made) ? made : [made];
}

function noElements(): ValueError {
  return new ValueError(
    "cannot call `vectorize` on size 0 inputs unless `otypes` is set (without elements nothing says what the results are)",
  );
}

function byElements(facts: Facts, func: Func, args: readonly unknown[]): NDArray[] {
  const inputs = args.map((one) => asArray(one));
  for (const one of inputs) one.live();
  const shape = broadcastOperands(
    inputs.map((one) => one._shape),
    [],
  );
  const size = countOf(shape);
  if (size === 0 && facts.otypes === null) throw noElements();
  const walks = inputs.map((one) => elements(broadcastTo(one, shape)));
  const next = () => walks.map((walk) => walk.next().value);
  let first: unknown;
  let dtypes = facts.otypes;
  const row = size > 0 ? next() : [];
  if (dtypes === null) {
    first = func(...row);
    dtypes = partsOf(first).map((one) => charDtype(asArray(one).dtype.char));
  }
  const kept = facts.otypes === null && facts.cache;
  const columns: unknown[][] = dtypes.map(() => []);
  for (let i = 0; i < size; i++) {
    const made = i === 0 && kept ? first : func(...(i === 0 ? row : next()));
    const parts = dtypes.length === 1 && !Array.isArray(made) ? [made] : partsOf(made);
    if (parts.length !== dtypes.length) throw wrongCount(dtypes.length, parts.length);
    parts.forEach((part, k) => {
      columns[k]!.push(part);
    });
  }
  return columns.map((values, k) => reshapeArray(arrayFromValues(values, dtypes[k]!, "C"), shape));
}

function wrongCount(expected: number, got: number): ValueError {
  return new ValueError(`wrong number of outputs from pyfunc: expected ${expected}, got ${got}`);
}

function byCores(facts: Facts, func: Func, args: readonly unknown[]): NDArray[] {
  const { inputs: dims, outputs: made } = facts.core!;
  if (args.length !== dims.length) {
    throw new TypeError(
      `wrong number of positional arguments: expected ${dims.length}, got ${args.length}`,
    );
  }
  const arrays = args.map((one) => asArray(one));
  const sizes = new Map<string, number>();
  arrays.forEach((one, i) => {
    measure(sizes, one._shape, dims[i]!);
  });
  const shape = broadcastShapes(
    ...arrays.map((one, i) => one._shape.slice(0, one.ndim - dims[i]!.length)),
  );
  const coreShape = (names: readonly string[]) => names.map((name) => sizes.get(name)!);
  const spread = arrays.map((one, i) => broadcastTo(one, [...shape, ...coreShape(dims[i]!)]));
  let outputs: NDArray[] | null = null;
  for (const position of positions(shape)) {
    const results = partsOf(func(...spread.map((one, i) => pieceOf(one, position, dims[i]!))));
    if (results.length !== made.length) throw wrongCount(made.length, results.length);
    if (outputs === null) {
      results.forEach((one, k) => {
        measure(sizes, asArray(one)._shape, made[k]!);
      });
      const types = facts.otypes ?? results.map((one) => asArray(one).dtype);
      outputs = made.map((names, k) => newArray([...shape, ...coreShape(names)], types[k]!));
    }
    outputs.forEach((one, k) => {
      assignValue(getIndex(one, [...position, "..."]), results[k]);
    });
  }
  return outputs ?? emptyOutputs(facts, sizes, shape);
}

/** An element, or the view of an argument's core dimensions. */
function pieceOf(array: NDArray, position: readonly number[], core: readonly string[]): unknown {
  return core.length === 0
    ? getIndex(array, [...position, "..."]).item()
    : getIndex(array, position);
}

function emptyOutputs(
  facts: Facts,
  sizes: ReadonlyMap<string, number>,
  shape: readonly number[],
): NDArray[] {
  const { outputs } = facts.core!;
  if (facts.otypes === null) throw noElements();
  if (outputs.flat().some((name) => !sizes.has(name))) {
    throw new ValueError(
      "cannot call `vectorize` with a signature including new output dimensions on size 0 inputs",
    );
  }
  return outputs.map((names, k) => {
    return newArray([...shape, ...names.map((name) => sizes.get(name)!)], facts.otypes![k]!);
  });
}

function* positions(shape: readonly number[]): Generator<number[]> {
  const count = countOf(shape);
  for (let i = 0; i < count; i++) {
    const position = new Array<number>(shape.length);
    let rest = i;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    yield position;
  }
}

/** Notes the lengths of core dimensions. @throws ValueError where there are too few, or one has another length */
function measure(
  sizes: Map<string, number>,
  shape: readonly number[],
  core: readonly string[],
): void {
  if (core.length === 0) return;
  if (shape.length < core.length) {
    const listed = core.map((name) => `'${name}'`).join(", ");
    throw new ValueError(
      `${shape.length}-dimensional argument does not have enough dimensions for all core dimensions (${listed}${core.length === 1 ? "," : ""})`,
    );
  }
  shape.slice(shape.length - core.length).forEach((length, i) => {
    const known = sizes.get(core[i]!);
    if (known !== undefined && known !== length) {
      throw new ValueError(
        `inconsistent size for core dimension '${core[i]}': ${length} vs ${known}`,
      );
    }
    sizes.set(core[i]!, length);
  });
}
