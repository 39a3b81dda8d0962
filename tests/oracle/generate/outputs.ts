// Calls into an output: what was drawn as a plain call runs once more into an array like its result, or into one that
// does not fit. Which calls there are is the business of the groups.

import type { CaseBuilder } from "../arrays.js";
import type { Arg, DSpec, Step } from "../case.js";
import { layoutOf, NUMERIC, numeric } from "../dtypes.js";

/** Functions and methods with an `out` option that their groups do not draw. */
const WITH_OUT = new Set(
  (
    "argmax argmin choose clip compress concatenate cumprod cumsum cumulative_prod cumulative_sum dot max mean median min " +
    "nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd " +
    "nansum nanvar outer percentile prod quantile round stack std sum take trace var"
  ).split(" "),
);
const REDUCTION = /^\w+\.(reduce|accumulate|reduceat)$/;

type Call = Step & {
  readonly to: string;
  readonly args: readonly Arg[];
  readonly kw?: Readonly<Record<string, Arg>>;
};

/** Not uint32: what becomes of floats out of range there depends on how many there are. */
const NUMBERS = NUMERIC.filter((type) => type !== "?" && type !== "u4");
/** What does not start from first elements. */
const BEGUN =
  /sum|prod|mean|std|var|add|mul|logical|bitwise|median|tile|dot|outer|cum|accumulate|arg|choose|clip|comp|conc|stack|take|trace|round/;
const RUNNING = /cum|accumulate|reduceat/;

function nameOf(step: Step): string {
  return "fn" in step ? step.fn : "m" in step ? step.m[1] : "";
}

/** The call of a case that is one call and no more. */
function onlyCall({ op, steps }: CaseBuilder): Call | null {
  const [step] = steps;
  if (steps.length !== 1 || step?.to === undefined || /spoiled|asked|odd [ab]/.test(op))
    return null;
  const name = nameOf(step);
  if (!WITH_OUT.has(name) && !REDUCTION.test(name)) return null;
  const call = step as Call;
  return call.args === undefined || call.kw?.["out"] !== undefined ? null : call;
}

/**
 * What the output is of: mostly what the first operand is. It is always said, since numbers in JavaScript have no dtype
 * that an array like a result could take.
 */
function outputDtype(builder: CaseBuilder, call: Step): DSpec {
  const { random } = builder;
  const asked = "kw" in call ? call.kw?.["dtype"] : undefined;
  const first = Object.values(builder.arrays)[0]?.dtype ?? "<f8";
  const isAsked = typeof asked === "object" && asked !== null && "d" in asked;
  const own = isAsked && builder.tol !== undefined ? asked.d : first;
  const { kind } = layoutOf(own);
  // what is rounded on the way is not rounded once more
  if (builder.tol !== undefined) return /[fc]/.test(kind) ? own : "<f8";
  // sums that pass through booleans depend on how many elements NumPy takes at a time
  // and what starts from first elements has those pass through the output
  if ("kw" in call && call.kw?.["initial"] !== undefined) return own;
  if (BEGUN.test(nameOf(call)) && random.chance(0.35)) return numeric(random, NUMBERS);
  return nameOf(call) === "choose" && /u4$/.test(String(own)) ? "<u8" : own;
}

/** Has the one call of the case run into an output, too. */
export function intoOutput(builder: CaseBuilder): void {
  const { random } = builder;
  const call = onlyCall(builder);
  if (call === null || builder.mask !== undefined || !random.chance(0.15)) return;
  const kw: Record<string, Arg> = { dtype: { d: outputDtype(builder, call) } };
  // NumPy's choose writes line by line whatever the order, but under mode="raise"
  if (nameOf(call) !== "choose" && random.chance(0.2)) kw["order"] = "F";
  builder.steps.length = 0;
  builder.op = `${builder.op} out`;
  builder.step({ ...call, to: "q" });
  builder.call("o", "zeros_like", [{ v: "q" }], kw);
  // running results look at the first axes of an output that has more
  const fits = RUNNING.test(nameOf(call)) || random.chance(0.9);
  if (!fits) builder.call("o", "expand_dims", [{ v: "o" }, 0]);
  builder.step({ ...call, to: "r", kw: { ...call.kw, out: { v: "o" } } });
  builder.show = ["q", "r", "o"];
}
