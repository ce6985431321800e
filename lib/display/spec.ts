/**
 * Plotly's figures: traces and a layout.
 *
 * @module
 */
import type { Grid, Values } from "./values.ts";

/** The kinds of traces that plotly.js has. */
export type PlotlyTraceType =
  | ("scatter" | "scattergl" | "bar" | "histogram" | "box" | "violin" | "pie" | "heatmap" | "contour" | "image")
  | ("histogram2d" | "histogram2dcontour" | "candlestick" | "ohlc" | "waterfall" | "funnel" | "funnelarea" | "splom")
  | ("surface" | "scatter3d" | "mesh3d" | "cone" | "streamtube" | "isosurface" | "volume" | "table" | "indicator")
  | ("scatterpolar" | "scatterpolargl" | "barpolar" | "scatterternary" | "scattersmith" | "carpet" | "scattercarpet")
  | ("contourcarpet" | "parcoords" | "parcats" | "sankey" | "sunburst" | "treemap" | "icicle" | "choropleth")
  | ("scattergeo" | "scattermap" | "choroplethmap" | "densitymap");

/** One trace: its type, its data and whatever else {@link https://plotly.com/javascript/reference/} has for that type. */
export interface PlotlyTrace {
  /** What to draw: `"scatter"` by default. */
  readonly type?: PlotlyTraceType | undefined;
  /** The name in the legend. */
  readonly name?: string | undefined;
  /** Positions along x. */
  readonly x?: Values | readonly Values[] | undefined;
  /** Positions along y. */
  readonly y?: Values | readonly Values[] | undefined;
  /** Positions along z, or a matrix. */
  readonly z?: Values | Grid | undefined;
  /** Any other attribute; arrays may be `NDArray`s there too. */
  readonly [attribute: string]: unknown;
}

/** A figure as Plotly describes it. */
export interface PlotlySpec {
  /** What to draw. */
  readonly data: readonly PlotlyTrace[];
  /** Axes, titles, colours and so on. */
  readonly layout?: Readonly<Record<string, unknown>> | undefined;
  /** How the figure reacts. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** The frames of an animation. */
  readonly frames?: readonly Readonly<Record<string, unknown>>[] | undefined;
}

/** Anything that JSON can hold. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** An object of JSON. */
export interface JsonObject {
  /** Any member. */
  [key: string]: Json;
}

/** A figure with all arrays read: what the mime type `application/vnd.plotly.v1+json` carries. */
export interface PlotlyJson {
  /** The traces. */
  readonly data: readonly JsonObject[];
  /** The layout. */
  readonly layout: JsonObject;
  /** How the figure reacts. */
  readonly config: JsonObject;
  /** The frames of an animation. */
  readonly frames?: readonly JsonObject[];
}
