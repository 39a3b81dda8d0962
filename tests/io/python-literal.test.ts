// Python's literals, read without evaluating: what ast.literal_eval gives for each text.

import { describe, expect, it } from "vitest";
import { literalRepr, parseLiteral } from "../../src/io/python-literal.js";
import { ValueError } from "../../src/memory/errors.js";

describe("parseLiteral", () => {
  // text, and Python's repr of the value
  it.each([
    ["None", "None"],
    [" True ", "True"],
    ["12", "12"],
    ["-0", "0"],
    ["+7", "7"],
    ["1_000", "1000"],
    ["0x1F", "31"],
    ["0b101", "5"],
    ["00", "0"],
    ["123456789012345678901234567890", "123456789012345678901234567890"],
    ["1.", "1.0"],
    [".5", "0.5"],
    ["1e3", "1000.0"],
    ["- 2.5", "-2.5"],
    ["()", "()"],
    ["(1,)", "(1,)"],
    ["(1)", "1"],
    ["((1, 2),)", "((1, 2),)"],
    ["[1, [2], ]", "[1, [2]]"],
    ["{}", "{}"],
    ["{'a': 1, 'a': 2, 3: (4,)}", "{'a': 2, 3: (4,)}"],
    ["{\n 'a' :\t1 ,\n}", "{'a': 1}"],
    ["'a' \"b\"", "'ab'"],
    ["u'x'", "'x'"],
    [`"it's"`, `"it's"`],
    [`'\\x41\\u00e9\\U0001F600\\101\\n\\q\\\\'`, `'Aé😀A\\n\\\\q\\\\'`],
    ["''", "''"],
  ])("%s", (text, repr) => {
    expect(literalRepr(parseLiteral(text).value)).toBe(repr);
  });

  it("notices Python 2's long integers", () => {
    expect(parseLiteral("(3L, 4)").hadLongSuffix).toBe(true);
    expect(parseLiteral("(3, 4)").hadLongSuffix).toBe(false);
  });

  it.each([
    "",
    "x",
    "1 2",
    "(1",
    "(1 2)",
    "{1}",
    "{'a'}",
    "{'a' 1}",
    "'a",
    "'a\n'",
    "'\\x4'",
    "'\\U00110000'",
    "012",
    "1__0",
    "1_",
    "0x",
    "1.5.2",
    "--1",
    "-'a'",
    "1+2",
    "1j",
    "1Lx",
    "b'x'",
    "r'x'",
    "f'x'",
    "lambda: 1",
    "a.b",
    "[1,,2]",
    "(,)",
    "...",
    "True1",
    "'a' + 'b'",
    "[".repeat(101) + "]".repeat(101),
  ])("%j is refused", (text) => {
    expect(() => parseLiteral(text)).toThrow(ValueError);
  });
});
