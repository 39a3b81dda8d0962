// Cases for datetime64 and timedelta64: dtypes, scalars, creation, casts, text, promotion, printing.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { float, integer } from "./arguments.js";
import { isoText, time, timed, unit, unitSuffix } from "./times.js";

const CASTINGS = ["no", "equiv", "safe", "same_kind", "unsafe"] as const;

function dtypeItself(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "dtype";
  const head = random.pick(["M8", "m8", "datetime64", "timedelta64"]);
  const order = head.length === 2 ? random.pick(["", "", "<", ">", "="]) : "";
  builder.call("t", "dtype", [`${order}${head}${unitSuffix(random)}`]);
  const way = random.pick(["str", "repr", "datetime_data", "name"]);
  if (way === "name") builder.step({ to: "r", attr: ["t", "name"] });
  else builder.call("r", way, [{ v: "t" }]);
}

/** What np.datetime64 is given, well-formed or not. */
function instantSource(random: Random): Arg {
  return random.weighted([
    [() => isoText(random), 8],
    [() => integer(random), 3],
    [() => time(random, "M"), 3],
    [() => time(random, "m"), 0.4],
    [() => float(random), 0.4],
    [() => true, 0.3],
    [() => null, 0.3],
    [() => ({ l: [1] }), 0.2],
  ] as const)();
}

function spanSource(random: Random): Arg {
  return random.weighted([
    [() => integer(random), 5],
    [() => time(random, "m"), 4],
    [() => random.pick(["5", "-7", " 3", "NaT", "", "x", "1.5", "99999999999999999999"]), 2],
    [() => time(random, "M"), 0.4],
    [() => float(random), 0.4],
    [() => true, 0.3],
    [() => null, 0.3],
    [() => ({ l: [1] }), 0.2],
  ] as const)();
}

function unitArgument(random: Random): Arg {
  if (random.chance(0.85)) return unit(random);
  return random.pick<Arg>(["generic", "x", "", "[3D]", "3 D", "D/3", 5, ["s", 25], "-2D", "dd"]);
}

function scalar(builder: CaseBuilder): void {
  const { random } = builder;
  const instant = random.chance(0.6);
  builder.op = instant ? "datetime64()" : "timedelta64()";
  const args: Arg[] = [instant ? instantSource(random) : spanSource(random)];
  if (random.chance(0.6)) args.push(unitArgument(random));
  builder.call("s", instant ? "datetime64" : "timedelta64", args);
  builder.call("r", random.pick(["str", "repr"]), [{ v: "s" }]);
}

/** Values of a kind that go together into one array, nested one or two deep. */
function nest(random: Random, one: () => Arg): Arg {
  const row = (): Arg => ({ l: Array.from({ length: random.int(1, 4) }, one) });
  if (random.chance(0.75)) return row();
  const length = random.int(1, 3);
  const rows = Array.from({ length: random.int(1, 3) }, () => ({
    l: Array.from({ length }, one),
  }));
  return { l: rows };
}

function creation(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "array";
  const kind = random.pick(["M", "m"] as const);
  const plain = random.chance(0.3);
  const one = (): Arg => {
    if (random.chance(plain ? 0.98 : 0.6)) return time(random, kind);
    const value = kind === "M" ? instantSource(random) : spanSource(random);
    // a nest that is ragged is told of later than by NumPy, which looks for a unit first
    return typeof value === "object" && value !== null && "l" in value ? null : value;
  };
  const text = (): Arg => isoText(random);
  const value = nest(random, kind === "M" && random.chance(0.4) ? text : one);
  const isText = JSON.stringify(value).includes("t") === false;
  const dtype = random.chance(0.4) ? `${kind}8` : timed(random, kind);
  // without a dtype, NumPy makes object arrays of what has nothing in common
  if (!isText && plain) builder.call("r", "array", [value]);
  else builder.call("r", "array", [value, { d: dtype }]);
}

function fresh(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["zeros", "ones", "full", "full_like", "zeros_like", "eye"]);
  builder.op = fn;
  const dtype: Arg = { d: timed(random) };
  const shape: Arg = randomShape(random, undefined, 3);
  if (fn === "eye") builder.call("r", fn, [random.int(1, 3)], { dtype });
  else if (fn === "zeros_like" || fn === "full_like") {
    const like = { v: builder.array({ dtype: timed(random) }) };
    const value = random.pick<Arg>([time(random), 5, "2020-01", "NaT"]);
    builder.call("r", fn, fn === "full_like" ? [like, value] : [like]);
  } else if (fn === "full") {
    const value = random.pick<() => Arg>([
      () => time(random),
      () => integer(random),
      () => isoText(random),
      () => null,
      () => float(random),
    ])();
    builder.call("r", fn, [shape, value], random.chance(0.7) ? { dtype } : {});
  } else builder.call("r", fn, [shape], { dtype });
}

function astype(builder: CaseBuilder): void {
  const { random } = builder;
  const way = random.weighted([
    ["times", 6],
    ["out", 3],
    ["in", 2],
  ] as const);
  builder.op = `astype ${way}`;
  const values = random.pick(["small", "special", "bits", "unit", "positive"] as const);
  const other = (): string =>
    random.chance(0.7)
      ? numeric(random)
      : // NumPy loses the last digit of a year that fills its text, as five digits fill S5
        random.pick(["S", "U", "S3", "U12", "U30", "S40", "V8", "V4", "V"]);
  const from = way === "in" ? numeric(random) : timed(random);
  const kind = from.includes("M8") ? "M" : "m";
  let to = way === "out" ? other() : timed(random, random.chance(0.8) ? kind : undefined);
  if (way !== "out" && random.chance(0.06)) to = random.pick(["M8", "m8"]);
  const name = builder.array({ dtype: from, values: way === "in" ? "small" : values });
  const kw: Record<string, Arg> = {};
  if (random.chance(0.3)) kw["casting"] = random.pick(CASTINGS);
  if (random.chance(0.2)) kw["order"] = random.pick(["C", "F", "A", "K"]);
  builder.method("r", name, "astype", [{ d: to }], kw);
}

function fromText(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "astype from text";
  const kind = random.pick(["M", "M", "m"] as const);
  const texts = Array.from({ length: random.int(1, 4) }, () =>
    kind === "M" ? isoText(random) : random.pick(["5", "-7", "NaT", "", " 3", "x"]),
  );
  builder.call("s", "array", [{ l: texts }]);
  const dtype = random.chance(0.3) ? `${kind}8` : timed(random, kind);
  builder.method("r", "s", "astype", [{ d: dtype }]);
}

function assignment(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "set";
  const kind = random.pick(["M", "m"] as const);
  const dtype = random.chance(0.85) ? timed(random, kind) : numeric(random);
  const name = builder.array({ dtype, shape: [random.int(1, 5)], target: true });
  const value = random.pick<() => Arg>([
    () => time(random),
    () => time(random, kind),
    () => instantSource(random),
    () => spanSource(random),
    () => ({ v: builder.array({ dtype: timed(random), shape: [1] }) }),
  ])();
  const index = random.pick<Arg>([0, -1, { sl: [null, null, null] }, { el: 1 }]);
  builder.step({ set: [name, [index], value] });
}

function views(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "view";
  const from = random.chance(0.5)
    ? timed(random)
    : random.pick(["<i8", "<u8", ">i8", "<f8", "<i4"]);
  const name = builder.array({ dtype: from });
  builder.method("r", name, "view", [{ d: random.chance(0.6) ? timed(random) : "<i8" }]);
}

function element(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "element";
  const name = builder.array({ dtype: timed(random), shape: [random.int(1, 4)] });
  builder.step({ to: "s", get: [name, [0]] });
}

function promotion(builder: CaseBuilder): void {
  const { random } = builder;
  const name = random.pick([
    "promote_types",
    "result_type",
    "can_cast",
    "can_cast",
    "min_scalar_type",
  ]);
  builder.op = name;
  const any = (): Arg => {
    if (random.chance(0.85)) return { d: timed(random) };
    return {
      d: random.chance(0.6) ? numeric(random) : random.pick(["S3", "U5", "V8", "S", "M8", "m8"]),
    };
  };
  if (name === "promote_types") builder.call("r", name, [any(), any()]);
  else if (name === "can_cast") {
    builder.call("r", name, [any(), any()], { casting: random.pick(CASTINGS) });
  } else if (name === "min_scalar_type") builder.call("r", name, [time(random)]);
  else {
    const operand = (): Arg => {
      const roll = random.unit();
      if (roll < 0.5) return any();
      return roll < 0.75 ? time(random) : random.pick<Arg>([3, true, 2.5]);
    };
    builder.call("r", name, [operand(), operand()]);
  }
}

function asString(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "datetime_as_string";
  // NumPy does not swap bytes here
  const dtype = timed(random, random.chance(0.95) ? "M" : "m").replace(">", "<");
  const name = builder.array({ dtype });
  const kw: Record<string, Arg> = {};
  if (random.chance(0.6)) {
    kw["unit"] = random.chance(0.3)
      ? "auto"
      : random.pick<Arg>([unit(random), null, "generic", "x"]);
  }
  if (random.chance(0.4)) kw["timezone"] = random.pick(["naive", "UTC", "UTC", "x"]);
  if (random.chance(0.3)) kw["casting"] = random.pick([...CASTINGS, "x"]);
  builder.call("r", "datetime_as_string", [{ v: name }], kw);
}

function printed(builder: CaseBuilder): void {
  const { random } = builder;
  const way = random.pick(["str", "repr", "array2string", "array_repr", "array_str"]);
  builder.op = way;
  const values = random.pick(["small", "special", "bits", "positive"] as const);
  const shape = random.chance(0.1) ? random.pick([[1001], [30, 40]]) : randomShape(random);
  const dtype = random.chance(0.85)
    ? timed(random)
    : { list: [["a", timed(random)] as const, ["b", timed(random)] as const] };
  const name = builder.array({ dtype, values, shape });
  const kw: Record<string, Arg> = {};
  if (way === "array2string") {
    if (random.chance(0.3)) kw["separator"] = random.pick([", ", ",", " | "]);
    if (random.chance(0.3)) kw["max_line_width"] = random.int(10, 120);
    if (random.chance(0.3)) kw["threshold"] = random.int(0, 20);
    if (random.chance(0.3)) kw["edgeitems"] = random.int(0, 4);
  }
  builder.call("r", way, [{ v: name }], kw);
}

const BINARY = [
  "add",
  "subtract",
  "multiply",
  "divide",
  "floor_divide",
  "remainder",
  "divmod",
  "maximum",
  "minimum",
  "fmax",
  "fmin",
  "equal",
  "not_equal",
  "less",
  "less_equal",
  "greater",
  "greater_equal",
  "logical_and",
  "logical_or",
  "logical_xor",
  "power",
  "fmod",
  "hypot",
  "bitwise_and",
] as const;
const UNARY = [
  "absolute",
  "negative",
  "positive",
  "sign",
  "isnat",
  "isnan",
  "isfinite",
  "isinf",
  "logical_not",
  "sqrt",
  "square",
  "floor",
] as const;

/** Two dtypes that stand beside each other in arithmetic: mostly of units that go together. */
function pair(random: Random): [string, string] {
  const x = timed(random);
  const roll = random.unit();
  if (roll < 0.5) return [x, timed(random)];
  if (roll < 0.6) return [x, x];
  const number = numeric(random);
  return random.chance(0.5) ? [x, number] : [number, x];
}

/** The dtype of an operand that is an array, else the operand. */
function dtypeOf(builder: CaseBuilder, arg: Arg): unknown {
  const isArray = typeof arg === "object" && arg !== null && "v" in arg;
  return isArray ? builder.arrays[arg.v]!.dtype : arg;
}

function isTimed(builder: CaseBuilder, arg: Arg): boolean {
  if (typeof arg !== "object" || arg === null) return false;
  if ("t" in arg) return true;
  return "v" in arg && /[Mm]8/.test(String(builder.arrays[arg.v]!.dtype));
}

function ufunc(builder: CaseBuilder): void {
  const { random } = builder;
  const shape = randomShape(random);
  const values = random.pick(["small", "special", "positive", "unit"] as const);
  const unary = random.chance(0.2);
  const fn = random.pick<string>(unary ? UNARY : BINARY);
  builder.op = fn;
  const [x, y] = pair(random);
  const operand = (dtype: string): Arg => {
    const roll = random.unit();
    if (roll < 0.12) return time(random);
    if (roll < 0.2) return random.pick([integer, float, () => true] as const)(random) as Arg;
    return { v: builder.array({ dtype, shape: narrowed(random, shape), values }) };
  };
  let args: Arg[] = unary ? [operand(timed(random))] : [operand(x), operand(y)];
  if (!args.some((arg) => isTimed(builder, arg))) args = args.map(() => time(random));
  const kw: Record<string, Arg> = {};
  if (random.chance(0.15)) kw["casting"] = random.pick(CASTINGS);
  if (fn !== "divmod" && random.chance(0.15)) {
    const drawn = random.chance(0.7) ? timed(random) : numeric(random);
    // NumPy turns the bytes of what has no unit the wrong way round where the output has one
    const hasUnit = args.some((arg) => /\[|"t"/.test(JSON.stringify(dtypeOf(builder, arg))));
    const dtype = hasUnit || !drawn.includes("[") ? drawn : drawn.replace(">", "<");
    kw["out"] = { v: builder.array({ dtype, shape, target: true }) };
    if (random.chance(0.4)) {
      kw["where"] = { v: builder.array({ dtype: "?", shape: narrowed(random, shape, 0.2) }) };
    }
  } else if (random.chance(0.1)) kw["order"] = random.pick(["C", "F", "A", "K"]);
  builder.call("r", fn, args, kw);
}

const REDUCED = [
  "add",
  "maximum",
  "minimum",
  "fmax",
  "fmin",
  "subtract",
  "logical_or",
  "multiply",
  "equal",
] as const;

function reduction(builder: CaseBuilder): void {
  const { random } = builder;
  const way = random.pick(["reduce", "accumulate", "reduceat", "outer", "at"]);
  const fn = random.pick(REDUCED);
  builder.op = `${fn}.${way}`;
  const dtype = timed(random);
  const shape = randomShape(random, random.int(1, 3), 4);
  const name = builder.array({ dtype, shape, target: way === "at" });
  const kw: Record<string, Arg> = {};
  if (way === "outer") {
    builder.call("r", `${fn}.outer`, [{ v: name }, { v: builder.array({ dtype: timed(random) }) }]);
    return;
  }
  if (way === "at") {
    if (shape.includes(0)) return;
    // An instant less an instant is a span, which NumPy stores as an instant of neither's unit.
    const spans = fn === "subtract" && dtype.includes("M8");
    const value = random.chance(0.5) && !spans ? time(random) : random.int(-5, 5);
    builder.step({ fn: `${fn}.at`, args: [{ v: name }, { l: [0, 0, shape[0]! - 1] }, value] });
    return;
  }
  if (random.chance(0.6)) kw["axis"] = random.int(-shape.length, shape.length - 1);
  if (way === "reduce") {
    if (random.chance(0.3)) kw["keepdims"] = true;
    if (random.chance(0.2)) kw["initial"] = random.chance(0.6) ? time(random) : 5;
    if (random.chance(0.1)) kw["axis"] = null;
  }
  const args: Arg[] = [{ v: name }];
  if (way === "reduceat") args.push({ l: [0] });
  builder.call("r", `${fn}.${way}`, args, kw);
}

/** One random case of times. */
export function datetime(builder: CaseBuilder): void {
  builder.random.weighted([
    [dtypeItself, 1.5],
    [scalar, 3],
    [creation, 3],
    [fresh, 1],
    [astype, 5],
    [fromText, 1.5],
    [assignment, 1.5],
    [views, 0.5],
    [element, 0.7],
    [promotion, 3],
    [asString, 2],
    [printed, 3],
    [ufunc, 8],
    [reduction, 3],
  ] as const)(builder);
}
