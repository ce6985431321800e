/**
 * `deno task test:isa [--others] [path …]`: the tests once for each instruction set that this CPU has, forced by
 * RAPTORS_SIMD; with --others without the best one, which is what all other tests run on.
 * The last line is the sum, `N passed, N failed`.
 */
import { parseArgs } from "node:util";
import { jsrReachable } from "./offline/deno.ts";
import { buildNative, closingLine, type Count, deno, finish, runDenoTests, total } from "./_suite.ts";

/** What the library says this CPU can run. */
async function availableSimd(): Promise<string[]> {
  const code = `import { availableSimd } from "@raptors/core"; console.log(JSON.stringify(availableSimd()));`;
  const { success, stdout } = await deno(["eval", code], { stderr: "inherit" }).output();
  if (!success) throw new Error("Expected mod.ts to tell availableSimd(), found an error instead");
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function main(): Promise<Count> {
  if (!await buildNative()) return { passed: 0, failed: 1 };
  const jsr = await jsrReachable();
  const { values: { others }, positionals } = parseArgs({
    options: { others: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const paths = positionals.length > 0 ? positionals : ["tests/"];
  const counts = new Map<string, Count>();
  for (const isa of (await availableSimd()).slice(others ? 1 : 0)) {
    console.log(`\nRAPTORS_SIMD=${isa}`);
    counts.set(isa, await runDenoTests(paths, { jsr, env: { RAPTORS_SIMD: isa } }));
  }
  console.log();
  for (const [isa, count] of counts) console.log(`${isa.padEnd(8)} ${closingLine(count)}`);
  return total(counts.values());
}

finish(await main());
