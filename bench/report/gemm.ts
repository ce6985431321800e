/**
 * The report of the suite gemm.
 *
 * @module
 */
import { escapeHtml } from "../../lib/ndarray/safe_html.ts";
import { GROUPS, shapeLabel } from "../gemm/cases.ts";
import type { GemmResults, GemmRow } from "../gemm/schema.ts";
import { closingLines, COLUMNS, gemmCaveats, participants, rateLabel } from "../gemm/tables.ts";
import { judge } from "../gemm/targets.ts";
import { geomean } from "../stats.ts";
import { times } from "../terminal.ts";
import chart from "./chart_gemm.js" with { type: "text" };
import { type Cell, ratio, renderPage, share, table, us } from "./page.ts";

const TITLES: Record<GemmRow["group"], string> = {
  square: "Square products",
  gemv: "A matrix times a vector",
  dot: "Dot products",
  odd: "Odd shapes",
  transposed: "Factors that lie by columns",
  batch: "Batches",
};

/** Makes the report. `plotly` is the source of plotly.js. */
export function renderGemmReport(results: GemmResults, plotly: string): string {
  const { machine, options } = results;
  return renderPage({
    title: "Raptors and NumPy: products of matrices and vectors",
    ...{ machine, options, chart },
    notes: gemmCaveats(results),
    tiles: tiles(results),
    sections: sections(results),
    machineEntries: participants(results).slice(1).map((line) => {
      const [name, ...rest] = line.split(": ");
      return [`In the tables: ${name}`, rest.join(": ")];
    }),
    results: { ...results, columns: COLUMNS },
  }, plotly);
}

function sections(results: GemmResults): string {
  const { rows } = results;
  const ours = GROUPS.filter((group) => rows.some((row) => row.group === group));
  return [
    ...ours.map((group) => section(group, results)),
    `<section>
<h2>Worst ratios, and targets</h2>
<ul>${closingLines(results).map(({ text }) => `<li>${escapeHtml(text.trim())}</li>`).join("\n")}</ul>
</section>`,
  ].join("\n");
}

function section(group: GemmRow["group"], { rows, rivals }: GemmResults): string {
  const charts = group === "square"
    ? ["float32", "float64"].map((dtype) => `<div class="scroll"><div class="chart" id="square-${dtype}"></div></div>`)
    : rivals.some(({ key }) => key === "numpy")
    ? [`<div class="scroll"><div class="chart" id="ratios-${group}"></div></div>`]
    : [];
  const header = [
    ...["dtype", "m×k×n", "orders", "Raptors µs", "p95 µs", "rate", "limit"],
    ...rivals.flatMap(({ key }) => [`${COLUMNS[key]} µs`, "over it"]),
  ];
  const body = rows.filter((row) => row.group === group).map((row): Cell[] => [
    ...[{ text: row.dtype }, { text: shapeLabel(row) }, { text: row.orders }],
    us(row.raptors.median_us),
    { ...us(row.raptors.p95_us), look: "quiet" },
    { text: rateLabel(row) },
    share(row.limit_share),
    ...rivals.flatMap(({ key }) => {
      const against = row.rivals.find(({ rival }) => rival === key);
      return [us(against?.timing.median_us), ratio(against?.speedup ?? null)];
    }),
  ]);
  return `<section>
<h2>${TITLES[group]}</h2>
<p>Times are medians per call in microseconds, of a fresh result on every side. “Limit” is the time of a bare loop as a share of Raptors' time: ${
    group === "gemv" || group === "dot"
      ? "one reading of the same bytes"
      : "as many multiply-adds on registers, by all threads"
  }.</p>
${charts.join("\n")}
<div class="scroll">${table(header, body)}</div>
</section>`;
}

function tiles(results: GemmResults): [string, string][] {
  const { rows, rivals } = results;
  const { judged, missed } = judge(results);
  return [
    ...rivals.map(({ key, label }): [string, string] => {
      const speedups = rows.flatMap((row) => row.rivals.filter(({ rival }) => rival === key).map((r) => r.speedup));
      const faster = speedups.filter((speedup) => speedup > 1).length;
      return [`${faster} of ${speedups.length}`, `faster than ${label}, geometric mean ${times(geomean(speedups))}`];
    }),
    [`${judged - missed.length} of ${judged}`, "ratios reach their targets"],
  ];
}
