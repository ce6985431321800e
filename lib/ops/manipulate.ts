/**
 * Functions on the shape of arrays.
 *
 * @module
 */
import { type DType, promote } from "../dispatch/dtype.ts";
import { runCast } from "../dispatch/run.ts";
import { checkShape, formatShape, normalizeAxis, sameShape } from "../dispatch/shape.ts";
import { allocate, disposedError, viewOf } from "../ndarray/core.ts";
import { NDArray } from "../ndarray/ndarray.ts";
import type { Axis } from "../ndarray/options.ts";
import { broadcastToLayout, flipLayout } from "../ndarray/views.ts";

/**
 * The same elements in another shape: a view where the strides allow one, else a copy.
 *
 * @param a any array
 * @param shape one length may be -1: it follows from the others
 * @throws {RangeError} if the number of elements differs
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.reshape(rt.arange(6), [2, -1]).shape); // [2, 3]
 * ```
 */
export function reshape<D extends DType>(a: NDArray<D>, shape: readonly number[]): NDArray<D> {
  return a.reshape(shape);
}

/**
 * A view with the axes in another order.
 *
 * @param a any array
 * @param axes every axis once
 * @throws {RangeError} if an axis is missing, named twice or out of range
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.permuteDims(rt.zeros([2, 3, 4]), [2, 0, 1]).shape); // [4, 2, 3]
 * ```
 */
export function permuteDims<D extends DType>(a: NDArray<D>, axes: readonly number[]): NDArray<D> {
  return a.transpose(axes);
}

/**
 * A view with axes of length 1 added.
 *
 * @param a any array
 * @param axis where, counted in the result
 * @throws {RangeError} if an axis is out of range or named twice
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.expandDims(rt.zeros([3]), 0).shape); // [1, 3]
 * ```
 */
export function expandDims<D extends DType>(a: NDArray<D>, axis: Axis): NDArray<D> {
  return a.expandDims(axis);
}

/**
 * A view without axes of length 1.
 *
 * @param a any array
 * @param axis which; all of length 1 when omitted
 * @throws {RangeError} if a named axis is longer than 1, or out of range
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.squeeze(rt.zeros([1, 3, 1])).shape); // [3]
 * ```
 */
export function squeeze<D extends DType>(a: NDArray<D>, axis?: Axis): NDArray<D> {
  return a.squeeze(axis);
}

/**
 * A view in which axes of length 1 are repeated, without a copy.
 *
 * @param a any array
 * @param shape what its shape broadcasts to
 * @throws {RangeError} if it does not
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.broadcastTo(rt.array([1, 2]), [2, 2]).toArray()); // [[1, 2], [1, 2]]
 * ```
 */
export function broadcastTo<D extends DType>(a: NDArray<D>, shape: readonly number[]): NDArray<D> {
  return viewOf(NDArray, a, broadcastToLayout(a, checkShape(shape))) as NDArray<D>;
}

/**
 * A view with the elements in reverse order.
 *
 * @param a any array
 * @param axis along which axes; all when omitted
 * @throws {RangeError} if an axis is out of range or named twice
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.flip(rt.arange(3)).toArray()); // [2, 1, 0]
 * ```
 */
export function flip<D extends DType>(a: NDArray<D>, axis?: Axis): NDArray<D> {
  return viewOf(NDArray, a, flipLayout(a, axis)) as NDArray<D>;
}

/** The dtype that holds the elements of all: the common one, or that of float32 and float64 together. */
function commonDType(name: string, arrays: readonly NDArray[]): DType {
  let dtype = arrays[0].dtype;
  for (const a of arrays) {
    if (a.dtype === dtype) continue;
    const floats = (d: DType): d is "float32" | "float64" => d === "float32" || d === "float64";
    if (!floats(a.dtype) || !floats(dtype)) {
      throw new TypeError(`${name}() cannot mix ${dtype} and ${a.dtype}: convert with astype() first`);
    }
    dtype = promote(dtype, a.dtype);
  }
  return dtype;
}

function checkArrays(name: string, arrays: readonly unknown[]): void {
  if (!Array.isArray(arrays) || arrays.length === 0) {
    throw new RangeError(`${name}() takes a list of at least one array`);
  }
  for (const a of arrays) {
    if (!(a instanceof NDArray)) throw new TypeError(`${name}() takes a list of arrays: found ${typeof a} in it`);
    if (a.isDisposed) throw disposedError(a);
  }
}

/** A view of `n` indices of one axis, from `start` on. */
function window(a: NDArray, axis: number, start: number, n: number): NDArray {
  const shape = a.shape.map((length, d) => d === axis ? n : length);
  return viewOf(NDArray, a, { shape, strides: a.strides, offset: a.offset + start * a.strides[axis] });
}

/**
 * Joins arrays along an axis that they have.
 *
 * @param arrays at least one; their shapes differ along the axis only
 * @param axis the axis, the first when omitted; null joins all elements in row-major order
 * @returns a new array of the common dtype
 * @throws {RangeError} if the shapes do not fit, or the axis is out of range
 * @throws {TypeError} if the dtypes do not mix
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.concat([rt.zeros([1, 2]), rt.ones([2, 2])]).shape); // [3, 2]
 * ```
 */
export function concat<D extends DType>(
  arrays: readonly NDArray<D>[],
  options: number | { axis?: number | null } = 0,
): NDArray<D> {
  checkArrays("concat", arrays);
  const given = typeof options === "number" ? options : options.axis === undefined ? 0 : options.axis;
  if (given === null) {
    const flat = arrays.map((a) => a.reshape([-1]));
    try {
      return concat(flat, 0);
    } finally {
      flat.forEach((a) => a.dispose());
    }
  }
  const axis = normalizeAxis(given, arrays[0].ndim);
  const model = arrays[0].shape;
  let total = 0;
  for (const a of arrays) {
    if (a.ndim !== model.length || a.shape.some((n, d) => d !== axis && n !== model[d])) {
      throw new RangeError(
        `concat() takes shapes that differ along axis ${axis} only: found ${formatShape(model)} and ${
          formatShape(a.shape)
        }`,
      );
    }
    total += a.shape[axis];
  }
  const out = allocate(NDArray, commonDType("concat", arrays), checkShape(model.map((n, d) => d === axis ? total : n)));
  let start = 0;
  for (const a of arrays) {
    using part = window(out, axis, start, a.shape[axis]);
    runCast(a, part);
    start += a.shape[axis];
  }
  return out as NDArray as NDArray<D>;
}

/**
 * Joins arrays of one shape along a new axis.
 *
 * @param arrays at least one
 * @param axis where the new axis is in the result, first when omitted
 * @returns a new array of the common dtype
 * @throws {RangeError} if the shapes differ, or the axis is out of range
 * @throws {TypeError} if the dtypes do not mix
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.stack([rt.array([1, 2]), rt.array([3, 4])], 1).toArray()); // [[1, 3], [2, 4]]
 * ```
 */
export function stack<D extends DType>(
  arrays: readonly NDArray<D>[],
  options: number | { axis?: number } = 0,
): NDArray<D> {
  checkArrays("stack", arrays);
  for (const a of arrays) {
    if (!sameShape(a.shape, arrays[0].shape)) {
      throw new RangeError(
        `stack() takes arrays of one shape: found ${formatShape(arrays[0].shape)} and ${formatShape(a.shape)}`,
      );
    }
  }
  const axis = normalizeAxis(typeof options === "number" ? options : options.axis ?? 0, arrays[0].ndim + 1);
  const expanded = arrays.map((a) => a.expandDims(axis));
  try {
    return concat(expanded, axis);
  } finally {
    expanded.forEach((a) => a.dispose());
  }
}
