// dtypes against NumPy: every spelling, written and random structured specifications, equality.
import * as np from "strided";
import { describe, expect, test } from "vitest";
import { golden } from "./golden-dtype.js";

function describeDType(dtype: np.DType): Record<string, unknown> {
  let descr: unknown;
  try {
    descr = dtype.descr;
  } catch (error) {
    descr = { error: (error as Error).message };
  }
  const fields =
    dtype.fields &&
    Object.fromEntries(
      [...dtype.fields].map(([name, field]) => [
        name,
        [String(field.dtype), field.offset, ...(field.title === undefined ? [] : [field.title])],
      ]),
    );
  return {
    str: String(dtype),
    repr: dtype.repr(),
    code: dtype.str,
    name: dtype.name,
    kind: dtype.kind,
    char: dtype.char,
    num: dtype.num,
    itemsize: dtype.itemsize,
    alignment: dtype.alignment,
    byteorder: dtype.byteorder,
    isnative: dtype.isnative,
    isalignedstruct: dtype.isalignedstruct,
    isbuiltin: dtype.isbuiltin,
    flags: dtype.flags,
    names: dtype.names,
    fields,
    base: String(dtype.base),
    shape: dtype.shape,
    descr,
    swapped: String(dtype.newbyteorder()),
  };
}

function failure(make: () => unknown): Error | null {
  try {
    make();
    return null;
  } catch (error) {
    return error as Error;
  }
}

// NumPy's words, then possibly more: "data type 'foo' not understood; strided has …".
function beginsLike(ours: string, theirs: string): boolean {
  return ours.startsWith(theirs.replace(/[.:]$/, ""));
}

describe("np.dtype", () => {
  test.each(
    golden.parse.map((entry) => [`${JSON.stringify(entry.spec)} ${entry.align}`, entry] as const),
  )("%s", (_, entry) => {
    const { spec, align, error, type, ...expected } = entry;
    if (error === undefined) {
      const made = np.dtype(spec, { align });
      expect(describeDType(made)).toEqual(expected);
      return;
    }
    const thrown = failure(() => np.dtype(spec, { align }));
    expect(thrown, "must be refused").not.toBeNull();
    if (error === null) return;
    expect(thrown).toBeInstanceOf(type === "TypeError" ? TypeError : np.ValueError);
    // of a shape alone NumPy says that no name is left; the golden file says which string it was
    const words = /^[\d(), ]+$/.test(String(spec)) ? error.replace(`'${spec}'`, "''") : error;
    expect(beginsLike(thrown!.message, words), `${thrown!.message} <> ${words}`).toBe(true);
  });

  test("equality", () => {
    for (const [a, b, equal] of golden.equal) {
      expect(np.dtype(a).equals(b), `${JSON.stringify(a)} ${JSON.stringify(b)}`).toBe(equal);
      expect(np.dtype(b).equals(np.dtype(a))).toBe(equal);
    }
  });

  test("JavaScript's constructors, scalar types, what carries a dtype", () => {
    const pairs: [np.DTypeLike, string][] = [
      [Number, "float64"],
      [BigInt, "int64"],
      [Boolean, "bool"],
      [String, "str"],
      [Uint8ClampedArray, "uint8"],
      [Float32Array, "float32"],
      [BigUint64Array, "uint64"],
      [np.float16, "float16"],
      [np.str_, "str"],
      [{ dtype: np.dtype(">i2") } as np.DTypeLike, "int16"],
      [undefined, "float64"],
      [null, "float64"],
    ];
    for (const [spec, name] of pairs) expect(np.dtype(spec).name).toBe(name);
  });

  test("builtin dtypes are interned, in both byte orders", () => {
    expect(np.dtype("f8")).toBe(np.dtype("float64"));
    expect(np.dtype(">f8")).toBe(np.dtype("float64").newbyteorder());
    expect(np.dtype("U10")).toBe(np.dtype("<U10"));
    expect(np.dtype(">f8").newbyteorder("=")).toBe(np.dtype("d"));
  });

  test("what is no dtype", () => {
    const refused: [unknown, string][] = [
      [3, "Cannot interpret '3' as a data type"],
      [new Date(0), "Cannot interpret"],
      [np.floating, "Converting `np.inexact` or `np.floating` to a dtype not allowed"],
      ["M8[x]", 'Invalid datetime unit in metadata string "[x]"'],
      ["O", "data type 'O' not understood: strided has no object"],
      ["f16", "data type 'f16' not understood: strided has no float128"],
      [{ names: ["a"], formats: ["i4"], sizes: [4] }, "a structured dtype has no entry 'sizes'"],
    ];
    for (const [spec, message] of refused) {
      const thrown = failure(() => np.dtype(spec as np.DTypeLike));
      expect(thrown).toBeInstanceOf(np.DTypeError);
      expect(thrown!.message.startsWith(message), thrown!.message).toBe(true);
    }
    expect(() => np.dtype("i4", { aligned: true } as np.DTypeOptions)).toThrow(
      "dtype() got an unexpected keyword argument 'aligned'",
    );
  });

  test("fields", () => {
    const point = np.dtype([
      ["x", "f8"],
      ["y", "i2"],
      [["Label", "tag"], "S4"],
    ]);
    expect(String(point.field("tag"))).toBe("|S4");
    expect(String(point.field("Label" as "tag"))).toBe("|S4");
    expect(String(point.field(-3))).toBe("float64");
    expect(String(point.field(["tag", "x"]))).toBe(
      "{'names': ['tag', 'x'], 'formats': ['S4', '<f8'], 'offsets': [10, 0], 'titles': ['Label', None], 'itemsize': 14}",
    );
    expect(() => point.field("z" as "x")).toThrow("Field named 'z' not found.");
    expect(() => point.field(3)).toThrow("Field index 3 out of range");
    expect(() => point.field(-4)).toThrow(np.IndexError);
    expect(() => point.field(["x", "x"])).toThrow("duplicate field of name 'x'");
    expect(() => np.dtype("f8").field("a" as never)).toThrow(
      "There are no fields in dtype float64.",
    );
  });

  test("newbyteorder knows NumPy's words and no others", () => {
    const record = np.dtype("i4, >f8, 2U3, S2");
    for (const order of ["S", "s", "swap"]) {
      expect(String(record.newbyteorder(order))).toBe(
        "[('f0', '>i4'), ('f1', '<f8'), ('f2', '>U3', (2,)), ('f3', 'S2')]",
      );
    }
    for (const order of ["|", "I", "ignore"]) expect(record.newbyteorder(order)).toBe(record);
    for (const order of ["B", "big", ">"]) {
      expect(np.dtype("f8").newbyteorder(order).str).toBe(">f8");
    }
    expect(() => record.newbyteorder("x")).toThrow("byteorder not recognized (got 'x')");
  });

  test("console.log shows the repr; dtypes can't be changed", () => {
    const inspect = Symbol.for("nodejs.util.inspect.custom");
    const dtype = np.dtype("U3") as unknown as Record<symbol, () => string>;
    expect(dtype[inspect]!()).toBe("dtype('<U3')");
    expect(() => Object.assign(np.dtype("i4"), { itemsize: 8 })).toThrow(TypeError);
  });

  test("what the fuzzer found of specifications", () => {
    const text = (spec: unknown) => np.dtype(spec as np.DTypeLike).repr();
    // an empty title is a title, where the name is not empty
    expect(text([[["", "a"], "i4"]])).toBe("dtype([(('', 'a'), '<i4')])");
    expect(() => text([[["", ""], "i4"]])).toThrow("Field titles must be non-empty strings");
    expect(() => text([[["t"], "i4"]])).toThrow(
      "If a tuple, the first element of a field tuple must have two elements, not 1",
    );
    // lists that are longer than the names do no harm
    expect(text({ names: ["a"], formats: ["i4", "f8"] })).toBe("dtype([('a', '<i4')])");
    expect(() => text({ names: ["a", "b"], formats: ["i4"] })).toThrow("must have the same length");
    // strings
    expect(text("(2)i4,f8")).toBe("dtype([('f0', '<i4', (2,)), ('f1', '<f8')])");
    expect(() => text("(2)i4")).toThrow("data type '(2)i4' not understood");
    expect(() => text("(-1,)i4")).toThrow('format number 1 of "(-1,)i4" is not recognized');
    expect(() => text("(2,3)")).toThrow("data type '' not understood");
    expect(() => text("i4, bool_")).toThrow('format number 2 of "i4, bool_" is not recognized');
    // no size and a shape
    expect(() => text(["str", []])).toThrow("invalid itemsize in generic type tuple");
    expect(() => text([["a", "S", [2]]])).toThrow("invalid itemsize in generic type tuple");
    expect(() => text([["a", "i4", 1.5]])).toThrow("invalid shape in fixed-type tuple.");
    // of several mistakes the first is told
    expect(() =>
      text([
        ["a", "i4"],
        ["a", "f4"],
        ["b", "zz"],
      ]),
    ).toThrow("field 'a' occurs more than once");
    expect(() => text({ names: ["a", "a"], formats: ["i4", "zz"] })).toThrow("'zz' not understood");
    expect(() => text({ names: ["a", "b"], formats: ["i4", "zz"], offsets: [-1, 4] })).toThrow(
      "offset -1 cannot be negative",
    );
  });

  test("what the fuzzer found of fields", () => {
    const record = np.dtype([
      [["T", "a"], "i4"],
      ["b", "U3"],
    ]);
    expect(() => record.field(["T"] as never)).toThrow(
      "cannot use field titles in multi-field index",
    );
    expect(() => np.dtype("f8").field([])).toThrow("There are no fields in dtype float64.");
    expect(() => record.field(5)).toThrow("Field index 5 out of range.");
    // a window on a record has the flags of the record
    expect(record.field(["a"]).flags).toBe(record.flags);
    expect(np.dtype(">i4,(2,)>i4").isnative).toBe(false);
    expect(np.dtype([">i4", [2]]).isnative).toBe(true);
  });
});

test("a forbidden cast names the rule, also the one that is the default", () => {
  const record = np.zeros(1, "i4,f8");
  expect(() => record.astype("?")).toThrow(
    "Cannot cast array data from dtype([('f0', '<i4'), ('f1', '<f8')]) to dtype('bool') according to the rule 'unsafe'",
  );
});
