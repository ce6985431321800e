/**
 * A figure as a page of its own.
 *
 * @module
 */
import { escapeHtml, inlineJson, inlineScript } from "../ndarray/safe_html.ts";
import type { HtmlOptions } from "./options.ts";
import type { PlotlyJson } from "./spec.ts";
import { plotlySource } from "./static/plotly.ts";
import { bundleOf } from "./static/traces.ts";

/**
 * Writes a page with an interactive figure.
 *
 * @param figure what it shows
 * @param words the same in words, for those who do not see it, or run no JavaScript
 * @param options the title, and where plotly.js comes from
 */
export async function renderPage(figure: PlotlyJson, words: string, options: HtmlOptions): Promise<string> {
  const library = options.plotlyUrl === undefined
    ? `<script>${inlineScript(await plotlySource(bundleOf(figure)))}</script>`
    : `<script src="${escapeHtml(options.plotlyUrl)}"></script>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(options.title ?? "Figure")}</title>
<style>
body { margin: 1rem; background: Canvas; color: CanvasText; }
@media (prefers-color-scheme: dark) { body { background: #111111; } }
</style>
</head>
<body>
<div id="figure" role="img" aria-label="${escapeHtml(words)}"></div>
<noscript><pre>${escapeHtml(words)}</pre></noscript>
<script type="application/json" id="spec">${inlineJson(figure)}</script>
${library}
<script>Plotly.newPlot("figure", JSON.parse(document.getElementById("spec").textContent));</script>
</body>
</html>
`;
}
