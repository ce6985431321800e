/** A small run for the tests of the report and the files. */
import type { Results, Row } from "../../bench/results.ts";
import { summarize } from "../../bench/results.ts";

function row(op: Row["op"], ours: number, theirs: number, extra: Partial<Row> = {}): Row {
  const timing = (us: number) => ({ median_us: us, p95_us: us * 1.25, min_us: us * 0.875 });
  return {
    op,
    dtype: "float64",
    shape: [512, 512],
    layout: "C",
    threads: 2,
    simd: "avx512",
    target: op !== "broadcast_add_column",
    bytes: 512 * 512 * 8,
    raptors: timing(ours),
    numpy: timing(theirs),
    torch: null,
    speedup: theirs / ours,
    speedup_low: theirs / ours - 0.1,
    speedup_high: theirs / ours + 0.1,
    torch_speedup: null,
    gb_per_s: 512 * 512 * 8 / ours / 1000,
    limit: { median_us: ours * 0.75, stores: "ordinary", threads: 2 },
    limit_share: 0.75,
    ...extra,
  };
}

/** Two wins (2 and 8 times), one loss (a half) and a column row that does not count. */
export function sampleResults(): Results {
  const rows = [row("sum", 50, 100), row("mean", 100, 50), row("scale", 10, 80), row("broadcast_add_column", 10, 10)];
  const { op, dtype, shape, raptors, numpy, speedup } = rows[2];
  return {
    machine: {
      cpu: "A CPU <i>&</i> \"more\" </script><script>alert('cpu')</script>",
      cores: 2,
      os: "linux",
      arch: "x86_64",
      isa: "avx512",
      simd_mode: "auto",
      threads: 2,
      load: 0.1,
      deno: "2.9.6",
      date: "2026-01-02T03:04:05.678Z",
      numpy: { version: "2.4.6", python: "3.11.7", blas: "openblas", cpu_features: ["AVX2"], recorded: null },
      torch: null,
      limit: { compiler: "cc -O3", missing: null },
    },
    options: { warmup: 3, repeats: 30 },
    summary: summarize(rows),
    rows,
    variants: [{
      op,
      dtype,
      shape,
      target: true,
      out: { raptors, numpy, speedup },
      one_thread: null,
      undisposed: null,
    }],
    small: [{ op, dtype, shape: [4, 4], raptors, numpy, speedup }],
  };
}

/** The same run with NumPy's figures taken from an earlier one. */
export function recordedResults(): Results {
  const results = sampleResults();
  results.machine.numpy!.recorded = { cpu: "Other <CPU>", date: "2025-12-31" };
  return results;
}
