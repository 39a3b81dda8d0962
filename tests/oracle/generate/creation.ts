// Cases for creation: ranges, filled arrays, grids, and arrays from nested lists.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg, DSpec } from "../case.js";
import { anyDtype, layoutOf, numeric, structured } from "../dtypes.js";
import type { Random } from "../random.js";
import { complex, float, integer, recordFor, scalarFor } from "./arguments.js";

const NUMBERS = ["i4", "i8", "u1", "f2", "f4", "f8", "c16", "i2", "u8", "?"] as const;
const ORDERS = ["C", "F"] as const;

const realNumber = (random: Random): Arg =>
  random.chance(0.5) ? random.int(-10, 20) : { f: String((2 * random.int(-20, 40) + 1) / 4) };

function arange(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "arange";
  const integral = random.chance(0.5);
  const draw = (): Arg => (integral ? random.int(-10, 30) : realNumber(random));
  const args: Arg[] = Array.from({ length: random.int(1, 3) }, draw);
  if (args.length === 3) {
    args[2] = integral
      ? random.pick([1, 2, 3, -1, -4, random.chance(0.1) ? 0 : 5])
      : { f: random.pick(["0.5", "0.1", "-0.25", "1.5"]) };
  }
  const kw: Record<string, Arg> = random.chance(0.35)
    ? { dtype: { d: numeric(random, NUMBERS) } }
    : {};
  builder.call("r", "arange", args, kw);
}

function spaced(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["linspace", "linspace", "logspace", "geomspace"]);
  builder.op = fn;
  const positive = (): Arg => ({ f: String((2 * random.int(0, 20) + 1) / 4) });
  const draw = (): Arg => {
    if (fn === "geomspace") return random.chance(0.9) ? positive() : realNumber(random);
    if (random.chance(0.08)) return complex(random);
    if (random.chance(0.12)) {
      return {
        v: builder.array({
          dtype: numeric(random, ["f8", "i4"]),
          shape: random.pick([[2], [2, 3], [3]]),
          values: "small",
        }),
      };
    }
    return fn === "logspace" ? random.int(-3, 3) : realNumber(random);
  };
  const kw: Record<string, Arg> = {};
  if (random.chance(0.7)) kw["num"] = random.int(random.chance(0.03) ? -1 : 0, 12);
  if (random.chance(0.3)) kw["endpoint"] = random.chance(0.4);
  // Powers cut to integers would show the last bit.
  const kinds = fn === "linspace" ? NUMBERS : (["f4", "f8", "c16"] as const);
  if (random.chance(0.25)) kw["dtype"] = { d: numeric(random, kinds) };
  if (fn === "linspace" && random.chance(0.2)) kw["retstep"] = true;
  if (fn === "logspace" && random.chance(0.2)) kw["base"] = { f: "2.5" };
  if (random.chance(0.1)) kw["axis"] = random.pick([0, -1]);
  const ends = [draw(), draw()];
  const complexEnd = ends.some((end) => typeof end === "object" && end !== null && "c" in end);
  // The error of an exponent grows with it: complex powers are no table look-up.
  if (fn !== "linspace") builder.tol = { ulp: complexEnd ? 512 : 16, zeroSign: true };
  builder.call("r", fn, ends, kw);
}

function filled(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["zeros", "ones", "empty", "full", "full"]);
  builder.op = fn;
  const shape: Arg = random.chance(0.15)
    ? random.int(random.chance(0.2) ? -1 : 0, 6)
    : randomShape(random);
  // NumPy fills records from arrays only, not from tuples.
  const plain = fn === "ones" || fn === "full";
  const dtype: DSpec = plain ? numeric(random) : anyDtype(random);
  const kw: Record<string, Arg> = {};
  if (random.chance(0.8)) kw["dtype"] = { d: dtype };
  if (random.chance(0.4)) kw["order"] = random.pick(ORDERS);
  if (fn === "empty") builder.tol = { noData: true };
  const value =
    kw["dtype"] === undefined
      ? [random.pick([integer, float, complex])(random)]
      : [scalarFor(random, dtype)];
  builder.call("r", fn, fn === "full" ? [shape, ...value] : [shape], kw);
}

function filledLike(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["zeros_like", "ones_like", "empty_like", "full_like"]);
  builder.op = fn;
  const dtype = fn === "ones_like" || fn === "full_like" ? numeric(random) : anyDtype(random);
  const name = builder.array({ dtype });
  const kw: Record<string, Arg> = {};
  let own: DSpec = dtype;
  if (random.chance(0.3)) {
    own = numeric(random);
    kw["dtype"] = { d: own };
  }
  if (random.chance(0.5)) kw["order"] = random.pick(["C", "F", "A", "K"]);
  if (random.chance(0.2)) kw["shape"] = randomShape(random);
  if (fn === "empty_like") builder.tol = { noData: true };
  builder.call(
    "r",
    fn,
    fn === "full_like" ? [{ v: name }, scalarFor(random, own)] : [{ v: name }],
    kw,
  );
}

function matrices(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["eye", "identity", "tri", "diag", "tril", "triu"]);
  builder.op = fn;
  const kw: Record<string, Arg> = {};
  if (fn === "diag" || fn === "tril" || fn === "triu") {
    const ndim =
      fn === "diag" ? random.pick([1, 2, 2, random.int(0, 3)]) : random.pick([1, 2, 2, 3]);
    const name = builder.array({ dtype: numeric(random), shape: randomShape(random, ndim, 5) });
    if (random.chance(0.5)) kw["k"] = random.int(-3, 3);
    builder.call("r", fn, [{ v: name }], kw);
    return;
  }
  if (random.chance(0.5)) kw["dtype"] = { d: numeric(random) };
  if (fn !== "identity") {
    if (random.chance(0.5)) kw["M"] = random.int(0, 5);
    if (random.chance(0.5)) kw["k"] = random.int(-4, 4);
    if (fn === "eye" && random.chance(0.3)) kw["order"] = random.pick(ORDERS);
  }
  builder.call("r", fn, [random.int(0, 5)], kw);
}

function grids(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["meshgrid", "indices"]);
  builder.op = fn;
  const kw: Record<string, Arg> = {};
  if (random.chance(0.4)) kw["sparse"] = random.chance(0.7);
  if (fn === "indices") {
    if (random.chance(0.4)) kw["dtype"] = { d: numeric(random, ["i4", "f8", "i8"]) };
    builder.call("r", fn, [Array.from({ length: random.int(0, 3) }, () => random.int(0, 4))], kw);
    return;
  }
  if (random.chance(0.5)) kw["indexing"] = random.pick(["xy", "ij"]);
  if (random.chance(0.3)) {
    kw["copy"] = random.chance(0.5);
    builder.tol = { openFlag: "W" };
  }
  const args = Array.from(
    { length: random.int(1, 3) },
    (): Arg => ({
      v: builder.array({
        dtype: numeric(random),
        shape: random.chance(0.9) ? [random.int(0, 4)] : [],
      }),
    }),
  );
  builder.call("r", fn, args, kw);
}

function nestedList(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "array from list";
  const makers = random.pick([
    [(r: Random) => r.int(-9, 99)],
    [integer],
    [float, integer],
    [float],
    [complex, integer],
    [(r: Random) => r.chance(0.5)],
    [(r: Random) => r.chance(0.5), integer],
    [(r: Random): Arg => r.pick(["a", "bcd", "", "é漢"])],
  ]);
  const ragged = random.chance(0.04);
  const nest = (shape: readonly number[]): Arg =>
    shape.length === 0
      ? random.pick(makers)(random)
      : {
          l: Array.from({ length: shape[0]! + (ragged ? random.int(0, 1) : 0) }, () =>
            nest(shape.slice(1)),
          ),
        };
  const kw: Record<string, Arg> = {};
  if (random.chance(0.4)) kw["dtype"] = { d: random.chance(0.85) ? numeric(random) : "U5" };
  if (random.chance(0.15)) kw["ndmin"] = random.int(0, 4);
  if (random.chance(0.15)) kw["order"] = random.pick(ORDERS);
  builder.call("r", "array", [nest(randomShape(random, undefined, 3))], kw);
}

function records(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "array of records";
  // A list of one value could be a record of one field or a row of one record: strided takes the first.
  let dtype = structured(random);
  while (layoutOf(dtype).fields!.length < 2) dtype = structured(random);
  const rows = Array.from({ length: random.int(0, 4) }, () => recordFor(random, dtype));
  builder.call("r", "array", [{ l: rows }], { dtype: { d: dtype } });
}

function fromArray(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["array", "asarray", "copy", "ascontiguousarray", "asfortranarray"]);
  builder.op = `${fn} of array`;
  const dtype = anyDtype(random);
  const name = builder.array({ dtype });
  const kw: Record<string, Arg> = {};
  if (fn !== "copy" && random.chance(0.3)) {
    kw["dtype"] = { d: random.chance(0.5) ? dtype : numeric(random) };
  }
  if (!fn.startsWith("asc") && !fn.startsWith("asf") && random.chance(0.5)) {
    kw["order"] = random.pick(["C", "F", "A", "K"]);
  }
  if (fn === "array" || fn === "asarray") {
    if (random.chance(0.4)) kw["copy"] = random.pick([true, false, null]);
  }
  builder.call("r", fn, [{ v: name }], kw);
}

function frombuffer(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "frombuffer";
  const bytes = builder.array({
    dtype: "u1",
    shape: [random.int(1, 40)],
    placement: "C",
    values: "bits",
  });
  const kw: Record<string, Arg> = { dtype: { d: numeric(random, ["i2", "f4", "u1", "i8", "c8"]) } };
  if (random.chance(0.5)) kw["count"] = random.int(-1, 6);
  if (random.chance(0.5)) kw["offset"] = random.int(random.chance(0.05) ? -1 : 0, 12);
  builder.call("r", "frombuffer", [{ v: bytes }], kw);
}

/** One random creation case. */
export function creation(builder: CaseBuilder): void {
  builder.random.weighted([
    [arange, 3],
    [spaced, 3],
    [filled, 3],
    [filledLike, 2],
    [matrices, 3],
    [grids, 2],
    [nestedList, 4],
    [records, 1.5],
    [fromArray, 3],
    [frombuffer, 1],
  ] as const)(builder);
}
