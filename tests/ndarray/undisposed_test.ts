/** Arrays that nobody disposes: the garbage collector is the safety net (DESIGN §4). */
import { assert, assertEquals, assertLess } from "@std/assert";
import { runScript } from "../_process.ts";

Deno.test({
  name: "2,000 results of 32 MB that nobody disposes finish, and stay under 2 GiB of resident memory",
  // The peak is read from /proc.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { code, stdout, stderr } = await runScript(`
      import * as rt from "@raptors/core";
      const a = rt.ones([2048, 2048]);
      let last = a;
      for (let i = 0; i < 2000; i++) last = a.multiply(1.5);
      console.log(JSON.stringify({ at: last.at(2047, 2047), status: Deno.readTextFileSync("/proc/self/status") }));
    `);
    assertEquals(code, 0, stderr);
    const { at, status } = JSON.parse(stdout);
    assertEquals(at, 1.5);
    const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024;
    assertLess(peak, 2048, `Expected less than 2,048 MiB, found a peak of ${peak} MiB`);
  },
});

/** Runs a program that may call `collect()`: garbage is collected and what is told of it has arrived. */
async function withCollector(code: string): Promise<unknown> {
  const result = await runScript(
    `
      import * as rt from "@raptors/core";
      async function collect() {
        for (let i = 0; i < 4; i++) {
          (globalThis as any).gc();
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      }
      ${code}
    `,
    { flags: ["-A", "--no-check", "--v8-flags=--expose-gc"] },
  );
  assertEquals(result.code, 0, result.stderr);
  return JSON.parse(result.stdout);
}

Deno.test("memoryInfo() counts undisposed arrays as live until they are collected, then as collected", async () => {
  const found = await withCollector(`
    const before = rt.memoryInfo();
    const make = {
      large: () => rt.zeros([100_000]),
      small: () => { for (let i = 0; i < 5000; i++) rt.zeros([16]); },
      view: () => rt.zeros([300, 300]).T.slice("::2"),
      foreign: () => rt.asarray(new Float64Array(1000)),
      read: () => { for (let i = 0; i < 100; i++) rt.zeros([16]).data; },
    };
    const rows = {};
    for (const [name, run] of Object.entries(make)) {
      await collect();
      const start = rt.memoryInfo();
      run();
      const during = rt.memoryInfo().live - start.live;
      await collect();
      const end = rt.memoryInfo();
      rows[name] = { during, left: end.live - start.live, collected: end.collected - start.collected };
    }
    console.log(JSON.stringify(rows));
  `) as Record<string, { during: number; left: number; collected: number }>;
  for (const [name, { during, left, collected }] of Object.entries(found)) {
    assert(during > 0, name);
    // Of small arrays, the slab in use stays until it is full.
    const slack = name === "small" || name === "read" ? 2 * 256 * 1024 : 0;
    assert(left >= 0 && left <= slack, `${name}: ${left} bytes are still counted as live`);
    assertEquals(collected, during - left, name);
  }
});

Deno.test("memory whose data was read is counted once, also when the slab that it came from is collected", async () => {
  const left = await withCollector(`
    const start = rt.memoryInfo().live;
    const kept = rt.zeros([16]);
    kept.data;
    const size = rt.memoryInfo().live - start;
    // Enough to fill slabs, all of it garbage.
    for (let i = 0; i < 20_000; i++) rt.zeros([16]);
    await collect();
    const held = rt.memoryInfo().live - start;
    kept.dispose();
    console.log(JSON.stringify({ size, held, end: rt.memoryInfo().live - start }));
  `) as { size: number; held: number; end: number };
  assertEquals(left.size, 128);
  assertEquals(left.end, left.held - left.size);
  assert(left.end >= 0, `${left.end} bytes live`);
});

Deno.test("debug mode keeps nothing alive", async () => {
  const found = await withCollector(`
    rt.setMemoryDebug(true);
    for (let i = 0; i < 3; i++) rt.zeros([1000]);
    const before = rt.memoryInfo().undisposed;
    await collect();
    console.log(JSON.stringify({ before, after: rt.memoryInfo().undisposed }));
  `) as { before: { count: number }[]; after: unknown[] };
  assertEquals(found.before.map(({ count }) => count), [3]);
  assertEquals(found.after, []);
});

Deno.test("RAPTORS_DEBUG_MEMORY=1 has the debug mode on from the start", async () => {
  const { stdout, code } = await runScript(
    `
      import * as rt from "@raptors/core";
      function forgetful() { return rt.ones([4]); }
      const kept = forgetful();
      console.log(rt.memoryInfo().undisposed[0].site, kept.size);
    `,
    { env: { RAPTORS_DEBUG_MEMORY: "1" } },
  );
  assertEquals(code, 0);
  assert(/^forgetful \(file:.*\.ts:3:\d+\) 4\n$/.test(stdout), stdout);
});
