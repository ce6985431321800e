/** A small run of the suite gemm for the tests of targets, tables and report. */
import { flops, gemmBytes, type GemmCase } from "../../../bench/gemm/cases.ts";
import type { RivalKey } from "../../../bench/gemm/rivals.ts";
import type { GemmResults, GemmRow } from "../../../bench/gemm/schema.ts";
import { sampleResults } from "../_results.ts";

/** A row in which Raptors took 10 us, each rival that times the ratio, and the limit a share of it. */
export function gemmRow(
  c: Partial<GemmCase>,
  ratios: Partial<Record<RivalKey, number>> = {},
  share: number | null = null,
): GemmRow {
  const full: GemmCase = { group: "square", dtype: "float32", m: 512, k: 512, n: 512, batch: 1, orders: "CC", ...c };
  const timing = (us: number) => ({ median_us: us, p95_us: us * 1.25, min_us: us * 0.875 });
  return {
    ...full,
    ...{ flops: flops(full), bytes: gemmBytes(full), raptors: timing(10) },
    rivals: Object.entries(ratios).map(([rival, speedup]) => ({
      ...{ rival: rival as RivalKey, timing: timing(10 * speedup), speedup },
      ...{ speedup_low: speedup * 0.9, speedup_high: speedup * 1.1 },
    })),
    limit: share === null ? null : { loop: "fma_avx512", median_us: 10 * share, threads: 2 },
    limit_share: share,
  };
}

/** A run with a win and losses over two rivals, a case without a limit, and one that sums nothing. */
export function sampleGemm(): GemmResults {
  const { machine, options } = sampleResults();
  const library = { version: "2.4.6", python: "3.11.7", blas: "openblas", cpu_features: ["AVX2"] };
  return {
    machine,
    blas: { provider: "builtin", version: "", config: "avx512" },
    rivals: [
      { ...library, key: "numpy", label: "NumPy as installed (SkylakeX)", core: "SkylakeX" },
      { ...library, key: "numpy_haswell", label: "NumPy, Haswell kernels", core: "Haswell" },
    ],
    missing: ["NumPy with the kernels of <SkylakeX> was not measured: why."],
    options: { ...options, quick: false },
    rows: [
      gemmRow({}, { numpy: 2, numpy_haswell: 1.7 }, 0.95),
      gemmRow({ m: 4, k: 4, n: 4 }, { numpy: 0.5, numpy_haswell: 0.5 }),
      gemmRow({ group: "gemv", m: 1024, k: 1024, n: 1, orders: "FC" }, { numpy: 1.5, numpy_haswell: 1.5 }, 0.5),
      gemmRow({ group: "odd", m: 100, k: 0, n: 100 }, { numpy: 0.7, numpy_haswell: 3 }),
    ],
  };
}
