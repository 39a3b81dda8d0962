// Lowers a kernel description to JavaScript source: a pure function from (kernel, variant, access classes)
// to text. The text is the body of a function of `H` (helpers) and `F` (math functions) that returns
// `(V, P, X) => void`: V the operands' typed arrays, P the parameter block of access.ts, X index lists.

import { InternalError } from "../../memory/errors.js";
import type { Access, Variant } from "../access.js";
import type { ArgKernel, Kernel, MapKernel } from "../kernel.js";
import { endWatch, raisedCall, raisedFunction, startWatch, watch } from "./errors.js";
import {
  advance,
  argumentReader,
  declareOperands,
  eachElement,
  eachLine,
  hoist,
  type Lowering,
  masked,
  memoryReader,
  oneByOne,
  store,
} from "./loops.js";
import { lowerReduction } from "./reductions.js";
import { asCondition, wide } from "./values.js";
import { type Bindings, Writer } from "./writer.js";

/**
 * The source of a kernel for one variant and one combination of access classes. `far` code takes indexes
 * beyond 31 bits, slowly.
 */
export function lower(
  kernel: Kernel,
  variant: Variant,
  access: readonly Access[],
  far = false,
): string {
  const oneResult = variant === "reduce" || variant === "rows" || variant === "arg";
  const still = kernel.form !== "map" && oneResult ? kernel.output : -1;
  const w = new Writer();
  const l: Lowering = { w, kernel, access, far, still, shift: 0 };
  const name = `${kernel.name.replace(/^(?=\d)|\W/g, "_")}_${variant}`;
  let before = "";
  const body = () => {
    if (variant === "map") before = lowerMap(l, mapOf(kernel));
    else if (variant === "flags") before = lowerFlags(l, mapOf(kernel));
    else if (kernel.form === "reduce") before = lowerReduction(l, kernel, variant);
    else if (kernel.form === "arg" && variant === "arg") lowerArg(l, kernel);
    else
      throw new InternalError(`kernel ${kernel.name}: a ${kernel.form} kernel has no ${variant}`);
  };
  w.block(`return function ${name}(V, P, X)`, body);
  const prologue = [
    '"use strict";',
    ...[...w.helpers].map((helper) => `const ${helper} = H.${helper};`),
    ...[...w.functions].map((f) => `const f_${f} = F.${f};`),
  ];
  return `${prologue.join("\n")}\n${before}${w.text}\n`;
}

/** A reduction's `first` as an elementwise kernel: how the state begins. */
function mapOf(kernel: Kernel): MapKernel {
  if (kernel.form === "map") return kernel;
  if (kernel.form === "reduce") {
    const outputs = [{ operand: kernel.output, roots: kernel.first }];
    return { ...kernel, form: "map", outputs, errors: null };
  }
  throw new InternalError(`kernel ${kernel.name}: an arg-reduction has no elementwise form`);
}

/** Writes the loops of an elementwise kernel; returns the functions that must stand before them. */
function lowerMap(l: Lowering, kernel: MapKernel): string {
  const { w } = l;
  const { errors } = kernel;
  if (errors !== null) w.traps = errors.traps;
  declareOperands(l);
  startWatch(l, kernel);
  eachLine(l, () => {
    const hoisted: Bindings = new Map();
    const roots = kernel.outputs.flatMap((output) => output.roots);
    // what raises errors by itself must not where a mask leaves it out
    if (kernel.where < 0 || errors === null || errors.traps.size === 0) hoist(l, roots, hoisted);
    eachElement(l, roots, () => {
      masked(l, () => {
        const bindings: Bindings = new Map(hoisted);
        // All results first: an output may be an input's own memory.
        const results = kernel.outputs.map(({ roots }) =>
          w.values(roots, bindings, memoryReader(l)),
        );
        watch(l, kernel, bindings);
        kernel.outputs.forEach(({ operand }, at) => {
          store(l, operand, results[at]!);
        });
      });
    });
  });
  endWatch(l, kernel);
  return errors !== null && (errors.early || errors.under) ? raisedFunction(l, kernel) : "";
}

/** Goes through the elements once more, for their errors alone. */
function lowerFlags(l: Lowering, kernel: MapKernel): string {
  const { w } = l;
  declareOperands(l);
  w.line("let E = 0;");
  eachLine(l, () => {
    oneByOne(l, "let i = 0", () => masked(l, () => w.line(`E |= ${raisedCall(l)};`)));
  });
  w.line("return E;");
  return raisedFunction(l, kernel);
}

function lowerArg(l: Lowering, kernel: ArgKernel): void {
  const { w } = l;
  declareOperands(l);
  eachLine(l, () => {
    w.line("let best = 0;");
    const first = w.values(kernel.element, new Map(), memoryReader(l));
    const best = w.variables("r", kernel.element, first);
    const final = () =>
      kernel.final === null
        ? null
        : asCondition(w.value(kernel.final, new Map(), argumentReader(l, best)));
    const search = () => {
      advance(l);
      oneByOne(l, "let i = 1", () => {
        const element = w.values(kernel.element, new Map(), memoryReader(l));
        const better = w.value(kernel.better, new Map(), argumentReader(l, best, element));
        w.block(`if (${asCondition(better)})`, () => {
          w.line("best = i;");
          w.assign(best, element);
          const stop = final();
          if (stop !== null) w.line(`if (${stop}) break;`);
        });
      });
    };
    const stop = final();
    if (stop === null) search();
    else w.block(`if (!${stop})`, search);
    store(l, kernel.output, [wide("best | 0", l.far ? "Math.floor(best / 4294967296)" : "0")]);
  });
}
