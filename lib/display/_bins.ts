/**
 * Counting values in bins, as NumPy's `histogram` does.
 *
 * @module
 */

/** The most bins that are chosen without being asked for. */
const MOST_BINS = 1000;

/** Quartiles are those of all values up to this number, beyond it those of a regular sample. */
const SAMPLE = 2 ** 17;

/** The least and the greatest of the values, 0 and 1 without any. */
export function extent(sets: readonly Float64Array[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const values of sets) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 1];
}

/** Equally wide bins: one edge more than bins. A range without width is widened by a half to both sides. */
export function edgesOf(low: number, high: number, bins: number): Float64Array {
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const step = (high - low) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => low + i * step);
  edges[bins] = high;
  return edges;
}

/**
 * How many bins show values well: the narrower of the widths of Freedman and Diaconis, "On the histogram as a density
 * estimator" (1981), and of Sturges, "The choice of a class interval" (1926), as NumPy's `bins="auto"` has it.
 *
 * @param whole whether all values are integers: narrower bins than 1 would be empty
 */
export function chooseBins(sets: readonly Float64Array[], low: number, high: number, whole: boolean): number {
  const count = sets.reduce((sum, { length }) => sum + length, 0);
  if (count === 0 || low === high) return 1;
  const sturges = (high - low) / (Math.log2(count) + 1);
  const freedman = 2 * interquartileRange(sets, count) / Math.cbrt(count);
  let width = freedman > 0 ? Math.min(freedman, sturges) : sturges;
  if (whole) width = Math.max(1, width);
  return Math.min(MOST_BINS, Math.max(1, Math.ceil((high - low) / width)));
}

/** Counts the values from `edges[i]` to just below `edges[i + 1]`; the last bin has its upper edge too. */
export function countInBins(values: Float64Array, edges: Float64Array): Float64Array {
  const bins = edges.length - 1;
  const counts = new Float64Array(bins);
  const [low, high] = [edges[0], edges[bins]];
  for (const value of values) {
    if (!(value >= low && value <= high)) continue;
    // A guess that is right for equal widths, and then steps to the bin whose edges enclose the value.
    let bin = Math.min(bins - 1, Math.floor((value - low) / (high - low) * bins));
    while (value < edges[bin]) bin--;
    while (bin < bins - 1 && value >= edges[bin + 1]) bin++;
    counts[bin]++;
  }
  return counts;
}

function interquartileRange(sets: readonly Float64Array[], count: number): number {
  const step = Math.ceil(count / SAMPLE);
  const sample = new Float64Array(Math.ceil(count / step));
  let at = 0;
  let next = 0;
  for (const values of sets) {
    for (; next < values.length; next += step) sample[at++] = values[next];
    next -= values.length;
  }
  sample.sort();
  return quantile(sample, 0.75) - quantile(sample, 0.25);
}

/** A quantile of sorted values, between two of them by linear interpolation. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}
