// What the compiler infers of ranges, joining and reshaping, and which options it refuses. Checked by tsc,
// never run.

import * as np from "strided";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function same<A>() {
  return <B>(_value: B, ..._equal: Equal<A, B> extends true ? [] : [expected: A, got: B]) => {};
}

declare const i4: np.NDArray<"int32">;
declare const i8: np.NDArray<"int64">;
declare const f4: np.NDArray<"float32">;
declare const some: number;

export function ranges() {
  same<np.NDArray<"int64">>()(np.arange(5));
  same<np.NDArray<"int64">>()(np.arange(1, 5, 2));
  same<np.NDArray<"float64">>()(np.arange(0, 1, 0.25));
  same<np.NDArray<"float32">>()(np.arange(5, "float32"));
  same<np.NDArray<"int8">>()(np.arange(0, 5, 1, { dtype: "i1" }));
  np.arange(some).shape;
  // @ts-expect-error no such option
  np.arange(5, { stepp: 2 });
  same<np.NDArray<"float64">>()(np.linspace(0, 1, 5));
  same<np.NDArray<"float64">>()(np.linspace(0, 1, { num: 5, endpoint: false }));
  same<np.NDArray<"int32">>()(np.linspace(0, 1, { dtype: "int32" }));
  same<[samples: np.NDArray<"float64">, step: number]>()(np.linspace(0, 1, { retstep: true }));
  // @ts-expect-error no such option
  np.linspace(0, 1, { number: 5 });
  same<np.NDArray<"float64">>()(np.geomspace(1, 8, 4));
}

export function matrices() {
  same<np.NDArray<"float64">>()(np.eye(3));
  same<np.NDArray<"float64">>()(np.eye(3, 4, { k: 1 }));
  same<np.NDArray<"int32">>()(np.eye(3, "int32"));
  same<np.NDArray<"bool">>()(np.tri(3, 3, 0, { dtype: "bool" }));
  same<np.NDArray<"int32">>()(np.triu(i4, 1));
  same<np.NDArray<"float32">>()(np.diag(f4));
  same<np.NDArray<"int64">>()(np.indices([2, 3]));
  same<[np.NDArray<"int64">, np.NDArray<"int64">]>()(np.indices([2, 3], { sparse: true }));
  same<np.NDArray<"int8">>()(np.fromiter([1, 2], "int8"));
  // @ts-expect-error no such option
  np.eye(3, { diagonal: 1 });
}

export function joining() {
  same<np.NDArray<"float64">>()(np.concatenate([i4, f4]));
  same<np.NDArray<"int64">>()(np.stack([i4, i8], 1));
  same<np.NDArray<"float32">>()(np.vstack([f4, f4]));
  same<np.NDArray<"int32">>()(np.concatenate([f4], { out: i4, casting: "unsafe" }));
  same<np.NDArray<"int8">>()(np.concatenate([f4], 0, { dtype: "int8", casting: "unsafe" }));
  same<np.NDArray<"float64">>()(np.append(i4, f4));
  same<[np.NDArray<"int32">, np.NDArray<"int32">]>()(np.split(i4, 2));
  same<[np.NDArray<"int32">, np.NDArray<"int32">]>()(np.split(i4, [3]));
  same<[np.NDArray<"int32">, ...np.NDArray<"int32">[]]>()(np.split(i4, Math.max(1, 2)));
  same<[np.NDArray<"int32">, np.NDArray<"float32">]>()(np.broadcast_arrays(i4, f4));
  same<[np.NDArray<"int64">, np.NDArray<"float32">]>()(np.meshgrid([1, 2], f4, { indexing: "ij" }));
  // @ts-expect-error no such option
  np.concatenate([i4], { axes: 1 });
  // @ts-expect-error no such rule
  np.concatenate([i4], { casting: "safely" });
}

export function shapes() {
  same<np.NDArray<"int32">>()(np.reshape(i4, [2, -1], { order: "F" }));
  same<np.NDArray<"int32">>()(np.transpose(i4));
  same<np.NDArray<"int32">>()(i4.mT);
  same<np.NDArray<"float32">>()(np.tile(f4, [2, 2]));
  same<np.NDArray<"float32">>()(f4.repeat(2, { axis: 0 }));
  same<np.NDArray<"int32">>()(np.delete(i4, [0, 1]));
  same<np.NDArray<"int32">>()(np.pad(i4, 1, "reflect", { reflect_type: "odd" }));
  same<np.NDArray<"int32">>()(np.lib.stride_tricks.sliding_window_view(i4, 3));
  same<np.NDArray<"float32">>()(np.roll(f4, 1));
  same<string[]>()(np.trim_zeros(["", "a"]));
  // @ts-expect-error no such order
  np.reshape(i4, 4, { order: "K" });
  // @ts-expect-error no such mode
  np.pad(i4, 1, "mirror");
  // @ts-expect-error no such option
  np.roll(i4, 1, { axes: 0 });
  // @ts-expect-error only an array can be written into
  np.copyto([1, 2], 3);
}
