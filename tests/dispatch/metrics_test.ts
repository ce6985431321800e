import * as rt from "@raptors/core";
import { assertEquals } from "@std/assert";
import { ALL_OPS, arity, callElementwise, callReduce, infoOf, opsOf } from "../_table.ts";

/** What was counted while a function ran. */
function counted(run: () => void): ReturnType<typeof rt.metrics> {
  rt.resetMetrics();
  run();
  return rt.metrics();
}

const CONTIGUOUS = { contiguous: 1, strided: 0, empty: 0 };
const STRIDED = { contiguous: 0, strided: 1, empty: 0 };
const EMPTY = { contiguous: 0, strided: 0, empty: 1 };

/** Operands made of one matrix; a product is that of the matrix and its transpose, of which one has no columns. */
const operandsOf = (op: rt.OpName, a: rt.NDArray): rt.NDArray[] =>
  infoOf(op).family === "gemm"
    ? [a.T, a]
    : Array.from({ length: arity(op) }, (_, k) => op === "where" && k === 0 ? rt.greater(a, 0) as rt.NDArray : a);

for (const op of ALL_OPS) {
  Deno.test(`${op}() is counted as contiguous, strided or empty`, () => {
    const isReduction = infoOf(op).family.endsWith("reduce");
    const run = (a: rt.NDArray) => {
      const operands = operandsOf(op, a);
      return counted(() => void (isReduction ? callReduce(op, a, 0) : callElementwise(op, operands)))[op];
    };
    const a = rt.ones([6, 8]) as rt.NDArray;
    assertEquals(run(a), CONTIGUOUS);
    assertEquals(run(a.slice("::2", "::-1")), STRIDED);
    assertEquals(run(rt.ones([3, 0]) as rt.NDArray), EMPTY);
    assertEquals(run(a.slice("2:4")), CONTIGUOUS);
    assertEquals(run(a.T), CONTIGUOUS, "Fortran order is one run too");
    if (isReduction) {
      assertEquals(counted(() => void callReduce(op, a))[op], CONTIGUOUS);
      assertEquals(counted(() => void callReduce(op, a.T))[op], CONTIGUOUS);
      assertEquals(counted(() => void callReduce(op, a.slice(":", "1:")))[op], STRIDED);
    }
  });
}

Deno.test("a number beside an array leaves it contiguous, a stretched array does not", () => {
  const a = rt.ones([4, 5]);
  for (const op of opsOf("binary")) {
    assertEquals(counted(() => void callElementwise(op, [a as rt.NDArray, 2]))[op], CONTIGUOUS);
    assertEquals(counted(() => void callElementwise(op, [2, a as rt.NDArray]))[op], CONTIGUOUS);
    assertEquals(counted(() => void callElementwise(op, [a as rt.NDArray, rt.ones([5]) as rt.NDArray]))[op], STRIDED);
    assertEquals(
      counted(() => void callElementwise(op, [a as rt.NDArray, rt.ones([4, 1]) as rt.NDArray]))[op],
      STRIDED,
    );
  }
});

Deno.test("Fortran order and row-major together are strided, unless the out decides otherwise", () => {
  const a = rt.ones([4, 5]);
  const f = rt.ones([5, 4]).T;
  assertEquals(counted(() => void a.add(f)).add, STRIDED);
  const sum = f.add(f);
  assertEquals(sum.strides, f.strides);
  assertEquals(counted(() => void f.add(f, { out: sum })).add, CONTIGUOUS);
  assertEquals(counted(() => void f.add(f, { out: a })).add, STRIDED);
});

Deno.test("float32 and float64 together are counted as strided: blocks are converted", () => {
  const mixed = counted(() => void rt.ones([4]).add(rt.ones([4], { dtype: "float32" })));
  assertEquals(mixed.add, STRIDED);
});

Deno.test("conversions and copies are counted as cast", () => {
  const a = rt.ones([4, 5]);
  assertEquals(counted(() => void a.astype("float32")), { cast: CONTIGUOUS });
  assertEquals(counted(() => void a.T.copy()), { cast: STRIDED });
  assertEquals(counted(() => void a.T.astype("float32")), { cast: CONTIGUOUS });
  assertEquals(counted(() => void rt.concat([a, a])).cast, { contiguous: 2, strided: 0, empty: 0 });
});

Deno.test("views are counted as nothing", () => {
  assertEquals(counted(() => void rt.ones([4, 6]).T.slice("::2").reshape([3, 2, 2]).expandDims(0)), {});
});

Deno.test("no view is copied whole: a call on one is a single dispatch", () => {
  const a = rt.ones([40, 60]).slice("::2", "::-3").T;
  assertEquals(counted(() => void a.add(a)), { add: STRIDED });
  assertEquals(counted(() => void a.sum(0)), { sum: STRIDED });
  assertEquals(counted(() => void a.add(1, { out: a })), { add: STRIDED });
});

Deno.test("resetMetrics() sets every counter to zero", () => {
  rt.ones([2]).add(1);
  rt.resetMetrics();
  assertEquals(rt.metrics(), {});
});
