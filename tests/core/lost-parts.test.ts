// What a cast loses or says of single fields, as NumPy tells it of the whole cast.

import * as np from "strided";
import { describe, expect, it } from "vitest";

/** How many ComplexWarnings a call gives. */
function lost(call: () => unknown): number {
  let count = 0;
  const { emitWarning } = process;
  process.emitWarning = ((warning: unknown) => {
    if (warning instanceof np.exceptions.ComplexWarning) count += 1;
  }) as typeof process.emitWarning;
  try {
    call();
  } finally {
    process.emitWarning = emitWarning;
  }
  return count;
}

const complex = (n: number) => np.ones(n, "c16");
const record = (n: number) => np.ones(n, [["a", [["q", "c16", [2]]]]]);

describe("imaginary parts that a cast drops are told of", () => {
  // each call on a line of its own: a line is warned once
  it("whatever the way", () => {
    expect(lost(() => complex(2).astype("f4"))).toBe(1);
    expect(lost(() => np.zeros(2).set("...", complex(2)))).toBe(1);
    expect(lost(() => np.zeros(2).set([[0]], complex(1)))).toBe(1);
    expect(lost(() => np.array(complex(2), "i4"))).toBe(1);
  });

  it("in fields of records, once", () => {
    expect(lost(() => complex(2).astype([["a", "f8"]]))).toBe(1);
    expect(lost(() => complex(2).astype("f8,i4"))).toBe(1);
    expect(lost(() => complex(2).astype([["a", [["b", "f4", [3]]]]]))).toBe(1);
    expect(lost(() => record(2).astype("f8"))).toBe(1);
    expect(lost(() => record(2).astype([["b", "f8", [2]]]))).toBe(1);
    expect(lost(() => np.zeros(2, "f4,f4").set("...", np.zeros(2, "f4,c8")))).toBe(1);
  });

  it("of empty arrays too: the dtypes decide", () => {
    expect(lost(() => complex(0).astype("f4"))).toBe(1);
    expect(lost(() => complex(0).astype([["a", "f8"]]))).toBe(1);
    expect(lost(() => record(0).astype("f8"))).toBe(1);
    expect(lost(() => np.zeros(0).set("...", complex(0)))).toBe(1);
    expect(lost(() => np.zeros(0).set([[]], complex(0)))).toBe(1);
  });

  it("not where the target has them, or is no number", () => {
    const targets = ["c8", "?", "U4", "V3", "M8[s]", [["a", "c8"]], [["a", "U4"]], [["a", "?"]]];
    for (const dtype of targets) expect(lost(() => complex(2).astype(dtype as "c8"))).toBe(0);
  });
});

/** The floating-point errors of a cast. */
function errorsOf(array: np.NDArray, dtype: unknown): string {
  const said: string[] = [];
  np.errstate({ all: "call", call: (kind) => said.push(kind) }, () => array.astype(dtype as "f8"));
  return said.join();
}

describe("NaN of halves as text", () => {
  const halves = np.array([1, Number.NaN], "f2");

  it("is silent alone, and beside what nothing can go wrong with", () => {
    const silent = ["U3", "S3", [["x", "U3"]], "U3,S3", "U3,f2", "U3,>f2"];
    for (const dtype of silent) expect(errorsOf(halves, dtype)).toBe("");
  });

  it("is invalid beside a field whose cast looks for errors", () => {
    const aloud = ["U3,f4", "S3,c8", "U3,?", "V5,U6", "U3,M8[s]", [["x", "2U3"]]];
    expect(aloud.map((dtype) => errorsOf(halves, dtype))).toEqual([
      ...Array.from({ length: 5 }, () => "invalid value"),
      "",
    ]);
    expect(
      errorsOf(halves, [
        ["x", [["a", "U3"]]],
        ["y", [["b", "?"]]],
      ] as never),
    ).toBe("invalid value");
  });

  it("is told of once, as are all errors of a cast of records", () => {
    expect(errorsOf(np.array([Number.NaN]), "i4,i4,U3")).toBe("invalid value");
  });

  it("follows the fields where records meet records", () => {
    const records = np.array([{ a: Number.NaN, b: 1 }] as never, [
      ["a", "f2"],
      ["b", "f4"],
    ]);
    expect(errorsOf(records, "U3,f4")).toBe("");
    expect(errorsOf(records, "U3,f8")).toBe("invalid value");
    expect(errorsOf(records, "U3,U3")).toBe("");
  });
});
