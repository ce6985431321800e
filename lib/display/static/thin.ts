/**
 * Less data for static pictures: what pixels could not show.
 *
 * @module
 */
import type { Json, JsonObject } from "../spec.ts";

/** A trace, and what was left out of it. */
export interface Thinned {
  /** The trace with less data, or the same. */
  readonly trace: JsonObject;
  /** Such as `2,000 of 1,000,000 points`; undefined where nothing was left out. */
  readonly note: string | undefined;
}

/** The columns and rows of pixels that a line is drawn on, about. */
const WIDE = 640;
const HIGH = 320;

/** The most points without lines. */
const MOST_POINTS = 2000;

/** Lines with more points than this are thinned, and to no more than four for each column of pixels. */
const MOST_LINE_POINTS = 4 * WIDE;

/** The most bars. */
const MOST_BARS = 1000;

/** The most columns and rows of a matrix of cells, and of one with contours. */
const MOST_CELLS: Record<string, readonly [number, number]> = { heatmap: [300, 200], contour: [120, 120] };

/** Leaves out of a trace what a static picture cannot show. */
export function thin(trace: JsonObject, layout: JsonObject): Thinned {
  switch (trace.type ?? "scatter") {
    case "scatter":
      return thinPoints(trace, layout);
    case "bar":
      return thinBars(trace);
    case "heatmap":
    case "contour":
      return thinCells(trace, MOST_CELLS[trace.type as string]);
  }
  return { trace, note: undefined };
}

function thinPoints(trace: JsonObject, layout: JsonObject): Thinned {
  const y = trace.y;
  if (!Array.isArray(y)) return { trace, note: undefined };
  const lines = typeof trace.mode !== "string" || trace.mode.includes("lines");
  if (y.length <= (lines ? MOST_LINE_POINTS : MOST_POINTS)) return { trace, note: undefined };
  const xs = positions(trace.x, y.length, isLog(layout, "x", trace));
  const ys = positions(y, y.length, isLog(layout, "y", trace));
  const kept = lines ? (rises(xs) ? columnEnds(xs, ys) : movedPoints(xs, ys)) : apartPoints(xs, ys);
  return keep(trace, kept, y.length, "points");
}

/** Where values lie along an axis, from 0 to 1; gaps and categories at their index. */
function positions(values: Json | undefined, count: number, log: boolean): Float64Array {
  const at = new Float64Array(count);
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < count; i++) {
    const value = Array.isArray(values) ? values[i] : i;
    const number = typeof value === "string" ? Date.parse(value) : value === null ? NaN : Number(value);
    at[i] = log ? Math.log10(number) : number;
    if (at[i] < low) low = at[i];
    if (at[i] > high && at[i] < Infinity) high = at[i];
  }
  if (Array.isArray(values) && typeof values[0] === "string" && !(low <= high)) {
    return positions(undefined, count, false);
  }
  for (let i = 0; i < count; i++) at[i] = high > low ? (at[i] - low) / (high - low) : at[i] - low;
  return at;
}

function isLog(layout: JsonObject, letter: string, trace: JsonObject): boolean {
  const id = trace[`${letter}axis`];
  const name = typeof id === "string" ? `${letter}axis${id.slice(1)}` : `${letter}axis`;
  return (layout[name] as JsonObject | undefined)?.type === "log";
}

function rises(xs: Float64Array): boolean {
  for (let i = 1; i < xs.length; i++) if (!(xs[i] >= xs[i - 1])) return false;
  return true;
}

/**
 * The first, the lowest, the highest and the last point in each column of pixels: the same pixels are drawn as by all
 * (Jugel et al., "M4: a visualization-oriented time series data aggregation", 2014).
 */
function columnEnds(xs: Float64Array, ys: Float64Array): number[] {
  const kept: number[] = [];
  let start = 0;
  while (start < xs.length) {
    const column = Math.floor(xs[start] * WIDE);
    let end = start;
    let lowest = start;
    let highest = start;
    let gap = -1;
    while (end < xs.length && Math.floor(xs[end] * WIDE) === column) {
      if (Number.isNaN(ys[end])) gap = end;
      if (!(ys[end] >= ys[lowest])) lowest = Number.isNaN(ys[end]) ? lowest : end;
      if (!(ys[end] <= ys[highest])) highest = Number.isNaN(ys[end]) ? highest : end;
      end++;
    }
    const chosen = new Set([start, lowest, highest, end - 1, ...(gap < 0 ? [] : [gap])]);
    kept.push(...[...chosen].sort((a, b) => a - b));
    start = end;
  }
  return kept;
}

/** The points of a line that lie on another pixel than the one kept before. */
function movedPoints(xs: Float64Array, ys: Float64Array): number[] {
  const kept: number[] = [];
  let before = -1;
  for (let i = 0; i < xs.length; i++) {
    const pixel = cellOf(xs[i], ys[i], 1);
    if (pixel !== before) kept.push(i);
    before = pixel;
  }
  return evenly(kept, 4 * MOST_LINE_POINTS);
}

/** Points of which no two share a square of 3 × 3 pixels; the later of two, which is drawn on top. */
function apartPoints(xs: Float64Array, ys: Float64Array): number[] {
  const last = new Map<number, number>();
  for (let i = 0; i < xs.length; i++) {
    if (!Number.isNaN(xs[i]) && !Number.isNaN(ys[i])) last.set(cellOf(xs[i], ys[i], 3), i);
  }
  return evenly([...last.values()].sort((a, b) => a - b), MOST_POINTS);
}

function cellOf(x: number, y: number, pixels: number): number {
  return Math.floor(x * WIDE / pixels) * HIGH + Math.floor(y * HIGH / pixels);
}

/** At most so many of a list, at equal steps. */
function evenly(list: readonly number[], most: number): number[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.floor(i * list.length / most)]);
}

/** The highest of each group of neighbours. */
function thinBars(trace: JsonObject): Thinned {
  const lengths = trace[trace.orientation === "h" ? "x" : "y"];
  if (!Array.isArray(lengths) || lengths.length <= MOST_BARS) return { trace, note: undefined };
  const group = Math.ceil(lengths.length / MOST_BARS);
  const kept: number[] = [];
  for (let start = 0; start < lengths.length; start += group) {
    let highest = start;
    for (let i = start; i < Math.min(start + group, lengths.length); i++) {
      if (Math.abs(Number(lengths[i])) > Math.abs(Number(lengths[highest]))) highest = i;
    }
    kept.push(highest);
  }
  const thinned = keep(trace, kept, lengths.length, "bars");
  const width = thinned.trace.width;
  if (Array.isArray(width)) thinned.trace.width = width.map((one) => Number(one) * group);
  return thinned;
}

/** The means of blocks of cells. */
function thinCells(trace: JsonObject, [mostColumns, mostRows]: readonly [number, number]): Thinned {
  const z = trace.z;
  if (!Array.isArray(z) || !Array.isArray(z[0])) return { trace, note: undefined };
  const rows = z as (number | null)[][];
  const wide = Math.ceil(rows[0].length / mostColumns);
  const high = Math.ceil(rows.length / mostRows);
  if (wide === 1 && high === 1) return { trace, note: undefined };
  const means: (number | null)[][] = [];
  for (let i = 0; i < rows.length; i += high) {
    const mean: (number | null)[] = [];
    for (let j = 0; j < rows[0].length; j += wide) mean.push(blockMean(rows, i, i + high, j, j + wide));
    means.push(mean);
  }
  const { texttemplate: _, ...rest } = trace;
  const thinned: JsonObject = {
    ...rest,
    z: means,
    x: middles(trace.x, rows[0].length, wide),
    y: middles(trace.y, rows.length, high),
  };
  return { trace: thinned, note: `means of ${high} × ${wide} cells` };
}

function blockMean(
  rows: readonly (readonly (number | null)[])[],
  top: number,
  bottom: number,
  left: number,
  right: number,
): number | null {
  let sum = 0;
  let count = 0;
  for (let i = top; i < Math.min(bottom, rows.length); i++) {
    for (let j = left; j < Math.min(right, rows[i].length); j++) {
      const value = rows[i][j];
      if (value === null) continue;
      sum += value;
      count++;
    }
  }
  return count === 0 ? null : sum / count;
}

/** Where blocks lie: in the middle of numbers, at the first of other positions. */
function middles(values: Json | undefined, count: number, step: number): Json[] {
  const list = Array.isArray(values) ? values : Array.from({ length: count }, (_, i) => i);
  const out: Json[] = [];
  for (let i = 0; i < count; i += step) {
    const [first, last] = [list[i], list[Math.min(i + step, count) - 1]];
    out.push(typeof first === "number" && typeof last === "number" ? (first + last) / 2 : first);
  }
  return out;
}

/** A trace with some of its points: whatever has an entry for each point keeps those of the kept ones. */
function keep(trace: JsonObject, kept: readonly number[], count: number, what: string): Thinned {
  const pick = (value: Json): Json => {
    if (Array.isArray(value)) return value.length === count ? kept.map((i) => value[i]) : value;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, pick(member)]));
  };
  const thinned = pick(trace) as JsonObject;
  // Points without positions along x lie at their index.
  if (thinned.x === undefined && trace.orientation !== "h") thinned.x = [...kept];
  return { trace: thinned, note: `${kept.length.toLocaleString("en")} of ${count.toLocaleString("en")} ${what}` };
}
