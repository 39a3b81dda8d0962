// Every parameter of what reads and writes binary files and buffers, crossed with usual and unusual values. The group
// of files draws arrays of all kinds; here they are plain.

import { type CaseBuilder, randomShape } from "../arrays.js";
import type { Arg, DSpec } from "../case.js";
import { anyDtype, numeric } from "../dtypes.js";
import type { Random } from "../random.js";
import { type Exclusions, type Options, one, unusual, withOptions } from "./unusual.js";

const DTYPES = ["u1", "<i2", ">i4", "f8", "S3", "U2", "c16", "M8[D]", "V3", "i4,f8"];

/** A dtype, of which elements in a file are told. */
const someDtype = ({ random }: CaseBuilder): Arg =>
  random.chance(0.8)
    ? random.pick(DTYPES)
    : { d: random.pick<DSpec>([{ sub: ["i2", [2]] }, { list: [["a", "i4"]], align: true }]) };

/** Unusual values that the parsers of dtypes and Python's own files answer in words of their own. */
const EXCLUDED: Exclusions = {
  dtype: ["text", "bytes", "list", "dict", "array", "array0", "huge"],
  like: null,
  count: ["huge"],
  mode: ["text", "array", "array0", "list", "dict", "bytes"],
  mmap_mode: ["text", "array", "array0", "list", "dict", "bytes"],
  encoding: ["array"],
  // what comes of sums with a size that is no integer
  offset: [
    "none",
    "truth",
    "float",
    "complex",
    "text",
    "list",
    "bytes",
    "dict",
    "array",
    "array0",
    "huge",
  ],
  // NumPy multiplies whatever there is
  shape: ["int", "array0", "text", "list", "bytes", "dict", "array", "huge"],
  // it writes what it is given into the header
  fortran_order: null,
  version: ["list", "array", "array0"],
};

const path = (extension: string): Arg => ({ tx: [null, extension] });

function memmap(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "memmap";
  const length = random.pick([0, 1, 8, 24, 60, 64, 96]);
  const bytes = Array.from({ length }, (_, i) => String.fromCharCode((i * 7) % 256)).join("");
  const isThere = random.chance(0.95);
  const kw = withOptions(
    builder,
    {
      dtype: someDtype,
      mode: one("r", "r+", "c", "w+", "readonly", "copyonwrite", "readwrite", "write"),
      offset: one(0, 1, 4, 8, 24, 60),
      shape: one<Arg>(3, [3], [2, 3], [], [0], { l: [2, 2] }, 8, null, [1, 0], [-1], [2, -2]),
      order: one("C", "F", "A", "K", ""),
    },
    EXCLUDED,
    ["mode"],
    isThere ? 0.5 : 0,
  );
  // in Fortran order NumPy reads elements that are arrays past each other
  if (JSON.stringify(kw["dtype"] ?? "").includes("sub")) delete kw["order"];
  builder.step({ to: "f", fn: "path", args: [{ tx: [isThere ? bytes : null, ".bin"] }] });
  builder.step({ to: "m", fn: "memmap", args: [{ v: "f" }], kw });
  for (const name of ["mode", "offset"]) builder.step({ to: name, attr: ["m", name] });
  if (random.chance(0.4)) builder.step({ to: "r", fn: "contents", args: [{ v: "f" }] });
  builder.show = ["m", "mode", "offset", "r"];
}

function openMemmap(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "open_memmap";
  const saved = random.chance(0.7);
  builder.step({ to: "f", fn: "path", args: [path(".npy")] });
  if (saved) {
    const x = builder.array({ dtype: numeric(random), placement: random.pick(["C", "F"]) });
    builder.step({ fn: "save", args: [{ v: "f" }, { v: x }] });
  }
  const kw = withOptions(
    builder,
    {
      mode: one("r", "r+", "c", "w+", "readonly", "copyonwrite", "write", "1", "ab"),
      dtype: someDtype,
      // a header takes no single length, and a list as one
      shape: one<Arg>([3], [3], [2, 3], [], [0]),
      fortran_order: one(true, false),
      version: one<Arg>(null, [1, 0], [2, 0], [3, 0]),
      max_header_size: one(10000, 10, 118, 1000),
    },
    { ...EXCLUDED, shape: null },
    saved ? [] : ["mode", "shape"],
  );
  // in Fortran order NumPy reads elements that are arrays past each other
  if (JSON.stringify(kw["dtype"] ?? "").includes("sub")) delete kw["fortran_order"];
  builder.step({ to: "m", fn: "lib.format.open_memmap", args: [{ v: "f" }], kw });
  if (random.chance(0.4)) builder.step({ to: "r", fn: "contents", args: [{ v: "f" }] });
  builder.show = ["m", "r"];
}

/** What can be saved, or what becomes an array. */
function anArray(builder: CaseBuilder): Arg {
  const { random } = builder;
  if (random.chance(0.15)) return unusual(builder, ["none", "dict", "huge", "bytes", "list"]);
  return {
    v: builder.array({ dtype: anyDtype(random), shape: randomShape(random, undefined, 3) }),
  };
}

function loaded(builder: CaseBuilder): void {
  const { random } = builder;
  const packed = random.chance(0.25);
  builder.op = packed ? "load npz" : "load";
  builder.step({ to: "f", fn: "path", args: [path(packed ? ".npz" : ".npy")] });
  const saving: Options = packed ? {} : { allow_pickle: one(true, false) };
  const kw = withOptions(builder, saving, EXCLUDED);
  const save = packed ? random.pick(["savez", "savez_compressed"]) : "save";
  if (packed && random.chance(0.5)) kw["named"] = anArray(builder);
  builder.step({ fn: save, args: [{ v: "f" }, anArray(builder)], kw });
  const options: Options = {
    mmap_mode: one<Arg>(null, "r", "r+", "c", "readonly", "copyonwrite", "", "ab"),
    allow_pickle: one(true, false),
    fix_imports: one(true, false),
    encoding: one("ASCII", "latin1", "bytes"),
    max_header_size: one(10000, 10, 118, 1000),
  };
  const reading = withOptions(builder, options, EXCLUDED);
  builder.show = ["n", "l"];
  if (!packed) builder.call("l", "load", [{ v: "f" }], reading);
  else {
    builder.step({ to: "z", fn: "load", args: [{ v: "f" }], kw: reading });
    builder.step({ to: "n", attr: ["z", "files"] });
    builder.step({
      to: "l",
      m: ["z", "get"],
      args: [random.pick(["arr_0", "named", "none"]), null],
    });
  }
}

function buffer(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "frombuffer";
  const plain = random.chance(0.9);
  const kw = withOptions(
    builder,
    {
      dtype: someDtype,
      count: one(-1, 0, 1, 2, 9, -5),
      offset: one(0, 1, 4, 8, 99, -1),
      like: one<Arg>(null),
    },
    EXCLUDED,
    [],
    plain ? 0.5 : 0,
  );
  const length = random.pick([0, 1, 8, 16, 24]);
  const source: Arg = plain
    ? random.chance(0.5)
      ? { by: "\x01".repeat(length) }
      : { v: builder.array({ dtype: anyDtype(random) }) }
    : unusual(builder);
  // bytes cannot be written to there
  if (typeof source === "object" && source !== null && "by" in source) {
    builder.tol = { openFlag: "W" };
  }
  builder.call("r", "frombuffer", [source], kw);
}

const part = (random: Random): Arg => random.pick([1, 2, 3, 0, 255, 256, -1]);

/** The parts of the format that need no file. */
function format(builder: CaseBuilder): void {
  const { random } = builder;
  const fn = random.pick([
    "magic",
    "dtype_to_descr",
    "descr_to_dtype",
    "header_data_from_array_1_0",
  ]);
  builder.op = fn;
  const name = `lib.format.${fn}`;
  if (fn === "magic") {
    const odd = random.chance(0.3);
    builder.call("r", name, [odd ? unusual(builder, ["array"]) : part(random), part(random)]);
  } else if (fn === "dtype_to_descr") {
    builder.call("d", "dtype", [{ d: anyDtype(random) }]);
    builder.call("r", name, [{ v: "d" }]);
  } else if (fn === "descr_to_dtype") {
    const descr = random.pick<Arg>([
      "<f8",
      "|S3",
      { l: [["a", "<i4"]] },
      { l: [["a", "<i4", [2]]] },
      {
        l: [
          ["a", "<i4"],
          ["", "|V4"],
          ["b", { l: [["c", "<f8"]] }],
        ],
      },
      ["<i4", [2]],
      "x",
      { l: [] },
    ]);
    builder.call("r", name, [random.chance(0.9) ? descr : random.pick<Arg>([3, { f: "1.5" }])]);
  } else {
    builder.call("r", name, [{ v: builder.array({ dtype: anyDtype(random) }) }]);
  }
}

/** One random case of a reader or writer of bytes with its options. */
export function fileOptions(builder: CaseBuilder): void {
  const make = builder.random.weighted([
    [memmap, 4],
    [openMemmap, 3],
    [loaded, 4],
    [buffer, 3],
    [format, 1],
  ] as const);
  make(builder);
}
