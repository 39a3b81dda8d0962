// Random expressions over random arrays: dtypes, broadcasting shapes, layouts. Deterministic by seed.

import * as np from "strided";

/** A small generator of numbers (mulberry32), enough for tests. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}

export const dtypes = [
  "bool",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "float16",
  "float32",
  "float64",
  "complex64",
  "complex128",
  ">f4",
  ">i2",
] as const;

/** What expressions are made of. */
export interface Vocabulary {
  readonly arithmetic: readonly string[];
  readonly bits: readonly string[];
  readonly unary: readonly string[];
  readonly pairs: readonly string[];
  readonly casts: readonly string[];
  readonly exponents: readonly string[];
  readonly literals: readonly string[];
}

const compare = ["<", "<=", ">", ">=", "==", "!="];

/** Everything, for any dtype. */
export const anything: Vocabulary = {
  arithmetic: ["+", "-", "*", "/", "//", "%"],
  bits: ["&", "|", "^", "<<", ">>"],
  // None whose last digit the engine decides: a fused kernel may run on another one than its steps.
  unary: ["abs", "sqrt", "square", "floor", "sign", "rint", "trunc", "conj", "isnan", "signbit"],
  pairs: ["maximum", "minimum", "fmax", "copysign", "logical_and", "fmin", "fmod"],
  casts: ["float32", "float16", "float64", "int32", "bool"],
  // 2, 0.5 and -1 are products, roots and quotients; other powers are functions
  exponents: ["2", "0.5", "-1"],
  literals: ["1", "2", "3", "7", "0.5", "2.5", "True"],
};

/** What keeps integers integers, so that sums do not depend on their order. */
export const whole: Vocabulary = {
  arithmetic: ["+", "-", "*", "//", "%"],
  bits: anything.bits,
  unary: ["abs", "square", "sign", "floor"],
  pairs: ["maximum", "minimum", "logical_and", "fmod"],
  casts: ["int32", "bool", "uint8"],
  exponents: ["2", "3"],
  literals: ["1", "2", "3", "7", "True"],
};

/** The text of an expression of these names, `depth` levels deep. Many are refused for their dtypes. */
export function randomText(
  dice: Dice,
  names: readonly string[],
  depth: number,
  words: Vocabulary = anything,
): string {
  if (depth === 0) return dice.pick(names);
  const part = () => randomText(dice, names, depth - 1, words);
  const literal = () => (dice.below(3) === 0 ? dice.pick(words.literals) : part());
  switch (dice.below(12)) {
    case 0:
      return `${dice.pick(["-", "~", "+"])}(${part()})`;
    case 1:
      return `${dice.pick(words.unary)}(${part()})`;
    case 2:
      return `${dice.pick(words.pairs)}(${part()}, ${literal()})`;
    case 3:
      return `(${part()} ${dice.pick(compare)} ${literal()})`;
    case 4:
      return `where(${part()}, ${part()}, ${literal()})`;
    case 5:
      return `${dice.pick(words.casts)}(${part()})`;
    case 6:
      return `(${part()}) ** ${dice.pick(words.exponents)}`;
    case 7:
      return `(${dice.pick(words.literals.slice(0, -1))} ${dice.pick([...words.arithmetic, ...words.bits])} ${part()})`;
    default:
      return `(${part()} ${dice.pick(words.arithmetic)} ${literal()})`;
  }
}

/** An array that broadcasts to `shape`, of small varied values, in some layout. */
export function randomArray(dice: Dice, shape: readonly number[], dtype: string): np.NDArray {
  let own = shape.map((length) => (dice.below(5) === 0 ? 1 : length));
  if (dice.below(4) === 0) own = own.slice(dice.below(own.length + 1));
  const stretched = own.map((length) => (dice.below(4) === 0 ? length * 2 : length));
  const count = stretched.reduce((x, y) => x * y, 1);
  const values = Array.from({ length: count }, () => randomValue(dice, dtype));
  let array = np.array(values, dtype as "float64").reshape(stretched) as np.NDArray;
  if (dice.below(3) === 0) array = array.copy("F");
  own.forEach((length, axis) => {
    const index = own.map(() => ":");
    if (stretched[axis] !== length) index[axis] = dice.pick(["::2", `:${length}`, `:${length}`]);
    else if (dice.below(6) === 0) index[axis] = "::-1";
    if (own.length > 0) array = array.at(index.join(","));
  });
  return array;
}

function randomValue(dice: Dice, dtype: string): number | boolean | np.Complex {
  if (dtype === "bool") return dice.below(2) === 1;
  const isUnsigned = dtype.startsWith("u");
  const whole = dice.below(40) - (isUnsigned ? 0 : 20);
  if (/^>?(u?int|i)/.test(dtype)) return whole;
  const special = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e5, 1e-5];
  const real = dice.below(12) === 0 ? dice.pick(special) : whole / 7;
  return dtype.startsWith("c") ? new np.Complex(real, dice.below(9) - 4) : real;
}
