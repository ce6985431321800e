/**
 * Arrays as text, laid out as NumPy does it.
 *
 * @module
 */
import type { Operand } from "../dispatch/layout.ts";
import { alignedCells, scalarText } from "./_cells.ts";
import { checkOptions, type PrintOptions, type Settings, shownCells, shownLength } from "./_shown.ts";

export type { PrintOptions } from "./_shown.ts";

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
