// Parameters of printing that nobody would give, or not so: what NumPy makes of each, found by crossing them.
import * as np from "strided";
import { describe, expect, test } from "vitest";

const said = (action: () => unknown): string => {
  try {
    return String(action());
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
};
const odd = (value: unknown) => value as never;

describe("print options of unusual values", () => {
  test("negative edge items leave the last one", () => {
    const a = np.arange(20);
    expect(np.array2string(a, { threshold: 5, edgeitems: -1 })).toBe("[... 19]");
    expect(np.array2string(np.arange(9), { threshold: 5, edgeitems: odd(true) })).toBe("[0 ... 8]");
  });

  test("a negative precision is refused where floats are written by it", () => {
    expect(np.array2string(np.arange(5), { precision: -1 })).toBe("[0 1 2 3 4]");
    const floats = np.array([1.5]);
    expect(said(() => np.array2string(floats, { precision: -1 }))).toMatch(
      "ValueError: precision must be >= 0",
    );
    expect(np.array2string(floats, { precision: -1, floatmode: "unique" })).toBe("[1.5]");
  });

  test("a precision may be an array without axes", () => {
    const a = np.array([1.5, 2.25]);
    expect(np.array2string(a, { precision: odd(np.array(1)) })).toBe("[1.5 2.2]");
  });

  test("lines without a length are never too long", () => {
    const a = np.array(1, "uint8");
    expect(np.array_repr(a, { max_line_width: NaN })).toBe("array(1, dtype=uint8)");
  });

  test("an array without axes is a scalar's text, whatever the options", () => {
    expect(np.array_str(np.array(1.5), { precision: odd("x") })).toBe("1.5");
  });

  test("NaN is true", () => {
    const a = np.array([1e-5, 1]);
    expect(np.array2string(a, { suppress_small: odd(NaN) })).toBe("[0.00001 1.     ]");
  });

  test("words for NaN are as long as they have characters", () => {
    const text = np.printoptions({ nanstr: "😀" }, () => String(np.array([NaN, 1.5])));
    expect(text).toBe("[  😀 1.5]");
  });

  test("are kept as they were given", () => {
    const options = np.printoptions({ threshold: odd(true), edgeitems: -2 }, (all) => all);
    expect(options.threshold).toBe(true);
    expect(options.edgeitems).toBe(-2);
  });

  test("are looked at in NumPy's order", () => {
    const given = { precision: odd("x"), sign: odd("x"), floatmode: odd("x") };
    expect(said(() => np.array2string(np.arange(2), given))).toMatch("ValueError: floatmode");
    const { floatmode: _, ...rest } = given;
    expect(said(() => np.array2string(np.arange(2), rest))).toMatch("ValueError: sign");
  });
});

describe("single floats", () => {
  const positional = (x: unknown, options = {}) =>
    said(() => np.format_float_positional(odd(x), options));
  test("flags are integers", () => {
    expect(positional(1.5, { unique: 2, precision: 1 })).toBe("1.5");
    expect(positional(1.5, { unique: "x" })).toMatch(
      "TypeError: 'str' object cannot be interpreted as an integer",
    );
  });
  test("counts may be arrays without axes, and must fit into C's integers", () => {
    expect(positional(1.5, { precision: np.array(0) })).toBe("2.");
    expect(positional(1.5, { precision: 2 ** 40 })).toMatch(
      "OverflowError: Python int too large to convert to C int",
    );
  });
  test("negative counts are found out first", () => {
    expect(positional(1.5, { precision: -1, trim: "x" })).toMatch(
      "ValueError: precision must be >= 0",
    );
  });
  test("what is no float says its type", () => {
    expect(positional(null)).toMatch("TypeError: must be real number, not NoneType");
    expect(positional(np.array("x"))).toMatch("TypeError: must be real number, not numpy.str_");
    expect(positional(np.timedelta64(3, "s"))).toMatch(
      "TypeError: float() argument must be a string or a real number, not 'datetime.timedelta'",
    );
    expect(said(() => np.format_float_scientific(odd(np.timedelta64(3))))).toBe("3.e+00");
  });
});

describe("other bases", () => {
  const base = (x: unknown, options = {}) => said(() => np.base_repr(odd(x), options));
  test("the sign is the number's before it was cut", () => expect(base(-0.25)).toBe("-"));
  test("a negative padding is one of nothing", () => {
    expect(base(0, { padding: -9 })).toBe("");
    expect(base(5, { padding: null })).toBe("101");
  });
  test("a padding must be an integer", () => {
    expect(base(5, { padding: 1.5 })).toMatch(
      "TypeError: can't multiply sequence by non-int of type 'float'",
    );
  });
  test("lists are no numbers", () => {
    expect(base([1])).toMatch(
      "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'list'",
    );
  });
  test("64 bits of an array count, all of them", () => {
    const most = np.array(2n ** 63n - 1n);
    expect(np.binary_repr(odd(most))).toBe("1".repeat(63));
  });
  test("a width of any number is compared", () => {
    expect(said(() => np.binary_repr(5, odd(true)))).toBe(
      "ValueError: Insufficient bit width=True provided for binwidth=3",
    );
    expect(said(() => np.binary_repr(-5, 0))).toBe(
      "ValueError: Insufficient bit width=0 provided for binwidth=4",
    );
  });
});
