/**
 * The machine's limit: compiles `limit.c` for this CPU and times its loops.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import type { BenchDType, FloatArray } from "../arrays.ts";

/** The loops of `limit.c`, in its order. */
const LOOPS = [
  ...["read", "scale", "row_add", "column_add", "pair_add", "axis0", "axis1", "dot"] as const,
  ...["fma_avx512", "fma_avx2", "fma_neon"] as const,
] as const;
/** A loop of `limit.c`. */
export type LimitLoop = (typeof LOOPS)[number];

const SOURCES = ["limit.c", "loops.h", "fma_isa.h", "fma.h", "../../native/gemm.def"].map((name) =>
  fileURLToPath(new URL(name, import.meta.url))
);
const BASE_FLAGS = ["-std=gnu11", "-O3", "-shared", "-fPIC", "-pthread", "-fvisibility=hidden"];
/** Compilers differ in how they are told to use all that this CPU has; the first that works is taken. */
const NATIVE_FLAGS = [["-march=native", "-mprefer-vector-width=512"], ["-march=native"], ["-mcpu=native"]];

const SYMBOLS = {
  raptors_limit: {
    parameters: ["u32", "u32", "u32", "buffer", "buffer", "buffer", "u32", "u32", "u32", "u32", "u32", "buffer"],
    result: "i32",
  },
  raptors_limit_tile: { parameters: ["u32", "u32", "buffer"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/** A loop that does the sums of a matrix product, on one instruction set. */
export type FmaLoop = Extract<LimitLoop, `fma_${string}`>;

/** One bare loop over given memory. */
export interface LimitRequest {
  /** The loop. */
  readonly loop: LimitLoop;
  /** Whether stores go round the caches. */
  readonly streaming: boolean;
  /** The matrix, rows x cols; for an FMA loop, a panel of `cols` steps, each as long as its tile has rows. */
  readonly a: FloatArray;
  /**
   * The row or column that is added, or the other array of a sum of pairs or a dot product; any array for loops that have none. For an FMA
   * loop, a panel of `cols` steps, each as long as its tile has columns.
   */
  readonly b: FloatArray;
  /** Room for the result; at least 64 bytes for each thread. */
  readonly out: FloatArray;
  /** Rows of the matrix; for an FMA loop, how often every thread goes through the panels. */
  readonly rows: number;
  /** Columns of the matrix. */
  readonly cols: number;
  /** Threads. */
  readonly threads: number;
}

/** Times bare loops. */
export interface Limit {
  /** The compiler and its flags. */
  readonly compiler: string;
  /**
   * Runs a loop; gives the time of `calls` calls in microseconds, or undefined if this CPU lacks the loop's instructions,
   * or cannot stream this shape.
   */
  time(request: LimitRequest, calls: number, lead: number): number | undefined;
  /** Rows and columns of C that an FMA loop works on: each step is as many multiply-adds as the tile has elements. */
  tile(loop: FmaLoop, dtype: BenchDType): readonly [rows: number, cols: number];
}

/** Compiles and opens the loops, or says why that cannot be. */
export async function openLimit(): Promise<Limit | { readonly missing: string }> {
  const compiler = Deno.env.get("CC") || "cc";
  let complaint = "";
  for (const native of NATIVE_FLAGS) {
    const flags = [...BASE_FLAGS, ...native];
    const built = await build(compiler, flags);
    if ("library" in built) return open(built.library, `${compiler} ${flags.slice(1, 2).concat(native).join(" ")}`);
    complaint ||= built.complaint;
  }
  return { missing: `${compiler} could not compile bench/limit/limit.c: ${complaint}` };
}

async function build(compiler: string, flags: string[]): Promise<{ library: string } | { complaint: string }> {
  const hash = createHash("sha256").update(JSON.stringify([compiler, flags, cpus()[0]?.model, Deno.build.target]));
  for (const source of SOURCES) hash.update(await Deno.readFile(source));
  const folder = fileURLToPath(new URL("../../native/build/bench/", import.meta.url));
  const extension = { windows: "dll", darwin: "dylib" }[Deno.build.os as string] ?? "so";
  const library = `${folder}limit-${hash.digest("hex").slice(0, 16)}.${extension}`;
  const there = await Deno.stat(library).then(() => true, () => false);
  if (there) return { library };
  await Deno.mkdir(folder, { recursive: true });
  // Under another name first: a second run that starts now must not open half a library.
  const half = `${library}.${Deno.pid}`;
  try {
    const { success, stderr } = await new Deno.Command(compiler, { args: [...flags, "-o", half, SOURCES[0]] }).output();
    if (!success) return { complaint: new TextDecoder().decode(stderr).trim().split("\n")[0] };
    await Deno.rename(half, library);
    return { library };
  } catch (error) {
    return { complaint: error instanceof Error ? error.message : String(error) };
  }
}

function open(path: string, compiler: string): Limit {
  // Never closed: the loops are needed until the process ends.
  const { symbols } = Deno.dlopen(path, SYMBOLS);
  const elapsed = new Float64Array(1);
  return {
    compiler,
    time(r: LimitRequest, calls: number, lead: number): number | undefined {
      const f64 = r.a instanceof Float64Array ? 1 : 0;
      const loop = LOOPS.indexOf(r.loop);
      const stream = r.streaming ? 1 : 0;
      const { a, b, out, rows, cols, threads } = r;
      const status = symbols.raptors_limit(
        loop,
        f64,
        stream,
        a,
        b,
        out,
        rows,
        cols,
        threads,
        lead,
        calls,
        elapsed,
      );
      if (status === 1) return undefined;
      if (status !== 0) throw new Error(`The bare loop ${r.loop} on ${threads} threads failed with status ${status}`);
      return elapsed[0] / 1000;
    },
    tile(loop: FmaLoop, dtype: BenchDType): [number, number] {
      const tile = new Float64Array(2);
      symbols.raptors_limit_tile(LOOPS.indexOf(loop), dtype === "float64" ? 1 : 0, tile);
      return [tile[0], tile[1]];
    },
  };
}
