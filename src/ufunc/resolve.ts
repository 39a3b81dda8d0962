// Which loop a ufunc runs for given dtypes, and whether the casts it needs are allowed. NumPy's rule: the
// first loop, in the table's order, that every input casts to safely; what departs from it says so in its row.

import { type Casting, can_cast } from "../core/casting.js";
import { type DType, type DTypeLike, dtype } from "../core/dtype.js";
import { UFuncTypeError } from "../core/errors.js";
import { warnOfLostParts } from "../core/exceptions.js";
import type { Loop, UfuncRow } from "./loops.js";
import { resolveTimes } from "./resolve-times.js";
import type { Signature } from "./signature.js";

const dtypeOfChar = new Map<string, DType>();

/**
 * A `dtype` option as the dtype a loop works in.
 *
 * @throws TypeError for what only says how elements lie in memory, such as `">f8"` or `"U5"`
 */
export function wantedDtype(spec: DTypeLike | null | undefined): DType | null {
  if (spec === undefined || spec === null) return null;
  const wanted = dtype(spec) as DType;
  if (wanted.isnative && (wanted.itemsize === 0 || !"SUV".includes(wanted.kind))) return wanted;
  throw new TypeError(
    "The `dtype` and `signature` arguments to ufuncs only select the general DType and not details such as the byte order or time unit. You can avoid this error by using the scalar types `np.float64` or the dtype string notation. " +
      `(got ${wanted.repr()}; cast the result with astype)`,
  );
}

/** The native dtype of a NumPy type character. */
export function charDtype(char: string): DType {
  let found = dtypeOfChar.get(char);
  if (found === undefined) {
    found = dtype(char) as DType;
    dtypeOfChar.set(char, found);
  }
  return found;
}

/**
 * The loop for inputs of these dtypes.
 *
 * @param wanted - the dtypes that the loop must have, by the options `dtype` or `signature`
 * @throws UFuncTypeError in NumPy's words where there is none
 */
export function resolveLoop(
  name: string,
  row: UfuncRow,
  inputs: readonly DType[],
  wanted: Signature | null,
): Loop {
  if (inputs.some((one) => one.unit !== null)) {
    const timed = resolveTimes(name, row, inputs, {
      noLoopOfClasses: () => noLoopOfClasses(name, row.nin, inputs, []),
      noMatchingLoop: () => noMatchingLoop(name, inputs),
    });
    // which loop it is, the operands alone decide: NumPy looks past the options
    if (timed !== null) return timed;
  }
  if (wanted !== null) return loopAskedFor(name, row, inputs, wanted);
  const special = specialLoop(name, row, inputs);
  if (special !== null) return special;
  for (const loop of row.loops) if (!isTimed(loop) && castsSafely(inputs, loop)) return loop;
  throw noLoop(name, row, inputs);
}

/** The dtype that an input is cast to. */
export function loopInput(loop: Loop, position: number): DType {
  return loop.dtypes?.[position] ?? charDtype(loop.inputs[position]!);
}

/** The dtype that a loop puts out. */
export function loopOutput(loop: Loop, position = 0): DType {
  return loop.dtypes?.[loop.inputs.length + position] ?? charDtype(loop.outputs[position]!);
}

/** Whether a loop is over times: {@link resolveTimes} alone finds those. */
function isTimed(loop: Loop): boolean {
  return /[Mm]/.test(loop.inputs);
}

/** Whether all inputs cast safely to the loop's; those that a signature names may be cast otherwise. */
function castsSafely(inputs: readonly DType[], loop: Loop, wanted: Signature | null = null) {
  for (let i = 0; i < inputs.length; i++) {
    if (wanted !== null && wanted[i] !== null) continue;
    if (!can_cast(inputs[i]!, charDtype(loop.inputs[i]!), "safe")) return false;
  }
  return true;
}

function specialLoop(name: string, row: UfuncRow, inputs: readonly DType[]): Loop | null {
  const { rule } = row;
  if (rule === undefined) return null;
  if (rule.kind === "times-only") {
    throw new TypeError(
      `ufunc '${name}' is only defined for np.datetime64 and np.timedelta64. (got ${inputs.map((one) => one.name).join(", ")})`,
    );
  }
  const allBool = inputs.every((one) => one.kind === "b");
  if (rule.kind === "no-bool") {
    if (!allBool) return null;
    if (rule.message !== null) throw new TypeError(rule.message);
    const types = inputs.map(className).join(", ");
    const listed = inputs.length === 1 ? types : `(${types})`;
    throw new UFuncTypeError(
      `ufunc '${name}' did not contain a loop with signature matching types ${listed} -> None`,
    );
  }
  if (rule.kind === "divide") {
    const whole = inputs.every((one) => "biu".includes(one.kind));
    return whole ? loopNamed(row, "dd") : null;
  }
  if (inputs.some((one) => one.unit !== null))
    return inputs.length > 1 ? loopNamed(row, "??") : null;
  const numeric = inputs.every((one) => "biufc".includes(one.kind));
  const mixed = inputs.some((one) => one.num !== inputs[0]!.num);
  return numeric && mixed ? loopNamed(row, "??") : null;
}

/** Whether the loop takes inputs of different dtypes as truth values, whatever the casting rule says. */
export function takesTruth(row: UfuncRow, loop: Loop): boolean {
  return row.rule?.kind === "truth" && loop.inputs === "??";
}

function loopNamed(row: UfuncRow, inputs: string): Loop | null {
  return row.loops.find((loop) => loop.inputs === inputs) ?? null;
}

function loopAskedFor(
  name: string,
  row: UfuncRow,
  inputs: readonly DType[],
  wanted: Signature,
): Loop {
  const asked = (position: number) => wanted[position] ?? null;
  const open = row.rule?.kind === "truth" && wanted.slice(0, row.nin).includes(null);
  if (open) {
    const truth = asked(row.nin)?.kind === "b" ? loopNamed(row, "?".repeat(row.nin)) : null;
    if (truth === null) throw noSuchSignature(name);
    return truth;
  }
  if (wanted.some((one) => one !== null && !"biufc".includes(one.kind))) {
    throw noLoopOfClasses(name, row.nin, inputs, wanted);
  }
  const refusal = row.rule?.kind === "no-bool" ? row.rule.message : null;
  if (refusal !== null && asked(row.nin)?.kind === "b") throw new TypeError(refusal);
  const fitting = row.loops.filter((loop) =>
    [...loop.inputs, ...loop.outputs].every((char, i) => (asked(i)?.char ?? char) === char),
  );
  const safe = fitting.find((loop) => castsSafely(inputs, loop, wanted));
  if (safe !== undefined) return safe;
  // outputs that are all named decide: the loop of that dtype throughout
  const decided = wanted.slice(row.nin).every((one) => one !== null);
  const uniform = fitting.find((one) => one.inputs[0] === one.outputs[0]);
  if (!decided || uniform === undefined) throw noSuchSignature(name);
  return uniform;
}

/** NumPy's names of the classes of dtypes. */
function className(dtype: DType): string {
  const words: Record<string, string> = {
    U: "Str",
    S: "Bytes",
    V: "Void",
    M: "DateTime64",
    m: "TimeDelta64",
  };
  const name =
    words[dtype.kind] ?? dtype.typeName.replace(/^u?[a-z]/, (head) => head.toUpperCase());
  return `<class 'numpy.dtypes.${name}DType'>`;
}

function noLoopOfClasses(
  name: string,
  nin: number,
  inputs: readonly DType[],
  wanted: Signature,
): UFuncTypeError {
  const taken = inputs.map((one, i) => className(wanted[i] ?? one)).join(", ");
  const made = wanted.slice(nin).map((one) => (one === null ? "None" : className(one)));
  if (made.length === 0) made.push("None");
  return new UFuncTypeError(
    `ufunc '${name}' did not contain a loop with signature matching types ${nin === 1 ? taken : `(${taken})`} -> ${made.length === 1 ? made[0] : `(${made.join(", ")})`}`,
  );
}

/** NumPy's sentence where a `dtype` option leaves no loop. */
export function noSuchSignature(name: string): TypeError {
  return new TypeError(
    `No loop matching the specified signature and casting was found for ufunc ${name}`,
  );
}

/** NumPy's sentence where no loop takes the inputs; which one it is depends on how a ufunc finds its loops. */
function noLoop(name: string, row: UfuncRow, inputs: readonly DType[]): TypeError {
  if (row.uniform === true && inputs.some((one) => !"biufc".includes(one.kind))) {
    if (inputs.length > 1) return noMatchingLoop(name, inputs);
    return new UFuncTypeError(
      `ufunc '${name}' did not contain a loop with signature matching types ${className(inputs[0]!)} -> None`,
    );
  }
  return new TypeError(
    `ufunc '${name}' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe'' (got ${inputs.map((one) => one.name).join(", ")})`,
  );
}

export function noMatchingLoop(
  name: string,
  inputs: readonly DType[],
  output: DType | null = null,
): UFuncTypeError {
  const types = inputs.map((one) => one.repr()).join(", ");
  const list = inputs.length === 1 ? `(${types},)` : `(${types})`;
  return new UFuncTypeError(
    `ufunc '${name}' did not contain a loop with signature matching types ${list} -> ${output === null ? "None" : output.repr()}`,
  );
}

/** @throws UFuncTypeError if an input may not be cast to what the loop takes */
export function checkInputCast(
  name: string,
  position: number,
  nin: number,
  from: DType,
  to: DType,
  casting: Casting,
): void {
  if (can_cast(from, to, casting)) {
    if (casting === "unsafe") warnOfLostParts(from, to);
    return;
  }
  const which = nin === 1 ? "input" : `input ${position}`;
  throw new UFuncTypeError(
    `Cannot cast ufunc '${name}' ${which} from ${from.repr()} to ${to.repr()} with casting rule '${casting}'${castMend(casting)}`,
  );
}

/** How to allow a cast that loses. */
function castMend(casting: Casting): string {
  return casting === "unsafe" ? "" : " (casting: 'unsafe' allows it, astype() makes it plain)";
}

/** @throws UFuncTypeError if a result may not be cast to the output array's dtype */
export function checkOutputCast(
  name: string,
  position: number,
  arity: { readonly nin: number; readonly nout: number },
  from: DType,
  to: DType,
  casting: Casting,
): void {
  if (can_cast(from, to, casting)) {
    if (casting === "unsafe") warnOfLostParts(from, to);
    return;
  }
  // NumPy counts the inputs too
  const which = arity.nout === 1 ? "output" : `output ${arity.nin + position}`;
  throw new UFuncTypeError(
    `Cannot cast ufunc '${name}' ${which} from ${from.repr()} to ${to.repr()} with casting rule '${casting}'${castMend(casting)}`,
  );
}
