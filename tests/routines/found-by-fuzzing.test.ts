// What the differential fuzzer found in statistics, searching, taking and joining: each class once, by name, with
// NumPy's answer.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const text = (make: () => unknown): string => {
  try {
    return String(make());
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
};

function check(cases: Readonly<Record<string, readonly [make: () => unknown, answer: string]>>) {
  it.each(Object.entries(cases))("%s", (_, [make, answer]) => {
    expect(text(make).slice(0, answer.length)).toBe(answer);
  });
}

/** An array over zeros with the strides that are asked for. */
function laid(shape: number[], strides: number[], dtype: string, offset = 0): np.NDArray {
  const memory = np.zeros(4000, "u1");
  const view = new np.NDArray(
    memory.storage,
    memory.byteOffset + offset,
    shape,
    strides,
    np.dtype(dtype) as np.DType,
    memory,
    true,
  );
  return view;
}

const rowAndColumn = (): [np.NDArray, np.NDArray] => [
  laid([2, 5], [24, 96], "<i8"),
  np.arange(2).reshape(2, 1),
];

describe("statistics", () => {
  const empty = np.zeros(0);
  check({
    "isreal of a number is a boolean": [() => typeof np.isreal(5), "boolean"],
    "the empty quantile of floats names the last element": [
      () => np.quantile(empty, [0.5, 1]),
      "IndexError: index -1 is out of bounds for axis 0 with size 0",
    ],
    "no quantile of no floats is an error too": [
      () => np.quantile(empty, []),
      "IndexError: index -1 is out of bounds for axis 0 with size 0",
    ],
    "no quantile of no integers is none": [() => np.quantile(np.zeros(0, "i8"), []), "[]"],
    "one quantile of swapped bytes is of native order": [
      () => np.quantile(np.zeros(1, ">u4"), 1, { keepdims: true, method: "lower" }).dtype,
      "uint32",
    ],
    "a quantile beyond 1 is refused before the axis": [
      () => np.quantile([1, 2], -0.5, { axis: "x" as never }),
      "ValueError: Quantiles must be in the range [0, 1]",
    ],
    "nanstd of integers is no integer": [
      () => np.nanstd([0, 2, 4, 6, 8, 10]).toFixed(6),
      "3.415650",
    ],
    "nansum of a repeated axis lies as the sum of a copy": [
      () => np.nansum(laid([2, 2, 2, 1], [576, 0, 96, 16], "<c16"), -1).strides,
      "64,16,32",
    ],
    "bincount refuses no floats too": [
      () => np.bincount(empty),
      "TypeError: Cannot cast array data from dtype('float64') to dtype('int64') according to the rule 'safe'",
    ],
    "bincount of a nest": [
      () => np.bincount([[1, 2], [3]]),
      "ValueError: setting an array element with a sequence. The requested array would exceed the maximum number of dimension of 1.",
    ],
    "weights are cast before they are counted": [
      () => np.bincount([1], { weights: np.zeros(2, "c16") }),
      "TypeError: Cannot cast array data from dtype('complex128') to dtype('float64') according to the rule 'safe'",
    ],
    "interp among points that do not ascend": [
      () => np.interp(2.125, [1, 3, 2, 7], [1, 2, 3, 4]),
      "1.5625",
    ],
    "interp refuses complex places": [
      () => np.interp(np.zeros(2, "c8"), [1, 2], [3, 4]),
      "TypeError: Cannot cast array data from dtype('complex64') to dtype('float64') according to the rule 'safe'",
    ],
    "interp of values in two dimensions": [
      () => np.interp([1], [1, 2], np.zeros([1, 2])),
      "ValueError: object too deep for desired array",
    ],
    "periods need as many values as places": [
      () => np.interp([1], [], [1], { period: 50 }),
      "ValueError: fp and xp are not of the same length",
    ],
    "isclose bends a number to the array": [
      () => np.isclose(np.array([0.1, 2], "f4"), 0.1, { rtol: 0, atol: 0 }),
      "[ True False]",
    ],
    "isclose to a number beyond the dtype": [
      () => np.isclose(np.zeros(1, "f2"), 2147483647, { rtol: 0.5 }),
      "[ True]",
    ],
    "the bound of isclose is as precise as its second argument": [
      () => np.isclose(np.zeros(1), np.full(1, 1e-5, "c8"), { rtol: 0, atol: 9.99999974737875e-6 }),
      "[ True]",
    ],
    "histogram of complex numbers": [
      () => np.histogram([np.complex(1, 2), np.complex(3, 0), np.complex(1, -1)], 2)[0],
      "[2 1]",
    ],
    "histogram names its range in doubles": [
      () => np.histogram(np.array([16777216, -Infinity], "f4"), 4),
      "ValueError: autodetected range of [-inf, 16777216.0] is not finite",
    ],
    "histogram with more bins than floats": [
      () => np.histogram(np.array([16777216], "f4"), 7),
      "ValueError: Too many bins for data range. Cannot create 7 finite-sized bins.",
    ],
    "diagonal reads its axes before the shape": [
      () => np.diagonal(np.zeros(1), { axis2: 0.5 }),
      "TypeError: 'float' object cannot be interpreted as an integer",
    ],
    "the byte order of trace's dtype does not count": [
      () => np.trace(np.eye(2), { dtype: ">c16" }),
      "(2+0j)",
    ],
    "cumulative_sum takes an axis in a list": [
      () => np.cumulative_sum([[1, 2]], { axis: [5] as never }),
      "AxisError: axis 5 is out of bounds for array of dimension 2",
    ],
    "cumulative_sum along two axes": [
      () => np.cumulative_sum([[1, 2]], { axis: [0, 0] as never }),
      "ValueError: accumulate does not allow multiple axes",
    ],
    "an output of text": [() => np.add([1.5], 2, { out: np.zeros(1, "S8") }), "[b'3.5']"],
    "round counts the elements of its output": [
      () => np.round(np.zeros(3), { out: np.zeros([2, 2]) }),
      "ValueError: invalid output shape",
    ],
    "a mean looks at the shape of its mask first": [
      () => np.mean(np.zeros([2, 1]), { where: np.zeros([3, 3, 3]) }),
      "ValueError: input operand has more dimensions than allowed by the axis remapping",
    ],
    "a mask longer than the array that is reduced": [
      () => np.sum(np.zeros([2, 2, 1, 1]), { where: np.ones([6, 4], "bool") }),
      "ValueError: non-broadcastable operand with shape (2,2,1,1) doesn't match the broadcast shape (2,2,6,4)",
    ],
    "angle in degrees lies as the angles do": [
      () => np.angle(laid([1, 2, 2], [-72, 24, 72], "<c8", 72), true).strides,
      "16,4,8",
    ],
    "i0 lies as NumPy's array like |x|": [
      () => np.i0(laid([3, 1, 3], [8, -144, 48], "<f8", 160)).strides,
      "8,24,24",
    ],
  });
});

describe("searching and taking", () => {
  const u = np.array([2n ** 64n - 1n, 2n ** 63n], "u8");
  check({
    "points lie as the index arrays do": [
      () => {
        const [columns, rows] = rowAndColumn();
        return np.zeros([2, 5], "i1").at(rows, columns).strides;
      },
      "1,2",
    ],
    "take_along_axis too": [
      () => np.take_along_axis(np.zeros([2, 5], "i1"), rowAndColumn()[0], -1).strides,
      "1,2",
    ],
    "basic axes keep the points in C order": [
      () =>
        np.zeros([3, 3, 3]).at(
          np.array([
            [0, 1],
            [1, 0],
          ]).T,
        ).strides,
      "144,72,24,8",
    ],
    "an unsigned index wraps": [() => np.arange(3).at(u.at(":1")), "[2]"],
    "an index error names every digit": [
      () => np.arange(3).at(u),
      "IndexError: index -9223372036854775808 is out of bounds for axis 0 with size 3",
    ],
    "take names every digit": [
      () => np.take([1, 2], np.array([5493536637167724554n], "u8")),
      "IndexError: index 5493536637167724554 is out of bounds for axis 0 with size 2",
    ],
    "put reads the mode first": [
      () => np.arange(3).put(np.zeros(1, "u8"), [], { mode: "x" as never }),
      "ValueError: clipmode must be one of 'clip', 'raise', or 'wrap' (got 'x')",
    ],
    "choose counts its choices first": [
      () => np.choose(np.zeros([2, 3], "i8"), [np.zeros([2, 4])]),
      "ValueError: shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with shape (2, 4) and arg 1 with shape (2, 3).",
    ],
    "select calls a choice without axes a scalar": [
      () => np.select([np.array([true]), np.array([true])], [3, np.array(1, "u2")]),
      "TypeError: Cannot cast scalar from dtype('int64') to dtype('uint16') according to the rule 'same_kind'",
    ],
    "select takes unsigned integers of 64 bits": [
      () => np.select([np.array([false]), np.array([true])], [2n ** 63n, np.array([7], "u1")]),
      "[7]",
    ],
    "the mask of copyto may be a scalar": [
      () => np.copyto(np.zeros(1), 1, { where: np.array(1, "f4") }),
      "TypeError: Cannot cast scalar from dtype('float32') to dtype('bool') according to the rule 'safe'",
    ],
    "searchsorted in a scalar": [
      () => np.searchsorted(5, [1]),
      "ValueError: object of too small depth for desired array",
    ],
    "nothing among nothing has no strides": [() => np.isin(np.zeros(0), np.zeros(0)).strides, "0"],
    "signed and unsigned integers are compared exactly": [
      () => np.isin(np.array([2n ** 62n, 5n]), np.array([2n ** 62n + 1n, 5n], "u8")),
      "[False  True]",
    ],
    "numbers are told from few texts as NumPy does": [
      () => np.setdiff1d(np.array(["1", "2"]), np.ones([1, 30], "i8")),
      "['1' '2']",
    ],
    "records of one field are counted by its first element": [
      () =>
        np.count_nonzero(
          np.frombuffer(new Uint8Array([1, 0, 1, 0, 1, 1]), { dtype: [["q", "?", [3]]] }),
          0,
        ),
      "1",
    ],
    "counts of repeats are cast safely": [
      () => np.repeat([1, 2], u),
      "TypeError: Cannot cast array data from dtype('uint64') to dtype('int64') according to the rule 'safe'",
    ],
    "where lies as its iterator has it": [
      () => np.where(np.array(true), -5, laid([1, 4, 2], [2, 2, 8], "<u2")).strides,
      "16,2,8",
    ],
  });
});

describe("the class of arrays", () => {
  const buffer = new Uint8Array(16).map((_, i) => i);
  check({
    "takes its options in an object": [
      () => new np.ndarray([2], { dtype: "u1", buffer, offset: 3, strides: [4] }),
      "[3 7]",
    ],
    "gives uninitialised memory of a dtype": [
      () => new np.ndarray([2, 0], { dtype: "i2", order: "F" }).dtype,
      "int16",
    ],
    "refuses an offset before the buffer": [
      () => new np.ndarray([1], { dtype: "u1", buffer, offset: -1 }),
      "ValueError: offset must be non-negative",
    ],
    "a resize to nothing keeps strides": [
      () => {
        const a = np.zeros([2, 3]);
        a.resize([0, 4]);
        return a.strides;
      },
      "32,8",
    ],
  });
});

describe("indexing", () => {
  const records = np.zeros([2, 2], "c8,f4");
  check({
    "what goes nowhere is not converted": [
      () => np.zeros([2, 2]).set([np.array([0]), ":-2"], np.array([["x"]])),
      "undefined",
    ],
    "its positions are looked at all the same": [
      () => np.zeros([2, 2]).set([np.array([5]), ":-2"], 1),
      "IndexError: index 5 is out of bounds for axis 0 with size 2",
    ],
    "records into all axes of numbers": [
      () =>
        np.zeros([2, 2], "i4").set(
          [
            [0, 1],
            [0, 1],
          ],
          records.at(0),
        ),
      "DTypeError: Iterator operand 2 dtype could not be cast from dtype([('f0', '<c8'), ('f1', '<f4')]) to dtype('int32') according to the rule 'unsafe'",
    ],
    "records into some axes of numbers": [
      () => np.zeros([2, 2], "i4").set([[0, 1]], records),
      "DTypeError: Cannot cast array data from dtype([('f0', '<c8'), ('f1', '<f4')]) to dtype('int32').",
    ],
    "two ellipses come before what is no index": [
      () => np.zeros([2, 2]).at("...", "...", 1.5),
      "IndexError: an index can only have a single ellipsis ('...')",
    ],
    "all fields of an aligned record are a list": [
      () => {
        const aligned = np.dtype(
          [
            ["a", "<U2"],
            ["n", "?"],
            ["x", "?"],
          ],
          { align: true },
        );
        return np
          .zeros(1, aligned)
          .field(["a", "n", "x"] as never)
          .dtype.repr();
      },
      "dtype([('a', '<U2'), ('n', '?'), ('x', '?')], align=True)",
    ],
  });
});

describe("joining and editing", () => {
  check({
    "a scalar that may not be joined": [
      () => np.concatenate([np.array(1, "u8"), [2]], { axis: null, dtype: "f4", casting: "no" }),
      "TypeError: Cannot cast scalar from dtype('uint64') to dtype('float32') according to the rule 'no'",
    ],
    "insert counts places, not axes": [
      () => np.insert(np.zeros([2, 5]), [0, 9], 1, 1),
      "IndexError: index 10 is out of bounds for axis 0 with size 7",
    ],
    "insert fits its values also where there are no places": [
      () => np.insert([false], [], [1, 2]),
      "ValueError: shape mismatch: value array of shape (2,) could not be broadcast to indexing result of shape (0,)",
    ],
    "a number that has no equivalent is refused before arrays are looked at": [
      () => np.power(np.zeros([0, 1], "i2"), 12.5, { casting: "equiv", dtype: "f2" }),
      "UFuncTypeError: cannot cast Python float to float16 under the casting rule 'equiv'",
    ],
    "stacked records that are fields take no defaults": [
      () => {
        const a = np.zeros(1, [["a", [["p", "u1"]]]]);
        return np.lib.recfunctions.stack_arrays([a, a], { defaults: { a: 3 } });
      },
      "IndexError: arrays used as indices must be of integer (or boolean) type",
    ],
    "sub-arrays of other shapes meet from the last axis on": [
      () => {
        const a = np.array([[[1, 2, 3]]] as never, [["z", "i4", [3]]]);
        return a.astype([["m", "f4", [2, 2]]]).field("m");
      },
      "[[[1. 2.]\n  [1. 2.]]]",
    ],
    "integers that compare with any are not cast for the result's order": [
      () => np.less_equal(np.zeros([5, 1], "i1"), -257, { order: "A" }).strides,
      "1,1",
    ],
    "products of nothing without NaN lie in C order": [
      () => np.nanprod(np.zeros([4, 6, 0], "c16").transpose([2, 1, 0]), 0).strides,
      "64,16",
    ],
    "the greatest of complex numbers that are NaN in part is the first in memory": [
      () => {
        const a = np.ones([2, 3], "c16");
        a.set([0, 2], np.complex(Number.NaN, 1));
        a.set([1, 0], np.complex(Number.NaN, 2));
        return np.max(a);
      },
      "(nan+1j)",
    ],
    "diff looks at the order first": [
      () => np.diff([1, [2, 3]] as never, -1),
      "ValueError: order must be non-negative but got -1",
    ],
    "places still negative after the others count from the end of the result": [
      () => np.insert([7], [-1, -1, -2], 5),
      "[7 5 5 5]",
    ],
    "places that meet leave room that is filled as by a mask": [
      () => np.insert([1], [-2, -3, -4], 9),
      "[1 9 1 9]",
    ],
    "NaN becomes NaT without a word": [
      () => np.errstate({ all: "raise" }, () => np.full(2, Number.NaN, "m8[us]")),
      "['NaT' 'NaT']",
    ],
    "texts joined outgrow what a reduction starts as": [
      () => np.add.resolve_dtypes([null, np.dtype("U3"), null], { reduction: true }),
      "TypeError: the resolved dtypes are not compatible with add.resolve_dtypes. Resolved (dtype('<U3'), dtype('<U3'), dtype('<U6'))",
    ],
    "what is only asked for its truth is not cast for the result's order": [
      () => {
        const b = np.zeros([3, 1, 3], "i4").transpose([2, 1, 0]);
        return np.logical_and(np.array(1, "i4"), b, { dtype: "?" }).strides;
      },
      "1,3,3",
    ],
    "a number without axes is cast before the loop": [
      () =>
        np.errstate({ over: "raise" }, () =>
          np.add(np.zeros([1, 1], "?"), np.array(1e300), { dtype: "f2" }),
        ),
      "FloatingPointError: overflow encountered in cast",
    ],
    "a span divided by next to nothing overflows": [
      () =>
        np.errstate({ over: "raise" }, () =>
          np.divide(np.timedelta64(-8, "ns"), np.array([5e-324])),
        ),
      "FloatingPointError: overflow encountered in divide",
    ],
    "a line of texts is cast to all fields before the next line": [
      () => {
        const texts = np
          .array([
            ["1", "", "1"],
            ["é", "1", "1"],
          ])
          .at(":, :2");
        return texts.astype([
          ["a", "S2"],
          ["n", "i8"],
        ]);
      },
      "ValueError: invalid literal for int() with base 10: np.str_('')",
    ],
    "a cast that is refused leaves its target as it was": [
      () => {
        const a = np.zeros(3, "i1");
        try {
          np.copyto(a, ["1", "2", "x"], { casting: "unsafe" });
        } catch {
          return a;
        }
        return "no error";
      },
      "[0 0 0]",
    ],
    "tile of nothing a negative number of times": [
      () => np.tile([1, 2], [0, 2, -1]),
      "ValueError: cannot reshape array of size 0 into shape (0,2,newaxis)",
    ],
    "choose looks at the output before the choices": [
      () => np.choose([9, 1], [[1, 2]], { out: np.zeros([3]) }),
      "TypeError: choose: invalid shape for output array.",
    ],
    "append reads the axis first": [
      () => np.append(np.array(1), 2, [0, 0] as never),
      "TypeError: 'list' object cannot be interpreted as an integer",
    ],
    "no tiles of one line have no strides": [() => np.tile([1, 2], [0, 1]).strides, "0,0"],
    "no distinct rows lie side by side": [
      () => np.unique(np.zeros([0, 5], "i2"), { axis: 0 }).strides,
      "10,2",
    ],
  });
});

describe("integers beside other integers and times", () => {
  check({
    "members of signed among unsigned integers come as a view": [
      () => np.isin(np.array([1], "i4"), np.array([1], "u8")).flags.owndata,
      "false",
    ],
    "integers beyond 64 bits beside spans of time": [
      () => np.multiply(np.array([1], "m8[Y]"), 2n ** 64n),
      "OverflowError: int too big to convert",
    ],
  });
});

describe("one element takes no sequence", () => {
  check({
    "an array is filled with one value": [
      () => np.zeros(2).fill([0, 1]),
      "ValueError: setting an array element with a sequence.",
    ],
    "nor with an array": [
      () => np.zeros(2, "i4").fill(np.array([1])),
      "ValueError: setting an array element with a sequence.",
    ],
    "a list is true if there is something in it": [
      () => {
        const a = np.zeros(3, "?");
        a.set(0, [0]);
        a.set(1, []);
        return a;
      },
      "[ True False False]",
    ],
    "which of instants is real lies as a comparison's result": [
      () => np.isreal(laid([1, 5, 2], [8, 8, 40], "M8[h]")).strides,
      "10,1,5",
    ],
  });
});

describe("what overflows on the way", () => {
  check({
    "a median of a short line is half the sum of its middle": [
      () =>
        np.nanmedian(
          np.array(
            [
              [1, 2, 3.4e38],
              [1, 3.4e38, 3.4e38],
            ],
            "f4",
          ),
          1,
        ),
      "[ 2. inf]",
    ],
    "years out of range": [
      () => np.array([-3073772730739917n], "i8").view("M8[10Y]").astype("M8[h]").view("i8"),
      "[8366580964320054960]",
    ],
  });
});

describe("calls into outputs", () => {
  const into = (dtype: string, shape: number[]) => np.zeros(shape, dtype as "f8");
  check({
    "running sums keep their dtype on the way": [
      () => np.cumsum(np.array([0.6, 0.6, 0.6, 0.6], "f4"), { out: into("i2", [4]) }),
      "[0 1 1 2]",
    ],
    "variances are divided in the output's dtype": [
      () => np.var(np.array([1, 2, 4], "i4"), { dtype: "f4", out: into("f8", []) }),
      "1.5555556615193684",
    ],
    "positions are no float64": [
      () => np.argmin([3, 1], { out: into("f8", []) as never }),
      "TypeError: Cannot cast scalar from dtype('float64') to dtype('int64')",
    ],
    "a variance is a sum to the output": [
      () => np.var([[1, 2]], { axis: 0, keepdims: true, out: into("f8", [2]) }),
      "ValueError: output parameter for reduction operation add has the wrong number of dimensions: Found 1 but expected 2 (must match the operand's when keepdims=True)",
    ],
    "times are no numbers, into an output too": [
      () => np.max(np.array([[1, 2]], "M8[s]"), { axis: 0, out: into("f8", [2]) }),
      "UFuncTypeError: ufunc 'maximum' did not contain a loop with signature matching types",
    ],
    "NaT goes nowhere but into times": [
      () => np.median(np.array([["NaT"], [3]], "m8[s]"), { axis: 1, out: into("i8", [2]) }),
      "TypeError: Cannot cast array data from dtype('<m8[s]') to dtype('int64') according to the rule 'same_kind'",
    ],
    "quantiles of nothing but NaN come as a view": [
      () => np.nanquantile([Number.NaN], [0.25, 0.75]).flags.owndata,
      "false",
    ],
    "several positions to insert at are signed": [
      () => np.insert([1, 2, 3], np.array([1, 2], "u1"), 8),
      "UFuncTypeError: Cannot cast ufunc 'add' output from dtype('int64') to dtype('uint8') with casting rule 'same_kind'",
    ],
  });
});

describe("running sums with an initial value", () => {
  check({
    "are of what the output makes of them": [
      () =>
        np.cumulative_sum(np.array([-5], "i8"), {
          include_initial: true,
          out: np.zeros(2, "f4"),
        }).dtype,
      "float32",
    ],
    "into an output that is too short": [
      () => np.cumulative_sum([1, 2], { include_initial: true, out: np.zeros(2, "i8") }),
      "ValueError: provided out is the wrong size for the accumulation.",
    ],
  });
});

describe("short ways are taken by what may go them", () => {
  check({
    "no reduction of one operand": [
      () => np.square.reduce(np.array([np.complex(1, 2)])),
      "ValueError: reduce only supported for binary functions",
    ],
    "nor of two results": [
      () => np.modf.reduce(np.array([1, 2], "i8")),
      "ValueError: reduce only supported for binary functions",
    ],
    "no cast of bytes where none is allowed": [
      () => np.less_equal(np.array([1], ">i4"), 0, { casting: "no" }),
      "UFuncTypeError: Cannot cast ufunc 'less_equal' input 0 from dtype('>i4') to dtype('int32') with casting rule 'no'",
    ],
    "a spread that is NaN": [() => np.ptp(np.array([1, Number.NaN])), "NaN"],
    "a spread that is infinite": [() => np.ptp(np.array([1, Infinity])), "Infinity"],
  });
});

/** What is reported as a floating-point error first, or `none`. */
function firstError(run: () => unknown): string {
  let found = "none";
  np.errstate({ all: "raise" }, () => {
    try {
      run();
    } catch (error) {
      found = (error as Error).message;
    }
  });
  return found;
}

describe("floating-point errors are those of NumPy's own steps", () => {
  const largest = 3.4028234663852886e38;
  check({
    "a mask that leaves out all lets no loop forget what the casts raised": [
      () => {
        const out = np.full([2], np.complex(1.7e308, 0));
        const zeros = np.zeros(2, "c8");
        return [
          [false, false],
          [false, true],
        ]
          .map((where) => firstError(() => np.fmin(zeros, zeros, { out, where })))
          .join();
      },
      "overflow encountered in fmin,none",
    ],
    "both products of a complex scalar's parts are rounded": [
      () => {
        const far = np.array([0, 1, np.complex(largest, Number.NaN)], "c8");
        return firstError(() => np.gradient(far, { edge_order: 2 }));
      },
      "overflow encountered in scalar multiply",
    ],
    "nothing is cast where there is nowhere to copy to": [
      () => firstError(() => np.copyto(np.zeros([1, 0], "u8"), Infinity, { casting: "unsafe" })),
      "none",
    ],
    "a mean that is cast to uint64": [
      () => firstError(() => np.mean(np.array(-5.5, "c8"), { dtype: "u8" })),
      "invalid value encountered in cast",
    ],
  });
});

describe("weights of a histogram", () => {
  check({
    "sums of truth values are none": [
      () => np.histogram([1], { bins: [0, 7], weights: [true] }),
      "UFuncTypeError: Cannot cast ufunc 'add' output from dtype('int64') to dtype('bool') with casting rule 'same_kind'",
    ],
    "complex ones are counted part by part": [
      () =>
        np.histogram([0, 1, 2, 2], {
          bins: 2,
          weights: np.multiply([0.1, 0.2, 0.3, 0.4], np.complex(1, 2)),
        })[0],
      "[0.1+0.2j 0.9+1.8j]",
    ],
    "their sums are rounded to their dtype after 65536 values": [
      () =>
        np.histogram(np.zeros(3 * 65536), { bins: 1, weights: np.full(3 * 65536, 0.1, "f2") })[0],
      "[1.965e+04]",
    ],
  });
});

describe("medians that are NaN", () => {
  check({
    "one of them is a scalar whose bytes have no order": [
      () => np.median(np.array([Number.NaN], ">c8"), { out: np.zeros([], "?") }),
      "TypeError: Cannot cast scalar from dtype('complex64') to dtype('bool') according to the rule 'same_kind'",
    ],
  });
});

describe("what is looked at first", () => {
  check({
    "weights that a quantile's method does not take, before its axis": [
      () => np.percentile([[1]], 1, { axis: np.complex(1.5, -2) as never, weights: [[0]] }),
      "ValueError: Only method 'inverted_cdf' supports weights. Got: linear.",
    ],
  });
});

describe("records of one field, cast to sub-arrays", () => {
  check({
    "give all of a field that is one itself": [
      () => {
        const records = np.zeros(1, [["s", [["w", "f8", [2]]]]]);
        records.field("s").field("w").set([], [1, 0]);
        return JSON.stringify(records.astype([["x", "?", [2, 2]]]).tolist());
      },
      '[{"x":[[true,false],[true,false]]}]',
    ],
    "as records take all of a sub-array": [
      () => {
        const pairs = np.zeros(1, [["s", "f8", [2]]]);
        pairs.field("s").set([], [1, 0]);
        return JSON.stringify(pairs.astype([["x", [["z", "?", [2]]]]]).tolist());
      },
      '[{"x":{"z":[true,false]}}]',
    ],
  });
});

describe("steps that need not be taken", () => {
  check({
    "edges are told without weights being added up": [
      () => np.histogram_bin_edges([true], { bins: [-3, 1, 4], weights: [true] }),
      "[-3  1  4]",
    ],
    "a truth beside tolerances that are arrays is a float": [
      () => np.isclose([false, true], false, { atol: np.zeros(2, "u2") }),
      "[ True False]",
    ],
    "variances without NaN lie as the copy that NumPy makes": [
      () =>
        np.nanvar(np.zeros([2, 3], { order: "F" }), { axis: [], mean: np.zeros([2, 3]) }).strides,
      "8,16",
    ],
  });
});

describe("errors of what is done one by one, and of what cannot be done", () => {
  check({
    "products of complex numbers at indices are rounded step by step": [
      () =>
        firstError(() =>
          np.multiply.at(
            np.array([Infinity], "c8"),
            [0],
            np.array([np.complex(0, Number.NaN)], "c8"),
          ),
        ),
      "invalid value encountered in multiply",
    ],
    "extremes at indices compare, also with NaN": [
      () =>
        ["f4", "f2"].map((dtype) => {
          const target = np.full([1], Number.NaN, { dtype: dtype as "f4" });
          return firstError(() => np.minimum.at(target, [0], np.ones(1, dtype as "f4")));
        }),
      "invalid value encountered in minimum,none",
    ],
    "bytes of no text are no complex number either, in records of one field": [
      () => np.genfromtxt(["nan", "é"], { names: ["x"], dtype: "c16" }),
      "ValueError: 'utf-8' codec can't decode byte 0xe9 in position 0: unexpected end of data",
    ],
    "a whole number of any size is close, or not, as a float": [
      () => np.isclose(np.zeros(1, "f4"), 2n ** 63n, { atol: np.zeros([], "c16") }),
      "[False]",
    ],
    "a position that is no integer is first looked at for being in bounds": [
      () =>
        [[5], [1], [1, 2]].map((at) => {
          try {
            return np.insert(np.arange(3), np.array(at, "f8"), 7);
          } catch (error) {
            return (error as Error).message.replace(/ \(got.*/, "");
          }
        }),
      "index [5.] is out of bounds for axis 0 with size 3,slice indices must be integers or None or have an __index__ method,arrays used as indices must be of integer (or boolean) type",
    ],
    "an array of nothing still begins within its buffer": [
      () => new np.ndarray([0], { dtype: "u1", buffer: new Uint8Array(4), offset: 5 }),
      "TypeError: buffer is too small for requested array",
    ],
    "text is made bytes before the first instant is read of it": [
      () => np.array(["a", "漢"]).astype("M8[D]"),
      "ValueError: 'ascii' codec can't encode character '\\u6f22' in position 0: ordinal not in range(128)",
    ],
    "bytes that are no text are not looked for among none": [
      () => np.isin(np.zeros(0, "U3"), np.array(["\xff"], "S4")),
      "ValueError: 'ascii' codec can't decode byte 0xff in position 0: ordinal not in range(128)",
    ],
    "records of several fields are no condition": [
      () =>
        np.where(
          np.zeros(1, [
            ["x", "u1"],
            ["t", "M8[s]"],
          ]),
          1.5,
          2.5,
        ),
      "TypeError: Iterator operand 1 dtype could not be cast from dtype([('x', 'u1'), ('t', '<M8[s]')]) to dtype('bool') according to the rule 'unsafe'",
    ],
    "a trapezoid's coordinates have an axis, or its axis is not looked at": [
      () => np.trapezoid(np.array(true), np.array(1, "f2"), { axis: null as never }),
      "ValueError: diff requires input that is at least one dimensional",
    ],
  });
});

describe("arrays of bytes and of text", () => {
  const bytes = np.array(["ab", "b"], "S2");
  const text = np.array(["ab", "c"], "U2");
  check({
    "are not compared": [
      () => np.greater(bytes, text),
      "UFuncTypeError: ufunc 'greater' did not contain a loop with signature matching types (<class 'numpy.dtypes.BytesDType'>, <class 'numpy.dtypes.StrDType'>) -> None",
    ],
    "are not equal": [() => np.array_equal(bytes, text.astype("U2")), "false"],
    "are looked for in each other as text": [() => np.intersect1d(bytes, text), "['ab']"],
    "strings of JavaScript are what they stand beside": [
      () => [np.equal(bytes, "ab"), np.equal(text, ["ab", "x"])],
      "[ True False],[ True False]",
    ],
  });
});

describe("positions to delete", () => {
  check({
    "are looked at in the order of memory": [
      () =>
        np.delete(
          np.zeros(5),
          np
            .array(
              [
                [-7, -11],
                [18, 1],
              ],
              "i1",
            )
            .at("::-1"),
        ),
      "IndexError: index -7 is out of bounds for axis 0 with size 5",
    ],
  });
});

describe("one divisor, one position, one integer", () => {
  const spans = (shape: number[]) => np.ones(shape, "m8[s]");
  const zeros = (shape: number[]) => np.zeros(shape, "int64");
  check({
    "one divisor of spans is zero, walked by an iterator": [
      () => {
        const a = spans([1, 1]);
        return [
          firstError(() => np.divide(spans([1]), zeros([1]))),
          firstError(() => np.divide(a, zeros([1, 1]), { out: a })),
          firstError(() =>
            np.mean(spans([1, 1]), { keepdims: true, where: np.zeros([1, 1], "?") }),
          ),
        ].join();
      },
      "none,divide by zero encountered in divide,divide by zero encountered in divide",
    ],
    "the values of insert before a position that is no integer": [
      () => np.insert(np.zeros([2], "u8"), np.array(0, "f4"), -2),
      "OverflowError: Python integer -2 out of bounds for uint64",
    ],
    "the dtype of a running sum before its axis": [
      () => np.cumulative_sum([1], { axis: "x" as never, dtype: ">i8" }),
      "TypeError: The `dtype` and `signature` arguments to ufuncs only select the general DType",
    ],
    "the least of bytes that are no text": [
      () => {
        const bytes = np.frombuffer(Uint8Array.of(0xff, 65, 65, 0xff, 66, 66), { dtype: "S2" });
        return np.isin(np.array(["a"]), np.tile(bytes, 5));
      },
      "ValueError: 'ascii' codec can't decode byte 0xff in position 1",
    ],
    "extremes of nothing along an axis that is not padded": [
      () => np.pad(np.zeros(1), 0, { mode: "minimum", stat_length: 0 }),
      "ValueError: stat_length of 0 yields no value for padding",
    ],
    "whole parts of quantiles as they wrap round": [
      () => np.quantile([3], np.array([1], "u1"), { method: "closest_observation" }),
      "[3]",
    ],
    "no encoding of no bytes": [
      () => np.loadtxt([new Uint8Array()] as never, { encoding: "1", ndmin: 1 }).shape.join(),
      "0",
    ],
    "one axis of a diagonal before the other": [
      () => np.ones([2, 2]).diagonal({ axis1: "x" as never, axis2: null as never }),
      "TypeError: 'str' object cannot be interpreted as an integer",
    ],
    "an integer beyond all before the mask": [
      () => np.copyto(np.zeros([1], "?"), 2n ** 64n, { where: np.zeros([1]) as never }),
      "OverflowError: Python int too large to convert to C long",
    ],
  });
});

describe("reductions of halves", () => {
  const halves = (list: number[]) => np.array(list, "f2");
  check({
    "are rounded at each step": [
      () =>
        [
          np.floor_divide.reduce(halves([60000, 0.01, 3])),
          np.power.reduce(halves([1.0625, 1.5, 1.75])),
          np.floor_divide.reduce(np.array([[60000], [0.01], [3]], "f2"), { axis: 0 }),
        ].join(),
      "NaN,1.171875,[nan]",
    ],
    "by the four operations at the end alone": [
      () =>
        [
          np.multiply.reduce(halves([300, 300, 0.001])),
          np.subtract.reduce(halves([1, 0.0001, -0.0001])),
        ].join(),
      "90.0625,1",
    ],
  });
});

it("another shape keeps the order of axes, whatever the lengths", () => {
  const a = np.lib.stride_tricks.as_strided(np.zeros(14, "?"), { shape: [2, 2], strides: [1, 6] });
  expect(np.empty_like(a, { shape: [2, 1] }).strides).toEqual([1, 2]);
  const halves = np.array([-0.482, 1.2, NaN, 0.3], "f2");
  const out = np.ones([]);
  np.nanvar(halves, { out });
  expect(out.item()).not.toBe(np.nanvar(halves));
});

describe("zeros of products with a scalar", () => {
  const zeros = [[1, 2], [2, 2], [1], [1, 1], [2, 1, 2]];
  check({
    "are above zero where BLAS adds them up": [
      () => zeros.map((shape) => np.any(np.signbit(np.dot(np.zeros(shape), np.array(-3))))).join(),
      "false,false,true,true,true",
    ],
    "one element is multiplied, whatever stands in it": [
      () => String([np.dot(np.array([NaN]), np.array(0)), np.dot(np.array([NaN, 1]), np.array(0))]),
      "[nan],[0. 0.]",
    ],
  });
});

describe("choices of nothing", () => {
  check({
    "tell of no errors": [
      () =>
        [[0], [1]]
          .map((shape) =>
            firstError(() =>
              np.select(
                [np.ones(shape, "?"), np.ones(shape, "?")],
                [2n ** 64n - 1n, np.ones([1], "f2")],
              ),
            ),
          )
          .join(),
      "none,overflow encountered in cast",
    ],
  });
});

describe("differences of what may be close", () => {
  const most = { f2: 65504, f4: 3.4e38 } as const;
  check({
    "overflow aloud": [
      () =>
        (["f2", "f4"] as const).map((dtype) =>
          firstError(() =>
            np.isclose(np.array([most[dtype]], dtype), np.array([-most[dtype]], dtype)),
          ),
        ),
      "overflow encountered in subtract,overflow encountered in subtract",
    ],
    "are silent where one is infinite": [
      () => firstError(() => np.isclose([Infinity, 1], [1, -Infinity])),
      "none",
    ],
  });
});

describe("arrays made over a buffer", () => {
  const buffer = new Uint8Array(20);
  const layout = (array: np.NDArray) => `${array.dtype} ${array.shape} ${array.strides}`;
  check({
    "elements that are arrays become axes": [
      () => layout(new np.ndarray([2, 3], { dtype: "(2,)u1", buffer })),
      "uint8 2,3,2 6,2,1",
    ],
    "in Fortran order too": [
      () => layout(new np.ndarray([2, 3], { dtype: "(2,)u1", buffer, order: "F" })),
      "uint8 2,3,2 1,2,6",
    ],
    "and after strides": [
      () => layout(new np.ndarray([2, 3], { dtype: "(2,)u1", buffer, strides: [1, 4] })),
      "uint8 2,3,2 1,4,1",
    ],
    "a length of -1 is what there is": [
      () => layout(new np.ndarray([-1], { dtype: "f8", buffer, offset: 3 })),
      "float64 2 8",
    ],
  });
});

describe("flags of new arrays whose elements have no bytes", () => {
  const flags = ({ flags: { c_contiguous, f_contiguous } }: np.NDArray) =>
    `${c_contiguous ? "C" : ""}${f_contiguous ? "F" : ""}`;
  const none = np.dtype([]);
  const made = np.zeros([2, 3], none);
  check({
    "tell the order they were made in": [
      () => [flags(made), flags(np.zeros([2, 3], { dtype: none, order: "F" }))],
      "C,F",
    ],
    "of copies too": [
      () => [flags(made.copy("F")), flags(made.T.copy("K")), flags(np.zeros_like(made))],
      "F,C,C",
    ],
    "of casts as what was cast": [
      () =>
        [np.zeros([2, 3], "i4").T, np.zeros([2, 6], "i4").at(":", "::2")].map((a) =>
          flags(a.astype(none)),
        ),
      "F,CF",
    ],
    "not of views, nor of one axis": [
      () => [flags(made.T), flags(made.at(":")), flags(np.zeros([3, 1], none))],
      "CF,CF,CF",
    ],
  });
});

describe("arrays copied into truth values", () => {
  check({
    "under a mask, and of other dtypes": [
      () => {
        const truth = np.zeros(2, "?");
        np.copyto(truth, np.array([true, true]), { where: [false, true] });
        np.copyto(truth, np.array([0, 3]), { casting: "unsafe" });
        return truth;
      },
      "[False  True]",
    ],
  });
});
