/**
 * Static pictures, drawn by plotly.js in a window without a screen.
 *
 * @module
 */
import { escapeHtml } from "../../ndarray/safe_html.ts";
import type { SvgOptions } from "../options.ts";
import { HEIGHT } from "../layout.ts";
import type { JsonObject, PlotlyJson } from "../spec.ts";
import { browserOnly, bundleOf, toStatic } from "./traces.ts";
import { plotlyWindow } from "./window.ts";

/** The width of a picture that is given none. */
const WIDTH = 840;

/**
 * Draws a figure as SVG. The same figure gives the same text every time.
 *
 * @param figure what to draw
 * @param words what the figure shows, for those who do not see it
 * @param options the size
 * @throws {TypeError} if only a browser can draw it
 */
export async function renderSvg(figure: PlotlyJson, words: string, options: SvgOptions): Promise<string> {
  const missing = browserOnly(figure);
  if (missing.length > 0) {
    throw new TypeError(`A static picture cannot show ${missing.join(" and ")}: only browsers can; use toHTML()`);
  }
  const { data, layout } = toStatic(figure);
  const width = options.width ?? numberOr(layout.width, WIDTH);
  const height = options.height ?? numberOr(layout.height, HEIGHT);
  const id = await hashOf(JSON.stringify([data, layout, width, height]));
  // Names of traces end up in ids of the picture, by default as random ones.
  const traces = data.map((trace, i) => ({ ...trace, uid: `${id}t${i}` }));
  const { plotly, newRoot, adopt } = await plotlyWindow(bundleOf({ ...figure, data }));
  const root = newRoot();
  try {
    await plotly.newPlot(root, adopt(traces), adopt({ ...layout, width, height }), { staticPlot: true });
    const image = await plotly.toImage(root, { format: "svg", width, height, imageDataOnly: true });
    return tidy(image, id, words);
  } finally {
    plotly.purge(root);
    root.remove();
  }
}

/** What plotly.js does not know of a figure, as sentences. */
export async function validateFigure({ data, layout }: PlotlyJson): Promise<string[]> {
  const { plotly, adopt } = await plotlyWindow("full");
  return (plotly.validate(adopt(data), adopt(layout)) ?? []).map(({ msg }) => msg);
}

/**
 * Makes ids the same every time and other than those of other figures on a page, lets names in the legend be as long as
 * the reader's font makes them, and says what the picture shows.
 */
function tidy(svg: string, id: string, words: string): string {
  const [, random] = /id="defs-(\w+)"/.exec(svg) ?? [];
  const unclipped = svg.replaceAll(/(<g class="scrollbox"[^>]*?) clip-path="[^"]*"/g, "$1");
  const settled = random === undefined ? unclipped : unclipped.replaceAll(random, id);
  return settled.replace("<svg ", `<svg role="img" aria-label="${escapeHtml(words.replaceAll(/\s*\n\s*/g, "; "))}" `);
}

/** Eight hexadecimal digits, with a letter before them. */
async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `r${new Uint8Array(digest).toHex().slice(0, 8)}`;
}

function numberOr(value: JsonObject[string] | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
