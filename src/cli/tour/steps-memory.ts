// Steps 1 to 5 of the tour: one block of memory, views and copies, strides, the cost of an order, creation.

import * as np from "strided";
import { flights, seattleWeather } from "./data.js";
import type { Page } from "./page.js";

/** Elements lie one after the other in one block. */
export function contiguous(page: Page): void {
  page.step("One contiguous block");
  page.say(
    "A JavaScript array of rows is a tree of objects. An array of strided is one block of bytes, and a shape and strides that say how to walk it. Here is the weather of Seattle, 2012 to 2015: precipitation, highest and lowest temperature, wind.",
  );
  const rows = seattleWeather();
  const temperatures = page.cell((print) => {
    const weather = np.array(rows.map(([, rain, max, min, wind]) => [rain, max, min, wind]));
    print(weather.at(":3"));
    print(
      `shape ${weather.shape}  dtype ${weather.dtype}  strides ${weather.strides}  ${weather.nbytes} bytes`,
    );
    print(weather.flags);
    return weather;
  });
  page.claim(
    "1461 days × 4 numbers × 8 bytes are one block of 46752 bytes",
    temperatures.nbytes === 46752 && temperatures.flags.c_contiguous && temperatures.flags.owndata,
  );
  page.claim(
    "a row's neighbours are 8 bytes apart, a column's 32",
    temperatures.strides.join() === "32,8",
  );
}

/** A view shares memory with its base, a copy does not. */
export function views(page: Page): void {
  page.step("Views and copies");
  const small = page.cell((print) => {
    const original = np.array([1, 2, 3, 4, 5]);
    const view = original.at("1:4");
    const copy = original.at("1:4").copy();
    view.set(0, 10);
    print("original", original);
    print("view    ", view);
    print("copy    ", copy);
    return { original, view, copy };
  });
  page.claim(
    "writing through the view changed the original",
    String(small.original) === "[ 1 10  3  4  5]" && np.shares_memory(small.original, small.view),
  );
  page.claim(
    "the copy kept what it had",
    String(small.copy) === "[2 3 4]" && !np.shares_memory(small.original, small.copy),
  );
  page.say("The library can say what copied, how much and why, and refuse it:");
  const run = page.cell((print) => {
    const delays = np.array(flights().delay, "int32");
    const run = np.memory.track(() => {
      delays.at("::2"); // every other flight: a view
      delays.at(delays.greater(60)); // the late ones: a copy
    });
    print(run.copies.map((copy) => `${copy.operation} copied ${copy.bytes} bytes: ${copy.reason}`));
    return { run, late: np.add.reduce(delays.greater(60)) as number };
  });
  page.claim(
    `one copy was made, of the ${run.late} late flights, 4 bytes each`,
    run.run.copies.length === 1 && run.run.bytes_copied === run.late * 4,
  );
}

/** The same shape walked in two orders; a transpose moves nothing. */
export function strides(page: Page): void {
  page.step("Strides");
  const shown = page.cell((print) => {
    const c = np.array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const f = np.array(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { order: "F" },
    );
    print("C order: strides", c.strides, " F order: strides", f.strides);
    print(c.layout());
    return { c, f };
  });
  page.claim("rows first steps by 24 and 8 bytes", shown.c.strides.join() === "24,8");
  page.claim("columns first steps by 8 and 16 bytes", shown.f.strides.join() === "8,16");
  page.claim(
    "both are the same array to the reader",
    np.logical_and.reduce(shown.c.equal(shown.f), { axis: null }) === true,
  );
  const windows = page.cell((print) => {
    const line = np.arange(6);
    print("reversed  ", line.at("::-1"), "strides", line.at("::-1").strides);
    print("transposed", line.reshape([2, 3]).T.shape, "strides", line.reshape([2, 3]).T.strides);
    const windows = np.lib.stride_tricks.sliding_window_view(line, 3);
    print("windows   ", String(windows).replaceAll("\n", ""), "strides", windows.strides);
    return windows;
  });
  page.claim(
    "overlapping windows of 3 repeat elements without copying one",
    windows.strides.join() === "8,8" && windows.base !== null,
  );
}

/** Walking memory in the order it lies in is faster than jumping through it. */
export function traversal(page: Page): void {
  page.step("What an order costs");
  page.say(
    "Summing down or along a large matrix reads the same bytes. Reading them one line of memory after the other keeps every cache line in use; a loop that jumps a row at each step does not. So strided, as NumPy, walks the memory in its own order, whatever the axes are called.",
  );
  const times = page.cell((print) => {
    const n = 2000;
    const matrix = np.ones([n, n]);
    const flat = new Float64Array(matrix.tobytes().buffer);
    const alongRows = np.timeit(() => walk(flat, n, n, 1), { repeat: 5 });
    const downColumns = np.timeit(() => walk(flat, n, 1, n), { repeat: 5 });
    print("a loop along the rows    ", alongRows);
    print("a loop down the columns  ", downColumns);
    print(
      "np.sum of C order        ",
      np.timeit(() => np.sum(matrix), { repeat: 5 }),
    );
    print(
      "np.sum of its transpose  ",
      np.timeit(() => np.sum(matrix.T), { repeat: 5 }),
    );
    return { alongRows, downColumns };
  });
  const ratio = times.downColumns.best / times.alongRows.best;
  page.claim(`jumping through memory is slower: ${ratio.toFixed(1)} times here`, ratio > 1);
}

/** Adds all elements of an n × n matrix, two nested loops with the given steps. */
function walk(flat: Float64Array, n: number, outer: number, inner: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) sum += flat[i * outer + j * inner]!;
  }
  return sum;
}

/** Ways to make an array without writing every element by hand. */
export function creation(page: Page): void {
  page.step("Creating arrays");
  const made = page.cell((print) => {
    const zeros = np.zeros([1000, 1000]);
    const empty = np.empty([1000, 1000]);
    const range = np.arange(1_000_000);
    const line = np.linspace(0, 1, 1_000_000);
    print("zeros   ", zeros.shape, zeros.dtype, zeros.item(999, 999));
    print("empty   ", empty.shape, empty.dtype, "(whatever the memory holds)");
    print("arange  ", range, range.dtype);
    print("linspace", line, line.dtype);
    return { zeros, range, line };
  });
  page.claim("zeros reads as zero everywhere", np.sum(made.zeros) === 0);
  page.claim("arange counts to 999999", np.sum(made.range) === 499999500000);
  page.claim("linspace ends at exactly 1", made.line.item(-1) === 1 && made.line.size === 1e6);
  const cost = page.cell((print) => {
    const zeroed = np.timeit(() => np.zeros([2000, 2000]).dispose(), { repeat: 5 });
    const uninitialised = np.timeit(() => np.empty([2000, 2000]).dispose(), { repeat: 5 });
    print("np.zeros of 32 MB, memory reused", zeroed);
    print("np.empty of 32 MB, memory reused", uninitialised);
    return { zeroed, uninitialised };
  });
  page.claim(
    "not initialising is cheaper than initialising",
    cost.uninitialised.best < cost.zeroed.best,
  );
}
