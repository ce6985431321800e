/**
 * Elementwise functions of several operands, and the micro-kernels.
 *
 * @module
 */
import type { DType, Promote } from "../dispatch/dtype.ts";
import { applyBinary, applyTernary, applyWhere, AXPY, checkFactor, SCALE } from "../ndarray/apply.ts";
import { NDArray } from "../ndarray/ndarray.ts";
import type { OutOptions } from "../ndarray/options.ts";
import { OPS } from "../native/symbols.gen.ts";

/**
 * An element of `x` where the condition holds, and of `y` elsewhere.
 *
 * @param condition a bool array
 * @param x an array of float32 or float64, or a number
 * @param y the same; the three shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns float32 where every array of `x` and `y` is float32, else float64
 * @throws {TypeError} if the condition is not bool, or `x` or `y` is not float32, float64 or a number
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const a = rt.array([-1, 2, -3]);
 * console.log(rt.where(a.less(0), 0, a).toArray()); // [0, 2, 0]
 * ```
 */
export function where<D extends DType = "float64", E extends DType = D>(
  condition: NDArray<"bool">,
  x: NDArray<D> | number,
  y: NDArray<E> | number,
  options?: OutOptions<NDArray<Promote<D, E>>>,
): NDArray<Promote<D, E>> {
  return applyWhere(NDArray, condition, x, y, options) as NDArray<Promote<D, E>>;
}

/**
 * Each element, no lower than `min` and no higher than `max`: `minimum(maximum(x, min), max)`, in one pass.
 *
 * @param x an array of float32 or float64
 * @param min the lower bound, an array or a number; none when omitted or null
 * @param max the upper bound, which wins where it is below the lower one
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns an array of the common shape; NaN where any operand is NaN
 * @throws {TypeError} if an operand is not float32, float64 or a number
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.clip(rt.array([-2, 0.5, 9]), 0, 1).toArray()); // [0, 0.5, 1]
 * ```
 */
export function clip<D extends DType>(
  x: NDArray<D>,
  min?: NDArray<D> | number | null,
  max?: NDArray<D> | number | null,
  options?: OutOptions<NDArray<D>>,
): NDArray<D> {
  return applyTernary(NDArray, OPS.clip, [x, min ?? -Infinity, max ?? Infinity], options) as NDArray<D>;
}

/**
 * `a * b + c` in one pass over memory, rounded after the product and after the sum, as NumPy rounds `a * b + c`.
 *
 * @param a an array of float32 or float64, or a number
 * @param b the same
 * @param c the same; the three shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @returns float32 where every array is float32, else float64
 * @throws {TypeError} if an operand is not float32, float64 or a number
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.mulAdd(rt.array([1, 2]), 10, rt.array([5, 6])).toArray()); // [15, 26]
 * ```
 */
export function mulAdd<D extends DType = "float64", E extends DType = D, F extends DType = D>(
  a: NDArray<D> | number,
  b: NDArray<E> | number,
  c: NDArray<F> | number,
  options?: OutOptions<NDArray<Promote<Promote<D, E>, F>>>,
): NDArray<Promote<Promote<D, E>, F>> {
  return applyTernary(NDArray, OPS.mulAdd, [a, b, c], options) as NDArray<Promote<Promote<D, E>, F>>;
}

/**
 * `alpha * x + y`, BLAS's AXPY: {@linkcode mulAdd} with a number as the factor.
 *
 * BLAS overwrites `y`; so does this with `{ out: y }`. Without `out` the result is a new array.
 *
 * @param alpha the factor
 * @param x an array of float32 or float64
 * @param y the same; the shapes broadcast
 * @param options `out`: an array of the result's shape and dtype to write to
 * @throws {TypeError} if an operand is not float32 or float64, or `alpha` is not a number
 * @throws {RangeError} if the shapes do not broadcast, or `out` has another shape or overlaps an input in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const y = rt.array([1, 1]);
 * rt.axpy(2, rt.array([1, 2]), y, { out: y });
 * console.log(y.toArray()); // [3, 5]
 * ```
 */
export function axpy<D extends DType, E extends DType = D>(
  alpha: number,
  x: NDArray<D>,
  y: NDArray<E>,
  options?: OutOptions<NDArray<Promote<D, E>>>,
): NDArray<Promote<D, E>> {
  return applyTernary(NDArray, AXPY, [x, checkFactor("axpy", alpha), y], options) as NDArray<Promote<D, E>>;
}

/**
 * Each element times `alpha`: the scalar path of {@linkcode multiply}.
 *
 * @param x an array of float32 or float64
 * @param alpha the factor
 * @param options `out`: an array of the same shape and dtype to write to, `x` itself for BLAS's SCAL
 * @throws {TypeError} if `x` is not float32 or float64, or `alpha` is not a number
 * @throws {RangeError} if `out` has another shape, or overlaps `x` in part
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.scale(rt.array([1, 2]), 2.5).toArray()); // [2.5, 5]
 * ```
 */
export function scale<D extends DType>(x: NDArray<D>, alpha: number, options?: OutOptions<NDArray<D>>): NDArray<D> {
  return applyBinary(NDArray, SCALE, x, checkFactor("scale", alpha), options) as NDArray<D>;
}
