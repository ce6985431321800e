/**
 * Products of matrices and vectors.
 *
 * @module
 */
import type { DType, Promote } from "../dispatch/dtype.ts";
import { applyMatmul } from "../ndarray/apply_matmul.ts";
import { NDArray } from "../ndarray/ndarray.ts";
import type { OutOptions } from "../ndarray/options.ts";
import { OPS } from "../native/symbols.gen.ts";

/**
 * The matrix product, by the rules of the Array API standard: of the last two axes, with the axes before them broadcast;
 * a 1-D factor is a row on the left and a column on the right, and its axis is missing from the result.
 *
 * Every element is summed in order along the inner axis, in blocks of 256, with fused multiply-adds: the same bits for any
 * number of threads and any instruction set. |error| <= (k + 2) eps Σ|a||b| (N. J. Higham, Accuracy and Stability of
 * Numerical Algorithms, 2002, §3.1). A BLAS library that was chosen with {@linkcode setBlas} keeps its own order.
 *
 * @param a an array of float32 or float64, shape (…, m, k) or (k)
 * @param b the same, shape (…, k, n) or (k)
 * @param options `out`: an array of the result's shape and dtype to write to; it may not overlap a factor
 * @returns shape (…, m, n); float32 where both are, else float64
 * @throws {RangeError} if the inner dimensions differ, the axes before them do not broadcast, or a factor has no axes
 * @throws {TypeError} if a factor is not float32 or float64 or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const a = rt.array([[1, 2], [3, 4]]);
 * console.log(rt.matmul(a, rt.array([[0, 1], [1, 0]])).toArray()); // [[2, 1], [4, 3]]
 * console.log(rt.matmul(a, rt.array([1, 1])).toArray()); // [3, 7]
 * ```
 */
export function matmul<D extends DType, E extends DType = D>(
  a: NDArray<D>,
  b: NDArray<E>,
  options?: OutOptions<NDArray<Promote<D, E>>>,
): NDArray<Promote<D, E>> {
  return applyMatmul(NDArray, OPS.matmul, a, b, options) as NDArray<Promote<D, E>>;
}
