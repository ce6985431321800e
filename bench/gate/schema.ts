/**
 * What a baseline is: ratios of an earlier run, by which later runs are judged.
 *
 * @module
 */
import { z } from "zod";

const RATIO = z.number().positive();

/** What a case reached: how many times faster than NumPy it was, and which share of the bare loop's speed it had. */
const CASE = z.strictObject({ numpy: RATIO, limit: RATIO.nullable() });
/** What a case reached. */
export type Ratios = z.infer<typeof CASE>;

/** The figures of one machine. Ratios of one kind of CPU say nothing of another's. */
const MACHINE = z.strictObject({
  cpu: z.string(),
  threads: z.number().int().positive(),
  date: z.iso.datetime(),
  deno: z.string(),
  numpy: z.string(),
  /** The commit that was measured. */
  commit: z.string().nullable(),
  /** How many runs the ratios are medians of. */
  runs: z.number().int().positive(),
  cases: z.record(z.string(), CASE),
});
/** The figures of one machine. */
export type BaselineMachine = z.infer<typeof MACHINE>;

/** The share by which a ratio may fall before the case counts as slower; 0.3 lets 2× become 1.4×. */
const TOLERANCE = z.number().min(0.05).max(0.9);

/** One file of baselines/. */
export const BASELINE = z.strictObject({
  schema: z.literal("raptors-baseline-1"),
  os: z.string(),
  arch: z.string(),
  /** The instruction set of all cases in the file. */
  isa: z.string(),
  tolerance: z.strictObject({
    /** Of operations that are not named. */
    default: TOLERANCE,
    /** By operation: how much it varies from run to run, and some more. */
    ops: z.record(z.string(), TOLERANCE),
    /** By the names of cases that vary more than their operation does. */
    cases: z.record(z.string(), TOLERANCE),
  }),
  machines: z.array(MACHINE).min(1),
});
/** One file of baselines/. */
export type Baseline = z.infer<typeof BASELINE>;

/**
 * Reads the text of a baseline.
 *
 * @throws {Error} if it is not what `deno task bench:record` writes; the message names the file and what is wrong
 */
export function parseBaseline(text: string, path: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = BASELINE.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 3).map(({ path, message }) =>
    `${path.join(".") || "the file"}: ${message}`
  );
  throw new Error(`${path} is no baseline: ${faults.join("; ")}`);
}
