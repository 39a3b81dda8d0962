// A case as text: the Python lines and the TypeScript lines that replay it by hand.

import type { Arg, ArraySpec, Case, DSpec, FunctionName, Step } from "./case.js";

interface Language {
  readonly none: string;
  readonly yes: string;
  readonly no: string;
  readonly tuple: (items: readonly string[]) => string;
  readonly dictionary: (items: readonly (readonly [string, string])[]) => string;
}

const PYTHON: Language = {
  none: "None",
  yes: "True",
  no: "False",
  tuple: (items) => `(${items.join(", ")}${items.length === 1 ? "," : ""})`,
  dictionary: (items) => `{${items.map(([key, value]) => `"${key}": ${value}`).join(", ")}}`,
};

const TYPESCRIPT: Language = {
  none: "null",
  yes: "true",
  no: "false",
  tuple: (items) => `[${items.join(", ")}]`,
  dictionary: (items) => `{ ${items.map(([key, value]) => `${key}: ${value}`).join(", ")} }`,
};

function dtypeText(spec: DSpec, python: boolean): string {
  if (typeof spec === "string") return JSON.stringify(spec);
  const language = python ? PYTHON : TYPESCRIPT;
  if ("list" in spec) {
    const fields = spec.list.map(([name, type, shape]) => {
      const parts = [JSON.stringify(name), dtypeText(type, python)];
      return language.tuple(
        shape === undefined ? parts : [...parts, language.tuple(shape.map(String))],
      );
    });
    const align = python ? ", align=True" : ", { align: true }";
    return `np.dtype([${fields.join(", ")}]${spec.align ? align : ""})`;
  }
  if ("sub" in spec) {
    return `np.dtype(${language.tuple([dtypeText(spec.sub[0], python), language.tuple(spec.sub[1].map(String))])})`;
  }
  const { names, formats, offsets, itemsize } = spec.dict;
  return `np.dtype(${language.dictionary([
    ["names", JSON.stringify(names)],
    ["formats", `[${formats.map((one) => dtypeText(one, python)).join(", ")}]`],
    ["offsets", JSON.stringify(offsets)],
    ...(itemsize === undefined ? [] : [["itemsize", String(itemsize)] as const]),
  ])})`;
}

const OWN: Partial<Record<FunctionName, readonly [python: string, typescript: string]>> = {
  sub: ["lambda x, y: x - y", "(x, y) => np.subtract(x, y)"],
  less: ["lambda x, y: x < y", "(x, y) => np.less(x, y)"],
  twice: ["lambda x: 2 * x", "(x) => np.multiply(2, x)"],
  pair: ["lambda x, y: (x + y, x - y)", "(x, y) => [np.add(x, y), np.subtract(x, y)]"],
  length: ["len", "(x) => x.length"],
  halves: ["lambda x: len(x) + 0.5", "(x) => x.length + 0.5"],
  word: ['lambda x: "ab"', '() => "ab"'],
  nothing: ["lambda x: None", "() => null"],
  refusal: ["refuse", '() => { throw new np.ValueError("no such field"); }'],
};

function functionText(name: FunctionName, python: boolean): string {
  return OWN[name]?.[python ? 0 : 1] ?? `np.${name}`;
}

function argText(arg: Arg, python: boolean): string {
  const language = python ? PYTHON : TYPESCRIPT;
  if (arg === null) return language.none;
  if (typeof arg === "boolean") return arg ? language.yes : language.no;
  if (typeof arg === "number") return String(arg);
  if (typeof arg === "string") return JSON.stringify(arg);
  if (Array.isArray(arg)) return language.tuple(arg.map((one: Arg) => argText(one, python)));
  const tagged = arg as Exclude<Arg, readonly Arg[] | string | number | boolean | null>;
  if ("v" in tagged) return tagged.v;
  if ("i" in tagged) {
    return python || Number.isSafeInteger(Number(tagged.i)) ? tagged.i : `${tagged.i}n`;
  }
  if ("f" in tagged) {
    if (!/[a-z]/.test(tagged.f)) return tagged.f;
    return python
      ? `float("${tagged.f}")`
      : tagged.f.replace("inf", "Infinity").replace("nan", "NaN");
  }
  if ("c" in tagged) return `${python ? "complex" : "np.complex"}(${tagged.c.join(", ")})`;
  if ("l" in tagged) return `[${tagged.l.map((one) => argText(one, python)).join(", ")}]`;
  if ("di" in tagged) {
    const pairs = tagged.di.map(
      ([key, one]) =>
        `${key === null ? language.none : JSON.stringify(key)}: ${argText(one, python)}`,
    );
    return `{ ${pairs.join(", ")} }`;
  }
  if ("d" in tagged) return dtypeText(tagged.d, python);
  if ("n" in tagged) return `np.${tagged.n}`;
  if ("do" in tagged) return `np.dtype(${dtypeText(tagged.do, python)})`;
  if ("ty" in tagged) {
    return python ? tagged.ty : { int: "1", float: "0.5", complex: "np.complex(0, 1)" }[tagged.ty];
  }
  if ("sl" in tagged) {
    const parts = tagged.sl.map((one) => (one === null ? language.none : String(one)));
    return `${python ? "slice" : "np.slice"}(${parts.join(", ")})`;
  }
  if ("sx" in tagged) {
    const parts = tagged.sx.map((part) => argText(part, python));
    return `${python ? "slice" : "np.slice"}(${parts.join(", ")})`;
  }
  if ("el" in tagged) return python ? "..." : '"..."';
  if ("t" in tagged) {
    const [kind, count, unit] = tagged.t;
    const given = count === "NaT" ? '"NaT"' : python ? count : `${count}n`;
    return `np.${kind === "M" ? "datetime" : "timedelta"}64(${given}, "${unit}")`;
  }
  if ("by" in tagged) {
    const hex = Buffer.from(tagged.by, "latin1").toString("hex");
    return python ? `bytes.fromhex("${hex}")` : `Uint8Array.from(Buffer.from("${hex}", "hex"))`;
  }
  if ("tx" in tagged) return `file(${tagged.tx.map((one) => JSON.stringify(one)).join(", ")})`;
  if ("py" in tagged) return functionText(tagged.py, python);
  return language.dictionary(
    Object.entries(tagged.o).map(([key, one]) => [key, argText(one, python)]),
  );
}

function callText(
  target: string,
  step: { args?: readonly Arg[]; kw?: Readonly<Record<string, Arg>> },
  python: boolean,
): string {
  const args = (step.args ?? []).map((arg) => argText(arg, python));
  const kw = Object.entries(step.kw ?? {});
  if (kw.length > 0) {
    if (python) args.push(...kw.map(([key, arg]) => `${key}=${argText(arg, true)}`));
    else args.push(TYPESCRIPT.dictionary(kw.map(([key, arg]) => [key, argText(arg, false)])));
  }
  return `${target}(${args.join(", ")})`;
}

function expression(step: Step, python: boolean): string {
  const items = (index: readonly Arg[]): string =>
    index.map((one) => argText(one, python)).join(", ");
  if ("get" in step) {
    const [name, index] = step.get;
    if (!python) return `${name}.at(${items(index)})`;
    return `${name}[${index.length === 0 ? "()" : items(index)}${index.length === 1 ? "," : ""}]`;
  }
  if ("set" in step) {
    const [name, index, value] = step.set;
    const given = argText(value, python);
    if (!python) return `${name}.set([${items(index)}], ${given})`;
    return `${name}[${index.length === 0 ? "()" : items(index)}${index.length === 1 ? "," : ""}] = ${given}`;
  }
  if ("field" in step) {
    const [name, field] = step.field;
    const key = JSON.stringify(typeof field === "string" ? field : field.l);
    return python ? `${name}[${key}]` : `${name}.field(${key})`;
  }
  if ("setattr" in step) {
    const [name, attribute, value] = step.setattr;
    return `${name}.${attribute} = ${argText(value, python)}`;
  }
  if ("walk" in step) {
    const axes = step.axes === undefined ? [] : [step.axes];
    const name = step.axes === undefined ? "np.nditer" : "np.nested_iters";
    return callText(name, { args: [step.walk, ...axes], kw: step.kw }, python);
  }
  if ("brackets" in step) {
    const [name, index] = step.brackets;
    return python ? `np.${name}[${items(index)}]` : `np.${name}(${items(index)})`;
  }
  if ("item" in step) return `${step.item[0]}[${step.item[1]}]`;
  if ("attr" in step) return `${step.attr[0]}.${step.attr[1]}`;
  if ("m" in step) return callText(`${step.m[0]}.${step.m[1]}`, step, python);
  if (step.fn === "str" || step.fn === "repr") {
    const target = python ? step.fn : step.fn === "str" ? "String" : "np.array_repr";
    return callText(target, step, python);
  }
  return callText(`np.${step.fn}`, step, python);
}

function line(step: Step, python: boolean): string {
  const text = expression(step, python);
  const options = Object.entries(step.po ?? {});
  if (python) {
    const assigned = step.to === undefined ? text : `${step.to} = ${text}`;
    if (options.length === 0) return assigned;
    return `with np.printoptions(${options.map(([key, arg]) => `${key}=${argText(arg, true)}`).join(", ")}): ${assigned}`;
  }
  const wrapped =
    options.length === 0
      ? text
      : `np.printoptions(${TYPESCRIPT.dictionary(options.map(([key, arg]) => [key, argText(arg, false)]))}, () => ${text})`;
  return step.to === undefined ? `${wrapped};` : `const ${step.to} = ${wrapped};`;
}

function arrayLine(name: string, spec: ArraySpec, python: boolean): string {
  const dtype = dtypeText(spec.dtype, python);
  if (python) {
    const text = `${name} = np.ndarray(${PYTHON.tuple(spec.shape.map(String))}, ${dtype}, m${spec.mem}, ${spec.offset}, ${PYTHON.tuple(spec.strides.map(String))})`;
    return spec.readonly ? `${text}; ${name}.flags.writeable = False` : text;
  }
  const text = `const ${name} = np.lib.stride_tricks.as_strided(np.frombuffer(m${spec.mem}, { dtype: ${dtype}, offset: ${spec.offset}, count: 1 }), { shape: [${spec.shape.join(", ")}], strides: [${spec.strides.join(", ")}] });`;
  return spec.readonly ? `${text} ${name}.setflags({ write: false });` : text;
}

/** The case as a Python script. */
export function pythonSnippet(one: Case): string {
  const shown = one.steps.flatMap((step) => step.to ?? []).at(-1);
  return [
    "import numpy as np",
    ...one.mem.map(
      (text, i) => `m${i} = bytearray.fromhex("${Buffer.from(text, "base64").toString("hex")}")`,
    ),
    ...Object.entries(one.arrays).map(([name, spec]) => arrayLine(name, spec, true)),
    ...one.steps.map((step) => line(step, true)),
    ...(shown === undefined ? Object.keys(one.arrays).slice(0, 1) : [shown]).map(
      (name) => `print(repr(${name}))`,
    ),
  ].join("\n");
}

/** The case as a TypeScript module. */
export function typescriptSnippet(one: Case): string {
  const shown = one.steps.flatMap((step) => step.to ?? []).at(-1);
  return [
    'import * as np from "strided";',
    ...one.mem.map(
      (text, i) =>
        `const m${i} = Uint8Array.from(Buffer.from("${Buffer.from(text, "base64").toString("hex")}", "hex")).buffer;`,
    ),
    ...Object.entries(one.arrays).map(([name, spec]) => arrayLine(name, spec, false)),
    ...one.steps.map((step) => line(step, false)),
    ...(shown === undefined ? Object.keys(one.arrays).slice(0, 1) : [shown]).map(
      (name) => `console.log(${name});`,
    ),
  ].join("\n");
}
