// Makes kernel descriptions of bodies: elementwise kernels, reductions, positions of the best, casts; and what errors
// each is to look for. Making one compiles nothing and touches no memory.

import { InternalError } from "../memory/errors.js";
import { type Body, Builder, type Value } from "./builder.js";
import {
  CAST_SHIFT,
  castErrors,
  divisionTraps,
  type ErrorRule,
  type ErrorSpec,
  type FlagNodes,
  flagsOf,
  INVALID,
  lanesOf,
  type MapErrors,
  stepRule,
} from "./errors.js";
import { Graph, type Node, reachable } from "./ir.js";
import {
  type ArgKernel,
  bitsOf,
  type MapKernel,
  type OperandSpec,
  type ReduceKernel,
} from "./kernel.js";
import { type ElementType, elementType, laneInfo, type NumericName } from "./lanes.js";

let nextId = 1;

/** An operand's element as a value, in its storage type. */
function loadElement(b: Builder, operand: number, type: ElementType): Value {
  const re = b.graph.load(operand, type.lane);
  return type.components === 2 ? b.complex(re, b.graph.load(operand, type.lane, 1)) : re;
}

/** What a body computes a loop type in: halves in single precision, as NumPy does. */
function computeType(name: NumericName, exactHalves: boolean): NumericName {
  return name === "float16" && !exactHalves ? "float32" : name;
}

/** The dtypes that a body is written for; operands are cast to and from them inside the kernel. */
export interface Loop {
  readonly inputs: readonly NumericName[];
  readonly outputs: readonly NumericName[];
}

/** What {@link mapKernel} makes a kernel from. */
export interface MapSpec {
  readonly name: string;
  readonly body: Body;
  /** Element types in memory. */
  readonly inputs: readonly ElementType[];
  readonly outputs: readonly ElementType[];
  /** The loop's dtypes; without it the body gets the inputs as they are stored, and its results are cast. */
  readonly loop?: Loop;
  /** Whether a boolean mask is the last operand. */
  readonly where?: boolean;
  /** float16 reaches the body as it is, not widened to single precision (`nextafter`, casts). */
  readonly exactHalves?: boolean;
  /** How to look for floating-point errors; not at all without it. */
  readonly errors?: ErrorSpec | null;
}

/**
 * An elementwise kernel from a body. Operands are the inputs, the outputs and, with `where`, a bool mask.
 *
 * Descriptions are not remembered here: keep the result, or make it through {@link cachedMapKernel}.
 */
export function mapKernel(spec: MapSpec): MapKernel {
  const b = new Builder(new Graph());
  const exact = spec.exactHalves ?? false;
  const loads = spec.inputs.map((type, at) => loadElement(b, at, type));
  const loaded = loads.map((value, at) => {
    const loop = spec.loop?.inputs[at];
    return loop === undefined ? value : b.cast(value, loop);
  });
  // A wider number becomes a half before it is widened again: 1e6 is infinite in a half's loop.
  const values = loaded.map((value, at) =>
    b.cast(value, computeType(spec.loop?.inputs[at] ?? spec.inputs[at]!.name, exact)),
  );
  const result = spec.body(b, ...values);
  const results: readonly Value[] = Array.isArray(result) ? result : [result as Value];
  if (results.length !== spec.outputs.length) {
    throw new InternalError(
      `kernel ${spec.name}: the body gave ${results.length} results for ${spec.outputs.length} outputs`,
    );
  }
  const inputs = spec.inputs.length;
  // results are rounded to the loop's type first, then to storage
  const rounded = results.map((value, at) => {
    const loop = spec.loop?.outputs[at];
    return loop === undefined ? value : b.cast(value, loop);
  });
  const outputs = spec.outputs.map((type, at) => ({
    operand: inputs + at,
    roots: lanesOf(b.cast(rounded[at]!, type.name)),
  }));
  const { errors } = spec;
  return {
    form: "map",
    id: nextId++,
    compiled: { js: null, wasm: null, native: null },
    name: spec.name,
    operands: operandsOf(spec.inputs, spec.outputs, spec.where ?? false),
    inputs,
    where: spec.where ? inputs + spec.outputs.length : -1,
    outputs,
    errors:
      errors === undefined || errors === null
        ? null
        : mapErrors(b, errors, {
            loads,
            loaded,
            values,
            rounded,
            roots: outputs.map((one) => one.roots),
          }),
  };
}

/** The values of an elementwise kernel on their way from memory to memory. */
interface Stages {
  readonly loads: readonly Value[];
  /** Cast to the loop's types. */
  readonly loaded: readonly Value[];
  /** What the body got. */
  readonly values: readonly Value[];
  /** Its results, cast to the loop's types. */
  readonly rounded: readonly Value[];
  readonly roots: readonly (readonly Node[])[];
}

/** What there is to look at; `null` if nothing can go wrong. */
function mapErrors(b: Builder, { rule, early, under }: ErrorSpec, at: Stages): MapErrors | null {
  const flags = flagsOf(b, rule, at.values, at.rounded, under);
  const from = rule.ofInputs === true ? at.values : at.rounded;
  const watched = Object.keys(flags).length > 0 ? from.flatMap(lanesOf) : [];
  const witnesses = new Set(watched.filter((one) => laneInfo[one.lane].kind === "f"));
  for (const one of rule.suspects?.(b, at.values) ?? []) witnesses.add(one);
  const traps = divisionTraps(reachable(at.roots.flat()), rule);
  const castFlags: FlagNodes = {};
  const look = (from: readonly Node[], to: readonly Node[], into: FlagNodes, bits: number) => {
    to.forEach((node, i) => {
      const { over, traps: trapping } = castErrors(b, from[i]!, node);
      if (trapping) traps.set(node, bits);
      if (over === null) return;
      into.over = into.over === undefined ? over : b.or(into.over, over);
      witnesses.add(node);
    });
  };
  at.loaded.forEach((value, i) => {
    look(lanesOf(at.loads[i]!), lanesOf(value), castFlags, INVALID << CAST_SHIFT);
  });
  at.rounded.forEach((value, i) => {
    look(lanesOf(value), at.roots[i]!, flags, INVALID);
  });
  if (witnesses.size === 0 && traps.size === 0) return null;
  return { witnesses: [...witnesses], flags, castFlags, traps, early, under };
}

function operandsOf(
  inputs: readonly ElementType[],
  outputs: readonly ElementType[],
  where: boolean,
): OperandSpec[] {
  const operands: OperandSpec[] = [
    ...inputs.map((type) => ({ type, role: "in" as const })),
    ...outputs.map((type) => ({ type, role: "out" as const })),
  ];
  if (where) operands.push({ type: elementType("bool"), role: "where" });
  return operands;
}

/** What {@link reduceKernel} makes a kernel from. */
export interface ReduceSpec {
  readonly name: string;
  /** The ufunc's body: `(b, state, element) => state`. */
  readonly body: Body;
  /** Element types in memory: one input for a ufunc's reduction, several under `element`. */
  readonly inputs: readonly ElementType[];
  /** The dtype of the state. */
  readonly loop: NumericName;
  readonly output: ElementType;
  readonly where?: boolean;
  /** Makes the element from the inputs (a fused expression); by default the one input itself. */
  readonly element?: Body;
  /** See {@link ReduceKernel.buffered}; by default whether any operand is of another type than the state. */
  readonly buffered?: boolean;
  /** NumPy's pairwise summation: for `add` on floats and complex numbers. */
  readonly pairwise?: boolean;
  /** See {@link ReduceKernel.anyOrder}; false by default. */
  readonly anyOrder?: boolean;
  /** See {@link ReduceKernel.absorbing}. */
  readonly absorbing?: boolean;
  /** The body is given halves as they are, not widened. */
  readonly exactHalves?: boolean;
  /** Each step's result is rounded to the loop's type, not the last one's alone: matters for halves. */
  readonly roundsSteps?: boolean;
  /** What errors to look for at every step; none without it. */
  readonly errors?: { readonly rule: ErrorRule; readonly under: boolean } | null;
}

/** A reduction from a binary body. Operands are the inputs, the output and, with `where`, a bool mask. */
export function reduceKernel(spec: ReduceSpec): ReduceKernel {
  const b = new Builder(new Graph());
  const loop = elementType(spec.loop);
  const compute = elementType(computeType(spec.loop, spec.exactHalves ?? false));
  const argument = (index: number, type: ElementType): Value => {
    const re = b.graph.argument(index, type.lane);
    return type.components === 2 ? b.complex(re, b.graph.argument(index, type.lane, 1)) : re;
  };
  const loads = spec.inputs.map((type, at) => loadElement(b, at, type));
  const made = spec.element ? (spec.element(b, ...loads) as Value) : loads[0]!;
  const element = b.cast(b.cast(made, spec.loop), compute.name);
  const [state, next] = [argument(0, compute), argument(1, compute)];
  const wide = spec.body(b, state, next) as Value;
  const step = b.cast(spec.roundsSteps ? b.cast(wide, spec.loop) : wide, compute.name);
  const stored = (value: Value) => lanesOf(b.cast(b.cast(value, spec.loop), spec.output.name));
  const inputs = spec.inputs.length;
  const isFloat = laneInfo[loop.lane].kind === "f";
  return {
    form: "reduce",
    id: nextId++,
    compiled: { js: null, wasm: null, native: null },
    name: spec.name,
    operands: operandsOf(spec.inputs, [spec.output], spec.where ?? false),
    inputs,
    where: spec.where ? inputs + 1 : -1,
    output: inputs,
    element: lanesOf(element),
    start: lanesOf(b.cast(b.cast(argument(0, spec.output), spec.loop), compute.name)),
    step: lanesOf(step),
    finish: stored(argument(0, compute)),
    first: stored(element),
    pairwise: (spec.pairwise ?? false) && isFloat,
    buffered: spec.buffered ?? [...spec.inputs, spec.output].some((type) => type !== loop),
    anyOrder: spec.anyOrder ?? false,
    absorbing: spec.absorbing ?? null,
    errors: spec.errors
      ? {
          flags: flagsOf(b, stepRule(spec.errors.rule), [state, next], [step], spec.errors.under),
          elementFlags: castFlagsOf(b, lanesOf(made), lanesOf(b.cast(made, spec.loop))),
          finishFlags: castFlagsOf(b, lanesOf(state), stored(state)),
          first: mapErrors(b, quiet, {
            loads: [made],
            loaded: [b.cast(made, spec.loop)],
            values: [],
            rounded: [b.cast(made, spec.loop)],
            roots: [stored(element)],
          }),
          traps: stepTraps(
            b,
            spec.errors.rule,
            lanesOf(step),
            lanesOf(made),
            lanesOf(b.cast(made, spec.loop)),
          ),
        }
      : null,
  };
}

/** Integer divisions of a step, and casts of floats to integers on the way to it. */
function stepTraps(
  b: Builder,
  rule: ErrorRule,
  step: readonly Node[],
  made: readonly Node[],
  element: readonly Node[],
): Map<Node, number> {
  const traps = divisionTraps(reachable(step), rule);
  element.forEach((node, i) => {
    if (castErrors(b, made[i]!, node).traps) traps.set(node, INVALID << CAST_SHIFT);
  });
  return traps;
}

/** Overflows of casts. */
function castFlagsOf(b: Builder, from: readonly Node[], to: readonly Node[]): FlagNodes {
  let over: Node | null = null;
  to.forEach((node, i) => {
    const one = castErrors(b, from[i]!, node).over;
    if (one !== null) over = over === null ? one : b.or(over, one);
  });
  return over === null ? {} : { over };
}

/** What {@link argKernel} makes a kernel from. */
export interface ArgSpec {
  readonly name: string;
  /** `(b, best, candidate) => bool`: whether the candidate beats the best so far. */
  readonly better: Body;
  readonly input: ElementType;
  /** Whether NaN wins and ends the search, as in argmax and argmin. */
  readonly nanWins?: boolean;
}

/** An arg-reduction. Operands are the input and the output, an int64 position. */
export function argKernel(spec: ArgSpec): ArgKernel {
  const b = new Builder(new Graph());
  const compute = elementType(computeType(spec.input.name, false));
  const value = (index: number): Value => {
    const re = b.graph.argument(index, compute.lane);
    return compute.components === 2 ? b.complex(re, b.graph.argument(index, compute.lane, 1)) : re;
  };
  const better = b.real(spec.better(b, value(0), value(1)) as Value);
  const mayBeNaN = (spec.nanWins ?? true) && laneInfo[compute.lane].kind === "f";
  return {
    form: "arg",
    id: nextId++,
    compiled: { js: null, wasm: null, native: null },
    name: spec.name,
    operands: operandsOf([spec.input], [elementType("int64")], false),
    inputs: 1,
    where: -1,
    output: 1,
    element: lanesOf(b.cast(loadElement(b, 0, spec.input), compute.name)),
    better: mayBeNaN ? b.or(better, b.isnan(value(1))) : better,
    final: mayBeNaN ? b.isnan(value(0)) : null,
  };
}

const mapKernels = new WeakMap<Body, Map<string, MapKernel>>();

function typesKey(types: readonly ElementType[]): string {
  let key = "";
  for (const type of types) key += `${type.code},`;
  return key;
}

/** {@link mapKernel}, remembered by the identity of the body and the types. The body must be a lasting function. */
export function cachedMapKernel(spec: MapSpec): MapKernel {
  let kernels = mapKernels.get(spec.body);
  if (kernels === undefined) {
    kernels = new Map();
    mapKernels.set(spec.body, kernels);
  }
  const loop = spec.loop ? `${spec.loop.inputs},${spec.loop.outputs}` : "";
  const key = `${typesKey(spec.inputs)}>${typesKey(spec.outputs)}${loop}${spec.where ? "?" : ""}${spec.exactHalves ? "h" : ""}${spec.errors ? "!" : ""}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    kernel = mapKernel(spec);
    kernels.set(key, kernel);
  }
  return kernel;
}

const identity: Body = (_b, x) => x!;
const quiet: ErrorSpec = { rule: { quiet: true }, early: false, under: false };

/**
 * The kernel that copies elements of one type to another, with NumPy's unsafe casting. With `errors` it tells which
 * floats were out of range.
 */
export function castKernel(
  from: ElementType,
  to: ElementType,
  where = false,
  errors = false,
): MapKernel {
  const [input, output] = from.name === to.name ? [bitsOf(from, to), bitsOf(to, from)] : [from, to];
  return cachedMapKernel({
    name: "cast",
    body: identity,
    inputs: [input],
    outputs: [output],
    where,
    exactHalves: true,
    errors: errors ? quiet : null,
  });
}
