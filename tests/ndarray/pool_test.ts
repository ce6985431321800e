import * as rt from "@raptors/core";
import { assert, assertEquals, assertGreaterOrEqual, assertLessOrEqual, assertThrows } from "@std/assert";
import fc from "fast-check";
import { bytesOfClass, sizeClassOf } from "../../lib/ndarray/pool.ts";

const MIB = 2 ** 20;

/** Runs with an empty pool of the given cap, and restores the cap. */
function withCap(bytes: number, run: () => void): void {
  const { poolCap } = rt.memoryInfo();
  rt.setPoolCap(0);
  rt.setPoolCap(bytes);
  try {
    run();
  } finally {
    rt.setPoolCap(poolCap);
  }
}

Deno.test("a size class holds what it is asked for, in whole cache lines, and wastes at most a fifth", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.integer({ min: 1, max: 2 ** 36 }),
      ),
      (bytes) => {
        const sizeClass = sizeClassOf(bytes);
        const held = bytesOfClass(sizeClass);
        assertGreaterOrEqual(held, bytes);
        assertEquals(held % 64, 0);
        if (bytes > 256) assertLessOrEqual((held - bytes) / held, 0.2);
        assertEquals(sizeClassOf(held), sizeClass);
        assertEquals(sizeClassOf(held + 1), sizeClass + 1);
      },
    ),
    { numRuns: 2000 },
  );
});

Deno.test("live counts the bytes of arrays in use, to the byte of their size class", () => {
  const before = rt.memoryInfo().live;
  const arrays = [[1, 64], [8, 64], [9, 128], [32, 256], [33, 320], [1000, 8192], [MIB, 8 * MIB]].map(([n, bytes]) => {
    const a = rt.zeros([n]);
    assertEquals(rt.memoryInfo().live - before, bytes, `${n} elements`);
    a.dispose();
    assertEquals(rt.memoryInfo().live, before);
    return a;
  });
  assertEquals(arrays.length, 7);
});

Deno.test("views and reductions to a value count nothing", () => {
  const a = rt.ones([100, 100]);
  const before = rt.memoryInfo();
  a.T.slice("::2").reshape([50, -1]);
  a.sum();
  a.T.argmin();
  const after = rt.memoryInfo();
  assertEquals([after.fresh, after.reused], [before.fresh, before.reused]);
  assertEquals(after.live, before.live);
  a.dispose();
});

Deno.test("a disposed array's memory serves the next one of its size class, whatever the dtype", () => {
  withCap(64 * MIB, () => {
    const a = rt.zeros([50_000]);
    const { fresh, live } = rt.memoryInfo();
    a.dispose();
    const pooled = rt.memoryInfo();
    assertEquals(pooled.pooled, live - pooled.live);
    const b = rt.full([100_000], 1.5, { dtype: "float32" });
    const after = rt.memoryInfo();
    assertEquals(after.fresh, fresh);
    assertEquals(after.reused - pooled.reused, pooled.pooled);
    assertEquals(after.pooled, 0);
    assertEquals([b.sum(), b.dtype], [150_000, "float32"]);
    b.dispose();
  });
});

Deno.test("an operation in a loop with using takes fresh memory once", () => {
  const a = rt.ones([300, 300]);
  rt.tidy(() => void a.multiply(2).add(a));
  const { fresh } = rt.memoryInfo();
  for (let i = 0; i < 100; i++) {
    using b = a.multiply(2);
    using c = b.add(a);
    assertEquals(c.at(0, 0), 3);
  }
  assertEquals(rt.memoryInfo().fresh, fresh);
  a.dispose();
});

Deno.test("the pool keeps at most its cap, and lets the oldest go", () => {
  withCap(10 * MIB, () => {
    // Size classes of 4, 5 and 6 MiB.
    const arrays = [4, 5, 6].map((mib) => rt.zeros([mib * MIB / 8]));
    arrays[0].dispose();
    arrays[1].dispose();
    assertEquals(rt.memoryInfo().pooled, 9 * MIB);
    arrays[2].dispose();
    // 15 MiB are too many: the first to come is the first to go, and 11 are still too many.
    assertEquals(rt.memoryInfo().pooled, 6 * MIB);
    const { fresh } = rt.memoryInfo();
    rt.zeros([6 * MIB / 8]).dispose();
    assertEquals(rt.memoryInfo().fresh, fresh);
    rt.zeros([4 * MIB / 8]).dispose();
    assertEquals(rt.memoryInfo().fresh, fresh + 4 * MIB);
  });
});

Deno.test("setPoolCap() trims at once, and 0 keeps nothing", () => {
  withCap(64 * MIB, () => {
    for (const n of [1000, 100_000, 1_000_000]) rt.zeros([n]).dispose();
    assert(rt.memoryInfo().pooled > 8 * MIB);
    rt.setPoolCap(MIB);
    assertLessOrEqual(rt.memoryInfo().pooled, MIB);
    rt.setPoolCap(0);
    assertEquals(rt.memoryInfo().pooled, 0);
    assertEquals(rt.memoryInfo().poolCap, 0);
    rt.zeros([1000]).dispose();
    assertEquals(rt.memoryInfo().pooled, 0);
  });
});

Deno.test("setPoolCap() refuses what is no number of bytes", () => {
  for (const bytes of [-1, NaN]) {
    assertThrows(
      () => rt.setPoolCap(bytes),
      RangeError,
      `setPoolCap() takes a number of bytes of at least 0: found ${bytes}`,
    );
  }
  assertThrows(
    () => rt.setPoolCap("1" as unknown as number),
    TypeError,
    'setPoolCap() takes a number of bytes of at least 0: found "1"',
  );
});

Deno.test("the default cap is a quarter of the machine's memory, at most 1 GiB", () => {
  const { poolCap } = rt.memoryInfo();
  const quarter = Deno.systemMemoryInfo().total / 4;
  assertLessOrEqual(poolCap, 2 ** 30);
  assertGreaterOrEqual(poolCap, Math.min(2 ** 30, quarter) * 0.5);
});

Deno.test("memory that a user brought counts as live until the array is disposed, and is never pooled", () => {
  const before = rt.memoryInfo();
  const memory = new Float64Array(5000);
  const a = rt.asarray(memory);
  const view = a.reshape([50, 100]);
  assertEquals(rt.memoryInfo().live - before.live, 40_000);
  a.dispose();
  assertEquals(rt.memoryInfo().live - before.live, 40_000);
  view.dispose();
  const after = rt.memoryInfo();
  assertEquals([after.live, after.pooled, after.fresh], [before.live, before.pooled, before.fresh]);
  const copy = rt.array(memory);
  copy.dispose();
  assertEquals(rt.memoryInfo().live, before.live);
});

Deno.test("debug mode names the file and the line that made what nobody disposed", () => {
  rt.setMemoryDebug(true);
  try {
    assertEquals(rt.memoryInfo().undisposed, []);
    const here = Number(/pool_test\.ts:(\d+)/.exec(new Error().stack!)![1]);
    const made = [1, 2].map(() => rt.ones([1000]));
    const sum = made[0].add(made[1]);
    const view = sum.T;
    made[0].multiply(2).dispose();
    rt.tidy(() => void made[0].sqrt());
    const { undisposed } = rt.memoryInfo();
    assertEquals(undisposed.map(({ count, bytes }) => ({ count, bytes })), [{ count: 2, bytes: 16384 }, {
      count: 1,
      bytes: 8192,
    }]);
    assert(undisposed[0].site.includes(`pool_test.ts:${here + 1}:`), undisposed[0].site);
    assert(undisposed[1].site.includes(`pool_test.ts:${here + 2}:`), undisposed[1].site);
    sum.dispose();
    assertEquals(rt.memoryInfo().undisposed.length, 2);
    view.dispose();
    made.forEach((a) => a.dispose());
    assertEquals(rt.memoryInfo().undisposed, []);
  } finally {
    rt.setMemoryDebug(false);
  }
});

Deno.test("setMemoryDebug() takes true or false", () => {
  assertThrows(
    () => rt.setMemoryDebug(1 as unknown as boolean),
    TypeError,
    "setMemoryDebug() takes true or false: found 1",
  );
});

Deno.test("an array that there is no memory for is a RangeError that says what to do", () => {
  const shape = [2 ** 16, 2 ** 16 - 1];
  // 32 GiB: more than V8 gives one buffer.
  assertThrows(() => rt.zeros(shape), RangeError, "Out of memory: no 34359738368 bytes for an array. Dispose arrays");
  assertEquals(rt.ones([3]).sum(), 3);
});
