/**
 * The run: every product checked against all rivals, then timed against them.
 *
 * @module
 */
import type { Limit } from "../limit/limit.ts";
import { localSide, measure, type MeasureOptions, type Side } from "../measure.ts";
import { floatsOf } from "../peer.ts";
import type { Progress } from "../progress.ts";
import { compare, median, timing } from "../stats.ts";
import { flops, gemmBytes, type GemmCase, gemmCaseName } from "./cases.ts";
import { checkProduct } from "./check.ts";
import { type LimitSide, limitSides, readsFactors } from "./limits.ts";
import { type HeldFactors, holdFactors, MATMUL, productCall, productOf, rawFactors } from "./operands.ts";
import type { Rival } from "./rivals.ts";
import type { Against, GemmRow } from "./schema.ts";

/** A sample lasts a millisecond, or one call. */
const SAMPLE_US = 1000;
/** Unmeasured calls before a sample last twice as long as the system takes to balance threads over CPUs, 4 ms here. */
export const LEAD_US = 8000;

/** Against whom and how. */
export interface GemmRun {
  /** The rivals. */
  readonly rivals: readonly Rival[];
  /** The bare loops, if they could be compiled. */
  readonly limit?: Limit | undefined;
  /** The most threads of a side. */
  readonly threads: number;
  /** How many samples. */
  readonly options: Pick<MeasureOptions, "warmup" | "repeats">;
}

/**
 * Measures the cases.
 *
 * @throws {Error} if Raptors and a rival do not agree on a product
 */
export async function runGemmSuite(cases: readonly GemmCase[], run: GemmRun, progress: Progress): Promise<GemmRow[]> {
  const rows: GemmRow[] = [];
  for (const c of cases) {
    progress.step(gemmCaseName(c));
    rows.push(await measureCase(c, run));
  }
  return rows;
}

async function measureCase(c: GemmCase, { rivals, limit, threads, options }: GemmRun): Promise<GemmRow> {
  await using held = await holdFactors(c, rivals.map(({ worker }) => worker));
  await checkAll(c, held, rivals);
  const raw = readsFactors(c) ? rawFactors(held) : undefined;
  const loops = limit ? limitSides(c, raw, limit, threads) : [];
  const sides: Side[] = [
    localSide("raptors", productCall(held)),
    ...rivals.map(({ key, worker }): Side => ({
      name: key,
      time: (calls, lead) => worker.time(MATMUL, held.id, calls, lead),
    })),
    ...loops,
  ];
  const samples = await measure(sides, { ...options, sampleUs: SAMPLE_US, leadUs: LEAD_US });
  const raptors = timing(samples.raptors);
  const fastest = fastestLoop(loops, samples);
  const { group, dtype, m, k, n, batch, orders } = c;
  return {
    ...{ group, dtype, m, k, n, batch, orders, flops: flops(c), bytes: gemmBytes(c), raptors },
    rivals: rivals.map(({ key }): Against => {
      const { speedup, low, high } = compare(samples.raptors, samples[key]);
      return { rival: key, timing: timing(samples[key]), speedup, speedup_low: low, speedup_high: high };
    }),
    limit: fastest,
    limit_share: fastest && fastest.median_us / raptors.median_us,
  };
}

async function checkAll(c: GemmCase, held: HeldFactors, rivals: readonly Rival[]): Promise<void> {
  const ours = productOf(held);
  for (const { worker } of rivals) {
    const theirs = floatsOf(await worker.result(MATMUL, held.id));
    checkProduct(c, held.factors, ours, theirs, worker.info.library);
  }
}

function fastestLoop(loops: readonly LimitSide[], samples: Record<string, number[]>): GemmRow["limit"] {
  const medians = loops.map(({ name, loop, threads }) => ({ loop, threads, median_us: median(samples[name]) }));
  return medians.toSorted((x, y) => x.median_us - y.median_us)[0] ?? null;
}
