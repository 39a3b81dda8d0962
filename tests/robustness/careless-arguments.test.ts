// What a careless or hostile caller may pass: every answer is a typed error, never a crash of the process, an
// endless recursion or an engine's own message.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const loose = np as unknown as Record<string, (...args: unknown[]) => unknown>;

/** Lists that contain themselves, once and twice. */
function cyclic(): unknown[][] {
  const one: unknown[] = [];
  one.push(one);
  const two: unknown[] = [];
  two.push(two, two);
  return [one, two];
}

function deep(levels: number): unknown {
  let nest: unknown = 1;
  for (let i = 0; i < levels; i++) nest = [nest];
  return nest;
}

describe("nests that are too deep or have no end", () => {
  it("are ValueErrors of array", () => {
    for (const nest of [...cyclic(), deep(65), deep(1000), deep(100_000)]) {
      expect(() => loose.array!(nest)).toThrow(np.ValueError);
    }
    expect((loose.array!(deep(64)) as np.NDArray).ndim).toBe(64);
  });

  it("are ValueErrors of block, dtype and indices", () => {
    for (const nest of cyclic()) {
      expect(() => np.block(nest)).toThrow(np.ValueError);
      expect(() => np.arange(5).at(nest as never)).toThrow(np.ValueError);
      expect(() => np.arange(5).set([nest] as never, 1)).toThrow(np.ValueError);
    }
    const spec: unknown[] = [];
    spec.push(["a", spec]);
    expect(() => loose.dtype!(spec)).toThrow(np.ValueError);
    expect(np.dtype([["a", [["b", "i4"]]]]).itemsize).toBe(4);
  });
});

describe("sizes beyond reason", () => {
  it("of triangles are refused before any work", () => {
    expect(() => np.tril_indices(2 ** 53)).toThrow();
    expect(() => np.triu_indices(2 ** 40)).toThrow();
    expect(() => np.diag_indices(1, 2 ** 53)).toThrow(np.ValueError);
  });

  it("leave the triangles of every shape and diagonal as they are", () => {
    for (let n = -1; n < 5; n++) {
      for (let m = -1; m < 6; m++) {
        for (let k = -6; k < 7; k++) {
          const inside = (row: number, column: number, lower: boolean) =>
            lower ? column - row <= k : column - row >= k;
          for (const lower of [true, false]) {
            const wanted: number[][] = [[], []];
            for (let row = 0; row < n; row++) {
              for (let column = 0; column < m; column++) {
                if (!inside(row, column, lower)) continue;
                wanted[0]!.push(row);
                wanted[1]!.push(column);
              }
            }
            const got = (lower ? np.tril_indices : np.triu_indices)(n, { k, m });
            expect(got.map((list) => list.tolist())).toEqual(wanted);
          }
        }
      }
    }
  });
});

describe("arguments of the wrong type", () => {
  it("are no lengths of a shape", () => {
    for (const shape of [["3"], [[3]], [null], [Number.NaN], [1.5], [undefined], [{}]]) {
      expect(() => loose.zeros!(shape)).toThrow(TypeError);
    }
    expect(() => loose.zeros!([-1])).toThrow(np.ValueError);
    expect((loose.zeros!([2n, 3]) as np.NDArray).shape).toEqual([2, 3]);
  });

  it("are no bounds of a slice", () => {
    expect(() => loose.slice!(5n, 1)).toThrow("slice indices must be integers");
    expect(() => loose.slice!("1", 2)).toThrow("slice indices must be integers");
  });

  it("are no positions", () => {
    const complex = np.array([np.complex(1, 2)]);
    expect(() => np.hsplit(np.ones([2, 2]), complex as never)).toThrow("must be integers or None");
    expect(() => np.roll(np.arange(4), { bogus: 1 } as never)).toThrow(TypeError);
  });

  it("are no options, and are named where they cannot be printed", () => {
    const odd = Object.assign(Object.create({ inherited: 1 }), {});
    expect(() => loose.column_stack!([[1, 2]], 5)).toThrow("takes no optional arguments; got 5");
    expect(() => loose.column_stack!([[1, 2]], { a: 1 })).toThrow("known: none");
    expect(() => loose.load!("x", odd)).toThrow(TypeError);
  });
});
