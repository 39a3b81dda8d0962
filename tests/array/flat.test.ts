// a.flat: NumPy's flatiter. What the fuzzer found, by name, and what it cannot see: iteration and types of errors.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const matrix = () => np.arange(6).reshape(2, 3);

describe("iteration", () => {
  it("walks in C order whatever the strides", () => {
    expect([...matrix().T.flat]).toEqual([0, 3, 1, 4, 2, 5]);
    expect([...np.array(7).flat]).toEqual([7]);
    expect([...np.zeros([0, 3]).flat]).toEqual([]);
  });

  it("shows where it is, also past the end", () => {
    const flat = matrix().flat;
    flat.next();
    expect([flat.index, flat.coords]).toEqual([1, [0, 1]]);
    for (const _ of flat) {
      // to the end
    }
    expect([flat.index, flat.coords, flat.length]).toEqual([6, [2, 0], 6]);
    expect(flat.next().done).toBe(true);
  });

  it("is a new iterator at each access, over the array itself", () => {
    const a = matrix();
    a.flat.next();
    expect(a.flat.index).toBe(0);
    expect(a.flat.base).toBe(a);
    expect(a.flat).toBeInstanceOf(np.flatiter);
  });

  it("refuses to round a 64-bit integer", () => {
    const a = np.array([2n ** 60n + 1n]);
    expect(() => [...a.flat]).toThrow(RangeError);
  });

  it("fails after dispose", () => {
    const a = np.zeros([2, 3]);
    const flat = a.flat;
    a.dispose();
    expect(() => flat.next()).toThrow(np.DisposedError);
    expect(() => a.flat).toThrow(np.DisposedError);
  });
});

describe("reading by flat position", () => {
  it("copies for slices, masks and lists", () => {
    const a = matrix();
    const part = a.T.flat.at("::2");
    expect(String(part)).toBe("[0 1 2]");
    part.set(0, 99);
    expect(a.item(0, 0)).toBe(0);
    expect(
      String(
        a.flat.at([
          [5, 0],
          [1, -1],
        ]),
      ),
    ).toBe("[[5 0]\n [1 5]]");
    expect(String(a.flat.at(np.arange(6).greater(3)))).toBe("[4 5]");
    expect(String(a.flat.at("..."))).toBe("[0 1 2 3 4 5]");
    expect(a.flat.at([]).shape).toEqual([0]);
  });

  it("says what NumPy says", () => {
    const { flat } = matrix();
    expect(() => flat.at(6)).toThrow("index 6 is out of bounds for size 6");
    expect(() => flat.at([-7])).toThrow("index -7 is out of bounds for size 6");
    expect(() => flat.at(1, 2)).toThrow(
      "too many indices for flat iterator: flat iterator is 1-dimensional, but 2 were indexed",
    );
    expect(() => flat.at(np.ones(5, "bool"))).toThrow(
      "boolean index did not match indexed flat iterator along axis 0; size of axis is 6 but size of corresponding boolean axis is 5",
    );
    expect(() => flat.at([true, false])).toThrow("boolean indices for iterators are not supported");
    expect(() => flat.at(0.5)).toThrow(np.IndexError);
    expect(() => flat.at("::0")).toThrow("slice step cannot be zero");
  });
});

describe("writing by flat position", () => {
  it("repeats the values, or leaves what is too many", () => {
    const a = np.zeros([2, 3], "int64");
    a.flat.set(":", [1, 2]);
    expect(a.tolist()).toEqual([
      [1, 2, 1],
      [2, 1, 2],
    ]);
    a.flat.set("0:2", [7, 8, 9]);
    expect(a.tolist()).toEqual([
      [7, 8, 1],
      [2, 1, 2],
    ]);
    a.flat.set([1, 1], [3, 4]);
    expect(a.item(0, 1)).toBe(4);
    a.T.flat = [
      [0, 1],
      [2, 3],
    ];
    expect(a.tolist()).toEqual([
      [0, 2, 0],
      [1, 3, 1],
    ]);
  });

  it("takes one item at one position", () => {
    const a = np.zeros(3, "int8");
    expect(() => a.flat.set(0, [5, 6])).toThrow("Error setting single item of array.");
    expect(() => a.flat.set(0, 300)).toThrow("Error setting single item of array.");
    expect(() => a.flat.set(9, 300)).toThrow("index 9 is out of bounds for size 3");
    a.flat.set(np.array(1), 5);
    expect(a.tolist()).toEqual([0, 5, 0]);
  });

  it("reads a source that overlaps before it writes", () => {
    const a = np.arange(5);
    a.flat.set("1:", a.at(":-1"));
    expect(a.tolist()).toEqual([0, 0, 1, 2, 3]);
  });

  it("leaves a read-only array alone", () => {
    const a = np.broadcast_to(np.arange(3), [2, 3]);
    expect(() => a.flat.set(0, 1)).toThrow("underlying array is read-only");
    expect(() => {
      a.flat = 1;
    }).toThrow("array is read-only");
  });
});

describe("bytes of elements", () => {
  it("getfield views them, setfield writes them", () => {
    const a = np.arange(3, "int32");
    const high = a.getfield("int16", 2);
    high.set("...", 1);
    expect(a.tolist()).toEqual([65536, 65537, 65538]);
    a.setfield([7, 8, 9], "int16");
    expect(a.tolist()).toEqual([65543, 65544, 65545]);
    expect(() => a.getfield("int64")).toThrow("new type is larger than original type");
    expect(() => a.getfield("int16", 3)).toThrow(
      "new type plus offset is larger than original type",
    );
    expect(() => a.getfield("int16", -1)).toThrow("offset is negative");
  });
});
