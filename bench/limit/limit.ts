/**
 * The machine's limit: compiles `limit.c` for this CPU and times its loops.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import type { FloatArray } from "../arrays.ts";

/** The loops of `limit.c`, in its order. */
const LOOPS = ["read", "scale", "row_add", "column_add", "axis0", "axis1"] as const;
/** A loop of `limit.c`. */
export type LimitLoop = (typeof LOOPS)[number];

const SOURCES = ["limit.c", "loops.h"].map((name) => fileURLToPath(new URL(name, import.meta.url)));
const BASE_FLAGS = ["-std=gnu11", "-O3", "-shared", "-fPIC", "-pthread", "-fvisibility=hidden"];
/** Compilers differ in how they are told to use all that this CPU has; the first that works is taken. */
const NATIVE_FLAGS = [["-march=native", "-mprefer-vector-width=512"], ["-march=native"], ["-mcpu=native"]];

const SYMBOLS = {
  raptors_limit: {
    parameters: ["u32", "u32", "u32", "buffer", "buffer", "buffer", "u32", "u32", "u32", "u32", "u32", "buffer"],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** One bare loop over given memory. */
export interface LimitRequest {
  /** The loop. */
  readonly loop: LimitLoop;
  /** Whether stores go round the caches. */
  readonly streaming: boolean;
  /** The matrix, rows x cols. */
  readonly a: FloatArray;
  /** The row or column that is added; any array for loops that add none. */
  readonly b: FloatArray;
  /** Room for the result; at least 64 bytes for each thread. */
  readonly out: FloatArray;
  /** Rows of the matrix. */
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
  /** Runs a loop; gives the time of `calls` calls in microseconds, or undefined if this CPU or shape cannot stream. */
  time(request: LimitRequest, calls: number, lead: number): number | undefined;
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
  };
}
