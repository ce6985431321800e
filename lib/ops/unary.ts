/**
 * Elementwise functions of one array.
 *
 * @module
 */
import type { DType } from "../dispatch/dtype.ts";
import { applyUnary } from "../ndarray/apply.ts";
import { NDArray } from "../ndarray/ndarray.ts";
import type { OutOptions } from "../ndarray/options.ts";
import { OPS } from "../native/symbols.gen.ts";

/**
 * The numerical negative of each element; the sign of zeros and NaN flips too.
 *
 * @param x an array of float32 or float64
 * @param options `out`: an array of the same shape and dtype to write to
 * @returns an array of the shape and dtype of `x`
 * @throws {TypeError} if `x` is not float32 or float64, or was disposed, or `out` has another dtype
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.negative(rt.array([1, -2])).toArray()); // [-1, 2]
 * ```
 */
export function negative<D extends DType>(x: NDArray<D>, options?: OutOptions<NDArray<D>>): NDArray<D> {
  return applyUnary(NDArray, OPS.negative, x, options) as NDArray<D>;
}

/**
 * The absolute value of each element.
 *
 * @param x an array of float32 or float64
 * @param options `out`: an array of the same shape and dtype to write to
 * @returns an array of the shape and dtype of `x`
 * @throws {TypeError} if `x` is not float32 or float64, or was disposed, or `out` has another dtype
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.abs(rt.array([-1.5, 2])).toArray()); // [1.5, 2]
 * ```
 */
export function abs<D extends DType>(x: NDArray<D>, options?: OutOptions<NDArray<D>>): NDArray<D> {
  return applyUnary(NDArray, OPS.abs, x, options) as NDArray<D>;
}

/**
 * The square of each element: x * x, rounded once.
 *
 * @param x an array of float32 or float64
 * @param options `out`: an array of the same shape and dtype to write to
 * @returns an array of the shape and dtype of `x`
 * @throws {TypeError} if `x` is not float32 or float64, or was disposed, or `out` has another dtype
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.square(rt.array([3, -4])).toArray()); // [9, 16]
 * ```
 */
export function square<D extends DType>(x: NDArray<D>, options?: OutOptions<NDArray<D>>): NDArray<D> {
  return applyUnary(NDArray, OPS.square, x, options) as NDArray<D>;
}

/**
 * The square root of each element, correctly rounded; NaN below zero.
 *
 * @param x an array of float32 or float64
 * @param options `out`: an array of the same shape and dtype to write to
 * @returns an array of the shape and dtype of `x`
 * @throws {TypeError} if `x` is not float32 or float64, or was disposed, or `out` has another dtype
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.sqrt(rt.array([4, 9])).toArray()); // [2, 3]
 * ```
 */
export function sqrt<D extends DType>(x: NDArray<D>, options?: OutOptions<NDArray<D>>): NDArray<D> {
  return applyUnary(NDArray, OPS.sqrt, x, options) as NDArray<D>;
}

/**
 * -1, 0 or 1 by the sign of each element; NaN stays NaN, and -0 gives 0.
 *
 * @param x an array of float32 or float64
 * @param options `out`: an array of the same shape and dtype to write to
 * @returns an array of the shape and dtype of `x`
 * @throws {TypeError} if `x` is not float32 or float64, or was disposed, or `out` has another dtype
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.sign(rt.array([-3, 0, 5])).toArray()); // [-1, 0, 1]
 * ```
 */
export function sign<D extends DType>(x: NDArray<D>, options?: OutOptions<NDArray<D>>): NDArray<D> {
  return applyUnary(NDArray, OPS.sign, x, options) as NDArray<D>;
}

/**
 * The largest integer not above each element.
 *
 * @param x an array of float32 or float64
 * @param options `out`: an array of the same shape and dtype to write to
 * @returns an array of the shape and dtype of `x`
 * @throws {TypeError} if `x` is not float32 or float64, or was disposed, or `out` has another dtype
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.floor(rt.array([1.5, -1.5])).toArray()); // [1, -2]
 * ```
 */
export function floor<D extends DType>(x: NDArray<D>, options?: OutOptions<NDArray<D>>): NDArray<D> {
  return applyUnary(NDArray, OPS.floor, x, options) as NDArray<D>;
}

/**
 * The smallest integer not below each element.
 *
 * @param x an array of float32 or float64
 * @param options `out`: an array of the same shape and dtype to write to
 * @returns an array of the shape and dtype of `x`
 * @throws {TypeError} if `x` is not float32 or float64, or was disposed, or `out` has another dtype
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.ceil(rt.array([1.2, 1.8])).toArray()); // [2, 2]
 * ```
 */
export function ceil<D extends DType>(x: NDArray<D>, options?: OutOptions<NDArray<D>>): NDArray<D> {
  return applyUnary(NDArray, OPS.ceil, x, options) as NDArray<D>;
}

/**
 * Each element without its fraction.
 *
 * @param x an array of float32 or float64
 * @param options `out`: an array of the same shape and dtype to write to
 * @returns an array of the shape and dtype of `x`
 * @throws {TypeError} if `x` is not float32 or float64, or was disposed, or `out` has another dtype
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.trunc(rt.array([1.7, -1.7])).toArray()); // [1, -1]
 * ```
 */
export function trunc<D extends DType>(x: NDArray<D>, options?: OutOptions<NDArray<D>>): NDArray<D> {
  return applyUnary(NDArray, OPS.trunc, x, options) as NDArray<D>;
}

/**
 * The nearest integer of each element; halves go to the even one.
 *
 * @param x an array of float32 or float64
 * @param options `out`: an array of the same shape and dtype to write to
 * @returns an array of the shape and dtype of `x`
 * @throws {TypeError} if `x` is not float32 or float64, or was disposed, or `out` has another dtype
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.round(rt.array([0.5, 1.5, 2.5])).toArray()); // [0, 2, 2]
 * ```
 */
export function round<D extends DType>(x: NDArray<D>, options?: OutOptions<NDArray<D>>): NDArray<D> {
  return applyUnary(NDArray, OPS.round, x, options) as NDArray<D>;
}

/**
 * Whether each element is NaN.
 *
 * @param x an array of float32 or float64
 * @param options `out`: a bool array of the same shape to write to
 * @returns a bool array of the shape of `x`
 * @throws {TypeError} if `x` is not float32 or float64, or was disposed, or `out` has another dtype
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.isnan(rt.array([1, NaN])).toArray()); // [false, true]
 * ```
 */
export function isnan(x: NDArray, options?: OutOptions<NDArray<"bool">>): NDArray<"bool"> {
  return applyUnary(NDArray, OPS.isnan, x, options) as NDArray<"bool">;
}

/**
 * Whether each element is an infinity.
 *
 * @param x an array of float32 or float64
 * @param options `out`: a bool array of the same shape to write to
 * @returns a bool array of the shape of `x`
 * @throws {TypeError} if `x` is not float32 or float64, or was disposed, or `out` has another dtype
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.isinf(rt.array([1, -Infinity])).toArray()); // [false, true]
 * ```
 */
export function isinf(x: NDArray, options?: OutOptions<NDArray<"bool">>): NDArray<"bool"> {
  return applyUnary(NDArray, OPS.isinf, x, options) as NDArray<"bool">;
}

/**
 * Whether each element is neither NaN nor an infinity.
 *
 * @param x an array of float32 or float64
 * @param options `out`: a bool array of the same shape to write to
 * @returns a bool array of the shape of `x`
 * @throws {TypeError} if `x` is not float32 or float64, or was disposed, or `out` has another dtype
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.isfinite(rt.array([1, NaN])).toArray()); // [true, false]
 * ```
 */
export function isfinite(x: NDArray, options?: OutOptions<NDArray<"bool">>): NDArray<"bool"> {
  return applyUnary(NDArray, OPS.isfinite, x, options) as NDArray<"bool">;
}
