// The lines that array bytes, occurrences and memory are charged to.

import { describe, expect, test } from "vitest";
import { fakeMeter, record } from "./recording.js";

describe("array bytes", () => {
  test("three arrays are exactly on their three lines", async () => {
    const got = await record(`
      const a = np.zeros([1000]);
      const b = np.ones([10, 20], "float32");
      const label = "no array here";
      const c = a.copy();
      return [a, b, c, label].length;`);
    expect(got.allocated()).toEqual({ 2: 8000, 3: 800, 5: 8000 });
    expect(got.line(2).total.allocations).toBe(1);
    expect(got.line(5).total).toMatchObject({ copied: 8000, copies: 1 });
    expect(Object.fromEntries(got.line(5).reasons)).toEqual({ requested: 8000 });
    expect(got.recorder.outside.allocated).toBe(0);
  });

  test("what is given back is on the line that gave it", async () => {
    const got = await record(`
      const a = np.zeros([1000]);
      a.dispose();`);
    expect(got.line(3).total.freed).toBe(8000);
    expect(got.line(2).total.freed).toBe(0);
  });

  test("a chain over several lines is told apart", async () => {
    const got = await record(`
      const a = np.zeros([30]);
      const b = a
        .reshape([5, 6])
        .copy()
        .astype("float32")
        .copy();`);
    expect(got.allocated()).toEqual({ 2: 240, 5: 240, 6: 120, 7: 120 });
    expect(got.occurrences()).toMatchObject({ 3: 1, 4: 1, 5: 1, 6: 1, 7: 1 });
  });

  test("arguments on their own lines, the call on its", async () => {
    const got = await record(
      `
      const sum = np.add(
        np.zeros([100]),
        np.ones([100]),
      );
      const nothing = optional?.
        f(
          np.zeros([1]),
        );
      const either = optional === null
        ? np.zeros([2])
        : np.zeros([3]);`,
      { optional: null },
    );
    expect(got.allocated()).toEqual({ 2: 800, 3: 800, 4: 800, 11: 16 });
  });

  test("a template's expressions and the tag's call", async () => {
    const got = await record(`
      const tag = (strings, a) => a.copy();
      tag\`x \${np.zeros([10])
        .copy()
        .copy()} y\`;`);
    expect(got.ownAllocated()).toEqual({ 2: 80, 3: 80, 4: 80, 5: 80 });
  });

  test("calls are charged to the callee's line and, inclusive, to the caller's", async () => {
    const got = await record(`
      function inner(n) {
        const a = np.zeros([n]);
        return a;
      }
      function outer() {
        const kept = inner(10);
        return inner(20);
      }
      outer();`);
    expect(got.ownAllocated()).toEqual({ 3: 240 });
    expect(got.allocated()).toEqual({ 3: 240, 7: 80, 8: 160, 10: 240 });
  });

  test("recursion counts once in inclusive sums", async () => {
    const got = await record(`
      function down(n) {
        const a = np.zeros([10]);
        if (n > 0) down(n - 1);
        const b = np.zeros([1]);
      }
      down(4);`);
    expect(got.ownAllocated()).toEqual({ 3: 400, 5: 40 });
    expect(got.allocated()).toEqual({ 3: 400, 4: 4 * 88, 5: 40, 7: 440 });
    expect(got.occurrences()).toMatchObject({ 2: 5, 3: 5, 4: 5, 5: 5, 7: 1 });
  });

  test("an exception leaves its frames behind", async () => {
    const got = await record(`
      function thrower() {
        const a = np.zeros([10]);
        throw new Error("half way");
      }
      try {
        thrower();
      } catch {
        np.zeros([20]);
      } finally {
        np.zeros([30]);
      }
      np.zeros([40]);`);
    expect(got.ownAllocated()).toEqual({ 3: 80, 9: 160, 11: 240, 13: 320 });
    expect(got.allocated()).toEqual({ 3: 80, 7: 80, 9: 160, 11: 240, 13: 320 });
  });

  test("callbacks of the engine run in their own frames", async () => {
    const got = await record(`
      const made = [3, 1, 2].map(
        (n) => np.zeros([n]),
      );
      const again = [1, 2].map((n) => np.zeros([n]));`);
    expect(got.allocated()).toEqual({ 2: 48, 3: 48, 5: 24 });
    expect(got.occurrences()).toMatchObject({ 2: 1, 3: 3, 5: 1 });
  });

  test("fields, static blocks, defaults and destructuring", async () => {
    const got = await record(`
      class Model {
        weights = np.zeros([4]);
        static shared = np.zeros([5]);
        static {
          Model.other = np.zeros([6]);
        }
        get doubled() {
          return this.weights.copy();
        }
      }
      const model = new Model();
      model.doubled;
      function scaled(
        a = np.zeros([7]),
        { b = np.zeros([8]) } = {},
      ) {
        const { c = np.zeros([9]) } = {};
      }
      scaled();`);
    expect(got.ownAllocated()).toEqual({ 3: 32, 4: 40, 6: 48, 9: 32, 15: 56, 16: 64, 18: 72 });
    expect(got.line(12).total.allocated).toBe(32);
    expect(got.line(20).total.allocated).toBe(56 + 64 + 72);
  });

  test("a generator's body, charged where it is driven", async () => {
    const got = await record(`
      function* arrays(n) {
        for (let i = 1; i <= n; i++) {
          yield np.zeros([i]);
        }
      }
      const first = arrays(3);
      first.next();
      np.ones([100]);
      for (const a of first) {
        a.copy();
      }`);
    expect(got.ownAllocated()).toEqual({ 4: 48, 9: 800, 11: 40 });
    // The loop's head drives the generator after the first array.
    expect(got.allocated()).toEqual({ 4: 48, 8: 8, 9: 800, 10: 40, 11: 40 });
  });

  test("an async line is not charged for what others do while it waits", async () => {
    const got = await record(
      `
      const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
      async function slow() {
        await pause();
        return np.zeros([10]);
      }
      async function quick() {
        const a = np.zeros([20]);
        await null;
        const b = np.zeros([30]);
      }
      await Promise.all([slow(), quick()]);
      other();
      await wait();
      np.zeros([50]);`,
      {
        other() {},
        // Not instrumented: nobody's line while the program waits.
        wait: () =>
          new Promise<void>((resolve) => {
            setTimeout(async () => {
              (await import("strided")).zeros([40]);
              resolve();
            }, 1);
          }),
      },
    );
    expect(got.ownAllocated()).toEqual({ 5: 80, 8: 160, 10: 240, 15: 400 });
    expect(got.line(12).total.allocated).toBe(160);
    expect(got.recorder.outside.allocated).toBe(320);
  });

  test("for await, with what comes after an early end", async () => {
    const got = await record(`
      async function* source() {
        try {
          for (let i = 1; ; i++) {
            await null;
            yield np.zeros([i]);
          }
        } finally {
          np.zeros([100]);
        }
      }
      for await (const a of source()) {
        a.copy();
        if (a.size === 2) continue;
        if (a.size === 3) break;
      }
      np.zeros([7]);`);
    expect(got.ownAllocated()).toEqual({ 6: 48, 9: 800, 13: 48, 17: 56 });
    expect(got.line(17).total.allocated).toBe(56);
  });

  test("an update that allocates belongs to the loop's head", async () => {
    const got = await record(`
      for (let a = np.zeros([1]); a.size < 3; a = np.zeros([a.size + 1])) {
        const copy = a.copy();
      }`);
    expect(got.allocated()).toEqual({ 2: 8 + 16 + 24, 3: 8 + 16 });
  });

  test("a switch's cases, a labelled break, a sequence", async () => {
    const got = await record(`
      function pick(n) {
        switch (n) {
          case 1:
            return np.zeros([1]);
          case 2: {
            np.zeros([2]);
          }
          default:
            np.zeros([3]);
        }
        out: {
          if (n === 2) break out;
          np.zeros([4]);
        }
        return np.zeros([5]), np.zeros([6]);
      }
      pick(1); pick(2); pick(3);`);
    expect(got.ownAllocated()).toEqual({ 5: 8, 7: 16, 10: 48, 14: 32, 16: 176 });
  });

  test("functions that a block would change are followed all the same", async () => {
    const got = await record(`
      function redeclares() {
        var f = np.zeros([1]);
        function f() {}
        return np.zeros([2]);
      }
      redeclares();
      np.zeros([3]);`);
    expect(got.ownAllocated()).toEqual({ 3: 8, 5: 16, 8: 24 });
    expect(got.line(7).total.allocated).toBe(24);
  });
});

describe("occurrences", () => {
  test("a loop's head counts once more than its body", async () => {
    const got = await record(`
      let n = 0;
      for (let i = 0; i < 4; i++) {
        n += i;
      }
      while (n > 4) {
        n--;
      }
      for (const x of [1, 2]) {
        n += x;
      }
      do {
        n--;
      } while (n > 0);
      for (const key in { a: 1, b: 2 })
        n++;`);
    expect(got.occurrences()).toEqual({
      1: 1,
      2: 1,
      3: 5,
      4: 4,
      6: 3,
      7: 2,
      9: 3,
      10: 2,
      12: 1,
      13: 7,
      14: 7,
      15: 3,
      16: 2,
    });
  });

  test("branches, and statements without braces", async () => {
    const got = await record(`
      let s = "";
      for (const x of [1, 2, 3]) {
        if (x === 1) s += "one";
        else if (x === 2)
          s += "two";
        else
          s += "more";
      }
      return s;`);
    expect(got.value).toBe("onetwomore");
    expect(got.occurrences()).toEqual({ 1: 1, 2: 1, 3: 4, 4: 3, 5: 2, 6: 1, 8: 1, 10: 1 });
  });
});

describe("resident memory", () => {
  test("growth is on the line that made it, calls included once", async () => {
    const meter = fakeMeter();
    meter.bytes = 1000;
    const got = await record(
      `
      grow(5);
      function inner() {
        grow(7);
        grow(11);
      }
      inner();
      const none = 1;
      grow(13);`,
      {
        grow: (bytes: number) => {
          meter.bytes += bytes;
        },
      },
      meter,
    );
    const increments = [2, 4, 5, 7, 8, 9].map((line) => got.line(line).increment);
    expect(increments).toEqual([5, 7, 11, 18, 0, 13]);
    expect(got.line(2).memory).toBe(1005);
    expect(got.line(9).memory).toBe(1036);
  });

  test("recursion does not count growth twice", async () => {
    const meter = fakeMeter();
    const got = await record(
      `
      function down(n) {
        grow(10);
        if (n > 0) down(n - 1);
      }
      down(3);`,
      {
        grow: (bytes: number) => {
          meter.bytes += bytes;
        },
      },
      meter,
    );
    expect(got.line(3).increment).toBe(40);
    expect(got.line(4).increment).toBe(30);
    expect(got.line(6).increment).toBe(40);
  });

  test("falls below zero only by what the line gave back", async () => {
    const meter = fakeMeter();
    meter.bytes = 100_000;
    const got = await record(
      `
      const a = np.zeros([1000]);
      collect(500);
      a.dispose();
      collect(9000);
      a.disposed;`,
      {
        collect: (bytes: number) => {
          meter.bytes -= bytes;
        },
      },
      meter,
    );
    expect(got.line(3).increment).toBe(0);
    expect(got.line(5).increment).toBe(0);
    expect(got.recorder.collected).toBe(9500);
    const freeing = await record(
      `
      const a = np.zeros([1000]);
      a.dispose(), collect(9000);
      0;`,
      {
        collect: (bytes: number) => {
          meter.bytes -= bytes;
        },
      },
      meter,
    );
    expect(freeing.line(3).increment).toBe(-8000);
    expect(freeing.recorder.collected).toBe(1000);
  });

  test("a line that waits is not charged for what grows meanwhile", async () => {
    const meter = fakeMeter();
    const got = await record(
      `
      grow(1);
      await later();
      grow(2);`,
      {
        grow: (bytes: number) => {
          meter.bytes += bytes;
        },
        later: () =>
          new Promise<void>((resolve) => {
            setTimeout(() => {
              meter.bytes += 1000;
              resolve();
            }, 1);
          }),
      },
      meter,
    );
    expect([2, 3, 4].map((line) => got.line(line).increment)).toEqual([1, 0, 2]);
  });

  test("a loop over scalars reads it seldom, sizeable arrays soon", async () => {
    const meter = fakeMeter();
    await record(
      `
      let s = 0;
      for (let i = 0; i < 100_000; i++) {
        s += i;
      }`,
      {},
      meter,
    );
    expect(meter.reads).toBeGreaterThan(500);
    expect(meter.reads).toBeLessThan(1500);
    meter.reads = 0;
    await record(
      `
      for (let i = 0; i < 1000; i++) {
        np.zeros([2048]);
      }`,
      {},
      meter,
    );
    expect(meter.reads).toBeGreaterThan(1000);
  });
});
