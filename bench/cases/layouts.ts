// The same few ufuncs over operands that lie in memory in every way: strided, transposed, broadcast, of mixed dtypes,
// byte-swapped, under a mask, in place.

import { type Case, call, makeCase, type Operand, SIZES, square } from "../case.js";
import { domain, ordinary } from "./domains.js";

const BINARY = ["add", "multiply", "less", "maximum"] as const;
const LARGER = SIZES.filter((size) => size >= 10_000);

function operand(name: string, dtype: string, shape: readonly number[], seed = 0): Operand {
  return { name, dtype, shape, values: ordinary(dtype), seed };
}

function viewed(one: Operand, ...view: NonNullable<Operand["view"]>): Operand {
  return { ...one, view };
}

/** Pairs of float64 operands by how they lie. */
function pairs(size: number): Record<string, [Operand, Operand]> {
  const [rows, columns] = square(size);
  const line = (name: string, length: number) => operand(name, "float64", [length], 1);
  const grid = (name: string) => operand(name, "float64", [rows, columns], name === "a" ? 0 : 1);
  return {
    "a[::2], b[::2]": [
      viewed(line("a", 2 * size), { at: "::2" }),
      viewed(line("b", 2 * size), { at: "::2" }),
    ],
    "a[::3], b": [viewed(line("a", 3 * size), { at: "::3" }), line("b", size)],
    "a[::-1], b": [viewed(line("a", size), { at: "::-1" }), line("b", size)],
    "a, b.T": [grid("a"), viewed(grid("b"), "T")],
    "a.T, b.T": [viewed(grid("a"), "T"), viewed(grid("b"), "T")],
    "a, row": [grid("a"), line("b", columns)],
    "a, column": [grid("a"), operand("b", "float64", [rows, 1], 1)],
    "column, row": [operand("a", "float64", [rows, 1]), line("b", columns)],
    "a[:, :-1], b[:, 1:]": [
      viewed(grid("a"), { at: ":, :-1" }),
      viewed(grid("b"), { at: ":, 1:" }),
    ],
    "a[:, ::2], b[:, ::2]": [
      viewed(operand("a", "float64", [rows, 2 * columns]), { at: ":, ::2" }),
      viewed(operand("b", "float64", [rows, 2 * columns], 1), { at: ":, ::2" }),
    ],
  };
}

const MIXED = [
  ["int32", "float64"],
  ["float32", "float64"],
  ["int8", "int64"],
  ["bool", "float64"],
  ["int64", "float64"],
  ["uint8", "int16"],
  ["float16", "float32"],
  ["float64", "complex128"],
  [">f8", "float64"],
  [">i4", "int32"],
] as const;

function layoutsOf(name: string, size: number): Case[] {
  const quick = name === "add" && size === 1_000_000;
  return Object.entries(pairs(size)).map(([lying, [a, b]]) =>
    makeCase("layout", `${name}(${lying})`, size, [a, b], call(name, ["a", "b"]), { quick }),
  );
}

function scalarsOf(name: string, size: number): Case[] {
  const a = operand("a", "float64", [size]);
  const i = operand("a", "int64", [size]);
  return [
    makeCase("layout", `${name}(a, 2.5)`, size, [a], call(name, ["a", "2.5"]), {
      quick: size < 1e7,
    }),
    makeCase("layout", `${name}(int64, 3)`, size, [i], call(name, ["a", "3"])),
  ];
}

function mixedOf(size: number): Case[] {
  return MIXED.map(([x, y]) =>
    makeCase(
      "mixed",
      `add(${x}, ${y})`,
      size,
      [operand("a", x, [size]), operand("b", y, [size], 1)],
      call("add", ["a", "b"]),
      { quick: size === 1_000_000 },
    ),
  );
}

function inPlace(size: number): Case[] {
  const a: Operand = { name: "a", dtype: "float64", shape: [size], values: { range: [0, 1] } };
  const b = { ...a, name: "b", values: { range: [1, 1.0000001] as const } };
  const mask: Operand = { name: "m", dtype: "bool", shape: [size], values: "booleans" };
  const out = { ...a, name: "o" };
  return [
    makeCase(
      "layout",
      "multiply(a, b, out=a)",
      size,
      [a, b],
      call("multiply", ["a", "b"], { out: "a" }),
    ),
    makeCase(
      "layout",
      "add(a, b, out=o, where=mask)",
      size,
      [a, b, out, mask],
      call("add", ["a", "b"], { out: "o", where: "m" }),
      { quick: size === 1_000_000 },
    ),
  ];
}

/** Functions of one operand over views. */
function unary(size: number): Case[] {
  const [rows, columns] = square(size);
  return ["sqrt", "negative", "exp"].flatMap((name) => {
    const values = domain(name, 0, "float64");
    const grid: Operand = { name: "a", dtype: "float64", shape: [rows, columns], values };
    const line: Operand = { name: "a", dtype: "float64", shape: [2 * size], values };
    const check = name === "exp" ? ("close" as const) : ("same" as const);
    return [
      makeCase(
        "layout",
        `${name}(a[::2])`,
        size,
        [viewed(line, { at: "::2" })],
        call(name, ["a"]),
        { check },
      ),
      makeCase("layout", `${name}(a.T)`, size, [viewed(grid, "T")], call(name, ["a"]), { check }),
    ];
  });
}

export function layoutCases(): Case[] {
  return [
    ...LARGER.flatMap((size) => BINARY.flatMap((name) => layoutsOf(name, size))),
    ...SIZES.flatMap((size) => BINARY.flatMap((name) => scalarsOf(name, size))),
    ...LARGER.flatMap(mixedOf),
    ...SIZES.flatMap(inPlace),
    ...LARGER.flatMap(unary),
  ];
}
