/**
 * How Raptors may run, and putting that in force for a while. Imports no Raptors: whoever calls brings the module, which may
 * be that of an earlier revision.
 *
 * @module
 */
import type { BlasChoice, SimdMode } from "../mod.ts";

/** How Raptors may run. What is left out stays as it is. */
export interface Way {
  /** The instruction set, `scalar` for none. */
  readonly simd?: SimdMode;
  /** The number of threads. */
  readonly threads?: number;
  /** Who multiplies matrices. */
  readonly blas?: BlasChoice;
}

/** What a module of Raptors must have for that; of `blas` only where a way has it. */
export interface Steered {
  /** Tells the instruction set in force. */
  kernelFor(op: "sum", dtype: "float32"): { readonly isa: SimdMode };
  /** Tells the number of threads. */
  threadingInfo(): { readonly threads: number };
  /** Tells who multiplies matrices. */
  blasInfo(): { readonly choice: BlasChoice };
  /** Chooses the instruction set. */
  setSimd(mode: SimdMode): void;
  /** Sets the number of threads. */
  setThreads(n: number): void;
  /** Chooses who multiplies matrices. */
  setBlas(choice: BlasChoice): void;
}

/** Puts a way in force; what is returned puts back what was. */
export function enter(rt: Steered, way: Way): () => void {
  const before: Way = {
    ...(way.simd !== undefined && { simd: rt.kernelFor("sum", "float32").isa }),
    ...(way.threads !== undefined && { threads: rt.threadingInfo().threads }),
    ...(way.blas !== undefined && { blas: rt.blasInfo().choice }),
  };
  apply(rt, way);
  return () => apply(rt, before);
}

/** Runs something in a way, and puts back what was. */
export function within<T>(rt: Steered, way: Way, run: () => T): T {
  const leave = enter(rt, way);
  try {
    return run();
  } finally {
    leave();
  }
}

function apply(rt: Steered, { simd, threads, blas }: Way): void {
  if (simd !== undefined) rt.setSimd(simd);
  if (threads !== undefined) rt.setThreads(threads);
  if (blas !== undefined) rt.setBlas(blas);
}
