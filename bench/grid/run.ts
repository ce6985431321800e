/**
 * One run of the grid: who runs, what is measured, what is kept.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import * as rt from "../../mod.ts";
import config from "../../deno.json" with { type: "json" };
import { writeText } from "../files.ts";
import type { SimdMode } from "../flags.ts";
import { type Limit, openLimit } from "../limit/limit.ts";
import { startProgress } from "../progress.ts";
import { kernelIsa, threadsInUse, useSimd, useThreads } from "../raptors.ts";
import { describeMachine } from "../setup.ts";
import type { GridCase } from "./case.ts";
import type { Against } from "./options.ts";
import { summarize, toCsv } from "./results.ts";
import { currentRevision } from "./revision.ts";
import { type Rival, startRival } from "./rivals.ts";
import { type GridResults, type GridRow, parseGridResults } from "./schema.ts";
import { type Effort, GridSuite } from "./suite.ts";

/** What a run is asked for. */
export interface RunRequest {
  /** The cases. */
  readonly cases: readonly GridCase[];
  /** What the run is called in its results. */
  readonly mode: GridResults["options"]["mode"];
  /** What picked the cases. */
  readonly only?: RegExp | undefined;
  /** The rival. */
  readonly against: Against;
  /** Threads for a rival's library; as many as for Raptors when absent. */
  readonly rivalThreads?: number;
  /** Threads for Raptors; absent: the library's own choice. */
  readonly threads?: number | undefined;
  /** Which kernels the cases use that do not name any. */
  readonly simdMode?: SimdMode;
  /** How much is measured. */
  readonly effort: Effort;
  /** The Python that has PyTorch, where it is given. */
  readonly torchPython?: string | undefined;
}

/**
 * Measures.
 *
 * @throws {Error} if the rival cannot be had, or the sides do not agree on a result
 */
export async function runGrid(request: RunRequest): Promise<GridResults> {
  const { cases, mode, only, against, effort, simdMode = "auto", torchPython } = request;
  const started = performance.now(), date = new Date().toISOString();
  useSimd(simdMode);
  if (request.threads) useThreads(request.threads);
  const threads = threadsInUse(), isa = kernelIsa("sum", "float32");
  const revision = await currentRevision();
  const limit = await openLimit();
  await using rival = await startRival(against, { threads: request.rivalThreads ?? threads, isa, torchPython });
  const machine = describeMachine({
    numpy: rival.kind === "numpy" ? rival.python : undefined,
    torch: rival.kind === "torch" ? rival.python : undefined,
    limit,
  }, { simdMode, isa, threads });
  const rows = await measureAll(cases, rival, "missing" in limit ? undefined : limit, effort);
  const results: GridResults = {
    ...{ schema: "raptors-grid-1", date, machine, version: config.version, revision },
    against: { kind: rival.kind, label: rival.label, commit: rival.commit },
    options: {
      ...{ warmup: effort.warmup, repeats: effort.repeats, mode, only: only?.source ?? null },
      seconds: (performance.now() - started) / 1000,
    },
    summary: summarize(rows),
    targets: summarize(rows.filter((row) => row.target)),
    rows,
  };
  return parseGridResults(JSON.stringify(results)); // what is written can be read back
}

async function measureAll(
  cases: readonly GridCase[],
  rival: Rival,
  limit: Limit | undefined,
  effort: Effort,
): Promise<GridRow[]> {
  await using suite = new GridSuite(rival, limit, effort);
  const progress = startProgress(cases.length);
  const rows: GridRow[] = [];
  try {
    for (const c of cases) {
      progress.step(c.name);
      rows.push(await suite.row(c));
    }
  } finally {
    progress.stop();
  }
  return rows;
}

/** The instruction sets of this CPU, best first. */
export function instructionSets(): readonly rt.IsaName[] {
  return rt.availableSimd();
}

/** Where runs are kept. */
export const RESULTS: string = fileURLToPath(new URL("../results/", import.meta.url));

/** The folder of a run, by its date: an ISO 8601 time without what file names must not have. */
export function folderOf(date: string): string {
  return date.replaceAll(/[:.]/g, "-");
}

/** Keeps a run: results.json, results.csv and report.html in a folder of its own. Gives their paths. */
export async function keepRun(results: GridResults, under: string = RESULTS): Promise<string[]> {
  const { PLOTLY } = await import("../report/plotly.ts");
  const { renderGridReport } = await import("./report.ts");
  const folder = `${under.replace(/\/?$/, "/")}${folderOf(results.date)}/`;
  const files: [string, string][] = [
    [`${folder}results.json`, jsonOf(results)],
    [`${folder}results.csv`, toCsv(results)],
    [`${folder}report.html`, renderGridReport(results, PLOTLY)],
  ];
  for (const [path, text] of files) await writeText(path, text);
  return files.map(([path]) => path);
}

/** The text of results.json. */
export function jsonOf(results: GridResults): string {
  return JSON.stringify(results, null, 2) + "\n";
}
