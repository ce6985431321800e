/**
 * Compares Raptors with NumPy: `deno task demo`, options with `--help`.
 *
 * @module
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { writeText } from "./files.ts";
import { type GemmOptions, HELP, type Options, parseOptions } from "./options.ts";
import type { Outcome } from "./outcome.ts";
import { runProgram } from "./program.ts";

async function run(options: Options | GemmOptions): Promise<void> {
  const outcome = await runSuite(options);
  console.log(outcome.text);
  await write(outcome, options);
}

/** Loads a suite late, so that --help and a bad option need no native library. */
async function runSuite(options: Options | GemmOptions): Promise<Outcome> {
  if (options.suite === "gemm") {
    const { runGemm } = await import("./gemm/run.ts");
    return await runGemm(options);
  }
  const { run2d } = await import("./run_2d.ts");
  return await run2d(options);
}

async function write({ folder, json, csv, report, written }: Outcome, options: Options | GemmOptions): Promise<void> {
  const { PLOTLY } = await import("./report/plotly.ts");
  const latest = fileURLToPath(new URL(`results/${folder}/`, import.meta.url));
  const files: [string, string][] = [
    [`${latest}results.json`, json],
    [`${latest}results.csv`, csv],
    [`${latest}report.html`, report(PLOTLY)],
  ];
  if (options.outputJson) files.push([resolve(options.outputJson), json]);
  if (options.csv) files.push([resolve(options.csv), csv]);
  for (const [path, text] of files) await writeText(path, text);
  console.log(`Written:\n${[...files.map(([path]) => path), ...written].map((path) => `  ${path}`).join("\n")}`);
}

if (import.meta.main) {
  Deno.exit(await runProgram({ name: "demo", help: HELP, parse: parseOptions, run }, Deno.args));
}
