// Gathering and scattering: every width and alignment against the plain meaning, and what the fuzzer found.

import fc from "fast-check";
import * as np from "strided";
import { describe, expect, it } from "vitest";

const SEED = 7;

describe("every width of element", () => {
  const dtypes = ["u1", "i2", "f4", "f8", "c16", "S3", "S6", "S12", "S300", "U2"] as const;

  it("is picked and written as one by one", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...dtypes),
        fc.array(fc.integer({ min: -7, max: 6 }), { maxLength: 12 }),
        fc.constantFrom("::1", "::-1", "::2"),
        (dtype, positions, step) => {
          const from = np.arange(14).astype(dtype).at(step).at(":7");
          const length = from.shape[0]!;
          const list = positions.map((position) =>
            Math.max(-length, Math.min(length - 1, position)),
          );
          const picked = from.at(list);
          const values = from.tolist() as unknown[];
          const expected = list.map((i) => values[i < 0 ? i + length : i]);
          expect(picked.tolist()).toEqual(expected);
          expect(np.take(from, list).tolist()).toEqual(expected);
          const to = np.zeros(14, dtype).at(step).at(":7");
          to.set([list], picked);
          const plain = new Map(list.map((i, k) => [i < 0 ? i + length : i, expected[k]]));
          for (const [i, value] of plain) expect(to.at(i).tolist()).toEqual(value);
        },
      ),
      { seed: SEED, numRuns: 400 },
    );
  });

  it("is found under masks of any alignment", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.nat(5), (truth, lead) => {
        const padded = np.array([...new Array<boolean>(lead).fill(true), ...truth], "bool");
        const mask = padded.at(np.slice(lead, null));
        const where = truth.flatMap((one, i) => (one ? [i] : []));
        expect(np.flatnonzero(mask).tolist()).toEqual(where);
        expect(np.arange(truth.length).at(mask).tolist()).toEqual(where);
        expect(np.count_nonzero(mask)).toBe(where.length);
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it("reaches unaligned and byte-swapped memory", () => {
    const bytes = new Uint8Array(33).map((_, i) => i);
    const odd = np.frombuffer(bytes, { dtype: ">f8", offset: 1, count: 4 });
    expect(odd.at([3, 0]).tobytes()).toEqual(
      Uint8Array.from([...bytes.slice(25, 33), ...bytes.slice(1, 9)]),
    );
  });

  it("keeps every bit of a NaN", () => {
    const bits = np.array([0x7ff4000000000001n, 0xfff8000000000002n], "uint64");
    expect(bits.view("float64").at([1, 0]).view("uint64").tolist()).toEqual([
      0xfff8000000000002n,
      0x7ff4000000000001n,
    ]);
  });
});

describe("records that do not fill their bytes", () => {
  const dtype = np.dtype([
    ["a", "u1"],
    ["b", "i2"],
    ["c", "u1"],
  ]);
  const records = () =>
    np.array(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { dtype },
    );

  it("leave the other fields alone: index arrays, masks, flat, put, place, putmask", () => {
    const source = () => np.array([[90, 91, 92]], { dtype }).field(["a", "c"]);
    const writes: ((view: np.NDArray) => void)[] = [
      (view) => view.set([[0]], source()),
      (view) => view.set(np.array([true, false]), source()),
      (view) => view.flat.set([0, 0], source()),
      (view) => np.put(view, [0], source()),
      (view) => np.place(view, [true, false], source()),
      (view) => np.putmask(view, [true, false], source()),
    ];
    for (const write of writes) {
      const a = records();
      write(a.field(["a", "c"]) as np.NDArray);
      expect(a.tolist()).toEqual([
        { a: 90, b: 2, c: 92 },
        { a: 4, b: 5, c: 6 },
      ]);
    }
  });
});

describe("what the fuzzer found", () => {
  it("a mask of length 0 picks nothing, alone too", () => {
    const none = np.zeros(0, "bool");
    expect(np.arange(3).at(none).shape).toEqual([0]);
    expect(np.arange(6).reshape(2, 3).at(none).shape).toEqual([0, 3]);
    const a = np.arange(3);
    a.set(none, 5);
    expect(a.tolist()).toEqual([0, 1, 2]);
    expect(() => a.set(none, [1, 2])).toThrow(
      "shape mismatch: value array of shape (2,) could not be broadcast to indexing result of shape (0,)",
    );
  });

  it("an integer beyond 64 bits is no index", () => {
    expect(() => np.arange(3).at(2n ** 64n)).toThrow("only integers, slices");
  });

  it("a value that stands still along its inner axis only is not taken for a line", () => {
    const a = np.zeros([3, 4], "int64");
    const index = np.ix_([0, 1, 2], [0, 1, 2, 3]) as [np.NDArray, np.NDArray];
    a.set(index, [[1], [2], [3]]);
    expect(a.tolist()).toEqual([
      [1, 1, 1, 1],
      [2, 2, 2, 2],
      [3, 3, 3, 3],
    ]);
  });

  it("choose bends bare numbers to the arrays, wrapping them around", () => {
    expect(np.choose([0, 1], [np.array([1, 2], "float32"), 0.5]).dtype.name).toBe("float32");
    const wrapped = np.choose([1, 0], [np.array([1, 2], "uint8"), -1]);
    expect([wrapped.dtype.name, wrapped.tolist()]).toEqual(["uint8", [255, 2]]);
    expect(() => np.choose([0], [[1]], { out: np.zeros(2) })).toThrow(TypeError);
  });

  it("take reads out as an array of the source's dtype first, and its shape before any position", () => {
    expect(() => np.take(np.zeros(3, "float32"), [0], { out: np.zeros(1) })).toThrow(
      "Cannot cast array data from dtype('float64') to dtype('float32') according to the rule 'safe'",
    );
    expect(() => np.take([1, 2], [9], { out: np.zeros(2, "int64") })).toThrow(
      "output array does not match result of ndarray.take",
    );
    const out = np.zeros(2);
    expect(np.take([1.5, 2.5], [1, 1], { out })).toBe(out);
    expect(out.tolist()).toEqual([2.5, 2.5]);
  });

  it("put looks at the array before it reads the values", () => {
    expect(() => np.put(np.zeros(0, "uint8"), [0], -1)).toThrow(
      "cannot replace elements of an empty array",
    );
  });
});

it("masks and lists pick from arrays that are walked backwards", () => {
  const a = np.arange(600).reshape([20, 30]).at("::-1");
  const rows = a.tolist() as number[][];
  const isPicked = (value: number) => value % 3 === 0;
  expect(a.at(np.equal(a.remainder(3), 0)).tolist()).toEqual(rows.flat().filter(isPicked));
  const columns = Array.from({ length: 20 }, (_, i) => (i * 7) % 30);
  const picked = a.at(np.arange(20), np.array(columns)).tolist();
  expect(picked).toEqual(rows.map((row, i) => row[columns[i]!]));
  const b = np.zeros([20, 30], "int64").at("::-1, ::-1");
  b.set([np.arange(20), np.array(columns)], np.array(picked));
  expect(b.at(np.arange(20), np.array(columns)).tolist()).toEqual(picked);
  expect(np.count_nonzero(b)).toBe(np.count_nonzero(picked));
});
