// Cases for the mathematical routines that are no ufuncs: convolution, derivatives and integrals, special functions,
// packed bits, running sums without NaN, integers as text.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg, DSpec, Step } from "../case.js";
import { anyDtype, FLOATS, flexible, INTS, layoutOf, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { complex, float, integer } from "./arguments.js";

const axisOf = (random: Random, ndim: number): number =>
  ndim === 0 || random.chance(0.05)
    ? random.pick([ndim, -ndim - 1, 0])
    : random.int(-ndim, ndim - 1);

const isRounded = (dtype: DSpec): boolean => /[fc]/.test(layoutOf(dtype).kind);

/** |a| and |v| as float64, convolved: what the sums' errors are measured by. */
function convolutionBound(fn: string, mode: Arg): Step[] {
  const size = (to: string, name: string): Step[] => [
    { to, fn: "absolute", args: [{ v: name }] },
    { to, m: [to, "astype"], args: [{ d: "<f8" }] },
  ];
  return [
    ...size("i", "a"),
    ...size("j", "b"),
    { to: "bound", fn, args: [{ v: "i" }, { v: "j" }, mode] },
  ];
}

function convolution(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["convolve", "correlate"]);
  builder.op = fn;
  const dtypes = [numeric(random), numeric(random)];
  if (random.chance(0.4)) dtypes[1] = dtypes[0]!;
  const values = random.pick(["small", "unit"] as const);
  for (const dtype of dtypes) {
    const shape = random.chance(0.93) ? [random.int(1, 12)] : random.pick([[], [0], [2, 3]]);
    builder.array({ dtype, shape, values });
  }
  const mode = random.pick<Arg>(["valid", "same", "full", "full", 0, 1, 2]);
  const wrong = random.pick<Arg>(["v", "FULL", "", "x", 3, -1, null]);
  const given = random.chance(0.06) ? wrong : mode;
  if (dtypes.some(isRounded)) {
    builder.tol = { bound: convolutionBound(fn, mode), factor: 16, zeroSign: true };
  }
  const args: Arg[] = [{ v: "a" }, { v: "b" }];
  if (random.chance(0.15) && builder.tol === undefined) builder.call("r", fn, args);
  else if (random.chance(0.5)) builder.call("r", fn, [...args, given]);
  else builder.call("r", fn, args, { mode: given });
}

function gradient(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "gradient";
  const shape = randomShape(
    random,
    random.weighted([
      [0, 0.2],
      [1, 4],
      [2, 3],
      [3, 1],
    ] as const),
  );
  const dtype = random.chance(0.95) ? numeric(random) : anyDtype(random);
  const name = builder.array({ dtype, shape, values: random.pick(["small", "unit", "special"]) });
  const kw: Record<string, Arg> = {};
  let axes = shape.map((_, i) => i);
  if (random.chance(0.4)) {
    if (random.chance(0.5)) {
      const axis = axisOf(random, shape.length);
      kw["axis"] = axis;
      axes = [axis < 0 ? axis + shape.length : axis];
    } else {
      axes = random.shuffle(axes).slice(0, random.int(0, shape.length));
      kw["axis"] = axes.map((axis) => (random.chance(0.3) ? axis - shape.length : axis));
      if (random.chance(0.05)) kw["axis"] = [0, 0];
    }
  }
  if (random.chance(0.5)) kw["edge_order"] = random.chance(0.95) ? random.pick([1, 2]) : 3;
  const scalar = (): Arg =>
    random.chance(0.5) ? random.int(1, 5) : { f: random.pick(["0.5", "-0.25", "2.5"]) };
  const distance = (axis: number): Arg => {
    if (random.chance(0.4)) return scalar();
    const length = (shape[axis] ?? 2) + (random.chance(0.04) ? 1 : 0);
    const kinds = ["i4", "i8", "u1", "f4", "f8", "f2"] as const;
    const own = random.chance(0.95) ? [length] : [length, 1];
    return {
      v: builder.array({ dtype: numeric(random, kinds, 0), shape: own, values: "distinct" }),
    };
  };
  const count = random.weighted([
    [0, 3],
    [1, 2],
    [axes.length, 4],
  ] as const);
  const distances =
    count === 1 && axes.length !== 1 ? [scalar()] : axes.slice(0, count).map(distance);
  if (random.chance(0.03)) distances.push(1, 2);
  builder.tol = { zeroSign: true, anyNaN: true, overflow: true };
  builder.call("r", "gradient", [{ v: name }, ...distances], kw);
}

function special(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["i0", "sinc"]);
  builder.op = fn;
  const kinds = fn === "i0" ? ([...FLOATS, ...INTS, "?"] as const) : undefined;
  const dtype = random.chance(0.05) ? flexible(random) : numeric(random, kinds);
  const x: Arg = random.chance(0.12)
    ? random.pick([float, (r: Random) => r.int(-9, 12), complex])(random)
    : { v: builder.array({ dtype, values: random.pick(["small", "unit", "positive"]) }) };
  // the error of a sine of a multiple of π is that of the argument; an exponential of 16 bits overflows soon
  builder.tol = { ulp: fn === "i0" ? 24 : 64, absolute: true, zeroSign: true };
  builder.call("r", fn, [x]);
}

function bits(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["packbits", "unpackbits"]);
  builder.op = fn;
  const shape = randomShape(random, undefined, 20);
  const fitting = fn === "packbits" ? numeric(random, [...INTS, "?"]) : "u1";
  const dtype = random.chance(0.94) ? fitting : anyDtype(random);
  const name = builder.array({ dtype, shape, values: random.pick(["unit", "bits", "small"]) });
  const kw: Record<string, Arg> = {};
  if (random.chance(0.6)) kw["axis"] = random.chance(0.1) ? null : axisOf(random, shape.length);
  if (random.chance(0.5))
    kw["bitorder"] = random.chance(0.95) ? random.pick(["big", "little"]) : "x";
  // NumPy leaves bits beyond an empty array as they were
  if (fn === "unpackbits" && random.chance(0.4) && !shape.includes(0)) {
    kw["count"] = random.chance(0.1) ? null : random.int(-30, 40);
  }
  builder.call("r", fn, [{ v: name }], kw);
}

function unwrap(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "unwrap";
  const shape = randomShape(random, random.int(random.chance(0.05) ? 0 : 1, 3));
  const dtype = numeric(random);
  const name = builder.array({ dtype, shape, values: random.pick(["small", "unit", "special"]) });
  const kw: Record<string, Arg> = {};
  if (random.chance(0.5)) kw["axis"] = axisOf(random, shape.length);
  // a whole float would be an integer here
  const whole = random.chance(0.6);
  if (random.chance(0.7)) kw["period"] = whole ? random.pick([4, 5, 8, 16]) : { f: "6.5" };
  if (random.chance(0.3)) kw["discont"] = random.pick<Arg>([3, 12, { f: "2.5" }, null]);
  builder.tol = { zeroSign: true, ulp: isRounded(dtype) ? 2 : 1, absolute: true };
  builder.call("r", "unwrap", [{ v: name }], kw);
}

function trapezoid(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "trapezoid";
  const shape = randomShape(random, random.int(random.chance(0.05) ? 0 : 1, 3));
  const dtype = numeric(random, ["f8", "c16", ...INTS, "?", "f4"]);
  const name = builder.array({ dtype, shape, values: "small" });
  const kw: Record<string, Arg> = {};
  const axis = random.chance(0.5) ? axisOf(random, shape.length) : -1;
  if (axis !== -1) kw["axis"] = axis;
  const roll = random.unit();
  if (roll < 0.3) kw["dx"] = random.pick<Arg>([2, { f: "0.5" }, { f: "-1.25" }]);
  else if (roll < 0.6) {
    const along = shape.at(axis) ?? 1;
    const own = random.chance(0.6) ? [along + (random.chance(0.05) ? 1 : 0)] : shape;
    kw["x"] = {
      v: builder.array({
        dtype: numeric(random, ["f8", "i4", "u1", "f4"]),
        shape: own,
        values: "small",
      }),
    };
  }
  // sums of quarters of small numbers are exact
  builder.tol = { zeroSign: true };
  builder.call("r", "trapezoid", [{ v: name }], kw);
}

function running(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["nancumsum", "nancumprod"]);
  builder.op = fn;
  const shape = randomShape(random);
  const dtype = numeric(random);
  const name = builder.array({ dtype, shape, values: random.pick(["small", "unit", "special"]) });
  const kw: Record<string, Arg> = {};
  if (random.chance(0.6)) kw["axis"] = random.chance(0.1) ? null : axisOf(random, shape.length);
  if (random.chance(0.2)) kw["dtype"] = { d: random.pick(["<f8", "<c16"]) };
  // complex products round as they are fused
  const exact = layoutOf(dtype).kind !== "c" && kw["dtype"] === undefined;
  builder.tol = exact
    ? { anyNaN: true, overflow: true }
    : { ulp: 256, zeroSign: true, anyNaN: true, overflow: true };
  builder.call("r", fn, [{ v: name }], kw);
}

function infinite(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["isneginf", "isposinf"]);
  builder.op = fn;
  const shape = randomShape(random);
  const dtype = random.chance(0.9) ? numeric(random) : anyDtype(random);
  const x: Arg = random.chance(0.15)
    ? random.pick([float, (r: Random) => r.int(-9, 12), complex])(random)
    : { v: builder.array({ dtype, shape, values: "special" }) };
  const kw: Record<string, Arg> = {};
  if (random.chance(0.2)) {
    kw["out"] = { v: builder.array({ dtype: numeric(random), shape, target: true }) };
  }
  builder.call("r", fn, [x], kw);
}

function asked(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["real_if_close", "asarray_chkfinite", "isfortran", "sort_complex"]);
  builder.op = fn;
  const kw: Record<string, Arg> = {};
  const kinds =
    fn === "sort_complex" ? (["c8", "c16", ...INTS, ...FLOATS, "?"] as const) : undefined;
  const dtype = random.chance(0.4) ? numeric(random, ["c8", "c16"]) : numeric(random, kinds);
  const values = random.pick(["small", "unit", "special"] as const);
  let name = builder.array({ dtype, values });
  if (fn === "real_if_close") {
    if (random.chance(0.6)) {
      builder.step({ to: "i", fn: "multiply", args: [{ v: name }, 1] });
      builder.step({ to: "j", m: ["i", "conj"], args: [] });
      builder.step({ to: "i", fn: "add", args: [{ v: "i" }, { v: "j" }] });
      builder.show = ["r"];
      name = "i";
    }
    if (random.chance(0.4)) kw["tol"] = random.pick<Arg>([1000, 1, 0, { f: "0.5" }]);
  } else if (fn === "asarray_chkfinite") {
    if (random.chance(0.3)) kw["dtype"] = { d: numeric(random, ["f4", "f8", "c16"]) };
    if (random.chance(0.3)) kw["order"] = random.pick(["C", "F", "A", "K"]);
  } else if (fn === "sort_complex") builder.tol = { zeroSign: true, anyNaN: true };
  builder.call("r", fn, [{ v: name }], kw);
}

function numberText(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["base_repr", "binary_repr"]);
  builder.op = fn;
  const number: Arg = random.chance(0.95)
    ? random.chance(0.5)
      ? integer(random)
      : random.int(-300, 300)
    : { f: "2.5" };
  const kw: Record<string, Arg> = {};
  if (fn === "base_repr") {
    if (random.chance(0.7)) kw["base"] = random.int(random.chance(0.05) ? -1 : 2, 37);
    if (random.chance(0.3)) kw["padding"] = random.int(0, 4);
  } else if (random.chance(0.7)) kw["width"] = random.chance(0.1) ? null : random.int(0, 12);
  builder.call("r", fn, [number], kw);
}

/** One random case of the mathematical routines. */
export function math(builder: CaseBuilder): void {
  builder.random.weighted([
    [convolution, 4],
    [gradient, 5],
    [special, 2],
    [bits, 3],
    [unwrap, 2],
    [trapezoid, 2],
    [running, 2],
    [infinite, 1],
    [asked, 2],
    [numberText, 1],
  ] as const)(builder);
}
