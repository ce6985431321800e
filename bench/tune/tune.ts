/**
 * Measures the built-in code against a BLAS library, and finds the crossover points.
 *
 * @module
 */
import * as rt from "@raptors/core";
import { type CrossoverPoints, type Crossovers, samePoints } from "../../lib/blas/crossover_points.ts";
import { type BenchDType, DTYPES } from "../arrays.ts";
import { localSide, measure, type Side } from "../measure.ts";
import { median } from "../stats.ts";
import { crossoverOf, type Point } from "./crossover.ts";
import type { TuneOptions } from "./options.ts";
import { makeWork, sizesOf, type TunedKind } from "./work.ts";

/** One size of one kind, measured: microseconds per call. */
export interface Measured extends Point {
  readonly kind: TunedKind;
  readonly dtype: BenchDType;
  readonly label: string;
}

/** Crossover points as Raptors reads them (lib/blas/crossover_schema.ts), and where they are from. */
export interface TunedBlas extends Crossovers {
  readonly library: { readonly name: string; readonly version: string | null; readonly threads: number | null };
  readonly builtin: { readonly isa: string; readonly threads: number };
  readonly date: string;
  readonly quick: boolean;
  readonly measured: readonly Measured[];
}

/** For how long a library's threads may look for more work before they sleep: OpenBLAS's do for 2^26 cycles. */
export const SPIN_MS = 50;

/** A side on which all work is done by one BLAS. */
function sideOf(name: "builtin" | "library", blas: string, run: () => void): Side {
  const side = localSide(name, run);
  return {
    name,
    async time(calls, lead) {
      rt.setBlas(blas);
      const us = await side.time(calls, lead);
      if (name === "library") await new Promise((resolve) => setTimeout(resolve, SPIN_MS));
      return us;
    },
  };
}

/** How many samples are taken, and how long each lasts. */
const samplesFor = (quick: boolean) => ({
  warmup: quick ? 1 : 3,
  repeats: quick ? 7 : 31,
  sampleUs: quick ? 1000 : 3000,
});

/** Measures one size on both sides, in alternation. */
async function measureSize(kind: TunedKind, dtype: BenchDType, n: number, options: TuneOptions): Promise<Measured> {
  const { label, work, run } = makeWork(kind, dtype, n);
  const sides = [sideOf("builtin", "builtin", run), sideOf("library", options.blas, run)];
  const samples = await measure(sides, samplesFor(options.quick));
  return { kind, dtype, label, work, builtin: median(samples.builtin), library: median(samples.library) };
}

/**
 * Measures the BLAS library.
 *
 * @param report is called with each size when it is measured
 * @throws {RangeError} if there is no such library
 */
export async function tuneBlas(options: TuneOptions, report: (measured: Measured) => void): Promise<TunedBlas> {
  rt.setBlas(options.blas);
  const { provider: name, path, version, threads } = rt.blasInfo();
  rt.setBlas("builtin");
  const { config: isa = "", threads: own = 1 } = rt.blasInfo();
  const measured: Measured[] = [];
  const from: CrossoverPoints = samePoints(null);
  try {
    for (const kind of options.kinds) {
      for (const dtype of DTYPES) {
        const points: Measured[] = [];
        for (const n of sizesOf(kind, options.quick)) {
          const point = await measureSize(kind, dtype, n, options);
          report(point);
          points.push(point);
        }
        from[kind][dtype] = crossoverOf(points);
        measured.push(...points);
      }
    }
  } finally {
    rt.setBlas("auto");
  }
  return {
    // The path, not the name: another library of that name was not measured.
    provider: path ?? options.blas,
    library: { name, version: version ?? null, threads: threads ?? null },
    builtin: { isa, threads: own },
    date: new Date().toISOString(),
    quick: options.quick,
    from,
    measured,
  };
}
