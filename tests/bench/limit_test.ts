import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { availableSimd } from "@raptors/core";
import { allocate, fill } from "../../bench/arrays.ts";
import { type LimitSide, promising } from "../../bench/limit/sides.ts";
import { type FmaLoop, type LimitLoop, openLimit } from "../../bench/limit/limit.ts";

const limit = await openLimit();
const ignore = "missing" in limit;
if ("missing" in limit) console.log(`The bare loops are not tested: ${limit.missing}`);

const size = 160; // not a multiple of the partial sums of a loop, a multiple of a cache line
for (const dtype of ["float32", "float64"] as const) {
  const a = fill(dtype, size * size, 1);
  const b = fill(dtype, size * size, 2);
  const round = (x: number) => dtype === "float32" ? Math.fround(x) : x;
  const expected: Record<Exclude<LimitLoop, "read" | "dot" | FmaLoop>, (i: number) => number> = {
    scale: (i) => round(a[i] * 1.5),
    row_add: (i) => round(a[i] + b[i % size]),
    column_add: (i) => round(a[i] + b[Math.floor(i / size)]),
    pair_add: (i) => round(a[i] + b[i]),
    axis0: (c) => Array.from({ length: size }, (_, r) => a[r * size + c]).reduce((s, x) => s + x),
    axis1: (r) => Array.from(a.subarray(r * size, (r + 1) * size)).reduce((s, x) => s + x),
  };
  for (const [loop, value] of Object.entries(expected) as [keyof typeof expected, (i: number) => number][]) {
    for (const threads of [1, 3]) {
      Deno.test({
        name: `the bare loop ${loop} does the work of its case: ${dtype}, ${threads} threads`,
        ignore,
        fn() {
          if ("missing" in limit) return;
          const length = loop.startsWith("axis") ? size : size * size;
          const out = allocate(dtype, size * size);
          const us = limit.time({ loop, streaming: false, a, b, out, rows: size, cols: size, threads }, 2, 1);
          assert(us !== undefined && us > 0);
          for (let i = 0; i < length; i++) assertAlmostEquals(out[i], value(i), dtype === "float32" ? 1e-4 : 1e-12);
        },
      });
    }
  }

  Deno.test({
    name: `the loop that reads adds everything up between its threads: ${dtype}`,
    ignore,
    fn() {
      if ("missing" in limit) return;
      const out = allocate(dtype, 64 * 4);
      limit.time({ loop: "read", streaming: false, a, b, out, rows: size, cols: size, threads: 3 }, 1, 0);
      const parts = () => [0, 1, 2].reduce((sum, thread) => sum + out[thread * 64 / out.BYTES_PER_ELEMENT], 0);
      assertAlmostEquals(parts(), Array.from(a).reduce((s, x) => s + x), 1e-3);
      const other = fill(dtype, size * size, 3);
      limit.time({ loop: "dot", streaming: false, a, b: other, out, rows: 1, cols: 25_599, threads: 3 }, 1, 0);
      assertAlmostEquals(parts(), Array.from(a).slice(0, 25_599).reduce((s, x, i) => s + x * other[i], 0), 1e-3);
    },
  });

  for (const loop of ["fma_avx512", "fma_avx2", "fma_neon"] as const) {
    Deno.test({
      name: `the loop ${loop} does every multiply-add of its tile, in every thread, where this CPU has it: ${dtype}`,
      ignore,
      fn() {
        if ("missing" in limit) return;
        const [rows, cols] = limit.tile(loop, dtype);
        assert(rows >= 4 && cols >= 4, "the tile of native/gemm.def");
        const depth = 5;
        const a = fill(dtype, depth * rows, 1), b = fill(dtype, depth * cols, 2);
        const out = allocate(dtype, 64 * 2);
        const us = limit.time({ loop, streaming: false, a, b, out, rows: 3, cols: depth, threads: 2 }, 1, 0);
        if (us === undefined) return assert(loop !== "fma_avx2" || Deno.build.arch !== "x86_64" || !hasAvx2());
        // Every thread leaves the sums of its lanes: together, all products of a column of A with a row of B.
        let expected = 0;
        for (let k = 0; k < depth; k++) {
          const sum = (x: typeof a, n: number) => Array.from(x).slice(k * n, (k + 1) * n).reduce((s, v) => s + v);
          expected += 3 * sum(a, rows) * sum(b, cols);
        }
        const line = 64 / out.BYTES_PER_ELEMENT;
        for (const thread of [0, 1]) {
          const found = Array.from(out).slice(thread * line, (thread + 1) * line).reduce((s, v) => s + v);
          assertAlmostEquals(found, expected, dtype === "float32" ? 1e-3 : 1e-11);
        }
      },
    });
  }
}

/** Whether Raptors found AVX2 on this CPU. */
function hasAvx2(): boolean {
  return availableSimd().includes("avx2");
}

Deno.test({
  name: "streaming stores give the same result, where this CPU has them and the rows are aligned",
  ignore,
  fn() {
    if ("missing" in limit) return;
    const a = aligned(Float32Array.from(fill("float32", size * size, 1)));
    const [plain, streamed] = [aligned(new Float32Array(size * size)), aligned(new Float32Array(size * size))];
    const b = fill("float32", size * size, 2);
    for (const loop of ["scale", "row_add", "column_add", "pair_add"] as const) {
      limit.time({ loop, streaming: false, a, b, out: plain, rows: size, cols: size, threads: 2 }, 1, 0);
      const us = limit.time({ loop, streaming: true, a, b, out: streamed, rows: size, cols: size, threads: 2 }, 1, 0);
      if (Deno.build.arch === "x86_64") assert(us !== undefined, "every x86-64 CPU can stream");
      if (us !== undefined) assertEquals(streamed, plain);
    }
    const odd = { loop: "scale", streaming: true, a, b, out: plain, rows: 33, cols: 33, threads: 1 } as const;
    assertEquals(limit.time(odd, 1, 0), undefined, "rows that are not whole cache lines cannot be streamed");
  },
});

/**
 * Copies to a 64-byte boundary. V8 aligns large buffers to 16 bytes at least, so the right offset is found by asking
 * the loop itself, which refuses to stream elsewhere.
 */
function aligned(source: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  if ("missing" in limit) return source;
  const room = new ArrayBuffer(source.byteLength + 64);
  for (let offset = 0; offset < 64; offset += 4) {
    const a = new Float32Array(room, offset, source.length);
    const works = limit.time({ loop: "scale", streaming: true, a, b: a, out: a, rows: 16, cols: 16, threads: 1 }, 1, 0);
    if (works === undefined) continue;
    a.set(source);
    return a;
  }
  return source.slice();
}

Deno.test("promising() leaves out the ways of a loop that are far behind, by their shortest calls", () => {
  const side = (name: string, ...us: number[]): LimitSide => {
    let turn = 0;
    return { name, stores: "ordinary", threads: 1, time: () => us[turn++ % us.length] };
  };
  const kept = promising([side("disturbed once", 90, 10), side("near", 13), side("far", 15), side("best", 10)]);
  assertEquals(kept.map(({ name }) => name), ["disturbed once", "near", "best"]);
  assertEquals(promising([]), []);
});
