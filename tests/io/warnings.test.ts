// Warnings of what reads and writes texts and records: NumPy's sentences, under its categories.

import * as np from "strided";
import { expect, test } from "vitest";

/** The warnings that a call gives, each with its category. */
function warningsOf(call: () => unknown): string[] {
  const given: string[] = [];
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, type?: string) => {
    given.push(
      typeof warning === "string" ? `${type}: ${warning}` : `${warning.name}: ${warning.message}`,
    );
  }) as typeof process.emitWarning;
  try {
    call();
  } finally {
    process.emitWarning = emitWarning;
  }
  return given;
}

const given = (options: object): never => options as never;

test("sources without data are named as Python writes them", () => {
  expect(warningsOf(() => np.loadtxt(["# nothing"]))).toEqual([
    "UserWarning: loadtxt: input contained no data: \"['# nothing']\"",
  ]);
  expect(warningsOf(() => np.genfromtxt([""]))).toEqual([
    "UserWarning: genfromtxt: Empty input file: \"['']\"",
  ]);
});

test("lines without data do not count towards max_rows, which loadtxt tells once", () => {
  const lines = ["skipped", "#", "", "1"];
  const said = warningsOf(() => np.loadtxt(lines, { skiprows: 1, max_rows: 6 }));
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(
    /^UserWarning: Input line 2 contained no data and will not be counted towards `max_rows=6`\./,
  );
  expect(warningsOf(() => np.loadtxt(["1", ""], { dtype: "U" }))[0]).toMatch(/`max_rows=50000`/);
  expect(warningsOf(() => np.loadtxt(["#", "1"]))).toEqual([]);
});

test("rows that are left out, texts without an encoding, and imaginary parts", () => {
  const table = ["1 2", "3"];
  expect(warningsOf(() => np.genfromtxt(table, { invalid_raise: false }))).toEqual([
    "ConversionWarning: Some errors were detected !\n    Line #2 (got 1 columns instead of 2)",
  ]);
  const read = () => np.genfromtxt(["ab"], { dtype: null, encoding: "bytes" });
  expect(warningsOf(read)[0]).toMatch(
    /^VisibleDeprecationWarning: Reading unicode strings without specifying the encoding/,
  );
  const record = np.zeros(1, [["z", "c16"]]);
  const save = () => np.savetxt(new np.lib.npyio.BytesIO(), record, { fmt: "%d" });
  expect(warningsOf(save)).toEqual([
    "ComplexWarning: Casting complex values to real discards the imaginary part",
  ]);
});

test("a layout that is aligned by anything but a truth", () => {
  const record = np.zeros(1, "u1,i4");
  const repack = () => np.lib.recfunctions.repack_fields(record, given({ align: 0 }));
  expect(warningsOf(repack)[0]).toMatch(
    /^VisibleDeprecationWarning: dtype\(\): align should be passed as Python or NumPy boolean but got `align=0`\./,
  );
});
