// Calls, methods and attributes as nodes: which arguments a function takes, and what is refused with which
// remedy. Tokens are the parser's business, computing is nobody's here.

import { type DType, dtype as toDtype } from "../core/dtype.js";
import { isNumericName } from "../kernel/lanes.js";
import {
  castFunction,
  clipFunction,
  imagFunction,
  type MapFunction,
  mapFunctionOf,
  realFunction,
} from "./map-functions.js";
import { callableNamed, nearestName, resultsOf, ufuncNamed } from "./names.js";
import type { Node, SpecialNode } from "./nodes.js";
import { type ReductionName, reductionNames, reductions } from "./reductions.js";
import { ExprSyntaxError, type Source, type Span } from "./source.js";

/** An argument as it was written. */
export type Argument = Node | SpecialNode;

/** The arguments of a call. */
export interface Arguments {
  readonly positional: readonly Argument[];
  readonly keywords: ReadonlyMap<string, Argument>;
}

const elsewhere: Readonly<Record<string, string>> = {
  none: "None stands for an axis or a new axis only",
  ellipsis: "... stands in an index only",
  text: "a string names a dtype, as in astype('f4'), and nothing else here",
  dtype: "a dtype is called, as in float32(x), or given as dtype=",
  tuple: "a tuple stands for axes or in an index only",
  list: "a list stands in an index only; interpolate an array instead",
};

/** Makes nodes of calls; knows the source to point into. */
export class Calls {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  fail(sentence: string, span: Span): never {
    throw new ExprSyntaxError(sentence, this.#source, span);
  }

  /** The argument as an operand. @throws ExprSyntaxError for what has no value */
  value(argument: Argument): Node {
    switch (argument.kind) {
      case "none":
      case "ellipsis":
      case "text":
      case "dtype":
      case "tuple":
      case "list":
        return this.fail(`an operand is needed here: ${elsewhere[argument.kind]}`, argument.span);
      default:
        return argument;
    }
  }

  /** An elementwise function of operands. */
  apply(apply: MapFunction, args: readonly Argument[], span: Span): Node {
    return { kind: "apply", apply, operator: null, args: args.map((one) => this.value(one)), span };
  }

  /** `name(arguments)`. */
  call(name: string, args: Arguments, span: Span): Node {
    const reduction = reductionNames.get(name);
    if (reduction !== undefined) {
      const [first, ...rest] = args.positional;
      if (first === undefined) this.fail(`${name}() is missing its operand`, span);
      return this.#reduce(name, reduction, first, { ...args, positional: rest }, span);
    }
    if (name === "clip") return this.#clip(args, span);
    if (name === "matmul") {
      const [x, y] = this.#operands(name, args, 2, span);
      return { kind: "matmul", args: [this.value(x), this.value(y)], span };
    }
    const callable = callableNamed(name);
    if (callable === null) return this.#unknown(name, span);
    if (name === "where" && args.positional.length === 1) {
      this.fail("where(condition) alone answers positions: use np.nonzero outside", span);
    }
    return this.apply(callable.apply, this.#operands(name, args, callable.nin, span), span);
  }

  #operands(name: string, args: Arguments, count: number, span: Span): readonly Argument[] {
    for (const keyword of args.keywords.keys()) {
      const remedy = keyword === "out" ? ": np.expr.into(out)`…` writes into an array" : "";
      this.fail(`${name}() takes no keyword argument '${keyword}' here${remedy}`, span);
    }
    const given = args.positional.length;
    if (given !== count) {
      this.fail(
        `${name}() takes ${count} positional argument${count === 1 ? "" : "s"} but ${given} ${given === 1 ? "was" : "were"} given`,
        span,
      );
    }
    return args.positional;
  }

  #unknown(name: string, span: Span): never {
    const ufunc = ufuncNamed(name);
    if (ufunc !== null) {
      this.fail(
        `${name}() gives ${resultsOf(ufunc)} results, an expression has one: call np.${name} outside`,
        span,
      );
    }
    if (name === "int" || name === "float" || name === "complex") {
      const dtype = name === "int" ? "int64" : name === "float" ? "float64" : "complex128";
      this.fail(`${name}() makes one Python value: write ${dtype}(x)`, span);
    }
    const near = nearestName(name);
    this.fail(
      `name '${name}' is not a function of expressions${near === null ? ": call it outside and interpolate the result" : ` (did you mean '${near}'?)`}`,
      span,
    );
  }

  // --- reductions ---------------------------------------------------------------------------------

  #reduce(
    name: string,
    reduction: ReductionName,
    operand: Argument,
    args: Arguments,
    span: Span,
  ): Node {
    const [axis, ...more] = args.positional;
    const known = ["axis", "keepdims", ...reductions[reduction].keywords];
    for (const keyword of args.keywords.keys()) {
      if (!known.includes(keyword)) {
        this.fail(
          `${name}() got an unexpected keyword argument '${keyword}' (known here: ${known.join(", ")})`,
          span,
        );
      }
    }
    if (more.length > 0) this.fail(`${name}() takes an operand and an axis; name the rest`, span);
    if (axis !== undefined && args.keywords.has("axis")) {
      this.fail(`${name}() got multiple values for argument 'axis'`, span);
    }
    const keepdims = args.keywords.get("keepdims");
    const dtype = args.keywords.get("dtype");
    const ddof = args.keywords.get("ddof");
    return {
      kind: "reduce",
      reduction,
      arg: this.value(operand),
      axis: axis ?? args.keywords.get("axis") ?? null,
      keepdims: keepdims !== undefined && this.#flag(name, keepdims),
      dtype: dtype === undefined ? null : this.dtype(dtype),
      ddof: ddof === undefined ? 0 : this.#number(name, ddof),
      span,
    };
  }

  #flag(name: string, argument: Argument): boolean {
    if (argument.kind === "literal") {
      const { scalar } = argument;
      if (scalar.kind === "bool" || scalar.kind === "int") return Boolean(scalar.value);
    }
    return this.fail(`keepdims of ${name}() is True or False`, argument.span);
  }

  #number(name: string, argument: Argument): number {
    if (argument.kind === "literal") {
      const { scalar } = argument;
      if (scalar.kind === "int" || scalar.kind === "float") return Number(scalar.value);
    }
    return this.fail(`ddof of ${name}() is a number, written out`, argument.span);
  }

  /** A dtype argument: `"f4"`, `float32`, `float`. */
  dtype(argument: Argument): DType {
    if (argument.kind === "dtype") return argument.dtype;
    if (argument.kind !== "text") {
      return this.fail(
        "a dtype is needed here, as a name (float32) or a string ('f4')",
        argument.span,
      );
    }
    let dtype: DType;
    try {
      dtype = toDtype(argument.text) as DType;
    } catch (error) {
      return this.fail((error as Error).message, argument.span);
    }
    if (!isNumericName(dtype.typeName) || !dtype.isnative) {
      this.fail(
        `an expression computes with numbers and booleans in native byte order, not with ${dtype}: call astype outside`,
        argument.span,
      );
    }
    return dtype;
  }

  // --- others -------------------------------------------------------------------------------------

  #clip(args: Arguments, span: Span): Node {
    const [x, ...bounds] = args.positional;
    if (x === undefined) this.fail("clip() is missing its operand", span);
    const names = [
      ["a_min", "min"],
      ["a_max", "max"],
    ];
    const [least, greatest] = names.map((side, i) => {
      const keyword = side.find((one) => args.keywords.has(one));
      return bounds[i] ?? (keyword === undefined ? undefined : args.keywords.get(keyword));
    });
    for (const keyword of args.keywords.keys()) {
      if (!names.flat().includes(keyword)) {
        this.fail(`clip() takes no keyword argument '${keyword}' here`, span);
      }
    }
    if (bounds.length > 2) this.fail("clip() takes an operand and two bounds", span);
    const hasLeast = least !== undefined && least.kind !== "none";
    const hasGreatest = greatest !== undefined && greatest.kind !== "none";
    if (hasLeast && hasGreatest) return this.apply(clipFunction, [x, least, greatest], span);
    if (hasLeast) return this.apply(mapFunctionOf("maximum"), [x, least], span);
    if (hasGreatest) return this.apply(mapFunctionOf("minimum"), [x, greatest], span);
    return this.fail("one of clip()'s bounds must be given", span);
  }

  /** `receiver.name(arguments)`. */
  method(receiver: Argument, name: string, args: Arguments, span: Span): Node {
    const operand = this.value(receiver);
    const reduction = reductionNames.get(name);
    if (reduction !== undefined && name !== "amax" && name !== "amin") {
      return this.#reduce(name, reduction, operand, args, span);
    }
    switch (name) {
      case "astype": {
        const [dtype] = this.#operands(name, args, 1, span);
        return this.apply(castFunction(this.dtype(dtype)), [operand], span);
      }
      case "conj":
      case "conjugate":
        this.#operands(name, args, 0, span);
        return this.apply(mapFunctionOf("conjugate"), [operand], span);
      case "clip":
        return this.#clip({ ...args, positional: [operand, ...args.positional] }, span);
      case "copy":
        return this.fail("the result of an expression is new already: leave .copy() out", span);
      default: {
        const known = `astype, clip, conj, ${Object.keys(reductions).join(", ")}`;
        return this.fail(
          `'${name}' is not a method of expressions (known: ${known}): call it outside and interpolate the result`,
          span,
        );
      }
    }
  }

  /** `receiver.name`. */
  attribute(receiver: Argument, name: string, span: Span): Node {
    const operand = this.value(receiver);
    switch (name) {
      case "T":
        return { kind: "transpose", arg: operand, span };
      case "real":
        return this.apply(realFunction, [operand], span);
      case "imag":
        return this.apply(imagFunction, [operand], span);
      default:
        return this.fail(
          `'${name}' is not an attribute of expressions (known: T, real, imag)`,
          span,
        );
    }
  }
}
