// Floating-point errors of complex quotients: those of each step of Smith's formula, as NumPy's loops raise them. What
// the quotients are is the builder's business.

import { type Builder, isComplex, type Value } from "../kernel/builder.js";
import { DIVIDE, type FlagNodes, INVALID, isInfinity, isOrdinary, OVER } from "../kernel/errors.js";
import type { Node } from "../kernel/ir.js";

type Complex = Extract<Value, { re: Node }>;

/** Works out steps and gathers what they raise. */
class Steps {
  readonly #b: Builder;
  #divide: Node;
  #over: Node;
  #invalid: Node;

  constructor(b: Builder) {
    this.#b = b;
    const never = b.lit("bool", false);
    this.#divide = never;
    this.#over = never;
    this.#invalid = never;
  }

  /** x y + z, rounded once. */
  fused(x: Node, y: Node, z: Node): void {
    const b = this.#b;
    const made = b.fma(x, y, z);
    const operands = [x, y, z];
    const isNumber = (one: Node) => b.not(b.isnan(one)) as Node;
    const all = (test: (one: Node) => Node) =>
      operands.map(test).reduce((one, other) => b.and(one, other) as Node);
    this.#invalid = b.or(this.#invalid, b.and(b.isnan(made), all(isNumber))) as Node;
    const finite = all((one) => isOrdinary(b, one));
    this.#over = b.or(this.#over, b.and(isInfinity(b, made), finite)) as Node;
  }

  step(op: "add" | "sub" | "mul" | "div", x: Node, y: Node): Node {
    const b = this.#b;
    const made = b[op](x, y) as Node;
    const numbers = b.not(b.or(b.isnan(x), b.isnan(y))) as Node;
    this.#invalid = b.or(this.#invalid, b.and(b.isnan(made), numbers)) as Node;
    const finite = b.and(isOrdinary(b, x), isOrdinary(b, y));
    const endless = b.and(isInfinity(b, made), finite) as Node;
    if (op !== "div") this.#over = b.or(this.#over, endless) as Node;
    else {
      const byZero = b.eq(y, b.lit(y, 0));
      this.#divide = b.or(this.#divide, b.and(endless, byZero)) as Node;
      this.#over = b.or(this.#over, b.and(endless, b.not(byZero))) as Node;
    }
    return made;
  }

  /** What was raised; `nan` is whether a NaN was compared, which is invalid too. */
  flags(nan: Node): Required<Omit<FlagNodes, "under">> {
    const invalid = this.#b.or(this.#invalid, nan) as Node;
    return { divide: this.#divide, over: this.#over, invalid };
  }
}

/**
 * The errors of a complex product. NumPy's loops add the second product of each part to the first one before that is
 * rounded, but for those over one number, such as reductions: there both are.
 */
export function productFlags(b: Builder, x: Complex, y: Complex, fused: boolean): FlagNodes {
  const steps = new Steps(b);
  const inner = steps.step("mul", x.im, y.im);
  const outer = steps.step("mul", x.im, y.re);
  if (fused) {
    steps.fused(x.re, y.re, b.neg(inner) as Node);
    steps.fused(x.re, y.im, outer);
  } else {
    steps.step("sub", steps.step("mul", x.re, y.re), inner);
    steps.step("add", steps.step("mul", x.re, y.im), outer);
  }
  const { over, invalid } = steps.flags(b.lit("bool", false));
  return { over, invalid };
}

/** The errors of a complex power, which a function of the kernel floor tells. */
export function powerFlags(b: Builder, x: Complex, y: Complex): FlagNodes {
  const { lane } = x.re;
  const name = lane === "f32" ? "cpowf_errors" : "cpow_errors";
  const found = b.call(name, lane, x.re, x.im, y.re, y.im);
  const least = (from: Node, bit: number) => b.ge(from, b.lit(from, bit));
  const without = (from: Node, bit: number) =>
    b.select(least(from, bit), b.sub(from, b.lit(from, bit)), from) as Node;
  const rest = without(found, INVALID);
  return {
    invalid: least(found, INVALID),
    over: least(rest, OVER),
    divide: least(without(rest, OVER), DIVIDE),
  };
}

/** What tells that a complex power may have raised errors though it is finite: far operands. */
export function powerSuspects(b: Builder, x: Complex, y: Complex): readonly Node[] {
  const size = (one: Complex) => b.add(b.abs(one.re), b.abs(one.im)) as Node;
  // logarithms are less than 800, and a whole power of what is not large stays finite
  const far = b.mul(size(y), b.lit(y.re, 1024)) as Node;
  const large = b.gt(size(x), b.lit(x.re, 2));
  const inverted = b.and(b.lt(y.re, b.lit(y.re, 0)), b.eq(y.im, b.lit(y.im, 0)));
  const infinite = b.lit(x.re, Number.POSITIVE_INFINITY);
  return [far, size(x), b.select(b.and(large, inverted), infinite, b.lit(x.re, 0)) as Node];
}

/** What x / y is scaled by: where it is infinite, the quotient may not be. */
export function quotientScale(b: Builder, y: Value): readonly Node[] {
  if (!isComplex(y)) return [];
  const flat = b.ge(b.abs(y.re), b.abs(y.im));
  const [big, small] = [b.select(flat, y.re, y.im), b.select(flat, y.im, y.re)];
  return [b.add(big, b.mul(small, b.div(small, big))) as Node];
}

/** The errors of x / y, or of 1 / y where `x` is `null`. */
export function quotientFlags(b: Builder, x: Complex | null, y: Complex): FlagNodes {
  const flat = b.ge(b.abs(y.re), b.abs(y.im));
  const either = (one: Node, other: Node) => b.select(flat, one, other) as Node;
  const steps = new Steps(b);
  const [big, small] = [either(y.re, y.im), either(y.im, y.re)];
  const ratio = steps.step("div", small, big);
  const size = steps.step("add", big, steps.step("mul", small, ratio));
  const one = b.lit(size, 1);
  const scale = steps.step("div", one, size);
  const nan = b.or(b.isnan(y.re), b.isnan(y.im)) as Node;
  if (x === null) {
    steps.step("div", ratio, size);
    return steps.flags(nan);
  }
  const [p, q] = [either(x.re, x.im), either(x.im, x.re)];
  steps.step("mul", steps.step("add", p, steps.step("mul", q, ratio)), scale);
  steps.step("mul", steps.step("sub", q, steps.step("mul", p, ratio)), scale);
  const general = steps.flags(nan);
  // divided by zero, the parts are divided each
  const parts = new Steps(b);
  const none = b.and(b.eq(y.re, b.lit(y.re, 0)), b.eq(y.im, b.lit(y.im, 0)));
  parts.step("div", x.re, b.abs(y.re) as Node);
  parts.step("div", x.im, b.abs(y.re) as Node);
  const special = parts.flags(b.lit("bool", false));
  const pick = (kind: "divide" | "over" | "invalid") =>
    b.select(none, special[kind], general[kind]) as Node;
  return { divide: pick("divide"), over: pick("over"), invalid: pick("invalid") };
}
