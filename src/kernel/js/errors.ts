// Floating-point errors in generated code. Loops over elements only add their results up: a sum that is not finite
// tells that some element may not be, at the price of an addition that the processor has time for (measured: nothing;
// a branch for each element costs a sixth of an addition). Only then the elements are gone through once more, by the
// variant `flags`. Where outputs lie on inputs each element is looked at before it is stored.

import { CAST_SHIFT, type FlagNodes, SUSPECT, tiniestOf } from "../errors.js";
import type { Node } from "../ir.js";
import type { MapKernel, ReduceKernel } from "../kernel.js";
import { argumentReader, type Lowering, memoryReader, pointerOf } from "./loops.js";
import { asCondition, asNumber, type JsValue, num } from "./values.js";
import { type Bindings, Writer } from "./writer.js";

/** Whether a float's value is not finite, as a condition. Halves are their bits. */
function notFinite(node: Node, value: string): string {
  if (node.lane === "f16") return `(${value} & 31744) === 31744`;
  return `${value} - ${value} !== 0`;
}

const bits = [
  ["divide", 1],
  ["over", 2],
  ["under", 4],
  ["invalid", 8],
] as const;

/** Sets the bits in `E` of the errors whose nodes hold. */
function writeFlags(
  w: Writer,
  flags: FlagNodes,
  shift: number,
  value: (node: Node) => JsValue,
): void {
  for (const [name, bit] of bits) {
    const node = flags[name];
    if (node === undefined) continue;
    w.line(`if (${asCondition(value(node))}) E |= ${bit << shift};`);
  }
}

/** Declares what a loop over elements keeps for its errors. */
export function startWatch(l: Lowering, kernel: MapKernel): void {
  const { errors } = kernel;
  if (errors === null) return;
  l.w.line("let E = 0;");
  if (errors.early || errors.under) return;
  for (const sum of sumsOf(errors.witnesses)) l.w.line(`let ${sum} = 0;`);
}

/** Sums of one witness: elements of an unrolled loop take turns, for an addition waits for the one before it. */
const TURNS = 4;

function sumsOf(witnesses: readonly Node[]): string[] {
  return witnesses.flatMap((_, at) => Array.from({ length: TURNS }, (_, turn) => `z${at}${turn}`));
}

/** Looks at an element whose values are known and not stored yet. */
export function watch(l: Lowering, kernel: MapKernel, bindings: Bindings): void {
  const { errors } = kernel;
  if (errors === null || errors.witnesses.length === 0) return;
  const { w } = l;
  const read = memoryReader(l);
  const values = errors.witnesses.map((node) => asNumber(w.value(node, bindings, read)));
  if (errors.early || errors.under) {
    w.line(`if (${suspect(errors.witnesses, values, errors.under)}) E |= raised(${places(l)});`);
    return;
  }
  errors.witnesses.forEach((node, at) => {
    const value = values[at]!;
    const sum = `z${at}${l.shift % TURNS}`;
    w.line(node.lane === "f16" ? `${sum} |= (${value} & 32767) + 1024;` : `${sum} += ${value};`);
  });
}

/** The condition under which an element may have raised an error. */
function suspect(witnesses: readonly Node[], values: readonly string[], under: boolean): string {
  const tests = witnesses.map((node, at) => {
    const value = values[at]!;
    const odd = notFinite(node, value);
    if (!under) return odd;
    if (node.lane === "f16") return `${odd} || (${value} & 31744) === 0`;
    return `${odd} || (${value} < ${tiniestOf(node)} && ${value} > -${tiniestOf(node)})`;
  });
  return tests.join(" || ");
}

/** Ends a loop over elements: the errors seen, and whether to look again. */
export function endWatch(l: Lowering, kernel: MapKernel): void {
  const { errors } = kernel;
  if (errors === null) return;
  if (errors.early || errors.under || errors.witnesses.length === 0) {
    l.w.line("return E;");
    return;
  }
  const odd = errors.witnesses.map((node, at) => {
    const sums = Array.from({ length: TURNS }, (_, turn) => `z${at}${turn}`);
    if (node.lane === "f16") return `((${sums.join(" | ")}) & 32768) !== 0`;
    // one sum of them all: infinities of either sign make it NaN
    l.w.line(`const z${at} = ${sums.join(" + ")};`);
    return `z${at} - z${at} !== 0`;
  });
  l.w.line(`return ${odd.join(" || ")} ? E | ${SUSPECT} : E;`);
}

/** Inputs and their pointers: the arguments of `raised`. */
function places(l: Lowering): string {
  const inputs = Array.from({ length: l.kernel.inputs }, (_, at) => at);
  return inputs.map((at) => `a${at}, ${pointerOf(l, at)}`).join(", ");
}

/** The call of `raised` for the current element. */
export function raisedCall(l: Lowering): string {
  return `raised(${places(l)})`;
}

/** A lowering of the same kernel into a function of its own. */
function separately(l: Lowering, write: (own: Lowering) => void): string {
  const own: Lowering = { ...l, w: new Writer(), shift: 0 };
  write(own);
  for (const name of own.w.helpers) l.w.helpers.add(name);
  for (const name of own.w.functions) l.w.functions.add(name);
  return `${own.w.text}\n`;
}

/** `raised(…)`: the errors of one element of an elementwise kernel. */
export function raisedFunction(l: Lowering, kernel: MapKernel): string {
  const { errors } = kernel;
  if (errors === null) return "";
  return separately(l, (own) => {
    const { w } = own;
    const inputs = Array.from({ length: kernel.inputs }, (_, at) => `a${at}, p${at}`);
    w.block(`function raised(${inputs.join(", ")})`, () => {
      const bindings: Bindings = new Map();
      const read = memoryReader(own);
      w.line("let E = 0;");
      const values = errors.witnesses.map((node) => asNumber(w.value(node, bindings, read)));
      if (values.length > 0) {
        w.line(`if (!(${suspect(errors.witnesses, values, errors.under)})) return E;`);
      }
      const value = (node: Node) => w.value(node, bindings, read);
      writeFlags(w, errors.flags, 0, value);
      writeFlags(w, errors.castFlags, CAST_SHIFT, value);
      w.line("return E;");
    });
  });
}

/** Parameters of a reduction's `raised`: the state, then inputs and pointers. */
function stateNames(kernel: ReduceKernel): string[] {
  return kernel.step.map((_, at) => `r${at}_`);
}

/** `raised(…)`: the errors of one step of a reduction, from the state before it and the element in memory. */
export function raisedStepFunction(l: Lowering, kernel: ReduceKernel): string {
  const { errors } = kernel;
  if (errors === null || !isFloatStep(kernel)) return "";
  return separately(l, (own) => {
    const { w } = own;
    const inputs = Array.from({ length: kernel.inputs }, (_, at) => `a${at}, p${at}`);
    w.block(`function raised(${[...stateNames(kernel), ...inputs].join(", ")})`, () => {
      const bindings: Bindings = new Map();
      w.line("let E = 0;");
      const element = w.values(kernel.element, bindings, memoryReader(own));
      const state = stateNames(kernel).map((name) => num(name));
      const read = argumentReader(own, state, element);
      const value = (node: Node) => w.value(node, bindings, read);
      writeFlags(w, errors.flags, 0, value);
      writeFlags(w, errors.elementFlags, CAST_SHIFT, value);
      w.line("return E;");
    });
  });
}

const isFloatStep = (kernel: ReduceKernel): boolean =>
  kernel.step.every((node) => node.lane === "f32" || node.lane === "f64");

/** Looks at the casts of a first element, whose values are in `bindings`. */
export function watchFirst(l: Lowering, kernel: ReduceKernel, bindings: Bindings): void {
  const first = kernel.errors?.first ?? null;
  if (first === null) return;
  const value = (node: Node) => l.w.value(node, bindings, memoryReader(l));
  writeFlags(l.w, first.flags, 0, value);
  writeFlags(l.w, first.castFlags, CAST_SHIFT, value);
}

/** Looks at a step's result. `state` is the one before it. */
export function watchStep(
  l: Lowering,
  kernel: ReduceKernel,
  state: readonly JsValue[],
  element: readonly JsValue[],
  result: readonly JsValue[],
): void {
  if (kernel.errors === null || !isFloatStep(kernel)) return;
  const looked = kernel.step.map((node, at) => notFinite(node, asNumber(result[at]!)));
  // an element that was cast may be infinite where the result is not
  const cast = Object.keys(kernel.errors.elementFlags).length > 0;
  const odd = cast
    ? [...looked, ...kernel.element.map((node, at) => notFinite(node, asNumber(element[at]!)))]
    : looked;
  const before = state.map(asNumber).join(", ");
  l.w.line(`if (${odd.join(" || ")}) E |= raised(${before}, ${places(l)});`);
}

/** `raisedSum(…)`: the errors of one addition of a pairwise sum, from the two numbers that are added. */
export function raisedSumFunction(l: Lowering, kernel: ReduceKernel): string {
  const { errors } = kernel;
  if (errors === null) return "";
  return separately(l, (own) => {
    const { w } = own;
    const [left, right] = ["r", "e"].map((side) => kernel.step.map((_, at) => `${side}${at}_`));
    w.block(`function raisedSum(${[...left!, ...right!].join(", ")})`, () => {
      const bindings: Bindings = new Map();
      w.line("let E = 0;");
      const numbers = (names: readonly string[]) => names.map((name) => num(name));
      const read = argumentReader(own, numbers(left!), numbers(right!));
      writeFlags(w, errors.flags, 0, (node) => w.value(node, bindings, read));
      w.line("return E;");
    });
  });
}

/** Looks at an addition of a pairwise sum. */
export function watchSum(
  l: Lowering,
  kernel: ReduceKernel,
  left: readonly JsValue[],
  right: readonly JsValue[],
  result: readonly JsValue[],
): void {
  if (kernel.errors === null) return;
  const odd = kernel.step.map((node, at) => notFinite(node, asNumber(result[at]!)));
  const numbers = [...left, ...right].map(asNumber).join(", ");
  l.w.line(`if (${odd.join(" || ")}) E |= raisedSum(${numbers});`);
}

/** Looks at the casts of an element of a pairwise sum, whose values are in `bindings`. */
export function watchElement(l: Lowering, kernel: ReduceKernel, bindings: Bindings): void {
  if (kernel.errors === null) return;
  const read = memoryReader(l);
  const { elementFlags } = kernel.errors;
  writeFlags(l.w, elementFlags, CAST_SHIFT, (node) => l.w.value(node, bindings, read));
}

/** Looks at what becomes of a state that is stored. */
export function watchFinish(l: Lowering, kernel: ReduceKernel, state: readonly JsValue[]): void {
  if (kernel.errors === null) return;
  const bindings: Bindings = new Map();
  const read = argumentReader(l, state);
  writeFlags(l.w, kernel.errors.finishFlags, 0, (node) => l.w.value(node, bindings, read));
}
