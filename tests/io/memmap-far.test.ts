// Memory maps beyond 4 GiB, on a file of holes: elements, slices, ufuncs, reductions and indices around 2 GiB, 4 GiB
// and 6 GiB, for elements of every width. In a process of its own: one map takes all addresses it can get.

import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { libcStatus } from "../../src/memory/libc.js";
import { linesOf } from "../support/child.js";
import { temporaryFolder } from "../support/temp.js";

const at = temporaryFolder();

test.skipIf(!libcStatus().available)(
  "slices around every edge that integers have, up to 6 GiB",
  { timeout: 120_000 },
  () => {
    const path = at("far.bin");
    const lines = linesOf(`
import * as fs from "node:fs";
import * as np from "strided";
const path = ${JSON.stringify(path)};
const G = 2 ** 32;
const N = G + 2 ** 31 + 4096;
const fd = fs.openSync(path, "w+");
fs.ftruncateSync(fd, N);
const bytesAt = (position, length) => {
  const bytes = Buffer.alloc(length);
  fs.readSync(fd, bytes, 0, length, position);
  return bytes;
};
let checks = 0;
const same = (what, got, want) => {
  checks += 1;
  if (JSON.stringify(got) !== JSON.stringify(want)) {
    console.log(what, JSON.stringify(got), "instead of", JSON.stringify(want));
  }
};
const list = (array) => array.tolist();
for (const dt of ["uint8", "int16", "float32", "float64", "int64", ">i4", "S3", "U2"]) {
  const { itemsize } = np.dtype(dt);
  const isText = /^[SU]/.test(dt);
  const count = Math.floor(N / itemsize);
  const m = np.memmap(path, { dtype: dt, mode: "r+", shape: [count] });
  for (const edge of [2 ** 31, G, G + 2 ** 31]) {
    const c = Math.floor(edge / itemsize);
    const [low, high] = [c - 5, Math.min(count, c + 5)];
    const part = low + ":" + high;
    const values = Array.from({ length: high - low }, (_, i) => (isText ? "ab".slice(i % 2) : i + 1));
    const say = (what) => dt + " " + what + " at " + edge;
    m.set(part, values);
    same(say("slice"), list(m.at(part)), values);
    same(say("backwards"), list(m.at(high - 1 + ":" + (low - 1) + ":-1")), [...values].reverse());
    same(say("step"), list(m.at(part + ":3")), values.filter((_, i) => i % 3 === 0));
    same(say("item"), m.item(c), values[c - low]);
    same(say("copy"), list(m.at(part).copy()), values);
    same(say("take"), list(np.take(m, [c, low])), [values[c - low], values[0]]);
    same(say("positions"), list(m.at([c, low, high - 1])), [values[c - low], values[0], values.at(-1)]);
    same(say("bytes"), Buffer.from(m.at(part).tobytes()), bytesAt(low * itemsize, (high - low) * itemsize));
    if (isText) {
      m.set(part, "");
      continue;
    }
    same(say("sum"), np.sum(m.at(part)), values.reduce((a, b) => a + b, 0));
    same(say("add"), list(np.add(m.at(part), m.at(part))), values.map((v) => 2 * v));
    np.multiply(m.at(part), 2, { out: m.at(part) });
    same(say("in place"), list(m.at(part)), values.map((v) => 2 * v));
    m.at(part).set("1:", m.at(low + ":" + (high - 1)));
    same(say("overlap"), list(m.at(part)), [2, ...values.slice(0, -1).map((v) => 2 * v)]);
    m.at(part).sort();
    same(say("argmax"), np.argmax(m.at(part)), values.length - 1);
    m.set([[c, high - 1]], [7, 8]);
    same(say("assigned positions"), [m.item(c), m.item(high - 1)], [7, 8]);
    same(say("mask"), list(m.at(part).at(m.at(part).equal(7))).length > 0, true);
    same(say("expression"), np.expr\`\${m.at(part)} + 1\`.item(c - low), 8);
    m.at(part).fill(0);
  }
  m.close();
  for (const offset of [2 ** 31 + 1, G - 3, G, G + 5]) {
    const part = np.memmap(path, { dtype: dt, mode: "r+", offset, shape: [100] });
    part.set(50, isText ? "q" : 9);
    same(dt + " offset " + offset, part.item(50), isText ? "q" : 9);
    part.set(50, isText ? "" : 0);
    part.close();
  }
}
const rows = np.memmap(path, { dtype: "uint8", mode: "r+", shape: [6, 2 ** 30] });
rows.set([5, 17], 9);
same("2-d item", rows.item(5, 17), 9);
same("2-d positions", list(rows.at([0, 5], [17, 17])), [0, 9]);
same("2-d column", list(rows.at(":", 17)), [0, 0, 0, 0, 0, 9]);
same("2-d transposed", list(rows.T.at(17)), [0, 0, 0, 0, 0, 9]);
same("2-d mask", list(rows.at(":", "16:19").at(np.array([false, false, false, false, false, true]))), [[0, 9, 0]]);
same("reduction", list(np.max(rows.at(":", "16:19"), 1)), [0, 0, 0, 0, 0, 9]);
rows.close();
console.log(checks > 300);
`);
    rmSync(path, { force: true });
    expect(lines).toEqual(["true"]);
  },
);
