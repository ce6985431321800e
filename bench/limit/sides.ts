/**
 * A bare loop in all its ways, as sides of a measurement.
 *
 * @module
 */
import type { Samples, Side } from "../measure.ts";
import { median } from "../stats.ts";
import type { Limit, LimitRequest } from "./limit.ts";

/** One way of running a bare loop. */
export interface LimitSide extends Side {
  /** Whether stores go through or round the caches. */
  readonly stores: "ordinary" | "streaming";
  /** Its threads. */
  readonly threads: number;
}

/**
 * The loop in all its ways: which one wins depends on the size. Small work is faster without the other threads, and so is
 * any work while other programs keep a CPU busy for which a bare loop would have to wait.
 */
export function loopSides(
  limit: Limit,
  work: Omit<LimitRequest, "streaming" | "threads">,
  mostThreads: number,
): LimitSide[] {
  const sides: LimitSide[] = [];
  for (const threads of new Set([mostThreads, 1])) {
    for (const stores of ["ordinary", "streaming"] as const) {
      const request = { ...work, threads, streaming: stores === "streaming" };
      if (limit.time(request, 1, 0) === undefined) continue;
      const time = (calls: number, lead: number) => limit.time(request, calls, lead)!;
      sides.push({ name: `${stores}, ${threads}`, stores, threads, time });
    }
  }
  return sides;
}

/** Ways that were this much slower than the best in a short trial are not the fastest in the long one. */
const HOPELESS = 1.4;

/** The ways that may be the fastest, by the shortest of a few calls each: the others need not take part in a long run. */
export function promising(sides: readonly LimitSide[]): LimitSide[] {
  const best = sides.map((side) => {
    const least = () => Math.min(...Array.from({ length: 5 }, () => side.time(2, 1) as number));
    return { side, us: least() };
  });
  const least = Math.min(...best.map(({ us }) => us));
  return best.filter(({ us }) => us <= least * HOPELESS).map(({ side }) => side);
}

/** The fastest of the ways that were measured; null where there is none. */
export function fastestLoop(
  loops: readonly LimitSide[],
  samples: Samples,
): { median_us: number; stores: "ordinary" | "streaming"; threads: number } | null {
  const medians = loops.map(({ name, stores, threads }) => ({ median_us: median(samples[name]), stores, threads }));
  return medians.toSorted((x, y) => x.median_us - y.median_us)[0] ?? null;
}
