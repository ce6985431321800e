/**
 * What the benchmark asks of Raptors beyond computing: threads, kernels, raw memory. The only file here that depends
 * on the shape of the introspection functions.
 *
 * @module
 */
import * as rt from "../mod.ts";
import type { BenchDType, FloatArray } from "./arrays.ts";
import { type OpName, traits } from "./cases.ts";
import type { Operands } from "./inputs.ts";
import type { SimdMode } from "./flags.ts";

/** An array of one of the compared dtypes. */
export type Matrix = rt.NDArray<BenchDType>;

/** Threads that Raptors may use now. */
export function threadsInUse(): number {
  return rt.threadingInfo().threads;
}

/** Sets the number of threads. */
export function useThreads(threads: number): void {
  rt.setThreads(threads);
}

/** The instruction set that serves an operation now. */
export function isaOf(op: OpName, dtype: BenchDType): string {
  return kernelIsa(traits(op).kernel, dtype);
}

/** The instruction set of the kernel that an operation of Raptors runs now. */
export function kernelIsa(kernel: Parameters<typeof rt.kernelFor>[0], dtype: BenchDType): string {
  return rt.kernelFor(kernel, dtype).isa;
}

/**
 * Chooses the kernels.
 *
 * @throws {RangeError} if SIMD is forced on a CPU that has none of the instruction sets
 */
export function useSimd(mode: SimdMode): void {
  if (mode === "auto") return;
  if (mode === "disable") return rt.setSimd("scalar");
  // Best first.
  const widest = rt.availableSimd()[0];
  if (widest === "scalar") throw new RangeError("--simd-mode force: this CPU has no SIMD kernels; use auto or disable");
  rt.setSimd(widest);
}

/** Copies data into memory that Raptors allocated, aligned as all its arrays are. */
export function toRaptors(data: FloatArray, shape: number[]): Matrix {
  using borrowed = rt.asarray(data, { shape });
  return borrowed.copy() as Matrix;
}

/** The operands of one dtype and size as Raptors arrays. */
export function toRaptorsOperands(data: Operands<FloatArray>): Operands<Matrix> {
  const n = data.row.length;
  return { a: toRaptors(data.a, [n, n]), row: toRaptors(data.row, [n]), column: toRaptors(data.column, [n, 1]) };
}

/** The elements of a contiguous array where they lie. The array's memory is never recycled after that. */
export function rawElements(array: Matrix): FloatArray {
  return array.data.subarray(array.offset, array.offset + array.size) as FloatArray;
}
