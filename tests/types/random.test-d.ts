// What the compiler infers of random draws. Checked by tsc, never run.

import * as np from "strided";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function same<A>() {
  return <B>(_value: B, ..._equal: Equal<A, B> extends true ? [] : [expected: A, got: B]) => {};
}

const { random } = np;
const rng: np.Generator = random.default_rng(1);
type Floats = np.NDArray<"float64">;
type Integers = np.NDArray<"int64">;

same<number>()(rng.random());
same<Floats>()(rng.random(3));
same<Floats>()(rng.random([2, 3]));
same<Floats>()(rng.random({ size: [2, 3] }));
same<np.NDArray<"float32">>()(rng.random(3, { dtype: "float32" }));
same<np.NDArray<"float32">>()(rng.random({ size: 3, dtype: "float32" }));
same<number>()(rng.random({ dtype: "float32" }));
same<Floats>()(rng.random({ out: np.zeros(3) }));
same<np.NDArray<"float32">>()(rng.standard_normal(3, { dtype: "float32" }));

same<number>()(rng.integers(10));
same<number>()(rng.integers(0, 10));
same<Integers>()(rng.integers(0, 10, 5));
same<Integers>()(rng.integers(10, { size: 5 }));
same<number>()(rng.integers(10, { endpoint: true }));
same<boolean>()(rng.integers(2, { dtype: "bool" }));
same<np.NDArray<"uint8">>()(rng.integers(0, 9, { size: 5, dtype: "uint8" }));
same<np.NDArray<"uint8">>()(rng.integers(0, 9, 5, { dtype: "u1" }));
same<Integers>()(rng.integers([0, 1], [5, 6]));
same<np.NDArray<"int8">>()(rng.integers([0, 1], [5, 6], { dtype: "int8" }));

same<number>()(rng.normal());
same<number>()(rng.normal(1, 2));
same<Floats>()(rng.normal(1, 2, 100));
same<Floats>()(rng.normal([1, 2], 2));
same<Floats>()(rng.normal({ size: 3 }));
same<number>()(rng.normal({ loc: 3 }));
same<Floats>()(rng.uniform(-1, 1, { size: [2, 2] }));
same<number>()(rng.exponential(2));
same<Floats>()(rng.exponential(2, 3));

same<number>()(rng.choice(5));
same<Integers>()(rng.choice(5, 2));
same<Integers>()(rng.choice(5, { size: 2, replace: false }));
same<Integers>()(rng.permutation(5));
same<Floats>()(rng.permutation(np.zeros(3)));

same<number>()(random.rand());
same<Floats>()(random.rand(2, 3));
same<Floats>()(random.randn(2));
same<number>()(random.randint(5));
same<Integers>()(random.randint(0, 5, 3));
same<np.NDArray<"int8">>()(random.randint(5, { size: 3, dtype: "int8" }));
same<Floats>()(random.normal(0, 1, 10));
same<Floats>()(random.random_sample([2, 2]));
same<np.NDArray<"float32">>()(rng.random(3, { dtype: np.float32 }));
same<np.NDArray<"int16">>()(rng.integers(0, 5, { size: 2, dtype: np.int16 }));
same<np.NDArray<"uint8">>()(random.randint(0, 5, { size: 2, dtype: "<u1" }));

// @ts-expect-error misspelt option
rng.random({ sise: 3 });
// @ts-expect-error no such dtype for floats
rng.random(3, { dtype: "int8" });
// @ts-expect-error no such dtype
rng.integers(3, { dtype: "int9" });
// @ts-expect-error lengths, not a shape
random.rand([2, 3]);
