// Kernel descriptions: operands, what is computed per element, and what becomes of it. A description is data that
// lowerings read and engines run; it is made in describe.ts.

import type { MapErrors, ReduceErrors } from "./errors.js";
import { type Node, printGraph } from "./ir.js";
import { type ElementType, elementType } from "./lanes.js";

/** What an operand is to its kernel. `where` is a boolean mask: no result is written where it is false. */
export type Role = "in" | "out" | "where";

/** One operand of a kernel. */
export interface OperandSpec {
  readonly type: ElementType;
  readonly role: Role;
}

interface KernelBase {
  /** Distinct for every description in this process: engines cache what they compiled under it. */
  readonly id: number;
  readonly name: string;
  /** Inputs, then outputs, then the mask if there is one. */
  readonly operands: readonly OperandSpec[];
  /** How many of the operands are inputs. */
  readonly inputs: number;
  /** Position of the mask, or -1. */
  readonly where: number;
  /** What engines compiled from it, by engine; each looks only at its own. */
  readonly compiled: CompiledSlots;
}

/** Room for each engine's code, so that finding it costs one property read. */
export interface CompiledSlots {
  js: unknown;
  wasm: unknown;
  native: unknown;
}

/** One result per element. */
export interface MapKernel extends KernelBase {
  readonly form: "map";
  /** For each output operand the lanes to store: one, or real and imaginary. */
  readonly outputs: readonly { readonly operand: number; readonly roots: readonly Node[] }[];
  /** What to look at for floating-point errors; `null` where nobody asks. */
  readonly errors: MapErrors | null;
  /** Whether lines (the loop outside of the inner one) read results of the line before: they must follow each other. */
  readonly follows?: boolean;
}

/**
 * Elements combined into a state: reductions, accumulations and their relatives.
 *
 * `start` and `finish` bring the state from and to the output's storage type; in them argument 0 is the
 * state. In `step` argument 0 is the state and argument 1 the element.
 */
export interface ReduceKernel extends KernelBase {
  readonly form: "reduce";
  readonly output: number;
  readonly element: readonly Node[];
  readonly start: readonly Node[];
  readonly step: readonly Node[];
  readonly finish: readonly Node[];
  /** The state made from a first element, in the output's storage type. */
  readonly first: readonly Node[];
  /** Float additions: NumPy's pairwise summation along the inner axis. */
  readonly pairwise: boolean;
  /** Elements are converted on the way in: NumPy then works in chunks of its buffer's size, and float sums show it. */
  readonly buffered: boolean;
  /** Whether elements may be combined in any order: a function's rounding errors hide it, or there are none. */
  readonly anyOrder: boolean;
  /** A state that no further element can change, if there is one (`true` of `or`): the inner loop may stop. */
  readonly absorbing: boolean | null;
  /** What to look at for floating-point errors: every step is then looked at. `null` where nobody asks. */
  readonly errors: ReduceErrors | null;
}

/** The position of the element that beats all others: the first of equals, a NaN at once. */
export interface ArgKernel extends KernelBase {
  readonly form: "arg";
  readonly output: number;
  readonly element: readonly Node[];
  /** Whether argument 1 (a later element) beats argument 0 (the best so far). */
  readonly better: Node;
  /** Whether argument 0 can't be beaten (a NaN), or null if there is no such value. */
  readonly final: Node | null;
}

/** Elements of NumPy's iteration buffer: the pieces in which converted and scattered operands are summed. */
export const BUFFER_ELEMENTS = 8192;

/** A kernel description. */
export type Kernel = MapKernel | ReduceKernel | ArgKernel;

/**
 * What a copy of elements moves: integers, which stay what they are. Memory seen as bool may hold other bytes than 0 and
 * 1, and a NaN that signals is another one once JavaScript has read it as a float32.
 */
export function bitsOf(type: ElementType, other: ElementType): ElementType {
  if (type.name === "bool") return elementType("uint8");
  if (type.name === "float32") return elementType("uint32", type.swapped);
  const isWhole = type.name === "complex64" && type.swapped === other.swapped;
  return isWhole ? elementType("uint64") : type;
}

/** A description as text: operands, then the IR of each part. */
export function printKernel(kernel: Kernel): string {
  const operands = kernel.operands
    .map(({ type, role }) => `${role} ${type.swapped ? "swapped " : ""}${type.name}`)
    .join(", ");
  const lines = [`kernel ${kernel.name} #${kernel.id} (${kernel.form}): ${operands}`];
  const part = (name: string, roots: readonly Node[]) => {
    lines.push(`${name}: ${roots.map((root) => `%${root.id}`).join(", ")}`);
    lines.push(printGraph(roots).replace(/^/gm, "  "));
  };
  if (kernel.form === "map") {
    for (const { operand, roots } of kernel.outputs) part(`store ${operand}`, roots);
  } else {
    part("element", kernel.element);
    if (kernel.form === "reduce") {
      part(`step${kernel.pairwise ? " (pairwise)" : ""}`, kernel.step);
      part("finish", kernel.finish);
    } else {
      part("better", [kernel.better]);
    }
  }
  return lines.join("\n");
}
