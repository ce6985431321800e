/**
 * Arrays as text, laid out as NumPy does it, and as HTML for notebooks.
 *
 * Only the elements that are shown are read.
 *
 * @module
 */
import type { Operand } from "../dispatch/layout.ts";
import { formatShape } from "../dispatch/shape.ts";
import { alignedCells, scalarText } from "./_cells.ts";
import { detachedError } from "./elements.ts";

/** How to print an array; the defaults are NumPy's. */
export interface PrintOptions {
  /** Arrays with more elements are summarised: 1000. `Infinity` shows all. */
  readonly threshold?: number | undefined;
  /** How many elements a summary shows at both ends of each axis: 3. */
  readonly edgeItems?: number | undefined;
  /** The most digits after the decimal point: 8. Fewer are shown where fewer identify the number. */
  readonly precision?: number | undefined;
  /** The characters in a line before it wraps: 75. */
  readonly lineWidth?: number | undefined;
}

/** Options with nothing left out. */
interface Settings {
  readonly threshold: number;
  readonly edgeItems: number;
  readonly precision: number;
  readonly lineWidth: number;
}

/**
 * Formats an array as NumPy's `str` does: `[[1. 2.]\n [3. 4.]]`.
 *
 * An array without dimensions is written as its one element, with as many digits as identify it.
 *
 * @param a the array, of any dtype and shape
 * @param options when to summarise and wrap, and how many digits to show
 * @throws {TypeError} if an option is not a number
 * @throws {RangeError} if an option is not an integer of at least 0 (`edgeItems`, `lineWidth`: 1)
 */
export function format(a: Operand, options?: PrintOptions): string {
  const settings = checkOptions(options);
  if (a.size === 0) return "[]";
  if (a.shape.length === 0) return scalarText(a.buffer[a.offset], a.dtype);
  return layOut(a, settings, " ", 1, settings.lineWidth);
}

/**
 * Formats an array as NumPy's `repr` does: `array([1., 2.], dtype=float32)`.
 *
 * The dtype is left out where the elements show it: float64, int64 and bool. The shape is given where they do not show
 * it: for summarised arrays, and for those without elements in more than one dimension.
 *
 * @param a the array, of any dtype and shape
 * @param options when to summarise and wrap, and how many digits to show
 * @throws {TypeError} if an option is not a number
 * @throws {RangeError} if an option is not an integer of at least 0 (`edgeItems`, `lineWidth`: 1)
 */
export function inspect(a: Operand, options?: PrintOptions): string {
  const settings = checkOptions(options);
  const prefix = "array(";
  const text = prefix + (a.size === 0 ? "[]" : layOut(a, settings, ", ", prefix.length + 1, settings.lineWidth - 1));
  const extras: string[] = [];
  if ((a.size === 0 && a.shape.length > 1) || a.size > settings.threshold) {
    extras.push(`shape=(${a.shape.join(", ")}${a.shape.length === 1 ? "," : ""})`);
  }
  const shown = a.size > 0 && (a.dtype === "float64" || a.dtype === "int64" || a.dtype === "bool");
  if (!shown) extras.push(`dtype=${a.dtype}`);
  if (extras.length === 0) return text + ")";
  const extra = extras.join(", ") + ")";
  const lastLine = text.length + 1 - (text.lastIndexOf("\n") + 1);
  const gap = lastLine + extra.length + 1 > settings.lineWidth ? "\n" + " ".repeat(prefix.length) : " ";
  return `${text},${gap}${extra}`;
}

/**
 * Formats an array as HTML for a notebook: a caption with dtype and shape, and the elements.
 *
 * One dimension gives a row, two a table, both with `…` for what a summary leaves out; more are written as text.
 *
 * @param a the array, of any dtype and shape
 * @param options when to summarise and wrap, and how many digits to show
 * @throws {TypeError} if an option is not a number
 * @throws {RangeError} if an option is not an integer of at least 0 (`edgeItems`, `lineWidth`: 1)
 */
export function html(a: Operand, options?: PrintOptions): string {
  const settings = checkOptions(options);
  const caption = escapeHtml(`${a.dtype} ${formatShape(a.shape)}`);
  const ndim = a.shape.length;
  if (a.size === 0 || ndim > 2) {
    return `<figure><figcaption>${caption}</figcaption><pre>${escapeHtml(format(a, settings))}</pre></figure>`;
  }
  const cells = ndim === 0 ? [scalarText(a.buffer[a.offset], a.dtype)] : shownCells(a, settings);
  const rows = ndim < 2 ? 1 : shownLength(a, 0, settings);
  const columns = ndim === 0 ? 1 : shownLength(a, ndim - 1, settings);
  const cutRows = ndim === 2 && rows < a.shape[0];
  const cutColumns = ndim > 0 && columns < a.shape[ndim - 1];
  let body = "";
  for (let i = 0; i < rows; i++) {
    if (cutRows && i === settings.edgeItems) body += `<tr>${"<td>…</td>".repeat(columns + (cutColumns ? 1 : 0))}</tr>`;
    body += "<tr>";
    for (let j = 0; j < columns; j++) {
      if (cutColumns && j === settings.edgeItems) body += "<td>…</td>";
      body += `<td>${escapeHtml(cells[i * columns + j].trim())}</td>`;
    }
    body += "</tr>";
  }
  return `<table><caption>${caption}</caption><tbody>${body}</tbody></table>`;
}

/** Replaces the characters that mean something in HTML. */
function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Checks the options, and fills in NumPy's defaults. */
function checkOptions(options: PrintOptions | undefined): Settings {
  return {
    threshold: checkOption("threshold", options?.threshold, 1000, 0),
    edgeItems: checkOption("edgeItems", options?.edgeItems, 3, 1),
    precision: checkOption("precision", options?.precision, 8, 0),
    lineWidth: checkOption("lineWidth", options?.lineWidth, 75, 1),
  };
}

function checkOption(name: string, value: unknown, byDefault: number, least: number): number {
  if (value === undefined) return byDefault;
  if (typeof value !== "number") throw new TypeError(`${name} must be a number: found ${JSON.stringify(value)}`);
  if ((Number.isInteger(value) || value === Infinity) && value >= least) return value;
  throw new RangeError(`${name} must be an integer of at least ${least}: found ${value}`);
}

/** How many elements of an axis are shown. */
function shownLength(a: Operand, axis: number, settings: Settings): number {
  const length = a.shape[axis];
  return a.size > settings.threshold ? Math.min(length, 2 * settings.edgeItems) : length;
}

/** The text of the elements that are shown, in row-major order. */
function shownCells(a: Operand, settings: Settings): string[] {
  const values: (number | bigint)[] = [];
  const { buffer, shape, strides } = a;
  const last = shape.length - 1;
  const visit = (axis: number, position: number): void => {
    const shown = shownLength(a, axis, settings);
    for (let i = 0; i < shown; i++) {
      // Past the first edge of a summary the indices continue at the other end.
      const index = shown < shape[axis] && i >= settings.edgeItems ? shape[axis] - shown + i : i;
      const next = position + index * strides[axis];
      if (axis === last) values.push(buffer[next]);
      else visit(axis + 1, next);
    }
  };
  visit(0, a.offset);
  if (values[0] === undefined) throw detachedError();
  return alignedCells(values, a.dtype, settings.precision);
}

/** Writes the elements in nested brackets; `indent` is the column of the first element. */
function layOut(a: Operand, settings: Settings, separator: string, indent: number, lineWidth: number): string {
  const ndim = a.shape.length;
  if (ndim === 0) return alignedCells([a.buffer[a.offset]], a.dtype, settings.precision)[0].trim();
  const cells = shownCells(a, settings);
  let cell = 0;

  /** Elements of the last axis, wrapped so that the closing brackets of all axes still fit in the line. */
  const writeRow = (margin: string, items: (string | undefined)[]): string => {
    const width = lineWidth - ndim;
    let done = "";
    let line = margin;
    for (let i = 0; i < items.length; i++) {
      const word = items[i] ?? cells[cell++];
      if (line.length + word.length > width && line.length > margin.length) {
        done += line.trimEnd() + "\n";
        line = margin;
      }
      line += word;
      if (i < items.length - 1) line += separator;
    }
    return done + line;
  };

  const write = (axis: number): string => {
    const margin = " ".repeat(indent + axis);
    const shown = shownLength(a, axis, settings);
    // One entry for each item; undefined stands for an element or block that is still to be written.
    const items = new Array<string | undefined>(shown).fill(undefined);
    if (shown < a.shape[axis]) items.splice(settings.edgeItems, 0, "...");
    let text: string;
    if (axis === ndim - 1) text = writeRow(margin, items);
    else {
      const gap = separator.trimEnd() + "\n".repeat(ndim - 1 - axis);
      text = items.map((item) => margin + (item ?? write(axis + 1))).join(gap);
    }
    return `[${text.slice(margin.length)}]`;
  };
  return write(0);
}
