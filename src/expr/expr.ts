// np.expr: the tagged template, its form with an output, and the one for text with named operands.

import type { Complex } from "../core/complex.js";
import { NDArray } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import type { Slice } from "../core/slice.js";
import { Program } from "./program.js";
import { Source } from "./source.js";

/** What may be interpolated: an operand, or (in an index or axis) a slice, `null` or a list of integers. */
export type ExprOperand =
  | NDArray
  | number
  | bigint
  | boolean
  | Complex
  | ArrayBufferView
  | readonly unknown[]
  | Slice
  | null;

/** What an expression answers: an array, or the value of a full reduction or of scalars. */
export type ExprResult = NDArray | number | bigint | boolean | Complex;

/** Options of a compiled expression's call. */
export interface ExprCallOptions {
  /** The array to write the result into. A new array by default. */
  out?: NDArray | null | undefined;
}

/** An expression with named operands. */
export interface CompiledExpr {
  /**
   * Evaluates the expression.
   *
   * @param operands - a value for each name, and none else
   */
  <T extends ExprResult = NDArray>(
    operands?: Readonly<Record<string, ExprOperand>>,
    options?: ExprCallOptions,
  ): T;
  /** The names of its operands, in the order in which the text has them. */
  readonly operands: readonly string[];
  /** The text. */
  readonly source: string;
}

/** The type of `np.expr`. */
export interface Expr {
  <T extends ExprResult = NDArray>(strings: TemplateStringsArray, ...values: ExprOperand[]): T;
  /**
   * The expression's result written into an existing array, which is the answer. Casts as far as `same_kind` goes;
   * the array may share memory with operands.
   *
   * @returns `out` itself: no copy
   * @throws UFuncTypeError if the result may not be cast, ValueError if it does not fit or is
   * read-only
   * @example
   * ```ts
   * const a = np.array([1, 2, 3], "float64");
   * np.expr.into(a)`${a} * 2 + 1`;
   * a; // => [3. 5. 7.]
   * ```
   */
  into<O extends NDArray>(out: O): (strings: TemplateStringsArray, ...values: ExprOperand[]) => O;
  /**
   * An expression as text with named operands, as a function of an object of them. It is parsed here and compiled
   * when called, once for each combination of dtypes.
   *
   * @returns a function; calls of it give new arrays, no views
   * @throws ExprSyntaxError
   * @example
   * ```ts
   * const f = np.expr.compile("a * b + c");
   * f({ a: np.array([1, 2, 3]), b: 2, c: 0.5 }); // => [2.5 4.5 6.5]
   * f.operands; // => a,b,c
   * ```
   */
  compile(source: string): CompiledExpr;
}

const programs = new WeakMap<TemplateStringsArray, Program>();

/** The program of a template's call site: parsed when first met. */
export function programOf(strings: TemplateStringsArray): Program {
  let program = programs.get(strings);
  if (program === undefined) {
    program = new Program(new Source(strings.raw), () => null);
    programs.set(strings, program);
  }
  return program;
}

function isTemplate(strings: unknown): strings is TemplateStringsArray {
  return Array.isArray(strings) && Array.isArray((strings as { raw?: unknown }).raw);
}

function checkTemplate(strings: unknown, called: string): void {
  if (isTemplate(strings)) return;
  throw new TypeError(
    `${called} is the tag of a template, as in ${called}\`\${a} * 2\`; an expression in a string is np.expr.compile("a * 2")`,
  );
}

function run(strings: TemplateStringsArray, ...values: readonly unknown[]): never {
  checkTemplate(strings, "np.expr");
  return programOf(strings).evaluate(values, null) as never;
}

/**
 * The expression's result written into an existing array; see {@link Expr.into}.
 *
 * @returns `out` itself: no copy
 * @throws ExprSyntaxError for text that is no expression, UFuncTypeError for a result that cannot
 * be cast to the array's dtype, ValueError for shapes that do not fit
 * @example
 * ```ts
 * const a = np.arange(3, "float64");
 * np.expr.into(a)`${a} * 2.0`; // => [0. 2. 4.]
 * ```
 */
function into<O extends NDArray>(out: O) {
  if (!(out instanceof NDArray)) {
    throw new TypeError(`return arrays must be of ArrayType (got ${typeof out} as 'out')`);
  }
  return (strings: TemplateStringsArray, ...values: readonly unknown[]): O => {
    checkTemplate(strings, "np.expr.into(out)");
    return programOf(strings).evaluate(values, out) as O;
  };
}

/**
 * An expression as text with named operands, as a function of them; see {@link Expr.compile}.
 *
 * @returns a function; calls of it give new arrays, no views
 * @throws ExprSyntaxError for text that is no expression
 * @example
 * ```ts
 * const scale = np.expr.compile("a * k");
 * scale({ a: np.arange(3), k: 10 }); // => [ 0 10 20]
 * ```
 */
function compile(source: string): CompiledExpr {
  if (typeof source !== "string") {
    throw new TypeError(
      `np.expr.compile() takes the expression as a string (got ${typeof source})`,
    );
  }
  const names: string[] = [];
  const program = new Program(new Source([source]), (name) => {
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name);
  });
  const evaluate = (given: unknown = {}, more?: ExprCallOptions): never => {
    const { out = null } = options<ExprCallOptions>("expr", more, ["out"]);
    return program.evaluate(operandsOf(names, given), out) as never;
  };
  return Object.assign(evaluate, { operands: Object.freeze(names), source });
}

function operandsOf(names: readonly string[], given: unknown): unknown[] {
  if (!isOptions(given)) {
    throw new TypeError(
      `a compiled expression takes its operands in one object, as in f({ ${names.join(", ")} })`,
    );
  }
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) {
      throw new TypeError(
        `'${name}' is not an operand of this expression (its operands: ${names.join(", ") || "none"})`,
      );
    }
  }
  return names.map((name) => {
    if (Object.hasOwn(given, name)) return given[name];
    throw new TypeError(
      `operand '${name}' is missing (this expression's operands: ${names.join(", ")})`,
    );
  });
}

/**
 * NumPy's expression syntax on arrays, as one fused kernel: no array is made for what lies in between. Operands are
 * interpolated; `2` is a weak integer, `2.0` a weak float, `2j` a weak complex number, and every operation has the
 * dtype, rounding and errors that the ufunc has. Parsed once per call site, compiled once per combination of dtypes.
 *
 * Known are Python's arithmetic, bitwise and comparison operators, every ufunc of one result by name (with or
 * without `np.`), `where`, `clip`, casts such as `float32(x)` and `x.astype("f4")`, reductions (`sum`, `prod`,
 * `min`, `max`, `mean`, `any`, `all`, with `axis=` and `keepdims=`), `@`, `.T`, `.real`, `.imag` and indexing.
 *
 * @returns an array; a JavaScript value for a full reduction, or if there was no array at all (name its type, as in
 *   np.expr<number>`sum(${a})`)
 * @throws ExprSyntaxError for what is no expression, and NumPy's errors, with the place
 * @example
 * ```ts
 * const a = np.array([1, 2, 3]);
 * const b = np.array([10, 20]);
 * np.expr`${a} * ${b}[:, None] + sqrt(4) / 2`; // => [[11. 21. 31.] [21. 41. 61.]]
 * np.expr`where(${a} > 1, ${a} ** 2, 0)`; // => [0 4 9]
 * np.expr<number>`sum((${a} - 2) ** 2)`; // => 2
 * ```
 */
export const expr: Expr = Object.assign(run, { into, compile }) as Expr;
