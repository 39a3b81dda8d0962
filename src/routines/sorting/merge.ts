// A stable merge sort of positions by any order: for short lines, and for elements that have no keys.

const RUN = 12;

/**
 * Orders the first `n` positions of `order` in place; `before(a, b)` tells whether position b must stand before
 * position a (strictly, so that equal ones keep their order).
 */
export function mergeOrder(
  order: Uint32Array,
  n: number,
  before: (later: number, earlier: number) => boolean,
): void {
  for (let start = 0; start < n; start += RUN) {
    insertInto(order, start, Math.min(start + RUN, n), before);
  }
  if (n <= RUN) return;
  let from = order;
  let to: Uint32Array = new Uint32Array(n);
  for (let width = RUN; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      mergeRuns(
        from,
        to,
        start,
        Math.min(start + width, n),
        Math.min(start + 2 * width, n),
        before,
      );
    }
    [from, to] = [to, from];
  }
  if (from !== order) order.set(from.subarray(0, n));
}

function insertInto(
  order: Uint32Array,
  start: number,
  end: number,
  before: (later: number, earlier: number) => boolean,
): void {
  for (let i = start + 1; i < end; i++) {
    const position = order[i];
    let k = i - 1;
    while (k >= start && before(position, order[k])) {
      order[k + 1] = order[k];
      k -= 1;
    }
    order[k + 1] = position;
  }
}

function mergeRuns(
  from: Uint32Array,
  to: Uint32Array,
  start: number,
  middle: number,
  end: number,
  before: (later: number, earlier: number) => boolean,
): void {
  let left = start;
  let right = middle;
  for (let i = start; i < end; i++) {
    const takeRight = right < end && (left >= middle || before(from[right], from[left]));
    to[i] = takeRight ? from[right++] : from[left++];
  }
}
