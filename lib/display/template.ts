/**
 * How figures look by default. A notebook's theme is not known when a figure is made, and the same picture is shown in
 * light and in dark ones: the background is transparent, and the greys stand out as well against white as against
 * near-black.
 *
 * @module
 */
import type { ColorScale } from "./options.ts";

/**
 * Colours of series: those of Okabe and Ito, "Color Universal Design" (2008), which people with any kind of colour
 * blindness can tell apart; a grey in the place of their yellow and black, which one theme or the other would hide.
 */
export const COLORS: readonly string[] = [
  "#0072b2", // blue
  "#d55e00", // vermillion
  "#009e73", // green
  "#cc79a7", // purple
  "#e69f00", // orange
  "#56b4e9", // sky
  "#6e6e6e",
];

/** Text: a contrast of 4.3 to white, and to #111111. */
export const INK = "#7a7a7a";

/** Lines that should be seen only when looked for. */
const FAINT = "rgba(128,128,128,0.2)";

/** Lines that carry a meaning, such as the one at zero. */
const THIN = "rgba(128,128,128,0.45)";

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

const axis = {
  gridcolor: FAINT,
  zerolinecolor: THIN,
  zerolinewidth: 1,
  linecolor: THIN,
  dividercolor: THIN,
  // Ticks that are not seen keep their labels at a distance.
  ticks: "outside",
  ticklen: 5,
  tickcolor: "rgba(0,0,0,0)",
  exponentformat: "SI",
  automargin: true,
  title: { standoff: 12 },
};

const sceneAxis = {
  gridcolor: "rgba(128,128,128,0.35)",
  zerolinecolor: THIN,
  linecolor: THIN,
  showbackground: false,
  tickfont: { size: 11 },
};

const colorbar = { outlinewidth: 0, thickness: 14, len: 1, ticks: "", title: { side: "right" } };

/** Plotly's template: what a figure takes where it says nothing itself. */
export const TEMPLATE = {
  layout: {
    font: { family: FONT, size: 13, color: INK },
    title: { x: 0, xref: "paper", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 16 } },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    colorway: COLORS,
    colorscale: { sequential: "Viridis", sequentialminus: "Viridis", diverging: "RdBu" },
    coloraxis: { colorbar },
    xaxis: axis,
    yaxis: axis,
    scene: { xaxis: sceneAxis, yaxis: sceneAxis, zaxis: sceneAxis },
    legend: {
      bgcolor: "rgba(0,0,0,0)",
      orientation: "h",
      x: 0,
      xanchor: "left",
      y: 1.02,
      yanchor: "bottom",
    },
    hoverlabel: { align: "left" },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: THIN, activecolor: INK },
    hovermode: "closest",
    bargap: 0.25,
    bargroupgap: 0.06,
    margin: { l: 64, r: 24, t: 32, b: 56 },
  },
  data: {
    heatmap: [{ colorbar }],
    contour: [{ colorbar }],
    surface: [{ colorbar }],
    histogram2d: [{ colorbar }],
  },
} as const;

const SCALES: Record<ColorScale, string | readonly string[]> = {
  viridis: "Viridis",
  cividis: "Cividis",
  blues: ["#08306b", "#2171b5", "#6baed6", "#c6dbef"],
  greens: ["#00441b", "#238b45", "#74c476", "#c7e9c0"],
  reds: ["#67000d", "#cb181d", "#fb6a4a", "#fcbba1"],
  greys: ["#252525", "#636363", "#a8a8a8", "#dedede"],
  redblue: ["#b2182b", "#ef8a62", "#f7f7f7", "#67a9cf", "#2166ac"],
};

/** The middle of viridis, for lines: its ends are lost on dark and on light pages. */
export const LINE_SCALE: readonly string[] = ["#4d72c4", "#2a8f9e", "#35b779", "#8cb32b"];

/** A colour scale as Plotly takes it. */
export function plotlyScale(scale: ColorScale | readonly string[]): string | [number, string][] {
  const stops = typeof scale === "string" ? SCALES[scale] : scale;
  if (typeof stops === "string") return stops;
  return stops.map((color, i) => [i / (stops.length - 1), color]);
}
