// Arithmetic of values that are no arrays yet: Python's int, float, complex and bool, with Python's results
// and errors. In an expression `2 * pi / n` is worked out here, and meets the arrays as one weak scalar.

import { Complex } from "../core/complex.js";
import { OverflowError, ValueError, ZeroDivisionError } from "../core/errors.js";
import { weakKind } from "../core/weak-scalar.js";
import { C, cpow } from "../kernel/math/complex-functions.js";

/** A Python value. An int is a number where that is exact, else a bigint. */
export type PyScalar =
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "int"; readonly value: number | bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "complex"; readonly value: Complex };

/** Python's operators on scalars, by their symbols; unary ones have one operand. */
export type PyOperator =
  | ("+" | "-" | "*" | "/" | "//" | "%" | "**")
  | ("&" | "|" | "^" | "<<" | ">>" | "~")
  | ("<" | "<=" | ">" | ">=" | "==" | "!=");

/** A JavaScript value as Python's: what an interpolated operand that is no array stands for. */
export function pyScalar(value: number | bigint | boolean | Complex): PyScalar {
  if (typeof value === "boolean") return { kind: "bool", value };
  if (value instanceof Complex) return { kind: "complex", value };
  if (weakKind(value) === "int") return { kind: "int", value };
  return { kind: "float", value: value as number };
}

const int = (value: bigint): PyScalar => {
  const small = Number(value);
  return { kind: "int", value: Number.isSafeInteger(small) ? small : value };
};
const float = (value: number): PyScalar => ({ kind: "float", value });
const bool = (value: boolean): PyScalar => ({ kind: "bool", value });
const complex = (re: number, im: number): PyScalar => ({
  kind: "complex",
  value: new Complex(re, im),
});

function unsupported(operator: string, ...operands: PyScalar[]): TypeError {
  const types = operands.map((one) => `'${one.kind}'`);
  return new TypeError(
    types.length === 1
      ? `bad operand type for unary ${operator}: ${types[0]}`
      : `unsupported operand type(s) for ${operator}: ${types.join(" and ")}`,
  );
}

function toInt(x: PyScalar): bigint {
  return BigInt(x.value as number | bigint | boolean);
}

function toFloat(x: PyScalar): number {
  const value = Number(x.value);
  if (x.kind === "int" && !Number.isFinite(value)) {
    throw new OverflowError("int too large to convert to float");
  }
  return value;
}

function toComplex(x: PyScalar): Complex {
  return x.kind === "complex" ? x.value : new Complex(toFloat(x), 0);
}

/** The value of an operator applied to Python values. @throws as Python does */
export function pyOperation(operator: PyOperator, operands: readonly PyScalar[]): PyScalar {
  return operands.length === 1
    ? unary(operator, operands[0])
    : binary(operator, operands[0], operands[1]);
}

function unary(operator: PyOperator, x: PyScalar): PyScalar {
  if (operator === "~") {
    if (x.kind !== "int" && x.kind !== "bool") throw unsupported("~", x);
    return int(~toInt(x));
  }
  const negate = operator === "-";
  switch (x.kind) {
    case "float":
      return float(negate ? -x.value : x.value);
    case "complex":
      return negate ? complex(-x.value.re, -x.value.im) : x;
    default:
      return int(negate ? -toInt(x) : toInt(x));
  }
}

function binary(operator: PyOperator, x: PyScalar, y: PyScalar): PyScalar {
  const kinds = x.kind + y.kind;
  const isComplex = kinds.includes("complex");
  const isFloat = kinds.includes("float");
  switch (operator) {
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "==":
    case "!=":
      return comparison(operator, x, y);
    case "&":
    case "|":
    case "^":
    case "<<":
    case ">>":
      if (isComplex || isFloat) throw unsupported(operator, x, y);
      return bits(operator, x, y);
    default:
      if (isComplex) return complexArithmetic(operator, x, y);
      return isFloat || operator === "/" ? floats(operator, x, y) : integers(operator, x, y);
  }
}

function comparison(operator: string, x: PyScalar, y: PyScalar): PyScalar {
  if (x.kind === "complex" || y.kind === "complex") {
    const equal = toComplex(x).equals(toComplex(y));
    if (operator === "==") return bool(equal);
    if (operator === "!=") return bool(!equal);
    throw new TypeError(
      `'${operator}' not supported between instances of '${x.kind}' and '${y.kind}'`,
    );
  }
  // JavaScript compares numbers and bigints by their exact values
  const a = typeof x.value === "boolean" ? Number(x.value) : x.value;
  const b = typeof y.value === "boolean" ? Number(y.value) : y.value;
  switch (operator) {
    case "<":
      return bool(a < b);
    case "<=":
      return bool(a <= b);
    case ">":
      return bool(a > b);
    case ">=":
      return bool(a >= b);
    default: {
      const equal = a <= b && a >= b;
      return bool(operator === "==" ? equal : !equal);
    }
  }
}

function bits(operator: string, x: PyScalar, y: PyScalar): PyScalar {
  const [a, b] = [toInt(x), toInt(y)];
  if (operator === "<<" || operator === ">>") {
    if (b < 0n) throw new ValueError("negative shift count");
    return int(operator === "<<" ? a << b : a >> b);
  }
  const value = operator === "&" ? a & b : operator === "|" ? a | b : a ^ b;
  return x.kind === "bool" && y.kind === "bool" ? bool(value !== 0n) : int(value);
}

function integers(operator: string, x: PyScalar, y: PyScalar): PyScalar {
  const [a, b] = [toInt(x), toInt(y)];
  switch (operator) {
    case "+":
      return int(a + b);
    case "-":
      return int(a - b);
    case "*":
      return int(a * b);
    case "**":
      return b < 0n ? floats(operator, x, y) : int(a ** b);
    default: {
      if (b === 0n) {
        throw new ZeroDivisionError(
          operator === "%" ? "integer modulo by zero" : "integer division or modulo by zero",
        );
      }
      const remainder = a % b;
      // toward minus infinity, where JavaScript's goes toward zero
      const below = remainder !== 0n && remainder < 0n !== b < 0n;
      if (operator === "//") return int(a / b - (below ? 1n : 0n));
      return int(below ? remainder + b : remainder);
    }
  }
}

function floats(operator: string, x: PyScalar, y: PyScalar): PyScalar {
  const [a, b] = [toFloat(x), toFloat(y)];
  switch (operator) {
    case "+":
      return float(a + b);
    case "-":
      return float(a - b);
    case "*":
      return float(a * b);
    case "/":
      if (b === 0) {
        throw new ZeroDivisionError(
          x.kind === "float" || y.kind === "float" ? "float division by zero" : "division by zero",
        );
      }
      return float(a / b);
    case "**":
      return floatPower(a, b);
    default: {
      if (b === 0) {
        throw new ZeroDivisionError(
          operator === "%" ? "float modulo by zero" : "float floor division by zero",
        );
      }
      const [quotient, remainder] = floatDivmod(a, b);
      return float(operator === "//" ? quotient : remainder);
    }
  }
}

/** Python's divmod of floats: the remainder has the divisor's sign. */
function floatDivmod(a: number, b: number): [quotient: number, remainder: number] {
  let remainder = a % b;
  let quotient = (a - remainder) / b;
  if (remainder === 0) remainder = b < 0 ? -0 : 0;
  else if (remainder < 0 !== b < 0) {
    remainder += b;
    quotient -= 1;
  }
  const below = Math.floor(quotient);
  return [quotient - below > 0.5 ? below + 1 : below, remainder];
}

function floatPower(a: number, b: number): PyScalar {
  if (a === 0 && b < 0) {
    throw new ZeroDivisionError("0.0 cannot be raised to a negative power");
  }
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) {
    cpow(a, 0, b, 0);
    return complex(C.re, C.im);
  }
  if (a === 1 || (a === -1 && !Number.isFinite(b) && !Number.isNaN(b))) return float(1);
  const value = a ** b;
  if (!Number.isFinite(value) && Number.isFinite(a) && Number.isFinite(b)) {
    throw new OverflowError("(34, 'Numerical result out of range')");
  }
  return float(value);
}

function complexArithmetic(operator: string, x: PyScalar, y: PyScalar): PyScalar {
  const [a, b] = [toComplex(x), toComplex(y)];
  switch (operator) {
    case "+":
      return complex(a.re + b.re, a.im + b.im);
    case "-":
      return complex(a.re - b.re, a.im - b.im);
    case "*":
      return complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
    case "/":
      return complexQuotient(a, b);
    case "**":
      if (a.re === 0 && a.im === 0 && (b.im !== 0 || b.re < 0)) {
        throw new ZeroDivisionError("0.0 to a negative or complex power");
      }
      cpow(a.re, a.im, b.re, b.im);
      return complex(C.re, C.im);
    default:
      throw unsupported(operator, x, y);
  }
}

/** Smith's algorithm (CACM 1962), as Python divides. */
function complexQuotient(a: Complex, b: Complex): PyScalar {
  if (b.re === 0 && b.im === 0) throw new ZeroDivisionError("complex division by zero");
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const ratio = b.im / b.re;
    const scale = b.re + b.im * ratio;
    return complex((a.re + a.im * ratio) / scale, (a.im - a.re * ratio) / scale);
  }
  const ratio = b.re / b.im;
  const scale = b.re * ratio + b.im;
  return complex((a.re * ratio + a.im) / scale, (a.im * ratio - a.re) / scale);
}
