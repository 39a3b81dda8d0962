// How type tests state what the compiler infers: `same<number>()(a.item())` does not compile unless it is exactly
// that.

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Takes values of exactly the type `A`. */
export function same<A>() {
  return <B>(_value: B, ..._equal: Equal<A, B> extends true ? [] : [expected: A, got: B]) => {};
}
