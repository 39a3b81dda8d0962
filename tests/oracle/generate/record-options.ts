// Every parameter of np.lib.recfunctions, crossed with usual and unusual values. The group of records draws the records
// themselves; here they are plain, some with titles, nested or with sub-arrays.

import type { CaseBuilder } from "../arrays.js";
import type { Arg, DSpec } from "../case.js";
import { layoutOf, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { allNames, record } from "./records.js";
import { type Draw, type Exclusions, type Options, one, unusual, withOptions } from "./unusual.js";

const rf = (name: string): string => `lib.recfunctions.${name}`;

/** Records of a few fields, now and then with titles. */
function spec(random: Random, plain = false): DSpec {
  const drawn = record(random, 0, plain);
  if (typeof drawn === "string" || !("list" in drawn) || plain || random.chance(0.85)) return drawn;
  const names = drawn.list.map(([name]) => name);
  const formats = drawn.list.map(
    ([, type, shape]): DSpec => (shape === undefined ? type : { sub: [type, shape] }),
  );
  let end = 0;
  const offsets = formats.map((format) => {
    const start = end;
    end += layoutOf(format).itemsize;
    return start;
  });
  return {
    dict: { names, formats, offsets, itemsize: end, titles: names.map((one) => `T${one}`) },
  };
}

const shapeOf = (random: Random): number[] =>
  random.pick([[0], [1], [2], [3], [3], [2], [], [2, 2]]);

/** An array of records, a plain one, or what is none. */
function records(builder: CaseBuilder, given: DSpec, plain: boolean): Arg {
  const { random } = builder;
  if (plain || random.chance(0.5)) {
    return { v: builder.array({ dtype: given, shape: shapeOf(random), values: "small" }) };
  }
  if (random.chance(0.6)) {
    return {
      v: builder.array({ dtype: numeric(random), shape: shapeOf(random), values: "small" }),
    };
  }
  return unusual(builder, ["dict", "huge", "bytes", "list"]);
}

const truth = one<Arg>(true, false);

/** Masks and record arrays there are none; what is no dtype, and what is given for names, the parsers of dtypes tell. */
const EXCLUDED: Exclusions = {
  dtype: ["text", "bytes", "list", "dict", "array", "array0", "huge"],
  usemask: null,
  asrecarray: null,
  // which of two refusals comes first, and arrays that are added to texts by a ufunc
  casting: ["bytes"],
  jointype: ["array", "array0"],
  r1postfix: ["array", "array0"],
  r2postfix: ["array", "array0"],
  key: ["array", "array0", "list", "dict"],
};

/** A call with its options, one of which may be unusual if its arguments are not. */
function call(
  builder: CaseBuilder,
  name: string,
  args: readonly Arg[],
  options: Options,
  plain: boolean,
  exclusions: Exclusions = EXCLUDED,
): void {
  builder.op = name;
  const kw = withOptions(builder, options, exclusions, [], plain ? 0.5 : 0);
  // masked arrays there are none of
  if (/^(drop|append|stack|join)/.test(name)) kw["usemask"] = false;
  builder.call("r", rf(name), args, kw);
}

const isPlain = (random: Random): boolean => random.chance(0.85);

function aboutDtypes(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["get_names", "get_names_flat", "flatten_descr", "get_fieldstructure"]);
  builder.op = fn;
  // of titles NumPy takes a field apart
  const given = random.chance(0.85)
    ? spec(random, fn === "flatten_descr")
    : random.pick<DSpec>(["f8", "S3", { sub: ["i4", [2]] }, { list: [] }]);
  if (random.chance(0.9)) builder.call("d", "dtype", [{ d: given }]);
  else builder.step({ to: "d", fn: "applied", args: [{ py: "nothing" }, 1] });
  builder.call("r", rf(fn), [{ v: "d" }]);
  builder.show = ["r"];
}

function dropped(builder: CaseBuilder): void {
  const { random } = builder;
  const plain = isPlain(random);
  const given = spec(random);
  const known = [...allNames(given), "nothing"];
  const some = random.shuffle(known).slice(0, random.int(0, 3));
  const names: Arg =
    plain && random.chance(0.2)
      ? unusual(builder, ["array", "array0", "bytes"])
      : random.chance(0.5)
        ? random.pick(known)
        : random.chance(0.5)
          ? { l: some }
          : some;
  // NumPy says of new records without fields that they lie in one order only, and of their views that they lie in both
  builder.tol = { openFlag: "F" };
  const shape = random.pick([[], [0], [2], [3]]);
  const array: Arg = plain
    ? { v: builder.array({ dtype: given, shape, values: "small" }) }
    : records(builder, given, false);
  call(builder, "drop_fields", [array, names], {}, plain);
}

function renamed(builder: CaseBuilder): void {
  const { random } = builder;
  const plain = isPlain(random);
  const given = spec(random);
  const mapper: Record<string, Arg> = {};
  for (const name of allNames(given)) {
    if (random.chance(0.5)) mapper[name] = random.pick(["n", `${name}_`, "a", "", "é x"]);
  }
  const map: Arg = plain && random.chance(0.2) ? unusual(builder) : { o: mapper };
  call(builder, "rename_fields", [records(builder, given, plain), map], {}, plain);
}

function repacked(builder: CaseBuilder): void {
  const { random } = builder;
  const plain = isPlain(random);
  call(
    builder,
    "repack_fields",
    [records(builder, spec(random), plain)],
    { align: truth, recurse: truth },
    plain,
  );
}

const casting = one<Arg>("no", "equiv", "safe", "same_kind", "unsafe");

const numberType: Draw = ({ random }) => ({ d: numeric(random) });

function unstructured(builder: CaseBuilder): void {
  const { random } = builder;
  const plain = isPlain(random);
  const given = random.chance(0.5) ? spec(random, true) : spec(random);
  const options = { dtype: numberType, copy: truth, casting };
  call(builder, "structured_to_unstructured", [records(builder, given, plain)], options, plain);
}

function structured(builder: CaseBuilder): void {
  const { random } = builder;
  const plain = isPlain(random);
  const length = random.int(0, 3);
  const source: Arg =
    plain || random.chance(0.5)
      ? {
          v: builder.array({
            dtype: numeric(random),
            shape: random.pick([[length], [2, length], [0, length], []]),
            values: "small",
          }),
        }
      : records(builder, spec(random), false);
  const fields = ["a", "b", "c"].slice(0, length);
  const options: Options = {
    dtype: ({ random: draw }) => ({
      d: { list: fields.map((name) => [name, numeric(draw)] as const), align: draw.chance(0.3) },
    }),
    names: one<Arg>({ l: fields }, fields, { l: ["x", "y"] }, null),
    align: truth,
    copy: truth,
    casting,
  };
  const exclusions = { ...EXCLUDED, dtype: null };
  call(builder, "unstructured_to_structured", [source], options, plain, exclusions);
}

function assigned(builder: CaseBuilder): void {
  const { random } = builder;
  const plain = isPlain(random);
  const given = spec(random);
  const shape = random.pick([[2], [3], [0]]);
  const target = { v: builder.array({ dtype: given, shape, target: true }) };
  const source: Arg = plain
    ? {
        v: builder.array({
          dtype: random.chance(0.6) ? given : spec(random),
          shape: random.chance(0.8) ? shape : [1],
          values: "small",
        }),
      }
    : records(builder, given, false);
  const fn = random.pick(["assign_fields_by_name", "recursive_fill_fields", "require_fields"]);
  if (fn === "assign_fields_by_name") {
    call(builder, fn, [target, source], { zero_unassigned: truth }, plain);
  } else if (fn === "recursive_fill_fields") call(builder, fn, [source, target], {}, plain);
  else {
    const dtype: Arg = random.chance(0.85)
      ? { d: random.chance(0.5) ? given : spec(random) }
      : random.pick<Arg>(["f8", "x", null, 3, { f: "1.5" }, { l: [] }]);
    // see drop_fields
    builder.tol = { openFlag: "F" };
    call(builder, fn, [source, dtype], {}, plain);
  }
}

function merged(builder: CaseBuilder): void {
  const { random } = builder;
  const plain = isPlain(random);
  const length = random.int(0, 3);
  const flat = random.chance(0.4);
  const member = (prefix: string): Arg => {
    const dtype: DSpec = random.chance(0.5)
      ? numeric(random)
      : { list: ["x", "y"].map((name) => [`${prefix}${name}`, numeric(random)] as const) };
    // what is padded and laid flat NumPy refuses for a reason of its own making
    const shape = [flat || random.chance(0.7) ? length : random.int(0, 3)];
    return { v: builder.array({ dtype, shape, values: "small" }) };
  };
  const members = ["p", "q", "r"].slice(0, random.int(1, 3)).map(member);
  const sequence: Arg = random.chance(0.5) ? { l: members } : members;
  const options: Options = {
    fill_value: one<Arg>(-1, 0, 7),
    ...(flat ? { flatten: truth } : {}),
  };
  const source = plain
    ? sequence
    : unusual(builder, ["none", "dict", "text", "huge", "bytes", "list"]);
  call(builder, "merge_arrays", [source], options, plain, { ...EXCLUDED, fill_value: null });
}

function appended(builder: CaseBuilder): void {
  const { random } = builder;
  const plain = isPlain(random);
  const length = random.int(1, 3);
  const base = {
    v: builder.array({ dtype: spec(random, true), shape: [length], values: "small" }),
  };
  const column = (): Arg => ({
    v: builder.array({ dtype: numeric(random), shape: [length], values: "small" }),
  });
  const several = random.chance(0.4);
  const names: Arg = several ? { l: ["m", "n"] } : random.pick<Arg>(["m", { l: ["m"] }, ["m"]]);
  const data: Arg = several
    ? { l: [column(), column()] }
    : random.chance(0.6)
      ? column()
      : { l: [column()] };
  const options: Options = {
    dtypes: ({ random: draw }) =>
      draw.chance(0.3)
        ? null
        : several && draw.chance(0.5)
          ? { l: [{ d: numeric(draw) }, { d: numeric(draw) }] }
          : { d: numeric(draw) },
    fill_value: one<Arg>(-1, 0, 7),
  };
  const odd = plain ? names : unusual(builder, ["dict", "array", "array0", "bytes"]);
  call(builder, "append_fields", [base, odd, data], options, plain, {
    ...EXCLUDED,
    dtypes: EXCLUDED["dtype"]!,
    fill_value: null,
  });
}

function stacked(builder: CaseBuilder): void {
  const { random } = builder;
  const plain = isPlain(random);
  const shared = spec(random, true);
  const members = Array.from(
    { length: random.int(1, 3) },
    (): Arg => ({
      v: builder.array({
        dtype: random.chance(0.7) ? shared : spec(random, true),
        shape: [random.int(0, 3)],
        values: "small",
      }),
    }),
  );
  const sequence: Arg = random.chance(0.5) ? { l: members } : members;
  const options: Options = {
    defaults: one<Arg>({ o: { a: 3 } }, { o: {} }, null, { o: { zz: 1, b: 4 } }, { o: { a: "x" } }),
    autoconvert: truth,
  };
  const source = plain ? sequence : unusual(builder, ["dict", "text", "huge", "bytes", "list"]);
  call(builder, "stack_arrays", [source], options, plain);
}

function joined(builder: CaseBuilder): void {
  const { random } = builder;
  const plain = isPlain(random);
  const side = (name: string, keys: readonly number[]): string => {
    const dtype: DSpec = {
      list: [
        ["k", "i4"],
        ["v", numeric(random)],
        [name, numeric(random)],
      ],
    };
    const made = builder.array({ dtype, shape: [keys.length], values: "small", placement: "C" });
    builder.step({ to: `${made}k`, field: [made, "k"] });
    keys.forEach((key, i) => {
      builder.step({ set: [`${made}k`, [i], key] });
    });
    return made;
  };
  const one1 = side("w", random.shuffle([1, 2, 3, 4]).slice(0, random.int(1, 3)));
  const two = side("z", random.shuffle([1, 2, 3, 4]).slice(0, random.int(1, 3)));
  builder.show = ["r"];
  const options: Options = {
    jointype: one<Arg>("inner", "outer", "leftouter"),
    r1postfix: one<Arg>("1", "", "_a"),
    r2postfix: one<Arg>("2", "", "_b"),
    defaults: one<Arg>(null, { o: { w: 5 } }, { o: { v1: 3, z: 4, none: 1 } }),
  };
  const key: Arg = plain
    ? random.pick<Arg>(["k", "k", { l: ["k"] }, ["k"]])
    : unusual(builder, ["dict", "array", "array0", "list", "bytes"]);
  call(builder, "join_by", [key, { v: one1 }, { v: two }], options, plain);
}

function duplicates(builder: CaseBuilder): void {
  const { random } = builder;
  const dtype: DSpec = {
    list: [
      ["a", random.pick(["u1", "S1"])],
      ["b", { list: [["c", "?"]] }],
    ],
  };
  const source = { v: builder.array({ dtype, shape: [random.int(1, 6)], values: "small" }) };
  const options: Options = {
    key: one<Arg>("a", "c", null),
    ignoremask: truth,
    return_index: truth,
  };
  call(builder, "find_duplicates", [source], options, true);
}

function along(builder: CaseBuilder): void {
  const { random } = builder;
  const plain = isPlain(random);
  // sums of texts are refused as ufuncs refuse them
  const given: DSpec = {
    list: ["a", "b"].map((name) => [name, numeric(random)] as const),
  };
  builder.tol = { ulp: 64 };
  const func: Arg = { py: random.pick(["sum", "mean"]) };
  call(builder, "apply_along_fields", [func, records(builder, given, plain)], {}, plain);
}

/** One random case of a function of records with its options. */
export function recordOptions(builder: CaseBuilder): void {
  const make = builder.random.weighted([
    [aboutDtypes, 2],
    [dropped, 3],
    [renamed, 2],
    [repacked, 2],
    [unstructured, 3],
    [structured, 3],
    [assigned, 4],
    [merged, 3],
    [appended, 3],
    [stacked, 3],
    [joined, 3],
    [duplicates, 1],
    [along, 2],
  ] as const);
  make(builder);
}
