// What the compiler infers of files. Checked by tsc, never run.
import * as np from "strided";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function same<A>() {
  return <B>(_value: B, ..._equal: Equal<A, B> extends true ? [] : [expected: A, got: B]) => {};
}

same<np.Memmap<"uint8">>()(np.memmap("f"));
same<np.Memmap<"float32">>()(np.memmap("f", { dtype: "<f4", mode: "w+", shape: [2, 3] }));
same<np.Memmap<"float64">>()(np.lib.format.open_memmap("f"));
same<np.Memmap<"int16">>()(np.lib.format.open_memmap("f", { dtype: "i2" }));
const person = np.dtype([
  ["name", "U10"],
  ["age", "i4"],
]);
same<np.NDArray<"int32">>()(np.memmap("f", { dtype: person }).field("age"));
same<np.Memmap>()(np.load("f.npy", { mmap_mode: "r" }));
same<np.NDArray>()(np.load("f.npy"));
same<np.NDArray<"float32">>()(np.load<np.NDArray<"float32">>("f.npy"));
same<np.NpzFile>()(np.load("f.npz"));
same<np.NpzFile>()(np.load<np.NpzFile>(new Uint8Array(3)));

// @ts-expect-error not a mode
np.memmap("f", { mode: "a" });
// @ts-expect-error not an option
np.memmap("f", { shap: [3] });
// @ts-expect-error would empty the file
np.load("f.npy", { mmap_mode: "w+" });
// @ts-expect-error not something to write to
np.save(null, [1]);
// @ts-expect-error nothing of that name in the record
np.memmap("f", { dtype: person }).field("agee");
