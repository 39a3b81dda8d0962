// What the compiler infers of everyday expressions over several functions. Checked by tsc, never run.
import * as np from "strided";
import { same } from "./equal.js";

const f4 = np.zeros([2, 3], "float32");
const i8 = np.arange(6);
const u1 = np.ones(3, "u1");
const flag = np.array([true, false]);
const c8 = np.zeros(2, "c8");

// creation
same<np.NDArray<"float32">>()(np.zeros(2, np.dtypes.Float32DType));
same<np.NDArray<"float32">>()(np.zeros(2, { dtype: np.float32 }));
same<np.NDArray<"float64">>()(np.zeros(2, np.longdouble));
same<np.NDArray<"int64">>()(np.array([1, 2]) as np.NDArray<"int64">);
same<np.NDArray<"float32">>()(np.zeros_like(f4));
same<np.NDArray<"int8">>()(np.full(3, 1, "i1"));
same<np.NDArray<"float64">>()(np.linspace(0, 1));
same<np.NDArray<"float32">>()(np.empty([2], f4.dtype));
same<np.NDArray<"str">>()(np.array(["a", "b"]));
same<np.NDArray<"bool">>()(np.array([true]));

// promotion of two arrays
same<np.NDArray<"float64">>()(np.add(f4, i8));
same<np.NDArray<"float32">>()(np.add(f4, u1));
same<np.NDArray<"int64">>()(np.add(i8, u1));
same<np.NDArray<"complex64">>()(np.multiply(f4, c8));
same<np.NDArray<"float64">>()(np.divide(i8, u1));
same<np.NDArray<"int64">>()(i8.add(flag));

// ufunc with scalar
same<np.NDArray<"float32">>()(f4.multiply(2));
same<np.NDArray<"float32">>()(f4.multiply(0.5));
same<np.NDArray<"uint8">>()(np.add(u1, 1n));
same<np.NDArray<"float32">>()(np.sqrt(f4));

// comparison
same<np.NDArray<"bool">>()(np.less(f4, i8));
same<np.NDArray<"bool">>()(f4.greater(0));
same<np.NDArray<"bool">>()(np.logical_and(f4, i8));
same<np.NDArray<"bool">>()(np.isnan(f4));

// reduction
same<number>()(f4.sum());
same<np.NDArray<"float32">>()(f4.sum({ axis: 0 }));
same<number>()(np.mean(i8));
same<np.NDArray<"float64">>()(np.mean(i8, { axis: 0 }));
same<boolean>()(np.all(flag));
same<np.Complex>()(c8.sum());
same<number>()(np.argmax(f4));
same<np.NDArray<"int64">>()(np.argsort(f4));
same<np.NDArray<"int64">>()(np.cumsum(u1).astype("i8"));

// indexing
same<np.NDArray<"float32">>()(f4.at(0));
same<np.NDArray<"float32">>()(f4.at(":", [0, 1]));
same<np.NDArray<"float32">>()(f4.at(f4.greater(0)));
same<number>()(f4.item(0, 0));
same<boolean>()(flag.item(0));
same<np.NDArray<"float32">>()(np.take(f4, [0]));

// astype, view
same<np.NDArray<"int32">>()(f4.astype("i4"));
same<np.NDArray<"int32">>()(np.astype(f4, np.int32));
same<np.NDArray<"uint8">>()(f4.view("u1"));
same<np.NDArray<"float64">>()(f4.astype(i8.dtype).astype(Number));

// where, concatenate, stack
same<np.NDArray<"float64">>()(np.where(flag, f4, i8));
same<np.NDArray<"float32">>()(np.where(flag, f4, 0));
same<np.NDArray<"float64">>()(np.concatenate([f4, i8]));
same<np.NDArray<"float32">>()(np.stack([f4, f4]));
same<np.NDArray<"int64">>()(np.hstack([i8, u1]));
same<np.NDArray<"float32">>()(np.tile(f4, 2));
same<np.NDArray<"float32">>()(np.sort(f4));
same<np.NDArray<"float32">>()(np.unique(f4));
same<np.NDArray<"float32">>()(np.broadcast_to(f4, [4, 2, 3]));
same<np.NDArray<"float32">>()(np.transpose(f4));
same<np.NDArray<"float32">>()(f4.T.reshape(3, 2).ravel());

// fields
const people = np.zeros(3, [
  ["name", "U10"],
  ["age", "i4"],
  [
    "at",
    [
      ["x", "f4"],
      ["y", "f4"],
    ],
  ],
]);
same<np.NDArray<"int32">>()(people.field("age"));
same<np.NDArray<"float32">>()(people.field("at").field("x"));
same<np.NDArray<"float64">>()(np.mean(people.field("age"), { axis: 0 }));
const { name, age, at } = people.item(0);
same<string>()(name);
same<number>()(age);
same<number>()(at.x);
same<np.NDArray<np.Struct<{ name: "str"; age: "int32" }>>>()(people.field(["name", "age"]));
// @ts-expect-error no such field
people.field("height");
// @ts-expect-error a record has no such field
people.item(0).height;

// np.lib.recfunctions
const rf = np.lib.recfunctions;
same<np.NDArray<"float32">>()(rf.structured_to_unstructured(people.field("at"), "f4"));
same<np.NDArray<"float64">>()(rf.structured_to_unstructured(people, { dtype: "f8" }));
same<np.NDArray<np.Struct<{ age: "int64" }>>>()(rf.require_fields(people, [["age", "i8"]]));
same<np.NDArray<typeof people extends np.NDArray<infer D> ? D : never>>()(rf.repack_fields(people));
same<number>()(rf.apply_along_fields((a) => a.size, people));
const [, places] = rf.find_duplicates(people, { return_index: true });
same<np.NDArray<"int64">>()(places);
// @ts-expect-error no such option
rf.merge_arrays([f4], { fill: 1 });
// @ts-expect-error no such join
rf.join_by("name", people, people, "right");

// dtype classes narrow
const some: np.DType = np.dtype(String(Math.random()));
if (some instanceof np.dtypes.Float64DType) same<np.DType<"float64">>()(np.dtypes.Float64DType());
// @ts-expect-error strings have a size
np.dtypes.StrDType();
// @ts-expect-error there are no objects
np.zeros(2, np.object_);

// what is not to be written
// @ts-expect-error read only
f4.shape = [3, 2];
// @ts-expect-error read only
f4.dtype = np.dtype("f4");
// @ts-expect-error read only
f4.size = 3;
