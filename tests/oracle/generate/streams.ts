// Cases for seeded random streams: both interfaces give NumPy's very numbers, in NumPy's order, whatever
// was drawn before.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { list, maybe, operand } from "./shared.js";

const INTS = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?"] as const;

/** A size: none, a length, a shape. */
function sizeFor(random: Random): Arg | undefined {
  const roll = random.unit();
  if (roll < 0.2) return undefined;
  if (roll < 0.5) return random.int(0, 12);
  return randomShape(random, random.int(0, 3), 4);
}

function seedFor(random: Random): Arg {
  return random.chance(0.8)
    ? random.int(0, 2 ** 31)
    : list(random.int(1, 4), () => random.int(0, 2 ** 32 - 1));
}

type Draw = (builder: CaseBuilder, kw: Record<string, Arg>) => [name: string, args: Arg[]];

const number = (random: Random): Arg =>
  random.chance(0.5) ? random.int(0, 5) : { f: String((2 * random.int(0, 8) + 1) / 4) };

function parameter(builder: CaseBuilder): Arg {
  const { random } = builder;
  if (random.chance(0.75)) return number(random);
  return operand(builder, {
    dtype: "<f8",
    shape: random.pick([[], [3], [2, 3]]),
    values: "positive",
  });
}

/** Parameters that are arrays must fit the size: then there is none. */
function withSize(builder: CaseBuilder, kw: Record<string, Arg>, args: readonly Arg[]): void {
  const isArray = args.some((arg) => typeof arg === "object" && arg !== null && "v" in arg);
  if (isArray && builder.random.chance(0.9)) return;
  const size = sizeFor(builder.random);
  if (size !== undefined) kw["size"] = size;
}

function bounds(builder: CaseBuilder, kw: Record<string, Arg>): Arg[] {
  const { random } = builder;
  const dtype = numeric(random, INTS, 0);
  const [least, most] = dtype === "?" ? [0, 1] : [dtype[1] === "u" ? 0 : -100, 120];
  let low = random.int(least, most);
  let high = random.int(low + (random.chance(0.05) ? -1 : 1), most + 1);
  if (random.chance(0.1)) {
    low = 0;
    high = random.pick([1, 2 ** 31, 2 ** 32, 2 ** 40]);
  }
  if (random.chance(0.6)) kw["dtype"] = { d: dtype };
  const single = random.chance(0.25);
  return single ? [Math.max(1, high)] : [low, high];
}

const both: Record<string, Draw> = {
  normal: (builder, kw) => {
    const args = [parameter(builder), parameter(builder)].slice(0, builder.random.int(0, 2));
    withSize(builder, kw, args);
    return ["normal", args];
  },
  uniform: (builder, kw) => {
    const args = [parameter(builder), parameter(builder)].slice(0, builder.random.int(0, 2));
    withSize(builder, kw, args);
    return ["uniform", args];
  },
  exponential: (builder, kw) => {
    const args = [parameter(builder)].slice(0, builder.random.int(0, 1));
    withSize(builder, kw, args);
    return ["exponential", args];
  },
  permutation: (builder) => {
    const { random } = builder;
    return ["permutation", [random.chance(0.5) ? random.int(0, 12) : operand(builder, {})]];
  },
  bytes: (builder) => ["bytes", [builder.random.int(0, 20)]],
  choice: (builder, kw) => {
    const { random } = builder;
    const count = random.int(random.chance(0.04) ? 0 : 1, 8);
    const from = random.chance(0.5) ? count : operand(builder, { shape: [count] });
    withSize(builder, kw, []);
    maybe(random, 0.4, kw, "replace", () => random.chance(0.3));
    if (random.chance(0.25) && count > 0) {
      kw["p"] = list(count, () => ({ f: String(1 / count) }));
    }
    return ["choice", [from]];
  },
};

const modern: Record<string, Draw> = {
  ...both,
  random: (builder, kw) => {
    withSize(builder, kw, []);
    maybe(builder.random, 0.3, kw, "dtype", () => ({ d: "<f4" }));
    return ["random", []];
  },
  standard_normal: (builder, kw) => {
    withSize(builder, kw, []);
    maybe(builder.random, 0.3, kw, "dtype", () => ({ d: "<f4" }));
    return ["standard_normal", []];
  },
  standard_exponential: (builder, kw) => {
    withSize(builder, kw, []);
    maybe(builder.random, 0.3, kw, "dtype", () => ({ d: "<f4" }));
    maybe(builder.random, 0.3, kw, "method", () => builder.random.pick(["zig", "inv"]));
    return ["standard_exponential", []];
  },
  integers: (builder, kw) => {
    const args = bounds(builder, kw);
    withSize(builder, kw, []);
    maybe(builder.random, 0.2, kw, "endpoint", () => true);
    return ["integers", args];
  },
  permuted: (builder, kw) => {
    maybe(builder.random, 0.5, kw, "axis", () => builder.random.int(-2, 1));
    return ["permuted", [operand(builder, {})]];
  },
};

const legacy: Record<string, Draw> = {
  ...both,
  rand: (builder) => ["rand", randomShape(builder.random, builder.random.int(0, 3), 4)],
  randn: (builder) => ["randn", randomShape(builder.random, builder.random.int(0, 3), 4)],
  random_sample: (builder, kw) => {
    withSize(builder, kw, []);
    return ["random_sample", []];
  },
  random: (builder, kw) => {
    withSize(builder, kw, []);
    return ["random", []];
  },
  standard_normal: (builder, kw) => {
    withSize(builder, kw, []);
    return ["standard_normal", []];
  },
  standard_exponential: (builder, kw) => {
    withSize(builder, kw, []);
    return ["standard_exponential", []];
  },
  randint: (builder, kw) => {
    const args = bounds(builder, kw);
    withSize(builder, kw, []);
    return ["randint", args];
  },
};

/** One random case of seeded draws. */
export function streams(builder: CaseBuilder): void {
  const { random } = builder;
  const way = random.pick(["default_rng", "Generator", "RandomState", "module"]);
  const draws = way === "RandomState" || way === "module" ? legacy : modern;
  const seed = seedFor(random);
  if (way === "default_rng") builder.call("g", "random.default_rng", [seed]);
  else if (way === "Generator") {
    const kind = random.pick(["PCG64", "MT19937"]);
    builder.call("q", `random.${kind}`, [seed]);
    builder.call("g", "random.Generator", [{ v: "q" }]);
  } else if (way === "RandomState") builder.call("g", "random.RandomState", [seed]);
  else builder.step({ fn: "random.seed", args: [seed] });
  const shown: string[] = [];
  for (const to of ["r", "s", "t"].slice(0, random.int(1, 3))) {
    if (random.chance(0.12)) {
      const a = operand(builder, { target: true, shape: randomShape(random, random.int(1, 2)) });
      builder.op ||= "shuffle";
      if (way === "module") builder.step({ fn: "random.shuffle", args: [a] });
      else builder.step({ m: ["g", "shuffle"], args: [a] });
      continue;
    }
    const kw: Record<string, Arg> = {};
    const [name, args] = draws[random.pick(Object.keys(draws))]!(builder, kw);
    builder.op ||= name;
    shown.push(to);
    if (way === "module") builder.call(to, `random.${name}`, args, kw);
    else builder.method(to, "g", name, args, kw);
  }
  builder.show = shown;
  // These streams are as good as the logarithm, which glibc does not always round as nearest.
  const isLogarithm = JSON.stringify(builder.steps).includes('"inv"');
  // What is added to it may leave little of it: its error is that of numbers near 1, times the scale, of 9 at most.
  if (draws === legacy || isLogarithm) builder.tol = { ulp: 18, absolute: true };
}
