// Cases that cross every parameter of what makes arrays: filled ones, ranges, grids, triangles, and arrays of values and
// of arrays, with usual values and with values of kinds that the function does not take. creation.ts draws calls that
// make sense, signatures.ts crosses these functions with the others more sparingly.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg, FunctionName, Tolerance } from "../case.js";
import { numeric } from "../dtypes.js";
import { KINDS } from "./kinds.js";
import { array, type Context, either, type Kind, pick } from "./parameters.js";
import { integers, list, operand } from "./shared.js";

const zeroD =
  (dtype: string, high = 3) =>
  (builder: CaseBuilder) =>
    dtype === "<i8"
      ? integers(builder, [], () => builder.random.int(0, high))
      : operand(builder, { dtype, shape: [], values: "unit" });

/** An integer, or what is none. */
const whole = (low: number, high: number, ...odd: Arg[]): Kind => ({
  usual: ({ random }) => random.int(low, high),
  odd: either(
    pick(-7, { f: "1.5" }, { f: "nan" }, "x", "1", "", null, true, false, { l: [1] }, { l: [] }),
    pick({ c: ["1", "0"] }, [2], [], ...odd),
    zeroD("<i8", high),
    zeroD("<f8"),
    zeroD("?"),
    (builder) => integers(builder, [1], () => builder.random.int(0, high)),
  ),
});

const flag: Kind = {
  usual: pick(true, false),
  odd: either(pick(null, 0, 1, 2, "", "x", { f: "0.5" }, { f: "nan" }), zeroD("<i8", 1)),
};

const shape: Kind = {
  usual: KINDS.shape.usual,
  odd: either(
    KINDS.shape.odd,
    pick([{ f: "nan" }], [null, 2], [2, { l: [] }], [true], false, [{ c: ["1", "0"] }]),
    pick({ l: [] }, [], [0], { l: [{ l: [] }] }, [new Array(65).fill(1)]),
    zeroD("<f8"),
    zeroD("?"),
    (builder) => integers(builder, [2, 2], () => 1),
  ),
};

const lengths: Kind = {
  usual: KINDS.lengths.usual,
  odd: pick([2, -1], [{ f: "1.5" }], ["2"], [null, 2], { l: [] }, [], 3, null, [true]),
};

const dtype: Kind = {
  usual: either(KINDS.subType.usual, ({ random }) => ({ do: numeric(random) })),
  odd: either(KINDS.dtype.odd, pick({ n: "float32" }, { n: "integer" }, "O8x")),
};
/** Of elements that are arrays NumPy reads and writes some past each other. */
const plainType: Kind = {
  usual: KINDS.dtype.usual,
  // a list that holds single values is a record in JavaScript
  odd: (builder, context) => {
    const drawn = dtype.odd(builder, context);
    return drawn === "i4,f8" ? "i3" : drawn;
  },
};
const numberType: Kind = {
  usual: KINDS.numberType.usual,
  odd: either(KINDS.numberType.odd, pick({ n: "float32" }, "M8[s]", "m8[D]", "U3")),
};
const order: Kind = KINDS.order;
const order4: Kind = KINDS.order4;
const device: Kind = KINDS.device;
const a: Kind = { usual: array, odd: KINDS.a.odd };

/** A number of any kind, and what arange and linspace make of it. */
const real: Kind = {
  usual: ({ random }) =>
    random.chance(0.6) ? random.int(-9, 12) : { f: String(random.int(-9, 9) + 0.5) },
  odd: either(
    pick({ f: "nan" }, { f: "inf" }, true, false, "x", { l: [1, 2] }, { l: [] }),
    pick(
      { c: ["1", "2"] },
      { t: ["m", "3", "s"] },
      { t: ["M", "3", "D"] },
      {
        i: "1180591620717411303424",
      },
    ),
    (builder) => integers(builder, [], () => builder.random.int(-3, 5)),
    (builder) => operand(builder, { dtype: numeric(builder.random), shape: [], values: "small" }),
    (builder) => operand(builder, { dtype: numeric(builder.random), shape: [2], values: "small" }),
  ),
};
/** What arange takes, but for unsigned arrays, whose differences wrap round there: instants and spans of time are timeRoutines' affair, complex numbers Python's accident. */
const term: Kind = {
  usual: real.usual,
  odd: either(pick({ f: "nan" }, { f: "inf" }, true, false), (builder) =>
    operand(builder, {
      dtype: numeric(builder.random, ["i1", "i4", "i8", "f2", "f4", "f8"]),
      shape: [],
      values: "positive",
    }),
  ),
};
const bound: Kind = {
  usual: either(real.usual, (builder) =>
    operand(builder, {
      dtype: numeric(builder.random, ["i4", "u1", "i8", "f2", "f4", "f8", "c8", "c16"], 0),
      shape: builder.random.pick([[], [2], [1], [2, 2], [0]]),
      values: "small",
    }),
  ),
  odd: pick({ f: "nan" }, { f: "inf" }, true, { l: [1, 2] }, { l: [] }, { c: ["1", "2"] }),
};
/** Ends of powers: of less exact ones each digit of an exponent counts. */
const exact: Kind = {
  usual: either(real.usual, (builder) =>
    operand(builder, { dtype: "<f8", shape: builder.random.pick([[], [2], [1]]), values: "unit" }),
  ),
  odd: pick({ f: "nan" }, { f: "inf" }, true, { l: [1, 2] }, { l: [] }, { c: ["1", "2"] }),
};
const shortType: Kind = {
  usual: pick({ d: "<f4" }, { d: "<f2" }, { d: "<c8" }),
  odd: pick("x", 3, null),
};
const positive: Kind = {
  usual: either(pick(1, 5, { f: "2.5" }, { f: "0.25" }, 1000, -2, { c: ["1", "2"] }), (builder) =>
    operand(builder, { dtype: "<f8", shape: builder.random.pick([[], [2]]), values: "positive" }),
  ),
  odd: pick(0, { f: "inf" }, { f: "nan" }, null, "x", { l: [1, 2] }, { l: [] }, true),
};
const axis: Kind = { usual: pick(0, -1, 1), odd: pick(7, -8, "x", { f: "0.5" }, [0]) };
const values: Kind = {
  usual: (builder, context) => {
    const { random } = builder;
    const shape = randomShape(random, undefined, 3);
    const draw = random.pick<() => Arg>([
      () => random.int(-9, 9),
      () => ({ f: String(random.int(-9, 9) + 0.5) }),
      () => random.chance(0.5),
      () => random.pick(["a", "bc", ""]),
      () => ({ c: ["1", String(random.int(-3, 3))] }),
    ]);
    context.isLoose = true;
    const nest = (axis: number): Arg =>
      axis === shape.length
        ? draw()
        : random.chance(0.85)
          ? list(shape[axis]!, () => nest(axis + 1))
          : Array.from({ length: shape[axis]! }, () => nest(axis + 1));
    return nest(0);
  },
  odd: (builder, context) => {
    context.isLoose = true;
    return list(2, () => operand(builder, { dtype: numeric(builder.random), shape: [2] }));
  },
};
const given: Kind = {
  usual: either(a.usual, a.usual, values.usual),
  odd: either(a.odd, values.odd),
};
const like: Kind = { usual: a.usual, odd: pick(null, 3, "x", { l: [1] }) };

/** What fills; records take single values field by field, each in its own words. */
const filling: Kind = {
  usual: real.usual,
  odd: (builder, context) =>
    context.dtype === null || typeof context.dtype === "string" ? real.odd(builder, context) : 3,
};

interface Maker {
  readonly args: readonly Kind[];
  /** How many of them may be left out. */
  readonly spare?: number;
  readonly options: Readonly<Record<string, Kind>>;
}

const maker = (
  args: readonly Kind[],
  options: Readonly<Record<string, Kind>> = {},
  spare = 0,
): Maker => ({ args, options, spare });

const FILLED = { dtype, order, device, like };
const LIKE = { dtype: plainType, order: order4, subok: flag, shape, device };
const OF_ARRAY = { dtype: plainType, order: order4, device, copy: KINDS.copy, like };
const count = whole(0, 6);
const samples: Kind = { usual: pick(0, 1, 2, 7), odd: pick(-1, { f: "1.5" }, true, "x", null) };
/** What NumPy lets arange look at, which takes nearly anything. */
const size: Kind = { usual: KINDS.size.usual, odd: pick(-1, -7) };
const offset: Kind = {
  usual: ({ random }) => random.int(-3, 4),
  odd: either(pick(-7, { f: "1.5" }, "x", "", null, { l: [1] }, [2]), zeroD("<i8")),
};

// sequences in the place of values are refused in other words for each dtype
const iterated: Kind = {
  usual: ({ random }) => list(random.int(0, 4), () => random.int(0, 9)),
  odd: either(
    pick("abc", "", 3, null, { l: ["1", "2"] }, { l: [{ f: "1.5" }, 2] }),
    pick(
      { l: [1, null] },
      { l: ["x", 1] },
      { l: [true, { c: ["1", "2"] }] },
      { l: [300, -1] },
      [1, 2],
    ),
    (builder) => operand(builder, { dtype: numeric(builder.random), shape: [3], values: "unit" }),
  ),
};
const iteratedType: Kind = {
  usual: pick({ d: "<i4" }, { d: "<f8" }, { d: "|u1" }, { d: "<c8" }, { d: "?" }, { d: ">i2" }),
  odd: pick("U2", "S3", "U", "S", "V2", "M8[s]", "m8", "i4,f8", ["i4", 2], "x", null, 3),
};
const requirement: Kind = {
  usual: ({ random }) =>
    random.pick<() => Arg>([
      () => random.pick(["C", "F", "A", "W", "O", "E"]),
      () =>
        list(random.int(0, 3), () => random.pick(["C", "F", "A", "W", "O", "ALIGNED", "FORTRAN"])),
      () =>
        list(2, () =>
          random.pick(["OWNDATA", "c_contiguous", "writeable", "w", "E", "ENSUREARRAY"]),
        ),
    ])(),
  odd: pick(null, "", "x", "CF", 3, { l: ["x"] }, { l: [3] }, { l: [""] }, [], ["C"], {
    l: ["C", "F"],
  }),
};
const nested: Kind = {
  usual: (builder) => {
    const { random } = builder;
    const depth = random.int(0, 3);
    const shape = [random.int(1, 2), random.int(1, 2)].slice(random.int(0, 2));
    const leaf = (): Arg =>
      random.chance(0.15)
        ? random.int(0, 9)
        : operand(builder, {
            dtype: numeric(random),
            shape: random.chance(0.1) ? randomShape(random) : shape,
          });
    const nest = (level: number): Arg =>
      level === depth
        ? leaf()
        : list(random.chance(0.06) ? 0 : random.int(1, 2), () => nest(level + 1));
    return nest(0);
  },
  odd: either(
    pick(
      { l: [] },
      { l: [1, { l: [2] }] },
      { l: [{ l: [] }] },
      { l: [{ l: [1] }, { l: [] }] },
      3,
      "x",
    ),
    pick(
      { l: [{ l: [1, 2] }, { l: [3] }] },
      { l: [{ l: [{ l: [1] }] }, { l: [2] }] },
      { l: [1, 2] },
    ),
  ),
};
const pyFunction: Kind = {
  usual: ({ random }) => ({ py: random.pick<FunctionName>(["add", "sub", "less", "pair"]) }),
  odd: pick(null, 3, "x"),
};
const twoLengths: Kind = {
  usual: ({ random }) => [random.int(0, 3), random.int(0, 3)],
  odd: pick([-1, 2], [{ f: "1.5" }, 2], ["2", 2], { l: [2, 2] }, 3, null, [null, 2], [true, 2]),
};

const MAKERS: Readonly<Record<string, Maker>> = {
  zeros: maker([shape], FILLED),
  ones: maker([shape], FILLED),
  empty: maker([shape], FILLED),
  full: maker([shape, real], { ...FILLED, dtype: numberType }),
  zeros_like: maker([given], LIKE),
  ones_like: maker([given], { ...LIKE, dtype: numberType }),
  empty_like: maker([given], LIKE),
  full_like: maker([given, filling], { ...LIKE, dtype: numberType }),
  eye: maker([count], { M: count, k: KINDS.step, dtype: numberType, order, device, like }),
  identity: maker([count], { dtype: numberType, like }),
  tri: maker([size], { M: size, k: KINDS.step, dtype: numberType, like }),
  diag: maker([given], { k: offset }),
  diagflat: maker([given], { k: offset }),
  tril: maker([given], { k: KINDS.step }),
  triu: maker([given], { k: KINDS.step }),
  vander: maker([KINDS.plainNumbers], { N: count, increasing: flag }),
  tril_indices: maker([size], { k: KINDS.step, m: size }),
  triu_indices: maker([size], { k: KINDS.step, m: size }),
  tril_indices_from: maker([KINDS.array], { k: KINDS.step }),
  triu_indices_from: maker([KINDS.array], { k: KINDS.step }),
  diag_indices: maker([size], { ndim: KINDS.size }),
  diag_indices_from: maker([KINDS.array]),
  mask_indices: maker(
    [size, { usual: pick({ py: "triu" }, { py: "tril" }), odd: pick(null, 3, "x") }],
    { k: KINDS.step },
  ),
  arange: maker([term, term, term], { dtype: KINDS.numberType, device, like }, 2),
  linspace: maker([bound, bound], {
    num: whole(0, 7),
    endpoint: flag,
    retstep: flag,
    dtype: numberType,
    axis,
  }),
  logspace: maker([exact, exact], {
    num: samples,
    endpoint: flag,
    base: exact,
    dtype: shortType,
    axis,
  }),
  geomspace: maker([positive, positive], { num: samples, endpoint: flag, dtype: shortType, axis }),
  array: maker([given], {
    dtype: plainType,
    copy: { usual: KINDS.copy.usual, odd: flag.odd },
    order: order4,
    subok: flag,
    ndmin: whole(0, 5, 33, 64, 65, -1, { i: "99999999999" }),
    ndmax: whole(0, 5, 64, 65, -1),
    like,
  }),
  asarray: maker([given], OF_ARRAY),
  asanyarray: maker([given], OF_ARRAY),
  ascontiguousarray: maker([given], { dtype: plainType, like }),
  asfortranarray: maker([given], { dtype: plainType, like }),
  asarray_chkfinite: maker([given], { dtype: plainType, order: order4 }),
  copy: maker([given], { order: order4, subok: flag }),
  require: maker([given], { dtype: plainType, requirements: requirement, like }),
  frombuffer: maker([{ usual: array, odd: pick(3, null, { l: [1] }) }], {
    dtype: KINDS.dtype,
    count: whole(-1, 4),
    offset: whole(0, 8),
    like,
  }),
  fromiter: maker([iterated, iteratedType], { count: whole(-1, 4, -5, 9), like }),
  fromfunction: maker([pyFunction, twoLengths], { dtype: numberType, like }),
  indices: maker([lengths], { dtype: KINDS.gridType, sparse: flag }),
  meshgrid: maker([given, given, given], { copy: flag, sparse: flag, indexing: KINDS.indexing }, 3),
  block: maker([nested]),
  ix_: maker([given, given, given], {}, 3),
};

/** What may be apart: powers, and the last digits of steps; results of the empty ones. */
const TOLERANCES: Readonly<Record<string, Tolerance>> = {
  logspace: { ulp: 1024, zeroSign: true, anyNaN: true },
  geomspace: { ulp: 1024, zeroSign: true, anyNaN: true },
  vander: { ulp: 64, anyNaN: true, overflow: true },
  // read only, by design
  meshgrid: { openFlag: "W" },
  empty: { noData: true },
  empty_like: { noData: true },
};

/** Draws each option or leaves it out, and makes at most one or two odd. */
function called(builder: CaseBuilder, name: string, { args, spare = 0, options }: Maker): void {
  const { random } = builder;
  const context: Context = { shape: null, dtype: null };
  const given = args.slice(0, args.length - random.int(0, spare));
  const names = Object.keys(options).filter(() => random.chance(0.35));
  const places = given.length + names.length;
  const odd = new Set<number>();
  if (places > 0) {
    for (let i = random.pick([0, 0, 1, 1, 1]); i > 0; i--) odd.add(random.int(0, places - 1));
  }
  const draw = (kind: Kind, place: number): Arg =>
    (odd.has(place) ? kind.odd : kind.usual)(builder, context);
  const values = given.map((kind, i) => draw(kind, i));
  const kw = Object.fromEntries(
    names.map((key, i) => [key, draw(options[key]!, given.length + i)]),
  );
  builder.op = name;
  builder.tol = { ...TOLERANCES[name], fromFloat: true };
  // the step to infinity is told of where it is computed, parts of complex numbers where they are cast
  if (/space$|^vander$/.test(name)) builder.fpe = false;
  builder.call("r", name, values, kw);
}

/** One random call of what makes arrays. */
export function making(builder: CaseBuilder): void {
  const name = builder.random.pick(Object.keys(MAKERS));
  called(builder, name, MAKERS[name]!);
}
