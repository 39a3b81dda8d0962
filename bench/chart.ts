// A run as a picture: for each group of cases how many times as fast as NumPy they are, a dot for each case, a diamond
// for the geometric mean. One SVG file, no fonts or scripts from elsewhere, readable on light and dark pages.

import { SIZES, sizeName } from "./case.js";
import { bestSide, type CaseRecord, grouped, meanOf, type RunRecord, ratio } from "./record.js";
import { ratioText } from "./report.js";

const WIDTH = 760;
const LEFT = 112;
const RIGHT = WIDTH - 146;
const TOP = 92;
const ROW = 30;

/** The ends of the axis, as powers of two; what lies outside is drawn at the end. */
const [LOW, HIGH] = [-4, 5];

const STYLE = `
  svg { color-scheme: light dark; font: 12px system-ui, sans-serif; }
  .page { fill: #ffffff; } text { fill: #24292f; } .quiet { fill: #59636e; }
  .grid { stroke: #d1d9e0; } .one { stroke: #59636e; } .band { fill: #f6f8fa; }
  .dots { fill: none; stroke-width: 4.6; stroke-linecap: round; stroke-opacity: 0.6; }
  .s0 { stroke: #d4a017; } .s1 { stroke: #2da44e; } .s2 { stroke: #218bff; } .s3 { stroke: #8250df; }
  .mean { fill: #24292f; stroke: #ffffff; } .thread { fill: #ffffff; stroke: #24292f; }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117; } text { fill: #e6edf3; } .quiet { fill: #9198a1; }
    .grid { stroke: #2f353d; } .one { stroke: #9198a1; } .band { fill: #151b23; }
    .s0 { stroke: #e3b341; } .s1 { stroke: #3fb950; } .s2 { stroke: #58a6ff; } .s3 { stroke: #bc8cff; }
    .mean { fill: #e6edf3; stroke: #0d1117; } .thread { fill: #0d1117; stroke: #e6edf3; }
  }`;

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** Where a ratio lies on the axis. */
function across(value: number): number {
  const power = Math.min(HIGH, Math.max(LOW, Math.log2(value)));
  return LEFT + ((power - LOW) / (HIGH - LOW)) * (RIGHT - LEFT);
}

function digits(x: number): string {
  return String(Math.round(x * 10) / 10);
}

function text(x: number, y: number, content: string, more = ""): string {
  return `<text x="${digits(x)}" y="${digits(y)}"${more}>${escaped(content)}</text>`;
}

function diamond(x: number, y: number, className: string): string {
  const [at, r] = [`${digits(x)} ${digits(y - 6)}`, 6];
  return `<path class="${className}" d="M${at}l${r} ${r}l-${r} ${r}l-${r}-${r}z"/>`;
}

/** The dots of one group, a path for each size: dots are line pieces of no length with round ends. */
function dots(cases: readonly CaseRecord[], run: RunRecord, middle: number): string {
  const side = bestSide(run);
  return SIZES.map((size, k) => {
    const marks = cases
      .filter((one) => one.size === size)
      .map((one) => ratio(one, side, "numpy"))
      .filter((value) => !Number.isNaN(value))
      .map((value) => `M${digits(across(value))} ${digits(middle + (k - 1.5) * 5)}h0`);
    return marks.length === 0 ? "" : `<path class="dots s${k}" d="${marks.join("")}"/>`;
  }).join("");
}

function row(label: string, cases: readonly CaseRecord[], run: RunRecord, index: number): string {
  const y = TOP + index * ROW;
  const middle = y + ROW / 2;
  const side = bestSide(run);
  const mean = meanOf(label, cases, side, "numpy");
  if (mean.cases === 0) return "";
  const thread =
    side === "strided-all" ? meanOf(label, cases, "strided", "numpy").mean : Number.NaN;
  const parts = [
    index % 2 === 0
      ? `<rect class="band" x="8" y="${y}" width="${WIDTH - 16}" height="${ROW}"/>`
      : "",
    text(LEFT - 12, middle + 4, label, ' text-anchor="end"'),
    dots(cases, run, middle),
    Number.isNaN(thread) ? "" : diamond(across(thread), middle, "thread"),
    diamond(across(mean.mean), middle, "mean"),
    text(RIGHT + 14, middle + 4, `${ratioText(mean.mean)}×`),
    text(WIDTH - 14, middle + 4, `${mean.cases} cases`, ' class="quiet" text-anchor="end"'),
  ];
  return `<g>${parts.join("")}</g>`;
}

function axis(bottom: number): string {
  const lines: string[] = [];
  for (let power = LOW; power <= HIGH; power++) {
    const x = digits(across(2 ** power));
    const label = power < 0 ? `1/${2 ** -power}` : String(2 ** power);
    const className = power === 0 ? "one" : "grid";
    lines.push(`<line class="${className}" x1="${x}" x2="${x}" y1="${TOP - 6}" y2="${bottom}"/>`);
    lines.push(text(Number(x), TOP - 12, `${label}×`, ' class="quiet" text-anchor="middle"'));
  }
  return lines.join("");
}

function legend(run: RunRecord): string {
  const parts: string[] = [];
  let x = LEFT;
  for (const [k, size] of SIZES.entries()) {
    if (!run.cases.some((one) => one.size === size)) continue;
    parts.push(`<path class="dots s${k}" d="M${x} 50h0"/>`);
    parts.push(text(x + 8, 54, `${sizeName(size)} elements`, ' class="quiet"'));
    x += 104;
  }
  const best = bestSide(run) === "strided-all";
  parts.push(diamond(x + 4, 50, "mean"));
  parts.push(text(x + 15, 54, best ? "mean, all threads" : "geometric mean", ' class="quiet"'));
  if (best) {
    parts.push(diamond(x + 124, 50, "thread"));
    parts.push(text(x + 135, 54, "one thread", ' class="quiet"'));
  }
  return parts.join("");
}

/** What the run was made on, as two lines. */
function facts(run: RunRecord): string[] {
  const side = (name: string) => run.sides.find((one) => one.name === name);
  const strided = side(bestSide(run));
  const versions = [
    `strided ${strided?.version ?? ""}`,
    strided?.engine === undefined ? "" : `engine ${strided.engine}`,
    strided?.threads === undefined
      ? ""
      : `${strided.threads} ${strided.threads === 1 ? "thread" : "threads"}`,
    strided?.runtime ?? "",
    `NumPy ${side("numpy")?.version ?? ""}`,
    side("numpy")?.runtime ?? "",
  ];
  const { cpu, cores, memoryGiB, system } = run.machine;
  const clock = run.clock === "cpu" ? " of time on the processor" : "";
  return [
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}; ${run.date}; medians of ${run.rounds} samples${clock}`,
    versions.filter((part) => part !== "").join(", "),
  ];
}

/** The chart of a run that has NumPy's times. */
export function chart(run: RunRecord): string {
  const groups = [...grouped(run.cases, (one) => one.group), ["all", run.cases] as const];
  const rows = groups.map(([label, cases], k) => row(label, cases, run, k));
  const bottom = TOP + groups.length * ROW;
  const height = bottom + 52;
  const notes = facts(run).map((line, k) => text(14, bottom + 22 + k * 18, line, ' class="quiet"'));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title">
<title id="title">How many times as fast as NumPy strided is, by group of cases</title>
<style>${STYLE}</style>
<rect class="page" width="${WIDTH}" height="${height}"/>
${text(14, 26, "How many times as fast as NumPy: further right is faster", ' font-size="15" font-weight="600"')}
${legend(run)}
${rows.map((line) => /<rect class="band"[^>]*>/.exec(line)?.[0] ?? "").join("")}
${axis(bottom)}
${rows.map((line) => line.replace(/<rect class="band"[^>]*>/, "")).join("\n")}
${notes.join("\n")}
</svg>
`;
}
