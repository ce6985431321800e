/**
 * The process that is profiled: `target.ts CASE SIMD-MODE THREADS SECONDS`. It makes the operands, warms up, says on
 * standard output what it would run, waits for a line, calls the case until the time is over, says how often, and waits
 * for the end of its input.
 *
 * @module
 */
import * as rt from "../../mod.ts";
import { disposedCall } from "../calls.ts";
import { traits } from "../cases.ts";
import type { SimdMode } from "../flags.ts";
import { holdFactors, productCall } from "../gemm/operands.ts";
import { makeOperands } from "../inputs.ts";
import { threadsInUse, toRaptorsOperands, useSimd, useThreads } from "../raptors.ts";
import { parseCase, type ProfileCase } from "./case.ts";

/** Calls on small arrays, after which V8 has compiled the way to the library, which it else would interpret. */
const SMALL_CALLS = 20_000;
const SMALL_SIZE = 32;
/** Milliseconds of calls before the profiler looks. */
const WARM_UP = 300;

/** What is called, on the case's own operands or on small ones of the same kind. */
async function callOf(c: ProfileCase, small: boolean): Promise<() => void> {
  if (c.suite === "2d") {
    const { op, dtype, size } = c.case;
    return disposedCall(op, toRaptorsOperands(makeOperands(dtype, small ? Math.min(size, SMALL_SIZE) : size)));
  }
  const { m, k, n } = c.case;
  const at = (length: number) => small ? Math.min(length, SMALL_SIZE) : length;
  return productCall(await holdFactors({ ...c.case, m: at(m), k: at(k), n: at(n) }, []));
}

/** The name of the kernel that the case runs. */
function kernelOf(c: ProfileCase): string {
  return rt.kernelFor(c.suite === "2d" ? traits(c.case.op).kernel : "matmul", c.case.dtype).name;
}

/** Calls for some milliseconds, and at least so many times; gives how often. */
function callFor(call: () => void, ms: number, least: number): number {
  const end = performance.now() + ms;
  let calls = 0;
  // The clock is asked after ever more calls, until they take a millisecond: else it would be what is profiled.
  for (let batch = 1, now = 0; now < end || calls < least;) {
    const before = performance.now();
    for (let i = 0; i < batch; i++) call();
    calls += batch;
    now = performance.now();
    if (now - before < 1) batch *= 2;
  }
  return calls;
}

if (import.meta.main) {
  const [name, simdMode, threads, seconds] = Deno.args;
  useSimd(simdMode as SimdMode);
  if (threads !== "auto") useThreads(Number(threads));
  const c = parseCase(name);
  callFor(await callOf(c, true), WARM_UP, SMALL_CALLS);
  const call = await callOf(c, false);
  callFor(call, WARM_UP, 1);
  console.log(JSON.stringify({ kernel: kernelOf(c), threads: threadsInUse(), pid: Deno.pid }));
  await Deno.stdin.read(new Uint8Array(1));
  console.log(JSON.stringify({ calls: callFor(call, Number(seconds) * 1000, 1) }));
  // Its own end is not to be looked at.
  await Deno.stdin.read(new Uint8Array(1));
}
