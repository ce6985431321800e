/**
 * The few statistics that the benchmark reports.
 *
 * @module
 */

/**
 * The value below which a fraction `p` of the samples lies, interpolated linearly between neighbours as NumPy does.
 *
 * @throws {RangeError} if there are no samples or `p` is outside 0 to 1
 */
export function quantile(samples: readonly number[], p: number): number {
  if (samples.length === 0) throw new RangeError("Cannot take a quantile of no samples");
  if (!(p >= 0 && p <= 1)) throw new RangeError(`Cannot take the quantile ${p}: expected 0 to 1`);
  const sorted = samples.toSorted((x, y) => x - y);
  const position = p * (sorted.length - 1);
  const low = Math.floor(position);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (position - low);
}

/**
 * The middle sample, or the mean of the two in the middle.
 *
 * @throws {RangeError} if there are no samples
 */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/**
 * The geometric mean, the right average of ratios.
 *
 * @throws {RangeError} if there are no samples or one is not positive
 */
export function geomean(samples: readonly number[]): number {
  if (samples.length === 0) throw new RangeError("Cannot take the geometric mean of no samples");
  const bad = samples.find((x) => !(x > 0));
  if (bad !== undefined) throw new RangeError(`Cannot take a geometric mean with ${bad}: expected positive numbers`);
  return Math.exp(samples.reduce((sum, x) => sum + Math.log(x), 0) / samples.length);
}

/** Time per call in microseconds, over the samples of one side. */
export interface Timing {
  /** The middle sample. */
  readonly median_us: number;
  /** The sample that 95 % of the samples do not exceed. */
  readonly p95_us: number;
  /** The least sample. */
  readonly min_us: number;
}

/** Sums up samples of time per call. */
export function timing(samples: readonly number[]): Timing {
  return { median_us: median(samples), p95_us: quantile(samples, 0.95), min_us: Math.min(...samples) };
}

/** How many times faster one side is than another, and how far that varied from round to round. */
export interface Speedup {
  /** The ratio of the medians: above 1, `ours` is faster. */
  readonly speedup: number;
  /** The lower quartile of the ratios within each round. */
  readonly low: number;
  /** The upper quartile of the ratios within each round. */
  readonly high: number;
}

/**
 * Compares samples that were taken in alternation, so that sample i of both sides belongs to the same round.
 *
 * @throws {RangeError} if the sides have not the same number of samples
 */
export function compare(ours: readonly number[], theirs: readonly number[]): Speedup {
  if (ours.length !== theirs.length) {
    throw new RangeError(`Cannot compare ${ours.length} samples with ${theirs.length}: expected as many`);
  }
  const ratios = ours.map((t, i) => theirs[i] / t);
  return { speedup: median(theirs) / median(ours), low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) };
}
