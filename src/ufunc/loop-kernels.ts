// A ufunc's loops and kernels for given dtypes, remembered. Which loop it is, is resolve.ts's business; running
// it is call.ts's.

import { elementTypeOf } from "../array/copy.js";
import type { DType } from "../core/dtype.js";
import { weakKind } from "../core/weak-scalar.js";
import type { Body, Builder, Value } from "../kernel/builder.js";
import { mapKernel } from "../kernel/describe.js";
import type { ErrorRule, ErrorSpec } from "../kernel/errors.js";
import type { MapKernel } from "../kernel/kernel.js";
import type { ElementType, NumericName } from "../kernel/lanes.js";
import { recount } from "../kernel/math/datetime.js";
import type { Loop, UfuncRow } from "./loops.js";
import type { PlainPlans } from "./plain-plans.js";
import { type CastRule, charDtype, loopInput, loopOutput, resolveLoop } from "./resolve.js";
import type { Signature } from "./signature.js";

/** A row with its name and what was compiled for it. */
export interface UfuncInfo {
  readonly name: string;
  readonly row: UfuncRow;
  /** Kernels by element types and loop. */
  readonly kernels: Map<string, MapKernel>;
  /** Loops by input dtypes, for calls without a `dtype` option. */
  readonly loops: Map<string, Loop>;
  /** What calls of plain operands go by. */
  readonly plain: PlainPlans;
}

/**
 * The loop for inputs of these dtypes; `wanted` is what the options `dtype` or `signature` ask for. Of the operands
 * as they were given, which may be numbers, only the words of a refusal speak.
 */
export function loopFor(
  info: UfuncInfo,
  dtypes: readonly DType[],
  wanted: Signature | null,
  given: readonly unknown[] | null = null,
  rule: CastRule | null = null,
): Loop {
  if (wanted !== null) return resolveLoop(info.name, info.row, dtypes, wanted, given, rule);
  let key = info.row.apart === true ? (given ?? []).map(weakKind).join() : "";
  for (const one of dtypes) key += one.unit === null ? one.char : one.str;
  let loop = info.loops.get(key);
  if (loop === undefined) {
    loop = resolveLoop(info.name, info.row, dtypes, null, given);
    info.loops.set(key, loop);
  }
  return loop;
}

/**
 * How a kernel looks for floating-point errors: 0 not at all, 1 without underflow, 2 with it; 3 and 4 the same where
 * outputs may lie on inputs.
 */
export type Watch = 0 | 1 | 2 | 3 | 4;

/** Which errors there may be in a loop. */
export function ruleOf({ row }: UfuncInfo, loop: Loop): ErrorRule {
  return loop.errors ?? row.errors ?? {};
}

/** What the kernel floor is told of a loop's errors. */
export function errorSpec(info: UfuncInfo, loop: Loop, watch: Watch): ErrorSpec | null {
  if (watch === 0) return null;
  return { rule: ruleOf(info, loop), early: watch > 2, under: watch % 2 === 0 };
}

/** The kernel of a loop for operands as they lie in memory: casts happen inside it. */
export function kernelFor(
  info: UfuncInfo,
  loop: Loop,
  inputs: readonly DType[],
  outputs: readonly DType[],
  masked: boolean,
  watch: Watch = 0,
): MapKernel {
  const types = [...inputs, ...outputs].map((one) => elementTypeOf(one) as ElementType);
  let key = `${masked ? "?" : ""}${watch}${loop.inputs}`;
  for (const type of types) key += `,${type.code}`;
  if (loop.dtypes !== undefined) key += unitsOf([...loop.dtypes, ...inputs, ...outputs]);
  let kernel = info.kernels.get(key);
  if (kernel === undefined) {
    kernel = mapKernel({
      name: info.name,
      body: loopBody(loop, inputs, outputs),
      inputs: types.slice(0, inputs.length),
      outputs: types.slice(inputs.length),
      loop: { inputs: namesOf(loop.inputs), outputs: namesOf(loop.outputs) },
      where: masked,
      exactHalves: info.row.exactHalves ?? false,
      errors: errorSpec(info, loop, watch),
    });
    info.kernels.set(key, kernel);
  }
  return kernel;
}

/** The units of dtypes as a part of a key. */
export function unitsOf(dtypes: readonly DType[]): string {
  return dtypes
    .map((one) => `;${one.unit === null ? "" : one.kind}${one.unit?.text ?? ""}`)
    .join("");
}

/** A loop's body for operands as they lie in memory: times of another unit are recounted on their way in and out. */
export function loopBody(loop: Loop, inputs: readonly DType[], outputs: readonly DType[]): Body {
  if (loop.dtypes === undefined) return loop.body;
  return (b, ...values) => {
    const taken = values.map((value, i) => recounted(b, value, inputs[i]!, loopInput(loop, i)));
    const made = loop.body(b, ...taken);
    const results: readonly Value[] = Array.isArray(made) ? made : [made as Value];
    return results.map((value, i) => recounted(b, value, loopOutput(loop, i), outputs[i]!));
  };
}

/** A value of one dtype as one of another, where both are instants or both spans. */
export function recounted(b: Builder, value: Value, from: DType, to: DType): Value {
  if (from.unit === null || from.kind !== to.kind || from.unit === to.unit) return value;
  return recount(b, value, from.unit, to.unit!, from.kind as "M" | "m");
}

/** Dtype names of type characters, as kernels know them: times are the integers that count them. */
export function namesOf(chars: string): NumericName[] {
  return [...chars].map((char) => elementTypeOf(charDtype(char))!.name);
}
