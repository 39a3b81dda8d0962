// Cases for printing: str, repr and array2string of every dtype, with print options.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { anyDtype, COMPLEX, FLOATS, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import type { Values } from "../values.js";

function printOptions(random: Random): Record<string, Arg> {
  const options: Record<string, Arg> = {};
  if (random.chance(0.4)) options["precision"] = random.int(0, 17);
  if (random.chance(0.3)) options["suppress"] = random.chance(0.7);
  if (random.chance(0.3)) options["threshold"] = random.int(0, 30);
  if (random.chance(0.3)) options["edgeitems"] = random.int(0, 4);
  if (random.chance(0.3)) options["linewidth"] = random.int(10, 120);
  if (random.chance(0.25)) options["sign"] = random.pick(["-", "+", " "]);
  if (random.chance(0.3)) {
    options["floatmode"] = random.pick(["fixed", "unique", "maxprec", "maxprec_equal"]);
  }
  if (random.chance(0.1)) options["nanstr"] = random.pick(["NaN", "n/a"]);
  if (random.chance(0.1)) options["infstr"] = random.pick(["Inf", "∞"]);
  return options;
}

function subject(builder: CaseBuilder): string {
  const { random } = builder;
  const roll = random.unit();
  const values = random.pick<Values>(["small", "special", "bits", "unit", "positive"]);
  if (roll < 0.3) {
    return builder.array({ dtype: numeric(random, FLOATS), shape: randomShape(random), values });
  }
  if (roll < 0.4) {
    return builder.array({ dtype: numeric(random, COMPLEX), shape: randomShape(random), values });
  }
  if (roll < 0.47) {
    const shape = random.pick([[1001], [300, 4], [11, 11, 11], [2, 600], [1, 1, 1200]]);
    return builder.array({ dtype: numeric(random), shape, values });
  }
  if (roll < 0.55) return builder.array({ dtype: anyDtype(random), shape: [random.int(15, 80)] });
  return builder.array({ dtype: anyDtype(random), values });
}

function plain(builder: CaseBuilder): void {
  const { random } = builder;
  const name = subject(builder);
  const way = random.pick(["str", "repr"]);
  builder.op = way;
  const po = random.chance(0.4) ? printOptions(random) : {};
  builder.step({
    to: "r",
    fn: way,
    args: [{ v: name }],
    ...(Object.keys(po).length > 0 ? { po } : {}),
  });
}

function array2string(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "array2string";
  const name = subject(builder);
  const { nanstr: _nan, infstr: _inf, linewidth, ...kw } = printOptions(random);
  if (linewidth !== undefined) kw["max_line_width"] = linewidth;
  if (kw["suppress"] !== undefined) {
    kw["suppress_small"] = kw["suppress"];
    delete kw["suppress"];
  }
  if (random.chance(0.3)) kw["separator"] = random.pick([", ", ",", " | ", "\t"]);
  if (random.chance(0.2)) kw["prefix"] = "array(";
  if (random.chance(0.1)) kw["suffix"] = ")";
  builder.call("r", "array2string", [{ v: name }], kw);
}

function reprFunctions(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["array_repr", "array_str"]);
  builder.op = fn;
  const name = subject(builder);
  const kw: Record<string, Arg> = {};
  if (random.chance(0.4)) kw["precision"] = random.int(0, 12);
  if (random.chance(0.4)) kw["suppress_small"] = random.chance(0.7);
  if (random.chance(0.3)) kw["max_line_width"] = random.int(10, 100);
  builder.call("r", fn, [{ v: name }], kw);
}

function formatFloat(builder: CaseBuilder): void {
  const { random } = builder;
  const positional = random.chance(0.6);
  builder.op = positional ? "format_float_positional" : "format_float_scientific";
  const name = builder.array({
    dtype: `<${random.pick(FLOATS)}`,
    shape: [],
    values: random.pick<Values>(["small", "special", "bits", "unit"]),
  });
  const kw: Record<string, Arg> = {};
  if (random.chance(0.5)) kw["precision"] = random.int(0, 18);
  if (random.chance(0.3)) kw["unique"] = random.chance(0.5);
  if (kw["unique"] === false && kw["precision"] === undefined) kw["precision"] = 6;
  if (random.chance(0.4)) kw["trim"] = random.pick(["k", ".", "0", "-"]);
  if (random.chance(0.2)) kw["sign"] = random.chance(0.7);
  if (random.chance(0.2)) kw["pad_left"] = random.int(1, 8);
  if (positional && random.chance(0.2)) kw["pad_right"] = random.int(1, 8);
  if (!positional && random.chance(0.3)) kw["exp_digits"] = random.int(1, 5);
  if (positional && random.chance(0.2)) kw["fractional"] = random.chance(0.5);
  if (!positional) delete kw["pad_right"];
  if (kw["fractional"] === false && kw["precision"] === 0) delete kw["fractional"];
  // A 0-d array is indexed to a scalar in Python and stays a 0-d array in strided.
  builder.step({ to: "s", get: [name, []] });
  builder.call("r", builder.op, [{ v: "s" }], kw);
  builder.show = ["r"];
}

function dtypeText(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "dtype repr";
  const name = builder.array({ dtype: anyDtype(random), shape: [] });
  builder.step({ to: "t", attr: [name, "dtype"] });
  builder.call("r", random.pick(["str", "repr"]), [{ v: "t" }]);
  builder.show = ["r"];
}

/** One random printing case. */
export function print(builder: CaseBuilder): void {
  builder.random.weighted([
    [plain, 9],
    [array2string, 4],
    [reprFunctions, 2],
    [formatFloat, 1.5],
    [dtypeText, 0.7],
  ] as const)(builder);
}
