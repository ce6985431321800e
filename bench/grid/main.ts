/**
 * Measures the grid of operations: `deno task bench`, options with `--help`.
 *
 * @module
 */
import { resolve } from "node:path";
import { writeText } from "../files.ts";
import { runProgram } from "../program.ts";
import { listGrid } from "./cases.ts";
import { type GridOptions, HELP, parseGridOptions } from "./options.ts";
import { toCsv } from "./results.ts";

async function run(options: GridOptions): Promise<void> {
  const { mode, only, against, list } = options;
  // Loaded late, so that --help and a bad option need no native library.
  const { instructionSets, jsonOf, keepRun, runGrid } = await import("./run.ts");
  const isas = against.kind === "numpy" ? instructionSets() : [];
  const cases = listGrid({ mode, only, isas });
  if (cases.length === 0) throw new Error(`--only ${only} picks none of the ${mode} cases; --list names them`);
  if (list) return console.log(cases.map(({ area, name }) => `${area.padEnd(12)} ${name}`).join("\n"));
  const results = await runGrid({ ...options, cases, effort: { warmup: options.warmup, repeats: options.repeats } });
  const { renderGrid } = await import("./tables.ts");
  console.log(renderGrid(results));
  const written = await keepRun(results, options.results);
  const further = [[options.outputJson, jsonOf(results)], [options.csv, toCsv(results)]] as const;
  for (const [path, text] of further) {
    if (path === undefined) continue;
    await writeText(resolve(path), text);
    written.push(resolve(path));
  }
  console.log(`Written:\n${written.map((path) => `  ${path}`).join("\n")}`);
}

if (import.meta.main) {
  Deno.exit(await runProgram({ name: "bench", help: HELP, parse: parseGridOptions, run }, Deno.args));
}
