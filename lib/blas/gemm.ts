/**
 * The one way to a product of matrices: a BLAS library where one should do it and can, else the built-in code.
 *
 * @module
 */
import { runGemm } from "../dispatch/gemm.ts";
import type { Operand } from "../dispatch/layout.ts";
import { blasProduct } from "./products.ts";

/** A factor without elements along its inner axis. */
function withoutInner({ dtype, shape, strides, offset, buffer }: Operand, axis: number): Operand {
  return { dtype, shape: shape.with(axis, 0), strides, offset, size: 0, buffer, isContiguous: false };
}

/**
 * `out = alpha·a·b + beta·out`. With `beta` 0 what is in `out` is not read, with `alpha` 0 the factors are not.
 *
 * @param a of shape (…, m, k), float32 or float64
 * @param b of shape (…, k, n), of the same dtype
 * @param out of shape (…, m, n), of the same dtype, to whose leading axes those of a and b broadcast; overlaps neither
 * @throws {TypeError} if the memory of an operand was detached
 */
export function gemm(alpha: number, a: Operand, b: Operand, beta: number, out: Operand): void {
  // Libraries differ on what 0 times NaN is here: reference BLAS does not look at the factors.
  if (alpha === 0) [a, b] = [withoutInner(a, -1), withoutInner(b, -2)];
  if (!blasProduct(alpha, a, b, beta, out)) runGemm(alpha, a, b, beta, out);
}
