// np.nditer and np.nested_iters: what NumPy's documentation promises, what the fuzzer found, and what it cannot see.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const matrix = () => np.arange(6).reshape(2, 3);
const numbers = (it: Iterable<np.NDArray>) => [...it].map((x) => x.tolist());

describe("the order of the walk", () => {
  it("is that of memory, unless another is asked for", () => {
    const a = matrix();
    expect(numbers(np.nditer(a.T))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(numbers(np.nditer(a.at("::-1, ::-1")))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(numbers(np.nditer(a.T, { order: "C" }))).toEqual([0, 3, 1, 4, 2, 5]);
    expect(numbers(np.nditer(a, { order: "F" }))).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it("shows where it is in the operands' own axes", () => {
    const it = np.nditer(matrix().at(":, ::-1"), { flags: ["multi_index"] });
    const seen: unknown[] = [];
    for (const x of it) seen.push([it.multi_index, x.item()]);
    expect(seen.slice(0, 2)).toEqual([
      [[0, 2], 0],
      [[0, 1], 1],
    ]);
    const index = np.nditer(matrix(), { flags: ["f_index"] });
    const found: number[] = [];
    for (const _ of index) found.push(index.index);
    expect(found).toEqual([0, 2, 4, 1, 3, 5]);
  });

  it("merges axes where it can", () => {
    expect([np.nditer(matrix()).ndim, np.nditer(matrix()).shape]).toEqual([1, [6]]);
    expect(np.nditer([matrix(), [1, 2, 3]]).shape).toEqual([3, 2]);
    expect(np.nditer(matrix().T, { flags: ["multi_index"] }).shape).toEqual([3, 2]);
    expect(np.nditer(matrix().T).itviews[0]!.tolist()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe("writing", () => {
  it("goes through the views into the operand", () => {
    const a = matrix();
    for (const x of np.nditer(a, { op_flags: ["readwrite"] })) x.set("...", x.item() * 2);
    expect(a.tolist()).toEqual([
      [0, 2, 4],
      [6, 8, 10],
    ]);
  });

  it("is refused where it was not asked for", () => {
    const [x] = np.nditer(matrix());
    expect(() => x!.set("...", 1)).toThrow("read-only");
    const it = np.nditer([matrix(), matrix()], { op_flags: [["readonly"], ["readwrite"]] });
    expect(() => it.set(0, 1)).toThrow("Iterator operand 0 is not writeable");
    it.set(1, 7);
    expect(it.operands[1]!.item(0)).toBe(7);
    expect(() => np.nditer(np.broadcast_to(1, [3]), { op_flags: ["readwrite"] })).toThrow(
      "operand array with iterator write flag set is read-only",
    );
  });

  it("reaches a buffered operand chunk by chunk, the last on close", () => {
    const a = np.arange(6, "int32");
    const it = np.nditer(a, {
      flags: ["buffered"],
      op_flags: ["readwrite"],
      op_dtypes: "float64",
      casting: "unsafe",
      buffersize: 4,
    });
    for (const x of it) x.set("...", Number(x) * 1.5);
    it.close();
    expect(a.tolist()).toEqual([0, 1, 3, 4, 6, 7]);
    expect(() => it.value).toThrow("Iterator is past the end");
    expect(() => it.reset()).toThrow("Iterator is invalid");
  });

  it("reaches a copied operand on close only, and once", () => {
    const a = np.arange(3);
    const it = np.nditer(a, {
      op_flags: [["readwrite", "updateifcopy"]],
      op_dtypes: "float32",
      casting: "unsafe",
    });
    for (const x of it) np.add(x, 1, { out: x });
    expect(a.tolist()).toEqual([0, 1, 2]);
    it[Symbol.dispose]();
    expect(a.tolist()).toEqual([1, 2, 3]);
    a.set(0, 99);
    it.close();
    expect(a.item(0)).toBe(99);
  });

  it("sums into an operand that stands still, through a buffer too", () => {
    const a = np.arange(24).reshape(2, 3, 4);
    for (const flags of [["reduce_ok"], ["reduce_ok", "buffered"]] as const) {
      const sums = np.zeros([2, 1, 1], "float32");
      const it = np.nditer([a, sums], {
        flags,
        op_flags: [["readonly"], ["readwrite"]],
        op_dtypes: flags.length === 2 ? ["float64", "float64"] : null,
        casting: "same_kind",
      });
      for (const [x, y] of it) np.add(x, y, { out: y, casting: "same_kind" });
      it.close();
      expect(sums.ravel().tolist()).toEqual([66, 210]);
    }
  });

  it("does not read what it has written where operands overlap", () => {
    const a = np.arange(5);
    const it = np.nditer([a.at(":-1"), a.at("1:")], {
      flags: ["copy_if_overlap"],
      op_flags: [["readonly"], ["writeonly"]],
    });
    for (const [x, y] of it) y.set("...", x);
    it.close();
    expect(a.tolist()).toEqual([0, 0, 1, 2, 3]);
  });
});

describe("operands that are null", () => {
  it("are allocated as the walk lies in memory", () => {
    const it = np.nditer([matrix().T, null]);
    for (const [x, y] of it) np.square(x, { out: y });
    expect(it.operands[1]!.tolist()).toEqual([
      [0, 9],
      [1, 16],
      [4, 25],
    ]);
    expect(it.operands[1]!.strides).toEqual([8, 24]);
  });

  it("have the axes that op_axes gives them", () => {
    const a = np.arange(24).reshape(2, 3, 4);
    const it = np.nditer([a, null], {
      flags: ["reduce_ok"],
      op_flags: [["readonly"], ["readwrite", "allocate"]],
      op_axes: [null, [0, 1, -1]],
    });
    const sums = it.operands[1]!;
    sums.set("...", 0);
    for (const [x, y] of it) np.add(x, y, { out: y });
    expect(sums.tolist()).toEqual(a.sum({ axis: 2 }).tolist());
    const outer = np.nditer([np.arange(3), np.arange(2), null], {
      op_axes: [[0, -1], [-1, 0], null],
    });
    for (const [x, y, z] of outer) np.multiply(x, y, { out: z });
    expect(outer.operands[2]!.tolist()).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
    ]);
  });
});

describe("external loops and buffers", () => {
  it("hand out runs", () => {
    const a = matrix();
    expect(numbers(np.nditer(a, { flags: ["external_loop"] }))).toEqual([[0, 1, 2, 3, 4, 5]]);
    expect(numbers(np.nditer(a, { flags: ["external_loop"], order: "F" }))).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    expect(
      numbers(np.nditer(a, { flags: ["external_loop", "buffered"], order: "F", buffersize: 4 })),
    ).toEqual([
      [0, 3, 1, 4],
      [2, 5],
    ]);
  });

  it("cast a 0-d operand without a buffer", () => {
    expect(numbers(np.nditer(np.array(3), { op_dtypes: "float64" }))).toEqual([3]);
  });

  it("wait for reset where the allocation is delayed", () => {
    const it = np.nditer(matrix(), { flags: ["buffered", "delay_bufalloc"] });
    expect(it.has_delayed_bufalloc).toBe(true);
    expect(() => it.value).toThrow("Iterator construction used delayed buffer allocation");
    it.reset();
    expect((it.value as np.NDArray).item()).toBe(0);
  });

  it("allocate nothing for the views of a long loop", () => {
    const a = np.zeros(100_000);
    const report = np.memory.track(() => {
      let sum = 0;
      for (const x of np.nditer(a)) sum += Number(x);
      return sum;
    });
    expect(report.allocations).toHaveLength(0);
  });
});

describe("going places", () => {
  it("by place, index, multi-index and range", () => {
    const at = (it: np.NDIter) => (it.value as np.NDArray).item();
    const it = np.nditer(matrix(), { flags: ["multi_index", "c_index", "ranged"] });
    it.iterindex = 3;
    expect(at(it as np.NDIter)).toBe(3);
    it.multi_index = [0, 1];
    expect([it.index, it.iterindex]).toEqual([1, 1]);
    it.index = 5;
    expect(it.multi_index).toEqual([1, 2]);
    expect(() => {
      it.multi_index = [0, 3];
    }).toThrow("Iterator GotoMultiIndex called with an out-of-bounds multi-index");
    const ranged = np.nditer(matrix(), { flags: ["ranged"] });
    ranged.iterrange = [2, 4];
    expect(numbers(ranged)).toEqual([2, 3]);
    expect(() => {
      ranged.iterrange = [2, 9];
    }).toThrow("Out-of-bounds range [2, 9) passed to ResetToIterIndexRange");
  });

  it("starts again after reset, copies stand where they were copied", () => {
    const it = np.nditer(matrix());
    it.next();
    it.next();
    const twin = it.copy();
    expect(numbers(it)).toEqual([2, 3, 4, 5]);
    expect(it.finished).toBe(true);
    expect(twin.value.item()).toBe(1);
    it.reset();
    expect(numbers(it)).toHaveLength(6);
  });

  it("drops axes and the multi-index", () => {
    const it = np.nditer(matrix(), { flags: ["multi_index"] });
    it.remove_axis(0);
    expect(numbers(it)).toEqual([0, 1, 2]);
    const flat = np.nditer(matrix(), { flags: ["multi_index"] });
    flat.remove_multi_index();
    flat.enable_external_loop();
    expect(numbers(flat)).toEqual([[0, 1, 2, 3, 4, 5]]);
  });
});

describe("errors", () => {
  const loose = np.nditer as unknown as (...args: unknown[]) => unknown;
  it.each([
    [[matrix(), { flags: ["foo"] }], 'Unexpected iterator global flag "foo"'],
    [[matrix(), { op_flags: ["foo"] }], 'Unexpected per-op iterator flag "foo"'],
    [[matrix(), { foo: 1 }], "unexpected keyword argument 'foo'"],
    [[np.zeros([0, 3])], "Iteration of zero-sized operands is not enabled"],
    [[[]], "Must provide at least one operand"],
    [[[null]], "no arrays or types available to calculate result type"],
    [[[matrix(), np.zeros(4)]], "operands could not be broadcast together with shapes (2,3) (4,) "],
    [
      [matrix(), { itershape: [2, 4] }],
      "operands could not be broadcast together with remapped shapes [original->remapped]: (2,3)  and requested shape (2,4)",
    ],
    [
      [matrix(), { op_dtypes: "float32" }],
      "Iterator operand 0 dtype could not be cast from dtype('int64') to dtype('float32') according to the rule 'safe'",
    ],
    [
      [matrix(), { op_dtypes: "float64" }],
      "Iterator operand required copying or buffering, but neither copying nor buffering was enabled",
    ],
    [
      [[matrix(), np.zeros([2, 1])], { op_flags: [["readonly"], ["readwrite"]] }],
      "output operand requires a reduction along dimension 0, but the reduction is not enabled. The dimension size of 1 does not match the expected output shape.",
    ],
    [
      [matrix(), { flags: ["multi_index", "external_loop"] }],
      "Iterator flag EXTERNAL_LOOP cannot be used if an index or multi-index is being tracked",
    ],
    [
      [matrix(), { op_axes: [[0, 0]] }],
      "The 'op_axes' provided to the iterator constructor for operand 0 contained duplicate value 0",
    ],
    // NumPy reads beyond the operand's memory
    [
      [np.zeros([2, 0]), { op_axes: [[0]], flags: ["zerosize_ok"] }],
      "Iteration of zero-sized operands is not enabled",
    ],
  ])("%#: says what NumPy says", (args, message) => {
    expect(() => loose(...args)).toThrow(message);
  });

  it("looks at all operands of an axis before the next one", () => {
    const a = np.zeros([2, 2, 2]);
    const flags = [["readonly"], ["readwrite", "no_broadcast"], ["writeonly"]];
    const given = { op_flags: flags, flags: ["reduce_ok"] };
    expect(() => loose([a, np.zeros([2, 1, 2]), np.zeros(1)], given)).toThrow(
      "output operand requires a reduction, but is flagged as write-only, not read-write",
    );
  });

  it("names lengths from the last axis, and leaves out unknown ones in front", () => {
    const flags = [["readonly"], ["readonly", "no_broadcast"]];
    const given = {
      op_flags: flags,
      op_axes: [
        [0, 2, 1],
        [0, 2, 1],
      ],
    };
    expect(() => loose([np.zeros([3, 1, 2]), np.zeros([3, 1, 1])], given)).toThrow(
      "with shape (3,1,1) [remapped to (1,1,3)] doesn't match the broadcast shape (3,2,1)",
    );
    const asked = { op_axes: [[2, 0, 1]], itershape: [-1, 4, 2] };
    expect(() => loose(np.zeros([3, 4, 2]), asked)).toThrow(/and requested shape \(4,2\)/);
  });

  it("a dtype that byte order replaced is cast to, also where it is the operand's own", () => {
    const a = np.zeros(1, "c8");
    const given = { op_flags: [["readwrite", "nbo"]], op_dtypes: [">c8"] };
    expect(() => loose(a, given)).toThrow("Iterator operand required copying or buffering");
    const read = np.nditer([np.zeros([], "c16")], {
      op_flags: [["readonly", "nbo"]],
      op_dtypes: ">c16",
    });
    expect(read.operands[0]!.flags.owndata).toBe(true);
  });

  it("without an axis of length 0 there would be elements that are not there", () => {
    const flags = ["multi_index", "zerosize_ok"] as const;
    const it = np.nditer([np.zeros([0, 1])], { flags });
    expect(() => it.remove_axis(0)).toThrow("an axis of length 0 cannot be removed");
    it.remove_axis(1);
    expect(it.itersize).toBe(0);
  });

  it("compares op_axes and itershape before it looks at the flags", () => {
    const given = { flags: ["ranged", "external_loop"], op_axes: [[0]], itershape: [2, 4] };
    expect(() => loose([np.zeros(2)], given)).toThrow(
      "'op_axes' and 'itershape' must have the same number of entries equal to the iterator ndim",
    );
  });

  it("says that an operand is read-only before it says that it is empty", () => {
    const a = np.zeros([0, 1]);
    a.setflags({ write: false });
    expect(() => loose(a, { op_flags: [["writeonly"]] })).toThrow(
      "operand array with iterator write flag set is read-only",
    );
  });

  it("comes where an operand was disposed", () => {
    const a = np.zeros(3);
    const it = np.nditer(a);
    a.dispose();
    expect(() => it.value).toThrow(np.DisposedError);
  });
});

describe("nested_iters", () => {
  it("walks the inner axes within each outer element", () => {
    const a = np.arange(12).reshape(2, 3, 2);
    const [outer, inner] = np.nested_iters(a, [[1], [0, 2]]);
    const seen: unknown[] = [];
    for (const _ of outer) seen.push(numbers(inner));
    expect(seen).toEqual([
      [0, 1, 6, 7],
      [2, 3, 8, 9],
      [4, 5, 10, 11],
    ]);
  });

  it("checks its axes", () => {
    const a = matrix();
    expect(() => np.nested_iters(a, [[0, 1]])).toThrow("axes must have at least 2 entries");
    expect(() => np.nested_iters(a, [[0], [0]])).toThrow("An axis is used more than once");
    expect(() => np.nested_iters(a, [[0], [-1]])).toThrow("An axis is out of bounds");
  });
});

describe("a sum in a buffer", () => {
  /** What is seen of a sum of integers to which thousandths are added: how many since its buffer was read. */
  const seen = (shape: number[], sums: number[], buffersize: number): string => {
    const a = np
      .zeros(
        shape.map((n) => n + 1),
        "float32",
      )
      .at(...shape.map((n) => `:${n}`)) as np.NDArray;
    const found: number[] = [];
    using walk = np.nditer([a, np.zeros(sums, "int32")], {
      flags: ["buffered", "reduce_ok"],
      op_flags: [["readonly"], ["readwrite"]],
      op_dtypes: ["float64", "float64"],
      casting: "unsafe",
      buffersize,
    });
    for (const [, sum] of walk as Iterable<[np.NDArray, np.NDArray]>) {
      found.push(Math.round((sum.item() as number) * 1000));
      np.add(sum, 0.001, { out: sum });
    }
    return found.join(" ");
  };

  it("is read again after as many whole turns as the buffer holds, where it stands still", () => {
    const wanted = "0 1 2 3 4 5 6 7 8 0 1 2 0 1 2 3 4 5 6 7 8 0 1 2";
    expect(seen([2, 4, 3], [1, 1, 1], 10)).toBe(wanted);
    expect(seen([2, 4, 3], [1, 1, 1], 2)).toBe("0 1 0 0 1 0 0 1 0 0 1 0 0 1 0 0 1 0 0 1 0 0 1 0");
  });

  it("is kept from turn to turn, where it moves within them", () => {
    const wanted = "0 0 0 1 1 1 2 2 2 3 3 3 4 4 4 5 5 5 6 6 6 7 7 7";
    expect(seen([2, 4, 3], [1, 1, 3], 5)).toBe(wanted);
    expect(seen([2, 4, 3], [1, 1, 3], 24)).toBe(wanted);
    expect(seen([2, 4, 3], [1, 1, 3], 3)).toBe(Array(24).fill(0).join(" "));
    expect(seen([2, 4, 3], [2, 1, 3], 5)).toBe(`${"0 0 0 1 1 1 2 2 2 3 3 3 ".repeat(2).trim()}`);
  });

  it("and where it moves from one to the next, as long as the buffer holds all of them", () => {
    expect(seen([2, 4, 3], [1, 4, 1], 12)).toBe("0 1 2 0 1 2 0 1 2 0 1 2 3 4 5 3 4 5 3 4 5 3 4 5");
    expect(seen([2, 4, 3], [1, 4, 1], 10)).toBe("0 1 2 ".repeat(8).trim());
  });
});
