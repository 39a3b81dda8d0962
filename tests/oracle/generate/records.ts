// Cases for structured arrays: np.lib.recfunctions, comparison, casts between records, assignment, sorting by fields,
// printing, promotion. What dtypes may look like is in dtype-specs.ts.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg, DSpec, FieldSpec } from "../case.js";
import { flexible, layoutOf, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { recordFor, scalarFor } from "./arguments.js";

const NAMES = ["a", "b", "c", "k", "x"] as const;
const CASTINGS = ["no", "equiv", "safe", "same_kind", "unsafe"] as const;

function fieldType(random: Random, depth: number, plain: boolean): DSpec {
  const roll = random.unit();
  if (!plain && depth < 2 && roll < 0.15) return record(random, depth + 1);
  if (roll < 0.28) {
    const text = flexible(random);
    return plain && text.startsWith("V") ? "S3" : text;
  }
  return numeric(random, undefined, 0.08);
}

/** A record of a few fields whose names other records have too. */
export function record(random: Random, depth = 0, plain = false): DSpec {
  // names within records differ from those outside, so that flattening them is possible
  const pool = depth === 0 ? [...NAMES] : NAMES.map((name) => `${name}${depth}`);
  const names = random.shuffle(pool).slice(0, random.int(1, depth > 0 ? 2 : 3));
  const list = names.map((name): FieldSpec => {
    const type = fieldType(random, depth, plain);
    if (plain || random.chance(0.88)) return [name, type];
    return [name, type, random.pick([[2], [2, 2], [1]])];
  });
  const roll = random.unit();
  if (depth > 0 || roll < 0.7) return { list };
  if (roll < 0.85) return { list, align: true };
  let end = random.int(0, 2);
  const offsets: number[] = [];
  const formats = list.map(([, type, shape]): DSpec => {
    const format: DSpec = shape === undefined ? type : { sub: [type, shape] };
    offsets.push(end);
    end += layoutOf(format).itemsize + random.pick([0, 0, 1, 3]);
    return format;
  });
  return { dict: { names, formats, offsets, itemsize: end } };
}

export const namesOf = (spec: DSpec): string[] =>
  layoutOf(spec).fields?.map((field) => field.name) ?? [];

export function allNames(spec: DSpec): string[] {
  const fields = layoutOf(spec).fields ?? [];
  return fields.flatMap((field) => [
    field.name,
    ...(field.layout.fields ?? []).map((inner) => inner.name),
  ]);
}

/** The same fields under other names, of other dtypes, or in another order. */
export function relative(random: Random, spec: DSpec): DSpec {
  const fields = layoutOf(spec).fields ?? [];
  const list = fields.map((field, i): FieldSpec => {
    const name = random.chance(0.15) ? `n${i}` : field.name;
    const own = listType(field.layout);
    const type = random.chance(0.4) && own.length === 1 ? fieldType(random, 2, true) : own[0];
    return own[1] === undefined ? [name, type] : [name, type, own[1]];
  });
  if (random.chance(0.1)) list.push(["extra", numeric(random)]);
  if (random.chance(0.08) && list.length > 1) list.pop();
  return { list: random.chance(0.1) ? random.shuffle(list) : list, align: random.chance(0.15) };
}

type Layout = ReturnType<typeof layoutOf>;

function listType(layout: Layout): [DSpec, (readonly number[])?] {
  if (layout.sub !== undefined) return [listType(layout.sub.base)[0], layout.sub.shape];
  if (layout.fields !== undefined) {
    return [
      {
        list: layout.fields.map((field): FieldSpec => {
          const [type, shape] = listType(field.layout);
          return shape === undefined ? [field.name, type] : [field.name, type, shape];
        }),
      },
    ];
  }
  const size = layout.kind === "U" ? layout.itemsize / 4 : layout.itemsize;
  const kind = layout.kind === "b" ? "?" : `${layout.kind}${size}`;
  return [`${layout.little || "bSV".includes(layout.kind) ? "" : ">"}${kind}`];
}

const oneAxis = (random: Random): number[] => [random.pick([0, 1, 2, 3, 3, 4, 5])];

function shapeOf(random: Random): number[] {
  return random.chance(0.75) ? oneAxis(random) : randomShape(random, random.int(0, 2), 3);
}

// --- np.lib.recfunctions ------------------------------------------------------------------------

const rf = (name: string): string => `lib.recfunctions.${name}`;
const unmasked: Readonly<Record<string, Arg>> = { usemask: false };

function aboutNames(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["get_names", "get_names_flat", "flatten_descr", "get_fieldstructure"]);
  builder.op = fn;
  const spec = random.chance(0.9) ? record(random) : numeric(random);
  builder.call("d", "dtype", [{ d: spec }]);
  builder.call("r", rf(fn), [{ v: "d" }]);
  builder.show = ["r"];
}

function fewer(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "drop_fields";
  const spec = record(random);
  const name = builder.array({ dtype: spec, shape: oneAxis(random) });
  const known = allNames(spec);
  const dropped: Arg = random.chance(0.5)
    ? random.pick([...known, "nothing"])
    : { l: random.shuffle(known).slice(0, random.int(0, known.length)) };
  builder.call("r", rf("drop_fields"), [{ v: name }, dropped], unmasked);
}

function renamed(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "rename_fields";
  const spec = record(random);
  const name = builder.array({ dtype: spec, shape: shapeOf(random) });
  const mapper = Object.fromEntries(
    allNames(spec)
      .filter(() => random.chance(0.5))
      .map((one) => [one, random.chance(0.1) ? "a" : `${one}_new`]),
  );
  builder.call("r", rf("rename_fields"), [{ v: name }, { o: mapper }]);
}

function repacked(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "repack_fields";
  const spec = record(random);
  const kw: Record<string, Arg> = {};
  if (random.chance(0.5)) kw["align"] = random.chance(0.6);
  if (random.chance(0.5)) kw["recurse"] = random.chance(0.6);
  const roll = random.unit();
  if (roll < 0.3) {
    builder.call("d", "dtype", [{ d: spec }]);
    builder.call("r", rf("repack_fields"), [{ v: "d" }], kw);
    return;
  }
  let name = builder.array({ dtype: spec, shape: shapeOf(random) });
  const names = namesOf(spec);
  if (roll < 0.6) {
    const some = random.shuffle(names).slice(0, random.int(1, names.length));
    builder.step({ to: "s", field: [name, { l: some }] });
    name = "s";
  }
  builder.call("r", rf("repack_fields"), [{ v: name }], kw);
}

function byName(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["assign_fields_by_name", "require_fields", "recursive_fill_fields"]);
  builder.op = fn;
  const spec = record(random);
  const other = random.chance(0.7) ? relative(random, spec) : record(random);
  const shape = shapeOf(random);
  if (fn === "require_fields") {
    const name = builder.array({ dtype: spec, shape });
    builder.call("r", rf(fn), [{ v: name }, { d: other }]);
    return;
  }
  const own = random.chance(0.9) ? shape : oneAxis(random);
  const source = builder.array({ dtype: spec, shape, values: "small" });
  const target = builder.array({ dtype: other, shape: own, target: true });
  if (fn === "recursive_fill_fields") {
    builder.call("r", rf(fn), [{ v: source }, { v: target }]);
    return;
  }
  const kw: Record<string, Arg> = random.chance(0.5) ? { zero_unassigned: random.chance(0.4) } : {};
  builder.call("r", rf(fn), [{ v: target }, { v: source }], kw);
}

function unstructured(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "structured_to_unstructured";
  const alike = random.chance(0.5);
  const type = numeric(random);
  const spec: DSpec = alike
    ? {
        list: NAMES.slice(0, random.int(1, 4)).map(
          (name): FieldSpec => (random.chance(0.2) ? [name, type, [2]] : [name, type]),
        ),
      }
    : record(random, 0, random.chance(0.7));
  let name = builder.array({ dtype: spec, shape: shapeOf(random), values: "small" });
  if (alike && random.chance(0.4)) {
    const some = random.shuffle(namesOf(spec)).slice(0, random.int(1, 3));
    builder.step({ to: "s", field: [name, { l: some }] });
    name = "s";
  }
  const kw: Record<string, Arg> = {};
  if (random.chance(0.3)) kw["dtype"] = { d: alike && random.chance(0.3) ? type : numeric(random) };
  if (random.chance(0.2)) kw["copy"] = random.chance(0.5);
  if (random.chance(0.2)) kw["casting"] = random.pick(CASTINGS);
  builder.call("r", rf("structured_to_unstructured"), [{ v: name }], kw);
}

function structured(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "unstructured_to_structured";
  const length = random.int(1, 4);
  const type = numeric(random);
  const shape = [...shapeOf(random).slice(0, 2), length];
  const name = builder.array({ dtype: type, shape, values: "small" });
  const kw: Record<string, Arg> = {};
  const roll = random.unit();
  const count = random.chance(0.95) ? length : length + 1;
  if (roll < 0.4) {
    const list = NAMES.slice(0, count).map(
      (one): FieldSpec => [one, random.chance(0.5) ? type : numeric(random)],
    );
    kw["dtype"] = { d: { list, align: random.chance(0.2) } };
  } else if (roll < 0.7) kw["names"] = { l: NAMES.slice(0, length) };
  if (random.chance(0.2)) kw["align"] = random.chance(0.5);
  if (random.chance(0.2)) kw["copy"] = random.chance(0.5);
  if (random.chance(0.2)) kw["casting"] = random.pick(CASTINGS);
  builder.call("r", rf("unstructured_to_structured"), [{ v: name }], kw);
}

function merged(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "merge_arrays";
  const length = random.int(0, 4);
  const several = random.chance(0.8) ? random.int(2, 3) : 1;
  const same = random.chance(0.5);
  const members = Array.from({ length: several }, (_, i): Arg => {
    const spec: DSpec = random.chance(0.5) ? numeric(random) : renameAll(numbers(random), `m${i}`);
    const shape = [same ? length : random.int(0, 4)];
    return { v: builder.array({ dtype: spec, shape, values: "small" }) };
  });
  const kw: Record<string, Arg> = {};
  // padding records laid flat is refused by NumPy for a reason of its own making
  if (same && random.chance(0.3)) kw["flatten"] = true;
  if (random.chance(0.3)) kw["fill_value"] = random.pick([0, 7, 300, -1]);
  builder.call("r", rf("merge_arrays"), several === 1 ? members : [{ l: members }], kw);
}

/** Fields of numbers: NumPy takes the text in a record of one field apart. */
function numbers(random: Random): DSpec {
  return {
    list: random
      .shuffle(NAMES)
      .slice(0, random.int(1, 3))
      .map((name): FieldSpec => [name, numeric(random)]),
  };
}

function renameAll(spec: DSpec, prefix: string): DSpec {
  if (typeof spec === "string" || "sub" in spec) return spec;
  if ("list" in spec) {
    const list = spec.list.map(([name, ...rest]) => [`${prefix}${name}`, ...rest] as FieldSpec);
    return { ...spec, list };
  }
  return { dict: { ...spec.dict, names: spec.dict.names.map((name) => `${prefix}${name}`) } };
}

function appended(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "append_fields";
  const length = random.int(1, 4);
  const base = builder.array({ dtype: record(random), shape: [length], values: "small" });
  const lengthOf = () => (random.chance(0.7) ? length : random.int(1, 5));
  const data = (): Arg => ({
    v: builder.array({ dtype: numeric(random), shape: [lengthOf()], values: "small" }),
  });
  const kw: Record<string, Arg> = { ...unmasked };
  if (random.chance(0.2)) kw["fill_value"] = random.pick([0, 5, -1]);
  if (random.chance(0.5)) {
    const name = random.chance(0.1) ? "a" : "new";
    builder.call("r", rf("append_fields"), [{ v: base }, name, data()], kw);
    return;
  }
  const names = ["new", "newer"];
  const count = random.chance(0.95) ? 2 : 1;
  const roll = random.unit();
  if (roll < 0.2) kw["dtypes"] = { d: numeric(random) };
  else if (roll < 0.4) {
    const number = random.chance(0.9) ? 2 : 3;
    kw["dtypes"] = { l: Array.from({ length: number }, (): Arg => ({ d: numeric(random) })) };
  }
  const values = { l: Array.from({ length: count }, data) };
  builder.call("r", rf("append_fields"), [{ v: base }, { l: names }, values], kw);
}

function stacked(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "stack_arrays";
  const spec = record(random, 0, random.chance(0.6));
  const members = Array.from({ length: random.int(1, 3) }, (_, i): Arg => {
    const roll = random.unit();
    const own: DSpec =
      i === 0 || roll < 0.5 ? spec : roll < 0.85 ? relative(random, spec) : record(random, 0, true);
    return { v: builder.array({ dtype: own, shape: oneAxis(random), values: "small" }) };
  });
  const kw: Record<string, Arg> = { ...unmasked };
  if (random.chance(0.4)) kw["autoconvert"] = random.chance(0.7);
  if (random.chance(0.3)) kw["defaults"] = { o: { a: 3, extra: 4, nothing: 5 } };
  builder.call("r", rf("stack_arrays"), [{ l: members }], kw);
}

function joined(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "join_by";
  const keyType = random.pick(["i4", "u1", "S2", "f8"]);
  const side = (name: string): DSpec => ({
    list: random.shuffle<FieldSpec>([
      ["k", random.chance(0.8) ? keyType : "i8"],
      ["v", numeric(random)],
      [name, fieldType(random, 2, true)],
    ]),
  });
  // neither side has two records of one key: what comes of those is left open
  const keys = random.shuffle([1, 2, 3, 4, 5, 6, 7]);
  const array = (name: string): string => {
    const spec = side(name);
    const shape = [random.int(1, 4)];
    const made = builder.array({ dtype: spec, shape, values: "small", placement: "C" });
    const mine = random.shuffle(keys).slice(0, shape[0]);
    builder.step({ to: `${made}k`, field: [made, "k"] });
    mine.forEach((key, i) => {
      builder.step({ set: [`${made}k`, [i], keyType === "S2" ? String(key) : key] });
    });
    return made;
  };
  const one = array("w");
  const two = array(random.chance(0.8) ? "z" : "w");
  builder.show = ["r"];
  const kw: Record<string, Arg> = { ...unmasked };
  if (random.chance(0.7)) kw["jointype"] = random.pick(["inner", "outer", "leftouter"]);
  if (random.chance(0.05)) kw["jointype"] = "right";
  if (random.chance(0.2)) kw["r1postfix"] = random.pick(["", "_1"]);
  if (random.chance(0.2)) kw["r2postfix"] = random.pick(["", "_2"]);
  if (random.chance(0.2)) kw["defaults"] = { o: { v: 2, v1: 3, z: 4 } };
  const key: Arg = random.chance(0.8)
    ? random.chance(0.95)
      ? "k"
      : random.pick(["w", "q"])
    : { l: random.pick([["k"], ["k", "k"], ["k", "q"]]) };
  builder.call("r", rf("join_by"), [key, { v: one }, { v: two }], kw);
}

function duplicates(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "find_duplicates";
  const spec: DSpec = {
    list: [
      ["a", random.pick(["u1", "S1"])],
      ["b", { list: [["c", "?"]] }],
    ],
  };
  const name = builder.array({ dtype: spec, shape: [random.int(2, 7)], values: "small" });
  const kw: Record<string, Arg> = random.chance(0.6) ? { key: random.pick(["a", "c", "c"]) } : {};
  if (random.chance(0.4)) kw["return_index"] = random.chance(0.8);
  builder.call("r", rf("find_duplicates"), [{ v: name }], kw);
}

// --- records themselves -------------------------------------------------------------------------

function compared(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["eq", "ne"]);
  builder.op = fn;
  const spec = record(random);
  const roll = random.unit();
  const other: DSpec =
    roll < 0.6 ? spec : roll < 0.85 ? relative(random, spec) : random.pick(["V4", "i4", "S3"]);
  const shape = shapeOf(random);
  const one = builder.array({ dtype: spec, shape, values: "small" });
  const values = random.chance(0.5);
  const two =
    values && other === spec
      ? one
      : builder.array({
          dtype: other,
          shape: random.chance(0.8) ? shape : oneAxis(random),
          values: "small",
        });
  builder.call("r", fn, [{ v: one }, { v: two }]);
}

function castRecords(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["astype", "can_cast", "promote_types", "concatenate"]);
  builder.op = `${fn} of records`;
  const spec = record(random);
  const roll = random.unit();
  const other: DSpec =
    roll < 0.7 ? relative(random, spec) : random.chance(0.5) ? numeric(random) : "V5";
  const kw: Record<string, Arg> = random.chance(0.5) ? { casting: random.pick(CASTINGS) } : {};
  if (fn === "can_cast") builder.call("r", fn, [{ d: spec }, { d: other }], kw);
  else if (fn === "promote_types") builder.call("r", fn, [{ d: spec }, { d: other }]);
  else if (fn === "astype") {
    const name = builder.array({ dtype: spec, shape: shapeOf(random), values: "small" });
    builder.method("r", name, fn, [{ d: other }], kw);
  } else {
    const shape = oneAxis(random);
    const arrays = [spec, random.chance(0.3) ? spec : other].map(
      (dtype): Arg => ({ v: builder.array({ dtype, shape, values: "small" }) }),
    );
    builder.call("r", fn, [{ l: arrays }]);
  }
}

function assigned(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "set records";
  const spec = record(random);
  const shape = random.chance(0.8) ? [random.int(1, 4)] : [2, 2];
  const name = builder.array({ dtype: spec, shape, target: true });
  const index: Arg[] = random.pick<Arg[]>([
    [random.int(0, shape[0]! - 1)],
    [{ sl: [null, null, null] }],
    [{ el: 1 }],
    [{ sl: [0, 1, null] }],
  ]);
  const roll = random.unit();
  let value: Arg;
  if (roll < 0.4) value = recordFor(random, spec);
  else if (roll < 0.5 && typeof index[0] === "object") value = { l: [recordFor(random, spec)] };
  else if (roll < 0.6) value = random.pick<Arg>([1, 0, true, { f: "2.5" }]);
  else if (roll < 0.7) {
    // of a list of another length JavaScript does not tell whether it is a record
    const one = typeof index[0] === "number" && shape.length === 1;
    value = one ? (recordFor(random, spec) as Arg[]).slice(1) : 3;
  } else {
    const other = random.chance(0.5) ? spec : relative(random, spec);
    const own = random.pick([shape, [], [1], [3]]);
    value = { v: builder.array({ dtype: other, shape: own, values: "small" }) };
  }
  builder.step({ set: [name, index, value] });
}

function fieldSet(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "set field";
  const spec = record(random);
  const shape = [random.int(1, 4)];
  const name = builder.array({ dtype: spec, shape, target: true });
  const names = namesOf(spec);
  const several = random.chance(0.4);
  const wanted = several
    ? { l: random.shuffle(names).slice(0, random.int(1, names.length)) }
    : random.pick(names);
  builder.step({ to: "s", field: [name, wanted] });
  const field = layoutOf(spec).fields!.find((one) => one.name === wanted);
  const value: Arg =
    field === undefined ? random.int(0, 3) : scalarFor(random, listType(field.layout)[0]);
  builder.step({ set: ["s", [{ el: 1 }], value] });
}

function made(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "array of records";
  // records of another length than the fields are told from lists by what is in them
  const wrong = random.chance(0.15);
  const spec = record(random, 0, wrong);
  const count = random.int(1, 3);
  const rows = Array.from({ length: count }, (): Arg => {
    const row = recordFor(random, spec) as Arg[];
    if (wrong && random.chance(0.3) && row.length > 1) return row.slice(1);
    if (wrong && random.chance(0.3)) return [...row, 1];
    return row;
  });
  const kw: Record<string, Arg> = { dtype: { d: spec } };
  builder.call("r", "array", [!wrong && random.chance(0.2) ? rows[0]! : { l: rows }], kw);
}

function ordered(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["sort", "argsort", "unique", "isin"]);
  builder.op = `${fn} of records`;
  const spec = record(random, 0, random.chance(0.7));
  const name = builder.array({ dtype: spec, shape: oneAxis(random), values: "small" });
  const kw: Record<string, Arg> = {};
  const names = namesOf(spec);
  if (fn === "isin") {
    builder.call("r", fn, [{ v: name }, { v: name }]);
    return;
  }
  if (fn === "unique") {
    for (const option of ["return_index", "return_inverse", "return_counts"]) {
      if (random.chance(0.3)) kw[option] = true;
    }
  } else if (random.chance(0.7)) {
    const some = random.shuffle(names).slice(0, random.int(1, names.length));
    kw["order"] = random.chance(0.5) ? random.pick([...names, "nothing"]) : { l: some };
  }
  if (fn !== "unique") kw["kind"] = "stable";
  builder.call("r", fn, [{ v: name }], kw);
}

function printed(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "print records";
  const name = builder.array({ dtype: record(random), shape: shapeOf(random) });
  builder.call("r", random.pick(["str", "repr"]), [{ v: name }]);
}

function listed(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick(["tolist", "item", "view", "nonzero", "count_nonzero"]);
  builder.op = `${fn} of records`;
  const spec = record(random, 0, fn === "item");
  const name = builder.array({
    dtype: spec,
    shape: fn === "item" ? [1] : oneAxis(random),
    values: "small",
  });
  if (fn === "view")
    builder.method("r", name, fn, [{ d: random.chance(0.5) ? relative(random, spec) : "u1" }]);
  else if (fn === "count_nonzero" || fn === "nonzero") builder.call("r", fn, [{ v: name }]);
  else builder.method("r", name, fn, []);
}

/** One random case about records. */
export function records(builder: CaseBuilder): void {
  builder.random.weighted([
    [aboutNames, 1],
    [fewer, 2],
    [renamed, 2],
    [repacked, 2],
    [byName, 3],
    [unstructured, 3],
    [structured, 3],
    [merged, 2],
    [appended, 2],
    [stacked, 2],
    [joined, 2],
    [duplicates, 1],
    [compared, 3],
    [castRecords, 4],
    [assigned, 3],
    [fieldSet, 2],
    [made, 3],
    [ordered, 3],
    [printed, 3],
    [listed, 2],
  ] as const)(builder);
}
