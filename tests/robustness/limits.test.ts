// A limit that is hit in the midst of a call, and scopes of np.memory inside each other: what is thrown is typed, and
// nothing has changed.

import { existsSync, readFileSync } from "node:fs";
import * as np from "strided";
import { describe, expect, test } from "vitest";
import { linesOf } from "../support/child.js";
import { temporaryFolder } from "../support/temp.js";

const at = temporaryFolder();

test("no call that runs into the limit leaves anything changed", { timeout: 60_000 }, () => {
  const lines = linesOf(
    `
import * as np from "strided";
const n = 200_000;
const ops = {
  add: (a, b) => np.add(a, b),
  outer: (a) => np.multiply.outer(a.at(":500"), a.at(":500")),
  sum: (a) => np.sum(a.reshape([n / 10, 10]), 1),
  concatenate: (a, b) => np.concatenate([a, b]),
  stack: (a, b) => np.stack([a, b]),
  sort: (a) => np.sort(a),
  cumsum: (a) => np.cumsum(a),
  astype: (a) => a.astype("int32"),
  copy: (a) => a.copy(),
  out: (a) => np.add(a.at("1:"), a.at(":-1"), { out: a.at("1:") }),
  reversed: (a) => np.negative(a.at("::-1"), { out: a }),
  accumulate: (a) => np.add.accumulate(a.at("::-1"), { out: a }),
  set: (a) => a.set("1:", a.at(":-1")),
  copyto: (a) => np.copyto(a.at("1:"), a.at(":-1")),
  mask: (a) => a.set(a.greater(5), a.at("6:")),
  take: (a) => np.take(a, np.argsort(a)),
  median: (a) => np.median(a),
  unique: (a) => np.unique(a),
  backwards: (a) => a.at("::-1").sort(),
  pad: (a) => np.pad(a, 3),
  tile: (a) => np.tile(a, 2),
  roll: (a) => np.roll(a, 1),
  expr: (a, b) => np.expr\`\${a} + \${b} * 2\`,
  savez: (a) => np.savez(new np.lib.npyio.BytesIO(), { a: a.at("::2") }),
};
for (const [name, op] of Object.entries(ops)) {
  const [a, b] = [np.arange(n, "float64"), np.arange(n, "float64")];
  const before = Buffer.from(a.tobytes());
  for (let i = 0; i < 3; i++) {
    gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  np.memory.empty_pool();
  const limit = np.memory.limit(np.memory.info().live.bytes + 100_000);
  let outcome = "no error";
  try {
    op(a, b);
  } catch (error) {
    outcome = error instanceof np.MemoryError ? "" : String(error);
  }
  limit[Symbol.dispose]();
  if (outcome !== "") console.log(name, outcome);
  if (!before.equals(Buffer.from(a.tobytes()))) console.log(name, "changed its argument");
  a.dispose();
  b.dispose();
}
console.log("done");
`,
    ["--expose-gc"],
  );
  expect(lines).toEqual(["done"]);
});

test("a file that was there is whole after np.save ran into the limit", () => {
  const path = at("there.npy");
  np.save(path, np.arange(10));
  const before = readFileSync(path);
  const large = np.zeros([2000, 2000]).at(":, ::2");
  {
    using _ = np.memory.limit(1);
    expect(() => np.save(path, large)).toThrow(np.MemoryError);
    expect(() => np.save(at("new.npy"), large)).toThrow(np.MemoryError);
  }
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(existsSync(at("new.npy"))).toBe(false);
});

test("small arrays that are kept count by the slabs that they lie in", { timeout: 60_000 }, () => {
  const lines = linesOf(`
import * as np from "strided";
const limit = np.memory.limit(np.memory.info().live.bytes + 2_000_000);
// none of these is kept
for (let i = 0; i < 2000; i++) np.zeros(1000);
const kept = [];
try {
  for (let i = 0; i < 2000; i++) kept.push(np.zeros(1000));
} catch (error) {
  console.log(error.name, kept.length > 50, kept.at(-1).sum());
}
limit[Symbol.dispose]();
kept.push(np.zeros(1000));
console.log(kept.every((one) => one.sum() === 0));
`);
  expect(lines).toEqual(["MemoryError true 0", "true"]);
});

describe("scopes inside each other", () => {
  const large = () => np.zeros(10_000);

  test("each track sees what happens inside it", () => {
    let inner: { readonly bytes_allocated: number } | null = null;
    const outer = np.memory.track(() => {
      large();
      inner = np.memory.track(large);
      large();
    });
    expect(inner!.bytes_allocated).toBe(80_000);
    expect(outer.bytes_allocated).toBe(240_000);
  });

  test("no_copy holds inside track, and track inside no_copy", () => {
    const a = np.ones([100, 100]);
    expect(() => np.memory.track(() => np.memory.no_copy(() => a.copy()))).toThrow(np.CopyError);
    expect(() => np.memory.no_copy(() => np.memory.track(() => a.copy()))).toThrow(np.CopyError);
    // the scopes ended with their errors
    expect(a.copy().shape).toEqual([100, 100]);
    expect(np.memory.track(() => a.copy()).copies).toHaveLength(1);
  });

  test("a copy that is refused has changed nothing", () => {
    const a = np.arange(10);
    expect(() => np.memory.no_copy(() => a.set("1:", a.at(":-1")))).toThrow(np.CopyError);
    expect(() =>
      np.memory.no_copy(() => np.add(a.at("1:"), a.at(":-1"), { out: a.at("1:") })),
    ).toThrow(np.CopyError);
    expect(a.tolist()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("limits end in the order they began in", () => {
    expect(np.memory.info().limit).toBe(null);
    {
      using _ = np.memory.limit("1GiB");
      {
        using __ = np.memory.limit(1000);
        expect(np.memory.info().limit).toBe(1000);
        expect(() => np.zeros(10_000)).toThrow(np.MemoryError);
      }
      expect(np.memory.info().limit).toBe(2 ** 30);
      expect(np.zeros(10_000).size).toBe(10_000);
    }
    expect(np.memory.info().limit).toBe(null);
  });

  test("promises keep their scope until they are settled", async () => {
    const report = await np.memory.track(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return np.memory.track(large).bytes_allocated;
    });
    expect([report.result, report.bytes_allocated]).toEqual([80_000, 80_000]);
    await expect(
      np.memory.no_copy(async () => {
        await Promise.resolve();
        np.ones(100).copy();
      }),
    ).rejects.toThrow(np.CopyError);
    expect(np.ones(100).copy().size).toBe(100);
  });
});
