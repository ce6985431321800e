/**
 * The report of a run of the grid.
 *
 * @module
 */
import { escapeHtml } from "../../lib/ndarray/safe_html.ts";
import { type Cell, quartiles, ratio, renderPage, share, table, us } from "../report/page.ts";
import { commonCaveats } from "../schema.ts";
import { times } from "../terminal.ts";
import chart from "./chart.js" with { type: "text" };
import { gains, worst } from "./results.ts";
import { type Area, AREAS, type GridResults, type GridRow } from "./schema.ts";

/** What an area is, for a reader who does not know the files. */
const TITLES: Record<Area, string> = {
  elementwise: "Elementwise operations",
  reductions: "Reductions of everything and of rows",
  axis0: "Reductions along axis 0",
  broadcast: "Broadcasting",
  scale: "An array and a number",
  gemm: "Products",
  small: "Small arrays: what a call costs",
  memory: "Moving elements",
  expressions: "Expressions bound by memory",
  kernels: "Kernels: each instruction set against the scalar code, on one thread",
};

/** Makes the report. `plotly` is the source of plotly.js. */
export function renderGridReport(results: GridResults, plotly: string): string {
  const { machine, options, against, revision } = results;
  return renderPage({
    title: `Raptors and ${against.label}: the grid`,
    rival: against.label,
    ...{ machine, options, results, chart },
    notes: commonCaveats(machine, options),
    tiles: tiles(results),
    sections: sections(results),
    machineEntries: [
      ["Run", `${options.mode}${options.only === null ? "" : `, ${options.only}`}: ${options.seconds.toFixed(0)} s`],
      ...(revision
        ? [["Revision", `${revision.commit} ${revision.subject}${revision.dirty ? ", with changes" : ""}`] as const]
        : []),
      ...(against.commit ? [[against.label, against.commit] as const] : []),
    ],
  }, plotly);
}

function tiles({ summary, targets, rows, against }: GridResults): [string, string][] {
  const ratioOf = (value: number | null) => value === null ? "–" : times(value);
  return [
    [`${summary.faster} of ${summary.cases}`, `cases faster than ${against.label}`],
    [ratioOf(summary.geomean), "geometric mean of the speed-ups"],
    [ratioOf(summary.min), "the least speed-up"],
    ...(targets.cases ? [[`${targets.faster} of ${targets.cases}`, "target cases faster"] as [string, string]] : []),
    ...gains(rows).map(({ isa, geomean, cases }): [string, string] => [
      times(geomean),
      `what ${isa} brings over scalar kernels, the geometric mean of ${cases}`,
    ]),
  ];
}

function sections(results: GridResults): string {
  const { rows, against } = results;
  const rival = escapeHtml(against.label);
  const areas = AREAS.map((area) => [area, rows.filter((row) => row.area === area)] as const)
    .filter(([, rows]) => rows.length);
  return `<section>
<h2>Speed-up by case</h2>
<p>The median of ${rival} over Raptors' median, logarithmic; the line is the speed of ${rival}. Whiskers: quartiles of the ratio from round to round. The target cases, where the run has any.</p>
<div class="scroll"><div class="chart" id="chart"></div></div>
</section>
<section>
<h2>The least speed-ups</h2>
<div class="scroll">${areaTable(worst(rows), against.label)}</div>
</section>
${
    areas.map(([area, rows]) =>
      `<section>
<h2>${escapeHtml(TITLES[area])}</h2>
<div class="scroll">${areaTable(rows, area === "kernels" ? "scalar" : against.label)}</div>
</section>`
    ).join("\n")
  }`;
}

function areaTable(rows: readonly GridRow[], rival: string): string {
  const header = [
    ...["case", "dtype", "shape", "layout", "kernel", `${rival} µs`, "Raptors µs", "p95 µs"],
    ...["speed-up", "quartiles", "GB/s", "limit", ""],
  ];
  return table(
    header,
    rows.map((row): Cell[] => [
      ...[{ text: row.op }, { text: row.dtype }, { text: row.shape.join("×") }, { text: waysOf(row) }],
      { text: row.kernel.replace(/^rp_/, ""), look: "quiet" },
      us(row.rival_timing?.median_us),
      us(row.raptors.median_us),
      { ...us(row.raptors.p95_us), look: "quiet" },
      ratio(row.speedup),
      quartiles(row.speedup_low, row.speedup_high),
      { text: row.gb_per_s === null ? "–" : row.gb_per_s.toFixed(row.gb_per_s < 10 ? 1 : 0) },
      share(row.limit_share),
      { text: row.note ?? (row.target ? "target" : ""), look: "quiet" },
    ]),
  );
}

/** The layout, and what else tells the case from its neighbours. */
function waysOf({ name }: GridRow): string {
  return name.split(" ").slice(3).join(", ");
}
