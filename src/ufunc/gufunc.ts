// Calling a generalized ufunc: a product of vectors or matrices for each position of the broadcast axes. Where its
// axes are is core-axes.ts's business, how two matrices are multiplied is matrix-product.ts's.

import { broadcastTo, transposeArray } from "../array/axes.js";
import { castArray, copyInto } from "../array/copy.js";
import { overwrites } from "../array/overlapping.js";
import { can_cast } from "../core/casting.js";
import type { DType } from "../core/dtype.js";
import { quietly, reportErrors, watched } from "../core/errstate.js";
import {
  isFContiguous,
  keepOrderAxes,
  type OrderName,
  sameNumbers,
  stridesInOrder,
} from "../core/layout.js";
import { makeView, NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import { weakKind } from "../core/weak-scalar.js";
import type { Body } from "../kernel/builder.js";
import type { ReduceKernel } from "../kernel/kernel.js";
import { allFinite } from "./all-finite.js";
import { checkCasts, checkEquivalents } from "./call.js";
import {
  checkArgumentCount,
  filled,
  manners,
  outArray,
  outList,
  type UfuncOptions,
} from "./call-options.js";
import { castFlags } from "./cast-flags.js";
import { type CorePlan, loopShape, planCore } from "./core-axes.js";
import { loopFor, type UfuncInfo } from "./loop-kernels.js";
import { multiplyStacks } from "./matrix-product.js";
import { operandOf, settledDtypes, settledScalar, type WeakScalar } from "./operand.js";
import { reportProduct } from "./product-errors.js";
import { reduceArray, scalarOf } from "./reduce.js";
import { charDtype, loopInput, loopOutput } from "./resolve.js";
import { signatureOption } from "./signature.js";
import { infoOf, ufuncs } from "./ufunc.js";

/** Options of a call of `matmul` and its like. */
export interface GufuncOptions extends Omit<UfuncOptions, "where"> {
  /** Which axes of each operand are multiplied: an entry for each input and output, an axis or a list of them. The last ones by default. */
  axes?: readonly (number | readonly number[])[] | undefined;
  /** The one core axis of every operand, where there is but one. The last by default. */
  axis?: number | undefined;
  /** Whether the core axes of the inputs stay in the result, with length 1. Default `false`. */
  keepdims?: boolean | undefined;
}

const optionNames = [
  "out",
  "casting",
  "order",
  "dtype",
  "signature",
  "sig",
  "subok",
  "axes",
  "axis",
  "keepdims",
] as const;

/** Calls a generalized ufunc with the arguments as the user gave them. */
export function callGufunc(info: UfuncInfo, args: readonly unknown[]): unknown {
  const { name, row } = info;
  const core = row.core!;
  const last = args[args.length - 1];
  const given = args.length > row.nin && isOptions(last) ? (last as GufuncOptions) : undefined;
  const positional = given === undefined ? args : args.slice(0, -1);
  checkArgumentCount(info, positional);
  const known = options<GufuncOptions>(name, given, optionNames);
  const placed = positional.slice(row.nin);
  if (placed.length > 0 && known.out !== undefined) {
    throw new TypeError("cannot specify 'out' as both a positional and keyword argument");
  }
  // in NumPy's order: of several that are wrong, it tells of the first
  const [first] = outList(info, placed.length > 0 ? filled(placed, row.nout) : known.out, row.nout);
  if (known.axes !== undefined && known.axis !== undefined) {
    throw new TypeError("cannot specify both 'axis' and 'axes'");
  }
  const signature = signatureOption(name, row, known);
  const operands = positional.slice(0, row.nin).map(operandOf);
  const out = outArray(first);
  if (known.keepdims !== undefined && typeof known.keepdims !== "boolean") {
    throw new TypeError(`'keepdims' must be a boolean (got ${typeof known.keepdims})`);
  }
  const { casting, order } = manners(known);
  const dtypes = settledDtypes(operands);
  const loop = loopFor(info, dtypes, signature, operands);
  if (casting === "equiv") checkEquivalents(operands, loop);
  // integers are proved to fit before casts are looked at
  const settled = operands.map((one, i) =>
    weakKind(one) === "int" ? settledScalar(one as WeakScalar, loopInput(loop, i)) : one,
  );
  checkCasts(info, loop, operands, dtypes, { casting, out: [out] }, false);
  const inputs = settled.map((one, i) =>
    one instanceof NDArray ? one : settledScalar(one, loopInput(loop, i)),
  );
  for (const one of inputs) one.live();
  const shapes = [...inputs.map((one) => one._shape), out === null ? null : out._shape];
  const plan = planCore(name, row.nin, core, shapes, known);
  const result = product(info, plan, inputs, out, loopOutput(loop), order);
  return result.ndim === 0 && out === null ? scalarOf(result) : result;
}

/** An operand with its core axes last. */
function coreLast(array: NDArray, plan: CorePlan, operand: number): NDArray {
  const axes = plan.axes[operand]!;
  if (axes === null) return array;
  const rest = array._shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  return transposeArray(array, [...rest, ...axes]);
}

function product(
  info: UfuncInfo,
  plan: CorePlan,
  given: readonly NDArray[],
  out: NDArray | null,
  dtype: DType,
  order: OrderName,
): NDArray {
  const { nin } = info.row;
  const inputs = given.map((one, i) => coreLast(one, plan, i));
  const place = out === null ? null : coreLast(out, plan, nin);
  const all = [...inputs, place];
  const loops = all.map((one, i) =>
    one === null ? null : one._shape.slice(0, one.ndim - plan.names[i]!.length),
  );
  const resultCore = plan.names[nin]!.map((axis) => plan.sizes.get(axis)!);
  const shapes = [...given.map((one) => one._shape), out === null ? null : out._shape];
  const outCore = place?._shape.slice(loops[nin]!.length) ?? resultCore;
  const loop = loopShape(nin, shapes, loops, resultCore, outCore);
  const spread = inputs.map((one, i) =>
    broadcastTo(one, [...loop, ...one._shape.slice(loops[i]!.length)]),
  );
  if (place !== null) {
    const target = withLeading(place, loop.length + resultCore.length);
    const direct =
      target.dtype === dtype &&
      sameNumbers(target._shape, [...loop, ...resultCore]) &&
      !given.some((one) => overwrites(out!, one));
    const made = direct ? target : newArray([...loop, ...resultCore], dtype, "C");
    watchedProduct(info, plan, spread, made);
    if (!direct) copyInto(target, made, info.name);
    return out!;
  }
  // an order that any may be in is that of the operands as they were given
  const fixed = order === "A" ? (given.every(isFortran) ? "F" : "C") : order;
  const made = freshResult(loop, resultCore, dtype, fixed, spread, plan.axes[nin]!);
  watchedProduct(info, plan, spread, coreLast(made, plan, nin));
  return made;
}

/** Fresh memory for the result; `axes` are the places of its core axes, by default the last ones. */
function freshResult(
  loop: readonly number[],
  core: readonly number[],
  dtype: DType,
  order: OrderName,
  inputs: readonly NDArray[],
  axes: readonly number[] | null,
): NDArray {
  const shape = [...loop, ...core];
  const inner = core.map((_, i) => loop.length + i);
  let walk = [...loop.keys(), ...inner];
  if (order === "K") {
    // the products lie in C order, the stack of them in the order of the operands' stacks
    const strides = inputs.map((one) => one._strides.slice(0, loop.length));
    walk = [...keepOrderAxes(loop, strides), ...inner];
  } else if (order === "F") walk.reverse();
  const strides = stridesInOrder(shape, dtype.itemsize, walk);
  const places = placesOf(shape.length, axes ?? inner);
  return newArrayWithStrides(
    places.map((from) => shape[from]!),
    places.map((from) => strides[from]!),
    dtype,
  );
}

function isFortran(array: NDArray): boolean {
  return isFContiguous(array._shape, array._strides, array.itemsize);
}

/** For each axis of a result, which axis of loop and core it is, core axes last. */
function placesOf(ndim: number, axes: readonly number[]): number[] {
  let next = 0;
  return Array.from({ length: ndim }, (_, axis) => {
    const at = axes.indexOf(axis);
    return at < 0 ? next++ : ndim - axes.length + at;
  });
}

/** The products, and their errors. */
function watchedProduct(
  info: UfuncInfo,
  plan: CorePlan,
  inputs: readonly NDArray[],
  out: NDArray,
): void {
  quietly(() => multiply(info, plan, inputs, out));
  if (watched.flags === 0) return;
  for (const one of inputs) reportErrors(castFlags(one, out.dtype), "cast");
  if (!"fc".includes(out.dtype.kind) || allFinite(out)) return;
  const { left, right, target } = quietly(() => asMatrices(info, plan, inputs, out));
  reportProduct(left, right, target, info.name);
}

/** The result as a stack of matrices, of one row or one column where it lacks them. */
function matrixView(info: UfuncInfo, plan: CorePlan, out: NDArray): NDArray {
  const [rows, columns] = [plan.names[0]!.length === 2, plan.names[1]!.length === 2];
  const loopNdim = out.ndim - plan.names[info.row.nin]!.length;
  const last = out.ndim - 1;
  const { _shape: shape, _strides: strides } = out;
  return makeView(
    out,
    out.byteOffset,
    [...shape.slice(0, loopNdim), rows ? shape[loopNdim]! : 1, columns ? shape[last]! : 1],
    [...strides.slice(0, loopNdim), rows ? strides[loopNdim]! : 0, columns ? strides[last]! : 0],
    out.dtype,
    info.name,
  );
}

/** Vectors as matrices of one row or one column, the result of two of them as a matrix of one element. */
function asMatrices(info: UfuncInfo, plan: CorePlan, given: readonly NDArray[], out: NDArray) {
  const inputs = given.map((one) => castArray(one, out.dtype));
  const conjugates = info.row.conjugates === true && out.dtype.kind === "c";
  const first = (conjugates ? ufuncs.conjugate(inputs[0]!) : inputs[0]!) as NDArray;
  const [rows, columns] = [plan.names[0]!.length === 2, plan.names[1]!.length === 2];
  const loopNdim = out.ndim - plan.names[info.row.nin]!.length;
  const left = rows ? first : withAxis(first, loopNdim);
  const right = columns ? inputs[1]! : withAxis(inputs[1]!, loopNdim + 1);
  return { left, right, target: matrixView(info, plan, out) };
}

/** Vectors become matrices of one row or one column, and the products are written to `out`. */
function multiply(info: UfuncInfo, plan: CorePlan, given: readonly NDArray[], out: NDArray): void {
  const inputs = given.map((one) => castTo(one, out.dtype));
  const conjugated = info.row.conjugates === true && inputs[0]!.dtype.kind === "c";
  const rows = plan.names[0]!.length === 2;
  const columns = plan.names[1]!.length === 2;
  const loopNdim = out.ndim - plan.names[info.row.nin]!.length;
  const view = (shape: readonly number[], strides: readonly number[]) =>
    makeView(
      out,
      out.byteOffset,
      [...out._shape.slice(0, loopNdim), ...shape],
      [...out._strides.slice(0, loopNdim), ...strides],
      out.dtype,
      info.name,
    );
  if (!rows && !columns) {
    sumOfProducts(inputs, view([], []), conjugated);
    return;
  }
  const first = (conjugated ? ufuncs.conjugate(inputs[0]!) : inputs[0]!) as NDArray;
  const a = rows ? first : withAxis(first, loopNdim);
  const b = columns ? inputs[1]! : withAxis(inputs[1]!, loopNdim + 1);
  const target = matrixView(info, plan, out);
  if (a._shape[a.ndim - 1] === 0) copyInto(target, newArray([], out.dtype, "C", true, true));
  else multiplyStacks(a, b, target);
}

/** The operand in the loop's dtype; casts that lose nothing happen where the products are computed. */
function castTo(array: NDArray, dtype: DType): NDArray {
  return array.dtype === dtype || can_cast(array.dtype, dtype) ? array : castArray(array, dtype);
}

/** The array with new axes in front. */
function withLeading(array: NDArray, ndim: number): NDArray {
  let view = array;
  while (view.ndim < ndim) view = withAxis(view, 0);
  return view;
}

function withAxis(array: NDArray, axis: number): NDArray {
  const shape = array._shape.slice();
  const strides = array._strides.slice();
  shape.splice(axis, 0, 1);
  strides.splice(axis, 0, 0);
  return makeView(array, array.byteOffset, shape, strides, array.dtype, "matmul");
}

const plainProduct: Body = (b, x, y) => (b.kind(x!) === "b" ? b.and(x!, y!) : b.mul(x!, y!));
const conjugateProduct: Body = (b, x, y) =>
  b.mul("re" in x! ? { re: x.re, im: b.real(b.neg(x.im)) } : x!, y!);
const plainKernels = new Map<string, ReduceKernel>();
const conjugateKernels = new Map<string, ReduceKernel>();

/** Sums of products of vectors, in one reduction. Halves are added in single precision, as NumPy does. */
function sumOfProducts(inputs: readonly NDArray[], out: NDArray, conjugated: boolean): void {
  const working = out.dtype.char === "e" ? charDtype("f") : out.dtype;
  const cast = inputs.map((one) => (one.dtype === working ? one : castArray(one, working)));
  const computed = {
    inputs: cast,
    element: conjugated ? conjugateProduct : plainProduct,
    kernels: conjugated ? conjugateKernels : plainKernels,
  };
  const add = infoOf(ufuncs.add);
  reduceArray(add, cast[0]!, { axis: -1, dtype: working, out }, computed);
}
