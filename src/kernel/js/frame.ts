// The parameter block and operand lists through which compiled functions are called, and how an operand
// is bound to them. One set for all calls: generated code reads it at its start and calls nothing that
// could come back here.

import type { BufferViews } from "../../memory/buffer-views.js";
import {
  BROADCAST,
  BYTES,
  FIRST_OPERAND,
  PER_OPERAND,
  STRIDED,
  UNIT,
  type Variant,
} from "../access.js";
import { SUSPECT } from "../errors.js";
import type { Kernel } from "../kernel.js";
import type { Operand } from "../operand.js";
import { raised } from "../raised.js";
import { compile, type JsCode, type JsFunction, type JsOperand } from "./compile.js";

const MAX_OPERANDS = 64;
/** Indexes in generated code are int32. */
export const INDEX_LIMIT = 2 ** 31;

// The parameter block and operand list that calls share. Generated code reads them at its start and calls
// nothing that could come back here, so one set is enough.
export const parameters = new Float64Array(FIRST_OPERAND + PER_OPERAND * MAX_OPERANDS);
export const views: unknown[] = new Array(MAX_OPERANDS).fill(null);
export const classes: number[] = new Array(MAX_OPERANDS).fill(0);
export const NO_LISTS: readonly null[] = new Array(MAX_OPERANDS).fill(null);

const variantCode: Readonly<Record<Variant, number>> = {
  map: 1,
  reduce: 2,
  combine: 3,
  accumulate: 4,
  arg: 5,
  rows: 6,
  chain: 7,
  flags: 8,
};

/** The whole-buffer typed array of a code of compile.ts. */
function viewFor(from: BufferViews, code: number): unknown {
  switch (code) {
    case 0:
      return from.u8;
    case 1:
      return from.i8;
    case 2:
      return from.u16;
    case 3:
      return from.i16;
    case 4:
      return from.u32;
    case 5:
      return from.i32;
    case 6:
      return from.f32;
    default:
      return from.f64;
  }
}

/** How an operand is reached: by its inner stride, and whether everything is a whole number of elements. */
export function accessOf(
  operand: JsOperand,
  byteOffset: number,
  outer: number,
  inner: number,
): number {
  const mask = operand.viewBytes - 1;
  if (operand.swapped || ((byteOffset | outer | inner) & mask) !== 0) {
    // Bitwise operators see the low 32 bits, which is all that alignment needs.
    return BYTES;
  }
  if (inner === operand.itemsize) return UNIT;
  return inner === 0 ? BROADCAST : STRIDED;
}

export function functionFor(
  kernel: Kernel,
  code: JsCode,
  variant: Variant,
  count: number,
  far = false,
): JsFunction {
  let key: number | string = variantCode[variant];
  if (far) key = `far ${variant} ${classes.slice(0, count)}`;
  else if (count <= 16) for (let k = 0; k < count; k++) key = (key as number) * 8 + classes[k]!;
  else key = `${variant} ${classes.slice(0, count)}`;
  if (key === code.lastKey) return code.last!;
  let compiled = code.functions.get(key);
  if (compiled === undefined) {
    compiled = compile(kernel, variant, classes.slice(0, count), far);
    code.functions.set(key, compiled);
  }
  code.lastKey = key;
  code.last = compiled;
  return compiled;
}

/** Runs the code for the operands that are bound, and notes what errors it found. */
export function invoke(
  kernel: Kernel,
  code: JsCode,
  variant: Variant,
  count: number,
  lists: readonly (Float64Array | null)[] = NO_LISTS,
  far = false,
): void {
  const found = functionFor(kernel, code, variant, count, far)(views, parameters, lists);
  if (found) note(kernel, code, count, lists, far, found);
}

/** Errors that were seen; where there are signs of others, the elements are gone through for them. */
function note(
  kernel: Kernel,
  code: JsCode,
  count: number,
  lists: readonly (Float64Array | null)[],
  far: boolean,
  found: number,
): void {
  raised.flags |= found & ~SUSPECT;
  if ((found & SUSPECT) === 0) return;
  const look = functionFor(kernel, code, "flags", count, far);
  raised.flags |= look(views, parameters, lists) as number;
}

/** Lets go of the typed arrays, so that a dropped array's memory is not kept alive from here. */
export function release(count: number): void {
  for (let k = 0; k < count; k++) views[k] = null;
}

/** Whether every index into an operand's whole-buffer array fits 31 bits. */
export function isNear(operand: Operand): boolean {
  return operand.views.byteLength <= INDEX_LIMIT;
}

/** Sets an operand's class, view and parameters, for whole-buffer views. */
export function bind(
  k: number,
  facts: JsOperand,
  from: BufferViews,
  byteOffset: number,
  outer: number,
  inner: number,
): void {
  const access = accessOf(facts, byteOffset, outer, inner);
  const base = FIRST_OPERAND + k * PER_OPERAND;
  classes[k] = access;
  if (access === BYTES) {
    views[k] = from.dataView;
    parameters[base] = byteOffset;
    parameters[base + 1] = outer;
    parameters[base + 2] = inner;
  } else {
    views[k] = viewFor(from, facts.view);
    parameters[base] = byteOffset * facts.perByte;
    parameters[base + 1] = outer * facts.perByte;
    parameters[base + 2] = inner * facts.perByte;
  }
}
