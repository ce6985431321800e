/** The life of an array: `using`, `dispose()`, views that keep memory alive, and use after disposal. */
import * as rt from "@raptors/core";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ALL_OPS, arity, callElementwise, callMethod, callReduce, infoOf } from "../_table.ts";

Deno.test("an array is disposed at the end of the block that declares it with using", () => {
  let kept: rt.NDArray;
  {
    using a = rt.ones([3]);
    kept = a as rt.NDArray;
    assertEquals(kept.isDisposed, false);
  }
  assertEquals(kept.isDisposed, true);
});

Deno.test("using disposes when the block throws", () => {
  let kept: rt.NDArray | undefined;
  assertThrows(() => {
    using a = rt.ones([3]);
    kept = a as rt.NDArray;
    throw new RangeError("on purpose");
  }, RangeError);
  assertEquals(kept?.isDisposed, true);
});

Deno.test("dispose() twice gives memory back once", () => {
  const before = rt.memoryInfo();
  const a = rt.ones([1000]);
  a.dispose();
  a.dispose();
  a[Symbol.dispose]();
  const after = rt.memoryInfo();
  assertEquals(after.live, before.live);
  // A block in the pool twice would be given to two arrays.
  const [b, c] = [rt.zeros([1000]), rt.ones([1000])];
  assertEquals([b.sum(), c.sum()], [0, 1000]);
  b.dispose();
  c.dispose();
});

Deno.test("a view keeps the memory of a disposed array", () => {
  const before = rt.memoryInfo().live;
  const a = rt.arange(6).reshape([2, 3]);
  const views = [
    a.T,
    a.slice(0),
    a.reshape([6]),
    rt.broadcastTo(a, [2, 2, 3]),
    rt.flip(a),
    a.expandDims(0),
    a.squeeze(),
  ];
  a.dispose();
  // Would be handed the memory if it were free.
  const other = rt.full([6], 99);
  assertEquals(views[0].toArray(), [[0, 3], [1, 4], [2, 5]]);
  assertEquals(views[4].toArray(), [[5, 4, 3], [2, 1, 0]]);
  other.dispose();
  assert(rt.memoryInfo().live > before);
  for (const view of views) view.dispose();
});

Deno.test("memory is free when the array and all of its views are disposed, in any order", () => {
  for (const order of [[0, 1, 2], [2, 1, 0], [1, 0, 2]]) {
    const before = rt.memoryInfo();
    const a = rt.ones([1000]);
    const all = [a, a.slice("::2"), a.reshape([10, 100])];
    const during = rt.memoryInfo();
    assert(during.live > before.live);
    order.forEach((i, done) => {
      all[i].dispose();
      assertEquals(rt.memoryInfo().live, done < 2 ? during.live : before.live);
    });
  }
});

Deno.test("a view sees what is written through the array, and the other way round", () => {
  const a = rt.arange(12).reshape([3, 4]);
  const window = a.slice("1:", "::-2");
  a.set(100, 1, 3);
  assertEquals(window.at(0, 0), 100);
  window.set(-1, 1, 1);
  assertEquals(a.at(2, 1), -1);
  window.add(1000, { out: window });
  assertEquals(a.toArray(), [[0, 1, 2, 3], [4, 1005, 6, 1100], [8, 999, 10, 1011]]);
  a.T.slice(0).multiply(0, { out: a.T.slice(0) as rt.NDArray<"float64"> });
});

Deno.test("copy(), astype() and toTypedArray() share nothing with the array", () => {
  const a = rt.ones([2, 2]);
  const others = [a.copy(), a.astype("float64"), rt.array(a), a.T.copy()];
  const typed = a.toTypedArray();
  a.set(5, 0, 0);
  for (const other of others) assertEquals(other.sum(), 4);
  typed[3] = 9;
  assertEquals(a.toArray(), [[5, 1], [1, 1]]);
});

/** One call for each method and getter that reads elements, by name. */
const USES: Record<string, (a: rt.NDArray<"float64">) => unknown> = {
  T: (a) => a.T,
  dot: (a) => a.dot(rt.ones([3])),
  vecdot: (a) => rt.vecdot(rt.ones([3]), a),
  outer: (a) => rt.outer(a, rt.ones([3])),
  tensordot: (a) => rt.tensordot(rt.ones([3]), a, 1),
  gemv: (a) => rt.gemv(1, rt.ones([3, 3]), a),
  ger: (a) => rt.ger(1, a, a, rt.ones([3, 3])),
  norm: (a) => rt.linalg.norm(a, { ord: 1 }),
  data: (a) => a.data,
  at: (a) => a.at(0),
  set: (a) => a.set(1, 0),
  item: (a) => a.slice(":1").item(),
  toArray: (a) => a.toArray(),
  toTypedArray: (a) => a.toTypedArray(),
  copy: (a) => a.copy(),
  astype: (a) => a.astype("int32"),
  slice: (a) => a.slice("1:"),
  reshape: (a) => a.reshape([-1]),
  transpose: (a) => a.transpose(),
  expandDims: (a) => a.expandDims(0),
  squeeze: (a) => a.squeeze(),
  mulAdd: (a) => a.mulAdd(2, 1),
  clip: (a) => a.clip(0, 1),
  scale: (a) => a.scale(2),
  text: (a) => String(a),
  iterator: (a) => [...a],
  display: (a) => (a as unknown as Record<symbol, () => unknown>)[Symbol.for("Jupyter.display")](),
  broadcastTo: (a) => rt.broadcastTo(a, [2, 3]),
  flip: (a) => rt.flip(a),
  concat: (a) => rt.concat([rt.ones([3]), a]),
  stack: (a) => rt.stack([a, rt.ones([3])]),
  array: (a) => rt.array(a),
  arrayAs: (a) => rt.array(a, { dtype: "float32" }),
  axpy: (a) => rt.axpy(2, rt.ones([3]), a),
};

const disposed = (shape: number[]) => {
  const a = rt.ones(shape);
  a.dispose();
  return a;
};

for (const [name, use] of Object.entries(USES)) {
  Deno.test(`${name} of a disposed array throws`, () => {
    assertThrows(
      () => use(disposed([3])),
      TypeError,
      "This array (float64, shape [3]) was disposed and cannot be used",
    );
  });
}

for (const op of ALL_OPS) {
  Deno.test(`${op}() throws on a disposed array, in any place, as out too, and without elements`, () => {
    const message = "was disposed and cannot be used any more";
    for (const shape of [[3], [2, 2], [0], []]) {
      const gone = disposed(shape) as rt.NDArray;
      const fine = rt.ones(shape) as rt.NDArray;
      if (infoOf(op).family.endsWith("reduce")) {
        if (gone.size > 0) assertThrows(() => callReduce(op, gone), TypeError, message);
        assertThrows(() => callReduce(op, gone, { keepdims: true }), TypeError, message);
        continue;
      }
      for (let k = 0; k < arity(op); k++) {
        const flags = (a: rt.NDArray) => {
          if (!a.isDisposed) return a.astype("bool") as rt.NDArray;
          const b = rt.ones(a.shape, { dtype: "bool" });
          b.dispose();
          return b as rt.NDArray;
        };
        const operands = Array.from({ length: arity(op) }, (_, i) => i === k ? gone : fine)
          .map((a, i) => op === "where" && i === 0 ? flags(a) : a);
        assertThrows(() => callElementwise(op, operands), TypeError, message);
        assertThrows(() => callMethod(op, operands), TypeError, message);
      }
      // Products of scalars are refused before anyone looks at the out.
      if (infoOf(op).family === "gemm" && shape.length === 0) continue;
      const out = rt.ones(shape, { dtype: infoOf(op).result === "bool" ? "bool" : "float64" });
      out.dispose();
      const operands = Array.from(
        { length: arity(op) },
        (_, i) => op === "where" && i === 0 ? fine.astype("bool") : fine,
      );
      assertThrows(() => callElementwise(op, operands as rt.NDArray[], { out }), TypeError, message);
    }
  });
}

Deno.test("a refused call takes no memory", () => {
  const gone = disposed([1000]);
  const fine = rt.ones([1000]);
  const before = rt.memoryInfo().live;
  assertThrows(() => fine.add(gone));
  assertThrows(() => gone.astype("float32"));
  assertThrows(() => gone.copy());
  assertThrows(() => fine.add(rt.asarray(new Float64Array(0))), RangeError);
  assertThrows(() => rt.array([1, 2, "3" as unknown as number]));
  assertThrows(() => rt.concat([fine, gone]), TypeError);
  assertEquals(rt.memoryInfo().live, before);
});

Deno.test("a disposed array still tells its shape and dtype, and prints as disposed", () => {
  const a = disposed([2, 3]);
  assertEquals([a.shape, a.dtype, a.size, a.ndim, a.isDisposed], [[2, 3], "float64", 6, 2, true]);
  assertEquals(Deno.inspect(a), "NDArray(disposed, float64, [2,3])");
});

Deno.test("shape and strides cannot be changed from outside", () => {
  for (
    const a of [rt.ones([2, 3]), rt.ones([2, 3]).T, rt.ones([4]).reshape([2, 2]), rt.ones([2, 3]).add(rt.ones([1, 1]))]
  ) {
    assertThrows(() => (a.shape as number[])[0] = 9, TypeError);
    assertThrows(() => (a.strides as number[])[0] = 9, TypeError);
  }
  const mine = [2, 2];
  const a = rt.zeros(mine);
  mine[0] = 7;
  assertEquals(a.shape, [2, 2]);
});
