// Cases that cross every parameter of what walks arrays with values that it does not take: nditer and nested_iters,
// ndindex, ndenumerate, broadcast, and the builders of indices and grids. nditer.ts and iterate.ts draw what they take.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { numeric } from "../dtypes.js";
import { elementType, type Kind, pick } from "./parameters.js";
import { list, operand } from "./shared.js";

const words = (...given: string[]): Arg => ({ l: given });

/** Options of nditer for operands of two axes, of which there are one or two. */
const OPTIONS: Readonly<Record<string, (count: number) => Kind>> = {
  flags: () => ({
    usual: pick(
      words(),
      words("multi_index"),
      words("c_index"),
      words("external_loop"),
      words("buffered"),
    ),
    odd: pick(
      words("x"),
      words(""),
      "multi_index",
      { l: [3] },
      { l: [null] },
      null,
      3,
      words("c_index", "f_index"),
      words("external_loop", "multi_index"),
      words("external_loop", "c_index"),
      words("common_dtype"),
      words("ranged"),
      words("reduce_ok", "refs_ok", "zerosize_ok"),
      words("delay_bufalloc"),
      words("grow_inner"),
      words("growinner"),
      words("copy_if_overlap"),
      ["multi_index", "zerosize_ok"],
      [],
      "x",
      words("multi_index", "multi_index"),
    ),
  }),
  op_flags: (count) => ({
    usual: ({ random }) =>
      list(count, () => (random.chance(0.5) ? words("readonly") : words("readonly", "nbo"))),
    odd: pick(
      words("readonly"),
      { l: [] },
      null,
      "readonly",
      3,
      list(count, () => words("x")),
      list(count, () => words()),
      list(count, () => words("readonly", "writeonly")),
      list(count, () => words("copy")),
      list(count, () => words("readonly", "updateifcopy")),
      list(count, () => words("readonly", "aligned", "contig")),
      list(count, () => words("readonly", "allocate")),
      list(count, () => words("readonly", "no_subtype", "virtual")),
      list(count, () => words("readonly", "overlap_assume_elementwise", "arraymask")),
      list(count, () => words("readonly", "writemasked")),
      list(count + 1, () => words("readonly")),
      list(count, () => null),
      list(count, () => ({ l: [3] })),
      ["readonly"],
    ),
  }),
  op_dtypes: (count) => ({
    usual: ({ random }) =>
      random.chance(0.5) ? null : list(count, () => ({ do: numeric(random) })),
    odd: pick(
      "x",
      3,
      "f8",
      { l: [] },
      list(count + 1, () => "f8"),
      ...(count > 1 ? [list(count, () => "x")] : []),
      { l: [3] },
      "",
    ),
  }),
  order: () => ({
    usual: pick("C", "F", "A", "K"),
    odd: pick("x", "", "c", null, 3, "CF", { f: "1.5" }),
  }),
  casting: () => ({
    usual: pick("safe", "unsafe", "same_kind"),
    odd: pick("x", "", null, 3, "Safe", "no", "equiv", { f: "1.5" }, "same-kind"),
  }),
  op_axes: (count) => ({
    usual: pick(
      null,
      list(count, () => ({ l: [1, 0] })),
      list(count, () => null),
    ),
    odd: pick(
      3,
      "x",
      { l: [] },
      list(count, () => ({ l: [0, 0] })),
      list(count, () => ({ l: [7, 0] })),
      list(count, () => ({ l: ["x", 0] })),
      list(count, () => ({ l: [{ f: "1.5" }, 0] })),
      list(count + 1, () => ({ l: [0, 1] })),
      list(count, () => 3),
      list(count, () => ({ l: [0] })),
      list(count, () => ({ l: [] })),
      list(count, () => ({ l: [0, 1, -1] })),
    ),
  }),
  itershape: () => ({
    usual: pick(null, [-1, -1]),
    odd: pick([-1], [7, 7], 3, "x", [{ f: "1.5" }, 2], [], [-1, -1, -1], [-2, 2], { l: [-1, -1] }, [
      "2",
      2,
    ]),
  }),
  buffersize: () => ({
    usual: pick(0, 1, 3, 16),
    odd: pick(-1, { f: "1.5" }, "x", null, true, -100, { l: [] }),
  }),
};

function nditer(builder: CaseBuilder): void {
  const { random } = builder;
  const count = random.pick([1, 1, 2]);
  const shape = random.pick([
    [2, 3],
    [3, 2],
    [1, 2],
    [2, 2],
  ]);
  const given = Array.from({ length: count }, () =>
    operand(builder, {
      dtype: numeric(random),
      shape: random.chance(0.9) ? shape : [2],
      values: "small",
    }),
  );
  const names = random.shuffle(Object.keys(OPTIONS).filter(() => random.chance(0.3)));
  const odd = random.chance(0.7) ? 0 : -1;
  const context = { shape, dtype: null };
  const kw = Object.fromEntries(
    names.map((name, i) => {
      const kind = OPTIONS[name]!(count);
      return [name, (i === odd ? kind.odd : kind.usual)(builder, context)];
    }),
  );
  builder.op = "nditer of anything";
  builder.tol = { fromFloat: true };
  const text = JSON.stringify(kw);
  // where all axes are of length 1 NumPy merges them or not by whether it tracks an index
  const isOdd = random.chance(0.06) && !text.includes("_index");
  const strange: Arg = random.pick<Arg>([{ l: [] }, 3, "x", { l: [1, 2] }, { f: "1.5" }]);
  const operands: Arg = count === 1 && random.chance(0.7) ? given[0]! : { l: given };
  // how long the pieces of a walk with buffers are is NumPy's own affair
  const flat = text.includes("buffered") && text.includes("external_loop");
  builder.step({ to: "r", walk: isOdd ? strange : operands, kw, ...(flat ? { flat: true } : {}) });
}

function nested(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "nested_iters of anything";
  const a = operand(builder, { dtype: numeric(random), shape: [2, 3], values: "small" });
  const axes = random.pick<Arg>([
    { l: [{ l: [0] }, { l: [1] }] },
    { l: [{ l: [1] }, { l: [0] }] },
    { l: [{ l: [0, 1] }] },
    { l: [] },
    { l: [{ l: [] }, { l: [0, 1] }] },
    { l: [{ l: [0] }, { l: [0] }] },
    { l: [{ l: [2] }, { l: [0] }] },
    { l: [{ l: [-1] }, { l: [0] }] },
    { l: [{ l: ["x"] }, { l: [0] }] },
    { l: [{ l: [{ f: "1.5" }] }, { l: [0] }] },
    { l: [0, 1] },
    "x",
    3,
    null,
    [[0], [1]],
  ]);
  const kw: Record<string, Arg> = {};
  const context = { shape: [2, 3], dtype: null };
  for (const name of ["flags", "op_flags", "order", "casting"]) {
    if (!random.chance(0.2)) continue;
    const kind = OPTIONS[name]!(1);
    kw[name] = (random.chance(0.2) ? kind.odd : kind.usual)(builder, context);
  }
  builder.step({ to: "r", walk: { l: [a] }, kw, axes });
}

const LENGTHS: readonly Arg[] = [2, 0, 1, 3, -1, { f: "1.5" }, "x", null, true];

function indexed(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = random.pick(["ndindex", "ndenumerate", "broadcast"]);
  builder.show = ["r"];
  const thing = (): Arg =>
    random.pick<() => Arg>([
      () =>
        operand(builder, { dtype: elementType(builder), shape: randomShape(random, undefined, 3) }),
      () =>
        random.pick<Arg>([
          3,
          { f: "1.5" },
          true,
          "ab",
          "",
          { l: [1, 2] },
          { l: [] },
          { c: ["1", "2"] },
        ]),
      () => list(2, () => list(2, () => random.int(0, 9))),
    ])();
  if (builder.op === "ndindex") {
    const one = (): Arg => (random.chance(0.75) ? random.int(0, 3) : random.pick(LENGTHS));
    const many = Array.from({ length: random.int(0, 3) }, one);
    // a list, which is no tuple there, is compared with a number
    const args = random.pick<Arg[]>([many, [many]]);
    builder.call("i", "ndindex", args);
  } else if (builder.op === "ndenumerate") builder.call("i", "ndenumerate", [thing()]);
  else {
    builder.call("i", "broadcast", Array.from({ length: random.int(0, 4) }, thing));
    for (const attribute of ["shape", "size", "nd", "ndim", "numiter", "index"]) {
      builder.step({ to: attribute, attr: ["i", attribute] });
      builder.show.push(attribute);
    }
    return;
  }
  builder.call("r", "list", [{ v: "i" }]);
}

/** A slice; of grids each has a stop, and what is no number np.slice refuses. */
const part = (builder: CaseBuilder, isGrid: boolean): Arg => {
  const { random } = builder;
  const bound = (): Arg =>
    random.weighted<() => Arg>([
      [() => null, 2],
      [() => random.int(-4, 6), 5],
      [() => ({ f: String(random.int(-4, 4) + 0.5) }), 2],
      [() => ({ f: "nan" }), isGrid ? 0.15 : 0],
    ])();
  const step = random.weighted<() => Arg>([
    [() => null, 4],
    [() => random.int(-2, 3), 3],
    [() => ({ f: "0.75" }), 1],
    [() => ({ c: [random.pick(["0", "1"]), random.pick(["3", "0", "-2", "1.5"])] }), 2],
    [() => ({ f: random.pick(["nan", "inf"]) }), isGrid ? 0.15 : 0],
  ])();
  let stop = bound();
  while (isGrid && stop === null) stop = bound();
  return { sx: [bound(), stop, step] };
};

function built(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["r_", "r_", "c_", "mgrid", "ogrid", "s_", "index_exp"]);
  builder.op = `${fn} of anything`;
  builder.tol = { zeroSign: true };
  if (fn.endsWith("grid")) {
    builder.step({
      to: "r",
      brackets: [fn, Array.from({ length: random.int(1, 3) }, () => part(builder, true))],
    });
    return;
  }
  const items: Arg[] = [];
  if (fn === "r_" && random.chance(0.5)) {
    items.push(
      random.pick([
        "0",
        "-1",
        "1",
        "5",
        "0,2",
        "0,2,1",
        "0,3,0",
        "0,1,2,3",
        "",
        "x",
        "0,x",
        "1.5",
        "0,0",
        " 0 , 2 ",
      ]),
    );
  }
  for (let i = random.int(1, 3); i > 0; i--) {
    items.push(
      random.pick<() => Arg>([
        () => part(builder, false),
        () => random.int(-5, 5),
        () =>
          random.pick<Arg>([
            { f: "1.5" },
            true,
            { c: ["1", "2"] },
            { l: [] },
            { l: [1, 2] },
            { l: [{ l: [1, 2] }] },
          ]),
        () =>
          operand(builder, { dtype: numeric(random), shape: randomShape(random, undefined, 3) }),
      ])(),
    );
  }
  builder.step({ to: "r", brackets: [fn, items] });
}

/** One random case of a walk, its parameters crossed. */
export function walking(builder: CaseBuilder): void {
  builder.random.weighted([
    [nditer, 5],
    [nested, 1],
    [indexed, 3],
    [built, 3],
  ] as const)(builder);
}
