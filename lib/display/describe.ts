/**
 * What a figure shows, in words: for terminals, screen readers and pages that draw nothing.
 *
 * @module
 */
import type { Json, JsonObject, PlotlyJson } from "./spec.ts";

/**
 * Describes a figure: its kind and title, its series with what they span, and its axes.
 *
 * @param kind what to call it
 * @param figure the figure
 * @param notes for each series, what to say of it in the place of what its trace tells
 */
export function describeFigure(kind: string, { data, layout }: PlotlyJson, notes: readonly string[] = []): string {
  const title = textOf(layout.title);
  const heading = kind + (title === "" ? "" : ` “${title}”`);
  const series = data.map((trace, i) => describeTrace(trace, notes[i], kind === "Figure"));
  const named = data.map((trace, i) =>
    typeof trace.name === "string" ? `${plain(trace.name)}: ${series[i]}` : series[i]
  );
  const lines = named.length === 1 ? [`${heading}: ${named[0]}`] : [heading, ...named.map((line) => `  ${line}`)];
  return [...lines, ...axesOf(layout), ...guidesOf(layout)].join("\n");
}

/** The text of a title without Plotly's markup. */
export function textOf(title: Json | undefined): string {
  if (typeof title === "string") return plain(title);
  if (isObject(title) && typeof title.text === "string") return plain(title.text);
  return "";
}

function describeTrace(trace: JsonObject, note: string | undefined, typed: boolean): string {
  if (note !== undefined) return note;
  const type = typed ? `${typeof trace.type === "string" ? trace.type : "scatter"}, ` : "";
  const z = listOf(trace.z);
  const matrix = z !== undefined && Array.isArray(z[0]);
  const x = listOf(trace.x);
  const y = listOf(trace.y);
  const parts: string[] = [];
  if (matrix) parts.push(`${z.length} × ${(z[0] as Json[]).length}`);
  else {
    const count = (y ?? x ?? listOf(trace.values))?.length;
    if (count !== undefined) parts.push(`${count.toLocaleString("en")} ${trace.type === "bar" ? "bars" : "points"}`);
  }
  // Lengths of bars count from the base, where one is given.
  const base = listOf(trace.base)?.[0];
  const shift = typeof base === "number" ? base : 0;
  const horizontal = trace.orientation === "h";
  if (x !== undefined) parts.push(`x ${spanOf(x, horizontal ? shift : 0)}`);
  if (y !== undefined) parts.push(`y ${spanOf(y, horizontal ? 0 : shift)}`);
  if (z !== undefined) parts.push(`${matrix ? "values" : "z"} ${spanOf(matrix ? z.flat() : z, 0)}`);
  return type + parts.join(", ");
}

/** From the least to the greatest number, or the names. */
function spanOf(cells: readonly Json[], shift: number): string {
  if (cells.some((cell) => typeof cell === "string")) return namesOf(cells);
  if (Array.isArray(cells[0])) {
    return namesOf(cells[0].map((_, i) => cells.map((level) => (level as Json[])[i]).join(" ")));
  }
  let low = Infinity;
  let high = -Infinity;
  for (const cell of cells) {
    if (typeof cell !== "number") continue;
    if (cell < low) low = cell;
    if (cell > high) high = cell;
  }
  if (low > high) return "none";
  return low === high ? short(low + shift) : `${short(low + shift)} to ${short(high + shift)}`;
}

function namesOf(cells: readonly Json[]): string {
  const names = [...new Set(cells.filter((cell) => cell !== null).map((cell) => plain(String(cell))))];
  return names.length <= 6 ? names.join(", ") : `${names[0]}, ${names[1]} … ${names.at(-1)}`;
}

function axesOf(layout: JsonObject): string[] {
  const scene = isObject(layout.scene) ? layout.scene : layout;
  const axes = (["x", "y", "z"] as const).flatMap((letter) => {
    const axis = scene[`${letter}axis`];
    if (!isObject(axis)) return [];
    const title = textOf(axis.title);
    const log = axis.type === "log" ? " (log)" : "";
    return title === "" && log === "" ? [] : [`${letter}${title === "" ? "" : ` is ${title}`}${log}`];
  });
  return axes.length === 0 ? [] : [`  ${axes.join("; ")}`];
}

function guidesOf(layout: JsonObject): string[] {
  return (listOf(layout.shapes) ?? []).flatMap((shape) => {
    if (!isObject(shape) || shape.type !== "line") return [];
    const level = shape.xref === "paper";
    if (!level && shape.yref !== "paper") return [];
    const at = level ? `y = ${shape.y0}` : `x = ${shape.x0}`;
    const label = textOf(shape.label);
    return [`  a line at ${at}${label === "" ? "" : `: ${label}`}`];
  });
}

/** A number with four digits, as many as one reads. */
export function short(x: number): string {
  return String(Number(x.toPrecision(4)));
}

/** Text without Plotly's markup. */
function plain(text: string): string {
  return text.replaceAll(/<br\s*\/?>/gi, " ").replaceAll(/<\/?(b|i|em|strong|sub|sup|s|u|a|span)\b[^>]*>/gi, "");
}

function listOf(value: Json | undefined): Json[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
