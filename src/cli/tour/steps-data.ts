// Steps 8 to 10 of the tour: the profile of a memory-hungry function, a memory map, structured arrays.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as np from "strided";
import { seattleWeather } from "./data.js";
import type { Page } from "./page.js";

/** Where the memory of a function goes, line by line. */
export function profiling(page: Page): void {
  page.step("Line by line: where the memory goes");
  page.say(
    "np.profile wraps a function; each call prints a table. Two columns are exact to the byte, because the library itself counts them: what each line allocated in arrays, and what it copied.",
  );
  // so that the function's memory is fresh, and its pages show in the process's size
  np.memory.empty_pool();
  const report = page.cell((print) => {
    const memory_intensive_function = np.profile(
      function memory_intensive_function() {
        const large_array = np.random.rand(3000, 3000);
        const result = np.sum(large_array, { axis: 1 });
        const copied = large_array.T.reshape([-1]);
        return result.size + copied.size;
      },
      { print: true, stream: { write: (text: string) => print(text.trimEnd()) } },
    );
    memory_intensive_function();
    return memory_intensive_function.report;
  });
  const lines = (report?.sections ?? []).flatMap((section) => section.lines);
  const allocated = lines.map((line) => line.allocated).filter((bytes) => bytes > 0);
  const copied = lines.map((line) => line.copied).filter((bytes) => bytes > 0);
  page.claim(
    "three lines allocated: 72,000,000 bytes, 24,000 bytes, 72,000,000 bytes",
    allocated.join() === "72000000,24000,72000000",
  );
  page.claim(
    "one line copied 72,000,000 bytes: the reshape of a transpose",
    copied.join() === "72000000",
  );
}

/** A file larger than the JavaScript heap may be, as an array. */
export function memoryMap(page: Page): void {
  page.step("A file as an array: memory maps");
  const folder = mkdtempSync(join(tmpdir(), "strided-tour-"));
  try {
    smallMap(page, join(folder, "large_array.dat"));
    largeMap(page, join(folder, "larger.dat"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function smallMap(page: Page, path: string): void {
  const size = page.cell((print) => {
    const map = np.memmap(path, { dtype: "float64", mode: "w+", shape: [1_000_000] });
    map.set("10:20", 1.5);
    map.flush();
    print(map.at("8:22"));
    map.close();
    return statSync(path).size;
  });
  page.claim("the file holds 8,000,000 bytes", size === 8_000_000);
}

/** Megabytes of the large file, and of the heap that the process may use. */
const fileMiB = 512;
const heapMiB = 64;

function largeMap(page: Page, path: string): void {
  page.say(
    `Now a file of ${fileMiB} MiB in a process whose JavaScript heap may grow to ${heapMiB} MiB, changed in place there, and read back by another process:`,
  );
  const program = fileURLToPath(new URL("./big-map.js", import.meta.url));
  const start = (task: string) =>
    spawnSync(
      process.execPath,
      [`--max-old-space-size=${heapMiB}`, program, task, path, String(fileMiB)],
      { encoding: "utf8" },
    );
  const seen = page.cell((print) => {
    const writer = start("write"); // np.memmap(path, { mode: "w+", … }), then table.set(…)
    const reader = start("read"); // np.memmap(path, { mode: "r" })
    print("writer", writer.stdout || writer.stderr);
    print("reader", reader.stdout || reader.stderr);
    return { writer: parsed(writer.stdout), reader: parsed(reader.stdout) };
  });
  const rows = (fileMiB * 2 ** 20) / 8 / 1024;
  page.claim(
    "the map was larger than the writer's heap limit",
    Number(seen.writer["mapped"]) === fileMiB * 2 ** 20 &&
      Number(seen.writer["limit"]) < fileMiB * 2 ** 20,
  );
  page.claim(
    "the other process read what was written",
    seen.reader["corner"] === 42.5 && seen.reader["column_sum"] === (rows * (rows - 1)) / 2,
  );
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Records of several dtypes in one block. */
export function structured(page: Page): void {
  page.step("Structured arrays");
  const people = page.cell((print) => {
    const person = np.dtype([
      ["name", "U10"],
      ["age", "i4"],
      ["weight", "f4"],
    ]);
    const people = np.array(
      [
        ["Alice", 25, 55.5],
        ["Bob", 30, 70.2],
      ],
      { dtype: person },
    );
    print(people);
    print("ages", people.field("age"), "of strides", people.field("age").strides);
    return people;
  });
  page.claim(
    "a record has 48 bytes: 10 characters of 4, and twice 4",
    people.dtype.itemsize === 48 && people.field("age").strides.join() === "48",
  );
  const rows = seattleWeather();
  const wet = page.cell((print) => {
    const day = np.dtype([
      ["date", "S10"],
      ["rain", "f4"],
      ["max", "f4"],
      ["min", "f4"],
      ["wind", "f4"],
      ["kind", "U8"],
    ]);
    const weather = np.array(rows, { dtype: day });
    const wettest = weather.at(weather.field("rain").greater(40));
    print(np.array_str(wettest));
    const range = weather.field("max").subtract(weather.field("min"));
    print(
      "largest range of a day:",
      np.max(range).toFixed(1),
      "°C; warmest days:",
      weather.field("max").at(weather.field("max").greater(34.5)),
    );
    return { weather, wettest };
  });
  const byHand = rows.filter(([, rain]) => rain > 40).length;
  page.claim(
    `${byHand} days had more than 40 mm of rain, as counted by hand`,
    wet.wettest.size === byHand,
  );
  page.claim(
    "fields are views: no byte was moved to read a column",
    np.shares_memory(wet.weather, wet.weather.field("wind")),
  );
}
