// The loops of reductions and accumulations as generated code: where the state lives, when it is stored,
// and in which order numbers are added.

import { FIRST_OPERAND, PER_OPERAND, type Variant } from "../access.js";
import { Graph } from "../ir.js";
import { BUFFER_ELEMENTS, type ReduceKernel } from "../kernel.js";
import { elementType, type NumericName } from "../lanes.js";
import {
  raisedStepFunction,
  raisedSumFunction,
  watchElement,
  watchFinish,
  watchFirst,
  watchStep,
  watchSum,
} from "./errors.js";
import {
  advance,
  argumentReader,
  declareOperands,
  eachElement,
  eachLine,
  hoist,
  innerStep,
  type Lowering,
  masked,
  memoryReader,
  oneByOne,
  placeOf,
  stepValues,
  store,
  whole,
} from "./loops.js";
import { pairwiseFunction } from "./pairwise.js";
import { FLUSH, FLUSH_IF_FULL } from "./row-buffer.js";
import { asCondition, asNumber, type JsValue, num, readPlace } from "./values.js";
import { type Bindings, Writer } from "./writer.js";

/** The state in the output, or as far before it as `back` says. */
function loadOutput(l: Lowering, kernel: ReduceKernel, back = ""): JsValue[] {
  const { components } = kernel.operands[kernel.output]!.type;
  const here = placeOf(l, kernel.output);
  const place = { ...here, index: here.index + back };
  const loaded = Array.from({ length: components }, (_, at) => l.w.hold(readPlace(place, at)));
  return l.w.values(kernel.start, new Map(), argumentReader(l, loaded));
}

function finished(l: Lowering, kernel: ReduceKernel, state: readonly JsValue[]): JsValue[] {
  return l.w.values(kernel.finish, new Map(), argumentReader(l, state));
}

/** Writes a reduction's loops; returns the functions that must stand before them. */
export function lowerReduction(l: Lowering, kernel: ReduceKernel, variant: Variant): string {
  declareOperands(l);
  if (variant === "rows") return kernel.pairwise ? lowerRows(l, kernel) : lowerHalfRows(l, kernel);
  if (kernel.errors !== null) {
    l.w.traps = kernel.errors.traps;
    l.w.line(isPairwise(kernel, variant) ? "E = 0;" : "let E = 0;");
  }
  eachLine(l, () => {
    if (variant === "combine") lowerCombine(l, kernel, "");
    else if (variant === "chain") lowerCombine(l, kernel, ` - u${kernel.output}`);
    else if (variant === "accumulate") lowerAccumulate(l, kernel);
    else lowerInnerReduce(l, kernel);
  });
  if (kernel.errors !== null) l.w.line("return E;");
  if (isPairwise(kernel, variant)) return pairwiseOver(l, kernel);
  return raisedStepFunction(l, kernel);
}

const isPairwise = (kernel: ReduceKernel, variant: Variant): boolean =>
  kernel.pairwise && variant === "reduce";

/** The pairwise function over a kernel's inputs. Errors are told to a variable that its caller reads too. */
function pairwiseOver(l: Lowering, kernel: ReduceKernel): string {
  const separate: Lowering = { ...l, w: new Writer() };
  pairwiseFunction(separate, kernel);
  for (const name of separate.w.helpers) l.w.helpers.add(name);
  for (const name of separate.w.functions) l.w.functions.add(name);
  const shared = kernel.errors === null ? "" : `let E = 0;\n${raisedSumFunction(l, kernel)}`;
  return `${shared}${separate.w.text}\n`;
}

/**
 * Each element into its own output: the inner axis is kept, an outer one is reduced. For running results
 * along the outer axis the state is the line before's (`back`).
 */
function lowerCombine(l: Lowering, kernel: ReduceKernel, back: string): void {
  const hoisted: Bindings = new Map();
  hoist(l, kernel.element, hoisted);
  eachElement(l, [...kernel.element, ...kernel.step], () => {
    masked(l, () => {
      const element = l.w.values(kernel.element, new Map(hoisted), memoryReader(l));
      const before = loadOutput(l, kernel, back);
      const state = stepValues(l, kernel, before, element);
      watchStep(l, kernel, before, element, state);
      watchFinish(l, kernel, state);
      store(l, kernel.output, finished(l, kernel, state));
    });
  });
}

/** The whole inner axis into one output, the state in variables. */
function lowerInnerReduce(l: Lowering, kernel: ReduceKernel): void {
  const { w } = l;
  const state = w.variables("r", kernel.step, loadOutput(l, kernel));
  if (kernel.pairwise) {
    eachPairwiseRun(l, kernel, (sum) => addSum(l, kernel, state, sum));
  } else {
    const hoisted: Bindings = new Map();
    hoist(l, kernel.element, hoisted);
    eachElement(l, [...kernel.element, ...kernel.step], () => {
      masked(l, () => {
        const element = w.values(kernel.element, new Map(hoisted), memoryReader(l));
        const next = stepValues(l, kernel, state, element);
        watchStep(l, kernel, state, element, next);
        w.assign(state, next);
        if (kernel.absorbing !== null) {
          // the line ends here also for the loop over what unrolling leaves over
          const settled = `${asNumber(state[0]!)} === ${kernel.absorbing ? 1 : 0}`;
          w.line(`if (${settled}) { i = n0; break; }`);
        }
      });
    });
  }
  watchFinish(l, kernel, state);
  store(l, kernel.output, finished(l, kernel, state));
}

/** Adds a partial sum to the state, as NumPy's inner loop does at its end. */
function addSum(
  l: Lowering,
  kernel: ReduceKernel,
  state: readonly JsValue[],
  sum: readonly JsValue[],
): void {
  const next = stepValues(l, kernel, state, sum);
  watchSum(l, kernel, state, sum, next);
  l.w.assign(state, next);
  // A half's sum is rounded to a half wherever NumPy's loop would have stored it.
  if (kernel.finish.every((root) => root.op === "argument")) return;
  watchFinish(l, kernel, state);
  const rounded = finished(l, kernel, state);
  l.w.assign(state, l.w.values(kernel.start, new Map(), argumentReader(l, rounded)));
}

/** The results of a call of `pairwise`. */
function pairwiseSum(l: Lowering, kernel: ReduceKernel, args: string): JsValue[] {
  const re = l.w.temp(`pairwise(${args})`);
  return kernel.element.length === 2 ? [num(re), num(l.w.temp("pairwiseIm"))] : [num(re)];
}

/**
 * Two reduced loops that are not one in memory: NumPy copies as many whole lines as fit into its buffer and
 * sums the buffer pairwise, and so does this. The last parameter says what becomes of the buffer at the
 * end of the plane: see row-buffer.ts.
 */
function lowerRows(l: Lowering, kernel: ReduceKernel): string {
  const { w } = l;
  const { lane } = kernel.element[0]!;
  const parts = kernel.element.length;
  const name: NumericName =
    parts === 2
      ? lane === "f32"
        ? "complex64"
        : "complex128"
      : lane === "f32"
        ? "float32"
        : "float64";
  const graph = new Graph();
  const buffered: ReduceKernel = {
    ...kernel,
    operands: [{ type: elementType(name), role: "in" }],
    inputs: 1,
    element: kernel.element.map((_, component) => graph.load(0, lane, component)),
    // its casts were looked at on the way into the buffer
    errors: kernel.errors === null ? null : { ...kernel.errors, elementFlags: {} },
  };
  if (kernel.errors !== null) w.line("E = 0;");
  const state = w.variables("r", kernel.step, loadOutput(withPointers(l), kernel));
  w.line(`const keep = P[${FIRST_OPERAND + PER_OPERAND * kernel.operands.length}];`);
  eachLine(l, () => {
    const hoisted: Bindings = new Map();
    hoist(l, kernel.element, hoisted);
    eachElement(l, kernel.element, () => {
      const bindings: Bindings = new Map(hoisted);
      const element = w.values(kernel.element, bindings, memoryReader(l));
      watchElement(l, kernel, bindings);
      element.forEach((value, component) => {
        w.line(`B[q${component ? ` + ${component}` : ""}] = ${asNumber(value)};`);
      });
      w.line(`q = q + ${parts} | 0;`);
    });
    const full = `q + n0 * ${parts} > ${BUFFER_ELEMENTS * parts}`;
    w.block(`if (j < n1 - 1 || keep === ${FLUSH_IF_FULL} ? ${full} : keep === ${FLUSH})`, () => {
      const sum = pairwiseSum(l, kernel, parts === 2 ? "q >> 1, B, 0, 2" : "q, B, 0, 1");
      addSum(l, kernel, state, sum);
      w.line("q = 0;");
    });
  });
  watchFinish(l, kernel, state);
  store(withPointers(l), kernel.output, finished(l, kernel, state));
  if (kernel.errors !== null) w.line("return E;");
  const array = lane === "f32" ? "Float32Array" : "Float64Array";
  const scratch = `const B = new ${array}(${BUFFER_ELEMENTS * parts}); let q = 0;\n`;
  return scratch + pairwiseOver({ ...l, access: ["strided"] }, buffered);
}

/**
 * The same for products of halves, of which no buffer is made: the product is rounded where NumPy's loop would have
 * ended. Between planes it is kept as it is.
 */
function lowerHalfRows(l: Lowering, kernel: ReduceKernel): string {
  const { w } = l;
  if (kernel.errors !== null) w.line("let E = 0;");
  const state = w.variables("r", kernel.step, loadOutput(withPointers(l), kernel));
  w.line(`const keep = P[${FIRST_OPERAND + PER_OPERAND * kernel.operands.length}];`);
  w.block("if (q > 0)", () => w.assign(state, [num("kept")]));
  eachLine(l, () => {
    const hoisted: Bindings = new Map();
    hoist(l, kernel.element, hoisted);
    eachElement(l, [...kernel.element, ...kernel.step], () => {
      const element = w.values(kernel.element, new Map(hoisted), memoryReader(l));
      const next = stepValues(l, kernel, state, element);
      watchStep(l, kernel, state, element, next);
      w.assign(state, next);
    });
    w.line("q = q + n0 | 0;");
    const full = `q + n0 > ${BUFFER_ELEMENTS}`;
    w.block(`if (j < n1 - 1 || keep === ${FLUSH_IF_FULL} ? ${full} : keep === ${FLUSH})`, () => {
      watchFinish(l, kernel, state);
      const rounded = finished(l, kernel, state);
      w.assign(state, w.values(kernel.start, new Map(), argumentReader(l, rounded)));
      w.line("q = 0;");
    });
  });
  w.line(`kept = ${asNumber(state[0]!)};`);
  store(withPointers(l), kernel.output, finished(l, kernel, state));
  if (kernel.errors === null) return "let q = 0, kept = 0;\n";
  w.line("return E;");
  return `let q = 0, kept = 0;\n${raisedStepFunction(l, kernel)}`;
}

/** The output where it is outside of any line: it does not move. */
function withPointers(l: Lowering): Lowering {
  return { ...l, pointerName: "o" };
}

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
    use(pairwiseSum(l, kernel, `e - i, ${args.join(", ")}`));
    w.line("i = e;");
  });
}

/** Running results: the stored value, rounded as stored, is the next state. */
function lowerAccumulate(l: Lowering, kernel: ReduceKernel): void {
  const { w } = l;
  w.line(`if (n0 === 0) return${kernel.errors === null ? "" : " E"};`);
  const bindings: Bindings = new Map();
  const first = w.values(kernel.first, bindings, memoryReader(l));
  watchFirst(l, kernel, bindings);
  store(l, kernel.output, first);
  const stored = w.variables("r", kernel.first, first);
  advance(l);
  oneByOne(l, "let i = 1", () => {
    const element = w.values(kernel.element, new Map(), memoryReader(l));
    const before = w.values(kernel.start, new Map(), argumentReader(l, stored));
    const state = stepValues(l, kernel, before, element);
    watchStep(l, kernel, before, element, state);
    watchFinish(l, kernel, state);
    const result = finished(l, kernel, state);
    store(l, kernel.output, result);
    w.assign(stored, result);
  });
}
