/**
 * Are two products equal within the bound of the standard error analysis? Asked before anything is timed.
 *
 * @module
 */
import type { FloatArray } from "../arrays.ts";
import { type GemmCase, gemmCaseName } from "./cases.ts";

/** A product's factors, by rows however the case has them: m x k and k x n, or a batch of them. */
export interface Factors {
  /** The first. */
  readonly a: FloatArray;
  /** The second. */
  readonly b: FloatArray;
}

/**
 * Compares Raptors' product with another library's. In any order of its sums each may be off by (k + 2) eps |a||b|, for
 * the row and the column of the element (N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2002, §3.1), and
 * so both may differ by twice that. |a||b| is taken from the lengths of row and column, which by Cauchy and Schwarz is
 * never less, and needs no second product.
 *
 * @throws {Error} if they differ; the message names the case, the element and both values
 */
export function checkProduct(c: GemmCase, x: Factors, ours: FloatArray, theirs: FloatArray, library: string): void {
  const { dtype, m, k, n, batch } = c;
  const size = batch * m * n;
  if (ours.length !== size || theirs.length !== size) {
    throw new Error(
      `${
        gemmCaseName(c)
      }: expected ${size} elements, found ${ours.length} in Raptors and ${theirs.length} in ${library}`,
    );
  }
  const rows = lengths(x.a, batch * m, k), columns = lengths(transposed(x.b, k, n), batch * n, k);
  const factor = 2 * (k + 2) * (dtype === "float32" ? 2 ** -24 : 2 ** -53);
  for (let i = 0, at = 0; i < batch * m; i++) {
    for (let j = 0; j < n; j++, at++) {
      const allowed = factor * rows[i] * columns[Math.floor(i / m) * n + j];
      if (Math.abs(ours[at] - theirs[at]) <= allowed) continue;
      throw new Error(
        `${gemmCaseName(c)}: element ${i}, ${j} is ${ours[at]} in Raptors and ${theirs[at]} in ${library}, ` +
          `expected equal within ${allowed}`,
      );
    }
  }
}

/** The Euclidean length of each line. */
function lengths(lines: FloatArray, count: number, length: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < length; k++) sum += lines[i * length + k] ** 2;
    return Math.sqrt(sum);
  });
}

/** A matrix by columns from one by rows, or a batch of them. */
export function transposed(x: FloatArray, rows: number, cols: number): FloatArray {
  if (rows <= 1 || cols <= 1) return x;
  const out = x.slice();
  for (let first = 0, at = 0; first < x.length; first += rows * cols) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < cols; c++, at++) out[first + c * rows + r] = x[at];
    }
  }
  return out;
}
