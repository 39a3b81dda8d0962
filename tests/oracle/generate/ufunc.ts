// Cases for calling ufuncs: every dtype, weak scalars, out (overlapping too), where, casting, dtype,
// order; and outer and at. Reductions are in reduce.ts.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg, DSpec, Step } from "../case.js";
import { COMPLEX, FLOATS, INTS, layoutOf, NUMERIC, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import type { Values } from "../values.js";
import { weak } from "./arguments.js";
import { TWO_RESULTS, UFUNCS, type UfuncRow } from "./ufunc-table.js";

const CASTINGS = ["no", "equiv", "safe", "same_kind", "unsafe"] as const;

function operandDtype(random: Random): string {
  return random.weighted([
    [numeric(random), 6],
    [numeric(random, FLOATS), 3],
    [numeric(random, COMPLEX), 1],
  ] as const);
}

function tolerate(
  builder: CaseBuilder,
  row: UfuncRow,
  operands: readonly DSpec[],
  args: readonly Arg[],
  loop?: DSpec,
): void {
  // a modulus is computed of complex numbers though the loop that is asked for puts out reals
  const deciding = loop === undefined || row.name === "absolute" ? operands : [loop];
  const complex = deciding.some((dtype) => layoutOf(dtype).kind === "c");
  const ulp = complex ? (row.complexUlp ?? row.ulp) : row.ulp;
  const absolute = row.absolute === true && (complex || row.nin === 2);
  if (ulp !== undefined || row.zeroSign === true) {
    builder.tol = {
      ...(ulp === undefined ? {} : { ulp }),
      // C99 leaves the signs of zeros beside NaN open.
      ...(row.zeroSign === true || complex ? { zeroSign: true } : {}),
      ...(absolute ? { absolute } : {}),
    };
  }
  if (complex && row.product === true) {
    builder.tol = args.length === 0 ? { ulp: 8 } : { bound: productBound(args), factor: 4 };
  }
  if (complex && row.power === true && args.length > 0) {
    const [base, exponent] = args.length === 2 ? args : [2, args[0]];
    builder.tol = { bound: powerBound(base!, exponent!), factor: 16, ulp: 16 };
  }
}

/** |a| |b|, or |a|². */
function productBound(args: readonly Arg[]): Step[] {
  const size = (to: string, arg: Arg): Step[] => [
    { to, fn: "multiply", args: [arg, { c: ["1", "0"] }] },
    { to, fn: "absolute", args: [{ v: to }] },
  ];
  return [
    ...size("i", args[0]!),
    ...size("j", args.at(-1)!),
    { to: "bound", fn: "multiply", args: [{ v: "i" }, { v: "j" }] },
  ];
}

/** |a^b| (1 + |b log a|): the error of b log a becomes a relative one of the power. */
function powerBound(a: Arg, b: Arg): Step[] {
  return [
    { to: "i", fn: "multiply", args: [a, { c: ["1", "0"] }] },
    { to: "j", fn: "float_power", args: [{ v: "i" }, b] },
    { to: "j", fn: "absolute", args: [{ v: "j" }] },
    { to: "i", fn: "log", args: [{ v: "i" }] },
    { to: "i", fn: "multiply", args: [{ v: "i" }, b] },
    { to: "i", fn: "absolute", args: [{ v: "i" }] },
    { to: "i", fn: "add", args: [{ v: "i" }, 1] },
    { to: "bound", fn: "multiply", args: [{ v: "i" }, { v: "j" }] },
    // An exponent near single precision's range may overflow on the way.
    { to: "q", fn: "greater", args: [{ v: "i" }, 60] },
    { to: "bound", fn: "where", args: [{ v: "q" }, { f: "inf" }, { v: "bound" }] },
  ];
}

function drawValues(random: Random, row: UfuncRow): Values | undefined {
  if (row.tame === true) return random.pick(["positive", "small", "unit"]);
  return row.values !== undefined && random.chance(0.6) ? random.pick(row.values) : undefined;
}

/** Declares the operands, one of them now and then a weak scalar; returns arguments and dtypes. */
function operands(
  builder: CaseBuilder,
  row: UfuncRow,
  shape: readonly number[],
): { args: Arg[]; dtypes: DSpec[] } {
  const { random } = builder;
  const scalar = row.nin === 2 && random.chance(0.2) ? random.int(0, 1) : -1;
  const together = random.chance(0.5) ? operandDtype(random) : null;
  const dtypes: DSpec[] = [];
  const args = Array.from({ length: row.nin }, (_, i): Arg => {
    if (i === scalar) {
      const value = weak(random);
      if (typeof value === "object" && value !== null && "c" in value) dtypes.push("<c16");
      return value;
    }
    const dtype = together ?? operandDtype(random);
    dtypes.push(dtype);
    const own = random.chance(0.03) ? randomShape(random) : narrowed(random, shape, 0.15);
    const values = drawValues(random, row);
    return { v: builder.array({ dtype, shape: own, ...(values ? { values } : {}) }) };
  });
  return { args, dtypes };
}

/** NumPy's casts of floats out of range to uint32 depend on how many there are: none are asked for. */
function loopDtype(random: Random): string {
  return numeric(
    random,
    NUMERIC.filter((type) => type !== "u4"),
  );
}

/** Options that a ufunc call may carry besides `out` and `where`. */
function options(random: Random, kw: Record<string, Arg>): void {
  if (random.chance(0.12)) kw["dtype"] = { d: loopDtype(random) };
  if (random.chance(0.12)) kw["casting"] = random.pick(CASTINGS);
  if (random.chance(0.1)) kw["order"] = random.pick(["C", "F", "A", "K"]);
}

function plain(builder: CaseBuilder): void {
  const { random } = builder;
  const row = random.pick(UFUNCS);
  builder.op = row.name;
  const shape = random.chance(0.1) ? [random.int(10, 300)] : randomShape(random);
  const { args, dtypes } = operands(builder, row, shape);
  const kw: Record<string, Arg> = {};
  options(random, kw);
  const loop = kw["dtype"] === undefined ? undefined : (kw["dtype"] as { d: DSpec }).d;
  tolerate(builder, row, dtypes, args, loop);
  // one value without axes that nobody computed is whatever memory held
  if (shape.length > 0 && random.chance(0.08)) {
    const by = builder.array({ dtype: "?", shape });
    kw["where"] = { v: by };
    builder.mask = { of: "r", by };
  }
  builder.call("r", row.name, args, kw);
}

/** With `out`: a fresh array, one of the operands, or a window on an operand's memory. */
function withOut(builder: CaseBuilder): void {
  const { random } = builder;
  const row = random.pick(UFUNCS);
  builder.op = `${row.name} out`;
  const shape = random.chance(0.1) ? [random.int(10, 300)] : randomShape(random);
  const kw: Record<string, Arg> = {};
  let args: Arg[];
  let dtypes: DSpec[];
  // NumPy's tests of floats write to the wrong places of outputs with gaps, and of those that are cast.
  const unsure = ["isinf", "isnan", "isfinite", "signbit"].includes(row.name);
  if (random.chance(0.55) && !unsure) {
    builder.op = `${row.name} overlap`;
    const dtype = operandDtype(random);
    const values = drawValues(random, row);
    const names = builder.overlapping(row.nin + 1, dtype, shape, values);
    args = names.slice(1).map((v) => ({ v }));
    if (random.chance(0.2)) args[0] = { v: names[0]! };
    dtypes = [dtype];
    kw["out"] = { v: names[0]! };
    if (random.chance(0.4) && (row.ulp === undefined || /[fc]/.test(layoutOf(dtype).kind))) {
      kw["casting"] = "unsafe";
    }
  } else {
    ({ args, dtypes } = operands(builder, row, shape));
    const own = random.chance(0.1) ? narrowed(random, shape, 0.5) : shape;
    // A tolerance means nothing once the result is cut to an integer.
    const float = row.ulp !== undefined || random.chance(0.5);
    // The error of a complex result is one of its modulus: its real part alone may be small.
    const complex = dtypes.some((one) => layoutOf(one).kind === "c");
    const floats = complex ? COMPLEX : [...FLOATS, ...COMPLEX];
    const dtype = unsure ? "?" : float ? numeric(random, floats) : operandDtype(random);
    const readonly = random.chance(0.02);
    const placement = unsure ? { placement: "C" as const } : {};
    kw["out"] = { v: builder.array({ dtype, shape: own, target: true, readonly, ...placement }) };
    if (random.chance(0.5)) kw["casting"] = random.chance(0.6) ? "unsafe" : random.pick(CASTINGS);
  }
  const overlap = builder.op.endsWith("overlap");
  if (random.chance(0.1)) kw["dtype"] = { d: loopDtype(random) };
  const loop = kw["dtype"] === undefined ? undefined : (kw["dtype"] as { d: DSpec }).d;
  tolerate(builder, row, dtypes, args, loop);
  // NumPy casts what the mask leaves alone to the loop's dtype and back when operands overlap: avoided.
  const casts = row.test === true || kw["dtype"] !== undefined || !isFloat(dtypes[0]!, row);
  if (random.chance(0.3) && !(overlap && casts)) {
    kw["where"] = { v: builder.array({ dtype: "?", shape: narrowed(random, shape, 0.15) }) };
  }
  builder.call("r", row.name, args, kw);
}

/** Whether the loop's dtype is the operands' own. */
function isFloat(dtype: DSpec, row: UfuncRow): boolean {
  const { kind } = layoutOf(dtype);
  return kind === "f" || (kind === "c" && row.name !== "absolute");
}

function twoResults(builder: CaseBuilder): void {
  const { random } = builder;
  const row = random.pick(TWO_RESULTS);
  builder.op = row.name;
  const { args } = operands(builder, row, randomShape(random));
  builder.call("r", row.name, args);
}

function outer(builder: CaseBuilder): void {
  const { random } = builder;
  const row = random.pick(UFUNCS.filter((one) => one.nin === 2));
  builder.op = `${row.name}.outer`;
  // The bounds of complex products and powers are computed element by element, not for outer.
  const real = row.power === true || row.product === true;
  const draw = (): string => (real ? numeric(random, [...INTS, ...FLOATS]) : operandDtype(random));
  const dtypes = [draw(), draw()];
  const names = dtypes.map((dtype) => {
    const values = drawValues(random, row);
    return builder.array({
      dtype,
      shape: randomShape(random, random.int(0, 2), 4),
      ...(values ? { values } : {}),
    });
  });
  const args = names.map((v) => ({ v }));
  tolerate(builder, row, dtypes, []);
  builder.call("r", `${row.name}.outer`, args);
}

/** `ufunc.at`: unbuffered, so repeated indices count every time. */
function at(builder: CaseBuilder): void {
  const { random } = builder;
  const row = random.pick(UFUNCS.filter((one) => one.ulp === undefined));
  builder.op = `${row.name}.at`;
  const dtype = operandDtype(random);
  const length = random.int(1, 6);
  const rest = random.chance(0.2) ? [2] : [];
  const target = builder.array({ dtype, shape: [length, ...rest], target: true });
  const count = random.int(1, 8);
  const wrong = random.chance(0.05);
  const index = builder.exact("<i8", [count], (view, offset) => {
    view.setBigInt64(offset, BigInt(wrong ? length : random.int(-length, length - 1)), true);
  });
  tolerate(builder, row, [dtype], []);
  const values: Arg[] =
    row.nin === 1
      ? []
      : [
          random.chance(0.4)
            ? within64(weak(random))
            : {
                v: builder.array({
                  dtype: random.chance(0.5) ? dtype : operandDtype(random),
                  shape: random.pick([[], [1], rest.length > 0 ? [count, 2] : [count]]),
                }),
              },
        ];
  builder.step({ fn: `${row.name}.at`, args: [{ v: target }, { v: index }, ...values] });
}

/** An integer beyond 64 bits is an object to NumPy here, which strided does not have. */
function within64(arg: Arg): Arg {
  return typeof arg === "object" && arg !== null && "i" in arg && /\d{19}/.test(arg.i) ? 3 : arg;
}

/**
 * With AVX-512 NumPy raises an overflow for a large number to the power of infinity, and a division by zero for 0 to
 * that of -infinity; on other processors, and for halves, nothing.
 */
export function leaveInfinitePowers(builder: CaseBuilder): void {
  if (!/^(float_)?power\b/.test(builder.op)) return;
  const [step] = builder.steps;
  const isInfinite = (arg: Arg): boolean => {
    if (typeof arg !== "object" || arg === null) return false;
    if ("f" in arg) return /inf/.test(String(arg.f));
    return "v" in arg && builder.holdsInfinity(arg.v);
  };
  const args = step !== undefined && "args" in step ? (step.args ?? []) : [];
  if (args.some(isInfinite)) builder.fpe = false;
}

/** One random ufunc case. */
export function ufunc(builder: CaseBuilder): void {
  builder.random.weighted([
    [plain, 10],
    [withOut, 8],
    [twoResults, 1],
    [outer, 1.5],
    [at, 1.5],
  ] as const)(builder);
  leaveInfinitePowers(builder);
}
