// What is said about wrong calls, all over the library: NumPy's sentence first, word for word, then what was
// received and how to mend it. The calls are in tests/oracle/error-cases.txt, NumPy's words in golden/errors.json;
// the snapshot beside this file keeps the whole texts.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as np from "strided";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/temp.js";

interface Golden {
  numpy: string;
  strided: string;
  /** Python's classes, nearest first. */
  classes: string[];
  message: string;
}

const path = fileURLToPath(new URL("../oracle/golden/errors.json", import.meta.url));
const golden = JSON.parse(readFileSync(path, "utf8")) as Golden[];

/** Python's classes that JavaScript or strided calls otherwise. */
const classes: Readonly<Record<string, string>> = {
  AttributeError: "TypeError",
  EOFError: "FileError",
  FileNotFoundError: "FileError",
  KeyError: "ValueError",
};

/** Where NumPy's sentence is about Python and not about the mistake, ours. */
const inOurWords: Readonly<Record<string, RegExp>> = {
  // KeyError: 'b'
  'np.zeros(3, [["a", "i4"]]).field(["a", "b"])': /^no field of name b \(the fields are a\)/,
  // IndexError: only integers, slices … are valid indices
  'np.zeros(3).field("a")': /^only structured arrays have fields; this array has dtype float64/,
  // AttributeError: 'NoneType' object has no attribute 'open'
  'np.savez("x.npz", { a: [1] }); const f = np.load("x.npz"); f.close(); f.get("a")':
    /^the \.npz file was closed/,
};

const here = process.cwd();
const folder = temporaryFolder()(".");
beforeAll(() => {
  process.chdir(folder);
  writeFileSync("empty.npy", "");
  writeFileSync("text.npy", "hello, this is no array");
  writeFileSync("seven.dat", "1234567");
});
afterAll(() => process.chdir(here));

function errorOf(code: string): Error {
  const last = code.lastIndexOf("; ") + 1;
  const body = `${code.slice(0, last)} return ${code.slice(last)}`;
  try {
    new Function("np", body)(np);
  } catch (error) {
    return error as Error;
  }
  throw new Error(`no error: ${code}`);
}

/** The message with paths as they were given, for strided says where it looked, and without what lives just then. */
const plain = (error: Error) =>
  error.message.replaceAll(`${folder}/`, "").replace(/\d+ bytes live/, "… bytes live");

/** The classes of an error by name, nearest first. */
function classesOf(error: Error): string[] {
  const names: string[] = [];
  for (
    let one = Object.getPrototypeOf(error);
    one !== Object.prototype;
    one = Object.getPrototypeOf(one)
  ) {
    names.push(one.constructor.name);
  }
  return names;
}

describe("errors are NumPy's", () => {
  for (const one of golden) {
    test(one.strided, () => {
      const error = errorOf(one.strided);
      expect(`${error.name}: ${plain(error)}`).toMatchSnapshot();
      const known = inOurWords[one.strided];
      if (known !== undefined) {
        expect(error.message).toMatch(known);
        return;
      }
      const text = plain(error);
      const expected = one.classes.map((name) => classes[name] ?? name);
      const found = classesOf(error).find((name) => expected.includes(name));
      expect(found, `${error.name}: ${text}`).toBeDefined();
      expect(text.slice(0, one.message.length)).toBe(one.message);
    });
  }
});

// What NumPy has no words for: memory that is gone or limited, copies that are forbidden, expressions.
const ours: readonly (readonly [code: string, error: string])[] = [
  ["const a = np.zeros(3); a.dispose(); a.at(0)", "DisposedError"],
  ["const a = np.zeros(3); const v = a.at(':2'); a.dispose(); v.item(0)", "DisposedError"],
  ["const a = np.zeros(3); a.dispose(); np.add(a, 1)", "DisposedError"],
  ["const v = np.zeros(3).at(':2'); v.dispose(); v.item(0)", "DisposedError"],
  [
    "const b = new ArrayBuffer(8); const a = np.frombuffer(b, { dtype: 'u1' }); structuredClone(b, { transfer: [b] }); a.item(0)",
    "DisposedError",
  ],
  ["np.memory.no_copy(() => np.ones([3, 4]).T.reshape([12]))", "CopyError"],
  ["np.memory.no_copy(() => np.arange(4).at([0, 1]))", "CopyError"],
  ["np.memory.no_copy(() => np.arange(4).astype('f4'))", "CopyError"],
  ["np.memory.no_copy(() => np.concatenate([[1], [2]]))", "CopyError"],
  ["np.memory.no_copy(5)", "TypeError"],
  ["np.memory.limit('much')", "ValueError"],
  ["np.memory.limit(1e6, { spil: '.' })", "TypeError"],
  ["np.memory.explain([1])", "TypeError"],
  ["np.array([2n ** 62n]).item()", "RangeError"],
  ["np.sum(np.array([2n ** 62n]))", "RangeError"],
  ["np.zeros(3).set(0, 1, 2)", "TypeError"],
  ["np.lib.stride_tricks.as_strided(np.zeros(3), { shape: [10] })", "ValueError"],
  ["np.expr.compile('a +')", "ExprSyntaxError"],
  ["np.expr.compile('a and 1')", "ExprSyntaxError"],
  ["np.expr.compile('nonsense(a)')", "ExprSyntaxError"],
  ["np.expr.compile('a + b')({ a: np.zeros(3), b: np.zeros(4) })", "ValueError"],
  ["np.expr.compile('a + b')({ a: 1 })", "TypeError"],
  ["np.array([{}])", "DTypeError"],
  ["np.array([null])", "DTypeError"],
  ["np.dtype('O')", "DTypeError"],
  ["np.timeit(5)", "TypeError"],
  ["np.config({ engine: 'gpu' })", "TypeError"],
];

describe("errors of what is strided's own", () => {
  for (const [code, name] of ours) {
    test(code, () => {
      const error = errorOf(code);
      expect(classesOf(error), `${error.name}: ${error.message}`).toContain(name);
      expect(`${error.name}: ${plain(error)}`).toMatchSnapshot();
    });
  }

  test("memory beyond a limit", () => {
    const limit = np.memory.limit("1 MB");
    try {
      expect(() => np.zeros([1000, 1000])).toThrow(np.MemoryError);
      expect(() => np.zeros([1000, 1000])).toThrow(
        /^Unable to allocate 7\.63 MiB for an array with shape \(1000, 1000\) and data type float64: /,
      );
    } finally {
      limit[Symbol.dispose]();
    }
  });
});
