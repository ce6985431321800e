/**
 * Records baselines: `deno task bench:record`, options with `--help`.
 *
 * @module
 */
import { runProgram } from "../program.ts";
import { keepRun } from "../grid/run.ts";
import type { GridResults, GridRow } from "../grid/schema.ts";
import { median } from "../stats.ts";
import { gateCases, measureApart } from "./apart.ts";
import { ratiosOf } from "./compare.ts";
import { readBaseline, writeBaseline } from "./files.ts";
import { parseRecordOptions, RECORD_HELP, type RecordOptions } from "./options.ts";
import type { Baseline, BaselineMachine, Ratios } from "./schema.ts";

/** The share by which a ratio may fall where runs hardly differ; a kernel that does its work twice loses 0.5. */
export const LEAST_TOLERANCE = 0.25;
/** The most that is allowed, however much runs differ. */
export const MOST_TOLERANCE = 0.45;

/** The ratios of a case in several runs, as medians, and by how much the least of them is below. */
interface Spread {
  readonly op: string;
  readonly ratios: Ratios;
  readonly fall: number;
}

/** Sums several runs up: medians of ratios by case, and tolerances by operation. */
export function sumUp(runs: readonly (readonly GridRow[])[]): {
  cases: Record<string, Ratios>;
  tolerance: Baseline["tolerance"];
} {
  const spreads = new Map<string, Spread>();
  for (const { name, op } of runs[0]) {
    const rows = runs.map((rows) => rows.find((row) => row.name === name));
    const all = rows.flatMap((row) => row && ratiosOf(row) ? [ratiosOf(row)!] : []);
    if (all.length === 0) continue;
    const speedups = all.map(({ numpy }) => numpy), shares = all.flatMap(({ limit }) => limit === null ? [] : [limit]);
    const numpy = median(speedups);
    const limit = shares.length === all.length ? digits(median(shares)) : null;
    spreads.set(name, { op, ratios: { numpy: digits(numpy), limit }, fall: 1 - Math.min(...speedups) / numpy });
  }
  const ops: Record<string, number> = {};
  for (const { op, fall } of spreads.values()) ops[op] = Math.max(ops[op] ?? 0, fall);
  for (const [op, fall] of Object.entries(ops)) ops[op] = toleranceFor(fall);
  const others = Object.fromEntries(Object.entries(ops).filter(([, tolerance]) => tolerance > LEAST_TOLERANCE));
  return {
    cases: Object.fromEntries([...spreads].map(([name, { ratios }]) => [name, ratios])),
    tolerance: { default: LEAST_TOLERANCE, ops: others },
  };
}

/** The least and a good half more than what the runs differed by. */
function toleranceFor(fall: number): number {
  return Math.round(100 * Math.min(MOST_TOLERANCE, LEAST_TOLERANCE + 1.5 * fall)) / 100;
}

/** Four significant digits: more are noise, and make changes hard to read. */
function digits(ratio: number): number {
  return Number(ratio.toPrecision(4));
}

/** Puts the figures of a machine into what was recorded before; those of other machines stay. */
export function merge(before: Baseline | undefined, fresh: Baseline): Baseline {
  const [machine] = fresh.machines;
  const others = before?.machines.filter(({ cpu, threads }) => cpu !== machine.cpu || threads !== machine.threads) ??
    [];
  const ops = { ...fresh.tolerance.ops };
  // The tolerances must do for every machine in the file.
  if (others.length) {
    for (const [op, tolerance] of Object.entries(before!.tolerance.ops)) ops[op] = Math.max(tolerance, ops[op] ?? 0);
  }
  const sorted = Object.fromEntries(Object.entries(ops).toSorted(([x], [y]) => x < y ? -1 : 1));
  return { ...fresh, tolerance: { ...fresh.tolerance, ops: sorted }, machines: [...others, machine] };
}

/** The baselines of some runs of one machine: one for each instruction set. */
export function baselinesOf(runs: readonly GridResults[]): Baseline[] {
  const { machine, revision, against, date } = runs[0];
  const isas = [...new Set(runs[0].rows.map(({ isa }) => isa))];
  return isas.map((isa): Baseline => {
    const { cases, tolerance } = sumUp(runs.map(({ rows }) => rows.filter((row) => row.isa === isa)));
    const figures: BaselineMachine = {
      ...{ cpu: machine.cpu, threads: machine.threads, date, deno: machine.deno, numpy: against.label },
      ...{ commit: revision?.commit ?? null, runs: runs.length, cases },
    };
    return { schema: "raptors-baseline-1", os: machine.os, arch: machine.arch, isa, tolerance, machines: [figures] };
  });
}

async function run({ runs: count, folder, warmup, repeats }: RecordOptions): Promise<void> {
  const names = gateCases().map(({ name }) => name);
  const runs: GridResults[] = [];
  for (let i = 0; i < count; i++) {
    console.log(`Run ${i + 1} of ${count}: ${names.length} cases`);
    const results = await measureApart({ mode: "record", names, effort: { warmup, repeats } });
    await keepRun(results);
    runs.push(results);
  }
  for (const fresh of baselinesOf(runs)) {
    const whole = merge(await readBaseline(fresh, folder), fresh);
    console.log(`Written: ${await writeBaseline(whole, folder)}`);
  }
}

if (import.meta.main) {
  const program = { name: "bench:record", help: RECORD_HELP, parse: parseRecordOptions, run };
  Deno.exit(await runProgram(program, Deno.args));
}
