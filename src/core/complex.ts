// A complex number as one JavaScript value: what `item()` gives for complex arrays. It is a value,
// not a place for arithmetic; arithmetic belongs to the ufuncs.

// Python's repr of a float: the shortest digits that read back, in exponent form where Python
// switches to it (below 1e-4 and from 1e16 on).
function component(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (Object.is(value, -0)) return "-0";
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const [digits, exponent] = value.toExponential().split("e") as [string, string];
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  }
  return String(value);
}

function signed(value: number): string {
  const text = component(value);
  return text.startsWith("-") ? text : `+${text}`;
}

/**
 * A complex number: the value of one element of a complex64 or complex128 array.
 *
 * @example
 * ```ts
 * const z = new np.Complex(3, -4);
 * z.re; // => 3
 * z; // => (3-4j)
 * z.equals(np.complex(3, -4)); // => true
 * ```
 */
export class Complex {
  /** The real part. */
  readonly re: number;
  /** The imaginary part. */
  readonly im: number;

  constructor(re: number, im = 0) {
    this.re = re;
    this.im = im;
  }

  /**
   * Whether both parts are equal, as `==` on two Python complex numbers: NaN equals nothing.
   *
   * @example
   * ```ts
   * np.complex(1, 2).equals(np.complex(1, 2)); // => true
   * np.complex(NaN, 0).equals(np.complex(NaN, 0)); // => false
   * ```
   */
  equals(other: Complex | number): boolean {
    return typeof other === "number"
      ? this.re === other && this.im === 0
      : this.re === other.re && this.im === other.im;
  }

  /** Python's `repr`: `(1+2j)`, and `2j` where the real part is positive zero. */
  toString(): string {
    return Object.is(this.re, 0)
      ? `${component(this.im)}j`
      : `(${component(this.re)}${signed(this.im)}j)`;
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * Makes a complex number, as Python's `complex(re, im)`.
 *
 * @returns a Complex value: a pair of numbers, no array
 * @throws nothing: what is no number becomes NaN or infinity
 * @example
 * ```ts
 * np.complex(0, 1); // => 1j
 * np.complex(1); // => (1+0j)
 * ```
 */
export function complex(re: number, im = 0): Complex {
  return new Complex(re, im);
}
