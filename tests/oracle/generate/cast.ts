// Cases for dtypes and casting: astype between all pairs, copyto, view(dtype), promotion.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg, DSpec } from "../case.js";
import { anyDtype, flexible, layoutOf, numeric, ordered, structured } from "../dtypes.js";
import type { Random } from "../random.js";
import { weak } from "./arguments.js";

const CASTINGS = ["no", "equiv", "safe", "same_kind", "unsafe"] as const;

/** A dtype to cast to: numbers mostly, text of a size or of the size that fits (`S`, `U`). */
function target(random: Random): DSpec {
  const roll = random.unit();
  if (roll < 0.7) return numeric(random, undefined, 0.2);
  if (roll < 0.8) return flexible(random);
  if (roll < 0.88) return random.pick(["S", "U"]);
  if (roll < 0.95) return ordered(random, random.pick(["U30", "S40", "U64"]));
  return structured(random);
}

function source(random: Random): DSpec {
  const roll = random.unit();
  if (roll < 0.75) return numeric(random, undefined, 0.2);
  if (roll < 0.92) return flexible(random);
  return structured(random);
}

function astype(builder: CaseBuilder): void {
  const { random } = builder;
  const from = source(random);
  const to = target(random);
  builder.op = `astype ${layoutOf(from).kind}→${typeof to === "string" && to.length === 1 && to !== "?" ? to : layoutOf(to).kind}`;
  const name = builder.array({ dtype: from });
  const kw: Record<string, Arg> = {};
  if (random.chance(0.3)) kw["order"] = random.pick(["C", "F", "A", "K"]);
  if (random.chance(0.25)) kw["casting"] = random.pick(CASTINGS);
  if (random.chance(0.2)) kw["copy"] = random.chance(0.3);
  builder.method("r", name, "astype", [{ d: to }], kw);
}

/** Same dtype or same bytes: astype(copy=False) may return a view of nothing else. */
function astypeNoCopy(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "astype no copy";
  const dtype = anyDtype(random);
  const name = builder.array({ dtype });
  builder.method("r", name, "astype", [{ d: dtype }], {
    copy: false,
    order: random.pick(["C", "F", "A", "K"]),
  });
}

function copyto(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "copyto";
  const shape = randomShape(random);
  const kw: Record<string, Arg> = {};
  let into: string;
  let from: Arg;
  if (random.chance(0.3)) {
    const [a, b] = builder.overlapping(2, numeric(random), shape);
    into = a!;
    from = { v: b! };
  } else {
    into = builder.array({ dtype: numeric(random), shape, target: true });
    from = random.chance(0.25)
      ? weak(random)
      : { v: builder.array({ dtype: numeric(random), shape: narrowed(random, shape, 0.3) }) };
  }
  if (random.chance(0.6)) kw["casting"] = random.pick(CASTINGS);
  if (random.chance(0.4)) {
    const mask = builder.array({ dtype: "?", shape: narrowed(random, shape, 0.2) });
    kw["where"] = { v: mask };
  }
  builder.step({ fn: "copyto", args: [{ v: into }, from], kw });
}

function viewDtype(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "view dtype";
  const name = builder.array({ dtype: anyDtype(random) });
  builder.method("r", name, "view", [{ d: anyDtype(random) }]);
}

function byteOrder(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "byteswap";
  const name = builder.array({ dtype: numeric(random, undefined, 0.5), target: true });
  builder.method("r", name, "byteswap", [], random.chance(0.3) ? { inplace: true } : {});
}

function promotion(builder: CaseBuilder): void {
  const { random } = builder;
  const name = random.pick(["promote_types", "result_type", "can_cast", "min_scalar_type"]);
  builder.op = name;
  const any = (): Arg => ({ d: random.chance(0.75) ? numeric(random) : anyDtype(random) });
  if (name === "promote_types") builder.call("r", name, [any(), any()]);
  else if (name === "can_cast") {
    const kw: Record<string, Arg> = random.chance(0.7) ? { casting: random.pick(CASTINGS) } : {};
    builder.call("r", name, [any(), any()], kw);
  } else if (name === "min_scalar_type") builder.call("r", name, [weak(random)]);
  else {
    // Beside strings, NumPy's answer depends on where a scalar stands.
    const bare = random.chance(0.25);
    const operand = (): Arg => {
      const roll = random.unit();
      if (bare) return any();
      if (roll < 0.4) return { d: numeric(random) };
      if (roll < 0.7) return weak(random);
      return { v: builder.array({ dtype: numeric(random), shape: random.pick([[], [2]]) }) };
    };
    builder.call("r", name, Array.from({ length: random.int(1, 4) }, operand));
  }
}

function dtypeItself(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "dtype";
  builder.call("r", "dtype", [{ d: anyDtype(random) }]);
}

/** One random casting case. */
export function cast(builder: CaseBuilder): void {
  builder.random.weighted([
    [astype, 10],
    [astypeNoCopy, 1],
    [copyto, 4],
    [viewDtype, 2],
    [byteOrder, 0.5],
    [promotion, 4],
    [dtypeItself, 1],
  ] as const)(builder);
}
