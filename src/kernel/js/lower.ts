// Lowers a kernel description to JavaScript source: a pure function from (kernel, variant, access classes)
// to text. The text is the body of a function of `H` (helpers) and `F` (math functions) that returns
// `(V, P, X) => void`: V the operands' typed arrays, P the parameter block of access.ts, X index lists.

import { InternalError } from "../../memory/errors.js";
import {
  type Access,
  FIRST_OPERAND,
  INNER_COUNT,
  OUTER_COUNT,
  PER_OPERAND,
  type Variant,
} from "../access.js";
import { type Node, reachable } from "../ir.js";
import type { ArgKernel, Kernel, MapKernel, ReduceKernel } from "../kernel.js";
import {
  advance,
  argumentReader,
  innerStep,
  isIndexed,
  type Lowering,
  memoryReader,
  placeOf,
  stepValues,
  unrolled,
  unrollOf,
  whole,
} from "./loops.js";
import { pairwiseFunction } from "./pairwise.js";
import {
  asCondition,
  asNumber,
  type JsValue,
  num,
  readPlace,
  viewBytes,
  viewOfLane,
  wide,
  writePlace,
} from "./values.js";
import { type Bindings, Writer } from "./writer.js";

/**
 * The source of a kernel for one variant and one combination of access classes. `far` code takes indexes
 * beyond 31 bits, slowly.
 */
export function lower(
  kernel: Kernel,
  variant: Variant,
  access: readonly Access[],
  far = false,
): string {
  const still =
    kernel.form !== "map" && (variant === "reduce" || variant === "arg") ? kernel.output : -1;
  const l: Lowering = { w: new Writer(), kernel, access, far, still, shift: 0 };
  const body = new Writer();
  const inner: Lowering = { ...l, w: body };
  if (variant === "map") lowerMap(inner, mapOf(kernel));
  else if (kernel.form === "reduce") lowerReduction(inner, kernel, variant);
  else if (kernel.form === "arg" && variant === "arg") lowerArg(inner, kernel);
  else
    throw new InternalError(
      `kernel ${kernel.name}: no ${variant} lowering of a ${kernel.form} kernel`,
    );
  let extra = "";
  if (kernel.form === "reduce" && kernel.pairwise && variant === "reduce") {
    const pairwise: Lowering = { ...l, w: new Writer() };
    pairwiseFunction(pairwise, kernel);
    extra = `${pairwise.w.text}\n`;
    for (const name of pairwise.w.helpers) body.helpers.add(name);
    for (const name of pairwise.w.functions) body.functions.add(name);
  }
  const prologue = [
    '"use strict";',
    ...[...body.helpers].map((name) => `const ${name} = H.${name};`),
    ...[...body.functions].map((name) => `const f_${name} = F.${name};`),
  ];
  const name = `${kernel.name.replace(/\W/g, "_")}_${variant}`;
  return `${prologue.join("\n")}\n${extra}return function ${name}(V, P, X) {\n${body.text}\n};`;
}

/** A reduction's `first` as an elementwise kernel: how the state begins. */
function mapOf(kernel: Kernel): MapKernel {
  if (kernel.form === "map") return kernel;
  if (kernel.form === "reduce") {
    return { ...kernel, form: "map", outputs: [{ operand: kernel.output, roots: kernel.first }] };
  }
  throw new InternalError(`kernel ${kernel.name}: an arg-reduction has no elementwise form`);
}

/** Declares extents, arrays, offsets and strides. */
function declareOperands(l: Lowering): void {
  const { w, kernel } = l;
  w.line(`const n1 = ${whole(l, `P[${OUTER_COUNT}]`)}, n0 = ${whole(l, `P[${INNER_COUNT}]`)};`);
  kernel.operands.forEach((_, at) => {
    const base = FIRST_OPERAND + at * PER_OPERAND;
    const parameter = (name: string, add: number) =>
      `${name}${at} = ${whole(l, `P[${base + add}]`)}`;
    w.line(`const a${at} = V[${at}], ${parameter("u", 1)}, ${parameter("s", 2)};`);
    w.line(`let ${parameter("o", 0)};`);
    if (isIndexed(l.access[at]!)) w.line(`const x${at} = X[${at}];`);
  });
}

/** The outer loop over lines; inside it `p` are the operands' pointers. */
function eachLine(l: Lowering, inside: () => void): void {
  const { w, kernel } = l;
  w.block("for (let j = 0; j < n1; j++)", () => {
    w.line(`let ${kernel.operands.map((_, at) => `p${at} = o${at}`).join(", ")};`);
    inside();
    w.line(kernel.operands.map((_, at) => `o${at} = ${whole(l, `o${at} + u${at}`)};`).join(" "));
  });
}

/** The inner loop over a line's elements; `roots` is what `inside` computes. */
function eachElement(l: Lowering, roots: readonly Node[], inside: () => void): void {
  const { w } = l;
  const copies = unrollOf(l, roots);
  w.line("let i = 0;");
  if (copies > 1) {
    w.block(`for (const m = n0 - ${copies - 1}; i < m; i += ${copies})`, () => {
      unrolled(l, copies, inside);
    });
  }
  oneByOne(l, "", inside);
}

/** The inner loop, an element at a time; `from` declares `i` unless it is there. */
function oneByOne(l: Lowering, from: string, inside: () => void): void {
  const { w, kernel } = l;
  w.block(`for (${from}; i < n0; i++)`, () => {
    kernel.operands.forEach((_, at) => {
      if (!isIndexed(l.access[at]!)) return;
      const unit =
        l.access[at] === "indexed" ? viewBytes[viewOfLane[kernel.operands[at]!.type.lane]] : 1;
      const index = `o${at} + x${at}[i]${unit === 1 ? "" : ` * ${1 / unit}`}`;
      w.line(`p${at} = ${whole(l, index)};`);
    });
    inside();
    advance(l);
  });
}

/** Writes, before the inner loop, everything under `roots` that does not change in it. */
function hoist(l: Lowering, roots: readonly Node[], bindings: Bindings): void {
  const isOutput = (operand: number) => l.kernel.operands[operand]!.role === "out";
  const invariant = new Set<Node>();
  for (const node of reachable(roots)) {
    const fixed =
      node.op === "load"
        ? l.access[node.operand] === "broadcast" && !isOutput(node.operand)
        : node.op === "const" ||
          (node.args.length > 0 && node.args.every((arg) => invariant.has(arg)));
    if (!fixed) continue;
    invariant.add(node);
    if (node.op !== "const") l.w.value(node, bindings, memoryReader(l));
  }
}

function store(l: Lowering, operand: number, values: readonly JsValue[]): void {
  values.forEach((value, component) => {
    l.w.line(writePlace(placeOf(l, operand), component, value));
  });
}

/** Guards `inside` with the kernel's mask, if it has one. */
function masked(l: Lowering, inside: () => void): void {
  const { where } = l.kernel;
  if (where < 0) {
    inside();
    return;
  }
  const mask = readPlace(placeOf(l, where), 0);
  l.w.block(`if (${asCondition(mask)})`, inside);
}

function lowerMap(l: Lowering, kernel: MapKernel): void {
  const { w } = l;
  declareOperands(l);
  eachLine(l, () => {
    const hoisted: Bindings = new Map();
    const roots = kernel.outputs.flatMap((output) => output.roots);
    hoist(l, roots, hoisted);
    eachElement(l, roots, () => {
      masked(l, () => {
        const bindings: Bindings = new Map(hoisted);
        // All results first: an output may be an input's own memory.
        const results = kernel.outputs.map(({ roots }) =>
          w.values(roots, bindings, memoryReader(l)),
        );
        kernel.outputs.forEach(({ operand }, at) => {
          store(l, operand, results[at]!);
        });
      });
    });
  });
}

function loadOutput(l: Lowering, kernel: ReduceKernel): JsValue[] {
  const { lane, components } = kernel.operands[kernel.output]!.type;
  const place = placeOf(l, kernel.output);
  const loaded = Array.from({ length: components }, (_, at) => l.w.hold(readPlace(place, at)));
  void lane;
  return l.w.values(kernel.start, new Map(), argumentReader(l, loaded));
}

function finished(l: Lowering, kernel: ReduceKernel, state: readonly JsValue[]): JsValue[] {
  return l.w.values(kernel.finish, new Map(), argumentReader(l, state));
}

function lowerReduction(l: Lowering, kernel: ReduceKernel, variant: Variant): void {
  declareOperands(l);
  eachLine(l, () => {
    if (variant === "combine") lowerCombine(l, kernel);
    else if (variant === "accumulate") lowerAccumulate(l, kernel);
    else lowerInnerReduce(l, kernel);
  });
}

/** Each element into its own output: the inner axis is kept, an outer one is reduced. */
function lowerCombine(l: Lowering, kernel: ReduceKernel): void {
  const hoisted: Bindings = new Map();
  hoist(l, kernel.element, hoisted);
  eachElement(l, [...kernel.element, ...kernel.step], () => {
    masked(l, () => {
      const element = l.w.values(kernel.element, new Map(hoisted), memoryReader(l));
      const state = stepValues(l, kernel, loadOutput(l, kernel), element);
      store(l, kernel.output, finished(l, kernel, state));
    });
  });
}

/** The whole inner axis into one output, the state in variables. */
function lowerInnerReduce(l: Lowering, kernel: ReduceKernel): void {
  const { w } = l;
  const state = w.variables("r", kernel.step, loadOutput(l, kernel));
  if (kernel.pairwise) {
    eachPairwiseRun(l, kernel, (sum) => {
      w.assign(state, stepValues(l, kernel, state, sum));
      // A half's sum is rounded to a half wherever NumPy's loop would have stored it.
      if (kernel.finish.some((root) => root.op !== "argument")) {
        const rounded = finished(l, kernel, state);
        w.assign(state, w.values(kernel.start, new Map(), argumentReader(l, rounded)));
      }
    });
  } else {
    const hoisted: Bindings = new Map();
    hoist(l, kernel.element, hoisted);
    eachElement(l, [...kernel.element, ...kernel.step], () => {
      masked(l, () => {
        const element = w.values(kernel.element, new Map(hoisted), memoryReader(l));
        w.assign(state, stepValues(l, kernel, state, element));
        if (kernel.absorbing !== null) {
          w.line(`if (${asNumber(state[0]!)} === ${kernel.absorbing ? 1 : 0}) break;`);
        }
      });
    });
  }
  store(l, kernel.output, finished(l, kernel, state));
}

/** NumPy's chunk of a converted operand, in elements. */
const BUFFER_ELEMENTS = 8192;

/** Cuts a line as NumPy's iterator would (buffers, runs of the mask) and sums each piece pairwise. */
function eachPairwiseRun(l: Lowering, kernel: ReduceKernel, use: (sum: JsValue[]) => void): void {
  const { w } = l;
  const operands = kernel.operands.map((_, at) => at).filter((at) => at < kernel.inputs);
  w.block("for (let i = 0; i < n0; )", () => {
    w.line(
      kernel.buffered
        ? `let e = i - i % ${BUFFER_ELEMENTS} + ${BUFFER_ELEMENTS}; if (e > n0) e = n0;`
        : "let e = n0;",
    );
    if (kernel.where >= 0) {
      const step = innerStep(l, kernel.where) || "0";
      const mask = (at: string) =>
        asCondition(readPlace(placeOf(l, kernel.where, `p${kernel.where} + ${at} * ${step}`), 0));
      w.line(`if (!${mask("i")}) { i++; continue; }`);
      w.line(`let k = i + 1; while (k < e && ${mask("k")}) k++;`);
      w.line("e = k;");
    }
    const args = operands.map((at) => {
      const step = innerStep(l, at) || "0";
      return `a${at}, ${whole(l, `p${at} + i * ${step}`)}, ${step}`;
    });
    const re = w.temp(`pairwise(e - i, ${args.join(", ")})`);
    const sum = kernel.element.length === 2 ? [num(re), num(w.temp("pairwiseIm"))] : [num(re)];
    use(sum);
    w.line("i = e;");
  });
}

/** Running results: the stored value, rounded as stored, is the next state. */
function lowerAccumulate(l: Lowering, kernel: ReduceKernel): void {
  const { w } = l;
  w.line("if (n0 === 0) return;");
  const first = w.values(kernel.first, new Map(), memoryReader(l));
  store(l, kernel.output, first);
  const stored = w.variables("r", kernel.first, first);
  advance(l);
  oneByOne(l, "let i = 1", () => {
    const element = w.values(kernel.element, new Map(), memoryReader(l));
    const before = w.values(kernel.start, new Map(), argumentReader(l, stored));
    const state = stepValues(l, kernel, before, element);
    const result = finished(l, kernel, state);
    store(l, kernel.output, result);
    w.assign(stored, result);
  });
}

function lowerArg(l: Lowering, kernel: ArgKernel): void {
  const { w } = l;
  declareOperands(l);
  eachLine(l, () => {
    w.line("let best = 0;");
    const first = w.values(kernel.element, new Map(), memoryReader(l));
    const best = w.variables("r", kernel.element, first);
    const final = () =>
      kernel.final === null
        ? null
        : asCondition(w.value(kernel.final, new Map(), argumentReader(l, best)));
    const search = () => {
      advance(l);
      oneByOne(l, "let i = 1", () => {
        const element = w.values(kernel.element, new Map(), memoryReader(l));
        const better = w.value(kernel.better, new Map(), argumentReader(l, best, element));
        w.block(`if (${asCondition(better)})`, () => {
          w.line("best = i;");
          w.assign(best, element);
          const stop = final();
          if (stop !== null) w.line(`if (${stop}) break;`);
        });
      });
    };
    const stop = final();
    if (stop === null) search();
    else w.block(`if (!${stop})`, search);
    store(l, kernel.output, [wide("best | 0", l.far ? "Math.floor(best / 4294967296)" : "0")]);
  });
}
