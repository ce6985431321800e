/**
 * The roofline of this machine, as native/kernels/GEMM.md has it: what registers, each cache and memory give a product.
 *
 *     deno run -A bench/limit/roofline.ts
 *
 * @module
 */
import { availableSimd, threadingInfo } from "@raptors/core";
import { allocate, type BenchDType, DTYPES, fill } from "../arrays.ts";
import { measure, type Side } from "../measure.ts";
import { median } from "../stats.ts";
import { renderTable } from "../terminal.ts";
import { type FmaLoop, type Limit, openLimit } from "./limit.ts";

/** Steps of the panels that an FMA loop goes through: from panels deep in an L1 to panels that leave it. */
const DEPTHS = [64, 128, 192, 256, 320, 384, 512, 1024, 4096];
/** Multiply-adds of a sample of an FMA loop, about. */
const SAMPLE_FMAS = 2 ** 26;
/** Bytes of a sample of a loop that reads, about. */
const SAMPLE_BYTES = 2 ** 26;
/** What is read: what an L1 holds, an L2, an L3, and more than these. */
const KILOBYTES = [16, 32, 256, 512, 4096, 16384, 131072];

const SAMPLES = { warmup: 2, repeats: 31, sampleUs: 1000 };

/** One FMA loop at one depth; its samples are microseconds for a GFLOP. */
function fmaSide(limit: Limit, loop: FmaLoop, dtype: BenchDType, depth: number, threads: number): Side | undefined {
  const [rows, cols] = limit.tile(loop, dtype);
  const [a, b] = [fill(dtype, depth * rows, 1), fill(dtype, depth * cols, 2)];
  const rounds = Math.ceil(SAMPLE_FMAS / (rows * cols * depth * threads));
  const request = {
    loop,
    streaming: false,
    a,
    b,
    out: allocate(dtype, 64 * threads),
    rows: rounds,
    cols: depth,
    threads,
  };
  if (limit.time(request, 1, 0) === undefined) return undefined;
  const gflop = 2 * rows * cols * depth * rounds * threads / 1e9;
  return { name: `${loop} ${depth} ${threads}`, time: (calls) => limit.time(request, 1, 1)! / gflop * calls };
}

/** The rates of sides whose samples are microseconds for a unit of work, in units per second, in their order. */
async function rates(sides: readonly (Side | undefined)[]): Promise<(number | undefined)[]> {
  const samples = await measure(sides.filter((side) => side !== undefined), SAMPLES);
  return sides.map((side) => side && 1e6 / median(samples[side.name]));
}

const cell = (rate: number | undefined) => ({ text: rate === undefined ? "–" : rate.toFixed(0) });

async function peaks(limit: Limit, threads: readonly number[]): Promise<string> {
  const rows = [];
  for (const isa of ["avx512", "avx2", "neon"] as const) {
    if (!(availableSimd() as string[]).includes(isa)) continue;
    for (const dtype of DTYPES) {
      for (const n of threads) {
        const sides = DEPTHS.map((depth) => fmaSide(limit, `fma_${isa}`, dtype, depth, n));
        rows.push([{ text: isa }, { text: dtype }, { text: `${n}` }, ...(await rates(sides)).map(cell)]);
      }
    }
  }
  return renderTable(["", "", "threads", ...DEPTHS.map((depth) => `${depth} deep`)], rows);
}

async function bandwidths(limit: Limit, threads: readonly number[]): Promise<string> {
  const rows = [];
  for (const n of threads) {
    const sides = KILOBYTES.map((kilobytes): Side => {
      const a = fill("float64", kilobytes * 128, 1);
      const request = { loop: "read", streaming: false, a, b: a, out: allocate("float64", 64 * n) } as const;
      const shape = { rows: kilobytes, cols: 128, threads: n };
      const runs = Math.max(1, Math.round(SAMPLE_BYTES / (kilobytes * 1024)));
      const gigabytes = runs * kilobytes * 1024 / 1e9;
      const time = () => limit.time({ ...request, ...shape }, runs, Math.ceil(runs / 5))! / gigabytes;
      return { name: `${kilobytes}`, time: (calls) => time() * calls };
    });
    rows.push([{ text: "read" }, { text: "" }, { text: `${n}` }, ...(await rates(sides)).map(cell)]);
  }
  return renderTable(["", "", "threads", ...KILOBYTES.map((kilobytes) => `${kilobytes} KiB`)], rows);
}

if (import.meta.main) {
  const limit = await openLimit();
  if ("missing" in limit) throw new Error(limit.missing);
  const threads = [...new Set([1, threadingInfo().threads])];
  console.log(
    `GFLOP/s of multiply-adds on registers, by the depth of the panels that feed them (${limit.compiler}):\n`,
  );
  console.log(await peaks(limit, threads));
  console.log("\nGB/s of reading:\n");
  console.log(await bandwidths(limit, threads));
}
