/**
 * What products are to reach: data, and who misses it.
 *
 * @module
 */
import type { BenchDType } from "../arrays.ts";
import { type Group, shapeLabel } from "./cases.ts";
import type { RivalKey } from "./rivals.ts";
import type { GemmResults, GemmRow } from "./schema.ts";

/** A ratio that cases are to reach. */
export interface Target {
  /** In which groups; all when absent. */
  readonly groups?: readonly Group[];
  /** From which length of the first factor's rows to which; all when absent. */
  readonly sizes?: readonly [from: number, to: number];
  /** With which instruction sets; all but scalar when absent. */
  readonly isas?: readonly string[];
  /** From how many bytes on; any when absent. */
  readonly bytes?: number;
  /** Of what: the ratio to a rival's time, or the share of the machine's limit. */
  readonly of: RivalKey | "limit";
  /** The least ratio. */
  readonly least: number;
}

/**
 * Where a rival "as installed" was meant to run the kernels of Haswell, the target is over those: which kernels OpenBLAS
 * takes by itself depends on its version and on the CPU.
 */
export const TARGETS: readonly Target[] = [
  { groups: ["square"], sizes: [512, 2048], isas: ["avx512"], of: "numpy_haswell", least: 1.8 },
  { groups: ["square"], sizes: [512, 2048], isas: ["avx512"], of: "numpy_skylakex", least: 0.95 },
  { groups: ["square"], sizes: [512, 2048], isas: ["avx512"], of: "limit", least: 0.9 },
  { groups: ["square"], sizes: [64, 256], isas: ["avx512"], of: "numpy", least: 1.3 },
  { groups: ["square"], sizes: [4, 32], isas: ["avx512"], of: "numpy", least: 2 },
  { groups: ["square"], isas: ["avx2"], of: "numpy_haswell", least: 0.9 },
  { groups: ["gemv", "dot"], of: "numpy", least: 1 },
  // Below that, the call itself is part of the time.
  { groups: ["gemv", "dot"], bytes: 2 ** 20, of: "limit", least: 0.85 },
  { groups: ["odd"], of: "numpy", least: 0.8 },
  { groups: ["transposed", "batch"], of: "numpy", least: 1 },
  { of: "torch", least: 1 },
];

/** A case that misses a target. */
export interface Miss {
  /** The target. */
  readonly target: Target;
  /** The case. */
  readonly row: GemmRow;
  /** What it reached. */
  readonly ratio: number;
  /** What share of the machine's limit reaching it would take, where that is more than all; else null. */
  readonly beyond: number | null;
}

/**
 * What share of the limit reaching a target would take, where that is more than all: whoever the rival is, nobody does the
 * sums faster than a loop that does nothing else. (Memory has no such limit: kernels may read it faster than the bare loop.)
 */
function beyondLimit({ of, least }: Target, { limit, limit_share }: GemmRow, ratio: number): number | null {
  if (of === "limit" || limit_share === null || !limit?.loop.startsWith("fma_")) return null;
  const share = limit_share * least / ratio;
  return share > 1 ? share : null;
}

/** What a target has to say about a case: the ratio that counts, or undefined where it says nothing. */
export function ratioFor(target: Target, row: GemmRow, isa: string): number | undefined {
  const { groups, sizes, isas, bytes = 0, of } = target;
  if (groups && !groups.includes(row.group)) return undefined;
  if (isas ? !isas.includes(isa) : isa === "scalar") return undefined;
  if (sizes && (row.m < sizes[0] || row.m > sizes[1])) return undefined;
  if (row.bytes < bytes) return undefined;
  if (of === "limit") return row.limit_share ?? undefined;
  return row.rivals.find(({ rival }) => rival === of)?.speedup;
}

/** How many ratios were held against a target, and which missed it, the worst first in each target. */
export function judge({ rows, machine }: GemmResults, targets: readonly Target[] = TARGETS): {
  judged: number;
  missed: Miss[];
} {
  let judged = 0;
  const missed = targets.flatMap((target) =>
    rows.flatMap((row): Miss[] => {
      const ratio = ratioFor(target, row, machine.isa);
      if (ratio === undefined) return [];
      judged++;
      return ratio < target.least ? [{ target, row, ratio, beyond: beyondLimit(target, row, ratio) }] : [];
    }).toSorted((x, y) => x.ratio - y.ratio)
  );
  return { judged, missed };
}

/** A ratio to a rival. */
export interface Ratio {
  /** The case. */
  readonly row: GemmRow;
  /** The rival. */
  readonly rival: RivalKey;
  /** The rival's time over Raptors'. */
  readonly speedup: number;
}

/** The `count` cases in which Raptors does worst against a rival. */
export function worst(rows: readonly GemmRow[], rival: RivalKey, count: number): Ratio[] {
  return rows
    .flatMap((row) => row.rivals.filter((r) => r.rival === rival).map(({ speedup }) => ({ row, rival, speedup })))
    .toSorted((x, y) => x.speedup - y.speedup)
    .slice(0, count);
}

/** A case in the words of the closing lines. */
export function rowLabel(
  row: Pick<GemmRow, "group" | "m" | "k" | "n" | "batch" | "orders"> & { dtype: BenchDType },
): string {
  return `${row.group} ${row.dtype} ${shapeLabel(row)}`;
}
