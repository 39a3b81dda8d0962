// Whether the output and the mask of a reduction fit its input, in the words of NumPy's iterator. What fits is
// laid out in reduce.ts.

import { ValueError } from "../core/errors.js";
import { type Shape, sameNumbers, shapeText } from "../core/layout.js";

/** A shape beside its axes as they are walked, null for one it does not have. */
interface Walked {
  readonly shape: Shape;
  readonly axes: readonly (number | null)[] | null;
}

/** As NumPy's iterator writes axes: those missing in front are left out. */
function axesText(axes: readonly (number | null)[]): string {
  const first = axes.findIndex((length) => length !== null);
  if (first < 0) return "()";
  const shown = axes.slice(first).map((length) => length ?? "newaxis");
  return axes.length === 1 ? `(${shown[0]},)` : `(${shown.join(",")})`;
}

function cannotBroadcast(operands: readonly Walked[]): ValueError {
  const words = operands.map(({ shape, axes }) =>
    axes === null ? shapeText(shape) : `${shapeText(shape)}->${axesText(axes)}`,
  );
  return new ValueError(
    `operands could not be broadcast together with remapped shapes [original->remapped]: ${words.join(" ")} `,
  );
}

/** @throws ValueError unless the output of a reduction has as many axes as its result */
export function checkReducedAxes(
  name: string,
  out: { readonly ndim: number },
  ndim: number,
  keepdims: boolean,
): void {
  if (out.ndim === ndim) return;
  throw new ValueError(
    `output parameter for reduction operation ${name} has the wrong number of dimensions: Found ${out.ndim} but expected ${ndim}${keepdims ? " (must match the operand's when keepdims=True)" : ""}`,
  );
}

/**
 * Proves that a reduction's output has the shape of its result, and that its mask broadcasts to its input.
 *
 * @param out - the output's shape, of as many axes as the result; null for one still to be made
 * @param shape - the input's shape
 * @param axes - the axes to reduce
 * @param where - the mask's shape, null without one
 * @throws ValueError
 */
export function checkReductionShapes(
  out: Shape | null,
  shape: Shape,
  axes: readonly number[],
  keepdims: boolean,
  where: Shape | null,
): void {
  if (where !== null && where.length > shape.length) {
    throw new ValueError(
      `input operand has more dimensions than allowed by the axis remapping (the mask has shape ${shapeText(where)}, the array ${shapeText(shape)})`,
    );
  }
  const walked = out === null ? null : walkedOutput(out, shape.length, axes, keepdims);
  const operands: Walked[] = [];
  if (out !== null) operands.push({ shape: out, axes: walked });
  operands.push({ shape, axes: null });
  if (where !== null) operands.push({ shape: where, axes: null });
  const lead = shape.length - (where?.length ?? 0);
  for (let axis = 0; axis < shape.length; axis++) {
    const mask = where?.[axis - lead] ?? 1;
    const result = walked?.[axis] ?? 1;
    const lengths = [shape[axis]!, mask, result].filter((length) => length !== 1);
    if (lengths.some((length) => length !== lengths[0])) throw cannotBroadcast(operands);
  }
  const wide = shape.map((length, axis) => {
    const others = [length, where?.[axis - lead] ?? 1, walked?.[axis] ?? 1];
    return others.find((one) => one !== 1) ?? 1;
  });
  // NumPy looks from the last axis on, and counts the output's own
  let own = out?.length ?? 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (walked !== null) {
      const result = walked[axis]!;
      if (result !== null) own -= 1;
      if (keepdims && axes.includes(axis) && result !== 1) {
        throw new ValueError(
          `operand was set up as a reduction along axis ${axis}, but the length of the axis is ${result} (it has to be 1)`,
        );
      }
      const fits = axes.includes(axis) ? (result ?? 1) === 1 : result === wide[axis];
      if (!fits) {
        throw new ValueError(
          `output operand requires a reduction along dimension ${own}, but the reduction is not enabled. The dimension size of ${result} does not match the expected output shape. (out has shape ${shapeText(out!)})`,
        );
      }
    }
    if (wide[axis] === shape[axis]) continue;
    // the iterator's result would have an axis more to go along than the array
    throw new ValueError(
      `non-broadcastable operand with shape ${shapeText(shape)} doesn't match the broadcast shape ${shapeText(wide)} (of the array, its mask and its output)`,
    );
  }
}

function walkedOutput(
  out: Shape,
  ndim: number,
  axes: readonly number[],
  keepdims: boolean,
): (number | null)[] {
  let next = 0;
  return Array.from({ length: ndim }, (_, axis) => {
    if (keepdims) return out[axis]!;
    return axes.includes(axis) ? null : out[next++]!;
  });
}

/**
 * Proves that the output of `accumulate` has the input's shape.
 *
 * @throws ValueError
 */
export function checkAccumulatedShape(out: Shape, shape: Shape): void {
  if (sameNumbers(out, shape)) return;
  const fits = shape.every((length, axis) => out[axis] === 1 || out[axis] === length);
  if (!fits) {
    throw cannotBroadcast([
      { shape: out, axes: out },
      { shape, axes: shape },
    ]);
  }
  // the iterator counts its axes from the last
  throw new ValueError(
    `non-broadcastable output operand with shape ${shapeText(out)} [remapped to ${shapeText([...out].reverse())}] doesn't match the broadcast shape ${shapeText(shape)}`,
  );
}

/**
 * Proves that the output of `reduceat` has the result's shape.
 *
 * @param axis - the axis along which `count` slices are reduced
 * @throws ValueError
 */
export function checkSlicedShape(out: Shape, shape: Shape, axis: number, count: number): void {
  if (out.every((length, i) => length === (i === axis ? count : shape[i]))) return;
  const input = shape.map((length, i) => (i === axis ? null : length));
  const slices = shape.map((_, i) => (i === axis ? count : null));
  throw cannotBroadcast([
    { shape: out, axes: out },
    { shape, axes: input },
    { shape: [count], axes: slices },
  ]);
}
