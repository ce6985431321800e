/**
 * Where one side overtakes the other.
 *
 * @module
 */

/** One size, measured. */
export interface Point {
  /** How large it is: the number of products (lib/blas/crossover_points.ts). */
  readonly work: number;
  /** The time of the built-in code. */
  readonly builtin: number;
  /** The time of the library. */
  readonly library: number;
}

/** How much faster the library must be: what is within the noise stays with the built-in code. */
export const MARGIN = 1.05;

/** At how many sizes the library must be faster: one alone may be a disturbance. */
export const LEAST_SIZES = 2;

/**
 * The least work from which on the library is faster at every size that was measured.
 *
 * @param points in any order
 * @returns null if it is slower at one of the largest
 */
export function crossoverOf(points: readonly Point[]): number | null {
  const sorted = points.toSorted((a, b) => a.work - b.work);
  const last = sorted.findLastIndex(({ builtin, library }) => builtin < library * MARGIN);
  const faster = sorted.slice(last + 1);
  return faster.length < LEAST_SIZES ? null : faster[0].work;
}
