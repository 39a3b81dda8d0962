// Values that hardly any option is meant for, and calls whose options are drawn one by one: each usual, and at most
// one of them unusual.

import type { CaseBuilder } from "../arrays.js";
import type { Arg } from "../case.js";
import { numeric } from "../dtypes.js";
import { operand } from "./shared.js";

export type Draw = (builder: CaseBuilder) => Arg;

/** The usual values of a routine's options. */
export type Options = Readonly<Record<string, Draw>>;

export const one =
  <T extends Arg>(...values: readonly T[]): Draw =>
  ({ random }) =>
    random.pick(values);

export const utf8 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** A value of any kind, of those that the name of a kind is given for. */
const KINDS = {
  none: () => null,
  truth: ({ random }) => random.chance(0.5),
  int: ({ random }) => random.pick([-1, 0, 1, 2, 7, -9]),
  float: ({ random }) => ({ f: random.pick(["0.5", "-2.5", "nan", "inf"]) }),
  complex: () => ({ c: ["1.5", "-2"] }),
  text: ({ random }) => random.pick(["x", "", "1", "\n", "ab", " "]),
  list: one<Arg>(
    { l: [] },
    { l: [1] },
    { l: ["a"] },
    { l: [null] },
    { l: [0, 0] },
    { l: ["a", 1] },
  ),
  bytes: one<Arg>({ by: "" }, { by: "x" }, { by: "," }),
  dict: one<Arg>({ o: {} }, { o: { a: 1 } }),
  array0: (builder) =>
    operand(builder, {
      dtype: builder.random.pick(["<i8", "<f8", "?"]),
      shape: [],
      values: "unit",
    }),
  array: (builder) =>
    operand(builder, { dtype: numeric(builder.random), shape: builder.random.pick([[0], [2]]) }),
  huge: one<Arg>({ i: "9223372036854775807" }, { i: "18446744073709551616" }),
} satisfies Record<string, Draw>;

export type UnusualKind = keyof typeof KINDS;

/** A value of any kind but those named. */
export function unusual(builder: CaseBuilder, without: readonly UnusualKind[] = []): Arg {
  const kinds = Object.keys(KINDS) as UnusualKind[];
  const among = kinds.filter((kind) => !without.includes(kind));
  return (KINDS[builder.random.pick(among)] as Draw)(builder);
}

/** What an option's unusual values are not: what Python itself refuses in words of its own, or means otherwise. */
export type Exclusions = Readonly<Record<string, readonly UnusualKind[] | null>>;

/**
 * Some of a routine's options with usual values, one of them now and then unusual. Those named in `always` are left
 * out less often; of those excluded with null no unusual value is drawn.
 */
export function withOptions(
  builder: CaseBuilder,
  options: Options,
  exclusions: Exclusions = {},
  always: readonly string[] = [],
  oddness = 0.5,
): Record<string, Arg> {
  const { random } = builder;
  const chance = Math.min(0.35, 2.5 / Object.keys(options).length);
  const names = Object.keys(options).filter((name) =>
    random.chance(always.includes(name) ? 0.95 : chance),
  );
  const kw: Record<string, Arg> = {};
  for (const name of names) kw[name] = options[name]!(builder);
  const strange = names.filter((name) => exclusions[name] !== null);
  if (strange.length > 0 && random.chance(oddness)) {
    const name = random.pick(strange);
    kw[name] = unusual(builder, exclusions[name] ?? []);
    builder.op += ` odd ${name}`;
  }
  return kw;
}
