// Cases for joining, tiling and editing, for products of arrays, and for lists of indices.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg, DSpec, Step } from "../case.js";
import { anyDtype, layoutOf, numeric } from "../dtypes.js";
import { scalarFor, weak } from "./arguments.js";
import { axisOf, integers, list, maybe, operand, size, sizeSteps, spoil } from "./shared.js";

function joins(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick([
    "append",
    "dstack",
    "column_stack",
    "block",
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
  ]);
  builder.op = fn;
  const shared = random.chance(0.6) ? anyDtype(random) : null;
  const dtype = (): DSpec => shared ?? numeric(random);
  const shape = randomShape(random, random.int(0, 3), 3);
  const one = (): Arg =>
    operand(builder, { dtype: dtype(), shape: random.chance(0.95) ? shape : randomShape(random) });
  const kw: Record<string, Arg> = {};
  if (fn === "append") {
    maybe(random, 0.6, kw, "axis", () => axisOf(random, shape.length));
    builder.call("r", fn, [one(), random.chance(0.2) ? weak(random) : one()], kw);
  } else if (fn === "block") {
    const row = (): Arg => list(random.int(1, 2), () => (random.chance(0.1) ? 3 : one()));
    builder.call("r", fn, [
      random.pick([one, row, () => list(random.int(1, 2), row), () => ({ l: [row(), one()] })])(),
    ]);
  } else if (fn.startsWith("atleast")) {
    builder.call("r", fn, Array.from({ length: random.int(1, 2) }, one));
  } else builder.call("r", fn, [Array.from({ length: random.int(1, 3) }, one)], kw);
}

function editing(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["insert", "delete", "insert", "delete", "trim_zeros", "unstack"]);
  builder.op = fn;
  const dtype = random.chance(0.8) ? numeric(random) : anyDtype(random);
  const shape = fn === "trim_zeros" ? randomShape(random, random.int(1, 2)) : randomShape(random);
  const a = operand(builder, { dtype, shape, ...(fn === "trim_zeros" ? { values: "unit" } : {}) });
  const kw: Record<string, Arg> = {};
  if (fn === "trim_zeros") {
    maybe(random, 0.5, kw, "trim", () => random.pick(["f", "b", "fb", "B"]));
    builder.call("r", fn, [a], kw);
    return;
  }
  const axis = axisOf(random, shape.length);
  if (fn === "unstack") {
    maybe(random, 0.6, kw, "axis", () => axis);
    builder.call("r", fn, [a], kw);
    return;
  }
  const flat = random.chance(0.35);
  if (!flat) kw["axis"] = axis;
  const length = flat ? size(shape) : (shape.at(axis) ?? 1);
  const wrong = random.chance(0.06);
  const at = (): number =>
    random.int(-length, wrong ? length + 2 : Math.max(0, length - (fn === "insert" ? 0 : 1)));
  const roll = random.unit();
  const where: Arg =
    roll < 0.35
      ? at()
      : roll < 0.6
        ? list(random.int(0, 3), at)
        : roll < 0.75
          ? { sl: [random.int(-3, 3), random.int(0, 5), random.pick([1, 2, -1])] }
          : roll < 0.9
            ? integers(builder, random.pick([[], [1], [2], [3]]), at)
            : operand(builder, { dtype: "?", shape: [length] });
  if (fn === "delete") {
    builder.call("r", fn, [a, where], kw);
    return;
  }
  const value = random.chance(0.5)
    ? scalarFor(random, dtype)
    : operand(builder, {
        dtype: random.chance(0.7) ? dtype : numeric(random),
        shape: narrowed(
          random,
          flat ? [1] : shape.map((n, i) => (i === (axis < 0 ? axis + shape.length : axis) ? 1 : n)),
        ),
      });
  builder.call("r", fn, [a, where, value], kw);
}

function moving(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick([
    "flip",
    "fliplr",
    "flipud",
    "rot90",
    "roll",
    "roll",
    "rollaxis",
    "matrix_transpose",
    "repeat",
    "repeat",
    "tile",
    "resize",
    "ravel",
    "swapaxes",
    "squeeze",
    "require",
    "ndim",
    "shape",
    "size",
    "hsplit",
    "vsplit",
    "dsplit",
    "permute_dims",
    "setflags",
  ]);
  builder.op = fn;
  const shape = randomShape(random);
  const a = operand(builder, { shape, target: fn === "setflags" });
  const ndim = shape.length;
  const kw: Record<string, Arg> = {};
  const method = random.chance(0.5);
  const call = (args: readonly Arg[]): void => {
    if (method && ["repeat", "ravel", "swapaxes", "squeeze"].includes(fn))
      builder.method("r", a.v, fn, args, kw);
    else builder.call("r", fn, [a, ...args], kw);
  };
  switch (fn) {
    case "flip":
      maybe(random, 0.7, kw, "axis", () =>
        random.chance(0.3) && ndim > 1 ? [0, axisOf(random, ndim)] : axisOf(random, ndim),
      );
      call([]);
      return;
    case "rot90":
      maybe(random, 0.6, kw, "k", () => random.int(-5, 5));
      maybe(random, 0.4, kw, "axes", () => [axisOf(random, ndim), axisOf(random, ndim)]);
      call([]);
      return;
    case "roll": {
      const shift = (): Arg => random.int(-9, 9);
      const several = random.chance(0.25) && ndim > 0;
      if (several) {
        kw["axis"] = Array.from({ length: random.int(1, 2) }, () => axisOf(random, ndim));
        call([random.chance(0.5) ? [shift(), shift()] : shift()]);
      } else {
        maybe(random, 0.6, kw, "axis", () => axisOf(random, ndim));
        call([random.chance(0.05) ? { f: "1.5" } : shift()]);
      }
      return;
    }
    case "rollaxis":
      maybe(random, 0.5, kw, "start", () => random.int(-ndim - 1, ndim + 1));
      call([axisOf(random, ndim)]);
      return;
    case "repeat": {
      maybe(random, 0.7, kw, "axis", () => axisOf(random, ndim));
      const length = kw["axis"] === undefined ? size(shape) : (shape.at(kw["axis"] as number) ?? 1);
      call([
        random.chance(0.5)
          ? random.int(random.chance(0.05) ? -1 : 0, 3)
          : list(random.chance(0.9) ? length : 2, () => random.int(0, 2)),
      ]);
      return;
    }
    case "tile":
      call([
        random.chance(0.4)
          ? random.int(0, 3)
          : Array.from({ length: random.int(0, 3) }, () =>
              random.int(random.chance(0.03) ? -1 : 0, 2),
            ),
      ]);
      return;
    case "resize":
      call([random.chance(0.3) ? random.int(-1, 9) : randomShape(random, undefined, 4)]);
      return;
    case "ravel":
      maybe(random, 0.6, kw, "order", () => random.pick(["C", "F", "A", "K"]));
      call([]);
      return;
    case "swapaxes":
      call([axisOf(random, ndim), axisOf(random, ndim)]);
      return;
    case "squeeze":
      maybe(random, 0.5, kw, "axis", () => axisOf(random, ndim));
      call([]);
      return;
    case "require":
      if (random.chance(0.5)) kw["dtype"] = { d: numeric(random) };
      kw["requirements"] = {
        l: random.shuffle(["C", "F", "A", "W", "O", "CONTIGUOUS", "E"]).slice(0, random.int(0, 2)),
      };
      call([]);
      return;
    case "hsplit":
    case "vsplit":
    case "dsplit":
      call([
        random.chance(0.5) ? random.int(1, 3) : list(random.int(0, 2), () => random.int(0, 4)),
      ]);
      return;
    case "permute_dims":
      call([random.shuffle(shape.map((_, i) => i))]);
      return;
    case "setflags": {
      const flags: Record<string, Arg> = { write: random.chance(0.4) };
      builder.step({ m: [a.v, "setflags"], args: [], kw: flags });
      builder.step({ to: "r", attr: [a.v, "T"] });
      return;
    }
    default:
      call([]);
  }
}

const PAD_MODES = [
  "constant",
  "edge",
  "linear_ramp",
  "maximum",
  "mean",
  "median",
  "minimum",
  "reflect",
  "symmetric",
  "wrap",
  "empty",
];

function padding(builder: CaseBuilder): void {
  const { random } = builder;
  const mode = random.pick(PAD_MODES);
  builder.op = `pad ${mode}`;
  const shape = randomShape(random, undefined, 4);
  const a = operand(builder, { dtype: numeric(random), shape, values: "small" });
  const low = random.chance(0.03) ? -1 : 0;
  const one = (): Arg => random.int(low, 3);
  const width: Arg = random.chance(0.3)
    ? one()
    : random.chance(0.4)
      ? [one(), one()]
      : shape.map(() => [one(), one()]);
  const kw: Record<string, Arg> = random.chance(0.95) || mode !== "constant" ? { mode } : {};
  if (mode === "constant")
    maybe(random, 0.5, kw, "constant_values", () => random.pick<Arg>([3, [1, 2], { f: "2.5" }]));
  if (mode === "linear_ramp")
    maybe(random, 0.5, kw, "end_values", () => random.pick<Arg>([3, [1, 2]]));
  if (/max|min|mean|median/.test(mode))
    maybe(random, 0.4, kw, "stat_length", () => random.int(random.chance(0.05) ? 0 : 1, 3));
  if (/reflect|symm/.test(mode))
    maybe(random, 0.4, kw, "reflect_type", () => random.pick(["even", "odd"]));
  if (mode === "empty") builder.tol = { noData: true };
  if (mode === "mean" || mode === "linear_ramp") builder.tol = { ulp: 4, zeroSign: true };
  builder.call("r", "pad", [a, width], kw);
}

function sized(
  fn: string,
  args: readonly Arg[],
  names: readonly string[],
  kw: Readonly<Record<string, Arg>>,
): Step[] {
  const [x, y] = names as [string, string];
  return [
    ...sizeSteps(x, "i"),
    ...sizeSteps(y, "j"),
    { to: "bound", fn, args: [{ v: "i" }, { v: "j" }, ...args.slice(2)], kw },
  ];
}

function products(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(
    [
      "inner",
      "outer",
      "tensordot",
      "kron",
      "vdot",
      "ndarray.dot",
      "vecdot",
      "matvec",
      "vecmat",
    ].slice(0, 6),
  );
  builder.op = fn;
  const kw: Record<string, Arg> = {};
  const shared = random.chance(0.5) ? numeric(random) : null;
  const length = random.int(0, 4);
  const wrong = random.chance(0.05) ? 1 : 0;
  let left: number[];
  let right: number[];
  if (fn === "tensordot") {
    const both = [random.int(1, 3), random.int(1, 3)];
    left = [random.int(1, 3), ...both];
    right = [...both, random.int(1, 3)];
    if (random.chance(0.5))
      kw["axes"] = random.pick<Arg>([
        2,
        1,
        0,
        [{ l: [1, 2] }, { l: [0, 1] }],
        [{ l: [1] }, { l: [0] }],
      ]);
  } else if (fn === "inner") {
    left = [...randomShape(random, random.int(0, 2), 3), length];
    right = [...randomShape(random, random.int(0, 2), 3), length + wrong];
  } else if (fn === "vdot") {
    left = random.pick([[length], [2, length]]);
    right = [size(left) + wrong];
  } else if (fn === "ndarray.dot") {
    left = [...randomShape(random, random.int(0, 1), 3), length];
    right = [length + wrong, ...randomShape(random, random.int(0, 1), 3)];
  } else {
    left = randomShape(random, random.int(0, 3), 3);
    right = randomShape(random, random.int(0, 3), 3);
  }
  const dtypes = [shared ?? numeric(random), shared ?? numeric(random)];
  const names = [left, right].map((shape, i) =>
    builder.array({ dtype: dtypes[i]!, shape, values: random.pick(["small", "unit"]) }),
  );
  const args = names.map((v) => ({ v }));
  const plain = fn.replace("ndarray.", "");
  if (dtypes.some((dtype) => /[fc]/.test(layoutOf(dtype).kind))) {
    builder.tol = { bound: sized(plain, args, names, kw), factor: 16 };
  }
  if (fn === "ndarray.dot") builder.method("r", names[0]!, "dot", [{ v: names[1]! }], kw);
  else builder.call("r", fn, args, kw);
}

function indexLists(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(
    [
      "diag_indices",
      "diag_indices_from",
      "tril_indices",
      "triu_indices",
      "tril_indices_from",
      "triu_indices_from",
      "diagflat",
      "vander",
      "fromiter",
      "fromfunction",
    ].slice(0, 9),
  );
  builder.op = fn;
  const kw: Record<string, Arg> = {};
  const n = random.int(0, 5);
  switch (fn) {
    case "diag_indices":
      maybe(random, 0.4, kw, "ndim", () => random.int(1, 3));
      builder.call("r", fn, [n], kw);
      return;
    case "diag_indices_from":
      builder.call("r", fn, [
        operand(builder, { shape: random.chance(0.9) ? [n, n] : randomShape(random) }),
      ]);
      return;
    case "tril_indices":
    case "triu_indices":
      maybe(random, 0.4, kw, "k", () => random.int(-3, 3));
      maybe(random, 0.4, kw, "m", () => random.int(0, 5));
      builder.call("r", fn, [n], kw);
      return;
    case "tril_indices_from":
    case "triu_indices_from":
      maybe(random, 0.4, kw, "k", () => random.int(-3, 3));
      builder.call(
        "r",
        fn,
        [
          operand(builder, {
            shape: random.chance(0.9) ? [n, random.int(0, 4)] : randomShape(random),
          }),
        ],
        kw,
      );
      return;
    case "diagflat":
      maybe(random, 0.5, kw, "k", () => random.int(-3, 3));
      builder.call(
        "r",
        fn,
        [operand(builder, { shape: randomShape(random, random.int(0, 2), 3) })],
        kw,
      );
      return;
    case "vander":
      maybe(random, 0.5, kw, "N", () => random.int(0, 4));
      maybe(random, 0.4, kw, "increasing", () => random.chance(0.7));
      builder.call(
        "r",
        fn,
        [
          operand(builder, {
            dtype: numeric(random, ["i4", "f8", "i8", "u1"]),
            shape: random.chance(0.95) ? [n] : [2, 2],
            values: "small",
          }),
        ],
        kw,
      );
      return;
    default: {
      const dtype = numeric(random);
      maybe(random, 0.4, kw, "count", () => random.int(-1, n + (random.chance(0.1) ? 1 : 0)));
      builder.call("r", "fromiter", [list(n, () => scalarFor(random, dtype)), { d: dtype }], kw);
    }
  }
}

/** One random joining case. */
export function joining(builder: CaseBuilder): void {
  builder.random.weighted([
    [joins, 3],
    [editing, 4],
    [moving, 6],
    [padding, 2],
    [products, 3],
    [indexLists, 2],
  ] as const)(builder);
  if (builder.random.chance(0.05)) spoil(builder);
}
