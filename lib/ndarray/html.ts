/**
 * Arrays as HTML tables, for notebooks.
 *
 * @module
 */
import type { Operand } from "../dispatch/layout.ts";
import { contiguousStrides, formatShape } from "../dispatch/shape.ts";
import { scalarText } from "./_cells.ts";
import { checkOptions, type PrintOptions, type Settings, shownCells, shownIndex, shownLength } from "./_shown.ts";
import { escapeHtml } from "./safe_html.ts";

/** A vector of more elements is written in rows of this many. */
const ROW = 10;

/**
 * The look of tables: the colours of the notebook where it names them, as JupyterLab and VS Code do, else light or dark
 * as the reader has it. Classes are doubled to outweigh what notebooks say of tables.
 */
const STYLE = `.raptors-array{--paper:var(--jp-layout-color0,var(--vscode-editor-background,#fff));` +
  `--ink:var(--jp-content-font-color1,var(--vscode-editor-foreground,#1f1f1f));` +
  `background:var(--paper);color:var(--ink);color-scheme:light dark;width:fit-content;max-width:100%;max-height:28em;` +
  `overflow:auto}` +
  `@media (prefers-color-scheme:dark){.raptors-array{` +
  `--paper:var(--jp-layout-color0,var(--vscode-editor-background,#111));` +
  `--ink:var(--jp-content-font-color1,var(--vscode-editor-foreground,#ddd))}}` +
  `.raptors-array.raptors-array table{border-collapse:separate;border-spacing:0;margin:0;border:0;color:inherit;` +
  `font:var(--jp-code-font-size,13px)/1.5 var(--jp-code-font-family,ui-monospace,Menlo,Consolas,monospace);` +
  `font-variant-numeric:tabular-nums}` +
  `.raptors-array.raptors-array caption{text-align:left;padding:0 0 .4em;opacity:.75;white-space:nowrap;` +
  `caption-side:top;color:inherit}` +
  `.raptors-array.raptors-array td,.raptors-array.raptors-array th{padding:0 .7em;text-align:right;white-space:pre;` +
  `border:0;max-width:none}` +
  `.raptors-array.raptors-array th{background:var(--paper);font-weight:normal;` +
  `color:color-mix(in srgb,var(--ink) 60%,var(--paper));position:sticky}` +
  `.raptors-array.raptors-array thead th{top:0;z-index:1;` +
  `border-bottom:1px solid color-mix(in srgb,var(--ink) 30%,var(--paper))}` +
  `.raptors-array.raptors-array tbody th[scope=row],.raptors-array.raptors-array thead th:empty{left:0;` +
  `border-right:1px solid color-mix(in srgb,var(--ink) 30%,var(--paper))}` +
  `.raptors-array.raptors-array thead th:empty{z-index:2}` +
  `.raptors-array.raptors-array th[scope=rowgroup]{text-align:left;padding-top:.5em;left:0}`;

/**
 * Formats an array as HTML for a notebook: a caption with dtype, shape and order of the strides, and a table of the
 * elements that NumPy would print, under their indices, which stay in view when the table is scrolled.
 *
 * One dimension gives a row, or rows of ten; more than two give one block of rows for each matrix.
 *
 * @param a the array, of any dtype and shape
 * @param options when to summarise and wrap, and how many digits to show
 * @throws {TypeError} if an option is not a number
 * @throws {RangeError} if an option is not an integer of at least 0 (`edgeItems`, `lineWidth`: 1)
 */
export function html(a: Operand, options?: PrintOptions): string {
  const settings = checkOptions(options);
  const caption = [a.dtype, formatShape(a.shape), orderOf(a)].filter(Boolean).map(escapeHtml).join(" · ");
  return `<div class="raptors-array"><style>${STYLE}</style>` +
    `<table><caption>${caption}</caption>${contentOf(a, settings)}</table></div>`;
}

/** How the elements lie in memory; nothing where there is no choice. */
function orderOf({ shape, strides, size, isContiguous }: Operand): string {
  if (shape.length === 0 || size === 0) return "";
  if (shape.filter((length) => length > 1).length < 2 && isContiguous) return "contiguous";
  if (isContiguous) return "row-major";
  if (shape.some((length, axis) => length > 1 && strides[axis] === 0)) return `broadcast, strides [${strides}]`;
  const columns = contiguousStrides(shape.toReversed()).reverse();
  if (shape.every((length, axis) => length === 1 || strides[axis] === columns[axis])) return "column-major";
  return `strides [${strides}]`;
}

/** The heads and the rows of the table. */
function contentOf(a: Operand, settings: Settings): string {
  const { shape } = a;
  if (a.size === 0) return `<tbody><tr>${td("no elements")}</tr></tbody>`;
  if (shape.length === 0) return `<tbody><tr>${td(scalarText(a.buffer[a.offset], a.dtype))}</tr></tbody>`;
  const cells = shownCells(a, settings);
  if (shape.length === 1) return vector(cells, axisOf(a, 0, settings));
  const rows = axisOf(a, shape.length - 2, settings);
  const columns = axisOf(a, shape.length - 1, settings);
  const span = columns.length + 1;
  let next = 0;
  const matrix = (): string =>
    rows.map((row) => {
      const values = columns.map((column) => row === GAP || column === GAP ? td("…") : td(cells[next++]));
      return `<tr>${th("row", label(row))}${values.join("")}</tr>`;
    }).join("");
  // One block for each matrix, in the order of its leading indices.
  const blocks = (axis: number, indices: readonly number[]): string => {
    if (axis === shape.length - 2) {
      const heading = indices.length === 0 ? "" : wide(`[${indices.join(", ")}, :, :]`, span);
      return `<tbody>${heading}${matrix()}</tbody>`;
    }
    return axisOf(a, axis, settings)
      .map((i) => i === GAP ? `<tbody>${wide("…", span)}</tbody>` : blocks(axis + 1, [...indices, i])).join("");
  };
  return `${head(columns.map(label))}${blocks(0, [])}`;
}

/** A row, or rows of ten under the last digit of their indices. */
function vector(cells: readonly string[], places: readonly number[]): string {
  let next = 0;
  const values = places.map((i) => td(i === GAP ? "…" : cells[next++]));
  if (values.length <= ROW || places.includes(GAP)) {
    const heads = places.map((i) => th("col", label(i))).join("");
    return `<thead><tr>${heads}</tr></thead><tbody><tr>${values.join("")}</tr></tbody>`;
  }
  let rows = "";
  for (let i = 0; i < values.length; i += ROW) {
    rows += `<tr>${th("row", String(i))}${values.slice(i, i + ROW).join("")}</tr>`;
  }
  return `${head(Array.from({ length: ROW }, (_, i) => `+${i}`))}<tbody>${rows}</tbody>`;
}

/** Stands for the indices that a summary leaves out. */
const GAP = -1;

/** The indices along an axis that are shown. */
function axisOf(a: Operand, axis: number, settings: Settings): number[] {
  const shown = shownLength(a, axis, settings);
  const length = a.shape[axis];
  const places = Array.from({ length: shown }, (_, i) => shownIndex(i, shown, length, settings));
  if (shown < length) places.splice(settings.edgeItems, 0, GAP);
  return places;
}

function label(index: number): string {
  return index === GAP ? "…" : String(index);
}

/** The row of heads, with an empty one above the heads of rows. */
function head(texts: readonly string[]): string {
  return `<thead><tr><th></th>${texts.map((text) => th("col", text)).join("")}</tr></thead>`;
}

function th(scope: "row" | "col", text: string): string {
  return `<th scope="${scope}">${escapeHtml(text)}</th>`;
}

function wide(text: string, span: number): string {
  return `<tr><th scope="rowgroup" colspan="${span}">${escapeHtml(text)}</th></tr>`;
}

function td(text: string): string {
  return `<td>${escapeHtml(text)}</td>`;
}
