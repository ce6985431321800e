/**
 * What the results of every suite have in common: times, the machine, the libraries.
 *
 * @module
 */
import { z } from "zod";

/** A number above 0. */
export const POSITIVE: z.ZodNumber = z.number().positive();

/** Time per call in microseconds, over the samples of one side. */
export const TIMING = z.object({ median_us: POSITIVE, p95_us: POSITIVE, min_us: POSITIVE });

/** What runs in a Python process. */
export const LIBRARY = z.object({
  version: z.string(),
  python: z.string(),
  blas: z.string(),
  cpu_features: z.array(z.string()),
});

/** Where figures of an earlier run come from. */
export const RECORDED = z.object({ cpu: z.string(), date: z.string() });

/** What a run ran on. */
export const MACHINE = z.object({
  cpu: z.string(),
  cores: z.number().int().positive(),
  os: z.string(),
  arch: z.string(),
  isa: z.string(),
  simd_mode: z.string(),
  threads: z.number().int().positive(),
  /** Processes that wanted a CPU in the minute before the run, on average; 0 where that is not known. */
  load: z.number().nonnegative(),
  deno: z.string(),
  date: z.string(),
  /** Null when there are no NumPy figures at all. `recorded` is set when they are from an earlier run elsewhere. */
  numpy: LIBRARY.extend({ recorded: RECORDED.nullable() }).nullable(),
  torch: LIBRARY.nullable(),
  /** The compiler of the bare loops, or null and why there is none. */
  limit: z.object({ compiler: z.string().nullable(), missing: z.string().nullable() }),
});
/** What a run ran on. */
export type Machine = z.infer<typeof MACHINE>;

/** How a run measured. */
export const MEASURING = z.object({ warmup: z.number().int(), repeats: z.number().int() });
/** How a run measured. */
export type Measuring = z.infer<typeof MEASURING>;

/** A label for figures that were not measured in this run, or "" when NumPy was measured. */
export function recordedLabel({ numpy }: Machine): string {
  return numpy?.recorded ? `recorded on ${numpy.recorded.cpu}, ${numpy.recorded.date}` : "";
}

/** What makes a run of any suite doubtful; each a sentence. */
export function commonCaveats({ limit, load, cores }: Machine, { repeats }: Measuring): string[] {
  return [
    ...(limit.missing ? [`There is no limit: ${limit.missing}`] : []),
    ...(repeats < 30 ? [`Only ${repeats} samples a side: good for a quick look, not for a claim.`] : []),
    ...(load > cores / 2
      ? [`Other programs were busy before the run (load ${load.toFixed(1)} on ${cores} cores).`]
      : []),
  ];
}
