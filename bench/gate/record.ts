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
export const LEAST_TOLERANCE = 0.3;
/** The most for an operation, however much runs differ: a kernel that does its work twice is still caught. */
export const MOST_TOLERANCE = 0.45;
/** The most for a single case, such as one whose result finds huge pages in one process and none in another. */
export const MOST_FOR_CASE = 0.75;

/** The ratios of a case in several runs, as medians, and by how much the least of them is below. */
interface Spread {
  readonly op: string;
  readonly ratios: Ratios;
  readonly fall: number;
}

/** Sums several runs up: medians of ratios by case, and tolerances by operation, and by case where one varies more. */
export function sumUp(runs: readonly (readonly GridRow[])[]): {
  cases: Record<string, Ratios>;
  tolerance: Baseline["tolerance"];
} {
  const spreads = new Map<string, Spread>();
  for (const { name, op } of runs[0]) {
    const rows = runs.map((rows) => rows.find((row) => row.name === name));
    const all = rows.flatMap((row) => row && ratiosOf(row) ? [ratiosOf(row)!] : []);
    if (all.length > 0) spreads.set(name, { op, ...spreadOf(all) });
  }
  const falls = Map.groupBy(spreads.values(), ({ op }) => op);
  const ops: Record<string, number> = {}, own: Record<string, number> = {};
  for (const [op, cases] of falls) {
    const tolerance = toleranceFor(median(cases.map(({ fall }) => fall)), MOST_TOLERANCE);
    if (tolerance > LEAST_TOLERANCE) ops[op] = tolerance;
  }
  for (const [name, { op, fall }] of spreads) {
    const tolerance = toleranceFor(fall, MOST_FOR_CASE);
    if (tolerance > Math.max(ops[op] ?? LEAST_TOLERANCE, MOST_TOLERANCE)) own[name] = tolerance;
  }
  return {
    cases: Object.fromEntries([...spreads].map(([name, { ratios }]) => [name, ratios])),
    tolerance: { default: LEAST_TOLERANCE, ops, cases: own },
  };
}

/** A run counts as low only where both of its ratios are: that is what a check asks, too. */
function spreadOf(all: readonly Ratios[]): Omit<Spread, "op"> {
  const shares = all.flatMap(({ limit }) => limit === null ? [] : [limit]);
  const numpy = median(all.map(({ numpy }) => numpy)), limit = shares.length === all.length ? median(shares) : null;
  const kept = all.map((ratios) => Math.max(ratios.numpy / numpy, limit === null ? 0 : ratios.limit! / limit));
  return {
    ratios: { numpy: digits(numpy), limit: limit && digits(limit) },
    fall: Math.max(0, 1 - Math.min(...kept)),
  };
}

/** The least, and a good half more than what the runs differed by. */
function toleranceFor(fall: number, most: number): number {
  return Math.round(100 * Math.min(most, LEAST_TOLERANCE + 1.5 * fall)) / 100;
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
  // The tolerances must do for every machine in the file.
  const both = (of: "ops" | "cases") => {
    const joined = { ...fresh.tolerance[of] };
    for (const [name, tolerance] of others.length ? Object.entries(before!.tolerance[of]) : []) {
      joined[name] = Math.max(tolerance, joined[name] ?? 0);
    }
    return Object.fromEntries(Object.entries(joined).toSorted(([x], [y]) => x < y ? -1 : 1));
  };
  const tolerance = { ...fresh.tolerance, ops: both("ops"), cases: both("cases") };
  return { ...fresh, tolerance, machines: [...others, machine] };
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

async function run({ runs: count, folder, results: kept, warmup, repeats }: RecordOptions): Promise<void> {
  const names = gateCases().map(({ name }) => name);
  const runs: GridResults[] = [];
  for (let i = 0; i < count; i++) {
    console.log(`Run ${i + 1} of ${count}: ${names.length} cases`);
    const results = await measureApart({ mode: "record", names, effort: { warmup, repeats } });
    await keepRun(results, kept);
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
