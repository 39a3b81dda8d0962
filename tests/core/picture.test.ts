// a.layout(): what the pictures show, in characters and as SVG.

import * as np from "strided";
import { describe, expect, it } from "vitest";
import { makeView } from "../../src/core/ndarray.js";

function drawn(array: np.NDArray): string {
  return `\n${array.layout()}\n`;
}

/** A view through strides of its own, as `as_strided` makes it. */
function strided(array: np.NDArray, offset: number, shape: number[], strides: number[]) {
  return makeView(array, array.byteOffset + offset, shape, strides, array.dtype, "test");
}

describe("in characters", () => {
  it("shows an array of its own", () => {
    expect(
      drawn(
        np.array([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      ),
    ).toBe(`
int64 array, shape (2, 3), strides (24, 8) bytes
owns its memory: offset 0 of 48 bytes
C_CONTIGUOUS True, F_CONTIGUOUS False, WRITEABLE True

             axis 1: +8 →
           ┌───┬───┬───┐
  axis 0:  │ 1 │ 2 │ 3 │
  +24 ↓    │ 4 │ 5 │ 6 │
           └───┴───┴───┘

memory (byte, value, index)
    0     8     16    24    32    40
  ┌─────┬─────┬─────┬─────┬─────┬─────┐
  │   1 │   2 │   3 │   4 │   5 │   6 │
  │ 0,0 │ 0,1 │ 0,2 │ 1,0 │ 1,1 │ 1,2 │
  └─────┴─────┴─────┴─────┴─────┴─────┘
    ╰─────▲ axis 1: +8
    ╰── axis 0: +24 ──▲
`);
  });

  it("shows a view within the memory of its base", () => {
    const base = np.array(
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9, 10, 11],
      ],
      "int16",
    );
    expect(drawn(base.at("1:", "::-2"))).toBe(`
int16 array, shape (2, 2), strides (8, -4) bytes
a view of an int16 array of shape (3, 4): offset 14 of 24 bytes
C_CONTIGUOUS False, F_CONTIGUOUS False, WRITEABLE True

             axis 1: -4 →
           ┌────┬───┐
  axis 0:  │  7 │ 5 │
  +8 ↓     │ 11 │ 9 │
           └────┴───┘

memory (byte, value, index)
    0     2     4     6     8     10    12    14    16    18    20    22
  ┌─────┬─────┬─────┬─────┬─────┬─────┬─────┬─────┬─────┬─────┬─────┬─────┐
  │   0 │   1 │   2 │   3 │   4 │   5 │   6 │   7 │   8 │   9 │  10 │  11 │
  │     │     │     │     │     │ 0,1 │     │ 0,0 │     │ 1,1 │     │ 1,0 │
  └─────┴─────┴─────┴─────┴─────┴─────┴─────┴─────┴─────┴─────┴─────┴─────┘
                                  ▲───────────╯ axis 1: -4
                                              ╰───── axis 0: +8 ──────▲
`);
  });

  it("counts the indexes that share a cell", () => {
    const row = np.array([1, 2, 3], "uint8");
    const broadcast = drawn(strided(row, 0, [4, 3], [0, 1]));
    expect(broadcast).toContain("axis 0:  │ 1 │ 2 │ 3 │\n  +0 ↓     │ 1 │ 2 │ 3 │");
    expect(broadcast).toContain("│ 0,0 ×4 │ 0,1 ×4 │ 0,2 ×4 │");
    const windows = drawn(strided(np.array([1, 2, 3, 4], "uint8"), 0, [3, 2], [1, 1]));
    expect(windows).toContain("│ 0,0    │ 0,1 ×2 │ 1,1 ×2 │ 2,1    │");
  });

  it("shows records, their fields and padding, and a field as a view", () => {
    const person = np.dtype(
      [
        ["sex", "S1"],
        ["age", "i4"],
      ],
      { align: true },
    );
    const people = np.array(
      [
        ["f", 25],
        ["m", 30],
      ],
      { dtype: person },
    );
    const whole = drawn(people);
    expect(whole).toContain("structured array, shape (2,), strides (8,) bytes");
    expect(whole).toContain(`each element
  0  sex  |S1      1 byte
  1       padding  3 bytes
  4  age  int32    4 bytes
`);
    const ages = drawn(people.field("age"));
    expect(ages).toContain("a view of a structured array of shape (2,): offset 4 of 16 bytes");
    expect(ages).toContain(`
    0         4     8         12
  ┌─────────┬─────┬─────────┬─────┐
  │ 4 bytes │  25 │ 4 bytes │  30 │
  │         │ 0   │         │ 1   │
  └─────────┴─────┴─────────┴─────┘
`);
  });

  it("shows planes of arrays with more axes", () => {
    const text = drawn(np.zeros([2, 2, 2], "int8"));
    expect(text).toContain("axis 0: 2 planes, +4 bytes apart\n\n[0, :, :]\n");
    expect(text).toContain("\n\n[1, :, :]\n");
    expect(text).toContain("│ 0,0,0 │ 0,0,1 │ 0,1,0 │ 0,1,1 │ 1,0,0 │");
  });

  it("shows large arrays by their ends, on a few lines, at once", () => {
    const text = drawn(np.zeros([1000, 1000], "float32"));
    expect(text).toContain("│ 3,984 bytes │");
    expect(text.split("\n").length).toBeLessThan(40);
    const deep = drawn(np.zeros(Array(20).fill(2) as number[], "int8"));
    expect(deep.split("\n").length).toBeLessThan(120);
    const inside = np.zeros([100_000], "int8").at("50_000:50_003".replaceAll("_", ""));
    expect(drawn(inside)).toContain("│ 50,000 bytes │");
  });

  it("draws elements that overlap in part, and what has no elements or no bytes", () => {
    const words = np.array([1, 2], "uint16");
    expect(drawn(strided(words, 0, [3], [1]))).toContain("\n    0     1     2\n");
    expect(drawn(np.zeros([0, 3]))).toContain("shape (0, 3)");
    expect(drawn(np.array(7))).toContain("│ () │");
    expect(drawn(np.zeros([2], "V0" as "V1"))).toContain("shape (2,)");
    expect(drawn(np.frombuffer(new Uint8Array(4), { dtype: "uint8" }))).toContain(
      "a view of memory from outside: offset 0 of 4 bytes",
    );
  });

  it("refuses unknown options", () => {
    const a = np.array([1]);
    expect(() => a.layout({ format: "png" as "svg" })).toThrow("format must be one of");
    expect(() => a.layout({ form: "svg" } as np.LayoutOptions)).toThrow("unexpected keyword");
  });

  it("ignores print options that would leave elements out or add lines", () => {
    const text = np.printoptions({ threshold: 1, edgeitems: 1 }, () =>
      np.array([1, 2, 3, 4], "int8").layout(),
    );
    expect(text).toContain("│ 1 │ 2 │ 3 │ 4 │");
  });
});

describe("as SVG", () => {
  const svg = (array: np.NDArray) => array.layout({ format: "svg" });

  it("is one self-contained element for light and dark pages", () => {
    const text = svg(
      np.array([
        [1, 2, 3],
        [4, 5, 6],
      ]).T,
    );
    expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
    expect(text).toMatch(/<\/svg>$/);
    expect(text.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
      /https?:|url\(|href|<script|@import/,
    );
    expect(text).toContain("prefers-color-scheme:dark");
    expect(text).toContain("<title>int64 array, shape (3, 2), strides (8, 24) bytes;");
    expect(text).toContain(">F_CONTIGUOUS True, WRITEABLE".replace(">", ""));
    // One rectangle for the page, six for the grid, six for memory; one arrow per axis.
    expect(text.match(/<rect/g)!.length).toBe(13);
    expect(text.match(/class="sl-l"/g)!.length).toBe(2);
    expect(text).toContain(">axis 1: +24</text>");
  });

  it("balances its tags and escapes texts", () => {
    const words = np.array(["<b>&", "\u0007", '"', "é"]);
    for (const array of [words, np.zeros([3, 4, 5]), np.zeros([500, 500]), np.array(1)]) {
      const text = svg(array as np.NDArray);
      const open: string[] = [];
      for (const [, close, name, self] of text.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
        if (self === "/") continue;
        if (close === "/") expect(open.pop()).toBe(name);
        else open.push(name!);
      }
      expect(open).toEqual([]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are not allowed in XML
      expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    }
    expect(svg(words)).toContain("&lt;b&gt;&amp;");
  });

  it("stays within its own size", () => {
    for (const array of [np.zeros([4, 30]), np.zeros([2, 3, 4, 5]), np.array(["x".repeat(40)])]) {
      const text = svg(array as np.NDArray);
      const [, width, height] = text.match(/width="(\d+)" height="(\d+)"/)!.map(Number);
      expect(width).toBeLessThan(1000);
      for (const [, x, y, w, h] of text.matchAll(
        /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
      )) {
        expect(Number(x) + Number(w)).toBeLessThanOrEqual(width!);
        expect(Number(y) + Number(h)).toBeLessThanOrEqual(height!);
      }
    }
  });
});
