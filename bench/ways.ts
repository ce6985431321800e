/**
 * One piece of work in several ways of running Raptors: on other instruction sets, threads, BLAS libraries.
 *
 * @module
 */
import * as rt from "../mod.ts";
import { localSide, measure, type MeasureOptions, type Side } from "./measure.ts";
import { median } from "./stats.ts";
import { SPIN_MS } from "./tune/tune.ts";
import { enter, type Way } from "./way.ts";

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
      const leave = enter(rt, way);
      try {
        return await side.time(calls, lead);
      } finally {
        // A library's threads look for more work before they sleep, and would disturb whose turn is next.
        const library = rt.blasInfo().provider !== "builtin";
        leave();
        if (library) await new Promise((resolve) => setTimeout(resolve, SPIN_MS));
      }
    },
  };
}
