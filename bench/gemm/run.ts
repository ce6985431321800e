/**
 * The suite `gemm`: products of matrices and vectors.
 *
 * @module
 */
import * as rt from "../../mod.ts";
import { openLimit } from "../limit/limit.ts";
import type { GemmOptions } from "../options.ts";
import type { Outcome } from "../outcome.ts";
import { startProgress } from "../progress.ts";
import { kernelIsa, threadsInUse, useSimd, useThreads } from "../raptors.ts";
import { renderGemmReport } from "../report/gemm.ts";
import { describeMachine } from "../setup.ts";
import { listGemmCases } from "./cases.ts";
import { rivalLabel, startRivals } from "./rivals.ts";
import { type GemmResults, parseGemmResults } from "./schema.ts";
import { runGemmSuite } from "./suite.ts";
import { gemmCsv, renderGemmTables } from "./tables.ts";

/**
 * Runs the suite.
 *
 * @throws {Error} if the sides do not agree on a product, no case is asked for, or the options ask for what this machine
 * lacks
 */
export async function runGemm(options: GemmOptions): Promise<Outcome> {
  const cases = listGemmCases(options);
  if (cases.length === 0) throw new Error("No case is left: --only, --groups, --sizes and --quick exclude them all");
  useSimd(options.simdMode);
  if (options.threads) useThreads(options.threads);
  rt.setBlas(options.blas);
  const threads = threadsInUse();
  const limit = await openLimit();
  const loops = "missing" in limit ? undefined : limit;
  const torch = options.torch || Boolean(Deno.env.get("RAPTORS_TORCH_PYTHON"));
  await using rivals = await startRivals({ torch, torchPython: options.torchPython, threads });
  const worker = (key: string) => rivals.list.find((rival) => rival.key === key)?.worker;
  const { warmup, repeats, quick, simdMode } = options;
  const { provider, version = "", config = "" } = rt.blasInfo();
  const setup = { numpy: worker("numpy"), torch: worker("torch"), limit };
  const found: Omit<GemmResults, "rows"> = {
    machine: describeMachine(setup, { simdMode, threads, isa: kernelIsa("matmul", options.dtypes[0]) }),
    blas: { provider, version, config },
    rivals: rivals.list.map(({ key, worker: { info } }) => {
      const { version, python, blas, core, cpu_features } = info;
      return { key, label: rivalLabel(key, core), version, python, blas, core, cpu_features };
    }),
    missing: [...rivals.missing],
    options: { warmup, repeats, quick },
  };
  const progress = startProgress(cases.length);
  let rows;
  try {
    rows = await runGemmSuite(cases, { rivals: rivals.list, limit: loops, threads, options }, progress);
  } finally {
    progress.stop();
  }
  const results: GemmResults = { ...found, rows };
  const json = JSON.stringify(results, null, 2) + "\n";
  parseGemmResults(json); // what is written can be read back
  return {
    folder: "gemm",
    text: renderGemmTables(results),
    json,
    csv: gemmCsv(results),
    report: (plotly) => renderGemmReport(results, plotly),
    written: [],
  };
}
