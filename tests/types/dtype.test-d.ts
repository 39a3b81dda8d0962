// What the compiler infers of dtypes, and what it must refuse. Checked by tsc, never run.
import * as np from "strided";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function same<A>() {
  return <B>(_value: B, ..._equal: Equal<A, B> extends true ? [] : [expected: A, got: B]) => {};
}

const is = <A, B>(..._equal: Equal<A, B> extends true ? [] : [expected: A, got: B]) => {};

// Names, codes, byte orders, aliases, lengths.
same<np.DType<"float32">>()(np.dtype("float32"));
same<np.DType<"float32">>()(np.dtype("<f4"));
same<np.DType<"float64">>()(np.dtype("d"));
same<np.DType<"float64">>()(np.dtype("float"));
same<np.DType<"float64">>()(np.dtype());
same<np.DType<"float64">>()(np.dtype(null));
same<np.DType<"int64">>()(np.dtype("int"));
same<np.DType<"int64">>()(np.dtype(">q"));
same<np.DType<"uint8">>()(np.dtype("|u1"));
same<np.DType<"bool">>()(np.dtype("?"));
same<np.DType<"str">>()(np.dtype("U10"));
same<np.DType<"str">>()(np.dtype(">U3"));
same<np.DType<"bytes">>()(np.dtype("S5"));
same<np.DType<"bytes">>()(np.dtype("S"));
same<np.DType<"void">>()(np.dtype("V8"));
same<np.DType<"complex128">>()(np.dtype("complex"));

// Constructors and dtypes.
same<np.DType<"float64">>()(np.dtype(Number));
same<np.DType<"int64">>()(np.dtype(BigInt));
same<np.DType<"bool">>()(np.dtype(Boolean));
same<np.DType<"str">>()(np.dtype(String));
same<np.DType<"float32">>()(np.dtype(Float32Array));
same<np.DType<"int8">>()(np.dtype(np.dtype("b")));

// Records.
const person = np.dtype([
  ["name", "U10"],
  ["age", "i4"],
  ["weight", "f4"],
]);
same<np.DType<np.Struct<{ name: "str"; age: "int32"; weight: "float32" }>>>()(person);
same<np.DType<"int32">>()(person.field("age"));
same<np.DType<np.Struct<{ name: "str"; age: "int32" }>>>()(person.field(["name", "age"]));
// @ts-expect-error no such field
person.field("height");
// @ts-expect-error no such field
person.field(["name", "height"]);
// @ts-expect-error float64 has no fields
np.dtype("f8").field("a");
same<np.DType>()(person.field(0));

const nested = np.dtype([
  ["pos", "f8", [3]],
  ["grid", "i4", [2, 2]],
  ["count", "u2", 4],
  [
    "who",
    [
      ["first", "U5"],
      [["Family name", "last"], "S5"],
    ],
  ],
]);
same<np.DType<"float64">>()(nested.field("pos"));
same<np.DType<"str">>()(nested.field("who").field("first"));
type NestedItem = np.ItemOf<typeof nested extends np.DType<infer D> ? D : never>;
is<
  NestedItem,
  {
    pos: number[];
    grid: number[][];
    count: number[];
    who: { first: string; last: string };
  }
>();

same<np.DType<np.Struct<{ f0: "int32"; f1: "float64" }>>>()(np.dtype("i4, f8"));
const comma = np.dtype("(2,3)f4, >i2, 3U5,4S");
same<np.DType<"float32">>()(comma.field("f0"));
same<np.DType<"int16">>()(comma.field("f1"));
same<np.DType<"str">>()(comma.field("f2"));
same<np.DType<"bytes">>()(comma.field("f3"));
// @ts-expect-error there are four fields
comma.field("f4");

same<np.DType<np.Struct<{ a: "int8"; b: "float32" }>>>()(
  np.dtype({ names: ["a", "b"], formats: ["i1", "f4"], offsets: [0, 4] }),
);
same<np.DType<np.Struct<{ a: "int8"; b: "float32" }>>>()(np.dtype({ a: ["i1", 0], b: ["f4", 4] }));

// A dtype of arrays makes arrays of its element.
same<np.DType<"float32">>()(np.dtype("3f4"));
same<np.DType<"float32">>()(np.dtype(["f4", [2, 3]]));
same<np.DType<"str">>()(np.dtype(["U", 10]));

// What the compiler can't see becomes any dtype through np.dtype; what it sees to be wrong is refused.
declare const unknownName: string;
declare const anything: np.DTypeLike;
same<np.DType>()(np.dtype(unknownName));
same<np.DType>()(np.dtype(anything));
// @ts-expect-error no such dtype
np.dtype("floof");
// @ts-expect-error no such dtype
np.dtype([["a", "floof"]]);
// @ts-expect-error may name no dtype
np.zeros(3, unknownName);
np.zeros(3, np.dtype(unknownName));

// Every dtype is a DType, and no other key's.
const general: np.DType = person;
void general;
// @ts-expect-error int32 is not float64
const wrong: np.DType<"float64"> = np.dtype("i4");
void wrong;
// @ts-expect-error unknown option
np.dtype("i4", { aligned: true });
// @ts-expect-error a number is no dtype
np.dtype(3);

// Items.
is<np.ItemOf<"float64">, number>();
is<np.ItemOf<"bool">, boolean>();
is<np.ItemOf<"complex64">, np.Complex>();
is<np.ItemOf<"bytes">, string>();
is<np.ItemOf<"void">, Uint8Array>();

// Scalar types.
same<np.DType<"float32">>()(np.dtype(np.float32));
same<np.DType<"str">>()(np.dtype(np.str_));
same<np.DType<np.Struct<{ a: "uint8" }>>>()(np.dtype([["a", np.uint8]]));
same<number>()(np.float32(1));
same<boolean>()(np.bool(1));
same<np.Complex>()(np.complex64(1));
const anyClass: np.ScalarClass = np.int8;
void anyClass;
// @ts-expect-error an abstract type is no dtype
np.dtype(np.floating);

// Limits.
same<number>()(np.iinfo("int8").max);
same<bigint>()(np.iinfo(np.int64).max);
same<np.DType<"float32">>()(np.finfo("complex64").dtype);
same<np.DType<"float64">>()(np.finfo(1.5).dtype);
np.isdtype(np.dtype("i4"), [np.int64, "bool"]);
// @ts-expect-error no such kind
np.isdtype(np.int32, "integers");
