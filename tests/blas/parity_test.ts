/** What BLAS libraries compute, against plain TypeScript, over shapes, layouts, alpha and beta. */
import { assert, assertEquals } from "@std/assert";
import * as rt from "@raptors/core";
import fc from "fast-check";
import {
  blasAsum,
  blasAxpy,
  blasDot,
  blasGemm,
  blasGemv,
  blasGer,
  blasIamax,
  blasNrm2,
  blasScal,
} from "../../lib/blas/calls.ts";
import { FLOATS, moderateNumber, type Sample, samplesOf } from "../_arrays.ts";
import { libraries } from "./_libraries.ts";
import { assertWritten, EPS, type Expected, matrixOf, product } from "./_oracle.ts";

const length = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 1, arbitrary: fc.integer({ min: 7, max: 40 }) },
);
const factor = fc.constantFrom(1, 1, 0, -1, 2.5, -0.75);
const dtypes = fc.constantFrom(...FLOATS);

/** An array to write to: no two elements at one place. Some hold NaN, which beta 0 must not let through. */
const outputs = (dtype: "float32" | "float64", shape: number[]) =>
  samplesOf(dtype, shape, fc.oneof(moderateNumber, fc.constant(NaN)), { repeated: false });
const inputs = (dtype: "float32" | "float64", shape: number[]) => samplesOf(dtype, shape, moderateNumber);

/** With NaN in out, only beta 0 has a result to compare. */
const betaFor = (out: Sample, beta: number): number => out.values.some(Number.isNaN) ? 0 : beta;

/** Runs a call; if no library took it, nothing must have been written. Tells whether one did. */
function checkCall(out: Sample, expected: () => Expected[], call: () => boolean, what: string): boolean {
  const before = out.memory.slice();
  const done = call();
  if (done) assertWritten(out, before, expected(), what);
  else assertEquals(out.memory, before);
  return done;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Whether BLAS can take a matrix, said apart from how the library decides it. */
function takesMatrix({ a: { shape: [m, n], strides: [row, column] } }: Sample): boolean {
  const rowsAreRuns = (n === 1 || column === 1) && (m === 1 || row >= n);
  const columnsAreRuns = (m === 1 || row === 1) && (n === 1 || column >= m);
  return rowsAreRuns && (n > 1 || m === 1 || row >= 1) || columnsAreRuns && (m > 1 || n === 1 || column >= 1);
}
const takesVector = ({ a }: Sample): boolean => a.size === 1 || a.strides[0] >= 1;

for (const library of libraries) {
  const check = <T>(name: string, property: fc.IProperty<T>) =>
    Deno.test({
      name: `${library.name}: ${name}`,
      ignore: library.missing !== undefined,
      fn() {
        rt.setBlas(library.path);
        rt.resetMetrics();
        try {
          fc.assert(property, { numRuns: 400 });
          const counts = Object.values(rt.metrics().blas!);
          const taken = counts.reduce((sum, { blas }) => sum + blas, 0);
          const left = counts.reduce((sum, { builtin }) => sum + builtin, 0);
          assert(taken > 30, `Only ${taken} of 400 cases went to the library`);
          assert(left > 30, `Only ${left} of 400 cases were left to the built-in code`);
        } finally {
          rt.setBlas("auto");
        }
      },
    });

  check(
    "gemm is what the sum of products says, in any layout",
    fc.property(
      fc.tuple(dtypes, length, length, length, factor, factor).chain(([dtype, m, n, k, alpha, beta]) =>
        fc.tuple(
          fc.constant({ dtype, m, n, k, alpha, beta }),
          inputs(dtype, [m, k]),
          inputs(dtype, [k, n]),
          outputs(dtype, [m, n]),
        )
      ),
      ([{ dtype, m, n, k, alpha, ...given }, a, b, out]) => {
        const beta = betaFor(out, given.beta);
        const [at, bt] = [matrixOf(a), matrixOf(b)];
        const expected = () =>
          range(m * n).map((ij) => {
            const [i, j] = [Math.floor(ij / n), ij % n];
            return product(dtype, alpha, range(k).map((l) => [at(i, l), bt(l, j)]), beta, out.values[ij]);
          });
        const done = checkCall(out, expected, () => blasGemm(alpha, a.a, b.a, beta, out.a), "gemm");
        assertEquals(done, takesMatrix(a) && takesMatrix(b) && takesMatrix(out));
      },
    ),
  );

  check(
    "gemv is what the sum of products says, in any layout",
    fc.property(
      fc.tuple(dtypes, length, length, factor, factor).chain(([dtype, m, n, alpha, beta]) =>
        fc.tuple(
          fc.constant({ dtype, m, n, alpha, beta }),
          inputs(dtype, [m, n]),
          inputs(dtype, [n]),
          outputs(dtype, [m]),
        )
      ),
      ([{ dtype, m, n, alpha, ...given }, a, x, out]) => {
        const beta = betaFor(out, given.beta);
        const at = matrixOf(a);
        const expected = () =>
          range(m).map((i) => product(dtype, alpha, range(n).map((j) => [at(i, j), x.values[j]]), beta, out.values[i]));
        const done = checkCall(out, expected, () => blasGemv(alpha, a.a, x.a, beta, out.a), "gemv");
        assertEquals(done, takesMatrix(a) && takesVector(x) && takesVector(out));
      },
    ),
  );

  check(
    "ger adds an outer product, in any layout",
    fc.property(
      fc.tuple(dtypes, length, length, factor).chain(([dtype, m, n, alpha]) =>
        fc.tuple(
          fc.constant({ dtype, m, n, alpha }),
          ...[inputs(dtype, [m]), inputs(dtype, [n])] as const,
          samplesOf(dtype, [m, n], moderateNumber, { repeated: false }),
        )
      ),
      ([{ dtype, m, n, alpha }, x, y, out]) => {
        const expected = () =>
          range(m * n).map((ij) =>
            product(dtype, alpha, [[x.values[Math.floor(ij / n)], y.values[ij % n]]], 1, out.values[ij])
          );
        const done = checkCall(out, expected, () => blasGer(alpha, x.a, y.a, out.a), "ger");
        assertEquals(done, takesVector(x) && takesVector(y) && takesMatrix(out));
      },
    ),
  );

  const long = fc.integer({ min: 1, max: 200 });

  check(
    "dot, nrm2, asum and iamax are what plain loops give",
    fc.property(
      fc.tuple(dtypes, long).chain(([dtype, n]) =>
        fc.tuple(fc.constant(dtype), inputs(dtype, [n]), inputs(dtype, [n]))
      ),
      ([dtype, x, y]) => {
        const dot = product(dtype, 1, x.values.map((v, i) => [v, y.values[i]]), 0, 0);
        const squares = product(dtype, 1, x.values.map((v) => [v, v]), 0, 0);
        const asum = product(dtype, 1, x.values.map((v) => [Math.abs(v), 1]), 0, 0);
        const norm = Math.sqrt(squares.value);
        const near = (found: number | undefined, { value, bound }: Expected, takes: boolean) => {
          if (!takes) return assertEquals(found, undefined);
          assert(Math.abs(found! - value) <= bound, `found ${found}, expected ${value} within ${bound}`);
        };
        near(blasDot(x.a, y.a), dot, takesVector(x) && takesVector(y));
        near(blasNrm2(x.a), { value: norm, bound: (x.values.length + 4) * EPS[dtype] * norm }, takesVector(x));
        near(blasAsum(x.a), asum, takesVector(x));
        const sizes = x.values.map(Math.abs);
        assertEquals(blasIamax(x.a), takesVector(x) ? sizes.indexOf(Math.max(...sizes)) : undefined);
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
        const sums = () => y.values.map((v, i) => product(dtype, alpha, [[x.values[i], 1]], 1, v));
        const axpy = checkCall(y, sums, () => blasAxpy(alpha, x.a, y.a), "axpy");
        assertEquals(axpy, alpha !== 0 && takesVector(x) && takesVector(y));
        const scaled = () => z.values.map((v) => product(dtype, alpha, [[v, 1]], 0, 0));
        const scal = checkCall(z, scaled, () => blasScal(alpha, z.a), "scal");
        assertEquals(scal, alpha !== 0 && takesVector(z));
      },
    ),
  );
}
