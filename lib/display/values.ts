/**
 * What a plot is given, as the plain arrays that Plotly's JSON holds.
 *
 * @module
 */
import type { DType } from "../dispatch/dtype.ts";
import { formatShape } from "../dispatch/shape.ts";
import { ArrayCore } from "../ndarray/core.ts";
import { detachedError } from "../ndarray/elements.ts";

/** Numbers along one axis: an `NDArray` of one dimension, of any dtype and layout, a typed array or a plain array. */
export type Numbers = ArrayCore | ArrayLike<number | bigint | boolean | null | undefined>;

/** Positions along one axis: numbers, the names of categories, or dates. */
export type Values = Numbers | ArrayLike<string | Date | null | undefined>;

/** Numbers in rows and columns: an `NDArray` of two dimensions, of any dtype and layout, or an array of rows. */
export type Grid = ArrayCore | ArrayLike<Numbers>;

/** A number or a category as JSON holds it; null is a gap. */
export type Cell = number | string | null;

/** The most numbers and labels that one figure holds. */
export const MAX_VALUES = 2 ** 21;

/**
 * Reads numbers; what is not finite becomes null, a gap in the plot.
 *
 * @param name what the values are, for the error
 * @throws {TypeError} if they are no array of numbers
 * @throws {RangeError} if they have other than one dimension, or are more than {@linkcode MAX_VALUES}
 */
export function readNumbers(name: string, values: Numbers): (number | null)[] {
  if (values instanceof ArrayCore) return readVector(name, values);
  checkList(name, values, "numbers");
  checkCount(name, values.length);
  return Array.from(values, (value, i) => {
    if (value === null || value === undefined) return null;
    if (typeof value === "number") return finite(value);
    if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
    throw new TypeError(`${name}[${i}] must be a number: found ${describe(value)}`);
  });
}

/**
 * Reads numbers, categories or dates. Dates become ISO text, which Plotly reads as dates.
 *
 * @param name what the values are, for the error
 * @throws {TypeError} if they are no array of such
 * @throws {RangeError} if they have other than one dimension, or are more than {@linkcode MAX_VALUES}
 */
export function readValues(name: string, values: Values): Cell[] {
  if (values instanceof ArrayCore) return readVector(name, values);
  checkList(name, values, "numbers or strings");
  checkCount(name, values.length);
  return Array.from(values as ArrayLike<unknown>, (value, i) => {
    if (value === null || value === undefined) return null;
    if (typeof value === "number") return finite(value);
    if (typeof value === "string") return value;
    if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
    if (value instanceof Date) return readDate(`${name}[${i}]`, value);
    throw new TypeError(`${name}[${i}] must be a number, a string or a Date: found ${describe(value)}`);
  });
}

/**
 * Reads rows and columns of numbers; what is not finite becomes null.
 *
 * @param name what the values are, for the error
 * @throws {TypeError} if they are not rows of numbers
 * @throws {RangeError} if they have other than two dimensions, or rows of different lengths, or are more than
 *   {@linkcode MAX_VALUES}
 */
export function readGrid(name: string, values: Grid): (number | null)[][] {
  if (values instanceof ArrayCore) {
    if (values.ndim !== 2) {
      throw new RangeError(`${name} must have 2 dimensions: found shape ${formatShape(values.shape)}`);
    }
    checkCount(name, values.size);
    return Array.from(
      { length: values.shape[0] },
      (_, i) => readStrided(values, values.offset + i * values.strides[0], values.shape[1], values.strides[1]),
    );
  }
  checkList(name, values, "rows of numbers");
  if (values.length > 0 && !isList(values[0])) {
    throw new RangeError(`${name} must have 2 dimensions: found an array of ${describe(values[0])}`);
  }
  const columns = values.length === 0 ? 0 : lengthOf(values[0]);
  checkCount(name, values.length * columns);
  return Array.from(values, (row, i) => {
    const read = readNumbers(`${name}[${i}]`, row);
    if (read.length === columns) return read;
    throw new RangeError(`${name} must have rows of one length: found ${columns} and ${read.length}`);
  });
}

/** The columns of an array of two dimensions. */
export function readColumns(name: string, values: ArrayCore): (number | null)[][] {
  checkCount(name, values.size);
  return Array.from(
    { length: values.shape[1] },
    (_, j) => readStrided(values, values.offset + j * values.strides[1], values.shape[0], values.strides[0]),
  );
}

/** Whether something is an array of any kind. */
export function isList(value: unknown): value is ArrayCore | ArrayLike<unknown> {
  return value instanceof ArrayCore || Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);
}

/** The number of items along the first axis. */
export function lengthOf(values: ArrayCore | ArrayLike<unknown>): number {
  return values instanceof ArrayCore ? (values.shape[0] ?? 1) : values.length;
}

/** What a value is, in a few words for an error. */
export function describe(value: unknown): string {
  if (value instanceof ArrayCore) return `an NDArray of shape ${formatShape(value.shape)}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? value.slice(0, 40) + "…" : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  const name = value.constructor?.name ?? "Object";
  return name === "Object" ? `an object with the keys ${Object.keys(value).join(", ") || "(none)"}` : `a ${name}`;
}

/**
 * Refuses more numbers than a figure holds.
 *
 * @param name what has them, for the error
 * @throws {RangeError} if they are more than {@linkcode MAX_VALUES}
 */
export function checkCount(name: string, count: number): void {
  if (count <= MAX_VALUES) return;
  throw new RangeError(
    `${name} has ${count.toLocaleString("en")} values: a figure holds at most ${MAX_VALUES.toLocaleString("en")}. ` +
      `Take every nth with slice("::n"), or reduce them first; plot.histogram() takes any number`,
  );
}

function checkList(name: string, values: unknown, of: string): void {
  if (!isList(values)) {
    throw new TypeError(`${name} must be an NDArray or an array of ${of}: found ${describe(values)}`);
  }
}

function readVector(name: string, values: ArrayCore): (number | null)[] {
  if (values.ndim !== 1) {
    throw new RangeError(`${name} must have 1 dimension: found shape ${formatShape(values.shape)}`);
  }
  checkCount(name, values.size);
  return readStrided(values, values.offset, values.size, values.strides[0]);
}

/** Elements of an array at equal steps of its memory. */
function readStrided(a: ArrayCore, start: number, count: number, step: number): (number | null)[] {
  const { buffer } = a;
  const read = READERS[a.dtype];
  if (count > 0 && buffer[start] === undefined) throw detachedError();
  const out = new Array<number | null>(count);
  for (let i = 0; i < count; i++) out[i] = read(buffer[start + i * step]);
  return out;
}

const READERS: Record<DType, (value: number | bigint) => number | null> = {
  bool: Number,
  uint8: Number,
  int32: Number,
  int64: Number,
  float32: (value) => shortSingle(value as number),
  float64: (value) => finite(value as number),
};

/** A binary32 number with the digits that identify it: 0.1, where its exact value is 0.10000000149011612. */
function shortSingle(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 24) return value;
  for (const digits of [6, 7, 8]) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function readDate(name: string, date: Date): string {
  if (Number.isNaN(date.getTime())) throw new RangeError(`${name} must be a valid Date: found Invalid Date`);
  return date.toISOString();
}
