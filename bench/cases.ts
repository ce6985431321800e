/**
 * The benchmark cases: a list of operations times dtypes times sizes. Nothing here computes; `calls.ts` has the
 * Raptors calls and `numpy_worker.py` the NumPy ones, both under the names below.
 *
 * @module
 */
import type { BenchDType } from "./arrays.ts";
import type { LimitLoop } from "./limit/limit.ts";

/** The side lengths of the standard square matrices. */
export const SIZES = [512, 1024, 2048] as const;
/** The largest side length that can be asked for. */
export const MAX_SIZE = 8192;

interface OpTraits {
  /** Whether the operation counts in the summary: the six of the standard 36 cases. */
  readonly target: boolean;
  /** The operation's name in `rt.kernelFor`. */
  readonly kernel: "sum" | "mean" | "add" | "multiply";
  /** The axis that is reduced, "all" for the whole array, "none" for elementwise work. */
  readonly reduces: "all" | 0 | 1 | "none";
  /** The loop that gives the machine's limit. */
  readonly limit: LimitLoop;
}

/** Every operation, in the order of the tables. */
export const OPS = {
  sum: { target: true, kernel: "sum", reduces: "all", limit: "read" },
  mean: { target: true, kernel: "mean", reduces: "all", limit: "read" },
  mean_axis0: { target: true, kernel: "mean", reduces: 0, limit: "axis0" },
  mean_axis1: { target: true, kernel: "mean", reduces: 1, limit: "axis1" },
  broadcast_add: { target: true, kernel: "add", reduces: "none", limit: "row_add" },
  scale: { target: true, kernel: "multiply", reduces: "none", limit: "scale" },
  broadcast_add_column: { target: false, kernel: "add", reduces: "none", limit: "column_add" },
} as const satisfies Record<string, OpTraits>;

/** The name of a benchmarked operation. */
export type OpName = keyof typeof OPS;
/** The names of all operations. */
export const OP_NAMES = Object.keys(OPS) as OpName[];

/** The side lengths of the small arrays. */
export const SMALL_SIZES = [1, 4, 8, 16, 32] as const;
/** The operations that are timed on small arrays. */
export const SMALL_OPS = ["scale", "sum"] as const satisfies readonly OpName[];

/** One operation on a square matrix of one dtype and size. */
export interface Case {
  /** The operation. */
  readonly op: OpName;
  /** The element type. */
  readonly dtype: BenchDType;
  /** The side length. */
  readonly size: number;
}

/** Every combination of the given operations, dtypes and sizes, operation by operation. */
export function listCases(ops: readonly OpName[], dtypes: readonly BenchDType[], sizes: readonly number[]): Case[] {
  return ops.flatMap((op) => dtypes.flatMap((dtype) => sizes.map((size) => ({ op, dtype, size }))));
}

/** The operation's traits. */
export function traits(op: OpName): OpTraits {
  return OPS[op];
}

/** Whether the operation gives a JavaScript number instead of an array. */
export function givesNumber(op: OpName): boolean {
  return OPS[op].reduces === "all";
}

/** The shape of the result; empty for a number. */
export function resultShape({ op, size }: Case): number[] {
  const { reduces } = OPS[op];
  if (reduces === "all") return [];
  return reduces === "none" ? [size, size] : [size];
}

/** Bytes that the case must read and write at the very least: each input once, each result once. */
export function bytesMoved(c: Case): number {
  const { op, dtype, size } = c;
  const operand = op === "broadcast_add" || op === "broadcast_add_column" ? size : 0;
  const result = resultShape(c).reduce((product, length) => product * length, 1);
  return (size * size + operand + result) * (dtype === "float32" ? 4 : 8);
}

/** A short name for messages, such as "mean_axis0 float32 512x512". */
export function caseName({ op, dtype, size }: Case): string {
  return `${op} ${dtype} ${size}x${size}`;
}
