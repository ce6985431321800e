/**
 * The suite `2d`: reductions, broadcasts and scaling of 2-D arrays.
 *
 * @module
 */
import type { Options } from "./options.ts";
import type { Outcome } from "./outcome.ts";
import { startProgress } from "./progress.ts";
import { isaOf, threadsInUse, useSimd, useThreads } from "./raptors.ts";
import { recordNumpy } from "./recorded.ts";
import { renderReport } from "./report/report.ts";
import { parseResults, summarize, toCsv } from "./results.ts";
import { describeMachine, prepare } from "./setup.ts";
import { countSteps, runSuite } from "./suite.ts";
import { renderTables } from "./tables.ts";

/**
 * Runs the suite.
 *
 * @throws {Error} if the sides do not agree on a result, or the options ask for what this machine lacks
 */
export async function run2d(options: Options): Promise<Outcome> {
  const { ops, dtypes, warmup, repeats, simdMode } = options;
  useSimd(simdMode);
  if (options.threads) useThreads(options.threads);
  const threads = threadsInUse();

  await using setup = await prepare({ ...options, threads });
  const { numpy, torch, baseline, limit } = setup;
  if (options.recordNumpy && !numpy) throw new Error("--record-numpy needs NumPy, and there is none");
  const machine = describeMachine(setup, { simdMode, threads, isa: isaOf(ops[0], dtypes[0]) });
  const progress = startProgress(countSteps(options));
  let measured;
  try {
    const loops = "missing" in limit ? undefined : limit;
    measured = await runSuite(options, { numpy, torch, baseline, limit: loops }, progress);
  } finally {
    progress.stop();
  }
  const results = { machine, options: { warmup, repeats }, summary: summarize(measured.rows), ...measured };
  const json = JSON.stringify(results, null, 2) + "\n";
  parseResults(json); // what is written can be read back
  return {
    folder: "latest",
    text: renderTables(results),
    json,
    csv: toCsv(results),
    report: (plotly) => renderReport(results, plotly),
    written: options.recordNumpy ? [await recordNumpy(results)] : [],
  };
}
