// Strides of axes of length 0 and 1, where nothing in the values tells them, and how nests of values that are no
// arrays are refused. Expectations are NumPy's.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const { as_strided } = np.lib.stride_tricks;

describe("strides of short axes", () => {
  it("ogrid adds axes of stride 0", () => {
    const [x, y] = np.ogrid("0:0", "0:3") as np.NDArray[];
    expect(x!.strides).toEqual([0, 0]);
    expect(y!.strides).toEqual([0, 8]);
    const [u, v] = np.ogrid("0:4", "0:0") as np.NDArray[];
    expect(u!.strides).toEqual([8, 0]);
    expect(v!.strides).toEqual([0, 0]);
  });

  it("unravel_index makes a table, in the order of the indices", () => {
    const strides = (shape: number[], lengths: number[]) =>
      np.unravel_index(np.zeros(shape, "i8"), lengths)[0]!.strides;
    expect(strides([0], [4])).toEqual([8]);
    expect(strides([2, 0], [2, 3])).toEqual([0, 16]);
    expect(strides([1, 0, 3], [4])).toEqual([0, 24, 8]);
    const base = np.zeros(200, "i8");
    const laid = (shape: number[], by: number[]) =>
      np.unravel_index(as_strided(base, { shape, strides: by }), [2, 2, 1, 4])[0]!.strides;
    expect(laid([3, 2, 1], [8, 24, 8])).toEqual([32, 96, 32]);
    expect(laid([3, 2, 1], [48, 8, 96])).toEqual([64, 32, 32]);
    expect(laid([1, 3, 2], [8, 24, 48])).toEqual([192, 32, 96]);
    expect(laid([3, 1, 2], [48, 8, 96])).toEqual([32, 192, 96]);
  });

  it("isin of nothing", () => {
    const none = np.zeros(0, "i4");
    expect(np.isin(none, none).strides).toEqual([0]);
    expect(np.isin(np.zeros([2, 0], "i4"), none).strides).toEqual([1, 1]);
    const records = np.zeros(0, [["c", "U3"]]);
    expect(np.isin(records, records).strides).toEqual([0]);
  });

  it("choice without replacement is given its shape afterwards", () => {
    const options = { size: [0, 2, 2], replace: false };
    const made = np.random.default_rng(1).choice(3, options);
    expect([made.strides, made.flags.owndata]).toEqual([[32, 16, 8], true]);
    const old = new np.random.RandomState(1).choice(3, options);
    expect([old.strides, old.flags.owndata]).toEqual([[32, 16, 8], false]);
    expect(np.random.default_rng(1).choice(3, { size: [0], replace: false }).strides).toEqual([0]);
  });

  it("merge_arrays of one number, and of nothing", () => {
    const { merge_arrays } = np.lib.recfunctions;
    expect(merge_arrays(np.zeros(1, "u4")).flags.owndata).toBe(false);
    const empty = merge_arrays([np.zeros(0, "f4"), np.zeros(0, "i8")]);
    expect(empty.strides).toEqual([12]);
  });

  it("asfortranarray lays a cast array in Fortran's order, also where one axis would do", () => {
    const bools = np.zeros([4, 1], "?");
    expect(np.asfortranarray(bools, "u4").strides).toEqual([4, 16]);
    expect(np.ascontiguousarray(bools, "u4").strides).toEqual([4, 4]);
    expect(np.asfortranarray(bools)).toBe(bools);
    expect(np.asfortranarray([[1], [2]]).strides).toEqual([8, 16]);
  });
});

describe("refusals", () => {
  it("a ragged nest is read to its end", () => {
    const shape = (value: unknown) => {
      try {
        np.array(value as never);
      } catch (error) {
        return /detected shape was (.*) \+/.exec(String(error))?.[1];
      }
      return "none";
    };
    expect(
      shape([
        [[1], [2]],
        [[1], 2],
      ]),
    ).toBe("(2, 2)");
    expect(shape([[[1], [2]], [[1], 2], 5])).toBe("(3,)");
    expect(
      shape([
        [
          [1, 2],
          [3, 4],
        ],
        [[1, 2], [3]],
        [[5, 6]],
      ]),
    ).toBe("(3,)");
    expect(shape([[1, 2], [3, 4], 5, {}])).toBe("(4,)");
    expect(shape([np.zeros([2, 2]), np.zeros([2, 3])])).toBe("(2, 2)");
    expect(shape([np.zeros([2, 2]), np.zeros([3, 2]), [1, 2]])).toBe("(3,)");
  });

  it("a copy that is not wanted: NumPy's other sentence where the dtype was given and is the array's", () => {
    const a = np.zeros(6).at("::-1");
    const sentence = "Unable to avoid copy while creating a new array.";
    expect(() => np.array(a, { dtype: "f8", order: "F", copy: false })).toThrow(sentence);
    expect(() => np.asarray(a, { order: "F", copy: false })).toThrow(
      "creating an array as requested",
    );
  });

  it("a range whose step is 0 says what it would have divided", () => {
    expect(() => np.r_("3:-5:3", [8], np.slice(-7.5, 3.5, 0))).toThrow(/^float division by zero/);
    expect(() => np.arange(3, -5, 0)).toThrow(/^division by zero/);
  });

  it("a record that another has no room for", () => {
    const a = np.zeros(2, [
      ["a", "f4"],
      ["k", "i2"],
    ]);
    const three = np.zeros(
      [],
      [
        ["a", "?"],
        ["k", "i2"],
        ["x", "c8"],
      ],
    );
    expect(() => a.set(0, three)).toThrow(/^Cannot cast array data from .* to .*\)\]\)\./);
    expect(() => a.set(":1", three)).toThrow(/^Cannot cast scalar from .* according to the rule/);
    expect(() => np.zeros(2, "i4").set(0, three)).toThrow(
      /^Cannot cast array data from .*int32'\)\./,
    );
    expect(() => np.asarray(three, ">c8")).toThrow(/^Cannot cast scalar from/);
  });
});

describe("an assignment that fails writes nothing", () => {
  it("text that is no number", () => {
    const a = np.array([1, 2, 3]);
    expect(() => a.set(":", np.array(["7", "8", "x"]))).toThrow(np.ValueError);
    expect(a.tolist()).toEqual([1, 2, 3]);
  });

  it("records, field by field", () => {
    const a = np.ones(2, [
      ["b", "f4"],
      ["c", "i2"],
    ]);
    const b = np.array(
      [
        [5, "6"],
        [7, "x"],
      ],
      [
        ["b", "i8"],
        ["c", "U4"],
      ],
    );
    expect(() => a.set("...", b)).toThrow(np.ValueError);
    expect(() => np.lib.recfunctions.assign_fields_by_name(a, b)).toThrow(np.ValueError);
    expect(() => np.lib.recfunctions.recursive_fill_fields(b, a)).toThrow(np.ValueError);
    expect(String(a)).toBe("[(1., 1) (1., 1)]");
  });

  it("names the text that NumPy would, in the order of the target's memory", () => {
    const texts = np.array(["x", "y", "z"]);
    const a = np.zeros(3, "i8");
    expect(() => a.set(":", texts)).toThrow("np.str_('x')");
    expect(() => a.at("::-1").set(":", texts)).toThrow("np.str_('z')");
  });
});
