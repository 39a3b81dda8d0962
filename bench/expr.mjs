// Fused expressions against the same steps through ufuncs: medians of several rounds, interleaved. Build first:
// `npm run build`. Usage: node bench/expr.mjs [filter]

import * as np from "../dist/index.js";

const filter = process.argv[2] ?? "";
const ROUNDS = 7;

const ramp = (count, dtype = "float64") =>
  np.asarray(Float64Array.from({ length: count }, (_, i) => (i % 1000) / 7 + 1)).astype(dtype);

/** Each case: name, elements, fused, unfused. */
const cases = [];

for (const count of [100, 10_000, 1_000_000, 10_000_000]) {
  const [a, b, c] = [ramp(count), ramp(count), ramp(count)];
  const out = np.empty([count]);
  cases.push(
    [`a * b + c`, count, () => np.expr`${a} * ${b} + ${c}`, () => np.add(np.multiply(a, b), c)],
    [
      `out = a * b + c`,
      count,
      () => np.expr.into(out)`${a} * ${b} + ${c}`,
      () => np.add(np.multiply(a, b, out), c, out),
    ],
    [
      `sum((a - b) ** 2)`,
      count,
      () => np.expr`sum((${a} - ${b}) ** 2)`,
      () => np.add.reduce(np.square(np.subtract(a, b))),
    ],
  );
}
{
  const count = 1_000_000;
  const [a, f, i] = [ramp(count), ramp(count, "float32"), ramp(count, "int32")];
  const column = ramp(1000).reshape([1000, 1]);
  const row = ramp(1000);
  cases.push(
    [`a + f32 * i32`, count, () => np.expr`${a} + ${f} * ${i}`, () => np.add(a, np.multiply(f, i))],
    [
      `where(a > 50, a, 2 * a + 1)`,
      count,
      () => np.expr`where(${a} > 50, ${a}, 2 * ${a} + 1)`,
      () => np.where(np.greater(a, 50), a, np.add(np.multiply(2, a), 1)),
    ],
    [
      `column * row + 1`,
      count,
      () => np.expr`${column} * ${row} + 1`,
      () => np.add(np.multiply(column, row), 1),
    ],
    [
      `exp(-column ** 2) * row`,
      count,
      () => np.expr`exp(-${column} ** 2) * ${row}`,
      () => np.multiply(np.exp(np.negative(np.square(column))), row),
    ],
  );
}

/** Nanoseconds per call: enough calls for a measurable time. */
function once(run) {
  let calls = 1;
  for (;;) {
    const start = performance.now();
    for (let k = 0; k < calls; k++) run();
    const spent = performance.now() - start;
    if (spent > 20) return (spent * 1e6) / calls;
    calls *= spent < 2 ? 10 : 2;
  }
}

const median = (list) => list.sort((x, y) => x - y)[list.length >> 1];

console.log("case                            elements      fused ns/el   unfused ns/el   ratio");
for (const [name, count, fused, unfused] of cases) {
  if (!name.includes(filter)) continue;
  const [p, q] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    p.push(once(fused));
    q.push(once(unfused));
  }
  const [f, u] = [median(p) / count, median(q) / count];
  console.log(
    `${name.padEnd(30)} ${String(count).padStart(9)} ${f.toFixed(3).padStart(15)} ${u.toFixed(3).padStart(15)} ${(u / f).toFixed(2).padStart(7)}`,
  );
}
