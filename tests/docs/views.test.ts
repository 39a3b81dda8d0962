// "A view", "a copy": what the documentation of a function says is what happens. Every documented function that
// gives arrays is called, and the memory of what it gives compared with its argument's.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as np from "strided";
import { describe, expect, test } from "vitest";

const script = fileURLToPath(new URL("../../scripts/check-docs.mjs", import.meta.url));

interface Entry {
  name: string;
  kind: string;
  doc: string;
  result: string;
}

const entries = JSON.parse(
  execFileSync(process.execPath, [script, "--json"], { encoding: "utf8", maxBuffer: 2 ** 28 }),
) as Entry[];

/**
 * Calls of functions that need more than `f(a)` or `a.f()`. `a` is a 3×4 array of int64, `v` twelve in a row, `z` complex,
 * `r` records with the fields x and y. Where it depends on the layout whether memory is shared, one call shows each.
 */
const calls: Readonly<Record<string, readonly string[]>> = {
  "NDArray.at": ["a.at('1:')", "a.at([0, 1])"],
  "NDArray.astype": ["a.astype('f4')", "a.astype('i8', { copy: false })"],
  "NDArray.byteswap": ["a.byteswap()", "a.byteswap(true)"],
  "NDArray.choose": ["v.choose([a, a, a, a, a, a, a, a, a, a, a, a].map((x) => x.at('0, 0')))"],
  "NDArray.compress": ["a.compress([true, false], 0)"],
  "NDArray.dot": ["a.dot(a.T)"],
  "NDArray.field": ["r.field('x')", "r.field(['y', 'x'])"],
  "NDArray.getfield": ["a.getfield('i4', 4)"],
  "NDArray.partition": ["a.partition(1)"],
  "NDArray.argpartition": ["a.argpartition(1)"],
  "NDArray.ravel": ["a.ravel()", "a.T.ravel()"],
  "NDArray.repeat": ["a.repeat(2)"],
  "NDArray.reshape": ["a.reshape(4, 3)", "a.T.reshape(12)"],
  "NDArray.searchsorted": ["v.searchsorted([1, 2])"],
  "NDArray.swapaxes": ["a.swapaxes(0, 1)"],
  "NDArray.take": ["a.take([0, 1])"],
  "NDArray.to_device": ["a.to_device('cpu')"],
  "NDArray.view": ["a.view()", "a.view('f8')"],
  "NDArray.real": ["z.real"],
  "NDArray.imag": ["z.imag"],
  "np.append": ["np.append(a, 1)"],
  "np.argpartition": ["np.argpartition(a, 1)"],
  "np.array": ["np.array(a)", "np.array(a, { copy: null })"],
  "np.array_split": ["np.array_split(a, 2)"],
  "np.asarray": ["np.asarray(a)", "np.asarray(a, 'f4')"],
  "np.asanyarray": ["np.asanyarray(a)", "np.asanyarray(a, 'f4')"],
  "np.asarray_chkfinite": ["np.asarray_chkfinite(a)", "np.asarray_chkfinite([1])"],
  "np.ascontiguousarray": ["np.ascontiguousarray(a)", "np.ascontiguousarray(a.T)"],
  "np.asfortranarray": ["np.asfortranarray(a)", "np.asfortranarray(a.T)"],
  "np.astype": ["np.astype(a, 'f4')"],
  "np.atleast_1d": ["np.atleast_1d(a.at(0, 0))"],
  "np.average": ["np.average(a, 0)"],
  "np.block": ["np.block([a, a])"],
  "np.broadcast_to": ["np.broadcast_to(a, [2, 3, 4])"],
  "np.datetime_as_string": ["np.datetime_as_string(a.view('M8[D]'))"],
  "np.is_busday": ["np.is_busday(a.view('M8[D]'))"],
  "np.busday_count": ["np.busday_count(a.view('M8[D]'), a.view('M8[D]'))"],
  "np.busday_offset": ["np.busday_offset(a.view('M8[D]'), 1, { roll: 'forward' })"],
  "np.busdaycalendar": [],
  "np.choose": ["np.choose([0, 1], [v.at(':2'), v.at(':2')])"],
  "np.compress": ["np.compress([true, false], v)"],
  "np.convolve": ["np.convolve(v, [1, 2])"],
  "np.correlate": ["np.correlate(v, [1, 2])"],
  "np.cumulative_prod": ["np.cumulative_prod(v)"],
  "np.cumulative_sum": ["np.cumulative_sum(v)"],
  "np.delete": ["np.delete(a, 0)"],
  "np.diag": ["np.diag(a)", "np.diag(v)"],
  "np.digitize": ["np.digitize(v, [3, 4])"],
  "np.dot": ["np.dot(a, a.T)"],
  "np.dsplit": ["np.dsplit(a.at('...', null), 1)"],
  "np.expand_dims": ["np.expand_dims(a, 0)"],
  "np.extract": ["np.extract(a.greater(3), a)"],
  "np.frombuffer": ["np.frombuffer(v.data, { dtype: 'u1' })"],
  "np.full_like": ["np.full_like(a, 1)"],
  "np.hsplit": ["np.hsplit(a, 2)"],
  "np.imag": ["np.imag(z)"],
  "np.inner": ["np.inner(a, a)"],
  "np.insert": ["np.insert(a, 0, 1)"],
  "np.interp": ["np.interp(v, [0, 1], [0, 1])"],
  "np.intersect1d": ["np.intersect1d(v, v)"],
  "np.isclose": ["np.isclose(a, a)"],
  "np.isin": ["np.isin(a, v)"],
  "np.kron": ["np.kron(a, a)"],
  "np.linspace": ["np.linspace(v, v)"],
  "np.logspace": ["np.logspace(v, v)"],
  "np.geomspace": ["np.geomspace(v.at('1:'), v.at('1:'))"],
  "np.max": ["np.max(a, 0)"],
  "np.min": ["np.min(a, 0)"],
  "np.mean": ["np.mean(a, 0)"],
  "np.meshgrid": ["np.meshgrid(v, v)", "np.meshgrid(v, v, { copy: false })"],
  "np.nan_to_num": ["np.nan_to_num(a)", "np.nan_to_num(a.astype('f8'))"],
  "np.outer": ["np.outer(v, v)"],
  "np.pad": ["np.pad(a, 1)"],
  "np.partition": ["np.partition(a, 1)"],
  "np.percentile": ["np.percentile(a, 50, 0)"],
  "np.prod": ["np.prod(a, 0)"],
  "np.quantile": ["np.quantile(a, 0.5, 0)"],
  "np.median": ["np.median(a, 0)"],
  "np.ravel": ["np.ravel(a)", "np.ravel(a.T)"],
  "np.real": ["np.real(z)", "np.real(a)"],
  "np.repeat": ["np.repeat(a, 2)"],
  "np.require": ["np.require(a)", "np.require(a, { requirements: 'F' })"],
  "np.reshape": ["np.reshape(a, [4, 3])", "np.reshape(a.T, [12])"],
  "np.resize": ["np.resize(a, [2, 2])"],
  "np.roll": ["np.roll(a, 1)"],
  "np.rollaxis": ["np.rollaxis(a, 1)"],
  "np.moveaxis": ["np.moveaxis(a, 0, 1)"],
  "np.searchsorted": ["np.searchsorted(v, [1, 2])"],
  "np.select": ["np.select([a.greater(3)], [a])"],
  "np.setdiff1d": ["np.setdiff1d(v, [1])"],
  "np.setxor1d": ["np.setxor1d(v, [1])"],
  "np.split": ["np.split(a, 3)"],
  "np.std": ["np.std(a, 0)"],
  "np.sum": ["np.sum(a, 0)"],
  "np.swapaxes": ["np.swapaxes(a, 0, 1)"],
  "np.take": ["np.take(a, [0, 1])"],
  "np.take_along_axis": ["np.take_along_axis(a, np.argsort(a), 1)"],
  "np.tensordot": ["np.tensordot(a, a.T, 1)"],
  "np.tile": ["np.tile(a, 2)"],
  "np.top_k": ["np.top_k(a, 2)"],
  "np.union1d": ["np.union1d(v, [1])"],
  "np.unpackbits": ["np.unpackbits(a.astype('u1'))"],
  "np.vander": ["np.vander(v)"],
  "np.var": ["np.var(a, 0)"],
  "np.vsplit": ["np.vsplit(a, 3)"],
  "np.where": ["np.where(a.greater(3), a, a)"],
  "np.bincount": ["np.bincount(v)"],
  "np.diag_indices": ["np.diag_indices(3)"],
  "np.diag_indices_from": ["np.diag_indices_from(a.at(':, :3'))"],
  "np.fromiter": ["np.fromiter(v.tolist(), 'i4')"],
  "np.full": ["np.full([2, 3, 4], a)"],
  "np.identity": ["np.identity(3)"],
  "np.indices": ["np.indices([2, 3])"],
  "np.ix_": ["np.ix_(v)", "np.ix_([1, 2])"],
  "np.from_dlpack": ["np.from_dlpack(a)"],
  "np.mask_indices": ["np.mask_indices(3, np.triu)"],
  "np.mgrid": ["np.mgrid('0:3, 0:2')"],
  "np.ogrid": ["np.ogrid('0:3, 0:2')"],
  "np.ravel_multi_index": ["np.ravel_multi_index([v.at(':3'), v.at(':3')], [9, 9])"],
  "np.unravel_index": ["np.unravel_index(v, [3, 4])"],
  "np.lib.recfunctions.append_fields": ["np.lib.recfunctions.append_fields(r, 'z', [1, 2, 3])"],
  "np.lib.recfunctions.find_duplicates": ["np.lib.recfunctions.find_duplicates(r)"],
  "np.lib.recfunctions.join_by": ["np.lib.recfunctions.join_by('x', r.at(':1'), r.at(':1'))"],
  "np.lib.recfunctions.drop_fields": ["np.lib.recfunctions.drop_fields(r, 'x')"],
  "np.lib.recfunctions.rename_fields": ["np.lib.recfunctions.rename_fields(r, { x: 'z' })"],
  "np.lib.recfunctions.repack_fields": ["np.lib.recfunctions.repack_fields(r)"],
  "np.lib.recfunctions.structured_to_unstructured": [
    "np.lib.recfunctions.structured_to_unstructured(r)",
  ],
  "np.lib.stride_tricks.as_strided": ["np.lib.stride_tricks.as_strided(a, { shape: [2] })"],
  "np.lib.stride_tricks.sliding_window_view": ["np.lib.stride_tricks.sliding_window_view(v, 3)"],
};

/** Functions whose arrays come from no array, or from files, or whose memory examples show already. */
const elsewhere =
  /^np\.(lib\.format\.|memory\.|random\.|expr\.|load$|loadtxt$|genfromtxt$|fromregex$|fromfile$|fromstring$|memmap$|fromfunction$|profile$|timeit$|index_exp$|s_$|nested_iters$)/;

function arraysIn(value: unknown): np.NDArray[] {
  if (value instanceof np.NDArray) return [value];
  return Array.isArray(value) ? value.flatMap(arraysIn) : [];
}

function run(code: string): { shared: boolean; array: np.NDArray }[] {
  const v = np.arange(12);
  const a = np.arange(12).reshape([3, 4]);
  const z = np.zeros(3, "complex128");
  const r = np.zeros(3, [
    ["x", "i4"],
    ["y", "i4"],
  ]);
  const value: unknown = new Function("np", "a", "v", "z", "r", `return ${code}`)(np, a, v, z, r);
  return arraysIn(value).map((array) => ({
    array,
    shared: [a, v, z, r].some((one) => np.shares_memory(one as np.NDArray, array)),
  }));
}

/** What the text claims of the result's memory. */
function claimsOf(doc: string): { view: boolean; copy: boolean } {
  const prose = doc.replace(/```[\s\S]*?```/g, "");
  const affirmed = prose.replace(/\b(no|not a|never a|without a) (views?|cop(y|ies))\b/gi, "");
  return {
    view: /\bviews?\b|\bitself\b|\bas (they are|it is)\b|\bin place\b/i.test(affirmed),
    copy: /\bcop(y|ies|ied)\b|\bnew\b|\bno views?\b|\bnot a view\b/i.test(prose),
  };
}

describe("view or copy, as documented", () => {
  for (const { name, kind, doc, result } of entries) {
    if (kind !== "function" || !/^(np\.|NDArray\.)\w/.test(name) || elsewhere.test(name)) continue;
    const own = name.startsWith("NDArray.") ? `a.${name.slice(8)}()` : `${name}(a)`;
    test(name, () => {
      const claims = claimsOf(doc);
      for (const code of calls[name] ?? [own]) {
        let results: ReturnType<typeof run>;
        try {
          results = run(code);
        } catch (error) {
          // what cannot be called so has to be listed, unless it gives no array at all
          if (calls[name] !== undefined || result.includes("NDArray")) throw error;
          continue;
        }
        for (const { shared, array } of results) {
          if (array.size === 0) continue;
          if (shared)
            expect(claims.view, `${code} is a view: the documentation says so`).toBe(true);
          else expect(claims.copy, `${code} is a copy: the documentation says so`).toBe(true);
        }
      }
    });
  }

  test("every listed call is of a documented function", () => {
    const names = new Set(entries.map((one) => one.name));
    expect(Object.keys(calls).filter((name) => !names.has(name))).toEqual([]);
  });
});
