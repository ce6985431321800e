/**
 * Makes one page over all runs of the grid that are kept: `deno task bench:trends`.
 *
 * @module
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { writeText } from "./files.ts";
import { parseFlags, path } from "./flags.ts";
import { runProgram } from "./program.ts";
import { loadRuns } from "./trends/load.ts";
import { renderTrends } from "./trends/page.ts";
import { changesOf, seriesOf } from "./trends/series.ts";

/** What to do. */
export interface TrendOptions {
  /** The folder of the runs. */
  readonly results: string;
  /** Where the page goes. */
  readonly output: string;
  /** Whether only the help was asked for. */
  readonly help: boolean;
}

const RESULTS = fileURLToPath(new URL("results", import.meta.url));

const FLAGS = {
  "results": { type: "string" },
  "output": { type: "string" },
  "help": { type: "boolean", short: "h", default: false },
} as const;
const SCHEMA = z.object({ results: path("results"), output: path("output"), help: z.boolean() });

/** The text that `--help` prints. */
export const HELP: string = `Makes one page over all runs of the grid that are kept.

Usage: deno task bench:trends [options]

  --results FOLDER   the folder of the runs (default bench/results)
  --output PATH      where the page goes (default trends.html in the folder of the runs)
  -h, --help         this text`;

/**
 * Reads the command line.
 *
 * @throws {OptionError} if it cannot be obeyed
 */
export function parseTrendOptions(args: readonly string[]): TrendOptions {
  const { results = RESULTS, output = `${results}/trends.html`, help } = parseFlags(args, FLAGS, SCHEMA);
  return { results: resolve(results), output: resolve(output), help };
}

async function run({ results, output }: TrendOptions): Promise<void> {
  const { runs, skipped } = await loadRuns(results);
  for (const { folder, why } of skipped) console.error(`Left out: ${folder}: ${why}`);
  if (runs.length === 0) throw new Error(`no run of the grid is kept in ${results}: run deno task bench first`);
  const series = seriesOf(runs);
  for (const one of series) {
    const changes = changesOf(one);
    const slower = changes.filter(({ ratio }) => ratio < 1).length;
    const many = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;
    const count = `${many(one.runs.length, "run")}, ${many(one.cases.length, "case")}`;
    console.log(
      `${one.title}: ${count}; at last ${slower} slower, ${changes.length - slower} faster`,
    );
  }
  const { PLOTLY } = await import("./report/plotly.ts");
  await writeText(output, renderTrends(series, skipped, PLOTLY));
  console.log(`Written:\n  ${output}`);
}

if (import.meta.main) {
  Deno.exit(await runProgram({ name: "bench:trends", help: HELP, parse: parseTrendOptions, run }, Deno.args));
}
