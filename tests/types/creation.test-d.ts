// What the compiler infers of new arrays. Checked by tsc, never run.
import * as np from "strided";
import { same } from "./equal.js";

declare const n: number;
declare const numbers: number[];
declare const unseen: unknown;
// biome-ignore lint/suspicious/noExplicitAny: what JSON.parse gives
declare const parsed: any;
declare const f4: np.NDArray<"float32">;
declare const i4: np.NDArray<"int32">;
declare const either: np.NDArray<"int64" | "float64">;

// Values: literals say their dtype, numbers only that it is one of two.
same<np.NDArray<"int64">>()(np.array([1, 2, 3]));
same<np.NDArray<"int64">>()(
  np.array([
    [1, 2],
    [3, 4],
  ]),
);
same<np.NDArray<"float64">>()(np.array([1, 2.5]));
same<np.NDArray<"float64">>()(
  np.array([
    [1, 2.5],
    [3, 4],
  ]),
);
same<np.NDArray<"int64" | "float64">>()(np.array(numbers));
same<np.NDArray<"int64" | "float64">>()(np.array([numbers, numbers]));
same<np.NDArray<"int64" | "float64">>()(np.array([n, 1]));
same<np.NDArray<"bool">>()(np.array([true, false]));
same<np.NDArray<"int64">>()(np.array([1, true]));
same<np.NDArray<"str">>()(np.array(["a", "b"]));
same<np.NDArray<"str">>()(np.array("abc"));
same<np.NDArray<"int64">>()(np.array([1n]));
same<np.NDArray<"complex128">>()(np.array([np.complex(1, 2), 1]));
same<np.NDArray<"int64">>()(np.array(3));
same<np.NDArray<"float64">>()(np.array([]));
same<np.NDArray>()(np.array(parsed));
same<np.NDArray>()(np.array([parsed]));
same<np.NDArray>()(np.array(unseen));
type Nest = number | Nest[];
same<np.NDArray<"int64" | "float64">>()(np.array([1] as Nest));
same<np.NDArray<"int64" | "float64">>()(np.array(f4.tolist()));

// Arrays and memory.
same<np.NDArray<"float32">>()(np.array(f4));
same<np.NDArray<"float32">>()(np.array([f4, f4]));
same<np.NDArray<"int64" | "float64">>()(np.array([either, either]));
same<np.NDArray>()(np.array([f4, i4]));
same<np.NDArray<"float32">>()(np.array(new Float32Array(2)));
same<np.NDArray<"int64">>()(np.asarray(new BigInt64Array(2)));
same<np.NDArray<"uint8">>()(np.asarray(Buffer.from("ab")));
same<np.NDArray<"uint8">>()(np.asarray(new ArrayBuffer(2)));
same<np.NDArray<"uint16">>()(np.frombuffer(new Uint8Array(2), "<u2"));
same<np.NDArray<"uint16">>()(np.frombuffer(new Uint8Array(2), { dtype: "<u2", count: 1 }));
same<np.NDArray<"float64">>()(np.frombuffer(new Uint8Array(8), { offset: 0 }));
same<np.NDArray<"float32">>()(np.copy(f4));
same<np.NDArray<"float32">>()(np.ascontiguousarray(f4));
same<np.NDArray<"float64">>()(np.asfortranarray(f4, "f8"));

// dtypes, in second place and among the options.
same<np.NDArray<"float32">>()(np.array([1, 2], "float32"));
same<np.NDArray<"float32">>()(np.array([1, 2], { dtype: "f4", ndmin: 2 }));
same<np.NDArray<"int64">>()(np.array([1, 2], { ndmin: 2 }));
same<np.NDArray<"float32">>()(np.array([1, 2], np.float32));
same<np.NDArray<"float32">>()(np.array([1, 2], { dtype: f4.dtype }));
same<np.NDArray<"float32">>()(np.array([1, 2], { dtype: Float32Array }));
same<np.NDArray<"float64">>()(np.zeros(3));
same<np.NDArray<"float64">>()(np.zeros([2, 3], { order: "F" }));
same<np.NDArray<"int16">>()(np.ones([2, 3], { dtype: ">i2", order: "F" }));
same<np.NDArray<"bool">>()(np.empty(3, "?"));
same<np.NDArray<np.Struct<{ a: "float64"; b: "str" }>>>()(
  np.zeros(3, [
    ["a", "f8"],
    ["b", "U3"],
  ]),
);
declare const anything: np.DTypeLike;
same<np.NDArray>()(np.zeros(3, anything));
same<np.NDArray>()(np.zeros(3, { dtype: anything }));
same<np.NDArray<"float32">>()(np.zeros_like(f4));
same<np.NDArray<"int64">>()(np.zeros_like([1, 2]));
same<np.NDArray<"int8">>()(np.ones_like(f4, "int8"));
same<np.NDArray<"float32">>()(np.empty_like(f4, { shape: [2] }));
same<np.NDArray<"int64">>()(np.full(3, 7));
same<np.NDArray<"float64">>()(np.full(3, 7.5));
same<np.NDArray<"int64" | "float64">>()(np.full(3, n));
same<np.NDArray<"str">>()(np.full(3, "ab"));
same<np.NDArray<"int8">>()(np.full(3, 7, { dtype: "int8" }));
same<np.NDArray<"float32">>()(np.full_like(f4, 7));
same<np.NDArray<"complex128">>()(np.full_like(f4, 7, "complex"));

// Ranges and matrices.
same<np.NDArray<"int64">>()(np.arange(5));
same<np.NDArray<"int64" | "float64">>()(np.arange(n));
same<np.NDArray<"float64">>()(np.arange(0, n, 0.1));
same<np.NDArray<"float32">>()(np.arange(5, "float32"));
same<np.NDArray<"int8">>()(np.arange(1, 5, { dtype: "i1" }));
same<np.NDArray<"float64">>()(np.linspace(0, 1, 5));
same<np.NDArray<"float32">>()(np.linspace(0, 1, { num: 5, dtype: "f4" }));
same<[samples: np.NDArray<"float64">, step: number]>()(np.linspace(0, 1, 5, { retstep: true }));
same<np.NDArray<"float64">>()(np.eye(3));
same<np.NDArray<"int32">>()(np.eye(3, { dtype: "i4" }));
same<np.NDArray<"float64">>()(np.fromiter([1, 2], "f8"));

// What is refused.
// @ts-expect-error no such dtype
np.zeros(3, "flaot32");
// @ts-expect-error no such dtype
np.zeros(3, { dtype: "flaot32" });
// @ts-expect-error no such dtype of a field
np.zeros(3, [["a", "i44"]]);
// @ts-expect-error no such dtype of a field
np.zeros(3, { dtype: [["a", "i44"]] });
// @ts-expect-error no such option
np.zeros(3, { dtyp: "f4" });
// @ts-expect-error no such option beside a dtype
np.zeros(3, { dtype: "f4", ordr: "C" });
// @ts-expect-error no such order
np.zeros(3, { order: "G" });
// @ts-expect-error a shape is numbers
np.zeros("3");
// @ts-expect-error no such option
np.array([1], { dtpye: "f4" });
// @ts-expect-error no such dtype
np.arange(3, "flaot");
// @ts-expect-error no such option
np.arange(0, 3, { stp: 1 });
// @ts-expect-error no such option
np.linspace(0, 1, 5, { endpint: false });
