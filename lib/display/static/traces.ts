/**
 * What can be drawn without a browser, and how the rest is replaced.
 *
 * @module
 */
import { merge } from "../layout.ts";
import type { Json, JsonObject, PlotlyJson } from "../spec.ts";
import { INK } from "../template.ts";
import { thin } from "./thin.ts";

/** Which of plotly.js's bundles draws a figure. */
export type Bundle = "cartesian" | "full";

/** The traces of plotly.js's cartesian bundle. */
const CARTESIAN: readonly string[] = [
  ...["scatter", "bar", "box", "violin", "histogram", "pie", "image", "scatterternary"],
  ...["heatmap", "contour", "histogram2d", "histogram2dcontour"],
];

/** Traces that need WebGL or maps from the network. */
const BROWSER_ONLY: readonly string[] = [
  ...["scatter3d", "mesh3d", "cone", "streamtube", "isosurface", "volume", "splom", "parcoords"],
  ...["scattergeo", "choropleth", "scattermap", "choroplethmap", "densitymap"],
  ...["scattermapbox", "choroplethmapbox", "densitymapbox"],
];

/** Traces that have a twin without WebGL. */
const TWINS: Record<string, string> = { scattergl: "scatter", scatterpolargl: "scatterpolar" };

/** The least bundle that has all traces of a figure. */
export function bundleOf({ data }: PlotlyJson): Bundle {
  return data.every((trace) => CARTESIAN.includes(typeOf(trace))) ? "cartesian" : "full";
}

/** Whether a static picture can be made. */
export function drawable(figure: PlotlyJson): boolean {
  return browserOnly(figure).length === 0;
}

/** The types of traces that stand in the way of a static picture. */
export function browserOnly({ data }: PlotlyJson): string[] {
  return [...new Set(data.map(typeOf).filter((type) => BROWSER_ONLY.includes(type)))];
}

/** In what the static picture differs from the interactive figure, as sentences. */
export function staticNotes(figure: PlotlyJson): string[] {
  const missing = browserOnly(figure);
  if (missing.length > 0) return [`No static picture: only browsers can draw ${missing.join(" and ")}.`];
  const notes: string[] = [];
  if (figure.data.some((trace) => typeOf(trace) === "surface")) {
    notes.push("The static picture shows the surface from above, as contours.");
  }
  figure.data.forEach((trace, i) => {
    const note = thin(replace(trace), figure.layout).note;
    if (note !== undefined) notes.push(`The static picture shows ${note}${nameOf(trace, i, figure.data.length)}.`);
  });
  return notes;
}

/** The figure as it can be drawn without a browser, thinned out to what pixels can show. */
export function toStatic({ data, layout }: PlotlyJson): { data: JsonObject[]; layout: JsonObject } {
  const seen = data.map((trace) => thin(replace(trace), layout).trace);
  return { data: seen, layout: data.some((trace) => typeOf(trace) === "surface") ? fromAbove(layout) : layout };
}

function typeOf(trace: JsonObject): string {
  return typeof trace.type === "string" ? trace.type : "scatter";
}

function nameOf(trace: JsonObject, index: number, count: number): string {
  if (count === 1) return "";
  return typeof trace.name === "string" ? ` of ${trace.name}` : ` of trace ${index}`;
}

function replace(trace: JsonObject): JsonObject {
  const type = typeOf(trace);
  if (type in TWINS) return { ...trace, type: TWINS[type] };
  if (type !== "surface") return trace;
  const { x, y, z, name, colorscale, colorbar, cmin, cmax, cmid, reversescale, opacity, showscale } = trace;
  const contour: JsonObject = {
    type: "contour",
    contours: { coloring: "fill" },
    line: { width: 0.5, color: "rgba(255,255,255,0.5)" },
  };
  // Positions in space may be matrices; from above one row and one column of them tell enough.
  const flat = { x: firstRow(x), y: Array.isArray(y) && Array.isArray(y[0]) ? y.map((row) => (row as Json[])[0]) : y };
  const members = { ...flat, z, name, colorscale, colorbar, zmin: cmin, zmax: cmax, zmid: cmid };
  for (const [key, value] of Object.entries({ ...members, reversescale, opacity, showscale })) {
    if (value !== undefined) contour[key] = value;
  }
  return contour;
}

function firstRow(x: Json | undefined): Json | undefined {
  return Array.isArray(x) && Array.isArray(x[0]) ? x[0] : x;
}

/** A layout in space, without its third dimension. */
function fromAbove(layout: JsonObject): JsonObject {
  const scene = (layout.scene ?? {}) as JsonObject;
  const axis = (name: string): JsonObject => {
    const { title, type, range, tickvals, ticktext, tickformat, autorange } = (scene[name] ?? {}) as JsonObject;
    const kept = Object.entries({ title, type, range, tickvals, ticktext, tickformat, autorange });
    return Object.fromEntries(kept.filter(([, value]) => value !== undefined)) as JsonObject;
  };
  const z = ((scene.zaxis ?? {}) as JsonObject).title as JsonObject | undefined;
  const what = typeof z?.text === "string" ? `${z.text}, ` : "";
  return merge(layout, {
    xaxis: axis("xaxis"),
    yaxis: axis("yaxis"),
    // Room for the axes, which the margins of a scene do not leave.
    margin: { l: 64, r: 24, b: 56 },
    annotations: [{
      text: `${what}seen from above`,
      showarrow: false,
      xref: "paper",
      yref: "paper",
      x: 1,
      y: 1,
      xanchor: "right",
      yanchor: "bottom",
      font: { color: INK, size: 12 },
    }],
  });
}
