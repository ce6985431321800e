/**
 * The shape of results.json, what is derived from measured samples, and the files.
 *
 * @module
 */
import { z } from "zod";
import { DTYPES } from "./arrays.ts";
import { OP_NAMES } from "./cases.ts";
import { csv } from "./files.ts";
import { commonCaveats, LIBRARY, MACHINE, MEASURING, POSITIVE, RECORDED, recordedLabel, TIMING } from "./schema.ts";
import { geomean } from "./stats.ts";

const CASE = z.object({
  op: z.enum(OP_NAMES),
  dtype: z.enum(DTYPES),
  shape: z.array(z.number().int().positive()).length(2),
});

const ROW = CASE.extend({
  layout: z.literal("C"),
  threads: z.number().int().positive(),
  simd: z.string(),
  /** Whether the row counts in the summary. */
  target: z.boolean(),
  bytes: POSITIVE,
  raptors: TIMING,
  numpy: TIMING.nullable(),
  torch: TIMING.nullable(),
  /** The ratio of the medians, NumPy's over Raptors'; the quartiles are of the ratios within each round. */
  speedup: POSITIVE.nullable(),
  speedup_low: POSITIVE.nullable(),
  speedup_high: POSITIVE.nullable(),
  torch_speedup: POSITIVE.nullable(),
  gb_per_s: POSITIVE,
  /** The fastest bare loop: with stores through or round the caches, with as many threads or with one. */
  limit: z.object({
    median_us: POSITIVE,
    stores: z.enum(["ordinary", "streaming"]),
    threads: z.number().int().positive(),
  }).nullable(),
  /** The limit's time over Raptors' time: 1 is as fast as the machine. */
  limit_share: POSITIVE.nullable(),
});

/** One way of calling Raptors against NumPy's usual way. */
const VARIANT = z.object({ raptors: TIMING, numpy: TIMING.nullable(), speedup: POSITIVE.nullable() }).nullable();
const VARIANT_ROW = CASE.extend({ target: z.boolean(), out: VARIANT, one_thread: VARIANT, undisposed: VARIANT });
const SMALL_ROW = CASE.extend({ raptors: TIMING, numpy: TIMING.nullable(), speedup: POSITIVE.nullable() });

const SUMMARY = z.object({
  cases: z.number().int().nonnegative(),
  faster: z.number().int().nonnegative(),
  min: POSITIVE.nullable(),
  geomean: POSITIVE.nullable(),
});

const RESULTS = z.object({
  machine: MACHINE,
  options: MEASURING,
  summary: SUMMARY,
  rows: z.array(ROW),
  variants: z.array(VARIANT_ROW),
  small: z.array(SMALL_ROW),
});
const BASELINE = z.object({
  machine: RECORDED.extend({ os: z.string(), arch: z.string() }),
  numpy: LIBRARY,
  rows: z.array(CASE.extend(TIMING.shape)),
});

/** One case of the main table. */
export type Row = z.infer<typeof ROW>;
/** One case of the second table. */
export type VariantRow = z.infer<typeof VARIANT_ROW>;
/** One way of calling, against NumPy. */
export type Variant = z.infer<typeof VARIANT>;
/** One small array. */
export type SmallRow = z.infer<typeof SMALL_ROW>;
/** The cases in three numbers. */
export type Summary = z.infer<typeof SUMMARY>;
/** All that results.json holds. */
export type Results = z.infer<typeof RESULTS>;
/** NumPy's figures of an earlier run. */
export type Baseline = z.infer<typeof BASELINE>;

/** Counts the rows that have a NumPy figure and belong to the target cases. */
export function summarize(rows: readonly Row[]): Summary {
  const speedups = rows.flatMap((row) => row.target && row.speedup !== null ? [row.speedup] : []);
  return {
    cases: speedups.length,
    faster: speedups.filter((s) => s > 1).length,
    min: speedups.length ? Math.min(...speedups) : null,
    geomean: speedups.length ? geomean(speedups) : null,
  };
}

/**
 * Reads results.json.
 *
 * @throws {Error} if the text is not what this program writes
 */
export function parseResults(json: string): Results {
  return RESULTS.parse(JSON.parse(json));
}

/**
 * Reads a file of recorded NumPy figures.
 *
 * @throws {Error} if the text is not what `--record-numpy` writes
 */
export function parseBaseline(json: string): Baseline {
  return BASELINE.parse(JSON.parse(json));
}

/** What a reader must know before any number of this run. */
export function caveats({ machine, options }: Results): string[] {
  const label = recordedLabel(machine);
  return [
    ...(label
      ? [`NumPy's times were ${label}: they were not measured here, nor were results checked against it.`]
      : []),
    ...(machine.numpy ? [] : ["There are no NumPy figures for this kind of machine: Raptors alone was measured."]),
    ...commonCaveats(machine, options),
  ];
}

/** The main table as comma-separated values, a header line first. */
export function toCsv({ rows, machine }: Results): string {
  const source = !machine.numpy ? "none" : recordedLabel(machine) || "measured";
  const header = "op,dtype,rows,cols,layout,threads,simd,target,bytes," +
    "raptors_median_us,raptors_p95_us,raptors_min_us,numpy_median_us,numpy_p95_us,numpy_min_us,numpy_source," +
    "torch_median_us,speedup,speedup_low,speedup_high,gb_per_s,limit_median_us,limit_stores,limit_threads,limit_share";
  const lines = rows.map((r) => [
    ...[r.op, r.dtype, r.shape[0], r.shape[1], r.layout, r.threads, r.simd, r.target, r.bytes],
    ...[r.raptors.median_us, r.raptors.p95_us, r.raptors.min_us],
    ...[r.numpy?.median_us, r.numpy?.p95_us, r.numpy?.min_us, source, r.torch?.median_us],
    ...[r.speedup, r.speedup_low, r.speedup_high, r.gb_per_s],
    ...[r.limit?.median_us, r.limit?.stores, r.limit?.threads, r.limit_share],
  ]);
  return csv(header.split(","), lines);
}
