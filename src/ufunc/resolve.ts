// Which loop a ufunc runs for given dtypes, and whether the casts it needs are allowed. NumPy's rule: the
// first loop, in the table's order, that every input casts to safely; what departs from it says so in its row.

import { type Casting, can_cast } from "../core/casting.js";
import { type DType, type DTypeLike, dtype } from "../core/dtype.js";
import { UFuncTypeError } from "../core/errors.js";
import { warnOfLostParts } from "../core/exceptions.js";
import { promoteDTypes } from "../core/promotion.js";
import { weakKind } from "../core/weak-scalar.js";
import type { Loop, UfuncRow } from "./loops.js";
import { resolveTimes } from "./resolve-times.js";
import {
  noLoop,
  noLoopOfClasses,
  noLoopOfDtypes,
  noMatchingLoop,
  noSuchSignature,
  notSupported,
  outputNotCoerced,
} from "./resolve-words.js";
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
  if (isGeneral(wanted)) return wanted;
  throw new TypeError(
    "The `dtype` and `signature` arguments to ufuncs only select the general DType and not details such as the byte order or time unit. You can avoid this error by using the scalar types `np.float64` or the dtype string notation. " +
      `(got ${wanted.repr()}; cast the result with astype)`,
  );
}

/** Whether a dtype names a class alone: no byte order, no length, no fields, no unit. */
function isGeneral(one: DType): boolean {
  if (!one.isnative) return false;
  if (one.unit !== null) return one.unit.text === "";
  return one.itemsize === 0 || !"SUV".includes(one.kind);
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
 * @param taken - the inputs' dtypes
 * @param wanted - the dtypes that the loop must have, by the options `dtype` or `signature`
 * @param given - the operands, for the words of a refusal: some may be numbers
 * @param rule - which casts a call allows, for what NumPy finds by them
 * @throws UFuncTypeError in NumPy's words where there is none
 */
export function resolveLoop(
  name: string,
  row: UfuncRow,
  taken: readonly DType[],
  wanted: Signature | null,
  given: readonly unknown[] | null = null,
  rule: CastRule | null = null,
): Loop {
  let inputs = taken;
  let isOfTimes = inputs.some((one) => one.unit !== null);
  const isOpen = wanted === null || (isOfTimes && looksPast(row));
  const asked = isOpen
    ? null
    : loopAskedFor(name, row, unbent(inputs, wanted, given), wanted, given);
  // where the options lead to times that no operand is, NumPy looks past them too
  if (asked !== null && !isTimed(asked)) return asked;
  if (asked !== null && row.nin > 1 && given !== null) {
    // but integers without a dtype have become what the loop takes by then, though not instants
    const own = (i: number) => charDtype(asked.inputs[i] === "M" ? "l" : asked.inputs[i]!);
    inputs = taken.map((one, i) => (weakKind(given[i]) === "int" ? own(i) : one));
    isOfTimes = inputs.some((one) => one.unit !== null);
  }
  if (isOfTimes) {
    const timed = resolveTimes(name, row, inputs, {
      noLoopOfClasses: () =>
        asked === null
          ? noLoopOfClasses(name, row.nin, inputs, null, given)
          : noLoopOfDtypes(name, inputs[0]!),
      noMatchingLoop: () => noMatchingLoop(name, inputs),
      isAsked: asked !== null,
    });
    if (timed !== null) return timed;
  }
  if (asked !== null && row.nin === 1) checkOwnLoop(name, row, inputs[0]!);
  const special = specialLoop(name, row, inputs, given);
  if (special !== null) return special;
  if (asked !== null && rule !== null && isSearched(name, row, inputs)) {
    return firstThatFits(name, row, inputs, rule);
  }
  const bending = bendingOf(row, inputs, given);
  for (const loop of row.loops) {
    if (!isTimed(loop) && castsSafely(inputs, loop, null, bending)) return loop;
  }
  // whether their units go together is found out first
  const isDivisor = name === "gcd" || name === "lcm";
  if (isDivisor && inputs.every((one) => one.unit !== null)) inputs.reduce(promoteDTypes);
  throw noLoop(name, row, inputs, given);
}

/** The inputs' dtypes with those of numbers themselves, which do not bend to others where times are asked for. */
function unbent(
  inputs: readonly DType[],
  wanted: Signature,
  given: readonly unknown[] | null,
): readonly DType[] {
  if (given === null || !wanted.some((one) => one !== null && one.unit !== null)) return inputs;
  const own = { int: "l", float: "d", complex: "D" } as const;
  return inputs.map((one, i) => {
    const kind = weakKind(given[i]);
    return kind === null ? one : charDtype(own[kind]);
  });
}

/** Which casts a call allows, and where it puts its results. */
export interface CastRule {
  readonly casting: Casting;
  readonly out: readonly ({ readonly dtype: DType } | null)[];
}

/** Whether NumPy searches the loops for one that `casting` allows, where it looks past the options. */
function isSearched(name: string, row: UfuncRow, inputs: readonly DType[]): boolean {
  if (name === "absolute") return inputs[0]!.kind === "c";
  return row.times === "divide" || row.times === "remainder";
}

/** The first loop of numbers whose casts a call allows: of its inputs, and of what it makes. */
function firstThatFits(
  name: string,
  row: UfuncRow,
  inputs: readonly DType[],
  { casting, out }: CastRule,
): Loop {
  // no input is cast unsafely by itself
  const own = casting === "no" || casting === "equiv" ? casting : "safe";
  let refused: TypeError | null = null;
  for (const loop of row.loops) {
    if (!inputs.every((one, i) => can_cast(one, charDtype(loop.inputs[i]!), own))) continue;
    const wrong = out.findIndex(
      (one, i) => one !== null && !can_cast(charDtype(loop.outputs[i]!), one.dtype, casting),
    );
    const dtypes = [...loop.inputs, ...loop.outputs].map(charDtype);
    if (wrong < 0) return isTimed(loop) ? { ...loop, dtypes } : loop;
    refused ??= outputNotCoerced(name, charDtype(loop.outputs[wrong]!), out[wrong]!.dtype, casting);
  }
  throw refused ?? notSupported(name, inputs, own);
}

/** @throws UFuncTypeError where there is no loop of the input's own dtype, though one of times was asked for */
function checkOwnLoop(name: string, row: UfuncRow, input: DType): void {
  const { rule } = row;
  if (rule?.kind === "no-bool" && rule.message !== null && input.kind === "b") return;
  if (!row.loops.some(({ inputs }) => inputs === input.char)) throw noLoopOfDtypes(name, input);
}

/** Whether the operands alone decide which loop over times it is, whatever the options say. */
export function looksPast(row: UfuncRow): boolean {
  if (row.times === undefined || row.times === "compare" || row.times === "choose") return false;
  return row.times !== "one" || row.uniform !== true;
}

/** Which operands are integers that any loop of numbers takes, for ufuncs whose operands differ in dtype. */
function bendingOf(
  row: UfuncRow,
  inputs: readonly DType[],
  given: readonly unknown[] | null,
): readonly boolean[] | null {
  if (row.apart !== true || given === null) return null;
  const weak = given.map(weakKind);
  // beside booleans alone an integer is an int64
  const bends = weak.some((kind, i) => kind === null && inputs[i]!.kind !== "b");
  return bends ? weak.map((kind) => kind === "int") : null;
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
function castsSafely(
  inputs: readonly DType[],
  loop: Loop,
  wanted: Signature | null = null,
  bending: readonly boolean[] | null = null,
) {
  for (let i = 0; i < inputs.length; i++) {
    if (bending?.[i] === true || (wanted !== null && wanted[i] !== null)) continue;
    if (!can_cast(inputs[i]!, charDtype(loop.inputs[i]!), "safe")) return false;
  }
  return true;
}

function onlyForTimes(name: string, inputs: readonly DType[]): TypeError {
  return new TypeError(
    `ufunc '${name}' is only defined for np.datetime64 and np.timedelta64. (got ${inputs.map((one) => one.name).join(", ")})`,
  );
}

function specialLoop(
  name: string,
  row: UfuncRow,
  inputs: readonly DType[],
  given: readonly unknown[] | null,
): Loop | null {
  const { rule } = row;
  if (rule === undefined) return null;
  if (rule.kind === "times-only") throw onlyForTimes(name, inputs);
  const allBool = inputs.every((one) => one.kind === "b");
  if (rule.kind === "no-bool") {
    if (!allBool) return null;
    if (rule.message !== null) throw new TypeError(rule.message);
    throw noLoopOfClasses(name, row.nin, inputs, null, given);
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
  given: readonly unknown[] | null,
): Loop {
  if (row.rule?.kind === "times-only") throw onlyForTimes(name, inputs);
  const open = row.rule?.kind === "truth" && wanted.slice(0, row.nin).includes(null);
  if (open) {
    const truth = wanted[row.nin]?.kind === "b" ? loopNamed(row, "?".repeat(row.nin)) : null;
    if (truth === null) throw noSuchSignature(name);
    return truth;
  }
  const exact = loopOfSignature(row, inputs, wanted);
  if (exact !== null) return exact;
  // complex numbers have a magnitude of another dtype: NumPy looks through the loops for it
  const searched = name === "absolute" && inputs[0]!.kind === "c";
  const comparison = row.strings === "compare";
  const one = row.uniform === true && !comparison && !searched ? onlyDType(row, wanted) : null;
  if (one !== null) return uniformLoop(name, row, inputs, one, wanted, given);
  const found = searchedLoop(row, inputs, wanted, given);
  if (found === null) throw noSuchSignature(name);
  return found;
}

/** The loop of one dtype throughout, of a ufunc of which NumPy expects one. */
function uniformLoop(
  name: string,
  row: UfuncRow,
  inputs: readonly DType[],
  one: DType,
  wanted: Signature,
  given: readonly unknown[] | null,
): Loop {
  const { rule } = row;
  if (rule?.kind === "no-bool" && rule.message !== null && one.kind === "b") {
    throw new TypeError(rule.message);
  }
  const loop = row.loops.find(
    ({ inputs: taken, outputs }) => taken === one.char.repeat(row.nin) && outputs === one.char,
  );
  if (loop === undefined) throw noLoopOfClasses(name, row.nin, inputs, wanted, given);
  return loop;
}

/** The loop of exactly the dtypes of a signature and of the inputs that it leaves open. */
function loopOfSignature(row: UfuncRow, inputs: readonly DType[], wanted: Signature): Loop | null {
  const chars = wanted.map((one, i) => one?.char ?? (i < row.nin ? inputs[i]!.char : null));
  const fits = (loop: Loop) =>
    [...loop.inputs, ...loop.outputs].every((char, i) => (chars[i] ?? char) === char);
  return row.loops.find((loop) => !isMixed(loop) && fits(loop)) ?? null;
}

/** NumPy's loops that compare int64 with uint64 are of C's long long, which no signature here means. */
function isMixed(loop: Loop): boolean {
  return loop.inputs === "lL" || loop.inputs === "Ll";
}

/** The one dtype of a signature that names all outputs, and inputs of no other dtype. */
function onlyDType(row: UfuncRow, wanted: Signature): DType | null {
  const outputs = wanted.slice(row.nin);
  const first = outputs[0] ?? null;
  const same = wanted.every((one, i) => (one === null ? i < row.nin : one === first));
  return same ? first : null;
}

/** The first loop that a signature allows and the other inputs cast to safely; else the one of its outputs' dtype throughout. */
export function searchedLoop(
  row: UfuncRow,
  inputs: readonly DType[],
  wanted: Signature,
  given: readonly unknown[] | null = null,
): Loop | null {
  const bending = bendingOf(row, inputs, given);
  const allowed = (loop: Loop) =>
    [...loop.inputs, ...loop.outputs].every((char, i) => (wanted[i]?.char ?? char) === char);
  const timed = wanted.some((one) => one !== null && one.unit !== null);
  const fitting = row.loops.filter(
    (loop) => !isMixed(loop) && (timed || !isTimed(loop)) && allowed(loop),
  );
  const safe = fitting.find((loop) => castsSafely(inputs, loop, wanted, bending));
  if (safe !== undefined) return safe;
  const [first] = wanted.slice(row.nin);
  if (first == null || !wanted.slice(row.nin).every((one) => one === first)) return null;
  return fitting.find((loop) => loop.inputs === first.char.repeat(row.nin)) ?? null;
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
