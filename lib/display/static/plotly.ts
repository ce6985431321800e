/**
 * The source of plotly.js: the cartesian bundle, which has what most figures need, or all of it.
 *
 * @module
 */
import type { Bundle } from "./traces.ts";

/** The version that `deno.json` pins. */
export const PLOTLY_VERSION = "4.1.1";

/** Loads the source of a bundle; it is some megabytes of text. */
export async function plotlySource(bundle: Bundle): Promise<string> {
  if (bundle === "cartesian") {
    const text = await import("plotly.js-cartesian-dist-min/plotly-cartesian.min.js", { with: { type: "text" } });
    return text.default;
  }
  return (await import("plotly.js-dist-min/plotly.min.js", { with: { type: "text" } })).default;
}
