/**
 * Plots of bars.
 *
 * @module
 */
import { Figure } from "./figure.ts";
import { colorOf, layoutOf } from "./layout.ts";
import type { BarLabels, BarOptions, BarSeries, BarStyle, ErrorBars } from "./options.ts";
import { checkLength, errorOf, readCall, readX, type Series, type SeriesKind } from "./series.ts";
import type { JsonObject } from "./spec.ts";
import { type Cell, isList, type Numbers } from "./values.ts";

const BAR: SeriesKind = { name: "bar", style: ["color", "opacity"], own: ["error", "text"] };

type Style = BarStyle & { readonly error?: ErrorBars; readonly text?: readonly string[] };

/**
 * Draws bars.
 *
 * @param x what each bar stands for: shape [n], names on two levels `[outer, inner]`, or 0, 1, 2 … when left out
 * @param y the lengths: shape [n], or [n, k] for k series, of any dtype; or an array of series
 * @param options the look of the bars, and what all plots take
 * @throws {TypeError} if an argument is no array, or an option does not exist or is of the wrong type
 * @throws {RangeError} if lengths differ, there are more values than a figure holds, or an option cannot have its value
 *
 * @example
 * ```ts
 * import { plot } from "@raptors/core/plot";
 * const figure = plot.bar(["sum", "mean"], [{ name: "float32", y: [8.5, 9] }, { name: "float64", y: [5, 5.5] }], {
 *   yAxis: { title: "speed-up", scale: "log" },
 *   base: 1,
 *   guides: [{ y: 1, label: "NumPy" }],
 * });
 * console.log(figure.toJSON().data.map((bars) => bars.type)); // ["bar", "bar"]
 * ```
 */
export function bar(x: BarLabels, y: Numbers | readonly BarSeries[], options?: BarOptions): Figure;
/** Draws bars over 0, 1, 2 …, or series that have an `x` of their own. */
export function bar(y: Numbers | readonly BarSeries[], options?: BarOptions): Figure;
export function bar(...args: unknown[]): Figure {
  const { series, options } = readCall<BarOptions, Style>(BAR, args);
  const { horizontal = false, stacked = false, base = 0 } = options;
  const [along, up] = horizontal ? ["y", "x"] : ["x", "y"];
  const labels = series.map(labelsOf);
  const traces = series.map((one, i) => {
    const { style, name, y } = one;
    const trace: JsonObject = { type: "bar" };
    if (name !== undefined) trace.name = name;
    if (horizontal) trace.orientation = "h";
    if (labels[i] !== undefined) trace[along] = labels[i] as Cell[];
    // Plotly's lengths count from the base.
    trace[up] = base === 0 ? [...y] : y.map((value) => value === null ? null : (value as number) - base);
    if (base !== 0) trace.base = y.map(() => base);
    trace.marker = { color: colorsOf(one, i) };
    if (style.opacity !== undefined) trace.opacity = style.opacity;
    const error = errorOf(one);
    if (error !== undefined) trace[`error_${up}`] = error;
    if (style.text !== undefined) {
      checkLength(`${one.where}: text`, style.text.length, y.length);
      Object.assign(trace, { text: [...style.text], textposition: "outside", cliponaxis: false });
    }
    return trace;
  });
  const names = labels.flatMap((cells) => cells === undefined || Array.isArray(cells[0]) ? [] : [cells as Cell[]]);
  const given = horizontal ? options.yAxis : undefined;
  const fromTop = horizontal && (typeof given !== "object" || given.range === undefined);
  const layout = layoutOf("plot.bar()", options, {
    entries: series.length,
    [along]: names,
    layout: {
      barmode: stacked ? "relative" : "group",
      // The first name on top, as in a list.
      [`${along}axis`]: { showgrid: false, ...(fromTop ? { autorange: "reversed" } : {}) },
    },
  });
  return new Figure("Bar plot", traces, layout);
}

/** What the bars of a series stand for, on one level or two. */
function labelsOf(series: Series<Style>): Cell[] | [Cell[], Cell[]] | undefined {
  const { x } = series;
  if (!Array.isArray(x) || x.length !== 2 || !isList(x[0])) return readX(series);
  return x.map((level, i) => readX({ ...series, where: `${series.where}: x[${i}]`, x: level })) as [Cell[], Cell[]];
}

function colorsOf(series: Series<Style>, index: number): string | string[] {
  const { color } = series.style;
  if (color === undefined) return colorOf(index);
  if (typeof color === "string") return color;
  checkLength(`${series.where}: color`, color.length, series.y.length);
  return [...color];
}
