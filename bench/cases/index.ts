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

/** Cases of the largest size that `--quick` runs where that size is asked for. */
const TELLING =
  /^(expr\/.*|arithmetic\/(add|multiply|divide) float64( out)?|transcendental\/(exp|sin|sqrt) float64|compare\/less float64|cast\/float64 to float32|copy\/float64( into| transposed)?|layout\/add\(a, (b\.T|row)\)|reduce\/(sum|max) float64( axis [01])?|pick\/(where|a\[mask\])|join\/concatenate)[^/]*\/1e7$/;

function representative(one: Case): boolean {
  return one.quick || TELLING.test(one.id);
}

export function select(cases: readonly Case[], wanted: Selection): Case[] {
  const { filter, groups, sizes, quick } = wanted;
  return cases.filter(
    (one) =>
      (groups === null || groups.includes(one.group)) &&
      (sizes === null ? !quick || one.size < 1e7 : sizes.includes(one.size)) &&
      (!quick || representative(one)) &&
      passes(one.id, filter),
  );
}
