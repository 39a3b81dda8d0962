import * as np from "strided";
import { expect, test } from "vitest";

test("an array of one element is its value in arithmetic, any array its text in a template", () => {
  const a = np.array([1.5, 2.5]);
  let sum = 0;
  for (const element of a) sum += Number(element);
  expect(sum).toBe(4);
  expect(`${a}`).toBe("[1.5 2.5]");
  expect(`${a.at(0)}`).toBe("1.5");
  expect(Number(np.array([[7]]))).toBe(7);
  expect((a.at(0) as unknown as number) < (a.at(1) as unknown as number)).toBe(true);
  expect(() => Number(a)).toThrow(/^only 0-dimensional arrays/);
  expect(() => [...np.array(3)]).toThrow(TypeError);
});
