/**
 * What the machine could do at best with a product: all its sums in registers, or all its bytes read once.
 *
 * @module
 */
import * as rt from "../../mod.ts";
import { allocate, type BenchDType, fill } from "../arrays.ts";
import type { FmaLoop, Limit } from "../limit/limit.ts";
import type { Side } from "../measure.ts";
import { kernelIsa } from "../raptors.ts";
import { flops, type GemmCase, isBoundByMemory } from "./cases.ts";
import type { Factors } from "./check.ts";

/** A bare loop that is timed among the other sides. */
export interface LimitSide extends Side {
  /** The loop. */
  readonly loop: string;
  /** Its threads. */
  readonly threads: number;
}

/** Sums below which a call costs more than its sums: no share of a peak is told there. */
const LEAST_FLOPS = 2 * 64 ** 3;
/** Steps of the panels: both stay in any L1. */
const DEPTH = 64;
/** How often an FMA loop goes through the panels at least: a tenth of a millisecond or more between two meetings. */
const LEAST_ROUNDS = 512;

/** The bare loops for a case; none where no loop says anything about it. */
export function limitSides(c: GemmCase, raw: Factors | undefined, limit: Limit, threads: number): LimitSide[] {
  if (raw === undefined) return flops(c) < LEAST_FLOPS ? [] : peakSide(c, limit, threads);
  const room = allocate(c.dtype, 64 * 256);
  // Small work is faster without the other threads.
  return [...new Set([threads, 1])].map((threads): LimitSide => {
    const loop = c.group === "dot" ? "dot" as const : "read" as const;
    const request = { loop, streaming: false, ...raw, out: room, rows: c.m, cols: c.k, threads };
    const time = (calls: number, lead: number) => limit.time(request, calls, lead)!;
    return { name: `${loop}, ${threads}`, loop, threads, time };
  });
}

/** Whether {@linkcode limitSides} needs the memory of the factors. */
export function readsFactors(c: GemmCase): boolean {
  return isBoundByMemory(c);
}

/**
 * As many multiply-adds as the product has, on registers, by all threads, on the instruction set that Raptors uses. No fewer:
 * a CPU is faster for a millisecond, and between two interruptions, than for a tenth of a second.
 */
export function peakSide(c: GemmCase, limit: Limit, threads: number): LimitSide[] {
  const loop = fmaLoop(c.dtype);
  if (!loop) return [];
  const [rows, cols] = limit.tile(loop, c.dtype);
  const [a, b] = [fill(c.dtype, DEPTH * rows, 1), fill(c.dtype, DEPTH * cols, 2)];
  const out = allocate(c.dtype, 64 * threads);
  const roundsPerCall = flops(c) / (2 * rows * cols * DEPTH * threads);
  const rounds = Math.max(LEAST_ROUNDS, Math.round(roundsPerCall));
  const request = { loop, streaming: false, a, b, out, rows: rounds, cols: DEPTH, threads };
  if (limit.time({ ...request, rows: 1 }, 1, 0) === undefined) return [];
  const runsFor = (calls: number) => Math.max(1, Math.round(calls * roundsPerCall / rounds));
  const time = (calls: number, lead: number) => {
    const runs = runsFor(calls);
    return limit.time(request, runs, runsFor(lead))! / (runs * rounds) * roundsPerCall * calls;
  };
  return [{ name: loop, loop, threads, time }];
}

/** The loop for the instruction set in force. SVE on vectors of 16 bytes does what NEON does. */
function fmaLoop(dtype: BenchDType): FmaLoop | undefined {
  const isa = kernelIsa("matmul", dtype);
  if (isa === "avx512" || isa === "avx2" || isa === "neon") return `fma_${isa}`;
  const { lanes } = rt.kernelFor("matmul", dtype);
  return isa === "sve" && lanes * (dtype === "float32" ? 4 : 8) === 16 ? "fma_neon" : undefined;
}
