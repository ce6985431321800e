/**
 * Compares a run with the baselines: `deno task bench:check`, options with `--help`.
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import { runProgram } from "../program.ts";
import { keepRun } from "../grid/run.ts";
import type { GridResults, GridRow } from "../grid/schema.ts";
import { styled, times } from "../terminal.ts";
import { gateCases, measureApart } from "./apart.ts";
import { type Expect, judge, machineOf, type Regression, toleranceOf, type Verdict } from "./compare.ts";
import { pathOf, readBaseline } from "./files.ts";
import { CHECK_HELP, type CheckOptions, parseCheckOptions } from "./options.ts";
import type { Baseline } from "./schema.ts";

/** How what is suspected is measured again: three times as long a sample, twice as many. */
const AGAIN = { warmup: 5, repeats: 61, sampleUs: 3000 };

async function run({ only, folder, results: kept, warmup, repeats, pause }: CheckOptions): Promise<void> {
  const names = gateCases(only).map(({ name }) => name);
  if (names.length === 0) throw new Error(`--only ${only} picks no case`);
  console.log(`Measuring ${names.length} cases`);
  const results = await measureApart({ mode: "check", names, effort: { warmup, repeats } });
  await keepRun(results, kept);
  const { expect, notes } = await expectations(results, folder);
  const verdict = await judge(results.rows, expect, async (names, round) => {
    await delay(round * pause * 1000);
    console.log(`Measuring again, longer, what looks slower:\n${names.map((name) => `  ${name}`).join("\n")}`);
    return (await measureApart({ mode: "check", names, effort: AGAIN })).rows;
  });
  console.log([...notes, ...linesOf(verdict, results)].join("\n"));
  const failed = new Set([...verdict.regressions, ...verdict.alerts].map(({ name }) => name));
  if (failed.size) throw new Error(`${failed.size} of ${results.rows.length} cases failed`);
}

/** What the rows of a run are judged by, and what is missing for that. */
async function expectations(results: GridResults, folder?: string): Promise<{ expect: Expect; notes: string[] }> {
  const { os, arch, cpu, threads } = results.machine;
  const baselines = new Map<string, Baseline>(), notes: string[] = [];
  for (const isa of new Set(results.rows.map((row) => row.isa))) {
    const key = { os, arch, isa };
    const baseline = await readBaseline(key, folder);
    if (baseline && machineOf(baseline, cpu, threads)) baselines.set(isa, baseline);
    else {
      const known = baseline?.machines.map(({ cpu, threads }) => `${cpu} with ${threads} threads`).join("; ");
      notes.push(
        `${pathOf(key, folder)} has nothing about ${cpu} with ${threads} threads${
          known ? `, only about ${known}` : ""
        }: ` +
          "nothing but the target cases is checked. Run deno task bench:record on this machine.",
      );
    }
  }
  const expect = (row: GridRow) => {
    const baseline = baselines.get(row.isa);
    const was = machineOf(baseline, cpu, threads)?.cases[row.name];
    return baseline && was && { was, tolerance: toleranceOf(baseline, row) };
  };
  return { expect, notes };
}

/** What a check says. */
export function linesOf(
  verdict: Verdict,
  { rows, targets, against }: Pick<GridResults, "rows" | "targets" | "against">,
): string[] {
  const { regressions, alerts, cleared, unknown, faster } = verdict;
  const list = (names: readonly string[]) => names.slice(0, 10).join("; ") + (names.length > 10 ? "; …" : "");
  return [
    ...regressions.map((found) => styled({ text: regressionLine(found, against.label), style: "red" })),
    ...alerts.map(({ name, speedup }) =>
      styled({
        text: `ALERT: the target case ${name} is slower than ${against.label}: ${times(speedup)}`,
        style: "red",
      })
    ),
    ...(cleared.length ? [`Well when measured again: ${list(cleared)}`] : []),
    ...(faster.length ? [`Faster than the baseline by more than the tolerance: ${list(faster)}`] : []),
    ...(unknown.length
      ? [`In no baseline, so not compared: ${list(unknown)} (${unknown.length} of ${rows.length})`]
      : []),
    `${rows.length - unknown.length} cases compared with their baseline: ${regressions.length} slower; ` +
    `${targets.faster} of ${targets.cases} target cases faster than ${against.label} in the first measurement, ${alerts.length} slower in all`,
  ];
}

function regressionLine({ name, was, now, tolerance }: Regression, rival: string): string {
  const percent = (before: number, after: number) => `${(100 * (after / before - 1)).toFixed(0)} %`;
  const limit = was.limit !== null && now.limit !== null
    ? `, ${(now.limit * 100).toFixed(0)} % of the limit instead of ${(was.limit * 100).toFixed(0)} %`
    : "";
  return `REGRESSED: ${name}: ${times(now.numpy)} instead of ${times(was.numpy)} over ${rival} (${
    percent(was.numpy, now.numpy)
  }, allowed -${(tolerance * 100).toFixed(0)} %)${limit}`;
}

if (import.meta.main) {
  const program = { name: "bench:check", help: CHECK_HELP, parse: parseCheckOptions, run };
  Deno.exit(await runProgram(program, Deno.args));
}
