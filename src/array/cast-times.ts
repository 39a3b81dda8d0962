// Casts between units of datetime64 and of timedelta64: one kernel for each pair of units. Between times and numbers
// the counts are cast as the integers they are.

import type { DatetimeUnit } from "../core/datetime-unit.js";
import type { DType } from "../core/dtype.js";
import { mapKernel } from "../kernel/describe.js";
import { runMap } from "../kernel/engine.js";
import type { MapKernel } from "../kernel/kernel.js";
import { elementType } from "../kernel/lanes.js";
import { recount } from "../kernel/math/datetime.js";
import type { Operand } from "../kernel/operand.js";

const kernels = new Map<string, MapKernel>();

function kernelOf(from: DType, to: DType): MapKernel {
  const key = `${from.str}${to.str}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    const units: [DatetimeUnit, DatetimeUnit] = [from.unit!, to.unit!];
    const kind = from.kind as "M" | "m";
    kernel = mapKernel({
      name: `cast ${from.str} to ${to.str}`,
      body: (b, x) => recount(b, x!, ...units, kind),
      inputs: [elementType("int64", !from.isnative)],
      outputs: [elementType("int64", !to.isnative)],
    });
    kernels.set(key, kernel);
  }
  return kernel;
}

/** Copies counts of one unit as counts of another. @throws OverflowError, ValueError for units too far apart */
export function castTimes(
  shape: readonly number[],
  to: Operand,
  toType: DType,
  from: Operand,
  fromType: DType,
): void {
  runMap(kernelOf(fromType, toType), shape, [from, to]);
}
