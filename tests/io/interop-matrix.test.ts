// Every dtype in either byte order and either memory order, through .npy and .npz, written by one side and read by
// the other while both run. Odd arrays are interop.test.ts's and the golden files'.

import * as np from "strided";
import { describe, expect, it } from "vitest";
import { libcStatus } from "../../src/memory/libc.js";
import { noPython, python, runPython } from "../support/python.js";
import { temporaryFolder } from "../support/temp.js";

const file = temporaryFolder();

const numbers = "i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split(" ");
const simple = [
  "?",
  ...numbers,
  "S1",
  "S5",
  "U1",
  "U4",
  "V3",
  "M8[s]",
  "M8[25us]",
  "M8[Y]",
  "m8[D]",
  "m8",
];
/** What has a byte order, in both; the rest once (NumPy's `zeros` makes spans without a unit native). */
const swapped = simple.filter((code) => !/^(\?|[iu]1|[SV]\d|m8)$/.test(code));
/** Records, as programs that both languages read alike, but for the brackets of tuples. */
const records = [
  `[("a", ">i4"), ("b", "f8")]`,
  `[("a", "i1"), ("b", ">U2", (2, 1)), ("", "S3")]`,
  `[("x", [("y", ">f4", (2,)), ("z", "?")]), ("w", "M8[ms]")]`,
  `[(("title", "name"), "<u2"), ("größe", ">c16")]`,
  `{"names": ["q", "r"], "formats": [">i2", "f4"], "offsets": [3, 8], "itemsize": 16}`,
];
const spelt = [...simple, ...swapped.map((code) => `>${code}`)];
const programs = [...spelt.map((code) => JSON.stringify(code)), ...records];
const shapes = [[2, 3], [], [0, 3]];

const dtypeOf = (program: string): np.DType =>
  np.dtype(JSON.parse(program.replaceAll("(", "[").replaceAll(",)", "]").replaceAll(")", "]")));

const asTuple = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;

/** The array's elements in C order, field by field: what lies between fields is open. */
function content(array: np.NDArray): string {
  const { names } = array.dtype;
  if (names !== null) return names.map((name) => content(array.field(name))).join(",");
  return Buffer.from(array.tobytes()).toString("hex");
}

/** Bytes that are a value of every dtype: small numbers, ASCII, no padding that is not zero. */
const ours = (dtype: np.DType, shape: readonly number[], order: "C" | "F"): np.NDArray => {
  const array = np.zeros(shape, { dtype, order });
  fill(array, 1);
  return array;
};

function fill(array: np.NDArray, start: number): void {
  const { dtype } = array;
  if (dtype.names !== null) {
    dtype.names.forEach((name, i) => {
      fill(array.field(name), start + i);
    });
    return;
  }
  const { kind, itemsize } = dtype;
  const count = array.size;
  const counted = np.arange(start, start + count).reshape(array.shape);
  if (kind === "V") {
    const bytes = Uint8Array.from({ length: count * itemsize }, (_, i) => (i + start) % 250);
    array.set("...", np.frombuffer(bytes, dtype).reshape(array.shape));
  } else if (kind === "b") array.set("...", np.equal(np.remainder(counted, 2), 0));
  else if (kind === "M" || kind === "m") {
    array.set("...", counted.astype("i8").view("i8").astype(dtype));
    if (count > 1) array.reshape(-1).set(0, "NaT");
  } else array.set("...", counted);
}

const theirs = `
def fill(array, start):
    kind = array.dtype.kind
    if array.dtype.names is not None:
        for i, name in enumerate(array.dtype.names):
            fill(array[name], start + i)
        return
    counted = np.arange(start, start + array.size).reshape(array.shape)
    if kind == "V":
        length = array.size * array.dtype.itemsize
        flat = bytes((i + start) % 250 for i in range(length))
        array[...] = np.frombuffer(flat, array.dtype).reshape(array.shape)
    elif kind == "b":
        array[...] = counted % 2 == 0
    elif kind in "Mm":
        array[...] = counted.astype("i8").astype(array.dtype)
        if array.size > 1 and array.base is None and array.flags.c_contiguous:
            array.reshape(-1)[0] = "NaT"
    else:
        array[...] = counted
def content(a):
    if a.dtype.names is not None:
        return ",".join(content(a[name]) for name in a.dtype.names)
    return a.tobytes().hex()
def said(a):
    order = "F" if a.flags.f_contiguous and not a.flags.c_contiguous else "C"
    return "|".join([repr(a.dtype), str(a.shape), order, content(a)])
`;

const said = (a: np.NDArray): string => {
  const { f_contiguous, c_contiguous } = a.flags;
  const order = f_contiguous && !c_contiguous ? "F" : "C";
  return [a.dtype.repr(), asTuple(a.shape), order, content(a)].join("|");
};

const cases = programs.flatMap((program) =>
  (["C", "F"] as const).flatMap((order) => shapes.map((shape) => ({ program, order, shape }))),
);

describe.skipIf(python === null)(`with NumPy${python === null ? `: ${noPython}` : ""}`, () => {
  it(`NumPy reads ${cases.length} arrays as they were written`, () => {
    const arrays: Record<string, np.NDArray> = {};
    cases.forEach(({ program, order, shape }, i) => {
      arrays[`a${i}`] = ours(dtypeOf(program), shape, order);
      np.save(file(`ours-${i}`), arrays[`a${i}`]!);
    });
    np.savez(file("ours"), arrays);
    np.savez_compressed(file("ours-packed"), arrays);
    const program = `${theirs}
folder, count = sys.argv[1], int(sys.argv[2])
stored, packed = np.load(folder + "/ours.npz"), np.load(folder + "/ours-packed.npz")
for i in range(count):
    line = said(np.load(f"{folder}/ours-{i}.npy"))
    assert line == said(stored[f"a{i}"]) == said(packed[f"a{i}"]), line
    if i % 7 == 0:
        assert line == said(np.load(f"{folder}/ours-{i}.npy", mmap_mode="r")), line
    print(line)`;
    const lines = runPython(program, file("."), String(cases.length)).split("\n");
    cases.forEach((_, i) => {
      expect(lines[i]).toBe(said(arrays[`a${i}`]!));
    });
  });

  it(`strided reads ${cases.length} arrays as NumPy wrote them`, () => {
    const list = cases
      .map(({ program, order, shape }) => `(${program}, "${order}", ${asTuple(shape)})`)
      .join(",\n");
    const program = `${theirs}
folder, arrays = sys.argv[1], {}
for i, (spec, order, shape) in enumerate([${list}]):
    a = arrays[f"a{i}"] = np.zeros(shape, np.dtype(spec), order)
    fill(a, 1)
    np.save(f"{folder}/theirs-{i}.npy", a)
    print(said(a))
np.savez(folder + "/theirs.npz", **arrays)
np.savez_compressed(folder + "/theirs-packed.npz", **arrays)`;
    const lines = runPython(program, file(".")).split("\n");
    const stored = np.load<np.NpzFile>(file("theirs.npz"));
    const packed = np.load<np.NpzFile>(file("theirs-packed.npz"));
    cases.forEach((_, i) => {
      const path = file(`theirs-${i}.npy`);
      expect(said(np.load(path))).toBe(lines[i]);
      expect(said(stored.get(`a${i}`))).toBe(lines[i]);
      expect(said(packed.get(`a${i}`))).toBe(lines[i]);
      if (i % 7 !== 0 || !libcStatus().available || lines[i]!.endsWith("|")) return;
      const map = np.load(path, { mmap_mode: "r" });
      expect(said(map)).toBe(lines[i]);
      map.close();
    });
  });

  it("the bytes of a file are NumPy's", () => {
    const list = cases
      .map(({ program, order, shape }) => `(${program}, "${order}", ${asTuple(shape)})`)
      .join(",\n");
    const program = `${theirs}
import io
for spec, order, shape in [${list}]:
    a = np.zeros(shape, np.dtype(spec), order)
    out = io.BytesIO()
    np.save(out, a)
    print(out.getvalue().hex())`;
    const lines = runPython(program).split("\n");
    cases.forEach(({ program: spec, order, shape }, i) => {
      const out = new np.lib.npyio.BytesIO();
      np.save(out, np.zeros(shape, { dtype: dtypeOf(spec), order }));
      expect(Buffer.from(out.getvalue()).toString("hex")).toBe(lines[i]);
    });
  });
});

describe("members of an archive are read when they are asked for", () => {
  const write = (compressed: boolean): string => {
    const path = file(compressed ? "lazy-packed.npz" : "lazy.npz");
    const arrays = { small: np.arange(3), large: np.zeros(2 ** 21) };
    (compressed ? np.savez_compressed : np.savez)(path, arrays);
    for (const array of Object.values(arrays)) array.dispose();
    return path;
  };

  for (const compressed of [false, true]) {
    it(compressed ? "compressed" : "stored", () => {
      const path = write(compressed);
      const before = np.memory.info().live.bytes;
      using archive = np.load<np.NpzFile>(path);
      expect(archive.files).toEqual(["small", "large"]);
      expect(np.memory.info().live.bytes).toBe(before);
      {
        using _ = np.memory.limit(before + 2 ** 20);
        expect(archive.get("small").tolist()).toEqual([0, 1, 2]);
        expect(() => archive.get("large")).toThrow(np.MemoryError);
      }
      using large = archive.get("large");
      expect(large.size).toBe(2 ** 21);
      // each time anew, as in NumPy
      const again = archive.get("small");
      expect(archive.get("small") === again).toBe(false);
    });
  }

  it("a member that is damaged harms no other", () => {
    const path = file("harm.npz");
    np.savez(path, { good: np.arange(4), bad: np.arange(4) });
    using archive = np.load<np.NpzFile>(path);
    expect(archive.get("good").tolist()).toEqual([0, 1, 2, 3]);
    const bytes = np.fromfile(path, "u1");
    const at = Buffer.from(bytes.tobytes()).lastIndexOf("NUMPY");
    bytes.set(at, 0);
    bytes.tofile(path);
    using damaged = np.load<np.NpzFile>(path);
    expect(damaged.get("good").tolist()).toEqual([0, 1, 2, 3]);
    expect(() => damaged.get("bad")).toThrow(np.ValueError);
  });
});
