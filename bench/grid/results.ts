/**
 * What is derived from the rows of the grid, and the files of a run.
 *
 * @module
 */
import { csv } from "../files.ts";
import { geomean } from "../stats.ts";
import type { GridResults, GridRow, GridSummary } from "./schema.ts";

/** The rows against another library or an earlier revision, in a few numbers; microbenchmarks of kernels do not count. */
export function summarize(rows: readonly GridRow[]): GridSummary {
  const speedups = rows.flatMap(({ rival, speedup }) => rival !== "scalar" && speedup !== null ? [speedup] : []);
  return {
    cases: speedups.length,
    faster: speedups.filter((s) => s > 1).length,
    min: speedups.length ? Math.min(...speedups) : null,
    geomean: speedups.length ? geomean(speedups) : null,
  };
}

/** The rows as comma-separated values, a header line first. */
export function toCsv({ rows, against }: GridResults): string {
  const header = "area,name,op,table_op,dtype,shape,layout,threads,simd,isa,kernel,target,bytes,rival," +
    "raptors_median_us,raptors_p95_us,raptors_min_us,rival_median_us,rival_p95_us,rival_min_us," +
    "speedup,speedup_low,speedup_high,gb_per_s,limit_us,limit_share,note";
  const lines = rows.map((r) => [
    ...[r.area, r.name, r.op, r.table_op, r.dtype, r.shape.join("x"), r.layout, r.threads, r.simd, r.isa, r.kernel],
    ...[r.target, r.bytes, r.rival === "scalar" ? "scalar" : against.label],
    ...[r.raptors.median_us, r.raptors.p95_us, r.raptors.min_us],
    ...[r.rival_timing?.median_us, r.rival_timing?.p95_us, r.rival_timing?.min_us],
    ...[r.speedup, r.speedup_low, r.speedup_high, r.gb_per_s, r.limit_us, r.limit_share, r.note],
  ]);
  return csv(header.split(","), lines);
}

/** The rows with the least speed-ups over the rival, the least first. */
export function worst(rows: readonly GridRow[], count = 10): GridRow[] {
  return rows.filter(({ rival, speedup }) => rival !== "scalar" && speedup !== null)
    .toSorted((x, y) => x.speedup! - y.speedup!).slice(0, count);
}

/** What the kernels of one instruction set bring over the scalar ones. */
export interface Gain {
  /** The instruction set. */
  readonly isa: string;
  /** How many microbenchmarks there are. */
  readonly cases: number;
  /** The geometric mean of their speed-ups. */
  readonly geomean: number;
  /** The least of them. */
  readonly min: number;
}

/** What each instruction set brings, of those that were measured. */
export function gains(rows: readonly GridRow[]): Gain[] {
  const kernels = rows.filter((row) => row.rival === "scalar" && row.speedup !== null);
  return [...new Set(kernels.map((row) => row.isa))].map((isa) => {
    const speedups = kernels.filter((row) => row.isa === isa).map((row) => row.speedup!);
    return { isa, cases: speedups.length, geomean: geomean(speedups), min: Math.min(...speedups) };
  });
}
