// The words for byte orders that newbyteorder takes.

import { ValueError } from "./errors.js";
import { pyRepr, pyType } from "./py-repr.js";

/** What is asked of a dtype's byte order. */
export type OrderRequest = "swap" | "keep" | "=" | "<" | ">";

const orderRequests: Readonly<Record<string, OrderRequest>> = {
  s: "swap",
  "=": "=",
  n: "=",
  "<": "<",
  l: "<",
  ">": ">",
  b: ">",
  "|": "keep",
  i: "keep",
};

/** Reads NumPy's characters and words for byte orders. @throws ValueError for any other */
export function readOrder(order: string): OrderRequest {
  if (typeof order !== "string") {
    throw new TypeError(
      `byteorder must be str, not ${pyType(order)}: "S" (swap), "=", "<", ">" or "|"`,
    );
  }
  const request = orderRequests[order.slice(0, 1).toLowerCase()];
  if (request === undefined) {
    throw new ValueError(
      `byteorder not recognized (got ${pyRepr(order)}): use "S" (swap), "=", "<", ">" or "|".`,
    );
  }
  return request;
}
