/**
 * Reductions.
 *
 * @module
 */
import type { DType } from "../dispatch/dtype.ts";
import { applyArgReduce, applyReduce } from "../ndarray/apply_reduce.ts";
import { NDArray } from "../ndarray/ndarray.ts";
import type {
  ArgOptions,
  Axis,
  ReduceOptions,
  SpreadOptions,
  WholeOptions,
  WholeSpreadOptions,
} from "../ndarray/options.ts";
import { OPS } from "../native/symbols.gen.ts";

/**
 * The sum of the elements; 0 for none.
 *
 * @param a an array of float32 or float64
 * @param options the axis or axes; or `axis`, `keepdims`, `out`
 * @returns a number; with `axis`, `keepdims` or `out` an array. |error| <= n * eps * sum of |x|, with n about 21 + log2(count): as NumPy's pairwise sum, on every axis
 * @throws {RangeError} if an axis is out of range or named twice, or `out` has another shape or overlaps `a`
 * @throws {TypeError} if the dtype has no kernel, or `a` was disposed
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.sum(rt.array([[1, 2], [3, 4]]), 0).toArray()); // [4, 6]
 * ```
 */
export function sum(a: NDArray, options?: WholeOptions): number;
/** Along axes, to an array. */
export function sum<D extends DType>(a: NDArray<D>, options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
export function sum<D extends DType>(
  a: NDArray<D>,
  options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions,
): number | NDArray<D> {
  return applyReduce(NDArray, OPS.sum, a, options) as number | NDArray<D>;
}

/**
 * The product of the elements; 1 for none.
 *
 * @param a an array of float32 or float64
 * @param options the axis or axes; or `axis`, `keepdims`, `out`
 * @returns a number; with `axis`, `keepdims` or `out` an array. Relative error at most count * eps
 * @throws {RangeError} if an axis is out of range or named twice, or `out` has another shape or overlaps `a`
 * @throws {TypeError} if the dtype has no kernel, or `a` was disposed
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.prod(rt.array([2, 3, 4]))); // 24
 * ```
 */
export function prod(a: NDArray, options?: WholeOptions): number;
/** Along axes, to an array. */
export function prod<D extends DType>(a: NDArray<D>, options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
export function prod<D extends DType>(
  a: NDArray<D>,
  options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions,
): number | NDArray<D> {
  return applyReduce(NDArray, OPS.prod, a, options) as number | NDArray<D>;
}

/**
 * The smallest element; NaN if any is NaN.
 *
 * @param a an array of float32 or float64
 * @param options the axis or axes; or `axis`, `keepdims`, `out`
 * @returns a number; with `axis`, `keepdims` or `out` an array
 * @throws {RangeError} if an axis is out of range or named twice, or `out` has another shape or overlaps `a`
 * @throws {TypeError} if the dtype has no kernel, or `a` was disposed
 * @throws {RangeError} if there is no element to reduce
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.min(rt.array([3, 1, 2]))); // 1
 * ```
 */
export function min(a: NDArray, options?: WholeOptions): number;
/** Along axes, to an array. */
export function min<D extends DType>(a: NDArray<D>, options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
export function min<D extends DType>(
  a: NDArray<D>,
  options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions,
): number | NDArray<D> {
  return applyReduce(NDArray, OPS.min, a, options) as number | NDArray<D>;
}

/**
 * The largest element; NaN if any is NaN.
 *
 * @param a an array of float32 or float64
 * @param options the axis or axes; or `axis`, `keepdims`, `out`
 * @returns a number; with `axis`, `keepdims` or `out` an array
 * @throws {RangeError} if an axis is out of range or named twice, or `out` has another shape or overlaps `a`
 * @throws {TypeError} if the dtype has no kernel, or `a` was disposed
 * @throws {RangeError} if there is no element to reduce
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.max(rt.array([[3, 1], [2, 5]]), { axis: 1 }).toArray()); // [3, 5]
 * ```
 */
export function max(a: NDArray, options?: WholeOptions): number;
/** Along axes, to an array. */
export function max<D extends DType>(a: NDArray<D>, options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
export function max<D extends DType>(
  a: NDArray<D>,
  options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions,
): number | NDArray<D> {
  return applyReduce(NDArray, OPS.max, a, options) as number | NDArray<D>;
}

/**
 * The arithmetic mean of the elements: the sum, divided by their number; NaN for none.
 *
 * @param a an array of float32 or float64
 * @param options the axis or axes; or `axis`, `keepdims`, `out`
 * @returns a number; with `axis`, `keepdims` or `out` an array. As accurate as {@linkcode sum}
 * @throws {RangeError} if an axis is out of range or named twice, or `out` has another shape or overlaps `a`
 * @throws {TypeError} if the dtype has no kernel, or `a` was disposed
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.mean(rt.array([[1, 2], [3, 4]]), 1).toArray()); // [1.5, 3.5]
 * ```
 */
export function mean(a: NDArray, options?: WholeOptions): number;
/** Along axes, to an array. */
export function mean<D extends DType>(a: NDArray<D>, options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
export function mean<D extends DType>(
  a: NDArray<D>,
  options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions,
): number | NDArray<D> {
  return applyReduce(NDArray, OPS.mean, a, options) as number | NDArray<D>;
}

/**
 * The variance: the mean of the squared deviations from the mean, in two passes.
 *
 * @param a an array of float32 or float64
 * @param options the axis or axes; or `axis`, `keepdims`, `out` and `correction`, which is subtracted from the number of elements (0)
 * @returns a number; with `axis`, `keepdims` or `out` an array. NaN where there are no more elements than `correction`
 * @throws {RangeError} if an axis is out of range or named twice, or `out` has another shape or overlaps `a`
 * @throws {TypeError} if the dtype has no kernel, or `a` was disposed
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.var(rt.array([1, 2, 3, 4]))); // 1.25
 * ```
 */
function variance(a: NDArray, options?: WholeSpreadOptions): number;
/** Along axes, to an array. */
function variance<D extends DType>(a: NDArray<D>, options: Axis | SpreadOptions<NDArray<D>>): NDArray<D>;
function variance<D extends DType>(
  a: NDArray<D>,
  options?: Axis | SpreadOptions<NDArray<D>> | WholeSpreadOptions,
): number | NDArray<D> {
  return applyReduce(NDArray, OPS.var, a, options) as number | NDArray<D>;
}

/**
 * The standard deviation: the square root of the variance.
 *
 * @param a an array of float32 or float64
 * @param options the axis or axes; or `axis`, `keepdims`, `out` and `correction`, which is subtracted from the number of elements (0)
 * @returns a number; with `axis`, `keepdims` or `out` an array. NaN where there are no more elements than `correction`
 * @throws {RangeError} if an axis is out of range or named twice, or `out` has another shape or overlaps `a`
 * @throws {TypeError} if the dtype has no kernel, or `a` was disposed
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.std(rt.array([1, 2, 3, 4]), { correction: 1 }) > 1.29); // true
 * ```
 */
export function std(a: NDArray, options?: WholeSpreadOptions): number;
/** Along axes, to an array. */
export function std<D extends DType>(a: NDArray<D>, options: Axis | SpreadOptions<NDArray<D>>): NDArray<D>;
export function std<D extends DType>(
  a: NDArray<D>,
  options?: Axis | SpreadOptions<NDArray<D>> | WholeSpreadOptions,
): number | NDArray<D> {
  return applyReduce(NDArray, OPS.std, a, options) as number | NDArray<D>;
}

/**
 * Whether any element is non-zero; NaN counts as non-zero; false for none.
 *
 * @param a an array of bool, float32 or float64
 * @param options the axis or axes; or `axis`, `keepdims`, `out`
 * @returns a boolean; with `axis`, `keepdims` or `out` a bool array
 * @throws {RangeError} if an axis is out of range or named twice, or `out` has another shape or overlaps `a`
 * @throws {TypeError} if the dtype has no kernel, or `a` was disposed
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.any(rt.array([0, 0, 3]))); // true
 * ```
 */
export function any(a: NDArray, options?: WholeOptions): boolean;
/** Along axes, to an array. */
export function any<D extends DType>(a: NDArray<D>, options: Axis | ReduceOptions<NDArray<"bool">>): NDArray<"bool">;
export function any<D extends DType>(
  a: NDArray<D>,
  options?: Axis | ReduceOptions<NDArray<"bool">> | WholeOptions,
): boolean | NDArray<"bool"> {
  return applyReduce(NDArray, OPS.any, a, options) as boolean | NDArray<"bool">;
}

/**
 * Whether all elements are non-zero; NaN counts as non-zero; true for none.
 *
 * @param a an array of bool, float32 or float64
 * @param options the axis or axes; or `axis`, `keepdims`, `out`
 * @returns a boolean; with `axis`, `keepdims` or `out` a bool array
 * @throws {RangeError} if an axis is out of range or named twice, or `out` has another shape or overlaps `a`
 * @throws {TypeError} if the dtype has no kernel, or `a` was disposed
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.all(rt.array([[true, false], [true, true]]), 1).toArray()); // [false, true]
 * ```
 */
export function all(a: NDArray, options?: WholeOptions): boolean;
/** Along axes, to an array. */
export function all<D extends DType>(a: NDArray<D>, options: Axis | ReduceOptions<NDArray<"bool">>): NDArray<"bool">;
export function all<D extends DType>(
  a: NDArray<D>,
  options?: Axis | ReduceOptions<NDArray<"bool">> | WholeOptions,
): boolean | NDArray<"bool"> {
  return applyReduce(NDArray, OPS.all, a, options) as boolean | NDArray<"bool">;
}

/**
 * The index of the first smallest element, or of the first NaN.
 *
 * @param a an array of float32 or float64
 * @param options the axis; or `axis`, `keepdims`, `out`
 * @returns without `axis` the index in row-major order, a number; with `axis`, `keepdims` or `out` an int64 array
 * @throws {RangeError} if there is no element, or the axis is out of range
 * @throws {TypeError} if the dtype has no kernel, or `a` was disposed
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.argmin(rt.array([3, 1, 2]))); // 1
 * ```
 */
export function argmin(a: NDArray, options?: WholeOptions): number;
/** Along an axis, to an array. */
export function argmin(a: NDArray, options: number | ArgOptions<NDArray<"int64">>): NDArray<"int64">;
export function argmin(
  a: NDArray,
  options?: number | ArgOptions<NDArray<"int64">> | WholeOptions,
): number | NDArray<"int64"> {
  return applyArgReduce(NDArray, OPS.argmin, a, options) as number | NDArray<"int64">;
}

/**
 * The index of the first largest element, or of the first NaN.
 *
 * @param a an array of float32 or float64
 * @param options the axis; or `axis`, `keepdims`, `out`
 * @returns without `axis` the index in row-major order, a number; with `axis`, `keepdims` or `out` an int64 array
 * @throws {RangeError} if there is no element, or the axis is out of range
 * @throws {TypeError} if the dtype has no kernel, or `a` was disposed
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.argmax(rt.array([3, 1, 2]))); // 0
 * ```
 */
export function argmax(a: NDArray, options?: WholeOptions): number;
/** Along an axis, to an array. */
export function argmax(a: NDArray, options: number | ArgOptions<NDArray<"int64">>): NDArray<"int64">;
export function argmax(
  a: NDArray,
  options?: number | ArgOptions<NDArray<"int64">> | WholeOptions,
): number | NDArray<"int64"> {
  return applyArgReduce(NDArray, OPS.argmax, a, options) as number | NDArray<"int64">;
}

export { variance as var };
