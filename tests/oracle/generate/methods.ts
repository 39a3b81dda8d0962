// Cases for the methods of arrays that the other groups call as functions: partition, resize, repeat and their like,
// and for the class of arrays as a function.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { anyDtype, numeric } from "../dtypes.js";
import { axisOf, integers, maybe, operand, size } from "./shared.js";

const PLAIN = ["i1", "i4", "i8", "u2", "f4", "f8", "f2"] as const;

function ordering(builder: CaseBuilder): void {
  const { random } = builder;
  const method = random.pick(["partition", "argpartition", "argsort"]);
  builder.op = method;
  const shape = randomShape(random, random.int(1, 3));
  const values = method === "argpartition" ? "distinct" : "small";
  const a = operand(builder, { dtype: numeric(random, PLAIN), shape, values, target: true });
  const kw: Record<string, Arg> = {};
  const axis = random.chance(0.5) ? axisOf(random, shape.length) : -1;
  if (axis !== -1) kw["axis"] = axis;
  if (method === "argsort") {
    kw["kind"] = "stable";
    builder.method("r", a.v, method, [], kw);
    return;
  }
  // only the element at kth is NumPy's promise
  const length = shape.at(axis) ?? 1;
  const kth = random.int(random.chance(0.1) ? -length - 1 : 0, Math.max(0, length - 1));
  if (method === "partition") {
    builder.step({ to: "n", fn: "copy", args: [a] });
    builder.method("p", "n", method, [kth], kw);
    builder.call("r", "take", [{ v: "n" }, [kth]], { axis });
  } else {
    builder.method("p", a.v, method, [kth], kw);
    builder.call("r", "take", [{ v: "p" }, [kth]], { axis });
  }
  builder.show = ["r"];
}

function plain(builder: CaseBuilder): void {
  const { random } = builder;
  const method = random.pick(["repeat", "diagonal", "round", "to_device", "take", "compress"]);
  builder.op = method;
  const shape = randomShape(random, method === "diagonal" ? random.int(1, 4) : undefined);
  const a = operand(builder, { dtype: numeric(random), shape });
  const kw: Record<string, Arg> = {};
  let args: Arg[] = [];
  if (method === "repeat") {
    args = [random.int(random.chance(0.05) ? -1 : 0, 3)];
    if (random.chance(0.5)) kw["axis"] = axisOf(random, shape.length);
  } else if (method === "diagonal") {
    maybe(random, 0.5, kw, "offset", () => random.int(-3, 3));
    if (random.chance(0.3)) kw["axis1"] = axisOf(random, shape.length);
  } else if (method === "round") {
    maybe(random, 0.6, kw, "decimals", () => random.int(-2, 3));
    builder.tol = { fromFloat: true };
  } else if (method === "to_device") args = [random.pick(["cpu", "gpu"])];
  else if (method === "take") args = [integers(builder, [3], () => random.int(-2, 3))];
  else args = [operand(builder, { dtype: "?", shape: [random.int(0, size(shape))] })];
  builder.method("r", a.v, method, args, kw);
}

function resize(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "resize";
  // an array that owns its memory: a copy of one laid over a block
  const a = operand(builder, { dtype: numeric(random) });
  builder.step({ to: "r", m: [a.v, "copy"], args: [] });
  const shape: Arg = random.chance(0.3)
    ? random.int(random.chance(0.1) ? -1 : 0, 20)
    : // for no axes NumPy leaves the flags as they were
      Array.from({ length: random.int(1, 3) }, () => random.int(0, 4));
  builder.step({ to: "n", m: ["r", "resize"], args: [shape], kw: { refcheck: false } });
}

function repeated(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "resize function";
  const a = operand(builder, { dtype: anyDtype(random) });
  builder.call("r", "resize", [
    a,
    Array.from({ length: random.int(0, 3) }, () => random.int(0, 4)),
  ]);
}

/** The class of arrays as a function: fresh memory, or an array laid over another's. */
function laidOut(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "ndarray";
  const shape = randomShape(random, random.int(0, 2), 4);
  const dtype = numeric(random);
  const kw: Record<string, Arg> = { dtype: { d: dtype } };
  maybe(random, 0.3, kw, "order", () => random.pick(["C", "F", "K", "x"]));
  if (random.chance(0.25)) {
    builder.tol = { noData: true };
    builder.call("r", "ndarray", [shape], kw);
    return;
  }
  const length = random.int(1, 40);
  const memory = builder.exact("|u1", [8 * length], (view, at) => view.setUint8(at, at % 2));
  kw["buffer"] = { v: memory };
  // NumPy takes an offset before its buffer, and reads what lies there
  maybe(random, 0.5, kw, "offset", () => random.int(0, 24));
  maybe(random, 0.4, kw, "strides", () =>
    Array.from({ length: random.chance(0.95) ? shape.length : 3 }, () => 8 * random.int(-1, 3)),
  );
  builder.call("r", "ndarray", [shape], kw);
}

/** One random case of a method. */
export function methods(builder: CaseBuilder): void {
  builder.random.weighted([
    [ordering, 3],
    [plain, 4],
    [resize, 2],
    [repeated, 1],
    [laidOut, 2],
  ] as const)(builder);
}
