/**
 * What the terminal and results.csv show of a run of the suite `gemm`.
 *
 * @module
 */
import { csv } from "../files.ts";
import { commonCaveats } from "../schema.ts";
import { type Cell, micros, ratioCell, renderTable, styled, times } from "../terminal.ts";
import { isBoundByMemory, shapeLabel } from "./cases.ts";
import type { RivalKey } from "./rivals.ts";
import type { GemmResults, GemmRow } from "./schema.ts";
import { judge, type Miss, rowLabel, type Target, worst } from "./targets.ts";

/** The heads of the columns of ratios. */
export const COLUMNS: Record<RivalKey, string> = {
  numpy: "NumPy",
  numpy_skylakex: "SkylakeX",
  numpy_haswell: "Haswell",
  torch: "PyTorch",
};
/** How many of the worst ratios are named. */
const WORST = 5;
/** How many of the cases that miss a target are named. */
const NAMED = 5;

/** All that the terminal shows after a run. */
export function renderGemmTables(results: GemmResults): string {
  const notes = gemmCaveats(results);
  return [
    heading(results),
    ...(notes.length ? [notes.join("\n")] : []),
    renderTable(...mainTable(results)),
    closingLines(results).map(({ text, bad }) => styled({ text, style: bad ? "red" : "green" })).join("\n"),
  ].join("\n\n") + "\n";
}

/** What a reader must know before any number of this run. */
export function gemmCaveats({ machine, options, missing, rivals }: GemmResults): string[] {
  return [
    ...missing,
    ...(rivals.length
      ? []
      : ["Raptors alone was measured, and its products were not checked against another library's."]),
    ...(options.quick ? ["A quick run: products of more than 512×512×512 multiply-adds were left out."] : []),
    ...commonCaveats(machine, options),
  ];
}

/** What limits a case, as the tables say it. */
export function rateLabel(row: GemmRow): string {
  const us = row.raptors.median_us;
  if (isBoundByMemory(row)) return `${digits(row.bytes / us / 1000)} GB/s`;
  return row.flops === 0 ? "–" : `${digits(row.flops / us / 1000)} GFLOP/s`;
}

function digits(x: number): string {
  return x.toFixed(x < 10 ? 2 : x < 100 ? 1 : 0);
}

/** Raptors, the machine and every rival, a line each. */
export function participants({ machine, blas, rivals }: GemmResults): string[] {
  const { cpu, cores, isa, threads, deno } = machine;
  const library = blas.provider === "builtin" ? "built-in products" : `products of ${blas.provider} ${blas.version}`;
  return [
    `${cpu}, ${cores} cores; ${count(threads, "thread")} a side`,
    `Raptors: ${library}, ${isa}; Deno ${deno}`,
    ...rivals.map(({ key, label, version, blas }) => {
      return `${COLUMNS[key]}: ${label}; ${version}${blas && `, ${blas}`}`;
    }),
  ];
}

function heading(results: GemmResults): string {
  const { options } = results;
  return [
    styled({ text: "Raptors, NumPy and PyTorch: products of matrices and vectors", style: "bold" }),
    ...participants(results),
    `medians of ${options.repeats} samples taken in alternation; a fresh result on every side; ratios above 1: Raptors is faster`,
    "limit: the time of a bare loop as a share of Raptors' time: multiply-adds on registers by all threads;",
    "  of gemv and dot, one reading of the same bytes",
  ].join("\n");
}

function mainTable({ rows, rivals }: GemmResults): [header: string[], rows: Cell[][]] {
  const keys = rivals.map(({ key }) => key);
  const header = ["case", "", "m×k×n", "Raptors µs", "p95 µs", "rate", "limit"];
  if (keys.length) header.push(`${COLUMNS[keys[0]]} µs`);
  const body = rows.map((row): Cell[] => {
    const first = row.rivals.find(({ rival }) => rival === keys[0]);
    return [
      ...[{ text: row.group }, { text: row.dtype }, { text: shapeLabel(row) }],
      { text: micros(row.raptors.median_us) },
      { text: micros(row.raptors.p95_us), style: "dim" },
      { text: rateLabel(row) },
      { text: row.limit_share === null ? "–" : `${(row.limit_share * 100).toFixed(0)} %` },
      ...(keys.length ? [{ text: first ? micros(first.timing.median_us) : "–" }] : []),
      ...keys.map((key) => ratioCell(row.rivals.find(({ rival }) => rival === key)?.speedup ?? null)),
    ];
  });
  return [[...header, ...keys.map((key) => `over ${COLUMNS[key]}`)], body];
}

/** The worst ratios and the targets missed, a line each. */
export function closingLines(results: GemmResults): { text: string; bad: boolean }[] {
  const { rows, rivals } = results;
  const lines = rivals.filter(({ key }) => key === "numpy" || key === "torch").map(({ key, label }) => {
    const least = worst(rows, key, WORST);
    const text = least.map(({ row, speedup }) => `${rowLabel(row)} ${times(speedup)}`).join(", ");
    return { text: `The ${WORST} worst over ${label}: ${text}`, bad: least.some(({ speedup }) => speedup < 1) };
  });
  const { judged, missed } = judge(results);
  if (judged === 0) return [...lines, { text: "No target says anything about these cases.", bad: false }];
  const beyond = missed.filter((miss) => miss.beyond !== null).length;
  const reached = `${judged - missed.length} of ${count(judged, "ratio")} reached`;
  lines.push({
    text: `Targets: ${reached}, ${missed.length} missed${beyond > 0 ? `, ${beyond} of them beyond the limit` : ""}`,
    bad: missed.length > 0,
  });
  for (const target of new Set(missed.map((miss) => miss.target))) {
    const own = missed.filter((miss) => miss.target === target);
    lines.push({ text: `  ${missLabel(target, own)}`, bad: true });
  }
  return lines;
}

function missLabel(target: Target, own: readonly Miss[]): string {
  const { of } = target;
  const show = (ratio: number) => of === "limit" ? `${(ratio * 100).toFixed(1)} %` : `${ratio.toFixed(3)}×`;
  const named = own.slice(0, NAMED).map(({ row, ratio, beyond }) => {
    const why = beyond === null ? "" : ` (the target is ${Math.round(beyond * 100)} % of the limit)`;
    return `${rowLabel(row)} ${show(ratio)}${why}`;
  }).join(", ");
  const more = own.length > NAMED ? `, and ${own.length - NAMED} more` : "";
  return `${targetLabel(target)}: missed by ${named}${more}`;
}

/** A target in words: "square 512 to 2048, at least 1.80× Haswell". */
export function targetLabel({ groups, sizes, of, least }: Target): string {
  const where = groups ? groups.join(" and ") + (sizes ? ` ${sizes[0]} to ${sizes[1]}` : "") : "all";
  return `${where}, at least ${of === "limit" ? `${least * 100} % of the limit` : `${times(least)} ${COLUMNS[of]}`}`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

/** results.csv: a line for each case and rival, or for each case where there are no rivals. */
export function gemmCsv({ rows, machine, blas }: GemmResults): string {
  const header =
    "group,dtype,m,k,n,batch,orders,threads,simd,blas,flops,bytes,raptors_median_us,raptors_p95_us,raptors_min_us," +
    "limit_loop,limit_threads,limit_median_us,limit_share," +
    "rival,rival_median_us,rival_p95_us,rival_min_us,speedup,speedup_low,speedup_high";
  const lines = rows.flatMap((row) => {
    const { group, dtype, m, k, n, batch, orders, raptors, limit } = row;
    const own = [
      ...[group, dtype, m, k, n, batch, orders, machine.threads, machine.isa, blas.provider, row.flops, row.bytes],
      ...[raptors.median_us, raptors.p95_us, raptors.min_us],
      ...[limit?.loop, limit?.threads, limit?.median_us, row.limit_share],
    ];
    if (row.rivals.length === 0) return [[...own, ...Array(7)]];
    return row.rivals.map(({ rival, timing, speedup, speedup_low, speedup_high }) => [
      ...[...own, rival, timing.median_us, timing.p95_us, timing.min_us],
      ...[speedup, speedup_low, speedup_high],
    ]);
  });
  return csv(header.split(","), lines);
}
