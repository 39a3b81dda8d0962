// Headers of .npy files: what NumPy writes is written and read byte for byte, what is hostile is refused
// before anything is allocated.

import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DType, dtype, readDType } from "../../src/core/dtype.js";
import { descrRepr, dtypeOfDescr, ObjectDTypeError } from "../../src/io/npy-descr.js";
import {
  type ByteSource,
  formatHeader,
  magic,
  type NpyVersion,
  readHeader,
} from "../../src/io/npy-header.js";
import { ValueError } from "../../src/memory/errors.js";

const golden = new URL("../oracle/golden/npy/", import.meta.url);

function source(bytes: Uint8Array): ByteSource {
  let at = 0;
  return {
    read(length) {
      const piece = bytes.subarray(at, at + length);
      at += piece.length;
      return piece;
    },
  };
}

/** A header around any text, as a file might hold it. */
function headerOf(text: string, version: NpyVersion = [1, 0]): Uint8Array {
  const encoded = new TextEncoder().encode(text);
  const lengthBytes = version[0] === 1 ? 2 : 4;
  const bytes = new Uint8Array(8 + lengthBytes + encoded.length);
  bytes.set(magic(...version));
  new DataView(bytes.buffer).setUint16(8, encoded.length, true);
  bytes.set(encoded, 8 + lengthBytes);
  return bytes;
}

function readText(text: string, version?: NpyVersion) {
  return readHeader(source(headerOf(text, version)));
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ValueError);
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
}

describe("golden files", () => {
  const index = JSON.parse(readFileSync(new URL("index.json", golden), "utf8")) as {
    files: Record<string, { dtype: string; shape: number[]; fortran: boolean }>;
  };
  const names = Object.keys(index.files);

  it("are all listed", () => {
    const files = readdirSync(golden).filter((name) => name.endsWith(".npy"));
    expect(files.sort()).toEqual(names.map((name) => `${name}.npy`).sort());
    expect(names.length).toBeGreaterThan(40);
  });

  it.each(names)("%s is read, and written again to the byte", (name) => {
    const expected = index.files[name]!;
    const bytes = readFileSync(new URL(`${name}.npy`, golden));
    const header = readHeader(source(bytes));
    const type = dtypeOfDescr(header.descr);
    expect(type.repr()).toBe(expected.dtype);
    expect(header.shape).toEqual(expected.shape);
    if (!expected.shape.includes(0)) expect(header.fortranOrder).toBe(expected.fortran);
    if (name === "python2") {
      expect(header.warning).toMatch(/created on Python 2/);
      return;
    }
    const version = name.startsWith("version-") ? header.version : null;
    const again = formatHeader({ ...header, descr: descrRepr(type) }, version);
    expect(again.version).toEqual(header.version);
    expect(Buffer.from(again.bytes).equals(bytes.subarray(0, header.dataOffset))).toBe(true);
  });
});

describe("formatHeader", () => {
  it("leaves the same room whatever the growing axis", () => {
    const lengths = [0, 9, 10, 123456, 2 ** 53 - 1].map((length) => {
      const facts = { descr: "'<f8'", fortranOrder: false, shape: [length, 3] };
      return formatHeader(facts).bytes.length;
    });
    expect(new Set(lengths)).toEqual(new Set([128]));
  });

  it("chooses version 2 for long headers and version 3 for names beyond latin-1, and says so", () => {
    const facts = { fortranOrder: false, shape: [1] };
    const many = dtype(
      Array.from({ length: 5000 }, (_, i) => [`field${i}`, "i1"] as const) as never,
    );
    const long = formatHeader({ ...facts, descr: descrRepr(many) });
    expect(long.version).toEqual([2, 0]);
    expect(long.warning).toBe("Stored array in format 2.0. It can only be read by NumPy >= 1.9");
    expect(long.bytes.length % 64).toBe(0);
    expect(dtypeOfDescr(readHeader(source(long.bytes), 1e6).descr).equals(many)).toBe(true);
    const named = formatHeader({ ...facts, descr: "[('日', '<i4')]" });
    expect(named.version).toEqual([3, 0]);
    expect(named.warning).toBe("Stored array in format 3.0. It can only be read by NumPy >= 1.17");
  });

  it("refuses what does not fit the version that was asked for", () => {
    const facts = { fortranOrder: false, shape: [1] };
    expect(messageOf(() => formatHeader({ ...facts, descr: "'x'".repeat(30_000) }, [1, 0]))).toBe(
      "Header length 90073 too big for version=(1, 0)",
    );
    expect(messageOf(() => formatHeader({ ...facts, descr: "[('日', '<i4')]" }, [2, 0]))).toMatch(
      /^'latin-1' codec can't encode/,
    );
    expect(messageOf(() => formatHeader({ ...facts, descr: "''" }, [4, 0]))).toBe(
      "we only support format version (1,0), (2,0), and (3,0), not (4, 0)",
    );
    expect(() =>
      descrRepr(readDType({ names: ["a", "b"], formats: ["i4", "i4"], offsets: [4, 0] })),
    ).toThrow("dtype.descr is not defined for types with overlapping or out-of-order fields");
    expect(messageOf(() => magic(256, 0))).toMatch(/^major version must be 0 <= major < 256/);
  });

  it("is read back for any record", () => {
    const name = fc
      .string({ unit: "binary", minLength: 1, maxLength: 8 })
      .filter((text) => !/\p{Cs}/u.test(text));
    const scalar = fc.constantFrom("<f8", ">i2", "|b1", "<U3", "|S5", "|V7", "<c16");
    const field = fc.tuple(
      name,
      scalar,
      fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    );
    const record = fc.uniqueArray(field, {
      minLength: 1,
      maxLength: 5,
      selector: ([label]) => label,
    });
    fc.assert(
      fc.property(
        record,
        fc.array(fc.nat(), { maxLength: 4 }),
        fc.boolean(),
        (fields, shape, fortranOrder) => {
          const type = readDType(fields);
          const { bytes } = formatHeader({ descr: descrRepr(type), fortranOrder, shape });
          const header = readHeader(source(bytes));
          expect(bytes.length % 64).toBe(0);
          expect(header.dataOffset).toBe(bytes.length);
          expect(header.shape).toEqual(shape);
          expect(header.fortranOrder).toBe(fortranOrder);
          expect(dtypeOfDescr(header.descr).repr()).toBe(type.repr());
        },
      ),
    );
  });
});

describe("descriptions", () => {
  const header = (descr: string) =>
    dtypeOfDescr(readText(`{'descr': ${descr}, 'fortran_order': False, 'shape': (1,), }\n`).descr);

  it.each([
    ["'<f8'", "dtype('float64')"],
    [
      "[('a', '<i4'), ('', '|V4'), ('b', '<f8'), ('', '|V8')]",
      "dtype({'names': ['a', 'b'], 'formats': ['<i4', '<f8'], 'offsets': [0, 8], 'itemsize': 24})",
    ],
    [
      "[('a', [('x', '<i2'), ('', '|V2')]), ('b', ('<f4', (2,)), (3,))]",
      "dtype([('a', {'names': ['x'], 'formats': ['<i2'], 'offsets': [0], 'itemsize': 4}), ('b', ('<f4', (2,)), (3,))])",
    ],
    ["[['a', '<i4']]", "dtype([('a', '<i4')])"],
    ["[(('t', 'a'), '<i4', (3,))]", "dtype([(('t', 'a'), '<i4', (3,))])"],
    ["[('a', '<f8', 2)]", "dtype([('a', '<f8', (2,))])"],
    ["[]", "dtype([])"],
  ])("%s", (descr, repr) => {
    expect(header(descr).repr()).toBe(repr);
  });

  it.each([["'|O'"], ["'O8'"], ["[('a', '<i4'), ('b', '|O')]"], ["[('a', [('b', 'O')], (2,))]"]])(
    "%s is for Python only",
    (descr) => expect(() => header(descr)).toThrow(ObjectDTypeError),
  );

  it.each([
    ["'nonsense'", /^descr is not a valid dtype descriptor: 'nonsense'/],
    ["3", /^descr is not a valid dtype descriptor: 3/],
    ["None", /^descr is not a valid dtype descriptor: None/],
    ["[1]", /^descr is not a valid dtype descriptor: \[1\]/],
    ["[('a',)]", /^descr is not a valid/],
    ["[('a', '<i4', 'x')]", /^descr is not a valid/],
    ["[('a', '<i4'), ('a', '<i4')]", /^name already used as a name or title/],
    ["[('a', '<i4', (-1,))]", /^invalid shape in fixed-type tuple: dimension smaller then zero/],
    ["[('a', '<i4', (99999999999,))]", /./],
    ["'<f99999999999999999999'", /^descr is not a valid/],
  ])("%s is refused", (descr, message) => {
    expect(messageOf(() => header(descr))).toMatch(message);
  });
});

describe("hostile headers", () => {
  const good = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n";

  it.each<[string, string, RegExp]>([
    ["no dictionary", "('descr', 1)", /^Header is not a dictionary: \('descr', 1\)/],
    [
      "no literal",
      "__import__('os').system('true')",
      /^Cannot parse header: ".*'__import__' is not a literal/,
    ],
    ["an expression", "{'descr': '<f' + '8'}", /^Cannot parse header/],
    ["a comprehension", "{x: x for x in (1,)}", /^Cannot parse header/],
    ["nothing", "", /^Cannot parse header: '': a value is missing at the end/],
    ["an open string", "{'descr", /^Cannot parse header: "\{'descr": a string does not end/],
    [
      "missing keys",
      "{'descr': '<f8', 'shape': (1,)}",
      /^Header does not contain the correct keys: \['descr', 'shape'\]/,
    ],
    [
      "extra keys",
      good.replace("{", "{'more': 1, "),
      /correct keys: \['descr', 'fortran_order', 'more', 'shape'\]/,
    ],
    ["keys of any type", "{1: 2, (3,): 4, None: 5}", /correct keys: \[\(3,\), 1, None\]/],
    ["a list for a shape", good.replace("(1,)", "[1]"), /^shape is not valid: \[1\]/],
    ["a number for a shape", good.replace("(1,)", "(1)"), /^shape is not valid: 1;/],
    ["a float in the shape", good.replace("(1,)", "(1.0,)"), /^shape is not valid: \(1.0,\)/],
    [
      "a negative length",
      good.replace("(1,)", "(-1,)"),
      /^shape is not valid: \(-1,\); negative dimensions/,
    ],
    [
      "an absurd length",
      good.replace("(1,)", `(${"9".repeat(40)},)`),
      /^shape is not valid: .*too big/,
    ],
    [
      "an endless number",
      good.replace("(1,)", `(${"9".repeat(5000)},)`),
      /^Cannot parse header: .*4300 digits/,
    ],
    [
      "65 axes",
      good.replace("(1,)", `(${"1,".repeat(65)})`),
      /^maximum supported dimension for an ndarray is currently 64, found 65/,
    ],
    [
      "an order that is no bool",
      good.replace("False", "0"),
      /^fortran_order is not a valid bool: 0/,
    ],
    ["deep nesting", `${"[".repeat(5000)}`, /^Cannot parse header: .*nested brackets/],
  ])("%s", (_, text, message) => {
    const said = messageOf(() => readText(text));
    expect(said).toMatch(message);
    expect(said.length).toBeLessThan(700);
  });

  it("a length beyond max_header_size is refused before it is read", () => {
    const bytes = headerOf(good, [2, 0]);
    new DataView(bytes.buffer).setUint32(8, 0xffff_ffff, true);
    const asked: number[] = [];
    const whole = source(bytes);
    const counting: ByteSource = {
      read(length) {
        asked.push(length);
        return whole.read(length);
      },
    };
    expect(messageOf(() => readHeader(counting))).toMatch(
      /^Header info length \(4294967295\) is large and may not be safe to load securely\.\nTo allow loading, adjust `max_header_size` or fully trust the `\.npy` file using `allow_pickle=True`\.\nFor safety against large resource use or crashes, sandboxing may be necessary\./,
    );
    expect(Math.max(...asked)).toBeLessThan(100);
    const long = headerOf(good + " ".repeat(20_000));
    expect(messageOf(() => readHeader(source(long)))).toMatch(/^Header info length \(20058\)/);
    expect(readHeader(source(long), 30_000).shape).toEqual([1]);
  });

  it("counts characters, not bytes, in version 3", () => {
    const text = `{'descr': [('${"日".repeat(50)}', '<f8')], 'fortran_order': False, 'shape': (1,), }`;
    const bytes = headerOf(text, [3, 0]);
    expect(readHeader(source(bytes), text.length).shape).toEqual([1]);
    expect(messageOf(() => readHeader(source(bytes), text.length - 1))).toMatch(
      new RegExp(`^Header info length \\(${text.length}\\)`),
    );
  });

  it("files that end early", () => {
    const bytes = headerOf(good);
    expect(messageOf(() => readHeader(source(bytes.subarray(0, 5))))).toMatch(
      /^EOF: reading magic string, expected 8 bytes got 5/,
    );
    expect(messageOf(() => readHeader(source(bytes.subarray(0, 9))))).toMatch(
      /^EOF: reading array header length, expected 2 bytes got 1/,
    );
    expect(messageOf(() => readHeader(source(bytes.subarray(0, 30))))).toMatch(
      /^EOF: reading array header, expected 58 bytes got 20/,
    );
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readHeader(source(bytes.subarray(0, length)))).toThrow(ValueError);
    }
  });

  it("other files and versions", () => {
    expect(messageOf(() => readHeader(source(Buffer.from("PK\x03\x04aaaaaa"))))).toBe(
      "the magic string is not correct; expected b'\\x93NUMPY', got b'PK\\x03\\x04aa'; the file is not a .npy file",
    );
    expect(messageOf(() => readText(good, [1, 1]))).toBe(
      "we only support format version (1,0), (2,0), and (3,0), not (1, 1)",
    );
    expect(
      messageOf(() => readHeader(source(headerOf("{'\xe9': 1}", [3, 0]).with(14, 0xff)))),
    ).toMatch(/^'utf-8' codec can't decode/);
    expect(messageOf(() => readText(good.replace("(1,)", "(1L,)"), [3, 0]))).toMatch(
      /^Cannot parse header/,
    );
  });

  it("any bytes give a header or a ValueError, never another error", () => {
    const pieces = [
      "{",
      "}",
      "(",
      ")",
      "[",
      "]",
      ",",
      ":",
      "'",
      '"',
      "\\",
      "1",
      "-",
      "L",
      "None",
      "u",
      "\n",
      "'descr'",
      "e",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        try {
          readText(parts.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(ValueError);
        }
      }),
      { numRuns: 2000 },
    );
    expect(readText(good).fortranOrder).toBe(false);
    expect(dtypeOfDescr(readText(good).descr)).toBeInstanceOf(DType);
  });
});
