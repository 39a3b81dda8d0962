// Scalar types against NumPy: the hierarchy, isdtype, and what calling one gives.
import * as np from "strided";
import { expect, test } from "vitest";
import { fromPython, golden } from "./golden-dtype.js";

const api = np as unknown as Record<string, np.ScalarClass & np.AbstractScalarClass>;
const { hierarchy } = golden;

test("issubdtype of every two types", () => {
  hierarchy.names.forEach((a, row) => {
    expect(String(api[a]), a).toBe(hierarchy.text[row]);
    hierarchy.names.forEach((b, column) => {
      expect(np.issubdtype(api[a]!, api[b]!), `${a} ${b}`).toBe(
        hierarchy.issubdtype[row]![column] === "1",
      );
    });
  });
});

test("issubdtype of specifications", () => {
  expect(np.issubdtype("i4", np.integer)).toBe(true);
  expect(np.issubdtype(">i4", "<i4")).toBe(true);
  expect(np.issubdtype("U3", "U5")).toBe(true);
  expect(np.issubdtype([["a", "i4"]], np.flexible)).toBe(true);
  expect(np.issubdtype(Number, np.floating)).toBe(true);
  expect(np.issubdtype(np.floating, "f4")).toBe(false);
  expect(() => np.issubdtype("zz" as "i4", np.integer)).toThrow("data type 'zz' not understood");
});

test("isdtype of every type and kind", () => {
  for (const [name, expected] of Object.entries(hierarchy.isdtype)) {
    const type = api[name] as np.ScalarClass;
    hierarchy.kinds.forEach((kind, column) => {
      expect(np.isdtype(type, kind), `${name} ${kind}`).toBe(expected[column] === "1");
      expect(np.isdtype(type.dtype, ["bool", kind])).toBe(
        expected[column] === "1" || name === "bool",
      );
    });
  }
  expect(np.isdtype(np.dtype(">i4"), np.int32)).toBe(true);
  expect(np.isdtype(np.dtype("i4"), [np.int64, np.dtype("i4")])).toBe(true);
  expect(() => np.isdtype(np.int32, "foo" as np.KindName)).toThrow(
    "kind argument is a string, but 'foo' is not a known kind name.",
  );
  expect(() => np.isdtype("i4" as unknown as np.DType, "bool")).toThrow(
    "dtype argument must be a NumPy dtype",
  );
});

// Python's repr of a result, as the JavaScript value that strided gives.
function expectValue(ours: unknown, theirs: string): void {
  if (typeof ours === "boolean") expect(ours ? "True" : "False").toBe(theirs);
  else if (typeof ours === "string") expect(`'${ours}'`).toBe(theirs);
  else if (ours instanceof np.Complex) expect(String(ours)).toBe(theirs);
  else expect(ours).toBe(fromPython(theirs));
}

test("calling a scalar type", () => {
  for (const [name, written, expected] of golden.converted) {
    const value = Array.isArray(written)
      ? np.complex(fromPython(written[0]), fromPython(written[1]))
      : typeof written === "object" && written !== null
        ? fromPython((written as { number: string }).number)
        : written;
    const call = () => (value === null ? api[name]!() : api[name]!(value));
    const what = `${name}(${String(value)})`;
    if (typeof expected === "string") {
      expectValue(call(), expected);
      continue;
    }
    let thrown: Error | undefined;
    try {
      call();
    } catch (error) {
      thrown = error as Error;
    }
    expect(thrown?.name, what).toBe(expected.type);
    expect(thrown?.message, what).toBe(expected.error);
  }
});

test("arrays and lists are cast as a whole", () => {
  expect(String(np.float32([1, 2.5]))).toBe("[1.  2.5]");
  expect(np.float32([1]).dtype.name).toBe("float32");
  expect(() => np.int8([300])).toThrow("Python integer 300 out of bounds for int8");
  expect(String(np.int8(np.array([1.5, 300])))).toBe("[ 1 44]");
  expect(np.int8(np.array(300))).toBe(44);
  expect(String(np.bool([0, 2]))).toBe("[False  True]");
  expect(String(np.int16(new Float32Array([1.9, -1.9])))).toBe("[ 1 -1]");
});

test("numbers of two parts, nothing, and bytes", () => {
  expect(String(np.complex64(1, 2))).toBe("(1+2j)");
  expect(String(np.complex128("1+2j"))).toBe("(1+2j)");
  expect(() => np.complex64("x")).toThrow("complex() arg is a malformed string");
  expect(() => np.complex64("1" as never, 2)).toThrow(
    "Could not convert arguments into a complex scalar. '('1', 2)' given.",
  );
  expect(np.float64(null)).toBeNaN();
  expect(() => np.int16(null)).toThrow(
    "int() argument must be a string, a bytes-like object or a real number, not 'NoneType'",
  );
  expect(np.str_(null)).toBe("None");
  expect(np.bytes_(5)).toBe("");
  expect(np.bytes_([1, 2])).toBe("\x01\x02");
  expect(() => np.void()).toThrow("void() takes at least 1 positional argument (0 given)");
  expect(() => np.void(-1)).toThrow("size must be non-negative and not greater than 2147483647");
});

test("calling with what one value can't be", () => {
  expect(() => np.str_([1, 2])).toThrow("np.str() converts one value");
  expect(() => np.float64(np.complex(1, 2))).toThrow(TypeError);
  expect(() => np.int64(2n ** 60n)).toThrow(RangeError);
  expect(np.void(3)).toEqual(new Uint8Array(3));
  expect(np.float32.dtype.type).toBe(np.float32);
  expect(np.dtype("i4,i4").type).toBe(np.void);
});
