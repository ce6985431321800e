/**
 * Linear algebra under the names of the Array API standard's extension `linalg`, and NumPy's `norm`. What needs a
 * factorization is not here yet.
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const a = rt.array([[1, 2], [3, 4]]);
 * console.log(rt.linalg.trace(a).item(), rt.linalg.norm(a, { ord: 1 })); // 5 6
 * ```
 *
 * @module
 */
export { matmul, matrixTranspose, outer, tensordot, vecdot } from "./linalg.ts";
export { diagonal, trace } from "./diagonal.ts";
export { matrixNorm, norm, vectorNorm } from "./norm.ts";
export type { MatrixNormOptions, NormOptions, NormOrder, WholeNormOptions } from "./norm.ts";
