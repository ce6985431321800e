import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { allocate, fill } from "../../bench/arrays.ts";
import { type LimitLoop, openLimit } from "../../bench/limit/limit.ts";

const limit = await openLimit();
const ignore = "missing" in limit;
if ("missing" in limit) console.log(`The bare loops are not tested: ${limit.missing}`);

const size = 160; // not a multiple of the partial sums of a loop, a multiple of a cache line
for (const dtype of ["float32", "float64"] as const) {
  const a = fill(dtype, size * size, 1);
  const b = fill(dtype, size, 2);
  const round = (x: number) => dtype === "float32" ? Math.fround(x) : x;
  const expected: Record<Exclude<LimitLoop, "read">, (i: number) => number> = {
    scale: (i) => round(a[i] * 1.5),
    row_add: (i) => round(a[i] + b[i % size]),
    column_add: (i) => round(a[i] + b[Math.floor(i / size)]),
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
      const parts = [0, 1, 2].map((thread) => out[thread * 64 / out.BYTES_PER_ELEMENT]);
      assertAlmostEquals(parts[0] + parts[1] + parts[2], Array.from(a).reduce((s, x) => s + x), 1e-3);
    },
  });
}

Deno.test({
  name: "streaming stores give the same result, where this CPU has them and the rows are aligned",
  ignore,
  fn() {
    if ("missing" in limit) return;
    const a = aligned(Float32Array.from(fill("float32", size * size, 1)));
    const [plain, streamed] = [aligned(new Float32Array(size * size)), aligned(new Float32Array(size * size))];
    const b = fill("float32", size, 2);
    for (const loop of ["scale", "row_add", "column_add"] as const) {
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
