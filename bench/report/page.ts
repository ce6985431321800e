/**
 * The frame of every report: one HTML file that needs nothing else, and whose tables need no JavaScript.
 *
 * @module
 */
import { escapeHtml, inlineJson, inlineScript } from "../../lib/ndarray/safe_html.ts";
import { type Machine, type Measuring, recordedLabel } from "../schema.ts";
import { micros, times } from "../terminal.ts";
import charts from "./charts.js" with { type: "text" };
import style from "./report.css" with { type: "text" };

/** What a report shows. Texts are plain, `sections` is HTML. */
export interface Page {
  /** The heading. */
  readonly title: string;
  /** Whom Raptors was measured against, where that is not NumPy alone. */
  readonly rival?: string;
  /** What the run ran on. */
  readonly machine: Machine;
  /** How it measured. */
  readonly options: Measuring;
  /** What a reader must know before any number. */
  readonly notes: readonly string[];
  /** The findings in a few numbers: each a value, and what it is. */
  readonly tiles: readonly (readonly [value: string, what: string])[];
  /** The charts and tables. */
  readonly sections: string;
  /** Entries of the last section that only this suite has. */
  readonly machineEntries?: readonly (readonly [string, string])[];
  /** All that was measured, for the charts and for other programs. */
  readonly results: unknown;
  /** The script that draws the charts, with what `charts.js` offers. */
  readonly chart: string;
}

/** Makes a report. `plotly` is the source of plotly.js. */
export function renderPage(page: Page, plotly: string): string {
  const { title, machine, notes, sections, results, chart } = page;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}, ${escapeHtml(machine.date.slice(0, 10))}</title>
<style>
${style}</style>
<noscript><style>.chart, .drawn { display: none; }</style></noscript>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(subtitle(page))}</p>
</header>
${notes.map((text) => `<p class="note">${escapeHtml(text)}</p>`).join("\n")}
${tiles(page)}
${sections}
<section>
<h2>The machine</h2>
${machineList(page)}
</section>
<script type="application/json" id="results">${inlineJson(results)}</script>
<script>${inlineScript(plotly)}</script>
<script>${inlineScript(charts + chart)}</script>
</body>
</html>
`;
}

/** A cell of a table and its look. */
export interface Cell {
  /** The text. */
  readonly text: string;
  /** Its look; plain when absent. */
  readonly look?: "win" | "loss" | "quiet" | undefined;
}

/** A table. Rows whose first cell is another than that of the row above begin a group. */
export function table(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const head = header.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join("");
  const body = rows.map((row, i) => {
    const cells = row.map(({ text, look }) => `<td${look ? ` class="${look}"` : ""}>${escapeHtml(text)}</td>`);
    const first = i > 0 && rows[i - 1][0].text !== row[0].text;
    return `<tr${first ? ' class="group"' : ""}>${cells.join("")}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table>`;
}

/** A time. */
export function us(value: number | undefined): Cell {
  return { text: value === undefined ? "–" : micros(value) };
}

/** A ratio: a win above 1, else a loss. */
export function ratio(value: number | null): Cell {
  return value === null ? { text: "–" } : { text: times(value), look: value > 1 ? "win" : "loss" };
}

/** The quartiles of a ratio. */
export function quartiles(low: number | null, high: number | null): Cell {
  return { text: low === null || high === null ? "–" : `${low.toFixed(2)}–${high.toFixed(2)}`, look: "quiet" };
}

/** A part of the whole. */
export function share(value: number | null): Cell {
  return { text: value === null ? "–" : `${(value * 100).toFixed(0)} %` };
}

function subtitle({ machine, options, rival: named }: Page): string {
  const { cpu, cores, isa, threads, numpy } = machine;
  const rival = named ?? (numpy ? `NumPy ${numpy.version}` : "no NumPy");
  return `${cpu}, ${cores} cores · Raptors with ${isa}, ${threads} ${
    threads === 1 ? "thread" : "threads"
  } · ${rival} · ${options.repeats} samples a side in alternation · ${date(machine)}`;
}

/** "2026-11-21 01:29 UTC". */
function date(machine: Machine): string {
  return `${machine.date.slice(0, 16).replace("T", " ")} UTC`;
}

function tiles({ tiles }: Page): string {
  const tile = ([value, what]: readonly [string, string]) =>
    `<div class="tile"><b>${escapeHtml(value)}</b><span>${escapeHtml(what)}</span></div>`;
  return `<div class="tiles">${tiles.map(tile).join("\n")}</div>`;
}

function machineList({ machine, machineEntries = [] }: Page): string {
  const { numpy, torch, limit } = machine;
  const entries: (readonly [string, string])[] = [
    ["CPU", `${machine.cpu}, ${machine.cores} cores, ${machine.os} ${machine.arch}`],
    ["Raptors", `${machine.isa} (--simd-mode ${machine.simd_mode}), threads: ${machine.threads}, Deno ${machine.deno}`],
    ["NumPy", numpy ? `${numpy.version}, Python ${numpy.python}, BLAS ${numpy.blas}` : "none"],
    ...(numpy?.recorded ? [["NumPy's times", recordedLabel(machine)] as const] : []),
    ...machineEntries,
    ...(numpy ? [["CPU features found by NumPy", numpy.cpu_features.join(" ")] as const] : []),
    ...(torch
      ? [["PyTorch", `${torch.version}, Python ${torch.python}, ${torch.cpu_features.join(" ")}`] as const]
      : []),
    ["Bare loops", limit.compiler ?? `none: ${limit.missing}`],
    ["Date", date(machine)],
  ];
  return `<dl>${entries.map(([k, v]) => `<dt>${escapeHtml(k)}</dt><dd>${escapeHtml(v)}</dd>`).join("\n")}</dl>`;
}
