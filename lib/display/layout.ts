/**
 * The layout of a figure, from the options that all plots share.
 *
 * @module
 */
import type { AxisOptions, Guide, PlotOptions } from "./options.ts";
import type { Json, JsonObject } from "./spec.ts";
import { COLORS, INK } from "./template.ts";
import { type Cell, readValues } from "./values.ts";

/** The height of a figure that is given none. */
export const HEIGHT = 420;

/** What a kind of plot knows of its axes. */
export interface Drawn {
  /** How many series have an entry in the legend. */
  readonly entries: number;
  /** The positions along x, to find out what they are. */
  readonly x?: readonly (readonly Cell[])[] | undefined;
  /** The positions along y. */
  readonly y?: readonly (readonly Cell[])[] | undefined;
  /** Whether there is a plane with two axes; true by default. */
  readonly flat?: boolean | undefined;
  /** Parts of the layout that are this kind's own. */
  readonly layout?: JsonObject | undefined;
}

/**
 * Makes the layout of a plot whose options are checked.
 *
 * @param where what was called, for errors
 */
export function layoutOf(where: string, options: PlotOptions, drawn: Drawn): JsonObject {
  const entries = options.legend ?? drawn.entries > 1 ? Math.max(drawn.entries, 1) : 0;
  const layout: JsonObject = {
    height: options.height ?? HEIGHT,
    showlegend: entries > 0,
    margin: { t: topMargin(options, entries) },
  };
  if (drawn.flat ?? true) {
    layout.xaxis = axisOf(`${where}: xAxis`, options.xAxis, drawn.x);
    layout.yaxis = axisOf(`${where}: yAxis`, options.yAxis, drawn.y);
  }
  if (options.width !== undefined) layout.width = options.width;
  if (entries > ROW) layout.legend = { orientation: "v", x: 1.02, y: 1, yanchor: "top" };
  const title = titleOf(options);
  if (title !== undefined) layout.title = title;
  if (options.guides !== undefined) layout.shapes = options.guides.map(guideOf);
  return merge(merge(layout, drawn.layout ?? {}), (options.layout ?? {}) as JsonObject);
}

/** The most entries of a legend above the plot; a longer one stands beside it. */
const ROW = 4;

/** `b` over `a`: objects are merged, anything else is replaced. */
export function merge(a: JsonObject, b: JsonObject): JsonObject {
  const merged = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = merged[key];
    merged[key] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return merged;
}

/**
 * An axis as Plotly has it.
 *
 * @param name what the axis is called in errors
 * @param given the options of the axis
 * @param positions what is drawn along it
 * @throws {RangeError} if a log axis is to show zero or less, or ticks and their labels differ in number
 */
export function axisOf(
  name: string,
  given: AxisOptions | string | undefined,
  positions: readonly (readonly Cell[])[] = [],
): JsonObject {
  const options: AxisOptions = typeof given === "string" ? { title: given } : given ?? {};
  const axis: JsonObject = {};
  if (options.title !== undefined) axis.title = { text: options.title };
  const scale = options.scale ?? (positions.some(hasNumerals) ? "category" : undefined);
  if (scale !== undefined) axis.type = scale;
  if (options.range !== undefined) {
    const [first, last] = options.range.map((end) => scale === "log" ? logarithm(name, end) : end);
    axis.range = options.reverse ? [last, first] : [first, last];
  } else if (options.reverse) axis.autorange = "reversed";
  if (options.format !== undefined) axis.tickformat = options.format;
  if (options.ticks !== undefined) axis.tickvals = readValues(`${name}.ticks`, options.ticks);
  if (options.tickLabels !== undefined) {
    const count = (axis.tickvals as Json[] | undefined)?.length ?? 0;
    if (options.tickLabels.length !== count) {
      throw new RangeError(
        `${name}.tickLabels must have one text for each of ticks: found ${options.tickLabels.length} for ${count}`,
      );
    }
    axis.ticktext = [...options.tickLabels];
  }
  return axis;
}

/** Whether strings are numbers, which Plotly would take for such: "512" is the name of a size here. */
function hasNumerals(cells: readonly Cell[]): boolean {
  return cells.some((cell) => typeof cell === "string" && cell.trim() !== "" && Number.isFinite(Number(cell)));
}

/** Plotly wants the ends of log axes as exponents of ten. */
function logarithm(name: string, end: number | string): number {
  if (typeof end === "number" && end > 0) return Math.log10(end);
  throw new RangeError(`${name}.range must be above 0 on a log axis: found ${end}`);
}

function titleOf({ title, subtitle }: PlotOptions): JsonObject | undefined {
  if (title === undefined && subtitle === undefined) return undefined;
  const text: JsonObject = { text: title === undefined ? "" : `<b>${title}</b>`, font: { size: 17 } };
  if (subtitle !== undefined) text.subtitle = { text: subtitle, font: { size: 13 } };
  return text;
}

/** Room for the heading and for a legend in a row below it. */
export function topMargin({ title, subtitle }: Pick<PlotOptions, "title" | "subtitle">, entries: number): number {
  const heading = (title === undefined ? 0 : 28) + (subtitle === undefined ? 0 : 32);
  return 28 + heading + (entries > 0 && entries <= ROW ? 24 : 0);
}

function guideOf({ x, y, label, labelSide, color = INK, dash = "dash" }: Guide): JsonObject {
  const shape: JsonObject = x === undefined
    ? { type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: y!, y1: y! }
    : { type: "line", yref: "paper", y0: 0, y1: 1, xref: "x", x0: x, x1: x };
  shape.line = { color, width: 1.5, dash };
  if (label !== undefined) {
    const yanchor = labelSide === "below" ? "top" : "bottom";
    shape.label = { text: label, textposition: "end", yanchor, padding: 2, font: { color, size: 12 } };
  }
  return shape;
}

/** The colour of a series that is given none. */
export function colorOf(index: number): string {
  return COLORS[index % COLORS.length];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
