// Cases for questions about types and axes, and for functions that take functions: finfo, isdtype, common_type,
// mintypecode, normalize_axis_tuple, fromfunction, frompyfunc, mask_indices and their like.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg, FunctionName } from "../case.js";
import { anyDtype, FLOATS, INTS, numeric } from "../dtypes.js";
import { axisOf, list, maybe, operand } from "./shared.js";

const KINDS = [
  "bool",
  "signed integer",
  "unsigned integer",
  "integral",
  "real floating",
  "complex floating",
  "numeric",
  "x",
];
const CATEGORIES = [
  "?",
  "i1",
  "i8",
  "u2",
  "f2",
  "f4",
  "f8",
  "c8",
  "c16",
  "S3",
  "U2",
  "V4",
  "M8[s]",
];

function limits(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["finfo", "iinfo"]);
  builder.op = fn;
  const dtype = random.pick([...FLOATS, ...INTS, "c8", "c16", "?", "U2", ">f4", ">i2"]);
  builder.call("r", fn, [{ do: dtype }]);
}

function types(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["isdtype", "issubdtype", "common_type", "mintypecode"]);
  builder.op = fn;
  const dtype = (): Arg => ({ do: random.pick(CATEGORIES) });
  if (fn === "isdtype") {
    const kind = (): Arg => (random.chance(0.8) ? random.pick(KINDS) : dtype());
    const kinds = random.chance(0.6)
      ? kind()
      : Array.from({ length: random.int(0, 3) }, () => kind());
    builder.call("r", fn, [dtype(), kinds]);
  } else if (fn === "issubdtype") builder.call("r", fn, [dtype(), dtype()]);
  else if (fn === "common_type") {
    const count = random.int(0, 3);
    const args = Array.from({ length: count }, () =>
      operand(builder, { dtype: random.chance(0.95) ? numeric(random) : "S2", shape: [2] }),
    );
    builder.call("r", fn, args);
  } else {
    const chars = [..."?bBhHiIlLefdFDSU"];
    const letters = list(random.int(0, 4), () => random.pick(chars));
    const kw: Record<string, Arg> = {};
    maybe(random, 0.3, kw, "typeset", () => random.pick(["GDFgdf", "fF", "dD"]));
    maybe(random, 0.3, kw, "default", () => random.pick(["d", "q"]));
    builder.call("r", fn, [letters], kw);
  }
}

function arrays(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["astype", "asanyarray", "require", "iterable", "isnat", "fromiter"]);
  builder.op = fn;
  const kw: Record<string, Arg> = {};
  const a = operand(builder, { dtype: fn === "iterable" ? anyDtype(random) : numeric(random) });
  if (fn === "iterable") {
    builder.call("r", fn, [random.pick<Arg>([a, 3, "ab", { l: [1] }, null, { f: "1.5" }])]);
  } else if (fn === "fromiter") {
    const length = random.int(0, 5);
    maybe(random, 0.4, kw, "count", () => random.int(-1, length + (random.chance(0.1) ? 1 : 0)));
    const dtype = numeric(random, ["i4", "f8", "f4", "u1"]);
    const values = list(length, () => random.int(0, 9));
    builder.call("r", fn, [values, { d: dtype }], kw);
  } else if (fn === "isnat") {
    const dtype = random.pick(["<M8[s]", "<m8[D]", ">M8[ns]", "<f8"]);
    builder.call("r", fn, [operand(builder, { dtype })]);
  } else if (fn === "astype") {
    maybe(random, 0.4, kw, "copy", () => random.chance(0.5));
    maybe(random, 0.15, kw, "device", () => random.pick(["cpu", "gpu", null]));
    builder.tol = { fromFloat: true };
    builder.call("r", fn, [random.chance(0.95) ? a : { l: [1] }, { d: numeric(random) }], kw);
  } else {
    maybe(random, 0.5, kw, "dtype", () => ({ d: numeric(random) }));
    if (fn === "asanyarray")
      maybe(random, 0.4, kw, "order", () => random.pick(["C", "F", "A", "K"]));
    else {
      maybe(random, 0.7, kw, "requirements", () =>
        list(random.int(0, 3), () => random.pick(["C", "F", "A", "W", "O", "ALIGNED", "x"])),
      );
    }
    builder.tol = { fromFloat: true };
    builder.call("r", fn, [a], kw);
  }
}

function axes(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["normalize_axis_index", "normalize_axis_tuple"]);
  const name = `lib.array_utils.${fn}`;
  builder.op = fn;
  const ndim = random.int(0, 4);
  const axis = (): Arg => (random.chance(0.96) ? axisOf(random, ndim) : { f: "0.5" });
  const kw: Record<string, Arg> = {};
  if (fn === "normalize_axis_index") {
    maybe(random, 0.3, kw, "msg_prefix", () => random.pick(["x", "my axis"]));
    builder.call("r", name, [axis(), ndim], kw);
    return;
  }
  maybe(random, 0.3, kw, "argname", () => "source");
  maybe(random, 0.3, kw, "allow_duplicate", () => random.chance(0.5));
  const given = random.chance(0.3)
    ? axis()
    : Array.from({ length: random.int(0, 3) }, () => axis());
  builder.call("r", name, [given, ndim], kw);
}

function bounds(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "byte_bounds";
  // where memory lies is each side's own affair: how long the array is in it is not
  const a = operand(builder, { dtype: numeric(random), shape: randomShape(random) });
  builder.step({ to: "w", fn: "lib.array_utils.byte_bounds", args: [a] });
  builder.step({ to: "low", item: ["w", 0] });
  builder.step({ to: "high", item: ["w", 1] });
  builder.call("r", "subtract", [{ v: "high" }, { v: "low" }]);
  builder.show = ["r"];
}

function functions(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["fromfunction", "frompyfunc", "mask_indices", "apply_along_fields"]);
  builder.op = fn;
  const kw: Record<string, Arg> = {};
  if (fn === "fromfunction") {
    const of = random.pick<FunctionName>(["add", "sub", "less", "pair"]);
    maybe(random, 0.5, kw, "dtype", () => ({ d: numeric(random, ["i4", "i8", "f8", "f4"], 0) }));
    builder.call("r", fn, [{ py: of }, [random.int(0, 4), random.int(0, 4)]], kw);
  } else if (fn === "frompyfunc") {
    // NumPy's results are objects: cast, they are the same numbers
    const x = operand(builder, { dtype: "<i8", shape: [random.int(1, 5)], values: "small" });
    const y = random.chance(0.5) ? random.int(-9, 9) : x;
    const one = random.chance(0.5);
    const of: Arg = { py: one ? "twice" : "add" };
    builder.step({ to: "f", fn: "frompyfunc", args: [of, one ? 1 : 2, 1] });
    builder.step({ to: "o", fn: "applied", args: one ? [{ v: "f" }, x] : [{ v: "f" }, x, y] });
    builder.call("r", "array", [{ v: "o" }], { dtype: { d: "<c16" } });
    builder.show = ["r"];
  } else if (fn === "mask_indices") {
    const of: Arg = { py: random.pick<FunctionName>(["triu", "tril"]) };
    const args: Arg[] = [random.int(0, 5), of];
    if (random.chance(0.5)) args.push(random.int(-2, 3));
    builder.call("r", fn, args, kw);
  } else {
    const kind = random.pick(["f4", "f8", "i4"]);
    const dtype = {
      list: [
        ["a", kind],
        ["b", kind],
        ["c", "f8"],
      ] as const,
    };
    const name = builder.array({ dtype, shape: [random.int(0, 4)], values: "small" });
    const of: Arg = { py: random.pick<FunctionName>(["sum", "mean"]) };
    builder.tol = { ulp: 4 };
    builder.call("r", "lib.recfunctions.apply_along_fields", [of, { v: name }]);
  }
}

function triangles(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick([
    "tril_indices",
    "triu_indices",
    "tril_indices_from",
    "triu_indices_from",
  ]);
  builder.op = fn;
  const kw: Record<string, Arg> = {};
  maybe(random, 0.5, kw, "k", () => random.int(-3, 3));
  if (fn.endsWith("from")) {
    const shape = random.chance(0.95) ? [random.int(0, 4), random.int(0, 4)] : [3];
    builder.call("r", fn, [operand(builder, { dtype: "<f8", shape })], kw);
    return;
  }
  maybe(random, 0.5, kw, "m", () => random.int(0, 5));
  builder.call("r", fn, [random.int(0, 5)], kw);
}

function settings(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = random.pick(["printoptions", "bufsize", "busdaycalendar"]);
  if (builder.op === "bufsize") {
    const size = random.chance(0.8)
      ? 16 * random.int(1, 600)
      : random.pick([5, 17, -16, 10e6 + 16]);
    // the size that is set ends with the step for NumPy: every step has an errstate of its own
    if (random.chance(0.3)) builder.call("r", "getbufsize", []);
    else builder.call("r", "setbufsize", [size]);
    builder.call("t", "setbufsize", [8192]);
    builder.show = ["r"];
    return;
  }
  if (builder.op === "busdaycalendar") {
    const kw: Record<string, Arg> = {};
    maybe(random, 0.7, kw, "weekmask", () =>
      random.pick(["1111100", "Mon Tue Wed", "0000000", "11", "Xyz", "1010101"]),
    );
    builder.step({ to: "w", fn: "busdaycalendar", kw });
    builder.step({ to: "r", attr: ["w", "weekmask"] });
    builder.step({ to: "s", attr: ["w", "holidays"] });
    builder.show = ["r", "s"];
    return;
  }
  const kw: Record<string, Arg> = {};
  maybe(random, 0.6, kw, "precision", () => random.int(0, 8));
  maybe(random, 0.4, kw, "threshold", () => random.int(2, 40));
  maybe(random, 0.4, kw, "edgeitems", () => random.int(1, 4));
  maybe(random, 0.4, kw, "linewidth", () => random.int(20, 90));
  maybe(random, 0.4, kw, "suppress", () => random.chance(0.5));
  maybe(random, 0.3, kw, "sign", () => random.pick(["-", "+", " "]));
  maybe(random, 0.3, kw, "floatmode", () => random.pick(["fixed", "unique", "maxprec", "x"]));
  const a = operand(builder, { dtype: numeric(random) });
  builder.call("n", "set_printoptions", [], kw);
  builder.call("r", "array2string", [a]);
  builder.call("s", "get_printoptions", []);
  builder.call("m", "set_printoptions", [], {
    precision: 8,
    threshold: 1000,
    edgeitems: 3,
    linewidth: 75,
    suppress: false,
    sign: "-",
    floatmode: "maxprec",
  });
}

function fieldNames(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["get_names", "get_names_flat", "flatten_descr", "get_fieldstructure"]);
  builder.op = fn;
  const kind = (): string => numeric(random);
  const inner = {
    list: [
      ["x", kind()],
      ["y", kind()],
    ] as const,
  };
  const dtype = random.chance(0.1)
    ? kind()
    : {
        list: [
          ["a", kind()],
          ["b", random.chance(0.5) ? inner : kind()],
        ] as const,
      };
  builder.call("r", `lib.recfunctions.${fn}`, [{ do: dtype }]);
}

/** One random case of a question or of a function that takes one. */
export function asking(builder: CaseBuilder): void {
  builder.random.weighted([
    [limits, 1],
    [types, 4],
    [arrays, 3],
    [axes, 2],
    [bounds, 1],
    [functions, 3],
    [triangles, 1],
    [settings, 2],
    [fieldNames, 1],
  ] as const)(builder);
}
