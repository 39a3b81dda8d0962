// np.nested_iters: one nditer within another, each over its own axes of the same operands.

import type { DType } from "../../core/dtype.js";
import { ValueError } from "../../core/errors.js";
import type { NDArray } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import { readOrder } from "../../core/order.js";
import type { DTypeKey } from "../../core/types.js";
import { integer } from "../arguments.js";
import { buildState } from "./build.js";
import {
  type NditerFlag,
  type NditerOpFlag,
  type NditerOptions,
  operandList,
  readFlags,
  readIterCasting,
  readOpFlags,
} from "./flags.js";
import { NDIter, PreparedState } from "./iterator.js";

/** Options of `nested_iters`: those of `nditer` but for `op_axes` and `itershape`. */
export type NestedOptions = Omit<NditerOptions, "op_axes" | "itershape">;

/** The axes of each loop, outermost first. */
type LoopAxes = readonly (readonly number[])[];

/** The iterators of at least two loops. */
type Loops<V extends NDArray | NDArray[]> = [NDIter<V>, NDIter<V>, ...NDIter<V>[]];

const names = ["flags", "op_flags", "op_dtypes", "order", "casting", "buffersize"] as const;

/**
 * Iterators for nested loops, outermost first: each walks its own axes of the operands, and begins anew, within the
 * element where the one around it stands, at each step of that one. Views, as with `np.nditer`.
 *
 * @param axes - the axes of each loop
 * @throws ValueError for axes that are out of bounds or come twice, and as `np.nditer`
 * @example
 * ```ts
 * const a = np.arange(6).reshape(2, 3);
 * const [rows, columns] = np.nested_iters(a, [[0], [1]]);
 * const sums = [];
 * for (const _ of rows) {
 *   let sum = 0;
 *   for (const x of columns) sum += x.item();
 *   sums.push(sum);
 * }
 * sums; // => 3,12
 * ```
 */
export function nested_iters<D extends DTypeKey>(
  op: NDArray<D>,
  axes: LoopAxes,
  options?: NestedOptions & { op_dtypes?: null | undefined },
): Loops<NDArray<D>>;
export function nested_iters(op: NDArray, axes: LoopAxes, options?: NestedOptions): Loops<NDArray>;
export function nested_iters<const X extends readonly [unknown, unknown, ...unknown[]]>(
  op: X,
  axes: LoopAxes,
  options?: NestedOptions,
): Loops<{ -readonly [I in keyof X]: NDArray }>;
export function nested_iters(
  op: unknown,
  axes: LoopAxes,
  options?: NestedOptions,
): Loops<NDArray | NDArray[]>;
export function nested_iters(op: unknown, axes: LoopAxes, given?: NestedOptions): never {
  const known = options<NestedOptions>("nested_iters", given, names) as NestedOptions;
  const flags = [...readFlags(known.flags)] as NditerFlag[];
  // as NumPy reads its arguments before it looks at the axes
  readOrder(known.order, "K");
  readIterCasting(known.casting);
  if (known.buffersize !== undefined) integer(known.buffersize, "buffersize");
  const levels = checkedAxes(axes);
  const list = operandList(op);
  const opFlags = readOpFlags(known.op_flags, list).map((one) => [...one] as NditerOpFlag[]);
  const outer = flags.filter((flag) => flag !== "external_loop" && flag !== "buffered");
  const iters: NDIter[] = [];
  let ops: unknown[] = list;
  let dtypes: (DType | null)[] | NestedOptions["op_dtypes"] = known.op_dtypes;
  levels.forEach((level, i) => {
    const isLast = i === levels.length - 1;
    const first = i === 0;
    const own: NditerOptions = {
      order: known.order,
      casting: known.casting,
      op_axes: ops.map(() => level),
      flags: (isLast ? flags : outer).filter((flag) => first || flag !== "common_dtype"),
      op_flags: opFlags.map((one) =>
        one.filter((flag) => keepsFlag(flag, first, isLast, flags.includes("buffered"))),
      ),
      op_dtypes:
        isLast || !flags.includes("buffered") ? (dtypes as NditerOptions["op_dtypes"]) : null,
      buffersize: isLast ? known.buffersize : undefined,
    };
    const state = buildState(ops.length === 1 && !Array.isArray(op) ? ops[0] : ops, own);
    iters.push(new NDIter(new PreparedState(state)));
    if (first) {
      ops = state.operands.map((one) => one.array);
      if (!flags.includes("buffered")) dtypes = state.operands.map((one) => one.dtype);
    }
  });
  for (let i = iters.length - 2; i >= 0; i--) iters[i]?.adopt(iters[i + 1] as NDIter);
  return iters as never;
}

/** Copies are made once, by the first; what buffers mend is left to the last. */
function keepsFlag(
  flag: NditerOpFlag,
  first: boolean,
  isLast: boolean,
  buffered: boolean,
): boolean {
  if (!first && (flag === "copy" || flag === "updateifcopy" || flag === "allocate")) return false;
  const mended = flag === "nbo" || flag === "aligned" || flag === "contig";
  return !mended || !buffered || isLast;
}

function checkedAxes(given: unknown): number[][] {
  if (!Array.isArray(given)) throw new ValueError("axes must be a tuple of axis arrays");
  if (given.length < 2) {
    throw new ValueError("axes must have at least 2 entries for nested iteration");
  }
  const used = new Set<number>();
  return given.map((level) => {
    if (!Array.isArray(level)) throw new ValueError("Each item in axes must be an integer tuple");
    return level.map((one) => {
      const axis = Number.isInteger(one) || typeof one === "bigint" ? Number(one) : -1;
      if (axis < 0 || axis >= 64) throw new ValueError("An axis is out of bounds");
      if (used.has(axis)) throw new ValueError("An axis is used more than once");
      used.add(axis);
      return axis;
    });
  });
}
