/**
 * How far two sums of the same numbers may be apart.
 *
 * @module
 */
import type { FloatArray } from "./arrays.ts";

/** A reduction of a matrix. */
export interface Reduced {
  /** Rows of the matrix. */
  readonly rows: number;
  /** Its columns. */
  readonly cols: number;
  /** The axis that is reduced; the whole matrix when absent. */
  readonly axis?: number | undefined;
  /** Whether the sum is divided by the count. */
  readonly mean: boolean;
}

/**
 * For each sum: 2 eps (log2 n + 40) times the sum of |x|, for n numbers added up, divided by n for a mean. `values` lie
 * by rows.
 */
export function sumBounds(values: FloatArray, { rows, cols, axis, mean }: Reduced): Float64Array {
  const sums = new Float64Array(axis === undefined ? 1 : axis === 0 ? cols : rows);
  for (let r = 0, at = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++, at++) sums[axis === undefined ? 0 : axis === 0 ? c : r] += Math.abs(values[at]);
  }
  const n = rows * cols / sums.length;
  const eps = values instanceof Float32Array ? 2 ** -23 : 2 ** -52;
  const factor = 2 * eps * (Math.log2(n) + 40) / (mean ? n : 1);
  return sums.map((sum) => sum * factor);
}
