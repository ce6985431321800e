/**
 * Plots of lines and of points.
 *
 * @module
 */
import { Figure } from "./figure.ts";
import { colorOf, layoutOf } from "./layout.ts";
import type { LineOptions, LineSeries, LineStyle, ScatterOptions, ScatterSeries, ScatterStyle } from "./options.ts";
import { checkLength, errorOf, readCall, readX, type Series, type SeriesKind, strokeOf } from "./series.ts";
import type { JsonObject } from "./spec.ts";
import { COLORS, plotlyScale } from "./template.ts";
import { isList, type Numbers, readNumbers, type Values } from "./values.ts";

/** A figure with more points than this is drawn on the graphics card: SVG would take seconds. */
const MANY_POINTS = 20_000;

/** Beyond this many, points are smaller and more transparent. */
const CROWD = 500;

/** Lines with more points than this are drawn without marks. */
const MARKED_POINTS = 30;

const LINE: SeriesKind = {
  name: "line",
  style: ["color", "lineWidth", "dash", "markers", "fill", "opacity"],
  own: ["error"],
};

const SCATTER: SeriesKind = { name: "scatter", style: ["color", "size", "symbol", "opacity"], own: ["error", "text"] };

/**
 * Draws lines through points.
 *
 * What is not finite is a gap. A matrix as `y` gives one line for each column.
 *
 * @param x positions along x: shape [n]; 0, 1, 2 … when left out
 * @param y heights: shape [n], or [n, k] for k lines, of any dtype; or an array of series, each with a `y` of its own
 * @param options the look of the lines, and what all plots take
 * @throws {TypeError} if an argument is no array, or an option does not exist or is of the wrong type
 * @throws {RangeError} if lengths differ, there are more values than a figure holds, or an option cannot have its value
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * import { plot } from "@raptors/core/plot";
 * const x = rt.linspace(0, 1, 5);
 * const figure = plot.line(x, x.multiply(x), { title: "A parabola", xAxis: "x", yAxis: "x²" });
 * console.log(figure.toJSON().data[0].y); // [0, 0.0625, 0.25, 0.5625, 1]
 * const sizes = [16, 64, 256];
 * const both = plot.line(sizes, [{ name: "before", y: [9, 30, 110] }, { name: "after", y: [3, 8, 21] }], {
 *   xAxis: { title: "size", scale: "log" },
 * });
 * console.log(both.toJSON().data.map((line) => line.name)); // ["before", "after"]
 * ```
 */
export function line(x: Values, y: Values | readonly LineSeries[], options?: LineOptions): Figure;
/** Draws lines over 0, 1, 2 …, or series that have an `x` of their own. */
export function line(y: Values | readonly LineSeries[], options?: LineOptions): Figure;
export function line(...args: unknown[]): Figure {
  const { series, options } = readCall<LineOptions, LineStyle>(LINE, args);
  const count = series.reduce((sum, { y }) => sum + y.length, 0);
  const traces = series.map((one, i) => {
    const { style, y } = one;
    const color = style.color ?? colorOf(i);
    const trace = pointsTrace(one, count, color);
    const marked = style.markers ?? y.length <= MARKED_POINTS;
    trace.mode = marked ? "lines+markers" : "lines";
    trace.line = { color, ...strokeOf(style, i, COLORS.length) };
    if (marked) trace.marker = { color, size: 6 };
    if (style.fill) trace.fill = "tozeroy";
    if (style.opacity !== undefined) trace.opacity = style.opacity;
    return trace;
  });
  return new Figure("Line plot", traces, layoutOf("plot.line()", options, drawnBy(series, traces)));
}

/**
 * Draws points.
 *
 * @param x positions along x: shape [n]; 0, 1, 2 … when left out
 * @param y positions along y: shape [n], or [n, k] for k groups, of any dtype; or an array of series
 * @param options the look of the points, and what all plots take
 * @throws {TypeError} if an argument is no array, or an option does not exist or is of the wrong type
 * @throws {RangeError} if lengths differ, there are more values than a figure holds, or an option cannot have its value
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * import { plot } from "@raptors/core/plot";
 * const figure = plot.scatter(rt.arange(4), [3, 1, 4, 1], { color: rt.arange(4), colorTitle: "order" });
 * console.log(String(figure)); // Scatter plot: 4 points, x 0 to 3, y 1 to 4
 * ```
 */
export function scatter(x: Values, y: Values | readonly ScatterSeries[], options?: ScatterOptions): Figure;
/** Draws points over 0, 1, 2 …, or series that have an `x` of their own. */
export function scatter(y: Values | readonly ScatterSeries[], options?: ScatterOptions): Figure;
export function scatter(...args: unknown[]): Figure {
  const { series, options } = readCall<ScatterOptions, ScatterStyle & { text?: readonly string[] }>(SCATTER, args);
  const count = series.reduce((sum, { y }) => sum + y.length, 0);
  const traces = series.map((one, i) => {
    const { style } = one;
    const trace = pointsTrace(one, count, typeof style.color === "string" ? style.color : colorOf(i));
    trace.mode = "markers";
    trace.marker = {
      ...colorsOf(one, options, i),
      size: isList(style.size) ? readFor(one, "size", style.size) : style.size ?? (count > CROWD ? 4 : 7),
      symbol: style.symbol ?? "circle",
      opacity: style.opacity ?? (count > CROWD ? 0.6 : 0.9),
    };
    if (style.text !== undefined) {
      checkLength(`${one.where}: text`, style.text.length, one.y.length);
      trace.text = [...style.text];
    }
    return trace;
  });
  return new Figure("Scatter plot", traces, layoutOf("plot.scatter()", options, drawnBy(series, traces)));
}

/** What lines and points have in common. */
function pointsTrace(series: Series<object>, count: number, color: string): JsonObject {
  const trace: JsonObject = { type: count > MANY_POINTS ? "scattergl" : "scatter" };
  if (series.name !== undefined) trace.name = series.name;
  const x = readX(series);
  if (x !== undefined) trace.x = x;
  trace.y = [...series.y];
  const error = errorOf(series);
  if (error !== undefined) trace.error_y = { ...error, color };
  return trace;
}

function drawnBy(series: readonly Series<unknown>[], traces: readonly JsonObject[]) {
  return {
    entries: series.length,
    x: traces.flatMap(({ x }) => x === undefined ? [] : [x as []]),
    y: series.map(({ y }) => y),
  };
}

/** The colours of points: one for all, or a number for each and a scale beside the plot. */
function colorsOf(series: Series<ScatterStyle>, options: ScatterOptions, index: number): JsonObject {
  const { color } = series.style;
  if (!isList(color)) return { color: color as string | undefined ?? colorOf(index) };
  const marker: JsonObject = { color: readFor(series, "color", color), showscale: true };
  const scale = options.colors ?? (options.center === undefined ? "viridis" : "redblue");
  marker.colorscale = plotlyScale(scale) as string;
  marker.colorbar = { outlinewidth: 0, thickness: 14, title: { text: options.colorTitle ?? "", side: "right" } };
  if (options.colorRange !== undefined) [marker.cmin, marker.cmax] = options.colorRange;
  else if (options.center !== undefined) marker.cmid = options.center;
  return marker;
}

function readFor(series: Series<unknown>, name: string, values: unknown): (number | null)[] {
  const numbers = readNumbers(`${series.where}: ${name}`, values as Numbers);
  checkLength(`${series.where}: ${name}`, numbers.length, series.y.length);
  return numbers;
}
