// np.exceptions, and the warning of casts that drop imaginary parts.
import * as np from "strided";
import { afterEach, beforeEach, expect, test } from "vitest";

const heard: Error[] = [];
const listen = (warning: Error) => {
  if (warning instanceof np.exceptions.ComplexWarning) heard.push(warning);
};
beforeEach(() => {
  heard.length = 0;
  process.on("warning", listen);
});
afterEach(() => {
  process.off("warning", listen);
});
const told = async (run: () => unknown) => {
  heard.length = 0;
  run();
  await new Promise((resolve) => setImmediate(resolve));
  return heard.map((one) => one.message);
};

const message = "Casting complex values to real discards the imaginary part";
const a = np.array([np.complex(1, 2)]);
const out = () => np.zeros(1);

const warning: Record<string, () => unknown> = {
  astype: () => a.astype("f8"),
  "astype of none": () => a.at("0:0").astype("i4"),
  "astype to a record": () => a.astype([["x", "f4"]]),
  add: () => np.add(a, a, { out: out(), casting: "unsafe" }),
  "add in float64": () => np.add(a, a, { dtype: "f8", casting: "unsafe" }),
  sum: () => np.sum(a, { dtype: "f8" }),
  "sum into": () => np.sum(a, { out: np.zeros([]) }),
  cumsum: () => np.cumsum(a, { dtype: "f4" }),
  "cumsum into": () => np.cumsum(a, { out: out() }),
  asarray: () => np.asarray(a, "f8"),
  full: () => np.full(2, np.complex(0, 1), "f8"),
  copyto: () => np.copyto(out(), a, { casting: "unsafe" }),
  "copyto where": () => np.copyto(out(), a, { casting: "unsafe", where: [true] }),
  set: () => out().set(":", a),
  "set through a list": () => out().set(np.array([0]), a),
};
for (const [name, run] of Object.entries(warning)) {
  test(`${name} warns`, async () => expect(await told(run)).toEqual([message]));
}

const quiet: Record<string, () => unknown> = {
  "to bool": () => a.astype("?"),
  "to text": () => a.astype("U20"),
  "to complex64": () => a.astype("c8"),
  equal: () => np.equal(a, a, { out: out(), casting: "unsafe" }),
};
for (const [name, run] of Object.entries(quiet)) {
  test(`${name} does not`, async () => expect(await told(run)).toEqual([]));
}

test("a place warns once", async () => {
  expect(
    await told(() => {
      for (let i = 0; i < 3; i++) a.astype("f8");
    }),
  ).toHaveLength(1);
});

test("AxisError says which axis", () => {
  expect(np.exceptions.AxisError).toBe(np.AxisError);
  const error = new np.AxisError(3, 2, "pre");
  expect(error.message).toBe("pre: axis 3 is out of bounds for array of dimension 2");
  expect([error.axis, error.ndim]).toEqual([3, 2]);
  expect(new np.AxisError("text").message).toBe("text");
  expect(np.exceptions.TooHardError).toBe(np.TooHardError);
});
