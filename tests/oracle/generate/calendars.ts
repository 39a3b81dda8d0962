// Cases that cross the parameters of functions of times alone: business days and their calendars, texts of instants,
// and units. Each takes any of its usual values, and at most one argument that nobody would give.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { float, integer } from "./arguments.js";
import { casting, elementType } from "./parameters.js";
import { list, operand } from "./shared.js";
import { isoText, time, timed, unit } from "./times.js";

interface Scene {
  readonly builder: CaseBuilder;
  readonly random: Random;
  readonly shape: readonly number[];
  readonly odd: string | null;
}

const DAY_UNITS = ["D", "D", "D", "W", "M", "Y", "2D", "7D"] as const;

/** Anything that is not quite a date, or not at all. */
function oddDates({ builder, random }: Scene): Arg {
  return random.pick<() => Arg>([
    () => random.pick<Arg>([null, true, { l: [] }, "x", "", "NaT", "2020-01-01T05", 5]),
    () => integer(random),
    () => float(random),
    () => isoText(random),
    () => time(random),
    () => list(random.int(1, 3), () => random.pick<Arg>(["2020-03-01", "2020-03", "NaT"])),
    () => list(2, () => list(2, () => "2021-05-06")),
    () => operand(builder, { dtype: timed(random), values: "small" }),
    () => operand(builder, { dtype: numeric(random), values: "small" }),
    () => operand(builder, { dtype: elementType(builder), values: "small" }),
  ])();
}

/** Dates around 2020, as an array of whatever layout, a list or one. */
function dates(scene: Scene, name: string): Arg {
  const { builder, random, shape } = scene;
  if (scene.odd === name) return oddDates(scene);
  const base = random.pick(DAY_UNITS);
  const one = (): Arg =>
    random.chance(0.03)
      ? { t: ["M", "NaT", "D"] }
      : { t: ["M", String(random.int(18200, 18400)), "D"] };
  return random.weighted<() => Arg>([
    [
      () =>
        operand(builder, {
          dtype: `${random.chance(0.2) ? ">" : "<"}M8[${base}]`,
          shape: narrowed(random, shape, 0.2),
          values: random.pick(["positive", "small", "distinct"]),
        }),
      5,
    ],
    [one, 2],
    [() => list(random.int(0, 4), one), 2],
    [() => random.pick<Arg>(["2020-01-01", "2020-02", "1969-12-31"]), 1],
  ])();
}

function weekmask({ random, builder, odd }: Scene): Arg {
  if (odd === "weekmask") {
    return random.pick<() => Arg>([
      () => random.pick<Arg>([null, "", "x", "111", "11111111", "1111102", "Mon Xyz", "mon", 5]),
      () => random.pick<Arg>(["0000000", "Mon  Tue", " 1111100", "MonMon", "Monday", true]),
      () => random.pick<Arg>([{ l: [] }, { l: [1, 1] }, { l: [2, 0, 0, 0, 0, 0, -1] }]),
      () => ({ l: [1, 0, { f: "0.5" }, 1, 0, 0, 0] }),
      () => ({ l: ["1", "1", "1", "1", "1", "0", "0"] }),
      () => operand(builder, { dtype: numeric(random), shape: [7], values: "unit" }),
      () => operand(builder, { dtype: "?", shape: [7, 1] }),
      () => operand(builder, { dtype: timed(random), shape: [7] }),
      () => [1, 1, 1, 1, 1, 0, 0],
    ])();
  }
  return random.pick<Arg>([
    "1111111",
    "1000000",
    "Mon Wed",
    "SatSun",
    "Mon Tue Wed Thu Fri",
    { l: [1, 0, 1, 0, 1, 0, 0] },
    { l: [true, true, false, false, true, true, true] },
  ]);
}

function holidays(scene: Scene): Arg {
  const { builder, random } = scene;
  if (scene.odd === "holidays") {
    return random.chance(0.4)
      ? random.pick<Arg>([null, "2020-01-01", { l: [{ l: ["2020-01-01"] }] }, { l: [5] }, 5, "x"])
      : oddDates(scene);
  }
  return random.pick<() => Arg>([
    () =>
      list(random.int(0, 20), () => ({
        t: ["M", random.chance(0.05) ? "NaT" : String(random.int(18200, 18400)), "D"],
      })),
    () => list(random.int(0, 3), () => random.pick<Arg>(["2020-01-02", "2020-02-03", "NaT"])),
    () =>
      operand(builder, {
        dtype: random.pick(["<M8[D]", ">M8[D]", "<M8[W]"]),
        shape: [random.int(0, 5)],
        values: "positive",
      }),
  ])();
}

function output(scene: Scene): Arg {
  const { builder, random, shape, odd } = scene;
  if (odd === "out") {
    return random.pick<() => Arg>([
      () => random.pick<Arg>([null, 3, "x", { l: [1, 2] }]),
      () => operand(builder, { dtype: timed(random), shape, target: true }),
      () =>
        operand(builder, { dtype: random.pick(["S3", "<U20", "V8", "S30"]), shape, target: true }),
      () => operand(builder, { dtype: numeric(random), shape: [...shape, 2], target: true }),
      () => operand(builder, { dtype: "?", shape: shape.slice(1), target: true }),
      () => operand(builder, { dtype: "<i8", shape, target: true, readonly: true }),
      () => operand(builder, { dtype: "<M8[D]", shape: [...shape, 1], target: true }),
    ])();
  }
  const dtype = random.pick(["?", "<i8", "<M8[D]", ">M8[D]", "<M8[s]", "<M8[W]", numeric(random)]);
  return operand(builder, { dtype, shape, target: true });
}

const ROLLS = [
  "forward",
  "following",
  "backward",
  "preceding",
  "modifiedfollowing",
  "modifiedpreceding",
  "nat",
  "raise",
] as const;

function option(scene: Scene, name: string): Arg {
  const { random } = scene;
  if (name === "weekmask") return weekmask(scene);
  if (name === "holidays") return holidays(scene);
  if (name === "out") return output(scene);
  if (name === "roll") {
    return scene.odd === name
      ? random.pick<Arg>(["x", "", "Forward", "NAT", null, 3, { f: "1.5" }, true, "modified"])
      : random.pick(ROLLS);
  }
  return scene.odd === name ? random.pick<Arg>([3, "x", { l: [] }, true]) : { v: "w" };
}

function offsets(scene: Scene): Arg {
  const { builder, random, shape } = scene;
  if (scene.odd === "offsets") {
    return random.pick<() => Arg>([
      () => random.pick<Arg>([null, "x", "5", true, { l: [] }, { l: ["1"] }, { c: ["1", "0"] }]),
      () => float(random),
      () => time(random),
      () => list(2, () => float(random)),
      () => operand(builder, { dtype: elementType(builder), shape, values: "small" }),
      () => operand(builder, { dtype: timed(random), shape, values: "small" }),
    ])();
  }
  return random.pick<() => Arg>([
    () => random.int(-30, 30),
    () => list(random.int(1, 4), () => random.int(-300, 300)),
    () =>
      operand(builder, {
        dtype: numeric(random, ["i1", "u1", "i2", "i4", "u4", "i8", "?"]),
        shape: narrowed(random, shape, 0.3),
        values: "small",
      }),
  ])();
}

function businessDays(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["is_busday", "busday_count", "busday_offset", "busday_offset"]);
  const names =
    fn === "is_busday"
      ? ["dates"]
      : fn === "busday_count"
        ? ["begindates", "enddates"]
        : ["dates", "offsets"];
  const known = fn === "busday_offset" ? ["roll"] : [];
  const given = [...known, "weekmask", "holidays", "busdaycal", "out"].filter((name) =>
    random.chance(name === "roll" ? 0.85 : name === "busdaycal" ? 0.1 : 0.3),
  );
  const odd = random.chance(0.5) ? random.pick([...names, ...given]) : null;
  builder.op = odd === null ? fn : `${fn} odd ${odd}`;
  const shape = randomShape(random, random.int(0, 2), 3);
  const scene: Scene = { builder, random, shape, odd };
  if (given.includes("busdaycal") && odd !== "busdaycal") {
    builder.step({ to: "w", fn: "busdaycalendar", kw: { weekmask: "Mon Tue Sat" } });
    builder.show = ["r"];
  }
  const args = names.map((name) => (name === "offsets" ? offsets(scene) : dates(scene, name)));
  const kw = Object.fromEntries(given.map((name) => [name, option(scene, name)]));
  builder.call("r", fn, args, kw);
}

function calendar(builder: CaseBuilder): void {
  const { random } = builder;
  const given = ["weekmask", "holidays"].filter(() => random.chance(0.7));
  const odd = random.chance(0.6) && given.length > 0 ? random.pick(given) : null;
  builder.op = odd === null ? "busdaycalendar" : `busdaycalendar odd ${odd}`;
  const scene: Scene = { builder, random, shape: [], odd };
  const kw = Object.fromEntries(given.map((name) => [name, option(scene, name)]));
  builder.step({ to: "w", fn: "busdaycalendar", kw });
  builder.step({ to: "r", attr: ["w", "weekmask"] });
  builder.step({ to: "s", attr: ["w", "holidays"] });
  builder.show = ["r", "s"];
}

function asString(builder: CaseBuilder): void {
  const { random } = builder;
  const given = ["unit", "timezone", "casting"].filter(() => random.chance(0.45));
  const odd = random.chance(0.5) ? random.pick(["arr", ...given]) : null;
  builder.op = odd === null ? "datetime_as_string" : `datetime_as_string odd ${odd}`;
  const context = { shape: null, dtype: null };
  // NumPy does not swap bytes here
  const native = (): string => timed(random, "M").replace(">", "<");
  const arr: Arg =
    odd === "arr"
      ? random.pick<() => Arg>([
          () => random.pick<Arg>([null, "2020-01-01", 5, true, { l: [] }, { l: ["2020"] }]),
          () => time(random),
          () =>
            list(2, () => ({
              t: ["M", String(random.int(-60, 60)), random.pick(["D", "h", "s"])],
            })),
          () => operand(builder, { dtype: timed(random, "m"), values: "small" }),
          () => operand(builder, { dtype: numeric(random), values: "small" }),
          () => operand(builder, { dtype: native(), values: "special", readonly: true }),
        ])()
      : operand(builder, {
          dtype: native(),
          values: random.pick(["small", "special", "bits", "positive"]),
        });
  const kw: Record<string, Arg> = {};
  for (const name of given) {
    if (name === "casting")
      kw[name] = (odd === name ? casting.odd : casting.usual)(builder, context);
    else if (name === "unit") {
      kw[name] =
        odd === name
          ? random.pick<Arg>([
              "x",
              "",
              "generic",
              5,
              true,
              { f: "1.5" },
              ["s", 2],
              "[s]",
              "2 s",
              "S",
            ])
          : random.pick<Arg>(["auto", null, unit(random), unit(random)]);
    } else {
      kw[name] =
        odd === name
          ? random.pick<Arg>(["x", "", "utc", "Naive", "UTC "])
          : random.pick<Arg>(["naive", "UTC"]);
    }
  }
  builder.call("r", "datetime_as_string", [arr], kw);
}

function data(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "datetime_data";
  const arg = random.pick<() => Arg>([
    () => ({ d: timed(random) }),
    () => ({ do: timed(random) }),
    () => ({ d: random.pick(["M8", "m8", "M8[3D]", ">m8[25s]"]) }),
    () => random.pick<Arg>(["x", "", "i4", "M8[x]", null, 3, true, { f: "1.5" }, { l: [] }, "S3"]),
    () => operand(builder, { dtype: timed(random) }),
    () => time(random),
  ])();
  builder.call("r", "datetime_data", [arg]);
}

/** One random case of a function of times. */
export function calendars(builder: CaseBuilder): void {
  builder.random.weighted([
    [businessDays, 6],
    [calendar, 2],
    [asString, 3],
    [data, 1],
  ] as const)(builder);
}
