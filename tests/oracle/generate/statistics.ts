// Cases for statistics: averages, medians and quantiles, the nan-functions, histograms and bins,
// differences, interpolation, comparison within a tolerance.

import { type CaseBuilder, narrowed, type Placement, randomShape } from "../arrays.js";
import type { Arg, DSpec, Step } from "../case.js";
import { layoutOf, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { complex, float, integer, weak } from "./arguments.js";
import { axisOf, list, maskFor, maybe, operand, sizeSteps, spoil } from "./shared.js";

const REAL = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"] as const;

function axisOption(random: Random, ndim: number, tuples: boolean, kw: Record<string, Arg>): void {
  const roll = random.unit();
  if (roll < 0.3) return;
  if (roll < 0.36) kw["axis"] = null;
  else if (tuples && ndim > 1 && roll < 0.55) {
    kw["axis"] = random
      .shuffle(Array.from({ length: ndim }, (_, i) => i))
      .slice(0, random.int(1, ndim))
      .map((axis) => (random.chance(0.3) ? axis - ndim : axis));
  } else kw["axis"] = axisOf(random, ndim);
}

const isRounded = (dtype: DSpec): boolean => /[fc]/.test(layoutOf(dtype).kind);

function drawn(
  builder: CaseBuilder,
  among: readonly string[] = REAL,
  placement?: Placement,
): {
  name: string;
  dtype: DSpec;
  shape: number[];
} {
  const { random } = builder;
  const dtype = numeric(random, among);
  const shape = random.chance(0.06) ? [random.int(30, 200)] : randomShape(random);
  const values = random.pick(["small", "small", "unit", "special"] as const);
  const where = placement === undefined ? {} : { placement };
  return { name: builder.array({ dtype, shape, values, ...where }), dtype, shape };
}

/** The size of the largest element: what rounding in a mean or an interpolation is measured by. */
function largest(name: string): Step[] {
  return [
    ...sizeSteps(name),
    { to: "bound", fn: "nanmax", args: [{ v: "w" }], kw: { initial: 0 } },
  ];
}

function loopOf(dtype: DSpec): { loop?: number } {
  const { kind, itemsize } = layoutOf(dtype);
  return kind === "f" ? { loop: itemsize } : kind === "c" ? { loop: itemsize / 2 } : {};
}

function average(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "average";
  const { name, dtype, shape } = drawn(builder, [...REAL, "c8", "c16"]);
  const kw: Record<string, Arg> = {};
  axisOption(random, shape.length, true, kw);
  maybe(random, 0.25, kw, "keepdims", () => random.chance(0.7));
  maybe(random, 0.2, kw, "returned", () => true);
  if (random.chance(0.5)) {
    const axis = kw["axis"];
    const own = typeof axis === "number" && random.chance(0.6) ? [shape.at(axis) ?? 1] : [...shape];
    kw["weights"] = operand(builder, {
      dtype: numeric(random, ["i4", "f8", "f4", "u1"]),
      shape: random.chance(0.06) ? [3] : own,
      values: random.pick(["positive", "small"]),
    });
    // The weights may nearly cancel: only the layout counts.
    if (isRounded(dtype)) builder.tol = { noData: true };
    else builder.tol = { ulp: 1e6 };
  } else builder.tol = { bound: largest(name), factor: 64, ...loopOf(dtype) };
  if (kw["returned"] === true) builder.tol = { noData: true };
  builder.call("r", "average", [{ v: name }], kw);
}

function quantiles(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["median", "percentile", "quantile", "quantile"]);
  builder.op = fn;
  const { name, dtype, shape } = drawn(builder, fn === "median" ? [...REAL, "c8"] : REAL);
  const kw: Record<string, Arg> = {};
  axisOption(random, shape.length, true, kw);
  maybe(random, 0.3, kw, "keepdims", () => random.chance(0.7));
  const args: Arg[] = [{ v: name }];
  if (fn !== "median") {
    const scale = fn === "percentile" ? 100 : 1;
    const one = (): Arg =>
      random.chance(0.3) ? random.pick([0, scale]) : { f: String((random.int(1, 7) / 8) * scale) };
    const wrong = random.chance(0.03);
    args.push(wrong ? { f: "-0.5" } : random.chance(0.5) ? one() : list(random.int(0, 4), one));
    maybe(random, 0.45, kw, "method", () =>
      random.pick([
        "inverted_cdf",
        "averaged_inverted_cdf",
        "closest_observation",
        "interpolated_inverted_cdf",
        "hazen",
        "weibull",
        "linear",
        "median_unbiased",
        "normal_unbiased",
        "lower",
        "higher",
        "midpoint",
        "nearest",
      ]),
    );
  }
  builder.tol = { bound: largest(name), factor: 16, zeroSign: true, ...loopOf(dtype) };
  builder.call("r", fn, args, kw);
}

function nanReductions(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick([
    "nansum",
    "nanprod",
    "nanmean",
    "nanvar",
    "nanstd",
    "nanmin",
    "nanmax",
    "nanargmin",
    "nanargmax",
  ]);
  builder.op = fn;
  const { name, dtype, shape } = drawn(builder, [...REAL, "f4", "f8", "c8", "c16"]);
  const kw: Record<string, Arg> = {};
  const position = fn.startsWith("nanarg");
  axisOption(random, shape.length, !position, kw);
  maybe(random, 0.3, kw, "keepdims", () => random.chance(0.7));
  if (fn === "nanvar" || fn === "nanstd") maybe(random, 0.3, kw, "ddof", () => random.int(0, 2));
  if (!position) {
    maybe(random, 0.12, kw, "where", () => maskFor(builder, shape));
    if (/min|max/.test(fn) && kw["where"] !== undefined) kw["initial"] = weak(random);
    if (/sum|prod/.test(fn)) maybe(random, 0.15, kw, "initial", () => weak(random));
    if (!/min|max/.test(fn))
      maybe(random, 0.12, kw, "dtype", () => ({ d: numeric(random, ["f4", "f8", "c16"]) }));
  }
  const square = /var|std/.test(fn);
  const steps: Step[] = [
    ...sizeSteps(name),
    { to: "bound", fn: "nansum", args: [{ v: "w" }] },
    { to: "bound", fn: "add", args: [{ v: "bound" }, { f: "1.5" }] },
    ...(square ? [{ to: "bound", fn: "square", args: [{ v: "bound" }] }] : []),
  ];
  if (fn === "nanprod" && isRounded(dtype)) builder.tol = { noData: true };
  else if (isRounded(dtype) || /mean|var|std/.test(fn) || kw["dtype"] !== undefined) {
    const loop =
      kw["dtype"] === undefined ? loopOf(dtype) : { loop: Math.min(loopOf(dtype).loop ?? 4, 4) };
    builder.tol = { bound: steps, factor: 64, zeroSign: true, anyNaN: true, ...loop };
    if (fn === "nanprod") builder.tol = { noData: true };
  }
  if (/min|max/.test(fn) && !position) builder.tol = { zeroSign: true, anyNaN: true };
  if (position) builder.tol = undefined;
  builder.call("r", fn, [{ v: name }], kw);
}

function bins(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["bincount", "histogram", "digitize"]);
  builder.op = fn;
  const kw: Record<string, Arg> = {};
  const count = random.int(0, 20);
  if (fn === "bincount") {
    const x = operand(builder, {
      dtype: numeric(random, ["i4", "i8", "u1", "?", "u2", ...(random.chance(0.1) ? ["f8"] : [])]),
      shape: random.chance(0.05) ? [2, 2] : [count],
      values: random.chance(0.9) ? "positive" : "small",
    });
    if (random.chance(0.4)) {
      kw["weights"] = operand(builder, {
        dtype: numeric(random, ["f8", "i4", "f4", ...(random.chance(0.1) ? ["c16"] : [])]),
        shape: [random.chance(0.05) ? count + 1 : count],
        values: "small",
      });
    }
    maybe(random, 0.3, kw, "minlength", () => random.int(random.chance(0.1) ? -1 : 0, 30));
    builder.call("r", fn, [x], kw);
    return;
  }
  if (fn === "digitize") {
    const edges = random.shuffle([-5, -1, 0, 2, 2, 7, 9]).slice(0, random.int(0, 6));
    edges.sort((a, b) => a - b);
    if (random.chance(0.3)) edges.reverse();
    if (random.chance(0.06)) edges.push(1);
    maybe(random, 0.4, kw, "right", () => random.chance(0.7));
    builder.call("r", fn, [operand(builder, { dtype: numeric(random, REAL) }), { l: edges }], kw);
    return;
  }
  const a = operand(builder, {
    dtype: numeric(random, ["i4", "f8", "f4", "u1", "?", "i8"]),
    shape: random.chance(0.8) ? [count] : randomShape(random),
    values: random.chance(0.95) ? "small" : "special",
  });
  maybe(random, 0.6, kw, "bins", () =>
    random.chance(0.6)
      ? random.int(random.chance(0.05) ? 0 : 1, 12)
      : { l: [-4, 0, 1, random.chance(0.1) ? -7 : 3, 20] },
  );
  maybe(random, 0.3, kw, "range", () => [
    random.int(-5, 2),
    random.int(random.chance(0.1) ? -9 : 3, 9),
  ]);
  if (fn === "histogram") {
    maybe(random, 0.2, kw, "density", () => random.chance(0.7));
    maybe(random, 0.25, kw, "weights", () =>
      operand(builder, {
        dtype: numeric(random, ["f8", "i4"]),
        shape: builder.arrays[a.v]!.shape,
        values: "small",
      }),
    );
    builder.tol = { ulp: 8 };
  }
  builder.call("r", fn, [a], kw);
}

function differences(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["diff", "ediff1d"]);
  builder.op = fn;
  const dtype = numeric(random);
  const shape = randomShape(
    random,
    fn === "diff" && random.chance(0.97) ? random.int(1, 3) : undefined,
  );
  const name = builder.array({ dtype, shape });
  const kw: Record<string, Arg> = {};
  const side = (): Arg =>
    random.chance(0.5)
      ? random.int(-5, 9)
      : operand(builder, { dtype, shape: shape.length === 1 ? [random.int(0, 3)] : shape });
  if (fn === "diff") {
    maybe(random, 0.5, kw, "n", () => random.int(random.chance(0.05) ? -1 : 0, 3));
    maybe(random, 0.5, kw, "axis", () => axisOf(random, shape.length));
    maybe(random, 0.2, kw, "prepend", side);
    maybe(random, 0.2, kw, "append", side);
  } else {
    maybe(random, 0.3, kw, "to_end", () =>
      random.chance(0.5) ? list(2, () => random.int(0, 5)) : side(),
    );
    maybe(random, 0.3, kw, "to_begin", () => random.int(-3, 300));
  }
  builder.call("r", fn, [{ v: name }], kw);
}

function interpolation(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "interp";
  const count = random.int(random.chance(0.05) ? 0 : 1, 6);
  const points = Array.from({ length: count }, (_, i) => i * 2 + random.int(-2, 1));
  const x = random.chance(0.3)
    ? weakReal(random)
    : operand(builder, { dtype: numeric(random, REAL) });
  const fp = operand(builder, {
    dtype: numeric(random, ["f8", "i4", "f4", "c16"]),
    shape: [random.chance(0.05) ? count + 1 : count],
    values: random.pick(["small", "special"]),
  });
  const kw: Record<string, Arg> = {};
  const end = (): Arg => (random.chance(0.9) ? weakReal(random) : complex(random));
  maybe(random, 0.25, kw, "left", end);
  maybe(random, 0.25, kw, "right", end);
  maybe(random, 0.2, kw, "period", () => random.pick<Arg>([50, { f: "37.5" }, -40, 0]));
  // NumPy keeps slopes and so rounds otherwise, by how many points there are.
  builder.tol = { ulp: 16, zeroSign: true };
  builder.call("r", "interp", [x, { l: points }, fp], kw);
}

function weakReal(random: Random): Arg {
  return random.chance(0.5) ? random.int(-9, 12) : float(random);
}

function closeness(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["isclose", "isclose", "allclose", "array_equal", "array_equiv"]);
  builder.op = fn;
  const shape = randomShape(random);
  const values = random.pick(["unit", "small", "special"] as const);
  const side = (): Arg =>
    random.chance(0.15)
      ? weak(random)
      : operand(builder, { dtype: numeric(random), shape: narrowed(random, shape, 0.2), values });
  const a = side();
  const b = random.chance(0.2) ? a : side();
  const kw: Record<string, Arg> = {};
  if (fn.endsWith("close")) {
    maybe(random, 0.3, kw, "rtol", () => ({ f: random.pick(["0.5", "1e-3"]) }));
    maybe(random, 0.3, kw, "atol", () => ({ f: random.pick(["0.5", "1e-3"]) }));
  }
  if (fn !== "array_equiv") maybe(random, 0.3, kw, "equal_nan", () => random.chance(0.6));
  builder.call("r", fn, [a, b], kw);
}

function elementwise(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick([
    "round",
    "around",
    "nan_to_num",
    "real",
    "imag",
    "angle",
    "iscomplex",
    "isreal",
    "iscomplexobj",
    "isrealobj",
    "isscalar",
    "trace",
    "diagonal",
    "clip",
    "cumulative_sum",
    "cumulative_prod",
  ]);
  builder.op = fn;
  const dtype = numeric(random);
  const shape = randomShape(random);
  const method = random.chance(0.5);
  const a = operand(builder, { dtype, shape });
  const kw: Record<string, Arg> = {};
  const call = (args: readonly Arg[]): void => {
    if (method && ["round", "trace", "diagonal", "clip"].includes(fn)) {
      builder.method("r", a.v, fn, args.slice(1), kw);
    } else builder.call("r", fn, args, kw);
  };
  switch (fn) {
    case "round":
    case "around": {
      maybe(random, 0.7, kw, "decimals", () => random.int(-2, 4));
      maybe(random, 0.1, kw, "out", () => operand(builder, { dtype, shape, target: true }));
      // to tens and hundreds, integers are rounded as floats and cast back, whether they fit or not
      builder.tol = { fromFloat: true };
      call([a]);
      return;
    }
    case "nan_to_num":
      maybe(random, 0.3, kw, "nan", () => weakReal(random));
      maybe(random, 0.3, kw, "posinf", () => random.int(0, 99));
      maybe(random, 0.3, kw, "neginf", () => random.int(-99, 0));
      maybe(random, 0.3, kw, "copy", () => random.chance(0.5));
      call([a]);
      return;
    case "angle":
      maybe(random, 0.3, kw, "deg", () => random.chance(0.7));
      builder.tol = { ulp: 4 };
      call([a]);
      return;
    case "trace":
    case "diagonal": {
      maybe(random, 0.4, kw, "offset", () => random.int(-3, 3));
      if (random.chance(0.4)) {
        kw["axis1"] = axisOf(random, shape.length);
        kw["axis2"] = axisOf(random, shape.length);
      }
      if (fn === "trace") {
        maybe(random, 0.15, kw, "dtype", () => ({ d: numeric(random, ["f4", "f8", "i8", "c16"]) }));
        if (isRounded(dtype)) {
          builder.tol = {
            bound: [...sizeSteps(a.v), { to: "bound", fn: "sum", args: [{ v: "w" }] }],
            factor: 16,
            ...loopOf(dtype),
          };
        }
      }
      call([a]);
      return;
    }
    case "clip": {
      const bound = (): Arg =>
        random.chance(0.15)
          ? null
          : random.chance(0.5)
            ? weak(random)
            : operand(builder, { dtype: numeric(random), shape: narrowed(random, shape) });
      builder.tol = { zeroSign: true };
      call([a, bound(), bound()]);
      return;
    }
    case "cumulative_sum":
    case "cumulative_prod":
      if (shape.length !== 1 || random.chance(0.3))
        maybe(random, 0.95, kw, "axis", () => axisOf(random, shape.length));
      maybe(random, 0.3, kw, "include_initial", () => random.chance(0.7));
      maybe(random, 0.15, kw, "dtype", () => ({ d: numeric(random, ["f4", "f8", "i8", "c16"]) }));
      if (fn === "cumulative_prod" && layoutOf(dtype).kind === "c") {
        builder.tol = { ulp: 256, overflow: true, zeroSign: true };
      }
      call([a]);
      return;
    case "isscalar":
      call([random.pick<Arg>([a, 3, "x", null, { f: "1.5" }, { l: [1] }, complex(random), true])]);
      return;
    default:
      call([random.chance(0.85) ? a : random.pick([integer, float, complex])(random)]);
  }
}

function nanQuantiles(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["nanmedian", "nanquantile", "nanpercentile"]);
  builder.op = fn;
  const { name, dtype, shape } =
    fn === "nanmedian" ? drawn(builder, REAL, "C") : drawn(builder, REAL);
  const kw: Record<string, Arg> = {};
  axisOption(random, shape.length, true, kw);
  maybe(random, 0.3, kw, "keepdims", () => random.chance(0.7));
  const args: Arg[] = [{ v: name }];
  if (fn !== "nanmedian") {
    const scale = fn === "nanquantile" ? 1 : 100;
    const one = (): Arg =>
      random.chance(0.3) ? random.pick([0, scale]) : { f: String((random.int(1, 7) / 8) * scale) };
    args.push(random.chance(0.5) ? one() : list(random.int(0, 3), one));
    maybe(random, 0.3, kw, "method", () => random.pick(["hazen", "lower", "nearest", "midpoint"]));
  }
  const tol = { bound: largest(name), factor: 16, zeroSign: true, ...loopOf(dtype) };
  // NumPy's median of masked arrays owns its memory or does not, and lies as its masks do
  builder.tol = fn === "nanmedian" ? { ...tol, openFlag: "O" } : tol;
  builder.call("r", fn, args, kw);
}

function covariances(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["cov", "corrcoef"]);
  builder.op = fn;
  const count = random.int(2, 6);
  const dtype = numeric(random, [...REAL, "c16"]);
  const variables = random.int(1, 4);
  const shape = random.chance(0.3) ? [count] : [variables, count];
  const m = operand(builder, { dtype, shape, values: "unit" });
  const kw: Record<string, Arg> = {};
  maybe(random, 0.3, kw, "rowvar", () => random.chance(0.5));
  maybe(random, 0.2, kw, "y", () => operand(builder, { dtype: "<f8", shape, values: "unit" }));
  if (fn === "cov") {
    maybe(random, 0.3, kw, "bias", () => random.chance(0.7));
    maybe(random, 0.3, kw, "ddof", () =>
      random.pick<Arg>([0, 1, 2, null, random.chance(0.1) ? { f: "0.5" } : 0]),
    );
    const weights = (kind: string, values: "positive" | "small"): Arg =>
      operand(builder, { dtype: kind, shape: [random.chance(0.9) ? count : 3], values });
    maybe(random, 0.2, kw, "fweights", () => weights("<i8", "positive"));
    maybe(random, 0.2, kw, "aweights", () => weights("<f8", "positive"));
  }
  // sums of products in an order of their own; quotients of what may be next to nothing
  const rounding: Step[] = [{ to: "bound", fn: "asarray", args: [{ f: "16.5" }] }];
  // without degrees of freedom what rounding left of an imaginary part is multiplied by infinity
  const infinite = dtype.endsWith("c16") && kw["ddof"] === 2;
  builder.tol =
    fn === "cov" && !infinite
      ? { bound: rounding, factor: 4096, zeroSign: true }
      : { noData: true };
  builder.call("r", fn, [m], kw);
}

/** A complex number that is NaN in part lies within a range by its other part, and in no bin: NumPy looks one up. */
function leaveOutNaN(builder: CaseBuilder): void {
  if (builder.op !== "histogram spoiled") return;
  const step = builder.steps.at(-1);
  const [a] = step !== undefined && "args" in step ? (step.args ?? []) : [];
  const name = typeof a === "object" && a !== null && "v" in a ? (a as { v: string }).v : "";
  const spec = builder.arrays[name];
  if (spec === undefined || !/c\d/.test(String(spec.dtype))) return;
  builder.steps.pop();
  builder.call("r", "histogram", [{ l: [{ c: ["1", "2"] }, { c: ["0.5", "-1"] }] }]);
}

/** One random statistics case. */
export function statistics(builder: CaseBuilder): void {
  builder.random.weighted([
    [average, 2],
    [quantiles, 3],
    [nanReductions, 4],
    [bins, 3],
    [differences, 2],
    [interpolation, 1],
    [closeness, 2],
    [elementwise, 5],
    [nanQuantiles, 2],
    [covariances, 1],
  ] as const)(builder);
  // no differences at all are the list itself, which no array has to be
  const [last] = builder.steps;
  const untouched =
    builder.op === "nanmedian" || (last !== undefined && "kw" in last && last.kw?.["n"] === 0);
  if (builder.random.chance(0.06) && !untouched) spoil(builder);
  leaveOutNaN(builder);
}
