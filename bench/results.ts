/**
 * The shape of results.json, what is derived from measured samples, and the files.
 *
 * @module
 */
import { dirname } from "node:path";
import { z } from "zod";
import { DTYPES, OP_NAMES } from "./cases.ts";
import { geomean } from "./stats.ts";

const positive = z.number().positive();
const TIMING = z.object({ median_us: positive, p95_us: positive, min_us: positive });
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
  bytes: positive,
  raptors: TIMING,
  numpy: TIMING.nullable(),
  torch: TIMING.nullable(),
  /** The ratio of the medians, NumPy's over Raptors'; the quartiles are of the ratios within each round. */
  speedup: positive.nullable(),
  speedup_low: positive.nullable(),
  speedup_high: positive.nullable(),
  torch_speedup: positive.nullable(),
  gb_per_s: positive,
  /** The fastest bare loop: with stores through or round the caches, with as many threads or with one. */
  limit: z.object({
    median_us: positive,
    stores: z.enum(["ordinary", "streaming"]),
    threads: z.number().int().positive(),
  }).nullable(),
  /** The limit's time over Raptors' time: 1 is as fast as the machine. */
  limit_share: positive.nullable(),
});

/** One way of calling Raptors against NumPy's usual way. */
const VARIANT = z.object({ raptors: TIMING, numpy: TIMING.nullable(), speedup: positive.nullable() }).nullable();
const VARIANT_ROW = CASE.extend({ target: z.boolean(), out: VARIANT, one_thread: VARIANT, undisposed: VARIANT });
const SMALL_ROW = CASE.extend({ raptors: TIMING, numpy: TIMING.nullable(), speedup: positive.nullable() });

/** Where NumPy's figures come from. */
const LIBRARY = z.object({
  version: z.string(),
  python: z.string(),
  blas: z.string(),
  cpu_features: z.array(z.string()),
});
const RECORDED = z.object({ cpu: z.string(), date: z.string() });
const MACHINE = z.object({
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
const SUMMARY = z.object({
  cases: z.number().int().nonnegative(),
  faster: z.number().int().nonnegative(),
  min: positive.nullable(),
  geomean: positive.nullable(),
});

const RESULTS = z.object({
  machine: MACHINE,
  options: z.object({ warmup: z.number().int(), repeats: z.number().int() }),
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
/** What the run ran on. */
export type Machine = z.infer<typeof MACHINE>;
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

/** A label for figures that were not measured in this run, or "" when NumPy was measured. */
export function recordedLabel({ numpy }: Machine): string {
  return numpy?.recorded ? `recorded on ${numpy.recorded.cpu}, ${numpy.recorded.date}` : "";
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
  const { numpy, limit, load, cores } = machine;
  const label = recordedLabel(machine);
  return [
    ...(label
      ? [`NumPy's times were ${label}: they were not measured here, nor were results checked against it.`]
      : []),
    ...(numpy ? [] : ["There are no NumPy figures for this kind of machine: Raptors alone was measured."]),
    ...(limit.missing ? [`There is no limit: ${limit.missing}`] : []),
    ...(options.repeats < 30
      ? [`Only ${options.repeats} samples a side: good for a quick look, not for a claim.`]
      : []),
    ...(load > cores / 2
      ? [`Other programs were busy before the run (load ${load.toFixed(1)} on ${cores} cores).`]
      : []),
  ];
}

/** The main table as comma-separated values, a header line first. */
export function toCsv({ rows, machine }: Results): string {
  const source = !machine.numpy ? "none" : recordedLabel(machine) || "measured";
  const header = "op,dtype,rows,cols,layout,threads,simd,target,bytes," +
    "raptors_median_us,raptors_p95_us,raptors_min_us,numpy_median_us,numpy_p95_us,numpy_min_us,numpy_source," +
    "torch_median_us,speedup,speedup_low,speedup_high,gb_per_s,limit_median_us,limit_stores,limit_threads,limit_share";
  const lines = rows.map((r) =>
    [
      [r.op, r.dtype, r.shape[0], r.shape[1], r.layout, r.threads, r.simd, r.target, r.bytes],
      [r.raptors.median_us, r.raptors.p95_us, r.raptors.min_us],
      [r.numpy?.median_us, r.numpy?.p95_us, r.numpy?.min_us, source, r.torch?.median_us],
      [r.speedup, r.speedup_low, r.speedup_high, r.gb_per_s],
      [r.limit?.median_us, r.limit?.stores, r.limit?.threads, r.limit_share],
    ].flat().map(csvField).join(",")
  );
  return [header, ...lines].join("\n") + "\n";
}

function csvField(value: string | number | boolean | null | undefined): string {
  const text = String(value ?? "");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes a text file, and the folders above it. */
export async function writeText(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
}
