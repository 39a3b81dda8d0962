// Memory orders given by callers, checked in NumPy's words. What an order means is in layout-order.ts.

import { ValueError } from "../memory/errors.js";
import type { OrderName } from "./layout.js";
import { pythonRepr, pythonType } from "./python-values.js";

/**
 * An `order` option: one of C, F, A, K in either case; `fallback` for undefined and null.
 *
 * @throws ValueError for another text, TypeError for what is no text
 */
export function readOrder(given: unknown, fallback: OrderName): OrderName {
  if (given === undefined || given === null) return fallback;
  // Python's bytes are text here
  const text = given instanceof Uint8Array ? String.fromCharCode(...given.subarray(0, 2)) : given;
  if (typeof text !== "string") {
    throw new TypeError(
      `order must be str, not ${pythonType(given)}: use "C", "F", "A" or "K" (got ${String(given)})`,
    );
  }
  const order = text.toUpperCase();
  if (order === "C" || order === "F" || order === "A" || order === "K") return order;
  throw new ValueError(`order must be one of 'C', 'F', 'A', or 'K' (got ${pythonRepr(given)})`);
}

/** As `readOrder` for fresh memory, which has no order to keep. @throws ValueError for A and K */
export function readFreshOrder(given: unknown): "C" | "F" {
  const order = readOrder(given, "C");
  if (order === "C" || order === "F") return order;
  throw new ValueError(`only 'C' or 'F' order is permitted (got '${order}')`);
}

/** As `readOrder` for a shape, where K has no meaning. @throws ValueError for K */
export function readShapeOrder(given: unknown): "C" | "F" | "A" {
  const order = readOrder(given, "C");
  if (order !== "K") return order;
  throw new ValueError("order 'K' is not permitted for reshaping: use 'C', 'F' or 'A'");
}
