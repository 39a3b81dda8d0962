// Cases for nditer and nested_iters: what is seen at each step, and the operands' final contents.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import type { Arg } from "../case.js";
import { numeric } from "../dtypes.js";
import type { Random } from "../random.js";

const strings = (list: readonly string[]): Arg => ({ l: [...list] });

/** Operands that broadcast, mostly, and how they are used. */
interface Operands {
  /** Whether any operand is stretched. */
  readonly hasNarrow: boolean;
  readonly list: Arg[];
  readonly flags: string[][];
}

function operands(builder: CaseBuilder, shape: readonly number[], count: number): Operands {
  const { random } = builder;
  const list: Arg[] = [];
  const flags: string[][] = [];
  let hasNarrow = false;
  for (let i = 0; i < count; i++) {
    const allocated = i > 0 && random.chance(0.2);
    if (allocated) {
      list.push(null);
      flags.push([random.chance(0.9) ? "writeonly" : "readwrite", "allocate"]);
      continue;
    }
    const writes = random.chance(0.3);
    const own = random.chance(0.02)
      ? [...shape, 3]
      : i === 0
        ? [...shape]
        : narrowed(random, shape, 0.3);
    hasNarrow ||= own.join() !== shape.join();
    const dtype = numeric(random);
    const readonly = random.chance(0.02);
    list.push({
      v: builder.array({ dtype, shape: own, values: "small", target: writes, readonly }),
    });
    const use = [writes ? random.pick(["readwrite", "readwrite", "writeonly"]) : "readonly"];
    if (random.chance(0.1)) use.push(random.pick(["nbo", "aligned", "contig", "no_broadcast"]));
    if (random.chance(0.15)) use.push(writes ? "updateifcopy" : "copy");
    if (random.chance(0.01)) use.push(random.pick(["readonly", "copy", "allocate"]));
    flags.push(use);
  }
  return { list, flags, hasNarrow };
}

function axesOf(random: Random, shape: readonly number[], list: readonly Arg[]): Arg | undefined {
  const ndim = shape.length;
  if (!random.chance(0.15) || ndim === 0) return undefined;
  const order = random.shuffle(shape.map((_, i) => i));
  return {
    l: list.map((op): Arg => {
      if (random.chance(0.25)) return null;
      const own = order.map((axis) => (random.chance(0.15) ? -1 : axis));
      if (op !== null && random.chance(0.85)) return { l: own };
      return { l: order.map((axis) => axis) };
    }),
  };
}

function walk(builder: CaseBuilder): void {
  const { random } = builder;
  const shape = randomShape(random, random.int(0, 3), 4);
  while (shape.reduce((a, b) => a * b, 1) > 40) shape.pop();
  const { list, flags, hasNarrow } = operands(builder, shape, random.pick([1, 1, 2, 2, 3]));
  const globals: string[] = [];
  const index = random.weighted([
    ["", 5],
    ["multi_index", 3],
    ["c_index", 1],
    ["f_index", 1],
  ] as const);
  // with buffers NumPy's index is that of the buffer's first element, or no index at all
  const buffered = random.chance(0.35) && (index === "" || random.chance(0.02));
  const tracked = buffered || shape.every((length) => length === 1) ? "" : index;
  if (tracked !== "") globals.push(tracked);
  if (tracked === "c_index" && random.chance(0.4)) globals.push("multi_index");
  const external = random.chance(tracked === "" ? 0.35 : 0.02);
  if (external) globals.push("external_loop");
  if (buffered) globals.push("buffered");
  for (const flag of ["zerosize_ok", "reduce_ok"]) if (random.chance(0.8)) globals.push(flag);
  // NumPy's ranged index runs out of its memory
  const hasIndex = tracked === "c_index" || tracked === "f_index";
  if (!hasIndex && random.chance(0.1)) globals.push("ranged");
  for (const flag of ["copy_if_overlap", "delay_bufalloc", "grow_inner", "common_dtype"]) {
    if (random.chance(0.08)) globals.push(flag);
  }
  const kw: Record<string, Arg> = {
    flags: strings(random.shuffle(globals)),
    op_flags: { l: flags.map(strings) },
  };
  if (random.chance(0.5)) kw["order"] = random.pick(["C", "F", "A", "K"]);
  if (random.chance(0.35)) {
    kw["op_dtypes"] = random.chance(0.5)
      ? { d: numeric(random) }
      : { l: list.map((): Arg => (random.chance(0.4) ? null : { d: numeric(random) })) };
  }
  if (random.chance(0.6))
    kw["casting"] = random.pick(["unsafe", "unsafe", "same_kind", "equiv", "no"]);
  // an axis of length 0 that is left out, and what is written unseen elsewhere, are not defined
  const open =
    shape.includes(0) ||
    hasIndex ||
    flags.some((use) => use[0] === "writeonly" && use[1] !== "allocate");
  const axes = open ? undefined : axesOf(random, shape, list);
  if (axes !== undefined) kw["op_axes"] = axes;
  const stretched = axes !== undefined || (flags.some((use) => use[0] !== "readonly") && hasNarrow);
  if (random.chance(0.08)) {
    kw["itershape"] = shape.map((length) => (random.chance(0.5) ? -1 : length));
    if (random.chance(0.1)) kw["itershape"] = [2, ...shape];
  }
  if (buffered && random.chance(0.5)) kw["buffersize"] = random.int(1, 12);
  builder.op = `nditer ${buffered ? "buffered " : ""}${external ? "external" : "elements"}`;
  builder.tol = { zeroSign: true, fromFloat: true };
  // what is not written before it is read was never there
  const blank = flags.some((use) => use.includes("allocate") || use.includes("writeonly"));
  const flat = external && buffered;
  // how often a sum is added to within one piece depends on the pieces, and so does what its own dtype drops of it
  const pieced = stretched && (flat || (buffered && kw["op_dtypes"] !== undefined));
  const choices = pieced ? (["no"] as const) : (["add", "add", "no"] as const);
  const write = blank ? "set" : random.pick(choices);
  const before =
    !blank && !flat && random.chance(0.2) ? changes(random, shape, globals, stretched) : [];
  builder.step({
    to: "r",
    walk: list.length === 1 && random.chance(0.7) ? list[0]! : { l: list },
    kw,
    ...(write === "no" ? {} : { write }),
    ...(flat ? { flat: true } : {}),
    ...(before.length > 0 ? { before } : {}),
  });
}

type Change = readonly [string, ...Arg[]];

function changes(
  random: Random,
  shape: readonly number[],
  globals: readonly string[],
  stretched: boolean,
): Change[] {
  const buffered = globals.includes("buffered");
  // buffers that are not there yet end NumPy's process
  if (buffered && globals.includes("delay_bufalloc")) return [["reset"]];
  const size = shape.reduce((a, b) => a * b, 1);
  const options: Change[] = [
    ["remove_multi_index"],
    ...(buffered || globals.includes("ranged") ? [] : [["enable_external_loop"] as const]),
    ["reset"],
    ["iternext"],
  ];
  if (globals.includes("multi_index")) {
    // without an axis of length 0 there would be elements, which NumPy reads from anywhere
    if (!shape.includes(0)) options.push(["remove_axis", random.int(0, shape.length)]);
    options.push(["multi_index", shape.map((length) => random.int(0, length))]);
  }
  // NumPy fills the buffers of a reduction wrongly where a walk begins within the axis reduced
  const isSafe = !(buffered && stretched);
  if (isSafe) options.push(["iterindex", random.int(-1, size)]);
  if (globals.includes("ranged") && isSafe)
    options.push(["iterrange", [random.int(0, size), random.int(0, size)]]);
  if (globals.includes("c_index")) options.push(["index", random.int(0, size)]);
  return [random.pick(options)];
}

function nested(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "nested_iters";
  const shape = randomShape(random, random.int(1, 3), 4).map((length) => Math.max(1, length));
  const count = random.pick([1, 1, 2]);
  const list: Arg[] = [];
  const flags: string[][] = [];
  for (let i = 0; i < count; i++) {
    const writes = random.chance(0.3);
    const own = shape.map((length) => (i > 0 && !writes && random.chance(0.2) ? 1 : length));
    list.push({
      v: builder.array({ dtype: numeric(random), shape: own, values: "small", target: writes }),
    });
    flags.push([writes ? "readwrite" : "readonly"]);
  }
  const order = random.shuffle(shape.map((_, i) => i));
  const cut = random.int(0, order.length);
  const cuts =
    order.length > 1 && random.chance(0.3)
      ? [[order[0]!], order.slice(1, 2), order.slice(2)]
      : [order.slice(0, cut), order.slice(cut)];
  if (random.chance(0.03)) cuts[0] = [...cuts[0]!, 7];
  if (random.chance(0.03)) cuts[1] = [...cuts[1]!, order[0]!];
  const globals = ["zerosize_ok"];
  // how long the pieces of a walk with buffers are is NumPy's own affair
  if (random.chance(0.3)) globals.push("external_loop");
  else if (random.chance(0.4)) globals.push("buffered");
  if (random.chance(0.2)) globals.push("multi_index");
  const kw: Record<string, Arg> = { flags: strings(globals), op_flags: { l: flags.map(strings) } };
  if (random.chance(0.4)) kw["order"] = random.pick(["C", "F", "A", "K"]);
  if (globals.includes("buffered") && random.chance(0.5)) {
    kw["op_dtypes"] = {
      l: list.map((): Arg => (random.chance(0.4) ? null : { d: numeric(random) })),
    };
    kw["casting"] = "unsafe";
  }
  builder.tol = { zeroSign: true, fromFloat: true };
  builder.step({
    to: "r",
    walk: { l: list },
    kw,
    axes: { l: cuts.map((level) => ({ l: level })) },
    ...(random.chance(0.5) ? { write: "add" as const } : {}),
  });
}

/** One random case of walking arrays together. */
export function nditer(builder: CaseBuilder): void {
  builder.random.weighted([
    [walk, 8],
    [nested, 1],
  ] as const)(builder);
}
