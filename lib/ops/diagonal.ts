/**
 * Diagonals of matrices.
 *
 * @module
 */
import type { DType } from "../dispatch/dtype.ts";
import { checkOptions, describe } from "../ndarray/apply.ts";
import { viewOf } from "../ndarray/core.ts";
import { NDArray } from "../ndarray/ndarray.ts";
import { diagonalLayout } from "../ndarray/views.ts";

/** Which diagonal is meant. */
export interface DiagonalOptions {
  /** How many columns to the right of the main diagonal; below it if negative. 0 when omitted. */
  offset?: number;
}

/** The view, for `diagonal` and `trace`. */
function diagonalOf<D extends DType>(name: string, a: NDArray<D>, options: DiagonalOptions): NDArray<D> {
  if (!(a instanceof NDArray)) throw new TypeError(`${name}() takes an array: found ${describe(a)}`);
  checkOptions(name, options, ["offset"], "{ offset }");
  return viewOf(NDArray, a, diagonalLayout(name, a, options.offset ?? 0)) as NDArray<D>;
}

/**
 * The diagonals of the matrices of the last two axes, along a new last axis: a view.
 *
 * @param a any array of at least two axes
 * @param options `offset`: how many columns to the right of the main diagonal
 * @throws {RangeError} if the array has fewer than two axes, or `offset` is not an integer
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const a = rt.arange(9).reshape([3, 3]);
 * console.log(rt.linalg.diagonal(a).toArray()); // [0, 4, 8]
 * console.log(rt.linalg.diagonal(a, { offset: 1 }).toArray()); // [1, 5]
 * ```
 */
export function diagonal<D extends DType>(a: NDArray<D>, options: DiagonalOptions = {}): NDArray<D> {
  return diagonalOf("diagonal", a, options);
}

/**
 * The sum of the elements on a diagonal, of each matrix of the last two axes; 0 where it has none.
 *
 * @param a an array of float32 or float64, of at least two axes
 * @param options `offset`: how many columns to the right of the main diagonal
 * @returns an array without the last two axes: of one matrix `.item()` gives the number. As exact as {@linkcode sum}
 * @throws {RangeError} if the array has fewer than two axes, or `offset` is not an integer
 * @throws {TypeError} if the dtype has no kernel, or `a` was disposed
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.linalg.trace(rt.array([[1, 2], [3, 4]])).item()); // 5
 * ```
 */
export function trace<D extends DType>(a: NDArray<D>, options: DiagonalOptions = {}): NDArray<D> {
  using elements = diagonalOf("trace", a, options);
  return elements.sum(-1);
}
