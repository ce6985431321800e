/** Tiles: what they are made to, the sizes that may be set, and that none of it can be seen in a result. */
import * as rt from "@raptors/core";
import { assert, assertEquals, assertGreater, assertStringIncludes, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { parseTiles } from "../../lib/dispatch/tile_schema.ts";
import { STRIP_BOUNDS, TASK_BOUNDS, type TileSizes, useTiles } from "../../lib/dispatch/tile_sizes.ts";
import { FLOATS } from "../_arrays.ts";

// What a library gives is the library's affair.
rt.setBlas("builtin");

/** Runs with sizes for the instruction set in force, and goes back to those by the caches. */
function withTiles<T>(sizes: TileSizes | undefined, run: () => T): T {
  const { isa } = rt.kernelFor("add", "float32");
  useTiles(isa, sizes);
  try {
    return run();
  } finally {
    useTiles(isa, undefined);
  }
}

/** Runs on each instruction set of this CPU, with a number of threads. */
function onEachIsa(threads: number, run: (isa: rt.IsaName) => void): void {
  const { isa } = rt.kernelFor("add", "float32");
  const { threads: before } = rt.threadingInfo();
  rt.setThreads(threads);
  for (const name of rt.availableSimd()) {
    rt.setSimd(name);
    run(name);
  }
  rt.setSimd(isa);
  rt.setThreads(before);
}

const LEAST: TileSizes = { taskBytes: TASK_BOUNDS[0], stripBytes: STRIP_BOUNDS[0] };
const GREATEST: TileSizes = { taskBytes: TASK_BOUNDS[1], stripBytes: STRIP_BOUNDS[1] };

Deno.test("kernelFor() tells what a tile is made to, by the shape and the caches, for each instruction set", () =>
  onEachIsa(2, () => {
    const { tile: task } = rt.kernelFor("add", "float64", [4096, 4096]);
    assertEquals(task.source, "caches");
    // Two operands and a result of float64; a row of 96 KiB fits into 128 KiB, and one of 64 KiB does not hold it.
    assertEquals(task.bytes, task.rows * task.cols * 24);
    assert(task.bytes <= task.budget && task.bytes > task.budget / 2, `${task.bytes} of ${task.budget}`);
    assertEquals(rt.kernelFor("isnan", "float32", [100, 100]).tile.bytes, 100 * 100 * 5);
    assertEquals(rt.kernelFor("where", "float32", [10, 10]).tile.bytes, 10 * 10 * (1 + 4 + 4 + 4));
    const { tile: strip } = rt.kernelFor("sum", "float32", [4096, 4096]);
    assertEquals([strip.source, strip.cols], ["caches", Math.min(4096, strip.budget / 4)]);
    assertEquals(strip.bytes, strip.rows * strip.cols * 4);
    assertEquals(rt.kernelFor("sum", "float32", [4096, 7]).tile.cols, 7);
    const { tile: registers } = rt.kernelFor("matmul", "float32");
    assertEquals([registers.source, registers.budget], ["registers", 0]);
    assertEquals(registers.bytes, registers.rows * registers.cols * 4);
    assertEquals(rt.kernelFor("argmax", "float32", [512, 512]).tile.source, "fixed");
  }));

Deno.test("kernelFor() shows the sizes that are in force", () => {
  for (const sizes of [LEAST, GREATEST]) {
    withTiles(sizes, () => {
      const { tile: task } = rt.kernelFor("negative", "float32", [1, 1e7]);
      assertEquals([task.source, task.budget, task.bytes], ["tuned", sizes.taskBytes, sizes.taskBytes]);
      const { tile: strip } = rt.kernelFor("sum", "float64", [1e4, 1e6]);
      assertEquals([strip.source, strip.budget, strip.cols], ["tuned", sizes.stripBytes, sizes.stripBytes / 8]);
    });
  }
  assertEquals(rt.kernelFor("sum", "float64").tile.source, "caches");
});

Deno.test("useTiles() refuses what is out of bounds or no power of two, and changes nothing", () => {
  const before = rt.kernelFor("add", "float32").tile;
  for (const taskBytes of [1, TASK_BOUNDS[0] / 2, TASK_BOUNDS[0] + 1, TASK_BOUNDS[1] * 2]) {
    assertThrows(() => useTiles("scalar", { ...LEAST, taskBytes }), RangeError, "The library refuses tiles of");
  }
  for (const stripBytes of [STRIP_BOUNDS[0] / 2, 3000, STRIP_BOUNDS[1] * 2]) {
    assertThrows(() => useTiles("scalar", { ...LEAST, stripBytes }), RangeError, "The library refuses tiles of");
  }
  assertEquals(rt.kernelFor("add", "float32").tile, before);
});

/** Sums that depend on their order in the last bits. */
function noise(dtype: "float32" | "float64", shape: number[]): rt.NDArray {
  const values = new Float64Array(shape.reduce((x, y) => x * y, 1));
  let state = 1;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = (state / 2 ** 31 - 1) * Math.PI ** (i % 7);
  }
  return rt.asarray(values, { shape }).astype(dtype) as rt.NDArray;
}

/** The bytes of everything that is cut into tiles. */
function everything(a: rt.NDArray): Buffer[] {
  const row = a.slice(0);
  const results = [
    ...[a.add(a), a.multiply(row), a.T.add(1), a.slice("::2", "::2").sqrt(), rt.where(rt.less(a, 1), a, row)],
    ...[undefined, 0, 1].flatMap((axis) => [a.sum(axis!), a.var(axis!), a.max(axis!), a.argmax(axis!)]),
    ...[a.T.sum(0), a.slice("::2", "1:-1").sum(0), a.slice("::-1", "::3").mean(1), rt.nrm2(a)],
    ...[rt.matmul(a, row), rt.matmul(a.slice(":", ":65").T, a)],
  ] as (rt.NDArray | number)[];
  return results.map((result) => {
    const values = typeof result === "number" ? new Float64Array([result]) : result.toTypedArray();
    if (typeof result === "object") result.dispose();
    return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  });
}

for (const dtype of FLOATS) {
  Deno.test(`no size of tiles changes a bit of a result, ${dtype}`, () => {
    for (const shape of [[1237, 613], [3, 200_000], [200_000, 3]]) {
      const a = noise(dtype, shape);
      const want = everything(a);
      assertGreater(want.length, 20);
      for (const threads of [1, 3]) {
        onEachIsa(threads, (isa) => {
          for (const sizes of [LEAST, GREATEST, { taskBytes: 2 ** 16, stripBytes: 2 ** 12 }]) {
            const found = withTiles(sizes, () => everything(a));
            found.forEach((bytes, i) => {
              const where = `result ${i} of [${shape}] on ${isa}, ${threads} threads, tiles of ${
                JSON.stringify(sizes)
              }`;
              assert(bytes.equals(want[i]), where);
            });
          }
        });
      }
    }
  });
}

Deno.test("parseTiles() reads sizes by instruction set, and none where the file is about other things", () => {
  const sizes = { taskBytes: 65536, stripBytes: 8192 };
  assertEquals(parseTiles(JSON.stringify({ format: 1, tiles: { avx2: sizes } })), { avx2: sizes });
  assertEquals(parseTiles('{ "format": 1, "provider": "openblas", "from": {} }'), {});
});

Deno.test("parseTiles() names what is wrong", () => {
  const wrong = (value: unknown) => assertThrows(() => parseTiles(JSON.stringify(value)), RangeError).message;
  const sizes = { taskBytes: 65536, stripBytes: 8192 };
  for (const taskBytes of [0, -65536, 8192, 65537, 98304, 2 ** 23, 65536.5, "65536", null, undefined]) {
    assertEquals(
      wrong({ format: 1, tiles: { avx2: { ...sizes, taskBytes } } }),
      "tiles.avx2.taskBytes: expected a power of two from 16384 to 4194304",
    );
  }
  assertEquals(
    wrong({ format: 1, tiles: { avx2: { ...sizes, stripBytes: 512 } } }),
    "tiles.avx2.stripBytes: expected a power of two from 1024 to 262144",
  );
  assertStringIncludes(wrong({ format: 1, tiles: { mmx: sizes } }), "mmx");
  assertStringIncludes(wrong({ format: 1, tiles: { avx2: { ...sizes, rows: 1 } } }), 'Unrecognized key: "rows"');
  assertStringIncludes(wrong({ format: 1, tiles: 3 }), "tiles: ");
  assertEquals(wrong({ format: 2 }), "format: expected 1");
  assertThrows(() => parseTiles("{"), RangeError, "it is not JSON: ");
});
