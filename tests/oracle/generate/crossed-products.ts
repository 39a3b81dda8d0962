// Cases that cross the parameters of products (dot, inner, outer, vdot, tensordot, kron, trace, convolve, correlate) and
// of generalized ufuncs: operands of every dtype and layout, outputs that fit or do not, infinite, huge and tiny values,
// and at most one argument that nobody would give.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg, DSpec } from "../case.js";
import { NUMERIC, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import type { Values } from "../values.js";
import { float, integer } from "./arguments.js";
import { casting, order } from "./parameters.js";
import { list, operand } from "./shared.js";
import { time, timed } from "./times.js";

interface Scene {
  readonly builder: CaseBuilder;
  readonly random: Random;
  readonly odd: string | null;
  readonly name: string;
  readonly values: Values;
  readonly dtypes: readonly [DSpec, DSpec];
}

/** What comes by position, and what the result is like. */
interface Made {
  readonly args: Arg[];
  readonly shape: readonly number[];
  readonly kw?: Record<string, Arg>;
}

interface Row {
  readonly names: readonly string[];
  readonly make: (scene: Scene, name: string) => Made;
  readonly options: readonly string[];
}

const WITHOUT_WORDS = NUMERIC.filter((type) => type !== "u4");

function array(scene: Scene, which: 0 | 1, shape: readonly number[]): Arg {
  const { builder, random, values } = scene;
  if (scene.odd === "ab"[which]) return oddOperand(scene);
  return operand(builder, {
    dtype: scene.dtypes[which],
    shape,
    values: random.chance(0.8) ? values : "small",
  });
}

/**
 * What is no array of numbers, or not of the shape that is asked for. Records, raw bytes and instants NumPy
 * multiplies as objects of Python.
 */
function oddOperand({ builder, random, name, dtypes }: Scene): Arg {
  // NumPy forgets to swap the bytes of counts, and beside floats and large counts makes objects of them
  const isWhole = !/[fc]|u8/.test(String(dtypes));
  const span = (): string => (isWhole ? timed(random, "m").replace(">", "<") : "<i8");
  // texts are multiplied by ufuncs of their own, and single spans conjugated, or not
  const isText = !/kron|outer|trace|mat|vec/.test(name);
  const shapes = name === "vdot" ? [[2], [2, 3]] : [[], [2], [2, 3]];
  return random.pick<() => Arg>([
    () =>
      operand(builder, {
        dtype: isText ? random.pick(["S2", "<U1", ">U3"]) : "?",
        shape: randomShape(random, random.int(1, 3)),
      }),
    () => operand(builder, { dtype: span(), shape: random.pick(shapes) }),
    () => operand(builder, { dtype: numeric(random), shape: random.pick([[], [0], [1], [5]]) }),
    () => (name === "vdot" || !isWhole ? 3 : time(random, "m")),
    () => integer(random),
    () => float(random),
    () => ({ c: ["1.5", "-2"] }),
    () => random.chance(0.5),
    () => list(random.int(0, 3), () => random.int(-5, 9)),
    () => list(2, () => list(random.int(1, 2), () => random.int(0, 9))),
  ])();
}

const lengths = (random: Random, ndim: number): number[] => randomShape(random, ndim, 4);

function matrices(scene: Scene, left: number, right: number): Made {
  const { random } = scene;
  const inner = random.int(0, 5);
  const other = random.chance(0.05) ? inner + 1 : inner;
  const [m, n] = [random.int(0, 4), random.int(0, 4)];
  const loop = random.chance(0.5) ? lengths(random, random.int(1, 2)) : [];
  const a = [...narrowed(random, loop, 0.3), ...(left === 2 ? [m, inner] : [inner])];
  const b = [...narrowed(random, loop, 0.3), ...(right === 2 ? [other, n] : [other])];
  const shape = [...loop, ...(left === 2 ? [m] : []), ...(right === 2 ? [n] : [])];
  return { args: [array(scene, 0, a), array(scene, 1, b)], shape };
}

/** As dot sums: over the last axis of one and the last but one of the other. */
function dotted(scene: Scene, innerLast: boolean): Made {
  const { random } = scene;
  const k = random.int(0, 5);
  const left = lengths(random, random.int(0, 2));
  const right = lengths(random, random.int(0, 2));
  const last = right.length === 0 ? [] : [right.at(-1)!];
  const before = right.slice(0, -1);
  const b = innerLast ? [...right, k] : [...before, k, ...last];
  return {
    args: [array(scene, 0, [...left, k]), array(scene, 1, b)],
    shape: [...left, ...right],
  };
}

function vectors(scene: Scene): Made {
  const [m, n] = [scene.random.int(0, 7), scene.random.int(0, 5)];
  return { args: [array(scene, 0, [m]), array(scene, 1, [n])], shape: [m, n] };
}

function contracted(scene: Scene): Made {
  const { random } = scene;
  const common = lengths(random, random.int(0, 2));
  const [a, b] = [lengths(random, random.int(0, 2)), lengths(random, random.int(0, 2))];
  const axes: Arg =
    scene.odd === "axes"
      ? random.pick<Arg>([
          [0, 0],
          [-1, -1],
          [[0], [0]],
          [[], []],
          -1,
          99,
          true,
          [0],
          [],
          [
            [0, 0],
            [0, 0],
          ],
          { f: "1.5" },
          "x",
          null,
          [0, 1, 2],
          [[7], [0]],
          [[0, 1], [0]],
          [{ f: "0.5" }, 0],
        ])
      : common.length;
  return {
    args: [array(scene, 0, [...a, ...common]), array(scene, 1, [...common, ...b])],
    shape: [...a, ...b],
    kw: random.chance(0.8) || axes !== 2 ? { axes } : {},
  };
}

const TWO_OF: Readonly<Record<string, readonly [number, number]>> = {
  matmul: [2, 2],
  matvec: [2, 1],
  vecmat: [1, 2],
  vecdot: [1, 1],
};

const ROWS: readonly Row[] = [
  {
    names: ["matmul", "matvec", "vecmat", "vecdot"],
    make: (scene, name) => matrices(scene, ...TWO_OF[name]!),
    options: ["out", "dtype", "casting", "order", "signature", "subok", "axes", "axis", "keepdims"],
  },
  {
    names: ["matmul"],
    make: (scene) => matrices(scene, scene.random.int(1, 2), scene.random.int(1, 2)),
    options: ["out", "dtype", "casting", "order"],
  },
  { names: ["dot", "ndarray.dot"], make: (scene) => dotted(scene, false), options: ["out"] },
  { names: ["inner"], make: (scene) => dotted(scene, true), options: [] },
  { names: ["outer"], make: vectors, options: ["out"] },
  {
    names: ["vdot"],
    make: (scene) => {
      const shape = lengths(scene.random, scene.random.int(0, 3));
      return { args: [array(scene, 0, shape), array(scene, 1, shape)], shape: [] };
    },
    options: [],
  },
  { names: ["tensordot"], make: contracted, options: ["axes"] },
  {
    names: ["kron"],
    make: (scene) => {
      const { random } = scene;
      const one = (): number[] => lengths(random, random.int(0, 3)).map((n) => Math.min(n, 3));
      return { args: [array(scene, 0, one()), array(scene, 1, one())], shape: [] };
    },
    options: [],
  },
  { names: ["convolve", "correlate"], make: vectors, options: ["mode"] },
  {
    names: ["trace", "ndarray.trace"],
    make: (scene) => {
      const shape = lengths(scene.random, scene.random.int(1, 3));
      return { args: [array(scene, 0, shape)], shape: shape.slice(2) };
    },
    options: ["offset", "axis1", "axis2", "dtype", "out"],
  },
];

function output(scene: Scene, shape: readonly number[]): Arg {
  const { builder, random, dtypes, odd } = scene;
  if (odd === "out") {
    return random.pick<() => Arg>([
      // lists and tuples are both arrays here
      () => random.pick<Arg>([3, null, "x", true, { c: ["1", "2"] }]),
      () => operand(builder, { dtype: timed(random), shape, target: true }),
      () => operand(builder, { dtype: dtypes[0], shape, target: true, readonly: true }),
      () => operand(builder, { dtype: dtypes[0], shape: [...shape, 1], target: true }),
      () => operand(builder, { dtype: dtypes[0], shape: [1, ...shape], target: true }),
      () => operand(builder, { dtype: dtypes[0], shape: shape.map((n) => n + 1), target: true }),
      () => operand(builder, { dtype: dtypes[0], shape: shape.slice(1), target: true }),
    ])();
  }
  const own = random.chance(0.7) ? dtypes[random.int(0, 1)]! : numeric(random);
  // of other dtypes and layouts dot refuses them
  const isPlain = random.chance(0.6) ? { placement: "C" as const } : {};
  return operand(builder, { dtype: own, shape, target: true, ...isPlain });
}

const CHARS = "?bBhHiIlLefdFD";

function option(scene: Scene, name: string, made: Made, fn: string): Arg {
  const { builder, random } = scene;
  const isOdd = scene.odd === name;
  const context = { shape: made.shape, dtype: scene.dtypes[0] };
  const axis = (): Arg => random.int(-3, 2);
  switch (name) {
    case "out":
      return output(scene, made.shape);
    case "dtype":
      // records are refused in other words
      if (isOdd) return random.pick<Arg>([null, "x", "", "i3", 3, { f: "1.5" }, true, "S-1"]);
      return { d: numeric(random, WITHOUT_WORDS, 0) };
    case "casting":
      return (isOdd ? casting.odd : casting.usual)(builder, context);
    case "order": {
      const kind = order(["C", "F", "A", "K"]);
      return (isOdd ? kind.odd : kind.usual)(builder, context);
    }
    case "signature": {
      if (isOdd) return random.pick<Arg>(["d", "dd->dd", "zz->z", 3, null, ["d", "d"], "->d"]);
      const char = random.pick([...CHARS].filter((one) => one !== "I"));
      return random.pick<Arg>([`${char}${char}->${char}`, [char, null, null], [null, null, char]]);
    }
    case "subok":
      return isOdd ? random.pick<Arg>([null, 0, 1, "x", { f: "1.5" }]) : random.chance(0.5);
    case "keepdims":
      return isOdd ? random.pick<Arg>([null, 0, 1, 2, "x", { f: "1.5" }]) : random.chance(0.7);
    case "mode":
      return isOdd
        ? random.pick<Arg>(["x", "", "Full", "f", 3, -1, null, true, { f: "1.5" }, "sam"])
        : random.pick<Arg>(["full", "same", "valid", 0, 1, 2]);
    case "axes": {
      if (isOdd || fn === "matmul") {
        const items = [[-2, -1], [-1], -1, [], null, "x", { f: "0.5" }, [0, 0], [7], 7];
        return random.chance(0.2)
          ? random.pick<Arg>([3, null, "x", { l: [] }])
          : list(random.int(1, 4), () => random.pick<Arg>(items as Arg[]));
      }
      const two: Arg = random.pick<Arg>([
        [-2, -1],
        [-1, -2],
        [0, 1],
      ]);
      const of = (count: number): Arg => (count === 2 ? two : random.pick<Arg>([-1, [-1], 0]));
      const [left, right] = TWO_OF[fn]!;
      const made = fn === "vecdot" ? [] : [random.pick<Arg>([-1, [-1], 0])];
      return { l: [of(left), of(right), ...made] };
    }
    default:
      if (!isOdd) return name === "offset" ? random.int(-3, 3) : axis();
      return random.pick<Arg>([null, 7, -8, { f: "0.5" }, "x", [0], true, 99]);
  }
}

/** One random case of a product. */
export function crossedProducts(builder: CaseBuilder): void {
  const { random } = builder;
  const row = random.pick(ROWS);
  const fn = random.pick(row.names);
  const given = row.options.filter((name) => random.chance(name === "out" ? 0.35 : 0.2));
  const odd = random.chance(0.5) ? random.pick(["a", "b", ...given, ...given]) : null;
  const shared = numeric(random);
  const dtypes = [shared, random.chance(0.6) ? shared : numeric(random)] as const;
  const values = random.pick<Values>(["small", "small", "special", "special", "unit", "bits"]);
  const scene: Scene = { builder, random, odd, name: fn, values, dtypes };
  builder.op = odd === null ? fn : `${fn} odd ${odd}`;
  const made = row.make(scene, fn);
  const kw: Record<string, Arg> = { ...made.kw };
  for (const name of given) {
    // what is computed as objects is cast to outputs in words of its own; so are single values to signatures
    const isBeside = /^[ab]$/.test(odd ?? "") && /^(out|signature|dtype)$/.test(name);
    // NumPy's vecmat writes complex results to the wrong places of outputs with gaps
    const isMisplaced = fn === "vecmat" && (name === "order" || name === "out");
    // nor are outputs compared where sums are rounded
    const isRounded =
      name === "out" && builder.tol === undefined && /unit|bits|special/.test(values);
    if (fn !== "tensordot" && !isRounded && !isBeside && !isMisplaced)
      kw[name] = option(scene, name, made, fn);
  }
  builder.tol = { ulp: 64, loop: 4, zeroSign: true, anyNaN: true, overflow: true, fromFloat: true };
  // what cancels is rounded as machines add up
  if (/unit|bits|special/.test(values)) builder.tol = { ...builder.tol, noData: true };
  if (!fn.startsWith("ndarray.")) builder.call("r", fn, made.args, kw);
  else {
    const [self, ...rest] = made.args;
    const isArray = typeof self === "object" && self !== null && "v" in self;
    const name = isArray ? (self.v as string) : builder.array({ dtype: shared, shape: [2] });
    builder.method("r", name, fn.slice(8), rest, kw);
  }
}
