/**
 * What runs, and how it may be steered: instruction sets, threads, tiles.
 *
 * @module
 */
import { availableIsas, native, useIsa } from "../native/native.ts";
import { type IsaName, ISAS, type OpName, OPS } from "../native/symbols.gen.ts";
import { checkDType, type DType, dtypeId } from "./dtype.ts";
import { tellThreads } from "./threads.ts";

/** An instruction set by name, or `auto` for the best that this CPU has. */
export type SimdMode = IsaName | "auto";

/**
 * The instruction sets that this CPU runs, best first; `scalar` is always among them.
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.assert(rt.availableSimd().includes("scalar"));
 * ```
 */
export function availableSimd(): IsaName[] {
  return availableIsas();
}

/**
 * Chooses the instruction set of all kernels, for the whole process. The results stay the same, bit for bit.
 *
 * @param mode `"auto"`, or one of {@linkcode availableSimd}
 * @throws {RangeError} if this CPU lacks it, naming those it has
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * rt.setSimd("scalar");
 * console.log(rt.kernelFor("add", "float32").isa); // scalar
 * rt.setSimd("auto");
 * ```
 */
export function setSimd(mode: SimdMode): void {
  useIsa(mode);
}

/** The kernel that an operation would run. */
export interface KernelInfo {
  /** The name of its symbol in the library. */
  name: string;
  /** The instruction set in force. */
  isa: IsaName;
  /** Elements in one vector register of the instruction set; SVE's is as wide as this CPU has it. */
  lanes: number;
  /** The alignment in bytes that its streaming stores need; everything else takes any. */
  alignment: number;
  /** Rows and columns of the pieces into which work of the given shape is cut. */
  tile: { rows: number; cols: number };
}

const SUFFIXES: Record<DType, string> = {
  bool: "bool",
  uint8: "u8",
  int32: "i32",
  int64: "i64",
  float32: "f32",
  float64: "f64",
};

/**
 * Which kernel would run, and how it would cut its work.
 *
 * @param op an operation, such as `"add"` or `"sum"`
 * @param dtype the dtype of what it reads
 * @param shape rows and columns, for the tile; 1024 by 1024 when omitted
 * @throws {TypeError} if there is no such operation, or no kernel for the dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const { name, lanes, tile } = rt.kernelFor("sum", "float64", [2048, 2048]);
 * console.log(name, lanes, tile);
 * ```
 */
export function kernelFor(op: OpName, dtype: DType, shape: readonly [number, number] = [1024, 1024]): KernelInfo {
  if (!Object.hasOwn(OPS, op)) {
    throw new TypeError(`Unknown operation ${JSON.stringify(op)}: expected one of ${Object.keys(OPS).join(", ")}`);
  }
  const { id, dtypes } = OPS[op];
  if (!native.rp_has_kernel(id, dtypeId(checkDType(dtype)))) {
    throw new TypeError(`${op}() has no kernel for ${dtype}: expected ${dtypes.join(" or ")}`);
  }
  const isaId = native.rp_active_isa();
  const isa = ISAS[isaId].name;
  const numbers = new Float64Array(5);
  native.rp_isa_info(isaId, numbers);
  const [vectorBytes, alignment] = numbers;
  native.rp_tile_info(id, dtypeId(dtype), shape[0], shape[1], numbers);
  const item = dtype === "float64" ? 8 : dtype === "float32" ? 4 : 1;
  const snake = op.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return {
    name: `rp_${snake}_${SUFFIXES[dtype]}__${isa}`,
    isa,
    lanes: isa === "scalar" ? 1 : vectorBytes / item,
    alignment,
    tile: { rows: numbers[0], cols: numbers[1] },
  };
}

/**
 * Sets how many threads a call may use, for the whole process. The results stay the same, bit for bit. A BLAS library
 * that was loaded is told too, and its results may differ.
 *
 * @param n from 1 to 256; more than there are CPUs is allowed, and slower
 * @throws {RangeError} if it is not a whole number in that range
 * @throws {TypeError} if it is not a number
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const { threads } = rt.threadingInfo();
 * rt.setThreads(1);
 * console.log(rt.threadingInfo().threads); // 1
 * rt.setThreads(threads);
 * ```
 */
export function setThreads(n: number): void {
  if (!Number.isInteger(n) || n < 1 || n > 256) {
    const Class = typeof n === "number" ? RangeError : TypeError;
    throw new Class(`setThreads() takes a whole number from 1 to 256: found ${String(n)}`);
  }
  native.rp_set_threads(n);
  tellThreads(n);
}

/**
 * A kind of work that is measured by itself: elementwise on contiguous runs; reductions of everything, of rows, of
 * columns; elementwise through packed tiles; matrix products, whose "bytes" are multiply-adds.
 */
export type WorkKind = "elementwise" | "reduceAll" | "reduceRows" | "reduceCols" | "strided" | "matmul";

/** All kinds, in the library's order. */
const KINDS: readonly WorkKind[] = ["elementwise", "reduceAll", "reduceRows", "reduceCols", "strided", "matmul"];

/** Throughput of calls that were run in one way, in bytes per second. */
export interface Throughput {
  /** Calls so far. */
  calls: number;
  /** The median of the recent ones; 0 when there are none. */
  median: number;
  /** What 95 % of the recent ones reach. */
  p95: number;
}

/** How calls of one kind are shared out. */
export interface SplitInfo {
  /** Bytes from which a call is shared, by the table that ships; measurements decide around it. */
  threshold: number;
  /** Calls that one thread ran. */
  alone: Throughput;
  /** Calls that several threads ran. */
  shared: Throughput;
}

/** The state of the thread pool. */
export interface ThreadingInfo {
  /** How many threads a call may use, the caller included. */
  threads: number;
  /** CPUs that this process may use: its affinity mask, bounded by its control group. */
  cpus: number;
  /** Threads started so far; none before the first call that is shared. */
  workers: number;
  /** Of these, asleep. */
  parked: number;
  /** Calls that were shared out. */
  jobs: number;
  /** Calls that ran alone because another worker of this process was using the pool. */
  alone: number;
  /** The decision to share, by kind of work. */
  kinds: Record<WorkKind, SplitInfo>;
}

/**
 * What the thread pool has, did and measured.
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * rt.ones([1000, 1000]).sum();
 * const { threads, kinds } = rt.threadingInfo();
 * console.log(threads, kinds.reduceAll.shared.median);
 * ```
 */
export function threadingInfo(): ThreadingInfo {
  const pool = new Float64Array(4);
  native.rp_pool_info(pool);
  const kinds = {} as Record<WorkKind, SplitInfo>;
  KINDS.forEach((kind, id) => {
    const s = new Float64Array(7);
    native.rp_split_info(id, s);
    kinds[kind] = {
      threshold: s[0],
      alone: { calls: s[1], median: s[2], p95: s[3] },
      shared: { calls: s[4], median: s[5], p95: s[6] },
    };
  });
  return {
    threads: native.rp_threads(),
    cpus: native.rp_usable_cpus(),
    workers: pool[0],
    parked: pool[1],
    jobs: pool[2],
    alone: pool[3],
    kinds,
  };
}
