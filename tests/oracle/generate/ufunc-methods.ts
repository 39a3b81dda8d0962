// Cases that cross the parameters of ufuncs' methods (reduce, accumulate, reduceat, outer): operands of every dtype,
// instants, text and records too, outputs of any dtype and layout that may lie over the operand, and odd values.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg, DSpec } from "../case.js";
import { NUMERIC, numeric } from "../dtypes.js";
import { weak } from "./arguments.js";
import {
  axis as axisKind,
  type Context,
  casting,
  dtypeArg,
  elementType,
  order,
  truth,
} from "./parameters.js";
import { integers, list, operand } from "./shared.js";
import { time, timed } from "./times.js";
import { leaveInfinitePowers } from "./ufunc.js";
import { at } from "./ufunc-at.js";
import {
  isElsewhere,
  isOdd,
  operandDtype,
  operandType,
  outputType,
  type Scene,
  tolerate,
  values,
  within64,
} from "./ufunc-scenes.js";
import { TWO_RESULTS, UFUNCS } from "./ufunc-table.js";

const BINARY = UFUNCS.filter((row) => row.nin === 2);
/** With AVX-512 NumPy steps over elements of these, and over exponents of ldexp. */
const STEPPED = /^(power|float_power|arctan2|ldexp)$/;
const WITHOUT_WORDS = NUMERIC.filter((type) => type !== "u4");
const ALL = [...UFUNCS, ...TWO_RESULTS];
const RUNNING = /accumulate|reduceat/;

/** Options that several methods take; `result` is the shape of what comes out. */
function drawOption(scene: Scene, name: string, result: readonly number[], a: string): Arg {
  const { builder, random, shape, dtype } = scene;
  const context: Context = { shape, dtype };
  const isOdd = scene.odd === name;
  switch (name) {
    case "axis":
      return (isOdd ? axisKind.odd : axisKind.usual)(builder, context);
    case "dtype":
      if (isOdd) return dtypeArg.odd(builder, context);
      // floats out of range are cut to uint32 as their number decides; times are no business of texts
      if (/[SUV]|list/.test(JSON.stringify(dtype)) || random.chance(0.8)) {
        return { d: numeric(random, WITHOUT_WORDS) };
      }
      return { d: random.pick(["M8", "m8", timed(random)]) };
    case "keepdims":
      return (isOdd ? truth.odd : truth.usual)(builder, context);
    case "casting":
      return (isOdd ? casting.odd : casting.usual)(builder, context);
    case "order": {
      const kind = order(["C", "F", "A", "K"]);
      return (isOdd ? kind.odd : kind.usual)(builder, context);
    }
    case "initial":
      if (isOdd) {
        return random.pick<() => Arg>([
          () => null,
          () => "x",
          () => ({ l: [1, 2] }),
          () => ({ c: ["1", "2"] }),
          () => operand(builder, { dtype: operandType(random), shape: [] }),
          () => time(random),
        ])();
      }
      return /[mM]8/.test(JSON.stringify(dtype)) && random.chance(0.7)
        ? time(random)
        : weak(random);
    case "where":
      if (isOdd) {
        return random.pick<() => Arg>([
          () => random.pick<Arg>([true, false, null, 0, 1, "x", { f: "0.5" }, { l: [true] }]),
          () => operand(builder, { dtype: elementType(builder), shape }),
          () => operand(builder, { dtype: "?" }),
        ])();
      }
      return operand(builder, { dtype: "?", shape: narrowed(random, shape, 0.25) });
    case "out":
      return output(scene, result, a);
    default:
      return random.pick<Arg>([true, false, null, 0, "x"]);
  }
}

/** An output: of any dtype and layout, over the operand's memory, or nothing that fits. */
function output(scene: Scene, result: readonly number[], a: string): Arg {
  const { builder, random, dtype } = scene;
  const spec = builder.arrays[a]!;
  // NumPy reads outputs too, texts in its own words
  const own = random.chance(0.5) && !isOdd(dtype) ? dtype : outputType(random);
  if (scene.odd === "out") {
    return random.pick<() => Arg>([
      // lists and tuples are both arrays here
      () => random.pick<Arg>([3, null, "x", [null], [], [3], [3, 4]]),
      () =>
        operand(builder, {
          dtype: outputType(random),
          target: true,
          ...(RUNNING.test(builder.op) ? { shape: [] } : {}),
        }),
      () => operand(builder, { dtype: own, shape: result, target: true, readonly: true }),
      // running results look at the first axes of an output that has more
      () =>
        operand(builder, {
          dtype: own,
          shape: RUNNING.test(builder.op) ? result.slice(1) : [...result, 1],
          target: true,
        }),
      // nor does one mind those of length 1
      () =>
        operand(builder, {
          dtype: own,
          shape: result.map((n) => (n < 2 && RUNNING.test(builder.op) ? n : n + 1)),
          target: true,
        }),
    ])();
  }
  const isSame = String(spec.shape) === String(result);
  if (isSame && scene.mayWrite === true && !isOdd(dtype) && random.chance(0.4)) return { v: a };
  const out = operand(builder, { dtype: own, shape: result, target: true });
  return random.chance(0.1) ? [out] : out;
}

function reducedShape(shape: readonly number[], kw: Readonly<Record<string, Arg>>): number[] {
  const { axis } = kw;
  const keeps = kw["keepdims"] === true;
  const among =
    axis === null
      ? shape.map((_, i) => i)
      : (Array.isArray(axis) ? (axis as number[]) : [typeof axis === "number" ? axis : 0]).map(
          (one) => (one < 0 ? one + shape.length : one),
        );
  return shape.flatMap((length, i) => (among.includes(i) ? (keeps ? [1] : []) : [length]));
}

const METHODS = {
  reduce: ["axis", "dtype", "keepdims", "initial", "where", "out"],
  accumulate: ["axis", "dtype", "out"],
  reduceat: ["indices", "axis", "dtype", "out"],
} as const;

/** Where slices begin: mostly positions that are there, of any dtype that holds integers. */
function starts(scene: Scene, length: number): Arg {
  const { builder, random } = scene;
  const high = Math.max(0, length - 1);
  const draw = (): number => random.int(0, high);
  if (scene.odd === "indices") {
    return random.pick<() => Arg>([
      () => random.pick<Arg>([0, true, "x", { f: "0.5" }, { l: [] }, { l: [{ f: "0.5" }] }, null]),
      () => random.pick<Arg>([{ l: [99] }, { l: [-1] }, { l: [0, -9, 99] }, { l: [{ l: [0] }] }]),
      () => operand(builder, { dtype: elementType(builder), shape: [2], values: "unit" }),
      () => operand(builder, { dtype: numeric(random), shape: [], values: "unit" }),
    ])();
  }
  return random.pick<() => Arg>([
    () => list(random.int(1, 4), draw),
    () => integers(builder, [random.int(0, 4)], draw),
    () =>
      operand(builder, {
        dtype: numeric(random, ["u1", "i2", "i4", "u4", "i8", "?"]),
        shape: [2],
        values: "unit",
      }),
  ])();
}

function reduction(builder: CaseBuilder, method: keyof typeof METHODS): void {
  const { random } = builder;
  const among = BINARY.filter(({ name }) => method === "accumulate" || !STEPPED.test(name));
  const others = ALL.filter(({ name }) => !STEPPED.test(name));
  const row = random.pick(random.chance(0.93) ? among : others);
  builder.op = `${row.name}.${method}`;
  const names: readonly string[] = METHODS[method];
  const given = names.filter(
    (name) => name === "indices" || random.chance(name === "out" ? 0.4 : 0.3),
  );
  const odd = random.chance(0.4) && given.length > 0 ? random.pick(given) : null;
  const drawn = operandDtype(random);
  // how far complex powers of powers are apart nobody knows
  const isPower = row.power === true && /[<>]c/.test(JSON.stringify(drawn));
  const dtype = isPower || isElsewhere(row, [drawn]) ? "<i4" : drawn;
  // of texts that are no numbers it names one that memory decides
  const isLine = isOdd(dtype) && given.includes("dtype");
  const shape = isLine
    ? [random.int(1, 3)]
    : randomShape(random, random.chance(0.06) ? 0 : random.int(1, 3), 4);
  const mayWrite = random.chance(0.5);
  const scene: Scene = { builder, random, row, shape, dtype, odd, mayWrite };
  if (odd !== null) builder.op += ` odd ${odd}`;
  const a = builder.array({ dtype, shape, values: values(random, row), target: mayWrite });
  const kw: Record<string, Arg> = {};
  const args: Arg[] = [{ v: a }];
  let count = 1;
  for (const name of given) {
    const axis = typeof kw["axis"] === "number" ? kw["axis"] : 0;
    if (name === "indices") {
      // the axis comes after: slices are of the first or of the shortest
      const indices = starts(scene, shape.length === 0 ? 1 : Math.min(...shape));
      args.push(indices);
      count = lengthOf(builder, indices);
      continue;
    }
    // texts are read as what is asked for, in the words of what comes first
    if (name === "out" && kw["dtype"] !== undefined && isOdd(dtype)) continue;
    if (name === "axis" && method === "reduce" && odd !== name && random.chance(0.25)) {
      kw["axis"] = random.pick<Arg>([null, random.shuffle(shape.map((_, i) => i)).slice(0, 2)]);
      continue;
    }
    const result =
      method === "reduce"
        ? reducedShape(shape, { axis: 0, ...kw })
        : method === "accumulate"
          ? shape
          : shape.map((n, i) => (i === (axis < 0 ? axis + shape.length : axis) ? count : n));
    kw[name] = drawOption(scene, name, result, a);
    // which casts NumPy makes of an output that is the input, under a mask, is left open
    if (name === "out" && JSON.stringify(kw[name]).includes(`"${a}"`)) builder.fpe = false;
  }
  if (isRemembered(builder, dtype, kw)) delete kw["dtype"];
  if (isOdd(dtype) && kw["dtype"] !== undefined) builder.op += " asked";
  const asked = dtypeOf(builder, kw["dtype"]);
  const dtypes = Object.values(builder.arrays).map((one) => one.dtype);
  tolerate(builder, row, asked === null ? dtypes : [...dtypes, asked]);
  builder.call("r", `${row.name}.${method}`, args, kw);
}

function lengthOf(builder: CaseBuilder, arg: Arg): number {
  if (typeof arg !== "object" || arg === null) return 1;
  if ("l" in arg) return arg.l.length;
  return "v" in arg ? (builder.arrays[arg.v as string]!.shape[0] ?? 1) : 1;
}

/**
 * Whether NumPy finds a loop over times by what it remembers of earlier calls: numbers are reduced in a dtype that is
 * not theirs, and either that or the output is of times.
 */
function isRemembered(
  builder: CaseBuilder,
  dtype: DSpec,
  kw: Readonly<Record<string, Arg>>,
): boolean {
  const asked = dtypeOf(builder, kw["dtype"]);
  const out = Array.isArray(kw["out"]) ? kw["out"][0] : kw["out"];
  const isTime = (one: DSpec | null) => typeof one === "string" && /[mM]8/.test(one);
  if (asked === null || isTime(dtype)) return false;
  const isSame = String(asked).replace(/[<>]/, "") === String(dtype).replace(/[<>]/, "");
  return isTime(asked) || (!isSame && isTime(dtypeOf(builder, out)));
}

/** The dtype that an argument is, or has. */
function dtypeOf(builder: CaseBuilder, arg: Arg | undefined): DSpec | null {
  if (typeof arg !== "object" || arg === null) return null;
  if ("v" in arg) return builder.arrays[arg.v as string]?.dtype ?? null;
  return "d" in arg ? (arg.d as DSpec) : null;
}

const OUTER = ["out", "where", "casting", "order", "dtype", "subok"] as const;

function outer(builder: CaseBuilder): void {
  const { random } = builder;
  const row = random.chance(0.93) ? random.pick(BINARY) : random.pick(ALL);
  builder.op = `${row.name}.outer`;
  const given = OUTER.filter(() => random.chance(0.2));
  const odd = random.chance(0.3) && given.length > 0 ? random.pick(given) : null;
  if (odd !== null) builder.op += ` odd ${odd}`;
  const shapes = [
    randomShape(random, random.int(0, 2), 3),
    randomShape(random, random.int(0, 2), 3),
  ];
  const shared = operandDtype(random);
  const drawn = [shared, random.chance(0.5) ? shared : operandDtype(random)];
  const isPower = row.power === true && /[<>]c/.test(JSON.stringify(drawn));
  const dtypes = isPower || isElsewhere(row, drawn) ? ["<f4", "<i8"] : drawn;
  const args = dtypes.map((dtype, i): Arg => {
    if (random.chance(0.1)) return random.chance(0.5) ? within64(weak(random)) : time(random);
    return operand(builder, { dtype, shape: shapes[i]!, values: values(random, row) });
  });
  const result = args.flatMap((arg) =>
    typeof arg === "object" && arg !== null && "v" in arg
      ? builder.arrays[arg.v as string]!.shape
      : [],
  );
  const scene: Scene = { builder, random, row, shape: result, dtype: shared, odd };
  const first = Object.keys(builder.arrays)[0] ?? builder.array({ dtype: shared, shape: [] });
  const kw: Record<string, Arg> = {};
  const isText = dtypes.some(isOdd);
  for (const name of given) {
    if (name !== "dtype" || !isText) kw[name] = drawOption(scene, name, result, first);
  }
  // the loop is found for the operands and the dtype asked for: an output is what it is cast to
  const deciding = [...args, kw["dtype"]].map((arg) => dtypeOf(builder, arg));
  tolerate(
    builder,
    row,
    deciding.filter((one) => one !== null),
  );
  if (kw["where"] !== undefined && !JSON.stringify(kw["out"] ?? "").includes('"v"'))
    builder.tol = { noData: true };
  // a single value may be cast by itself, or with the others that a mask leaves
  if (kw["where"] !== undefined && kw["casting"] === "unsafe") builder.fpe = false;
  builder.call("r", `${row.name}.outer`, args, kw);
}

/** One random case of a method of a ufunc. */
export function ufuncMethods(builder: CaseBuilder): void {
  builder.random.weighted([
    [(b: CaseBuilder) => reduction(b, "reduce"), 4],
    [(b: CaseBuilder) => reduction(b, "accumulate"), 3],
    [(b: CaseBuilder) => reduction(b, "reduceat"), 3],
    [outer, 3],
    [at, 5],
  ] as const)(builder);
  leaveInfinitePowers(builder);
}
