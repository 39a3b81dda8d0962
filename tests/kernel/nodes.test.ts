// Every IR operation on every lane it takes, in every access class, against its reference function.

import { describe, expect, test } from "vitest";
import { type Body, Builder, type Value } from "../../src/kernel/builder.js";
import { mapKernel } from "../../src/kernel/describe.js";
import { runIndexedMap, runMap } from "../../src/kernel/engine.js";
import { evaluate, Graph } from "../../src/kernel/ir.js";
import {
  allLanes,
  type ElementType,
  elementType,
  type Lane,
  laneInfo,
  type NumericName,
  numericNames,
} from "../../src/kernel/lanes.js";
import { type NodeOp, nodeOps, nodeTable } from "../../src/kernel/nodes.js";
import { castScalar, type Scalar } from "../../src/kernel/scalar.js";
import { place, read, same } from "./memory.js";

const typeOf = new Map<Lane, ElementType>(
  numericNames.map((name) => [elementType(name).lane, elementType(name)]).reverse() as [
    Lane,
    ElementType,
  ][],
);

/** Values where lanes are at their edges. */
function specials(lane: Lane): Scalar[] {
  const { kind, bits } = laneInfo[lane];
  if (kind === "b") return [0, 1];
  if (kind === "f") {
    const values = [
      0,
      -0,
      1,
      -1,
      0.5,
      -0.5,
      1.5,
      2.5,
      -2.5,
      3,
      1e-3,
      7.25,
      65504,
      Infinity,
      -Infinity,
      NaN,
    ];
    values.push(
      2 ** -24,
      1e-40,
      5e-324,
      1e300,
      -1e300,
      2 ** 31,
      -(2 ** 31),
      2 ** 32 + 5,
      2 ** 53 + 2,
      0.1,
    );
    values.push(1e10, -1e10, 9.3e18, 1.7e19, 2e19, -1e19, 300.7, -300.7);
    return values.map((value) => castScalar("f64", lane, value));
  }
  const wanted = [0n, 1n, 2n, 3n, 7n, 8n, 31n, 32n, 33n, 63n, 64n, 100n, -1n, -2n, -3n, -7n, -100n];
  wanted.push(2n ** 31n, 2n ** 32n - 1n, 2n ** 32n + 5n, 2n ** 53n + 1n, -(2n ** 53n) - 1n);
  wanted.push(
    2n ** BigInt(bits - 1),
    2n ** BigInt(bits - 1) - 1n,
    2n ** BigInt(bits) - 1n,
    2n ** 62n + 12345n,
  );
  return [...new Set(wanted.map((value) => castScalar("i64", lane, BigInt.asIntN(64, value))))];
}

/** Lanes of an operation's operands and results to try. */
function signatures(op: NodeOp): { args: Lane[]; result: Lane }[] {
  const { rule, kinds, arity } = nodeTable[op];
  const lanes = allLanes.filter((lane) => kinds.includes(laneInfo[lane].kind));
  if (rule === "compare") return lanes.map((lane) => ({ args: [lane, lane], result: "bool" }));
  if (rule === "select") return lanes.map((lane) => ({ args: ["bool", lane, lane], result: lane }));
  if (rule === "same") {
    return lanes.map((lane) => ({ args: new Array<Lane>(arity).fill(lane), result: lane }));
  }
  const pairs = lanes.flatMap((from) => lanes.map((to) => ({ args: [from], result: to })));
  if (rule === "cast") return pairs;
  return pairs.filter(
    ({ args: [from], result }) =>
      from !== "bool" && result !== "bool" && laneInfo[from!].bits === laneInfo[result].bits,
  );
}

function product(lists: readonly (readonly Scalar[])[]): Scalar[][] {
  return lists.reduce<Scalar[][]>(
    (rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])),
    [[]],
  );
}

const layouts = ["unit", "strided", "reversed", "unaligned", "swapped", "indexed"] as const;

describe.each(nodeOps.filter((op) => nodeTable[op].reference))("%s", (op) => {
  test.each(signatures(op))("$args -> $result", ({ args, result }) => {
    const body: Body = (b, ...values) => b.graph.node(op, result, values as never);
    const rows = product(args.map(specials));
    const graph = new Graph();
    const root = graph.node(
      op,
      result,
      args.map((lane, at) => graph.load(at, lane)),
    );
    const expected = rows.map((row) => evaluate([root], { load: (operand) => row[operand]! })[0]!);
    for (const layout of layouts) {
      const swapped = layout === "swapped";
      const types = [...args, result].map((lane) => elementType(typeOf.get(lane)!.name, swapped));
      const placements = types.map((type) => {
        if (layout === "strided")
          return { type, byteOffset: type.itemsize, stride: type.itemsize * 3 };
        if (layout === "reversed") return { type, byteOffset: 0, stride: -type.itemsize };
        if (layout === "unaligned") return { type, byteOffset: 1, stride: type.itemsize + 1 };
        return { type, byteOffset: 8, stride: type.itemsize };
      });
      const kernel = mapKernel({
        name: op,
        body,
        inputs: types.slice(0, -1),
        outputs: types.slice(-1),
        exactHalves: true,
      });
      const operands = args.map((_, at) =>
        place(
          rows.map((row) => row[at]!),
          placements[at]!,
        ),
      );
      const out = place(
        rows.map(() => 0),
        placements[args.length]!,
      );
      if (layout === "indexed") {
        // Backwards, by lists of offsets, so that the order of elements is the list's.
        const lists = types.map((type) =>
          Float64Array.from(rows, (_, i) => (rows.length - 1 - i) * type.itemsize),
        );
        runIndexedMap(kernel, rows.length, [...operands, out], lists);
      } else {
        runMap(kernel, [rows.length], [...operands, out]);
      }
      const got = read(out, types[args.length]!, rows.length);
      const wrong = got.findIndex((value, i) => !same(value, expected[i]!));
      if (wrong >= 0) {
        const text = `${layout}: ${op}(${rows[wrong]!.map(String).join(", ")})`;
        expect(`${text} = ${String(got[wrong])}`).toBe(`${text} = ${String(expected[wrong])}`);
      }
    }
  });
});

test("broadcast operands are read once and give the same values", () => {
  const b = elementType("float32");
  const kernel = mapKernel({
    name: "blend",
    body: (x, p, q) => x.add(x.mul(p!, q!), x.sqrt(p!)),
    inputs: [b, b],
    outputs: [b],
  });
  const many = place([1, 2, 3, 4], { type: b, byteOffset: 0, stride: 4 });
  const one = { ...place([9], { type: b, byteOffset: 0, stride: 4 }), byteStrides: [0] };
  const out = place([0, 0, 0, 0], { type: b, byteOffset: 0, stride: 4 });
  runMap(kernel, [4], [one, many, out]);
  expect(read(out, b, 4)).toEqual([12, 21, 30, 39]);
});

test("an output may be an input's own memory", () => {
  const type = elementType("complex128");
  const kernel = mapKernel({
    name: "square",
    body: (b, x) => b.mul(x!, x!),
    inputs: [type],
    outputs: [type],
  });
  const operand = place([1, 2, 3, -1], { type, byteOffset: 0, stride: 16 });
  runMap(kernel, [2], [operand, operand]);
  expect(read(operand, type, 2)).toEqual([-3, 4, 8, -6]);
});

test("a mask leaves results alone where it is false", () => {
  const type = elementType("int64");
  const kernel = mapKernel({
    name: "add",
    body: (b, x, y) => b.add(x!, y!),
    inputs: [type, type],
    outputs: [type],
    where: true,
  });
  const bool = elementType("bool");
  const x = place([1n, 2n, 3n], { type, byteOffset: 0, stride: 8 });
  const out = place([-7n, -7n, -7n], { type, byteOffset: 0, stride: 8 });
  const mask = place([1, 0, 1], { type: bool, byteOffset: 0, stride: 1 });
  runMap(kernel, [3], [x, x, out, mask]);
  expect(read(out, type, 3)).toEqual([2n, -7n, 6n]);
});

test("equal expressions are one node, constants are folded", () => {
  const b = new Builder(new Graph());
  const x: Value = b.graph.load(0, "i32");
  const y: Value = b.graph.load(1, "i32");
  expect(b.add(x, y)).toBe(b.add(y, x));
  expect(b.add(b.lit("i8", 127), b.lit("i8", 1))).toBe(b.lit("i8", -128));
  const f = b.graph.load(0, "f64");
  expect(b.add(f, b.lit("f64", 0))).not.toBe(b.add(f, b.lit("f64", -0)));
});

test("invalid nodes are refused with a reason", () => {
  const graph = new Graph();
  const x = graph.load(0, "i32");
  const y = graph.load(1, "f64");
  expect(() => graph.node("add", "i32", [x, y])).toThrow(
    "add(i32, f64) -> i32 is not valid: lanes must be equal",
  );
  expect(() => graph.node("sqrt", "i32", [x])).toThrow('its operands\' kinds are among "f"');
  expect(() => graph.node("bitcast", "f64", [x])).toThrow("widths must be equal");
});

test.each(numericNames)("element type %s is interned", (name: NumericName) => {
  expect(elementType(name)).toBe(elementType(name));
  expect(elementType(name, true) === elementType(name)).toBe(
    laneInfo[elementType(name).lane].bytes === 1,
  );
});
