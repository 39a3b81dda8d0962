// Whole expressions: `np.expr` against the same formula written in NumPy.

import { type Case, makeCase, type Operand, type Program, SIZES, square } from "../case.js";
import { ordinary } from "./domains.js";

function operand(name: string, shape: readonly number[], dtype = "float64"): Operand {
  return { name, dtype, shape, values: ordinary(dtype), seed: name.charCodeAt(0) - 97 };
}

/** A formula in NumPy's notation as a template; operands are single letters. */
function template(formula: string): string {
  const text = formula
    .replace(/\bnp\./g, "")
    .replace(/(?<![a-z0-9_.])([abcfi])(?![a-z0-9_(=])/g, "$${$1}");
  return `\`${text}\``;
}

/** A formula for all sides, and how numpy-ts writes it. */
function formula(text: string, ts: string | null = null): Program {
  return { python: text, strided: `np.expr${template(text)}`, "numpy-ts": ts };
}

export function fusedCases(): Case[] {
  return SIZES.flatMap((size) => {
    const [a, b, c, o] = ["a", "b", "c", "o"].map((name) => operand(name, [size]));
    const [rows, columns] = square(size);
    const f = operand("f", [size], "float32");
    const i = operand("i", [size], "int32");
    const make = (name: string, operands: Operand[], program: Program, close = false) =>
      makeCase("expr", name, size, operands, program, {
        quick: size < 10_000_000,
        check: close ? "close" : "same",
      });
    return [
      make("a * b + c", [a!, b!, c!], formula("a * b + c", "np.add(np.multiply(a, b), c)")),
      make("a * b + c, into", [a!, b!, c!, o!], {
        python: "np.add(np.multiply(a, b, out=o), c, out=o)",
        strided: `np.expr.into(o)${template("a * b + c")}`,
        "numpy-ts": null,
      }),
      make(
        "sum((a - b) ** 2)",
        [a!, b!],
        formula("np.sum((a - b) ** 2)", "np.sum(np.square(np.subtract(a, b)))"),
      ),
      make("where(a > 0, a, 2 * a + 1)", [a!], formula("np.where(a > 0, a, 2 * a + 1)")),
      make("a + f * i, mixed", [a!, f, i], formula("a + f * i")),
      make(
        "column * row + 1",
        [operand("a", [rows, 1]), operand("b", [columns])],
        formula("a * b + 1"),
      ),
      make(
        "sqrt(a * a + b * b)",
        [a!, b!],
        formula("np.sqrt(a * a + b * b)", "np.sqrt(np.add(np.multiply(a, a), np.multiply(b, b)))"),
      ),
      make("exp(-a * a) * b", [a!, b!], formula("np.exp(-a * a) * b"), true),
    ];
  });
}
