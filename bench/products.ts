/**
 * Matrix products against NumPy's BLAS for notebooks: case by case, as a cell asks for it.
 *
 * @module
 */
import { loadavg } from "node:os";
import { allocate, type BenchDType, fill } from "./arrays.ts";
import { type GemmCase, PLAIN } from "./gemm/cases.ts";
import { peakSide } from "./gemm/limits.ts";
import { holdFactors, MATMUL, productCall } from "./gemm/operands.ts";
import { rivalLabel, type Rivals, startRivals } from "./gemm/rivals.ts";
import type { GemmRow } from "./gemm/schema.ts";
import { LEAD_US, runGemmSuite } from "./gemm/suite.ts";
import { type Limit, openLimit } from "./limit/limit.ts";
import type { MeasureOptions, Side } from "./measure.ts";
import type { LibraryInfo } from "./numpy.ts";
import { threadsInUse } from "./raptors.ts";
import type { Way } from "./way.ts";
import { compareWays, isQuick } from "./ways.ts";

export { PLAIN };
export type { BenchDType, GemmCase, GemmRow, LibraryInfo, Way };

/** NumPy in processes of its own, the bare loops, and Raptors in this one. */
export class Products implements AsyncDisposable {
  /** Whether this is a quick run, for tests (`RAPTORS_QUICK=1`): small matrices, few samples. */
  readonly quick: boolean = isQuick();
  /** NumPy as it is installed: versions, BLAS, the core that its BLAS took the CPU for. */
  readonly numpy: LibraryInfo | undefined;
  /** What each rival is called, by its key in the rows. */
  readonly names: Readonly<Record<string, string>>;
  /** Processes that wanted a CPU in the minute before the start. */
  readonly load: number = loadavg()[0];
  readonly #rivals: Rivals;
  readonly #limit: Limit | undefined;
  readonly #threads: number = threadsInUse();
  readonly #effort: MeasureOptions;

  private constructor(rivals: Rivals, limit: Limit | undefined) {
    this.#rivals = rivals;
    this.#limit = limit;
    this.#effort = { warmup: this.quick ? 1 : 3, repeats: this.quick ? 3 : 30, sampleUs: 1000, leadUs: LEAD_US };
    this.numpy = rivals.list.find(({ key }) => key === "numpy")?.worker.info;
    this.names = Object.fromEntries(rivals.list.map(({ key, worker }) => [key, rivalLabel(key, worker.info.core)]));
  }

  /** Starts NumPy: as it is installed, and with each kind of OpenBLAS's kernels that this CPU runs. */
  static async open(): Promise<Products> {
    const limit = await openLimit();
    const rivals = await startRivals({ threads: threadsInUse(), torch: false });
    return new Products(rivals, "missing" in limit ? undefined : limit);
  }

  /**
   * Checks that all agree on a product, then measures it: Raptors, every NumPy and the machine's limit in turns.
   *
   * @throws {Error} if the results differ by more than rounding explains
   */
  async compare(c: GemmCase): Promise<GemmRow> {
    const run = {
      rivals: this.#rivals.list,
      limit: this.#limit,
      threads: this.#threads,
      options: this.#effort,
    };
    const silent = { step: () => {}, stop: () => {} };
    return (await runGemmSuite([c], run, silent))[0];
  }

  /**
   * Measures a product in several ways of running Raptors, and NumPy as it is installed, all in turns.
   *
   * @returns the median time of a call in microseconds, under the name of each way, and under "NumPy" if there is one
   */
  async ways(c: GemmCase, ways: Readonly<Record<string, Way>>): Promise<Record<string, number>> {
    const workers = this.#rivals.list.filter(({ key }) => key === "numpy").map(({ worker }) => worker);
    await using held = await holdFactors(c, workers);
    const others = workers.map((worker): Side => ({
      name: "NumPy",
      time: (calls, lead) => worker.time(MATMUL, held.id, calls, lead),
    }));
    return await compareWays(productCall(held), ways, others, this.#effort);
  }

  /** The most that this machine multiplies and adds in a second, in GFLOP/s, on `threads` threads. */
  peak(dtype: BenchDType, threads: number = this.#threads): number {
    const c: GemmCase = { ...PLAIN, group: "square", dtype, m: 1000, k: 1000, n: 1000 };
    const [side] = this.#limit ? peakSide(c, this.#limit, threads) : [];
    return side ? 2e9 / best(() => side.time(1, 0) as number) / 1000 : NaN;
  }

  /** The most that this machine reads in a second from memory of `bytes` bytes again and again, in GB/s. */
  bandwidth(bytes: number, threads: number = this.#threads): number {
    const limit = this.#limit;
    if (!limit) return NaN;
    const a = fill("float32", bytes / 4, 1);
    const out = allocate("float32", 64 * 256);
    const rows = 2 ** Math.floor(Math.log2(Math.sqrt(a.length)));
    const request = { loop: "read", streaming: false, a, b: a, out, rows, cols: a.length / rows, threads } as const;
    const calls = Math.ceil(1e7 / bytes);
    return bytes / best(() => limit.time(request, calls, 1)! / calls) / 1000;
  }

  /** Ends NumPy's processes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rivals[Symbol.asyncDispose]();
  }

  /** Ends NumPy's processes. */
  async close(): Promise<void> {
    await this[Symbol.asyncDispose]();
  }
}

/** The shortest of some runs: a limit is what the machine can do, not what it mostly does. */
function best(time: () => number): number {
  return Math.min(...Array.from({ length: 20 }, time));
}
