/** What BLAS libraries compute, against plain TypeScript, over shapes, layouts, alpha and beta. */
import { assert, assertEquals } from "@std/assert";
import * as rt from "@raptors/core";
import fc from "fast-check";
import { gemm } from "../../lib/blas/gemm.ts";
import { blasAsum, blasAxpy, blasIamax, blasNrm2, blasScal } from "../../lib/blas/vectors.ts";
import { broadcastRead, FLOATS, indices, moderateNumber, read, type Sample, samplesOf } from "../_arrays.ts";
import { libraries } from "./_libraries.ts";
import { assertWritten, EPS, type Expected, product } from "./_oracle.ts";

const length = fc.oneof(
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 3, arbitrary: fc.integer({ min: 2, max: 6 }) },
  { weight: 1, arbitrary: fc.integer({ min: 7, max: 40 }) },
);
const factor = fc.constantFrom(1, 1, 0, -1, 2.5, -0.75);
const dtypes = fc.constantFrom(...FLOATS);

/** The axes before the last two: of the result, and of two factors that broadcast to it. */
const batches = fc.constantFrom(
  ...[{ out: [], a: [], b: [] }, { out: [], a: [], b: [] }, { out: [], a: [], b: [] }, { out: [2], a: [2], b: [] }],
  ...[{ out: [3], a: [1], b: [3] }, { out: [2, 3], a: [3], b: [2, 1] }, { out: [2, 1, 2], a: [2, 1, 2], b: [1, 1] }],
);

interface Case {
  dtype: "float32" | "float64";
  m: number;
  n: number;
  k: number;
  alpha: number;
  beta: number;
}

/** A product: its sizes, and operands in any layout. Some outputs hold NaN, which beta 0 must not let through. */
const products: fc.Arbitrary<[Case, Sample, Sample, Sample]> = fc.tuple(
  fc.record({ dtype: dtypes, m: length, n: length, k: length, alpha: factor, beta: factor }),
  batches,
).chain(([sizes, batch]) => {
  const { dtype, m, n, k } = sizes;
  return fc.tuple(
    fc.constant(sizes),
    samplesOf(dtype, [...batch.a, m, k], moderateNumber),
    samplesOf(dtype, [...batch.b, k, n], moderateNumber),
    samplesOf(dtype, [...batch.out, m, n], fc.oneof(moderateNumber, fc.constant(NaN)), { repeated: false }),
  ).map(([sizes, a, b, out]): [Case, Sample, Sample, Sample] => {
    // With NaN in out, only beta 0 has a result to compare.
    const beta = out.values.some(Number.isNaN) ? 0 : sizes.beta;
    return [{ ...sizes, beta }, a as Sample, b as Sample, out as Sample];
  });
});
/**
 * The same of matrices, some of whose elements are not finite; alpha is not 0, with which nobody looks at them. Without
 * zeros for libraries: reference BLAS and BLIS pass over a column whose factor is 0, and so over 0 times NaN.
 */
const specialProducts = (zeros: boolean): fc.Arbitrary<[Case, Sample, Sample, Sample]> =>
  fc.record({
    dtype: dtypes,
    m: length,
    n: length,
    k: length,
    alpha: factor.filter((alpha) => alpha !== 0),
    beta: factor,
  }).chain((sizes) => {
    const { dtype, m, n, k, beta } = sizes;
    const some = fc.oneof(
      { weight: 12, arbitrary: moderateNumber },
      { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0, -0) },
    ).map((x) => zeros || x !== 0 ? x : 1);
    return fc.tuple(
      fc.constant(sizes),
      samplesOf(dtype, [m, k], some),
      samplesOf(dtype, [k, n], some),
      samplesOf(dtype, [m, n], beta === 0 ? fc.constant(NaN) : some, { repeated: false }),
    ) as unknown as fc.Arbitrary<[Case, Sample, Sample, Sample]>;
  });
const inputs = (dtype: "float32" | "float64", shape: number[]) => samplesOf(dtype, shape, moderateNumber);

/** Runs a call; if no library did the work, nothing must have been written. Tells whether one did. */
function checkCall(out: Sample, expected: () => Expected[], call: () => boolean, what: string): boolean {
  const before = out.memory.slice();
  const done = call();
  if (done) assertWritten(out, before, expected(), what);
  else assertEquals(out.memory, before);
  return done;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Whether BLAS can take a matrix, said apart from how the library decides it. */
function takesMatrix({ a: { shape, strides } }: Sample): boolean {
  const [m, n] = shape.slice(-2), [row, column] = strides.slice(-2);
  const rowsAreRuns = n === 1 ? row >= 1 || m === 1 : column === 1 && (m === 1 || row >= n);
  const columnsAreRuns = m === 1 ? column >= 1 || n === 1 : row === 1 && (n === 1 || column >= m);
  return rowsAreRuns || columnsAreRuns;
}

/** Whether BLAS can take n elements a step apart. */
const takesVector = (n: number, step: number): boolean => n === 1 || step >= 1;

/** Whether BLAS can take a product, with the last axes of the operands. */
function takesProduct({ m, n, k, alpha, beta }: Case, a: Sample, b: Sample, out: Sample): boolean {
  if (alpha === 0) return false; // nothing to multiply
  const column = (x: Sample) => x.a.strides[x.shape.length - 2], row = (x: Sample) => x.a.strides[x.shape.length - 1];
  const left = takesVector(k, row(a)), right = takesVector(k, column(b));
  if (m === 1 && n === 1) return left && right;
  if (n === 1) return takesMatrix(a) && right && takesVector(m, column(out));
  if (m === 1) return takesMatrix(b) && left && takesVector(n, row(out));
  if (k === 1 && beta === 1) return takesVector(m, column(a)) && takesVector(n, row(b)) && takesMatrix(out);
  return takesMatrix(a) && takesMatrix(b) && takesMatrix(out);
}

/** Runs a call and tells how many of its products a library has done. */
function doneBy(call: () => void): number {
  const count = () => Object.values(rt.metrics().blas ?? {}).reduce((sum, { blas }) => sum + blas, 0);
  const before = count();
  call();
  return count() - before;
}

const builtin = { name: "the built-in code", path: "builtin", missing: undefined };

for (const library of [builtin, ...libraries]) {
  const check = <T>(name: string, property: fc.IProperty<T>, numRuns = 400) =>
    Deno.test({
      name: `${library.name}: ${name}`,
      ignore: library.missing !== undefined,
      fn() {
        const before = rt.blasInfo().choice;
        rt.setBlas(library.path);
        rt.resetMetrics();
        try {
          fc.assert(property, { numRuns });
          const counts = Object.values(rt.metrics().blas!);
          const taken = counts.reduce((sum, { blas }) => sum + blas, 0);
          const left = counts.reduce((sum, { builtin }) => sum + builtin, 0);
          if (library === builtin) assertEquals(taken, 0);
          else assert(taken > 30, `Only ${taken} calls went to the library`);
          assert(left > 30, `Only ${left} calls were left to the built-in code`);
        } finally {
          rt.setBlas(before);
        }
      },
    });

  check(
    "products are what sums of products say, in any layout and shape",
    fc.property(products, ([sizes, a, b, out]) => {
      const { dtype, k, alpha, beta } = sizes;
      const [at, bt] = [broadcastRead(a), broadcastRead(b)];
      const expected = () =>
        indices(out.shape).map((at3, o) => {
          const [i, j] = at3.slice(-2), batch = at3.slice(0, -2);
          const pairs = range(k).map((l): [number, number] => [at([...batch, i, l]), bt([...batch, l, j])]);
          return product(dtype, alpha, pairs, beta, out.values[o]);
        });
      const before = out.memory.slice();
      const done = doneBy(() => gemm(alpha, a.a, b.a, beta, out.a));
      assertWritten(out, before, expected(), "a product");
      assertEquals(done === 1, library !== builtin && takesProduct(sizes, a, b, out));
    }),
    // BLIS takes 8 ms for the smallest product on a machine whose cores are busy: OpenMP's threads spin.
    library.name === "BLIS" ? 300 : 1500,
  );

  check(
    "NaN and infinities in factors come out where sums of products have them",
    fc.property(specialProducts(library === builtin), ([sizes, a, b, out]) => {
      const { dtype, k, alpha, beta } = sizes;
      const [at, bt] = [broadcastRead(a), broadcastRead(b)];
      gemm(alpha, a.a, b.a, beta, out.a);
      const found = read(out.a as rt.NDArray);
      indices(out.shape).forEach(([i, j], o) => {
        const pairs = range(k).map((l): [number, number] => [at([i, l]), bt([l, j])]);
        const { value, bound } = product(dtype, alpha, pairs, beta, out.values[o]);
        if (Number.isFinite(value)) assert(Math.abs(found[o] - value) <= bound, `found ${found[o]}, expected ${value}`);
        else assertEquals(found[o], value);
      });
    }),
    library.name === "BLIS" ? 300 : 600,
  );

  if (library === builtin) continue; // the rest is what only libraries do here

  const long = fc.integer({ min: 1, max: 200 });

  check(
    "nrm2, asum and iamax are what plain loops give",
    fc.property(
      fc.tuple(dtypes, long).chain(([dtype, n]) => fc.tuple(fc.constant(dtype), inputs(dtype, [n]))),
      ([dtype, x]) => {
        const squares = product(dtype, 1, x.values.map((v) => [v, v]), 0, 0);
        const asum = product(dtype, 1, x.values.map((v) => [Math.abs(v), 1]), 0, 0);
        const norm = Math.sqrt(squares.value);
        const takes = takesVector(x.values.length, x.a.strides[0]);
        const near = (found: number | undefined, { value, bound }: Expected) => {
          if (!takes) return assertEquals(found, undefined);
          assert(Math.abs(found! - value) <= bound, `found ${found}, expected ${value} within ${bound}`);
        };
        if (norm > 1e-18) near(blasNrm2(x.a), { value: norm, bound: (x.values.length + 4) * EPS[dtype] * norm });
        else assertEquals(blasNrm2(x.a), undefined, "squares that may have vanished");
        near(blasAsum(x.a), asum);
        const sizes = x.values.map(Math.abs);
        assertEquals(blasIamax(x.a), takes ? sizes.indexOf(Math.max(...sizes)) : undefined);
      },
    ),
  );

  check(
    "axpy and scal work in place",
    fc.property(
      fc.tuple(dtypes, long, factor).chain(([dtype, n, alpha]) =>
        fc.tuple(
          fc.constant({ dtype, alpha }),
          inputs(dtype, [n]),
          samplesOf(dtype, [n], moderateNumber, { repeated: false }),
          samplesOf(dtype, [n], moderateNumber, { repeated: false }),
        )
      ),
      ([{ dtype, alpha }, x, y, z]) => {
        const takes = ({ a }: Sample) => takesVector(a.size, a.strides[0]);
        const sums = () => y.values.map((v, i) => product(dtype, alpha, [[x.values[i], 1]], 1, v));
        const axpy = checkCall(y, sums, () => blasAxpy(alpha, x.a, y.a), "axpy");
        assertEquals(axpy, alpha !== 0 && takes(x) && takes(y));
        const scaled = () => z.values.map((v) => product(dtype, alpha, [[v, 1]], 0, 0));
        const scal = checkCall(z, scaled, () => blasScal(alpha, z.a), "scal");
        assertEquals(scal, alpha !== 0 && takes(z));
      },
    ),
  );
}
