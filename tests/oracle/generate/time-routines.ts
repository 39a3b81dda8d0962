// Cases for routines over instants and spans of time: reductions, sorting, searching, sets, choosing, ranges. Which
// routines take them at all, NumPy says.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import type { Random } from "../random.js";
import type { Values } from "../values.js";
import { time, timed } from "./times.js";

const VALUES = ["small", "special", "positive", "distinct", "unit"] as const;

interface Subject {
  readonly name: string;
  readonly dtype: string;
  readonly kind: "M" | "m";
  readonly shape: readonly number[];
}

function subject(builder: CaseBuilder, ndim?: number, native = false): Subject {
  const { random } = builder;
  const kind = random.pick(["M", "m"] as const);
  const drawn = timed(random, kind);
  const dtype = native ? drawn.replace(">", "<") : drawn;
  const shape = randomShape(random, ndim, 5);
  const values = random.pick<Values>(VALUES);
  return { name: builder.array({ dtype, shape, values }), dtype, kind, shape };
}

const REDUCTIONS = [
  "sum",
  "mean",
  "max",
  "min",
  "ptp",
  "median",
  "any",
  "all",
  "prod",
  "argmax",
  "argmin",
  "cumsum",
  "count_nonzero",
  "nanmax",
  "nanmin",
  "nansum",
  "nancumsum",
  "std",
  "var",
] as const;

function reduction(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(REDUCTIONS);
  builder.op = fn;
  const { name, shape } = subject(builder);
  const kw: Record<string, Arg> = {};
  if (shape.length > 0 && random.chance(0.6)) {
    kw["axis"] = random.int(-shape.length, shape.length - 1);
  }
  // of no axes at all the median is a view in NumPy, a value here
  const keeps = !["cumsum", "nancumsum"].includes(fn) && (fn !== "median" || shape.length > 0);
  if (keeps && random.chance(0.25)) kw["keepdims"] = true;
  builder.call("r", fn, [{ v: name }], kw);
}

function sorting(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["sort", "argsort", "partition", "unique", "lexsort", "searchsorted"]);
  builder.op = fn;
  if (fn === "searchsorted") {
    const kind = random.pick(["M", "m"] as const);
    // of spans in months and in days NumPy compares the bare counts
    const dtype = timed(random, kind);
    const other = kind === "M" && !/[pfa]s/.test(dtype) ? "<M8[D]" : dtype;
    // counts of long units that no count of days holds come out of the cast in no order, which is left open then
    const far =
      kind === "M" && /[YMW]\]/.test(dtype)
        ? random.pick(["small", "positive"] as const)
        : undefined;
    const a = builder.array({ dtype, shape: [random.int(1, 6)], values: far });
    const v = builder.array({ dtype: other, values: random.pick<Values>(VALUES) });
    builder.call("s", "sort", [{ v: a }]);
    const kw: Record<string, Arg> = random.chance(0.4) ? { side: "right" } : {};
    builder.call(
      "r",
      fn,
      ["s" as Arg, { v }].map((one) => (one === "s" ? { v: "s" } : one)) as Arg[],
      kw,
    );
    builder.show = ["r"];
    return;
  }
  const { name, shape } = subject(builder, fn === "lexsort" ? 2 : random.int(1, 3));
  const kw: Record<string, Arg> = {};
  if (fn === "unique") {
    for (const flag of ["return_index", "return_inverse", "return_counts"]) {
      if (random.chance(0.3)) kw[flag] = true;
    }
    if (random.chance(0.2)) kw["equal_nan"] = false;
    // which of several NaTs comes first, NumPy leaves to its sort
    if (kw["equal_nan"] === false) kw["return_inverse"] = false;
    builder.call("r", fn, [{ v: name }], kw);
    return;
  }
  const axis = random.int(-shape.length, shape.length - 1);
  if (random.chance(0.5)) kw["axis"] = axis;
  const args: Arg[] = [{ v: name }];
  const length = shape.at((kw["axis"] as number | undefined) ?? -1)!;
  if (fn === "partition") {
    // only the element in its place is defined: all of them are named
    args.push({ l: Array.from({ length }, (_, i) => i) });
  } else if (fn !== "lexsort") kw["kind"] = "stable";
  builder.call("r", fn, args, kw);
}

function sets(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["isin", "intersect1d", "union1d", "setdiff1d", "setxor1d"]);
  builder.op = fn;
  const kind = random.pick(["M", "m"] as const);
  const one = (): Arg => ({
    v: builder.array({
      dtype: timed(random, kind),
      shape: randomShape(random, 1, 6),
      values: random.pick<Values>(["small", "unit", "special"]),
    }),
  });
  builder.call("r", fn, [one(), one()]);
}

function choosing(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["where", "select", "clip", "concatenate", "stack", "copyto", "choose"]);
  builder.op = fn;
  const shape = randomShape(random, undefined, 4);
  const kind = random.pick(["M", "m"] as const);
  const dtype = timed(random, kind);
  const array = (own = timed(random, random.chance(0.9) ? kind : undefined)): Arg => ({
    v: builder.array({ dtype: own, shape: narrowed(random, shape, 0.2) }),
  });
  const scalar = (): Arg =>
    random.chance(0.7) ? time(random, kind) : random.pick<Arg>([3, "2020", null]);
  const either = (): Arg => (random.chance(0.7) ? array() : scalar());
  const mask = (): Arg => ({ v: builder.array({ dtype: "?", shape }) });
  if (fn === "where") builder.call("r", fn, [mask(), either(), either()]);
  else if (fn === "select") {
    const choices = [array(dtype), array(dtype)];
    builder.call("r", fn, [{ l: [mask(), mask()] }, { l: choices }, time(random, kind)]);
  } else if (fn === "clip") builder.call("r", fn, [array(), either(), either()]);
  else if (fn === "copyto") {
    const target = builder.array({ dtype, shape, target: true });
    builder.step({ fn, args: [{ v: target }, either()] });
  } else if (fn === "choose") {
    const index = builder.exact("<i8", shape, (view, at, i) =>
      view.setBigInt64(at, BigInt(i % 2), true),
    );
    builder.call("r", fn, [{ v: index }, { l: [array(dtype), array(dtype)] }]);
  } else {
    const whole = (): Arg => ({ v: builder.array({ dtype: timed(random, kind), shape }) });
    builder.call("r", fn, [[whole(), whole()]]);
  }
}

const MOVES: Readonly<Record<string, (random: Random) => Arg[]>> = {
  diff: () => [],
  ediff1d: () => [],
  flip: () => [],
  ravel: () => [],
  roll: () => [1],
  repeat: () => [2],
  tile: () => [2],
  nonzero: () => [],
  isreal: () => [],
  real: () => [],
  imag: () => [],
  trapezoid: () => [],
  copy: () => [],
  squeeze: () => [],
  isnat: () => [],
  atleast_2d: () => [],
  append: (random) => [time(random)],
  zeros_like: () => [],
  array_equal: () => [],
  round: () => [],
  percentile: (random) => [random.pick([0, 50, 100])],
  pad: () => [1],
  trace: () => [],
  argwhere: () => [],
  nan_to_num: () => [],
  average: () => [],
  gradient: () => [],
  sinc: () => [],
  iscomplex: () => [],
  nanmean: () => [],
  nanstd: () => [],
  quantile: () => [{ f: "0.3" }],
  outer: () => [{ l: [1, 2] }],
  isclose: () => [1],
  resize: () => [3],
  rot90: () => [],
  triu: () => [],
  cumprod: () => [],
  nanmin: () => [],
};

function moving(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(Object.keys(MOVES));
  builder.op = fn;
  // NumPy's gradient reads the bytes of instants in the other order as they are not
  const { name } = subject(builder, undefined, fn === "gradient");
  const args: Arg[] = [{ v: name }, ...MOVES[fn]!(random)];
  if (fn === "array_equal") args.push({ v: name });
  builder.call("r", fn, args);
}

function bound(random: Random, kind: "M" | "m"): Arg {
  return random.weighted<() => Arg>([
    [
      () => ({
        t: [kind, String(random.int(-20, 20)), random.pick(["D", "D", "h", "W"])],
      }),
      6,
    ],
    [() => random.int(-20, 20), 2],
    [() => ({ t: ["m", String(random.int(-9, 9)), "D"] }), 1],
  ])();
}

function range(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "arange";
  const kind = random.pick(["M", "m"] as const);
  const near = random.pick(["D", "h", "M"]);
  const start = random.int(-20, 20);
  const args: Arg[] = random.chance(0.6)
    ? [{ t: [kind, String(start), near] }, { t: [kind, String(start + random.int(-5, 30)), near] }]
    : Array.from({ length: random.int(1, 2) }, () => bound(random, kind));
  if (args.length === 2 && random.chance(0.5)) {
    args.push(
      random.chance(0.5)
        ? random.pick([1, 2, 3, -1, -2, 0, 2.5])
        : { t: ["m", String(random.int(-3, 5)), near] },
    );
  }
  const kw: Record<string, Arg> = {};
  if (random.chance(0.12)) {
    // texts alone could as well name a dtype: only beside one they are bounds
    args.splice(
      0,
      args.length,
      "1970-01-05",
      random.pick(["1970-02", "1970-01-20", "x", "NaT", ""]),
    );
    kw["dtype"] = { d: random.pick(["M8[D]", "M8", "M8[h]"]) };
  } else if (random.chance(0.35))
    kw["dtype"] = { d: `${kind}8[${random.pick(["D", "h", "M", "7D"])}]` };
  builder.call("r", "arange", args, kw);
}

function days(random: Random): Arg {
  const one = (): Arg => ({ t: ["M", String(random.int(18200, 18400)), "D"] });
  if (random.chance(0.4)) return one();
  if (random.chance(0.1)) return random.pick<Arg>(["2020-01-01", "2020-02", "x", 5, null]);
  return { l: Array.from({ length: random.int(1, 4) }, one) };
}

function businessDays(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["is_busday", "busday_count", "busday_offset"]);
  builder.op = fn;
  const kw: Record<string, Arg> = {};
  if (random.chance(0.4)) {
    kw["weekmask"] = random.pick<Arg>([
      "1111111",
      "1000000",
      "Mon Wed",
      "SatSun",
      "0000000",
      "111",
      "x",
      { l: [1, 0, 1, 0, 1, 0, 0] },
      { l: [1, 1] },
    ]);
  }
  if (random.chance(0.5)) {
    kw["holidays"] = {
      l: Array.from({ length: random.int(0, 30) }, () => ({
        t: ["M", random.chance(0.05) ? "NaT" : String(random.int(18200, 18400)), "D"] as const,
      })),
    };
  }
  const args = [days(random)];
  if (fn === "busday_count") args.push(days(random));
  if (fn === "busday_offset") {
    args.push(
      random.chance(0.5)
        ? random.int(-30, 30)
        : { l: Array.from({ length: random.int(1, 4) }, () => random.int(-300, 300)) },
    );
    if (random.chance(0.8)) {
      kw["roll"] = random.pick([
        "forward",
        "following",
        "backward",
        "preceding",
        "modifiedfollowing",
        "modifiedpreceding",
        "nat",
        "raise",
        "x",
      ]);
    }
  }
  builder.call("r", fn, args, kw);
}

/** One random case of a routine over times. */
export function timeRoutines(builder: CaseBuilder): void {
  builder.random.weighted([
    [reduction, 4],
    [sorting, 3],
    [sets, 2],
    [choosing, 4],
    [moving, 4],
    [range, 4],
    [businessDays, 2],
  ] as const)(builder);
}
