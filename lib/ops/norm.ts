/**
 * Norms of vectors and matrices.
 *
 * @module
 */
import { type DType, isFloat } from "../dispatch/dtype.ts";
import { formatShape, normalizeAxes } from "../dispatch/shape.ts";
import { checkOptions, describe, noKernel } from "../ndarray/apply.ts";
import { checkKeepdims } from "../ndarray/apply_reduce.ts";
import { NDArray } from "../ndarray/ndarray.ts";
import type { Axis } from "../ndarray/options.ts";

/**
 * Which norm: for vectors 2 (Euclidean), 1 (sum of magnitudes), Infinity and -Infinity (largest and smallest magnitude)
 * and 0 (elements that are not zero); for matrices "fro" (Frobenius), 1 and -1 (largest and smallest column sum of
 * magnitudes), Infinity and -Infinity (the same of rows).
 */
export type NormOrder = "fro" | number;

/** Options of `norm` and `vectorNorm`. */
export interface NormOptions {
  /** Which norm; the square root of the sum of the squares when omitted. */
  ord?: NormOrder;
  /** The axis of vectors, or the two of matrices; all elements when omitted. */
  axis?: Axis;
  /** Keep the axes, with length 1. */
  keepdims?: boolean;
}

/** Options under which a norm is one number. */
export interface WholeNormOptions {
  /** Which norm. */
  ord?: NormOrder;
  /** Not given: the norm of all. */
  axis?: undefined;
  /** Not set: the result is a number. */
  keepdims?: false;
}

/** Options of `matrixNorm`. */
export interface MatrixNormOptions {
  /** Which norm; "fro" when omitted. */
  ord?: NormOrder;
  /** Keep the axes, with length 1. */
  keepdims?: boolean;
}

/** Checks the array and the options, and gives them with what was left out filled in. */
function settle<O extends NormOptions>(
  name: string,
  x: NDArray,
  options: O,
  keys: string[],
): O & { keepdims: boolean } {
  if (!(x instanceof NDArray)) throw new TypeError(`${name}() takes an array: found ${describe(x)}`);
  if (!isFloat(x.dtype)) throw noKernel(name, x.dtype);
  checkOptions(name, options, keys, "{ ord, axis }");
  checkKeepdims(name, options.keepdims);
  return { ...options, keepdims: options.keepdims ?? false };
}

function unknownOrder(name: string, of: string, ord: unknown, expected: string): RangeError {
  const found = typeof ord === "string" ? JSON.stringify(ord) : String(ord);
  return new RangeError(`${name}() knows no norm ${found} of ${of}: expected ${expected}`);
}

/** The norm of all elements along some axes, as of one vector. */
function ofVectors(name: string, x: NDArray, ord: NormOrder, axis: Axis, keepdims: boolean): NDArray {
  switch (ord) {
    case 2:
      return x.nrm2({ axis, keepdims });
    case 1:
      return x.asum({ axis, keepdims });
    case 0: {
      using present = x.notEqual(0);
      using ones = present.astype(x.dtype);
      return ones.sum({ axis, keepdims });
    }
    case Infinity:
    case -Infinity: {
      using sizes = x.abs();
      return ord > 0 ? sizes.max({ axis, keepdims }) : sizes.min({ axis, keepdims });
    }
  }
  throw unknownOrder(name, "vectors", ord, "2, 1, 0, Infinity or -Infinity");
}

/** The norm of the matrices whose rows are counted along one axis and whose columns along another. */
function ofMatrices(
  name: string,
  x: NDArray,
  ord: NormOrder,
  [row, column]: readonly number[],
  keepdims: boolean,
): NDArray {
  switch (ord) {
    case "fro":
      return x.nrm2({ axis: [row, column], keepdims });
    case 1:
    case -1:
    case Infinity:
    case -Infinity: {
      const [summed, compared] = Math.abs(ord) === 1 ? [row, column] : [column, row];
      using sums = x.asum({ axis: summed, keepdims: true });
      using norms = ord > 0
        ? sums.max({ axis: compared, keepdims: true })
        : sums.min({ axis: compared, keepdims: true });
      return keepdims ? norms.slice() : norms.squeeze([row, column]);
    }
  }
  throw unknownOrder(name, "matrices", ord, `"fro", 1, -1, Infinity or -Infinity (others need singular values)`);
}

/** As a number, unless axes were asked for. */
function resultOf(result: NDArray, asNumber: boolean): NDArray | number {
  if (!asNumber) return result;
  using whole = result;
  return whole.item() as number;
}

/**
 * NumPy's `linalg.norm`: of one axis a vector norm, of two a matrix norm; without `ord` and `axis` the Euclidean norm of
 * all elements, and with `ord` alone that of a vector or of a matrix.
 *
 * No square overflows or vanishes on the way to the Euclidean and the Frobenius norm, see {@linkcode nrm2}.
 *
 * @param x an array of float32 or float64
 * @param options `ord`, `axis`, `keepdims`
 * @returns a number; with `axis` or `keepdims` an array of the dtype of `x`. As exact as `nrm2` and `asum`
 * @throws {RangeError} if there is no such norm or axis, there are more than two axes, or it is the largest or smallest of
 *   nothing
 * @throws {TypeError} if `x` is not float32 or float64 or was disposed, or an option is of the wrong type
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const a = rt.array([[3, -4], [6, 8]]);
 * console.log(rt.linalg.norm(a, { axis: 1 }).toArray()); // [5, 10]
 * console.log(rt.linalg.norm(a, { ord: Infinity })); // 14
 * ```
 */
export function norm(x: NDArray, options?: WholeNormOptions): number;
/** Along axes, to an array. */
export function norm<D extends DType>(x: NDArray<D>, options: NormOptions): NDArray<D>;
export function norm<D extends DType>(
  x: NDArray<D>,
  options: NormOptions | WholeNormOptions = {},
): number | NDArray<D> {
  const { ord, axis, keepdims } = settle("norm", x, options as NormOptions, ["ord", "axis", "keepdims"]);
  if (ord === undefined && axis === undefined && !keepdims) return x.nrm2();
  const axes = normalizeAxes(axis, x.ndim);
  const asNumber = axis === undefined && !keepdims;
  if (axes.length === 1 || (ord === undefined && axis === undefined)) {
    return resultOf(ofVectors("norm", x, ord ?? 2, axes, keepdims), asNumber) as number | NDArray<D>;
  }
  if (axes.length !== 2) {
    throw new RangeError(
      `norm() takes one axis of vectors or two of matrices: found ${axes.length} of shape ${formatShape(x.shape)}`,
    );
  }
  return resultOf(ofMatrices("norm", x, ord ?? "fro", axes, keepdims), asNumber) as number | NDArray<D>;
}

/**
 * The norm of vectors, as the Array API standard has it: with several axes, or none, of all their elements as one vector.
 *
 * @param x an array of float32 or float64
 * @param options `ord` (2), `axis`, `keepdims`
 * @returns a number; with `axis` or `keepdims` an array of the dtype of `x`
 * @throws {RangeError} if there is no such norm or axis, or it is the largest or smallest of nothing
 * @throws {TypeError} if `x` is not float32 or float64 or was disposed, or an option is of the wrong type
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.linalg.vectorNorm(rt.array([[1, -2], [3, 0]]), { ord: 1 })); // 6
 * ```
 */
export function vectorNorm(x: NDArray, options?: WholeNormOptions): number;
/** Along axes, to an array. */
export function vectorNorm<D extends DType>(x: NDArray<D>, options: NormOptions): NDArray<D>;
export function vectorNorm<D extends DType>(
  x: NDArray<D>,
  options: NormOptions | WholeNormOptions = {},
): number | NDArray<D> {
  const { ord = 2, axis, keepdims } = settle("vectorNorm", x, options as NormOptions, ["ord", "axis", "keepdims"]);
  const asNumber = axis === undefined && !keepdims;
  const result = ofVectors("vectorNorm", x, ord, normalizeAxes(axis, x.ndim), keepdims);
  return resultOf(result, asNumber) as number | NDArray<D>;
}

/**
 * The norm of each matrix of the last two axes, as the Array API standard has it.
 *
 * @param x an array of float32 or float64, of at least two axes
 * @param options `ord` ("fro"), `keepdims`
 * @returns an array of the dtype of `x`, without the last two axes: of one matrix `.item()` gives the number
 * @throws {RangeError} if there is no such norm, there are fewer than two axes, or it is the largest or smallest of nothing
 * @throws {TypeError} if `x` is not float32 or float64 or was disposed, or an option is of the wrong type
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.linalg.matrixNorm(rt.ones([3, 4, 4])).toArray()); // [4, 4, 4]
 * ```
 */
export function matrixNorm<D extends DType>(x: NDArray<D>, options: MatrixNormOptions = {}): NDArray<D> {
  const { ord = "fro", keepdims } = settle("matrixNorm", x, options as NormOptions, ["ord", "keepdims"]);
  if (x.ndim < 2) {
    throw new RangeError(`matrixNorm() takes an array of at least two axes: found shape ${formatShape(x.shape)}`);
  }
  return ofMatrices("matrixNorm", x, ord, [x.ndim - 2, x.ndim - 1], keepdims) as NDArray<D>;
}
