// Steps 6 and 7 of the tour: one call instead of a loop, and shapes that stretch to each other.

import * as np from "strided";
import { flights } from "./data.js";
import type { Page } from "./page.js";

/** A call for every element against one call for all. */
export function vectorization(page: Page): void {
  page.step("Vectorization");
  const times = page.cell((print) => {
    function slow_sqrt(array: np.NDArray<"float64">) {
      const result = np.empty_like(array);
      for (let i = 0; i < array.length; i++) {
        result.set(i, np.sqrt(array.item(i)));
      }
      return result;
    }
    const large = np.random.rand(100_000);
    const slow = np.timeit(() => slow_sqrt(large), { repeat: 3, number: 1 });
    const fast = np.timeit(() => np.sqrt(large));
    print("a loop over elements", slow);
    print("np.sqrt of the array", fast);
    return { slow, fast, same: np.array_equal(slow_sqrt(large), np.sqrt(large)) };
  });
  const ratio = times.slow.mean / times.fast.mean;
  page.claim("both give the same numbers", times.same);
  page.claim(`the vectorized call is ${ratio.toFixed(0)} times faster`, ratio > 5);
}

/** Arrays of different shapes, stretched without a copy. */
export function broadcasting(page: Page): void {
  page.step("Broadcasting");
  const product = page.cell((print) => {
    const a = np.array([1, 2, 3, 4]);
    const b = np.array([10, 20, 30, 40]);
    const c = a.multiply(b.at(":", np.newaxis));
    print(c);
    print("the same, in NumPy's own notation and fused into one loop:");
    const fused = np.expr`${a} * ${b}[:, None]`;
    print(fused);
    return { c, fused };
  });
  page.claim(
    "shapes (4,) and (4, 1) make (4, 4)",
    String(product.c) ===
      "[[ 10  20  30  40]\n [ 20  40  60  80]\n [ 30  60  90 120]\n [ 40  80 120 160]]",
  );
  page.claim("the fused expression agrees", np.array_equal(product.c, product.fused));
  page.say("On real columns: how many of 20,000 flights of each length class were how late?");
  const counts = page.cell((print) => {
    const { delay, distance } = flights();
    const late = np.greater(np.array(delay), np.array([0, 30, 60]).at(":", np.newaxis));
    const far = np.greater_equal(
      np.array(distance),
      np.array([0, 500, 1000, 2000]).at(":", np.newaxis),
    );
    const both = np.logical_and(late.at(":", np.newaxis), far); // (3, 1, n) and (4, n): (3, 4, n)
    const table = np.sum(both, { axis: 2 });
    print("delayed more than 0, 30, 60 minutes; flights of at least 0, 500, 1000, 2000 miles:");
    print(table);
    return { table, delay, distance };
  });
  const byHand = counts.delay.filter((minutes, i) => minutes > 30 && counts.distance[i]! >= 500);
  page.claim("the table agrees with a count by hand", counts.table.item(1, 1) === byHand.length);
}
