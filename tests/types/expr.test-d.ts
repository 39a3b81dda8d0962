// The types of np.expr: arrays unless told otherwise, outputs as they are, operands checked.

import * as np from "strided";
import { expectTypeOf } from "vitest";

const a = np.zeros([3], "float32");

expectTypeOf(np.expr`${a} + 1`).toEqualTypeOf<np.NDArray>();
expectTypeOf(np.expr<number>`sum(${a})`).toEqualTypeOf<number>();
expectTypeOf(np.expr.into(a)`${a} + 1`).toEqualTypeOf<np.NDArray<"float32">>();
expectTypeOf(np.expr.compile("a + b")({ a, b: [1, 2] })).toEqualTypeOf<np.NDArray>();
expectTypeOf(np.expr.compile("sum(a)")<number>({ a })).toEqualTypeOf<number>();

// @ts-expect-error a string is no operand
np.expr`${"a"} + 1`;
// @ts-expect-error an object is no operand
np.expr`${{ a }} + 1`;
// @ts-expect-error text is compiled by np.expr.compile
np.expr("a + 1");
// @ts-expect-error an unknown option
np.expr.compile("a")({ a }, { into: a });
// @ts-expect-error a result is no string
np.expr<string>`${a}`;
