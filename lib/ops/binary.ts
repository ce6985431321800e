/**
 * Elementwise arithmetic of two operands.
 *
 * @module
 */
import type { DType, Promote } from "../dispatch/dtype.ts";
import { applyBinary } from "../ndarray/apply.ts";
import { NDArray } from "../ndarray/ndarray.ts";
import type { OutOptions } from "../ndarray/options.ts";
import { OPS } from "../native/symbols.gen.ts";

/**
 * The sum of each pair of elements.
 *
 * @param a an array of float32 or float64, or a number
 * @param b the same; the shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns float32 where every array is float32, else float64
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 * @throws {TypeError} if an operand is not float32, float64 or a number, or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.add(rt.array([[1, 2], [3, 4]]), rt.array([10, 20])).toArray()); // [[11, 22], [13, 24]]
 * ```
 */
export function add<D extends DType = "float64", E extends DType = D>(
  a: NDArray<D> | number,
  b: NDArray<E> | number,
  options?: OutOptions<NDArray<Promote<D, E>>>,
): NDArray<Promote<D, E>> {
  return applyBinary(NDArray, OPS.add, a, b, options) as NDArray<Promote<D, E>>;
}

/**
 * The difference of each pair of elements.
 *
 * @param a an array of float32 or float64, or a number
 * @param b the same; the shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns float32 where every array is float32, else float64
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 * @throws {TypeError} if an operand is not float32, float64 or a number, or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.subtract(1, rt.array([1, 2])).toArray()); // [0, -1]
 * ```
 */
export function subtract<D extends DType = "float64", E extends DType = D>(
  a: NDArray<D> | number,
  b: NDArray<E> | number,
  options?: OutOptions<NDArray<Promote<D, E>>>,
): NDArray<Promote<D, E>> {
  return applyBinary(NDArray, OPS.subtract, a, b, options) as NDArray<Promote<D, E>>;
}

/**
 * The product of each pair of elements.
 *
 * @param a an array of float32 or float64, or a number
 * @param b the same; the shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns float32 where every array is float32, else float64
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 * @throws {TypeError} if an operand is not float32, float64 or a number, or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.multiply(rt.array([1, 2]), 3).toArray()); // [3, 6]
 * ```
 */
export function multiply<D extends DType = "float64", E extends DType = D>(
  a: NDArray<D> | number,
  b: NDArray<E> | number,
  options?: OutOptions<NDArray<Promote<D, E>>>,
): NDArray<Promote<D, E>> {
  return applyBinary(NDArray, OPS.multiply, a, b, options) as NDArray<Promote<D, E>>;
}

/**
 * The quotient of each pair of elements, by the rules of IEEE 754: 1/0 is Infinity, 0/0 NaN.
 *
 * @param a an array of float32 or float64, or a number
 * @param b the same; the shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns float32 where every array is float32, else float64
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 * @throws {TypeError} if an operand is not float32, float64 or a number, or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.divide(rt.array([1, 9]), 2).toArray()); // [0.5, 4.5]
 * ```
 */
export function divide<D extends DType = "float64", E extends DType = D>(
  a: NDArray<D> | number,
  b: NDArray<E> | number,
  options?: OutOptions<NDArray<Promote<D, E>>>,
): NDArray<Promote<D, E>> {
  return applyBinary(NDArray, OPS.divide, a, b, options) as NDArray<Promote<D, E>>;
}

/**
 * The smaller of each pair of elements: NaN if either is NaN, and -0 is below +0 (IEEE 754-2019 minimum).
 *
 * @param a an array of float32 or float64, or a number
 * @param b the same; the shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns float32 where every array is float32, else float64
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 * @throws {TypeError} if an operand is not float32, float64 or a number, or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.minimum(rt.array([1, 5]), 3).toArray()); // [1, 3]
 * ```
 */
export function minimum<D extends DType = "float64", E extends DType = D>(
  a: NDArray<D> | number,
  b: NDArray<E> | number,
  options?: OutOptions<NDArray<Promote<D, E>>>,
): NDArray<Promote<D, E>> {
  return applyBinary(NDArray, OPS.minimum, a, b, options) as NDArray<Promote<D, E>>;
}

/**
 * The larger of each pair of elements: NaN if either is NaN, and -0 is below +0 (IEEE 754-2019 maximum).
 *
 * @param a an array of float32 or float64, or a number
 * @param b the same; the shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns float32 where every array is float32, else float64
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 * @throws {TypeError} if an operand is not float32, float64 or a number, or was disposed, or `out` has another dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.maximum(rt.array([1, 5]), 3).toArray()); // [3, 5]
 * ```
 */
export function maximum<D extends DType = "float64", E extends DType = D>(
  a: NDArray<D> | number,
  b: NDArray<E> | number,
  options?: OutOptions<NDArray<Promote<D, E>>>,
): NDArray<Promote<D, E>> {
  return applyBinary(NDArray, OPS.maximum, a, b, options) as NDArray<Promote<D, E>>;
}
