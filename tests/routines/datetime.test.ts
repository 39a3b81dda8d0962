// Instants and spans of time in ufuncs and routines: units, NaT and NumPy's refusals. Each answer is NumPy's; the
// fuzzer's groups "datetime" and "timeroutines" ask for thousands more.

import * as np from "strided";
import { describe, expect, test } from "vitest";

const days = np.array(["2020-01-05", "NaT", "2019-05-06", "2021-01-01"], "M8[D]");
const known = np.array(["2020-01-05", "2019-05-06", "2021-01-01"], "M8[D]");
const hours = np.array([5, "NaT", -3, 8], "m8[h]");
const spans = np.array([5, -3, 8], "m8[h]");
const repr = (array: unknown) => np.array_repr(array as np.NDArray);

describe("arithmetic", () => {
  test("finds the unit that both operands can be written in", () => {
    expect(repr(np.add(known, spans))).toBe(
      "array(['2020-01-05T05', '2019-05-05T21', '2021-01-01T08'],\n      dtype='datetime64[h]')",
    );
    expect(repr(np.subtract(known, known.at("::-1")))).toBe(
      "array([-362,    0,  362], dtype='timedelta64[D]')",
    );
    expect(repr(np.add(np.array([1], "m8[25s]"), np.array([1], "m8[10s]")))).toBe(
      "array([7], dtype='timedelta64[5s]')",
    );
  });

  test("counts take the unit of what they stand beside", () => {
    expect(String(np.add(known, 1))).toBe("['2020-01-06' '2019-05-07' '2021-01-02']");
    expect(String(np.subtract(2, spans))).toBe("[-3  5 -6]");
    expect(String(np.multiply(spans, 1.5))).toBe("[ 7 -4 12]");
  });

  test("division is by spans to numbers, and by numbers to spans", () => {
    expect(String(np.divide(spans, np.timedelta64(2, "h")))).toBe("[ 2.5 -1.5  4. ]");
    expect(String(np.floor_divide(spans, np.timedelta64(2, "h")))).toBe("[ 2 -2  4]");
    expect(String(np.divide(spans, 2))).toBe("[ 2 -1  4]");
    expect(String(np.remainder(spans, np.timedelta64(2, "h")))).toBe("[1 1 0]");
    np.errstate({ divide: "ignore", invalid: "ignore" }, () => {
      expect(String(np.divide(spans, 0))).toBe("['NaT' 'NaT' 'NaT']");
      expect(String(np.floor_divide(hours, np.timedelta64(0, "h")))).toBe("[0 0 0 0]");
    });
  });

  test("what makes no sense is refused with the dtypes", () => {
    expect(() => np.add(known, known)).toThrow(
      "ufunc 'add' cannot use operands with types dtype('<M8[D]') and dtype('<M8[D]')",
    );
    expect(() => np.multiply(known, 2)).toThrow(
      "ufunc 'multiply' cannot use operands with types dtype('<M8[D]') and dtype('int64')",
    );
    expect(() => np.add(known, np.array([1], "m8[Y]"))).toThrow(
      "Cannot cast ufunc 'add' input 1 from dtype('<m8[Y]') to dtype('<m8[D]') with casting rule 'same_kind'",
    );
    expect(() => np.add(spans, np.array([1], "m8[Y]"))).toThrow(
      "Cannot get a common metadata divisor for Numpy datetime metadata [h] and [Y]",
    );
    expect(() => np.less(known, 3)).toThrow(np.UFuncTypeError);
    expect(() => np.isnat([1])).toThrow(
      "ufunc 'isnat' is only defined for np.datetime64 and np.timedelta64.",
    );
    expect(() => np.sqrt(spans)).toThrow("ufunc 'sqrt' not supported for the input types");
  });

  test("outputs are written in their own unit, under a mask", () => {
    const out = np.zeros(3, "M8[s]");
    np.add(known, spans, { out, where: [true, false, true] });
    expect(String(out)).toBe("['2020-01-05T05:00:00' '1970-01-01T00:00:00' '2021-01-01T08:00:00']");
    expect(() => np.add(known, spans, { out: np.zeros(3, "i8") as never })).toThrow(
      "Cannot cast ufunc 'add' output from dtype('<M8[h]') to dtype('int64') with casting rule 'same_kind'",
    );
  });

  test("one body serves instants and spans of every unit", () => {
    // kernels are remembered by unit and kind: the same unit of the other kind is another kernel
    expect(repr(np.where([true], np.array([5], "M8[D]"), np.array([0], "M8[h]")))).toBe(
      "array(['1970-01-06T00'], dtype='datetime64[h]')",
    );
    expect(repr(np.where([true], np.array([5], "m8[D]"), np.array([0], "M8[h]")))).toBe(
      "array(['1970-01-01T05'], dtype='datetime64[h]')",
    );
  });

  test("swapped and unaligned operands", () => {
    const packed = np.zeros(3, [
      ["tag", "i1"],
      ["at", ">M8[D]"],
    ]);
    packed.field("at").set("...", known);
    expect(String(np.add(packed.field("at"), spans))).toBe(String(np.add(known, spans)));
    expect(np.max(packed.field("at")).toString()).toBe("2021-01-01");
  });
});

describe("NaT", () => {
  test("spreads, and is equal to nothing", () => {
    expect(String(np.add(days, 1))).toBe("['2020-01-06'        'NaT' '2019-05-07' '2021-01-02']");
    expect(String(np.equal(days, days))).toBe("[ True False  True  True]");
    expect(String(np.not_equal(days, days))).toBe("[False  True False False]");
    expect(String(np.less(days, np.datetime64("NaT")))).toBe("[False False False False]");
    expect(String(np.maximum(hours, 6))).toBe("[    6 'NaT'     6     8]");
    expect(String(np.fmin(hours, np.timedelta64(6, "h")))).toBe("[ 5  6 -3  6]");
    expect(String(np.isnat(days))).toBe("[False  True False False]");
    expect(String(np.isfinite(days))).toBe("[ True False  True  True]");
  });

  test("is found first by extremes and sorted last", () => {
    expect(String(np.max(days))).toBe("NaT");
    expect(String(np.nanmax(days))).toBe("2021-01-01");
    expect(np.argmax(days)).toBe(1);
    expect(np.argmin(hours)).toBe(1);
    expect(np.argmax(spans)).toBe(2);
    expect(String(np.sort(days))).toBe("['2019-05-06' '2020-01-05' '2021-01-01'        'NaT']");
    expect(String(np.argsort(hours))).toBe("[2 0 3 1]");
    expect(np.searchsorted(np.sort(days), np.datetime64("NaT"))).toBe(3);
    expect(String(np.unique(np.array(["NaT", "2020", "NaT"], "M8[Y]")))).toBe("['2020'  'NaT']");
    expect(String(np.median(hours))).toBe("NaT");
  });
});

describe("reductions", () => {
  test("of spans", () => {
    expect(String(np.sum(spans))).toBe("10 hours");
    expect(String(np.mean(spans))).toBe("3 hours");
    expect(String(np.median(np.array([5, 6], "m8[h]")))).toBe("5 hours");
    expect(String(np.cumsum(hours))).toBe("[    5 'NaT' 'NaT' 'NaT']");
    expect(String(np.sum(np.zeros(0, "m8[D]")))).toBe("0 days");
    expect(String(np.add.reduce(spans, { initial: np.timedelta64(1, "D") }))).toBe("34 hours");
  });

  test("of instants there are few", () => {
    expect(() => np.sum(known)).toThrow(
      "ufunc 'add' cannot use operands with types dtype('<M8[D]') and dtype('<M8[D]')",
    );
    expect(() => np.var(spans)).toThrow("ufunc 'square' not supported for the input types");
    expect(() => np.subtract.reduce(known)).toThrow(
      "the resolved dtypes are not compatible with subtract.reduce. Resolved (dtype('<M8[D]'), dtype('<M8[D]'), dtype('<m8[D]'))",
    );
    expect(String(np.ptp(known))).toBe("606 days");
    expect(String(np.quantile(known, 0.3))).toBe("2019-09-30");
    expect(String(np.diff(days))).toBe("['NaT' 'NaT'   606]");
  });
});

describe("ranges", () => {
  test("of instants, with a stop or a length", () => {
    expect(String(np.arange("2020-01-30", "2020-02-02", { dtype: "M8[D]" }))).toBe(
      "['2020-01-30' '2020-01-31' '2020-02-01']",
    );
    const start = np.datetime64("2020-01-01");
    expect(String(np.arange(start, 5, 2))).toBe("['2020-01-01' '2020-01-03' '2020-01-05']");
    expect(np.arange(start, np.timedelta64(12, "h")).shape).toEqual([12]);
    expect(String(np.arange(np.datetime64("2025"), np.datetime64("2020"), -2))).toBe(
      "['2025' '2023' '2021']",
    );
    expect(String(np.arange("2020-01", "2020-03", { dtype: "M8" }))).toBe("['2020-01' '2020-02']");
  });

  test("of spans, and what is none", () => {
    expect(repr(np.arange(np.timedelta64(5, "h"), np.timedelta64(1, "D"), 6))).toBe(
      "array([ 5, 11, 17, 23], dtype='timedelta64[h]')",
    );
    const start = np.datetime64("2020");
    expect(() => np.arange(5, { dtype: "M8[D]" })).toThrow(
      "arange requires both a start and a stop for NumPy datetime64 ranges",
    );
    expect(() => np.arange(start, np.datetime64("NaT"))).toThrow(
      "arange: cannot use NaT (not-a-time) datetime values",
    );
    expect(() => np.arange(start, np.datetime64("2021"), 0)).toThrow("arange: step cannot be zero");
  });
});

describe("business days", () => {
  test("holidays on weekends do not count, nor twice", () => {
    const calendar = np.busdaycalendar("1111100", {
      holidays: ["2020-01-04", "2020-01-01", "NaT", "2020-01-01"],
    });
    expect(String(calendar.holidays)).toBe("['2020-01-01']");
    expect(np.busday_count("2020-01", "2020-02", { busdaycal: calendar })).toBe(22);
    expect(np.busday_count("2020-02-01", "2020-01-01")).toBe(-22);
  });

  test("a date that is none is rolled as asked", () => {
    const roll = (how: np.Roll) => String(np.busday_offset("2020-02-29", 0, { roll: how }));
    expect(roll("forward")).toBe("2020-03-02");
    expect(roll("modifiedfollowing")).toBe("2020-02-28");
    expect(roll("nat")).toBe("NaT");
    expect(() => roll("raise")).toThrow("Non-business day date in busday_offset");
    expect(() => np.is_busday("2020-01-04", { weekmask: "111111" })).toThrow(
      'Invalid business day weekmask string "111111"',
    );
  });
});
