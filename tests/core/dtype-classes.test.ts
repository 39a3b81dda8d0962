// np.dtypes, the scalar types right of instanceof, and the names for what strided has under another name or not at all.
import * as np from "strided";
import { expect, test } from "vitest";

test("each class makes its dtype and knows it in either byte order", () => {
  for (const [name, cls] of Object.entries(np.dtypes)) {
    if (["BytesDType", "StrDType", "VoidDType", "ObjectDType"].includes(name)) continue;
    if (["DateTime64DType", "TimeDelta64DType"].includes(name)) continue;
    const one = cls as np.DTypeClass;
    expect(new one()).toBe(one());
    expect(one()).toBe(one.dtype);
    expect(one() instanceof one, name).toBe(true);
    expect(one().newbyteorder() instanceof one, name).toBe(true);
    expect(one.type).toBe(one().type);
    for (const other of Object.values(np.dtypes)) {
      expect(one() instanceof (other as np.DTypeClass)).toBe(other === cls);
    }
  }
  expect(String(np.dtypes.Float64DType)).toBe("<class 'numpy.dtypes.Float64DType'>");
  expect(np.dtype("i4,i4") instanceof np.dtypes.VoidDType).toBe(true);
  expect(np.dtype("U3") instanceof np.dtypes.StrDType).toBe(true);
  expect(np.dtype(">M8[D]") instanceof np.dtypes.DateTime64DType).toBe(true);
  expect(np.dtype("m8") instanceof np.dtypes.TimeDelta64DType).toBe(true);
  const three: unknown = 3;
  expect(three instanceof np.dtypes.Float64DType).toBe(false);
});

test("a class stands where a dtype is asked for", () => {
  expect(np.zeros(2, np.dtypes.Float32DType).dtype.name).toBe("float32");
  expect(np.issubdtype(np.float32, np.dtypes.Float32DType)).toBe(true);
});

test("classes refuse as NumPy's do", () => {
  const { Float64DType, StrDType, VoidDType, ObjectDType } = np.dtypes as unknown as Record<
    string,
    (...args: unknown[]) => unknown
  >;
  expect(() => Float64DType!(1)).toThrow(
    "currently only the no-argument instantiation is supported; use `np.dtype` instead.",
  );
  expect(() => StrDType!()).toThrow("function takes exactly 1 positional argument (0 given)");
  expect(() => StrDType!(-1)).toThrow(
    "Strings cannot have a negative size but a size of -1 was given",
  );
  expect(() => StrDType!(2 ** 31)).toThrow("Strings too large to store inside array.");
  expect(() => StrDType!("a")).toThrow("'str' object cannot be interpreted as an integer");
  expect(() => VoidDType!(3)).toThrow(
    "Preliminary-API: Flexible/Parametric legacy DType '<class 'numpy.dtypes.VoidDType'>' can only be instantiated using `np.dtype(...)`",
  );
  expect(() => ObjectDType!()).toThrow("strided has no object dtype");
});

test("objects have a type and no dtype", () => {
  expect(() => np.dtype(np.object_ as unknown as np.DTypeLike)).toThrow(np.DTypeError);
  expect(() => np.dtype(np.object_ as unknown as np.DTypeLike)).toThrow(
    "strided has no object dtype",
  );
  expect(np.issubdtype(np.object_, np.generic)).toBe(true);
  expect(np.issubdtype("f8", np.object_)).toBe(false);
});

test("a value is an instance of the types whose elements can be it", () => {
  const is = (value: unknown, type: unknown) => value instanceof (type as () => void);
  expect(is(1.5, np.floating) && is(1.5, np.number) && is(1.5, np.generic)).toBe(true);
  expect(is(1.5, np.integer)).toBe(false);
  expect(is(3, np.integer) && is(3, np.floating)).toBe(true);
  expect(is(300, np.int8)).toBe(false);
  expect(is(-1, np.unsignedinteger)).toBe(false);
  expect(is(2n ** 63n, np.uint64)).toBe(true);
  expect(is(2n ** 63n, np.signedinteger)).toBe(false);
  expect(is(0.1, np.float32)).toBe(false);
  expect(is(Number.NaN, np.float16)).toBe(true);
  expect(is(true, np.bool) && !is(true, np.number)).toBe(true);
  expect(is(np.complex(1, 2), np.complexfloating)).toBe(true);
  expect(is("a", np.character) && is("é", np.bytes_) && !is("Ω", np.bytes_)).toBe(true);
  expect(is({ a: 1 }, np.void) && is(new Uint8Array(2), np.flexible)).toBe(true);
  expect(is(np.array(1.5), np.floating)).toBe(false);
});

test("abstract types make no values", () => {
  expect(() => np.floating(1)).toThrow("cannot create 'numpy.floating' instances");
});

test("long doubles are doubles", () => {
  expect(np.longdouble).toBe(np.float64);
  expect(np.clongdouble).toBe(np.complex128);
  expect(np.dtype("g").name).toBe("float64");
  expect(np.dtype("clongdouble").name).toBe("complex128");
});

test("astype", () => {
  const a = np.arange(3);
  expect(String(np.astype(a, "f8"))).toBe("[0. 1. 2.]");
  expect(np.astype(a, "i8", { copy: false }) === a).toBe(true);
  expect(np.astype(a, "i8") === a).toBe(false);
  expect(() => np.astype([1, 2] as unknown as np.NDArray, "f8")).toThrow(
    "Input should be a NumPy array or scalar. It is a <class 'list'> instead.",
  );
  expect(() => np.astype(a, "f8", { device: "gpu" })).toThrow(
    'Device not understood. Only "cpu" is allowed, but received: gpu',
  );
});
