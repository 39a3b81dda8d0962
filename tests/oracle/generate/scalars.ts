// Cases for the scalar types as functions: every constructor with values that fit and values that do not, and the
// abstract types, which construct nothing.

import type { CaseBuilder } from "../arrays.js";
import type { Arg } from "../case.js";
import { numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { complex, float, integer } from "./arguments.js";
import { list, operand } from "./shared.js";

const INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"];
const NUMBERS = [...INTEGERS, "float16", "float32", "float64", "complex64", "complex128", "bool"];
const OTHER_NAMES = ["byte", "ubyte", "uint", "double", "cdouble", "half", "single", "intp"];
const ABSTRACT = [
  "character",
  "complexfloating",
  "flexible",
  "floating",
  "generic",
  "inexact",
  "integer",
  "number",
  "signedinteger",
  "unsignedinteger",
  "flatiter",
  "ufunc",
  "random.BitGenerator",
];

const TEXTS = ["12", "-3", " 7 ", "1_000", "2.5", "nan", "-inf", "1e3", "x", "", "1+2j", "0x10"];

function value(builder: CaseBuilder): Arg {
  const { random } = builder;
  return random.weighted([
    [() => integer(random), 4],
    [() => float(random), 3],
    [() => complex(random), 1],
    [() => random.chance(0.5), 1],
    [() => random.pick(TEXTS), 3],
    [() => null, 0.5],
    [() => list(random.int(0, 3), () => random.pick([integer, float])(random)), 1],
    [() => operand(builder, { dtype: numeric(random), shape: random.pick([[], [2], [2, 2]]) }), 2],
  ] as const)();
}

/** Text is made of one value here: the text of lists and arrays is Python's. */
function textValue(random: Random): Arg {
  return random.pick<() => Arg>([
    () => random.int(-99, 99),
    () => float(random),
    () => random.chance(0.5),
    () => random.pick(TEXTS),
    () => null,
  ])();
}

function bytesValue(random: Random): Arg {
  return random.pick<() => Arg>([
    () => random.int(-2, 9),
    () => ({ by: random.pick(["a", "ab\u0000", "\u0001\u00ff"]) }),
    () => random.chance(0.5),
  ])();
}

/** One random case of a scalar type. */
export function scalars(builder: CaseBuilder): void {
  const { random } = builder;
  const roll = random.unit();
  if (roll < 0.1) {
    builder.op = random.pick(ABSTRACT);
    builder.call("r", builder.op, []);
    return;
  }
  if (roll < 0.2) {
    builder.op = random.pick(["str_", "bytes_", "void"]);
    const given = builder.op === "str_" ? textValue(random) : bytesValue(random);
    // without a value, void is an error and the others are empty
    builder.call("r", builder.op, random.chance(0.1) ? [] : [given]);
    return;
  }
  builder.op = random.pick(random.chance(0.85) ? NUMBERS : OTHER_NAMES);
  const args: Arg[] = random.chance(0.04) ? [] : [value(builder)];
  if (builder.op.startsWith("complex") && args.length > 0 && random.chance(0.3)) {
    args[0] = random.pick([integer, float])(random);
    args.push(random.pick([integer, float])(random));
  }
  // C leaves open what becomes of a float beyond an integer type
  builder.tol = { fromFloat: true };
  builder.call("r", builder.op, args);
}
