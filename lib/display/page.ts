/**
 * A figure as a page of its own.
 *
 * @module
 */
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

/** Text that is safe between tags and in attributes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

/** JSON that is safe inside a script element: no "<" that could end it or begin a comment. */
function inlineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** JavaScript that is safe inside a script element, given that these sequences occur in it only within strings. */
function inlineScript(source: string): string {
  return source.replace(/<(?=\/script|script|!--)/gi, "\\x3c");
}
