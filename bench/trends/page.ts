/**
 * The page of the trends.
 *
 * @module
 */
import { escapeHtml } from "../../lib/ndarray/safe_html.ts";
import type { GridResults } from "../grid/schema.ts";
import { type Cell, quartiles, ratio, renderPage, share, table } from "../report/page.ts";
import { times } from "../terminal.ts";
import chart from "./chart.js" with { type: "text" };
import type { Kept } from "./load.ts";
import { type Change, changesOf, type Line, type Series } from "./series.ts";

/** Runs that the table of cases has columns for. */
const COLUMNS = 8;

/** Makes the page. `plotly` is the source of plotly.js. There must be a series. */
export function renderTrends(series: readonly Series[], skipped: Kept["skipped"], plotly: string): string {
  const latest = series[0].runs.at(-1)!;
  const count = series.reduce((sum, { runs }) => sum + runs.length, 0);
  return renderPage({
    title: `Raptors: trends over ${count} ${count === 1 ? "run" : "runs"}`,
    rival: latest.against.label,
    machine: latest.machine,
    options: latest.options,
    notes: [
      ...skipped.map(({ folder, why }) => `Left out: ${folder}: ${why}`),
      ...(series.length > 1
        ? [`The runs are not all alike: those that can be compared are in ${series.length} series, the latest first.`]
        : []),
    ],
    tiles: tiles(series[0]),
    sections: series.map(section).join("\n"),
    results: { series: series.map(chartData) },
    chart,
  }, plotly);
}

/** The latest run against the one before it that measured as much. */
function tiles(series: Series): [string, string][] {
  const { runs } = series;
  const latest = runs.at(-1)!;
  const alike = ({ options }: GridResults) =>
    options.mode === latest.options.mode && options.only === latest.options.only;
  const earlier = runs.slice(0, -1).findLast(alike);
  const was = (pick: (run: GridResults) => string) => earlier ? `; ${pick(earlier)} in the run before of its kind` : "";
  const mean = ({ summary }: GridResults) => summary.geomean === null ? "–" : times(summary.geomean);
  const wins = ({ summary }: GridResults) => `${summary.faster} of ${summary.cases}`;
  const changes = changesOf(series);
  return [
    [wins(latest), `cases faster than ${latest.against.label} in the latest run${was(wins)}`],
    [mean(latest), `geometric mean of its speed-ups${was(mean)}`],
    [String(changes.filter(({ ratio }) => ratio < 1).length), "cases slower than when they were measured before"],
    [String(changes.filter(({ ratio }) => ratio > 1).length), "cases faster than when they were measured before"],
  ];
}

function section(series: Series, index: number): string {
  const { title, runs, cases, areas } = series;
  const changes = changesOf(series);
  return `<section class="drawn">
<h2>Speed-up over time</h2>
<p>${escapeHtml(title)}. Logarithmic; the line is the rival's speed.</p>
<p class="chart-choice" data-series="${index}"></p>
<div class="scroll"><div class="chart" id="speedup-${index}"></div></div>
<h2>Distance to the limit</h2>
<p>The time of a bare loop over the same bytes, or with the same multiply-adds, as a share of Raptors' time: 100 % is as fast as the machine.</p>
<div class="scroll"><div class="chart" id="limit-${index}"></div></div>
</section>
<section>
<h2>What changed</h2>
<p>${
    escapeHtml(title)
  }. Cases of the latest run whose speed-up differs by more than 5 % from the one measured before, and whose quartiles do not meet; the greatest loss first.</p>
<div class="scroll changes">${
    changes.length ? changeTable(changes, runs) : "<p>Nothing: no case differs by more than noise.</p>"
  }</div>
</section>
<section>
<h2>The runs</h2>
<div class="scroll runs">${runTable(runs)}</div>
</section>
<section>
<h2>Every case</h2>
<p>Speed-ups in the last ${
    Math.min(COLUMNS, runs.length)
  } runs, the latest first, and the share of the limit when it was measured last. The first rows are geometric means of areas.</p>
<div class="scroll cases">${caseTable([...areas, ...cases], runs)}</div>
</section>`;
}

function changeTable(changes: readonly Change[], runs: readonly GridResults[]): string {
  const header = [
    ...["case", "area", "compared with", "before", "now", "change"],
    ...["quartiles\nbefore", "quartiles\nnow", "limit\nbefore", "limit\nnow"],
  ];
  return table(
    header,
    changes.map(({ line, before, after, ratio: change }): Cell[] => [
      { text: line.name },
      { text: line.area },
      { text: runLabel(runs[before]), look: "quiet" },
      ratio(line.speedup[before]),
      ratio(line.speedup[after]),
      {
        text: `${change > 1 ? "+" : "−"}${Math.abs((change - 1) * 100).toFixed(0)} %`,
        look: change > 1 ? "win" : "loss",
      },
      quartiles(line.low[before], line.high[before]),
      quartiles(line.low[after], line.high[after]),
      share(line.limit[before]),
      share(line.limit[after]),
    ]),
  );
}

function runTable(runs: readonly GridResults[]): string {
  const header = ["run", "revision", "rival", "mode", "cases", "faster", "mean", "least", "targets faster", "load"];
  return table(
    header,
    runs.toReversed().map((run): Cell[] => {
      const { options, summary, targets, machine, against } = run;
      return [
        { text: dateLabel(run.date) },
        { text: revisionLabel(run) },
        { text: against.label },
        { text: `${options.mode}${options.only === null ? "" : `, ${options.only}`}` },
        { text: String(summary.cases) },
        { text: String(summary.faster) },
        ratio(summary.geomean),
        ratio(summary.min),
        { text: targets.cases ? `${targets.faster} of ${targets.cases}` : "–" },
        { text: machine.load.toFixed(1), look: machine.load > machine.cores / 2 ? "loss" : "quiet" },
      ];
    }),
  );
}

function caseTable(lines: readonly Line[], runs: readonly GridResults[]): string {
  const from = Math.max(0, runs.length - COLUMNS);
  return table(
    ["area", "case", "limit", ...runs.slice(from).toReversed().map((run) => runLabel(run).replace(", ", "\n"))],
    lines.map((line): Cell[] => [
      { text: line.name === line.area ? "means" : line.area },
      { text: line.name === line.area ? `${line.name}, ${line.op}` : line.name },
      { ...share(line.limit.findLast((share) => share !== null) ?? null), look: "quiet" },
      ...line.speedup.slice(from).toReversed().map(ratio),
    ]),
  );
}

/** What the charts need of a series. */
function chartData({ title, runs, areas, cases }: Series): Record<string, unknown> {
  const labels = runs.map((run) => `${runLabel(run).replace(", ", "<br>")} ${run.options.mode}`);
  // Two runs of one minute are two places of the axis.
  const unlike = labels.map((label, i) => {
    const earlier = labels.slice(0, i).filter((other) => other === label).length;
    return earlier ? `${label} (${earlier + 1})` : label;
  });
  return { title, labels: unlike, areas, cases };
}

/** "11-21 20:01, 77ebd8a", what tells a run from its neighbours. */
function runLabel(run: GridResults): string {
  const { date, revision } = run;
  return `${date.slice(5, 16).replace("T", " ")}${revision ? `, ${revision.commit.slice(0, 7)}` : ""}`;
}

function dateLabel(date: string): string {
  return `${date.slice(0, 16).replace("T", " ")} UTC`;
}

function revisionLabel({ revision }: GridResults): string {
  if (!revision) return "none";
  const subject = revision.subject.length > 48 ? `${revision.subject.slice(0, 47)}…` : revision.subject;
  return `${revision.commit.slice(0, 7)}${revision.dirty ? " with changes" : ""} ${subject}`;
}
