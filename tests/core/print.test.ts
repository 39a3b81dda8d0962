// Printing against NumPy's own text, recorded by tests/oracle/golden_print.py, and what NumPy can't say:
// options as scopes, console.log, reading no more than is shown. To compare many more cases:
//   python tests/oracle/golden_print.py --count 20000 --seed 7 --out /tmp/print.json.gz
//   PRINT_CASES=/tmp/print.json.gz npx vitest run tests/core/print.test.ts

import { createHash } from "node:crypto";
import { inspect } from "node:util";
import * as np from "strided";
import { afterEach, describe, expect, it } from "vitest";
import { type ArrayCase, printed, readGolden, writtenFloat } from "./golden-print.js";

const golden = readGolden(
  process.env["PRINT_CASES"] ?? new URL("../oracle/golden/print.json.gz", import.meta.url),
);

afterEach(() => {
  expect(np.get_printoptions()).toEqual(defaults);
});

const defaults: np.PrintOptions = {
  edgeitems: 3,
  threshold: 1000,
  floatmode: "maxprec",
  precision: 8,
  suppress: false,
  linewidth: 75,
  nanstr: "nan",
  infstr: "inf",
  sign: "-",
  formatter: null,
  override_repr: null,
};

function describeCase({ b: _memory, ...rest }: ArrayCase): string {
  return JSON.stringify(rest);
}

describe("against NumPy", () => {
  it("prints arrays of every dtype, shape and option", () => {
    const wrong = golden.arrays
      .map((one) => ({ case: describeCase(one), expected: one.r, actual: printed(one) }))
      .filter(({ expected, actual }) => expected !== actual);
    expect(golden.arrays.length).toBeGreaterThan(1500);
    expect(wrong.length, JSON.stringify(wrong.slice(0, 3), null, 1)).toBe(0);
  });

  it("writes single floats with every parameter", () => {
    const wrong = golden.floats
      .map((one) => ({ case: JSON.stringify(one), expected: one[4], actual: writtenFloat(one) }))
      .filter(({ expected, actual }) => expected !== actual);
    expect(golden.floats.length).toBeGreaterThan(1500);
    expect(wrong.length, JSON.stringify(wrong.slice(0, 3), null, 1)).toBe(0);
  });

  it.each(golden.digests)("writes all float$itemsize scalars of a sweep", (one) => {
    const { itemsize, step, count, sha256 } = one;
    const bits = new DataView(new ArrayBuffer(count * itemsize));
    for (let i = 0; i < count; i++) {
      const pattern = BigInt(i) * BigInt(step);
      if (itemsize === 2) bits.setUint16(i * 2, Number(pattern), true);
      else if (itemsize === 4) bits.setUint32(i * 4, Number(pattern & 0xffff_ffffn), true);
      else bits.setBigUint64(i * 8, pattern, true);
    }
    const values = np.frombuffer(bits.buffer, { dtype: `<f${itemsize}` as "<f8" });
    const hash = createHash("sha256");
    for (let i = 0; i < count; i++) hash.update((i > 0 ? " " : "") + String(values.at(i)));
    expect(hash.digest("hex")).toBe(sha256);
  });

  it("prints the examples of the manual", () => {
    expect(
      String(
        np.array([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toBe("[[1 2]\n [3 4]]");
    expect(np.array_repr(np.zeros([0, 3], "float32"))).toBe(
      "array([], shape=(0, 3), dtype=float32)",
    );
    expect(
      np.array_repr(np.array([1e-6, 4e-7, 2, 3]), { precision: 6, suppress_small: true }),
    ).toBe("array([0.000001, 0.      , 2.      , 3.      ])");
    expect(np.array_repr(np.zeros([1001], "int64"))).toBe(
      "array([0, 0, 0, ..., 0, 0, 0], shape=(1001,))",
    );
    expect(np.array_repr(np.array([1.5, 2], { dtype: ">f4" }))).toBe(
      "array([1.5, 2. ], dtype='>f4')",
    );
    expect(String(np.array("it's"))).toBe("it's");
    expect(np.array_repr(np.array("it's"))).toBe(`array("it's", dtype='<U4')`);
  });
});

describe("print options", () => {
  it("hold until set again, and reset formatters each time", () => {
    np.set_printoptions({ precision: 2, formatter: { int: (n: number) => `i${n}` } });
    expect(String(np.array([1]))).toBe("[i1]");
    np.set_printoptions({ threshold: 2 });
    expect(np.get_printoptions()).toEqual({ ...defaults, precision: 2, threshold: 2 });
    expect(String(np.array([1.234, 2, 3]))).toBe("[1.23 2.   3.  ]");
    np.set_printoptions({ edgeitems: 1, threshold: 2 });
    expect(np.array_repr(np.array([1.234, 2, 3]))).toBe("array([1.23, ..., 3.  ], shape=(3,))");
    np.set_printoptions({ precision: 8, threshold: 1000, edgeitems: 3 });
  });

  it("hold within a block, whatever happens in it", () => {
    expect(() => {
      using scope = np.printoptions({ precision: 3 });
      expect(scope.precision).toBe(3);
      expect({ ...scope }).toEqual(np.get_printoptions());
      expect(String(np.array([2 / 3]))).toBe("[0.667]");
      throw new Error("out");
    }).toThrow("out");
    const scope = np.printoptions({ precision: 1 });
    scope[Symbol.dispose]();
    np.set_printoptions({ precision: 5 });
    scope[Symbol.dispose]();
    expect(np.get_printoptions().precision).toBe(5);
    np.set_printoptions({ precision: 8 });
  });

  it("hold while a function runs, nested, thrown out of or awaited", async () => {
    const text = () => String(np.array([2 / 3]));
    const nested = np.printoptions({ precision: 2 }, (outer) => [
      outer.precision,
      text(),
      np.printoptions({ precision: 4 }, text),
      text(),
    ]);
    expect(nested).toEqual([2, "[0.67]", "[0.6667]", "[0.67]"]);
    expect(() =>
      np.printoptions({ precision: 2 }, () => {
        throw new Error("out");
      }),
    ).toThrow("out");
    const later = np.printoptions({ precision: 2 }, async () => {
      await Promise.resolve();
      return text();
    });
    expect(await later).toBe("[0.67]");
    await expect(
      np.printoptions({ precision: 2 }, async () => {
        throw new Error("out");
      }),
    ).rejects.toThrow("out");
  });

  it("do not touch the options handed out before", () => {
    const before = np.get_printoptions();
    np.printoptions({ precision: 1 }, () => expect(before.precision).toBe(8));
  });

  it("are refused in NumPy's words", () => {
    const set = (options: unknown) => () => np.set_printoptions(options as np.PrintOptionsInit);
    expect(set({ floatmode: "bogus" })).toThrow(
      'floatmode option must be one of "fixed", "unique", "maxprec", "maxprec_equal"',
    );
    expect(set({ floatmode: "bogus" })).toThrow(np.ValueError);
    expect(set({ sign: "x" })).toThrow("sign option must be one of ' ', '+', or '-'");
    expect(set({ threshold: Number.NaN })).toThrow("threshold must be non-NAN");
    expect(set({ threshold: "5" })).toThrow(TypeError("threshold must be numeric (got '5')"));
    expect(set({ precision: 1.5 })).toThrow("precision must be an integer");
    expect(() => np.printoptions({ precision: -1 }, () => String(np.array([0.5])))).toThrow(
      "precision must be >= 0",
    );
    expect(set({ edgeitems: 0.5 })).toThrow(TypeError);
    expect(set({ linewidth: "75" })).toThrow(TypeError);
    expect(set({ nanstr: 5 })).toThrow("nanstr must be a string");
    expect(set({ formatter: { integer: String } })).toThrow(
      "unexpected keyword argument 'integer'",
    );
    expect(set({ formatter: { int: "x" } })).toThrow(TypeError);
    expect(set({ legacy: "1.13" })).toThrow("unexpected keyword argument 'legacy'");
  });

  it("let a function write the repr", () => {
    const text = np.printoptions({ override_repr: (a) => `<${(a as np.NDArray).size}>` }, () =>
      inspect(np.array([1, 2])),
    );
    expect(text).toBe("<2>");
  });
});

describe("array2string", () => {
  it("refuses what it can't use", () => {
    const a = np.array([1, 2]);
    expect(() => np.array2string([1, 2] as unknown as np.NDArray)).toThrow(TypeError);
    expect(() => np.array2string(a, { sep: "," } as np.Array2StringOptions)).toThrow(
      "array2string() got an unexpected keyword argument 'sep'",
    );
    expect(() => np.array2string(a, { formatter: { all: (() => 3) as never } })).toThrow(
      "a formatter must return a string (got 3)",
    );
  });

  it("hands formatters the element as item() gives it, wide integers exactly", () => {
    const seen: unknown[] = [];
    const record = (value: unknown) => {
      seen.push(value);
      return "";
    };
    np.array2string(np.array([1n, 2n ** 62n]), { formatter: { int: record } });
    np.array2string(np.array([true]), { formatter: { all: record } });
    np.array2string(np.array(["ü"]), { formatter: { str_kind: record } });
    expect(seen).toEqual([1, 2n ** 62n, true, "ü"]);
  });

  it("reads only what it shows", () => {
    const seen: number[] = [];
    const a = np.zeros([4000, 5000], "uint8");
    const text = np.array2string(a, {
      edgeitems: 1,
      formatter: {
        int: (value) => {
          seen.push(Number(value));
          return String(value);
        },
      },
    });
    expect(text).toBe("[[0 ... 0]\n ...\n [0 ... 0]]");
    expect(seen.length).toBe(4);
  });

  it("counts characters, not UTF-16 units, when it breaks lines", () => {
    const a = np.array(["😀😀😀😀", "😀😀😀😀", "abcd"]);
    expect(np.array2string(a, { max_line_width: 15 })).toBe("['😀😀😀😀' '😀😀😀😀'\n 'abcd']");
    expect(np.array2string(a, { max_line_width: 14 })).toBe("['😀😀😀😀'\n '😀😀😀😀'\n 'abcd']");
  });
});

describe("console.log", () => {
  it("shows the repr, indented within objects", () => {
    expect(
      inspect(
        np.array([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toBe("array([[1, 2],\n       [3, 4]])");
    expect(inspect({ a: np.array([1]) })).toBe("{ a: array([1]) }");
  });

  it("shows that an array is gone instead of throwing", () => {
    const a = np.zeros([2, 3], "float32");
    a.dispose();
    expect(inspect(a)).toBe("array(<disposed>, shape=(2, 3), dtype=float32)");
    expect(() => String(a)).toThrow(np.DisposedError);
    expect(() => a.layout()).toThrow(np.DisposedError);
  });
});

describe("format_float", () => {
  it("takes a number as float64 and a 0-d array as its dtype", () => {
    expect(np.format_float_positional(Math.PI)).toBe("3.141592653589793");
    expect(np.format_float_positional(np.array([Math.PI], "float32").at(0))).toBe("3.1415927");
    expect(np.format_float_positional(np.array(Math.PI, "float16"))).toBe("3.14");
    expect(np.format_float_positional(5)).toBe("5.");
    expect(np.format_float_scientific(3n)).toBe("3.e+00");
    expect(np.format_float_positional(np.array(7, "int8"))).toBe("7.");
    const swapped = np.array(0.3, { dtype: ">f2" });
    expect(np.format_float_positional(swapped, { unique: false, precision: 10 })).toBe(
      "0.3000488281",
    );
  });

  it("refuses what NumPy refuses", () => {
    const positional = (x: unknown, options?: np.FormatFloatPositionalOptions) => () =>
      np.format_float_positional(x as number, options);
    expect(positional(1, { precision: -1 })).toThrow("precision must be >= 0");
    expect(positional(1, { precision: 0.5 })).toThrow(TypeError);
    expect(positional(1, { precision: 0, fractional: false })).toThrow(
      "precision must be greater than 0 if fractional=False",
    );
    expect(positional(1, { precision: 1, min_digits: 2 })).toThrow(
      "min_digits must be less than or equal to precision",
    );
    expect(positional(1, { unique: false })).toThrow(
      "in non-unique mode `precision` must be supplied",
    );
    expect(positional(1, { trim: "x" as "k" })).toThrow(
      "if supplied, trim must be 'k', '.', '0' or '-' found `x`",
    );
    expect(positional("1")).toThrow("must be real number, not str");
    expect(positional(10n ** 400n)).toThrow("int too large to convert to float");
    expect(positional(np.array([1.5]))).toThrow("only 0-dimensional arrays can be converted");
    expect(positional(1, { precision: 20_000, unique: false })).toThrow(
      "Float formatting result too large",
    );
    expect(positional(1, { digits: 3 } as np.FormatFloatPositionalOptions)).toThrow(
      "unexpected keyword argument 'digits'",
    );
  });
});
