// Cases for matmul, matvec, vecmat and vecdot with all their options, for signatures of ufuncs, resolve_dtypes, and
// the methods of ufuncs that refuse them.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg, DSpec, Step } from "../case.js";
import { layoutOf, NUMERIC, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { TWO_RESULTS, UFUNCS, type UfuncRow } from "./ufunc-table.js";

const CASTINGS = ["no", "equiv", "safe", "same_kind", "unsafe"] as const;
const CHARS = "?bBhHiIlLefdFD";

interface Core {
  readonly name: string;
  readonly left: number;
  readonly right: number;
}

const GUFUNCS: readonly Core[] = [
  { name: "matmul", left: 2, right: 2 },
  { name: "matvec", left: 2, right: 1 },
  { name: "vecmat", left: 1, right: 2 },
  { name: "vecdot", left: 1, right: 1 },
];

const isRounded = (dtype: DSpec): boolean => /[fc]/.test(layoutOf(dtype).kind);

/** Steps that compute Σ|x||y| over the same axes. */
function bound(fn: string, a: string, b: string, kw: Readonly<Record<string, Arg>>): Step[] {
  const size = (to: string, name: string): Step[] => [
    { to, fn: "absolute", args: [{ v: name }] },
    { to, m: [to, "astype"], args: [{ d: "<f8" }] },
    { to, fn: "absolute", args: [{ v: to }] },
  ];
  const same = Object.fromEntries(
    ["axes", "axis", "keepdims"].flatMap((key) => (kw[key] === undefined ? [] : [[key, kw[key]!]])),
  );
  // an output has a say in which axes there are
  const { out } = kw;
  const place: Step[] =
    out === undefined
      ? []
      : [{ to: "o", fn: "zeros_like", args: [out], kw: { dtype: { d: "<f8" } } }];
  const placed = out === undefined ? same : { ...same, out: { v: "o" } };
  const call = { to: "bound", fn, args: [{ v: "i" }, { v: "j" }], kw: placed };
  return [...size("i", a), ...size("j", b), ...place, call];
}

/** Core axes moved to random places: the operand's shape, and where they are. */
function scattered(
  random: Random,
  loop: readonly number[],
  core: readonly number[],
): { shape: number[]; axes: number[] } {
  const ndim = loop.length + core.length;
  const axes = random.shuffle(Array.from({ length: ndim }, (_, i) => i)).slice(0, core.length);
  const shape: number[] = [];
  let next = 0;
  for (let axis = 0; axis < ndim; axis++) {
    const at = axes.indexOf(axis);
    shape.push(at >= 0 ? core[at]! : loop[next++]!);
  }
  return { shape, axes: axes.map((axis) => (random.chance(0.3) ? axis - ndim : axis)) };
}

function product(builder: CaseBuilder): void {
  const { random } = builder;
  const one = random.pick(GUFUNCS);
  builder.op = one.name;
  const inner = random.int(0, 5);
  const wrong = random.chance(0.06) ? inner + 1 : inner;
  const m = random.int(0, 4);
  const n = random.int(0, 4);
  const loop = random.chance(0.5) ? randomShape(random, random.int(1, 2), 3) : [];
  const loops = [narrowed(random, loop, 0.3), narrowed(random, loop, 0.3)];
  if (random.chance(0.05)) loops[1] = [...loop.slice(0, -1), (loop.at(-1) ?? 1) + 1];
  // Vectors in matmul lack an axis.
  const left = one.name === "matmul" && random.chance(0.2) ? 1 : one.left;
  const right = one.name === "matmul" && random.chance(0.2) ? 1 : one.right;
  const cores = [left === 2 ? [m, inner] : [inner], right === 2 ? [wrong, n] : [wrong]];
  const rightCore = one.name === "matvec" || one.name === "vecdot" ? [wrong] : cores[1]!;
  const made = [...(left === 2 ? [m] : []), ...(right === 2 ? [n] : [])];
  const kw: Record<string, Arg> = {};
  let shapes = [
    [...loops[0]!, ...cores[0]!],
    [...loops[1]!, ...rightCore],
  ];
  const way = random.unit();
  let outShape = [...loop, ...made];
  if (way < 0.2) {
    const places = [
      scattered(random, loops[0]!, cores[0]!),
      scattered(random, loops[1]!, rightCore),
      scattered(random, loop, made),
    ];
    shapes = [places[0]!.shape, places[1]!.shape];
    outShape = places[2]!.shape;
    const items: Arg[] = places.map(({ axes }) =>
      axes.length === 1 && random.chance(0.5) ? axes[0]! : axes,
    );
    if (made.length === 0 && random.chance(0.6)) items.pop();
    if (random.chance(0.15)) items[random.int(0, items.length - 1)] = random.pick([0, [0, 0], [9]]);
    if (random.chance(0.05)) items.pop();
    kw["axes"] = { l: items };
  } else if (way < 0.35 && (one.name === "vecdot" || random.chance(0.15))) {
    kw["axis"] = random.int(-3, 2);
  }
  if (one.name === "vecdot" ? random.chance(0.25) : random.chance(0.04)) kw["keepdims"] = true;
  const odd = random.chance(0.03);
  if (odd) shapes[random.int(0, 1)] = random.pick([[], [inner]]);
  const shared = random.chance(0.5) ? numeric(random) : null;
  const dtypes = [shared ?? numeric(random), shared ?? numeric(random)];
  const whole = dtypes.every((dtype) => !isRounded(dtype));
  const values = random.pick(["small", "small", "unit", whole ? "special" : "positive"] as const);
  const [a, b] = shapes.map((shape, i) => builder.array({ dtype: dtypes[i]!, shape, values }));
  if (random.chance(0.1)) {
    const asked = numeric(random);
    kw["dtype"] = { d: asked };
    dtypes.push(asked);
  } else if (random.chance(0.11)) {
    const char = random.pick([...CHARS]);
    kw["signature"] = random.chance(0.5) ? `${char}${char}->${char}` : [char, null, null];
    dtypes.push({ e: "f2", f: "f4", F: "c8" }[char] ?? "f8");
  }
  if (random.chance(0.15)) kw["casting"] = random.pick(CASTINGS);
  if (random.chance(0.1))
    kw["order"] = random.pick(one.name === "vecmat" ? ["C", "K"] : ["C", "F", "K"]);
  if (random.chance(0.02)) kw["where"] = true;
  // NumPy's vecmat writes complex results to the wrong places of an output whose core axis has gaps.
  const misplaced = one.name === "vecmat" && kw["axes"] !== undefined;
  if (!odd && !misplaced && random.chance(0.2)) {
    const narrow = one.name === "vecdot" && kw["axes"] === undefined && random.chance(0.2);
    const shape = narrow ? narrowed(random, outShape, 0.5) : outShape;
    const dtype = shared !== null && random.chance(0.7) ? shared : numeric(random);
    const placement = one.name === "vecmat" ? { placement: "C" as const } : {};
    kw["out"] = { v: builder.array({ dtype, shape, target: true, ...placement }) };
    dtypes.push(dtype);
  }
  if (dtypes.some(isRounded)) {
    // what is asked for in single precision is computed in it, whatever it is stored as
    const single = /[Ffe]/.test(JSON.stringify(kw["signature"] ?? "")) ? { loop: 4 } : {};
    builder.tol = { bound: bound(one.name, a!, b!, kw), factor: 16, zeroSign: true, ...single };
  }
  builder.call("r", one.name, [{ v: a! }, { v: b! }], kw);
}

const ALL = [...UFUNCS, ...TWO_RESULTS];

/** A `signature` option: mostly of a loop there may be, now and then nonsense. */
function signatureOf(random: Random, nin: number, nout: number): Arg {
  const char = (): string => random.pick([...CHARS]);
  const same = char();
  const pick = (): string => (random.chance(0.8) ? same : char());
  const inputs = Array.from({ length: nin }, pick);
  const outputs = Array.from({ length: nout }, pick);
  if (random.chance(0.05))
    return random.pick(["d", "dd", "dd->dd->d", "zz->z", 3, ["d"], ["d", "d"]]);
  if (random.chance(0.5)) return `${inputs.join("")}->${outputs.join("")}`;
  return [...inputs, ...outputs].map((one) => (random.chance(0.4) ? null : one));
}

function signature(builder: CaseBuilder): void {
  const { random } = builder;
  // Which loop a logical ufunc runs for a part of a signature is not modelled.
  const row = random.pick(ALL.filter((one) => !one.name.startsWith("logical")));
  builder.op = `${row.name} signature`;
  const shape = randomShape(random, random.int(1, 2), 4);
  const args = Array.from({ length: row.nin }, () => ({
    v: builder.array({ dtype: random.pick(NUMERIC), shape, values: "small" }),
  }));
  const kw: Record<string, Arg> = { signature: signatureOf(random, row.nin, row.nout) };
  if (random.chance(0.4)) kw["casting"] = random.pick(CASTINGS);
  if (random.chance(0.05)) kw["dtype"] = { d: "f8" };
  builder.tol = { noData: true };
  builder.call("r", row.name, args, kw);
}

function resolve(builder: CaseBuilder): void {
  const { random } = builder;
  const row = random.pick([
    ...ALL,
    ...GUFUNCS.map(({ name }) => ({ name, nin: 2, nout: 1, test: false })),
  ]);
  builder.op = `${row.name}.resolve_dtypes`;
  const reduction = random.chance(0.15);
  // NumPy crashes on Python's types in reductions and under strict rules.
  const strict = random.chance(0.2);
  const logical = row.name.startsWith("logical");
  // Text times a number is one of NumPy's string functions; two of Python's integers are compared as objects.
  const textless = logical || row.name === "multiply";
  const compared = row.test === true && row.nin === 2;
  const operand = (): Arg =>
    !reduction && !strict && !compared && random.chance(0.2)
      ? { ty: random.pick(["int", "float", "complex"] as const) }
      : { do: random.pick([...NUMERIC, ">f4", ...(textless ? [] : ["<U3"])]) };
  const inputs = Array.from({ length: row.nin }, operand);
  const outputs: Arg[] = Array.from({ length: row.nout }, () =>
    random.chance(0.8) ? null : { do: random.pick(NUMERIC) },
  );
  const kw: Record<string, Arg> = {};
  if (reduction) {
    kw["reduction"] = true;
    if (random.chance(0.5)) inputs[0] = null;
    if (random.chance(0.9)) outputs.fill(null);
  }
  if (strict) kw["casting"] = random.pick(CASTINGS);
  // what NumPy says of Python's types beside a signature depends on what it was asked before
  const ofPython = inputs.some((one) => one !== null && typeof one === "object" && "ty" in one);
  if (!reduction && !logical && !ofPython && random.chance(0.15))
    kw["signature"] = signatureOf(random, row.nin, row.nout);
  const dtypes = [...inputs, ...outputs];
  if (random.chance(0.03)) dtypes.pop();
  builder.call("r", `${row.name}.resolve_dtypes`, [dtypes], kw);
}

/** The methods of every ufunc, also where they make no sense. */
function methods(builder: CaseBuilder): void {
  const { random } = builder;
  const gufuncs = GUFUNCS.map(({ name }) => ({ name, nin: 2, nout: 1 }) as UfuncRow);
  const row = random.pick([...ALL, ...gufuncs]);
  // NumPy's ldexp steps over exponents as if they were as long as what it multiplies
  const method =
    row.name === "ldexp"
      ? random.pick(["outer", "at"] as const)
      : random.pick(["reduce", "accumulate", "reduceat", "outer", "at"] as const);
  builder.op = `${row.name}.${method}`;
  const shape = [random.int(1, 4), ...(random.chance(0.4) ? [random.int(1, 3)] : [])];
  const dtype = numeric(random);
  const rounded = row.ulp !== undefined || row.power === true || row.product === true;
  const draw = () => random.pick(["small", "unit", "positive"] as const);
  const isAt = method === "at";
  const a = { v: builder.array({ dtype, shape, values: draw(), target: isAt }) };
  const other = random.chance(0.7) ? dtype : numeric(random);
  const b = { v: builder.array({ dtype: other, shape: isAt ? [] : shape, values: draw() }) };
  builder.tol = { zeroSign: true, ulp: 8 };
  if (isAt) {
    // a cast of what is rounded may step over an integer's edge
    if (rounded && !/[fc]/.test(dtype)) {
      refused(builder);
      return;
    }
    builder.tol = { zeroSign: true, ulp: 64 };
    const index = random.int(-shape[0]!, shape[0]! - 1);
    const given: Arg[] = row.nin === 2 || random.chance(0.05) ? [a, [index], b] : [a, [index]];
    builder.step({ fn: builder.op, args: given });
    return;
  }
  const complex = /c/.test(dtype) || /c/.test(other);
  if (method === "outer") {
    if (rounded && complex) builder.tol = { noData: true };
    builder.call("r", builder.op, [a, b]);
    return;
  }
  // errors add up along the way
  const exact = !rounded && !(complex && row.complexUlp !== undefined);
  builder.tol = exact ? { zeroSign: true } : { noData: true };
  if (/^(add|subtract|divide|remainder|fmod|floor_divide)$/.test(row.name) && /[fc]/.test(dtype)) {
    builder.tol = { noData: true };
  }
  const kw: Record<string, Arg> = {};
  if (random.chance(0.4)) kw["axis"] = random.int(-shape.length, shape.length - 1);
  if (random.chance(0.2)) kw["dtype"] = { d: numeric(random) };
  if (kw["dtype"] !== undefined) builder.tol = { noData: true };
  if (method === "reduce" && random.chance(0.2)) kw["keepdims"] = true;
  const args: Arg[] = method === "reduceat" ? [a, [0, shape[0]! - 1]] : [a];
  builder.call("r", builder.op, args, kw);
}

/** Arguments that are refused before anything is computed. */
function refused(builder: CaseBuilder): void {
  const { random } = builder;
  const row = random.pick([...ALL, ...GUFUNCS.map(({ name }) => ({ name, nin: 2, nout: 1 }))]);
  const a = { v: builder.array({ dtype: "f8", shape: [2, 2], values: "small" }) };
  const o = { v: builder.array({ dtype: "f8", shape: [2, 2], target: true }) };
  const args: Arg[] = Array.from({ length: row.nin }, () => a);
  const way = random.pick(["count", "out", "both", "casting", "order", "subok", "method", "where"]);
  builder.op = `${row.name} ${way}`;
  builder.tol = { noData: true, ulp: 4 };
  if (way === "count") {
    const count = random.int(0, 5);
    builder.call(
      "r",
      row.name,
      Array.from({ length: count }, (_, i) => (i < row.nin ? a : null)),
    );
  } else if (way === "out") {
    const out = random.pick<Arg>([
      3,
      [3],
      row.nout === 1 ? [o, o] : [3, o],
      [o, o, o],
      [null],
      [null, null],
      o,
      [o],
    ]);
    builder.call("r", row.name, args, { out, casting: "unsafe" });
  } else if (way === "both") builder.call("r", row.name, [...args, o], { out: o });
  else if (way === "casting") builder.call("r", row.name, args, { casting: "sometimes" });
  else if (way === "order") {
    builder.call("r", row.name, args, { order: random.pick<Arg>(["X", null, "CF"]) });
  } else if (way === "subok") builder.call("r", row.name, args, { subok: random.pick([3, "a"]) });
  else if (way === "where") builder.call("r", row.name, args, { where: { v: a.v } });
  else {
    const method = random.pick(["reduce", "accumulate", "reduceat", "outer", "at"]);
    builder.op = `${row.name}.${method}`;
    const index: Arg = [0];
    const given: Arg[] =
      method === "reduce" || method === "accumulate"
        ? [a]
        : method === "reduceat"
          ? [a, index]
          : method === "outer"
            ? args
            : random.chance(0.5)
              ? [o, index, 1]
              : [o, index];
    builder.call("r", `${row.name}.${method}`, given);
  }
}

/** One random case of a generalized ufunc, or of how ufuncs are called. */
export function gufunc(builder: CaseBuilder): void {
  builder.random.weighted([
    [product, 6],
    [signature, 2],
    [resolve, 2],
    [refused, 1],
    [methods, 4],
  ] as const)(builder);
}
