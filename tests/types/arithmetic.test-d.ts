// What the compiler infers of ufuncs and reductions. Checked by tsc, never run.
import * as np from "strided";
import { same } from "./equal.js";

declare const n: number;
declare const f8: np.NDArray<"float64">;
declare const f4: np.NDArray<"float32">;
declare const i4: np.NDArray<"int32">;
declare const u1: np.NDArray<"uint8">;
declare const truth: np.NDArray<"bool">;
declare const c16: np.NDArray<"complex128">;
declare const text: np.NDArray<"str">;
declare const some: np.NDArray;
declare const either: np.NDArray<"float32"> | np.NDArray<"int32">;

// Arrays of whatever dtype are arrays.
const general: np.NDArray[] = [f8, f4, truth, c16, text, np.zeros(1, [["a", "i4"]])];
void general;
// @ts-expect-error of float64 no array of int32
const wrong: np.NDArray<"float64"> = i4;
void wrong;
// @ts-expect-error an array of who knows what is none of float64
const narrow: np.NDArray<"float64"> = some;
void narrow;

// Two arrays.
same<np.NDArray<"float64">>()(f8.add(f4));
same<np.NDArray<"float64">>()(i4.add(f4));
same<np.NDArray<"float32">>()(np.multiply(f4, u1));
same<np.NDArray<"float64">>()(np.divide(i4, i4));
same<np.NDArray<"int32">>()(i4.floor_divide(u1));
same<np.NDArray<"int8">>()(np.floor_divide(truth, truth));
same<np.NDArray<"float64">>()(i4.float_power(2));
same<np.NDArray<"complex128">>()(c16.add(f8));
same<np.NDArray<"bool">>()(f8.greater(f4));
same<np.NDArray<"bool">>()(text.equal("a"));
same<np.NDArray<"bool">>()(f8.less(1).logical_and(truth));
same<np.NDArray>()(np.exp(some));
same<np.NDArray>()(f8.add(some));
same<np.NDArray<"bool">>()(some.less(3));

// Weak scalars.
same<np.NDArray<"float32">>()(f4.add(1));
same<np.NDArray<"float32">>()(f4.add(1.5));
same<np.NDArray<"float32">>()(f4.divide(2));
same<np.NDArray<"int32">>()(i4.multiply(2));
same<np.NDArray<"float64">>()(i4.multiply(2.5));
same<np.NDArray<"int32" | "float64">>()(i4.multiply(n));
same<np.NDArray<"float64">>()(i4.divide(n));
same<np.NDArray<"uint8">>()(np.maximum(u1, 3));
same<np.NDArray<"int64">>()(truth.add(1));
same<np.NDArray<"complex64">>()(f4.multiply(np.complex(0, 1)));
same<np.NDArray<"int32">>()(np.power(2, i4));

// One array.
same<np.NDArray<"float64">>()(i4.sqrt());
same<np.NDArray<"float16">>()(np.sin(u1));
same<np.NDArray<"float64">>()(c16.abs());
same<np.NDArray<"bool">>()(np.isnan(f4));
same<np.NDArray<"float32">>()(np.floor(f4));
same<np.NDArray<"int32">>()(i4.negative());

// Values and lists.
same<number>()(np.add(1, 2));
same<number>()(np.sqrt(2));
same<boolean>()(np.isnan(1));
same<boolean>()(np.equal("a", "b"));
same<np.Complex>()(np.add(1, np.complex(0, 1)));
same<np.NDArray<"float64">>()(np.add([1, 2], [3, 4.5]));
same<np.NDArray<"float64">>()(np.sqrt([1, 4]));
same<np.NDArray<"float64">>()(f4.add(new Float64Array(2)));

// Two results.
same<[np.NDArray<"int32">, np.NDArray<"int32">]>()(np.divmod(i4, 2));
same<[number, number]>()(np.divmod(7, 2));
same<[np.NDArray<"float32">, np.NDArray<"int32">]>()(np.frexp(f4));
same<[np.NDArray<"float32">, np.NDArray<"float32">]>()(f4.modf());

// Options.
same<np.NDArray<"float64">>()(np.add(f4, f4, { dtype: "float64" }));
same<np.NDArray<"float64">>()(f4.add(f4, { dtype: np.float64, casting: "safe" }));
same<np.NDArray<"float64">>()(np.add(f4, f4, { out: f8 }));
same<np.NDArray<"float64">>()(np.add(f4, f4, f8));
same<np.NDArray<"float64">>()(f4.add(1, { out: f8, where: truth }));
same<np.NDArray<"float32">>()(np.add(f4, f4, { where: truth, order: "F" }));
declare const options: np.UfuncOptions;
same<np.NDArray>()(np.add(f4, f4, options));

// Unions of arrays.
same<np.NDArray<"float32" | "int32">>()(either.add(1));
same<np.NDArray<"float32" | "float64">>()(either.sqrt());
same<number>()(either.sum());
same<np.NDArray<"float32" | "int64">>()(either.sum(0));
same<np.NDArray<"float32"> | np.NDArray<"int32">>()(either.at(0));
same<np.NDArray<"float32"> | np.NDArray<"int32">>()(either.reshape([2, 3]));

// Methods of ufuncs.
same<number | np.NDArray<"float64">>()(np.add.reduce(f8));
same<number>()(np.add.reduce(f8, { axis: null }));
same<np.NDArray<"float64">>()(np.add.reduce(f8, { keepdims: true }));
same<np.NDArray<"float32">>()(np.maximum.accumulate(f4));
same<np.NDArray<"float64">>()(np.multiply.outer([1, 2], f8));
same<np.NDArray<"bool">>()(np.less.outer(f4, f4));
const functions: np.ufunc[] = [np.add, np.sqrt, np.divmod];
void functions;

// Reductions.
same<number>()(f4.sum());
same<number>()(np.sum([1, 2, 3]));
same<np.Complex>()(c16.sum());
same<number>()(truth.sum());
same<boolean>()(truth.max());
same<string>()(text.max());
same<number>()(some.sum());
same<number>()(np.mean(i4));
same<np.NDArray<"float32">>()(f4.sum(0));
same<np.NDArray<"int64">>()(i4.sum({ axis: 1 }));
same<np.NDArray<"uint64">>()(u1.sum({ axis: [0, 1] }));
same<np.NDArray<"int64">>()(np.sum(truth, 0));
same<np.NDArray<"float64">>()(np.mean(i4, { keepdims: true }));
same<np.NDArray<"float64">>()(c16.std(0));
same<np.NDArray<"float64">>()(f4.sum(0, { dtype: "float64" }));
same<np.NDArray<"float64">>()(np.sum(f4, { axis: 0, dtype: "float64" }));
same<np.NDArray<"float64">>()(np.sum(f4, 0, { out: f8 }));
same<np.NDArray<"float64">>()(f4.max({ axis: 0, out: f8 }));
same<np.NDArray<"int64">>()(f4.argmax(1));
same<number>()(f4.argmax());
same<boolean>()(truth.any());
same<np.NDArray<"bool">>()(np.all(f4, { axis: 0 }));
same<np.NDArray<"int64">>()(i4.cumsum());
same<np.NDArray<"float32">>()(np.cumsum(f4, 0));

// What is refused.
// @ts-expect-error no such option
np.add(f4, f4, { otu: f8 });
// @ts-expect-error no such option beside others
f4.add(1, { where: truth, dtyp: "f8" });
// @ts-expect-error no such dtype
np.add(f4, f4, { dtype: "flaot32" });
// @ts-expect-error no such casting
np.add(f4, f4, { casting: "sloppy" });
// @ts-expect-error an operand is missing
np.add(f4);
// @ts-expect-error no operand
f4.add({});
// @ts-expect-error JavaScript's operators are not for arrays
f4 * f4;
// @ts-expect-error no such option
np.sum(f4, { axsi: 0 });
// @ts-expect-error no such option
f4.sum(0, { keepdim: true });
// @ts-expect-error the largest element has the array's dtype
np.max(f4, { dtype: "f8" });
// @ts-expect-error an axis is a number
f4.sum("0");
// @ts-expect-error not yes or no
f4.sum({ keepdims: "yes" });
