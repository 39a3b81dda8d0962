// What the compiler infers of reductions, sorting and searching. Checked by tsc, never run.

import * as np from "strided";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function same<A>() {
  return <B>(_value: B, ..._equal: Equal<A, B> extends true ? [] : [expected: A, got: B]) => {};
}

const bytes = np.zeros([2, 3], "int8");
const singles = np.zeros([2, 3], "float32");
const complex = np.zeros([2, 3], "complex64");
const flags = np.zeros([2, 3], "bool");

// --- a value, an array, the output ---------------------------------------------------------------
same<number>()(np.sum(bytes));
same<np.NDArray<"int64">>()(np.sum(bytes, 0));
same<np.NDArray<"int64">>()(np.sum(bytes, { axis: [0, 1], keepdims: true }));
same<np.NDArray<"float32">>()(np.sum(bytes, { axis: 0, dtype: "float32" }));
same<np.NDArray<"float32">>()(np.sum(bytes, 0, { dtype: "float32" }));
same<np.NDArray<"int32">>()(np.sum(bytes, 0, { out: np.zeros(3, "int32") }));
same<np.Complex>()(np.sum(complex));
same<number>()(np.sum([1, 2, 3]));
same<number>()(np.mean([[1, 2.5]]));
same<np.NDArray<"float64">>()(np.mean(bytes, 1));
same<np.NDArray<"float32">>()(np.mean(singles, 1));
same<np.NDArray<"float32">>()(np.var(complex, 0));
same<boolean>()(np.any(singles));
same<np.NDArray<"bool">>()(np.all(singles, 0));
same<number>()(np.argmax(singles));
same<np.NDArray<"int64">>()(np.argmin(singles, 1));
same<boolean>()(np.max(flags));
same<np.NDArray<"int8">>()(np.max(bytes, 0));
same<np.NDArray<"int64">>()(np.cumsum(bytes));

// --- methods ------------------------------------------------------------------------------------
same<number>()(bytes.sum());
same<np.NDArray<"int64">>()(bytes.sum(0));
same<np.Complex>()(complex.mean());
same<np.NDArray<"float32">>()(complex.std(0));
same<number>()(singles.max());
same<boolean>()(flags.max());
same<np.NDArray<"int64">>()(flags.cumsum(0));
same<np.NDArray<"int64">>()(singles.argsort());
same<np.NDArray<"float32">>()(complex.real);

// --- sorting, searching -------------------------------------------------------------------------
same<np.NDArray<"int8">>()(np.sort(bytes));
same<np.NDArray<"int64">>()(np.argsort(bytes));
same<np.NDArray<"int8">>()(np.unique(bytes));
same<[np.NDArray<"int8">, np.NDArray<"int64">]>()(np.unique(bytes, { return_counts: true }));
same<np.NDArray<"float32">>()(np.where(flags, singles, 2));
same<[np.NDArray<"int64">, ...np.NDArray<"int64">[]]>()(np.where(flags));
same<np.NDArray<"int8">>()(np.take(bytes, [0]));
same<number>()(np.clip(5, 0, 3));
same<number>()(np.round(2.71, 1));
same<boolean>()(np.isclose(1, 1.5));
same<number>()(np.searchsorted([1, 2], 1));

// --- options ------------------------------------------------------------------------------------
// @ts-expect-error no such option
np.sum(bytes, { axes: 0 });
// @ts-expect-error sums have no ddof
np.sum(bytes, 0, { ddof: 1 });
// @ts-expect-error max takes no dtype
np.max(bytes, 0, { dtype: "int8" });
// @ts-expect-error no such option
bytes.mean({ keepdim: true });
// @ts-expect-error no such dtype
np.sum(bytes, 0, { dtype: "int9" });
