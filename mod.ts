/**
 * Raptors: fast n-dimensional arrays for Deno, on SIMD kernels.
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const a = rt.array([[1, 2], [3, 4]]);
 * using b = a.add(rt.array([10, 20]));
 * console.log(b.toArray(), a.mean(0).toArray()); // [[11, 22], [13, 24]] [2, 3]
 * ```
 *
 * @module
 */
export * from "./lib/ndarray/creation.ts";
export { NDArray } from "./lib/ndarray/ndarray.ts";
export { ArrayCore } from "./lib/ndarray/core.ts";
export type { Nested } from "./lib/ndarray/elements.ts";
export type {
  ArgOptions,
  Axis,
  OutOptions,
  ReduceOptions,
  SpreadOptions,
  TensordotOptions,
  VecdotOptions,
  WholeOptions,
  WholeSpreadOptions,
} from "./lib/ndarray/options.ts";
export type { SliceRange, SliceSpec } from "./lib/ndarray/slicing.ts";
export { tidy } from "./lib/ndarray/scope.ts";
export { memoryInfo, setMemoryDebug, setPoolCap } from "./lib/ndarray/pool.ts";
export type { MemoryInfo, Undisposed } from "./lib/ndarray/pool.ts";
export * from "./lib/ops/unary.ts";
export * from "./lib/ops/binary.ts";
export * from "./lib/ops/compare.ts";
export * from "./lib/ops/combine.ts";
export * from "./lib/ops/blas.ts";
export * from "./lib/ops/linalg.ts";
export * as linalg from "./lib/ops/linalg_namespace.ts";
export * from "./lib/ops/reduce.ts";
export * from "./lib/ops/manipulate.ts";
export * from "./lib/dispatch/introspect.ts";
export * from "./lib/dispatch/threading.ts";
export { blasInfo, setBlas, shouldUseBlas } from "./lib/blas/choose.ts";
export type { BlasChoice, BlasInfo } from "./lib/blas/choose.ts";
export type { ProviderName } from "./lib/blas/provider.ts";
export type { CrossoverPoints } from "./lib/blas/crossover_points.ts";
export { metrics, resetMetrics } from "./lib/dispatch/metrics.ts";
export type { BlasKind, ChoiceMetrics, Counted, Metrics, OpMetrics } from "./lib/dispatch/metrics.ts";
export type { DType, FloatDType, Promote, Scalar, ScalarOf, TypedArray, TypedArrayOf } from "./lib/dispatch/dtype.ts";
export type { Layout, Operand } from "./lib/dispatch/layout.ts";
export type { IsaName, OpName } from "./lib/native/symbols.gen.ts";
