// The loops that gather and scatter run: one for each width of element and each direction, so that each meets one
// kind of typed array only and is compiled for it. Indices count in elements of the arrays, not in bytes.

/** A typed array of words, and where elements lie in it: at `start + step * list[i]`. */
interface Side<T> {
  readonly data: T;
  readonly start: number;
  readonly step: number;
  readonly list: Int32Array | null;
}

export type Words = Side<Int32Array>;
export type Halves = Side<Uint16Array>;
export type Bytes = Side<Uint8Array>;

/** Elements of `width` words each. */
export function moveWords(to: Words, from: Words, count: number, width: number): void {
  if (to.list !== null && from.list !== null) wordsBoth(to, from, count, width);
  else if (to.list !== null) {
    if (width === 1) scatterWord(to, from, to.list, count);
    else if (width === 2) scatterPair(to, from, to.list, count);
    else scatterWords(to, from, to.list, count, width);
  } else {
    const list = from.list ?? identity(count);
    if (width === 1) gatherWord(to, from, list, count);
    else if (width === 2) gatherPair(to, from, list, count);
    else gatherWords(to, from, list, count, width);
  }
}

/** Elements of two bytes. */
export function moveHalves(to: Halves, from: Halves, count: number): void {
  if (to.list !== null && from.list !== null) halvesBoth(to, from, count);
  else if (to.list !== null) scatterHalf(to, from, to.list, count);
  else gatherHalf(to, from, from.list ?? identity(count), count);
}

/** Elements of `width` bytes each, at any byte. */
export function moveBytes(to: Bytes, from: Bytes, count: number, width: number): void {
  if (to.list !== null && from.list !== null) bytesBoth(to, from, count, width);
  else if (to.list !== null) {
    if (width === 1) scatterByte(to, from, to.list, count);
    else scatterBytes(to, from, to.list, count, width);
  } else {
    const list = from.list ?? identity(count);
    if (width === 1) gatherByte(to, from, list, count);
    else gatherBytes(to, from, list, count, width);
  }
}

let numbers = new Int32Array(0);

/** 0, 1, 2, …: kept, and grown when more are asked for. */
function identity(count: number): Int32Array {
  if (numbers.length < count) {
    const length = Math.max(256, count);
    const grown = new Int32Array(length);
    for (let i = 0; i < length; i++) grown[i] = i;
    // a long one is not kept: it would hold its memory for ever
    if (length > 1 << 16) return grown;
    numbers = grown;
  }
  return numbers;
}

const { imul } = Math;

function gatherWord(to: Words, from: Words, list: Int32Array, count: number): void {
  const [target, source] = [to.data, from.data];
  const [start, step, toStep] = [from.start | 0, from.step | 0, to.step | 0];
  let at = to.start | 0;
  for (let i = 0; i < count; i++) {
    target[at] = source[(start + imul(list[i]!, step)) | 0]!;
    at = (at + toStep) | 0;
  }
}

function gatherPair(to: Words, from: Words, list: Int32Array, count: number): void {
  const [target, source] = [to.data, from.data];
  const [start, step, toStep] = [from.start | 0, from.step | 0, to.step | 0];
  let at = to.start | 0;
  for (let i = 0; i < count; i++) {
    const found = (start + imul(list[i]!, step)) | 0;
    target[at] = source[found]!;
    target[at + 1] = source[found + 1]!;
    at = (at + toStep) | 0;
  }
}

function gatherWords(to: Words, from: Words, list: Int32Array, count: number, width: number): void {
  const [target, source] = [to.data, from.data];
  const [start, step, toStep] = [from.start | 0, from.step | 0, to.step | 0];
  let at = to.start | 0;
  for (let i = 0; i < count; i++) {
    const found = (start + imul(list[i]!, step)) | 0;
    for (let k = 0; k < width; k++) target[at + k] = source[found + k]!;
    at = (at + toStep) | 0;
  }
}

function scatterWord(to: Words, from: Words, list: Int32Array, count: number): void {
  const [target, source] = [to.data, from.data];
  const [start, step, fromStep] = [to.start | 0, to.step | 0, from.step | 0];
  let at = from.start | 0;
  for (let i = 0; i < count; i++) {
    target[(start + imul(list[i]!, step)) | 0] = source[at]!;
    at = (at + fromStep) | 0;
  }
}

function scatterPair(to: Words, from: Words, list: Int32Array, count: number): void {
  const [target, source] = [to.data, from.data];
  const [start, step, fromStep] = [to.start | 0, to.step | 0, from.step | 0];
  let at = from.start | 0;
  for (let i = 0; i < count; i++) {
    const found = (start + imul(list[i]!, step)) | 0;
    target[found] = source[at]!;
    target[found + 1] = source[at + 1]!;
    at = (at + fromStep) | 0;
  }
}

function scatterWords(
  to: Words,
  from: Words,
  list: Int32Array,
  count: number,
  width: number,
): void {
  const [target, source] = [to.data, from.data];
  const [start, step, fromStep] = [to.start | 0, to.step | 0, from.step | 0];
  let at = from.start | 0;
  for (let i = 0; i < count; i++) {
    const found = (start + imul(list[i]!, step)) | 0;
    for (let k = 0; k < width; k++) target[found + k] = source[at + k]!;
    at = (at + fromStep) | 0;
  }
}

function wordsBoth(to: Words, from: Words, count: number, width: number): void {
  const [target, source] = [to.data, from.data];
  const [toList, fromList] = [to.list!, from.list!];
  for (let i = 0; i < count; i++) {
    const there = to.start + to.step * toList[i]!;
    const here = from.start + from.step * fromList[i]!;
    for (let k = 0; k < width; k++) target[there + k] = source[here + k]!;
  }
}

function gatherHalf(to: Halves, from: Halves, list: Int32Array, count: number): void {
  const [target, source] = [to.data, from.data];
  const [start, step, toStep] = [from.start | 0, from.step | 0, to.step | 0];
  let at = to.start | 0;
  for (let i = 0; i < count; i++) {
    target[at] = source[(start + imul(list[i]!, step)) | 0]!;
    at = (at + toStep) | 0;
  }
}

function scatterHalf(to: Halves, from: Halves, list: Int32Array, count: number): void {
  const [target, source] = [to.data, from.data];
  const [start, step, fromStep] = [to.start | 0, to.step | 0, from.step | 0];
  let at = from.start | 0;
  for (let i = 0; i < count; i++) {
    target[(start + imul(list[i]!, step)) | 0] = source[at]!;
    at = (at + fromStep) | 0;
  }
}

function halvesBoth(to: Halves, from: Halves, count: number): void {
  const [toList, fromList] = [to.list!, from.list!];
  for (let i = 0; i < count; i++) {
    to.data[to.start + to.step * toList[i]!] = from.data[from.start + from.step * fromList[i]!]!;
  }
}

function gatherByte(to: Bytes, from: Bytes, list: Int32Array, count: number): void {
  const [target, source] = [to.data, from.data];
  const [start, step, toStep] = [from.start | 0, from.step | 0, to.step | 0];
  let at = to.start | 0;
  for (let i = 0; i < count; i++) {
    target[at] = source[(start + imul(list[i]!, step)) | 0]!;
    at = (at + toStep) | 0;
  }
}

function scatterByte(to: Bytes, from: Bytes, list: Int32Array, count: number): void {
  const [target, source] = [to.data, from.data];
  const [start, step, fromStep] = [to.start | 0, to.step | 0, from.step | 0];
  let at = from.start | 0;
  for (let i = 0; i < count; i++) {
    target[(start + imul(list[i]!, step)) | 0] = source[at]!;
    at = (at + fromStep) | 0;
  }
}

function gatherBytes(to: Bytes, from: Bytes, list: Int32Array, count: number, width: number): void {
  const [target, source] = [to.data, from.data];
  let at = to.start;
  for (let i = 0; i < count; i++) {
    const found = from.start + from.step * list[i]!;
    for (let k = 0; k < width; k++) target[at + k] = source[found + k]!;
    at += to.step;
  }
}

function scatterBytes(
  to: Bytes,
  from: Bytes,
  list: Int32Array,
  count: number,
  width: number,
): void {
  const [target, source] = [to.data, from.data];
  let at = from.start;
  for (let i = 0; i < count; i++) {
    const found = to.start + to.step * list[i]!;
    for (let k = 0; k < width; k++) target[found + k] = source[at + k]!;
    at += from.step;
  }
}

function bytesBoth(to: Bytes, from: Bytes, count: number, width: number): void {
  const [target, source] = [to.data, from.data];
  const [toList, fromList] = [to.list!, from.list!];
  for (let i = 0; i < count; i++) {
    const there = to.start + to.step * toList[i]!;
    const here = from.start + from.step * fromList[i]!;
    for (let k = 0; k < width; k++) target[there + k] = source[here + k]!;
  }
}
