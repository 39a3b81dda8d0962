// What the compiler infers of promotion and of results. Checked by tsc, never run.

import * as np from "strided";
import type * as results from "../../src/core/result-types.js";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

const is = <A, B>(..._equal: Equal<A, B> extends true ? [] : [expected: A, got: B]) => {};

function same<A>() {
  return <B>(_value: B, ..._equal: Equal<A, B> extends true ? [] : [expected: A, got: B]) => {};
}

// NumPy's answers (tests/oracle/golden/promotion.json.gz holds all of them, for the run-time side).
is<np.Promote<"int8", "uint8">, "int16">();
is<np.Promote<"uint8", "int8">, "int16">();
is<np.Promote<"int64", "uint64">, "float64">();
is<np.Promote<"bool", "bool">, "bool">();
is<np.Promote<"bool", "float16">, "float16">();
is<np.Promote<"int16", "float16">, "float32">();
is<np.Promote<"int64", "float32">, "float64">();
is<np.Promote<"int16", "complex64">, "complex64">();
is<np.Promote<"int32", "complex64">, "complex128">();
is<np.Promote<"float64", "complex64">, "complex128">();
is<np.Promote<"int64", "str">, "str">();
is<np.Promote<"bytes", "float32">, "bytes">();
is<np.Promote<"bytes", "str">, "str">();
is<np.Promote<"void", "int8">, never>();
is<np.Promote<np.DTypeKey, "int8">, np.DTypeKey>();
is<np.Promote<"int8" | "float32", "int8">, "int8" | "float32">();

same<np.DType<"float64">>()(np.promote_types("i8", "f4"));
same<np.DType<"float64">>()(np.promote_types(np.dtype("i8"), Float32Array));

// Weak scalars.
same<np.DType<"int8">>()(np.result_type("int8", 3));
same<np.DType<"float64">>()(np.result_type("int8", 3.5));
same<np.DType<"float32">>()(np.result_type("float32", 3.5));
same<np.DType<"int64">>()(np.result_type("?", 3n));
same<np.DType<"bool">>()(np.result_type("?", true));
same<np.DType<"complex64">>()(np.result_type(np.complex(0, 1), "f2"));
same<np.DType<"complex128">>()(np.result_type("i2", np.complex(0, 1)));
same<np.DType<"float64">>()(np.result_type(1, 2.5));
same<np.DType<"int64">>()(np.result_type(1));
declare const someNumber: number;
same<np.DType<"int32" | "float64">>()(np.result_type("i4", someNumber));
same<np.DType<"float32">>()(np.result_type("f4", someNumber));

// @ts-expect-error numbers have no dtype to cast from
np.can_cast(3, "i4");
// @ts-expect-error no such rule
np.can_cast("i4", "i8", "sloppy");
// @ts-expect-error no such option
np.can_cast("i4", "i8", { rule: "safe" });

// Results.
is<results.SumKey<"int8">, "int64">();
is<results.SumKey<"uint16">, "uint64">();
is<results.SumKey<"bool">, "int64">();
is<results.SumKey<"float32">, "float32">();
is<results.MeanKey<"int8">, "float64">();
is<results.MeanKey<"float16">, "float16">();
is<results.FloatKey<"int8">, "float16">();
is<results.FloatKey<"int16">, "float32">();
is<results.FloatKey<"int64">, "float64">();
is<results.FloatKey<"complex64">, "complex64">();
is<results.RealKey<"complex64">, "float32">();
is<results.RealKey<"int8">, "int8">();
