/**
 * Histograms.
 *
 * @module
 */
import { ArrayCore } from "../ndarray/core.ts";
import { chooseBins, countInBins, edgesOf, extent } from "./_bins.ts";
import { checkOptions } from "./_schema.ts";
import { short } from "./describe.ts";
import { Figure } from "./figure.ts";
import { colorOf, layoutOf } from "./layout.ts";
import type { HistogramOptions, HistogramSeries } from "./options.ts";
import { isSeriesList, splitArguments } from "./series.ts";
import type { JsonObject } from "./spec.ts";
import { describe, type Grid, isList, type Numbers, readNumbers } from "./values.ts";

/** The values of one series. */
interface Counted extends Omit<HistogramSeries, "values"> {
  readonly values: Float64Array;
  /** How many were not finite. */
  readonly left: number;
}

/**
 * Counts values in bins, and draws the counts as bars.
 *
 * The counting is done here, as by NumPy's `histogram`, so that the number of values is not limited. What is not finite
 * is left out. Several series are counted in the same bins.
 *
 * @param values numbers of any dtype and shape, or an array of series
 * @param options bins and range, and what all plots take
 * @throws {TypeError} if `values` is no array of numbers, or an option does not exist or is of the wrong type
 * @throws {RangeError} if edges do not rise, or an option cannot have its value
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * import { plot } from "@raptors/core/plot";
 * const figure = plot.histogram(rt.array([1, 2, 2, 3, 3, 3, 9]), { bins: 4 });
 * console.log(figure.toJSON().data[0].y); // [3, 3, 0, 1]
 * ```
 */
export function histogram(values: Numbers | Grid | readonly HistogramSeries[], options?: HistogramOptions): Figure;
export function histogram(...args: unknown[]): Figure {
  const where = "plot.histogram()";
  const { data, options: checked } = splitArguments(where, "histogram", args);
  if (data.length !== 1) throw new TypeError(`${where} takes one array of values: found ${data.length}`);
  const options = checked as HistogramOptions;
  const sets = readSets(where, data[0], options);
  const edges = readEdges(where, sets, options);
  const { density = false } = options;
  const traces = sets.map((set, i) => barsOf(set, edges, density, sets.length, i));
  const notes = sets.map((set) => noteOf(set, edges));
  const layout = layoutOf(where, { yAxis: density ? "density" : "count", ...options }, {
    entries: sets.length,
    layout: { barmode: "overlay", bargap: 0 },
  });
  return new Figure("Histogram", traces, layout, { notes });
}

function readSets(where: string, data: unknown, options: HistogramOptions): Counted[] {
  const { color, opacity } = options;
  if (!isSeriesList(data)) return [{ ...readSet(`${where}: values`, data), color, opacity }];
  if (color !== undefined) throw new TypeError(`${where}: color is for one set of values: give it in each series`);
  return data.map((one, i) => {
    const at = `${where}: series[${i}]`;
    checkOptions(at, "histogramSeries", one);
    const series = one as unknown as HistogramSeries;
    return { opacity, ...series, ...readSet(`${at}: values`, series.values) };
  });
}

/** What a histogram shows, in words. */
function noteOf({ values, left }: Counted, edges: Float64Array): string {
  const bins = edges.length - 1;
  const counted = `${values.length.toLocaleString("en")} values in ${bins} ${bins === 1 ? "bin" : "bins"} ` +
    `from ${short(edges[0])} to ${short(edges[bins])}`;
  return left === 0 ? counted : `${counted}; ${left.toLocaleString("en")} not finite and left out`;
}

/** The finite values of an array of any shape. */
function readSet(name: string, given: unknown): { values: Float64Array; left: number } {
  if (!isList(given)) {
    throw new TypeError(`${name} must be an NDArray or an array of numbers: found ${describe(given)}`);
  }
  const all = given instanceof ArrayCore ? readCore(given) : readPlain(name, given);
  const values = all.filter(Number.isFinite);
  return { values, left: all.length - values.length };
}

/** All elements as numbers, in the order of the memory where strides allow, since counting does not care. */
function readCore(a: ArrayCore): Float64Array {
  const { buffer, shape, strides, offset, size } = a;
  const out = new Float64Array(size);
  if (a.isContiguous) {
    for (let i = 0; i < size; i++) out[i] = Number(buffer[offset + i]);
    return out;
  }
  let at = 0;
  const last = shape.length - 1;
  const visit = (axis: number, position: number): void => {
    for (let i = 0; i < shape[axis]; i++) {
      const next = position + i * strides[axis];
      if (axis === last) out[at++] = Number(buffer[next]);
      else visit(axis + 1, next);
    }
  };
  if (size > 0) visit(0, offset);
  return out;
}

function readPlain(name: string, given: ArrayLike<unknown>): Float64Array {
  if (ArrayBuffer.isView(given)) return Float64Array.from(given as ArrayLike<number>, Number);
  const rows = given.length > 0 && isList(given[0]) ? Array.from(given as ArrayLike<Numbers>) : [given as Numbers];
  const read = rows.map((row, i) => readNumbers(rows.length > 1 ? `${name}[${i}]` : name, row));
  return Float64Array.from(read.flat(), (value) => value ?? NaN);
}

function readEdges(where: string, sets: readonly Counted[], options: HistogramOptions): Float64Array {
  const { bins, range } = options;
  if (isList(bins)) {
    if (range !== undefined) throw new TypeError(`${where}: range cannot be given together with the edges of bins`);
    const edges = Float64Array.from(readNumbers(`${where}: bins`, bins), (value) => value ?? NaN);
    const rise = edges.every((edge, i) => i === 0 ? Number.isFinite(edge) : edge > edges[i - 1]);
    if (edges.length >= 2 && rise) return edges;
    throw new RangeError(`${where}: bins must be at least two edges that rise: found [${edges.join(", ")}]`);
  }
  if (range !== undefined && !(range[0] < range[1])) {
    throw new RangeError(`${where}: range must be [low, high] with low < high: found [${range.join(", ")}]`);
  }
  const values = sets.map((set) => set.values);
  const [low, high] = range ?? extent(values);
  const inside = range === undefined ? values : values.map((set) => set.filter((x) => x >= low && x <= high));
  const whole = inside.every((set) => set.every(Number.isInteger));
  return edgesOf(low, high, bins as number | undefined ?? chooseBins(inside, low, high, whole));
}

function barsOf(set: Counted, edges: Float64Array, density: boolean, sets: number, index: number): JsonObject {
  const counts = countInBins(set.values, edges);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const widths = Array.from(counts, (_, i) => edges[i + 1] - edges[i]);
  const trace: JsonObject = {
    type: "bar",
    x: widths.map((width, i) => edges[i] + width / 2),
    y: Array.from(counts, (count, i) => density && total > 0 ? count / total / widths[i] : count),
    // A hair of background between the bars.
    width: widths.map((width) => width * 0.97),
    customdata: widths.map((_, i) => [edges[i], edges[i + 1], counts[i]]),
    hovertemplate: "%{customdata[0]:.5~g} to %{customdata[1]:.5~g}<br><b>%{customdata[2]:,}</b>",
    marker: { color: set.color ?? colorOf(index) },
    opacity: set.opacity ?? (sets > 1 ? 0.6 : 1),
  };
  if (set.name !== undefined) trace.name = set.name;
  else trace.hovertemplate += "<extra></extra>";
  return trace;
}
