/**
 * Plots of matrices.
 *
 * @module
 */
import { splitArguments } from "./series.ts";
import { Figure } from "./figure.ts";
import { axisOf, layoutOf } from "./layout.ts";
import type {
  AxisOptions,
  ColorOptions,
  ContourOptions,
  GridOptions,
  HeatmapOptions,
  SurfaceOptions,
} from "./options.ts";
import type { JsonObject } from "./spec.ts";
import { INK, LINE_SCALE, plotlyScale } from "./template.ts";
import { type Cell, type Grid, readGrid, readValues } from "./values.ts";

/** A matrix, and where its rows and columns lie. */
interface Matrix {
  readonly where: string;
  readonly z: (number | null)[][];
  readonly x: Cell[] | undefined;
  readonly y: Cell[] | undefined;
}

/**
 * Draws a matrix as coloured cells, row 0 on top.
 *
 * @param z the numbers: shape [rows, columns], of any dtype; what is not finite is left blank
 * @param options positions and colours, and what all plots take
 * @throws {TypeError} if `z` is no matrix of numbers, or an option does not exist or is of the wrong type
 * @throws {RangeError} if lengths differ, there are more values than a figure holds, or an option cannot have its value
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * import { plot } from "@raptors/core/plot";
 * const figure = plot.heatmap(rt.eye(3), { cellFormat: ".0f", square: true });
 * console.log(String(figure)); // Heatmap: 3 × 3, values 0 to 1
 * ```
 */
export function heatmap(z: Grid, options?: HeatmapOptions): Figure;
export function heatmap(...args: unknown[]): Figure {
  const { matrix, options } = readMatrix<HeatmapOptions>("heatmap", args);
  const trace: JsonObject = { type: "heatmap", ...traceOf(matrix, options) };
  if (options.cellFormat !== undefined) trace.texttemplate = `%{z:${options.cellFormat}}`;
  const given = options.yAxis;
  const ranged = typeof given === "object" && given.range !== undefined;
  const yaxis: JsonObject = { showgrid: false, zeroline: false };
  if ((options.origin ?? "upper") === "upper" && !ranged) {
    // As asked for in the options, but from the top: "reverse" then means from the bottom.
    yaxis.autorange = typeof given === "object" && given.reverse ? true : "reversed";
  }
  const xaxis: JsonObject = { showgrid: false, zeroline: false, constrain: "domain" };
  if (options.square) Object.assign(yaxis, { scaleanchor: "x", constrain: "domain" });
  return new Figure("Heatmap", [trace], gridLayout(matrix, options, { xaxis, yaxis }));
}

/**
 * Draws a matrix as lines of equal value, and the areas between them.
 *
 * @param z the numbers: shape [rows, columns], at least 2 × 2, of any dtype
 * @param options positions, levels and colours, and what all plots take
 * @throws {TypeError} if `z` is no matrix of numbers, or an option does not exist or is of the wrong type
 * @throws {RangeError} if lengths differ, `z` is smaller, there are more values than a figure holds, or an option cannot
 *   have its value
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * import { plot } from "@raptors/core/plot";
 * const x = rt.linspace(-1, 1, 21);
 * const bowl = x.multiply(x).add(x.multiply(x).reshape([21, 1]));
 * const figure = plot.contour(bowl, { x, y: x, levels: 8 });
 * console.log(String(figure)); // Contour plot: 21 × 21, x -1 to 1, y -1 to 1, values 0 to 2
 * ```
 */
export function contour(z: Grid, options?: ContourOptions): Figure;
export function contour(...args: unknown[]): Figure {
  const { matrix, options } = readMatrix<ContourOptions>("contour", args);
  checkSize(matrix);
  const { filled = true, labels = false } = options;
  const trace: JsonObject = {
    type: "contour",
    ...traceOf(matrix, options),
    contours: { ...levelsOf(matrix, options), coloring: filled ? "fill" : "lines", showlabels: labels },
    line: { width: filled ? 0.5 : 2 },
  };
  if (!filled && options.colors === undefined && options.center === undefined) {
    trace.colorscale = plotlyScale(LINE_SCALE);
  }
  if (labels) (trace.contours as JsonObject).labelfont = filled ? { color: "#ffffff", size: 11 } : { size: 11 };
  if (filled) (trace.line as JsonObject).color = "rgba(255,255,255,0.5)";
  return new Figure("Contour plot", [trace], gridLayout(matrix, options, { xaxis: {}, yaxis: {} }));
}

/**
 * Draws a matrix as a surface in space.
 *
 * The interactive figure needs WebGL. The static picture shows the surface from above, as contours.
 *
 * @param z the heights: shape [rows, columns], at least 2 × 2, of any dtype
 * @param options positions and colours, and what all plots take
 * @throws {TypeError} if `z` is no matrix of numbers, or an option does not exist or is of the wrong type
 * @throws {RangeError} if lengths differ, `z` is smaller, there are more values than a figure holds, or an option cannot
 *   have its value
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * import { plot } from "@raptors/core/plot";
 * const x = rt.linspace(0, 3, 4);
 * const figure = plot.surface(x.multiply(x.reshape([4, 1])), { zAxis: "x · y" });
 * console.log(figure.toJSON().data[0].type); // surface
 * ```
 */
export function surface(z: Grid, options?: SurfaceOptions): Figure;
export function surface(...args: unknown[]): Figure {
  const { matrix, options } = readMatrix<SurfaceOptions>("surface", args);
  checkSize(matrix);
  const trace: JsonObject = { type: "surface", ...traceOf(matrix, options) };
  for (const [ours, plotlys] of [["zmin", "cmin"], ["zmax", "cmax"], ["zmid", "cmid"]]) {
    if (trace[ours] !== undefined) trace[plotlys] = trace[ours];
    delete trace[ours];
  }
  if (options.contours) trace.contours = { z: { show: true, usecolormap: true, highlightcolor: INK } };
  const { where } = matrix;
  const scene: JsonObject = {
    xaxis: axisOf(`${where}: xAxis`, named(options.xAxis, "x"), [matrix.x ?? []]),
    yaxis: axisOf(`${where}: yAxis`, named(options.yAxis, "y"), [matrix.y ?? []]),
    zaxis: axisOf(`${where}: zAxis`, named(options.zAxis, "z")),
    aspectmode: "manual",
    aspectratio: { x: 1, y: 1, z: 0.7 },
    camera: { eye: { x: 1.35, y: -1.35, z: 0.9 } },
  };
  const layout = layoutOf(where, { height: 500, ...options }, {
    entries: 1,
    flat: false,
    layout: { scene, margin: { l: 8, r: 8, b: 8 } },
  });
  return new Figure("Surface", [trace], layout);
}

function readMatrix<O extends GridOptions>(
  name: "heatmap" | "contour" | "surface",
  args: readonly unknown[],
): { matrix: Matrix; options: O } {
  const where = `plot.${name}()`;
  const { data, options: checked } = splitArguments(where, name, args);
  if (data.length !== 1) {
    throw new TypeError(`${where} takes one matrix, and x and y as options: found ${data.length} arrays`);
  }
  const options = checked as O;
  const z = readGrid(`${where}: z`, data[0] as Grid);
  const read = (axis: "x" | "y", length: number, of: string) => {
    const given = options[axis];
    if (given === undefined) return undefined;
    const cells = readValues(`${where}: ${axis}`, given);
    if (cells.length === length) return cells;
    throw new RangeError(
      `${where}: ${axis} must have one value for each of the ${length} ${of} of z: found ${cells.length}`,
    );
  };
  const columns = z.length === 0 ? 0 : z[0].length;
  if (columns === 0) throw new RangeError(`${where}: z must have elements: found shape [${z.length},${columns}]`);
  return { matrix: { where, z, x: read("x", columns, "columns"), y: read("y", z.length, "rows") }, options };
}

function checkSize({ where, z }: Matrix): void {
  if (z.length >= 2 && z[0].length >= 2) return;
  throw new RangeError(`${where}: z must have at least 2 rows and columns: found shape [${z.length},${z[0].length}]`);
}

function traceOf({ where, z, x, y }: Matrix, options: ColorOptions): JsonObject {
  const { colors, colorRange, center, colorTitle } = options;
  const trace: JsonObject = { z, colorscale: plotlyScale(colors ?? (center === undefined ? "viridis" : "redblue")) };
  if (x !== undefined) trace.x = x;
  if (y !== undefined) trace.y = y;
  if (colorRange !== undefined) {
    const [low, high] = colorRange;
    if (!(low < high)) throw new RangeError(`${where}: colorRange must be [low, high]: found [${low}, ${high}]`);
    if (center !== undefined) throw new TypeError(`${where}: center cannot be given together with colorRange`);
    Object.assign(trace, { zmin: low, zmax: high });
  } else if (center !== undefined) {
    // Plotly would mirror the range itself, but not for the levels of contours.
    const [low, high] = extentOf(z);
    const reach = Math.max(high - center, center - low, 0) || 1;
    Object.assign(trace, { zmin: center - reach, zmax: center + reach });
  }
  if (colorTitle !== undefined) trace.colorbar = { title: { text: colorTitle } };
  return trace;
}

function gridLayout({ where, x, y }: Matrix, options: GridOptions, layout: JsonObject): JsonObject {
  return layoutOf(where, options, { entries: 1, x: [x ?? []], y: [y ?? []], layout });
}

/** Levels at round numbers. */
function levelsOf({ z }: Matrix, { levels = 12, colorRange }: ContourOptions): JsonObject {
  const [low, high] = colorRange ?? extentOf(z);
  if (!(low < high)) return {};
  const rough = (high - low) / (levels + 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = power * ([1, 2, 2.5, 5].find((step) => step * power >= rough * 0.999) ?? 10);
  const start = Math.ceil(low / size) * size;
  return { start, end: Math.floor(high / size) * size, size };
}

/** The least and the greatest number; infinite, the other way round, where there is none. */
function extentOf(z: readonly (readonly (number | null)[])[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const row of z) {
    for (const value of row) {
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

function named(axis: AxisOptions | string | undefined, title: string): AxisOptions {
  return typeof axis === "string" ? { title: axis } : { title, ...axis };
}
