/** Functions on the shape of arrays, against plain index arithmetic. */
import * as rt from "@raptors/core";
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { anyNumber, assertSame, indices, read, type Sample, samples, samplesOf, shapes, sizeOf } from "../_arrays.ts";

const float64 = samples("float64", anyNumber);

Deno.test("reshape() keeps the row-major order of any layout", () => {
  fc.assert(fc.property(float64, fc.nat(), (x, pick) => {
    const size = x.values.length;
    const divisors = Array.from({ length: size }, (_, i) => i + 1).filter((n) => size % n === 0);
    const shape = size === 0 ? [0, 3] : [divisors[pick % divisors.length], -1, 1];
    using result = x.a.reshape(shape);
    assertEquals(result.size, size);
    assertSame(read(result), x.values, "reshape");
    assertSame(read(rt.reshape(x.a, [-1].slice(size === 0 ? 1 : 0).concat(size === 0 ? [0] : []))), x.values, "flat");
  }));
});

Deno.test("reshape() of contiguous memory is a view, and otherwise a copy", () => {
  const a = rt.arange(6);
  const view = a.reshape([2, 3]);
  view.set(9, 0, 0);
  assertEquals(a.at(0), 9);
  const copy = view.T.reshape([6]);
  copy.set(-1, 0);
  assertEquals(a.at(0), 9);
});

Deno.test("permuteDims(), transpose() and T move the axes of any layout", () => {
  const cases = float64.chain((x) =>
    fc.tuple(fc.constant(x), fc.shuffledSubarray(x.shape.map((_, d) => d), { minLength: x.shape.length }))
  );
  fc.assert(fc.property(cases, ([x, axes]) => {
    const moved = rt.permuteDims(x.a, axes);
    assertEquals(moved.shape, axes.map((d) => x.shape[d]));
    for (const at of indices(moved.shape).slice(0, 30)) {
      const own = new Array<number>(axes.length);
      axes.forEach((d, i) => own[d] = at[i]);
      assertEquals(moved.at(...at), x.a.at(...own));
    }
    assertEquals(x.a.T.shape, x.shape.toReversed());
    assertEquals(x.a.T.T.strides, x.a.strides);
    assertEquals(x.a.transpose().strides, x.a.T.strides);
  }));
});

Deno.test("expandDims() and squeeze() undo each other", () => {
  fc.assert(fc.property(float64, fc.nat(), (x, pick) => {
    const axis = pick % (x.shape.length + 1);
    const wide = rt.expandDims(x.a, axis);
    assertEquals(wide.shape, x.shape.toSpliced(axis, 0, 1));
    assertSame(read(rt.squeeze(wide, axis)), x.values, "squeeze");
    assertEquals(rt.squeeze(wide).shape, x.shape.filter((n) => n !== 1));
  }));
});

Deno.test("flip() reverses axes of any layout", () => {
  fc.assert(fc.property(float64, fc.nat(), (x, pick) => {
    if (x.shape.length === 0) return;
    const axis = pick % x.shape.length;
    const flipped = rt.flip(x.a, axis);
    for (const at of indices(x.shape).slice(0, 30)) {
      assertEquals(flipped.at(...at), x.a.at(...at.with(axis, x.shape[axis] - 1 - at[axis])));
    }
    assertSame(read(rt.flip(x.a)), x.values.toReversed(), "all axes");
  }));
});

/** Samples of shapes that differ along one axis only, of one dtype or of both float dtypes. */
const joinable = shapes.filter((s) => s.length > 0).chain((shape) =>
  fc.nat(shape.length - 1).chain((axis) =>
    fc.tuple(
      fc.constant(axis),
      fc.array(
        fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom("float32", "float64")).chain(([n, dtype]) =>
          samplesOf<rt.DType>(dtype as rt.DType, shape.with(axis, n), fc.integer({ min: -99, max: 99 }))
        ),
        { minLength: 1, maxLength: 4 },
      ),
    )
  )
);

function joined(parts: readonly Sample[], axis: number): { shape: number[]; values: number[] } {
  const shape = [...parts[0].shape].with(axis, parts.reduce((n, x) => n + x.shape[axis], 0));
  const values = indices(shape).map((at) => {
    let i = at[axis];
    const part = parts.find((x) => i < x.shape[axis] || (i -= x.shape[axis], false))!;
    return part.values[at.with(axis, i).reduce((sum, index, d) => sum * part.shape[d] + index, 0)];
  });
  return { shape, values };
}

Deno.test("concat() joins arrays of any layout along any axis", () => {
  fc.assert(fc.property(joinable, ([axis, parts]) => {
    const expected = joined(parts, axis);
    const arrays = parts.map((x) => x.a);
    for (const result of [rt.concat(arrays, axis), rt.concat(arrays, { axis: axis - parts[0].shape.length })]) {
      assertEquals(result.shape, expected.shape);
      assertSame(read(result), expected.values, "concat");
      assertEquals(result.dtype, arrays.some((a) => a.dtype === "float64") ? "float64" : "float32");
    }
    const flat = rt.concat(arrays, { axis: null });
    assertSame(read(flat), parts.flatMap((x) => x.values), "concat of all");
  }));
});

Deno.test("stack() joins arrays of one shape along a new axis", () => {
  const cases = shapes.chain((shape) =>
    fc.tuple(
      fc.nat(shape.length),
      fc.array(samplesOf("int32", shape, fc.integer()), { minLength: 1, maxLength: 3 }),
    )
  );
  fc.assert(fc.property(cases, ([axis, parts]) => {
    const result = rt.stack(parts.map((x) => x.a), axis);
    assertEquals(result.shape, parts[0].shape.toSpliced(axis, 0, parts.length));
    assertEquals(result.dtype, "int32");
    parts.forEach((x, i) => {
      const specs = x.shape.map(() => ":" as rt.SliceSpec).toSpliced(axis, 0, i);
      assertSame(read(result.slice(...specs)), x.values, `part ${i}`);
    });
  }));
});

Deno.test("concat() and stack() give new memory, and dispose their temporaries", () => {
  const a = rt.ones([2, 2]).T;
  const before = rt.memoryInfo().live;
  const results = [rt.concat([a]), rt.concat([a, a], { axis: null }), rt.stack([a, a], 1)];
  results[0].set(7, 0, 0);
  assertEquals(a.at(0, 0), 1);
  for (const result of results) result.dispose();
  assertEquals(rt.memoryInfo().live, before);
});

Deno.test("concat() and stack() refuse what does not fit", () => {
  const a = rt.ones([2, 3]);
  assertThrows(
    () => rt.concat([a, rt.ones([2, 4])]),
    RangeError,
    "concat() takes shapes that differ along axis 0 only: found [2,3] and [2,4]",
  );
  assertThrows(() => rt.concat([a, rt.ones([3])]), RangeError, "found [2,3] and [3]");
  assertThrows(() => rt.concat([a], 2), RangeError, "Axis 2 is out of range for an array of 2 dimensions");
  assertThrows(() => rt.concat([rt.full([], 1)]), RangeError, "Axis 0 is out of range for an array of 0 dimensions");
  assertThrows(() => rt.concat([]), RangeError, "concat() takes a list of at least one array");
  assertThrows(
    () => rt.concat([a, 3 as unknown as typeof a]),
    TypeError,
    "concat() takes a list of arrays: found number",
  );
  const ints = rt.ones([2, 3], { dtype: "int32" }) as unknown as typeof a;
  assertThrows(
    () => rt.concat([a, ints]),
    TypeError,
    "concat() cannot mix float64 and int32: convert with astype() first",
  );
  assertThrows(
    () => rt.stack([a, rt.ones([3, 2])]),
    RangeError,
    "stack() takes arrays of one shape: found [2,3] and [3,2]",
  );
  assertThrows(() => rt.stack([a], 3), RangeError, "Axis 3 is out of range for an array of 3 dimensions");
});

Deno.test("broadcastTo() repeats without copying", () => {
  const a = rt.arange(3);
  const before = rt.memoryInfo().live;
  const wide = rt.broadcastTo(a, [1000, 2000, 3]);
  assertEquals(rt.memoryInfo().live, before);
  assertEquals([wide.at(999, 1999, 2), wide.strides, wide.size], [2, [0, 0, 1], 6_000_000]);
  assertEquals(rt.sum(wide), 6_000_000);
  assert(!wide.isContiguous);
  assertThrows(() => rt.broadcastTo(a, [3, 2]), RangeError, "Cannot broadcast shape [3] to [3,2]: axis 1 is 3 and 2");
});

Deno.test("views reach 32 dimensions, and no further", () => {
  const a = rt.ones([2]).reshape([...new Array(31).fill(1), 2]);
  assertEquals(a.add(1).sum(), 4);
  assertEquals(a.T.sum(0).shape, new Array(31).fill(1));
  assertEquals(a.multiply(a).T.shape, a.T.shape);
  assertThrows(() => a.expandDims(0), RangeError, "An array may have at most 32 dimensions: found 33");
});

Deno.test("operations walk 32 axes that do not merge", () => {
  // Two elements on every second axis, in an order that no two neighbours share.
  const shape = Array.from({ length: 32 }, (_, d) => d % 3 === 0 ? 2 : 1);
  const n = sizeOf(shape);
  const order = shape.map((_, d) => d).sort((x, y) => (x * 7) % 32 - (y * 7) % 32);
  const a = rt.permuteDims(rt.arange(n).reshape(shape), order);
  const b = a.add(a.T.T).multiply(0.5);
  assertEquals(rt.equal(a, b).all(), true);
  assertEquals(a.sum([0, 5, 7, 31]).sum(), n * (n - 1) / 2);
});
