/**
 * The operations of BLAS under its names: `asum`, `nrm2`, `iamax` and `scal` on vectors, `gemv` and `ger` on a matrix and
 * vectors, `gemm` on matrices. `dot` and `axpy` stand with the products and the elementwise functions.
 *
 * They are done by the built-in code or by the library that {@linkcode setBlas} chose.
 *
 * @module
 */
import type { DType, Promote } from "../dispatch/dtype.ts";
import { applyBinary, checkFactor, SCAL } from "../ndarray/apply.ts";
import { applyGemm, applyGemv, applyGer } from "../ndarray/apply_products.ts";
import { applyArgReduce, applyReduce } from "../ndarray/apply_reduce.ts";
import { NDArray } from "../ndarray/ndarray.ts";
import type { ArgOptions, Axis, OutOptions, ReduceOptions, WholeOptions } from "../ndarray/options.ts";
import { OPS } from "../native/symbols.gen.ts";

/**
 * The sum of the absolute values of the elements, BLAS's ASUM; 0 for none.
 *
 * @param x an array of float32 or float64
 * @param options the axis or axes; or `axis`, `keepdims`, `out`
 * @returns a number; with `axis`, `keepdims` or `out` an array. |error| <= n * eps * result, with n about 21 + log2(count)
 * @throws {RangeError} if an axis is out of range or named twice, or `out` has another shape or overlaps `x`
 * @throws {TypeError} if the dtype has no kernel, or `x` was disposed
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.asum(rt.array([1, -2, 3]))); // 6
 * ```
 */
export function asum(x: NDArray, options?: WholeOptions): number;
/** Along axes, to an array. */
export function asum<D extends DType>(x: NDArray<D>, options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
export function asum<D extends DType>(
  x: NDArray<D>,
  options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions,
): number | NDArray<D> {
  return applyReduce(NDArray, OPS.asum, x, options) as number | NDArray<D>;
}

/**
 * The Euclidean norm: the square root of the sum of the squares, BLAS's NRM2; 0 for no elements.
 *
 * Squares that overflow or vanish do no harm: elements are then scaled by a power of two before they are squared, one for
 * large numbers and one for small (J. L. Blue, A portable Fortran program to find the Euclidean norm of a vector, ACM
 * TOMS 4, 1978), so that the result is infinite only where the norm is.
 *
 * @param x an array of float32 or float64
 * @param options the axis or axes; or `axis`, `keepdims`, `out`
 * @returns a number; with `axis`, `keepdims` or `out` an array. Relative error at most (14 + log2(count) / 2) eps
 * @throws {RangeError} if an axis is out of range or named twice, or `out` has another shape or overlaps `x`
 * @throws {TypeError} if the dtype has no kernel, or `x` was disposed
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.nrm2(rt.array([3, 4]))); // 5
 * console.log(rt.nrm2(rt.array([3 * 2 ** 600, 4 * 2 ** 600])) / 2 ** 600); // 5
 * ```
 */
export function nrm2(x: NDArray, options?: WholeOptions): number;
/** Along axes, to an array. */
export function nrm2<D extends DType>(x: NDArray<D>, options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
export function nrm2<D extends DType>(
  x: NDArray<D>,
  options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions,
): number | NDArray<D> {
  return applyReduce(NDArray, OPS.nrm2, x, options) as number | NDArray<D>;
}

/**
 * The index of the first element of the largest absolute value, or of the first NaN: BLAS's I_AMAX, counted from 0.
 *
 * @param x an array of float32 or float64
 * @param options the axis; or `axis`, `keepdims`, `out`
 * @returns without `axis` the index in row-major order, a number; with `axis`, `keepdims` or `out` an int64 array
 * @throws {RangeError} if there is no element, or the axis is out of range
 * @throws {TypeError} if the dtype has no kernel, or `x` was disposed
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.iamax(rt.array([1, -3, 2]))); // 1
 * ```
 */
export function iamax(x: NDArray, options?: WholeOptions): number;
/** Along an axis, to an array. */
export function iamax(x: NDArray, options: number | ArgOptions<NDArray<"int64">>): NDArray<"int64">;
export function iamax(
  x: NDArray,
  options?: number | ArgOptions<NDArray<"int64">> | WholeOptions,
): number | NDArray<"int64"> {
  return applyArgReduce(NDArray, OPS.iamax, x, options) as number | NDArray<"int64">;
}

/**
 * `alpha * x`, BLAS's SCAL: {@linkcode scale} with the factor first.
 *
 * BLAS overwrites `x`; so does this with `{ out: x }`. Without `out` the result is a new array.
 *
 * @param alpha the factor
 * @param x an array of float32 or float64
 * @param options `out`: an array of the same shape and dtype to write to
 * @throws {TypeError} if `x` is not float32 or float64, or `alpha` is not a number
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const x = rt.array([1, 2]);
 * rt.scal(2.5, x, { out: x });
 * console.log(x.toArray()); // [2.5, 5]
 * ```
 */
export function scal<D extends DType>(alpha: number, x: NDArray<D>, options?: OutOptions<NDArray<D>>): NDArray<D> {
  return applyBinary(NDArray, SCAL, x, checkFactor("scal", alpha), options) as NDArray<D>;
}

/**
 * `alpha * a @ b + beta * out`, written to `out`: BLAS's GEMM.
 *
 * Factors may be views of any strides, so that a transposed one is `a.T`. With more than two axes the leading ones
 * broadcast, as for {@linkcode matmul}, which also says how exact the product is; `alpha`, `beta` and the last sum add three
 * roundings. As in BLAS, `out` is not read where `beta` is 0 (NaN in it goes away), nor the factors where `alpha` is.
 *
 * @param alpha the factor of the product
 * @param a an array of float32 or float64, shape (…, m, k)
 * @param b the same, shape (…, k, n)
 * @param beta the factor of what is in `out`; 0 when omitted
 * @param out shape (…, m, n), float32 where both factors are, else float64; it may not overlap them. A new array when
 *   omitted
 * @returns `out`
 * @throws {RangeError} if a factor has fewer than two axes, the inner dimensions differ, the leading axes do not
 *   broadcast, or `out` has another shape or overlaps a factor
 * @throws {TypeError} if `alpha` or `beta` is no number, a factor is not float32 or float64, `out` has another dtype, or
 *   is missing where `beta` is not 0
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const a = rt.array([[1, 2], [3, 4]]), c = rt.ones([2, 2]);
 * rt.gemm(2, a, a.T, -1, c);
 * console.log(c.toArray()); // [[9, 21], [21, 49]]
 * ```
 */
export function gemm<D extends DType, E extends DType = D>(
  alpha: number,
  a: NDArray<D>,
  b: NDArray<E>,
  beta?: number,
  out?: NDArray<Promote<D, E>>,
): NDArray<Promote<D, E>> {
  return applyGemm(NDArray, alpha, a, b, beta, out) as NDArray<Promote<D, E>>;
}

/**
 * `alpha * a @ x + beta * y`, written to `y`: BLAS's GEMV. `a.T` is the transposed matrix.
 *
 * @param alpha the factor of the product
 * @param a a matrix of float32 or float64, shape (m, n)
 * @param x a vector of the same, shape (n)
 * @param beta the factor of what is in `y`, which is not read where this is 0; 0 when omitted
 * @param y a vector, shape (m), float32 where both factors are, else float64; it may not overlap them. A new array when
 *   omitted
 * @returns `y`
 * @throws {RangeError} if `a` is no matrix or `x` no vector, their lengths differ, or `y` has another shape or overlaps
 *   a factor
 * @throws {TypeError} if `alpha` or `beta` is no number, a factor is not float32 or float64, `y` has another dtype, or is
 *   missing where `beta` is not 0
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const a = rt.array([[1, 2, 3], [4, 5, 6]]);
 * console.log(rt.gemv(10, a, rt.array([1, 0, 1])).toArray()); // [40, 100]
 * console.log(rt.gemv(1, a.T, rt.array([1, 1])).toArray()); // [5, 7, 9]
 * ```
 */
export function gemv<D extends DType, E extends DType = D>(
  alpha: number,
  a: NDArray<D>,
  x: NDArray<E>,
  beta?: number,
  y?: NDArray<Promote<D, E>>,
): NDArray<Promote<D, E>> {
  return applyGemv(NDArray, alpha, a, x, beta, y) as NDArray<Promote<D, E>>;
}

/**
 * `alpha * x * yᵀ + a`, written to `a`: BLAS's GER. {@linkcode outer} gives the product alone.
 *
 * @param alpha the factor of the product
 * @param x a vector of float32 or float64, shape (m)
 * @param y the same, shape (n)
 * @param a a matrix, shape (m, n), float32 where both vectors are, else float64; it may not overlap them
 * @returns `a`
 * @throws {RangeError} if `x` or `y` is no vector, or `a` has another shape or overlaps one
 * @throws {TypeError} if `alpha` is no number, a vector is not float32 or float64, or `a` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const a = rt.zeros([2, 3]);
 * rt.ger(1, rt.array([1, 2]), rt.array([3, 4, 5]), a);
 * console.log(a.toArray()); // [[3, 4, 5], [6, 8, 10]]
 * ```
 */
export function ger<D extends DType, E extends DType = D>(
  alpha: number,
  x: NDArray<D>,
  y: NDArray<E>,
  a: NDArray<Promote<D, E>>,
): NDArray<Promote<D, E>> {
  return applyGer(NDArray, alpha, x, y, a) as NDArray<Promote<D, E>>;
}
