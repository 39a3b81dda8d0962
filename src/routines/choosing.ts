// Values chosen by a condition or a position: where, select, choose. Positions of what is true are in nonzero.ts.

import { broadcastTo } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castArray, castRefused, copyInto, elementTypeOf } from "../array/copy.js";
import { scalarDtype } from "../array/discover.js";
import { getIndex } from "../array/index-get.js";
import { assignValue, setIndex } from "../array/index-set.js";
import { indexValues } from "../array/index-values.js";
import { isCastAllowed } from "../core/casting.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { quietly } from "../core/errstate.js";
import {
  broadcastOperands,
  broadcastShapes,
  broadcastStrides,
  keepOrderAxes,
  outputStrides,
  sameNumbers,
  shapeText,
  stridesInOrder,
} from "../core/layout.js";
import { isPacked, NDArray, newArray, newArrayWithStrides, newPacked } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { promoteDTypes, resultDType } from "../core/promotion.js";
import { isSequence, pythonType } from "../core/python-values.js";
import type { PromoteOperands } from "../core/result-types.js";
import type { DTypeKey } from "../core/types.js";
import type { Body } from "../kernel/builder.js";
import { mapKernel } from "../kernel/describe.js";
import { runLine, runMap } from "../kernel/engine.js";
import type { MapKernel } from "../kernel/kernel.js";
import type { ElementType } from "../kernel/lanes.js";
import { recounted, unitsOf } from "../ufunc/loop-kernels.js";
import { type Operand, operandOf, ownDtype, settledScalar } from "../ufunc/operand.js";
import { kernelOperand } from "../ufunc/run-loop.js";
import { nonzero } from "./nonzero.js";
import { type TakeMode, takeMode, withinBounds } from "./positions.js";
import type { OneOrMore } from "./tuple-types.js";

const bool = toDtype("bool") as DType;
const int64 = toDtype("int64") as DType;

type WhereKey<X, Y> = [X, Y] extends [
  NDArray | number | bigint | boolean,
  NDArray | number | bigint | boolean,
]
  ? PromoteOperands<X, Y> extends infer K extends DTypeKey
    ? K
    : DTypeKey
  : DTypeKey;

/**
 * With one argument the positions of what is true, as `nonzero`; with three, for every element `x` where the
 * condition is true and `y` where it is not, all broadcast together. A copy, made in one pass.
 *
 * @throws ValueError if the shapes do not broadcast, or if only one of `x` and `y` is given
 * @example
 * ```ts
 * np.where([true, false], [1, 2], 0.5); // => [1.  0.5]
 * np.where([[0, 3], [4, 0]])[0]; // => [0 1]
 * ```
 */
export function where(condition: unknown): OneOrMore<NDArray<"int64">>;
export function where<const X, const Y>(condition: unknown, x: X, y: Y): NDArray<WhereKey<X, Y>>;
export function where(condition: unknown, x?: unknown, y?: unknown): NDArray | NDArray[] {
  if (x === undefined && y === undefined) return nonzero(condition);
  if (x === undefined || y === undefined) {
    throw new ValueError("either both or neither of x and y should be given");
  }
  if (condition instanceof NDArray) {
    const of = x instanceof NDArray ? x : y;
    const yes = of instanceof NDArray ? packedChoice(x, of) : null;
    const no = yes === null ? null : packedChoice(y, of as NDArray);
    const chosen = yes === null || no === null ? null : wherePacked(condition, yes, no);
    if (chosen !== null) return chosen;
  }
  return select3(asArray(condition), operandOf(x), operandOf(y));
}

/** Kernels of packed arrays of one dtype, by its number. */
const packedKernels: (MapKernel | undefined)[] = [];

const float64 = toDtype("float64") as DType;

/** A choice as an array; a number beside an array of float64 as one of a single element. `null` for all others. */
function packedChoice(given: unknown, beside: NDArray): NDArray | null {
  if (given instanceof NDArray) return given;
  if (typeof given !== "number" || beside._dtype !== float64) return null;
  const single = newArray([], float64);
  single.storage.views.f64[single.byteOffset / 8] = given;
  return single;
}

/**
 * A choice by truths between packed arrays of one builtin numeric dtype and shape, or one of them and a single element;
 * `null` for all others.
 */
function wherePacked(mask: NDArray, x: NDArray, y: NDArray): NDArray | null {
  const { dtype, itemsize } = x;
  if (dtype !== y.dtype || dtype.isbuiltin !== 1 || mask.dtype !== bool) return null;
  if (!isPacked(mask) || !isPacked(x) || !isPacked(y) || elementTypeOf(dtype) === null) return null;
  const along = [1, 0, 0, itemsize];
  for (const [at, one] of [x, y].entries()) {
    if (sameNumbers(one._shape, mask._shape)) along[at + 1] = itemsize;
    else if (one._shape.length > 0) return null;
  }
  mask.live();
  x.live();
  y.live();
  const result = newPacked(mask, dtype);
  let kernel = packedKernels[dtype.num];
  if (kernel === undefined) {
    kernel = whereKernel(mask, x, y, result);
    packedKernels[dtype.num] = kernel;
  }
  const operands = [mask, x, y, result].map(({ storage, byteOffset }, at) => {
    return { views: storage.views, byteOffset, byteStrides: [along[at]!] };
  });
  runLine(kernel, mask.size, operands, along);
  return result;
}

function select3(condition: NDArray, x: Operand, y: Operand): NDArray {
  condition.live();
  const dtype = commonDtype(x, y);
  const yes = settled(x, dtype);
  const no = settled(y, dtype);
  const shape = broadcastOperands([condition._shape, yes._shape, no._shape], []);
  const isText = elementTypeOf(condition.dtype) === null;
  const mask = isText ? truthsOf(condition) : condition;
  // as the iterator has it, also where one plain loop would do
  const layouts = [mask, yes, no].map((one) => broadcastStrides(one._shape, one._strides, shape));
  const strides = stridesInOrder(shape, dtype.itemsize, keepOrderAxes(shape, layouts));
  const result = newArrayWithStrides(shape, strides, dtype);
  if (result.size === 0) return result;
  if (elementTypeOf(dtype) === null) return chosenItems(result, mask, yes, no);
  runMap(
    whereKernel(mask, yes, no, result),
    shape,
    [mask, yes, no, result].map((one) => kernelOperand(one, shape)),
  );
  return result;
}

/** What is not a number as truths. @throws TypeError for records of several fields */
function truthsOf(condition: NDArray): NDArray {
  if (!isCastAllowed(condition.dtype, bool, "unsafe")) {
    throw new TypeError(
      `Iterator operand 1 dtype could not be cast from ${condition.dtype.repr()} to dtype('bool') according to the rule 'unsafe' (pick a field of the condition)`,
    );
  }
  return castArray(condition, bool, "K", "where");
}

/** What the choices of `select` and its default value have in common. */
function selectedDType(operands: readonly Operand[]): DType {
  try {
    return resultDType(operands.map((one) => (one instanceof NDArray ? one.dtype : one)));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(
      `Choicelist and default value do not have a common dtype: ${error.message}`,
    );
  }
}

/** The common dtype of two operands; a weak scalar bends to an array. */
export function commonDtype(x: Operand, y: Operand): DType {
  if (x instanceof NDArray && y instanceof NDArray) return resultDType([x.dtype, y.dtype]);
  if (!(x instanceof NDArray) && !(y instanceof NDArray)) {
    return promoteDTypes(ownDtype(x), ownDtype(y));
  }
  return resultDType([x instanceof NDArray ? x.dtype : x, y instanceof NDArray ? y.dtype : y]);
}

/** The operand as an array: a scalar becomes one of `dtype`, wrapping around where it does not fit, as in NumPy. */
function settled(one: Operand, dtype: DType): NDArray {
  if (one instanceof NDArray) {
    one.live();
    return one;
  }
  // beyond 64 bits an integer is no array of its own, but a float can hold it
  const beyond = typeof one === "bigint" && (one >= 2n ** 64n || one < -(2n ** 63n));
  if (beyond && (dtype.kind === "f" || dtype.kind === "c")) return settledScalar(one, dtype);
  const own = arrayDtype(one);
  return castArray(settledScalar(one, own), dtype);
}

/** The dtype of an array of a scalar. */
function arrayDtype(one: Exclude<Operand, NDArray>): DType {
  return typeof one === "bigint" ? scalarDtype(one) : ownDtype(one);
}

const kernels = new Map<string, MapKernel>();

function whereKernel(mask: NDArray, x: NDArray, y: NDArray, result: NDArray): MapKernel {
  const types = [mask, x, y, result].map((one) => elementTypeOf(one.dtype) as ElementType);
  const { dtype } = result;
  const key = types.map((type) => type.code).join() + unitsOf([x.dtype, y.dtype, dtype]);
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    const { name } = types[3]!;
    const body: Body = (b, c, yes, no) =>
      b.select(
        b.truth(c!),
        recounted(b, b.cast(yes!, name), x.dtype, dtype),
        recounted(b, b.cast(no!, name), y.dtype, dtype),
      );
    kernel = mapKernel({
      name: "where",
      body,
      inputs: types.slice(0, 3),
      outputs: types.slice(3),
      exactHalves: true,
    });
    kernels.set(key, kernel);
  }
  return kernel;
}

/** Strings and records, which kernels do not move: all of `y`, then `x` where the mask is true. */
function chosenItems(result: NDArray, mask: NDArray, x: NDArray, y: NDArray): NDArray {
  const shape = result._shape;
  assignValue(result, y);
  const where = castArray(broadcastTo(mask, shape), bool, "C", "where");
  setIndex(result, [where], getIndex(broadcastTo(x, shape), [where]));
  return result;
}

/**
 * For every element the value of the first choice whose condition is true there, else `default`. A copy.
 *
 * @throws ValueError if there are not as many conditions as choices, or none
 * @example
 * ```ts
 * const x = np.arange(6);
 * np.select([x.less(3), x.greater(3)], [x, x.multiply(10)], 42); // => [ 0  1  2 42 40 50]
 * ```
 */
export function select(
  condlist: readonly unknown[],
  choicelist: readonly unknown[],
  fallback: unknown = 0,
): NDArray {
  for (const list of [condlist, choicelist]) {
    if (isSequence(list) || (list as unknown) instanceof NDArray) continue;
    throw new TypeError(
      `'${pythonType(list)}' object is not iterable: select takes a list of conditions and a list of choices`,
    );
  }
  const conditions = [...condlist];
  const choices = [...choicelist];
  if (conditions.length !== choices.length) {
    throw new ValueError(
      `list of cases must be same length as list of conditions (got ${choices.length} and ${conditions.length})`,
    );
  }
  if (conditions.length === 0) {
    throw new ValueError("select with an empty condition list is not possible");
  }
  const otherwise =
    typeof fallback === "object" &&
    fallback !== null &&
    !(fallback instanceof NDArray) &&
    "default" in fallback
      ? options<{ default: unknown }>("select", fallback as { default: unknown }, ["default"])
          .default
      : fallback;
  const masks = conditions.map((one, i) => {
    const mask = asArray(one);
    if (mask.dtype.kind !== "b") {
      throw new TypeError(
        `invalid entry ${i} in condlist: should be boolean ndarray (got dtype ${mask.dtype.name})`,
      );
    }
    return mask;
  });
  const operands = [...choices.map(operandOf), operandOf(otherwise)];
  const dtype = selectedDType(operands);
  const settle = () => operands.map((one) => settled(one, dtype));
  const arrays = operands.filter((one) => one instanceof NDArray);
  // what is put nowhere tells of no errors
  const isNothing = [...masks, ...arrays].some(({ size }) => size === 0);
  const values = isNothing ? quietly(settle) : settle();
  // as NumPy, which says which of the conditions do not fit together, or which of the choices
  const shape = broadcastShapes(
    broadcastShapes(...masks.map((one) => one._shape)),
    broadcastShapes(...values.map((one) => one._shape)),
  );
  const { length: ndim } = broadcastShapes(...values.map((one) => one._shape));
  operands.slice(0, -1).forEach((one) => {
    const own = one instanceof NDArray ? one.dtype : arrayDtype(one);
    if (!isCastAllowed(own, dtype, "same_kind")) {
      throw new TypeError(castRefused(own, dtype, "same_kind", ndim));
    }
  });
  let result = castArray(broadcastTo(values[values.length - 1], shape), dtype, "C", "select");
  for (let i = masks.length - 1; i >= 0; i--) result = select3(masks[i], values[i], result);
  return result;
}

/** Options of `choose`. */
export interface ChooseOptions {
  /** An array of the result's shape; it is returned. A new one by default. */
  out?: NDArray | null | undefined;
  /** What becomes of positions out of bounds: `"raise"` (default), `"wrap"` or `"clip"`. */
  mode?: TakeMode | undefined;
}

/**
 * For every element of `a`, a position, the element there of that choice: `choices[a[i]][i]`, all broadcast
 * together. A copy.
 *
 * @throws ValueError for a position that names no choice
 * @example
 * ```ts
 * np.choose([1, 0, 1], [[1, 2, 3], [10, 20, 30]]); // => [10  2 30]
 * ```
 */
export function choose(a: unknown, choices: unknown, given?: ChooseOptions): NDArray {
  const known = options<ChooseOptions>("choose", given, ["out", "mode"]);
  const mode = takeMode(known.mode);
  const out = known.out ?? null;
  if (out !== null && !(out instanceof NDArray)) {
    throw new TypeError(`output must be an array (got ${typeof out})`);
  }
  const positions = asArray(a);
  positions.live();
  const operands = choicesOf(choices);
  if (operands.length === 0) {
    throw new ValueError("0-length sequence. (choose needs at least one array to choose from)");
  }
  // the rows of an array have its dtype, whatever the byte order
  const dtype =
    choices instanceof NDArray
      ? choices.dtype
      : resultDType(operands.map((one) => (one instanceof NDArray ? one.dtype : one)));
  const list = operands.map((one) => settled(one, dtype));
  // other than for `take` and `put` what is no array must be of integers
  if (!isCastAllowed(positions.dtype, int64, "safe")) {
    throw new TypeError(castRefused(positions.dtype, int64, "safe", positions.ndim));
  }
  const shape = broadcastShapes(...list.map((one) => one._shape), positions._shape);
  if (out !== null) {
    if (!sameNumbers(out._shape, shape)) {
      throw new TypeError(
        `choose: invalid shape for output array. (expected ${shapeText(shape)}, got ${shapeText(out._shape)})`,
      );
    }
    out.assertWriteable("output array");
  }
  const wanted = withinBounds(
    indexValues(broadcastTo(positions, shape)),
    list.length,
    mode,
    () =>
      new ValueError(
        `invalid entry in choice array (there are ${list.length} choices; mode "wrap" or "clip" takes other numbers)`,
      ),
  );
  const result = castArray(broadcastTo(list[0], shape), dtype, "C", "choose");
  const mask = newArrayWithStrides(shape, outputStrides(shape, 1, "C", []), bool);
  const bytes = new Uint8Array(mask.storage.buffer as ArrayBuffer, mask.byteOffset, mask.size);
  let chosen = result;
  for (let k = 1; k < list.length; k++) {
    for (let i = 0; i < bytes.length; i++) bytes[i] = wanted[i] === k ? 1 : 0;
    chosen = select3(mask, castArray(list[k], dtype), chosen);
  }
  if (out === null) return chosen.dtype === dtype ? chosen : castArray(chosen, dtype);
  copyInto(out, chosen, "choose");
  return out;
}

function choicesOf(choices: unknown): Operand[] {
  if (Array.isArray(choices)) return choices.map(operandOf);
  const array = asArray(choices);
  if (array.ndim === 0)
    throw new TypeError("iteration over a 0-d array (choose needs a sequence of choices)");
  return Array.from({ length: array._shape[0] }, (_, i) => getIndex(array, [i]));
}
