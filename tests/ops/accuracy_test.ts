/** Sums are at least as accurate as NumPy's pairwise sum, on every axis (DESIGN §6). */
import * as rt from "@raptors/core";
import { assertLess, assertLessOrEqual } from "@std/assert";
import { FLOATS, typedArray } from "../_arrays.ts";
import { preciseSum, sumTolerance, unitRoundoff } from "../_oracle.ts";

/** A number from 0 to 1 for each position, with no pattern that rounding could follow. */
const noise = (k: number): number => Math.fround((Math.imul(k + 1, 2654435761) >>> 0) / 2 ** 32);

function filled(dtype: "float32" | "float64", shape: number[], value: (k: number) => number): rt.NDArray {
  const values = typedArray(dtype, shape.reduce((n, length) => n * length, 1)) as Float64Array<ArrayBuffer>;
  for (let k = 0; k < values.length; k++) values[k] = value(k);
  return rt.asarray(values, { shape }) as rt.NDArray;
}

/** Values that make naive summation lose digits: all of one size, far larger than their differences; and of all sizes. */
const SERIES: Record<string, (k: number) => number> = {
  "values near 1000": (k) => 1000 + noise(k),
  "values of both signs": (k) => noise(k) - 0.5,
  "values of all sizes": (k) => 2 ** Math.floor(noise(k) * 40 - 20),
  "one large value first": (k) => k === 0 ? 2 ** 20 : noise(k),
};

for (const dtype of FLOATS) {
  for (const [name, value] of Object.entries(SERIES)) {
    Deno.test(`sum() of ${dtype} ${name} keeps within the pairwise bound on every axis`, () => {
      for (const shape of [[100_003], [20_000, 5], [5, 20_000], [317, 311], [40, 50, 60]]) {
        for (const order of ["row-major", "transposed"]) {
          const plain = filled(dtype, shape, value);
          const a = order === "row-major" ? plain : plain.T;
          const all = [...plain.toTypedArray() as Float64Array];
          const error = Math.abs(a.sum() - preciseSum(all));
          assertLessOrEqual(error, sumTolerance(all, dtype), `the whole of [${a.shape}], ${order}`);
          for (let axis = 0; axis < a.ndim; axis++) {
            const sums = a.sum(axis).toTypedArray() as Float64Array;
            const order = [...a.shape.keys()].filter((d) => d !== axis);
            const lists = a.transpose([...order, axis]).reshape([-1, a.shape[axis]]).toTypedArray() as Float64Array;
            const n = a.shape[axis];
            // A few lines are as good as all of them, and take less time in TypeScript.
            const step = Math.max(1, Math.floor(sums.length / 40));
            for (let i = 0; i < sums.length; i += step) {
              const list = [...lists.subarray(i * n, (i + 1) * n)];
              assertLessOrEqual(
                Math.abs(sums[i] - preciseSum(list)),
                sumTolerance(list, dtype),
                `axis ${axis} of [${a.shape}], ${order}, element ${i}`,
              );
            }
          }
        }
      }
    });
  }
}

/**
 * NumPy 2.4.6 adds rows one after the other along axis 0. On these 10^6 rows of float32 near 1000 its column sums and
 * means are off by 0.95 %, and on the noise alone its variances by 3.7e-4 (relative errors, x.sum(0) and x.var(0)).
 */
const NUMPY = { sum: 9.492e-3, var: 3.658e-4 };

Deno.test("float32 sums, means and variances along axis 0 of 10^6 rows are close to float64's, where NumPy's are not", () => {
  const shape = [1_000_000, 4];
  const single = filled("float32", shape, (k) => Math.fround(1000 + noise(k)));
  const double = single.astype("float64");
  const relative = (x: rt.NDArray, y: rt.NDArray) =>
    Math.max(...[0, 1, 2, 3].map((j) => Math.abs(Number(x.at(j)) / Number(y.at(j)) - 1)));
  const eps = 2 * unitRoundoff("float32");
  // 41 eps is the documented bound; it is far below NumPy's error all the same.
  const bound = (21 + Math.log2(shape[0])) * eps;
  for (const op of ["sum", "mean"] as const) {
    const error = relative(single[op](0), double[op](0));
    assertLessOrEqual(error, bound, op);
    assertLess(error, NUMPY.sum / 1000, op);
  }
  const flat = filled("float32", shape, noise);
  const error = relative(flat.var(0), flat.astype("float64").var(0));
  assertLess(error, NUMPY.var / 10, "var");
});

Deno.test("var() and std() do not cancel when the mean is large", () => {
  for (const dtype of FLOATS) {
    // Exactly representable, variance 2/3 whatever the offset: the textbook formula would lose every digit.
    const offset = dtype === "float32" ? 2 ** 20 : 2 ** 48;
    const a = filled(dtype, [3000], (k) => offset + k % 3);
    const tolerance = 100 * unitRoundoff(dtype);
    for (const value of [a.var(), a.reshape([3000, 1]).var(0).item(), a.reshape([1, 3000]).var(1).item()]) {
      assertLess(Math.abs(Number(value) - 2 / 3), tolerance, `${dtype} ${value}`);
    }
    assertLess(Math.abs(a.std() - Math.sqrt(2 / 3)), tolerance);
  }
});

Deno.test("the mean of equal values is that value", () => {
  for (const dtype of FLOATS) {
    for (const shape of [[3], [1000], [333, 77], [77, 333]]) {
      const a = filled(dtype, shape, () => 0.1);
      const value = dtype === "float32" ? Math.fround(0.1) : 0.1;
      const off = Math.max(
        ...[a.mean(), ...(a.mean(0).toTypedArray() as Float64Array)].map((m) => Math.abs(m - value)),
      );
      assertLessOrEqual(off, 25 * unitRoundoff(dtype) * value);
    }
  }
});
