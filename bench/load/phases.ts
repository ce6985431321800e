/**
 * Calls of several sizes for a while, and what threading made of them.
 *
 * @module
 */
import * as rt from "@raptors/core";
import { median, quantile } from "../stats.ts";

/** What became of the calls of one band of sizes in one phase. */
export interface BandOutcome {
  /** The band, as the library describes it at the end of the phase. */
  readonly band: rt.SplitBand;
  /** Milliseconds from the start of the phase to the last change of the decision; absent: it was not changed. */
  readonly changedAfter?: number;
  /** Microseconds of a call: the mean, the median, and what 95 % stay below, over the second half of the phase. */
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
}

/** Work that is repeated: one public call. */
interface Work {
  readonly from: number;
  readonly run: () => void;
}

/** A call for each band from the least bytes on, half-way through it: `a + b` of float64 vectors. */
export function makeWork(from: number): Work[] {
  const { bands } = rt.threadingInfo().kinds.elementwise;
  return bands.filter((band) => band.from >= from).map((band) => {
    const n = Math.round(1.5 * band.from / 24);
    const [a, b, out] = [rt.ones([n]), rt.ones([n]), rt.ones([n])];
    return { from: band.from, run: () => void rt.add(a, b, { out }) };
  });
}

const bandFrom = (from: number): rt.SplitBand =>
  rt.threadingInfo().kinds.elementwise.bands.find((band) => band.from === from)!;

/** How long one size runs before it is the next one's turn. */
const TURN_MS = 20;

/** Runs all sizes in turn, for so many seconds. */
export function runPhase(work: readonly Work[], seconds: number): BandOutcome[] {
  const start = performance.now();
  const state = work.map(({ from }) => ({ changes: bandFrom(from).changes, changedAfter: NaN, times: [] as number[] }));
  while (performance.now() - start < seconds * 1000) {
    work.forEach(({ from, run }, i) => {
      const turn = performance.now(), late = turn - start > seconds * 500;
      for (let now = turn; now - turn < TURN_MS;) {
        run();
        const end = performance.now();
        if (late) state[i].times.push(end - now);
        now = end;
      }
      const { changes } = bandFrom(from);
      if (changes !== state[i].changes) state[i].changedAfter = performance.now() - start;
      state[i].changes = changes;
    });
  }
  return work.map(({ from }, i) => {
    const { times, changedAfter } = state[i];
    const us = 1000;
    return {
      band: bandFrom(from),
      ...(Number.isNaN(changedAfter) ? {} : { changedAfter }),
      mean: us * times.reduce((sum, time) => sum + time, 0) / times.length,
      median: us * median(times),
      p95: us * quantile(times, 0.95),
    };
  });
}
