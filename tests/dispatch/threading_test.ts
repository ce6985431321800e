import * as rt from "@raptors/core";
import { assert, assertEquals, assertGreater, assertGreaterOrEqual, assertMatch, assertThrows } from "@std/assert";

Deno.test("setThreads() bounds the threads of a call", () => {
  const { threads } = rt.threadingInfo();
  for (const n of [1, 2, 7, 256]) {
    rt.setThreads(n);
    assertEquals(rt.threadingInfo().threads, n);
  }
  rt.setThreads(threads);
});

Deno.test("setThreads() refuses what is no number of threads, and changes nothing", () => {
  const { threads } = rt.threadingInfo();
  for (const n of [0, -1, 257, 1.5, NaN, Infinity, 2 ** 32 + 1]) {
    assertThrows(() => rt.setThreads(n), RangeError, `setThreads() takes a whole number from 1 to 256: found ${n}`);
  }
  for (const n of ["2", null, undefined, 2n]) {
    assertThrows(
      () => rt.setThreads(n as unknown as number),
      TypeError,
      "setThreads() takes a whole number from 1 to 256: found",
    );
  }
  assertEquals(rt.threadingInfo().threads, threads);
});

Deno.test("with one thread nothing is shared out", () => {
  const { threads } = rt.threadingInfo();
  rt.setThreads(1);
  const { jobs } = rt.threadingInfo();
  const a = rt.ones([1500, 1500]);
  for (let i = 0; i < 20; i++) a.sum();
  assertEquals(rt.threadingInfo().jobs, jobs);
  rt.setThreads(threads);
});

Deno.test("threadingInfo() tells the pool, and throughput for every kind of work", () => {
  const { threads } = rt.threadingInfo();
  rt.setThreads(2);
  const a = rt.ones([1500, 1500]);
  const before = rt.threadingInfo();
  for (let i = 0; i < 30; i++) {
    a.sum();
    a.add(1).dispose();
    a.sum(0).dispose();
    a.sum(1).dispose();
    a.slice("::2", "::2").add(1).dispose();
    a.slice(":300", ":300").matmul(a.slice(":300", ":300")).dispose();
  }
  const info = rt.threadingInfo();
  const keys = ["adaptive", "alone", "cpus", "jobs", "kinds", "parked", "threads", "workers"];
  assertEquals(Object.keys(info).sort(), keys);
  assertEquals(info.adaptive, true);
  assertEquals(info.threads, 2);
  assertGreaterOrEqual(info.cpus, 1);
  assertGreater(info.jobs, before.jobs);
  assertGreaterOrEqual(info.workers, 1);
  assert(info.parked <= info.workers);
  const kinds = ["elementwise", "reduceAll", "reduceRows", "reduceCols", "strided", "matmul"];
  assertEquals(Object.keys(info.kinds), kinds);
  for (const [kind, { threshold, alone, shared }] of Object.entries(info.kinds)) {
    assertGreater(threshold, 0, kind);
    assertGreater(alone.calls + shared.calls, 0, kind);
    for (const { calls, median, p95 } of [alone, shared]) {
      assert(calls >= 0 && Number.isInteger(calls), `${kind}: ${calls} calls`);
      // 95 % of the calls reach p95, half of them the median: more bytes per second.
      assert(p95 >= 0 && p95 <= median, `${kind}: p95 ${p95}, median ${median}`);
    }
  }
  rt.setThreads(threads);
});

Deno.test("threadingInfo() tells for each band of sizes what is decided, and why", () => {
  const { threads } = rt.threadingInfo();
  rt.setThreads(threads === 2 ? 3 : 2); // another number: what was measured before is forgotten
  const bandsOf = () => rt.threadingInfo().kinds.reduceAll.bands;
  const { threshold } = rt.threadingInfo().kinds.reduceAll;
  assertEquals(bandsOf()[0].from, threshold / 4);
  for (const [i, { from, to, decision, why, changes }] of bandsOf().entries()) {
    assertEquals([to, changes], [2 * from, 0]);
    if (i > 0) assertEquals(from, bandsOf()[i - 1].to);
    assertEquals([decision, why], [from >= threshold ? "shared" : "alone", "seed: no calls yet"]);
  }
  const a = rt.ones([threshold / 4], { dtype: "float32" });
  const band = () => bandsOf().find(({ from }) => from === threshold)!;
  for (let i = 0; i < 5; i++) a.sum();
  assertEquals(band().why, "seed: too few calls");
  for (let i = 0; i < 3000; i++) a.sum();
  const { decision, why, alone, shared } = band();
  assertMatch(why, /^(measured|checking): (alone|shared) \d+\.\dx$/);
  assert(decision === "alone" || decision === "shared");
  assertGreaterOrEqual(alone.calls, 31);
  assertGreaterOrEqual(shared.calls, 31);
  for (const { median, p95 } of [alone, shared]) assert(p95 > 0 && p95 <= median, `p95 ${p95}, median ${median}`);
  rt.setThreads(1);
  assertEquals([bandsOf()[5].decision, bandsOf()[5].why], ["alone", "one thread"]);
  rt.setThreads(threads);
});
