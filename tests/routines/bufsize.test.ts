// getbufsize, setbufsize, device, to_device: small things that programs from NumPy ask for.

import * as np from "strided";
import { afterEach, expect, test } from "vitest";

afterEach(() => {
  np.setbufsize(8192);
});

test("the buffer size is checked as NumPy checks it, and kept", () => {
  expect(np.setbufsize(16)).toBe(8192);
  expect(np.getbufsize()).toBe(16);
  expect(() => np.setbufsize(17)).toThrow("Buffer size, 17, is not a multiple of 16");
  expect(() => np.setbufsize(0)).toThrow("Buffer size, 0, is too small");
  expect(() => np.setbufsize(-16)).toThrow("buffer size must be non-negative");
  expect(() => np.setbufsize(10_000_016)).toThrow("Buffer size, 10000016, is too big");
  expect(() => np.setbufsize(2.5)).toThrow("'float' object cannot be interpreted as an integer");
  expect(np.getbufsize()).toBe(16);
});

test("there is one device", () => {
  const a = np.arange(3);
  expect(a.device).toBe("cpu");
  expect(a.to_device("cpu")).toBe(a);
  expect(() => a.to_device("gpu" as never)).toThrow(
    "Unsupported device: gpu. Only 'cpu' is accepted.",
  );
  expect(() => a.to_device("cpu", { stream: 1 })).toThrow(
    "The stream argument in to_device() is not supported",
  );
  expect(() => a.to_device(3 as never)).toThrow("to_device() argument 1 must be str, not int");
});
