/**
 * Products of matrices and vectors.
 *
 * @module
 */
import type { DType, Promote } from "../dispatch/dtype.ts";
import { describe } from "../ndarray/apply.ts";
import { applyMatmul } from "../ndarray/apply_matmul.ts";
import { applyDot, applyOuter, applyTensordot, applyVecdot } from "../ndarray/apply_products.ts";
import { NDArray } from "../ndarray/ndarray.ts";
import type { Axis, OutOptions, TensordotOptions, VecdotOptions } from "../ndarray/options.ts";
import { OPS } from "../native/symbols.gen.ts";

/**
 * The matrix product, by the rules of the Array API standard: of the last two axes, with the axes before them broadcast;
 * a 1-D factor is a row on the left and a column on the right, and its axis is missing from the result.
 *
 * Every element of a product of matrices is summed in order along the inner axis with fused multiply-adds, in blocks of at
 * most 512 that are added up in order; with a vector, pairwise where the matrix runs through memory along that axis, else
 * in longer blocks; with up to four columns of float32 or two of float64, or as many rows, it may be pairwise there, too.
 * The same bits for any number of threads and any instruction set. |error| <= (k + 2) eps Σ|a||b| (N. J. Higham, Accuracy
 * and Stability of Numerical Algorithms, 2002, §3.1). A BLAS library that was chosen with {@linkcode setBlas} keeps its own
 * order, and may take 0 times NaN or infinity for 0.
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

/**
 * NumPy's `dot`: of two vectors the sum of their products, of matrices and vectors {@linkcode matmul}. With more axes it
 * sums over the last axis of `a` and the last but one of `b`, and every row of `a` meets every column of `b`, where
 * `matmul` pairs the leading axes. An array without axes multiplies the other.
 *
 * @param a an array of float32 or float64
 * @param b the same
 * @param options `out`: an array of the result's shape and dtype to write to; it may not overlap a factor
 * @returns an array: its shape is that of `a` and that of `b`, each without the axis summed over; float32 where both are,
 *   else float64. As exact as `matmul`; of two vectors `.item()` gives the number
 * @throws {RangeError} if the lengths of the axes to sum over differ
 * @throws {TypeError} if a factor is not float32 or float64 or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.dot(rt.array([1, 2, 3]), rt.array([4, 5, 6])).item()); // 32
 * console.log(rt.dot(rt.ones([2, 3, 4]), rt.ones([5, 4, 6])).shape); // [2, 3, 5, 6]
 * ```
 */
export function dot<D extends DType, E extends DType = D>(
  a: NDArray<D>,
  b: NDArray<E>,
  options?: OutOptions<NDArray<Promote<D, E>>>,
): NDArray<Promote<D, E>> {
  return applyDot(NDArray, a, b, options) as NDArray<Promote<D, E>>;
}

/**
 * The sum of the products along one axis of both arrays, whose other axes broadcast.
 *
 * @param a an array of float32 or float64
 * @param b the same
 * @param options the axis of both, counted in either array (-1); or `axis`, `out`
 * @returns the broadcast shape without the axis; float32 where both are, else float64. As exact as {@linkcode matmul}
 * @throws {RangeError} if an array has no such axis, their lengths along it differ, or the other axes do not broadcast
 * @throws {TypeError} if an array is not float32 or float64 or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.vecdot(rt.array([[1, 2], [3, 4]]), rt.array([10, 1])).toArray()); // [12, 34]
 * ```
 */
export function vecdot<D extends DType, E extends DType = D>(
  a: NDArray<D>,
  b: NDArray<E>,
  options?: number | VecdotOptions<NDArray<Promote<D, E>>>,
): NDArray<Promote<D, E>> {
  return applyVecdot(NDArray, a, b, options) as NDArray<Promote<D, E>>;
}

/**
 * Every product of an element of one vector with an element of the other.
 *
 * @param a a vector of float32 or float64, shape (m)
 * @param b the same, shape (n)
 * @param options `out`: an array of the result's shape and dtype to write to; it may not overlap a vector
 * @returns shape (m, n), each element rounded once; float32 where both are, else float64
 * @throws {RangeError} if an array is no vector
 * @throws {TypeError} if an array is not float32 or float64 or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.outer(rt.array([1, 2]), rt.array([3, 4])).toArray()); // [[3, 4], [6, 8]]
 * ```
 */
export function outer<D extends DType, E extends DType = D>(
  a: NDArray<D>,
  b: NDArray<E>,
  options?: OutOptions<NDArray<Promote<D, E>>>,
): NDArray<Promote<D, E>> {
  return applyOuter(NDArray, a, b, options) as NDArray<Promote<D, E>>;
}

/**
 * The sums of products over pairs of axes: the axes of `a` that are left, then those of `b`. With 0 axes, all products.
 *
 * @param a an array of float32 or float64
 * @param b the same
 * @param options how many axes, the last of `a` and the first of `b` (2); or `[axesOfA, axesOfB]`, paired in their order;
 *   or `axes`, `out`
 * @returns float32 where both are, else float64. As exact as {@linkcode matmul}
 * @throws {RangeError} if there are no such axes, or the lengths of a pair differ
 * @throws {TypeError} if an array is not float32 or float64 or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const a = rt.arange(24).reshape([2, 3, 4]);
 * console.log(rt.tensordot(a, rt.ones([3, 4])).toArray()); // [66, 210]
 * console.log(rt.tensordot(a, rt.ones([5, 3]), [1, 1]).shape); // [2, 4, 5]
 * ```
 */
export function tensordot<D extends DType, E extends DType = D>(
  a: NDArray<D>,
  b: NDArray<E>,
  options?: number | readonly [Axis, Axis] | TensordotOptions<NDArray<Promote<D, E>>>,
): NDArray<Promote<D, E>> {
  return applyTensordot(NDArray, a, b, options) as NDArray<Promote<D, E>>;
}

/**
 * Every matrix of the last two axes transposed: a view, also as `a.mT`.
 *
 * @param a any array of at least two axes
 * @throws {RangeError} if it has fewer
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.matrixTranspose(rt.zeros([2, 3, 4])).shape); // [2, 4, 3]
 * ```
 */
export function matrixTranspose<D extends DType>(a: NDArray<D>): NDArray<D> {
  if (!(a instanceof NDArray)) throw new TypeError(`matrixTranspose() takes an array: found ${describe(a)}`);
  return a.mT;
}
