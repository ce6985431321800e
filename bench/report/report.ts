/**
 * The report of the suite 2d.
 *
 * @module
 */
import { escapeHtml } from "../../lib/ndarray/safe_html.ts";
import { caveats, type Results, type Row, type Variant } from "../results.ts";
import { type Machine, recordedLabel } from "../schema.ts";
import { times } from "../terminal.ts";
import chart from "./chart_2d.js" with { type: "text" };
import { type Cell, quartiles, ratio, renderPage, share, table, us } from "./page.ts";

/** Makes the report. `plotly` is the source of plotly.js. */
export function renderReport(results: Results, plotly: string): string {
  const { machine, options } = results;
  return renderPage({
    title: "Raptors and NumPy",
    ...{ machine, options, results, chart },
    notes: caveats(results),
    tiles: tiles(results),
    sections: sections(results),
  }, plotly);
}

function sections({ machine, rows, variants, small }: Results): string {
  const label = escapeHtml(recordedLabel(machine));
  return `<section>
<h2>Speed-up by case</h2>
<p>NumPy's median${
    label && ` (${label})`
  } over Raptors' median, logarithmic; the line is NumPy's speed. Whiskers: quartiles of the ratio from round to round.</p>
<div class="scroll"><div class="chart" id="chart"></div></div>
</section>
<section>
<h2>The cases</h2>
<p>Times are medians per call in microseconds. “Limit” is the time of a bare C loop over the same bytes, with as many threads or with one if that is faster, as a share of Raptors' time.</p>
<div class="scroll">${mainTable(rows, machine)}</div>
</section>
<section>
<h2>Other ways of calling</h2>
<p>Speed-ups over NumPy's fresh result${
    label && ` (${label})`
  }: into an array that is there already, on one thread, and with no result disposed of.</p>
<div class="scroll">${
    table(
      ["case", "dtype", "shape", "out:", "µs", "one thread", "µs", "not disposed", "µs"],
      variants.map((v) => [...caseCells(v), ...pair(v.out), ...pair(v.one_thread), ...pair(v.undisposed)]),
    )
  }</div>
</section>
<section>
<h2>Small arrays</h2>
<p>What a call costs when there is next to nothing to compute.</p>
<div class="scroll">${
    table(
      ["case", "dtype", "shape", numpyHeader(machine), "Raptors µs", "speed-up"],
      small.map((s) => [...caseCells(s), us(s.numpy?.median_us), us(s.raptors.median_us), ratio(s.speedup)]),
    )
  }</div>
</section>`;
}

function tiles({ summary, rows, machine }: Results): [string, string][] {
  const label = recordedLabel(machine);
  const { cases, faster, min, geomean } = summary;
  const extra = rows.length - rows.filter((row) => row.target).length;
  return [
    [
      `${faster} of ${cases}`,
      `cases faster than NumPy${label && ` (${label})`}${extra ? `; ${extra} further rows not counted` : ""}`,
    ],
    [geomean === null ? "–" : times(geomean), "geometric mean of the speed-ups"],
    [min === null ? "–" : times(min), "the least speed-up"],
  ];
}

function mainTable(rows: readonly Row[], machine: Machine): string {
  const header = [
    ...["case", "dtype", "shape", numpyHeader(machine), "Raptors µs", "p95 µs"],
    ...["speed-up", "quartiles", "GB/s", "limit"],
    ...(machine.torch ? ["PyTorch µs", "over PyTorch"] : []),
  ];
  const body = rows.map((row): Cell[] => [
    ...caseCells(row),
    us(row.numpy?.median_us),
    us(row.raptors.median_us),
    { ...us(row.raptors.p95_us), look: "quiet" },
    ratio(row.speedup),
    quartiles(row.speedup_low, row.speedup_high),
    { text: row.gb_per_s.toFixed(row.gb_per_s < 10 ? 1 : 0) },
    share(row.limit_share),
    ...(machine.torch ? [us(row.torch?.median_us), ratio(row.torch_speedup)] : []),
  ]);
  return table(header, body);
}

function numpyHeader(machine: Machine): string {
  const label = recordedLabel(machine);
  return label ? `NumPy µs\n${label.replace(" on ", " on\n").replace(/, (?=[^,]*$)/, ",\n")}` : "NumPy µs";
}

function caseCells({ op, dtype, shape }: Pick<Row, "op" | "dtype" | "shape">): Cell[] {
  return [{ text: op }, { text: dtype }, { text: shape.join("×") }];
}

function pair(variant: Variant): Cell[] {
  return [ratio(variant?.speedup ?? null), { ...us(variant?.raptors.median_us), look: "quiet" }];
}
