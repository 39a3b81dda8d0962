// NumPy's pairwise summation as generated code: blocks of 128 numbers with eight accumulators, halves added
// recursively. Its order of additions is part of the result, bit for bit. A complex element counts as two
// numbers, so its blocks hold 64 elements and four accumulators.

import type { ReduceKernel } from "../kernel.js";
import { watchElement, watchSum } from "./errors.js";
import { advance, type Lowering, memoryReader, stepValues, whole } from "./loops.js";
import { asNumber, type JsValue, num } from "./values.js";
import type { Bindings } from "./writer.js";

/** Writes `pairwise(n, a, p, s, ...)`, returning the sum (the imaginary part in `pairwiseIm`). */
export function pairwiseFunction(outer: Lowering, kernel: ReduceKernel): void {
  const { w } = outer;
  const operands = kernel.operands.map((_, at) => at).filter((at) => at < kernel.inputs);
  // Pointers move by variable steps here: one function serves every access class.
  const l: Lowering = {
    ...outer,
    kernel: { ...kernel, operands: kernel.operands.slice(0, kernel.inputs), where: -1 },
    access: outer.access
      .slice(0, kernel.inputs)
      .map((access) => (access === "bytes" ? "bytes" : "strided")),
  };
  const complex = kernel.element.length === 2;
  const lanes = complex ? 4 : 8;
  const block = complex ? 64 : 128;
  const parameters = operands.map((at) => `a${at}, p${at}, s${at}`);
  const zeros = () => kernel.element.map(() => num("-0"));
  const element = () => {
    const bindings: Bindings = new Map();
    const values = w.values(kernel.element, bindings, memoryReader(l));
    watchElement(l, kernel, bindings);
    return values;
  };
  const finish = (state: readonly JsValue[]) => {
    if (complex) w.line(`pairwiseIm = ${asNumber(state[1]!)};`);
    w.line(`return ${asNumber(state[0]!)};`);
  };
  const add = (x: readonly JsValue[], y: readonly JsValue[]) => {
    const sum = stepValues(l, kernel, x, y);
    watchSum(l, kernel, x, y, sum);
    return sum;
  };

  if (complex) w.line("let pairwiseIm = 0;");
  w.block(`function pairwise(n, ${parameters.join(", ")})`, () => {
    w.block(`if (n < ${lanes})`, () => {
      const state = w.variables("r", kernel.element, zeros());
      w.block("for (let i = 0; i < n; i++)", () => {
        w.assign(state, add(state, element()));
        advance(l);
      });
      finish(state);
    });
    w.block(`if (n <= ${block})`, () => {
      const states: JsValue[][] = [];
      for (let k = 0; k < lanes; k++) {
        states.push(w.variables("r", kernel.element, element()));
        advance(l);
      }
      w.line(`let i = ${lanes};`);
      w.block(`for (const m = n - n % ${lanes}; i < m; i += ${lanes})`, () => {
        for (const state of states) {
          w.assign(state, add(state, element()));
          advance(l);
        }
      });
      let level: JsValue[][] = states;
      while (level.length > 1) {
        const next: JsValue[][] = [];
        for (let k = 0; k < level.length; k += 2) next.push(add(level[k]!, level[k + 1]!));
        level = next;
      }
      const total = w.variables("r", kernel.element, level[0]!);
      w.block("for (; i < n; i++)", () => {
        w.assign(total, add(total, element()));
        advance(l);
      });
      finish(total);
    });
    w.line(`let h = ${l.far ? "Math.floor(n / 2)" : "n >> 1"};`);
    w.line(`h -= h % ${lanes};`);
    const rest = operands.map((at) => `a${at}, ${whole(l, `p${at} + h * s${at}`)}, s${at}`);
    w.line(`const left = pairwise(h, ${parameters.join(", ")});`);
    const left = [num("left")];
    if (complex) {
      w.line("const leftIm = pairwiseIm;");
      left.push(num("leftIm"));
    }
    w.line(`const right = pairwise(n - h, ${rest.join(", ")});`);
    const right = [num("right")];
    if (complex) {
      w.line("const rightIm = pairwiseIm;");
      right.push(num("rightIm"));
    }
    finish(add(left, right));
  });
}
