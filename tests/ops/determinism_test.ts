/** The same bits for any number of threads and any instruction set, over the table (DESIGN §6). */
import * as rt from "@raptors/core";
import { assert, assertEquals } from "@std/assert";
import { FLOATS, typedArray } from "../_arrays.ts";
import { ALL_OPS, arity, callElementwise, callReduce, infoOf } from "../_table.ts";

// What a library gives is the library's affair.
rt.setBlas("builtin");

const THREADS = [1, 2, 3, 8];
/** The sizes on both sides of a register, a tile and the decision to share; the last is shared by any number of threads. */
const SHAPES = [[1, 1], [1, 65], [7, 129], [3, 5000], [5000, 3], [300, 301], [1237, 1213]];

/** Numbers whose sums depend on their order in the last bits; a fixed sequence. */
function noise(dtype: "float32" | "float64", n: number, seed: number): rt.TypedArray {
  const values = typedArray(dtype, n) as Float64Array;
  let state = seed >>> 0;
  for (let i = 0; i < n; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // Sizes from 2^-8 to 2^8; near 1 on the whole, so that products stay in range.
    values[i] = (state & 1 ? 1 : -1) * (1 + (state >>> 9) / 2 ** 23) * 2 ** ((state >>> 4) % 3 - 1.58);
  }
  return values as rt.TypedArray;
}

/** The layouts of one matrix, by name. */
function layouts(dtype: "float32" | "float64", [rows, columns]: number[], seed: number): Record<string, rt.NDArray> {
  const plain = rt.asarray(noise(dtype, rows * columns, seed) as Float64Array<ArrayBuffer>, { shape: [rows, columns] });
  const wide = rt.asarray(noise(dtype, 2 * rows * (columns + 3), seed) as Float64Array<ArrayBuffer>, {
    shape: [2 * rows, columns + 3],
  });
  return {
    contiguous: plain as rt.NDArray,
    transposed: rt.asarray(noise(dtype, rows * columns, seed) as Float64Array<ArrayBuffer>, { shape: [columns, rows] })
      .T as rt.NDArray,
    sliced: wide.slice("::2", "1:-2") as rt.NDArray,
    reversed: wide.slice("::-2", "-2:0:-1") as rt.NDArray,
    column: rt.broadcastTo(plain.slice(":", ":1"), [rows, columns]) as rt.NDArray,
  };
}

/** Folds the bits of a result into 64: different bits, different number, but for one case in 2^64. */
function digest(result: rt.NDArray | number | boolean): bigint {
  const values = typeof result === "object" ? result.toTypedArray() : new Float64Array([Number(result)]);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const words = new Uint32Array(Math.ceil(bytes.length / 4));
  new Uint8Array(words.buffer).set(bytes);
  let [h1, h2] = [0x9e3779b9 ^ bytes.length, 0x85ebca6b];
  for (let i = 0; i < words.length; i++) {
    h1 = Math.imul(h1 ^ words[i], 0xcc9e2d51);
    h1 = (h1 << 13) | (h1 >>> 19);
    h2 = Math.imul(h2 + words[i], 0x1b873593) ^ h1;
  }
  return (BigInt(h1 >>> 0) << 32n) | BigInt(h2 >>> 0);
}

/** Products of two matrices of one shape that sum along either axis: matrices, vectors, and an outer product. */
function products(a: rt.NDArray, b: rt.NDArray): [rt.NDArray, rt.NDArray][] {
  // No more columns than pass the edges of a tile: the others take all day.
  const some = b.size > 1e6 ? ":33" : ":129";
  return [
    [a, b.slice(some).T],
    [a.T, b.slice(":", some)],
    [a, b.slice(0)],
    [b.slice(":", 0), a],
    [a.slice(0), b.slice(0)],
    [a.slice(":", ":1"), b.slice(":1")],
  ];
}

/** Everything that an operation gives on one matrix in one layout: whole, along each axis, with rows and columns. */
function results(op: rt.OpName, a: rt.NDArray, b: rt.NDArray): bigint[] {
  const { family } = infoOf(op);
  const run = (make: () => rt.NDArray | number | boolean): bigint => {
    const result = make();
    const bits = digest(result);
    if (typeof result === "object") result.dispose();
    return bits;
  };
  if (family === "reduce" || family === "argreduce") {
    return [undefined, 0, 1].map((axis) => run(() => callReduce(op, a, axis)));
  }
  if (family === "gemm") return products(a, b).map((factors) => run(() => callElementwise(op, factors)));
  if (op === "where") {
    using condition = rt.less(a, b);
    return [run(() => rt.where(condition, a, b)), run(() => rt.where(condition, a, 0.1))];
  }
  if (arity(op) === 1) return [run(() => callElementwise(op, [a]))];
  const operands = [a, b, b].slice(0, arity(op));
  using row = b.slice(0);
  using column = b.slice(":", ":1");
  const others: (rt.NDArray | number)[] = a.size > 1e6 ? [row] : [row, column, 0.3];
  return [
    run(() => callElementwise(op, operands)),
    ...others.map((x) => run(() => callElementwise(op, [a, x, ...operands.slice(2)]))),
  ];
}

/** Runs under some settings, and puts the former ones back. */
function withSettings<T>(threads: number, simd: rt.SimdMode, run: () => T): T {
  const before = rt.threadingInfo().threads;
  const isa = rt.kernelFor("add", "float32").isa;
  rt.setThreads(threads);
  rt.setSimd(simd);
  try {
    return run();
  } finally {
    rt.setThreads(before);
    rt.setSimd(isa);
  }
}

for (const dtype of FLOATS) {
  for (const shape of SHAPES) {
    Deno.test(`every operation gives the same bits for any threads and SIMD on ${dtype} [${shape}]`, () => {
      const first = layouts(dtype, shape, 1);
      const second = layouts(dtype, shape, 2);
      const large = shape[0] * shape[1] > 1e6;
      for (const [layout, a] of Object.entries(first)) {
        // The largest matrices in the layouts that take different paths; the others take all day.
        if (large && layout !== "contiguous" && layout !== "transposed" && layout !== "sliced") continue;
        for (const op of ALL_OPS) {
          if (large && !isWorthItsTime(op)) continue;
          const reference = withSettings(1, "scalar", () => results(op, a, second[layout]));
          for (const simd of rt.availableSimd()) {
            for (const threads of large && simd === "scalar" ? [3] : THREADS) {
              const found = withSettings(threads, simd, () => results(op, a, second[layout]));
              assertEquals(found, reference, `${op} of ${layout} ${dtype} [${shape}] on ${simd}, ${threads} threads`);
            }
          }
        }
      }
    });
  }
}

/** Reductions and products, whose additions have an order, and one operation of each kind of elementwise kernel. */
function isWorthItsTime(op: rt.OpName): boolean {
  const { family } = infoOf(op);
  return family.includes("reduce") || family === "gemm" || ["add", "less", "sqrt", "mulAdd", "where"].includes(op);
}

Deno.test("the same bits for an array and for its copies in other layouts, elementwise", () => {
  for (const dtype of FLOATS) {
    const { sliced, transposed } = layouts(dtype, [65, 67], 3);
    for (const a of [sliced, transposed]) {
      using dense = a.copy();
      for (const op of ["sqrt", "add", "mulAdd", "divide"] as const) {
        const operands = (x: rt.NDArray) => [x, 0.7, x].slice(0, arity(op));
        using fromView = callElementwise(op, operands(a));
        using fromCopy = callElementwise(op, operands(dense));
        assertEquals(digest(fromView), digest(fromCopy), `${op} ${dtype}`);
      }
    }
  }
});

/** Bytes of a matrix that comes from memory: read by kernels of their own. FAR_BYTES of native/core/gemv.c, and some. */
const FAR_BYTES = 25 * 2 ** 20;
for (const dtype of FLOATS) {
  // Rows on both sides of a register, of the lanes and of a block of the sum, and of several blocks.
  for (const length of [7, 65, 511, 513, 1023, 1025, 6301]) {
    Deno.test(`a matrix that comes from memory gives the bits of its parts, rows of ${length}, ${dtype}`, () => {
      const rows = Math.ceil(FAR_BYTES / (length * typedArray(dtype, 1).BYTES_PER_ELEMENT));
      using matrix = rt.asarray(noise(dtype, rows * length, 5) as Float64Array<ArrayBuffer>, { shape: [rows, length] });
      using vector = rt.asarray(noise(dtype, length, 6) as Float64Array<ArrayBuffer>);
      const parts = Array.from({ length: 4 }, (_, i) => [0, 1].map((j) => Math.floor((i + j) * rows / 4)));
      const reference = withSettings(1, "scalar", () =>
        parts.flatMap(([from, to]) => {
          using product = rt.matmul(matrix.slice(`${from}:${to}`), vector) as rt.NDArray;
          return [...product.toTypedArray() as Float64Array];
        }));
      for (const simd of rt.availableSimd()) {
        for (const threads of [1, 3]) {
          using product = withSettings(threads, simd, () => rt.matmul(matrix, vector) as rt.NDArray);
          assertEquals(product.size, rows);
          const found = product.toTypedArray() as Float64Array;
          const wrong = reference.findIndex((value, row) => !Object.is(value, found[row]));
          assertEquals(wrong, -1, `row ${wrong} of ${rows} on ${simd}, ${threads} threads`);
        }
      }
    });
  }
}

Deno.test("calls of the largest size are shared out to the threads that were asked for", () => {
  const before = rt.threadingInfo().jobs;
  withSettings(3, "auto", () => {
    const a = rt.ones([1237, 1213]);
    for (let i = 0; i < 20; i++) a.sum();
  });
  assert(rt.threadingInfo().jobs > before, "Expected shared calls, so that the tests above mean something");
});
