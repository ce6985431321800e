/**
 * How work is shared between threads: how many there are, what was measured, and what follows from it.
 *
 * @module
 */
import { native } from "../native/native.ts";
import { tellThreads } from "./threads.ts";

/**
 * Sets how many threads a call may use, for the whole process. The results stay the same, bit for bit. A BLAS library
 * that was loaded is told too, and its results may differ.
 *
 * @param n from 1 to 256; more than there are CPUs is allowed, and slower
 * @throws {RangeError} if it is not a whole number in that range
 * @throws {TypeError} if it is not a number
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const { threads } = rt.threadingInfo();
 * rt.setThreads(1);
 * console.log(rt.threadingInfo().threads); // 1
 * rt.setThreads(threads);
 * ```
 */
export function setThreads(n: number): void {
  if (!Number.isInteger(n) || n < 1 || n > 256) {
    const Class = typeof n === "number" ? RangeError : TypeError;
    throw new Class(`setThreads() takes a whole number from 1 to 256: found ${String(n)}`);
  }
  native.rp_set_threads(n);
  tellThreads(n);
}

/**
 * A kind of work that is measured by itself: elementwise on contiguous runs; reductions of everything, of rows, of
 * columns; elementwise through packed tiles; matrix products, whose "bytes" are multiply-adds times those of an element.
 */
export type WorkKind = "elementwise" | "reduceAll" | "reduceRows" | "reduceCols" | "strided" | "matmul";

/** All kinds, in the library's order. */
const KINDS: readonly WorkKind[] = ["elementwise", "reduceAll", "reduceRows", "reduceCols", "strided", "matmul"];

/** Throughput of calls that were run in one way, in bytes per second. */
export interface Throughput {
  /** Calls that were measured so far: all until both ways are known, then one in four. */
  calls: number;
  /** The median of the recent ones; 0 when there are none. */
  median: number;
  /** What 95 % of the recent ones reach. */
  p95: number;
}

/** The decision for calls of one kind and of a band of sizes. */
export interface SplitBand {
  /** The least bytes of the band. */
  from: number;
  /** The least bytes beyond it. */
  to: number;
  /** What is done with such a call, but for the rare ones that try the other way. */
  decision: "alone" | "shared";
  /**
   * Why: `"measured: shared 1.4x"` tells by how much the costs differ (three parts the time in the median, one part that
   * of P95); `"checking: …"` the same, while fresh samples of the other way are taken, because it looked better;
   * `"seed: …"` that the table which ships decides, since there was no call yet, too few calls, or only steady shared ones
   * of a size at which sharing pays wherever the CPUs are free; `"frozen"`, `"one thread"` and `"too small to be timed"`
   * are said of what does not learn.
   */
  why: string;
  /** How often measurements changed the decision. */
  changes: number;
  /** Calls that one thread ran. */
  alone: Throughput;
  /** Calls that several threads ran. */
  shared: Throughput;
}

/** How calls of one kind are shared out. */
export interface SplitInfo {
  /** Bytes from which a call is shared, by the table that ships; measurements decide around it. */
  threshold: number;
  /** Calls that one thread ran. */
  alone: Throughput;
  /** Calls that several threads ran. */
  shared: Throughput;
  /** The decisions by size, from a quarter of the threshold on; below, a call runs alone, and beyond it is shared. */
  bands: SplitBand[];
}

/** The state of the thread pool. */
export interface ThreadingInfo {
  /** How many threads a call may use, the caller included. */
  threads: number;
  /** CPUs that this process may use: its affinity mask, bounded by its control group. */
  cpus: number;
  /** Threads started so far; none before the first call that is shared. */
  workers: number;
  /** Of these, asleep. */
  parked: number;
  /** Calls that were shared out. */
  jobs: number;
  /** Calls that ran alone because another worker of this process was using the pool. */
  alone: number;
  /** Whether measurements decide; `RAPTORS_ADAPTIVE=0` leaves it to the table that ships. */
  adaptive: boolean;
  /** The decision to share, by kind of work. */
  kinds: Record<WorkKind, SplitInfo>;
}

/** The texts of the library's reasons, in the order of its ids (native/threads/split.h). */
const REASONS = [
  "one thread",
  "frozen",
  "too small to be timed",
  "seed: no calls yet",
  "seed: too few calls",
  "seed: shared calls are steady",
  "measured",
  "checking",
] as const;

/** A reason with its figure: which way costs less, and by how much. */
function reasonOf(id: number, decision: "alone" | "shared", ratio: number): string {
  const reason = REASONS[id];
  if ((reason !== "measured" && reason !== "checking") || ratio === 0) return reason;
  const other = decision === "alone" ? "shared" : "alone";
  return `${reason}: ${ratio >= 1 ? decision : other} ${(ratio >= 1 ? ratio : 1 / ratio).toFixed(1)}x`;
}

function throughput(numbers: Float64Array, at: number): Throughput {
  return { calls: numbers[at], median: numbers[at + 1], p95: numbers[at + 2] };
}

/** The bands of a kind: as many as the library knows. */
function bandsOf(kind: number): SplitBand[] {
  const bands: SplitBand[] = [];
  const n = new Float64Array(12);
  while (native.rp_split_band_info(kind, bands.length, n) === 0) {
    const decision = n[2] ? "shared" : "alone";
    bands.push({
      from: n[0],
      to: n[1],
      decision,
      why: reasonOf(n[3], decision, n[4]),
      changes: n[5],
      alone: throughput(n, 6),
      shared: throughput(n, 9),
    });
  }
  return bands;
}

/**
 * What the thread pool has, did and measured, and what was decided.
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * rt.ones([1000, 1000]).sum();
 * const { threads, kinds } = rt.threadingInfo();
 * console.log(threads, kinds.reduceAll.shared.median);
 * for (const { from, to, decision, why } of kinds.reduceAll.bands) console.log(from, to, decision, why);
 * ```
 */
export function threadingInfo(): ThreadingInfo {
  const pool = new Float64Array(4);
  native.rp_pool_info(pool);
  const kinds = {} as Record<WorkKind, SplitInfo>;
  KINDS.forEach((kind, id) => {
    const s = new Float64Array(7);
    native.rp_split_info(id, s);
    kinds[kind] = { threshold: s[0], alone: throughput(s, 1), shared: throughput(s, 4), bands: bandsOf(id) };
  });
  return {
    threads: native.rp_threads(),
    cpus: native.rp_usable_cpus(),
    workers: pool[0],
    parked: pool[1],
    jobs: pool[2],
    alone: pool[3],
    adaptive: native.rp_adaptive() === 1,
    kinds,
  };
}
