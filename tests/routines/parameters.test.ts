// What functions make of values that their parameters rarely see. Expectations are NumPy's answers.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const loose = np as unknown as Record<string, (...args: unknown[]) => unknown>;

/** dtype, shape and values of an array. */
const told = (array: unknown) => {
  const { dtype, shape } = array as np.NDArray;
  return [String(dtype), [...shape], (array as np.NDArray).tolist()];
};

describe("shapes", () => {
  it("may be arrays of integers", () => {
    expect(np.zeros(np.array([2, 3])).shape).toEqual([2, 3]);
    expect(np.zeros(np.array(3)).shape).toEqual([3]);
    expect(np.full(np.array([2], "uint8"), 7).tolist()).toEqual([7, 7]);
    expect(np.arange(6).reshape(np.array([3, 2])).shape).toEqual([3, 2]);
    expect(np.broadcast_to(1, np.array([2, 2])).shape).toEqual([2, 2]);
    expect(np.unravel_index(5, np.array([2, 3]))).toEqual([1, 2]);
    expect(np.indices(np.array([2, 2]) as never).shape).toEqual([2, 2, 2]);
  });

  it("are refused in NumPy's words", () => {
    const zeros = (shape: unknown) => () => np.zeros(shape as never);
    expect(zeros(null)).toThrow("Use () not None as shape arguments");
    expect(zeros(true)).toThrow("expected a sequence of integers or a single integer, got 'True'");
    expect(zeros([true, 2])).toThrow("an integer is required");
    expect(zeros("x")).toThrow("'str' object cannot be interpreted as an integer");
    expect(zeros(np.array([1.5]))).toThrow(
      "'numpy.float64' object cannot be interpreted as an integer",
    );
    expect(zeros(np.array([[2]]))).toThrow(
      "only integer scalar arrays can be converted to a scalar index",
    );
    expect(zeros(2n ** 63n)).toThrow("Maximum allowed dimension exceeded");
    expect(zeros([2n ** 63n - 1n, 2])).toThrow("array is too big");
  });

  it("of reshape may be null, for the shape there is", () => {
    const a = np.zeros([2, 3]);
    expect(np.reshape(a, null as never).shape).toEqual([2, 3]);
    expect(a.reshape(null as never).base).toBe(a);
  });
});

describe("dtypes whose elements are arrays", () => {
  it("add their axes to the shape", () => {
    expect(told(np.zeros(2, "3i4"))).toEqual([
      "int32",
      [2, 3],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ]);
    expect(told(np.ones(1, "2i4"))).toEqual(["int32", [1, 2], [[1, 1]]]);
    expect(told(np.full(2, [1, 2], "2i4"))).toEqual([
      "int32",
      [2, 2],
      [
        [1, 2],
        [1, 2],
      ],
    ]);
    expect(told(np.zeros_like([1, 2], "2i4"))).toEqual([
      "int32",
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ]);
    expect(np.zeros([2, 3], np.dtype(["i4", [2]]), { order: "F" }).strides).toEqual([4, 8, 24]);
    expect(np.frombuffer(new Uint8Array(16), "2i4").shape).toEqual([2, 2]);
  });

  it("repeat what is cast to them", () => {
    const twice = [
      [1, 1],
      [2, 2],
    ];
    expect(told(np.array([1, 2], "2i4"))).toEqual(["int32", [2, 2], twice]);
    expect(told(np.array([1, 2]).astype("2i4"))).toEqual(["int32", [2, 2], twice]);
    expect(told(np.require([1, 2], "2i4"))).toEqual(["int32", [2, 2], twice]);
    expect(told(np.array(5, "2i4"))).toEqual(["int32", [2], [5, 5]]);
    expect(np.zeros([2, 3], { order: "F" }).astype("2i4").strides).toEqual([4, 8, 24]);
    expect(np.zeros(2).astype("2i4").flags.owndata).toBe(true);
    expect(np.linspace(0, 1, { num: 3, dtype: "2i4" }).tolist()).toEqual([
      [0, 0],
      [0, 0],
      [1, 1],
    ]);
  });

  it("are views of elements of the same size only, and join nothing", () => {
    expect(() => np.zeros(3, "i4").view("2i4")).toThrow(
      "Changing the dtype to a subarray type is only supported if the total itemsize is unchanged",
    );
    expect(() => np.concatenate([[1]], { dtype: "2i4" })).toThrow(
      "The dtype `dtype(('<i4', (2,)))` is not a valid dtype for concatenation since it is a subarray dtype",
    );
  });
});

describe("dtypes without a size", () => {
  it("take it from what is cast, and 1 where memory is made", () => {
    expect(told(np.tri(2, "U"))).toEqual([
      "<U5",
      [2, 2],
      [
        ["True", "False"],
        ["True", "True"],
      ],
    ]);
    expect(told(np.identity(2, "S"))).toEqual([
      "|S1",
      [2, 2],
      [
        ["1", ""],
        ["", "1"],
      ],
    ]);
    expect(told(np.full(2, "abc", "U"))).toEqual(["<U1", [2], ["a", "a"]]);
    expect(told(np.full(2, -6, "U"))).toEqual(["<U1", [2], ["-", "-"]]);
    expect(np.vstack([[1], [2]], { dtype: "V" }).dtype.str).toBe("|V8");
    expect(np.arange(2).view("V").dtype.str).toBe("|V8");
    expect(np.zeros(2, "i4,f8").astype("V").dtype.names).toEqual(["f0", "f1"]);
    expect(() => np.zeros(2, "i4,f8").astype("U")).toThrow(
      "cannot cast dtype [('f0', '<i4'), ('f1', '<f8')] to <class 'numpy.dtypes.StrDType'>.",
    );
    expect(() => np.hstack([np.zeros(1, "i4"), np.zeros(1)], { dtype: "V" })).toThrow(
      "Invalid type promotion with void datatypes of different lengths.",
    );
  });

  it("of raw bytes are filled with the bytes of numbers", () => {
    expect([...np.ones(1, "V3").tobytes()]).toEqual([1, 0, 0]);
    expect([...np.ones_like(np.zeros(1, "V2")).tobytes()]).toEqual([1, 0]);
    expect([...np.full(1, 8, "i4,V2").tobytes()]).toEqual([8, 0, 0, 0, 8, 0]);
  });
});

describe("truth values", () => {
  it("are what Python takes for true", () => {
    const a = np.arange(3);
    expect(np.array(a, { copy: 0 as never })).toBe(a);
    expect(np.asarray(a, { copy: 1 as never }) === a).toBe(false);
    expect(a.astype("int64", { copy: 0 as never })).toBe(a);
    expect(a.reshape([3, 1], { copy: 1 as never }).flags.owndata).toBe(false);
    expect(() => np.array(a, { copy: "" as never })).toThrow(
      "strings are not allowed for 'copy' keyword. Use True/False/None instead.",
    );
    expect(np.linspace(0, 1, { num: 2, endpoint: null as never }).tolist()).toEqual([0, 0.5]);
    expect(loose["linspace"]!(0, 1, { num: 2, retstep: 1 })).toHaveLength(2);
    const grids = loose["meshgrid"]!([1, 2], [3, 4, 5], { sparse: 1 }) as np.NDArray[];
    expect(grids.map((grid) => [...grid.shape])).toEqual([
      [1, 2],
      [3, 1],
    ]);
    expect(np.sum([[1, 2]], { axis: 1, keepdims: 1 as never }).shape).toEqual([1, 1]);
  });

  it("of setflags may be left out", () => {
    const a = np.zeros(1);
    a.setflags();
    a.setflags({ write: null });
    expect(a.flags.writeable).toBe(true);
  });
});

describe("axes", () => {
  it("may be 0-d arrays", () => {
    const zero = np.array(0) as never;
    expect(np.expand_dims([1, 2], zero).shape).toEqual([1, 2]);
    expect(told(np.count_nonzero(np.ones([2, 3]), { axis: zero }))[2]).toEqual([2, 2, 2]);
    expect(np.roll([1, 2, 3], 1, zero).tolist()).toEqual([3, 1, 2]);
    expect(np.transpose(np.zeros(3), 0 as never).shape).toEqual([3]);
    expect(np.transpose(np.zeros([2, 3]), np.array([1, 0]) as never).shape).toEqual([3, 2]);
  });

  it("that are none are refused", () => {
    expect(() => np.expand_dims([1], null as never)).toThrow("'NoneType' object cannot be");
    expect(() => np.moveaxis(np.zeros([2, 3]), null as never, 0)).toThrow(
      "'NoneType' object is not iterable",
    );
    expect(() => np.diagonal(np.zeros([2, 2]), { axis1: null as never })).toThrow(
      "'NoneType' object cannot be interpreted as an integer",
    );
    expect(() => np.stack([[1]], { axis: null as never })).toThrow("'NoneType' object cannot be");
  });
});

describe("places, shifts and sections", () => {
  it("of roll lose their fraction", () => {
    expect(np.roll([1, 2, 3, 4], np.array([1.7, 2.2])).tolist()).toEqual([2, 3, 4, 1]);
    expect(np.roll([1, 2, 3, 4], new np.Complex(1, 0) as never).tolist()).toEqual([4, 1, 2, 3]);
  });

  it("of split are ends of slices", () => {
    const parts = (sections: unknown) =>
      (loose["array_split"]!(np.arange(4), sections) as unknown[]).length;
    expect(parts(true)).toBe(1);
    expect(parts([2, null])).toBe(3);
    expect(parts(1.5)).toBe(1);
    expect(() => np.split(np.arange(4), 1.5)).toThrow(
      "array split does not result in an equal division",
    );
    expect(() => parts([1.5])).toThrow(
      "slice indices must be integers or None or have an __index__ method",
    );
    expect(() => parts(np.array([1.5]))).toThrow(TypeError);
  });

  it("of choose are integers", () => {
    expect(() => np.choose(1.5, [[1], [2]])).toThrow(
      "Cannot cast scalar from dtype('float64') to dtype('int64') according to the rule 'safe'",
    );
    expect(() => np.choose(0, [])).toThrow("0-length sequence.");
    expect(np.choose(0, np.zeros([2, 3], ">i8")).dtype.str).toBe(">i8");
    expect(np.take([1, 2], 1, { mode: null as never })).toBeDefined();
  });

  it("of item may be a list, for Python's tuple", () => {
    expect(np.array([[1, 2]]).item([0, 1] as never)).toBe(2);
    expect(() => np.array([1, 2]).item(true as never)).toThrow("an integer is required");
  });

  it("of unravel_index take orders in either case", () => {
    expect(np.unravel_index(3, [2, 3], "f" as never)).toEqual([1, 1]);
    expect(() => np.unravel_index(0, [-1])).toThrow("dimensions are too large");
  });
});

describe("values", () => {
  it("of fill are single ones", () => {
    expect(() => np.zeros(2, "i4").fill([1, 2])).toThrow(
      "int() argument must be a string, a bytes-like object or a real number, not 'list'",
    );
    expect(() => np.zeros(2).fill([1, 2])).toThrow("setting an array element with a sequence.");
    expect(() => np.zeros(2).fill(np.array([1]))).toThrow(
      "setting an array element with a sequence.",
    );
    const truths = np.zeros(2, "bool");
    truths.fill([0]);
    expect(truths.tolist()).toEqual([true, true]);
  });

  it("of a border are cast as arrays are", () => {
    const padded = (dtype: string, constant_values: unknown) =>
      (np.pad(np.zeros(1, dtype as "u4"), [0, 1], { constant_values }).tolist() as unknown[])[1];
    expect(padded("u4", -1)).toBe(4294967295);
    expect(padded("u1", np.array([-1], "i1"))).toBe(255);
    expect(String(padded("M8[D]", 2.5))).toBe("1970-01-03");
    expect(() => np.pad([1], 1, { mode: null as never })).toThrow("mode 'None' is not supported");
  });

  it("of ranges may have no end and no number", () => {
    expect(() => np.arange(Infinity, 5)).toThrow("Maximum allowed size exceeded");
    expect(np.linspace(-3.5, -5.5, { num: 3, dtype: "m8" }).view("i8").tolist()).toEqual([
      -4, -5, -6,
    ]);
    expect(() => np.arange(3, "V4")).toThrow(
      "arange() not supported for inputs with DType <class 'numpy.dtypes.VoidDType'>.",
    );
    expect(() => np.linspace(0, 1, null as never)).toThrow("'NoneType' object cannot be");
  });

  it("of matrices may be of no size", () => {
    expect(np.tri(-1).shape).toEqual([0, 0]);
    expect(np.diag_indices(-1)[0]!.shape).toEqual([0]);
    expect(np.indices([2, -1], { sparse: true })[1]!.shape).toEqual([1, 0]);
    expect(() => np.indices([3], "bool")).toThrow(
      "arange() is only supported for booleans when the result has at most length 2.",
    );
    expect(np.indices([2], null as never).dtype.name).toBe("float64");
  });
});

describe("bytes", () => {
  it("are turned round also where characters come of it that are none", () => {
    const words = np.array(["ab", "é"]);
    const turned = words.byteswap();
    expect([...turned.tobytes()].slice(0, 8)).toEqual([0, 0, 0, 97, 0, 0, 0, 98]);
    expect(turned.byteswap().tolist()).toEqual(["ab", "é"]);
    const records = np.array(
      [{ s: "a", n: 1 }],
      [
        ["s", "U1"],
        ["n", "<i2"],
      ],
    );
    expect([...records.byteswap().tobytes()]).toEqual([0, 0, 0, 97, 0, 1]);
    records.byteswap({ inplace: true });
    expect([...records.tobytes()]).toEqual([0, 0, 0, 97, 0, 1]);
  });
});

describe("words of refusals", () => {
  it("name values as Python does", () => {
    expect(() => np.zeros(1, { device: true as never })).toThrow("but received: True");
    expect(() => np.dtype(true as never)).toThrow("Cannot interpret 'True' as a data type");
    expect(() => np.array(["é"]).astype("M8[s]")).toThrow(
      "'ascii' codec can't encode character '\\xe9' in position 0: ordinal not in range(128)",
    );
    expect(() => np.concatenate([[1]], { casting: 3 as never })).toThrow(
      "casting must be str, not int",
    );
    expect(() => np.trim_zeros([1], { axis: 3 })).toThrow(
      "axis: axis 3 is out of bounds for array of dimension 1",
    );
    expect(() => np.repeat([1, 2], np.array([[1.5]]) as never)).toThrow(
      "object too deep for desired array",
    );
    expect(() => np.place(np.zeros(1), np.zeros(1, "i4,i4"), 1)).toThrow(
      "to dtype('bool') according to the rule 'unsafe'",
    );
  });
});
