/**
 * Counters of what was dispatched, per operation.
 *
 * @module
 */
import { type OpName, OPS } from "../native/symbols.gen.ts";

/** What can be counted: every operation of the table, and conversion. */
export type Counted = OpName | "cast";

const NAMES = [...Object.keys(OPS), "cast"] as Counted[];
const COUNTERS = 3;

/** Three counters per operation id: contiguous, strided, empty. */
const counts = new Float64Array(NAMES.length * COUNTERS);

/** The id under which conversions are counted. */
export const CAST_ID: number = NAMES.length - 1;

/** Counts a call whose operands all lay in one run, or were scalars. */
export function countContiguous(id: number): void {
  counts[id * COUNTERS]++;
}

/** Counts a call that went through the iterator: broadcasting, views, other orders. */
export function countStrided(id: number): void {
  counts[id * COUNTERS + 1]++;
}

/** Counts a call on no elements, which reaches no kernel. */
export function countEmpty(id: number): void {
  counts[id * COUNTERS + 2]++;
}

/** Calls of one operation since the start or the last reset. */
export interface OpMetrics {
  /** Calls whose operands all lay in one run, or were scalars. */
  contiguous: number;
  /** Calls that went through the iterator: broadcasting, views, other orders. */
  strided: number;
  /** Calls on no elements. */
  empty: number;
}

/** A kind of work that a BLAS library can do, named as BLAS does: products of matrices, and work on vectors. */
export type BlasKind = "gemm" | "gemv" | "ger" | "dot" | "nrm2" | "asum" | "axpy" | "scal" | "iamax";

/** All kinds; the position is the id. */
export const BLAS_KINDS: readonly BlasKind[] = ["gemm", "gemv", "ger", "dot", "nrm2", "asum", "axpy", "scal", "iamax"];

/** Two counters per kind: left to a library, built-in. */
const choices = new Float64Array(BLAS_KINDS.length * 2);

/** Counts who did work of the kind at this position of {@linkcode BLAS_KINDS}. */
export function countChoice(kind: number, blas: boolean): void {
  choices[kind * 2 + (blas ? 0 : 1)]++;
}

/** Who did the work of one kind, since the start or the last reset. */
export interface ChoiceMetrics {
  /** Calls that a BLAS library did. */
  blas: number;
  /** Calls that the built-in code did. */
  builtin: number;
}

/** What {@linkcode metrics} counts. */
export interface Metrics extends Partial<Record<Counted, OpMetrics>> {
  /** Who did the work that a BLAS library can do, by kind; absent before the first such call. */
  blas?: Partial<Record<BlasKind, ChoiceMetrics>>;
}

/**
 * How often each operation ran, and in which way; operations that never ran are left out.
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * rt.resetMetrics();
 * const a = rt.ones([4, 4]);
 * a.add(a);
 * a.T.slice("::2").add(1);
 * console.log(rt.metrics().add); // { contiguous: 1, strided: 1, empty: 0 }
 * ```
 */
export function metrics(): Metrics {
  const result: Metrics = {};
  NAMES.forEach((name, id) => {
    const [contiguous, strided, empty] = counts.subarray(id * COUNTERS, (id + 1) * COUNTERS);
    if (contiguous + strided + empty > 0) result[name] = { contiguous, strided, empty };
  });
  BLAS_KINDS.forEach((kind, id) => {
    const [blas, builtin] = choices.subarray(id * 2, id * 2 + 2);
    if (blas + builtin > 0) (result.blas ??= {})[kind] = { blas, builtin };
  });
  return result;
}

/**
 * Sets the counters of {@linkcode metrics} to zero.
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * rt.resetMetrics();
 * console.assert(Object.keys(rt.metrics()).length === 0);
 * ```
 */
export function resetMetrics(): void {
  counts.fill(0);
  choices.fill(0);
}
