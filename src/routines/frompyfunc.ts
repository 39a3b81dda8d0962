// frompyfunc: a JavaScript function as a ufunc, called for every element. The dtype of its results is found from the
// values, for there is no object dtype here to hold just anything.

import { broadcastTo, moveAxes } from "../array/axes.js";
import { arrayFromValues, asArray } from "../array/convert.js";
import { copyInto } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { reshapeArray } from "../array/reshape.js";
import { elements } from "../array/values.js";
import { byteOffsets } from "../array/walk.js";
import { type Casting, can_cast, readCasting } from "../core/casting.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { codecOf } from "../core/element.js";
import { UFuncTypeError, ValueError } from "../core/errors.js";
import { broadcastOperands, countOf } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import { outArrays, whereMask } from "../ufunc/call-options.js";
import type { UfuncInfo } from "../ufunc/loop-kernels.js";
import { checkedStarts, startsArray } from "../ufunc/reduceat.js";
import { ufunc } from "../ufunc/ufunc.js";
import { integer, isScalarValue } from "./arguments.js";
import { type FunctionReduceOptions, type Lines, linesOf } from "./function-lines.js";

/** A function that takes elements and gives an element, or an array of them where there are several outputs. */
export type ElementFunction = (...elements: never[]) => unknown;

/** Options of `frompyfunc`. */
export interface FrompyfuncOptions {
  /** What reductions start from; by default there is none, and they start from the first element. */
  identity?: unknown;
}

/** Options of a call of what `frompyfunc` gives. */
export interface FunctionCallOptions {
  /** Where the result goes: an array, or one (or `null`) for each output. Default: new arrays. */
  out?: NDArray | readonly (NDArray | null)[] | null | undefined;
  /** Which casts of results to `out` are allowed; `"same_kind"` by default. */
  casting?: Casting | undefined;
  /** Elements to compute, which takes an `out` that keeps the others. All by default. */
  where?: NDArray | boolean | readonly unknown[] | undefined;
}

/** What is known of such a ufunc. */
interface FunctionFacts {
  readonly func: (...elements: unknown[]) => unknown;
  readonly name: string;
  readonly nin: number;
  readonly nout: number;
  readonly identity: unknown;
}

const int64 = toDtype("int64") as DType;
const known = new WeakMap<object, FunctionFacts>();

function factsOf(one: object): FunctionFacts {
  return known.get(one)!;
}

/** A ufunc made of a JavaScript function; made by {@link frompyfunc}. */
class FunctionUfunc extends ufunc {
  override get nin(): number {
    return factsOf(this).nin;
  }
  override get nout(): number {
    return factsOf(this).nout;
  }
  override get ntypes(): number {
    return 1;
  }
  override get types(): readonly string[] {
    return [`${"O".repeat(this.nin)}->${"O".repeat(this.nout)}`];
  }
  override get identity(): number | boolean | null {
    return (factsOf(this).identity ?? null) as number | boolean | null;
  }
  override get signature(): string | null {
    return null;
  }
  override get doc(): string {
    return `The JavaScript function ${factsOf(this).func.name}, element by element.`;
  }
  override reduce(array: unknown, given?: FunctionReduceOptions): unknown {
    const lines = linesFor(this, "reduce", array, given);
    const folded = lines.values.map((line) => fold(this, line, lines.start));
    if (lines.out !== null) return stored(lines.out, arrayOf(folded, lines.result), this.name);
    return lines.result.length === 0 ? folded[0] : arrayOf(folded, lines.result);
  }
  override accumulate(array: unknown, given?: FunctionReduceOptions): NDArray {
    const lines = linesFor(this, "accumulate", array, given);
    const { func } = factsOf(this);
    const running = lines.values.flatMap((line) => {
      let state: unknown;
      return line.map((value, i) => {
        state = i === 0 ? value : func(state, value);
        return state;
      });
    });
    const made = arrayOf(running, [...lines.shape, lines.length]);
    const moved = moveAxes(made, made.ndim - 1, lines.axis);
    return lines.out === null ? moved : stored(lines.out, moved, this.name);
  }
  override reduceat(array: unknown, indices: unknown, given?: FunctionReduceOptions): NDArray {
    const lines = linesFor(this, "reduceat", array, given);
    const starts = Array.from(checkedStarts(this.name, startsArray(indices), lines.length));
    const pieces = lines.values.flatMap((line) =>
      starts.map((start, i) => {
        const next = starts[i + 1] ?? line.length;
        return fold(this, line.slice(start, next > start ? next : start + 1), []);
      }),
    );
    const made = arrayOf(pieces, [...lines.shape, starts.length]);
    const moved = moveAxes(made, made.ndim - 1, lines.axis);
    return lines.out === null ? moved : stored(lines.out, moved, this.name);
  }
  override at(target: NDArray, indices: unknown, value?: unknown): void {
    const { func, nin, nout } = factsOf(this);
    checkScatter(target, nin, nout, value);
    const places = byteOffsets(target.byteOffset, target._shape, target._strides);
    const numbers = reshapeArray(
      arrayFromValues(Array.from(places.keys()), int64, "C"),
      target._shape,
    );
    const items = Array.isArray(indices) && indices.some(Array.isArray) ? indices : [indices];
    const picked = getIndex(numbers, items);
    const others = nin === 1 ? null : [...elements(broadcastTo(asArray(value), picked._shape))];
    const { read, write } = codecOf(target.dtype);
    let i = 0;
    for (const number of elements(picked)) {
      const view = target.live().views.dataView;
      const at = places[Number(number)]!;
      const old = read(view, at);
      write(view, at, others === null ? func(old) : func(old, others[i++]));
    }
  }
  override outer(...args: unknown[]): NDArray {
    checkBinary(this, "outer product");
    const [a, b] = [asArray(args[0]), asArray(args[1])];
    const spread = reshapeArray(a, [...a._shape, ...new Array<number>(b.ndim).fill(1)]);
    return callFunction(this, [spread, b, ...args.slice(2)]) as NDArray;
  }
  override resolve_dtypes(): never {
    throw refused(this, "resolve_dtypes");
  }
  override toString(): string {
    return `<ufunc '${factsOf(this).name}'>`;
  }
}

function linesFor(
  one: FunctionUfunc,
  method: string,
  array: unknown,
  given: FunctionReduceOptions | undefined,
): Lines {
  checkBinary(one, method);
  return linesOf(factsOf(one), method, array, given);
}

/** Results brought into an array that was given. */
function stored(out: NDArray, made: NDArray, name: string): NDArray {
  copyInto(out, broadcastTo(made, out._shape), name);
  return out;
}

/** @throws TypeError or ValueError where `at` cannot be */
function checkScatter(target: unknown, nin: number, nout: number, value: unknown): void {
  if (!(target instanceof NDArray)) throw new TypeError("first operand must be array");
  if (nout !== 1) throw new ValueError("Only single output ufuncs supported at this time");
  if (nin > 2) throw new ValueError("Only unary and binary ufuncs supported at this time");
  if (nin === 2 && value === undefined) throw new ValueError("second operand needed for ufunc");
  if (nin === 1 && value !== undefined) {
    throw new ValueError("second operand provided when ufunc is unary");
  }
  target.live();
  target.assertWriteable("array");
}

function refused(one: FunctionUfunc, method: string): TypeError {
  return new TypeError(
    `${factsOf(one).name} has no ${method}: a JavaScript function takes values of any dtype`,
  );
}

function checkBinary(one: FunctionUfunc, what: string): void {
  const { nin, nout, name } = factsOf(one);
  if (nin !== 2) throw new ValueError(`${what} only supported for binary functions (got ${name})`);
  if (nout !== 1) {
    throw new ValueError(
      `${what} only supported for functions returning a single value (got ${name})`,
    );
  }
}

function fold(one: FunctionUfunc, line: readonly unknown[], start: readonly unknown[]): unknown {
  const { func } = factsOf(one);
  const all = [...start, ...line];
  let state = all[0];
  for (let i = 1; i < all.length; i++) state = func(state, all[i]);
  return state;
}

/** Results as an array of the dtype that holds them. */
function arrayOf(values: readonly unknown[], shape: readonly number[]): NDArray {
  return reshapeArray(arrayFromValues(values, null, "C"), shape);
}

function callFunction(one: FunctionUfunc, args: readonly unknown[]): unknown {
  const { func, name, nin, nout } = factsOf(one);
  const last = args[args.length - 1];
  const given = args.length > nin && isOptions(last) ? (last as FunctionCallOptions) : undefined;
  const count = given === undefined ? args.length : args.length - 1;
  if (count !== nin) {
    throw new TypeError(
      `${name}() takes from ${nin} to ${nin + nout} positional arguments but ${count} ${count === 1 ? "was" : "were"} given (outputs go into the option out)`,
    );
  }
  const read = options<FunctionCallOptions>(name, given, ["out", "casting", "where"]);
  const mask = read.where === undefined || read.where === true ? null : whereMask(read.where);
  const casting = read.casting === undefined ? "same_kind" : readCasting(read.casting);
  const inputs = args.slice(0, nin).map((value) => asArray(value));
  for (const input of inputs) input.live();
  const outs = outArrays({ name } as UfuncInfo, read.out, nout);
  const shape = broadcastOperands(
    inputs.map((input) => input._shape),
    outs.map((out) => (out === null ? null : out._shape)),
    mask === null ? null : mask._shape,
  );
  if (mask !== null && outs.includes(null)) {
    throw new TypeError(
      `${name}: where takes an out, which keeps what is not computed (there is no object dtype to hold nothing)`,
    );
  }
  const wanted = mask === null ? null : [...elements(broadcastTo(mask, shape))];
  const kept = outs.map((out) => (wanted === null ? [] : [...elements(out!)]));
  const columns = inputs.map((input) => [...elements(broadcastTo(input, shape))]);
  const results: unknown[][] = Array.from({ length: nout }, () => []);
  const size = countOf(shape);
  for (let i = 0; i < size; i++) {
    if (wanted !== null && wanted[i] !== true) {
      results.forEach((list, k) => {
        list.push(kept[k]![i]);
      });
      continue;
    }
    const made = func(...columns.map((column) => column[i]));
    const parts: readonly unknown[] = nout === 1 ? [made] : several(name, made, nout);
    parts.forEach((part, k) => {
      results[k]!.push(part);
    });
  }
  const scalar =
    shape.length === 0 &&
    outs.every((out) => out === null) &&
    args.slice(0, nin).every(isScalarValue);
  const delivered = results.map((values, k) => {
    if (scalar) return values[0];
    const array = arrayOf(values, shape);
    const out = outs[k]!;
    if (out === null) return array;
    if (!can_cast(array.dtype, out.dtype, casting)) {
      throw new UFuncTypeError(
        `Cannot cast ufunc '${name}' output from ${array.dtype.repr()} to ${out.dtype.repr()} with casting rule '${casting}'`,
      );
    }
    copyInto(out, array, name);
    return out;
  });
  return nout === 1 ? delivered[0] : delivered;
}

function several(name: string, made: unknown, nout: number): readonly unknown[] {
  if (Array.isArray(made) && made.length === nout) return made;
  throw new ValueError(
    `${name} must return an array of ${nout} results (it returned ${String(made)})`,
  );
}

/** What {@link frompyfunc} gives: callable, with broadcasting and the methods of ufuncs. */
export interface FunctionUfuncCall {
  (...args: unknown[]): unknown;
  /** The function's name, with "(vectorized)". */
  readonly name: string;
  /** Number of inputs. */
  readonly nin: number;
  /** Number of outputs. */
  readonly nout: number;
  /** Number of inputs and outputs. */
  readonly nargs: number;
  /** One loop, of anything. */
  readonly ntypes: number;
  /** That loop in NumPy's letters: `OO->O`. */
  readonly types: readonly string[];
  /** What reductions start from, or `null`. */
  readonly identity: unknown;
  /** `null`: it goes element by element. */
  readonly signature: null;
  /** All elements along an axis combined, from the first to the last. */
  readonly reduce: (array: unknown, options?: FunctionReduceOptions) => unknown;
  /** The running results along an axis: a copy. */
  readonly accumulate: (array: unknown, options?: FunctionReduceOptions) => NDArray;
  /** `reduce` over the slices that begin at the given positions: a copy. */
  readonly reduceat: (array: unknown, indices: unknown, options?: FunctionReduceOptions) => NDArray;
  /** Elements combined with values in place, one after the other. */
  readonly at: (a: NDArray, indices: unknown, b?: unknown) => void;
  /** The results for every element of one with every element of the other: a copy. */
  readonly outer: (a: unknown, b: unknown) => NDArray;
}

/**
 * A function of elements as a ufunc: called for every element of its arguments, which broadcast, in C order. Results
 * are a new array (or one for each output) of the dtype that holds the values returned, as `np.array` finds it; of
 * numbers they are the values themselves. Elements come as `item()` gives them.
 *
 * @param func - takes `nin` elements; returns one, or an array of `nout` where there are several outputs
 * @param nin - how many arguments it takes
 * @param nout - how many results it gives
 * @returns the ufunc: an instance of `np.ufunc`, no array. What it returns are copies.
 * @throws TypeError if `func` is no function, a count no integer
 * @throws ValueError for counts that no ufunc has
 * @example
 * ```ts
 * const shorten = np.frompyfunc((text: string, n: number) => text.slice(0, n), 2, 1);
 * shorten(["apple", "pear"], [[1], [3]]); // => [['a' 'p'] ['app' 'pea']]
 * const larger = np.frompyfunc((x: number, y: number) => (x > y ? x : y), 2, 1, { identity: 0 });
 * larger.reduce([3, 9, 2]); // => 9
 * larger.name; // => anonymous (vectorized)
 * ```
 */
export function frompyfunc(
  func: ElementFunction,
  nin: number,
  nout: number,
  given?: FrompyfuncOptions,
): FunctionUfuncCall {
  const { identity } = options<FrompyfuncOptions>("frompyfunc", given, ["identity"]);
  if (typeof func !== "function") {
    throw new TypeError(`function must be callable (got ${typeof func})`);
  }
  const [inputs, outputs] = [integer(nin, "nin"), integer(nout, "nout")];
  if (inputs < 1 || outputs < 1 || inputs + outputs > 64) {
    throw new ValueError(
      `Cannot construct a ufunc with more than 64 operands or without any (requested number were: inputs = ${inputs} and outputs = ${outputs})`,
    );
  }
  const name = `${func.name === "" ? "anonymous" : func.name} (vectorized)`;
  const facts = {
    func: func as unknown as FunctionFacts["func"],
    name,
    nin: inputs,
    nout: outputs,
    identity,
  };
  const call = (...args: unknown[]) => callFunction(call as unknown as FunctionUfunc, args);
  Object.defineProperty(call, "name", { value: name });
  Object.setPrototypeOf(call, FunctionUfunc.prototype);
  known.set(call, facts);
  return call as unknown as FunctionUfuncCall;
}
