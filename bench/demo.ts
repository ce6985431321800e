/**
 * Compares Raptors with NumPy on 2-D arrays: `deno task demo`, options with `--help`.
 *
 * @module
 */
import { cpus, loadavg } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Limit, openLimit } from "./limit/limit.ts";
import { PythonWorker } from "./numpy.ts";
import { HELP, OptionError, type Options, parseOptions } from "./options.ts";
import { startProgress } from "./progress.ts";
import { findPython } from "./python.ts";
import { readBaseline, recordNumpy } from "./recorded.ts";
import { type Baseline, type Machine, parseResults, type Results, summarize, toCsv, writeText } from "./results.ts";
import { renderTables } from "./tables.ts";

const LATEST = fileURLToPath(new URL("results/latest/", import.meta.url));

/** The rivals of a run, and the processes to end after it. */
interface Setup extends AsyncDisposable {
  readonly numpy?: PythonWorker | undefined;
  readonly torch?: PythonWorker | undefined;
  readonly baseline?: Baseline | undefined;
  readonly limit: Limit | { readonly missing: string };
}

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

  await using setup = await prepare(options, threadsInUse());
  const { numpy, torch, baseline, limit } = setup;
  if (options.recordNumpy && !numpy) throw new Error("--record-numpy needs NumPy, and there is none");
  const machine = describeMachine(options, setup, threadsInUse(), isaOf(options.ops[0], options.dtypes[0]));
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

/** Starts what can be started, and says what is missing. */
async function prepare(options: Options, threads: number): Promise<Setup> {
  const limit = await openLimit();
  const found = await findPython();
  let numpy: PythonWorker | undefined;
  let baseline: Baseline | undefined;
  if ("python" in found) {
    numpy = await PythonWorker.start(found.python);
  } else {
    baseline = await readBaseline();
    const instead = baseline ? "NumPy's recorded figures are used instead" : "there are no recorded figures either";
    console.error(`NumPy cannot be measured: ${found.missing}; ${instead}.`);
  }
  const torch = options.torch ? await startTorch("python" in found ? found.python : "python3", threads) : undefined;
  return {
    numpy,
    torch,
    baseline,
    limit,
    async [Symbol.asyncDispose](): Promise<void> {
      await numpy?.close();
      await torch?.close();
    },
  };
}

async function startTorch(fallback: string, threads: number): Promise<PythonWorker | undefined> {
  const python = Deno.env.get("RAPTORS_TORCH_PYTHON") || fallback;
  try {
    return await PythonWorker.start(python, { library: "torch", threads });
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    console.error(`PyTorch cannot be measured with ${python}: ${why}. RAPTORS_TORCH_PYTHON names another Python.`);
    return undefined;
  }
}

function describeMachine(options: Options, setup: Setup, threads: number, isa: string): Machine {
  const { numpy, torch, baseline, limit } = setup;
  const library = ({ info: { version, python, blas, cpu_features } }: PythonWorker) => {
    return { version, python, blas, cpu_features };
  };
  const recorded = baseline && { cpu: baseline.machine.cpu, date: baseline.machine.date };
  return {
    cpu: cpus()[0]?.model.trim() || `an unnamed ${Deno.build.arch} CPU`,
    cores: navigator.hardwareConcurrency,
    os: Deno.build.os,
    arch: Deno.build.arch,
    isa,
    simd_mode: options.simdMode,
    threads,
    load: loadavg()[0],
    deno: Deno.version.deno,
    date: new Date().toISOString(),
    numpy: numpy
      ? { ...library(numpy), recorded: null }
      : baseline && recorded
      ? { ...baseline.numpy, recorded }
      : null,
    torch: torch ? library(torch) : null,
    limit: "missing" in limit
      ? { compiler: null, missing: limit.missing }
      : { compiler: limit.compiler, missing: null },
  };
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
