// Times in ufuncs and in what is built of them: refusals in NumPy's words, and the corners of recounting.

import * as np from "strided";
import { expect, test } from "vitest";

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
}

const cls = (name: string) => `<class 'numpy.dtypes.${name}DType'>`;
const days = np.zeros([1], "datetime64[D]");
const spans = np.zeros([1], "timedelta64[D]");

test("numbers beside times are Python's in refusals", () => {
  expect(refusal(() => np.less_equal(6, days))).toBe(
    `ufunc 'less_equal' did not contain a loop with signature matching types (${cls("_PyLong")}, ${cls("DateTime64")}) -> None`,
  );
  expect(refusal(() => np.fmin(spans, 14.5))).toContain(
    `(${cls("TimeDelta64")}, ${cls("_PyFloat")})`,
  );
  expect(refusal(() => np.add(spans, 4, { casting: "no" }))).toContain(
    "input 1 from dtype('<m8') to dtype('<m8[D]')",
  );
  expect(refusal(() => np.fmax(5, spans, { casting: "equiv" }))).toBe(
    "cannot cast Python int to timedelta64 under the casting rule 'equiv'",
  );
});

test("result_type lists all dtypes, dtypes before values", () => {
  const list = (...names: string[]) => `The full list of DTypes is: (${names.map(cls).join(", ")})`;
  expect(refusal(() => np.result_type(np.datetime64(28n, "D"), 2.5))).toContain(
    list("DateTime64", "_PyFloat"),
  );
  expect(refusal(() => np.result_type(2.5, np.datetime64(28n, "D")))).toContain(
    list("_PyFloat", "DateTime64"),
  );
  expect(refusal(() => np.result_type(np.timedelta64(1n, "s"), "m8[Y]"))).toContain("[Y] and [s]");
  expect(refusal(() => np.where(true, "2020", days))).toContain(
    `The DType ${cls("Str")} could not be promoted by ${cls("DateTime64")}`,
  );
});

test("select says that its choices have no common dtype", () => {
  const months = np.zeros([1], "timedelta64[M]");
  expect(refusal(() => np.select([[true]], [months], np.timedelta64(1n, "W")))).toContain(
    "Choicelist and default value do not have a common dtype: Cannot get a common metadata divisor",
  );
});

test("clip names the dtypes beside text, and takes an integer after an instant as a span", () => {
  const reason = refusal(() => np.clip(days, np.array("2020"), np.zeros([], "M8[Y]")));
  expect(reason).toContain("(dtype('<M8[D]'), dtype('<U4'), dtype('<M8[Y]')) -> None");
  expect(refusal(() => np.clip(spans, days, 3))).toContain(
    "input 0 from dtype('<m8[D]') to dtype('<M8[D]')",
  );
});

test("texts that are no instants, where nobody named a unit", () => {
  const generic = "Cannot create a NumPy datetime other than NaT with generic units";
  expect(refusal(() => np.array(["x"], "M8"))).toContain(generic);
  expect(refusal(() => np.busday_count("x", np.datetime64("2020-01-01", "D")))).toContain(generic);
  expect(refusal(() => np.array(["2020", "x"], "M8"))).toContain("Error parsing datetime string");
  expect(refusal(() => np.is_busday(5, { weekmask: "0000000" }))).toContain("specified unit");
});

test("one time takes no sequence, and no number is NaN in floats", () => {
  expect(refusal(() => spans.set([0], days.copy()))).toContain(
    "Could not convert object to NumPy timedelta",
  );
  expect(refusal(() => days.set([0], [days]))).toContain("Could not convert object");
  const complex = np.ones([1], "complex128");
  complex.set(["..."], null);
  expect(String(complex)).toBe("[nan+nanj]");
  expect(refusal(() => np.copyto(days, null as never))).toContain("dtype('O') to dtype('<M8[D]')");
});

test("years beyond all calendars wrap as in NumPy", () => {
  const far = np.array(["99999999999999999999", "-99999999999999999999"], "M8[D]");
  expect(String(far.view("int64"))).toEqual("[-4223199060576199293  4269315920759034115]");
});

test("results without elements", () => {
  expect(refusal(() => np.isin(np.zeros([0], "m8[D]"), np.zeros([1], "m8[Y]")))).toContain(
    "Cannot get a common metadata divisor",
  );
  expect(np.isin(np.zeros([0], "M8[Y]"), np.zeros([3], "M8[M]")).strides).toEqual([0]);
  expect(refusal(() => np.quantile(np.zeros([0], "m8[s]"), 0.3))).toContain("index -1 is out");
});
