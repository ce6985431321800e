/**
 * The report: one HTML file that needs nothing else, and whose tables need no JavaScript.
 *
 * @module
 */
import { caveats, type Machine, recordedLabel, type Results, type Row, type Variant } from "../results.ts";
import { micros, times } from "../tables.ts";
import chart from "./chart.js" with { type: "text" };
import style from "./report.css" with { type: "text" };

/** Makes the report. `plotly` is the source of plotly.js. */
export function renderReport(results: Results, plotly: string): string {
  const { machine, rows, variants, small } = results;
  const label = escapeHtml(recordedLabel(machine));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Raptors and NumPy, ${escapeHtml(machine.date.slice(0, 10))}</title>
<style>
${style}</style>
</head>
<body>
<header>
<h1>Raptors and NumPy</h1>
<p>${escapeHtml(subtitle(results))}</p>
</header>
${caveats(results).map((text) => `<p class="note">${escapeHtml(text)}</p>`).join("\n")}
${tiles(results)}
<section>
<h2>Speed-up by case</h2>
<p>NumPy's median${
    label && ` (${label})`
  } over Raptors' median, logarithmic; the line is NumPy's speed. Whiskers: quartiles of the ratio from round to round.</p>
<div class="scroll"><div id="chart"></div></div>
</section>
<section>
<h2>The cases</h2>
<p>Times are medians per call in microseconds. “Limit” is the time of a bare C loop over the same bytes, with as many threads or with one if that is faster, as a share of Raptors' time.</p>
<div class="scroll">${mainTable(rows, results)}</div>
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
</section>
<section>
<h2>The machine</h2>
${machineList(results)}
</section>
<script type="application/json" id="results">${inlineJson(results)}</script>
<script>${inlineScript(plotly)}</script>
<script>${inlineScript(chart)}</script>
</body>
</html>
`;
}

/** Text that is safe between tags and in attributes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

/** JSON that is safe inside a script element: no "<" that could end it or begin a comment. */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** JavaScript that is safe inside a script element, given that these sequences occur in it only within strings. */
function inlineScript(source: string): string {
  return source.replace(/<(?=\/script|script|!--)/gi, "\\x3c");
}

interface Cell {
  readonly text: string;
  readonly look?: "win" | "loss" | "quiet" | undefined;
}

function subtitle({ machine, options }: Results): string {
  const { cpu, cores, isa, threads, numpy } = machine;
  const rival = numpy ? `NumPy ${numpy.version}` : "no NumPy";
  return `${cpu}, ${cores} cores · Raptors with ${isa}, ${threads} ${
    threads === 1 ? "thread" : "threads"
  } · ${rival} · ` +
    `${options.repeats} samples a side in alternation · ${date(machine)}`;
}

/** "2026-11-21 01:29 UTC". */
function date(machine: Machine): string {
  return `${machine.date.slice(0, 16).replace("T", " ")} UTC`;
}

function tiles({ summary, rows, machine }: Results): string {
  const label = recordedLabel(machine);
  const { cases, faster, min, geomean } = summary;
  const extra = rows.length - rows.filter((row) => row.target).length;
  const tile = (value: string, what: string) =>
    `<div class="tile"><b>${escapeHtml(value)}</b><span>${escapeHtml(what)}</span></div>`;
  return `<div class="tiles">${
    [
      tile(
        `${faster} of ${cases}`,
        `cases faster than NumPy${label && ` (${label})`}${extra ? `; ${extra} further rows not counted` : ""}`,
      ),
      tile(geomean === null ? "–" : times(geomean), "geometric mean of the speed-ups"),
      tile(min === null ? "–" : times(min), "the least speed-up"),
    ].join("\n")
  }</div>`;
}

function mainTable(rows: readonly Row[], { machine }: Results): string {
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
    {
      text: row.speedup_low && row.speedup_high ? `${row.speedup_low.toFixed(2)}–${row.speedup_high.toFixed(2)}` : "–",
      look: "quiet",
    },
    { text: row.gb_per_s.toFixed(row.gb_per_s < 10 ? 1 : 0) },
    { text: row.limit_share === null ? "–" : `${(row.limit_share * 100).toFixed(0)} %` },
    ...(machine.torch ? [us(row.torch?.median_us), ratio(row.torch_speedup)] : []),
  ]);
  return table(header, body);
}

function numpyHeader(machine: Machine): string {
  const label = recordedLabel(machine);
  return label ? `NumPy µs\n${label.replace(" on ", " on\n").replace(/, (?=[^,]*$)/, ",\n")}` : "NumPy µs";
}

function table(header: string[], rows: readonly Cell[][]): string {
  const head = header.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join("");
  const body = rows.map((row, i) => {
    const cells = row.map(({ text, look }) => `<td${look ? ` class="${look}"` : ""}>${escapeHtml(text)}</td>`);
    const first = i > 0 && rows[i - 1][0].text !== row[0].text;
    return `<tr${first ? ' class="group"' : ""}>${cells.join("")}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table>`;
}

function caseCells({ op, dtype, shape }: Pick<Row, "op" | "dtype" | "shape">): Cell[] {
  return [{ text: op }, { text: dtype }, { text: shape.join("×") }];
}

function pair(variant: Variant): Cell[] {
  return [ratio(variant?.speedup ?? null), { ...us(variant?.raptors.median_us), look: "quiet" }];
}

function us(value: number | undefined): Cell {
  return { text: value === undefined ? "–" : micros(value) };
}

function ratio(value: number | null): Cell {
  return value === null ? { text: "–" } : { text: times(value), look: value > 1 ? "win" : "loss" };
}

function machineList({ machine }: Results): string {
  const { numpy, torch, limit } = machine;
  const entries: [string, string][] = [
    ["CPU", `${machine.cpu}, ${machine.cores} cores, ${machine.os} ${machine.arch}`],
    ["Raptors", `${machine.isa} (--simd-mode ${machine.simd_mode}), threads: ${machine.threads}, Deno ${machine.deno}`],
    ["NumPy", numpy ? `${numpy.version}, Python ${numpy.python}, BLAS ${numpy.blas}` : "none"],
    ...(numpy?.recorded ? [["NumPy's times", recordedLabel(machine)] as [string, string]] : []),
    ...(numpy ? [["CPU features found by NumPy", numpy.cpu_features.join(" ")] as [string, string]] : []),
    ...(torch
      ? [["PyTorch", `${torch.version}, Python ${torch.python}, ${torch.cpu_features.join(" ")}`] as [string, string]]
      : []),
    ["Bare loops", limit.compiler ?? `none: ${limit.missing}`],
    ["Date", date(machine)],
  ];
  return `<dl>${entries.map(([k, v]) => `<dt>${escapeHtml(k)}</dt><dd>${escapeHtml(v)}</dd>`).join("\n")}</dl>`;
}
