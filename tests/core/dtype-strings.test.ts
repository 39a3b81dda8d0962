// dtype strings of several items, and dtypes of elements without bytes: what NumPy reads where, and what it says.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const repr = (spec: unknown) => np.dtype(spec as never).repr();

describe("items", () => {
  it("the machine's own order alone at the end is nothing", () => {
    expect(repr("d, <")).toBe("dtype([('f0', '<f8')])");
    expect(repr("i4,|")).toBe("dtype([('f0', '<i4')])");
    expect(() => np.dtype("i4, >")).toThrow("data type '>' not understood");
    expect(() => np.dtype("(2,)D,2<, c8")).toThrow("data type '' not understood");
  });

  it("an element may repeat once more behind a shape", () => {
    expect(repr("(2,3)1i4, 3U3")).toBe(
      "dtype([('f0', ('<i4', (1,)), (2, 3)), ('f1', '<U3', (3,))])",
    );
  });

  it("a count takes commas in", () => {
    expect(repr("1,i4")).toBe("dtype(('<i4', (1,)))");
    expect(repr("2 , 2i4, f8")).toBe("dtype([('f0', '<i4', (2, 2)), ('f1', '<f8')])");
    expect(() => np.dtype("1, bytes_,|L")).toThrow("format number 1 of");
  });

  it("an order may be written twice", () => {
    expect(repr("|U,<<i4")).toBe("dtype([('f0', '<U'), ('f1', '<i4')])");
    expect(() => np.dtype("i2,<>i4")).toThrow("inconsistent byte-order specification < and >");
  });

  it("all items are read before any is looked up", () => {
    expect(() => np.dtype("(0,)V, >l,(1,)bool_")).toThrow("format number 3 of");
    expect(() => np.dtype("()U,(2)(2,)U,V7,")).toThrow("format number 2 of");
    expect(() => np.dtype("(2)V+3")).toThrow("data type '(2)V+3' not understood");
  });

  it("what Python's parser refuses is refused", () => {
    for (const spec of ["i4,,i4", ",i4", "(2,i4", "2,)i4", "02U, p", " i4, d"]) {
      expect(() => np.dtype(spec), spec).toThrow(np.ValueError);
    }
  });
});

describe("elements without bytes", () => {
  it("take a count of 0, and no shape", () => {
    expect(repr([["i8", 0], 0])).toBe("dtype(('<i8', (0,)))");
    expect(repr(["0i4", 0])).toBe("dtype(('<i4', (0,)))");
    expect(repr([[["x y", ["i8", 0], 0]]][0])).toBe("dtype([('x y', '<i8', (0,))])");
    for (const base of ["U0", "V0", ["i8", 0]]) {
      expect(() => np.dtype([base, [2]] as never)).toThrow(
        "invalid itemsize in generic type tuple",
      );
      expect(() => np.dtype([["f", base, "2"]] as never)).toThrow(
        "invalid itemsize in generic type tuple",
      );
    }
    expect(() => np.dtype([["f", "i4", "2"]] as never)).toThrow(
      "invalid shape in fixed-type tuple.",
    );
  });
});

describe("fields", () => {
  it("a window of several fields keeps titles before names", () => {
    const d = np.dtype([
      ["b", "f8"],
      [["T", "a"], "i4"],
    ]);
    expect([...d.fields!.keys()]).toEqual(["b", "a", "T"]);
    expect([...d.field(["b", "a"]).fields!.keys()]).toEqual(["b", "T", "a"]);
  });

  it("one of too many parts is shown as Python writes it", () => {
    const shown = (field: unknown) => () => np.dtype([field] as never);
    expect(shown(["f0", [["é", "single"]], 2, 3])).toThrow(
      "Field elements must be tuples with at most 3 elements, got '('f0', [('é', 'single')], 2, 3)'",
    );
    expect(shown(["", { names: ["d"], formats: ["u8"], offsets: [0] }, 2, 3])).toThrow(
      "got '('', {'names': ['d'], 'formats': ['u8'], 'offsets': [0]}, 2, 3)'",
    );
    expect(shown([null, "V", 2, 3])).toThrow(
      "First element of field tuple is neither a tuple nor str",
    );
  });
});
