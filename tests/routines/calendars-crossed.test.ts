// Corners of the functions of business days, found by crossing every parameter of each with odd values. Expectations
// are NumPy 2.4's.

import * as np from "strided";
import { expect, test } from "vitest";

/** Calls that no type allows. */
const loose = np as unknown as Record<string, (...args: unknown[]) => unknown>;
const days = np.array(["2020-01-01", "2020-01-02"], "M8[D]");

test("outputs take results by safe casts only", () => {
  const words = "Iterator requested dtype could not be cast from dtype(";
  expect(() => np.is_busday(days, { out: np.zeros(2, "M8[D]") })).toThrow(
    `${words}'bool') to dtype('<M8[D]'), the operand 1 dtype, according to the rule 'safe'`,
  );
  expect(() => np.busday_count(days, days, { out: np.zeros(2, "int32") })).toThrow(
    `${words}'int64') to dtype('int32'), the operand 2 dtype, according to the rule 'safe'`,
  );
  expect(() => np.busday_offset(days, 1, { out: np.zeros(2, "M8[W]") })).toThrow(words);
  const out = np.zeros(2, "float64");
  expect(np.busday_count(days, "2020-01-10", { out })).toBe(out);
  expect(String(out)).toBe("[7. 6.]");
});

test("outputs are refused for what they are, their shape, then their dtype", () => {
  expect(() => loose["is_busday"]!(days, { out: 3 })).toThrow(
    "must provide a NumPy array for 'out'",
  );
  expect(() => loose["is_busday"]!(days, { out: null })).toThrow("must provide a NumPy array");
  expect(() => np.is_busday(days, { out: np.zeros([], "M8[D]") })).toThrow(
    "output operand requires a reduction along dimension 0",
  );
  const closed = np.zeros(2, "bool");
  closed.setflags({ write: false });
  expect(() => np.is_busday(days, { out: closed })).toThrow(
    "operand array with iterator write flag set is read-only",
  );
  // axes of length 1 may be missing
  const one = np.zeros([], "bool");
  np.is_busday(["2020-01-01"], { out: one });
  expect(one.item()).toBe(true);
});

test("arrays are cast safely, so that texts in them are no dates", () => {
  expect(() => np.is_busday(np.array(["2020-01-01"]))).toThrow(
    "Iterator operand 0 dtype could not",
  );
  expect(() => np.is_busday(days, { holidays: np.array(["2020-01-01"]) })).toThrow(
    "Cannot safely convert provided holidays input into an array of dates",
  );
  expect(() => np.busday_offset(days, np.array([1.5]))).toThrow("Cannot cast array data from");
  expect(String(np.busday_offset("2020-01-01", 1.5))).toBe("2020-01-02");
});

test("offsets beyond all days wrap round, and end", () => {
  const far = np.busday_offset("2020-01-01", -(2n ** 63n));
  expect(typeof far.value).toBe("bigint");
});

test("masks, holidays and calendars are read before they are found to be too much", () => {
  const busdaycal = np.busdaycalendar("Mon Tue");
  const call = (options: object) => () => loose["is_busday"]!(days, options);
  expect(call({ weekmask: "111", busdaycal })).toThrow("Invalid business day weekmask string");
  expect(call({ weekmask: "1111111", busdaycal })).toThrow("Cannot supply both");
  expect(call({ weekmask: null })).toThrow("Couldn't convert object into a business day weekmask");
  expect(call({ holidays: null })).toThrow(
    "holidays must be a provided as a one-dimensional array",
  );
  expect(() => loose["busday_offset"]!(days, 1, { busdaycal: "x" })).toThrow(
    "busday_offset() argument 6 must be numpy.busdaycalendar, not str",
  );
});

test("a unit that is no text is refused by its kind", () => {
  const words = "bad argument type for built-in operation";
  expect(() => loose["datetime_as_string"]!(days, { unit: 5 })).toThrow(words);
  expect(() => loose["datetime_as_string"]!(null)).toThrow("input must have type NumPy datetime");
});
