// datetime64 and timedelta64: dtypes, scalars, casts and text. What NumPy answers to each is written here; the
// fuzzer's group "datetime" asks it about thousands more.

import * as np from "strided";
import { describe, expect, test } from "vitest";

describe("dtypes", () => {
  test("units are read in every spelling, and written in one", () => {
    const pairs: [string, string][] = [
      ["M8[D]", "dtype('<M8[D]')"],
      ["datetime64[1D]", "dtype('<M8[D]')"],
      [">m8[25s]", "dtype('>m8[25s]')"],
      ["M8[D/8]", "dtype('<M8[3h]')"],
      ["M8[3M/40]", "dtype('<M8[54h]')"],
      ["M8[generic]", "dtype('<M8')"],
      ["M8[μs]", "dtype('<M8[us]')"],
      ["timedelta64", "dtype('<m8')"],
    ];
    for (const [spec, repr] of pairs) expect(np.dtype(spec as np.DTypeLike).repr()).toBe(repr);
    expect(np.dtype("M8[ns]")).toBe(np.dtype("datetime64[ns]"));
    expect(np.dtype(">m8[s]").descr).toEqual([["", ">m8[s]"]]);
    expect(String(np.dtype("M8[D], 3m8[25s]"))).toBe(
      "[('f0', '<M8[D]'), ('f1', '<m8[25s]', (3,))]",
    );
    expect(np.dtype("M8[7D]").equals("M8[W]")).toBe(false);
  });

  test("what is no unit is refused in NumPy's words", () => {
    const refused: [string, string][] = [
      ["M8[x]", 'Invalid datetime unit in metadata string "[x]"'],
      ["M8[]", 'Invalid datetime metadata string "[]"'],
      ["M8[D]x", 'Invalid datetime metadata string "[D]x" at position 3'],
      ["M8[10]", 'Invalid datetime metadata string "[10]" at position 3'],
      ["M8[as/2]", 'divisor (2) is not a multiple of a lower-unit in datetime metadata "[as/2]"'],
      ["M8[generic/2]", "Can't use 'den' divisor with generic units"],
    ];
    for (const [spec, message] of refused) {
      expect(() => np.dtype(spec as np.DTypeLike), spec).toThrow(message);
    }
  });

  test("promotion finds the unit that both are multiples of", () => {
    expect(String(np.promote_types("M8[25s]", "M8[7m]"))).toBe("datetime64[5s]");
    expect(String(np.promote_types("M8[Y]", "M8[D]"))).toBe("datetime64[D]");
    expect(String(np.promote_types("M8[D]", "m8[h]"))).toBe("datetime64[h]");
    expect(String(np.promote_types("i8", "m8[D]"))).toBe("timedelta64[D]");
    expect(() => np.promote_types("m8[Y]", "m8[D]")).toThrow(
      "Cannot get a common metadata divisor for Numpy datetime metadata [Y] and [D] because they have incompatible nonlinear base time units.",
    );
    expect(() => np.promote_types("M8[as]", "M8[W]")).toThrow(np.OverflowError);
    expect(() => np.promote_types("f8", "m8[D]")).toThrow(np.DTypePromotionError);
  });

  test("casting rules look at units", () => {
    expect(np.can_cast("M8[D]", "M8[h]")).toBe(true);
    expect(np.can_cast("M8[h]", "M8[D]")).toBe(false);
    expect(np.can_cast("M8[h]", "M8[D]", "same_kind")).toBe(true);
    expect(np.can_cast("m8[Y]", "m8[D]", "same_kind")).toBe(false);
    expect(np.can_cast("i8", "m8[D]")).toBe(true);
    expect(np.can_cast("u8", "m8[D]")).toBe(false);
  });

  test("where they stand among the scalar types", () => {
    expect(np.issubdtype("m8[D]", np.signedinteger)).toBe(true);
    expect(np.issubdtype("M8[D]", np.datetime64)).toBe(true);
    expect(np.issubdtype("M8[D]", np.integer)).toBe(false);
    expect(np.isdtype(np.dtype("m8[D]"), "numeric")).toBe(false);
    expect(np.typecodes.Datetime).toBe("Mm");
    expect(np.datetime_data("M8[D/8]")).toEqual(["h", 3]);
  });
});

describe("scalars", () => {
  test("the unit is as exact as the text", () => {
    const repr = (text: string) => np.datetime64(text).repr();
    expect(repr("2020")).toBe("np.datetime64('2020')");
    expect(repr("2020-01-31T05")).toBe("np.datetime64('2020-01-31T05','h')");
    expect(repr("2020-01-31 05:06:07.1234")).toBe("np.datetime64('2020-01-31T05:06:07.123400')");
    expect(repr("-5")).toBe("np.datetime64('-005')");
    expect(repr("NaT")).toBe("np.datetime64('NaT','generic')");
    expect(np.datetime64("2020-02-29", "7D").repr()).toBe("np.datetime64('2020-02-27','7D')");
  });

  test("text that is no date says where it ends to be one", () => {
    expect(() => np.datetime64("2020-1-1")).toThrow(
      'Error parsing datetime string "2020-1-1" at position 5',
    );
    expect(() => np.datetime64("2019-02-29")).toThrow(
      'Day out of range in datetime string "2019-02-29"',
    );
    expect(() => np.datetime64("2020-01-01T05:06:07,5")).toThrow(np.ValueError);
  });

  test("counts need a unit, spans do not", () => {
    expect(() => np.datetime64(5)).toThrow(
      "Converting an integer to a NumPy datetime requires a specified unit",
    );
    expect(String(np.datetime64(5, "D"))).toBe("1970-01-06");
    expect(String(np.timedelta64(5))).toBe("5 generic time units");
    expect(String(np.timedelta64(np.timedelta64(25, "h"), "D"))).toBe("1 days");
    expect(() => np.timedelta64(np.timedelta64(3, "Y"), "D")).toThrow(
      "Cannot cast NumPy timedelta64 scalar from metadata [Y] to [D] according to the rule 'same_kind'",
    );
    expect(() => np.timedelta64(2.5 as number, "D")).toThrow(
      "Could not convert object to NumPy timedelta",
    );
  });

  test("Dates come and go", () => {
    const date = new Date(Date.UTC(2020, 0, 31, 12, 30, 15, 250));
    const instant = np.datetime64(date);
    expect(instant.repr()).toBe("np.datetime64('2020-01-31T12:30:15.250')");
    expect(instant.toDate()).toEqual(date);
    expect(np.datetime64("1969-12-31T23:59:59.9999").toDate().getTime()).toBe(-1);
    expect(np.datetime64("NaT").toDate().getTime()).toBeNaN();
    expect(String(np.array([date, new Date(Number.NaN)]).dtype)).toBe("datetime64[ms]");
  });

  test("they compare across units, and NaT with nothing", () => {
    const day = np.datetime64("2020-01-31");
    expect(day < np.datetime64("2020-01-31T00:00:00.000001")).toBe(true);
    expect(day.equals(np.datetime64("2020-01-31T00"))).toBe(true);
    expect(np.datetime64("NaT") < day || np.datetime64("NaT") > day).toBe(false);
    expect(np.timedelta64(1, "W") > np.timedelta64(167, "h")).toBe(true);
    expect(() => np.timedelta64(1, "Y") > np.timedelta64(1, "D")).toThrow(np.DTypeError);
    expect(JSON.stringify([day, np.timedelta64(5, "h")])).toBe('["2020-01-31",5]');
    expect(day instanceof np.Datetime64 && day instanceof np.datetime64).toBe(true);
  });

  test("no digit of 64 bits is lost", () => {
    const last = np.datetime64(2n ** 63n - 1n, "D");
    expect(String(last)).toBe("25252734927768524-07-27");
    expect(np.array([last]).item()).toEqual(last);
    expect(String(np.datetime64(2n ** 63n - 1n, "Y"))).toBe("-9223372036854773839");
  });
});

describe("arrays", () => {
  test("take the unit that holds all values", () => {
    expect(np.array_repr(np.array(["2020", "2020-01", "2020-01-01"], "M8"))).toBe(
      "array(['2020-01-01', '2020-01-01', '2020-01-01'], dtype='datetime64[D]')",
    );
    expect(np.array_repr(np.array([np.timedelta64(2, "D"), 3]))).toBe(
      "array([2, 3], dtype='timedelta64[D]')",
    );
    expect(np.array_repr(np.array([null, "2020"], "M8[D]"))).toBe(
      "array([       'NaT', '2020-01-01'], dtype='datetime64[D]')",
    );
  });

  test("casts between units round down and keep NaT", () => {
    const hours = np.array([-25, 25], "i8").view("m8[h]");
    expect(String(hours.astype("m8[D]"))).toBe("[-2  1]");
    const days = np.array(["1969-12-31", "2020-02-29", "NaT"], "M8[D]");
    expect(String(days.astype("M8[M]"))).toBe("['1969-12' '2020-02'     'NaT']");
    expect(String(days.astype("M8[Y]").astype("M8[W]"))).toBe(
      "['1968-12-26' '2019-12-26'        'NaT']",
    );
    expect(() => days.astype("M8[W]").astype("M8[as]")).toThrow(
      "Integer overflow while computing the conversion factor between NumPy datetime units W and as",
    );
  });

  test("casts of one element and of many are one formula", () => {
    const narrow = (x: bigint) => (Number.isSafeInteger(Number(x)) ? Number(x) : x);
    const units = ["Y", "M", "W", "D", "h", "s", "ms", "3M", "7D", "25s"];
    const counts = [0, 1, -1, 59, 60, 61, 365, 366, -719528, 18262, 146097, -146098, 1e9, -1e9];
    for (const from of units) {
      for (const to of units) {
        const many = np.array(counts, "i8").view(`M8[${from}]`).astype(`M8[${to}]`);
        const one = counts.map((count) => np.datetime64(np.datetime64(count, from), to).value);
        expect(many.view("i8").tolist(), `${from} to ${to}`).toEqual(one.map(narrow));
      }
    }
  });

  test("text that does not fit its element is an error for instants, cut for spans", () => {
    expect(String(np.array(["2020-01-01"], "M8[D]").astype("U"))).toBe("['2020-01-01']");
    expect(() => np.array(["2020-01-01"], "M8[D]").astype("U5")).toThrow(
      "The string provided for NumPy ISO datetime formatting was too short, with length 5",
    );
    expect(String(np.array([1], "m8[D]").astype("S2"))).toBe("[b'1 ']");
  });

  test("integers and floats are counts", () => {
    expect(String(np.array([1.5, Number.NaN]).astype("m8[D]"))).toBe("[    1 'NaT']");
    expect(np.array([5], "M8[s]").view("i8").tolist()).toEqual([5]);
    expect(() => np.array([5]).astype("M8[s]", { casting: "same_kind" })).toThrow(
      "Cannot cast array data from dtype('int64') to dtype('<M8[s]') according to the rule 'same_kind'",
    );
    expect(() => np.array([5], "M8")).toThrow(np.ValueError);
  });

  test("records hold them", () => {
    const log = np.array(
      [[1, "2020-01-01T12"]],
      [
        ["id", "i4"],
        ["at", "M8[s]"],
      ],
    );
    expect(String(log)).toBe("[(1, '2020-01-01T12:00:00')]");
    expect(String(log.field("at").item())).toBe("2020-01-01T12:00:00");
  });

  test("they print as NumPy prints them", () => {
    const spans = np.array([5, "NaT", -300], "m8[h]");
    expect(String(spans)).toBe("[    5 'NaT'  -300]");
    expect(np.array2string(spans, { formatter: { timedelta: (x) => `<${String(x)}>` } })).toBe(
      "[<5 hours> <NaT> <-300 hours>]",
    );
    expect(np.array_repr(np.array(["NaT"], "M8"))).toBe("array(['NaT'], dtype=datetime64)");
    expect(() => String(np.zeros(2, "M8"))).toThrow(
      "Cannot convert a NumPy datetime value other than NaT with generic units",
    );
  });

  test("as text in other units and zones", () => {
    const at = np.array(["2020-01-31T12:30:15", "NaT"], "M8[s]");
    expect(String(np.datetime_as_string(at, { timezone: "UTC" }))).toBe(
      "['2020-01-31T12:30:15Z' 'NaT']",
    );
    expect(String(np.datetime_as_string(at.astype("M8[ns]"), { unit: "auto" }))).toBe(
      "['2020-01-31T12:30:15' 'NaT']",
    );
    expect(() => np.datetime_as_string(at, { unit: "m", casting: "safe" })).toThrow(
      "Cannot create a datetime string as units 'm' from a NumPy datetime with units 's' according to the rule 'safe'",
    );
  });
});
