// Cases for `ufunc.at`: positions in every spelling, operands that lie over the target, and odd values of each.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { numeric } from "../dtypes.js";
import { weak } from "./arguments.js";
import { elementType } from "./parameters.js";
import { integers, list, operand } from "./shared.js";
import { time } from "./times.js";
import {
  isElsewhere,
  operandDtype,
  type Scene,
  tolerate,
  values,
  within64,
} from "./ufunc-scenes.js";
import { TWO_RESULTS, UFUNCS } from "./ufunc-table.js";

const ALL = [...UFUNCS, ...TWO_RESULTS];

/** What `at` picks: positions in every spelling, masks, slices, and what is refused. */
function indicesAt(scene: Scene): Arg {
  const { builder, random, shape } = scene;
  const length = shape[0] ?? 1;
  const draw = (): number => (length === 0 ? 0 : random.int(-length, length - 1));
  if (scene.odd === "indices") {
    return random.pick<() => Arg>([
      () =>
        random.pick<Arg>(["x", { f: "0.5" }, { l: [{ f: "0.5" }] }, null, true, false, { l: [] }]),
      () => random.pick<Arg>([{ l: [99] }, { l: [-99] }, 99, { el: 1 }, { l: [true, false] }]),
      () =>
        random.pick<Arg>([
          [{ sl: [null, null, null] }, 99],
          [null, { l: [0] }],
          [{ el: 1 }, { l: [0] }],
        ]),
      () => operand(builder, { dtype: elementType(builder), shape: [2], values: "unit" }),
      () => operand(builder, { dtype: "?", shape: [2] }),
      () => operand(builder, { dtype: numeric(random, ["f8", "u8", "?"]), shape: [] }),
    ])();
  }
  return random.pick<() => Arg>([
    () => list(random.int(1, 4), draw),
    draw,
    () => integers(builder, [random.int(0, 5)], draw),
    () => integers(builder, [2, random.int(1, 2)], draw),
    () =>
      operand(builder, {
        dtype: numeric(random, ["i1", "i2", "u2", "i4", "u8", "i8"]),
        shape: [3],
        values: "unit",
        placement: "C",
      }),
    () => operand(builder, { dtype: "?", shape: shape.slice(0, random.int(1, 2)) }),
    () => ({
      sl: random.pick([
        [null, null, null],
        [null, null, -1],
        [1, null, null],
        [0, 0, null],
      ]),
    }),
    () => (shape.length > 1 ? [{ sl: [null, null, 2] }, { l: [0, -1] }] : { l: [0, 0] }),
    () => (shape.length > 1 ? [{ l: [0, 0] }, { l: [0, 0] }] : { l: [0, -1] }),
  ])();
}

function isArrayOfTwo(builder: CaseBuilder, indices: Arg): boolean {
  if (typeof indices !== "object" || indices === null || !("v" in indices)) return false;
  return builder.arrays[indices.v as string]?.shape.length === 2;
}

/** One random case of `ufunc.at`. */
export function at(builder: CaseBuilder): void {
  const { random } = builder;
  const row = random.chance(0.95) ? random.pick(UFUNCS) : random.pick(ALL);
  const odd = random.chance(0.4)
    ? random.pick(["target", "indices", "indices", "value", "value"])
    : null;
  builder.op = `${row.name}.at${odd === null ? "" : ` odd ${odd}`}`;
  const shape = randomShape(random, random.pick([1, 1, 1, 2, 2, 3, 0]), 4);
  const drawn = operandDtype(random);
  // what is rounded and then cut to an integer may step over its edge
  const isCut = row.ulp !== undefined && !/[fc]\d/.test(JSON.stringify(drawn));
  const dtype = isCut || isElsewhere(row, [drawn]) ? "<f8" : drawn;
  const scene: Scene = { builder, random, row, shape, dtype, odd };
  // an index that is wrong NumPy does not tell of where it has made a copy
  const [first, over] =
    odd !== "indices" && random.chance(0.15)
      ? builder.overlapping(2, dtype, shape, values(random, row))
      : // what is read-only NumPy writes to all the same, unless a slice is in the index
        [builder.array({ dtype, shape, target: true, values: values(random, row) })];
  const target: Arg =
    odd === "target" && random.chance(0.4)
      ? random.pick<Arg>([3, { l: [1, 2] }, "x"])
      : { v: first! };
  const indices = indicesAt(scene);
  const valueDtype = () => {
    const drawn = operandDtype(random);
    return isElsewhere(row, [drawn]) ? "<i8" : drawn;
  };
  const args: Arg[] = [target, indices];
  // of values of one axis NumPy reads as many as there are positions, also beyond their end: see docs/differences.md
  const isDeep = isArrayOfTwo(builder, indices);
  if (isDeep && row.nin === 2) args.push(within64(weak(random)));
  else if (row.nin === 2 ? random.chance(0.98) : random.chance(0.03)) {
    args.push(
      over !== undefined && !Array.isArray(indices) && random.chance(0.6)
        ? { v: over }
        : random.weighted<() => Arg>([
            [() => within64(weak(random)), 3],
            [() => (/[mM]8/.test(JSON.stringify(dtype)) ? time(random) : 2), 1],
            [
              () =>
                operand(builder, {
                  dtype: random.chance(0.5) ? dtype : valueDtype(),
                  shape: random.pick([[], [1], shape.slice(1)]),
                  values: values(random, row),
                }),
              4,
            ],
            [
              // beside an index that begins with a slice, NumPy looks for the shape of more axes where there is none
              () =>
                operand(builder, {
                  dtype:
                    odd === "value" && !/^(add|multiply)$/.test(row.name)
                      ? elementType(builder)
                      : dtype,
                  values: values(random, row),
                  ...(Array.isArray(indices) ? { shape: [] } : {}),
                }),
              odd === "value" ? 6 : 1,
            ],
            [
              () =>
                random.pick<Arg>([isElsewhere(row, ["<U1"]) ? 2 : "x", { l: [1, 2] }, { l: [] }]),
              odd === "value" ? 3 : 0.01,
            ],
          ])(),
    );
  }
  tolerate(
    builder,
    row,
    Object.values(builder.arrays).map((one) => one.dtype),
  );
  // what is rounded goes in again where an index is repeated
  if (row.ulp !== undefined) builder.tol = { ...builder.tol, ulp: 2 ** 20 };
  // a quotient of spans is cast to one, and what it raised forgotten, or not
  if (row.name === "divide") builder.fpe = false;
  builder.step({ fn: `${row.name}.at`, args });
}
