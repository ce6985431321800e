/**
 * Elementwise comparison.
 *
 * @module
 */
import type { DType } from "../dispatch/dtype.ts";
import { applyBinary } from "../ndarray/apply.ts";
import { NDArray } from "../ndarray/ndarray.ts";
import type { OutOptions } from "../ndarray/options.ts";
import { OPS } from "../native/symbols.gen.ts";

/**
 * Whether the elements of each pair are equal; NaN equals nothing.
 *
 * @param a an array of float32 or float64, or a number
 * @param b the same; the shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns a bool array of the common shape
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 * @throws {TypeError} if an operand is not float32, float64 or a number, or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.equal(rt.array([1, 2]), 2).toArray()); // [false, true]
 * ```
 */
export function equal<D extends DType = "float64", E extends DType = D>(
  a: NDArray<D> | number,
  b: NDArray<E> | number,
  options?: OutOptions<NDArray<"bool">>,
): NDArray<"bool"> {
  return applyBinary(NDArray, OPS.equal, a, b, options) as NDArray<"bool">;
}

/**
 * Whether the elements of each pair differ; NaN differs from everything.
 *
 * @param a an array of float32 or float64, or a number
 * @param b the same; the shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns a bool array of the common shape
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 * @throws {TypeError} if an operand is not float32, float64 or a number, or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.notEqual(rt.array([1, 2]), 2).toArray()); // [true, false]
 * ```
 */
export function notEqual<D extends DType = "float64", E extends DType = D>(
  a: NDArray<D> | number,
  b: NDArray<E> | number,
  options?: OutOptions<NDArray<"bool">>,
): NDArray<"bool"> {
  return applyBinary(NDArray, OPS.notEqual, a, b, options) as NDArray<"bool">;
}

/**
 * Whether the first of each pair is below the second; false with NaN.
 *
 * @param a an array of float32 or float64, or a number
 * @param b the same; the shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns a bool array of the common shape
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 * @throws {TypeError} if an operand is not float32, float64 or a number, or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.less(rt.array([1, 2]), 2).toArray()); // [true, false]
 * ```
 */
export function less<D extends DType = "float64", E extends DType = D>(
  a: NDArray<D> | number,
  b: NDArray<E> | number,
  options?: OutOptions<NDArray<"bool">>,
): NDArray<"bool"> {
  return applyBinary(NDArray, OPS.less, a, b, options) as NDArray<"bool">;
}

/**
 * Whether the first of each pair is at most the second; false with NaN.
 *
 * @param a an array of float32 or float64, or a number
 * @param b the same; the shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns a bool array of the common shape
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 * @throws {TypeError} if an operand is not float32, float64 or a number, or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.lessEqual(rt.array([1, 2, 3]), 2).toArray()); // [true, true, false]
 * ```
 */
export function lessEqual<D extends DType = "float64", E extends DType = D>(
  a: NDArray<D> | number,
  b: NDArray<E> | number,
  options?: OutOptions<NDArray<"bool">>,
): NDArray<"bool"> {
  return applyBinary(NDArray, OPS.lessEqual, a, b, options) as NDArray<"bool">;
}

/**
 * Whether the first of each pair is above the second; false with NaN.
 *
 * @param a an array of float32 or float64, or a number
 * @param b the same; the shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns a bool array of the common shape
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 * @throws {TypeError} if an operand is not float32, float64 or a number, or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.greater(rt.array([1, 3]), 2).toArray()); // [false, true]
 * ```
 */
export function greater<D extends DType = "float64", E extends DType = D>(
  a: NDArray<D> | number,
  b: NDArray<E> | number,
  options?: OutOptions<NDArray<"bool">>,
): NDArray<"bool"> {
  return applyBinary(NDArray, OPS.greater, a, b, options) as NDArray<"bool">;
}

/**
 * Whether the first of each pair is at least the second; false with NaN.
 *
 * @param a an array of float32 or float64, or a number
 * @param b the same; the shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns a bool array of the common shape
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 * @throws {TypeError} if an operand is not float32, float64 or a number, or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.greaterEqual(rt.array([1, 2]), 2).toArray()); // [false, true]
 * ```
 */
export function greaterEqual<D extends DType = "float64", E extends DType = D>(
  a: NDArray<D> | number,
  b: NDArray<E> | number,
  options?: OutOptions<NDArray<"bool">>,
): NDArray<"bool"> {
  return applyBinary(NDArray, OPS.greaterEqual, a, b, options) as NDArray<"bool">;
}
