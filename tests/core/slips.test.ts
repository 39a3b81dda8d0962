// What those who come from NumPy or from JavaScript try first and strided does otherwise: an error that says how, and
// never a silent other meaning.
import * as np from "strided";
import { describe, expect, test } from "vitest";

describe("a.set", () => {
  test("takes an index of several items as an array, and says so", () => {
    const a = np.zeros([2, 3], "int64");
    const set = a.set.bind(a) as (...args: unknown[]) => void;
    expect(() => set(0, 1, 5)).toThrow(
      'set() takes an index and a value, but 3 arguments were given: an index of several items is an array, as in a.set([0, ":"], 5)',
    );
    expect(String(a)).toBe("[[0 0 0]\n [0 0 0]]");
  });
});

describe("JSON", () => {
  test("has an array as its list, in data of whatever form", () => {
    const data = {
      a: np.array([
        [1, 2.5],
        [3, 4],
      ]),
      n: np.array(7),
      t: np.array(["x", "é"]),
    };
    expect(JSON.stringify(data)).toBe('{"a":[[1,2.5],[3,4]],"n":7,"t":["x","é"]}');
    const back = JSON.parse(JSON.stringify(data)) as { a: number[][] };
    expect(np.array_equal(np.array(back.a), data.a)).toBe(true);
  });

  test("has records as objects, and dtypes as what makes them", () => {
    const dtype = np.dtype([
      ["name", "U3"],
      ["at", ">f4", [2]],
    ]);
    const one = np.array([{ name: "Ann", at: [1, 2] }], dtype);
    expect(JSON.stringify(one)).toBe('[{"name":"Ann","at":[1,2]}]');
    const read = np.dtype(JSON.parse(JSON.stringify(dtype)) as np.DTypeSpec);
    expect(read.equals(dtype)).toBe(true);
    expect(JSON.stringify(np.dtype("float32"))).toBe('"<f4"');
  });
});
