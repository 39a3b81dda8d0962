// NumPy on the other side: it reads what strided writes and the other way round, on the same files.

import * as np from "strided";
import { describe, expect, it } from "vitest";
import { literalRepr, parseLiteral } from "../../src/io/python-literal.js";
import { libcStatus } from "../../src/memory/libc.js";
import { noPython, python, runPython } from "../support/python.js";
import { temporaryFolder } from "../support/temp.js";

const file = temporaryFolder();

describe.skipIf(python === null)(`with NumPy${python === null ? `: ${noPython}` : ""}`, () => {
  it("NumPy reads every layout and dtype that np.save writes", () => {
    const record = np.dtype({
      names: ["id", "xy", "tag"],
      formats: ["i4", [">f8", [2]], "U3"],
      offsets: [0, 8, 24],
      itemsize: 40,
    });
    const grid = np.array(Float64Array.from({ length: 24 }, (_, i) => i / 2)).reshape(2, 3, 4);
    const arrays: Record<string, np.NDArray> = {
      plain: grid,
      transposed: grid.T,
      strided: grid.at("::-1", 1, "1::2"),
      swapped: grid.astype(">f4"),
      flags: np.array([true, false]),
      complex: np.array([1, 2]).astype("complex64"),
      text: np.array(["a", "日本", "𝄞"]),
      bytes: np.array(["ab", "c"]).astype("S4"),
      scalar: np.array(2.5),
      days: np.array(["2020-01-31", "NaT"], "M8[D]"),
      spans: np.array([1, -2], ">m8[25s]"),
      empty: np.zeros([3, 0], "int16"),
      records: np.array(
        [
          [1, [1.5, 2], "é"],
          [2, [3, 4], "xyz"],
        ],
        { dtype: record },
      ),
    };
    for (const [name, array] of Object.entries(arrays)) np.save(file(name), array);
    np.savez(file("all"), arrays);
    np.savez_compressed(file("packed"), arrays);
    const program = `
all, packed = np.load(sys.argv[1] + "/all.npz"), np.load(sys.argv[1] + "/packed.npz")
for name in sys.argv[2:]:
    a = np.load(f"{sys.argv[1]}/{name}.npy")
    assert all[name].tobytes() == a.tobytes() and all[name].dtype == a.dtype, name
    assert packed[name].tobytes() == a.tobytes() and packed[name].shape == a.shape, name
    print(name, repr(a.dtype), a.shape, a.flags.fnc, a.tobytes().hex())`;
    const said = runPython(program, file("."), ...Object.keys(arrays)).split("\n");
    const expected = Object.entries(arrays).map(([name, a]) => {
      const fnc = a.flags.f_contiguous && !a.flags.c_contiguous;
      const shape = a.ndim === 1 ? `(${a.shape[0]},)` : `(${a.shape.join(", ")})`;
      const hex = Buffer.from(a.tobytes()).toString("hex");
      return `${name} ${a.dtype.repr()} ${shape} ${fnc ? "True" : "False"} ${hex}`;
    });
    expect(said).toEqual(expected);
  });

  it("np.load reads archives that NumPy writes", () => {
    runPython(
      `np.savez(sys.argv[1] + "/theirs.npz", np.arange(5), x=np.arange(12.).reshape(3, 4).T)
np.savez_compressed(sys.argv[1] + "/theirs_packed.npz", np.arange(5), x=np.arange(300000) % 1000)
np.savez(sys.argv[1] + "/theirs_empty.npz")`,
      file("."),
    );
    const plain = np.load<np.NpzFile>(file("theirs.npz"));
    expect(plain.files).toEqual(["x", "arr_0"]);
    expect(plain.get("x").flags.f_contiguous).toBe(true);
    expect(plain.get("x").at(3).tolist()).toEqual([3, 7, 11]);
    const packed = np.load<np.NpzFile>(file("theirs_packed.npz"));
    expect(np.add.reduce(packed.get("x"))).toBe(149_850_000);
    expect(packed.get("arr_0").tolist()).toEqual([0, 1, 2, 3, 4]);
    expect(np.load<np.NpzFile>(file("theirs_empty.npz")).files).toEqual([]);
  });

  it.skipIf(!libcStatus().available)("both map one file and see each other's changes", () => {
    const path = file("both.dat");
    const map = np.memmap(path, { dtype: "float64", mode: "w+", shape: [1000, 10], order: "F" });
    map.set([999, 3], 1.5);
    const program = `
m = np.memmap(sys.argv[1], dtype="f8", mode="r+", shape=(1000, 10), order="F")
print(m[999, 3], m.sum())
m[0, 0] = 42
m.flush()`;
    expect(runPython(program, path)).toBe("1.5 1.5");
    expect(map.item(0, 0)).toBe(42);
    map.close();
    const made = np.lib.format.open_memmap(file("made.npy"), { mode: "w+", dtype: "i4", shape: 3 });
    made.set(1, 7);
    expect(runPython("print(np.load(sys.argv[1], mmap_mode='r'))", file("made.npy"))).toBe(
      "[0 7 0]",
    );
    made.close();
  });

  it("reads Python's literals as ast.literal_eval does", () => {
    const texts = [
      "{'a': (1, 2.5, -3), 'b': [None, True], \"c'\": '\\x41\\u00e9\\n'}",
      "'a' \"b\" u'c'",
      "((), (1,), (1), [[]], {})",
      "0x_ff",
      "0b11",
      "1_0",
      "1e400",
      "'\\N{DIGIT ONE}'",
      "'\\400'",
      "01",
      "+1",
      "- 1",
      "--1",
      "1,2",
      "(1)(2)",
      "{1: 2, 1.0: 3}",
      "'\\8'",
    ];
    const program = `
import ast, json, warnings
warnings.simplefilter("ignore")
def said(text):
    try:
        return repr(ast.literal_eval(text))
    except (SyntaxError, ValueError):
        return None
print(json.dumps([said(text) for text in json.loads(sys.argv[1])]))`;
    const theirs = JSON.parse(runPython(program, JSON.stringify(texts))) as (string | null)[];
    const ours = texts.map((text) => {
      try {
        return literalRepr(parseLiteral(text).value);
      } catch {
        return null;
      }
    });
    // what no header has is refused here: underscores after a prefix, named characters, bare tuples
    const stricter = ["0x_ff", "'\\N{DIGIT ONE}'", "1,2", "{1: 2, 1.0: 3}", "1e400"];
    texts.forEach((text, i) => {
      if (!stricter.includes(text)) expect([text, ours[i]]).toEqual([text, theirs[i]]);
    });
  });
});
