/**
 * The ways to hand series to a plot: `(y)`, `(x, y)`, `(series)` and `(x, series)`, each with options after it.
 *
 * @module
 */
import { formatShape } from "../dispatch/shape.ts";
import { ArrayCore } from "../ndarray/core.ts";
import { checkOptions, type SchemaName } from "./_schema.ts";
import type { ErrorBars, LineStyle } from "./options.ts";
import type { JsonObject } from "./spec.ts";
import { INK } from "./template.ts";
import { type Cell, describe, isList, readColumns, readNumbers, readValues, type Values } from "./values.ts";

/** One series, whatever its kind, with what it shows read. */
export interface Series<Style> {
  /** What to call it in errors. */
  readonly where: string;
  /** The name in the legend. */
  readonly name: string | undefined;
  /** Positions along x, as they were given. */
  readonly x: unknown;
  /** Positions along y. */
  readonly y: readonly Cell[];
  /** What else was said of it: by itself, else for all. */
  readonly style: Style;
}

/** What a plot was called with. */
export interface Call<Options, Style> {
  /** The series, at least one. */
  readonly series: readonly Series<Style>[];
  /** The options, checked. */
  readonly options: Options;
}

/** What names a plot of series, and its options. */
export interface SeriesKind {
  /** The function. */
  readonly name: "line" | "scatter" | "bar";
  /** The options that every series can have for itself. */
  readonly style: readonly string[];
  /** The options that say something of the points of one series. */
  readonly own: readonly string[];
}

/** The most columns of a matrix that become series. */
const MAX_COLUMNS = 64;

/**
 * Sorts out the arguments of a plot of series, and checks its options.
 *
 * @throws {TypeError} if they are none of the forms, or an option does not exist or is of the wrong type
 * @throws {RangeError} if the number of dimensions or of columns does not fit
 */
export function readCall<Options, Style>(kind: SeriesKind, args: readonly unknown[]): Call<Options, Style> {
  const where = `plot.${kind.name}()`;
  const { data, options } = splitArguments(where, kind.name, args);
  if (data.length < 1 || data.length > 2) {
    throw new TypeError(`${where} takes y, or x and y, or an array of series: found ${data.length} arguments`);
  }
  const x = data.length === 2 ? data[0] : undefined;
  const y = data[data.length - 1];
  const style = pick(options, [...kind.style, ...kind.own]);
  let series: Series<Style>[];
  if (isSeriesList(y)) {
    series = y.map((one, i) => {
      const at = `${where}: series[${i}]`;
      checkOptions(at, `${kind.name}Series`, one);
      const { name, x: ownX = x, y, ...rest } = one;
      const shared = pick(options, kind.style);
      return {
        where: at,
        name: name as string,
        x: ownX,
        y: readY(kind, at, y),
        style: { ...shared, ...rest } as Style,
      };
    });
  } else if (y instanceof ArrayCore && y.ndim === 2) {
    if (y.shape[1] > MAX_COLUMNS) {
      throw new RangeError(
        `${where} draws one series for each column, at most ${MAX_COLUMNS}: found shape ${formatShape(y.shape)}`,
      );
    }
    series = readColumns(`${where}: y`, y).map((column, i) => (
      { where, name: String(i), x, y: column, style: style as Style }
    ));
  } else {
    series = [{ where, name: undefined, x, y: readY(kind, where, y), style: style as Style }];
  }
  if (series.length === 0) throw new RangeError(`${where} needs at least one series: found none`);
  if (series.length > 1 || isSeriesList(y)) {
    for (const key of kind.own) {
      if (options[key] === undefined) continue;
      throw new TypeError(`${where}: ${key} is for one series: give it in each series instead`);
    }
  }
  return { series, options: options as Options };
}

/** Parts the data of a call from its options, and checks those. */
export function splitArguments(
  where: string,
  schema: SchemaName,
  args: readonly unknown[],
): { data: readonly unknown[]; options: Record<string, unknown> } {
  const data = args.filter((argument) => argument !== undefined);
  const last = data.at(-1);
  const given = data.length > 0 && !isList(last);
  const options = given ? last : {};
  if (!isPlainObject(options)) {
    throw new TypeError(`${where} takes arrays, and options as an object: found ${describe(options)}`);
  }
  checkOptions(where, schema, options);
  return { data: given ? data.slice(0, -1) : data, options };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Whether an argument lists series: plain objects, where data would be numbers, strings or dates. */
export function isSeriesList(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && isPlainObject(value[0]);
}

/**
 * Reads positions along x that must be as many as the points.
 *
 * @throws {RangeError} if they are not
 */
export function readX(series: Series<unknown>): Cell[] | undefined {
  if (series.x === undefined) return undefined;
  const x = readValues(`${series.where}: x`, series.x as Values);
  checkLength(`${series.where}: x`, x.length, series.y.length);
  return x;
}

/**
 * Refuses a list that does not have one entry for each point.
 *
 * @throws {RangeError} if it has more or fewer
 */
export function checkLength(name: string, found: number, points: number): void {
  if (found === points) return;
  throw new RangeError(`${name} must have one value for each of the ${points} values of y: found ${found}`);
}

/** Error bars as Plotly has them; undefined where there are none. */
export function errorOf(series: Series<{ readonly error?: ErrorBars | undefined }>): JsonObject | undefined {
  const { error } = series.style;
  if (error === undefined) return undefined;
  const read = (name: string, values: unknown) => {
    const sizes = readNumbers(`${series.where}: ${name}`, values as ArrayLike<number>);
    checkLength(`${series.where}: ${name}`, sizes.length, series.y.length);
    return sizes;
  };
  const bars: JsonObject = { type: "data", thickness: 1.2, width: 3, color: INK };
  if (isList(error)) return { ...bars, array: read("error", error) };
  const { below, above } = error as { below: unknown; above: unknown };
  return { ...bars, symmetric: false, array: read("error.above", above), arrayminus: read("error.below", below) };
}

/** The stroke of a line; after all colours are used up, dashes tell lines apart. */
export function strokeOf(style: LineStyle, index: number, colors: number): JsonObject {
  const dashes = ["solid", "dash", "dot", "dashdot"];
  return { width: style.lineWidth ?? 2, dash: style.dash ?? dashes[Math.floor(index / colors) % dashes.length] };
}

/** The heights of bars are numbers; lines and points may have categories on their y axis too. */
function readY({ name }: SeriesKind, where: string, y: unknown): readonly Cell[] {
  return name === "bar" ? readNumbers(`${where}: y`, y as []) : readValues(`${where}: y`, y as Values);
}

function pick(options: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]));
}
