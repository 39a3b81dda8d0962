// All cases, in the order in which they run: group by group, small sizes first.

import type { Case } from "../case.js";
import { passes } from "../options.js";
import { fusedCases } from "./fused.js";
import { layoutCases } from "./layouts.js";
import { movingCases } from "./moving.js";
import { reductionCases } from "./reductions.js";
import { allUfuncCases } from "./ufuncs.js";

export function allCases(): Case[] {
  return [
    ...allUfuncCases(),
    ...layoutCases(),
    ...movingCases(),
    ...reductionCases(),
    ...fusedCases(),
  ];
}

/** What a selection asks for; null where it leaves a question open. */
export interface Selection {
  readonly filter: readonly string[];
  readonly groups: readonly string[] | null;
  readonly sizes: readonly number[] | null;
  readonly quick: boolean;
}

export function select(cases: readonly Case[], wanted: Selection): Case[] {
  const { filter, groups, sizes, quick } = wanted;
  return cases.filter(
    (one) =>
      (groups === null || groups.includes(one.group)) &&
      (sizes === null || sizes.includes(one.size)) &&
      (!quick || one.quick) &&
      passes(one.id, filter),
  );
}
