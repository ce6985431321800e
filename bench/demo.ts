/**
 * Compares Raptors with NumPy on 2-D arrays: `deno task demo`, options with `--help`.
 *
 * @module
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { HELP, OptionError, type Options, parseOptions } from "./options.ts";
import { startProgress } from "./progress.ts";
import { recordNumpy } from "./recorded.ts";
import { parseResults, type Results, summarize, toCsv, writeText } from "./results.ts";
import { describeMachine, prepare } from "./setup.ts";
import { renderTables } from "./tables.ts";

const LATEST = fileURLToPath(new URL("results/latest/", import.meta.url));

async function main(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(args);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    console.error(error.message);
    return 2;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  try {
    await run(options);
    return 0;
  } catch (error) {
    console.error(`demo: ${error instanceof Error ? error.message : error}`);
    return 1;
  }
}

async function run(options: Options): Promise<void> {
  // Loaded late, so that --help and a bad option need no native library.
  const { isaOf, threadsInUse, useSimd, useThreads } = await import("./raptors.ts");
  const { countSteps, runSuite } = await import("./suite.ts");
  useSimd(options.simdMode);
  if (options.threads) useThreads(options.threads);

  await using setup = await prepare({ torch: options.torch, threads: threadsInUse() });
  const { numpy, torch, baseline, limit } = setup;
  if (options.recordNumpy && !numpy) throw new Error("--record-numpy needs NumPy, and there is none");
  const machine = describeMachine(setup, {
    simdMode: options.simdMode,
    threads: threadsInUse(),
    isa: isaOf(options.ops[0], options.dtypes[0]),
  });
  const progress = startProgress(countSteps(options));
  let measured;
  try {
    const loops = "missing" in limit ? undefined : limit;
    measured = await runSuite(options, { numpy, torch, baseline, limit: loops }, progress);
  } finally {
    progress.stop();
  }
  const { warmup, repeats } = options;
  const results = { machine, options: { warmup, repeats }, summary: summarize(measured.rows), ...measured };
  console.log(renderTables(results));
  await write(results, options);
}

async function write(results: Results, options: Options): Promise<void> {
  const json = JSON.stringify(results, null, 2) + "\n";
  parseResults(json); // what is written can be read back
  const { renderReport } = await import("./report/report.ts");
  const { PLOTLY } = await import("./report/plotly.ts");
  const files: [string, string][] = [
    [`${LATEST}results.json`, json],
    [`${LATEST}results.csv`, toCsv(results)],
    [`${LATEST}report.html`, renderReport(results, PLOTLY)],
  ];
  if (options.outputJson) files.push([resolve(options.outputJson), json]);
  if (options.csv) files.push([resolve(options.csv), toCsv(results)]);
  for (const [path, text] of files) await writeText(path, text);
  if (options.recordNumpy) files.push([await recordNumpy(results), ""]);
  console.log(`Written:\n${files.map(([path]) => `  ${path}`).join("\n")}`);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
