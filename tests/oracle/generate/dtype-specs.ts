// Cases for dtypes: specifications of every form, good and bad, and all attributes of what comes of them.

import type { CaseBuilder } from "../arrays.js";
import type { Arg } from "../case.js";
import type { Random } from "../random.js";

const CODES = [
  "?",
  "b",
  "B",
  "h",
  "H",
  "i",
  "I",
  "l",
  "L",
  "e",
  "f",
  "d",
  "F",
  "D",
  "c",
  "p",
  "P",
  "i1",
  "i2",
  "i4",
  "i8",
  "u1",
  "u2",
  "u4",
  "u8",
  "f2",
  "f4",
  "f8",
  "c8",
  "c16",
  "b1",
  "S",
  "U",
  "V",
  "S5",
  "U3",
  "V7",
  "S0",
  "U0",
  "V0",
] as const;
const WORDS = [
  "bool",
  "int8",
  "uint16",
  "int32",
  "int64",
  "float16",
  "float32",
  "float64",
  "complex64",
  "complex128",
  "int",
  "float",
  "complex",
  "str",
  "bytes",
  "void",
  "intc",
  "intp",
  "uint",
  "half",
  "single",
  "double",
  "csingle",
  "cdouble",
  "short",
  "byte",
  "bool_",
  "str_",
  "bytes_",
] as const;
const BAD = [
  "i3",
  "f5",
  "int7",
  "x",
  "",
  " ",
  "i4 ",
  " i4",
  "<<i4",
  "i-4",
  "S-1",
  "float65",
  "Float32",
  "i4.",
  "é",
  "U1.5",
  ">",
  "<",
  "=i",
  "|f8",
  "!i4",
  "i 4",
  "S 3",
  "S+3",
  "V+3",
  "f",
  "1",
  "4i",
  "(2)i4",
  "(2,i4",
  "2,)i4",
  "i4,",
  ",i4",
  "i4,,i4",
  "i4;i4",
  "i4 i4",
  "i4, zz",
  "3i",
  "(2,3)",
  "()i4",
  "(-1,)i4",
  "0i4",
  "1i4",
  "(1,)i4",
  "(2,2)S3",
  "2S3",
  "2U",
  "(2,)U",
] as const;

function code(random: Random): string {
  const order = random.chance(0.35) ? random.pick(["<", ">", "=", "|"]) : "";
  return order + random.pick(CODES);
}

function word(random: Random): string {
  const roll = random.unit();
  if (roll < 0.5) return code(random);
  if (roll < 0.9) return random.pick(WORDS);
  return random.pick(BAD);
}

function commas(random: Random): string {
  const items = Array.from({ length: random.int(1, 3) }, (_, i) => {
    const roll = random.unit();
    const count = roll < 0.2 ? String(random.int(0, 3)) : roll < 0.4 ? shapeText(random) : "";
    return (
      (i === 0 ? "" : random.pick(["", " "])) +
      count +
      (random.chance(0.95) ? code(random) : word(random))
    );
  });
  return items.join(",") + (random.chance(0.1) ? "," : "");
}

const shapeText = (random: Random): string =>
  random.pick(["(2,)", "(2,3)", "(1,)", "( 2 , 2 )", "(3, )", "()", "(2)", "(0,)"]);

const NAMES = ["a", "b", "c", "", "f0", "f1", "x y", "é"] as const;

const tuple = (...items: Arg[]): Arg => items;
const list = (items: readonly Arg[]): Arg => ({ l: items });

function shape(random: Random): Arg {
  return random.pick<Arg>([2, 1, 0, 3, tuple(2), tuple(2, 3), tuple(), tuple(1), tuple(0)]);
}

/** A shape for elements of this kind: of elements without bytes, NumPy makes dtypes larger than themselves. */
function shapeFor(random: Random, type: Arg): Arg {
  const isEmpty = /^"?\[?[ (]*0|,0\]$|,\[0\]\]$|\(0,\)/.test(JSON.stringify(type));
  return isEmpty ? random.pick<Arg>([0, tuple(2), tuple(2, 3), tuple()]) : shape(random);
}

function badShape(random: Random): Arg {
  return random.pick<Arg>([-1, tuple(-1), tuple(2, -3), { f: "1.5" }, "2"]);
}

function field(random: Random, depth: number): Arg {
  const name: Arg = random.chance(0.85)
    ? random.pick(NAMES)
    : random.chance(0.8)
      ? tuple(random.pick(["T", "U", "a", ""]), random.pick(NAMES))
      : random.pick<Arg>([3, null, tuple("t"), tuple("a", 3)]);
  const type = spec(random, depth + 1);
  // a number alone looks like a shape, where lists and tuples are one
  const alone = typeof name === "number" ? "n" : name;
  if (random.chance(0.02)) {
    return random.pick<Arg>([tuple(alone), alone, tuple(name, type, 2, 3)]);
  }
  if (random.chance(0.75)) return tuple(name, type);
  return tuple(name, type, random.chance(0.9) ? shapeFor(random, type) : badShape(random));
}

function fields(random: Random, depth: number): Arg {
  return list(Array.from({ length: random.int(0, 3) }, () => field(random, depth)));
}

function dictionary(random: Random, depth: number): Arg {
  const count = random.int(0, 3);
  const names = random.shuffle(["a", "b", "c", "d"]).slice(0, count);
  if (count > 1 && random.chance(0.05)) names[1] = names[0]!;
  const formats = names.map(() => spec(random, depth + 1));
  if (random.chance(0.04)) formats.push("i4");
  const entries: Record<string, Arg> = { names: list(names), formats: list(formats) };
  if (random.chance(0.5)) {
    let at = 0;
    const offsets = names.map(() => {
      const here = random.chance(0.15) ? random.int(0, 6) : at;
      at = here + random.pick([4, 8, 8, 16, 24]);
      return random.chance(0.03) ? -1 : here;
    });
    entries["offsets"] = list(offsets);
  }
  if (random.chance(0.25)) {
    entries["titles"] = list(
      names.map((_, i) => (random.chance(0.4) ? null : random.chance(0.1) ? "a" : `T${i}`)),
    );
  }
  if (random.chance(0.35)) entries["itemsize"] = random.pick([0, 4, 16, 40, 64, 100]);
  if (random.chance(0.3)) entries["aligned"] = random.chance(0.6);
  return { o: entries };
}

function offsets(random: Random, depth: number): Arg {
  const names = random.shuffle(["a", "b", "c"]).slice(0, random.int(1, 3));
  let at = 0;
  const entries = names.map((name): readonly [string, Arg] => {
    const here = at;
    at += random.pick([4, 8, 16, 32]);
    const type = spec(random, depth + 1);
    if (random.chance(0.15)) return [name, tuple(type, here, `T${name}`)];
    if (random.chance(0.04)) return [name, random.pick<Arg>([tuple(type), tuple(type, -1)])];
    return [name, tuple(type, here)];
  });
  return { o: Object.fromEntries(entries) };
}

/** A specification of any form. */
export function spec(random: Random, depth = 0): Arg {
  const roll = random.unit();
  if (depth > 1 || roll < 0.45) return random.chance(0.97) ? word(random) : random.pick(BAD);
  if (roll < 0.55) return commas(random);
  // a list of two is told from a pair by its second item
  if (roll < 0.65) {
    const type = spec(random, depth + 1);
    return tuple(type, shapeFor(random, type));
  }
  if (roll < 0.85) return fields(random, depth);
  if (roll < 0.95) return dictionary(random, depth);
  return offsets(random, depth);
}

function made(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "dtype";
  const kw: Record<string, Arg> = random.chance(0.3) ? { align: random.chance(0.7) } : {};
  const given = random.chance(0.12) ? random.pick(BAD) : spec(random);
  builder.call("d", "dtype", [given], kw);
  builder.call("r", "dtype_attributes", [{ v: "d" }]);
  builder.show = ["d", "r"];
}

const swaps = ["S", "swap", ""] as const;

function ordered(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "newbyteorder";
  // of a dtype with titles NumPy forgets them as keys
  builder.call("d", "dtype", [random.chance(0.5) ? word(random) : commas(random)]);
  // asked for the machine's own order, NumPy gives a dtype that writes it out; strided gives the dtype itself
  const foreign = JSON.stringify(builder.steps).includes(">");
  const order = random.pick([">", "=", "|", "B", "N", "I", "big", "x", ...(foreign ? [] : swaps)]);
  const bare = !foreign && random.chance(0.2);
  builder.step({ to: "e", m: ["d", "newbyteorder"], args: bare ? [] : [order] });
  builder.call("r", "repr", [{ v: "e" }]);
  builder.call("s", "str", [{ v: "e" }]);
  builder.show = ["r", "s"];
}

function compared(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "dtype equality";
  const one = spec(random);
  const other = random.chance(0.4) ? one : spec(random);
  builder.call("d", "dtype", [one], random.chance(0.2) ? { align: true } : {});
  builder.call("e", "dtype", [other], random.chance(0.2) ? { align: true } : {});
  builder.call("r", "dtype_equal", [{ v: "d" }, { v: "e" }]);
  builder.show = ["r"];
}

function picked(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "dtype field";
  builder.call("d", "dtype", [random.chance(0.9) ? fields(random, 0) : spec(random)]);
  const wanted: Arg = random.pick<Arg>([
    "a",
    "b",
    "T",
    0,
    1,
    -1,
    5,
    -5,
    list(["a"]),
    list(["b", "a"]),
    list(["a", "a"]),
    list([]),
  ]);
  builder.call("e", "dtype_field", [{ v: "d" }, wanted]);
  builder.call("r", "dtype_attributes", [{ v: "e" }]);
  builder.show = ["r"];
}

/** One random case about dtypes. */
export function dtypeSpecs(builder: CaseBuilder): void {
  builder.random.weighted([
    [made, 10],
    [ordered, 1],
    [compared, 2],
    [picked, 2],
  ] as const)(builder);
}
