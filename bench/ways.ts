/**
 * One piece of work in several ways of running Raptors: on other instruction sets, threads, BLAS libraries.
 *
 * @module
 */
import * as rt from "../mod.ts";
import { localSide, measure, type MeasureOptions, type Side } from "./measure.ts";
import { median } from "./stats.ts";
import { SPIN_MS } from "./tune/tune.ts";

/** How Raptors may run. What is left out stays as it is. */
export interface Way {
  /** The instruction set, `scalar` for none. */
  readonly simd?: rt.SimdMode;
  /** The number of threads. */
  readonly threads?: number;
  /** Who multiplies matrices. */
  readonly blas?: rt.BlasChoice;
}

/** Whether this is a quick run, for tests: small sizes and few samples, whose figures mean little. */
export function isQuick(): boolean {
  return Deno.env.get("RAPTORS_QUICK") === "1";
}

/**
 * Measures a call in several ways of running Raptors, and what others do, all in turns.
 *
 * @returns the median time of a call in microseconds, under the name of each way and of each other side
 */
export async function compareWays(
  call: () => void,
  ways: Readonly<Record<string, Way>>,
  others: readonly Side[],
  effort: MeasureOptions,
): Promise<Record<string, number>> {
  const sides = Object.entries(ways).map(([name, way]) => waySide(name, way, call));
  const samples = await measure([...sides, ...others], effort);
  return Object.fromEntries(Object.entries(samples).map(([name, times]) => [name, median(times)]));
}

/** Times a call in one way of running Raptors, which is in force for as long as its turn lasts. */
export function waySide(name: string, way: Way, call: () => void): Side {
  const side = localSide(name, call);
  return {
    name,
    async time(calls, lead) {
      const before = current();
      apply(way);
      try {
        return await side.time(calls, lead);
      } finally {
        // A library's threads look for more work before they sleep, and would disturb whose turn is next.
        const library = rt.blasInfo().provider !== "builtin";
        apply(before);
        if (library) await new Promise((resolve) => setTimeout(resolve, SPIN_MS));
      }
    },
  };
}

function current(): Required<Way> {
  return {
    simd: rt.kernelFor("sum", "float32").isa,
    threads: rt.threadingInfo().threads,
    blas: rt.blasInfo().choice,
  };
}

function apply({ simd, threads, blas }: Way): void {
  if (simd !== undefined) rt.setSimd(simd);
  if (threads !== undefined) rt.setThreads(threads);
  if (blas !== undefined) rt.setBlas(blas);
}
