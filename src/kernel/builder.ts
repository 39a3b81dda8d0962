// What ufunc bodies are written with: generic arithmetic on values that are one lane or a complex pair.
// Bodies are `(b, x, y) => b.add(x, y)`; nothing here knows how a kernel is run.

import { InternalError } from "../memory/errors.js";
import type { Graph, Node } from "./ir.js";
import { elementType, type Lane, laneInfo, type NumericName } from "./lanes.js";
import type { NodeOp } from "./nodes.js";
import type { Scalar } from "./scalar.js";

/** A complex value: two lanes of one float type. */
export interface ComplexPair {
  readonly re: Node;
  readonly im: Node;
}

/** What bodies compute with. */
export type Value = Node | ComplexPair;

/** A ufunc's meaning for one element. */
export type Body = (b: Builder, ...inputs: Value[]) => Value | readonly Value[];

/** Whether a value is a complex pair. */
export function isComplex(value: Value): value is ComplexPair {
  return "re" in value;
}

/** Builds a graph. One builder serves one kernel. */
export class Builder {
  readonly graph: Graph;

  constructor(graph: Graph) {
    this.graph = graph;
  }

  // --- Leaves -------------------------------------------------------------------------------------

  /** A constant of the lane given, or of the lane (and complexity) of another value. */
  const(like: Lane | Value, value: Scalar | boolean): Value {
    if (typeof like === "string") return this.graph.constant(like, value);
    if (isComplex(like)) {
      return {
        re: this.graph.constant(like.re.lane, value),
        im: this.graph.constant(like.re.lane, 0),
      };
    }
    return this.graph.constant(like.lane, value);
  }

  /** A real constant of a lane, as a node. */
  lit(like: Lane | Node, value: Scalar | boolean): Node {
    return this.graph.constant(typeof like === "string" ? like : like.lane, value);
  }

  /** A function that is not composed of nodes, by its name in `math/functions.ts`. */
  call(name: string, lane: Lane, ...args: Node[]): Node {
    return this.graph.call(name, lane, args);
  }

  /** A complex value of two parts. */
  complex(re: Node, im: Node): ComplexPair {
    return { re, im };
  }

  /** The real part; a real value is its own. */
  re(x: Value): Node {
    return isComplex(x) ? x.re : x;
  }

  /** The imaginary part; 0 for a real value. */
  im(x: Value): Node {
    return isComplex(x) ? x.im : this.lit(x, 0);
  }

  /** The real node of a value that must not be complex. */
  real(x: Value): Node {
    if (isComplex(x)) throw new InternalError("kernel body: a real value is needed here");
    return x;
  }

  /** The lane of a value: of its parts when it is complex. */
  lane(x: Value): Lane {
    return isComplex(x) ? x.re.lane : x.lane;
  }

  /** The kind of a value in NumPy's letters: "b", "i", "u", "f" or "c". */
  kind(x: Value): "b" | "i" | "u" | "f" | "c" {
    return isComplex(x) ? "c" : laneInfo[x.lane].kind;
  }

  // --- Arithmetic ---------------------------------------------------------------------------------

  /** x + y. */
  add(x: Value, y: Value): Value {
    return this.#parts("add", x, y);
  }

  /** x - y. */
  sub(x: Value, y: Value): Value {
    return this.#parts("sub", x, y);
  }

  /** x * y; complex by the plain formula, as NumPy. */
  mul(x: Value, y: Value): Value {
    if (!isComplex(x) && !isComplex(y)) return this.graph.node("mul", x.lane, [x, y]);
    const [a, c] = [this.re(x), this.re(y)];
    const [b, d] = [this.im(x), this.im(y)];
    return {
      re: this.#two("sub", this.#two("mul", a, c), this.#two("mul", b, d)),
      im: this.#two("add", this.#two("mul", a, d), this.#two("mul", b, c)),
    };
  }

  /** x / y: integers toward zero (by zero: 0), complex by Smith's algorithm, as NumPy. */
  div(x: Value, y: Value): Value {
    if (!isComplex(x) && !isComplex(y)) return this.graph.node("div", x.lane, [x, y]);
    return this.#smith(this.#pair(x), this.#pair(y));
  }

  /** The remainder with the dividend's sign: C's `%` and `fmod`. */
  rem(x: Value, y: Value): Node {
    return this.#two("rem", this.real(x), this.real(y));
  }

  /** -x. */
  neg(x: Value): Value {
    return this.#each((part) => this.graph.node("neg", part.lane, [part]), x);
  }

  /** |x| of a real value. The absolute value of a complex one is `hypot` in math/. */
  abs(x: Value): Node {
    const node = this.real(x);
    return laneInfo[node.lane].kind === "u" ? node : this.graph.node("abs", node.lane, [node]);
  }

  /** The smaller; NaN wins. Complex values are ordered by real, then imaginary part. */
  min(x: Value, y: Value): Value {
    if (!isComplex(x) && !isComplex(y)) return this.graph.node("min", x.lane, [x, y]);
    return this.select(this.or(this.isnan(x), this.le(x, y)), x, y);
  }

  /** The larger; NaN wins. Complex values are ordered by real, then imaginary part. */
  max(x: Value, y: Value): Value {
    if (!isComplex(x) && !isComplex(y)) return this.graph.node("max", x.lane, [x, y]);
    return this.select(this.or(this.isnan(x), this.ge(x, y)), x, y);
  }

  /** The square root of a real value. */
  sqrt(x: Value): Node {
    return this.#one("sqrt", x);
  }
  floor(x: Value): Node {
    return this.#one("floor", x);
  }
  ceil(x: Value): Node {
    return this.#one("ceil", x);
  }
  trunc(x: Value): Node {
    return this.#one("trunc", x);
  }

  /** To the nearest integer, ties to even; part by part on complex values. */
  rint(x: Value): Value {
    return this.#each((part) => this.#one("rint", part), x);
  }

  /** x y + z of real values, rounded once. */
  fma(x: Value, y: Value, z: Value): Node {
    const node = this.real(x);
    return this.graph.node("fma", node.lane, [node, this.real(y), this.real(z)]);
  }

  /** x 2^floor(y). */
  scale(x: Value, y: Value): Node {
    return this.#two("scale", this.real(x), this.real(y));
  }

  /** floor(log2(|x|)). */
  exponent(x: Value): Node {
    return this.#one("exponent", x);
  }

  /** x divided by the power of two that leaves it in [3/4, 3/2). */
  mantissa(x: Value): Node {
    return this.#one("mantissa", x);
  }

  /** x, or y with the sign of x where x is larger in magnitude, or NaN. */
  limit(x: Value, y: Value): Node {
    return this.#two("limit", this.real(x), this.real(y));
  }

  /** An entry of a table whose length is a power of two, at an integer index modulo that length. */
  lookup(name: string, lane: Lane, table: readonly Scalar[], index: Value): Node {
    return this.graph.lookup(name, lane, table, this.real(index));
  }

  // --- Comparison and choice ----------------------------------------------------------------------

  eq(x: Value, y: Value): Node {
    if (!isComplex(x) && !isComplex(y)) return this.graph.node("eq", "bool", [x, y]);
    return this.and(this.eq(this.re(x), this.re(y)), this.eq(this.im(x), this.im(y)));
  }
  ne(x: Value, y: Value): Node {
    if (!isComplex(x) && !isComplex(y)) return this.graph.node("ne", "bool", [x, y]);
    return this.or(this.ne(this.re(x), this.re(y)), this.ne(this.im(x), this.im(y)));
  }
  lt(x: Value, y: Value): Node {
    return this.#order("lt", "lt", x, y);
  }
  le(x: Value, y: Value): Node {
    return this.#order("lt", "le", x, y);
  }
  gt(x: Value, y: Value): Node {
    return this.#order("gt", "gt", x, y);
  }
  ge(x: Value, y: Value): Node {
    return this.#order("gt", "ge", x, y);
  }

  /** `condition ? x : y`, without branching; both are computed. */
  select(condition: Value, x: Value, y: Value): Value {
    const bool = this.real(condition);
    if (!isComplex(x) && !isComplex(y)) return this.graph.node("select", x.lane, [bool, x, y]);
    return {
      re: this.graph.node("select", this.re(x).lane, [bool, this.re(x), this.re(y)]),
      im: this.graph.node("select", this.re(x).lane, [bool, this.im(x), this.im(y)]),
    };
  }

  /** `condition ? x : y` where the condition is seldom true: x may be costly. Real values only. */
  rarely(condition: Value, x: Value, y: Value): Node {
    const [common, rare] = [this.real(y), this.real(x)];
    return this.graph.node("rarely", common.lane, [this.real(condition), rare, common]);
  }

  /** Whether a value (either part of it) is NaN; false for integers and booleans. */
  isnan(x: Value): Node {
    if (isComplex(x)) return this.or(this.isnan(x.re), this.isnan(x.im));
    return laneInfo[x.lane].kind === "f" ? this.ne(x, x) : this.lit("bool", false);
  }

  /** `x != 0` as a bool. */
  truth(x: Value): Node {
    return this.real(this.cast(x, "bool"));
  }

  // --- Bits ---------------------------------------------------------------------------------------

  and(x: Value, y: Value): Node {
    return this.#two("and", this.real(x), this.real(y));
  }
  or(x: Value, y: Value): Node {
    return this.#two("or", this.real(x), this.real(y));
  }
  xor(x: Value, y: Value): Node {
    return this.#two("xor", this.real(x), this.real(y));
  }
  /** Bitwise on integers, logical on booleans. */
  not(x: Value): Node {
    return this.#one("not", x);
  }
  shl(x: Value, count: Value): Node {
    return this.#two("shl", this.real(x), this.real(count));
  }
  shr(x: Value, count: Value): Node {
    return this.#two("shr", this.real(x), this.real(count));
  }

  /** The same bits read as another lane of the same width. */
  bitcast(x: Value, lane: Lane): Node {
    return this.graph.node("bitcast", lane, [this.real(x)]);
  }

  /** A value as another type, with NumPy's (unsafe) casting. */
  cast(x: Value, to: Lane | NumericName): Value {
    const { lane, components } =
      to in laneInfo ? { lane: to as Lane, components: 1 } : elementType(to as NumericName);
    if (components === 2) {
      return { re: this.#castLane(this.re(x), lane), im: this.#castLane(this.im(x), lane) };
    }
    if (!isComplex(x)) return this.#castLane(x, lane);
    // A complex number is true if either part is; any other cast drops the imaginary part.
    if (lane === "bool") return this.or(this.#castLane(x.re, lane), this.#castLane(x.im, lane));
    return this.#castLane(x.re, lane);
  }

  // --- Helpers ------------------------------------------------------------------------------------

  #castLane(x: Node, lane: Lane): Node {
    return this.graph.node("cast", lane, [x]);
  }

  #one(op: NodeOp, x: Value): Node {
    const node = this.real(x);
    return this.graph.node(op, node.lane, [node]);
  }

  #two(op: NodeOp, x: Node, y: Node): Node {
    return this.graph.node(op, x.lane, [x, y]);
  }

  #each(f: (part: Node) => Node, x: Value): Value {
    return isComplex(x) ? { re: f(x.re), im: f(x.im) } : f(x);
  }

  #parts(op: NodeOp, x: Value, y: Value): Value {
    if (!isComplex(x) && !isComplex(y)) return this.#two(op, x, y);
    return {
      re: this.#two(op, this.re(x), this.re(y)),
      im: this.#two(op, this.im(x), this.im(y)),
    };
  }

  #pair(x: Value): ComplexPair {
    return { re: this.re(x), im: this.im(x) };
  }

  /**
   * Lexicographic order of complex values as NumPy has it: `strict` decides on the real parts unless an
   * imaginary part is NaN, `last` on the imaginary parts where the real ones are equal.
   */
  #order(strict: "lt" | "gt", last: "lt" | "le" | "gt" | "ge", x: Value, y: Value): Node {
    if (!isComplex(x) && !isComplex(y)) return this.graph.node(last, "bool", [x, y]);
    const [a, b] = [this.#pair(x), this.#pair(y)];
    const clean = this.not(this.or(this.isnan(a.im), this.isnan(b.im)));
    const byReal = this.and(this.graph.node(strict, "bool", [a.re, b.re]), clean);
    const byImaginary = this.graph.node(last, "bool", [a.im, b.im]);
    return this.or(byReal, this.and(this.eq(a.re, b.re), byImaginary));
  }

  #smith(x: ComplexPair, y: ComplexPair): ComplexPair {
    const one = this.lit(y.re, 1);
    const zero = this.lit(y.re, 0);
    const absRe = this.abs(y.re);
    const absIm = this.abs(y.im);
    const byZero = this.and(this.eq(absRe, zero), this.eq(absIm, zero));
    const wide = this.ge(absRe, absIm);
    const [big, small] = [
      this.select(wide, y.re, y.im) as Node,
      this.select(wide, y.im, y.re) as Node,
    ];
    const ratio = this.#two("div", small, big);
    const scale = this.#two("div", one, this.#two("add", big, this.#two("mul", small, ratio)));
    // With the real part leading: (a + b r) s, (b - a r) s; otherwise: (a r + b) s, (b r - a) s.
    const [p, q] = [this.#two("mul", x.re, ratio), this.#two("mul", x.im, ratio)];
    const re = this.select(wide, this.add(x.re, q), this.add(p, x.im));
    const im = this.select(wide, this.sub(x.im, p), this.sub(q, x.re));
    return {
      re: this.select(byZero, this.#two("div", x.re, absRe), this.mul(re, scale)) as Node,
      im: this.select(byZero, this.#two("div", x.im, absRe), this.mul(im, scale)) as Node,
    };
  }
}
