// Complex values: Python's text of them, equality.
import * as np from "strided";
import { expect, test } from "vitest";
import { fromPython, golden } from "./golden-dtype.js";

test("text", () => {
  for (const [re, im, text] of golden.complex) {
    expect(String(np.complex(fromPython(re), fromPython(im)))).toBe(text);
  }
});

test("equality is Python's", () => {
  expect(np.complex(1, 2).equals(new np.Complex(1, 2))).toBe(true);
  expect(np.complex(1, 2).equals(np.complex(1, 3))).toBe(false);
  expect(np.complex(1).equals(1)).toBe(true);
  expect(np.complex(0, -0).equals(np.complex(-0, 0))).toBe(true);
  expect(np.complex(Number.NaN).equals(np.complex(Number.NaN))).toBe(false);
});
