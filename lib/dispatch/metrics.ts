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
export function metrics(): Partial<Record<Counted, OpMetrics>> {
  const result: Partial<Record<Counted, OpMetrics>> = {};
  NAMES.forEach((name, id) => {
    const [contiguous, strided, empty] = counts.subarray(id * COUNTERS, (id + 1) * COUNTERS);
    if (contiguous + strided + empty > 0) result[name] = { contiguous, strided, empty };
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
}
