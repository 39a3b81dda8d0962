// `@throws` is true: wrong calls all over the library throw a class that the function's documentation names (or one
// that extends it). The calls are those of the golden error texts, and a list of more here.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as np from "strided";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/temp.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What the documentation of each exported function says it throws. */
function documented(): Map<string, string> {
  const found = new Map<string, string>();
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".ts"))) {
    const text = readFileSync(join(root, "src", file), "utf8");
    const comments = text.matchAll(
      /\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*export (?:function|const|class) (\w+)/g,
    );
    for (const [, comment, name] of comments) {
      const plain = comment!.replace(/\n\s*\*/g, "\n");
      const said = [...plain.matchAll(/@throws([\s\S]*?)(?=\n\s*@|$)/g)].map((one) => one[1]!);
      found.set(name!, `${found.get(name!) ?? ""} ${said.join(" ")}`);
    }
  }
  return found;
}

const golden = JSON.parse(readFileSync(join(root, "tests/oracle/golden/errors.json"), "utf8")) as {
  strided: string;
}[];

/** Wrong calls of functions that the golden texts do not reach. */
const more = `
np.abs({})
np.add([1, 2], [1, 2, 3])
np.allclose([1, 2], [1, 2, 3])
np.angle(["a"])
np.apply_along_axis(np.sum, 2, [1, 2])
np.apply_over_axes(np.sum, [1, 2], [3])
np.arange("x")
np.argpartition([1, 2], 5)
np.argsort([1, 2], 3)
np.argwhere([[1], [2, 3]])
np.array_split([1, 2], 0)
np.asarray([[1], [2, 3]])
np.asarray_chkfinite([NaN])
np.astype([1], "f4")
np.average([1, 2], { weights: [0, 0] })
np.base_repr(5, 40)
np.bincount([-1])
np.block([[[1]], 2])
np.broadcast_arrays([1, 2], [1, 2, 3])
np.broadcast_shapes([2], [3])
np.busday_count("2020-01-01", "x")
np.can_cast("i4", "f4", "x")
np.choose([5], [[1], [2]])
np.clip([1, 2], [1, 2, 3], 5)
np.column_stack([[1, 2], [1, 2, 3]])
np.compress([[true]], [1])
np.concatenate([])
np.convolve([], [1])
np.copyto(np.zeros(3), [1, 2])
np.correlate([1], [2], "x")
np.cross([1], [2])
np.cumsum([1, 2], 3)
np.cumulative_sum([[1, 2]])
np.delete([1, 2], 5)
np.diag(np.zeros([2, 2, 2]))
np.diagonal([1, 2])
np.diff([1, 2], -1)
np.digitize([1], [1, 3, 2])
np.dot([1, 2], [1, 2, 3])
np.dsplit([1, 2], 2)
np.dstack([[1, 2], [1, 2, 3]])
np.ediff1d([1, 2], { to_end: [0.5] })
np.empty(-1)
np.expand_dims([1], 5)
np.extract([false, false, true], [1])
np.eye(-1)
np.fill_diagonal(np.zeros(3), 1)
np.finfo("i4")
np.flip([1], 3)
np.fliplr([1, 2])
np.frombuffer(new Uint8Array(3), "f8")
np.fromiter([1, 2], "i4", { count: 5 })
np.full([2], [1, 2, 3])
np.geomspace(0, 1)
np.gradient([1])
np.hsplit(5, 2)
np.hstack([[1], [[2]]])
np.i0(np.complex(1, 2))
np.iinfo("f4")
np.indices([2, -1])
np.inner([1, 2], [1, 2, 3])
np.insert([1, 2], 5, 0)
np.interp([1], [], [])
np.isclose([1, 2], [1, 2, 3])
np.isdtype("f4", "bool")
np.isin([1], [2], { kind: "x" })
np.ix_([[1]])
np.kron({}, [1])
np.lexsort([])
np.linspace(0, 1, -1)
np.logspace(0, 1, -1)
np.matmul([1, 2], [1, 2, 3])
np.max([])
np.mean([1, 2], 3)
np.median([1, 2], 3)
np.meshgrid([1], { indexing: "x" })
np.min([])
np.moveaxis([1], 0, 5)
np.nanargmax([NaN])
np.nanmax([])
np.nanmean([1], 5)
np.ones(-1)
np.outer({}, [1])
np.packbits([0.5])
np.pad([1, 2], -1)
np.partition([1, 2], 5)
np.percentile([1], 101)
np.place(np.zeros(2), [true], [1])
np.promote_types("M8[s]", "f8")
np.put(np.zeros(2), 5, 1)
np.put_along_axis(np.zeros(2), [0.5], 1)
np.putmask(np.zeros(2), [true], 1)
np.quantile([1], 2)
np.ravel([1], "x")
np.ravel_multi_index([5], [3])
np.repeat([1, 2], [1, 2, 3])
np.reshape([1, 2], [3])
np.resize([1, 2], [-1])
np.result_type()
np.roll([1], 1, 5)
np.rollaxis(np.zeros(3), 5)
np.rot90([1])
np.searchsorted([1, 2], 1, "x")
np.select([], [])
np.setbufsize(5)
np.shares_memory(1, 2, { max_work: "x" })
np.sort([1], 3)
np.split([1, 2, 3], 2)
np.squeeze([[1, 2]], 1)
np.stack([[1], [1, 2]])
np.std([1, 2], 5)
np.sum([1, 2], 5)
np.swapaxes([1], 0, 5)
np.take([1, 2], 5)
np.take_along_axis([1, 2], [[0]])
np.tensordot([1, 2], [1, 2, 3])
np.tile([1], -1)
np.trace([1])
np.transpose([1], [5])
np.tri(1.5)
np.tril(5)
np.trim_zeros([1], "x")
np.triu_indices_from([1])
np.unique([1], { axis: 5 })
np.unpackbits([1])
np.unravel_index(5, [3])
np.vander([[1]])
np.vdot([1, 2], [1, 2, 3])
np.vsplit([1], 1)
np.vstack([[1], [1, 2]])
np.where([1], [2])
np.zeros(-1)
np.zeros_like([[1], [2, 3]])
`;

const here = process.cwd();
const folder = temporaryFolder()(".");
beforeAll(() => {
  process.chdir(folder);
  writeFileSync("empty.npy", "");
  writeFileSync("text.npy", "hello, this is no array");
  writeFileSync("seven.dat", "1234567");
});
afterAll(() => process.chdir(here));

function errorOf(code: string): Error | null {
  const last = code.lastIndexOf("; ") + 1;
  try {
    new Function("np", `${code.slice(0, last)} return ${code.slice(last)}`)(np);
  } catch (error) {
    return error as Error;
  }
  return null;
}

/** An error's class and those above it, but for the one that all errors are. */
function classesOf(error: Error): string[] {
  const names: string[] = [];
  let type: unknown = error.constructor;
  while (type !== Error && typeof type === "function") {
    names.push(type.name);
    type = Object.getPrototypeOf(type);
  }
  return names;
}

describe("@throws names what is thrown", () => {
  const said = documented();
  const calls = [...golden.map((one) => one.strided), ...more.split("\n")].filter((code) =>
    /^np\.\w+\(/.test(code),
  );
  // a chain of calls fails anywhere: the first is meant only where it is the whole
  const single = calls.filter((code) => !/\)\.\w/.test(code) && !code.includes("; "));
  const names = new Set<string>();
  for (const code of single) {
    const name = code.slice(3, code.indexOf("("));
    const text = said.get(name);
    // ufuncs and scalar types are documented where their rows are
    if (text === undefined || text.trim() === "") continue;
    names.add(name);
    it(code, () => {
      const error = errorOf(code);
      expect(error, "throws").not.toBeNull();
      // an option that no routine has is a TypeError everywhere, and said of no routine alone
      if (error!.message.includes("got an unexpected keyword argument")) return;
      const classes = classesOf(error!);
      const named = classes.filter((one) => new RegExp(`\\b${one}\\b`).test(text));
      expect(named, `${classes[0]}: ${error!.message}\n@throws${text}`).not.toEqual([]);
    });
  }
  it("for a good part of the functions", () => {
    expect(names.size).toBeGreaterThan(150);
  });
});
