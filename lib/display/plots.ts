/**
 * The plots.
 *
 * @module
 */
export { bar } from "./bar.ts";
export { figure } from "./any.ts";
export { contour, heatmap, surface } from "./grid.ts";
export { histogram } from "./histogram.ts";
export { line, scatter } from "./line.ts";
