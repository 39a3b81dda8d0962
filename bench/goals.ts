// What a run says of the goals that strided is built to, where it measured them.

import { bestSide, type CaseRecord, type Limits, meanOf, type RunRecord, ratio } from "./record.js";
import { align, ratioText, timeText } from "./report.js";

interface Goal {
  readonly what: string;
  readonly wanted: string;
  /** What was measured, and whether it will do; null if nothing was. */
  measured(run: RunRecord): { readonly text: string; readonly met: boolean } | null;
}

function caseOf(run: RunRecord, id: string): CaseRecord | undefined {
  return run.cases.find((one) => one.id === id);
}

/** That a case is at least so many times as fast as NumPy's. */
function faster(id: string, wanted: number): Goal {
  return {
    what: id,
    wanted: `${wanted}× NumPy`,
    measured(run) {
      const one = caseOf(run, id);
      const value = one === undefined ? Number.NaN : ratio(one, bestSide(run), "numpy");
      if (Number.isNaN(value)) return null;
      return { text: `${ratioText(value)}×`, met: value >= wanted };
    },
  };
}

/** That the geometric mean over all cases is at least so much. */
function meanGoal(
  what: string,
  side: (run: RunRecord) => "strided" | "strided-all",
  wanted: number,
): Goal {
  return {
    what,
    wanted: `${wanted}× NumPy`,
    measured(run) {
      const { mean } = meanOf("all", run.cases, side(run), "numpy");
      return Number.isNaN(mean) ? null : { text: `${ratioText(mean)}×`, met: mean >= wanted };
    },
  };
}

/** Bytes per nanosecond of a case, and its part of what copying reaches. */
export function bandwidth(
  one: CaseRecord,
  side: "strided" | "strided-all",
  limits: Limits,
): { readonly speed: number; readonly part: number } {
  const speed = one.bytes / (one.timings[side]?.median ?? Number.NaN);
  return { speed, part: speed / (side === "strided" ? limits.copy : limits.copyAll) };
}

const ADD_OUT = "arithmetic/add float64 out/1e7";
const ADD_SMALL = "arithmetic/add float64/100";

const GOALS: readonly Goal[] = [
  meanGoal(
    "all cases, all threads",
    (run) => (bestSide(run) === "strided" ? "strided" : "strided-all"),
    2,
  ),
  meanGoal("all cases, one thread", () => "strided", 1.3),
  {
    what: "every case, all threads",
    wanted: "1× NumPy",
    measured(run) {
      const { cases, slower } = meanOf("all", run.cases, bestSide(run), "numpy");
      return cases === 0 ? null : { text: `${slower} of ${cases} below`, met: slower === 0 };
    },
  },
  {
    what: ADD_SMALL,
    wanted: "400 ns",
    measured(run) {
      const time = caseOf(run, ADD_SMALL)?.timings.strided?.median;
      return time === undefined ? null : { text: timeText(time), met: time <= 400 };
    },
  },
  faster("expr/a * b + c/1e7", 3),
  faster("expr/sum((a - b) ** 2)/1e7", 4),
  ...(["strided", "strided-all"] as const).map(
    (side): Goal => ({
      what: `${ADD_OUT}, ${side === "strided" ? "one thread" : "all threads"}`,
      wanted: "80 % of copying",
      measured(run) {
        const one = caseOf(run, ADD_OUT);
        if (one?.timings[side] === undefined || run.limits === null) return null;
        const { speed, part } = bandwidth(one, side, run.limits);
        const text = `${speed.toFixed(1)} GB/s, ${Math.round(part * 100)} %`;
        return { text, met: part >= 0.8 };
      },
    }),
  ),
];

/** The goals that a run measured, or nothing. */
export function goalsText(run: RunRecord): string {
  const rows = GOALS.flatMap((goal) => {
    const found = goal.measured(run);
    return found === null
      ? []
      : [[goal.what, goal.wanted, found.text, found.met ? "met" : "not met"]];
  });
  return rows.length === 0 ? "" : align([["goal", "wanted", "measured", ""], ...rows]);
}
