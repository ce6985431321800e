/**
 * Which elements of an array are shown, as text or as a table. Only those are read.
 *
 * @module
 */
import type { Operand } from "../dispatch/layout.ts";
import { alignedCells } from "./_cells.ts";
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
export interface Settings {
  /** As of {@linkcode PrintOptions}. */
  readonly threshold: number;
  /** As of {@linkcode PrintOptions}. */
  readonly edgeItems: number;
  /** As of {@linkcode PrintOptions}. */
  readonly precision: number;
  /** As of {@linkcode PrintOptions}. */
  readonly lineWidth: number;
}

/**
 * Checks the options, and fills in NumPy's defaults.
 *
 * @throws {TypeError} if one is not a number
 * @throws {RangeError} if one is not an integer of at least 0 (`edgeItems`, `lineWidth`: 1)
 */
export function checkOptions(options: PrintOptions | undefined): Settings {
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
export function shownLength(a: Operand, axis: number, settings: Settings): number {
  const length = a.shape[axis];
  return a.size > settings.threshold ? Math.min(length, 2 * settings.edgeItems) : length;
}

/** The index of the element that is shown at some place: past the first edge of a summary they go on at the other end. */
export function shownIndex(place: number, shown: number, length: number, settings: Settings): number {
  return shown < length && place >= settings.edgeItems ? length - shown + place : place;
}

/** The text of the elements that are shown, in row-major order. */
export function shownCells(a: Operand, settings: Settings): string[] {
  const values: (number | bigint)[] = [];
  const { buffer, shape, strides } = a;
  const last = shape.length - 1;
  const visit = (axis: number, position: number): void => {
    const shown = shownLength(a, axis, settings);
    for (let i = 0; i < shown; i++) {
      const next = position + shownIndex(i, shown, shape[axis], settings) * strides[axis];
      if (axis === last) values.push(buffer[next]);
      else visit(axis + 1, next);
    }
  };
  visit(0, a.offset);
  if (values[0] === undefined) throw detachedError();
  return alignedCells(values, a.dtype, settings.precision);
}
