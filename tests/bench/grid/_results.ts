/** A small run of the grid for the tests of reports, files and trends. */
import type { GridResults, GridRow } from "../../../bench/grid/schema.ts";
import { summarize } from "../../../bench/grid/results.ts";
import { sampleResults } from "../_results.ts";

/** A row: `ours` and `theirs` are medians in microseconds. */
export function sampleRow(name: string, ours: number, theirs: number | null, extra: Partial<GridRow> = {}): GridRow {
  const timing = (us: number) => ({ median_us: us, p95_us: us * 1.25, min_us: us * 0.875 });
  const [op, dtype, sides, layout] = name.split(" ");
  const bytes = 2 * 1024 * 1024 * (dtype === "float64" ? 8 : 4);
  return {
    area: "elementwise",
    name,
    op,
    table_op: op.replace(/_.*/, ""),
    dtype: dtype as GridRow["dtype"],
    shape: sides.split("x").map(Number),
    layout: layout as GridRow["layout"],
    threads: 2,
    simd: "auto",
    isa: "avx512",
    kernel: `rp_${op}_f32__avx512`,
    target: false,
    bytes,
    rival: "numpy",
    raptors: timing(ours),
    rival_timing: theirs === null ? null : timing(theirs),
    speedup: theirs === null ? null : theirs / ours,
    speedup_low: theirs === null ? null : theirs / ours * 0.9,
    speedup_high: theirs === null ? null : theirs / ours * 1.1,
    gb_per_s: bytes / ours / 1000,
    limit_us: ours * 0.75,
    limit_share: 0.75,
    note: theirs === null ? "PyTorch has no negative steps" : null,
    ...extra,
  };
}

/** Three wins, of which two are target cases, a loss, and a case that the rival lacks. */
export function sampleGrid(date = "2026-01-02T03:04:05.678Z", rows: GridRow[] = sampleRows()): GridResults {
  const { machine } = sampleResults();
  return {
    schema: "raptors-grid-1",
    date,
    machine: { ...machine, date },
    version: "0.1.0",
    revision: { commit: "0123456789abcdef0123456789abcdef01234567", subject: "Add <b>bold</b> things", dirty: false },
    against: { kind: "numpy", label: "NumPy 2.4.6", commit: null },
    options: { warmup: 3, repeats: 30, mode: "quick", only: null, seconds: 1.5 },
    summary: summarize(rows),
    targets: summarize(rows.filter((row) => row.target)),
    rows,
  };
}

/** The rows of {@linkcode sampleGrid}. */
export function sampleRows(): GridRow[] {
  return [
    sampleRow("add float32 1024x1024 C", 50, 100),
    sampleRow("add float32 1024x1024 reversed", 100, 50, { limit_us: null, limit_share: null }),
    sampleRow("sum float64 512x512 C", 10, 80, { area: "reductions", target: true }),
    sampleRow("mean_axis0 float64 512x512 C", 10, 80, { area: "axis0", target: true }),
    sampleRow("sqrt float32 1024x1024 strided", 50, null),
    sampleRow("abs float32 256x256 C", 10, 40, { area: "kernels", rival: "scalar", simd: "avx512" }),
  ];
}
