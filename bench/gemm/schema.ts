/**
 * What a run of the suite `gemm` finds, checked by zod.
 *
 * @module
 */
import { z } from "zod";
import { DTYPES } from "../arrays.ts";
import { LIBRARY, MACHINE, MEASURING, POSITIVE, TIMING } from "../schema.ts";
import { GROUPS, ORDERS } from "./cases.ts";
import { RIVALS } from "./rivals.ts";

const SIZE = z.number().int().nonnegative();

const AGAINST = z.object({
  rival: z.enum(RIVALS),
  timing: TIMING,
  /** The ratio of the medians, the rival's over Raptors'; the quartiles are of the ratios within each round. */
  speedup: POSITIVE,
  speedup_low: POSITIVE,
  speedup_high: POSITIVE,
});

const ROW = z.object({
  group: z.enum(GROUPS),
  dtype: z.enum(DTYPES),
  m: SIZE,
  k: SIZE,
  n: SIZE,
  /** How many products of such factors. */
  batch: SIZE,
  /** How the factors lie, the first and the second: C by rows, F by columns. */
  orders: z.enum(ORDERS),
  flops: SIZE,
  bytes: POSITIVE,
  raptors: TIMING,
  rivals: z.array(AGAINST),
  /** What a bare loop takes for the same sums, or for the same bytes. Null where the call itself is what costs. */
  limit: z.object({ loop: z.string(), median_us: POSITIVE, threads: z.number().int().positive() }).nullable(),
  /** The limit's time over Raptors' time: 1 is as fast as the machine. */
  limit_share: POSITIVE.nullable(),
});

const RESULTS = z.object({
  machine: MACHINE,
  /** Who does Raptors' products: the built-in code or a BLAS library. */
  blas: z.object({ provider: z.string(), version: z.string(), config: z.string() }),
  /** The rivals in the order of the tables, and what each of them is. */
  rivals: z.array(LIBRARY.extend({ key: z.enum(RIVALS), label: z.string(), core: z.string() })),
  /** Why other rivals were not measured. */
  missing: z.array(z.string()),
  options: MEASURING.extend({ quick: z.boolean() }),
  rows: z.array(ROW),
});

/** One case against all rivals. */
export type GemmRow = z.infer<typeof ROW>;
/** One rival on one case. */
export type Against = z.infer<typeof AGAINST>;
/** All that results.json holds. */
export type GemmResults = z.infer<typeof RESULTS>;

/**
 * Reads results.json.
 *
 * @throws {z.ZodError} if it is not what a run writes
 */
export function parseGemmResults(json: string): GemmResults {
  return RESULTS.parse(JSON.parse(json));
}
