/**
 * Plots of arrays, and progress bars, for notebooks and for files.
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * import { plot } from "@raptors/core/plot";
 * const x = rt.linspace(0, 10, 201);
 * const figure = plot.line(x, x.multiply(0.5), { title: "A line", xAxis: "time / s", yAxis: "distance / m" });
 * console.log(String(figure).split("\n")[1].trim()); // x is time / s; y is distance / m
 * ```
 *
 * @module
 */
export * as plot from "./plots.ts";
export { Figure } from "./figure.ts";
export { progress } from "./progress.ts";
export type { ProgressOptions } from "./progress.ts";
export type * from "./options.ts";
export type { Json, JsonObject, PlotlyJson, PlotlySpec, PlotlyTrace, PlotlyTraceType } from "./spec.ts";
export type { Grid, Numbers, Values } from "./values.ts";
