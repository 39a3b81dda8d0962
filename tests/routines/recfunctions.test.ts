// np.lib.recfunctions against what NumPy answers, and the differences that the fuzzer found, one by one.
import * as np from "strided";
import { expect, test } from "vitest";

const rf = np.lib.recfunctions;
const nested = np.dtype([
  ["a", "i4"],
  [
    "b",
    [
      ["ba", "f8"],
      ["bb", "i4"],
    ],
  ],
]);
const x = () =>
  np.array(
    [
      [1, [2, 3]],
      [4, [5, 6]],
    ],
    nested,
  );
const text = (value: unknown) => String(value).replace(/\s+/g, " ");

test("masked and record arrays are refused clearly", () => {
  expect(() => rf.drop_fields(x(), "a", { usemask: true })).toThrow(
    "drop_fields() cannot give a masked array: strided has none.",
  );
  expect(() => rf.stack_arrays([x(), x()], { asrecarray: true })).toThrow(
    "stack_arrays() cannot give a record array: strided has none.",
  );
  expect(() => rf.merge_arrays([x()], { mask: true } as never)).toThrow(
    "merge_arrays() got an unexpected keyword argument 'mask'",
  );
});

test("names", () => {
  expect(rf.get_names(nested)).toEqual(["a", ["b", ["ba", "bb"]]]);
  expect(rf.get_names_flat(nested)).toEqual(["a", "b", "ba", "bb"]);
  expect(rf.flatten_descr(np.dtype("f8"))).toEqual([["", np.dtype("f8")]]);
  expect(rf.get_fieldstructure(nested)).toEqual({ a: [], b: [], ba: ["b"], bb: ["b"] });
  expect(() => rf.get_names(np.dtype("f8"))).toThrow("'NoneType' object is not iterable");
  expect(() => rf.get_names(x() as never)).toThrow(
    "'numpy.ndarray' object has no attribute 'names'",
  );
});

test("drop_fields drops within records, records that are empty, and titles", () => {
  expect(text(rf.drop_fields(x(), ["ba", "bb"]))).toBe("[(1,) (4,)]");
  expect(rf.drop_fields(x(), ["a", "b"]).dtype.itemsize).toBe(0);
  const titled = np.zeros(
    1,
    np.dtype([
      [["T", "a"], "i4"],
      ["b", "f8"],
    ]),
  );
  expect(String(rf.drop_fields(titled, "b").dtype)).toBe("[('a', '<i4')]");
});

test("rename_fields is a view", () => {
  const a = x();
  const renamed = rf.rename_fields(a, { a: "A", bb: "BB" });
  expect(renamed.base).toBe(a);
  expect(renamed.dtype.names).toEqual(["A", "b"]);
  expect(() => rf.rename_fields(a, { a: "b" })).toThrow("field 'b' occurs more than once");
});

test("a record laid out anew asks for no alignment where it stands in another", () => {
  const dtype = rf.repack_fields(
    np.dtype([
      ["a", "u1"],
      ["b", "u1,i8"],
    ]),
    { align: true, recurse: true },
  );
  expect(dtype.fields!.get("b")!.offset).toBe(1);
  expect(dtype.field("b").isalignedstruct).toBe(true);
});

test("repack_fields gives the array itself where its fields lie so", () => {
  const a = x();
  expect(rf.repack_fields(a) === a).toBe(true);
  expect(rf.repack_fields(a.field(["b"])).itemsize).toBe(12);
});

test("assignment by name zeroes what is missing, and asks for fields on both sides", () => {
  const dst = np.ones(2, "i4");
  expect(() => rf.assign_fields_by_name(x(), dst)).toThrow(
    "argument of type 'NoneType' is not iterable",
  );
  expect(
    text(
      rf.require_fields(x(), [
        ["a", "f4"],
        ["q", "S2"],
      ]),
    ),
  ).toBe("[(1., b'0') (4., b'0')]");
});

test("a record of several fields becomes no number by assignment", () => {
  const target = np.ones(2, "f4");
  expect(() => rf.assign_fields_by_name(target, x())).toThrow(
    "Cannot cast array data from dtype([('a', '<i4'), ('b', [('ba', '<f8'), ('bb', '<i4')])]) to dtype('float32') according to the rule 'unsafe'",
  );
  expect(() => np.astype(x().at("0:1").reshape([]), "f4")).toThrow("Cannot cast scalar from dtype");
});

test("append_fields fills with NumPy's values where masked arrays would be masked", () => {
  const short = np.zeros(1, "U3,S2,?,c8,V3,u1,(2,)i2,f4");
  const long = rf.append_fields(short, "z", [1, 2]);
  expect(text(long.at("1:"))).toBe(
    "[('N/A', b'N/', True, 1.e+20+0.j, b'\\x3F\\x3F\\x3F', 63, [16959, 16959], 1.e+20, 2)]",
  );
  expect(() => rf.append_fields(short, ["a", "b"], [[1]])).toThrow(
    "The number of arrays does not match the number of names",
  );
  expect(() => rf.append_fields(x(), "a", [1, 2])).toThrow("field 'a' occurs more than once");
});

test("merge_arrays", () => {
  const u = np.array([1, 2, 3]);
  expect(text(rf.merge_arrays([x(), u]))).toBe(
    "[(( 1, ( 2., 3)), 1) (( 4, ( 5., 6)), 2) ((-1, (-1., -1)), 3)]",
  );
  expect(text(rf.merge_arrays(x(), { flatten: true }))).toBe("[(1, 2., 3) (4, 5., 6)]");
  const whole = x();
  expect(rf.merge_arrays(whole).base).toBe(whole);
  const one = np.array([7]);
  expect(rf.merge_arrays(one).base === one).toBe(false);
  expect(() => rf.merge_arrays([u, np.zeros(1, "u1")])).toThrow(
    "Cannot convert fill_value -1 to dtype uint8",
  );
  expect(() => rf.merge_arrays([])).toThrow("max() arg is an empty sequence");
  expect(() => rf.merge_arrays([u, np.zeros(1, [["q", "u1"]])], { fill_value: 300 })).toThrow(
    np.OverflowError,
  );
});

test("stack_arrays", () => {
  const z = np.array(
    [["A", 1]],
    [
      ["A", "S3"],
      ["B", "f8"],
    ],
  );
  expect(text(rf.stack_arrays([z, np.array([5, 6])]))).toBe(
    "[(b'A', 1.e+00, 999999) (b'N/A', 1.e+20, 5) (b'N/A', 1.e+20, 6)]",
  );
  expect(() =>
    rf.stack_arrays([
      z,
      z.astype([
        ["A", "S5"],
        ["B", "f4"],
      ]),
    ]),
  ).toThrow("Incompatible type '|S3' <> '|S5'");
  expect(() => rf.stack_arrays([x(), x()], { defaults: { b: 1 } })).toThrow(
    "arrays used as indices must be of integer (or boolean) type",
  );
});

test("join_by", () => {
  const a = np.array(
    [
      [1, 10, "x"],
      [2, 20, "y"],
    ],
    [
      ["k", "i4"],
      ["v", "f8"],
      ["s", "U2"],
    ],
  );
  const b = np.array(
    [
      [2, 200, 7],
      [5, 500, 9],
    ],
    [
      ["k", "i8"],
      ["v", "f4"],
      ["w", "u1"],
    ],
  );
  const joined = rf.join_by("k", a, b, "outer", { defaults: { w: 0 } });
  expect(joined.dtype.names).toEqual(["k", "v1", "v2", "s", "w"]);
  expect(text(joined)).toBe(
    "[(1, 1.e+01, 1.e+20, 'x', 0) (2, 2.e+01, 2.e+02, 'y', 7) (5, 1.e+20, 5.e+02, 'N/', 9)]",
  );
  expect(() => rf.join_by(["k", "k"], a, b)).toThrow("duplicate join key 'k'");
  expect(() => rf.join_by("s", a, b)).toThrow("r2 does not have key field 's'");
  expect(() => rf.join_by("k", a, b, { r1postfix: "", r2postfix: "" })).toThrow(
    "r1 and r2 contain common names, r1postfix and r2postfix can't both be empty",
  );
});

test("structured_to_unstructured views where all elements lie equally far apart", () => {
  const s = np.zeros(
    [2, 3],
    [
      ["a", "f4"],
      ["b", "f4", 2],
      ["c", [["d", "f4"]]],
    ],
  );
  const view = rf.structured_to_unstructured(s);
  expect(view.shape).toEqual([2, 3, 4]);
  expect(np.shares_memory(view, s)).toBe(true);
  const back = rf.structured_to_unstructured(s.field(["c", "a"]));
  expect(back.strides).toEqual([48, 16, -12]);
  expect(rf.structured_to_unstructured(s, { copy: true }).base === s).toBe(false);
  expect(() => rf.structured_to_unstructured(x(), "i1", { casting: "same_kind" })).toThrow(
    "Cannot cast array data from dtype([('f0', '<i4', (1,)), ('f1', '<f8', (1,)), ('f2', '<i4', (1,))]) to dtype([('f0', 'i1', (1,)), ('f1', 'i1', (1,)), ('f2', 'i1', (1,))]) according to the rule 'same_kind'",
  );
  expect(() => rf.structured_to_unstructured(np.zeros(3))).toThrow(
    "arr must be a structured array",
  );
});

test("unstructured_to_structured", () => {
  const u = np.arange(6).astype("f8").reshape(2, 3);
  expect(np.shares_memory(rf.unstructured_to_structured(u), u)).toBe(true);
  expect(() => rf.unstructured_to_structured(u, "f8,f8")).toThrow(
    "The length of the last dimension of arr must be equal to the number of fields in dtype",
  );
  expect(() => rf.unstructured_to_structured(u, "f8,f8,f8", { names: ["a"] })).toThrow(
    "don't supply both dtype and names",
  );
  expect(() => rf.unstructured_to_structured(np.zeros([]))).toThrow(
    "arr must have at least one dimension",
  );
});

test("a default for a field that is a record: its value is looked at before the mask", () => {
  const stacked = (inner: readonly (readonly [string, string])[]) => () => {
    const a = np.zeros(1, [
      ["c", "u2"],
      ["a", inner],
    ] as never);
    rf.stack_arrays([a, a], { defaults: { a: 3 } });
  };
  expect(stacked([["b", "V6"]])).toThrow("a bytes-like object is required, not 'int'");
  expect(stacked([["b", "i4"]])).toThrow(
    "arrays used as indices must be of integer (or boolean) type",
  );
});
