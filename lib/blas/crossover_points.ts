/**
 * Crossover points: from which size on a provider is faster than the built-in code.
 *
 * @module
 */
import type { FloatDType } from "../dispatch/dtype.ts";
import { BLAS_KINDS, type BlasKind } from "../dispatch/metrics.ts";

/** The least work of each kind at which a provider is faster; null where it never is. See {@linkcode workOf}. */
export type CrossoverPoints = Record<BlasKind, Record<FloatDType, number | null>>;

/** A provider, and from where on it is faster than the built-in code. */
export interface Crossovers {
  /** The provider that was measured: `openblas`, `accelerate`, or a path. */
  provider: string;
  /** Where it is faster. */
  from: CrossoverPoints;
}

/**
 * The size by which crossover points are given: the number of products, m·n·k for gemm, m·n for gemv and ger, and n for
 * vectors.
 */
export function workOf(shape: readonly number[]): number {
  let work = 1;
  for (let i = 0; i < shape.length; i++) work *= shape[i];
  return work;
}

/** How many lengths tell the size of each kind. */
export const RANKS: Record<BlasKind, number> = {
  gemm: 3,
  gemv: 2,
  ger: 2,
  dot: 1,
  nrm2: 1,
  asum: 1,
  axpy: 1,
  scal: 1,
  iamax: 1,
};

/** Points that are the same for every kind and dtype. */
export function samePoints(point: number | null): CrossoverPoints {
  const all = BLAS_KINDS.map((kind) => [kind, { float32: point, float64: point }]);
  return Object.fromEntries(all) as CrossoverPoints;
}
