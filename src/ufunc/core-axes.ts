// Core axes of generalized ufuncs: which axes of each operand one call takes, how long they are, and what the
// options `axes`, `axis` and `keepdims` make of them. Pure arithmetic on shapes; the products are in gufunc.ts.

import { AxisError, ValueError } from "../core/errors.js";
import { normalizeAxis, shapeText } from "../core/layout.js";
import { pythonType } from "../core/python-values.js";
import type { CoreSignature } from "./loops.js";

/** The options of a generalized ufunc that say where its core axes are. */
export interface CoreOptions {
  axes?: unknown;
  axis?: unknown;
  keepdims?: boolean | undefined;
}

/** Where a call's core axes are and what is left to broadcast. */
export interface CorePlan {
  /** Names of each operand's core axes in this call, optional ones left out where an operand lacks them. */
  readonly names: readonly (readonly string[])[];
  /** Positions of those axes in each operand; of an output, in the whole result. `null`: the last ones. */
  readonly axes: readonly (readonly number[] | null)[];
  readonly keepdims: boolean;
  readonly sizes: ReadonlyMap<string, number>;
}

const kept = "1";

/**
 * Settles the core axes of a call.
 *
 * @param shapes - of all operands, inputs first; `null` for outputs that are not given
 * @throws ValueError, TypeError, AxisError as NumPy words them
 */
export function planCore(
  name: string,
  nin: number,
  core: CoreSignature,
  shapes: readonly (readonly number[] | null)[],
  options: CoreOptions,
): CorePlan {
  const keepdims = keepdimsOption(name, nin, core, options.keepdims);
  if (options.axis !== undefined) checkAxisSupport(name, core);
  const names = presentAxes(name, nin, core, keepdims, shapes);
  const loopNdim = loopDimensions(nin, names, shapes);
  const ndims = shapes.map((shape, i) => shape?.length ?? loopNdim + names[i]!.length);
  const axes =
    options.axes !== undefined
      ? axesOption(name, nin, core, names, ndims, options.axes)
      : options.axis !== undefined
        ? axisOption(names, ndims, options.axis)
        : names.map(() => null);
  return { names, axes, keepdims, sizes: coreSizes(name, nin, core, names, axes, shapes) };
}

function keepdimsOption(
  name: string,
  nin: number,
  core: CoreSignature,
  given: boolean | undefined,
): boolean {
  if (given === undefined) return false;
  const first = core.operands[0]!.length;
  core.operands.forEach((axes, i) => {
    if (axes.length === (i < nin ? first : 0)) return;
    const operand = i < nin ? `input ${i}` : `output ${i - nin}`;
    throw new TypeError(
      `${name} does not support keepdims: its signature ${core.text} requires ${operand} to have ${axes.length} core dimensions, but keepdims can only be used when all inputs have the same number of core dimensions and all outputs have no core dimensions.`,
    );
  });
  return given;
}

function checkAxisSupport(name: string, core: CoreSignature): void {
  const distinct = new Set(core.operands.flat());
  if (distinct.size === 1) return;
  throw new TypeError(
    `${name}: axis can only be used with a single shared core dimension, not with the ${distinct.size} distinct ones implied by signature ${core.text}.`,
  );
}

/** Core axes by operand; those that an operand of too few axes may lack are gone from all of them. */
function presentAxes(
  name: string,
  nin: number,
  core: CoreSignature,
  keepdims: boolean,
  shapes: readonly (readonly number[] | null)[],
): string[][] {
  const stay = core.operands[0]!.map(() => kept);
  let names = core.operands.map((axes, i) => (keepdims && i >= nin ? stay : [...axes]));
  shapes.forEach((shape, i) => {
    if (shape === null) return;
    for (const axis of names[i]!) {
      if (shape.length >= names[i]!.length) break;
      if (!core.optional.includes(axis)) continue;
      names = names.map((axes) => axes.filter((one) => one !== axis));
    }
    if (shape.length >= names[i]!.length) return;
    throw new ValueError(
      `${name}: ${i < nin ? "Input" : "Output"} operand ${i < nin ? i : i - nin} does not have enough dimensions (has ${shape.length}, gufunc core with signature ${core.text} requires ${names[i]!.length})`,
    );
  });
  return names;
}

/** How many axes are broadcast. */
function loopDimensions(
  nin: number,
  names: readonly (readonly string[])[],
  shapes: readonly (readonly number[] | null)[],
): number {
  let most = 0;
  for (let i = 0; i < nin; i++) most = Math.max(most, shapes[i]!.length - names[i]!.length);
  return most;
}

function integerAxis(value: unknown, ndim: number): number {
  if (typeof value === "number" && Number.isInteger(value)) return normalizeAxis(value, ndim);
  if (typeof value === "boolean") throw new TypeError(`an integer is required (got ${value})`);
  throw new TypeError(`'${pythonType(value)}' object cannot be interpreted as an integer`);
}

function axisOption(
  names: readonly (readonly string[])[],
  ndims: readonly number[],
  axis: unknown,
): (readonly number[] | null)[] {
  return names.map((mine, i) => (mine.length === 0 ? null : [integerAxis(axis, ndims[i]!)]));
}

function axesOption(
  name: string,
  nin: number,
  core: CoreSignature,
  names: readonly (readonly string[])[],
  ndims: readonly number[],
  given: unknown,
): (readonly number[] | null)[] {
  if (!Array.isArray(given)) {
    throw new TypeError("axes should be a list. (an array with an entry for each operand)");
  }
  const bare = core.operands.slice(nin).every((mine) => mine.length === 0);
  if (given.length !== names.length && !(bare && given.length === nin)) {
    throw new ValueError(
      `axes should be a list with an entry for all ${names.length} inputs and outputs; entries for outputs can only be omitted if none of them has core axes.`,
    );
  }
  return names.map((mine, i) => {
    if (i >= given.length) return null;
    return operandAxes(name, i, mine.length, ndims[i]!, given[i]);
  });
}

function operandAxes(
  name: string,
  operand: number,
  count: number,
  ndim: number,
  item: unknown,
): readonly number[] {
  if (Array.isArray(item)) {
    if (item.length !== count) {
      throw new AxisError(
        `${name}: operand ${operand} has ${count} core dimensions, but ${item.length} dimensions are specified by axes tuple.`,
      );
    }
    const axes = item.map((axis) => integerAxis(axis, ndim));
    axes.forEach((axis, i) => {
      if (axes.indexOf(axis) !== i) {
        throw new ValueError(`axes item ${operand} has value ${axis} repeated`);
      }
    });
    return axes;
  }
  if (count !== 1) {
    if (typeof item === "number" && Number.isInteger(item)) {
      throw new AxisError(
        `${name}: operand ${operand} has ${count} core dimensions, but the axes item is a single integer.`,
      );
    }
    throw new TypeError(`${name}: axes item ${operand} should be a tuple. (an array of integers)`);
  }
  return [integerAxis(item, ndim)];
}

/** The positions of an operand's core axes. */
export function corePositions(
  axes: readonly number[] | null,
  count: number,
  ndim: number,
): readonly number[] {
  return axes ?? Array.from({ length: count }, (_, i) => ndim - count + i);
}

function coreSizes(
  name: string,
  nin: number,
  core: CoreSignature,
  names: readonly (readonly string[])[],
  axes: readonly (readonly number[] | null)[],
  shapes: readonly (readonly number[] | null)[],
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>([[kept, 1]]);
  shapes.forEach((shape, i) => {
    if (shape === null) return;
    const mine = names[i]!;
    corePositions(axes[i]!, mine.length, shape.length).forEach((position, at) => {
      const length = shape[position]!;
      const known = sizes.get(mine[at]!);
      if (known === undefined) sizes.set(mine[at]!, length);
      else if (known !== length && mine[at] !== kept) {
        throw new ValueError(
          `${name}: ${i < nin ? "Input" : "Output"} operand ${i < nin ? i : i - nin} has a mismatch in its core dimension ${at}, with gufunc signature ${core.text} (size ${length} is different from ${known})`,
        );
      }
    });
  });
  return sizes;
}

/** A shape beside its axes as they are walked, in the words of NumPy's iterator: `(5,2,3)->(5,newaxis)`. */
function remapped(shape: readonly number[], walked: readonly (number | null)[]): string {
  return `${shapeText(shape)}->${walkedText(walked)}`;
}

function walkedText(walked: readonly (number | null)[]): string {
  const first = walked.findIndex((length) => length !== null);
  if (first < 0) return "()";
  const shown = walked.slice(first).map((length) => (length === null ? "newaxis" : String(length)));
  return walked.length === 1 ? `(${shown[0]},)` : `(${shown.join(",")})`;
}

/**
 * The shape over which a call loops: the operands' remaining axes, broadcast.
 *
 * @param loops - each operand's axes without its core axes; `null` for outputs that are not given
 * @param result - lengths of the output's core axes
 * @param given - lengths of those axes in the output that was given
 * @throws ValueError as NumPy words it
 */
export function loopShape(
  nin: number,
  shapes: readonly (readonly number[] | null)[],
  loops: readonly (readonly number[] | null)[],
  result: readonly number[],
  given: readonly number[],
): number[] {
  let ndim = 0;
  for (const loop of loops) if (loop !== null) ndim = Math.max(ndim, loop.length);
  const common = new Array<number>(ndim).fill(1);
  let fits = result.every((length, i) => length === given[i]);
  for (const loop of loops) {
    if (loop === null) continue;
    loop.forEach((length, i) => {
      const axis = ndim - loop.length + i;
      if (common[axis] === 1) common[axis] = length;
      else if (length !== 1 && length !== common[axis]) fits = false;
    });
  }
  if (!fits) throw apart(nin, ndim, shapes, loops, result, given);
  for (let i = nin; i < loops.length; i++) {
    const loop = loops[i];
    if (loop == null) continue;
    const given = new Array<null>(ndim - loop.length).fill(null);
    checkOutput(shapes[i]!, [...given, ...loop], common, result);
  }
  return common;
}

/**
 * Whether an output has the place, axis by axis from the innermost as NumPy's iterator looks.
 *
 * @param walked - its lengths along the loop's axes, `null` for those that it lacks
 */
function checkOutput(
  shape: readonly number[],
  walked: readonly (number | null)[],
  common: readonly number[],
  result: readonly number[],
): void {
  const needed = shapeText([...common, ...result]);
  for (let axis = common.length - 1; axis >= 0; axis--) {
    if (walked[axis] === common[axis]) continue;
    if (walked[axis] !== null) {
      const turned = [...walked, ...result].reverse();
      const words = turned.map((length) => (length === null ? "newaxis" : String(length)));
      const remapped = words.length === 1 ? `(${words[0]},)` : `(${words.join(",")})`;
      throw new ValueError(
        `non-broadcastable output operand with shape ${shapeText(shape)} [remapped to ${remapped}] doesn't match the broadcast shape ${needed}`,
      );
    }
    if (common[axis] === 1) continue;
    throw new ValueError(
      `output operand requires a reduction along dimension -1, but the reduction is not enabled. The dimension size of 1 does not match the expected output shape. (out has shape ${shapeText(shape)}, ${needed} is needed)`,
    );
  }
}

function apart(
  nin: number,
  ndim: number,
  shapes: readonly (readonly number[] | null)[],
  loops: readonly (readonly number[] | null)[],
  result: readonly number[],
  given: readonly number[],
): ValueError {
  const none = (count: number) => new Array<null>(count).fill(null);
  const words = loops.flatMap((loop, i) => {
    if (loop === null) return [];
    const core = i < nin ? none(result.length) : given;
    return [remapped(shapes[i]!, [...none(ndim - loop.length), ...loop, ...core])];
  });
  return new ValueError(
    `operands could not be broadcast together with remapped shapes [original->remapped]: ${words.join(" ")}  and requested shape ${walkedText([...none(ndim), ...result])}`,
  );
}
