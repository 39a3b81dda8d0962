// What the compiler infers of an array's methods and of its elements. Checked by tsc, never run.
import * as np from "strided";
import { same } from "./equal.js";

declare const f4: np.NDArray<"float32">;
declare const i8: np.NDArray<"int64">;
declare const truth: np.NDArray<"bool">;
declare const c16: np.NDArray<"complex128">;
declare const text: np.NDArray<"str">;
declare const some: np.NDArray;

// Views and copies keep the dtype.
same<np.NDArray<"float32">>()(f4.at(0));
same<np.NDArray<"float32">>()(f4.at("1:, ::2"));
same<np.NDArray<"float32">>()(f4.at([0, 2], np.newaxis, np.slice(1)));
same<np.NDArray<"float32">>()(f4.at(truth));
same<np.NDArray<"float32">>()(f4.T);
same<np.NDArray<"float32">>()(f4.reshape([2, -1]));
same<np.NDArray<"float32">>()(f4.reshape(2, 3));
same<np.NDArray<"float32">>()(f4.reshape(-1, { order: "F" }));
same<np.NDArray<"float32">>()(f4.ravel("F"));
same<np.NDArray<"float32">>()(f4.copy({ order: "C" }));
same<np.NDArray<"float32">[]>()([...f4]);
same<readonly number[]>()(f4.shape);

// Casts.
same<np.NDArray<"int64">>()(f4.astype("int64"));
same<np.NDArray<"float64">>()(f4.astype(np.float64, { copy: false }));
same<np.NDArray<"uint32">>()(f4.view("u4"));
same<np.NDArray<"float32">>()(f4.view());

// Elements.
same<number>()(f4.item(0));
same<number>()(i8.item());
same<bigint>()(i8.itemBigInt(0, 1));
same<boolean>()(truth.item());
same<np.Complex>()(c16.item());
same<string>()(text.item());
const rows: number[][] = f4.tolist();
const one: number = f4.tolist();
const words = text.tolist() as string[];
const wide: (number | bigint)[] = i8.tolist();
void [rows, one, words, wide];
// @ts-expect-error numbers, not strings
const names: string[] = f4.tolist();
// @ts-expect-error a bool is no number
const count: number = truth.item();
// @ts-expect-error a complex is no number
const real: number = c16.item();
// @ts-expect-error of an array of who knows what neither
const who: number = some.item();
void [names, count, real, who];

// Records.
const people = np.array([["Ann", 25, [1, 2]]], {
  dtype: [
    ["name", "U10"],
    ["age", "i4"],
    ["at", "f8", [2]],
  ],
});
same<np.NDArray<"str">>()(people.field("name"));
same<np.NDArray<"int32">>()(people.field("age"));
same<np.NDArray<"float64">>()(people.field("at"));
same<np.NDArray<np.Struct<{ name: "str"; age: "int32" }>>>()(people.field(["name", "age"]));
same<{ name: string; age: number; at: number[] }>()(people.item(0));
same<{ name: string; age: number; at: number[] }>()(people.at("::-1").item(0));
same<number>()(people.field("age").max());
const list: { name: string; age: number; at: number[] }[] = people.tolist();
void list;
const nested = np.zeros(3, [
  [
    "p",
    [
      ["x", "f4"],
      ["y", "f4"],
    ],
  ],
  ["id", "u2"],
]);
same<np.NDArray<"float32">>()(nested.field("p").field("x"));
same<{ p: { x: number; y: number }; id: number }>()(nested.item(0));
same<np.NDArray>()(some.field("anything"));
const record = some.item() as np.RecordItem;
void record["anything"];

// @ts-expect-error no such field
people.field("agee");
// @ts-expect-error no such field
people.field(["name", "agee"]);
// @ts-expect-error float32 has no fields
f4.field("x");
// @ts-expect-error no such option
f4.reshape([2, 3], { ordr: "F" });
// @ts-expect-error no such order
f4.ravel("Z");
// @ts-expect-error no such dtype
f4.astype("flaot");
// @ts-expect-error no such casting
f4.astype("f8", { casting: "sloppy" });
// @ts-expect-error nothing to index with
f4.at({});
// @ts-expect-error positions are numbers
f4.item("0");
