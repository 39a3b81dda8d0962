// Turns lowered source into functions and remembers them with their kernel. The only place that
// evaluates generated text.

import { type Access, accessClasses, type Variant } from "../access.js";
import { dumps } from "../dump.js";
import type { Kernel } from "../kernel.js";
import { laneInfo } from "../lanes.js";
import { kernelFunctions } from "../math/functions.js";
import { type HelperName, helper } from "./helpers.js";
import { lower } from "./lower.js";
import { viewBytes, viewOfLane } from "./values.js";

/** Compiled code: operands' typed arrays or DataViews, parameter block, index lists. Returns errors, if any. */
export type JsFunction = (
  views: readonly unknown[],
  parameters: Float64Array,
  lists: readonly (Float64Array | null)[],
) => number | undefined;

/** One operand as the JavaScript engine sees it, worked out once per kernel. */
export interface JsOperand {
  /** Code of the typed array that holds it, for {@link viewFor} in run.ts. */
  readonly view: number;
  /** 1 / bytes of one element of that array. */
  readonly perByte: number;
  readonly viewBytes: number;
  readonly itemsize: number;
  /** Byte-swapped: always read through a DataView. */
  readonly swapped: boolean;
}

/** A kernel's code so far. */
export interface JsCode {
  readonly operands: readonly JsOperand[];
  readonly functions: Map<number | string, JsFunction>;
  lastKey: number | string;
  last: JsFunction | null;
}

/** Codes of typed arrays, as {@link JsOperand.view}. */
export const viewCodes = ["u8", "i8", "u16", "i16", "u32", "i32", "f32", "f64"] as const;

/** A kernel's code record, made when first asked for. */
export function codeOf(kernel: Kernel): JsCode {
  const known = kernel.compiled.js as JsCode | null;
  if (known !== null) return known;
  const code: JsCode = {
    operands: kernel.operands.map(({ type }) => {
      const view = viewOfLane[type.lane];
      return {
        view: viewCodes.indexOf(view),
        perByte: 1 / viewBytes[view],
        viewBytes: viewBytes[view],
        itemsize: type.itemsize,
        swapped: type.swapped && laneInfo[type.lane].bytes > 1,
      };
    }),
    functions: new Map(),
    lastKey: -1,
    last: null,
  };
  kernel.compiled.js = code;
  return code;
}

const helpers: Record<string, unknown> = new Proxy(
  {},
  { get: (_, name) => helper(name as HelperName) },
);

/** Compiles a kernel for one variant and combination of access classes. */
export function compile(
  kernel: Kernel,
  variant: Variant,
  access: readonly number[],
  far: boolean,
): JsFunction {
  const classes: Access[] = access.map((code) => accessClasses[code]!);
  const source = lower(kernel, variant, classes, far);
  dumps(
    "js",
    () => `// ${kernel.name} ${variant} ${classes.join(" ")}${far ? " far" : ""}\n${source}`,
  );
  const make = new Function("H", "F", source) as (h: unknown, f: unknown) => JsFunction;
  return make(helpers, kernelFunctions);
}
