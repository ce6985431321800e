/** Every public product against sums of products in twice the precision, for any shape, layout and dtype. */
import * as rt from "@raptors/core";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { assertSame, FLOATS, indices, moderateNumber, read, type Sample, samplesOf, sizeOf } from "../_arrays.ts";
import { assertWritten, type Expected } from "../blas/_oracle.ts";
import { expectedOf, type Float, matmulPairs, outs, type Pairs, tensordotPairs, wider } from "./_products.ts";

const NUM_RUNS = 150;
/** The arrays that products take. */
type Floats = rt.NDArray<Float>;

const dtypes = fc.constantFrom(...FLOATS);
/** Lengths of axes: mostly short, some beyond a register and a tile, some 0. */
const length = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 2, arbitrary: fc.integer({ min: 7, max: 40 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const factor = fc.constantFrom(1, 1, 0, -1, 2.5, -0.75);
const unset = fc.oneof(moderateNumber, fc.constantFrom(NaN, Infinity));

const samples = (dtype: Float, shape: readonly number[]): fc.Arbitrary<Sample> =>
  samplesOf(dtype, shape, moderateNumber) as fc.Arbitrary<Sample>;

/** Fails unless an array has a shape and a dtype, and its elements are within their bounds. */
function assertProduct(found: Floats, dtype: Float, shape: readonly number[], expected: Expected[], what: string) {
  assertEquals([found.shape, found.dtype], [shape, dtype], what);
  const values = read(found);
  assertEquals(values.length, expected.length);
  expected.forEach(({ value, bound }, i) => {
    assert(Math.abs(values[i] - value) <= bound, `${what}: element ${i} is ${values[i]}, expected ${value} ± ${bound}`);
  });
}

/** Checks a product twice: into a new array, and into an `out` of any layout that holds anything before. */
function checkProduct(
  [a, b]: readonly [Sample, Sample],
  pairs: Pairs,
  out: Sample,
  run: (options?: { out: Floats }) => Floats,
  what: string,
): void {
  const dtype = wider(a.a.dtype, b.a.dtype);
  const expected = expectedOf(dtype, pairs);
  const live = rt.memoryInfo().live;
  const fresh = run();
  assertProduct(fresh, dtype, pairs.shape, expected, what);
  fresh.dispose();
  const before = out.memory.slice();
  assertStrictEquals(run({ out: out.a as Floats }), out.a as Floats);
  assertWritten(out, before, expected, `${what} into out`);
  assertEquals(rt.memoryInfo().live, live, "memory was left behind");
  for (const x of [a, b]) assertSame(read(x.a as Floats), x.values, "a factor");
}

/** Shapes of two factors of `matmul`: vectors, matrices, and leading axes of which some are 1 or missing. */
const matmulShapes = fc.tuple(
  fc.constantFrom("vv", "vm", "mv", "mm", "mm", "mm"),
  fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
  fc.tuple(length, length, length),
  fc.tuple(fc.boolean(), fc.boolean(), fc.nat(2), fc.nat(2)),
).map(([kind, batch, [m, n, k], [oneA, oneB, dropA, dropB]]): [number[], number[]] => {
  const thin = (one: boolean, drop: number) => batch.map((n) => one ? 1 : n).slice(Math.min(drop, batch.length));
  return [
    kind[0] === "v" ? [k] : [...thin(oneA, dropA), m, k],
    kind[1] === "v" ? [k] : [...thin(oneB && !oneA, dropB), k, n],
  ];
});

/** Two factors of given shapes and any dtypes, and an `out` of the shape that `shapeOf` says. */
function factorsOf(
  shapes: readonly [readonly number[], readonly number[]],
  pairsOf: (a: Sample, b: Sample) => Pairs,
): fc.Arbitrary<[Sample, Sample, Sample]> {
  return fc.tuple(dtypes, dtypes).chain(([p, q]) =>
    fc.tuple(samples(p, shapes[0]), samples(q, shapes[1])).chain(([a, b]) =>
      fc.tuple(fc.constant(a), fc.constant(b), outs(wider(p, q), pairsOf(a, b).shape, unset))
    )
  );
}

Deno.test("matmul() is the sum of products, for vectors, matrices and batches of any layout", () => {
  fc.assert(
    fc.property(matmulShapes.chain((shapes) => factorsOf(shapes, matmulPairs)), ([a, b, out]) => {
      const [x, y] = [a.a as Floats, b.a as Floats];
      checkProduct([a, b], matmulPairs(a, b), out, (options) => rt.matmul(x, y, options), "matmul");
      using method = x.matmul(y);
      using same = rt.linalg.matmul(x, y);
      assertSame(read(method), read(same), "the method");
    }),
    { numRuns: NUM_RUNS },
  );
});

const someShape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });

Deno.test("dot() sums over the last axis of one and the last but one of the other", () => {
  const shapes = fc.tuple(someShape, someShape, length).map(([m, n, k]): [number[], number[]] => [
    [...m, k],
    n.length === 0 ? [k] : [...n.slice(0, -1), k, ...n.slice(-1)],
  ]);
  const pairsOf = (a: Sample, b: Sample) => {
    const [i, j] = [a.shape.length - 1, Math.max(b.shape.length - 2, 0)];
    return tensordotPairs(a, b, [i], [j]);
  };
  fc.assert(
    fc.property(shapes.chain((shapes) => factorsOf(shapes, pairsOf)), ([a, b, out]) => {
      const [x, y] = [a.a as Floats, b.a as Floats];
      checkProduct([a, b], pairsOf(a, b), out, (options) => rt.dot(x, y, options), "dot");
      using method = x.dot(y);
      using same = rt.dot(x, y);
      assertSame(read(method), read(same), "the method");
    }),
    { numRuns: NUM_RUNS },
  );
});

Deno.test("dot() with an array that has no axes multiplies", () => {
  const two = rt.full([], 2) as Floats;
  const a = rt.array([[1, 2], [3, 4]]) as Floats;
  assertEquals(rt.dot(two, a).toArray(), [[2, 4], [6, 8]]);
  assertEquals(a.dot(two).toArray(), [[2, 4], [6, 8]]);
  assertEquals(two.dot(two).item(), 4);
  const out = rt.zeros([2, 2]);
  assertStrictEquals(rt.dot(two, a, { out: out as Floats }), out as Floats);
  assertEquals(out.toArray(), [[2, 4], [6, 8]]);
});

Deno.test("vecdot() sums along an axis of both, and broadcasts the others", () => {
  const shapes = fc.tuple(
    fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    fc.tuple(fc.boolean(), fc.boolean(), fc.nat(3)),
    length,
    fc.nat(3),
  ).map(([batch, [oneA, oneB, drop], k, place]) => {
    const a = batch.map((n) => oneA ? 1 : n),
      b = batch.map((n) => oneB && !oneA ? 1 : n).slice(Math.min(drop, batch.length));
    const axis = -1 - Math.min(place, a.length, b.length);
    const insert = (shape: number[]) => shape.toSpliced(shape.length + axis + 1, 0, k);
    return { shapes: [insert(a), insert(b)] as [number[], number[]], axis };
  });
  const pairsOf = (axis: number) => (a: Sample, b: Sample): Pairs => {
    // With the axis last, each element is the product of a row and a column.
    const turn = (x: Sample, column: boolean) => {
      using moved = rt.permuteDims(x.a as Floats, lastAxis(x.shape.length, axis));
      const shape = [...moved.shape.slice(0, -1), ...(column ? [moved.shape.at(-1)!, 1] : [1, moved.shape.at(-1)!])];
      return { shape, values: read(moved) } as unknown as Sample;
    };
    const { shape, pairs } = matmulPairs(turn(a, false), turn(b, true));
    return { shape: shape.slice(0, -2), pairs };
  };
  fc.assert(
    fc.property(
      shapes.chain(({ shapes, axis }) => fc.tuple(factorsOf(shapes, pairsOf(axis)), fc.constant(axis))),
      ([[a, b, out], axis]) => {
        const [x, y] = [a.a as Floats, b.a as Floats];
        checkProduct([a, b], pairsOf(axis)(a, b), out, (options) => rt.vecdot(x, y, { axis, ...options }), "vecdot");
        if (axis === -1) assertSame(read(rt.vecdot(x, y)), read(rt.vecdot(x, y, -1)), "the last axis");
      },
    ),
    { numRuns: NUM_RUNS },
  );
});

/** All axes in their order, but one at the end. */
function lastAxis(ndim: number, axis: number): number[] {
  const order = Array.from({ length: ndim }, (_, d) => d);
  order.push(order.splice(ndim + axis, 1)[0]);
  return order;
}

Deno.test("outer() rounds each product once", () => {
  fc.assert(
    fc.property(
      fc.tuple(length, length).chain(([m, n]) => factorsOf([[m], [n]], (a, b) => tensordotPairs(a, b, [], []))),
      ([a, b, out]) => {
        const [x, y] = [a.a as Floats, b.a as Floats];
        checkProduct(
          [a, b],
          tensordotPairs(a, b, [], []),
          out,
          (options) => rt.outer(x, y, options),
          "outer",
        );
        const round = wider(x.dtype, y.dtype) === "float32" ? Math.fround : (v: number) => v;
        assertSame(read(rt.outer(x, y)), a.values.flatMap((v) => b.values.map((w) => round(v * w))), "outer");
      },
    ),
    { numRuns: NUM_RUNS },
  );
});

Deno.test("tensordot() sums over any pairs of axes", () => {
  // The axes of a are those summed and others, shuffled; so are those of b, with the same lengths where they are summed.
  const shuffled = (ndim: number) =>
    fc.shuffledSubarray(Array.from({ length: ndim }, (_, i) => i), { minLength: ndim });
  const small = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 2 });
  const cases = fc.tuple(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }), small, small).chain(([k, m, n]) =>
    fc.tuple(shuffled(k.length + m.length), shuffled(k.length + n.length)).map(([orderA, orderB]) => {
      const place = (free: number[], order: number[]) => {
        const shape = new Array<number>(order.length);
        [...k, ...free].forEach((n, i) => shape[order[i]] = n);
        return shape;
      };
      const shapes: [number[], number[]] = [place(m, orderA), place(n, orderB)];
      return { shapes, left: orderA.slice(0, k.length), right: orderB.slice(0, k.length) };
    })
  );
  fc.assert(
    fc.property(
      cases.chain(({ shapes, left, right }) =>
        fc.tuple(
          factorsOf(shapes, (a, b) => tensordotPairs(a, b, left, right)),
          fc.constant([left, right] as [number[], number[]]),
        )
      ),
      ([[a, b, out], axes]) => {
        const [x, y] = [a.a as Floats, b.a as Floats];
        const pairs = tensordotPairs(a, b, ...axes);
        checkProduct([a, b], pairs, out, (options) => rt.tensordot(x, y, { axes, ...options }), "tensordot");
        const fromEnd = axes[0].map((d) => d - a.shape.length);
        assertSame(read(rt.tensordot(x, y, [fromEnd, axes[1]])), read(rt.tensordot(x, y, axes)), "axes from the end");
      },
    ),
    { numRuns: NUM_RUNS },
  );
});

Deno.test("tensordot() by a number takes the last axes of one and the first of the other", () => {
  const a = rt.arange(24).reshape([2, 3, 4]), b = rt.arange(60).reshape([3, 4, 5]);
  assertEquals(rt.tensordot(a, b).toArray(), rt.tensordot(a, b, [[1, 2], [0, 1]]).toArray());
  assertEquals(rt.tensordot(a, b, { axes: 2 }).toArray(), rt.matmul(a.reshape([2, 12]), b.reshape([12, 5])).toArray());
  assertEquals(rt.tensordot(a, b.reshape([4, 15]), 1).shape, [2, 3, 15]);
  assertEquals(rt.tensordot(a, b, 0).shape, [2, 3, 4, 3, 4, 5]);
  assertEquals(rt.tensordot(rt.ones([2, 0]), rt.ones([0, 3]), 1).toArray(), [[0, 0, 0], [0, 0, 0]]);
});

/** Sizes, alpha, beta and an `out`, for the functions that add to one. */
const accumulations = fc.tuple(fc.tuple(length, length, length), factor, factor, fc.tuple(dtypes, dtypes));

Deno.test("gemm() adds to what is there, in any layout, and reads it only where beta is not 0", () => {
  const cases = accumulations.chain(([[m, n, k], alpha, beta, [p, q]]) =>
    fc.tuple(
      samples(p, [m, k]),
      samples(q, [k, n]),
      outs(wider(p, q), [m, n], beta === 0 ? unset : moderateNumber),
      fc.constant([alpha, beta]),
    )
  );
  fc.assert(
    fc.property(cases, ([a, b, out, [alpha, beta]]) => {
      const [x, y] = [a.a as Floats, b.a as Floats];
      const dtype = wider(x.dtype, y.dtype), pairs = matmulPairs(a, b), before = out.memory.slice();
      const expected = expectedOf(dtype, pairs, alpha, beta, out.values);
      assertStrictEquals(rt.gemm(alpha, x, y, beta, out.a as Floats), out.a as Floats);
      assertWritten(out, before, expected, "gemm");
      using fresh = rt.gemm(alpha, x, y);
      assertProduct(fresh, dtype, pairs.shape, expectedOf(dtype, pairs, alpha), "gemm to a new array");
    }),
    { numRuns: NUM_RUNS },
  );
});

Deno.test("gemm() takes batches, whose leading axes broadcast", () => {
  const a = rt.arange(12).reshape([2, 1, 2, 3]), b = rt.arange(18).reshape([3, 3, 2]);
  const c = rt.ones([2, 3, 2, 2]);
  rt.gemm(2, a, b, -1, c);
  assertEquals(c.toArray(), rt.matmul(a, b).multiply(2).subtract(1).toArray());
});

Deno.test("gemv() adds to a vector", () => {
  const cases = accumulations.chain(([[m, n], alpha, beta, [p, q]]) =>
    fc.tuple(
      samples(p, [m, n]),
      samples(q, [n]),
      outs(wider(p, q), [m], beta === 0 ? unset : moderateNumber),
      fc.constant([alpha, beta]),
    )
  );
  fc.assert(
    fc.property(cases, ([a, x, y, [alpha, beta]]) => {
      const before = y.memory.slice();
      const expected = expectedOf(wider(a.a.dtype, x.a.dtype), matmulPairs(a, x), alpha, beta, y.values);
      rt.gemv(alpha, a.a as Floats, x.a as Floats, beta, y.a as Floats);
      assertWritten(y, before, expected, "gemv");
    }),
    { numRuns: NUM_RUNS },
  );
});

Deno.test("ger() adds the products of two vectors to a matrix", () => {
  const cases = accumulations.chain(([[m, n], alpha, , [p, q]]) =>
    fc.tuple(samples(p, [m]), samples(q, [n]), outs(wider(p, q), [m, n], moderateNumber), fc.constant(alpha))
  );
  fc.assert(
    fc.property(cases, ([x, y, a, alpha]) => {
      const before = a.memory.slice();
      const pairs = tensordotPairs(x, y, [], []);
      const expected = expectedOf(wider(x.a.dtype, y.a.dtype), pairs, alpha, 1, a.values);
      rt.ger(alpha, x.a as Floats, y.a as Floats, a.a as Floats);
      assertWritten(a, before, expected, "ger");
    }),
    { numRuns: NUM_RUNS },
  );
});

Deno.test("scal() is scale() with the factor first, and writes to x itself as an out", () => {
  const x = rt.array([[1, -2], [0.5, NaN]], { dtype: "float32" });
  assertSame(read(rt.scal(3, x) as Floats), read(rt.scale(x, 3) as Floats), "scal");
  assertStrictEquals(rt.scal(-2, x, { out: x }), x);
  assertSame(read(x as Floats), [-2, 4, -1, NaN], "scal in place");
});

Deno.test("with alpha 0 the factors are not looked at, with beta 0 the out is not", () => {
  const bad = rt.full([3, 3], NaN), good = rt.eye(3);
  const c = rt.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]]);
  assertEquals(rt.gemm(0, bad, bad, 2, c.copy()).toArray(), c.multiply(2).toArray());
  assertEquals(rt.gemm(0, bad, good).toArray(), rt.zeros([3, 3]).toArray());
  assertEquals(rt.gemm(2, good, c, 0, rt.full([3, 3], NaN)).toArray(), c.multiply(2).toArray());
  assertEquals(rt.gemv(0, bad, rt.full([3], Infinity), 1, rt.ones([3])).toArray(), [1, 1, 1]);
  assertEquals(rt.ger(0, rt.full([3], NaN), rt.ones([3]), c.copy()).toArray(), c.toArray());
});

Deno.test("products without an inner axis are zeros, those without elements are empty", () => {
  assertEquals(rt.matmul(rt.ones([2, 0]), rt.ones([0, 3])).toArray(), [[0, 0, 0], [0, 0, 0]]);
  assertEquals(rt.matmul(rt.ones([0]), rt.ones([0])).item(), 0);
  assertEquals(rt.matmul(rt.ones([0, 2]), rt.ones([2, 3])).shape, [0, 3]);
  assertEquals(rt.matmul(rt.ones([0, 2, 3]), rt.ones([3, 4])).shape, [0, 2, 4]);
  assertEquals(rt.gemm(5, rt.ones([2, 0]), rt.ones([0, 2]), -1, rt.ones([2, 2])).toArray(), [[-1, -1], [-1, -1]]);
  assertEquals(rt.vecdot(rt.ones([3, 0]), rt.ones([0])).toArray(), [0, 0, 0]);
  assertEquals(rt.outer(rt.ones([0]), rt.ones([3])).shape, [0, 3]);
  assertEquals(rt.dot(rt.ones([2, 3, 0]), rt.ones([4, 0, 2])).sum(), 0);
});

Deno.test("matrixTranspose() and mT exchange the last two axes of a view", () => {
  const a = rt.arange(24).reshape([2, 3, 4]);
  for (const t of [a.mT, rt.matrixTranspose(a), rt.linalg.matrixTranspose(a)]) {
    assertEquals(t.shape, [2, 4, 3]);
    for (const [i, j, k] of indices([2, 3, 4])) assertEquals(t.at(i, k, j), a.at(i, j, k));
  }
  a.mT.set(-1, 1, 3, 2);
  assertEquals(a.at(1, 2, 3), -1, "a view");
  assertEquals(sizeOf(a.mT.mT.shape), 24);
});
