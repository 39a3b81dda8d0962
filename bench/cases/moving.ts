// Casts, copies and data movement: what touches memory and computes nothing.

import { type Case, makeCase, type Operand, type Program, SIZES, square } from "../case.js";
import { ordinary } from "./domains.js";

const LARGER = SIZES.filter((size) => size >= 10_000);

function operand(name: string, dtype: string, shape: readonly number[], seed = 0): Operand {
  return { name, dtype, shape, values: ordinary(dtype), seed };
}

const CASTS = [
  ["int64", "float64"],
  ["float64", "int64"],
  ["float64", "float32"],
  ["float32", "float64"],
  ["int32", "int64"],
  ["int64", "int32"],
  ["uint8", "float32"],
  ["float32", "uint8"],
  ["bool", "int64"],
  ["float64", "bool"],
  ["float64", "float16"],
  ["float16", "float64"],
  ["float64", "complex128"],
  ["int16", "float32"],
  ["float64", ">f8"],
  [">f8", "float64"],
  [">i4", "int32"],
] as const;

function casts(size: number): Case[] {
  return CASTS.map(([from, to]) => {
    // Negative floats have no meaning as uint8.
    const a: Operand = { name: "a", dtype: from, shape: [size], values: castValues(from) };
    return makeCase("cast", `${from} to ${to}`, size, [a], `a.astype("${to}")`, {
      quick: size === 1_000_000,
    });
  });
}

function castValues(dtype: string): Operand["values"] {
  return dtype === "bool" ? "booleans" : { range: [0, 100] };
}

/** What is done to `a`; whose texts are the same in all languages. */
function copies(size: number): Case[] {
  const [rows, columns] = square(size);
  const quick = size === 1_000_000;
  const lines = ["uint8", "int16", "float32", "float64", "complex128"].map((dtype) =>
    makeCase("copy", `${dtype}`, size, [operand("a", dtype, [size])], "a.copy()", { quick }),
  );
  const grid = (dtype: string, name = "a") => operand(name, dtype, [rows, columns]);
  const turned = ["uint8", "float32", "float64", "complex128"].map((dtype) =>
    makeCase(
      "copy",
      `${dtype} transposed`,
      size,
      [{ ...grid(dtype), view: ["T"] }],
      "np.ascontiguousarray(a)",
      { quick },
    ),
  );
  const views: [string, Operand][] = [
    ["every second", { ...operand("a", "float64", [2 * size]), view: [{ at: "::2" }] }],
    ["uint8 every third", { ...operand("a", "uint8", [3 * size]), view: [{ at: "::3" }] }],
    ["backward", { ...operand("a", "float64", [size]), view: [{ at: "::-1" }] }],
    ["uint8 backward", { ...operand("a", "uint8", [size]), view: [{ at: "::-1" }] }],
    ["rows backward", { ...grid("float64"), view: [{ at: "::-1, :" }] }],
    ["columns backward", { ...grid("float64"), view: [{ at: ":, ::-1" }] }],
    [
      "a row broadcast",
      { ...operand("a", "float64", [columns]), view: [{ broadcast: [rows, columns] }] },
    ],
    [
      "a column broadcast",
      { ...operand("a", "float64", [rows, 1]), view: [{ broadcast: [rows, columns] }] },
    ],
    ["inner block", { ...grid("float64"), view: [{ at: "1:-1, 1:-1" }] }],
  ];
  const into = { ...operand("o", "float64", [size]) };
  return [
    ...lines,
    ...turned,
    ...views.map(([name, a]) =>
      makeCase("copy", name, size, [a], "np.ascontiguousarray(a)", { quick }),
    ),
    makeCase(
      "copy",
      "float64 into",
      size,
      [operand("a", "float64", [size]), into],
      "np.copyto(o, a)",
      {
        result: "o",
        quick,
      },
    ),
    makeCase(
      "copy",
      "int32 into float64",
      size,
      [operand("a", "int32", [size]), into],
      "np.copyto(o, a)",
      {
        result: "o",
      },
    ),
    makeCase(
      "copy",
      "transposed into",
      size,
      [{ ...grid("float64"), view: ["T"] }, grid("float64", "o")],
      "np.copyto(o, a)",
      {
        result: "o",
      },
    ),
    makeCase("copy", "byteswap float64", size, [operand("a", "float64", [size])], "a.byteswap()", {
      quick,
    }),
    makeCase("copy", "byteswap int16", size, [operand("a", "int16", [size])], "a.byteswap()"),
    makeCase("copy", "fill", size, [into], "o.fill(2.5)", { result: "o" }),
    makeCase("copy", "full", size, [], `np.full([${size}], 2.5)`, { quick }),
    makeCase("copy", "zeros", size, [], `np.zeros([${size}])`),
    makeCase("copy", "ones float32", size, [], `np.ones([${size}], "float32")`),
    makeCase("copy", "arange", size, [], `np.arange(${size})`, { quick }),
    makeCase("copy", "linspace", size, [], `np.linspace(0, 1, ${size})`, { check: "close" }),
  ];
}

/** Programs whose text differs between languages. */
function texts(python: string, strided: string, ts: string | null = null): Program {
  return { python, strided, "numpy-ts": ts };
}

function picking(size: number): Case[] {
  const [rows, columns] = square(size);
  const quick = size === 1_000_000;
  const a = operand("a", "float64", [size]);
  const f = operand("a", "float32", [size]);
  const bytes = operand("a", "uint8", [size]);
  const grid = operand("a", "float64", [rows, columns]);
  const i: Operand = { name: "i", dtype: "int64", shape: [size], values: { positions: size } };
  const r: Operand = { name: "i", dtype: "int64", shape: [rows], values: { positions: rows } };
  const m: Operand = { name: "m", dtype: "bool", shape: [size], values: "booleans" };
  const v = operand("v", "float64", [size], 3);
  const make = (name: string, operands: Operand[], program: Program, result?: string) =>
    makeCase(
      "pick",
      name,
      size,
      operands,
      program,
      result === undefined ? { quick } : { quick, result },
    );
  return [
    make("take float64", [a, i], "np.take(a, i)"),
    make("take float32", [f, i], "np.take(a, i)"),
    make("take uint8", [bytes, i], "np.take(a, i)"),
    make("take rows", [grid, r], "np.take(a, i, 0)"),
    make("take columns", [grid, r], "np.take(a, i, 1)"),
    make("a[i]", [a, i], texts("a[i]", "a.at(i)")),
    make("a[i] rows", [grid, r], texts("a[i]", "a.at(i)")),
    make("a[:, i]", [grid, r], texts("a[:, i]", 'a.at(":", i)')),
    make(
      "a[i] = v",
      [a, { ...i, values: { positions: size } }, { ...v, shape: [1] }],
      texts("a[i] = v", "a.set(i, v)"),
      "a",
    ),
    make("put", [a, i], texts("np.put(a, i, 2.5)", "np.put(a, i, 2.5)"), "a"),
    make("a[mask]", [a, m], texts("a[m]", "a.at(m)")),
    make("a[mask] = 0", [a, m], texts("a[m] = 0", "a.set(m, 0)"), "a"),
    make("compress", [a, m], "np.compress(m, a)"),
    make("extract", [a, m], "np.extract(m, a)"),
    make("where", [m, a, v], "np.where(m, a, v)"),
    make("where scalar", [m, a], "np.where(m, a, 0)"),
    make("putmask", [a, m, v], "np.putmask(a, m, v)", "a"),
    make("nonzero", [m], texts("np.nonzero(m)", "np.nonzero(m)")),
    make("flatnonzero", [m], "np.flatnonzero(m)"),
    make("clip", [a], "np.clip(a, -2, 3)"),
    make(
      "take_along_axis",
      [grid, { ...grid, name: "i", dtype: "int64", values: { positions: rows } }],
      texts("np.take_along_axis(a, i, 0)", "np.take_along_axis(a, i, 0)"),
    ),
  ];
}

function joining(size: number): Case[] {
  const [rows, columns] = square(size);
  const quick = size === 1_000_000;
  const half = Math.floor(size / 2);
  const [a, b] = [operand("a", "float64", [half]), operand("b", "float64", [half], 1)];
  const h = Math.floor(rows / 2);
  const [top, bottom] = [
    operand("a", "float64", [h, columns]),
    operand("b", "float64", [h, columns], 1),
  ];
  const [left, right] = [operand("a", "float64", [rows, h]), operand("b", "float64", [rows, h], 1)];
  const grid = operand("a", "float64", [rows, columns]);
  const line = operand("a", "float64", [size]);
  const make = (name: string, operands: Operand[], program: Program) =>
    makeCase("join", name, size, operands, program, { quick });
  const count: Operand = { name: "n", dtype: "int64", shape: [half], values: { range: [0, 4] } };
  return [
    make("concatenate", [a, b], "np.concatenate([a, b])"),
    make("concatenate axis 0", [top, bottom], "np.concatenate([a, b], 0)"),
    make("concatenate axis 1", [left, right], "np.concatenate([a, b], 1)"),
    make("stack", [a, b], "np.stack([a, b])"),
    make("stack axis 1", [a, b], "np.stack([a, b], 1)"),
    make("repeat 2", [a], "np.repeat(a, 2)"),
    make("repeat counts", [a, count], texts("np.repeat(a, n)", "np.repeat(a, n)")),
    make("repeat rows", [top], "np.repeat(a, 2, 0)"),
    make("tile", [a], "np.tile(a, 2)"),
    make("roll", [line], "np.roll(a, 7)"),
    make("roll axis 1", [grid], "np.roll(a, 7, 1)"),
    make("pad", [grid], "np.pad(a, 1)"),
    make("diff", [line], "np.diff(a)"),
    make("tril", [grid], "np.tril(a)"),
    make("ravel transposed", [{ ...grid, view: ["T"] }], "np.ravel(a)"),
  ];
}

/** Small arrays, where the call itself is what costs. */
function small(): Case[] {
  const a = operand("a", "float64", [100]);
  const b = operand("b", "float64", [100], 1);
  const grid = operand("a", "float64", [10, 10]);
  const i: Operand = { name: "i", dtype: "int64", shape: [100], values: { positions: 100 } };
  const m: Operand = { name: "m", dtype: "bool", shape: [100], values: "booleans" };
  const make = (name: string, operands: Operand[], program: Program, result?: string) =>
    makeCase(
      "calls",
      name,
      100,
      operands,
      program,
      result === undefined ? { quick: true } : { quick: true, result },
    );
  return [
    make("copy", [a], "a.copy()"),
    make("astype", [a], 'a.astype("float32")'),
    make("transposed copy", [{ ...grid, view: ["T"] }], "np.ascontiguousarray(a)"),
    make("add broadcast", [grid, operand("b", "float64", [10], 1)], "np.add(a, b)"),
    make("a[2:50] view", [a], texts("a[2:50]", 'a.at("2:50")')),
    make("a[3] value", [a], texts("a[3]", "a.item(3)")),
    make("a[3] = 1", [a], texts("a[3] = 1", "a.set(3, 1)"), "a"),
    make("reshape", [a], "a.reshape([10, 10])"),
    make("T", [grid], "a.T"),
    make("zeros", [], "np.zeros([100])"),
    make("empty and fill", [], texts("np.full([100], 2.5)", "np.full([100], 2.5)")),
    make("array of a list", [], "np.array([1.5, 2, 3, 4, 5])"),
    make("take", [a, i], "np.take(a, i)"),
    make("a[i]", [a, i], texts("a[i]", "a.at(i)")),
    make("a[mask]", [a, m], texts("a[m]", "a.at(m)")),
    make("where", [m, a, b], "np.where(m, a, b)"),
    make("concatenate", [a, b], "np.concatenate([a, b])"),
    make("sum", [a], "np.sum(a)"),
    make("sum axis 0", [grid], "np.sum(a, 0)"),
    make("max", [a], "np.max(a)"),
    make("mean", [a], "np.mean(a)"),
    make("argmax", [a], "np.argmax(a)"),
    make("cumsum", [a], "np.cumsum(a)"),
    make("any", [m], "np.any(m)"),
    make("clip", [a], "np.clip(a, -2, 3)"),
    make("arange", [], "np.arange(100)"),
    make("repeat", [a], "np.repeat(a, 2)"),
    make("tile", [a], "np.tile(a, 2)"),
    make("broadcast_to", [a], "np.broadcast_to(a, [10, 100])"),
    make("copyto", [a, b], "np.copyto(a, b)", "a"),
    make("put", [a, i], "np.put(a, i, 2.5)", "a"),
  ];
}

export function movingCases(): Case[] {
  return [
    ...LARGER.flatMap(casts),
    ...LARGER.flatMap(copies),
    ...LARGER.flatMap(picking),
    ...LARGER.flatMap(joining),
    ...small(),
  ];
}
