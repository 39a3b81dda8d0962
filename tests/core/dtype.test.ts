// dtypes against NumPy: every spelling, written and random structured specifications, equality.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as np from "strided";
import { describe, expect, test } from "vitest";

interface Parsed {
  spec: np.DTypeLike;
  align: boolean;
  error?: string | null;
  type?: string;
  [property: string]: unknown;
}

const golden = JSON.parse(
  gunzipSync(readFileSync(new URL("../oracle/golden/dtype.json.gz", import.meta.url))).toString(),
) as { parse: Parsed[]; equal: [np.DTypeLike, np.DTypeLike, boolean][] };

function describeDType(dtype: np.DType): Record<string, unknown> {
  let descr: unknown;
  try {
    descr = dtype.descr;
  } catch (error) {
    descr = { error: (error as Error).message };
  }
  const fields =
    dtype.fields &&
    Object.fromEntries(
      [...dtype.fields].map(([name, field]) => [
        name,
        [String(field.dtype), field.offset, ...(field.title === undefined ? [] : [field.title])],
      ]),
    );
  return {
    str: String(dtype),
    repr: dtype.repr(),
    code: dtype.str,
    name: dtype.name,
    kind: dtype.kind,
    char: dtype.char,
    num: dtype.num,
    itemsize: dtype.itemsize,
    alignment: dtype.alignment,
    byteorder: dtype.byteorder,
    isnative: dtype.isnative,
    isalignedstruct: dtype.isalignedstruct,
    isbuiltin: dtype.isbuiltin,
    flags: dtype.flags,
    names: dtype.names,
    fields,
    base: String(dtype.base),
    shape: dtype.shape,
    descr,
    swapped: String(dtype.newbyteorder()),
  };
}

function failure(make: () => unknown): Error | null {
  try {
    make();
    return null;
  } catch (error) {
    return error as Error;
  }
}

// strided looks into sub-arrays where NumPy stops at their "|": a record that holds big-endian numbers
// is not native, whether or not they are in a sub-array.
function hasForeignSubArray(dtype: np.DType): boolean {
  if (dtype.subdtype !== null) return !dtype.base.isnative || hasForeignSubArray(dtype.base);
  return [...(dtype.fields?.values() ?? [])].some((field) => hasForeignSubArray(field.dtype));
}

// NumPy's words, then possibly more: "data type 'foo' not understood; strided has …".
function beginsLike(ours: string, theirs: string): boolean {
  return ours.startsWith(theirs.replace(/[.:]$/, ""));
}

describe("np.dtype", () => {
  test.each(
    golden.parse.map((entry) => [`${JSON.stringify(entry.spec)} ${entry.align}`, entry] as const),
  )("%s", (_, entry) => {
    const { spec, align, error, type, ...expected } = entry;
    if (error === undefined) {
      const made = np.dtype(spec, { align });
      if (hasForeignSubArray(made)) expected["isnative"] = false;
      expect(describeDType(made)).toEqual(expected);
      return;
    }
    const thrown = failure(() => np.dtype(spec, { align }));
    expect(thrown, "must be refused").not.toBeNull();
    if (error === null) return;
    expect(thrown).toBeInstanceOf(type === "TypeError" ? TypeError : np.ValueError);
    expect(beginsLike(thrown!.message, error), `${thrown!.message} <> ${error}`).toBe(true);
  });

  test("equality", () => {
    for (const [a, b, equal] of golden.equal) {
      expect(np.dtype(a).equals(b), `${JSON.stringify(a)} ${JSON.stringify(b)}`).toBe(equal);
      expect(np.dtype(b).equals(np.dtype(a))).toBe(equal);
    }
  });
});
