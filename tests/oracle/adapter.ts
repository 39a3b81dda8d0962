// strided's side of the oracle: gives each word of a case its strided meaning, through the public
// API alone, and answers in the same form as server.py. Where strided differs from NumPy by design
// (options in one object, JavaScript values), the mapping is here.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import * as np from "strided";
import type {
  Answer,
  Arg,
  ArraySpec,
  Case,
  DSpec,
  DWire,
  FunctionName,
  Step,
  Wire,
  WireError,
} from "./case.js";
import { noteCall } from "./coverage.js";

type Callable = (...args: unknown[]) => unknown;

/** The library as a dictionary, to look functions up by NumPy's names. */
const library = np as unknown as Readonly<Record<string, unknown>>;

/** Functions of arrays or numbers, as server.py has them. */
const FUNCTIONS: Readonly<Record<FunctionName, unknown>> = {
  add: np.add,
  sum: np.sum,
  mean: np.mean,
  triu: np.triu,
  tril: np.tril,
  sub: (x: never, y: never) => np.subtract(x, y),
  less: (x: never, y: never) => np.less(x, y),
  twice: (x: never) => np.multiply(2, x),
  pair: (x: never, y: never) => [np.add(x, y), np.subtract(x, y)],
  star: () => "*",
  lines: () => "ab\ncdé",
  length: (x: string) => x.length,
  halves: (x: string) => x.length + 0.5,
  word: () => "ab",
  nothing: () => null,
  refusal: () => {
    throw new np.ValueError("no such field");
  },
};

class Missing extends Error {
  override readonly name = "Missing";
}

function lookUp(path: string): { call: Callable; self: unknown } {
  let self: unknown;
  let value: unknown = library;
  for (const part of path.split(".")) {
    self = value;
    value = (value as Record<string, unknown> | undefined)?.[part];
  }
  if (typeof value !== "function") throw new Missing(`np.${path} is not there`);
  return { call: value as Callable, self };
}

function call(path: string, args: readonly unknown[]): unknown {
  const { call: fn, self } = lookUp(path);
  if (/^class\b/.test(Function.prototype.toString.call(fn))) {
    return Reflect.construct(fn as unknown as new (...args: unknown[]) => unknown, args);
  }
  return Reflect.apply(fn, self, args);
}

/** A described dtype as what a user would pass to `np.dtype`. */
export function dtypeSpec(spec: DSpec): unknown {
  if (typeof spec === "string") return spec;
  if ("list" in spec) {
    const fields = spec.list.map(([name, type, shape]) =>
      shape === undefined ? [name, dtypeSpec(type)] : [name, dtypeSpec(type), shape],
    );
    return call("dtype", spec.align ? [fields, { align: true }] : [fields]);
  }
  if ("sub" in spec) return call("dtype", [[dtypeSpec(spec.sub[0]), spec.sub[1]]]);
  return call("dtype", [{ ...spec.dict, formats: spec.dict.formats.map(dtypeSpec) }]);
}

/** Lays an array over a block, as the replay snippets spell it. */
function layOut(block: ArrayBuffer, spec: ArraySpec): unknown {
  const count = spec.shape.includes(0) ? 0 : 1;
  const offset = Math.min(spec.offset, count === 0 ? 0 : spec.offset);
  const one = call("frombuffer", [block, { dtype: dtypeSpec(spec.dtype), offset, count }]);
  const { shape, strides } = spec;
  const from = one as np.NDArray;
  const array =
    (library["lib"] as Record<string, unknown> | undefined)?.["stride_tricks"] === undefined
      ? new np.NDArray(from.storage, from.byteOffset, shape, strides, from.dtype, from.base, true)
      : call("lib.stride_tricks.as_strided", [one, { shape, strides }]);
  if (spec.readonly === true) (array as np.NDArray).setflags({ write: false });
  return array;
}

/** Every attribute of a dtype, as server.py lists them. */
function dtypeAttributes(dtype: np.DType): unknown[] {
  const entries = (list: readonly unknown[]): string =>
    `[${list.map((one) => described(one, "tuple")).join(", ")}]`;
  const described = (one: unknown, as: "tuple" | "list"): string => {
    if (typeof one === "string") return pyText(one);
    if (!Array.isArray(one)) return String(one);
    const items = one.map((item: unknown, i) => {
      const isField = (one: unknown) => Array.isArray(one) && typeof one[0] !== "number";
      const isDescr = Array.isArray(item) && i === 1 && item.every(isField);
      return isDescr ? entries(item as unknown[]) : described(item, "tuple");
    });
    return as === "tuple" ? `(${items.join(", ")}${items.length === 1 ? "," : ""})` : "";
  };
  let descr: string;
  try {
    descr = entries(dtype.descr);
  } catch (error) {
    descr = (error as Error).message;
  }
  const { fields } = dtype;
  return [
    dtype.alignment,
    dtype.base.repr(),
    dtype.byteorder,
    dtype.char,
    descr,
    dtype.flags,
    dtype.hasobject,
    dtype.isalignedstruct,
    dtype.itemsize === 0 && dtype.names === null ? null : dtype.isbuiltin,
    dtype.isnative,
    dtype.itemsize,
    dtype.kind,
    dtype.name,
    dtype.names,
    dtype.ndim,
    dtype.num,
    dtype.shape,
    dtype.str,
    String(dtype),
    dtype.repr(),
    dtype.type.name,
    fields === null
      ? null
      : [...fields].map(([name, { dtype: type, offset, title }]) =>
          title === undefined ? [name, type, offset] : [name, type, offset, title],
        ),
  ];
}

/** Python's repr of a string, as far as the generators' names need it. */
function pyText(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

/** What NumPy calls the class of an object whose method a case calls. */
function kindOf(self: unknown): string {
  if (self instanceof np.NDArray) return "ndarray";
  if (self instanceof np.DType) return "dtype";
  return `random.${(self as object).constructor.name}`;
}

let folder: string | null = null;
let files = 0;

/** A temporary file with these bytes; packed, where its extension says so. */
function fileWith(content: string | null, extension: string): string {
  if (folder === null) {
    const made = mkdtempSync(join(tmpdir(), "oracle-"));
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  const path = join(folder, `${files++ % 64}${extension}`);
  if (content === null) {
    rmSync(path, { force: true });
    return path;
  }
  const bytes = Buffer.from(content, "latin1");
  writeFileSync(path, extension === ".gz" ? gzipSync(bytes) : bytes);
  return path;
}

function contents(path: string): Uint8Array {
  const bytes = readFileSync(path);
  return new Uint8Array(path.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}

class Scope {
  readonly blocks: ArrayBuffer[];
  readonly initial: string[];
  readonly names = new Map<string, unknown>();
  private readonly roots: { root: unknown; name: string }[] = [];
  private marked: Buffer[] = [];

  constructor(one: Case) {
    this.initial = [...one.mem];
    this.blocks = one.mem.map((text) => {
      const bytes = Buffer.from(text, "base64");
      const block = new ArrayBuffer(bytes.length);
      new Uint8Array(block).set(bytes);
      return block;
    });
    for (const [name, spec] of Object.entries(one.arrays)) {
      this.names.set(name, layOut(this.blocks[spec.mem]!, spec));
    }
  }

  get(name: string): unknown {
    if (!this.names.has(name)) throw new Error(`no variable ${name}`);
    return this.names.get(name);
  }

  /** A described argument as a JavaScript value; Python's tuples and lists are both arrays. */
  value(arg: Arg): unknown {
    if (arg === null || typeof arg !== "object") return arg;
    if (Array.isArray(arg)) return arg.map((item: Arg) => this.value(item));
    const tagged = arg as Exclude<Arg, readonly Arg[] | string | number | boolean | null>;
    if ("v" in tagged) return this.get(tagged.v);
    if ("i" in tagged) {
      const number = Number(tagged.i);
      return Number.isSafeInteger(number) ? number : BigInt(tagged.i);
    }
    if ("f" in tagged) return Number(tagged.f.replace("inf", "Infinity").replace("nan", "NaN"));
    if ("c" in tagged) return call("complex", tagged.c.map(Number));
    if ("l" in tagged) return tagged.l.map((item) => this.value(item));
    if ("n" in tagged) return library[tagged.n];
    if ("di" in tagged) {
      const pairs = tagged.di.map(([key, item]) => [key, this.value(item)] as const);
      // the keys of an object are in an order of its own
      const isOrdered = tagged.di.every(([key]) => typeof key === "string");
      return isOrdered ? Object.fromEntries(pairs) : new Map(pairs);
    }
    if ("d" in tagged) return dtypeSpec(tagged.d);
    if ("do" in tagged) return call("dtype", [dtypeSpec(tagged.do)]);
    // A number stands for its type where NumPy takes the type of a weak scalar.
    if ("ty" in tagged) return { int: 1, float: 0.5, complex: new np.Complex(0, 1) }[tagged.ty];
    if ("sl" in tagged) return call("slice", tagged.sl);
    if ("sx" in tagged) {
      return call(
        "slice",
        tagged.sx.map((part) => this.value(part)),
      );
    }
    if ("el" in tagged) return "...";
    if ("t" in tagged) {
      const [kind, count, unit] = tagged.t;
      const given = count === "NaT" ? count : BigInt(count);
      return call(kind === "M" ? "datetime64" : "timedelta64", [given, unit]);
    }
    if ("by" in tagged) return Uint8Array.from(Buffer.from(tagged.by, "latin1"));
    if ("tx" in tagged) return fileWith(...tagged.tx);
    if ("py" in tagged) return FUNCTIONS[tagged.py];
    return Object.fromEntries(
      Object.entries(tagged.o).map(([key, item]) => [key, this.value(item)]),
    );
  }

  private values(args: readonly Arg[] = []): unknown[] {
    return args.map((arg) => this.value(arg));
  }

  private keywords(kw: Readonly<Record<string, Arg>> = {}): unknown[] {
    const entries = Object.entries(kw).map(([key, arg]) => [key, this.value(arg)] as const);
    return entries.length === 0 ? [] : [Object.fromEntries(entries)];
  }

  private method(name: string, method: string, args: readonly unknown[]): unknown {
    const self = this.get(name) as Record<string, unknown>;
    const fn = self[method];
    noteCall(`${kindOf(self)}.${method}`);
    if (typeof fn !== "function") throw new Missing(`ndarray.${method} is not there`);
    return Reflect.apply(fn as Callable, self, args);
  }

  run(step: Step): void {
    const po = step.po;
    if (po !== undefined) noteCall("printoptions");
    const result =
      po === undefined
        ? this.perform(step)
        : call("printoptions", [this.keywords(po)[0] ?? {}, () => this.perform(step)]);
    if (step.to !== undefined) this.names.set(step.to, result);
  }

  private perform(step: Step): unknown {
    if ("get" in step) return this.method(step.get[0], "at", this.values(step.get[1]));
    if ("set" in step) {
      const [name, index, value] = step.set;
      return this.method(name, "set", [this.values(index), this.value(value)]);
    }
    if ("field" in step) {
      const [name, field] = step.field;
      return this.method(name, "field", [typeof field === "string" ? field : field.l]);
    }
    if ("item" in step) return (this.get(step.item[0]) as unknown[])[step.item[1]];
    if ("attr" in step) {
      const [name, attribute] = step.attr;
      const value = (this.get(name) as Record<string, unknown>)[attribute];
      if (value === undefined) throw new Missing(`ndarray.${attribute} is not there`);
      return value;
    }
    if ("setattr" in step) {
      const [name, attribute, value] = step.setattr;
      (this.get(name) as Record<string, unknown>)[attribute] = this.value(value);
      return null;
    }
    if ("walk" in step) return this.walk(step);
    if ("brackets" in step) return call(step.brackets[0], this.values(step.brackets[1]));
    const args = [...this.values(step.args), ...this.keywords(step.kw)];
    if ("m" in step) return this.method(step.m[0], step.m[1], args);
    return this.callFunction(step.fn, args);
  }

  /** An iterator's steps as lists, and its operands at the end. */
  private walk(step: Extract<Step, { walk: unknown }>): unknown {
    noteCall(step.axes === undefined ? "nditer" : "nested_iters");
    const op = this.value(step.walk);
    const given = Object.fromEntries(
      Object.entries(step.kw).map(([key, arg]) => [key, this.value(arg)]),
    );
    if (step.axes !== undefined) {
      const axes = this.value(step.axes) as number[][];
      const iters = np.nested_iters(op, axes, given) as unknown as np.NDIter[];
      const seen: unknown[] = [];
      const descend = (level: number): void => {
        for (const value of iters[level]!) {
          if (level + 1 < iters.length) {
            seen.push(level);
            descend(level + 1);
            continue;
          }
          const values = Array.isArray(value) ? value : [value];
          seen.push(touch(values, step.write));
        }
      };
      descend(0);
      const { operands } = iters[0]!;
      for (const it of iters.reverse()) it.close();
      return [seen, operands];
    }
    const it = np.nditer(op, given);
    for (const [member, ...args] of step.before ?? []) {
      const values = args.map((arg) => this.value(arg));
      const found = (it as unknown as Record<string, unknown>)[member];
      if (typeof found === "function") Reflect.apply(found, it, values);
      else (it as unknown as Record<string, unknown>)[member] = values[0];
    }
    let seen: unknown[] = [];
    const columns: np.NDArray[][] = [];
    if (it.itersize === 0 || it.has_delayed_bufalloc) it.reset();
    const about: unknown[] = [it.ndim, it.nop, it.itersize, it.iterrange];
    if (!it.finished) about.push(it.shape);
    for (const value of it) {
      const values = Array.isArray(value) ? value : [value];
      const where: unknown[] = step.flat ? [] : [it.iterindex];
      if (it.has_index) where.push(it.index);
      if (it.has_multi_index) where.push(it.multi_index);
      const copies = touch(values, step.write);
      seen.push([where, copies]);
      copies.forEach((one, i) => {
        columns[i] ??= [];
        columns[i].push(one);
      });
    }
    const { dtypes, operands } = it;
    it.close();
    if (step.flat) seen = columns.map((column) => np.concatenate(column.map((one) => one.ravel())));
    return [about, seen, dtypes, operands];
  }

  private callFunction(name: string, args: readonly unknown[]): unknown {
    noteCall(name);
    if (name === "dtype_attributes") return dtypeAttributes(args[0] as np.DType);
    if (name === "dtype_equal") return (args[0] as np.DType).equals(args[1] as np.DType);
    if (name === "dtype_field") return (args[0] as np.DType).field(args[1] as never);
    if (name === "eq" || name === "ne") {
      // Python's operators; np.equal itself refuses records there
      return call(name === "eq" ? "equal" : "not_equal", args);
    }
    if (name === "str") return String(args[0]);
    if (name === "list") return [...(args[0] as Iterable<unknown>)];
    if (name === "contents") return contents(args[0] as string);
    if (name === "path") return args[0];
    // what is printed as by older versions, strided does not have
    if (name === "get_printoptions") {
      const entries = Object.entries(np.get_printoptions()).filter(([key]) => key !== "legacy");
      return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    if (name === "applied") return (args[0] as Callable)(...args.slice(1));
    if (name === "repr") {
      const [one] = args;
      const time = one instanceof np.Datetime64 || one instanceof np.Timedelta64;
      const own = time || one instanceof np.FloatInfo || one instanceof np.IntegerInfo;
      return own || one instanceof np.DType ? one.repr() : call("array_repr", args);
    }
    return call(name, args);
  }

  private place(array: np.NDArray, name: string): [number | string, number] | null {
    if (array.size === 0 || array.nbytes === 0) return null;
    const block = this.blocks.indexOf(array.storage.buffer as ArrayBuffer);
    if (block >= 0) return [block, array.byteOffset];
    let root = array;
    while (root.base instanceof np.NDArray) root = root.base;
    const known = this.roots.find((one) => one.root === root);
    if (known === undefined) this.roots.push({ root, name });
    return [known?.name ?? name, array.byteOffset - root.byteOffset];
  }

  encode(value: unknown, name: string): Wire {
    if (value === null || value === undefined) return { k: "none" };
    if (value instanceof np.NDArray) return this.encodeArray(value, name);
    if (value instanceof np.DType) return { k: "dtype", dtype: describe(value) };
    if (value instanceof np.Slice) return { k: "value", type: "str", value: String(value) };
    if (value instanceof np.Datetime64 || value instanceof np.Timedelta64) {
      return this.encodeTime(value);
    }
    if (value instanceof np.Complex) {
      return { k: "value", type: "complex", value: [text(value.re), text(value.im)] };
    }
    if (typeof value === "boolean") return { k: "value", type: "bool", value };
    if (value === "...") return { k: "none" };
    if (typeof value === "string") return { k: "value", type: "str", value };
    if (typeof value === "bigint") return { k: "value", type: "int", value: String(value) };
    if (typeof value === "number") {
      const type = Number.isInteger(value) && !Object.is(value, -0) ? "int" : "float";
      return { k: "value", type, value: text(value) };
    }
    if (value instanceof Uint8Array) {
      return { k: "value", type: "bytes", value: Buffer.from(value).toString("base64") };
    }
    if (value instanceof np.FloatInfo || value instanceof np.IntegerInfo) {
      return { k: "value", type: "str", value: String(value) };
    }
    const type = (value as { dtype?: unknown }).dtype;
    if (typeof value === "function" && type instanceof np.DType) {
      return { k: "dtype", dtype: describe(type) };
    }
    if (Array.isArray(value)) {
      return { k: "tuple", items: value.map((item, i) => this.encode(item, `${name}[${i}]`)) };
    }
    if (typeof value === "object") {
      // A record: Python's item() is a tuple in field order.
      return {
        k: "tuple",
        items: Object.values(value).map((item, i) => this.encode(item, `${name}[${i}]`)),
      };
    }
    return { k: "unknown", type: typeof value, text: String(value) };
  }

  /** One instant or span: as the 0-d array that NumPy's scalar is compared with. */
  private encodeTime(value: np.Datetime64 | np.Timedelta64): Wire {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value.value);
    const data = bytes.toString("base64");
    const dtype = describe(value.dtype);
    const layout = { shape: [], strides: [], flags: "CFWAO", at: null };
    return { k: "array", isValue: true, dtype, ...layout, data };
  }

  private encodeArray(array: np.NDArray, name: string): Wire {
    const { flags } = array;
    const letters = [
      flags.c_contiguous ? "C" : "",
      flags.f_contiguous ? "F" : "",
      flags.writeable ? "W" : "",
      flags.aligned ? "A" : "",
      flags.owndata ? "O" : "",
    ];
    return {
      k: "array",
      dtype: describe(array.dtype),
      shape: array.shape,
      strides: array.strides,
      flags: letters.join(""),
      at: this.place(array, name),
      data: Buffer.from(array.tobytes()).toString("base64"),
    };
  }

  /** Remembers the blocks as they are now. */
  mark(): void {
    this.marked = this.blocks.map((block) => Buffer.from(block.slice(0)));
  }

  /** Whether the blocks are as they were when they were marked. */
  isUntouched(): boolean {
    return this.blocks.every((block, i) => this.marked[i]!.equals(new Uint8Array(block)));
  }

  memory(): (string | null)[] {
    return this.blocks.map((block, i) => {
      const now = Buffer.from(block).toString("base64");
      return now === this.initial[i] ? null : now;
    });
  }
}

/** Copies of what an iterator shows, then something written into what may be written. */
function touch(values: readonly np.NDArray[], write: "add" | "set" | undefined): np.NDArray[] {
  const shown = values.filter((one) => write !== "set" || !one.writeable);
  const copies = shown.map((one) => one.copy());
  for (const one of values) {
    if (one.writeable && write === "add") np.add(one, 1, { out: one, casting: "unsafe" });
    if (one.writeable && write === "set") one.set("...", 7);
  }
  return copies;
}

/** A number as text that keeps the sign of zero. */
function text(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A dtype in the spelling of answers. */
export function describe(dtype: np.DType): DWire {
  if (dtype.subdtype !== null) {
    return { sub: [describe(dtype.subdtype.base), dtype.subdtype.shape] };
  }
  if (dtype.names !== null) {
    const fields = dtype.names.map((name) => dtype.fields!.get(name)!);
    return {
      names: dtype.names,
      formats: fields.map((field) => describe(field.dtype)),
      offsets: fields.map((field) => field.offset),
      itemsize: dtype.itemsize,
      align: dtype.isalignedstruct,
    };
  }
  return dtype.str;
}

/** Errors of the engine itself: a call that reached code which was not ready for it. */
const CRASH =
  /Cannot (read|set|mix|convert)|is not a function|(?<!object )is not iterable|undefined|Maximum call|not a constructor/;

function encodeError(error: unknown, step: number): WireError {
  if (!(error instanceof Error)) {
    return { step, class: "not an Error", mro: [], message: String(error) };
  }
  const native =
    error.constructor === TypeError ||
    error.constructor === RangeError ||
    error.constructor === ReferenceError;
  const crash = native && CRASH.test(error.message);
  const message = crash
    ? `${error.message}\n${error.stack?.split("\n").slice(1, 4).join("\n")}`
    : error.message;
  return { step, class: crash ? "crash" : error.name, mro: [error.name], message };
}

/** Runs a case; what it throws is part of the answer. Print options that it sets hold for that case. */
export function runCase(one: Case): Answer {
  return np.printoptions({}, () => answerOf(one));
}

/** Warnings that were given so far: strided gives each once. */
const warnedBefore = new Set<string>();

/** Runs the steps, and says what warnings they gave. */
function warningsOf(run: () => void): string[] {
  const given: string[] = [];
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, type?: string) => {
    given.push(
      typeof warning === "string" ? `${type}: ${warning}` : `${warning.name}: ${warning.message}`,
    );
  }) as typeof process.emitWarning;
  try {
    run();
  } finally {
    process.emitWarning = emitWarning;
  }
  for (const one of given) warnedBefore.add(one);
  return given;
}

function answerOf(one: Case): Answer {
  let scope: Scope;
  try {
    scope = new Scope(one);
  } catch (error) {
    return { results: {}, mem: one.mem.map(() => null), error: encodeError(error, -1) };
  }
  const shown = new Set(one.show ?? one.steps.flatMap((step) => step.to ?? []));
  let error: WireError | undefined;
  let untouched = true;
  const said = new Set<string>();
  const write = (line: string) => said.add(line.replace(/^Warning: |\n$/g, ""));
  const warned = warningsOf(() => {
    for (const [number, step] of one.steps.entries()) {
      scope.mark();
      try {
        np.errstate({ all: "log", under: "ignore", call: { write } }, () => scope.run(step));
      } catch (thrown) {
        error = encodeError(thrown, number);
        untouched = scope.isUntouched();
        break;
      }
    }
  });
  const results: Record<string, Wire> = {};
  for (const [name, value] of scope.names) {
    if (!shown.has(name)) continue;
    try {
      results[name] = scope.encode(value, name);
    } catch (thrown) {
      error ??= encodeError(thrown, one.steps.length);
    }
  }
  const fpe = [...said].sort();
  const failed = error === undefined ? {} : { error, untouched };
  return { results, mem: scope.memory(), fpe, warned, warnedBefore, ...failed };
}
